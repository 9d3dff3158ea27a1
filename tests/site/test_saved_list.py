"""The directory's list, saved as a CSV file in a browser."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import building
import pytest
from building import ROOT
from playwright.sync_api import Page
from visiting import Built, Visitor

from macros.data import faceting, standing
from macros.formats.excel import FORMULA_SIGNS

SCRIPT = ROOT / "macros" / "theme" / "assets" / "ours" / "js" / "csv.js"


def saved(page: Page) -> tuple[str, bytes]:
    with page.expect_download(timeout=30_000) as waiting:
        page.get_by_role("button", name="Download this list").click()
    found = waiting.value
    return found.suggested_filename, Path(found.path()).read_bytes()


def rows(content: bytes) -> list[dict[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf") and content.endswith(b"\r\n")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_whole_list_has_the_columns_of_the_published_table(site: Built, visit: Visitor) -> None:
    name, content = saved(visit(f"{site.url}partnerships/"))
    assert name == "partnerships.csv"
    found = rows(content)
    assert [row["id"] for row in found] == list(site.catalog.partnerships)
    text = (site.folder / "data/files/partnerships.csv").read_bytes().decode()
    published = list(csv.DictReader(io.StringIO(text, newline="")))
    for row, whole in zip(found, published, strict=True):
        shared = set(row) & set(whole)
        assert shared >= {"id", "title", "summary", "kind", "reach", "stage", "status"}
        same = shared - {"status"}  # the table has what is recorded, the list what counts on the day
        assert {key: row[key] for key in same} == {key: whole[key] for key in same}
        partnership = site.catalog.partnerships[row["id"]]
        assert row["status"] == standing.status(partnership, site.catalog, building.the_day()).status.id
        assert row["page"] == f"{site.url}partnerships/{row['id']}/"
        assert row["kind_label"] == partnership.kind.name
        assert row["industries_labels"] == "; ".join(each.name for each in partnership.industries)
        assert row["stage_label"] == (partnership.stage.name if partnership.stage else "")
        contact = partnership.contact or site.catalog.program.contact
        told = (row["website"], row["contact"], row["email"], row["phone"], row["contact_page"])
        assert told == (partnership.website, contact.name, contact.email, contact.phone, contact.url)


@pytest.mark.parametrize("address", ["partnerships/", "partnerships/table/"])
def test_filtered_list_is_what_is_shown(address: str, site: Built, visit: Visitor) -> None:
    industry = max(site.catalog.industries.values(), key=lambda each: len(site.catalog.partnerships_of(each))).id
    page = visit(f"{site.url}{address}?industry={industry}")
    page.locator("[data-list] > :nth-child(2)").wait_for()
    _, content = saved(page)
    expected = [each.id for each in faceting.chosen(site.catalog, industry=industry)]
    assert [row["id"] for row in rows(content)] == expected != []
    assert all(industry in row["industries"].split("; ") for row in rows(content))


def test_button_works_by_keyboard_and_is_not_there_without_script(site: Built, visit: Visitor) -> None:
    page = visit(f"{site.url}partnerships/")
    page.get_by_role("button", name="Download this list").focus()
    with page.expect_download(timeout=30_000):
        page.keyboard.press("Enter")
    plain = visit(f"{site.url}partnerships/", java_script_enabled=False)
    assert not plain.get_by_role("button", name="Download this list").is_visible()


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@x", "'@x"),
        ("\t=1", "'\t=1"),
        ("＝1", "'＝1"),
        ("a=1", "a=1"),
        ('say "hi"', '"say ""hi"""'),
        ("a,b", '"a,b"'),
        ("=a,b", '"\'=a,b"'),
        ("a\nb", '"a\nb"'),
        ("", ""),
    ],
)
def test_cells_are_inert(text: str, cell: str, site: Built, visit: Visitor) -> None:
    page = visit(f"{site.url}partnerships/")
    found = page.evaluate(
        "async ([address, text]) => (await import(address)).cell(text)", [f"{site.url}assets/ours/js/csv.js", text]
    )
    assert found == cell


def test_both_languages_know_the_same_signs() -> None:
    source = SCRIPT.read_text(encoding="utf-8")
    named = {sign: {sign, f"\\u{ord(sign):04x}", repr(sign)[1:-1]} for sign in FORMULA_SIGNS}
    assert [sign for sign, names in named.items() if not any(each in source for each in names)] == []
