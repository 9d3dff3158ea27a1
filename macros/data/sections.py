"""The first parts of the addresses of the site's pages."""

from __future__ import annotations

from collections.abc import Iterable

from macros.data.models import KINDS, LEVELS, Geography

SECTIONS = (
    "partnerships",
    "organizations",
    "industries",
    "counties",
    "workforce-areas",
    "careers",
    "training",
    "grants",
    "toolkit",
    "metrics",
    "program",
    "reports",
    "data",
    "staff",
    "a-to-z",
)
LEVEL_OF = {KINDS[level].folder: level for level in LEVELS}
# What else has pages or files, and is not a reserved word for ids as api, embed and search are.
OTHERS = ("about", "accessibility", "privacy", "oembed", "s")

# What lists call their other filters, and the other words of their addresses: no level of places has such an id.
FILTERS = (
    "all",
    "area",
    "audience",
    "compare",
    "county",
    "format",
    "funding",
    "industry",
    "kind",
    "offers",
    "organization",
    "place",
    "population",
    "q",
    "reach",
    "service",
    "sort",
    "stage",
    "status",
    "strategic-area",
    "tier",
    "topic",
    "unstated",
)


def of_program(geography: Geography | None, further: Iterable[str] = ()) -> tuple[str, ...]:
    """The sections of a program's site, the levels of its geography at their own addresses; None for the usual ones.

    ``further`` are the addresses of the further levels.
    """
    if geography is None:
        return (*SECTIONS, *further)
    usual = (geography.address(LEVEL_OF[each]) if each in LEVEL_OF else each for each in SECTIONS)
    return (*usual, *further)


def taken() -> tuple[str, ...]:
    """The first parts of addresses that no level of a geography may have, besides reserved words."""
    return (*(each for each in SECTIONS if each not in LEVEL_OF), *OTHERS)
