"""An edit is not news: each change of a made-up record is told by what it is, and counted where it is no news."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from library import Library

from macros.data import validation
from macros.data.catalog import Catalog, load_catalog
from macros.subjects.program import progress_report
from macros.subjects.program.progress_report import Report

SINCE, UNTIL = date(2026, 1, 1), date(2026, 3, 31)
BOATS, WIND = "partnerships/records/boats.yaml", "partnerships/records/wind.yaml"
FIGURES, MEMBERS = "partnerships/figures.csv", "partnerships/members.csv"
DELIVERABLES, NOTES = "metrics/deliverables.csv", "program/change_notes.csv"
TITLE = 'Boats & "small craft" partnership'
STUDENTS = "boats-students,boats,Students in the first course,1,people,exact,Spring term,2025-05,yearbook,"


@pytest.fixture
def library(own_state: Path) -> Library:
    """The made-up state, for a test to change."""
    return Library(own_state)


def report(before: Catalog, after: Path, since: date = SINCE, until: date = UNTIL) -> Report:
    states = progress_report.States(before, load_catalog(after), since, until)
    return progress_report.make("Report", states)


def news(made: Report) -> dict[str, list[str]]:
    """What is told as news, by its kind."""
    return {
        each.id: [one.text for one in each.statements] for each in made.sections if each.count and each.id != "held"
    }


def quiet(made: Report) -> dict[str, int]:
    """How many edits are no news, by their kind."""
    return {id: count for id, count, _ in made.quiet}


Edit = tuple[str, str, str]  # file, and what gives way to what
STEADY = "stage: steady\nstage_note: The yearbook says so.\n"
HISTORY = "stage_history:\n  - stage: first\n"
GROWN = f"{HISTORY}    date: 2024\n  - stage: first\n"
# What staff do, and what a reader is told: the kind of change -> the sentences.
NEWS: dict[str, tuple[list[Edit], dict[str, list[str]]]] = {
    "a figure of a later day": (
        [(FIGURES, STUDENTS, STUDENTS.replace(",1,", ",2,").replace("2025-05", "2026-02"))],
        {"changed": ["Boats. Students in the first course: now 2 people; before, 1 person."]},
    ),
    "a figure of another period": (
        [(FIGURES, STUDENTS, STUDENTS.replace(",1,", ",2,").replace("Spring term", "Fall term"))],
        {"changed": ["Boats. Students in the first course: now 2 people, Fall term; before, 1 person."]},
    ),
    "a new figure": (
        [(FIGURES, STUDENTS, f"{STUDENTS}\nboats-boats,boats,Boats,3,people,exact,,2024,yearbook,")],
        {"new": ["Boats. Boats: 3 people."]},
    ),
    "a new member": (
        [(MEMBERS, "kelp-harbor-college,", "wind-oar-works,wind,oar-works,helper,,handout\nkelp-harbor-college,")],
        {"new": ["Éclair wind group. Oar & Sons Boat Works: helper."]},
    ),
    "a stage with a day": (
        [
            (BOATS, STEADY, "stage: first\n"),
            (
                BOATS,
                "    note: From the yearbook.\n",
                "    note: From the yearbook.\n  - stage: first\n    date: 2026-02\n",
            ),
        ],
        {"stage-moved": [f"{TITLE}: from Steady to First steps."]},
    ),
    "a first stage, of a later day": (
        [(WIND, "status: going\n", "stage: first\nstatus: going\n"), (WIND, "\nas_of: 2024", "\nas_of: 2025-06")],
        {"stage-moved": ["Éclair wind group: now First steps; nothing was stated before."]},
    ),
    "a partnership that ended": (
        [(WIND, "status: going", "status: over\nsuccessor: boats"), (WIND, "\nas_of: 2024", "\nas_of: 2025-06")],
        {"ended": [f"Éclair wind group: from Going on to Over. Its work goes on in {TITLE}."]},
    ),
    "a partnership that ended, by the day of its status": (
        [(WIND, "status: going", "status: over"), (WIND, "status_as_of: 2024", "status_as_of: 2025-06")],
        {"ended": ["Éclair wind group: from Going on to Over."]},
    ),
    "what it did": (
        [
            (
                BOATS,
                "  - text: A course began.",
                "  - text: A second course began.\n    date: 2026-02-03\n  - text: A course began.",
            )
        ],
        {"changed": [f"{TITLE}: A second course began."]},
    ),
    "facts of a later day": (
        [(BOATS, "  - alder\n", ""), (BOATS, "\nas_of: 2025-05", "\nas_of: 2026-01")],
        {"changed": [f"{TITLE}: counties, as of January 2026."]},
    ),
    "a deliverable with its day": (
        [(DELIVERABLES, "not-reported,,,,handout", "reported,A letter.,2026-02,yearbook,handout")],
        {"changed": ["Reports: from Not reported to Reported as done."]},
    ),
}
# What staff do, and what it counts as: none of it is told.
NO_NEWS: dict[str, tuple[list[Edit], dict[str, int]]] = {
    "a corrected figure": ([(FIGURES, STUDENTS, STUDENTS.replace(",1,", ",2,"))], {"correction": 1}),
    "a figure of an earlier day, found late": (
        [
            (
                FIGURES,
                "boats-grant,boats,Money for tools,1250000.50,dollars,over,,2024,",
                "boats-grant,boats,Money for tools,1300000,dollars,over,,2024-06,",
            )
        ],
        {"correction": 1},
    ),
    "a figure that was wrong and goes": (
        [(FIGURES, "boats-share,boats,Workers over 55,27.5,percent,planned,2025,2024,yearbook,\n", "")],
        {"correction": 1},
    ),
    "a member that was wrong and goes": (
        [(MEMBERS, "boats-harbor-college,boats,harbor-college,helper,,yearbook\n", "")],
        {"correction": 1},
    ),
    "a role that was wrong": (
        [
            (
                MEMBERS,
                "boats-harbor-college,boats,harbor-college,helper",
                "boats-harbor-college,boats,harbor-college,leader",
            )
        ],
        {"correction": 1},
    ),
    "a stage without a day": ([(BOATS, STEADY, "stage: first\n")], {"correction": 1, "rewording": 1}),
    "a stage of long ago, found late": (
        [(WIND, "status: going\n", "stage: first\nstage_history:\n  - stage: first\n    date: 2023\nstatus: going\n")],
        {"correction": 1},
    ),
    "a status of another day, and a place that was wrong": (
        [(BOATS, "status_as_of: 2025-05", "status_as_of: 2026-01"), (BOATS, "  - alder\n", "")],
        {"correction": 1},
    ),
    "a status that was wrong": ([(WIND, "status: going", "status: over")], {"correction": 1}),
    "what it did long ago, found late": (
        [(BOATS, "  - text: A course began.", "  - text: They met first.\n    date: 2023\n  - text: A course began.")],
        {"correction": 1},
    ),
    "a place that was wrong": ([(BOATS, "  - alder\n", "")], {"correction": 1}),
    "a summary in other words": ([(WIND, "A few people look at wind.", "Some people look at wind.")], {"rewording": 1}),
    "what it did, in other words": ([(BOATS, "The yards & the college met.", "They met.")], {"rewording": 1}),
    "another source and link": (
        [(WIND, "sources:\n  - handout", "website: https://example.org/wind\nsources:\n  - yearbook")],
        {"rewording": 1},
    ),
    "a new title": ([(WIND, "title: Éclair wind group", "title: Wind and sun")], {"rewording": 1}),
    "a mere review": ([(WIND, "last_reviewed: 2025-12-31", "last_reviewed: 2026-03-01")], {"review": 1}),
    "compiled again": ([(WIND, "last_reviewed: 2025", "compiled: 2026-03-01\nlast_reviewed: 2025")], {"review": 1}),
    "facts still true": (
        [(WIND, "\nas_of: 2024\nlast_reviewed: 2025-12-31", "\nas_of: 2026-02\nlast_reviewed: 2026-03-01")],
        {"review": 1},
    ),
    "a fund looked at again": (
        [("grants/funds/kelp-fund.yaml", "last_checked: 2025-11-01\nlevel", "last_checked: 2026-02-01\nlevel")],
        {"review": 1},
    ),
    "a reviewed record in other words": (
        [(WIND, "A few people", "Some people"), (WIND, "last_reviewed: 2025-12-31", "last_reviewed: 2026-03-01")],
        {"rewording": 1},
    ),
}


@pytest.mark.parametrize("name", NEWS)
def test_what_happened_is_told_by_what_it_is(name: str, made_up: Catalog, library: Library) -> None:
    edits, expected = NEWS[name]
    for edit in edits:
        library.replace(*edit)
    made = report(made_up, library.folder)
    assert news(made) == expected
    assert quiet(made).keys() <= {"rewording"}


@pytest.mark.slow
@pytest.mark.parametrize("name", NO_NEWS)
def test_an_edit_is_counted_and_not_told(name: str, made_up: Catalog, library: Library) -> None:
    edits, expected = NO_NEWS[name]
    for edit in edits:
        library.replace(*edit)
    made = report(made_up, library.folder)
    assert (news(made), quiet(made)) == ({}, expected)


def test_a_new_partnership_is_told_and_one_that_is_gone_is_not(made_up: Catalog, library: Library) -> None:
    text = (library.folder / WIND).read_text(encoding="utf-8")
    library.write(
        "partnerships/records/tide.yaml", text.replace("id: wind", "id: tide").replace("Éclair wind group", "Tide")
    )
    (library.folder / WIND).unlink()
    library.replace(BOATS, "related:\n  - wind\n", "")
    made = report(made_up, library.folder)
    assert news(made) == {"new": ["Tide: new among the partnerships."]}
    assert quiet(made) == {"correction": 2}, "the partnership, and the one that named it"


# --- what staff say of a change ----------------------------------------------------


def note(library: Library, *row: str) -> None:
    library.write(NOTES, "id,day,kind,record,change,text\n" + ",".join(("note", *row)) + "\n")


def test_a_note_has_the_last_word(made_up: Catalog, library: Library) -> None:
    library.replace(FIGURES, STUDENTS, STUDENTS.replace(",1,", ",2,").replace("2025-05", "2026-02"))
    note(library, "2026-02-10", "figures", "boats-students", "correction", "")
    made = report(made_up, library.folder)
    assert (news(made), quiet(made)) == ({}, {"correction": 1})
    note(library, "2026-02-10", "figures", "boats-students", "changed", "One more student came.")
    told = "Boats. Students in the first course: One more student came."
    assert news(report(made_up, library.folder)) == {"changed": [told]}


def test_a_note_says_that_a_member_left(made_up: Catalog, library: Library) -> None:
    library.replace(MEMBERS, "boats-harbor-college,boats,harbor-college,helper,,yearbook\n", "")
    library.write(
        "program/permalinks.csv",
        "id,kind,address,redirect,since,note\np-1,file,api/v1/members/boats-harbor-college.json,,2025-01-01,\n",
    )
    note(library, "2026-02-10", "members", "boats-harbor-college", "ended", "It left at the end of January.")
    made = report(made_up, library.folder)
    assert (news(made), quiet(made)) == ({"ended": ["Boats. Harbor College: It left at the end of January."]}, {})


def test_a_note_alone_is_told_and_one_of_another_time_is_not(made_up: Catalog, library: Library) -> None:
    note(library, "2026-02-10", "partnerships", "wind", "changed", "The course is offered again.")
    made = report(made_up, library.folder)
    assert news(made) == {"changed": ["Éclair wind group: The course is offered again."]}
    assert news(report(made_up, library.folder, until=date(2026, 2, 9))) == {}
    alone = progress_report.make(
        "Report", progress_report.States(None, load_catalog(library.folder), SINCE, UNTIL, "No past.")
    )
    assert news(alone) == news(made), "without history, too"


def test_a_note_names_a_record_that_is_there_or_was_published(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(library.folder.parent)
    here = f"{library.folder.name}/{NOTES}:2:1:"

    def problems(kind: str, record: str) -> list[str]:
        note(library, "2026-02-10", kind, record, "correction", "")
        return [str(each) for each in validation.check(Path(library.folder.name)).problems]

    assert problems("partnerships", "boats") == []
    assert problems("partnership", "boats") == [
        f"{here} 'kind' must be the name of a table, not 'partnership'. Did you mean 'partnerships'?"
    ]
    assert problems("partnerships", "boat") == [
        f"{here} 'record' must be the id of a record of partnerships, not 'boat'. Did you mean 'boats'?"
    ]
    row = "p-1,file,api/v1/partnerships/boat.json,,2025-01-01,"
    library.write("program/permalinks.csv", f"id,kind,address,redirect,since,note\n{row}\n")
    assert problems("partnerships", "boat") == [], "it is gone, and was published once"


# --- the baseline -------------------------------------------------------------------


def begin(library: Library, day: str) -> None:
    library.replace("program/program.yaml", "baseline: 2025-01-01", f"baseline: {day}")


def test_before_the_baseline_there_is_no_news(made_up: Catalog, library: Library) -> None:
    begin(library, "2026-04-01")
    library.replace(FIGURES, STUDENTS, STUDENTS.replace(",1,", ",2,").replace("2025-05", "2026-02"))
    note(library, "2026-02-10", "partnerships", "wind", "changed", "The course is offered again.")
    made = report(made_up, library.folder)
    assert (news(made), quiet(made), made.rows) == ({}, {}, ())
    assert all(section.count == 0 for section in made.sections)
    text = progress_report.markdown(made, "", "latest.csv")
    assert "How things stand on March 31, 2026." in text
    assert "Reports tell what is new from April 1, 2026 on." in text


def test_a_report_that_the_baseline_cuts_says_since(made_up: Catalog, library: Library) -> None:
    begin(library, "2026-02-01")
    library.replace(FIGURES, STUDENTS, STUDENTS.replace(",1,", ",2,").replace("2025-05", "2026-02"))
    made = report(made_up, library.folder)
    assert made.times == "Since February 1, 2026, up to March 31, 2026"
    assert [*news(made)] == ["changed"]
    assert report(made_up, library.folder, since=date(2026, 2, 1)).times == "February 1, 2026 to March 31, 2026"


def test_a_fact_of_a_day_before_the_baseline_is_no_news(made_up: Catalog, library: Library) -> None:
    begin(library, "2026-03-01")
    library.replace(FIGURES, STUDENTS, STUDENTS.replace(",1,", ",2,").replace("2025-05", "2026-02"))
    made = report(made_up, library.folder)
    assert (news(made), quiet(made)) == ({}, {"correction": 1})


# --- the table beside it ---------------------------------------------------------------


def test_the_table_has_each_change_with_what_it_said_before_and_after(made_up: Catalog, library: Library) -> None:
    library.replace(FIGURES, STUDENTS, STUDENTS.replace(",1,", ",2,"))
    library.replace(BOATS, "  - alder\n", "")
    library.replace(WIND, "A few people look at wind.", "Some people look at wind.")
    library.replace(MEMBERS, "boats-harbor-college,boats,harbor-college,helper,,yearbook\n", "")
    rows = list(csv.DictReader(io.StringIO(progress_report.table(report(made_up, library.folder)).decode())))
    found = {(row["change"], row["kind"], row["id"], row["field"], row["before"], row["after"]) for row in rows}
    assert found == {
        ("correction", "figures", "boats-students", "value", "1", "2"),
        ("correction", "partnerships", "boats", "counties", "alder; cedar", "cedar"),
        ("rewording", "partnerships", "wind", "summary", "A few people look at wind.", "Some people look at wind."),
        ("correction", "members", "boats-harbor-college", "", "", ""),
    }
    assert {row["id"]: row["page"] for row in rows}["boats-students"] == "partnerships/boats/#figure-boats-students"


def test_a_page_shows_the_first_of_many_and_leads_to_the_rest(made_up: Catalog, library: Library) -> None:
    more = "".join(f"\nboats-{n},boats,Boats of kind {n},{n},people,exact,,2026-01,yearbook," for n in range(1, 10))
    library.replace(FIGURES, STUDENTS, STUDENTS + more)
    html = str(progress_report.body(report(made_up, library.folder), "../../", "../latest.csv"))
    assert html.count("Boats of kind") == progress_report.MOST_ON_PAGE
    assert 'aria-label="New in the library: 9">9</a>' in html
    assert f'href="../latest.csv" aria-label="New in the library, {9 - progress_report.MOST_ON_PAGE} more' in html
