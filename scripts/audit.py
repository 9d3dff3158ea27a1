"""Look up whether a hole is known in anything that is pinned: ``python -m scripts.audit``.

Asks the public list of advisories, so it needs the network; run it with the
Python of ``.venv-audit``, as ``make audit`` does. Exit status: 0 when every pin
was looked up and no hole is known, 1 when one is known, 2 when a pin could not be
looked up.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from macros.data import disk
from scripts import job_summary

FOUND = """A known hole stands in what the site is built or tested with. For each package above:

1. In the `.in` file named with it, write the fixed version, such as `name==1.2.3`. Add the line where there is none: \
the package came with another one.
2. Run `make pins`, then `make test`, and propose the change as a pull request.
3. No fixed version yet? Read the advisory. If what it describes can't happen here, say so in the pull request or \
issue where you track it, and look again when the next audit runs.
"""
UNSURE = """Some packages could not be looked up, so this run says nothing about them. Run the audit again later. If \
it stays so, check that the package's name and version in `requirements*.txt` are right.
"""
SITE, TESTS = "requirements.txt", "requirements-test.txt"
CLEAN = "No hole is known in any of them.\n"


@disk.told
def main(arguments: Sequence[str] | None = None) -> int:
    """Run the audit, tell what it found, also in the job's summary; return the exit status."""
    argparse.ArgumentParser(prog="python -m scripts.audit", description=__doc__).parse_args(arguments)
    files = sorted(Path().glob("requirements*.txt"))
    found = {json.dumps(each): each for path in files for each in _look_up(path)}  # each once
    text, status = report(list(found.values()), {path.name: path.read_text(encoding="utf-8") for path in files})
    print(text)
    job_summary.tell(text)
    return status


def command(file: Path) -> list[str]:
    """How to look up every pin of a file; nothing of it is installed for that."""
    options = ["--disable-pip", "--require-hashes", "--progress-spinner", "off", "--format", "json"]
    return [sys.executable, "-m", "pip_audit", *options, "-r", str(file)]


def _look_up(file: Path) -> list[Mapping[str, Any]]:
    """What pip-audit says about each package in a file, which it takes one at a time: no two may name the same."""
    done = subprocess.run(command(file), stdout=subprocess.PIPE, text=True, check=False)
    return read(done.stdout, file.name)


def read(printed: str, file: str) -> list[Mapping[str, Any]]:
    """The packages in what pip-audit printed; where that is no answer, the whole file as one that wasn't looked up."""
    try:
        return json.loads(printed)["dependencies"]
    except (ValueError, KeyError):
        return [{"name": file, "skip_reason": "nothing of this file could be looked up"}]


def report(looked_up: Sequence[Mapping[str, Any]], pinned: Mapping[str, str]) -> tuple[str, int]:
    """What was found, in Markdown, and the exit status.

    ``looked_up`` is what pip-audit says about each package, ``pinned`` the texts of
    the requirements by file name.
    """
    holes = [line for each in looked_up for line in _holes(each, pinned)]
    skipped = [f"- {each['name']}: {each['skip_reason']}" for each in looked_up if "skip_reason" in each]
    parts = [f"Pins looked up: {len(looked_up) - len(skipped)}. Not looked up: {len(skipped)}.\n"]
    if holes:
        parts += ["\n".join(holes) + "\n", FOUND]
    if skipped or not looked_up:
        parts += ["\n".join([*skipped, ""]), UNSURE]
    if len(parts) == 1:
        parts.append(CLEAN)
    return "\n".join(parts), 1 if holes else 0 if parts[-1] == CLEAN else 2


def _holes(each: Mapping[str, Any], pinned: Mapping[str, str]) -> Iterator[str]:
    for hole in each.get("vulns", ()):
        names = ", ".join([hole["id"], *hole.get("aliases", ())])
        fixed = " or ".join(hole.get("fix_versions", ())) or "no version yet"
        files = " and ".join(_sources(each, pinned))
        yield f"- {each['name']} {each['version']} ({files}): {names}. Fixed in: {fixed}."


def _sources(each: Mapping[str, Any], pinned: Mapping[str, str]) -> list[str]:
    """The ``.in`` files to change: those whose compiled file has the package at this version."""
    start = f"{each['name']}=={each['version']} "
    having = {name for name, text in pinned.items() if any(line.startswith(start) for line in text.splitlines())}
    if SITE in having:
        having.discard(TESTS)  # it takes in what the site is built with
    return [f"`{Path(name).with_suffix('.in')}`" for name in sorted(having)]


if __name__ == "__main__":
    sys.exit(main())
