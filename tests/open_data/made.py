"""What the open data views make of the made-up state, without a theme, as files by their paths."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path

import building
from library import DOCS, made_up

from macros.build import publishing
from macros.data.catalog import Catalog
from macros.pages.macro_context import Context
from macros.pages.outputs import Page, Site, SiteFile
from macros.sitewide import api, llms, open_data

URL = "https://example.org/library/"
SITE = Site(url=URL, today=date(2026, 11, 21))


def files(catalog: Catalog, site: Site = SITE, *views: object) -> dict[str, bytes]:
    found = {}
    for view in views or (open_data, api, llms):
        for each in view.outputs(catalog, site):
            assert isinstance(each, SiteFile)
            content = each.content() if callable(each.content) else each.content
            assert each.path not in found
            found[each.path] = content if isinstance(content, bytes) else content.encode()
    return found


@cache
def published() -> dict[str, bytes]:
    return files(made_up())


@cache
def pages() -> frozenset[str]:
    """The addresses of all pages that views and writers make."""
    made = {each.path for view in publishing.VIEWS for each in view.outputs(made_up(), SITE) if isinstance(each, Page)}
    for path in DOCS.rglob("*.md"):
        name = path.relative_to(DOCS).with_suffix("").as_posix()
        made.add("" if name == "index" else f"{name.removesuffix('/index')}/")
    return frozenset(made)


def page() -> Context:
    """Where a macro on docs/data/index.md stands."""
    return Context(made_up(), SITE, "../")


# --- the package, as the plain tool takes it ------------------------------------------


def frictionless(folder: Path) -> subprocess.CompletedProcess[str]:
    """What plain ``frictionless validate`` says of the package in a folder."""
    command = [str(Path(sys.executable).with_name("frictionless")), "validate", open_data.PACKAGE]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, env=building.environment(COLUMNS="200"))


def keep_only(folder: Path, names: Iterable[str]) -> None:
    """Take out of the package all tables but these and those to which they lead, and what it says of sizes.

    Frictionless takes a second for each forty tables.
    """
    path = folder / open_data.PACKAGE
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    resources = {each["name"]: each for each in descriptor["resources"]}
    kept: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in kept:
            kept.add(name)
            keys = resources[name]["schema"].get("foreignKeys", ())
            waiting += [key["reference"].get("resource") or name for key in keys]
    descriptor["resources"] = [
        {key: value for key, value in resource.items() if key not in ("bytes", "hash")}
        for name, resource in resources.items()
        if name in kept
    ]
    path.write_text(json.dumps(descriptor), encoding="utf-8")
