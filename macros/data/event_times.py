"""Days and times as the program means them, and things that happen.

Reads no clock. A time of day belongs to the program's time zone, whose rules
come from the time zone database through ``zoneinfo``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

EPOCH = date(2020, 1, 1)
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


# --- things that happen -----------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """Something with a day, or with a time of day.

    ``start`` and ``end`` are both days or both times. A last day belongs to the
    thing; an end time doesn't. ``end`` is None for a single day, and for a moment
    such as a deadline. A time has the zone that people go by there.
    ``path`` is where the thing's own calendar file stands, without its ending.
    ``sequence`` grows with each change of its time, place or status, and ``stamp`` is the time
    of the last one. ``status`` is a word of RFC 5545 section 3.8.1.11.

    Raises ValueError for an end before the start, a time without a zone, and a
    time that daylight saving skips or repeats.
    """

    path: str
    uid: str
    sequence: int
    stamp: datetime
    title: str
    start: date | datetime
    end: date | datetime | None = None
    description: str = ""
    place: str = ""
    url: str = ""
    status: str = "CONFIRMED"
    categories: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.end is None and not isinstance(self.start, datetime):
            return
        given = [each for each in (self.start, self.end) if each is not None]
        if len({isinstance(each, datetime) for each in given}) > 1:
            raise ValueError(f"{self.title}: the start and the end must both be days or both be times")
        for each in given:
            if isinstance(each, datetime):
                _refuse_doubtful(each)
        if self.end is not None and _instant(self.end) < _instant(self.start):
            raise ValueError(f"{self.title}: it ends before it starts")

    @property
    def is_timed(self) -> bool:
        """Whether it has a time of day."""
        return isinstance(self.start, datetime)

    @property
    def is_cancelled(self) -> bool:
        """Whether it won't take place."""
        return self.status == "CANCELLED"

    @property
    def first_day(self) -> date:
        """The day on which it starts, as people there say."""
        return self.start.date() if isinstance(self.start, datetime) else self.start

    @property
    def last_day(self) -> date:
        """The day on which it ends, as people there say."""
        end = self.end or self.start
        return end.date() if isinstance(end, datetime) else end

    @property
    def order(self) -> tuple[date, datetime | date, str]:
        """What happenings are sorted by: the day, whole days before times, then the name of the file."""
        moment = _instant(self.start) if self.is_timed else datetime.min.replace(tzinfo=UTC)
        return self.first_day, moment, self.path


def _instant(moment: date | datetime) -> date | datetime:
    # Times in one zone are compared by their clock faces unless they are in UTC.
    return moment.astimezone(UTC) if isinstance(moment, datetime) else moment


def _refuse_doubtful(moment: datetime) -> None:
    if not isinstance(moment.tzinfo, ZoneInfo):
        raise ValueError(f"{moment} must be in a time zone that has a name")
    if is_skipped(moment):
        raise ValueError(f"there is no time {moment:%H:%M} on {moment:%Y-%m-%d}: daylight saving skips it")
    if is_repeated(moment):
        raise ValueError(f"{moment:%H:%M} comes twice on {moment:%Y-%m-%d}: daylight saving ends then")


def is_skipped(moment: datetime) -> bool:
    """Whether the clocks of the moment's zone never show that time: daylight saving begins then."""
    return moment.astimezone(UTC).astimezone(moment.tzinfo).replace(tzinfo=None) != moment.replace(tzinfo=None)


def is_repeated(moment: datetime) -> bool:
    """Whether the clocks of the moment's zone show that time twice: daylight saving ends then."""
    # Times in a gap have two offsets too (PEP 495).
    return moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset() and not is_skipped(moment)


# --- days and times out of the data -----------------------------------------


def whole_day(partial: str) -> date | None:
    """The day that a partial date names; None when it stops at the month or the year."""
    return date.fromisoformat(partial) if len(partial) == 10 else None


def at(day: date, clock: str, zone: str) -> datetime:
    """A time of day, ``18:30``, on a day in a zone.

    Raises ValueError for one that daylight saving skips or repeats.
    """
    moment = datetime.combine(day, time.fromisoformat(clock), _zone(zone))
    _refuse_doubtful(moment)
    return moment


@lru_cache(maxsize=4096)
def midnight(day: date, zone: str) -> datetime:
    """The moment at which a day begins in a zone, in UTC."""
    return datetime.combine(day, time(), _zone(zone)).astimezone(UTC)


def sequence(reviewed: date) -> int:
    """A number that grows whenever a record is reviewed on a later day (RFC 5545 section 3.8.7.4)."""
    return max((reviewed - EPOCH).days, 0)


@lru_cache(maxsize=16)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


# --- the rules of a time zone -----------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Observance:
    """A part of the year with one offset, as RFC 5545 section 3.6.5 describes it.

    ``start`` is the clock face before the change. ``rule`` says on which days of
    later years it comes again; empty where it comes once.
    """

    is_daylight: bool
    start: datetime
    offset_before: timedelta
    offset: timedelta
    name: str
    rule: str = ""


def observances(zone: str, first: int, last: int) -> list[Observance]:
    """What tells another program the offsets of a zone from the year ``first`` to the year ``last``.

    The year before is told too, for the winter that reaches into the first one.
    Changes that keep to the same rule in all of the years become one.
    """
    changes = [each for year in range(first - 1, last + 1) for each in _changes(zone, year)]
    if not changes:
        offset, name, _ = _state(zone, datetime(first, 1, 1, tzinfo=UTC))
        always = datetime(1970, 1, 1)
        return [Observance(is_daylight=False, start=always, offset_before=offset, offset=offset, name=name)]
    by_rule: dict[tuple[object, ...], list[Observance]] = {}
    for each in changes:
        by_rule.setdefault((each.is_daylight, each.rule, each.start.time(), each.offset), []).append(each)
    if all(len(same) == last - first + 2 for same in by_rule.values()):
        return [same[0] for same in by_rule.values()]
    return [_once(each) for each in changes]


def _once(each: Observance) -> Observance:
    return Observance(
        is_daylight=each.is_daylight,
        start=each.start,
        offset_before=each.offset_before,
        offset=each.offset,
        name=each.name,
    )


@lru_cache(maxsize=256)
def _changes(zone: str, year: int) -> tuple[Observance, ...]:
    return tuple(_found_changes(zone, year))


def _found_changes(zone: str, year: int) -> Iterator[Observance]:
    moment, step = datetime(year, 1, 1, tzinfo=UTC), timedelta(days=1)
    while moment.year == year:
        if _state(zone, moment) != _state(zone, moment + step):
            yield _change(zone, moment, moment + step)
        moment += step


def _change(zone: str, before: datetime, after: datetime) -> Observance:
    while after - before > timedelta(minutes=1):
        middle = before + (after - before) // 2
        if _state(zone, middle) == _state(zone, before):
            before = middle
        else:
            after = middle
    after = after.replace(second=0, microsecond=0)
    (offset_before, _, _), (offset, name, is_daylight) = _state(zone, before), _state(zone, after)
    start = after.replace(tzinfo=None) + offset_before
    week = (start.day - 1) // 7 + 1
    return Observance(
        is_daylight=is_daylight,
        start=start,
        offset_before=offset_before,
        offset=offset,
        name=name,
        rule=f"FREQ=YEARLY;BYMONTH={start.month};BYDAY={week}{_WEEKDAYS[start.weekday()]}",
    )


def _state(zone: str, moment: datetime) -> tuple[timedelta, str, bool]:
    local = moment.astimezone(_zone(zone))
    return local.utcoffset() or timedelta(), local.tzname() or "", bool(local.dst())
