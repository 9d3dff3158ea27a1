"""Values in words, as pages, files and messages have them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from macros.data.clock_times import clock_time, seconds
from macros.data.models import Qualifier, Unit
from macros.data.plain_dates import distance
from macros.data.quantities import number, quantity


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (-28, -21, "3 to 4 weeks before"),
        (0, 0, "On the day"),
        (0, 1, "On the day or the day after"),
        (0, 5, "Within 5 days"),
        (1, 2, "1 to 2 days after"),
        (14, 28, "2 to 4 weeks after"),
        (30, 60, "30 to 60 days after"),
        (-7, -7, "1 week before"),
        (-1, -1, "1 day before"),
        (10, 10, "10 days after"),
        (-18, -7, "7 to 18 days before"),
        (-3, 0, "From 3 days before to the day"),
        (-7, 1, "From 1 week before to 1 day after"),
    ],
)
def test_a_distance_is_said_in_words(first: int, last: int, words: str) -> None:
    assert distance(first, last) == words
    assert first != last or distance(first) == words


@pytest.mark.parametrize(("clock", "number"), [("0:05:30", 330), ("05:30", 330), ("1:00:01", 3601), ("0:00:00", 0)])
def test_a_time_within_a_recording_is_seconds(clock: str, number: int) -> None:
    assert seconds(clock) == number


@settings(deadline=None, derandomize=True, database=None)
@given(st.integers(0, 360_000))
def test_seconds_are_a_time_again(number: int) -> None:
    assert seconds(clock_time(number)) == number


def test_what_is_no_time_is_refused() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        seconds("5 minutes")


UNITS = {
    style: Unit(id=style, name=style, style=style, singular="person", plural="people")
    for style in ("count", "money", "share")
}


@pytest.mark.parametrize(
    ("value", "style", "prefix", "suffix", "words"),
    [
        ("300", "count", "over", "", "over 300 people"),
        ("1", "count", "", "", "1 person"),
        ("1.50", "count", "about", "so far", "about 1.5 people so far"),
        ("3500000", "money", "", "planned", "$3,500,000 planned"),
        ("12.5", "share", "nearly", "", "nearly 12.5%"),
    ],
)
def test_a_figure_is_said_in_words(value: str, style: str, prefix: str, suffix: str, words: str) -> None:
    qualifier = Qualifier(id="x", name="X", prefix=prefix, suffix=suffix)
    assert str(quantity(Decimal(value), UNITS[style], qualifier)) == words


@pytest.mark.parametrize(("value", "words"), [(3700000, "3,700,000"), (Decimal("2.50"), "2.5"), (Decimal(100), "100")])
def test_a_number_has_no_needless_zeros(value: Decimal | int, words: str) -> None:
    assert number(value) == words
