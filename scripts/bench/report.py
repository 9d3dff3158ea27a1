"""What the bench found, in words: costs and ratios, growth, and the targets that were missed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log
from statistics import median

from scripts.bench.measuring import Peak, Times

OURS, HUGO, MKDOCS = "ours", "Hugo", "plain MkDocs"
TARGETS = {HUGO: 1.0, MKDOCS: 0.2}  # the most of another program's wall time
FROM_SIZE = 1_000  # partnerships from which the targets of time hold
MOST_PEAK = 400  # MB in one process
LEAST_BUSY = 0.85  # of both cores
CORES = 2
MOST_BYTES = 900_000_000
MOST_GROWTH = 1.1  # the exponent; 1 is a straight line, and the clock is not exact


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one program took for one size: medians of seconds, peak memory in MB, what it wrote."""

    wall: float
    cpu: float
    peak: float  # of all its processes together
    largest: float  # of the largest process
    files: int
    bytes: int

    @classmethod
    def of(cls, times: Sequence[Times], peak: Peak, files: int, size: int) -> Cost:
        """The cost that several timed runs and one watched run show."""
        return cls(
            wall=median(each.wall for each in times),
            cpu=median(each.cpu for each in times),
            peak=peak.together,
            largest=peak.largest,
            files=files,
            bytes=size,
        )


Costs = Mapping[int, Mapping[str, Cost]]  # by size, then by program


def table(costs: Costs) -> Iterator[str]:
    """The lines of a Markdown table with all programs for each size, and our wall and CPU time as a share of each."""
    yield "| partnerships | program | wall | CPU | peak, all | peak, one | files | bytes | we take of it: wall, CPU |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"
    for size, programs in costs.items():
        for name, cost in programs.items():
            ours = programs[OURS]
            shares = "" if name == OURS else f"{ours.wall / cost.wall:.2f}, {ours.cpu / cost.cpu:.2f}"
            yield (
                f"| {size:,} | {name} | {cost.wall:.2f} s | {cost.cpu:.2f} s | {cost.peak:.0f} MB "
                f"| {cost.largest:.0f} MB | {cost.files:,} | {cost.bytes / 1e6:,.0f} MB | {shares} |"
            )


def growth(costs: Costs) -> Iterator[str]:
    """For each step between sizes and each program, by which power of the size the cost grew."""
    for small, large in pairwise(costs):
        for name in costs[large]:
            if name in costs[small]:
                found = (f"{what} {_exponent(costs, name, what, small, large):.2f}" for what in ("wall", "cpu"))
                yield f"growth from {small:,} to {large:,} (1 is a straight line), {name}: {', '.join(found)}"


def missed(costs: Costs) -> Iterator[str]:
    """A sentence with the numbers for each target that was missed."""
    for size, programs in costs.items():
        ours = programs[OURS]
        if size < FROM_SIZE:
            continue
        for name, most in TARGETS.items():
            if name in programs and ours.wall > most * programs[name].wall:
                share = ours.wall / programs[name].wall
                yield f"{size:,}: wall time is {share:.2f} of {name}'s and should be at most {most}"
        if ours.cpu < LEAST_BUSY * CORES * ours.wall:
            busy = ours.cpu / (CORES * ours.wall)
            yield f"{size:,}: the cores are {busy:.0%} busy and should be at least {LEAST_BUSY:.0%}"
        if ours.largest > MOST_PEAK:
            yield f"{size:,}: the largest process has {ours.largest:.0f} MB and should have at most {MOST_PEAK} MB"
        if ours.bytes > MOST_BYTES:
            has, most_bytes = ours.bytes / 1e6, MOST_BYTES / 1e6
            yield f"{size:,}: the site has {has:,.0f} MB and should have at most {most_bytes:,.0f} MB"
    for small, large in pairwise(costs):
        exponent = _exponent(costs, OURS, "cpu", small, large)
        if exponent > MOST_GROWTH:
            yield f"CPU time grows by the power {exponent:.2f} from {small:,} on, and {MOST_GROWTH} is the most"


def _exponent(costs: Costs, name: str, what: str, small: int, large: int) -> float:
    before, after = (getattr(costs[size][name], what) for size in (small, large))
    return log(after / before) / log(large / small)
