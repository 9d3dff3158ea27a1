"""How the data stood before: a catalog out of the repository's history, or words that say why there is none."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from macros.data import git_history, reading
from macros.data.catalog import Catalog, load_catalog
from macros.data.git_history import NoHistory
from macros.pages import templating
from macros.pages.outputs import Earlier
from macros.subjects.program import progress_report

_log = logging.getLogger(__name__)


def at_start_of_quarter(data_dir: Path, today: date, now: Catalog) -> Earlier:
    """The state of the data when the quarter of ``today`` began, for a report that compares it with ``now``."""
    return at(data_dir, progress_report.quarter_start(today), now)


def at(data_dir: Path, since: date, now: Catalog) -> Earlier:
    """The state of the data at the start of the day ``since``, or the first one that the history knows.

    Raises nothing: a past that can't be read, or not be compared with ``now``, is
    not told. The note is public, so it has our own words; the details are logged.
    No report looks back beyond the library's baseline day.
    """
    since = progress_report.start(since, now)
    try:
        revision = git_history.before(data_dir, since)
        note = ""
        if revision is None:
            revision = git_history.first(data_dir)
            note = (
                f"The history of the data begins on {_words(revision.day)}. "
                "What the library held on that day is not told as new."
            )
        catalog = catalog_at(data_dir, revision)
        report("", progress_report.States(catalog, now, since, since))
        return Earlier(catalog=catalog, since=since, note=note)
    except NoHistory as error:
        _log.warning("%s", error.in_full)
        return Earlier(
            catalog=None, since=since, note=f"{error} So this report can't say what changed. It says how things stand."
        )


def catalog_at(data_dir: Path, revision: git_history.Revision) -> Catalog:
    """The catalog of an earlier state. Raises NoHistory when today's program can't read it."""
    with tempfile.TemporaryDirectory() as folder:
        return restore(data_dir, revision, Path(folder) / "data")


def restore(data_dir: Path, revision: git_history.Revision, target: Path) -> Catalog:
    """Write the data of an earlier state to ``target`` and read it. Raises NoHistory when today's program can't."""
    what = f"The data of {_words(revision.day)}"
    with _past(f"{what} can't be read by today's program.", target):
        git_history.export(data_dir, revision, target)
    return read(target, what)


def read(folder: Path, what: str) -> Catalog:
    """The catalog of an earlier state's folder. Raises NoHistory when today's program can't read it."""
    with _past(f"{what} can't be read by today's program.", folder):
        return load_catalog(folder)


def report(title: str, states: progress_report.States) -> progress_report.Report:
    """The report on two states. Raises NoHistory when the earlier one is of a kind that can't be compared."""
    with _past("The earlier data can't be compared with today's."):
        return progress_report.make(title, states)


@contextmanager
def _past(message: str, folder: Path | None = None) -> Iterator[None]:
    """Raise NoHistory with ``message`` for whatever goes wrong with an earlier state.

    Today's program was made for the data of its own day. No list of exceptions
    says all that it may meet in another, and none of it may stop a site from
    being published. Places below ``folder`` are told without it: it may be gone.
    """
    try:
        yield
    except NoHistory as error:
        raise NoHistory(str(error), _without(folder, error.detail)) from error
    except Exception as error:
        _log.debug("An earlier state could not be read.", exc_info=True)
        detail = str(error).partition("\n")[0] or type(error).__name__
        raise NoHistory(message, _without(folder, detail)) from error


def _without(folder: Path | None, detail: str) -> str:
    return detail.replace(f"{reading.shown(folder)}/", "") if folder else detail


def _words(day: date) -> str:
    return templating.plain_date(day)
