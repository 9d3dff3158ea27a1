"""Search as a visitor meets it: in the header and on its page, in Chromium."""

from __future__ import annotations

import csv
import gzip
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import building
import pytest
from axe import DESK, PHONE, in_both_schemes, in_every_view
from library import DATA
from playwright.sync_api import Browser, Page, expect
from serving import serving
from visiting import Contexts, Visitor

from macros.data.catalog import Catalog
from macros.data.models import Partnership

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def folder(real_site: Path) -> Path:
    """The site of the real data."""
    return real_site


@pytest.fixture(scope="module")
def url(folder: Path) -> Iterator[str]:
    with serving(folder) as address:
        yield address


@pytest.fixture
def visit(contexts: Contexts, url: str) -> Iterator[Visit]:
    """Opens pages of the site; the test fails when one reports an error or a warning, or asks anything outside the site."""
    troubles: list[str] = []
    taken: list[Visitor] = []

    def go(path: str = "", width: int = 1280, height: int = 900, at: str = "", **options: Any) -> Page:
        taken.append(Visitor(contexts, [at or url], ["error", "warning"]))
        page = taken[-1]((at or url) + path, viewport={"width": width, "height": height}, **options)
        page.set_default_timeout(10_000)
        return page

    yield go
    for visitor in taken:
        troubles += visitor.leave()
    assert troubles == []


def ask(page: Page, words: str, key: str = "/") -> None:
    """Open the search over a page and wait for the answer."""
    page.keyboard.press(key)
    page.keyboard.type(words)
    expect(page.locator("[data-search-status]")).to_have_text(re.compile(r"result|Nothing"), timeout=10_000)


def answered(page: Page) -> None:
    """Wait for the search page's count."""
    expect(page.locator("[data-count-line]")).to_have_text(re.compile(r"result|Nothing"), timeout=10_000)


def paths(page: Page, url: str) -> list[str]:
    """The addresses of the results that are shown, below the root."""
    links = page.locator(".hit__title:visible").evaluate_all("links => links.map((link) => link.href)")
    return [link.removeprefix(url) for link in links]


# --- finding --------------------------------------------------------------------


# What people type and the page that must be there is content: data/program/searches.csv, each row with its reason.
SEARCHES = "program/searches.csv"


def _searches() -> list[dict[str, str]]:
    file = DATA / SEARCHES
    return list(csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines())) if file.exists() else []


@pytest.mark.content
@pytest.mark.parametrize("lists", [False, True], ids=["the whole site", "lists"])
def test_what_people_type_finds_what_they_want(lists: bool, visit: Visit, folder: Path, url: str):
    """Each row of the searches whose page is still there; all that fail are told at once."""
    rows = [each for each in _searches() if bool(each["where"]) is lists and (folder / each["finds"]).is_dir()]
    found = _in_lists(visit, url, rows) if lists else _in_all(visit, url, rows)
    told = [
        f"data/{SEARCHES}: {row['id']}: {row['words']!r} must find {row['finds']}, not {', '.join(found[row['id']]) or 'nothing'}. "
        f"{row['reason']} If that no longer holds, change the row."
        for row in rows
        if row["finds"] not in found[row["id"]]
    ]
    assert told == []


def _in_all(visit: Visit, url: str, rows: list[dict[str, str]]) -> dict[str, list[str]]:
    """The first result for each row, by its id."""
    return _found(visit, url, {row["id"]: row["words"] for row in rows}, most=1)


def _found(visit: Visit, url: str, wanted: dict[str, str], most: int) -> dict[str, list[str]]:
    """The first results for each text, by its key, from the function that the search page asks."""
    page = visit("about/", bypass_csp=True)
    found = page.evaluate(
        """async ([wanted, module, most]) => {
          const { find } = await import(module);
          const made = {};
          for (const [key, words] of Object.entries(wanted)) {
            const { results } = await find(words);
            made[key] = (await Promise.all(results.slice(0, most).map((each) => each.data()))).map((each) => each.url);
          }
          return made;
        }""",
        [wanted, f"{url}assets/ours/js/finding.js", most],
    )
    base = urlsplit(url).path
    return {key: [path.removeprefix(base) for path in paths] for key, paths in found.items()}


def _in_lists(visit: Visit, url: str, rows: list[dict[str, str]]) -> dict[str, list[str]]:
    """The pages that a list leaves for each row, by its id, where it leaves out any."""
    page = visit("search/")
    found = {}
    for row in rows:
        page.goto(f"{url}{row['where']}?{urlencode({'q': row['words']})}")
        expect(page.locator("[data-count-line]")).to_contain_text(" of ")
        links = page.locator(".results li a:visible").evaluate_all("links => links.map((link) => link.href)")
        found[row["id"]] = [link.removeprefix(url) for link in links]
    return found


def test_every_partnership_and_organization_is_found_by_its_name(visit: Visit, catalog: Catalog, url: str):
    wanted = {
        each.path: each.name for table in ("partnerships", "organizations") for each in catalog.tables[table].values()
    }
    found = _found(visit, url, wanted, most=3)
    assert [path for path in wanted if path not in found[path]] == []


@pytest.fixture
def partnership(catalog: Catalog) -> Partnership:
    """A partnership of two plain words, which are in no other's name."""
    every = list(catalog.partnerships.values())
    fits = (each for each in every if re.fullmatch(r"[A-Z][a-z]+ [a-z]+", each.short_title))
    return next(each for each in fits if sum(each.short_title.lower() in one.title.lower() for one in every) == 1)


@pytest.mark.parametrize("order", ["as it stands", "turned around"])
def test_a_phrase_is_found_as_it_stands_or_else_its_words_are(
    order: str, visit: Visit, partnership: Partnership, url: str
):
    first, second = partnership.short_title.lower().split()
    phrase = f"{first} {second}" if order == "as it stands" else f"{second} {second} {first} {first}"
    page = visit(f'search/?q="{phrase}"')
    answered(page)
    assert partnership.path in paths(page, url)
    missed = page.locator("[data-count-line]").filter(has_text="These words were not found side by side.")
    expect(missed).to_have_count(0 if order == "as it stands" else 1)


@pytest.mark.parametrize("words", ["zzqqxx", "qqqqq", "xylophonists zzqqxx"])
def test_words_that_are_nowhere_find_nothing(words: str, visit: Visit):
    page = visit(f"search/?q={words}")
    answered(page)
    expect(page.locator("[data-count-line]")).to_have_text(f"Nothing found for “{words}”")


def test_a_word_that_no_page_has_is_left_out(visit: Visit, partnership: Partnership, url: str):
    page = visit(f"search/?q=zzyzx {partnership.short_title}")
    answered(page)
    assert partnership.path in paths(page, url)


def test_a_misspelled_word_leads_to_the_nearest(visit: Visit, catalog: Catalog):
    word = _long_word(catalog)
    page = visit(f"search/?q={word[:3]}{word[4:]}")
    answered(page)
    expect(page.locator("[data-count-line]")).to_contain_text("Nothing found")
    page.locator("[data-meant] a").click()
    page.wait_for_url(f"**/search/?q={word}")
    answered(page)
    expect(page.locator("[data-count-line]")).to_have_text(re.compile(rf"^\d+ results? for “{word}”$"))
    expect(page.locator("[data-meant]")).to_be_hidden()


def test_the_search_over_a_page_offers_the_nearest_word_too(visit: Visit, catalog: Catalog):
    word = _long_word(catalog)
    page = visit("about/")
    ask(page, f"{word[:3]}{word[4:]}")
    expect(page.locator("[data-search-meant]")).to_have_text(f"Did you mean {word}?")
    page.locator("[data-search-meant] a").click()
    page.wait_for_url(f"**/search/?q={word}")


def _long_word(catalog: Catalog) -> str:
    """A long word of a title, to which no other is near."""
    words = {word for each in catalog.partnerships.values() for word in re.findall(r"[a-z]{9,}", each.title)}
    return max(sorted(words), key=len)


# --- the search over a page ----------------------------------------------------------


def test_it_opens_by_click_slash_and_control_k(visit: Visit):
    page = visit("about/")
    dialog = page.locator("[data-search-dialog]")
    for opening in (
        lambda: page.get_by_role("button", name="Search").click(),
        lambda: page.keyboard.press("/"),
        lambda: page.keyboard.press("Control+k"),
    ):
        opening()
        expect(dialog.get_by_role("searchbox", name="Search this site")).to_be_focused()
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        expect(page.get_by_role("button", name="Search")).to_be_focused()


def test_results_are_announced_with_kind_and_marked_words(visit: Visit):
    page = visit("about/")
    ask(page, "dental")
    status = page.get_by_role("status").filter(has_text="result")
    expect(status).to_have_text(re.compile(r"^\d+ results$"))
    hits = page.locator("[data-search-hits] .hit")
    assert 1 < hits.count() <= 8
    assert hits.first.locator(".chip").inner_text() in (
        "Organization",
        "Partnership",
        "Job",
        "Credential",
        "Training option",
    )
    assert all(each.lower().startswith("dent") for each in hits.locator("mark").all_inner_texts())
    expect(page.get_by_role("link", name=re.compile(r"^All \d+ results"))).to_have_attribute(
        "href", re.compile(r"search/\?q=dental$")
    )


def test_the_keyboard_alone_goes_to_a_result_and_back(visit: Visit, partnership: Partnership, url: str):
    page = visit("about/")
    ask(page, partnership.title)
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-search-hits] a").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#search-dialog-text")).to_be_focused()
    page.keyboard.press("Tab")  # Close
    page.keyboard.press("Tab")
    expect(page.locator("[data-search-hits] a").first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"{url}{partnership.path}")
    page.go_back()
    expect(page.locator("[data-search-dialog]")).to_be_hidden()


def test_enter_leads_to_all_results(visit: Visit, url: str):
    page = visit("about/")
    ask(page, "training")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{url}search/?q=training")
    answered(page)
    assert page.locator("[data-list] .hit").count() == 10


def test_escape_returns_to_where_the_reader_was(visit: Visit):
    page = visit("about/")
    link = page.locator(".site-footer a").first
    link.focus()
    ask(page, "york", key="Control+k")
    page.keyboard.press("Escape")
    expect(link).to_be_focused()


def test_a_slash_that_is_typed_stays_a_slash(visit: Visit):
    page = visit()
    box = page.locator("#search-box-text")
    box.focus()
    page.keyboard.type("hospitality/retail")
    expect(box).to_have_value("hospitality/retail")
    expect(page.locator("[data-search-dialog]")).to_be_hidden()


def test_the_slash_key_can_be_switched_off(visit: Visit, url: str):
    """WCAG 2.2, 2.1.4: a shortcut of one character can be turned off."""
    page = visit("search/")
    page.get_by_label("On any page, the / key opens search").uncheck()
    page.goto(f"{url}about/")
    page.keyboard.press("/")
    expect(page.locator("[data-search-dialog]")).to_be_hidden()
    page.keyboard.press("Control+k")
    expect(page.locator("[data-search-dialog]")).to_be_visible()


def test_nothing_found_says_what_to_do(visit: Visit):
    page = visit("about/")
    ask(page, "xqzzq")
    expect(page.locator("[data-search-status]")).to_contain_text("Nothing found for “xqzzq”")
    expect(page.locator("[data-search-dialog]").get_by_role("link", name="A to Z")).to_be_visible()


def test_the_search_is_usable_on_the_narrowest_screen(visit: Visit, partnership: Partnership):
    page = visit(partnership.path, width=320, height=640)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_role("button", name="Search").click()
    page.keyboard.type("hospitality")
    page.locator("[data-search-hits] .hit").first.wait_for()
    dialog = page.locator("[data-search-dialog]").bounding_box()
    assert dialog and dialog["x"] >= 0 and dialog["width"] <= 320
    assert page.locator(".search-dialog__body").evaluate("body => body.scrollWidth <= body.clientWidth")
    for control in page.locator("[data-search-dialog] :is(a:not(.hit__title), button):visible").all():
        box = control.bounding_box()
        assert box and box["height"] >= 24 and box["x"] + box["width"] <= 320


@pytest.mark.parametrize("query", ["training&kind=Partnership", "helthcare", ""])
def test_the_search_page_fits_the_narrowest_screen(query: str, visit: Visit):
    page = visit(f"search/?q={query}", width=320, height=640)
    if query:
        answered(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


# --- the search page ------------------------------------------------------------------


def test_facets_narrow_count_and_stand_in_the_address(visit: Visit, url: str):
    page = visit("search/?q=training")
    answered(page)
    all_of_them = page.locator("[data-count-line]").inner_text()
    option = page.locator('[data-facet="kind"] label').filter(has_text="Partnership")
    number = option.locator(".facet__count").inner_text()
    option.click()
    expect(page.locator("[data-count-line]")).to_have_text(f"{number} results for “training”")
    assert page.url == f"{url}search/?q=training&kind=Partnership"
    assert set(page.locator(".hit__kind:visible").all_inner_texts()) == {"Partnership"}
    page.get_by_role("button", name="Remove filter: Partnership").click()
    expect(page.locator("[data-count-line]")).to_have_text(all_of_them)
    page.go_back()
    expect(page.locator("[data-count-line]")).to_have_text(f"{number} results for “training”")
    expect(option.locator("input")).to_be_checked()


def test_facets_agree_with_the_records(visit: Visit, catalog: Catalog, url: str):
    industry = max(catalog.industries.values(), key=lambda each: len(catalog.partnerships_of(each))).name
    page = visit(f"search/?q=partners&kind=Partnership&industry={industry.replace('&', '%26')}")
    answered(page)
    known = {each.path: each for each in catalog.partnerships.values()}
    found = [known[path] for path in paths(page, url)]
    assert found and all(industry in [one.name for one in each.industries] for each in found)
    page = visit("search/?q=maine&kind=Partnership&place=Statewide")
    answered(page)
    found = [known[path] for path in paths(page, url)]
    assert found and all(each.is_statewide for each in found)


def test_filters_alone_ask_for_a_word_and_load_nothing(visit: Visit):
    page = visit("search/?kind=Partnership")
    expect(page.locator("[data-count-line]")).to_have_text("Type a word to search with these filters.")


def test_more_results_come_on_request(visit: Visit):
    page = visit("search/?q=maine")
    answered(page)
    page.get_by_role("button", name="Show more results").click()
    expect(page.locator("[data-list] .hit")).to_have_count(20)
    expect(page.locator("[data-list] .hit__title").nth(10)).to_be_focused()


def test_back_undoes_one_search(visit: Visit):
    page = visit("search/?q=york")
    answered(page)
    page.locator("#search-text").fill("forestry")
    expect(page.locator("[data-count-line]")).to_contain_text("forestry")
    page.go_back()
    expect(page.locator("[data-count-line]")).to_contain_text("york")
    expect(page.locator("#search-text")).to_have_value("york")


def test_a_mistyped_industry_is_guessed(visit: Visit, catalog: Catalog):
    name = next(each.name for each in catalog.industries.values() if re.fullmatch("[A-Z][a-z]{7,}", each.name))
    page = visit(f"search/?q={name[:2].lower()}{name[3:]}")
    answered(page)
    expect(page.locator("[data-nearest] a")).to_have_text(name)
    page.locator("[data-nearest] a").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_filters_that_leave_nothing_offer_a_way_out(visit: Visit, partnership: Partnership):
    words = partnership.short_title
    page = visit(f"search/?q={words}&kind=Workforce area")
    answered(page)
    page.get_by_role("button", name=re.compile(r"^Show \d+ results without filters")).click()
    expect(page.locator("[data-count-line]")).to_have_text(re.compile(rf"^\d+ results? for “{words}”$"))


def test_an_address_with_unknown_filters_does_no_harm(visit: Visit):
    page = visit("search/?q=york&kind=<b>No such</b>&other=1")
    answered(page)
    expect(page.locator("[data-count-line]")).to_have_text("Nothing found for “york” with these filters")


def test_the_home_page_leads_to_the_search(visit: Visit, partnership: Partnership, url: str):
    page = visit()
    page.get_by_label("What are you looking for?").fill(partnership.title)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"search/\?q="))
    answered(page)
    assert paths(page, url)[0] == partnership.path


# --- for everyone ------------------------------------------------------------------------


def test_axe_finds_nothing_in_the_open_search(visit: Visit):
    page = visit("about/")
    ask(page, "dental")
    assert list(in_every_view(page)) == []


@pytest.mark.parametrize("asked", ["q=training&kind=Partnership", "q=helthcare"])
def test_axe_finds_nothing_on_the_search_page(asked: str, visit: Visit):
    page = visit(f"search/?{asked}")
    answered(page)
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        page.locator("[data-facets]").evaluate("facets => { facets.open = true; }")
        assert list(in_both_schemes(page)) == []


def test_without_script_the_way_leads_to_a_to_z(visit: Visit, url: str):
    page = visit("about/", java_script_enabled=False)
    assert not page.get_by_role("button", name="Search").is_visible()
    page.locator(".site-header").get_by_role("link", name="A to Z").first.click()
    assert page.url == f"{url}a-to-z/"
    page = visit("search/?q=york", java_script_enabled=False)
    assert page.locator("[data-search-form]").is_hidden()
    page.locator("[data-without-script] a").click()
    assert page.url == f"{url}a-to-z/"


def test_nothing_is_loaded_before_the_first_question(visit: Visit):
    page = visit("about/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload(wait_until="networkidle")
    assert [each for each in asked if "/pagefind/" in each] == []


# --- what it costs ---------------------------------------------------------------------------


@pytest.mark.slow
def test_the_first_query_is_light_in_a_large_directory(browser: Browser, large: Path):
    """Some 97 KB are the engine, 14 the list of words; the rest grows more slowly than the records."""
    site = large / "site"
    with serving(site) as url:
        moved = _moved(browser, site, url, lambda page: ask(page, "training"))
        on_its_page = _moved(browser, site, url, lambda page: (page.goto(f"{url}search/?q=training"), answered(page)))
    engine = sum(size for name, size in moved.items() if name.endswith((".js", ".pagefind")))
    rest = sum(moved.values()) - engine
    assert engine <= 105_000, moved
    assert rest <= 95_000 + 35 * (building.LARGE - 300), moved
    assert sum(size for name, size in on_its_page.items() if name.startswith("pagefind/")) <= engine + rest + 30_000


def _moved(browser: Browser, site: Path, url: str, search: Callable[[Page], Any]) -> dict[str, int]:
    """What a first query moves, packed as a web host packs it, by file."""
    moved: dict[str, int] = {}

    def see(request: Any) -> None:
        path = urlsplit(request.url).path.removeprefix(urlsplit(url).path)
        file = site / path
        moved[path] = len(gzip.compress((file / "index.html" if file.is_dir() else file).read_bytes(), 9))

    page = browser.new_page()
    page.goto(f"{url}about/", wait_until="networkidle")
    page.on("request", see)
    search(page)
    page.wait_for_load_state("networkidle")
    page.close()
    return moved
