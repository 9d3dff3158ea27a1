"""Prints records through the theme's page.

The theme renders one ordinary shell page for each section, in which tokens
stand for what differs from record to record. The shell is split at the tokens
once; a record's page is then the parts and the record's own pieces, joined. A
token's look-alike in the data is never replaced, since nothing is searched
after the split.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from html import escape
from pathlib import Path

from macros import templating
from macros.outputs import Page, Site, base_of

TOKENS = ("title", "description", "canonical", "head", "breadcrumb", "body", "edit")
SHELL = "shell"  # the shell of a section is the page <section>/shell/
_TOKEN = re.compile("@@(%s)@@" % "|".join(TOKENS))
_BASE = re.compile(r'((?:href|src|action|data-base)=")\.\./\.\.(?=[/"])')


class Shell:
    """A page of the theme with holes in it, as rendered at ``<section>/shell/``."""

    def __init__(self, html: str) -> None:
        """Raises ValueError when a token that every shell needs is missing."""
        missing = {"title", "breadcrumb", "body"} - set(_TOKEN.findall(html))
        if missing:
            raise ValueError(f"the shell page lacks the tokens {', '.join(sorted(missing))}")
        self._html = html
        self._parts: dict[str, list[str]] = {}

    def press(self, page: Page, site: Site) -> str:
        """The whole HTML of a page."""
        base = base_of(page.path)
        pieces = _pieces(page, site, base)
        parts = self._split(base)
        return "".join(pieces[part] if odd else part for part, odd in zip(parts, _ODD, strict=False))

    def _split(self, base: str) -> list[str]:
        """The shell's parts and tokens in turn, with links for a page that is ``base`` away from the root."""
        if base not in self._parts:
            html = _BASE.sub(rf"\g<1>{base.rstrip('/')}", self._html)
            self._parts[base] = _TOKEN.split(html)
        return self._parts[base]


_ODD = (False, True) * 64


def _pieces(page: Page, site: Site, base: str) -> Mapping[str, str]:
    return {
        "title": escape(page.title),
        "description": escape(page.description),
        "canonical": escape(site.absolute(page.path)),
        "head": page.head,
        "breadcrumb": _breadcrumb(page.breadcrumb, base, page.title),
        "body": page.body,
        "edit": page.foot,
    }


@lru_cache(maxsize=4096)
def _breadcrumb(above: tuple[tuple[str, str], ...], base: str, title: str) -> str:
    return str(templating.part("_breadcrumb.html", "breadcrumb")(above, base, title))


def take_shells(site_dir: Path, sections: tuple[str, ...]) -> dict[str, Shell]:
    """Read each section's shell page out of a rendered site, and remove it there."""
    shells = {}
    for section in sections:
        path = site_dir / section / SHELL / "index.html"
        shells[section] = Shell(path.read_text(encoding="utf-8"))
        path.unlink()
        path.parent.rmdir()
    return shells
