"""The page for staff: it says what the commands say."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from macros.data.catalog import Catalog, load_catalog
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
    told = freshness.told(catalog, Site(today=LATER))
    assert told.startswith(f"{len(found)} records due for review") and len(found) > 20
    overdue = part(html, "overdue", "funding")
    assert overdue.count('<tr><th scope="row"') == len(found)
    keepers = {each.keeper for each in found}
    assert {"Oar & Sons Boat Works", "The office"} < keepers  # the lead of a partnership, and the office
    assert overdue.count("<h3") == len(keepers) == told.count("\nSubject: ")


def test_drafts_are_counted_for_all_and_named_by_the_command(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert freshness.main(["--data", str(state), "--today", "2026-03-05"]) == 0
    told = capsys.readouterr().out.partition("\nDrafts, which are not on the site:\n")[2]
    assert "- Secret talk that nobody may see (not-yet, in training/sessions/not-yet.yaml)\n" in told
    catalog = load_catalog(state)
    assert len(told.splitlines()) == sum(catalog.drafts.values())
    shown = part(page(catalog, LATER), "drafts", "warnings")
    assert "training sessions: 1" in shown and "Secret talk" not in shown and "scripts.freshness" in shown


def test_a_long_list_is_cut_and_says_where_the_rest_is(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staff_pages, "MOST", 5)
    overdue = part(page(catalog, LATER), "overdue", "funding")
    longest = max(len(each) for each in components.by_keeper(components.overdue(catalog, LATER)).values())
    assert longest > staff_pages.MOST and f"These are the first {staff_pages.MOST}. The command" in overdue


def test_no_more_keepers_are_listed_than_a_page_holds(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    every = components.by_keeper(components.overdue(catalog, LATER))
    (_, found), *others = every.items()
    monkeypatch.setattr(staff_pages, "MOST_OVERDUE", len(found) + 1)
    overdue = part(page(catalog, LATER), "overdue", "funding")
    assert overdue.count('<tr><th scope="row"') == len(found) + 1
    assert overdue.count("<h3") == 2 and f"Records of {len(others) - 1} more are past due." in overdue


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


REPOSITORY = Site(today=LATER, issue_url="https://git.example/o/r/issues/new")


def test_who_must_look_gets_forms_that_are_filled_in_with_all_their_records(catalog: Catalog) -> None:
    html = str(staff_pages.staff_report(Context(catalog, REPOSITORY, "../../")))
    found = components.by_keeper(components.overdue(catalog, LATER))
    links = [unescape(each) for each in re.findall(r'href="([^"]*template=still-right[^"]*)"', html)]
    named = [line for link in links for line in parse_qs(urlsplit(link).query)["records"][0].split("\n")]
    assert sorted(named) == sorted(f"{each.kind}/{each.record.id}" for records in found.values() for each in records)
    assert "still-right" not in page(catalog, LATER), "without a repository there is no form"


def test_an_issue_for_each_keeper_has_the_forms_and_the_funds(catalog: Catalog) -> None:
    made = freshness.issues(catalog, REPOSITORY)
    assert {title for title, _ in made.values()} == {
        f"Due for review: {keeper}" for keeper in components.by_keeper(components.overdue(catalog, LATER))
    }
    text = made["due-for-review-the-office"][1]
    assert "template=still-right.yml" in text and "[change it](<https://git.example/o/r/issues/new?template=" in text
    told = [part for _, part in made.values() if f"without a check of {staff_pages.funding.FRESH_DAYS} days" in part]
    assert len(told) == 1 and "kelp-fund" in told[0]
    assert "still-right" not in freshness.issues(catalog, Site(today=LATER))["due-for-review-the-office"][1]


def test_a_long_issue_is_cut_before_github_refuses_it(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freshness, "MOST", 2)
    text = freshness.issues(catalog, REPOSITORY)["due-for-review-the-office"][1]
    assert "These are the first 2, the longest due first." in text and text.count("%0A") == 1


def test_links_that_failed_are_listed_the_worst_first(own_state: Path) -> None:
    rows = [
        "l-1,https://a.example/x,1,2026-11-01,2026-11-01,The site broke off.",
        "l-2,https://b.example/y,4,2026-10-01,2026-11-01,Gone.",
    ]
    (own_state / "program" / "link_checks.csv").write_text("\n".join(["id,url,strikes,since,last,reason", *rows, ""]))
    html = part(page(load_catalog(own_state), LATER), "links", "gaps")
    assert re.findall(r"<td>(\d.*?)</td>", html) == ["4, dead", "1"]


def test_gaps_are_what_most_others_of_a_kind_say(own_state: Path) -> None:
    table = own_state / "program" / "organizations.csv"
    header, *rows = table.read_text(encoding="utf-8").splitlines()
    at = header.split(",").index("place")
    filled = [
        ",".join([*cells[:at], "Alder" if number else "", *cells[at + 1 :]])
        for number, cells in enumerate(map(parts_of, rows))
    ]
    table.write_text("\n".join([header, *filled, ""]), encoding="utf-8")
    found = {
        each.record.id: each.missing
        for each in staff_pages.gaps(load_catalog(own_state))
        if each.kind == "organizations"
    }
    assert "Place" in found[rows[0].split(",")[0]]
    assert not any("Place" in missing for id, missing in found.items() if id != rows[0].split(",")[0])


def parts_of(row: str) -> list[str]:
    return [f'"{cell}"' if "," in cell else cell for cell in next(csv.reader([row]))]


def test_drafts_are_counted_and_not_named(catalog: Catalog) -> None:
    html = part(page(catalog, LATER), "drafts", "warnings")
    assert "partnerships: 1" in html and "training sessions: 1" in html
    assert "hidden" not in html and "not-yet" not in html


def test_what_the_check_warns_of_is_listed_without_the_folder(own_state: Path) -> None:
    table = own_state / "program" / "allowed_contacts.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("2030-01-01", "2028-06-20"), encoding="utf-8")
    html = page(load_catalog(own_state, LATER), LATER).split('id="warnings"')[1]
    assert "<code>program/allowed_contacts.csv</code>" in html and str(own_state) not in html
