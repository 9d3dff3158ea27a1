"""Progress reports and the past: exactly the right statements about a made-up history, and none about mere order."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import docx
import pytest

from macros import earlier, reading, reporting, revisions
from macros.catalog import Catalog, load_catalog
from scripts import build, freshness, report

MADE_UP = Path(__file__).resolve().parents[1] / "views" / "data"
SINCE, UNTIL = date(2026, 1, 1), date(2026, 3, 31)


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory, data_dir: Path) -> Path:
    """The made-up state, under the real schemas."""
    folder = tmp_path_factory.mktemp("made-up") / "data"
    shutil.copytree(MADE_UP, folder)
    for descriptor in data_dir.glob("*/datapackage.yaml"):
        (folder / descriptor.parent.name).mkdir(exist_ok=True)
        shutil.copy(descriptor, folder / descriptor.parent.name)
    revisions.complete(folder, data_dir)
    for descriptor in folder.glob("*/datapackage.yaml"):
        for resource in reading.plain(descriptor)["resources"]:
            revisions.make_empty(descriptor.parent / resource["path"], resource)
    return folder


@pytest.fixture
def before(made_up: Path, tmp_path: Path) -> Path:
    """The made-up state."""
    return Path(shutil.copytree(made_up, tmp_path / "before"))


@pytest.fixture
def after(before: Path, tmp_path: Path) -> Path:
    """The same state again, for a test to change."""
    return Path(shutil.copytree(before, tmp_path / "after"))


def change(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, (file, old)
    path.write_text(text.replace(old, new), encoding="utf-8")


def told(before: Path, after: Path) -> dict[str, list[str]]:
    """The statements about what changed, by section."""
    states = reporting.States(load_catalog(before), load_catalog(after), SINCE, UNTIL)
    made = reporting.make("Report", states)
    changes = {id for id, *_ in reporting.CHANGES}
    return {
        section.id: [each.text for each in section.statements]
        for section in made.sections
        if section.id in changes and section.statements
    }


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
    change(after, "partnerships/records/wind.yaml", "\nstage: first", "\nstage: steady")
    change(after, "partnerships/figures.csv", "Students in the first course,1,people", "Students in the first course,2,people")
    (records / "kelp.yaml").unlink()
    _forget(after, "kelp")
    change(after, "metrics/deliverables.csv", "not-reported,,,,handout", "reported,A letter.,2026-02,yearbook,handout")
    old = load_catalog(before)
    title = old.partnerships["boats"].title
    assert told(before, after) == {
        "new": ["Tide power is new on the site."],
        "gone": [f"{old.partnerships['kelp'].title} was taken off the site."],
        "renamed": [f"Wind and sun is the new name of {wind['title']}."],
        "stages": ["Wind and sun moved from stage First steps to stage Steady."],
        "figures": [f"{title}. Students in the first course: now 2 people, before 1 person."],
        "planned": ["Reports changed from not reported to reported as done."],
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


def test_a_check_without_a_change_is_told_as_such(before: Path, after: Path) -> None:
    record = reading.plain(after / "partnerships/records/boats.yaml")
    change(after, "partnerships/records/boats.yaml", f"last_reviewed: {record['last_reviewed']}", "last_reviewed: 2026-03-01")
    assert told(before, after) == {"checked": [f"{record['title']} was checked on March 1, 2026. Nothing had to be changed."]}


def test_each_statement_leads_to_a_record_and_all_forms_say_the_same(before: Path, after: Path, tmp_path: Path) -> None:
    change(after, "partnerships/figures.csv", "Students in the first course,1,people", "Students in the first course,2,people")
    command = ["quarterly", "--from", "2026-01-01", "--to", "2026-03-31", "--before", str(before), "--after", str(after)]
    assert report.main([*command, "--out", str(tmp_path / "out"), "--site-url", "https://example.org/library"]) == 0
    files = {path.suffix: path for path in (tmp_path / "out").iterdir()}
    sentence = "Students in the first course: now 2 people, before 1 person."
    address = "https://example.org/library/partnerships/boats/#figure-boats-students"
    for ending in (".md", ".html"):
        text = files[ending].read_text(encoding="utf-8")
        assert sentence in text and address in text
    words = [each.text for each in docx.Document(io.BytesIO(files[".docx"].read_bytes())).paragraphs]
    assert any(sentence in each and address in each for each in words)


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
    change(folder / "data", "partnerships/figures.csv", "Students in the first course,1,people", "Students in the first course,2,people")
    git(folder, "commit", "-q", "-am", "second", day="2026-02-10")
    return folder


def value(catalog: Catalog) -> int:
    return int(catalog.figures["boats-students"].value)


@pytest.mark.slow
def test_the_data_of_a_day_comes_out_of_the_history(repository: Path) -> None:
    data = repository / "data"
    assert value(earlier.catalog_at(data, revisions.at(data, "2026-01-31"))) == 1
    assert value(earlier.catalog_at(data, revisions.at(data, "2026-02-10"))) == 2
    assert value(earlier.catalog_at(data, revisions.at(data, "HEAD~1"))) == 1
    for wrong in ("2025-12-19", "no-such-thing", "--output=x"):
        with pytest.raises(revisions.NoHistory):
            revisions.at(data, wrong)


@pytest.mark.slow
def test_a_report_begins_with_the_first_state_when_the_history_is_younger(repository: Path) -> None:
    assert value(earlier.at(repository / "data", date(2026, 1, 1)).catalog) == 1
    young = earlier.at(repository / "data", date(2025, 10, 1))
    assert value(young.catalog) == 1
    assert "begins on December 20, 2025" in young.note


@pytest.mark.parametrize("kind", ["shallow", "none"])
def test_without_history_the_report_says_so_and_still_tells_how_things_stand(kind: str, repository: Path, before: Path, tmp_path: Path) -> None:
    data = before
    if kind == "shallow":
        git(tmp_path, "clone", "-q", "--depth", "1", f"file://{repository}", str(tmp_path / "shallow"))
        data = tmp_path / "shallow" / "data"
    found = earlier.at(data, date(2026, 1, 1))
    assert found.catalog is None
    made = reporting.make("Report", reporting.States(None, load_catalog(data), SINCE, UNTIL, found.note))
    assert "can't say what changed" in made.note
    assert {"deliverables", "due"} <= {each.id for each in made.sections}
    assert not {each.id for each in made.sections} & {id for id, *_ in reporting.CHANGES}


def test_an_older_state_without_a_subject_is_read_with_empty_tables(before: Path, data_dir: Path) -> None:
    shutil.rmtree(before / "metrics")
    revisions.complete(before, data_dir)
    catalog = load_catalog(before)
    assert len(catalog.partnerships) == 3 and not catalog.deliverables and not catalog.metrics


@pytest.mark.slow
def test_a_build_can_take_the_data_of_a_day(repository: Path, tmp_path: Path) -> None:
    words = ["--data", str(repository / "data"), "--as-of"]
    for named, expected, day in (("2026-01-31", 1, date(2026, 1, 31)), ("HEAD~1", 1, date(2025, 12, 20)), ("HEAD", 2, date(2026, 2, 10))):
        with build.data_as_asked(build.parser().parse_args([*words, named])) as (data, today):
            assert value(load_catalog(data)) == expected and today == day
    assert build.main([*words, "2020-01-01", "--site-dir", str(tmp_path / "site")]) == 1
    assert not (tmp_path / "site").exists()


# --- what is due ----------------------------------------------------------------


def test_what_is_due_stands_under_who_looks_after_it(before: Path) -> None:
    text = freshness.told(load_catalog(before), date(2026, 3, 1), "https://example.org/")
    assert "- Reports (last checked January 15, 2025, due April 15, 2025, in metrics/deliverables.csv)" in text
    assert "--- The office ---" in text
    assert "First list" not in text  # checked in January
    assert freshness.told(load_catalog(before), date(2020, 1, 1)).startswith("No record is due")
