"""What is coming, of every kind, in one short list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from macros.data.catalog import Catalog
from macros.pages import templating
from macros.pages.macro_context import Context, page_macro
from macros.subjects.grants import queries as funding
from macros.subjects.training import queries as sessions

BOARD = "program/board/"


@dataclass(frozen=True, slots=True)
class Coming:
    """Something with a day that has not passed. ``path`` is the address of the page about it."""

    day: date
    title: str
    path: str


@page_macro("coming_up(limit=3)")
def coming_up(page: Context, limit: int = 3) -> Markup:
    """The next sessions, deadlines and meetings of the board, under a heading; nothing where none is known."""
    found = sorted(of(page.catalog, page.site.today), key=lambda each: (each.day, each.title))
    return templating.render("coming_up.html", coming=found[:limit], base=page.base)


def of(catalog: Catalog, today: date) -> Iterator[Coming]:
    """Everything public whose day is known and has not passed, in no order. What was called off is left out."""
    for shown in sessions.all_shown(catalog, today):
        session = shown.session
        if shown.time == sessions.COMING and shown.start and not session.status.is_cancelled:
            yield Coming(date.fromisoformat(shown.start[:10]), session.title, session.path)
    for deadline in funding.deadlines(catalog):
        if deadline.day >= today:
            yield Coming(deadline.day, deadline.title, deadline.path)
    for meeting in catalog.board_dates.values():
        if meeting.date >= today:
            yield Coming(meeting.date, meeting.name, BOARD)
