"""llms.txt: a short guide to the site for language models (https://llmstxt.org)."""

from __future__ import annotations

from collections.abc import Iterator

from macros.data import tables
from macros.data.catalog import Catalog, places
from macros.formats import markdown_writer
from macros.pages import components, templating
from macros.pages.outputs import Site, SiteFile


def outputs(catalog: Catalog, site: Site) -> Iterator[SiteFile]:
    """The one file, in Markdown."""
    public = tables.published(catalog)
    made = templating.text(
        "llms.txt",
        program=catalog.program,
        at=site.absolute,
        levels=list(_levels(catalog, site)),
        api=tables.API,
        downloads=tables.DOWNLOADS,
        kinds=[(kind, catalog.resources[kind], len(public[kind])) for kind in public],
        industries=catalog.industries.values(),
        plain=markdown_writer.escaped,
        today=site.today,
        past=components.as_it_stood(site),
    )
    yield SiteFile("llms.txt", made)


def _levels(catalog: Catalog, site: Site) -> Iterator[tuple[str, str]]:
    """What the places of each level are called, and the address of their list; the first word of all has a capital."""
    listed = [(each.plural, path) for each in places(catalog).levels if (path := components.level_list(site, each))]
    for number, (name, path) in enumerate(listed):
        yield name if number else name.capitalize(), path
