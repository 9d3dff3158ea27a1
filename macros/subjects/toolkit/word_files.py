"""The toolkit's forms as Word files, to fill in without a browser."""

from __future__ import annotations

from collections.abc import Iterator

from macros.data.catalog import Catalog
from macros.formats import word_writer
from macros.pages.outputs import Site, SiteFile
from macros.subjects.toolkit import forms
from macros.subjects.toolkit.forms import Form

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
        return word_writer.word_file(
            form.title,
            forms.blocks(form, note),
            made=site.today,
            subject=catalog.program.site_name,
            author=catalog.program.agency.name,
            is_landscape=form.is_landscape,
        )

    return SiteFile(form.file, make)
