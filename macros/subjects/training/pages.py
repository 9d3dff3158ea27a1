"""Pages of training: sessions with their recordings and run sheets, series, learning paths; and lists of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import groupby
from typing import Any

from markupsafe import Markup

from macros.data import faceting
from macros.data.catalog import Catalog
from macros.data.clock_times import seconds
from macros.data.models import LearningPath, Series, Session
from macros.pages import list_filters, templating
from macros.pages.list_filters import Facet, Option
from macros.pages.macro_context import Context, page_macro
from macros.pages.outputs import Page, Site, SiteFile, base_of
from macros.pages.record_pages import RecordPage
from macros.subjects.toolkit import queries as toolkit
from macros.subjects.training import queries as sessions
from macros.subjects.training import run_sheets
from macros.subjects.training.queries import ShownSession

SECTION = "training"
_HOME = ("Training", f"{SECTION}/")
_LIBRARY = ("Library", Session.listed_at())
_STAFF = ("For staff", "staff/")
_FOR_SESSIONS = ("Publish a session", f"{_STAFF[1]}training/")


def outputs(catalog: Catalog, site: Site) -> Iterator[Page | SiteFile]:
    """The pages in the data's order, and a short address for each session."""
    for session in catalog.sessions.values():
        yield _session_page(session, catalog, site)
        yield _sheet_page(session, catalog, site)
        path = f"{run_sheets.SHORT_LINK}{session.id}/"
        yield SiteFile(f"{path}index.html", partial(_leads_on, path, session, catalog, site))
    for series in catalog.training_series.values():
        yield _series_page(series, catalog, site)
    for path in catalog.learning_paths.values():
        yield _path_page(path, catalog, site)


def _leads_on(path: str, session: Session, catalog: Catalog, site: Site) -> str:
    """The short address is a page that leads on: it needs no script and no server."""
    base = base_of(path)
    return templating.render(
        "redirect.html", program=catalog.program, site=site, base=base, href=base + session.path, canonical=session.path
    )


# --- a session ----------------------------------------------------------------


def _session_page(session: Session, catalog: Catalog, site: Site) -> Page:
    return RecordPage(
        record=session,
        template="session.html",
        above=(_HOME, _LIBRARY),
        context=lambda: _session_context(session, catalog, site),
        title=sessions.title(session),
        kind="Training session",
        facets={
            "audience": [each.name for each in session.audiences],
            "topic": [each.name for each in session.topics],
            "format": [session.format.name] if session.format else [],
            "industry": [each.name for each in session.industries],  # type: ignore[attr-defined]
        },
        json_ld=lambda: json_ld(session, catalog, site),
        script="sessions",
    ).page(catalog, site)


def _session_context(session: Session, catalog: Catalog, site: Site) -> dict[str, Any]:
    recording = session.recording
    return {
        "each": sessions.shown(session, catalog, site.today),
        "session": session,
        "length": templating.duration(-(-seconds(recording.length) // 60)) if recording else "",
        "chapters": sessions.chapters(session),
        "notes": _notes(session, catalog),
        "help_now": toolkit.pages_on(session.topics, catalog),
        "calendar_files": [f"{path}.ics" for path in sessions.calendar_paths(session)],
        "others": [each for each in _of(session.series, catalog) if each is not session][:6],
        "paths": [each for each in catalog.learning_paths.values() if session in (step.session for step in each.steps)],
        "sheet_path": _sheet_path(session),
    }


def _notes(session: Session, catalog: Catalog) -> list[tuple[str, str]]:
    """What the record says of how sure it is, under the fields' own titles."""
    names = ["date_note", "format_note", "presenters_note"]
    names += [] if session.status.is_cancelled else ["status_note"]  # a cancelled session says it first of all
    return [(catalog.label("sessions", name), text) for name in names if (text := getattr(session, name))]


def _of(series: Series, catalog: Catalog) -> list[Session]:
    return [each for each in catalog.sessions.values() if each.series is series]


def json_ld(session: Session, catalog: Catalog, site: Site) -> dict[str, Any]:
    """The session as a schema.org Event; without a day, which an event must have, as learning material."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "EducationEvent" if session.has_times else "LearningResource",
        "name": session.title,
        "description": session.summary,
        "url": site.absolute(session.path),
        "about": [each.name for each in session.topics],
        "audience": [{"@type": "Audience", "audienceType": each.name} for each in session.audiences],
    }
    if session.has_times:
        data |= _event(session, catalog, site)
    if session.recording:
        data["subjectOf"] = _video(session, site)
    return {key: value for key, value in data.items() if value}


def _event(session: Session, catalog: Catalog, site: Site) -> dict[str, Any]:
    assert session.starts and session.ends
    state = "EventCancelled" if session.status.is_cancelled else "EventScheduled"
    mode = session.attendance.schema_word if session.attendance else ""
    return {
        "startDate": session.starts.isoformat(),
        "endDate": session.ends.isoformat(),
        "eventStatus": f"https://schema.org/{state}",
        "eventAttendanceMode": mode and f"https://schema.org/{mode}",
        "location": _location(session, site),
        "organizer": {"@type": "Organization", "name": catalog.program.board.name},
        "performer": [
            {"@type": "Person" if each.presenter.is_person else "Organization", "name": each.presenter.name}
            for each in session.presenters
        ],
        "maximumAttendeeCapacity": session.registration.capacity if session.registration else None,
        "subEvent": [
            {
                "@type": "Event",
                "name": f"{session.title}, day {number}",
                "startDate": each.start.isoformat(),
                "endDate": each.end.isoformat(),
            }
            for number, each in enumerate(session.meetings, start=1)
        ]
        if session.days
        else [],
    }


def _location(session: Session, site: Site) -> dict[str, str]:
    if session.place:
        return {"@type": "Place", "name": session.place.name, "address": session.place.address or session.place.name}
    return {"@type": "VirtualLocation", "url": site.absolute(session.path)}


def _video(session: Session, site: Site) -> dict[str, Any]:
    recording = session.recording
    assert recording is not None
    clips = [
        {
            "@type": "Clip",
            "name": each.title,
            "startOffset": seconds(each.at),
            "url": f"{site.absolute(session.path)}#{sessions.moment_id(each.at)}",
        }
        for each in recording.chapters
    ]
    return {
        "@type": "VideoObject",
        "name": session.title,
        "description": session.summary,
        "uploadDate": recording.published.isoformat(),
        "duration": sessions.iso_duration(recording.length),
        "url": recording.url,
        "thumbnailUrl": site.absolute("assets/ours/img/social.png"),
        "hasPart": clips,
    }


# --- a run sheet -----------------------------------------------------------------


def _sheet_path(session: Session) -> str:
    return f"{_STAFF[1]}run-sheets/{session.id}/"


def _sheet_page(session: Session, catalog: Catalog, site: Site) -> Page:
    """A page for staff, which search leaves out."""
    return RecordPage(
        record=session,
        path=_sheet_path(session),
        template="run_sheet.html",
        above=(_STAFF, _FOR_SESSIONS),
        context=lambda: {
            "sheet": run_sheets.sheet(session, catalog, site.url, site.today),
            "over": run_sheets.OVER,
            "short_link": f"{run_sheets.SHORT_LINK}{session.id}/",
        },
        title=f"Run sheet: {session.title}",
        description=f"What staff do before and after this session, with words for announcements: {session.title}.",
    ).page(catalog, site)


# --- a series and a path -----------------------------------------------------------


def _series_page(series: Series, catalog: Catalog, site: Site) -> Page:
    return RecordPage(
        record=series,
        template="series.html",
        above=(_HOME, _LIBRARY),
        context=lambda: {
            "series": series,
            "found": [each for each in sessions.all_shown(catalog, site.today) if each.session.series is series],
            "calendar": f"calendars/training/series/{series.id}.ics",
        },
        kind="Training series",
        facets={"audience": [each.name for each in series.audiences]},
        json_ld=lambda: {
            "@context": "https://schema.org",
            "@type": "EventSeries",
            "name": series.title,
            "description": series.summary,
            "url": site.absolute(series.path),
        },
        script="sessions",
    ).page(catalog, site)


def _path_page(path: LearningPath, catalog: Catalog, site: Site) -> Page:
    others = [each for each in catalog.learning_paths.values() if each is not path]
    return RecordPage(
        record=path,
        template="learning_path.html",
        above=(_HOME, ("Learning paths", f"{LearningPath.listed_at()}#learning-paths")),
        context=lambda: {"path": path, "others": others},
        title=f"Learning path: {path.title}",
        kind="Learning path",
        facets={"audience": [each.name for each in path.audiences]},
        json_ld=lambda: _course(path, catalog, site),
        script="learning-path",
    ).page(catalog, site)


def _course(path: LearningPath, catalog: Catalog, site: Site) -> dict[str, Any]:
    """A learning path as a schema.org Course (https://schema.org/Course)."""
    return {
        "@context": "https://schema.org",
        "@type": "Course",
        "name": path.title,
        "description": path.summary,
        "url": site.absolute(path.path),
        "provider": {"@type": "Organization", "name": catalog.program.board.name},
        "teaches": list(path.objectives),
        "timeRequired": f"PT{path.minutes}M",
        "hasPart": [{"@type": "LearningResource", "name": step.title} for step in path.steps],
    }


# --- lists on pages that people write ------------------------------------------------


@page_macro()
def training_coming(page: Context) -> Markup:
    """The sessions that come up, and those that are planned without a date."""
    found = sessions.all_shown(page.catalog, page.site.today)
    return templating.render(
        "training_coming.html",
        base=page.base,
        coming=[each for each in found if each.time == sessions.COMING],
        undated=[each for each in found if each.time == sessions.UNDATED],
    )


@page_macro()
def training_story(page: Context) -> Markup:
    """How the training series came about, and what partnerships need to learn."""
    kinds = (page.catalog.training_process, page.catalog.training_needs)
    sources = {each.source.id: each.source for kind in kinds for each in kind.values()}
    process, needs = (list(kind.values()) for kind in kinds)
    return templating.render(
        "training_story.html", base=page.base, process=process, needs=needs, sources=sources.values()
    )


@page_macro()
def session_library(page: Context) -> Markup:
    """Every session with its filters."""
    found, by = sessions.all_shown(page.catalog, page.site.today), facets(page.catalog)
    groups = [(time, words, [each for each in found if each.time == time]) for time, words in sessions.TIMES.items()]
    return templating.render(
        "session_library.html",
        base=page.base,
        found=found,
        groups=groups,
        form=list_filters.form(found, by, "sessions"),
        has=list_filters.has(by),
        more_words=list_filters.words(page.catalog),
    )


def facets(catalog: Catalog) -> list[Facet]:
    """What the library can be narrowed down by."""
    of_session = partial(faceting.by_field, catalog, "sessions", record=lambda each: each.session)
    has = {"recording": "Has a recording", "transcript": "Has a transcript"}
    return [
        Facet("when", "When", tuple(Option(*each) for each in sessions.TIMES.items()), lambda each: [each.time]),
        of_session("topics", "topic", silence="topic"),
        of_session("format", silence="format"),
        of_session("audiences", "audience", silence="audience"),
        Facet(
            "series",
            catalog.label("sessions", "series"),
            tuple(Option(each.id, each.title) for each in catalog.training_series.values()),
            lambda each: [each.session.series.id],
        ),
        Facet("has", "Recordings", tuple(Option(*each) for each in has.items()), _recorded),
    ]


def _recorded(each: ShownSession) -> list[str]:
    recording = each.session.recording
    return [*(["recording"] if recording else []), *(["transcript"] if recording and recording.transcript else [])]


@page_macro()
def session_calendar(page: Context) -> Markup:
    """The sessions month by month; it needs no script."""
    found = sessions.all_shown(page.catalog, page.site.today)
    coming, undated, past = ([each for each in found if each.time == time] for time in sessions.TIMES)
    return templating.render(
        "session_calendar.html",
        base=page.base,
        coming=_by_month(coming),
        undated=undated,
        past=_by_month([each for each in past if each.month]),
        once=[each for each in past if not each.month],
    )


def _by_month(found: list[ShownSession]) -> list[tuple[str, list[ShownSession]]]:
    return [(month, list(group)) for month, group in groupby(found, key=lambda each: each.month)]


@page_macro()
def learning_path_list(page: Context) -> Markup:
    """The learning paths as cards."""
    return templating.render("learning_paths.html", base=page.base, paths=page.catalog.learning_paths.values())


@page_macro()
def training_series_list(page: Context) -> Markup:
    """The training series with the number of their sessions."""
    found = [(each, len(_of(each, page.catalog))) for each in page.catalog.training_series.values()]
    return templating.render("series_list.html", base=page.base, found=found)


@page_macro()
def training_subscribe(page: Context) -> Markup:
    """How to subscribe to the sessions."""
    return templating.render(
        "training_subscribe.html",
        base=page.base,
        site=page.site,
        calendar="calendars/sessions.ics",
        feed=f"feeds/{Session.folder}.atom",
    )


@page_macro()
def run_sheet_list(page: Context) -> Markup:
    """The run sheets of all sessions, for staff."""
    found = [(each, _sheet_path(each)) for each in page.catalog.sessions.values()]
    return templating.render("run_sheet_list.html", base=page.base, found=found)
