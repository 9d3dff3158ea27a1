"""Tells, without building a site, which lasting addresses a change of data or pages would lose.

A view names the addresses of its pages and files at once and makes their content
later. So the names cost little, and content is made only where a part of it was
promised: an anchor, a column, an id. ``scripts.permalinks check`` builds the whole
site, looks into everything, and has the last word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from macros.build import publishing
from macros.build.page_check import CheckedDocs, address_of
from macros.data import reading, tables
from macros.data.catalog import Catalog
from macros.data.reading import Problem, quote
from macros.pages.outputs import Page, SiteFile
from macros.sitewide import permalinks
from macros.sitewide.permalinks import PermalinkRow

Made = dict[str, Callable[[], bytes]]  # files below the site's root, and what makes them
SHOWN, LINES_SHOWN = 3, 20  # addresses, and lines of their table, that a message names
# Pages that are made to look for their anchors. Where more have some, it would take
# too long here: a record that is gone is told all the same, by its file in the API.
MOST_PAGES = 500
_RECORD = re.compile(r"([a-z_]+)/([^/]+)\.json")  # below the API's address


def lost(rows: Sequence[PermalinkRow], made: Made, catalog: Catalog, home: str) -> list[Problem]:
    """Every published address in ``rows`` that ``made`` no longer has; ``home`` is the data folder in messages.

    A record that is gone is one problem, however many addresses it had, and so is a table of which no record is
    left; what else is gone is told address by address.
    """
    rows = [row for row in rows if not permalinks.is_made_last(row)]
    if len({row.whole for row in rows if row.kind == "fragment"}) > MOST_PAGES:
        rows = [row for row in rows if row.kind != "fragment"]
    if not rows:
        return []
    found = permalinks.found_among(made, rows)
    gone, others = _by_record(permalinks.lost(rows, found), catalog)
    records = _records_gone(gone, rows, catalog, home)
    return [*records, *permalinks.broken(others, found, f"{home}/{permalinks.TABLE}")]


# --- what would be published ----------------------------------------------------


def made_files(
    outputs: Iterable[Page | SiteFile], docs: CheckedDocs, drawn: Mapping[str, str], catalog: Catalog
) -> Made:
    """The files that a build would write, each with what makes it: a page's own part of it, without its frame.

    ``drawn`` is the HTML of each written page's macros by the page's path, which is all of a page that has
    lasting anchors.
    """
    made: Made = {}
    for path in docs.files:
        if path.endswith(".md"):
            made[f"{address_of(path)}index.html"] = drawn.get(path, "").encode
        else:
            made[path] = bytes
    made |= {publishing.file_of(output): partial(_content, output) for output in outputs}
    return made | {pack.zip_file: bytes for pack in catalog.room_packs.values()}


def _content(output: Page | SiteFile) -> bytes:
    if isinstance(output, Page):
        return output.make().body.encode()
    content = output.content() if callable(output.content) else output.content
    return content if isinstance(content, bytes) else content.encode()


# --- how it is told ---------------------------------------------------------------


def _by_record(
    rows: Sequence[PermalinkRow], catalog: Catalog
) -> tuple[dict[tuple[str, str], list[PermalinkRow]], list[PermalinkRow]]:
    """Lost rows by the kind and id of the record that they went with, and those that went alone.

    A record is gone when its file in the API is.
    """
    files = (_record(row) for row in rows)
    records = [(match[1], match[2]) for match in files if match and match[1] in catalog.tables]
    longest_first = sorted(records, key=lambda record: (-len(record[1]), record))
    gone: dict[tuple[str, str], list[PermalinkRow]] = {record: [] for record in records}
    others: list[PermalinkRow] = []
    for row in rows:
        record = next((each for each in longest_first if _is_of(row, *each)), None)
        (gone[record] if record else others).append(row)
    return gone, others


def _record(row: PermalinkRow) -> re.Match[str] | None:
    """The kind and id in the address of a record's own file in the API; None for any other address."""
    return _RECORD.fullmatch(row.address.removeprefix(tables.API)) if row.address.startswith(tables.API) else None


def _is_of(row: PermalinkRow, kind: str, id: str) -> bool:
    """Whether a row names a record: its own file in the API, or any other address with its id in it."""
    if match := _record(row):
        return match.groups() == (kind, id)
    words = re.split(r"[/#. ]", row.note if row.kind in ("feed", "uid") else row.address)
    return any(word == id or word.endswith(f"-{id}") for word in words)


def _new(kind: str, catalog: Catalog, rows: Iterable[PermalinkRow]) -> list[str]:
    """The ids of a kind that were never published: one of them may be a new name of what is gone."""
    listed = {row.address for row in rows}
    return [id for id in catalog.tables[kind] if f"{tables.API}{kind}/{id}.json" not in listed]


def _records_gone(
    gone: Mapping[tuple[str, str], Sequence[PermalinkRow]], rows: Sequence[PermalinkRow], catalog: Catalog, home: str
) -> Iterator[Problem]:
    for kind in dict.fromkeys(kind for kind, _ in gone):
        ids = [id for at, id in gone if at == kind]
        if len(ids) > 1 and not catalog.tables[kind]:
            yield _table_gone(kind, ids, catalog, home)
            continue
        new = _new(kind, catalog, rows)
        yield from (_record_gone(kind, id, gone[kind, id], new, catalog, home) for id in ids)


def _table_gone(kind: str, ids: Sequence[str], catalog: Catalog, home: str) -> Problem:
    """What is told where no record of a kind is left: most likely somebody deleted its file."""
    message = f"All {len(ids)} records of {kind} are missing, and they are published: {_some(ids, SHOWN)}."
    hint = (
        "Put the file back if it was deleted or emptied by mistake. If the records are gone for good, keep its first "
        "row, and run python -m scripts.permalinks retire, which says where their addresses lead."
    )
    return Problem(f"{home}/{_path_of(kind, catalog)}", 0, 0, "", "", message, hint)


def _path_of(kind: str, catalog: Catalog) -> str:
    """The table of a kind below the data folder, or the folder of its records' files."""
    return f"{catalog.subjects[kind][0]}/{catalog.resources[kind]['path']}".partition("*")[0]


def _record_gone(
    kind: str, id: str, rows: Sequence[PermalinkRow], new: Sequence[str], catalog: Catalog, home: str
) -> Problem:
    renamed = catalog.tables[kind].get(reading.near(id, new))
    path = _path_of(kind, catalog)
    file, line = (renamed.file, renamed.line) if renamed else (path if path.endswith(".csv") else f"{path}{id}.yaml", 0)
    message = f"'id' must not lose {quote(id)}, which is published: {_some([row.address for row in rows], SHOWN)}."
    back = (
        f"If {quote(renamed.id)} is the same record, give it its old id back."
        if renamed
        else "Put the record back if it went by mistake."
    )
    numbers = _some([str(row.line) for row in rows], LINES_SHOWN)
    lines = f"line{'s' if len(rows) > 1 else ''} {numbers} of {home}/{permalinks.TABLE}"
    cure = (
        f"If it is gone for good, write what took its place into 'redirect' in {lines}, "
        "or let python -m scripts.permalinks retire do so."
    )
    return Problem(f"{home}/{file}", line, 0, "id", id, message, f"{back} {cure}")


def _some(names: Sequence[str], most: int) -> str:
    """A list in words, cut with a count where it has more than ``most``."""
    more = len(names) - most
    *first, last = [*names[:most], f"{more} more"] if more > 0 else names
    return f"{', '.join(first)} and {last}" if first else last
