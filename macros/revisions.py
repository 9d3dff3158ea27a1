"""Earlier states of the data, out of the repository's history.

Git is asked through its command line, read only. Without git, without a
repository, or where the history is cut short, there is no earlier state, and
``NoHistory`` says why in words for a reader.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import tarfile
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import yaml

from macros import reading

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NAME = re.compile(r"[A-Za-z0-9][\w./~^@{}-]{0,200}")


class NoHistory(Exception):
    """There is no such state of the data; the message says why."""


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
    return _revision(_git(folder, "log", "-1", "--format=%H %cs", named, "--"), f"There is no revision {named!r}.")


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
        found = _revision(line, "")
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
    if not line.strip():
        raise NoHistory(otherwise)
    id, _, day = line.strip().partition(" ")
    return Revision(id, date.fromisoformat(day))


def export(folder: Path, revision: Revision, target: Path) -> None:
    """Write the folder as it stood at ``revision`` to ``target``, with what has come since as empty tables.

    Raises NoHistory.
    """
    archive = _git_bytes(folder, "archive", "--format=tar", revision.id, "--", ".")
    target.mkdir(parents=True)
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        for member in tar:
            _unpack(tar, member, target)
    complete(target, folder)


def _unpack(tar: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    """Write a plain file below ``target``, and nothing else: Python has filters for this only from 3.11.4 on."""
    path = (target / member.name).resolve()
    content = tar.extractfile(member) if member.isfile() and path.is_relative_to(target.resolve()) else None
    if content is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.read())


def _git(folder: Path, *words: str) -> str:
    return _git_bytes(folder, *words).decode()


def _git_bytes(folder: Path, *words: str) -> bytes:
    try:
        done = subprocess.run(["git", "-C", str(folder), *words], capture_output=True, check=False)
    except OSError as error:
        raise NoHistory("The program git is not there, so there is no history to read.") from error
    if done.returncode:
        raise NoHistory(f"The history of the data can't be read: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout


# --- what has come since ----------------------------------------------------------


def complete(folder: Path, present: Path) -> None:
    """Give an older data folder the tables that the data has had since, without any record.

    So today's program can read it. Nothing that was there is changed.
    """
    for descriptor in sorted(present.glob("*/datapackage.yaml")):
        own = folder / descriptor.parent.name / "datapackage.yaml"
        if not own.exists():
            own.parent.mkdir(exist_ok=True)
            shutil.copyfile(descriptor, own)
            missing = _resources(descriptor)
        else:
            known = {each["name"] for each in _resources(own)}
            missing = [each for each in _resources(descriptor) if each["name"] not in known]
            _add(own, missing)
            _fill(own, descriptor)
        for resource in missing:
            make_empty(own.parent / resource["path"], resource)


def _resources(descriptor: Path) -> list[dict[str, object]]:
    return reading.plain(descriptor)["resources"]


def _add(descriptor: Path, resources: list[dict[str, object]]) -> None:
    if resources:
        package = reading.plain(descriptor)
        package["resources"] += resources
        text = yaml.safe_dump(package, sort_keys=False, allow_unicode=True, width=100_000)
        descriptor.write_text(text, encoding="utf-8")


def _fill(descriptor: Path, present: Path) -> None:
    """Give a record that stands alone, such as the program's, the plain texts that it has had since."""
    package = reading.plain(descriptor)
    today = {each["name"]: each for each in _resources(present)}
    for resource in package["resources"]:
        path = descriptor.parent / resource["path"]
        if path.suffix == ".yaml" and "*" not in path.name and resource["name"] in today:
            known = {field["name"] for field in resource["schema"]["fields"]}
            fields = today[resource["name"]]["schema"]["fields"]  # type: ignore[index]
            new = [each for each in fields if each["name"] not in known and each["type"] in ("string", "integer")]
            texts = reading.plain(present.parent / resource["path"])
            added = {each["name"]: texts[each["name"]] for each in new if texts.get(each["name"])}
            if added:
                resource["schema"]["fields"] += new
                with path.open("a", encoding="utf-8") as file:
                    file.write(f"\n{yaml.safe_dump(added, sort_keys=False, allow_unicode=True, width=100_000)}")
    descriptor.write_text(yaml.safe_dump(package, sort_keys=False, allow_unicode=True, width=100_000), encoding="utf-8")


def make_empty(path: Path, resource: dict[str, object]) -> None:
    """Make a resource's table without rows, or its folder without records, where there is none."""
    path.parent.mkdir(exist_ok=True)
    if path.suffix == ".csv" and not path.exists():
        names = ",".join(field["name"] for field in resource["schema"]["fields"])  # type: ignore[index]
        path.write_text(f"{names}\n", encoding="utf-8")
