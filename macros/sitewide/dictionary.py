"""The data dictionary: an index of all tables, and a page for each subject that says what their columns mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from markupsafe import Markup

from macros.data import tables
from macros.data.catalog import Catalog, derived
from macros.pages import components, templating
from macros.pages.macro_context import Context, page_macro
from macros.pages.outputs import Content, Page, Site, base_of
from macros.sitewide import open_data


@derived
def _subjects(catalog: Catalog) -> tuple[tuple[str, str, tuple[tables.RelationalTable, ...]], ...]:
    """Address, title and tables of each subject's part of the dictionary."""
    return tuple(
        (f"{open_data.DICTIONARY}{name}/", title, several) for name, title, several in open_data.by_subject(catalog)
    )


@page_macro()
def data_dictionary(page: Context) -> Markup:
    """Every table of the data, with the page that says what its columns mean."""
    return templating.render("dictionary_index.html", subjects=_subjects(page.catalog), base=page.base)


def outputs(catalog: Catalog, site: Site) -> Iterator[Page]:
    """A page for each subject."""
    places = {table.name: path for path, _, several in _subjects(catalog) for table in several}
    for path, title, several in _subjects(catalog):
        yield Page(
            path=path,
            title=f"Data dictionary: {title}",
            description=f"What the columns mean in the tables of the subject {title}.",
            make=partial(_content, path, title, several, places, catalog, site),
            breadcrumb=(("Data", open_data.PAGE), ("Dictionary", open_data.DICTIONARY)),
        )


def _content(
    path: str,
    title: str,
    several: Sequence[tables.RelationalTable],
    places: Mapping[str, str],
    catalog: Catalog,
    site: Site,
) -> Content:
    """Search leaves it out: a list of every field would be found for every word."""
    base = base_of(path)
    body = templating.render(
        "dictionary.html", title=title, tables=several, places=places, path=path, base=base, folder=open_data.FOLDER
    )
    report_url = components.page_report_url(path, f"Data dictionary: {title}", catalog, site)
    return Content(body, foot=templating.render("page_foot.html", report_url=report_url))
