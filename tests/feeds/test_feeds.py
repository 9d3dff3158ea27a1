"""Feeds, read back with a library that is not ours, and without a warning."""

from __future__ import annotations

import csv
import json
import re
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest
from library import Library

from macros.data.catalog import Catalog, load_catalog
from macros.pages.macro_context import Context
from macros.pages.outputs import Page, Site
from macros.sitewide import feeds
from macros.subjects.partnerships import place_pages

SITE = Site(url="https://example.org/library/", today=date(2026, 11, 21))
ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = "\"quoted\" & 'ticked' script>alert(1) ]]> a < b > c 🌲 日本語 שלום"


@pytest.fixture(scope="module")
def catalog(made_up: Catalog) -> Catalog:
    """The made-up state."""
    return made_up


@pytest.fixture(scope="module")
def files(catalog: Catalog) -> dict[str, str]:
    return made(catalog)


def made(catalog: Catalog, site: Site = SITE) -> dict[str, str]:
    return {each.path: each.content() for each in feeds.outputs(catalog, site)}


def atoms(files: dict[str, str]) -> dict[str, Any]:
    return {path: feedparser.parse(text.encode()) for path, text in files.items() if path.endswith(".atom")}


# --- which feeds there are ---------------------------------------------------


def test_feeds_of_everything_by_kind_and_by_industry(files: dict[str, str], catalog: Catalog):
    reviewed = {
        each.folder
        for table in catalog.tables.values()
        for each in table.values()
        if each.folder and hasattr(each, "last_reviewed")
    }
    assert {"partnerships", "organizations"} <= reviewed
    stems = {"all", *reviewed, *(f"industry/{id}" for id in catalog.industries)}
    assert set(files) == {f"feeds/{stem}.{form}" for stem in stems for form in ("atom", "json")}


def test_without_an_address_there_are_no_feeds_and_the_page_says_so(catalog: Catalog):
    bare = Site(today=SITE.today)
    assert made(catalog, bare) == {}
    assert "There are no feeds in this copy" in feeds.feeds(Context(catalog, bare, ""))
    assert not any("atom" in page.make().head for page in industry_pages(catalog, bare).values())


def test_a_written_page_leads_to_the_feeds_of_what_it_lists(catalog: Catalog):
    linked = {
        page: re.findall('title="([^"]+)" href="([^"]+)"', feeds.links_of_page(page, catalog, SITE))
        for page in ("partnerships/", "training/", "about/", "")
    }
    assert linked["partnerships/"] == [
        ("What is new in Partnerships", f"../feeds/partnerships.{form}") for form in ("atom", "json")
    ]
    assert {path for _, path in linked["training/"]} == {
        f"../feeds/training/{kind}.{form}" for kind in ("paths", "series") for form in ("atom", "json")
    }
    assert linked["about/"] == linked[""] == []
    assert feeds.links_of_page("partnerships/", catalog, Site(today=SITE.today)) == ""


def test_a_feed_has_what_belongs_to_it_the_latest_first(files: dict[str, str], catalog: Catalog):
    for industry in catalog.industries.values():
        read = json.loads(files[f"feeds/industry/{industry.id}.json"])
        belongs = [
            each
            for table in catalog.tables.values()
            for each in table.values()
            if each.folder and industry in getattr(each, "industries", ())
        ]
        expected = {f"{SITE.url}{each.path}" for each in belongs if each.path in catalog.listed}
        urls = [each["url"] for each in read["items"]]
        assert set(urls) == expected
    for path, read in atoms(files).items():
        days = [each.updated for each in read.entries]
        assert days == sorted(days, reverse=True), path


def test_a_long_feed_keeps_the_latest(files: dict[str, str], state: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(feeds, "MOST", 3)
    ids = {path: [each.id for each in read.entries] for path, read in atoms(files).items()}
    cut = {path: [each.id for each in read.entries] for path, read in atoms(made(load_catalog(state))).items()}
    assert cut == {path: found[:3] for path, found in ids.items()} != ids


# --- form --------------------------------------------------------------------


def test_feedparser_reads_every_feed_without_a_warning(files: dict[str, str]):
    for path, read in atoms(files).items():
        assert not read.bozo, (path, read.get("bozo_exception"))
        assert read.version == "atom10"
        assert read.feed.title and read.feed.id.startswith("urn:uuid:") and read.feed.updated_parsed
        assert read.feed.author == "East Workforce Board"
        links = {(each.rel, each.type): each.href for each in read.feed.links if each.rel in ("self", "alternate")}
        assert links["self", "application/atom+xml"] == SITE.url + path


def test_every_entry_has_what_the_standard_asks_for(files: dict[str, str]):
    for path, read in atoms(files).items():
        assert [each.title for each in read.entries if not (each.id and each.updated_parsed and each.link)] == [], path
        ids = [each.id for each in read.entries]
        assert len(ids) == len(set(ids))
        assert all(each.link.startswith(SITE.url) for each in read.entries)


def test_json_feeds_keep_to_their_standard(files: dict[str, str]):
    """https://www.jsonfeed.org/version/1.1/"""
    moment = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
    for path, text in files.items():
        if path.endswith(".json"):
            read = json.loads(text)
            assert read["version"] == "https://jsonfeed.org/version/1.1"
            assert read["title"] and read["feed_url"] == SITE.url + path
            for item in read["items"]:
                assert item["id"] and item["content_html"] and moment.fullmatch(item["date_modified"])


def test_both_forms_say_the_same(files: dict[str, str]):
    for path, read in atoms(files).items():
        items = json.loads(files[path.replace(".atom", ".json")])["items"]
        assert [(each.id, each.title, each.link, each.updated) for each in read.entries] == [
            (each["id"], each["title"], each["url"], each["date_modified"]) for each in items
        ]


def test_an_empty_feed_is_a_feed(own_state: Path):
    path = own_state / "program" / "industries.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, rows[0].keys()).writerow({**rows[0], "id": "kelp-music", "name": "Kelp music"})
    read = feedparser.parse(made(load_catalog(own_state))["feeds/industry/kelp-music.atom"].encode())
    assert not read.bozo and read.entries == [] and read.feed.updated_parsed


# --- what lasts ----------------------------------------------------------------


# --- what is news ------------------------------------------------------------------

BOATS = "partnerships/records/boats.yaml"
NEW = date(2025, 6, 18)  # when the partnership's address was listed


def boats(folder: Path, day: date = SITE.today) -> tuple[str, str]:
    """The entry of a partnership in its feed: the day, and what it says. Empty where there is none."""
    files = made(load_catalog(folder), Site(url=SITE.url, today=day))
    found = {each["url"]: each for each in json.loads(files["feeds/partnerships.json"])["items"]}
    entry = found.get(f"{SITE.url}partnerships/boats/")
    return (entry["date_modified"][:10], entry["content_html"]) if entry else ("", "")


NO_NEWS = {
    "a mere review": (BOATS, "last_reviewed: 2026-02-01", "last_reviewed: 2026-11-01"),
    "other words": (BOATS, "Yards & schools teach people", "Schools & yards teach people"),
    "facts still true": (BOATS, "\nas_of: 2025-05", "\nas_of: 2026-01"),
    "a corrected figure": ("partnerships/figures.csv", "first course,1,people", "first course,2,people"),
    "a member that was wrong": (
        "partnerships/members.csv",
        "boats-harbor-college,boats,harbor-college,helper,,yearbook\n",
        "",
    ),
    "what it did long ago": (BOATS, "  - text: A course began.", "  - text: They met.\n    date: 2023"),
    "a fund confirmed again": ("grants/funds/harbor-fund.yaml", "last_checked: 2026-03-01", "last_checked: 2026-03-02"),
}
NEWS = {
    "what it did": (
        BOATS,
        "  - text: A course began.",
        "  - text: A boat was built.\n    date: 2026-02-03",
        "2026-02-03",
        "A boat was built.",
    ),
    "a stage": (
        BOATS,
        "    note: From the yearbook.\n",
        "  - stage: steady\n    date: 2026-03\n",
        "2026-03-01",
        "Reached the stage Steady.",
    ),
    "a figure of a later day": (
        "partnerships/figures.csv",
        "1,people,exact,Spring term,2025-05",
        "2,people,exact,Spring term,2026-04",
        "2026-04-01",
        "Students in the first course: 2 people.",
    ),
}


@pytest.mark.parametrize("name", NO_NEWS)
def test_an_edit_is_no_news(name: str, files: dict[str, str], own_state: Path):
    before = files
    Library(own_state).replace(*NO_NEWS[name])
    after = made(load_catalog(own_state))
    for path in before:
        if path.endswith(".atom"):
            days = [
                {each.id: each.updated for each in feedparser.parse(files[path].encode()).entries}
                for files in (before, after)
            ]
            assert days[0] == days[1], path


@pytest.mark.parametrize("name", NEWS)
def test_what_a_record_dates_is_news_of_that_day(name: str, state: Path, own_state: Path):
    file, old, new, day, words = NEWS[name]
    assert boats(state)[0] == NEW.isoformat()
    Library(own_state).replace(file, old, new)
    found, content = boats(own_state)
    assert found == day and words in content and "New in the library." in content


def test_an_end_is_news_of_the_day_that_the_facts_are_of(own_state: Path):
    library = Library(own_state)
    library.replace(BOATS, "status: going", "status: over")
    library.replace(BOATS, "status_as_of: 2025-05", "status_as_of: 2026-01-15")
    found, content = boats(own_state)
    assert found == "2026-01-15" and "Over." in content


def test_a_note_of_the_staff_is_news_and_one_of_a_correction_is_none(own_state: Path):
    library = Library(own_state)
    notes = "id,day,kind,record,change,text\none,2026-05-01,partnerships,boats,changed,The course is back.\n"
    library.write("program/change_notes.csv", f"{notes}two,2026-06-01,partnerships,boats,correction,\n")
    found, content = boats(own_state)
    assert found == "2026-05-01" and "The course is back." in content


def test_what_is_not_listed_yet_is_no_news(own_state: Path):
    table = own_state / "program" / "permalinks.csv"
    rows = [row for row in table.read_text(encoding="utf-8").splitlines() if ",partnerships/" not in row]
    table.write_text("\n".join(rows) + "\n", encoding="utf-8")
    items = json.loads(made(load_catalog(own_state))["feeds/partnerships.json"])["items"]
    assert {each["url"]: each["date_modified"][:10] for each in items} == {
        f"{SITE.url}partnerships/boats/": "2025-05-01"  # what it dates itself
    }


def test_what_is_still_to_come_is_no_news(state: Path):
    assert boats(state, date(2025, 4, 30)) == ("", "")
    assert boats(state, date(2025, 6, 17))[0] == "2025-05-01"
    assert boats(state, NEW)[0] == NEW.isoformat()


def test_before_the_baseline_there_is_no_news(own_state: Path):
    Library(own_state).replace("program/program.yaml", "baseline: 2025-01-01", "baseline: 2026-12-01")
    for path, text in made(load_catalog(own_state)).items():
        read = feedparser.parse(text.encode()) if path.endswith(".atom") else None
        assert read is None or (read.entries == [] and not read.bozo), path


def test_ids_last(files: dict[str, str], catalog: Catalog):
    """Written down here: whoever changes one shows every subscriber everything twice."""
    read = atoms(files)
    assert read["feeds/all.atom"].feed.id == "urn:uuid:" + catalog.program.lasting_id("feeds/all.atom")
    assert catalog.program.lasting_id("feeds/industry/boats.atom") == "8f819eab-485b-5f95-a269-b65b2e53b154"
    assert catalog.program.lasting_id("partnerships/boats/") == "e77ae437-f600-5b9a-afbd-95998aa2015e"
    assert "urn:uuid:e77ae437-f600-5b9a-afbd-95998aa2015e" in {
        each.id for each in read["feeds/industry/boats.atom"].entries
    }


def test_ids_do_not_follow_the_sites_address(files: dict[str, str], catalog: Catalog):
    elsewhere = atoms(made(catalog, Site(url="https://other.example/", today=date(2030, 1, 1))))
    for path, read in atoms(files).items():
        assert elsewhere[path].feed.id == read.feed.id
        assert [each.id for each in elsewhere[path].entries] == [each.id for each in read.entries]
        assert elsewhere[path].feed.updated == read.feed.updated, "the day of the build is no news"


# --- safety ----------------------------------------------------------------------


def test_hostile_text_is_text(own_state: Path):
    record = own_state / "partnerships" / "records" / "boats.yaml"
    lines = record.read_text(encoding="utf-8").splitlines()
    quoted = json.dumps(HOSTILE, ensure_ascii=False)
    lines = [
        f"{name}: {quoted}" if (name := line.partition(":")[0]) in ("title", "summary") else line for line in lines
    ]
    record.write_text("\n".join(lines), encoding="utf-8")
    text = made(load_catalog(own_state))["feeds/industry/boats.atom"]
    (entry,) = [
        each
        for each in ElementTree.fromstring(text).iter(f"{ATOM}entry")
        if each.findtext(f"{ATOM}link") is not None and each.findtext(f"{ATOM}title") == HOSTILE
    ]
    assert entry.findtext(f"{ATOM}summary") == HOSTILE
    content = entry.findtext(f"{ATOM}content") or ""
    assert "<script" not in content and "a &lt; b" in content
    assert not feedparser.parse(text.encode()).bozo


# --- pages lead to feeds ------------------------------------------------------------


def industry_pages(catalog: Catalog, site: Site) -> dict[str, Page]:
    found = {each.path: each for each in place_pages.outputs(catalog, site)}
    return {each.path: found[each.path] for each in catalog.industries.values()}


def test_an_industrys_page_leads_to_its_feeds(files: dict[str, str], catalog: Catalog):
    for path, page in industry_pages(catalog, SITE).items():
        linked = re.findall(
            r'<link rel="alternate" type="application/[^"]*" title="[^"]*" href="([^"]*)"', page.make().head
        )
        ours = {each for each in linked if each.startswith("../../feeds/")}
        id = path.split("/")[1]
        assert ours == {f"../../feeds/industry/{id}.atom", f"../../feeds/industry/{id}.json"}
        assert {each.removeprefix("../../") for each in ours} <= set(files)


def test_the_list_of_feeds_names_every_file(files: dict[str, str], catalog: Catalog):
    html = feeds.feeds(Context(catalog, SITE, "../../"))
    assert set(re.findall(r'href="../../([^"]*)"', html)) == set(files)
