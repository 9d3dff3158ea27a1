"""Word documents, read again by python-docx and as XML."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn

from macros.formats import word_writer
from macros.formats.document_blocks import (
    Block,
    FormField,
    Heading,
    Hyperlink,
    List,
    Mixed,
    NewPage,
    NumberCell,
    Sum,
    Table,
    Text,
)

MADE = date(2026, 11, 21)
ODD = "\u201cquotes\u201d & <tags> caf\u00e9 \U0001f600 \u05e9\u05dc\u05d5\u05dd"


def made(*blocks: Block, title: str = "Plan") -> docx.document.Document:
    return docx.Document(io.BytesIO(word_writer.word_file(title, blocks, made=MADE)))


def control(document: docx.document.Document) -> object:
    return document.element.body.find(f".//{qn('w:sdt')}")


def words(element: object) -> str:
    return "".join(each.text or "" for each in element.iter(qn("w:t")))


def test_title_language_and_dates_are_set() -> None:
    document = made(title="A plan")
    about = document.core_properties
    assert (about.title, about.language, about.created.date()) == ("A plan", "en-US", MADE)
    assert document.styles.element.find(f".//{qn('w:docDefaults')}//{qn('w:lang')}").get(qn("w:val")) == "en-US"


def test_headings_are_headings_in_order() -> None:
    document = made(Heading("One"), Text("words"), Heading("Two", 2))
    assert [(each.style.name, each.text) for each in document.paragraphs if each.style.name.startswith("Head")] == [
        ("Heading 1", "One"),
        ("Heading 2", "Two"),
    ]


def test_each_ordered_list_begins_at_one() -> None:
    document = made(List(["a", "b"], ordered=True), List(["c"], ordered=True), List(["d"]))
    numbers = [each._p.pPr.numPr.numId.val for each in document.paragraphs if each.style.name == "List Number"]
    assert numbers[0] == numbers[1] != numbers[2]
    numbering = document.part.numbering_part.element
    starts = {each.numId: each.find(f".//{qn('w:startOverride')}") for each in numbering.num_lst}
    assert all(starts[number].get(qn("w:val")) == "1" for number in numbers)


def test_tables_have_a_header_row_and_a_caption() -> None:
    document = made(Table(("Line", "Amount"), [("Rent", FormField("Amount of rent"))], caption="Budget", widths=(2, 1)))
    table = document.tables[0]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert table.rows[1]._tr.trPr.find(qn("w:tblHeader")) is None
    assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == "Budget"
    assert control(document) is not None


def test_links_lead_out_and_numbers_stand_to_the_right() -> None:
    link = Hyperlink("A & <b>", "https://example.org/a?b=1&c#d")
    document = made(Mixed(["See ", link, "."]), Table(("A",), [(NumberCell(link),)]))
    paragraph, cell = document.paragraphs[1], document.tables[0].rows[1].cells[0].paragraphs[0]
    assert paragraph.text == "See A & <b>."
    assert [(each.text, each.url) for each in paragraph.hyperlinks] == [(link.words, link.url)]
    assert cell.hyperlinks[0].url == link.url
    aligned = [row.cells[0].paragraphs[0].alignment for row in document.tables[0].rows]
    assert aligned == [WD_ALIGN_PARAGRAPH.RIGHT] * 2, "with the head of their column"


def test_a_table_is_named_by_its_heading_and_says_how_its_sums_are_updated() -> None:
    document = made(Heading("Papers"), Table(("A",), [("a",)]), Table(("A",), [(Sum("SUM(A1)", "1"),)], "Costs."))
    names = [each._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) for each in document.tables]
    assert names == ["Papers", "Costs."]
    shown = [each.text for each in document.paragraphs if each.style.name == "Caption"]
    assert shown == [f"Costs. {word_writer.UPDATE_SUMS}"]


@pytest.mark.parametrize("text", [ODD, "one\ntwo", "a\x00b\x0bc"])
def test_fields_hold_every_word(text: str) -> None:
    found = control(made(FormField("What", text)))
    assert words(found) == text.replace("\n", "").replace("\x00", "").replace("\x0b", "")
    assert len(list(found.iter(qn("w:br")))) == text.count("\n")


def test_an_empty_field_shows_its_hint_as_a_placeholder() -> None:
    found = control(made(FormField("What", hint="Say what")))
    assert words(found) == "Say what" and found.find(f".//{qn('w:showingPlcHdr')}") is not None


def test_dates_choices_and_boxes_show_what_people_read() -> None:
    shown = [
        words(control(made(field)))
        for field in (
            FormField("Day", "2026-11-21", type="date"),
            FormField("One", "b", type="choice", options=[("a", "Apple"), ("b", "Pear")]),
            FormField("Done", "yes", type="check"),
            FormField("Done", type="check"),
        )
    ]
    assert shown == ["November 21, 2026", "Pear", "\u2612", "\u2610"]


def test_the_same_blocks_give_the_same_bytes() -> None:
    blocks = [Heading(ODD), Text(ODD, "example"), Table(("A",), [(FormField("B"),)]), NewPage(), List([ODD])]
    assert word_writer.word_file("T", blocks, made=MADE) == word_writer.word_file("T", blocks, made=MADE)
    assert word_writer.blank(MADE) == word_writer.blank(MADE)


def test_the_blank_document_is_stored_small_and_has_every_style() -> None:
    content = word_writer.blank(MADE)
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert {each.compress_type for each in file.infolist()} == {zipfile.ZIP_STORED}
    assert len(content) < 100_000
    names = {each.name for each in docx.Document(io.BytesIO(content)).styles}
    assert {"Title", "Heading 4", "Note", "Example", "Field Label", "Table Head", "Table Text", "Caption"} <= names
