"""The host adapter: the only module that imports MkDocs.

It loads the catalog before MkDocs reads a page, adds the layouts that
records are printed through, puts the macros' HTML into the pages, and hands
the rendered site over to ``publishing``. Another generator needs another module
like this one and nothing else.
"""

from __future__ import annotations

import gc
import logging
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Container, Mapping, Sequence
from contextlib import nullcontext, suppress
from datetime import date
from functools import cache, partial
from pathlib import Path
from threading import Thread
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

# The theme that mkdocs.yml names prints a notice about MkDocs 2 unless told not to, when MkDocs imports it.
os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")

import mkdocs
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort, PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files, InclusionLevel

from macros.build import build_date, checking, page_check, publishing, staging
from macros.build.page_macros import MACROS, Stash, environment_for_pages
from macros.build.timings import Timings
from macros.data import disk, packages, personal_data, reading, sections, validation
from macros.data.catalog import Catalog, DataProblems, link, sections_of, sections_of_checked
from macros.data.validation import Problem
from macros.formats import classic_scripts, sbom
from macros.pages import components, page_layout, search_words, templating, theme_colors
from macros.pages.outputs import Site, base_of
from macros.pages.theme_colors import ThemeColors
from macros.sitewide import calendar_changes, embeds, feeds, searching
from macros.subjects.careers import trade_words
from macros.subjects.program import earlier_state

ROOT = Path(__file__).resolve().parents[2]
CAREERS = "careers/"  # where trade words are linked on written pages, as on the records' pages
THEME = ROOT / "macros" / "theme"
SCRIPTS = THEME / "assets" / "ours" / "js"
Checked = tuple[page_check.CheckedDocs, Catalog]
LAYOUT_PAGE = """---
title: "{title}"
description: "{description}"
record: true
section: {section}
scripts: [record]
---
"""


class Outdated(Exception):
    """A site that is served has changed again while it was made."""


class BuildFailed(disk.CommandFailed):
    """The build stopped; the message says why, for people."""


# --- commands ---------------------------------------------------------------


def build(site_dir: Path, **options: Any) -> None:
    """Build the whole site at ``site_dir``, beside the old one until it is done.

    ``options`` are those of ``_config``; ``finish`` may do something else with the rendered
    pages than publish them. Raises Failed, and OSError where the site's place can't be looked at.
    """
    try:
        # MkDocs checks the place too, but in words for programmers.
        staging.prepare(site_dir, _sources(options["data_dir"], options["docs_dir"]))
    except staging.PlaceRefused as error:
        raise BuildFailed(str(error)) from error
    config = _config(site_dir=str(site_dir), **options)
    config.plugins.on_startup(command="build", dirty=False)
    try:
        try:
            mkdocs_build(config)
        finally:
            config.plugins.on_shutdown()
            config.extra["timings"].end()
    except (Abort, PluginError) as error:
        raise BuildFailed(_in_words(error)) from error


def _in_words(error: Abort | PluginError) -> str:
    """The words of an error that are still to be shown: MkDocs has logged those of a BuildError by then."""
    return str(error).replace("Aborted with a BuildError!", "")


def serve(address: tuple[str, int], **options: Any) -> None:
    """Build the site, serve it at ``address`` and rebuild it on every change, until interrupted.

    Each build has a folder of its own, so that one that fails leaves the pages as they were.
    """
    host, port = address
    with tempfile.TemporaryDirectory(prefix="site-") as folder:

        def rebuild() -> None:
            _rebuild(server, folder, f"http://{host}:{port}/", options)

        watched = (options["data_dir"], options["docs_dir"], packages.SCHEMAS, THEME)
        interval = _interval(*watched)
        server = _Server(builder=rebuild, host=host, port=port, root=folder, mount_path="/", polling_interval=interval)
        server.build_delay = 0.05
        plugins = _config(site_dir=folder, **options).plugins
        plugins.on_startup(command="serve", dirty=False)
        try:
            rebuild()
            _serve_until_interrupted(server, *watched)
        finally:
            if server.preview:
                server.preview.stop()
            plugins.on_shutdown()


def _interval(*folders: Path) -> float:
    """After how many seconds to look for changes: soon, and no more than a fifth of the time in a large library.

    MkDocs looks every half second.
    """
    begun = time.perf_counter()
    _stamp(*folders)
    return max(0.1, 4 * (time.perf_counter() - begun))


def _serve_until_interrupted(server: LiveReloadServer, *watched: Path) -> None:
    for each in watched:
        server.watch(str(each))
    try:
        server.serve()
    except KeyboardInterrupt:
        pass
    finally:
        server.shutdown()


def _rebuild(server: _Server, folder: str, site_url: str, options: dict[str, Any]) -> None:
    """Show changed records at once, then build into a new folder below ``folder`` and serve that one.

    What is served stays where one of the two fails.
    """
    gc.disable()  # to look through all that the site is made of takes a quarter of a second: not while somebody waits
    stays = "The pages stay as they were"
    try:
        made_of = _stamp(options["docs_dir"], packages.SCHEMAS, THEME)
        checked = None
        if server.preview and server.made_of == made_of:
            with server.preview.resting():
                checked = _checked(options["docs_dir"].resolve(), options["data_dir"], options["today"])
                is_shown = server.show_changed(checked, options["data_dir"])
            if is_shown:
                stays = "The pages that people write stay as they were"
                server.wait_for_browser()
        config = _config(site_dir=tempfile.mkdtemp(dir=folder), **options)
        config.site_url = site_url
        config.extra.update(on_demand=True, checked=checked, stop_if_outdated=server.stop_if_outdated)
        _build_beside(server, config)
        server.made_of = made_of
    except Outdated:
        pass  # the next rebuild is about to begin
    except (Abort, PluginError) as error:
        _log.error("%s\n%s until this is fixed.", _in_words(error), stays)
    finally:
        gc.enable()


def _build_beside(server: _Server, config: Any) -> None:
    """Build the whole site, and serve it. Raises Abort, PluginError and Outdated, and leaves nothing of it then."""
    try:
        with server.preview.resting() if server.preview else nullcontext():
            mkdocs_build(config, serve_url=config.site_url)
    except (Abort, PluginError, Outdated):
        if preview := config.extra.get("preview"):  # strict mode judges last
            preview.stop()
        shutil.rmtree(config.site_dir)
        raise
    server.show_whole(config)


def _stamp(*folders: Path) -> dict[str, int]:
    """When each file below the folders was changed last, in nanoseconds; an editor's own may go meanwhile."""
    found = {}
    for path in (os.path.join(place, name) for each in folders for place, _, names in os.walk(each) for name in names):
        with suppress(FileNotFoundError):
            found[path] = os.lstat(path).st_mtime_ns
    return found


class _Server(LiveReloadServer):
    """Serves what is there, and what is asked for before its turn.

    The page of a changed record is there as soon as the data is checked, in the layout that was rendered before. The
    written pages, which take three times as long, follow. A page that is open in a browser loads again when it has
    changed, and only then.
    """

    config: Any = None  # of the site that is served
    preview: publishing.Preview | None = None
    made_of: Mapping[str, int] = MappingProxyType({})  # the stamp of what its written pages are made of, beside data
    _records_epoch = _written_epoch = 0  # the versions of the site since which its pages are as they are

    def wait_for_browser(self) -> None:
        """Let the browser have the page that it shows before the interpreter is busy. Raises Outdated."""
        with self._rebuild_cond:
            self._rebuild_cond.wait_for(lambda: self._want_rebuild, publishing.PAUSE)
        self.stop_if_outdated()

    def stop_if_outdated(self) -> None:
        """Raise Outdated when something has changed again, unless what changed before is not shown at all."""
        if self._want_rebuild and self._visible_epoch == self._wanted_epoch:
            raise Outdated

    def show_changed(self, checked: Checked, data_dir: Path) -> bool:
        """Serve the records of changed data beside the written pages that are there, if they fit; whether they do."""
        assert self.preview and self.config
        docs, catalog = checked
        if not self.preview.rendered.fits(catalog):
            return False
        site = _site(self.config, catalog, docs, self.preview.site.today, data_dir, is_served=True)
        try:
            newer = publishing.Preview(self.preview.site_dir, catalog, site, self.preview.rendered)
        except FileExistsError:
            return False  # the whole build says so
        self._replace(newer)
        with self._epoch_cond:
            self._visible_epoch = self._records_epoch = self._wanted_epoch
            self._epoch_cond.notify_all()
        return True

    def show_whole(self, config: Any) -> None:
        """Serve a site that was built as a whole, once this rebuild ends."""
        newer, past, root = config.extra["preview"], self.preview, self.root
        with self._epoch_cond:
            is_shown = past is not None and self._visible_epoch == self._wanted_epoch
            self._wanted_epoch += is_shown
            self._written_epoch = self._wanted_epoch
            if not (past and is_shown and past.rendered.layouts == newer.rendered.layouts):
                self._records_epoch = self._wanted_epoch
        self._replace(newer)
        self.config, self.root = config, config.site_dir
        if past:
            Thread(target=shutil.rmtree, args=(root, True), daemon=True).start()

    def _replace(self, newer: publishing.Preview) -> None:
        if self.preview:
            self.preview.stop()
        self.preview = newer

    def _serve_request(self, environ: dict[str, Any], start_response: Any) -> Any:
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "ignore").lstrip("/")  # as PEP 3333 gives it
        if asked := _POLL.fullmatch(path):
            start_response("200 OK", [("Content-Type", "text/plain")])
            return [self._epoch_after(int(asked[1]), environ.get("HTTP_REFERER", ""))]
        names = (path, f"{path}/index.html") if path and not path.endswith("/") else (f"{path}index.html",)
        # Before, so that no file is read while it is being written, and again when there is none, since the
        # answer waits for a rebuild that has begun since.
        for _ in range(2):
            with self._epoch_cond:
                self._epoch_cond.wait_for(lambda: self._visible_epoch == self._wanted_epoch)
            for name in names:
                if self.preview:
                    self.preview.ask(name)
            answer = super()._serve_request(environ, start_response)
            if answer is not None:
                break
        return answer

    def _epoch_after(self, known: int, page: str) -> bytes:
        """The version of the site in which a page differs from the one that is known, or that one after a minute."""
        name = f"{urlsplit(page).path.lstrip('/')}index.html"

        def newest() -> int:
            is_written = self.preview and name in self.preview.rendered.authored
            return self._written_epoch if is_written else self._records_epoch

        with self._epoch_cond:
            self._epoch_cond.wait_for(
                lambda: newest() > known and self._visible_epoch == self._wanted_epoch, self.poll_response_timeout
            )
            return b"%d" % max(newest(), known)


_POLL = re.compile(r"livereload/([0-9]+)/[0-9]+")  # what the script asks that MkDocs puts into each page


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
    as_of: date | None = None,
    today_url: str = "",
    timings: Timings | None = None,
    finish: Callable[[publishing.Ahead, Timings], None] = publishing.finish,
) -> Any:
    config = load_config(str(ROOT / "mkdocs.yml"), site_dir=site_dir, docs_dir=str(docs_dir.resolve()), strict=strict)
    if site_url:
        config.site_url = site_url
    config.extra.update(
        data_dir=data_dir, today=today, search=search, history=history, as_of=as_of, today_url=today_url
    )
    config.extra.update(timings=timings or Timings(), finish=finish)
    return config


# --- events -----------------------------------------------------------------

_log = logging.getLogger("mkdocs.macros")
# MkDocs reports a full disk once more, with the page that it came to last, which is not to blame.
logging.getLogger("mkdocs.commands.build").addFilter(lambda record: "[Errno " not in record.getMessage())


class Command:
    """One build or one server, from its start to its end: what one event of MkDocs leaves for a later one.

    MkDocs keeps it as it keeps a plugin (see ``macros/hooks.py``). What all pages of one build need is in
    ``config.extra``.
    """

    def __init__(self) -> None:
        self._name = "build"
        self._staging: staging.Staging | None = None  # of a build, which takes the old site's place at the end
        self._ahead: publishing.Ahead | None = None  # of a build
        self._preview: publishing.Preview | None = None  # of a server
        self._searched: searching.Background | None = None  # of a server

    def on_startup(self, command: str, **_: Any) -> None:
        """Prepare for a build or a server."""
        self._name = command
        self._searched = searching.Background() if command == "serve" else None

    @event_priority(100)  # the macros plugin reads config.extra after us
    def on_config(self, config: Any) -> Any:
        """Check pages and data before MkDocs touches anything, and share the catalog with the macros."""
        extra = config.extra
        extra.setdefault("timings", Timings())
        extra.setdefault("stop_if_outdated", lambda: None)  # a server has its own
        _begin("Checking the data and the pages", extra)
        data_dir = Path(extra.get("data_dir") or ROOT / "data")
        today = extra.get("today") or build_date.the_day()
        if self._name == "build":
            config.site_dir = self._stage(Path(config.site_dir), _sources(data_dir, Path(config.docs_dir)))
        docs, catalog = extra.pop("checked", None) or _checked(Path(config.docs_dir), data_dir, today)
        config.nav = _nav_of(config.nav, docs.pages, _lists_of_levels(catalog))
        config.site_name = catalog.program.site_name
        config.site_url = f"{(config.site_url or catalog.program.site_url).rstrip('/')}/".lstrip("/") or None
        is_served = self._name == "serve"
        site = _site(config, catalog, docs, today, data_dir, is_served=is_served)
        if site.edit_url:
            config.repo_url, config.edit_uri = site.edit_url.partition("edit/")[0], "edit/main/docs/"
        extra.update(catalog=catalog, program=catalog.program, site=site, slots=page_layout.SLOTS, docs=docs)
        extra["past_banner"] = components.past_banner(site)
        extra["live_reload"] = is_served
        extra["slot_of_entry"] = page_layout.SLOT_OF_ENTRY
        # Our folder has all that pages need; to look through the 14,000 icons of the theme takes a fifth of a build.
        config.theme.dirs = [folder for folder in config.theme.dirs if _is_needed(Path(folder))]
        if self._searched:
            self._searched.stop()  # what it reads is about to change
        return config

    def _stage(self, site_dir: Path, sources: Sequence[Path]) -> str:
        """A folder beside the site to build in. Raises PluginError where no site can be."""
        try:
            self._staging = staging.Staging(site_dir, sources)
        except staging.PlaceRefused as error:
            raise PluginError(str(error)) from error
        return str(self._staging.folder)

    def on_files(self, files: Files, config: Any) -> Files:
        """Begin with what needs no layout, now that MkDocs has emptied the site's folder."""
        _begin("Rendering the written pages", config.extra)
        if self._staging:
            self._ahead = publishing.Ahead(Path(config.site_dir), config.extra["catalog"], config.extra["site"])
        return _with_ours(files, config)

    @event_priority(-100)  # after every other plugin
    def on_post_build(self, config: Any) -> None:
        """Publish the records, and make them searchable."""
        extra = config.extra
        extra["timings"].count(Path(config.site_dir), without=publishing.AHEAD)
        _begin("Writing the records", extra)
        try:
            self._publish(extra, Path(config.site_dir))
        except FileExistsError as error:
            raise PluginError(f"{error}\nThe site is as it was.") from error
        except (IsADirectoryError, NotADirectoryError) as error:
            name = Path(str(error.filename)).name
            hint = "If program/permalinks.csv lists it as a page, correct its 'address' there."
            raise PluginError(
                f"A page wants a folder where the file {name} stands. {hint}\nThe site is as it was."
            ) from error
        if extra.get("search", True):
            _begin("Making the site searchable", extra)
            self._index(Path(config.site_dir))
            extra["timings"].count(Path(config.site_dir) / searching.FOLDER)
        _begin("Putting the site in its place", extra)
        if self._staging:
            self._staging.is_whole = True

    def _publish(self, extra: dict[str, Any], site_dir: Path) -> None:
        """Write the records; ``serve`` has them written in the background, and ``extra["preview"]`` to be asked."""
        if self._ahead:
            return extra.get("finish", publishing.finish)(self._ahead, extra["timings"])
        if not extra.get("on_demand"):
            return publishing.publish(site_dir, extra["catalog"], extra["site"], extra["timings"])
        # The server stops the one before when all went well; else the old pages stay, and go on being written.
        self._preview = extra["preview"] = publishing.Preview(site_dir, extra["catalog"], extra["site"])

    def _index(self, site_dir: Path) -> None:
        """Make the site searchable; a server does so beside its work, so that a change is seen at once."""
        if self._searched:
            return self._searched.renew(site_dir, *([self._preview.wait] if self._preview else []))
        try:
            searching.index(site_dir)
        except searching.IndexFailed as error:
            raise PluginError(str(error)) from error

    def on_build_error(self, error: Exception, **_: Any) -> None:
        """Clear away what a failed build leaves, and say in a sentence where a disk failed; the old site stays.

        Raises PluginError for an OSError, which MkDocs would show as a traceback.
        """
        if self._ahead:
            self._ahead.stop()
        if self._staging:
            self._staging.discard()
            self._staging = None
        if isinstance(error, OSError):
            raise PluginError(f"{disk.in_words(error)}\nThe site is as it was.") from error

    def on_shutdown(self) -> None:
        """Let the new site take the old one's place, when nothing can fail it any more: strict mode judges last.

        A server writes no more: its folder goes. Raises PluginError.
        """
        if self._searched:
            self._searched.stop()
        for each in (self._ahead, self._preview):
            if each:
                each.stop()
        done, self._staging = self._staging, None
        try:
            if done:
                done.finish()
        except staging.PlaceRefused as error:
            raise PluginError(str(error)) from error
        except OSError as error:
            raise PluginError(f"{disk.in_words(error)}\nThe site is as it was.") from error


def _checked(docs_dir: Path, data_dir: Path, today: date) -> Checked:
    """The pages and the data. Raises PluginError, with all problems, when one of them is an error."""
    checked = validation.check(data_dir, today)
    reserved = publishing.reserved(sections_of_checked(checked))
    docs = page_check.check_docs(docs_dir, MACROS, reserved, personal_data.load_allowed(data_dir))
    try:
        catalog = link(checked)
    except DataProblems as error:
        raise PluginError(_told([*docs.problems, *error.problems])) from error
    pictures = checking.picture_problems(catalog, docs, reading.shown(data_dir))
    _stop_for([*docs.problems, *pictures, *checking.level_problems(catalog, docs)])
    return docs, catalog


def _begin(step: str, extra: dict[str, Any]) -> None:
    """Begin a step, and show it to a person who waits at a terminal."""
    extra["timings"].begin(step)
    if sys.stderr.isatty():
        print(f"{step} ...", file=sys.stderr)


def _lists_of_levels(catalog: Catalog) -> dict[str, list[str]]:
    """The written pages with the lists of levels, by the page of the menu where they belong.

    A further level has none there, so it comes behind the last of the usual ones.
    """
    found = {
        f"{usual}/index.md": catalog.program.geography.address(level) for usual, level in sections.LEVEL_OF.items()
    }
    moved = {usual: [f"{address}/index.md"] for usual, address in found.items()}
    moved[[*moved][-1]] += [f"{each.address}/index.md" for each in catalog.place_levels.values()]
    return moved


def _nav_of(entries: Any, pages: Container[str], moved: Mapping[str, Sequence[str]]) -> Any:
    """The menu without what a program's folder has no page for; a group of such pages goes as a whole.

    ``moved`` says which pages stand in this program's folder for a page of the menu.
    """
    if isinstance(entries, list):
        return [kept for each in entries for kept in _in_list(each, pages, moved) if kept]
    if isinstance(entries, dict):
        return {title: kept for title, each in entries.items() if (kept := _nav_of(each, pages, moved))}
    page = moved.get(entries, [entries])[0]
    return page if page is None or page in pages or "://" in page else ""


def _in_list(entry: Any, pages: Container[str], moved: Mapping[str, Sequence[str]]) -> list[Any]:
    """The pages of this program's menu for an entry of a list."""
    several = moved.get(entry, [entry]) if isinstance(entry, str) else [entry]
    return [page for page in several if page in pages] if len(several) > 1 else [_nav_of(entry, pages, moved)]


def _stop_for(problems: Sequence[Problem]) -> None:
    """Raise PluginError, with all problems, when one of them is an error."""
    if any(problem.severity == "error" for problem in problems):
        raise PluginError(_told(problems))


def _told(problems: Sequence[Problem]) -> str:
    number = sum(problem.count for problem in problems if problem.severity == "error")
    count = "1 problem" if number == 1 else f"{number} problems"
    here = f"{Path.cwd()}/"
    lines = [str(problem).removeprefix(here) for problem in problems]
    return "\n".join([*lines, f"{count}. Nothing was built; the site is as it was."])


def _site(
    config: Any, catalog: Catalog, docs: page_check.CheckedDocs, today: date, data_dir: Path, *, is_served: bool
) -> Site:
    repository = (os.environ.get("REPOSITORY_URL") or catalog.program.repository_url).rstrip("/")
    return Site(
        url=config.site_url or "",
        today=today,
        edit_url=f"{repository}/edit/main/data/" if repository else "",
        issue_url=f"{repository}/issues/new" if repository else "",
        preview=is_served,
        earlier=earlier_state.at_start_of_quarter(data_dir, today, catalog) if config.extra.get("history") else None,
        changes=calendar_changes.known(data_dir, catalog) if config.extra.get("history") else None,
        requirements=sbom.pinned(),
        as_of=config.extra.get("as_of"),
        today_url=config.extra.get("today_url") or "",
        colors=_colors(Path(config.docs_dir)),
        written=frozenset(page.address for page in docs.pages.values()),
    )


def _colors(docs_dir: Path) -> ThemeColors:
    """The colors of the program. Raises PluginError."""
    try:
        return theme_colors.of_program(docs_dir)
    except (theme_colors.NoColors, OSError) as error:
        raise PluginError(f"docs/{error}") from error


def _is_needed(folder: Path) -> bool:
    """Whether a folder of the theme is ours, or the one in which MkDocs has its own sitemap."""
    return folder == THEME or folder == Path(mkdocs.__file__).parent / "templates"


def on_pre_build(config: Any) -> None:
    """Let pages reach the macros and nothing else of what the plugin offers to templates."""
    plugin = config.plugins["macros"]
    plugin._env = environment_for_pages(plugin)


def _with_ours(files: Files, config: Any) -> Files:
    """Publish what was checked; add the layout of each section."""
    _publish_what_was_checked(files, config)
    for section in sections_of(config.extra["catalog"]):
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
def on_page_markdown(markdown: str, page: Any, config: Any, **_: Any) -> str:
    """Tell the macros where the page stands, and give them room for their HTML. Raises Outdated."""
    config.extra["stop_if_outdated"]()
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
    env.globals["search_box"] = partial(templating.render, "search_box.html")  # for the page of lost addresses
    env.globals["imported_modules"] = cache(_imported_modules)  # goes with this build
    return env


def _imported_modules(*names: str) -> list[str]:
    """The names of the modules that a page's scripts import, besides the scripts themselves."""
    there = (file for name in names if (file := SCRIPTS / f"{name}.js").is_file())
    return [module.stem for module in classic_scripts.imported(there)]


def on_page_context(context: Any, config: Any, **_: Any) -> Any:
    """Raises Outdated."""
    config.extra["stop_if_outdated"]()
    return context


def on_page_content(html: str, page: Any, config: Any, **_: Any) -> str:
    """Put the macros' HTML where their tokens stand, explain trade words, and note the words that a search adds."""
    if not page.meta.get("record") and page.meta.get("search", True):
        page.meta["search_words"] = search_words.beside(_without_tags(html), config.extra["catalog"])
    page.meta["feeds"] = feeds.links_of_page(page.url, config.extra["catalog"], config.extra["site"])
    page.meta["oembed"] = embeds.link_of_page(page.url, config.extra["catalog"], config.extra["site"])
    whole = page.meta["stash"].unpack(html)
    if page.url.startswith(CAREERS):
        whole = str(trade_words.explained(whole, config.extra["catalog"], page.meta["base"]))
    return whole


def _without_tags(html: str) -> str:
    return re.sub(r"<[^<>]*>", " ", html)


def _sources(data_dir: Path, docs_dir: Path) -> list[Path]:
    """What the site is made from, and so can't take the place of."""
    return [data_dir, docs_dir, *(ROOT / name for name in ("data", "docs", "macros", "scripts", "tests"))]
