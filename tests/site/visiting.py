"""A built site, and a visitor who opens its pages in a browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import building
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page

from macros.data.catalog import Catalog

VIEWPORT = {"width": 1280, "height": 900}
OF_A_PAGE = frozenset(("color_scheme", "forced_colors", "reduced_motion"))  # options that a page can take by itself

HERE = ("http://127.0.0.1:", "data:", "blob:")

See = Callable[[str, Any], None]  # the kind of an event, and the event


@cache
def noon() -> datetime:
    """The moment in the browser. Freshness is decided there too: the day must be that of the build."""
    return datetime.fromisoformat(f"{building.the_day()}T12:00:00-05:00")


@dataclass(frozen=True)
class Built:
    """A built site: its files, the data that it was made from, and where it is served."""

    folder: Path
    data: Path
    catalog: Catalog
    url: str


@dataclass(eq=False)
class Context:
    """A context that visitors take in turn. A blank page stays open in it, and with it the process of its pages."""

    made: BrowserContext
    blank: Page
    session: CDPSession
    see: See
    origins: set[str] = field(default_factory=set)  # what may have kept something

    def happened(self, kind: str, event: Any) -> None:
        """Tell whoever has the context now of a request, a message or an error."""
        if kind == "request" and event.url.startswith(("http", "file")):
            self.origins.add("{0.scheme}://{0.netloc}".format(urlsplit(event.url)))
        self.see(kind, event)

    def clear(self) -> bool:
        """Take away all that a visit can leave behind; False where the clock can't be put back."""
        for page in self.made.pages:
            if page is not self.blank:
                page.close()
        self.see = lambda kind, event: None
        self.made.clear_cookies()
        self.made.unroute_all()
        while self.origins:
            self.session.send("Storage.clearDataForOrigin", {"origin": self.origins.pop(), "storageTypes": "all"})
        if not self._is_noon():
            self.made.clock.set_fixed_time(noon())
        return self._is_noon()

    def _is_noon(self) -> bool:
        return self.blank.evaluate("Date.now()") == 1000 * noon().timestamp()


class Contexts:
    """The contexts of a browser. Most of the time of a visit is that of a new one, so they are used again and again."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._free: dict[str, list[Context]] = {}  # by their options

    def take(self, see: See, options: dict[str, Any]) -> Context:
        """A context with options that nobody uses; ``see`` is told of what happens in it until it is put back."""
        free = self._free.setdefault(repr(sorted(options.items())), [])
        context = free.pop() if free else self._make(options)
        context.see = see
        return context

    def _make(self, options: dict[str, Any]) -> Context:
        made = self._browser.new_context(viewport=VIEWPORT, **options)
        made.clock.set_fixed_time(noon())
        blank = made.new_page()
        context = Context(made, blank, made.new_cdp_session(blank), lambda kind, event: None)
        made.on("request", lambda event: context.happened("request", event))
        made.on("console", lambda event: context.happened("console", event))
        made.on("weberror", lambda event: context.happened("weberror", event))
        return context

    def put_back(self, context: Context, options: dict[str, Any]) -> None:
        """Clear a context for the next visitor."""
        if context.clear():
            self._free[repr(sorted(options.items()))].append(context)
        else:
            context.made.close()


class Visitor:
    """Opens pages, each in a context that nothing else is in, and keeps every trouble that they report."""

    def __init__(self, contexts: Contexts, here: Sequence[str] = HERE, told: Sequence[str] = ("error",)) -> None:
        """Addresses that don't begin with one of ``here`` are a trouble, and so are messages of the kinds ``told``."""
        self._contexts, self._here, self._told = contexts, tuple(here), told
        self._taken: list[tuple[Context, dict[str, Any]]] = []
        self.troubles: list[str] = []
        self.expected = ""  # a pattern of troubles that the test wants

    def __call__(self, address: str = "", **options: Any) -> Page:
        """A page at ``address`` in a context with ``options``, 1280 px wide unless they say otherwise."""
        viewport = options.pop("viewport", VIEWPORT)
        of_page = {name: options.pop(name) for name in OF_A_PAGE & options.keys()}
        context = self._contexts.take(self._see, options)
        self._taken.append((context, options))
        page = context.made.new_page()
        page.set_default_timeout(5_000)
        page.set_viewport_size(viewport)
        page.emulate_media(**of_page)
        if address:
            page.goto(address)
        return page

    def _see(self, kind: str, event: Any) -> None:
        if kind == "request":
            self._see_request(event)
        elif kind == "weberror":
            self.troubles.append(str(event.error))
        elif event.type in self._told:
            self.troubles.append(event.text)

    def _see_request(self, request: Any) -> None:
        if not request.url.startswith(self._here):
            self.troubles.append(f"asked {request.url}")

    def leave(self) -> list[str]:
        """Close everything; gives the troubles that were not expected."""
        while self._taken:
            self._contexts.put_back(*self._taken.pop())
        return [each for each in self.troubles if not (self.expected and re.search(self.expected, each))]
