"""Nothing jumps while a page and its scripts load."""

from __future__ import annotations

import time

import pytest
from axe import DESK, PHONE
from kinds import paths
from playwright.sync_api import Route
from visiting import Built, Visitor

AT_MOST = 0.02  # of the unit of https://www.w3.org/TR/layout-instability/, whose own limit for "good" is 0.1
SLOWER = 0.1  # seconds that each script takes, so that the page is painted before

WATCH = """
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const each of list.getEntries()) {
      const moved = each.sources.map(({ node }) => (node?.outerHTML ?? node?.textContent ?? "").slice(0, 80));
      window.shifts.push([each.value, moved]);
    }
  }).observe({ type: "layout-shift", buffered: true });
"""
# The frames after the page has settled, whose shifts the observer has then been told of.
SETTLED = "() => new Promise((done) => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(done)), 300))"

PAGES = (
    "home",
    "directory",
    "filtered",
    "table",
    "fullest record",
    "pathway",
    "jobs",
    "funding",
    "training library",
    "assessment",
    "consensus",
    "plan",
    "launch",
    "tool",
    "filler",
    "planner",
    "metric builder",
)


def slowly(route: Route) -> None:
    time.sleep(SLOWER)
    route.continue_()


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("kind", PAGES)
def test_nothing_jumps(kind: str, screen: dict[str, int], site: Built, visit: Visitor):
    page = visit(viewport=screen)
    page.add_init_script(WATCH)
    page.route("**/*.js", slowly)
    page.goto(site.url + paths(site.folder, site.catalog)[kind])
    page.evaluate(SETTLED)
    found = page.evaluate("window.shifts")
    assert sum(value for value, _ in found) <= AT_MOST, found
