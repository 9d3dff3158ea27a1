"""A page as its reader gets it: rendered by the site's own Markdown, read by an HTML parser.

The rules of the text refuse what any Markdown parser could make active. Here the page is
rendered as the host will render it, and the result is held against the same short lists;
the ids, links and pictures that it has are what the check of links works on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import markdown
import yaml
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from macros.build.page_check.rules import ATTRIBUTES, SCHEMES, TAGS

SETTINGS = Path(__file__).resolve().parents[3] / "mkdocs.yml"
# What MkDocs adds by itself (mkdocs/config/defaults.py).
_BUILT_IN = ("toc", "tables", "fenced_code")
# Says about a link that Markdown made it: the host finds its page by file, and leaves addresses in HTML as they are.
_WRITTEN = "data-written"
_ALIGNED = re.compile(r"text-align: (?:left|center|right);")  # of a table's cell, by the extension


@dataclass(slots=True)
class PageLink:
    """A link or a picture: where it leads, the words (or the alternative text) that it has.

    ``is_markdown`` says that the path is that of a file, as seen from the page's own file;
    else it is an address as a browser sees it.
    """

    target: str
    is_picture: bool
    is_markdown: bool
    words: str = ""
    is_decoration: bool = False


@dataclass(slots=True)
class Rendered:
    """What a rendered page holds; ``faults`` are tags and attributes that it must not have."""

    ids: set[str] = field(default_factory=set)
    links: list[PageLink] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


class _Settings(yaml.SafeLoader):
    """Reads the host's settings, in which !ENV and the like stand for values that do not matter here."""


_Settings.add_multi_constructor("!", lambda loader, suffix, node: None)


@cache
def _extensions() -> tuple[tuple[str, ...], Mapping[str, Any]]:
    """Return the Markdown extensions that the site's settings name, and their options."""
    named = yaml.load(SETTINGS.read_bytes(), Loader=_Settings).get("markdown_extensions") or []
    options = {name: each for entry in named if isinstance(entry, dict) for name, each in entry.items()}
    names = [name for entry in named for name in (entry if isinstance(entry, dict) else [entry])]
    return tuple(dict.fromkeys([*_BUILT_IN, *names])), options


class _MarkWritten(Treeprocessor):
    """Marks each link and picture that Markdown made."""

    def run(self, root: Any) -> None:
        for element in root.iter():
            if element.tag in ("a", "img"):
                element.set(_WRITTEN, "")


class _Marks(Extension):
    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 - the library's name
        md.treeprocessors.register(_MarkWritten(md), _WRITTEN, -10)  # after all others


@lru_cache(maxsize=1_000)  # a pure function of the text: a server that renders again asks for pages that did not change
def render(text: str) -> str:
    """Return the HTML of a Markdown text. Raises RecursionError where it is nested too deep."""
    names, options = _extensions()
    return markdown.markdown(text, extensions=[*names, _Marks()], extension_configs=options)


class _Reader(HTMLParser):
    """Gathers what a page holds."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found = Rendered()
        self._open: list[PageLink] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at a tag and all its attributes."""
        values = {name: value or "" for name, value in attrs}
        if tag not in TAGS:
            self.found.faults.append(f"the HTML tag <{tag}>")
        for name, value in values.items():
            if not _is_inert(name, value):
                self.found.faults.append(f"the attribute {name} of <{tag}>")
        if values.get("id"):
            self.found.ids.add(values["id"])
        if tag == "a" and "href" in values:
            self._open.append(self._link(values["href"], values))
        elif tag == "img":
            self._picture(values)

    def _link(self, target: str, values: dict[str, str], is_picture: bool = False) -> PageLink:
        link = PageLink(target, is_picture, _WRITTEN in values)
        self.found.links.append(link)
        return link

    def _picture(self, values: dict[str, str]) -> None:
        link = self._link(values.get("src", ""), values, is_picture=True)
        link.words, link.is_decoration = values.get("alt", ""), values.get("role") == "presentation"
        self.handle_data(link.words)

    def handle_endtag(self, tag: str) -> None:
        """Close a link."""
        if tag == "a" and self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        """Give the words to the links that they stand in."""
        for link in self._open:
            link.words += data

    def handle_pi(self, data: str) -> None:
        """Refuse a processing instruction."""
        self.found.faults.append("a processing instruction")

    def handle_decl(self, decl: str) -> None:
        """Refuse a declaration."""
        self.found.faults.append("a declaration")

    def unknown_decl(self, data: str) -> None:
        """Refuse a section of character data and the like."""
        self.found.faults.append("a declaration")


def _is_inert(name: str, value: str) -> bool:
    """Return whether an attribute runs, loads and takes nothing."""
    if name in ("href", "src"):
        plain = re.sub(r"[\x00-\x20\\]", "", value)
        scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", plain)
        return not scheme or (name == "href" and scheme[1].casefold() in SCHEMES)
    if name == "style":
        return _ALIGNED.fullmatch(value) is not None
    return name in ATTRIBUTES or name.startswith("aria-") or name == _WRITTEN


def read(html: str) -> Rendered:
    """Return what a page's HTML holds."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.found
