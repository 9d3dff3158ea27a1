"""Setting up says how far it is, and what went wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from library import ROOT

from scripts import install_pins

PIP = """\
#!/bin/sh
for each in 1 2 3 4 5 6 7 8 9 10 11 12; do echo "Collecting package$each==1.0"; echo "  Downloading package$each"; done
echo "Installing collected packages: package1"
echo "a fault of pip's" >&2
exit {0}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "bin").mkdir()
    lines = [f"package{number}==1.0 \\\n    --hash=sha256:00\n    # via x==1\n" for number in range(1, 13)]
    (tmp_path / "requirements.txt").write_text("# Made by a command.\n" + "".join(lines))
    return tmp_path


def run(folder: Path, status: int) -> int:
    program = folder / "bin" / "python"
    program.write_text(PIP.format(status))
    program.chmod(0o755)
    return install_pins.main(str(folder), str(folder / "requirements.txt"))


def test_a_line_is_told_now_and_then(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, 0) == 0
    said = capsys.readouterr()
    assert said.out.splitlines() == [
        "  10 of 12 packages are here",
        "  Putting them in their place; half a minute more ...",
    ]
    assert said.err == ""


def test_what_pip_says_is_told_where_it_fails(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, 3) == 3
    assert "a fault of pip's" in capsys.readouterr().err


def test_every_set_up_shows_its_progress() -> None:
    lines = (ROOT / "Makefile").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if "pip install" in line] == []
    assert sum("scripts/install_pins.py" in line for line in lines) == 3
