"""Where a build's time goes: each stage, and each view over all processes that wrote for it."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(slots=True)
class Spent:
    """Seconds on the clock, seconds of work on all cores, and what was written meanwhile."""

    seconds: float = 0.0
    cpu: float = 0.0
    files: int = 0
    bytes: int = 0

    def add(self, other: Spent) -> None:
        """Add what another process spent on the same."""
        self.seconds += other.seconds
        self.cpu += other.cpu
        self.files += other.files
        self.bytes += other.bytes


class Timings:
    """What each stage and each view took, by name.

    A stage's work includes that of the processes whose end it waited for. A view is written by several
    processes at once, so the seconds of all views may be more than the clock's. What came before these
    timings has no beginning on the clock, since Python starts before it can look at one: its seconds are
    those of its work. Files are counted only where somebody ``is_asking`` for the tables.
    """

    def __init__(self, *, is_asking: bool = False) -> None:
        self.stages = {"Starting": Spent(_work(), _work())}
        self.views: dict[str, Spent] = {}
        self._is_asking = is_asking
        self._running = Spent()
        self._since = (time.perf_counter(), _work())

    def begin(self, stage: str) -> None:
        """Begin a stage, which ends the one before it."""
        now = (time.perf_counter(), _work())
        self._running.seconds += now[0] - self._since[0]
        self._running.cpu += now[1] - self._since[1]
        self._running, self._since = self.stages.setdefault(stage, Spent()), now

    def end(self) -> None:
        """End the last stage."""
        self.begin("")
        del self.stages[""]

    def count(self, folder: Path, without: str = "") -> None:
        """Count the files of a folder, and of those in it but one, as written in this stage."""
        for where, folders, names in os.walk(folder) if self._is_asking else ():
            folders[:] = [name for name in folders if name != without]
            self._running.files += len(names)
            self._running.bytes += sum(os.stat(f"{where}/{name}").st_size for name in names)

    @contextmanager
    def view(self, name: str) -> Iterator[Spent]:
        """Measure work on a view in this process; who works adds the files and bytes."""
        spent = self.views.setdefault(name, Spent())
        seconds, cpu = time.perf_counter(), time.process_time()
        try:
            yield spent
        finally:
            spent.seconds += time.perf_counter() - seconds
            spent.cpu += time.process_time() - cpu

    def count_views(self) -> None:
        """Count what all views have written as written in this stage."""
        self._running.files += sum(each.files for each in self.views.values())
        self._running.bytes += sum(each.bytes for each in self.views.values())

    def add_views(self, others: Mapping[str, Spent]) -> None:
        """Add what another process spent on views."""
        for name, spent in others.items():
            self.views.setdefault(name, Spent()).add(spent)

    def table(self) -> Iterator[str]:
        """The lines of two tables: stages in their order, and views by their work."""
        yield from _table("stage", self.stages)
        yield ""
        yield from _table("view", dict(sorted(self.views.items(), key=lambda each: -each[1].cpu)))


def _work() -> float:
    """Seconds of work on all cores, by this process and by those that it waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def _table(what: str, rows: Mapping[str, Spent]) -> Iterator[str]:
    total = Spent()
    yield f"{what:<36} {'seconds':>8} {'CPU':>8} {'files':>9} {'bytes':>14}"
    for name, spent in rows.items():
        total.add(spent)
        yield _line(name, spent)
    yield _line("all", total)


def _line(name: str, spent: Spent) -> str:
    return f"{name:<36} {spent.seconds:>8.2f} {spent.cpu:>8.2f} {spent.files:>9,} {spent.bytes:>14,}"
