"""Where a data folder is described: by the schemas that all programs share, or by itself."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from library import ROOT, Library

from macros.data import git_history, packages, personal_data, reading, validation
from macros.data.catalog import Catalog, load_catalog


def problems(data_dir: Path) -> list[str]:
    return [str(each).removeprefix(f"{reading.shown(data_dir)}/") for each in validation.check(data_dir).problems]


def test_a_programs_folder_holds_no_description(state: Path) -> None:
    assert not packages.describes_itself(state) and not packages.describes_itself(ROOT / "data")
    checked = validation.check(state)
    assert checked.problems == () and sorted(checked.packages) == packages.shared_subjects()


def test_a_folder_with_a_description_of_its_own_goes_by_that(library: Library) -> None:
    assert packages.describes_itself(library.folder)
    assert list(packages.descriptions(library.folder)) == ["partnerships", "program"]
    assert sorted(validation.check(library.folder).packages) == ["partnerships", "program"]


def test_a_copy_of_the_shared_descriptions_says_the_same(own_state: Path) -> None:
    before = validation.check(own_state)
    packages.describe(own_state)
    assert packages.describes_itself(own_state)
    after = validation.check(own_state)
    assert (after.schemas, after.rows, after.problems) == (before.schemas, before.rows, ())


def test_a_subject_that_is_left_out_has_no_records_and_no_problem(own_state: Path) -> None:
    """Nothing in the made-up state names a record of training."""
    shutil.rmtree(own_state / "training")
    assert problems(own_state) == []
    assert load_catalog(own_state).sessions == {}


def test_a_table_without_a_file_has_no_rows(own_state: Path) -> None:
    """So a table that is new in the shared schemas breaks no program; one under a wrong name is told."""
    (own_state / "program/change_notes.csv").unlink()
    assert problems(own_state) == [] and load_catalog(own_state).change_notes == {}
    (own_state / "program/change_note.csv").write_text("id\n", encoding="utf-8")
    assert problems(own_state) == [
        "program/change_note.csv: This is a file that is no table or record of the library; it must not be here. "
        "Delete it, or give it the right name."
    ]


def test_a_file_that_is_missing_while_records_name_its_rows_is_told_once_at_the_file(own_state: Path) -> None:
    (own_state / "program/counties.csv").unlink()
    (told,) = (each for each in problems(own_state) if each.startswith("program/counties.csv"))
    assert told.startswith("program/counties.csv: The file is missing, and ") and told.endswith(" Put it back.")


def test_a_program_without_a_table_of_contacts_allows_none(own_state: Path) -> None:
    (own_state / "program/allowed_contacts.csv").unlink()
    allowed = personal_data.load_allowed(own_state)
    assert allowed is not None and not allowed.keys


@pytest.mark.parametrize(
    ("folder", "message"),
    [
        ("trainig", "The folder must be one of the subjects, not 'trainig'. Did you mean 'training'?"),
        ("Training", "The name must be 'training', not 'Training'. Rename it: small and capital letters differ."),
        (
            "zoo",
            "The folder must be one of the subjects, not 'zoo'. "
            f"The folders are: {', '.join(packages.shared_subjects())}.",
        ),
    ],
)
def test_a_folder_with_another_name_is_refused(own_state: Path, folder: str, message: str) -> None:
    shutil.rmtree(own_state / "training")
    (own_state / folder).mkdir()
    assert problems(own_state) == [f"{folder}: {message}"]


def test_a_fault_of_a_shared_description_names_its_file(
    state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    schemas = Path(shutil.copytree(packages.SCHEMAS, tmp_path / "schemas"))
    (schemas / "training.yaml").write_text("a: [1", encoding="utf-8")
    monkeypatch.setattr(packages, "SCHEMAS", schemas)
    (told,) = problems(state)
    assert told.startswith(f"{schemas.as_posix()}/training.yaml:1:4: The [ that opens here")


def test_contacts_are_allowed_by_the_shared_description(state: Path) -> None:
    allowed = personal_data.load_allowed(state)
    assert allowed is not None and allowed.keys


# --- the words of the field -----------------------------------------------------


@pytest.fixture
def sharing(own_state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The made-up state without stages of its own, which it shares with other programs instead."""
    monkeypatch.setattr(packages, "VOCABULARIES", tmp_path / "words")
    (tmp_path / "words/program").mkdir(parents=True)
    (own_state / "program/stages.csv").rename(tmp_path / "words/program/stages.csv")
    (own_state / "program/left_out.csv").write_text("id,kind,record,reason\n", encoding="utf-8")
    return own_state


def test_a_table_that_a_program_lacks_is_the_shared_one(sharing: Path, made_up: Catalog) -> None:
    assert problems(sharing) == []
    assert list(load_catalog(sharing).stages) == list(made_up.stages)


def test_a_table_of_its_own_takes_the_place_of_the_shared_one(sharing: Path, state: Path, made_up: Catalog) -> None:
    """As a whole: no row of the shared one is left."""
    rows = (state / "program/stages.csv").read_text(encoding="utf-8").splitlines()
    (sharing / "program/stages.csv").write_text("\n".join([*rows, "last,Last,The end.,the end"]), encoding="utf-8")
    shared = packages.VOCABULARIES / "program/stages.csv"
    shared.write_text("\n".join(rows[:2]) + "\n", encoding="utf-8")
    assert list(load_catalog(sharing).stages) == [*made_up.stages, "last"]


def test_a_fault_of_a_shared_table_names_its_file(sharing: Path) -> None:
    shared = packages.VOCABULARIES / "program/stages.csv"
    shared.write_text(shared.read_text(encoding="utf-8") + "A b,Last,The end.,the end\n", encoding="utf-8")
    lines = shared.read_text(encoding="utf-8").count("\n")
    (told,) = problems(sharing)
    assert told.startswith(f"{shared.as_posix()}:{lines}:1: 'id' must be lowercase words")


def test_a_folder_that_describes_itself_shares_no_table(sharing: Path) -> None:
    packages.describe(sharing)
    assert (sharing / "program/stages.csv").is_file(), "what it shared is its own now"
    (sharing / "program/stages.csv").unlink()
    assert "program/stages.csv: The file is missing." in problems(sharing)


def test_every_shared_file_is_one_of_a_table_or_a_kind_of_record() -> None:
    described = {path.stem: reading.plain(path)["resources"] for path in packages.SCHEMAS.glob("*.yaml")}
    wanted = {
        file
        for folder, several in described.items()
        for each in several
        for file in packages.VOCABULARIES.glob(f"{folder}/{each['path']}")
    }
    assert wanted == {path for path in packages.VOCABULARIES.rglob("*") if path.is_file()}


# --- earlier days -----------------------------------------------------------------


def git(folder: Path, *words: str) -> None:
    who = ["-c", "user.name=Sam Sample", "-c", "user.email=sam@example.org"]
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)


@pytest.mark.slow
def test_earlier_data_is_read_as_it_was_described_then(
    state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the first state and the second, the schema got a field."""
    data = Path(shutil.copytree(state, tmp_path / "library/data"))
    schemas = Path(shutil.copytree(packages.SCHEMAS, tmp_path / "library/shared/schemas"))
    git(tmp_path, "init", "-q", "-b", "main", "library")
    commit(tmp_path / "library")
    file = schemas / "partnerships.yaml"
    package = reading.plain(file)
    nickname = {"name": "nickname", "title": "Nickname", "description": "What it is called.", "type": "string"}
    package["resources"][0]["schema"]["fields"].append(nickname)
    file.write_text(yaml.safe_dump(package, sort_keys=False), encoding="utf-8")
    commit(tmp_path / "library")
    monkeypatch.setattr(packages, "SCHEMAS", schemas)
    monkeypatch.setattr(packages, "VOCABULARIES", tmp_path / "library/shared/vocabularies")
    assert "nickname" not in fields_at(data, "HEAD~1", tmp_path / "then")
    assert "nickname" in fields_at(data, "HEAD", tmp_path / "now")


def commit(repository: Path) -> None:
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "a state")


def fields_at(data: Path, revision: str, target: Path) -> set[str]:
    """The fields of a partnership, as the data of a revision is described."""
    git_history.export(data, git_history.at(data, revision), target)
    checked = validation.check(target)
    assert checked.problems == ()
    return {each["name"] for each in checked.schemas["partnerships"]["fields"]}
