"""Grants and funding: the texts, the money, the files, and what may be said of a fund."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import feedparser
import html5lib
import openpyxl
import pytest
from docx.oxml.ns import qn
from markdown_it import MarkdownIt

from macros.data import money, validation
from macros.data.catalog import Catalog, load_catalog
from macros.data.models import Fund, GrantTemplate, Round
from macros.formats import markdown_writer, word_writer
from macros.pages.outputs import Site
from macros.sitewide import calendars, feeds
from macros.subjects.grants import applications, budgets, filler_data
from macros.subjects.grants import queries as funding
from scripts.funding import report

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def template(made_up: Catalog) -> GrantTemplate:
    return made_up.grant_templates["boat-course"]


# --- money ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("grant", "percent", "of_grant", "of_project"),
    [
        ("100000", "25", "25000", "33333.34"),
        ("100000", "50", "50000", "100000"),
        ("0", "25", "0", "0"),
        ("0.01", "25", "0.01", "0.01"),
        ("325860", "25", "81465", "108620"),
        ("150000", "20", "30000", "37500"),
        ("99999.99", "33.3333", "33333.30", "49999.93"),
    ],
)
def test_match_as_worked_by_hand(grant: str, percent: str, of_grant: str, of_project: str) -> None:
    amount = money.cents(Decimal(grant))
    assert money.match_of_grant(amount, Decimal(percent)) == money.cents(Decimal(of_grant))
    assert money.match_of_project(amount, Decimal(percent)) == money.cents(Decimal(of_project))


def test_the_match_needed_is_the_least_that_is_enough() -> None:
    for grant in (1, 7, 33, 100_01, 999_999_99):
        for percent in map(Decimal, ("0.5", "12.5", "25", "99.9999")):
            share = percent / 100
            least = money.match_of_project(grant, percent)
            assert least >= share * (grant + least) and least - 1 < share * (grant + least - 1)


def test_money_does_not_drift() -> None:
    assert (
        money.total([Decimal("0.1")] * 3) == 30
        and money.shown(money.total([Decimal("0.1"), Decimal("0.2")])) == "$0.30"
    )
    assert [money.shown(each) for each in (0, 5, 120_000, -50)] == ["$0", "$0.05", "$1,200", "−$0.50"]


def test_a_budget_is_added_up_by_year_and_by_kind_of_money(template: GrantTemplate, made_up: Catalog) -> None:
    added = budgets.sums(template, made_up)
    assert (added.grant, added.match, added.total) == (7_500_30, 2_500_09, 10_000_39)


def test_a_match_that_is_too_small_is_seen(template: GrantTemplate, made_up: Catalog) -> None:
    """25 percent of a grant of $7,500.30 are $1,875.08; of the whole project they are $2,500.10, one cent more than the yards give."""
    needs = budgets.sums(template, made_up).needs
    assert [(need.needed, need.is_met) for need in needs] == [(1_875_08, True), (2_500_10, False)]


# --- files --------------------------------------------------------------------------


def test_files_are_whole_and_the_same_each_time(template: GrantTemplate, made_up: Catalog) -> None:
    for file in applications.files(template, made_up):
        made = file.make()
        assert file.make() == made and len(made) > 1_000
        if isinstance(made, bytes):
            assert zipfile.ZipFile(io.BytesIO(made)).testzip() is None


def test_the_word_file_has_fields_headings_and_a_table_with_sums(template: GrantTemplate, made_up: Catalog) -> None:
    (file,) = [each for each in applications.files(template, made_up) if each.type == "Word"]
    document = docx.Document(io.BytesIO(file.make()))
    headings = [each.text for each in document.paragraphs if each.style.name == "Heading 1"]
    assert [each for each in headings if each[0].isdigit()] == [
        f"{number}. {each.section.heading}" for number, each in enumerate(template.sections, start=1)
    ]
    tags = {each.get(qn("w:val")) for each in document.element.body.iter(qn("w:tag"))}
    assert {each.section.id for each in template.sections} <= tags
    (table,) = document.tables
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    shown = "".join(each.text for each in table.rows[-1]._tr.iter(qn("w:t")))
    assert f"{budgets.sums(template, made_up).total / 100:,.2f}" in shown
    formulas = [each.text for each in table._tbl.iter(qn("w:instrText"))]
    assert len(formulas) > len(template.budget.lines) and any("SUM(C" in each for each in formulas)
    assert document.core_properties.title.startswith(template.title) and document.core_properties.language == "en-US"


def test_the_workbook_shows_right_values_before_anyone_recalculates(template: GrantTemplate, made_up: Catalog) -> None:
    (file,) = [each for each in applications.files(template, made_up) if each.type == "Excel"]
    shown = openpyxl.load_workbook(io.BytesIO(file.make()), data_only=True)
    added = budgets.sums(template, made_up)
    assert [shown["Match"][cell].value for cell in ("B5", "B6")] == [added.grant / 100, added.match / 100]
    last = next(row for row in shown["Budget"].iter_rows(values_only=True) if row[0] == "Whole project")
    assert last[4 + template.budget.years] == added.total / 100


def test_blanks_become_fields_and_boxes(made_up: Catalog) -> None:
    assert [(each.text, each.is_blank) for each in applications.pieces("We hire [number] people [ ]")] == [
        ("We hire ", False),
        ("number", True),
        (" people ", False),
        (" ", True),
    ]
    for block in made_up.grant_blocks.values():
        (file,) = [each for each in applications.block_files(block, made_up) if each.type == "Word"]
        document = docx.Document(io.BytesIO(file.make()))
        assert len(list(document.element.body.iter(qn("w:sdt")))) > 3 or block.id == "budget-table"


def test_word_and_markdown_say_the_same_words_in_the_same_order(made_up: Catalog) -> None:
    offered = [applications.files(each, made_up) for each in made_up.grant_templates.values()]
    offered += [applications.block_files(each, made_up) for each in made_up.grant_blocks.values()]
    for files in offered:
        made = {each.type: each.make() for each in files}
        assert words_of_word(made["Word"]) == words_of_markdown(made["Markdown"])


def words_of_word(content: bytes) -> list[str]:
    """The words of a document, where what only Word has is told as Markdown does."""
    body = docx.Document(io.BytesIO(content)).element.body
    lines = ["".join(each.text or "" for each in line.iter(qn("w:t"))) for line in body.iter(qn("w:p"))]
    text = "\n".join(lines).replace(word_writer.UPDATE_SUMS, "")
    return text.replace("Click to write", markdown_writer.TO_FILL_IN).replace("\u2610", "[ ]").split()


def words_of_markdown(text: str) -> list[str]:
    html = MarkdownIt("commonmark").enable("table").render(text)
    return "".join(html5lib.parseFragment(html).itertext()).split()


def sentences(known: dict[str, Any], name: str) -> list[tuple[str, str]]:
    """The facts of a name, each with its endnote."""
    return [(text, "" if note is None else known["notes"][note]) for text, note in known["facts"][name]]


def test_facts_carry_every_figure_with_its_source(made_up: Catalog) -> None:
    for partnership in made_up.partnerships.values():
        known = filler_data.facts(partnership, made_up)
        figures = sentences(known, "figures")
        for figure in partnership.figures:
            assert any(figure.metric in text and figure.source.title in note for text, note in figures)
        assert partnership.figures or figures == [("[Add figures with sources: our record has none.]", "")]
        partners = [text for text, _ in sentences(known, "partners") if " takes part as " in text]
        assert len(partners) == len(partnership.partners)


def test_a_fact_is_a_sentence_and_its_source_stands_apart(made_up: Catalog) -> None:
    for partnership in made_up.partnerships.values():
        known = filler_data.facts(partnership, made_up)
        texts = [text for several in known["facts"].values() for text, _ in several]
        assert [each for each in texts if not re.fullmatch(r"[A-Z\[\"\u201c].*[.\]]", each) or ".." in each] == []
        assert len(set(texts)) == len(texts)
        assert [each for each in texts if "Source" in each or "http" in each] == []
        assert len(set(known["notes"])) == len(known["notes"])


def test_a_figure_reads_as_a_sentence(made_up: Catalog) -> None:
    known = filler_data.facts(made_up.partnerships["boats"], made_up)
    assert sentences(known, "figures")[0][0] == (
        "The figure for \u201cStudents in the first course\u201d is 1 person (Spring term; as of May 2025)."
    )


def test_who_does_not_take_part_is_no_partner(made_up: Catalog) -> None:
    """A host lends a room and nothing else."""
    boats, host = made_up.partnerships["boats"], made_up.roles["host"]
    members = tuple(
        replace(each, role=host) if each.organization.id == "labor-office" else each for each in boats.members
    )
    known = filler_data.facts(replace(boats, members=members), made_up)
    *partners, apart = [text for text, _ in sentences(known, "partners")]
    assert len(partners) == 2 and all(" takes part as " in each for each in partners)
    assert apart == 'Our sources also name Westland Labor Office as host (Pays for "tools & time").'
    alone = filler_data.facts(replace(boats, members=members[-1:]), made_up)
    assert sentences(alone, "partners")[0] == ("[Name the partners: our record has none.]", "")


def test_facts_carry_the_pay_of_every_job_as_the_official_file_has_it(made_up: Catalog) -> None:
    for partnership in made_up.partnerships.values():
        jobs = [each for each in made_up.occupations.values() if partnership in each.partnerships]
        pay = sentences(filler_data.facts(partnership, made_up), "pay")
        for job in jobs:
            ((text, note),) = [each for each in pay if f"\u201c{job.title}\u201d ({job.soc_code})" in each[0]]
            wage = job.wage
            assert ("May 2025 was not released." in text) == (not wage.is_released)
            assert wage.mean_hourly is None or f"${wage.mean_hourly:,.2f} an hour" in text
            assert wage.mean_annual is None or f"${wage.mean_annual:,.0f} a year" in text
            assert f"In {wage.area}, mean pay" in text and "May 2025" in text and wage.source.title in note
        assert jobs or "No job on record names the partnership" in pay[0][0] or pay[0][0].startswith("[Add the pay")


def test_what_is_half_released_says_so(made_up: Catalog) -> None:
    boats = made_up.partnerships["boats"]
    for job in made_up.occupations.values():
        assert boats.industries[0] in job.industries
    known = filler_data.facts(replace(boats, id="other"), made_up)  # no job names this one
    first, *pay = [text for text, _ in sentences(known, "pay")]
    assert first.startswith("No job on record names the partnership")
    said = " ".join(pay)
    assert "(51-2222) in May 2025 is $35,000 a year; pay by the hour was not released." in said
    assert "(51-3333) in May 2025 was not released." in said
    assert "mean pay for all jobs together in May 2025 is $20.50 an hour, $42,640 a year." in said


def test_facts_name_credentials_training_and_places_with_sources(made_up: Catalog) -> None:
    for partnership in made_up.partnerships.values():
        known = filler_data.facts(partnership, made_up)
        for kind in ("credentials", "training_options"):
            for each in made_up.tables[kind].values():
                if partnership in each.partnerships:
                    found = [note for text, note in sentences(known, "training") if f"\u201c{each.title}\u201d" in text]
                    assert len(found) == 1 and all(source.title in found[0] for source in each.sources)
        places = sentences(known, "places")
        if partnership.counties and not partnership.is_statewide:
            assert all(any(county.fips in text for text, _ in places) for county in partnership.counties)
        for area in partnership.workforce_areas:
            assert area.source and any(area.name in text and area.source.title in note for text, note in places)


def test_what_no_data_has_is_named_and_looked_up_only_where_a_source_says(own_state: Path) -> None:
    file = own_state / "grants/templates/boat-course.yaml"
    summary, partnership, rest = file.read_text(encoding="utf-8").partition("  - section: partnership\n")
    need = summary[summary.index("  - section: summary\n") :].replace("summary", "need")
    file.write_text(summary + need + partnership + rest, encoding="utf-8")
    made_up = load_catalog(own_state)
    known = json.loads(filler_data.templates_json(made_up))
    asked = [fact for section in known["templates"][0]["sections"] for fact in section["find"]]
    assert [name for name, _, _ in asked] == [each.name for each in made_up.facts_to_find.values()]
    (need,) = [each for each in known["templates"][0]["sections"] if each["id"] == "need"]
    assert all(f"[{name}]" in need["find_text"] for name, _, _ in asked)
    assert len(asked) == 2 and [bool(address) for _, _, address in asked] == [False, True]


# --- what may be said of a fund -----------------------------------------------------


Checked = tuple[str, date | None, *tuple[tuple[str, str], ...]]


def fund(status: str = "open", checked: date | None = TODAY, *rounds: tuple[str, str]) -> Checked:
    """What was seen on the day of a check: the word, the day, and when rounds open and close."""
    return status, checked, *rounds


def seen(given: Checked, catalog: Catalog) -> Fund:
    """The made-up fund, as it was seen."""
    status, checked, *rounds = given
    like = catalog.funds["harbor-fund"]
    made = tuple(
        Round(name="R", opens=opens, closes=closes, checked=TODAY, source=like.sources[0]) for opens, closes in rounds
    )
    return replace(like, status=catalog.fund_statuses[status], last_checked=checked, rounds=made)


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (fund(), "open"),
        (fund("open", TODAY - timedelta(days=60)), "open"),
        (fund("open", TODAY - timedelta(days=61)), "check-with-funder"),
        (fund("rolling", TODAY - timedelta(days=61)), "check-with-funder"),
        (fund("open", TODAY + timedelta(days=1)), "check-with-funder"),
        (fund("open", TODAY, ("", "2026-11-21")), "open"),
        (fund("open", TODAY, ("", "2026-11-20")), "closed"),
        (fund("open", TODAY, ("", "2026-11-20"), ("", "2027-01-01")), "open"),
        (fund("open", TODAY, ("", "2026-10")), "open"),
        (fund("opening-soon", TODAY, ("2026-11-22", "")), "opening-soon"),
        (fund("opening-soon", TODAY, ("2026-11-21", "")), "check-with-funder"),
        (fund("not-checked", None), "not-checked"),
        (fund("closed", TODAY - timedelta(days=400)), "closed"),
    ],
)
def test_the_word_follows_the_day_of_the_check(made: Checked, said: str, made_up: Catalog) -> None:
    assert funding.status(seen(made, made_up), made_up, TODAY).id == said


@pytest.mark.parametrize("days", [0, 60, 61, 400])
def test_no_fund_is_called_open_without_a_fresh_check(days: int, made_up: Catalog) -> None:
    for status in made_up.fund_statuses:
        each = seen(fund(status, TODAY - timedelta(days=days)), made_up)
        assert not funding.status(each, made_up, TODAY).is_open or funding.is_fresh(each, TODAY)


def test_staff_are_told_how_fresh_the_funding_is(made_up: Catalog) -> None:
    assert report(made_up, date(2026, 3, 5)) == [
        "3 funds, 2 without a check of the last 60 days.",
        "old-fund: Closed; checked 2025-02-01, holds until 2025-04-02; record due for review",
        "kelp-fund: Check with the funder; checked 2025-11-01, holds until 2025-12-31",
        "harbor-fund: Open; checked 2026-03-01, holds until 2026-04-30",
    ]


# --- the made-up state, whose fund has rounds ------------------------------------------


def test_an_address_to_look_at_needs_the_source_that_names_it(own_state: Path) -> None:
    file = own_state / "grants" / "facts_to_find.csv"
    file.write_text(file.read_text(encoding="utf-8").replace(",yearbook", ","), encoding="utf-8")
    (problem,) = validation.check(own_state, TODAY).problems
    assert str(problem).endswith(
        "facts_to_find.csv:3:121: 'source' must be filled when 'url' is. "
        "Name the source that says that the fact is at the address, or take the address out."
    )


def test_deadlines_are_in_the_calendar(made_up: Catalog) -> None:
    site = Site(url="https://example.org/", today=date(2026, 3, 5))
    found = list(calendars.deadlines(made_up, site))
    assert [(each.title, each.start) for each in found] == [
        ("Deadline: Harbor & Coast Fund, Autumn round", date(2025, 10, 15)),
        ("Deadline: Harbor & Coast Fund, Spring round", date(2026, 4, 1)),
        ("Deadline: Old Fund, Only round", date(2025, 1, 31)),
    ]
    assert len({each.uid for each in found}) == 3


def test_deadlines_are_in_the_feeds_beside_the_funds(made_up: Catalog) -> None:
    site = Site(url="https://example.org/", today=date(2026, 3, 5))
    made = {each.path: each.content() for each in feeds.outputs(made_up, site)}
    for path in ("feeds/grants/funding.json", "feeds/all.json", "feeds/industry/boats.json"):
        items = {each["title"]: each for each in json.loads(made[path])["items"]}
        spring = items["Deadline: Harbor & Coast Fund, Spring round, April 1, 2026"]
        assert (
            spring["id"] != items["Harbor & Coast Fund"]["id"] and spring["url"] == items["Harbor & Coast Fund"]["url"]
        )
        assert (
            spring["date_modified"].startswith("2025-07-07")  # when it was listed, not when it was confirmed last
            and "Confirmed" in spring["content_html"]
            and "Yearbook" in spring["content_html"]
        )
    entries = feedparser.parse(made["feeds/grants/funding.atom"].encode()).entries
    assert len({each.id for each in entries}) == len(entries) == len(made_up.funds) + len(funding.deadlines(made_up))


def test_the_id_of_a_deadline_follows_the_fund_and_the_day_alone(made_up: Catalog) -> None:
    """Pinned: feed readers know a deadline by this id."""
    items = json.loads(
        next(
            each
            for each in feeds.outputs(made_up, Site(url="https://elsewhere.example/", today=TODAY))
            if each.path == "feeds/grants/funding.json"
        ).content()
    )["items"]
    (spring,) = [each["id"] for each in items if "Spring round" in each["title"]]
    assert spring == "urn:uuid:f7716a9c-c2d1-5d11-9b65-e8f7915d33a5"


def test_two_rounds_may_not_close_on_one_day(own_state: Path) -> None:
    file = own_state / "grants" / "funds" / "harbor-fund.yaml"
    text = file.read_text(encoding="utf-8").replace("closes: 2025-10-15", "closes: 2026-04-01")
    file.write_text(text, encoding="utf-8")
    (problem,) = validation.check(own_state, TODAY).problems
    assert (
        "must not be the day on which 'Autumn round' closes, but both close on 2026-04-01. Make one round of the two."
        in str(problem)
    )
