"""What staff need for a session: a run sheet with its days, and words for announcements.

The tasks are records (``run_sheet_tasks``). The page and the command
``scripts.runsheet`` show the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from macros.data.catalog import Catalog
from macros.data.models import RunSheetTask, Session
from macros.data.plain_dates import distance
from macros.formats.markdown_writer import escaped
from macros.pages import templating
from macros.subjects.training import queries as sessions

SHORT_LINK = "s/"  # the folder of short addresses; the session's id follows
OVER = "This session is past, so there is nothing to announce."
SHORT = 280  # characters of the short text, as social networks count


@dataclass(frozen=True, slots=True)
class RunSheetRow:
    """A task with its day in words, and the day itself where the session has one."""

    task: RunSheetTask
    when: str
    day: date | None


@dataclass(frozen=True, slots=True)
class Kit:
    """Words to announce a session with, as plain text."""

    short: str
    long: str
    picture: str
    link: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The run sheet of a session; one that is past has no words to announce it with."""

    session: Session
    when: str
    rows: tuple[RunSheetRow, ...]
    kit: Kit | None


def sheet(session: Session, catalog: Catalog, url: str, today: date) -> Sheet:
    """The run sheet of a session as of ``today``; ``url`` is the site's own address, or empty where it isn't known."""
    first = session.meetings[0].start.date() if session.meetings else None
    last = session.meetings[-1].start.date() if session.meetings else None
    wanted = [each for each in catalog.run_sheet_tasks.values() if _fits(each, session)]
    rows = tuple(_row(each, last if each.days > 0 else first) for each in sorted(wanted, key=lambda each: each.days))
    words = None if sessions.time_of(session, today) == sessions.PAST else kit(session, catalog, url, today)
    return Sheet(session, sessions.when(session), rows, words)


def _fits(task: RunSheetTask, session: Session) -> bool:
    """Whether a task is for the session; where nobody knows how people take part, every task is."""
    return task.attendance is None or session.attendance in (None, task.attendance) or session.attendance.id == "both"


def _row(task: RunSheetTask, start: date | None) -> RunSheetRow:
    day = start + timedelta(days=task.days) if start else None
    return RunSheetRow(task, distance(task.days), day)


# --- words for announcements ----------------------------------------------------


def kit(session: Session, catalog: Catalog, url: str, today: date) -> Kit:
    """The words; a cancelled session's say so first, and nobody is asked to sign up by a day that is past."""
    off = "Cancelled: " if session.status.is_cancelled else ""
    when, link = sessions.when(session), f"{url}{SHORT_LINK}{session.id}/"
    short = _short(f"{off}{session.title}. {when}.", session.summary, link)
    long = "\n\n".join(_long(session, catalog, off, when, link, today))
    place = f" {session.place.name}." if session.place else ""
    picture = f"Announcement of {catalog.program.site_name}: {off}{session.title}. {when}.{place}"
    return Kit(short, long, picture, link)


def _short(start: str, summary: str, link: str) -> str:
    whole = f"{start} {summary} {link}"
    return whole if len(whole) <= SHORT else f"{start} {link}"


def _long(session: Session, catalog: Catalog, off: str, when: str, link: str, today: date) -> Iterator[str]:
    program = catalog.program
    yield f"{off}{session.title}"
    yield session.summary
    facts = [f"When: {when}"]
    if session.attendance:
        facts.append(f"Where: {session.attendance.name}{f', {session.place.name}' if session.place else ''}")
    if session.cost:
        facts.append(f"Cost: {session.cost}")
    yield "\n".join(facts)
    if session.learn:
        yield "\n".join([f"{catalog.label('sessions', 'learn')}:", *(f"- {line}" for line in session.learn)])
    help = session.accessibility
    yield help.ask if help and help.ask else program.accommodation
    deadline = session.deadline
    by = f" Sign up by {templating.plain_date(deadline.date())}." if deadline and deadline.date() >= today else ""
    yield f"Read more: {link}{by}"


# --- as Markdown ------------------------------------------------------------------


def markdown(made: Sheet) -> str:
    """The run sheet and the words as Markdown, to print or to paste."""
    lines = [
        f"# Run sheet: {escaped(made.session.title)}",
        "",
        f"When: {escaped(made.when)}",
        "",
        "## What to do, and when",
        "",
    ]
    for row in made.rows:
        day = f" ({templating.plain_date(row.day)})" if row.day else ""
        lines.append(f"- [ ] **{row.when}{day}: {escaped(row.task.task)}.** {escaped(row.task.detail)}".rstrip())
    lines += _words(made.kit) if made.kit else ["", OVER]
    return "\n".join(lines) + "\n"


def _words(kit: Kit) -> Iterator[str]:
    parts = (
        ("Short text", kit.short),
        ("Long text", kit.long),
        ("Text for those who can't see the picture", kit.picture),
        ("Short link", kit.link),
    )
    yield from ("", "## Words for announcements")
    for name, text in parts:
        yield from ("", f"### {name}", "", *(f"    {line}".rstrip() for line in text.split("\n")))
