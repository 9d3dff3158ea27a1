"""Earlier states of the data, out of the repository's history.

Git is asked through its command line, read only. Without git, without a
repository, or where the history is cut short, there is no earlier state, and
``NoHistory`` says why in words for a reader. The data of an earlier day is held
against the same strict check of descriptions as today's before anything is done
with it.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from macros.data import packages, reading, validation
from macros.data.packages import DESCRIPTOR

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_LINE = re.compile(r"([0-9a-f]{40,64}) (\d{4}-\d{2}-\d{2})")
_NAME = re.compile(r"[A-Za-z0-9][\w./~^@{}-]{0,200}")


UNREADABLE = "The history of the data could not be read."


class NoHistory(Exception):
    """There is no such state of the data.

    The message says why in our own words, since it may stand on a public page:
    it names no folder and is the same on every machine. ``detail`` is what git or
    a reader said, for the terminal alone.
    """

    def __init__(self, message: str, detail: str = "") -> None:
        super().__init__(message)
        self.detail = detail

    @property
    def in_full(self) -> str:
        """Message and detail, for the terminal."""
        return " ".join(filter(None, (str(self), self.detail)))


class Undescribed(Exception):
    """What a data folder says about its packages has a problem; the message names it, with its place."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A state of the repository: its id, and its day."""

    id: str
    day: date


def at(folder: Path, named: str) -> Revision:
    """The state that a day (the last one of that day or before) or a revision names. Raises NoHistory."""
    if is_day(named):
        return on(folder, date.fromisoformat(named))
    if not _NAME.fullmatch(named):
        raise NoHistory(f"{named!r} is neither a day nor the name of a revision.")
    unknown = f"There is no revision {named!r}."
    return _revision(_git(folder, "log", "-1", "--format=%H %cs", named, "--", otherwise=unknown), unknown)


def is_day(named: str) -> bool:
    """Whether the name is a day and not a revision."""
    return _DAY.fullmatch(named) is not None


def on(folder: Path, day: date) -> Revision:
    """The last state of the folder on ``day`` or before. Raises NoHistory."""
    found = before(folder, day + timedelta(days=1))
    if found is None:
        raise NoHistory(f"The history of the data does not reach back to {day}.")
    return found


def before(folder: Path, day: date) -> Revision | None:
    """The last state of the folder before ``day`` began; None where the history begins later.

    A commit counts for the day that its committer's clock showed. Raises NoHistory.
    """
    _refuse_shallow(folder)
    for line in _git(folder, "log", "--first-parent", "--format=%H %cs", "--", ".").splitlines():
        found = _revision(line, UNREADABLE)
        if found.day < day:
            return found
    return None


def first(folder: Path) -> Revision:
    """The first state of the folder that the history knows. Raises NoHistory."""
    _refuse_shallow(folder)
    lines = _git(folder, "log", "--first-parent", "--format=%H %cs", "--", ".").splitlines()
    return _revision(lines[-1] if lines else "", "The data has no history yet.")


def _refuse_shallow(folder: Path) -> None:
    if _git(folder, "rev-parse", "--is-shallow-repository").strip() == "true":
        raise NoHistory("This copy of the repository was made without its history.")


def _revision(line: str, otherwise: str) -> Revision:
    found = _LINE.fullmatch(line.strip())
    try:
        if found:
            return Revision(found[1], date.fromisoformat(found[2]))
    except ValueError:
        pass  # a commit whose clock showed no day
    raise NoHistory(otherwise)


def export(folder: Path, revision: Revision, target: Path) -> None:
    """Write the folder as it stood at ``revision`` to ``target``, with what has come since as empty tables.

    Raises NoHistory, Undescribed and OSError.
    """
    files_at(folder, revision, target)
    if not packages.describes_itself(target):
        _describe(target, folder, revision)
    complete(target, folder)


def files_at(folder: Path, revision: Revision, target: Path) -> None:
    """Write a folder's plain files as they were at ``revision``. Raises NoHistory and OSError."""
    archive = _git_bytes(folder, "archive", "--format=tar", revision.id, "--", ".")
    target.mkdir(parents=True)
    try:
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            for member in tar:
                _unpack(tar, member, target)
    except tarfile.TarError as error:
        raise NoHistory(UNREADABLE, str(error)) from error


def _describe(target: Path, folder: Path, revision: Revision) -> None:
    """Give exported data what all programs share as it stood at ``revision``, so that it describes itself.

    They are today's where the data has another repository than the code. A table that it has no file of is empty.
    """
    shared = packages.SCHEMAS.parent
    if shared.is_relative_to(_top(folder)):
        shared = target.parent / f"{target.name}-shared"
        files_at(packages.SCHEMAS.parent, revision, shared)
    packages.describe(target, shared / packages.SCHEMAS.name, shared / packages.VOCABULARIES.name)
    for path in target.glob(f"*/{DESCRIPTOR}"):
        for resource in reading.plain(path)["resources"]:
            make_empty(target / path.parent.name / resource["path"], resource)


def _top(folder: Path) -> Path:
    """The root of the repository that a folder is in. Raises NoHistory."""
    return Path(_git(folder, "rev-parse", "--show-toplevel").rstrip("\n")).resolve()


def _unpack(tar: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    """Write a plain file below ``target``, and nothing else: Python has filters for this only from 3.11.4 on."""
    path = (target / member.name).resolve()
    content = tar.extractfile(member) if member.isfile() and path.is_relative_to(target.resolve()) else None
    if content is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.read())


_CHANGED = re.compile(rb":[0-7]+ [0-7]+ [0-9a-f]+ ([0-9a-f]+) [A-Z][0-9]*\0([^\0]+)\0")


def versions(folder: Path, below: str) -> Iterator[tuple[str, bytes]]:
    """Each content that a file at or below a path has had, the oldest first, with the file's path in the folder.

    What a branch went through before it was merged doesn't count. Raises NoHistory.
    """
    _refuse_shallow(folder)
    options = ("--first-parent", "--reverse", "--format=", "--raw", "--no-renames", "--no-abbrev", "--relative", "-z")
    found = _CHANGED.findall(_git_bytes(folder, "log", *options, "--", below))
    kept = [(id, path) for id, path in found if id.strip(b"0")]  # a file that goes away has the number 0
    answer = _git_bytes(folder, "cat-file", "--batch", given=b"".join(id + b"\n" for id, _ in kept)) if kept else b""
    at = 0
    for _, path in kept:
        head, _, _ = answer[at : at + 200].partition(b"\n")
        start = at + len(head) + 1
        at = start + int(head.rpartition(b" ")[2]) + 1  # a line end follows each content
        yield path.decode("utf-8", "replace"), answer[start : at - 1]


def _git(folder: Path, *words: str, otherwise: str = UNREADABLE) -> str:
    return _git_bytes(folder, *words, otherwise=otherwise).decode("utf-8", "replace")


def _git_bytes(folder: Path, *words: str, otherwise: str = UNREADABLE, given: bytes = b"") -> bytes:
    """What git answers. Raises NoHistory, with ``otherwise`` for readers and git's own words for the terminal."""
    try:
        done = subprocess.run(["git", "-C", str(folder), *words], input=given, capture_output=True, check=False)
    except OSError as error:
        reason = "is not installed" if isinstance(error, FileNotFoundError) else f"can't be run: {error.strerror}"
        raise NoHistory(otherwise, f"The program git {reason}.") from error
    if done.returncode:
        raise NoHistory(otherwise, done.stderr.decode("utf-8", "replace").strip())
    return done.stdout


# --- what has come since ----------------------------------------------------------


def complete(folder: Path, present: Path) -> None:
    """Give an older data folder the tables that the data has had since, without any record.

    So today's program can read it. Nothing that was there is changed. Raises
    Undescribed where the description of either can't be relied on.
    """
    older, newer = _described(folder), _described(present)
    today = packages.descriptions(present)
    for name, package in newer.items():
        (folder / name).mkdir(exist_ok=True)
        if name in older:
            missing = _add(folder / name, older[name], package, present / name)
        else:
            shutil.copyfile(today[name], folder / name / DESCRIPTOR)
            missing = package["resources"]
        for resource in missing:
            make_empty(folder / name / resource["path"], resource)


def _described(folder: Path) -> Mapping[str, Mapping[str, Any]]:
    """The descriptions of a folder's packages, which must be without an error. Raises Undescribed."""
    described, problems = validation.described(folder)
    wrong = next((each for each in problems if each.severity == "error"), None)
    if wrong:
        raise Undescribed(str(wrong))
    return described


def _add(folder: Path, own: Mapping[str, Any], package: Mapping[str, Any], present: Path) -> list[Mapping[str, Any]]:
    """Describe in an older package what ``package`` has had since; give the resources that are new."""
    known = {each["name"] for each in own["resources"]}
    missing = [each for each in package["resources"] if each["name"] not in known]
    today = {each["name"]: each for each in package["resources"]}
    for resource in own["resources"]:
        if resource["name"] in today:
            _fill(folder / resource["path"], resource, today[resource["name"]], present)
    whole = {**own, "resources": [*own["resources"], *missing]}
    (folder / DESCRIPTOR).write_text(_yaml(whole), encoding="utf-8")
    return missing


def _fill(path: Path, resource: Mapping[str, Any], today: Mapping[str, Any], present: Path) -> None:
    """Give a record that stands alone, such as the program's, the plain texts that it has had since."""
    if path.suffix != ".yaml" or not path.is_file():
        return
    known = {field["name"] for field in resource["schema"]["fields"]}
    fields = today["schema"]["fields"]
    new = [each for each in fields if each["name"] not in known and each["type"] in ("string", "integer", "date")]
    texts = _texts(present / today["path"])
    added = {each["name"]: texts[each["name"]] for each in new if texts.get(each["name"])}
    if added:
        resource["schema"]["fields"].extend(new)
        with path.open("a", encoding="utf-8") as file:
            file.write(f"\n{_yaml(added)}")


def _texts(path: Path) -> dict[str, str]:
    """The plain texts of a record; none where it can't be read, which the check of the data tells."""
    root, _ = reading.read_yaml(path, path.name)
    values = root.value.items() if root else ()
    return {name: each.value for name, each in values if type(each.value) is str}


def _yaml(values: Mapping[str, Any]) -> str:
    return yaml.safe_dump(dict(values), sort_keys=False, allow_unicode=True, width=100_000)


def make_empty(path: Path, resource: Mapping[str, Any]) -> None:
    """Make a resource's table without rows, or its folder without records, where there is none."""
    path.parent.mkdir(exist_ok=True)
    if path.suffix == ".csv" and not path.exists():
        names = ",".join(field["name"] for field in resource["schema"]["fields"])
        path.write_text(f"{names}\n", encoding="utf-8")
