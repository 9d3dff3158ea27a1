"""Install pinned packages and show how far that is: ``python3 scripts/install_pins.py .venv requirements.txt``.

pip says either nothing for a minute or hundreds of lines. This says a line for every tenth package, and all that
pip said where it fails.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

STEP = 10  # packages between two lines
_PACKAGE = re.compile(r"[A-Za-z0-9][\w.-]*(\[[\w,-]+\])?==")
_TAKEN = ("Collecting ", "Requirement already satisfied: ")


def main(folder: str, requirements: str) -> int:
    """Install the packages of a file into an environment; return pip's exit status."""
    pip = [f"{folder}/bin/python", "-m", "pip", "install", "--disable-pip-version-check", "--no-color"]
    words = [*pip, "--progress-bar", "off", "--require-hashes", "-r", requirements]
    total = _number(Path(requirements).read_text(encoding="utf-8").splitlines())
    said = []
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as running:
        for line in running.stdout or ():
            said.append(line)
            for told in _progress(line, said, total):
                print(told, flush=True)
    if running.returncode:
        print("".join(said), file=sys.stderr)
    return running.returncode


def _number(lines: Iterable[str]) -> int:
    return sum(bool(_PACKAGE.match(line)) for line in lines)


def _progress(line: str, said: Iterable[str], total: int) -> Iterator[str]:
    """What is told after a line of pip's."""
    if line.startswith(_TAKEN):
        taken = sum(each.startswith(_TAKEN) for each in said)
        if taken % STEP == 0 and taken <= total:
            yield f"  {taken} of {total} packages are here"
    elif line.startswith("Installing collected packages"):
        yield "  Putting them in their place; half a minute more ..."


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
