"""The form of filters over a list: what it shows at once, what it keeps for more, and what only an address asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import html5lib
import pytest

from macros.data.faceting import Facet, Option
from macros.pages import list_filters

LETTERS = tuple(Option(each, each.upper()) for each in "abcd")


def facet(place: int, name: str = "", silence: str = "") -> Facet:
    """A facet that holds of a text the letter at a place; the text says nothing where it has a dot."""
    return Facet(name or f"at-{place}", f"At {place}", LETTERS, lambda text: text[place].strip("."), silence=silence)


def form(items: Sequence[str], *facets: Facet):
    return html5lib.parse(str(list_filters.form(items, facets, "letters")), namespaceHTMLElements=False)


def in_view(made) -> list[str]:
    """The facets outside of "More filters" that are shown."""
    return [each.get("data-facet") for each in made.findall(".//form/details/details[@data-facet]") if _is_shown(each)]


def under_more(made) -> list[str]:
    return [each.get("data-facet") for each in made.findall(".//*[@data-more-filters]/details") if _is_shown(each)]


def options(made, name: str) -> dict[str, bool]:
    """The options of a facet, and whether each is shown."""
    return {
        each.find("input").get("value"): _is_shown(each) for each in made.findall(f".//*[@data-facet='{name}']//label")
    }


def _is_shown(element) -> bool:
    return element.get("hidden") is None


@pytest.mark.parametrize("number, first, more", [(3, 3, 0), (4, 4, 0), (5, 3, 2)])
def test_the_first_facets_are_in_view_and_one_alone_is_not_more(number: int, first: int, more: int) -> None:
    made = form(["aaaaa", "bbbbb"], *(facet(place) for place in range(number)))
    assert [len(in_view(made)), len(under_more(made))] == [first, more]
    assert in_view(made) + under_more(made) == [f"at-{place}" for place in range(number)]
    assert [_is_shown(each) for each in made.findall(".//*[@data-more-filters]")] == ([True] if more else [])


def test_only_the_first_facet_is_open() -> None:
    made = form(["ab", "ba"], facet(0), facet(1))
    assert [each.get("data-facet") for each in made.findall(".//details[@data-facet][@open]")] == ["at-0"]


def test_a_facet_on_which_nothing_differs_is_not_shown_but_answers() -> None:
    made = form(["aa", "ab"], facet(0), facet(1))
    assert in_view(made) == ["at-1"] and under_more(made) == []
    assert set(options(made, "at-0")) == {"a", "b", "c", "d"}


def test_silence_is_no_second_value() -> None:
    made = form(["aa", ".b"], facet(0, silence="letter"), facet(1))
    assert in_view(made) == ["at-1"]


def test_an_option_that_nobody_has_is_not_shown_but_answers() -> None:
    assert options(form(["a", "b"], facet(0)), "at-0") == {"a": True, "b": True, "c": False, "d": False}


def test_a_facet_that_keeps_all_shows_each_option_but_silence_only_where_it_is() -> None:
    kept = replace(facet(0, silence="letter"), keeps_all=True)
    letters = dict.fromkeys("abcd", True)
    assert options(form(["a", "b"], kept), "at-0") == {**letters, "not-stated": False}
    assert options(form(["a", "b", "."], kept), "at-0") == {**letters, "not-stated": True}


def test_a_quiet_option_is_not_shown_where_it_holds() -> None:
    quiet = replace(facet(0), named=(*LETTERS[:2], replace(LETTERS[2], is_quiet=True)))
    assert options(form(["a", "b", "c"], quiet), "at-0") == {"a": True, "b": True, "c": False}


def test_the_choice_to_include_who_does_not_say_is_shown_where_someone_does_not() -> None:
    says = [
        form(items, facet(0, silence="letter")).find(".//*[@class='filters__unstated']")
        for items in (["a", "b"], ["a", "b", "."])
    ]
    assert [_is_shown(each) for each in says] == [False, True]
    assert form(["a", "b"], facet(0)).find(".//*[@class='filters__unstated']") is None


def test_an_option_is_called_as_its_address_says_and_answers_to_others() -> None:
    named = (Option("county=a", "A", also=("place=a", "parish=a")), Option("b", "B"))
    made = form(["county=a", "b"], Facet("place", "Place", named, lambda text: (text,)))
    boxes = [
        (each.get("name"), each.get("value"), each.get("data-also")) for each in made.findall(".//fieldset//input")
    ]
    assert boxes == [("county", "a", "place=a parish=a"), ("place", "b", None)]


def test_without_a_useful_facet_only_words_are_asked_for() -> None:
    assert not _is_shown(form(["a"], facet(0)).find(".//*[@data-filters-disclosure]"))
