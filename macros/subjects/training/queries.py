"""Sessions as several pages show them: when, in words; coming up or past; their transcripts.

What is coming up depends on the day. It is decided here with the day of the
build, and again in the browser by ``sessions.js``, to the minute.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from macros.data.catalog import Catalog
from macros.data.clock_times import seconds
from macros.data.models import Meeting, Session, Transcript
from macros.data.plain_dates import MONTHS
from macros.pages import templating

CLOSING_DAYS = 7  # before a deadline, in which registration is said to close soon
COMING, PAST, UNDATED = "coming", "past", "undated"
# What a list is divided by: the id that the script knows, and the words.
TIMES = {COMING: "Coming up", UNDATED: "Planned, no day stated", PAST: "Past"}
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSession:
    """A session as lists and pages show it on a day."""

    session: Session
    time: str  # one of TIMES
    when: str
    meetings: tuple[str, ...]
    start: str = ""  # as ISO 8601 with its offset
    end: str = ""
    deadline: str = ""
    deadline_words: str = ""
    is_closing: bool = False
    month: str = ""

    @property
    def past_word(self) -> str:
        """What a session is once its time has passed: nobody may know whether a plan was carried out."""
        return "Planned date passed" if not self.start and not self.is_over else "Past"

    @property
    def is_over(self) -> bool:
        """Whether the record itself says that it took place."""
        return self.session.status.is_over or self.session.date_state.is_over

    @property
    def takes_sign_ups(self) -> bool:
        """Whether people can sign up on that day."""
        return self.time == COMING and self.session.status.takes_sign_ups


def shown(session: Session, catalog: Catalog, today: date) -> ShownSession:
    """A session as it is on ``today``."""
    deadline = session.deadline
    return ShownSession(
        session=session,
        time=time_of(session, today),
        when=when(session),
        meetings=tuple(meeting_words(each, session, catalog) for each in session.meetings),
        start=session.starts.isoformat() if session.starts else "",
        end=session.ends.isoformat() if session.ends else "",
        deadline=deadline.isoformat() if deadline else "",
        deadline_words=f"{day_words(deadline)}, {_with_zone(deadline, session)}" if deadline else "",
        is_closing=deadline is not None and 0 <= (deadline.date() - today).days <= CLOSING_DAYS,
        month=month_of(session),
    )


def all_shown(catalog: Catalog, today: date) -> list[ShownSession]:
    """Every session: what comes up, the next one first; what has no date; what is past, the latest first."""
    found = [shown(each, catalog, today) for each in catalog.sessions.values()]
    coming = sorted((each for each in found if each.time == COMING), key=order)
    past = sorted((each for each in found if each.time == PAST), key=order, reverse=True)
    dated = [each for each in past if each.month]
    undated = [each for each in found if each.time == UNDATED]
    return [*coming, *undated, *dated, *(each for each in found if each.time == PAST and not each.month)]


def order(each: ShownSession) -> tuple[str, datetime, str]:
    """What sessions are sorted by: the month, a whole month before its days, then the title."""
    return each.month, each.session.starts or datetime.min.replace(tzinfo=UTC), each.session.title


def time_of(session: Session, today: date) -> str:
    """Whether a session comes up, is past, or has no date; on its last day it still comes up."""
    if session.status.is_over or session.date_state.is_over:
        return PAST
    if session.ends:
        return COMING if session.ends.date() >= today else PAST
    if session.month:
        return COMING if session.month >= today.isoformat()[:7] else PAST
    return UNDATED


def month_of(session: Session) -> str:
    """The month in which a session starts, or for which it is planned: ``2027-03``."""
    return session.start[:7] if session.has_times else session.month


# --- when, in words ---------------------------------------------------------


def when(session: Session) -> str:
    """When a session takes place, in a few words: ``March 10, 2027, 1:30 to 3:00 p.m. ET``."""
    if session.starts and session.ends:
        if session.days and session.starts.date() != session.ends.date():
            return f"{_span(session.starts.date(), session.ends.date())} ({len(session.days)} days)"
        return f"{templating.plain_date(session.starts.date())}, {times(session.meetings[0], session)}"
    if session.month:
        return f"Planned for {templating.plain_date(session.month)}"
    return session.date_state.name


def every_time(session: Session, catalog: Catalog) -> list[str]:
    """When a session takes place: each stretch of time in full, or what is known; that it is off, if cancelled."""
    words = [meeting_words(each, session, catalog) for each in session.meetings] or [when(session)]
    return [f"{session.status.name}. It was to be: {'; '.join(words)}"] if session.status.is_cancelled else words


def meeting_words(meeting: Meeting, session: Session, catalog: Catalog) -> str:
    """One stretch of time with its weekday, and with the program's own time where that differs."""
    words = f"{day_words(meeting.start)}, {times(meeting, session)}"
    home = ZoneInfo(catalog.program.time_zone)
    there = meeting.start.astimezone(home)
    if there.utcoffset() == meeting.start.utcoffset():
        return words
    day = "" if there.date() == meeting.start.date() else f" on {templating.plain_date(there.date())}"
    return f"{words} ({clock(there)} {zone_word(catalog)}{day})"


def times(meeting: Meeting, session: Session) -> str:
    """From when to when on the clock: ``1:30 to 3:00 p.m. ET``; the day of the end where it is another one."""
    assert session.time_zone is not None
    start, end, zone = clock(meeting.start), clock(meeting.end), session.time_zone.short
    if meeting.start.date() != meeting.end.date():
        return f"{start} {zone}, to {day_words(meeting.end)}, {end} {zone}"
    if (meeting.start.hour < 12) == (meeting.end.hour < 12):
        start = start.rpartition(" ")[0]
    return f"{start} to {end} {zone}"


def _span(first: date, last: date) -> str:
    if first.year != last.year:
        return f"{templating.plain_date(first)}, to {templating.plain_date(last)}"
    month = MONTHS[first.month - 1]
    return f"{month} {first.day} to {templating.plain_date(last)}"


def _with_zone(moment: datetime, session: Session) -> str:
    assert session.time_zone is not None
    return f"{clock(moment)} {session.time_zone.short}"


def zone_word(catalog: Catalog) -> str:
    """The short name of the program's own time zone."""
    zone = catalog.program.time_zone
    return next((each.short for each in catalog.time_zones.values() if each.zone == zone), zone)


def day_words(moment: datetime) -> str:
    """A day with its weekday: ``Wednesday, March 10, 2027``."""
    return f"{_WEEKDAYS[moment.weekday()]}, {templating.plain_date(moment.date())}"


def clock(moment: datetime) -> str:
    """A time of day as people say it: ``1:30 p.m.``, ``12 noon``."""
    if (moment.hour, moment.minute) == (12, 0):
        return "12 noon"
    half = "a.m." if moment.hour < 12 else "p.m."
    return f"{moment.hour % 12 or 12}:{moment.minute:02} {half}"


def iso_duration(clock_text: str) -> str:
    """A length as ISO 8601 has it: ``1:02:30`` gives ``PT1H2M30S``."""
    hours, minutes, rest = map(int, clock_text.split(":"))
    return f"PT{hours}H{minutes}M{rest}S"


# --- transcripts --------------------------------------------------------------

LONGEST = 60  # seconds that one paragraph of a transcript covers


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What one speaker says in a row; ``id`` is the moment's anchor on the page."""

    id: str
    at: str
    speaker: str
    text: str


@dataclass(frozen=True, slots=True)
class TranscriptChapter:
    """A part of a transcript under a heading; without ``title`` where none is given."""

    id: str
    at: str
    title: str
    paragraphs: tuple[Paragraph, ...]


def chapters(session: Session) -> list[TranscriptChapter]:
    """The transcript of a session's recording in its chapters; where there are no words, the chapters alone."""
    recording = session.recording
    if recording is None:
        return []
    marks = [(seconds(each.at), each.at, each.title) for each in recording.chapters]
    found = list(_paragraphs(recording.transcript, {at for at, _, _ in marks})) if recording.transcript else []
    if recording.transcript and not marks:
        marks = [(seconds(cue.start), cue.start, cue.chapter) for cue in recording.transcript.cues if cue.chapter]
    if not marks or (found and seconds(found[0].at) < marks[0][0]):
        marks.insert(0, (0, "0:00:00", ""))
    ends = [at for at, _, _ in marks[1:]] + [10**9]
    made = [
        TranscriptChapter(
            moment_id(text), text, title, tuple(each for each in found if start <= seconds(each.at) < end)
        )
        for (start, text, title), end in zip(marks, ends, strict=True)
    ]
    return [each for each in made if each.title or each.paragraphs]


def moment_id(clock_text: str) -> str:
    """The anchor of a moment on a session's page: ``t-0-05-30``."""
    return f"t-{clock_text.replace(':', '-')}"


def _paragraphs(transcript: Transcript, breaks: set[int]) -> Iterator[Paragraph]:
    """The words in paragraphs: a new one for another speaker, at each chapter, and after a while."""
    taken: set[str] = set()
    at, speaker = "", ""
    words: list[str] = []
    for cue in transcript.cues:
        is_new = cue.chapter or (cue.speaker and cue.speaker != speaker) or not words
        is_new = is_new or any(seconds(at) < mark <= seconds(cue.start) for mark in breaks)
        if is_new or seconds(cue.start) - seconds(at) >= LONGEST:
            if words:
                yield _paragraph(at, speaker, words, taken)
            at, speaker, words = cue.start, cue.speaker or speaker, []
        words.append(cue.text)
    if words:
        yield _paragraph(at, speaker, words, taken)


def _paragraph(at: str, speaker: str, words: Iterable[str], taken: set[str]) -> Paragraph:
    # Two speakers may begin within the same second, and a chapter's heading has the bare moment.
    number = 2
    id = f"{moment_id(at)}-1"
    while id in taken:
        id, number = f"{moment_id(at)}-{number}", number + 1
    taken.add(id)
    return Paragraph(id, at, speaker, " ".join(words))


# --- names and addresses ------------------------------------------------------


def title(session: Session) -> str:
    """The title of a page or an entry; of a cancelled session, it says so first."""
    return f"{session.status.name}: {session.title}" if session.status.is_cancelled else session.title


def calendar_paths(session: Session) -> list[str]:
    """Where the calendar files of a session stand, without their ending: one for each of its days."""
    path = f"calendars/sessions/{session.id}"
    if len(session.meetings) < 2:
        return [path for _ in session.meetings]
    return [f"{path}-day-{number}" for number in range(1, len(session.meetings) + 1)]
