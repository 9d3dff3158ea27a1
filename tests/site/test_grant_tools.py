"""The filler of applications and the planner for funds, as a person uses them."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from office import converted, needs_office
from playwright.sync_api import Page, expect
from visiting import Built, Visitor

ODD = "\u201cQuotes\u201d, caf\u00e9 & <tags>\nnew line \U0001f600 \u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd \u2014 100% [how many] people"


def call(page: Page, site: Built, module: str, body: str, value: Any = None) -> Any:
    """Run a function body in the page, with the module as ``k`` and a value as ``value``."""
    address = f"{site.url}assets/ours/js/{module}.js"
    return page.evaluate(f"async ([address, value]) => {{ const k = await import(address); {body} }}", [address, value])


def taken(page: Page, button: str) -> bytes:
    """The file that a button gives."""
    with page.expect_download() as found:
        page.locator(f"[data-take={button}], [data-do=take-{button}]").click()
    return Path(found.value.path()).read_bytes()


def words_of(document: bytes) -> str:
    """All text of a Word file, with its line breaks."""
    parts = {qn("w:t"): lambda each: each.text or "", qn("w:br"): lambda each: "\n", qn("w:p"): lambda each: "\n"}
    body = docx.Document(io.BytesIO(document)).element.body
    return "".join(parts[each.tag](each) for each in body.iter() if each.tag in parts)


@pytest.fixture
def filler(site: Built, visit: Visitor) -> Page:
    page = visit(f"{site.url}grants/fill/?template=sector-partnership")
    page.locator("[data-filler]").wait_for(state="visible")
    return page


def test_facts_go_in_place_with_their_sources_and_what_is_missing_stands_out(filler: Page, site: Built) -> None:
    partnership = site.catalog.partnerships["forest-products"]
    filler.get_by_label("Partnership", exact=True).select_option(partnership.id)
    filler.get_by_role("button", name="Put its facts in place").click()
    need = filler.locator("#text-need")
    expect(need).not_to_have_value("")
    for figure in partnership.figures:
        assert figure.metric in need.input_value() and figure.source.title in need.input_value()
    described = filler.locator("#text-partnership").input_value()
    assert all(member.organization.name in described for member in partnership.members)
    assert partnership.purpose.split("\n")[0] in filler.locator("#text-summary").input_value()
    gap = filler.locator("[data-id=need] [data-missing]")
    assert "Still to fill in: [Name the counties" in gap.inner_text()
    assert filler.locator("[data-id=budget] [data-missing]").inner_text() == "Missing: nothing is written here yet."
    for job in site.catalog.occupations.values():
        if partnership in job.partnerships:
            assert f"{job.title} ({job.soc_code}): " in need.input_value()
    assert "pay not released" in need.input_value() and "Mean pay in" in need.input_value()
    assert "Training on record:" in filler.locator("#text-design").input_value()
    assert filler.locator("[data-part=unknown] li").count() == len(partnership.not_known)
    to_find = list(site.catalog.facts_to_find.values())
    assert filler.locator("[data-part=find] li").count() == len(to_find)
    assert [each.get_attribute("href") for each in filler.locator("[data-part=find] a").all()] == [each.url for each in to_find if each.url]
    assert all(f"[{each.name}]" in gap.inner_text() for each in to_find)


def test_counts_done_marks_and_limits_follow_each_key(filler: Page) -> None:
    section = filler.locator("[data-id=summary]")
    section.locator("textarea").fill("one two\u2014three \u2013 four")
    assert section.locator("[data-count]").inner_text() == "4 of 300 words"
    section.locator("textarea").fill("word " * 301)
    assert section.locator("[data-count]").inner_text() == "301 of 300 words: 1 too many"
    section.locator("[name=done]").check()
    assert "1 of 12 sections written, 1 marked as done, 301 words." in filler.locator("[data-part=progress]").inner_text()


def test_the_word_file_carries_every_word(filler: Page, tmp_path: Path) -> None:
    filler.get_by_label("Partnership", exact=True).select_option("forest-products")
    filler.get_by_role("button", name="Put its facts in place").click()
    expect(filler.locator("#text-need")).not_to_have_value("")
    filler.locator("#text-risks").fill(ODD)
    typed = {box.get_attribute("id"): box.input_value() for box in filler.locator("[data-id] textarea").all()}
    made = taken(filler, "word")
    shown = words_of(made)
    assert [name for name, text in typed.items() if text.replace("\t", "") not in shown] == []
    assert {text for text in typed.values() if text}  # there is something to carry
    assert taken(filler, "markdown").decode().count("\n## ") == 12
    titles = [each.text for each in docx.Document(io.BytesIO(made)).paragraphs if each.style.name == "Heading 1"]
    assert len(titles) == 12 and titles[0] == "1. Summary"


@needs_office
def test_words_are_counted_as_libreoffice_counts_them(filler: Page, site: Built, tmp_path: Path) -> None:
    filler.get_by_label("Partnership", exact=True).select_option("tourism-hospitality")
    filler.get_by_role("button", name="Put its facts in place").click()
    expect(filler.locator("#text-need")).not_to_have_value("")
    filler.locator("#text-risks").fill(f"{ODD}\n" * 20)
    made = tmp_path / "application.docx"
    made.write_bytes(taken(filler, "word"))
    ours = call(filler, site, "applying", "return k.words(value)", words_of(made.read_bytes()))
    with zipfile.ZipFile(converted(made, "odt")) as file:
        theirs = int(re.search(r'meta:word-count="(\d+)"', file.read("meta.xml").decode())[1])
    assert theirs > 500 and abs(ours - theirs) <= theirs / 100


def test_the_budget_adds_up_in_cents_and_in_excel(filler: Page) -> None:
    filler.get_by_role("button", name="Begin with the example").click()
    sums = filler.locator("[data-sums]").inner_text()
    assert "Grant: $325,860" in sums and "Whole project: $434,860" in sums
    assert "$108,620 needed for 25 percent, $109,000 there, 25.1 percent. It is enough." in filler.locator("[data-match]").inner_text()
    filler.get_by_label("Dollars in year 1, line 1").fill("0.10")
    filler.get_by_label("Dollars in year 2, line 1").fill("0.20")
    assert filler.locator("[data-line='0'] [data-total]").inner_text() == "$0.30"
    book = openpyxl.load_workbook(io.BytesIO(taken(filler, "excel")))
    formulas = [cell.value for row in book.active.iter_rows() for cell in row if cell.data_type == "f"]
    assert "=ROUND(SUM(E2:F2),2)" in formulas and any("SUMIF" in each for each in formulas)
    assert "SUM(C2:D2)" in docx.Document(io.BytesIO(taken(filler, "word"))).element.xml


def test_a_print_begins_with_the_applications_own_title_and_shows_whole_texts(filler: Page) -> None:
    filler.get_by_role("button", name="Begin with the example").click()
    filler.locator("#filler-title").fill("Jobs for \u201cOak Bay\u201d")
    long = "A very long item of a budget that no field on paper would show from its beginning to its end"
    filler.get_by_label("Item, line 1").fill(long)
    filler.emulate_media(media="print")
    filler.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert filler.locator("[data-part=heading]").inner_text().startswith("Jobs for \u201cOak Bay\u201d")
    cell = filler.locator("[data-line='0'] td").first
    assert cell.evaluate("cell => getComputedStyle(cell, '::before').content") == f'"{long}"'
    expect(filler.get_by_label("Item, line 1")).to_be_hidden()
    expect(filler.locator("h1")).to_be_hidden()


def test_drafts_are_kept_only_when_wanted_and_come_back_from_a_file(filler: Page, site: Built) -> None:
    filler.locator("#text-need").fill(ODD)
    assert filler.evaluate("localStorage.length") == 0
    with filler.expect_download() as found:
        filler.get_by_role("button", name="Save as a file").click()
    file = found.value.path()
    saved = json.loads(Path(file).read_text(encoding="utf-8"))
    assert saved["kind"] == "grant-application" and saved["content"]["sections"]["need"]["text"] == ODD
    filler.get_by_role("button", name="Keep it on this device").click()
    filler.reload()
    filler.locator("[data-filler]").wait_for(state="visible")
    assert filler.locator("#text-need").input_value() == ODD


@pytest.mark.parametrize("broken", [{}, {"template": "no-such"}, {"sections": {"need": {"text": 1}}}, {"budget": {"years": 99, "lines": []}}])
def test_broken_drafts_are_refused(broken: dict[str, Any], filler: Page, site: Built) -> None:
    whole = call(filler, site, "applying", "return k.empty({id: 't', years: 1, match: {percent: ''}, sections: [{id: 'need'}]})")
    content = {**whole, **broken} if broken else {}
    found = call(filler, site, "applying", "return k.problems(value)", content)
    assert found or broken == {"template": "no-such"}  # which template is there, the page knows


# --- money ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "cents"),
    [("", 0), ("0.1", 10), ("$1,200.50", 120_050), (" 3 ", 300), ("12.", 1_200), (".5", 50), ("1.005", None), ("-1", None), ("1e3", None), ("abc", None)],
)
def test_dollars_become_whole_cents(text: str, cents: int | None, filler: Page, site: Built) -> None:
    assert call(filler, site, "money", "return k.cents(value)", text) == cents


def test_match_is_reckoned_as_the_build_does(filler: Page, site: Built) -> None:
    from decimal import Decimal

    from macros import money

    cases = [(grant, share) for grant in (1, 99, 100_000_00, 325_860_00, 999_999_999_99) for share in ("25", "33.3333", "0.5", "100")]
    found = call(filler, site, "money", "return value.map(([grant, share]) => [k.matchOfGrant(grant, share), k.matchOfProject(grant, share)])", cases)
    wanted = [
        [money.match_of_grant(grant, Decimal(share)), money.match_of_project(grant, Decimal(share)) if share != "100" else None]
        for grant, share in cases
    ]
    assert found == wanted


# --- funds ----------------------------------------------------------------------------


def test_a_check_holds_for_sixty_days_in_the_browser_too(filler: Page, site: Built) -> None:
    about = {"isOpen": True, "checked": "2026-01-01", "freshUntil": "2026-03-02", "rounds": [["", "2026-04-30"]], "said": "open", "ask": "ask", "over": "over"}
    days = {"2025-12-31": "ask", "2026-01-01": "open", "2026-03-02": "open", "2026-03-03": "ask"}
    body = "return value[1].map((day) => k.stateOn(day, value[0]))"
    assert call(filler, site, "funding", body, [about, list(days)]) == list(days.values())
    assert call(filler, site, "funding", body, [{**about, "rounds": [["", "2026-01-15"]]}, ["2026-01-15", "2026-01-16"]]) == ["open", "over"]
    soon = {**about, "isOpen": False, "rounds": [["2026-02-01", ""]], "said": "soon"}
    assert call(filler, site, "funding", body, [soon, ["2026-01-31", "2026-02-01"]]) == ["soon", "ask"]


def test_the_list_of_funds_narrows_and_says_how_many(site: Built, visit: Visitor) -> None:
    page = visit(f"{site.url}grants/funding/")
    total = len(site.catalog.funds)
    expect(page.locator("[data-count-line]")).to_have_text(f"{total} funds")
    page.get_by_label("Search by word").fill("colleges")
    expect(page.locator("[data-count-line]")).to_have_text(re.compile(rf"^\d+ of {total} funds$"))
    number = int(page.locator("[data-count-line] strong").inner_text())
    assert 0 < number < total == page.locator(".fund").count()
    assert page.locator(".fund:visible").count() == number and "q=colleges" in page.url


@pytest.fixture
def planner(site: Built, visit: Visitor) -> Page:
    page = visit(f"{site.url}grants/braid/?funds=industry-partnership-grants,workforce-compact")
    page.locator("[data-braid]").wait_for(state="visible")
    return page


def test_the_planner_finds_what_is_uncovered_twice_covered_and_unsaid(planner: Page) -> None:
    planner.get_by_role("button", name="Add a cost").click()
    planner.get_by_label("Cost, line 1").first.fill("=Course")
    planner.get_by_label("Kind of cost, line 1").select_option("training")
    planner.get_by_label("Amount, dollars, line 1").fill("100000")
    planner.get_by_label("Maine Workforce Development Compact, dollars, line 1").fill("60000.10")
    checks = planner.locator("[data-part=checks]")
    assert "=Course: $39,999.90 is not covered." in checks.inner_text()
    planner.get_by_label("Your own money, dollars, line 1").fill("50000")
    assert "$10,000.10 is covered twice" in checks.inner_text()
    planner.get_by_label("Industry partnership grant program (26 MRSA section 3305), dollars, line 1").fill("100000")
    text = checks.inner_text()
    assert "asks for 25 percent: $25,000 as a share of the grant." in text
    assert "asks for 25 percent: $33,333.34 as a share of the whole." in text
    assert "what Industry partnership grant program (26 MRSA section 3305) pays for is not known" in text
    assert "no dates are confirmed" in text and "not checked" in text


def test_the_plan_goes_to_csv_and_excel_without_formulas_of_its_own(planner: Page) -> None:
    planner.get_by_role("button", name="Add a cost").click()
    planner.get_by_label("Cost, line 1").first.fill("=1+1")
    planner.get_by_label("Amount, dollars, line 1").fill("0.30")
    table = taken(planner, "csv").decode("utf-8-sig").splitlines()
    assert table[1].startswith("'=1+1,") and table[-1].startswith("Sum,")
    book = openpyxl.load_workbook(io.BytesIO(taken(planner, "excel")))
    cell = book["Plan"]["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
