"""The web app manifest: what a phone shows when someone keeps the site on its home screen.

https://www.w3.org/TR/appmanifest/. Its words are the program's; the icons are files of the theme,
which ``python -m scripts.icons`` draws from one drawing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from macros.data.catalog import Catalog
from macros.pages.outputs import Site, SiteFile

PATH = "assets/ours/site.webmanifest"


@dataclass(frozen=True, slots=True)
class Icon:
    """A square picture in ``assets/ours/img``.

    One with a ``margin``, a part of its width, has no round corners: who shows it cuts its own.
    """

    file: str
    size: int
    margin: float = 0
    purpose: str = ""  # in the manifest; empty where it is not listed there

    @property
    def entry(self) -> dict[str, str]:
        """The icon as the manifest lists it."""
        size = f"{self.size}x{self.size}"
        return {"src": f"img/{self.file}", "sizes": size, "type": "image/png", "purpose": self.purpose}


# What shared links show (https://ogp.me); platforms take no SVG.
SOCIAL, SOCIAL_SIZE = "social.png", (1200, 630)
ICONS = (
    Icon("favicon-16.png", 16),
    Icon("favicon-32.png", 32),
    Icon("favicon.png", 64),  # of feeds
    Icon("touch-icon.png", 180, margin=0.05),  # of iOS, which rounds it
    Icon("icon-192.png", 192, purpose="any"),
    Icon("icon-512.png", 512, purpose="any"),
    # What it shows is in a circle of four fifths of its width (https://www.w3.org/TR/appmanifest/#icon-masks).
    Icon("icon-maskable-512.png", 512, margin=0.14, purpose="maskable"),
)


def outputs(catalog: Catalog, site: Site) -> Iterator[SiteFile]:
    """The one file, with relative addresses, since the site may be at any."""
    program = catalog.program
    home = "../" * PATH.count("/")
    made = {
        "name": program.site_name,
        "description": program.tagline,
        "lang": "en",
        "start_url": home,
        "scope": home,
        "display": "minimal-ui",
        "theme_color": site.colors.header,
        "background_color": site.colors.page,
        "icons": [each.entry for each in ICONS if each.purpose],
    }
    yield SiteFile(PATH, json.dumps(made, ensure_ascii=False, indent=1) + "\n")
