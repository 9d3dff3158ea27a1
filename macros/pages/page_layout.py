"""Puts record pages into the theme's layout.

The theme renders one ordinary page for each section, with a token in each slot:
wherever record pages differ. This layout is split at the tokens once; a record's
page is then the parts and the record's own values, joined. A token's look-alike
in the data is never replaced, since nothing is searched after the split.

The menus of a layout have a token at each entry. A record marks the last page of
its breadcrumb that is one, so that menu and breadcrumb can't say different things.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from html import escape
from pathlib import Path

from macros.pages import templating
from macros.pages.outputs import Content, Page, Site, base_of

TOKENS = ("title", "description", "canonical", "head", "breadcrumb", "searched", "body", "edit")
SEARCHED = "data-pagefind-body"  # of the article whose words a search finds
LAYOUT = "layout"  # the layout of a section is the page <section>/layout/
# The theme also prints data into a layout, the footer's names for instance. No
# data can hold a token: validation refuses invisible signs like U+2060.
SLOTS = {name: f"\u2060@@{name}@@\u2060" for name in TOKENS}
_TOKEN = re.compile(f"\u2060@@({'|'.join(TOKENS)})@@\u2060")
# At an entry of a menu: the theme puts the entry's address in the place of ADDRESS.
SLOT_OF_ENTRY = "\u2060@@entry ADDRESS@@\u2060"
_ENTRY = re.compile("\u2060@@entry ([^@]*)@@\u2060")
_RELATIVE = re.compile(r'((?:href|src|action|data-base)=")(\.[^"?#]*)')
_ROOT = "\u2060@@root@@\u2060"


class Layout:
    """A page of the theme with slots, as rendered at ``path``, say ``counties/layout/``."""

    def __init__(self, html: str, path: str) -> None:
        """Raises ValueError when a token that every layout needs is missing."""
        missing = {"title", "breadcrumb", "body"} - set(_TOKEN.findall(html))
        if missing:
            raise ValueError(f"the layout lacks the tokens {', '.join(sorted(missing))}")
        # Its links are relative to where it stood; its pages may stand deeper.
        self._html = _RELATIVE.sub(lambda link: link[1] + _from_root(link[2], path), html)
        self._entries = frozenset(_ENTRY.findall(html))
        self._parts: dict[tuple[str, str, str], list[str]] = {}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Layout) and other._html == self._html

    def render(self, page: Page, site: Site) -> str:
        """The whole HTML of a page."""
        return "".join(self.pieces(page, site))

    def pieces(self, page: Page, site: Site) -> Iterator[str]:
        """The HTML of a page in pieces: the layout's own, and between each two of them one of the page's."""
        base = base_of(page.path)
        values = _values(page, site, base)
        parts = self._split(base, *self._marked(page))
        return (values[part] if odd else part for part, odd in zip(parts, _ODD, strict=False))

    def _split(self, base: str, entry: str, mark: str) -> list[str]:
        """The layout, cut at its tokens, for pages with this way to the root and this entry marked in the menus."""
        key = (base, entry, mark)
        if key not in self._parts:
            marked = _ENTRY.sub(lambda at: mark if at[1] == entry else "", self._html)
            self._parts[key] = _TOKEN.split(marked.replace(_ROOT, base))
        return self._parts[key]

    def _marked(self, page: Page) -> tuple[str, str]:
        """The address of the entry that the page is, or that holds it, and how it is marked."""
        if page.path in self._entries:
            return page.path, ' aria-current="page"'
        above = [address.partition("#")[0] for _, address in page.breadcrumb]
        return next((entry for entry in reversed(above) if entry in self._entries), ""), ' aria-current="true"'


def _from_root(link: str, path: str) -> str:
    """A relative link of the page at ``path``, as one from the site's root."""
    target = posixpath.normpath(posixpath.join(path, link))
    slash = "/" if link.endswith("/") and target != "." else ""
    return _ROOT + ("" if target == "." else target + slash)


_ODD = (False, True) * 64


def _values(page: Page, site: Site, base: str) -> Mapping[str, str]:
    content = page.make()
    return {
        "title": escape(page.title),
        "description": escape(page.description),
        "canonical": escape(site.absolute(page.path)),
        "head": content.head + _search_meta(content),
        "breadcrumb": _breadcrumb(page.breadcrumb, base, page.title),
        "searched": SEARCHED if content.facets else "",
        "body": content.body,
        "edit": content.foot,
    }


def _search_meta(content: Content) -> str:
    return templating.part("_search_meta.html", "search_meta")(
        content.facets, content.other_names, content.same_names, content.search_words
    )


@lru_cache(maxsize=4096)
def _breadcrumb(above: tuple[tuple[str, str], ...], base: str, title: str) -> str:
    return str(templating.part("_breadcrumb.html", "breadcrumb")(above, base, title))


def take_layouts(site_dir: Path, sections: tuple[str, ...]) -> dict[str, Layout]:
    """Read each section's layout out of a rendered site, and remove it there."""
    layouts = {}
    for section in sections:
        path = site_dir / section / LAYOUT / "index.html"
        layouts[section] = Layout(path.read_text(encoding="utf-8"), f"{section}/{LAYOUT}/")
        path.unlink()
        path.parent.rmdir()
    return layouts
