"""The command that begins a state's own library, and the list of what it still has to say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from library import ROOT

from macros.data import packages, validation
from macros.data.catalog import Catalog, load_catalog
from macros.subjects.program import setup_list
from scripts import new, new_program

DAY = "2026-03-05"


@pytest.fixture(scope="module")
def mine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library that has just been begun."""
    folder = tmp_path_factory.mktemp("new") / "mine"
    words = ["program", str(folder), "--state", "New Hampshire", "--time-zone", "America/Denver", "--today", DAY]
    assert new.main(words) == 0
    return folder


@pytest.fixture(scope="module")
def begun(mine: Path) -> Catalog:
    return load_catalog(mine / "data")


def contents(folder: Path) -> Mapping[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in files}


def test_every_blank_is_filled_in(mine: Path, begun: Catalog) -> None:
    assert [name for name, text in contents(mine).items() if re.search(r"\[\[|\]\]", text)] == []
    assert (begun.program.state, begun.program.time_zone, str(begun.program.baseline)) == (
        "New Hampshire",
        "America/Denver",
        DAY,
    )
    assert "New Hampshire" in contents(mine)["docs/index.md"]


def test_nothing_that_is_shared_is_copied(mine: Path) -> None:
    assert not packages.describes_itself(mine / "data")
    shared = {path.read_text(encoding="utf-8") for path in packages.VOCABULARIES.rglob("*.*")}
    assert not shared & {*contents(mine).values()}
    assert validation.check(mine / "data").problems == ()


@pytest.mark.slow
def test_the_same_command_gives_the_same_bytes_and_another_state_other_ids(mine: Path, tmp_path: Path) -> None:
    words = ["--time-zone", "America/Denver", "--today", DAY]
    for name, state in (("twin", "New Hampshire"), ("other", "Ohio")):
        assert new.main(["program", str(tmp_path / name), "--state", state, *words]) == 0
    assert contents(tmp_path / "twin") == contents(mine)
    spaces = {load_catalog(each / "data").program.id_namespace for each in (mine, tmp_path / "other")}
    assert len(spaces) == 2


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    assert new.main(["program", str(tmp_path), "--state", "Ohio"]) == 1
    assert "is there already and is not empty" in capsys.readouterr().err
    assert list(contents(tmp_path)) == ["notes.txt"]


@pytest.mark.parametrize("name", ["", "  ", "a: b", "<b>", "'x'", "[[today]]", "{{ x }}"])
def test_a_state_has_a_name(name: str, tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        new.main(["program", str(tmp_path / "mine"), "--state", name])
    assert ended.value.code == 2 and not (tmp_path / "mine").exists()


@pytest.mark.slow
def test_what_comes_from_the_example_names_no_state() -> None:
    texts = [(new_program.EXAMPLE / name).read_text(encoding="utf-8") for name in new_program.GENERAL]
    states = [load_catalog(folder).program.state for folder in (ROOT / "data", new_program.EXAMPLE / "data")]
    # an id of a source is no name: the steps come from a guide
    assert [text for text in texts if any(re.search(rf"\b{state}\b", text) for state in states)] == []


# --- the list -----------------------------------------------------------------


def test_the_list_names_what_is_empty_and_every_example(begun: Catalog) -> None:
    facts = setup_list.empty_facts(begun)
    assert {"Mailbox", "Phone", "Host site", "Address of this site"} <= set(facts)
    assert not {"State", "Agency", "Contact", "License of the data"} & set(facts)
    found = {each.file: list(each.what) for each in setup_list.examples(begun)}
    assert found["data/partnerships/records/example-partnership.yaml"] == ["Example partnership"]
    assert found["data/program/organizations.csv"] == ["Example agency", "Example board", "Example college"]
    assert "data/program/audiences.csv" not in found and not any("/steps/" in each for each in found)


def test_there_is_an_example_of_each_kind_that_a_program_shows(begun: Catalog) -> None:
    found = {each.file.partition("/")[2].rpartition("/")[0]: each.what for each in setup_list.examples(begun)}
    kinds = ("training/sessions", "careers/occupations", "careers/training", "grants/funds", "partnerships/records")
    assert {kind: len(found.get(kind, ())) for kind in kinds} == dict.fromkeys(kinds, 1)
    assert [each.id for each in begun.metrics["businesses-engaged"].figures] == ["example-figure"]
    assert len(begun.metrics) > 1 and len(begun.steps) == 6, "what all programs share is there, too"


def test_the_list_of_a_finished_library_is_short(made_up: Catalog) -> None:
    assert list(setup_list.examples(made_up)) == []
