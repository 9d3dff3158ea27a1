"""Record pages, content first: what is known at the head, what isn't said once, one mark of where it all comes from."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest
import yaml
from library import DATA, DOCS, ROOT
from markup import Page, tree
from playwright.sync_api import Page as Open
from visiting import Built, Visitor

from macros.data import packages, tables
from macros.data.catalog import Catalog

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
TILE = 110  # px, the most that a figure's tile may be high

# What says that something is not known.
UNKNOWN = re.compile(
    r"not stated|not on record|not known|not confirmed|none confirmed|none on record"
    r"|no source[a-z ]{0,18} (?:says?|states?|names?|gives?)\b",
    re.IGNORECASE,
)
# Where a page may say it besides: the heading, option or row of those in a list that state nothing (the third part of
# every answer); what is closed until a reader asks where something comes from; and a drawing, whose table says the same.
ASIDE = ("data-not-stated", "hidden")
CLOSED = {"about-mark", "figure__about"}
# Pages whose subject it is: they define the words, or list the records that say nothing on a point.
EXCEPTIONS = {
    "data/": "names the files of what is not known",
    "data/dictionary/": "defines every field",
    "staff/": "lists the warnings of the check as it tells them",
    "staff/training/": "shows an empty record with every field's description",
    "embed/v1/partnerships/stage/not-stated/": "is that list",
}
# What belongs to the one mark.
PROVENANCE = re.compile(
    r"stored copy|our own (?:view|suggestion|estimate)|\(our suggestion\)|the match is ours", re.IGNORECASE
)


def _record_pages(catalog: Catalog) -> dict[str, list[str]]:
    """The addresses of the records that have a page, under their kinds."""
    kinds = tables.published(catalog).items()
    return {
        kind: [each.path for each in records.values() if each.folder and each.path.endswith("/")]
        for kind, records in kinds
    }


# --- said once ------------------------------------------------------------------------------


def said(element: Element, words: re.Pattern[str], prose: Iterable[str] = ()) -> list[str]:
    """What an element says of ``words``, outside what is closed or aside; ``prose`` are sentences that don't count."""
    text = " ".join("".join(_read(element)).split())
    for sentence in prose:
        text = text.replace(sentence, "")
    return words.findall(text)


def _read(element: Element) -> Iterator[str]:
    classes = set(element.get("class", "").split())
    is_drawing = element.tag == "svg" and element.get("role") == "img"
    if element.tag in ("script", "style", "template", "head") or is_drawing or classes & CLOSED:
        return
    if any(name in element.attrib for name in ASIDE):
        return
    yield element.text or ""
    for each in element:
        yield from _read(each)
        yield f" {each.tail}" if each.tail else " "


@pytest.mark.parametrize(
    ("html", "count"),
    [
        ("<p>Place: not stated. Stage: not stated.</p>", 2),
        ('<p>Not on record: place.</p><option data-not-stated="">Not stated</option>', 1),
        ('<p>No source that we read says who.</p><details class="about-mark">No source names it.</details>', 1),
        ("<p hidden=''>Not known</p><p>Known</p>", 0),
    ],
)
def test_what_counts_as_said(html: str, count: int) -> None:
    assert len(said(tree(f"<body>{html}</body>"), UNKNOWN)) == count


def _records(data: Path) -> list[Path]:
    """The files of records, those that all programs share too."""
    return [*data.rglob("*.yaml"), *packages.VOCABULARIES.rglob("*.yaml")]


def _sentences(data: Path, docs: Path) -> list[str]:
    """What people wrote into records and pages in words of their own; the longest first."""
    texts = [text for file in _records(data) for text in _texts(yaml.load(file.read_text("utf-8"), yaml.BaseLoader))]
    for file in [*data.rglob("*.csv"), *packages.VOCABULARIES.rglob("*.csv")]:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            texts += [text for row in csv.DictReader(lines) for name, text in row.items() if name != "name" and text]
    for page in docs.rglob("*.md"):
        plain = re.sub(r"\[([^]]*)\]\([^)]*\)(?:\{[^}]*\})?|\*\*", r"\1", page.read_text("utf-8"))
        texts += [part.strip(" #-:") for line in plain.splitlines() for part in re.split(r"\{\{.*?\}\}|\{.*?\}", line)]
    found = {" ".join(text.split()) for text in texts if UNKNOWN.search(text)}
    return sorted((text for text in found if text.count(" ") > 1), key=len, reverse=True)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _texts(each)


def _twice(folder: Path, prose: list[str]) -> dict[str, list[str]]:
    pages = {f"{file.parent.relative_to(folder)}/": file for file in folder.rglob("index.html")}
    found = {}
    for path in sorted(each for each in set(pages) - set(EXCEPTIONS) if not each.startswith("data/dictionary/")):
        if len(words := said(tree(pages[path].read_text("utf-8")), UNKNOWN, prose)) > 1:
            found[path] = words
    return found


def test_no_page_of_the_made_up_state_says_twice_that_something_is_not_known(made_up_site: Built) -> None:
    assert _twice(made_up_site.folder, _sentences(made_up_site.data, ROOT / "docs")) == {}


@pytest.mark.content
def test_no_page_says_twice_that_something_is_not_known(real_site: Path) -> None:
    """What people write in a record's own sentences is theirs to say; lists, labels and templates say it once."""
    assert _twice(real_site, _sentences(DATA, DOCS)) == {}


def test_each_exception_is_a_page(real_site: Path) -> None:
    assert [path for path in EXCEPTIONS if not (real_site / path / "index.html").exists()] == []


def test_where_it_comes_from_is_in_the_one_mark(made_up_site: Built) -> None:
    paths = [path for found in _record_pages(made_up_site.catalog).values() for path in found]
    prose = _provenance(made_up_site.data)
    for path in paths:
        page = Page(made_up_site.folder / path / "index.html", path)
        assert said(tree(page.html), PROVENANCE, prose) == [], path
        assert len(page.all("details", class_="about-mark")) >= 1, path


def _provenance(data: Path) -> list[str]:
    texts = (text for file in _records(data) for text in _texts(yaml.load(file.read_text("utf-8"), yaml.BaseLoader)))
    return [" ".join(text.split()) for text in texts if PROVENANCE.search(text)]


# --- the first screen, and the grid ----------------------------------------------------------

HEAD = """() => {
  const bottom = (part) => document.querySelector(part)?.getBoundingClientRect().bottom ?? 0;
  return Object.fromEntries(['h1', '.lead', '.facts', '.record-head__actions'].map((part) => [part, bottom(`.record-head ${part}`)]));
}"""
TILES = "() => [...document.querySelectorAll('.figure')].map((tile) => tile.getBoundingClientRect().height)"
EDGES = """() => {
  const right = (element) => Math.round(element.getBoundingClientRect().right);
  const wide = (part) => [...document.querySelectorAll(part)].filter((each) => each.getBoundingClientRect().width > 0).map(right);
  return {
    main: wide('.record__main > section, .record__main > section > p, .record__main > section > :is(ul, ol, dl, .figures, .table-wrap)'),
    side: wide('.record__side > .panel, .record-head .facts'),
    page: right(document.querySelector('.page__main')),
  };
}"""


@pytest.fixture
def open_each(made_up_site: Built, visit: Visitor) -> Any:
    """Opens the pages of a kind of record of the made-up state, one after the other, in one tab."""

    def pages(kind: str, viewport: dict[str, int]) -> Iterator[tuple[str, Open]]:
        paths = _record_pages(made_up_site.catalog)[kind]
        page = visit()
        for path in paths:
            page.set_viewport_size(viewport)
            page.goto(made_up_site.url + path)
            yield path, page

    return pages


# The kinds of record whose pages begin with the head that all share.
KINDS = (
    "partnerships",
    "occupations",
    "credentials",
    "training_options",
    "supports",
    "pathways",
    "starting_points",
    "funds",
    "grant_templates",
    "grant_blocks",
    "sessions",
    "training_series",
    "learning_paths",
    "metrics",
    "stories",
    "organizations",
    "industries",
    "counties",
    "workforce_areas",
    "steps",
)


def test_every_kind_of_record_with_a_page_is_looked_at(made_up_site: Built) -> None:
    with_pages = {kind for kind, paths in _record_pages(made_up_site.catalog).items() if paths}
    sheets = {"worksheets"}  # forms to fill in: their head is that of a tool
    assert with_pages - sheets == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_begins_on_a_phones_first_screen_and_has_two_right_edges_on_a_desk(kind: str, open_each: Any) -> None:
    for path, page in open_each(kind, PHONE):
        begins = page.evaluate(HEAD)
        assert begins["h1"] and begins[".record-head__actions"], path
        assert max(begins.values()) <= PHONE["height"], (path, begins)
        # One grid: the main part ends at one line, the facts and what stands beside it at the page's own.
        page.set_viewport_size(DESK)
        ends = page.evaluate(EDGES)
        assert len(set(ends["main"])) <= 1, (path, ends)
        assert set(ends["side"]) <= {ends["page"]}, (path, ends)


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("kind", ["partnerships", "metrics", "stories"])
def test_a_figure_is_a_tile_whose_passport_opens(kind: str, viewport: dict[str, int], open_each: Any) -> None:
    heights = []
    for _, page in open_each(kind, viewport):
        heights += page.evaluate(TILES)
        for tile in page.locator(".figure").all()[:1]:
            tile.locator("summary").click()
            assert tile.locator(".passport").is_visible()
    assert heights and max(heights) <= TILE


def test_nothing_is_out_of_reach_without_scripts(made_up_site: Built, visit: Visitor) -> None:
    """The marks are plain disclosures: they open without a script, and lead to the sources by their address."""
    path = next(each.path for each in made_up_site.catalog.partnerships.values() if each.sources)
    page = visit(f"{made_up_site.url}{path}#sources", java_script_enabled=False)
    assert page.locator(".record-foot .sources").first.is_visible()
    assert not page.locator(".cite p").first.is_visible()
