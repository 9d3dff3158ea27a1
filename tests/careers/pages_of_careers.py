"""The pages of careers as the views make them, and the prose in them."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from macros.data.catalog import Catalog
from macros.pages.outputs import Site
from macros.subjects.careers import pages as careers

HERE = Path(__file__).parent
SITE = Site(url="https://example.org/library/", today=date(2026, 11, 21))
# Not prose: names of documents, facts in few words, drawings, names that are links.
PASSED_OVER = {
    "sources",
    "rung__sources",
    "chips",
    "facts",
    "contact",
    "pathway",
    "pay",
    "side-facts",
    "visually-hidden",
    "no-print",
}
NO_PROSE = {"svg", "small", "dt", "h1", "h2", "h3", "summary", "nav"}
BLOCKS = {"p", "li", "dd"}
VOID = {"br", "img", "hr", "rect", "path", "polygon"}


@cache
def bodies(catalog: Catalog) -> dict[str, str]:
    """The body of every page by its address."""
    return {page.path: str(page.make().body) for page in careers.outputs(catalog, SITE)}


@cache
def wholes(catalog: Catalog) -> dict[str, str]:
    """The body of every page with its foot, which says where it comes from and what is not on record."""
    made = {page.path: page.make() for page in careers.outputs(catalog, SITE)}
    return {path: f"{content.body}{content.foot}" for path, content in made.items()}


class Prose(HTMLParser):
    """The sentences of a page: of paragraphs, entries of lists, and definitions."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self._open: list[tuple[str, bool]] = []
        self._blocks: list[list[str]] = []
        self.texts: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            self.handle_data(" ")
            return
        classes = set((dict(attrs).get("class") or "").split())
        skipped = bool(self._open and self._open[-1][1]) or tag in NO_PROSE or bool(classes & PASSED_OVER)
        self._open.append((tag, skipped))
        if tag in BLOCKS:
            self._blocks.append([])

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        self._open.pop()
        if tag in BLOCKS:
            self.texts.append(" ".join("".join(self._blocks.pop()).split()))

    def handle_data(self, data: str) -> None:
        if self._blocks and not self._open[-1][1]:
            self._blocks[-1].append(data)

    @property
    def sentences(self) -> list[str]:
        """What ends like a sentence and has some words."""
        found = (each.strip() for text in self.texts for each in re.findall(r"[^.!?]+[.!?](?=\s|$)", text))
        return [each for each in found if len(each.split()) > 3]
