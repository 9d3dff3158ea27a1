"""What fits, what may fit since nobody says, and what does not: decided in one place."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import date

import pytest
from library import made_up

from macros.data import faceting
from macros.data.faceting import NOT_STATED, Facet, Option
from macros.pages.outputs import Site, SiteFile
from macros.sitewide import embeds
from macros.subjects.metrics import pages as metrics
from macros.subjects.partnerships import place_pages

SITE = Site(today=date(2026, 3, 1), url="https://example.org/library/")
COLORS = Facet("color", "Color", (Option("red", "Red"), Option("blue", "Blue")), str.split, silence="color")
ITEMS = ["red", "blue", "red blue", ""]


def wanted(*colors: str) -> faceting.Filters:
    return {"color": frozenset(colors)}


def test_silence_is_an_option_of_its_own() -> None:
    assert [each.id for each in COLORS.options] == ["red", "blue", NOT_STATED]
    assert [COLORS.holds(each) for each in ITEMS] == [("red",), ("blue",), ("red", "blue"), (NOT_STATED,)]


def test_silence_is_neither_yes_nor_no() -> None:
    assert faceting.select(ITEMS, [COLORS], wanted("red")) == ["red", "red blue"]
    assert faceting.select(ITEMS, [COLORS], wanted("red"), may_fit=True) == ["red", "red blue", ""]
    assert faceting.select(ITEMS, [COLORS], wanted(NOT_STATED)) == [""]


def test_a_facet_that_is_always_stated_has_no_such_option() -> None:
    always = Facet("color", "Color", COLORS.named, str.split)
    assert [each.id for each in always.options] == ["red", "blue"]
    assert faceting.select(ITEMS, [always], wanted("red"), may_fit=True) == ["red", "red blue"]


def test_silence_is_never_counted_as_a_yes() -> None:
    counts = faceting.choices(ITEMS, [COLORS], {}, may_fit=True)["color"]
    assert [(each.option.id, each.count) for each in counts] == [("red", 2), ("blue", 2), (NOT_STATED, 1)]


def test_answer_has_three_parts() -> None:
    found = faceting.answers(made_up(), "county")["alder"]
    assert [[each.id for each in part] for part in (found.named, found.everywhere, found.may_fit)] == [
        ["boats"],
        ["kelp"],
        ["wind"],
    ]


@pytest.mark.parametrize("kind, id, facet", [("counties", "alder", "county"), ("workforce_areas", "east", "area")])
def test_page_embed_and_counts_agree(kind: str, id: str, facet: str) -> None:
    catalog = made_up()
    answer = faceting.answers(catalog, facet)[id]
    record = catalog.tables[kind][id]
    page = next(each for each in place_pages.outputs(catalog, SITE) if each.path == record.path)
    counts = [int(each) for each in re.findall(r'<span class="count">(\d+)</span>', page.make().body)]
    assert counts == [len(answer.named), len(answer.everywhere), len(answer.may_fit)]
    choices = {each.option.id: each.count for each in faceting.spread(catalog, facet)}
    assert (choices[id], choices[NOT_STATED]) == (len(answer.known), len(answer.may_fit))


def form_place() -> Facet:
    """The facet of the directory's form that asks for a place, in the made-up state."""
    return next(each for each in faceting.form_facets(made_up(), SITE.today) if each.id == "place")


def test_the_form_asks_for_an_industry_and_then_for_one_place() -> None:
    found = [each.id for each in faceting.form_facets(made_up(), SITE.today)]
    assert found[:2] == ["industry", "place"]
    assert {"county", "area", "reach"}.isdisjoint(found)
    assert set(found) == {each.id for each in faceting.facets(made_up(), SITE.today)} - {"county", "area", "reach"} | {
        "place"
    }


def test_places_keep_their_addresses_and_what_they_find() -> None:
    catalog, place = made_up(), form_place()
    partnerships = list(catalog.partnerships.values())
    for part in (faceting.facet(catalog, id) for id in ("county", "area", "reach")):
        for option in part.options:
            address = f"{part.id}={option.id}"
            [same] = [each for each in place.options if address in (place.address(each), *each.also)]
            found = faceting.select(partnerships, [place], {"place": frozenset([same.id])}, may_fit=True)
            assert found == faceting.select(partnerships, [part], {part.id: frozenset([option.id])}, may_fit=True)


def test_two_places_find_what_serves_either() -> None:
    catalog, place = made_up(), form_place()
    wanted = {"place": frozenset(["county=alder", "reach=statewide"])}
    assert [each.id for each in faceting.select(catalog.partnerships.values(), [place], wanted)] == ["boats", "kelp"]


def test_a_reach_that_is_a_list_of_places_answers_addresses_only() -> None:
    assert [each.id for each in form_place().options if each.is_quiet] == ["reach=counties", "reach=workforce-areas"]


@pytest.mark.parametrize(
    "items, tells", [((), False), (("red",), False), (("red", ""), False), (("red", "red blue"), True)]
)
def test_a_facet_tells_apart_what_states_different_things(items: tuple[str, ...], tells: bool) -> None:
    assert faceting.tells_apart(COLORS, items) is tells


def test_embed_of_a_county_says_who_else_may_serve_it() -> None:
    files = {each.path: each for each in embeds.outputs(made_up(), SITE) if isinstance(each, SiteFile)}
    made = files["embed/v1/partnerships/county/alder/index.html"].content
    html = str(made() if callable(made) else made)
    assert "1 more partnership states no place, and may serve it too." in html


def test_coverage_counts_silence_apart() -> None:
    catalog = made_up()
    file = next(each for each in metrics.outputs(catalog, SITE) if each.path == "metrics/coverage.csv")
    assert isinstance(file, SiteFile) and callable(file.content)
    rows = list(csv.DictReader(io.StringIO(str(file.content()))))
    silent = {row["industry"]: int(row["count"]) for row in rows if (row["by"], row["id"]) == ("county", NOT_STATED)}
    assert sum(silent.values()) == sum(
        len(each.industries) for each in catalog.partnerships.values() if not each.is_placed
    )


def test_a_facet_by_a_field_has_the_label_and_the_choices_of_the_schema() -> None:
    """Of a field that names one word, several, or none; ``record`` leads from an item to its record."""
    catalog = made_up()
    boats = catalog.partnerships["boats"]
    kind = faceting.by_field(catalog, "partnerships", "kind")
    assert (kind.id, kind.label) == ("kind", catalog.label("partnerships", "kind"))
    assert [each.id for each in kind.options] == list(catalog.partnership_kinds)
    assert kind.holds(boats) == (boats.kind.id,)
    several = faceting.by_field(catalog, "partnerships", "industries", "industry", record=lambda item: item[0])
    assert several.id == "industry" and several.holds([boats]) == tuple(each.id for each in boats.industries) != ()
    silent = replace(boats, stage=None)
    assert faceting.by_field(catalog, "partnerships", "stage", silence="stage").holds(silent) == (NOT_STATED,)
    assert faceting.by_field(catalog, "partnerships", "stage").holds(silent) == ()


def test_a_facet_by_a_field_that_names_no_words_is_a_mistake() -> None:
    with pytest.raises(KeyError, match="references"):
        faceting.by_field(made_up(), "partnerships", "title")
