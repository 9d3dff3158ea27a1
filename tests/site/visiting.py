"""A built site, and a visitor who opens its pages in a browser."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import building
from playwright.sync_api import Browser, BrowserContext, Page

from macros.data.catalog import Catalog


@dataclass(frozen=True)
class Built:
    """A built site: its files, the data that it was made from, and where it is served."""

    folder: Path
    data: Path
    catalog: Catalog
    url: str


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
