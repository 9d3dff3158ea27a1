"""Menu, breadcrumb and address of every page say the same. No browser is needed for that."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

import pytest
from kinds import paths
from markup import Page, pages, text
from playwright.sync_api import expect
from telling import told
from visiting import Built, Visitor

MOST_ENTRIES = 7
# In no menu: the front page, what every page's head leads to, and what is not there.
IN_NO_MENU = ("", "search/", "404.html")
# The first part of an address, and the section whose menu has it, where they differ.
ELSEWHERE = {
    "industries": "partnerships",
    "counties": "partnerships",
    "workforce-areas": "partnerships",
    "organizations": "partnerships",
    "reports": "program",
    "accessibility": "about",
    "privacy": "about",
}


def _menu(page: Page, name: str) -> list[Element]:
    (menu,) = page.all(class_=name)
    return [each for each in menu.iter("a") if each.get("href")]


def _to(page: Page, link: Element) -> str:
    return urljoin(f"/{page.path}", link.get("href", "")).removeprefix("/").partition("#")[0]


def _faults(page: Page) -> Iterator[str]:
    crumbs = [_to(page, each) for each in _menu(page, "breadcrumb")]
    way = [*crumbs, page.path]
    main = [_to(page, each) for each in _menu(page, "site-nav") if each.get("aria-current") and _is_main(each)]
    section = ELSEWHERE.get(page.path.split("/")[0], page.path.split("/")[0])
    if page.path.startswith("staff/"):
        if main:
            yield f"is for staff, and the main menu marks {main}"
    elif [each.split("/")[0] for each in main] != [section]:
        yield f"the main menu marks {main}, its address is in {section}"
    elif main[0] not in way:
        yield f"the main menu marks {main[0]}, its breadcrumb is {crumbs}"
    if not page.all(class_="section-nav"):
        return
    marked = [_to(page, each) for each in _menu(page, "section-nav") if each.get("aria-current")]
    entries = [_to(page, each) for each in _menu(page, "section-nav")]
    nearest = next((each for each in reversed(way) if each in entries), None)
    if marked != [nearest]:
        yield f"the section's menu marks {marked}, its breadcrumb is {crumbs}"


def _is_main(link: Element) -> bool:
    return "site-nav__link" in link.get("class", "").split()


@pytest.mark.content
def test_menu_breadcrumb_and_address_of_every_page_agree(site: Built) -> None:
    found = [
        page for path, page in pages(site.folder).items() if path not in IN_NO_MENU and page.all(class_="site-nav")
    ]
    assert len(found) > 100
    told("These pages are in two places", (f"{page.path}: {fault}" for page in found for fault in _faults(page)))


def test_the_main_menu_is_short_and_every_entry_leads_to_a_menu_of_its_section(site: Built) -> None:
    home = pages(site.folder)[""]
    more = {_to(home, each) for group in home.all(class_="site-nav__more") for each in group.iter("a")}
    main = [_to(home, each) for each in _menu(home, "site-nav") if _to(home, each) not in more]
    assert 1 < len(main) <= MOST_ENTRIES and more
    assert "staff/" not in main and "staff/" not in more
    assert [each for each in main if not pages(site.folder)[each].all(class_="section-nav")] == []


def test_pages_for_staff_are_in_one_place_that_the_foot_leads_to(site: Built) -> None:
    home = pages(site.folder)[""]
    (foot,) = home.all(class_="site-footer")
    assert "staff/" in [_to(home, each) for each in foot.iter("a")]
    for_staff = [path for path, page in pages(site.folder).items() if "for staff" in _heading(page).lower()]
    assert for_staff and [path for path in for_staff if not path.startswith("staff/")] == []


def _heading(page: Page) -> str:
    headings = page.all("h1")
    return text(headings[0]) if headings else ""


@pytest.mark.browser
def test_more_opens_by_keyboard_and_gives_the_focus_back(site: Built, visit: Visitor) -> None:
    page = visit(site.url + "about/")
    more = page.locator(".site-nav__more details")
    more.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(more.get_by_role("link", name="Data")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(more.get_by_role("link", name="Data")).to_be_hidden()
    expect(more.locator("summary")).to_be_focused()


@pytest.mark.browser
def test_more_opens_without_scripts(site: Built, visit: Visitor) -> None:
    page = visit(site.url + "about/", java_script_enabled=False)
    page.locator(".site-nav__more summary").click()
    expect(page.locator(".site-nav__more a").first).to_be_visible()


@pytest.mark.browser
def test_the_first_screen_of_the_front_page_has_the_doors(site: Built, visit: Visitor) -> None:
    """The doors by the sizes of a desk and of a phone: all of them there, the first here; the hero is at most 360 high."""
    for size, doors in (({"width": 1280, "height": 800}, 3), ({"width": 390, "height": 844}, 1)):
        page = visit(site.url, viewport=size)
        assert page.locator(".hero").bounding_box()["height"] <= 360
        seen = [box for each in page.locator(".door").all() if (box := each.bounding_box())]
        assert sum(box["y"] + box["height"] <= size["height"] for box in seen) >= doors


def test_a_page_tells_at_once_which_modules_it_loads(site: Built, visit: Visitor):
    """Or each would be asked for when the one that imports it has come, which takes long on a slow line."""
    where = paths(site.folder, site.catalog)
    for kind in ("home", "directory", "fullest record", "assessment"):
        page, loaded = visit(), set()
        page.on("request", lambda request, loaded=loaded: loaded.add(request.url))
        page.goto(site.url + where[kind], wait_until="networkidle")
        links = "[rel=modulepreload], script[type=module]"
        told_of = page.locator(links).evaluate_all("all => all.map((each) => each.href || each.src)")
        assert len(told_of) == len({*told_of}) > 4
        scripts = {url for url in loaded if url.endswith(".js") and not url.endswith("/scheme.js")}
        assert scripts == {*told_of}, kind
