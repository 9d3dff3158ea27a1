"""The macros that pages call: what they give, and what they say when a page names what is not there."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import Environment, StrictUndefined

import macros
from macros import MACROS, Context, MacroError, Stash
from macros.catalog import Catalog
from macros.outputs import Site

EXAMPLE = re.compile(r"\{\{[^{}]*\}\}")


@pytest.fixture(scope="module")
def page(catalog: Catalog) -> Context:
    """A page two folders below the site's root."""
    return Context(catalog, Site(today=date(2026, 11, 21)), "../../")


def run(example: str, page: Context) -> str:
    """What a page's line gives, as the host would run it."""
    called = {name: partial(macro, page) for name, macro in MACROS.items()}
    return Environment(undefined=StrictUndefined).from_string(example).render(called)


class Text(HTMLParser):
    """The links and the elements of a piece of HTML; knows whether they nest."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value or "" for name, value in attrs if name == "href"]
        if tag not in ("input", "br", "wbr", "path", "circle", "img", "use", "link"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


# --- every macro ----------------------------------------------------------------


@pytest.mark.parametrize("name", MACROS)
def test_docstring_is_one_sentence_with_an_example_that_works(name: str, page: Context) -> None:
    said = MACROS[name].__doc__ or ""
    assert "\n" not in said.strip() and said.strip().endswith("``.")
    (example,) = EXAMPLE.findall(said)
    assert example.startswith(f"{{{{ {name}(")
    assert run(example, page).strip()


def test_examples_of_the_guide_work(repo: Path, page: Context) -> None:
    lines = (repo / "HACKING.md").read_text(encoding="utf-8").splitlines()
    examples = [each for line in lines if line.endswith(") }}` |") for each in EXAMPLE.findall(line)]
    assert len(examples) == len(MACROS)
    assert all(run(example, page).strip() for example in examples)


@pytest.mark.parametrize("name", MACROS)
def test_html_nests_and_leads_to_places_of_the_site(name: str, page: Context) -> None:
    (example,) = EXAMPLE.findall(MACROS[name].__doc__ or "")
    text = Text(run(example, page))
    assert not text.wrong and not text.open
    allowed = ("../../", "http://", "https://", "mailto:", "tel:", "#")
    assert [link for link in text.links if not link.startswith(allowed)] == []


def test_plugin_gets_every_macro(page: Context) -> None:
    """mkdocs-macros looks for functions in ``env.variables``; the HTML waits in the page's stash."""
    stash = Stash()
    env = SimpleNamespace(
        variables={},
        conf=SimpleNamespace(extra={"catalog": page.catalog, "site": page.site}),
        page=SimpleNamespace(meta={"base": page.base, "stash": stash, "mistakes": []}),
    )
    macros.define_env(env)
    assert set(env.variables) == set(MACROS)
    token = env.variables["link"]("counties", "york")
    assert "<" not in token
    assert stash.unpack(f"<p>See {token}.</p>") == '<p>See <a href="../../counties/york/">York</a>.</p>'


# --- one by one -------------------------------------------------------------------


def test_count_counts_records_and_choices(page: Context) -> None:
    catalog = page.catalog
    assert MACROS["count"](page, "partnerships") == str(len(catalog.partnerships))
    assert MACROS["count"](page, "counties") == "16"
    healthcare = catalog.industries["healthcare"]
    found = [each for each in catalog.partnerships.values() if healthcare in each.industries]
    assert MACROS["count"](page, "partnerships", industry="healthcare") == str(len(found)) != "0"
    assert int(MACROS["count"](page, "partnerships", industry="healthcare", reach="statewide")) < len(found)


def test_cards_follow_the_filters_and_the_limit(page: Context) -> None:
    def ids(html: str) -> list[str]:
        return re.findall(r'data-record="([^"]+)"', html)

    every = ids(MACROS["partnership_cards"](page))
    assert every == list(page.catalog.partnerships)
    healthcare = ids(MACROS["partnership_cards"](page, industry="healthcare"))
    assert {"oral-health", "pre-clinical-health-care"} <= set(healthcare) < set(every)
    assert ids(MACROS["partnership_cards"](page, limit=1, industry="healthcare")) == healthcare[:1]


def test_filters_with_hyphens_are_written_with_low_lines(page: Context) -> None:
    area = next(iter(page.catalog.strategic_areas))
    assert int(MACROS["count"](page, "partnerships", strategic_area=area)) > 0


def test_figure_shows_number_and_unit_and_leads_to_its_passport(page: Context) -> None:
    id = "tourism-hospitality-summit-attendance"
    html = MACROS["figure"](page, id)
    assert f'href="../../partnerships/tourism-hospitality/#figure-{id}"' in html
    assert re.sub(r"<[^>]+>", "", html) == "140 people"


@pytest.mark.parametrize(
    ("id", "words"),
    [
        ("retail-career-pathways-rise-up", "over 300 people"),
        ("retail-career-pathways-events", "50 events planned"),
        ("forest-products-federal-money", "$535,000"),
        ("forest-products-retirement-2030", "over 26%"),
    ],
)
def test_figure_says_how_exact_it_is(id: str, words: str, page: Context) -> None:
    assert re.sub(r"<[^>]+>", "", MACROS["figure"](page, id)) == words


def test_link_takes_the_records_name_or_other_words(page: Context) -> None:
    assert MACROS["link"](page, "counties", "york") == '<a href="../../counties/york/">York</a>'
    assert MACROS["link"](page, "counties", "york", "the south & west").endswith(">the south &amp; west</a>")


def test_words_given_by_a_page_are_escaped(page: Context) -> None:
    assert "<b>" not in MACROS["link"](page, "counties", "york", "<b>x</b>")


def test_sources_stand_in_the_order_given(page: Context) -> None:
    html = MACROS["sources"](page, "mdol-awards-2022", "program-goals")
    titles = [page.catalog.sources[id].title for id in ("mdol-awards-2022", "program-goals")]
    assert 0 < html.index(titles[0]) < html.index(titles[1])


def test_program_gives_texts_only(page: Context) -> None:
    assert MACROS["program"](page, "name") == "Maine Industry Partnerships Program"
    with pytest.raises(MacroError, match="Did you mean 'tagline'"):
        MACROS["program"](page, "taglin")
    with pytest.raises(MacroError):
        MACROS["program"](page, "contact")


def test_contact_is_the_programs_own(page: Context) -> None:
    html = MACROS["contact"](page)
    assert "mailto:swb.dol@maine.gov" in html and "tel:+1-207-621-5165" in html


def test_lists_hold_every_record(page: Context) -> None:
    catalog = page.catalog
    lists = {
        "industry_list": catalog.industries, "county_list": catalog.counties,
        "workforce_area_list": catalog.workforce_areas, "organization_list": catalog.organizations,
        "county_map": catalog.counties, "partnership_directory": catalog.partnerships,
    }  # fmt: skip
    for macro, records in lists.items():
        html = MACROS[macro](page)
        assert [each.id for each in records.values() if f"{each.path}\"" not in html] == [], macro


def test_recent_changes_begin_with_the_newest(page: Context) -> None:
    days = re.findall(r'datetime="([^"]+)"', MACROS["recent_changes"](page, limit=4))
    assert len(days) == 4 and days == sorted(days, reverse=True)


def test_join_guide_repeats_every_step_once(page: Context) -> None:
    steps = sum(len(each.join) for each in page.catalog.partnerships.values())
    assert MACROS["join_guide"](page).count("<dd>") == steps > 0


# --- what does not exist ------------------------------------------------------------


def nearest(call: Callable[[], Any]) -> str:
    with pytest.raises(MacroError) as raised:
        call()
    return str(raised.value)


@pytest.mark.parametrize(
    ("example", "wrong", "near"),
    [
        ('{{ figure("tourism-hospitality-summit-atendance") }}', "tourism-hospitality-summit-atendance",
         "tourism-hospitality-summit-attendance"),
        ('{{ link("counties", "yorck") }}', "yorck", "york"),
        ('{{ link("countys", "york") }}', "countys", "counties"),
        ('{{ sources("program-goals", "program-gaols") }}', "program-gaols", "program-goals"),
        ('{{ count("partnership") }}', "partnership", "partnerships"),
        ('{{ count("partnerships", industri="forestry") }}', "industri", "industry"),
        ('{{ count("partnerships", industry="forrestry") }}', "forrestry", "forestry"),
        ('{{ partnership_cards(county="penobscott") }}', "penobscott", "penobscot"),
        ('{{ partnership_cards(stages="active") }}', "stages", "stage"),
        ('{{ program("descripton") }}', "descripton", "description"),
    ],
)  # fmt: skip
def test_wrong_word_names_the_nearest(example: str, wrong: str, near: str, page: Context) -> None:
    said = nearest(lambda: run(example, page))
    assert f"'{wrong}'" in said and f"Did you mean '{near}'?" in said


def test_word_like_no_other_is_named_alone(page: Context) -> None:
    said = nearest(lambda: MACROS["figure"](page, "0"))
    assert "'0'" in said and "Did you mean" not in said


def test_link_to_a_kind_without_pages_is_refused(page: Context) -> None:
    assert "no page" in nearest(lambda: MACROS["link"](page, "stages", "active"))


def test_count_takes_filters_of_partnerships_alone(page: Context) -> None:
    """``count("counties", industry="forestry")`` would else look like an answer."""
    nearest(lambda: MACROS["count"](page, "counties", industry="forestry"))


@pytest.mark.parametrize(
    "example",
    [
        '{{ partnership_cards(limit="3") }}',
        '{{ recent_changes(limit="5") }}',
        "{{ recent_changes(limit=-1) }}",
        '{{ sources(["program-goals"]) }}',
        "{{ program(5) }}",
        '{{ partnership_cards(industry=["forestry"]) }}',
    ],
)
def test_value_of_a_wrong_kind_is_refused_in_words(example: str, page: Context) -> None:
    nearest(lambda: run(example, page))
