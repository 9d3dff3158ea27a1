"""Training: series, sessions with their recordings, transcripts, and learning paths."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, NamedTuple
from zoneinfo import ZoneInfo

from macros.data.models.base import Record, Term
from macros.data.models.partnerships import Partnership
from macros.data.models.program import Organization, Source, Status


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DateState(Term):
    """How much is known of when a session takes place."""

    has_times: bool = False
    has_month: bool = False
    is_over: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SessionStatus(Term):
    """Whether people can sign up for a session, and whether it takes place."""

    takes_sign_ups: bool = False
    is_cancelled: bool = False
    is_over: bool = False
    published: bool = True


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AttendanceMode(Term):
    """How people take part; ``schema_word`` is schema.org's name for it."""

    schema_word: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TimeZone(Term):
    """A time zone: the short name that stands behind a time, and the name that programs know it by."""

    short: str
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Presenter(Record):
    """An organization or a person that leads sessions; a person only with consent."""

    name: str
    is_person: bool
    affiliation: str = ""
    organization: Organization | None = None
    partnership: Partnership | None = None
    consent_given: date | None = None
    consent_for: str = ""
    note: str = ""
    source: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TrainingNeed(Record):
    """Something that partnerships need to learn, and who says so."""

    topic: Term
    said: str
    is_biggest: bool
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Remark(Record):
    """One sentence with its source: a step of how the series came about."""

    text: str
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RunSheetTask(Record):
    """What staff do on a day that is counted from the session; ``attendance`` where it is for some sessions only."""

    days: int
    task: str
    detail: str = ""
    attendance: AttendanceMode | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Series(Record):
    """A series of training sessions."""

    folder: ClassVar[str] = "training/series"
    list_path: ClassVar[str] = "training/"

    title: str
    summary: str
    purpose: str
    plan: str = ""
    audiences: tuple[Term, ...] = ()
    status: Status
    status_note: str = ""
    not_known: tuple[str, ...] = ()
    sources: tuple[Source, ...]
    as_of: str = ""  # partial date
    compiled: date | None = None
    last_reviewed: date | None = None

    @property
    def name(self) -> str:
        """The title, under the word that every other kind of record uses."""
        return self.title


# --- recordings -------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cue:
    """A part of a transcript; times are hours, minutes and seconds (``0:05:30``)."""

    start: str
    end: str = ""
    speaker: str = ""
    chapter: str = ""  # the chapter that begins here
    text: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Transcript(Record):
    """What was said in a recording."""

    language: str
    cues: tuple[Cue, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chapter:
    """A part of a recording."""

    at: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Recording:
    """A recording that can be watched elsewhere."""

    url: str
    length: str
    published: date
    captions: bool
    captions_reason: str = ""
    captions_due: date | None = None
    transcript: Transcript | None = None
    chapters: tuple[Chapter, ...] = ()


# --- sessions ---------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SessionDay:
    """One day of a session on several days."""

    start: str
    end: str
    topic: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MeetingPlace:
    """Where people meet in person."""

    name: str
    address: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AgendaItem:
    """A part of a session."""

    title: str
    minutes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PresenterPart:
    """A presenter's part in a session."""

    presenter: Presenter
    role: Term


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Registration:
    """How people sign up."""

    url: str = ""
    deadline: str = ""
    capacity: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Provisions:
    """What is there so that everyone can take part."""

    captions: str = ""
    interpreters: str = ""
    other: str = ""
    ask: str = ""
    ask_by: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Material:
    """Slides, a handout or the like."""

    title: str
    type: Term
    url: str
    file_type: str = ""
    size: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FollowUp:
    """Something that comes after a session."""

    text: str
    date: date | None = None
    url: str = ""


class Meeting(NamedTuple):
    """A stretch of time in which people meet, in the session's time zone."""

    start: datetime
    end: datetime
    topic: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Session(Record):
    """A webinar, a workshop or the like: planned, announced, cancelled or held.

    ``start``, ``end`` and a deadline are days and times on the clock of
    ``time_zone``: ``2027-03-10 13:30``. The properties give them as moments.
    """

    folder: ClassVar[str] = "training/sessions"
    list_path: ClassVar[str] = "training/library/"

    title: str
    summary: str
    series: Series
    format: Term | None = None
    format_note: str = ""
    date_state: DateState
    start: str = ""
    end: str = ""
    time_zone: TimeZone | None = None
    days: tuple[SessionDay, ...] = ()
    month: str = ""
    times_held: int | None = None
    date_note: str = ""
    attendance: AttendanceMode | None = None
    place: MeetingPlace | None = None
    online_note: str = ""
    topics: tuple[Term, ...] = ()
    audiences: tuple[Term, ...] = ()
    partnerships: tuple[Partnership, ...] = ()
    learn: tuple[str, ...] = ()
    agenda: tuple[AgendaItem, ...] = ()
    presenters: tuple[PresenterPart, ...] = ()
    presenters_note: str = ""
    registration: Registration | None = None
    cost: str = ""
    accessibility: Provisions | None = None
    materials: tuple[Material, ...] = ()
    recording: Recording | None = None
    follow_up: tuple[FollowUp, ...] = ()
    status: SessionStatus
    status_note: str = ""
    not_known: tuple[str, ...] = ()
    sources: tuple[Source, ...]
    as_of: str = ""  # partial date
    compiled: date | None = None
    last_reviewed: date | None = None

    @property
    def name(self) -> str:
        """The title, under the word that every other kind of record uses."""
        return self.title

    @property
    def meetings(self) -> tuple[Meeting, ...]:
        """When people meet: once, or on each of several days; nothing where no day is set."""
        if not self.has_times:
            return ()
        parts = self.days or (SessionDay(start=self.start, end=self.end),)
        return tuple(Meeting(self._moment(each.start), self._moment(each.end), each.topic) for each in parts)

    @property
    def has_times(self) -> bool:
        """Whether day and time are set."""
        return self.date_state.has_times and self.time_zone is not None

    @property
    def starts(self) -> datetime | None:
        """The moment at which it starts."""
        return self._moment(self.start) if self.has_times else None

    @property
    def ends(self) -> datetime | None:
        """The moment at which it ends."""
        return self._moment(self.end) if self.has_times else None

    @property
    def deadline(self) -> datetime | None:
        """The last moment to sign up."""
        written = self.registration.deadline if self.registration else ""
        return self._moment(written) if written and self.time_zone else None

    @property
    def industries(self) -> tuple[Record, ...]:
        """The industries of the partnerships that it features."""
        found = {each.id: each for partnership in self.partnerships for each in partnership.industries}
        return tuple(found.values())

    def _moment(self, written: str) -> datetime:
        assert self.time_zone is not None
        return datetime.fromisoformat(written).replace(tzinfo=ZoneInfo(self.time_zone.zone))


# --- learning paths ---------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PathStep:
    """One thing to read, watch or do; ``page`` is an address below the site's root."""

    title: str
    text: str
    minutes: int
    session: Session | None = None
    page: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LearningPath(Record):
    """What to read, watch and do, in order, for one kind of reader."""

    folder: ClassVar[str] = "training/paths"
    list_path: ClassVar[str] = "training/"

    title: str
    summary: str
    audiences: tuple[Term, ...]
    purpose: str
    objectives: tuple[str, ...] = ()
    steps: tuple[PathStep, ...]
    compiled: date | None = None
    last_reviewed: date | None = None

    @property
    def name(self) -> str:
        """The title, under the word that every other kind of record uses."""
        return self.title

    @property
    def minutes(self) -> int:
        """The time that all steps take together, as we estimate it."""
        return sum(step.minutes for step in self.steps)


KINDS: dict[str, type[Record]] = {
    "formats": Term,
    "date_states": DateState,
    "session_statuses": SessionStatus,
    "attendance_modes": AttendanceMode,
    "time_zones": TimeZone,
    "presenter_roles": Term,
    "material_types": Term,
    "presenters": Presenter,
    "training_needs": TrainingNeed,
    "training_process": Remark,
    "run_sheet_tasks": RunSheetTask,
    "training_series": Series,
    "transcripts": Transcript,
    "sessions": Session,
    "learning_paths": LearningPath,
}
