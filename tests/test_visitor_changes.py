"""What a change of the content changes for visitors, told from two sites and two catalogs."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path

import pytest
from library import copy_made_up

from macros.data.catalog import Catalog, load_catalog
from scripts import browser, visitor_changes
from scripts.visitor_changes import VisitorChanges

PAGE = "<html><head><title>{0}</title></head><body><nav>{1}</nav><main id='main'>{0} <a href='{2}'>more</a></main></body></html>"
AWAY = '<html><head><meta http-equiv="refresh" content="0; url={0}"></head><body><main>It is there now.</main></body></html>'


def site(folder: Path, pages: dict[str, str]) -> Path:
    for path, html in pages.items():
        (folder / path).mkdir(parents=True, exist_ok=True)
        (folder / path / "index.html").write_text(html, encoding="utf-8")
    return folder


def compared(tmp_path: Path, catalog: Catalog, old: dict[str, str], new: dict[str, str]) -> VisitorChanges:
    return visitor_changes.compare(site(tmp_path / "old", old), site(tmp_path / "new", new), catalog, catalog)


def test_pages_are_new_gone_moved_or_read_differently(tmp_path: Path, made_up: Catalog) -> None:
    same = PAGE.format("Same", "menu", "x")
    old = {".": same, "a": PAGE.format("A", "menu", "x"), "b": same, "c": same, "link": PAGE.format("L", "menu", "x")}
    new = {".": same, "a": PAGE.format("A2", "menu", "x"), "c": AWAY.format("../d/"), "d": same}
    new["link"] = PAGE.format("L", "menu", "y")
    found = compared(tmp_path, made_up, old, new)
    assert (found.changed, found.added, found.gone) == (["a/", "link/"], ["d/"], ["b/"])
    assert found.moved == {"c/": "../d/"}


def test_what_is_around_a_page_and_how_it_is_spaced_is_no_change_of_it(tmp_path: Path, made_up: Catalog) -> None:
    old, new = PAGE.format("Words", "menu", "x"), PAGE.format("Words", "longer menu", "x").replace("Words", " Words\n")
    assert compared(tmp_path, made_up, {"a": old}, {"a": new}) == VisitorChanges(
        added=[], changed=[], gone=[], records=[]
    )


def test_records_are_told_field_by_field_in_the_schema_s_words(
    own_state: Path, made_up: Catalog, tmp_path: Path
) -> None:
    record = own_state / "partnerships" / "records" / "kelp.yaml"
    record.write_text(record.read_text().replace("The handout calls it done.", "It is done."), encoding="utf-8")
    table = own_state / "partnerships" / "members.csv"
    table.write_text("".join(table.read_text().splitlines(keepends=True)[:-1]), encoding="utf-8")
    after = load_catalog(own_state)
    found = visitor_changes.compare(tmp_path, tmp_path, made_up, after)
    text = visitor_changes.as_markdown(found, after)
    assert text.splitlines()[2] == "2 records change."
    assert "- kelp: About the status" in text
    assert "### Members\n\n- gone: kelp-harbor-college" in text


def test_no_change_is_one_sentence(made_up: Catalog) -> None:
    text = visitor_changes.as_markdown(VisitorChanges(), made_up)
    assert text == "## What changes for visitors\n\nNothing changes for visitors.\n"


def test_a_lost_page_is_told_and_a_long_list_is_cut(made_up: Catalog) -> None:
    found = VisitorChanges(changed=[f"p/{number}/" for number in range(250)], gone=["old/"])
    text = visitor_changes.as_markdown(found, made_up)
    assert "250 pages read differently, 1 page is lost." in text
    assert "### Pages that are gone, and lead nowhere\n\n- old/" in text
    assert "- and 150 more" in text and "p/100/" not in text


def test_words_of_the_data_do_nothing(made_up: Catalog) -> None:
    text = visitor_changes.as_markdown(VisitorChanges(added=["[x](y)<b>/"]), made_up)
    assert r"- \[x\](y)\<b\>/" in text


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with the made-up state and one page, and one change that isn't committed."""
    root = tmp_path / "repository"
    copy_made_up(root / "data")
    (root / "docs").mkdir()
    head = "---\ntitle: Home\ndescription: A description that is long enough.\n---\n\n# Home\n"
    (root / "docs" / "index.md").write_text(head, encoding="utf-8")
    for words in ("init -q -b main", "add --all", "-c user.name=x -c user.email=x@example.org commit -q -m Begin"):
        subprocess.run(["git", *words.split()], cwd=root, check=True)
    record = root / "data/partnerships/records/kelp.yaml"
    record.write_text(record.read_text().replace("They share what", "They share all that"), encoding="utf-8")
    return root


def a_page_for_each_partnership(data: Path, docs: Path, folder: Path, today: date) -> None:
    """In place of a build, which takes long and has tests of its own."""
    purposes = {f"partnerships/{id}": each.purpose for id, each in load_catalog(data).partnerships.items()}
    site(folder, {path: PAGE.format(purpose, "menu", "x") for path, purpose in purposes.items()})


@pytest.mark.slow
def test_the_command_compares_both_sites_and_tells_the_job(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    summary, to = tmp_path / "summary", tmp_path / "to"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    monkeypatch.setattr(visitor_changes, "_build", a_page_for_each_partnership)
    words = ["--data", str(repository / "data"), "--docs", str(repository / "docs"), "--to", str(to)]
    pictures = ["--pictures", "1"] if browser.find() else []
    assert visitor_changes.main(["HEAD", *words, *pictures, "--today", "2026-11-21"]) == 0
    text = capsys.readouterr().out
    assert text == summary.read_text(encoding="utf-8")
    assert "1 record changes, " in text and "- kelp: Purpose" in text and "- partnerships/kelp/" in text
    assert "They share all that" in (to / "site/partnerships/kelp/index.html").read_text(encoding="utf-8")
    if pictures:
        assert sorted(path.name.rpartition("-")[2] for path in (to / "pictures").iterdir()) == [
            "1280.png",
            "1280.png",
            "390.png",
            "390.png",
        ]


@pytest.mark.slow
def test_a_commit_that_is_not_there_is_told_and_stops_nothing(
    repository: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--data", str(repository / "data"), "--docs", str(repository / "docs"), "--to", str(tmp_path / "to")]
    assert visitor_changes.main(["no-such-commit", *words]) == 0
    assert capsys.readouterr().out.startswith("What changes for visitors can't be told. ")
