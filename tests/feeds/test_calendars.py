"""Calendars, read back with the library that is not ours, and line by line."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest
from library import ROOT

from macros.data import event_times, tables
from macros.data.catalog import Catalog, load_catalog
from macros.data.event_times import Happening
from macros.formats import icalendar_writer
from macros.pages.macro_context import Context
from macros.pages.outputs import Site
from macros.sitewide import calendar_changes, calendars

ZONE = "America/New_York"
SITE = Site(url="https://example.org/library/", today=date(2026, 11, 21))
HOSTILE = 'Wood; "water", \\ salt\r\nBEGIN:VEVENT\nEND:VCALENDAR \x07\x0b\u2028 naïve 🌲 日本語 <b>&amp;'


def happening(name: str = "x", **given) -> Happening:
    return Happening(
        **{
            "path": f"calendars/made-up/{name}",
            "uid": f"uid-{name}",
            "sequence": 3,
            "stamp": datetime(2026, 1, 2, 5, tzinfo=UTC),
            "title": f"Title {name}",
            "start": date(2026, 5, 2),
            **given,
        }
    )


def written(*happenings: Happening) -> str:
    return icalendar_writer.text(happenings, uid="calendar", name="A name", description="What it is", zone=ZONE)


def event(*happenings: Happening) -> icalendar.Event:
    return icalendar.Calendar.from_ical(written(*happenings)).walk("VEVENT")[0]


@pytest.fixture(scope="module")
def catalog(made_up: Catalog) -> Catalog:
    """The made-up state."""
    return made_up


@pytest.fixture(scope="module")
def files(catalog: Catalog) -> dict[str, str]:
    return {each.path: each.content() for each in calendars.outputs(catalog, SITE)}


# --- form -------------------------------------------------------------------


def test_lines_are_folded_at_75_octets_between_characters():
    text = written(happening(title="é" * 200, description="🌲" * 200, place="x" * 400))
    lines = text.encode().split(b"\r\n")
    assert lines.pop() == b""
    assert max(map(len, lines)) in (74, 75)
    assert all(each.decode() and b"\n" not in each and b"\r" not in each for each in lines)
    read = event(happening(title="é" * 200, description="🌲" * 200, place="x" * 400))
    assert (read["SUMMARY"], read["DESCRIPTION"], read["LOCATION"]) == ("é" * 200, "🌲" * 200, "x" * 400)


@pytest.mark.parametrize("length", range(60, 90))
def test_folding_loses_nothing(length: int):
    for sign in "aé日🌲":
        assert f"\r\nSUMMARY:{sign * length}\r\n" in written(happening(title=sign * length)).replace("\r\n ", "")


def test_the_library_takes_neither_the_clock_nor_a_random_id():
    assert written(happening()) == written(happening())
    assert re.findall(r"(?:UID|STAMP|MODIFIED):(.*)\r", written(happening())) == [
        "calendar",
        "uid-x",
        "20260102T050000Z",
        "20260102T050000Z",
    ]


def test_the_library_is_loaded_with_the_first_calendar_and_not_before():
    words = "import sys, macros.sitewide.calendars; sys.exit('icalendar' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", words], cwd=ROOT, check=False).returncode == 0


def test_hostile_text_stays_text():
    text = written(happening(title=HOSTILE, description=HOSTILE, place=HOSTILE, categories=(HOSTILE, "b")))
    plain = text.replace("\r\n ", "")
    assert plain.count("\r\nBEGIN:VEVENT\r\n") == 1 and plain.count("END:VCALENDAR\r\n") == 1
    assert not any(sign in text for sign in "\x07\x0b\u2028")
    read = event(happening(title=HOSTILE))
    assert read["SUMMARY"] == HOSTILE.replace("\r\n", "\n").translate(dict.fromkeys(map(ord, "\x07\x0b\u2028"), " "))
    assert len(event(happening(categories=("a, b", "c")))["CATEGORIES"].cats) == 2


def test_an_address_cannot_start_a_line():
    assert "\r\nSUMMARY:evil" not in written(happening(url="https://example.org/\r\nSUMMARY:evil"))


def test_a_calendar_says_what_it_is():
    read = icalendar.Calendar.from_ical(written(happening()))
    found = {name: str(read[name]) for name in ("VERSION", "METHOD", "UID", "X-WR-CALNAME", "NAME", "X-WR-TIMEZONE")}
    assert found == {
        "VERSION": "2.0",
        "METHOD": "PUBLISH",
        "UID": "calendar",
        "X-WR-CALNAME": "A name",
        "NAME": "A name",
        "X-WR-TIMEZONE": ZONE,
    }
    assert read["REFRESH-INTERVAL"].dt == timedelta(days=1)


# --- times ------------------------------------------------------------------


def test_a_whole_day_and_several():
    assert "DTEND" not in event(happening())
    assert event(happening())["DTSTART"].dt == date(2026, 5, 2)
    several = event(happening(end=date(2026, 5, 4)))
    assert several["DTEND"].dt == date(2026, 5, 5), "the end is the first day after it"
    assert several["TRANSP"] == "TRANSPARENT"
    assert "VTIMEZONE" not in written(happening())


@pytest.mark.parametrize(
    ("day", "clock", "hours", "in_utc"),
    [
        (date(2026, 1, 14), "18:30", 2, datetime(2026, 1, 14, 23, 30, tzinfo=UTC)),
        (date(2026, 7, 14), "18:30", 2, datetime(2026, 7, 14, 22, 30, tzinfo=UTC)),
        (date(2026, 3, 7), "22:00", 8, datetime(2026, 3, 8, 3, 0, tzinfo=UTC)),  # over midnight, and over the change
        (date(2026, 12, 31), "23:00", 2, datetime(2027, 1, 1, 4, 0, tzinfo=UTC)),
    ],
)
def test_times_are_the_same_moment_for_another_program(day, clock, hours, in_utc):
    start = event_times.at(day, clock, ZONE)
    end = (start.astimezone(UTC) + timedelta(hours=hours)).astimezone(ZoneInfo(ZONE))
    read = event(happening(start=start, end=end))
    assert read["DTSTART"].params["TZID"] == ZONE
    assert read["DTSTART"].dt.astimezone(UTC) == in_utc
    assert read["DTEND"].dt.astimezone(UTC) == in_utc + timedelta(hours=hours)
    assert read["TRANSP"] == "OPAQUE"


def test_the_zones_rules_are_right_without_a_time_zone_database():
    """As a program reads them that knows nothing but what the file says."""
    start = event_times.at(date(2026, 1, 14), "18:30", ZONE)
    text = written(happening(start=start)).replace(ZONE, "Somewhere/Else")
    (zone,) = icalendar.Calendar.from_ical(text).walk("VTIMEZONE")
    made = zone.to_tz(lookup_tzid=False)
    for month, day in [(1, 14), (3, 7), (3, 9), (7, 1), (10, 31), (11, 2)]:
        moment = datetime(2026, month, day, 12)
        assert moment.replace(tzinfo=made).utcoffset() == moment.replace(tzinfo=ZoneInfo(ZONE)).utcoffset()


def test_a_deadline_is_a_moment():
    moment = event_times.at(date(2026, 5, 2), "17:00", ZONE)
    assert "DTEND" not in event(happening(start=moment)) and "DTEND" not in event(happening(start=moment, end=moment))


def test_a_cancelled_one_says_so_twice():
    read = event(happening(status="CANCELLED", start=event_times.at(date(2026, 5, 2), "17:00", ZONE)))
    assert (read["STATUS"], read["SUMMARY"], read["TRANSP"]) == ("CANCELLED", "Cancelled: Title x", "TRANSPARENT")


def test_stamps_come_from_the_data():
    read = event(happening())
    assert read["DTSTAMP"].dt == read["LAST-MODIFIED"].dt == datetime(2026, 1, 2, 5, tzinfo=UTC)
    assert (read["UID"], read["SEQUENCE"]) == ("uid-x", 3)


# --- the site's calendars ----------------------------------------------------


def test_every_calendar_is_read_without_an_error_and_round_trips(files: dict[str, str]):
    for path, text in files.items():
        read = icalendar.Calendar.from_ical(text)
        assert read.errors == [] and all(each.errors == [] for each in read.subcomponents), path
        assert read.subcomponents, "a calendar has at least one component"
        assert icalendar.Calendar.from_ical(read.to_ical()) == read, path


def test_each_record_has_its_review_once_and_in_a_file_of_its_own(files: dict[str, str], catalog: Catalog):
    read = icalendar.Calendar.from_ical(files["calendars/reviews.ics"])
    events = {str(each["UID"]): each for each in read.walk("VEVENT")}
    records = [each for table in tables.published(catalog).values() for each in table.values() if each.folder]
    reviewed = [each for each in records if each.looked_at]
    months = {each.kind: each.months for each in catalog.review_periods.values()}
    assert len(events) == len(reviewed)
    for record in reviewed:
        (own,) = icalendar.Calendar.from_ical(files[f"calendars/reviews/{record.path[:-1]}.ics"]).walk("VEVENT")
        assert own == events[str(own["UID"])]
        wait = months.get(tables.kind_of(record), catalog.program.review_months)
        due, reviewed_on = own["DTSTART"].dt, record.looked_at
        assert (due.year - reviewed_on.year) * 12 + due.month - reviewed_on.month == wait
        assert record.name in own["SUMMARY"]
        assert str(own["URL"]) == f"{SITE.url}{record.path}"


def test_ids_and_addresses_do_not_follow_the_sites_address(files: dict[str, str], catalog: Catalog):
    elsewhere = {each.path: each.content() for each in calendars.outputs(catalog, Site(today=SITE.today))}
    assert elsewhere.keys() == files.keys()
    for path, text in elsewhere.items():
        ids = [
            [str(each["UID"]) for each in icalendar.Calendar.from_ical(one).walk("VEVENT")]
            for one in (text, files[path])
        ]
        assert ids[0] == ids[1]
        assert "URL" not in text and "SOURCE" not in text


def test_what_is_for_staff_is_not_in_the_calendar_for_everyone(catalog: Catalog):
    def session(catalog: Catalog, site: Site) -> list[Happening]:
        return [happening("session")]

    made_up = calendars.CalendarSource(id="sessions", name="Sessions", description="Sessions.", happenings=session)
    for_staff = next(each for each in calendars.SOURCES if each.for_staff)
    everything, reviews, *_, sessions = calendars.every_calendar(catalog, SITE, (for_staff, made_up))
    assert [each.title for each in everything.happenings] == ["Title session"]
    assert len(reviews.happenings) > 20
    assert (sessions.path, sessions.happenings) == ("calendars/sessions", everything.happenings)


def test_two_things_cannot_have_one_file(catalog: Catalog):
    def twins(catalog: Catalog, site: Site) -> list[Happening]:
        return [happening("a"), happening("b", uid="uid-a")]

    source = calendars.CalendarSource(id="twins", name="Twins", description="Twins.", happenings=twins)
    with pytest.raises(ValueError, match="two happenings"):
        calendars.every_calendar(catalog, SITE, (source,))


def test_the_page_offers_both_ways_to_subscribe(catalog: Catalog):
    html = calendars.calendars(Context(catalog, SITE, "../../"))
    assert 'href="webcal://example.org/library/calendars/sessions.ics"' in html
    assert "<code>https://example.org/library/calendars/sessions.ics</code>" in html
    assert 'href="../../calendars/sessions.ics"' in html
    bare = calendars.calendars(Context(catalog, Site(today=SITE.today), "../../"))
    assert "webcal:" not in bare and "not set in this copy" in bare


@pytest.mark.parametrize("today", [date(2020, 1, 1), date(2026, 3, 7), date(2126, 1, 1)])
def test_the_page_leads_to_every_file_whatever_the_day(today: date, catalog: Catalog):
    """A session that was held keeps its file, since its address was published."""
    site = Site(url=SITE.url, today=today)
    page = Context(catalog, site, "")
    html = calendars.calendars(page) + calendars.staff_calendars(page)
    made = {each.path for each in calendars.outputs(catalog, site)}
    assert "calendars/sessions/last-january.ics" in made
    assert made == set(re.findall(r'href="(calendars/[^"]+)"', html))


def test_reviews_are_listed_for_staff_only(catalog: Catalog):
    page = Context(catalog, SITE, "")
    assert "calendars/reviews" not in calendars.calendars(page)
    assert set(re.findall(r'href="(calendars/[a-z]+)', calendars.staff_calendars(page))) == {"calendars/reviews"}


def test_what_is_over_stands_behind_what_comes(catalog: Catalog):
    html = calendars.calendars(Context(catalog, Site(url=SITE.url, today=date(2026, 3, 7)), ""))
    section = html.split("</section>")[1]
    comes, _, earlier = section.partition("<summary>Earlier (1)</summary>")
    assert "<summary>What comes next (4)</summary>" in comes and "sessions/spring-forward.ics" in comes
    assert re.findall(r'href="(calendars/sessions/[^"]+)"', earlier) == ["calendars/sessions/last-january.ics"]


# --- a number that grows with each change ---------------------------------------------


def commit(folder: Path, *words: str) -> None:
    """Run git in a folder, with one day on its clock."""
    days = {"GIT_AUTHOR_DATE": "2026-03-01T12:00:00", "GIT_COMMITTER_DATE": "2026-03-01T12:00:00"}
    who = ("-c", "user.name=Nobody", "-c", "user.email=nobody@example.org")
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True, env={**os.environ, **days})


def changed(data: Path, file: str, old: str, new: str) -> None:
    path = data / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    commit(data, "commit", "-q", "-am", new)


def sequences(data: Path, path: str) -> int:
    """The sequence of the first thing at a path, as a build with the history tells it."""
    catalog = load_catalog(data)
    site = replace(SITE, changes=calendar_changes.known(data, catalog))
    return next(
        each.sequence
        for source in calendars.SOURCES
        for each in source.happenings(catalog, site)
        if each.path.startswith(path)
    )


@pytest.mark.slow
def test_each_change_of_time_place_or_status_gives_a_greater_sequence_on_one_day_too(own_state: Path) -> None:
    commit(own_state.parent, "init", "-q", "-b", "main", ".")
    commit(own_state, "add", "-A")
    commit(own_state, "commit", "-q", "-m", "first")
    session, path = "training/sessions/last-january.yaml", "calendars/sessions/last-january"
    first, found = sequences(own_state, path), []
    for old, new in (
        ("start: 2026-01-20 13:30", "start: 2026-01-20 14:00"),
        ("attendance: online", "attendance: in-person\nplace:\n  name: The hall"),
        ("title: Talk in January", "title: Another title"),  # no change of what was promised
        ("start: 2026-01-20 14:00", "start: 2026-01-20 13:30"),  # as it was before, which is a change
    ):
        changed(own_state, session, old, new)
        found.append(sequences(own_state, path) - first)
    assert found == [1, 2, 2, 3]


def test_without_the_history_a_sequence_is_the_days_until_the_last_look(own_state: Path) -> None:
    catalog = load_catalog(own_state)
    assert calendar_changes.known(own_state, catalog).counts == {}  # no repository
    session = catalog.sessions["last-january"]
    [happening, *_] = [
        each for each in calendars.training_sessions(catalog, SITE) if each.path == "calendars/sessions/last-january"
    ]
    assert happening.sequence == event_times.sequence(session.last_look)


def test_the_fields_that_count_are_those_of_the_schemas(made_up: Catalog) -> None:
    for kind, fields in calendar_changes.FIELDS.items():
        assert {*fields} <= {each["name"] for each in made_up.schemas[kind]["fields"]}
