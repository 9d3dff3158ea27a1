"""Pages of the templates for grant applications and of the texts to use again."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any

from markupsafe import Markup

from macros.data import money
from macros.data.catalog import Catalog
from macros.data.models import GrantBlock, GrantTemplate
from macros.pages import components, search_words, templating
from macros.pages.outputs import Content, Page, Site, SiteFile, base_of
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
    return Page(
        path=template.path,
        section=SECTION,
        title=f"{template.title}: grant template",
        description=template.summary,
        make=lambda: _template_content(template, catalog, site),
        breadcrumb=ABOVE,
        modified=template.last_reviewed,
    )


def _template_content(template: GrantTemplate, catalog: Catalog, site: Site) -> Content:
    body = templating.render(
        "grant_template.html",
        grant=template,
        sums=budgets.sums(template, catalog),
        statuses={fund.id: funding.status(fund, catalog, site.today) for fund in template.funds},
        files=applications.files(template, catalog),
        words=sum(each.words for each in template.sections),
        shown=money.shown,
        cents=money.cents,
        label=lambda name: catalog.label("grant_templates", name),
        program=catalog.program,
        words_of_state=funding.words(catalog),
        base=base_of(template.path),
    )
    head = templating.render("_json_ld.html", data=_work(template, template.title, site))
    foot = components.foot(template, template.title, catalog, site, reviewed=template.last_reviewed)
    words = search_words.words_of(template, catalog, template.summary)
    return Content(body, head, foot, facets={"kind": ["Grant template"]}, search_words=words)


def _work(record: GrantTemplate | GrantBlock, title: str, site: Site) -> dict[str, Any]:
    """The text as a schema.org CreativeWork (https://schema.org/CreativeWork)."""
    return {
        "@context": "https://schema.org",
        "@type": "CreativeWork",
        "name": title,
        "abstract": record.summary,
        "version": record.version,
        "license": record.licence_url,
        "dateModified": record.last_reviewed.isoformat(),
        "url": site.absolute(record.path),
    }


def _print_page(template: GrantTemplate, catalog: Catalog, site: Site) -> Page:
    """A sheet to print and to write on: the questions with room for answers. Search leaves it out."""
    path = f"{SECTION}/sheets/{template.id}/"  # as deep as the template, as its foot expects

    def make() -> Content:
        body = templating.render(
            "grant_sheet.html",
            grant=template,
            years=range(1, template.budget.years + 1),
            money_kinds=catalog.money_kinds.values(),
            lines=lambda words: min(max(words // 30, 4), 16),
            base=base_of(path),
        )
        foot = components.foot(template, template.title, catalog, site, reviewed=template.last_reviewed)
        return Content(body, foot=foot)

    return Page(
        path=path,
        section=SECTION,
        title=f"{template.title}: sheet to print",
        description=f"The template {template.title.lower()} with room to write on paper.",
        make=make,
        breadcrumb=(*ABOVE, (template.title, template.path)),
        modified=template.last_reviewed,
    )


# --- a text to use again ------------------------------------------------------------


def _block_page(block: GrantBlock, catalog: Catalog, site: Site) -> Page:
    return Page(
        path=block.path,
        section=SECTION,
        title=block.title,
        description=block.summary,
        make=lambda: _block_content(block, catalog, site),
        breadcrumb=ABOVE,
        modified=block.last_reviewed,
    )


def _block_content(block: GrantBlock, catalog: Catalog, site: Site) -> Content:
    users = [
        template
        for template in catalog.grant_templates.values()
        if any(block in section.blocks for section in template.sections)
    ]
    body = templating.render(
        "grant_block.html",
        block=block,
        pieces=applications.pieces,
        files=applications.block_files(block, catalog),
        users=users,
        label=lambda name: catalog.label("grant_blocks", name),
        base=base_of(block.path),
    )
    head = templating.render("_json_ld.html", data=_work(block, block.title, site))
    foot = components.foot(block, block.title, catalog, site, reviewed=block.last_reviewed)
    return Content(body, head, foot, facets={"kind": ["Text to use again"]})


# --- on pages that people write -------------------------------------------------------


def templates_html(catalog: Catalog, base: str) -> Markup:
    """The templates as cards."""
    return templating.render(
        "grant_templates.html",
        templates=catalog.grant_templates.values(),
        words=lambda template: sum(each.words for each in template.sections),
        base=base,
    )


def filler_html(catalog: Catalog, base: str) -> Markup:
    """The filler, and the templates as documents for those who write elsewhere."""
    found = catalog.grant_templates.values()
    return templating.render(
        "grant_filler.html",
        documents=[(template, applications.files(template, catalog)) for template in found],
        base=base,
    )


def blocks_html(catalog: Catalog, base: str) -> Markup:
    """The texts to use again, in a list."""
    return templating.render("grant_blocks.html", blocks=catalog.grant_blocks.values(), base=base)


@lru_cache(maxsize=4)
def match_examples_html(grant: Decimal = Decimal(100_000), percent: Decimal = Decimal(25)) -> Markup:
    """The two ways of counting a match, worked out."""
    amount = money.cents(grant)
    return templating.render(
        "match_examples.html",
        grant=amount,
        percent=percent,
        shown=money.shown,
        needs=money.needs(amount, 0, percent),
    )
