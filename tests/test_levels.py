"""The levels of a state's geography: the addresses of their pages are data, and a library may have one level or none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from commands import in_process
from library import Library
from test_views import SITE

from macros.build import mkdocs_adapter, publishing
from macros.data import faceting, packages, sections, tables, validation
from macros.data.catalog import Catalog, load_catalog
from macros.data.faceting import NOT_STATED
from macros.pages.outputs import Page
from macros.sitewide import llms
from scripts import validate

PROGRAM = "program/program.yaml"
# Where a level's pages are by default; in the API and among the embeds it is the name of the kind of record.
USUAL = re.compile(r"(?<!api/v1/)(?<!api/v1/schemas/)\b(?:counties|workforce-areas)/")
PAGE = "---\ntitle: Places\ndescription: All places of the state, each with its partnerships.\n---\n\n# Places\n"


def moved(folder: Path, counties: str, areas: str = "") -> Library:
    """A made-up state whose levels have other addresses; an empty one is not written."""
    library = Library(folder)
    given = {"counties": counties, "workforce_areas": areas}
    for level, address in given.items():
        text = (folder / PROGRAM).read_text(encoding="utf-8")
        words = next(line for line in text.splitlines() if line.startswith(f"  {level}: "))
        if address:
            library.replace(PROGRAM, words, f"{words}\n  {level}_address: {address}")
    return library


def messages(library: Library) -> list[str]:
    return [
        str(each).split("data/", 1)[-1].split("state/", 1)[-1] for each in validation.check(library.folder).problems
    ]


def by_path(catalog: Catalog) -> Mapping[str, str]:
    """What is at each address, as far as it is made of data; a page's way in is its breadcrumb."""
    found = {}
    for each in publishing.outputs(catalog, SITE):
        if isinstance(each, Page):
            content = each.make()
            found[each.path] = f"{each.breadcrumb}{content.head}{content.body}{content.foot}"
        elif each.path.endswith((".html", ".json", ".txt", ".csv", ".atom")):
            content = each.content() if callable(each.content) else each.content
            found[each.path] = content if isinstance(content, str) else content.decode()
    return found


# --- their addresses ------------------------------------------------------------------


@pytest.mark.slow
def test_the_pages_of_a_level_are_where_the_program_says(own_state: Path) -> None:
    catalog = load_catalog(moved(own_state, "parishes", "job-districts").folder)
    assert catalog.counties["alder"].path == "parishes/alder/"
    assert catalog.workforce_areas["east"].path == "job-districts/east/"
    assert {"parishes", "job-districts"} < set(sections.of_program(catalog.program.geography))
    made = by_path(catalog)
    assert {"parishes/alder/", "job-districts/west/", "api/v1/counties/alder.json"} <= made.keys()
    assert "Parishes', 'parishes/'" in made["parishes/alder/"]
    assert 'href="../../job-districts/east/"' in made["parishes/alder/"]
    assert '"page":"https://example.org/library/parishes/alder/"' in made["api/v1/counties/alder.json"]
    assert {path: USUAL.findall(path + text) for path, text in made.items() if USUAL.search(path + text)} == {}


@pytest.mark.slow
def test_without_a_word_the_addresses_are_the_usual_ones(made_up: Catalog) -> None:
    assert made_up.counties["alder"].path == "counties/alder/"
    assert made_up.workforce_areas["east"].path == "workforce-areas/east/"
    assert sections.of_program(made_up.program.geography) == sections.SECTIONS == sections.of_program(None)
    assert USUAL.search(by_path(made_up)["counties/alder/"]), "the search itself finds something"


def test_two_levels_may_change_places(own_state: Path) -> None:
    catalog = load_catalog(moved(own_state, "workforce-areas", "counties").folder)
    assert catalog.counties["alder"].path == "workforce-areas/alder/"
    assert catalog.workforce_areas["east"].path == "counties/east/"


def test_addresses_are_no_open_data(made_up: Catalog) -> None:
    geography = next(each for each in tables.own_fields("program", made_up) if each["name"] == "geography")
    assert [each["name"] for each in geography["fields"]] == [
        "statewide",
        "county",
        "counties",
        "workforce_area",
        "workforce_areas",
    ]


CHOOSE = "Choose another word, such as what the places are called."
WRONG = {
    "no address": (
        ("Parishes of ours",),
        ["must be lowercase words joined by hyphens, like forest-products, not 'Parishes of ours'."],
    ),
    "a section": (
        ("grants",),
        [f"must be an address of its own, not 'grants': other pages of the site have it. {CHOOSE}"],
    ),
    "a page": (
        ("about",),
        [f"must be an address of its own, not 'about': other pages of the site have it. {CHOOSE}"],
    ),
    "a file's address": (
        ("layout",),
        [f"must not be the reserved word 'layout'. The layout of record pages has this address. {CHOOSE}"],
    ),
    "one address twice": (
        ("places", "places"),
        [f"must differ from 'geography.counties_address', but both are 'places'. {CHOOSE}"],
    ),
    "the usual address of the other level": (
        ("workforce-areas",),
        [f"must differ from 'geography.counties_address', but both are 'workforce-areas'. {CHOOSE}"],
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_an_address_that_cannot_be_is_told_with_place_and_cure(own_state: Path, name: str) -> None:
    given, expected = WRONG[name]
    found = messages(moved(own_state, *given))
    assert len(found) == len(expected)
    for message, words in zip(found, expected, strict=True):
        assert re.match(r"program/program\.yaml:\d+:\d+: 'geography\.(counties|workforce_areas)_address' ", message)
        assert words in message


def test_no_address_that_the_site_makes_is_free_for_a_level(made_up: Catalog) -> None:
    """Whatever has pages or files of its own is a section, another page, or a reserved word."""
    words = (packages.VOCABULARIES / "program/reserved_ids.csv").read_text(encoding="utf-8").splitlines()
    made = {each.path.partition("/")[0] for each in publishing.outputs(made_up, SITE) if "/" in each.path}
    assert made - {each.partition(",")[0] for each in words} - {*sections.taken(), *sections.LEVEL_OF} == set()


def test_the_menu_has_the_list_where_it_is() -> None:
    entries = [{"Partnerships": ["counties/index.md", "workforce-areas/index.md"]}, {"About": "about.md"}]
    moved = {"counties/index.md": ["regions/index.md"]}
    pages = {"regions/index.md", "about.md"}
    assert mkdocs_adapter._nav_of(entries, pages, moved) == [
        {"Partnerships": ["regions/index.md"]},
        {"About": "about.md"},
    ]


@pytest.mark.parametrize("name", ["counties/index.md", "parishes/layout.md"])
def test_a_page_that_stands_in_the_wrong_place_is_told(own_state: Path, tmp_path: Path, name: str) -> None:
    library = moved(own_state, "parishes")
    docs = tmp_path / "docs"
    for path in ("index.md", name):
        (docs / path).parent.mkdir(exist_ok=True)
        (docs / path).write_text(PAGE)
    words = ["--data", str(library.folder), "--docs", str(docs)]
    told = in_process(validate.main, words, tmp_path).stdout
    expected = {
        "counties/index.md": "By 'geography.counties_address' of the program, the list of parishes is at parishes/, "
        "so no menu has this page. Move it to  parishes/index.md",
        "parishes/layout.md": "The site needs the address parishes/layout/ for itself",
    }
    assert f"docs/{name}: {expected[name]}" in told


# --- one level, or none -----------------------------------------------------------------


def without(catalog: Catalog, *levels: str) -> Catalog:
    """The made-up catalog without the places of some levels."""
    kept = {kind: {} if kind in levels else dict(records) for kind, records in catalog.tables.items()}
    if "counties" in levels:
        kept["county_shapes"] = {}
    for kind in ("partnerships", "funds", "training_options"):
        kept[kind] = {id: _naming_none(each, levels) for id, each in kept[kind].items()}
    if "workforce_areas" in levels:
        kept["counties"] = {id: replace(each, workforce_area=None) for id, each in kept["counties"].items()}
    return Catalog(
        tables=kept,
        schemas=catalog.schemas,
        resources=catalog.resources,
        subjects=catalog.subjects,
    )


def _naming_none(record: Any, levels: tuple[str, ...]) -> Any:
    """A record that names no place of some levels."""
    gone = {level: () for level in levels if getattr(record, level, ())}
    reach = {"reach": replace(record.reach, id=NOT_STATED)} if gone and hasattr(record, "reach") else {}
    return replace(record, **gone, **reach) if gone else record


@pytest.mark.parametrize(
    "levels, line",
    [
        ((), "- [Parishes](https://example.org/library/counties/) and [work regions](https://example.org/"),
        (("workforce_areas",), "- [Parishes](https://example.org/library/counties/): who works where"),
        (("counties",), "- [Work regions](https://example.org/library/workforce-areas/): who works where"),
        (("counties", "workforce_areas"), ""),
    ],
)
def test_a_guide_for_programs_names_the_levels_that_are_there(
    levels: tuple[str, ...], line: str, made_up: Catalog
) -> None:
    [made] = llms.outputs(without(made_up, *levels), SITE)
    assert isinstance(made.content, str)
    lines = [each for each in made.content.splitlines() if "who works where" in each]
    assert [each.startswith(line) for each in lines] == ([True] if line else [])
    assert "\n\n- [" not in made.content.partition("## Pages\n\n")[2].partition("\n\n## Data")[0]


def test_a_level_without_places_is_not_counted(made_up: Catalog) -> None:
    assert "counties" in {each.id for each in faceting.tallies(made_up)}
    assert "counties" not in {each.id for each in faceting.tallies(without(made_up, "counties"))}


def test_an_area_without_counties_has_no_empty_fact(made_up: Catalog) -> None:
    made = {each.path: each for each in publishing.outputs(without(made_up, "counties"), SITE)}
    page = made["workforce-areas/west/"]
    assert isinstance(page, Page)
    body = page.make().body
    assert "<dt>Parishes</dt>" not in body and "<dd></dd>" not in body and "every parish" not in body


@pytest.mark.slow
@pytest.mark.parametrize("levels", [("counties",), ("counties", "workforce_areas")])
def test_no_page_made_of_data_leads_to_a_level_that_is_not_there(levels: tuple[str, ...], made_up: Catalog) -> None:
    """Whatever is left to link to is there: no list, no map, no embed."""
    pages = by_path(without(made_up, *levels))
    usual = [f"{address}/" for address, level in sections.LEVEL_OF.items() if level in levels]
    found = {
        path: address
        for path, text in pages.items()
        for address in usual
        if path.startswith(address) or (path.endswith("/") and f'href="{"../" * path.count("/")}{address}"' in text)
    }
    assert found == {} and "embed/v1/map/index.html" not in pages
