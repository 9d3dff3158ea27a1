"""The built site, a server for it, and a visitor who reports all that goes wrong in it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import building
import pytest
from building import Shared
from library import DATA, ROOT, copy_made_up
from serving import serving
from visiting import Built, Contexts, Visitor

from macros.data.catalog import load_catalog


def _served(folder: Path, data: Path) -> Iterator[Built]:
    with serving(folder) as url:
        yield Built(folder, data, load_catalog(data, building.the_day()), url)


@pytest.fixture(scope="session")
def site(real_site: Path) -> Iterator[Built]:
    """The site of the real data."""
    yield from _served(real_site, DATA)


@pytest.fixture(scope="session")
def big(large: Path) -> Iterator[Built]:
    """A site of many invented partnerships besides the real ones."""
    yield from _served(large / "site", large / "data")


@pytest.fixture(scope="session")
def made_up_site(shared: Shared) -> Iterator[Built]:
    """The site of the made-up state, with written pages that name none of the real records."""
    folder = shared("made-up-site", _make_made_up)
    yield from _served(folder / "site", folder / "data")


def _make_made_up(folder: Path) -> None:
    copy_made_up(folder / "data")
    wind = folder / "data/partnerships/records/wind.yaml"  # so that stages differ, and lists can be sorted by them
    wind.write_text(wind.read_text("utf-8").replace("\nstatus: going", "\nstage: first\nstatus: going"), "utf-8")
    shutil.copytree(ROOT / "docs", folder / "docs")
    for page in (folder / "docs").rglob("*.md"):
        text = page.read_text(encoding="utf-8")
        page.write_text(re.sub(r'\{\{ (?:link|sources|term)\("[^}]*\) \}\}', "words", text), encoding="utf-8")
    building.build(folder / "site", data=folder / "data", docs=folder / "docs")


@pytest.fixture
def visit(contexts: Contexts) -> Iterator[Visitor]:
    """Opens pages; the test fails when one of them reports an error or asks another host."""
    visitor = Visitor(contexts)
    yield visitor
    assert visitor.leave() == []
