"""Fields of records written into the text of their file with the least difference: text in, text out.

Only what changes is written. Everything else stays byte for byte: comments, the order of
fields and entries, quotes, the way in which long texts are wrapped, blank lines, line ends.
Places come from the same parser that reads the data, and what is written is read back: a
text that would say anything else than what was asked is never returned.

Values are plain, as ``Plain`` says. Nothing, an empty text, an empty list and a group of
nothing but empty values are all the same: not known.
"""

from __future__ import annotations

import csv
import io
import json
import re
import textwrap
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any

import yaml

from macros.data import reading
from macros.data.reading import CELL, LOADER, Node

Plain = Any  # None, text, numbers, truth, days; lists and groups of them
Field = Mapping[str, Any]  # a field of a Table Schema
Edit = tuple[int, int, str]  # from, to, the text that is there afterwards
_STEP = 2  # columns of indentation


class CannotWrite(ValueError):
    """A change can't be written into a text; the message says why, for people."""


# --- values -------------------------------------------------------------------


def normal(value: Plain) -> Plain:
    """A value as a file has it: text, lists and groups of text; None where nothing is known."""
    if isinstance(value, Mapping):
        return {name: kept for name, each in value.items() if (kept := normal(each)) is not None} or None
    if isinstance(value, (list, tuple)):
        return [kept for each in value if (kept := normal(each)) is not None] or None
    return _text(value)


def _text(value: Plain) -> str | None:
    if value is None or isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def of_node(node: Node) -> Plain:
    """What a node that was read says, as ``normal`` gives it."""
    return normal(_of_node(node))


def _of_node(node: Node) -> Plain:
    if isinstance(node.value, dict):
        return {name: _of_node(each) for name, each in node.value.items()}
    return [_of_node(each) for each in node.value] if isinstance(node.value, list) else node.value


def read_record(text: str) -> dict[str, Plain]:
    """The fields of a record's YAML text. Raises CannotWrite where the text has a problem."""
    node, found = reading.parse_yaml(text.removeprefix("\ufeff"), "the file")
    if node is None or found:
        raise CannotWrite(f"The file must be repaired first. {found[0]}" if found else "The file is not a record.")
    return of_node(node) or {}


# --- a record with a file of its own --------------------------------------------


def change_record(text: str, changes: Mapping[str, Plain], fields: Sequence[Field] = ()) -> str:
    """The YAML text of a record with other values in some of its fields; the others stay as they are.

    A field that is not there yet is put where ``fields``, those of the record's schema, have it. A list and a
    group are given whole, and only those of their entries that differ are written. A field whose new value is
    None stays, empty. Raises CannotWrite.
    """
    wanted = {**read_record(text), **changes}
    mark, body = ("\ufeff", text[1:]) if text.startswith("\ufeff") else ("", text)
    ending = "\r\n" if "\r\n" in body else "\n"
    body = body if not body or body.endswith("\n") else body + ending
    written = _applied(body, _Writer(body, ending).group(_parsed(body), changes, fields, True))
    return mark + _proved(written, wanted)


def new_record(values: Mapping[str, Plain], fields: Sequence[Field]) -> str:
    """The YAML text of a new record: the fields that are given, in the schema's order. Raises CannotWrite."""
    order = [each["name"] for each in fields]
    known = normal({name: values.get(name) for name in (*order, *(name for name in values if name not in order))})
    lines = _Writer("", "\n").lines(known or {}, 0, fields)
    return _proved("".join(f"{line}\n" for line in lines), values)


def _proved(written: str, wanted: Mapping[str, Plain]) -> str:
    """The text, once it is sure that it says what is wanted."""
    if read_record(written) != (normal(wanted) or {}):
        raise CannotWrite("A value can't be written in this file. Write it with an editor.")
    return written


def _applied(text: str, edits: Iterable[Edit]) -> str:
    """The text after some edits, of which no two overlap; of those at one place, the first stands first."""
    parts, at = [], 0
    for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
        parts += [text[at:start], new]
        at = end
    return "".join([*parts, text[at:]])


@dataclass(slots=True)
class _Part:
    """A value of a YAML text, and where it stands."""

    start: int
    end: int  # behind its last character; comments, blank lines and line ends behind it don't count
    column: int
    value: Any  # text, a list of parts, a group of parts by their names
    style: str = ""  # of a text: its quotes, or the sign of a block
    is_flow: bool = False
    keys: dict[str, int] = field(default_factory=dict)  # where the colon behind each name of a group ends

    @property
    def plain(self) -> Plain:
        """The value itself."""
        if isinstance(self.value, dict):
            return normal({name: each.plain for name, each in self.value.items()})
        if isinstance(self.value, list):
            return normal([each.plain for each in self.value])
        return self.value


def _parsed(text: str) -> _Part:
    """The value of a text that has been read without a problem before."""
    loader = LOADER(text)
    try:
        events = iter(loader.get_event, None)
        first = next(each for each in events if isinstance(each, (yaml.MappingStartEvent, yaml.StreamEndEvent)))
        if isinstance(first, yaml.StreamEndEvent):
            return _Part(len(text), len(text), 0, {})
        return _part(first, events, text)
    finally:
        loader.dispose()


_ENDS = (yaml.MappingEndEvent, yaml.SequenceEndEvent)


def _part(event: Any, events: Iterator[Any], text: str) -> _Part:
    """The part that begins with an event; as deep as the reader's DEPTH_LIMIT at most."""
    start, column = event.start_mark.index, event.start_mark.column
    is_text = type(event) is yaml.ScalarEvent
    if is_text:
        value = None if event.implicit[0] and event.value in reading.NULLS else event.value.rstrip("\n") or None
        end = start + len(text[start : event.end_mark.index].rstrip())
        return _Part(start, end, column, value, event.style or "")
    made = _Part(start, start, column, {} if isinstance(event, yaml.MappingStartEvent) else [])
    made.is_flow = bool(event.flow_style)
    inner: Any
    for inner in events:
        if type(inner) in _ENDS:
            made.end = inner.end_mark.index if made.is_flow else made.end
            return made
        if isinstance(made.value, list):
            child = _part(inner, events, text)
            made.value.append(child)
        else:
            child = _part(next(events), events, text)
            made.value[inner.value] = child
            made.keys[inner.value] = text.index(":", inner.end_mark.index) + 1
        made.end = child.end
    return made


class _Writer:
    """Writes values into one text."""

    def __init__(self, text: str, ending: str) -> None:
        self.text = text
        self.ending = ending

    # --- groups

    def group(self, part: _Part, wanted: Mapping[str, Plain], fields: Sequence[Field], keep: bool) -> Iterator[Edit]:
        """The edits that give a group other values; ``keep`` says that what is not named stays as it is."""
        known = {each["name"]: each for each in fields}
        for name, child in part.value.items():
            if name in wanted or not keep:
                yield from self.value(part, name, child, normal(wanted.get(name)), known.get(name))
        fresh = {name: kept for name, each in wanted.items() if name not in part.value and (kept := normal(each))}
        order = [name for name in known if name in fresh] + [name for name in fresh if name not in known]
        for name in order:
            lines = self.lines({name: fresh[name]}, part.column, fields)
            yield self._inserted(self._place(part, name, list(known)), lines)

    def _place(self, part: _Part, name: str, order: Sequence[str]) -> int:
        """Where a new field of a group goes: behind the nearest field that comes before it in the schema."""
        before = order[: order.index(name)] if name in order else list(part.value)
        above = next((each for each in reversed(before) if each in part.value), None)
        if above is not None:
            return self._line_end(max(part.value[above].end, part.keys[above]))
        is_whole_line = not part.value or not self.text[self._line_start(part.start) : part.start].strip()
        if is_whole_line and name in order:
            return self._line_start(part.start)
        return self._line_end(part.end)  # the line begins with the hyphen of a list

    def value(self, group: _Part, name: str, old: _Part, wanted: Plain, about: Field | None) -> Iterator[Edit]:
        """The edits that give one field of a group another value."""
        if old.plain == wanted:
            return
        same = type(old.value) is type(wanted) and not old.is_flow
        if same and isinstance(wanted, dict):
            yield from self.group(old, wanted, _fields_of(about), False)
        elif same and isinstance(wanted, list):
            yield from self.entries(old, wanted, about)
        else:
            yield from self._replaced(group.keys[name], old, wanted, about, group.column)

    def _replaced(self, colon: int, old: _Part, wanted: Plain, about: Field | None, column: int) -> Iterator[Edit]:
        """The edits that put another value behind a colon or a hyphen."""
        is_block = isinstance(old.value, (dict, list)) and not old.is_flow
        if is_block:  # its lines go; what is behind the colon stays, and may be a note
            yield self._line_end(colon), self._line_end(old.end), ""
        if isinstance(wanted, (dict, list)):
            yield (colon, old.end, "") if not is_block and old.end > colon else (colon, colon, "")
            lines = self.lines(wanted, column + _STEP, _fields_of(about) if isinstance(wanted, dict) else about)
            yield self._inserted(self._line_end(colon if is_block else max(colon, old.end)), lines)
        else:
            new = "" if wanted is None else f" {self.scalar(wanted, column + _STEP, about, old)}"
            yield colon, max(colon, colon if is_block else old.end), new

    # --- lists

    def entries(self, old: _Part, wanted: Sequence[Plain], about: Field | None) -> Iterator[Edit]:
        """The edits that give a list other entries; those that stay are not touched."""
        for before, after in _paired([each.plain for each in old.value], wanted):
            if not before:
                above = after[0] - 1  # in the wanted list
                place = self._after(old, wanted, above)
                yield self._inserted(
                    place, [line for at in after for line in self.entry(wanted[at], old.column, about)]
                )
            elif not after:
                for at in before:
                    yield self._line_start(old.value[at].start), self._line_end(old.value[at].end), ""
            else:
                yield from self._entry(old.value[before[0]], wanted[after[0]], old.column, about)

    def _after(self, old: _Part, wanted: Sequence[Plain], above: int) -> int:
        """Where entries go that follow the wanted entry ``above``."""
        kept = {after[0]: before[0] for before, after in _kept([each.plain for each in old.value], wanted)}
        nearest = next((kept[at] for at in range(above, -1, -1) if at in kept), None)
        return self._line_start(old.start) if nearest is None else self._line_end(old.value[nearest].end)

    def _entry(self, old: _Part, wanted: Plain, column: int, about: Field | None) -> Iterator[Edit]:
        if isinstance(old.value, dict) and isinstance(wanted, dict) and not old.is_flow:
            yield from self.group(old, wanted, _fields_of(about), False)
        else:
            yield old.start, old.end, self.scalar(wanted, column + _STEP, _item(about), old)

    # --- new lines

    def lines(self, value: Plain, column: int, about: Any) -> list[str]:
        """The lines of a group, whose fields are ``about``, or of a list, of the field ``about``."""
        if isinstance(value, list):
            return [line for each in value for line in self.entry(each, column, about)]
        known = {each["name"]: each for each in about}
        order = [name for name in known if name in value] + [name for name in value if name not in known]
        return [line for name in order for line in self._field(name, value[name], column, known.get(name))]

    def _field(self, name: str, value: Plain, column: int, about: Field | None) -> list[str]:
        head = f"{' ' * column}{name}:"
        if isinstance(value, (dict, list)):
            return [head, *self.lines(value, column + _STEP, _fields_of(about) if isinstance(value, dict) else about)]
        return f"{head} {self.scalar(value, column + _STEP, about)}".split(self.ending)

    def entry(self, value: Plain, column: int, about: Field | None) -> list[str]:
        """The lines of one entry of a list."""
        hyphen = f"{' ' * column}- "
        if isinstance(value, dict):
            lines = self.lines(value, column + _STEP, _fields_of(about))
            return [hyphen + lines[0][column + _STEP :], *lines[1:]]
        return (hyphen + self.scalar(value, column + _STEP, _item(about))).split(self.ending)

    def scalar(self, text: str, column: int, about: Field | None, old: _Part | None = None) -> str:
        """A text as YAML has it, in the old style where that can hold it. Raises CannotWrite."""
        before = self.text[old.start : old.end] if old else ""
        for made in _candidates(text, column, about, old.style if old else None, before):
            if _reads_as(made, column, text):
                return made.replace("\n", self.ending)
        raise CannotWrite(f"{reading.quote(text)} can't be written in YAML.")

    # --- places

    def _line_start(self, at: int) -> int:
        return self.text.rfind("\n", 0, at) + 1

    def _line_end(self, at: int) -> int:
        """Behind the end of the line in which ``at`` is."""
        found = self.text.find("\n", at)
        return len(self.text) if found < 0 else found + 1

    def _inserted(self, at: int, lines: Sequence[str]) -> Edit:
        return at, at, "".join(f"{line}{self.ending}" for line in lines)


def _fields_of(about: Field | None) -> Sequence[Field]:
    """The fields of a group, or of the groups in a list."""
    return (about or {}).get("fields") or (about or {}).get("items", {}).get("fields") or ()


def _item(about: Field | None) -> Field | None:
    return (about or {}).get("items") or about


# --- which entries are meant to be the same -----------------------------------------

_Pairing = tuple[list[int], list[int]]


def _paired(old: Sequence[Plain], new: Sequence[Plain]) -> Iterator[_Pairing]:
    """What became of the entries of a list: ([old], [new]) of one that changed, (olds, []) gone, ([], news) added."""
    for tag, i, j, k, m in _opcodes([_key(each) for each in old], [_key(each) for each in new]):
        if tag == "equal":
            continue
        gone, came = list(range(i, j)), list(range(k, m))
        for before, after in _likely(old, new, gone, came):
            gone.remove(before)
            came.remove(after)
            yield [before], [after]
        if gone:
            yield gone, []
        yield from (([], run) for run in _runs(came))


def _kept(old: Sequence[Plain], new: Sequence[Plain]) -> Iterator[_Pairing]:
    """The pairs of entries that are there before and after, changed or not."""
    for tag, i, j, k, _ in _opcodes([_key(each) for each in old], [_key(each) for each in new]):
        if tag == "equal":
            yield from (([at], [at - i + k]) for at in range(i, j))
    yield from ((before, after) for before, after in _paired(old, new) if before and after)


def _opcodes(old: Sequence[str], new: Sequence[str]) -> Iterable[tuple[str, int, int, int, int]]:
    return SequenceMatcher(None, old, new, autojunk=False).get_opcodes()


def _likely(old: Sequence[Plain], new: Sequence[Plain], gone: list[int], came: list[int]) -> list[tuple[int, int]]:
    """Which of the new entries are old ones that were changed: those that begin with the same, or stand alike."""
    if len(gone) == len(came):
        return list(zip(gone, came, strict=True))
    names = [[_name(values[at]) for at in places] for values, places in ((old, gone), (new, came))]
    return [
        (gone[i + step], came[k + step])
        for tag, i, j, k, _ in _opcodes(*names)
        if tag == "equal"
        for step in range(j - i)
        if names[0][i + step]
    ]


def _name(entry: Plain) -> str:
    """What an entry of a list is told apart by: the first value of a group."""
    return _key(next(iter(entry.values()))) if isinstance(entry, dict) else ""


def _key(value: Plain) -> str:
    return json.dumps(value, sort_keys=True)


def _runs(places: Sequence[int]) -> Iterator[list[int]]:
    """Places that follow each other, together."""
    run: list[int] = []
    for at in places:
        if run and at != run[-1] + 1:
            yield run
            run = []
        run.append(at)
    if run:
        yield run


# --- texts in YAML -----------------------------------------------------------------

_SIGNS = ("|", ">")  # of a block
# What another program takes for something else than text; our reader does not.
_AMBIGUOUS = frozenset(("tag:yaml.org,2002:bool", "tag:yaml.org,2002:int", "tag:yaml.org,2002:float"))
_WORDS = frozenset(("text", "prose", "address"))


def _candidates(text: str, column: int, about: Field | None, style: str | None, before: str) -> Iterator[str]:
    """The ways to write a text, the one that is nearest to how it was written before first."""
    if style in _SIGNS and before:
        yield _block(text, column, before)
    if style in ("'", '"'):
        yield _quoted(text, style)
    if "\n" in text:
        yield _block(text, column, ">-" if (about or {}).get("rule") == "prose" else "|-")
    elif not _is_ambiguous(text, about):
        yield text
    first, second = ('"', "'") if "'" in text and '"' not in text and "\\" not in text else ("'", '"')
    yield from () if "\n" in text else (_quoted(text, first), _quoted(text, second))
    yield _quoted(text, '"')


def _is_ambiguous(text: str, about: Field | None) -> bool:
    if (about or {}).get("type", "string") != "string" or (about or {}).get("rule", "text") not in _WORDS:
        return False
    tag = yaml.SafeLoader("").resolve(yaml.ScalarNode, text, (True, False))
    return tag in _AMBIGUOUS


def _quoted(text: str, sign: str) -> str:
    return json.dumps(text, ensure_ascii=False) if sign == '"' else "'" + text.replace("'", "''") + "'"


def _reads_as(made: str, column: int, text: str) -> bool:
    """Whether what was made is read as the text, behind a name that stands before ``column``."""
    node, found = reading.parse_yaml(f"{' ' * (column - _STEP)}k: {made}\n", "")
    return not found and node is not None and node.value["k"].value == text


def _block(text: str, column: int, before: str) -> str:
    """A text as a block with the sign that ``before`` begins with; paragraphs that were there keep their lines."""
    sign, _, old = before.replace("\r\n", "\n").partition("\n")
    folded = sign.startswith(">")
    indent = " " * column
    parts = re.split("(\n+)", text)
    if folded:
        kept = {" ".join(lines): lines for lines in _paragraphs(old)}
        width = max((len(line) for lines in kept.values() if len(lines) > 1 for line in lines), default=0)
        paragraphs = [kept.get(each) or _wrapped(each, width) for each in parts[::2]]
        breaks = [len(each) + 1 for each in parts[1::2]]
    else:
        paragraphs = [[each] for each in parts[::2]]
        breaks = [len(each) for each in parts[1::2]]
    made = "\n".join(f"{indent}{line}".rstrip() for line in paragraphs[0])
    for count, lines in zip(breaks, paragraphs[1:], strict=True):
        made += "\n" * count + "\n".join(f"{indent}{line}".rstrip() for line in lines)
    return f"{sign}\n{made}"


def _paragraphs(block: str) -> Iterator[list[str]]:
    """The lines of each paragraph of a folded block."""
    for paragraph in re.split(r"\n(?:[ ]*\n)+", textwrap.dedent(block)):
        yield paragraph.split("\n")


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False) if width else [text]


# --- a table ------------------------------------------------------------------------

Row = Mapping[str, Plain]


@dataclass(frozen=True, slots=True)
class TableChange:
    """What changes in a table: cells of rows by their ids, new rows behind a row (None: at the end), rows that go."""

    changed: Mapping[str, Row] = field(default_factory=dict)
    added: Sequence[tuple[str | None, Row]] = ()
    removed: Collection[str] = ()


def change_table(text: str, change: TableChange) -> str:
    """The CSV text of a table with some rows changed, added or taken out; all other lines stay byte for byte.

    Of a row that is changed, the other cells stay as they are written. Raises CannotWrite where a row or a
    column is not there, or the text can't be read.
    """
    spans = list(_rows(text))
    header = [_cell_text(text[slice(*cell)]) for cell in spans[0].cells] if spans else []
    if "id" not in header:
        raise CannotWrite("The table has no column 'id'.")
    ending = "\r\n" if text[: spans[0].end].endswith("\r\n") else "\n"
    rows = {_id_of(text, each, header.index("id")): each for each in spans[1:] if each.is_filled(text)}
    edits = [edit for id, cells in change.changed.items() for edit in _cells(text, _row(rows, id), header, cells)]
    edits += [(_row(rows, id).start, _row(rows, id).end, "") for id in change.removed]
    last = max((each.end for each in (spans[0], *rows.values())), default=0)
    for above, cells in change.added:
        at = last if above is None else _row(rows, above).end
        gap = "" if text[:at].endswith("\n") else ending
        edits.append((at, at, gap + _new_row(header, cells, ending)))
    return _proved_table(_applied(text, edits), text, change)


@dataclass(frozen=True, slots=True)
class _RowSpan:
    """Where a row stands in a text, with its line end, and each of its cells."""

    start: int
    end: int
    cells: list[tuple[int, int]]

    def is_filled(self, text: str) -> bool:
        """Whether anything stands in the row."""
        return any(_cell_text(text[start:end]) for start, end in self.cells)


def _rows(text: str) -> Iterator[_RowSpan]:
    """The rows of a text, as the reader's csv module parts them. Raises CannotWrite."""
    at = start = 1 if text.startswith("\ufeff") else 0
    cells: list[tuple[int, int]] = []
    while at < len(text) or cells:
        match = CELL.match(text, at)
        end = match.end() if match else at
        cells.append((at, end))
        if text.startswith(",", end):
            at = end + 1
            continue
        line_end = re.compile(r"\r?\n|\Z").match(text, end)
        if line_end is None:
            raise CannotWrite(f"The quotes in this line can't be read: {reading.quote(text[start:end])}")
        yield _RowSpan(start, line_end.end(), cells)
        at = start = line_end.end()
        cells = []


def _cell_text(cell: str) -> str:
    return cell[1:-1].replace('""', '"') if cell.startswith('"') else cell


def _id_of(text: str, row: _RowSpan, at: int) -> str:
    return _cell_text(text[slice(*row.cells[at])]) if at < len(row.cells) else ""


def _row(rows: Mapping[str, _RowSpan], id: str) -> _RowSpan:
    if id not in rows:
        raise CannotWrite(f"The table has no row {reading.quote(id)}.")
    return rows[id]


def _cells(text: str, row: _RowSpan, header: Sequence[str], wanted: Row) -> Iterator[Edit]:
    """The edits that write other values into some cells of a row."""
    for name, value in wanted.items():
        if name not in header or header.index(name) >= len(row.cells):
            raise CannotWrite(f"The table has no column {reading.quote(name)}.")
        start, end = row.cells[header.index(name)]
        new = normal(value) or ""
        if _cell_text(text[start:end]) != new:
            is_quoted = text.startswith('"', start)
            yield start, end, f'"{new.replace(chr(34), chr(34) * 2)}"' if is_quoted and new else _joined([new])


def _new_row(header: Sequence[str], cells: Row, ending: str) -> str:
    unknown = next((name for name in cells if name not in header), "")
    if unknown:
        raise CannotWrite(f"The table has no column {reading.quote(unknown)}.")
    return _joined([normal(cells.get(name)) or "" for name in header]) + ending


def _joined(cells: Sequence[str]) -> str:
    """Cells as CSV has them, in quotes where they need it (RFC 4180)."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="").writerow([*cells, "x"])  # one empty cell alone would get quotes
    return out.getvalue()[:-2]


def read_table(text: str) -> tuple[list[str], list[dict[str, str]]]:
    """The names of a CSV text's columns, and its rows that are not empty. Raises CannotWrite."""
    try:
        rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))
    except csv.Error as error:
        raise CannotWrite(f"The table can't be read: {error}.") from None
    header = rows[0] if rows else []
    return header, [dict(zip(header, row, strict=False)) for row in rows[1:] if any(row)]


def new_table(names: Iterable[str]) -> str:
    """The CSV text of a table without rows."""
    return _joined(list(names)) + "\n"


def widened(text: str, names: Iterable[str]) -> str:
    """The CSV text of a table that has columns of some names, too; as it was where it has them. Raises CannotWrite."""
    header, rows = read_table(text)
    missing = [name for name in names if name not in header]
    if not missing:
        return text
    ending = "\r\n" if "\r\n" in text else "\n"
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    lines = [[*header, *missing], *([row.get(name, "") for name in (*header, *missing)] for row in rows)]
    return mark + "".join(_joined(line) + ending for line in lines)


def _proved_table(written: str, text: str, change: TableChange) -> str:
    """The text, once it is sure that it says what is wanted and nothing else."""
    header, before = read_table(text)
    blank = dict.fromkeys(header, "")
    wanted: list[dict[str, str]] = []
    added = {above: [cells for at, cells in change.added if at == above] for above, _ in change.added}
    for row in before:
        id = row["id"]
        if id not in change.removed:
            wanted.append({**row, **{name: normal(value) or "" for name, value in change.changed.get(id, {}).items()}})
        wanted += [
            {**blank, **{name: normal(value) or "" for name, value in each.items()}} for each in added.get(id, ())
        ]
    wanted += [{**blank, **{name: normal(value) or "" for name, value in each.items()}} for each in added.get(None, ())]
    if read_table(written) != (header, wanted):
        raise CannotWrite("A row can't be written into this table. Write it with an editor.")
    return written


def id_at_line(text: str, line: int) -> str:
    """The id of the row of a CSV text that stands in a line, counted from 1; empty where there is none."""
    spans = list(_rows(text))
    header = [_cell_text(text[slice(*cell)]) for cell in spans[0].cells] if spans else []
    row = next((each for each in spans[1:] if text.count("\n", 0, max(each.end - 1, 0)) + 1 >= line), None)
    return _id_of(text, row, header.index("id")) if row and "id" in header else ""
