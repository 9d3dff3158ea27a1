"""Invented data: the same for the same seed, as much as was asked for, and without a problem."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from macros.data.catalog import Catalog, load_catalog
from scripts.synthesize import synthesize, yaml_lines

DATA = Path(__file__).parent.parent / "data"
NUMBER = 100


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("synthesize") / "data"
    synthesize(out, NUMBER, data=DATA)
    return out


@pytest.fixture(scope="module")
def catalog(invented: Path) -> Catalog:
    """Loading raises DataProblems with every message when anything is wrong."""
    return load_catalog(invented)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def added(invented: Path, file: str) -> list[dict[str, str]]:
    return rows(invented / file)[len(rows(DATA / file)) :]


@pytest.mark.slow
def test_validator_finds_nothing(catalog: Catalog) -> None:
    assert len(catalog.partnerships) > NUMBER


@pytest.mark.slow
def test_how_many_there_must_be_of_what_is_invented_is_left_out(own_state: Path, tmp_path: Path) -> None:
    head = "id,resource,field,value,how_many,number,reason,source\n"
    kept = "one,counties,,,at-least,1,A state has counties.,\n"
    expected = own_state / "program" / "expectations.csv"
    expected.write_text(f"{head}{kept}two,figures,value,5,exactly,0,Nobody knows.,\n", encoding="utf-8")
    synthesize(tmp_path / "out", 1, data=own_state)
    assert (tmp_path / "out" / "program" / "expectations.csv").read_text(encoding="utf-8") == head + kept


def test_same_seed_same_bytes(invented: Path, tmp_path: Path) -> None:
    synthesize(tmp_path / "again", NUMBER, data=DATA)
    assert contents(tmp_path / "again") == contents(invented)


@pytest.mark.slow
def test_other_seed_other_records(invented: Path, tmp_path: Path) -> None:
    synthesize(tmp_path / "other", NUMBER, seed=2, data=DATA)
    real = set(contents(DATA))
    assert not set(contents(tmp_path / "other")) & set(contents(invented)) - real


def test_number_of_partnerships(invented: Path) -> None:
    folder = "partnerships/records"
    names = {path.name for path in (invented / folder).iterdir()}
    real = {path.name for path in (DATA / folder).iterdir()}
    assert real < names
    assert len(names - real) == NUMBER


@pytest.mark.parametrize(
    ("file", "least", "most"),
    [
        ("program/organizations.csv", 2 * NUMBER, 2 * NUMBER),
        ("program/organization_sources.csv", 2 * NUMBER - 1, 2 * NUMBER + 1),
        ("program/sources.csv", NUMBER // 10, NUMBER // 10),
        ("partnerships/members.csv", 2.7 * NUMBER, 3 * NUMBER),
        ("partnerships/figures.csv", 5 * NUMBER, 5 * NUMBER),
    ],
)
def test_number_of_rows(invented: Path, file: str, least: float, most: float) -> None:
    assert least <= len(added(invented, file)) <= most


def test_real_rows_come_first_and_unchanged(invented: Path) -> None:
    for file in DATA.rglob("*.csv"):
        real = rows(file)
        if file.stem != "expectations":
            assert rows(invented / file.relative_to(DATA))[: len(real)] == real, file.name


def test_every_field_is_used(catalog: Catalog) -> None:
    """Each field of the schema is filled in somewhere, so that every part of a page is made."""
    invented = [each for each in catalog.partnerships.values() if "sample" in each.title]
    fields = catalog.schemas["partnerships"]["fields"]
    names = [each["name"] for each in fields if catalog.tables.get(each.get("references", ""), True)]
    assert [name for name in names if not any(getattr(each, name) for each in invented)] == []


def test_every_word_of_a_vocabulary_is_used(catalog: Catalog) -> None:
    used = {industry.id for each in catalog.partnerships.values() for industry in each.industries}
    assert used == set(catalog.industries)


def test_all_of_it_says_that_it_is_invented(invented: Path) -> None:
    for row in added(invented, "program/organizations.csv"):
        assert "sample" in row["name"]
        assert row["website"].startswith("https://example.org/") or not row["website"]
    for row in added(invented, "program/sources.csv"):
        assert "sample" in row["title"]


@pytest.mark.parametrize(
    "text",
    [
        "a plan",
        "a: b",
        "# no",
        "'quoted'",
        "it's",
        "- x",
        "null",
        "No",
        "2024-05-01",
        "1.10",
        "~",
        "[x]",
        "a\n\nb",
        "https://example.org/a",
        "{{ 7*7 }}",
        "@x",
        "\u00e9",
        "a\n\nb\n\nc",
        "trailing:",
        "x #y",
    ],
)
def test_yaml_keeps_every_text(text: str) -> None:
    record = {"one": text, "many": [text, text], "nested": [{"a": text, "b": text}], "object": {"a": text}}
    assert yaml.load("\n".join(yaml_lines(record)), Loader=yaml.BaseLoader) == record


def test_yaml_leaves_out_what_is_empty() -> None:
    assert list(yaml_lines({"a": "", "b": [], "c": {}, "d": "x"})) == ["d: x"]


def test_an_old_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("kept")
    command = [sys.executable, "-m", "scripts.synthesize", str(tmp_path), "--partnerships", "1"]
    finished = subprocess.run(command, cwd=DATA.parent, capture_output=True, text=True, check=False)
    assert finished.returncode == 1
    assert "is there already" in finished.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]
