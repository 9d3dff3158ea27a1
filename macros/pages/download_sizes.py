"""Sizes of files on the pages that offer them.

A page is rendered before the files that it offers are there, so it has a mark
(``size_of`` in ``_parts.html``) where a size belongs. Once the files are
written, the marks are replaced, and no file is made only to be measured.
"""

from __future__ import annotations

import re
from pathlib import Path

from macros.pages.templating import file_size

MARK = '<span data-size-of="'
_MARK = re.compile(rf'{MARK}([^"<>]+)"></span>')


def offered(html: str) -> list[str]:
    """The files whose sizes a page is to say, below the site's root."""
    return _MARK.findall(html)


def filled(html: str, site_dir: Path) -> str:
    """The page with ``, 24 KB`` in the place of each mark; nothing where the site has no such file."""
    return _MARK.sub(lambda mark: _size(site_dir / mark[1]), html)


def _size(file: Path) -> str:
    return f", {file_size(file.stat().st_size)}" if file.is_file() else ""
