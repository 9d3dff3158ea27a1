"""The built site, a server for it, and a browser that reports all that goes wrong in it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import building
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from serving import serving

from macros.catalog import Catalog, load_catalog
from scripts import browser as chromium
from scripts.synthesize import synthesize


@dataclass(frozen=True)
class Built:
    """A built site: its files, the data that it was made from, and where it is served."""

    folder: Path
    data: Path
    catalog: Catalog
    url: str


def _built(folder: Path, data: Path) -> Iterator[Built]:
    building.build(folder, data=data)
    with serving(folder) as url:
        yield Built(folder, data, load_catalog(data, building.TODAY), url)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """The site of the real data."""
    yield from _built(tmp_path_factory.mktemp("site") / "site", building.ROOT / "data")


@pytest.fixture(scope="session")
def big(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """A site of a thousand invented partnerships besides the real ones."""
    data = tmp_path_factory.mktemp("big") / "data"
    synthesize(data, 1_000, data=building.ROOT / "data")
    yield from _built(data.parent / "site", data)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    path = chromium.find()
    if path is None and not os.environ.get("CI"):
        pytest.skip("there is no Chromium: python -m scripts.browser --install")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=chromium.arguments())
        yield opened
        opened.close()


class Visitor:
    """Opens pages in a context of its own, and keeps every trouble that they report."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self.troubles: list[str] = []
        self.expected = ""  # a pattern of troubles that the test wants

    def __call__(self, address: str = "", **options: Any) -> Page:
        """A page at ``address`` in a new context with ``options``, 1280 px wide unless they say otherwise."""
        context = self._browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        self._contexts.append(context)
        # Freshness is decided in the browser too: the day must be that of the build.
        context.clock.set_fixed_time(f"{building.TODAY}T12:00:00-05:00")
        context.on("request", self._see_request)
        context.on("console", lambda message: self._see(message.type, "error", message.text))
        context.on("weberror", lambda error: self._see("error", "error", str(error.error)))
        page = context.new_page()
        page.set_default_timeout(5_000)
        if address:
            page.goto(address)
        return page

    def _see_request(self, request: Any) -> None:
        here = request.url.startswith(("http://127.0.0.1:", "data:", "blob:"))
        self._see("request", "request" if not here else "", f"asked {request.url}")

    def _see(self, kind: str, wanted: str, words: str) -> None:
        if kind == wanted:
            self.troubles.append(words)

    def leave(self) -> list[str]:
        """Close everything; gives the troubles that were not expected."""
        for context in self._contexts:
            context.close()
        return [each for each in self.troubles if not (self.expected and re.search(self.expected, each))]


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visitor]:
    """Opens pages; the test fails when one of them reports an error or asks another host."""
    visitor = Visitor(browser)
    yield visitor
    assert visitor.leave() == []


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what opens a browser or builds the big site, so that the quick tests can leave it out."""
    marks: dict[str, Callable[[list[str]], bool]] = {
        "browser": lambda names: "browser" in names,
        "slow": lambda names: "big" in names,
    }
    for item in items:
        names = getattr(item, "fixturenames", [])
        for mark, is_meant in marks.items():
            if is_meant(names) and Path(item.path).parent == Path(__file__).parent:
                item.add_marker(mark)
