"""The built site, a server for it, and a visitor who reports all that goes wrong in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import building
import pytest
from library import DATA
from serving import Ways, serving
from visiting import Built, Contexts, Visitor

from macros.data.catalog import load_catalog


def _served(folder: Path, data: Path) -> Iterator[Built]:
    with serving(folder, ways=Ways(kept=True)) as url:
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
def made_up_site(made_up_built: Path) -> Iterator[Built]:
    """The site of the made-up state."""
    yield from _served(made_up_built / "site", made_up_built / "data")


@pytest.fixture
def visit(contexts: Contexts) -> Iterator[Visitor]:
    """Opens pages; the test fails when one of them reports an error or asks another host."""
    visitor = Visitor(contexts)
    yield visitor
    assert visitor.leave() == []
