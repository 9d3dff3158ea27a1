"""Write what editors know of the records, from the Table Schemas: ``python -m scripts.editors``; ``--check`` compares.

``.vscode/schemas/KIND.json`` is a JSON Schema of each kind of record that has a file of its own, and
``.vscode/settings.json`` says which files it is for. With the YAML extension that ``.vscode/extensions.json`` names,
Visual Studio Code then offers fields and words, shows what each means, and marks what is wrong. The check has the last
word: a schema of JSON can't say all of it.

Exit status: 0 when all is current, 1 when ``--check`` found something that isn't, 2 for wrong usage.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from macros.data import disk, forms, packages, tables, validation
from macros.data.tables import Field
from macros.data.validation import Checked
from macros.data.validation.values import ID_PATTERN

ROOT = Path(__file__).resolve().parent.parent
FOLDER = Path(".vscode")
DRAFT = "http://json-schema.org/draft-07/schema#"  # which the YAML extension knows
# An editor reads a bare 2024 as a number, no as an answer, and nothing as null. In our files all of it is text.
_TEXT = ["string", "number", "boolean", "null"]
_TYPES: Mapping[str, list[str]] = {
    "boolean": ["boolean", "null"],
    "integer": ["integer", "null"],
    "number": ["number", "null"],
}
_PATTERNS: Mapping[str, str] = {
    "id": f"^{ID_PATTERN}$",
    "link": "^https?://",
    "partial-date": tables.PARTIAL_DATE,
    "moment": "^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}$",
}
Schema = dict[str, Any]


@disk.told
def main(arguments: Sequence[str] | None = None) -> int:
    """Write the files that are not current, or only name them; return the exit status."""
    given = _parser().parse_args(arguments)
    folder = given.to or ROOT / FOLDER
    old = {name: text for name, text in made(validation.check(given.data)).items() if _text(folder / name) != text}
    for name, text in old.items():
        if given.check:
            print(f"{FOLDER / name} is not current. Run: python -m scripts.editors")
        else:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            disk.write_whole(folder / name, text.encode())
            print(f"{FOLDER / name} is written.")
    return int(given.check and bool(old))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.editors", description="Write what editors know of the records."
    )
    parser.add_argument("--data", type=Path, default=ROOT / "data", metavar="DIR", help="the data folder")
    parser.add_argument("--to", type=Path, metavar="DIR", help="the folder to write into, if not .vscode")
    parser.add_argument("--check", action="store_true", help="write nothing, and say what is not current")
    return parser


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def made(checked: Checked) -> dict[str, str]:
    """Every file by its path below the folder of the editor."""
    kinds = dict(_kinds(checked))
    files = {f"schemas/{name}.json": schema for name, (schema, _) in kinds.items()}
    files["settings.json"] = {
        "editor.insertSpaces": True,
        "files.encoding": "utf8",
        "files.eol": "\n",
        "files.insertFinalNewline": True,
        "yaml.schemas": {f"./{FOLDER}/schemas/{name}.json": pattern for name, (_, pattern) in kinds.items()},
    }
    files["extensions.json"] = {"recommendations": ["redhat.vscode-yaml"]}
    return {name: json.dumps(each, indent=2, ensure_ascii=False) + "\n" for name, each in files.items()}


def _kinds(checked: Checked) -> Iterator[tuple[str, tuple[Schema, str]]]:
    """The kinds whose records have files of their own: their schema, and which files."""
    for folder, package in checked.packages.items():
        for resource in package["resources"]:
            if resource["path"].endswith(".yaml"):
                yield resource["name"], (record_schema(folder, resource, checked), f"data/{folder}/{resource['path']}")


# --- a schema of JSON ---------------------------------------------------------------


def record_schema(folder: str, resource: Mapping[str, Any], checked: Checked) -> Schema:
    """The JSON Schema of a kind's records (https://json-schema.org/draft-07); ``folder`` is that of its package."""
    head = {"$schema": DRAFT, "title": resource["title"], "description": resource["description"]}
    made = head | _group(resource["schema"]["fields"], checked, ["object"])
    if packages.has_shared(folder, resource):
        made.pop("required", None)  # what a program's own file leaves out is in the shared record
    return made


def _group(fields: Sequence[Field], checked: Checked, types: Sequence[str]) -> Schema:
    needed = [each["name"] for each in fields if _is_required(each)]
    return {
        "type": list(types),
        "properties": {each["name"]: _about(each) | _value(each, checked) for each in fields},
        **({"required": needed} if needed else {}),
        "additionalProperties": False,
    }


def _is_required(each: Field) -> bool:
    return each.get("constraints", {}).get("required") in (True, "true")


def _about(each: Field) -> Schema:
    """The help that an editor shows."""
    example = each.get("example")
    return {
        "title": each["title"],
        "description": each["description"],
        **({"examples": [example]} if example is not None else {}),
    }


def _value(each: Field, checked: Checked) -> Schema:
    if each["type"] == "object":
        return _group(each["fields"], checked, ["object", "null"])
    if each["type"] == "array":
        item = tables.item_of(each)
        items = _group(item["fields"], checked, ["object"]) if "fields" in item else _value(item, checked)
        return {"type": ["array", "null"], "items": items}
    words = forms.words(each, lambda kind: forms.names(checked, kind))
    if words:
        return {"enum": [*words, None], "enumDescriptions": [*words.values(), "Not known"]}
    return {"type": _TYPES.get(each["type"], _TEXT), **_limits(each)}


def _limits(each: Field) -> Schema:
    """Limits of a text; a pattern holds for what an editor takes for text only."""
    given = each.get("constraints", {})
    pattern = f"^(?:{given['pattern']})$" if "pattern" in given else _PATTERNS.get(each.get("rule", ""))
    limits = {name: tables.bound(given[name]) for name in ("maxLength", "minimum", "maximum") if name in given}
    if each["type"] == "date":
        pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
    return limits | ({"pattern": pattern} if pattern else {})


if __name__ == "__main__":
    sys.exit(main())
