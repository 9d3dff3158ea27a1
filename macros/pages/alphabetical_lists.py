"""Alphabetical lists of records, cut into pages.

The first page of each list is a page that people write, which calls for the list; where a
list is longer than a page, the further pages come from ``further_pages``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from unicodedata import combining, normalize

from markupsafe import Markup

from macros.data.catalog import Catalog
from macros.pages import templating
from macros.pages.outputs import Content, Page, base_of
from macros.pages.paging import in_pages, page_path

SIZE = 500  # entries on a page of a plain list


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One line of an alphabetical list."""

    name: str
    path: str
    kind: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Index:
    """An alphabetical list: where it begins, its title, and how its entries are found."""

    start: str
    title: str
    entries: Callable[[Catalog], list[ListEntry]]


def further_pages(index: Index, catalog: Catalog) -> Iterator[Page]:
    """The second and further pages of a list that has them."""
    pages = in_pages(index.entries(catalog), SIZE)
    for number, entries in enumerate(pages[1:], start=2):
        yield _page(index, entries, number, len(pages))


def by_name(entry: ListEntry) -> tuple[str, str]:
    """The key that puts entries in alphabetical order, whatever their accents."""
    return _plain(entry.name).casefold(), entry.path


def list_html(index: Index, catalog: Catalog, base: str) -> Markup:
    """The first page of an alphabetical list, for a page that is ``base`` away from the site's root."""
    pages = in_pages(index.entries(catalog), SIZE)
    return _list(index, pages[0], 1, len(pages), base)


def _list(index: Index, entries: Sequence[ListEntry], number: int, pages: int, base: str) -> Markup:
    letters = [(letter, list(found)) for letter, found in groupby(entries, key=_letter)]
    return templating.render(
        "a_to_z.html",
        base=base,
        letters=letters,
        number=number,
        pages=pages,
        page_href=lambda each: base + page_path(index.start, each),
    )


def _letter(entry: ListEntry) -> str:
    first = _plain(entry.name)[:1].upper()
    return first if first.isascii() and first.isalpha() else "0–9"


def _plain(name: str) -> str:
    """A name without its accents, so that Éclair is listed under E."""
    return "".join(sign for sign in normalize("NFD", name) if not combining(sign))


def _page(index: Index, entries: Sequence[ListEntry], number: int, pages: int) -> Page:
    title = f"{index.title}, page {number}"

    def make() -> Content:
        listing = _list(index, entries, number, pages, base_of(page_path(index.start, number)))
        return Content(templating.render("listing.html", title=title, listing=listing))

    return Page(
        path=page_path(index.start, number),
        title=title,
        description=f"{title} of {pages}.",
        make=make,
        breadcrumb=((index.title, index.start),),
    )
