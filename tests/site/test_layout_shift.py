"""Nothing jumps while a page and its scripts load."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe import DESK, PHONE
from kinds import paths
from serving import Ways, serving
from visiting import Built, Visitor

AT_MOST = 0.02  # of the unit of https://www.w3.org/TR/layout-instability/, whose own limit for "good" is 0.1
SLOWER = 0.1  # seconds that each script takes, so that the page is painted before

# What has moved is told once the page has settled: some frames after its scripts have run.
WATCH = """
  const shifts = [];
  new PerformanceObserver((list) => {
    for (const each of list.getEntries()) {
      const moved = each.sources.map(({ node }) => (node?.outerHTML ?? node?.textContent ?? "").slice(0, 80));
      shifts.push([each.value, moved]);
    }
  }).observe({ type: "layout-shift", buffered: true });
  window.shiftsOnceSettled = new Promise((done) => {
    const tell = () => requestAnimationFrame(() => requestAnimationFrame(() => done(shifts)));
    addEventListener("load", () => setTimeout(tell, 300));
  });
"""

SCREENS = {"phone": PHONE, "desk": DESK}
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


@pytest.fixture(scope="module")
def slow(site: Built) -> Iterator[str]:
    """The address of the site where each script takes its time."""
    with serving(site.folder, ways=Ways(slow=SLOWER)) as url:
        yield url


def jumps(address: str, visit: Visitor) -> dict[str, list[tuple[float, list[str]]]]:
    """How far what is on a page moves while it loads, and what moves, by the screen; both screens load at once."""
    pages = {name: visit(viewport=screen) for name, screen in SCREENS.items()}
    for page in pages.values():
        page.add_init_script(WATCH)
        page.goto(address, wait_until="commit")
    return {name: page.evaluate("window.shiftsOnceSettled") for name, page in pages.items()}


@pytest.mark.parametrize("kind", PAGES)
def test_nothing_jumps(kind: str, site: Built, slow: str, visit: Visitor):
    found = jumps(slow + paths(site.folder, site.catalog)[kind], visit)
    assert {name: moved for name, moved in found.items() if sum(value for value, _ in moved) > AT_MOST} == {}


def test_a_script_that_puts_words_above_others_is_seen(tmp_path: Path, visit: Visitor):
    head = '<title>A page</title><link rel="icon" href="data:,"><script src="above.js" defer></script>'
    (tmp_path / "index.html").write_text(f"<!doctype html>{head}<p>Words</p>", encoding="utf-8")
    above = "const above = document.createElement('div'); above.style.height = '300px'; document.body.prepend(above);"
    (tmp_path / "above.js").write_text(above, encoding="utf-8")
    with serving(tmp_path, ways=Ways(slow=SLOWER)) as url:
        found = jumps(url, visit)
    for [(value, moved)] in found.values():
        assert value > AT_MOST and "<p>Words</p>" in moved[0]
    assert found.keys() == SCREENS.keys()
