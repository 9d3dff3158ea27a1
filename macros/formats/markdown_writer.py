"""Markdown out of plain text and plain blocks, such that no sign of a text is taken for markup.

It is CommonMark (https://spec.commonmark.org/0.31.2/), with tables as GitHub has
them (https://github.github.com/gfm/). ``markdown.js`` prints the browser's own
documents by the same rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

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

# Signs that begin or end markup anywhere in a line; a bar and a tilde only at GitHub (tables, struck words).
_ANYWHERE = re.compile(r"[\\`*_\[\]<>#|~]|&(?=[A-Za-z#])")
# What begins a list, underlines a heading, or parts a table's header from its rows, at the start of a line.
_MARKER = re.compile(r"^([-+]|[0-9]{1,9}[.)])(?= |$)|^[-=:](?=[-=: ]*$)")
_BREAK = re.compile(r"\r\n|\r|\n")
_SPACE = re.compile(r"[ \t\r\n]+")
TO_FILL_IN = "_____"
_LINK = "\0"  # where a link goes; the check of the data lets no text have this sign


def inline(text: str) -> str:
    """A text on one line in which Markdown finds no markup, where something of the line stands before it."""
    return _ANYWHERE.sub(r"\\\g<0>", _SPACE.sub(" ", text).strip(" "))


def escaped(text: str) -> str:
    """A text on one line in which Markdown finds no markup, at the start of a line too."""
    return _MARKER.sub(_with_backslash, inline(text))


def _with_backslash(marker: re.Match[str]) -> str:
    # Only punctuation can be escaped: of ``1.`` that is the dot.
    return f"{marker[0][:-1]}\\{marker[0][-1]}"


def prose(text: str) -> str:
    """A text in which Markdown finds no markup, and whose line breaks and paragraphs stay."""
    lines = "\n".join(map(escaped, _BREAK.split(text))).strip("\n")
    return "\n\n".join(part.replace("\n", "\\\n") for part in re.split(r"\n{2,}", lines))


def link(words: str, url: str) -> str:
    """A link with words of any signs, to an address that has none but those of an address."""
    return f"[{inline(words)}](<{url.replace('<', '%3C').replace('>', '%3E')}>)"


def fenced(text: str, language: str = "") -> str:
    """A block of code in which every sign of a text stays as it is, whatever fences it has itself."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{_BREAK.sub(chr(10), text)}\n{fence}"


def markdown_file(title: str, blocks: Iterable[Block]) -> str:
    """A document: its title, then ``blocks``."""
    return _parts(f"# {inline(title)}", *map(_printed, blocks)) + "\n"


def _parts(*given: str) -> str:
    return "\n\n".join(filter(None, given))


def _printed(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f"{'#' * (level + 1)} {inline(text)}"
        case Text(text, style):
            return _quoted(prose(text)) if style else prose(text)
        case List(items, ordered):
            markers = (f"{number}." if ordered else "-" for number in range(1, len(items) + 1))
            return "\n".join(map(_item, markers, items))
        case FormField(label):
            return _parts(_bold(label), prose(_filled(block)) or escaped(TO_FILL_IN))
        case Mixed(pieces):
            return _mixed(pieces)
        case Table():
            return _parts(prose(block.caption), "\n".join(_rows(block)))
        case NewPage():
            return "---"


def _bold(label: str) -> str:
    return f"**{inline(label)}**" if label else ""


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _item(marker: str, item: str | Mixed) -> str:
    """An item of a list: what belongs to it begins below its first word."""
    below = "\n" + " " * (len(marker) + 1)
    return f"{marker} {_cell(item)}".replace("\n", below)


def _mixed(pieces: Sequence[Piece]) -> str:
    """Words with fields and links among them. What a link is to become is put in last: it is markup."""
    links = iter([link(piece.words, piece.url) for piece in pieces if isinstance(piece, Hyperlink)])
    return re.sub(_LINK, lambda _: next(links), prose("".join(map(_plain, pieces))))


def _plain(piece: Piece) -> str:
    match piece:
        case FormField():
            return _filled(piece)
        case Hyperlink():
            return _LINK
        case _:
            return piece.replace(_LINK, "")


def _filled(field: FormField) -> str:
    """What is in a field; of an empty one its hint."""
    if field.type == "check":
        return "[x]" if field.value else "[ ]"
    return shown_value(field) or field.hint.strip()


def _rows(table: Table) -> Iterator[str]:
    """The lines of a table; a column of numbers or sums is set to the right."""
    yield _row(table.header)
    right = {place for row in table.rows for place, cell in enumerate(row) if isinstance(cell, Sum | NumberCell)}
    yield f"| {' | '.join('---:' if place in right else '---' for place in range(len(table.header)))} |"
    yield from map(_row, table.rows)


def _row(cells: Sequence[Cell]) -> str:
    # A cell is one line, so that a line break in it can only be told with a tag (GFM, example 201).
    shown = (_cell(cell).replace("\\\n", "<br>").replace("\n\n", "<br><br>") for cell in cells)
    return f"| {' | '.join(shown)} |"


def _cell(cell: Cell) -> str:
    match cell:
        case Sum(_, value):
            return prose(value)
        case NumberCell(piece):
            return _mixed((piece,))
        case Mixed(pieces):
            return _mixed(pieces)
        case _:
            return _mixed((cell,))
