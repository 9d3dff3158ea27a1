"""Keep the table of lasting addresses: ``python -m scripts.permalinks check|update|retire``.

``check`` fails when an address that was ever published has gone away and leads
nowhere. ``update`` adds the new addresses to the table, and takes none out.
``retire`` lets what is gone for good lead to the nearest page above it.
Exit status: 0 when all is well, 1 when something must be fixed, 2 for wrong usage.
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from macros.build import mkdocs_adapter
from macros.build.build_date import day, the_day
from macros.data import disk, validation
from macros.data.disk import CommandFailed
from macros.sitewide import permalinks
from macros.sitewide.permalinks import ANY_ADDRESS, TABLE, PermalinkRow


@disk.told
def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    rows = read(options.data)
    found = _found(rows, options)
    return COMMANDS[options.command](rows, found, options)


def check(rows: list[PermalinkRow], found: dict[permalinks.Key, str], options: argparse.Namespace) -> int:
    """Tell what went away and leads nowhere; 1 when something did."""
    table = (options.data / TABLE).resolve()
    here = Path.cwd()
    name = table.relative_to(here) if table.is_relative_to(here) else table
    problems = permalinks.broken(rows, found, name.as_posix())
    for problem in problems:
        print(problem)
    new = len(permalinks.unlisted(rows, found))
    if new:
        cure = "python -m scripts.permalinks update"
        print(f"{new} new {_addresses(new)} not listed yet: {cure}", file=sys.stderr)
    number = len(problems)
    print(f"{number} problem{'' if number == 1 else 's'} in {len(rows)} lasting addresses.", file=sys.stderr)
    return 1 if problems else 0


def update(rows: list[PermalinkRow], found: dict[permalinks.Key, str], options: argparse.Namespace) -> int:
    """Add what is new to the table; what is wrong with it stays wrong, and ``check`` tells."""
    after = permalinks.updated(rows, found, options.today)
    permalinks.write(after, options.data / TABLE)
    new = len(after) - len(rows)
    print(f"{new} new {_addresses(new)} now listed, {len(after)} in all.", file=sys.stderr)
    return 0


def retire(rows: list[PermalinkRow], found: dict[permalinks.Key, str], options: argparse.Namespace) -> int:
    """Let what is gone for good lead to the nearest page above it."""
    after = permalinks.retired(rows, found)
    permalinks.write(after, options.data / TABLE)
    changed = [(old, new) for old, new in zip(rows, after, strict=True) if old != new]
    for old, new in changed:
        print(f"{old.address} now leads to {new.redirect}")
    said = (
        "Read the changes: a page that says more than the one chosen is better." if changed else "No address is lost."
    )
    print(said, file=sys.stderr)
    return 0


def _addresses(number: int) -> str:
    return "address is" if number == 1 else "addresses are"


COMMANDS = {"check": check, "update": update, "retire": retire}


def read(data: Path) -> list[PermalinkRow]:
    """The rows of the table, with their lines. Raises CommandFailed when the table has a problem."""
    checked = validation.check(data)
    wrong = [str(each) for each in checked.problems if each.severity == "error" and each.file.endswith(TABLE)]
    if wrong:
        raise CommandFailed("\n".join(wrong))
    return permalinks.rows_of(checked)


def _found(rows: list[PermalinkRow], options: argparse.Namespace) -> dict[permalinks.Key, str]:
    if options.site:
        if not (options.site / "index.html").is_file():
            raise CommandFailed(f"There is no built site in {options.site}. Build it first, or leave --site out.")
        return permalinks.found_in(options.site, rows)
    with tempfile.TemporaryDirectory(prefix="permalinks-") as folder:
        site = Path(folder) / "site"
        mkdocs_adapter.build(
            site,
            data_dir=options.data,
            docs_dir=options.docs,
            today=options.today,
            site_url=ANY_ADDRESS,
            search=False,
        )
        return permalinks.found_in(site, rows)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.permalinks", description="Check or renew the table of lasting addresses."
    )
    told = "check what is promised; list what is new; let what is gone for good lead on"
    parser.add_argument("command", choices=COMMANDS, help=told)
    parser.add_argument("--site", type=Path, help="a built site; without it, one is built for the purpose")
    data, docs = mkdocs_adapter.ROOT / "data", mkdocs_adapter.ROOT / "docs"
    parser.add_argument("--data", type=Path, default=data, help="the folder of data packages (data)")
    parser.add_argument("--docs", type=Path, default=docs, help="the folder of written pages (docs)")
    parser.add_argument("--today", type=day, default=the_day(), help="the day, YYYY-MM-DD")
    return parser


if __name__ == "__main__":
    sys.exit(main())
