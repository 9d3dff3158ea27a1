"""What the content must hold as a whole: a table of expectations, judged with everything else."""

from __future__ import annotations

from pathlib import Path

import pytest
from library import Library

from macros.data import validation

DESCRIPTION = """\
  - name: expectations
    title: What must be there
    description: What the content must hold as a whole.
    path: expectations.csv
    schema:
      fields:
        - {name: id, title: Id, description: The id., type: string, rule: id, constraints: {required: true}}
        - {name: resource, title: Table, description: What is counted., type: string, constraints: {required: true}}
        - {name: field, title: Column, description: Which of them., type: string}
        - {name: value, title: Value, description: Which of them., type: string}
        - {name: how_many, title: How many, description: How., type: string, constraints: {required: true, enum: [exactly, at-least]}}
        - {name: number, title: Number, description: How many., type: integer, constraints: {required: true}}
        - {name: reason, title: Reason, description: Why., type: string, constraints: {required: true}}
"""


@pytest.fixture(autouse=True)
def beside_the_data(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages name files as they were given."""
    monkeypatch.chdir(library.folder.parent)


def expecting(library: Library, row: str) -> list[str]:
    """The problems of the small data folder with one expectation."""
    with (library.folder / "program/datapackage.yaml").open("a", encoding="utf-8") as file:
        file.write(DESCRIPTION)
    library.write("program/expectations.csv", f"id,resource,field,value,how_many,number,reason\none,{row}\n")
    return [str(problem) for problem in validation.check(Path("data")).problems]


@pytest.mark.parametrize(
    "row",
    [
        "counties,,,exactly,2,A law.",
        "counties,,,at-least,1,A law.",
        "counties,name,Kennebec,exactly,1,A law.",
        "partnerships,counties,penobscot,exactly,1,A list counts when it holds the value.",
        "figures,value,12.5,exactly,1,A number.",
        "statuses,published,true,exactly,1,A yes.",
        "partnerships,successor,wood,exactly,0,None of them.",
    ],
)
def test_what_is_as_expected_is_no_problem(row: str, library: Library) -> None:
    assert expecting(library, row) == []


HERE = "data/program/expectations.csv:2:1:"


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (
            "counties,,,exactly,3,The law names three.",
            "counties must have exactly 3 records, not 2. The law names three. Put back what is missing in data/program/counties.csv. If the reason no longer holds, change this row.",
        ),
        (
            "counties,,,exactly,1,The law names one.",
            "counties must have exactly 1 record, not 2. The law names one. Take out what is too much in data/program/counties.csv. If the reason no longer holds, change this row.",
        ),
        (
            "partnerships,counties,kennebec,at-least,1,A plan.",
            "partnerships must have at least 1 record with kennebec in 'counties', not 0. A plan. Put back what is missing in data/partnerships/records/*.yaml. If the reason no longer holds, change this row.",
        ),
        ("county,,,exactly,2,A law.", "'resource' must be the name of a table, not 'county'. Did you mean 'counties'?"),
        (
            "counties,nam,Kennebec,exactly,1,A law.",
            "'field' must be a column of counties, not 'nam'. The columns are: id, name, fips. Fill in 'value' too, or empty both.",
        ),
        (
            "counties,name,,exactly,1,A law.",
            "'field' must be a column of counties, not 'name'. The columns are: id, name, fips. Fill in 'value' too, or empty both.",
        ),
    ],
)
def test_what_is_missing_is_told_with_its_reason(row: str, told: str, library: Library) -> None:
    (problem,) = expecting(library, row)
    assert problem == f"{HERE} {told}"


def test_a_draft_does_not_count(library: Library) -> None:
    library.replace("partnerships/records/forest.yaml", "status: active", "status: draft")
    library.replace("partnerships/records/wood.yaml", "successor: forest\n", "")
    assert "must have exactly 2 records, not 1." in expecting(library, "partnerships,,,exactly,2,Both.")[0]


def test_a_file_with_a_problem_of_its_own_is_not_counted(library: Library) -> None:
    """The cause is told, and not what follows from it."""
    library.replace("program/counties.csv", "23019", "230")
    (problem,) = expecting(library, "counties,,,exactly,2,A law.")
    assert "'fips'" in problem
