"""Dates in words, as pages, files and messages have them."""

from __future__ import annotations

import calendar
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


def in_time(value: str) -> str:
    """A partial date within a sentence: ``in 2024``, ``in March 2024``, ``on March 5, 2024``."""
    return f"{'on' if len(value) == 10 else 'in'} {plain_date(value)}"


@lru_cache(maxsize=4096)
def months_later(day: date, months: int) -> date:
    """The same day some months later, or the last day of that month where it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def distance(first: int, last: int | None = None) -> str:
    """How far from a day something is, or from ``first`` to ``last``; days before it are below zero.

    ``4 weeks before``, ``On the day``, ``1 to 2 days after``, ``Within 3 days``.
    """
    last = first if last is None else last
    if first == last == 0:
        return "On the day"
    if first == 0:
        return f"Within {last} days" if last > 1 else "On the day or the day after"
    if first < 0 <= last:
        return f"From {distance(first)} to {distance(last).lower().removeprefix('on ')}"
    near, far = sorted((abs(first), abs(last)))
    in_weeks = near % 7 == 0 and far % 7 == 0
    near, far = (near // 7, far // 7) if in_weeks else (near, far)
    span = f"{near}" if near == far else f"{near} to {far}"
    unit = f"{'week' if in_weeks else 'day'}{'' if near == far == 1 else 's'}"
    return f"{span} {unit} {'before' if last < 0 else 'after'}"
