"""All HTML that we publish is valid: by the Nu checker where there is Java, by html-validate where there is Node."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import building
import pytest
from kinds import files
from validity import AROUND, documents, html_validate_faults, need, nu_faults, wrapped

from macros.data.catalog import Catalog
from scripts import html_checker


def everything(site: Path, folder: Path) -> list[Path]:
    """All that a site publishes as HTML, and a report that stands alone, as a file that one can send."""
    data = str(building.ROOT / "data")
    words = [
        "scripts.report",
        "annual",
        "--year",
        "2026",
        "--before",
        data,
        "--after",
        data,
        "--out",
        str(folder / "reports"),
    ]
    done = building.run(*words)
    assert done.returncode == 0, done.stdout + done.stderr
    (report,) = (folder / "reports").glob("*.html")
    return [*documents(site, folder / "unpacked"), report]


def test_the_nu_checker_finds_nothing(real_site: Path, tmp_path: Path) -> None:
    need(html_checker.nu())
    assert nu_faults(everything(real_site, tmp_path)) == []


def test_html_validate_finds_nothing(real_site: Path, catalog: Catalog, tmp_path: Path) -> None:
    """It takes several times as long; where the Nu checker has seen everything, a page of each kind is enough."""
    need(html_checker.html_validate())
    looked_at = files(real_site, catalog) if html_checker.nu() else everything(real_site, tmp_path)
    assert html_validate_faults(looked_at, tmp_path / "report.json") == []


FAULTS = {
    "an empty option": '<select aria-label="One"><option value=""></option><option>Two</option></select>',
    "a form that isn't there": '<select aria-label="One" form="no-form"><option>Two</option></select>',
    "a header row without cells": "<table><thead><tr></tr></thead><tbody><tr><td>1</td></tr></tbody></table>",
    "a list behind a caption": "<figure><p>1</p><figcaption>Words</figcaption><ol><li>One</li></ol></figure>",
    "a hidden drawing": '<svg viewBox="0 0 1 1" hidden></svg>',
    "a box that completes itself": '<label><input type="checkbox" autocomplete="off"> One</label>',
    "a section without a heading": "<section><p>One</p></section>",
}
SOUND = {
    "an option in words": '<select aria-label="One"><option value="">Choose one</option><option>Two</option></select>',
    "a caption at the end": "<figure><p>1</p><figcaption>Words</figcaption></figure><ol><li>One</li></ol>",
    "a header to be filled": "<table><thead></thead><tbody><tr><td>1</td></tr></tbody></table>",
}


def tried(check: Callable[[list[Path]], list[str]], folder: Path) -> set[str]:
    """The names of what a checker finds a fault in, out of FAULTS and SOUND."""
    files = {
        wrapped(text, folder / f"{number}.html"): name for number, (name, text) in enumerate((FAULTS | SOUND).items())
    }
    found = check([*files])
    return {files[Path(line.split(":")[0])] for line in found}


@pytest.mark.slow
def test_the_nu_checker_sees_each_of_these_faults_and_no_other(tmp_path: Path) -> None:
    need(html_checker.nu())
    assert tried(nu_faults, tmp_path) == {*FAULTS}


@pytest.mark.slow
def test_html_validate_sees_some_of_these_faults_and_no_other(tmp_path: Path) -> None:
    need(html_checker.html_validate())
    seen = tried(lambda files: html_validate_faults(files, tmp_path / "report.json"), tmp_path)
    assert seen == {"a list behind a caption", "a box that completes itself"}


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    need(html_checker.nu())
    with pytest.raises(AssertionError, match="gone"):
        nu_faults([tmp_path / "gone.html"])


def test_pieces_of_pages_are_found_and_wrapped(tmp_path: Path) -> None:
    """An embed's fragment, the code of oEmbed, the text of a feed, and a page of a room pack."""
    site, folder = tmp_path / "site", tmp_path / "pieces"
    feed = '<feed xmlns="http://www.w3.org/2005/Atom"><entry><content type="html">&lt;p&gt;fed&lt;/p&gt;</content></entry></feed>'
    pieces = {
        "page/index.html": "whole",
        "embed/one/fragment.html": "bare",
        "oembed/one.json": '{"html": "framed"}',
        "feeds/one.atom": feed,
    }
    for name, text in pieces.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(text)
    (site / "packs").mkdir()
    with zipfile.ZipFile(site / "packs/one.zip", "w") as pack:
        pack.writestr("index.html", "packed")
        pack.writestr("readme.txt", "no page")
    found = [file.read_text() for file in documents(site, folder)]
    assert found == ["whole", "packed", *(AROUND.format(text) for text in ("bare", "framed", "<p>fed</p>"))]


# --- how the checkers are had --------------------------------------------------------


def test_what_is_installed_without_all_pins_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half an installation, or that of other versions, is none."""
    jar = tmp_path / "node_modules/vnu-jar/build/dist/vnu.jar"
    jar.parent.mkdir(parents=True)
    jar.touch()
    monkeypatch.setattr(html_checker, "FOLDER", tmp_path)
    monkeypatch.setattr(html_checker.shutil, "which", lambda name: f"/bin/{name}")
    assert html_checker.nu() is None
    (tmp_path / "installed.json").write_text("{}")
    assert html_checker.nu() is None
    (tmp_path / "installed.json").write_bytes((html_checker.PINS / html_checker.LOCK).read_bytes())
    assert (html_checker.nu() or [])[-1] == str(jar)
    monkeypatch.setattr(html_checker.shutil, "which", lambda name: None)
    assert html_checker.nu() is None and not html_checker.install()


def test_a_missing_checker_skips_a_test_but_fails_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="scripts.html_checker --install"):
        need(None)
    monkeypatch.setenv("CI", "true")
    with pytest.raises(AssertionError, match="CI needs Java, Node and npm"):
        need(None)
