"""What a change of the content has to keep on the pages that it changes: valid HTML that everyone can use.

`make check-content` runs these with the tests marked ``data`` and ``content`` elsewhere. They build the site as it was
before the change too, and look at what differs. Where there is no commit to compare with, all counts as new.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import changes
import pytest
from axe import DESK, PHONE, violations
from building import Shared
from library import CONTENT, ROOT
from markup import pages
from serving import serving
from telling import told
from validity import documents, html_validate_faults, need, nu_faults
from visiting import Built, Visitor

from scripts import html_checker

Record = Callable[[str, object], None]


@pytest.fixture(scope="session")
def before(real_site: Path, shared: Shared) -> Path | None:
    """The site as it was before the change, built once for all processes of a run; None where it can't be had."""

    def make(folder: Path) -> None:
        if changes.content_at(ROOT, changes.base(ROOT), folder):
            if changes.is_same(folder, CONTENT):
                (folder / "site").symlink_to(real_site)
            else:
                changes.build(folder, folder / "site")

    site = shared("before", make) / "site"
    return site if site.exists() else None


def since(before: Path | None) -> str:
    """With what the pages were compared, in words."""
    return "differ from before the change" if before else "stand on the site; there is nothing to compare it with"


# --- the content's own pages ----------------------------------------------------------


@pytest.mark.content
def test_the_html_of_what_changed_is_valid(
    real_site: Path, before: Path | None, tmp_path: Path, record_property: Record
):
    need(html_checker.nu() or html_checker.html_validate())
    now = changes.named(documents(real_site, tmp_path / "now"), real_site, tmp_path / "now")
    then = changes.named(documents(before, tmp_path / "then"), before, tmp_path / "then") if before else {}
    changed = [now[name] for name in changes.differences(now, then)]
    record_property("checked", f"the HTML of {len(changed)} pages and parts of pages that {since(before)}")
    found = html_faults(changed, tmp_path) if changed else []
    told("The HTML is not valid", [line.replace(f"{real_site}/", "").replace(f"{tmp_path}/now/", "") for line in found])


def html_faults(files: list[Path], folder: Path) -> list[str]:
    """What a checker of HTML finds: the Nu checker, else html-validate."""
    return nu_faults(files) if html_checker.nu() else html_validate_faults(files, folder / "report.json")


@pytest.mark.content
def test_everyone_can_use_the_pages_that_changed(
    site: Built, before: Path | None, visit: Visitor, record_property: Record
):
    then = {path: page.file for path, page in pages(before).items()} if before else {}
    changed = changes.differences({path: page.file for path, page in pages(site.folder).items()}, then)
    chosen = changes.spread(changed)
    record_property("checked", f"the accessibility of {len(chosen)} of the {len(changed)} pages that {since(before)}")
    told("Some people can't use these pages", access_faults(visit, site.url, chosen))


def access_faults(visit: Visitor, url: str, paths: list[str]) -> list[str]:
    """What axe finds on pages below ``url``: each in light on a phone and in dark on a desk, a line for each element."""
    page = visit(reduced_motion="reduce")
    faults = []
    for path in paths:
        page.goto(url + path)
        for size, scheme in ((PHONE, "light"), (DESK, "dark")):
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=scheme)
            faults += [
                f"{path or 'the home page'} ({size['width']} pixels wide, {scheme}): {each}"
                for each in violations(page)
            ]
    return faults


# --- that a fault would be found ---------------------------------------------------------

WHOLE = '<!doctype html>\n<html lang="en">\n<head><title>Page</title></head>\n<body><main><h1>Page</h1>\n{}\n</main></body>\n</html>\n'
FAULTS = {
    "sound/": ('<p>Words and <a href="../faint/">a link</a>.</p>', []),
    "nameless/": ('<a href="../sound/"></a>', ["390 pixels wide, light", "1280 pixels wide, dark"]),
    "faint/": (
        "<style>@media (prefers-color-scheme: dark) { p { color: #ddd } }</style><p>Words</p>",
        ["1280 pixels wide, dark"],
    ),
}


def test_a_page_that_some_people_cannot_use_is_told(tmp_path: Path, visit: Visitor):
    for path, (text, _) in FAULTS.items():
        (tmp_path / path).mkdir()
        (tmp_path / path / "index.html").write_text(WHOLE.format(text))
    visit.expected = "404"  # of a favicon
    with serving(tmp_path) as url:
        found = access_faults(visit, url, [*FAULTS])
    assert [line.split("): ")[0] for line in found] == [
        f"{path} ({where}" for path, (_, places) in FAULTS.items() for where in places
    ]


@pytest.mark.slow
def test_html_that_is_not_valid_is_told(tmp_path: Path):
    need(html_checker.nu() or html_checker.html_validate())
    page = tmp_path / "page.html"
    page.write_text(WHOLE.format("<p>Words"))
    assert html_faults([page], tmp_path) == []
    page.write_text(WHOLE.format('<p id="a">One</p><p id="a">Two</p>'))
    assert [line for line in html_faults([page], tmp_path) if line.startswith(f"{page}:5: ")]


def test_faults_are_told_in_lines_of_their_own():
    told("Nothing is wrong", [])
    with pytest.raises(pytest.fail.Exception) as failure:
        told("These links lead nowhere", (f"{page}/" for page in "ab"))
    assert (failure.value.msg, failure.value.pytrace) == ("These links lead nowhere:\na/\nb/", False)


# --- what changed, and since when ---------------------------------------------------------


def write(folder: Path, **files: str) -> dict[str, Path]:
    """Write files, and give them by their names."""
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text)
    return {name: folder / name for name in files}


def test_what_differs_is_what_is_new_or_other(tmp_path: Path):
    before = write(tmp_path / "before", same="1\n2\n", other="1\n2\n3\n", turned="1\n2\n", gone="1\n")
    now = write(tmp_path / "now", same="1\n2\n", other="1\n4\n5\n3\n", turned="2\n1\n", new="1\n2\n", empty="")
    assert changes.differences(now, before) == {"other": 3, "turned": 1, "new": 2, "empty": 1}
    assert changes.differences(before, {}) == {"same": 2, "other": 3, "turned": 2, "gone": 1}


def test_pages_are_taken_in_turn_from_each_folder_and_the_most_changed_first():
    pages = {"": 1, "jobs/": 9, "jobs/a/": 2, "jobs/b/": 8, "jobs/c/": 5, "towns/a/": 1, "towns/b/": 1}
    assert changes.spread(pages, 5) == ["jobs/", "jobs/b/", "towns/a/", "jobs/c/", ""]
    assert sorted(changes.spread(pages, 99)) == sorted(pages)


def git(folder: Path, *words: str) -> str:
    who = ("-c", "user.name=Some one", "-c", "user.email=some@example.org", "-c", "commit.gpgsign=false")
    return subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository whose branch ``mine`` left ``main`` after one commit; each has one of its own since."""
    monkeypatch.delenv("CONTENT_BASE", raising=False)
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "--initial-branch=main")
    for branch, text in (("main", "first"), ("mine", "changed"), ("main", "later")):
        if text != "first":
            git(folder, "checkout", *(["-b"] if branch == "mine" else []), branch)
        for name in changes.CONTENT_FOLDERS:
            write(folder / name, file=text)
        git(folder, "add", "--all")
        git(folder, "commit", "-m", text)
    git(folder, "checkout", "mine")
    return folder


def test_a_change_began_where_it_left_main(repository: Path, tmp_path: Path):
    commit = changes.base(repository)
    assert commit == git(repository, "rev-parse", "mine^1")
    assert changes.content_at(repository, commit, tmp_path / "then")
    assert (tmp_path / "then/data/file").read_text() == (tmp_path / "then/docs/file").read_text() == "first"
    assert not changes.is_same(tmp_path / "then", repository)
    write(repository / "data", file="first")
    write(repository / "docs", file="first")
    assert changes.is_same(tmp_path / "then", repository)


def test_a_change_begins_at_the_commit_that_is_named(repository: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CONTENT_BASE", "main")
    assert changes.base(repository) == git(repository, "rev-parse", "main")


@pytest.mark.parametrize("named", ["no-such-commit", "--all", "HEAD^1"])
def test_without_a_commit_to_compare_with_there_is_nothing_before(
    named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("CONTENT_BASE", named)
    git(tmp_path, "init", "--initial-branch=trunk")
    git(tmp_path, "commit", "--allow-empty", "-m", "first")
    assert changes.base(tmp_path) == ""
    assert not changes.content_at(tmp_path, "", tmp_path / "then")
    assert not changes.content_at(tmp_path, "HEAD", tmp_path / "then"), "it has no content yet"
