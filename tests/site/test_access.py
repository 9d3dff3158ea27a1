"""Everyone can use the site: WCAG 2.2 AA by axe, and by hand where axe sees nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe import DESK, PHONE, PLAIN_AXE, in_both_schemes, in_every_view, violations
from kinds import KINDS, paths
from playwright.sync_api import Page, expect
from visiting import Built, Visitor

SMALL = {"width": 320, "height": 256}  # 1280 by 1024 at 400 %, WCAG 1.4.10

OUTER = "all => all.map((each) => each.outerHTML.slice(0, 100))"
ALL_OPEN = "() => document.querySelectorAll('details').forEach((each) => { each.open = true; })"


@pytest.fixture
def go(site: Built, visit: Visitor) -> Any:
    """Opens the page of a kind, ready to be looked at."""
    found = paths(site.folder, site.catalog)

    def opened(kind: str, **options: Any) -> Page:
        if kind == "missing":
            visit.expected = "404"
        page = visit(site.url + found[kind], **options)
        if kind == "compare" and options.get("java_script_enabled", True):
            expect(page.locator("[data-compare-wrap] thead a")).to_have_count(3)
        if kind == "filtered" and options.get("java_script_enabled", True):
            expect(page.locator("[data-applied] button")).to_have_count(1)
            expect(page.locator("[data-compare-bar]")).to_be_visible()
        return page

    return opened


# --- axe --------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["home", "fullest record"])
def test_axe_finds_nothing_in_the_open_menu(kind: str, go: Any):
    page = go(kind, reduced_motion="reduce", viewport=PHONE)
    page.locator("[data-menu-button]").click()
    assert list(in_both_schemes(page)) == []


def test_axe_finds_nothing_in_the_open_filters(go: Any):
    page = go("filtered", reduced_motion="reduce", viewport=PHONE)
    page.evaluate(ALL_OPEN)
    # What lies under the bar can be scrolled from there, which axe can't tell: it calls a box that is half covered small.
    page.locator(".filters__show").evaluate("bar => { bar.style.position = 'static'; }")
    assert violations(page) == []


def test_axe_sees_faint_words_each_time_that_their_color_comes(visit: Visitor):
    """A color is parsed once for a page, and what lies behind it may differ."""
    page = visit()
    faint, clear = '<p style="color: #aaa">Faint</p>', '<p style="color: #aaa; background: #000">Clear</p>'
    words = f'<html lang="en"><title>A page</title><main><h1>Words</h1>{faint}{clear}{faint}</main>'
    page.set_content(words)
    for _ in ("once", "with the colors known"):
        assert [each.partition(":")[0] for each in violations(page)] == ["color-contrast"] * 2


FAULTY = """<html><title>A page</title><style>body { background: #eee } div { color: #999 }</style><body>
  <h1>Words</h1><h3></h3><img src="data:,"><a href="#a"></a><p>Words <a href="#b" style="color: #333">a link</a></p>
  <div style="background: rgb(0 0 0 / .2)"><p style="opacity: .7">On two grounds</p></div>
  <div style="background: #000; mix-blend-mode: multiply"><b style="color: hsl(0 50% 30%)">Blended</b></div>
  <ul><p role="nothing">No item</p></ul><input><button></button><i id="a" tabindex="3"></i><i id="a"></i></body></html>"""


def test_our_quick_axe_finds_what_axe_finds(visit: Visitor):
    quick, plain = visit(), visit()
    for page in (quick, plain):
        page.set_content(FAULTY)
    plain.evaluate(PLAIN_AXE)
    found = violations(quick)
    assert found == violations(plain)
    assert len({each.partition(":")[0] for each in found}) > 6 and any("color-contrast" in each for each in found)


# --- each kind of page ------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_everyone_can_use_the_page(kind: str, go: Any):
    """Once with scripts and once without; all that is found is told, with the circumstances that it was found in."""
    page = go(kind, viewport=SMALL)
    found = [*on_a_small_screen(page), *in_every_view(page), *small_targets(page), *without_scripts(page)]
    assert found == []


def on_a_small_screen(page: Page) -> Iterator[str]:
    """What scrolls sideways at 320 pixels, which is 400 % of 1280, and what stays in view and leaves no room to read."""
    yield from (f"320 pixels wide: scrolls sideways: {each}" for each in page.evaluate(SIDEWAYS))
    page.mouse.wheel(0, 600)
    if (covered := page.evaluate(COVERED)) > 0.5:
        yield f"320 pixels wide: {covered:.0%} of the screen stay covered when it is scrolled"
    page.evaluate("scrollTo(0, 0)")


def small_targets(page: Page) -> Iterator[str]:
    """What is hard to hit on a phone, with all that opens open. WCAG 2.5.8; a link within a sentence is as high as its line."""
    page.set_viewport_size(PHONE)
    page.evaluate(ALL_OPEN)
    yield from (f"smaller than 24 pixels: {each}" for each in page.evaluate(TARGETS))


def without_scripts(page: Page) -> Iterator[str]:
    """What is dead or missing where no script runs: the page is loaded again, as it is to those who turn them off."""
    page.context.new_cdp_session(page).send("Emulation.setScriptExecutionDisabled", {"value": True})
    page.emulate_media(color_scheme="null", reduced_motion="null")
    page.reload()
    dead = ":is(button:not(form[action] button), select:not(.form-sheet select), input:not(form[action] input, .form-sheet input)):visible"
    yield from (f"without scripts: dead: {each}" for each in page.locator(dead).evaluate_all(OUTER))
    page.evaluate("document.querySelector('#site-nav a')?.scrollIntoView()")
    if page.locator("#site-nav .site-nav__link:visible").count() < 4:
        yield "without scripts: the menu is not there"
    yield from (f"without scripts: scrolls sideways: {each}" for each in page.evaluate(SIDEWAYS))


def test_what_only_a_script_takes_away_is_seen_without_scripts(visit: Visitor):
    button = "<button>Send</button><script>document.querySelector('button').remove()</script>"
    page = visit(f"data:text/html,{button}")
    assert page.locator("button").count() == 0
    assert list(without_scripts(page)) == [
        "without scripts: dead: <button>Send</button>",
        "without scripts: the menu is not there",
    ]


# --- the keyboard -----------------------------------------------------------

# What has the focus: a name for it, whether it can be seen, and where it is.
FOCUSED = """() => {
  const on = document.activeElement;
  if (on === document.body) return null;
  const marks = (each) => {
    const style = getComputedStyle(each);
    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none";
  };
  const box = on.getBoundingClientRect();
  const parts = on instanceof SVGElement ? [on, ...on.querySelectorAll("path")] : [on, on.closest("label") || on];
  const under = document.elementFromPoint(box.left + Math.min(box.width / 2, 8), box.top + box.height / 2);
  return {
    name: (on.ariaLabel || on.innerText || on.labels?.[0]?.innerText || on.tagName).trim().slice(0, 60),
    seen: parts.some(marks) && box.width > 0 && box.height > 0,
    inView: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    covered: !(on instanceof SVGElement) && under !== null && !on.contains(under) && !under.contains(on)
      && !on.closest("label")?.contains(under),
  };
}"""


def walk(page: Page, steps: int) -> list[dict[str, Any]]:
    """What takes the focus as Tab is pressed, until the page's end or ``steps``."""
    found = []
    for _ in range(steps):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None:
            break
        found.append(focused)
    return found


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("kind", ["home", "directory", "table", "fullest record", "map", "compare"])
def test_every_stop_of_the_tab_key_can_be_seen(kind: str, size: dict[str, int], go: Any):
    page = go(kind, viewport=size, reduced_motion="reduce")
    stops = walk(page, 60)
    assert len(stops) > 15
    assert stops[0]["name"] == "Skip to main content"
    assert [each["name"] for each in stops if not each["seen"]] == []
    assert [each["name"] for each in stops if not each["inView"] or each["covered"]] == []


def test_the_skip_link_leads_to_main(go: Any):
    page = go("fullest record")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_the_menu_opens_closes_and_gives_the_focus_back(go: Any):
    page = go("about", viewport=PHONE)
    button, nav = page.locator("[data-menu-button]"), page.locator("#site-nav")
    assert nav.is_hidden(), "closed links take no focus"
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(nav.locator("a").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(button).to_have_attribute("aria-expanded", "false")
    expect(button).to_be_focused()
    assert nav.is_hidden()


def test_walking_out_of_the_menu_closes_it(go: Any):
    page = go("about", viewport=PHONE)
    page.locator("[data-menu-button]").click()
    for _ in range(page.locator("#site-nav a").count()):
        page.keyboard.press("Tab")
    expect(page.locator("#site-nav")).to_be_hidden()
    assert page.evaluate(FOCUSED)["inView"]


def test_the_filters_answer_to_the_keyboard(site: Built, go: Any):
    page = go("directory")
    box = page.locator("[data-facet] input:enabled:visible").first
    box.focus()
    page.keyboard.press("Space")
    expect(page.locator("[data-applied] button")).to_have_count(1)
    expect(box).to_be_focused()
    page.locator("[data-applied] button").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-applied] button")).to_have_count(0)


def test_the_counties_of_the_map_answer_to_the_keyboard(site: Built, go: Any):
    page = go("map")
    links = page.locator("svg a")
    counties = list(site.catalog.counties.values())
    assert links.count() == len(counties)
    names = links.evaluate_all("all => all.map((each) => each.ariaLabel)")
    for county, name in zip(counties, names, strict=True):
        assert name.startswith(f"{county.name} County: ")
    links.first.focus()
    stops = [page.evaluate(FOCUSED)["name"], *(each["name"] for each in walk(page, len(counties) - 1))]
    assert [each.split(" County")[0] for each in stops] == [each.name for each in counties]
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{counties[-1].path}")


def test_a_touch_on_a_county_leads_to_it(site: Built, go: Any):
    page = go("map", viewport=PHONE, has_touch=True)
    page.locator("svg a[href$='counties/penobscot/']").tap()
    page.wait_for_url("**/counties/penobscot/")


# --- small screens ----------------------------------------------------------

SIDEWAYS = """() => {
  const wide = [...document.querySelectorAll("body *")].filter((each) => {
    const inside = each.closest("[role=region][tabindex='0'], .table-scroll, svg, .visually-hidden");
    return !inside && each.getBoundingClientRect().right > innerWidth + 1;
  });
  const page = document.scrollingElement;
  return page.scrollWidth > innerWidth ? wide.map((each) => each.outerHTML.slice(0, 100)).concat("page") : [];
}"""
COVERED = """() => [...document.querySelectorAll("body *")]
  .filter((each) => ["fixed", "sticky"].includes(getComputedStyle(each).position) && each.checkVisibility())
  .map((each) => each.getBoundingClientRect())
  .filter((box) => box.top <= 0 || box.bottom >= innerHeight)
  .map((box) => Math.max(0, Math.min(box.bottom, innerHeight) - Math.max(box.top, 0)))
  .reduce((sum, each) => sum + each, 0) / innerHeight"""


def test_nothing_scrolls_sideways_with_all_that_opens_open(go: Any):
    for kind in ("directory", "fullest record"):
        page = go(kind, viewport=SMALL)
        page.evaluate(ALL_OPEN)
        page.locator("[data-menu-button]").click()
        assert page.evaluate(SIDEWAYS) == []


@pytest.mark.parametrize("kind", ["home", "directory", "fullest record"])
def test_wider_spacing_of_text_hides_nothing(kind: str, go: Any):
    """WCAG 1.4.12."""
    page = go(kind, viewport={"width": 320, "height": 800}, bypass_csp=True)
    page.add_style_tag(
        content="* { line-height: 1.5 !important; letter-spacing: .12em !important }"
        " * { word-spacing: .16em !important } p { margin-bottom: 2em !important }"
    )
    assert page.evaluate(SIDEWAYS) == []


TARGETS = """() => {
  const found = [];
  for (const each of document.querySelectorAll("a[href], button, input, select, summary")) {
    if (!each.checkVisibility() || each.disabled || each.closest("svg, .visually-hidden, .skip-link")) continue;
    const block = each.closest("p, li, dd, dt, td, th, figcaption, h1, h2, h3, div");
    const alone = block === null || block.textContent.trim() === each.textContent.trim();
    if (each.tagName === "A" && !alone && getComputedStyle(each).display === "inline") continue;
    const isStretched = getComputedStyle(each, "::after").position === "absolute";
    const box = (each.closest(isStretched ? ".card" : "label") ?? each).getBoundingClientRect();
    const size = `${box.width.toFixed(1)} x ${box.height.toFixed(1)}`;
    if (box.height < 23.9 || box.width < 23.9) found.push(`${size} ${each.outerHTML.slice(0, 90)}`);
  }
  return found;
}"""


# --- without JavaScript -----------------------------------------------------


def test_without_javascript_the_lists_are_whole(site: Built, go: Any):
    for kind in ("directory", "table"):
        page = go(kind, java_script_enabled=False)
        assert page.locator("[data-list] [data-record]:visible").count() == len(site.catalog.partnerships)
    page = go("compare", java_script_enabled=False)
    assert page.get_by_role("link", name="The table of all partnerships").is_visible()


# --- paper, motion, colors --------------------------------------------------


@pytest.mark.parametrize("kind", ["fullest record", "directory", "county"])
def test_print_leaves_the_pages_chrome_out(kind: str, go: Any):
    page = go(kind)
    page.emulate_media(media="print")
    chrome = ".skip-link, .site-nav, .section-nav, .breadcrumb, .site-footer, button, form, [data-compare-bar]"
    assert page.locator(f":is({chrome}):visible").count() == 0
    assert page.locator("h1").is_visible()


@pytest.mark.parametrize("kind", ["home", "directory", "fullest record"])
def test_a_print_says_whose_page_it_is_and_where(kind: str, site: Built, go: Any):
    page = go(kind)
    head = page.locator(".print-head")
    assert head.is_hidden()
    page.emulate_media(media="print")
    address = page.locator("link[rel=canonical]").get_attribute("href")
    assert head.inner_text().split("\n") == [site.catalog.program.site_name, address]


def test_a_printed_record_is_whole_and_short(site: Built, go: Any):
    page = go("fullest record")
    page.emulate_media(media="print")
    for name in ("Sources", "How to join", "Where it works"):
        assert page.get_by_role("heading", name=name, exact=True).is_visible()
    number = len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(format="Letter")))
    assert 1 <= number <= 4


def test_print_is_dark_on_light_in_the_dark_scheme_too(go: Any):
    page = go("fullest record", color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    light = """selector => {
      const canvas = document.createElement("canvas").getContext("2d");
      canvas.fillStyle = getComputedStyle(document.querySelector(selector)).color;
      canvas.fillRect(0, 0, 1, 1);
      return canvas.getImageData(0, 0, 1, 1).data.slice(0, 3).reduce((sum, each) => sum + each, 0);
    }"""
    assert page.evaluate(light, "h1") < 300 and page.evaluate(light, "main p") < 300


@pytest.mark.parametrize("kind", ["home", "directory", "fullest record"])
def test_less_motion_is_respected(kind: str, go: Any):
    page = go(kind, reduced_motion="reduce")
    moving = """() => [...document.querySelectorAll("*")].filter((each) => {
      const style = getComputedStyle(each);
      const seconds = (words) => Math.max(...words.split(",").map(parseFloat));
      return seconds(style.transitionDuration) > 0.01
        || (style.animationName !== "none" && seconds(style.animationDuration) > 0.01)
        || style.scrollBehavior === "smooth";
    }).map((each) => each.outerHTML.slice(0, 80))"""
    assert page.evaluate(moving) == []


LOOK = """each => {
  const style = getComputedStyle(each);
  return ["backgroundColor", "borderTopColor", "borderTopStyle", "borderTopWidth", "fill", "stroke"]
    .map((name) => style[name]).join();
}"""


def test_forced_colors_tell_reached_stages_from_others(big: Built, visit: Visitor):
    page = visit(f"{big.url}partnerships/", forced_colors="active")
    track = page.locator(".stage:not(.stage--unknown):has(.stage__segment:not(.is-reached))").first
    reached = track.locator(".is-reached").first.evaluate(LOOK)
    assert reached != track.locator(".stage__segment:not(.is-reached)").first.evaluate(LOOK)


def test_forced_colors_keep_buttons_and_focus(go: Any):
    page = go("fullest record", forced_colors="active")
    assert page.locator(".button").first.evaluate("each => getComputedStyle(each).borderTopStyle") != "none"
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED)["seen"]


def test_forced_colors_tell_marked_counties_from_others(go: Any):
    page = go("county", forced_colors="active")
    marked = page.locator(".map--small .is-shown").first.evaluate(LOOK)
    assert marked != page.locator(".map--small path:not(.is-shown)").first.evaluate(LOOK)


# --- the color scheme -------------------------------------------------------


def stored(page: Page) -> dict[str, str]:
    return page.evaluate("({...localStorage, ...sessionStorage})")


def test_the_scheme_is_kept_only_when_somebody_chooses_one(go: Any):
    page = go("home", color_scheme="light")
    button = page.locator("[data-scheme-button]")
    assert stored(page) == {} and button.get_attribute("aria-pressed") == "false"
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    assert list(stored(page).values()) == ["dark"]
    page.reload()
    assert page.evaluate("document.documentElement.dataset.scheme") == "dark"
    button.click()
    assert stored(page) == {}, "what the system wants needs no keeping"
    assert page.context.cookies() == []


@pytest.mark.parametrize("kind", ["directory", "filtered", "compare", "fullest record"])
def test_nothing_is_kept_by_looking_around(kind: str, go: Any):
    page = go(kind)
    assert stored(page) == {} and page.context.cookies() == []


def test_the_chosen_scheme_looks_like_the_systems(go: Any):
    look = """() => ["body", "h1", ".site-header"].map((each) => {
      const { backgroundColor, color } = getComputedStyle(document.querySelector(each));
      return `${backgroundColor} ${color}`;
    })"""
    page = go("home", color_scheme="light", reduced_motion="reduce")
    page.locator("[data-scheme-button]").click()
    chosen = page.evaluate(look)
    assert chosen == go("home", color_scheme="dark", reduced_motion="reduce").evaluate(look)
