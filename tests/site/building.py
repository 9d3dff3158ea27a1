"""Builds sites for the tests, by the same command that people run."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 21)
URL = "https://example.org/library/"
# What a build reads from its surroundings; the tests say it themselves.
SETTINGS = ("SITE_URL", "REPOSITORY_URL", "SOURCE_DATE_EPOCH", "PYTHONPATH")


def run(*words: str, cwd: Path = ROOT, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run ``python -m`` with ``words``, and with no settings but ``variables``."""
    return subprocess.run(
        [sys.executable, "-m", *words], cwd=cwd, env=environment(**variables), capture_output=True, text=True
    )


def environment(**variables: str) -> dict[str, str]:
    """This process's environment without what a build reads from it, and with ``variables``."""
    return {name: value for name, value in os.environ.items() if name not in SETTINGS} | variables


def words(site_dir: Path, data: Path | None = None, docs: Path | None = None, url: str = URL) -> list[str]:
    """The command line of a build."""
    folders = [("--data", data), ("--docs", docs)]
    given = [word for option, folder in folders if folder for word in (option, str(folder))]
    address = ["--site-url", url] if url else []
    return ["scripts.build", "--site-dir", str(site_dir), "--today", TODAY.isoformat(), *address, *given]


def build(site_dir: Path, *, cwd: Path = ROOT, **options: str | Path | None) -> Path:
    """Build a site that must succeed; options in capitals are environment variables."""
    variables = {name: str(value) for name, value in options.items() if name.isupper()}
    given = {name: value for name, value in options.items() if not name.isupper()}
    done = run(*words(site_dir, **given), cwd=cwd, **variables)  # type: ignore[arg-type]
    assert done.returncode == 0, done.stdout + done.stderr
    return site_dir


def digests(folder: Path) -> dict[str, str]:
    """The digest of every file below ``folder``, by its path."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def copy_project(target: Path) -> Path:
    """Copy what a build needs: the code, the data, the pages and the settings."""
    target.mkdir(parents=True)
    for name in ("macros", "scripts", "data", "docs"):
        shutil.copytree(ROOT / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("mkdocs.yml", "pyproject.toml"):
        shutil.copy(ROOT / name, target)
    return target
