"""Everything that happens after the theme has run: the views' pages and files go into the site.

Knows no host: the same step works on the output of any generator that renders
one shell page for each section.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from macros import press, roompacks
from macros.catalog import Catalog
from macros.outputs import Page, Site, SiteFile
from macros.views import (
    api,
    calendars,
    careers,
    documents,
    embeds,
    feeds,
    funding,
    grants,
    indexes,
    listing,
    llms,
    metrics,
    open_data,
    organizations,
    partnerships,
    places,
    program,
    reports,
    redirects,
    sitemap,
    toolkit,
    word_forms,
    training,
)

View = Callable[[Catalog, Site], Iterable[Page | SiteFile]]

# A new kind of output is a module in views/ and one word here.
VIEWS = (partnerships, careers, organizations, places, listing, indexes, embeds, open_data, api, llms, feeds, calendars, documents, redirects,
         grants, funding, toolkit, word_forms, metrics, program, reports, training)
# What nobody looks at first: a preview writes these once the pages can be seen.
FOR_OTHER_SITES = (embeds, api, feeds, calendars, word_forms)
SECTIONS = ("partnerships", "organizations", "industries", "counties", "workforce-areas", "careers", "training", "grants", "toolkit", "metrics", "program", "reports")

# Below this number of files, another process costs more than it saves.
WORTH_A_PROCESS = 5_000


def publish(site_dir: Path, catalog: Catalog, site: Site) -> None:
    """Write every view's pages and files into the rendered site at ``site_dir``.

    Raises FileExistsError when a page would take the place of another one.
    """
    shells = press.take_shells(site_dir, SECTIONS)
    authored = _authored(site_dir)
    by_view = [list(view.outputs(catalog, site)) for view in VIEWS]
    everything = [output for made in by_view for output in made]
    _refuse_collisions(authored, everything)
    if site.preview:
        made = list(zip(VIEWS, by_view, strict=True))
        by_view = [outputs for view, outputs in made if view not in FOR_OTHER_SITES]
        later = [outputs for view, outputs in made if view in FOR_OTHER_SITES]
        _later(lambda: _write_all(later, shells, site, site_dir))
    _write_all(by_view, shells, site, site_dir)
    _copy_moved(site_dir, catalog)
    for pack in () if site.preview else roompacks.outputs(site_dir, catalog, site):
        _write(pack, shells, site, site_dir)

    for stale in ("sitemap.xml", "sitemap.xml.gz"):
        (site_dir / stale).unlink(missing_ok=True)
    for output in sitemap.outputs(_listed(authored, everything), site):
        _write(output, shells, site, site_dir)


def _authored(site_dir: Path) -> list[str]:
    """The addresses of the pages that the theme rendered."""
    pages = (path.relative_to(site_dir).as_posix() for path in site_dir.rglob("*.html"))
    return sorted(page.removesuffix("index.html") for page in pages)


def _refuse_collisions(authored: Sequence[str], outputs: Iterable[Page | SiteFile]) -> None:
    taken = set(authored)
    for output in outputs:
        address = output.path.removesuffix("index.html")
        if address in taken:
            hint = "If program/permalinks.csv sends it elsewhere, empty its 'redirect' there."
            raise FileExistsError(f"Two pages want the address {address or './'}. {hint}")
        taken.add(address)


def _listed(authored: Sequence[str], outputs: Iterable[Page | SiteFile]) -> list[sitemap.Entry]:
    pages = [sitemap.Entry(path) for path in authored if path != "404.html"]
    return pages + [sitemap.Entry(each.path, each.modified) for each in outputs if isinstance(each, Page)]


def _copy_moved(site_dir: Path, catalog: Catalog) -> None:
    """Let files that have moved go on answering at their old addresses.

    Where there is nothing to copy, or the old address is in use again, the site
    stays as it is: the check of lasting addresses tells.
    """
    for old, new in redirects.copies(catalog):
        if (site_dir / new).is_file() and not (site_dir / old).exists():
            (site_dir / old).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(site_dir / new, site_dir / old)


_unfinished: list[threading.Thread] = []


def _later(write: Callable[[], None]) -> None:
    """Write in the background, a moment after the pages."""
    timer = threading.Timer(0.5, write)
    timer.daemon = True
    timer.start()
    _unfinished.append(timer)


def finish() -> None:
    """Wait for what a preview still writes, before its folder is emptied."""
    while _unfinished:
        _unfinished.pop().join()


# --- writing ----------------------------------------------------------------


def _write_all(
    by_view: Sequence[Sequence[Page | SiteFile]],
    shells: Mapping[str, press.Shell],
    site: Site,
    site_dir: Path,
) -> None:
    """Write the outputs, a large site's in as many processes as there are cores.

    Each process takes a run of neighbours out of each view, so that it touches,
    and so copies, only its own part of the catalog's memory.
    """

    def write(share: Sequence[Page | SiteFile]) -> None:
        for output in share:
            _write(output, shells, site, site_dir)

    number = min(os.cpu_count() or 1, 1 + sum(map(len, by_view)) // WORTH_A_PROCESS)
    shares = [list(_share(by_view, part, number)) for part in range(number)]
    gc.freeze()  # or the collector would touch, and so copy, every object
    forks = multiprocessing.get_context("fork")
    others = [forks.Process(target=write, args=(share,)) for share in shares[1:]]
    for process in others:
        process.start()
    write(shares[0])
    for process in others:
        process.join()
    gc.unfreeze()
    if any(process.exitcode for process in others):
        raise RuntimeError("a process that wrote a part of the site has failed")


def _share(
    by_view: Sequence[Sequence[Page | SiteFile]], part: int, parts: int
) -> Iterator[Page | SiteFile]:
    for made in by_view:
        yield from made[len(made) * part // parts : len(made) * (part + 1) // parts]


def _write(
    output: Page | SiteFile, shells: Mapping[str, press.Shell], site: Site, site_dir: Path
) -> None:
    if isinstance(output, Page):
        path, content = f"{output.path}index.html", shells[output.section].press(output, site)
    else:
        path, content = output.path, output.content
        content = content() if callable(content) else content
    data = content if isinstance(content, bytes) else content.encode()
    target = f"{site_dir}/{path}"
    try:
        file = open(target, "wb")
    except FileNotFoundError:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        file = open(target, "wb")
    with file:
        file.write(data)
