"""How fast pages are, as Lighthouse measures it: on a phone with a slow line, and on a desk.

It runs where the command is: ``npm install --global lighthouse``. A busy machine makes pages slower.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from urllib.parse import urljoin

import pytest
from kinds import paths
from serving import Ways, serving
from visiting import Built

from scripts import browser

FORMS = ("mobile", "desktop")
BEST = 100
KINDS = ("home", "directory", "fullest record", "pathway", "assessment")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("lighthouse") is None, reason="the command lighthouse is not installed"),
]


@pytest.fixture(scope="module")
def packed(site: Built) -> Iterator[str]:
    """The address of the site behind a server that compresses texts, as GitHub Pages does."""
    with serving(site.folder, ways=Ways(compressed=True)) as url:
        yield url


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_fast(kind: str, form: str, packed: str, site: Built) -> None:
    report = measured(urljoin(packed, paths(site.folder, site.catalog)[kind]), form)
    slow = {name: each["displayValue"] for name, each in report["audits"].items() if "displayValue" in each}
    assert round(report["categories"]["performance"]["score"] * 100) == BEST, slow


def measured(url: str, form: str) -> dict:
    """Lighthouse's report on a page's performance."""
    command = ["lighthouse", url, "--quiet", "--no-enable-error-reporting", "--only-categories=performance"]
    command += ["--output=json", f"--chrome-flags=--headless=new {' '.join(browser.arguments())}"]
    command += ["--preset=desktop"] if form == "desktop" else []
    chrome = {"CHROME_PATH": str(browser.find())}
    made = subprocess.run(command, env=os.environ | chrome, capture_output=True, text=True, timeout=180, check=False)
    assert made.returncode == 0, made.stderr
    return json.loads(made.stdout)
