"""Steps from one thing to the next that come back to the first."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import TypeVar

At = TypeVar("At", bound=Hashable)


def circles(steps: Mapping[At, At]) -> Iterator[list[At]]:
    """The circles among steps, each once: where it was entered comes first."""
    done: set[At] = set()
    for start in steps:
        chain: dict[At, None] = {}
        at = start
        while at in steps and at not in done and at not in chain:
            chain[at] = None
            at = steps[at]
        if at in chain:
            yield [*chain][[*chain].index(at) :]
        done.update(chain)


def in_a_circle(names: Sequence[str]) -> str:
    """A circle in words, the first name again at its end; a long one is cut."""
    return " > ".join([*names[:8], names[0]])
