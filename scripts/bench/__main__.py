"""Measure our whole build beside Hugo and plain MkDocs: ``python -m scripts.bench``.

For each size, invented data is made (for the number of partnerships that the real data has, that is taken), then the
programs run in turns on the same records. Ours reads, checks and publishes everything. Hugo makes the same files, out
of what ours has made of the data (see ``hugo.py``). MkDocs makes a page of each record, up to a size where it takes
minutes. Memory is watched in the first round; the rounds after it are timed. Exit status 1 says that a target was
missed.

All of it happens in a folder of its own, in memory where there is room, because
a disk takes as long to make 30,000 folders as either program takes for the rest.
"""

from __future__ import annotations

import argparse
import json
import logging
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from macros.build.build_date import the_day
from macros.data import disk
from macros.data.catalog import load_catalog
from scripts.bench import hugo, limits, measuring, mkdocs_pages, report
from scripts.synthesize import synthesize

Result = TypeVar("Result")
Commands = Mapping[str, list[str]]

DATA, DOCS = Path("data"), Path("docs")
TODAY = the_day().isoformat()  # an earlier one would make a fault of what has happened since
MOST_FOR_MKDOCS = 1_000  # partnerships
LONG = 60  # seconds; what takes longer is timed once
IN_MEMORY = Path("/dev/shm")
ROOM = 4 * 1024**3  # bytes; 10,000 partnerships need about three gigabytes


@disk.told
def main(arguments: list[str] | None = None) -> int:
    """Run the bench; 0 when every target is reached, 1 when one is missed or a build fails."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(message)s")  # why a build has failed
    program = hugo.find_hugo()
    costs = {}
    try:
        for size in sorted(options.sizes or (real_size(), 100, 1_000, 10_000)):
            with tempfile.TemporaryDirectory(prefix="bench-", dir=options.work) as folder:
                costs[size] = _compare(Path(folder), size, program, options)
                print("\n".join([*report.table({size: costs[size]}), *_limits(Path(folder))]), flush=True)
                if options.profile:
                    print(_profile(Path(folder)))
    except measuring.CommandError as error:
        print(error, file=sys.stderr)
        return 1
    return _tell(costs)


def _compare(folder: Path, size: int, program: Path, options: argparse.Namespace) -> dict[str, report.Cost]:
    """The programs' costs for ``size`` partnerships, in turns."""
    commands, rounds = _prepare(folder, size, program, options.mkdocs_up_to), options.rounds
    peaks, written = {}, {}
    for name, command in commands.items():
        _say(f"{size:,} partnerships: memory, {name}")
        peaks[name] = _fresh(measuring.peak_of, command, folder / name)
        written[name] = [each.stat().st_size for each in (folder / name).rglob("*") if each.is_file()]
    times: dict[str, list[measuring.Times]] = {name: [] for name in commands}
    for turn in range(rounds):
        for name, command in commands.items():
            if times[name] and times[name][0].wall > LONG:
                continue
            _say(f"{size:,} partnerships: round {turn + 1} of {rounds}, {name}")
            times[name].append(_fresh(measuring.time_of, command, folder / name))
    return {name: report.Cost.of(times[name], peaks[name], len(written[name]), sum(written[name])) for name in commands}


def _prepare(folder: Path, size: int, program: Path, mkdocs_up_to: int) -> Commands:
    """Make the data, and what the other programs read; each command by the program's name."""
    _say(f"{size:,} partnerships: making the data")
    if size == real_size():
        shutil.copytree(DATA, folder / "data")
    else:
        synthesize(folder / "data", size)
    hugo.write_source(folder / "data", DOCS, TODAY, folder / "hugo-source")
    commands = {
        report.OURS: our_command(folder),
        report.HUGO: hugo.command(program, folder / "hugo-source", folder / report.HUGO),
    }
    if size <= mkdocs_up_to:
        mkdocs_pages.write_source(load_catalog(folder / "data"), folder / "mkdocs-source")
        commands[report.MKDOCS] = mkdocs_pages.command(folder / "mkdocs-source", folder / report.MKDOCS)
    return commands


def real_size() -> int:
    """The number of partnerships in the real data."""
    return len(load_catalog(DATA).partnerships)


def _limits(folder: Path) -> list[str]:
    """What the same bytes take when nothing is done with them but one thing."""
    found = []
    for name, source in (("parse", "data"), ("write", report.OURS), ("compress", report.OURS)):
        out = folder / "limit"
        out.mkdir()
        words = [sys.executable, "-m", limits.__name__, name, str(folder / source), str(out)]
        told = json.loads(subprocess.run(words, capture_output=True, text=True, check=True).stdout)
        found.append(f"limit, {name} alone in one process: {told['wall']:.2f} s wall, {told['cpu']:.2f} s CPU")
        shutil.rmtree(out)
    return found


def our_command(folder: Path, *more: str) -> list[str]:
    """How to build the site ``ours`` from the ``data`` in ``folder``."""
    paths = ["--data", str(folder / "data"), "--site-dir", str(folder / report.OURS)]
    return [sys.executable, "-m", "scripts.build", *paths, "--today", TODAY, "--no-search", *more]


def _fresh(measure: Callable[[list[str], Path], Result], command: list[str], out: Path) -> Result:
    """Measure ``command`` from the project's folder with nothing at ``out``."""
    shutil.rmtree(out, ignore_errors=True)
    return measure(command, Path())


def _profile(folder: Path) -> str:
    """Where our time goes, as the build itself tells it."""
    finished = subprocess.run(our_command(folder, "--timings"), capture_output=True, text=True, check=False)
    return (finished.stdout + finished.stderr).strip()


def _tell(costs: report.Costs) -> int:
    print("\n".join(report.growth(costs)))
    failures = list(report.missed(costs))
    for failure in failures:
        print(f"missed: {failure}", file=sys.stderr)
    return 1 if failures else 0


def _say(what: str) -> None:
    """Progress, for a person who waits."""
    if sys.stderr.isatty():
        print(what, file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.bench", description="Measure our build beside Hugo's and MkDocs's."
    )
    parser.add_argument("--sizes", type=_numbers, help="partnerships (those of the real data, 100,1000,10000)")
    parser.add_argument("--rounds", type=int, default=3, help="timed rounds for each size (3)")
    parser.add_argument(
        "--mkdocs-up-to", type=int, default=MOST_FOR_MKDOCS, help="the most partnerships for MkDocs (1000)"
    )
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
