"""What someone comes for the first time: each task from the front page to its end, on a phone.

The next session into a calendar is walked in ``test_training_pages.py``, where a made-up session comes up, and
assess, plan and take home in ``test_toolkit.py``.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from test_directory_page import tick
from visiting import Built, Visitor

PHONE = {"viewport": {"width": 390, "height": 844}, "reduced_motion": "reduce"}


@pytest.fixture
def home(site: Built, visit: Visitor) -> Page:
    return visit(site.url, **PHONE)


def test_find_partnerships_of_an_industry_in_a_county(site: Built, home: Page) -> None:
    placed = [each for each in site.catalog.partnerships.values() if each.counties and each.industries]
    if not placed:
        pytest.skip("no partnership states a county")
    partnership, industry, county = placed[0], placed[0].industries[0], placed[0].counties[0]
    home.get_by_role("link", name="Browse all partnerships").click()
    home.locator("[data-filters-disclosure] > summary").click()
    tick(home, "industry", industry.id)
    tick(home, "county", county.id)
    home.locator("[data-show-results]").click()
    known = home.locator("[data-list] > [data-record]")
    expect(known.filter(has_text=partnership.title).first).to_be_visible()
    expect(home.locator("[data-list] a").first).to_be_in_viewport()


def test_find_what_a_job_pays_and_how_one_gets_in(site: Built, home: Page) -> None:
    jobs = site.catalog.occupations.values()
    job = next(each for each in jobs if each.wage.mean_hourly is not None and each.entry and each.entry.education)
    home.get_by_label("What are you looking for?").fill(job.title)
    home.get_by_role("button", name="Search", exact=True).last.click()
    home.get_by_role("main").get_by_role("link", name=job.title, exact=True).first.click()
    expect(home.get_by_role("heading", level=1, name=job.title)).to_be_visible()
    facts = home.locator(".facts")
    expect(facts).to_be_in_viewport()
    expect(facts).to_contain_text(f"${job.wage.mean_hourly:,.2f}")
    expect(facts).to_contain_text("Most people start with")


def test_take_an_application_home_as_a_word_file(site: Built, home: Page) -> None:
    template = list(site.catalog.grant_templates.values())[-1]
    home.get_by_role("link", name="Write a grant application").click()
    home.get_by_role("link", name=template.title).first.click()
    home.get_by_role("main").get_by_role("link", name=re.compile("^Fill")).first.click()
    expect(home.get_by_label("Template", exact=True)).to_have_value(template.id)
    home.get_by_role("button", name="Put its facts in place").click()
    word, onward = home.get_by_role("button", name=re.compile("Word")), home.get_by_role("button", name="Next")
    for _ in range(50):  # a part of the application at a time; the files are at its end
        if word.count():
            break
        onward.click()
    with home.expect_download(timeout=30_000) as started:
        word.first.click()
    assert started.value.suggested_filename.endswith(".docx")
