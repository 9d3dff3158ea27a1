"""The directory of partnerships: its pages as cards and as a table, and the file that its filters read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Any

from macros.data import faceting
from macros.data.catalog import Catalog, derived, places
from macros.data.models import Partnership
from macros.pages import components, list_filters, search_words, templating
from macros.pages.macro_context import Context, page_macro
from macros.pages.outputs import Content, Page, Site, SiteFile, base_of
from macros.pages.paging import in_pages, page_path

FOLDER = Partnership.folder
CARDS, TABLE = f"{FOLDER}/", f"{FOLDER}/table/"


def outputs(catalog: Catalog, site: Site) -> Iterator[Page | SiteFile]:
    """The table, the further pages of both layouts, and the index of the filters.

    The first page of cards is not among them: it is a page that people write,
    which calls the macro ``partnership_directory``.
    """
    pages = len(in_pages(tuple(catalog.partnerships), site.page_size))
    for number in range(1, pages + 1):
        yield _page(catalog, site, TABLE, number)
        if number > 1:
            yield _page(catalog, site, CARDS, number)
    yield SiteFile(f"{FOLDER}/directory.json", partial(index, catalog, site.today))
    yield SiteFile(f"{FOLDER}/contacts.json", partial(contacts, catalog))


def _page(catalog: Catalog, site: Site, start: str, number: int) -> Page:
    layout = "All partnerships as a table" if start == TABLE else "Directory of partnerships"
    title = layout if number == 1 else f"{layout}, page {number}"
    path = page_path(start, number)

    def make() -> Content:
        listing = _listing(Context(catalog, site, base_of(path)), start, number)
        body = templating.render("listing.html", title=title, listing=listing)
        return Content(body, templating.render("_script.html", base=base_of(path), name="directory"))

    return Page(
        path=path,
        title=title,
        description=f"Industry partnerships in {catalog.program.state}: {title.lower()}.",
        make=make,
        breadcrumb=(("Partnerships", f"{FOLDER}/"),),
    )


@page_macro()
def partnership_directory(page: Context) -> str:
    """The whole directory of partnerships with its filters."""
    return _listing(page, CARDS, 1)


def _listing(page: Context, start: str, number: int) -> str:
    """One page of the directory with its filters; ``start`` says whether as cards or as a table."""
    catalog, site, base = page.catalog, page.site, page.base
    pages = in_pages(tuple(catalog.partnerships.values()), site.page_size)
    blank = components.Card(
        industries=("",),
        looked_at=site.today,
        is_reviewed=False,
        due=site.today,
        shows_day=components.looks_differ(catalog),
    )
    columns = _columns(catalog, site.today)
    levels = places(catalog).levels
    return templating.render(
        "directory.html",
        base=base,
        layout="table" if start == TABLE else "cards",
        program=catalog.program,
        places=[(each.plural, path) for each in levels[:1] if (path := components.level_list(site, each))],
        filters=_filters(catalog, site.today),
        sortings=[each for each in faceting.sortings(catalog) if each.id in {column["sort"] for column in columns}],
        columns=columns,
        shown=components.cards(pages[number - 1], catalog, site.today),
        total=len(catalog.partnerships),
        blank=blank,
        stages=tuple(catalog.stages.values()),
        today=site.today,
        number=number,
        pages=len(pages),
        page_href=_hrefs(base, start),
    )


@derived
def _filters(catalog: Catalog, today: date) -> str:
    """The form of filters, the same on every page of the directory."""
    found = tuple(catalog.partnerships.values())
    return list_filters.form(found, faceting.form_facets(catalog, today), "partnerships")


def _hrefs(base: str, start: str) -> Callable[[int], str]:
    return lambda number: base + page_path(start, number)


@derived
def _columns(catalog: Catalog, today: date) -> list[dict[str, str]]:
    """The columns of the table, on every page the same, without those that tell no partnership from another."""
    label, cards = catalog.label, components.cards(catalog.partnerships.values(), catalog, today)
    columns = (
        ("name", label("partnerships", "title"), "name", True),
        ("industries", label("partnerships", "industries"), "", True),
        ("kind", label("partnerships", "kind"), "", components.tells_apart(each.kind for each in cards)),
        ("place", label("partnerships", "reach"), "", components.tells_apart(each.place for each in cards)),
        ("stage", label("partnerships", "stage"), "stage", components.tells_apart(each.stage for each in cards)),
        ("status", label("partnerships", "status"), "", components.tells_apart(each.status for each in cards)),
        ("reviewed", faceting.LOOKED_AT, "reviewed", components.looks_differ(catalog)),
    )
    return [{"id": id, "label": words, "sort": sort} for id, words, sort, is_shown in columns if is_shown]


# --- the filters' index -----------------------------------------------------


def index(catalog: Catalog, today: date) -> str:
    """The private file that the filters read: one column for each thing, in the order of titles.

    ``options`` numbers every option as an address calls it, ``facet_of`` says to
    which facet it belongs, and each record's entry in ``has`` lists the numbers
    that hold for it. ``words`` are searched besides title and summary. ``reviewed`` is the day on which a record was
    looked at, ``looks`` are the words for how: ``is_reviewed`` says which of them.
    ``due`` gives for each such day the day of the next review. ``kind`` and
    ``status`` say what a list shows of them.
    """
    facets = faceting.form_facets(catalog, today)
    options = [(facet, option) for facet in facets for option in facet.options]
    numbers = {(facet.id, option.id): number for number, (facet, option) in enumerate(options)}
    found = list(catalog.partnerships.values())
    shown = components.cards(found, catalog, today)
    rank = {stage: number for number, stage in enumerate(catalog.stages, start=1)}
    data: dict[str, Any] = {
        "notice": "Private to this site's directory; its shape may change at any time.",
        "due": {each.looked_at.isoformat(): each.due.isoformat() for each in shown},
        "options": [facet.address(option) for facet, option in options],
        "facet_of": [facet.id for facet, _ in options],
        "id": [each.id for each in found],
        "title": [each.title for each in found],
        "summary": [each.summary for each in found],
        "words": [_words(each, catalog) for each in found],
        "place": [each.place for each in shown],
        "kind": [each.kind for each in shown],
        "status": [each.status for each in shown],
        "stage": [rank[each.stage.id] if each.stage else 0 for each in found],
        "reviewed": [each.looked_at.isoformat() for each in shown],
        "is_reviewed": [int(each.is_reviewed) for each in shown],
        "looks": [templating.piece("look", is_reviewed) for is_reviewed in (False, True)],
        "has": [
            list(dict.fromkeys(numbers[facet.id, value] for facet in facets for value in facet.holds(each)))
            for each in found
        ],
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def contacts(catalog: Catalog) -> str:
    """The private file of websites and contacts, for the list that a visitor saves; nothing else needs them.

    ``of`` has for each partnership its website, then the name, mailbox, phone and page of its contact.
    """
    found = {}
    for each in catalog.partnerships.values():
        contact = each.contact or catalog.program.contact
        found[each.id] = [each.website, contact.name, contact.email, contact.phone, contact.url]
    data = {"notice": "Private to this site's directory; its shape may change at any time.", "of": found}
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _words(partnership: Partnership, catalog: Catalog) -> str:
    """Its short name, its members, and the search words that fit the whole record."""
    members = [member.organization for member in partnership.members]
    names = [partnership.short_title, *(each.name for each in members), *(each.short_name for each in members)]
    return "; ".join(dict.fromkeys(filter(None, (*names, *search_words.meanings(partnership, catalog, *names)))))
