"""What staff must look at: reviews that are due, funds that nobody checked, and what comes up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from macros.data.catalog import Catalog
from macros.pages import components, templating
from macros.pages.macro_context import Context, page_macro
from macros.subjects.grants import queries as funding

AHEAD = 90  # days that the page looks ahead
MOST = 150  # records in one list; the command has them all


@dataclass(frozen=True, slots=True)
class Due:
    """Something that comes due on a day. ``path`` is its page below the site's root, empty where it has none."""

    day: date
    what: str
    name: str
    path: str


@page_macro()
def staff_report(page: Context) -> Markup:
    """What staff must look at: reviews past due, funds without a fresh check, what comes due in 90 days."""
    catalog, site, today = page.catalog, page.site, page.site.today
    last = today + timedelta(days=AHEAD)
    stale = [each for each in funding.by_freshness(catalog) if not funding.is_fresh(each, today)]
    return templating.render(
        "staff_report.html",
        today=today,
        last=last,
        days=AHEAD,
        overdue=components.by_keeper(components.overdue(catalog, today)),
        kind=lambda each: catalog.resources[each.kind]["title"],
        edits=bool(site.edit_url),
        edit_url=lambda record: components.edit_url(record, site),
        stale=[(each, funding.status(each, catalog, today), funding.next_deadline(each, today)) for each in stale],
        funds=len(catalog.funds),
        fresh_days=funding.FRESH_DAYS,
        coming=sorted((each for each in _dated(catalog) if today <= each.day <= last), key=lambda each: each.day),
        most=MOST,
        base=page.base,
        words_of_state=funding.words(catalog),
    )


def _dated(catalog: Catalog) -> Iterator[Due]:
    """All that comes due on some day: deadlines, checks that run out, meetings of the board, reviews."""
    for deadline in funding.deadlines(catalog):
        yield Due(deadline.day, "Deadline of a fund", f"{deadline.fund.name}, {deadline.round.name}", deadline.path)
    for fund in catalog.funds.values():
        if fund.status.needs_check and (until := funding.fresh_until(fund)):
            yield Due(until, "Last day on which the check of a fund holds", fund.name, fund.path)
    for meeting in catalog.board_dates.values():
        yield Due(meeting.date, catalog.resources["board_dates"]["title"], meeting.name, "program/board/")
    for each in components.reviews(catalog):
        yield Due(
            each.due,
            f"Review: {catalog.resources[each.kind]['title'].lower()}",
            each.record.name,
            each.record.path if each.record.folder else "",
        )
