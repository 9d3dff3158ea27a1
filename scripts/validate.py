"""Check data, pages and addresses: python -m scripts.validate [--data DIR] [--docs DIR] [--format text|github|json].

With ``--fix``, what can be repaired for sure in the files of the data is repaired first, and told line by line.
Without it, nothing is ever written.

Exit status: 0 when nothing must be fixed, 1 when something must, 2 for wrong usage.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TextIO

from macros.build.build_date import day, the_day
from macros.data import disk, reading, repairs, validation
from macros.data.reading import Problem
from macros.data.repairs import Repair
from scripts import job_summary

ROOT = Path(__file__).resolve().parent.parent
ANNOTATION_LIMIT = 10  # GitHub shows no more errors of one step
SUMMARY_LIMIT = 900_000  # bytes; GitHub takes 1 MiB


@disk.told
def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status."""
    given = _parser().parse_args(arguments)
    started = time.perf_counter()
    if given.fix:
        print_repaired(repair(given.data), sys.stderr)
    problems = find_problems(given.data, given.docs, given.today)
    try:
        PRINTERS[given.format](problems, sys.stdout)
        sys.stdout.flush()
    except BrokenPipeError:
        disk.stop_printing()
    if given.format != "json":
        print(_summary(problems, time.perf_counter() - started), file=sys.stderr)
    return 1 if any(problem.severity == "error" for problem in problems) else 0


def find_problems(data: Path, docs: Path, today: date | None) -> list[Problem]:
    """Return all problems of a data folder and a docs folder, and the published addresses that they lose."""
    from macros.build import checking  # only here: it brings the whole site with it

    return checking.check(data, docs, today or the_day())


def repair(data: Path) -> list[Repair]:
    """Repair what can be repaired for sure in the files of a data folder, and return what was done. Raises OSError."""
    packages, found = validation.described(data)
    if any(problem.severity == "error" for problem in found):
        return []  # what the files are can't be said; the check tells why
    done = []
    for path, content, made in repairs.folder(data, packages):
        disk.write_whole(path, content)
        done += made
    return done


def print_repaired(done: Sequence[Repair], out: TextIO) -> None:
    """Print one line for each thing that was repaired."""
    for each in done:
        print(f"repaired: {each}", file=out)
    print("There was nothing to repair." if not done else "Look at the difference before you commit it.", file=out)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scripts.validate", description="Check the data and the pages.")
    parser.add_argument("--data", type=Path, default=ROOT / "data", metavar="DIR", help="the data folder")
    parser.add_argument("--docs", type=Path, default=ROOT / "docs", metavar="DIR", help="the folder of the pages")
    parser.add_argument("--format", choices=sorted(PRINTERS), default="text", help="how to print the problems")
    parser.add_argument("--fix", action="store_true", help="repair first what can be repaired for sure, and show it")
    parser.add_argument("--today", type=day, default=the_day(), metavar="YYYY-MM-DD", help="the day")
    return parser


# --- printing -------------------------------------------------------------------


def print_text(problems: Sequence[Problem], out: TextIO) -> None:
    """Print one line for each problem; in colour on a terminal only."""
    bold, red, end = ("\033[1m", "\033[31m", "\033[0m") if out.isatty() and "NO_COLOR" not in os.environ else ("",) * 3
    for problem in problems:
        text = str(problem)
        place, _, rest = text.partition(": ")
        print(f"{bold}{place}{end}: {red if problem.severity == 'error' else ''}{rest}{end}", file=out)


def print_json(problems: Sequence[Problem], out: TextIO) -> None:
    """Print a list of objects with the fields of Problem."""
    json.dump([asdict(problem) for problem in problems], out, indent=2)
    print(file=out)


def print_github(problems: Sequence[Problem], out: TextIO) -> None:
    """Print workflow commands for the first errors, and write all problems to the job's summary.

    https://docs.github.com/actions/reference/workflow-commands-for-github-actions
    """
    for problem in sorted(problems, key=lambda each: each.severity)[:ANNOTATION_LIMIT]:
        places = {"file": problem.file, "line": problem.line or 1, "col": problem.column or 1}
        properties = ",".join(f"{name}={_escape_property(str(value))}" for name, value in places.items())
        message = reading.printable(" ".join(part for part in (problem.message, problem.hint) if part))
        print(f"::{problem.severity} {properties}::{_escape(message)}", file=out)
    job_summary.tell(markdown_table(problems))


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")


def markdown_table(problems: Sequence[Problem]) -> str:
    """Return what must be fixed, then what is warned of, as Markdown tables in which nothing of the data is active."""
    if not problems:
        return "The data and the pages have no problems.\n"
    errors = [each for each in problems if each.severity == "error"]
    warnings = [each for each in problems if each.severity != "error"]
    lines = [f"{_count(problems)}\n"]
    lines += _table(errors, "What to fix", SUMMARY_LIMIT) if errors else ["Nothing must be fixed.\n"]
    if warnings:
        left = SUMMARY_LIMIT - sum(map(_size, lines))
        lines += ["\nWarnings, which stop nothing:\n", *_table(warnings, "What to look at", left)]
    return "\n".join(lines) + "\n"


def _table(problems: Sequence[Problem], head: str, limit: int) -> list[str]:
    """The lines of a table, cut with a count where they would have more than ``limit`` bytes."""
    lines = [f"| File | Line | {head} |", "| --- | --- | --- |"]
    for number, problem in enumerate(problems):
        message = " ".join(part for part in (problem.message, problem.hint) if part)
        lines.append(f"| {_inert(problem.file)} | {problem.line or ''} | {_inert(message)} |")
        limit -= _size(lines[-1])
        if limit < 0:
            return [*lines[:-1], f"\nand {sum(each.count for each in problems[number:]):,} more."]
    return lines


def _size(line: str) -> int:
    return len(line.encode("utf-8", "backslashreplace"))


def _inert(text: str) -> str:
    """Return text that Markdown shows as it is: every sign that could mean something as an entity.

    The comment after an @ keeps GitHub from telling a person of that name.
    """
    signs = (c if c.isalnum() or c in " ',.;" else " " if c in "\r\n" else f"&#{ord(c)};" for c in text)
    return "".join(signs).replace("&#64;", "&#64;<!-- -->")


PRINTERS: dict[str, Callable[[Sequence[Problem], TextIO], None]] = {
    "text": print_text,
    "json": print_json,
    "github": print_github,
}


def _count(problems: Sequence[Problem]) -> str:
    errors = sum(problem.count for problem in problems if problem.severity == "error")
    warnings = sum(problem.count for problem in problems) - errors
    parts = [f"{errors:,} {'problem' if errors == 1 else 'problems'}"]
    if warnings:
        parts.append(f"{warnings:,} {'warning' if warnings == 1 else 'warnings'}")
    return f"{' and '.join(parts)} found."


def _summary(problems: Sequence[Problem], seconds: float) -> str:
    """Return the count and what to do next."""
    if not any(problem.severity == "error" for problem in problems):
        return f"{_count(problems)} Checked in {seconds:.1f} s."
    return f"{_count(problems)} Fix what the lines above say, then run the check again."


if __name__ == "__main__":
    sys.exit(main())
