"""Calendars that people subscribe to, and a calendar file for each dated thing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import groupby

from markupsafe import Markup

from macros.data import event_times
from macros.data.catalog import Catalog, derived
from macros.data.event_times import Happening
from macros.data.models import Record, Session
from macros.formats import icalendar_writer
from macros.pages import components, templating
from macros.pages.macro_context import Context, page_macro
from macros.pages.outputs import Site, SiteFile
from macros.subjects.grants import queries as funding
from macros.subjects.training import queries as sessions

FOLDER = "calendars"
MOST_FOR_STAFF = 2_000  # things in a calendar for staff that have files of their own
MOST_LISTED = 1_000  # things on the page, each with its own file; the calendar has them all


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarSource:
    """One kind of dated thing: a calendar of its own, and a part of the calendar of everything.

    What is ``for_staff`` is in no calendar but its own. A large library has no
    single files for it, which hardly anyone would open. ``parts`` are calendars of
    some of the same things.
    """

    id: str
    name: str
    description: str
    happenings: Callable[[Catalog, Site], Iterable[Happening]]
    for_staff: bool = False
    parts: Callable[[Catalog, Site], Iterable[Calendar]] | None = None
    kind: str = ""  # of the records that have the days, where it may be left out


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Calendar:
    """A calendar at a lasting address: ``path`` below the site's root, and what is in it.

    ``group`` is the heading of a calendar that is a part of another one.
    """

    path: str
    name: str
    description: str
    happenings: tuple[Happening, ...]
    for_staff: bool = False
    group: str = ""


# --- kinds of dated things --------------------------------------------------


def reviews_due(catalog: Catalog, site: Site) -> Iterator[Happening]:
    """The day on which each record wants to be checked again: a whole day, moved by each review."""
    for review in components.reviews(catalog):
        record = review.record
        if record.folder:
            path = f"{FOLDER}/reviews/{record.path[:-1]}"
            yield Happening(
                path=path,
                uid=catalog.program.lasting_id(path),
                sequence=event_times.sequence(review.reviewed),
                stamp=event_times.midnight(review.reviewed, catalog.program.time_zone),
                title=f"Review due: {record.name}",
                description=f"Last looked at {templating.plain_date(review.reviewed)}. "
                "Check each fact against its source. Then write the day into 'last_reviewed' in the record.",
                start=review.due,
                url=site.absolute(record.path) if site.url else "",
                categories=(catalog.resources[review.kind]["title"],),
            )


def board_meetings(catalog: Catalog, site: Site) -> Iterator[Happening]:
    """The known meetings of the board, and the week before each, in which a progress report is due."""
    for each in catalog.board_dates.values():
        for name, title, start, end in (
            (each.id, each.name, each.date, None),
            (f"{each.id}-report", f"Progress report due before {each.name}", *_week_before(each.date)),
        ):
            path = f"{FOLDER}/board/{name}"
            yield Happening(
                path=path,
                uid=catalog.program.lasting_id(path),
                sequence=_sequence(f"board_dates/{each.id}", each.last_look, site),
                stamp=event_times.midnight(each.last_look, catalog.program.time_zone),
                title=title,
                start=start,
                end=end,
                place=each.place,
                url=site.absolute("program/board/") if site.url else "",
                categories=(catalog.resources["board_dates"]["title"],),
            )


def _sequence(key: str, looked_at: date, site: Site) -> int:
    """The days until the last look, and one for each change of time, place or status that the history knows.

    Both only grow, so two changes on one day count as well (RFC 5545 section 3.8.7.4).
    """
    return event_times.sequence(looked_at) + (site.changes.counts.get(key, 0) if site.changes else 0)


def _week_before(day: date) -> tuple[date, date]:
    """Monday to Friday of the week before the one that ``day`` is in."""
    monday = day - timedelta(days=day.weekday() + 7)
    return monday, monday + timedelta(days=4)


def deadlines(catalog: Catalog, site: Site) -> Iterator[Happening]:
    """The last day of each round of funding that someone confirmed."""
    for each in funding.deadlines(catalog):
        path = deadline_path(each)
        changed = max(each.checked, each.fund.last_look)
        yield Happening(
            path=path,
            uid=catalog.program.lasting_id(path),
            sequence=event_times.sequence(changed),
            stamp=event_times.midnight(changed, catalog.program.time_zone),
            title=each.title,
            description=(
                f"Confirmed {templating.plain_date(each.checked)}. Check the funder's own page before you rely on it."
            ),
            start=each.day,
            url=site.absolute(each.path) if site.url else "",
            categories=(catalog.resources["funds"]["title"],),
        )


def deadline_path(each: funding.Deadline) -> str:
    """Where a deadline's own calendar file stands, without its ending; its UID is made of it."""
    return f"{FOLDER}/deadlines/{each.fund.id}/{each.day}"


def training_sessions(catalog: Catalog, site: Site) -> Iterator[Happening]:
    """Each training session with a day and time; a session on several days is there on each of them."""
    for session in catalog.sessions.values():
        yield from _of_session(session, catalog, site)


def _of_session(session: Session, catalog: Catalog, site: Site) -> Iterator[Happening]:
    days = len(session.meetings)
    for number, (path, meeting) in enumerate(zip(sessions.calendar_paths(session), session.meetings, strict=True), 1):
        yield Happening(
            path=path,
            uid=catalog.program.lasting_id(path),
            sequence=_sequence(f"sessions/{session.id}", session.last_look, site),
            stamp=event_times.midnight(session.last_look, catalog.program.time_zone),
            title=session.title if days == 1 else f"{session.title} (day {number} of {days})",
            description="\n\n".join(filter(None, (meeting.topic, session.summary, session.status_note))),
            start=meeting.start,
            end=meeting.end,
            place=_place(session),
            url=site.absolute(session.path) if site.url else "",
            status="CANCELLED" if session.status.is_cancelled else "CONFIRMED",
            categories=tuple(each.name for each in session.topics),
        )


def _place(session: Session) -> str:
    if session.place:
        return ", ".join(filter(None, (session.place.name, session.place.address)))
    return session.attendance.name if session.attendance else ""


def _parts_of_training(catalog: Catalog, site: Site) -> Iterator[Calendar]:
    """A calendar for each series, topic and format; one without a session is there too, since its address lasts."""
    parts: tuple[tuple[str, str, Callable[[Session], Iterable[Record | None]]], ...] = (
        ("series", "training_series", lambda each: [each.series]),
        ("topic", "topics", lambda each: each.topics),
        ("format", "formats", lambda each: [each.format]),
    )
    for part, kind, values in parts if catalog.has("sessions") else ():
        for record in catalog.tables[kind].values():
            found = (each for each in catalog.sessions.values() if record in values(each))
            yield Calendar(
                path=f"{FOLDER}/training/{part}/{record.id}",
                name=f"{catalog.program.site_name}: {record.name.replace(',', '')}",
                description=f"Training sessions. {catalog.resources[kind]['title']}: {record.name}.",
                happenings=tuple(happening for each in found for happening in _of_session(each, catalog, site)),
                group=f"Training by {part}",
            )


# A new kind of dated thing is one function above and one word here.
SOURCES = (
    CalendarSource(
        id="sessions",
        name="Training sessions",
        description="Webinars, round tables, workshops and other sessions that have a day and a time.",
        happenings=training_sessions,
        kind="sessions",
        parts=_parts_of_training,
    ),
    CalendarSource(
        id="reviews",
        name="Reviews due",
        description="For the people who keep this library: the day on which each record is due for review.",
        happenings=reviews_due,
        for_staff=True,
    ),
    CalendarSource(
        id="board",
        name="Board meetings",
        description="The known meetings of the board, and the week before each, in which a progress report is due.",
        happenings=board_meetings,
        kind="board_dates",
    ),
    CalendarSource(
        id="deadlines",
        name="Funding deadlines",
        description="The last day of each round of funding, once someone has confirmed it.",
        happenings=deadlines,
        kind="funds",
    ),
)


# --- calendars --------------------------------------------------------------


@derived
def every_calendar(catalog: Catalog, site: Site, sources: tuple[CalendarSource, ...] = SOURCES) -> tuple[Calendar, ...]:
    """Every calendar: first the one of everything public, then each kind's own, then their parts.

    Raises ValueError when two things want the same file or the same UID.
    """
    sources = tuple(each for each in sources if not each.kind or catalog.has(each.kind))
    made = [_calendar(source, tuple(source.happenings(catalog, site)), catalog) for source in sources]
    _refuse_twins(each for calendar in made for each in calendar.happenings)
    public = tuple(each for calendar in made if not calendar.for_staff for each in calendar.happenings)
    everything = Calendar(
        path=f"{FOLDER}/all",
        name=catalog.program.site_name,
        description="Everything with a date that is open to the public.",
        happenings=public,
    )
    parts = (part for source in sources if source.parts for part in source.parts(catalog, site))
    return (everything, *made, *parts)


def _calendar(source: CalendarSource, happenings: tuple[Happening, ...], catalog: Catalog) -> Calendar:
    return Calendar(
        path=f"{FOLDER}/{source.id}",
        # A comma would be escaped, and some programs show the escape.
        name=f"{catalog.program.site_name}: {source.name}",
        description=source.description,
        happenings=happenings,
        for_staff=source.for_staff,
    )


def _refuse_twins(happenings: Iterable[Happening]) -> None:
    seen: set[str] = set()
    for each in happenings:
        if each.uid in seen or each.path in seen:
            raise ValueError(f"two happenings want to be {each.path}")
        seen |= {each.uid, each.path}


def outputs(catalog: Catalog, site: Site) -> Iterator[SiteFile]:
    """The calendars, and a file for each thing in them."""
    found = every_calendar(catalog, site)
    for calendar in found:
        yield SiteFile(f"{calendar.path}.ics", partial(_whole, calendar, catalog, site))
    for calendar in filter(_has_files, found[1:]):
        for each in calendar.happenings:
            yield SiteFile(f"{each.path}.ics", partial(_single, each, catalog, site))


def _has_files(calendar: Calendar) -> bool:
    return not calendar.group and (not calendar.for_staff or len(calendar.happenings) <= MOST_FOR_STAFF)


@derived
def _texts(catalog: Catalog, site: Site) -> Mapping[str, str]:
    """Each happening as calendars have it, by its UID: it is in several of them, and is written once."""
    found = (each for each in every_calendar(catalog, site)[1:] if not each.group)
    return {each.uid: icalendar_writer.event_text(each) for calendar in found for each in calendar.happenings}


def _whole(calendar: Calendar, catalog: Catalog, site: Site) -> str:
    file = f"{calendar.path}.ics"
    return icalendar_writer.text(
        calendar.happenings,
        uid=catalog.program.lasting_id(file),
        name=calendar.name,
        description=" ".join(filter(None, (components.as_it_stood(site), calendar.description))),
        zone=catalog.program.time_zone,
        source=site.absolute(file) if site.url else "",
        write=lambda each: _texts(catalog, site)[each.uid],
    )


def _single(happening: Happening, catalog: Catalog, site: Site) -> str:
    """A file to import once: it doesn't say where it comes from, so that no program asks for it again."""
    return icalendar_writer.text(
        (happening,),
        name=happening.title,
        description=happening.description,
        zone=catalog.program.time_zone,
        write=lambda each: _texts(catalog, site)[each.uid],
    )


# --- on a page --------------------------------------------------------------


@page_macro()
def calendars(page: Context) -> Markup:
    """The public calendars to subscribe to, and what comes next in them.

    What is over stays listed: its file was published, so its address lasts.
    """
    return _listed(page, [each for each in every_calendar(page.catalog, page.site) if not each.for_staff])


@page_macro()
def staff_calendars(page: Context) -> Markup:
    """The calendars for the people who keep the library, and what comes next in them."""
    return _listed(page, [each for each in every_calendar(page.catalog, page.site) if each.for_staff])


def _listed(page: Context, every: list[Calendar]) -> Markup:
    site = page.site
    return templating.render(
        "calendars.html",
        calendars=[(each, *_by_day(each, site)) for each in every if not each.group],
        groups=groupby((each for each in every if each.group), key=lambda each: each.group),
        most=MOST_LISTED,
        has_files=_has_files,
        site=site,
        base=page.base,
    )


def _by_day(calendar: Calendar, site: Site) -> tuple[list[Happening], list[Happening]]:
    """What isn't over, the next first, and what is, the latest first."""
    found = sorted(calendar.happenings, key=lambda each: each.order)
    coming = [each for each in found if each.last_day >= site.today]
    return coming, [each for each in reversed(found) if each.last_day < site.today]
