"""The glossary, and a word of it in a sentence."""

from __future__ import annotations

from itertools import groupby

from macros.pages import templating
from macros.pages.macro_context import Context, find, page_macro


@page_macro('term("tide", "tides")')
def term(page: Context, id: str, text: str = "") -> str:
    """A word with a link to what it means."""
    found = find(page, "glossary", id)
    return templating.part("inline.html", "term")(found, page.base, text or _in_a_sentence(found.term))


def _in_a_sentence(word: str) -> str:
    """A term as it stands within a sentence; names such as WIOA keep their capitals."""
    return word[:1].lower() + word[1:] if word[1:2].islower() or word[1:2] == "-" else word


@page_macro()
def glossary(page: Context) -> str:
    """Every word of the glossary, letter by letter."""
    terms = sorted(page.catalog.glossary.values(), key=lambda each: each.term.casefold())
    letters = [(letter, list(found)) for letter, found in groupby(terms, key=lambda each: each.term[:1].upper())]
    return templating.render("glossary.html", letters=letters)
