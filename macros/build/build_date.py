"""The day, and a day on the command line: nothing else in this project reads the clock."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping
from datetime import UTC, date, datetime


def the_day(environment: Mapping[str, str] = os.environ) -> date:
    """The day to work by: SOURCE_DATE_EPOCH's where it is set, else today where the machine stands.

    Raises SystemExit for an epoch that is no number of seconds
    (https://reproducible-builds.org/specs/source-date-epoch/).
    """
    epoch = environment.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return date.today()
    try:
        return datetime.fromtimestamp(int(epoch), UTC).date()
    except (ValueError, OverflowError, OSError):
        raise SystemExit(f"SOURCE_DATE_EPOCH must be a number of seconds since 1970, not '{epoch}'.") from None


def day(text: str) -> date:
    """A day from the command line. Raises argparse.ArgumentTypeError for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"must be a date like 2026-03-05, not '{text}'") from None
