"""The truth about the data: raw values become typed rows, or problems in plain words.

``check`` reads every data package below a folder, holds each value against its
Table Schema and our own rules, and returns all problems at once. A rule is a
generator of problems whose docstring is the rule. Types and constraints are
those of Table Schema (https://datapackage.org/standard/table-schema/); the sentences, the
references across packages and the rules of collections are ours.

The resources are checked in an order in which a resource comes after those that it
refers to, so that a reference is settled on the spot and raw values can go.
"""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from macros.data.reading import Problem, coded
from macros.data.validation.descriptors import load_packages
from macros.data.validation.resource import check_resource
from macros.data.validation.running import Checked, CheckedRow, Enough, Run
from macros.data.validation.subjects.partnerships import leave_out_empty_reaches
from macros.data.validation.whole import COLLECTION_RULES

__all__ = ["Checked", "CheckedRow", "Problem", "check", "described"]


def check(data_dir: Path, today: date | None = None) -> Checked:
    """Read and check every data package below ``data_dir``.

    ``today`` is the day that what has happened may not come after, and by which what
    ends soon is told as a warning; None leaves both out. Raises nothing, whatever the bytes.
    """
    run = Run(data_dir, today)
    collecting = gc.isenabled()
    gc.disable()  # raw values make no circles, and looking for them takes a third of the time
    try:
        load_packages(run)
        for resource in run.in_order():
            check_resource(run, resource)
        for rule in COLLECTION_RULES:
            for problem in coded(rule(run), rule):
                run.add(problem)
        leave_out_empty_reaches(run)
    except Enough:
        pass
    finally:
        if collecting:
            gc.enable()
    return run.result()


def described(data_dir: Path) -> tuple[Mapping[str, Mapping[str, Any]], list[Problem]]:
    """The descriptions of the packages below ``data_dir`` by their folders, and what is wrong with them.

    No record is read. The descriptions can be relied on where no problem is an error. Raises nothing.
    """
    run = Run(data_dir, None)
    with contextlib.suppress(Enough):
        load_packages(run)
    return {folder: plain for folder, (_, plain) in run.descriptors.items()}, run.problems.result()
