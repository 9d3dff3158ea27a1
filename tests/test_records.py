"""Promises that every real record keeps; the record's id stands in the test's id.

What a schema or a rule of the validator already promises is not asked again. Here
stands what only this program promises: its counts, its vocabularies, its cautions.
"""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from library import ROOT, real

from macros.catalog import Catalog, DataProblems, load_catalog, served_counties
from macros.models import County, Figure, Organization, Partnership, Record, Source
from macros.outputs import Site
from macros.views import partnerships as partnership_pages

PROGRAM_START = "2022"


@cache
def loaded() -> Catalog | DataProblems:
    """The real catalog. Problems come back as a value, so that one test tells them and the others wait."""
    try:
        return real()
    except DataProblems as problems:
        return problems


def test_the_data_has_no_problem() -> None:
    found = loaded()
    assert isinstance(found, Catalog), f"\n{found}"


def test_a_subject_that_a_state_leaves_out_has_labels_all_the_same(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data", ignore=lambda folder, names: {"careers"} & set(names))
    catalog = load_catalog(tmp_path / "data")
    assert (dict(catalog.occupations), catalog.label("occupations", "official_title")) == ({}, "Official title")


def every(kind: str) -> Any:
    """Run a test for each record of a kind."""
    found = loaded()
    records = tuple(found.tables[kind].values()) if isinstance(found, Catalog) else ()
    return pytest.mark.parametrize("record", records, ids=lambda record: record.id)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    found = loaded()
    if not isinstance(found, Catalog):
        pytest.skip("the data has problems")
    return found


def texts(value: Any) -> Iterator[str]:
    """Every text in a record and in its parts; other records are left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            if not isinstance(each, Record):
                yield from texts(each)
    elif is_dataclass(value):
        for each in fields(value):
            inner = getattr(value, each.name)
            if not isinstance(inner, Record):
                yield from texts(inner)


def sentences(record: Record) -> Iterator[str]:
    for text in texts(record):
        yield from re.split(r"(?<=[.!?;])\s+", text)


# --- partnerships ------------------------------------------------------------


@every("partnerships")
def test_partnership_has_what_a_reader_needs(record: Partnership) -> None:
    assert record.summary.endswith(".")
    assert len(record.purpose.split()) >= 15
    assert record.industries
    assert record.sources


@every("partnerships")
def test_partnership_can_be_joined_or_asked(record: Partnership, catalog: Catalog) -> None:
    contact = record.contact or catalog.program.contact
    assert contact.email or contact.phone or contact.url
    site = Site(today=date(2026, 11, 21))
    body = str(partnership_pages.page(record, catalog, site).make().body)
    _, _, join = body.partition('id="join"')
    assert contact.name in join.replace("&#39;", "'").replace("&amp;", "&")


@every("partnerships")
def test_partnership_was_reviewed_after_the_facts_it_tells(record: Partnership) -> None:
    assert str(record.last_reviewed) >= record.as_of
    for figure in record.figures:
        assert str(record.last_reviewed) >= figure.as_of


@every("partnerships")
def test_partnership_without_a_day_for_its_facts_says_so(record: Partnership, catalog: Catalog) -> None:
    foot = str(partnership_pages.page(record, catalog, Site(today=date(2026, 11, 21))).make().foot)
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", foot)).lower()
    assert "as of" in words if record.as_of else re.search(r"no date|not dated|not known|undated", words)


@every("partnerships")
def test_partnership_without_a_stage_says_why(record: Partnership) -> None:
    assert record.stage or record.stage_note


@every("partnerships")
def test_partnership_of_unknown_status_or_place_says_what_is_not_known(record: Partnership) -> None:
    if record.status.id == "unknown" or record.reach.id == "not-stated":
        assert record.status_note or record.places_note or record.not_known


@every("partnerships")
def test_partnership_works_where_its_reach_says(record: Partnership, catalog: Catalog) -> None:
    named = bool(record.counties or record.workforce_areas)
    assert named == (record.reach.id in ("counties", "workforce-areas"))
    served = served_counties(record, catalog.counties.values())
    if record.reach.id == "not-stated":
        assert not served
    elif record.is_statewide:
        assert len(served) == len(catalog.counties)
    else:
        assert 0 < len(served) < len(catalog.counties)


@every("partnerships")
def test_partnership_names_no_organization_twice_in_one_role(record: Partnership) -> None:
    rows = [(member.organization.id, member.role.id) for member in record.members]
    assert len(rows) == len(set(rows))


@every("partnerships")
def test_partnership_lists_the_sources_that_its_parts_name(record: Partnership) -> None:
    cited = {each.source for each in (*record.activities, *record.stage_history) if each.source}
    assert cited <= set(record.sources)


@every("partnerships")
def test_partnership_did_not_start_in_2020(record: Partnership) -> None:
    """One document dates the program to 2020; the state's own pages say 2022."""
    starts = [record.since, *(change.date for change in record.stage_history)]
    assert not any(start.startswith("2020") for start in starts)
    if is_funded(record):
        days = [*filter(None, starts), *(each.date for each in record.activities if each.date)]
        assert all(day >= PROGRAM_START for day in days)


def is_funded(record: Partnership) -> bool:
    return any(each.id == "mjrp-industry-partnerships" for each in record.funding_programs)


@every("partnerships")
def test_outcomes_and_areas_stand_once(record: Partnership) -> None:
    lists = "outcomes strategic_areas services populations industries counties sources related"
    for name in lists.split():
        values = getattr(record, name)
        assert len(values) == len(set(values)), name


@every("partnerships")
def test_texts_name_the_right_millions(record: Partnership) -> None:
    assert_right_millions(record)


@every("figures")
def test_figures_name_the_right_millions(record: Record) -> None:
    assert_right_millions(record)


@every("funding_programs")
def test_funding_programs_name_the_right_millions(record: Record) -> None:
    assert_right_millions(record)


@every("program")
def test_program_names_the_right_millions(record: Record) -> None:
    assert_right_millions(record)


def assert_right_millions(record: Record) -> None:
    """$3.7 million is the program; $3.5 million is what the six grants came to."""
    for sentence in sentences(record):
        if "$3.7 million" in sentence:
            assert re.search(r"\$3\.7 million (program|part)", sentence)
        if "$3.5 million" in sentence:
            assert re.search(r"award|grant|went to this", sentence)


# --- figures -------------------------------------------------------------------


@every("figures")
def test_figure_has_its_passport(record: Figure, catalog: Catalog) -> None:
    assert record.source and record.unit and record.qualifier
    assert record.partnership in catalog.partnerships
    assert record.value > 0
    assert not record.metric.endswith(".")


@every("figures")
def test_figure_has_a_date_or_says_that_there_is_none(record: Figure) -> None:
    assert record.as_of or record.period or "date of the page is not known" in record.note


@every("figures")
def test_figure_is_not_the_program_money(record: Figure) -> None:
    """Nobody knows what each partnership got; the totals belong to the program alone."""
    assert record.value not in (3_700_000, 3_500_000)


@every("figures")
def test_share_is_at_most_a_hundred(record: Figure) -> None:
    assert record.unit.style != "share" or record.value <= 100


# --- organizations and sources -----------------------------------------------------


@every("organizations")
def test_organization_has_a_type_and_a_plain_name(record: Organization) -> None:
    assert record.type and record.name == record.name.strip()
    assert record.source or record.description
    assert record.last_reviewed


@every("organizations")
def test_organization_has_a_web_address_or_none(record: Organization) -> None:
    assert re.fullmatch(r"(https?://[a-z0-9.-]+\.[a-z]{2,}(/\S*)?)?", record.website)


@every("sources")
def test_source_says_who_published_it_and_how_it_was_read(record: Source) -> None:
    assert record.title and record.publisher and record.grade
    assert not record.url or record.url.startswith(("http://", "https://"))
    assert record.url or record.note or record.grade.id in ("program-document", "outside-document")


@every("sources")
def test_source_is_not_younger_than_the_day_it_was_read(record: Source) -> None:
    assert not (record.accessed and record.date) or record.date <= str(record.accessed)


# --- places --------------------------------------------------------------------


@every("counties")
def test_county_has_a_code_a_shape_and_an_area(record: County, catalog: Catalog) -> None:
    assert record.fips.startswith("23")
    assert record.workforce_area.board
    shape = catalog.county_shapes[record.id]
    assert shape.outline.count("M") == shape.outline.count("Z") >= 1


def test_counties_are_maines_sixteen(catalog: Catalog) -> None:
    """FIPS 6-4: the codes of Maine's counties are the odd numbers in the order of names."""
    codes = [county.fips for county in catalog.counties.values()]
    assert codes == [str(code) for code in range(23001, 23032, 2)]
    assert len(catalog.counties) == len(catalog.county_shapes) == 16
    names = [county.name for county in catalog.counties.values()]
    assert names == sorted(names)


def test_workforce_areas_share_the_counties(catalog: Catalog) -> None:
    sizes = Counter(county.workforce_area.id for county in catalog.counties.values())
    assert set(sizes) == set(catalog.workforce_areas) and len(sizes) == 3
    assert len({area.board for area in catalog.workforce_areas.values()}) == 3


# --- vocabularies ----------------------------------------------------------------


def test_industries_stand_in_their_tiers(catalog: Catalog) -> None:
    sizes = Counter(industry.tier.id for industry in catalog.industries.values())
    assert [sizes[tier] for tier in catalog.tiers] == [3, 4, 1, 5]


@every("industries")
def test_industry_has_codes(record: Any) -> None:
    assert record.codes
    assert len({code.code for code in record.codes}) == len(record.codes)


def test_outcomes_are_the_programs_23(catalog: Catalog) -> None:
    sizes = Counter(outcome.group.id for outcome in catalog.outcomes.values())
    assert [sizes[group] for group in catalog.outcome_groups] == [9, 7, 7]


def test_strategic_areas_are_four_with_parts(catalog: Catalog) -> None:
    assert len(catalog.strategic_areas) == 4
    assert all(area.components for area in catalog.strategic_areas.values())


def test_stages_grow_from_emerging_to_advanced(catalog: Catalog) -> None:
    assert list(catalog.stages) == ["emerging", "active", "advanced"]
    assert all(stage.indicators for stage in catalog.stages.values())


def test_types_hold_the_programs_eight_partners(catalog: Catalog) -> None:
    eight = {
        "chamber-of-commerce", "public-agency", "educational-partner", "tribal-organization",
        "labor-union", "nonprofit", "community-partner", "members-of-the-public",
    }  # fmt: skip
    assert eight <= set(catalog.organization_types)


def test_six_partnerships_were_funded_by_the_state(catalog: Catalog) -> None:
    funded = {each.id for each in catalog.partnerships.values() if is_funded(each)}
    assert funded == {
        "forest-products", "tourism-hospitality", "retail-career-pathways",
        "oral-health", "pre-clinical-health-care", "health-social-services",
    }  # fmt: skip
    kind = {each.id for each in catalog.partnerships.values() if each.kind.id == "funded-partnership"}
    assert kind == funded


@pytest.mark.parametrize("id", ["clean-energy", "construction-workforce", "sea-maine", "focus-maine"])
def test_known_partnerships_are_there(id: str, catalog: Catalog) -> None:
    assert id in catalog.partnerships


def test_no_organization_is_written_twice(catalog: Catalog) -> None:
    names = Counter(each.name.casefold() for each in catalog.organizations.values())
    assert [name for name, number in names.items() if number > 1] == []


def test_every_source_is_used_or_kept_for_a_later_subject(catalog: Catalog) -> None:
    """A source that nothing cites is fine, but most must be cited, or the links are lost."""
    cited = {source for each in catalog.partnerships.values() for source in each.sources}
    cited |= {figure.source for figure in catalog.figures.values()}
    cited |= {each.source for each in catalog.organizations.values() if each.source}
    assert len(cited) > len(catalog.sources) / 2
