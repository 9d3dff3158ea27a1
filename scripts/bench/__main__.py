"""Measure our whole build beside Hugo's bare pages: ``python -m scripts.bench``.

For each size, invented data is made, then both programs run in turns on the
same records: ours reads, checks and publishes everything, Hugo makes one bare
page for each record that has a page. Memory is watched in the first round; the
rounds after it are timed. Exit status 1 says that a target was missed.

All of it happens in a folder of its own, in memory where there is room, because
a disk takes as long to make 30,000 folders as either program takes for the rest.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from macros.data import disk
from macros.data.catalog import load_catalog
from scripts.bench import hugo, measuring, report
from scripts.synthesize import synthesize

Result = TypeVar("Result")

TODAY = "2026-11-21"
IN_MEMORY = Path("/dev/shm")
ROOM = 4 * 1024**3  # bytes; 10,000 partnerships need about one gigabyte


@disk.told
def main(arguments: list[str] | None = None) -> int:
    """Run the bench; 0 when every target is reached, 1 when one is missed or a build fails."""
    options = _parser().parse_args(arguments)
    program = hugo.find_hugo()
    pairs = {}
    try:
        for size in sorted(options.sizes):
            with tempfile.TemporaryDirectory(prefix="bench-", dir=options.work) as folder:
                pairs[size] = _compare(Path(folder), size, options.rounds, program)
                if options.profile:
                    print(_profile(Path(folder)))
    except measuring.CommandError as error:
        print(error, file=sys.stderr)
        return 1
    return _tell(pairs)


def _compare(folder: Path, size: int, rounds: int, program: Path) -> report.Pair:
    """Both programs' costs for ``size`` partnerships, in turns."""
    _say(f"{size:,} partnerships: making the data")
    synthesize(folder / "data", size)
    hugo.write_source(load_catalog(folder / "data"), folder / "source")
    commands = {
        "ours": our_command(folder),
        "hugo": hugo.command(program, folder / "source", folder / "hugo"),
    }
    peaks, pages = {}, {}
    for name, command in commands.items():
        _say(f"{size:,} partnerships: memory, {name}")
        peaks[name] = _fresh(measuring.peak_of, command, folder / name)
        pages[name] = sum(1 for _ in (folder / name).rglob("*.html"))
    times: dict[str, list[measuring.Times]] = {name: [] for name in commands}
    for turn in range(rounds):
        for name, command in commands.items():
            _say(f"{size:,} partnerships: round {turn + 1} of {rounds}, {name}")
            times[name].append(_fresh(measuring.time_of, command, folder / name))
    return report.Pair(*(report.Cost.of(times[name], peaks[name], pages[name]) for name in commands))


def our_command(folder: Path, *more: str) -> list[str]:
    """How to build the site ``ours`` from the ``data`` in ``folder``."""
    paths = ["--data", str(folder / "data"), "--site-dir", str(folder / "ours")]
    return [sys.executable, "-m", "scripts.build", *paths, "--today", TODAY, "--no-search", *more]


def _fresh(measure: Callable[[list[str], Path], Result], command: list[str], out: Path) -> Result:
    """Measure ``command`` from the project's folder with nothing at ``out``."""
    shutil.rmtree(out, ignore_errors=True)
    return measure(command, Path())


def _profile(folder: Path) -> str:
    """Where our time goes, as the build itself tells it."""
    finished = subprocess.run(our_command(folder, "--timings"), capture_output=True, text=True, check=False)
    return (finished.stdout + finished.stderr).strip()


def _tell(pairs: dict[int, report.Pair]) -> int:
    print("\n".join([*report.table(pairs), *report.growth(pairs)]))
    failures = list(report.missed(pairs))
    for failure in failures:
        print(f"missed: {failure}", file=sys.stderr)
    return 1 if failures else 0


def _say(what: str) -> None:
    """Progress, for a person who waits."""
    if sys.stderr.isatty():
        print(what, file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scripts.bench", description="Measure our build beside Hugo's.")
    parser.add_argument("--sizes", type=_numbers, default=[100, 1000, 10000], help="partnerships (100,1000,10000)")
    parser.add_argument("--rounds", type=int, default=3, help="timed rounds for each size (3)")
    parser.add_argument("--work", type=Path, default=_work_folder(), help="the folder to work in")
    parser.add_argument("--profile", action="store_true", help="show where our time goes")
    return parser


def _numbers(text: str) -> list[int]:
    return [int(number) for number in text.split(",")]


def _work_folder() -> Path:
    if IN_MEMORY.is_dir() and shutil.disk_usage(IN_MEMORY).free > ROOM:
        return IN_MEMORY
    return Path(tempfile.gettempdir())


if __name__ == "__main__":
    sys.exit(main())
