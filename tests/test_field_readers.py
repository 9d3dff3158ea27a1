"""Values are read as frictionless reads them, without waiting for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from macros.data import validation
from macros.data.validation import field_readers

LENGTHS = st.fixed_dictionaries({}, optional={"minLength": st.integers(0, 4), "maxLength": st.integers(0, 6)})
PATTERNS = st.sampled_from(["[a-z]+", "a|ab", "", "(?!b).*", r"[0-9]{2}-\w*"])
WORDS = st.text("ab-1\n \U0001f600é", max_size=8)
BOUNDS = st.integers(-20, 20).map(str)
FIELDS = st.one_of(
    st.tuples(st.just("string"), LENGTHS, WORDS),
    st.tuples(st.just("string"), st.builds(lambda a, b: a | {"pattern": b}, LENGTHS, PATTERNS), WORDS),
    st.tuples(
        st.just("string"),
        st.builds(lambda a, b: a | {"enum": b}, LENGTHS, st.lists(WORDS, min_size=1, unique=True)),
        WORDS,
    ),
    st.tuples(
        st.just("integer"),
        st.fixed_dictionaries({}, optional={"minimum": BOUNDS, "maximum": BOUNDS}),
        st.from_regex(r"-?[0-9]{1,18}", fullmatch=True) | BOUNDS,
    ),
    st.tuples(
        st.just("number"),
        st.fixed_dictionaries({}, optional={"minimum": BOUNDS, "maximum": BOUNDS}),
        st.from_regex(r"-?[0-9]{1,18}(\.[0-9]{1,9})?", fullmatch=True) | BOUNDS,
    ),
    st.tuples(st.just("boolean"), st.just({}), st.sampled_from(["true", "TRUE", "True", "false", "FALSE", "1", "no"])),
    st.tuples(st.just("date"), st.just({}), st.dates().map(str)),
)


def read(reader: Any, text: str) -> tuple[Any, list[str]]:
    """The value, and what it breaks in the order in which it is told; the value of what is broken is not used."""
    value, notes = reader(text)
    return None if notes else value, list(notes or ())


@given(FIELDS)
@settings(deadline=None)
def test_a_value_is_read_as_frictionless_reads_it(field: tuple[str, dict[str, Any], str]) -> None:
    kind, constraints, text = field
    if text == "":
        return  # what is empty is not given
    plain = field_readers._plain_reader(kind, constraints)
    assert plain
    ours, theirs = read(plain, text), read(field_readers._reader_of_frictionless(kind, dict(constraints)), text)
    assert (ours, type(ours[0])) == (theirs, type(theirs[0]))


@pytest.fixture
def no_reader_is_kept() -> Iterator[None]:
    field_readers._kept_reader.cache_clear()
    yield
    field_readers._kept_reader.cache_clear()


def test_no_schema_of_the_project_waits_for_frictionless(
    state: Path, no_reader_is_kept: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(field_readers, "_reader_of_frictionless", None)
    assert not [each for each in validation.check(state).problems if each.severity == "error"]


@pytest.mark.parametrize(
    ("kind", "constraints", "text", "expected"),
    [
        ("year", {"minimum": "2000"}, "1999", (None, ["minimum"])),
        ("date", {"minimum": "2026-01-01"}, "2025-12-31", (None, ["minimum"])),
        ("number", {"exclusiveMinimum": "0"}, "0", (None, ["exclusiveMinimum"])),
        ("number", {"minimum": "0.5"}, "0.4", (None, ["minimum"])),
        ("integer", {"enum": ["1", "2"]}, "2", (2, [])),
    ],
)
def test_what_is_rare_frictionless_reads(kind: str, constraints: dict[str, Any], text: str, expected: Any) -> None:
    assert read(field_readers.reader(kind, constraints), text) == expected


@pytest.mark.parametrize(
    ("kind", "constraints"),
    [
        ("string", {"minimum": "1"}),
        ("string", {"maxLength": "long"}),
        ("date", {"maxLength": 3}),
        ("colour", {}),
    ],
)
def test_what_no_table_schema_has_is_refused(kind: str, constraints: dict[str, Any]) -> None:
    with pytest.raises(field_readers.NotTableSchema, match="descriptor is not valid|is not supported"):
        field_readers.reader(kind, constraints)
