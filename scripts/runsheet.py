"""Print a session's run sheet, and announcements unless it is past: python -m scripts.runsheet SESSION [--today DAY].

The text is Markdown. Exit status: 0 when it was printed, 1 when it can't be made, 2 for wrong usage.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from macros.build.build_date import day, the_day
from macros.data import disk, reading
from macros.data.catalog import load_catalog
from macros.data.disk import CommandFailed
from macros.subjects.training import run_sheets

ROOT = Path(__file__).resolve().parent.parent


@disk.told
def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status."""
    given = _parser().parse_args(arguments)
    catalog = load_catalog(given.data, given.today)
    session = catalog.sessions.get(given.session)
    if session is None:
        near = reading.near(given.session, catalog.sessions)
        raise CommandFailed(f"There is no session {given.session}.{f' Did you mean {near}?' if near else ''}")
    url = given.site_url or catalog.program.site_url
    url = url if not url or url.endswith("/") else f"{url}/"
    print(run_sheets.markdown(run_sheets.sheet(session, catalog, url, given.today)), end="")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scripts.runsheet", description="Print a session's run sheet.")
    parser.add_argument("session", metavar="SESSION", help="the session's id, which is its file's name")
    parser.add_argument("--data", type=Path, default=ROOT / "data", metavar="DIR", help="the data folder")
    parser.add_argument(
        "--site-url", default=os.environ.get("SITE_URL", ""), metavar="URL", help="the site's own address"
    )
    parser.add_argument("--today", type=day, default=the_day(), metavar="YYYY-MM-DD", help="the day")
    return parser


if __name__ == "__main__":
    sys.exit(main())
