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
TABLE = f"{SECTION}/latest.csv"
NO_HISTORY = (
    "This copy of the site was built without the history of the data. "
    "So the report can't say what changed. It says how things stand."
)


def outputs(catalog: Catalog, site: Site) -> Iterator[Page | SiteFile]:
    """The report on the quarter so far, and the table of all that was changed in it; none without a page of reports."""
    if not site.has(f"{SECTION}/"):
        return
    report = _report(catalog, site)
    yield Page(
        path=PATH,
        title=report.title,
        description=f"What is new in this quarter, and how things stand on {templating.plain_date(site.today)}.",
        make=lambda: Content(
            progress_report.body(report, base_of(PATH), f"{base_of(PATH)}{TABLE}"),
            foot=templating.render(
                "page_foot.html", report_url=components.page_report_url(PATH, report.title, catalog, site)
            ),
            facets={"kind": ["Report"]},
        ),
        breadcrumb=(("Program", "program/"), ("Reports", f"{SECTION}/")),
    )
    yield SiteFile(TABLE, partial(progress_report.table, report))
    base = site.url or "../"
    yield SiteFile(f"{SECTION}/latest.md", partial(progress_report.markdown, report, base, f"{base}{TABLE}"))
    if not site.preview:
        yield SiteFile(f"{SECTION}/latest.docx", partial(progress_report.word, report, site.url, f"{site.url}{TABLE}"))


@page_macro()
def latest_report(page: Context) -> Markup:
    """Where the report on the quarter so far is, in all its forms."""
    asked = progress_report.quarter_start(page.site.today)
    since = progress_report.start(asked, page.catalog)
    times = progress_report.times(since, page.site.today, since > asked)
    return templating.render("report_links.html", times=times, base=page.base)


def _report(catalog: Catalog, site: Site) -> progress_report.Report:
    earlier = site.earlier
    states = progress_report.States(
        before=earlier.catalog if earlier else None,
        after=catalog,
        since=progress_report.quarter_start(site.today),
        until=site.today,
        note=earlier.note if earlier else NO_HISTORY,
    )
    return progress_report.make("Progress report for this quarter", states)
