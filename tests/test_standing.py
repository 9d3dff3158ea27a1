"""What was true on its day: only what is offered counts as a service, and a status counts for its months only.

In the made-up state, boats is ``Going on`` by a source of May 2025, which counts until November 1, 2026. It offers bus
rides by one of May 1, 2025, plans tools, and offered meals in 2023. Wind was ``Going on`` in 2024.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from library import DATA, made_up, newest

from macros.build import publishing
from macros.data import faceting, standing, tables, validation
from macros.data.catalog import load_catalog
from macros.data.faceting import NOT_STATED
from macros.data.validation.dates import last_day
from macros.pages.macro_context import Context
from macros.pages.outputs import Page, Site, SiteFile
from macros.sitewide import api as documents
from macros.sitewide import embeds
from macros.subjects.careers import lists as careers
from macros.subjects.grants import matching
from macros.subjects.metrics import pages as metrics
from macros.subjects.partnerships import directory
from macros.subjects.partnerships import pages as partnerships

DAY, LAST, AFTER = date(2026, 3, 5), date(2026, 11, 1), date(2026, 11, 2)
URL = "https://example.org/library/"


def files(view: Any, day: date) -> dict[str, str]:
    """What a view writes on a day, by address."""
    made = (each for each in view.outputs(made_up(), Site(url=URL, today=day)) if isinstance(each, SiteFile))
    return {each.path: str(each.content() if callable(each.content) else each.content) for each in made}


def body(path: str, day: date) -> str:
    """A page's body on a day."""
    every = (each for view in publishing.VIEWS for each in view.outputs(made_up(), Site(url=URL, today=day)))
    return next(each for each in every if isinstance(each, Page) and each.path == path).make().body


# --- until when a word counts ---------------------------------------------------


@pytest.mark.parametrize(
    "as_of, end",
    [
        ("2025-05-27", date(2026, 11, 27)),
        ("2025-05", date(2026, 11, 1)),  # of a month or a year, the first day decides
        ("2025", date(2026, 7, 1)),
        ("2024-08-31", date(2026, 2, 28)),  # February has no 31st
    ],
)
def test_a_word_counts_for_its_months(as_of: str, end: date) -> None:
    assert last_day(as_of, 18) == end


def test_a_status_is_not_known_on_the_day_after_its_months() -> None:
    boats = replace(made_up().partnerships["boats"], status_as_of="2025-05-27")
    last, after = (standing.status(boats, made_up(), date(2026, 11, day)) for day in (27, 28))
    assert (last.status.id, last.words, last.is_old) == ("going", "Going on", False)
    assert (after.status.id, after.words, after.is_old) == (
        "unknown",
        "Going on on May 27, 2025, not known since",
        True,
    )


def test_a_status_that_needs_no_day_counts_for_good() -> None:
    kelp = made_up().partnerships["kelp"]
    assert standing.status(kelp, made_up(), date(2099, 1, 1)).words == "Over"


# --- a status that has grown old reads so everywhere ------------------------------


@pytest.mark.parametrize(
    "day, word, words",
    [
        (LAST, "going", "Going on"),
        (AFTER, "unknown", "Going on in May 2025, not known since"),
    ],
)
def test_pages_lists_embeds_and_api_say_the_same_of_a_status(day: date, word: str, words: str) -> None:
    short = words.removesuffix(", not known since")  # a list and a page's head say what is known
    small = short[:1].lower() + short[1:]
    page = short if word == "unknown" else f"{words}, as of May 2025"
    assert f"<dt>Status</dt><dd>{page}</dd>" in body("partnerships/boats/", day)
    foot = (
        next(each for each in partnerships.outputs(made_up(), Site(today=day)) if each.path == "partnerships/boats/")
        .make()
        .foot
    )
    assert ("its status since then" in foot) == (word == "unknown")
    assert f'data-slot="status">{short}</td>' in body("partnerships/table/", day)
    assert f'data-slot="status">{small}</span>' in body("industries/boats/", day)
    embed = files(embeds, day)["embed/v1/partnership/boats/index.html"]
    assert f"Status: {small}." in embed
    for document in api(day, "partnerships", "boats"):
        assert (document["record"]["status"], document["record"]["status_as_of"]) == ("going", "2025-05")
        assert (document["standing"]["day"], document["standing"]["status"]) == (day.isoformat(), word)
        assert document["standing"]["status_words"] == words


@pytest.mark.parametrize("day, word", [(LAST, "going"), (AFTER, "unknown")])
def test_filter_counts_and_directory_file_go_by_the_day(day: date, word: str) -> None:
    assert "boats" in [each.id for each in faceting.chosen(made_up(), day, status=word)]
    index = json.loads(directory.index(made_up(), day))
    place = index["id"].index("boats")
    assert index["options"].index(f"status={word}") in index["has"][place]
    assert index["status"][place] == ("Going on" if word == "going" else "Going on in May 2025")
    counts = json.loads(files(metrics, day)["metrics/statewide.json"])["counts"]
    number = {(each["by"], each["id"]): each["count"] for each in counts}
    assert number["status", "going"] == (1 if day == LAST else 0)  # wind has been old for long


def test_without_a_day_nobody_asks_for_what_depends_on_it() -> None:
    assert {each.id for each in faceting.facets(made_up(), DAY)} - {each.id for each in faceting.facets(made_up())} == {
        "status",
        "service",
    }
    with pytest.raises(KeyError):
        faceting.spread(made_up(), "status")


# --- a planned service counts nowhere as offered -----------------------------------


def ids(found: Iterable[Any]) -> list[str]:
    return [each.id for each in found]


def test_what_is_planned_or_old_is_no_service() -> None:
    boats = made_up().partnerships["boats"]
    assert ids(standing.offered(boats.services, made_up(), DAY)) == ["bus"]
    assert faceting.facet(made_up(), "service", DAY).holds(boats) == ("bus",)
    assert ids(faceting.chosen(made_up(), DAY, service="bus")) == ["boats"]
    assert ids(faceting.chosen(made_up(), DAY, service="tools")) == []
    assert ids(faceting.answers(made_up(), "service", DAY)["tools"].known) == []
    index = json.loads(directory.index(made_up(), DAY))
    held = {index["options"][each] for each in index["has"][index["id"].index("boats")]}
    assert "service=bus" in held and not {"service=tools", "service=meals"} & held


def test_what_was_offered_is_not_stated_when_its_months_are_over() -> None:
    boats = made_up().partnerships["boats"]
    assert faceting.facet(made_up(), "service", LAST).holds(boats) == ("bus",)
    assert faceting.facet(made_up(), "service", AFTER).holds(boats) == (NOT_STATED,)


def test_joint_applications_bring_what_is_offered() -> None:
    brought = {day: [each for each in _brings(day) if each.startswith("Services: ")] for day in (DAY, AFTER)}
    assert brought == {DAY: ["Services: Bus rides"], AFTER: []}


def _brings(day: date) -> list[str]:
    return list(matching.brings(made_up().partnerships["boats"], made_up(), day))


def api(day: date, kind: str, id: str) -> list[dict[str, Any]]:
    """A record in its own file, and in the list of its kind."""
    made = files(documents, day)
    listed = json.loads(made[f"api/v1/{kind}/index.json"])["records"]
    return [json.loads(made[f"api/v1/{kind}/{id}.json"]), next(each for each in listed if each["id"] == id)]


@pytest.mark.parametrize("kind, id", [("partnerships", "boats"), ("training_options", "knots")])
def test_the_api_names_what_is_offered_apart(kind: str, id: str) -> None:
    for document in api(DAY, kind, id):
        states = {each["service"]: each["state"] for each in document["record"]["services"]}
        assert (states["bus"], states["tools"]) == ("offered", "planned")
        assert document["standing"]["services_offered"] == ["bus"]


@pytest.mark.slow
def test_tables_give_each_service_with_its_state() -> None:
    table = next(each for each in tables.tables(made_up()) if each.name == "partnerships_services")
    assert [each["name"] for each in table.fields] == ["partnership", "position", "service", "state", "date", "source"]
    assert table.rows[:2] == [
        ("boats", 1, "bus", "offered", "2025-05-01", "yearbook"),
        ("boats", 2, "tools", "planned", None, "handout"),
    ]


def test_the_page_names_each_service_as_what_it_is_with_its_source() -> None:
    html = " ".join(body("partnerships/boats/", DAY).split())
    assert "Offered on May 1, 2025:</span> Bus rides. <small>" in html
    assert "Planned, undated:</span> Tools. We do not know what came of it. <small>" in html
    assert "Offered in 2023:</span> Meals. We do not know whether that is offered today. <small>" in html


def test_the_page_says_once_what_is_not_known_of_several_services() -> None:
    shown, _, rest = body("partnerships/boats/", AFTER).partition("We do not know whether that is offered today.")
    assert "Offered on May 1, 2025:" in shown and "Offered in 2023:" in shown
    assert "offered today" not in rest


def test_cards_and_embeds_name_no_service_that_is_not_offered() -> None:
    for made in (body("industries/boats/", DAY), files(embeds, DAY)["embed/v1/partnership/boats/index.html"]):
        assert "Tools" not in made and "Meals" not in made


def test_the_list_of_training_counts_what_is_offered() -> None:
    html = str(careers.training_list(Context(made_up(), Site(today=DAY), "")))
    assert "offers=bus" in html and "offers=tools" not in html


# --- what the check asks for, and what it tells ahead -------------------------------


def change(data: Path, old: str, new: str, file: str = "partnerships/records/boats.yaml") -> None:
    text = (data / file).read_text(encoding="utf-8")
    assert old in text
    (data / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def told(data: Path, day: date) -> list[str]:
    found = validation.check(data, today=day).problems
    return [f"{each.severity}: {each.message} {each.hint}" for each in found]


@pytest.mark.parametrize(
    "old, new, said",
    [
        (
            "status_as_of: 2025-05\n",
            "",
            "'status_as_of' must be filled when 'status' is going. "
            "Write the year, month or day of the source that says so, or choose another status.",
        ),
        (
            "status_source: yearbook\n",
            "",
            "'status_source' must be filled when 'status' is going. "
            "Name the source that says so, or choose another status.",
        ),
        (
            "    date: 2025-05-01\n    source: yearbook\n",
            "    source: yearbook\n",
            "'services[1].date' must be filled when 'state' is offered. "
            "Write the year, month or day that the source describes. Where it gives none, choose another state.",
        ),
        (
            "  - service: tools\n",
            "  - service: bus\n",
            "'services[2].service' must stand once: 'bus'. Keep the latest that a source says, and delete the other.",
        ),
    ],
)
def test_what_counts_for_some_months_needs_its_day(own_state: Path, old: str, new: str, said: str) -> None:
    change(own_state, old, new)
    assert [each for each in told(own_state, DAY) if each.startswith("error")] == [f"error: {said}"]


def test_a_word_that_counts_for_some_months_gives_way_to_another(own_state: Path) -> None:
    change(own_state, "true,18,unknown", "true,18,", "program/statuses.csv")
    assert told(own_state, DAY) == [
        "error: 'then' must be filled too, or both empty. 'holds_months' and 'then' go together."
    ]


def test_what_grows_old_is_told_ahead_and_is_no_problem_after(own_state: Path) -> None:
    ahead = {
        f"warning: The time for which '{word}' counts as {what} boats ends on 2026-11-01. Before then, look for a newer "
        "source and write its day; without one, the site says that it is not known since."
        for word, what in (("going", "the status of"), ("bus", "offered by"))
    }
    found = {day: set(told(own_state, day)) for day in (date(2026, 8, 2), date(2026, 8, 3), LAST, AFTER)}
    boats = [{each for each in found[day] if "boats" in each} for day in found]
    assert boats == [set(), ahead, ahead, set()]
    assert [each for day in found for each in found[day] if each.startswith("error")] == []


# --- the real data ------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.data
@pytest.mark.parametrize("days", [0, 400])
def test_no_day_makes_a_status_or_a_service_a_problem(days: int) -> None:
    day = newest() + timedelta(days=days)  # on an earlier one, what was added since would be in the future
    catalog = load_catalog(DATA, day)
    for each in catalog.partnerships.values():
        found = standing.status(each, catalog, day)
        held = each.status.holds_months
        assert found.is_old == bool(held and day > last_day(each.status_as_of, held))
        assert len(
            [term for group in standing.services(each.services, catalog, day) for term in group.services]
        ) == len(each.services)
