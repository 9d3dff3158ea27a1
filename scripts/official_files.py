"""What the commands that take official files over share: reading such a file, and the table that it changes."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from macros.data import disk
from macros.data.disk import CommandFailed

Row = dict[str, str]
Layout = Mapping[str, str]  # what a column means to us -> its name in the official file
TITLE_LINES = 10  # an official table may have its title and notes above its columns


@dataclass(frozen=True, slots=True)
class Official:
    """An official file: the layout that its columns have, all columns, and the rows, each with its line."""

    layout: Layout
    columns: Sequence[str]
    rows: Sequence[tuple[int, Row]]


def read_official(content: bytes, layouts: Sequence[Layout]) -> Official:
    """Read a file with the columns of one of the layouts, separated by commas or tabs.

    Raises CommandFailed when it is not text in UTF-8, or has other columns; its message names the first layout.
    """
    lines = list(_lines(content))
    for at, (_, cells) in enumerate(lines[:TITLE_LINES]):
        columns = [_name(each) for each in cells]
        for layout in layouts:
            if set(layout.values()) <= set(columns):
                rows = [(line, _row(columns, each)) for line, each in lines[at + 1 :] if any(each)]
                return Official(layout, columns, rows)
    found = ", ".join(lines[0][1]) if lines else ""
    raise CommandFailed(f"The file must have the columns {', '.join(layouts[0].values())}. It has: {found or 'none'}.")


def _lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        text = content.decode("utf-8-sig")
        is_tabbed = "\t" in text.partition("\n")[0]
        reader = csv.reader(io.StringIO(text, newline=""), delimiter="\t" if is_tabbed else ",")
        for cells in reader:
            yield reader.line_num, [cell.strip() for cell in cells]
    except (UnicodeDecodeError, csv.Error) as error:
        raise CommandFailed(f"The file can't be read ({error}). In Excel, choose Save As, then CSV UTF-8.") from error


def _name(column: str) -> str:
    """A column's name without what changes from edition to edition: the year before it, the footnote behind it."""
    return re.sub(r"^[12][0-9]{3} |\[[0-9]+\]$", "", " ".join(column.split()))


def _row(columns: Sequence[str], cells: Sequence[str]) -> Row:
    return dict.fromkeys(columns, "") | dict(zip(columns, cells, strict=False))


def read_table(path: Path) -> tuple[list[str], list[Row]]:
    """The columns and rows of a table of the data folder."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        read = csv.DictReader(file)
        rows = list(read)
        return list(read.fieldnames or []), rows


def write_table(path: Path, header: Sequence[str], rows: Sequence[Row]) -> None:
    """Write a table of the data folder whole."""
    made = io.StringIO(newline="")
    writer = csv.DictWriter(made, header, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    disk.write_whole(path, made.getvalue().encode())


def changes(before: Sequence[Row], after: Sequence[Row], called: str = "") -> list[str]:
    """A line for each cell that changes; ``called`` is the column that says what a row is of, beside its id."""
    known = {row["id"]: row for row in before}
    return [
        f"{' '.join(filter(None, (row['id'], row.get(called))))}: {name} {old or 'empty'} -> {row[name] or 'empty'}"
        for row in after
        for name in row
        if (old := known.get(row["id"], {}).get(name, "")) != row[name]
    ]
