"""Draw the site's icons in all sizes, and the picture that shared links show: ``python -m scripts.icons``.

The icons come from the program's own ``favicon.svg``, the picture from its scene of the home page with its name
and tagline: files of ``docs/assets/ours/img``, which take the place of the theme's.
Needs Chromium and Playwright, as the tests do. Commit what it writes.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from markupsafe import Markup

from macros.data.catalog import Catalog, load_catalog
from macros.data.disk import CommandFailed, told
from macros.pages import templating
from macros.sitewide.web_manifest import ICONS, SOCIAL, SOCIAL_SIZE
from scripts import browser

ROOT = Path(__file__).resolve().parents[1]
IMAGES = Path("assets/ours/img")  # below the theme and below the written pages, which come first
THEME = ROOT / "macros/theme"

Drawn = tuple[str, tuple[int, int], str]  # a file's name, its width and height, and the page that looks like it


def pages(catalog: Catalog, docs: Path) -> Iterator[Drawn]:
    """What is to be drawn, with the words of the program."""
    icon, scene = (_drawing(docs, name) for name in ("favicon.svg", "scene-day.svg"))
    for each in ICONS:
        yield each.file, (each.size, each.size), templating.render("icon_page.html", drawing=icon, margin=each.margin)
    yield SOCIAL, SOCIAL_SIZE, templating.render("social_page.html", drawing=scene, program=catalog.program)


def _drawing(docs: Path, name: str) -> Markup:
    """The program's own drawing, or else the theme's."""
    own = docs / IMAGES / name
    return Markup((own if own.is_file() else THEME / IMAGES / name).read_text(encoding="utf-8"))


def draw(catalog: Catalog, docs: Path, folder: Path) -> list[Path]:
    """Draw each into ``folder`` and return the files. Raises CommandFailed where there is no Chromium."""
    from playwright.sync_api import sync_playwright  # only those who draw have it

    program = browser.find()
    if program is None:
        raise CommandFailed("There is no Chromium. Install it with: python -m scripts.browser --install")
    made = []
    with sync_playwright() as playwright:
        page = playwright.chromium.launch(executable_path=program, args=browser.arguments()).new_page()
        for file, (width, height), html in pages(catalog, docs):
            page.set_viewport_size({"width": width, "height": height})
            page.set_content(html)
            page.screenshot(path=folder / file, omit_background=True)
            made.append(folder / file)
    return made


@told
def main(arguments: list[str] | None = None) -> int:
    """Run the command; return 0. Raises CommandFailed where the data has problems."""
    parser = argparse.ArgumentParser(prog="python -m scripts.icons", description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT / "data", help="the data folder; data if left out")
    parser.add_argument("--docs", type=Path, default=ROOT / "docs", help="the written pages; docs if left out")
    parser.add_argument("--to", type=Path, help="the folder to write into; the pages' own assets if left out")
    given = parser.parse_args(arguments)
    folder = given.to or given.docs / IMAGES
    folder.mkdir(parents=True, exist_ok=True)
    for path in draw(load_catalog(given.data), given.docs, folder):
        print(path.name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
