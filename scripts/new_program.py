"""Begin a state's own library: ``python -m scripts.new program DIR --state NAME``.

Writes ``DIR/data`` and ``DIR/docs``: what a program must say, one worked example of each thing that a
program shows, marked as such, and the pages with the texts to write. Schemas, the words of the field, toolkit
and metrics are not copied: all programs share them. The page For staff: checklist shows what is still missing.

Exit status: 0 when the folder is there, 1 when it can't be made, 2 for wrong usage.
"""

from __future__ import annotations

import argparse
import shutil
import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from macros.build.build_date import day, the_day
from macros.data import disk, packages, reading
from macros.data.disk import CommandFailed

ROOT = Path(__file__).resolve().parent.parent
STARTER = ROOT / "scripts" / "starter"
# What says nothing of a state, and so is taken from the example of one: see examples/README.md.
EXAMPLE = ROOT / "examples" / "colorado"
GENERAL = (
    *(f"docs/{name}.md" for name in ("a-to-z", "search", "privacy", "accessibility")),
    *(f"docs/toolkit/{name}.md" for name in ("steps/index", "worksheets/index", "tools/index")),
    *(f"docs/toolkit/{name}.md" for name in ("assessment", "consensus", "plan", "questions", "what-works", "glossary")),
    *(f"docs/metrics/{name}.md" for name in ("dictionary", "builder")),
    *(f"docs/{name}.md" for name in ("partnerships/index", "partnerships/compare", "industries/index")),
    *(f"docs/{name}.md" for name in ("organizations/index", "data/index", "data/dictionary", "data/api")),
    *(f"docs/{name}.md" for name in ("data/embeds", "data/feeds", "data/calendars")),
)


@disk.told
def run(arguments: Sequence[str]) -> int:
    """Run ``scripts.new program`` with the words after it; return its exit status."""
    given = _parser().parse_args(arguments)
    make(given.folder, given.state, given.time_zone, given.today)
    print(f"{given.folder} is ready. Look at it, then go on with its page For staff: checklist:")
    print(f"python -m scripts.serve --data {given.folder / 'data'} --docs {given.folder / 'docs'}")
    return 0


def make(folder: Path, state: str, time_zone: str, today: date) -> None:
    """Write a new library for a state. Raises CommandFailed where the folder holds anything, and OSError."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CommandFailed(f"{folder} is there already and is not empty. Choose another folder.")
    shutil.copytree(STARTER, folder, dirs_exist_ok=True)
    for name in GENERAL:
        source, target = EXAMPLE / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    # The namespace is made from the name of the state, so that the same command gives the same bytes.
    namespace = uuid.uuid5(uuid.NAMESPACE_URL, f"industry-partnerships:{state}")
    words = {"state": state, "time_zone": time_zone, "today": str(today), "year": str(today.year)}
    _fill_in(folder, {**words, "namespace": str(namespace)})


def _fill_in(folder: Path, words: Mapping[str, str]) -> None:
    for path in (*folder.rglob("*.md"), *folder.rglob("*.yaml"), *folder.rglob("*.csv")):
        text = path.read_text(encoding="utf-8")
        for name, word in words.items():
            text = text.replace(f"[[{name}]]", word)
        path.write_text(text, encoding="utf-8")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scripts.new program", description="Begin a state's own library.")
    parser.add_argument("folder", metavar="DIR", type=Path, help="a new folder, for data and docs")
    parser.add_argument("--state", required=True, metavar="NAME", type=_name, help="the name of the state")
    parser.add_argument("--time-zone", default=_zones()[0], choices=_zones(), help=f"its time zone ({_zones()[0]})")
    parser.add_argument("--today", type=day, default=the_day(), metavar="YYYY-MM-DD", help="the day")
    return parser


def _name(text: str) -> str:
    """A name as it can stand in YAML, on pages and in the middle of a sentence. Raises ArgumentTypeError."""
    if not text.strip() or not all(sign.isalpha() or sign in " .-" for sign in text):
        raise argparse.ArgumentTypeError(f"must be a name, like New Hampshire, not '{text}'")
    return text.strip()


def _zones() -> list[str]:
    """The time zones that the schema of the program allows."""
    fields = reading.plain(packages.SCHEMAS / "program.yaml")["resources"][0]["schema"]["fields"]
    return next(list(each["constraints"]["enum"]) for each in fields if each["name"] == "time_zone")
