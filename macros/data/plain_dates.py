"""Dates in words, as pages, files and messages have them."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@lru_cache(maxsize=10_000)
def plain_date(value: date | str) -> str:
    """A date as people write it: ``November 21, 2023``, ``November 2023`` or ``2023``.

    Takes a date or a partial ISO 8601 date (``2023-11``).
    """
    year, month, day = (*str(value).split("-"), "", "")[:3]
    if not month:
        return year
    name = MONTHS[int(month) - 1]
    return f"{name} {int(day)}, {year}" if day else f"{name} {year}"
