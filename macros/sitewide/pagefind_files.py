"""Corrects the files that Pagefind writes: facets in order, pages numbered, and fewer common words in a large index.

Pagefind 1.5.2 writes the facets, and the values of each, in the order of a hash
table that has a new seed in every run. Their files' names are hashes of that, and
the index's own name with them. Later versions sort: that part of ``steady`` goes
when the pin does.

Each page is known by seven random signs, and whoever searches loads those of all pages.
Numbers in a row take half as much when packed, least with the digit that changes first
in front; the digest before them makes an index's files its own, so that a browser never
takes one that it kept of an earlier index.

The entry of a word that thousands of pages have is as large as all others of its chunk
together, and whoever asks for one of those has to load it. ``thin_out`` leaves it the
pages and how much the word weighs on each, by which results are found and put in order,
and one place on each page, which the excerpt shows. What is lost is the phrase "such as
this" where it is not the first place of its words.

The files are CBOR (https://www.rfc-editor.org/rfc/rfc8949) behind a signature,
packed by gzip. A facet's file holds ``[name, [[value, [page, ...]], ...]]``. The
index's own holds ``[version, [[page's file, its words], ...], chunks, [[facet, its
file], ...], ...]``. A chunk of words holds ``[[[word, [[page, places, ...], ...],
...], ...]]``; places are ``-1 - weight`` and after it the first place and the steps to
the next ones, as pagefind_web/src/index.rs reads them.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import string
from pathlib import Path
from typing import Any

import cbor2

_SIGNATURE = b"pagefind_dcd"
_DIGITS = string.digits + string.ascii_lowercase
_WEIGHT = 24  # of a word in plain text
_MOST_WEIGHT = 254  # a byte in the engine; it reads more as the most there is

# In an index of so many pages, the number of a page's words is kept roughly.
MANY_PAGES = 5_000
# A word on so many pages keeps one place on each.
COMMON = 4_000


def steady(folder: Path) -> None:
    """Rewrite the facets' files of the index in ``folder``, number the pages' files, and update whatever names them."""
    entry = folder / "pagefind-entry.json"
    text = entry.read_text(encoding="utf-8")
    for language, about in json.loads(text)["languages"].items():
        text = text.replace(f'"{about["hash"]}"', f'"{_steady_language(folder, language, about["hash"])}"')
    entry.write_text(text, encoding="utf-8")


def _steady_language(folder: Path, language: str, name: str) -> str:
    """Rewrite the facets and the names of pages of one language; gives the new name of its index."""
    old_file = folder / f"pagefind.{name}.pf_meta"
    version, pages, chunks, _, *more = _unpacked(old_file)
    facets = sorted(_steady_facet(file) for file in folder.glob(f"filter/{language}_*.pf_filter"))
    data = [version, _numbered(pages, folder / "fragment", language), chunks, facets, *more]
    old_file.unlink()
    new = f"{language}_{_hash(data, 10)}"
    _pack(folder / f"pagefind.{new}.pf_meta", data)
    return new


def _steady_facet(file: Path) -> list[str]:
    """Sort a facet's values; gives the facet's name and the new name of its file."""
    name, values = _unpacked(file)
    data = [name, sorted(values)]
    new = f"{file.stem.partition('_')[0]}_{_hash(data, 7)}"
    file.unlink()
    _pack(file.with_name(f"{new}.pf_filter"), data)
    return [name, new]


def _numbered(pages: list[list[Any]], folder: Path, language: str) -> list[list[Any]]:
    """The pages with their files numbered, which it renames in ``folder``."""
    start = f"{language}_{_hash(pages, 6)}"
    made = []
    for at, (old, words) in enumerate(pages):
        new = start + _number(at)
        (folder / f"{old}.pf_fragment").rename(folder / f"{new}.pf_fragment")
        made.append([new, _roughly(words) if len(pages) >= MANY_PAGES else words])
    return made


def _number(at: int) -> str:
    """Four digits of base 36, the ones in front."""
    digits = ""
    for _ in range(4):
        at, digit = divmod(at, len(_DIGITS))
        digits += _DIGITS[digit]
    return digits


def _roughly(number: int) -> int:
    """The number by its first three bits: results are put in order by a page's length, but not by the last word."""
    lost = max(number.bit_length() - 3, 0)
    return number >> lost << lost


# --- words ------------------------------------------------------------------------


def thin_out(folder: Path) -> None:
    """Leave each word on ``COMMON`` pages or more one place on each, and one on more than half of them none."""
    languages = json.loads((folder / "pagefind-entry.json").read_text(encoding="utf-8"))["languages"]
    for language, about in languages.items():
        if about["page_count"] >= COMMON:
            for file in folder.glob(f"index/{language}_*.pf_index"):
                _thin_out(file, about["page_count"] // 2)


def _thin_out(file: Path, half: int) -> None:
    packed = gzip.decompress(file.read_bytes())
    if len(packed) < 3 * COMMON:
        return  # a page takes three bytes at least: no entry here is that long
    words, *more = cbor2.loads(packed.removeprefix(_SIGNATURE))
    common = [pages for _, pages, *_ in words if len(pages) >= COMMON]
    for pages in common:
        for page in pages:
            page[1] = [] if len(pages) > half else _one_place(page[1])
    if common:
        _pack(file, [words, *more], 7)  # the last two levels take four times as long for a fortieth


def _one_place(places: list[int]) -> list[int]:
    """The first of the places that weigh most, with the weight of all, to the power of two below it."""
    if len(places) < 3:
        return places
    first = most = total = place = 0
    weight = _WEIGHT
    for number in places:
        if number < 0:
            weight, place = -1 - number, 0
        else:
            place += number
            total += weight
            if weight > most:
                first, most = place, weight
    rough = _WEIGHT << ((total // _WEIGHT).bit_length() - 1) if total >= _WEIGHT else total
    return [-1 - min(rough, _MOST_WEIGHT), first]


# --- files -----------------------------------------------------------------------


def _unpacked(file: Path) -> Any:
    return cbor2.loads(gzip.decompress(file.read_bytes()).removeprefix(_SIGNATURE))


def _pack(file: Path, data: Any, level: int = 9) -> None:
    file.write_bytes(gzip.compress(_SIGNATURE + cbor2.dumps(data), level, mtime=0))


def _hash(data: Any, length: int) -> str:
    return hashlib.sha256(cbor2.dumps(data)).hexdigest()[:length]
