"""Where a data folder is described: by the schemas that all programs share, or by itself."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from library import ROOT, Library

from macros.data import git_history, packages, personal_data, reading, validation
from macros.data.catalog import load_catalog


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


def test_a_table_that_is_missing_in_a_subject_is_told(own_state: Path) -> None:
    (own_state / "training/presenters.csv").unlink()
    assert problems(own_state) == ["training/presenters.csv: The file is missing."]


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


# --- earlier days -----------------------------------------------------------------


def git(folder: Path, *words: str) -> None:
    who = ["-c", "user.name=Sam Sample", "-c", "user.email=sam@example.org"]
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)


def test_earlier_data_is_read_as_it_was_described_then(
    state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the first state and the second, the schema got a field."""
    data = Path(shutil.copytree(state, tmp_path / "library/data"))
    schemas = Path(shutil.copytree(packages.SCHEMAS, tmp_path / "library/schemas"))
    git(tmp_path, "init", "-q", "-b", "main", "library")
    commit(tmp_path / "library")
    file = schemas / "partnerships.yaml"
    package = reading.plain(file)
    nickname = {"name": "nickname", "title": "Nickname", "description": "What it is called.", "type": "string"}
    package["resources"][0]["schema"]["fields"].append(nickname)
    file.write_text(yaml.safe_dump(package, sort_keys=False), encoding="utf-8")
    commit(tmp_path / "library")
    monkeypatch.setattr(packages, "SCHEMAS", schemas)
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
