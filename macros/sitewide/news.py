"""What is new about a record, by the days that the data itself gives: no history of the files is asked.

A record is new on the day on which its address was listed. After that, what it dates
itself is news: a stage that was reached, something done, a figure of a later day, an
end; and what staff note of it. A review, a correction and other words are none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from macros.data import change_kinds, models
from macros.data.catalog import Catalog, derived
from macros.data.models import ChangeNote
from macros.data.validation.dates import earliest
from macros.pages import components


@dataclass(frozen=True, slots=True)
class News:
    """Something new about a record, in a sentence, and its day: of a month or a year, the first."""

    day: date
    text: str


LISTED = "New in the library."


def of_record(record: Any, kind: str, catalog: Catalog, today: date) -> tuple[News, ...]:
    """What is new about a record up to ``today``, the latest first; nothing from before the baseline day."""
    found = (each for each in _all(record, kind, catalog) if is_news(each.day, catalog, today))
    return tuple(sorted(found, key=lambda each: -each.day.toordinal()))


def is_news(day: date | None, catalog: Catalog, today: date) -> bool:
    """Whether what is of this day may be news: it has come, and does not lie before the baseline day."""
    return day is not None and catalog.program.baseline <= day <= today


def _all(record: Any, kind: str, catalog: Catalog) -> Iterator[News]:
    if day := catalog.listed.get(record.path):
        yield News(day, LISTED)
    for note in _notes(catalog).get((kind, record.id), ()):
        if note.change in change_kinds.NEWS:
            yield News(note.day, note.text or f"{WORDS[note.change]}.")
    yield from _ended(record)
    if isinstance(record, models.Partnership):
        yield from _of_partnership(record, catalog)


WORDS = {
    change_kinds.NEW: "New in the library",
    change_kinds.MOVED: "Moved to another stage",
    change_kinds.CHANGED: "Changed",
    change_kinds.ENDED: "Ended",
}


def _ended(record: Any) -> Iterator[News]:
    """A partnership whose work is over, or a session that is called off, with the day of which its facts are."""
    status: Any = getattr(record, "status", None)
    is_off = status.is_over if isinstance(status, models.Status) else getattr(status, "is_cancelled", False)
    day = (getattr(record, "status_as_of", "") or record.as_of) if is_off else ""
    if day:
        yield News(_day(day), f"{status.name}.")


def _of_partnership(record: models.Partnership, catalog: Catalog) -> Iterator[News]:
    for reached in record.stage_history:
        yield News(_day(reached.date), f"Reached the stage {reached.stage.name}.")
    for activity in record.activities:
        if activity.date:
            yield News(_day(activity.date), activity.text)
    for figure in record.figures:
        if figure.as_of and ("figures", figure.id) not in _notes(catalog):
            yield News(_day(figure.as_of), f"{figure.metric}: {components.quantity(figure)}.")
    for kind, rows in (("figures", record.figures), ("members", record.members)):
        for row in rows:
            for note in _notes(catalog).get((kind, row.id), ()):
                if note.change in change_kinds.NEWS and note.text:
                    yield News(note.day, note.text)


def _day(partial: str) -> date:
    return date.fromisoformat(earliest(partial))


@derived
def _notes(catalog: Catalog) -> dict[tuple[str, str], list[ChangeNote]]:
    """The notes of the staff by the kind and id of the record."""
    found: dict[tuple[str, str], list[ChangeNote]] = {}
    for each in catalog.change_notes.values():
        found.setdefault((each.kind, each.record), []).append(each)
    return found
