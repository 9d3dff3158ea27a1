"""The page for staff: it says what the commands say."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from macros.data.catalog import Catalog
from macros.data.models import Round
from macros.pages import components
from macros.pages.macro_context import Context
from macros.pages.outputs import Site
from macros.subjects.program import staff_pages
from scripts import freshness
from scripts import funding as funding_command

LATER = date(2028, 6, 1)


def page(catalog: Catalog, today: date) -> str:
    return str(staff_pages.staff_report(Context(catalog, Site(today=today), "../../")))


def part(html: str, start: str, end: str) -> str:
    return html.split(f'id="{start}"')[1].split(f'id="{end}"')[0]


@pytest.fixture(scope="module")
def catalog(made_up: Catalog) -> Catalog:
    """The made-up state."""
    return made_up


def test_what_is_past_due_is_what_the_command_says(catalog: Catalog) -> None:
    html, found = page(catalog, LATER), components.overdue(catalog, LATER)
    told = freshness.told(catalog, LATER)
    assert told.startswith(f"{len(found)} records due for review") and len(found) > 20
    overdue = part(html, "overdue", "funding")
    assert overdue.count('<tr><th scope="row"') == len(found)
    keepers = {each.keeper for each in found}
    assert {"Oar & Sons Boat Works", "The office"} < keepers  # the lead of a partnership, and the office
    assert overdue.count("<h3") == len(keepers) == told.count("\nSubject: ")


def test_a_long_list_is_cut_and_says_where_the_rest_is(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staff_pages, "MOST", 5)
    overdue = part(page(catalog, LATER), "overdue", "funding")
    longest = max(len(each) for each in components.by_keeper(components.overdue(catalog, LATER)).values())
    assert longest > staff_pages.MOST and f"These are the first {staff_pages.MOST}. The command" in overdue


def test_the_funds_without_a_check_are_those_of_the_command(catalog: Catalog) -> None:
    first = funding_command.report(catalog, LATER)[0]
    stale = part(page(catalog, LATER), "funding", "coming")
    number = int(re.search(r"(\d+) without", first)[1])
    assert stale.count('<tr><th scope="row"') == number > 0 and f"{number} of {len(catalog.funds)} funds" in stale


def test_what_comes_due_stands_there_in_the_order_of_days(catalog: Catalog) -> None:
    today = date(2026, 11, 21)
    (fund,) = [each for each in catalog.funds.values() if each.id == "harbor-fund"]
    rounds = tuple(
        Round(name=name, closes=closes, checked=today, source=fund.sources[0])
        for name, closes in (
            ("Late", "2027-02-20"),
            ("Near", "2026-11-21"),
            ("Too late", "2027-02-21"),
            ("Month", "2026-12"),
        )
    )
    open_fund = replace(
        fund, status=catalog.fund_statuses["open"], last_checked=today - timedelta(days=10), rounds=rounds
    )
    tables = {**catalog.tables, "funds": {**catalog.funds, fund.id: open_fund}}
    html = page(replace(catalog, tables=tables), today)
    coming = html.split('id="coming"')[1]
    days = re.findall(r'<time datetime="([\d-]+)">', coming)
    assert days == sorted(days) and all("2026-11-21" <= day <= "2027-02-19" for day in days)
    assert "Harbor &amp; Coast Fund, Near" in coming and "Late" not in coming and "Month" not in coming
    assert "Last day on which the check of a fund holds" in coming and '"2027-01-10"' in coming
    assert f'<a href="../../{fund.path}"' not in part(html, "funding", "coming")  # it has a fresh check


def test_the_day_is_that_of_the_build_and_is_stated(catalog: Catalog) -> None:
    html = page(catalog, date(2026, 11, 21))
    assert '<time datetime="2026-11-21">November 21, 2026</time>' in html and "<script" not in html
    assert "No record is past due." in page(catalog, date(2024, 7, 1))
