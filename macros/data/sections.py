"""The first parts of the addresses of the site's pages."""

from __future__ import annotations

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


def of_program(geography: Geography | None) -> tuple[str, ...]:
    """The sections of a program's site, the levels of its geography at their own addresses; None for the usual ones."""
    if geography is None:
        return SECTIONS
    return tuple(geography.address(LEVEL_OF[each]) if each in LEVEL_OF else each for each in SECTIONS)


def taken() -> tuple[str, ...]:
    """The first parts of addresses that no level of a geography may have, besides reserved words."""
    return (*(each for each in SECTIONS if each not in LEVEL_OF), *OTHERS)
