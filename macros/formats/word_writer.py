"""Word documents (.docx, ISO/IEC 29500-1) out of plain blocks, with real headings, table headers and fields.

The browser makes its own documents with the same blocks and the same styles: it
takes ``blank()``, which the site publishes, and writes the text into it (see
``word.js``). A field is a content control (ISO/IEC 29500-1, 17.5.2).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from macros.formats.document_blocks import (
    Block,
    Cell,
    FormField,
    Heading,
    Hyperlink,
    List,
    Mixed,
    NewPage,
    NumberCell,
    Piece,
    Sum,
    Table,
    Text,
    shown_value,
)
from macros.formats.zip_writer import zipped

LANGUAGE = "en-US"
FONT = "Calibri"
# The colours of the site's light scheme: text, muted text, spruce, and a quiet ground.
INK, MUTED, SPRUCE, GROUND = "1A2422", "4A5855", "0F5145", "EEF3F1"
UPDATE_SUMS = "To update the sums, select the table and press F9."
PAGE, MARGIN = (612, 792), 72  # points: US Letter, an inch
# What XML 1.0 forbids (https://www.w3.org/TR/xml/#charsets).
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def word_file(
    title: str,
    blocks: Iterable[Block],
    *,
    made: date,
    subject: str = "",
    author: str = "",
    is_landscape: bool = False,
) -> bytes:
    """A Word document: its title, then ``blocks``. The same arguments give the same bytes."""
    document = _document(title, made, subject=subject, author=author)
    if is_landscape:
        _turn(document)
    width, height = PAGE
    writer = _WordWriter(document, (height if is_landscape else width) - 2 * MARGIN)
    writer.paragraph(title, "Title")
    for block in blocks:
        writer.write(block)
    return _packed(document, zipfile.ZIP_DEFLATED)


def blank(made: date) -> bytes:
    """An empty document with all styles, stored without compression: what the browser writes into."""
    return _packed(_document("", made), zipfile.ZIP_STORED)


# --- the document and its styles ------------------------------------------------


def _document(title: str, made: date, *, subject: str = "", author: str = "") -> Document:
    document = docx.Document(io.BytesIO(_styled()))
    _set_properties(document, title, made, subject=subject, author=author)
    return document


def _turn(document: Document) -> None:
    """Let the pages lie on their side: tables of many columns have room for whole words."""
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width


@lru_cache(maxsize=1)
def _styled() -> bytes:
    """The library's template with our styles: setting them takes longer than writing a document."""
    document = docx.Document()
    _leave_out_unused(document)
    _set_styles(document)
    section = document.sections[0]
    section.page_width, section.page_height = map(Pt, PAGE)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Pt(MARGIN)
    return _packed(document, zipfile.ZIP_STORED)


def _leave_out_unused(document: Document) -> None:
    """Take out what the library's template brings and nothing here uses: nine tenths of its size."""
    for relations in (document.part.rels, document.part.package.rels):
        for id, relation in list(relations.items()):
            if relation.reltype.rpartition("/")[2] in ("stylesWithEffects", "customXml", "thumbnail"):
                del relations[id]
    for style in list(document.styles.element.style_lst):
        if style.get(qn("w:type")) == "table" and style.styleId not in ("TableNormal", "TableGrid"):
            document.styles.element.remove(style)


def _set_properties(document: Document, title: str, made: date, *, subject: str, author: str) -> None:
    about = document.core_properties
    about.title, about.subject, about.author, about.last_modified_by = title, subject, author, author
    about.language, about.comments, about.keywords, about.revision = LANGUAGE, "", "", 1
    about.created = about.modified = datetime(made.year, made.month, made.day)


def _set_styles(document: Document) -> None:
    styles = document.styles
    for style, size, space in (
        ("Title", 26, 12),
        ("Heading 1", 18, 18),
        ("Heading 2", 14, 14),
        ("Heading 3", 12, 10),
        ("Heading 4", 11, 8),
    ):
        _set_font(styles[style], size, SPRUCE, bold=True)
        styles[style].paragraph_format.space_before = Pt(0 if style == "Title" else space)
        styles[style].paragraph_format.space_after = Pt(6)
        styles[style].paragraph_format.keep_with_next = True
    for border in styles["Title"].element.pPr.findall(qn("w:pBdr")):
        styles["Title"].element.pPr.remove(border)
    _set_font(styles["Normal"], 11, INK)
    styles["Normal"].paragraph_format.space_after = Pt(8)
    _set_font(styles["Caption"], 10, INK, bold=True)
    for name, size, color, bold in (
        ("Note", 10, MUTED, False),
        ("Example", 11, INK, False),
        ("Field Label", 11, INK, True),
        ("Table Head", 10, INK, True),
        ("Table Text", 10, INK, False),
    ):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        _set_font(style, size, color, bold=bold)
    for name in ("Example", "Table Head"):
        styles[name].element.get_or_add_pPr().append(_shading(GROUND))
    styles["Field Label"].paragraph_format.keep_with_next = True
    for name in ("Table Head", "Table Text"):
        styles[name].paragraph_format.space_before = styles[name].paragraph_format.space_after = Pt(2)
    placeholder = styles.add_style("Placeholder Text", WD_STYLE_TYPE.CHARACTER)
    placeholder.font.color.rgb = RGBColor.from_string(MUTED)
    _set_language(document)


def _set_font(style: Any, size: int, color: str, *, bold: bool = False) -> None:
    font = style.font
    font.name, font.size, font.bold, font.italic = FONT, Pt(size), bold, False
    font.color.rgb = RGBColor.from_string(color)
    fonts = style.element.rPr.rFonts
    for name in list(fonts.attrib):
        if name.endswith("Theme"):
            del fonts.attrib[name]  # a theme's font would win over ours
    fonts.set(qn("w:hAnsi"), FONT)
    fonts.set(qn("w:cs"), FONT)


def _set_language(document: Document) -> None:
    """The language of all text, which a screen reader chooses its voice by."""
    defaults = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for each in defaults.findall(qn("w:lang")):
        defaults.remove(each)
    defaults.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="{LANGUAGE}" w:eastAsia="{LANGUAGE}" w:bidi="ar-SA"/>'))


# --- blocks -----------------------------------------------------------------------


class _WordWriter:
    """Writes blocks at the end of a document."""

    def __init__(self, document: Document, width: int) -> None:
        self.document = document
        self.width = width  # of the text, in points
        self.controls = 0
        self.heading = ""  # the last one, which names a table that has no caption

    def write(self, block: Block) -> None:
        """Add one block."""
        match block:
            case Heading(text, level):
                self.heading = text
                self.paragraph(text, f"Heading {level}")
            case Text(text, style):
                self.paragraph(text, style.capitalize() or "Normal")
            case List(items, ordered):
                self._list(items, ordered)
            case FormField(label):
                self.paragraph(label, "Field Label")
                self.paragraph("", "Normal")._p.append(self._control(block))
            case Mixed(pieces):
                self._mix(self.paragraph("", "Normal"), pieces)
            case Table():
                self._table(block)
            case NewPage():
                self.document.add_page_break()

    def paragraph(self, text: str, style: str) -> Any:
        """Add a paragraph; by its style's id, since the library looks through all styles for a name."""
        added = self.document.add_paragraph()
        added._p.style = _style_id(style)
        if text:
            added.add_run(_safe(text))
        return added

    def _list(self, items: Iterable[str | Mixed], ordered: bool) -> None:
        number = self._numbering() if ordered else None
        for item in items:
            added = self.paragraph("", "List Number" if ordered else "List Bullet")
            self._mix(added, item.pieces if isinstance(item, Mixed) else (item,))
            if number is not None:
                properties = added._p.get_or_add_pPr().get_or_add_numPr()
                properties.get_or_add_ilvl().val = 0
                properties.get_or_add_numId().val = number

    def _numbering(self) -> int:
        """The id of a new sequence, so that each ordered list begins at 1."""
        numbering = self.document.part.numbering_part.element
        used = self.document.styles["List Number"].element.pPr.numPr.numId.val
        like = next(each for each in numbering.num_lst if each.numId == used)
        new = numbering.add_num(like.abstractNumId.val)
        new.add_lvlOverride(ilvl=0).add_startOverride(1)
        return int(new.numId)

    def _table(self, block: Table) -> None:
        if block.caption:
            self.paragraph(_caption(block), "Caption").paragraph_format.keep_with_next = True
        table = self.document.add_table(rows=0, cols=len(block.header), style="Table Grid")
        table.autofit = False
        self._describe(table, block)
        numbers = {place for row in block.rows for place, cell in enumerate(row) if isinstance(cell, NumberCell)}
        header = [NumberCell(name) if place in numbers else name for place, name in enumerate(block.header)]
        for number, cells in enumerate((header, *block.rows)):
            row = table.add_row()
            properties = row._tr.get_or_add_trPr()
            properties.append(OxmlElement("w:cantSplit"))
            if number == 0:
                properties.append(OxmlElement("w:tblHeader"))
            for cell, content in zip(row.cells, cells, strict=True):
                self._fill(cell, content, "Table Text" if number else "Table Head")
        self.document.add_paragraph()

    def _describe(self, table: Any, block: Table) -> None:
        shares = block.widths or [1] * len(block.header)
        for column, share in zip(table.columns, shares, strict=True):
            column.width = Pt(self.width * share / sum(shares))
        if about := block.caption or self.heading:
            caption = OxmlElement("w:tblCaption")
            caption.set(qn("w:val"), _safe(about))
            table._tbl.tblPr.append(caption)

    def _fill(self, cell: Any, content: Cell, style: str) -> None:
        paragraph = cell.paragraphs[0]
        paragraph._p.style = _style_id(style)
        if style == "Table Head":
            paragraph.paragraph_format.keep_with_next = True  # no header row at the foot of a page
        match content:
            case Sum(formula, value):
                paragraph._p.extend(_recalculated(formula, value))
            case Mixed(pieces):
                self._mix(paragraph, pieces)
            case NumberCell(piece):
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
                self._mix(paragraph, (piece,))
            case _:
                self._mix(paragraph, (content,))

    def _mix(self, paragraph: Any, pieces: Iterable[Piece]) -> None:
        for piece in pieces:
            match piece:
                case FormField():
                    paragraph._p.append(self._control(piece))
                case Hyperlink(words, url):
                    paragraph._p.append(self._link(words, url))
                case _:
                    paragraph.add_run(_safe(piece))

    def _link(self, words: str, url: str) -> Any:
        """A link out of the document (ISO/IEC 29500-1, 17.16.22)."""
        relation = self.document.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        declared = nsdecls("w", "r")
        return parse_xml(_xml("word_link.xml", declared=declared, relation=relation, color=SPRUCE, words=_safe(words)))

    def _control(self, field: FormField) -> Any:
        """The content control of a field, inside a paragraph (ISO/IEC 29500-1, 17.5.2.31)."""
        self.controls += 1
        is_empty = field.type != "check" and not field.value
        return parse_xml(
            _xml(
                "word_control.xml",
                declared=nsdecls("w"),
                field=field,
                label=_safe(field.label),
                number=self.controls,
                is_empty=is_empty,
                lines=_safe(_shown(field)).splitlines() or [""],
            )
        )


@lru_cache(maxsize=1)
def _templates() -> Environment:
    folder = Path(__file__).parent / "templates"
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _xml(template: str, **values: Any) -> str:
    return _templates().get_template(template).render(**values)


def _style_id(name: str) -> str:
    return name.replace(" ", "")


def _shown(field: FormField) -> str:
    if field.type == "check":
        return "\u2612" if field.value else "\u2610"
    return shown_value(field) or field.hint or "Click to write"


def _caption(table: Table) -> str:
    """The text above a table: Word recalculates its sums only when it is told to."""
    has_sums = any(isinstance(cell, Sum) for row in table.rows for cell in row)
    return f"{table.caption} {UPDATE_SUMS}" if has_sums else table.caption


def _recalculated(formula: str, value: str) -> list[Any]:
    """The runs of a formula field (ISO/IEC 29500-1, 17.16.3), with the sum that it shows."""
    return list(parse_xml(_xml("word_sum.xml", declared=nsdecls("w"), formula=formula, value=_safe(value))))


def _shading(color: str) -> Any:
    return parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{color}"/>')


def _safe(text: str) -> str:
    return _FORBIDDEN.sub("", text)


# --- the file ---------------------------------------------------------------------


def _packed(document: Document, method: int) -> bytes:
    """The file, with no clock's time in it and its parts in the order of their names."""
    buffer = io.BytesIO()
    document.save(buffer)
    with zipfile.ZipFile(buffer) as made:
        names = sorted(made.namelist(), key=lambda name: (name != "[Content_Types].xml", name))
        return zipped({name: made.read(name) for name in names}, method=method)
