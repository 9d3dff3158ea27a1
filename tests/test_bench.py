"""The bench: Hugo makes the same files, MkDocs a page of each record, and the report tells what was missed."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import building
import pytest
from library import EXAMPLE, ROOT
from test_publishing import SITE, files_of, rendered

from macros.build import publishing
from macros.build.timings import Timings
from macros.data.catalog import Catalog
from macros.pages.outputs import Page
from scripts import browser
from scripts.bench import filtering, hugo, limits, mkdocs_pages, report
from scripts.bench.measuring import Peak, Times
from scripts.bench.report import HUGO, MKDOCS, OURS, Cost

PROGRAM = hugo.installed(ROOT / hugo.FOLDER)


@pytest.mark.slow
@pytest.mark.skipif(PROGRAM is None, reason="Hugo is not installed: make bench installs it")
def test_hugo_makes_the_same_files(made_up: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each page, embed and table to the letter, each record's JSON by its values: Hugo sorts the names in it."""
    assert PROGRAM
    monkeypatch.chdir(ROOT)
    ours, source, theirs = tmp_path / "ours", tmp_path / "source", tmp_path / "theirs"
    publishing.publish(rendered(ours, made_up, SITE), made_up, SITE)
    shutil.copytree(hugo.TEMPLATES, source)
    ahead = publishing.Ahead(rendered(tmp_path / "rendered", made_up, SITE), made_up, SITE)
    hugo.write_pages(ahead, Timings(), source)
    subprocess.run(hugo.command(PROGRAM, source, theirs), check=True)
    shared = [each for outputs in ahead.by_view for each in outputs if hugo.is_shared(each)]
    assert files_of(theirs) == {publishing.file_of(each) for each in shared}
    filled = {publishing.file_of(each) for each in shared if isinstance(each, Page) and each.offers_files}
    for name in sorted(files_of(theirs) - filled):
        text, other = ((folder / name).read_bytes() for folder in (ours, theirs))
        assert json.loads(text) == json.loads(other) if name.endswith(".json") else text == other, name


def test_what_only_ours_makes_is_not_hugo_s(made_up: Catalog) -> None:
    shared = {publishing.file_of(each) for each in publishing.outputs(made_up, SITE) if hugo.is_shared(each)}
    boats = {"partnerships/boats/index.html", "api/v1/partnerships/boats.json", "data/files/partnerships.csv"}
    assert boats | {"embed/v1/partnership/boats/index.html"} <= shared
    for name in ("api/v1/index.json", "api/v1/partnerships/index.json", "api/v1/schemas/partnerships.json"):
        assert name not in shared
    assert not [name for name in shared if name.rpartition(".")[2] not in ("html", "json", "csv")]


def test_mkdocs_gets_a_page_for_each_record(made_up: Catalog, tmp_path: Path) -> None:
    mkdocs_pages.write_source(made_up, tmp_path)
    kinds = [made_up.tables[kind] for kind in mkdocs_pages.SECTIONS]
    pages = [path for path in files_of(tmp_path / "docs") if path != "index.md"]
    assert len(pages) == sum(map(len, kinds)) and "partnerships/boats.md" in pages
    text = (tmp_path / "docs/partnerships/boats.md").read_text()
    assert made_up.partnerships["boats"].title in text and "## Who takes part" in text


def test_limits_do_what_they_say(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = tmp_path / "source", tmp_path / "out"
    (source / "a").mkdir(parents=True)
    for name, text in (("a/b.yaml", "id: x"), ("c.csv", "id\r\nx\r\n")):
        (source / name).write_bytes(text.encode())
    for limit in limits.LIMITS:
        assert limits.main([limit, str(source), str(out)]) == 0
        assert set(json.loads(capsys.readouterr().out)) == {"wall", "cpu"}
    assert limits.read(out) == limits.read(source)


@pytest.mark.slow
@pytest.mark.skipif(browser.find() is None, reason="there is no Chromium: python -m scripts.browser --install")
def test_a_change_is_seen_in_a_browser() -> None:
    words = ["--data", str(EXAMPLE / "data"), "--docs", str(EXAMPLE / "docs"), "--rounds", "1"]
    done = building.run("scripts.bench.serving", *words)
    told = json.loads(done.stdout)
    assert len(told["all"]) == 1 and told["median"] == told["all"][0] > 0


@pytest.mark.slow
def test_a_site_that_can_t_be_served_is_told(tmp_path: Path) -> None:
    done = building.run("scripts.bench.serving", "--data", str(EXAMPLE / "data"), "--docs", str(tmp_path / "none"))
    assert (done.returncode, done.stdout) == (1, "") and "can't be served" in done.stderr


def test_a_folder_without_a_directory_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert filtering.main([str(tmp_path)]) == 1
    assert "has no page partnerships/" in capsys.readouterr().err


def event(name: str, start: float, length: float = 0, *, thread: int = 1) -> dict[str, Any]:
    """An event of a trace, in microseconds; half of its time something else has the processor."""
    kind = {"ph": "X", "dur": length, "tdur": length / 2} if length else {"ph": "I"}
    return {"name": name, "pid": 1, "tid": thread, "ts": start, **kind}


def test_what_a_click_is_spent_on_counts_the_page_s_own_work_once() -> None:
    events = [
        event("Layout", 0, 4_000),  # before the click
        event("RunTask", 30_000, 20_000),
        event("click", 10_000),
        event("FunctionCall", 11_000, 8_000),
        event("FunctionCall", 12_000, 2_000),
        event("Layout", 14_000, 4_000),  # the script asks for it
        event("Layout", 11_000, 4_000, thread=2),
        event("UpdateLayoutTree", 31_000, 6_000),
        event("Paint", 40_000, 8_000),
        event("shown", 60_000),
        event("Paint", 61_000, 8_000),
    ]
    assert filtering.spent_on(events) == {"script": 2.0, "layout": 2.0, "style": 3.0, "painting": 4.0, "other": 3.0}


def test_95_percent_of_the_times_are_at_most_what_is_told() -> None:
    assert filtering.told([*range(100, 0, -1)]) == {"median": 50.5, "95 percent": 95}


# --- the report -----------------------------------------------------------------------


def cost(wall: float, cpu: float = 0.0, largest: float = 100.0, size: int = 1_000_000) -> Cost:
    times = [Times(wall + more, cpu or 2 * wall) for more in (5.0, 0.0, -0.5)]
    return Cost.of(times, Peak(2 * largest, largest), 10, size)


def test_a_cost_is_the_median() -> None:
    assert cost(3.0).wall == 3.0


def test_the_report_tells_each_target_that_is_missed() -> None:
    found = {
        22: {OURS: cost(9.0), HUGO: cost(1.0)},
        1_000: {OURS: cost(10.0), HUGO: cost(10.0), MKDOCS: cost(50.0)},
        10_000: {OURS: cost(150.0, 200.0, 401.0, 900_000_001), HUGO: cost(100.0)},
    }
    assert list(report.missed(found)) == [
        "10,000: wall time is 1.50 of Hugo's and should be at most 1.0",
        "10,000: the cores are 67% busy and should be at least 85%",
        "10,000: the largest process has 401 MB and should have at most 400 MB",
        "10,000: the site has 900 MB and should have at most 900 MB",
    ]
    found[1_000][MKDOCS] = cost(49.0)
    assert "1,000: wall time is 0.20 of plain MkDocs's and should be at most 0.2" in report.missed(found)
    found[10_000] = {OURS: cost(200.0)}
    assert "CPU time grows by the power 1.30 from 1,000 on, and 1.1 is the most" in report.missed(found)


def test_the_table_has_our_share_of_each_program() -> None:
    lines = list(report.table({1_000: {OURS: cost(10.0), HUGO: cost(4.0, 10.0)}}))
    assert lines[2] == "| 1,000 | ours | 10.00 s | 20.00 s | 200 MB | 100 MB | 10 | 1 MB |  |"
    assert lines[3].endswith("| 2.50, 2.00 |")
    found = {1_000: {OURS: cost(10.0)}, 10_000: {OURS: cost(100.0)}}
    words = "growth from 1,000 to 10,000 (1 is a straight line), ours: wall 1.00, cpu 1.00"
    assert list(report.growth(found)) == [words]
