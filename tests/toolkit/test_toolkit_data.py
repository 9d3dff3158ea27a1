"""What the toolkit promises of its data: the counts of the sources, nothing left out, rules that bite."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from library import Library

from macros import reading, restdays, validation
from macros.catalog import Catalog
from macros.models.toolkit import Column

STEPS = {
    "build-support-team": 2, "define-scope": 2, "prepare-to-launch": 3, "launch": 5, "move-to-action": 6, "sustain-and-evolve": 3,
}  # fmt: skip
ELEMENTS = {
    "great-data": 5, "shared-vision": 3, "guided-by-industry": 2,
    "strategic-alignment": 3, "transformed-services": 3, "measured-sustained": 3,
}  # fmt: skip
# The tools that the guide names, step by step.
TOOLS = {
    "build-support-team": 2, "define-scope": 5, "prepare-to-launch": 4, "launch": 5, "move-to-action": 8, "sustain-and-evolve": 5,
}  # fmt: skip
# The tools that a team can't do without, and the worksheets of the guide.
OURS = {
    "launch-agenda", "invitation-letter", "facilitation-plan", "champion-profile", "roles", "task-force-sheet",
    "memorandum-of-understanding", "influence-map", "industry-readiness",
}  # fmt: skip
WORKSHEETS = {"many-tables-many-knocks", "preparing-to-launch", "building-momentum", "choosing-a-sector"}


def test_review_questions_are_all_there(catalog: Catalog) -> None:
    assert {each.id: len(each.review_questions) for each in catalog.steps.values()} == STEPS
    assert sum(STEPS.values()) == len(catalog.review_questions) == 21


def test_steps_are_numbered_one_to_six(catalog: Catalog) -> None:
    assert sorted(each.number for each in catalog.steps.values()) == [1, 2, 3, 4, 5, 6]
    for step in catalog.steps.values():
        assert step.who and len(step.actions) >= 4 and len(step.pitfalls) >= 3 and step.topics, step.id


def test_elements_have_their_components(catalog: Catalog) -> None:
    assert {each.id: len(each.components) for each in catalog.elements.values()} == ELEMENTS
    assert len(catalog.components) == 19
    assert all(each.reflections for each in catalog.elements.values())


def test_every_named_tool_is_listed(catalog: Catalog) -> None:
    assert Counter(each.step.id for each in catalog.tools.values() if each.step) == TOOLS
    others = Counter(each.part for each in catalog.tools.values() if not each.step)
    assert others == {"Business outreach": 2, "Job seekers and students": 5, "Career pathways": 3, "Success metrics": 4}


def test_tools_that_a_team_needs_are_ours(catalog: Catalog) -> None:
    shelves = {shelf: {each.id for each in catalog.worksheets.values() if each.shelf == shelf} for shelf in ("tool", "worksheet")}
    assert shelves == {"tool": OURS, "worksheet": WORKSHEETS}


def test_pairs_results_and_stages(catalog: Catalog) -> None:
    assert len(catalog.practices) == 12
    assert Counter(each.group.id for each in catalog.outcomes.values()) == {
        "education-training": 9, "workplace": 7, "economic-development": 7,
    }  # fmt: skip
    assert {each.stage.id for each in catalog.project_plan.values()} == set(catalog.stages)
    assert {each.stage.id for each in catalog.room_packs.values()} == set(catalog.stages)


def test_glossary_explains_enough(catalog: Catalog) -> None:
    assert len(catalog.glossary) >= 30


def test_launch_keeps_the_timing_of_the_guide(catalog: Catalog) -> None:
    tasks = {each.id: (each.from_day, each.to_day) for each in catalog.launch_tasks.values()}
    assert tasks["invitations-out"] == (-28, -21)
    assert tasks["task-force-calls"] == (14, 28)
    assert tasks["quick-wins"][1] == 60
    assert tasks["launch-day"] == (0, 0)
    days = [each.from_day for each in catalog.launch_tasks.values()]
    assert days == sorted(days)
    assert all(each.source or each.stated == "ours" or each.stated == "source" for each in catalog.launch_tasks.values())


# --- holidays ------------------------------------------------------------------


def test_holidays_are_those_of_the_programs_state(catalog: Catalog) -> None:
    days = restdays.rest_days(catalog.program.holidays, [2026])
    assert days[date(2026, 4, 20)] == "Patriots' Day" and days[date(2026, 11, 26)] == "Thanksgiving Day"
    assert date(2026, 4, 20) not in restdays.rest_days("US-NH", [2026])


@pytest.mark.parametrize(("year", "day"), [(2026, "2026-07-03"), (2027, "2027-07-05")])
def test_offices_rest_on_a_weekday(catalog: Catalog, year: int, day: str) -> None:
    days = restdays.rest_days(catalog.program.holidays, [year])
    assert days[date(year, 7, 4)] == "Independence Day" and days[date.fromisoformat(day)] == "Independence Day (observed)"


def test_a_state_without_rules_is_known_as_such() -> None:
    assert restdays.is_known("US-ME") and not restdays.is_known("US-XX")


# --- worksheets ----------------------------------------------------------------


def test_column_is_read_with_its_options() -> None:
    assert Column.of("who | Who does it") == Column("who", "Who does it")
    assert Column.of("a|A|choice|Yes; No ") == Column("a", "A", "choice", ("Yes", "No"))


WRONG = {
    "columns": ("columns:\n      - who | Who\n", "columns:\n      - Who does it\n", "must be like  who | Who does it"),
    "kind": ("who | Who\n", "who | Who | colour\n", "must be like  who | Who does it"),
    "rows": ("- One | Two\n", "- One | Two | Three\n", "must have at most 2 cells, not 3"),
    "twice": ("key: last", "key: place", "must be another word: 'place' stands further up"),
    "options": ("kind: line\n    label: Last", "kind: choice\n    label: Last", "must have 'options'"),
    "overlap": ("overlap: people", "overlap: place", "must be the key of a table here, not 'place'"),
}
SHEET = """\
id: sheet
asks:
  - key: place
    kind: line
    label: Place
  - key: people
    kind: table
    label: People
    columns:
      - who | Who
      - what | What
    rows:
      - One | Two
  - key: last
    kind: line
    label: Last
overlap: people
"""


@pytest.fixture
def sheets(library: Library, data_dir: Path) -> Library:
    """The small data folder with one worksheet, under the real description of worksheets."""
    import yaml

    real = reading.plain(data_dir / "toolkit/datapackage.yaml")
    resource = next(each for each in real["resources"] if each["name"] == "worksheets")
    wanted = {"id", "asks", "overlap"}
    resource["schema"]["fields"] = [each for each in resource["schema"]["fields"] if each["name"] in wanted]
    library.write("toolkit/datapackage.yaml", yaml.safe_dump({**real, "resources": [resource]}, sort_keys=False))
    library.write("toolkit/worksheets/sheet.yaml", SHEET)
    return library


def test_right_worksheet_has_no_problem(sheets: Library) -> None:
    assert [str(each) for each in validation.check(sheets.folder).problems] == []


@pytest.mark.parametrize("slip", WRONG)
def test_slip_in_a_worksheet_is_told(slip: str, sheets: Library) -> None:
    right, wrong, message = WRONG[slip]
    sheets.replace("toolkit/worksheets/sheet.yaml", right, wrong)
    (problem,) = validation.check(sheets.folder).problems
    assert message in str(problem) and "sheet.yaml:" in str(problem)
