"""Happenings as iCalendar text (RFC 5545, with RFC 7986 for a calendar's own properties).

Written here and not with a library: the format is lines of names and values,
and the libraries take the clock and random ids where they are not told. The
tests read what is written here with one of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from macros.data import event_times
from macros.data.event_times import Happening, Observance

LINE = 75  # octets, without the line's end (RFC 5545 section 3.1)
MAKER = "-//Industry partnerships library//EN"

# RFC 5545 section 3.3.11. What controls a terminal or a parser has no place in a text.
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_SPECIAL = re.compile(r"[\\;,\x00-\x1f\x7f-\x9f\u2028\u2029]")
_NOT_IN_ADDRESSES = re.compile(r"[\s\x00-\x1f\x7f]")


def text(
    happenings: Sequence[Happening],
    *,
    name: str,
    description: str,
    zone: str,
    uid: str = "",
    source: str = "",
) -> str:
    """A whole calendar file, the happenings in the order of their days.

    ``zone`` is the calendar's time zone. ``uid`` names a calendar that people
    subscribe to, and ``source`` is its own full address, where it is known.
    """
    found = sorted(happenings, key=lambda each: each.order)
    lines = [*_head(uid, name, description, zone, source), *_zones(found, zone)]
    for each in found:
        lines += _event(each)
    return "".join(f"{fold(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _head(uid: str, name: str, description: str, zone: str, source: str) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{MAKER}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH")
    if uid:
        yield f"UID:{uid}"
    # RFC 7986 sections 5.1, 5.2 and 5.7; programs older than that know the names with X-.
    for word in ("NAME", "X-WR-CALNAME"):
        yield f"{word}:{escape(name)}"
    for word in ("DESCRIPTION", "X-WR-CALDESC"):
        yield f"{word}:{escape(description)}"
    yield f"X-WR-TIMEZONE:{zone}"
    yield "REFRESH-INTERVAL;VALUE=DURATION:P1D"
    yield "X-PUBLISHED-TTL:P1D"
    if source:
        yield f"SOURCE;VALUE=URI:{_address(source)}"


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
        yield from _zone(name, event_times.observances(name, min(found), max(found)))


def _moments(happenings: Iterable[Happening]) -> Iterator[datetime]:
    for each in happenings:
        yield from (moment for moment in (each.start, each.end) if isinstance(moment, datetime))


def _zone(name: str, observances: Iterable[Observance]) -> Iterator[str]:
    """RFC 5545 section 3.6.5."""
    yield from ("BEGIN:VTIMEZONE", f"TZID:{name}")
    for each in observances:
        kind = "DAYLIGHT" if each.is_daylight else "STANDARD"
        yield from (f"BEGIN:{kind}", f"DTSTART:{each.start:%Y%m%dT%H%M%S}")
        yield from (f"TZOFFSETFROM:{_offset(each.offset_before)}", f"TZOFFSETTO:{_offset(each.offset)}")
        yield f"TZNAME:{escape(each.name)}"
        if each.rule:
            yield f"RRULE:{each.rule}"
        yield f"END:{kind}"
    yield "END:VTIMEZONE"


def _offset(offset: timedelta) -> str:
    minutes = round(offset.total_seconds() / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}{abs(minutes) % 60:02}"


# --- events -----------------------------------------------------------------


def _event(each: Happening) -> Iterator[str]:
    """RFC 5545 section 3.6.1."""
    yield from ("BEGIN:VEVENT", f"UID:{each.uid}", f"SEQUENCE:{each.sequence}")
    stamp = f"{each.stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield from (f"DTSTAMP:{stamp}", f"LAST-MODIFIED:{stamp}")
    yield from _times(each)
    # Many programs show a cancelled event like any other, so its name says so too.
    yield f"SUMMARY:{escape(f'Cancelled: {each.title}' if each.is_cancelled else each.title)}"
    for word, value in (("DESCRIPTION", each.description), ("LOCATION", each.place)):
        if value:
            yield f"{word}:{escape(value)}"
    if each.url:
        yield f"URL:{_address(each.url)}"
    if each.categories:
        yield f"CATEGORIES:{','.join(map(escape, each.categories))}"
    yield f"STATUS:{each.status}"
    # A whole day, or what won't take place, leaves people's time free.
    yield "TRANSP:OPAQUE" if each.is_timed and not each.is_cancelled else "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _times(each: Happening) -> Iterator[str]:
    yield f"DTSTART{_time(each.start)}"
    if isinstance(each.end, datetime):
        if each.end != each.start:  # DTEND must be later than DTSTART
            yield f"DTEND{_time(each.end)}"
    elif each.end is not None and each.end != each.start:
        yield f"DTEND{_time(each.end + timedelta(days=1))}"  # the first day after it


def _time(moment: date | datetime) -> str:
    if isinstance(moment, datetime):
        return f";TZID={moment.tzinfo}:{moment:%Y%m%dT%H%M%S}"
    return f";VALUE=DATE:{moment:%Y%m%d}"


# --- values and lines -------------------------------------------------------


def escape(value: str) -> str:
    """A value of the type TEXT."""
    if not _SPECIAL.search(value):
        return value
    plain = value.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROLS.sub(" ", plain).translate(_ESCAPES)


def _address(url: str) -> str:
    return _NOT_IN_ADDRESSES.sub("", url)


def fold(line: str) -> str:
    """A line in parts of at most 75 octets; no character is cut in two."""
    if line.isascii() and len(line) <= LINE:
        return line
    octets, parts, start, end = line.encode(), [], 0, LINE
    while end < len(octets):
        while octets[end] & 0b1100_0000 == 0b1000_0000:  # inside a character of UTF-8
            end -= 1
        parts.append(octets[start:end])
        start, end = end, end + LINE - 1  # a further part starts with a space
    return b"\r\n ".join([*parts, octets[start:]]).decode()
