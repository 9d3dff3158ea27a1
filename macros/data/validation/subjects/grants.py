"""What the records of grants and funding must keep."""

from __future__ import annotations

from macros.data.reading import quote
from macros.data.validation.dates import earliest, latest
from macros.data.validation.record import IsFor, RawRecord, Rule, RuleFaults
from macros.data.validation.running import CollectionRule, Fault


def _status_is_checked(record: RawRecord) -> RuleFaults:
    """A fund that is said to take applications has the day on which someone checked.

    The words of the vocabulary stay data: each says whether it needs a check.
    """
    status = record.word("status") or {}
    if status.get("is_derived"):
        hint = "Choose what someone saw on the funder's page, or not-checked."
        yield ("status",), record.values["status"], Fault("must not be a word that the build sets by itself.", hint)
    if status.get("needs_check") and not record.values.get("last_checked"):
        fault = Fault(
            f"must be filled when 'status' is {record.values['status']}.",
            "Write the day on which someone looked at the funder's page.",
        )
        yield ("last_checked",), "", fault


def _rounds_close_after_they_open(record: RawRecord) -> RuleFaults:
    """A round closes on or after the day on which it opens."""
    for number, each in enumerate(record.values.get("rounds") or ()):
        opens, closes = (each or {}).get("opens"), (each or {}).get("closes")
        if opens and closes and earliest(opens) > latest(closes):
            fault = Fault(f"must not be before the day on which the round opens, {opens}, but it is {closes}.")
            yield ("rounds", number, "closes"), closes, fault


def _rounds_close_on_days_of_their_own(record: RawRecord) -> RuleFaults:
    """No two rounds of a fund close on the same day: the day is what a deadline is known by in calendars and feeds."""
    seen: dict[str, str] = {}
    for number, each in enumerate(record.values.get("rounds") or ()):
        closes, name = (each or {}).get("closes"), (each or {}).get("name") or "another round"
        if closes and closes in seen:
            fault = Fault(
                f"must not be the day on which {quote(seen[closes])} closes, but both close on {closes}.",
                "Make one round of the two.",
            )
            yield ("rounds", number, "closes"), closes, fault
        elif closes:
            seen[closes] = name


def _cells_fit_columns(record: RawRecord) -> RuleFaults:
    """Each row of a table has a cell for each column."""
    for at, table in enumerate(record.values.get("tables") or ()):
        columns = (table or {}).get("columns") or ()
        for number, row in enumerate((table or {}).get("rows") or ()):
            cells = ((row or {}).get("cells") or "").split(";")
            if columns and cells != [""] and len(cells) != len(columns):
                hint = "Put semicolons between the cells, and none within one."
                fault = Fault(f"must have {len(columns)} cells, one for each column, not {len(cells)}.", hint)
                yield ("tables", at, "rows", number, "cells"), row["cells"], fault


def _budget_fits_years(record: RawRecord) -> RuleFaults:
    """A budget names amounts for the years of the project, and for no other year."""
    budget = record.values.get("budget") or {}
    years: int = budget.get("years") or 0
    for number, line in enumerate(budget.get("lines") or ()) if years else ():
        for name in line or ():
            if name.startswith("year_") and line[name] is not None and int(name[5:]) > years:
                fault = Fault(f"must be empty, since the project takes {years} year{'s' if years > 1 else ''}.")
                yield ("budget", "lines", number, name), str(line[name]), fault


def _address_has_a_source(record: RawRecord) -> RuleFaults:
    """An address to look a fact up at comes with the source that says so."""
    if record.values.get("url") and not record.values.get("source"):
        hint = "Name the source that says that the fact is at the address, or take the address out."
        yield ("source",), "", Fault("must be filled when 'url' is.", hint)


RECORD_RULES: tuple[tuple[Rule, IsFor], ...] = (
    (_status_is_checked, lambda resource: resource.name == "funds"),
    (_rounds_close_after_they_open, lambda resource: resource.name == "funds"),
    (_rounds_close_on_days_of_their_own, lambda resource: resource.name == "funds"),
    (_cells_fit_columns, lambda resource: resource.name == "grant_blocks"),
    (_budget_fits_years, lambda resource: resource.name == "grant_templates"),
    (_address_has_a_source, lambda resource: resource.name == "facts_to_find"),
)
COLLECTION_RULES: tuple[CollectionRule, ...] = ()
