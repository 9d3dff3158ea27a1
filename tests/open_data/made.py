"""What the open data views make of the made-up state, without a theme, as files by their paths."""

from __future__ import annotations

from datetime import date
from functools import cache

from library import DOCS, made_up

from macros.build import publishing
from macros.data.catalog import Catalog
from macros.pages.macro_context import Context
from macros.pages.outputs import Page, Site, SiteFile
from macros.sitewide import api, llms, open_data

URL = "https://example.org/library/"
SITE = Site(url=URL, today=date(2026, 11, 21))


def files(catalog: Catalog, site: Site = SITE, *views: object) -> dict[str, bytes]:
    found = {}
    for view in views or (open_data, api, llms):
        for each in view.outputs(catalog, site):
            assert isinstance(each, SiteFile)
            content = each.content() if callable(each.content) else each.content
            assert each.path not in found
            found[each.path] = content if isinstance(content, bytes) else content.encode()
    return found


@cache
def published() -> dict[str, bytes]:
    return files(made_up())


@cache
def pages() -> frozenset[str]:
    """The addresses of all pages that views and writers make."""
    made = {each.path for view in publishing.VIEWS for each in view.outputs(made_up(), SITE) if isinstance(each, Page)}
    for path in DOCS.rglob("*.md"):
        name = path.relative_to(DOCS).with_suffix("").as_posix()
        made.add("" if name == "index" else f"{name.removesuffix('/index')}/")
    return frozenset(made)


def page() -> Context:
    """Where a macro on docs/data/index.md stands."""
    return Context(made_up(), SITE, "../")
