"""What somebody changed in a workbook, and what was changed in the files since it was made, brought together.

A workbook knows what each record was when it was exported. So a cell counts as edited only
where it differs from that, and a file as changed since only where it does. Where both did, and
not in the same way, it is a conflict, which is told and never settled by chance.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from macros.data import sheets
from macros.data.record_writer import Plain
from macros.data.sheets import TOO_LONG, RecordRows, SheetLayout

Records = Mapping[str, Plain]
ADDED, CHANGED, REMOVED = "added", "changed", "removed"


@dataclass(frozen=True, slots=True)
class RecordChange:
    """What becomes of a record; ``before`` is None for a new one, ``after`` for one that goes."""

    kind: str
    id: str
    what: str
    before: Plain | None
    after: Plain | None

    @property
    def fields(self) -> dict[str, tuple[Plain, Plain]]:
        """The fields that differ, each with its value before and after."""
        old, new = self.before or {}, self.after or {}
        names = [*new, *(name for name in old if name not in new)]
        return {name: (old.get(name), new.get(name)) for name in names if old.get(name) != new.get(name)}


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something that the workbook and the files both changed since the export. ``slot`` is empty for a whole record."""

    kind: str
    id: str
    slot: str
    was: Any
    now: Any
    wanted: Any

    def __str__(self) -> str:
        """Give the line that people see."""
        if not self.slot:
            gone = "from the workbook, and changed" if self.wanted is None else "from the files, and changed"
            where = "in the files" if self.wanted is None else "in the workbook"
            return f"{self.kind} {self.id} was taken out {gone} {where}, since the export."
        return (
            f"{self.kind} {self.id}: '{self.slot}' was {told(self.was)} when it was exported. "
            f"It is {told(self.now)} in the files now, and {told(self.wanted)} in the workbook."
        )


def told(value: Any) -> str:
    """A value in a sentence, shortened."""
    if isinstance(value, list):
        return f"{len(value)} {'row' if len(value) == 1 else 'rows'}"
    text = str(value or "")
    shown = text if len(text) <= 100 else text[:99] + "…"
    return f"'{shown}'" if shown else "empty"


@dataclass(frozen=True, slots=True)
class Merged:
    """The result for one kind of record."""

    changes: tuple[RecordChange, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()  # ids that were written over, each with the new one
    too_long: tuple[tuple[str, str], ...] = ()  # record and slot of a note that stands for a long text


@dataclass(slots=True)
class Export:
    """What is known of the records when a workbook was made; None where it does not say."""

    records: Records | None
    absent: Collection[str] = field(default_factory=frozenset)  # columns and lists that the sheet lacks: not edited

    def was(self, id: str, now: Plain | None) -> Plain | None:
        """A record as it was exported; where nobody knows, as it is now."""
        return now if self.records is None else self.records.get(id)


def merge(
    sheet: SheetLayout, export: Export, current: Records, shown: Mapping[str, RecordRows], prefer: str = ""
) -> Merged:
    """Bring together what a kind of record was, is in the files, and is in the workbook.

    ``prefer`` settles conflicts: ``workbook`` or ``files``.
    """
    changes: list[RecordChange] = []
    conflicts: list[Conflict] = []
    for id, mine in shown.items():
        now = current.get(id)
        was = export.was(id, now)
        if now is None and was is None:
            changes.append(RecordChange(sheet.kind, id, ADDED, None, sheets.record_of(mine, sheet)))
        elif now is None:
            if _edited(sheet, export, was, mine):
                conflicts.append(Conflict(sheet.kind, id, "", None, None, mine))
        else:
            edited = _edited(sheet, export, was, mine)
            unsettled = list(_conflicts(sheet, id, was, now, mine, edited))
            conflicts += () if prefer else unsettled
            left = {each.slot for each in unsettled} if prefer != "workbook" else set()
            after = _after(sheet, now, mine, [slot for slot in edited if slot not in left])
            changes += [RecordChange(sheet.kind, id, CHANGED, now, after)] if after != now else []
    for id, was in (export.records or {}).items():
        now = current.get(id)
        if id not in shown and now is not None:
            is_same = now == was or prefer == "workbook"
            gone, kept = RecordChange(sheet.kind, id, REMOVED, now, None), Conflict(sheet.kind, id, "", was, now, None)
            changes += [gone] if is_same else []
            conflicts += [] if is_same or prefer else [kept]
    return Merged(tuple(changes), tuple(conflicts), tuple(_renamed(changes)), tuple(_too_long(sheet, changes, shown)))


def _slots(sheet: SheetLayout, record: Plain | None) -> dict[str, Any]:
    return sheets.slots(sheets.card(record, sheet), sheet) if record is not None else {}


def _edited(sheet: SheetLayout, export: Export, was: Plain | None, mine: RecordRows) -> list[str]:
    """The cells and lists that somebody edited in the workbook."""
    before = _slots(sheet, was)
    wanted = sheets.slots(mine, sheet).items()
    return [
        slot for slot, value in wanted if slot not in export.absent and value != (before.get(slot) or type(value)())
    ]


def _conflicts(
    sheet: SheetLayout, id: str, was: Plain | None, now: Plain, mine: RecordRows, edited: Collection[str]
) -> Iterator[Conflict]:
    before, present, wanted = _slots(sheet, was), _slots(sheet, now), sheets.slots(mine, sheet)
    for slot in edited:
        old = before.get(slot) or type(wanted[slot])()
        if present[slot] not in (old, wanted[slot]):
            yield Conflict(sheet.kind, id, slot, old, present[slot], wanted[slot])


def _after(sheet: SheetLayout, now: Plain, mine: RecordRows, edited: Collection[str]) -> Plain:
    """The record with what was edited."""
    after = dict(now)
    for column in sheet.columns:
        if column.head in edited:
            sheets.put(after, column.path, sheets.cell_value(mine.cells.get(column.head, ""), column))
    for inner in sheet.lists:
        if inner.name in edited:
            sheets.put(after, inner.path, [sheets.record_of(each, inner) for each in mine.lists.get(inner.name, ())])
    return sheets.normal(after) or {}


def _renamed(changes: Collection[RecordChange]) -> Iterator[tuple[str, str]]:
    """Records that went and came back as they were under another id."""
    gone = [each for each in changes if each.what == REMOVED]
    for new in (each for each in changes if each.what == ADDED):
        old = next(
            (each for each in gone if len(each.before or ()) > 2 and _but_id(each.before) == _but_id(new.after)), None
        )
        if old:
            yield old.id, new.id


def _but_id(record: Plain) -> Plain:
    return {name: value for name, value in (record or {}).items() if name != "id"}


def _too_long(
    sheet: SheetLayout, changes: Collection[RecordChange], shown: Mapping[str, RecordRows]
) -> Iterator[tuple[str, str]]:
    """What would write the note that stands in a cell for a text that is too long."""
    for each in changes:
        for name, (_, after) in each.fields.items():
            if TOO_LONG in str(after):
                yield each.id, name
