"""Runs the checkers of HTML over many files at once, and gathers all that is HTML in a built site."""

from __future__ import annotations

import json
import os
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from scripts import html_checker

ATOM = "{http://www.w3.org/2005/Atom}"
# A fragment stands in a page of another site, which has a heading of its own. Its own begin with h2.
AROUND = '<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8"><title>Page</title></head>\n<body><h1>Page</h1>\n{}\n</body>\n</html>\n'


def nu_faults(files: list[Path]) -> list[str]:
    """What the Nu checker says of the files: ``file:line: message``. Warnings count like errors."""
    options = [
        "--format",
        "json",
        "--stdout",
        "--exit-zero-always",
        "--filterfile",
        str(html_checker.PINS / "nu-ignored.txt"),
    ]
    done = _run(html_checker.nu(), options, files)
    assert done.returncode == 0, done.stderr  # the checker's own failure
    told = json.loads(done.stdout)["messages"]
    return [f"{each['url'].removeprefix('file:')}:{each.get('lastLine', 1)}: {each['message']}" for each in told]


def html_validate_faults(files: list[Path], report: Path) -> list[str]:
    """What html-validate says of the files, in the same form; it writes ``report``, since it cuts off what it prints."""
    options = ["--formatter", f"json={report}", "--config", str(html_checker.PINS / "html-validate.cjs")]
    done = _run(html_checker.html_validate(), options, files)
    assert report.is_file(), done.stderr
    return [
        f"{file['filePath']}:{each['line']}: {each['message']} ({each['ruleId']})"
        for file in json.loads(report.read_text(encoding="utf-8"))
        for each in file["messages"]
        if " template" not in (each["selector"] or "")  # a script fills it in first
    ]


def need(checker: list[str] | None) -> None:
    """Skip a test whose checker isn't there; where CI is set it has to be."""
    if checker is None and not os.environ.get("CI"):
        pytest.skip("this checker of HTML is not there: python -m scripts.html_checker --install")
    assert checker is not None, "CI needs Java, Node and npm; see .ci/run"


def wrapped(fragment: str, file: Path) -> Path:
    """Write a page around a fragment."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(AROUND.format(fragment), encoding="utf-8")
    return file


def documents(site: Path, folder: Path) -> list[Path]:
    """Every page of a built site and of its room packs, and a page in ``folder`` around every fragment."""
    pages = [file for file in sorted(site.rglob("*.html")) if file.name != "fragment.html"]
    packs = [file for pack in sorted(site.rglob("packs/*.zip")) for file in _unpacked(pack, folder / pack.name)]
    return [*pages, *packs, *(wrapped(text, folder / f"{name}.html") for name, text in _fragments(site))]


def _fragments(site: Path) -> Iterator[tuple[str, str]]:
    """HTML that isn't a page: embeds without a frame, the code of oEmbed, and the texts of feeds."""
    for file in sorted(site.rglob("fragment.html")):
        yield file.parent.relative_to(site).as_posix(), file.read_text(encoding="utf-8")
    for file in sorted((site / "oembed").rglob("*.json")):
        yield file.relative_to(site).as_posix(), json.loads(file.read_text(encoding="utf-8"))["html"]
    for file in sorted(site.rglob("*.atom")):
        for number, content in enumerate(ElementTree.parse(file).iter(f"{ATOM}content")):
            assert content.get("type") == "html"
            yield f"{file.relative_to(site)}/{number}", content.text or ""


def _unpacked(pack: Path, folder: Path) -> list[Path]:
    with zipfile.ZipFile(pack) as file:
        return [Path(file.extract(name, folder)) for name in file.namelist() if name.endswith(".html")]


def _run(command: list[str] | None, options: list[str], files: list[Path]) -> subprocess.CompletedProcess[str]:
    missing = [file for file in files if not file.is_file()]
    assert command and files and not missing, missing  # the Nu checker passes over a file that isn't there
    return subprocess.run([*command, *options, *map(str, files)], capture_output=True, text=True, check=False)
