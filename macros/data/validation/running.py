"""One check while it runs: what it reads, what it knows so far, and the problems that it has found."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from macros.data import packages, reading
from macros.data.personal_data import ALLOWED, DOMAINS, Allowed
from macros.data.reading import MOST, Node, Problem, Problems

TEXT_LIMIT = 2_000  # characters, where a schema names no maxLength
PROSE_LIMIT = 20_000

# Resources that the rules themselves look things up in, beside ALLOWED and DOMAINS.
RESERVED, PROGRAM, UNITS = "reserved_ids", "program", "units"
EXPECTATIONS = "expectations"  # optional: what the content must hold as a whole
LEFT_OUT = "left_out"  # optional: shared records that the program does without
CHANGE_NOTES, PERMALINKS = "change_notes", "permalinks"  # optional: how changes are told, what was published once


@dataclass(slots=True)
class CheckedRow:
    """A checked record: typed values by field name, references still as ids.

    ``file`` is below the data folder, with forward slashes, or is the name of a shared file
    (``packages.SHARED``). A value that is not given is None.
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
    rows: dict[str, list[CheckedRow]]
    packages: Mapping[str, Mapping[str, Any]]


Reader = Callable[[Any], tuple[Any, dict[str, str] | None]]


class Enough(Exception):
    """There are so many problems that more would not help."""


class Fault(NamedTuple):
    """What a rule finds in a value: a sentence's end after the field's name, the cure, and the code of the problem."""

    message: str
    hint: str = ""
    code: str = ""  # the rule's name, where it gives none


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
    rows: list[CheckedRow] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)  # each id to itself, in the order of the data
    drafts: set[str] = field(default_factory=set)
    adds: bool = False  # a program's own records go over the shared ones
    seen: dict[Any, tuple[str, str, int]] = field(default_factory=dict)
    known: bool = False  # all its records were read
    is_sound: bool = True  # no file of it was refused: what is not there is not there
    _found: dict[str, CheckedRow] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        """Whether all its records were right: what is not among the rows is not there."""
        return self.is_sound and len(self.rows) == len(self.ids)

    def row(self, id: str) -> CheckedRow | None:
        """Return the row of an id, once all records were read; None where none is right."""
        if len(self._found) != len(self.rows):
            self._found = {row.id: row for row in self.rows}
        return self._found.get(id)


class Fields(dict[str, "SchemaField"]):
    """The fields of a record or of a group of values, by name."""

    def __init__(self, fields: Iterable[SchemaField]) -> None:
        super().__init__((each.name, each) for each in fields)
        self.required = tuple(name for name, each in self.items() if each.required)
        self.blank: dict[str, Any] = dict.fromkeys(self)


@dataclass(slots=True, eq=False)
class SchemaField:
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
    items: SchemaField | None = None
    fields: Fields | None = None
    read: Reader | None = None
    cache: dict[str, Any] = field(default_factory=dict)  # values that were right
    is_exempt: bool = False  # holds the exceptions themselves
    is_past: bool = False  # tells when something happened
    in_table: bool = False  # a cell of a CSV file, which programs for spreadsheets open


class Run:
    """Everything that one check gathers."""

    def __init__(self, data_dir: Path, today: date | None) -> None:
        self.data_dir = data_dir
        self.root = reading.shown(data_dir)
        self.is_self_described = packages.describes_itself(data_dir)
        self.left_out: set[str] = set()  # folders of subjects that are not there
        self.records_left_out = packages.left_out(data_dir)
        self.today = today
        self.problems = Problems()
        self.descriptors: dict[str, tuple[Node, dict[str, Any]]] = {}  # by folder
        self.reference_nodes: dict[str, list[Node]] = {}  # where each resource names another
        self.resources: dict[str, Resource] = {}
        self.unsound: set[str] = set()  # resources whose description is wrong
        self.misnamed: set[str] = set()  # files and folders that are there under a name with other capitals
        self.references: list[Reference] = []
        self.allowed = Allowed()  # contacts
        self.is_complete = True  # every description could be read
        self.empty: set[str] = set()  # tables without a row of which something names one
        self.reserved: dict[str, str] = {}
        self._patience = 200_000  # comparisons of spellings in one run

    def add(self, problem: Problem) -> None:
        """Keep a problem; raise Enough when there are too many."""
        self.problems.add(problem)
        self._stop_after_many()

    def is_counted(self, file: str, code: str, field: str) -> bool:
        """Return whether an error was only counted, and is not made; raise Enough when there are too many."""
        counted = self.problems.is_counted(file, code, field)
        self._stop_after_many()
        return counted

    def _stop_after_many(self) -> None:
        if self.problems.found > MOST:
            raise Enough

    def name(self, *parts: str) -> str:
        """Return how messages name a file below the data folder; a shared one stands elsewhere."""
        file = "/".join(parts)
        if file.startswith(packages.SHARED):
            return reading.shown(packages.place(self.data_dir, file))
        return f"{self.root}/{file}"

    def is_without(self, target: Resource, id: str) -> bool:
        """Return whether the program does without a record, or without its whole subject."""
        gone = self.records_left_out
        if target.folder not in self.left_out and gone.isdisjoint(((target.name, id), (target.name, ""))):
            return False
        return not self.is_self_described or id not in packages.ids_below(
            self.data_dir, target.folder, target.descriptor
        )

    def description(self, folder: str) -> str:
        """Return how messages name the file that describes a package."""
        if self.is_self_described:
            return self.name(folder, packages.DESCRIPTOR)
        return reading.shown(packages.SCHEMAS / f"{folder}.yaml")

    def near(self, word: str, words: Collection[str]) -> str:
        """Return the nearest spelling, or an empty text; gives up when it gets slow."""
        if len(words) > self._patience:
            return ""
        self._patience -= len(words)
        return reading.near(word, words)

    def in_order(self) -> list[Resource]:
        """Return the resources, each after those that it refers to where that can be."""
        order: dict[str, Resource] = {}

        def visit(name: str) -> None:
            if name in self.resources and name not in started:
                started.add(name)
                for target in targets_of(self.resources[name].fields.values()):
                    visit(target)
                order[name] = self.resources[name]

        started: set[str] = set()
        for name in (ALLOWED, DOMAINS, RESERVED, *self.resources):
            visit(name)
        return list(order.values())

    def result(self) -> Checked:
        """Return all that was found, in the order of files and lines."""
        problems = self.problems.result()
        if self.problems.found > MOST:
            message = f"There are more than {MOST:,} problems; the rest is not counted."
            problems.append(Problem(self.root, 0, 0, "", "", message, "Fix these first.", code="enough"))
        return Checked(
            problems=tuple(problems),
            schemas={each.name: each.descriptor["schema"] for each in self.resources.values()},
            rows={each.name: each.rows for each in self.resources.values()},
            packages={
                plain["name"]: plain
                for folder, (_, plain) in self.descriptors.items()
                if type(plain.get("name")) is str and folder not in self.left_out
            },
        )


def targets_of(fields: Iterable[SchemaField]) -> Iterator[str]:
    """Yield the names of the resources that fields refer to, nested ones too."""
    for each in fields:
        if each.references:
            yield each.references
        if each.items:
            yield from targets_of((each.items,))
        if each.fields:
            yield from targets_of(each.fields.values())


# A rule of the whole: what is wrong among all records, once every one was read.
CollectionRule = Callable[[Run], Iterator[Problem]]
