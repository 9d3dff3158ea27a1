"""The site's place: swapped whole, refused where it would harm, repaired after a kill; in small folders and processes."""

from __future__ import annotations

import errno
import fcntl
import multiprocessing
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from macros.build import staging

FORKS = multiprocessing.get_context("fork")
KILLED = 9


def make_site(folder: Path, words: str) -> Path:
    """A site as small as one can be; plain MkDocs and each earlier version of ours make these as well."""
    (folder / "assets" / "ours").mkdir(parents=True)
    (folder / "404.html").write_text("nothing here")
    (folder / "index.html").write_text(words)
    return folder


def build(site: Path, words: str, sources: tuple[Path, ...] = ()) -> None:
    """Build a site and put it in its place."""
    work = staging.Staging(site, sources)
    make_site(work.folder, words)
    work.is_whole = True
    work.finish()


def shown(site: Path) -> str:
    return (site / "index.html").read_text()


def beside(site: Path) -> list[str]:
    return sorted(path.name for path in site.parent.iterdir())


def in_a_process(work: Callable[..., Any], *args: Any) -> int:
    """Run in a process of its own; its exit status."""
    process = FORKS.Process(target=work, args=args)
    process.start()
    process.join()
    return process.exitcode


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """An old site in a folder with nothing else in it."""
    return make_site(tmp_path / "public" / "site", "old")


# --- one build -----------------------------------------------------------------------


@pytest.mark.parametrize("old", ["none", "empty", "site"])
def test_a_whole_site_takes_its_place(old: str, tmp_path: Path) -> None:
    site = tmp_path / "public" / "site"
    if old == "empty":
        site.mkdir(parents=True)
    elif old == "site":
        (make_site(site, "old") / "gone.html").write_text("an old page")
    build(site, "new")
    assert shown(site) == "new" and not (site / "gone.html").exists() and beside(site) == ["site"]


def test_what_is_not_whole_is_cleared_away(site: Path) -> None:
    work = staging.Staging(site, ())
    (work.folder / "index.html").write_text("half")
    work.finish()
    work.discard()  # a second time does nothing
    assert shown(site) == "old" and beside(site) == ["site"]


def test_a_link_stays_and_what_it_leads_to_is_replaced(site: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(site)
    build(link, "new")
    assert link.is_symlink() and shown(site) == "new" and beside(site) == ["site"]


@pytest.mark.parametrize("failing", [1, 2])
def test_a_move_that_fails_leaves_the_old_site(failing: int, site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rename, calls = Path.rename, []

    def fails(self: Path, target: Path) -> Path:
        calls.append(target)
        if len(calls) == failing:
            raise OSError(errno.EROFS, "Read-only file system", str(self))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fails)
    with pytest.raises(OSError):
        build(site, "new")
    assert shown(site) == "old" and beside(site) == ["site"]


# --- where no site can be ---------------------------------------------------------------


def refused(site: Path, *sources: Path) -> str:
    """The sentence of a refusal, before which nothing was made."""
    before = sorted(site.parent.rglob("*")) if site.parent.exists() else []
    with pytest.raises(staging.PlaceRefused) as caught:
        staging.Staging(site, sources)
    assert before == (sorted(site.parent.rglob("*")) if site.parent.exists() else [])
    sentence = str(caught.value)
    assert "\n" not in sentence and re.search(r"Choose \w+", sentence)
    return sentence


def test_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "site").write_text("mine")
    assert "a file stands there" in refused(tmp_path / "site")


@pytest.mark.parametrize("place", ["data", "data/site", "data/deep/er/site", ".", "data/../data"])
def test_what_the_site_is_made_from_is_refused(place: str, tmp_path: Path) -> None:
    (tmp_path / "project" / "data" / "deep").mkdir(parents=True)
    refused(tmp_path / "project" / place, tmp_path / "project" / "data")


def test_a_link_into_what_the_site_is_made_from_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "data")
    assert "made from" in refused(tmp_path / "link" / "site", tmp_path / "data")


@pytest.mark.parametrize("content", ["letter.txt", ".hidden", "index.html", "assets/ours/x.css"])
def test_a_folder_with_something_else_is_refused(content: str, tmp_path: Path) -> None:
    path = tmp_path / "papers" / content
    path.parent.mkdir(parents=True)
    path.write_text("mine")
    assert "something else than a site" in refused(tmp_path / "papers")


def test_a_site_that_is_a_repository_is_refused(site: Path) -> None:
    (site / ".git").mkdir()
    refused(site)


def test_what_came_to_stand_there_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    work = staging.Staging(tmp_path / "site", ())
    make_site(work.folder, "new")
    (tmp_path / "site").write_text("mine")
    work.is_whole = True
    with pytest.raises(staging.PlaceRefused):
        work.finish()
    assert (tmp_path / "site").read_text() == "mine" and beside(tmp_path / "site") == ["site"]


# --- killed ---------------------------------------------------------------------------


def killed_at_move(site: Path, number: int) -> None:
    """Build, and end at once before the move of that number."""
    rename, calls = Path.rename, []

    def dies(self: Path, target: Path) -> Path:
        calls.append(target)
        if len(calls) == number:
            os._exit(KILLED)
        return rename(self, target)

    Path.rename = dies  # type: ignore[method-assign]
    build(site, "new")


@pytest.mark.parametrize(("number", "left"), [(1, "old"), (2, "old"), (3, "new")])
def test_after_a_kill_at_any_move_there_is_a_whole_site(number: int, left: str, site: Path) -> None:
    assert in_a_process(killed_at_move, site, number) == KILLED
    assert site.exists() is (number != 2)
    work = staging.Staging(site, ())  # the next build, which fails
    assert shown(site) == left and len(beside(site)) == 2
    work.discard()
    assert shown(site) == left and beside(site) == ["site"]


def test_an_empty_folder_made_meanwhile_does_not_cost_the_old_site(site: Path) -> None:
    assert in_a_process(killed_at_move, site, 2) == KILLED
    site.mkdir()
    staging.prepare(site, ())
    assert shown(site) == "old" and beside(site) == ["site"]


def test_a_folder_of_somebody_else_is_left_alone(site: Path) -> None:
    for name in ("site.old-2025", "site.old-build-mine", "site.building-mine", "site.backup"):
        make_site(site.with_name(name), "mine")
    build(site, "new")
    assert len(beside(site)) == 5


def stop_while_building(site: Path) -> None:
    staging.Staging(site, ())
    os._exit(KILLED)


def test_what_a_killed_build_left_goes_and_what_is_being_built_stays(site: Path) -> None:
    assert in_a_process(stop_while_building, site) == KILLED
    assert len(beside(site)) == 2
    working = staging.Staging(site, ())
    assert beside(site) == ["site", working.folder.name]
    build(site, "newer")
    assert working.folder.exists(), "another build has just cleared away what is in use"
    make_site(working.folder, "newest")
    working.is_whole = True
    working.finish()
    assert shown(site) == "newest" and beside(site) == ["site"]


def test_a_disk_without_locks_still_takes_a_site(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    assert in_a_process(stop_while_building, site) == KILLED
    monkeypatch.setattr(fcntl, "flock", refuses)
    build(site, "new")
    assert shown(site) == "new" and len(beside(site)) == 2, "nobody can know whether the other folder is in use"


# --- at one instant ---------------------------------------------------------------------


def build_often(site: Path, number: int) -> None:
    for each in range(number):
        build(site, f"site {each}")


def test_builds_at_one_instant_do_not_disturb_each_other(site: Path) -> None:
    processes = [FORKS.Process(target=build_often, args=(site, 150)) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0]
    assert staging.is_site(site) and shown(site) == "site 149" and beside(site) == ["site"]
