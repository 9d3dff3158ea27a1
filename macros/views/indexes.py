"""Lists of records that lead to their pages: A to Z, organizations, industries and places.

The first page of each list is a page that people write, which calls for the
list; where a list is longer than a page, the further pages come from here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from unicodedata import combining, normalize

from markupsafe import Markup

from macros import directory, presenting, templating
from macros.catalog import Catalog
from macros.models import Organization, Record
from macros.outputs import Content, Page, Site, base_of

SIZE = 500  # entries on a page of a plain list


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of an alphabetical list."""

    name: str
    path: str
    kind: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Index:
    """An alphabetical list: where it begins, its title, and how its entries are found."""

    start: str
    section: str
    title: str
    entries: Callable[[Catalog], list[Entry]]


def outputs(catalog: Catalog, site: Site) -> Iterator[Page]:
    """The second and further pages of the lists that have them."""
    for index in (ORGANIZATIONS, A_TO_Z):
        pages = directory.in_pages(index.entries(catalog), SIZE)
        for number, entries in enumerate(pages[1:], start=2):
            yield _page(index, entries, number, len(pages))


def a_to_z_entries(catalog: Catalog) -> list[Entry]:
    """Every record that has a page, by name."""
    words = catalog.program.geography
    kinds = (
        ("partnerships", "Partnership"), ("organizations", "Organization"), ("industries", "Industry"),
        ("steps", "Toolkit step"), ("worksheets", "Worksheet"),
        ("counties", words.county.capitalize()), ("workforce_areas", words.workforce_area.capitalize()),
        ("pathways", "Career pathway"), ("occupations", "Job"), ("credentials", "Credential"),
        ("training_options", "Training option"), ("supports", "Support"),
        ("grant_templates", "Grant template"), ("grant_blocks", "Text for applications"), ("funds", "Funding"),
        ("metrics", "Metric"), ("stories", "Story"),
    )  # fmt: skip
    entries = [
        Entry(record.name, record.path, label) for kind, label in kinds for record in catalog.tables[kind].values()
    ]
    entries += [
        Entry(each.short_name, each.path, "Organization", each.name)
        for each in catalog.organizations.values()
        if each.short_name and each.short_name != each.name
    ]
    return sorted(entries, key=_order)


def organization_entries(catalog: Catalog) -> list[Entry]:
    """The organizations by name, with their type and how many partnerships they take part in."""
    return sorted(
        (
            Entry(each.name, each.path, each.type.name, _number(len(catalog.partnerships_of(each))))
            for each in catalog.organizations.values()
        ),
        key=_order,
    )


def _number(count: int) -> str:
    return f"{count} partnership{'' if count == 1 else 's'}" if count else ""


def _order(entry: Entry) -> tuple[str, str]:
    return _plain(entry.name).casefold(), entry.path


def list_html(index: Index, catalog: Catalog, base: str) -> Markup:
    """The first page of an alphabetical list, for a page that is ``base`` away from the site's root."""
    pages = directory.in_pages(index.entries(catalog), SIZE)
    return _list(index, pages[0], 1, len(pages), base)


def _list(index: Index, entries: Sequence[Entry], number: int, pages: int, base: str) -> Markup:
    letters = [(letter, list(found)) for letter, found in groupby(entries, key=_letter)]
    return templating.render(
        "a_to_z.html",
        base=base,
        letters=letters,
        number=number,
        pages=pages,
        page_href=lambda each: base + _path(index, each),
    )


def _letter(entry: Entry) -> str:
    first = _plain(entry.name)[:1].upper()
    return first if first.isascii() and first.isalpha() else "0–9"


def _plain(name: str) -> str:
    """A name without its accents, so that Éclair stands under E."""
    return "".join(sign for sign in normalize("NFD", name) if not combining(sign))


def _path(index: Index, number: int) -> str:
    return index.start if number == 1 else f"{index.start}page/{number}/"


def _page(index: Index, entries: Sequence[Entry], number: int, pages: int) -> Page:
    title = f"{index.title}, page {number}"

    def make() -> Content:
        listing = _list(index, entries, number, pages, base_of(_path(index, number)))
        return Content(templating.render("listing.html", title=title, listing=listing))

    return Page(
        path=_path(index, number),
        section=index.section,
        title=title,
        description=f"{title} of {pages}.",
        make=make,
        breadcrumb=((index.title, index.start),),
    )


ORGANIZATIONS = Index(
    f"{Organization.folder}/", Organization.folder, "Organizations", organization_entries
)
A_TO_Z = Index("a-to-z/", Organization.folder, "A to Z", a_to_z_entries)


# --- short lists -------------------------------------------------------------


def industries_html(catalog: Catalog, base: str) -> Markup:
    """The industries under their tiers, each with its number of partnerships."""
    tiers = [
        (tier, [_with_count(each, catalog) for each in catalog.industries.values() if each.tier is tier])
        for tier in catalog.tiers.values()
    ]
    return templating.render("industry_list.html", tiers=tiers, base=base)


def places_html(catalog: Catalog, kind: str, base: str) -> Markup:
    """The counties or the workforce areas, each with the partnerships that serve it, in words."""
    words = catalog.program.geography
    rows = [
        (each, presenting.county_name(each, words) if kind == "counties" else each.name,
         presenting.serving(catalog, each))
        for each in catalog.tables[kind].values()
    ]  # fmt: skip
    return templating.render("place_list.html", rows=rows, base=base)


def map_html(catalog: Catalog, base: str) -> Markup:
    """The map of counties with the same facts as a list beside it."""
    rows = [
        (each, presenting.county_name(each, catalog.program.geography), presenting.serving(catalog, each))
        for each in catalog.counties.values()
    ]
    return templating.render(
        "county_map.html",
        map=presenting.county_map(catalog),
        noun=catalog.program.geography.county.capitalize(),
        program=catalog.program,
        rows=rows,
        base=base,
    )


def _with_count(record: Record, catalog: Catalog) -> tuple[Record, int]:
    return record, len(catalog.partnerships_of(record))
