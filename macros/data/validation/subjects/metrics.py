"""What deliverables must keep."""

from __future__ import annotations

from macros.data.validation.record import IsFor, RawRecord, Rule, RuleFaults
from macros.data.validation.running import CollectionRule, Fault


def _says_when_it_was_planned(record: RawRecord) -> RuleFaults:
    """A deliverable has the date of its plan, or the plan's own words for it; a date that is wrong counts as given."""
    if not any(record.values.get(name) or name in record.faulty for name in ("plan", "planned_end")):
        hint = "Write the day, month or year, like 2025-06. Where the plan gives none, write its words into 'plan'."
        yield ("planned_end",), "", Fault("must be filled where 'plan' is empty.", hint, "required")


RECORD_RULES: tuple[tuple[Rule, IsFor], ...] = (
    (_says_when_it_was_planned, lambda resource: {"plan", "planned_end"} <= set(resource.fields)),
)
COLLECTION_RULES: tuple[CollectionRule, ...] = ()
