"""GitHub's part in the forms: fills a form in from an address, and writes the body of the issue that comes of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import yaml

LIMIT = 8_192  # signs of a request line that GitHub takes
Form = Mapping[str, Any]


@cache
def loaded(text: str) -> Form:
    """A form out of its file; nobody may change it."""
    return yaml.safe_load(text)


def opened(url: str, made: Mapping[str, str]) -> tuple[Form, dict[str, str]]:
    """The form that an address opens, among those ``made`` by file name, and what it is filled in with."""
    assert len(url) < LIMIT
    query = dict(parse_qsl(urlsplit(url).query, strict_parsing=True))
    form = loaded(made[query.pop("template")])
    names = {each["id"] for each in form["body"] if "id" in each}
    assert set(query) - {"title"} <= names
    return form, query


def body(form: Form, answers: Mapping[str, str], checked: tuple[str, ...] = ("public",)) -> str:
    """The body of the issue, as GitHub writes it from a form that was filled in and sent."""
    parts = []
    for each in form["body"]:
        if each["type"] != "markdown":
            parts.append(f"### {each['attributes']['label']}\n\n{_answer(each, answers, checked)}")
    return "\n\n".join(parts)


def _answer(each: Form, answers: Mapping[str, str], checked: tuple[str, ...]) -> str:
    if each["type"] == "checkboxes":
        mark = "X" if each["id"] in checked else " "
        return "\n".join(f"- [{mark}] {option['label']}" for option in each["attributes"]["options"])
    text = answers.get(each["id"], "")
    if each["type"] == "dropdown" and text:
        return ", ".join(_chosen(each["attributes"]["options"], text))
    return text or "_No response_"


def _chosen(options: list[str], text: str) -> list[str]:
    """The options that a text names, in the order of the menu."""
    rest, found = text, []
    while rest:
        option = max((each for each in options if f"{rest}, ".startswith(f"{each}, ")), key=len, default=None)
        assert option is not None, f"the menu does not offer {rest}"
        found.append(option)
        rest = rest[len(option) + 2 :]
    return [option for option in options if option in found]


def event(path: Path, issue_body: str, **changes: Any) -> Path:
    """An event file as a workflow gets it when an issue gets a label; ``changes`` replace parts of it."""
    made = {
        "action": "labeled",
        "label": {"name": "approved"},
        "issue": {"number": 12, "title": "Partnership: x", "body": issue_body, "user": {"login": "someone"}},
        "repository": {"full_name": "example/library"},
        "sender": {"login": "staff"},
    }
    for name, value in changes.items():
        made[name] = {**made[name], **value} if isinstance(value, dict) else value
    path.write_text(json.dumps(made), encoding="utf-8")
    return path
