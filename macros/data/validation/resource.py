"""One resource: its records are read, judged value by value, and kept when they are right."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from macros.data import packages, personal_data, reading, transcripts
from macros.data.reading import CsvTable, Node, Problem, quote
from macros.data.validation.descriptors import text_of
from macros.data.validation.record import Place, RawRecord, Rule, Steps, Under, dotted
from macros.data.validation.rules import RECORD_RULES
from macros.data.validation.running import (
    ALLOWED,
    DOMAINS,
    RESERVED,
    CheckedRow,
    Fault,
    Fields,
    Reference,
    Resource,
    Run,
    SchemaField,
)
from macros.data.validation.values import is_id, judge, named

_NOTHING: tuple[object, ...] = (None, "", [])


def check_resource(run: Run, resource: Resource) -> None:
    """Read all records of a resource; what is right becomes rows."""
    if not run.misnamed.isdisjoint((resource.folder, f"{resource.folder}/{resource.path.split('/')[0]}")):
        resource.known, resource.is_sound = True, False  # that has been said
        return
    if resource.folder in run.left_out:
        resource.known = True
        return
    rules = tuple(rule for rule, is_for in RECORD_RULES if is_for(resource))
    for each in _all_fields(resource.fields.values()):
        target = run.resources.get(each.references)
        if target and target.known and (each.owner or not target.drafts):
            each.cache = target.ids  # an id that is there is right, and one object for all
    read = _read_table if resource.path.endswith(".csv") else _read_files
    values = []
    for record in read(run, resource):
        _settle(record, rules)
        if resource.name in _LOOKED_UP:
            values.append(record.values)
            resource.is_sound = resource.is_sound and _LOOKED_UP[resource.name].isdisjoint(record.faulty)
    resource.known = True
    for each in _all_fields(resource.fields.values()):
        each.cache = {}
    _after(run, resource, values)


# What rules look up in a table, by its fields. A row that is wrong in another field counts all the same, and where
# one of these is wrong, nothing is looked up in the table: the cause is told, and not each use of the row.
_LOOKED_UP = {ALLOWED: frozenset(("value",)), DOMAINS: frozenset(("domain",)), RESERVED: frozenset(("id",))}


def _all_fields(fields: Iterable[SchemaField]) -> Iterator[SchemaField]:
    for each in fields:
        yield each
        yield from _all_fields(each.fields.values() if each.fields else (each.items,) if each.items else ())


def _after(run: Run, resource: Resource, values: Sequence[Mapping[str, Any]]) -> None:
    """Keep what later rules look up."""
    if resource.name == ALLOWED:
        keys = frozenset(personal_data.key_of(each["value"]) for each in values if each.get("value"))
        run.allowed = replace(run.allowed, keys=keys)
    elif resource.name == DOMAINS:
        domains = frozenset(each["domain"].casefold() for each in values if each.get("domain"))
        run.allowed = replace(run.allowed, domains=domains)
    elif resource.name == RESERVED:
        run.reserved = {each["id"]: each.get("reason") or "" for each in values if each["id"]}


def _settle(record: RawRecord, rules: Sequence[Rule]) -> None:
    """Hold a record against the rules of its resource and keep it when it is right."""
    resource, values = record.resource, record.values
    for rule in rules:
        for path, value, fault in rule(record):
            record.fault(path, value, named(fault, rule))
    if record.id:
        resource.ids.setdefault(record.id, record.id)
        if _is_draft(record):
            resource.drafts.add(record.id)
    if "id" in record.faulty and not is_id(record.id):
        resource.is_sound = False  # another id was meant, so references to that one are not wrong
    if record.is_right:
        resource.rows.append(CheckedRow(record.id, record.file, record.line, values))


def _is_draft(record: RawRecord) -> bool:
    """Return whether the record's status is one that is not published."""
    status = record.resource.fields.get("status")
    return bool(status and status.references and record.values["status"] in _unpublished(record.run, status.references))


def _unpublished(run: Run, name: str) -> set[str]:
    """Return the words of a vocabulary of statuses that keep a record from being published."""
    target = run.resources.get(name)
    if target is None or "published" not in target.fields:
        return set()
    return {row.id for row in target.rows if row.values["published"] is False}


def _read_table(run: Run, resource: Resource) -> Iterator[RawRecord]:
    """Yield the records of a CSV file."""
    file = f"{resource.folder}/{resource.path}"
    shared = packages.shared_records(run.data_dir, resource.folder, resource.descriptor) if resource.adds else ()
    if shared:
        yield from _layered_rows(run, resource, file)
        return
    name = packages.SHARED + file if packages.is_shared(run.data_dir, file) and not resource.adds else file
    if not run.is_self_described and not os.path.lexists(packages.place(run.data_dir, name)):
        return  # a table without rows: so a table that is new in the shared schemas breaks no program
    for row in _rows(run, resource, name):
        record = RawRecord(run, resource, name, row.line, row.table, row.cell("id"))
        cells = zip(row.table.header, row.cells, strict=True)
        yield _filled(record, ((resource.fields[each], text) for each, text in cells if each in resource.fields))


def _layered_rows(run: Run, resource: Resource, file: str) -> Iterator[RawRecord]:
    """Yield the rows of a shared table with the program's own cells over theirs, then the program's other rows."""
    own = list(_rows(run, resource, file, is_layer=True)) if os.path.lexists(run.data_dir / file) else []
    over = {row.cell("id"): row for row in reversed(own)}
    used = set()
    for row in _rows(run, resource, packages.SHARED + file):
        mine = over.get(row.cell("id"))
        if mine:
            used.add(mine.line)
        if mine or not run.is_without(resource, row.cell("id")):
            yield _layered_row(run, resource, row, mine)
    for row in own:
        if row.line not in used:
            yield _layered_row(run, resource, row)


def _layered_row(run: Run, resource: Resource, row: _TableRow, mine: _TableRow | None = None) -> RawRecord:
    """Return a record whose cells are those of a row, and of the program's own over it as far as they are filled."""
    home = mine or row
    record = RawRecord(run, resource, home.file, home.line, home.table, home.cell("id"))
    texts = {name: row.cell(name) for name in resource.fields}
    if mine:
        filled = {name: text for name in texts if (text := mine.cell(name))}
        record.under = Under(row.file, row.line, row.table, {name for name, text in texts.items() if text} - {*filled})
        texts |= filled
    return _filled(record, ((resource.fields[name], text) for name, text in texts.items()))


class _TableRow(NamedTuple):
    """A row of a table, and where it stands."""

    file: str
    line: int
    table: CsvTable
    cells: list[str]

    def cell(self, name: str) -> str:
        """Return the text in a column; an empty text where there is no such column."""
        header = self.table.header
        return self.cells[header.index(name)] if name in header else ""


def _rows(run: Run, resource: Resource, file: str, is_layer: bool = False) -> Iterator[_TableRow]:
    """Yield the rows of a CSV file that can be used; report what is wrong with the others.

    A table that goes over a shared one needs no column but those that it fills.
    """
    place, shown = packages.place(run.data_dir, file), run.name(file)
    table, found = reading.read_csv(place, shown, list(resource.fields), needs_all=not is_layer)
    resource.is_sound = resource.is_sound and table is not None and "id" in table.header
    for problem in found:
        run.add(problem)
    if table is None:
        return

    def report(problem: Problem) -> None:
        resource.is_sound = False  # a row is missing, so references to it are not wrong
        run.add(problem)

    for line, cells in table.rows(report):
        yield _TableRow(file, line, table, cells)


def _filled(record: RawRecord, cells: Iterable[tuple[SchemaField, str]]) -> RawRecord:
    """Give a record the values of its cells."""
    values = record.values
    for each, text in cells:
        if text:
            value = each.cache.get(text)
            values[each.name] = _scalar(record, each, text, (each.name,), None) if value is None else value
        elif each.required:
            record.fault((each.name,), "", Fault("must be filled.", each.description, "required"))
    return record


def _read_files(run: Run, resource: Resource) -> Iterator[RawRecord]:
    """Yield the records of one YAML file, or of a folder with a file for each."""
    folder, _, pattern = resource.path.rpartition("/")
    names = [pattern]
    base = f"{resource.folder}/{folder}" if folder else resource.folder
    shared = packages.shared_records(run.data_dir, resource.folder, resource.descriptor) if resource.adds else []
    if folder and not os.path.lexists(run.data_dir / base):
        names = []  # a folder that is still empty: git keeps none
    elif folder:
        endings = transcripts.ENDINGS if pattern.endswith("}") else ("yaml",)
        files, folders, found = reading.list_folder(run.data_dir / base, run.name(base))
        names = [name for name in files if name.rpartition(".")[2] in endings and not reading.is_stray(name)]
        kept = set(names)
        strays = [name for name in (*files, *folders) if name not in kept]
        found += [reading.stray(name, run.name(base, name)) for name in strays]
        for id in filter(is_id, map(reading.id_of_stray, strays)):
            resource.ids[id] = id  # the record is there, under a wrong name
        for problem in found:
            run.add(problem)
    own = {f"{base}/{name}" for name in names}
    for file in sorted(own.union(shared)):
        under = packages.SHARED + file if file in shared else ""
        record = _read_record(run, resource, file if file in own else under, under if file in own else "")
        if record is not None:
            yield record


def _read_record(run: Run, resource: Resource, file: str, shared: str = "") -> RawRecord | None:
    """Return the record of a YAML file or a transcript, or None when the file can't be read.

    ``shared`` is the name of the shared record that it goes over, if there is one.
    """
    read = reading.read_yaml if file.endswith(".yaml") else transcripts.read
    node, found = read(packages.place(run.data_dir, file), run.name(file))
    base, more = read(packages.place(run.data_dir, shared), run.name(shared)) if shared else (None, [])
    for problem in (*found, *more):
        run.add(problem)
    stem = file.rpartition("/")[2].rpartition(".")[0]
    resource.ids[stem] = stem  # others may refer to it: where it is broken, too, it is there
    if node is None or (shared and base is None):
        return None
    names = (
        [name for name in base.value if name not in node.value or node.value[name].value in _NOTHING] if base else ()
    )
    if base:
        layers = {**node.value, **{name: base.value[name] for name in names}}
        node = Node(layers, node.line, node.column, node.key_line, node.key_column)
    record = RawRecord(run, resource, file, node.line, node, text_of(node, "id") or stem)
    record.under = Under(shared, record.line, node, names) if base else None
    record.is_right = not (found or more)
    record.spoiled = {(problem.line, problem.column) for problem in found}
    _group(record, resource.fields, node, (), record.values)
    found_id = record.values.get("id")
    if found_id is not None and found_id != stem:
        hint = f"Rename the file to {found_id}.yaml, or write  id: {stem}" if "id" in node.value else ""
        message = f"must be the file's name, {quote(stem)}, not {quote(found_id)}."
        record.fault(("id",), found_id, Fault(message, hint, "file-name"))
    return record


# --- values -------------------------------------------------------------------


def _scalar(record: RawRecord, each: SchemaField, text: str, path: Steps, place: Place | None) -> Any:
    """Return the typed form of one value, or None; report what is wrong."""
    run = record.run
    target = run.resources.get(each.references) if each.references else None
    if target is not None and (run.is_self_described or record.is_shared(path)) and run.is_without(target, text):
        return None  # a shared record names one that this program does without; of a described one it isn't known
    value, faults = judge(run, each, text)
    for fault in faults:
        record.fault(path, text, fault, place)
    if faults:
        return None
    if target is not None and (not target.known or (target.drafts and not each.owner)):
        where = (run.name(record.file_of(path)), *(place or record.place(path)))
        name = str(path[0])
        single = record.resource.fields[name].items is None
        kept = Reference(record.resource.name, record.id, dotted(path), target.name, value, single, each.owner, where)
        run.references.append(kept)
    elif not each.references and len(text) <= 60 and len(each.cache) < 5_000:
        each.cache[text] = value  # many values come again: days, numbers, words
    return value


def _group(record: RawRecord, fields: Fields, node: Node, path: Steps, values: dict[str, Any]) -> None:
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
                record.fault((*path, name), "", Fault("is missing.", fields[name].description, "required"), at)
        elif given[name].value in _NOTHING:
            record.fault((*path, name), "", Fault("must be filled.", fields[name].description, "required"))


def _unknown_field(record: RawRecord, fields: Fields, name: str, child: Node, path: Steps) -> str:
    """A record has no fields but those of its schema; return the one that was probably meant."""
    near = record.run.near(name, fields)
    hint = f"Did you mean '{near}'?" if near else f"The fields are: {', '.join(fields)}."
    place = (child.key_line, child.key_column)
    shown = name if len(name) <= 60 else name[:59] + "…"
    record.fault((*path, shown), name, Fault("is not a known field.", hint, "unknown-field"), place)
    return near


def _value(record: RawRecord, each: SchemaField, node: Node, path: Steps) -> Any:
    """Return the typed form of any value; report what is wrong."""
    raw: Any = node.value
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
    assert isinstance(raw, str)
    return _scalar(record, each, raw, path, (node.line, node.column))


def _wrong_kind(each: SchemaField, wanted: type) -> Fault:
    """Return the fault of a list where a text must be, and the like."""
    if wanted is list:
        hint = "Write each entry on a line of its own that starts with a hyphen and a space."
        return Fault("must be a list.", hint, "list")
    if wanted is dict:
        parts = ", ".join(each.fields or ())
        return Fault(
            "must be a group of values.", f"Write lines like  name: value  below it. It has: {parts}.", "group"
        )
    hint = "Text with braces or brackets needs quotes."
    return Fault(f"must be {each.expected}, not a list or a group.", hint, "one-value")


def _items(record: RawRecord, each: SchemaField, node: Node, path: Steps) -> list[Any]:
    """Return the typed entries of a list."""
    assert each.items is not None
    values: list[Any] = []  # None for an entry that is wrong, so that rules tell the places of the others
    seen: set[str] = set()
    for number, child in enumerate(node.value):
        inner = (*path, number)
        if not child.value:
            fault = Fault("must not be empty.", "Delete the line, or fill it.", "empty-entry")
            record.fault(inner, "", fault, (child.line, child.column))
            values.append(None)
            continue
        if type(child.value) is str:
            if child.value in seen:
                message = f"must stand once in the list: {quote(child.value)}."
                fault = Fault(message, "Delete one of the two.", "entry-twice")
                record.fault(inner, child.value, fault, (child.line, child.column))
            seen.add(child.value)
        cached = each.items.cache.get(child.value) if type(child.value) is str else None
        values.append(_value(record, each.items, child, inner) if cached is None else cached)
    least, most = each.constraints.get("minLength", 0), each.constraints.get("maxLength", 1000)
    if len(values) < least and values:
        message = f"must have at least {least} entries, not {len(values)}."
        record.fault(path, "", Fault(message, each.description, "entries"))
    if len(values) > most:
        record.fault(path, "", Fault(f"must have at most {most:,} entries, not {len(values):,}.", "", "entries"))
    return [each for each in values if each is not None] if record.is_right else values
