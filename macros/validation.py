"""The truth about the data: raw values become typed rows, or problems in plain words.

``check`` reads every data package below a folder, holds each value against its
Table Schema and our own rules, and returns all problems at once. A rule is a
generator of problems whose docstring is the rule. Types and constraints are
frictionless' (https://datapackage.org/standard/table-schema/); the sentences, the
references across packages and the rules of collections are ours.

The resources are checked in an order in which a resource comes after those that it
refers to, so that a reference is settled on the spot and raw values can go.
"""

from __future__ import annotations

import calendar
import gc
import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from frictionless import FrictionlessException, Schema

from macros import reading
from macros.reading import Node, Problem, quote

__all__ = ["Checked", "Problem", "Row", "check"]

PROBLEM_LIMIT = 1000
TEXT_LIMIT = 2_000  # characters, where a schema names no maxLength
PROSE_LIMIT = 20_000
DESCRIPTOR = "datapackage.yaml"

# Resources that the rules themselves look things up in.
ALLOWED, DOMAINS, RESERVED, PROGRAM = "allowed_contacts", "personal_email_domains", "reserved_ids", "program"


@dataclass(slots=True)
class Row:
    """A checked record: typed values by field name, references still as ids.

    ``file`` is below the data folder, with forward slashes. A value that is not
    given is None.
    """

    id: str
    file: str
    line: int
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Checked:
    """What a data folder holds: problems in the order of files and lines, schemas, rows, packages."""

    problems: tuple[Problem, ...]
    schemas: Mapping[str, Mapping[str, Any]]
    rows: dict[str, list[Row]]
    packages: Mapping[str, Mapping[str, Any]]


def check(data_dir: Path, today: date | None = None) -> Checked:
    """Read and check every data package below ``data_dir``.

    ``today`` lets the exceptions in the allowed contacts expire; None takes all of
    them as valid. Raises nothing, whatever the bytes.
    """
    run = _Run(data_dir, today)
    collecting = gc.isenabled()
    gc.disable()  # raw values make no circles, and looking for them takes a third of the time
    try:
        run.packages()
        for resource in run.in_order():
            _check_resource(run, resource)
        for rule in COLLECTION_RULES:
            for problem in rule(run):
                run.add(problem)
    except _Enough:
        pass
    finally:
        if collecting:
            gc.enable()
    return run.result()


Reader = Callable[[Any], tuple[Any, dict[str, str] | None]]


# --- one run ----------------------------------------------------------------


class _Enough(Exception):
    """There are so many problems that more would not help."""


class Fault(NamedTuple):
    """What a rule finds in a value: a sentence's end after the field's name, and the cure."""

    message: str
    hint: str = ""


@dataclass(slots=True)
class Reference:
    """A reference that can be judged only when every record is known."""

    resource: str
    row: str
    path: str
    target: str
    value: str
    single: bool  # the field holds one id, not a list of them
    owner: bool
    place: tuple[str, int, int]


@dataclass(slots=True)
class Resource:
    """A resource as its data package describes it, and what its records were."""

    name: str
    folder: str  # of its package, below the data folder
    path: str
    descriptor: dict[str, Any]
    fields: Fields
    keys: tuple[tuple[str, ...], ...]
    rows: list[Row] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)  # each id to itself, in the order of the data
    drafts: set[str] = field(default_factory=set)
    seen: dict[Any, tuple[str, str, int]] = field(default_factory=dict)
    known: bool = False  # all its records were read
    is_sound: bool = True  # no file of it was refused: what is not there is not there


class Fields(dict[str, "Field"]):
    """The fields of a record or of a group of values, by name."""

    def __init__(self, fields: Iterable[Field]) -> None:
        super().__init__((each.name, each) for each in fields)
        self.required = tuple(name for name, each in self.items() if each.required)
        self.blank: dict[str, Any] = dict.fromkeys(self)


@dataclass(slots=True, eq=False)
class Field:
    """A field of a schema, ready to read values."""

    name: str
    type: str
    rule: str
    required: bool
    references: str
    owner: bool
    expected: str
    description: str
    constraints: dict[str, Any]
    items: Field | None = None
    fields: Fields | None = None
    read: Reader | None = None
    cache: dict[str, Any] = field(default_factory=dict)  # values that were right
    is_exempt: bool = False  # holds the exceptions themselves


class _Run:
    """Everything that one check gathers."""

    def __init__(self, data_dir: Path, today: date | None) -> None:
        self.data_dir = data_dir
        self.root = reading.shown(data_dir)
        self.today = today
        self.problems: list[Problem] = []
        self.descriptors: dict[str, tuple[Node, dict[str, Any]]] = {}  # by folder
        self.resources: dict[str, Resource] = {}
        self.unsound: set[str] = set()  # resources whose description is wrong
        self.references: list[Reference] = []
        self.contacts: dict[str, Any] = {}  # a contact's plain form -> its last day, if any
        self.is_complete = True  # every description could be read
        self.domains: set[str] = set()
        self.reserved: dict[str, str] = {}
        self._patience = 200_000  # comparisons of spellings in one run

    def add(self, problem: Problem) -> None:
        """Keep a problem; raise _Enough when there are too many."""
        if len(self.problems) >= PROBLEM_LIMIT:
            raise _Enough
        self.problems.append(problem)

    def name(self, *parts: str) -> str:
        """Return how messages name a file below the data folder."""
        return "/".join((self.root, *parts))

    def near(self, word: str, words: Collection[str]) -> str:
        """Return the nearest spelling, or an empty text; gives up when it gets slow."""
        if len(words) > self._patience:
            return ""
        self._patience -= len(words)
        return reading.near(word, words)

    def packages(self) -> None:
        """Read the description of every package, then refuse files that none of them names."""
        files, folders, found = reading.list_folder(self.data_dir, self.root)
        found.extend(reading.stray(name, self.name(name)) for name in files)
        for problem in found:
            self.add(problem)
        if not folders and not found:
            hint = f"Each subject has a folder with a {DESCRIPTOR}."
            self.add(Problem(self.root, 0, 0, "", "", "The data folder holds no data package.", hint))
        for folder in folders:
            _load_package(self, folder)
        for problem in _unknown_references(self):
            self.add(problem)

    def in_order(self) -> list[Resource]:
        """Return the resources, each after those that it refers to where that can be."""
        order: dict[str, Resource] = {}

        def visit(name: str) -> None:
            if name in self.resources and name not in started:
                started.add(name)
                for target in _targets(self.resources[name].fields.values()):
                    visit(target)
                order[name] = self.resources[name]

        started: set[str] = set()
        for name in (ALLOWED, DOMAINS, RESERVED, *self.resources):
            visit(name)
        return list(order.values())

    def result(self) -> Checked:
        """Return all that was found, in the order of files and lines."""
        problems = sorted(self.problems, key=lambda p: (p.file, p.line, p.column, p.field, p.message))
        if len(problems) >= PROBLEM_LIMIT:
            message = f"There are more than {PROBLEM_LIMIT:,} problems; the rest is not shown."
            problems.append(Problem(self.root, 0, 0, "", "", message, "Mend these first."))
        return Checked(
            problems=tuple(problems),
            schemas={each.name: each.descriptor["schema"] for each in self.resources.values()},
            rows={each.name: each.rows for each in self.resources.values()},
            packages={plain["name"]: plain for _, plain in self.descriptors.values() if "name" in plain},
        )


def _targets(fields: Iterable[Field]) -> Iterator[str]:
    """Yield the names of the resources that fields refer to, nested ones too."""
    for each in fields:
        if each.references:
            yield each.references
        if each.items:
            yield from _targets((each.items,))
        if each.fields:
            yield from _targets(each.fields.values())


# --- data packages ----------------------------------------------------------

Found = tuple[Node, str, str]  # where in a description, message, hint

_PATH = re.compile(r"[a-z0-9_-]+\.(?:csv|yaml)|[a-z0-9_-]+/\*\.yaml")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_SHAPES = {  # type -> what a value must be, where the schema has no words of its own
    "string": "text",
    "number": "a plain number, like 140 or 27.5",
    "integer": "a whole number, like 140",
    "boolean": "true or false",
    "date": "a day, like 2026-11-21",
    "year": "a year, like 2026",
    "yearmonth": "a month, like 2026-11",
    "time": "a time, like 09:30:00",
    "datetime": "a day and a time, like 2026-11-21T09:30:00",
    "array": "a list",
    "object": "a group of values",
}
_SWITCHES = frozenset(("required", "unique", "owner"))
_COUNTS = frozenset(("minLength", "maxLength"))
# Properties that something depends on: a slip in their spelling would switch a rule off.
_PROPERTIES = tuple(
    "name title description type format example constraints references expected rule owner items fields"
    " required unique pattern enum minLength maxLength minimum maximum schema primaryKey uniqueKeys path".split()
)


def _load_package(run: _Run, folder: str) -> None:
    """Read one package's description, take up its resources, refuse what it does not name."""
    files, folders, found = reading.list_folder(run.data_dir / folder, run.name(folder))
    for problem in found:
        run.add(problem)
    if DESCRIPTOR not in files:
        message = f"The folder must hold a {DESCRIPTOR}."
        run.add(Problem(run.name(folder), 0, 0, "", "", message, "It names and describes the files of the folder."))
        return
    file = run.name(folder, DESCRIPTOR)
    root, found = reading.read_yaml(run.data_dir / folder / DESCRIPTOR, file)
    for problem in found:
        run.add(problem)
    if root is None:
        run.is_complete = False
        return
    plain = _plain(root)
    run.descriptors[folder] = (root, plain)
    named = {DESCRIPTOR}
    for node, message, hint in _package_faults(root):
        run.add(Problem(file, node.line, node.column, "", "", message, hint))
    for node, descriptor in zip(_listed(root, "resources"), plain.get("resources") or (), strict=False):
        named.add(_take_resource(run, folder, node, descriptor).split("/")[0])
    for name in (*files, *folders):
        if name not in named:
            run.add(reading.stray(name, run.name(folder, name)))


def _take_resource(run: _Run, folder: str, node: Node, descriptor: Any) -> str:
    """Compile one resource when its description is right; return its path."""
    file = run.name(folder, DESCRIPTOR)
    faults = list(_resource_faults(run, node))
    for at, message, hint in faults:
        run.add(Problem(file, at.line, at.column, "", "", message, hint))
    name, path = _text(node, "name"), _text(node, "path")
    if faults:
        run.unsound.add(name)
        return path
    try:
        fields = _compile(descriptor["schema"]["fields"])
    except FrictionlessException as error:
        run.unsound.add(name)
        at = node.value["schema"]
        message = f"The schema of {name} is not a Table Schema: {error.error.note}."
        run.add(Problem(file, at.key_line, at.key_column, "", "", message))
        return path
    for each in fields.values() if name == ALLOWED else ():
        each.is_exempt = True
    schema = descriptor["schema"]
    keys = [(key,) for key, each in fields.items() if each.constraints.get("unique") and key != "id"]
    keys += [tuple(key) for key in schema.get("uniqueKeys") or ()]
    run.resources[name] = Resource(name, folder, path, descriptor, fields, tuple(keys))
    return path


def _text(node: Node | None, key: str) -> str:
    """Return the text that a mapping has under a key, or an empty text."""
    child = node.value.get(key) if node is not None and type(node.value) is dict else None
    return child.value if child is not None and type(child.value) is str else ""


def _listed(node: Node | None, key: str) -> list[Node]:
    """Return the nodes of the list that a mapping has under a key, or an empty list."""
    child = node.value.get(key) if node is not None and type(node.value) is dict else None
    return child.value if child is not None and type(child.value) is list else []


def _plain(node: Node, key: str = "") -> Any:
    """Return a description as plain values: switches as booleans, lengths as integers, the rest as text."""
    value = node.value
    if type(value) is dict:
        return {name: _plain(child, name) for name, child in value.items()}
    if type(value) is list:
        return [_plain(child) for child in value]
    if key in _SWITCHES and value in ("true", "false"):
        return value == "true"
    if key in _COUNTS and value and value.isascii() and value.isdigit() and len(value) < 10:
        return int(value)
    return value


def _package_faults(root: Node) -> Iterator[Found]:
    """A package has a name, a title, a description and resources."""
    for key in ("name", "title", "description"):
        if not _text(root, key):
            yield root, f"The package must have a {key}.", ""
    if not _listed(root, "resources"):
        yield root, "The package must have a list of resources.", ""


def _resource_faults(run: _Run, node: Node) -> Iterator[Found]:
    """A resource has a name of its own, words for people, a plain path and a schema with fields."""
    if type(node.value) is not dict:
        yield node, "A resource must be lines of  name: value.", ""
        return
    name, path = _text(node, "name"), _text(node, "path")
    yield from _worded(node, "resource", ("name", "title", "description", "path"))
    if name and not _NAME.fullmatch(name):
        yield node.value["name"], f"A resource's name must be small letters and underscores, not {quote(name)}.", ""
    if name in run.resources or name in run.unsound:
        yield node.value["name"], f"The resource {quote(name)} must be described once.", ""
    if path and not _PATH.fullmatch(path):
        hint = "It is  name.csv, name.yaml or  folder/*.yaml, in the package's own folder."
        yield node.value["path"], f"The path must stay in the package's folder, not {quote(path)}.", hint
    schema = node.value.get("schema")
    fields = _listed(schema, "fields")
    if not fields:
        yield schema or node, "The resource must have a schema with a list of fields.", ""
    yield from _misspelled(node)
    yield from _misspelled(schema)
    yield from _field_list_faults(fields, not path.endswith(".csv"))
    yield from _key_faults(schema, {_text(each, "name") for each in fields})
    key = next((each for each in fields if _text(each, "name") == "id"), None)
    if fields and (_text(key, "type") != "string" or _text(key and key.value.get("constraints"), "required") != "true"):
        yield key or fields[0], "The schema must have a field 'id' of type string that is required.", ""


def _worded(node: Node, what: str, keys: Iterable[str]) -> Iterator[Found]:
    """What people read in messages and forms must be there."""
    for key in keys:
        if not _text(node, key):
            yield node.value.get(key) or node, f"The {what} {quote(_text(node, 'name'))} must have a {key}.", ""


def _misspelled(node: Node | None) -> Iterator[Found]:
    """A property that is nearly a known one is a slip."""
    for key, child in node.value.items() if node is not None and type(node.value) is dict else ():
        near = reading.near(key, _PROPERTIES) if key not in _PROPERTIES else ""
        if near and len(key) > 3:
            at = Node(None, child.key_line, child.key_column, child.key_line, child.key_column)
            yield at, f"The property {quote(key)} is not known.", f"Did you mean '{near}'?"


def _field_list_faults(fields: list[Node], nested: bool) -> Iterator[Found]:
    """A field has a name of its own, words for people and a type that we read."""
    names: set[str] = set()
    for node in fields:
        if type(node.value) is not dict:
            yield node, "A field must be lines of  name: value.", ""
            continue
        name = _text(node, "name")
        yield from _worded(node, "field", ("name", "title", "description", "type"))
        if name in names:
            yield node, f"The field {quote(name)} must be described once.", ""
        names.add(name)
        yield from _type_faults(node, nested)


def _type_faults(node: Node, nested: bool) -> Iterator[Found]:
    """A field's type, rule and constraints are among those that we read."""
    name, kind, rule = _text(node, "name"), _text(node, "type"), _text(node, "rule")
    yield from _misspelled(node)
    if kind and kind not in _SHAPES:
        hint = f"The types are: {', '.join(_SHAPES)}."
        yield node.value["type"], f"The type {quote(kind)} is not known.", hint
    if rule and rule not in SHAPE_RULES:
        yield node.value["rule"], f"The rule {quote(rule)} is not known.", f"The rules are: {', '.join(SHAPE_RULES)}."
    if kind in ("array", "object") and not nested:
        yield node.value["type"], f"The field {quote(name)} of a CSV file must not be a list.", "Use a table of its own."
    constraints = node.value.get("constraints")
    if constraints is not None:
        yield from _constraint_faults(constraints)
    if kind == "object":
        yield from _parts_faults(node, node)
    if kind == "array":
        items = node.value.get("items")
        if items is None or type(items.value) is not dict:
            yield node, f"The list {quote(name)} must have items.", ""
        elif "fields" in items.value:
            yield from _parts_faults(node, items)
        else:
            yield from _type_faults(items, False)


def _parts_faults(node: Node, holder: Node) -> Iterator[Found]:
    """A group of values names its fields."""
    fields = _listed(holder, "fields")
    if not fields:
        yield node, f"{quote(_text(node, 'name'))} must have a list of fields.", ""
    yield from _field_list_faults(fields, True)


def _constraint_faults(node: Node) -> Iterator[Found]:
    """A constraint has a value that it can work with."""
    if type(node.value) is not dict:
        yield node, "The constraints must be lines of  name: value.", ""
        return
    yield from _misspelled(node)
    for key, child in node.value.items():
        value = _plain(child, key)
        if (key in _SWITCHES and type(value) is not bool) or (key in _COUNTS and type(value) is not int):
            wanted = "true or false" if key in _SWITCHES else "a whole number"
            yield child, f"'{key}' must be {wanted}, not {quote(child.value)}.", ""
        if key == "pattern":
            try:
                re.compile(str(value))
            except (re.error, RecursionError, OverflowError) as error:
                yield child, f"The pattern {quote(value)} is not a regular expression: {error}.", ""


def _key_faults(schema: Node | None, names: set[str]) -> Iterator[Found]:
    """A key is a list of the table's own fields."""
    for key in _listed(schema, "uniqueKeys"):
        if type(key.value) is not list:
            yield key, "A unique key must be a list of fields.", ""
    keys = [part for key in _listed(schema, "uniqueKeys") if type(key.value) is list for part in key.value]
    for part in (*_listed(schema, "primaryKey"), *keys):
        if type(part.value) is not str or part.value not in names:
            yield part, f"The key {quote(part.value)} is not a field of this table.", ""


def _unknown_references(run: _Run) -> Iterator[Problem]:
    """A reference names a resource of one of the packages."""
    known = {*run.resources, *run.unsound}
    for resource in run.resources.values():
        file = run.name(resource.folder, DESCRIPTOR)
        for node in _reference_nodes(run.descriptors[resource.folder][0], resource.name):
            if run.is_complete and node.value not in known:
                near = run.near(str(node.value), known)
                hint = f"Did you mean '{near}'?" if near else ""
                message = f"'references' must name a resource, not {quote(node.value)}."
                yield Problem(file, node.line, node.column, "references", str(node.value), message, hint)


def _reference_nodes(root: Node, name: str) -> Iterator[Node]:
    """Yield the nodes of a resource's references, nested ones too."""
    waiting = [node for node in _listed(root, "resources") if _text(node, "name") == name]
    while waiting:
        value = waiting.pop().value
        children = value.values() if type(value) is dict else value if type(value) is list else ()
        if type(value) is dict and "references" in value:
            yield value["references"]
        waiting.extend(children)


# --- fields -----------------------------------------------------------------


def _compile(descriptors: Sequence[Mapping[str, Any]]) -> Fields:
    """Return the fields of a schema, each with frictionless' reader; raise FrictionlessException."""
    fields = Fields(map(_field, descriptors))
    for each in _scalars(fields.values()):
        each.read = _reader(json.dumps(_stripped(each), sort_keys=True))
    return fields


@lru_cache(maxsize=4096)
def _reader(descriptor: str) -> Reader:
    """Return frictionless' reader of values; kept, since many fields are alike and it costs a millisecond."""
    profile = "https://datapackage.org/profiles/2.0/tableschema.json"
    schema = Schema.from_descriptor({"$schema": profile, "fields": [json.loads(descriptor)]})
    return schema.fields[0].create_cell_reader()


def _field(descriptor: Mapping[str, Any], references: str = "") -> Field:
    """Return a field without its reader; ``references`` is what a list says of its items."""
    kind = descriptor.get("type", "string")
    target = descriptor.get("references") or references
    made = Field(
        name=descriptor.get("name", ""),
        type="object" if "fields" in descriptor else kind,
        rule=descriptor.get("rule", "text" if kind == "string" else ""),
        required=descriptor.get("constraints", {}).get("required", False),
        references="" if kind == "array" else target,
        owner=descriptor.get("owner", False),
        expected=descriptor.get("expected") or _SHAPES[kind],
        description=descriptor.get("description", ""),
        constraints=descriptor.get("constraints", {}),
    )
    if kind == "array":
        made.items = _field({"expected": made.expected, **descriptor["items"]}, target)
    if "fields" in descriptor:
        made.fields = Fields(map(_field, descriptor["fields"]))
    return made


def _scalars(fields: Iterable[Field]) -> Iterator[Field]:
    """Yield the fields that hold one value, nested ones too."""
    for each in fields:
        if each.fields is not None:
            yield from _scalars(each.fields.values())
        elif each.items is not None:
            yield from _scalars((each.items,))
        else:
            yield each


def _stripped(each: Field) -> dict[str, Any]:
    """Return the descriptor that frictionless gets: nothing of ours, and patterns that match as a whole.

    frictionless puts ``^`` and ``$`` around a pattern, which takes a line end after
    the text and binds to the first and last alternative only.
    """
    constraints = {key: value for key, value in each.constraints.items() if key not in ("unique", "required")}
    if "pattern" in constraints:
        constraints["pattern"] = f"(?:{constraints['pattern']})\\Z"
    made: dict[str, Any] = {"name": "value", "type": each.type, "constraints": constraints}
    if each.type == "boolean":  # Excel writes capitals
        made |= {"trueValues": ["true", "TRUE"], "falseValues": ["false", "FALSE"]}
    return made


# --- one value --------------------------------------------------------------


def _judge(run: _Run, each: Field, text: str) -> tuple[Any, list[Fault]]:
    """Return a value's typed form and what is wrong with it.

    This runs a million times in a big site, so the rules that hardly ever find
    something are asked only when a glance says that they might.
    """
    faults: list[Fault] = []
    is_text = each.type == "string"
    if not is_text:
        faults.extend(_type_rule(each, text))
    elif each.rule not in _FREE:
        faults.extend(SHAPE_RULES[each.rule](each, text))
    if len(text) > TEXT_LIMIT:
        faults.extend(_length_rule(each, text))
    if faults:
        return None, faults + _safety_faults(run, each, text) if is_text else faults
    assert each.read is not None
    value, notes = each.read(text)
    if notes:
        return None, [_SENTENCES[note](each, text) for note in notes]
    if is_text:
        if each.rule in _FREE:
            faults.extend(SHAPE_RULES[each.rule](each, text))
        faults.extend(_safety_faults(run, each, text))
    if each.references and not faults:
        faults.extend(_reference_rule(run, each, text))
    return value, faults


def _safety_faults(run: _Run, each: Field, text: str) -> list[Fault]:
    """Return what the safety rules find, when a glance says that they might find something."""
    if _looks_harmless(text):
        return []
    return [fault for rule in SAFETY_RULES for fault in rule(run, each, text)]


def _must(each: Field, text: str, hint: str = "") -> Fault:
    """Return the usual fault: what a value must be and what it is."""
    return Fault(f"must be {each.expected}, not {quote(text)}.", hint)


_SENTENCES: dict[str, Callable[[Field, str], Fault]] = {
    "type": lambda each, text: _must(each, text),
    "pattern": lambda each, text: (
        _must(each, text)
        if each.expected != _SHAPES["string"]
        else Fault(f"must have the form {each.constraints['pattern']}, not {quote(text)}.")
    ),
    "enum": lambda each, text: Fault(f"must be one of {', '.join(each.constraints['enum'])}, not {quote(text)}."),
    "minLength": lambda each, text: Fault(
        f"must have at least {each.constraints['minLength']:,} characters, not {len(text):,}.", each.description
    ),
    "maxLength": lambda each, text: Fault(
        f"must have at most {each.constraints['maxLength']:,} characters, not {len(text):,}.", "Shorten it."
    ),
    **{
        name: lambda each, text, name=name, words=words: (  # type: ignore[misc]
            _must(each, text)
            if each.expected != _SHAPES[each.type]
            else Fault(f"must be {words} {each.constraints[name]}, not {quote(text)}.")
        )
        for name, words in (
            ("minimum", "at least"),
            ("maximum", "at most"),
            ("exclusiveMinimum", "more than"),
            ("exclusiveMaximum", "less than"),
        )
    },
}

_NUMBER = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,9})?")
_WHOLE = re.compile(r"-?[0-9]{1,18}")


def _type_rule(each: Field, text: str) -> Iterator[Fault]:
    """Numbers are plain digits, days are year, month and day: frictionless takes more (NaN, 1_000, 2026-1-5)."""
    if each.type == "number" and not _NUMBER.fullmatch(text):
        yield _must(each, text, _number_hint(text, _NUMBER))
    elif each.type == "integer" and not _WHOLE.fullmatch(text):
        yield _must(each, text, _number_hint(text, _WHOLE))
    elif each.type == "date" and not is_day(text):
        yield _must(each, text, _date_hint(text, whole=True))
    elif each.type != "string" and text != text.strip():
        yield _must(each, text, f"Write {text.strip()}")


def _number_hint(text: str, shape: re.Pattern[str]) -> str:
    """Return the number that was meant, if it is plain."""
    plain = re.sub(r"[\s,$%€£]", "", text)
    return f"Write {plain}" if shape.fullmatch(plain) and "," not in text[-3:] else ""


def _length_rule(each: Field, text: str) -> Iterator[Fault]:
    """A text that names no limit of its own has one all the same."""
    limit = PROSE_LIMIT if each.rule == "prose" else TEXT_LIMIT
    if each.type != "string" or (len(text) > limit and "maxLength" not in each.constraints):
        yield Fault(f"must have at most {limit:,} characters, not {len(text):,}.", "Shorten it.")


# --- shapes of text: what a schema names as a rule ----------------------------

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_HOST = r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}"
# RFC 3986, http and https only, without user names; the host in ASCII (RFC 1123)
_LINK = re.compile(rf"(?i:https?://{_HOST})(?::[0-9]{{1,5}})?(?:[/?#][^\s<>\"\\^`{{|}}]*)?")
_EMAIL = re.compile(rf"[A-Za-z0-9._%+-]{{1,64}}@(?i:{_HOST})")
_PHONE = re.compile(r"[2-9][0-9]{2}-[2-9][0-9]{2}-[0-9]{4}")


def _one_line(each: Field, text: str) -> Iterator[Fault]:
    """A text is one line, without spaces at its ends."""
    if "\n" in text:
        yield Fault("must be one line.", "Put it into one paragraph.")
    if text != text.strip():
        yield Fault(f"must not start or end with a space, as {quote(text)} does.", "Delete the space.")


def _paragraphs(each: Field, text: str) -> Iterator[Fault]:
    """Prose is paragraphs with one blank line between them."""
    if text != text.strip():
        yield Fault("must not start or end with a space or a blank line.", "Delete it.")


def _id_shape(each: Field, text: str) -> Iterator[Fault]:
    """An id is lowercase words joined by hyphens."""
    if not _ID.fullmatch(text):
        words = re.findall(r"[a-z0-9]+", text.casefold())
        shape = "lowercase words joined by hyphens, like forest-products"
        hint = f"Write {'-'.join(words)}" if words and len(text) < 100 else ""
        yield Fault(f"must be {shape}, not {quote(text)}.", hint)


def _link_shape(each: Field, text: str) -> Iterator[Fault]:
    """A link is a web address; other schemes can run or show what they want."""
    if _LINK.fullmatch(text) and len(text) <= TEXT_LIMIT:
        return
    shape = "a web address that starts with http:// or https://"
    bare = text.strip()
    if bare != text and _LINK.fullmatch(bare):
        hint = f"Delete the space: {bare}"
    elif _LINK.fullmatch(f"https://{bare}"):
        hint = f"Write https://{bare}"
    elif " " in bare and re.match("https?://", bare):
        hint = f"A space in an address is written %20: {quote(bare.replace(' ', '%20'))}"
    else:
        hint = "Copy the address from the browser's address bar."
    yield Fault(f"must be {shape}, not {quote(text)}.", hint)


def _email_shape(each: Field, text: str) -> Iterator[Fault]:
    """A mailbox is a name, an at sign and a domain."""
    if not _EMAIL.fullmatch(text):
        yield _must(each, text, "Example: office@example.org")


def _phone_shape(each: Field, text: str) -> Iterator[Fault]:
    """A phone number is written in one way, so that it can be compared and linked."""
    if not _PHONE.fullmatch(text):
        digits = re.sub(r"\D", "", text)[-10:]
        better = f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
        yield _must(each, text, f"Write {better}" if _PHONE.fullmatch(better) else "Example: 207-621-5165")


def _partial_date_shape(each: Field, text: str) -> Iterator[Fault]:
    """A partial date is a year, a month or a day that exists (ISO 8601)."""
    if not (is_day(text) or re.fullmatch(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2]))?", text)):
        shape = "a year, a month or a day, like 2023, 2023-11 or 2023-11-21"
        yield Fault(f"must be {shape}, not {quote(text)}.", _date_hint(text, whole=False))


_FREE = frozenset(("text", "prose"))  # their shape says little, so the constraints come first
SHAPE_RULES: dict[str, Callable[[Field, str], Iterator[Fault]]] = {
    "text": _one_line,
    "prose": _paragraphs,
    "id": _id_shape,
    "link": _link_shape,
    "email": _email_shape,
    "phone": _phone_shape,
    "partial-date": _partial_date_shape,
}


# --- dates ------------------------------------------------------------------

_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_MONTHS = {name.casefold(): number for number, name in enumerate(calendar.month_abbr) if number}
_SLASHED = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4}|[0-9]{2})")
_YEAR_FIRST = re.compile(r"([0-9]{4})(?:[/.-](?=[0-9]{1,2}[/.-])|(?=[0-9]{4}$))([0-9]{1,2})[/.-]?([0-9]{1,2})(?:[T ].*)?")
_WORDS_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.? ([0-9]{1,2}),? ([0-9]{4})")
_WORDS_DAY_FIRST = re.compile(r"([0-9]{1,2})[ -]([A-Za-z]{3,9})\.?[ -]([0-9]{4}|[0-9]{2})")
_MONTH_YEAR = re.compile(r"([A-Za-z]{3,9})\.?[ -]([0-9]{4}|[0-9]{2})")
_EXCEL_DAY = re.compile(r"[34][0-9]{4}|5[0-4][0-9]{3}")  # 1982 to 2049 as Excel counts


def is_day(text: str) -> bool:
    """Return whether a text is a day that exists, like 2026-11-21."""
    match = _DAY.fullmatch(text)
    return match is not None and bool(_day(int(match[1]), int(match[2]), int(match[3])))


def _day(year: int, month: int, day: int) -> str:
    """Return a day in ISO 8601, or an empty text when there is no such day."""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _full_year(digits: str) -> int:
    """Return a year of two or four digits as Excel reads it: 29 is 2029, 30 is 1930."""
    return int(digits) if len(digits) == 4 else int(digits) + (2000 if int(digits) < 30 else 1900)


def dates_meant(text: str) -> list[str]:
    """Return the days (or months) that a text in another notation can mean, in ISO 8601."""
    text = text.strip()
    found: list[str] = []
    if match := _SLASHED.fullmatch(text):
        first, second, year = int(match[1]), int(match[2]), _full_year(match[3])
        found = [_day(year, first, second), _day(year, second, first)]
    elif match := _YEAR_FIRST.fullmatch(text):
        found = [_day(int(match[1]), int(match[2]), int(match[3]))]
    elif match := _WORDS_MONTH_FIRST.fullmatch(text):
        found = [_day(int(match[3]), _month(match[1]), int(match[2]))]
    elif match := _WORDS_DAY_FIRST.fullmatch(text):
        found = [_day(_full_year(match[3]), _month(match[2]), int(match[1]))]
    elif (match := _MONTH_YEAR.fullmatch(text)) and _month(match[1]):
        found = [f"{_full_year(match[2])}-{_month(match[1]):02}"]
    elif _EXCEL_DAY.fullmatch(text):
        found = [(date(1899, 12, 30) + timedelta(days=int(text))).isoformat()]
    return sorted({each for each in found if each})


def _month(word: str) -> int:
    """Return the number of a month's English name, or 0."""
    return _MONTHS.get(word[:3].casefold(), 0)


def _date_hint(text: str, whole: bool) -> str:
    """Return the corrected date, both when two are possible, or why there is none."""
    meant = [each for each in dates_meant(text) if len(each) == 10 or not whole]
    if meant:
        return f"Write {' or '.join(meant)}" + (", whichever is meant." if len(meant) > 1 else "")
    match = _DAY.fullmatch(text)
    if match and 1 <= int(match[2]) <= 12 and int(match[1]):
        last = calendar.monthrange(int(match[1]), int(match[2]))[1]
        return f"{calendar.month_name[int(match[2])]} {int(match[1])} has {last} days."
    return ""


# --- safety of text -----------------------------------------------------------

_MARKUP = re.compile(r"\{\{|\{%|\{#|<[A-Za-z/!?]")
_FORMULA = re.compile(r"[=+\-@\t\r\uff0b\uff0d\uff1d\uff20]")
_ANY_EMAIL = re.compile(r"[\w.%+-]{1,64}(?:@|＠|\s?[\[(]at[\])]\s?)[\w-]{1,63}(?:(?:\.|\s?[\[(]dot[\])]\s?)[\w-]{1,63})+")
_ANY_PHONE = re.compile(
    r"(?<![\w.,/-])(?:\+?1[ .-]?)?(?:\([2-9]\d\d\) ?|[2-9]\d\d[ ./\u2010-\u2015-]?)[2-9]\d\d[ .\u2010-\u2015-]?\d{4}(?![\w-])"
    r"|(?<!\w)\+\d[\d ().-]{7,18}\d"
    r"|(?i:\b(?:call|phone|tel|telephone|mobile|cell|text)\b[.:]? *)\d{3}[ .-]?\d{4}\b"
)


_NOT_DIGITS = bytes(sorted(set(range(256)) - set(b"0123456789")))


def _has_seven_digits(text: str) -> bool:
    """Return whether a text has as many digits as a telephone number; five times faster than a pattern."""
    return len(text) > 6 and len(text.encode("ascii", "ignore").translate(None, _NOT_DIGITS)) > 6


def _looks_harmless(text: str) -> bool:
    """Return whether no safety rule can find anything in a text: a glance without the rules' cost."""
    return not (
        "<" in text
        or "{" in text
        or "@" in text
        or "at)" in text
        or "at]" in text
        or "＠" in text
        or "linkedin" in text
        or _FORMULA.match(text)
        or _has_seven_digits(text)
    )


def _no_markup(run: _Run, each: Field, text: str) -> Iterator[Fault]:
    """Data is text: no HTML and no template code, which a page could run."""
    match = _MARKUP.search(text) if "<" in text or "{" in text else None
    if match:
        found = text[match.start() : match.start() + 20]
        yield Fault(f"must be plain text without markup, not {quote(found)}.", "Write the words without tags and braces.")


def _no_formula(run: _Run, each: Field, text: str) -> Iterator[Fault]:
    """No text starts like a formula: spreadsheets would run it (CWE-1236)."""
    if _FORMULA.match(text) and not _NUMBER.fullmatch(text):
        hint = "Start it with a word."
        yield Fault(f"must not start with {quote(text[0])}, as a formula does: {quote(text)}.", hint)


def _no_personal_data(run: _Run, each: Field, text: str) -> Iterator[Fault]:
    """Only institutional contacts that the allowed contacts name are published."""
    allowed = run.resources.get(ALLOWED)
    if each.is_exempt or ALLOWED in run.unsound or not run.is_complete or (allowed and not allowed.is_sound):
        return  # nothing can be said without the exceptions
    if "@" in text or "＠" in text or "at]" in text or "at)" in text:
        for match in _ANY_EMAIL.finditer(text):
            yield from _contact_fault(run, match[0], "e-mail address")
    if _has_seven_digits(text):
        for match in _ANY_PHONE.finditer(text):
            if sum(map(str.isdigit, match[0])) != len(match[0]) or each.rule != "link":
                yield from _contact_fault(run, match[0], "phone number")
    if "linkedin.com/in/" in text:
        yield from _contact_fault(run, text, "person's profile")


def contact_key(text: str) -> str:
    """Return the plain form in which contacts are compared: the digits of a number, else small letters."""
    digits = re.sub(r"\D", "", text)
    if len(digits) >= 7 and "@" not in text and "/" not in text:
        return digits[1:] if len(digits) == 11 and digits[0] == "1" else digits
    return text.strip().casefold()


def _contact_fault(run: _Run, found: str, what: str) -> Iterator[Fault]:
    """A contact is allowed, and its exception has not ended."""
    key = contact_key(found)
    if key in run.contacts:
        until = run.contacts[key]
        if run.today and until and until < run.today:
            hint = f"The exception in {ALLOWED}.csv ended on {until}. Renew it there, or take the contact out."
            yield Fault(f"must not have the {what} {quote(found)}.", hint)
        return
    domain = found.rpartition("@")[2].casefold()
    if domain in run.domains:
        hint = "This is a personal mailbox. Name the institution's shared mailbox instead."
    else:
        hint = f"If it is an institution's, not a person's, add it to {ALLOWED}.csv with a reason."
    yield Fault(f"must not have the {what} {quote(found)}.", hint)


SAFETY_RULES = (_no_markup, _no_formula, _no_personal_data)


def _reference_rule(run: _Run, each: Field, text: str) -> Iterator[Fault]:
    """A reference is the id of a record that is there."""
    target = run.resources.get(each.references)
    if target is None or not target.known or not target.is_sound or not target.ids or text in target.ids:
        return
    near = run.near(text, target.ids)
    where = f"{target.folder}/{target.path}"
    if len(target.ids) <= 12:
        hint = f"It is one of: {', '.join(target.ids)}."
        hint = f"Did you mean '{near}'? {hint}" if near else hint
    else:
        hint = f"Did you mean '{near}'?" if near else f"The ids are in {where}."
    yield Fault(f"must be an id of {each.references}, not {quote(text)}.", hint)


# --- records ----------------------------------------------------------------

Steps = tuple[str | int, ...]  # to a value within a record: ("stage_history", 2, "date")
Place = tuple[int, int]


class _Record:
    """One record while it is being read: its values, and where each of them stands."""

    __slots__ = ("run", "resource", "file", "line", "values", "source", "is_right", "id", "spoiled")

    def __init__(self, run: _Run, resource: Resource, file: str, line: int, source: Any, name: str) -> None:
        self.run = run
        self.resource = resource
        self.file = file
        self.line = line
        self.source = source  # a Node, or a Table
        self.values: dict[str, Any] = resource.fields.blank.copy()
        self.is_right = True
        self.spoiled: Collection[Place] = ()  # where the reader has said something already
        self.id = name  # as the file says it, even when it is not a good one

    def fault(self, path: Steps, value: object, fault: Fault, place: Place | None = None) -> None:
        """Report what is wrong with a value."""
        self.is_right = False
        line, column = place or self.place(path)
        if (line, column) in self.spoiled:
            return
        name = _dotted(path)
        message = f"'{name}' {fault.message}"
        text = value if isinstance(value, str) else ""
        self.run.add(Problem(self.run.name(self.file), line, column, name, text, message, fault.hint))

    def place(self, path: Steps) -> Place:
        """Return line and column of a value; of the record where the value is not given."""
        if isinstance(self.source, Node):
            node = self.source
            for step in path:
                inside = node.value
                if type(inside) is list and isinstance(step, int) and step < len(inside):
                    node = inside[step]
                elif type(inside) is dict and step in inside:
                    node = inside[step]
                else:
                    break
            return node.line, node.column
        header = self.source.header
        index = header.index(path[0]) if path and path[0] in header else 0
        return self.source.place(self.line, index)


def _dotted(path: Steps) -> str:
    """Return a path as messages show it: stage_history[2].date, counted from 1."""
    text = ""
    for step in path:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def _check_resource(run: _Run, resource: Resource) -> None:
    """Read all records of a resource; what is right becomes rows."""
    rules = tuple(rule for rule, is_for in RECORD_RULES if is_for(resource))
    for each in _all_fields(resource.fields.values()):
        target = run.resources.get(each.references)
        if target and target.known and (each.owner or not target.drafts):
            each.cache = target.ids  # an id that is there is right, and one object for all
    read = _read_table if resource.path.endswith(".csv") else _read_files
    for record in read(run, resource):
        _settle(record, rules)
    resource.known = True
    for each in _all_fields(resource.fields.values()):
        each.cache = {}
    _after(run, resource)


def _all_fields(fields: Iterable[Field]) -> Iterator[Field]:
    for each in fields:
        yield each
        yield from _all_fields(each.fields.values() if each.fields else (each.items,) if each.items else ())


def _after(run: _Run, resource: Resource) -> None:
    """Keep what later rules look up."""
    values = [row.values for row in resource.rows]
    if resource.name == ALLOWED:
        run.contacts = {contact_key(each.get("value") or ""): each.get("expires") for each in values}
    elif resource.name == DOMAINS:
        run.domains = {(each.get("domain") or "").casefold() for each in values}
    elif resource.name == RESERVED:
        run.reserved = {each["id"]: each.get("reason") or "" for each in values}


def _settle(record: _Record, rules: Sequence[Rule]) -> None:
    """Hold a record against the rules of its resource and keep it when it is right."""
    resource, values = record.resource, record.values
    for rule in rules:
        for path, value, fault in rule(record):
            record.fault(path, value, fault)
    if record.id:
        resource.ids.setdefault(record.id, record.id)
        if _is_draft(record):
            resource.drafts.add(record.id)
    if record.is_right:
        resource.rows.append(Row(record.id, record.file, record.line, values))


def _is_draft(record: _Record) -> bool:
    """Return whether the record's status is one that is not published."""
    status = record.resource.fields.get("status")
    return bool(status and status.references and record.values["status"] in _unpublished(record.run, status.references))


def _unpublished(run: _Run, name: str) -> set[str]:
    """Return the words of a vocabulary of statuses that keep a record from being published."""
    target = run.resources.get(name)
    if target is None or "published" not in target.fields:
        return set()
    return {row.id for row in target.rows if row.values["published"] is False}


def _read_table(run: _Run, resource: Resource) -> Iterator[_Record]:
    """Yield the records of a CSV file."""
    file = f"{resource.folder}/{resource.path}"
    names = [name for name in resource.fields]
    table, found = reading.read_csv(run.data_dir / file, run.name(file), names)
    resource.is_sound = table is not None and "id" in table.header
    for problem in found:
        run.add(problem)
    if table is None:
        return
    columns = [(resource.fields[name], at) for at, name in enumerate(table.header) if name in resource.fields]
    id_at = table.header.index("id") if resource.is_sound else -1

    def report(problem: Problem) -> None:
        resource.is_sound = False  # a row is missing, so references to it are not wrong
        run.add(problem)

    for line, cells in table.rows(report):
        record = _Record(run, resource, file, line, table, cells[id_at] if id_at >= 0 else "")
        values = record.values
        for each, at in columns:
            text = cells[at]
            if text:
                value = each.cache.get(text)
                values[each.name] = _scalar(record, each, text, (each.name,), None) if value is None else value
            elif each.required:
                record.fault((each.name,), "", Fault("must be filled.", each.description))
        yield record


def _read_files(run: _Run, resource: Resource) -> Iterator[_Record]:
    """Yield the records of one YAML file, or of a folder with a YAML file for each."""
    folder, _, pattern = resource.path.rpartition("/")
    names = [pattern]
    base = f"{resource.folder}/{folder}" if folder else resource.folder
    if folder:
        files, folders, found = reading.list_folder(run.data_dir / base, run.name(base))
        names = [name for name in files if name.endswith(".yaml") and not reading.is_stray(name)]
        kept = set(names)
        found += [reading.stray(name, run.name(base, name)) for name in (*files, *folders) if name not in kept]
        for problem in found:
            run.add(problem)
    for name in names:
        record = _read_record(run, resource, f"{base}/{name}")
        if record is not None:
            yield record


def _read_record(run: _Run, resource: Resource, file: str) -> _Record | None:
    """Return the record of a YAML file, or None when the file can't be read."""
    node, found = reading.read_yaml(run.data_dir / file, run.name(file))
    for problem in found:
        run.add(problem)
    stem = file.rpartition("/")[2].removesuffix(".yaml")
    if node is None:
        resource.ids[stem] = stem  # others may refer to it: it is there, though broken
        return None
    resource.ids[stem] = stem
    record = _Record(run, resource, file, node.line, node, _text(node, "id") or stem)
    record.is_right = not found
    record.spoiled = {(problem.line, problem.column) for problem in found}
    _group(record, resource.fields, node, (), record.values)
    found_id = record.values.get("id")
    if found_id is not None and found_id != stem:
        hint = f"Rename the file to {found_id}.yaml, or write  id: {stem}" if "id" in node.value else ""
        record.fault(("id",), found_id, Fault(f"must be the file's name, {quote(stem)}, not {quote(found_id)}.", hint))
    return record


# --- values -------------------------------------------------------------------


def _scalar(record: _Record, each: Field, text: str, path: Steps, place: Place | None) -> Any:
    """Return the typed form of one value, or None; report what is wrong."""
    run = record.run
    value, faults = _judge(run, each, text)
    for fault in faults:
        record.fault(path, text, fault, place)
    if faults:
        return None
    target = run.resources.get(each.references) if each.references else None
    if target is not None and (not target.known or (target.drafts and not each.owner)):
        where = (run.name(record.file), *(place or record.place(path)))
        name = str(path[0])
        single = record.resource.fields[name].items is None
        kept = Reference(record.resource.name, record.id, _dotted(path), target.name, value, single, each.owner, where)
        run.references.append(kept)
    elif not each.references and len(text) <= 60 and len(each.cache) < 5_000:
        each.cache[text] = value  # many values come again: days, numbers, words
    return value


def _group(record: _Record, fields: Fields, node: Node, path: Steps, values: dict[str, Any]) -> None:
    """Fill ``values`` with the typed values of a mapping."""
    given = node.value
    meant: list[str] = []
    for name, child in given.items():
        each = fields.get(name)
        if each is None:
            meant.append(_unknown_field(record, fields, name, child, path))
            continue
        raw = child.value
        if raw is None or raw == "":
            continue
        if each.read is not None and type(raw) is str:
            value = each.cache.get(raw)
            if value is None:
                value = _scalar(record, each, raw, (*path, name), (child.line, child.column))
        else:
            value = _value(record, each, child, (*path, name))
        values[name] = value
    for name in fields.required:
        if name not in given:
            if name not in meant:
                at = (node.line, node.column) if path else (record.line, 1)
                record.fault((*path, name), "", Fault("is missing.", fields[name].description), at)
        elif given[name].value in (None, "", []):
            record.fault((*path, name), "", Fault("must be filled.", fields[name].description))


def _unknown_field(record: _Record, fields: Fields, name: str, child: Node, path: Steps) -> str:
    """A record has no fields but those of its schema; return the one that was probably meant."""
    near = record.run.near(name, fields)
    hint = f"Did you mean '{near}'?" if near else f"The fields are: {', '.join(fields)}."
    place = (child.key_line, child.key_column)
    shown = name if len(name) <= 60 else name[:59] + "…"
    record.fault((*path, shown), name, Fault("is not a known field.", hint), place)
    return near


def _value(record: _Record, each: Field, node: Node, path: Steps) -> Any:
    """Return the typed form of any value; report what is wrong."""
    raw = node.value
    if raw is None:
        return None
    wanted = list if each.items is not None else dict if each.fields is not None else str
    if type(raw) is not wanted:
        record.fault(path, raw, _wrong_kind(each, wanted), (node.line, node.column))
        return None
    if each.items is not None:
        return _items(record, each, node, path)
    if each.fields is not None:
        inner = each.fields.blank.copy()
        _group(record, each.fields, node, path, inner)
        return inner
    return _scalar(record, each, raw, path, (node.line, node.column))


def _wrong_kind(each: Field, wanted: type) -> Fault:
    """Return the fault of a list where a text must be, and the like."""
    if wanted is list:
        return Fault("must be a list.", "Write each entry on a line of its own that starts with a hyphen and a space.")
    if wanted is dict:
        parts = ", ".join(each.fields or ())
        return Fault("must be a group of values.", f"Write lines like  name: value  below it. It has: {parts}.")
    return Fault(f"must be {each.expected}, not a list or a group.", "Text with braces or brackets needs quotes.")


def _items(record: _Record, each: Field, node: Node, path: Steps) -> list[Any]:
    """Return the typed entries of a list."""
    assert each.items is not None
    values: list[Any] = []
    seen: set[str] = set()
    for number, child in enumerate(node.value):
        inner = (*path, number)
        if not child.value:
            record.fault(inner, "", Fault("must not be empty.", "Delete the line, or fill it."), (child.line, child.column))
            continue
        if type(child.value) is str:
            if child.value in seen:
                fault = Fault(f"must stand once in the list: {quote(child.value)}.", "Delete one of the two.")
                record.fault(inner, child.value, fault, (child.line, child.column))
            seen.add(child.value)
        cached = each.items.cache.get(child.value) if type(child.value) is str else None
        values.append(_value(record, each.items, child, inner) if cached is None else cached)
    least, most = each.constraints.get("minLength", 0), each.constraints.get("maxLength", 1000)
    if len(values) < least and values:
        record.fault(path, "", Fault(f"must have at least {least} entries, not {len(values)}.", each.description))
    if len(values) > most:
        record.fault(path, "", Fault(f"must have at most {most:,} entries, not {len(values):,}."))
    return values


# --- rules of one record --------------------------------------------------------

Rule = Callable[[_Record], Iterator[tuple[Steps, object, Fault]]]
RuleFaults = Iterator[tuple[Steps, object, Fault]]


def _id_stands_once(record: _Record) -> RuleFaults:
    """An id stands once in its table, and no two differ only by case."""
    if not record.id:
        return
    seen = record.resource.seen
    first = seen.setdefault(("id", record.id.casefold()), (record.id, record.file, record.line))
    if first[1:] == (record.file, record.line):
        return
    where = f"{record.run.name(first[1])}:{first[2]}"
    if first[0] == record.id:
        yield ("id",), record.id, Fault(f"must stand once: {quote(record.id)} is in {where} too.", "Choose another id.")
    else:
        message = f"must differ from {quote(first[0])} in {where} by more than capitals."
        yield ("id",), record.id, Fault(message, "Choose another id.")


def _id_is_free(record: _Record) -> RuleFaults:
    """An id is not a word that the site needs for itself."""
    reason = record.run.reserved.get(record.id)
    if reason is not None:
        yield ("id",), record.id, Fault(f"must not be the reserved word {quote(record.id)}.", reason)


def _keys_stand_once(record: _Record) -> RuleFaults:
    """The values of a unique key stand together once in their table."""
    for key in record.resource.keys:
        values = tuple(map(record.values.get, key))
        if None in values or any(type(each) is list for each in values):
            continue
        first = record.resource.seen.setdefault((key, values), ("", record.file, record.line))
        if first[1:] != (record.file, record.line):
            shown = quote(", ".join(map(str, values)))
            message = f"must stand once: {shown} is in {record.run.name(first[1])}:{first[2]} too."
            names = f"{', '.join(key[:-1])} and {key[-1]} together" if len(key) > 1 else "The value"
            yield (key[-1],), shown, Fault(message, f"{names} must differ in every record.")


def _earliest(value: date | str) -> str:
    return (str(value) + "-01-01")[:10]


def _latest(value: date | str) -> str:
    return (str(value) + "-12-31")[:10]


def _dates_in_order(record: _Record) -> RuleFaults:
    """What comes first has the earlier date, as far as the dates say."""
    values = record.values
    for before, after in _ORDERED:
        first, second = values.get(before), values.get(after)
        if first and second and _earliest(first) > _latest(second):
            message = f"must not be before '{before}', {first}, but it is {second}."
            yield (after,), str(second), Fault(message, "Correct one of the two.")


# Pairs of field names, the earlier one first.
_ORDERED = (("start", "end"), ("start_date", "end_date"), ("as_of", "last_reviewed"), ("date", "accessed"))


def _stages_in_order(record: _Record) -> RuleFaults:
    """The stages that a partnership reached stand in the order of their dates."""
    before = ""
    for number, change in enumerate(record.values.get("stage_history") or ()):
        now = change and change.get("date")
        if not now:
            continue
        if before and _earliest(before) > _latest(now):
            message = f"must not be before the date above it, {before}, but it is {now}."
            yield ("stage_history", number, "date"), now, Fault(message, "Put the stages in order, oldest first.")
        before = now


def _reach_has_places(record: _Record) -> RuleFaults:
    """A reach that is named like a list of places has that list filled; no other reach has it.

    The words of the vocabulary stay data: the reach workforce-areas asks for the field workforce_areas.
    """
    reaches = record.run.resources.get(record.resource.fields["reach"].references)
    reach = record.values.get("reach")
    for other in reaches.ids if reaches and reach else ():
        places = other.replace("-", "_")
        listed = record.values.get(places)
        if places not in record.resource.fields:
            continue
        if other == reach and not listed and not _is_given(record, places):
            yield (places,), "", Fault(f"must be filled when 'reach' is {reach}.", record.resource.fields[places].description)
        if other != reach and listed:
            hint = f"Empty it, or write  reach: {other}"
            yield (places,), "", Fault(f"must be empty when 'reach' is {reach}.", hint)


def _is_given(record: _Record, name: str) -> bool:
    """Return whether the file has values for a field, right or wrong."""
    return isinstance(record.source, Node) and name in record.source.value and bool(record.source.value[name].value)


# (rule, whether it has anything to say about a resource)
RECORD_RULES: tuple[tuple[Rule, Callable[[Resource], bool]], ...] = (
    (_id_stands_once, lambda resource: True),
    (_id_is_free, lambda resource: resource.name != RESERVED),
    (_keys_stand_once, lambda resource: bool(resource.keys)),
    (_dates_in_order, lambda resource: any(resource.fields.keys() >= set(pair) for pair in _ORDERED)),
    (_stages_in_order, lambda resource: "stage_history" in resource.fields),
    (_reach_has_places, lambda resource: "reach" in resource.fields),
)


# --- rules of the whole -----------------------------------------------------------


def _at(reference: Reference, message: str, hint: str) -> Problem:
    """Return a problem at a reference."""
    file, line, column = reference.place
    message = f"'{reference.path}' {message}"
    return Problem(file, line, column, reference.path, reference.value, message, hint)


def _references_meet(run: _Run) -> Iterator[Problem]:
    """A reference within a table, too, is the id of a record that is there."""
    for each in run.references:
        plain = Field("", "string", "id", False, each.target, False, "", "", {})
        for fault in _reference_rule(run, plain, each.value):
            yield _at(each, fault.message, fault.hint)


def _no_record_names_itself(run: _Run) -> Iterator[Problem]:
    """A record is not its own successor, nor related to itself."""
    for each in run.references:
        if each.resource == each.target and each.row == each.value:
            yield _at(each, "must not be the record itself.", "Name another record, or delete it.")


def _no_circles(run: _Run) -> Iterator[Problem]:
    """Records that follow each other do not come back to the first."""
    steps = {(e.resource, e.path, e.row): e for e in run.references if e.single and e.resource == e.target}
    done: set[tuple[str, str, str]] = set()
    for start in sorted(steps):
        chain: dict[tuple[str, str, str], None] = {}
        at = start
        while at in steps and at not in done and at not in chain:
            chain[at] = None
            at = (*at[:2], steps[at].value)
        if at in chain and steps[at].value != at[2]:
            circle = [key[2] for key in chain][list(chain).index(at) :]
            shown = " > ".join([*circle[:8], circle[0]])
            yield _at(steps[at], f"must not lead in a circle: {shown}.", "Delete one step of it.")
        done.update(chain)


def _nothing_public_names_a_draft(run: _Run) -> Iterator[Problem]:
    """What is published refers only to what is published."""
    for each in run.references:
        target, source = run.resources[each.target], run.resources[each.resource]
        if each.value in target.drafts and each.row not in source.drafts and not each.owner:
            hint = "Publish that record first, or take the reference out."
            yield _at(each, f"must not be {quote(each.value)}, which is a draft.", hint)


def _vocabularies_have_words(run: _Run) -> Iterator[Problem]:
    """A table that others refer to has at least one record."""
    for resource in run.resources.values():
        targets = {name for name in _targets(resource.fields.values()) if name != resource.name}
        for name in sorted(targets):
            target = run.resources.get(name)
            if target and target.path.endswith(".csv") and target.is_sound and not target.ids and name not in run.unsound:
                run.unsound.add(name)  # say it once
                file = run.name(target.folder, target.path)
                message = f"The table must have at least one record, since {resource.name} refers to it."
                yield Problem(file, 1, 1, "", "", message, "Add a row.")


def _one_program(run: _Run) -> Iterator[Problem]:
    """There is exactly one program record."""
    program = run.resources.get(PROGRAM)
    if program is None:
        if PROGRAM not in run.unsound and run.resources and run.is_complete:
            message = f"One data package must have the resource '{PROGRAM}'."
            yield Problem(run.root, 0, 0, "", "", message, "It says whose library this is.")
    elif len(program.ids) > 1 or (not program.ids and program.is_sound):
        file = run.name(program.folder, program.path)
        yield Problem(file, 0, 0, "", "", f"There must be exactly one program record, not {len(program.ids)}.")


def _descriptions_are_safe(run: _Run) -> Iterator[Problem]:
    """The words of a description are published too: no markup and no personal data."""
    plain = Field("", "string", "text", False, "", False, "text", "", {})
    for folder, (root, _) in run.descriptors.items():
        waiting = [root]
        while waiting:
            value = waiting.pop().value
            if type(value) is list:
                waiting.extend(value)
            for key, node in value.items() if type(value) is dict else ():
                if type(node.value) is not str:
                    waiting.append(node)
                elif key not in ("pattern", "$schema", "path"):
                    for fault in (*_no_markup(run, plain, node.value), *_no_personal_data(run, plain, node.value)):
                        file = run.name(folder, DESCRIPTOR)
                        yield Problem(file, node.line, node.column, key, "", f"'{key}' {fault.message}", fault.hint)


COLLECTION_RULES: tuple[Callable[[_Run], Iterator[Problem]], ...] = (
    _references_meet,
    _no_record_names_itself,
    _no_circles,
    _nothing_public_names_a_draft,
    _vocabularies_have_words,
    _one_program,
    _descriptions_are_safe,
)
