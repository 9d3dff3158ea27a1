"""The catalog as plain values: nested ones for JSON, and relational tables for CSV, workbook and package.

A record becomes a row, the parts of a group become columns, a reference becomes
a foreign key, and a list becomes a table of its own, whose rows name the record
and their position in its list. All of it follows from the schemas: a new kind
of record or a new field needs no word here.

Table Schema v2: https://datapackage.org/standard/table-schema/
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import Any

from macros.data import models
from macros.data.catalog import Catalog, derived

Field = Mapping[str, Any]  # a field of a Table Schema
Published = Mapping[str, Mapping[str, Any]]  # kind -> id -> record
Path = tuple[str, ...]  # the names of a field's groups, from outside, and its own
Plain = dict[str, Any]  # a record without anything but text, numbers, dates, lists and groups

PARTIAL_DATE = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"
_CONSTRAINTS = ("required", "unique", "minLength", "maxLength", "minimum", "maximum", "enum")
_POSITION = {
    "name": "position",
    "title": "Position",
    "description": "The place in the record's own list, counted from 1.",
    "type": "integer",
    "constraints": {"required": True, "minimum": 1},
}


@dataclass(frozen=True, slots=True, eq=False)
class RelationalTable:
    """One relational table: Table Schema fields, keys, and rows of plain values; None is not known.

    ``kind`` is that of the records which the rows come from.
    """

    name: str
    kind: str
    title: str
    description: str
    fields: Sequence[Field]
    primary_key: Sequence[str]
    foreign_keys: Sequence[Mapping[str, Any]]
    rows: list[tuple[Any, ...]] = field(default_factory=list)

    @property
    def schema(self) -> dict[str, Any]:
        """The table's own Table Schema."""
        keys = {"foreignKeys": list(self.foreign_keys)} if self.foreign_keys else {}
        return {"fields": list(self.fields), "primaryKey": list(self.primary_key), **keys}

    def target(self, column: str) -> str:
        """The table that a column's values are ids of; empty where it refers to none."""
        found = (each for each in self.foreign_keys if each["fields"] == [column])
        return next((key["reference"].get("resource", self.name) for key in found), "")


# --- what is published ------------------------------------------------------


@derived
def published(catalog: Catalog) -> Published:
    """The records of every kind that a data package names; the catalog holds no others than those that may be shown."""
    return {kind: catalog.tables[kind] for kind in kinds(catalog)}


def kinds(catalog: Catalog) -> list[str]:
    """The kinds of record in the order of the data packages."""
    return [kind for kind in catalog.resources if kind in catalog.tables]


def own_fields(kind: str, catalog: Catalog) -> list[Field]:
    """The fields of a kind's schema that its records hold, without what is internal or refers to what is left out."""
    held = {each.name for each in fields(models.KINDS[kind])}
    return _without_left_out((each for each in catalog.schemas[kind]["fields"] if each["name"] in held), catalog)


def _without_left_out(schema_fields: Iterable[Field], catalog: Catalog) -> list[Field]:
    return [_parts_there(each, catalog) for each in schema_fields if _is_there(each, catalog)]


def _is_there(each: Field, catalog: Catalog) -> bool:
    if each.get("internal"):
        return False
    target = each.get("references") or each.get("items", {}).get("references")
    return not target or catalog.has(target)


def _parts_there(each: Field, catalog: Catalog) -> Field:
    """A field, and of its parts those that are there."""
    if "fields" in each:
        return {**each, "fields": _without_left_out(each["fields"], catalog)}
    if "fields" in each.get("items", {}):
        return {**each, "items": _parts_there(each["items"], catalog)}
    return each


# --- plain values -----------------------------------------------------------


def reader(kind: str, catalog: Catalog) -> Callable[[Any], Plain]:
    """A function that turns a record of ``kind`` into plain values, by the names of its fields.

    References are ids, and only of what is published. What is not known is
    None, and an empty list where it is a list.
    """
    return _group_reader(own_fields(kind, catalog), published(catalog))


def _group_reader(schema_fields: Iterable[Field], public: Published) -> Callable[[Any], Plain]:
    plan = [(each["name"], _value_reader(each, public)) for each in schema_fields]
    names = [name for name, _ in plan]
    get = attrgetter(*names) if len(names) > 1 else lambda record: (getattr(record, names[0]),)
    readers = [read for _, read in plan]

    def read_group(record: Any) -> Plain:
        return {
            name: (read(value) if read else value) if value else _blank(value)
            for name, read, value in zip(names, readers, get(record), strict=True)
        }

    return read_group


def _blank(value: Any) -> Any:
    """What is empty, as plain values have it; 0 and False are not empty."""
    if value is None or value == "":
        return None
    return [] if value == () else value


def _value_reader(each: Field, public: Published) -> Callable[[Any], Any] | None:
    """How one value becomes plain; None where it is."""
    if each["type"] == "array":
        return _list_reader(_value_reader(item_of(each), public))
    if each["type"] == "object":
        return _group_reader(each["fields"], public)
    if "references" in each:
        known = public[each["references"]]
        return lambda value: id if (id := getattr(value, "id", value)) in known else None
    return None


def _list_reader(read: Callable[[Any], Any] | None) -> Callable[[Any], list[Any]]:
    if read is None:
        return list
    return lambda values: [plain for value in values if (plain := read(value)) is not None]


def item_of(each: Field) -> Field:
    """The field that one entry of a list is; lists of groups have entries of the type object."""
    items = each["items"]
    target = {"references": each["references"]} if "references" in each else {}
    kind = {"type": "object"} if "fields" in items else {}
    return {**{name: each[name] for name in ("name", "title", "description")}, **target, **items, **kind}


# --- relational tables --------------------------------------------------------


def tables(catalog: Catalog) -> list[RelationalTable]:
    """Every table, each kind's lists behind it, with all rows."""
    found = []
    for kind in kinds(catalog):
        about = catalog.resources[kind]
        table = _TableBuilder(kind, kind, about["title"], about["description"], (), ())
        table.take_fields(own_fields(kind, catalog))
        read = reader(kind, catalog)
        for record in published(catalog)[kind].values():
            table.add((), read(record))
        found += list(table.finished())
    return found


class _TableBuilder:
    """A table in the making, with the tables of its lists."""

    def __init__(
        self,
        name: str,
        kind: str,
        title: str,
        description: str,
        keys: Sequence[Field],
        key_of: Sequence[Mapping[str, Any]],
    ) -> None:
        """``keys`` are the columns that say where a row belongs, ``key_of`` the foreign keys over them."""
        self.name, self.kind, self.title, self.description = name, kind, title, description
        self.keys = list(keys)
        self.columns: list[Field] = list(keys)
        self.foreign_keys = list(key_of)
        self.primary_key = [each["name"] for each in keys] or ["id"]
        self.rows: list[tuple[Any, ...]] = []
        self._parts: list[Path] = []  # for each column of its own, where its value stands in a record
        self._lists: list[tuple[Path, _TableBuilder]] = []

    def take_fields(self, schema_fields: Iterable[Field]) -> None:
        """Make a column of each field, one of each part of a group, and a table of each list."""
        for path, each in opened(schema_fields):
            if each["type"] == "array":
                self._lists.append((path, self._list("_".join(path), each)))
            else:
                self.take_column("_".join(path), each)
                self._parts.append(path)

    def take_column(self, name: str, each: Field) -> None:
        """Add a column, with a foreign key where it refers to something."""
        self.columns.append(column(name, each))
        if "references" in each:
            self.foreign_keys.append(_foreign_key([name], each["references"], ["id"], self.name))

    def _list(self, name: str, each: Field) -> _TableBuilder:
        item = item_of(each)
        keys, key_of = self._keys_of_list()
        made = _TableBuilder(
            f"{self.name}_{name}",
            self.kind,
            f"{self.title}: {each['title'].lower()}",
            each["description"],
            keys,
            key_of,
        )
        if item["type"] == "object":
            made.take_fields(item["fields"])
        else:
            taken = {each["name"] for each in keys}
            one = singular(name)
            item = {**item, "constraints": {**item.get("constraints", {}), "required": True}}
            made.take_column(f"{one}_id" if one in taken else one, item)
        return made

    def _keys_of_list(self) -> tuple[list[Field], list[Mapping[str, Any]]]:
        """The columns that lead from a list's row back to the row that has the list."""
        one = singular(self.name)
        words = one.replace("_", " ")
        if not self.keys:
            owner = {
                "name": one,
                "title": words.capitalize(),
                "type": "string",
                "description": "The id of the record that this row belongs to.",
                "constraints": {"required": True},
            }
            return [owner, _POSITION], [_foreign_key([one], self.name, ["id"])]
        above = {
            **_POSITION,
            "name": singular(self.name.removeprefix(f"{self.kind}_")),
            "description": "The position of the row that this list belongs to.",
        }
        keys = [*self.keys[:-1], above]
        return [*keys, _POSITION], [_foreign_key([each["name"] for each in keys], self.name, self.primary_key)]

    def add(self, key: tuple[Any, ...], plain: Any) -> None:
        """Add a row, and the rows of its lists."""
        if not isinstance(plain, dict):
            self.rows.append((*key, plain))
            return
        self.rows.append((*key, *(_at(path, plain) for path in self._parts)))
        key = key or (plain["id"],)
        for path, table in self._lists:
            for position, value in enumerate(_at(path, plain) or (), start=1):
                table.add((*key, position), value)

    def finished(self) -> Iterator[RelationalTable]:
        """The table, then those of its lists."""
        yield RelationalTable(
            self.name,
            self.kind,
            self.title,
            self.description,
            self.columns,
            self.primary_key,
            self.foreign_keys,
            self.rows,
        )
        for _, table in self._lists:
            yield from table.finished()


def opened(
    schema_fields: Iterable[Field], path: Path = (), title: str = "", is_sure: bool = True
) -> Iterator[tuple[Path, Field]]:
    """The fields with groups replaced by their parts, each with its path: the names of its groups and its own."""
    for each in schema_fields:
        here = (*path, each["name"])
        constraints = each.get("constraints", {})
        # What a group requires is not required where the group itself may be missing.
        required = bool(is_sure and constraints.get("required"))
        told = f"{title}: {each['title'].lower()}" if title else each["title"]
        if each["type"] == "object":
            yield from opened(each["fields"], here, told, required)
        else:
            yield here, {**each, "title": told, "constraints": {**constraints, "required": required}}


def _at(path: Path, plain: Any) -> Any:
    """The value that stands at ``path`` in a record's plain values; None where a group is missing."""
    for name in path:
        plain = (plain or {}).get(name)
    return plain


def column(name: str, each: Field) -> Field:
    """A field as the published Table Schema has it: standard properties alone."""
    made = {"name": name, "title": each["title"], "description": each["description"], "type": each["type"]}
    if each.get("rule") == "link":
        made["format"] = "uri"
    example = each.get("example")
    if example is not None and not isinstance(example, (list, dict)):
        made["example"] = example
    given = each.get("constraints", {})
    constraints = {word: bound(given[word]) for word in _CONSTRAINTS if given.get(word) not in (None, False)}
    if each.get("rule") == "partial-date":
        constraints["pattern"] = PARTIAL_DATE
    elif "pattern" in given:
        constraints["pattern"] = f"^(?:{given['pattern']})$"  # a pattern of Table Schema holds for the whole text
    return {**made, "constraints": constraints} if constraints else made


def bound(limit: Any) -> Any:
    """A constraint's value as JSON has it: the descriptors may hold a number as text."""
    if isinstance(limit, str):
        return int(limit) if limit.lstrip("-").isdigit() else float(limit)
    return limit


def _foreign_key(names: list[str], target: str, to: Sequence[str], own: str = "") -> dict[str, Any]:
    """A foreign key; within a table the name of the table is left out, as the standard says."""
    resource = {} if target == own else {"resource": target}
    return {"fields": names, "reference": {**resource, "fields": list(to)}}


# English plurals, as far as the names of tables and lists need them.
_PLURALS = (
    (re.compile(r"series$"), "series"),
    (re.compile(r"ies$"), "y"),
    (re.compile(r"(uses|sses|ches|shes|xes)$"), lambda found: found[1][:-2]),
    (re.compile(r"(?<!s)s$"), ""),
)


def singular(name: str) -> str:
    """The last word of a name in the singular: ``workforce_areas`` gives ``workforce_area``."""
    for pattern, ending in _PLURALS:
        if pattern.search(name):
            return pattern.sub(ending, name)
    return name


# --- where a record is found ----------------------------------------------------

API = "api/v1/"
DOWNLOADS = "data/files/"
_KIND_OF_PAGE = {cls: kind for kind, cls in models.KINDS.items() if cls.folder}


def kind_of(record: models.Record) -> str:
    """The kind of a record that has a page."""
    return _KIND_OF_PAGE[type(record)]


def json_path(record: models.Record) -> str:
    """The address of the JSON file of a record that has a page."""
    return f"{API}{_KIND_OF_PAGE[type(record)]}/{record.id}.json"


def groups(kind: str) -> dict[str, str]:
    """What is kept with a record of a kind: the name of the field -> the kind of its rows."""
    return {each.name: each.metadata["resource"] for each in fields(models.KINDS[kind]) if each.metadata}


def name_reader(kind: str, catalog: Catalog) -> Callable[[Any], str]:
    """What to call a record of a kind: its name or title, else its first short text, else its id."""
    return attrgetter(name_field(own_fields(kind, catalog)))


def name_field(schema_fields: Sequence[Field]) -> str:
    """The field of a schema that says what to call a record: name or title, else the first short text, else the id."""
    texts = [each for each in schema_fields[1:] if _is_short_text(each)]
    best = [each["name"] for each in texts if each["name"] in ("name", "title")]
    first = [each["name"] for each in texts if each.get("constraints", {}).get("required")]
    return (best or first or ["id"])[0]


def _is_short_text(each: Field) -> bool:
    is_text = each["type"] == "string" and "references" not in each and each.get("rule", "text") == "text"
    return is_text and each.get("constraints", {}).get("maxLength", 0) <= 300
