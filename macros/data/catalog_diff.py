"""What changed between two states of the data: plain values compared by id; order and spelling don't count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from macros.data import tables
from macros.data.catalog import Catalog

Plain = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Changed:
    """A record that says something else than before; ``fields`` are the names of those that differ."""

    id: str
    before: Plain
    after: Plain
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """How the published records of one kind differ."""

    kind: str
    added: tuple[Plain, ...]
    removed: tuple[Plain, ...]
    changed: tuple[Changed, ...]


def difference(kind: str, before: Catalog, after: Catalog) -> Difference:
    """The published records of a kind that are new, gone or different, in the order of the later data."""
    old, new = _plain(kind, before), _plain(kind, after)
    return Difference(
        kind,
        added=tuple(each for id, each in new.items() if id not in old),
        removed=tuple(each for id, each in old.items() if id not in new),
        changed=tuple(_changed(id, old[id], each) for id, each in new.items() if id in old and _fields(old[id], each)),
    )


def _plain(kind: str, catalog: Catalog) -> dict[str, Plain]:
    if kind not in tables.published(catalog):
        return {}
    read = tables.reader(kind, catalog)
    return {id: read(record) for id, record in tables.published(catalog)[kind].items()}


def _changed(id: str, before: Plain, after: Plain) -> Changed:
    return Changed(id, before, after, tuple(_fields(before, after)))


def _fields(before: Plain, after: Plain) -> list[str]:
    """The fields that differ. One that only one of the two schemas has counts where it says something."""
    names = (*after, *(each for each in before if each not in after))
    return [name for name in names if not _same(before.get(name), after.get(name))]


def _same(one: Any, other: Any) -> bool:
    """Whether two values say the same; empty is empty, but 0 and False say something."""
    empty: tuple[Any, ...] = (None, "", [], {})
    return one == other or (one in empty and other in empty)
