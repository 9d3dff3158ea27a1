"""Refresh wages from the official state file: ``python -m scripts.wages IMPORT.csv [--period YYYY-MM] [--source ID]``.

IMPORT.csv is the state file of the U.S. Bureau of Labor Statistics (Occupational
Employment and Wage Statistics), saved as CSV UTF-8. The command checks its
columns, shows each cell that changes, and writes ``careers/wages.csv``;
``--dry-run`` only shows. Other cells than before need ``--period``, since a
number without its month would be wrong.
Exit status: 0 when all is well, 1 when the file can't be used, 2 for wrong usage.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from macros.data import disk
from macros.data.catalog import load_catalog
from macros.data.disk import CommandFailed
from scripts.official_files import Row, changes, read_official, read_table, write_table

ROOT = Path(__file__).resolve().parent.parent
TABLE = "careers/wages.csv"
# What a column means to us -> its name in the official state file, and in its short extract.
LAYOUTS = (
    {"code": "OCC_CODE", "title": "OCC_TITLE", "hourly": "H_MEAN", "annual": "A_MEAN"},
    {"code": "soc_code", "title": "soc_title", "hourly": "mean_hourly_usd", "annual": "mean_annual_usd"},
)
AREA = "AREA_TITLE"  # in the official file, which may hold every state
# https://www.bls.gov/oes/current/oes_stru.htm: * and ** were not released, # is above the highest step.
NOT_RELEASED = ("", "*", "**", "#")
NO_ROW = "The official file, as we have it, has no row for this occupation in {area}."
EMPTY = "The official file leaves this cell empty."


@disk.told
def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status."""
    given = _parser().parse_args(arguments)
    table = given.data / TABLE
    sources = load_catalog(given.data).sources
    if given.source and given.source not in sources:
        raise CommandFailed(f"There is no source '{given.source}' in program/sources.csv. Add its row first.")
    header, rows = read_table(table)
    after = refreshed(rows, official(given.file.read_bytes(), _area(rows)), given.period, given.source)
    lines = changes(rows, after, "title")
    print("\n".join(lines) if lines else "Nothing changes.")
    if given.dry_run or not lines:
        return 0
    write_table(table, header, after)
    print(f"{TABLE} is written. Read the changes, then run  python -m scripts.validate", file=sys.stderr)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.wages", description="Refresh the wages from the official state file."
    )
    parser.add_argument("file", type=Path, metavar="IMPORT.csv", help="the official state file, saved as CSV UTF-8")
    parser.add_argument("--period", type=_month, metavar="YYYY-MM", help="the month that the file describes")
    parser.add_argument("--source", metavar="ID", help="the file's row in program/sources.csv")
    parser.add_argument("--dry-run", action="store_true", help="only show what would change")
    parser.add_argument("--data", type=Path, default=ROOT / "data", metavar="DIR", help="the data folder")
    return parser


def _month(text: str) -> str:
    if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", text):
        raise argparse.ArgumentTypeError(f"must be a month, like 2023-05, not '{text}'")
    return text


def _area(rows: Sequence[Row]) -> str:
    return rows[0]["area"] if rows else ""


def official(content: bytes, area: str) -> dict[str, Row]:
    """The rows of the official file by SOC code, with title, hourly and annual pay as plain numbers.

    Raises CommandFailed when it is no CSV UTF-8, a column is missing, or a cell is no number.
    """
    read = read_official(content, LAYOUTS)
    found: dict[str, Row] = {}
    for number, line in read.rows:
        if line.get(AREA, area) != area:
            continue
        row = {name: line[column] for name, column in read.layout.items()}
        found.setdefault(row["code"], {**row, **{each: _number(row[each], number) for each in ("hourly", "annual")}})
    if not found:
        raise CommandFailed(f"The file has no row for {area}.")
    return found


def _number(cell: str, line: int) -> str:
    if cell in NOT_RELEASED:
        return ""
    plain = cell.replace(",", "")
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", plain):
        raise CommandFailed(f"Line {line}: pay must be a number, not '{cell}'.")
    return plain


def refreshed(rows: Sequence[Row], found: dict[str, Row], period: str | None, source: str | None) -> list[Row]:
    """The table with the official cells. Raises CommandFailed when cells differ and no month is given for them."""
    after = [_refreshed(row, found.get(row["id"]), period, source) for row in rows]
    cells = ("mean_hourly", "mean_annual")
    if not period and any(old[each] != new[each] for old, new in zip(rows, after, strict=True) for each in cells):
        raise CommandFailed(
            f"The cells differ from those of {rows[0]['period']}. Say which month the file describes: --period YYYY-MM"
        )
    return after


def _refreshed(row: Row, new: Row | None, period: str | None, source: str | None) -> Row:
    hourly, annual = (new["hourly"], new["annual"]) if new else ("", "")
    note = NO_ROW.format(area=row["area"]) if new is None else "" if hourly and annual else EMPTY
    return {
        **row,
        "title": new["title"] if new else row["title"],
        "mean_hourly": hourly,
        "mean_annual": annual,
        "period": period or row["period"],
        "source": source or row["source"],
        "note": note,
    }


if __name__ == "__main__":
    raise SystemExit(main())
