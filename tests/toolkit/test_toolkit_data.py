"""The toolkit's rules: public holidays, names on a drawing, columns of worksheets, and what the check says of a slip."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from library import Library

from macros.data import packages, public_holidays, reading, validation
from macros.data.catalog import Catalog
from macros.data.models.toolkit import Column
from macros.subjects.toolkit import pages

# --- holidays ------------------------------------------------------------------


def test_holidays_are_those_of_a_state() -> None:
    days = public_holidays.rest_days("US-ME", [2026])
    assert days[date(2026, 4, 20)] == "Patriots' Day" and days[date(2026, 11, 26)] == "Thanksgiving Day"
    assert date(2026, 4, 20) not in public_holidays.rest_days("US-NH", [2026])


@pytest.mark.parametrize(("year", "day"), [(2026, "2026-07-03"), (2027, "2027-07-05")])
def test_offices_are_closed_on_a_weekday(year: int, day: str) -> None:
    days = public_holidays.rest_days("US-ME", [year])
    assert (
        days[date(year, 7, 4)] == "Independence Day" and days[date.fromisoformat(day)] == "Independence Day (observed)"
    )


def test_a_state_without_rules_is_known_as_such() -> None:
    assert public_holidays.is_known("US-ME") and not public_holidays.is_known("US-XX")


# --- the drawing of effort -------------------------------------------------------


@pytest.mark.parametrize(
    ("efforts", "places"),
    [
        ((3,), ["above middle"]),
        ((1, 5, 1), ["below middle", "above middle", "below middle"]),  # ways up and down, and the top
        ((5, 1, 5), ["above middle", "below middle", "above middle"]),  # a valley
        ((5, 3, 3), ["above middle", "below middle", "above middle"]),  # down to a level
        ((5, 3, 1), ["above middle", "above start", "below middle"]),  # down all the way: the right side is free
        ((1, 3, 5), ["below middle", "above end", "above middle"]),
    ],
)
def test_no_line_runs_through_the_name_of_a_step(made_up: Catalog, efforts: tuple[int, ...], places: list[str]) -> None:
    (step,) = made_up.steps.values()
    points = pages.effort_points([replace(step, effort=each) for each in efforts])
    assert [f"{'below' if each.is_below else 'above'} {each.anchor}" for each in points] == places


def test_a_long_name_of_a_step_is_above_or_below_its_point_with_all_its_lines(made_up: Catalog) -> None:
    (step,) = made_up.steps.values()
    steps = [replace(step, name="Meet the crew of the other boat", effort=each) for each in (5, 1)]
    above, below = pages.effort_points(steps)
    assert [line for _, line in above.name] == ["Meet the crew", "of the other", "boat"]
    assert all(y < above.y for y, _ in above.name) and all(y > below.y for y, _ in below.name)


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
def sheets(library: Library) -> Library:
    """The small data folder with one worksheet, under the real description of worksheets."""
    import yaml

    real = reading.plain(packages.SCHEMAS / "toolkit.yaml")
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
