"""The forms by which people add or change a record, made from the Table Schemas, and how an answer is written in text.

A form is one for adding and changing alike. A question that is left empty changes
nothing, so a form may be filled in in part, and what GitHub or a link left out is
never lost; a hyphen empties a field. Rows of other tables that belong to the
record (members, figures) and new sources are questions too: a row on each line,
its cells between bars.

``scripts.forms`` writes the forms as GitHub's, pages link to them filled in, and
``scripts.intake`` reads what was sent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from macros.data import tables
from macros.data.catalog import Catalog, derived
from macros.data.models import PLACE_KINDS
from macros.data.tables import Field, Path
from macros.data.validation import Checked

KINDS = ("partnerships", "organizations", "sessions", "funds", "figures", "tools", "stories")
SOURCES, CONTACTS = "sources", "allowed_contacts"
SHARED = (SOURCES, CONTACTS)  # tables of all records: a form adds rows, and changes none
SET_BY_US = ("id", "compiled", "last_reviewed")  # the id has a question of its own; days are set by what was done
MOST_CHOICES = 30  # records in a menu; of more, or of a kind that has a form itself, people write an id or a name
EMPTY = "-"
EMPTIED = "(nothing: empty this field)"
ANSWERS = {"true": "Yes", "false": "No"}
REMOVE = "remove"
_LINE = 150  # characters; a longer text gets an area
Terms = Callable[[str], Mapping[str, str]]  # kind -> the names of its records by their ids
HasRows = Callable[[str], bool]  # whether there is a record of a kind
Resolve = Callable[[str, str], str]  # kind and a word of a person -> the id that is meant, or the word
Row = dict[str, str]
Value = str | list[str] | list[Row] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FormQuestion:
    """One question: where its answer stands in a record, and what may be chosen.

    ``name`` is its id in the form and in an address that fills it in. ``table`` is the
    resource whose rows it lists, and empty for a field of the record itself.
    """

    name: str
    label: str
    about: Field
    path: Path
    choices: Mapping[str, str] = field(default_factory=dict)
    table: str = ""

    @property
    def is_list(self) -> bool:
        """Whether the answer has several entries."""
        return bool(self.about["type"] == "array")

    @property
    def columns(self) -> Sequence[Field]:
        """The cells of an entry, where an entry is a row."""
        return self.about["items"].get("fields", ()) if self.is_list else ()

    @property
    def is_required(self) -> bool:
        """Whether a record can't be without an answer."""
        return self.about.get("constraints", {}).get("required") in (True, "true")

    @property
    def is_long(self) -> bool:
        """Whether the answer wants an area of several lines."""
        length = int(self.about.get("constraints", {}).get("maxLength", 0))
        return self.is_list or length > _LINE or self.about.get("rule") == "prose"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordForm:
    """The form of a kind of record. ``word`` is what one record is called, and the name of the form's file."""

    kind: str
    word: str
    title: str
    questions: Sequence[FormQuestion]

    @property
    def key_label(self) -> str:
        """The label of the question that says which record; it tells the forms apart."""
        return f"Id of the {self.word}"

    @property
    def name(self) -> str:
        """What the form is called where people choose one."""
        return f"{self.word.capitalize()}: add or change"

    @property
    def template(self) -> str:
        """The name of the form's file."""
        return f"{self.word}.yml"


# Asked in every form. What people write there is shown to who decides, and changes nothing.
EVIDENCE = FormQuestion(
    name="evidence",
    label="How do you know?",
    path=(),
    about={
        "type": "string",
        "rule": "prose",
        "description": "A web address, or the title and date of a document.",
        "example": "https://example.org/report-2026, page 4",
        "constraints": {"required": True},
    },
)
NOTE = FormQuestion(
    name="note",
    label="Anything else?",
    path=(),
    about={"type": "string", "rule": "prose", "description": "What staff should know. It is not put into the record."},
)
# The form by which staff say that records are still right.
RECORDS = FormQuestion(
    name="records",
    label="Records that are still right",
    path=("records",),
    about={
        "type": "array",
        "items": {"type": "string"},
        "description": "One on each line: the kind, a slash, the id. Take out the lines of those that are not right.",
        "example": ["partnerships/oral-health"],
        "constraints": {"required": True},
    },
)
MOST_RECORDS = 50
STILL_RIGHT = "still-right.yml"  # the name of its file
READ_LABEL, SEND_LABEL = "What you did", "Before you send"
READ = "I read the whole record and compared it with its sources."


# --- which questions there are --------------------------------------------------


@derived
def of_catalog(catalog: Catalog) -> Mapping[str, RecordForm]:
    """The forms of the kinds that a catalog describes."""

    def terms(kind: str) -> Mapping[str, str]:
        records = catalog.tables.get(kind, {})
        if len(records) > MOST_CHOICES:
            return {}
        name = tables.name_reader(kind, catalog)
        return {id: name(record) for id, record in records.items()}

    return _forms(catalog.resources, terms, lambda kind: bool(catalog.tables.get(kind)))


def of_checked(checked: Checked) -> Mapping[str, RecordForm]:
    """The forms of the kinds that checked data describes."""
    resources = {each["name"]: each for package in checked.packages.values() for each in package["resources"]}
    return _forms(resources, lambda kind: names(checked, kind), lambda kind: bool(checked.rows.get(kind)))


def names(checked: Checked, kind: str) -> dict[str, str]:
    """The names of a kind's records by their ids."""
    name = tables.name_field(checked.schemas[kind]["fields"])
    return {row.id: str(row.values.get(name) or row.id) for row in checked.rows.get(kind, ())}


def _forms(resources: Mapping[str, Mapping[str, Any]], terms: Terms, has_rows: HasRows) -> dict[str, RecordForm]:
    return {kind: _form(resources[kind], resources, terms, has_rows) for kind in KINDS if kind in resources}


def _form(
    resource: Mapping[str, Any], resources: Mapping[str, Mapping[str, Any]], terms: Terms, has_rows: HasRows
) -> RecordForm:
    kind = resource["name"]
    own = [each for each in resource["schema"]["fields"] if each["name"] not in SET_BY_US]
    questions = [_question(path, each, terms) for path, each in tables.opened(own) if _can_answer(each, has_rows)]
    owned = [each for each in resources.values() if owner_field(each["schema"], kind)]
    questions += [_table_question(each, kind) for each in owned]
    asked = [*own, *(column for each in owned for column in each["schema"]["fields"])]
    needed = {SOURCES: _any(_names_a_source, asked), CONTACTS: _any(_is_a_contact, asked)}
    questions += [_table_question(resources[name], kind) for name in SHARED if needed[name] and name in resources]
    word = resource.get("singular") or tables.singular(kind)
    return RecordForm(kind=kind, word=word, title=resource["title"], questions=tuple(questions))


def _can_answer(each: Field, has_rows: HasRows) -> bool:
    """Whether there is anything to choose: a program without places of a kind is not asked for them."""
    target = each.get("references", "")
    return target not in PLACE_KINDS or has_rows(target)


def _question(path: Path, each: Field, terms: Terms) -> FormQuestion:
    return FormQuestion(
        name=f"f_{'_'.join(path)}", label=each["title"], about=each, path=path, choices=_choices(each, terms)
    )


def _choices(each: Field, terms: Terms) -> Mapping[str, str]:
    """What a menu offers, by ids; no two offers read the same. Empty where people write the answer."""
    return ANSWERS if each["type"] == "boolean" else words(each, terms)


def words(each: Field, terms: Terms) -> Mapping[str, str]:
    """The words of a short vocabulary that a field takes, by ids, no two the same. Empty for any other field."""
    target = each.get("references", "")
    if not target or target in (*KINDS, SOURCES):
        return {}
    offered = terms(target)
    if len(offered) > MOST_CHOICES:
        return {}
    told = list(offered.values())
    return {id: name if told.count(name) == 1 else f"{name} ({id})" for id, name in offered.items()}


def _table_question(resource: Mapping[str, Any], owner: str) -> FormQuestion:
    """The question for rows of another table: those of the record, or new ones of a table of all records."""
    columns = [each for each in resource["schema"]["fields"] if not _belongs(each, owner)]
    new = "New " if resource["name"] in SHARED else ""
    title = f"{new}{resource['title'].lower() if new else resource['title']}"
    made = {"name": resource["name"], "title": title, "type": "array", "items": {"fields": columns}}
    made["description"] = resource["description"]
    name = resource["name"]
    return FormQuestion(name=f"rows_{name}", label=f"Rows: {title.lower()}", about=made, path=(name,), table=name)


def owner_field(schema: Mapping[str, Any], kind: str) -> str:
    """The field by which a table's rows belong to records of a kind, empty where they don't."""
    return next((each["name"] for each in schema["fields"] if _belongs(each, kind)), "")


def _belongs(each: Field, kind: str) -> bool:
    return each.get("owner") in (True, "true") and each.get("references") == kind


def _any(test: Callable[[Field], bool], own: Iterable[Field]) -> bool:
    """Whether a test holds for a field, or for a part of one."""
    return any(test(each) or _any(test, _parts(each)) for each in own)


def _names_a_source(each: Field) -> bool:
    return each.get("references") == SOURCES


def _is_a_contact(each: Field) -> bool:
    return each.get("rule") in ("phone", "email")


def _parts(each: Field) -> Iterable[Field]:
    return [*each.get("fields", ()), *each.get("items", {}).get("fields", ())]


# --- an answer as text ------------------------------------------------------------


def written(question: FormQuestion, value: Any) -> str | None:
    """The text that answers a question with a value as ``record_writer.normal`` gives it.

    It is empty for none, and None where no line can hold it.
    """
    if value is None:
        return ""
    if question.columns:
        return _all_lines(_row_line(question.columns, row) for row in value)
    entries = [question.choices.get(each, each) for each in (value if question.is_list else [value])]
    if question.choices:
        return ", ".join(entries)
    return _all_lines(map(_one_line, entries)) if question.is_list else str(entries[0])


def _one_line(text: str) -> str | None:
    return None if "\n" in text or not text.strip() else text


def _all_lines(lines: Iterable[str | None]) -> str | None:
    found = list(lines)
    whole = [line for line in found if line is not None]
    return "\n".join(whole) if len(whole) == len(found) else None


def _row_line(columns: Sequence[Field], row: Mapping[str, Any]) -> str | None:
    """A row between bars; the empty cells at its end are left off."""
    cells = [row.get(each["name"]) or "" for each in columns]
    while cells and not cells[-1]:
        cells.pop()
    return _one_line(" | ".join(cell.replace("|", r"\|") for cell in cells))


# --- an answer out of text ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Unread:
    """A text that is no answer to its question, and why, in words for who wrote it."""

    question: FormQuestion
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Rows:
    """The answer to a question for rows: those to add or change, by the names of the columns, and ids to remove."""

    set: Sequence[Row]
    removed: Sequence[str] = ()


def is_emptied(text: str) -> bool:
    """Whether an answer asks for its field to be emptied."""
    return text in (EMPTY, EMPTIED)


def read(question: FormQuestion, text: str, resolve: Resolve) -> Value | Rows | Unread:
    """The value that an answer gives, None for one that empties its field. ``text`` is not empty."""
    if is_emptied(text):
        return Rows(()) if question.table else None
    if question.columns:
        return _read_rows(question, text, resolve)
    words = _chosen(question, text) if question.choices else _entries(question, text)
    ids = [resolve(question.about["references"], word) if "references" in question.about else word for word in words]
    return ids if question.is_list else ids[0]


def _entries(question: FormQuestion, text: str) -> list[str]:
    """What the lines say: one entry each of a list, else one text, with its paragraphs if it is prose."""
    lines = [line.strip() for line in text.splitlines()]
    if question.is_list:
        return [line for line in lines if line]
    return ["\n".join(lines) if question.about.get("rule") == "prose" else " ".join(filter(None, lines))]


def _chosen(question: FormQuestion, text: str) -> list[str]:
    """The ids of what was chosen; GitHub puts commas between offers, which may have commas of their own."""
    offers = sorted(((name.casefold(), id) for id, name in question.choices.items()), key=lambda each: -len(each[0]))
    found, rest = [], text.strip()
    while rest:
        word = next((name for name, _ in offers if f"{rest.casefold()},".startswith(f"{name},")), "")
        chosen = rest[: len(word)] if word else rest.partition(",")[0]
        found.append(dict(offers).get(word, chosen.strip()))
        rest = rest[len(chosen) :].lstrip(", \n")
    return found


_BAR = re.compile(r"(?<!\\)\|")


def _read_rows(question: FormQuestion, text: str, resolve: Resolve) -> list[Row] | Rows | Unread:
    rows, removed = [], []
    for line in filter(None, map(str.strip, text.splitlines())):
        cells = [cell.strip().replace(r"\|", "|") for cell in _BAR.split(line)]
        word, _, id = line.partition(" ")
        if question.table and word.casefold() == REMOVE and len(cells) == 1:
            removed.append(id.strip())
        elif question.table and len(cells) == 1 and re.search("[,;\t]", line):
            return Unread(question, line, f"must have bars between its parts: {_parts_named(question)}.")
        elif len(cells) > len(question.columns):
            return Unread(question, line, _too_many(question, len(cells)))
        else:
            rows.append({each["name"]: _cell(each, cell, resolve) for each, cell in _pairs(question.columns, cells)})
    return Rows(rows, removed) if question.table else rows


def _pairs(columns: Sequence[Field], cells: Sequence[str]) -> Iterator[tuple[Field, str]]:
    return ((each, cell) for each, cell in zip(columns, cells, strict=False) if cell)


def _cell(each: Field, text: str, resolve: Resolve) -> str:
    return resolve(each["references"], text) if "references" in each else text


def _too_many(question: FormQuestion, found: int) -> str:
    return (
        f"must have at most {len(question.columns)} parts between bars on a line, not {found}. "
        rf"They are: {_parts_named(question)}. Write \| for a bar that belongs to the text."
    )


def _parts_named(question: FormQuestion) -> str:
    return " | ".join(each["title"] for each in question.columns)
