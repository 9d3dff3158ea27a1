"""Word files of the forms, and room packs: what is in them, and that the same data gives the same bytes."""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from macros.data import validation
from macros.data.catalog import Catalog, load_catalog
from macros.pages.outputs import Site
from macros.sitewide import room_packs
from macros.sitewide.room_packs import Contents
from macros.subjects.toolkit import forms
from macros.subjects.toolkit import word_files as word_forms

SITE = Site(today=date(2026, 11, 21))


@pytest.fixture(scope="module")
def catalog(made_up: Catalog) -> Catalog:
    """The made-up state."""
    return made_up


@pytest.fixture(scope="module")
def word_files(catalog: Catalog) -> dict[str, bytes]:
    return {each.path: each.content() for each in word_forms.outputs(catalog, SITE)}


def test_every_form_has_a_word_file(catalog: Catalog, word_files: dict[str, bytes]) -> None:
    wanted = {f"{each.path}{each.id}.docx" for each in catalog.worksheets.values()}
    wanted |= {
        "toolkit/assessment/self-assessment.docx",
        "toolkit/plan/action-plan.docx",
        "toolkit/launch/launch-schedule.docx",
    }
    assert set(word_files) == wanted


def test_word_files_have_headings_header_rows_fields_title_and_language(word_files: dict[str, bytes]) -> None:
    for path, data in word_files.items():
        document = docx.Document(io.BytesIO(data))
        about = document.core_properties
        assert about.title and about.language == "en-US", path
        assert any(each.style.name == "Heading 1" for each in document.paragraphs), path
        assert len(list(document.element.body.iter(qn("w:sdt")))) >= 5, path
        for table in document.tables:
            assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None, path


def test_assessment_asks_for_every_component_in_word(catalog: Catalog, word_files: dict[str, bytes]) -> None:
    document = docx.Document(io.BytesIO(word_files["toolkit/assessment/self-assessment.docx"]))
    shown = [each.text for each in document.paragraphs]
    assert [each.text for each in catalog.components.values() if each.text not in shown] == []
    assert len(document.element.body.findall(f".//{qn('w:dropDownList')}")) == len(catalog.components) + 1


def test_word_files_are_the_same_bytes_each_time(catalog: Catalog, word_files: dict[str, bytes]) -> None:
    again = {each.path: each.content() for each in word_forms.outputs(catalog, SITE)}
    assert again == word_files


def test_a_table_of_many_columns_lies_on_its_side_and_breaks_no_word_of_its_header(
    word_files: dict[str, bytes],
) -> None:
    for name in ("plan/action-plan", "launch/launch-schedule"):
        document = docx.Document(io.BytesIO(word_files[f"toolkit/{name}.docx"]))
        assert document.sections[0].page_width > document.sections[0].page_height
        for table in document.tables:
            for column, cell in zip(table.columns, table.rows[0].cells, strict=True):
                longest = max(map(len, cell.text.split()))
                # Of 10 points in bold, a letter of Calibri takes 5.3 on the average; the cell has margins of 5.4.
                assert column.width.pt >= 5.3 * longest + 10.8, cell.text
                assert cell.paragraphs[0].paragraph_format.keep_with_next, "no header row at the foot of a page"


def test_plan_has_the_same_columns_for_each_element(catalog: Catalog) -> None:
    tables = [ask for part in forms.plan(catalog).parts for ask in part.asks if ask.kind == "table"]
    assert len(tables) == len(catalog.elements) == 1
    for table in tables:
        assert [each.key for each in table.table] == [
            "objective",
            "actions",
            "by",
            "lead",
            "resources",
            "outcomes",
            "status",
        ]


# --- room packs ----------------------------------------------------------------------

PAGE = """<!doctype html><html data-zone="America/New_York"><head><link rel="stylesheet" href="{up}a/b.css"><script type="module" src="{up}js/one.js"></script>{head}</head>
<body><header>Top</header><main id="main"><h1>{title}</h1>{body}<script>alert(1)</script></main></body></html>"""
CONTENTS = Contents(
    name="Pack", summary="All.", groups=(("Pages", ["one/", "two/deep/", "gone/"]), ("Files", ["two/x.docx"]))
)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A site of two pages that refer to each other, to a third, and to the outside."""
    links = '<a href="../two/deep/#part">Two</a> <a href="../three/">Three</a> <a href="https://example.org/">Out</a> <a href="#x">Here</a>'
    files = {
        "one/index.html": PAGE.format(
            up="../", title='One &amp; only <a class="headerlink" href="#one">#</a>', body=links, head=""
        ),
        "two/deep/index.html": PAGE.format(
            up="../../",
            title="Two",
            body='<a href="../../one/">One</a>',
            head='<script type="module" src="../../js/far.js"></script>',
        ),
        "two/x.docx": "word",
        "a/b.css": '@import url("c.css"); p { background: url(d.svg) }',
        "a/c.css": "p {}",
        "a/d.svg": "<svg/>",
        "js/one.js": 'import { two } from "./two.js";\nalert(two);\n',
        "js/two.js": 'export const two = "</script>";\n',
        "js/far.js": 'import { two } from "./two.js";\nfetch("data.json");\n',
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def unpacked(small: Path, url: str = "") -> dict[str, str]:
    data = room_packs.packed(small, CONTENTS, url=url, made=date(2026, 11, 21), site_name="Library")
    assert data == room_packs.packed(small, CONTENTS, url=url, made=date(2026, 11, 21), site_name="Library")
    with zipfile.ZipFile(io.BytesIO(data)) as pack:
        return {name: pack.read(name).decode() for name in pack.namelist()}


def test_pack_holds_pages_files_styles_contents_and_checksums(small: Path) -> None:
    files = unpacked(small)
    assert set(files) == {
        "index.html",
        "checksums.txt",
        "one/index.html",
        "two/deep/index.html",
        "two/x.docx",
        "a/b.css",
        "a/c.css",
        "a/d.svg",
        "js/one.js",
        "js/two.js",
    }
    sums = dict(reversed(line.split("  ")) for line in files["checksums.txt"].splitlines())  # type: ignore[misc]
    assert set(sums) == set(files) - {"checksums.txt"}
    assert all(hashlib.sha256(files[name].encode()).hexdigest() == digest for name, digest in sums.items())
    assert '<a href="two/deep/index.html">Two</a>' in files["index.html"] and "One &amp; only" in files["index.html"]
    assert room_packs.missing(small, CONTENTS) == ["gone/"]


def test_a_file_is_beside_its_page_in_the_contents(small: Path) -> None:
    (small / "one/y.docx").write_text("word", encoding="utf-8")
    contents = Contents(name="Pack", summary="", groups=(("Pages", ["one/"]), ("Files", ["one/y.docx"])))
    data = room_packs.packed(small, contents, url="", made=date(2026, 11, 21), site_name="Library")
    with zipfile.ZipFile(io.BytesIO(data)) as pack:
        index = pack.read("index.html").decode()
    assert (
        re.search(r'<li><a href="one/index.html">One &amp; only</a> .*<a href="one/y.docx">Word<.*4 bytes', index)
        and "Files" not in index
    )


def test_pages_run_the_packs_scripts_in_their_order_and_nothing_else(small: Path) -> None:
    files = unpacked(small)
    scripts = re.compile(r"<script\b[^>]*>")
    assert scripts.findall(files["one/index.html"]) == [
        '<script defer src="../js/two.js">',
        '<script defer src="../js/one.js">',
    ]
    assert "alert(1)" not in files["one/index.html"] and 'data-zone="America/New_York"' in files["one/index.html"]
    policy = dict(
        part.strip().split(" ", 1)
        for part in re.search(r'Policy" content="([^"]*)', files["one/index.html"])[1].split(";")
    )  # type: ignore[index]
    assert (
        policy["script-src"] == "'self' file:"
        and policy["connect-src"] == "data:"
        and policy["default-src"] == policy["form-action"] == "'none'"
    )
    assert "need a network" not in files["one/index.html"]


def test_a_script_that_fetches_from_the_site_stays_behind_and_the_page_says_so(small: Path) -> None:
    files = unpacked(small)
    assert "js/far.js" not in files and "far.js" not in files["two/deep/index.html"]
    assert "need a network" in files["two/deep/index.html"]


def test_pack_leads_within_itself_or_to_the_site(small: Path) -> None:
    page = unpacked(small, "https://example.org/library/")["one/index.html"]
    assert 'href="../two/deep/index.html#part"' in page
    assert 'href="https://example.org/library/three/"' in page
    assert 'href="https://example.org/"' in page and 'href="#x"' in page
    assert "Top" not in page
    without = unpacked(small)["one/index.html"]
    assert "<a data-left-out>Three</a>" in without


def test_packs_of_the_data_have_the_tools_and_word_files(catalog: Catalog, tmp_path: Path) -> None:
    (tmp_path / "toolkit/plan").mkdir(parents=True)
    (tmp_path / "toolkit/plan/action-plan.docx").write_text("word", encoding="utf-8")
    pack = replace(catalog.room_packs["early"], pages=("toolkit/", "toolkit/plan/"))
    paths = room_packs.contents_of(pack, tmp_path).paths
    assert {Path(path).stem for path in paths if path.endswith(".docx")} == {"crew", "action-plan"}
    assert {"toolkit/", "toolkit/plan/", catalog.steps["meet"].path, catalog.worksheets["crew"].path} <= set(paths)


# --- what people write, and what they open ---------------------------------------------


def test_only_a_worksheet_with_a_day_ahead_offers_a_calendar(catalog: Catalog) -> None:
    sheet = catalog.worksheets["crew"]
    assert {ask.kind for ask in sheet.asks} > {"date", "line"}
    assert forms.of_worksheet(sheet).has_calendar
    letter = replace(sheet, asks=tuple(ask for ask in sheet.asks if ask.kind not in ("date", "table")))
    assert not forms.of_worksheet(letter).has_calendar


@pytest.mark.slow
def test_worksheet_of_the_guide_is_valid_and_becomes_a_form(repo: Path, tmp_path: Path) -> None:
    text = (repo / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (example,) = [each for each in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL) if "\nshelf:" in each]
    shutil.copytree(repo / "data", tmp_path / "data")
    (tmp_path / "data/toolkit/worksheets").mkdir(exist_ok=True)
    (tmp_path / "data/toolkit/worksheets/meeting-notes.yaml").write_text(example, encoding="utf-8")
    assert [str(each) for each in validation.check(tmp_path / "data").problems] == []
    form = forms.of_worksheet(load_catalog(tmp_path / "data").worksheets["meeting-notes"])
    assert [ask.kind for part in form.parts for ask in part.asks] == ["date", "prose", "choice", "table"]
    assert form.parts[0].asks[-1].cells == (("Send these notes", "Convener", "", ""),)


@pytest.mark.slow
@pytest.mark.skipif(
    not (shutil.which("soffice") and shutil.which("pdftotext")), reason="needs LibreOffice and pdftotext"
)
def test_word_files_open_in_libreoffice(catalog: Catalog, word_files: dict[str, bytes], tmp_path: Path) -> None:
    for path, data in word_files.items():
        (tmp_path / Path(path).name).write_bytes(data)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    names = sorted(str(each) for each in tmp_path.glob("*.docx"))
    subprocess.run(
        ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", str(tmp_path), *names],
        check=True,
        capture_output=True,
        timeout=280,
    )
    for name in names:
        pdf = Path(name).with_suffix(".pdf")
        said = subprocess.run(
            ["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, text=True
        ).stdout
        title = docx.Document(name).core_properties.title
        assert " ".join(said.split()).startswith(title), name
    plan = subprocess.run(
        ["pdftotext", str(tmp_path / "action-plan.pdf"), "-"], check=True, capture_output=True, text=True
    ).stdout
    assert plan.count("Strategic") == len(catalog.elements) and "outcomes" in plan
    assessment = subprocess.run(
        ["pdftotext", str(tmp_path / "self-assessment.pdf"), "-"], check=True, capture_output=True, text=True
    ).stdout
    assert assessment.count("Choose: In place / Partly / Not yet / Don\u2019t know".replace("\u2019", "'")) == len(
        catalog.components
    )
