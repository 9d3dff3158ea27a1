"""The macros that pages call: what they give, and what they say when a page names what is not there."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import Environment, StrictUndefined

import macros
from macros.build.page_macros import MACROS, Stash
from macros.data.catalog import Catalog
from macros.pages import components
from macros.pages.macro_context import KINDS_OF_ARGUMENTS, Context, MacroError
from macros.pages.outputs import Site
from macros.subjects.partnerships import lists


@pytest.fixture(scope="module")
def page(made_up: Catalog) -> Context:
    """A page of the made-up state, two folders below the site's root. The examples of macros name what is there."""
    return Context(made_up, Site(today=date(2026, 3, 5)), "../../")


def example_of(name: str) -> str:
    return f"{{{{ {MACROS[name].example} }}}}"


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
def test_macro_says_what_it_gives_and_its_example_works(name: str, page: Context) -> None:
    macro = MACROS[name]
    assert macro.description[:1].isupper() and macro.description.endswith(".")
    assert macro.example.startswith(f"{name}(")
    assert run(example_of(name), page).strip()


@pytest.mark.parametrize("name", MACROS)
def test_page_context_comes_first_and_only_words_and_numbers_after_it(name: str) -> None:
    """An argument of another kind would reach the macro without being checked."""
    first, *others = inspect.signature(MACROS[name].function).parameters.values()
    assert (first.name, first.annotation) == ("page", "Context")
    assert {each.annotation for each in others} <= set(KINDS_OF_ARGUMENTS)


@pytest.mark.parametrize("name", MACROS)
def test_macro_does_more_than_hand_on_what_it_is_given(name: str) -> None:
    """A function that only calls another one with its own arguments is a layer too many: mark the other one."""
    assert not is_forward(MACROS[name].function)


def test_forward_is_told_from_work() -> None:
    def forward(page: Context, id: str) -> str:
        """Says nothing new."""
        return run(page.catalog, id, base=page.base)

    def work(page: Context) -> str:
        return run("list.html", page)

    assert is_forward(forward) and not is_forward(work)


def is_forward(function: Callable[..., str]) -> bool:
    """Whether all that a function does is to call another one with its own arguments or what is theirs."""
    (whole,) = ast.parse(textwrap.dedent(inspect.getsource(function))).body
    assert isinstance(whole, ast.FunctionDef)
    own = {each.arg for each in whole.args.args}
    last = whole.body[-1]
    if len(whole.body) - (ast.get_docstring(whole) is not None) != 1 or not isinstance(last, ast.Return):
        return False
    call = last.value
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name | ast.Attribute):
        return False
    given = [*call.args, *(each.value for each in call.keywords)]
    return all(ast.unparse(each).partition(".")[0] in own for each in given)


@pytest.mark.parametrize("name", MACROS)
def test_html_nests_and_leads_to_places_of_the_site(name: str, page: Context) -> None:
    text = Text(run(example_of(name), page))
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


def test_what_is_coming_begins_with_the_next(page: Context) -> None:
    days = re.findall(r'datetime="([^"]+)"', MACROS["coming_up"](page, limit=2))
    assert len(days) == 2 and days == sorted(days) and days[0] >= page.site.today.isoformat()


def test_what_is_coming_and_what_is_new_say_nothing_without_a_day(page: Context) -> None:
    later = replace(page, site=replace(page.site, today=date(2040, 1, 1)))
    assert MACROS["coming_up"](later).strip() == ""
    earlier = replace(page, site=replace(page.site, today=page.catalog.program.baseline - timedelta(days=1)))
    assert MACROS["latest_news"](earlier).strip() == ""


def test_highlights_are_stories_with_their_first_figure(page: Context) -> None:
    html = MACROS["story_highlights"](page, limit=1)
    told = [each for each in page.catalog.stories.values() if each.figures and each.path in html]
    assert len(told) == 1 and told[0].figures[0].metric in html


def test_industry_tiles_lead_to_every_industry(page: Context) -> None:
    html = MACROS["industry_tiles"](page)
    assert all(f'{each.path}"' in html for each in page.catalog.industries.values())


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
    said = nearest(lambda: MACROS["link"](page, "counties", "larder"))
    assert "'larder'" in said and "Did you mean 'alder'?" in said
    said = nearest(lambda: MACROS["link"](page, "counties", "dale"))
    assert "'dale'" in said and "Did you mean" not in said


def test_link_to_a_kind_without_pages_is_refused(page: Context) -> None:
    assert "no page" in nearest(lambda: MACROS["link"](page, "stages", "steady"))


def test_count_takes_filters_of_partnerships_alone(page: Context) -> None:
    """``count("counties", industry="boats")`` would otherwise look like an answer."""
    nearest(lambda: MACROS["count"](page, "counties", industry="boats"))


@pytest.mark.parametrize(
    "example",
    [
        '{{ partnership_cards(limit="3") }}',
        '{{ coming_up(limit="5") }}',
        "{{ coming_up(limit=-1) }}",
        '{{ sources(["handout"]) }}',
        "{{ program(5) }}",
        '{{ partnership_cards(industry=["boats"]) }}',
    ],
)
def test_value_of_a_wrong_kind_is_refused_in_words(example: str, page: Context) -> None:
    nearest(lambda: run(example, page))


@pytest.mark.parametrize("example", ["{{ figure() }}", '{{ figure("a", "b") }}', "{{ figure(5) }}"])
def test_wrong_call_is_told_with_one_that_works(example: str, page: Context) -> None:
    assert nearest(lambda: run(example, page)).endswith('it is used like this: {{ figure("boats-students") }}.')


def test_a_menu_to_compare_gives_way_to_the_list_where_it_would_be_too_long(
    made_up: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = Context(made_up, Site(today=date(2026, 3, 5)), "../../")
    assert "<select" in lists.compare(context)
    monkeypatch.setattr(components, "MOST_IN_MENU", len(made_up.partnerships) - 1)
    html = lists.compare(context)
    assert "<select" not in html and '<a href="../../partnerships/">the list of all partnerships</a>' in html
