"""How soon a filter's answer is seen: ``python -m scripts.bench.filtering SITE [--clicks N] [--width N]``.

SITE is the folder of a built site. Its directory is opened in Chromium as on a phone whose processor is four times
slower, and its filters are clicked one after another, each in view. The milliseconds run from a click to the end of
the frame that shows its answer. Some more clicks are traced, which takes time itself, to tell what the milliseconds
are spent on: the processor's time for each click, waiting not counted.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from macros.data import disk
from macros.data.disk import CommandFailed
from scripts import browser

CLICKS = Path(__file__).with_name("clicks.js").read_text(encoding="utf-8")
OPEN = "for (const each of document.querySelectorAll('[data-filters-disclosure], [data-facet]')) each.open = true"
FIRST = 3  # clicks that nobody times: the first one waits for the index
CATEGORIES = ["devtools.timeline", "disabled-by-default-devtools.timeline", "blink.user_timing"]
# The names of a trace's events; what is in none of them is the browser's own.
PARTS = {
    "script": {
        "EventDispatch",
        "FunctionCall",
        "FireAnimationFrame",
        "RunMicrotasks",
        "TimerFire",
        "MinorGC",
        "MajorGC",
    },
    "style": {"UpdateLayoutTree"},
    "layout": {"Layout"},
    "painting": {"PrePaint", "Paint", "PaintImage", "Layerize", "UpdateLayer", "Commit"},
}


@disk.told
def main(arguments: list[str] | None = None) -> int:
    """Print the median of the milliseconds, what 95 percent are at most, and what they are spent on, as JSON."""
    parser = argparse.ArgumentParser(prog="python -m scripts.bench.filtering", description="Measure the filters.")
    parser.add_argument("site", type=Path, metavar="SITE", help="the folder of a built site")
    parser.add_argument("--page", default="partnerships/", help="a page of the directory (partnerships/)")
    parser.add_argument("--clicks", type=int, default=100, metavar="N", help="clicks that are timed (100)")
    parser.add_argument("--traced", type=int, default=30, metavar="N", help="clicks that are traced (30)")
    parser.add_argument("--slower", type=float, default=4, metavar="N", help="how much slower the processor is (4)")
    parser.add_argument("--width", type=int, default=390, metavar="N", help="the width of the screen (390)")
    given = parser.parse_args(arguments)
    if not (given.site / given.page / "index.html").is_file():
        raise CommandFailed(f"{given.site} has no page {given.page}. Build a site: python -m scripts.build")
    with served(given.site) as address:
        print(json.dumps(measure(f"{address}{given.page}", given)))
    return 0


@contextmanager
def served(site: Path) -> Iterator[str]:
    """The address at which a folder is served."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Silent, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing about what is asked for."""


def measure(address: str, given: argparse.Namespace) -> dict[str, Any]:
    """What ``main`` prints of the directory at ``address``."""
    from playwright.sync_api import sync_playwright  # only those who measure have it

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser.find(), args=browser.arguments())
        page = chromium.new_page(viewport={"width": given.width, "height": 844})
        page.goto(address)
        found = times(page, given.clicks, given.slower)
        chromium.start_tracing(page=page, categories=CATEGORIES)
        page.evaluate(CLICKS, [FIRST + given.clicks, given.traced])
        spent = spent_on(json.loads(chromium.stop_tracing())["traceEvents"])
    return {**told(found), "spent on": {part: round(spent[part] / given.traced, 1) for part in (*PARTS, "other")}}


def times(page: Any, clicks: int, slower: float) -> list[float]:
    """The milliseconds that each answer of a directory takes, on a processor that from now on is so much slower."""
    page.wait_for_load_state("networkidle")
    page.evaluate(OPEN)
    page.evaluate(CLICKS, [0, FIRST])
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    found: list[float] = page.evaluate(CLICKS, [FIRST, clicks])
    return found


def told(found: Sequence[float]) -> dict[str, float]:
    """The median, and what 95 percent of the times are at most."""
    at_most = sorted(found)[-(-len(found) * 95 // 100) - 1]
    return {"median": round(statistics.median(found), 1), "95 percent": round(at_most, 1)}


def spent_on(events: Iterable[Mapping[str, Any]]) -> Counter[str]:
    """The processor's milliseconds from clicks to answers, by ``PARTS``; an event counts without those in it."""
    spent: Counter[str] = Counter()
    around: list[tuple[float, str]] = []  # the ends and parts of the events that an event is in
    for each in _until_shown(events):
        while around and around[-1][0] <= each["ts"]:
            around.pop()
        part = next((part for part, names in PARTS.items() if each["name"] in names), "other")
        spent[part] += each.get("tdur", 0) / 1000
        if around:
            spent[around[-1][1]] -= each.get("tdur", 0) / 1000
        around.append((each["ts"] + each.get("dur", 0), part))
    return spent


def _until_shown(events: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """What begins between a click and its answer in the page's own thread, with a length, in the order of time."""
    ordered = sorted(events, key=lambda each: (each["ts"], -each.get("dur", 0)))
    own = next((each["pid"], each["tid"]) for each in ordered if each["name"] == "click")
    is_waiting = False
    for each in ordered:
        if (each["pid"], each["tid"]) != own:
            continue
        if each["name"] in ("click", "shown"):
            is_waiting = each["name"] == "click"
        elif is_waiting and each["ph"] == "X":
            yield each


if __name__ == "__main__":
    sys.exit(main())
