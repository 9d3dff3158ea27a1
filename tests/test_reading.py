"""The strict readers: what they take, what they refuse, and where they say it is."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from macros.data import reading


def read_yaml(tmp_path: Path, content: bytes | str) -> tuple[reading.Node | None, list[str]]:
    path = tmp_path / "x.yaml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    node, problems = reading.read_yaml(path, "x.yaml")
    return node, [str(problem) for problem in problems]


def read_csv(tmp_path: Path, content: bytes | str, columns: str = "id name") -> tuple[list[list[str]], list[str]]:
    path = tmp_path / "x.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    table, problems = reading.read_csv(path, "x.csv", columns.split())
    rows = [cells for _, cells in table.rows(problems.append)] if table else []
    return rows, [str(problem) for problem in problems]


# --- YAML ---------------------------------------------------------------------


def test_every_scalar_is_text_and_only_nothing_is_null(tmp_path: Path) -> None:
    text = "zip: 04101\ntime: 9:30\nflag: no\nnumber: 1.10\nday: 2026-05-13\na:\nb: ~\nc: null\nd: 'null'\ne: ''\n"
    node, problems = read_yaml(tmp_path, text)
    assert problems == []
    assert node is not None
    assert {key: child.value for key, child in node.value.items()} == {
        "zip": "04101",
        "time": "9:30",
        "flag": "no",
        "number": "1.10",
        "day": "2026-05-13",
        "a": None,
        "b": None,
        "c": None,
        "d": "null",
        "e": "",
    }


def test_nodes_know_the_places_of_keys_and_values(tmp_path: Path) -> None:
    node, _ = read_yaml(tmp_path, "# first\ntitle: é x\nlist:\n  - a: 1\n    b: two\n")
    assert node is not None
    title, inner = node.value["title"], node.value["list"].value[0].value["b"]
    assert (title.key_line, title.key_column, title.line, title.column) == (2, 1, 2, 8)
    assert (inner.key_line, inner.key_column, inner.line, inner.column) == (5, 5, 5, 8)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("a: x\ty\n", ["tab"]),
        ("a: x\u2028y\n", ["invisible"]),
        ("a: x\x00y\n", ["control-character"]),
        ("a: x\u202ey\n", ["reading-direction"]),
        ("a: x\ufffdy\n", ["lost-letter"]),
        ("a: 1\rb: 2\n", ["line-end"]),
        ("a: x\ty\nb: x\u2028y\nc: Cafe\u0301\n", ["tab", "invisible", "not-composed"]),
        ('a: "x\\ty"\n', ["tab"]),
    ],
)
def test_a_problem_of_characters_has_a_code(tmp_path: Path, text: str, codes: list[str]) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(text, newline="")
    assert [problem.code for problem in reading.read_yaml(path, "x.yaml")[1]] == codes


@pytest.mark.parametrize("start", [b"\xef\xbb\xbf", b""], ids=["with BOM", "without BOM"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_byte_order_mark_and_line_ends_are_taken(tmp_path: Path, start: bytes, end: str) -> None:
    node, problems = read_yaml(tmp_path, start + f"a: 1{end}b: |{end}  one{end}  two{end}".encode())
    assert problems == []
    assert node is not None
    assert node.value["a"].value == "1"
    assert node.value["b"].value == "one\ntwo"


YAML_FAULTS = {
    "duplicate key": ("a: 1\nb: 2\na: 3\n", "x.yaml:3:1: 'a' must stand once, but it stands in line 1 too."),
    "duplicate key inside": ("a:\n  b: 2\n  b: 3\n", "x.yaml:3:3: 'b' must stand once, but it stands in line 2 too."),
    "anchor": ("a: &x 1\n", "x.yaml:1:4: A value must not have an anchor, like '&x'."),
    "alias": ("a: 1\nb: *x\n", "x.yaml:2:4: A value must not be an alias, like '*x'."),
    "tag": ("a: !!int 1\n", "x.yaml:1:4: A value must not have a tag, like '!!int'."),
    "own tag": ("a: !include x\n", "x.yaml:1:4: A value must not have a tag, like '!include'."),
    "tag on a list": ("a: !!set [b]\n", "x.yaml:1:4: A value must not have a tag"),
    "two documents": ("a: 1\n---\nb: 2\n", "x.yaml:2:1: The file must hold one record"),
    "directive": ("%YAML 1.1\n---\na: 1\n", "x.yaml:1:1: The file must not have a line that starts with %"),
    "list as key": ("[a]: 1\n", "x.yaml:1:1: The name before a colon must be text."),
    "null as key": ("~: 1\n", "x.yaml:1:1: The name before a colon must be text."),
    "braces": ("a: {{ b }}\n", "x.yaml:1:5: The name before a colon must be text."),
    "list as record": ("- a\n", "x.yaml:1:1: The file must be lines like  title: Forest products."),
    "tab as indentation": ("a:\n\tb: 1\n", "x.yaml:2:1: The text must not have a tab (U+0009) here."),
    "colon": (
        "a: b\ntitle: Maine: a plan\n",
        "x.yaml:2:8: The text after 'title:' has a colon and needs quotes: title: \"Maine: a plan\"",
    ),
    "colon in a list": (
        "a:\n  - b: Maine: x\n",
        "x.yaml:2:8: The text after 'b:' has a colon and needs quotes: b: \"Maine: x\"",
    ),
    "no space": ("a:b\nc: d\n", "x.yaml:1:2: There must be a space after 'a:'. Write  a: b"),
    "open quote": ("a: 'b\nc: d\n", "x.yaml:1:4: The quote that opens here is never closed."),
    "apostrophe": ("a: 'Maine's best'\n", "x.yaml:1:10: The quote ' ends the text here, but more text follows."),
    "text after quote": ('a: "b" c\n', 'x.yaml:1:6: The quote " ends the text here, but more text follows.'),
    "backslash": ('a: "C:\\Users"\n', "x.yaml:1:8: A backslash in double quotes must start a known code."),
    "deeper": ("a: b\n  c: d\n", "x.yaml:2:3: This line is indented deeper than the one above it"),
    "out of line": ("a:\n    b: c\n  d: e\n", "x.yaml:3:3: This line does not line up with the lines around it."),
    "no colon": ("a: b\nhello\nc: d\n", "x.yaml:2:1: This line must be  name: value, not 'hello'."),
    "at sign": ("a: @b\n", 'x.yaml:1:4: Text that starts with @ needs quotes. Write  "@b"'),
    "percent": ("a: %b\n", 'x.yaml:1:4: Text that starts with % needs quotes. Write  "%b"'),
    "star": ("a: **b**\n", 'x.yaml:1:4: Text that starts with * needs quotes. Write  "**b**"'),
    "open bracket": ("a: [b, c\nd: e\n", "x.yaml:1:4: The [ that opens here is not closed properly."),
    "empty": ("", "x.yaml: The file is empty."),
    "only spaces": (" \n\n", "x.yaml: The file is empty."),
    "merge conflict": ("a: 1\n<<<<<<< HEAD\nb: 2\n=======\n", "x.yaml:2:1: The file has an unsolved merge conflict."),
    "zero-width": (
        "a: b\nc: x\u200by\n",
        "x.yaml:2:5: The text must not have an invisible character (U+200B) after 'c: x'.",
    ),
    "direction": (
        "a: x\u202ey\n",
        "x.yaml:1:5: The text must not have a character that changes the reading direction (U+202E)",
    ),
    "control": ("a: x\x07y\n", "x.yaml:1:5: The text must not have a control character (U+0007)"),
    "lost letter": ("a: Caf\ufffd\n", "x.yaml:1:7: The text must not have a replacement mark"),
    "old Mac": ("a: 1\rb: 2\r", "x.yaml:1:5: The text must not have a line end of an old Mac (U+000D)"),
    "not composed": (
        "a: Cafe\u0301 x\n",
        "x.yaml:1:4: 'Cafe\u0301' must be written with whole accented letters (Unicode NFC). Type it again: Café",
    ),
    "escaped direction": (
        'a: "x\\u202ey"\n',
        "x.yaml:1:4: The text must not have a character that changes the reading direction (U+202E).",
    ),
    "escaped nothing": ('a: "x\\0y"\n', "x.yaml:1:4: The text must not have a control character (U+0000)."),
    "escaped accent": (
        'a: "e\\u0301"\n',
        "x.yaml:1:4: 'e\u0301' must be written with whole accented letters (Unicode NFC).",
    ),
    "cp1252": (b"a: 1\nb: Caf\xe9 x\n", "x.yaml:2:7: The file must be UTF-8, but this line is not: 'b: Café x'."),
    "UTF-16": ("a: 1\n".encode("utf-16"), "x.yaml:1:1: The file must be UTF-8, not UTF-16."),
    "UTF-16 without BOM": ("a: 1234\n".encode("utf-16-le"), "x.yaml:1:1: The file must be UTF-8, not UTF-16."),
    "workbook": (b"PK\x03\x04\x14\x00", "x.yaml:1:1: This is a workbook or a zip file, not text."),
    "old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1", "x.yaml:1:1: This is an old Excel or Word file, not text."),
    "web page": (b"\n<!DOCTYPE html><html>", "x.yaml:1:1: This is a web page, not text."),
    "number sign": (
        "a: b\ntitle: IBEW Local #567 and more\n",
        "x.yaml:2:19: The text is cut off here: a space and # start a note, so '#567 and more' would be lost. "
        'Put the whole text in quotes: "IBEW Local #567 and more".',
    ),
    "number sign first": (
        "a: #567\n",
        "x.yaml:1:3: The text is cut off here: a space and # start a note, so '#567' would be lost. "
        'Put the whole text in quotes: "#567".',
    ),
    "number sign in a list": ("a:\n  - Local #5\n", "x.yaml:2:11: The text is cut off here"),
    "number sign on the next line": (
        "a: IBEW Local\n  #567 and more\nb: c\n",
        "x.yaml:2:3: The text is cut off here: a space and # start a note, so '#567 and more' would be lost. "
        "Put the whole text in quotes. If it is a note, write a space after the #.",
    ),
    "number sign at the end of a longer text": ("a: one\n  two ##3\n", "x.yaml:2:7: The text is cut off here"),
    "error of a spreadsheet": (
        "a: #REF!\n",
        "x.yaml:1:3: The text is cut off here: a space and # start a note, so '#REF!' would be lost. "
        "It is an error of a spreadsheet. Write the value itself.",
    ),
    "nested": ("a: " + "[" * 50, "x.yaml:1:17: The values are nested too deep here."),
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: b # note\n", "b"),
        ("a: b  ## note\n", "b"),
        ("a: b#5\n", "b#5"),
        ("a: 'b #5'\n", "b #5"),
        ("a: 'b' #note\n", "b"),  # quotes say where the text ends
        ("a: |\n  b #5\n", "b #5"),
        ("a: b\n#c: d\n", "b"),
        ("#c: d\na: b\n", "b"),
        ("a: b #\n", "b"),
    ],
)
def test_a_note_stays_a_note_and_a_number_sign_in_quotes_text(tmp_path: Path, text: str, value: str) -> None:
    node, problems = read_yaml(tmp_path, text)
    assert problems == []
    assert node is not None and node.value["a"].value == value


def test_a_line_that_is_off_is_a_note(tmp_path: Path) -> None:
    node, problems = read_yaml(tmp_path, "a:\n  - b\n  #- c\n  - d\ne:\n  f: g\n  #h: i\n")
    assert problems == []
    assert node is not None and [each.value for each in node.value["a"].value] == ["b", "d"]


@pytest.mark.parametrize("name", YAML_FAULTS)
def test_yaml_fault(tmp_path: Path, name: str) -> None:
    content, message = YAML_FAULTS[name]
    _, problems = read_yaml(tmp_path, content)
    assert problems[0].startswith(message)
    assert len(problems) == 1


def test_all_faults_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    _, problems = read_yaml(tmp_path, "a: &x 1\na: 2\nb: !t 3\n[c]: 4\n")
    assert [problem.split(": ")[0] for problem in problems] == ["x.yaml:1:4", "x.yaml:2:1", "x.yaml:3:4", "x.yaml:4:1"]


def test_the_first_of_two_equal_keys_is_kept(tmp_path: Path) -> None:
    node, _ = read_yaml(tmp_path, "a: 1\na: 2\n[x]: 3\n")
    assert node is not None
    assert {key: child.value for key, child in node.value.items()} == {"a": "1"}


def test_the_python_loader_says_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without libyaml the events are the same, and so are the places."""
    monkeypatch.setattr(reading, "LOADER", reading.yaml.SafeLoader)
    for name in ("duplicate key", "anchor", "alias", "tag", "colon", "open quote", "apostrophe", "deeper", "no colon"):
        content, message = YAML_FAULTS[name]
        assert read_yaml(tmp_path, content)[1][0].startswith(message), name


# --- CSV ----------------------------------------------------------------------


def test_columns_come_in_any_order_and_rows_with_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b'\xef\xbb\xbfname,id\r\n"one\r\ntwo",a\r\nthree,b\r\n,\r\n\r\n')
    table, problems = reading.read_csv(path, "x.csv", ["id", "name"])
    assert table is not None
    rows = list(table.rows(problems.append))
    assert problems == []
    assert table.header == ["name", "id"]
    assert rows == [(2, ["one\r\ntwo", "a"]), (4, ["three", "b"])]
    assert table.place(2, 0) == (2, 1)
    assert table.place(2, 1) == (3, 6)
    assert table.place(4, 1) == (4, 7)


CSV_FAULTS = {
    "semicolons": ("id;name\na;b\n", "x.csv:1:1: The cells must be parted by commas, not by semicolons."),
    "tabs": ("id\tname\na\tb\n", "x.csv:1:1: The cells must be parted by commas, not by tabs."),
    "duplicate column": ("id,name,id\na,b,c\n", "x.csv:1:9: The column 'id' must stand once."),
    "missing column": ("id\na\n", "x.csv:1:1: The column 'name' is missing."),
    "renamed column": ("id,Nmae\na,b\n", "x.csv:1:4: The column 'Nmae' is not known. Did you mean 'name'?"),
    "capital column": ("id,Name\na,b\n", "x.csv:1:4: The column 'Name' is not known. Did you mean 'name'?"),
    "unknown column": ("id,name,zzz\na,b,c\n", "x.csv:1:9: The column 'zzz' is not known. The columns are: id, name."),
    "column without a name": ("id,name,\na,b,\n", "x.csv:1:9: A column has no name. Delete the empty columns;"),
    "columns that Excel leaves": (
        "id,name,,,\na,b,,,\n",
        "x.csv:1:9: 3 columns have no name. Delete the empty columns;",
    ),
    "row that says the separator": (
        "sep=,\nid,name\na,b\n",
        "x.csv:1:1: The first row must have the names of the columns, not say what parts them. Delete the row.",
    ),
    "cells that Excel leaves": (
        "id,name\na,b,,\n",
        "x.csv:2:5: The row must have 2 cells, like the first row, not 4. Delete the empty cells at its end;",
    ),
    "ragged, too many": ("id,name\na,b,c\n", "x.csv:2:5: The row must have 2 cells, like the first row, not 3."),
    "ragged, too few": ("id,name\na,b\nc\n", "x.csv:3:1: The row must have 2 cells, like the first row, not 1."),
    "cut off": ("id,name\na,b\nc,d\ne", "x.csv:4:1: The row must have 2 cells"),
    "blank row": ("id,name\na,b\n,\n\nc,d\n", "x.csv:3:1: A row between other rows must not be blank."),
    "open quote": ('id,name\na,"b\nc,d\n', "x.csv:2:3: The quote that opens here is not closed properly."),
    "open quote before a quote": (
        'id,name\na,"b\nc,"d"\n',
        "x.csv:2:3: The quote that opens here is not closed properly.",
    ),
    "quote inside": ('id,name\na,"the "best" one"\n', "x.csv:2:3: The quote that opens here is not closed properly."),
    "open quote in the header": ('id,"name\na,b\n', "x.csv:1:4: The quote that opens here is not closed properly."),
    "cp1252": (
        b"id,name\na,b\nc,Caf\xe9\n",
        "x.csv:3:6: The file must be UTF-8, but this line is not: 'c,Café'. Save the file as CSV UTF-8",
    ),
    "UTF-16": (
        "id,name\n".encode("utf-16"),
        "x.csv:1:1: The file must be UTF-8, not UTF-16. Save the file as CSV UTF-8",
    ),
    "workbook": (b"PK\x03\x04", "x.csv:1:1: This is a workbook or a zip file, not text."),
    "web page": (b"<html><body>", "x.csv:1:1: This is a web page, not text."),
    "nothing character": (b"id,name\na,b\x00c\n", "x.csv:2:4: The text must not have a control character (U+0000)"),
    "merge conflict": ("id,name\n<<<<<<< HEAD\na,b\n=======\n", "x.csv:2:1: The file has an unsolved merge conflict."),
    "empty": (b"\xef\xbb\xbf", "x.csv: The file is empty."),
    "huge cell": (
        "id,name\na," + "x" * 200_000 + "\n",
        "x.csv:2:1: The row is too long: a cell must have at most 131,072 characters.",
    ),
}


@pytest.mark.parametrize("name", CSV_FAULTS)
def test_csv_fault(tmp_path: Path, name: str) -> None:
    content, message = CSV_FAULTS[name]
    _, problems = read_csv(tmp_path, content)
    assert problems[0].startswith(message)
    assert len(problems) == 1


# --- files and folders -----------------------------------------------------------


def test_links_and_pipes_are_refused(tmp_path: Path) -> None:
    (tmp_path / "real.yaml").write_text("a: 1\n")
    (tmp_path / "link.yaml").symlink_to(tmp_path / "real.yaml")
    (tmp_path / "loop.yaml").symlink_to(tmp_path / "loop.yaml")
    os.mkfifo(tmp_path / "pipe.yaml")
    for name, message in (
        ("link.yaml", "must be a real file or folder, not a link"),
        ("loop.yaml", "must be a real file or folder, not a link"),
        ("pipe.yaml", "must be a regular file"),
        (".", "must be a regular file"),
        ("gone.yaml", "The file is missing"),
        ("a\0b", "cannot be read"),
    ):
        node, problems = reading.read_yaml(tmp_path / name, name)
        assert node is None
        assert message in problems[0].message, name
    files, folders, problems = reading.list_folder(tmp_path, "t")
    assert (files, folders) == (["real.yaml"], [])
    assert [problem.file for problem in problems] == ["t/link.yaml", "t/loop.yaml", "t/pipe.yaml"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("~$figures.csv", "lock file"),
        (".~lock.figures.csv#", "lock file"),
        ("figures (1).csv", "second copy"),
        ("figures - Copy.csv", "second copy"),
        ("figures copy.csv", "second copy"),
        ("figures.xlsx", "workbook"),
        ("figures.csv.bak", "leftover"),
        ("figures.csv~", "leftover"),
        ("record.yml", "Rename it so that it ends in .yaml"),
        ("figures.CSV", "small letters"),
        ("notes.txt", "that is no table or record"),
    ],
)
def test_stray_files_get_a_sentence_each(name: str, words: str) -> None:
    problem = reading.stray(name, name)
    assert words in str(problem)
    assert problem.severity == "error"


def test_what_a_computer_leaves_by_itself_is_a_warning() -> None:
    assert reading.stray(".DS_Store", "x").severity == "warning"


def test_near_finds_slips_and_not_anything() -> None:
    words = ["forest-products", "oral-health"]
    assert reading.near("forrest-products", words) == "forest-products"
    assert reading.near("Oral Health", words) == "oral-health"
    assert reading.near("tourism", words) == ""
    assert reading.near("titel", ["title"]) == "title" and reading.near("lincoln", ["franklin"]) == ""
    assert reading.near("x" * 10_000, words) == ""


def test_messages_show_no_invisible_characters_and_shorten_values() -> None:
    problem = reading.Problem("a\x1b[31m.csv", 1, 2, "", "", f"Not {reading.quote('x' * 100 + chr(0x202E))}.")
    assert str(problem) == "a\\u001b[31m.csv:1:2: Not '" + "x" * 59 + "…'."
    assert reading.quote("a\u202eb\n") == "'a\\u202eb\\u000a'"


# --- whatever the bytes ----------------------------------------------------------

BOMBS = {
    "brackets": b"a: " + b"[" * 200_000,
    "braces": b"{" * 200_000,
    "dashes": b"- " * 100_000,
    "questions": b"? " * 100_000,
    "billion laughs": b"a: &a [x,x,x,x,x,x,x,x,x]\n"
    + b"".join(b"%c: &%c [%s]\n" % (n, n, b",".join([b"*%c" % (n - 1)] * 9)) for n in range(98, 106)),
    "long list": b"a: [" + b"x," * 100_000 + b"]",
    "tags": b"!" * 200_000,
    "anchors": b"&a " * 80_000,
    "quotes": b"'" * 200_001,
    "long key": b"k" * 200_000 + b": 1",
    "five megabytes": b"a: b\n" * 1_000_000,
    "comments": b"#" * 250_000,
    "huge number of keys": b"".join(b"k%d: 1\n" % number for number in range(20_000)),
    "csv quotes": b'id,name\n"' + b'""' * 100_000,
    "csv commas": b"id,name\n" + b"," * 200_000,
    "csv, one line of 30 MB": b"id,name\n" + b"," * 30_000_000,
    "csv, hidden in 20 MB": b"id,name\n" + "\u200b\n".encode() * 5_000_000,
    "csv lines": b"id,name\n" + b"x\n" * 100_000,
}

_BOUNDED = """
import resource, sys
from pathlib import Path
from macros.data import reading
resource.setrlimit(resource.RLIMIT_AS, (600_000_000, 600_000_000))
resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
path = Path(sys.argv[1])
node, problems = reading.read_yaml(path, "x.yaml")
table, more = reading.read_csv(path, "x.csv", ["id", "name"])
def report(problem):
    problems.append(problem)
    if len(problems) > 1000:
        sys.exit()
for _ in (table.rows(report) if table else ()):
    pass
"""


@pytest.mark.slow
@pytest.mark.parametrize("name", BOMBS)
def test_bomb_is_defused_within_bounded_memory_and_time(tmp_path: Path, repo: Path, name: str) -> None:
    """In a process of its own: a crash in C must fail the test, not end it."""
    path = tmp_path / "bomb"
    path.write_bytes(BOMBS[name])
    done = subprocess.run(
        [sys.executable, "-c", _BOUNDED, str(path)], capture_output=True, text=True, cwd=repo, timeout=120
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_any_bytes_end_in_problems_not_in_exceptions(tmp_path: Path, data_dir: Path) -> None:
    """Seeded changes of real files: cut, doubled, bytes replaced."""
    chance = random.Random(20261121)
    originals = [path.read_bytes()[:4000] for path in sorted(data_dir.rglob("*.*"))[::4]]
    originals.append(b'a: "x\\u0041"\nb:\n  - c: {d: [e]}\n')
    for _ in range(400):
        data = bytearray(chance.choice(originals))
        for _ in range(chance.randrange(1, 8)):
            at = chance.randrange(len(data) + 1)
            piece = chance.choice(
                [
                    b"\x00",
                    b"\xff",
                    b'"',
                    b"'",
                    b"\n",
                    b"\t",
                    b": ",
                    b"[",
                    b"{",
                    b"&a",
                    b"*a",
                    b"\xc3",
                    b"\r",
                    b"|",
                    b"---\n",
                    bytes([chance.randrange(256)]),
                ]
            )
            data[at : at + chance.randrange(3)] = piece
        content = bytes(data[: chance.randrange(len(data) + 1)] if chance.random() < 0.3 else data)
        node, problems = read_yaml(tmp_path, content)
        assert all(problem.startswith("x.yaml") for problem in problems)
        assert node is not None or problems
        _rows, problems = read_csv(tmp_path, content)
        assert all(problem.startswith("x.csv") for problem in problems)
