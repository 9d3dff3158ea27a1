"""Careers on the built site: the way there is short, a handout is one sheet, filters and comparison work."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import product
from pathlib import Path
from posixpath import normpath
from typing import Any

import html5lib
import pytest
import zxingcpp
from building import URL
from kinds import widest
from PIL import Image
from playwright.sync_api import expect
from visiting import Built, Visitor

from macros.pages.templating import plain_date

CLICKS = 3


def links(folder: Path, path: str) -> set[str]:
    """The pages of the site that a page links to."""
    html = (folder / path / "index.html").read_text(encoding="utf-8")
    found = re.findall(r'<a [^>]*?href="([^"#?:]+)(?:[#?][^"]*)?"', html)
    pages = {
        f"{normpath(f'{path}{href}')}/".removeprefix("./")
        for href in found
        if href.endswith("/") or href in (".", "..")
    }
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


NO_PROSE = {
    "a",
    "button",
    "caption",
    "cite",
    "code",
    "dt",
    "form",
    "h1",
    "h2",
    "h3",
    "label",
    "nav",
    "script",
    "small",
    "style",
    "summary",
    "svg",
    "th",
}


def running_text(folder: Path) -> dict[str, str]:
    """The text that a reader of each page of careers takes in as sentences."""

    def pieces(node: Any) -> Iterator[str]:
        if not isinstance(node.tag, str):  # a comment
            return
        if node.tag.rpartition("}")[2] in NO_PROSE or "data-plain" in node.attrib:  # a drawing's tag has a namespace
            return
        yield node.text or ""
        for child in node:
            yield from pieces(child)
            yield child.tail or ""

    found = {}
    for file in sorted((folder / "careers").rglob("index.html")):
        html = html5lib.parse(file.read_text(encoding="utf-8"), namespaceHTMLElements=False)
        body = html.find(".//article")
        if body is not None:
            found[file.parent.relative_to(folder).as_posix()] = " ".join("".join(pieces(body)).split())
    return found


def words_of(text: str, words: Iterable[str]) -> set[str]:
    return {word for word in words if re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text)}


def test_every_trade_word_leads_to_the_glossary_once_on_each_page(site: Built) -> None:
    """On records' pages, lists and written pages: a word in running text is linked on the page, and only once."""
    terms = {word.strip(): each.term.id for each in site.catalog.trade_words.values() for word in each.words.split(";")}
    texts = running_text(site.folder)
    assert (
        len(texts) > len(site.catalog.occupations)
        and {"careers", "careers/supports", *(each.path.rstrip("/") for each in site.catalog.starting_points.values())}
        <= texts.keys()
    )
    for path, text in texts.items():
        page = (site.folder / path / "index.html").read_text(encoding="utf-8")
        linked = re.findall(r'class="term" href="[./]*toolkit/glossary/#([\w-]+)"', page)
        left = text
        for word in sorted(words_of(text, terms), key=len, reverse=True):  # the longest first: a word may hold another
            if words_of(left, [word]):
                assert terms[word] in linked, (path, word)
            left = re.sub(rf"(?<![\w-]){re.escape(word)}(?![\w-])", "…", left)
        assert len(linked) == len(set(linked)), (path, linked)


# Words of the glossary that readers of careers know: a link on each would get in the way.
EVERYDAY = {"resume"}


def test_every_word_of_the_glossary_that_careers_use_is_a_trade_word(site: Built) -> None:
    known = {each.term.id for each in site.catalog.trade_words.values()}
    text = " ".join(running_text(site.folder).values())
    used = {
        each.id
        for each in site.catalog.glossary.values()
        if words_of(text, (each.term.lower(), f"{each.term.lower()}s"))
    }
    assert len(used) > 9 and used - known - EVERYDAY == set()


# As wide as A4 and as high as Letter: what fits on it fits on both.
PAPER = {"width": "210mm", "height": "11in"}


def test_handouts_fit_on_one_sheet(site: Built, visit: Visitor) -> None:
    for pathway in site.catalog.pathways.values():
        page = visit(f"{site.url}{pathway.path}handout/")
        page.emulate_media(media="print")
        assert len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(**PAPER))) == 1, pathway.id


def read_codes(picture: bytes) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(Image.open(BytesIO(picture)).convert("L"))]


def test_a_reader_finds_the_pathway_in_the_picture_of_its_handout(site: Built, visit: Visitor) -> None:
    """The code is read from the picture of the page, as a phone does; it holds the pathway's lasting address."""
    for pathway in site.catalog.pathways.values():
        page = visit(f"{site.url}{pathway.path}handout/", viewport={"width": 816, "height": 1056})
        for media, scheme in product(("screen", "print"), ("light", "dark")):
            page.emulate_media(media=media, color_scheme=scheme)
            assert read_codes(page.screenshot()) == [f"{URL}{pathway.path}"], (pathway.id, media, scheme)
    page.locator(".handout__code").evaluate("code => code.remove()")
    assert read_codes(page.screenshot()) == []


@pytest.mark.parametrize(("width", "shape"), [(320, "narrow"), (1280, "wide")])
def test_one_drawing_is_shown_and_its_letters_can_be_read(width: int, shape: str, site: Built, visit: Visitor) -> None:
    page = visit(f"{site.url}{widest(site.catalog).path}", viewport={"width": width, "height": 900})
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
    every = site.catalog.supports.values()
    counts = Counter(need for each in every for need in each.needs)
    need, number = min(counts.items(), key=lambda each: each[1])
    page.locator("[data-facet='need'] label", has_text=need.name).first.click()
    expect(page).to_have_url(re.compile(f"need={need.id}"))
    silent = sum(not each.needs for each in every)  # they may help with it
    expect(page.locator(".job:visible")).to_have_count(number + silent)
    assert 0 < number < len(every) == page.locator(".job").count()


def test_jobs_stand_side_by_side(site: Built, visit: Visitor) -> None:
    one, other = [each for each in site.catalog.occupations.values() if each.wage.mean_hourly][:2]
    page = visit(f"{site.url}careers/compare/?ids={one.id}&ids={other.id}")
    page.locator(".compare-table tbody tr").first.wait_for()
    table = page.locator(".compare-table")
    for each in (one, other):
        for words in (each.title, f"${each.wage.mean_hourly:,.2f}", plain_date(each.wage.period)):
            assert words in table.inner_text()


def test_without_scripts_every_list_is_whole(site: Built, visit: Visitor, browser: Any) -> None:
    page = visit(f"{site.url}careers/training/", java_script_enabled=False)
    assert page.locator(".job:visible").count() == len(site.catalog.training_options)
    assert page.locator("form.filters:visible").count() == 0
