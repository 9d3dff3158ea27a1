"""Say which records are due for review, by who looks after them: ``python -m scripts.freshness``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from macros.build.build_date import day, the_day
from macros.data import disk
from macros.data.catalog import Catalog, load_catalog
from macros.pages import components, templating


@disk.told
def main(arguments: list[str] | None = None) -> int:
    """Print the list and a ready message for each; 0, or 1 when the data has problems."""
    options = _parser().parse_args(arguments)
    catalog = load_catalog(options.data, options.today)
    print(told(catalog, options.today, options.site_url))
    return 0


def told(catalog: Catalog, today: date, site_url: str = "") -> str:
    """All that is overdue, under who looks after it, each part ready to send."""
    found = components.overdue(catalog, today)
    if not found:
        return f"No record is due for review on {templating.plain_date(today)}."
    parts = [_message(keeper, records, catalog, site_url) for keeper, records in components.by_keeper(found).items()]
    count = f"{len(found)} record{'' if len(found) == 1 else 's'} due for review on {templating.plain_date(today)}."
    return "\n\n".join([count, *parts])


def _message(keeper: str, records: Sequence[components.Review], catalog: Catalog, site_url: str) -> str:
    many = len(records) > 1
    lines = [_line(each, site_url) for each in records]
    program = catalog.program
    return "\n".join(
        [
            f"--- {keeper} ---",
            f"Subject: Please check {len(records)} record{'s' if many else ''} in {program.site_name}",
            "",
            f"Hello {keeper},",
            "",
            f"{'These records have' if many else 'This record has'} not been checked for a while. "
            "Could you read each one and tell us if it is still right?",
            "",
            *lines,
            "",
            f"Write to {program.contact.email or program.contact.name}. If all is right, a short yes is enough.",
            program.contact.name,
        ]
    )


def _line(each: components.Review, site_url: str) -> str:
    address = f" {site_url.rstrip('/')}/{each.record.path}" if site_url and each.record.folder else ""
    looked_at, due = templating.plain_date(each.reviewed), templating.plain_date(each.due)
    return f"- {each.record.name} (last looked at {looked_at}, due {due}, in {each.record.file}){address}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scripts.freshness", description="List what is due for review.")
    parser.add_argument("--data", type=Path, default=Path("data"), help="the folder of data packages (data)")
    parser.add_argument("--today", type=day, default=the_day(), help="the day to judge by, YYYY-MM-DD")
    parser.add_argument("--site-url", default="", help="the site's address, for the links")
    return parser


if __name__ == "__main__":
    sys.exit(main())
