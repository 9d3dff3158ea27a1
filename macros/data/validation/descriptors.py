"""Data packages as their descriptions say: which resources there are, and what their fields must be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from macros.data import packages, reading
from macros.data.packages import DESCRIPTOR
from macros.data.reading import Node, Problem, quote
from macros.data.validation.field_readers import NotTableSchema, reader
from macros.data.validation.running import ALLOWED, Fields, Resource, Run, SchemaField
from macros.data.validation.values import DAYS, SHAPE_RULES, SHAPES

Found = tuple[Node, str, str]  # where in a description, message, hint

_PATH = re.compile(r"[a-z0-9_-]+\.(?:csv|yaml)|[a-z0-9_-]+/\*\.(?:yaml|\{vtt,md\})")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_SWITCHES = frozenset(("required", "unique", "owner", "past", "adds", "internal"))
_COUNTS = frozenset(("minLength", "maxLength"))
# What a property must be: the words for it, and the type of its plain value.
_KINDS: Mapping[str, tuple[str, type]] = {
    **dict.fromkeys(("rule", "references", "expected", "pattern", "singular", "plural"), ("text", str)),
    **dict.fromkeys(_SWITCHES, ("true or false", bool)),
    **dict.fromkeys(_COUNTS, ("a whole number", int)),
    **dict.fromkeys(("enum", "primaryKey", "uniqueKeys"), ("a list", list)),
    "constraints": ("lines of  name: value", dict),
}
# Properties that something depends on: a slip in their spelling would switch a rule off.
_PROPERTIES = tuple(
    "name title description type format example constraints references expected rule owner items fields"
    " required unique pattern enum minLength maxLength minimum maximum"
    " schema primaryKey uniqueKeys path singular plural past adds internal".split()
)


def load_packages(run: Run) -> None:
    """Read the description of every package, then refuse files that none of them names."""
    files, folders, found = reading.list_folder(run.data_dir, run.root)
    found.extend(reading.stray(name, run.name(name)) for name in files)
    for problem in found:
        run.add(problem)
    if not folders and not found:
        hint = "Each subject has a folder, such as program."
        run.add(Problem(run.root, 0, 0, "", "", "The data folder holds no data package.", hint, code="description"))
    for folder in folders if run.is_self_described else _subjects(run, folders):
        _load_package(run, folder)
    for problem in _unknown_references(run):
        run.add(problem)


def _subjects(run: Run, folders: Sequence[str]) -> list[str]:
    """Return the folders that the shared descriptions are for, where there is any data; refuse all others."""
    known = packages.shared_subjects()
    for folder in folders:
        twin = reading.twin_of(folder, known)
        if twin:
            run.misnamed.add(twin)
            run.add(reading.stray(folder, run.name(folder), twin))
        elif folder not in known:
            near = run.near(folder, known)
            hint = f"Did you mean '{near}'?" if near else f"The folders are: {', '.join(known)}."
            message = f"The folder must be one of the subjects, not {quote(folder)}."
            run.add(Problem(run.name(folder), 0, 0, "", "", message, hint, code="description"))
    run.left_out = {*known} - {*folders}
    return known if folders else []


def _load_package(run: Run, folder: str) -> None:
    """Read one package's description, take up its resources, refuse what it does not name."""
    files: list[str] = []
    folders: list[str] = []
    if folder not in run.left_out:
        files, folders, found = reading.list_folder(run.data_dir / folder, run.name(folder))
        for problem in found:
            run.add(problem)
    if run.is_self_described and DESCRIPTOR not in files:
        _refuse_undescribed(run, folder, files)
        return
    file = run.description(folder)
    path = run.data_dir / folder / DESCRIPTOR if run.is_self_described else packages.SCHEMAS / f"{folder}.yaml"
    text, found = reading.read_text(path, file)
    root, plain, more, in_each = _parsed(text, file) if text is not None else (None, None, (), ())
    for problem in (*found, *more):
        run.add(problem)
    if root is None or plain is None:
        run.is_complete = False
        return
    run.descriptors[folder] = (root, plain)
    run.is_complete = run.is_complete and bool(_listed(root, "resources"))
    named = {DESCRIPTOR}
    for node, message, hint in _package_faults(run, folder, root):
        run.add(Problem(file, node.line, node.column, "", "", message, hint, code="description"))
    if not _listed(root, "resources"):
        return  # what the files are can't be said
    resources = zip(_listed(root, "resources"), plain.get("resources") or (), in_each, strict=True)
    for node, descriptor, (faults, references) in resources:
        named.add(_take_resource(run, folder, file, node, descriptor, faults).split("/")[0])
        run.reference_nodes.setdefault(text_of(node, "name"), []).extend(references)
    for name in (*files, *folders):
        if name not in named:
            twin = reading.twin_of(name, named)
            run.misnamed.add(f"{folder}/{twin}")
            run.add(reading.stray(name, run.name(folder, name), twin))


@lru_cache(maxsize=16)
def _parsed(
    text: str, file: str
) -> tuple[Node | None, dict[str, Any] | None, Sequence[Problem], Sequence[tuple[Sequence[Found], Sequence[Node]]]]:
    """Return a description as nodes and as plain values, and what is wrong with it.

    Of each resource by itself: what is wrong with it, and to what it refers.

    Kept, since every check of a process goes by the same shared descriptions: nothing may change what it returns.
    """
    if "\t" in text:  # YAML takes no tab, and what read the text says so
        return None, None, (), ()
    root, found = reading.parse_yaml(text, file)
    if root is None:
        return None, None, found, ()
    resources = _listed(root, "resources")
    return root, _plain(root), found, [([*_resource_faults(each)], [*_reference_nodes(each)]) for each in resources]


def _refuse_undescribed(run: Run, folder: str, files: Sequence[str]) -> None:
    """Say that a folder of data that describes itself has no description."""
    twin = reading.twin_of(DESCRIPTOR, files)
    if twin:
        run.add(reading.stray(twin, run.name(folder, twin), DESCRIPTOR))
        run.is_complete = False
        return
    message = f"The folder must hold a {DESCRIPTOR}, since another folder has one."
    hint = "It names and describes the files of the folder. Without any, the descriptions that all programs share hold."
    run.add(Problem(run.name(folder), 0, 0, "", "", message, hint, code="description"))


def _take_resource(run: Run, folder: str, file: str, node: Node, descriptor: Any, found: Sequence[Found]) -> str:
    """Compile one resource when its description is right, but for what was ``found`` in it; return its path."""
    faults = [*_twin_faults(run, folder, node), *found]
    for at, message, hint in faults:
        run.add(Problem(file, at.line, at.column, "", "", message, hint, code="description"))
    name, path = text_of(node, "name"), text_of(node, "path")
    if faults:
        run.unsound.add(name)
        return path
    try:
        fields = fields_of_resource(descriptor)
    except NotTableSchema as error:
        run.unsound.add(name)
        at = node.value["schema"]
        message = f"The schema of {name} is not a Table Schema: {error}."
        run.add(Problem(file, at.key_line, at.key_column, "", "", message, code="description"))
        return path
    for each in fields.values() if name == ALLOWED else ():
        each.is_exempt = True
    schema = descriptor["schema"]
    keys = [(key,) for key, each in fields.items() if each.constraints.get("unique") and key != "id"]
    keys += [tuple(key) for key in schema.get("uniqueKeys") or ()]
    shared = not run.is_self_described and packages.adds(descriptor)
    run.resources[name] = Resource(name, folder, path, descriptor, fields, tuple(keys), adds=shared)
    return path


def text_of(node: Node | None, key: str) -> str:
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


def _package_faults(run: Run, folder: str, root: Node) -> Iterator[Found]:
    """A package has a name of its own, a title, a description and resources."""
    name = text_of(root, "name")
    twin = next(
        (at for at, (other, _) in run.descriptors.items() if at != folder and name == text_of(other, "name")), ""
    )
    if name and twin:
        yield (
            root.value["name"],
            f"The package's name must be another than {quote(name)}, which {run.description(twin)} has.",
            "",
        )
    for key in ("name", "title", "description"):
        if not text_of(root, key):
            yield root, f"The package must have a {key}.", ""
    if not _listed(root, "resources"):
        yield root, "The package must have a list of resources.", ""


def _twin_faults(run: Run, folder: str, node: Node) -> Iterator[Found]:
    """A resource has a name and a path that no other has."""
    name, path = text_of(node, "name"), text_of(node, "path")
    if name in run.resources or name in run.unsound:
        yield node.value["name"], f"The resource {quote(name)} must be described once.", ""
    twin = next((each.name for each in run.resources.values() if (each.folder, each.path) == (folder, path)), "")
    if twin:
        message = f"The path must be another than {quote(path)}, which the resource {quote(twin)} has."
        yield node.value["path"], message, ""


def _resource_faults(node: Node) -> Iterator[Found]:
    """A resource has a name, a path, words for people and a schema with fields."""
    if type(node.value) is not dict:
        yield node, "A resource must be lines of  name: value.", ""
        return
    name, path = text_of(node, "name"), text_of(node, "path")
    yield from _worded(node, "resource", ("name", "title", "description", "path"))
    if name and not _NAME.fullmatch(name):
        yield node.value["name"], f"A resource's name must be small letters and underscores, not {quote(name)}.", ""
    if path and not _PATH.fullmatch(path):
        hint = "It is  name.csv, name.yaml,  folder/*.yaml or  folder/*.{vtt,md}, in the package's own folder."
        yield node.value["path"], f"The path must stay in the package's folder, not {quote(path)}.", hint
    schema = node.value.get("schema")
    fields = _listed(schema, "fields")
    if not fields:
        yield schema or node, "The resource must have a schema with a list of fields.", ""
    yield from _misformed(node)
    yield from _misformed(schema)
    yield from _field_list_faults(fields, not path.endswith(".csv"))
    yield from _key_faults(schema, {text_of(each, "name") for each in fields})
    key = next((each for each in fields if text_of(each, "name") == "id"), None)
    if fields and (
        text_of(key, "type") != "string" or text_of(key and key.value.get("constraints"), "required") != "true"
    ):
        yield key or fields[0], "The schema must have a field 'id' of type string that is required.", ""


def _worded(node: Node, what: str, keys: Iterable[str]) -> Iterator[Found]:
    """What people read in messages and forms must be there."""
    for key in keys:
        if not text_of(node, key):
            yield node.value.get(key) or node, f"The {what} {quote(text_of(node, 'name'))} must have a {key}.", ""


def _misformed(node: Node | None) -> Iterator[Found]:
    """A property that is nearly a known one is a slip; a known one is of its kind."""
    for key, child in node.value.items() if node is not None and type(node.value) is dict else ():
        words, kind = _KINDS.get(key, ("", object))
        if not isinstance(_plain(child, key), kind):
            named: dict[type, str] = {list: "a list", dict: "a group"}
            found = named.get(type(child.value)) or quote(child.value or "")
            yield child, f"'{key}' must be {words}, not {found}.", ""
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
        name = text_of(node, "name")
        yield from _worded(node, "field", ("name", "title", "description", "type"))
        if name in names:
            yield node, f"The field {quote(name)} must be described once.", ""
        names.add(name)
        yield from _type_faults(node, nested)


def _type_faults(node: Node, nested: bool) -> Iterator[Found]:
    """A field's type, rule and constraints are among those that we read."""
    name, kind, rule = text_of(node, "name"), text_of(node, "type"), text_of(node, "rule")
    yield from _misformed(node)
    if kind and kind not in SHAPES:
        hint = f"The types are: {', '.join(SHAPES)}."
        yield node.value["type"], f"The type {quote(kind)} is not known.", hint
    if rule and rule not in SHAPE_RULES:
        yield node.value["rule"], f"The rule {quote(rule)} is not known.", f"The rules are: {', '.join(SHAPE_RULES)}."
    if kind in ("array", "object") and not nested:
        yield (
            node.value["type"],
            f"The field {quote(name)} of a CSV file must not be a list.",
            "Use a table of its own.",
        )
    if text_of(node, "past") == "true" and kind != "date" and rule not in DAYS:
        yield node.value["past"], f"The field {quote(name)} must be a day to be 'past'.", ""
    yield from _constraint_faults(node.value.get("constraints"))
    if kind != "object" and "fields" in node.value:
        yield node, f"The field {quote(name)} must be of type object, since it has fields.", ""
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
        yield node, f"{quote(text_of(node, 'name'))} must have a list of fields.", ""
    yield from _field_list_faults(fields, True)


def _constraint_faults(node: Node | None) -> Iterator[Found]:
    """A constraint has a value that it can work with."""
    yield from _misformed(node)
    pattern = text_of(node, "pattern")
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError) as error:
        assert node is not None
        yield node.value["pattern"], f"The pattern {quote(pattern)} is not a regular expression: {error}.", ""


def _key_faults(schema: Node | None, names: set[str]) -> Iterator[Found]:
    """A key is a list of the table's own fields."""
    for key in _listed(schema, "uniqueKeys"):
        if type(key.value) is not list:
            yield key, "A unique key must be a list of fields.", ""
    keys = [part for key in _listed(schema, "uniqueKeys") if type(key.value) is list for part in key.value]
    for part in (*_listed(schema, "primaryKey"), *keys):
        if type(part.value) is not str or part.value not in names:
            yield part, f"The key {quote(part.value)} is not a field of this table.", ""


def _unknown_references(run: Run) -> Iterator[Problem]:
    """A reference names a resource of one of the packages."""
    known = {*run.resources, *run.unsound}
    for resource in run.resources.values() if run.is_complete else ():
        for node in run.reference_nodes[resource.name]:
            found = str(node.value)
            if found not in known:
                file = run.description(resource.folder)
                near = run.near(found, known)
                hint = f"Did you mean '{near}'?" if near else ""
                message = f"'references' must name a resource, not {quote(node.value)}."
                yield Problem(file, node.line, node.column, "references", found, message, hint, code="description")


def _reference_nodes(resource: Node) -> Iterator[Node]:
    """Yield the nodes of a resource's references, nested ones too."""
    waiting = [resource]
    while waiting:
        value = waiting.pop().value
        children = value.values() if type(value) is dict else value if type(value) is list else ()
        if type(value) is dict and "references" in value:
            yield value["references"]
        waiting.extend(children)


# --- fields -----------------------------------------------------------------


def fields_of_resource(descriptor: Mapping[str, Any]) -> Fields:
    """Return the fields of a resource's records, ready to read values; raise NotTableSchema."""
    fields = compiled(descriptor["schema"]["fields"])
    for each in fields.values():
        each.in_table = descriptor["path"].endswith(".csv")
    return fields


def compiled(descriptors: Sequence[Mapping[str, Any]]) -> Fields:
    """Return the fields of a schema, each with its reader; raise NotTableSchema."""
    fields = Fields(map(_field, descriptors))
    for each in _scalars(fields.values()):
        each.read = reader(each.type, each.constraints)
    return fields


def _field(descriptor: Mapping[str, Any], references: str = "") -> SchemaField:
    """Return a field without its reader; ``references`` is what a list says about its items."""
    kind = descriptor.get("type", "string")
    target = descriptor.get("references") or references
    made = SchemaField(
        name=descriptor.get("name", ""),
        type="object" if "fields" in descriptor else kind,
        rule=descriptor.get("rule", "text" if kind == "string" else ""),
        required=descriptor.get("constraints", {}).get("required", False),
        references="" if kind == "array" else target,
        owner=descriptor.get("owner", False),
        expected=descriptor.get("expected") or SHAPES[kind],
        description=descriptor.get("description", ""),
        constraints=descriptor.get("constraints", {}),
        is_past=descriptor.get("past", False),
    )
    if kind == "array":
        made.items = _field({"expected": made.expected, **descriptor["items"]}, target)
    if "fields" in descriptor:
        made.fields = Fields(map(_field, descriptor["fields"]))
    return made


def _scalars(fields: Iterable[SchemaField]) -> Iterator[SchemaField]:
    """Yield the fields that hold one value, nested ones too."""
    for each in fields:
        if each.fields is not None:
            yield from _scalars(each.fields.values())
        elif each.items is not None:
            yield from _scalars((each.items,))
        else:
            yield each
