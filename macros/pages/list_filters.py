"""Filters over a list that a page holds whole, as ``filtering.js`` answers them.

The facets, and who counts, are those of ``faceting``. A template puts the list
inside the macro ``filtered`` of ``_filtering.html``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from macros.data import faceting
from macros.data.catalog import Catalog
from macros.data.faceting import Facet, Option
from macros.data.models import Record
from macros.pages import search_words, templating

__all__ = ["Facet", "Option", "form", "has", "options", "words"]


def options(records: Iterable[Record]) -> tuple[Option, ...]:
    """The records of a vocabulary as the choices of a facet."""
    return tuple(Option(each.id, each.name) for each in records)  # type: ignore[attr-defined]


def form(items: Sequence[Any], facets: Iterable[Facet], what: str) -> Markup:
    """The form of filters for the items, with counts; a facet with less than two values in use is left out.

    ``what`` is what the list holds, in the plural: ``sessions``.
    """
    used = [_used(facet, items) for facet in facets]
    kept = [facet for facet in used if faceting.tells_apart(facet, items)]
    choices = faceting.choices(items, kept, {})
    return templating.render("filters.html", what=what, facets=kept, quiet=(), choices=choices)


def _used(facet: Facet, items: Iterable[Any]) -> Facet:
    """The facet with those of its options that hold for an item, or with all where it keeps them."""
    if facet.keeps_all:
        return facet
    found = {value for each in items for value in facet.holds(each)}
    kept = tuple(option for option in facet.named if option.id in found)
    return replace(facet, named=kept, silence=facet.silence if faceting.NOT_STATED in found else "")


def has(facets: Sequence[Facet]) -> Callable[[Any], str]:
    """What an item's ``data-has`` says: each option that holds for it, as ``topic=funding``."""

    def words(item: Any) -> str:
        return " ".join(f"{facet.id}={value}" for facet in facets for value in facet.holds(item))

    return words


def words(catalog: Catalog, more: Callable[[Any], Iterable[str]] = lambda _: ()) -> Callable[[Any], str]:
    """What an item's ``data-words`` says: other names, ``more`` among them, and words that mean the same."""

    def found(item: Any) -> str:
        names = tuple(more(item))
        return "; ".join(dict.fromkeys((*names, *search_words.meanings(item, catalog, *names))))

    return found
