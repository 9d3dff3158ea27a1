"""Choose the check that a change needs: ``python -m scripts.choose_check HEAD^1``.

Prints ``check=content`` when the change touches nothing but content, which ``make check-content`` checks,
else ``check=all``, which is for ``make test``. A step of a workflow takes that line as its output. It needs
no package.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath

from macros.data import disk

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("data", "docs")
# A table's fields are part of the code: classes, templates and the made-up state of the tests follow them.
SCHEMA = "datapackage.yaml"
MAKES = {"content": "make check-content", "all": "make test"}


@disk.told
def main(arguments: Sequence[str] | None = None) -> int:
    """Print the choice, and say it in words; 1 when git can't tell what changed."""
    purpose = "Choose the check that a change needs."
    parser = argparse.ArgumentParser(prog="python -m scripts.choose_check", description=purpose)
    parser.add_argument("base", help="the commit that the change is compared with")
    try:
        names = changed_files(ROOT, parser.parse_args(arguments).base)
    except subprocess.CalledProcessError as error:
        print(os.fsdecode(error.stderr).strip(), file=sys.stderr)
        return 1
    check = check_for(names)
    print(f"check={check}")
    print(f"{len(names)} changed {'file' if len(names) == 1 else 'files'}: {MAKES[check]}", file=sys.stderr)
    return 0


def check_for(names: Iterable[str]) -> str:
    """``content`` when there are files and each is content, by its path below the root; else ``all``."""
    kinds = {_is_content(PurePosixPath(name)) for name in names}
    return "content" if kinds == {True} else "all"


def changed_files(repository: Path, base: str) -> list[str]:
    """The paths that differ between a commit and HEAD; of a file that was renamed, both.

    Raises CalledProcessError when there is no such commit, and CommandFailed when there is no git.
    """
    words = ["git", "diff", "-z", "--name-only", "--no-renames", "--end-of-options", base, "HEAD", "--"]
    done = disk.run_program(words, cwd=repository, capture_output=True, check=True)
    return [os.fsdecode(name) for name in done.stdout.split(b"\0") if name]


def _is_content(path: PurePosixPath) -> bool:
    return len(path.parts) > 1 and path.parts[0] in FOLDERS and path.name != SCHEMA


if __name__ == "__main__":
    sys.exit(main())
