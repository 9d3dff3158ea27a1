"""Publishing without a theme: sizes of files on the pages that offer them, and nothing made only to be measured."""

from __future__ import annotations

import gc
import os
import re
import shutil
import sys
import time
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader
from mkdocs.exceptions import PluginError

from macros.build import mkdocs_adapter, publishing
from macros.build.timings import Timings
from macros.data import sections
from macros.data.catalog import Catalog
from macros.formats import excel, icalendar_writer, sbom, word_writer
from macros.pages import components, download_sizes, page_layout, templating
from macros.pages.macro_context import Context
from macros.pages.outputs import Content, Page, Site, SiteFile, base_of
from macros.sitewide import calendars, open_data
from macros.subjects.grants import joint_pages, pages
from macros.subjects.partnerships import directory
from macros.subjects.toolkit import pages as toolkit

ROOT = Path(__file__).parents[1]
SITE = Site(url="https://example.org/library/", today=date(2026, 3, 5), requirements=sbom.pinned())
SAID = re.compile(r'href="(?:\.\./)*([^"#]+\.\w+)"[^>]*>(?:(?!<a\b).)*?, ([\d.,]+ (?:bytes?|KB|MB))')


def written_pages(catalog: Catalog, site: Site) -> dict[str, str]:
    """The pages of ``docs/`` that offer files, as macros make them."""
    offering = {
        "data/index.html": open_data.downloads,
        "data/calendars/index.html": calendars.calendars,
        "grants/fill/index.html": pages.grant_filler,
        "grants/joint/index.html": joint_pages.joint_applications,
        "toolkit/room-packs/index.html": toolkit.room_packs,
    }
    return {name: macro(Context(catalog, site, base_of(name))) for name, macro in offering.items()}


def rendered(folder: Path, catalog: Catalog, site: Site) -> Path:
    """A site as a theme would leave it: a layout for each section, and the written pages."""
    shutil.copytree(ROOT / "macros/theme/assets", folder / "assets")  # room packs take scripts along
    layout = "<title>{title}</title><main>{breadcrumb}{body}{head}{edit}</main>".format(**page_layout.SLOTS)
    layouts = {
        f"{section}/{page_layout.LAYOUT}/index.html": layout
        for section in sections.of_program(catalog.program.geography)
    }
    for name, html in (layouts | written_pages(catalog, site)).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"<main>{html}</main>", encoding="utf-8")
    return folder


def said(page: Path) -> dict[str, str]:
    """The sizes that a page says, by the files that it says them of."""
    html = page.read_text(encoding="utf-8")
    assert download_sizes.MARK not in html
    return dict(SAID.findall(html.replace("\n", " ")))


def true_sizes(site_dir: Path, files: Any) -> dict[str, str]:
    return {file: templating.file_size((site_dir / file).stat().st_size) for file in files}


# --- marks ------------------------------------------------------------------------------


def test_a_mark_becomes_the_size_of_a_file_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(bytes(2_345))
    html = f"(CSV{templating.part('_parts.html', 'size_of')('a.csv')}) (zip{templating.part('_parts.html', 'size_of')('b.zip')})"
    assert download_sizes.offered(html) == ["a.csv", "b.zip"]
    assert download_sizes.filled(html, tmp_path) == "(CSV, 2.3 KB) (zip)"


@pytest.mark.slow
def test_pages_that_offer_files_say_so(made_up: Catalog) -> None:
    """Only theirs are looked through at the end."""
    made = [each for each in publishing.outputs(made_up, SITE) if isinstance(each, Page)]
    assert {each.path for each in made if each.offers_files} == {
        each.path for each in made if download_sizes.offered(each.make().body)
    }


def files_of(folder: Path) -> set[str]:
    return {each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file()}


def check_timings(timings: Timings, written: set[str], site_dir: Path) -> None:
    """Each view is told once, with all that is written but the list of pages; sizes are filled in afterwards."""
    timings.end()
    views, stage = timings.views, timings.stages["Writing"]
    assert stage.files == sum(each.files for each in views.values()) == len(written)
    assert {"sitewide.api", "sitewide.room_packs"} < set(views) and len(views) == len(publishing.VIEWS) + 1
    api = [site_dir / each for each in written if each.startswith("api/")]
    assert views["sitewide.api"].bytes == sum(each.stat().st_size for each in api)
    assert 0 < views["sitewide.api"].cpu <= stage.cpu and stage.seconds > 0
    lines = [" ".join(each.split()) for each in timings.table()]
    assert f"Writing {stage.seconds:.2f} {stage.cpu:.2f} {stage.files:,} {stage.bytes:,}" in lines


# --- a whole site ---------------------------------------------------------------------------


@pytest.mark.slow
def test_pages_say_how_large_the_files_are(made_up: Catalog, tmp_path: Path) -> None:
    site_dir = rendered(tmp_path, made_up, SITE)
    there, timings = files_of(site_dir), Timings(is_asking=True)
    timings.begin("Writing")
    publishing.publish(site_dir, made_up, SITE, timings)
    check_timings(timings, files_of(site_dir) - there - {"sitemap.xml", "robots.txt"}, site_dir)
    offering = [*written_pages(made_up, SITE)]
    offering += [f"{each.path}index.html" for each in made_up.grant_templates.values()]
    offering += [f"{each.path}index.html" for each in made_up.grant_blocks.values()]
    for page in offering:
        found = said(site_dir / page)
        assert found and found == true_sizes(site_dir, found), page
    assert set(said(site_dir / "data/index.html")) >= {
        "data/files/library.zip",
        "data/files/library.xlsx",
        open_data.BILL,
    }
    assert list(said(site_dir / "toolkit/room-packs/index.html")) == [
        each.zip_file for each in made_up.room_packs.values()
    ]


def test_only_who_asks_waits_for_a_count(tmp_path: Path) -> None:
    for name, size in (("a", 3), ("in/b", 4), ("out/c", 5)):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(bytes(size))
    for is_asking, files, size in ((True, 2, 7), (False, 0, 0)):
        timings = Timings(is_asking=is_asking)
        timings.begin("Pages")
        timings.count(tmp_path, without="out")
        timings.end()
        assert (timings.stages["Pages"].files, timings.stages["Pages"].bytes) == (files, size)
        assert list(timings.stages) == ["Starting", "Pages"]


@pytest.mark.slow
def test_nothing_is_made_twice(made_up: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not for its size, and not because two files share it."""
    made: Counter[str] = Counter()

    def counted(module: Any, name: str) -> None:
        real = getattr(module, name)

        def count(*args: Any, **kwargs: Any) -> Any:
            result = real(*args, **kwargs)
            made[f"{name} {hash(result)}"] += 1
            return result

        monkeypatch.setattr(module, name, count)

    for module, name in (
        (word_writer, "word_file"),
        (excel, "csv_bytes"),
        (excel, "workbook"),
        (icalendar_writer, "text"),
        (sbom, "text"),
    ):
        counted(module, name)
    monkeypatch.setattr(os, "cpu_count", lambda: 1)  # or another process counts for itself
    catalog = replace(made_up)  # one of which nothing is made yet
    publishing.publish(rendered(tmp_path, catalog, SITE), catalog, SITE)
    assert {each.partition(" ")[0] for each in made} == {"word_file", "csv_bytes", "workbook", "text"}
    assert [each for each, times in made.items() if times > 1] == []


def test_a_directory_of_many_pages_makes_each_card_as_often_as_one_of_few(
    made_up: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a site of ten times the size takes a hundred times as long."""
    made: Counter[str] = Counter()

    def counted(partnership: Any, *others: Any) -> Any:
        made[partnership.id] += 1
        return card(partnership, *others)

    card = components.card
    monkeypatch.setattr(components, "card", counted)
    times = []
    for size in (1, len(made_up.partnerships)):
        made.clear()
        catalog, site = replace(made_up), replace(SITE, page_size=size)
        for output in directory.outputs(catalog, site):
            assert output.make() if isinstance(output, Page) else output.content()
        times.append(made.most_common(1)[0][1])
    assert len(made) > 2 and times[0] == times[1] + 1, "the first page of cards is a written one"


def test_a_preview_says_sizes_when_a_page_is_asked_for(
    made_up: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "PAUSE", 60)
    site = Site(today=SITE.today, preview=True)
    preview = publishing.Preview(rendered(tmp_path, made_up, site), made_up, site)
    template = next(iter(made_up.grant_templates.values()))
    try:
        for page in ("data/index.html", f"{template.path}index.html"):
            preview.ask(page)
            found = said(tmp_path / page)
            assert found and found == true_sizes(tmp_path, found)
        assert not (tmp_path / "index.json").exists() and not list(tmp_path.glob("api/**/*.json")), "the rest waits"
    finally:
        preview.stop()


@pytest.mark.slow
def test_a_preview_s_other_pages_say_sizes_in_the_end(
    made_up: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "PAUSE", 0)
    site = Site(today=SITE.today, preview=True)
    preview = publishing.Preview(rendered(tmp_path, made_up, site), made_up, site)
    assert preview.wait()
    found = said(tmp_path / "data/calendars/index.html")
    assert found and found == true_sizes(tmp_path, found)
    assert said(tmp_path / "toolkit/room-packs/index.html") == {}, "a preview has no packs"


def test_a_preview_rests_while_a_newer_site_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made_up: Catalog
) -> None:
    """What somebody waits for would take twice as long beside it."""

    class View:
        @staticmethod
        def outputs(*_: object) -> list[SiteFile]:
            return [SiteFile(f"{number}.txt", "words") for number in range(9)]

    monkeypatch.setattr(publishing, "VIEWS", (View,))
    monkeypatch.setattr(publishing, "PAUSE", 0.2)
    preview = publishing.Preview(rendered(tmp_path, made_up, SITE), made_up, SITE)
    with preview.resting():
        preview.ask("3.txt")
        time.sleep(0.4)
        assert [path.name for path in tmp_path.glob("[0-9].txt")] == ["3.txt"]
    assert preview.wait() and len([*tmp_path.glob("[0-9].txt")]) == 9


def test_other_data_is_shown_in_the_layouts_that_are_there(
    made_up: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So a changed record is seen before the written pages are rendered again."""
    monkeypatch.setattr(publishing, "PAUSE", 60)
    first = publishing.Preview(rendered(tmp_path, made_up, SITE), made_up, SITE)
    partnership = next(iter(made_up.partnerships.values()))
    name = f"{partnership.path}index.html"
    others = {**made_up.partnerships, partnership.id: replace(partnership, title="Another title")}
    changed = replace(made_up, tables={**made_up.tables, "partnerships": others})
    try:
        first.ask(name)
        second = publishing.Preview(tmp_path, changed, SITE, first.rendered)
        assert "Another title" not in (tmp_path / name).read_text(), "nobody has asked for it"
        second.ask(name)
        assert "Another title" in (tmp_path / name).read_text()
        assert second.rendered.authored == first.rendered.authored and name not in second.rendered.authored
    finally:
        first.stop()
        second.stop()


def test_layouts_fit_until_a_level_has_another_address(made_up: Catalog, tmp_path: Path) -> None:
    made = publishing.RenderedSite.of(rendered(tmp_path, made_up, SITE), made_up)
    moved = replace(made_up.program, geography=replace(made_up.program.geography, counties_address="parishes"))
    tables = {**made_up.tables, "program": {moved.id: moved}}
    assert made.fits(made_up) and not made.fits(replace(made_up, tables=tables))


def test_a_small_view_is_one_share_and_a_large_one_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "VIEWS", (pages, calendars))
    monkeypatch.setattr(publishing, "MOST_RUNS", 3)
    files = [SiteFile(str(number), "") for number in range(2_000)]
    page = Page(path="a/", title="", description="", make=lambda: Content(""))
    shares = list(publishing._shares([[*files, page], files[:2]], SiteFile))
    assert shares[0] == ("sitewide.calendars", files[:2]) and len(shares) == 4
    assert [each for name, made in shares[1:] for each in made] == files
    assert list(publishing._shares([[*files, page], files[:2]], Page)) == [
        ("subjects.grants.pages", [page]),
        ("sitewide.calendars", []),
    ]


@pytest.mark.slow
def test_what_a_failed_build_left_is_in_nobody_s_way(made_up: Catalog, tmp_path: Path) -> None:
    """MkDocs' own server builds in the same folder again, and leaves hidden folders there."""
    site_dir = rendered(tmp_path, made_up, SITE)
    (site_dir / publishing.AHEAD).mkdir()
    (site_dir / publishing.AHEAD / "old.txt").write_text("old")
    publishing.publish(site_dir, made_up, SITE)
    assert not (site_dir / publishing.AHEAD).exists() and not (site_dir / "old.txt").exists()


@pytest.mark.parametrize("fails", [False, True])
def test_nobody_waits_for_the_collector_in_a_rebuild(
    fails: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    was_collecting = []

    def build(config: Any, **_: Any) -> None:
        was_collecting.append(gc.isenabled())
        config.extra["preview"] = SimpleNamespace(stop=lambda: None)
        if fails:
            raise PluginError("a problem")

    monkeypatch.setattr(mkdocs_adapter, "mkdocs_build", build)
    server = mkdocs_adapter._Server(builder=lambda: None, host="127.0.0.1", port=0, root=str(tmp_path))
    options = {"data_dir": ROOT / "data", "docs_dir": ROOT / "docs", "today": SITE.today}
    mkdocs_adapter._rebuild(server, str(tmp_path), "http://127.0.0.1:8000/", options)
    server.server_close()
    assert was_collecting == [False] and gc.isenabled()
    assert (server.root == str(tmp_path)) is fails


def test_a_link_that_an_editor_leaves_to_nothing_stops_no_server(tmp_path: Path) -> None:
    """Emacs locks a file with one, beside it."""
    (tmp_path / ".#about.md").symlink_to("nobody@nowhere.1")
    (tmp_path / "about.md").write_text("words")
    before = mkdocs_adapter._stamp(tmp_path)
    os.utime(tmp_path / "about.md", ns=(1, 1))
    assert len(before) == 2 and mkdocs_adapter._stamp(tmp_path)[str(tmp_path / "about.md")] == 1


# --- compiled templates -------------------------------------------------------


@pytest.fixture(autouse=True)
def bytecode_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


def an_environment(templates: Path, kept: Path) -> Environment:
    return Environment(loader=FileSystemLoader(templates), bytecode_cache=templating.CompiledTemplates(str(kept)))


def test_a_template_is_compiled_once_and_again_when_it_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = tmp_path / "kept"
    (tmp_path / "page.html").write_text("one", encoding="utf-8")
    assert an_environment(tmp_path, kept).get_template("page.html").render() == "one"
    compiled = []
    monkeypatch.setattr(Environment, "_generate", lambda *given, **_: compiled.append(given) or "")
    assert an_environment(tmp_path, kept).get_template("page.html").render() == "one" and not compiled
    monkeypatch.undo()
    (tmp_path / "page.html").write_text("two", encoding="utf-8")
    assert an_environment(tmp_path, kept).get_template("page.html").render() == "two"


@pytest.mark.parametrize("spoiled", [b"", b"j2", bytes(200)], ids=["empty", "cut short", "nonsense"])
def test_a_spoiled_compiled_template_is_compiled_again(spoiled: bytes, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("right", encoding="utf-8")
    an_environment(tmp_path, tmp_path / "kept").get_template("page.html")
    (kept,) = (tmp_path / "kept").iterdir()
    kept.write_bytes(spoiled)
    assert an_environment(tmp_path, tmp_path / "kept").get_template("page.html").render() == "right"


def test_a_place_that_cannot_be_written_keeps_nothing_and_breaks_nothing(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("right", encoding="utf-8")
    (tmp_path / "kept").write_text("a file where the folder would be", encoding="utf-8")
    assert an_environment(tmp_path, tmp_path / "kept").get_template("page.html").render() == "right"
