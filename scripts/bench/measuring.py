"""What a command costs: wall time, CPU time, and the most memory that it and its children held at once.

Memory is the sum of the proportional set sizes (PSS) of the whole tree of
processes, read from /proc every 50 ms: pages that processes share count once.
Reading it makes the kernel walk the page tables, which slows the command, so
memory has a run of its own and the timed runs are left alone. Between two
readings a peak can be missed; the kernel's own high-water mark of each process
(VmHWM) is a floor under the result.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

INTERVAL = 0.05  # seconds
MEGABYTE = 1024  # /proc counts in kilobytes


class CommandError(Exception):
    """The command ended with an error; the message holds the end of what it said."""


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds on the clock, and seconds of work on all cores, by the command and its children."""

    wall: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Peak:
    """The most memory in MB: of all processes together, and of the largest one, what it shares included."""

    together: float
    largest: float


def time_of(command: Sequence[str], folder: Path) -> Times:
    """Run ``command`` in ``folder`` undisturbed. Raises CommandError when it does not end well."""
    with tempfile.TemporaryFile() as log:
        os.sync()  # the disk finishes what earlier runs left, so that nobody pays for another
        started = time.perf_counter()
        process = _start(command, folder, log)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        _check(process.returncode, command, log)
    return Times(wall, usage.ru_utime + usage.ru_stime)


def peak_of(command: Sequence[str], folder: Path) -> Peak:
    """Run ``command`` in ``folder`` and watch its memory. Raises CommandError."""
    together, alone = 0, 0
    with tempfile.TemporaryFile() as log:
        process = _start(command, folder, log)
        while process.poll() is None:
            readings = [_memory(pid) for pid in _tree(process.pid)]
            together = max(together, sum(now for now, _ in readings))
            alone = max([alone, *(most for _, most in readings)])
            time.sleep(INTERVAL)
        _check(process.returncode, command, log)
    return Peak(max(together, alone) / MEGABYTE, alone / MEGABYTE)


def _start(command: Sequence[str], folder: Path, log: IO[bytes]) -> subprocess.Popen[bytes]:
    # A session of its own marks the command's whole family of processes.
    return subprocess.Popen(
        command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
    )


def _check(status: int, command: Sequence[str], log: IO[bytes]) -> None:
    if status:
        log.seek(0)
        said = log.read().decode(errors="replace")[-2000:]
        raise CommandError(f"exit status {status}: {' '.join(command)}\n{said}")


def _tree(session: int) -> Iterator[int]:
    """The processes of a session: the command, its children, and what they left behind."""
    for folder in Path("/proc").glob("[0-9]*"):
        # The command's name, in parentheses, may hold spaces: count from behind it.
        fields = _read(folder / "stat").rpartition(")")[2].split()
        if len(fields) > 3 and int(fields[3]) == session:
            yield int(folder.name)


def _memory(pid: int) -> tuple[int, int]:
    """In kilobytes: what the process holds now, with its share of shared pages, and the most it held."""
    now = _field(_read(Path(f"/proc/{pid}/smaps_rollup")), "Pss:")
    most = _field(_read(Path(f"/proc/{pid}/status")), "VmHWM:")
    return now, most


def _field(text: str, name: str) -> int:
    values = (line.split()[1] for line in text.splitlines() if line.startswith(name))
    return int(next(values, "0"))


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:  # the process has ended
        return ""
