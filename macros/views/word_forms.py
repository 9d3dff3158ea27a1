"""The toolkit's forms as Word files, to fill in without a browser."""

from __future__ import annotations

from collections.abc import Iterator

from macros import documents, forms
from macros.catalog import Catalog
from macros.forms import Form
from macros.outputs import Site, SiteFile

NOTE = "Fill in the fields. Nothing here is sent anywhere."


def outputs(catalog: Catalog, site: Site) -> Iterator[SiteFile]:
    """A Word file for each worksheet, the self-assessment, the action plan and the launch schedule."""
    for sheet in catalog.worksheets.values():
        yield _document(forms.of_worksheet(sheet), sheet.how, catalog, site)
    if catalog.elements:
        yield _document(forms.assessment(catalog), NOTE, catalog, site)
        yield _document(forms.plan(catalog), NOTE, catalog, site)
    if catalog.launch_tasks:
        yield _document(forms.launch(catalog), NOTE, catalog, site)


def _document(form: Form, note: str, catalog: Catalog, site: Site) -> SiteFile:
    def make() -> bytes:
        return documents.word_file(
            form.title, forms.blocks(form, note), made=site.today, subject=catalog.program.site_name,
            author=catalog.program.agency.name,
        )  # fmt: skip

    return SiteFile(form.file, make)
