"""A drawing of dates, worked out at build: a line of months.

Here are only places and sizes; ``_chart.html`` makes SVG of them. The drawing is narrow
enough for a small telephone: each label is above what it is about, on as many lines as it
takes, so that text is never made smaller than it is written, and never cut. The drawing is
next to a table with the same dates, and says by shape and word what it says by color.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from textwrap import wrap

WIDTH = 320
LABEL = 14  # from the top of a row down to the label's first line
LINE = 15  # from a line of the label to the next
SIGNS = 44  # on a line of the label
BELOW = 6  # from the label's last line down to the mark
THICK = 12
GAP = 8  # between rows
TOP = 24  # above the first row, for the ticks' labels


@dataclass(frozen=True, slots=True)
class Span:
    """A mark on the line: from ``start`` to ``end``, both partial dates; ``mark`` is a word for its shape."""

    label: str
    start: str
    end: str
    mark: str
    words: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """One span with its place in the drawing: its name, on several lines of text, and its mark below them."""

    label: tuple[str, ...]
    top: int
    left: float
    length: float
    words: str
    mark: str

    @property
    def lines(self) -> list[tuple[int, str]]:
        """The lines of the name, with the place of each."""
        return [(self.top + LABEL + number * LINE, text) for number, text in enumerate(self.label)]

    @property
    def mark_at(self) -> int:
        """The upper edge of the mark."""
        return self.lines[-1][0] + BELOW

    @property
    def end(self) -> int:
        """The upper edge of the next row."""
        return self.mark_at + THICK + GAP


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across the drawing at the start of a year or a half of it."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """Spans below each other, over a line of months."""

    title: str
    rows: tuple[Stretch, ...]
    ticks: tuple[Tick, ...]
    width: int = WIDTH
    thick: int = THICK

    @property
    def height(self) -> int:
        """The height of the drawing."""
        return self.rows[-1].end if self.rows else TOP


def timeline(title: str, spans: Sequence[Span]) -> Timeline:
    """The spans over a common line of months, from the first to the last of them."""
    if not spans:
        return Timeline(title, (), ())
    first = min(_months(each.start, last=False) for each in spans) // 6 * 6
    end = max(_months(each.end, last=True) for each in spans)
    scale = (WIDTH - 8) / max(end - first, 1)
    rows: list[Stretch] = []
    for each in spans:
        left = (_months(each.start, last=False) - first) * scale
        length = max((_months(each.end, last=True) - first) * scale - left, THICK)
        top = rows[-1].end if rows else TOP
        name = tuple(wrap(each.label, SIGNS)) or ("",)
        rows.append(Stretch(name, top, round(left, 1), round(length, 1), each.words, each.mark))
    return Timeline(title, tuple(rows), tuple(_ticks(int(first), end, scale)))


def _ticks(first: int, end: float, scale: float) -> list[Tick]:
    return [
        Tick(round((half - first) * scale, 1), f"{'Jan' if half % 12 == 0 else 'Jul'} {half // 12}")
        for half in range(first, ceil(end), 6)
    ]


def _months(day: str, *, last: bool) -> float:
    """A partial date in months since the year 0: its first moment, or its last."""
    year, month, date = (*map(int, day.split("-")), 0, 0)[:3]
    if not month:
        return year * 12 + (12 if last else 0)
    if not date:
        return year * 12 + month - 1 + (1 if last else 0)
    return year * 12 + month - 1 + (date if last else date - 1) / 31
