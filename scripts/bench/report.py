"""What the bench found, in words: costs and ratios, growth, and the targets that were missed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log
from statistics import median

from scripts.bench.measuring import Times

TARGET_SIZE = 10_000  # partnerships
MOST_WALL = 0.5  # of Hugo's
MOST_PEAK = 400  # MB
MOST_GROWTH = 1.1  # the exponent; 1 is a straight line, and the clock is not exact


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one program took for one size: medians of seconds, peak memory in MB, pages written."""

    wall: float
    cpu: float
    peak: float
    pages: int

    @classmethod
    def of(cls, times: Sequence[Times], peak: float, pages: int) -> Cost:
        """The cost that several timed runs and one watched run show."""
        return cls(
            wall=median(each.wall for each in times),
            cpu=median(each.cpu for each in times),
            peak=peak,
            pages=pages,
        )


@dataclass(frozen=True, slots=True)
class Pair:
    """Our cost and Hugo's for the same records."""

    ours: Cost
    hugo: Cost


def table(pairs: Mapping[int, Pair]) -> Iterator[str]:
    """The lines of a table with both programs and their ratio for each size."""
    yield f"{'partnerships':>12}  {'':5} {'wall':>9} {'CPU':>9} {'peak':>9} {'pages':>8}"
    for size, pair in pairs.items():
        for name, cost in (("ours", pair.ours), ("Hugo", pair.hugo)):
            yield (
                f"{size:>12,}  {name:5} {cost.wall:>7.2f} s {cost.cpu:>7.2f} s {cost.peak:>6.0f} MB {cost.pages:>8,}"
            )
        ratios = [getattr(pair.ours, name) / getattr(pair.hugo, name) for name in ("wall", "cpu", "peak")]
        yield f"{'':12}  {'ratio':5} " + " ".join(f"{ratio:>9.2f}" for ratio in ratios)


def growth(pairs: Mapping[int, Pair]) -> Iterator[str]:
    """For each step between sizes, by which power of the size the cost grew."""
    sizes = list(pairs)
    for small, large in pairwise(sizes):
        ours, hugo = (
            ", ".join(f"{name} {_exponent(pairs, who, name, small, large):.2f}" for name in ("wall", "cpu"))
            for who in ("ours", "hugo")
        )
        yield f"growth from {small:,} to {large:,} (1 is a straight line): ours {ours}; Hugo {hugo}"


def missed(pairs: Mapping[int, Pair]) -> Iterator[str]:
    """A sentence with the numbers for each target that was missed at the size of the targets."""
    pair = pairs.get(TARGET_SIZE)
    if pair is None:
        return
    wall, half = pair.ours.wall, MOST_WALL * pair.hugo.wall
    if wall > half:
        yield f"wall time is {wall:.2f} s and should be at most {half:.2f} s, {MOST_WALL} of Hugo's"
    if pair.ours.peak > MOST_PEAK:
        yield f"peak memory is {pair.ours.peak:.0f} MB and should be at most {MOST_PEAK} MB"
    smaller = max((size for size in pairs if size < TARGET_SIZE), default=0)
    exponent = _exponent(pairs, "ours", "cpu", smaller, TARGET_SIZE) if smaller else 1
    if exponent > MOST_GROWTH:
        yield f"CPU time grows by the power {exponent:.2f} from {smaller:,} on, and {MOST_GROWTH} is the most"


def _exponent(pairs: Mapping[int, Pair], who: str, name: str, small: int, large: int) -> float:
    costs = [getattr(getattr(pairs[size], who), name) for size in (small, large)]
    return log(costs[1] / costs[0]) / log(large / small)
