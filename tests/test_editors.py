"""What editors know of the records: it follows the schemas, takes every right record, and finds slips."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from library import DATA, ROOT, made_up_checked

from macros.data import validation
from scripts import editors


@cache
def of_made_up() -> dict[str, Any]:
    return {name: json.loads(text) for name, text in editors.made(made_up_checked()).items()}


def as_an_editor_reads(path: Path) -> Any:
    """A record in the types of YAML 1.2, whose days are text."""
    read = yaml.safe_load(path.read_text(encoding="utf-8"))
    return json.loads(
        json.dumps(read, default=lambda value: value.isoformat() if isinstance(value, date) else str(value))
    )


def faults(record: Any, schema: dict[str, Any]) -> list[str]:
    return [f"{each.json_path}: {each.message}" for each in jsonschema.Draft7Validator(schema).iter_errors(record)]


SCHEMAS = sorted(name for name in of_made_up() if name.startswith("schemas/"))


@pytest.mark.parametrize("name", SCHEMAS)
def test_it_is_a_schema_of_json_with_help_for_every_field(name: str) -> None:
    schema = of_made_up()[name]
    jsonschema.Draft7Validator.check_schema(schema)
    assert schema["properties"]["id"]["type"] and schema["additionalProperties"] is False
    assert all(each["title"] and each["description"] for each in schema["properties"].values())


def test_files_are_told_their_schema() -> None:
    told = of_made_up()["settings.json"]["yaml.schemas"]
    assert told["./.vscode/schemas/partnerships.json"] == "data/partnerships/records/*.yaml"
    assert sorted(told) == [f"./.vscode/{name}" for name in SCHEMAS]


def wrong_records(folder: Path, schemas: dict[str, Any]) -> list[str]:
    found = []
    for name, pattern in schemas["settings.json"]["yaml.schemas"].items():
        schema = schemas[name.removeprefix("./.vscode/")]
        for path in folder.parent.glob(pattern.replace("data", folder.name, 1)):
            found += [f"{path.name}: {each}" for each in faults(as_an_editor_reads(path), schema)]
    return found


def test_no_right_record_of_the_made_up_state_is_marked(state: Path) -> None:
    assert wrong_records(state, of_made_up()) == []


@pytest.mark.slow
@pytest.mark.data
def test_no_right_record_is_marked() -> None:
    made = {name: json.loads(text) for name, text in editors.made(validation.check(DATA)).items()}
    assert wrong_records(DATA, made) == []


SLIPS = {
    "a name of a field": ({"staus": "going"}, "Additional properties are not allowed ('staus' was unexpected)"),
    "a word": ({"status": "goign"}, "'goign' is not one of"),
    "a day": ({"compiled": "11/21/26"}, "does not match"),
    "a link": ({"website": "www.example.org"}, "does not match"),
    "a part of a row": ({"activities": [{"txt": "Met."}]}, "'text' is a required property"),
    "one text instead of a list": ({"sources": "yearbook"}, "is not of type"),
    "a long text": ({"summary": "x" * 300}, "is too long"),
}


@pytest.mark.parametrize("case", SLIPS)
def test_a_slip_is_marked(case: str, state: Path) -> None:
    changes, message = SLIPS[case]
    record = as_an_editor_reads(state / "partnerships" / "records" / "boats.yaml") | changes
    assert any(message in each for each in faults(record, of_made_up()["schemas/partnerships.json"]))


def test_the_files_of_the_repository_are_current_but_for_words_that_editors_add() -> None:
    """Words of vocabularies change with the content; a workflow writes them then."""
    for name, now in of_made_up().items():
        there = json.loads((ROOT / editors.FOLDER / name).read_text(encoding="utf-8"))
        assert without_words(there) == without_words(now), "python -m scripts.editors"


def without_words(schema: Any) -> Any:
    if isinstance(schema, dict):
        left_out = ("enum", "enumDescriptions", "type", "maxLength", "pattern")
        return {key: without_words(each) for key, each in schema.items() if key not in left_out}
    return [without_words(each) for each in schema] if isinstance(schema, list) else schema


def test_what_is_not_current_is_told_and_written(
    state: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--data", str(state), "--to", str(tmp_path)]
    assert editors.main(words) == 0 and editors.main([*words, "--check"]) == 0
    (tmp_path / "settings.json").write_text("{}", encoding="utf-8")
    capsys.readouterr()
    assert editors.main([*words, "--check"]) == 1
    assert capsys.readouterr().out == ".vscode/settings.json is not current. Run: python -m scripts.editors\n"
