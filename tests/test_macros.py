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
from macros.build.page_macros import MACROS, Stash
from macros.data.catalog import Catalog
from macros.pages.macro_context import Context, MacroError
from macros.pages.outputs import Site

EXAMPLE = re.compile(r"\{\{[^{}]*\}\}")


@pytest.fixture(scope="module")
def page(made_up: Catalog) -> Context:
    """A page of the made-up state, two folders below the site's root. The examples of macros name what is there."""
    return Context(made_up, Site(today=date(2026, 3, 5)), "../../")


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
    lines = (repo / "macros/subjects/README.md").read_text(encoding="utf-8").splitlines()
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
    token = env.variables["link"]("counties", "alder")
    assert "<" not in token
    assert stash.unpack(f"<p>See {token}.</p>") == '<p>See <a href="../../counties/alder/">Alder</a>.</p>'


# --- one by one -------------------------------------------------------------------


def test_count_counts_records_and_choices(page: Context) -> None:
    count = partial(MACROS["count"], page)
    assert (count("partnerships"), count("counties")) == ("3", "3")
    assert (count("partnerships", industry="kelp"), count("partnerships", industry="kelp", reach="statewide")) == (
        "2",
        "1",
    )


def test_cards_follow_the_filters_and_the_limit(page: Context) -> None:
    def ids(**filters: Any) -> list[str]:
        return re.findall(r'data-record="([^"]+)"', MACROS["partnership_cards"](page, **filters))

    assert ids() == ["boats", "kelp", "wind"]
    assert ids(industry="kelp") == ["boats", "kelp"]
    assert ids(limit=1, industry="kelp") == ["boats"]


def test_filters_with_hyphens_are_written_with_low_lines(page: Context) -> None:
    assert MACROS["count"](page, "partnerships", strategic_area="good-jobs") == "1"


def test_figure_shows_number_and_unit_and_leads_to_its_passport(page: Context) -> None:
    html = MACROS["figure"](page, "boats-students")
    assert 'href="../../partnerships/boats/#figure-boats-students"' in html


@pytest.mark.parametrize(
    ("id", "words"),
    [("boats-students", "1 person"), ("boats-grant", "over $1,250,000.5"), ("boats-share", "27.5% planned")],
)
def test_figure_says_how_exact_it_is(id: str, words: str, page: Context) -> None:
    assert re.sub(r"<[^>]+>", "", MACROS["figure"](page, id)).startswith(words)


def test_link_takes_the_records_name_or_other_words(page: Context) -> None:
    assert MACROS["link"](page, "counties", "alder") == '<a href="../../counties/alder/">Alder</a>'
    assert MACROS["link"](page, "counties", "alder", "the south & west").endswith(">the south &amp; west</a>")


def test_words_given_by_a_page_are_escaped(page: Context) -> None:
    assert "<b>" not in MACROS["link"](page, "counties", "alder", "<b>x</b>")


def test_sources_stand_in_the_order_given(page: Context) -> None:
    html = MACROS["sources"](page, "handout", "yearbook")
    assert 0 < html.index("Handout of the first meeting") < html.index("Yearbook: boats &amp;")


def test_program_gives_texts_only(page: Context) -> None:
    assert MACROS["program"](page, "name") == "Westland Partnership Program"
    with pytest.raises(MacroError, match="Did you mean 'tagline'"):
        MACROS["program"](page, "taglin")
    with pytest.raises(MacroError):
        MACROS["program"](page, "contact")


def test_contact_is_the_programs_own(page: Context) -> None:
    html = MACROS["contact"](page)
    assert "mailto:office@westland.example.org" in html and "tel:+1-555-555-0100" in html


def test_lists_hold_every_record(page: Context) -> None:
    catalog = page.catalog
    lists = {
        "industry_list": catalog.industries,
        "county_list": catalog.counties,
        "workforce_area_list": catalog.workforce_areas,
        "organization_list": catalog.organizations,
        "county_map": catalog.counties,
        "partnership_directory": catalog.partnerships,
    }
    for macro, records in lists.items():
        html = MACROS[macro](page)
        assert [each.id for each in records.values() if f'{each.path}"' not in html] == [], macro


def test_recent_changes_begin_with_the_newest(page: Context) -> None:
    days = re.findall(r'datetime="([^"]+)"', MACROS["recent_changes"](page, limit=2))
    assert len(days) == 2 and days == sorted(days, reverse=True)


def test_join_guide_repeats_every_step_once(page: Context) -> None:
    steps = sum(len(each.join) for each in page.catalog.partnerships.values())
    assert MACROS["join_guide"](page).count("<dd>") == steps == 2


# --- what does not exist ------------------------------------------------------------


def nearest(call: Callable[[], Any]) -> str:
    with pytest.raises(MacroError) as raised:
        call()
    return str(raised.value)


@pytest.mark.parametrize(
    ("example", "wrong", "near"),
    [
        ('{{ figure("boats-student") }}', "boats-student", "boats-students"),
        ('{{ link("counties", "aldr") }}', "aldr", "alder"),
        ('{{ link("countys", "alder") }}', "countys", "counties"),
        ('{{ sources("handout", "hand-out") }}', "hand-out", "handout"),
        ('{{ count("partnership") }}', "partnership", "partnerships"),
        ('{{ count("partnerships", industri="boats") }}', "industri", "industry"),
        ('{{ count("partnerships", industry="boots") }}', "boots", "boats"),
        ('{{ partnership_cards(county="cedarr") }}', "cedarr", "cedar"),
        ('{{ partnership_cards(stages="steady") }}', "stages", "stage"),
        ('{{ program("descripton") }}', "descripton", "description"),
    ],
)
def test_wrong_word_names_the_nearest(example: str, wrong: str, near: str, page: Context) -> None:
    said = nearest(lambda: run(example, page))
    assert f"'{wrong}'" in said and f"Did you mean '{near}'?" in said


def test_word_like_no_other_is_named_alone(page: Context) -> None:
    said = nearest(lambda: MACROS["figure"](page, "0"))
    assert "'0'" in said and "Did you mean" not in said


def test_link_to_a_kind_without_pages_is_refused(page: Context) -> None:
    assert "no page" in nearest(lambda: MACROS["link"](page, "stages", "steady"))


def test_count_takes_filters_of_partnerships_alone(page: Context) -> None:
    """``count("counties", industry="boats")`` would else look like an answer."""
    nearest(lambda: MACROS["count"](page, "counties", industry="boats"))


@pytest.mark.parametrize(
    "example",
    [
        '{{ partnership_cards(limit="3") }}',
        '{{ recent_changes(limit="5") }}',
        "{{ recent_changes(limit=-1) }}",
        '{{ sources(["handout"]) }}',
        "{{ program(5) }}",
        '{{ partnership_cards(industry=["boats"]) }}',
    ],
)
def test_value_of_a_wrong_kind_is_refused_in_words(example: str, page: Context) -> None:
    nearest(lambda: run(example, page))
