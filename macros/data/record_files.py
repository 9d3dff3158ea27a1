"""The records of a data folder as their files have them, and the files as they are after some changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from macros.data import reading, record_writer
from macros.data.packages import place
from macros.data.record_writer import CannotWrite, Plain, TableChange, normal
from macros.data.sheet_merge import ADDED, REMOVED, RecordChange

Field = Mapping[str, Any]  # a field of a Table Schema
Texts = dict[str, str | None]  # the content of files by their paths below the data folder; None for one that goes


@dataclass(frozen=True, slots=True)
class RecordFiles:
    """The files of one kind of record. ``path`` is as its package has it, below the data folder."""

    kind: str
    path: str
    fields: Sequence[Field]

    @property
    def is_table(self) -> bool:
        """Whether the records are rows of one file."""
        return self.path.endswith(".csv")

    @property
    def is_single(self) -> bool:
        """Whether there is one record, in one file."""
        return not self.is_table and "*" not in self.path

    def file_of(self, id: str) -> str:
        """The file that holds a record, below the data folder."""
        return self.path.replace("*", id)

    def texts(self, data_dir: Path) -> dict[str, str]:
        """The text of each file, by its path below the data folder. Raises CannotWrite where one can't be read.

        Of a table that is shared among programs, the shared text: with a change, it becomes the program's own.
        """
        return {name: _text(place(data_dir, name)) for name in self._names(data_dir)}

    def _names(self, data_dir: Path) -> Iterator[str]:
        if "*" not in self.path:
            yield from [self.path] if place(data_dir, self.path).exists() else []
            return
        folder = (data_dir / self.path).parent
        found = sorted(folder.glob("*.yaml")) if folder.is_dir() else []
        yield from (self.file_of(each.stem) for each in found if not reading.is_stray(each.name))

    def records(self, texts: Mapping[str, str]) -> dict[str, Plain]:
        """The records by their ids, in the order of the files. Raises CannotWrite."""
        found = {}
        for text in texts.values():
            rows = record_writer.read_table(text)[1] if self.is_table else [record_writer.read_record(text)]
            found.update({row["id"]: normal(row) or {} for row in rows if row.get("id")})
        return found

    def written(
        self, changes: Iterable[RecordChange], texts: Mapping[str, str], above: Mapping[str, str | None]
    ) -> Texts:
        """The files that differ after some changes, with the least difference. Raises CannotWrite.

        ``above`` says behind which record a new one goes in a table; None or nothing is at the end.
        """
        if self.is_table:
            return self._table(list(changes), texts, above)
        return {self.file_of(each.id): self._record(each, texts.get(self.file_of(each.id), "")) for each in changes}

    def _record(self, change: RecordChange, text: str) -> str | None:
        if self.is_single and change.what in (ADDED, REMOVED):
            raise CannotWrite(f"{self.path} has one record; none can be added or taken out.")
        if change.what == REMOVED:
            return None
        if change.what == ADDED:
            return record_writer.new_record(change.after or {}, self.fields)
        return record_writer.change_record(text, {name: new for name, (_, new) in change.fields.items()}, self.fields)

    def _table(
        self, changes: Sequence[RecordChange], texts: Mapping[str, str], above: Mapping[str, str | None]
    ) -> Texts:
        text = texts.get(self.path)
        if text is None:
            text = ",".join(each["name"] for each in self.fields) + "\n"
        there = {row["id"] for row in record_writer.read_table(text)[1]}
        gone = {each.id for each in changes if each.what == REMOVED}
        changed = {
            each.id: {name: new for name, (_, new) in each.fields.items()}
            for each in changes
            if each.what not in (ADDED, REMOVED)
        }
        added = [(_anchor(each.id, above, there - gone), each.after or {}) for each in changes if each.what == ADDED]
        after = record_writer.change_table(text, TableChange(changed, added, gone))
        return {self.path: after} if after != texts.get(self.path) else {}


def _anchor(id: str, above: Mapping[str, str | None], there: set[str]) -> str | None:
    """The nearest record above a new one that is in the file."""
    seen = {id}
    at = above.get(id)
    while at is not None and at not in there and at not in seen:
        seen.add(at)
        at = above.get(at)
    return at if at in there else None


def _text(path: Path) -> str:
    data, found = reading.read_bytes(path, reading.shown(path), reading.CSV_LIMIT)
    if data is None:
        raise CannotWrite(str(found[0]))
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise CannotWrite(f"{reading.shown(path)} is not UTF-8. Run: python -m scripts.validate --fix") from None


def of_packages(packages: Mapping[str, Mapping[str, Any]]) -> dict[str, tuple[RecordFiles, Mapping[str, Any]]]:
    """The kinds of record whose files are tables or YAML, with their resources. ``packages`` are by their folders."""
    return {
        each["name"]: (RecordFiles(each["name"], f"{folder}/{each['path']}", each["schema"]["fields"]), each)
        for folder, package in packages.items()
        for each in package["resources"]
        if each["path"].endswith((".csv", ".yaml"))
    }
