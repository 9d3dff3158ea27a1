"""Processes that work for this one, beside it: they share one list of work, and end with it.

Whoever is free takes the next share. The shares' numbers lie in a pipe, so no process ever holds a lock that
another one waits for, and one that is killed keeps nobody from the rest.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Generic, TypeVar

from macros.build.timings import Timings

Share = TypeVar("Share")
_FORKS = multiprocessing.get_context("fork")
_NUMBER = 2  # bytes of a share's number


class Shares(Generic[Share]):
    """Work that each process takes from, until nothing is left; at most ``MOST`` shares, which a pipe holds."""

    MOST = 4_096

    def __init__(self, shares: Sequence[Share]) -> None:
        """Raises ValueError when there are too many."""
        if len(shares) > self.MOST:
            raise ValueError(f"{len(shares)} shares are more than a pipe is sure to hold")
        self._shares = shares
        self._left, numbers = os.pipe()
        os.write(numbers, b"".join(number.to_bytes(_NUMBER) for number in range(len(shares))))
        os.close(numbers)

    def take(self) -> Iterator[Share]:
        """Give the next share, again and again, until all are taken."""
        while number := os.read(self._left, _NUMBER):
            yield self._shares[int.from_bytes(number)]

    def close(self) -> None:
        """Let this process take no more; does nothing the second time."""
        if self._left >= 0:
            os.close(self._left)
        self._left = -1


class Crew:
    """The processes. Each knows what this one knew when it was started."""

    def __init__(self) -> None:
        self._told: Any = _FORKS.SimpleQueue()
        self._processes: list[Any] = []

    def start(self, work: Callable[[Timings], None]) -> None:
        """Let a process do some work. Raises OSError."""
        gc.freeze()  # or the collector would touch, and so copy, every object
        process = _FORKS.Process(target=self._do, args=(work,))
        process.start()
        self._processes.append(process)

    def wait(self, timings: Timings) -> None:
        """Wait until all are done, and add what they took.

        Raises OSError for what one could not write, and RuntimeError for one that failed otherwise.
        """
        for process in self._processes:
            process.join()
        done = 0
        while not self._told.empty():
            failure, views = self._told.get()
            if failure:
                raise OSError(*failure)
            timings.add_views(views)
            done += 1
        if done < len(self._processes):
            raise RuntimeError("a process that wrote a part of the site has failed")

    def stop(self) -> None:
        """See to it that nobody works any more: where one failed, what the others write is cleared away."""
        for process in self._processes:
            if process.is_alive():
                process.kill()
                process.join()
        if self._processes:
            gc.unfreeze()
        self._processes.clear()

    def _do(self, work: Callable[[Timings], None]) -> None:
        """Work in a process of its own."""
        threading.Thread(target=_end_with_parent, daemon=True).start()
        timings = Timings()
        try:
            work(timings)
        except OSError as error:
            self._told.put(((error.errno, error.strerror, error.filename), {}))
            sys.exit(1)
        self._told.put((None, timings.views))


def _end_with_parent() -> None:
    """Wait for the end of the process that started this one, however it ends, and end too."""
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)
