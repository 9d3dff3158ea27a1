"""What became of the records between two states of the data, told by what it is: an edit is not news by itself.

The records say which it is. A fact has changed where its record is about a later day
than before (``as_of``, the day of a status, the last check of a fund) or of another
period. With the same day the record was wrong, and was corrected. Where the data
can't tell, a row of ``change_notes`` does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from macros.data import catalog_diff, models, tables
from macros.data.catalog import Catalog
from macros.data.catalog_diff import Changed, Difference, Plain
from macros.data.models import ChangeNote
from macros.data.validation.dates import earliest

Notes = dict[tuple[str, str], ChangeNote]  # by the kind and id of the record

NEW, MOVED, CHANGED, ENDED = "new", "stage-moved", "changed", "ended"
NEWS = (NEW, MOVED, CHANGED, ENDED)
CORRECTION, REWORDING, REVIEW = "correction", "rewording", "review"
NO_NEWS = (CORRECTION, REWORDING, REVIEW)

# Rows that say something by themselves, beside the records that have pages.
ROWS = ("figures", "members", "deliverables", "program_figures", "wages")
FACTS_AS_OF = ("as_of", "status_as_of", "last_checked")  # the day that a record's facts are of
_LOOKED_AT = frozenset({*FACTS_AS_OF, "compiled", "last_reviewed", "checked"})
_STAGES, _END = frozenset({"stage", "stage_history"}), frozenset({"status", "successor"})
_PLAIN_RULES = frozenset({"", "text", "prose", "address", "link", "email", "phone"})


@dataclass(frozen=True, slots=True)
class NewsPeriod:
    """The days that are asked about, and the one before which nothing is news."""

    since: date
    until: date
    baseline: date | None = None

    def has(self, day: date) -> bool:
        """Whether a day is one of them."""
        return self.since <= day <= self.until

    def is_news(self, day: object) -> bool:
        """Whether something of this day may be news; of a month or a year, its first day counts."""
        return bool(day) and (self.baseline is None or earliest(str(day)) >= self.baseline.isoformat())


@dataclass(frozen=True, slots=True)
class Change:
    """What one record had of one kind of change.

    ``before`` or ``after`` is None where the record was not there, and both where only a note of the staff
    is about it. ``fields`` are the names of those that differ; ``text`` is how the note puts it.
    """

    change: str
    kind: str
    id: str
    before: Plain | None
    after: Plain | None
    fields: tuple[str, ...] = ()
    text: str = ""

    @property
    def is_news(self) -> bool:
        """Whether it happened in the world, and not only in the record."""
        return self.change in NEWS


def changes(before: Catalog, after: Catalog, span: NewsPeriod) -> Iterator[Change]:
    """Every change of a record that readers know, kind by kind; where staff left a note, it has the last word."""
    notes = _notes(after, span)
    for kind in kinds(after):
        judge = _Judge(kind, before, after, span)
        for change in _all(catalog_diff.difference(kind, before, after), judge, notes):
            notes.pop((kind, change.id), None)
            yield change
    yield from _alone(notes)


def noted(after: Catalog, span: NewsPeriod) -> Iterator[Change]:
    """What the notes of the staff tell by themselves, without an earlier state to compare with."""
    yield from _alone(_notes(after, span))


def _alone(notes: Notes) -> Iterator[Change]:
    """What notes say about records in which no change can be seen, as far as it is news."""
    found = (Change(each.change, each.kind, each.record, None, None, (), each.text) for each in notes.values())
    return (each for each in found if each.is_news)


def kinds(catalog: Catalog) -> list[str]:
    """The kinds of record whose changes are told: those with pages, and some rows."""
    return [kind for kind in tables.published(catalog) if models.KINDS[kind].folder or kind in ROWS]


def _notes(catalog: Catalog, span: NewsPeriod) -> Notes:
    """The notes on changes in these days; the last one on a record counts."""
    found = (each for each in catalog.change_notes.values() if span.has(each.day))
    return {(each.kind, each.record): each for each in found}


def _all(found: Difference, judge: _Judge, notes: Notes) -> Iterator[Change]:
    """The changes of one kind of record: what came, what went, what differs."""
    came = [Changed(each["id"], {}, each, ()) for each in found.added]
    went = [Changed(each["id"], each, {}, ()) for each in found.removed]
    for each in (*came, *went, *found.changed):
        note = notes.get((found.kind, each.id))
        told = {note.change: each.fields} if note else judge.told(each)
        for change, fields in told.items():
            text = note.text if note else ""
            yield Change(change, found.kind, each.id, each.before or None, each.after or None, tuple(fields), text)


class _Judge:
    """Says about each difference of one kind of record what it is."""

    def __init__(self, kind: str, before: Catalog, after: Catalog, span: NewsPeriod) -> None:
        self._kind, self._span = kind, span
        self._catalog = after
        self._fields = {each["name"]: each for each in tables.own_fields(kind, after)}
        owner = next((each for each in self._fields.values() if each.get("owner")), None)
        self._owner = owner["name"] if owner else ""
        self._fresh_owners = _fresh(owner["references"], before, after, span) if owner else frozenset()

    def told(self, each: Changed) -> Mapping[str, list[str]]:
        """The kinds of change, each with its fields.

        What goes without an end was wrong: a record that ended is kept, with its status.
        """
        if not each.before or not each.after:
            return {CORRECTION if each.before else NEW: []}
        found: dict[str, list[str]] = {}
        for name in each.fields:
            found.setdefault(self._change(name, each, self._is_fresh(name, each)), []).append(name)
        if len(found) > 1:  # the days that a record was looked at tell nothing beside what was found
            looked = found.pop(REVIEW, [])
            next(iter(found.values())).extend(name for name in looked if name in FACTS_AS_OF)
        return found

    def _is_fresh(self, name: str, each: Changed) -> bool:
        """Whether what a field says is of a later day; the day of a status is for it alone."""
        others = "as_of" in self._fields and name not in _END
        days = tuple(day for day in FACTS_AS_OF if not (others and day == "status_as_of"))
        return is_later(each.before, each.after, self._span, days) or (
            each.after.get(self._owner) in self._fresh_owners
        )

    def _change(self, name: str, each: Changed, is_fresh: bool) -> str:
        field = self._fields.get(name)
        old, new = each.before.get(name), each.after.get(name)
        if name in _LOOKED_AT:
            return REVIEW
        if field is None or _facts(field, old) == _facts(field, new):
            return REWORDING
        if name in _STAGES:
            return MOVED if self._has_moved(each, is_fresh) else CORRECTION
        if name in _END and is_fresh and self._has_ended(each):
            return ENDED
        is_news = is_fresh or any(map(self._span.is_news, new_days(old, new)))
        return CHANGED if is_news else CORRECTION

    def _has_moved(self, each: Changed, is_fresh: bool) -> bool:
        """Whether a partnership reached its stage now: its history dates it, or its facts are of a later day."""
        stage = each.after.get("stage")
        if not stage or stage == each.before.get("stage"):
            return False
        reached = [entry["date"] for entry in each.after.get("stage_history") or () if entry["stage"] == stage]
        return is_fresh or any(map(self._span.is_news, reached))

    def _has_ended(self, each: Changed) -> bool:
        """Whether a partnership's work is over now, and was not before."""
        if self._kind != "partnerships":
            return False
        over = {id for id, status in self._catalog.statuses.items() if status.is_over}
        return each.after.get("status") in over and each.before.get("status") not in over


def _fresh(kind: str, before: Catalog, after: Catalog, span: NewsPeriod) -> frozenset[str]:
    """The records whose facts are of a later day than before: what belongs to them has changed with them."""
    found = catalog_diff.difference(kind, before, after).changed
    return frozenset(each.id for each in found if is_later(each.before, each.after, span))


def is_later(before: Plain, after: Plain, span: NewsPeriod, days: Sequence[str] = FACTS_AS_OF) -> bool:
    """Whether a record is about a later day than before, or of another period, in a time that may have news."""
    known = [name for name in days if after.get(name)]
    if any(_is_after(after[name], before.get(name)) and span.is_news(after[name]) for name in known):
        return True
    old, new = before.get("period"), after.get("period")
    return bool(old and new and old != new) and all(span.is_news(after[name]) for name in known)


def _is_after(new: object, old: object) -> bool:
    """Whether a partial date is later; one that only says it more exactly is not."""
    return not old or (earliest(str(new)) > earliest(str(old)) and not str(new).startswith(str(old)))


def new_days(old: Any, new: Any) -> list[str]:
    """The days of those entries of a list that it did not have before; an entry in other words has its day still."""
    return list((Counter(_days(new)) - Counter(_days(old))).elements())


def _days(value: Any) -> list[str]:
    entries = value if isinstance(value, list) else ()
    return [str(each["date"]) for each in entries if isinstance(each, dict) and each.get("date")]


def _facts(field: Mapping[str, Any], value: Any) -> Any:
    """What of a value is more than wording: no free text, no link, no source, no day of a check; None for nothing."""
    if value in (None, "", [], {}) or field["name"] in _LOOKED_AT:
        return None
    if field["type"] == "array":
        item = tables.item_of(field)
        return [facts for each in value if (facts := _facts(item, each)) is not None] or None
    if field["type"] == "object":
        return {
            each["name"]: facts for each in field["fields"] if (facts := _facts(each, value.get(each["name"])))
        } or None
    return None if _is_wording(field) else value


def _is_wording(field: Mapping[str, Any]) -> bool:
    if "references" in field:
        return bool(field["references"] == "sources")
    is_text = field["type"] == "string" and field.get("rule", "") in _PLAIN_RULES
    return is_text and "enum" not in field.get("constraints", {})
