"""Editing the data in a workbook: what nobody touched stays byte for byte, and what somebody edited is all that changes."""

from __future__ import annotations

import difflib
import io
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import openpyxl
import pytest
from commands import in_process

from macros.data.record_files import RecordFiles
from macros.data.sheet_merge import CHANGED, RecordChange
from scripts import workbook
from scripts.workbook import DataFolder

TODAY = "2026-11-27"
Edit = Callable[[Any], object]


@pytest.fixture(scope="module")
def exported(state: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The whole made-up state as a workbook."""
    file = tmp_path_factory.mktemp("workbook") / "library.xlsx"
    assert workbook.main(["export", str(file), "--data", str(state), "--today", TODAY]) == 0
    return file.read_bytes()


@pytest.fixture(scope="module")
def small(state: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A workbook of a few kinds of record."""
    file = tmp_path_factory.mktemp("workbook") / "some.xlsx"
    kinds = ["partnerships", "members", "figures", "pathways"]
    assert workbook.main(["export", str(file), *kinds, "--data", str(state), "--today", TODAY]) == 0
    return file.read_bytes()


def edited(content: bytes, *edits: Edit) -> bytes:
    """A workbook after some edits, as a program for spreadsheets saves it."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for edit in edits:
        edit(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def row_of(sheet: Any, id: str, head: str = "id") -> int:
    """The row of a record."""
    at = column_of(sheet, head)
    return next(row for row in range(2, sheet.max_row + 1) if sheet.cell(row, at).value == id)


def column_of(sheet: Any, head: str) -> int:
    return next(cell.column for cell in sheet[1] if cell.value == head)


def put(sheet: str, id: str, head: str, value: Any, key: str = "id") -> Edit:
    """Write a cell."""

    def edit(book: Any) -> None:
        tab = book[sheet]
        cell = tab.cell(row_of(tab, id, key), column_of(tab, head))
        cell.value = value
        if isinstance(value, date):
            cell.number_format = "mmm-yy" if value.day == 1 else "m/d/yyyy"

    return edit


def delete(sheet: str, id: str) -> Edit:
    return lambda book: book[sheet].delete_rows(row_of(book[sheet], id))


def add(sheet: str, **cells: str) -> Edit:
    """Write a new row below all others."""

    def edit(book: Any) -> None:
        tab = book[sheet]
        last = max(cell.row for cell in tab["A"] if cell.value) + 1
        for head, value in cells.items():
            tab.cell(last, column_of(tab, head.replace("__", "."))).value = value

    return edit


def run(data: Path, content: bytes, *words: str) -> CompletedProcess[str]:
    """Import a workbook."""
    file = data.parent / "edited.xlsx"
    file.write_bytes(content)
    return in_process(workbook.main, ["import", str(file), "--data", str(data), "--today", TODAY, *words], data.parent)


def lines(before: Path, after: Path) -> dict[str, list[str]]:
    """The lines that differ between two folders, by file."""
    names = {path.relative_to(folder).as_posix() for folder in (before, after) for path in folder.rglob("*.*")}
    return {name: found for name in sorted(names) if (found := list(_differing(before / name, after / name)))}


def _differing(before: Path, after: Path) -> Iterator[str]:
    old, new = (path.read_bytes().decode() if path.exists() else "" for path in (before, after))
    for line in difflib.unified_diff(old.splitlines(True), new.splitlines(True), n=0):
        if line[0] in "+-" and line[:3] not in ("+++", "---"):
            yield line.rstrip("\n")


# --- a workbook that nobody edited -----------------------------------------------------


@pytest.mark.slow
def test_every_kind_and_record_comes_back_without_any_difference(state: Path, exported: bytes) -> None:
    data = DataFolder.read(state)
    outcome = workbook.outcome_of(data, exported, "", date(2026, 11, 27))
    assert (outcome.changes, outcome.texts, outcome.notes, outcome.errors) == ([], {}, [], [])
    assert len(data.records) > 80 and sum(map(len, data.records.values())) > 200


def test_what_programs_do_to_a_workbook_changes_nothing(state: Path, small: bytes) -> None:
    def mangle(book: Any) -> None:
        tab = book["partnerships"]
        tab.sheet_state = "hidden"
        tab.move_range(f"C1:C{tab.max_row}", cols=tab.max_column)  # a column that somebody moved to the end
        tab.delete_cols(3)
        tab["B2"].value = f" {tab['B2'].value}\u00a0"
        book["members"].insert_rows(3)  # a row that is empty
        book.move_sheet("members", 3)

    done = run(state, edited(small, mangle), "--write")
    assert done.stdout == "The workbook changes nothing.\n", done.stdout + done.stderr


def test_rows_that_were_sorted_change_nothing(state: Path, small: bytes) -> None:
    def turn(book: Any) -> None:
        for name in ("partnerships.activities", "figures"):
            tab = book[name]
            rows = [[cell.value for cell in row] for row in tab.iter_rows(min_row=2)]
            for at, values in enumerate(reversed(rows), start=2):
                for column, value in enumerate(values, start=1):
                    tab.cell(at, column).value = value

    assert run(state, edited(small, turn)).stdout == "The workbook changes nothing.\n"


# --- edits -------------------------------------------------------------------------


EDITS: dict[str, tuple[list[Edit], dict[str, list[str]]]] = {
    "a cell of a table": (
        [put("figures", "boats-students", "value", "145")],
        {
            "partnerships/figures.csv": [
                "-boats-students,boats,Students in the first course,1,people,exact,Spring term,2025-05,yearbook,",
                "+boats-students,boats,Students in the first course,145,people,exact,Spring term,2025-05,yearbook,",
            ]
        },
    ),
    "a number that the program took for one": (
        [put("figures", "boats-share", "value", 28.0)],
        {
            "partnerships/figures.csv": [
                "-boats-share,boats,Workers over 55,27.5,percent,planned,2025,2024,yearbook,",
                "+boats-share,boats,Workers over 55,28,percent,planned,2025,2024,yearbook,",
            ]
        },
    ),
    "a field of a record, a part of a group, an entry of a list": (
        [
            put("partnerships", "boats", "title", " Boats "),
            put("partnerships", "boats", "counties", "alder"),
            put("partnerships.activities", "boats", "date", "3/15/2024", "(record)"),
        ],
        {
            "partnerships/records/boats.yaml": [
                '-title: Boats & "small craft" partnership',
                "+title: Boats",
                "-  - cedar",
                "-    date: 2024-03-07",
                "+    date: 2024-03-15",
            ]
        },
    ),
    "a day that the program took for one, and a month": (
        [
            put("partnerships", "boats", "last_reviewed", datetime(2026, 1, 31)),
            put("partnerships.services", "boats", "date", date(2025, 6, 1), "(record)"),
        ],
        {
            "partnerships/records/boats.yaml": [
                "-    date: 2025-05-01",
                "+    date: 2025-06",
                "-last_reviewed: 2026-02-01",
                "+last_reviewed: 2026-01-31",
            ]
        },
    ),
    "a row for a list": (
        [add("partnerships.links", **{"(record)": "wind"}, label="Photos", url="https://example.com/wind")],
        {
            "partnerships/records/wind.yaml": [
                "+links:",
                "+  - label: Photos",
                "+    url: https://example.com/wind",
            ]
        },
    ),
    "a row for a table": (
        [
            add(
                "members",
                id="wind-oar-works",
                partnership="wind",
                organization="oar-works",
                role="helper",
                source="yearbook",
            )
        ],
        {"partnerships/members.csv": ["+wind-oar-works,wind,oar-works,helper,,yearbook"]},
    ),
    "a row that goes": (
        [delete("members", "boats-harbor-college")],
        {"partnerships/members.csv": ["-boats-harbor-college,boats,harbor-college,helper,,yearbook"]},
    ),
    "a list within a list": (
        [put("pathways.steps.open_to", "boat-building", "note", "Ask first.", "(record)")],
        {
            "careers/pathways/boat-building.yaml": [
                "-        note: Nobody asks for a boat.",
                "+        note: Ask first.",
            ]
        },
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", EDITS)
def test_exactly_what_was_edited_is_written(name: str, state: Path, own_state: Path, small: bytes) -> None:
    edits, expected = EDITS[name]
    content = edited(small, *edits)
    shown = run(own_state, content)
    assert shown.returncode == 0, shown.stderr
    assert lines(state, own_state) == {}
    assert "Nothing is written yet." in shown.stdout
    assert run(own_state, content, "--write").returncode == 0
    assert lines(state, own_state) == expected
    assert run(own_state, content, "--write").stdout == "The workbook changes nothing.\n"


# --- what is not understood is told, and nothing of it is lost ------------------------------


def test_changed_heads_and_own_columns_are_told(state: Path, small: bytes) -> None:
    def change(book: Any) -> None:
        tab = book["members"]
        tab.cell(1, column_of(tab, "organization")).value = "Organization "
        tab.cell(1, column_of(tab, "note")).value = "What they do"
        tab.cell(1, tab.max_column + 1).value = "My own notes"
        tab.cell(2, tab.max_column).value = "Call them."
        book["figures"].title = "Numbers"
        book.create_sheet("Scratch")["A1"] = "mine"
        del book["partnerships.links"]

    done = run(state, edited(small, change))
    assert done.stdout.splitlines() == [
        "Sheet members, row 1, column C: note: The column 'Organization' was taken for 'organization'.",
        "Sheet members, row 1, column E: note: The column 'What they do' is not known, so nothing of it is taken.",
        "Sheet members, row 1, column G: note: The column 'My own notes' is not known, so nothing of it is taken.",
        "Sheet members, row 1: note: The column 'note' is missing. What the files have there stays.",
        "Sheet Scratch: note: This sheet is not known, so nothing of it is taken.",
        "Sheet partnerships.links: note: This sheet is not in the workbook any more. Nothing of it changes.",
        "The workbook changes nothing.",
    ]


def test_a_formula_is_told_and_its_result_taken_where_there_is_one(state: Path, small: bytes) -> None:
    done = run(state, edited(small, put("figures", "boats-students", "value", "=1+1")))
    assert done.returncode == 1
    assert "Sheet figures, row 2, column D: This cell has a formula. Write the value itself." in done.stderr


def test_a_day_in_a_column_of_words_is_told(state: Path, small: bytes) -> None:
    done = run(state, edited(small, put("figures", "boats-students", "period", datetime(2026, 9, 18))))
    assert done.stderr.startswith(
        "Sheet figures, row 2, column G: The spreadsheet has made the day 2026-09-18 of this cell. "
        "It was most likely '9-18', 'September 18, 2026' or 'September 2026'."
    )


def test_a_workbook_that_does_not_say_what_it_came_from_takes_no_record_out(state: Path, small: bytes) -> None:
    def forget(book: Any) -> None:
        del book["_base"]
        book["members"].delete_rows(2)

    done = run(state, edited(small, forget, put("figures", "boats-students", "value", "145")))
    assert "figures boats-students: changed\n  value: '1' -> '145'\n" in done.stdout
    assert "removed" not in done.stdout
    assert "Sheet _base: note: The workbook does not say what it was exported from." in done.stdout


@pytest.mark.parametrize("content", [b"", b"id,title\n", b"PK\x03\x04 no zip", b"\xd0\xcf\x11\xe0 old"])
def test_what_is_no_workbook_is_told_in_words(state: Path, content: bytes) -> None:
    done = run(state, content)
    assert done.returncode == 1
    assert done.stderr.startswith("This is not an Excel workbook (.xlsx) that can be read")


# --- what must be fixed first ---------------------------------------------------------------

FAULTS: dict[str, tuple[list[Edit], str]] = {
    "a word that is not in the list": (
        [put("members", "boats-oar-works", "role", "leadr")],
        "Sheet members, row 2, column D: 'role' must be an id of roles, not 'leadr'. Did you mean 'leader'?",
    ),
    "a day that can be two": (
        [put("partnerships.activities", "boats", "date", "3/5/2024", "(record)")],
        "Sheet partnerships.activities, row 2, column D: 'activities[1].date' must be a year, a month or a day, "
        "like 2023, 2023-11 or 2023-11-21, not '3/5/2024'. Write 2024-03-05 or 2024-05-03, whichever is meant.",
    ),
    "a row without an id": (
        [add("members", partnership="wind")],
        "column A: 'id' must be filled. Write the id, or delete the row.",
    ),
    "an id twice": (
        [add("members", id="boats-oar-works", partnership="wind")],
        "'id' must stand once: 'boats-oar-works' is in row 2 too.",
    ),
    "a row of a list without a record": (
        [add("partnerships.links", **{"(record)": "wnd"}, label="A", url="https://example.com")],
        "'(record)' must be an id of partnerships, not 'wnd'. Did you mean 'wind'?",
    ),
    "another id": (
        [put("members", "boats-oar-works", "id", "boats-oars")],
        "Sheet members: the id 'boats-oar-works' must not become 'boats-oars'. Write boats-oar-works again.",
    ),
    "a record that others name goes": (
        [delete("partnerships", "boats")],
        "'partnership' must be an id of partnerships, not 'boats'.",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_told_at_its_place_and_nothing_is_written(
    name: str, state: Path, own_state: Path, small: bytes
) -> None:
    edits, message = FAULTS[name]
    done = run(own_state, edited(small, *edits), "--write")
    assert done.returncode == 1
    assert message in done.stderr
    assert "Nothing is written" in done.stderr
    assert lines(state, own_state) == {}


# --- what was changed in the files meanwhile ---------------------------------------------------


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_changes_of_both_sides_are_brought_together(own_state: Path, small: bytes) -> None:
    record = own_state / "partnerships/records/boats.yaml"
    table = own_state / "partnerships/members.csv"
    replace(record, "since: 2024-03", "since: 2024-02")
    replace(table, "boats-harbor-college,boats,harbor-college,helper,,yearbook\n", "")
    replace(table, "Hosts the meetings.", "Hosts them.")
    edits = [
        put("partnerships", "boats", "short_title", "Small boats"),
        put("members", "boats-oar-works", "role", "helper"),
    ]
    done = run(own_state, edited(small, *edits), "--write")
    assert done.returncode == 0, done.stderr
    text = record.read_text(encoding="utf-8")
    assert "since: 2024-02" in text and "short_title: Small boats" in text
    assert "boats-oar-works,boats,oar-works,helper,Hosts them.,yearbook\n" in table.read_text(encoding="utf-8")
    assert "boats-harbor-college" not in table.read_text(encoding="utf-8")


CONFLICTS: dict[str, tuple[Callable[[Path], None], Edit, str]] = {
    "a field": (
        lambda data: replace(data / "partnerships/records/boats.yaml", "short_title: Boats", "short_title: Craft"),
        put("partnerships", "boats", "short_title", "Ships"),
        "partnerships boats: 'short_title' was 'Boats' when it was exported. It is 'Craft' in the files now, "
        "and 'Ships' in the workbook.",
    ),
    "a record that is taken out": (
        lambda data: replace(data / "partnerships/members.csv", "Hosts the meetings.", "Hosts them."),
        delete("members", "boats-oar-works"),
        "members boats-oar-works was taken out from the workbook, and changed in the files, since the export.",
    ),
    "a record that is gone": (
        lambda data: replace(
            data / "partnerships/members.csv", "boats-harbor-college,boats,harbor-college,helper,,yearbook\n", ""
        ),
        put("members", "boats-harbor-college", "role", "leader"),
        "members boats-harbor-college was taken out from the files, and changed in the workbook, since the export.",
    ),
}


@pytest.mark.parametrize("name", CONFLICTS)
def test_a_conflict_is_told_and_nothing_is_written_over(name: str, own_state: Path, small: bytes) -> None:
    meanwhile, edit, message = CONFLICTS[name]
    meanwhile(own_state)
    before = {path: path.read_bytes() for path in own_state.rglob("*.*") if path.is_file()}
    done = run(own_state, edited(small, edit), "--write")
    assert (done.returncode, done.stderr.splitlines()[0]) == (1, message)
    assert {path: path.read_bytes() for path in before} == before


@pytest.mark.parametrize(("prefer", "title"), [("workbook", "Ships"), ("files", "Craft")])
def test_somebody_can_say_whose_version_counts(prefer: str, title: str, own_state: Path, small: bytes) -> None:
    meanwhile, edit, _ = CONFLICTS["a field"]
    meanwhile(own_state)
    assert run(own_state, edited(small, edit), "--write", "--prefer", prefer).returncode == 0
    assert f"short_title: {title}\n" in (own_state / "partnerships/records/boats.yaml").read_text(encoding="utf-8")


# --- the workbook itself -------------------------------------------------------------------


def test_the_workbook_helps_those_who_edit(small: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(small))
    assert book.sheetnames[:3] == ["Read me", "partnerships", "partnerships.stage_history"]
    assert [book["_base"].sheet_state, book["_lists"].sheet_state] == ["veryHidden", "hidden"]
    links = [cell.hyperlink.location for row in book["Read me"].iter_rows() for cell in row if cell.hyperlink]
    assert links[0] == "'partnerships'!A1" and len(links) == len(book.sheetnames) - 3
    tab = book["members"]
    assert tab.freeze_panes == "B2"
    assert [tab["A2"].number_format, tab.column_dimensions["D"].number_format] == ["@", "@"]
    assert tab["D1"].comment.text.startswith("Role. Must be filled.")
    rules = {str(each.sqref): (each.type, each.formula1) for each in tab.data_validations.dataValidation}
    last = sum(cell.value is not None for cell in tab["A"])
    assert rules[f"A2:A{last}"] == ("custom", "FALSE")
    roles = next(formula for where, (kind, formula) in rules.items() if where.startswith("D2:"))
    column = roles.partition("$")[2][0]
    assert [cell.value for cell in book["_lists"][column]][:1] == ["leader"]


def test_a_kind_that_is_not_there_is_told(state: Path, tmp_path: Path) -> None:
    done = in_process(workbook.main, ["export", str(tmp_path / "a.xlsx"), "member", "--data", str(state)], tmp_path)
    assert (done.returncode, done.stderr) == (1, "There is no kind of record called member. Did you mean members?\n")


# --- LibreOffice ----------------------------------------------------------------------------


@pytest.mark.slow
def test_libreoffice_keeps_everything_and_its_edits_arrive(
    own_state: Path, state: Path, small: bytes, tmp_path: Path
) -> None:
    """Headless: it opens the workbook, works out what is in it, and saves it in its own way."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    edits, expected = EDITS["a field of a record, a part of a group, an entry of a list"]
    source = tmp_path / "library.xlsx"
    source.write_bytes(edited(small, *edits, put("figures", "boats-students", "value", "=100+45")))
    command = [program, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "xlsx", "--outdir", str(tmp_path / "saved"), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    done = run(own_state, (tmp_path / "saved/library.xlsx").read_bytes(), "--write")
    assert done.returncode == 0, done.stderr
    assert "This cell has a formula. Its result 145 is taken." in done.stdout
    assert lines(state, own_state) == expected | EDITS["a cell of a table"][1]


def test_a_shared_table_is_there_and_becomes_the_programs_own_with_a_change(tmp_path: Path) -> None:
    (tmp_path / "program").mkdir()
    files = RecordFiles("roles", "program/roles.csv", [{"name": "id"}, {"name": "name"}])
    texts = files.texts(tmp_path)
    id, record = next(iter(files.records(texts).items()))
    changed = RecordChange("roles", id, CHANGED, record, {**record, "name": "Boss"})
    made = files.written([changed], texts, {})
    assert list(made) == ["program/roles.csv"]
    assert "Boss" in (made["program/roles.csv"] or "") and made["program/roles.csv"] != texts["program/roles.csv"]
