"""Reads built pages: their elements as trees, and where their links lead."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree.ElementTree import Element, TreeBuilder

from library import DOCS

# What leads nowhere by a link, and is public all the same.
UNLINKED = (
    "404.html",
    "robots.txt",
    "sitemap.xml",
    "llms.txt",
    "partnerships/directory.json",
    "partnerships/contacts.json",
    "staff/check.json",
)
# Tests of the search index, of the embeds and of the training library's short addresses follow these.
FOLLOWED_ELSEWHERE = (
    "pagefind/",
    "embed/",
    "oembed/",
    "assets/ours/css/embed.css",
    "assets/ours/js/embed-frame.js",
    "s/",
)
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
ADDRESSES = "href src action poster data xlink:href data-base data-index data-compare-page".split()
CSS_ADDRESS = re.compile(r"(?:url\(\s*|@import\s+(?!url))[\"']?([^\"')\s;]+)")
# import ... from "x", export ... from "x", import "x", import("x"), and new URL("x", import.meta.url)
JS_ADDRESS = re.compile(
    r"""(?:^(?:import|export)\b[^"';]*\bfrom\s*|^import\s*|\bimport\(\s*|new URL\((?=[^)]*import\.meta\.url))["']([^"']+)["']""",
    re.MULTILINE,
)


LEADS_ON = 'http-equiv="refresh"'  # in a page of an address that has moved


class _Maker(HTMLParser):
    """Makes a tree of a page whose elements are all closed in order; raises ValueError for another."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._builder, self._open = TreeBuilder(), [""]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._builder.start(tag, {name: value or "" for name, value in attrs})
        if tag in VOID:
            self._builder.end(tag)
        else:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._builder.start(tag, {name: value or "" for name, value in attrs})
        self._builder.end(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._open.pop() != tag:
            raise ValueError(f"</{tag}> closes nothing at line {self.getpos()[0]}")
        self._builder.end(tag)

    def handle_data(self, data: str) -> None:
        if len(self._open) > 1:
            self._builder.data(data)

    def made(self) -> Element:
        self.close()
        if len(self._open) > 1:
            raise ValueError(f"<{self._open[-1]}> is never closed")
        return self._builder.close()


def tree(html: str) -> Element:
    """The tree of a page, with lower-case names."""
    maker = _Maker()
    maker.feed(html)
    return maker.made()


def text(element: Element | None) -> str:
    """The words in an element, with single spaces."""
    assert element is not None
    return " ".join("".join(element.itertext()).split())


@dataclass(frozen=True, eq=False)
class Page:
    """One page of a built site; ``path`` is its address below the root, like ``counties/york/``."""

    file: Path
    path: str

    @cached_property
    def html(self) -> str:
        return self.file.read_text(encoding="utf-8")

    @cached_property
    def elements(self) -> list[Element]:
        """Every element, in the order of the page."""
        return list(tree(self.html).iter())

    @cached_property
    def ids(self) -> list[str]:
        return [each.attrib["id"] for each in self.elements if "id" in each.attrib]

    def all(self, *tags: str, **attributes: str) -> list[Element]:
        """The elements of a name with these attributes; ``class_="card"`` asks for one of the classes."""
        wanted = attributes.pop("class_", "")
        return [
            each
            for each in self.elements
            if (not tags or each.tag in tags)
            and all(each.get(name) == value for name, value in attributes.items())
            and (not wanted or wanted in each.get("class", "").split())
        ]

    def meta(self, name: str) -> str:
        """The content of a meta element by its name or property; empty where there is none."""
        found = [each for each in self.all("meta") if name in (each.get("name"), each.get("property"))]
        return found[0].get("content", "") if found else ""

    def links(self) -> Iterator[tuple[Element, str]]:
        """Every element with an address that it names."""
        for each in self.elements:
            for name in ADDRESSES:
                if name in each.attrib:
                    yield each, each.attrib[name]
            for candidate in each.get("srcset", "").split(","):
                if candidate.strip():
                    yield each, candidate.split()[0]


@lru_cache(maxsize=8)
def pages(folder: Path) -> dict[str, Page]:
    """Every page of a built site by its address below the root.

    What other sites show, and pages that only lead on to where a page has moved, have tests of their own.
    """
    files = (path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*.html")))
    found = (file for file in files if not file.startswith(("embed/", "s/")))  # s/: short addresses that lead on
    made = (Page(folder / file, file.removesuffix("index.html")) for file in found)
    return {page.path: page for page in made if LEADS_ON not in page.html}


def broken(folder: Path, root: str) -> Iterator[str]:
    """Every address within the site ``root`` that leads nowhere, with the page that names it."""
    for page in pages(folder).values():
        for base in _places(page, root):
            for _, address in page.links():
                if fault := _own_fault(page, address) or _fault(folder, root, base, address):
                    yield f"{page.path}: {address} {fault}"
    for file in (*folder.rglob("*.css"), *folder.rglob("*.js")):
        base = urljoin(root, file.relative_to(folder).as_posix())
        for address in addresses_in(file):
            if fault := _fault(folder, root, base, address):
                yield f"{file.name}: {address} {fault}"


def orphans(folder: Path, root: str) -> list[str]:
    """Every file of the site ``root`` that nothing leads to, as its path in ``folder``.

    A picture in docs that no page shows any more is left out: whoever edits content may keep it.
    """
    reached = {page.file for page in pages(folder).values()} | {folder / name for name in UNLINKED}
    reached |= {file for file in folder.rglob("*.html") if LEADS_ON in file.read_text(encoding="utf-8")}
    waiting = list(_named_by_pages(folder, root))
    while waiting:
        file = waiting.pop()
        if file.is_file() and file not in reached:
            reached.add(file)
            if file.suffix in (".css", ".js", ".webmanifest"):
                waiting += [(file.parent / each).resolve() for each in addresses_in(file)]
            elif file.suffix == ".json":
                waiting += [
                    folder / each
                    for each in re.findall(rf'"{re.escape(root)}([^"]+)"', file.read_text(encoding="utf-8"))
                ]
    left = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() and path not in reached}
    return sorted(name for name in left if not name.startswith(FOLLOWED_ELSEWHERE) and not (DOCS / name).is_file())


def _named_by_pages(folder: Path, root: str) -> Iterator[Path]:
    for page in pages(folder).values():
        base = urljoin(root, page.path)
        for address in (*(address for _, address in page.links()), page.meta("og:image")):
            target = urljoin(base, address)
            if target.startswith(root):
                yield folder / urlsplit(target).path.removeprefix(urlsplit(root).path)


def addresses_in(file: Path) -> list[str]:
    """The addresses that a stylesheet, a script or a web app manifest names."""
    content = file.read_text(encoding="utf-8")
    if file.suffix == ".webmanifest":
        return [each["src"] for each in json.loads(content)["icons"]]
    return (CSS_ADDRESS if file.suffix == ".css" else JS_ADDRESS).findall(content)


def _places(page: Page, root: str) -> list[str]:
    """Where a page can stand: the page for what is missing is answered at any address."""
    if page.path == "404.html":
        return [urljoin(root, path) for path in ("404.html", "nothing", "not/here/at/all/")]
    return [urljoin(root, page.path)]


def _own_fault(page: Page, address: str) -> str:
    wants_part = address.startswith("#")
    return "names no part of the page" if wants_part and unquote(address[1:]) not in page.ids else ""


def _fault(folder: Path, root: str, base: str, address: str) -> str:
    target = urljoin(base, address)
    if address.startswith("#"):
        return ""
    if not target.startswith(("http:", "https:")) or urlsplit(target).netloc != urlsplit(root).netloc:
        return ""
    if not target.startswith(root):
        return "leaves the site"
    parts = urlsplit(target)
    path = unquote(parts.path).removeprefix(urlsplit(root).path)
    if path.endswith("/") or not path:
        path += "index.html"
    if not (folder / path).is_file():
        return "is not there"
    page = pages(folder).get(path.removesuffix("index.html"))
    if parts.fragment and page and unquote(parts.fragment) not in page.ids:
        return "names no part of the page"
    return ""
