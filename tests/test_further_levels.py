"""Further levels of geography are data: any number of them, with any names, and one rule says who serves their places."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from commands import in_process
from further_levels import LEVELS, NAMED, with_further_levels
from library import Library, copy_made_up
from test_levels import PAGE, by_path
from test_views import SITE

from macros.build import mkdocs_adapter
from macros.data import faceting, forms, levels, sections, validation
from macros.data.catalog import Catalog, load_catalog, places, served
from macros.data.faceting import NOT_STATED
from macros.data.models import Partnership, Place, WorkforceArea
from macros.pages import components, list_filters
from macros.pages.macro_context import Context, MacroError
from macros.sitewide import a_to_z, embeds, llms, readable_sheets, searching
from macros.subjects.careers import lists
from macros.subjects.grants import filler_data, matching
from macros.subjects.metrics import pages as metrics
from macros.subjects.partnerships import pages as partnerships
from macros.subjects.partnerships import place_lists
from scripts import validate


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of the made-up state with further levels; nobody may change it."""
    return with_further_levels(copy_made_up(tmp_path_factory.mktemp("further") / "state")).folder


@pytest.fixture(scope="module")
def catalog(folder: Path) -> Catalog:
    return load_catalog(folder)


@pytest.fixture(scope="module")
def made(catalog: Catalog) -> dict[str, str]:
    return dict(by_path(catalog))


@pytest.fixture
def own(folder: Path, tmp_path: Path) -> Library:
    """A copy of that data that a test may change."""
    return Library(Path(shutil.copytree(folder, tmp_path / "state")))


def ids(found: levels.ByLevel) -> dict[str, str]:
    return {level: " ".join(each.id for each in there) for level, there in found.items()}


# --- who serves what ------------------------------------------------------------------

EVERY = {
    "county": "alder birch cedar",
    "area": "east west",
    "town": "farwater kelpton oarfield",
    "planning-district": "north",
    "village": "pier quay",
}
# North is made of Alder and Birch, which lie in East. Kelpton lies in Alder, and The Pier in Kelpton. Oarfield lies in
# Birch and Cedar, and The Quay in Oarfield. Of Farwater nothing is known.
SERVED = {
    "kelp": EVERY,  # statewide
    "wind": {},  # states no place
    "boats": {  # names Alder and Cedar
        "county": "alder cedar",
        "area": "east west",
        "town": "kelpton oarfield",
        "planning-district": "north",
        "village": "pier",
    },
    "docks": {"county": "cedar", "area": "west", "town": "oarfield"},  # names West
    "ropes": {  # names Kelpton
        "county": "alder",
        "area": "east",
        "town": "kelpton",
        "planning-district": "north",
        "village": "pier",
    },
    "sails": {  # names North: Cedar is not in it, though Oarfield lies in part of both
        "county": "alder birch",
        "area": "east",
        "town": "kelpton oarfield",
        "planning-district": "north",
        "village": "pier",
    },
    "nets": {"town": "farwater"},  # names Farwater
    "kites": {"town": "oarfield", "village": "quay"},  # names The Quay, which is in Birch or in Cedar
}


@pytest.mark.parametrize("partnership", SERVED)
def test_who_names_a_place_serves_what_it_lies_in_and_what_lies_in_it(partnership: str, catalog: Catalog) -> None:
    assert ids(served(catalog.partnerships[partnership], catalog)) == SERVED[partnership]


def test_the_partnerships_of_a_place_are_those_that_serve_it(catalog: Catalog) -> None:
    for level in places(catalog).levels:
        for place in level.places:
            found = {each.id for each in catalog.partnerships_of(place)}
            assert found == {id for id, there in SERVED.items() if place.id in there.get(level.id, "").split()}


@pytest.mark.parametrize(
    "level, place, named, may_fit",
    [
        ("county", "alder", "boats ropes sails", "kites nets wind"),
        ("county", "cedar", "boats docks", "kites nets wind"),
        ("area", "east", "boats ropes sails", "kites nets wind"),
        ("town", "kelpton", "boats ropes sails", "wind"),
        ("town", "farwater", "nets", "wind"),
        ("planning-district", "north", "boats ropes sails", "kites nets wind"),  # docks is in other parishes
        ("village", "quay", "kites", "docks wind"),  # docks serves a part of its town
    ],
)
def test_the_answer_by_place_has_three_parts(
    level: str, place: str, named: str, may_fit: str, catalog: Catalog
) -> None:
    found = faceting.answers(catalog, level)[place]
    parts = [" ".join(sorted(each.id for each in part)) for part in (found.named, found.everywhere, found.may_fit)]
    assert parts == [named, "kelp", may_fit]


def test_who_names_a_town_states_where_it_works(catalog: Catalog) -> None:
    ropes = catalog.partnerships["ropes"]
    form = next(each for each in faceting.form_facets(catalog, SITE.today) if each.id == "place")
    assert (
        ropes.is_placed
        and NOT_STATED not in form.holds(ropes)
        and form.holds(catalog.partnerships["nets"])
        == (
            "reach=places",
            "town=farwater",
        )
    )
    assert components.place_words(ropes, catalog.program.geography) == "Kelpton"
    many = replace(ropes, places=tuple(catalog.places.values()))
    assert components.place_words(many, catalog.program.geography) == "6 places"
    assert components.place_words(
        replace(many, counties=tuple(catalog.counties.values())), catalog.program.geography
    ) == ("9 places")
    towns = tuple(each for each in catalog.places.values() if each.level_id == "town")
    more = replace(ropes, places=(*towns, towns[0]))
    assert components.place_words(more, catalog.program.geography) == "4 towns"


@pytest.mark.parametrize("seed", range(5))
def test_places_have_a_part_in_common_where_they_share_a_piece_of_land(seed: int, catalog: Catalog) -> None:
    """Each place is a set of pieces: one of its own, and those of whatever lies in it as a whole."""
    random, counties = Random(seed), [*catalog.counties.values()]
    ranks = [replace(catalog.place_levels["town"], id=f"level-{number}") for number in range(3)]
    made: dict[str, Place] = {}
    for number in range(30):
        level = number % 3
        above = [each.id for each in made.values() if each.level.id == f"level-{level - 1}"]
        own = {"within": tuple(random.sample(above, min(len(above), 1)))} if level else {}
        own |= {"counties": tuple(random.sample(counties, 1))} if random.random() < 0.5 else {}
        own |= {"whole_counties": (counties[number],)} if number < 3 and not own.get("counties") else {}
        made[f"p{number}"] = replace(
            catalog.places["kelpton"], **{"counties": (), **own}, id=f"p{number}", level=ranks[level]
        )
    tables = {**catalog.tables, "places": made, "place_levels": {each.id: each for each in ranks}}
    found = levels.places_of(tables, catalog.program.geography)
    every = [place for level in found.levels for place in level.places]
    land = {levels.key(each): {levels.key(each)} for each in every}
    for _ in every:  # until nothing more comes up from below
        for each in every:
            inside = [
                county for county in counties if isinstance(each, WorkforceArea) and county.workforce_area is each
            ]
            inside += getattr(each, "whole_counties", ())
            inside += [other for other in made.values() if each in other.counties or each.id in other.within]
            land[levels.key(each)].update(*(land[levels.key(other)] for other in inside))
    for each in every:
        shared = [other for other in every if land[levels.key(each)] & land[levels.key(other)]]
        assert {levels.key(other) for there in found.around(each).values() for other in there} == {
            *map(levels.key, shared)
        }


def test_the_time_grows_with_the_number_of_places_alone(catalog: Catalog) -> None:
    """A place is looked at for what it lies in, not beside all others: what is kept for it is as short as that."""
    town = catalog.places["kelpton"]
    many = {f"t{number}": replace(town, id=f"t{number}") for number in range(2_000)}
    found = levels.places_of({**catalog.tables, "places": many}, catalog.program.geography)
    assert ids(found.around(many["t7"])) == {"county": "alder", "area": "east", "town": "t7"}


# --- what the site shows ------------------------------------------------------------------


def test_every_place_has_a_page_at_its_levels_address(catalog: Catalog, made: dict[str, str]) -> None:
    for place in catalog.places.values():
        page, data = made[place.path], json.loads(made[f"api/v1/places/{place.id}.json"])
        assert place.path == f"{place.level.address}/{place.id}/" and place.name in page
        answer = faceting.answers(catalog, place.level_id)[place.id]
        counts = [int(each) for each in re.findall(r'<span class="count">(\d+)</span>', page)]
        assert counts == [len(answer.named), len(answer.everywhere), len(answer.may_fit)]
        assert data["links"]["path"] == place.path and data["partnership_count"] == len(answer.known)
        assert data["partnerships_that_state_no_place"] == len(answer.may_fit)


def test_a_places_page_says_what_it_lies_in_and_what_lies_in_it(made: dict[str, str]) -> None:
    kelpton = made["towns/kelpton/"]
    assert "('Towns', 'towns/')" in kelpton and "Local to Kelpton" in kelpton and "town not stated" in kelpton
    assert "These serve every town." in kelpton and "https://example.org/kelpton" in kelpton
    assert '<dt>Parish</dt><dd><a href="../../counties/alder/">Alder</a></dd>' in kelpton
    assert '<dt>Planning district</dt><dd><a href="../../districts/north/">North</a></dd>' in kelpton
    assert '<h2 id="in-village">Villages</h2>' in kelpton and 'href="../../villages/pier/"' in kelpton
    north = made["districts/north/"]
    assert "<dt>Parishes</dt>" in north and '<h2 id="in-town">Towns</h2>' in north
    assert '<dt>Town</dt><dd><a href="../../towns/kelpton/">Kelpton</a></dd>' in made["villages/pier/"]
    assert "A town of which little is known." in made["towns/farwater/"]
    assert 'href="../../towns/kelpton/"' in made["counties/alder/"]


def test_a_partnerships_page_leads_to_the_places_that_it_names(made: dict[str, str]) -> None:
    assert '<a href="../../towns/kelpton/">Kelpton</a>' in made["partnerships/ropes/"]
    assert '"name":"Kelpton, Westland"' in made["partnerships/ropes/"].replace('": "', '":"')


def test_each_level_has_a_facet(catalog: Catalog) -> None:
    found = [each.id for each in faceting.facets(catalog) if each.id in EVERY]
    assert found == [*EVERY]
    assert [each.id for each in faceting.chosen(catalog, town="kelpton", industry="tides")] == ["ropes", "sails"]
    form = next(each for each in faceting.form_facets(catalog, SITE.today) if each.id == "place")
    assert {each.group for each in form.named} >= {"Parish", "Work region", "Town", "Planning district", "Village"}
    assert {form.address(each) for each in form.named} >= {"town=kelpton", "planning-district=north"}


def test_a_filter_with_many_places_scrolls_by_itself(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    items, by = [*catalog.partnerships.values()], faceting.form_facets(catalog, SITE.today)

    def long() -> list[str]:
        form = str(list_filters.form(items, by, "partnerships"))
        return re.findall(r'class="facet facet--long" data-facet="([\w-]+)"', form)

    assert long() == []
    monkeypatch.setattr(list_filters, "LONG", 10)
    assert long() == ["place"]


def test_a_search_narrows_by_each_level(catalog: Catalog, made: dict[str, str]) -> None:
    found = {each.id: each.label for each in searching.facets(catalog)}
    assert [found[id] for id in ("place", "town", "planning-district", "village")] == [
        "Parish or statewide",
        "Town or statewide",
        "Planning district or statewide",
        "Village or statewide",
    ]

    def words(id: str) -> dict[str, list[str]]:
        page = partnerships.page(catalog.partnerships[id], catalog, SITE)
        return {facet: list(names) for facet, names in page.make().facets.items() if facet in found}

    assert {"place": ["Alder"], "town": ["Kelpton"], "village": ["The Pier"]}.items() <= words("ropes").items()
    assert "village" not in words("docks") and words("kelp")["town"] == ["Statewide"]
    assert words("wind")["town"] == ["Not stated"]


def test_lists_of_everything_have_the_places(catalog: Catalog) -> None:
    kinds = {each.name: each.kind for each in a_to_z._entries(catalog)}
    assert (kinds["Kelpton"], kinds["North"], kinds["The Pier"]) == ("Town", "Planning district", "Village")
    [guide] = llms.outputs(catalog, SITE)
    assert ", [towns](https://example.org/library/towns/), [planning districts](" in str(guide.content)
    assert "and [villages](https://example.org/library/villages/): who works where" in str(guide.content)


def test_other_sites_can_show_the_partnerships_of_a_place(catalog: Catalog, made: dict[str, str]) -> None:
    assert "ropes group" in made["embed/v1/partnerships/town/kelpton/fragment.html"]
    assert json.loads(made["embed/v1/partnerships/village/index.json"])["choices"] == [
        ["pier", "The Pier"],
        ["quay", "The Quay"],
    ]
    builder = str(embeds.embed_builder(Context(catalog, SITE, "")))
    assert "Partnerships of a town" in builder and "Partnerships of a planning district" in builder


def test_counts_go_by_each_level(catalog: Catalog, made: dict[str, str]) -> None:
    counted = {each.id: {row.id: row.count for row in each.rows} for each in metrics.spreads(catalog, "", SITE.today)}
    assert counted["town"] == {"farwater": 2, "kelpton": 4, "oarfield": 5, NOT_STATED: 1}
    assert {row.split(",")[2] for row in made["metrics/coverage.csv"].splitlines()} >= {"town", "village", "county"}
    assert "town" in {each.id for each in metrics.crossings(catalog, "")}


def test_a_level_with_many_places_makes_no_table_of_hundreds_of_columns(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metrics, "MOST_COLUMNS", 2)
    assert [each.id for each in metrics.crossings(catalog, "")] == ["village", "planning-district", "area"]


def test_a_spreadsheet_names_the_places(catalog: Catalog) -> None:
    sheet = next(each for each in readable_sheets.sheets(catalog, SITE) if each.name == "All partnerships")
    column = sheet.heads.index(catalog.label("partnerships", "reach"))
    assert {"Kelpton", "North", "The Quay"} < {row[column] for row in sheet.rows}


def test_an_application_says_which_places_are_served(catalog: Catalog) -> None:
    told = {
        id: [fact.text for fact in filler_data._places(catalog.partnerships[id], catalog)]
        for id in ("ropes", "sails", "nets")
    }
    assert told["ropes"][0] == "It serves Kelpton (town), in Alder Parish."
    assert told["sails"][0] == "It serves North (planning district), with Alder Parish and Birch Parish."
    assert told["nets"] == ["It serves Farwater (town)."]


@pytest.mark.parametrize(
    "limits, fits",
    [
        (
            {"places": ("kelpton",)},
            "kelp:met boats:met ropes:met sails:met nets:not met docks:find kites:not met wind:find",
        ),
        (
            {"counties": ("cedar",)},
            "kelp:met boats:met docks:met ropes:not met sails:not met nets:find kites:find wind:find",
        ),
        ({"counties": ("cedar",), "places": ("pier",)}, "boats:met docks:met ropes:met"),
    ],
)
def test_a_fund_for_places_fits_for_sure_maybe_or_not(
    limits: dict[str, tuple[str, ...]], fits: str, catalog: Catalog
) -> None:
    given = {field: tuple(catalog.tables[field][id] for id in found) for field, found in limits.items()}
    fund = replace(catalog.funds["harbor-fund"], **{"counties": (), "places": (), **given})
    [point] = [each for each in matching._points(fund) if each.about == "counties" and each.options]
    expected = dict(re.findall(r"(\w+):(met|not met|find)", fits))
    for id, answer in expected.items():
        found = matching._by_place(point, catalog.partnerships[id], catalog).answer.value
        assert found == {"find": "to find out"}.get(answer, answer), id


def test_a_course_is_found_by_the_town_where_it_is_taught(own: Library) -> None:
    text = (own.folder / "careers/training/knots.yaml").read_text(encoding="utf-8")
    text = re.sub(r"counties:\n(?:  - .*\n)+", "", text)
    own.write("careers/training/knots.yaml", f"{text.rstrip()}\nplaces:\n  - kelpton\n")
    catalog = load_catalog(own.folder)
    knots = catalog.training_options["knots"]
    held = {each.id: each.holds(knots) for each in lists._place_facets(catalog)}
    assert held == {
        "county": ("alder",),
        "town": ("kelpton",),
        "planning-district": ("north",),
        "village": ("pier",),
    }
    page = by_path(catalog)["careers/training/knots/"]
    assert '<h2 id="where">Place</h2>' in page and 'href="../../../towns/kelpton/"' in page


# --- the page that lists a level ------------------------------------------------------------


def test_a_macro_lists_the_places_of_a_level(catalog: Catalog) -> None:
    page = Context(catalog, SITE, "../")
    html = str(place_lists.place_list(page, "town"))
    assert re.findall(r'href="([^"]+)"', html) == ["../towns/farwater/", "../towns/kelpton/", "../towns/oarfield/"]
    assert "1 more partnership states no town, and may serve it too." in html
    assert str(place_lists.place_list(page, "county")) == str(place_lists.county_list(page))
    with pytest.raises(MacroError, match="there is no level of places named 'twon'. Did you mean 'town'?"):
        place_lists.place_list(page, "twon")


@pytest.mark.parametrize("name, is_told", [("places.md", True), ("towns/index.md", False)])
def test_a_list_of_a_level_that_stands_in_the_wrong_place_is_told(
    own: Library, tmp_path: Path, name: str, is_told: bool
) -> None:
    docs = tmp_path / "docs"
    for path, text in (("index.md", PAGE), (name, f'{PAGE}\n{{{{ place_list("town") }}}}\n')):
        (docs / path).parent.mkdir(parents=True, exist_ok=True)
        (docs / path).write_text(text)
    words = ["--data", str(own.folder), "--docs", str(docs)]
    said = (
        f"docs/{name}: By 'address' of the level 'town', the list of towns is at towns/, so no menu has this page. "
        "Move it to  towns/index.md"
    )
    assert (said in in_process(validate.main, words, tmp_path).stdout) == is_told


def test_the_menu_has_the_lists_behind_the_usual_ones(catalog: Catalog) -> None:
    moved = mkdocs_adapter._lists_of_levels(catalog)
    entries = [{"Partnerships": ["counties/index.md", "workforce-areas/index.md", "partnerships/map.md"]}]
    there = {"counties/index.md", "towns/index.md", "villages/index.md", "partnerships/map.md"}
    assert mkdocs_adapter._nav_of(entries, there, moved) == [
        {"Partnerships": ["counties/index.md", "towns/index.md", "villages/index.md", "partnerships/map.md"]}
    ]


def test_a_level_has_a_layout_and_its_address_is_reserved(folder: Path, own: Library) -> None:
    assert {"towns", "districts", "villages"} < set(sections.of_program(None, ("towns", "districts", "villages")))
    docs = own.folder / "docs"
    for path in ("index.md", "towns/layout.md"):
        (docs / path).parent.mkdir(parents=True, exist_ok=True)
        (docs / path).write_text(PAGE)
    words = ["--data", str(folder), "--docs", str(docs)]
    assert "The site needs the address towns/layout/ for itself" in in_process(validate.main, words, own.folder).stdout


# --- what can be wrong ----------------------------------------------------------------------

CHOOSE = "Choose another word, such as what the places are called."
TOWN = "town,town,towns,towns,Cities and towns."
WRONG = {
    "a section": (
        ("program/place_levels.csv", TOWN, "town,town,towns,grants,"),
        "program/place_levels.csv:2:17: 'address' must be an address of its own, not 'grants': other pages of the site "
        f"have it. {CHOOSE}",
    ),
    "a reserved word": (
        ("program/place_levels.csv", TOWN, "town,town,towns,layout,"),
        "program/place_levels.csv:2:17: 'address' must not be the reserved word 'layout'. The layout of record pages "
        f"has this address. {CHOOSE}",
    ),
    "where counties are": (
        ("program/place_levels.csv", TOWN, "town,town,towns,counties,"),
        f"program/place_levels.csv:2:1: 'address' must differ from that of parishes, but both are 'counties'. {CHOOSE}",
    ),
    "one address twice": (
        ("program/place_levels.csv", TOWN, "town,town,towns,villages,"),
        "program/place_levels.csv:4:26: 'address' must stand once: 'villages' is in program/place_levels.csv:2 too. "
        "The value must differ in every record.",
    ),
    "another filter": (
        ("program/place_levels.csv", TOWN, f"{TOWN}\nstage,stop,stops,stops,"),
        "program/place_levels.csv:3:1: 'id' must not be 'stage': lists have something else of that name in their "
        f"addresses. {CHOOSE}",
    ),
    "no such level": (
        ("program/places/pier.yaml", "level: village", "level: vilage"),
        "program/places/pier.yaml:2:8: 'level' must be an id of place_levels, not 'vilage'. Did you mean 'village'? "
        "It is one of: town, planning-district, village.",
    ),
    "no such county": (
        ("program/places/kelpton.yaml", "  - alder", "  - aldr"),
        "program/places/kelpton.yaml:5:5: 'counties[1]' must be an id of counties, not 'aldr'. Did you mean 'alder'? "
        "It is one of: alder, birch, cedar.",
    ),
    "within its own level": (
        ("program/places/pier.yaml", "  - kelpton", "  - quay"),
        "program/places/pier.yaml:5:5: 'within[1]' must be a place of another level than 'village', not 'quay'. "
        "Name what holds it, or correct the level of one of the two.",
    ),
    "within itself": (
        ("program/places/pier.yaml", "  - kelpton", "  - pier"),
        "program/places/pier.yaml:5:5: 'within[1]' must not be the record itself. Name another record, or delete it.",
    ),
    "a circle": (
        ("program/places/kelpton.yaml", "counties:", "within:\n  - pier\ncounties:"),
        "program/places/kelpton.yaml:5:5: 'within' must not lead in a circle: kelpton > pier > kelpton. "
        "Each lies in the next. Delete one step of it.",
    ),
    "a circle through a county": (
        ("program/places/north.yaml", "whole_counties:", "workforce_areas:\n  - east\nwhole_counties:"),
        "",
    ),
    "in what lies in it": (
        ("program/places/north.yaml", "whole_counties:", "counties:\n  - alder\nwhole_counties:"),
        "program/places/north.yaml:1:1: 'whole_counties' must not lead in a circle: alder > north > alder. "
        "Each lies in the next. Delete one step of it.",
    ),
    "a reach without its list": (
        ("partnerships/records/ropes.yaml", "places:\n  - kelpton\n", ""),
        "partnerships/records/ropes.yaml:1:1: 'places' must be filled when 'reach' is places. The towns or other places "
        "of further levels that it serves, when a source names them.",
    ),
    "a list without its reach": (
        ("partnerships/records/ropes.yaml", "reach: places", "reach: statewide"),
        "partnerships/records/ropes.yaml:10:3: 'places' must be empty when 'reach' is statewide. "
        "Empty it, or write  reach: places",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_told_with_place_and_cure(own: Library, name: str) -> None:
    change, expected = WRONG[name]
    own.replace(*change)
    found = [str(each).replace(f"{own.folder}/", "") for each in validation.check(own.folder).problems]
    assert found == ([expected] if expected else [])


def test_no_filter_of_a_list_can_be_a_level(catalog: Catalog) -> None:
    """Whatever else stands in the addresses of lists is refused as the id of a level."""
    found = {each.id for each in (*faceting.facets(catalog, SITE.today), *faceting.form_facets(catalog, SITE.today))}
    found |= {each.id for each in searching.facets(catalog)} | {each.id for each in faceting.sortings(catalog)}
    found |= set(re.findall(r'data-facet="([\w-]+)"', str(lists.training_list(Context(catalog, SITE, "")))))
    assert (
        found - {*sections.FILTERS} - {*catalog.place_levels} - {each.id for each in faceting.sortings(catalog)}
        == set()
    )


# --- any number of levels, and none -----------------------------------------------------------


def only_towns(own: Library) -> Library:
    """Leave nothing but towns: no county, no workforce area, no other further level."""
    for name in ("counties", "county_shapes", "workforce_areas"):
        (own.folder / f"program/{name}.csv").unlink()
    for id in ("north", "pier", "quay"):
        (own.folder / f"program/places/{id}.yaml").unlink()
    for id in ("docks", "kites", "sails"):
        (own.folder / f"partnerships/records/{id}.yaml").unlink()
    own.write("program/place_levels.csv", "\n".join(LEVELS.splitlines()[:2]) + "\n")
    for file in ("program/places/kelpton.yaml", "program/places/oarfield.yaml", "grants/funds/harbor-fund.yaml"):
        text = (own.folder / file).read_text(encoding="utf-8")
        own.write(file, re.sub(r"^counties:\n(?:  - .*\n)+", "", text, flags=re.MULTILINE))
    boats = (own.folder / "partnerships/records/boats.yaml").read_text(encoding="utf-8")
    boats = re.sub(r"^reach: .*\ncounties:\n(?:  - .*\n)+", "reach: not-stated\n", boats, flags=re.MULTILINE)
    own.write("partnerships/records/boats.yaml", boats)
    program = (own.folder / "program/program.yaml").read_text(encoding="utf-8")
    own.write("program/program.yaml", re.sub(r"^  (?:count|workforce_area).*\n", "", program, flags=re.MULTILINE))
    return own


def test_a_program_may_have_further_levels_only(own: Library) -> None:
    catalog = load_catalog(only_towns(own).folder)
    assert [each.id for each in places(catalog).levels] == ["town"]
    pages = by_path(catalog)
    said = {
        path: found
        for path, text in pages.items()
        if path.endswith("/")
        and not path.startswith("data/dictionary/")
        and (found := re.findall(r"\b[Cc]ount(?:y|ies)\b|\b[Ww]orkforce areas?\b|<dd></dd>", text))
    }
    assert said == {}
    assert not [path for path in pages if re.match(r"(counties|workforce-areas|embed/v1/map)/", path)]
    assert [each.label for each in searching.facets(catalog) if each.id == "place"] == ["Town or statewide"]
    assert "It serves every town." in pages["partnerships/kelp/"]
    assert {each.id for each in catalog.reaches.values()} == {"statewide", "places", "not-stated"}
    assert "- [Towns](https://example.org/library/towns/): who works where" in pages["llms.txt"]


@pytest.mark.slow
def test_a_program_may_have_no_level(own: Library) -> None:
    only_towns(own)
    shutil.rmtree(own.folder / "program/places")
    (own.folder / "program/place_levels.csv").unlink()
    for id in ("nets", "ropes"):
        (own.folder / f"partnerships/records/{id}.yaml").unlink()
    catalog = load_catalog(own.folder)
    assert places(catalog).levels == () and {*catalog.reaches} == {"statewide", "not-stated"}
    pages = by_path(catalog)
    assert not [path for path, text in pages.items() if path.endswith("/") and "It serves every" in text]
    assert "place" not in {each.id for each in searching.facets(catalog)}
    form = next(each for each in faceting.form_facets(catalog, SITE.today) if each.id == "place")
    assert [each.id for each in form.named] == ["reach=statewide", NOT_STATED] and form.note == ""
    page = Context(catalog, SITE, "")
    assert str(place_lists.county_map(page)) == str(place_lists.small_county_map(page)) == ""


def test_beside_a_town_a_partnership_may_name_a_county(own: Library) -> None:
    own.replace("partnerships/records/ropes.yaml", "places:\n", "counties:\n  - cedar\nplaces:\n")
    catalog = load_catalog(own.folder)
    ropes = catalog.partnerships["ropes"]
    assert ids(served(ropes, catalog))["county"] == "alder cedar" and ids(served(ropes, catalog))["area"] == "east west"
    assert components.place_words(ropes, catalog.program.geography) == "Cedar Parish and Kelpton"
    told = [fact.text for fact in filler_data._places(ropes, catalog)]
    assert told[:2] == [
        "It serves Kelpton (town), in Alder Parish.",
        "It serves Cedar Parish (FIPS code 99005), in the work region Western area.",
    ]


def test_a_form_asks_for_the_places_that_there_are(folder: Path, state: Path) -> None:
    def asked(data: Path) -> dict[str, forms.FormQuestion]:
        return {each.name: each for each in forms.of_checked(validation.check(data))["partnerships"].questions}

    with_levels, without = asked(folder), asked(state)
    assert set(with_levels["f_places"].choices) == {"kelpton", "oarfield", "farwater", "north", "pier", "quay"}
    assert "f_places" not in without and "f_counties" in without
    assert "places" in with_levels["f_reach"].choices and "places" not in without["f_reach"].choices


def test_without_shapes_no_page_has_a_map(own_state: Path) -> None:
    (own_state / "program/county_shapes.csv").unlink()
    catalog = load_catalog(own_state)
    assert [path for path, text in by_path(catalog).items() if '<svg class="map' in text] == []
    page = Context(catalog, SITE, "")
    assert str(place_lists.county_map(page)) == str(place_lists.county_list(page)) != ""
    assert str(place_lists.small_county_map(page)) == ""


def test_what_the_partnerships_name_is_all_used() -> None:
    assert {*NAMED} < {*SERVED}


def test_a_record_that_is_no_partnership_is_never_everywhere(catalog: Catalog) -> None:
    option = replace(catalog.training_options["knots"], counties=(), places=())
    assert served(option, catalog) == {} and not isinstance(option, Partnership)
