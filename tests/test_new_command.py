"""The command that begins a record: a file with a note on every field, for each kind that has a word for one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from library import whole_made_up

from macros.data import reading, validation
from macros.data.record_template import RecordKind, draft_status
from scripts import new

TODAY = "2026-11-21"


def packages() -> Mapping[str, Any]:
    """The descriptions of the made-up state's packages."""
    return validation.described(whole_made_up())[0]


KINDS = new.kinds(packages())
WORDS = sorted(KINDS)


@pytest.fixture
def data(own_state: Path) -> Path:
    return own_state


@pytest.fixture(scope="module")
def checked(state: Path) -> validation.Checked:
    """What the command reads of the made-up state, which is the same for every kind."""
    return validation.check(state)


def run(data: Path, *words: str) -> int:
    return new.main([*words, "--data", str(data), "--today", TODAY])


def switched_on(text: str, kind: RecordKind) -> str:
    """The record with every line in it that was off: a field's name, and what is indented below it."""
    names = "|".join(field["name"] for field in kind.fields)
    return re.sub(rf"^# (?=(?:{names}):(?: |$)|  )", "", text, flags=re.MULTILINE)


@pytest.mark.parametrize("word", WORDS)
def test_a_new_record_has_every_field_of_its_schema(
    word: str,
    state: Path,
    checked: validation.Checked,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(validation, "check", {state: checked}.__getitem__)
    assert run(state, word, "brand-new", "--print") == 0
    text, kind = capsys.readouterr().out, KINDS[word]
    for field in kind.fields:
        start = rf"^{field['name']}: " if kind.is_table else rf"^(?:# )?{field['name']}:"
        assert re.search(start, text, re.MULTILINE), field["name"]
        assert " ".join(field["description"].split()[:4]) in re.sub(r"\n# ", " ", text)


def test_every_kind_of_record_can_be_begun() -> None:
    resources = [each for package in packages().values() for each in package["resources"]]
    others = {each["name"] for each in resources} - {kind.name for kind in KINDS.values()}
    assert others == {"program", "transcripts"}  # one stands alone, the others come from caption tools
    assert {"partnership", "member", "organization", "source", "figure", "session", "story", "tool"} <= {*WORDS}


@pytest.mark.parametrize("word", [word for word in WORDS if not KINDS[word].is_table])
def test_the_examples_in_it_are_yaml_as_the_check_reads_it(word: str, data: Path) -> None:
    assert run(data, word, "brand-new") == 0
    [file] = list(data.rglob("brand-new.yaml"))
    text = switched_on(file.read_text(encoding="utf-8"), KINDS[word])
    node, problems = reading.parse_yaml(text, file.name)
    assert node is not None and problems == []
    assert set(node.value) == {field["name"] for field in KINDS[word].fields}


def test_a_session_that_is_filled_in_is_valid_and_a_draft(data: Path) -> None:
    given = {
        "title": "Ask: what next?",
        "summary": "An hour for questions.",
        "series": "first-steps",
        "date_state": "open-plan",
        "sources": "handout",
    }
    pairs = [word for name, value in given.items() for word in ("--set", f"{name}={value}")]
    assert run(data, "session", "ask-anything", *pairs) == 0
    assert [str(each) for each in validation.check(data).problems] == []
    text = (data / "training/sessions/ask-anything.yaml").read_text(encoding="utf-8")
    assert "\nstatus: draft\n" in text and f"\ncompiled: {TODAY}\n" in text and '\ntitle: "Ask: what next?"\n' in text


def test_a_new_record_is_a_draft_where_there_are_drafts() -> None:
    def kind(*names: dict[str, str]) -> RecordKind:
        return RecordKind(word="x", title="X", path="x.csv", fields=names, name="x")

    words = {"stages": {"new": True}, "states": {"open": True, "draft": False, "note": False}}.__getitem__
    assert draft_status(kind({"name": "status", "references": "states"}), words) == {"status": "draft"}
    assert draft_status(kind({"name": "status", "references": "stages"}), words) == {}
    assert draft_status(kind({"name": "state", "references": "states"}, {"name": "status"}), words) == {}


def test_what_is_there_already_is_not_written_over(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (data / "training/sessions/in-may.yaml").read_bytes()
    assert run(data, "session", "in-may") == 1
    assert "is there already" in capsys.readouterr().err
    assert (data / "training/sessions/in-may.yaml").read_bytes() == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("sesion", "x"), "Did you mean session?"),
        (("session", "Not An Id"), "lowercase words"),
        (("session", "x", "--set", "colour=red"), "FIELD=VALUE"),
    ],
)
def test_mistakes_are_told_in_a_sentence(
    words: tuple[str, ...], said: str, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(data, *words) == 1
    told = capsys.readouterr()
    assert said in told.err and "Traceback" not in told.err
