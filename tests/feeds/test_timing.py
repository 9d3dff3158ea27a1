"""Days, times of day and zones, where they are easily got wrong."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from macros.data import event_times
from macros.data.event_times import Happening

ZONE = "America/New_York"
BASE = {"path": "calendars/x", "uid": "x", "sequence": 0, "stamp": datetime(2026, 1, 1, tzinfo=UTC), "title": "X"}


def happening(start, end=None) -> Happening:
    return Happening(**BASE, start=start, end=end)


def test_a_time_of_day_follows_daylight_saving():
    assert event_times.at(date(2026, 3, 7), "18:30", ZONE).utcoffset() == timedelta(hours=-5)
    assert event_times.at(date(2026, 3, 8), "18:30", ZONE).utcoffset() == timedelta(hours=-4)


@pytest.mark.parametrize(
    ("day", "clock", "words"),
    [
        (date(2026, 3, 8), "02:30", "skips it"),
        (date(2026, 11, 1), "01:30", "comes twice"),
    ],
)
def test_a_time_that_daylight_saving_skips_or_repeats_is_refused(day, clock, words):
    with pytest.raises(ValueError, match=words):
        event_times.at(day, clock, ZONE)
    with pytest.raises(ValueError, match=words):
        happening(datetime.combine(day, datetime.strptime(clock, "%H:%M").time(), ZoneInfo(ZONE)))


@pytest.mark.parametrize(
    ("time", "skipped", "repeated"),
    [
        ("2026-03-08T01:59", False, False),
        ("2026-03-08T02:00", True, False),
        ("2026-03-08T02:59", True, False),
        ("2026-03-08T03:00", False, False),
        ("2026-11-01T00:59", False, False),
        ("2026-11-01T01:00", False, True),
        ("2026-11-01T01:59", False, True),
        ("2026-11-01T02:00", False, False),
    ],
)
def test_the_clocks_show_a_time_never_once_or_twice(time: str, skipped: bool, repeated: bool) -> None:
    moment = datetime.fromisoformat(time).replace(tzinfo=ZoneInfo(ZONE))
    assert (event_times.is_skipped(moment), event_times.is_repeated(moment)) == (skipped, repeated)


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (date(2026, 5, 2), date(2026, 5, 1), "ends before"),
        (date(2026, 5, 2), event_times.at(date(2026, 5, 2), "10:00", ZONE), "both be days or both be times"),
        (datetime(2026, 5, 2, 10), None, "in a time zone"),
        (datetime(2026, 5, 2, 10, tzinfo=UTC), None, "in a time zone"),
        (
            event_times.at(date(2026, 5, 2), "10:00", ZONE),
            event_times.at(date(2026, 5, 2), "10:30", "America/Halifax"),
            "ends before",
        ),
    ],
)
def test_what_cannot_happen_is_refused(start, end, words):
    with pytest.raises(ValueError, match=words):
        happening(start, end)


def test_only_whole_dates_are_days():
    assert event_times.whole_day("2026-03-05") == date(2026, 3, 5)
    assert [event_times.whole_day(each) for each in ("2026-03", "2026", "")] == [None, None, None]


def test_a_later_review_gives_a_greater_sequence():
    days = [date(2019, 5, 1), date(2020, 1, 1), date(2026, 11, 20), date(2026, 11, 21)]
    assert [event_times.sequence(each) for each in days] == [0, 0, 2515, 2516]


def test_midnight_is_that_of_the_zone():
    assert event_times.midnight(date(2026, 11, 21), ZONE) == datetime(2026, 11, 21, 5, tzinfo=UTC)
    assert event_times.midnight(date(2026, 7, 1), ZONE) == datetime(2026, 7, 1, 4, tzinfo=UTC)


def test_order_is_by_day_with_whole_days_first():
    late, early = event_times.at(date(2026, 5, 2), "18:00", ZONE), event_times.at(date(2026, 5, 2), "09:00", ZONE)
    given = [happening(late), happening(date(2026, 5, 3)), happening(early), happening(date(2026, 5, 2))]
    assert [each.start for each in sorted(given, key=lambda each: each.order)] == [
        date(2026, 5, 2),
        early,
        late,
        date(2026, 5, 3),
    ]


def test_rules_since_2007_are_those_of_the_law():
    """Public Law 109-58: from the second Sunday of March to the first Sunday of November, at two o'clock."""
    daylight, standard = event_times.observances(ZONE, 2026, 2030)
    assert (daylight.rule, standard.rule) == ("FREQ=YEARLY;BYMONTH=3;BYDAY=2SU", "FREQ=YEARLY;BYMONTH=11;BYDAY=1SU")
    assert (daylight.start, standard.start) == (datetime(2025, 3, 9, 2), datetime(2025, 11, 2, 2))
    assert (daylight.name, standard.name) == ("EDT", "EST")
    assert (daylight.is_daylight, standard.is_daylight) == (True, False)


def test_years_whose_rules_differ_are_told_one_by_one():
    found = event_times.observances(ZONE, 2006, 2008)  # and the year before
    assert len(found) == 8 and not any(each.rule for each in found)


def test_a_zone_without_daylight_saving_has_one_offset():
    (only,) = event_times.observances("America/Phoenix", 2026, 2027)
    assert only.offset == only.offset_before == timedelta(hours=-7) and not only.rule
