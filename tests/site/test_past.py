"""A site of an earlier day says so wherever its data is read, and asks search engines to leave it out."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import building
import pytest
from library import EXAMPLE

from macros.data.catalog import Catalog
from macros.pages.outputs import Site
from macros.pages.templating import plain_date
from macros.sitewide import api, calendars, embeds, llms, open_data

DAY = date(2026, 11, 21)  # of what is made of the made-up state
TODAYS_SITE = "https://example.org/today/"
NOINDEX = '<meta name="robots" content="noindex">'
# Pages that no search engine lists on any site: embeds, redirects and the page for what isn't there.
NEVER_LISTED = re.compile(r'embed/|s/|404\.html|.*http-equiv="refresh"', re.DOTALL)


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the data as it stood on the day of the tests, out of a history that goes on after it."""
    return building.once(tmp_path_factory.getbasetemp(), "past", _make_past) / "site"


def said(day: date) -> str:
    """What everything made of the data as it stood on a day must say."""
    return f"As the data stood on {plain_date(day)}."


def _make_past(folder: Path) -> None:
    day = building.the_day().isoformat()
    data = folder / "library" / "data"
    shutil.copytree(EXAMPLE / "data", data)
    _commit(folder / "library", f"{day}T12:00:00Z")
    (data / "program" / "program.yaml").write_text("id: program\nsite_name: Another name\n", encoding="utf-8")
    _commit(folder / "library", "2099-01-01T12:00:00Z")
    folders = ["--data", str(data), "--docs", str(EXAMPLE / "docs"), "--site-dir", str(folder / "site")]
    words = [*folders, "--as-of", day, "--no-search"]
    done = building.run("scripts.build", *words, "--site-url", building.URL, "--today-url", TODAYS_SITE)
    assert done.returncode == 0, done.stderr


def _commit(repository: Path, moment: str) -> None:
    who = ["-c", "user.name=Sam Sample", "-c", "user.email=sam@example.org"]
    surroundings = {**os.environ, "GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment}
    for words in (["init", "-q", "-b", "main"], ["add", "-A"], [*who, "commit", "-q", "-m", "data"]):
        subprocess.run(["git", *words], cwd=repository, check=True, env=surroundings)


def html(site: Path) -> dict[str, str]:
    """Every page of a site by its path; a fragment for another site's page is none."""
    found = (path for path in site.rglob("*.html") if path.name != "fragment.html")
    return {path.relative_to(site).as_posix(): path.read_text(encoding="utf-8") for path in found}


@pytest.mark.slow
def test_every_page_of_an_earlier_day_says_so_and_asks_not_to_be_listed(past: Path) -> None:
    pages = html(past)
    assert len(pages) > 50
    told = said(building.the_day())
    assert [path for path, page in pages.items() if told not in page or f'href="{TODAYS_SITE}"' not in page] == []
    assert [path for path, page in pages.items() if page.count(NOINDEX) != 1] == []


@pytest.mark.slow
def test_no_page_of_today_does(real_site: Path) -> None:
    pages = html(real_site)
    assert [path for path, page in pages.items() if "past-banner" in page or "As the data stood" in page] == []
    listed = {
        path: page
        for path, page in pages.items()
        if not NEVER_LISTED.match(path) and 'http-equiv="refresh"' not in page
    }
    assert listed and [path for path, page in listed.items() if NOINDEX in page] == []


@pytest.mark.slow
def test_search_engines_may_read_the_pages_and_get_no_list_of_them(past: Path, real_site: Path) -> None:
    assert not (past / "sitemap.xml").exists() and (real_site / "sitemap.xml").exists()
    assert (past / "robots.txt").read_text() == "User-agent: *\nAllow: /\n", (
        "or they could not read that they should not"
    )


@pytest.mark.slow
def test_feeds_and_fragments_of_an_earlier_day_say_so(past: Path) -> None:
    files = [*past.glob("feeds/**/*.atom"), *past.glob("feeds/**/*.json"), *past.glob("embed/**/fragment.html")]
    assert len(files) > 100
    told = said(building.the_day())
    assert [path for path in files if told not in path.read_text(encoding="utf-8")] == []


# --- what is made of the made-up state -----------------------------------------------

EARLIER = Site(url="https://example.org/", today=DAY, as_of=DAY, today_url=TODAYS_SITE)
NOW = Site(url="https://example.org/", today=DAY)


def texts(view: object, catalog: Catalog, site: Site) -> dict[str, str]:
    """The files of a view that are text."""
    outputs = view.outputs(catalog, site)  # type: ignore[attr-defined]
    made = {each.path: each.content() if callable(each.content) else each.content for each in outputs}
    return {path: content for path, content in made.items() if isinstance(content, str)}


def test_every_document_of_the_api_has_the_day(made_up: Catalog) -> None:
    for site, day in ((EARLIER, DAY.isoformat()), (NOW, None)):
        files = texts(api, made_up, site)
        documents = [path for path in files if "/schemas/" not in path and not path.endswith("openapi.json")]
        assert documents and {json.loads(files[path]).get("as_of") for path in documents} == {day}


def test_calendars_and_guides_say_it(made_up: Catalog) -> None:
    for site, is_told in ((EARLIER, True), (NOW, False)):
        found = {**texts(calendars, made_up, site), **texts(llms, made_up, site)}
        whole = {
            path: text
            for path, text in found.items()
            if "UID:" in text.partition("BEGIN:VEVENT")[0] or path == "llms.txt"
        }
        assert len(whole) > 3
        assert {said(DAY) in re.sub(r"\r\n |\\", "", text) for text in whole.values()} == {is_told}
        files = {each.path: each.content for each in open_data.outputs(made_up, site)}
        package = json.loads(files["data/files/datapackage.json"]())
        assert package["description"].startswith(said(DAY)) == is_told


def test_without_an_address_of_today_it_says_what_it_is_not(made_up: Catalog) -> None:
    lost = Site(today=DAY, as_of=DAY)
    fragment = next(text for path, text in texts(embeds, made_up, lost).items() if path.endswith("fragment.html"))
    assert f"{said(DAY)} This is not the site of today." in fragment
