"""Days and partial dates: what other notations mean, and which comes first."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from datetime import date, timedelta

from macros.data.plain_dates import months_later

FIRST_YEAR, LAST_YEAR = 1000, 2999  # what is beyond is a slip, and clocks can't calculate with it
DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
PARTIAL = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2]))?")
MONTHS = {number: name for number, name in enumerate(calendar.month_name) if number}
# Other notations of a day or a month, and what their groups are: day, month (a number or a name) and year.
NOTATIONS = (
    (re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4}|[0-9]{2})"), ("MDY", "DMY")),
    (
        re.compile(r"([0-9]{4})(?:[/.-](?=[0-9]{1,2}[/.-])|(?=[0-9]{4}$))([0-9]{1,2})[/.-]?([0-9]{1,2})(?:[T ].*)?"),
        ("YMD",),
    ),
    (re.compile(r"([A-Za-z]{3,9})\.? ([0-9]{1,2}),? ([0-9]{4})"), ("MDY",)),
    (re.compile(r"([0-9]{1,2})[ -]([A-Za-z]{3,9})\.?[ -]([0-9]{4}|[0-9]{2})"), ("DMY",)),
    (re.compile(r"([A-Za-z]{3,9})\.?[ -]([0-9]{4}|[0-9]{2})"), ("MY",)),
)
EXCEL_DAY = re.compile(r"[34][0-9]{4}|5[0-4][0-9]{3}")  # 1982 to 2049 as Excel counts


def is_day(text: str) -> bool:
    """Return whether a text is a day that exists, like 2026-11-21."""
    match = DAY.fullmatch(text)
    return match is not None and bool(_day(int(match[1]), int(match[2]), int(match[3])))


def is_partial(text: str) -> bool:
    """Return whether a text is a year, a month or a day that exists, like 2026, 2026-11 or 2026-11-21."""
    return is_day(text) or bool(PARTIAL.fullmatch(text) and _is_year(int(text[:4])))


def _is_year(year: int) -> bool:
    return FIRST_YEAR <= year <= LAST_YEAR


def _day(year: int, month: int, day: int) -> str:
    """Return a day in ISO 8601, or an empty text when there is no such day."""
    try:
        return date(year, month, day).isoformat() if _is_year(year) else ""
    except ValueError:
        return ""


def _full_years(digits: str) -> list[int]:
    """Return the years that two or four digits can mean: 29 is 2029, 51 is 1951 or 2051."""
    if len(digits) == 4:
        return [int(digits)]
    return [2000 + int(digits)] if int(digits) < 30 else [1900 + int(digits), 2000 + int(digits)]


def dates_meant(text: str) -> list[str]:
    """Return the days (or months) that a text in another notation can mean, in ISO 8601."""
    text = text.strip()
    if EXCEL_DAY.fullmatch(text):
        return [(date(1899, 12, 30) + timedelta(days=int(text))).isoformat()]
    for pattern, orders in NOTATIONS:
        if match := pattern.fullmatch(text):
            read = (_meant(dict(zip(order, match.groups(), strict=True))) for order in orders)
            return sorted({each for found in read for each in found if each})
    return []


def _meant(parts: Mapping[str, str]) -> list[str]:
    """Return what a day, a month and a year can mean, empty where there is no such day; without a day, the month."""
    month = int(parts["M"]) if parts["M"].isdigit() else _month(parts["M"])
    years = _full_years(parts["Y"])
    if "D" in parts:
        return [_day(year, month, int(parts["D"])) for year in years]
    return [f"{year}-{month:02}" for year in years] if month else []


def _month(word: str) -> int:
    """Return the number of a month's English name, of which three letters are enough, or 0."""
    plain = word.casefold()
    return next((number for number, name in MONTHS.items() if name.casefold().startswith(plain)), 0)


_OF_EXCEL = re.compile(r"([0-9]{1,2})-([A-Z][a-z]{2})(?:-([0-9]{2}|[0-9]{4}))?")
_MONTH_OF_EXCEL = re.compile(r"([A-Z][a-z]{2})-([0-9]{2})")
_SLASHED_BY_EXCEL = re.compile(r"[0-9]{1,2}/[0-9]{1,2}/(?:[0-9]{4}|[0-9]{2})")
MADE_BY_EXCEL = (_OF_EXCEL, _MONTH_OF_EXCEL, _SLASHED_BY_EXCEL)  # where their months and days are there


def made_by_excel(text: str) -> list[str]:
    """Return what a text most likely was before Excel took it for a day, each in quotes; nothing where it did not.

    ``18-Sep`` was 9-18 or September 18, ``13-Sep-24`` September 13, 2024. Of a code like 11-9051, Excel keeps
    less than it was: ``Nov-51``.
    """
    found: list[str] = []
    if (match := _OF_EXCEL.fullmatch(text)) and (month := _month(match[2])):
        day = f"{MONTHS[month]} {int(match[1])}"
        found = [f"{day}, {year}" for year in _full_years(match[3])] if match[3] else [f"{month}-{int(match[1])}", day]
    elif (match := _MONTH_OF_EXCEL.fullmatch(text)) and (month := _month(match[1])):
        found = [f"{MONTHS[month]} {year}" for year in _full_years(match[2])]
        found += [f"{month}-{match[2]}", f"a code that starts with {month}- and ends with {match[2]}"][
            int(match[2]) < 32 :
        ]
    elif _SLASHED_BY_EXCEL.fullmatch(text):
        found = [f"{MONTHS[int(day[5:7])]} {int(day[8:])}, {day[:4]}" for day in dates_meant(text)]
    return [each if each.startswith("a code") else f"'{each}'" for each in found]


def date_hint(text: str, whole: bool) -> str:
    """Return the corrected date, both when two are possible, or why there is none."""
    meant = [each for each in dates_meant(text) if len(each) == 10 or not whole]
    if meant:
        return f"Write {' or '.join(meant)}" + (", whichever is meant." if len(meant) > 1 else "")
    match = DAY.fullmatch(text)
    if re.fullmatch(r"[0-9]{4}(?:-.*)?", text) and not _is_year(int(text[:4])):
        return f"The year must be from {FIRST_YEAR} to {LAST_YEAR}."
    if match and 1 <= int(match[2]) <= 12:
        last = calendar.monthrange(int(match[1]), int(match[2]))[1]
        return f"{calendar.month_name[int(match[2])]} {int(match[1])} has {last} days."
    return ""


def earliest(value: date | str) -> str:
    """Return the first day that a partial date can mean."""
    return (str(value) + "-01-01")[:10]


def latest(value: date | str) -> str:
    """Return a day that no day of a partial date comes after."""
    return (str(value) + "-12-31")[:10]


def last_day(value: str, months: int) -> date:
    """Return the last day on which a fact counts that counts for some months from a partial date's first day."""
    return months_later(date.fromisoformat(earliest(value)), months)
