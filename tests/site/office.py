"""LibreOffice, which opens what we make as people's programs do."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest


@cache
def office() -> str | None:
    """Where LibreOffice is; None where it isn't installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


needs_office = pytest.mark.skipif(office() is None, reason="LibreOffice is not installed; see .ci/run")


def converted(file: Path, form: str) -> Path:
    """The file in another form, such as ``pdf``, ``odt`` or ``csv``; raises when LibreOffice can't open it."""
    folder = file.parent
    command = [
        office() or "",
        "--headless",
        "--norestore",
        f"-env:UserInstallation=file://{folder}/office-profile",
        "--convert-to",
        form,
        "--outdir",
        str(folder / "made"),
        str(file),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    made = folder / "made" / f"{file.stem}.{form.partition(':')[0]}"
    assert made.is_file(), f"LibreOffice could not open {file.name}"
    return made
