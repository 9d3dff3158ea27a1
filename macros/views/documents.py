"""The blank Word document that the browser writes into."""

from __future__ import annotations

from collections.abc import Iterator

from macros import documents
from macros.catalog import Catalog
from macros.outputs import Site, SiteFile

# Where word.js looks for it. It lies among the assets: a page loads it for itself.
BLANK = "assets/blank.docx"


def outputs(catalog: Catalog, site: Site) -> Iterator[SiteFile]:
    """The blank document with the styles of all our documents."""
    yield SiteFile(BLANK, lambda: documents.blank(site.today))
