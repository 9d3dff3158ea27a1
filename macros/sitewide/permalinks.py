"""The promise that no published address goes away without leading on.

``found_in`` walks a finished site and says what is published there, ``found_among``
says it of outputs that are still to be written; ``broken`` holds that against the
table of lasting addresses; ``updated`` adds to the table what is new. None of it
runs while a site is built.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePosixPath

from macros.data import disk, validation
from macros.data.reading import Problem

Key = tuple[str, str]  # kind and address
TABLE = "program/permalinks.csv"  # below the data folder
# Ids and addresses below the root are the same wherever the site stands, but
# feeds and the sitemap are made only for a site with an address.
ANY_ADDRESS = "https://example.org/"
FIELDS = ("id", "kind", "address", "redirect", "since", "note")

# What a site publishes without a promise: what pages load for themselves, the
# further pages of lists, whose number changes with the records, and private data.
_FOLDERS = ("assets", "pagefind")
_FURTHER_PAGE = re.compile(r"(^|/)page/\d+(/|\.\w+$)")
_PRIVATE = re.compile(rb'^\s*\{\s*"notice":\s*"Private')
_NO_PAGE = ("404.html",)

_REDIRECT = '<meta http-equiv="refresh"'
_ANCHOR = re.compile(r'<a class="anchor" href="#([^"]+)"')
_ATOM_ID = re.compile(r"<id>([^<]+)</id>")
_UID = re.compile(r"^UID:(.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class PermalinkRow:
    """A row of the table: an address that was published, and where it leads when it is gone."""

    kind: str
    address: str
    redirect: str = ""
    since: date
    note: str = ""
    line: int = 0

    @property
    def id(self) -> str:
        """The row's own id, which follows from what it names."""
        return f"p-{hashlib.sha256(f'{self.kind} {self.address}'.encode()).hexdigest()[:12]}"

    @property
    def key(self) -> Key:
        """What no other row names."""
        return self.kind, self.address

    @property
    def whole(self) -> str:
        """The page or the file that a fragment or a column is a part of; else the address itself."""
        return self.address.partition("#")[0]


def rows_of(checked: validation.Checked) -> list[PermalinkRow]:
    """The rows of the table, as the check of the data has read them."""
    return [_row(each) for each in checked.rows.get("permalinks", ())]


def _row(each: validation.CheckedRow) -> PermalinkRow:
    values = {name: each.values.get(name) or "" for name in ("kind", "address", "redirect", "note")}
    return PermalinkRow(**values, since=each.values["since"], line=each.line)


# --- what a site publishes --------------------------------------------------


def found_in(site_dir: Path, rows: Sequence[PermalinkRow] = ()) -> dict[Key, str]:
    """Every lasting address of the site at ``site_dir``, with a note where an id needs one.

    What ``rows`` list is found wherever it stands, so a script that other sites
    load can be promised by hand. A page that leads on, and the copy of a file
    that has moved, are no addresses of their own.
    """
    listed = {row.address for row in rows}
    moved = {row.address: row.redirect for row in rows if row.kind == "file" and row.redirect}
    found: dict[Key, str] = {}
    for path in sorted(site_dir.rglob("*")):
        address = path.relative_to(site_dir).as_posix()
        is_meant = path.is_file() and (_is_promised(address) or address in listed)
        if is_meant and not _is_copy(address, site_dir, moved):
            for key, note in _read(address, path.read_bytes()):
                found.setdefault(key, note)
    return found


def found_among(outputs: Mapping[str, Callable[[], bytes]], rows: Sequence[PermalinkRow]) -> dict[Key, str]:
    """The lasting addresses of ``outputs``, which are files below a site's root and what makes them.

    Only what must be looked into is made: calendars, feeds, and where ``rows`` list
    a part of a page or a file. So it says less than ``found_in``: parts that are new
    are not in it, and a page that leads on is taken for a page.
    """
    wholes = {_file(row.whole) for row in rows if row.whole != row.address}
    found: dict[Key, str] = {}
    for address, make in outputs.items():
        found[_itself(address)] = ""
        if address in wholes or address.endswith((".atom", ".ics")):
            for key, note in _read(address, make()):
                found.setdefault(key, note)
    return found


def _file(address: str) -> str:
    """The file at the address of a page or a file."""
    return f"{address.removeprefix('./')}index.html" if address.endswith("/") else address


def _itself(file: str) -> Key:
    return ("page", file.removesuffix("index.html") or "./") if file.endswith(".html") else ("file", file)


def is_made_last(row: PermalinkRow) -> bool:
    """Whether a row names what a build makes beside the pages and files of the data: its own assets and lists."""
    return row.address.split("/")[0] in _FOLDERS or row.address in ("robots.txt", "sitemap.xml")


def _is_promised(address: str) -> bool:
    return not (address.split("/")[0] in _FOLDERS or address in _NO_PAGE or _FURTHER_PAGE.search(address))


def _is_copy(address: str, site_dir: Path, moved: Mapping[str, str]) -> bool:
    target = site_dir / moved[address] if address in moved else None
    return bool(target and target.is_file() and target.read_bytes() == (site_dir / address).read_bytes())


def _read(address: str, content: bytes) -> Iterator[tuple[Key, str]]:
    ending = PurePosixPath(address).suffix
    if ending == ".html":
        yield from _page(content.decode(), address)
    elif not (ending == ".json" and _PRIVATE.match(content[:200])):
        yield _itself(address), ""
        for kind, name, note in _INSIDE.get(ending, _nothing)(content, address):
            yield (kind, name), note


def _page(html: str, file: str) -> Iterator[tuple[Key, str]]:
    if _REDIRECT in html:
        return
    key = _, address = _itself(file)
    yield key, ""
    for fragment in _ANCHOR.findall(html):
        yield ("fragment", f"{address}#{fragment}"), ""


def _columns(content: bytes, address: str) -> Iterator[tuple[str, str, str]]:
    for name in next(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")), ()):
        yield "column", f"{address}#{name}", ""


def _feed_id(content: bytes, address: str) -> Iterator[tuple[str, str, str]]:
    # A feed's own id stands before those of its entries, which come and go.
    for id in _ATOM_ID.findall(content.decode())[:1]:
        yield "feed", id, f"The feed {address}"


def _uids(content: bytes, address: str) -> Iterator[tuple[str, str, str]]:
    text = content.replace(b"\r\n ", b"").replace(b"\r\n", b"\n").decode()
    calendar, *entries = text.split("BEGIN:VEVENT")
    for uid in _UID.findall(calendar):
        yield "uid", uid, f"The calendar {address}"
    for uid in _UID.findall("".join(entries)):
        yield "uid", uid, f"An entry in {address}"


def _nothing(content: bytes, address: str) -> Iterator[tuple[str, str, str]]:
    return iter(())


_INSIDE: Mapping[str, Callable[[bytes, str], Iterator[tuple[str, str, str]]]] = {
    ".csv": _columns,
    ".atom": _feed_id,
    ".ics": _uids,
}


# --- what is wrong ----------------------------------------------------------


def broken(rows: Sequence[PermalinkRow], found: Mapping[Key, str], file: str) -> list[Problem]:
    """Everything that breaks the promise; ``file`` is the table's name in messages."""
    table = _PermalinkTable(rows, found)
    told = [(row, field, *what) for row in rows for field, what in _faults(row, table)]
    return [
        Problem(file, row.line, 0, field, getattr(row, field), f"'{field}' {message}", hint)
        for row, field, message, hint in told
    ]


class _PermalinkTable:
    """The rows and the site, ready to be asked."""

    def __init__(self, rows: Sequence[PermalinkRow], found: Mapping[Key, str]) -> None:
        self.found = found
        self.live = {address for _, address in found}
        self.moved = {row.address: row.redirect for row in rows if row.redirect}


Fault = tuple[str, tuple[str, str]]  # field, and the message's end with the cure


def _faults(row: PermalinkRow, table: _PermalinkTable) -> Iterator[Fault]:
    for rule in (_is_served, _does_not_collide, _leads_somewhere):
        yield from rule(row, table)


def _is_served(row: PermalinkRow, table: _PermalinkTable) -> Iterator[Fault]:
    """An address is in use, or it, or the page or file that it is a part of, leads on."""
    if row.redirect or not _is_gone(row, table):
        return
    what = f" ({row.note})" if row.note else ""
    cure = f"If it was renamed, write the new address into its 'redirect' in line {row.line}. "
    cure += "If it is gone for good, python -m scripts.permalinks retire leads it to the nearest page."
    yield "address", (f"names a {row.kind} that the site no longer has: {row.address}{what}.", cure)


def _is_gone(row: PermalinkRow, table: _PermalinkTable) -> bool:
    leads_on_as_a_whole = row.whole != row.address and row.whole in table.moved
    return row.key not in table.found and not leads_on_as_a_whole


def _does_not_collide(row: PermalinkRow, table: _PermalinkTable) -> Iterator[Fault]:
    """What leads on is not in use."""
    if row.redirect and row.key in table.found:
        cure = "Empty its 'redirect', or give the page that is there now another address."
        yield "address", (f"leads on, but the site has a {row.kind} there: {row.address}.", cure)


def _leads_somewhere(row: PermalinkRow, table: _PermalinkTable) -> Iterator[Fault]:
    """What leads on leads in one step to something that is in use."""
    if not row.redirect or (row.redirect in table.live and row.redirect not in table.moved):
        return
    way = _way(row.address, table.moved)
    if way[-1] in way[:-1]:
        yield "redirect", (f"goes in a circle: {' > '.join(way)}.", "End it at an address that is in use.")
    elif len(way) > 2:
        yield "redirect", (f"leads to another redirect: {' > '.join(way)}.", f"Write {way[-1]} here.")
    else:
        cure = f"Write an address that is in use. If {row.redirect} is new, check that the site has it."
        yield "redirect", (f"leads to nothing: the site has no {row.redirect}.", cure)


def _way(address: str, moved: Mapping[str, str]) -> list[str]:
    """The addresses that a reader comes by, up to the first one seen twice."""
    way = [address]
    while way[-1] in moved and way[-1] not in way[:-1]:
        way.append(moved[way[-1]])
    return way


def lost(rows: Sequence[PermalinkRow], found: Mapping[Key, str]) -> list[PermalinkRow]:
    """The rows whose address is gone and leads nowhere, neither by itself nor as a part of something."""
    table = _PermalinkTable(rows, found)
    return [row for row in rows if not row.redirect and _is_gone(row, table)]


def unlisted(rows: Iterable[PermalinkRow], found: Mapping[Key, str]) -> list[Key]:
    """What the site publishes and the table doesn't have yet."""
    listed = {row.key for row in rows}
    return [key for key in found if key not in listed]


# --- the table --------------------------------------------------------------


def updated(rows: Sequence[PermalinkRow], found: Mapping[Key, str], since: date) -> list[PermalinkRow]:
    """The rows with what is new, in the table's order; none is ever taken out."""
    new = [PermalinkRow(kind=key[0], address=key[1], since=since, note=found[key]) for key in unlisted(rows, found)]
    return sorted([*rows, *new], key=_order)


def retired(rows: Sequence[PermalinkRow], found: Mapping[Key, str]) -> list[PermalinkRow]:
    """The rows, where whatever is gone and led nowhere leads to the nearest page above it."""
    is_lost = {row.key for row in lost(rows, found)}
    return [replace(row, redirect=_nearest_page(row, found)) if row.key in is_lost else row for row in rows]


def _nearest_page(row: PermalinkRow, found: Mapping[Key, str]) -> str:
    above = [row.whole, *(f"{each}/" for each in PurePosixPath(row.whole).parents if each.name)]
    return next((each for each in above if ("page", each) in found), "./")


_KINDS = ("page", "fragment", "file", "column", "feed", "uid")


def _order(row: PermalinkRow) -> tuple[int, str, str]:
    # An id says nothing by itself, so ids stand in the order of what they are for.
    return _KINDS.index(row.kind), row.note if row.kind in ("feed", "uid") else row.address, row.address


def write(rows: Iterable[PermalinkRow], path: Path) -> None:
    """Write the table; the same rows give the same bytes. Raises OSError, and the table is then as it was."""
    made = io.StringIO(newline="")
    writer = csv.writer(made, lineterminator="\n")
    writer.writerow(FIELDS)
    writer.writerows([getattr(row, name) for name in FIELDS] for row in rows)
    disk.write_whole(path, made.getvalue().encode())
