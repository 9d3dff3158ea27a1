"""llms.txt: a short guide to the site for language models (https://llmstxt.org)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markupsafe import Markup

from macros.data import tables
from macros.data.catalog import Catalog
from macros.pages import templating
from macros.pages.outputs import Site, SiteFile


def outputs(catalog: Catalog, site: Site) -> Iterator[SiteFile]:
    """The one file, in Markdown."""
    public = tables.published(catalog)
    made = (
        templating.environment()
        .get_template("llms.txt")
        .render(
            program=catalog.program,
            at=site.absolute,
            api=tables.API,
            downloads=tables.DOWNLOADS,
            kinds=[(kind, catalog.resources[kind], len(public[kind])) for kind in public],
            industries=catalog.industries.values(),
            plain=_plain,
            today=site.today,
        )
    )
    # The text is no HTML: what the environment escaped is turned back.
    yield SiteFile("llms.txt", Markup(made).unescape())


def _plain(text: str) -> str:
    """A text of the data without signs that Markdown would read."""
    return re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", " ".join(text.split()))
