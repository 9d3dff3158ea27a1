"""No check that never ends: whatever the text, the time grows in a straight line.

Every regular expression of the code is found by itself and is given its worst texts, up to 256 KB.
``attacks`` finds the expressions, makes the texts and measures.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import attacks
import pytest

from macros.data import packages, reading, transcripts
from macros.subjects.careers import trade_words

pytestmark = pytest.mark.slow  # each is quick, all of them are not

MODULES = {path.relative_to(attacks.ROOT).as_posix(): path for path in attacks.CODE if attacks.uses_expressions(path)}

# Expressions that are made of what only a call knows, as they stand in the code, and one as it is made.
MADE = {
    "'|'.join(signs)": "CODE|DIGITS|TITLE",
    "f'(?<![\\\\w-])(?:{pattern})(?![\\\\w-])'": r"(?i)(?<![\w-])(?:apprenticeship\ program|apprenticeship|a\.\ a)(?![\w-])",
    "pattern": "",  # of a schema: here only compiled; see test_patterns_of_the_schemas
}


def trouble(pattern: re.Pattern[Any], way: str) -> str:
    return attacks.steepest(attacks.using(pattern, way), attacks.attacks(pattern))


@pytest.mark.parametrize("module", MODULES)
def test_every_expression_takes_a_straight_line(module: str) -> None:
    found = {
        (each.place, way): trouble(each.pattern or re.compile(MADE[each.source]), way)
        for each in attacks.expressions(MODULES[module])
        for way in each.ways
    }
    assert found
    assert {place: why for place, why in found.items() if why} == {}


@pytest.mark.parametrize("module", MODULES)
def test_no_expression_hides_behind_another_name(module: str) -> None:
    assert attacks.other_names(MODULES[module]) == []


def test_what_is_made_is_still_in_the_code() -> None:
    made = {each.source for path in MODULES.values() for each in attacks.expressions(path) if each.pattern is None}
    assert made == MADE.keys()


# --- the measure itself -------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "way"),
    [
        (r"</?(?:[a-z]+(?:\.[^\s>]+)*(?:[ \t][^>]*)?|[0-9:.]+)?>", "scan"),  # never ends
        (r"^(```+|~~~+)[^\n`]*\n(?s:.*?)^\1[ \t]*$", "scan"),  # begins again at every fence
        (r"\s+$", "search"),  # begins again at every space
        (r"(\w+):[ \t]+(.+)", "fullmatch"),  # parts the spaces in every way
        (rb"<[^>]*>", "search"),
    ],
)
def test_a_steep_expression_is_found(pattern: Any, way: str) -> None:
    flags = re.MULTILINE if "^" in str(pattern)[:3] else 0
    assert trouble(re.compile(pattern, flags), way)


@pytest.mark.parametrize(
    ("pattern", "way"), [(r"<[^<>]*>", "scan"), (r"(\w+):[ \t](.+)", "fullmatch"), (r"[^>]*>", "match")]
)
def test_a_straight_expression_is_left_alone(pattern: str, way: str) -> None:
    assert trouble(re.compile(pattern), way) == ""


def test_every_expression_is_seen_with_its_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Alone, in a table, by another module's name, in a function, with a place in the text."""
    code = (
        "import re\nTAG = re.compile('<')\n_TABLE = ((re.compile('a', re.I), 1),)\n_AT = re.compile('b')\n"
        "def find(text):\n    for each, _ in _TABLE:\n        each.fullmatch(text)\n    _AT.match(text, 3)\n    re.sub('c', '', text)\n    re.compile(text)\n"
    )
    package = tmp_path / "macros"
    package.mkdir()
    (package / "seen_by_the_test.py").write_text(code, encoding="utf-8")
    (package / "user.py").write_text("reading.TAG.search('')\n", encoding="utf-8")
    monkeypatch.setattr(attacks, "ROOT", tmp_path)
    monkeypatch.setattr(attacks, "CODE", sorted(package.iterdir()))
    monkeypatch.setattr("macros.__path__", [str(package)])
    found = [
        (each.source, each.pattern and each.pattern.flags & re.I, set(each.ways))
        for each in attacks.expressions(attacks.CODE[0])
    ]
    assert sorted(found, key=str) == sorted(
        [
            ("'<'", 0, {"search"}),
            ("'a'", re.I, {"fullmatch"}),
            ("'b'", 0, {"scan"}),
            ("'c'", 0, {"scan"}),
            ("text", None, {"fullmatch"}),
        ],
        key=str,
    )


# --- the readers ---------------------------------------------------------------------


def read(reader: Callable[[Path, str], object], path: Path, before: str, text: str) -> None:
    path.write_text(before + text, encoding="utf-8")
    reader(path, path.name)


@pytest.mark.parametrize(
    ("name", "before", "reader"),
    [
        ("x.vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\n", transcripts.read),
        ("x.md", "[0:00:01] A: ", transcripts.read),
        ("x.yaml", "title: ", reading.read_yaml),
        (
            "x.csv",
            "id,name\n",
            lambda path, file: [*reading.read_csv(path, file, ("id", "name"))[0].rows(lambda problem: None)],
        ),
    ],
)
def test_every_reader_takes_a_straight_line(
    name: str, before: str, reader: Callable[[Path, str], object], tmp_path: Path
) -> None:
    assert attacks.steepest(partial(read, reader, tmp_path / name, before), attacks.KNOWN) == ""


class NoWords:
    """A catalog without trade words."""

    trade_words: dict[str, Any] = {}

    def __init__(self) -> None:
        self._derived: dict[tuple[Any, ...], Any] = {}


def test_linking_trade_words_takes_a_straight_line() -> None:
    assert attacks.steepest(lambda html: trade_words.explained(html, NoWords(), ""), attacks.KNOWN) == ""  # type: ignore[arg-type]


# --- the schemas ---------------------------------------------------------------------


def patterns_in(value: Any) -> set[str]:
    """Every pattern of a descriptor's constraints."""
    if isinstance(value, dict):
        own = {value["pattern"]} if isinstance(value.get("pattern"), str) else set()
        return own.union(*map(patterns_in, value.values()))
    return set().union(*map(patterns_in, value)) if isinstance(value, list) else set()


def test_patterns_of_the_schemas_take_a_straight_line() -> None:
    found = {each for path in packages.SCHEMAS.glob("*.yaml") for each in patterns_in(reading.plain(path))}
    steep = {each: why for each in found if (why := trouble(re.compile(rf"(?:{each})\Z"), "match"))}
    assert found and steep == {}
