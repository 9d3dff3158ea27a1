"""What the directory costs a visitor's device when it is long.

``LARGE_SITE=10000 python -m pytest tests/site/test_large_directory.py tests/search -k large`` asks the same of a
library of ten thousand partnerships. It takes some ten minutes and 2 GB, and measures times, for which the machine
must have nothing else to do.
"""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import building
import pytest
from visiting import Built, Visitor

from scripts.bench import filtering

PACKED = frozenset((".png", ".woff2", ".jpg"))  # which a web host sends as they are


def test_the_first_view_of_a_large_directory_moves_little(big: Built, visit: Visitor) -> None:
    moved: dict[str, int] = {}
    page = visit(viewport={"width": 390, "height": 844})
    page.on("request", lambda request: moved.update({request.url: _packed(big, request)}))
    page.goto(f"{big.url}partnerships/", wait_until="networkidle")
    assert sum(moved.values()) <= 150_000, moved


def _packed(site: Built, request: Any) -> int:
    """The bytes of what is asked for, as a web host packs it."""
    file = site.folder / urlsplit(request.url).path.removeprefix(urlsplit(site.url).path)
    content = Path(file / "index.html" if file.is_dir() else file).read_bytes()
    return len(content) if file.suffix in PACKED else len(gzip.compress(content, 9))


@pytest.mark.slow
def test_the_bench_tells_how_long_the_filters_take(big: Built) -> None:
    done = building.run("scripts.bench.filtering", str(big.folder), "--clicks", "2", "--traced", "1", "--slower", "1")
    told = json.loads(done.stdout)
    assert 0 < told["median"] <= told["95 percent"]
    assert min(told["spent on"][part] for part in ("script", "style", "layout", "painting")) > 0


@pytest.mark.skipif("LARGE_SITE" not in os.environ, reason="times are measured when LARGE_SITE asks for it")
def test_a_filter_of_a_large_directory_is_drawn_at_once(big: Built, visit: Visitor) -> None:
    """On a phone with a processor four times slower, 95 percent of the answers within 50 ms."""
    page = visit(f"{big.url}partnerships/", viewport={"width": 390, "height": 844})
    found = filtering.times(page, clicks=100, slower=4)
    assert filtering.told(found)["95 percent"] <= 50, found
