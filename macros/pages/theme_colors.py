"""The colors that a browser and a phone show around a page: those of the style sheet in force, ``css/tokens.css``.

A program has its own by a file of that name in ``docs/assets/ours/``, which takes the place of the theme's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

TOKENS = "assets/ours/css/tokens.css"
THEME = Path(__file__).resolve().parents[1] / "theme"


@dataclass(frozen=True, slots=True)
class ThemeColors:
    """The header in the light and the dark color scheme, and the page in the light one."""

    header: str
    header_in_the_dark: str
    page: str


# A variable with a color; the sign before it is none of a name, so each name is read once.
_COLOR = re.compile(r"(?<![\w-])(--[\w-]+):\s*(#[0-9a-fA-F]{6})\s*;")


class NoColors(ValueError):
    """A style sheet names no such color; the message says which, for people."""


def of_program(docs_dir: Path) -> ThemeColors:
    """The colors of the program's own style sheet, or else of the theme's. Raises NoColors and OSError."""
    own = docs_dir / TOKENS
    return of_text(own.read_text(encoding="utf-8"), TOKENS) if own.is_file() else of_theme()


@lru_cache(maxsize=1)
def of_theme() -> ThemeColors:
    """The colors of the theme."""
    return of_text((THEME / TOKENS).read_text(encoding="utf-8"), TOKENS)


def of_text(text: str, file: str) -> ThemeColors:
    """The colors of a style sheet, which has those of the light color scheme first. Raises NoColors."""
    header, page = _values(text, file, "--c-header"), _values(text, file, "--c-page")
    return ThemeColors(header[0], header[-1], page[0])


def _values(text: str, file: str, name: str) -> list[str]:
    found = [color for each, color in _COLOR.findall(text) if each == name]
    if not found:
        raise NoColors(f"{file} must have a line such as {name}: #123f32; with the color of the light scheme first.")
    return found
