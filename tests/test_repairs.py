"""What a spreadsheet or an editor left in a file is repaired where only one thing can be meant, and told line by line."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from commands import in_process

from macros.data import repairs, validation
from scripts import validate

FIELDS: list[dict[str, Any]] = [
    {"name": "id", "type": "string", "rule": "id"},
    {"name": "name", "type": "string"},
    {"name": "seen", "type": "date"},
    {"name": "since", "type": "string", "rule": "partial-date"},
    {"name": "begins", "type": "string", "rule": "moment"},
    {"name": "places", "type": "integer"},
    {"name": "open", "type": "boolean"},
]
HEAD = "id,name,seen,since,begins,places,open\n"
ROW = "a,Anne,2026-03-15,2024-09,2027-03-10 13:30,1200,true\n"


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (HEAD + ROW, HEAD + ROW, []),
        ("\ufeff" + HEAD + ROW, HEAD + ROW, ["t.csv: The byte order mark at its start was taken off."]),
        ((HEAD + ROW).replace("\n", "\r\n"), HEAD + ROW, ["t.csv: Its line ends are those of all other files now."]),
        (
            HEAD + ROW[:-1],
            HEAD + ROW,
            ["t.csv: Quotes around cells that need none were taken off, or its last line got an end."],
        ),
        (
            HEAD.replace("id", '"id"', 1) + ROW,
            HEAD + ROW,
            ["t.csv: Quotes around cells that need none were taken off, or its last line got an end."],
        ),
        (
            HEAD + ",,,,,,\n" + ROW + ",,,,,,\n\n",
            HEAD + ROW,
            [f"t.csv:{line}: An empty row was taken out." for line in (2, 4, 5)],
        ),
        (
            HEAD.replace("\n", ",,\n") + ROW.replace("\n", ", ,\n"),
            HEAD + ROW,
            ["t.csv: Empty columns at its end were taken off."],
        ),
        (HEAD + ROW + "b,Ben\n", HEAD + ROW + "b,Ben,,,,,\n", ["t.csv:3: Empty cells were added at its end."]),
        (HEAD + ROW.replace("Anne", " Anne\u00a0"), HEAD + ROW, ["t.csv:2: 'name' has no more spaces at its ends."]),
        (
            HEAD + ROW.replace("Anne", "Rene\u0301"),
            HEAD + ROW.replace("Anne", "Ren\u00e9"),
            ["t.csv:2: Letters with accents are one character each now."],
        ),
        (HEAD + ROW.replace("Anne", "An\u200bne"), HEAD + ROW, ["t.csv:2: An invisible character was taken out."]),
        (
            HEAD + ROW.replace("2026-03-15", "3/15/2026"),
            HEAD + ROW,
            ["t.csv:2: 'seen' was '3/15/2026' and is 2026-03-15 now."],
        ),
        (HEAD + ROW.replace("2026-03-15", "3/5/2026"), HEAD + ROW.replace("2026-03-15", "3/5/2026"), []),
        (HEAD + ROW.replace("2024-09", "Sep-24"), HEAD + ROW, ["t.csv:2: 'since' was 'Sep-24' and is 2024-09 now."]),
        (
            HEAD + ROW.replace("2027-03-10 13:30", "3/14/2027 1:30 PM"),
            HEAD + ROW.replace("03-10", "03-14"),
            ["t.csv:2: 'begins' was '3/14/2027 1:30 PM' and is 2027-03-14 13:30 now."],
        ),
        (HEAD + ROW.replace("1200", '"1,200"'), HEAD + ROW, ["t.csv:2: 'places' was '1,200' and is 1200 now."]),
        (HEAD + ROW.replace("1200", "12%"), HEAD + ROW.replace("1200", "12%"), []),
        (HEAD + ROW.replace("true", "TRUE"), HEAD + ROW, ["t.csv:2: 'open' was 'TRUE' and is true now."]),
        (
            (HEAD + ROW).replace(",", ";"),
            HEAD + ROW,
            ["t.csv: Its cells were parted by semicolons, and are parted by commas now."],
        ),
        (
            (HEAD + ROW).replace(",", "\t"),
            HEAD + ROW,
            ["t.csv: Its cells were parted by tabs, and are parted by commas now."],
        ),
        (
            "name,id,seen,since,begins,places,open\nAnne,a,2026-03-15,2024-09,2027-03-10 13:30,1200,true\n",
            HEAD + ROW,
            ["t.csv:1: Its columns are in the order of all earlier versions now."],
        ),
        (HEAD + ROW.replace("\n", ",more\n"), HEAD + ROW.replace("\n", ",more\n"), []),
        (HEAD + 'a,"Anne\n', HEAD + 'a,"Anne\n', []),
        ("id,nom\na,Anne\n", "id,nom\na,Anne\n", []),
    ],
)
def test_a_table_is_repaired(before: str, after: str, told: list[str]) -> None:
    content, done = repairs.table(before.encode(), "t.csv", FIELDS)
    assert (content.decode(), [str(each) for each in done]) == (after, told)
    assert repairs.table(content, "t.csv", FIELDS) == (content, [])


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("id,name\na,Andr\u00e9 \u2019s\n".encode("cp1252"), "id,name\na,Andr\u00e9 \u2019s\n"),
        ("id,name\na,Andr\u00e9\n".encode("mac_roman"), "id,name\na,Andr\u00e9\n"),
        ("id,name\na,Andr\u00e9\n".encode("utf-16"), "id,name\na,Andr\u00e9\n"),
        (b"id,name\na,\xff\xfe\x81\n", None),
        (b"id,name\na,50 \xa5\n", None),  # a yen or a bullet
    ],
)
def test_an_encoding_is_repaired_where_it_is_sure(data: bytes, text: str | None) -> None:
    content, done = repairs.table(data, "t.csv", FIELDS[:2])
    assert content == (data if text is None else text.encode())
    assert bool(done) == (text is not None)


RECORD_FIELDS: list[dict[str, Any]] = [
    *FIELDS,
    {
        "name": "days",
        "type": "array",
        "items": {"fields": [{"name": "on", "type": "date"}, {"name": "text", "type": "string"}]},
    },
]


def test_a_record_is_repaired_and_keeps_its_notes() -> None:
    before = "\ufeffid: a # for good\r\nname: 'Anne'  \r\nseen: 3/15/2026\r\ndays:\r\n  - on: 13-Sep-24 # sure\r\n    text: 3/15/2026"
    content, done = repairs.record(before.encode(), "a.yaml", RECORD_FIELDS)
    after = "id: a # for good\nname: 'Anne'\nseen: 2026-03-15\ndays:\n  - on: 2024-09-13 # sure\n    text: 3/15/2026\n"
    assert content.decode() == after
    assert [str(each) for each in done] == [
        "a.yaml: The byte order mark at its start was taken off.",
        "a.yaml: Its line ends are those of all other files now.",
        "a.yaml:2: Spaces at the end of the line were taken off.",
        "a.yaml: Its last line has an end now.",
        "a.yaml:3: 'seen' was '3/15/2026' and is 2026-03-15 now.",
        "a.yaml:5: 'days[1].on' was '13-Sep-24' and is 2024-09-13 now.",
    ]
    assert repairs.record(content, "a.yaml", RECORD_FIELDS) == (content, [])


def test_a_record_that_can_not_be_read_keeps_its_values() -> None:
    text = b"id: a\nid: b\nseen: 3/15/2026\n"
    assert repairs.record(text, "a.yaml", RECORD_FIELDS) == (text, [])


# --- what spreadsheets save without an edit ---------------------------------------------


def excel(rows: list[list[str]]) -> bytes:
    """With a byte order mark, Windows' line ends, empty columns and rows, and spaces that somebody left."""
    wide = [[f"{cell} " if cell and at else cell for at, cell in enumerate(row)] + ["", ""] for row in rows]
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows([*wide, [""] * len(wide[0])])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def libreoffice(rows: list[list[str]]) -> bytes:
    """With quotes around every cell, and columns that somebody moved."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(row[::-1] for row in rows)
    return out.getvalue().encode()


@pytest.mark.parametrize("save", [excel, libreoffice])
def test_saving_every_table_without_an_edit_leaves_no_difference(
    save: Callable[[list[list[str]]], bytes], own_state: Path
) -> None:
    packages, _ = validation.described(own_state)
    for path, content, _ in repairs.folder(own_state, packages):
        path.write_bytes(content)
    before = {path: path.read_bytes() for path in own_state.rglob("*.csv")}
    for path, content in before.items():
        path.write_bytes(save(list(csv.reader(io.StringIO(content.decode(), newline="")))))
    repaired = {path: content for path, content, _ in repairs.folder(own_state, packages)}
    assert repaired == before


@pytest.mark.slow
def test_the_command_repairs_only_when_asked_and_shows_what_it_did(own_state: Path) -> None:
    path = own_state / "partnerships/members.csv"
    right = path.read_bytes()
    path.write_bytes(b"\xef\xbb\xbf" + right)

    def told(*words: str) -> str:
        return in_process(validate.main, ["--data", str(own_state), *words], own_state).stderr

    assert "repaired" not in told()
    assert path.read_bytes() == b"\xef\xbb\xbf" + right
    assert "repaired: partnerships/members.csv: The byte order mark at its start was taken off.\n" in told("--fix")
    assert path.read_bytes() == right
    assert "There was nothing to repair.\n" in told("--fix")
