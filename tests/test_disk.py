"""Disks, folders and processes that fail: a sentence instead of a traceback, and no work that goes on by itself."""

from __future__ import annotations

import errno
import os
import re
import resource
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from macros.build import publishing
from macros.build.crew import Crew, Shares
from macros.build.timings import Timings
from macros.data import disk
from macros.data.catalog import Catalog
from macros.pages.outputs import Site, SiteFile
from macros.sitewide import permalinks, searching, tied_process

PATIENCE = 20  # seconds until something that should end is taken to go on for ever


# --- in words ----------------------------------------------------------------------


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.ENOTDIR, errno.ELOOP])
def test_an_error_is_one_line_with_a_cure(number: int) -> None:
    told = disk.in_words(OSError(number, os.strerror(number), "some/where"))
    assert re.fullmatch(
        r"A file could not be read or written at some/where: [^\n]+\. [A-Z][^\n]+, then run the command again\.", told
    )
    assert "Errno" not in told


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (OSError(errno.EADDRINUSE, "Address already in use"), "the port is in use"),
        (OSError(errno.EADDRNOTAVAIL, "Cannot assign requested address"), "this machine has no such address"),
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), "this machine has no such address"),
    ],
)
def test_an_address_that_cannot_be_used_is_one_line_with_a_cure(error: OSError, why: str) -> None:
    told = disk.in_words(error)
    assert told.startswith(f"The site could not be served: {why}. Choose another one with --")
    assert told.endswith(", then run the command again.")


def test_an_error_without_a_place_or_a_number_is_told_too() -> None:
    assert disk.in_words(OSError(errno.ENOSPC, "No space left on device")).startswith(
        "A file could not be read or written: the disk is full."
    )
    assert "no reason" in disk.in_words(OSError())


def test_a_command_ends_with_the_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    @disk.told
    def main(arguments: Sequence[str] | None = None) -> int:
        raise PermissionError(errno.EACCES, "Permission denied", "here")

    assert main(["--any"]) == 1
    assert capsys.readouterr().err == f"{disk.in_words(PermissionError(errno.EACCES, '', 'here'))}\n"


@pytest.mark.parametrize(("said", "told"), [("There is no x.", "There is no x.\n"), ("", "")])
def test_a_command_that_cannot_go_on_says_why(said: str, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    @disk.told
    def main(arguments: object = None) -> int:
        raise disk.CommandFailed(said)

    assert main() == 1
    assert capsys.readouterr() == ("", told)


@pytest.mark.parametrize(
    "words",
    [
        ["synthesize", "{file}/out", "--partnerships", "1"],
        ["report", "annual", "--year", "2025", "--before", "data", "--after", "data", "--out", "{file}/out"],
        ["wages", "{file}/no-such.csv"],
        ["serve", "--host", "192.0.2.1"],  # RFC 5737: nobody's address
    ],
    ids=lambda words: words[0],
)
@pytest.mark.slow
def test_a_place_that_can_not_be_written_ends_in_a_sentence(words: list[str], tmp_path: Path, repo: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    given = [word.replace("{file}", str(tmp_path / "file")) for word in words]
    done = subprocess.run(
        [sys.executable, "-m", f"scripts.{given[0]}", *given[1:]], cwd=repo, capture_output=True, text=True
    )
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert done.stderr.splitlines()[-1].endswith(", then run the command again."), done.stderr


# --- written whole ---------------------------------------------------------------------


def test_a_file_is_replaced_and_keeps_its_rights(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    disk.write_whole(path, b"old")
    path.chmod(0o640)
    disk.write_whole(path, b"new")
    assert path.read_bytes() == b"new" and path.stat().st_mode & 0o777 == 0o640
    link = tmp_path / "link.csv"
    link.symlink_to(path)
    disk.write_whole(link, b"newer")
    assert link.is_symlink() and path.read_bytes() == b"newer"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["link.csv", "table.csv"]


@pytest.mark.skipif(not hasattr(resource, "RLIMIT_FSIZE"), reason="the system knows no limit on files")
def test_a_table_stays_whole_when_there_is_no_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "permalinks.csv"
    permalinks.write([], path)
    old = path.read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(old) - 1, limits[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            permalinks.write([], path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert path.read_bytes() == old and [each.name for each in tmp_path.iterdir()] == ["permalinks.csv"]


# --- processes that write parts ------------------------------------------------------------


class Work:
    """What is to be written; ``write`` is the test's."""

    def __init__(self, write: Any) -> None:
        self.offers = ()
        self.write = write


@pytest.fixture
def crew() -> Iterator[Crew]:
    made = Crew()
    yield made
    made.stop()


def full(_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device", "some/page")


def test_what_another_process_can_not_write_is_raised(crew: Crew, capfd: pytest.CaptureFixture[str]) -> None:
    crew.start(full)
    with pytest.raises(OSError, match="some/page") as caught:
        crew.wait(Timings())
    assert caught.value.errno == errno.ENOSPC
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("words", ["sys.exit(3)", "os._exit(0)", "os.kill(os.getpid(), 9)"])
def test_a_process_that_ends_otherwise_is_no_whole_site(words: str, crew: Crew) -> None:
    crew.start(lambda _: exec(words, {"os": os, "sys": sys}))
    with pytest.raises(RuntimeError, match="has failed"):
        crew.wait(Timings())


def test_where_this_process_fails_the_others_end(
    made_up: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(publishing.Ahead, "write", lambda *_: signal.pause())
    ahead = publishing.Ahead(tmp_path, made_up, Site(today=date(2026, 3, 5)))
    working = list(ahead.crew._processes)
    with pytest.raises(FileNotFoundError, match="layout"):
        publishing.finish(ahead, Timings())
    assert [each.is_alive() for each in working] == [False]


def test_each_share_is_taken_once_whoever_is_killed(crew: Crew, tmp_path: Path) -> None:
    shares = Shares(list(range(Shares.MOST)))
    crew.start(lambda _: os.kill(os.getpid(), next(shares.take()) + signal.SIGKILL))
    with pytest.raises(RuntimeError):
        crew.wait(Timings())
    crew.stop()
    crew.start(lambda _: (tmp_path / "there").write_text("".join(f"{share} " for share in shares.take())))
    here = list(shares.take())
    crew.wait(Timings())
    shares.close()
    there = [int(share) for share in (tmp_path / "there").read_text().split()]
    assert sorted(here + there) == list(range(1, Shares.MOST))
    with pytest.raises(ValueError, match="4097"):
        Shares(list(range(Shares.MOST + 1)))


def until_it_ends(process: subprocess.Popen[str]) -> str:
    """What is told until the last process that has the output is gone."""
    return process.communicate(timeout=PATIENCE)[0]


def started(code: str, cwd: Path) -> subprocess.Popen[str]:
    """A Python process that has said ``ready`` twice: once itself, once from a process that it started."""
    process = subprocess.Popen([sys.executable, "-c", code], cwd=cwd, stdout=subprocess.PIPE, text=True)
    assert process.stdout and [process.stdout.readline() for _ in range(2)] == ["ready\n"] * 2
    return process


WRITES_FOR_EVER = """
import time
from macros.build.crew import Crew
from macros.build.timings import Timings
def write(timings):
    print("ready\\n", end="", flush=True)
    time.sleep(60)
crew = Crew()
crew.start(write)
print("ready\\n", end="", flush=True)
crew.wait(Timings())
"""
INDEXES_FOR_EVER = """
import subprocess, sys
from macros.sitewide import tied_process
command = [sys.executable, "-c", "import time; print('ready\\\\n', end='', flush=True); time.sleep(60)"]
print("ready\\n", end="", flush=True)
process = subprocess.Popen([sys.executable, "-P", tied_process.__file__, *command], stdin=subprocess.PIPE)
process.wait()
"""


@pytest.mark.parametrize("code", [WRITES_FOR_EVER, INDEXES_FOR_EVER], ids=["writers", "indexer"])
def test_nothing_outlives_a_killed_build(code: str, repo: Path) -> None:
    process = started(code, repo)
    process.kill()
    until_it_ends(process)


# --- the indexer ---------------------------------------------------------------------------


@pytest.fixture
def stands_for_pagefind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program that is run as Pagefind; a test writes its ``__main__.py``."""
    folder = tmp_path / "lib" / "pagefind"
    folder.mkdir(parents=True)
    (folder / "__init__.py").touch()
    monkeypatch.setenv("PYTHONPATH", str(folder.parent))
    return folder / "__main__.py"


def test_the_indexer_is_tied_and_tells_its_status(stands_for_pagefind: Path, tmp_path: Path) -> None:
    stands_for_pagefind.write_text("import time; print('ready\\n', end='', flush=True); time.sleep(60)")
    with searching._indexer(tmp_path, tmp_path / "out") as process:
        assert process.stdout and process.stdin and process.stdout.readline() == "ready\n"
        process.stdin.close()
        assert process.wait(PATIENCE) != 0 and process.stdout.read() == ""
    stands_for_pagefind.write_text("print('no pages'); raise SystemExit(3)")
    with pytest.raises(searching.IndexFailed, match="no pages"):
        searching.index(tmp_path)


def test_a_command_that_ends_by_itself_gives_its_status() -> None:
    for status in (0, 7):
        words = [sys.executable, tied_process.__file__, sys.executable, "-c", f"raise SystemExit({status})"]
        with subprocess.Popen(words, stdin=subprocess.PIPE) as process:
            assert process.wait(PATIENCE) == status


def test_an_index_that_found_no_room_is_refused(
    stands_for_pagefind: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pagefind ends with status 0 on a full disk."""
    stands_for_pagefind.write_text("import sys, os; os.mkdir(sys.argv[sys.argv.index('--output-path') + 1])")
    (tmp_path / "site").mkdir()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (searching.A_LITTLE - 1, limits[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            searching.index(tmp_path / "site")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


# --- a preview -----------------------------------------------------------------------------


def test_a_preview_on_a_full_disk_says_so_once_and_goes_on_serving(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class Full(Work):
        def __init__(self, *_: object) -> None:
            super().__init__(self.fails)

        def fails(self, _: object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

    class View:
        @staticmethod
        def outputs(*_: object) -> list[SiteFile]:
            return [SiteFile(f"{number}.txt", "words") for number in range(9)]

    monkeypatch.setattr(publishing, "_Work", Full)
    monkeypatch.setattr(publishing, "VIEWS", (View,))
    monkeypatch.setattr(publishing, "PAUSE", 0)
    preview = publishing.Preview(tmp_path, None, None)  # type: ignore[arg-type]
    assert preview.wait() is False, "so no index is made of it"
    assert len(caplog.messages) == 1 and "the disk is full" in caplog.messages[0]
    preview.ask("8.txt")
    assert len(caplog.messages) == 2
