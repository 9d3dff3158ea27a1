"""Drawings of numbers and dates, worked out at build: bars from zero, and a line of months.

Here are only places and sizes; ``_chart.html`` makes SVG of them. A drawing is narrow
enough for a small telephone: each label stands above what it is about, so that text is
never made smaller than it is written. Each drawing is next to a table with the same
numbers, and says by shape and word what it says by color.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WIDTH = 320
ROW = 40  # a label and what it is about
LABEL = 14  # from the top of a row down to the label's line
THICK = 12
ROOM = 44  # to the right of the longest bar, for its number
LINE = 46  # signs on a line of text, before it is cut
TOP = 24  # above the first row of a line of months, for the ticks' labels


@dataclass(frozen=True, slots=True)
class ChartRow:
    """One row of a drawing: a label, and a bar or mark below it; ``top`` is the row's upper edge."""

    label: str
    top: int
    length: float

    @property
    def label_at(self) -> int:
        """Where the label's line of text stands."""
        return self.top + LABEL

    @property
    def bar_at(self) -> int:
        """The upper edge of the bar or mark."""
        return self.top + LABEL + 6


@dataclass(frozen=True, slots=True)
class Bar(ChartRow):
    """One bar, with the number behind it."""

    value: int


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars below each other, from a common zero line, in the order given."""

    title: str
    unit: str
    rows: tuple[Bar, ...]
    width: int = WIDTH
    thick: int = THICK

    @property
    def height(self) -> int:
        """The height of the drawing."""
        return len(self.rows) * ROW + 4


def bars(title: str, unit: str, values: Iterable[tuple[str, int]]) -> Bars:
    """A bar for each label and number; the longest takes the whole width."""
    given = list(values)
    most = max((value for _, value in given), default=0)
    return Bars(
        title,
        unit,
        tuple(
            Bar(_cut(label), number * ROW, round((WIDTH - ROOM) * value / most, 1) if most else 0, value)
            for number, (label, value) in enumerate(given)
        ),
    )


# --- a line of months ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Span:
    """A mark on the line: from ``start`` to ``end``, both partial dates; ``mark`` is a word for its shape."""

    label: str
    start: str
    end: str
    mark: str
    words: str


@dataclass(frozen=True, slots=True)
class Stretch(ChartRow):
    """One span with its place in the drawing."""

    left: float
    words: str
    mark: str


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
    top: int = TOP

    @property
    def height(self) -> int:
        """The height of the drawing."""
        return self.top + len(self.rows) * ROW + 4


def timeline(title: str, spans: Sequence[Span]) -> Timeline:
    """The spans over a common line of months, from the first to the last of them."""
    if not spans:
        return Timeline(title, (), ())
    first = min(_months(each.start, last=False) for each in spans) // 6 * 6
    end = max(_months(each.end, last=True) for each in spans)
    scale = (WIDTH - 8) / max(end - first, 1)
    rows = []
    for number, each in enumerate(spans):
        left = (_months(each.start, last=False) - first) * scale
        right = (_months(each.end, last=True) - first) * scale
        length = max(right - left, THICK)
        rows.append(
            Stretch(_cut(each.label), TOP + number * ROW, round(length, 1), round(left, 1), each.words, each.mark)
        )
    half = int(first)
    ticks = []
    while half < end:
        ticks.append(Tick(round((half - first) * scale, 1), f"{'Jan' if half % 12 == 0 else 'Jul'} {half // 12}"))
        half += 6
    return Timeline(title, tuple(rows), tuple(ticks))


def _months(day: str, *, last: bool) -> float:
    """A partial date in months since the year 0: its first moment, or its last."""
    year, month, date = (*map(int, day.split("-")), 0, 0)[:3]
    if not month:
        return year * 12 + (12 if last else 0)
    if not date:
        return year * 12 + month - 1 + (1 if last else 0)
    return year * 12 + month - 1 + (date if last else date - 1) / 31


def _cut(label: str) -> str:
    return label if len(label) <= LINE else f"{label[: LINE - 1].rstrip()}…"
