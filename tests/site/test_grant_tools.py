"""The filler of applications and the planner for funds, as a person uses them."""

from __future__ import annotations

import io
import json
import re
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from office import converted, needs_office
from playwright.sync_api import Page, expect
from visiting import Built, Visitor

from macros.data import money
from macros.data.models import Fund, GrantTemplate, Partnership
from macros.subjects.grants import budgets, filler_data

ODD = "\u201cQuotes\u201d, caf\u00e9 & <tags>\nnew line \U0001f600 \u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd \u2014 100% [how many] people"


def call(page: Page, site: Built, module: str, body: str, value: Any = None) -> Any:
    """Run a function body in the page, with the module as ``k`` and a value as ``value``."""
    address = f"{site.url}assets/ours/js/{module}.js"
    return page.evaluate(f"async ([address, value]) => {{ const k = await import(address); {body} }}", [address, value])


def taken(page: Page, button: str) -> bytes:
    """The file that a button gives."""
    with page.expect_download(timeout=30_000) as found:
        page.locator(f"[data-take={button}], [data-do=take-{button}]").click()
    return Path(found.value.path()).read_bytes()


def words_of(document: bytes) -> str:
    """All text of a Word file, with its line breaks."""
    parts = {qn("w:t"): lambda each: each.text or "", qn("w:br"): lambda each: "\n", qn("w:p"): lambda each: "\n"}
    body = docx.Document(io.BytesIO(document)).element.body
    return "".join(parts[each.tag](each) for each in body.iter() if each.tag in parts)


@pytest.fixture
def template(site: Built) -> GrantTemplate:
    """A template with each section, and with a match that is counted in both ways."""
    every = (
        each for each in site.catalog.grant_templates.values() if len(each.sections) == len(site.catalog.grant_sections)
    )
    return next(each for each in every if each.match and each.match.basis.of_grant and each.match.basis.of_project)


@pytest.fixture
def partnership(site: Built) -> Partnership:
    """The partnership of which most is on record."""
    jobs, courses = (site.catalog.tables[kind].values() for kind in ("occupations", "training_options"))

    def facts(each: Partnership) -> tuple[int, int]:
        own = [
            each.figures,
            each.members,
            [job for job in jobs if each in job.partnerships],
            [one for one in courses if each in one.partnerships],
        ]
        return sum(map(bool, own)), sum(map(len, own))

    return max(site.catalog.partnerships.values(), key=facts)


@pytest.fixture
def filler(site: Built, visit: Visitor, template: GrantTemplate) -> Page:
    page = visit(f"{site.url}grants/fill/?template={template.id}")
    page.locator("[data-filler]").wait_for(state="visible")
    return page


def place_facts(filler: Page, partnership: Partnership) -> None:
    filler.get_by_label("Partnership", exact=True).select_option(partnership.id)
    filler.get_by_role("button", name="Put its facts in place").click()
    expect(filler.locator("#text-need")).not_to_have_value("")


def test_facts_go_in_place_with_their_sources_and_what_is_missing_is_listed(
    filler: Page, site: Built, partnership: Partnership
) -> None:
    place_facts(filler, partnership)
    need = filler.locator("#text-need").input_value()
    notes = filler.locator("[data-part=notes]").inner_text()
    for figure in partnership.figures:
        assert figure.metric in need and figure.source.title in notes
    described = filler.locator("#text-partnership").input_value()
    assert all(member.organization.name in described for member in partnership.members)
    assert partnership.purpose.split("\n")[0] in filler.locator("#text-summary").input_value()
    gap = filler.locator("[data-id=need] [data-missing]")
    assert "Facts only." in gap.inner_text() and "Still to fill in: [" in gap.inner_text()
    known = filler_data.facts(partnership, site.catalog)["facts"]
    typed = "\n".join(each.input_value() for each in filler.locator("[data-id] textarea").all())
    times = [typed.count(text) for several in known.values() for text, _ in several]
    left = times.count(0)
    assert times.count(1) == len(times) - left
    assert (f" {left} more found no room" in filler.locator("[data-part=placed]").inner_text()) == (left > 0)
    filler.locator("[data-part=missing] > summary").click()
    assert "Nothing is written here yet." in filler.locator("[data-part=gaps] li", has_text="Budget").inner_text()
    assert filler.locator("[data-part=unknown] li").count() == len(partnership.not_known)
    to_find = list(site.catalog.facts_to_find.values())
    assert filler.locator("[data-part=find] li").count() == len(to_find)
    assert [each.get_attribute("href") for each in filler.locator("[data-part=find] a").all()] == [
        each.url for each in to_find if each.url
    ]
    assert all(f"[{each.name}]" in gap.inner_text() for each in to_find)


def test_facts_alone_are_not_written_until_someone_writes_or_accepts(
    filler: Page, template: GrantTemplate, partnership: Partnership
) -> None:
    place_facts(filler, partnership)
    progress, meter = filler.locator("[data-part=progress]"), filler.locator("[data-part=meter]")
    written = f"%d of {len(template.sections)} sections written"
    expect(progress).to_contain_text(f"{written % 0}, ")
    expect(progress).to_contain_text(" with facts only")
    filler.locator("[data-id=need] [name=done]").check()
    expect(progress).to_contain_text(written % 1)
    filler.locator("#text-summary").press_sequentially("x")
    expect(progress).to_contain_text(written % 2)
    assert meter.evaluate("meter => meter.value") == 2


def placed(filler: Page, site: Built, content: dict[str, Any], facts: dict[str, Any]) -> dict[str, Any]:
    """An application of two sections, of 8 and of 20 words, after a partnership's facts went in."""
    sections = [
        {"id": "first", "words": 8, "takes": ["what"], "find_text": "[Look it up]"},
        {"id": "second", "words": 20, "takes": ["what", "who"], "find_text": ""},
    ]
    body = "const made = k.placeFacts(value[0], value[1], value[2]); return {...value[0], made};"
    return call(filler, site, "applying", body, [content, {"sections": sections}, facts])


FACTS = {
    "facts": {"what": [["It builds boats.", 0], ["It began in the year 2019.", 1]], "who": [["Ann leads it.", 1]]},
    "notes": ["A book.", "A page."],
}


def test_each_fact_goes_in_once_within_the_limit_and_its_source_is_an_endnote(filler: Page, site: Built) -> None:
    empty = {"sections": {id: {"text": "", "done": False} for id in ("first", "second")}}
    found = placed(filler, site, empty, FACTS)
    texts = [found["sections"][id]["text"] for id in ("first", "second")]
    assert texts == [
        "It builds boats.\u00b9\n\n[Look it up]",
        "It began in the year 2019.\u00b2\n\nAnn leads it.\u00b2",
    ]
    assert found["notes"] == ["A book.", "A page."] and found["made"] == {"sections": 2, "left": 0}
    assert call(filler, site, "applying", "return value.map(k.words)", texts) == [6, 9]
    again = placed(filler, site, found, FACTS)
    assert [again["sections"][id]["text"] for id in ("first", "second")] == texts and again["notes"] == found["notes"]


def test_facts_leave_alone_what_someone_wrote_and_say_what_found_no_room(filler: Page, site: Built) -> None:
    mine = {"text": "Ann leads it. 5 m\u00b2 are ours.\u00b9", "done": False, "placed": ""}
    content = {"sections": {"first": {"text": "", "done": False}, "second": mine}, "notes": ["Mine."]}
    found = placed(filler, site, content, FACTS)
    assert found["sections"]["first"]["text"] == "It builds boats.\u00b9\n\n[Look it up]"
    assert found["sections"]["second"]["text"] == "Ann leads it. 5 m\u00b2 are ours.\u00b2"
    assert found["notes"] == ["A book.", "Mine."] and found["made"] == {"sections": 1, "left": 1}


def test_counts_done_marks_and_limits_follow_each_key(filler: Page, template: GrantTemplate) -> None:
    most = next(each.words for each in template.sections if each.section.id == "summary")
    section = filler.locator("[data-id=summary]")
    section.locator("textarea").fill("one two\u2014three \u2013 four")
    assert section.locator("[data-count]").inner_text() == f"4 of {most} words"
    section.locator("textarea").fill("word " * (most + 1))
    assert section.locator("[data-count]").inner_text() == f"{most + 1} of {most} words: 1 too many"
    assert (
        f"1 of {len(template.sections)} sections written, {most + 1} words."
        in filler.locator("[data-part=progress]").inner_text()
    )


def test_no_section_has_more_words_than_it_may(filler: Page, partnership: Partnership) -> None:
    place_facts(filler, partnership)
    assert filler.locator("[data-count].is-over").count() == 0


def test_on_a_phone_the_first_question_is_in_view_and_the_bar_leads_on(
    site: Built, visit: Visitor, template: GrantTemplate
) -> None:
    page = visit(f"{site.url}grants/fill/?template={template.id}", viewport={"width": 390, "height": 844})
    page.locator("[data-filler]").wait_for(state="visible")
    assert page.get_by_label("Template", exact=True).bounding_box()["y"] < 700
    following = page.get_by_role("button", name="Next")
    following.click()
    first, second = (page.locator(f"#text-{each.section.id}") for each in template.sections[:2])
    expect(first).to_be_visible()
    expect(second).to_be_hidden()
    following.click()
    expect(second).to_be_visible()
    for _ in template.sections[1:]:
        following.click()
    expect(page.get_by_role("button", name="Word document")).to_be_visible()
    expect(following).to_be_disabled()


def test_what_is_typed_is_there_after_reload_and_back_until_it_is_cleared(filler: Page, site: Built) -> None:
    filler.locator("#text-need").fill(ODD)
    filler.reload()
    expect(filler.locator("#text-need")).to_have_value(ODD)
    filler.goto(f"{site.url}grants/")
    filler.go_back()
    expect(filler.locator("#text-need")).to_have_value(ODD)
    assert filler.evaluate("localStorage.length") == 0
    filler.get_by_role("button", name="Clear what I typed").click()
    filler.get_by_role("button", name="Clear it").click()
    expect(filler.locator("#text-need")).to_have_value("")
    filler.reload()
    expect(filler.locator("#text-need")).to_have_value("")


def test_the_word_file_carries_every_word(filler: Page, template: GrantTemplate, partnership: Partnership) -> None:
    place_facts(filler, partnership)
    filler.locator("#text-risks").fill(ODD)
    typed = {box.get_attribute("id"): box.input_value() for box in filler.locator("[data-id] textarea").all()}
    made = taken(filler, "word")
    shown = words_of(made)
    assert [name for name, text in typed.items() if text.replace("\t", "") not in shown] == []
    assert {text for text in typed.values() if text}  # there is something to carry
    assert taken(filler, "markdown").decode().count("\n## ") == len(template.sections) + 1  # with the sources
    titles = [each.text for each in docx.Document(io.BytesIO(made)).paragraphs if each.style.name == "Heading 1"]
    sections = [f"{number}. {each.section.heading}" for number, each in enumerate(template.sections, 1)]
    assert titles == [*sections, "Sources"]


@needs_office
def test_words_are_counted_as_libreoffice_counts_them(filler: Page, site: Built, tmp_path: Path) -> None:
    filler.locator("#text-need").fill(f"{ODD}\n" * 60)
    made = tmp_path / "application.docx"
    made.write_bytes(taken(filler, "word"))
    ours = call(filler, site, "applying", "return k.words(value)", words_of(made.read_bytes()))
    with zipfile.ZipFile(converted(made, "odt")) as file:
        theirs = int(re.search(r'meta:word-count="(\d+)"', file.read("meta.xml").decode())[1])
    assert theirs > 500 and abs(ours - theirs) <= theirs / 100


def test_the_budget_adds_up_in_cents_and_in_excel(filler: Page, template: GrantTemplate, site: Built) -> None:
    added = budgets.sums(template, site.catalog)
    need = next(each for each in added.needs if each.way == "project")
    filler.get_by_role("button", name="Begin with the example").click()
    sums = filler.locator("[data-sums]").inner_text()
    assert f"Grant: {money.shown(added.grant)}" in sums and f"Whole project: {money.shown(added.total)}" in sums
    told = filler.locator("[data-match]").inner_text()
    assert (
        f"{money.shown(need.needed)} needed for {template.match.percent.normalize():f} percent, {money.shown(need.offered)} there, "
        in told
    )
    assert ("It is enough." in told) == any(each.is_met for each in added.needs)
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
    with filler.expect_download(timeout=30_000) as found:
        filler.get_by_role("button", name="Save as a file").click()
    file = found.value.path()
    saved = json.loads(Path(file).read_text(encoding="utf-8"))
    assert saved["kind"] == "grant-application" and saved["content"]["sections"]["need"]["text"] == ODD
    filler.get_by_role("button", name="Keep it on this device").click()
    filler.reload()
    filler.locator("[data-filler]").wait_for(state="visible")
    assert filler.locator("#text-need").input_value() == ODD


BROKEN_DRAFTS = (
    {},
    {"template": "no-such"},
    {"sections": {"need": {"text": 1}}},
    {"budget": {"years": 99, "lines": []}},
)


def test_broken_drafts_are_refused(filler: Page, site: Built) -> None:
    whole = call(
        filler, site, "applying", "return k.empty({id: 't', years: 1, match: {percent: ''}, sections: [{id: 'need'}]})"
    )
    drafts = [{**whole, **broken} if broken else {} for broken in BROKEN_DRAFTS]
    found = call(filler, site, "applying", "return value.map(k.problems)", drafts)
    taken = [broken for broken, problems in zip(BROKEN_DRAFTS, found, strict=True) if not problems]
    assert taken == [{"template": "no-such"}], "which template is there, the page knows"


# --- money ------------------------------------------------------------------------


CENTS = {
    "": 0,
    "0.1": 10,
    "$1,200.50": 120_050,
    " 3 ": 300,
    "12.": 1_200,
    ".5": 50,
    "1.005": None,
    "-1": None,
    "1e3": None,
    "abc": None,
}


def test_dollars_become_whole_cents(filler: Page, site: Built) -> None:
    found = call(filler, site, "money", "return value.map((text) => k.cents(text))", [*CENTS])
    assert dict(zip(CENTS, found, strict=True)) == CENTS


def test_match_is_calculated_as_the_build_does(filler: Page, site: Built) -> None:
    cases = [
        (grant, share)
        for grant in (1, 99, 100_000_00, 325_860_00, 999_999_999_99)
        for share in ("25", "33.3333", "0.5", "100")
    ]
    found = call(
        filler,
        site,
        "money",
        "return value.map(([grant, share]) => [k.matchOfGrant(grant, share), k.matchOfProject(grant, share)])",
        cases,
    )
    wanted = [
        [
            money.match_of_grant(grant, Decimal(share)),
            money.match_of_project(grant, Decimal(share)) if share != "100" else None,
        ]
        for grant, share in cases
    ]
    assert found == wanted


# --- funds ----------------------------------------------------------------------------


def test_a_check_holds_for_sixty_days_in_the_browser_too(filler: Page, site: Built) -> None:
    about = {
        "isOpen": True,
        "checked": "2026-01-01",
        "freshUntil": "2026-03-02",
        "rounds": [["", "2026-04-30"]],
        "said": "open",
        "ask": "ask",
        "over": "over",
    }
    days = {"2025-12-31": "ask", "2026-01-01": "open", "2026-03-02": "open", "2026-03-03": "ask"}
    body = "return value[1].map((day) => k.stateOn(day, value[0]))"
    assert call(filler, site, "funding", body, [about, list(days)]) == list(days.values())
    assert call(
        filler, site, "funding", body, [{**about, "rounds": [["", "2026-01-15"]]}, ["2026-01-15", "2026-01-16"]]
    ) == ["open", "over"]
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
def matched(site: Built) -> Fund:
    """A fund that asks for a match of which no source says what it is a share of, nor what the fund pays for."""
    fits = (each for each in site.catalog.funds.values() if each.match_percent and each.match_basis and not each.uses)
    return next(each for each in fits if each.match_basis.of_grant and each.match_basis.of_project)


@pytest.fixture
def other(site: Built, matched: Fund) -> Fund:
    """A fund that pays for training."""
    return next(
        each
        for each in site.catalog.funds.values()
        if each is not matched and any(use.id == "training" for use in each.uses)
    )


@pytest.fixture
def planner(site: Built, visit: Visitor, matched: Fund, other: Fund) -> Page:
    page = visit(f"{site.url}grants/braid/?funds={matched.id},{other.id}")
    page.locator("[data-braid]").wait_for(state="visible")
    return page


def test_the_planner_finds_what_is_uncovered_twice_covered_and_unsaid(
    planner: Page, matched: Fund, other: Fund
) -> None:
    planner.get_by_role("button", name="Add a cost").click()
    planner.get_by_label("Cost, line 1").first.fill("=Course")
    planner.get_by_label("Kind of cost, line 1").select_option("training")
    planner.get_by_label("Amount, dollars, line 1").fill("100000")
    planner.get_by_label(f"{other.name}, dollars, line 1").fill("60000.10")
    checks = planner.locator("[data-part=checks]")
    assert "=Course: $39,999.90 is not covered." in checks.inner_text()
    planner.get_by_label("Your own money, dollars, line 1").fill("50000")
    assert "$10,000.10 is covered twice" in checks.inner_text()
    planner.get_by_label(f"{matched.name}, dollars, line 1").fill("100000")
    text = checks.inner_text()
    share = f"{matched.match_percent.normalize():f}"
    assert (
        f"asks for {share} percent: {money.shown(money.match_of_grant(100_000_00, matched.match_percent))} as a share of the grant."
        in text
    )
    assert (
        f"asks for {share} percent: {money.shown(money.match_of_project(100_000_00, matched.match_percent))} as a share of the whole."
        in text
    )
    assert f"what {matched.name} pays for is not known" in text
    assert ("no dates are confirmed" in text) == any(not each.rounds for each in (matched, other))


def test_the_plan_goes_to_csv_and_excel_without_formulas_of_its_own(planner: Page) -> None:
    planner.get_by_role("button", name="Add a cost").click()
    planner.get_by_label("Cost, line 1").first.fill("=1+1")
    planner.get_by_label("Amount, dollars, line 1").fill("0.30")
    table = taken(planner, "csv").decode("utf-8-sig").splitlines()
    assert table[1].startswith("'=1+1,") and table[-1].startswith("Sum,")
    book = openpyxl.load_workbook(io.BytesIO(taken(planner, "excel")))
    cell = book["Plan"]["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
