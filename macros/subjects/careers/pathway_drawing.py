"""Lays a pathway out as a drawing: boxes in rows from the first step down, and lines that pass no box.

Pure arithmetic on the pathway's own graph, the one that the list of steps is
made from. A step's row is the longest way to it (K. Sugiyama's layers). Lines
run down between rows and in gutters between columns, bundled by where they
lead, so that no two of them can be taken for one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations
from textwrap import wrap

from macros.data.models import Pathway, PathwayStep

NEXT, SIDEWAYS = "next", "sideways"
PADDING, SPACING, PORT = 12, 9, 18  # px: in a box; between lines side by side; from a box's middle to a bent line's end
TAG, TITLE, NOTE = 17, 19, 17  # px: heights of a box's lines of text
LETTER = 8.6  # px: width of a letter of a box's title, on the safe side
GAP, GUTTER, EDGE = 26, 20, 3  # px: least room between rows, between columns, and at the drawing's edge
SWEEPS = 8  # times that the rows may change their places, from the first to the last
BEND, TIP = 6, 5  # px: radius of a corner, half an arrow's width

Point = tuple[float, float]
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Edge:
    """A move of the graph: from a step to another, ``next`` or ``sideways``."""

    start: str
    end: str
    kind: str

    @property
    def key(self) -> Key:
        """The two steps."""
        return self.start, self.end


@dataclass(frozen=True, slots=True)
class Box:
    """A step as it is drawn; ``lines`` is its name, broken to fit."""

    step: PathwayStep
    lines: tuple[str, ...]
    note: str
    row: int
    column: int
    x: float
    y: float
    width: float
    height: float
    top: float  # where its text begins

    @property
    def middle(self) -> float:
        """The middle of the box from left to right."""
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class Arrow:
    """A move as it is drawn: SVG path data, and the corners of the arrow at its end."""

    edge: Edge
    path: str
    tip: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """Boxes and lines within ``width`` and ``height``, in px."""

    boxes: tuple[Box, ...]
    lines: tuple[Arrow, ...]
    width: float
    height: float


def edges(pathway: Pathway) -> tuple[Edge, ...]:
    """The graph of a pathway: every move of every step, in the order of the data."""
    return tuple(Edge(step.id, move.to, move.kind) for step in pathway.steps for move in step.moves)


def layers(pathway: Pathway) -> list[list[PathwayStep]]:
    """The steps in layers: each below every step that leads up to it, by the longest way.

    A step that is reached only from the side is drawn next to where one comes from.
    """
    before: dict[str, list[str]] = defaultdict(list)
    beside: dict[str, list[str]] = defaultdict(list)
    for edge in edges(pathway):
        (before if edge.kind == NEXT else beside)[edge.end].append(edge.start)
    depth: dict[str, int] = {}

    def deep(id: str) -> int:
        if id not in depth:
            depth[id] = 1 + max((deep(each) for each in before[id]), default=-1)
        return depth[id]

    for step in pathway.steps:
        deep(step.id)
    for step in pathway.steps:
        if beside[step.id] and not before[step.id] and not step.open_to:
            depth[step.id] = max(depth[each] for each in beside[step.id])
    leads = {
        step.id: [each.end for each in edges(pathway) if each == Edge(step.id, each.end, NEXT)]
        for step in pathway.steps
    }
    for _ in pathway.steps:  # what was moved down moves those after it
        for id, following in leads.items():
            for each in following:
                depth[each] = max(depth[each], depth[id] + 1)
    found: list[list[PathwayStep]] = [[] for _ in range(max(depth.values()) + 1)]
    for step in pathway.steps:
        found[depth[step.id]].append(step)
    return [layer for layer in found if layer]


def draw(pathway: Pathway, notes: Mapping[str, str], columns: int, box_width: float) -> Drawing:
    """The drawing with at most ``columns`` boxes in a row; ``notes`` has a short line for each step."""
    return _Plan(pathway, notes, columns, box_width).drawing()


class _Plan:
    """A drawing in the making: first the place of each box in the grid, then how wide the grid is, then the lines."""

    def __init__(self, pathway: Pathway, notes: Mapping[str, str], columns: int, box_width: float) -> None:
        self.notes, self.columns, self.box_width = notes, columns, box_width
        self.edges = edges(pathway)
        self.rows = [layer[at : at + columns] for layer in layers(pathway) for at in range(0, len(layer), columns)]
        self.steps = {step.id: step for step in pathway.steps}
        self.row = {step.id: number for number, row in enumerate(self.rows) for step in row}
        self.column = self._columns()
        self.tracks: dict[int, list[Key]] = defaultdict(list)  # gap below a row -> its horizontal lines
        self.lanes: dict[int, list[list[tuple[int, int]]]] = defaultdict(list)  # gutter -> lanes -> rows in use
        self.lane: dict[tuple[str, str, int], int] = {}
        self.ports: dict[tuple[str, int], list[Key]] = defaultdict(list)
        for edge in self.edges:
            self._reserve(edge)

    # --- the grid

    def _columns(self) -> dict[str, int]:
        """The column of each step: as near as can be to those that lead to it."""
        found: dict[str, int] = {}
        for row in self.rows:
            wanted = {step.id: self._wanted(step.id, found, place) for place, step in enumerate(row)}
            ordered = sorted(row, key=lambda step: wanted[step.id])
            free = combinations(range(self.columns), len(row))
            best = min(
                free,
                key=lambda chosen: sum(abs(at - wanted[step.id]) for at, step in zip(chosen, ordered, strict=True)),
            )
            found.update({step.id: at for at, step in zip(best, ordered, strict=True)})
        return self._settled(found)

    def _settled(self, column: dict[str, int]) -> dict[str, int]:
        """The columns after each row in turn has taken the places that make its lines the plainest."""
        passing = [[each for each in self.edges if self._passes(each, number)] for number in range(len(self.rows))]
        for _ in range(SWEEPS):
            before = dict(column)
            for row, near in zip(self.rows, passing, strict=True):
                ids = [step.id for step in row]
                now = tuple(column[id] for id in ids)
                places = [dict(zip(ids, each, strict=True)) for each in permutations(range(self.columns), len(ids))]
                costs = [sum(self._cost(edge, column | each) for edge in near) for each in places]
                best = min(zip(costs, places, strict=True), key=lambda pair: (pair[0], tuple(pair[1].values()) != now))
                column.update(best[1])
            if column == before:
                break
        return column

    def _passes(self, edge: Edge, row: int) -> bool:
        """Whether a move begins or ends in a row or goes by it."""
        first, last = self._span(self.row[edge.start], self.row[edge.end])
        return first <= row <= last

    def _cost(self, edge: Edge, column: Mapping[str, int]) -> int:
        """How far a line is from a straight one: corners, and columns and rows that it goes by."""
        across = abs(column[edge.end] - column[edge.start])
        down = abs(self.row[edge.end] - self.row[edge.start])
        if edge.kind == NEXT:
            return 0 if self._is_straight(edge, column) else across + (2 if down == 1 else 4)
        return 0 if (across, down) == (1, 0) else 2 * across + down + 2

    def _wanted(self, id: str, found: Mapping[str, int], place: int) -> float:
        near = [found[each.start] for each in self.edges if each.end == id and each.start in found]
        near += [found[each.end] for each in self.edges if each.start == id and each.end in found]
        return sum(near) / len(near) if near else place

    # --- room for the lines

    def _is_straight(self, edge: Edge, column: Mapping[str, int]) -> bool:
        """Whether a move leads straight down, past nothing but empty places."""
        at = column[edge.start]
        between = self.rows[self.row[edge.start] + 1 : self.row[edge.end]]
        return column[edge.end] == at and all(column[step.id] != at for row in between for step in row)

    def _is_beside(self, edge: Edge) -> bool:
        same_row = self.row[edge.end] == self.row[edge.start]
        return same_row and abs(self.column[edge.end] - self.column[edge.start]) == 1

    def _reserve(self, edge: Edge) -> None:
        first, last = self.row[edge.start], self.row[edge.end]
        if edge.kind == NEXT and not self._is_straight(edge, self.column):
            self._take_track(last - 1, ("to", edge.end))
            if last > first + 1:
                self._take_track(first, ("from", edge.start))
                self._take_lane(("to", edge.end, self._gutter(edge)), first, last)
        elif edge.kind == SIDEWAYS:
            at, to = self._sides(edge)
            self.ports[edge.start, at - self.column[edge.start]].append(edge.key)
            self.ports[edge.end, to - self.column[edge.end]].append(edge.key)
            if not self._is_beside(edge):
                if at != to:
                    self._take_track(first if last >= first else first - 1, edge.key)
                    self._take_lane((*edge.key, at), *self._span(first, first, last))
                self._take_lane((*edge.key, to), *self._span(first, last, last))

    @staticmethod
    def _span(*rows: int) -> tuple[int, int]:
        return min(rows), max(rows)

    def _gutter(self, edge: Edge) -> int:
        """The gutter, counted from the left, in which a long line runs down to its end."""
        at, to = self.column[edge.start], self.column[edge.end]
        return to + 1 if at > to else to

    def _sides(self, edge: Edge) -> tuple[int, int]:
        """The gutters at which a sideways line leaves and arrives."""
        at, to = self.column[edge.start], self.column[edge.end]
        if at == to:
            return at + 1, to + 1
        return (at + 1, to) if at < to else (at, to + 1)

    def _take_track(self, gap: int, key: Key) -> None:
        if key not in self.tracks[gap]:
            self.tracks[gap].append(key)

    def _take_lane(self, key: tuple[str, str, int], first: int, last: int) -> None:
        """Give a vertical line the first lane of its gutter that is free between two rows."""
        lanes = self.lanes[key[2]]
        if key in self.lane:  # a bundle that grows
            lanes[self.lane[key]].append((first, last))
            return
        is_free = (all(last < start or end < first for start, end in taken) for taken in lanes)
        number = next((number for number, free in enumerate(is_free) if free), len(lanes))
        if number == len(lanes):
            lanes.append([])
        lanes[number].append((first, last))
        self.lane[key] = number

    # --- the drawing

    def drawing(self) -> Drawing:
        """The boxes and the lines at their places."""
        self.lefts, x = [], float(EDGE)
        for gutter in range(self.columns + 1):
            self.lefts.append(x)
            x += self._gutter_width(gutter) + (self.box_width if gutter < self.columns else 0)
        self.boxes: dict[str, Box] = {}
        self.bottoms, y = [], float(EDGE)
        for number, row in enumerate(self.rows):
            texts = {step.id: self._texts(step) for step in row}
            height = max(self._height(step, texts[step.id]) for step in row)
            for step in row:
                self.boxes[step.id] = self._box(step, number, texts[step.id], y, height)
            y += height
            self.bottoms.append(y)
            y += GAP + SPACING * len(self.tracks[number]) if number + 1 < len(self.rows) or self.tracks[number] else 0
        lines = tuple(self._line(edge) for edge in self.edges)
        ordered = tuple(self.boxes[id] for id in self.steps)
        return Drawing(ordered, lines, x + EDGE, y + EDGE)

    def _gutter_width(self, gutter: int) -> float:
        lanes = len(self.lanes[gutter])
        inner = 0 < gutter < self.columns
        return (GUTTER if inner or lanes else 0) + SPACING * lanes

    def _texts(self, step: PathwayStep) -> tuple[str, ...]:
        return tuple(wrap(step.name, max(8, int((self.box_width - 2 * PADDING) / LETTER))))

    def _height(self, step: PathwayStep, lines: Sequence[str]) -> float:
        tag = TAG if step.open_to else 0
        return 2 * PADDING - 4 + tag + TITLE * len(lines) + (NOTE if self.notes.get(step.id) else 0)

    def _box(self, step: PathwayStep, row: int, lines: tuple[str, ...], y: float, height: float) -> Box:
        column = self.column[step.id]
        x = self.lefts[column] + self._gutter_width(column)
        top = y + (height - self._height(step, lines)) / 2
        return Box(step, lines, self.notes.get(step.id, ""), row, column, x, y, self.box_width, height, top)

    def _track(self, gap: int, key: Key) -> float:
        return self.bottoms[gap] + SPACING + SPACING * self.tracks[gap].index(key)

    def _lane_x(self, key: tuple[str, str, int]) -> float:
        return self.lefts[key[2]] + GUTTER / 2 + SPACING * self.lane[key]

    def _side(self, id: str, gutter: int, key: Key) -> Point:
        """Where a sideways line meets a box: in the middle of its side, or a little off where another does."""
        box, right = self.boxes[id], gutter - self.column[id]
        place = self.ports[id, right].index(key)
        off = SPACING * ((place + 1) // 2) * (-1 if place % 2 else 1)
        return box.x + box.width * right, box.y + box.height / 2 + off

    def _line(self, edge: Edge) -> Arrow:
        points = self._next(edge) if edge.kind == NEXT else self._sideways(edge)
        return Arrow(edge, _rounded(points), _tip(points))

    def _next(self, edge: Edge) -> list[Point]:
        start, end = self.boxes[edge.start], self.boxes[edge.end]
        if self._is_straight(edge, self.column):
            return [(start.middle, start.y + start.height), (end.middle, end.y)]
        out, into = start.middle - PORT, end.middle + PORT
        arrival = self._track(end.row - 1, ("to", edge.end))
        way = [(out, start.y + start.height)]
        if end.row > start.row + 1:
            leaving, lane = (
                self._track(start.row, ("from", edge.start)),
                self._lane_x(("to", edge.end, self._gutter(edge))),
            )
            way += [(out, leaving), (lane, leaving), (lane, arrival)]
        else:
            way += [(out, arrival)]
        return [*way, (into, arrival), (into, end.y)]

    def _sideways(self, edge: Edge) -> list[Point]:
        at, to = self._sides(edge)
        if self._is_beside(edge):
            first, last = self.boxes[edge.start], self.boxes[edge.end]
            y = first.y + first.height / 2
            return [(first.x + first.width * (at - first.column), y), (last.x + last.width * (to - last.column), y)]
        start, end = self._side(edge.start, at, edge.key), self._side(edge.end, to, edge.key)
        lane = self._lane_x((*edge.key, to))
        if at == to:
            return [start, (lane, start[1]), (lane, end[1]), end]
        row, to_row = self.row[edge.start], self.row[edge.end]
        track, leaving = self._track(row if to_row >= row else row - 1, edge.key), self._lane_x((*edge.key, at))
        return [start, (leaving, start[1]), (leaving, track), (lane, track), (lane, end[1]), end]


# --- SVG -----------------------------------------------------------------------


def _rounded(points: Sequence[Point]) -> str:
    """SVG path data through points, with round corners (https://www.w3.org/TR/SVG2/paths.html)."""
    parts = [f"M{_xy(points[0])}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        radius = min(BEND, _far(before, corner) / 2, _far(corner, after) / 2)
        parts.append(f"L{_xy(_toward(corner, before, radius))}Q{_xy(corner)} {_xy(_toward(corner, after, radius))}")
    return "".join([*parts, f"L{_xy(points[-1])}"])


def _tip(points: Sequence[Point]) -> str:
    """The three corners of an arrow at the last point."""
    end, before = points[-1], points[-2]
    back = _toward(end, before, 1.8 * TIP)
    dx, dy = (back[0] - end[0]) / 1.8, (back[1] - end[1]) / 1.8
    corners: Iterable[Point] = (end, (back[0] + dy, back[1] + dx), (back[0] - dy, back[1] - dx))
    return " ".join(map(_xy, corners))


def _far(one: Point, other: Point) -> float:
    return abs(one[0] - other[0]) + abs(one[1] - other[1])  # lines run along the axes


def _toward(start: Point, end: Point, by: float) -> Point:
    far = _far(start, end) or 1
    return start[0] + (end[0] - start[0]) * by / far, start[1] + (end[1] - start[1]) * by / far


def _xy(point: Point) -> str:
    return f"{point[0]:g},{point[1]:g}"
