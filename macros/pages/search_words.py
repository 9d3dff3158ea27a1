"""Words that a search finds a page by besides its own: other names, and words that mean the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import lru_cache
from typing import Any

from macros.data.catalog import Catalog, derived
from macros.data.models import Record


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A word or phrase of the synonyms, with those that mean the same; ``plain`` as it stands among tokens."""

    words: str
    plain: str
    same: list[_Phrase]


def words_of(record: Record, catalog: Catalog, *more: str) -> tuple[str, ...]:
    """What a search finds a record by besides its page: ``more``, and words that mean the same as its own."""
    found = dict.fromkeys(filter(None, more))
    return tuple(found | dict.fromkeys(synonyms(" ".join([*_texts(record), *found]), catalog)))


def synonyms(text: str, catalog: Catalog) -> tuple[str, ...]:
    """The words that ``data/program/synonyms.csv`` puts beside those of ``text``, without those that it has."""
    tokens = _tokens(text)
    known, there = _phrases(catalog), set(tokens)
    plain = f" {' '.join(tokens)} "
    found = {
        same.words: same.plain
        for first in known
        if first in there or f"{first}s" in there
        for phrase in known[first]
        if f" {phrase.plain} " in plain or f" {phrase.plain}s " in plain
        for same in phrase.same
    }
    return tuple(words for words, same in found.items() if f" {same} " not in plain)


@derived
def _phrases(catalog: Catalog) -> dict[str, list[_Phrase]]:
    """Every word or phrase of the synonyms, by its first token."""
    found: dict[str, list[_Phrase]] = {}
    for row in catalog.synonyms.values():
        group = [_Phrase(words, " ".join(_tokens(words)), []) for words in row.each]
        for phrase in group:
            phrase.same.extend(each for each in group if each is not phrase)
            found.setdefault(phrase.plain.partition(" ")[0], []).append(phrase)
    return found


_TOKEN = re.compile(r"[a-z0-9]+")


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text.lower().replace("’", "").replace("'", ""))


def _texts(value: Any) -> Iterator[str]:
    """The texts of a record and of its parts; of a record that it refers to, the name."""
    for name in _own_fields(type(value)):  # type: ignore[arg-type] # a class can be hashed
        inner = getattr(value, name)
        if isinstance(inner, str):
            yield inner
        for each in inner if isinstance(inner, tuple) else (inner,):
            if isinstance(each, Record):
                yield getattr(each, "name", "")
            elif is_dataclass(each):
                yield from _texts(each)


@lru_cache(maxsize=100)
def _own_fields(cls: type) -> tuple[str, ...]:
    return tuple(each.name for each in fields(cls) if each.name not in ("id", "file", "line"))
