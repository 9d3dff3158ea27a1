"""Begin a record: python -m scripts.new KIND ID [--set FIELD=VALUE ...] [--data DIR] [--print].

Writes a YAML file with every field of the kind's Table Schema, each under a note
that says what belongs there. A kind can be begun once its resource says what one
record of it is called (``singular: session`` in datapackage.yaml); nothing here
knows any kind. A record of a table is printed as a row to add.

Exit status: 0 when the file is there, 1 when it can't be made, 2 for wrong usage.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import re
import sys
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import yaml

from macros import reading, validation

ROOT = Path(__file__).resolve().parent.parent
WIDTH = 100  # characters of a note's line
MOST_NAMED = 12  # ids of a vocabulary in a note
Field = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of record: what one is called, and where its file stands below the data folder."""

    word: str
    title: str
    path: str
    fields: Sequence[Field]
    name: str

    @property
    def is_table(self) -> bool:
        """Whether its records are rows of one file."""
        return self.path.endswith(".csv")


class CannotBegin(Exception):
    """The record can't be made; the message says why, for people."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status."""
    given = _parser().parse_args(arguments)
    try:
        kind = find(given.kind, kinds(given.data))
        checked = validation.check(given.data)
        known = {name: [row.id for row in rows] for name, rows in checked.rows.items()}
        values = {"last_reviewed": given.today.isoformat(), **_draft(kind, checked), **_pairs(given.set, kind), "id": given.id}
        if kind.is_table or given.print:
            print(row(kind, values, known) if kind.is_table else record(kind, values, known), end="")
            return 0
        print(_written(given.data, kind, given.id, record(kind, values, known)))
    except CannotBegin as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scripts.new", description="Begin a record with a note on each field.")
    parser.add_argument("kind", metavar="KIND", help="what to begin, such as session")
    parser.add_argument("id", metavar="ID", help="its lasting id: lowercase words joined by hyphens")
    parser.add_argument("--set", action="append", default=[], metavar="FIELD=VALUE", help="fill in a field")
    parser.add_argument("--data", type=Path, default=ROOT / "data", metavar="DIR", help="the data folder")
    parser.add_argument("--today", type=date.fromisoformat, default=datetime.now(UTC).date(), metavar="YYYY-MM-DD", help="the day")
    parser.add_argument("--print", action="store_true", help="print the record and write no file")
    return parser


# --- which kinds there are ----------------------------------------------------


def kinds(data: Path) -> dict[str, Kind]:
    """The kinds that can be begun, by the word for one record."""
    found: dict[str, Kind] = {}
    for descriptor in sorted(data.glob("*/datapackage.yaml")):
        package = yaml.load(descriptor.read_text(encoding="utf-8"), yaml.BaseLoader)
        for each in package["resources"]:
            if word := each.get("singular"):
                path = f"{descriptor.parent.name}/{each['path']}"
                found[word] = Kind(
                    word=word, title=each["title"], path=path, fields=each["schema"]["fields"], name=each["name"]
                )
    return found


def find(word: str, known: Mapping[str, Kind]) -> Kind:
    """The kind of that word, or of that resource. Raises CannotBegin with the words that there are."""
    by_name = {kind.name: kind for kind in known.values()}
    kind = known.get(word) or by_name.get(word)
    if kind is None:
        near = reading.near(word, known)
        hint = f"Did you mean {near}? " if near else ""
        raise CannotBegin(f"There is no kind of record called {word}. {hint}You can begin: {', '.join(sorted(known))}.")
    return kind


def _draft(kind: Kind, checked: validation.Checked) -> dict[str, str]:
    """The status that keeps a new record from being published, where its vocabulary has one."""
    status = next((each for each in kind.fields if each["name"] == "status" and "references" in each), None)
    rows = checked.rows.get(status["references"], []) if status else []
    drafts = [row.id for row in rows if row.values.get("published") is False]
    return {"status": drafts[0]} if drafts else {}


def _pairs(given: Iterable[str], kind: Kind) -> dict[str, str]:
    names = [each["name"] for each in kind.fields]
    found = {}
    for pair in given:
        name, sign, value = pair.partition("=")
        if not sign or name not in names:
            raise CannotBegin(f"--set {pair}: write it as FIELD=VALUE, with one of these fields: {', '.join(names)}.")
        found[name] = value
    return found


# --- a record as YAML -----------------------------------------------------------


def record(kind: Kind, values: Mapping[str, str], known: Mapping[str, Sequence[str]]) -> str:
    """The text of a new file: every field with its note, filled in where a value is given."""
    head = (
        f"{kind.title}: a new record. What stands after # is a note for you. Fill in what you know, and leave the rest empty: "
        "the page then says that it is not known. To use a line that is off, take the # and the space behind it away. "
        "Then run: make check"
    )
    lines = [*_note(head), ""]
    for each in kind.fields:
        lines += _field(each, values.get(each["name"], ""), known)
    return "\n".join(lines).rstrip() + "\n"


def _field(each: Field, value: str, known: Mapping[str, Sequence[str]]) -> Iterator[str]:
    yield from _note(_about(each, known))
    if value and each["type"] == "array":
        yield f"{each['name']}:"
        yield f"  - {_scalar(value)}"
    elif value or each["type"] not in ("array", "object"):
        yield f"{each['name']}: {_scalar(value)}".rstrip()
    else:
        yield from _off(each, known)
    yield ""


def _about(each: Field, known: Mapping[str, Sequence[str]]) -> str:
    """What a note says of a field: its title, whether it must be filled, its meaning, its words, an example."""
    needed = " (must be filled)" if each.get("constraints", {}).get("required") == "true" else ""
    parts = [f"{each['title']}{needed}: {each['description']}", _words(each, known), _example(each)]
    return " ".join(part for part in parts if part)


def _words(each: Field, known: Mapping[str, Sequence[str]]) -> str:
    target = each.get("references") or each.get("items", {}).get("references")
    if not target:
        return ""
    ids = known.get(target, ())
    return f"One of: {', '.join(ids)}." if 0 < len(ids) <= MOST_NAMED else f"An id of {target}."


def _example(each: Field) -> str:
    example = each.get("example")
    return f"Example: {example}" if isinstance(example, str) and "references" not in each else ""


def _off(each: Field, known: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """A list or a group with its parts and examples, switched off: an empty one would be half a value."""
    items = each.get("items", {})
    yield f"# {each['name']}:"
    if "fields" in each:
        yield from (f"#   {line}" for line in _parts(each["fields"], known))
    elif "fields" in items:
        yield from (f"#   {line}" for line in _entry(items["fields"], known))
    else:
        examples = each.get("example") or ["..."]
        yield from (f"#   - {_scalar(str(example))}" for example in examples)


def _entry(fields: Iterable[Field], known: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """One entry of a list of groups."""
    for number, line in enumerate(_parts(fields, known)):
        yield f"{'  ' if number else '- '}{line}"


def _parts(fields: Iterable[Field], known: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """The parts of a group, each on a line with its meaning behind it."""
    for each in fields:
        example = each.get("example", "")
        value = _scalar(example) if isinstance(example, str) else ""
        note = " ".join(filter(None, ["#", each["description"], _words(each, known)]))
        yield f"{each['name']}: {value} {note}".replace(":  #", ": #")
        if "fields" in each.get("items", {}):
            yield from (f"  {line}" for line in _entry(each["items"]["fields"], known))


def _note(text: str) -> list[str]:
    return [f"# {line}" for line in textwrap.wrap(text, WIDTH, break_on_hyphens=False, break_long_words=False)]


_PLAIN = re.compile(r"[A-Za-z0-9][^:#\[\]{}'\"\\]*(?:[:][^\s#\"'\\][^:#\"'\\]*)*")


def _scalar(value: str) -> str:
    """A text as YAML has it, in quotes where it could be taken for something else."""
    if value in ("true", "false") or not value or _PLAIN.fullmatch(value):
        return value
    return json.dumps(value, ensure_ascii=False)


def _written(data: Path, kind: Kind, id: str, text: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", id):
        raise CannotBegin(f"An id must be lowercase words joined by hyphens, not {id}.")
    path = data / kind.path.rpartition("/")[0] / f"{id}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise CannotBegin(f"{path} is there already. Choose another id.") from None
    return f"{path} is ready. Fill it in, then run: make check"


# --- a row of a table ---------------------------------------------------------


def row(kind: Kind, values: Mapping[str, str], known: Mapping[str, Sequence[str]]) -> str:
    """What to add to a table: what each column means, and the row as far as it is known."""
    lines = [f"Add a row to {kind.path}:", ""]
    lines += [f"{each['name']}: {_about(each, known)}" for each in kind.fields]
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow([values.get(each["name"], "") for each in kind.fields])
    return "\n".join([*lines, "", out.getvalue()])


if __name__ == "__main__":
    sys.exit(main())
