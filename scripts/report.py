"""Write a progress report: ``python -m scripts.report quarterly --from 2026-07-01 --to 2026-09-30``.

The two states of the data come from the repository's history, or from two
folders (``--before`` and ``--after``) without any.
"""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from macros.build.build_date import day, the_day
from macros.data import disk, git_history
from macros.subjects.program import earlier_state, progress_report


@disk.told
def main(arguments: list[str] | None = None) -> int:
    """Write the report in its forms; 0 when they are there, 1 when the data can't be read."""
    options = _parser().parse_args(arguments)
    since, until = (
        (date(options.year, 1, 1), date(options.year, 12, 31))
        if options.kind == "annual"
        else (options.since, options.until)
    )
    if until < since:
        print("The last day must not be before the first.", file=sys.stderr)
        return 1
    try:
        report = earlier_state.report(_title(options.kind, since), _states(options, since, until))
    except git_history.NoHistory as error:
        print(error.in_full, file=sys.stderr)
        return 1
    for path in write(report, options.out, f"{options.kind}-{since}-to-{until}", options.site_url):
        print(path)
    return 0


def _title(kind: str, since: date) -> str:
    return f"Annual report {since.year}" if kind == "annual" else "Quarterly progress report"


def _states(options: argparse.Namespace, since: date, until: date) -> progress_report.States:
    if options.before or options.after:
        before = earlier_state.read(options.before, "The earlier data") if options.before else None
        after = earlier_state.read(options.after or options.data, "The later data")
        return progress_report.States(
            before, after, since, until, "" if before else "There is no earlier data to compare with."
        )
    if until >= the_day():
        after = earlier_state.read(options.data, "The data")
    else:
        revision = git_history.on(options.data, until)
        after = earlier_state.catalog_at(options.data, revision)
    start = earlier_state.at(options.data, since, after)
    return progress_report.States(start.catalog, after, since, until, start.note)


def write(report: progress_report.Report, folder: Path, name: str, site_url: str = "") -> list[Path]:
    """The report as Markdown, as a web page to print, and as Word, and its table of changes, in ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    address = f"{site_url.rstrip('/')}/" if site_url else ""
    files = {
        "md": progress_report.markdown(report, address, f"{name}.csv").encode(),
        "html": progress_report.page(report, address, f"{name}.csv").encode(),
        "docx": progress_report.word(report, address, f"{name}.csv"),
        "csv": progress_report.table(report),
    }
    paths = []
    for ending, content in files.items():
        paths.append(folder / f"{name}.{ending}")
        disk.write_whole(paths[-1], content)
    return paths


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scripts.report", description="Write a progress report.")
    kinds = parser.add_subparsers(dest="kind", required=True)
    quarterly = kinds.add_parser("quarterly", help="what changed between two days")
    quarterly.add_argument("--from", dest="since", type=day, required=True, help="the first day, YYYY-MM-DD")
    quarterly.add_argument("--to", dest="until", type=day, required=True, help="the last day, YYYY-MM-DD")
    annual = kinds.add_parser("annual", help="what changed in a year")
    annual.add_argument("--year", type=_year, required=True, help="the calendar year, YYYY")
    for each in (quarterly, annual):
        each.add_argument("--data", type=Path, default=Path("data"), help="the folder of data packages (data)")
        each.add_argument("--before", type=Path, help="the data at the start, as a folder; then no history is read")
        each.add_argument("--after", type=Path, help="the data at the end, as a folder; without it, --data")
        each.add_argument("--out", type=Path, default=Path("reports"), help="where the files go (reports)")
        each.add_argument("--site-url", default="", help="the site's address, for the links")
    return parser


def _year(text: str) -> int:
    if not (text.isdigit() and 2000 <= int(text) <= 2999):
        raise argparse.ArgumentTypeError(f"must be a year like 2026, not '{text}'")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
