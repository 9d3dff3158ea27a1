"""The Word and Excel files of the site, opened in LibreOffice: fields, headings, sums, and a picture of the pages."""

from __future__ import annotations

import csv
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from lxml import etree
from office import convert, converted, needs_office
from visiting import Built

from macros.data import money
from macros.subjects.grants import budgets

pytestmark = [pytest.mark.slow, needs_office]
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"


def copied(site: Built, path: str, folder: Path) -> Path:
    return Path(shutil.copy(site.folder / path, folder / Path(path).name))


def test_word_files_open_with_headings_and_recalculated_sums(site: Built, tmp_path: Path) -> None:
    templates = site.catalog.grant_templates.values()
    made = convert([copied(site, f"{each.path}{each.id}.docx", tmp_path) for each in templates], "odt")
    for template in templates:
        with zipfile.ZipFile(made / f"{template.id}.odt") as file:
            content = etree.fromstring(file.read("content.xml"))
        headings = ["".join(each.itertext()) for each in content.iter(OFFICE % "text" + "h")]
        assert [each for each in headings if each[:1].isdigit()] == [
            f"{number}. {each.section.heading}" for number, each in enumerate(template.sections, start=1)
        ]
        rows = [
            "|".join("".join(cell.itertext()) for cell in row) for row in content.iter(OFFICE % "table" + "table-row")
        ]
        whole = next(row for row in rows if row.startswith("Whole project"))
        assert (
            whole.replace(",", "").replace(".00", "").endswith(f"|{budgets.sums(template, site.catalog).total // 100}")
        )


def test_workbooks_calculate_the_same_sums_and_the_match_follows(site: Built, tmp_path: Path) -> None:
    templates = site.catalog.grant_templates.values()
    books = [copied(site, f"{each.path}{each.id}-budget.xlsx", tmp_path) for each in templates]
    # Every sheet as CSV, recalculated: https://help.libreoffice.org/latest/en-US/text/shared/guide/csv_params.html
    made = convert(books, "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1")
    for template, book in zip(templates, books, strict=True):
        added = budgets.sums(template, site.catalog)
        budget = {row[0]: row for row in sheet(made, book, "Budget") if row and row[0]}
        years = template.budget.years
        assert plain(budget["Whole project"][4 + years]) == added.total
        for part in added.parts:
            assert [plain(each) for each in budget[part.money.name][4 : 5 + years]] == [*part.years, part.total]
        match = sheet(made, book, "Match")
        asked = template.match
        needed = [money.match_of_grant(added.grant, asked.percent), money.match_of_project(added.grant, asked.percent)]
        assert [plain(each) for each in match[8][1:3]] == needed
        assert match[11][1:3] == ["Yes" if added.match >= each else "No" for each in needed]


def sheet(made: Path, book: Path, name: str) -> list[list[str]]:
    """The rows of one sheet of a workbook that LibreOffice has written as CSV."""
    with (made / f"{book.stem}-{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def plain(shown: str) -> int:
    """Cents of what a sheet shows."""
    return money.cents(money.Decimal(shown.replace(",", "").replace("$", "")))


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="pdftoppm is not installed")
def test_the_first_page_has_ink_and_margins(site: Built, tmp_path: Path) -> None:
    """A picture of the PDF: something is printed, and nothing touches the paper's edge."""
    template = next(iter(site.catalog.grant_templates.values()))
    made = converted(copied(site, f"{template.path}{template.id}.docx", tmp_path), "pdf")
    subprocess.run(["pdftoppm", "-r", "20", "-l", "1", "-gray", str(made), str(tmp_path / "page")], check=True)
    (picture,) = tmp_path.glob("page*.pgm")
    header, pixels = picture.read_bytes().split(b"\n255\n", 1)
    width = int(header.split()[1])
    rows = [pixels[start : start + width] for start in range(0, len(pixels), width)]
    dark = sum(each < 160 for row in rows for each in row)
    assert 0.01 < dark / len(pixels) < 0.4
    edges = [*rows[:10], *rows[-10:], bytes(row[x] for row in rows for x in (*range(10), *range(width - 10, width)))]
    assert all(each > 200 for edge in edges for each in edge)
