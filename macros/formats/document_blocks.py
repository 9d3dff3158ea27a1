"""A document as plain blocks, which ``word_writer`` and ``markdown_writer`` both print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from macros.data.plain_dates import plain_date


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 4, below the title."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; line breaks stay. ``style`` is empty, ``note`` or ``example``."""

    text: str
    style: str = ""


@dataclass(frozen=True, slots=True)
class List:
    """Items with bullets, or with numbers that begin at 1."""

    items: Sequence[str | Mixed]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class FormField:
    """A place to write in: ``type`` is text, prose, date (ISO 8601), choice (of ``options``) or check (a bool).

    Prose may hold any text. LibreOffice counts two words too many in a control of plain text.

    ``options`` are pairs of a lasting id and the words that people see. An empty
    field shows its ``hint``.
    """

    label: str
    value: str = ""
    hint: str = ""
    tag: str = ""
    type: str = "text"
    options: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Hyperlink:
    """Words that lead to an address, which may be relative to the document's own."""

    words: str
    url: str


Piece = str | FormField | Hyperlink


@dataclass(frozen=True, slots=True)
class Mixed:
    """A paragraph of words with fields and links among them."""

    pieces: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class Sum:
    """A cell that the word processor recalculates: ``formula`` such as ``SUM(C2:D2)``, and what it gives now."""

    formula: str
    value: str


@dataclass(frozen=True, slots=True)
class NumberCell:
    """A cell of a column of numbers, which is set to the right."""

    piece: str | Hyperlink


Cell = str | FormField | Sum | NumberCell | Mixed


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose first row is its header, repeated on every page; ``widths`` are shares."""

    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    caption: str = ""
    widths: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows begins on a new page."""


Block = Heading | Text | List | FormField | Mixed | Table | NewPage


def shown_value(field: FormField) -> str:
    """What is written in a field, as people read it; empty where nothing is."""
    if field.type == "choice":
        return dict(field.options).get(field.value, field.value)
    return plain_date(field.value) if field.type == "date" and field.value else field.value
