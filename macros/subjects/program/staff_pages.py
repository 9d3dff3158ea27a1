"""What staff must look at: reviews that are due, funds that nobody checked, and what comes up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from macros.data import forms, tables
from macros.data.catalog import Catalog, derived
from macros.data.models import LinkCheck, Record
from macros.data.reading import Problem
from macros.pages import components, fill_in, templating
from macros.pages.macro_context import Context, page_macro
from macros.pages.outputs import Site
from macros.subjects.grants import queries as funding

AHEAD = 90  # days that the page looks ahead
MOST_GAPS = 50
_NO_GAP = re.compile(r"(.+_)?note|short_.+")  # fields that a record may well be without
MOST = 150  # records in one list; the command has them all
MOST_OVERDUE = 600  # of all keepers together


@dataclass(frozen=True, slots=True)
class Due:
    """Something that comes due on a day. ``path`` is its page below the site's root, empty where it has none."""

    day: date
    what: str
    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Gap:
    """What a record doesn't say, and most others of its kind do: titles of fields."""

    kind: str
    record: Record
    name: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Keeper:
    """The reviews that somebody has to make, and the forms that say that all is right, each for some records."""

    reviews: Sequence[components.Review]
    shown: Sequence[components.Review]
    forms: Sequence[str]


@page_macro()
def staff_report(page: Context) -> Markup:
    """What staff must look at: reviews past due, dead links, gaps, drafts, unchecked funds, and what comes due."""
    catalog, site, today = page.catalog, page.site, page.site.today
    last = today + timedelta(days=AHEAD)
    keepers = components.by_keeper(components.overdue(catalog, today))
    stale = [each for each in funding.by_freshness(catalog) if not funding.is_fresh(each, today)]
    return templating.render(
        "staff_report.html",
        today=today,
        last=last,
        days=AHEAD,
        overdue=_kept(keepers, site),
        keepers=len(keepers),
        kind=lambda each: catalog.resources[each.kind]["title"],
        edits=bool(site.issue_url),
        change_url=lambda kind, record: (
            fill_in.short_url(kind, record, catalog, site) or components.edit_url(record, site)
        ),
        failed=sorted(catalog.failed_links, key=lambda each: -each.strikes),
        dead_after=LinkCheck.DEAD_AFTER,
        gaps=gaps(catalog),
        most_gaps=MOST_GAPS,
        drafts=[(catalog.resources[kind]["title"], number) for kind, number in catalog.drafts.items()],
        warnings=[(_file(each), each.message, each.hint) for each in catalog.warnings],
        stale=[(each, funding.status(each, catalog, today), funding.next_deadline(each, today)) for each in stale],
        funds=len(catalog.funds),
        fresh_days=funding.FRESH_DAYS,
        coming=sorted((each for each in _dated(catalog) if today <= each.day <= last), key=lambda each: each.day),
        most=MOST,
        base=page.base,
        words_of_state=funding.words(catalog),
    )


def _kept(keepers: Mapping[str, Sequence[components.Review]], site: Site) -> dict[str, Keeper]:
    """The first keepers, with the reviews that fit on the page."""
    kept, left = {}, MOST_OVERDUE
    for name, reviews in keepers.items():
        if shown := reviews[: min(MOST, left)]:
            kept[name] = Keeper(reviews, shown, _forms(shown, site))
        left -= len(shown)
    return kept


def _forms(shown: Sequence[components.Review], site: Site) -> list[str]:
    """The forms by which the reviews are made, each for as many records as one takes; none without a repository."""
    named = [(each.kind, each.record) for each in shown] if site.issue_url else []
    starts = range(0, len(named), forms.MOST_RECORDS)
    return [fill_in.review_url(named[start : start + forms.MOST_RECORDS], site) for start in starts]


def _file(problem: Problem) -> str:
    """A file by the end of its path, which is the same wherever the data folder is."""
    return "/".join(problem.file.split("/")[-2:])


@derived
def gaps(catalog: Catalog) -> list[Gap]:
    """Records that leave a field empty which most of their kind fill in, those with the most such fields first."""
    found = [gap for kind in forms.KINDS if kind in catalog.schemas for gap in _gaps(kind, catalog)]
    return sorted(found, key=lambda each: -len(each.missing))


def _gaps(kind: str, catalog: Catalog) -> Iterator[Gap]:
    records, name = list(catalog.tables[kind].values()), tables.name_reader(kind, catalog)
    usual = [
        each
        for each in tables.own_fields(kind, catalog)
        if each["name"] not in forms.SET_BY_US
        and not _NO_GAP.fullmatch(each["name"])
        and 2 * sum(bool(getattr(record, each["name"])) for record in records) > len(records)
    ]
    for record in records:
        missing = tuple(each["title"] for each in usual if getattr(record, each["name"]) in (None, "", ()))
        if missing:
            yield Gap(kind, record, name(record), missing)


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
