"""Makes the site searchable: the words beside a record's own, and the index of a finished site.

The index is Pagefind's (https://pagefind.app): files in a folder of the site, of
which a browser fetches only those that a query needs. What of a page is indexed
stands in the page: the body where the theme says ``data-pagefind-body``, the title,
facets and further words in its head (``templates/_search_meta.html``).
"""

from __future__ import annotations

import atexit
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from macros.data import disk
from macros.data.catalog import Catalog
from macros.data.models import KINDS
from macros.pages import components, templating
from macros.pages.macro_context import Context, page_macro
from macros.sitewide import tied_process
from macros.sitewide.pagefind_files import list_words, steady

_log = logging.getLogger(__name__)

FOLDER = "pagefind"

# Pieces of a body that are not the record's own: names of its parts, and lists of other
# records, each of which is a result itself. A template marks anything else with
# data-pagefind-ignore.
NOT_INDEXED = (
    "h1",  # the title is indexed from the head
    ".record h2",
    ".record h3:not(.figure__metric)",
    ".record-head__actions",
    ".facts dt",
    ".fact-list dt",
    ".rung__facts dt",
    ".rung__sources",
    ".step-who dt",
    ".side-facts",
    ".unknown",
    ".passport",
    ".stage",
    ".sources",
    ".contact",
    ".members__type",
    ".members small",
    ".grouped dt",
    ".panel p",
    ".section-note",
    ".anchor",
    ".headerlink",
    ".visually-hidden",
    ".record--narrow section[aria-labelledby='part']",
    "thead",
    "select",  # what a form lets one choose
    ".question__options",
    ".form-sheet__options",
    "section[aria-labelledby='related']",
    "section[aria-labelledby='not-known']",
    ".cards",
    ".directory",
    ".letters",
    ".letter",
    ".tiles",
    ".map-and-list",
    ".recent",
    ".doors",
    ".halves",
    ".compare",
    ".link-columns",
    ".session-line",
    ".job-names",
    ".report__list",
    ".report__part",
    ".join-guide",
    ".pager",
    ".onward",
)

# What the index brings for interfaces that the site does not use.
_UNUSED = ("pagefind-*ui.*", "pagefind-highlight.js", "wasm.unknown.pagefind")


class IndexFailed(RuntimeError):
    """The index could not be made; the message says why, for people."""


def index(site_dir: Path) -> None:
    """Index the finished site at ``site_dir`` into its folder ``pagefind/``. Raises IndexFailed and OSError."""
    process = _indexer(site_dir, site_dir / FOLDER)
    told = _finished(process)
    if process.returncode:
        raise IndexFailed(
            f"The search index could not be made (--no-search leaves it out):\n{told.strip() or 'Pagefind was ended.'}"
        )
    _finish(site_dir / FOLDER)


def _indexer(site_dir: Path, output: Path) -> subprocess.Popen[str]:
    """Start Pagefind's command line; its Python interface is a hundred times slower.

    It ends when its standard input is closed, so also when this process is killed.
    """
    given = [word for each in NOT_INDEXED for word in ("--exclude-selectors", each)]
    words = ["--site", str(site_dir.resolve()), "--output-path", str(output.resolve())]
    return subprocess.Popen(
        [
            sys.executable,
            "-P",
            tied_process.__file__,
            sys.executable,
            "-P",
            "-m",
            "pagefind",
            *words,
            "--force-language",
            "en",
            "--silent",
            *given,
        ],
        cwd=site_dir,  # not where a settings file of Pagefind's might lie
        env={name: value for name, value in os.environ.items() if not name.startswith("PAGEFIND_")},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _finished(process: subprocess.Popen[str]) -> str:
    """Wait for an indexing; what it told. (Popen.communicate would close its input, and so end it.)"""
    assert process.stdout
    with process:
        return process.stdout.read()


def _finish(folder: Path) -> None:
    """Take out of a new index what the site does not use, put the rest in a lasting order, and list its words.

    Raises OSError, also where the disk was too full for the index.
    """
    _write_a_little(folder)
    steady(folder)
    list_words(folder)
    for pattern in _UNUSED:
        for file in folder.glob(pattern):
            file.unlink()


def _write_a_little(folder: Path) -> None:
    """Raise OSError where a disk is full: Pagefind then ends as if all were well, and leaves files cut off."""
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(bytes(A_LITTLE))


A_LITTLE = 256 * 1024  # bytes


class Background:
    """Indexes a served site after each rebuild, without making the reader wait.

    Until the new index is there, the pages are searched with the last one.
    """

    def __init__(self) -> None:
        self._kept = Path(tempfile.mkdtemp(prefix="search-"))
        atexit.register(shutil.rmtree, self._kept, ignore_errors=True)
        self._lock = threading.Lock()
        self._turn = object()
        self._process: subprocess.Popen[str] | None = None

    def renew(self, site_dir: Path, ready: Callable[[], bool] = lambda: True) -> None:
        """Give the site its last index back, and make a new one once it is ``ready``, if ever; returns at once."""
        self.stop()
        last = self._kept / FOLDER
        if last.exists():
            shutil.copytree(last, site_dir / FOLDER, dirs_exist_ok=True, copy_function=_link_or_copy)
        threading.Thread(target=self._make, args=(self._turn, site_dir, ready), daemon=True).start()

    def stop(self) -> None:
        """End an indexing that is under way."""
        with self._lock:
            if self._process and self._process.stdin:
                self._process.stdin.close()
            self._turn, self._process = object(), None

    def _make(self, turn: object, site_dir: Path, ready: Callable[[], bool]) -> None:
        """Make an index when its turn comes; where a disk fails, say so, and let the last one stay."""
        try:
            if ready():
                self._make_now(turn, site_dir)
        except OSError as error:
            _log.error("There is no new search index. %s", disk.in_words(error))

    def _make_now(self, turn: object, site_dir: Path) -> None:
        fresh = Path(tempfile.mkdtemp(dir=self._kept))
        with self._lock:
            if turn is not self._turn:
                return
            process = self._process = _indexer(site_dir, fresh)
        _finished(process)
        last = self._kept / FOLDER
        with self._lock:
            if process.returncode or turn is not self._turn:
                return shutil.rmtree(fresh, ignore_errors=True)
            _finish(fresh)
            shutil.rmtree(last, ignore_errors=True)
            fresh.rename(last)
            shutil.rmtree(site_dir / FOLDER, ignore_errors=True)
            shutil.copytree(last, site_dir / FOLDER)


def _link_or_copy(file: str, to: str) -> None:
    """Give a file that nobody writes into a second name, which takes no time, or copy it where a disk can't."""
    try:
        os.link(file, to)
    except OSError:
        shutil.copy2(file, to)


# --- facets ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SearchFacet:
    """One way to narrow results down; its options are the words that pages carry."""

    id: str
    label: str
    vocabulary: str = ""  # the kind of record whose names are its options; "" where each page has one
    note: str = ""
    is_open: bool = False  # an open facet is fetched with the first query, a closed one when it is opened


MANY = 5_000  # records, above which a facet weighs tens of kilobytes


def facets(catalog: Catalog) -> list[SearchFacet]:
    """The facets of the search page in the order of the form, without those whose vocabulary no page's record uses."""
    label = catalog.label
    paged = [kind for kind, cls in KINDS.items() if cls.folder]
    is_small = sum(len(catalog.tables[kind]) for kind in paged) < MANY
    known = (
        SearchFacet("kind", "Kind", is_open=is_small),
        SearchFacet("industry", label("partnerships", "industries"), "industries"),
        *_place_facets(catalog),
        SearchFacet("audience", "Audience", "audiences"),
        SearchFacet("topic", "Topic", "topics"),
        SearchFacet("format", "Format", "formats"),
    )
    used = {each for kind in paged for each in _references(catalog.schemas[kind])}
    return [each for each in known if not each.vocabulary or each.vocabulary in used]


def _place_facets(catalog: Catalog) -> Iterator[SearchFacet]:
    everywhere = catalog.program.geography.statewide
    for id, level in components.searched_levels(catalog).items():
        note = f"{everywhere} partnerships serve every {level.singular}."
        yield SearchFacet(id, f"{level.heading} or {everywhere.lower()}", note=note)


@page_macro()
def search_box(page: Context) -> Markup:
    """A text search that leads to the search page."""
    return templating.render("search_box.html", base=page.base)


@page_macro()
def search_page(page: Context) -> Markup:
    """The search over the whole site with its facets."""
    return templating.render(
        "search_page.html",
        base=page.base,
        facets=facets(page.catalog),
        industries=page.catalog.industries.values(),
        program=page.catalog.program,
    )


def _references(schema: Mapping[str, Any]) -> Iterator[str]:
    """The kinds of record that a schema refers to, in lists and groups as well."""
    if "references" in schema:
        yield schema["references"]
    for each in (*schema.get("fields", ()), *filter(None, [schema.get("items")])):
        yield from _references(each)
