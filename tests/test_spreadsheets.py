"""What a spreadsheet does to a table is either harmless or told, with what it most likely was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import spreadsheets
from library import CONTENT

from macros.data import packages, record_writer, validation
from macros.data.catalog import Catalog
from macros.data.record_writer import TableChange
from macros.data.validation.descriptors import load_packages
from macros.data.validation.running import Run, SchemaField
from macros.data.validation.values import judge


def described(data: Path) -> Run:
    run = Run(data, None)
    load_packages(run)
    return run


def unseen(run: Run, each: SchemaField, cell: str) -> str:
    """What Excel makes of a cell where the check says nothing that leads back to it; empty where all is well."""
    after = spreadsheets.saved(cell)
    before, _ = judge(run, each, cell)
    value, faults = judge(run, each, after)
    told = " ".join(f"{fault.message} {fault.hint}" for fault in faults)
    is_named = cell in told or "most likely" in told
    return "" if (value == before and not faults) or (faults and is_named) else f"{cell!r} became {after!r}. {told}"


def cells(run: Run) -> Iterator[tuple[str, SchemaField, str]]:
    """Each cell of each table, with its field and where it stands."""
    for table in run.resources.values():
        place = packages.place(run.data_dir, f"{table.folder}/{table.path}")
        if place.suffix == ".csv" and place.exists():
            text = place.read_text(encoding="utf-8-sig")
            for row in record_writer.read_table(text)[1]:
                yield from (
                    (f"{table.path} {row['id']} {name}", table.fields[name], cell) for name, cell in row.items()
                )


@pytest.mark.slow
@pytest.mark.data
def test_excel_changes_no_fact_unseen() -> None:
    run = described(CONTENT / "data")
    found = {place: what for place, each, cell in cells(run) if (what := unseen(run, each, cell))}
    assert not found


@pytest.fixture(scope="module")
def free() -> SchemaField:
    """A free text in a table."""
    return SchemaField(
        "note", "string", "text", False, "", False, "text", "", {}, read=lambda text: (text, None), in_table=True
    )


@pytest.mark.parametrize(
    ("cell", "named"),
    [
        ("9-18", "'9-18'"),
        ("18-9", "'September 18'"),
        ("1/2", "'1-2'"),
        ("11-9051", "a code that starts with 11- and ends with 51"),
        ("1-45", "'January 1945'"),
        ("2009-10", "'October 2009'"),
        ("12/2024", "'December 2024'"),
        ("2024-09-13", "'September 13, 2024'"),
        ("9/13/24", "'September 13, 2024'"),
        ("September 13, 2024", "'September 13, 2024'"),
        ("January 2025", "'January 2025'"),
        ("Jan 5", "'January 5'"),
        ("5 January", "'January 5'"),
        ("April 45", "'April 1945'"),
        ("1 June 2024", "'June 1, 2024'"),
        ("$500", "Delete the space"),
        ("123456789012", "a number of 12 digits that starts with 123457"),
    ],
)
def test_what_excel_made_of_free_text_is_told_with_what_it_was(
    free: SchemaField, cell: str, named: str, tmp_path: Path
) -> None:
    _, faults = judge(Run(tmp_path, None), free, spreadsheets.saved(cell))
    assert named in " ".join(fault.hint for fault in faults)


@pytest.mark.parametrize("cell", "0012 1.10 12. .5 1e5 (5) 123456789012".split())
def test_a_bare_number_of_which_excel_keeps_a_part_is_no_free_text(
    free: SchemaField, cell: str, tmp_path: Path
) -> None:
    assert spreadsheets.saved(cell) != cell
    assert judge(Run(tmp_path, None), free, cell)[1][0].hint == f"Write a word beside it, such as: Number {cell}"


@pytest.mark.parametrize("cell", ["2024", "12", "1.5", "Room 0012", "4:30", "18-24", "5%", "1,000", "May", "a 9-18"])
def test_free_text_that_excel_leaves_alone_is_right(free: SchemaField, cell: str, tmp_path: Path) -> None:
    assert spreadsheets.saved(cell) == cell
    assert judge(Run(tmp_path, None), free, cell) == (cell, [])


@pytest.mark.parametrize(
    ("table", "changes", "message"),
    [
        (
            "toolkit/project_plan",
            {"from_month": "9", "to_month": "5"},
            "'to_month' must not be before 'from_month', 9, but it is 5. Put the earlier month first.",
        ),
        ("toolkit/project_plan", {"from_month": "9-18"}, "'from_month' must be a whole number, like 140, not '9-18'."),
        (
            "metrics/deliverables",
            {"plan": "", "planned_end": ""},
            "'planned_end' must be filled where 'plan' is empty.",
        ),
        (
            "metrics/deliverables",
            {"planned_start": "2025-06", "planned_end": "2025-05"},
            "'planned_end' must not be before 'planned_start', 2025-06, but it is 2025-05.",
        ),
    ],
)
def test_ranges_stand_in_two_columns(own_state: Path, table: str, changes: dict[str, str], message: str) -> None:
    path = own_state / f"{table}.csv"
    text = path.read_bytes().decode()
    first = record_writer.read_table(text)[1][0]["id"]
    path.write_bytes(record_writer.change_table(text, TableChange(changed={first: changes})).encode())
    found = [str(problem) for problem in validation.check(own_state).problems if problem.severity == "error"]
    assert len(found) == 1
    assert message in found[0]


@pytest.mark.parametrize(("last", "words"), [(5, "5"), (18, "5-18"), (None, "5 and later")])
def test_the_months_of_a_task_are_told_in_words(made_up: Catalog, last: int | None, words: str) -> None:
    task = next(iter(made_up.project_plan.values()))
    assert replace(task, from_month=5, to_month=last).months == words
