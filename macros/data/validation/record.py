"""One record while it is being read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, NamedTuple

from macros.data.packages import SHARED
from macros.data.reading import Node, Problem
from macros.data.validation.running import Fault, Resource, Run

Steps = tuple[str | int, ...]  # to a value within a record: ("stage_history", 2, "date")
Place = tuple[int, int]


class Under(NamedTuple):
    """The shared record that a program's own one goes over: where it stands, and which fields it gives."""

    file: str
    line: int
    source: Any
    names: Collection[str]


class RawRecord:
    """One record while it is being read: its values, and where each of them stands."""

    __slots__ = ("faulty", "file", "id", "is_right", "line", "resource", "run", "source", "spoiled", "under", "values")

    def __init__(self, run: Run, resource: Resource, file: str, line: int, source: Any, name: str) -> None:
        self.run = run
        self.resource = resource
        self.file = file
        self.line = line
        self.source = source  # a Node, or a Table
        self.values: dict[str, Any] = resource.fields.blank.copy()
        self.is_right = True
        self.faulty: Collection[str | int] = ()  # the fields of which something has been said
        self.spoiled: Collection[Place] = ()  # where the reader has said something already
        self.id = name  # as the file says it, even when it is not a good one
        self.under: Under | None = None

    def fault(self, path: Steps, value: object, fault: Fault, place: Place | None = None) -> None:
        """Report what is wrong with a value."""
        self.is_right = False
        self.faulty = {*self.faulty, *path[:1]}
        if self.spoiled and (place or self.place(path)) in self.spoiled:
            return
        file, name = self.run.name(self.file_of(path)), dotted(path)
        if self.run.is_counted(file, fault.code, name):
            return
        line, column = place or self.place(path)
        message = f"'{name}' {fault.message}"
        text = value if isinstance(value, str) else ""
        self.run.add(Problem(file, line, column, name, text, message, fault.hint, code=fault.code))

    def file_of(self, path: Steps) -> str:
        """Return the file that a value stands in."""
        return self.under.file if self.under and path and path[0] in self.under.names else self.file

    def is_shared(self, path: Steps) -> bool:
        """Return whether a value is one that all programs share."""
        return self.file_of(path).startswith(SHARED)

    def is_given(self, name: str) -> bool:
        """Return whether the file has something for a field, right or wrong."""
        return isinstance(self.source, Node) and name in self.source.value and bool(self.source.value[name].value)

    def word(self, name: str) -> Mapping[str, Any] | None:
        """Return the values of the record that a field names; None where it names none that is right."""
        target = self.run.resources.get(self.resource.fields[name].references)
        wanted = self.values.get(name)
        row = target.row(wanted) if target and wanted else None
        return row.values if row else None

    def place(self, path: Steps) -> Place:
        """Return line and column of a value; of the record where the value is not given."""
        line, source = self.line, self.source
        if self.under and path and path[0] in self.under.names:
            line, source = self.under.line, self.under.source
        if isinstance(source, Node):
            node = source
            for step in path:
                inside: Any = node.value
                if type(inside) is list:
                    is_there = isinstance(step, int) and step < len(inside)
                else:
                    is_there = type(inside) is dict and step in inside
                if not is_there:
                    break
                node = inside[step]
            return node.line, node.column
        index = source.header.index(path[0]) if path and path[0] in source.header else 0
        return source.place(line, index)


def dotted(path: Steps) -> str:
    """Return a path as messages show it: stage_history[2].date, counted from 1."""
    text = ""
    for step in path:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if text else step
    return text


# A rule of one record: what is wrong, where in it, and the value that is there.
RuleFaults = Iterator[tuple[Steps, object, Fault]]
Rule = Callable[[RawRecord], RuleFaults]
# Whether a rule has anything to say about a resource.
IsFor = Callable[[Resource], bool]
