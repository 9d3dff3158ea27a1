"""What a record's page says at its head and at its foot: the facts that exist, and once, quietly, those that don't."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from markupsafe import Markup, escape

from macros.pages import templating


class AboutRecord:
    """Collects, while a page's body is rendered, what its foot says about the record itself.

    A template hands it each fact that the page has room for, known or not. ``missing`` holds what the facts
    without a value are called, ``notes`` what readers should know of how the record came about.
    """

    def __init__(self) -> None:
        self.missing: list[str] = []
        self.notes: list[str] = []

    def facts(self, pairs: Iterable[Sequence[Any]], shape: str = "facts") -> Markup:
        """A list of the facts that have a value, out of pairs of label and value; empty where none has.

        A third part of a pair says what the fact is called where it is missing, unless that is its label; None says
        that it is no gap, since not every record has such a thing.
        """
        known = []
        for label, value, *name in pairs:
            if shown := escape("" if value is None else value).strip():
                known.append((label, shown))
            elif missing := name[0] if name else templating.uncapitalized(label):
                self.lack(missing)
        return templating.part("_facts.html", "facts")(known, shape) if known else Markup()

    def lack(self, name: str) -> Markup:
        """Keep the name of something that no source states."""
        if name not in self.missing:
            self.missing.append(name)
        return Markup()

    def note(self, text: str) -> Markup:
        """Keep a remark on where the page's facts come from, such as which part is our own view."""
        if text and text not in self.notes:
            self.notes.append(text)
        return Markup()
