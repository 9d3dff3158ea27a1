"""The web app manifest has the program's words, and each icon and picture is there in its size."""

from __future__ import annotations

import json
import struct
from datetime import date
from pathlib import Path

import pytest
from library import DOCS

from macros.data.catalog import Catalog
from macros.pages.outputs import Site
from macros.sitewide import web_manifest
from macros.sitewide.web_manifest import ICONS, SOCIAL, SOCIAL_SIZE, Icon
from scripts import icons

PNG = b"\x89PNG\r\n\x1a\n"


def size(path: Path) -> tuple[int, int]:
    """Of a PNG (https://www.w3.org/TR/png-3/#11IHDR)."""
    content = path.read_bytes()
    assert content.startswith(PNG)
    return struct.unpack(">II", content[16:24])


def test_the_manifest_has_the_programs_words_and_its_icons(made_up: Catalog) -> None:
    (file,) = web_manifest.outputs(made_up, Site(today=date(2026, 3, 5)))
    assert isinstance(file.content, str)
    made = json.loads(file.content)
    assert (made["name"], made["description"]) == (made_up.program.site_name, made_up.program.tagline)
    assert file.path.count("/") == made["start_url"].count("../") == made["scope"].count("../")
    listed = {(each["src"], each["sizes"], each["purpose"]) for each in made["icons"]}
    assert listed == {
        ("img/icon-192.png", "192x192", "any"),
        ("img/icon-512.png", "512x512", "any"),
        ("img/icon-maskable-512.png", "512x512", "maskable"),
    }


@pytest.mark.parametrize("icon", ICONS, ids=lambda icon: icon.file)
def test_each_icon_is_there_in_its_size(icon: Icon) -> None:
    """The theme's own, and those of the program."""
    for folder in (icons.THEME, DOCS):
        assert size(folder / icons.IMAGES / icon.file) == (icon.size, icon.size)


def test_every_page_leads_to_icons_that_are_drawn(repo: Path) -> None:
    head = (repo / "macros/theme/partials/page-head.html").read_text(encoding="utf-8")
    for icon in (each for each in ICONS if each.file in head):
        assert f"img/{icon.file}' | url }}}}\"" in head
        assert f'sizes="{icon.size}x{icon.size}"' in head or icon.file == "touch-icon.png"
    assert web_manifest.PATH in head and "manifest-src 'self'" in head


def test_the_picture_of_shared_links_has_the_size_that_pages_say(repo: Path) -> None:
    head = (repo / "macros/theme/partials/page-head.html").read_text(encoding="utf-8")
    width, height = SOCIAL_SIZE
    assert {size(folder / icons.IMAGES / SOCIAL) for folder in (icons.THEME, DOCS)} == {SOCIAL_SIZE}
    assert f'og:image:width" content="{width}"' in head and f'og:image:height" content="{height}"' in head


def test_only_an_icon_that_others_cut_has_square_corners_and_the_words_are_the_programs(
    made_up: Catalog, tmp_path: Path
) -> None:
    drawn = {file: html for file, _, html in icons.pages(made_up, tmp_path)}
    assert {file for file, html in drawn.items() if "rx: 0" in html} == {each.file for each in ICONS if each.margin}
    assert "scale(0.72)" in drawn["icon-maskable-512.png"]
    assert made_up.program.site_name in drawn[SOCIAL] and made_up.program.tagline in drawn[SOCIAL]


def test_a_programs_own_drawing_takes_the_place_of_the_themes(made_up: Catalog, tmp_path: Path) -> None:
    own = tmp_path / icons.IMAGES / "favicon.svg"
    own.parent.mkdir(parents=True)
    own.write_text('<svg xmlns="http://www.w3.org/2000/svg" id="ours"/>', encoding="utf-8")
    drawn = {file: html for file, _, html in icons.pages(made_up, tmp_path)}
    assert all('id="ours"' in drawn[each.file] for each in ICONS) and 'id="ours"' not in drawn[SOCIAL]
