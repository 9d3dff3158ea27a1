"""Builds sites for the tests, by the same command that people run."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

from library import DATA, copy_made_up, newest

from scripts.synthesize import synthesize

ROOT = Path(__file__).resolve().parents[2]
URL = "https://example.org/library/"
AS_BUILT = Path(__file__).with_name("as_built")  # hides what a build does without
# What a build reads from its surroundings; the tests say it themselves.
SETTINGS = ("SITE_URL", "REPOSITORY_URL", "SOURCE_DATE_EPOCH", "PYTHONPATH")


@cache
def the_day() -> date:
    """The day of the tests' builds: the data of a later day is in the future of an earlier build."""
    return max(date(2026, 11, 21), newest())


def run(*words: str, cwd: Path = ROOT, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run ``python -m`` with ``words``, and with no settings but ``variables``."""
    return subprocess.run(
        [sys.executable, "-m", *words], cwd=cwd, env=environment(**variables), capture_output=True, text=True
    )


def environment(**variables: str) -> dict[str, str]:
    """This process's environment without what a build reads from it, and with ``variables``."""
    kept = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    return kept | {"PYTHONPATH": str(AS_BUILT)} | variables


def words(
    site_dir: Path,
    data: Path | None = None,
    docs: Path | None = None,
    url: str = URL,
    today: date | None = None,
    search: bool = True,
) -> list[str]:
    """The command line of a build; without ``search`` it makes no search index."""
    folders = [("--data", data), ("--docs", docs)]
    given = [word for option, folder in folders if folder for word in (option, str(folder))]
    address = ["--site-url", url] if url else []
    day, without = (today or the_day()).isoformat(), [] if search else ["--no-search"]
    return ["scripts.build", "--site-dir", str(site_dir), "--today", day, *address, *given, *without]


def build(site_dir: Path, *, cwd: Path = ROOT, **options: str | Path | date | bool | None) -> Path:
    """Build a site that must succeed; options in capitals are environment variables."""
    variables = {name: str(value) for name, value in options.items() if name.isupper()}
    given = {name: value for name, value in options.items() if not name.isupper()}
    done = run(*words(site_dir, **given), cwd=cwd, **variables)  # type: ignore[arg-type]
    assert done.returncode == 0, done.stdout + done.stderr
    return site_dir


def as_of(data: Path, day: date) -> None:
    """Let a copy of the data tell of nothing after ``day``: each later day that has come by now becomes that day."""
    later = re.compile(r"\b20[0-9]{2}-[01][0-9]-[0-3][0-9]\b")
    last = newest().isoformat()
    for path in [*data.rglob("*.yaml"), *data.rglob("*.csv")]:
        text = path.read_text(encoding="utf-8")
        told = later.sub(lambda found: day.isoformat() if day.isoformat() < found[0] <= last else found[0], text)
        if told != text:
            path.write_text(told, encoding="utf-8")


# The name of a folder, and what fills it -> the folder
Shared = Callable[[str, Callable[[Path], object]], Path]


def once(base: Path, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that all processes of a run share: the first that asks for ``name`` has ``make`` fill it.

    ``base`` is the process's own folder, below which a single process has all to itself.
    """
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, fresh = shared / name, shared / f"{name}-in-the-making"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            shutil.rmtree(fresh, ignore_errors=True)
            fresh.mkdir()
            make(fresh)
            fresh.rename(folder)
    return folder


# Partnerships: enough for several pages of each list, and for costs to be told from growth.
LARGE = int(os.environ.get("LARGE_SITE", "300"))


def large_site(folder: Path) -> None:
    """Make a site of many invented partnerships besides the real ones, with its data beside it."""
    synthesize(folder / "data", LARGE, data=DATA)
    build(folder / "site", data=folder / "data")


def made_up_site(folder: Path) -> None:
    """Make the site of the made-up state, with its data and pages beside it; the pages name none of the real records."""
    copy_made_up(folder / "data")
    wind = folder / "data/partnerships/records/wind.yaml"  # so that stages differ, and lists can be sorted by them
    wind.write_text(wind.read_text("utf-8").replace("\nstatus: going", "\nstage: first\nstatus: going"), "utf-8")
    shutil.copytree(ROOT / "docs", folder / "docs")
    for page in (folder / "docs").rglob("*.md"):
        text = page.read_text(encoding="utf-8")
        page.write_text(re.sub(r'\{\{ (?:link|sources|term)\("[^}]*\) \}\}', "words", text), encoding="utf-8")
    build(folder / "site", data=folder / "data", docs=folder / "docs")


def digests(folder: Path) -> dict[str, str]:
    """The digest of every file below ``folder``, by its path."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def copy_project(target: Path, data: Path = ROOT / "data", docs: Path = ROOT / "docs") -> Path:
    """Copy what a build needs: the code, the data, the pages and the settings."""
    target.mkdir(parents=True)
    for folder in (ROOT / "macros", ROOT / "scripts"):
        shutil.copytree(folder, target / folder.name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(data, target / "data")
    shutil.copytree(docs, target / "docs")
    for name in ("mkdocs.yml", "pyproject.toml", "requirements.txt"):
        shutil.copy(ROOT / name, target)
    return target
