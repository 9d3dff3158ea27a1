"""Happenings as iCalendar text (RFC 5545, with RFC 7986 for a calendar's own properties).

The library ``icalendar`` escapes, folds and orders; every UID and stamp is given to it, since it would take
a random one and the clock. The rules of a time zone come from ``event_times``: those of the library (7.3) begin
daylight saving an hour late, and end with the last year that they are asked for. It is imported when the first
calendar is written, which takes a tenth of a second.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from macros.data import event_times
from macros.data.event_times import Happening, Observance

if TYPE_CHECKING:
    from icalendar import Calendar, Event, Timezone

MAKER = "-//Industry partnerships library//EN"

# What controls a terminal or a parser has no place in a text.
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_NOT_IN_ADDRESSES = re.compile(r"[\s\x00-\x1f\x7f]")


def event_text(each: Happening) -> str:
    """A happening as every calendar has it."""
    return _event(each).to_ical(sorted=False).decode()


def text(
    happenings: Sequence[Happening],
    *,
    name: str,
    description: str,
    zone: str,
    uid: str = "",
    source: str = "",
    write: Callable[[Happening], str] = event_text,
) -> str:
    """A whole calendar file, the happenings in the order of their days.

    ``zone`` is the calendar's time zone. ``uid`` names a calendar that people
    subscribe to, and ``source`` is its own full address, where it is known.
    ``write`` gives the text of a happening, for who has it already: it takes most of the time.
    """
    found = sorted(happenings, key=lambda each: each.order)
    made = _calendar(uid, name, description, zone, source).to_ical(sorted=False).decode()
    head, end, line_end = made.rpartition("END:VCALENDAR")
    return "".join((head, *_zones(found, zone), *map(write, found), end, line_end))


def _calendar(uid: str, name: str, description: str, zone: str, source: str) -> Calendar:
    from icalendar import Calendar, vDuration, vText, vUri

    made = Calendar()
    for word, value in (("VERSION", "2.0"), ("PRODID", MAKER), ("CALSCALE", "GREGORIAN"), ("METHOD", "PUBLISH")):
        made.add(word, value)
    if uid:
        made.add("UID", uid)
    # RFC 7986 sections 5.1, 5.2 and 5.7; programs older than that know the names with X-.
    for word in ("NAME", "X-WR-CALNAME"):
        made.add(word, vText(_plain(name)))
    for word in ("DESCRIPTION", "X-WR-CALDESC"):
        made.add(word, vText(_plain(description)))
    made.add("X-WR-TIMEZONE", zone)
    made.add("REFRESH-INTERVAL", vDuration(timedelta(days=1)), parameters={"VALUE": "DURATION"})
    made.add("X-PUBLISHED-TTL", "P1D")
    if source:
        made.add("SOURCE", vUri(_address(source)), parameters={"VALUE": "URI"})
    return made


# --- time zones -------------------------------------------------------------


def _zones(happenings: Sequence[Happening], zone: str) -> Iterator[str]:
    """The rules of each zone that a time is in.

    A calendar must hold one component at least (RFC 5545 section 3.6), so one
    that is still empty says the rules of its own zone.
    """
    years: dict[str, set[int]] = {} if happenings else {zone: {event_times.EPOCH.year}}
    for moment in _moments(happenings):
        years.setdefault(str(moment.tzinfo), set()).add(moment.year)
    for name, found in sorted(years.items()):
        yield _zone_text(name, min(found), max(found))


def _moments(happenings: Iterable[Happening]) -> Iterator[datetime]:
    for each in happenings:
        yield from (moment for moment in (each.start, each.end) if isinstance(moment, datetime))


@lru_cache(maxsize=256)
def _zone_text(name: str, first: int, last: int) -> str:
    return _zone(name, event_times.observances(name, first, last)).to_ical(sorted=False).decode()


def _zone(name: str, observances: Iterable[Observance]) -> Timezone:
    """RFC 5545 section 3.6.5."""
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vRecur

    made = Timezone()
    made.add("TZID", name)
    for each in observances:
        part = TimezoneDaylight() if each.is_daylight else TimezoneStandard()
        part.add("DTSTART", each.start)
        part.add("TZOFFSETFROM", each.offset_before)
        part.add("TZOFFSETTO", each.offset)
        part.add("TZNAME", each.name)
        if each.rule:
            part.add("RRULE", vRecur.from_ical(each.rule))
        made.add_component(part)
    return made


# --- events -----------------------------------------------------------------


def _event(each: Happening) -> Event:
    """RFC 5545 section 3.6.1."""
    from icalendar import Event

    made = Event()
    made.add("UID", each.uid)
    made.add("SEQUENCE", each.sequence)
    for word in ("DTSTAMP", "LAST-MODIFIED"):
        made.add(word, each.stamp.astimezone(UTC))
    for word, moment in _times(each):
        made.add(word, moment)
    # Many programs show a cancelled event like any other, so its name says so too.
    made.add("SUMMARY", _plain(f"Cancelled: {each.title}" if each.is_cancelled else each.title))
    for word, value in (("DESCRIPTION", each.description), ("LOCATION", each.place)):
        if value:
            made.add(word, _plain(value))
    if each.url:
        made.add("URL", _address(each.url))
    if each.categories:
        made.add("CATEGORIES", [*map(_plain, each.categories)])
    made.add("STATUS", each.status)
    # A whole day, or what won't take place, leaves people's time free.
    made.add("TRANSP", "OPAQUE" if each.is_timed and not each.is_cancelled else "TRANSPARENT")
    return made


def _times(each: Happening) -> Iterator[tuple[str, date | datetime]]:
    yield "DTSTART", each.start
    if isinstance(each.end, datetime):
        if each.end != each.start:  # DTEND must be later than DTSTART
            yield "DTEND", each.end
    elif each.end is not None and each.end != each.start:
        yield "DTEND", each.end + timedelta(days=1)  # the first day after it


# --- values -----------------------------------------------------------------


def _plain(value: str) -> str:
    """A text without signs that control something but the line."""
    return _CONTROLS.sub(" ", value.replace("\r\n", "\n").replace("\r", "\n"))


def _address(url: str) -> str:
    return _NOT_IN_ADDRESSES.sub("", url)
