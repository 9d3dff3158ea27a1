"""The list of funding, with three funds that are open, two of them with a round that closes, whatever the real ones are."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import building
import pytest
from building import Shared
from content import Content
from library import CONTENT, real
from playwright.sync_api import Locator, Page, expect
from serving import serving
from visiting import Built, Visitor

from macros.data.catalog import load_catalog

# of three funds: status, day of the check, last day of the round; judged on November 21, 2026
SOON, ROLLING, LATER = "soon", "rolling", "later"
DATED = {
    SOON: ("open", "2026-11-01", "2026-12-10"),
    ROLLING: ("rolling", "2026-11-20", ""),
    LATER: ("open", "2026-11-15", "2027-01-30"),
}


@cache
def chosen() -> dict[str, str]:
    """Three funds of the real data, by their ids, and which of the three each is."""
    return dict(zip(sorted(real().funds, key=lambda id: real().funds[id].name.casefold()), DATED, strict=False))


@pytest.fixture(scope="module")
def dated(shared: Shared) -> Iterator[Built]:
    """A site in which these funds are open and have confirmed rounds, and nobody has checked another one."""
    made = shared("dated", _make_dated)
    with serving(made / "site") as url:
        yield Built(made / "site", made / "data", load_catalog(made / "data", building.the_day()), url)


def _make_dated(made: Path) -> None:
    content = Content(made, CONTENT)
    for id, fund in real().funds.items():
        status, checked, closes = DATED.get(chosen().get(id, ""), ("not-checked", "", ""))
        made_up = (
            f"\n  - name: Made-up round\n    closes: {closes}\n    checked: {checked}\n    source: {fund.sources[0].id}"
        )
        content.set(
            content.file(fund),
            status=status,
            last_checked=checked,
            rounds=made_up if closes else "",
            last_reviewed="2026-11-20",
        )
    done = building.run(*building.words(made / "site", content.data, search=False))
    assert done.returncode == 0, done.stdout + done.stderr


def shown(page: Page) -> Locator:
    return page.locator(".fund:visible")


def found_by(page: Page) -> list[str]:
    """Which funds a page shows."""
    links = shown(page).locator(".fund__name a").all()
    ids = (link.get_attribute("href").rstrip("/").split("/")[-1] for link in links)
    return [chosen().get(id, id) for id in ids]


def test_only_what_is_open_is_shown_at_first_and_all_when_asked(dated: Built, visit: Visitor) -> None:
    page = visit(f"{dated.url}grants/funding/")
    expect(shown(page)).to_have_count(len(DATED))
    assert found_by(page) == [SOON, LATER, ROLLING]  # by deadline
    expect(page.locator("[data-count-line]")).to_have_text(f"{len(DATED)} of {len(dated.catalog.funds)} funds")
    assert {each.inner_text() for each in page.locator(".applied").all()} == {"Open", "Rolling"}
    page.get_by_role("button", name="Clear all filters").first.click()
    expect(page).to_have_url(re.compile("all="))
    expect(shown(page)).to_have_count(len(dated.catalog.funds))
    page.reload()
    expect(shown(page)).to_have_count(len(dated.catalog.funds))
    page.goto(f"{dated.url}grants/funding/")
    expect(shown(page)).to_have_count(len(DATED))
    expect(page.locator("[data-open-note]")).to_be_hidden()


@pytest.mark.parametrize(("days", "found"), [("30", [SOON]), ("60", [SOON]), ("90", [SOON, LATER])])
def test_what_closes_soon_can_be_asked_for(days: str, found: list[str], dated: Built, visit: Visitor) -> None:
    page = visit(f"{dated.url}grants/funding/")
    page.get_by_label(f"Within {days} days").check()
    expect(shown(page)).to_have_count(len(found))
    expect(page).to_have_url(re.compile(f"closes={days}"))
    assert found_by(page) == found


def test_the_list_is_sorted_as_one_asks_and_back_again(dated: Built, visit: Visitor) -> None:
    page = visit(f"{dated.url}grants/funding/")
    expect(shown(page)).to_have_count(len(DATED))
    page.get_by_label("Sort").select_option("Last checked")
    assert found_by(page) == [ROLLING, LATER, SOON]
    page.get_by_label("Sort").select_option("Name")
    names = [each.inner_text() for each in shown(page).locator(".fund__name").all()]
    expect(page).to_have_url(re.compile("sort=name"))
    assert names == sorted(names)
    page.go_back()
    expect(page.get_by_label("Sort")).to_have_value("checked")
    assert found_by(page)[0] == ROLLING


def test_on_a_later_day_the_browser_knows_what_is_over(dated: Built, visit: Visitor) -> None:
    page = visit()
    page.context.clock.set_fixed_time("2026-12-11T12:00:00-05:00")
    page.goto(f"{dated.url}grants/funding/")
    expect(shown(page)).to_have_count(len(DATED) - 1)
    assert SOON not in found_by(page)
    expect(page.get_by_label("Within 60 days")).to_be_enabled()  # the other round has come nearer
    assert page.get_by_label("Within 30 days").is_disabled()
    page.goto(f"{dated.url}grants/funding/?status=closed")
    expect(shown(page)).to_have_count(1)
    assert "Closed" in shown(page).inner_text() and "Closes" not in shown(page).inner_text()
    page.context.clock.set_fixed_time("2027-02-20T12:00:00-05:00")
    page.goto(f"{dated.url}grants/funding/")
    expect(page.locator("[data-open-note]")).to_be_visible()
    expect(shown(page)).to_have_count(len(dated.catalog.funds))


def test_without_a_script_all_funds_stand_there_with_their_deadlines(dated: Built, visit: Visitor) -> None:
    page = visit(f"{dated.url}grants/funding/", java_script_enabled=False)
    expect(shown(page)).to_have_count(len(dated.catalog.funds))
    assert "Closes December 10, 2026" in shown(page).first.inner_text()
    assert page.locator("form.filters").is_hidden()


def test_a_deadline_is_in_the_calendar_and_is_news_when_it_is_listed(dated: Built) -> None:
    calendar = (dated.folder / "calendars" / "deadlines.ics").read_text(encoding="utf-8")
    assert "DTSTART;VALUE=DATE:20261210" in calendar and "DTSTART;VALUE=DATE:20270130" in calendar
    items = json.loads((dated.folder / "feeds" / "grants" / "funding.json").read_text(encoding="utf-8"))["items"]
    # Feeds date a deadline by the day on which its lasting address was listed, which nobody has done here.
    assert [each["title"] for each in items if each["title"].startswith("Deadline")] == []
