"""LibreOffice, which opens what we make as people's programs do."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest


@cache
def office() -> str | None:
    """Where LibreOffice is; None where it isn't installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


needs_office = pytest.mark.skipif(office() is None, reason="LibreOffice is not installed; see .ci/run")


def converted(file: Path, form: str) -> Path:
    """The file in another form, such as ``pdf`` or ``odt``; raises when LibreOffice can't open it."""
    made = convert([file], form) / f"{file.stem}.{form}"
    assert made.is_file(), f"LibreOffice could not open {file.name}"
    return made


def convert(files: Sequence[Path], form: str) -> Path:
    """Have LibreOffice write files of one folder in another form, all in one start, which takes longest; gives the folder."""
    folder = files[0].parent
    command = [
        office() or "",
        "--headless",
        "--norestore",
        f"-env:UserInstallation=file://{folder}/office-profile",
        "--convert-to",
        form,
        "--outdir",
        str(folder / "made"),
        *map(str, files),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder / "made"
