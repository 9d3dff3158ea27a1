"""Pages of the templates for grant applications and of the texts to use again."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from typing import Any

from markupsafe import Markup

from macros.data import money
from macros.data.catalog import Catalog
from macros.data.models import GrantBlock, GrantTemplate
from macros.pages import templating
from macros.pages.macro_context import Context, page_macro
from macros.pages.outputs import Page, Site, SiteFile
from macros.pages.record_pages import RecordPage
from macros.subjects.grants import applications, budgets, filler_data
from macros.subjects.grants import queries as funding

SECTION = "grants"
FILL = f"{SECTION}/fill/"
ABOVE = (("Grants", f"{SECTION}/"),)


def outputs(catalog: Catalog, site: Site) -> Iterator[Page | SiteFile]:
    """A page and the documents for each template and each text."""
    for template in catalog.grant_templates.values():
        yield _template_page(template, catalog, site)
        yield _print_page(template, catalog, site)
        for file in applications.files(template, catalog):
            yield SiteFile(file.path, file.make)
    for block in catalog.grant_blocks.values():
        yield _block_page(block, catalog, site)
        for file in applications.block_files(block, catalog):
            yield SiteFile(file.path, file.make)
    if catalog.grant_templates:
        yield SiteFile(f"{FILL}templates.json", partial(filler_data.templates_json, catalog))
        for number, partnerships in filler_data.files(catalog):
            made = partial(filler_data.partnerships_json, partnerships, catalog)
            yield SiteFile(f"{FILL}partnerships-{number}.json", made)


# --- a template -----------------------------------------------------------------


def _template_page(template: GrantTemplate, catalog: Catalog, site: Site) -> Page:
    return RecordPage(
        record=template,
        template="grant_template.html",
        above=ABOVE,
        context=lambda: {
            "grant": template,
            "sums": budgets.sums(template, catalog),
            "statuses": {fund.id: funding.status(fund, catalog, site.today) for fund in template.funds},
            "files": applications.files(template, catalog),
            "words": sum(each.words for each in template.sections),
            "shown": money.shown,
            "cents": money.cents,
            "words_of_state": funding.words(catalog),
        },
        title=f"{template.title}: grant template",
        kind="Grant template",
        json_ld=lambda: _work(template, template.title, catalog, site),
        more_words=(template.summary,),
        offers_files=True,
    ).page(catalog, site)


def _work(record: GrantTemplate | GrantBlock, title: str, catalog: Catalog, site: Site) -> dict[str, Any]:
    """The text as a schema.org CreativeWork (https://schema.org/CreativeWork)."""
    return {
        "@context": "https://schema.org",
        "@type": "CreativeWork",
        "name": title,
        "abstract": record.summary,
        "version": record.version,
        **({"license": record.licence_url} if catalog.program.licence_decided else {}),
        "dateModified": record.last_look.isoformat(),
        "url": site.absolute(record.path),
    }


def _print_page(template: GrantTemplate, catalog: Catalog, site: Site) -> Page:
    """A sheet to print and to write on: the questions with room for answers. Search leaves it out."""
    return RecordPage(
        record=template,
        path=f"{SECTION}/sheets/{template.id}/",
        template="grant_sheet.html",
        above=(*ABOVE, (template.title, template.path)),
        context=lambda: {
            "grant": template,
            "years": range(1, template.budget.years + 1),
            "money_kinds": catalog.money_kinds.values(),
            "lines": lambda words: min(max(words // 30, 4), 16),
        },
        title=f"{template.title}: sheet to print",
        description=f"The template {template.title.lower()} with room to write on paper.",
    ).page(catalog, site)


# --- a text to use again ------------------------------------------------------------


def _block_page(block: GrantBlock, catalog: Catalog, site: Site) -> Page:
    users = [
        template
        for template in catalog.grant_templates.values()
        if any(block in section.blocks for section in template.sections)
    ]
    return RecordPage(
        record=block,
        template="grant_block.html",
        above=ABOVE,
        context=lambda: {
            "block": block,
            "pieces": applications.pieces,
            "files": applications.block_files(block, catalog),
            "users": users,
        },
        kind="Text to use again",
        json_ld=lambda: _work(block, block.title, catalog, site),
        offers_files=True,
    ).page(catalog, site)


# --- on pages that people write -------------------------------------------------------


@page_macro()
def grant_templates(page: Context) -> Markup:
    """The templates for grant applications as cards."""
    return templating.render(
        "grant_templates.html",
        templates=page.catalog.grant_templates.values(),
        words=lambda template: sum(each.words for each in template.sections),
        base=page.base,
    )


@page_macro()
def grant_filler(page: Context) -> Markup:
    """The form that writes an application out of a template and a partnership."""
    found = page.catalog.grant_templates.values()
    return templating.render(
        "grant_filler.html",
        documents=[(template, applications.files(template, page.catalog)) for template in found],
        base=page.base,
    )


@page_macro()
def grant_blocks(page: Context) -> Markup:
    """The texts that most applications need, in a list."""
    return templating.render("grant_blocks.html", blocks=page.catalog.grant_blocks.values(), base=page.base)


EXAMPLE_GRANT, EXAMPLE_PERCENT = money.cents(Decimal(100_000)), Decimal(25)


@page_macro()
def match_examples(page: Context) -> Markup:
    """The two ways of counting a match, worked out."""
    return templating.render(
        "match_examples.html",
        grant=EXAMPLE_GRANT,
        percent=EXAMPLE_PERCENT,
        shown=money.shown,
        needs=money.needs(EXAMPLE_GRANT, 0, EXAMPLE_PERCENT),
    )
