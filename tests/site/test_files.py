"""Promises about every file of the built site, without a browser."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import building
import html5lib
import pytest
from building import Shared
from kinds import files
from library import DATA
from markup import Page, addresses_in, broken, orphans, pages, text
from telling import told
from visiting import Built

from macros.data import forms, packages, standing
from macros.data.catalog import Catalog
from macros.data.models import Figure, Partnership
from macros.pages.templating import number, plain_date
from scripts import html_checker

FOR_PROGRAMS = ("canonical", "alternate")  # links that are full addresses
LOADED = ("script", "img", "iframe", "source", "video", "audio", "embed", "object", "track", "input")


@pytest.fixture(scope="session")
def all_pages(site: Built) -> dict[str, Page]:
    return pages(site.folder)


ANOTHER = "https://library.example/"


@pytest.fixture(scope="session")
def with_repository(shared: Shared, made_up_built: Path) -> Path:
    """The site of the made-up state as a project that has a repository, at another address."""
    folders = {"data": made_up_built / "data", "docs": made_up_built / "docs"}
    given = {**folders, "url": ANOTHER, "REPOSITORY_URL": "https://example.com/owner/name"}
    return shared("repository", lambda folder: building.build(folder / "site", search=False, **given)) / "site"


# --- links and files --------------------------------------------------------


@pytest.mark.content
def test_every_link_anchor_and_asset_resolves_below_the_sub_path(
    site: Built, record_property: Callable[[str, object], None]
):
    record_property("checked", f"every link within the site, on {len(pages(site.folder))} pages")
    told("These links lead nowhere", broken(site.folder, building.URL))


@pytest.mark.slow
def test_every_link_resolves_at_another_address(with_repository: Path):
    assert list(broken(with_repository, ANOTHER)) == []


def test_no_link_is_bound_to_a_place(all_pages: dict[str, Page]):
    """Only the page for what is missing, which is answered at any address, names whole paths."""
    bound = [
        f"{page.path}: {address}"
        for page in all_pages.values()
        for element, address in page.links()
        if address.startswith(("/", building.URL))
        and page.path != "404.html"
        and element.get("rel") not in FOR_PROGRAMS
    ]
    assert bound == []


def test_nothing_is_loaded_from_elsewhere(site: Built, all_pages: dict[str, Page]):
    loads = [
        f"{page.path}: {address}"
        for page in all_pages.values()
        for element, address in page.links()
        if (element.tag in LOADED or (element.tag == "link" and element.get("rel") not in FOR_PROGRAMS))
        and urlsplit(address).netloc
    ]
    files = [*site.folder.rglob("*.css"), *site.folder.rglob("*.js")]
    loads += [each for file in files for each in addresses_in(file) if urlsplit(each).netloc]
    assert loads == []


def test_no_file_is_there_that_nothing_leads_to(site: Built):
    """Neither the theme's unused scripts nor templates, shells or a packed sitemap are published."""
    assert orphans(site.folder, building.URL) == []


def test_every_page_that_a_feed_names_is_there(site: Built, all_pages: dict[str, Page]):
    found = [*site.folder.glob("feeds/**/*.json"), *site.folder.glob("feeds/**/*.atom")]
    assert found
    named = {
        (path.name, each)
        for path in found
        for each in re.findall(rf"{building.URL}([^\s\"'<>\\#?]*)", path.read_text())
    }
    answered = {*all_pages, "", *(path.relative_to(site.folder).as_posix() for path in site.folder.rglob("*.*"))}
    assert sorted(each for each in named if each[1] not in answered) == []


@pytest.mark.content
def test_no_placeholder_is_left(site: Built):
    sign = re.compile(rb"@@\w+@@|qzstash\d+zq|\{\{|\{%|\{#")
    left = [
        f"{path.relative_to(site.folder)}: {found[0]!r}"
        for path in site.folder.rglob("*")
        if path.suffix in (".html", ".json", ".xml", ".txt") and (found := sign.search(path.read_bytes()))
    ]
    assert left == []


def test_the_sitemap_lists_exactly_the_public_pages(site: Built, all_pages: dict[str, Page]):
    listed = re.findall("<loc>(.*?)</loc>", (site.folder / "sitemap.xml").read_text())
    public = [building.URL + path for path in all_pages if path != "404.html"]
    assert sorted(listed) == sorted(public)


# --- each page --------------------------------------------------------------


def _one_h1(page: Page) -> bool:
    return len(page.all("h1")) == 1


def _headings_step_down_one_by_one(page: Page) -> bool:
    levels = [int(each.tag[1]) for each in page.elements if re.fullmatch("h[1-6]", each.tag)]
    steps = zip([0, *levels], levels, strict=False)
    return all(after - before <= 1 for before, after in steps)


def _ids_stand_once(page: Page) -> bool:
    return len(page.ids) == len(set(page.ids))


def _has_description(page: Page) -> bool:
    return 20 <= len(page.meta("description")) <= 300


def _has_language(page: Page) -> bool:
    return page.all("html")[0].get("lang") == "en"


def _skip_link_comes_first_and_leads_to_main(page: Page) -> bool:
    first = page.all("a")[0]
    is_skip_link = (first.get("class"), first.get("href")) == ("skip-link", "#main")
    return is_skip_link and bool(page.all("main", id="main"))


def _canonical_is_its_own_address(page: Page) -> bool:
    found = [each.get("href") for each in page.all("link", rel="canonical")]
    return found == ([] if page.path == "404.html" else [building.URL + page.path])


def _has_open_graph(page: Page) -> bool:
    wanted = {"og:title", "og:description", "og:type", "og:site_name"}
    wanted |= set() if page.path == "404.html" else {"og:url", "og:image", "og:image:alt"}
    return all(page.meta(name) for name in wanted) and page.meta("og:url") in ("", building.URL + page.path)


def _policy_allows_only_its_own_scripts(page: Page) -> bool:
    found = [each for each in page.all("meta") if each.get("http-equiv") == "Content-Security-Policy"]
    content = found[0].get("content", "") if len(found) == 1 else "none -"
    rules = dict(rule.strip().split(" ", 1) for rule in content.split(";"))
    scripts = set(rules.get("script-src", "*").split())
    # The search is WebAssembly; the second word lets that run and nothing else (CSP 3).
    is_closed = (rules.get("default-src"), rules.get("base-uri")) == ("'none'", "'none'")
    return is_closed and scripts <= {"'self'", "'wasm-unsafe-eval'"}


def _policy_comes_before_all_that_it_governs(page: Page) -> bool:
    at = page.html.find("Content-Security-Policy")
    return 0 < at < min(page.html.find("<script"), page.html.find("<link"))


def _no_script_stands_in_the_page(page: Page) -> bool:
    inline = [each for each in page.all("script") if "src" not in each.attrib]
    handlers = [name for each in page.elements for name in each.attrib if name.startswith("on")]
    return handlers == [] and all(each.get("type") == "application/ld+json" for each in inline)


def _no_link_runs_anything(page: Page) -> bool:
    schemes = {urlsplit(address).scheme for _, address in page.links()}
    return schemes <= {"", "http", "https", "mailto", "tel", "webcal"}


def _json_ld_says_what_it_is(page: Page) -> bool:
    found = [json.loads("".join(each.itertext())) for each in page.all("script", type="application/ld+json")]
    return all(each["@context"] == "https://schema.org" and each["@type"] for each in found)


def _records_have_json_ld(page: Page) -> bool:
    return (
        page.meta("og:type") != "article"
        or "/page/" in page.path
        or _is_list_or_place(page)
        or bool(page.all("script", type="application/ld+json"))
    )


def _is_list_or_place(page: Page) -> bool:
    return not page.path.startswith(("partnerships/", "organizations/")) or page.path == "partnerships/table/"


def _images_have_words(page: Page) -> bool:
    pictures = [each for each in page.all("svg", role="img") if not each.get("aria-label")]
    return pictures == [] and all("alt" in each.attrib for each in page.all("img"))


RULES: list[Callable[[Page], bool]] = [
    _one_h1,
    _headings_step_down_one_by_one,
    _ids_stand_once,
    _has_description,
    _has_language,
    _skip_link_comes_first_and_leads_to_main,
    _canonical_is_its_own_address,
    _has_open_graph,
    _policy_allows_only_its_own_scripts,
    _policy_comes_before_all_that_it_governs,
    _no_script_stands_in_the_page,
    _no_link_runs_anything,
    _json_ld_says_what_it_is,
    _records_have_json_ld,
    _images_have_words,
]


@pytest.mark.content
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__.strip("_"))
def test_every_page(rule: Callable[[Page], bool], all_pages: dict[str, Page]):
    told(
        f"Not true of these pages: {rule.__name__.strip('_').replace('_', ' ')}",
        (page.path for page in all_pages.values() if not rule(page)),
    )


@pytest.mark.content
def test_titles_are_unique(all_pages: dict[str, Page]):
    counted = Counter(text(page.all("title")[0]) for page in all_pages.values())
    told(
        "More than one page has this title, or none",
        (repr(title) for title, times in counted.items() if times > 1 or not title),
    )


@pytest.mark.slow
def test_the_markup_is_without_an_error(all_pages: dict[str, Page], site: Built):
    """As the HTML standard's own parser sees it; it knows no templates, in which a row may stand without its table.

    It takes a second for thirty pages. Where the Nu checker parses all of them, a page of each kind is enough.
    """
    of_each_kind = set(files(site.folder, site.catalog))
    looked_at = [page for page in all_pages.values() if not html_checker.nu() or page.file in of_each_kind]
    assert len(looked_at) > 50
    faults = []
    for page in looked_at:
        parser = html5lib.HTMLParser()
        rows = r"(<template[^>]*>)(\s*<tr\b.*?)(</template>)"
        parser.parse(re.sub(rows, r"\1<table><tbody>\2</tbody></table>\3", page.html, flags=re.DOTALL))
        faults += [f"{page.path}:{place[0]}: {name}" for place, name, _ in parser.errors]
    assert faults == []


# --- records ----------------------------------------------------------------


def _records() -> list[str]:
    return sorted(path.stem for path in (DATA / "partnerships" / "records").glob("*.yaml"))


@pytest.fixture
def record(request: pytest.FixtureRequest, site: Built) -> tuple[Partnership, Page]:
    """A partnership and its page."""
    found = site.catalog.partnerships.get(request.param)
    if found is None:
        pytest.skip("a draft")
    return found, pages(site.folder)[found.path]


each_record = pytest.mark.parametrize("record", _records(), indirect=True)


@each_record
def test_every_figure_shows_its_passport(record: tuple[Partnership, Page]):
    partnership, page = record
    for figure in partnership.figures:
        shown = text(page.all(id=f"figure-{figure.id}")[0])
        missing = [each for each in _passport(figure) if each not in shown]
        assert missing == [], figure.id
        assert page.all("a", href=f"#figure-{figure.id}"), figure.id


def _passport(figure: Figure) -> list[str]:
    as_of = plain_date(figure.as_of) if figure.as_of else ""
    unit = figure.unit.plural if figure.unit.style == "count" and figure.value != 1 else ""
    return [
        number(figure.value),
        unit,
        figure.metric,
        figure.qualifier.name,
        figure.qualifier.prefix,
        figure.period or as_of or "Undated",
        as_of,
        figure.source.title,
        figure.source.publisher,
        figure.note,
    ]


@each_record
def test_every_member_is_linked_with_its_role(record: tuple[Partnership, Page]):
    partnership, page = record
    links = {each.get("href"): text(each) for each in page.all("a")}
    shown = text(page.all("main")[0])
    for member in partnership.members:
        assert links.get(f"../../{member.organization.path}") == member.organization.name
        assert member.role.name in shown or member.role.plural in shown
        assert member.note in shown


@each_record
def test_every_source_is_named(record: tuple[Partnership, Page]):
    partnership, page = record
    lines = [text(each) for each in page.all("ul", class_="sources")[0]]
    assert len(lines) == len(partnership.sources)
    for source, line in zip(partnership.sources, lines, strict=True):
        date = plain_date(source.date) if source.date else ""
        assert all(each in line for each in (source.title, source.publisher, date, source.note)), source.id
        assert not source.url or page.all("a", href=source.url)


@each_record
def test_the_record_says_what_it_knows_and_does_not_know(record: tuple[Partnership, Page], site: Built):
    partnership, page = record
    shown = text(page.all("main")[0])
    words = [
        partnership.title,
        partnership.summary,
        partnership.kind.name,
        standing.status(partnership, site.catalog, building.the_day()).short,
        partnership.places_note,
        partnership.stage_note,
        partnership.status_note,
        partnership.stage.name if partnership.stage else "stage",  # named among what is not on record
        *partnership.not_known,
        *(each.text for each in partnership.activities),
        *(each.title for each in partnership.priorities),
        *(each.text for each in partnership.join),
        *(each.name for each in partnership.outcomes),
        *(each.service.name for each in partnership.services),
        *(each.name for each in partnership.industries),
        *(each.label for each in partnership.links),
    ]
    assert [each for each in words if " ".join(each.split()) not in shown] == []


@each_record
def test_the_record_says_when_it_was_reviewed_and_who_to_ask(record: tuple[Partnership, Page], site: Built):
    partnership, page = record
    day = partnership.last_look
    full = f"Compiled from public sources, {plain_date(day)}; not yet confirmed by the partnership"
    said = f"Reviewed {plain_date(day)}" if partnership.is_reviewed else full
    assert said in text(page.all(class_="record-foot")[0])
    assert page.all("time", datetime=str(day))
    contact = partnership.contact or site.catalog.program.contact
    assert contact.name in text(page.all("article")[0])
    assert page.all("a", href=f"mailto:{contact.email}") or not contact.email


def test_every_place_lists_its_partnerships(site: Built, all_pages: dict[str, Page]):
    catalog = site.catalog
    kinds = (catalog.industries, catalog.counties, catalog.workforce_areas, catalog.organizations)
    for record in (record for kind in kinds for record in kind.values()):
        page = all_pages[record.path]
        links = {each.get("href") for each in page.all("a")}
        missing = [each.id for each in catalog.partnerships_of(record) if f"../../{each.path}" not in links]
        assert missing == [], record.path


# --- editing ----------------------------------------------------------------


def test_without_a_repository_nothing_offers_to_edit(all_pages: dict[str, Page]):
    links = [(page.path, text(each)) for page in all_pages.values() for each in page.all("a")]
    assert [link for link in links if link[1].startswith("Edit this")] == []


def test_without_a_repository_problems_go_to_the_programs_mailbox(site: Built, all_pages: dict[str, Page]):
    start = f"mailto:{site.catalog.program.contact.email}?subject="
    for page in all_pages.values():
        offers = [each.get("href", "") for each in page.all("a") if text(each).startswith("Report a problem")]
        assert all(each.startswith(start) for each in offers), page.path
        assert len(offers) == _has_foot(page), page.path


def _has_foot(page: Page) -> bool:
    is_list = page.path == "partnerships/table/" or "/page/" in page.path
    return page.path not in ("", "404.html") and not is_list


@pytest.mark.slow
def test_with_a_repository_every_record_can_be_edited(made_up: Catalog, made_up_built: Path, with_repository: Path):
    found = pages(with_repository)
    for kind in ("partnerships", "organizations", "counties"):
        for record in made_up.tables[kind].values():
            links = {text(each): each.get("href", "") for each in found[record.path].all("a")}
            start = "https://example.com/owner/name/"
            assert packages.place(made_up_built / "data", record.file).is_file()
            if not record.file.endswith(".csv"):
                assert links["Edit this file"] == f"{start}edit/main/{packages.in_repository(record.file)}"
            if kind in forms.KINDS:
                assert f"&record={record.id}&" in links["Change this record"]
            else:
                assert links["Edit its table"] == f"{start}edit/main/{packages.in_repository(record.file)}"
            assert links["Report a problem"].startswith("https://example.com/owner/name/issues/new?")


@pytest.mark.slow
def test_with_a_repository_every_written_page_can_be_edited(made_up_built: Path, with_repository: Path):
    start, docs = "https://example.com/owner/name", made_up_built / "docs"
    for file in docs.rglob("*.md"):
        path = file.relative_to(docs).as_posix()
        page = pages(with_repository)[_address(path)]
        if _has_foot(page):
            links = {text(each): each.get("href", "") for each in page.all("a")}
            assert links.get("Edit this page") == f"{start}/edit/main/docs/{path}"
            query = parse_qs(links["Report a problem with this page"].removeprefix(f"{start}/issues/new?"))
            assert query["page"] == [f"{ANOTHER}{page.path}"]


def _address(path: str) -> str:
    name = path.removesuffix(".md")
    return name.removesuffix("index") if name.split("/")[-1] == "index" else f"{name}/"
