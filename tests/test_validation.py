"""The validator: every hazard with its exact place, and a whole broken package."""

from __future__ import annotations

import os
import random
import shutil
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from library import Library, newest

from macros.data import reading, validation
from macros.data.catalog import load_catalog
from macros.data.reading import Problem
from macros.data.validation import running
from macros.data.validation.running import SchemaField
from macros.data.validation.values import SHAPE_RULES

TODAY = date(2026, 11, 21)


def messages(library: Library, today: date | None = TODAY) -> list[str]:
    """The problems of a library, with files as seen from its folder."""
    root = library.folder.as_posix() + "/"
    return [str(problem).replace(root, "") for problem in validation.check(library.folder, today).problems]


def test_the_small_library_has_no_problem_and_typed_rows(library: Library) -> None:
    checked = validation.check(library.folder, TODAY)
    assert checked.problems == ()
    forest, wood = checked.rows["partnerships"]
    assert (forest.id, forest.file, forest.line) == ("forest", "partnerships/records/forest.yaml", 1)
    assert forest.values["purpose"] == "One paragraph.\n\nAnother one."
    assert forest.values["counties"] == ["penobscot"]
    assert forest.values["stage_history"][1] == {"stage": "Active", "date": "2022-11"}
    assert forest.values["contact"] == {"name": "The office"}
    assert forest.values["last_reviewed"] == date(2026, 5, 13)
    assert wood.values["website"] is None
    assert wood.values["counties"] is None
    one, two = checked.rows["figures"]
    assert (one.line, one.values["value"], one.values["count"]) == (2, Decimal("12.5"), 3)
    assert (two.values["value"], two.values["count"], two.values["note"]) == (Decimal(0), None, None)
    assert [row.values["published"] for row in checked.rows["statuses"]] == [True, False]
    assert checked.schemas["counties"]["fields"][2]["constraints"]["unique"] is True
    assert checked.schemas["counties"]["fields"][1]["constraints"]["maxLength"] == 20
    assert sorted(checked.packages) == ["partnerships", "program"]


FOREST, WOOD = "partnerships/records/forest.yaml", "partnerships/records/wood.yaml"
PACKAGE = "program/datapackage.yaml"
FIGURES, COUNTIES = "partnerships/figures.csv", "program/counties.csv"
MEASURES = "partnerships/measures.csv"

# name: (file, what stands there, what is put there, the start of each message)
FAULTS: dict[str, tuple[str, str, str, list[str]]] = {
    # fields
    "unknown field": (
        FOREST,
        "website:",
        "web_site:",
        [f"{FOREST}:11:1: 'web_site' is not a known field. Did you mean 'website'?"],
    ),
    "unknown field inside": (
        FOREST,
        "  name: The",
        "  nam: The",
        [f"{FOREST}:19:3: 'contact.nam' is not a known field. Did you mean 'name'?"],
    ),
    "unrelated field": (
        WOOD,
        "title: Wood",
        "title: Wood\nqqq: 1",
        [f"{WOOD}:3:1: 'qqq' is not a known field. The fields are: id, title,"],
    ),
    "missing field": (WOOD, "title: Wood\n", "", [f"{WOOD}:1:1: 'title' is missing. The full name."]),
    "empty field": (WOOD, "title: Wood", "title:", [f"{WOOD}:2:7: 'title' must be filled. The full name."]),
    "empty cell": (COUNTIES, ",Kennebec,", ",,", [f"{COUNTIES}:2:10: 'name' must be filled. Its name."]),
    "list for a text": (
        WOOD,
        "title: Wood",
        "title: [Wood]",
        [f"{WOOD}:2:8: 'title' must be text, not a list or a group."],
    ),
    "text for a list": (FOREST, "[wood]", "wood", [f"{FOREST}:12:10: 'related' must be a list."]),
    "text for a group": (
        FOREST,
        "contact:\n  name: The office",
        "contact: The office",
        [f"{FOREST}:18:10: 'contact' must be a group of values."],
    ),
    "empty text": (WOOD, "title: Wood", "title: ''", [f"{WOOD}:2:8: 'title' must be filled. The full name."]),
    "nothing in a list": (
        FOREST,
        "  - penobscot",
        "  - penobscot\n  -",
        [f"{FOREST}:11:4: 'counties[2]' must not be empty."],
    ),
    "entry twice": (
        FOREST,
        "  - penobscot",
        "  - penobscot\n  - penobscot",
        [f"{FOREST}:11:5: 'counties[2]' must stand once in the list: 'penobscot'."],
    ),
    # types and constraints
    "number": (
        FIGURES,
        "12.5",
        '"1,250"',
        [f"{FIGURES}:2:14: 'value' must be a plain number, like 140 or 27.5, not '1,250'. Write 1250"],
    ),
    "number with sign": (
        FIGURES,
        "12.5",
        "$12.5",
        [f"{FIGURES}:2:14: 'value' must be a plain number, like 140 or 27.5, not '$12.5'. Write 12.5"],
    ),
    "not a number": (
        FIGURES,
        "12.5",
        "NaN",
        [f"{FIGURES}:2:14: 'value' must be a plain number, like 140 or 27.5, not 'NaN'."],
    ),
    "number of another script": (FIGURES, "12.5", "١٢", [f"{FIGURES}:2:14: 'value' must be a plain number"]),
    "underscored number": (FIGURES, "12.5", "1_000", [f"{FIGURES}:2:14: 'value' must be a plain number"]),
    "minimum": (FIGURES, "12.5", "-1", [f"{FIGURES}:2:14: 'value' must be at least 0, not '-1'."]),
    "whole number": (
        FIGURES,
        ",3,",
        ",3.5,",
        [f"{FIGURES}:2:19: 'count' must be a whole number, like 140, not '3.5'."],
    ),
    "truth": (
        "program/statuses.csv",
        "draft,false",
        "draft,no",
        ["program/statuses.csv:3:7: 'published' must be true or false, not 'no'."],
    ),
    "pattern": (COUNTIES, "23011", "2301", [f"{COUNTIES}:2:19: 'fips' must be five digits, like 23019, not '2301'."]),
    "pattern before a line end": (
        COUNTIES,
        "23011",
        '"23011\n"',
        [f"{COUNTIES}:2:19: 'fips' must be five digits, like 23019, not '23011\\u000a'."],
    ),
    "too long": (
        COUNTIES,
        ",Kennebec,",
        ",The county of Kennebec,",
        [f"{COUNTIES}:2:10: 'name' must have at most 20 characters, not 22."],
    ),
    "too long without a limit": (
        FIGURES,
        "About a dozen",
        "x" * 2001,
        [f"{FIGURES}:2:21: 'note' must have at most 2,000 characters, not 2,001."],
    ),
    "two lines": (FIGURES, "About a dozen", '"About\na dozen"', [f"{FIGURES}:2:21: 'note' must be one line."]),
    "space at the end": (
        COUNTIES,
        ",Kennebec,",
        ",Kennebec ,",
        [f"{COUNTIES}:2:10: 'name' must not start or end with a space, as 'Kennebec ' does."],
    ),
    # dates
    "day of Excel": (
        FOREST,
        "2026-05-13",
        "5/13/26",
        [f"{FOREST}:21:16: 'last_reviewed' must be a day, like 2026-11-21, not '5/13/26'. Write 2026-05-13"],
    ),
    "day first": (
        FOREST,
        "2026-05-13",
        "13/5/2026",
        [f"{FOREST}:21:16: 'last_reviewed' must be a day, like 2026-11-21, not '13/5/2026'. Write 2026-05-13"],
    ),
    "either day": (
        FOREST,
        "2026-05-13",
        "1/5/26",
        [
            f"{FOREST}:21:16: 'last_reviewed' must be a day, like 2026-11-21, not '1/5/26'. Write 2026-01-05 or 2026-05-01, whichever is meant."
        ],
    ),
    "day in words": (
        FOREST,
        "2026-05-13",
        "May 13, 2026",
        [f"{FOREST}:21:16: 'last_reviewed' must be a day, like 2026-11-21, not 'May 13, 2026'. Write 2026-05-13"],
    ),
    "day without zeros": (
        FOREST,
        "2026-05-13",
        "2026-5-13",
        [f"{FOREST}:21:16: 'last_reviewed' must be a day, like 2026-11-21, not '2026-5-13'. Write 2026-05-13"],
    ),
    "no such day": (
        FOREST,
        "2026-05-13",
        "2026-02-30",
        [
            f"{FOREST}:21:16: 'last_reviewed' must be a day, like 2026-11-21, not '2026-02-30'. February 2026 has 28 days."
        ],
    ),
    "month of Excel": (
        FOREST,
        "date: 2022-11",
        "date: Nov-22",
        [
            f"{FOREST}:17:11: 'stage_history[2].date' must be a year, a month or a day, like 2023, 2023-11 or 2023-11-21, not 'Nov-22'. Write 2022-11"
        ],
    ),
    "no such month": (
        FOREST,
        "date: 2022-11",
        "date: 2022-13",
        [f"{FOREST}:17:11: 'stage_history[2].date' must be a year, a month or a day"],
    ),
    "year that clocks do not have": (
        FOREST,
        "2026-05-13",
        "9999-12-31",
        [
            f"{FOREST}:21:16: 'last_reviewed' must be a day, like 2026-11-21, not '9999-12-31'. The year must be from 1000 to 2999."
        ],
    ),
    "year zero": (
        FOREST,
        "date: 2022-11",
        "date: 0000",
        [
            f"{FOREST}:17:11: 'stage_history[2].date' must be a year, a month or a day, like 2023, 2023-11 or 2023-11-21, not '0000'. The year must be from 1000 to 2999."
        ],
    ),
    "place below an empty entry": (
        FOREST,
        "  - stage: Active\n    date: 2022-11",
        "  -\n  - stage: Active\n    date: 2021-11",
        [
            f"{FOREST}:16:4: 'stage_history[2]' must not be empty.",
            f"{FOREST}:18:11: 'stage_history[3].date' must not be before the date above it, 2022, but it is 2021-11.",
        ],
    ),
    "end before start": (
        FOREST,
        "date: 2022-11",
        "date: 2021-11",
        [f"{FOREST}:17:11: 'stage_history[2].date' must not be before the date above it, 2022, but it is 2021-11."],
    ),
    "review before the facts": (
        FOREST,
        "as_of: 2024",
        "as_of: 2026-06",
        [f"{FOREST}:21:16: 'last_reviewed' must not be before 'as_of', 2026-06, but it is 2026-05-13."],
    ),
    "compiled before the facts": (
        FOREST,
        "as_of: 2024\nlast_reviewed: 2026-05-13",
        "as_of: 2026-06\ncompiled: 2026-05-13",
        [f"{FOREST}:21:11: 'compiled' must not be before 'as_of', 2026-06, but it is 2026-05-13."],
    ),
    "neither compiled nor reviewed": (
        FOREST,
        "last_reviewed: 2026-05-13",
        "last_reviewed:",
        [f"{FOREST}:1:1: 'compiled' must be filled where 'last_reviewed' is empty. Write the day"],
    ),
    "review in the future": (
        FOREST,
        "last_reviewed: 2026-05-13",
        "last_reviewed: 2062-11-21",
        [
            f"{FOREST}:21:16: 'last_reviewed' must not be after today, 2026-11-21, but it is 2062-11-21. Write the day on which it happened."
        ],
    ),
    "review tomorrow": (
        FOREST,
        "last_reviewed: 2026-05-13",
        "last_reviewed: 2026-11-22",
        [f"{FOREST}:21:16: 'last_reviewed' must not be after today, 2026-11-21, but it is 2026-11-22."],
    ),
    "month in the future": (
        FOREST,
        "date: 2022-11",
        "date: 2026-12",
        [f"{FOREST}:17:11: 'stage_history[2].date' must not be after today, 2026-11-21, but it is 2026-12."],
    ),
    "year in the future": (
        FOREST,
        "as_of: 2024",
        "as_of: 2027",
        [f"{FOREST}:20:8: 'as_of' must not be after today, 2026-11-21, but it is 2027."],
    ),
    # units
    "part of a student": (
        MEASURES,
        "43,",
        "43.5,",
        [f"{MEASURES}:2:20: 'value' must be a whole number, since it counts students, not 43.5."],
    ),
    "fewer than no students": (
        MEASURES,
        "43,",
        "-43,",
        [f"{MEASURES}:2:20: 'value' must not be below zero, since it counts students, not -43."],
    ),
    "about minus half a student": (
        MEASURES,
        "43,students,exact",
        "-43.5,students,about",
        [f"{MEASURES}:2:20: 'value' must be a whole number", f"{MEASURES}:2:20: 'value' must not be below zero"],
    ),
    "fewer than no hours": (
        MEASURES,
        "7.5,",
        "-7.5,",
        [f"{MEASURES}:3:15: 'value' must not be below zero, since it counts hours, not -7.5."],
    ),
    "earlier part of a student": (
        "partnerships/earlier_measures.csv",
        "40",
        "40.5",
        ["partnerships/earlier_measures.csv:2:13: 'value' must be a whole number, since it counts students, not 40.5."],
    ),
    # what spreadsheets leave
    "error of a cell": (
        FIGURES,
        "About a dozen",
        "About #REF! students",
        [
            f"{FIGURES}:2:21: 'note' must not have '#REF!', an error of a spreadsheet. The formula behind it failed in the spreadsheet. Write the value itself."
        ],
    ),
    "error for a number": (
        FIGURES,
        "12.5",
        "#DIV/0!",
        [f"{FIGURES}:2:14: 'value' must not have '#DIV/0!', an error of a spreadsheet. The formula behind it failed"],
    ),
    "narrow column": (
        FIGURES,
        "About a dozen",
        "########",
        [
            f"{FIGURES}:2:21: 'note' must be the value itself, not '########'. Excel shows it where a column is too narrow."
        ],
    ),
    "label of a dash": (
        MEASURES,
        "New students",
        "-",
        [
            f"{MEASURES}:2:7: 'label' must be filled with words, not with '-'. What is counted.",
            f"{MEASURES}:2:7: 'label' must not start with '-'",
        ],
    ),
    "label of quotes": (
        MEASURES,
        "New students",
        '""""""',
        [f"{MEASURES}:2:7: 'label' must be filled with words, not with '\"\"'."],
    ),
    "label of a mark": (
        MEASURES,
        "New students",
        "\ufe0f",
        [f"{MEASURES}:2:7: 'label' must be filled with words, not with '\ufe0f'."],
    ),
    "label of a space": (
        MEASURES,
        "New students",
        "\u00a0",
        [
            f"{MEASURES}:2:7: 'label' must be filled with words",
            f"{MEASURES}:2:7: 'label' must not start or end with a space",
        ],
    ),
    "title of dots": (
        WOOD,
        "title: Wood",
        "title: '...'",
        [f"{WOOD}:2:8: 'title' must be filled with words, not with '...'. The full name."],
    ),
    # ids and references
    "capitals in an id": (
        COUNTIES,
        "kennebec,",
        "Kennebec,",
        [
            f"{COUNTIES}:2:1: 'id' must be lowercase words joined by hyphens, like forest-products, not 'Kennebec'. Write kennebec"
        ],
    ),
    "path in an id": (
        COUNTIES,
        "kennebec,",
        "../kennebec,",
        [
            f"{COUNTIES}:2:1: 'id' must be lowercase words joined by hyphens, like forest-products, not '../kennebec'. Write kennebec"
        ],
    ),
    "reserved id": (
        COUNTIES,
        "kennebec,",
        "table,",
        [f"{COUNTIES}:2:1: 'id' must not be the reserved word 'table'. The table view stands there."],
    ),
    "duplicate id": (
        COUNTIES,
        "penobscot,Penobscot,23019",
        "penobscot,Penobscot,23019\npenobscot,Other,23020",
        [f"{COUNTIES}:4:1: 'id' must stand once: 'penobscot' is in {COUNTIES}:3 too."],
    ),
    "ids that differ by case": (
        COUNTIES,
        "penobscot,Penobscot,23019",
        "penobscot,Penobscot,23019\nPenobscot,Other,23020",
        [
            f"{COUNTIES}:4:1: 'id' must be lowercase words",
            f"{COUNTIES}:4:1: 'id' must differ from 'penobscot' in {COUNTIES}:3 by more than capitals.",
        ],
    ),
    "id and file name": (
        WOOD,
        "id: wood",
        "id: woods",
        [
            f"{WOOD}:1:5: 'id' must be the file's name, 'wood', not 'woods'. Rename the file to woods.yaml, or write  id: wood"
        ],
    ),
    "id of another file": (
        WOOD,
        "id: wood",
        "id: forest",
        [
            f"{WOOD}:1:5: 'id' must be the file's name, 'wood', not 'forest'.",
            f"{WOOD}:1:5: 'id' must stand once: 'forest' is in {FOREST}:1 too.",
            f"{WOOD}:5:12: 'successor' must not be the record itself.",
        ],
    ),
    "unique value": (
        COUNTIES,
        "23019",
        "23011",
        [
            f"{COUNTIES}:3:21: 'fips' must stand once: '23011' is in {COUNTIES}:2 too. The value must differ in every record."
        ],
    ),
    "unique key": (
        FIGURES,
        "f-two,wood,0",
        "f-two,forest,12.5",
        [
            f"{FIGURES}:3:14: 'value' must stand once: 'forest, 12.5' is in {FIGURES}:2 too. partnership and value together must differ in every record."
        ],
    ),
    "reference to nothing": (
        FOREST,
        "  - penobscot",
        "  - penobscott",
        [
            f"{FOREST}:10:5: 'counties[1]' must be an id of counties, not 'penobscott'. Did you mean 'penobscot'? It is one of: kennebec, penobscot."
        ],
    ),
    "word out of a vocabulary": (
        WOOD,
        "reach: statewide",
        "reach: everywhere",
        [f"{WOOD}:4:8: 'reach' must be an id of reaches, not 'everywhere'. It is one of: statewide, counties."],
    ),
    "reference within a table": (
        WOOD,
        "successor: forest",
        "successor: forrest",
        [f"{WOOD}:5:12: 'successor' must be an id of partnerships, not 'forrest'. Did you mean 'forest'?"],
    ),
    "figure of nothing": (
        FIGURES,
        "f-two,wood",
        "f-two,wod",
        [f"{FIGURES}:3:7: 'partnership' must be an id of partnerships, not 'wod'. Did you mean 'wood'?"],
    ),
    "reference to a kind without records": (
        PACKAGE,
        "path: reaches.csv",
        "path: reaches/*.yaml",
        [
            f"{FOREST}:8:8: 'reach' must be an id of reaches, not 'counties'. There is no record in program/reaches/*.yaml yet.",
            f"{WOOD}:4:8: 'reach' must be an id of reaches, not 'statewide'.",
            "program/reaches.csv: This is a file that is no",
        ],
    ),
    "own successor": (
        WOOD,
        "successor: forest",
        "successor: wood",
        [f"{WOOD}:5:12: 'successor' must not be the record itself."],
    ),
    "related to itself": (
        FOREST,
        "[wood]",
        "[forest]",
        [f"{FOREST}:12:11: 'related[1]' must not be the record itself."],
    ),
    "circle": (
        FOREST,
        "related: [wood]",
        "successor: wood",
        [f"{FOREST}:12:12: 'successor' must not lead in a circle: forest > wood > forest."],
    ),
    "reach without places": (
        FOREST,
        "counties:\n  - penobscot\n",
        "",
        [f"{FOREST}:1:1: 'counties' must be filled when 'reach' is counties."],
    ),
    "places without reach": (
        FOREST,
        "reach: counties",
        "reach: statewide",
        [f"{FOREST}:10:3: 'counties' must be empty when 'reach' is statewide."],
    ),
    # what could run
    "script link": (
        FOREST,
        "https://www.example.org/a?b=c",
        "javascript:alert(1)",
        [
            f"{FOREST}:11:10: 'website' must be a web address that starts with http:// or https://, not 'javascript:alert(1)'."
        ],
    ),
    "data link": (
        FOREST,
        "https://www.example.org/a?b=c",
        "data:text/html,x",
        [f"{FOREST}:11:10: 'website' must be a web address"],
    ),
    "file link": (
        FOREST,
        "https://www.example.org/a?b=c",
        "file:///etc/passwd",
        [f"{FOREST}:11:10: 'website' must be a web address"],
    ),
    "link without scheme": (
        FOREST,
        "https://www.example.org/a?b=c",
        "www.example.org",
        [
            f"{FOREST}:11:10: 'website' must be a web address that starts with http:// or https://, not 'www.example.org'. Write https://www.example.org"
        ],
    ),
    "link with a space": (
        FOREST,
        "https://www.example.org/a?b=c",
        "https://www.example.org/a b",
        [
            f"{FOREST}:11:10: 'website' must be a web address that starts with http:// or https://, not 'https://www.example.org/a b'. In an address, write a space as %20: https://www.example.org/a%20b"
        ],
    ),
    "link without host": (
        FOREST,
        "https://www.example.org/a?b=c",
        "https://",
        [f"{FOREST}:11:10: 'website' must be a web address"],
    ),
    "link with a user": (
        FOREST,
        "https://www.example.org/a?b=c",
        "https://www.example.org@evil.example/",
        [f"{FOREST}:11:10: 'website' must be a web address", f"{FOREST}:11:10: 'website' must not have the e-mail"],
    ),
    "script": (
        WOOD,
        "title: Wood",
        "title: a<script>alert(1)",
        [f"{WOOD}:2:8: 'title' must be plain text without markup, not '<script>alert(1)'."],
    ),
    "closing tag": (
        WOOD,
        "title: Wood",
        "title: a</title>b",
        [f"{WOOD}:2:8: 'title' must be plain text without markup, not '</title>b'."],
    ),
    "template": (
        WOOD,
        "title: Wood",
        "title: a {{ 7*7 }}",
        [f"{WOOD}:2:8: 'title' must be plain text without markup, not '{{{{ 7*7 }}}}'."],
    ),
    "statement": (
        FIGURES,
        "About a dozen",
        "{% if x %}",
        [f"{FIGURES}:2:21: 'note' must be plain text without markup, not '{{% if x %}}'."],
    ),
    "formula": (
        FIGURES,
        "About a dozen",
        '"=HYPERLINK(""x"")"',
        [f"{FIGURES}:2:21: 'note' must not start with '=', as a formula does: '=HYPERLINK(\"x\")'."],
    ),
    "formula with plus": (FIGURES, "About a dozen", "+1+1", [f"{FIGURES}:2:21: 'note' must not start with '+'"]),
    "formula with minus": (FIGURES, "About a dozen", "-A1", [f"{FIGURES}:2:21: 'note' must not start with '-'"]),
    "formula with at": (FIGURES, "About a dozen", "@SUM(A1)", [f"{FIGURES}:2:21: 'note' must not start with '@'"]),
    "formula in YAML": (WOOD, "title: Wood", "title: =1+1", [f"{WOOD}:2:8: 'title' must not start with '='"]),
    # persons
    "mobile phone": (
        FIGURES,
        "About a dozen",
        "Call 207-555-0199",
        [
            f"{FIGURES}:2:21: 'note' must not have the phone number '207-555-0199'. If it is an institution's, not a person's, add it to allowed_contacts.csv with a reason."
        ],
    ),
    "phone in other words": (
        FIGURES,
        "About a dozen",
        "Call (207) 555.0199",
        [f"{FIGURES}:2:21: 'note' must not have the phone number '(207) 555.0199'."],
    ),
    "phone without marks": (
        FIGURES,
        "About a dozen",
        "Call 2075550199 now",
        [f"{FIGURES}:2:21: 'note' must not have the phone number '2075550199'."],
    ),
    "phone from abroad": (
        FIGURES,
        "About a dozen",
        "Call +44 20 7946 0958",
        [f"{FIGURES}:2:21: 'note' must not have the phone number '+44 20 7946 0958'."],
    ),
    "mailbox": (
        FIGURES,
        "About a dozen",
        "Write jo@example.com",
        [f"{FIGURES}:2:21: 'note' must not have the e-mail address 'jo@example.com'. If it is an institution's"],
    ),
    "personal mailbox": (
        FIGURES,
        "About a dozen",
        "Write jo@mailbox.example",
        [f"{FIGURES}:2:21: 'note' must not have the e-mail address 'jo@mailbox.example'. This is a personal mailbox."],
    ),
    "mailbox in disguise": (
        FIGURES,
        "About a dozen",
        "Write jo [at] example [dot] com",
        [f"{FIGURES}:2:21: 'note' must not have the e-mail address 'jo [at] example [dot] com'."],
    ),
    "phone with a thin space": (
        FIGURES,
        "About a dozen",
        "Call 207\u2009555\u20090199",
        [f"{FIGURES}:2:21: 'note' must not have the phone number '207\\u2009555\\u20090199'."],
    ),
    "phone with an extension": (
        FIGURES,
        "About a dozen",
        "207-555-0199x5",
        [f"{FIGURES}:2:21: 'note' must not have the phone number '207-555-0199x5'."],
    ),
    "extension of an allowed phone": (
        FIGURES,
        "About a dozen",
        "207-555-0100 ext. 5",
        [f"{FIGURES}:2:21: 'note' must not have the phone number '207-555-0100 ext. 5'."],
    ),
    "short phone": (
        FIGURES,
        "About a dozen",
        "tel.: 5550188",
        [f"{FIGURES}:2:21: 'note' must not have the phone number '5550188'."],
    ),
    "mailbox with a space": (
        FIGURES,
        "About a dozen",
        "pat@ mailbox.example",
        [
            f"{FIGURES}:2:21: 'note' must not have the e-mail address 'pat@ mailbox.example'. This is a personal mailbox."
        ],
    ),
    "mailbox in words": (
        FIGURES,
        "About a dozen",
        "pat at mailbox.example",
        [
            f"{FIGURES}:2:21: 'note' must not have the e-mail address 'pat at mailbox.example'. This is a personal mailbox."
        ],
    ),
    "mailbox behind a code": (
        FOREST,
        "https://www.example.org/a?b=c",
        "https://www.example.org/?to=pat%40mailbox.example",
        [f"{FOREST}:11:10: 'website' must not have the e-mail address 'pat%40mailbox.example'."],
    ),
    "social security number": (
        FIGURES,
        "About a dozen",
        "Her number is 123-45-6789",
        [
            f"{FIGURES}:2:21: 'note' must not have the social security number '123-45-6789'. Delete it; such a thing is never published."
        ],
    ),
    "birth date": (
        FIGURES,
        "About a dozen",
        '"Born May 3, 1985"',
        [f"{FIGURES}:2:21: 'note' must not have the birth date 'May 3, 1985'."],
    ),
    "street address": (
        FIGURES,
        "About a dozen",
        "At 12 Elm Street",
        [f"{FIGURES}:2:21: 'note' must not have the street address '12 Elm Street'. If it is an institution's"],
    ),
    "phone as the name of a record": (
        "partnerships/figures.csv",
        "f-two,",
        "call-207-555-0199,",
        [f"{FIGURES}:3:1: 'id' must not have the phone number '207-555-0199'."],
    ),
    "profile in capitals": (
        FOREST,
        "https://www.example.org/a?b=c",
        "https://LinkedIn.com/in/jo",
        [f"{FOREST}:11:10: 'website' must not have the person's profile 'https://LinkedIn.com/in/jo'."],
    ),
    "profile": (
        FOREST,
        "https://www.example.org/a?b=c",
        "https://www.linkedin.com/in/jo",
        [f"{FOREST}:11:10: 'website' must not have the person's profile"],
    ),
    "mailbox that is none": (
        "program/program.yaml",
        "office@example.org",
        "office at example",
        ["program/program.yaml:3:8: 'email' must be a mailbox, like office@example.org, not 'office at example'."],
    ),
    "phone in another form": (
        "program/program.yaml",
        "207-555-0100",
        "(207) 555-0100",
        ["program/program.yaml:4:8: 'phone' must be a phone number, like 207-555-0100, not '(207) 555-0100'."],
    ),
    # files of the reader
    "cp1252 in a record": (
        WOOD,
        "title: Wood",
        "title: Wood\n# \x81",
        [f"{WOOD}:3:3: The text must not have a control character (U+0081)"],
    ),
    "empty vocabulary": (
        "program/reaches.csv",
        "\nstatewide\ncounties",
        "",
        ["program/reaches.csv:1:1: The table must have at least one record, since partnerships refers to it."],
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_fault(library: Library, name: str) -> None:
    file, old, new, starts = FAULTS[name]
    library.replace(file, old, new)
    found = messages(library)
    assert len(found) == len(starts), found
    for message, start in zip(found, starts, strict=True):
        assert message.startswith(start)


PHONE, MAILBOX = ("program/program.yaml", "207-555-0100"), ("program/program.yaml", "office@example.org")
NOTE, NUMBER, ID = (FIGURES, "About a dozen"), (FIGURES, "12.5"), (COUNTIES, "kennebec")
LINK, DAY, TITLE = (FOREST, "https://www.example.org/a?b=c"), (FOREST, "2026-05-13"), (WOOD, "Wood")


@pytest.mark.parametrize(
    ("place", "text", "end"),
    [
        # the number that was meant, where it can be only one
        (PHONE, "(207) 555-0100", "Write 207-555-0100"),
        (PHONE, "+1 207.555.0100", "Write 207-555-0100"),
        (PHONE, "207-555-0100 x123", "Write 207-555-0100, and extension 123 in words elsewhere."),
        (PHONE, "1-207-555-0100, ext. 4", "Write 207-555-0100, and extension 4 in words elsewhere."),
        (PHONE, "TTY 711", "Example: 800-555-0100"),
        (PHONE, "207-555-0100 TTY 711", "Example: 800-555-0100"),
        (PHONE, "207-555-0100 or 207-555-0101", "Example: 800-555-0100"),
        (PHONE, "207-555-01000", "Example: 800-555-0100"),
        (NUMBER, '"1,250,000"', "Write 1250000"),
        (NUMBER, '"$1,250.50"', "Write 1250.50"),
        (NUMBER, "12.5%", "Write 12.5"),
        (NUMBER, "1 250", "Write 1250"),
        (NUMBER, '"12,5 %"', "not '12,5 %'."),
        (NUMBER, '"1,2"', "not '1,2'."),
        (NUMBER, "12 5", "not '12 5'."),
        (NUMBER, "\u20ac12", "not '\u20ac12'."),  # of another currency
        (ID, '"a, b"', "Write one id. For another one, add a row or an entry."),
        (ID, "a|b", "Write one id. For another one, add a row or an entry."),
        (ID, "Smith & Sons", "not 'Smith & Sons'."),
        (ID, "Caf\u00e9 Nord", "Write cafe-nord"),
        (ID, "St. Mary's", "Write st-marys"),
        (ID, "#REF!", "The formula behind it failed in the spreadsheet. Write the value itself."),
        (ID, "Nov-51", "In Excel, format the column as Text, then write it again."),
        (LINK, "https://example.org/a|b", "In an address, write | as %7C: https://example.org/a%7Cb"),
        (LINK, "https://example.org/a{b}", "write { as %7B, } as %7D: https://example.org/a%7Bb%7D"),
        (LINK, "https://example.org/a\\b", "Copy the address from the browser's address bar."),
        (DAY, "13-Sep-24", "Write 2024-09-13"),
        (DAY, "13-Sep-51", "Write 1951-09-13 or 2051-09-13, whichever is meant."),
        (DAY, "Marble 5, 2024", "not 'Marble 5, 2024'."),
        (DAY, "9/5/24", "Write 2024-05-09 or 2024-09-05, whichever is meant."),
        # what Excel makes of text
        (NOTE, "18-Sep", "It was most likely '9-18' or 'September 18'. In Excel, format the column as Text, then"),
        (NOTE, "13-Sep-24", "It was most likely 'September 13, 2024'. In Excel,"),
        (NOTE, "Sep-24", "It was most likely 'September 2024' or a code that starts with 9- and ends with 24. In"),
        (
            NOTE,
            "Nov-51",
            "'November 1951' or 'November 2051' or '11-51' or a code that starts with 11- and ends with 51.",
        ),
        (NOTE, "9/13/2024", "It was most likely 'September 13, 2024'. In Excel,"),
        (NOTE, "9/5/2024", "It was most likely 'May 9, 2024' or 'September 5, 2024'. In Excel,"),
        # codes of HTML, and the wrong encoding
        (NOTE, "Smith &amp; Sons", "not '&amp;', its code in HTML. Write Smith & Sons"),
        (NOTE, "Smith &amp;amp; Sons", "Write Smith & Sons"),
        (NOTE, "Bath&nbsp;Iron &#169; &#x2019;26", "Write Bath Iron \u00a9 \u201926"),
        (
            NOTE,
            "&lt;b&gt;",
            "must have the sign itself, not '&lt;', its code in HTML.",
        ),  # the right text would be markup
        (LINK, "https://example.org/?a=1&amp;b=2", "Write https://example.org/?a=1&b=2"),
        (NOTE, "Caf\u00c3\u00a9", "the encoding was wrong. Write Caf\u00e9"),
        (NOTE, "Caf\u00c3\u0192\u00c2\u00a9", "Write Caf\u00e9"),  # twice
        (NOTE, "Caf\u221a\u00a9", "Write Caf\u00e9"),  # by an old Mac
        (NOTE, "Maine\u00e2\u20ac\u2122s", "Write Maine\u2019s"),
        (NOTE, "Maine\u201a\u00c4\u00f4s", "Write Maine\u2019s"),
        (NOTE, "2022\u00e2\u20ac\u201c2023", "Write 2022\u20132023"),
        (NOTE, "5\u00c2\u00b0 cold", "Write 5\u00b0 cold"),
        (NOTE, "\u00f0\u0178\u02dc\u20ac all", "Write \U0001f600 all"),
        (TITLE, "Caf\u00c3\u00a9 &amp; Wood", "Write Caf\u00e9 & Wood"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_cure_is_given_where_it_can_be_only_one(
    library: Library, place: tuple[str, str], text: str, end: str
) -> None:
    library.replace(place[0], place[1] + ("," if place == ID else ""), text + ("," if place == ID else ""))
    found = messages(library)
    # where a test expects no cure, the message ends with the value
    assert any(message.endswith(end) if end.endswith("'.") else end in message for message in found), found


def test_a_time_of_day_that_is_none_has_no_cure() -> None:
    meant = [
        next(SHAPE_RULES["moment"](SchemaField("x", "string", "moment", False, "", False, "", "", {}), text)).hint
        for text in ("2027-03-10 1:00 PM", "2027-03-10 15:00 am", "2027-03-10 0:30 pm")
    ]
    assert meant[0] == "Write 2027-03-10 13:00"
    assert all("is no time" in each for each in meant[1:])


CONTACTS = "program/allowed_contacts.csv"


@pytest.mark.parametrize(
    ("file", "old", "new", "cause"),
    [
        # the rows allow what other records publish
        (CONTACTS, "2027-12-31", "5/13/27", f"{CONTACTS}:2:"),
        (CONTACTS, "phone,207", "The phone,207", f"{CONTACTS}:3:"),
        (CONTACTS, "207-555-0100", "207-555-0100 ", f"{CONTACTS}:3:"),
        (COUNTIES, "penobscot,", "Penobscot,", f"{COUNTIES}:"),
        (COUNTIES, "penobscot,", ",", f"{COUNTIES}:"),
    ],
)
def test_a_cause_is_told_and_not_what_follows_from_it(
    library: Library, file: str, old: str, new: str, cause: str
) -> None:
    library.replace(file, old, new)
    [message] = messages(library)
    assert message.startswith(cause)


@pytest.mark.parametrize("name", ["wood.yml", "wood.YAML", "wood (1).yaml", "wood - Copy.yaml"])
def test_a_record_under_a_wrong_name_is_one_problem(library: Library, name: str) -> None:
    """The other record names it as related."""
    (library.folder / WOOD).rename(library.folder / "partnerships/records" / name)
    [message] = messages(library)
    assert message.startswith(f"partnerships/records/{name}: This is ")


@pytest.mark.parametrize(
    "text",
    [
        "\u00ab CAF\u00c9 \u00bb and CAF\u00c9\u2019s \u201cCAF\u00c9\u201d",
        "\u221a2 and \u221a\u03c0; S\u00c3O PAULO; CH\u00c2TEAU; \u00c4\u201c",
        "AT&T; R&D; a & b; &c; &unknown;",
        "https://example.org/?a=1&copy=2 is an address",
        "1-Sep, then",
        "May-be",
        "Born in Sep-24 or later",
    ],
)
def test_what_only_looks_mangled_is_taken(library: Library, text: str) -> None:
    library.replace(FIGURES, "About a dozen", f'"{text}"')
    assert messages(library) == []


@pytest.mark.parametrize(
    "text",
    [
        "From 2022-10-03 to 2023-11-21",
        "NAICS 113310, 321 and 31-33; FIPS 23019",
        "About 1,200,000 people and 3.5 million dollars",
        "Grant 2022-0045-117",
        "Write to office@example.org or call (207) 555-0100",
        "5 < 7 and {x}",
        "Bath, Maine – “the best”",
        "Wabanaki, Québec, Peskotomuhkatiyik",
    ],
)
def test_honest_text_is_taken(library: Library, text: str) -> None:
    library.replace(FIGURES, "About a dozen", f'"{text}"')
    assert messages(library) == []


@pytest.mark.parametrize("error", "#REF! #N/A #VALUE! #DIV/0! #NAME? #NULL! #NUM! #SPILL! #CALC! ####".split())
@pytest.mark.parametrize("place", ["{}", "It was {}", "{}.", "About {} of them"])
def test_no_text_holds_what_a_spreadsheet_shows_for_an_error(library: Library, error: str, place: str) -> None:
    library.replace(FIGURES, "About a dozen", place.format(error))
    (message,) = messages(library)
    assert f"'{error}'" in message


@pytest.mark.parametrize("text", ["We are #1", "See #notes and #12", "C# and F#", "#Maine", "No. # 4", "##"])
def test_a_number_sign_is_no_error(library: Library, text: str) -> None:
    library.replace(FIGURES, "About a dozen", text)
    assert messages(library) == []


def test_what_has_happened_may_be_today_and_without_a_day_anything_goes(library: Library) -> None:
    library.replace(FOREST, "last_reviewed: 2026-05-13", "last_reviewed: 2026-11-21")
    library.replace(FOREST, "date: 2022-11", "date: 2026")
    assert messages(library) == []
    library.replace(FOREST, "last_reviewed: 2026-11-21", "last_reviewed: 2062-11-21")
    assert messages(library, None) == []
    library.replace(FOREST, "last_reviewed: 2062-11-21", "last_reviewed: 2027-01-01")
    assert messages(library, date(2027, 1, 1)) == []


def test_numbers_may_be_what_their_unit_allows(library: Library) -> None:
    library.replace(MEASURES, "43,students", "-4.5,percent")
    library.write("partnerships/earlier_measures.csv", "id,measure,value\ne-one,m-one,-2.5\n")
    assert messages(library) == []


def test_a_vocabulary_of_units_from_before_says_nothing_about_numbers(library: Library) -> None:
    """An earlier state of the data, which a report reads, has units without these columns."""
    library.write("program/units.csv", "id\nstudents\nhours\n")
    text = (library.folder / PACKAGE).read_text()
    library.write(
        PACKAGE,
        "".join(line for line in text.splitlines(True) if "{name: whole" not in line and "{name: negative" not in line),
    )
    library.replace(MEASURES, "43,", "-43.5,")
    assert messages(library) == []


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("2027-02-29 10:00", "February 2027 has 28 days."),
        ("3/25/2027 1:30 PM", "Write 2027-03-25 13:30"),
        ("3/10/2027 09:00", "Write 2027-03-10 09:00 or 2027-10-03 09:00, whichever is meant."),
        ("March 10, 2027 1:30 pm", "Write 2027-03-10 13:30"),
        ("2027-03-10T13:30:00", "Write 2027-03-10 13:30"),
        ("2027-03-10 24:00", "Hours are counted from 00 to 23, and minutes from 00 to 59."),
        ("2027-03-10", "Hours are counted from 00 to 23, and minutes from 00 to 59."),
        ("0001-01-01 00:00", "The year must be from 1000 to 2999."),
    ],
)
def test_a_moment_in_another_notation_is_told_in_ours(text: str, hint: str) -> None:
    (fault,) = SHAPE_RULES["moment"](SchemaField("", "string", "moment", False, "", False, "", "", {}), text)
    assert fault[:2] == (f"must be a day and a time, like 2027-03-10 13:30, not '{text}'.", hint)


def test_a_street_may_stand_where_an_institutions_address_belongs_and_what_is_allowed_anywhere(
    library: Library,
) -> None:
    note, place = (
        "description: What to know., type: string}",
        "description: What to know., type: string, rule: address}",
    )
    library.replace(FIGURES, "About a dozen", "12 Elm Street")
    assert len(messages(library)) == 1
    library.replace("partnerships/datapackage.yaml", note, place)
    assert messages(library) == []
    library.replace(FIGURES, "12 Elm Street", "12 Elm Street 207-555-0199")
    assert ["phone number" in message for message in messages(library)] == [True]
    library.replace(FIGURES, " 207-555-0199", "")
    library.replace("partnerships/datapackage.yaml", place, note)
    library.replace("program/allowed_contacts.csv", "phone,207", "home,12 Elm Street,The office.,\nphone,207")
    assert messages(library) == []


# --- files -----------------------------------------------------------------------


def _delete(file: str) -> Callable[[Library], None]:
    return lambda library: (library.folder / file).unlink()


def _write(file: str, content: str | bytes) -> Callable[[Library], None]:
    return lambda library: library.write(file, content)


def _rename(file: str, new: str) -> Callable[[Library], None]:
    def change(library: Library) -> None:
        (library.folder / file).rename(library.folder / new)

    return change


def _link(library: Library) -> None:
    (library.folder / "partnerships/records/link.yaml").symlink_to(library.folder / WOOD)


FILE_FAULTS: dict[str, tuple[Callable[[Library], None], list[str]]] = {
    "symlink": (_link, ["partnerships/records/link.yaml: This must be a real file or folder, not a link"]),
    "lock file": (_write("partnerships/~$figures.csv", "x"), ["partnerships/~$figures.csv: This is a lock file"]),
    "second copy": (
        _write("partnerships/figures (1).csv", "x"),
        ["partnerships/figures (1).csv: This is a second copy"],
    ),
    "workbook beside": (_write("partnerships/figures.xlsx", b"PK"), ["partnerships/figures.xlsx: This is a workbook"]),
    "copy of a record": (
        _write("partnerships/records/wood (1).yaml", "id: wood"),
        ["partnerships/records/wood (1).yaml: This is a second copy"],
    ),
    "backup of a record": (
        _write("partnerships/records/wood.yaml.bak", "x"),
        ["partnerships/records/wood.yaml.bak: This is a leftover"],
    ),
    "folder among records": (
        _write("partnerships/records/more/x.yaml", "id: x"),
        ["partnerships/records/more: This is a file that is no"],
    ),
    "file in no package": (
        _write("notes.txt", "x"),
        ["notes.txt: This is a file that is no table or record of the library"],
    ),
    "folder without package": (
        _write("careers/x.csv", "id"),
        ["careers: The folder must hold a datapackage.yaml, since another folder has one."],
    ),
    "workbook as CSV": (
        _write(COUNTIES, b"PK\x03\x04"),
        [f"{COUNTIES}:1:1: This is a workbook or a zip file, not text."],
    ),
    "web page as YAML": (_write(WOOD, "<!doctype html>"), [f"{WOOD}:1:1: This is a web page, not text."]),
    "missing table": (_delete(COUNTIES), [f"{COUNTIES}: The file is missing."]),
    "missing record": (_delete("program/program.yaml"), ["program/program.yaml: The file is missing."]),
    "missing record that others name": (
        _delete(WOOD),
        [
            f"{FIGURES}:3:7: 'partnership' must be an id of partnerships, not 'wood'.",
            f"{FOREST}:12:11: 'related[1]' must be an id of partnerships, not 'wood'.",
        ],
    ),
    "semicolons": (
        _write(COUNTIES, "id;name;fips\n"),
        [f"{COUNTIES}:1:1: The cells must be parted by commas, not by semicolons."],
    ),
    "cp1252": (
        _write(COUNTIES, b"id,name,fips\na,Caf\xe9,23011\n"),
        [f"{COUNTIES}:2:6: The file must be UTF-8, but this line is not: 'a,Café,23011'."],
    ),
    "renamed column": (
        _write(COUNTIES, "id,name,FIPS code\npenobscot,P,23019\n"),
        [f"{COUNTIES}:1:1: The column 'fips' is missing.", f"{COUNTIES}:1:9: The column 'FIPS code' is not known."],
    ),
    "ragged row": (
        _write(COUNTIES, "id,name,fips\npenobscot,P,23019,x\n"),
        [f"{COUNTIES}:2:19: The row must have 3 cells"],
    ),
    "open quote": (
        _write(COUNTIES, 'id,name,fips\na,"P,23019\npenobscot,x,23011\n'),
        [f"{COUNTIES}:2:3: The quote that opens here is not closed properly."],
    ),
    "truncated record": (
        _write(WOOD, "id: wood\ntitle: 'Wo"),
        [f"{WOOD}:2:8: The quote that opens here is never closed."],
    ),
    "empty record": (_write(WOOD, ""), [f"{WOOD}: The file is empty."]),
    "record twice by case": (
        _write("partnerships/records/Wood.yaml", "id: Wood\ntitle: Other\nstatus: active\nreach: statewide\n"),
        ["partnerships/records/Wood.yaml: The name must differ from 'wood.yaml' by more than capitals."],
    ),
    "record in capitals": (
        _rename(WOOD, "partnerships/records/Wood.yaml"),
        [
            "partnerships/records/Wood.yaml:1:5: 'id' must be the file's name, 'Wood', not 'wood'. Rename the file to wood.yaml"
        ],
    ),
    "table in capitals": (
        _rename(COUNTIES, "program/Counties.csv"),
        ["program/Counties.csv: The name must be 'counties.csv', not 'Counties.csv'. Rename it"],
    ),
    "table in capitals beside": (
        _write("program/Counties.csv", "id"),
        ["program/Counties.csv: The name must differ from 'counties.csv' by more than capitals."],
    ),
    "folder in capitals": (
        _rename("partnerships/records", "partnerships/Records"),
        ["partnerships/Records: The name must be 'records', not 'Records'."],
    ),
    "description in capitals": (
        _rename(PACKAGE, "program/DataPackage.yaml"),
        ["program/DataPackage.yaml: The name must be 'datapackage.yaml', not"],
    ),
}


@pytest.mark.parametrize("name", FILE_FAULTS)
def test_fault_of_files(library: Library, name: str) -> None:
    """Each says itself once: what hangs on a file that can't be read is not told too."""
    change, starts = FILE_FAULTS[name]
    change(library)
    found = messages(library)
    assert len(found) == len(starts), found
    for message, start in zip(found, starts, strict=True):
        assert start in message


def test_byte_order_mark_line_ends_blank_rows_and_column_order_are_taken(library: Library) -> None:
    library.write(COUNTIES, "\ufefffips,id,name\r\n23019,penobscot,Penobscot\r\n,,\r\n\r\n")
    assert messages(library) == []


def test_what_a_computer_leaves_is_a_warning(library: Library) -> None:
    library.write("program/.DS_Store", b"\0\0")
    (problem,) = validation.check(library.folder).problems
    assert problem.severity == "warning"


def test_a_table_may_be_empty_while_nothing_names_a_row_of_it(library: Library) -> None:
    library.write(COUNTIES, "id,name,fips\n")
    assert messages(library) == [
        f"{COUNTIES}:1:1: The table must have at least one record, since partnerships refers to it. Add a row."
    ]
    library.replace(FOREST, "reach: counties\ncounties:\n  - penobscot\n", "reach: statewide\n")
    assert messages(library) == []


def test_no_data_folder(tmp_path: Path) -> None:
    (problem,) = validation.check(tmp_path / "gone").problems
    assert problem.message == "The folder is missing."
    (tmp_path / "empty").mkdir()
    (problem,) = validation.check(tmp_path / "empty").problems
    assert problem.message == "The data folder holds no data package."


# --- drafts and exceptions ---------------------------------------------------------


def test_what_is_public_must_not_name_a_draft_but_a_draft_may(library: Library) -> None:
    library.replace(WOOD, "status: active", "status: draft")
    assert messages(library) == [
        f"{FOREST}:12:11: 'related[1]' must not be 'wood', which is a draft."
        " Publish that record first, or take the reference out."
    ]
    library.replace(FOREST, "status: active", "status: draft")
    assert messages(library) == []


def test_an_exception_that_ends_is_a_warning_from_90_days_before_and_stops_nothing(library: Library) -> None:
    """The last day is 2027-12-31. It is told once, however often the contact is used."""
    library.replace(FIGURES, "About a dozen", "Write to office@example.org")
    contacts = "program/allowed_contacts.csv"
    renew = "see whether its source still gives it, and write a new day, or take the contact out everywhere."
    soon = f"{contacts}:2:1: warning: The exception for office@example.org ends on 2027-12-31. Before then, {renew}"
    over = f"{contacts}:2:1: warning: The exception for office@example.org ended on 2027-12-31. S{renew[1:]}"
    days = {date(2026, 11, 21): [], date(2027, 10, 1): [], date(2027, 10, 2): [soon], date(2027, 12, 31): [soon]}
    days |= {date(2028, 1, 1): [over], date(2030, 1, 1): [over], None: []}
    assert {day: messages(library, day) for day in days} == days
    assert [each.code for each in validation.check(library.folder, date(2027, 12, 31)).problems] == ["ends-soon"]


YEARS = [date(year, 6, 30) for year in (2027, 2028, 2030, 2040)]  # looked at in any case
FUTURE = [date(2026 + month // 12, month % 12 + 1, 1) for month in range(11, 48)]


@pytest.mark.parametrize("day", FUTURE, ids=str)
def test_the_day_alone_makes_no_error_in_the_small_library(library: Library, day: date) -> None:
    assert [str(each) for each in validation.check(library.folder, day).problems if each.severity == "error"] == []


class Asked(date):
    """A day that keeps the days with which the check compares it: between two of them it finds the same."""

    def __lt__(self, other: date) -> bool:
        TURNS.add(date(other.year, other.month, other.day))
        return date.__lt__(self, other)

    def __gt__(self, other: date) -> bool:
        return self != other and not self < other

    def __le__(self, other: date) -> bool:
        return self < other or self == other

    def __ge__(self, other: date) -> bool:
        return not self < other


TURNS: set[date] = set()


def turning_days(data_dir: Path, first: date) -> Iterator[tuple[date, list[str]]]:
    """Each day from ``first`` on, on which the check of the data may begin to find something else, and its errors then."""
    waiting = {first, *(day for day in YEARS if day > first)}
    while waiting:
        day = min(waiting)
        TURNS.clear()
        found = validation.check(data_dir, Asked(day.year, day.month, day.day)).problems
        yield day, [str(each) for each in found if each.severity == "error"]
        turns = {turn + timedelta(days=more) for turn in TURNS for more in (0, 1)}
        waiting = {each for each in waiting | turns if each > day}


def test_the_turning_days_are_found(library: Library) -> None:
    """The exception ends on 2027-12-31, and is told 90 days before."""
    found = [day for day, _ in turning_days(library.folder, date(2026, 11, 21)) if day not in YEARS]
    assert [str(day) for day in found] == ["2026-11-21", "2027-10-02", "2027-10-03", "2027-12-31", "2028-01-01"]


@pytest.mark.slow
@pytest.mark.data
def test_the_day_alone_makes_no_error_in_the_real_data(data_dir: Path) -> None:
    """What is right on the last day of which the data tells is right on every later day."""
    assert [(day, told) for day, told in turning_days(data_dir, newest()) if told] == []
    assert load_catalog(data_dir, date(2040, 1, 1)).program.id  # and warnings stop no build


# --- descriptions ------------------------------------------------------------------

DESCRIPTION_FAULTS = {
    "path out of the folder": (
        "path: reaches.csv",
        "path: ../reaches.csv",
        "26:11: The path must stay in the package's folder, not '../reaches.csv'.",
    ),
    "absolute path": ("path: reaches.csv", "path: /etc/passwd", "The path must stay in the package's folder"),
    "address as path": (
        "path: reaches.csv",
        "path: https://example.org/x.csv",
        "The path must stay in the package's folder",
    ),
    "no title": ("title: Reaches\n", "tittle: Reaches\n", "The resource 'reaches' must have a title."),
    "resource twice": ("- name: reaches", "- name: statuses", "The resource 'statuses' must be described once."),
    "unknown reference": (
        "name: reason, title: Reason, description: Why., type: string}\n        - {name: expires",
        "name: reason, title: Reason, description: Why., type: string, references: reeches}\n        - {name: expires",
        "'references' must name a resource, not 'reeches'. Did you mean 'reaches'?",
    ),
    "unknown type": (
        "Whether it is shown., type: boolean",
        "Whether it is shown., type: bool",
        "The type 'bool' is not known.",
    ),
    "unknown rule": ("rule: phone", "rule: fone", "The rule 'fone' is not known."),
    "bad pattern": ("'[0-9]{5}'", "'[0-9{5}'", "The pattern '[0-9{5}' is not a regular expression"),
    "bad length": ("maxLength: 20", "maxLength: long", "'maxLength' must be a whole number, not 'long'."),
    "slip in a property": (
        "unique: true, pattern",
        "uniqe: true, pattern",
        "The property 'uniqe' is not known. Did you mean 'unique'?",
    ),
    "no id": (
        "  - name: reaches\n    title: Reaches\n    description: The reaches.\n    path: reaches.csv\n    schema:\n      fields:\n        - {name: id,",
        "  - name: reaches\n    title: Reaches\n    description: The reaches.\n    path: reaches.csv\n    schema:\n      fields:\n        - {name: key,",
        "The schema must have a field 'id' of type string that is required.",
    ),
    "markup": (
        "description: The reaches.",
        "description: The <b>reaches</b>.",
        "'description' must be plain text without markup",
    ),
    "person": (
        "description: The reaches.",
        "description: Ask jo@example.com",
        "'description' must not have the e-mail address 'jo@example.com'.",
    ),
    "list in a table": (
        "description: Its last day., type: date",
        "description: Its last day., type: array, items: {type: string}",
        "The field 'expires' of a CSV file must not be a list.",
    ),
    "not YAML": ("name: program\ntitle", "name: program: x\ntitle", "has a colon and needs quotes"),
    "name that is a list": ("name: program\ntitle", "name: [program]\ntitle", "1:1: The package must have a name."),
    "name of another package": (
        "name: program\ntitle",
        "name: partnerships\ntitle",
        "1:7: The package's name must be another than 'partnerships', which partnerships/datapackage.yaml has.",
    ),
    "no list of resources": (
        "resources:\n",
        "resources: {}\nothers:\n",
        "1:1: The package must have a list of resources.",
    ),
    "path of another resource": (
        "path: reaches.csv",
        "path: statuses.csv",
        "The path must be another than 'statuses.csv', which the resource 'statuses' has.",
    ),
    "rule that is a list": ("rule: phone", "rule: [phone]", "'rule' must be text, not a list."),
    "expectation that is a group": (
        "rule: phone",
        "rule: phone, expected: {a: b}",
        "'expected' must be text, not a group.",
    ),
    "reference that is a list": (
        "rule: phone",
        "rule: phone, references: [reaches]",
        "'references' must be text, not a list.",
    ),
    "switch that is no switch": ("rule: phone", "rule: phone, owner: no", "'owner' must be true or false, not 'no'."),
    "pattern that is a list": ("'[0-9]{5}'", "['[0-9]{5}']", "'pattern' must be text, not a list."),
    "keys that are a text": (
        "    path: reaches.csv\n    schema:\n",
        "    path: reaches.csv\n    schema:\n      uniqueKeys: id\n",
        "'uniqueKeys' must be a list, not 'id'.",
    ),
    "words that are a text": ("rule: phone", "rule: phone, constraints: {enum: a}", "'enum' must be a list, not 'a'."),
    "fields of a text": (
        "rule: phone",
        "rule: phone, fields: [{name: a, title: A, description: A., type: bool}]",
        "must be of type object, since it has fields.",
    ),
    "past that is no day": ("rule: phone", "rule: phone, past: true", "The field 'phone' must be a day to be 'past'."),
    "past that is no switch": (
        "description: Its last day., type: date",
        "description: Its last day., type: date, past: yes",
        "'past' must be true or false, not 'yes'.",
    ),
    "constraint of another type": ("type: date}", "type: date, constraints: {maxLength: 3}}", "is not a Table Schema"),
}


@pytest.mark.parametrize("name", DESCRIPTION_FAULTS)
def test_fault_of_a_description(library: Library, name: str) -> None:
    old, new, message = DESCRIPTION_FAULTS[name]
    library.replace(PACKAGE, old, new)
    found = messages(library)
    assert message in "\n".join(found)
    assert len(found) <= 3, "what hangs on a wrong description must not be told too"


def test_a_pattern_matches_the_whole_value(library: Library) -> None:
    library.replace(PACKAGE, "'[0-9]{5}'", "'^23011$|^23019$'")
    library.replace(COUNTIES, "23011", "23011x")
    assert [message.split(": ")[0] for message in messages(library)] == [f"{COUNTIES}:2:19"]


def test_without_a_program_record(library: Library) -> None:
    text = (library.folder / PACKAGE).read_text()
    start, end = text.index("  - name: program\n"), text.index("  - name: statuses")
    library.write(PACKAGE, text[:start] + text[end:])
    (library.folder / "program/program.yaml").unlink()
    found = messages(library)
    assert any("One data package must have the resource 'program'." in message for message in found)


# --- many problems, big files, any bytes ----------------------------------------------


def test_a_file_tells_twenty_problems_then_each_kind_with_its_count(library: Library) -> None:
    rows = [f"f-{number},forest,{number}.x,," for number in range(3000)]
    rows[2900] = "f-2900,nowhere,2900,1,"
    library.write(FIGURES, "\n".join(("id,partnership,value,count,note", *rows, "")))
    library.replace(WOOD, "title: Wood", "title: =Wood")
    found = validation.check(library.folder).problems
    figures = [each for each in found if each.file.endswith(FIGURES)]
    assert [each.line for each in figures] == [*range(2, 22), 2902, 0]
    assert figures[20].message.startswith("'partnership' must be an id of partnerships, not 'nowhere'.")
    assert figures[21].message.startswith("… and 2,979 more like line 21: 'value' must be a plain number")
    assert (sum(each.count for each in found), found[-1].code, len(found)) == (3001, "no-formula", 23)


def test_many_spoiled_files_stay_short_and_are_all_counted(library: Library) -> None:
    for number in range(600):
        library.write(
            f"partnerships/records/r-{number:03}.yaml",
            f"id: r-{number:03}\ntitle: T {number}\nstatus: x\nreach: y\ncompiled: 2026-01-01\n",
        )
    library.replace(WOOD, "title: Wood", "title: =Wood")
    found = validation.check(library.folder).problems
    assert sum(each.count for each in found) == 1201
    assert len(found) < 410
    assert [each.message for each in found if each.code == "no-formula"] != []
    rest = {each.field: str(each).partition(": ")[2] for each in found if each.count > 1}
    assert rest["status"].startswith(
        "… and 399 more like line 3 in other files: 'status' must be an id of statuses, not 'x'."
    )


def test_a_spoiled_transcript_does_not_hide_the_others() -> None:
    problems = reading.Problems()
    for line in range(1, 999):
        problems.add(Problem("a.vtt", line, 1, "", "", f"Line {line}.", code="transcript"))
    problems.add(Problem("b.csv", 2, 1, "", "", "Other.", code="quote"))
    assert [str(each) for each in problems.result()][19:] == [
        "a.vtt:20:1: Line 20.",
        "a.vtt: … and 978 more like line 20: Line 20.",
        "b.csv:2:1: Other.",
    ]


@pytest.mark.slow
def test_memory_stays_bounded_when_every_row_is_wrong(library: Library) -> None:
    rows = "".join(f"Id {number},forrest,{number},x,{'=' * 50}\n" for number in range(5_000))
    library.write(FIGURES, "id,partnership,value,count,note\n" + rows)
    validation.check(library.folder)  # what it loads and keeps is not measured
    tracemalloc.start()
    found = validation.check(library.folder).problems
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sum(each.count for each in found) == 20_000
    assert len(found) == 24
    assert peak < 15_000_000


def test_after_a_million_problems_it_says_so_and_stops(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "MOST", 100)
    rows = "".join(f"f-{number},nowhere,x,,\n" for number in range(3000))
    library.write(FIGURES, "id,partnership,value,count,note\n" + rows)
    found = validation.check(library.folder).problems
    assert sum(each.count for each in found) == 102
    assert found[-1].message == "There are more than 100 problems; the rest is not counted."


@pytest.mark.slow
def test_any_bytes_end_in_problems_not_in_exceptions(library: Library) -> None:
    """Seeded changes of one file of the library at a time."""
    chance = random.Random(20261121)
    files = sorted(path for path in library.folder.rglob("*.*") if path.is_file())
    pieces = [
        b"\x00",
        b"\xff",
        b'"',
        b"'",
        b"\n",
        b"\t",
        b": ",
        b"- ",
        b"[",
        b"{",
        b"}",
        b",",
        b"&a",
        b"=",
        b"<b",
        b"\r",
        b"id",
        b"1/5/26",
        b"../",
        b"\xe2\x80\xae",
    ]
    for _ in range(250):
        path = chance.choice(files)
        original = path.read_bytes()
        data = bytearray(original)
        for _ in range(chance.randrange(1, 6)):
            at = chance.randrange(len(data) + 1)
            data[at : at + chance.randrange(4)] = chance.choice(pieces)
        path.write_bytes(data[: chance.randrange(len(data) + 1)] if chance.random() < 0.3 else data)
        for problem in validation.check(library.folder, TODAY).problems:
            assert str(problem).isprintable()
        path.write_bytes(original)


# --- what has no day ----------------------------------------------------------------------


def test_rows_without_a_day_are_one_warning_for_each_file(own_state: Path) -> None:
    sources = own_state / "program/sources.csv"
    letters = "".join(f"letter-{n},Letter {n},A person,,,,paper,\n" for n in range(1, 8))
    sources.write_text(
        f"{sources.read_text(encoding='utf-8')}{letters}page,A page,An office,,,2026-01-15,page,\n", "utf-8"
    )
    path = own_state / "partnerships/figures.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("planned,2025,2024,", "planned,2025,,"), "utf-8")
    found = validation.check(own_state, date(2026, 3, 5)).problems
    assert [(each.severity, each.count, each.line) for each in found] == [("warning", 1, 4), ("warning", 7, 5)]
    figures, letters = map(str, found)
    assert "1 of 3 rows have no day ('as_of' is empty): boats-share. Fill in" in figures
    assert (
        "7 of 11 rows have no day ('date' and 'accessed' are empty): letter-1, letter-2, letter-3, letter-4, letter-5"
        " and 2 more. Fill in" in letters
    )
    assert validation.check(own_state).problems == ()  # nobody said which day it is


# --- the broken package ---------------------------------------------------------------


def test_the_whole_list_of_messages_of_the_broken_package(repo: Path, data_dir: Path, tmp_path: Path) -> None:
    """The real descriptions and words, with the files of tests/broken/data in their place: what messages list is there.

    UPDATE_GOLDEN=1 writes the list again: read every line of the difference.
    """
    folder = tmp_path / "data"
    left_out = (
        "records",
        "sessions",
        "series",
        "transcripts",
        "paths",
        "stories",
        "careers",
        "members.csv",
        "figures.csv",
    )
    shutil.copytree(data_dir, folder, ignore=shutil.ignore_patterns(*left_out))
    shutil.copytree(repo / "tests/broken/data", folder, dirs_exist_ok=True)
    records = folder / "partnerships/records"
    # not kept in the repository, where other programs would stumble over them
    for stray in ("sources (1).csv", "~$sources.csv", "sources.xlsx", "sources.csv.bak", ".hidden"):
        (folder / "program" / stray).write_text("x")
    (records / "broken-dates (1).yaml").write_text("id: broken-dates\n")
    (records / "broken-merge.yaml").write_text("id: broken-merge\n<<<<<<< HEAD\ntitle: One\n=======\ntitle: Two\n")
    (records / "broken-link.yaml").symlink_to(folder / "program/program.yaml")
    found = validation.check(folder).problems
    text = "".join(f"{problem}\n" for problem in found).replace(folder.as_posix(), "data")
    golden = repo / "tests/broken/messages.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(text, encoding="utf-8")
    assert text.splitlines() == golden.read_text(encoding="utf-8").splitlines()
