"""Reads a value as its field's type and constraints say, which are those of Table Schema.

https://datapackage.org/standard/table-schema/

frictionless reads values, and says whether a schema is one. Loading it takes longer than reading the data of a
small state, so what every schema has is read here, and frictionless is asked about all else. A test holds both
against each other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from macros.data.validation.running import Reader

Check = Callable[[Any], bool]


class NotTableSchema(ValueError):
    """The field is not one of a Table Schema; the message says why."""


def reader(kind: str, constraints: Mapping[str, Any]) -> Reader:
    """Return what reads values of a type with constraints; ``unique`` and ``required`` are looked after elsewhere.

    It takes a text whose shape is right for the type, and returns the typed value, and by name what it breaks: its
    type or a constraint. Raises NotTableSchema.
    """
    kept = {key: value for key, value in constraints.items() if key not in ("unique", "required")}
    return _kept_reader(kind, json.dumps(kept, sort_keys=True) if kept else "{}")


@lru_cache(maxsize=4096)
def _kept_reader(kind: str, constraints: str) -> Reader:
    """Many fields are alike."""
    return _plain_reader(kind, json.loads(constraints)) or _reader_of_frictionless(kind, json.loads(constraints))


# --- what every schema has ------------------------------------------------------------

_BOOLEANS = {"true": True, "TRUE": True, "false": False, "FALSE": False}  # Excel writes capitals
_TYPES: Mapping[str, Callable[[str], Any]] = {
    "string": lambda text: text,
    "integer": int,
    "number": Decimal,
    "boolean": _BOOLEANS.get,
    "date": date.fromisoformat,
}
_WHOLE = re.compile("-?[0-9]{1,9}")


def _plain_reader(kind: str, constraints: dict[str, Any]) -> Reader | None:
    """Return a reader, or None where the type or a constraint is none of the usual ones."""
    typed, checks = _TYPES.get(kind), _checks(kind, constraints)
    if typed is None or checks is None:
        return None

    def read(text: str) -> tuple[Any, dict[str, str] | None]:
        value = typed(text)
        if value is None:
            return None, {"type": kind}
        for _, check in checks:
            if not check(value):
                return value, {name: "" for name, check in checks if not check(value)}
        return value, None

    return read


def _checks(kind: str, constraints: Mapping[str, Any]) -> list[tuple[str, Check]] | None:
    """Return the constraints in the order in which they are told, or None where one is not usual."""
    made = [(name, make(constraints[name])) for name, make in _MAKERS.get(kind, {}).items() if name in constraints]
    if len(made) < len(constraints):
        return None
    usual = [(name, check) for name, check in made if check]
    return usual if len(usual) == len(made) else None


def _at_least_long(length: Any) -> Check | None:
    return (lambda text: len(text) >= length) if type(length) is int and length >= 0 else None


def _at_most_long(length: Any) -> Check | None:
    return (lambda text: len(text) <= length) if type(length) is int and length >= 0 else None


def _matching(pattern: Any) -> Check | None:
    return re.compile(pattern).fullmatch if type(pattern) is str else None  # type: ignore[return-value]


def _among(words: Any) -> Check | None:
    is_usual = bool(words) and all(type(word) is str for word in words) and len(set(words)) == len(words)
    return frozenset(words).__contains__ if is_usual else None


def _at_least(least: Any) -> Check | None:
    bound = _bound(least)
    return None if bound is None else lambda value: value >= bound


def _at_most(most: Any) -> Check | None:
    bound = _bound(most)
    return None if bound is None else lambda value: value <= bound


def _bound(written: Any) -> int | None:
    return int(written) if type(written) is str and _WHOLE.fullmatch(written) else None


_RANGE = {"minimum": _at_least, "maximum": _at_most}
_MAKERS: Mapping[str, Mapping[str, Callable[[Any], Check | None]]] = {
    "string": {"minLength": _at_least_long, "maxLength": _at_most_long, "pattern": _matching, "enum": _among},
    "integer": _RANGE,
    "number": _RANGE,
}


# --- all else -------------------------------------------------------------------------


def _reader_of_frictionless(kind: str, constraints: dict[str, Any]) -> Reader:
    """Return frictionless' reader of values. Raises NotTableSchema.

    frictionless puts ``^`` and ``$`` around a pattern, which takes a line end after
    the text and binds to the first and last alternative only.
    """
    from frictionless import FrictionlessException, Schema  # takes long to load

    if "pattern" in constraints:
        constraints["pattern"] = f"(?:{constraints['pattern']})\\Z"
    field: dict[str, Any] = {"name": "value", "type": kind, "constraints": constraints}
    if kind == "boolean":
        field["trueValues"] = [word for word, meant in _BOOLEANS.items() if meant]
        field["falseValues"] = [word for word, meant in _BOOLEANS.items() if not meant]
    profile = "https://datapackage.org/profiles/2.0/tableschema.json"
    try:
        schema = Schema.from_descriptor({"$schema": profile, "fields": [field]})
    except FrictionlessException as error:
        raise NotTableSchema(error.error.note) from error
    return schema.fields[0].create_cell_reader()
