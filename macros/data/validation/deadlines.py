"""What holds until a day: the one place where the day alone makes a difference to the check.

Nothing that was right yesterday may stop a build today. So what ends is told as a
warning, from some time before it ends, and never as an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from macros.data.reading import Problem
from macros.data.validation.running import ALLOWED, CheckedRow, Run

AHEAD = timedelta(days=90)


class Expiry(NamedTuple):
    """Something that holds until a day: the row and field that say so, words for it, and how to go on with it."""

    row: CheckedRow
    field: str
    last_day: date
    what: str  # such as: The exception for 800-555-0100
    renew: str  # such as: renew it


def warnings(run: Run, deadlines: Iterable[Expiry]) -> Iterator[Problem]:
    """Yield a warning for what ends within AHEAD of today or has ended; none when the day is not known."""
    today = run.today
    if today is None:
        return
    for row, field, last_day, what, renew in deadlines:
        if last_day - AHEAD > today:
            continue
        is_over = last_day < today
        message = f"{what} {'ended' if is_over else 'ends'} on {last_day}."
        hint = f"{renew[:1].upper()}{renew[1:]}." if is_over else f"Before then, {renew}."
        place = (run.name(row.file), row.line, 1, field, str(last_day))
        yield Problem(*place, message, hint, "warning", "ended" if is_over else "ends-soon")


def exceptions_end(run: Run) -> Iterator[Problem]:
    """An exception in the allowed contacts is looked at again before it ends; what it allows stays allowed."""
    allowed = run.resources.get(ALLOWED)
    renew = "see whether its source still gives it, and write a new day, or take the contact out everywhere"
    yield from warnings(
        run,
        (
            Expiry(row, "expires", row.values["expires"], f"The exception for {row.values['value']}", renew)
            for row in (allowed.rows if allowed else ())
            if row.values.get("expires")
        ),
    )
