"""Another state by data alone: its site is whole, and nothing of the state of this repository is in it."""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import building
import html5lib
import pytest
from axe import in_both_schemes, violations
from building import Shared
from library import DOCS, ROOT, Library
from markup import broken, pages
from playwright.sync_api import expect
from serving import serving
from visiting import Built, Visitor

from macros.data.catalog import Catalog, load_catalog
from scripts import new, validate

COLORADO = ROOT / "examples" / "colorado"
# html5lib reads rows in a template as if they stood in the page: https://html.spec.whatwg.org/#parsing-main-intemplate
TEMPLATE = re.compile(r"<template\b.*?</template>", re.DOTALL)


@pytest.fixture(scope="session")
def colorado(shared: Shared) -> Iterator[Built]:
    """The site of the example."""
    folder = shared(
        "colorado", lambda made: building.build(made / "site", data=COLORADO / "data", docs=COLORADO / "docs")
    )
    with serving(folder / "site") as url:
        catalog = load_catalog(COLORADO / "data", building.the_day())
        yield Built(folder / "site", COLORADO / "data", catalog, url)


@pytest.fixture(scope="session")
def fresh(shared: Shared) -> Iterator[Built]:
    """The site of a library that has just been begun."""
    folder = shared("fresh", _begin)
    with serving(folder / "site") as url:
        catalog = load_catalog(folder / "mine/data", building.the_day())
        yield Built(folder / "site", folder / "mine/data", catalog, url)


@pytest.fixture(scope="session")
def placeless(shared: Shared) -> Built:
    """The site of a library that has just been begun, and has no level of geography: its records are statewide."""
    folder = shared("placeless", _without_places)
    catalog = load_catalog(folder / "mine/data", building.the_day())
    return Built(folder / "site", folder / "mine/data", catalog, "")


@pytest.fixture(scope="session")
def towns(shared: Shared) -> Built:
    """The same with towns, a level that the program made itself, and a page that lists them."""
    folder = shared("towns", _with_towns)
    catalog = load_catalog(folder / "mine/data", building.the_day())
    return Built(folder / "site", folder / "mine/data", catalog, "")


def _without_places(folder: Path) -> None:
    mine = _placeless(folder)
    building.build(folder / "site", data=mine / "data", docs=mine / "docs", search=False)


def _with_towns(folder: Path) -> None:
    mine = _placeless(folder)
    library = Library(mine)
    library.write("data/program/place_levels.csv", "id,name,plural,address,description\ntown,town,towns,towns,\n")
    library.write("data/program/places/keene.yaml", "id: keene\nlevel: town\nname: Keene\n")
    record = "data/partnerships/records/example-partnership.yaml"
    library.replace(record, "reach: statewide\n", "reach: places\nplaces:\n  - keene\n")
    head = "---\ntitle: Towns\ndescription: All towns, each with the partnerships that serve it.\n---\n\n# Towns\n"
    library.write("docs/towns/index.md", f'{head}\n{{{{ place_list("town") }}}}\n')
    building.build(folder / "site", data=mine / "data", docs=mine / "docs", search=False)


def _placeless(folder: Path) -> Path:
    """A library that has just been begun, without its places."""
    mine = folder / "mine"
    assert new.main(["program", str(mine), "--state", "New Hampshire", "--today", building.the_day().isoformat()]) == 0
    library = Library(mine)
    (mine / "data/program/counties.csv").unlink()
    shutil.rmtree(mine / "docs/counties")
    library.replace("docs/index.md", "- [Choose a county](counties/index.md)\n", "")
    library.replace(
        "data/partnerships/records/example-partnership.yaml",
        "reach: counties\ncounties:\n  - example\n",
        "reach: statewide\n",
    )
    return mine


def _begin(folder: Path) -> None:
    mine = folder / "mine"
    assert new.main(["program", str(mine), "--state", "New Hampshire", "--today", building.the_day().isoformat()]) == 0
    building.build(folder / "site", data=mine / "data", docs=mine / "docs", search=False)


@pytest.fixture(params=["colorado", "fresh"])
def other(request: pytest.FixtureRequest) -> Built:
    """The site of another state."""
    return request.getfixturevalue(request.param)


# --- nothing of the other state ----------------------------------------------------


def of_this_state(catalog: Catalog) -> list[str]:
    """What only the state of this repository has, in lower case: its name, its places, its partnerships, its addresses."""
    program, places = catalog.program, catalog.program.geography
    words = {program.state, program.contact.email, program.contact.phone, program.contact.url}
    words |= {f"{each.name} {places.county}" for each in catalog.counties.values()}
    words |= {each.title for each in catalog.partnerships.values()}
    words |= {each.name for each in catalog.stories.values()} | {each.name for each in catalog.funds.values()}
    return sorted(word.lower() for word in words if word)


def those_in(text: str, words: list[str]) -> list[str]:
    """The words that a text has, in whatever case: thirty times as quick as one expression of them all."""
    lower = text.lower()
    return [word for word in words if word in lower]


def texts(name: str, content: bytes) -> Iterator[tuple[str, str]]:
    """The texts in a file; of a Word file, a workbook or a zip file, those in its parts."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            for part in parts.namelist():
                yield from texts(f"{name}/{part}", parts.read(part))
    else:
        yield name, content.decode("utf-8", "ignore")


@pytest.mark.slow
def test_nothing_of_this_state_is_in_the_site_of_another(other: Built, catalog: Catalog) -> None:
    words = of_this_state(catalog)
    assert those_in(f"Find work in {catalog.program.state}.", words), "the search itself finds something"
    files = [path for path in other.folder.rglob("*") if path.is_file() and path.parent.name != "pagefind"]
    found = {
        f"{name}: {word}"
        for path in files
        for name, text in texts(path.relative_to(other.folder).as_posix(), path.read_bytes())
        for word in those_in(text, words)
    }
    assert found == set()
    endings = {path.suffix for path in files}
    assert {".html", ".json", ".csv", ".xlsx", ".zip", ".atom", ".ics"} <= endings


@pytest.mark.slow
def test_no_picture_of_this_states_program_is_in_the_site_of_another(colorado: Built) -> None:
    own = {path.read_bytes() for path in (DOCS / "assets").rglob("*") if path.is_file()}
    assert {
        path.name for path in (colorado.folder / "assets").rglob("*") if path.is_file() and path.read_bytes() in own
    } == set()


# --- it is whole --------------------------------------------------------------------


def test_the_example_passes_the_check(capsys: pytest.CaptureFixture[str]) -> None:
    assert validate.main(["--data", str(COLORADO / "data"), "--docs", str(COLORADO / "docs")]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.slow
def test_a_new_library_passes_the_check_and_its_checklist_is_usable(
    fresh: Built, visit: Visitor, capsys: pytest.CaptureFixture[str]
) -> None:
    folders = ["--data", str(fresh.data), "--docs", str(fresh.data.parent / "docs")]
    assert validate.main([*folders, "--today", building.the_day().isoformat()]) == 0
    assert capsys.readouterr().out == ""
    page = visit(f"{fresh.url}staff/checklist/", reduced_motion="reduce")
    for words in ("Example partnership", "Mailbox", "training"):
        expect(page.get_by_role("listitem").filter(has_text=words).first).to_be_visible()
    assert violations(page) == []


@pytest.mark.slow
def test_every_link_leads_somewhere(other: Built) -> None:
    assert list(broken(other.folder, building.URL)) == []


@pytest.mark.slow
def test_every_page_is_html(other: Built) -> None:
    faults = []
    for path, page in pages(other.folder).items():
        parser = html5lib.HTMLParser()
        parser.parse(TEMPLATE.sub("", page.html))
        faults += [f"{path}: {name} at {place}" for place, name, _ in parser.errors]
    assert len(pages(other.folder)) > 20 and faults == []


@pytest.mark.slow
def test_a_subject_that_is_left_out_leaves_nothing_behind(colorado: Built) -> None:
    """No page, no file, no entry of a menu, no table, no kind of the API, no feed and no calendar."""
    gone = ("careers", "grants", "training", "counties", "workforce-areas", "program", "reports")
    assert [path for name in gone for path in (colorado.folder / name).rglob("*") if path.is_file()] == []
    home = pages(colorado.folder)[""].html
    menu = re.search(r'<nav class="site-nav".*?</nav>', home, re.DOTALL)
    assert menu is not None
    assert re.findall(r'site-nav__link"[^>]*>([^<]+)<', menu[0]) == [
        "Partnerships",
        "Toolkit",
        "Metrics",
        "More",
        "A to Z",
        "Data",
        "About",
    ]
    kinds = {each["kind"] for each in json.loads((colorado.folder / "api/v1/index.json").read_text())["kinds"]}
    assert "partnerships" in kinds and not kinds & {"occupations", "funds", "sessions"}
    tables = {path.stem for path in (colorado.folder / "data/files").glob("*.csv")}
    assert "partnerships" in tables and not tables & {"occupations", "funds", "sessions"}
    places = {path.relative_to(colorado.folder).as_posix() for path in colorado.folder.rglob("*.ics")}
    assert not any(
        each.startswith(("training", "calendars/training", "calendars/sessions")) or "deadlines" in each
        for each in places
    )


@pytest.mark.slow
def test_places_have_the_names_of_the_state_and_no_map_without_outlines(colorado: Built) -> None:
    page = pages(colorado.folder)["regions/region-3/"].html
    assert "<h1" in page and "Region 3" in page and "Region 3 Region" not in page
    assert "County" not in page and "FIPS" not in page
    assert not (colorado.folder / "embed/v1/map").exists()
    assert not any(
        re.search(r'<figure class="map-figure|<svg class="map', each.html) for each in pages(colorado.folder).values()
    )


@pytest.mark.slow
def test_the_pages_of_places_have_the_address_of_the_state(colorado: Built) -> None:
    """Menu, way in, lists, sitemap, embeds and API lead to it; counties is a kind of record, and nowhere an address."""
    found = pages(colorado.folder)
    page, home = found["regions/region-3/"].html, found[""].html
    assert "<title>Region 3 - Regions - " in page
    menu = re.search(r'<nav class="site-nav".*?</nav>', page, re.DOTALL)
    way_in = re.search(r'<nav class="breadcrumb".*?</nav>', page, re.DOTALL)
    assert menu is not None and way_in is not None
    for part in (menu[0], way_in[0]):
        assert re.search(r'href="\.\./\.\./regions/"[^>]*>Regions<', part)
    assert 'href="regions/"' in home and 'href="../regions/region-3/"' in found["a-to-z/"].html
    assert f"<loc>{building.URL}regions/region-3/</loc>" in (colorado.folder / "sitemap.xml").read_text()
    assert 'regions/region-3/"' in (colorado.folder / "embed/v1/partnerships/county/region-3/index.html").read_text()
    assert json.loads((colorado.folder / "api/v1/counties/region-3.json").read_text())["links"]["path"] == (
        "regions/region-3/"
    )
    usual = re.compile(r"(?<!api/v1/)(?<!api/v1/schemas/)\b(?:counties|workforce-areas)/")
    assert usual.search("../counties/region-3/"), "the search itself finds something"
    texts_of_site = {
        path.relative_to(colorado.folder).as_posix(): path.read_text(encoding="utf-8")
        for path in colorado.folder.rglob("*")
        if path.suffix in {".html", ".json", ".js", ".xml", ".txt", ".atom", ".csv", ".md"}
    }
    assert {name: match[0] for name, text in texts_of_site.items() if (match := usual.search(text))} == {}


@pytest.mark.slow
def test_a_state_without_places_has_nothing_of_them(placeless: Built) -> None:
    """No page, no entry of the menu, no link, no heading and no map, and every link leads somewhere."""
    found = pages(placeless.folder)
    assert not any(path.startswith(("counties/", "workforce-areas/")) for path in found)
    assert not any(re.search(r'href="[^"]*(?:counties|workforce-areas)/"', page.html) for page in found.values())
    heads = {name.strip() for page in found.values() for name in re.findall(r"<h[1-6][^>]*>([^<]*)", page.html)}
    assert "Example partnership" in heads and not heads & {"Counties", "Workforce areas", "Map"}
    assert not any('<figure class="map-figure' in page.html for page in found.values())
    assert list(broken(placeless.folder, building.URL)) == []


@pytest.mark.slow
def test_a_state_may_have_levels_of_its_own_only(towns: Built) -> None:
    """Menu, way in, lists and filters lead to its towns, nothing speaks of counties, and every link leads somewhere."""
    found = pages(towns.folder)
    page = found["towns/keene/"].html
    menu = re.search(r'<nav class="site-nav".*?</nav>', page, re.DOTALL)
    way_in = re.search(r'<nav class="breadcrumb".*?</nav>', page, re.DOTALL)
    assert menu is not None and way_in is not None
    for part in (menu[0], way_in[0]):
        assert re.search(r'href="\.\./(?:\.\./towns/)?"[^>]*>Towns<', part)
    assert "Example partnership" in page and 'href="../towns/keene/"' in found["towns/"].html
    assert 'name="town" value="keene"' in found["partnerships/"].html
    assert f"<loc>{building.URL}towns/keene/</loc>" in (towns.folder / "sitemap.xml").read_text()
    assert not any(path.startswith(("counties/", "workforce-areas/")) for path in found)
    heads = {name.strip() for each in found.values() for name in re.findall(r"<h[1-6][^>]*>([^<]*)", each.html)}
    assert "Towns" in heads and not heads & {"Counties", "Workforce areas", "Map"}
    assert not any('<svg class="map' in each.html for each in found.values())
    assert list(broken(towns.folder, building.URL)) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "path", ["", "partnerships/", "partnerships/metro-denver-retail/", "regions/region-3/", "data/", "404.html"]
)
def test_axe_finds_nothing(path: str, colorado: Built, visit: Visitor) -> None:
    assert list(in_both_schemes(visit(colorado.url + path))) == []


@pytest.mark.slow
def test_search_and_directory_find_what_is_there(colorado: Built, visit: Visitor) -> None:
    page = visit(f"{colorado.url}search/?q=apprenticeships")
    expect(page.get_by_role("link", name="Greater Metro Denver Health Partnership").first).to_be_visible()
    page = visit(f"{colorado.url}partnerships/?county=region-8")
    expect(page.get_by_role("link", name="Agriculture partnership in region 8")).to_be_visible()


@pytest.mark.slow
def test_embeds_and_api_are_there(colorado: Built, visit: Visitor) -> None:
    page = visit(f"{colorado.url}embed/v1/partnerships/county/region-3/")
    expect(page.get_by_role("link", name="Construction partnership in region 3")).to_be_visible()
    record = json.loads((colorado.folder / "api/v1/partnerships/wells-center.json").read_text(encoding="utf-8"))
    assert record["name"] == "WELLS Center" and record["record"]["since"] == "2005"
