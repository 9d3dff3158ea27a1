"""Build the site: ``python -m scripts.build --data data --site-dir site``."""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from macros.build import mkdocs_adapter
from macros.build.build_date import day, the_day
from macros.build.timings import Timings
from macros.data import disk, git_history, reading
from macros.subjects.program import earlier_state


@disk.told
def main(arguments: list[str] | None = None) -> int:
    """Build once; 0 when the site is in place, 1 when something is wrong with the data or a page."""
    options = parser().parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    started, timings = time.perf_counter(), Timings(is_asking=options.timings)
    if sys.stderr.isatty():
        print("Building the site ...", file=sys.stderr)
    try:
        with data_as_asked(options) as asked:
            mkdocs_adapter.build(
                options.site_dir,
                data_dir=asked.data,
                docs_dir=options.docs,
                today=asked.today,
                as_of=asked.as_of,
                today_url=asked.today_url,
                site_url=options.site_url,
                search=not options.no_search,
                history=options.history,
                timings=timings,
            )
    except git_history.NoHistory as error:
        print(error.in_full, file=sys.stderr)
        return 1
    if options.timings:
        print("\n".join(timings.table()), file=sys.stderr)
    print(f"The site is in {options.site_dir} ({time.perf_counter() - started:.1f} s).")
    return 0


@dataclass(frozen=True, slots=True)
class Asked:
    """What to build from: a data folder, the day of the build, and for earlier data its day and today's site."""

    data: Path
    today: date
    as_of: date | None = None
    today_url: str = ""


@contextmanager
def data_as_asked(options: argparse.Namespace) -> Iterator[Asked]:
    """The data folder and the day to build with: today's, or as they stood."""
    if not options.as_of:
        yield Asked(options.data, options.today or the_day())
        return
    revision = git_history.at(options.data, options.as_of)
    with tempfile.TemporaryDirectory() as folder:
        earlier_state.restore(options.data, revision, Path(folder) / "data")
        asked = date.fromisoformat(options.as_of) if git_history.is_day(options.as_of) else revision.day
        yield Asked(Path(folder) / "data", options.today or asked, asked, options.today_url or _address(options.data))


def _address(data: Path) -> str:
    """The address of today's site as today's data has it; empty where that isn't known."""
    file = data / "program" / "program.yaml"
    root, _ = reading.read_yaml(file, file.name) if file.is_file() else (None, ())
    written = root.value.get("site_url") if root else None
    return str(written.value or "") if written else ""


def parser() -> argparse.ArgumentParser:
    """What the command line takes."""
    made = argparse.ArgumentParser(prog="python -m scripts.build", description="Build the whole site.")
    made.add_argument("--data", type=Path, default=Path("data"), help="the folder of data packages (data)")
    made.add_argument("--docs", type=Path, default=Path("docs"), help="the folder of written pages (docs)")
    made.add_argument("--site-dir", type=Path, default=Path("site"), help="where the site goes (site)")
    made.add_argument("--today", type=day, help="build as of this day, YYYY-MM-DD")
    made.add_argument("--as-of", default="", help="build with the data as it stood on a day or at a revision")
    made.add_argument("--today-url", default="", help="for --as-of: the address of today's site, which its pages name")
    made.add_argument("--history", action="store_true", help="read the data's history for the latest report")
    made.add_argument("--site-url", default="", help="the site's own address")
    made.add_argument("--no-search", action="store_true", help="leave out the search index")
    made.add_argument("--timings", action="store_true", help="tell what each stage and each view took")
    return made


if __name__ == "__main__":
    sys.exit(main())
