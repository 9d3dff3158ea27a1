"""What worksheets, launch tasks and the state of the holidays must keep."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from macros.data import public_holidays
from macros.data.reading import quote
from macros.data.validation.record import IsFor, RawRecord, Rule, RuleFaults
from macros.data.validation.running import CollectionRule, Fault

_COLUMN_KINDS = ("line", "prose", "date", "number", "choice", "check")
_KEY = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def _asks(record: RawRecord) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, each in enumerate(record.values.get("asks") or ()):
        if each:
            yield number, each


def _keys_are_unlike(record: RawRecord) -> RuleFaults:
    """Saved answers know an ask by its key, so a worksheet has each key once."""
    seen: set[str] = set()
    for number, ask in _asks(record):
        key = ask.get("key") or ""
        if key and key in seen:
            yield ("asks", number, "key"), key, Fault(f"must be another word: {quote(key)} stands further up.")
        seen.add(key)


def _asks_have_what_their_kind_needs(record: RawRecord) -> RuleFaults:
    """A choice has options, a table has columns, and no row has more cells than columns."""
    for number, ask in _asks(record):
        kind, columns = ask.get("kind"), ask.get("columns") or ()
        if kind == "choice" and not ask.get("options"):
            yield (
                ("asks", number),
                "",
                Fault("must have 'options', since it is a choice.", "List the answers under options."),
            )
        if kind == "table" and not columns:
            yield (
                ("asks", number),
                "",
                Fault("must have 'columns', since it is a table.", "Write  key | Heading | kind"),
            )
        for place, row in enumerate(ask.get("rows") or ()):
            if row and row.count("|") >= max(len(columns), 1):
                message = f"must have at most {len(columns)} cells, not {row.count('|') + 1}."
                yield ("asks", number, "rows", place), row, Fault(message, "Cells are parted by |")


def _columns_can_be_read(record: RawRecord) -> RuleFaults:
    """A column is a key, a heading, a kind, and the options of a choice."""
    for number, ask in _asks(record):
        for place, text in enumerate(ask.get("columns") or ()):
            parts = [part.strip() for part in (text or "").split("|")]
            kind = parts[2] if len(parts) > 2 else "line"
            is_right = 2 <= len(parts) <= 4 and _KEY.fullmatch(parts[0]) and parts[1] and kind in _COLUMN_KINDS
            if text and not is_right:
                message = f"must be like  who | Who does it | line, not {quote(text)}."
                yield (
                    ("asks", number, "columns", place),
                    text,
                    Fault(message, f"The kinds are: {', '.join(_COLUMN_KINDS)}."),
                )
            elif text and kind == "choice" and not (len(parts) == 4 and parts[3]):
                yield (
                    ("asks", number, "columns", place),
                    text,
                    Fault("must end with the options of the choice.", "| Yes; No"),
                )


def _overlap_is_a_table(record: RawRecord) -> RuleFaults:
    """What is drawn as overlaps is one of the worksheet's own tables."""
    wanted = record.values.get("overlap")
    tables = [str(ask.get("key")) for _, ask in _asks(record) if ask.get("kind") == "table"]
    if wanted and wanted not in tables:
        yield (
            ("overlap",),
            wanted,
            Fault(f"must be the key of a table here, not {quote(wanted)}.", f"The tables are: {', '.join(tables)}."),
        )


def _time_in_order(record: RawRecord) -> RuleFaults:
    """A task's last day or month does not come before its first."""
    for start, end, what in _TIMES:
        first, last = record.values.get(start), record.values.get(end)
        if first is not None and last is not None and last < first:
            message = f"must not be before '{start}', {first}, but it is {last}."
            yield (end,), str(last), Fault(message, f"Put the earlier {what} first.")


_TIMES = (("from_day", "to_day", "day"), ("from_month", "to_month", "month"))


def _holidays_are_known(record: RawRecord) -> RuleFaults:
    """The program's state is one for which the holidays can be worked out."""
    code = record.values.get("holidays")
    if code and not public_holidays.is_known(code):
        fault = Fault(
            f"must be the ISO 3166-2 code of a state, like US-ME, not {quote(code)}.", "Correct it, or leave it empty."
        )
        yield ("holidays",), code, fault


RECORD_RULES: tuple[tuple[Rule, IsFor], ...] = (
    *(
        (rule, lambda resource: "asks" in resource.fields)
        for rule in (_keys_are_unlike, _asks_have_what_their_kind_needs, _columns_can_be_read, _overlap_is_a_table)
    ),
    (_holidays_are_known, lambda resource: resource.name == "program"),
    (_time_in_order, lambda resource: any({start, end} <= set(resource.fields) for start, end, _ in _TIMES)),
)
COLLECTION_RULES: tuple[CollectionRule, ...] = ()
