"""Edit the data in Excel: python -m scripts.workbook export FILE [KIND ...], then import FILE [--write].

``export`` writes an Excel workbook: a sheet for each kind of record, or for those named.
``import`` shows what somebody changed in it, record by record and field by field, and checks the
result. Nothing is written without ``--write``. What was changed in the files meanwhile is kept; where
both changed the same, it is a conflict, which ``--prefer`` settles.

Exit status: 0 when all is well, 1 when something must be fixed first, 2 for wrong usage.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from macros.build.build_date import day, the_day
from macros.data import disk, reading, record_writer, sheet_check, sheet_merge, sheets, validation
from macros.data.disk import CommandFailed
from macros.data.reading import Problem
from macros.data.record_files import RecordFiles, Texts, of_packages
from macros.data.record_writer import CannotWrite, Plain
from macros.data.sheet_check import SheetProblem
from macros.data.sheet_merge import ADDED, CHANGED, REMOVED, Export, Merged, RecordChange
from macros.data.sheets import Placed, SheetLayout
from macros.data.validation.descriptors import load_packages
from macros.data.validation.running import Run
from macros.formats import editing_book
from macros.formats.editing_book import Book, Filled, Note, Read
from macros.pages import templating

ROOT = Path(__file__).resolve().parent.parent
FIRST = ("partnerships", "members", "figures", "organizations", "sources", "sessions", "funds")  # what staff edit most


@disk.told
def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status."""
    given = _parser().parse_args(arguments)
    try:
        data = DataFolder.read(given.data)
        if given.command == "export":
            return export(data, given.file, given.kinds, given.today)
        if given.command == "check":
            return check(data, given.file)
        return import_(data, given.file, given.write, given.prefer, given.today)
    except CannotWrite as error:
        raise CommandFailed(str(error)) from None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scripts.workbook", description="Edit the data in Excel.")
    both = argparse.ArgumentParser(add_help=False)
    both.add_argument("--data", type=Path, default=ROOT / "data", metavar="DIR", help="the data folder")
    both.add_argument("--today", type=day, default=the_day(), metavar="YYYY-MM-DD", help="the day")
    commands = parser.add_subparsers(dest="command", required=True)
    out = commands.add_parser("export", parents=[both], help="write a workbook")
    out.add_argument("file", type=Path, metavar="FILE", help="where to write it, such as library.xlsx")
    out.add_argument("kinds", nargs="*", metavar="KIND", help="only these kinds of record, such as members")
    look = commands.add_parser(
        "check", parents=[both], help="say what is wrong with the cells of a workbook or a table"
    )
    look.add_argument("file", type=Path, metavar="FILE", help="the workbook, or a CSV file")
    back = commands.add_parser("import", parents=[both], help="show what a workbook changes; with --write, write it")
    back.add_argument("file", type=Path, metavar="FILE", help="the workbook")
    back.add_argument("--write", action="store_true", help="write the files")
    back.add_argument("--prefer", choices=("workbook", "files"), default="", help="whose version counts in a conflict")
    return parser


# --- the data ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DataFolder:
    """The kinds of record of a data folder, with their sheets, texts and records."""

    folder: Path
    files: Mapping[str, RecordFiles]
    layouts: Mapping[str, SheetLayout]  # of each kind
    texts: Mapping[str, Mapping[str, str]]
    shared: Mapping[str, Mapping[str, str]]  # texts that all programs share, and those of ``texts`` go over
    records: Mapping[str, Mapping[str, Plain]]

    @classmethod
    def read(cls, folder: Path) -> DataFolder:
        """Read all of it. Raises CommandFailed and CannotWrite."""
        packages, found = validation.described(folder)
        wrong = [str(each) for each in found if each.severity == "error"]
        if wrong:
            raise CommandFailed("\n".join(wrong))
        kinds = of_packages(packages)
        texts = {name: files.texts(folder) for name, (files, _) in kinds.items()}
        shared = {name: files.shared_texts(folder) for name, (files, _) in kinds.items()}
        return cls(
            folder,
            {name: files for name, (files, _) in kinds.items()},
            {name: sheets.layout(resource) for name, (_, resource) in kinds.items()},
            texts,
            shared,
            {name: files.records(texts[name], shared[name]) for name, (files, _) in kinds.items()},
        )

    @property
    def sheets(self) -> dict[str, SheetLayout]:
        """Every sheet that there can be, by its name."""
        return {sheet.name: sheet for each in self.layouts.values() for sheet in each.all()}


# --- export -------------------------------------------------------------------------


def export(data: DataFolder, file: Path, kinds: Sequence[str], today: date) -> int:
    """Write a workbook of some kinds of record, or of all. Raises CommandFailed for a kind that is not there."""
    for kind in kinds:
        if kind not in data.layouts:
            near = reading.near(kind, data.layouts)
            raise CommandFailed(f"There is no kind of record called {kind}. {f'Did you mean {near}?' if near else ''}")
    content = editing_book.write(_book(data, kinds or _in_order(data.layouts), today))
    disk.write_whole(file, content)
    print(f"{file} is ready. Edit it, save it as .xlsx, then run: python -m scripts.workbook import {file}")
    return 0


def _in_order(kinds: Mapping[str, SheetLayout]) -> list[str]:
    return [kind for kind in FIRST if kind in kinds] + [kind for kind in kinds if kind not in FIRST]


def _book(data: DataFolder, kinds: Sequence[str], today: date) -> Book:
    filled = [each for kind in kinds for each in _filled(data.layouts[kind], data.records[kind])]
    program: Plain = next(iter(data.records.get("program", {}).values()), {})
    name = program.get("site_name", "The library")
    text = templating.text("editing_workbook.txt", name=name, today=today)
    lines = (line.partition(": ") for line in text.splitlines() if line.strip())
    words = {kind: list(records) for kind, records in data.records.items()}
    base = [(kind, id, record) for kind in kinds for id, record in data.records[kind].items()]
    return Book(name, today, [(word, said) for word, _, said in lines], filled, words, base)


def _filled(layout: SheetLayout, records: Mapping[str, Plain]) -> list[Filled]:
    found: sheets.Rows = {}
    for record in records.values():
        for name, rows in sheets.rows(sheets.card(record, layout), layout).items():
            found.setdefault(name, []).extend(rows)
    return [Filled(sheet, found.get(sheet.name, ())) for sheet in layout.all()]


# --- import -------------------------------------------------------------------------


@dataclass(slots=True)
class _ImportOutcome:
    """The result of an import: changes by kind, the files as they will be, and what is to be told."""

    changes: list[RecordChange] = field(default_factory=list)
    texts: Texts = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def import_(data: DataFolder, file: Path, write: bool, prefer: str, today: date) -> int:
    """Show what a workbook changes, check the result, and write it where ``write`` says so."""
    outcome = outcome_of(data, file.read_bytes(), prefer, today)
    for line in (*outcome.notes, *_told(outcome.changes)):
        print(line)
    for line in outcome.errors:
        print(line, file=sys.stderr)
    if outcome.errors:
        count = len(outcome.errors)
        print(f"Nothing is written: {count} {'problem' if count == 1 else 'problems'} to fix first.", file=sys.stderr)
        return 1
    if write:
        _write(data.folder, outcome.texts)
    print(_summary(outcome, write))
    for name, text in outcome.texts.items():
        print(f"  {reading.shown(data.folder)}/{name}{'' if text is not None else ' (goes)'}")
    return 0


def outcome_of(data: DataFolder, content: bytes, prefer: str, today: date) -> _ImportOutcome:
    """Read a workbook, bring it together with the files, and check the result; nothing is written."""
    try:
        found = editing_book.read(content, data.sheets)
    except editing_book.NotAWorkbook as error:
        raise CommandFailed(str(error)) from None
    outcome = _ImportOutcome()
    for note in (*found.notes, *_row_faults(found, data)):
        (outcome.errors if note.severity == "error" else outcome.notes).append(str(note))
    for kind, layout in data.layouts.items():
        if kind in found.rows:
            _take(data, kind, _merged(data, found, layout, prefer), found, outcome)
    if outcome.texts and not outcome.errors:
        outcome.errors += _checked(data, outcome.texts, found, today)
    return outcome


def _merged(data: DataFolder, found: Read, layout: SheetLayout, prefer: str) -> Merged:
    export = Export(found.base.get(layout.kind) if found.base is not None else None, _absent(found, layout))
    return sheet_merge.merge(layout, export, data.records[layout.kind], sheets.records(layout, found.rows), prefer)


def _absent(found: Read, layout: SheetLayout) -> set[str]:
    """What the workbook says nothing of: columns that are gone, and lists of which a sheet or a column is."""
    missing = {head for head in layout.heads if head not in found.columns[layout.name]}
    for each in layout.lists:
        if any(set(inner.heads) - set(found.columns.get(inner.name, ())) for inner in each.all()):
            missing.add(each.name)
    return missing


def _row_faults(found: Read, data: DataFolder) -> Iterator[Note]:
    """A row has an id that stands once; a row of a list belongs to a record that is on its sheet."""
    for name, rows in found.rows.items():
        layout, tab = data.sheets[name], found.tabs[name]
        key = layout.keys[0] if layout.keys else "id"
        seen: dict[str, int] = {}
        column = found.columns[name].get(key, 0)
        if not column:
            yield Note(
                tab, 1, 0, f"The column '{key}' must be there.", "Without it, nobody can say what a row is about."
            )
            continue
        owners = {row.cells.get("id") for row in found.rows.get(layout.kind, ())}
        for row in rows:
            id = row.cells.get(key, "")
            if not id:
                yield Note(tab, row.row, column, f"'{key}' must be filled.", "Write the id, or delete the row.")
            elif not layout.keys and id in seen:
                yield Note(tab, row.row, column, f"'id' must stand once: {reading.quote(id)} is in row {seen[id]} too.")
            elif layout.keys and layout.kind in found.rows and id not in owners and not _is_gone(found, layout, id):
                near = reading.near(id, [each for each in owners if each])
                hint = f"Did you mean '{near}'?" if near else f"The ids are on the sheet {layout.kind}."
                yield Note(
                    tab, row.row, column, f"'{key}' must be an id of {layout.kind}, not {reading.quote(id)}.", hint
                )
            seen[id] = row.row


def _is_gone(found: Read, layout: SheetLayout, id: str) -> bool:
    """Whether a record was in the export, and its row was deleted; the rows of its lists go with it."""
    return found.base is not None and id in found.base.get(layout.kind, {})


def _take(data: DataFolder, kind: str, merged: Merged, found: Read, outcome: _ImportOutcome) -> None:
    """Take up the result for one kind of record."""
    outcome.errors += map(str, merged.conflicts)
    for old, new in merged.renamed:
        hint = f"Write {old} again. For another record, use a new row."
        outcome.errors.append(f"Sheet {found.tabs[kind]}: the id '{old}' must not become '{new}'. {hint}")
    for id, name in merged.too_long:
        outcome.errors.append(f"{kind} {id}: '{name}' is too long for a workbook. RecordChange it in its file.")
    if merged.renamed or merged.too_long:
        return
    outcome.changes += merged.changes
    try:
        outcome.texts |= data.files[kind].written(
            merged.changes, data.texts[kind], _above(found.rows[kind]), data.shared[kind]
        )
    except CannotWrite as error:
        outcome.errors.append(f"{kind}: {error}")


def _above(rows: Sequence[Placed]) -> dict[str, str | None]:
    """The id in the row above each row."""
    ids = [row.cells.get("id", "") for row in rows]
    return dict(zip(ids, [None, *ids], strict=False))


# --- the check of a spreadsheet by itself -------------------------------------------------


def check(data: DataFolder, file: Path) -> int:
    """Say what is wrong with each cell by the rules of the schemas, as the page for it does; nothing is compared."""
    found = _read(file, data)
    wrong = cell_problems(data, found)
    for note in found.notes:
        print(note)
    for each in wrong:
        at = found.columns[each.sheet][each.head]
        print(Note(found.tabs[each.sheet], each.row, at, each.message, each.hint), file=sys.stderr)
    print(f"{len(wrong)} {'problem' if len(wrong) == 1 else 'problems'} found.")
    return 1 if wrong or any(note.severity == "error" for note in found.notes) else 0


def cell_problems(data: DataFolder, found: Read) -> list[SheetProblem]:
    """What is wrong with the cells of a spreadsheet."""
    run = Run(data.folder, None)
    load_packages(run)
    return sheet_check.problems(found.rows, found.columns, data.sheets, run, data.records)


def _read(file: Path, data: DataFolder) -> Read:
    """Read a workbook, or a CSV file of a kind that has its columns. Raises CommandFailed."""
    try:
        content = file.read_bytes()
        if file.suffix != ".csv":
            return editing_book.read(content, data.sheets)
        return editing_book.read_table(content, file.stem, data.sheets)
    except editing_book.NotAWorkbook as error:
        raise CommandFailed(str(error)) from None


# --- the check of an import ---------------------------------------------------------------


def _checked(data: DataFolder, texts: Texts, found: Read, today: date) -> list[str]:
    """What is wrong with the data as it would be, at its place in the workbook where it has one."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copytree(data.folder, Path(folder) / "data"))
        _write(copy, texts)
        problems = [each for each in validation.check(copy, today).problems if each.severity == "error"]
        root = reading.shown(copy)
        after = DataFolder.read(copy) if problems else data
        return [_at_its_place(each, each.file.removeprefix(f"{root}/"), after, data, found) for each in problems]


def _at_its_place(problem: Problem, file: str, after: DataFolder, data: DataFolder, found: Read) -> str:
    kind = next((kind for kind, texts in after.texts.items() if file in texts), "")
    id = _id_at(after.texts[kind][file], file, problem.line) if kind else ""
    place = _place(problem.field, id, kind, found, data.layouts) if id else None
    said = " ".join(part for part in (problem.message, problem.hint) if part)
    if place:
        return str(Note(*place, problem.message, problem.hint))
    return f"{reading.shown(data.folder)}/{file}:{problem.line}: {said}"


def _id_at(text: str, file: str, line: int) -> str:
    """The id of the record in a line of a file."""
    if not file.endswith(".csv"):
        return str(record_writer.read_record(text).get("id", ""))
    return record_writer.id_at_line(text, line)


def _place(
    name: str, id: str, kind: str, found: Read, layouts: Mapping[str, SheetLayout]
) -> tuple[str, int, int] | None:
    """The tab, row and column of a field of a record; None where the workbook has no such row."""
    layout, rows = layouts[kind], found.rows.get(kind, ())
    row = next((each for each in rows if each.cells.get("id") == id), None)
    inside = re.fullmatch(r"([a-z_.]+)\[([0-9]+)\]\.?(.*)", name)
    listed = next((each for each in layout.lists if inside and ".".join(each.path) == inside[1]), None)
    if listed and inside:
        entries = [each for each in found.rows.get(listed.name, ()) if each.cells.get(sheets.RECORD) == id]
        at = int(inside[2]) - 1
        row, layout, name = (entries[at] if at < len(entries) else row), listed, inside[3].partition("[")[0]
    if row is None:
        return None
    head = name.partition("[")[0]
    return found.tabs[layout.name], row.row, found.columns[layout.name].get(head, 0)


# --- telling and writing -----------------------------------------------------------------


def _told(changes: Sequence[RecordChange]) -> Iterator[str]:
    for each in changes:
        yield f"{each.kind} {each.id}: {each.what}"
        if each.what != REMOVED:
            for name, (old, new) in each.fields.items():
                yield from _field_told(name, old, new)


def _field_told(name: str, old: Plain, new: Plain) -> Iterator[str]:
    if not isinstance(old, (list, dict)) and not isinstance(new, (list, dict)):
        before = f"{sheet_merge.told(old)} -> " if old is not None else ""
        yield f"  {name}: {before}{sheet_merge.told(new)}"
        return
    yield f"  {name}:"
    gone, came = _parts(old), _parts(new)
    yield from (f"    - {part}" for part in gone if part not in came)
    yield from (f"    + {part}" for part in came if part not in gone)
    if sorted(gone) == sorted(came):
        yield "    in another order"


def _parts(value: Plain) -> list[str]:
    """The entries of a list, or the parts of a group, each in a line."""
    if isinstance(value, dict):
        return [f"{name}: {reading.printable(str(each))}" for name, each in value.items()]
    if isinstance(value, list):
        return ["; ".join(_parts(each)) if isinstance(each, dict) else str(each) for each in value]
    return [str(value)] if value else []


def _summary(outcome: _ImportOutcome, written: bool) -> str:
    if not outcome.changes:
        return "The workbook changes nothing."
    counts = {what: sum(each.what == what for each in outcome.changes) for what in (ADDED, CHANGED, REMOVED)}
    records = ", ".join(f"{count:,} {what}" for what, count in counts.items() if count)
    files = f"{len(outcome.texts)} {'file' if len(outcome.texts) == 1 else 'files'}"
    done = f"{files} written:" if written else f"Nothing is written yet. With --write, {files} will be:"
    return f"Records: {records}. {done}"


def _write(folder: Path, texts: Mapping[str, Any]) -> None:
    for name, text in texts.items():
        path = folder / name
        if text is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            disk.write_whole(path, text.encode())


__all__ = ["CHANGED", "DataFolder", "export", "import_", "main", "outcome_of"]

if __name__ == "__main__":
    sys.exit(main())
