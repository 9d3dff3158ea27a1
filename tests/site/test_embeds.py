"""Embeds as other sites use them: in Chromium, from another origin, several on a page, in tabs, without scripts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from typing import Any

import building
import pytest
from axe import in_every_view, violations
from markup import tree
from playwright.sync_api import Frame, Locator, Page, expect
from serving import serving
from visiting import Built, Visitor

from macros.data.catalog import served
from macros.data.models import Partnership
from macros.sitewide import embeds

HOSTS = Path(__file__).parents[1] / "embeds" / "hosts"
CONTRACT = json.loads((HOSTS.parent / "contract-v1.json").read_text(encoding="utf-8"))
BUDGET = 50_000  # bytes of an embedded page with all that it loads

# Whether a frame is just as tall as its page; what is in the frame is asked from inside of it.
HEIGHT = "Math.ceil(document.documentElement.getBoundingClientRect().height)"


@pytest.fixture
def shown(site: Built) -> Partnership:
    """The partnership that the pages of the other site show."""
    return chosen(site)


def chosen(site: Built) -> Partnership:
    """A partnership that works in a county and whose short title stands in no other, so that a link is found by it."""
    every = list(site.catalog.partnerships.values())
    fits = [
        each
        for each in every
        if sum(name(each) in one.title for one in every) == 1 and served(each, site.catalog).get("county")
    ]
    return fits[0]


def name(partnership: Partnership) -> str:
    return partnership.short_title or partnership.title


def county(site: Built) -> str:
    """The id of a county whose list shows the partnership."""
    return served(chosen(site), site.catalog)["county"][0].id


@pytest.fixture
def host(site: Built, tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """Addresses of another site's pages, which show what the library offers."""
    fragments = sorted((site.folder / "embed").rglob("partnership*/*/*/fragment.html"))[:3]
    with serving(tmp_path, "/") as url, serving(HOSTS, "/") as other:
        (tmp_path / "404.html").write_text("nothing")
        partnership = chosen(site)
        ours = {
            "PARTNERSHIP": partnership.id,
            "TITLE": escape(name(partnership)),
            "COUNTY": county(site),
            "FIGURE": next(iter(site.catalog.figures)),
        }
        words = {
            **ours,
            "SITE/": site.url,
            "OTHER/": other,
            "FRAGMENTS": "".join(each.read_text() for each in fragments),
        }
        for file in HOSTS.glob("*.html"):
            made = file.read_text(encoding="utf-8")
            for word, meaning in words.items():
                made = made.replace(word, meaning)
            (tmp_path / file.name).write_text(made, encoding="utf-8")
        yield lambda name: f"{url}{name}.html"


def inside(element: Locator) -> Frame:
    """The page in a frame, or in the frame that an element of ours has made."""
    frame = None
    for _ in range(50):  # a frame of ours is made a moment after its element
        handle = element.evaluate_handle("each => each.shadowRoot?.querySelector('iframe') ?? each").as_element()
        if frame := handle.content_frame() if handle else None:
            break
        element.page.wait_for_timeout(100)
    assert frame is not None
    frame.wait_for_load_state()
    return frame


def height(element: Locator) -> float:
    return element.evaluate("each => (each.shadowRoot?.querySelector('iframe') ?? each).clientHeight")


def expect_fit(page: Page, element: Locator) -> None:
    """The frame gets as tall as its page, so that nothing in it scrolls."""
    frame = inside(element)
    for _ in range(100):
        if height(element) == frame.evaluate(HEIGHT):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{height(element)} is not {frame.evaluate(HEIGHT)}")


# --- heights ------------------------------------------------------------------


def test_all_embeds_on_a_page_fit(visit: Visitor, host: Callable[[str], str]):
    page = visit(host("many"))
    embeds = page.locator("iframe, mip-embed").all()[:6]
    for each in embeds:
        each.scroll_into_view_if_needed()
        expect_fit(page, each)
    assert len({height(each) for each in embeds}) > 3


def test_they_fit_on_narrow_screens_and_follow_a_turn(visit: Visitor, host: Callable[[str], str]):
    page = visit(host("many"), viewport={"width": 320, "height": 700})
    card = page.locator("#card")
    expect_fit(page, card)
    tall = height(card)
    for id in ("list", "card", "figure"):
        page.locator(f"#{id}").scroll_into_view_if_needed()
        assert inside(page.locator(f"#{id}")).evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.set_viewport_size({"width": 1000, "height": 700})
    expect_fit(page, card)
    assert height(card) < tall


def test_they_fit_in_a_tab_that_opens_later(visit: Visitor, host: Callable[[str], str]):
    page = visit(host("tabs"))
    tab = page.locator("#tab")
    page.wait_for_timeout(300)
    assert page.locator("#tab iframe").first.evaluate("each => each.style.height") == ""
    for _ in range(2):  # and again, when the tab was left
        tab.evaluate("each => { each.style.display = 'block'; }")
        for each in tab.locator("> iframe, > mip-embed").all():
            expect_fit(page, each)
        tab.evaluate("each => { each.style.display = 'none'; }")
        page.wait_for_timeout(100)


def test_a_script_that_comes_late_asks(visit: Visitor, host: Callable[[str], str], site: Built):
    page = visit(host("bare"))
    inside(page.locator("#card"))
    page.wait_for_timeout(200)
    assert height(page.locator("#card")) == 420
    page.add_script_tag(url=f"{site.url}assets/ours/js/embed.js")
    expect_fit(page, page.locator("#card"))


def test_the_message_keeps_its_shape(visit: Visitor, host: Callable[[str], str], site: Built, shown: Partnership):
    page = visit(host("bare"))
    page.evaluate("addEventListener('message', ({ data, origin }) => { window.told = { data, origin }; })")
    inside(page.locator("#card"))
    page.locator("#card").evaluate(
        "each => each.contentWindow.postMessage({ type: 'mip-embed', version: 1, ask: 'height' }, '*')"
    )
    page.wait_for_function("window.told")
    told = page.evaluate("window.told")
    assert {name: type(value).__name__ for name, value in told["data"].items()} == CONTRACT["message"]
    assert (told["data"]["type"], told["data"]["version"]) == ("mip-embed", 1)
    assert told["data"]["id"] == f"partnership/{shown.id}"
    assert site.url.startswith(told["origin"])


LIES = [
    ("other", {"type": "mip-embed", "version": 1, "id": "partnership/x", "height": 5000}),
    ("card", {"type": "mip-embed", "version": 2, "id": "x", "height": 5000}),
    ("card", {"type": "something-else", "version": 1, "id": "x", "height": 5000}),
    ("card", {"type": "mip-embed", "version": 1, "id": "x", "height": "5000px; color: red"}),
    ("card", {"type": "mip-embed", "version": 1, "id": "x", "height": -1}),
    ("card", {"type": "mip-embed", "version": 1, "id": "x", "height": 1e9}),
    ("card", {"type": "mip-embed", "version": 1, "id": "x"}),
    ("card", None),
    ("card", "mip-embed"),
]


def test_no_other_message_changes_a_height(visit: Visitor, host: Callable[[str], str], site: Built):
    page = visit(host("bare"))
    page.add_script_tag(url=f"{site.url}assets/ours/js/embed.js")
    expect_fit(page, page.locator("#card"))
    before = [height(page.locator(f"#{id}")) for id in ("card", "other")]
    for id, lie in LIES:
        inside(page.locator(f"#{id}")).evaluate("lie => parent.postMessage(lie, '*')", lie)
    page.evaluate("lie => postMessage(lie, '*')", LIES[0][1])  # the site itself is no frame of ours
    page.wait_for_timeout(200)
    assert [height(page.locator(f"#{id}")) for id in ("card", "other")] == before
    inside(page.locator("#card")).evaluate("lie => parent.postMessage(lie, '*')", LIES[0][1])
    page.wait_for_timeout(200)
    assert height(page.locator("#card")) == 5000, "the test's own message is right, but for who sends it"
    # A frame that has left for another site is no longer believed, whatever its attribute says.
    frame = inside(page.locator("#card"))
    frame.goto(str(page.locator("#other").get_attribute("src")))
    frame.evaluate("lie => parent.postMessage(lie, '*')", {**LIES[0][1], "height": 4000})
    page.wait_for_timeout(200)
    assert height(page.locator("#card")) == 5000


# --- what is in the frame --------------------------------------------------------


def test_links_open_in_the_whole_window(visit: Visitor, host: Callable[[str], str], site: Built, shown: Partnership):
    page = visit(host("many"))
    inside(page.locator("#list")).get_by_role("link", name=name(shown)).click()
    page.wait_for_url(f"{site.url}{shown.path}")


def test_every_link_of_an_embedded_page_leaves_the_frame(site: Built):
    kept = [
        f"{file.relative_to(site.folder)}: {each.get('href')}"
        for file in (site.folder / "embed").rglob("index.html")
        for each in tree(file.read_text(encoding="utf-8")).iter("a")
        if each.get("target") != "_top" or "noopener" not in each.get("rel", "")
    ]
    assert kept == []


def test_colors_follow_the_device_and_the_address(visit: Visitor, host: Callable[[str], str]):
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    page = visit(host("many"), color_scheme="light")
    light, dark = (inside(page.locator(f"#{id}")).evaluate(ground) for id in ("card", "figure"))
    assert light != dark
    page.emulate_media(color_scheme="dark")
    assert inside(page.locator("#card")).evaluate(ground) == dark
    page.locator("mip-embed").nth(1).scroll_into_view_if_needed()
    assert inside(page.locator("mip-embed").nth(1)).evaluate(ground) == light


def test_nothing_is_stored_and_nobody_else_is_asked(visit: Visitor, host: Callable[[str], str]):
    page = visit(host("many"))  # the visitor itself tells of requests to others
    for each in page.locator("iframe").all():
        frame = inside(each)
        assert frame.evaluate("[document.cookie, localStorage.length, sessionStorage.length]") == ["", 0, 0]
    assert page.context.cookies() == []


def test_without_scripts_the_height_is_fixed_and_the_full_page_is_linked(
    visit: Visitor, host: Callable[[str], str], site: Built
):
    page = visit(host("many"), java_script_enabled=False)
    assert page.locator("#list").bounding_box()["height"] == 640
    frame = page.frame_locator("#list")
    expect(frame.get_by_role("heading", level=2)).to_be_visible()
    link = frame.locator(".mip-from a")
    expect(link).to_have_attribute("href", f"../../../../../counties/{county(site)}/")
    expect(page.locator("mip-embed a").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_frames(scheme: str, visit: Visitor, host: Callable[[str], str]):
    page = visit(host("many"), color_scheme=scheme, reduced_motion="reduce")
    for id in ("list", "card", "figure", "map"):
        page.locator(f"#{id}").scroll_into_view_if_needed()
        # The heading of level 1 is that of the page around.
        found = [each for each in violations(inside(page.locator(f"#{id}"))) if "heading-one" not in each]
        assert found == [], id


def test_axe_finds_nothing_in_fragments(visit: Visitor, host: Callable[[str], str]):
    page = visit(host("fragment"))
    assert page.locator(".mip").count() == 3
    # Whether everything stands in a landmark is the matter of the page around.
    assert [each for each in violations(page) if not each.startswith(("region", "landmark"))] == []


# --- the custom element ----------------------------------------------------------


def test_an_element_becomes_a_frame_with_a_name(
    visit: Visitor, host: Callable[[str], str], site: Built, shown: Partnership
):
    page = visit(host("many"))
    facts = page.locator("mip-embed").evaluate_all(
        "all => all.map((each) => each.shadowRoot?.querySelector('iframe')).map((each) => each && [each.src, each.title, each.loading])"
    )
    assert facts == [
        [f"{site.url}embed/v1/partnership/{shown.id}/", name(shown), "lazy"],
        [f"{site.url}embed/v1/partnerships/stage/not-stated/?scheme=light", "Stage not stated", "lazy"],
        None,
        None,
        None,
    ]
    expect(page.get_by_text("Not from there")).to_be_visible()
    expect(page.get_by_role("link", name=name(shown))).to_have_count(0)


def test_an_element_follows_its_attributes_and_can_move(visit: Visitor, host: Callable[[str], str], site: Built):
    other = next(each for each in site.catalog.partnerships.values() if each is not chosen(site))
    page = visit(host("many"))
    first = page.locator("mip-embed").first
    first.evaluate("(each, id) => { each.setAttribute('id', id); document.body.prepend(each); }", other.id)
    expect_fit(page, first)
    assert inside(first).url == f"{site.url}embed/v1/partnership/{other.id}/"


# --- size, addresses, oEmbed -----------------------------------------------------


def test_every_embedded_page_is_light(site: Built):
    assert list(heavy(site)) == []


@pytest.mark.slow
def test_every_embedded_page_of_a_big_library_is_light(big: Built):
    assert list(heavy(big)) == []
    long = (big.folder / "embed/v1/partnerships/county/york/index.html").read_text(encoding="utf-8")
    assert long.count('class="mip-item"') == 12
    assert f"All {len(big.catalog.partnerships_of(big.catalog.counties['york'])):,} in the directory" in long


def heavy(site: Built) -> Iterator[str]:
    shared = sum((site.folder / "assets/ours" / name).stat().st_size for name in ("css/embed.css", "js/embed-frame.js"))
    for file in (site.folder / "embed").rglob("index.html"):
        if file.stat().st_size + shared >= BUDGET:
            yield f"{file.relative_to(site.folder)}: {file.stat().st_size + shared}"


def test_embedded_pages_are_not_for_search_engines(site: Built):
    assert "/embed/" not in (site.folder / "sitemap.xml").read_text(encoding="utf-8")
    for file in (site.folder / "embed").rglob("index.html"):
        head = tree(file.read_text(encoding="utf-8"))[0]
        assert [each.get("content") for each in head.iter("meta") if each.get("name") == "robots"] == ["noindex"]
        (full,) = [each.get("href", "") for each in head.iter("link") if each.get("rel") == "canonical"]
        assert (site.folder / full.removeprefix(building.URL) / "index.html").is_file(), full


def test_every_link_of_a_fragment_is_whole_and_leads_somewhere(site: Built):
    for file in (site.folder / "embed").rglob("fragment.html"):
        for each in tree(file.read_text(encoding="utf-8")).iter("a"):
            address = each.get("href", "")
            assert address.startswith("http"), address
            if address.startswith(building.URL):
                path = address.removeprefix(building.URL).partition("#")[0].partition("?")[0]
                assert (site.folder / path / "index.html").is_file(), address


class Consumer:
    """What a system does that reads oEmbed: it finds the answer by the page's link, and shows its HTML."""

    def __init__(self, page: Page, site: Built) -> None:
        self._page, self._site = page, site

    def _get(self, address: str) -> str:
        assert address.startswith(building.URL)
        answer = self._page.request.get(address.replace(building.URL, self._site.url))
        assert answer.ok, address
        return answer.text()

    def answer(self, address: str) -> dict[str, Any]:
        head = tree(self._get(address))[0]
        (link,) = [each for each in head.iter("link") if each.get("type") == "application/json+oembed"]
        assert link.get("rel") == "alternate" and link.get("title")
        return json.loads(self._get(link.get("href", "")))


RECORDS = ("partnerships", "industries", "counties")
WRITTEN = ("embed/v1/map/", "partnerships/map/", "training/", "grants/funding/")


@pytest.mark.parametrize("path", [*RECORDS, *WRITTEN])
def test_an_oembed_consumer_gets_its_answer(path: str, visit: Visitor, site: Built):
    page = visit(site.url)
    address = next(iter(site.catalog.tables[path].values())).path if path in RECORDS else path
    answer = Consumer(page, site).answer(building.URL + address)
    assert {name: type(value).__name__ for name, value in answer.items()} == CONTRACT["oembed"]
    assert (answer["version"], answer["type"], answer["provider_url"]) == ("1.0", "rich", building.URL)
    page.set_content(answer["html"].replace(building.URL, site.url))
    frame = page.locator("iframe")
    expect(frame).to_have_attribute("title", answer["title"])
    assert frame.bounding_box()["height"] == answer["height"] and frame.bounding_box()["width"] == answer["width"]
    expect(page.frame_locator("iframe").get_by_role("heading", level=2)).to_be_visible()


def test_every_oembed_answer_shows_a_page_that_is_there(site: Built):
    files = list((site.folder / "oembed").rglob("*.json"))
    assert len(files) == len(list((site.folder / "embed").rglob("fragment.html")))
    for file in files:
        answer = json.loads(file.read_text(encoding="utf-8"))
        frame = tree(answer["html"])
        assert frame.get("title") == answer["title"]
        path = frame.get("src", "").removeprefix(building.URL)
        assert path.removeprefix("embed/").rstrip("/") == str(file.relative_to(site.folder / "oembed"))[: -len(".json")]
        assert (site.folder / path / "index.html").is_file()


# --- the builder -----------------------------------------------------------------


def test_the_builder_by_keyboard(visit: Visitor, site: Built, shown: Partnership):
    page = visit(f"{site.url}data/embeds/", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_label("What to show").focus()
    page.keyboard.type("One partn")
    which = page.get_by_label("Partnership", exact=True)
    expect(which).to_be_visible()
    which.select_option(shown.id)
    preview = page.frame_locator("[data-preview]")
    expect(preview.get_by_role("heading", level=2)).to_have_text(shown.title)
    expect_fit(page, page.locator("[data-preview]"))
    assert f"what=partnership&which={shown.id}" in page.url
    which.focus()
    seen = []
    for _ in range(12):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.id || document.activeElement.dataset.copy"))
    assert [each for each in seen if each][:4] == ["embed-scheme", "embed-iframe", "embed-iframe", "embed-element"]
    copy = page.get_by_role("button", name="Copy Frame (iframe)")
    copy.press("Enter")
    expect(page.locator("[data-status]")).to_have_text("Copied: Frame (iframe).")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.get_by_label("Frame (iframe)").input_value()
    assert f'src="{building.URL}embed/v1/partnership/{shown.id}/"' in copied


def ring(element: Locator) -> str:
    """The style of an element's outline, ``none`` where it has no ring."""
    return element.evaluate("each => getComputedStyle(each).outlineStyle")


@pytest.mark.parametrize("links", ["with a link", "without a link"])
def test_the_preview_shows_that_it_has_the_focus(links: str, visit: Visitor, site: Built):
    page = visit(f"{site.url}data/embeds/?what=figure")
    preview = page.locator("[data-preview]")
    frame = inside(preview)
    frame.locator("a").first.wait_for()
    if links == "without a link":  # the page in the frame takes the focus itself
        frame.evaluate("for (const link of document.links) link.removeAttribute('href')")
    page.get_by_label("Colors").focus()
    assert ring(preview) == "none"
    page.keyboard.press("Tab")
    expect(preview).to_be_focused()
    expect(preview).to_have_css("outline-style", "solid")
    assert preview.evaluate("each => parseFloat(getComputedStyle(each).outlineWidth)") >= 2
    page.keyboard.press("Tab")
    expect(preview).to_have_css("outline-style", "none")
    page.keyboard.press("Shift+Tab")
    expect(preview).to_have_css("outline-style", "solid")
    # Another choice makes another frame, which has no focus.
    page.get_by_label("Colors").select_option("dark")
    expect(page.locator("[data-preview]")).to_have_css("outline-style", "none")


def test_the_builder_takes_its_state_from_the_address(visit: Visitor, site: Built):
    id = county(site)
    page = visit(f"{site.url}data/embeds/?what=partnerships/county&which={id}&scheme=dark")
    expect(page.locator("#embed-which")).to_have_value(id)
    start = f"{building.URL}embed/v1/partnerships/county/{id}/"
    assert f'src="{start}?scheme=dark"' in page.locator("#embed-element").input_value()
    assert page.locator("#embed-fragment").input_value() == f"{start}fragment.html"
    assert page.locator("#embed-oembed").input_value() == f"{building.URL}oembed/v1/partnerships/county/{id}.json"
    page.goto(f"{site.url}data/embeds/?what=partnership&which=not-there")
    expect(page.locator("[data-status]")).to_contain_text("not here")


def test_the_code_that_it_gives_works(visit: Visitor, host: Callable[[str], str], site: Built, tmp_path: Path):
    page = visit(f"{site.url}data/embeds/?what=map")
    expect(page.locator("#embed-iframe")).not_to_have_value("")
    codes = [page.locator(f"#embed-{name}").input_value() for name in ("iframe", "element")]
    (tmp_path / "copied.html").write_text(
        '<link rel="icon" href="data:,">' + "".join(codes).replace(building.URL, site.url)
    )
    page.goto(host("copied"))
    for each in page.locator("iframe, mip-embed").all():
        each.scroll_into_view_if_needed()
        expect_fit(page, each)


HOSTILE = """"><script>document.title = 'run'</script><img src=x onerror="document.title = 'run'"> '{src}' &quot; $& </textarea>"""


def test_hostile_titles_are_inert_in_the_code(visit: Visitor, site: Built, shown: Partnership):
    page = visit()
    answer = json.dumps({"choices": [[shown.id, HOSTILE]]})
    page.route("**/partnership/index.json", lambda route: route.fulfill(body=answer, content_type="application/json"))
    page.goto(f"{site.url}data/embeds/?what=partnership")
    expect(page.locator("#embed-which")).to_have_value(shown.id)
    for name, tags in (("iframe", "iframe script"), ("element", "mip-embed a script")):
        code = page.locator(f"#embed-{name}").input_value()
        made = tree(f"<div>{code}</div>")
        assert " ".join(each.tag for each in list(made.iter())[1:]) == tags
        assert HOSTILE in (made[0].get("title"), made[0].get("label"))
    assert page.title() != "run"
    assert page.locator("[data-preview]").get_attribute("title") == f"Preview: {HOSTILE}"


def test_a_long_list_is_narrowed_by_words(visit: Visitor, site: Built):
    page = visit()
    answer = json.dumps({"choices": [[f"n{each}", f"Number {each} of many"] for each in range(1_000)]})
    page.route("**/partnership/index.json", lambda route: route.fulfill(body=answer, content_type="application/json"))
    visit.expected = "404"  # the invented ones have no page
    page.goto(f"{site.url}data/embeds/?what=partnership&which=n900")
    expect(page.locator("#embed-which")).to_have_value("n900")
    expect(page.locator("[data-narrowed]")).to_have_text("The first 201 of 1000 are in the list.")
    page.get_by_label("Find by words").fill("many 77")
    expect(page.locator("[data-narrowed]")).to_have_text("19 in the list.")
    page.get_by_label("Find by words").fill("nothing like it")
    expect(page.locator("[data-narrowed]")).to_have_text("0 in the list.")
    expect(page.locator("[data-result]")).to_be_hidden()


def test_axe_finds_nothing_in_the_builder(visit: Visitor, site: Built):
    page = visit(f"{site.url}data/embeds/?what=figure")
    expect(page.locator("[data-result]")).to_be_visible()
    assert list(in_every_view(page)) == []


def test_nothing_in_the_builder_is_wider_than_a_small_screen(visit: Visitor, site: Built):
    page = visit(f"{site.url}data/embeds/?what=figure", viewport={"width": 320, "height": 700})
    expect(page.locator("[data-result]")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_without_scripts_the_page_says_the_addresses(visit: Visitor, site: Built):
    page = visit(f"{site.url}data/embeds/", java_script_enabled=False)
    expect(page.locator("[data-form]")).to_be_hidden()
    expect(page.locator("[data-without-script]")).to_be_visible()
    rows = page.locator(".embed-addresses tbody tr")
    assert rows.count() == len(embeds.KINDS)
    for row in rows.all():
        expect(row).to_contain_text("embed/v1/")
        address = row.locator("a").get_attribute("href")
        assert (site.folder / "data/embeds" / str(address) / "index.html").resolve().is_file()
    expect(page.locator("article")).to_contain_text("fragment.html")
    expect(page.locator("article")).to_contain_text("oembed/v1/partnerships/industry/")
