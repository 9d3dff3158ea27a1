"""Pages of the partnerships that could apply together for a fund, and the table of all of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import chain
from typing import Any

from markupsafe import Markup

from macros.data.catalog import Catalog
from macros.data.models import Fund, Partnership, Source
from macros.formats import excel
from macros.pages import components, templating
from macros.pages.macro_context import Context, page_macro
from macros.pages.outputs import Page, Site, SiteFile
from macros.pages.record_pages import RecordPage
from macros.subjects.grants import matching
from macros.subjects.grants import queries as funding
from macros.subjects.grants.matching import Check, Fit, FundMatch, Verdict

FOLDER = "grants/joint/"
CSV_FILE = f"{FOLDER}joint-applications.csv"
MOST_SHOWN = 100  # partnerships in a part of a fund's page; the CSV file has them all


def outputs(catalog: Catalog, site: Site) -> Iterator[Page | SiteFile]:
    """A page for each fund, and one table of all funds and partnerships."""
    if not catalog.funds:
        return
    for fund in catalog.funds.values():
        yield _page(fund, catalog, site)
    yield SiteFile(CSV_FILE, partial(joint_csv, catalog, site))


@page_macro()
def joint_applications(page: Context) -> Markup:
    """The funds, each with the partnerships that fit; apart are those of which no source says who can apply."""
    catalog, site = page.catalog, page.site
    found = [matching.match(each, catalog) for each in funding.by_deadline(catalog.funds.values(), catalog, site.today)]
    return templating.render(
        "joint_list.html",
        matches=[each for each in found if each.says_who],
        unsaid=[each for each in found if not each.says_who],
        statuses={each.fund.id: funding.status(each.fund, catalog, site.today) for each in found},
        joint=FOLDER,
        csv=CSV_FILE,
        base=page.base,
        words_of_state=funding.words(catalog),
    )


# --- a fund -----------------------------------------------------------------------


def _page(fund: Fund, catalog: Catalog, site: Site) -> Page:
    says_who = matching.match(fund, catalog).says_who
    about = f"Which partnerships fit {fund.name}, point by point, and what is to find out."
    return RecordPage(
        record=fund,
        path=f"{FOLDER}{fund.id}/",
        template="joint.html",
        above=(("Grants", "grants/"), ("Joint applications", FOLDER)),
        context=lambda: _context(fund, catalog, site),
        title=f"Applying together: {fund.name}",
        description=about if says_who else f"No source says who can apply for {fund.name}.",
        script="funding",
        sources=lambda: (),  # the page has its own list, with the numbers that lead to it
    ).page(catalog, site)


def _context(fund: Fund, catalog: Catalog, site: Site) -> dict[str, Any]:
    match = matching.match(fund, catalog)
    known, partly = match.known[:MOST_SHOWN], match.partly[:MOST_SHOWN]
    sources = _sources(match, (*known, *partly))
    return {
        "fund": fund,
        "status": funding.status(fund, catalog, site.today),
        "match": match,
        "known": known,
        "partly": partly,
        "unknown": match.unknown[:MOST_SHOWN],
        "sources": sources,
        "number": {source: number for number, source in enumerate(sources, start=1)},
        "shared": matching.by_industry((*match.known, *match.partly), catalog),
        "brings": lambda partnership: matching.brings(partnership, catalog, site.today),
        "csv": CSV_FILE,
        "words_of_state": funding.words(catalog),
    }


def _sources(match: FundMatch, shown: Iterable[Fit]) -> list[Source]:
    """The sources of the points, then those of the facts that are shown, each once."""
    facts = (each.sources for fit in shown for each in fit.met)
    return list(dict.fromkeys(chain.from_iterable((*(each.sources for each in match.points), *facts))))


# --- the table -----------------------------------------------------------------------

# What a fund may ask for, in the order of its fields. Each has three columns.
CHECKED = ("applicants", "industries", "counties", "stages", "match_percent", "rules")
COLUMNS = (
    "fund",
    "fund_name",
    "status",
    "partnership",
    "partnership_title",
    "industry",
    "place",
    "stage",
    "members_that_can_apply",
    "brings",
    "lacks",
    "answer",
    *(f"{field}_{part}" for field in CHECKED for part in ("check", "why", "sources")),
)


def joint_csv(catalog: Catalog, site: Site) -> str:
    """Every fund beside every partnership, with a check of each point; one row for a fund that says nothing of who."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    abouts = {each.id: _about(each, catalog, site.today) for each in catalog.partnerships.values()}
    for fund in catalog.funds.values():
        match = matching.match(fund, catalog)
        start = (fund.id, fund.name, funding.status(fund, catalog, site.today).name)
        for row in _rows(match, abouts):
            writer.writerow(map(excel.inert, (*start, *row)))
    return buffer.getvalue()


@dataclass(frozen=True, slots=True)
class _About:
    """What the table says about a partnership whatever the fund: before and after its members that can apply."""

    before: tuple[str, ...]
    after: tuple[str, ...]


def _about(partnership: Partnership, catalog: Catalog, today: date) -> _About:
    return _About(
        (
            partnership.id,
            partnership.title,
            partnership.industries[0].name,
            components.place_words(partnership, catalog.program.geography),
            partnership.stage.name if partnership.stage else "",
        ),
        ("; ".join(matching.brings(partnership, catalog, today)), "; ".join(matching.lacks(partnership))),
    )


def _rows(match: FundMatch, abouts: Mapping[str, _About]) -> Iterator[tuple[str, ...]]:
    asked = [[i for i, each in enumerate(match.points) if each.about == field] for field in CHECKED]
    if not match.says_who:
        yield (*[""] * 8, Verdict.UNSAID.value, *_cells(match.unchecked, asked))
    for fit in chain(match.known, match.may_fit, match.ruled_out):
        about = abouts[fit.partnership.id]
        able = "; ".join(each.name for each in fit.applicants)
        yield (*about.before, able, *about.after, fit.verdict.value, *_cells(fit.checks, asked))


def _cells(checks: Sequence[Check], asked: Iterable[Sequence[int]]) -> Iterator[str]:
    """Answer, reasons and sources for each thing that a fund may ask for; empty where it does not ask.

    ``asked`` has for each of them the places of its checks.
    """
    for places in asked:
        found = [checks[each] for each in places]
        sources = dict.fromkeys(source.id for each in found for source in (*each.point.sources, *each.sources))
        yield matching.worst(each.answer for each in found).value if found else ""
        yield "; ".join(_reason(each) for each in found)
        yield "; ".join(sources)


def _reason(check: Check) -> str:
    answer = f"{check.answer.value}: {check.fact}" if check.fact else check.answer.value
    return f"{check.point.words} ({answer})"
