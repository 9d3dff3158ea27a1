"""Numbers and figures in words, as pages, files and messages have them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from macros.data.models import Qualifier, Unit

SIGNS = {"money": "${}", "share": "{}%"}  # how a unit of each style is written; others stand behind their number


def number(value: Decimal | int) -> str:
    """A number with thousands marked and no needless zeros: ``3,700,000``, ``2.5``."""
    text = f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure in words: ``over``, ``300``, ``people so far``; a page sets the number apart."""

    before: str
    number: str
    after: str

    def __str__(self) -> str:
        return " ".join(filter(None, (self.before, self.number, self.after)))


def quantity(value: Decimal, unit: Unit, qualifier: Qualifier) -> Quantity:
    """How a figure is said, with its unit and how sure it is."""
    unit_word = (unit.singular if value == 1 else unit.plural) if unit.style == "count" else ""
    shown = SIGNS.get(unit.style, "{}").format(number(value))
    return Quantity(qualifier.prefix, shown, " ".join(filter(None, (unit_word, qualifier.suffix))))
