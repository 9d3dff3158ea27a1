"""What every record must keep, whatever its kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from macros.data.reading import quote
from macros.data.validation.dates import earliest, latest
from macros.data.validation.record import IsFor, RawRecord, Rule, RuleFaults
from macros.data.validation.running import RESERVED, UNITS, Fault
from macros.data.validation.subjects import SUBJECTS


def _id_stands_once(record: RawRecord) -> RuleFaults:
    """An id stands once in its table, and no two differ only by case."""
    if not record.id:
        return
    seen = record.resource.seen
    first = seen.setdefault(("id", record.id.casefold()), (record.id, record.file, record.line))
    if first[1:] == (record.file, record.line):
        return
    where = f"{record.run.name(first[1])}:{first[2]}"
    if first[0] == record.id:
        yield ("id",), record.id, Fault(f"must stand once: {quote(record.id)} is in {where} too.", "Choose another id.")
    else:
        message = f"must differ from {quote(first[0])} in {where} by more than capitals."
        yield ("id",), record.id, Fault(message, "Choose another id.")


def _id_is_free(record: RawRecord) -> RuleFaults:
    """An id is not a word that the site needs for itself."""
    reason = record.run.reserved.get(record.id)
    if reason is not None:
        yield ("id",), record.id, Fault(f"must not be the reserved word {quote(record.id)}.", reason)


def _keys_stand_once(record: RawRecord) -> RuleFaults:
    """The values of a unique key stand together once in their table."""
    for key in record.resource.keys:
        values = tuple(map(record.values.get, key))
        if None in values or any(type(each) is list for each in values):
            continue
        first = record.resource.seen.setdefault((key, values), ("", record.file, record.line))
        if first[1:] != (record.file, record.line):
            shown = quote(", ".join(map(str, values)))
            message = f"must stand once: {shown} is in {record.run.name(first[1])}:{first[2]} too."
            names = f"{', '.join(key[:-1])} and {key[-1]} together" if len(key) > 1 else "The value"
            yield (key[-1],), shown, Fault(message, f"{names} must differ in every record.")


def _dates_in_order(record: RawRecord) -> RuleFaults:
    """What comes first has the earlier date, as far as the dates say."""
    values = record.values
    for before, after in _ORDERED:
        first, second = values.get(before), values.get(after)
        if first and second and earliest(first) > latest(second):
            message = f"must not be before '{before}', {first}, but it is {second}."
            yield (after,), str(second), Fault(message, "Correct one of the two.")


# Pairs of field names, the earlier one first.
_ORDERED = (
    ("start", "end"),
    ("start_date", "end_date"),
    ("planned_start", "planned_end"),
    ("as_of", "compiled"),
    ("as_of", "last_reviewed"),
    ("date", "accessed"),
)


def _somebody_looked(record: RawRecord) -> RuleFaults:
    """A record says when it was compiled, or when staff reviewed it; a day that is wrong counts as given."""
    if not any(record.values.get(name) or name in record.faulty for name in _LOOKS):
        hint = "Write the day on which the record was put together from its sources, like 2026-11-21."
        yield ("compiled",), "", Fault("must be filled where 'last_reviewed' is empty.", hint, "required")


_LOOKS = ("compiled", "last_reviewed")


def _numbers_fit_their_unit(record: RawRecord) -> RuleFaults:
    """A number is whole where its unit comes in whole pieces, and below zero only where its unit may be.

    A qualifier, such as about, changes nothing. The unit is the record's own, or that of the record it belongs to.
    """
    unit = _unit_of(record)
    if unit is None:
        return
    for name, each in record.resource.fields.items():
        value = record.values.get(name)
        if each.type not in _NUMBERS or value is None:
            continue
        if unit.get("whole") and value % 1:
            message = f"must be a whole number, since it counts {unit['id']}, not {value}."
            yield (name,), str(value), Fault(message, "Write the number itself, or another unit.")
        if value < 0 and unit.get("negative") is False:
            message = f"must not be below zero, since it counts {unit['id']}, not {value}."
            yield (name,), str(value), Fault(message, "Write the number itself, or another unit.")


_NUMBERS = ("number", "integer")


def _unit_of(record: RawRecord) -> Mapping[str, Any] | None:
    """Return the words of the unit that a record's numbers are in; None where there is none that is right."""
    for name, each in record.resource.fields.items():
        if each.references == UNITS:
            return record.word(name)
    owner = next((name for name, each in record.resource.fields.items() if each.owner), "")
    owned = record.run.resources.get(record.resource.fields[owner].references) if owner else None
    unit = next((name for name, each in owned.fields.items() if each.references == UNITS), "") if owned else ""
    units, row = record.run.resources.get(UNITS), record.word(owner) if unit else None
    found = units.row(row[unit]) if units and row and row[unit] else None
    return found.values if found else None


# Each rule with whether it has anything to say about a resource.
RECORD_RULES: tuple[tuple[Rule, IsFor], ...] = (
    (_id_stands_once, lambda resource: True),
    (_id_is_free, lambda resource: resource.name != RESERVED),
    (_keys_stand_once, lambda resource: bool(resource.keys)),
    (_dates_in_order, lambda resource: any(resource.fields.keys() >= set(pair) for pair in _ORDERED)),
    (_somebody_looked, lambda resource: resource.fields.keys() >= set(_LOOKS)),
    (_numbers_fit_their_unit, lambda resource: any(each.type in _NUMBERS for each in resource.fields.values())),
    *(rule for subject in SUBJECTS for rule in subject.RECORD_RULES),
)
