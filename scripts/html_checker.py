"""Find the checkers of HTML for the tests, or install them: ``python -m scripts.html_checker --install``.

The Nu checker needs Java, html-validate needs Node. npm brings both, since what PyPI has of the Nu checker is years
old or someone's copy. Versions and hashes are in ``tests/html_checker/package-lock.json``; no script of a package runs.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from macros.data import disk

ROOT = Path(__file__).resolve().parents[1]
PINS = ROOT / "tests" / "html_checker"
FOLDER = ROOT / ".venv-html"
LOCK = "package-lock.json"
# The checker's schemas need a deep stack. Its run is too short for the slow compiler of Java to pay.
JAVA = ("-Xss4m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")


def nu() -> list[str] | None:
    """The words that start the Nu checker; None where it isn't installed or there is no Java."""
    java, jar = shutil.which("java"), _module("vnu-jar/build/dist/vnu.jar")
    return [java, *JAVA, "-jar", str(jar)] if java and jar else None


def html_validate() -> list[str] | None:
    """The words that start html-validate; None where it isn't installed or there is no Node."""
    node, script = shutil.which("node"), _module("html-validate/bin/html-validate.mjs")
    return [node, str(script)] if node and script else None


def install() -> bool:
    """Fetch both with npm, exactly as pinned; False when there is no npm, or it could not."""
    npm = shutil.which("npm")
    if npm is None:
        return False
    print("Installing the checkers of HTML for the tests ...", file=sys.stderr)
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    for name in ("package.json", LOCK):
        shutil.copy(PINS / name, FOLDER)
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if subprocess.run(command, cwd=FOLDER, check=False).returncode:
        return False
    shutil.copy(FOLDER / LOCK, _mark())
    return True


@disk.told
def main(arguments: Sequence[str] | None = None) -> int:
    """Print the command of each checker; 1 when there is neither and none could be installed."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.html_checker", description="Find or install the checkers of HTML."
    )
    parser.add_argument("--install", action="store_true", help="install them where they are missing or not as pinned")
    options = parser.parse_args(arguments)
    if options.install and not _is_installed():
        install()
    found = [command for command in (nu(), html_validate()) if command]
    if not found:
        print(
            "There is no checker of HTML. Install npm, and Java or Node, then run this with --install.", file=sys.stderr
        )
    for command in found:
        print(*command)
    return 0 if found else 1


def _mark() -> Path:
    """A copy of the pins, which is written when all that they name is there."""
    return FOLDER / "installed.json"


def _is_installed() -> bool:
    return _mark().is_file() and _mark().read_bytes() == (PINS / LOCK).read_bytes()


def _module(path: str) -> Path | None:
    file = FOLDER / "node_modules" / path
    return file if _is_installed() and file.is_file() else None


if __name__ == "__main__":
    sys.exit(main())
