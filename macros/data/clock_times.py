"""Times within a recording, as people write them: hours, minutes and seconds."""

from __future__ import annotations


def seconds(clock: str) -> int:
    """A time in seconds: ``0:05:30`` and ``05:30`` give 330. Raises ValueError for anything else."""
    total = 0
    for part in clock.split(":"):
        total = total * 60 + int(part)
    return total


def clock_time(seconds: int) -> str:
    """Seconds as a time: 330 gives ``0:05:30``."""
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
