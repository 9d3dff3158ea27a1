"""Tables as CSV and as an Excel workbook, in which no cell can run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from macros.data.tables import RelationalTable

# What a spreadsheet takes for the start of a formula, full-width forms included.
# https://owasp.org/www-community/attacks/CSV_Injection
FORMULA_SIGNS = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
# What Excel refuses or cuts off (https://support.microsoft.com/, Excel specifications and limits).
SHEET_NAME_LIMIT = 31
CELL_LIMIT = 32_767
WIDEST = 60  # characters
LOOKED_AT = 200  # rows that decide a column's width


def inert(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would take it for a formula.

    The check of the data refuses such texts already; this is the second wall.
    """
    return f"'{text}" if text and text[0] in FORMULA_SIGNS else text


# --- CSV ----------------------------------------------------------------------


def csv_bytes(table: RelationalTable) -> bytes:
    """A table as CSV (RFC 4180) in UTF-8, with the columns' names above.

    Dates are ISO 8601, truth is ``true`` or ``false``, what is not known is empty.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([each["name"] for each in table.fields])
    writer.writerows(_csv_rows(table))
    return buffer.getvalue().encode()


def _csv_rows(table: RelationalTable) -> Iterable[Sequence[Any]]:
    """The rows, changed only where a column needs it: hardly any does, and this is half of the cost."""
    if not table.rows:
        return ()
    columns: list[Sequence[Any]] = list(zip(*table.rows, strict=True))
    changed = [_csv_column(each["type"], values) for each, values in zip(table.fields, columns, strict=True)]
    same = all(new is old for new, old in zip(changed, columns, strict=True))
    return table.rows if same else zip(*changed, strict=True)


def _csv_column(kind: str, values: Sequence[Any]) -> Sequence[Any]:
    change = _CSV_CELLS.get(kind)
    if change is None or (kind == "string" and FORMULA_SIGNS.isdisjoint({each[:1] for each in values if each})):
        return values
    return [each if each is None else change(each) for each in values]


_CSV_CELLS: Mapping[str, Callable[[Any], Any]] = {
    "string": inert,
    "boolean": lambda value: "true" if value else "false",
    "number": lambda value: f"{value:f}",  # never 1E+3
}


# --- workbook -----------------------------------------------------------------


def new_book(title: str, day: date, author: str = "", sheets: type[Worksheet] = Worksheet) -> tuple[io.BytesIO, Any]:
    """Where a workbook will be once it is closed, and the workbook, without a mark of the clock.

    It is made in memory: the library would write each of its parts to the disk, and read it there again.
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.worksheet_class = sheets
    book.set_properties({"title": title, "author": author, "created": datetime(day.year, day.month, day.day)})
    return buffer, book


class _RowByRow(Worksheet):
    """A sheet that is written row by row, which is four times faster than keeping every cell until the end.

    The library does so only by a file on the disk for each sheet.
    """

    def _initialize(self, init_data: dict[str, Any]) -> None:
        super()._initialize(init_data)
        self.constant_memory = True
        self.fh = self.row_data_fh = io.StringIO()

    def _write_optimized_sheet_data(self) -> None:
        if self.dim_rowmin is None:
            return self._xml_empty_tag("sheetData")
        self._xml_start_tag("sheetData")
        self.fh.write(self.row_data_fh.getvalue())
        self._xml_end_tag("sheetData")


@dataclass(frozen=True, slots=True)
class ReadableSheet:
    """A sheet to read: its name, the words above its columns, and rows of text and numbers."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Any]]


def workbook(
    tables: Sequence[RelationalTable],
    about: Sequence[tuple[str, str]],
    title: str,
    today: date,
    first: Sequence[ReadableSheet] = (),
) -> bytes:
    """An Excel workbook: what it is, what is in it, sheets to read, a sheet for each table, what the columns mean.

    ``about`` are the lines of the first sheet, each a word and what it says; ``first`` are the sheets to read.
    ``today`` is used in place of the clock, so the same tables give the same bytes.
    """
    buffer, book = new_book(title, today, sheets=_RowByRow)
    names = sheet_names(table.name for table in tables)
    _write_about(book, about)
    _write_contents(book, first, tables, names)
    for sheet in first:
        _write_readable(book, sheet)
    for table in tables:
        _write_table(book, names[table.name], table)
    _write_meanings(book, tables, names)
    book.close()
    return buffer.getvalue()


def sheet_names(names: Iterable[str]) -> dict[str, str]:
    """A tab for each sheet's name: the name itself, or the start of it with a number where it is too long."""
    found: dict[str, str] = {}
    for whole in names:
        name = whole[:SHEET_NAME_LIMIT]
        if name != whole or name in found.values():
            end = f"_{len(found) + 1}"
            name = whole[: SHEET_NAME_LIMIT - len(end)] + end
        found[whole] = name
    return found


# --- forms to fill in ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FormSheet:
    """A sheet that people fill in: what it is about, then empty columns."""

    name: str
    about: Sequence[tuple[str, str]]
    columns: Sequence[str]


FORM_COLUMN = 24  # wide enough to write in


def forms(sheets: Sequence[FormSheet], about: Sequence[tuple[str, str]], title: str, today: date) -> bytes:
    """An Excel workbook of forms. ``today`` is used in place of the clock."""
    buffer, book = new_book(title, today)
    _write_about(book, about)
    bold, head, wrapped = (
        book.add_format({"bold": True, "valign": "top"}),
        book.add_format({"bold": True, "bottom": 2}),
        _wrapped(book),
    )
    taken: set[str] = {"read me"}
    for form in sheets:
        sheet = book.add_worksheet(_form_name(form.name, taken))
        sheet.set_column(0, max(len(form.columns), 2) - 1, FORM_COLUMN)
        sheet.write_string(0, 0, _cell(form.name), bold)
        for number, (word, text) in enumerate(form.about, start=1):
            sheet.write_string(number, 0, word, bold)
            sheet.merge_range(number, 1, number, max(len(form.columns) - 1, 3), _cell(text), wrapped)
            sheet.set_row(number, 32)
        at = len(form.about) + 2
        for place, column in enumerate(form.columns):
            sheet.write_string(at, place, _cell(column), head)
        sheet.freeze_panes(at + 1, 0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
    book.close()
    return buffer.getvalue()


def _form_name(name: str, taken: set[str]) -> str:
    """A sheet's name that Excel takes, and that no other sheet has."""
    plain = "".join(
        " " if sign in "[]:*?/\\'" or sign > "\uffff" else sign for sign in name
    )  # Excel counts those double
    plain = plain.strip()[:SHEET_NAME_LIMIT].strip()
    made, number = plain, 2
    while made.lower() in taken:
        end = f" {number}"
        made, number = plain[: SHEET_NAME_LIMIT - len(end)] + end, number + 1
    taken.add(made.lower())
    return made


def _write_about(book: Any, about: Sequence[tuple[str, str]]) -> None:
    sheet = book.add_worksheet("Read me")
    bold, wrapped = book.add_format({"bold": True, "valign": "top"}), _wrapped(book)
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 90)
    for number, (word, text) in enumerate(about):
        sheet.write_string(number, 0, word, bold)
        sheet.write_string(number, 1, _cell(text), wrapped)


CONTENTS = "Contents"


def _write_contents(
    book: Any, first: Sequence[ReadableSheet], tables: Sequence[RelationalTable], names: Mapping[str, str]
) -> None:
    """A link to each sheet, with what it holds."""
    lines = [(each.name, each.name, "To read", len(each.rows)) for each in first]
    lines += [(names[each.name], each.title, each.description, len(each.rows)) for each in tables]
    lines.append(("Columns", "Columns", "What each column of a table means.", 0))
    sheet = _headed(book, CONTENTS, ["Sheet", "Rows", "What it holds"], [44, 8, 90], len(lines))
    link = book.get_default_url_format()
    for number, (name, title, text, rows) in enumerate(lines, start=1):
        sheet.write_url(number, 0, f"internal:'{name}'!A1", link, _cell(title))
        if rows:
            sheet.write_number(number, 1, rows)
        sheet.write_string(number, 2, _cell(text))


def _write_readable(book: Any, readable: ReadableSheet) -> None:
    wrapped = _wrapped(book)
    longest = [max((len(str(row[at] or "")) for row in readable.rows), default=0) for at in range(len(readable.heads))]
    widths = [min(max(len(head) + 4, most), 44) for head, most in zip(readable.heads, longest, strict=True)]
    sheet = _headed(book, readable.name, readable.heads, widths, len(readable.rows), columns=1)
    for number, row in enumerate(readable.rows, start=1):
        for place, value in enumerate(row):
            if isinstance(value, (int, float, Decimal)):
                sheet.write_number(number, place, float(value), wrapped)
            elif value:
                sheet.write_string(number, place, _cell(value), wrapped)


def _write_table(book: Any, name: str, table: RelationalTable) -> None:
    sheet = _headed(book, name, [each["name"] for each in table.fields], _widths(table), len(table.rows))
    day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
    writers = [_writer(sheet, each["type"], day) for each in table.fields]
    for number, row in enumerate(table.rows, start=1):
        for place, (write, value) in enumerate(zip(writers, row, strict=True)):
            if value is not None:
                write(number, place, value)


def _writer(sheet: Any, kind: str, day: Any) -> Callable[[int, int, Any], Any]:
    """How a column's cells are written: by the column's type, never by what a text looks like."""
    writers = {
        "integer": sheet.write_number,
        "number": lambda row, place, value: sheet.write_number(row, place, float(value)),
        "boolean": sheet.write_boolean,
        "date": lambda row, place, value: sheet.write_datetime(row, place, value, day),
    }
    return writers.get(kind) or (lambda row, place, value: sheet.write_string(row, place, _cell(value)))


def _write_meanings(book: Any, tables: Iterable[RelationalTable], names: Mapping[str, str]) -> None:
    """The last sheet: the data dictionary."""
    rows = [
        (names[table.name], each["name"], each["title"], each["type"], each["description"], table.target(each["name"]))
        for table in tables
        for each in table.fields
    ]
    heads = ["sheet", "column", "title", "type", "meaning", "holds ids of"]
    sheet = _headed(book, "Columns", heads, [28, 24, 28, 10, 90, 24], len(rows))
    for number, row in enumerate(rows, start=1):
        for place, text in enumerate(row):
            sheet.write_string(number, place, _cell(text))


def _headed(book: Any, name: str, heads: Sequence[str], widths: Sequence[int], rows: int, columns: int = 0) -> Any:
    """A sheet whose first row, and some columns, stay in sight; the row filters the others."""
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, columns)
    sheet.autofilter(0, 0, rows, len(heads) - 1)
    bold = book.add_format({"bold": True, "bottom": 1})
    for place, (head, width) in enumerate(zip(heads, widths, strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, head, bold)
    return sheet


def _widths(table: RelationalTable) -> list[int]:
    """Each column's width in characters, after its name and its first rows."""
    longest = [len(each["name"]) + 4 for each in table.fields]
    for row in table.rows[:LOOKED_AT]:
        longest = [max(most, len(str(value))) for most, value in zip(longest, row, strict=True)]
    return [min(each, WIDEST) for each in longest]


def _wrapped(book: Any) -> Any:
    return book.add_format({"text_wrap": True, "valign": "top"})


def _cell(text: str) -> str:
    return inert(text)[:CELL_LIMIT]
