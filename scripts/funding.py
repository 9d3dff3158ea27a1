"""Say how fresh the funding is: python -m scripts.funding [--data DIR] [--today YYYY-MM-DD].

Prints a line for each fund: what the site says about it on that day, when someone
last checked it, and how long that check still holds. Those that need a look stand
first. Exit status: 0, or 1 when the data has problems.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from macros.build.build_date import day, the_day
from macros.data import disk
from macros.data.catalog import Catalog, load_catalog
from macros.data.models import Fund
from macros.pages import components
from macros.subjects.grants import queries as funding

ROOT = Path(__file__).resolve().parent.parent


@disk.told
def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m scripts.funding", description="Say how fresh the funding is.")
    parser.add_argument("--data", type=Path, default=ROOT / "data", metavar="DIR", help="the data folder")
    parser.add_argument("--today", type=day, default=the_day(), metavar="YYYY-MM-DD", help="the day")
    given = parser.parse_args(arguments)
    catalog = load_catalog(given.data, given.today)
    for line in report(catalog, given.today):
        print(line)
    return 0


def report(catalog: Catalog, today: date) -> list[str]:
    """A line for each fund, those first that nobody has checked, then by the day until which a check holds."""
    funds = funding.by_freshness(catalog)
    stale = sum(not funding.is_fresh(each, today) for each in funds)
    lines = [f"{len(funds)} funds, {stale} without a check of the last {funding.FRESH_DAYS} days."]
    return lines + [_line(each, catalog, today) for each in funds]


def _line(fund: Fund, catalog: Catalog, today: date) -> str:
    until = funding.fresh_until(fund)
    checked = f"checked {fund.last_checked}, holds until {until}" if until else "never checked"
    due = "; record due for review" if components.due(fund.last_look, catalog, "funds") < today else ""
    return f"{fund.id}: {funding.status(fund, catalog, today).name}; {checked}{due}"


if __name__ == "__main__":
    sys.exit(main())
