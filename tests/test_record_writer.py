"""A change of a record is written with the least difference, and says what was asked and nothing else."""

from __future__ import annotations

import difflib
import unicodedata
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from macros.data import record_writer
from macros.data.reading import HIDDEN
from macros.data.record_writer import CannotWrite, TableChange, change_record, change_table, new_record, read_record

FIELDS: list[dict[str, Any]] = [
    {"name": "id", "type": "string"},
    {"name": "title", "type": "string"},
    {"name": "purpose", "type": "string", "rule": "prose"},
    {"name": "zip", "type": "string"},
    {"name": "since", "type": "string", "rule": "partial-date"},
    {"name": "topics", "type": "array", "items": {"type": "string"}},
    {
        "name": "contact",
        "type": "object",
        "fields": [{"name": "name", "type": "string"}, {"name": "url", "type": "string"}],
    },
    {
        "name": "services",
        "type": "array",
        "items": {"fields": [{"name": "service", "type": "string"}, {"name": "state", "type": "string"}]},
    },
]
RECORD = """\
# A note on the file.
id: boats   # for good
title: "Boat building: a plan"
purpose: >-
  They meet and
  they talk.

  Then they act.
zip:
# The day is not sure.
since: 2024
topics:
- wood
-   'water' # salt

services: # what it does
  - service: courses
    state: 'offered'
  - state: planned
    service: visits # twice
"""


def changed_lines(before: str, after: str) -> list[str]:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        ({}, []),
        ({"title": "Boat building: a plan"}, []),
        ({"title": "Ships"}, ['-title: "Boat building: a plan"', '+title: "Ships"']),
        ({"id": "ships"}, ["-id: boats   # for good", "+id: ships   # for good"]),
        ({"zip": "04101"}, ["-zip:", "+zip: '04101'"]),
        ({"since": None}, ["-since: 2024", "+since:"]),
        ({"since": "2024-05"}, ["-since: 2024", "+since: 2024-05"]),
        ({"purpose": "They meet and they talk.\nNow they act."}, ["-  Then they act.", "+  Now they act."]),
        ({"topics": ["wood", "water", "steel"]}, ["+- steel"]),
        ({"topics": ["water"]}, ["-- wood"]),
        (
            {"topics": ["wood", "fresh water"]},
            ["-  'water' # salt".replace("-  ", "--   "), "+-   'fresh water' # salt"],
        ),
        ({"topics": []}, ["-- wood", "--   'water' # salt"]),
        ({"contact": {"name": "Office"}}, ["+contact:", "+  name: Office"]),
        (
            {"services": [{"service": "courses", "state": "offered"}, {"service": "visits", "state": "ended"}]},
            ["-  - state: planned", "+  - state: ended"],
        ),
        (
            {
                "services": [
                    {"service": "talks", "state": "offered"},
                    {"service": "courses", "state": "offered"},
                    {"service": "visits", "state": "planned"},
                ]
            },
            ["+  - service: talks", "+    state: offered"],
        ),
        (
            {"services": [{"service": "courses", "state": "ended"}]},
            [
                "-    state: 'offered'",
                "-  - state: planned",
                "-    service: visits # twice",
                "+    state: 'ended'",
            ],
        ),
        (
            {"services": [{"state": "planned", "service": "visits"}]},
            ["-  - service: courses", "-    state: 'offered'"],
        ),
    ],
)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_only_what_changes_is_written(changes: dict[str, Any], lines: list[str], ending: str) -> None:
    before = RECORD.replace("\n", ending)
    after = change_record(before, changes, FIELDS)
    assert changed_lines(before, after) == lines
    assert after.count("\r\n") == (after.count("\n") if ending == "\r\n" else 0)
    assert read_record(after) == record_writer.normal({**read_record(before), **changes})


def test_a_new_field_goes_where_the_schema_has_it() -> None:
    after = change_record("title: Boats\ntopics:\n  - wood\n", {"purpose": "One.\nTwo.", "id": "boats"}, FIELDS)
    assert after == "id: boats\ntitle: Boats\npurpose: >-\n  One.\n\n  Two.\ntopics:\n  - wood\n"


@pytest.mark.parametrize("flow", ["topics: [wood, water] # two", "topics: [] # two"])
def test_a_list_in_brackets_becomes_lines(flow: str) -> None:
    after = change_record(f"id: boats\n{flow}\n", {"topics": ["steel"]}, FIELDS)
    assert read_record(after) == {"id": "boats", "topics": ["steel"]}
    assert after == "id: boats\ntopics: # two\n  - steel\n"


def test_a_byte_order_mark_and_a_missing_line_end_are_kept_and_given() -> None:
    assert change_record("\ufeffid: boats\ntitle: B", {"title": "C"}, FIELDS) == "\ufeffid: boats\ntitle: C\n"


@pytest.mark.parametrize("text", ["- a list\n", "id: &a boats\n", "id: boats\nid: ships\n", "id: [boats\n"])
def test_a_file_that_must_be_repaired_first_is_left_alone(text: str) -> None:
    with pytest.raises(CannotWrite):
        change_record(text, {"title": "B"}, FIELDS)


def readable(text: str) -> str:
    """A text as the reader takes it."""
    seen = unicodedata.normalize("NFC", HIDDEN.sub("", text)).strip()
    return "\n".join(line.strip() for line in seen.split("\n"))


TEXTS = st.text(st.characters(exclude_categories=["C"], include_characters="\n"), max_size=30).map(
    readable
) | st.sampled_from(
    [
        "Yes",
        "null",
        "~",
        "a: b",
        "it's #1",
        "- x",
        "'",
        '"',
        "\\",
        "#",
        "a #b",
        "?",
        "!x",
        "&x",
        "*x",
        "|",
        ">",
        "%",
        "@",
    ]
)
ENTRIES = st.fixed_dictionaries({"service": TEXTS.filter(bool)}, optional={"state": TEXTS})
RECORDS = st.fixed_dictionaries(
    {"id": st.just("boats")},
    optional={
        "title": TEXTS,
        "purpose": TEXTS,
        "topics": st.lists(TEXTS.filter(bool), max_size=4),
        "contact": st.fixed_dictionaries({}, optional={"name": TEXTS, "url": TEXTS}),
        "services": st.lists(ENTRIES, max_size=4),
    },
)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(RECORDS, RECORDS)
def test_any_record_becomes_any_other(before: dict[str, Any], after: dict[str, Any]) -> None:
    """And the same values change nothing."""
    text = new_record(before, FIELDS)
    assert change_record(text, before, FIELDS) == text
    names = before.keys() | after.keys()
    written = change_record(text, {name: after.get(name) for name in names}, FIELDS)
    assert read_record(written) == record_writer.normal(after)


# --- tables -----------------------------------------------------------------------

TABLE = 'id,name,note\r\na,"Ann, A",\r\nb,Bob,"say ""hi""\r\ntwice"\r\n\r\nc,"Cy",x\r\n,,\r\n'


def test_a_row_is_changed_in_its_own_cells_alone() -> None:
    after = change_table(TABLE, TableChange(changed={"c": {"name": "Cyr", "note": "y, z"}}))
    assert after == TABLE.replace('c,"Cy",x', 'c,"Cyr","y, z"')


def test_rows_are_added_behind_a_row_or_at_the_end_and_taken_out() -> None:
    change = TableChange(added=[("a", {"id": "a2", "note": "n"}), (None, {"id": "d"})], removed=["b"])
    assert change_table(TABLE, change) == 'id,name,note\r\na,"Ann, A",\r\na2,,n\r\n\r\nc,"Cy",x\r\nd,,\r\n,,\r\n'


def test_a_last_line_without_an_end_gets_one_when_a_row_follows() -> None:
    assert change_table("\ufeffid,n\na,1", TableChange(added=[(None, {"id": "b"})])) == "\ufeffid,n\na,1\nb,\n"


@pytest.mark.parametrize(
    "change",
    [
        TableChange(changed={"z": {"name": "Z"}}),
        TableChange(changed={"a": {"nome": "Z"}}),
        TableChange(removed=["z"]),
        TableChange(added=[("z", {"id": "y"})]),
        TableChange(added=[(None, {"idd": "y"})]),
    ],
)
def test_what_is_not_there_is_not_changed(change: TableChange) -> None:
    with pytest.raises(CannotWrite):
        change_table(TABLE, change)


def test_a_quote_that_is_not_closed_is_told() -> None:
    with pytest.raises(CannotWrite):
        change_table('id,name\na,"Ann\n', TableChange(changed={"a": {"name": "B"}}))
