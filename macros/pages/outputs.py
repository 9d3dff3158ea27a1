"""What a view makes: files of the site, and records' pages that are still to be put into a layout."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from macros.pages import theme_colors
from macros.pages.theme_colors import ThemeColors


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Earlier:
    """How the data stood at the start of the time that the latest report is about.

    ``catalog`` is None where that is not known; ``note`` says so, or what else a
    reader of the report should know.
    """

    catalog: Any
    since: date
    note: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Changes:
    """How often the time, place or status of what calendars hold has changed, by ``sessions/id``."""

    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where and when the site is made.

    ``url`` is the site's own address with a slash at its end, or ``""`` where
    it isn't known. ``edit_url`` and ``issue_url`` are the repository's
    addresses for editing a file of the data folder and for opening an issue, or
    ``""`` without a repository. ``page_size`` is the number of partnerships on a
    page of the directory. A ``preview`` is for the person who edits: what takes
    long and is rarely looked at is left out, so that a change is seen at once.
    ``earlier`` is there when the build may read the history of the data.
    ``changes`` is there when the build may read the history, too.
    ``requirements`` is the text of the pinned packages that build the site, or ``""``.
    ``as_of`` is there when the site shows the data of an earlier day: the day, and ``today_url`` is where the
    site of today is, or ``""`` where that isn't known. ``written`` are the addresses of the pages that people
    write, or None where any may be there. ``colors`` are those that a browser shows around a page.
    """

    url: str = ""
    today: date
    edit_url: str = ""
    issue_url: str = ""
    page_size: int = 50
    preview: bool = False
    earlier: Earlier | None = None
    changes: Changes | None = None
    requirements: str = field(default="", repr=False)
    as_of: date | None = None
    today_url: str = ""
    written: Container[str] | None = field(default=None, repr=False)
    colors: ThemeColors = field(default_factory=theme_colors.of_theme)

    def has(self, path: str) -> bool:
        """Whether somebody wrote the page at ``path``: a program may leave a subject out."""
        return self.written is None or path in self.written

    def absolute(self, path: str) -> str:
        """The full address of ``path``, which is below the site's root; relative without a site address."""
        return f"{self.url}{path}"


@dataclass(frozen=True, slots=True)
class SiteFile:
    """A file of the site: ``path`` below its root, and its bytes or UTF-8 text, or what makes them."""

    path: str
    content: str | bytes | Callable[[], str | bytes]


@dataclass(frozen=True, slots=True)
class Content:
    """What a page holds: HTML of its body, of its share of the head, and of its foot.

    ``facets`` says what a search finds the page under: facet -> words as people
    see them, with ``kind`` among them. A page without facets is not searched, as
    is right for one that only repeats others. ``other_names`` count as its title
    does, and after them ``same_names``, words that mean the same as one of its names;
    ``search_words`` are found besides the page's own. None of these is shown.
    """

    body: str
    head: str = ""
    foot: str = ""
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    other_names: Sequence[str] = ()
    same_names: Sequence[str] = ()
    search_words: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page that goes into a layout of the theme.

    ``path`` is the address below the site's root, ending in a slash; its first
    part, ``section``, names the layout. ``title`` and ``description`` are plain text; ``make`` gives
    the content, from an autoescaping template, when the page's turn comes.
    ``breadcrumb`` holds names and addresses of the pages above. ``modified`` goes
    into the sitemap. A page that ``offers_files`` says how large they are, once they are there.
    """

    path: str
    title: str
    description: str
    make: Callable[[], Content]
    breadcrumb: tuple[tuple[str, str], ...] = ()
    modified: date | None = None
    offers_files: bool = False

    @property
    def section(self) -> str:
        """The first part of the address, which names the layout."""
        return self.path.split("/", 1)[0]


def base_of(path: str) -> str:
    """The way from the page at ``path`` back to the site's root: ``../../`` for ``counties/york/``."""
    return "../" * path.count("/") or "./"
