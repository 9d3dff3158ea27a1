"""The beginning of a record: every field of its kind's Table Schema, each under a note that says what belongs there.

The command ``scripts.new`` writes it into a file, and a page for staff shows it.
Nothing here knows any kind. What one record is called is the name of its resource
in the singular, unless the resource says another word (``singular: session`` in
its schema).
"""

from __future__ import annotations

import csv
import io
import json
import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from macros.data import packages
from macros.data.tables import singular

WIDTH = 100  # characters of a note's line
MOST_NAMED = 12  # ids of a vocabulary in a note
Field = Mapping[str, Any]
Known = Mapping[str, Sequence[str]]  # the ids of each vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordKind:
    """A kind of record: what one is called, and where its file stands below the data folder."""

    word: str
    title: str
    path: str
    fields: Sequence[Field]
    name: str
    adds: bool = False  # a program's own records go over shared ones

    @property
    def is_table(self) -> bool:
        """Whether its records are rows of one file."""
        return self.path.endswith(".csv")

    @classmethod
    def of(cls, resource: Mapping[str, Any], folder: str) -> RecordKind:
        """The kind that a resource of the package in ``folder`` describes."""
        return cls(
            word=resource.get("singular") or singular(resource["name"]),
            title=resource["title"],
            path=f"{folder}/{resource['path']}",
            fields=resource["schema"]["fields"],
            name=resource["name"],
            adds=packages.adds(resource),
        )


def draft_status(kind: RecordKind, words: Callable[[str], Mapping[str, bool]]) -> dict[str, str]:
    """The field that keeps a new record off the site, where its vocabulary of statuses has a word for that.

    ``words`` gives for the name of a vocabulary its ids, and whether a record with that status is published.
    """
    vocabularies = [each["references"] for each in kind.fields if each["name"] == "status" and "references" in each]
    drafts = [id for name in vocabularies for id, is_published in words(name).items() if not is_published]
    return {"status": drafts[0]} if drafts else {}


# --- a record as YAML -----------------------------------------------------------


def record(kind: RecordKind, values: Mapping[str, str], known: Known) -> str:
    """The text of a new file: every field with its note, filled in where a value is given."""
    head = (
        f"{kind.title}: a new record. What follows # is a note for you. Fill in what you know, leave the rest empty: "
        "the page then says that it is not known. To use a line that is off, take the # and the space behind it away. "
        "Then run: make check"
    )
    lines = [*_note(head), ""]
    for each in kind.fields:
        lines += _field(each, values.get(each["name"], ""), known)
    return "\n".join(lines).rstrip() + "\n"


def _field(each: Field, value: str, known: Known) -> Iterator[str]:
    yield from _note(_about(each, known))
    if value and each["type"] == "array":
        yield f"{each['name']}:"
        yield f"  - {_scalar(value)}"
    elif value or each["type"] not in ("array", "object"):
        yield f"{each['name']}: {_scalar(value)}".rstrip()
    else:
        yield from _off(each, known)
    yield ""


def _about(each: Field, known: Known) -> str:
    """What a note says about a field: its title, whether it must be filled, its meaning, its words, an example."""
    needed = " (must be filled)" if each.get("constraints", {}).get("required") in (True, "true") else ""
    parts = [f"{each['title']}{needed}: {each['description']}", _words(each, known), _example(each)]
    return " ".join(part for part in parts if part)


def _words(each: Field, known: Known) -> str:
    target = each.get("references") or each.get("items", {}).get("references")
    if not target:
        return ""
    ids = known.get(target, ())
    return f"One of: {', '.join(ids)}." if 0 < len(ids) <= MOST_NAMED else f"An id of {target}."


def _example(each: Field) -> str:
    example = each.get("example")
    return f"Example: {example}" if isinstance(example, str) and "references" not in each else ""


def _off(each: Field, known: Known) -> Iterator[str]:
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


def _entry(fields: Iterable[Field], known: Known) -> Iterator[str]:
    """One entry of a list of groups."""
    for number, line in enumerate(_parts(fields, known)):
        yield f"{'  ' if number else '- '}{line}"


def _parts(fields: Iterable[Field], known: Known) -> Iterator[str]:
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


# --- a row of a table ---------------------------------------------------------


def row(kind: RecordKind, values: Mapping[str, str], known: Known) -> str:
    """What to add to a table: what each column means, and the row as far as it is known."""
    lines = [f"Add a row to {kind.path}:", ""]
    lines += [f"{each['name']}: {_about(each, known)}" for each in kind.fields]
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow([values.get(each["name"], "") for each in kind.fields])
    return "\n".join([*lines, "", out.getvalue()])
