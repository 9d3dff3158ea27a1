"""Every record that has a page, by name."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from macros.data.catalog import Catalog, places
from macros.pages.alphabetical_lists import Index, ListEntry, by_name, further_pages, list_html
from macros.pages.macro_context import Context, page_macro
from macros.pages.outputs import Page, Site


def outputs(catalog: Catalog, site: Site) -> Iterator[Page]:
    """The second and further pages of the list."""
    yield from further_pages(A_TO_Z, catalog)


@page_macro()
def a_to_z(page: Context) -> Markup:
    """Every record that has a page, by name."""
    return list_html(A_TO_Z, page.catalog, page.base)


def _entries(catalog: Catalog) -> list[ListEntry]:
    """Every record that has a page, by name."""
    kinds = (
        ("partnerships", "Partnership"),
        ("organizations", "Organization"),
        ("industries", "Industry"),
        ("steps", "Toolkit step"),
        ("worksheets", "Worksheet"),
        ("pathways", "Career pathway"),
        ("occupations", "Job"),
        ("credentials", "Credential"),
        ("training_options", "Training option"),
        ("supports", "Support"),
        ("grant_templates", "Grant template"),
        ("grant_blocks", "Text for applications"),
        ("funds", "Funding"),
        ("metrics", "Metric"),
        ("stories", "Story"),
    )
    entries = [
        ListEntry(record.name, record.path, label) for kind, label in kinds for record in catalog.tables[kind].values()
    ]
    entries += [
        ListEntry(each.name, each.path, level.heading) for level in places(catalog).levels for each in level.places
    ]
    entries += [
        ListEntry(each.short_name, each.path, "Organization", each.name)
        for each in catalog.organizations.values()
        if each.short_name and each.short_name != each.name
    ]
    return sorted(entries, key=by_name)


A_TO_Z = Index("a-to-z/", "A to Z", _entries)
