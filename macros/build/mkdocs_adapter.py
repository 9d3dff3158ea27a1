"""The host adapter: the only module that imports MkDocs.

It loads the catalog before MkDocs reads a page, adds the layouts that
records are printed through, puts the macros' HTML into the pages, and hands
the rendered site over to ``publishing``. Another generator needs another module
like this one and nothing else.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

# The theme prints a notice about MkDocs 2 unless told not to, when it is imported.
os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")

import material
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort, PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files, InclusionLevel

from macros.build import build_date, checking, page_check, publishing, staging
from macros.build.page_macros import MACROS, Stash, environment_for_pages
from macros.data import disk, personal_data
from macros.data.catalog import Catalog, DataProblems, load_catalog
from macros.data.validation import Problem
from macros.formats import sbom
from macros.pages import page_layout, search_words
from macros.pages.outputs import Site, base_of
from macros.sitewide import embeds, searching
from macros.subjects.careers import trade_words
from macros.subjects.program import earlier_state

ROOT = Path(__file__).resolve().parents[2]
CAREERS = "careers/"  # where trade words are linked on written pages, as on the records' pages
THEME = Path(material.__file__).parent / "templates"
LAYOUT_PAGE = """---
title: "{title}"
description: "{description}"
record: true
section: {section}
scripts: [record]
---
"""


class Failed(Exception):
    """The build stopped; the message says why, for people."""


# --- commands ---------------------------------------------------------------


def build(site_dir: Path, **options: Any) -> None:
    """Build the whole site at ``site_dir``, beside the old one until it is done.

    ``options`` are those of ``_config``. Raises Failed, and OSError where the site's place can't be looked at.
    """
    try:
        # MkDocs checks the place too, but in words for programmers.
        staging.prepare(site_dir, _sources(options["data_dir"], options["docs_dir"]))
    except staging.Refused as error:
        raise Failed(str(error)) from error
    config = _config(site_dir=str(site_dir), **options)
    config.plugins.on_startup(command="build", dirty=False)
    try:
        try:
            mkdocs_build(config)
        finally:
            config.plugins.on_shutdown()
    except (Abort, PluginError) as error:
        # What a BuildError says has been logged by then.
        raise Failed(str(error).replace("Aborted with a BuildError!", "")) from error


def serve(address: tuple[str, int], **options: Any) -> None:
    """Build the site, serve it at ``address`` and rebuild it on every change, until interrupted.

    Each build has a folder of its own, so that one that fails leaves the pages as they were.
    """
    host, port = address
    with tempfile.TemporaryDirectory(prefix="site-") as folder:

        def rebuild() -> None:
            _rebuild(server, folder, f"http://{host}:{port}/", options)

        # MkDocs looks every half second; a change must be seen sooner.
        server = _Server(builder=rebuild, host=host, port=port, root=folder, mount_path="/", polling_interval=0.2)
        server.build_delay = 0.05
        rebuild()
        for each in (options["data_dir"], options["docs_dir"], ROOT / "macros" / "theme"):
            server.watch(str(each))
        try:
            server.serve()
        except KeyboardInterrupt:
            pass
        finally:
            server.shutdown()
            _background().stop()
            if _preview:
                _preview.stop()  # or it would write into a folder that goes


def _rebuild(server: LiveReloadServer, folder: str, site_url: str, options: dict[str, Any]) -> None:
    """Build into a new folder below ``folder`` and serve that one; keep the old one when the build fails."""
    config = _config(site_dir=tempfile.mkdtemp(dir=folder), **options)
    config.site_url = site_url
    config.extra["on_demand"] = True
    config.plugins.on_startup(command="serve", dirty=False)
    try:
        mkdocs_build(config, serve_url=config.site_url)
    except (Abort, PluginError) as error:
        _log.error("%s\nThe pages stay as they were until this is fixed.", error)
        shutil.rmtree(config.site_dir)
    else:
        past, server.root = server.root, config.site_dir
        if past != folder:
            shutil.rmtree(past, ignore_errors=True)


class _Server(LiveReloadServer):
    """Serves what is there, and what is asked for before its turn."""

    def _serve_request(self, environ: dict[str, Any], start_response: Any) -> Any:
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "ignore").lstrip("/")  # as PEP 3333 gives it
        names = (path, f"{path}/index.html") if path and not path.endswith("/") else (f"{path}index.html",)
        # Before, so that no file is read while it is being written, and again when there is none, since the
        # answer waits for a rebuild.
        for _ in range(2):
            for name in names:
                if _preview:
                    _preview.ask(name)
            answer = super()._serve_request(environ, start_response)
            if answer is not None:
                break
        return answer


def _config(
    *,
    site_dir: str,
    data_dir: Path,
    docs_dir: Path,
    today: date,
    site_url: str = "",
    strict: bool = True,
    search: bool = True,
    history: bool = False,
) -> Any:
    config = load_config(str(ROOT / "mkdocs.yml"), site_dir=site_dir, docs_dir=str(docs_dir.resolve()), strict=strict)
    if site_url:
        config.site_url = site_url
    config.extra.update(data_dir=data_dir, today=today, search=search, history=history)
    return config


# --- events -----------------------------------------------------------------

_log = logging.getLogger("mkdocs.macros")
# MkDocs tells of a full disk once more, with the page that it came to last, which is not to blame.
logging.getLogger("mkdocs.commands.build").addFilter(lambda record: "[Errno " not in record.getMessage())
_command = "build"
_staging: staging.Staging | None = None
_preview: publishing.Preview | None = None


def on_startup(command: str, **_: Any) -> None:
    """Remember whether this is a build, which takes the old site's place at the end, or a server."""
    global _command
    _command = command


@event_priority(100)  # the macros plugin reads config.extra after us
def on_config(config: Any) -> Any:
    """Check pages and data before MkDocs touches anything, and share the catalog with the macros."""
    _say("Checking the data and the pages")
    extra = config.extra
    data_dir = Path(extra.get("data_dir") or ROOT / "data")
    today = extra.get("today") or build_date.the_day()
    if _command == "build":
        config.site_dir = _stage(Path(config.site_dir), _sources(data_dir, Path(config.docs_dir)))
    docs = page_check.check_docs(
        Path(config.docs_dir), MACROS, publishing.reserved(), personal_data.load_allowed(data_dir)
    )
    problems = docs.problems
    try:
        catalog = load_catalog(data_dir, today)
    except DataProblems as error:
        problems = [*problems, *error.problems]
    _stop_for(problems)
    program = catalog.program
    config.site_name = program.site_name
    config.site_url = f"{(config.site_url or program.site_url).rstrip('/')}/".lstrip("/") or None
    site = _site(config, catalog, today, data_dir)
    if site.edit_url:
        config.repo_url, config.edit_uri = site.edit_url.partition("edit/")[0], "edit/main/docs/"
    extra.update(catalog=catalog, program=program, site=site, slots=page_layout.SLOTS, docs=docs)
    extra["live_reload"] = _command == "serve"
    # Of the theme only its stylesheet is used; looking through its 14,000 icons would take a fifth of a build.
    config.theme.dirs = [folder for folder in config.theme.dirs if Path(folder) != THEME]
    if _command != "build":
        _background().stop()  # what it reads is about to change
    return config


def _say(step: str) -> None:
    """Show a step to a person who waits at a terminal."""
    if sys.stderr.isatty():
        print(f"{step} ...", file=sys.stderr)


def _stop_for(problems: Sequence[Problem]) -> None:
    """Raise PluginError, with all problems, when one of them is an error."""
    if any(problem.severity == "error" for problem in problems):
        raise PluginError(_told(problems))


def _told(problems: Sequence[Problem]) -> str:
    number = sum(problem.count for problem in problems)
    count = "1 problem" if number == 1 else f"{number} problems"
    here = f"{Path.cwd()}/"
    lines = [str(problem).removeprefix(here) for problem in problems]
    return "\n".join([*lines, f"{count}. Nothing was built; the site is as it was."])


def _site(config: Any, catalog: Catalog, today: date, data_dir: Path) -> Site:
    repository = (os.environ.get("REPOSITORY_URL") or catalog.program.repository_url).rstrip("/")
    return Site(
        url=config.site_url or "",
        today=today,
        edit_url=f"{repository}/edit/main/data/" if repository else "",
        issue_url=f"{repository}/issues/new" if repository else "",
        preview=_command == "serve",
        earlier=earlier_state.at_start_of_quarter(data_dir, today, catalog) if config.extra.get("history") else None,
        requirements=sbom.pinned(),
    )


def on_pre_build(config: Any) -> None:
    """Let pages reach the macros and nothing else of what the plugin offers to templates."""
    plugin = config.plugins["macros"]
    plugin._env = environment_for_pages(plugin)


def on_files(files: Files, config: Any) -> Files:
    """Publish what was checked; add the theme's stylesheet, and the layout of each section."""
    _say("Rendering the written pages")
    _publish_what_was_checked(files, config)
    for style in sorted(THEME.glob("assets/stylesheets/main.*.min.css")):
        uri = style.relative_to(THEME).as_posix()
        files.append(File.generated(config, uri, abs_src_path=str(style)))
    for section in publishing.SECTIONS:
        content = LAYOUT_PAGE.format(section=section, **page_layout.SLOTS)
        name = f"{section}/{page_layout.LAYOUT}.md"
        files.append(File.generated(config, name, content=content, inclusion=InclusionLevel.NOT_IN_NAV))
    return files


def _publish_what_was_checked(files: Files, config: Any) -> None:
    """Give the pictures that were checked as they were read; refuse what has come since. Raises PluginError."""
    docs = config.extra["docs"]
    for file in files:
        if file.src_dir != config.docs_dir:
            continue  # the theme's
        if file.src_uri not in docs.files:
            raise PluginError(f"{file.src_uri} came while the site was being built. Build it again.")
        if not file.is_documentation_page() and file.src_uri in docs.contents:
            file.content_bytes = docs.contents[file.src_uri]


def on_page_read_source(page: Any, config: Any) -> str | None:
    """Give the text that was checked: the file may have changed since."""
    return config.extra["docs"].contents.get(page.file.src_uri)


@event_priority(100)  # before the macros run
def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Tell the macros where the page stands, and give them room for their HTML."""
    page.meta["base"] = base_of(page.url)
    page.meta["stash"] = Stash()
    page.meta["mistakes"] = []
    return markdown


def on_env(env: Any, config: Any, files: Files) -> Any:
    """Stop, once all pages are read, when a macro or a link on any of them names what does not exist.

    Raises PluginError for that, and OSError where a disk failed a macro.
    """
    if error := config.extra.get("disk_error"):
        raise error
    docs, ids, problems = config.extra["docs"], {}, []
    for file in files.documentation_pages():
        if checked := docs.pages.get(file.src_uri):
            assert file.page  # since MkDocs has read all pages by now
            ids[checked.address] = file.page.meta["stash"].ids()
            problems += [checking.of_macro(checked, mistake) for mistake in file.page.meta["mistakes"]]
    _stop_for([*problems, *page_check.link_problems(docs, macro_ids=ids)])
    return env


def on_page_content(html: str, page: Any, config: Any, **_: Any) -> str:
    """Put the macros' HTML where their tokens stand, explain trade words, and note the words that a search adds."""
    if not page.meta.get("record") and page.meta.get("search", True):
        page.meta["search_words"] = search_words.synonyms(_without_tags(html), config.extra["catalog"])
    page.meta["oembed"] = embeds.link_of_page(page.url, config.extra["catalog"], config.extra["site"])
    whole = page.meta["stash"].unpack(html)
    if page.url.startswith(CAREERS):
        whole = str(trade_words.explained(whole, config.extra["catalog"], page.meta["base"]))
    return whole


def _without_tags(html: str) -> str:
    return re.sub(r"<[^<>]*>", " ", html)


@event_priority(-100)  # after every other plugin
def on_post_build(config: Any) -> None:
    """Publish the records, and make them searchable."""
    global _preview
    _say("Writing the records")
    extra, site_dir = config.extra, Path(config.site_dir)
    try:
        if extra.get("on_demand"):
            if _preview:
                _preview.stop()
            _preview = publishing.Preview(site_dir, extra["catalog"], extra["site"])
        else:
            publishing.publish(site_dir, extra["catalog"], extra["site"])
    except FileExistsError as error:
        raise PluginError(f"{error}\nThe site is as it was.") from error
    except (IsADirectoryError, NotADirectoryError) as error:
        name = Path(str(error.filename)).name
        hint = "If program/permalinks.csv lists it as a page, correct its 'address' there."
        raise PluginError(
            f"A page wants a folder where the file {name} stands. {hint}\nThe site is as it was."
        ) from error
    if extra.get("search", True):
        _index(site_dir)
    if _staging:
        _staging.is_whole = True


def _index(site_dir: Path) -> None:
    """Make the site searchable; a server does so beside its work, so that a change is seen at once."""
    if _command == "serve":
        return _background().renew(site_dir, _preview.wait) if _preview else _background().renew(site_dir)
    try:
        searching.index(site_dir)
    except searching.IndexFailed as error:
        raise PluginError(str(error)) from error


@cache
def _background() -> searching.Background:
    return searching.Background()


def on_build_error(error: Exception, **_: Any) -> None:
    """Clear away what a failed build leaves, and say in a sentence where a disk failed; the old site stays as it was.

    Raises PluginError for an OSError, which MkDocs would show as a traceback.
    """
    global _staging
    if _staging:
        _staging.discard()
        _staging = None
    if isinstance(error, OSError):
        raise PluginError(f"{disk.in_words(error)}\nThe site is as it was.") from error


def on_shutdown() -> None:
    """Let the new site take the old one's place, when nothing can fail it any more: strict mode judges last.

    Raises PluginError.
    """
    global _staging
    done, _staging = _staging, None
    try:
        if done:
            done.finish()
    except staging.Refused as error:
        raise PluginError(str(error)) from error
    except OSError as error:
        raise PluginError(f"{disk.in_words(error)}\nThe site is as it was.") from error


def _stage(site_dir: Path, sources: Sequence[Path]) -> str:
    """A folder beside the site to build in. Raises PluginError where no site can be."""
    global _staging
    try:
        _staging = staging.Staging(site_dir, sources)
    except staging.Refused as error:
        raise PluginError(str(error)) from error
    return str(_staging.folder)


def _sources(data_dir: Path, docs_dir: Path) -> list[Path]:
    """What the site is made from, and so can't take the place of."""
    return [data_dir, docs_dir, *(ROOT / name for name in ("data", "docs", "macros", "scripts", "tests"))]
