"""Macros about search, and about what others may take away."""

from __future__ import annotations

from macros.pages import alphabetical_lists, templating
from macros.pages.macro_context import Context
from macros.sitewide import api, embeds, open_data, searching
from macros.sitewide import calendars as calendar_view
from macros.sitewide import feeds as feed_view
from macros.sitewide.a_to_z import A_TO_Z


def search_box(page: Context) -> str:
    """A text search that leads to the search page: ``{{ search_box() }}``."""
    return templating.render("search_box.html", base=page.base)


def search_page(page: Context) -> str:
    """The search over the whole site with its facets: ``{{ search_page() }}``."""
    return templating.render(
        "search_page.html",
        base=page.base,
        facets=searching.facets(page.catalog),
        industries=page.catalog.industries.values(),
        program=page.catalog.program,
    )


def embed_builder(page: Context) -> str:
    """The form that makes code for embeds, and the table of their addresses: ``{{ embed_builder() }}``."""
    return embeds.builder_html(page.catalog, page.site, page.base)


def downloads(page: Context) -> str:
    """Everything to take away, with types and sizes: ``{{ downloads() }}``."""
    return open_data.downloads_html(page.catalog, page.site, page.base)


def data_dictionary(page: Context) -> str:
    """What each table and each column means: ``{{ data_dictionary() }}``."""
    return open_data.dictionary_html(page.catalog, page.base)


def data_citation(page: Context) -> str:
    """How to name this library as a source: ``{{ data_citation() }}``."""
    return open_data.citation_html(page.catalog, page.site)


def api_kinds(page: Context) -> str:
    """The kinds of record that the API has: ``{{ api_kinds() }}``."""
    return api.kinds_html(page.catalog, page.site, page.base)


def api_examples(page: Context) -> str:
    """Examples for the API that work as they stand: ``{{ api_examples() }}``."""
    return api.examples_html(page.catalog, page.site, page.base)


def feeds(page: Context) -> str:
    """The feeds of what is new or changed, with their addresses: ``{{ feeds() }}``."""
    return feed_view.feeds_html(page.catalog, page.site, page.base)


def calendars(page: Context) -> str:
    """The calendars to subscribe to, and what comes next in them: ``{{ calendars() }}``."""
    return calendar_view.calendars_html(page.catalog, page.site, page.base)


def a_to_z(page: Context) -> str:
    """Every record that has a page, by name: ``{{ a_to_z() }}``."""
    return alphabetical_lists.list_html(A_TO_Z, page.catalog, base=page.base)


MACROS = (
    a_to_z,
    search_box,
    search_page,
    embed_builder,
    downloads,
    data_dictionary,
    data_citation,
    api_kinds,
    api_examples,
    feeds,
    calendars,
)
