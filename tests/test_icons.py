"""The web app manifest has the program's words, and each icon is there in its size."""

from __future__ import annotations

import json
import struct
from datetime import date
from pathlib import Path

import pytest

from macros.data.catalog import Catalog
from macros.pages.outputs import Site
from macros.sitewide import web_manifest
from macros.sitewide.web_manifest import ICONS, Icon
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
    assert size(icons.IMAGES / icon.file) == (icon.size, icon.size)


def test_every_page_leads_to_icons_that_are_drawn(repo: Path) -> None:
    head = (repo / "macros/theme/partials/page-head.html").read_text(encoding="utf-8")
    for icon in (each for each in ICONS if each.file in head):
        assert f"img/{icon.file}' | url }}}}\"" in head
        assert f'sizes="{icon.size}x{icon.size}"' in head or icon.file == "touch-icon.png"
    assert web_manifest.PATH in head and "manifest-src 'self'" in head


def test_only_an_icon_that_others_cut_has_square_corners() -> None:
    round_, cut = (icons.page_of(Icon("a.png", 64, margin=margin), "<svg/>") for margin in (0, 0.14))
    assert "rx: 0" not in round_ and "rx: 0" in cut and "scale(0.72)" in cut
