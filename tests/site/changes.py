"""What a change of the content changes on the site: the site as it was before, built by the same code, and what differs."""

from __future__ import annotations

import io
import os
import subprocess
import tarfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import building

CONTENT_FOLDERS = ("data", "docs")
MAIN = ("origin/main", "main")
LIMIT = 48  # pages to open in a browser: one of each kind, and a minute's work


def base(repository: Path) -> str:
    """The commit that a change began from: the one in the variable CONTENT_BASE, else where it left main.

    Empty when there is none, as in a copy that knows its last commit only.
    """
    named = os.environ.get("CONTENT_BASE")
    asked = (
        [("rev-parse", "--verify", "--quiet", f"{named}^{{commit}}")]
        if named
        else [("merge-base", "HEAD", each) for each in MAIN]
    )
    answers = (_git(repository, *words) for words in asked)
    return next((done.stdout.decode().strip() for done in answers if done.returncode == 0), "")


def content_at(repository: Path, commit: str, folder: Path) -> bool:
    """Write ``data`` and ``docs`` as they stood at a commit into a folder; False when they can't be had."""
    packed = _git(repository, "archive", "--format=tar", commit, *CONTENT_FOLDERS) if commit else None
    if packed is None or packed.returncode:
        return False
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as files:
        files.extractall(folder, filter="data")
    return True


def is_same(one: Path, other: Path) -> bool:
    """Whether two folders hold the same ``data`` and ``docs``."""
    return all(building.digests(one / name) == building.digests(other / name) for name in CONTENT_FOLDERS)


def build(content: Path, site: Path) -> bool:
    """Build the site of a folder's ``data`` and ``docs``, without search; False when this code can't."""
    words = building.words(site, content / "data", content / "docs")
    return building.run(*words, "--no-search").returncode == 0


def differences(now: dict[str, Path], before: dict[str, Path]) -> dict[str, int]:
    """The names of the files that are new or other than before, each with the number of its lines that are so."""
    found = ((name, _changed_lines(path, before.get(name))) for name, path in now.items())
    return {name: number for name, number in found if number}


def spread(pages: dict[str, int], limit: int = LIMIT) -> list[str]:
    """As many of the pages as ``limit``, out of ``differences``, in turn from each folder, and there the most changed first."""
    turns: Counter[str] = Counter()
    order: dict[str, tuple[int, int, str]] = {}
    for page, number in sorted(pages.items(), key=lambda each: (-each[1], each[0])):
        folder = page.rstrip("/").rpartition("/")[0]
        order[page] = (turns[folder], -number, page)
        turns[folder] += 1
    return sorted(order, key=order.__getitem__)[:limit]


def named(files: Iterable[Path], *folders: Path) -> dict[str, Path]:
    """Files by their path below the one of the folders that holds them."""
    return {
        file.relative_to(next(each for each in folders if file.is_relative_to(each))).as_posix(): file for file in files
    }


def _changed_lines(now: Path, before: Path | None) -> int:
    new, old = (path.read_bytes() if path else b"" for path in (now, before))
    if new == old and before:
        return 0
    return len(set(new.splitlines()) ^ set(old.splitlines())) or 1  # only their order, or the last line's end


def _git(repository: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["git", *words], cwd=repository, capture_output=True, check=False)
