"""What Excel makes of a table that somebody opens with a double click and saves again, as far as it changes cells.

For Excel in American English. What it takes for a number, a day or a time it shows in its own
format, and what it shows is what it saves.
https://support.microsoft.com/office/stop-automatically-changing-numbers-to-dates-452bd2db-cc96-47d1-81e4-72cec11c4ed8
"""

from __future__ import annotations

import calendar
import csv
import io
import re
from collections.abc import Callable
from datetime import date

MONTHS = {name.casefold(): number for number, name in enumerate(calendar.month_name) if number}
MONTHS |= {name.casefold(): number for number, name in enumerate(calendar.month_abbr) if number}
_NAMES = "|".join(sorted(MONTHS, key=len, reverse=True))


def saved(text: str) -> str:
    """The cell that Excel saves where a CSV file had ``text``."""
    plain = text.strip()
    for shape, make in _SHAPES:
        match = shape.fullmatch(plain)
        made = make(*match.groups()) if match else ""
        if made:
            return made
    return text


def saved_table(text: str) -> str:
    """A CSV text as Excel saves it: a byte order mark, Windows' line ends, and each cell as it shows it."""
    out = io.StringIO(newline="")
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    csv.writer(out, lineterminator="\r\n").writerows([saved(cell) for cell in row] for row in rows)
    return "\ufeff" + out.getvalue()


def _year(digits: str) -> int:
    number = int(digits)
    return number if len(digits) == 4 else number + (2000 if number < 30 else 1900)


def _shown(year: int, month: int, day: int, form: str) -> str:
    """A day in one of Excel's formats; nothing where there is no such day, or none that Excel counts."""
    try:
        found = date(year, month, day)
    except ValueError:
        return ""
    if year < 1900:
        return ""
    name = calendar.month_abbr[month]
    return form.format(y=year, yy=f"{year % 100:02}", m=month, mmm=name, d=found.day)


def _two_numbers(first: str, second: str) -> str:
    """``9-18`` and ``9/18`` are days of this year, ``11-9051`` and ``1-45`` months of a year."""
    if len(second) <= 2:
        return (
            _shown(2026, int(first), int(second), "{d}-{mmm}")
            or _shown(2026, int(second), int(first), "{d}-{mmm}")
            or _shown(_year(second), int(first), 1, "{mmm}-{yy}")
        )
    return _shown(int(second), int(first), 1, "{mmm}-{yy}")


def _number(sign: str, digits: str, rest: str | None) -> str:
    if not digits and rest in (None, "."):
        return ""
    value = float(f"{digits}{rest or ''}")
    shown = f"{value:.5E}" if value >= 1e11 else f"{value:.9f}".rstrip("0").rstrip(".")
    return f"{sign}{shown}"


_Make = Callable[..., str]
_SHAPES: tuple[tuple[re.Pattern[str], _Make], ...] = (
    (re.compile(r"(true|false)", re.IGNORECASE), str.upper),
    (re.compile(r"(-?)([0-9]*)(\.[0-9]*)?"), _number),
    (re.compile(r"\(([0-9]+)\)"), lambda digits: f"-{int(digits)}"),
    (re.compile(r"([0-9]+(?:\.[0-9]+)?)[eE]([+-]?[0-9]{1,2})"), lambda a, b: f"{float(f'{a}E{b}'):.2E}"),
    (re.compile(r"(\$[0-9][0-9,]*(?:\.[0-9]{2})?)"), lambda amount: f"{amount} "),
    (
        re.compile(r"([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})"),
        lambda y, m, d: _shown(int(y), int(m), int(d), "{m}/{d}/{y}"),
    ),
    (re.compile(r"([0-9]{4})[-/]([0-9]{1,2})"), lambda y, m: _shown(int(y), int(m), 1, "{mmm}-{yy}")),
    (
        re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2}) ([0-9]{2}):([0-9]{2})"),
        lambda y, m, d, hour, minute: _shown(int(y), int(m), int(d), f"{{m}}/{{d}}/{{y}} {int(hour)}:{minute}"),
    ),
    (
        re.compile(r"([0-9]{1,2})[-/]([0-9]{1,2})[-/]([0-9]{4}|[0-9]{2})"),
        lambda m, d, y: _shown(_year(y), int(m), int(d), "{m}/{d}/{y}"),
    ),
    (re.compile(r"([0-9]{1,2})[-/]([0-9]{1,4})"), _two_numbers),
    (
        re.compile(rf"({_NAMES})\.? ([0-9]{{1,2}}), ?([0-9]{{4}})", re.IGNORECASE),
        lambda name, d, y: _shown(int(y), MONTHS[name.casefold()], int(d), "{d}-{mmm}-{yy}"),
    ),
    (
        re.compile(rf"([0-9]{{1,2}})[ -]({_NAMES})[ -]([0-9]{{4}}|[0-9]{{2}})", re.IGNORECASE),
        lambda d, name, y: _shown(_year(y), MONTHS[name.casefold()], int(d), "{d}-{mmm}-{yy}"),
    ),
    (
        re.compile(rf"({_NAMES})[ -]([0-9]{{4}})", re.IGNORECASE),
        lambda name, y: _shown(int(y), MONTHS[name.casefold()], 1, "{mmm}-{yy}"),
    ),
    (
        re.compile(rf"({_NAMES})[ -]([0-9]{{1,2}})", re.IGNORECASE),
        lambda name, d: (
            _shown(2026, MONTHS[name.casefold()], int(d), "{d}-{mmm}")
            or _shown(_year(d), MONTHS[name.casefold()], 1, "{mmm}-{yy}")
        ),
    ),
    (
        re.compile(rf"([0-9]{{1,2}})[ -]({_NAMES})", re.IGNORECASE),
        lambda d, name: _shown(2026, MONTHS[name.casefold()], int(d), "{d}-{mmm}"),
    ),
    (re.compile(r"0?([0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)"), str),
    (re.compile(r"0?([0-9]{1,2}:[0-9]{2}) ?(am|pm)", re.IGNORECASE), lambda time, half: f"{time} {half.upper()}"),
)
