"""What can be repaired for sure in a file that a spreadsheet or an editor saved: bytes in, bytes and what was done out.

Only what can have been meant in one way is touched: the encoding, the byte order mark,
line ends, spaces at ends, letters that are not composed, empty rows and columns, cells in
other quotes than needed, days such as 3/15/2026. What could mean two things, such as
3/5/2026, stays, and the check tells it. A second time there is nothing left to do.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from macros.data import reading, record_writer
from macros.data.reading import Node
from macros.data.record_writer import CannotWrite
from macros.data.validation.values import the_one_meant

Field = Mapping[str, Any]  # a field of a Table Schema


@dataclass(frozen=True, slots=True)
class Repair:
    """One thing that was done to a file; ``line`` is 0 where it is about the whole file."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        """Give the line that people see."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        return reading.printable(f"{place}: {self.message}")


@dataclass(slots=True)
class _Repairs:
    """A file that is being repaired."""

    file: str
    done: list[Repair] = field(default_factory=list)

    def note(self, message: str, line: int = 0) -> None:
        """Remember what was done."""
        self.done.append(Repair(self.file, line, message))


Repaired = tuple[bytes, list[Repair]]


def folder(data_dir: Path, packages: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[Path, bytes, list[Repair]]]:
    """Yield each file below a data folder that can be repaired, with its new content and what was done.

    ``packages`` are the descriptions by their folders, as ``validation.described`` gives them. Nothing is written.
    """
    for name, package in packages.items():
        for resource in package["resources"]:
            for path in _files(data_dir / name, resource["path"]):
                data, _ = reading.read_bytes(path, "", reading.CSV_LIMIT)
                if data is None:
                    continue
                repair = table if path.suffix == ".csv" else record if path.suffix == ".yaml" else plain_text
                content, done = repair(data, reading.shown(path), resource["schema"]["fields"])
                if done:
                    yield path, content, done


def _files(base: Path, path: str) -> list[Path]:
    """The files of a resource, without those that have no business there."""
    inside, _, pattern = path.rpartition("/")
    if not inside:
        return [base / path]
    endings = (".yaml",) if pattern.endswith(".yaml") else (".vtt", ".md")
    here = (base / inside).iterdir() if (base / inside).is_dir() else ()
    return sorted(each for each in here if each.suffix in endings and not reading.is_stray(each.name))


# --- text -----------------------------------------------------------------------


def plain_text(data: bytes, file: str, fields: Sequence[Field] = ()) -> Repaired:
    """Repair the bytes of any text: encoding, byte order mark, line ends, letters."""
    repairs = _Repairs(file)
    text = _text(data, repairs)
    return (data, []) if text is None else (text.encode(), repairs.done)


# Nobody sees them, and nobody types them on purpose: zero width space, word joiner, soft hyphen.
_INVISIBLE = re.compile("[\u200b\u2060\u00ad\ufeff]")


def _text(data: bytes, repairs: _Repairs) -> str | None:
    """The repaired text of a file; None where its encoding is not sure."""
    text = _decoded(data, repairs)
    if text is None:
        return None
    if text.startswith("\ufeff"):
        text = text[1:]
        repairs.note("The byte order mark at its start was taken off.")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        repairs.note("Its line ends are those of all other files now.")
    for what, change in (
        ("An invisible character was taken out", lambda line: _INVISIBLE.sub("", line)),
        ("Letters with accents are one character each now", lambda line: unicodedata.normalize("NFC", line)),
    ):
        text = _by_line(text, what, change, repairs)
    return text


def _by_line(text: str, what: str, change: Any, repairs: _Repairs) -> str:
    """The text with each line changed, and a note on each that differs."""
    lines = text.split("\n")
    made = [change(line) for line in lines]
    for number, (before, after) in enumerate(zip(lines, made, strict=True), start=1):
        if before != after:
            repairs.note(f"{what}.", number)
    return "\n".join(made)


def _decoded(data: bytes, repairs: _Repairs) -> str | None:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _as("utf-16", "UTF-16", data, repairs)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    likely = [each for each in _ENCODINGS if _is_likely(data, each[0])]
    return _as(*likely[0], data, repairs) if len(likely) == 1 else None


_ENCODINGS = (("cp1252", "that of Windows"), ("mac_roman", "that of old Macs"))
# Signs that a right text hardly has; and a capital with an accent that stands behind a small letter.
_UNLIKELY = re.compile(
    "[^\x09\x0a\x0d\x20-\x7eÀ-ÖØ-öø-ÿŒœŠšŽžŸ‘’“”–—…•€£¥¢§©®™°½¼¾·«»\xa0]|[a-zà-öø-ÿ][À-ÖØ-ÞŠŒŽŸ]|[A-Za-z][€£¥¢§©®™°½¼¾·«»•][a-z]"
)


def _is_likely(data: bytes, encoding: str) -> bool:
    try:
        return not _UNLIKELY.search(data.decode(encoding))
    except UnicodeDecodeError:
        return False


def _as(encoding: str, name: str, data: bytes, repairs: _Repairs) -> str | None:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    repairs.note(f"Its encoding was {name} and is UTF-8 now.")
    return text


# --- a table ----------------------------------------------------------------------

_SEPARATORS = {";": "semicolons", "\t": "tabs"}


def table(data: bytes, file: str, fields: Sequence[Field]) -> Repaired:
    """Repair the bytes of a CSV file; ``fields`` are those of its schema. A table that can't be read stays as it is."""
    repairs = _Repairs(file)
    text = _text(data, repairs)
    if text is None:
        return data, []
    try:
        rows = _rows(text, [each["name"] for each in fields], repairs)
    except csv.Error:
        return text.encode(), repairs.done
    rows = _without_empty(rows, repairs) if rows else rows
    if not rows:
        return text.encode(), repairs.done
    header, kinds = rows[0][1], {each["name"]: each for each in fields}
    told = len(repairs.done)
    cells = [header, *([_cell(*each, line, repairs) for each in _named(row, header, kinds)] for line, row in rows[1:])]
    cells = _in_order(cells, [*kinds], repairs)
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(cells)
    if out.getvalue() != text and len(repairs.done) == told == 0:
        repairs.note("Quotes around cells that need none were taken off, or its last line got an end.")
    return out.getvalue().encode(), repairs.done


_Row = tuple[int, list[str]]  # the line where it starts, its cells


def _rows(text: str, names: Sequence[str], repairs: _Repairs) -> list[_Row]:
    """The rows of a table, parted by whatever parts its header into columns. Raises csv.Error."""
    first = text.partition("\n")[0]
    wrong = next((sign for sign in _SEPARATORS if sign in first and "," not in first), "")
    parted = next(csv.reader([first], delimiter=wrong), []) if wrong else []
    if wrong and {*filter(None, parted)} <= {*names}:
        repairs.note(f"Its cells were parted by {_SEPARATORS[wrong]}, and are parted by commas now.")
    else:
        wrong = ","
    csv.field_size_limit(reading.CELL_LIMIT)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=wrong)
    rows, line = [], 1
    for row in reader:
        rows.append((line, row))
        line = reader.line_num + 1
    return rows


def _without_empty(rows: list[_Row], repairs: _Repairs) -> list[_Row]:
    """The rows without empty ones, and without empty columns at their ends; what a row lacks at its end is added.

    No rows where a cell stands in no column: nobody can say where it belongs.
    """
    header = [name.strip() for name in rows[0][1]]
    width = max((at for at, name in enumerate(header, start=1) if name), default=0)
    filled = max((at for _, row in rows for at, cell in enumerate(row, start=1) if cell.strip()), default=0)
    if filled > width:
        return []
    if width < len(header):
        repairs.note("Empty columns at its end were taken off.")
    kept = [(1, header[:width])]
    for line, row in rows[1:]:
        if not any(map(str.strip, row)):
            repairs.note("An empty row was taken out.", line)
            continue
        if len(row) < width:  # Excel leaves out the commas at the end where sixteen rows have nothing there
            repairs.note("Empty cells were added at its end.", line)
        kept.append((line, [*row[:width], *[""] * (width - len(row))]))
    return kept


def _named(row: Sequence[str], header: Sequence[str], kinds: Mapping[str, Field]) -> Iterator[tuple[str, str, Field]]:
    for name, cell in zip(header, row, strict=False):
        yield name, cell, kinds.get(name, {})


def _cell(name: str, cell: str, about: Field, line: int, repairs: _Repairs) -> str:
    """A cell as it was meant: without spaces at its ends, and as a plain day or number where it is one."""
    bare = cell.strip()
    meant = _meant(bare, about)
    if bare != meant:
        repairs.note(f"'{name}' was {reading.quote(bare)} and is {meant} now.", line)
    elif bare != cell:
        repairs.note(f"'{name}' has no more spaces at its ends.", line)
    return meant


def _meant(text: str, about: Field) -> str:
    kind, rule = about.get("type", "string"), about.get("rule", "")
    return (the_one_meant(kind, rule, text) or text) if text else text


def _in_order(cells: list[list[str]], names: Sequence[str], repairs: _Repairs) -> list[list[str]]:
    """The columns in the order of the schema, where all of them are there, each once."""
    header = cells[0]
    if header == list(names) or sorted(header) != sorted(names):
        return cells
    repairs.note("Its columns are in the order of all earlier versions now.", 1)
    at = [header.index(name) for name in names]
    return [[row[place] for place in at] for row in cells]


# --- a record with a file of its own ----------------------------------------------------


def record(data: bytes, file: str, fields: Sequence[Field]) -> Repaired:
    """Repair the bytes of a record's YAML file; ``fields`` are those of its schema."""
    repairs = _Repairs(file)
    text = _text(data, repairs)
    if text is None:
        return data, []
    text = _by_line(text, "Spaces at the end of the line were taken off", str.rstrip, repairs)
    if text and not text.endswith("\n"):
        text += "\n"
        repairs.note("Its last line has an end now.")
    node, found = reading.parse_yaml(text, file)
    if node is None or found:
        return text.encode(), repairs.done
    told = len(repairs.done)
    values = _group(node, fields, "", repairs)
    try:
        return record_writer.change_record(text, values, fields).encode(), repairs.done
    except CannotWrite:
        return text.encode(), repairs.done[:told]


def _group(node: Node, fields: Sequence[Field], above: str, repairs: _Repairs) -> dict[str, Any]:
    kinds = {each["name"]: each for each in fields}
    return {name: _value(each, kinds.get(name, {}), f"{above}{name}", repairs) for name, each in node.value.items()}


def _value(node: Node, about: Field, path: str, repairs: _Repairs) -> Any:
    if isinstance(node.value, dict):
        return _group(node, about.get("fields") or about.get("items", {}).get("fields") or (), f"{path}.", repairs)
    if isinstance(node.value, list):
        item = about if "fields" in about.get("items", {}) else about.get("items", {})
        return [_value(each, item, f"{path}[{at}]", repairs) for at, each in enumerate(node.value, start=1)]
    meant = _meant(node.value, about) if node.value else node.value
    if meant != node.value:
        repairs.note(f"'{path}' was {reading.quote(node.value)} and is {meant} now.", node.line)
    return meant
