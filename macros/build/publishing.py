"""Everything that happens after the theme has run: the views' pages and files go into the site.

Knows no host: the same step works on the output of any generator that renders
one layout for each section.
"""

from __future__ import annotations

import gc
import logging
import os
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from macros.build.crew import Crew, Shares
from macros.build.timings import Timings
from macros.data import disk
from macros.data.catalog import Catalog, sections_of
from macros.pages import download_sizes, page_layout
from macros.pages.outputs import Page, Site, SiteFile
from macros.sitewide import (
    a_to_z,
    api,
    calendars,
    dictionary,
    embeds,
    feeds,
    llms,
    open_data,
    redirects,
    room_packs,
    sitemap,
    spreadsheet_check,
    web_manifest,
)
from macros.subjects.careers import pages as careers
from macros.subjects.grants import blank_word_file, fund_pages, joint_pages
from macros.subjects.grants import pages as grants
from macros.subjects.metrics import pages as metrics
from macros.subjects.partnerships import directory, organization_pages, place_pages
from macros.subjects.partnerships import pages as partnerships
from macros.subjects.program import pages as program
from macros.subjects.program import report_pages
from macros.subjects.toolkit import pages as toolkit
from macros.subjects.toolkit import word_files
from macros.subjects.training import pages as training

_log = logging.getLogger(__name__)

View = Callable[[Catalog, Site], Iterable[Page | SiteFile]]

# A new kind of output is a module in views/ and one word here.
VIEWS = (
    partnerships,
    careers,
    organization_pages,
    place_pages,
    directory,
    a_to_z,
    embeds,
    open_data,
    dictionary,
    api,
    llms,
    feeds,
    calendars,
    blank_word_file,
    redirects,
    grants,
    fund_pages,
    joint_pages,
    toolkit,
    word_files,
    metrics,
    program,
    report_pages,
    spreadsheet_check,
    training,
    web_manifest,
)
# What nobody looks at first: a preview writes these last.
FOR_OTHER_SITES = (embeds, api, feeds, calendars, word_files)

# A view with fewer files is one process's: they may share what they are made of, such as the tables of a zip.
WORTH_CUTTING = 500
# Of a larger one, a process takes some neighbours at a time, which touch the same part of the catalog: at least
# so many files, and in the largest site so many that all views have few enough shares.
RUN, MOST_RUNS = 250, Shares.MOST // len(VIEWS)
# Below this number of pages, another process for them costs more than it saves.
WORTH_A_PROCESS = 1_000
# In the site's folder, until the host has left it.
AHEAD = ".ahead"


class Ahead:
    """The files that need no layout, and so are written while the host still renders the written pages.

    Other processes write them, into a folder of their own, until ``publish`` takes them over. ``stop`` ends that.
    """

    def __init__(self, site_dir: Path, catalog: Catalog, site: Site) -> None:
        """Raises OSError."""
        self.site_dir, self.catalog, self.site = site_dir, catalog, site
        # To look through all that a large site is made of, again and again, takes longer than to list it.
        gc.disable()
        try:
            self.by_view = [list(view.outputs(catalog, site)) for view in VIEWS]
        finally:
            gc.enable()
        self.crew = Crew()
        self._folder = site_dir / AHEAD
        shutil.rmtree(self._folder, ignore_errors=True)  # of a build that failed in the same folder
        self._folder.mkdir()
        self._shares = Shares(list(_shares(self.by_view, SiteFile)))
        for _ in range(1, os.cpu_count() or 1):
            self.crew.start(self.write)

    def write(self, timings: Timings) -> None:
        """Write files until all are taken; several processes do so at once. Raises OSError."""
        for view, outputs in self._shares.take():
            with timings.view(view) as spent:
                for output in outputs:
                    spent.bytes += _write_file(output, self._folder)
                    spent.files += 1

    def take_over(self) -> None:
        """Move the files to their places in the site. Raises OSError."""
        _move(str(self._folder), str(self.site_dir))

    def stop(self) -> None:
        """Write no more."""
        self.crew.stop()
        self._shares.close()


def publish(site_dir: Path, catalog: Catalog, site: Site, timings: Timings | None = None) -> None:
    """Write every view's pages and files into the rendered site at ``site_dir``.

    ``timings`` are told what each view took. Raises what ``finish`` raises.
    """
    finish(Ahead(site_dir, catalog, site), timings or Timings())


def finish(ahead: Ahead, timings: Timings) -> None:
    """Write what is left, now that the host has rendered the site. Ends what was begun ahead.

    Raises FileExistsError when a page would take the place of another one, and OSError.
    """
    site_dir, catalog, site = ahead.site_dir, ahead.catalog, ahead.site
    try:
        work = _Work(site_dir, catalog, site, ahead.by_view)
        work.write_pages(ahead.crew, timings)
        ahead.write(timings)
        ahead.crew.wait(timings)
    finally:
        ahead.stop()
    ahead.take_over()
    if not site.preview:
        with timings.view(_name(room_packs)) as spent:
            for pack in room_packs.outputs(site_dir, catalog, site):
                spent.bytes += work.write(pack)
                spent.files += 1
    for page in work.offers:
        work.fill_in_sizes(page)
    work.copy_moved()
    work.write_sitemap()
    timings.count_views()


def reserved(sections: Iterable[str]) -> set[str]:
    """The addresses that no written page may have: those of the sections' layouts."""
    return {f"{section}/{page_layout.LAYOUT}/" for section in sections}


def outputs(catalog: Catalog, site: Site) -> list[Page | SiteFile]:
    """All pages and files that are made out of the data; their content is made when it is asked for."""
    return [output for view in VIEWS for output in view.outputs(catalog, site)]


class RenderedSite(NamedTuple):
    """What a host has rendered into a site's folder."""

    authored: list[str]  # the pages that people write, as files below the folder
    layouts: Mapping[str, page_layout.Layout]  # by section

    @classmethod
    def of(cls, site_dir: Path, catalog: Catalog) -> RenderedSite:
        """Note the pages, and take the layouts out of the folder. Raises OSError where one is not there."""
        layouts = page_layout.take_layouts(site_dir, sections_of(catalog))
        return cls(authored_pages(site_dir), layouts)

    def fits(self, catalog: Catalog) -> bool:
        """Whether each section of the program has its layout: no level of its geography has another address now."""
        return tuple(self.layouts) == sections_of(catalog)


class _Work:
    """All that is to be written into a rendered site, and how; what was rendered is looked for, unless it is known."""

    def __init__(
        self,
        site_dir: Path,
        catalog: Catalog,
        site: Site,
        by_view: Sequence[list[Page | SiteFile]],
        rendered: RenderedSite | None = None,
    ) -> None:
        self._site_dir, self._catalog, self._site = site_dir, catalog, site
        self.rendered = rendered or RenderedSite.of(site_dir, catalog)
        authored = self.rendered.authored
        leave_out_missing(by_view, authored)
        self._by_view = by_view
        everything = [output for made in by_view for output in made]
        _refuse_collisions(authored, everything)
        self._listed = _listed(authored, everything)
        self.offers = [*_with_sizes(site_dir, authored), *_offers(everything)]  # the pages that say how large files are

    def write_pages(self, crew: Crew, timings: Timings) -> None:
        """Write all pages, a large site's in as many processes as there are cores. Raises OSError."""
        shares = list(_shares(self._by_view, Page))
        pages = Shares(shares)
        if sum(len(made) for _, made in shares) >= WORTH_A_PROCESS:
            for _ in range(1, os.cpu_count() or 1):
                crew.start(lambda own: self._write_pages(pages, own))
        self._write_pages(pages, timings)
        pages.close()

    def _write_pages(self, pages: Shares[Share], timings: Timings) -> None:
        for view, outputs in pages.take():
            with timings.view(view) as spent:
                for output in outputs:
                    spent.bytes += self.write(output)
                    spent.files += 1

    def write(self, output: Page | SiteFile) -> int:
        """Write one page or file; how many bytes it has."""
        if isinstance(output, SiteFile):
            return _write_file(output, self._site_dir)
        html = self.rendered.layouts[output.section].render(output, self._site)
        return _write_bytes(html.encode(), f"{self._site_dir}/{file_of(output)}")

    def offered(self, page: str) -> list[str]:
        """The files whose sizes the page at ``page`` below the site is still to say."""
        return download_sizes.offered((self._site_dir / page).read_bytes().decode())

    def fill_in_sizes(self, page: str) -> None:
        """Say on the page how large the files are that it offers, once they are there."""
        path = self._site_dir / page
        path.write_bytes(download_sizes.filled(path.read_bytes().decode(), self._site_dir).encode())

    def copy_moved(self) -> None:
        """Let what has moved answer at its old address, once all is there."""
        _copy_moved(self._site_dir, self._catalog)

    def write_sitemap(self) -> None:
        """Write the list of pages in place of the theme's, which knows only its own."""
        for stale in ("sitemap.xml", "sitemap.xml.gz"):
            (self._site_dir / stale).unlink(missing_ok=True)
        for output in sitemap.outputs(self._listed, self._site):
            self.write(output)


class Preview:
    """A site written while somebody reads it: the page that is asked for comes first, the rest in the background.

    Raises what ``publish`` raises. ``rendered`` is known where the folder has the pages of an earlier preview, too.
    """

    def __init__(self, site_dir: Path, catalog: Catalog, site: Site, rendered: RenderedSite | None = None) -> None:
        self.site_dir, self.site = site_dir, site
        made = {view: list(view.outputs(catalog, site)) for view in VIEWS}
        self._work = _Work(site_dir, catalog, site, list(made.values()), rendered)
        last = sorted(VIEWS, key=lambda view: view in FOR_OTHER_SITES)
        self._left = {file_of(output): output for view in last for output in made[view]}
        self._offers = set(self._work.offers)
        self._lock = threading.Lock()
        self._is_stopped = False
        self._may_go_on = threading.Event()
        self._may_go_on.set()
        self._thread = threading.Timer(PAUSE, self._write_rest)
        self._thread.daemon = True
        self._thread.start()

    @property
    def rendered(self) -> RenderedSite:
        """The written pages and the layouts that the records' pages are joined into."""
        return self._work.rendered

    def ask(self, path: str) -> None:
        """Write the file at ``path`` below the site, if it is still to come; waits for one that is being written.

        Of a page that offers files, those come first, since it says how large they are.
        """
        with self._lock, self._told():
            self._write(path)
            if path in self._offers:
                for file in self._work.offered(path):
                    self._write(file)
                self._work.fill_in_sizes(path)
                self._offers.discard(path)

    def _write(self, path: str) -> None:
        if output := self._left.pop(path, None):
            self._work.write(output)

    def _write_rest(self) -> None:
        for path in [*self._left, *self._offers]:
            self._may_go_on.wait()
            if self._is_stopped:
                return
            self.ask(path)
        with self._told():
            self._work.copy_moved()
            self._work.write_sitemap()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Say in the terminal when a file can't be written, and write no more but what is asked for."""
        try:
            yield
        except OSError as error:
            self._is_stopped = True
            _log.error("%s", disk.in_words(error))

    def wait(self) -> bool:
        """Wait for the last file; whether all were written."""
        self._thread.join()
        return not (self._is_stopped or self._left)

    @contextmanager
    def resting(self) -> Iterator[None]:
        """Write nothing but what is asked for, while a newer site is made that somebody waits for."""
        self._may_go_on.clear()
        try:
            yield
        finally:
            self._may_go_on.set()

    def stop(self) -> None:
        """Write no more, before the folder is emptied."""
        self._is_stopped = True
        self._may_go_on.set()
        self._thread.cancel()
        self._thread.join()
        with self._lock:
            self._left.clear()


PAUSE = 0.5  # seconds in which the reader's browser asks for the page that it shows


def leave_out_missing(by_view: Iterable[list[Page | SiteFile]], authored: Iterable[str]) -> None:
    """Take out of the ways from the home page what is no page: a program may leave a subject's own pages out."""
    there = {page.removesuffix("index.html") for page in authored}
    there |= {each.path for made in by_view for each in made if isinstance(each, Page)}
    for made in by_view:
        for number, each in enumerate(made):
            if isinstance(each, Page) and any(path.partition("#")[0] not in there for _, path in each.breadcrumb):
                crumbs = tuple(crumb for crumb in each.breadcrumb if crumb[1].partition("#")[0] in there)
                made[number] = replace(each, breadcrumb=crumbs)


def authored_pages(site_dir: Path) -> list[str]:
    """The pages that the theme rendered, as files below the site."""
    found = []
    for folder, folders, names in os.walk(site_dir):
        folders[:] = [name for name in folders if name != AHEAD]
        found += [os.path.relpath(f"{folder}/{name}", site_dir) for name in names if name.endswith(".html")]
    return sorted(found)


def _with_sizes(site_dir: Path, authored: Iterable[str]) -> Iterator[str]:
    return (page for page in authored if download_sizes.MARK.encode() in (site_dir / page).read_bytes())


def _offers(outputs: Iterable[Page | SiteFile]) -> Iterator[str]:
    return (file_of(each) for each in outputs if isinstance(each, Page) and each.offers_files)


def _refuse_collisions(authored: Iterable[str], outputs: Iterable[Page | SiteFile]) -> None:
    taken = {page.removesuffix("index.html") for page in authored}
    for output in outputs:
        address = output.path.removesuffix("index.html")
        if address in taken:
            hint = "If program/permalinks.csv sends it elsewhere, empty its 'redirect' there."
            raise FileExistsError(f"Two pages want the address {address or './'}. {hint}")
        taken.add(address)


def _listed(authored: Sequence[str], outputs: Iterable[Page | SiteFile]) -> list[sitemap.SitemapEntry]:
    pages = [sitemap.SitemapEntry(page.removesuffix("index.html")) for page in authored if page != "404.html"]
    return pages + [sitemap.SitemapEntry(each.path, each.modified) for each in outputs if isinstance(each, Page)]


def _copy_moved(site_dir: Path, catalog: Catalog) -> None:
    """Let files that have moved go on answering at their old addresses.

    Where there is nothing to copy, or the old address is in use again, the site
    stays as it is: the check of lasting addresses tells.
    """
    for old, new in redirects.copies(catalog):
        if (site_dir / new).is_file() and not (site_dir / old).exists():
            (site_dir / old).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(site_dir / new, site_dir / old)


# --- writing ----------------------------------------------------------------


# A part of what a view makes, with the view's name.
Share = tuple[str, Sequence[Any]]


def _shares(by_view: Sequence[Sequence[Page | SiteFile]], kind: type[Any]) -> Iterator[Share]:
    """The outputs of one kind, in the shares in which processes take them; those that can't be cut come first."""
    made = [
        (_name(view), [each for each in outputs if isinstance(each, kind)])
        for view, outputs in zip(VIEWS, by_view, strict=True)
    ]
    yield from (share for share in made if len(share[1]) < WORTH_CUTTING)
    for name, outputs in made:
        if len(outputs) >= WORTH_CUTTING:
            run = max(RUN, -(-len(outputs) // MOST_RUNS))
            yield from ((name, outputs[start : start + run]) for start in range(0, len(outputs), run))


def _name(view: Any) -> str:
    return str(view.__name__).removeprefix("macros.")


def file_of(output: Page | SiteFile) -> str:
    """The file of a page or of anything else, below the site's folder."""
    return f"{output.path}index.html" if isinstance(output, Page) else output.path


def _write_file(output: SiteFile, folder: Path) -> int:
    content = output.content() if callable(output.content) else output.content
    return _write_bytes(content if isinstance(content, bytes) else content.encode(), f"{folder}/{output.path}")


def _write_bytes(data: bytes, target: str) -> int:
    try:
        file = open(target, "wb")  # noqa: SIM115 - closed below, whichever of the two opened it
    except FileNotFoundError:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        file = open(target, "wb")  # noqa: SIM115
    with file:
        return file.write(data)


def _move(folder: str, target: str) -> None:
    """Move what is in a folder into another one, a whole folder at once where the other has none of its name."""
    for each in list(os.scandir(folder)):
        place = f"{target}/{each.name}"
        if each.is_dir() and os.path.isdir(place):
            _move(each.path, place)
        else:
            os.replace(each.path, place)
    os.rmdir(folder)
