"""What a browser shows around a page has the colors of the program's style sheet."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from macros.data.catalog import Catalog
from macros.pages import theme_colors
from macros.pages.outputs import Site
from macros.pages.theme_colors import NoColors, ThemeColors
from macros.sitewide import web_manifest

OWN = ":root { --c-page: #fefefe; --c-header: #101010; }\n@media (prefers-color-scheme: dark) { --c-header: #202020; }"


def test_a_programs_own_style_sheet_has_the_colors(tmp_path: Path) -> None:
    own = tmp_path / theme_colors.TOKENS
    own.parent.mkdir(parents=True)
    own.write_text(OWN, encoding="utf-8")
    assert theme_colors.of_program(tmp_path) == ThemeColors("#101010", "#202020", "#fefefe")


def test_without_one_they_are_the_themes(tmp_path: Path) -> None:
    found = theme_colors.of_program(tmp_path)
    assert found == theme_colors.of_theme() and found.header != found.header_in_the_dark


def test_a_style_sheet_without_a_color_is_told() -> None:
    with pytest.raises(NoColors, match="tokens.css must have a line such as --c-page: #123f32;"):
        theme_colors.of_text("--c-header: #101010;", "tokens.css")


def test_the_web_manifest_has_them(made_up: Catalog) -> None:
    site = replace(Site(today=date(2026, 2, 1)), colors=ThemeColors("#101010", "#202020", "#fefefe"))
    (file,) = web_manifest.outputs(made_up, site)
    made = json.loads(str(file.content))
    assert (made["theme_color"], made["background_color"]) == ("#101010", "#fefefe")
