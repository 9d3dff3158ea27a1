"""What the record of a partnership, and the words for its members, must keep."""

from __future__ import annotations

from macros.data.validation.dates import earliest, latest
from macros.data.validation.record import IsFor, Record, Rule, RuleFaults
from macros.data.validation.running import CollectionRule, Fault


def _stages_in_order(record: Record) -> RuleFaults:
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


def _reach_has_places(record: Record) -> RuleFaults:
    """A reach that is named like a list of places has that list filled; no other reach has it.

    The words of the vocabulary stay data: the reach workforce-areas asks for the field workforce_areas.
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
        if other != reach and listed:
            hint = f"Empty it, or write  reach: {other}"
            yield (places,), "", Fault(f"must be empty when 'reach' is {reach}.", hint)


def _leaders_take_part(record: Record) -> RuleFaults:
    """A role that leads a partnership takes part in it."""
    if record.values.get("leads") and record.values.get("takes_part") is False:
        hint = "Write true, or write false for 'leads' too."
        yield ("takes_part",), "false", Fault("must be true for a role that leads, but it is false.", hint)


RECORD_RULES: tuple[tuple[Rule, IsFor], ...] = (
    (_stages_in_order, lambda resource: "stage_history" in resource.fields),
    (_reach_has_places, lambda resource: "reach" in resource.fields),
    (_leaders_take_part, lambda resource: "takes_part" in resource.fields),
)
COLLECTION_RULES: tuple[CollectionRule, ...] = ()
