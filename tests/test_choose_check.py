"""Which check a change needs, by the files that it touches, and the job that stands for both."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest
import yaml
from library import ROOT

from scripts import choose_check

CHOICES = {
    "only data": (["data/program/sources.csv"], "content"),
    "data and pages": (["data/program/sources.csv", "docs/about.md"], "content"),
    "a name with a space and a new line": (["docs/two words\nmacros/x.py"], "content"),
    "code": (["macros/catalog.py"], "all"),
    "content and code": (["docs/about.md", "macros/catalog.py"], "all"),
    "a folder whose name begins alike": (["data-old/x.csv"], "all"),
    "a folder of that name elsewhere": (["tests/views/data/program/x.csv"], "all"),
    "a file of the folder's name": (["docs"], "all"),
    "the fields of a table": (["data/program/datapackage.yaml"], "all"),
    "nothing": ([], "all"),
}


@pytest.mark.parametrize("case", CHOICES)
def test_the_check_follows_the_files(case: str) -> None:
    names, check = CHOICES[case]
    assert choose_check.check_for(names) == check


def git(folder: Path, *words: str) -> None:
    who = ("-c", "user.name=Some one", "-c", "user.email=some@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with a page and a module, committed."""
    git(tmp_path, "init", "--initial-branch=main")
    for name in ("docs/about.md", "macros/code.py"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("One line that is long enough to be known again.\n")
    commit(tmp_path)
    return tmp_path


def commit(folder: Path) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--allow-empty", "-m", "change")


def chosen(folder: Path) -> str:
    commit(folder)
    return choose_check.check_for(choose_check.changed_files(folder, "HEAD^1"))


def test_a_changed_page_is_content(repository: Path) -> None:
    (repository / "docs/about.md").write_text("Other words.\n")
    (repository / 'docs/two words,\n"quoted" é.md').write_text("New.\n")
    assert chosen(repository) == "content"


@pytest.mark.parametrize(("old", "new"), [("docs/about.md", "macros/about.md"), ("macros/code.py", "docs/code.md")])
def test_a_file_that_moves_between_content_and_code_is_more(old: str, new: str, repository: Path) -> None:
    (repository / old).rename(repository / new)
    assert chosen(repository) == "all"


def test_an_empty_change_gets_every_test(repository: Path) -> None:
    assert chosen(repository) == "all"


def test_a_commit_that_is_not_there_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    for base in ("no-such-commit", "--output=made"):
        assert choose_check.main([base] if base[0] != "-" else ["--", base]) == 1
        told = capsys.readouterr()
        assert told.out == "" and base in told.err
    assert not (ROOT / "made").exists()


def test_the_command_prints_an_output_of_a_step(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / "docs/about.md").write_text("Other words.\n")
    commit(repository)
    monkeypatch.setattr(choose_check, "ROOT", repository)
    assert choose_check.main(["HEAD^1"]) == 0
    told = capsys.readouterr()
    assert (told.out, told.err) == ("check=content\n", "1 changed file: make check-content\n")


def test_choosing_needs_no_package() -> None:
    """The job that chooses sets nothing up."""
    command = [sys.executable, "-S", "-m", "scripts.choose_check", "--help"]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode == 0


# --- the job that stands for both ------------------------------------------------------

RESULTS = ("success", "failure", "cancelled", "skipped", "")


def script(job: str) -> str:
    """The only shell lines of a job of the workflow."""
    jobs = yaml.safe_load((ROOT / ".github/workflows/check.yml").read_text(encoding="utf-8"))["jobs"]
    (lines,) = [step["run"] for step in jobs[job]["steps"] if "run" in step]
    return lines


@pytest.mark.slow
def test_the_required_check_succeeds_only_with_the_chosen_one() -> None:
    """GitHub takes a skipped job for a success; this one may not."""
    cases = [*product(("content", "all", "", "other"), RESULTS, RESULTS)]
    commands = (
        ["env", f"CHOSEN={chosen}", f"CONTENT={content}", f"ALL={every}", "bash", "-e", "-c", script("check")]
        for chosen, content, every in cases
    )
    passed = {
        case
        for case, command in zip(cases, commands, strict=True)
        if subprocess.run(command, capture_output=True, check=False).returncode == 0
    }
    assert passed == {case for case in cases if (case[0], "success") in (("content", case[1]), ("all", case[2]))}


@pytest.mark.parametrize(
    ("event", "base", "output", "status"),
    [("push", "no-such-commit", "check=all\n", 0), ("pull_request", "no-such-commit", "", 1)],
)
def test_main_gets_every_test_and_no_choice_fails(
    event: str, base: str, output: str, status: int, tmp_path: Path
) -> None:
    told = tmp_path / "output"
    told.touch()
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    variables = {
        **os.environ,
        "PATH": path,
        "GITHUB_EVENT_NAME": event,
        "CONTENT_BASE": base,
        "GITHUB_OUTPUT": str(told),
    }
    done = subprocess.run(
        ["bash", "-e", "-c", script("choose")], cwd=ROOT, env=variables, capture_output=True, check=False
    )
    assert (told.read_text(), done.returncode) == (output, status)
