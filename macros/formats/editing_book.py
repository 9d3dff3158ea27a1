"""The workbook in which staff edit the data: sheets of text cells out, and what somebody made of them back in.

Every cell is text, in columns that Excel keeps as text, so nothing is taken for a day or a
number. A hidden sheet keeps what each record was when the workbook was made. Knows no record.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

import openpyxl
import xlsxwriter
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from macros.data.plain_dates import plain_date
from macros.data.sheets import Cells, Placed, SheetColumn, SheetLayout, clean
from macros.formats import excel

BASE, LISTS, READ_ME = "_base", "_lists", "Read me"
FORMAT = "1"  # of the hidden sheet
SPARE = 300  # rows below the last record that have drop-downs too
_PIECE = 30_000  # characters of a record's text in one cell of the hidden sheet
_WIDEST, _ID_HEAD = 50, "id"


@dataclass(frozen=True, slots=True)
class Filled:
    """A sheet with its rows."""

    layout: SheetLayout
    rows: Sequence[Cells]


@dataclass(frozen=True, slots=True)
class Book:
    """What a workbook is made of. ``words`` are the ids of each kind of record that columns choose from.

    ``base`` are the records as they are now: kind, id and values, as JSON has them.
    """

    title: str
    today: date
    about: Sequence[tuple[str, str]]
    sheets: Sequence[Filled]
    words: Mapping[str, Sequence[str]]
    base: Sequence[tuple[str, str, Any]]


# --- writing ------------------------------------------------------------------------


def write(book: Book) -> bytes:
    """The workbook as an Excel file. ``today`` is used in place of the clock."""
    buffer = io.BytesIO()
    made = xlsxwriter.Workbook(buffer, {"strings_to_urls": False})
    made.set_properties({"title": book.title, "created": datetime(book.today.year, book.today.month, book.today.day)})
    names = excel.sheet_names(each.layout.name for each in book.sheets)
    _write_about(made, book, names)
    ranges = {kind: f"{LISTS}!${_letters(at)}$1:${_letters(at)}${max(len(ids), 1)}" for at, (kind, ids) in _used(book)}
    for each in book.sheets:
        _write_sheet(made, names[each.layout.name], each, ranges)
    _write_lists(made, book)
    _write_base(made, book, names)
    made.close()
    return buffer.getvalue()


def _used(book: Book) -> list[tuple[int, tuple[str, Sequence[str]]]]:
    """The kinds that some column chooses from, each with the column of its ids on the hidden sheet."""
    named = {column.references for each in book.sheets for column in each.layout.columns}
    return list(enumerate((kind, ids) for kind, ids in book.words.items() if kind in named))


def _letters(at: int) -> str:
    """The letters of a column, counted from 0."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _write_about(made: Any, book: Book, names: Mapping[str, str]) -> None:
    sheet = made.add_worksheet(READ_ME)
    bold = made.add_format({"bold": True, "valign": "top"})
    wrapped, link = made.add_format({"text_wrap": True, "valign": "top"}), made.get_default_url_format()
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 100)
    for at, (word, text) in enumerate(book.about):
        sheet.write_string(at, 0, word, bold)
        sheet.write_string(at, 1, text, wrapped)
    for at, each in enumerate(book.sheets, start=len(book.about) + 1):
        name = names[each.layout.name]
        sheet.write_url(at, 0, f"internal:'{name}'!A1", link, each.layout.title)
        sheet.write_string(at, 1, each.layout.description, wrapped)


def _write_sheet(made: Any, name: str, filled: Filled, ranges: Mapping[str, str]) -> None:
    layout, last = filled.layout, len(filled.rows) + SPARE
    text = made.add_format({"num_format": "@", "valign": "top"})
    lines = made.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
    fixed = made.add_format({"num_format": "@", "valign": "top", "bg_color": "#EDEDED"})
    head = made.add_format({"bold": True, "bottom": 1, "num_format": "@"})
    sheet = made.add_worksheet(name)
    sheet.freeze_panes(1, max(len(layout.keys), 1))
    sheet.autofilter(0, 0, max(len(filled.rows), 1), len(layout.heads) - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:{_letters(len(layout.heads))}{last + 1}"})
    about = {column.head: column for column in layout.columns}
    for at, word in enumerate(layout.heads):
        column = about.get(word)
        sheet.write_string(0, at, word, head)
        sheet.write_comment(0, at, _hint(word, column, layout), {"x_scale": 2.5, "y_scale": 1.6})
        is_id = word == _ID_HEAD and not layout.keys
        sheet.set_column(at, at, _width(word, filled.rows), text)
        kind = fixed if is_id or column is None else lines if column.is_list else text
        for number, row in enumerate(filled.rows, start=1):
            if cell := row.get(word, ""):
                sheet.write_string(number, at, cell, kind)
        _validate(sheet, at, column, last, ranges)
        if is_id and filled.rows:
            sheet.data_validation(1, at, len(filled.rows), at, _FIXED)


_FIXED = {
    "validate": "custom",
    "value": "=FALSE",
    "ignore_blank": False,
    "error_title": "An id is for good",
    "error_message": "Other records and web addresses name it. Press Escape. For another record, use a new row.",
}


def _width(word: str, rows: Sequence[Cells]) -> int:
    longest = max((len(line) for row in rows[:200] for line in row.get(word, "").split("\n")), default=0)
    return min(max(len(word) + 4, longest, 8), _WIDEST)


def _hint(word: str, column: SheetColumn | None, layout: SheetLayout) -> str:
    """What a column means, in the words of the schema."""
    if column is None:
        return _KEY_HINTS.get(word, "The number of the row that this one belongs to, on the sheet above this one.")
    about = column.about
    needed = "Must be filled. " if about.get("constraints", {}).get("required") else ""
    item = about.get("items", {})
    example = about.get("example", item.get("example"))
    shown = f" Example: {example}" if isinstance(example, str) else ""
    lines = " Each on a line of its own: press Alt and Enter." if column.is_list else ""
    chosen = f" Ids of {column.references}." if column.references else ""
    return f"{about['title']}. {needed}{about['description']}{lines}{chosen}{shown}"


_KEY_HINTS = {
    "(record)": "The id of the record that this row belongs to.",
    "(number)": "The place in the record's own list, counted from 1. Leave it empty for a new row: it then comes last.",
}


def _validate(sheet: Any, at: int, column: SheetColumn | None, last: int, ranges: Mapping[str, str]) -> None:
    """A drop-down where a cell is one of some words. Others are only warned of: they may be new in this workbook."""
    if column is None or column.is_list or last < 1:
        return
    words: Any = f"={ranges[column.references]}" if column.references in ranges else None
    if column.about["type"] == "boolean":
        words = ["true", "false"]
    words = words or column.about.get("constraints", {}).get("enum")
    if not words or (isinstance(words, list) and sum(map(len, words)) + len(words) > 250):
        return
    message = {"error_type": "warning", "error_title": "Not in the list", "error_message": "Is it the id of a new row?"}
    sheet.data_validation(1, at, last, at, {"validate": "list", "source": words, **message})


def _write_lists(made: Any, book: Book) -> None:
    sheet = made.add_worksheet(LISTS)
    sheet.hide()
    for at, (_, ids) in _used(book):
        for number, id in enumerate(ids):
            sheet.write_string(number, at, id)


def _write_base(made: Any, book: Book, names: Mapping[str, str]) -> None:
    """What import needs to know, in ASCII: no program changes that."""
    sheet = made.add_worksheet(BASE)
    sheet.very_hidden()
    lines: list[tuple[str, ...]] = [("format", FORMAT)]
    lines += [("sheet", names[each.layout.name], each.layout.name, each.layout.kind) for each in book.sheets]
    lines += [("record", kind, id, *_pieces(json.dumps(values))) for kind, id, values in book.base]
    for number, line in enumerate(lines):
        for at, text in enumerate(line):
            sheet.write_string(number, at, text)


def _pieces(text: str) -> list[str]:
    return [text[at : at + _PIECE] for at in range(0, len(text), _PIECE)]


# --- reading ------------------------------------------------------------------------


class NotAWorkbook(ValueError):
    """The file is no workbook that can be read; the message says why, for people."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something to tell about a place in a workbook; ``row`` and ``column`` are 0 where it is about the whole sheet."""

    sheet: str
    row: int
    column: int
    message: str
    hint: str = ""
    severity: str = "error"

    def __str__(self) -> str:
        """Give the line that people see."""
        place = f", row {self.row}" if self.row else ""
        place += f", column {_letters(self.column - 1)}" if self.column else ""
        warning = "note: " if self.severity != "error" else ""
        return " ".join(part for part in (f"Sheet {self.sheet}{place}: {warning}{self.message}", self.hint) if part)


@dataclass(slots=True)
class Read:
    """What a workbook holds: for each sheet that is ours its tab, the columns of its heads, and its rows.

    ``base`` is None where the workbook does not say what it was exported from.
    """

    rows: dict[str, list[Placed]] = field(default_factory=dict)
    columns: dict[str, dict[str, int]] = field(default_factory=dict)
    tabs: dict[str, str] = field(default_factory=dict)
    base: dict[str, dict[str, Any]] | None = None
    notes: list[Note] = field(default_factory=list)


def read(content: bytes, layouts: Mapping[str, SheetLayout]) -> Read:
    """Read a workbook; ``layouts`` are the sheets that there can be, by name. Raises NotAWorkbook."""
    formulas, results = _opened(content, False), _Results(content)
    found = Read()
    names = _names(formulas, found)
    for sheet in formulas.worksheets:
        if sheet.title in (BASE, LISTS, READ_ME):
            continue
        name = names.get(sheet.title) or (
            sheet.title if sheet.title in layouts else _alike(sheet, layouts, names, formulas)
        )
        if name in layouts and name not in found.tabs:
            _read_sheet(sheet, results, layouts[name], found)
        elif _is_filled(sheet):
            found.notes.append(
                Note(sheet.title, 0, 0, "This sheet is not known, so nothing of it is taken.", "", "note")
            )
    for tab, name in names.items():
        if name in layouts and name not in found.tabs:
            found.notes.append(
                Note(tab, 0, 0, "This sheet is not in the workbook any more. Nothing of it changes.", "", "note")
            )
    return found


def read_table(content: bytes, name: str, layouts: Mapping[str, SheetLayout]) -> Read:
    """Read a CSV file; its kind is told by its name, or by its columns. Raises NotAWorkbook."""
    try:
        rows = list(_csv_rows(content.decode("utf-8-sig")))
    except (UnicodeDecodeError, csv.Error) as error:
        raise NotAWorkbook(f"This is not a CSV file in UTF-8 that can be read: {error}.") from None
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = excel.sheet_names([name])[name]
    for line, row in rows:
        for column, cell in enumerate(row, start=1):
            made = sheet.cell(line, column)
            made.value, made.data_type = ILLEGAL_CHARACTERS_RE.sub("\ufffd", cell) or None, "s"
    heads = {clean(cell) for cell in (rows[0][1] if rows else ()) if clean(cell)}
    fitting = [each for each, layout in layouts.items() if len(heads) > 2 and heads <= _own_heads(layout)]
    kind = name if name in layouts else fitting[0] if len(fitting) == 1 else ""
    if not kind:
        raise NotAWorkbook("No kind of record has these columns. The first row must have the names of the columns.")
    found = Read()
    _read_sheet(sheet, _Results(b""), layouts[kind], found)
    return found


def _own_heads(layout: SheetLayout) -> set[str]:
    return {column.head for column in layout.columns}


def _csv_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV text, each with the line in which it starts. Raises csv.Error."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    for row in reader:
        yield line, row
        line = reader.line_num + 1


@dataclass(slots=True)
class _Results:
    """What the formulas of a workbook gave when it was saved; read only where there is a formula."""

    content: bytes
    book: Any = None

    def of(self, cell: Any) -> Any:
        """The result of a formula; None where the program saved none."""
        self.book = self.book or _opened(self.content, True)
        return self.book[cell.parent.title].cell(cell.row, cell.column).value


def _opened(content: bytes, results: bool) -> Any:
    try:
        return openpyxl.load_workbook(io.BytesIO(content), data_only=results)
    except (InvalidFileException, OSError, KeyError, ValueError, TypeError, AttributeError, EOFError) as error:
        raise NotAWorkbook(f"This is not an Excel workbook (.xlsx) that can be read: {error}.") from None
    except Exception as error:  # openpyxl lets what zip and XML raise pass
        raise NotAWorkbook(f"This is not an Excel workbook (.xlsx) that can be read: {error}.") from None


def _names(book: Any, found: Read) -> dict[str, str]:
    """The names of our sheets by their tabs, as the hidden sheet has them; takes up the records, too."""
    if BASE not in book.sheetnames:
        hint = "So every difference from the files counts as your edit, and no record counts as taken out."
        found.notes.append(Note(BASE, 0, 0, "The workbook does not say what it was exported from.", hint, "note"))
        return {}
    names: dict[str, str] = {}
    found.base = {}
    for line in book[BASE].iter_rows(values_only=True):
        cells = [str(each) for each in line if each is not None]
        if cells[:1] == ["sheet"]:
            names[cells[1]] = cells[2]
            found.base.setdefault(cells[3], {})
        elif cells[:1] == ["record"]:
            found.base.setdefault(cells[1], {})[cells[2]] = _json("".join(cells[3:]))
    return names


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        raise NotAWorkbook("The hidden sheet of the workbook was changed. Export it again.") from None


def _alike(sheet: Any, layouts: Mapping[str, SheetLayout], names: Mapping[str, str], book: Any) -> str:
    """The sheet that was renamed: the only missing one that has just these heads."""
    heads = {text for cell in sheet[1] if (text := _plain(cell))} if sheet.max_row else set()
    missing = [name for tab, name in names.items() if tab not in book.sheetnames and name in layouts]
    fitting = [name for name in missing if heads == set(layouts[name].heads)]
    return fitting[0] if len(fitting) == 1 else ""


def _is_filled(sheet: Any) -> bool:
    return any(cell.value is not None for row in sheet.iter_rows() for cell in row)


def _read_sheet(sheet: Any, results: _Results, layout: SheetLayout, found: Read) -> None:
    columns = _columns(sheet, layout, found)
    found.tabs[layout.name], found.columns[layout.name] = sheet.title, columns
    about = {column.head: column for column in layout.columns}
    rows = []
    for row in sheet.iter_rows(min_row=2):
        cells: Cells = {}
        for head, at in columns.items():
            cell = row[at - 1] if at <= len(row) else None
            cells[head] = _text(cell, results, about.get(head), found) if cell is not None else ""
        if any(cells.values()):
            rows.append(Placed(row[0].row, cells))
    found.rows[layout.name] = rows


def _columns(sheet: Any, layout: SheetLayout, found: Read) -> dict[str, int]:
    """Where each column of the layout is, found by its head, in whatever order; told where a head was changed."""
    given = {at: text for at, cell in enumerate(sheet[1], start=1) if (text := _plain(cell))} if sheet.max_row else {}
    columns: dict[str, int] = {}
    for at, text in given.items():
        if text in layout.heads:
            columns.setdefault(text, at)
    for at, text in given.items():
        if text in layout.heads:
            if columns[text] != at:
                found.notes.append(
                    Note(sheet.title, 1, at, f"The column '{text}' stands twice.", "Delete one of the two.")
                )
            continue
        meant = _meant(text, layout, columns)
        if meant:
            columns[meant] = at
            message = f"The column '{text}' was taken for '{meant}'."
        else:
            message = f"The column '{text}' is not known, so nothing of it is taken."
        found.notes.append(Note(sheet.title, 1, at, message, "", "note"))
    for head in layout.heads:
        if head not in columns:
            message = f"The column '{head}' is missing. What the files have there stays."
            found.notes.append(Note(sheet.title, 1, 0, message, "", "note"))
    return columns


def _meant(text: str, layout: SheetLayout, columns: Mapping[str, int]) -> str:
    """The column that a changed head most likely is: the same but for capitals and signs, or the field's title."""
    plain = re.sub(r"\W+|_", "", text.casefold())
    titles = {column.head: column.about["title"] for column in layout.columns}
    for head in layout.heads:
        words = {re.sub(r"\W+|_", "", word.casefold()) for word in (head, titles.get(head, head))}
        if head not in columns and plain in words:
            return head
    return ""


def _plain(cell: Any) -> str:
    return clean(str(cell.value)) if cell.value is not None else ""


_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def _text(cell: Any, results: _Results, column: SheetColumn | None, found: Read) -> str:
    """What a cell says as text; tells what had to be guessed."""
    value = cell.value
    if isinstance(value, (ArrayFormula, DataTableFormula)) or cell.data_type == "f":
        value = results.of(cell)
        message = "This cell has a formula." + ("" if value is None else f" Its result {value} is taken.")
        severity, hint = ("note", "") if value is not None else ("error", "Write the value itself.")
        found.notes.append(Note(cell.parent.title, cell.row, cell.column, message, hint, severity))
    if isinstance(value, (datetime, date)):
        return _day(value, cell, column, found)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, (int, float)):
        return _number(value)
    return clean(_ESCAPED.sub(lambda code: chr(int(code[1], 16)), str(value))) if value is not None else ""


def _number(value: int | float) -> str:
    if isinstance(value, int) or value.is_integer():
        return str(int(value))
    return f"{value:.9f}".rstrip("0").rstrip(".")


def _day(value: datetime | date, cell: Any, column: SheetColumn | None, found: Read) -> str:
    """A day as the column has days: whole, or a month where only that is shown; told where the column is for words."""
    whole = value.date() if isinstance(value, datetime) else value
    about = column.about if column else {}
    rule = about.get("rule", "")
    if about.get("type") == "date":
        return whole.isoformat()
    if rule == "moment":
        return f"{value:%Y-%m-%d %H:%M}"
    if rule == "partial-date":
        shown = cell.number_format.casefold()
        return f"{whole:%Y-%m-%d}" if "d" in shown else f"{whole:%Y-%m}" if "m" in shown else f"{whole:%Y}"
    message = f"The spreadsheet has made the day {whole} of this cell."
    likely = f"'{whole.month}-{whole.day}', '{plain_date(whole)}' or '{plain_date(f'{whole:%Y-%m}')}'"
    hint = f"It was most likely {likely}. Format the column as Text, then write it again."
    found.notes.append(Note(cell.parent.title, cell.row, cell.column, message, hint))
    return whole.isoformat()


def sheet_places(found: Read) -> Iterator[tuple[str, str, Placed]]:
    """Each row of each sheet that is ours: the sheet's name, its tab, and the row."""
    for name, rows in found.rows.items():
        yield from ((name, found.tabs[name], row) for row in rows)
