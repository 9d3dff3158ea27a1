"""Careers on the built site: the way there is short, a handout is one sheet, filters and comparison work."""

from __future__ import annotations

import re
from collections import deque
from pathlib import Path
from posixpath import normpath
from typing import Any

import pytest
from playwright.sync_api import expect
from visiting import Built, Visitor

CLICKS = 3


def links(folder: Path, path: str) -> set[str]:
    """The pages of the site that a page links to."""
    html = (folder / path / "index.html").read_text(encoding="utf-8")
    found = re.findall(r'<a [^>]*?href="([^"#?:]+)(?:[#?][^"]*)?"', html)
    pages = {f"{normpath(f'{path}{href}')}/".removeprefix("./") for href in found if href.endswith("/") or href in (".", "..")}
    return {page for page in pages if (folder / page / "index.html").is_file()}


def test_every_pathway_is_three_clicks_from_home(site: Built) -> None:
    clicks = {"": 0}
    waiting = deque([""])
    while waiting:
        path = waiting.popleft()
        for each in links(site.folder, path) - clicks.keys() if clicks[path] < CLICKS else ():
            clicks[each] = clicks[path] + 1
            waiting.append(each)
    assert [each.id for each in site.catalog.pathways.values() if clicks.get(each.path, 9) > CLICKS] == []
    assert clicks["careers/"] == 1


def test_handouts_fit_on_one_sheet(site: Built, visit: Visitor) -> None:
    for pathway in site.catalog.pathways.values():
        page = visit(f"{site.url}{pathway.path}handout/")
        page.emulate_media(media="print")
        for paper in ("Letter", "A4"):
            sheets = len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(format=paper)))
            assert sheets == 1, (pathway.id, paper)


@pytest.mark.parametrize(("width", "shape"), [(320, "narrow"), (1280, "wide")])
def test_one_drawing_is_shown_and_its_letters_can_be_read(width: int, shape: str, site: Built, visit: Visitor) -> None:
    page = visit(f"{site.url}careers/pathways/hospitality-tourism/", viewport={"width": width, "height": 900})
    shown = page.locator("svg.pathway:visible")
    assert shown.count() == 1 and shown.get_attribute("data-drawing") == shape
    scale = shown.evaluate("svg => svg.getBoundingClientRect().width / svg.viewBox.baseVal.width")
    assert 15 * scale >= 12
    too_wide = """svg => [...svg.querySelectorAll(".pathway__step")].filter((step) => {
      const box = step.querySelector("rect").getBBox();
      return [...step.querySelectorAll("text")].some((text) => text.getBBox().width > box.width);
    }).map((step) => step.dataset.step)"""
    assert shown.evaluate(too_wide) == []


def test_supports_are_filtered_by_what_might_help(site: Built, visit: Visitor) -> None:
    page = visit(f"{site.url}careers/supports/", viewport={"width": 1280, "height": 900})
    page.locator("[data-facet='need'] label", has_text="English classes").click()
    expect(page).to_have_url(re.compile("need=english-classes"))
    shown = page.locator(".job:visible")
    expect(shown.locator("a", has_text="English classes")).to_have_count(1)
    assert 0 < shown.count() < 5 < page.locator(".job").count()


def test_jobs_stand_side_by_side(site: Built, visit: Visitor) -> None:
    page = visit(f"{site.url}careers/compare/?ids=cashier&ids=registered-nurse")
    page.locator(".compare-table tbody tr").first.wait_for()
    table = page.locator(".compare-table")
    for words in ("Cashier", "Registered nurse", "$15.64", "$40.55", "May 2023"):
        assert words in table.inner_text()


def test_without_scripts_every_list_is_whole(site: Built, visit: Visitor, browser: Any) -> None:
    page = visit(f"{site.url}careers/training/", java_script_enabled=False)
    assert page.locator(".job:visible").count() == len(site.catalog.training_options)
    assert page.locator("form.filters:visible").count() == 0
