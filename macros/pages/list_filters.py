"""Filters over a list that a page holds whole, as ``filtering.js`` answers them.

The facets, and who counts, are those of ``faceting``. A template puts the list
inside the macro ``filtered`` of ``_filtering.html``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from markupsafe import Markup

from macros.data import faceting
from macros.data.catalog import Catalog
from macros.data.faceting import NOT_STATED, Choice, Facet, Option
from macros.data.models import Record
from macros.pages import search_words, templating

__all__ = ["Facet", "Option", "form", "has", "options", "words"]

LONG = 60  # options, above which a facet scrolls by itself
IN_VIEW = 3  # facets that a form shows at once, besides one that would be alone under "More filters"


def options(records: Iterable[Record]) -> tuple[Option, ...]:
    """The records of a vocabulary as the choices of a facet."""
    return tuple(Option(each.id, each.name) for each in records)  # type: ignore[attr-defined]


def form(items: Sequence[Any], facets: Sequence[Facet], what: str) -> Markup:
    """The form of filters for the items, with counts: the first facets in view, the rest under "More filters".

    ``what`` is what the list holds, in the plural: ``sessions``. A facet on which the items don't differ is not shown,
    nor is an option that holds for none of them. Both still answer an address that names them, as links do.
    """
    choices = faceting.choices(items, facets, {})
    useful = [facet for facet in facets if faceting.tells_apart(facet, items)]
    in_view = useful[: IN_VIEW + (len(useful) == IN_VIEW + 1)]
    return templating.render(
        "filters.html",
        what=what,
        in_view=in_view,
        more=[facet for facet in facets if facet not in in_view],
        useful={facet.id for facet in useful},
        choices=choices,
        shown={facet.id: {each.option for each in choices[facet.id] if _is_shown(facet, each)} for facet in facets},
        long=LONG,
        total=len(items),
        may_fit=any(_has_silent(choices[facet.id]) for facet in useful),
    )


def _is_shown(facet: Facet, choice: Choice) -> bool:
    """Whether a form offers a choice: one that holds for an item, and each where all are kept."""
    is_kept = facet.keeps_all and choice.option.id != NOT_STATED
    return not choice.option.is_quiet and (is_kept or choice.count > 0)


def _has_silent(choices: Iterable[Choice]) -> bool:
    return any(each.option.id == NOT_STATED and each.count for each in choices)


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
