"""Everything that happens after the theme has run: the views' pages and files go into the site.

Knows no host: the same step works on the output of any generator that renders
one shell page for each section.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from macros import press
from macros.catalog import Catalog
from macros.outputs import Page, Site, SiteFile
from macros.views import indexes, listing, organizations, partnerships, places, sitemap

View = Callable[[Catalog, Site], Iterable[Page | SiteFile]]

# A new kind of output is a module in views/ and one word here.
VIEWS = (partnerships, organizations, places, listing, indexes)
SECTIONS = ("partnerships", "organizations", "industries", "counties", "workforce-areas")


def publish(site_dir: Path, catalog: Catalog, site: Site) -> None:
    """Write every view's pages and files into the rendered site at ``site_dir``.

    Raises FileExistsError when a page would take the place of another one.
    """
    shells = press.take_shells(site_dir, SECTIONS)
    written = _authored(site_dir)
    listed = [sitemap.Entry(path) for path in sorted(written) if path != "404.html"]
    writer = _Writer(site_dir)
    for output in _outputs(catalog, site):
        if isinstance(output, Page):
            if output.path in written:
                raise FileExistsError(f"two pages want the address {output.path}")
            written.add(output.path)
            if output.listed:
                listed.append(sitemap.Entry(output.path, output.modified))
            writer.write(f"{output.path}index.html", shells[output.section].press(output, site))
        else:
            writer.write(output.path, output.content)
    for output in sitemap.outputs(listed, site):
        writer.write(output.path, output.content)
    (site_dir / "sitemap.xml.gz").unlink(missing_ok=True)


def _outputs(catalog: Catalog, site: Site) -> Iterator[Page | SiteFile]:
    for view in VIEWS:
        yield from view.outputs(catalog, site)


def _authored(site_dir: Path) -> set[str]:
    """The addresses of the pages that the theme rendered."""
    pages = (path.relative_to(site_dir).as_posix() for path in site_dir.rglob("*.html"))
    return {page.removesuffix("index.html") for page in pages}


class _Writer:
    """Writes files below one folder and makes each folder once."""

    def __init__(self, root: Path) -> None:
        self._root = str(root)
        self._made = {self._root}

    def write(self, path: str, content: str | bytes) -> None:
        target = f"{self._root}/{path}"
        folder = target.rpartition("/")[0]
        if folder not in self._made:
            os.makedirs(folder, exist_ok=True)
            self._made.add(folder)
        with open(target, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
