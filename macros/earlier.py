"""How the data stood before: a catalog out of the repository's history, or words that say why there is none."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

from macros import reporting, revisions, templating
from macros.catalog import Catalog, DataProblems, load_catalog
from macros.outputs import Earlier


def at_start_of_quarter(data_dir: Path, today: date) -> Earlier:
    """The state of the data when the quarter of ``today`` began."""
    return at(data_dir, reporting.quarter_start(today))


def at(data_dir: Path, since: date) -> Earlier:
    """The state of the data at the start of the day ``since``, or the first one that the history knows."""
    try:
        revision = revisions.before(data_dir, since)
        note = ""
        if revision is None:
            revision = revisions.first(data_dir)
            note = (
                f"The history of the data begins on {_words(revision.day)}. "
                "What the library held on that day is not told as new."
            )
        return Earlier(catalog=catalog_at(data_dir, revision), since=since, note=note)
    except revisions.NoHistory as error:
        return Earlier(catalog=None, since=since, note=f"{error} So this report can't say what changed. It says how things stand.")


def catalog_at(data_dir: Path, revision: revisions.Revision) -> Catalog:
    """The catalog of an earlier state. Raises NoHistory when today's program can't read it."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "data"
        revisions.export(data_dir, revision, target)
        return read(target, f"The data of {_words(revision.day)}")


def read(folder: Path, what: str) -> Catalog:
    """The catalog of an earlier state's folder. Raises NoHistory when today's program can't read it."""
    try:
        return load_catalog(folder)
    except (DataProblems, TypeError, KeyError) as error:
        first = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise revisions.NoHistory(f"{what} can't be read by today's program: {first}") from error


def _words(day: date) -> str:
    return templating.plain_date(day)
