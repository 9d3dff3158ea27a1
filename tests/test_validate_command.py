"""The command python -m scripts.validate, as people and workflows run it."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from commands import in_process
from library import Library

from macros.data.catalog import load_catalog
from macros.data.reading import Problem
from scripts import validate

HEAD = "---\ntitle: A page\ndescription: A description that is long enough.\n---\n\n# A page\n\n"
FIGURES = "partnerships/figures.csv"
EPOCH = "1795219200"  # November 21, 2026

Done = subprocess.CompletedProcess[str]


@pytest.fixture
def state(state: Path, tmp_path: Path) -> Library:
    """The made-up state, whole: what has no problem is also looked at together with the pages."""
    return Library(Path(shutil.copytree(state, tmp_path / "data")))


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "index.md").write_text(HEAD)
    return folder


def run(library: Library, docs: Path, *more: str, encoding: str = "utf-8", **environment: str) -> Done:
    """Run the command in the folder above the data."""
    settings = {"SOURCE_DATE_EPOCH": EPOCH, **environment}
    words = ["--data", "data", "--docs", str(docs), *more]
    return in_process(validate.main, words, library.folder.parent, encoding, **settings)


def run_alone(library: Library, docs: Path, repo: Path) -> Done:
    """The same in a process of its own."""
    settings = {**os.environ, "PYTHONPATH": str(repo), "SOURCE_DATE_EPOCH": EPOCH}
    command = [sys.executable, "-m", "scripts.validate", "--data", "data", "--docs", str(docs)]
    return subprocess.run(command, capture_output=True, text=True, cwd=library.folder.parent, env=settings, timeout=120)


@pytest.mark.slow
def test_clean_data_exits_with_0(state: Library, docs: Path, repo: Path) -> None:
    done = run_alone(state, docs, repo)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith("0 problems found. Checked in ")


@pytest.mark.slow
def test_problems_of_data_and_pages_exit_with_1_and_a_count(library: Library, docs: Path, repo: Path) -> None:
    library.replace(FIGURES, "12.5", "x")
    (docs / "index.md").write_text(HEAD + "{{ config }}\n")
    done = run_alone(library, docs, repo)
    assert done.returncode == 1
    first, second = done.stdout.splitlines()
    assert first == "data/partnerships/figures.csv:2:14: 'value' must be a plain number, like 140 or 27.5, not 'x'."
    assert second.startswith("docs/index.md:8:1: The braces here are not the call of a macro.")
    assert done.stderr == "2 problems found. Fix what the lines above say, then run the check again.\n"


def test_json_is_a_list_of_objects(library: Library, docs: Path) -> None:
    library.replace(FIGURES, "12.5", "x")
    done = run(library, docs, "--format", "json")
    assert done.returncode == 1
    (problem,) = json.loads(done.stdout)
    assert problem == {
        "file": "data/partnerships/figures.csv",
        "line": 2,
        "column": 14,
        "field": "value",
        "value": "x",
        "message": "'value' must be a plain number, like 140 or 27.5, not 'x'.",
        "hint": "",
        "severity": "error",
        "code": "number",
        "count": 1,
    }


def test_json_of_clean_data_is_an_empty_list(state: Library, docs: Path) -> None:
    assert json.loads(run(state, docs, "--format", "json").stdout) == []


def test_many_problems_of_one_file_are_counted_in_every_form(library: Library, docs: Path, tmp_path: Path) -> None:
    rows = "".join(f"f-{number},forest,x,y,\n" for number in range(832))
    library.write(FIGURES, "id,partnership,value,count,note\n" + rows)
    library.replace("partnerships/records/wood.yaml", "title: Wood", "title: =Wood")
    (docs / "index.md").write_text(HEAD + "<video>\n" * 40)
    summary = tmp_path / "summary.md"
    done = run(library, docs)
    lines = done.stdout.splitlines()
    assert len(lines) == 20 + 2 + 1 + 20 + 1
    assert lines[19].startswith(f"data/{FIGURES}:11:14: 'count' must be a whole number")
    assert (
        lines[20]
        == f"data/{FIGURES}: … and 822 more like line 11: 'value' must be a plain number, like 140 or 27.5, not 'x'."
    )
    assert (
        lines[21] == f"data/{FIGURES}: … and 822 more like line 11: 'count' must be a whole number, like 140, not 'y'."
    )
    assert lines[22].startswith("data/partnerships/records/wood.yaml:2:8: 'title' must not start with '='")
    assert lines[-1].startswith("docs/index.md: … and 20 more like line 27: A page must not have the HTML tag <video>.")
    assert done.stderr.startswith("1,705 problems found.")
    told = json.loads(run(library, docs, "--format", "json").stdout)
    assert sum(each["count"] for each in told) == 1705
    assert [each["code"] for each in told if each["count"] > 1][:2] == ["number", "integer"]
    run(library, docs, "--format", "github", GITHUB_STEP_SUMMARY=str(summary))
    assert summary.read_text().startswith("1,705 problems found.\n")
    assert len(summary.read_text().splitlines()) == len(lines) + 4


def test_github_gets_ten_annotations_and_a_summary_of_all(library: Library, docs: Path, tmp_path: Path) -> None:
    rows = "".join(f"f-{number},forest,{number % 10}.{number},,<b>|{number}%\n" for number in range(14))
    library.write(FIGURES, "id,partnership,value,count,note\n" + rows)
    summary = tmp_path / "summary.md"
    done = run(library, docs, "--format", "github", GITHUB_STEP_SUMMARY=str(summary))
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert len(lines) == 10
    assert lines[0].startswith("::error file=data/partnerships/figures.csv,line=2,col=17::'note' must be plain text")
    assert "<b>|0%25" in lines[0]
    table = summary.read_text()
    assert table.startswith("14 problems found.\n")
    assert table.count("\n| ") == 16
    assert "<b>" not in table
    assert "&#60;b&#62;&#124;0&#37;" in table


def test_a_name_after_an_at_sign_is_told_to_nobody() -> None:
    """GitHub tells a person who is named so in a comment, also where the sign is written as an entity."""
    table = validate.markdown_table([Problem("data/a.csv", 2, 1, "", "", "Wrong: @someone.")])
    assert "&#64;<!-- -->someone" in table


def test_the_summary_tells_first_what_must_be_fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A warning that comes first in the order of files stands below it, in a table of its own."""
    warning = Problem("data/a.csv", 2, 1, "", "", "Old.", severity="warning")
    error = Problem("data/b.csv", 3, 1, "", "", "Wrong.", "Write x")
    assert validate.markdown_table([warning]).startswith("0 problems and 1 warning found.\n\nNothing must be fixed.\n")
    first, second = validate.markdown_table([warning, error]).split("\nWarnings, which stop nothing:\n")
    assert first.startswith("1 problem and 1 warning found.\n\n| File | Line | What to fix |\n") and "Wrong." in first
    assert "| What to look at |" in second and "Old." in second and "Old." not in first
    monkeypatch.setattr(validate, "SUMMARY_LIMIT", 300)
    cut = validate.markdown_table([*[error] * 9, *[warning] * 9])
    assert re.findall("and ([0-9]+) more", cut) == [str(9 - cut.count("Wrong.")), str(9 - cut.count("Old."))]


@pytest.mark.parametrize("arguments", [["--format", "xml"], ["--nothing"], ["--today", "tomorrow"]])
def test_wrong_usage_exits_with_2(library: Library, docs: Path, arguments: list[str]) -> None:
    done = run(library, docs, *arguments)
    assert done.returncode == 2
    assert "usage:" in done.stderr
    assert "Traceback" not in done.stderr


def test_missing_folders_exit_with_1_and_a_sentence(library: Library) -> None:
    done = run(library, Path("gone"), "--data", "none")
    assert done.returncode == 1
    assert done.stdout.splitlines() == ["none: The folder is missing.", "gone: The folder is missing."]


def test_a_day_that_is_none_is_told_in_words(library: Library, docs: Path) -> None:
    done = run(library, docs, "--today", "2026-02-30")
    assert (done.returncode, "must be a date like 2026-03-05, not '2026-02-30'" in done.stderr) == (2, True)
    done = run(library, docs, SOURCE_DATE_EPOCH="yesterday")
    assert (done.returncode, done.stderr) == (
        1,
        "SOURCE_DATE_EPOCH must be a number of seconds since 1970, not 'yesterday'.\n",
    )


WRONG = {
    "macro": (
        '{{ link("counties", "nowhere") }}',
        "8:1: The macro 'link': there is no record 'nowhere' among the counties.",
    ),
    "anchor": ("[x](#nowhere)", "8:5: There is no part '#nowhere' in this page."),
    "record's page": ("[x](counties/nowhere/)", "8:5: There is nothing at 'counties/nowhere/'."),
    "picture": ("![A map](none.png)", "8:10: There is no picture 'none.png'."),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_a_page_says_about_the_data_is_checked(state: Library, docs: Path, name: str) -> None:
    body, message = WRONG[name]
    (docs / "index.md").write_text(HEAD + body + "\n")
    done = run(state, docs)
    assert done.returncode == 1
    assert done.stdout.startswith(f"docs/index.md:{message}"), done.stdout


@pytest.mark.slow
def test_a_page_in_a_record_s_place_is_told(state: Library, docs: Path) -> None:
    (docs / "counties").mkdir()
    for name in ("layout", next(iter(load_catalog(state.folder).counties))):
        (docs / f"counties/{name}.md").write_text(HEAD)
    first, second = run(state, docs).stdout.splitlines()
    assert first.startswith("docs/counties/layout.md: The site needs the address counties/layout/ for itself")
    assert "The site makes a page of its own at counties/" in second


@pytest.mark.slow
def test_a_picture_that_a_record_names_is_there(state: Library, docs: Path) -> None:
    state.replace("program/industries.csv", ",old,", ",old,assets/boat.svg")
    (docs / "assets").mkdir()
    (docs / "assets/boats.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    assert run(state, docs).stdout.splitlines() == [
        "data/program/industries.csv:2:1: 'picture' must be the path of a file in docs, not 'assets/boat.svg'. "
        "Did you mean 'assets/boats.svg'?"
    ]
    (docs / "assets/boats.svg").rename(docs / "assets/boat.svg")
    assert run(state, docs).stdout == ""


def test_data_that_the_site_cannot_link_is_told(library: Library, docs: Path) -> None:
    """Right by its own description, which lacks what the program works with."""
    done = run(library, docs)
    assert done.returncode == 1
    assert done.stdout.startswith(
        "datapackage.yaml: The data packages do not describe the records as the site needs them:"
    )
    assert "Traceback" not in done.stderr


def test_the_day_decides_about_exceptions(library: Library, docs: Path) -> None:
    ended = "ended on 2027-12-31"
    assert ended not in run(library, docs, "--today", "2027-12-31").stdout
    assert ended in run(library, docs, "--today", "2028-01-01").stdout
    assert ended in run(library, docs, SOURCE_DATE_EPOCH="1831000000").stdout


def test_never_a_traceback_whatever_the_names_and_bytes(library: Library, docs: Path) -> None:
    chance = random.Random(20261121)
    for number in range(30):
        library.write(f"partnerships/records/r{number}.yaml", chance.randbytes(300))
        library.write(f"program/x{number}.csv", chance.randbytes(300))
    (library.folder / "program" / os.fsdecode(b"bad\xff\n\x1b[31m.csv")).write_text("x")
    for form in ("text", "json", "github"):
        done = run(library, docs, "--format", form, encoding="ascii")
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        assert "\x1b" not in done.stdout


def test_workflow_commands_cannot_be_forged(capsys: pytest.CaptureFixture[str]) -> None:
    problem = Problem("a,b:c\n.csv", 1, 2, "", "", "50%\r\n::set-output name=x::y")
    validate.print_github([problem], sys.stdout)
    out = capsys.readouterr().out
    assert out == "::error file=a%2Cb%3Ac%0A.csv,line=1,col=2::50%25\\u000d\\u000a::set-output name=x::y\n"


def test_warnings_do_not_fail(state: Library, docs: Path) -> None:
    state.write("program/.DS_Store", b"\0")
    done = run(state, docs)
    assert done.returncode == 0
    assert "warning: " in done.stdout
    assert done.stderr.startswith("0 problems and 1 warning found.")


@pytest.mark.slow
def test_the_end_of_a_pipe_is_no_traceback(library: Library, docs: Path, repo: Path) -> None:
    rows = "".join(f"f-{number},nowhere,x,,\n" for number in range(900))
    library.write(FIGURES, "id,partnership,value,count,note\n" + rows)
    script = f"{sys.executable} -m scripts.validate --data data --docs {docs} | head -1"
    done = subprocess.run(
        ["sh", "-c", script],
        capture_output=True,
        text=True,
        cwd=library.folder.parent,
        env={**os.environ, "PYTHONPATH": str(repo)},
    )
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr
