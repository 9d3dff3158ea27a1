"""Write ``.github/CODEOWNERS`` from the table of owners: ``python -m scripts.owners``; ``--check`` only compares.

GitHub asks the owners of a file to review its changes. The table ``data/program/owners.csv`` says who keeps
what, by roles and teams. A row without an account of GitHub gives a comment: GitHub says nothing about a wrong
name on a pull request, it just asks nobody, so none is made up.

Exit status: 0 when the file is current, 1 when ``--check`` found that it isn't, 2 for wrong usage.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from macros.data import disk, validation
from macros.data.catalog import DataProblems
from macros.data.validation import Checked, CheckedRow

ROOT = Path(__file__).resolve().parent.parent
FILE = Path(".github/CODEOWNERS")
HEAD = """\
# Who is asked to review a change. Written by python -m scripts.owners from data/program/owners.csv:
# a change made here does not stay. The last line that fits a file decides. A line that begins with # is
# not in force: its row names no account or team of GitHub yet. For the others to count, turn on
# "Require review from Code Owners" for main (Settings, Rules).
# https://docs.github.com/articles/about-code-owners
"""


@disk.told
def main(arguments: Sequence[str] | None = None) -> int:
    """Write the file if it isn't current, or only say so; return the exit status."""
    given = _parser().parse_args(arguments)
    text = made(validation.check(given.data))
    file = given.to or ROOT / FILE
    if file.exists() and file.read_text(encoding="utf-8") == text:
        return 0
    if given.check:
        print(f"{FILE} is not current. Run: python -m scripts.owners")
        return 1
    disk.write_whole(file, text.encode())
    print(f"{FILE} is written.")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scripts.owners", description="Write CODEOWNERS from the owners.")
    parser.add_argument("--data", type=Path, default=ROOT / "data", metavar="DIR", help="the data folder")
    parser.add_argument("--to", type=Path, metavar="FILE", help="the file to write, if not GitHub's")
    parser.add_argument("--check", action="store_true", help="write nothing, and say whether the file is current")
    return parser


def made(checked: Checked) -> str:
    """The text of the file. Raises DataProblems when the table has a problem."""
    wrong = [each for each in checked.problems if each.severity == "error" and each.file.endswith("program/owners.csv")]
    if wrong:
        raise DataProblems(wrong)
    return HEAD + "".join(f"\n# {_about(row)}\n{_rule(row)}\n" for row in checked.rows.get("owners", ()))


def _about(row: CheckedRow) -> str:
    return ". ".join(filter(None, [row.values["keeper"], row.values.get("note")]))


def _rule(row: CheckedRow) -> str:
    path = "*" if row.values["path"] == "/" else row.values["path"]
    account = row.values.get("account")
    return f"{path} {account}" if account else f"# {path} (no account is named yet)"


def keeper_of(checked: Checked, file: str) -> str:
    """Who keeps a file, given by its path below the repository's root; empty where no row fits."""
    keeper = ""
    for row in checked.rows.get("owners", ()):
        path = row.values["path"]
        if f"/{file}" == path or (path.endswith("/") and f"/{file}".startswith(path)):
            keeper = row.values["keeper"]
    return keeper


if __name__ == "__main__":
    sys.exit(main())
