"""The blank Word document that the browser writes into."""

from __future__ import annotations

from collections.abc import Iterator

from macros.data.catalog import Catalog
from macros.formats import word_writer
from macros.pages.outputs import Site, SiteFile

# Where word.js looks for it. It lies among the assets: a page loads it for itself.
BLANK = "assets/blank.docx"


def outputs(catalog: Catalog, site: Site) -> Iterator[SiteFile]:
    """The blank document with the styles of all our documents."""
    yield SiteFile(BLANK, lambda: word_writer.blank(site.today))
