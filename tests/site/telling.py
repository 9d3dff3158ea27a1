"""Tells what is wrong with the site in words, for people who changed its content."""

from __future__ import annotations

from collections.abc import Iterable

import pytest


def told(what: str, faults: Iterable[str]) -> None:
    """Fail when there are faults, each in a line of its own, without the lines of code that found them."""
    lines = [*faults]
    if lines:
        pytest.fail("\n".join([f"{what}:", *lines]), pytrace=False)
