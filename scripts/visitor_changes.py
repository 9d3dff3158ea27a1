"""Say what a change of the content changes for visitors: ``python -m scripts.visitor_changes COMMIT --to DIR``.

COMMIT is what the change began from. The site is built twice, from its data and pages and from those that are here, by
the code that is here. Told are the pages that are new, gone or read differently, the records field by field, and the
addresses that are lost or lead elsewhere, as Markdown on the terminal and in the summary of a job.

DIR gets ``site``, as it would be published; with ``--pictures N`` also pictures of the first N changed pages before and
after, where there is a Chromium.

Exit status: 0 when it is told, also where the earlier content can't be read; 1 when the site can't be built.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from macros.build import mkdocs_adapter
from macros.build.build_date import day, the_day
from macros.data import catalog_diff, disk, git_history, tables
from macros.data.catalog import Catalog, load_catalog
from macros.formats.markdown_writer import escaped
from macros.sitewide.permalinks import ANY_ADDRESS
from macros.subjects.program import earlier_state
from scripts import browser, job_summary

ROOT = Path(__file__).resolve().parent.parent
MOST = 100  # lines of a list; the summary of a job has limits
WIDTHS = (1280, 390)
_LEADS_ON = re.compile(r'<meta http-equiv="refresh" content="0; ?url=([^"]+)"')


@dataclass(frozen=True, slots=True)
class VisitorChanges:
    """What changes: the paths of pages, the differences of records, and where addresses lead that were pages."""

    added: Sequence[str] = ()
    changed: Sequence[str] = ()
    gone: Sequence[str] = ()
    moved: Mapping[str, str] = field(default_factory=dict)
    records: Sequence[catalog_diff.Difference] = ()


@disk.told
def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status."""
    given = _parser().parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        try:
            before = _earlier(Path(folder), given)
        except git_history.NoHistory as error:
            text = f"What changes for visitors can't be told. {error.in_full}\n"
        else:
            _build(given.data, given.docs, given.to / "site", given.today)
            _build(before / "data", before / "docs", before / "site", given.today)
            text = _told(before, given)
    print(text, end="")
    job_summary.tell(text)
    return 0


def _told(before: Path, given: argparse.Namespace) -> str:
    found = compare(before / "site", given.to / "site", load_catalog(before / "data"), load_catalog(given.data))
    pictures = []
    if given.pictures:
        pages = [*found.changed, *found.added][: given.pictures]
        pictures = draw(before / "site", given.to / "site", pages, given.to / "pictures")
    return as_markdown(found, load_catalog(given.data), pictures)


def _earlier(folder: Path, given: argparse.Namespace) -> Path:
    """The content as it was at the commit, in a folder. Raises NoHistory."""
    revision = git_history.at(given.data, given.commit)
    earlier_state.restore(given.data, revision, folder / "data")
    git_history.files_at(given.docs, revision, folder / "docs")
    return folder


def _build(data: Path, docs: Path, site: Path, today: date) -> None:
    options = {"data_dir": data, "docs_dir": docs, "today": today, "site_url": ANY_ADDRESS, "search": False}
    mkdocs_adapter.build(site, **options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.visitor_changes", description="Say what a change of the content changes for visitors."
    )
    parser.add_argument("commit", metavar="COMMIT", help="what the change began from")
    parser.add_argument("--data", type=Path, default=ROOT / "data", metavar="DIR", help="the data folder")
    parser.add_argument("--docs", type=Path, default=ROOT / "docs", metavar="DIR", help="the folder of the pages")
    parser.add_argument("--to", type=Path, required=True, metavar="DIR", help="where the site and the pictures go")
    parser.add_argument("--pictures", type=int, default=0, metavar="N", help="draw up to N pages before and after (0)")
    parser.add_argument("--today", type=day, default=the_day(), metavar="YYYY-MM-DD", help="the day")
    return parser


# --- what differs -------------------------------------------------------------------


def compare(old: Path, new: Path, before: Catalog, after: Catalog) -> VisitorChanges:
    """What differs between two sites, and between the records that they were made from."""
    then, now = _pages(old), _pages(new)
    on_both = [path for path in now if path in then]
    leads = {path: to for path in on_both if (to := now[path].leads_to) and not then[path].leads_to}
    differences = (catalog_diff.difference(kind, before, after) for kind in tables.kinds(after))
    return VisitorChanges(
        added=[path for path in now if path not in then],
        changed=[path for path in on_both if path not in leads and now[path].words != then[path].words],
        gone=[path for path in then if path not in now],
        moved=leads,
        records=[each for each in differences if each.added or each.removed or each.changed],
    )


@dataclass(frozen=True, slots=True)
class _SeenPage:
    """What a visitor gets from a page: its words, or where it leads on to."""

    words: tuple[str, ...]
    leads_to: str = ""


def _pages(site: Path) -> dict[str, _SeenPage]:
    """The pages of a site by their addresses below its root, the home page as ``./``."""
    files = sorted(path for path in site.rglob("index.html") if "assets" not in path.relative_to(site).parts)
    return {f"{path.parent.relative_to(site).as_posix()}/": _seen(path.read_text(encoding="utf-8")) for path in files}


def _seen(html: str) -> _SeenPage:
    leads_on = _LEADS_ON.search(html)
    reader = _MainPart()
    reader.feed(html)
    return _SeenPage(tuple(reader.words), leads_on[1] if leads_on else "")


class _MainPart(HTMLParser):
    """Collects what is in a page's main part: texts, and the links and pictures among them."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._is_in_main = False
        self._is_code = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notice where the main part begins, and the attributes that a visitor gets."""
        self._is_in_main = self._is_in_main or tag == "main"
        self._is_code = tag in ("script", "style", "template")
        if self._is_in_main:
            self.words += [
                f"{name}={value}" for name, value in attrs if name in ("href", "src", "alt", "title") and value
            ]

    def handle_endtag(self, tag: str) -> None:
        """Notice where the main part ends."""
        self._is_in_main = self._is_in_main and tag != "main"
        self._is_code = False

    def handle_data(self, data: str) -> None:
        """Take words up; how they are spaced is nothing that changes."""
        if self._is_in_main and not self._is_code and data.strip():
            self.words.append(" ".join(data.split()))


# --- in words -----------------------------------------------------------------------


def as_markdown(found: VisitorChanges, after: Catalog, pictures: Sequence[str] = ()) -> str:
    """What changes, as Markdown in which no word of the data does anything. The first sentence says how much."""
    return "\n\n".join(_parts(found, after, pictures)) + "\n"


def _parts(found: VisitorChanges, after: Catalog, pictures: Sequence[str]) -> Iterator[str]:
    yield "## What changes for visitors"
    yield _first_sentence(found)
    yield from _records(found.records, after)
    yield from _listed("New pages", found.added)
    yield from _listed("Pages that read differently", found.changed)
    yield from _listed("Pages that are gone, and lead nowhere", found.gone)
    yield from _listed(
        "Addresses that lead elsewhere now", [f"{old} leads to {new}" for old, new in found.moved.items()]
    )
    if pictures:
        pages = _count(len(pictures), "page", "pages")
        yield f"The whole site, and pictures of {pages} before and after, are in the artifacts of this run."


def _first_sentence(found: VisitorChanges) -> str:
    records = sum(len(each.added) + len(each.removed) + len(each.changed) for each in found.records)
    counts = [
        _count(records, "record changes", "records change"),
        _count(len(found.changed), "page reads differently", "pages read differently"),
        _count(len(found.added), "page is new", "pages are new"),
        _count(len(found.gone), "page is lost", "pages are lost"),
    ]
    told = [each for each in counts if each]
    return f"{', '.join(told)}." if told else "Nothing changes for visitors."


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}" if number else ""


def _records(differences: Iterable[catalog_diff.Difference], after: Catalog) -> Iterator[str]:
    for each in differences:
        lines = [f"- new: {escaped(record['id'])}" for record in each.added]
        lines += [f"- {escaped(record.id)}: {_fields(each.kind, record, after)}" for record in each.changed]
        lines += [f"- gone: {escaped(record['id'])}" for record in each.removed]
        yield f"### {escaped(after.resources[each.kind]['title'])}"
        yield "\n".join(_cut(lines))


def _fields(kind: str, changed: catalog_diff.Changed, after: Catalog) -> str:
    titles = {each["name"]: each["title"] for each in after.schemas[kind]["fields"]}
    return escaped(", ".join(titles.get(name, name) for name in changed.fields))


def _listed(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield f"### {title}"
        yield "\n".join(_cut([f"- {escaped(line)}" for line in lines]))


def _cut(lines: Sequence[str]) -> list[str]:
    more = len(lines) - MOST
    return [*lines[:MOST], *([f"- and {more:,} more"] if more > 0 else [])]


# --- pictures -------------------------------------------------------------------------


def draw(old: Path, new: Path, paths: Sequence[str], folder: Path) -> list[str]:
    """Pictures of pages before and after at two widths; the paths of those that were drawn, none without a Chromium."""
    program = browser.find()
    if program is None or not paths:
        return []
    from playwright.sync_api import sync_playwright  # only those who draw have it

    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, _served(old) as before, _served(new) as after:
        page = playwright.chromium.launch(executable_path=program, args=browser.arguments()).new_page()
        for path in paths:
            for when, site, address in (("before", old, before), ("after", new, after)):
                if (site / path / "index.html").is_file():
                    _draw(page, f"{address}{path}", folder / f"{_file_name(path)}-{when}")
    return list(paths)


def _draw(page: Any, address: str, file: Path) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(address)
        page.screenshot(path=f"{file}-{width}.png", full_page=True)


def _file_name(path: str) -> str:
    return path.strip("./").replace("/", "-") or "home"


@contextmanager
def _served(site: Path) -> Iterator[str]:
    """The address of a site, while it is served on this machine."""
    handler = partial(_Quiet, directory=str(site))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing of each request."""


if __name__ == "__main__":
    sys.exit(main())
