"""The content under test, the made-up state, and a small data folder that tests write into."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from macros.data import git_history, packages, reading, validation
from macros.data.catalog import Catalog, load_catalog
from macros.data.validation.dates import earliest

ROOT = Path(__file__).resolve().parent.parent
# The folder that holds ``data`` and ``docs``. The tests marked ``data`` may look at another one:
#     CONTENT_DIR=/some/copy python -m pytest -m data
CONTENT = Path(os.environ.get("CONTENT_DIR", ROOT)).resolve()
DATA, DOCS = CONTENT / "data", CONTENT / "docs"
MADE_UP = ROOT / "tests" / "views" / "data"
EXAMPLE = ROOT / "examples" / "colorado"  # a small state with pages of its own


@cache
def real() -> Catalog:
    """The catalog of the real data, read once."""
    return load_catalog(DATA)


def ids(path: str) -> list[str]:
    """The ids of the real records at a path below ``data``, for the names of tests: no record is read, and none need be right."""
    if path.endswith(".yaml"):
        return sorted(file.stem for file in DATA.glob(path))
    lines = (line for file in DATA.glob(path) for line in file.read_text("utf-8-sig", "replace").splitlines())
    return [line.partition(",")[0] for line in lines][1:]


@cache
def made_up() -> Catalog:
    """The catalog of the made-up state, read once."""
    return load_catalog(whole_made_up())


@cache
def made_up_checked() -> validation.Checked:
    """What the check reads of the made-up state, read once."""
    return validation.check(whole_made_up())


def copy_made_up(folder: Path) -> Path:
    """Copy the made-up state to ``folder``; a table that it doesn't have is empty."""
    return Path(shutil.copytree(whole_made_up(), folder))


@cache
def whole_made_up() -> Path:
    """The made-up state with all its tables, which nobody may change: to read the schemas takes ten times as long as to copy."""
    home = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, home)
    folder = Path(shutil.copytree(MADE_UP, Path(home) / "data"))
    for subject, description in packages.descriptions(folder).items():
        for resource in reading.plain(description)["resources"]:
            git_history.make_empty(folder / subject / resource["path"], resource)
    return folder


@cache
def newest() -> date:
    """The last day of which the real data tells: no check or build of it goes by an earlier one."""
    checked = validation.check(DATA)
    rows = ((checked.schemas[kind]["fields"], row.values) for kind, rows in checked.rows.items() for row in rows)
    return max(day for fields, values in rows for day in _past(fields, values))


def _past(fields: list[dict[str, Any]], values: dict[str, Any]) -> Iterator[date]:
    """The days in a row that tell of what has happened; of a month or a year, the first."""
    for each in fields:
        value = values.get(each["name"])
        if value and each.get("past"):
            yield date.fromisoformat(earliest(value)[:10])
        inner = each.get("fields") or each.get("items", {}).get("fields")
        for part in (value if isinstance(value, list) else [value]) if inner and value else ():
            yield from _past(inner, part)


class Library:
    """A data folder that a test may change."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, file: str, content: str | bytes) -> None:
        """Write a file below the folder."""
        path = self.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)

    def replace(self, file: str, old: str, new: str) -> None:
        """Replace a text that stands in a file once."""
        text = (self.folder / file).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} must stand in {file} once"
        self.write(file, text.replace(old, new))
