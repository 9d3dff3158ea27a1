"""The real data, and a data folder that tests write into."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

from macros import reading, revisions
from macros.catalog import Catalog, load_catalog

ROOT = Path(__file__).resolve().parent.parent


@cache
def real() -> Catalog:
    """The catalog of the real data, read once."""
    return load_catalog(ROOT / "data")


MADE_UP = ROOT / "tests" / "views" / "data"


def copy_made_up(folder: Path) -> Path:
    """Copy the made-up state to ``folder``, under the real schemas; a table that it doesn't have is empty."""
    shutil.copytree(MADE_UP, folder)
    for descriptor in (ROOT / "data").glob("*/datapackage.yaml"):
        package = folder / descriptor.parent.name
        package.mkdir(exist_ok=True)
        shutil.copy(descriptor, package)
        for resource in reading.plain(descriptor)["resources"]:
            revisions.make_empty(package / resource["path"], resource)
    return folder


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
