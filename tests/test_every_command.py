"""Every command of the project speaks in words, whatever the terminal, and ends with a sentence where it can't go on."""

from __future__ import annotations

import importlib
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import commands
import pytest

from macros.data import disk
from scripts import NOT_SET_UP, serve

# What each command is run with: {data} is a made-up state with letters of many languages, {broken} the same with
# problems in it, {out} an empty folder. What would install, fetch or measure something is only asked for its help.
WORDS: dict[str, list[str]] = {
    "audit": ["--help"],
    "bench": ["--help"],
    "browser": [],
    "build": ["--data", "{broken}", "--site-dir", "{out}/site", "--no-search"],
    "choose_check": ["HEAD"],
    "editors": ["--data", "{data}", "--to", "{out}/“editors”"],
    "entry_facts": ["{out}/no-such-“file”.csv", "--edition", "2024-34", "--data", "{data}"],
    "forms": ["--data", "{data}", "--to", "{out}/“forms”"],
    "freshness": ["--data", "{data}", "--today", "2039-01-01"],
    "funding": ["--data", "{data}"],
    "guide_tables": ["--check"],
    "html_checker": [],
    "icons": ["--help"],
    "intake": ["{out}/no-such-“file”.json", "--data", "{data}", "--to", "{out}"],
    "links": ["--data", "{broken}"],
    "merge": ["{data}", "{out}/no-such-“package”", "--out", "{out}/“both”"],
    "new": ["session", "łódź", "--set", "title=“Łódź” … 語", "--data", "{data}", "--print"],
    "owners": ["--data", "{data}", "--to", "{out}/“owners”"],
    "permalinks": ["check", "--data", "{broken}", "--site", "{out}/no-“site”"],
    "pins": ["--help"],
    "report": ["annual", "--year", "2025", "--data", "{data}", "--before", "{data}", "--out", "{out}/“reports”"],
    "roompack": ["{out}/pack.zip", "--data", "{data}", "--site-dir", "{out}", "--page", "“Łódź”"],
    "runsheet": ["in-may", "--data", "{data}"],
    "serve": ["--data", "{broken}", "--port", "{port}"],
    "synthesize": ["{out}/“made”", "--partnerships", "1"],
    "validate": ["--data", "{broken}"],
    "visitor_changes": ["no-such-“commit”", "--data", "{data}", "--to", "{out}"],
    "wages": ["{out}/no-such-“file”.csv", "--data", "{data}"],
    "workbook": ["import", "{out}/no-such-“file”.xlsx", "--data", "{data}"],
}
# Scripts that run before there is an environment, by their paths: python3 scripts/make_venv.py
BEFORE_ALL = {"make_venv", "install_pins"}


def command(name: str) -> ModuleType:
    return importlib.import_module(f"scripts.{name}.__main__" if name == "bench" else f"scripts.{name}")


def test_every_command_is_here_and_goes_through_the_one_entry(repo: Path) -> None:
    files = [*(repo / "scripts").glob("*.py"), *(repo / "scripts").glob("*/__main__.py")]
    names = {
        each.parent.name if each.name == "__main__.py" else each.stem
        for each in files
        if re.search(r"^def main\(", each.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert names == {*WORDS, *BEFORE_ALL}
    assert [name for name in WORDS if command(name).main.__code__ is not _told_code()] == []


def _told_code() -> object:
    """The code of what ``told`` makes of a command."""
    return disk.told(lambda: 0).__code__  # type: ignore[attr-defined]


@pytest.fixture
def world(own_state: Path, tmp_path: Path) -> Iterator[dict[str, str]]:
    """Where the words of a command point to."""
    for path in own_state.rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(r"(?m)^(title): (\w[\w ]*)$", r"\1: \2 – “Łódź” 語 …", text), encoding="utf-8")
    broken = tmp_path / "broken"
    (broken / "program").mkdir(parents=True)
    (broken / "program" / "“Łódź” 語.csv").write_text("x")
    (tmp_path / "out").mkdir()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield {
            "{data}": str(own_state),
            "{broken}": str(broken),
            "{out}": str(tmp_path / "out"),
            "{port}": str(taken.getsockname()[1]),
        }


def said(name: str, words: list[str], world: dict[str, str], repo: Path, encoding: str) -> tuple[int, str, str]:
    """Exit status, output and errors of a command on a terminal with an encoding."""
    given = [re.sub(r"\{\w+\}", lambda match: world[match[0]], word) for word in words]
    done = commands.in_process(command(name).main, given, repo, encoding)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
@pytest.mark.parametrize("name", WORDS)
def test_a_command_speaks_on_every_terminal(name: str, encoding: str, world: dict[str, str], repo: Path) -> None:
    status, out, err = said(name, WORDS[name], world, repo, encoding)
    assert status in (0, 1)
    # two are silent where all is well, and what the build logs is taken by the tests' own logging
    assert out + err or name in ("build", "guide_tables", "synthesize")
    assert "Traceback" not in out + err


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("ascii", '"\\u0141\\xf3d\\u017a" ... \\u8a9e'),
        ("cp1252", "“\\u0141ód\\u017a” … \\u8a9e"),
        ("utf-8", "“Łódź” … 語"),
    ],
)
def test_what_a_terminal_lacks_is_shown_in_plain_signs(
    encoding: str, shown: str, world: dict[str, str], repo: Path
) -> None:
    title = '"' + shown.replace('"', '\\"') + '"' if encoding == "utf-8" else shown
    assert title.strip('"') in said("new", WORDS["new"], world, repo, encoding)[1].replace('\\"', '"')


def test_a_command_without_its_tools_says_how_to_set_them_up(repo: Path) -> None:
    """``-S`` leaves out all packages that are installed."""
    words = [sys.executable, "-S", "-m", "scripts.workbook", "export", "book.xlsx"]
    done = subprocess.run(words, cwd=repo, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"{NOT_SET_UP} (") and done.stderr.count("\n") == 1


def test_a_port_that_is_in_use_is_told_at_once(world: dict[str, str], repo: Path) -> None:
    status, out, err = said("serve", WORDS["serve"], world, repo, "ascii")
    assert (status, out) == (1, "")
    assert err == (
        "The site could not be served: the port is in use. Choose another one with --port, or end the other program, "
        "then run the command again.\n"
    )


@pytest.mark.parametrize("port", ["0", "70000", "-1", "http"])
def test_a_port_that_is_none_is_told(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        serve.main(["--port", port])
    assert f"must be a number from 1 to 65535, not '{port}'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("choose_check", ["HEAD^1"]),
        ("build", ["--data", "{data}", "--as-of", "2026-01-01", "--site-dir", "{out}/site"]),
        ("report", ["annual", "--year", "2025", "--data", "{data}", "--out", "{out}"]),
    ],
)
def test_a_missing_git_is_one_sentence(
    name: str, words: list[str], world: dict[str, str], repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", world["{out}"])
    status, out, err = said(name, words, world, repo, "ascii")
    assert (status, out) == (1, "")
    assert len(err.splitlines()) == 1
    assert "git" in err and "is not installed" in err


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("new", ["session", "brand-new", "--data", "{data}"]),
        ("report", ["annual", "--year", "2025", "--data", "{data}", "--before", "{data}", "--out", "{out}"]),
        ("synthesize", ["{out}/made", "--partnerships", "1"]),
    ],
)
def test_a_folder_that_can_only_be_read_is_one_sentence(
    name: str, words: list[str], world: dict[str, str], repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root may write everywhere, so the system's answer is made up."""
    opened, made = os.open, os.mkdir

    def refuse(path: object, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", os.fspath(path))  # type: ignore[call-overload]

    def only_read(path: object, flags: int, *more: int, **options: int) -> int:
        return refuse(path) if flags & (os.O_WRONLY | os.O_RDWR) else opened(path, flags, *more, **options)  # type: ignore[return-value,arg-type]

    monkeypatch.setattr(os, "open", only_read)
    monkeypatch.setattr(os, "mkdir", refuse)
    status, out, err = said(name, words, world, repo, "ascii")
    monkeypatch.setattr(os, "open", opened)
    monkeypatch.setattr(os, "mkdir", made)
    assert (status, out) == (1, "")
    assert re.fullmatch(r"A file could not be read or written at \S+: you have no right to do that there\. .*\n", err)


def test_a_program_that_fails_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    @disk.told
    def main() -> int:
        subprocess.run([sys.executable, "-c", "raise SystemExit(3)"], check=True)
        return 0

    assert main() == 1
    assert capsys.readouterr().err.endswith(" did not do its part: it ended with status 3.\n")


def test_who_ends_a_command_sees_nothing_more(capsys: pytest.CaptureFixture[str]) -> None:
    @disk.told
    def main() -> int:
        raise KeyboardInterrupt

    assert main() == disk.INTERRUPTED
    assert capsys.readouterr() == ("", "")
