"""Mends the files that Pagefind wrote: facets in order, pages numbered, and no word that is on most pages.

Pagefind 1.5.2 writes the facets, and the values of each, in the order of a hash
table that is seeded anew for every run. Their files' names are hashes of that, and
the index's own name with them. Later versions sort: ``steady`` goes when the pin
does.

Each page is known by seven random signs, and whoever searches loads those of all pages.
Numbers in a row take half as much when packed; the digest before them makes an index's
files its own, so that a browser never takes one that it kept of an earlier index.

A word that most pages have tells none of them apart, but its entry is as large as
all others of its chunk together, and whoever asks for one of those has to load it.

The files are CBOR (https://www.rfc-editor.org/rfc/rfc8949) behind a signature,
packed by gzip. A facet's file holds ``[name, [[value, [page, ...]], ...]]``; a
chunk of words holds ``[[[word, [page, ...], ...], ...]]``; the index's own holds
``[version, [[page's file, its words], ...], chunks, [[facet, its file], ...], ...]``.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

_SIGNATURE = b"pagefind_dcd"
_ARRAY = 4  # major types
_TEXT = 3
# A small index loads fast with all its words.
MANY_PAGES = 1_000


def steady(folder: Path) -> None:
    """Rewrite the facets' files of the index in ``folder``, number the pages' files, and mend whatever names them."""
    entry = folder / "pagefind-entry.json"
    text = entry.read_text(encoding="utf-8")
    for language in json.loads(text)["languages"].values():
        old = language["hash"]
        new = _steady_language(folder, old)
        text = text.replace(f'"{old}"', f'"{new}"')
    entry.write_text(text, encoding="utf-8")


def _steady_language(folder: Path, name: str) -> str:
    """Rewrite the facets and the names of pages of one language; gives the new name of its index."""
    language = name.partition("_")[0]
    facets = [_steady_facet(file) for file in folder.glob(f"filter/{language}_*.pf_filter")]
    old_file = folder / f"pagefind.{name}.pf_meta"
    data = _numbered(_with_names(_unpacked(old_file), sorted(facets)), folder / "fragment", language)
    old_file.unlink()
    new = f"{language}_{_hash(data, 10)}"
    _pack(folder / f"pagefind.{new}.pf_meta", data)
    return new


def _steady_facet(file: Path) -> tuple[bytes, str, str]:
    """Sort a facet's values; gives the facet's name in CBOR, and the old and new name of its file."""
    data = _unpacked(file)
    _, start = _head(data, 0)
    name_end = _end(data, start)
    number, first = _head(data, name_end)
    values = sorted(_items(data, first, number))
    data = data[:first] + b"".join(values)
    new = f"{file.stem.partition('_')[0]}_{_hash(data, 7)}"
    file.unlink()
    _pack(file.with_name(f"{new}.pf_filter"), data)
    return data[start:name_end], file.stem, new


def _with_names(data: bytes, facets: list[tuple[bytes, str, str]]) -> bytes:
    """The index's own data with the facets in order, under their files' new names."""
    if not facets:
        return data
    old = [b"\x82" + name + _text(before) for name, before, _ in facets]
    start = min(map(data.index, old))
    new = b"".join(b"\x82" + name + _text(now) for name, _, now in facets)
    return data[:start] + new + data[start + sum(map(len, old)) :]


def _numbered(data: bytes, folder: Path, language: str) -> bytes:
    """The index's own data with the pages' files numbered, which it renames in ``folder``."""
    _, outer = _head(data, 0)
    pages = _end(data, outer)  # after the version
    number, first = _head(data, pages)
    end = _end(data, pages)
    start = f"{language}_{_hash(data[pages:end], 6)}"
    made = []
    for at, page in enumerate(_items(data, first, number)):
        _, name = _head(page, 0)
        length, text = _head(page, name)
        old, new = page[text : text + length].decode(), f"{start}{at:05x}"
        (folder / f"{old}.pf_fragment").rename(folder / f"{new}.pf_fragment")
        made.append(page[:name] + _text(new) + page[text + length :])
    return data[:first] + b"".join(made) + data[end:]


# --- words ------------------------------------------------------------------------


def leave_out_common_words(folder: Path) -> None:
    """Take the words that are on more than half of all pages out of a large index in ``folder``."""
    languages = json.loads((folder / "pagefind-entry.json").read_text(encoding="utf-8"))["languages"]
    for language, about in languages.items():
        if about["page_count"] > MANY_PAGES:
            for file in sorted(folder.glob(f"index/{language}_*.pf_index")):
                _leave_out(file, about["page_count"] // 2)


def _leave_out(file: Path, most: int) -> None:
    data = _unpacked(file)
    if len(data) < 2 * most:
        return  # each page takes two bytes at least: no entry here is that long
    _, outer = _head(data, 0)
    number, first = _head(data, outer)
    words = list(_items(data, first, number))
    kept = [word for word in words if _pages(word) <= most]
    if len(kept) < len(words):
        end = first + sum(map(len, words))
        _pack(file, data[:outer] + _array(len(kept)) + b"".join(kept) + data[end:])


def _pages(word: bytes) -> int:
    """How many pages the entry of a word lists."""
    _, text = _head(word, 0)
    number, _ = _head(word, _end(word, text))
    return number


# --- CBOR ------------------------------------------------------------------------


def _head(data: bytes, at: int) -> tuple[int, int]:
    """The argument of the item at ``at``, and where its head ends (RFC 8949, section 3)."""
    short = data[at] & 31
    if short < 24:
        return short, at + 1
    size = 1 << (short - 24)
    return int.from_bytes(data[at + 1 : at + 1 + size], "big"), at + 1 + size


def _end(data: bytes, at: int) -> int:
    """Where the item at ``at`` ends."""
    major = data[at] >> 5
    argument, at = _head(data, at)
    if major == _TEXT:
        return at + argument
    if major == _ARRAY:
        for _ in range(argument):
            at = _end(data, at)
    return at


def _items(data: bytes, at: int, number: int) -> Iterator[bytes]:
    for _ in range(number):
        end = _end(data, at)
        yield data[at:end]
        at = end


def _array(length: int) -> bytes:
    """The head of an array, in its shortest form."""
    if length < 24:
        return bytes([_ARRAY << 5 | length])
    size = 1 if length < 1 << 8 else 2 if length < 1 << 16 else 4
    return bytes([_ARRAY << 5 | 24 + size.bit_length() - 1]) + length.to_bytes(size, "big")


def _text(text: str) -> bytes:
    assert len(text) < 24, "a short text's length stands in its first byte"
    return bytes([_TEXT << 5 | len(text)]) + text.encode()


# --- files -----------------------------------------------------------------------


def _unpacked(file: Path) -> bytes:
    return gzip.decompress(file.read_bytes()).removeprefix(_SIGNATURE)


def _pack(file: Path, data: bytes) -> None:
    file.write_bytes(gzip.compress(_SIGNATURE + data, mtime=0))


def _hash(data: bytes, length: int) -> str:
    return hashlib.sha256(data).hexdigest()[:length]
