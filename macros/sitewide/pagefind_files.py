"""Makes the files that Pagefind writes the same in every run, and lists the words of the indexed pages.

Pagefind 1.5.2 writes the facets, and the values of each, in the order of a hash
table that has a new seed in every run. Their files' names are hashes of that, and
the index's own name with them. Later versions sort: ``steady`` goes when the pin does.

The files are CBOR (https://www.rfc-editor.org/rfc/rfc8949) behind a signature,
packed by gzip. A facet's file holds ``[name, [[value, [page, ...]], ...]]``. The
index's own holds ``[version, pages, chunks, [[facet, its file], ...], ...]``. A
page's file, the fragment, holds JSON with its words.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import cbor2

from macros.pages.search_words import folded

_SIGNATURE = b"pagefind_dcd"


def steady(folder: Path) -> None:
    """Rewrite the facets' files of the index in ``folder`` in a lasting order, and update whatever names them."""
    entry = folder / "pagefind-entry.json"
    text = entry.read_text(encoding="utf-8")
    for language, about in json.loads(text)["languages"].items():
        text = text.replace(f'"{about["hash"]}"', f'"{_steady_language(folder, language, about["hash"])}"')
    entry.write_text(text, encoding="utf-8")


def _steady_language(folder: Path, language: str, name: str) -> str:
    """Rewrite the facets of one language; gives the new name of its index."""
    old_file = folder / f"pagefind.{name}.pf_meta"
    version, pages, chunks, _, *more = cbor2.loads(_unpacked(old_file))
    facets = sorted(_steady_facet(file) for file in folder.glob(f"filter/{language}_*.pf_filter"))
    data = [version, pages, chunks, facets, *more]
    old_file.unlink()
    new = f"{language}_{_hash(data, 10)}"
    _pack(folder / f"pagefind.{new}.pf_meta", data)
    return new


def _steady_facet(file: Path) -> list[str]:
    """Sort a facet's values; gives the facet's name and the new name of its file."""
    name, values = cbor2.loads(_unpacked(file))
    data = [name, sorted(values)]
    new = f"{file.stem.partition('_')[0]}_{_hash(data, 7)}"
    file.unlink()
    _pack(file.with_name(f"{new}.pf_filter"), data)
    return [name, new]


# --- the words of the index ---------------------------------------------------------

WORDS = "words.txt"
_TOGETHER = re.compile(r"[^\W\d_]+(?:[-–‑/&.’'ʼ][^\W\d_]+)*")
# Within a name such as CareerCenter, of which the index has the parts too; and around a sign.
_JOINT = re.compile(r"(?<=[a-z])(?=[A-Z])|[-–‑/&.’'ʼ]")
_SHORTEST = 4  # letters; a shorter word is no clue to another


def list_words(folder: Path) -> None:
    """Write the words of the indexed pages, the most common first.

    By it a search knows a word from one that has the same stem, and offers the nearest for one that is nowhere.
    """
    written: Counter[str] = Counter()
    for file in (folder / "fragment").iterdir():
        page = json.loads(_unpacked(file))
        written.update(set(_TOGETHER.findall(" ".join([page["content"], *page["meta"].values()]))))
    found: Counter[str] = Counter()
    for each, pages in written.items():
        found.update(dict.fromkeys(_words(each), pages))
    ordered = sorted(found, key=lambda word: (-found[word], word))
    (folder / WORDS).write_text("\n".join(ordered) + "\n", encoding="utf-8")


def _words(text: str) -> set[str]:
    """What is written together as one word and as its parts, folded."""
    words = (re.sub(r"\W", "", folded(each)) for each in (text, *_JOINT.split(text)))
    return {word for word in words if len(word) >= _SHORTEST}


# --- files -----------------------------------------------------------------------


def _unpacked(file: Path) -> bytes:
    return gzip.decompress(file.read_bytes()).removeprefix(_SIGNATURE)


def _pack(file: Path, data: Any) -> None:
    file.write_bytes(gzip.compress(_SIGNATURE + cbor2.dumps(data), mtime=0))


def _hash(data: Any, length: int) -> str:
    return hashlib.sha256(cbor2.dumps(data)).hexdigest()[:length]
