"""What the JSON files promise, made from the Table Schemas: JSON Schemas and an OpenAPI document.

JSON Schema draft 2020-12: https://json-schema.org/draft/2020-12
OpenAPI 3.1: https://spec.openapis.org/oas/v3.1.1.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from macros.data import tables
from macros.data.catalog import Catalog
from macros.pages.outputs import Site

Schema = dict[str, Any]

VERSION = "1.4.0"  # of the contract: https://semver.org, with the promise on the API page
DIALECT = "https://json-schema.org/draft/2020-12/schema"
ID = {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"}
ADDRESS = {"type": "string", "format": "uri-reference"}
COUNT = {"type": "integer", "minimum": 0}
_TYPES = {"string": "string", "number": "number", "integer": "integer", "boolean": "boolean", "date": "string"}
_OFFERED = {"services_offered": {"type": "array", "items": ID}}
_DAY = {"day": {"type": "string", "format": "date"}}
# The kinds of record whose words count for some months only, and what their documents say about the day.
STANDING: Mapping[str, Mapping[str, Schema]] = {
    "partnerships": {**_DAY, "status": ID, "status_words": {"type": "string"}, **_OFFERED},
    "training_options": {**_DAY, **_OFFERED},
}
_LIMITS = ("minLength", "maxLength", "minimum", "maximum")  # the same words in both languages
_FORMATS = {"link": "uri", "email": "email"}


# --- values ---------------------------------------------------------------------


def value_schema(each: Mapping[str, Any], is_sure: bool = False) -> Schema:
    """The JSON Schema of a field's plain value; null stands for what is not known unless ``is_sure``."""
    made: Schema = {name: each[name] for name in ("title", "description") if name in each}
    if "example" in each and each["type"] not in ("number", "integer"):
        made["examples"] = [each["example"]]
    required = is_sure or bool(each.get("constraints", {}).get("required"))
    if each["type"] == "array":
        return {**made, "type": "array", "items": value_schema(tables.item_of(each), is_sure=True)}
    if each["type"] == "object":
        made |= group_schema(each["fields"])
    else:
        made |= _scalar_schema(each)
    return made if required else _or_null(made)


def group_schema(schema_fields: Iterable[Mapping[str, Any]]) -> Schema:
    """The JSON Schema of plain values by name: every one is there, known or not."""
    properties = {each["name"]: value_schema(each) for each in schema_fields}
    return {"type": "object", "required": list(properties), "properties": properties}


def _scalar_schema(each: Mapping[str, Any]) -> Schema:
    constraints, rule = each.get("constraints", {}), each.get("rule")
    made: Schema = {"type": _TYPES[each["type"]]}
    made |= {word: tables.bound(constraints[word]) for word in _LIMITS if word in constraints}
    if "enum" in constraints:
        made["enum"] = list(constraints["enum"])
    if each["type"] == "date":
        made["format"] = "date"
    elif rule in _FORMATS:
        made["format"] = _FORMATS[rule]
    if rule == "partial-date":
        made["pattern"] = tables.PARTIAL_DATE
    elif rule == "id" or "references" in each:
        made["pattern"] = ID["pattern"]
    elif "pattern" in constraints:
        made["pattern"] = f"^(?:{constraints['pattern']})$"
    return made


def _or_null(schema: Schema) -> Schema:
    made = {**schema, "type": [schema["type"], "null"]}
    if "enum" in made:
        made["enum"] = [*made["enum"], None]
    return made


# --- documents ------------------------------------------------------------------


def definitions(catalog: Catalog, at: str) -> dict[str, Schema]:
    """Every schema by name, referring to each other below ``at``, such as ``#/$defs/``."""

    def ref(name: str) -> Schema:
        return {"$ref": at + name}

    found = _shared(ref)
    for kind in tables.kinds(catalog):
        about = catalog.resources[kind]
        record = group_schema(tables.own_fields(kind, catalog))
        found[f"{kind}_record"] = {"title": f"{about['title']}: one record", **record}
        found[kind] = _document(kind, about, ref)
        found[f"{kind}_list"] = _list(kind, about, ref)
    return found


def _shared(ref: Callable[[str], Schema]) -> dict[str, Schema]:
    links = dict.fromkeys(("self", "page", "list", "schema", "index", "next", "previous", "csv"), ADDRESS)
    reference = {"kind": {"type": "string"}, "id": ID, "name": {"type": "string"}, "json": ADDRESS}
    kind = {
        "kind": {"type": "string"},
        "title": {"type": "string"},
        "description": {"type": "string"},
        "count": COUNT,
        "links": ref("links"),
    }
    return {
        "links": _object({}, {**links, "path": ADDRESS}, "Complete addresses; path is below the site's root"),
        "reference": _object(
            {name: reference[name] for name in ("kind", "id", "name")}, {"json": ADDRESS}, "A related record"
        ),
        "references": {"type": "array", "items": ref("reference")},
        "index": _object(
            {
                **_VERSIONED,
                "title": {"type": "string"},
                "description": {"type": "string"},
                "generated": {"type": "string", "format": "date"},
                "license": _object({"name": {"type": "string"}, "url": ADDRESS}),
                "notices": {"type": "array", "items": {"type": "string"}},
                "links": {"type": "object", "additionalProperties": ADDRESS},
                "kinds": {"type": "array", "items": _object(kind)},
            },
            _PAST,
            title="The index of the API",
        ),
    }


_PAST: Mapping[str, Schema] = {
    "as_of": {
        "type": "string",
        "format": "date",
        "description": "Only on a site that shows the data of an earlier day.",
    }
}
_VERSIONED: Mapping[str, Schema] = {"schema_version": {"type": "string", "const": VERSION}}


def _document(kind: str, about: Mapping[str, Any], ref: Callable[[str], Schema]) -> Schema:
    contains = {name: {"type": "array", "items": ref(f"{rows}_record")} for name, rows in tables.groups(kind).items()}
    return _object(
        {
            **_VERSIONED,
            "kind": {"const": kind},
            "id": ID,
            "name": {"type": "string"},
            "links": ref("links"),
            "record": ref(f"{kind}_record"),
            "contains": _object(contains),
            "references": ref("references"),
            **_standing(kind),
        },
        {
            **_PAST,
            "partnership_count": COUNT,
            "partnerships_that_state_no_place": COUNT,
            "partnerships": ref("references"),
        },
        about["title"],
        about["description"],
    )


def _standing(kind: str) -> dict[str, Schema]:
    """What a document says about the day of the build, beside what the record says about its own day."""
    parts = STANDING.get(kind)
    about = "What counts on the day on which the file was made; the record says what its sources say of their day"
    return {"standing": _object(parts, title=about)} if parts else {}


def _list(kind: str, about: Mapping[str, Any], ref: Callable[[str], Schema]) -> Schema:
    entry = _object(
        {
            "id": ID,
            "name": {"type": "string"},
            "links": ref("links"),
            "record": ref(f"{kind}_record"),
            **_standing(kind),
        }
    )
    number = {"type": "integer", "minimum": 1}
    return _object(
        {
            **_VERSIONED,
            "kind": {"const": kind},
            "title": {"type": "string"},
            "description": {"type": "string"},
            "count": COUNT,
            "page": number,
            "pages": number,
            "links": ref("links"),
            "records": {"type": "array", "items": entry},
        },
        _PAST,
        title=f"{about['title']}: the list",
    )


def _object(
    required: Mapping[str, Any], other: Mapping[str, Schema] | None = None, title: str = "", description: str = ""
) -> Schema:
    about = {name: text for name, text in (("title", title), ("description", description)) if text}
    return {**about, "type": "object", "required": list(required), "properties": {**required, **(other or {})}}


def schema_file(name: str, found: Mapping[str, Schema], address: str) -> Schema:
    """One schema as a file at ``address``, with what it needs of ``found`` beside it."""
    needed = _needed(found[name], found, set())
    parts = {"$defs": {each: found[each] for each in sorted(needed)}} if needed else {}
    return {"$schema": DIALECT, "$id": address, **found[name], **parts}


def _needed(schema: Any, found: Mapping[str, Schema], known: set[str]) -> set[str]:
    if isinstance(schema, Mapping):
        name = str(schema.get("$ref", "")).rpartition("/")[2]
        if name in found and name not in known:
            known.add(name)
            _needed(found[name], found, known)
    children = schema.values() if isinstance(schema, Mapping) else schema if isinstance(schema, list) else ()
    for child in children:
        _needed(child, found, known)
    return known


# --- OpenAPI --------------------------------------------------------------------


def openapi(catalog: Catalog, site: Site) -> dict[str, Any]:
    """The OpenAPI document of the whole API."""
    program = catalog.program
    paths: dict[str, Any] = {f"/{tables.API}index.json": _get("index", "The index", "index")}
    for kind in tables.kinds(catalog):
        paths |= _paths(kind, catalog)
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": DIALECT,
        "info": {
            "title": f"{program.site_name}: data",
            "summary": program.tagline,
            "description": "Static files, free to read from any site and without a key.",
            "version": VERSION,
            "license": {"name": program.licence_words(), "url": program.licence_url},
            "contact": {"name": program.contact.name, **({"url": program.contact.url} if program.contact.url else {})},
        },
        # Without the site's own address: relative to this document.
        "servers": [{"url": site.url.rstrip("/") or "../.."}],
        "paths": paths,
        "components": {"schemas": definitions(catalog, "#/components/schemas/")},
    }


def _paths(kind: str, catalog: Catalog) -> dict[str, Any]:
    folder, title = f"/{tables.API}{kind}/", catalog.resources[kind]["title"]
    number = {"type": "integer", "minimum": 2}
    return {
        f"{folder}index.json": _get(f"{kind}_list", f"{title}: the list, or its first page", f"list_{kind}"),
        f"{folder}page/{{number}}.json": _get(
            f"{kind}_list", f"{title}: a further page of the list", f"page_{kind}", _parameter("number", number)
        ),
        f"{folder}{{id}}.json": _get(kind, f"{title}: one record", f"get_{kind}", _parameter("id", ID)),
    }


def _get(schema: str, summary: str, operation: str, parameter: Mapping[str, Any] | None = None) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    missing = {"404": {"description": "There is no such file."}} if parameter else {}
    made = {
        "operationId": operation,
        "summary": summary,
        "responses": {"200": {"description": "The file.", "content": content}, **missing},
        "security": [],
    }
    return {"get": made, **({"parameters": [parameter]} if parameter else {})}


def _parameter(name: str, schema: Schema) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": schema}
