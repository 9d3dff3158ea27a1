"""Write the pinned requirements again, with hashes, and npm's lock file: ``python -m scripts.pins``.

The files name no registry: whoever installs takes packages from where their own
pip is set to, and the hashes say whether they are the right ones.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from macros.data import disk
from scripts import html_checker

PIP_TOOLS = "pip-tools==7.6.2"


@disk.told
def main(arguments: Sequence[str] | None = None) -> int:
    """Compile every requirements*.in, and lock the checkers of HTML; 0 when all are written."""
    argparse.ArgumentParser(prog="python -m scripts.pins", description=__doc__).parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        python = str(Path(folder) / "bin" / "python")
        subprocess.run([python, "-m", "pip", "install", "-q", PIP_TOOLS], check=True)
        for source in sorted(Path().glob("requirements*.in")):
            print(f"{source} -> {source.with_suffix('.txt')}")
            subprocess.run([python, "-m", "piptools", "compile", *_options(source)], check=True)
    _lock_html_checkers()
    return 0


def _lock_html_checkers() -> None:
    """Without npm, the lock file stays as it is."""
    npm = shutil.which("npm")
    print(
        html_checker.PINS / html_checker.LOCK if npm else "There is no npm: the lock file of the HTML checkers stays."
    )
    if npm:
        options = ["--package-lock-only", "--omit-lockfile-registry-resolved", "--ignore-scripts", "--silent"]
        subprocess.run([npm, "install", *options], cwd=html_checker.PINS, check=True)


def _options(source: Path) -> list[str]:
    hidden = ["--no-emit-index-url", "--no-emit-find-links", "--no-emit-trusted-host", "--no-header"]
    # pip itself is pinned too where something needs it, or --require-hashes would refuse the file.
    return [
        "-q",
        "--generate-hashes",
        "--strip-extras",
        "--allow-unsafe",
        *hidden,
        "-o",
        str(source.with_suffix(".txt")),
        str(source),
    ]


if __name__ == "__main__":
    sys.exit(main())
