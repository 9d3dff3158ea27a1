"""The records of a data folder as their files have them, and the files as they are after some changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from macros.data import packages as shared_content
from macros.data import reading, record_writer
from macros.data.reading import quote
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
    adds: bool = False  # the program's own records go over shared ones

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

        Of a table that is shared as a whole, the shared text: with a change, it becomes the program's own.
        """
        return {name: _text(shared_content.place(data_dir, name)) for name in self._names(data_dir)}

    def shared_texts(self, data_dir: Path) -> dict[str, str]:
        """The texts of shared records that the program's own go over, as ``texts`` has them. Raises CannotWrite."""
        folder, _, path = self.path.partition("/")
        files = shared_content.shared_records(data_dir, folder, {"name": self.kind, "path": path, "adds": self.adds})
        gone = {id for kind, id in shared_content.left_out(data_dir) if kind == self.kind}
        texts = {name: _text(shared_content.place(data_dir, shared_content.SHARED + name)) for name in files}
        if self.is_table:
            return {name: shared_content.merged_table(text, "", gone) for name, text in texts.items()}
        return texts

    def _names(self, data_dir: Path) -> Iterator[str]:
        if "*" not in self.path:
            place = data_dir / self.path if self.adds else shared_content.place(data_dir, self.path)
            yield from [self.path] if place.exists() else []
            return
        folder = (data_dir / self.path).parent
        found = sorted(folder.glob("*.yaml")) if folder.is_dir() else []
        yield from (self.file_of(each.stem) for each in found if not reading.is_stray(each.name))

    def records(self, texts: Mapping[str, str], shared: Mapping[str, str] = MappingProxyType({})) -> dict[str, Plain]:
        """The records by their ids, in the order of the files, over those of ``shared`` texts. Raises CannotWrite."""
        found = self._read(shared)
        own = self._read(texts)
        found.update({id: shared_content.merged(found.get(id, {}), record) for id, record in own.items()})
        return found if self.is_table else dict(sorted(found.items()))

    def _read(self, texts: Mapping[str, str]) -> dict[str, Plain]:
        found = {}
        for text in texts.values():
            rows = record_writer.read_table(text)[1] if self.is_table else [record_writer.read_record(text)]
            found.update({row["id"]: normal(row) or {} for row in rows if row.get("id")})
        return found

    def written(
        self,
        changes: Iterable[RecordChange],
        texts: Mapping[str, str],
        above: Mapping[str, str | None],
        shared: Mapping[str, str] = MappingProxyType({}),
    ) -> Texts:
        """The files that differ after some changes, with the least difference. Raises CannotWrite.

        ``above`` says behind which record a new one goes in a table; None or nothing is at the end. A change of a
        record that stands in a ``shared`` text goes into the program's own file, which has no more than it needs.
        """
        known = self._read(shared)
        own = self._read(texts)
        changes = [_own_change(each, known, own) for each in changes]
        if self.is_table:
            return self._table(changes, texts, above)
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
            text = record_writer.new_table(each["name"] for each in self.fields)
        if self.adds:
            given = {name for each in changes if each.what != REMOVED for name in each.fields}
            text = record_writer.widened(text, [each["name"] for each in self.fields if each["name"] in given])
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


def _own_change(change: RecordChange, shared: Mapping[str, Plain], own: Mapping[str, Plain]) -> RecordChange:
    """A change as the program's own file has it: what is shared stays as it is. Raises CannotWrite."""
    if change.id not in shared:
        return change
    if change.what == REMOVED:
        raise CannotWrite(is_shared(change.id))
    for name, (_, new) in change.fields.items():
        if normal(new) is None and name in shared[change.id]:
            message = f"'{name}' of {quote(change.id)} is shared by all programs, so it can't be empty."
            raise CannotWrite(f"{message} Write another value.")
    if change.id in own:
        return change
    values = {"id": change.id, **{name: new for name, (_, new) in change.fields.items()}}
    return replace(change, what=ADDED, before=None, after=values)


def is_shared(id: str) -> str:
    """What to say to a person who takes a shared record out."""
    return f"{quote(id)} is shared by all programs. To do without it, add a row to data/{shared_content.LEFT_OUT}."


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
        each["name"]: (of_resource(folder, each), each)
        for folder, package in packages.items()
        for each in package["resources"]
        if each["path"].endswith((".csv", ".yaml"))
    }


def of_resource(folder: str, resource: Mapping[str, Any]) -> RecordFiles:
    """The files of the kind that a resource of the package in ``folder`` describes."""
    path, fields = f"{folder}/{resource['path']}", resource["schema"]["fields"]
    return RecordFiles(resource["name"], path, fields, shared_content.adds(resource))
