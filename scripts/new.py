"""Begin a record: python -m scripts.new KIND ID [--set FIELD=VALUE ...] [--data DIR] [--print].

A whole library of another state: python -m scripts.new program DIR --state NAME (see new_program.py).

Writes a YAML file with every field of the kind's Table Schema, each under a note
that says what belongs there: partnership, session, story, and every other kind that
the data has; nothing here knows any kind. A record of a table is printed as a row to add.

Exit status: 0 when the file is there, 1 when it can't be made, 2 for wrong usage.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from macros.build.build_date import day, the_day
from macros.data import disk, packages, reading, record_writer, validation
from macros.data.disk import CommandFailed
from macros.data.record_template import Known, RecordKind, draft_status, record, row
from scripts import new_program

ROOT = Path(__file__).resolve().parent.parent


@disk.told
def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status."""
    words = sys.argv[1:] if arguments is None else arguments
    if words[:1] == ["program"]:
        return new_program.run(words[1:])
    given = _parser().parse_args(words)
    checked = validation.check(given.data)
    kind = find(given.kind, kinds(validation.described(given.data)[0]))
    known = {name: [row.id for row in rows] for name, rows in checked.rows.items()}
    values = {
        "compiled": given.today.isoformat(),
        **draft_status(kind, partial(_published, checked)),
        **_pairs(given.set, kind),
        "id": given.id,
    }
    if not kind.adds and packages.is_shared(given.data, kind.path):
        shared = reading.shown(packages.VOCABULARIES / kind.path)
        print(f"All programs share this table. To have your own, copy {shared} to {given.data / kind.path} first.\n")
    if kind.is_table or given.print:
        print(row(kind, values, known) if kind.is_table else record(kind, values, known), end="")
        return 0
    print(_written(given.data, kind, given.id, _text(given, kind, values, known)))
    return 0


def _text(given: argparse.Namespace, kind: RecordKind, values: Mapping[str, str], known: Known) -> str:
    """The text of the new file; where all programs share a record of that id, what the program sets of it alone."""
    shared = packages.shared_file(given.data, kind.path.replace("*", given.id))
    if shared is None:
        return record(kind, values, known)
    print(f"All programs share {reading.shown(shared)}. Yours needs only the fields that differ.")
    return record_writer.new_record({"id": given.id, **_pairs(given.set, kind)}, kind.fields)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.new", description="Begin a record with a note on each field."
    )
    parser.add_argument("kind", metavar="KIND", help="what to begin, such as session")
    parser.add_argument("id", metavar="ID", help="its lasting id: lowercase words joined by hyphens")
    parser.add_argument("--set", action="append", default=[], metavar="FIELD=VALUE", help="fill in a field")
    parser.add_argument("--data", type=Path, default=ROOT / "data", metavar="DIR", help="the data folder")
    parser.add_argument("--today", type=day, default=the_day(), metavar="YYYY-MM-DD", help="the day")
    parser.add_argument("--print", action="store_true", help="print the record and write no file")
    return parser


# --- which kinds there are ----------------------------------------------------


def kinds(packages: Mapping[str, Mapping[str, Any]]) -> dict[str, RecordKind]:
    """The kinds that can be begun in checked packages, each under its folder; by the word for one record.

    Left out: a record that is the only one, such as the program, and what other programs write, such as transcripts.
    """
    found = [
        RecordKind.of(each, folder)
        for folder, package in packages.items()
        for each in package["resources"]
        if each["path"].endswith(("/*.yaml", ".csv"))
    ]
    return {kind.word: kind for kind in found}


def find(word: str, known: Mapping[str, RecordKind]) -> RecordKind:
    """The kind of that word, or of that resource. Raises CommandFailed with the words that there are."""
    by_name = {kind.name: kind for kind in known.values()}
    kind = known.get(word) or by_name.get(word)
    if kind is None:
        near = reading.near(word, known)
        hint = f"Did you mean {near}? " if near else ""
        files = ", ".join(sorted(word for word, each in known.items() if not each.is_table))
        raise CommandFailed(
            f"There is no kind of record called {word}. {hint}You can begin: {files}; and a row of every table."
        )
    return kind


def _published(checked: validation.Checked, vocabulary: str) -> dict[str, bool]:
    """The statuses of a vocabulary, and whether a record with each is published."""
    return {row.id: row.values.get("published") is not False for row in checked.rows.get(vocabulary, ())}


def _pairs(given: Iterable[str], kind: RecordKind) -> dict[str, str]:
    names = [each["name"] for each in kind.fields]
    found = {}
    for pair in given:
        name, sign, value = pair.partition("=")
        if not sign or name not in names:
            raise CommandFailed(f"--set {pair}: write it as FIELD=VALUE, with one of these fields: {', '.join(names)}.")
        found[name] = value
    return found


# --- writing ------------------------------------------------------------------


def _written(data: Path, kind: RecordKind, id: str, text: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", id):
        raise CommandFailed(f"An id must be lowercase words joined by hyphens, not {id}.")
    path = data / kind.path.rpartition("/")[0] / f"{id}.yaml"
    if path.exists():
        raise CommandFailed(f"{path} is there already. Choose another id.")
    path.parent.mkdir(parents=True, exist_ok=True)
    disk.write_whole(path, text.encode())
    return f"{reading.shown(path)} is ready. Fill it in, then run: make check"


if __name__ == "__main__":
    sys.exit(main())
