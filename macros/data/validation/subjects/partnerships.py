"""What the records of partnerships and of their roles must keep, and all records with such a status or services."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from macros.data.reading import Problem, quote
from macros.data.validation.dates import earliest, last_day, latest
from macros.data.validation.deadlines import Expiry, warnings
from macros.data.validation.record import IsFor, RawRecord, Rule, RuleFaults
from macros.data.validation.running import CheckedRow, CollectionRule, Fault, Resource, Run, targets_of

STATUSES, SERVICE_STATES, PLACES = "statuses", "service_states", "places"


def _stages_in_order(record: RawRecord) -> RuleFaults:
    """The stages that a partnership reached stand in the order of their dates."""
    before = ""
    for number, change in enumerate(record.values.get("stage_history") or ()):
        now = change and change.get("date")
        if not now:
            continue
        if before and earliest(before) > latest(now):
            message = f"must not be before the date above it, {before}, but it is {now}."
            yield ("stage_history", number, "date"), now, Fault(message, "Put the stages in order, oldest first.")
        before = now


def _reach_has_places(record: RawRecord) -> RuleFaults:
    """A reach that is named like a list of places has that list filled; no other reach has it.

    The words of the vocabulary stay data: the reach workforce-areas asks for the field workforce_areas. Beside places
    of further levels, counties and workforce areas may be named: a source may name a county and a town.
    """
    reaches = record.run.resources.get(record.resource.fields["reach"].references)
    reach = record.values.get("reach")
    for other in reaches.ids if reaches and reach else ():
        places = other.replace("-", "_")
        listed = record.values.get(places)
        if places not in record.resource.fields:
            continue
        if other == reach and not listed and not record.is_given(places):
            yield (
                (places,),
                "",
                Fault(f"must be filled when 'reach' is {reach}.", record.resource.fields[places].description),
            )
        if other != reach and listed and reach != PLACES:
            hint = f"Empty it, or write  reach: {other}"
            yield (places,), "", Fault(f"must be empty when 'reach' is {reach}.", hint)


def leave_out_empty_reaches(run: Run) -> None:
    """Take out the reaches that are named like a list of places of which the program has none."""
    for resource in run.resources.values():
        reach = resource.fields.get("reach")
        reaches = run.resources.get(reach.references) if reach else None
        for id in list(reaches.ids) if reaches else ():
            listed = resource.fields.get(id.replace("-", "_"))
            targets = [run.resources[name] for name in targets_of([listed] if listed else ()) if name in run.resources]
            if reaches and any(each.is_sound and not each.ids for each in targets):
                reaches.rows = [row for row in reaches.rows if row.id != id]


def _leaders_take_part(record: RawRecord) -> RuleFaults:
    """A role that leads a partnership takes part in it."""
    if record.values.get("leads") and record.values.get("takes_part") is False:
        hint = "Write true, or write false for 'leads' too."
        yield ("takes_part",), "false", Fault("must be true for a role that leads, but it is false.", hint)


def _status_has_a_day(record: RawRecord) -> RuleFaults:
    """A status that counts for some months only has a source and the time that the source describes."""
    status = record.word("status") or {}
    if not status.get("holds_months"):
        return
    for name, cure in (("status_as_of", "Write the year, month or day of"), ("status_source", "Name")):
        if not record.values.get(name) and not record.is_given(name):
            message = f"must be filled when 'status' is {status['id']}."
            yield (name,), "", Fault(message, f"{cure} the source that says so, or choose another status.")


def _services_are_clear(record: RawRecord) -> RuleFaults:
    """A service stands once in its record, and one in a state that counts for some months only has a day."""
    states = record.run.resources.get(SERVICE_STATES)
    seen: set[str] = set()
    for number, each in enumerate(record.values.get("services") or ()):
        service, state = (each or {}).get("service"), (each or {}).get("state")
        if service and service in seen:
            hint = "Keep the latest that a source says, and delete the other."
            yield ("services", number, "service"), service, Fault(f"must stand once: {quote(service)}.", hint)
        seen.add(service or "")
        row = states.row(state) if states and state else None
        if row and row.values.get("holds_months") and not each.get("date"):
            hint = "Write the year, month or day that the source describes. Where it gives none, choose another state."
            yield ("services", number, "date"), "", Fault(f"must be filled when 'state' is {state}.", hint)


def _old_words_give_way(record: RawRecord) -> RuleFaults:
    """A word that counts for some months only says which word counts then, and no other word does."""
    if bool(record.values.get("holds_months")) == bool(record.values.get("then")):
        return
    empty = "then" if record.values.get("holds_months") else "holds_months"
    yield (empty,), "", Fault("must be filled too, or both empty.", "'holds_months' and 'then' go together.")


def _lasting_words_end(run: Run) -> Iterator[Problem]:
    """What counts for some months only is looked at again before they are over; then the site says so by itself."""
    yield from warnings(run, (each for each in _lasting(run) if run.today and each.last_day >= run.today))


def _lasting(run: Run) -> Iterator[Expiry]:
    """The statuses and services that count for some months only, each with its last day."""
    for resource in run.resources.values():
        for row in resource.rows if "status_as_of" in resource.fields else ():
            what = f"The time for which '{row.values['status']}' counts as the status of {row.id}"
            yield from _deadline(run, row, ("status_as_of", STATUSES), row.values, ("status", "status_as_of"), what)
        for row in resource.rows if _lists_services(resource) else ():
            for each in row.values["services"] or ():
                what = f"The time for which '{each['service']}' counts as offered by {row.id}"
                yield from _deadline(run, row, ("services", SERVICE_STATES), each, ("state", "date"), what)


def _deadline(
    run: Run, row: CheckedRow, place: tuple[str, str], values: Mapping[str, Any], names: tuple[str, str], what: str
) -> Iterator[Expiry]:
    """What ends in a field, by the vocabulary's months; ``names`` are those of the word and of its day."""
    field, vocabulary = place
    word, day = (values.get(name) for name in names)
    words = run.resources.get(vocabulary)
    found = words.row(word) if words and word else None
    if found and day and (months := found.values.get("holds_months")):
        renew = "look for a newer source and write its day; without one, the site says that it is not known since"
        yield Expiry(row, field, last_day(day, months), what, renew)


def _lists_services(resource: Resource) -> bool:
    """Whether a resource has services with a state each; earlier data had ids alone."""
    each = resource.fields.get("services")
    return bool(each and each.items and each.items.fields)


RECORD_RULES: tuple[tuple[Rule, IsFor], ...] = (
    (_stages_in_order, lambda resource: "stage_history" in resource.fields),
    (_reach_has_places, lambda resource: "reach" in resource.fields),
    (_leaders_take_part, lambda resource: "takes_part" in resource.fields),
    (_status_has_a_day, lambda resource: {"status", "status_as_of"} <= resource.fields.keys()),
    (_services_are_clear, _lists_services),
    (_old_words_give_way, lambda resource: {"holds_months", "then"} <= resource.fields.keys()),
)
COLLECTION_RULES: tuple[CollectionRule, ...] = (_lasting_words_end,)
