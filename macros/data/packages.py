"""Where the data packages of a folder are described, and where their tables and records are.

All programs share one description of every subject, ``schemas/SUBJECT.yaml`` beside this
module, and what belongs to no state, ``vocabularies/SUBJECT/...``: a program's folder holds
only what is its own. It goes over what is shared in one of two ways:

- A table of the same name takes the place of the shared one as a whole.
- Where records have a file each, and in a table whose description says ``adds: true``, a
  program's fields go over those of the shared record with the same id. Other records are added.

``program/left_out.csv`` names shared records that a program does without. A data folder may
also describe itself, with a ``datapackage.yaml`` in each subject's folder, as the data of
earlier days does. Then nothing that is shared counts for it.
"""

from __future__ import annotations

import csv
import os
import shutil
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from macros.data import reading, record_writer
from macros.data.record_writer import Plain, TableChange

DESCRIPTOR = "datapackage.yaml"
SCHEMAS = Path(__file__).resolve().parent / "schemas"
VOCABULARIES = Path(__file__).resolve().parent / "vocabularies"
SHARED = "macros/data/vocabularies/"  # how a shared file is named: from the root of the repository
LEFT_OUT = "program/left_out.csv"


def describes_itself(data_dir: Path) -> bool:
    """Whether a data folder has descriptions of its own."""
    return any(data_dir.glob(f"*/{DESCRIPTOR}"))


def shared_subjects() -> list[str]:
    """The names of the subjects that all programs share, which are those of their folders, in order."""
    return sorted(path.stem for path in SCHEMAS.glob("*.yaml"))


def descriptions(data_dir: Path) -> dict[str, Path]:
    """Each subject's folder below ``data_dir``, by its name, and the file that describes it; no file is read."""
    if describes_itself(data_dir):
        return {path.parent.name: path for path in sorted(data_dir.glob(f"*/{DESCRIPTOR}"))}
    return {name: SCHEMAS / f"{name}.yaml" for name in shared_subjects()}


def in_repository(file: str) -> str:
    """The path of a record's file from the root of the repository."""
    return file if file.startswith(SHARED) else f"data/{file}"


def shared_file(data_dir: Path, file: str) -> Path | None:
    """The shared file of a name, whether or not the program has its own; None where there is none for this program."""
    shared = VOCABULARIES / file
    is_there = shared.is_file() and (data_dir / file.partition("/")[0]).is_dir()
    return shared if is_there and not describes_itself(data_dir) else None


def is_shared(data_dir: Path, file: str) -> bool:
    """Whether a file, by its path below the data folder, is a shared one that the program has no own one for."""
    return not os.path.lexists(data_dir / file) and shared_file(data_dir, file) is not None


def place(data_dir: Path, file: str) -> Path:
    """Where a file of the data is, by its path below the data folder or by the name of a shared file."""
    if file.startswith(SHARED):
        return VOCABULARIES / file.removeprefix(SHARED)
    return (VOCABULARIES if is_shared(data_dir, file) else data_dir) / file


def adds(resource: Mapping[str, Any]) -> bool:
    """Whether a program's own records of a resource go over the shared ones, and don't replace their whole table."""
    return resource.get("adds") in (True, "true") or "*" in resource["path"]


def has_shared(folder: str, resource: Mapping[str, Any]) -> bool:
    """Whether there are shared records of a resource that a program's own ones go over."""
    return adds(resource) and any(VOCABULARIES.glob(f"{folder}/{resource['path']}"))


def shared_ids(folder: str, resource: Mapping[str, Any]) -> list[str]:
    """The ids of these records, in order. Raises OSError, and CannotWrite where a table can't be read."""
    return ids_below(VOCABULARIES, folder, resource) if adds(resource) else []


def ids_below(root: Path, folder: str, resource: Mapping[str, Any]) -> list[str]:
    """The ids of a resource's records in the data folder ``root``, in order.

    Raises OSError, and CannotWrite where a table can't be read.
    """
    files = sorted(root.glob(f"{folder}/{resource['path']}"))
    if resource["path"].endswith(".csv"):
        tables = (record_writer.read_table(file.read_text(encoding="utf-8-sig"))[1] for file in files)
        return [row["id"] for rows in tables for row in rows]
    return [file.stem for file in files]


def left_out(data_dir: Path) -> set[tuple[str, str]]:
    """The shared records that a program does without: each one's kind and id; an empty id is for all of a kind.

    Raises nothing: what can't be read names nothing, and the check of the data tells why.
    """
    try:
        with (data_dir / LEFT_OUT).open(encoding="utf-8-sig", newline="") as file:
            return {(row.get("kind") or "", row.get("record") or "") for row in csv.DictReader(file)}
    except (OSError, UnicodeDecodeError, csv.Error):
        return set()


def shared_records(data_dir: Path, folder: str, resource: Mapping[str, Any]) -> list[str]:
    """The files of shared records that a program's own go over, by their paths below the data folder, in order.

    ``resource`` is one of the package in ``folder``. Records that the program leaves out are none of them.
    """
    if not has_shared(folder, resource) or not (data_dir / folder).is_dir() or describes_itself(data_dir):
        return []
    gone = {id for kind, id in left_out(data_dir) if kind == resource["name"]}
    files = sorted(VOCABULARIES.glob(f"{folder}/{resource['path']}")) if "" not in gone else []
    return [each.relative_to(VOCABULARIES).as_posix() for each in files if each.stem not in gone]


# --- what is shared, and what a program's own adds to it -------------------------------------------


def merged(shared: Mapping[str, Plain], own: Mapping[str, Plain]) -> dict[str, Plain]:
    """A record with a program's own fields, as far as they are filled, over the shared ones."""
    return {**shared, **{name: value for name, value in own.items() if record_writer.normal(value) is not None}}


def merged_table(shared: str, own: str, gone: Collection[str] = ()) -> str:
    """The text of a shared table with a program's own rows over it, but for the rows ``gone``. Raises CannotWrite."""
    rows = {row["id"]: row for row in record_writer.read_table(own)[1]} if own else {}
    there = {row["id"] for row in record_writer.read_table(shared)[1]}
    filled = {id: {name: cell for name, cell in row.items() if cell} for id, row in rows.items()}
    changed = {id: row for id, row in filled.items() if id in there}
    added = [(None, row) for id, row in filled.items() if id not in there]
    return record_writer.change_table(shared, TableChange(changed, added, there & {*gone} - {*rows}))


def describe(data_dir: Path, schemas: Path | None = None, vocabularies: Path | None = None) -> None:
    """Put a copy of all that is shared into a data folder, which describes itself then.

    A subject that the program leaves out is described too, since others refer to it, and is listed as left out.
    Raises OSError, and CannotWrite where a record of the program can't be read.
    """
    gone = left_out(data_dir)
    absent: list[str] = []
    for path in sorted((schemas or SCHEMAS).glob("*.yaml")):
        if not (data_dir / path.stem).is_dir():
            absent += [resource["name"] for resource in reading.plain(path)["resources"]]
        for resource in reading.plain(path)["resources"] if (data_dir / path.stem).is_dir() else ():
            for shared in ((vocabularies or VOCABULARIES) / path.stem).glob(resource["path"]):
                own = data_dir / shared.relative_to(vocabularies or VOCABULARIES)
                put_together(shared, own, resource, {id for kind, id in gone if kind == resource["name"]})
        (data_dir / path.stem).mkdir(exist_ok=True)
        shutil.copyfile(path, data_dir / path.stem / DESCRIPTOR)
    _leave_out(data_dir, absent)


def _leave_out(data_dir: Path, kinds: Sequence[str]) -> None:
    """List kinds of record of which a described program has none."""
    described = reading.plain(data_dir / LEFT_OUT.partition("/")[0] / DESCRIPTOR)["resources"]
    table = next((each for each in described if LEFT_OUT.endswith(f"/{each['path']}")), None)
    if not kinds or table is None:
        return  # the description is of a day before there was such a table
    path = data_dir / LEFT_OUT
    names = [field["name"] for field in table["schema"]["fields"]]
    before = path.read_text(encoding="utf-8-sig") if path.exists() else record_writer.new_table(names)
    reason = "The program leaves the subject out."
    rows = [(None, {"id": f"no-{kind.replace('_', '-')}", "kind": kind, "reason": reason}) for kind in kinds]
    path.write_text(record_writer.change_table(before, TableChange({}, rows, set())), encoding="utf-8")


def put_together(shared: Path, own: Path, resource: Mapping[str, Any], gone: Collection[str]) -> None:
    """Write what a shared file and the program's own one of that name say together, but for the records ``gone``.

    Raises OSError, and CannotWrite where a record of the program can't be read.
    """
    if (own.exists() and not adds(resource)) or "" in gone:
        return
    before = own.read_text(encoding="utf-8-sig") if own.exists() else ""
    text = shared.read_text(encoding="utf-8")
    if shared.suffix == ".csv":
        text = merged_table(text, before, gone)
    elif before:
        text = record_writer.change_record(text, record_writer.read_record(before), resource["schema"]["fields"])
    elif shared.stem in gone:
        return
    own.parent.mkdir(exist_ok=True)
    own.write_text(text, encoding="utf-8")
