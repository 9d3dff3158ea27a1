"""The facts of a record's page: those that exist are shown, the others are named once."""

from __future__ import annotations

import pytest
from markupsafe import Markup

from macros.data import faceting
from macros.data.faceting import NOT_STATED, Facet, Option
from macros.pages import components, templating
from macros.pages.record_facts import AboutRecord


def test_facts_that_exist_are_shown_and_the_others_are_named() -> None:
    about = AboutRecord()
    shown = about.facts(
        [("Place", "Alder"), ("Stage", None), ("Since", "", "start"), ("Short name", "", None), ("Steps", 0)]
    )
    assert templating.headings(shown) == [] and shown.count("<dt>") == 2
    assert "<dt>Place</dt><dd>Alder</dd>" in shown and "<dt>Steps</dt><dd>0</dd>" in shown
    assert about.missing == ["stage", "start"]


def test_no_fact_is_no_list_and_what_is_missing_is_named_once() -> None:
    about = AboutRecord()
    assert about.facts([("Place", " \n ")]) == "" == about.facts([("Place", "")])
    about.lack("place")
    about.note("Our own view.")
    about.note("Our own view.")
    assert (about.missing, about.notes) == (["place"], ["Our own view."])


def test_a_value_is_escaped_unless_it_is_html() -> None:
    shown = AboutRecord().facts([("A", "<b>"), ("B", Markup("<b>x</b>"))])
    assert "<dd>&lt;b&gt;</dd>" in shown and "<dd><b>x</b></dd>" in shown


def test_the_contents_are_the_sections_without_their_marks() -> None:
    anchor = '<a class="anchor" href="#a"><span class="visually-hidden">Link to this: Jobs</span><span>#</span></a>'
    html = (
        f'<h2 id="a">Jobs <span class="count">3</span> {anchor}</h2><h2>No id</h2>'
        '<h2 id="b">Tea &amp; <em>oars</em></h2>'
    )
    assert templating.headings(html) == [("a", "Jobs"), ("b", "Tea & oars")]


@pytest.mark.parametrize(("sections", "links"), [(4, 0), (5, 5)])
def test_a_long_page_has_its_contents(sections: int, links: int) -> None:
    html = "".join(f'<h2 id="s{number}">Part {number}</h2>' for number in range(sections))
    assert templating.part("_parts.html", "contents")(Markup(html)).count("<li>") == links


@pytest.mark.parametrize(
    ("items", "is_of_use"),
    [
        ([("a",), ("b",)], True),
        ([("a",), ("a",), ()], False),  # what states nothing is no second value
        ([(), ()], False),
        ([("a",), ("a", "b")], True),
    ],
)
def test_a_facet_is_of_use_where_two_items_state_different_things(
    items: list[tuple[str, ...]], is_of_use: bool
) -> None:
    facet = Facet("x", "X", (Option("a", "A"), Option("b", "B")), lambda item: item, silence="x")
    assert faceting.tells_apart(facet, items) == is_of_use
    assert NOT_STATED in {value for each in [(), *items] for value in facet.holds(each)}


def test_a_facet_without_silence_tells_those_that_have_it_from_those_that_dont() -> None:
    facet = Facet("x", "X", (Option("a", "A"),), lambda item: item)
    assert faceting.tells_apart(facet, [("a",), ()]) and not faceting.tells_apart(facet, [(), ()])


@pytest.mark.parametrize(("values", "found"), [(["a", "b", ""], True), (["a", "a", None], False), ([], False)])
def test_equal_and_empty_values_tell_nothing_apart(values: list[str | None], found: bool) -> None:
    assert components.tells_apart(values) == found
