"""Records as sheets of text cells, and back: what people see who edit the data in a workbook.

Every kind of record has a sheet with a row for each record. The parts of a group are
columns (``contact.email``), a list of words is one cell with a line for each, and a list
of groups is a sheet of its own, with a row for each entry under the record's id. All of it
follows from the schemas. Nothing here knows a file or a program for spreadsheets.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from macros.data.record_writer import Plain, normal
from macros.data.validation.values import the_one_meant

Field = Mapping[str, Any]  # a field of a Table Schema
Path = tuple[str, ...]  # the names of a value's groups, from outside, and its own
RECORD, NUMBER = "(record)", "(number)"  # the columns of a list's sheet: no field can have such a name
CELL_LIMIT = 32_767  # characters that a cell of Excel can hold
TOO_LONG = "(This text is too long for a cell. Edit it in its file.)"


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column: the words in its first row, where its value stands in a record, and the field of the schema."""

    head: str
    path: Path
    about: Field

    @property
    def is_list(self) -> bool:
        """Whether a cell holds several words, each on a line."""
        return self.about["type"] == "array"

    @property
    def references(self) -> str:
        """The kind of record that the cell names; empty where it names none."""
        item = self.about.get("items", {}) if self.is_list else {}
        return str(self.about.get("references") or item.get("references") or "")


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """A sheet: that of a kind of record, or that of a list in it. ``path`` leads from the record to the list."""

    name: str
    kind: str
    title: str
    description: str
    keys: tuple[str, ...]  # the columns that say where a row belongs; none on the sheet of the records themselves
    path: Path
    columns: tuple[SheetColumn, ...]
    lists: tuple[SheetLayout, ...]

    @property
    def heads(self) -> list[str]:
        """The words of the first row."""
        return [*self.keys, *(column.head for column in self.columns)]

    def all(self) -> Iterator[SheetLayout]:
        """The sheet itself, then those of its lists."""
        yield self
        for each in self.lists:
            yield from each.all()


def layout(resource: Mapping[str, Any]) -> SheetLayout:
    """The sheets of a resource as its package describes it."""
    name, title, about = resource["name"], resource["title"], resource["description"]
    return _layout(name, name, title, about, (), (), resource["schema"]["fields"])


def _layout(
    name: str, kind: str, title: str, about: str, keys: tuple[str, ...], path: Path, fields: Iterable[Field]
) -> SheetLayout:
    columns, lists = [], []
    for inner, each in _opened(fields):
        if each["type"] == "array" and "fields" in each["items"]:
            above = (RECORD,) if not keys else (*keys[:-1], f"({'.'.join(path)})")
            sheet = f"{name}.{'.'.join(inner)}"
            told = f"{title}: {each['title'].lower()}"
            lists.append(
                _layout(sheet, kind, told, each["description"], (*above, NUMBER), inner, each["items"]["fields"])
            )
        else:
            columns.append(SheetColumn(".".join(inner), inner, each))
    return SheetLayout(name, kind, title, about, keys, path, tuple(columns), tuple(lists))


def _opened(fields: Iterable[Field], above: Path = ()) -> Iterator[tuple[Path, Field]]:
    """The fields with groups replaced by their parts."""
    for each in fields:
        if each["type"] == "object":
            yield from _opened(each["fields"], (*above, each["name"]))
        else:
            yield (*above, each["name"]), each


# --- cells ------------------------------------------------------------------------


def clean(text: str) -> str:
    """A cell's text without what programs and fingers leave in it: spaces at ends, other line ends, split letters."""
    plain = unicodedata.normalize(
        "NFC", re.sub("[\u200b\u2060\ufeff]", "", text.replace("\r\n", "\n").replace("\r", "\n"))
    )
    return "\n".join(line.rstrip() for line in plain.strip().split("\n"))


def cell_text(value: Plain) -> str:
    """What a cell shows of a value; of a list, each entry is on a line, and further lines of an entry are indented."""
    if isinstance(value, list):
        value = "\n".join(re.sub(r"\n", "\n  ", each) for each in value)
    return TOO_LONG if len(value or "") > CELL_LIMIT else clean(value or "")


def cell_value(text: str, column: SheetColumn) -> Plain:
    """What a cell says, as a file has it: the one day or number that is meant, entries of a list."""
    text = clean(text)
    if not column.is_list:
        return _meant(text, column.about)
    entries = re.split(r"\n(?!  )", text)
    return normal([_meant(re.sub(r"\n  ", "\n", each).strip(), column.about["items"]) for each in entries])


def _meant(text: str, about: Field) -> str | None:
    return the_one_meant(about["type"], about.get("rule", ""), text) or text or None


# --- records --------------------------------------------------------------------------

Cells = dict[str, str]  # the text of each cell by the head of its column
Rows = dict[str, list[Cells]]  # the rows of each sheet by its name


@dataclass(slots=True)
class RecordRows:
    """A record as its sheets show it: the cells of its row, and the rows of each of its lists."""

    cells: Cells
    lists: dict[str, list[RecordRows]] = field(default_factory=dict)  # by the name of the sheet


def card(record: Plain, sheet: SheetLayout) -> RecordRows:
    """What the sheets show of a record, or of an entry of a list."""
    made = RecordRows({column.head: cell_text(at(column.path, record)) for column in sheet.columns})
    for inner in sheet.lists:
        made.lists[inner.name] = [card(each, inner) for each in at(inner.path, record) or ()]
    return made


def record_of(shown: RecordRows, sheet: SheetLayout) -> dict[str, Plain]:
    """The record that cards show."""
    made: dict[str, Plain] = {}
    for column in sheet.columns:
        put(made, column.path, cell_value(shown.cells.get(column.head, ""), column))
    for inner in sheet.lists:
        put(made, inner.path, [record_of(each, inner) for each in shown.lists.get(inner.name, ())])
    return normal(made) or {}


def at(path: Path, record: Plain) -> Plain:
    """The value at a path; None where a group is missing."""
    for name in path:
        record = (record or {}).get(name)
    return record


def put(record: dict[str, Plain], path: Path, value: Plain) -> None:
    """Set the value at a path; groups on the way are made."""
    for name in path[:-1]:
        inside = record.get(name)
        record[name] = record = dict(inside) if inside else {}
    record[path[-1]] = value


def rows(shown: RecordRows, sheet: SheetLayout, keys: Sequence[str] = ()) -> Rows:
    """The rows of a record on each of its sheets. ``keys`` say where the first row belongs."""
    found: Rows = {sheet.name: [{**dict(zip(sheet.keys, keys, strict=True)), **shown.cells}]}
    above = keys or (shown.cells.get("id", ""),)
    for inner in sheet.lists:
        for number, each in enumerate(shown.lists[inner.name], start=1):
            for name, made in rows(each, inner, (*above, str(number))).items():
                found.setdefault(name, []).extend(made)
    return found


# --- from rows back ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Placed:
    """A row of a sheet that somebody edited, with its number there."""

    row: int
    cells: Cells

    def number(self, head: str) -> str:
        """The text of a key, without the point that a program may have put behind a number."""
        return self.cells.get(head, "").removesuffix(".0")


def entries(sheet: SheetLayout, given: Mapping[str, Sequence[Placed]]) -> Mapping[tuple[str, ...], list[RecordRows]]:
    """The cards of a list's sheet, by what they belong to, in the order of their numbers; new ones without come last.

    ``given`` are the rows of each sheet.
    """
    found: dict[tuple[str, ...], list[tuple[float, RecordRows]]] = {}
    inner = {each.name: entries(each, given) for each in sheet.lists}
    for placed in given.get(sheet.name, ()):
        owner = tuple(placed.number(key) for key in sheet.keys[:-1])
        number = placed.number(sheet.keys[-1])
        lists = {name: by_owner.get((*owner, number), []) for name, by_owner in inner.items()}
        order = float(number) if re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,3})?", number) else float("inf")
        found.setdefault(owner, []).append((order, RecordRows(placed.cells, lists)))
    return {owner: [each for _, each in sorted(cards, key=lambda pair: pair[0])] for owner, cards in found.items()}


def records(sheet: SheetLayout, given: Mapping[str, Sequence[Placed]]) -> dict[str, RecordRows]:
    """The card of each record by its id, out of the rows of its sheets. Of rows with one id, the last counts."""
    lists = {each.name: entries(each, given) for each in sheet.lists}
    return {
        id: RecordRows(placed.cells, {name: by_owner.get((id,), []) for name, by_owner in lists.items()})
        for placed in given.get(sheet.name, ())
        if (id := placed.cells.get("id", ""))
    }


def slots(shown: RecordRows | None, sheet: SheetLayout) -> dict[str, Any]:
    """What of a record can be edited by itself: each cell, and each list as a whole; comparable values."""
    if shown is None:
        return {}
    cells = {each.head: cell_text(cell_value(shown.cells.get(each.head, ""), each)) for each in sheet.columns}
    return {
        **cells,
        **{each.name: [slots(one, each) for one in shown.lists.get(each.name, ())] for each in sheet.lists},
    }
