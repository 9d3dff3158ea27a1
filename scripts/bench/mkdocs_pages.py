"""Plain MkDocs with Material in the bench: one Markdown page for each record, made before the clock starts.

It is what one would do without this project: the theme as it comes, with its search, and pages of a title, a
paragraph, facts, members and figures.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from macros.data import models
from macros.data.catalog import Catalog

SECTIONS = ("partnerships", "organizations", "industries", "counties", "workforce_areas")
SETTINGS = "site_name: Records\nuse_directory_urls: true\ntheme:\n  name: material\n"
LISTED = 60  # partnerships on the page of a place or an industry, as many as ours shows


def command(source: Path, out: Path) -> list[str]:
    """How to let MkDocs make the pages of ``source`` in ``out``."""
    settings = str(source / "mkdocs.yml")
    return [sys.executable, "-m", "mkdocs", "build", "--quiet", "--config-file", settings, "--site-dir", str(out)]


def write_source(catalog: Catalog, folder: Path) -> None:
    """Write a MkDocs project with a page for each record that has one in ours."""
    for kind in SECTIONS:
        section = folder / "docs" / models.KINDS[kind].folder
        section.mkdir(parents=True)
        for record in catalog.tables[kind].values():
            (section / f"{record.id}.md").write_text("\n".join(_lines(record, catalog)), encoding="utf-8")
    (folder / "docs" / "index.md").write_text("# Records\n")
    (folder / "mkdocs.yml").write_text(SETTINGS)


def _lines(record: Any, catalog: Catalog) -> Iterator[str]:
    yield f"# {getattr(record, 'title', '') or record.name}\n"
    yield f"{getattr(record, 'summary', '') or getattr(record, 'description', '')}\n"
    if not isinstance(record, models.Partnership):
        yield from _part("Partnerships", map(_link, catalog.partnerships_of(record)[:LISTED]))
        return
    yield f"{record.purpose}\n"
    facts = {"Kind": record.kind.name, "Reach": record.reach.name, "Since": record.since, "Website": record.website}
    yield from _part("Facts", (f"{label}: {value}" for label, value in facts.items() if value))
    belongs = (*record.industries, *record.counties, *record.workforce_areas)
    yield from _part("Where and in what", map(_link, belongs))
    yield from _part("Who takes part", (f"{_link(each.organization)}, {each.role.name}" for each in record.members))
    figures = (f"{each.metric}: {each.value} {each.unit.name} ({each.source.title})" for each in record.figures)
    yield from _part("Figures", figures)


def _part(title: str, entries: Iterable[str]) -> Iterator[str]:
    yield f"## {title}\n"
    yield from (f"- {entry}" for entry in entries)
    yield ""


def _link(record: Any) -> str:
    return f"[{getattr(record, 'title', '') or record.name}](../{record.path.rstrip('/')}.md)"
