"""Macros about training: sessions, series and learning paths."""

from __future__ import annotations

from macros.pages.macro_context import Context
from macros.subjects.training import pages as training


def training_coming(page: Context) -> str:
    """The sessions that come up, and those that are planned without a date: ``{{ training_coming() }}``."""
    return training.coming_html(page.catalog, page.site, page.base)


def training_story(page: Context) -> str:
    """How the training series came about, and what partnerships need to learn: ``{{ training_story() }}``."""
    return training.story_html(page.catalog, page.base)


def session_library(page: Context) -> str:
    """Every session with its filters: ``{{ session_library() }}``."""
    return training.library_html(page.catalog, page.site, page.base)


def session_calendar(page: Context) -> str:
    """The sessions month by month: ``{{ session_calendar() }}``."""
    return training.calendar_html(page.catalog, page.site, page.base)


def learning_path_list(page: Context) -> str:
    """The learning paths as cards: ``{{ learning_path_list() }}``."""
    return training.paths_html(page.catalog, page.base)


def training_series_list(page: Context) -> str:
    """The training series with the number of their sessions: ``{{ training_series_list() }}``."""
    return training.series_html(page.catalog, page.base)


def training_subscribe(page: Context) -> str:
    """How to subscribe to the sessions: ``{{ training_subscribe() }}``."""
    return training.subscribe_html(page.catalog, page.site, page.base)


def run_sheet_list(page: Context) -> str:
    """The run sheets of all sessions, for staff: ``{{ run_sheet_list() }}``."""
    return training.sheets_html(page.catalog, page.base)


MACROS = (
    training_coming,
    training_story,
    session_library,
    session_calendar,
    learning_path_list,
    training_series_list,
    training_subscribe,
    run_sheet_list,
)
