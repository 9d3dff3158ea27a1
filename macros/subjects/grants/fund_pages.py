"""Pages of the funds, the list of funding, and the planner for several funds."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from markupsafe import Markup

from macros.data import faceting
from macros.data.catalog import Catalog, places
from macros.data.event_times import whole_day
from macros.data.models import Fund, FundStatus, Round
from macros.data.quantities import number
from macros.pages import components, list_filters, templating
from macros.pages.list_filters import Facet, Option
from macros.pages.macro_context import Context, page_macro
from macros.pages.outputs import Page, Site, SiteFile
from macros.pages.record_pages import RecordPage
from macros.subjects.grants import joint_pages, matching
from macros.subjects.grants import queries as funding

SECTION = "grants"
LIST, JSON_FILE = "grants/funding/", "grants/braid/funds.json"
SOON = (30, 60, 90)  # days within which a reader may want to see deadlines


def outputs(catalog: Catalog, site: Site) -> Iterator[Page | SiteFile]:
    """A page for each fund, and the file behind the planner."""
    if not catalog.funds:
        return
    for fund in catalog.funds.values():
        yield _page(fund, catalog, site)
    yield SiteFile(JSON_FILE, partial(braid_json, catalog))


# --- a fund ---------------------------------------------------------------------


def _page(fund: Fund, catalog: Catalog, site: Site) -> Page:
    return RecordPage(
        record=fund,
        template="fund.html",
        above=(("Grants", "grants/"), ("Funding", LIST)),
        context=lambda: {
            "fund": fund,
            "status": funding.status(fund, catalog, site.today),
            "coming": funding.next_deadline(fund, site.today),
            "over": funding.over(fund, site.today),
            "templates": [each for each in catalog.grant_templates.values() if fund in each.funds],
            "match": matching.match(fund, catalog),
            "joint": f"{joint_pages.FOLDER}{fund.id}/",
            "words_of_state": funding.words(catalog),
            "limit": _limit(fund, catalog),
        },
        kind="Funding",
        facets={"industry": [each.name for each in fund.industries]},
        other_names=(fund.short_name,),
        more_words=(fund.summary,),
        json_ld=lambda: json_ld(fund, site),
        script="funding",
    ).page(catalog, site)


def _limit(fund: Fund, catalog: Catalog) -> tuple[str, str | None]:
    """The label of the places that a fund is limited to, and what is missing where it names none."""
    level = next(iter(places(catalog).levels), None)
    usual = [level.kind] if level and level.kind == "counties" else ["places"]
    named = [each for each in ("counties", "places") if getattr(fund, each)] or usual
    label = ", ".join(catalog.label("funds", each, len(getattr(fund, each))) for each in named)
    return label, f"a limit to a {level.singular}" if level else None


def json_ld(fund: Fund, site: Site) -> dict[str, Any]:
    """The fund as a schema.org Grant (https://schema.org/Grant)."""
    data = {
        "@context": "https://schema.org",
        "@type": "Grant",
        "name": fund.name,
        "alternateName": fund.short_name,
        "description": fund.summary,
        "url": fund.url or site.absolute(fund.path),
        "funder": {"@type": "Organization", "name": fund.funder.name} if fund.funder else None,
    }
    return {key: value for key, value in data.items() if value}


# --- the list ---------------------------------------------------------------------


@page_macro()
def funding_list(page: Context) -> Markup:
    """All funds with their filters, and the rounds that are over."""
    catalog, today = page.catalog, page.site.today
    funds = funding.by_deadline(catalog.funds.values(), catalog, today)
    statuses = {fund.id: funding.status(fund, catalog, today) for fund in funds}
    coming = {fund.id: funding.next_deadline(fund, today) for fund in funds}
    facets = _facets(catalog, statuses, coming, today)
    open_words = [f"status={each.id}" for each in catalog.fund_statuses.values() if each.is_open]
    return templating.render(
        "funding_list.html",
        funds=funds,
        statuses=statuses,
        coming=coming,
        form=list_filters.form(funds, facets, "funds"),
        has=list_filters.has(facets),
        words=list_filters.words(catalog, lambda fund: filter(None, [fund.short_name])),
        open_words=" ".join(open_words),
        open_selector=", ".join(f'[data-has~="{word}"]' for word in open_words),
        any_open=any(each.is_open for each in statuses.values()),
        known=_known,
        **_orders(funds, any(coming.values())),
        fresh_days=funding.FRESH_DAYS,
        archive=[(fund, each) for fund in funds for each in funding.over(fund, today)],
        label=lambda name: catalog.label("funds", name),
        base=page.base,
        words_of_state=funding.words(catalog),
    )


def _known(fund: Fund) -> list[tuple[str, str]]:
    """What a list shows of a fund besides its name: the fields that have a value."""
    match = "" if fund.match_percent is None else f"{number(fund.match_percent)}%"
    facts = [("uses", _names(fund.uses)), ("applicants", _names(fund.applicants)), ("match_percent", match)]
    return [each for each in [*facts, ("level", fund.level.name)] if each[1]]


def _names(records: Iterable[Any]) -> str:
    return ", ".join(each.name for each in records)


def _orders(funds: Sequence[Fund], has_deadlines: bool) -> dict[str, Any]:
    """The page's own order by its name, and the further ones that put funds in another order."""
    own, *more = ["Next deadline", "Name"] if has_deadlines else ["Name"]
    sortings = [("name", each, "") for each in more]
    if components.tells_apart(each.last_checked for each in funds):
        sortings.append(("checked", "Last checked", "down"))
    return {"order": own, "sortings": sortings}


MATCHES = (
    Option("asked", "A match is asked for"),
    Option("no", "No match is asked for"),
)


def _facets(
    catalog: Catalog, statuses: dict[str, FundStatus], coming: dict[str, Round | None], today: date
) -> tuple[Facet, ...]:
    """What the list can be narrowed by. What follows the day keeps all its options: a reader's day may be later."""
    label = catalog.label

    def closes(fund: Fund) -> Iterator[str]:
        day = (each := coming[fund.id]) and whole_day(each.closes)
        return (str(days) for days in SOON if day and day <= today + timedelta(days=days))

    def match(fund: Fund) -> tuple[str, ...]:
        return () if fund.match_percent is None else ("asked" if fund.match_percent else "no",)

    return (
        Facet(
            "closes",
            "Closes soon",
            tuple(Option(str(days), f"Within {days} days") for days in SOON),
            closes,
            keeps_all=True,
        ),
        Facet(
            "status",
            label("funds", "status"),
            list_filters.options(catalog.fund_statuses.values()),
            lambda fund: (statuses[fund.id].id,),
            keeps_all=True,
        ),
        faceting.by_field(catalog, "funds", "applicants", "applicant", silence="applicant"),
        faceting.by_field(catalog, "funds", "uses", "use", silence="use"),
        faceting.by_field(catalog, "funds", "industries", "industry", silence="industry"),
        Facet("match", label("funds", "match_percent"), MATCHES, match, silence="match"),
        faceting.by_field(catalog, "funds", "level"),
    )


# --- several funds for one project -------------------------------------------------


@page_macro()
def braid_planner(page: Context) -> Markup:
    """The form that puts several funds together for one project, and a table of what each fund pays for."""
    catalog = page.catalog
    funds = funding.by_deadline(catalog.funds.values(), catalog, page.site.today)
    used = {cost for fund in funds for cost in fund.uses}
    return templating.render(
        "braid.html",
        funds=[fund for fund in funds if fund.uses or fund.match_percent is not None],
        costs=[cost for cost in catalog.cost_kinds.values() if cost in used],
        has_funds=bool(funds),
        base=page.base,
    )


# --- what the planner reads -----------------------------------------------------------


def braid_json(catalog: Catalog) -> str:
    """The private file that the braid planner reads."""
    data = {
        "notice": "Private to this site's planner; its shape may change at any time.",
        "costs": [[each.id, each.name] for each in catalog.cost_kinds.values()],
        "statuses": {each.id: _status(each) for each in catalog.fund_statuses.values()},
        "funds": [_fund(each) for each in catalog.funds.values()],
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _status(status: Any) -> dict[str, Any]:
    return {"name": status.name, "check": status.needs_check, "open": status.is_open, "derived": status.is_derived}


def _fund(fund: Fund) -> dict[str, Any]:
    basis, fresh_until = fund.match_basis, funding.fresh_until(fund)
    return {
        "id": fund.id,
        "name": fund.name,
        "path": fund.path,
        "status": fund.status.id,
        "checked": fund.last_checked.isoformat() if fund.last_checked else "",
        "fresh_until": fresh_until.isoformat() if fresh_until else "",
        "uses": [each.id for each in fund.uses],
        "uses_note": fund.uses_note,
        "largest": f"{fund.largest_award:f}" if fund.largest_award is not None else "",
        "size_note": fund.size_note,
        "match": f"{fund.match_percent:f}" if fund.match_percent is not None else "",
        "of_grant": bool(basis and basis.of_grant),
        "of_project": bool(basis and basis.of_project),
        "match_note": fund.match_note,
        "rounds": [[each.name, each.opens, each.closes, each.checked.isoformat()] for each in fund.rounds],
    }
