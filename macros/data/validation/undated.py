"""What has no day: a warning for each file, since a reader can't tell how old it is.

It may be right, so it stops nothing. Pages say "undated" where such a source is shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from macros.data.packages import SHARED
from macros.data.reading import Problem
from macros.data.validation.running import Run

# The days of a row, one of which is enough.
DAYS: Mapping[str, tuple[str, ...]] = {
    "sources": ("date", "accessed"),
    "figures": ("as_of",),
    "program_figures": ("as_of",),
}
NAMED = 5  # rows that the warning names; the rest is a number


def rows_without_a_day(run: Run) -> Iterator[Problem]:
    """A source has a date of its own or the day on which it was read, and a figure the time that it describes.

    It is a question of freshness, as deadlines are, so it is left out when the day is not known. Nobody is told
    about a shared row without one that the program has added nothing to.
    """
    if run.today is None:
        return
    for name, fields in DAYS.items():
        resource = run.resources.get(name)
        rows = resource.rows if resource and set(fields) <= set(resource.fields) else ()
        own = (row for row in rows if not row.file.startswith(SHARED))
        bare = [row for row in own if not any(row.values.get(field) for field in fields)]
        if not bare:
            continue
        some = ", ".join(row.id for row in bare[:NAMED])
        rest = f" and {len(bare) - NAMED:,} more" if len(bare) > NAMED else ""
        wanted = " and ".join(f"'{field}'" for field in fields)
        empty = f"{wanted} {'are' if len(fields) > 1 else 'is'} empty"
        message = f"{len(bare):,} of {len(rows):,} rows have no day ({empty}): {some}{rest}."
        hint = "Fill in the day where you find one. Until then, the site says that it is not known."
        first = bare[0]
        place = (run.name(first.file), first.line, 1, fields[0], "")
        yield Problem(*place, message, hint, "warning", "undated", len(bare))
