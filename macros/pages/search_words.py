"""Words that a search finds a page by besides its own: other names, and words that mean the same.

Words are compared by the rule of ``matching.js``, which a test compares: without accents and apostrophes, in small
letters.
"""

from __future__ import annotations

import re
import unicodedata
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
    """What a search finds a record by besides its page: ``more``, and what is ``beside`` the words of all that."""
    found = dict.fromkeys(filter(None, more))
    return tuple(found | dict.fromkeys(beside(" ".join([*_texts(record), *found]), catalog)))


def beside(text: str, catalog: Catalog) -> tuple[str, ...]:
    """Words that mean the same as those of ``text``, and its words in plain letters where a keyboard lacks some."""
    return (*synonyms(text, catalog), *_in_plain_letters(text))


def synonyms(text: str, catalog: Catalog) -> tuple[str, ...]:
    """The words that ``data/program/synonyms.csv`` puts beside those of ``text``, without those that it has."""
    plain = _plain(text)
    found = {same.words: same.plain for phrase in _found(plain, catalog) for same in phrase.same}
    return tuple(words for words, same in found.items() if f" {same} " not in plain)


def same_as(name: str, catalog: Catalog) -> tuple[str, ...]:
    """The words that mean the same as a whole name."""
    plain = _plain(name)
    found = (phrase for phrase in _found(plain, catalog) if plain in (f" {phrase.plain} ", f" {phrase.plain}s "))
    return tuple(dict.fromkeys(same.words for phrase in found for same in phrase.same))


def meanings(record: Record, catalog: Catalog, *more: str) -> tuple[str, ...]:
    """The words of the synonyms that a record has, and those that mean the same, for a list that shows less of it."""
    found = _found(_plain(" ".join([*_texts(record), *more])), catalog)
    return tuple(dict.fromkeys(each.words for phrase in found for each in (phrase, *phrase.same)))


def _found(plain: str, catalog: Catalog) -> Iterator[_Phrase]:
    """The words and phrases of the synonyms that stand in a text, also in the plural."""
    known, there = _phrases(catalog), set(plain.split())
    for first in known:
        if first in there or f"{first}s" in there:
            for phrase in known[first]:
                if f" {phrase.plain} " in plain or f" {phrase.plain}s " in plain:
                    yield phrase


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


# Letters that are no other letter with an accent, as in Wəlastəkwey; and the signs that people use as an apostrophe.
_LETTERS = {"ə": "e", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ß": "ss"}
_FOLDED = str.maketrans(_LETTERS | dict.fromkeys("'’‘‛ʼʻ`´′\u00ad", ""))
_MARKS = re.compile("[\u0300-\u036f]")
_TOKEN = re.compile(r"[^\W_]+")
_WRITTEN = re.compile(r"\w+")
# Letters that the index keeps as they are: those above, and signs that count as letters.
_KEPT = {*_LETTERS, *(each.upper() for each in _LETTERS if not each.upper().isascii()), *"ʼʻ"}


def folded(text: str) -> str:
    """Text as it is compared: small letters, without accents and apostrophes."""
    return _MARKS.sub("", unicodedata.normalize("NFD", text)).lower().translate(_FOLDED)


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(folded(text))


def _plain(text: str) -> str:
    """The words of a text with one space before, between and after them."""
    return f" {' '.join(_tokens(text))} "


def _in_plain_letters(text: str) -> tuple[str, ...]:
    """The words with letters that the index does not fold, folded: people type Mikmaq, and Welastekwey."""
    if text.isascii():
        return ()
    found = (word for word in _WRITTEN.findall(text) if not _KEPT.isdisjoint(word))
    return tuple(dict.fromkeys(map(folded, found)))


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
    return tuple(each.name for each in fields(cls) if each.name not in ("id", "file", "line", "level_address"))
