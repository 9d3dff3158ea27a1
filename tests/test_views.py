"""Golden files: a tiny made-up state in ``views/data``, and beside it what the views make of it.

The file's name is the page. When a change of a template or a view is meant,
write the files again and read the difference before you commit it:

    UPDATE_GOLDEN=1 make quick

The schemas are the real ones, copied in when the test runs.
"""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from macros.build import publishing
from macros.data import sections
from macros.data.catalog import Catalog, load_catalog
from macros.data.models import KINDS, Geography, Partnership, Place
from macros.pages import alphabetical_lists, components, templating
from macros.pages.macro_context import Context
from macros.pages.outputs import Page, Site, SiteFile, base_of
from macros.sitewide import feeds, sitemap
from macros.sitewide.a_to_z import A_TO_Z
from macros.subjects.partnerships import (
    directory,
    organization_pages,
    place_lists,
)
from macros.subjects.partnerships import (
    pages as partnerships,
)
from macros.subjects.partnerships import (
    place_pages as places,
)
from macros.subjects.training import pages as training

HERE = Path(__file__).parent / "views"
SITE = Site(
    url="https://example.org/library/",
    today=date(2026, 3, 5),
    edit_url="https://git.example/westland/library/edit/main/data/",
    issue_url="https://git.example/westland/library/issues/new",
)


@pytest.fixture(scope="module")
def catalog(made_up: Catalog) -> Catalog:
    """The made-up state."""
    return made_up


def all_pages(catalog: Catalog, site: Site = SITE) -> dict[str, Page]:
    made = [each for view in publishing.VIEWS for each in view.outputs(catalog, site)]
    return {each.path: each for each in made if isinstance(each, Page)}


# --- what the golden files hold ----------------------------------------------


def whole(path: str) -> Callable[[Catalog], str]:
    """A page in all its parts."""

    def make(catalog: Catalog) -> str:
        page = all_pages(catalog)[path]
        content = page.make()
        above = [f"{name} -> {address}" for name, address in page.breadcrumb]
        facts = [
            f"title: {page.title}",
            f"description: {page.description}",
            f"section: {page.section}",
            f"above: {'; '.join(above)}",
            f"modified: {page.modified}",
        ]
        parts = [f"[{name}]\n{getattr(content, name)}" for name in ("head", "body", "foot")]
        return "\n\n".join(["\n".join(facts), *parts])

    return make


def directory_json(catalog: Catalog) -> str:
    """The filters' index, laid out for people."""
    made = {each.path: each for each in directory.outputs(catalog, SITE) if isinstance(each, SiteFile)}
    content = made["partnerships/directory.json"].content
    return json.dumps(json.loads(content() if callable(content) else content), indent=1, ensure_ascii=False)


def card_list(catalog: Catalog) -> str:
    return templating.render(
        "cards.html",
        cards=components.cards(catalog.partnerships.values(), catalog, SITE.today),
        base="../",
        stages=tuple(catalog.stages.values()),
        today=SITE.today,
    )


def sitemap_files(catalog: Catalog) -> str:
    pages = all_pages(catalog).values()
    entries = [sitemap.SitemapEntry(""), *(sitemap.SitemapEntry(each.path, each.modified) for each in pages)]
    return "\n\n".join(f"[{each.path}]\n{each.content}" for each in sitemap.outputs(entries, SITE))


def breadcrumb(catalog: Catalog) -> str:
    page = all_pages(catalog)["organizations/oar-works/"]
    made = templating.part("_breadcrumb.html", "breadcrumb")
    return made(page.breadcrumb, base_of(page.path), page.title)


GOLDEN: dict[str, Callable[[Catalog], str]] = {
    "partnership-full.html": whole("partnerships/boats/"),
    "partnership-bare.html": whole("partnerships/wind/"),
    "partnership-over-with-successor.html": whole("partnerships/kelp/"),
    "organization-that-leads.html": whole("organizations/oar-works/"),
    "organization-that-is-a-board.html": whole("organizations/east-board/"),
    "county.html": whole("counties/alder/"),
    "workforce-area.html": whole("workforce-areas/west/"),
    "industry-with-codes.html": whole("industries/boats/"),
    "directory-table.html": whole("partnerships/table/"),
    "directory.json": directory_json,
    "session-full.html": whole("training/sessions/spring-forward/"),
    "session-on-two-days.html": whole("training/sessions/two-day-workshop/"),
    "session-cancelled.html": whole("training/sessions/called-off/"),
    "session-with-transcript.html": whole("training/sessions/last-january/"),
    "session-run-sheet.html": whole("staff/run-sheets/two-day-workshop/"),
    "training-series.html": whole("training/series/first-steps/"),
    "training-path.html": whole("training/paths/beginner/"),
    "session-library.html": lambda catalog: training.session_library(Context(catalog, SITE, "../")),
    "session-calendar.html": lambda catalog: training.session_calendar(Context(catalog, SITE, "../")),
    "cards.html": card_list,
    "a-to-z.html": lambda catalog: alphabetical_lists.list_html(A_TO_Z, catalog, "../"),
    "industries.html": lambda catalog: place_lists.industry_list(Context(catalog, SITE, "../")),
    "county-map.html": lambda catalog: place_lists.county_map(Context(catalog, SITE, "../")),
    "sitemap.xml": sitemap_files,
    "breadcrumb.html": breadcrumb,
}


@pytest.mark.parametrize("name", GOLDEN)
def test_output_is_the_golden_file(name: str, catalog: Catalog) -> None:
    made = f"{str(GOLDEN[name](catalog)).rstrip()}\n"
    path = HERE / name
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(made, encoding="utf-8")
    assert made == path.read_text(encoding="utf-8"), "If that is meant: UPDATE_GOLDEN=1 make quick"


def test_every_golden_file_is_used() -> None:
    assert {path.name for path in HERE.iterdir() if path.is_file()} == set(GOLDEN)


# --- what holds for every page -------------------------------------------------


def test_every_record_that_has_a_folder_has_a_page(catalog: Catalog) -> None:
    records = [each for table in catalog.tables.values() for each in table.values() if each.folder]
    pages = all_pages(catalog)
    assert {each.folder for each in records} == {cls.folder for cls in KINDS.values() if cls.folder} - {Place.folder}
    assert {each.path for each in records} <= set(pages)
    assert not any("hidden" in path or "nobody may see" in page.make().body for path, page in pages.items())


def test_every_page_belongs_to_a_section_that_has_a_shell(catalog: Catalog) -> None:
    assert {page.section for page in all_pages(catalog).values()} <= set(sections.SECTIONS)


def test_further_pages_of_a_long_list_have_a_shell_too(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alphabetical_lists, "SIZE", 2)
    further = [
        page
        for index in (A_TO_Z, organization_pages.ORGANIZATIONS)
        for page in alphabetical_lists.further_pages(index, catalog)
    ]
    assert {page.section for page in further} == {"a-to-z", "organizations"} <= set(sections.SECTIONS)


# --- addresses within the site ---------------------------------------------------


def texts(catalog: Catalog) -> dict[str, str]:
    """Every file that a view makes and that is text, unfolded as RFC 5545 asks for calendars."""
    found = {}
    for each in (
        each for view in publishing.VIEWS for each in view.outputs(catalog, SITE) if isinstance(each, SiteFile)
    ):
        content = each.content() if callable(each.content) else each.content
        if isinstance(content, str) or each.path.endswith((".ics", ".csv", ".json", ".md", ".txt", ".html")):
            text = content if isinstance(content, str) else content.decode("utf-8-sig")
            found[each.path] = text.replace("\r\n ", "")
    return found


def answered(catalog: Catalog, repo: Path) -> set[str]:
    """Every address that the site answers at: written pages, what the views make, and the theme's files."""
    docs, theme = repo / "docs", repo / "macros" / "theme"
    written = (path.relative_to(docs).with_suffix("").as_posix() for path in docs.rglob("*.md"))
    made = [publishing.file_of(each) for view in publishing.VIEWS for each in view.outputs(catalog, SITE)]
    files = {*made, *(path.relative_to(theme).as_posix() for path in theme.rglob("*.*"))}
    files |= {f"{name.removesuffix('index')}/index.html".replace("//", "/").lstrip("/") for name in written}
    return files | {file.removesuffix("index.html") for file in files}


@pytest.mark.slow
def test_every_address_that_a_file_names_is_answered(catalog: Catalog, repo: Path) -> None:
    known, found = answered(catalog, repo), texts(catalog)
    assert {"feeds/all.atom", "feeds/all.json", "calendars/sessions.ics", "llms.txt"} <= set(found)
    broken = {
        f"{path}: {address}"
        for path, text in found.items()
        for address in re.findall(rf"{SITE.url}([^\s\"'<>\\#?,;{{}})\]]*)", text)
        if address.rstrip(".") not in known
    }
    assert broken == set()


def test_every_feed_leads_to_the_page_that_lists_its_kind(catalog: Catalog, repo: Path) -> None:
    known = answered(catalog, repo)
    homes = {each.path: each.page for each in feeds.every_feed(catalog, SITE.today)}
    assert {path: page for path, page in homes.items() if page not in known} == {}
    assert homes["feeds/training/sessions"] == "training/library/" and homes["feeds/grants/blocks"] == "grants/"
    for cls in (each for each in KINDS.values() if each.folder):
        assert cls.listed_at() in known, cls


def whole_bytes(output: Page | SiteFile) -> bytes:
    """All that an output publishes; what is in a zip file, such as a Word file, unpacked."""
    if isinstance(output, Page):
        content = output.make()
        return "\n".join((content.head, content.body, content.foot, output.title, output.description)).encode()
    made = output.content() if callable(output.content) else output.content
    data = made.encode() if isinstance(made, str) else made
    if not data.startswith(b"PK\x03\x04"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as inside:
        return b"\n".join(inside.read(name) for name in inside.namelist())


@pytest.mark.slow
def test_nothing_public_names_a_place_on_this_machine(
    catalog: Catalog, repo: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    places = [str(each).encode() for each in (tmp_path_factory.getbasetemp(), repo, Path.home())]
    outputs = [each for view in publishing.VIEWS for each in view.outputs(catalog, SITE)]
    assert [
        each.path for each in outputs for data in [whole_bytes(each)] if any(place in data for place in places)
    ] == []


def test_signs_of_the_data_are_escaped(catalog: Catalog) -> None:
    body = all_pages(catalog)["partnerships/boats/"].make().body
    assert "Boats &amp; &#34;small craft&#34; partnership" in body
    assert "&lt;5 miles" in body and "<5" not in body
    assert 'href="https://example.com/boats?x=1&amp;y=2"' in body


def test_json_in_a_page_cannot_end_its_element(catalog: Catalog) -> None:
    head = str(all_pages(catalog)["partnerships/boats/"].make().head)
    _, _, inside = head.partition(">")
    text, end, _ = inside.partition("</script>")
    assert end and not set("<>&") & set(text)
    data = json.loads(text)
    assert data["name"] == catalog.partnerships["boats"].title
    assert data["description"] == catalog.partnerships["boats"].summary


def test_views_do_not_change_with_the_order_of_calls(catalog: Catalog) -> None:
    pages = all_pages(catalog)
    first = {path: page.make() for path, page in pages.items()}
    second = {path: pages[path].make() for path in reversed(pages)}
    assert first == second


# --- rules inside the views -----------------------------------------------------


def test_members_are_listed_by_their_roles_in_the_vocabularys_order(catalog: Catalog) -> None:
    found = partnerships.by_role(catalog.partnerships["boats"], catalog)
    assert [(role.id, [each.organization.id for each in members]) for role, members in found] == [
        ("leader", ["oar-works"]),
        ("helper", ["harbor-college", "labor-office"]),
    ]


def test_results_are_listed_by_their_groups_in_the_vocabularys_order(catalog: Catalog) -> None:
    found = partnerships.by_group(catalog.partnerships["boats"], catalog)
    assert [group.id for group, _ in found] == ["skills", "region"]


def test_an_organizations_partnerships_come_with_its_own_rows_only(catalog: Catalog) -> None:
    found = organization_pages.parts_in(catalog.organizations["harbor-college"], catalog)
    assert [(each.id, [row.role.id for row in rows]) for each, rows in found] == [
        ("boats", ["helper"]),
        ("kelp", ["leader"]),
    ]


def place_of(words: Geography, partnership: Partnership) -> str:
    return components.place_words(partnership, words)


def test_words_for_places(catalog: Catalog) -> None:
    words = catalog.program.geography
    found = {each.id: place_of(words, each) for each in catalog.partnerships.values()}
    assert found == {"boats": "Alder Parish and Cedar Parish", "kelp": "Statewide", "wind": "Not stated"}


def test_due_date_follows_the_programs_months(catalog: Catalog) -> None:
    assert components.due(date(2026, 2, 1), catalog) == date(2026, 8, 1)
    assert components.due(date(2025, 8, 31), catalog) == date(2026, 2, 28)
    assert components.due(date(2023, 8, 31), catalog) == date(2024, 2, 29)
    assert components.due(date(2026, 2, 1), catalog, "deliverables") == date(2026, 5, 1)


def test_without_a_repository_a_problem_is_reported_by_mail(catalog: Catalog) -> None:
    boats, bare = catalog.partnerships["boats"], Site(today=SITE.today)
    assert components.edit_url(boats, bare) == ""
    assert components.edit_url(boats, SITE) == f"{SITE.edit_url}partnerships/records/boats.yaml"
    link = components.report_url(boats, boats.title, catalog, bare)
    assert link.startswith("mailto:office@westland.example.org?subject=")
    assert '"' not in link and "\n" not in link
    assert components.report_url(boats, boats.title, catalog, SITE).startswith(SITE.issue_url)


def test_without_an_address_there_is_no_sitemap() -> None:
    made = list(sitemap.outputs([sitemap.SitemapEntry("")], Site(today=SITE.today)))
    assert [each.path for each in made] == ["robots.txt"]
    assert "Sitemap" not in str(made[0].content)


def test_long_lists_have_further_pages(catalog: Catalog) -> None:
    small = Site(today=SITE.today, page_size=2)
    made = [each.path for each in directory.outputs(catalog, small) if isinstance(each, Page)]
    assert made == ["partnerships/table/", "partnerships/table/page/2/", "partnerships/page/2/"]


def test_places_keep_to_the_data_and_its_order(catalog: Catalog) -> None:
    made = [each.path for each in places.outputs(catalog, SITE)]
    kinds = (catalog.industries, catalog.counties, catalog.workforce_areas)
    assert made == [record.path for records in kinds for record in records.values()]


def test_index_of_the_filters_names_what_holds_for_each_record(catalog: Catalog) -> None:
    data = json.loads(directory.index(catalog, SITE.today))
    names = {
        id: {data["options"][number] for number in numbers} for id, numbers in zip(data["id"], data["has"], strict=True)
    }
    assert {"county=alder", "county=cedar", "area=east", "area=west", "reach=counties"} <= names["boats"]
    assert "county=birch" not in names["boats"]
    assert {"county=alder", "county=birch", "county=cedar", "stage=not-stated"} <= names["kelp"]
    places = {option for option in names["wind"] if option.startswith(("place=", "county=", "area=", "reach="))}
    assert places == {"place=not-stated"}
    facet_of = dict(zip(data["options"], data["facet_of"], strict=True))
    assert (facet_of["county=alder"], facet_of["reach=statewide"], facet_of["tier=old"]) == ("place", "place", "tier")


def test_a_letter_with_an_accent_is_listed_under_its_plain_letter(catalog: Catalog) -> None:
    html = str(alphabetical_lists.list_html(A_TO_Z, catalog, "../"))
    section = html.split("<section")[4]
    assert ">E</h2>" in section and "Éclair" in section


@pytest.mark.slow
def test_the_first_industry_with_a_picture_heads_the_pages_of_its_records(own_state: Path) -> None:
    industries = own_state / "program/industries.csv"
    rows = industries.read_text(encoding="utf-8")
    industries.write_text(re.sub("^(kelp,.*,)$", r"\1assets/kelp.svg", rows, flags=re.MULTILINE), encoding="utf-8")
    catalog = load_catalog(own_state)
    pages = all_pages(catalog)
    for kind in ("industries", "partnerships", "pathways"):
        for record in getattr(catalog, kind).values():
            its = [record] if kind == "industries" else record.industries
            picture = '<img class="scene" src="{}assets/kelp.svg" alt="" width="320" height="160">'
            expected = [picture.format(base_of(record.path))] if catalog.industries["kelp"] in its else []
            assert re.findall("<img [^>]*>", pages[record.path].make().body) == expected, record.path


def test_a_subject_that_a_state_leaves_out_has_labels_all_the_same(own_state: Path) -> None:
    shutil.rmtree(own_state / "careers")
    catalog = load_catalog(own_state)
    assert (dict(catalog.occupations), catalog.label("occupations", "official_title")) == ({}, "Official title")
