"""Promises that every real record keeps, whatever staff write; the record's id stands in the test's id.

What a record must be is judged by the check of the data (``scripts.validate``), which
tells people in words what to write. What Maine's content must be as a whole stands in
``data/program/expectations.csv``. Here stands what the pages make of each valid record.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from html import unescape
from operator import itemgetter
from typing import Any

import pytest
from library import DATA, DOCS, ids, real

from macros.data.catalog import Catalog, DataProblems, places, served
from macros.data.levels import named
from macros.data.models import County, Figure, Partnership, Record
from macros.pages.outputs import Content, Site
from macros.subjects.partnerships import pages as partnership_pages
from scripts.validate import find_problems

pytestmark = pytest.mark.data
SITE = Site(today=date(2026, 11, 21))


@cache
def loaded() -> Catalog | DataProblems:
    """The real catalog. Problems come back as a value, so that one test tells them and the others wait."""
    try:
        return real()
    except DataProblems as problems:
        return problems


def test_the_content_has_no_problem() -> None:
    found = [str(each) for each in find_problems(DATA, DOCS, None) if each.severity == "error"]
    assert found == [], "\n" + "\n".join(found)


def every(kind: str, path: str) -> Any:
    """Run a test for each record of a kind, which are at ``path`` below the data."""
    return pytest.mark.parametrize("record", [(kind, id) for id in ids(path)], ids=itemgetter(1), indirect=True)


@pytest.fixture
def record(request: pytest.FixtureRequest, catalog: Catalog) -> Record:
    kind, id = request.param
    if id not in catalog.tables[kind]:
        pytest.skip("it is not published")
    return catalog.tables[kind][id]


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    found = loaded()
    if not isinstance(found, Catalog):
        pytest.skip("the data has problems")
    return found


def made(record: Partnership, catalog: Catalog) -> Content:
    return partnership_pages.page(record, catalog, SITE).make()


def words(html: object) -> str:
    """What a reader sees of a piece of HTML."""
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", str(html))))


# --- partnerships ------------------------------------------------------------


@every("partnerships", "partnerships/records/*.yaml")
def test_partnership_can_be_joined_or_asked(record: Partnership, catalog: Catalog) -> None:
    contact = record.contact or catalog.program.contact
    assert contact.email or contact.phone or contact.url
    _, _, join = str(made(record, catalog).body).partition('id="join"')
    assert contact.name in words(join)


@every("partnerships", "partnerships/records/*.yaml")
def test_partnership_without_a_day_for_its_facts_says_so(record: Partnership, catalog: Catalog) -> None:
    foot = words(made(record, catalog).foot).lower()
    assert "as of" in foot if record.as_of else re.search(r"no date|not dated|not known|undated", foot)


@every("partnerships", "partnerships/records/*.yaml")
def test_partnership_without_a_stage_or_a_place_says_so_once_at_its_foot(record: Partnership, catalog: Catalog) -> None:
    page = made(record, catalog)
    said = re.search(r"Not on record: (.*?)\. Tell us", words(page.foot))
    missing = said[1].split(", ") if said else []
    assert ("stage" in missing) == (record.stage is None) and ("place" in missing) == (not record.is_placed)
    assert "Not on record" not in words(page.body)


@every("partnerships", "partnerships/records/*.yaml")
def test_partnership_works_where_its_reach_says(record: Partnership, catalog: Catalog) -> None:
    found = served(record, catalog)
    if record.is_statewide:
        assert found == {each.id: each.places for each in places(catalog).levels}
    else:
        assert bool(found) == bool(named(record)) == record.is_placed


@every("figures", "partnerships/figures.csv")
def test_figure_stands_on_its_partnerships_page_with_its_source(record: Figure, catalog: Catalog) -> None:
    partnership = catalog.partnerships[record.partnership]
    body = str(made(partnership, catalog).body)
    _, _, passport = body.partition(f'id="figure-{record.id}"')
    assert record.source.title in words(passport)


# --- places --------------------------------------------------------------------


@every("counties", "program/counties.csv")
def test_county_has_a_shape_and_an_area(record: County, catalog: Catalog) -> None:
    assert record.workforce_area.board
    shape = catalog.county_shapes[record.id]
    assert shape.outline.count("M") == shape.outline.count("Z") >= 1
