"""What is found for what is typed, in Chromium: the made-up state and some names, in pages with as little as can be."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from library import ROOT
from playwright.sync_api import Browser, Page
from serving import serving

from macros.build import publishing
from macros.data.catalog import load_catalog
from macros.pages import outputs, page_layout, search_words
from macros.sitewide import searching

pytestmark = pytest.mark.browser
THEME = ROOT / "macros/theme"

# Names of nations of the Wabanaki, and others with letters and signs that people type in many ways: name, description.
ORGANIZATIONS = {
    "mikmaq": ("Mi’kmaq Nation", "A nation in the north."),
    "baskets": ("Basket makers", "It sells baskets of Mi'kmaq makers. We meet at the wharf. We weigh the ash."),
    "crafts": ("Miʼkmaq Crafts", "A shop."),
    "wolastoqey": ("Wəlastəkwey Council", "A council on the river."),
    "panawahpskek": ("Panawáhpskek School", "A school on an island."),
    "ecole": ("École Saint-Jean", "Teaches in French, from K–12 on."),
    "obrien": ("O’Brien Mills", "A mill. It works at night."),
    "senor": ("Señor Fish", "Sells smoked fish."),
    "schools": ("K-12 Alliance", "Schools of one town, with health-care classes."),
    "it-works": ("IT Works", "Repairs computers."),
    "works": ("Works, works and works", "It repairs works. All works here are works of works."),
    "for-east": ("FOR/East", "A coalition for the forest."),
    "east": ("East for ever", "For the east, for all of the east, for ever."),
    "mountain": ("Mountain Mouth Mounting", "Mounts mountains."),
    "clinic": ("Harbor Clinic", "Hires a dental hygienist, and a carpenter. Keeps an account of the metric ton."),
    "trail": ("Sector trail", "The “sector partnerships” of the trail."),
    "far": ("Far apart", "A sector without a partnership."),
    "memo": ("Memo office", "Signs each memorandum of understanding."),
}
SYNONYMS = {"mou": "MOU; memorandum of understanding", "crew": "Wəlastəkwey Council; river people"}
LAYOUT = """\
<!doctype html><html lang="en" data-base="{base}"><head><meta charset="utf-8">
<meta property="og:title" content="{title}" data-pagefind-meta="title[content]">{head}</head>
<body>{breadcrumb}<article {searched}>{body}</article>{pattern}</body></html>"""


@pytest.fixture(scope="module")
def url(state: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site of the searched pages, with its index."""
    folder = tmp_path_factory.mktemp("finding")
    data = Path(shutil.copytree(state, folder / "data"))
    with (data / "program/organizations.csv").open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [id, name, "", "office", "", "", said, "2026-01-10", ""] for id, (name, said) in ORGANIZATIONS.items()
        )
    with (data / "program/synonyms.csv").open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(SYNONYMS.items())
    _write_pages(folder / "site", data)
    searching.index(folder / "site")
    with serving(folder / "site") as address:
        yield address


def _write_pages(site_dir: Path, data: Path) -> None:
    """Write the searched pages of ``data`` with their heads and bodies, and the scripts."""
    catalog, site = load_catalog(data), outputs.Site(today=date(2026, 3, 1), url="https://example.org/library/")
    pattern = (THEME / "partials/search-dialog.html").read_text(encoding="utf-8").partition("<template")
    named = {"base": "", **page_layout.SLOTS, "pattern": "".join(pattern[1:])}
    layout = page_layout.Layout(LAYOUT.format_map(named), "")
    shutil.copytree(THEME / "assets/ours/js", site_dir / "assets/ours/js")
    for page in (each for view in publishing.VIEWS for each in view.outputs(catalog, site)):
        if isinstance(page, outputs.Page) and page.make().facets:
            _write(site_dir / page.path / "index.html", layout.render(page, site))
    _write(
        site_dir / "404.html",
        LAYOUT.format_map(dict.fromkeys(named, "") | {"base": ".", "pattern": "".join(pattern[1:])}),
    )


def _write(file: Path, html: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(html, encoding="utf-8")


@pytest.fixture(scope="module")
def page(browser: Browser, url: str) -> Iterator[Page]:
    opened = browser.new_page()
    opened.goto(f"{url}404.html")
    yield opened
    opened.close()


Find = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def find(page: Page, url: str) -> Find:
    """What is found for words: the addresses below the root, and what is said of the words that were not found."""

    def asked(words: str, typing: bool = False, **filters: list[str]) -> dict[str, Any]:
        return page.evaluate(
            """async ([url, words, filters, typing]) => {
              const { find } = await import(`${url}assets/ours/js/finding.js`);
              const { loadFacet } = await import(`${url}assets/ours/js/search-engine.js`);
              await loadFacet("kind", "east");
              const found = await find(words, filters, typing);
              const pages = await Promise.all(found.results.map((each) => each.data()));
              const paths = pages.map((each) => each.url.replace(new URL(url).pathname, ""));
              return { ...found, results: null, paths, counts: await found.counts("kind") };
            }""",
            [url, words, filters, typing],
        )

    return asked


# --- whole names, letters and signs ---------------------------------------------------


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("FOR/East", "for-east"),
        ("for/east", "for-east"),
        ("IT Works", "it-works"),
        ("it works", "it-works"),
        ("  IT   Works ", "it-works"),
        ("Works, works and works", "works"),
        ("Mi’kmaq Nation", "mikmaq"),
        ("Mi'kmaq nation", "mikmaq"),
        ("mikmaq nation", "mikmaq"),
        ("Miʼkmaq Nation", "mikmaq"),
        ("mi‘kmaq nation", "mikmaq"),
        ("mikmaq crafts", "crafts"),
        ("Mi’kmaq Crafts", "crafts"),
        ("Wəlastəkwey", "wolastoqey"),
        ("welastekwey", "wolastoqey"),
        ("WELASTEKWEY COUNCIL", "wolastoqey"),
        ("river people", "wolastoqey"),
        ("Panawahpskek", "panawahpskek"),
        ("Panawáhpskek", "panawahpskek"),
        ("ecole saint jean", "ecole"),
        ("École Saint–Jean", "ecole"),
        ("O'Brien", "obrien"),
        ("O’Brien", "obrien"),
        ("obrien", "obrien"),
        ("senor", "senor"),
        ("Señor fish", "senor"),
        ("K-12 Alliance", "schools"),
        ("K–12 alliance", "schools"),
        ("K‑12 alliance", "schools"),
        ("Harbor Clinic", "clinic"),
        ("MOU", "memo"),
    ],
)
def test_a_name_comes_first_however_it_is_written(words: str, first: str, find: Find):
    assert find(words)["paths"][0] == f"organizations/{first}/"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("mikmaq", {"mikmaq", "baskets", "crafts"}),
        ("Mi’kmaq", {"mikmaq", "baskets", "crafts"}),
        ("Miʼkmaq", {"mikmaq", "baskets", "crafts"}),
        ("K-12", {"schools", "ecole"}),
        ("K–12", {"schools", "ecole"}),
        ("k12", {"schools", "ecole"}),
        ("healthcare", {"schools"}),
        ("health care", {"schools"}),
        ("health-care", {"schools"}),
        ("hygienists", {"clinic"}),
        ("FOR/East", {"for-east"}),
        ("IT Works", {"it-works", "obrien"}),  # where it is a name, what only has the large word stays out
        ("mill at night", {"obrien"}),
        ("wharf of the baskets", {"baskets"}),  # nowhere as it stands, so small words go
        ('"sector partnership"', {"trail"}),
        ("“sector partnership”", {"trail"}),
        ("„sector partnership“", {"trail"}),
        ('"sector partnership" trail', {"trail"}),
        ("sector partnership", {"trail", "far"}),
    ],
)
def test_words_find_just_the_pages_that_have_them(words: str, found: set[str], find: Find):
    assert set(find(words)["paths"]) == {f"organizations/{each}/" for each in found}


# --- words that are nowhere -----------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "nearest"),
    [
        ("welder", ""),  # not pages that have "we"
        ("metrix", "metric"),
        ("accountant", ""),  # of the stem of "account"
        ('"accountant"', ""),
        ("MOUN", ""),  # a short name is no beginning of "mountain"
        ("hygenist", "hygienist"),
        ("mountian", "mountain"),
        ("K-13", ""),
        ("zzqqxx", ""),
    ],
)
def test_a_word_that_is_nowhere_finds_nothing_but_the_nearest(words: str, nearest: str, find: Find):
    found = find(words)
    assert (found["paths"], found["nearest"]) == ([], nearest)


def test_the_other_words_are_found_and_the_missing_one_is_told(find: Find):
    found = find("dental hygenist")
    assert found["paths"] == ["organizations/clinic/"]
    assert (found["missed"], found["nearest"]) == ("No page has the word “hygenist”.", "dental hygienist")


def test_where_no_page_has_all_words_the_rarest_decide(find: Find):
    found = find("hygienist sector")
    assert found["paths"] == ["organizations/clinic/"]
    assert found["missed"] == "No page has all of these words."


def test_a_phrase_that_is_nowhere_is_looked_for_as_words(find: Find):
    found = find('"partnership sector"')
    assert set(found["paths"]) == {"organizations/trail/", "organizations/far/"}
    assert found["missed"] == "These words were not found side by side."


@pytest.mark.parametrize("words", ["--", "“”", "?!"])
def test_signs_alone_find_nothing(words: str, find: Find):
    assert find(words)["paths"] == []


# --- beginnings ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "typing", "found"),
    [
        ("carpen", False, ["clinic"]),
        ("hyg", False, []),
        ("carp", True, ["clinic"]),
        ("dental carp", True, ["clinic"]),
        (
            "carp dental",
            True,
            ["clinic"],
        ),  # only the last word may go on; the others are left out where they are nowhere
        ("mou", True, ["memo"]),  # a whole word, so "mountain" is not looked for
        ("welder", True, []),
        ("hyg", True, ["clinic"]),
    ],
)
def test_the_last_word_may_be_the_beginning_of_another(words: str, typing: bool, found: list[str], find: Find):
    assert find(words, typing)["paths"] == [f"organizations/{each}/" for each in found]


def test_a_beginning_is_told_once_the_question_is_asked(find: Find):
    asked, typing = find("carpen"), find("carpen", True)
    assert (asked["missed"], asked["words"]) == ("No page has the word “carpen”.", "carpen…")
    assert (typing["missed"], typing["words"]) == ("", "carpen")


# --- filters ------------------------------------------------------------------------------


def test_counts_are_of_the_pages_that_are_found(find: Find):
    found = find("works", kind=["Organization"])
    every = find("works")
    assert set(found["paths"]) < set(every["paths"]) or found["hidden"] == 0
    assert every["counts"]["Organization"] == len(found["paths"])
    assert sum(every["counts"].values()) == len(every["paths"])


def test_filters_that_hide_everything_say_how_many(find: Find):
    found = find("mikmaq", kind=["Job"])
    assert (found["paths"], found["hidden"], found["nearest"]) == ([], 3, "")


# --- transcripts --------------------------------------------------------------------------


def test_a_result_in_a_transcript_says_the_minute(page: Page, url: str):
    shown = page.evaluate(
        """async (url) => {
          const { find } = await import(`${url}assets/ours/js/finding.js`);
          const { items } = await import(`${url}assets/ours/js/search-engine.js`);
          const { results, words } = await find("backbone");
          const [item] = await items(results.slice(0, 1), words);
          return [item.querySelector("a").getAttribute("href").split("#")[1], item.querySelector(".hit__moment").textContent];
        }""",
        url,
    )
    assert shown == ["t-0-05-31-1", "Said at 5:31. "]


# --- search by word on a list ---------------------------------------------------------------

ITEMS = [
    ("Forest products", "Timber for Mi’kmaq and other makers.", "MDOL; logging", "industry=wood"),
    ("Harbor Works", "A mill. It works at night.", "", "industry=sea county=not-stated"),
    ("Mountain Mouth", "K–12 health-care classes of two companies.", "ESL", "industry=sea"),
]
LABELS = {"industry=wood": "Forestry", "industry=sea": "Marine trades", "county=not-stated": "Not stated"}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("forestry", [0]),  # the label of its industry
        ("marine", [1, 2]),
        ("logging", [0]),  # a word that means the same
        ("mdol", [0]),
        ("ESL", [2]),
        ("mikmaq", [0]),
        ("MI'KMAQ", [0]),
        ("k-12", [2]),
        ("healthcare", [2]),
        ("health care", [2]),
        ("company", [2]),
        ("classes", [2]),
        ("class", [2]),
        ("it works", [1]),
        ("works of mountain", []),
        ("“works at night”", [1]),
        ('"night at works"', []),
        ("moun", [2]),  # being typed
        ("MOU", []),
        ("mill of the night", [1]),
        ("ill", []),  # no part of a word but its beginning
        ("stated", []),  # what an item does not state is none of its words
        ("", [0, 1, 2]),
        ("--", [0, 1, 2]),
    ],
)
def test_a_list_is_searched_by_the_same_rule(words: str, found: list[int], page: Page, url: str):
    columns = dict(zip(("title", "summary", "words", "has"), map(list, zip(*ITEMS, strict=True)), strict=True))
    options = list(LABELS)
    data = columns | {
        "options": options,
        "facet_of": [each.partition("=")[0] for each in options],
        "has": [[options.index(one) for one in each.split()] for each in columns["has"]],
    }
    shown = page.evaluate(
        """async ([url, data, labels, words]) => {
          const { narrow, prepare } = await import(`${url}assets/ours/js/facet-rules.js`);
          return narrow(prepare(data, labels), new Set(), words, false).found;
        }""",
        [url, data, list(LABELS.values()), words],
    )
    assert shown == found


# --- one rule ---------------------------------------------------------------------------------


def test_the_build_folds_words_as_the_browser_does(page: Page, url: str):
    texts = [f"{name}. {said}" for name, said in ORGANIZATIONS.values()] + ["Ærø, Łódź, İstanbul; naïve ‘x’"]
    folded = page.evaluate(
        """async ([url, texts]) => {
          const { folded } = await import(`${url}assets/ours/js/matching.js`);
          return texts.map((each) => folded(each).match(/[\\p{L}\\p{N}]+/gu));
        }""",
        [url, texts],
    )
    assert folded == [search_words._tokens(each) for each in texts]
