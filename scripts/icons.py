"""Draw the site's icons in all sizes from one picture, ``favicon.svg``: ``python -m scripts.icons``.

Needs Chromium and Playwright, as the tests do. Commit what it writes.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from macros.data.disk import CommandFailed, told
from macros.sitewide.web_manifest import ICONS, Icon
from scripts import browser

IMAGES = Path(__file__).resolve().parents[1] / "macros/theme/assets/ours/img"
SOURCE = "favicon.svg"
STYLE = "body { margin: 0; } svg { display: block; width: 100vw; height: 100vw; }"


def page_of(icon: Icon, picture: str) -> str:
    """The page that looks like the icon."""
    moved = f"translate({icon.margin:%}, {icon.margin:%}) scale({1 - 2 * icon.margin})"
    square = f"svg > rect {{ rx: 0; }} svg > :not(rect) {{ transform: {moved}; }}" if icon.margin else ""
    return f"<!doctype html><style>{STYLE} {square}</style>{picture}"


def draw(folder: Path) -> list[Path]:
    """Draw each icon into ``folder`` and return the files. Raises CommandFailed where there is no Chromium."""
    from playwright.sync_api import sync_playwright  # only those who draw have it

    program = browser.find()
    if program is None:
        raise CommandFailed("There is no Chromium. Install it with: python -m scripts.browser --install")
    picture = (IMAGES / SOURCE).read_text(encoding="utf-8")
    made = []
    with sync_playwright() as playwright:
        page = playwright.chromium.launch(executable_path=program, args=browser.arguments()).new_page()
        for icon in ICONS:
            page.set_viewport_size({"width": icon.size, "height": icon.size})
            page.set_content(page_of(icon, picture))
            page.screenshot(path=folder / icon.file, omit_background=True)
            made.append(folder / icon.file)
    return made


@told
def main(arguments: list[str] | None = None) -> int:
    """Run the command; return 0."""
    parser = argparse.ArgumentParser(prog="python -m scripts.icons", description=__doc__)
    parser.add_argument(
        "--to", type=Path, default=IMAGES, help="the folder to write into; the theme's images if left out"
    )
    for path in draw(parser.parse_args(arguments).to):
        print(path.name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
