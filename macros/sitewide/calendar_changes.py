"""How often the time, the place or the status of what calendars hold has changed, out of the history of the data."""

from __future__ import annotations

import csv
import io
import logging
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping
from pathlib import Path

from macros.data import git_history, reading
from macros.data.catalog import Catalog
from macros.data.reading import Node
from macros.pages.outputs import Changes

_log = logging.getLogger(__name__)

# What a calendar says about a record, by its kind: a change of one of these fields is one for everyone who subscribed.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "sessions": ("date_state", "start", "end", "days", "time_zone", "place", "attendance", "status"),
    "board_dates": ("date", "place"),
}


def known(data_dir: Path, catalog: Catalog) -> Changes:
    """The number of changes of each record, with every commit of the main line as a state.

    Raises nothing: where the history can't be read, that is logged, and no change is known.
    """
    found: Counter[str] = Counter()
    try:
        for kind in FIELDS:
            for place in sorted({_place(record.file) for record in catalog.tables[kind].values()}):
                found.update(_changes(kind, git_history.versions(data_dir, place)))
    except git_history.NoHistory as error:
        _log.warning("%s", error.in_full)
        return Changes({})
    return Changes(found)


def _place(file: str) -> str:
    """Where all records of a kind are, by the file of one: the table, or the folder."""
    return file if file.endswith(".csv") else file.rpartition("/")[0]


def _changes(kind: str, versions: Iterable[tuple[str, bytes]]) -> Iterator[str]:
    """Yield a record for each state of it that isn't as the one before."""
    last: dict[str, Hashable] = {}
    for file, content in versions:
        text = content.decode("utf-8-sig", "replace")
        for id, state in (_rows if file.endswith(".csv") else _record)(file, text, FIELDS[kind]):
            if last.setdefault(id, state) != state:
                yield f"{kind}/{id}"
            last[id] = state


def _rows(file: str, text: str, fields: tuple[str, ...]) -> Iterator[tuple[str, Hashable]]:
    try:
        for row in csv.DictReader(io.StringIO(text, newline="")):
            yield row.get("id") or "", tuple(row.get(name) for name in fields)
    except csv.Error:
        return  # a state that could not be read told nothing, as no site was made of it


def _record(file: str, text: str, fields: tuple[str, ...]) -> Iterator[tuple[str, Hashable]]:
    root, _ = reading.parse_yaml(text, file)
    if root is not None:
        yield Path(file).stem, tuple(_plain(root.value.get(name)) for name in fields)


def _plain(node: Node | None) -> Hashable:
    """The values of a node, so that two can be compared."""
    value = node.value if node else None
    if isinstance(value, dict):
        return tuple((name, _plain(each)) for name, each in sorted(value.items()))
    return tuple(map(_plain, value)) if isinstance(value, list) else value
