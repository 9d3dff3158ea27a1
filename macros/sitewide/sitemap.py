"""The sitemap of every public page, and robots.txt, which leads to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from macros.pages import templating
from macros.pages.outputs import Site, SiteFile


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """A public page: its address below the site's root, and the day it was last true."""

    path: str
    modified: date | None = None


def outputs(entries: Sequence[SitemapEntry], site: Site) -> Iterator[SiteFile]:
    """``sitemap.xml`` (https://www.sitemaps.org/protocol.html) and ``robots.txt``.

    The protocol wants full addresses, so without the site's own address there
    is no sitemap. Nor has a site of an earlier day one: its pages ask not to be listed,
    and they must stay open to be read for that.
    """
    if not site.url or site.as_of:
        yield SiteFile("robots.txt", "User-agent: *\nAllow: /\n")
        return
    yield SiteFile("sitemap.xml", templating.render("sitemap.xml", entries=entries, site=site))
    yield SiteFile("robots.txt", f"User-agent: *\nAllow: /\n\nSitemap: {site.url}sitemap.xml\n")
