"""What is left at addresses that are gone: a page that leads on, or a copy of the file that took the place."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import PurePosixPath

from macros.data.catalog import Catalog
from macros.data.models import Permalink
from macros.pages import templating
from macros.pages.outputs import Site, SiteFile, base_of

HOME = "./"  # how the table of lasting addresses writes the site's root


def outputs(catalog: Catalog, site: Site) -> Iterator[SiteFile]:
    """A page for each page that has moved. It needs no script, and search engines leave it out."""
    for each in catalog.redirects:
        if each.kind == "page":
            yield SiteFile(_file(each.address), partial(_page, each, catalog, site))


def copies(catalog: Catalog) -> Iterator[tuple[str, str]]:
    """The files that have moved: the old address, and the file whose copy it gets.

    Programs that ask for data, feeds and calendars follow no page, so the old
    address goes on answering. A file that has given way to a page is just gone.
    """
    for each in catalog.redirects:
        if each.kind == "file" and _ending(each.address) == _ending(each.redirect):
            yield each.address, each.redirect


def _page(moved: Permalink, catalog: Catalog, site: Site) -> str:
    base = base_of(moved.address)
    target = moved.redirect.removeprefix(HOME)
    return templating.render(
        "redirect.html",
        program=catalog.program,
        site=site,
        base=base,
        href=f"{base}{target}",
        canonical=target.partition("#")[0],
    )


def _file(address: str) -> str:
    address = address.removeprefix(HOME)
    return f"{address}index.html" if address.endswith("/") or not address else address


def _ending(address: str) -> str:
    return PurePosixPath(address).suffix
