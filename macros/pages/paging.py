"""A list on several pages: what is on each, and where it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")


def in_pages(items: Sequence[Item], size: int) -> list[Sequence[Item]]:
    """The items cut into pages of ``size``; one empty page when there are none."""
    return [items[start : start + size] for start in range(0, len(items), size)] or [items]


def page_path(first: str, number: int) -> str:
    """The address of a list's page, counted from 1; ``first`` is that of the first one."""
    return first if number == 1 else f"{first}page/{number}/"
