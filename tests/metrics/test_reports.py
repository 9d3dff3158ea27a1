"""Progress reports and the past: exactly the right statements about a made-up history, and none about mere order."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import building
import docx
import pytest

from macros.data import git_history, packages, reading
from macros.data.catalog import Catalog, load_catalog
from macros.pages.outputs import Site
from macros.subjects.program import earlier_state, progress_report
from scripts import build, freshness, report

SINCE, UNTIL = date(2026, 1, 1), date(2026, 3, 31)


@pytest.fixture(scope="module")
def described(state: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up state, which describes itself, as the data of earlier days does; nobody may change it."""
    folder = Path(shutil.copytree(state, tmp_path_factory.mktemp("described") / "data"))
    packages.describe(folder)
    return folder


@pytest.fixture
def before(described: Path, tmp_path: Path) -> Path:
    """The same, for a test to change."""
    return Path(shutil.copytree(described, tmp_path / "before"))


@pytest.fixture
def after(before: Path, tmp_path: Path) -> Path:
    """The same state again, for a test to change."""
    return Path(shutil.copytree(before, tmp_path / "after"))


def change(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, (file, old)
    path.write_text(text.replace(old, new), encoding="utf-8")


def renew(folder: Path) -> None:
    """Let a figure say more, of a later day."""
    old = "Students in the first course,1,people,exact,Spring term,2025-05"
    change(folder, "partnerships/figures.csv", old, old.replace(",1,", ",2,").replace("2025-05", "2026-02"))


def told(before: Path, after: Path) -> dict[str, list[str]]:
    """The statements about what is new, and the counts of what is no news, by kind."""
    states = progress_report.States(load_catalog(before), load_catalog(after), SINCE, UNTIL)
    made = progress_report.make("Report", states)
    found = {
        each.id: [one.text for one in each.statements] for each in made.sections if each.count and each.id != "held"
    }
    return {**found, **{id: [str(count)] for id, count, _ in made.quiet}}


def test_a_mere_resorting_says_nothing(before: Path, after: Path) -> None:
    for file in after.rglob("*.csv"):
        header, *rows = file.read_text(encoding="utf-8").splitlines()
        if file.name != "stages.csv":  # its order means something
            file.write_text("\r\n".join([header, *reversed(rows)]) + "\r\n", encoding="utf-8-sig")
    for file in after.glob("*/records/*.yaml"):
        parts = re.split(r"\n(?=\w)", file.read_text(encoding="utf-8").strip())
        file.write_text("\n".join(reversed(parts)) + "\n", encoding="utf-8")
    assert told(before, after) == {}


def test_every_change_is_told_once_and_nothing_else(before: Path, after: Path) -> None:
    records = after / "partnerships" / "records"
    for folder in (before, after):
        change(folder, "partnerships/records/wind.yaml", "\nstatus: going", "\nstage: first\nstatus: going")
    shutil.copy(records / "wind.yaml", records / "tide.yaml")
    change(after, "partnerships/records/tide.yaml", "id: wind", "id: tide")
    tide = reading.plain(records / "tide.yaml")
    change(after, "partnerships/records/tide.yaml", f"title: {tide['title']}", "title: Tide power")
    wind = reading.plain(records / "wind.yaml")
    change(after, "partnerships/records/wind.yaml", f"title: {wind['title']}", "title: Wind and sun")
    change(
        after,
        "partnerships/records/wind.yaml",
        "\nstage: first",
        "\nstage: steady\nstage_history:\n  - {stage: steady, date: 2026-02}",
    )
    renew(after)
    (records / "kelp.yaml").unlink()
    _forget(after, "kelp")
    change(after, "metrics/deliverables.csv", "not-reported,,,,handout", "reported,A letter.,2026-02,yearbook,handout")
    assert told(before, after) == {
        "new": ["Tide power: new among the partnerships."],
        "stage-moved": ["Wind and sun: from First steps to Steady."],
        "changed": [
            "Boats. Students in the first course: now 2 people; before, 1 person.",
            "Reports: from Not reported to Reported as done.",
        ],
        "correction": ["2"],  # kelp, and its member
        "rewording": ["2"],  # the title, and the deliverable's evidence
    }


def _forget(folder: Path, id: str) -> None:
    """Take out the rows and the mentions of a partnership."""
    for name in ("members.csv", "figures.csv"):
        path = folder / "partnerships" / name
        lines = path.read_text(encoding="utf-8").splitlines()
        path.write_text("\n".join(line for line in lines if f",{id}," not in line) + "\n", encoding="utf-8")
    for path in (folder / "partnerships" / "records").glob("*.yaml"):
        text = re.sub(rf"(?m)^successor: {id}\n|^related:\n  - {id}\n", "", path.read_text(encoding="utf-8"))
        path.write_text(text, encoding="utf-8")


def test_each_statement_leads_to_a_record_and_all_forms_say_the_same(before: Path, after: Path, tmp_path: Path) -> None:
    renew(after)
    command = [
        "quarterly",
        "--from",
        "2026-01-01",
        "--to",
        "2026-03-31",
        "--before",
        str(before),
        "--after",
        str(after),
    ]
    assert report.main([*command, "--out", str(tmp_path / "out"), "--site-url", "https://example.org/library"]) == 0
    files = {path.suffix: path for path in (tmp_path / "out").iterdir()}
    sentence = "Students in the first course: now 2 people; before, 1 person."
    address = "https://example.org/library/partnerships/boats/#figure-boats-students"
    for ending in (".md", ".html"):
        text = files[ending].read_text(encoding="utf-8")
        assert sentence in text and address in text
    links = [
        link for each in docx.Document(io.BytesIO(files[".docx"].read_bytes())).paragraphs for link in each.hyperlinks
    ]
    assert any(sentence in each.text and each.url == address for each in links)


# --- out of the history -------------------------------------------------------


def git(folder: Path, *words: str, day: str = "2026-01-10") -> None:
    moment = f"{day}T12:00:00+00:00"
    surroundings = {**os.environ, "GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment}
    who = ["-c", "user.name=Sam Sample", "-c", "user.email=sam@example.org"]
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True, env=surroundings)


@pytest.fixture
def repository(before: Path, tmp_path: Path) -> Path:
    """A repository with two states of the data: of December, and of February with a corrected figure."""
    folder = tmp_path / "repository"
    shutil.copytree(before, folder / "data")
    git(tmp_path, "init", "-q", "-b", "main", str(folder))
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "first", day="2025-12-20")
    change(
        folder / "data",
        "partnerships/figures.csv",
        "Students in the first course,1,people",
        "Students in the first course,2,people",
    )
    git(folder, "commit", "-q", "-am", "second", day="2026-02-10")
    return folder


def value(catalog: Catalog) -> int:
    return int(catalog.figures["boats-students"].value)


@pytest.mark.slow
def test_the_data_of_a_day_comes_out_of_the_history(repository: Path) -> None:
    data = repository / "data"
    assert value(earlier_state.catalog_at(data, git_history.at(data, "2026-01-31"))) == 1
    assert value(earlier_state.catalog_at(data, git_history.at(data, "2026-02-10"))) == 2
    assert value(earlier_state.catalog_at(data, git_history.at(data, "HEAD~1"))) == 1
    for wrong in ("2025-12-19", "no-such-thing", "--output=x"):
        with pytest.raises(git_history.NoHistory):
            git_history.at(data, wrong)


@pytest.mark.slow
def test_a_report_begins_with_the_first_state_when_the_history_is_younger(repository: Path) -> None:
    now = load_catalog(repository / "data")
    assert value(earlier_state.at(repository / "data", date(2026, 1, 1), now).catalog) == 1
    young = earlier_state.at(repository / "data", date(2025, 10, 1), now)
    assert value(young.catalog) == 1
    assert "begins on December 20, 2025" in young.note


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["shallow", "none"])
def test_without_history_the_report_says_so_and_still_tells_how_things_stand(
    kind: str, repository: Path, before: Path, tmp_path: Path
) -> None:
    data = before
    if kind == "shallow":
        git(tmp_path, "clone", "-q", "--depth", "1", f"file://{repository}", str(tmp_path / "shallow"))
        data = tmp_path / "shallow" / "data"
    found = earlier_state.at(data, date(2026, 1, 1), load_catalog(data))
    assert found.catalog is None
    made = progress_report.make("Report", progress_report.States(None, load_catalog(data), SINCE, UNTIL, found.note))
    assert "can't say what changed" in made.note
    assert {"deliverables-reported", "due"} <= {each.id for each in made.numbers}
    assert not any(each.count for each in made.sections if each.id != "held") and not made.quiet


@pytest.mark.slow
def test_an_older_state_without_a_subject_is_read_with_empty_tables(before: Path, data_dir: Path) -> None:
    shutil.rmtree(before / "metrics")
    git_history.complete(before, data_dir)
    catalog = load_catalog(before)
    assert len(catalog.partnerships) == 3 and not catalog.deliverables and not catalog.metrics


@pytest.mark.slow
def test_a_build_can_take_the_data_of_a_day(repository: Path, tmp_path: Path) -> None:
    words = ["--data", str(repository / "data"), "--as-of"]
    for named, expected, day in (
        ("2026-01-31", 1, date(2026, 1, 31)),
        ("HEAD~1", 1, date(2025, 12, 20)),
        ("HEAD", 2, date(2026, 2, 10)),
    ):
        with build.data_as_asked(build.parser().parse_args([*words, named])) as asked:
            assert value(load_catalog(asked.data)) == expected and asked.today == asked.as_of == day
    assert build.main([*words, "2020-01-01", "--site-dir", str(tmp_path / "site")]) == 1
    assert not (tmp_path / "site").exists()


# --- what is due ----------------------------------------------------------------


def test_what_is_due_is_listed_under_who_looks_after_it(before: Path) -> None:
    text = freshness.told(load_catalog(before), Site(url="https://example.org/", today=date(2026, 3, 1)))
    assert "- Reports (last looked at January 15, 2025, due April 15, 2025, in data/metrics/deliverables.csv)" in text
    assert "--- The office ---" in text
    assert "First list" not in text  # checked in January
    assert freshness.told(load_catalog(before), Site(today=date(2020, 1, 1))).startswith("No record is due")


# --- a past that can't be read --------------------------------------------------------

DESCRIPTOR = "metrics/datapackage.yaml"
PACKAGE = "name: metrics\ntitle: Metrics\ndescription: What is counted.\nresources:\n"
RESOURCE = "  - {name: units, title: Units, description: The units, path: units.csv, schema: {fields: [{name: id, title: Id, description: The id, type: string, constraints: {required: true}}]}}\n"
# What the earlier state had: file -> its bytes, None for none, a name for a link to it.
BROKEN_PASTS: dict[str, dict[str, str | bytes | None | Path]] = {
    "bracket-left-open": {DESCRIPTOR: "a: [1"},
    "no-resources": {DESCRIPTOR: "name: metrics\ntitle: Metrics\n"},
    "resources-are-text": {DESCRIPTOR: "name: metrics\nresources: none\n"},
    "plain-text": {DESCRIPTOR: "These are the metrics."},
    "list": {DESCRIPTOR: "- metrics\n- units\n"},
    "empty": {DESCRIPTOR: ""},
    "latin": {DESCRIPTOR: "name: metrics\ntitle: Métrics\n".encode("latin-1")},
    "null-byte": {DESCRIPTOR: b"name: met\0rics\n"},
    "no-name": {DESCRIPTOR: PACKAGE + RESOURCE.replace("name: units, ", "")},
    "no-path": {DESCRIPTOR: PACKAGE + RESOURCE.replace("path: units.csv, ", "")},
    "no-schema": {DESCRIPTOR: PACKAGE + "  - {name: units, title: Units, description: The units, path: units.csv}\n"},
    "resource-is-text": {DESCRIPTOR: PACKAGE + "  - units\n"},
    "path-leads-out": {DESCRIPTOR: PACKAGE + RESOURCE.replace("units.csv", "../../../out.csv")},
    "path-is-absolute": {DESCRIPTOR: PACKAGE + RESOURCE.replace("units.csv", "/out.csv")},
    "link": {DESCRIPTOR: Path("../program/datapackage.yaml")},
    "file-for-a-folder": {DESCRIPTOR: None, "metrics": "Nothing yet."},
    "folder-for-a-file": {"program/program.yaml": None, "program/program.yaml/program.yaml": "id: program\n"},
    "broken-program": {"program/program.yaml": "a: [1"},
    "no-program": {"program/program.yaml": None},
    "broken-table": {"partnerships/figures.csv": '"'},
}


def commit_broken(repository: Path, broken: dict[str, str | bytes | None | Path], mended: str = "2026-02-10") -> None:
    """Let the repository's first state have what is broken; its second is as it is now."""
    data, whole = repository / "data", repository.parent / "whole"
    data.rename(whole)
    shutil.copytree(whole, data)
    for file, content in broken.items():
        path = data / file
        if content is None:
            shutil.rmtree(path.parent) if file == DESCRIPTOR else path.unlink()
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Path):
            path.unlink()
            path.symlink_to(content)
        else:
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
    git(repository.parent, "init", "-q", "-b", "main", str(repository))
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "broken", day="2025-12-20")
    shutil.rmtree(data)
    whole.rename(data)
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "mended", day=mended)


@pytest.fixture(scope="module")
def now(state: Path) -> Catalog:
    return load_catalog(state)


@pytest.fixture
def young(before: Path, tmp_path: Path) -> Path:
    """A folder with the made-up data that is to become a repository."""
    folder = tmp_path / "young"
    folder.mkdir()
    before.rename(folder / "data")
    return folder


CANT_TELL = "So this report can't say what changed. It says how things stand."
UNREADABLE = f"The data of December 20, 2025 can't be read by today's program. {CANT_TELL}"


@pytest.mark.slow
@pytest.mark.parametrize("name", BROKEN_PASTS)
def test_a_broken_past_is_not_told(name: str, young: Path, now: Catalog, caplog: pytest.LogCaptureFixture) -> None:
    commit_broken(young, BROKEN_PASTS[name])
    around = {path.name for path in young.parent.iterdir()}
    found = earlier_state.at(young / "data", date(2026, 1, 1), now)
    assert (found.catalog, found.note) == (None, UNREADABLE)
    assert len(caplog.messages) == 1 and len(caplog.messages[0]) > len(UNREADABLE) - len(CANT_TELL), (
        "the terminal is told more"
    )
    assert {path.name for path in young.parent.iterdir()} == around, "nothing is written outside"


def test_a_past_whose_values_are_of_another_kind_is_not_told(young: Path, now: Catalog) -> None:
    """The stage of a partnership was a plain text, which is right by itself and nothing that today's record can hold."""
    file = "partnerships/datapackage.yaml"
    text = (young / "data" / file).read_text(encoding="utf-8")
    mine = text.replace("        references: stages\n", "", 1)
    assert mine != text
    commit_broken(young, {file: mine})
    assert earlier_state.at(young / "data", date(2026, 1, 1), now).note == UNREADABLE


@pytest.mark.slow
def test_an_error_while_comparing_is_told_as_no_past(
    repository: Path, now: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise AttributeError("stage")

    monkeypatch.setattr(progress_report, "make", fails)
    found = earlier_state.at(repository / "data", date(2026, 1, 1), now)
    assert found.note == f"The earlier data can't be compared with today's. {CANT_TELL}"


def test_what_is_broken_today_is_no_past_either(repository: Path) -> None:
    (repository / "data" / DESCRIPTOR).write_text("a: [1")
    with pytest.raises(git_history.NoHistory):
        earlier_state.catalog_at(repository / "data", git_history.at(repository / "data", "HEAD"))


@pytest.mark.slow
def test_commands_report_a_broken_past_in_a_sentence(
    young: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    commit_broken(young, BROKEN_PASTS["bracket-left-open"])
    data, out = ["--data", str(young / "data")], tmp_path / "out"
    assert build.main([*data, "--as-of", "HEAD~1", "--site-dir", str(out)]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "The data of December 20, 2025 can't be read by today's program. metrics/datapackage.yaml:1:4: The [ that opens here is not closed properly. "
        "Close it; if it is part of a text, put the text in quotes.",
    ]
    assert not out.exists()
    days = ["quarterly", "--from", "2025-10-01", "--to", "2025-12-31", *data, "--out", str(out)]
    assert report.main(days) == 1
    assert capsys.readouterr().err.startswith("The data of December 20, 2025 can't be read by today's program. ")
    assert not out.exists()
    days = ["quarterly", "--from", "2026-01-01", "--to", "2026-03-31", *data, "--out", str(out)]
    assert report.main(days) == 0
    assert UNREADABLE in (out / "quarterly-2026-01-01-to-2026-03-31.md").read_text(encoding="utf-8")


# --- what the public may read -----------------------------------------------------------

NOT_PUBLIC = ("fatal", "git config", "safe.directory", "/tmp", str(Path.home()), "Traceback", "Error")
DUBIOUS = """#!/bin/sh
echo "fatal: detected dubious ownership in repository at '$PWD'" >&2
echo "To add an exception for this directory, call:  git config --global --add safe.directory $PWD" >&2
exit 128
"""


def refuse_ownership(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A git that refuses the repository for its owner."""
    program = folder.parent / "bin" / "git"
    program.parent.mkdir()
    program.write_text(DUBIOUS)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent), prepend=os.pathsep)


def no_git(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(folder.parent))


CIRCUMSTANCES = {
    "no-repository": lambda folder, monkeypatch: None,
    "owner-refused": refuse_ownership,
    "no-git": no_git,
    "broken-past": lambda folder, monkeypatch: commit_broken(folder, BROKEN_PASTS["bracket-left-open"]),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", CIRCUMSTANCES)
def test_public_notes_have_our_own_words_in_any_folder(
    name: str,
    before: Path,
    tmp_path: Path,
    now: Catalog,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    files = []
    for place in ("one", "another place"):
        folder = tmp_path / place / "library"
        shutil.copytree(before, folder / "data")
        with monkeypatch.context() as patch:
            CIRCUMSTANCES[name](folder, patch)
            found = earlier_state.at(folder / "data", date(2026, 1, 1), now)
        made = progress_report.make("Report", progress_report.States(None, now, SINCE, UNTIL, found.note))
        files.append(
            (
                progress_report.markdown(made, "", "latest.csv").encode(),
                progress_report.page(made, "", "latest.csv").encode(),
                progress_report.word(made, "", "latest.csv"),
            )
        )
        assert CANT_TELL in made.note and not any(word in made.note for word in (*NOT_PUBLIC, str(tmp_path)))
    assert files[0] == files[1]
    assert len(caplog.messages) == 2, "the terminal is told"
    if name == "owner-refused":
        assert "safe.directory" in caplog.text


@pytest.mark.slow
def test_a_broken_past_does_not_stop_a_build(made_up_built: Path, tmp_path: Path) -> None:
    library = tmp_path / "library"
    shutil.copytree(made_up_built / "data", library / "data")
    packages.describe(library / "data")
    program = library / "data" / "program" / "program.yaml"
    program.write_text(re.sub(r"baseline: \S+", "baseline: 2020-01-01", program.read_text(encoding="utf-8")))
    commit_broken(library, BROKEN_PASTS["bracket-left-open"], building.the_day().isoformat())
    words = building.words(tmp_path / "site", data=library / "data", docs=made_up_built / "docs", search=False)
    done = building.run(*words, "--history")
    assert done.returncode == 0 and "Traceback" not in done.stderr, done.stderr
    assert "metrics/datapackage.yaml:1:4" in done.stderr
    for file in ("index.html", "../latest.md"):
        text = (tmp_path / "site" / "reports" / "latest" / file).read_text(encoding="utf-8").replace("&#39;", "'")
        assert UNREADABLE in text and not any(word in text for word in ("fatal", "git config", str(tmp_path)))
