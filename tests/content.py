"""A copy of the content that a test edits as staff do: rows of tables, fields of records, files of a spreadsheet.

What an edit is made on is found by what it is, never by its id: staff may rename or remove any record.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from library import newest

from macros.build.build_date import the_day
from macros.data import packages, reading
from macros.data.catalog import Catalog, load_catalog
from macros.data.models import KINDS, Record

WORD = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
Row = dict[str, str]


def _own_all_records(data: Path) -> None:
    """Make the records that all programs share the program's own, so that each can be edited or taken away in one place."""
    lines = ["id,kind,record,reason"]
    for folder, path in packages.descriptions(data).items():
        for resource in (each for each in reading.plain(path)["resources"] if packages.has_shared(folder, each)):
            for file in packages.shared_records(data, folder, resource):
                packages.put_together(packages.VOCABULARIES / file, data / file, resource, ())
            lines.append(f"{resource['name'].replace('_', '-')},{resource['name']},,They are its own.")
    (data / packages.LEFT_OUT).write_text("\n".join(lines) + "\n", encoding="utf-8")


class Content:
    """A copy of ``data`` and ``docs``; every change of it can be taken back."""

    def __init__(self, folder: Path, like: Path) -> None:
        """Copy the content of the folder ``like`` into ``folder``."""
        self.folder, self.data, self.docs = folder, folder / "data", folder / "docs"
        for name in ("data", "docs"):
            shutil.copytree(like / name, folder / name)
        _own_all_records(self.data)
        self._before: dict[Path, bytes | None] = {}

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Take back, at the end, what was changed meanwhile."""
        self._before = {}
        try:
            yield
        finally:
            for path, content in self._before.items():
                if content is None:
                    path.unlink(missing_ok=True)
                else:
                    path.write_bytes(content)

    def _keep(self, path: Path) -> Path:
        self._before.setdefault(path, path.read_bytes() if path.exists() else None)
        return path

    def write(self, path: Path, content: str | bytes) -> None:
        """Write a file."""
        path.parent.mkdir(exist_ok=True)
        self._keep(path).write_bytes(content.encode() if isinstance(content, str) else content)

    def remove(self, path: Path) -> None:
        """Take a file away."""
        self._keep(path).unlink()

    @cached_property
    def catalog(self) -> Catalog:
        """The content as it was before any edit."""
        return load_catalog(self.data)

    @cached_property
    def day(self) -> str:
        """Today, as staff would write it: later than any day that a test may take for the last one."""
        return str(max(the_day(), newest()))

    # --- tables -------------------------------------------------------------

    def rows(self, table: str) -> list[Row]:
        """The rows of a table such as ``program/sources``."""
        return list(csv.DictReader(io.StringIO(self._text(table).removeprefix("\ufeff"), newline="")))

    def _text(self, table: str) -> str:
        return packages.place(self.data, f"{table}.csv").read_bytes().decode()

    def _columns(self, table: str) -> list[str]:
        return next(csv.reader(io.StringIO(self._text(table).removeprefix("\ufeff"))))

    def save(self, table: str, rows: list[Row], ending: str = "\n", mark: str = "") -> None:
        """Write a table as an editor or a spreadsheet does; the program has its own of a shared one then."""
        file = io.StringIO(newline="")
        writer = csv.DictWriter(file, self._columns(table), restval="", lineterminator=ending)
        writer.writeheader()
        writer.writerows(rows)
        self.write(self.data / f"{table}.csv", mark + file.getvalue())

    def add_row(self, table: str, **values: str) -> None:
        """Add a row at the end; columns that are not named stay empty."""
        assert set(values) <= set(self._columns(table)), (table, values)
        self.save(table, [*self.rows(table), values])

    def add_row_like(self, table: str, last: Row | None = None, **values: str) -> None:
        """Add a copy of the last row, or of a given one, with other values in some columns."""
        self.add_row(table, **{**(last or self.rows(table)[-1]), **values})

    def change_row(self, table: str, id: str, **values: str) -> None:
        """Write other values into some cells of a row."""
        self.save(table, [{**row, **values} if row["id"] == id else row for row in self.rows(table)])

    def remove_rows(self, table: str, gone: Callable[[Row], bool]) -> None:
        """Take rows away."""
        self.save(table, [row for row in self.rows(table) if not gone(row)])

    # --- records ------------------------------------------------------------

    def file(self, record: Record) -> Path:
        """The file that holds a record."""
        return packages.place(self.data, record.file)

    def set(self, path: Path, **values: str) -> None:
        """Write fields of a record; one that is there already, with all its lines, gives way."""
        text = path.read_text(encoding="utf-8")
        for name, value in values.items():
            line = f"{name}:{value if value.startswith(chr(10)) else ' ' + value}"
            old = re.search(rf"^{name}:.*\n(?:[ #-].*\n|\n(?=[ -]))*", text, re.MULTILINE)
            text = text.replace(old[0], f"{line}\n", 1) if old else f"{text.rstrip()}\n{line}\n"
        self.write(path, text)

    def add_record_like(self, like: Record, id: str, **values: str) -> Path:
        """Add a record that is a copy of another one, under an id of its own; gives its file."""
        path = self.file(like).with_name(f"{id}.yaml")
        self.write(path, self.file(like).read_text(encoding="utf-8"))
        self.set(path, id=id, **values)
        return path

    def first(self, kind: str, fits: Callable[[Any], bool] = bool) -> Any:
        """The first record of a kind that fits. Raises LookupError when there is none."""
        found = next((each for each in self.catalog.tables[kind].values() if fits(each)), None)
        if found is None:
            raise LookupError(f"no record of {kind} is like that")
        return found

    def may_go(self, kind: str) -> Record | None:
        """The record of a kind that is named least elsewhere, out of those that can be taken out; None without one."""
        found = [
            each
            for each in self.catalog.tables[kind].values()
            if not self._must_stay(kind, each) and not self._holds_up(kind, each)
        ]
        return min(found, key=lambda each: self._words[each.id] - self._in_itself(each), default=None)

    def _holds_up(self, kind: str, record: Record) -> bool:
        """Whether another record could not be without it, or names it within a part of its own."""
        needed = (
            _ids(getattr(each, field["name"])) == [record.id] and each is not record
            for other, field in self._naming(kind)
            if field.get("constraints", {}).get("required") and not field.get("owner")
            for each in self.catalog.tables[other].values()
        )
        return record.id in self._within_parts or any(needed)

    @cached_property
    def _within_parts(self) -> set[str]:
        """The words in parts of records, such as the steps of a pathway."""
        texts = (path.read_text(encoding="utf-8") for path in self.data.rglob("*/*.yaml"))
        return {
            word
            for text in texts
            for line in text.splitlines()
            if re.match(r" {4,}|  - \w+: |  \w+: ", line)
            for word in WORD.findall(line)
        }

    def _must_stay(self, kind: str, record: Record) -> bool:
        """Whether the content must hold so many records like this one."""
        for row in self.rows("program/expectations"):
            if row["resource"] == kind and int(row["number"]):
                value = getattr(record, row["field"]) if row["field"] else ""
                if row["value"] == getattr(value, "id", str(value)):
                    return True
        return False

    def take_away(self, kind: str, record: Record) -> None:
        """Remove a record and every mention of it; what can't be without it goes too."""
        path = self.file(record)
        if record.file.endswith(".csv"):
            self.remove_rows(_table(record), lambda row: row["id"] == record.id)
        elif path.exists():
            self.remove(path)
        for other, field in self._naming(kind):
            for each in self.catalog.tables[other].values():
                named = _ids(getattr(each, field["name"]))
                if record.id in named and each is not record:
                    if len(named) == 1 and field.get("constraints", {}).get("required"):
                        self.take_away(other, each)
                    elif self.file(each).exists():
                        self._strike(each, field["name"], record.id)

    def _naming(self, kind: str) -> Iterator[tuple[str, Any]]:
        """Each field that names records of a kind, after the kind that has it."""
        for other in KINDS:
            for field in self.catalog.schemas[other]["fields"]:
                if field.get("references") == kind:
                    yield other, field

    def _strike(self, record: Record, field: str, id: str) -> None:
        """Take a mention out of a record."""
        path = self.file(record)
        if record.file.endswith(".csv"):
            self.change_row(_table(record), record.id, **{field: ""})
        else:
            text = path.read_text(encoding="utf-8")
            left = re.sub(rf"(^{field}:\n(?:  - .*\n)*?)  - {re.escape(id)}\n", r"\1", text, flags=re.MULTILINE)
            self.write(path, re.sub(rf"^{field}: {re.escape(id)}$", f"{field}:", left, flags=re.MULTILINE))

    def _in_itself(self, record: Record) -> int:
        lines = self.file(record).read_text(encoding="utf-8-sig").splitlines()
        own = [line for line in lines if line.split(",")[0] == record.id] if record.file.endswith(".csv") else lines
        return WORD.findall("\n".join(own)).count(record.id)

    @cached_property
    def _words(self) -> Counter[str]:
        """How often each word stands in the content; the lasting addresses aside, which keep what is gone."""
        texts = (
            path
            for folder in (self.data, self.docs)
            for path in folder.rglob("*.*")
            if path.suffix in (".md", ".yaml", ".csv")
        )
        return Counter(
            word
            for path in texts
            if path.name != "permalinks.csv"
            for word in WORD.findall(path.read_text(encoding="utf-8"))
        )


def _ids(value: Any) -> list[str]:
    """The ids of what a field names: records, or ids alone."""
    named = value if isinstance(value, tuple) else (value,) if value else ()
    return [getattr(each, "id", each) for each in named]


def _table(record: Record) -> str:
    """The table that a record is a row of, such as ``program/sources``."""
    return record.file.removeprefix(packages.SHARED).removesuffix(".csv")
