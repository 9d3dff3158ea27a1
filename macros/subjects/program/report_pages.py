"""The latest progress report, as a page, as Markdown and as a Word file."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from markupsafe import Markup

from macros.data.catalog import Catalog
from macros.pages import components, templating
from macros.pages.macro_context import Context, page_macro
from macros.pages.outputs import Content, Page, Site, SiteFile, base_of
from macros.subjects.program import progress_report

SECTION = "reports"
PATH = f"{SECTION}/latest/"
NO_HISTORY = (
    "This copy of the site was built without the history of the data. "
    "So the report can't say what changed. It says how things stand."
)


def outputs(catalog: Catalog, site: Site) -> Iterator[Page | SiteFile]:
    """The report on the quarter so far."""
    report = _report(catalog, site)
    yield Page(
        path=PATH,
        section=SECTION,
        title=report.title,
        description=(
            f"What changed in the library in this quarter, and how things stand on {templating.plain_date(site.today)}."
        ),
        make=lambda: Content(
            templating.render("report_page.html", report=progress_report.shortened(report), base=base_of(PATH)),
            foot=templating.render(
                "report_foot.html", report_url=components.page_report_url(PATH, report.title, catalog, site)
            ),
            facets={"kind": ["Report"]},
        ),
        breadcrumb=(("Program", "program/"), ("Reports", f"{SECTION}/")),
    )
    yield SiteFile(f"{SECTION}/latest.md", partial(progress_report.markdown, report, site.url or "../"))
    if not site.preview:
        yield SiteFile(f"{SECTION}/latest.docx", partial(progress_report.word, report, site.url))


@page_macro()
def latest_report(page: Context) -> Markup:
    """Where the report on the quarter so far is, in all its forms."""
    site = page.site
    since = site.earlier.since if site.earlier else progress_report.quarter_start(site.today)
    return templating.render("report_links.html", since=since, until=site.today, base=page.base)


def _report(catalog: Catalog, site: Site) -> progress_report.Report:
    earlier = site.earlier
    since = earlier.since if earlier else progress_report.quarter_start(site.today)
    note = earlier.note if earlier else NO_HISTORY
    before = earlier.catalog if earlier else None
    states = progress_report.States(before, catalog, since, site.today, note)
    return progress_report.make("Progress report for this quarter", states)
