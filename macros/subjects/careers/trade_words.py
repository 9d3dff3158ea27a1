"""Links the trade words of careers to the glossary, in finished HTML."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from macros.data.catalog import Catalog, derived
from macros.data.models import GlossaryTerm
from macros.pages import templating

# What a reader takes in as a label, a name or a control, and not as running text.
_NO_PROSE = frozenset(
    "a button caption cite code dt fieldset form h1 h2 h3 h4 label nav script small style summary svg th".split()
)
_PLAIN = "data-plain"  # what a template marks so stays without links: names, kinds, lists of sources
_VOID = frozenset("area br col hr img input link meta source wbr".split())
# Each sign of a tag can be read in one way only, and a comment that is never closed goes to the end, as in a browser.
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*+)((?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+)>|<!--.*?(?:-->|\Z)", re.DOTALL)
_LINKED = re.compile(r"href=\"[^\"]*toolkit/glossary/#([\w-]+)\"")
_WORD = 60  # letters: a longer word before a trade word is no part of a name
_CAPITAL_BEFORE = re.compile(rf"\b[A-Z][\w&;#/-]{{0,{_WORD}}} $")


def explained(html: str, catalog: Catalog, base: str) -> Markup:
    """A page's HTML with each trade word linked to the glossary where it first stands in running text.

    The words are those of the table trade_words. Links, headings, labels, names and what has ``data-plain``
    stay as they are, and so does a word that the page links already. ``base`` leads to the site's root.
    """
    link = _linker(catalog, base, set(_LINKED.findall(html)))
    where = _OpenElements()
    done, parts = 0, []
    for tag in _TAG.finditer(html):
        parts += [_text(html[done : tag.start()], where, link), tag[0]]
        done = tag.end()
        where.follow(tag)
    return Markup("".join([*parts, _text(html[done:], where, link)]))


def _text(text: str, where: _OpenElements, link: Callable[[str], str]) -> str:
    return text if not text or where.is_plain else link(text)


@dataclass(slots=True)
class _OpenElements:
    """The elements that are open at a place of a page."""

    opened: list[tuple[str, bool]] = field(default_factory=list)  # names, and whether the text stays plain
    names: Counter[str] = field(default_factory=Counter)  # how many of each are open

    @property
    def is_plain(self) -> bool:
        """Whether the text here stays plain."""
        return bool(self.opened and self.opened[-1][1])

    def follow(self, tag: re.Match[str]) -> None:
        """Note a tag that opens or closes."""
        closes, name, attributes = tag[1], (tag[2] or "").lower(), tag[3] or ""
        if not name or name in _VOID or attributes.endswith("/"):
            return
        if not closes:
            self.opened.append((name, self.is_plain or name in _NO_PROSE or _PLAIN in attributes))
            self.names[name] += 1
        elif self.names[name]:
            while self._close() != name:  # what HTML lets stand without its end
                pass

    def _close(self) -> str:
        name, _ = self.opened.pop()
        self.names[name] -= 1
        return name


def _linker(catalog: Catalog, base: str, seen: set[str]) -> Callable[[str], str]:
    """A function that links the words of a piece of HTML text that are not in ``seen``, and notes them there."""
    pattern, terms = _trade_words(catalog)

    def link(text: str) -> str:
        done, parts = 0, []
        for match in pattern.finditer(text) if pattern else ():
            term, is_name = terms[match[0].casefold()]
            if term.id in seen or (not is_name and _within_a_name(match)):
                continue
            seen.add(term.id)
            parts += [text[done : match.start()], str(_term(term, base, Markup(match[0])))]
            done = match.end()
        return "".join([*parts, text[done:]])

    return link


def _within_a_name(match: re.Match[str]) -> bool:
    """Whether a word is a part of a name, such as State Apprenticeship Program: it and its neighbor have capitals."""
    start, end = match.span()
    before, behind = match.string[max(start - _WORD - 3, 0) : start], match.string[end : end + 2]
    return match[0][0].isupper() and bool(_CAPITAL_BEFORE.search(before) or re.fullmatch(r" [A-Z]", behind))


@derived
def _trade_words(catalog: Catalog) -> tuple[re.Pattern[str] | None, dict[str, tuple[GlossaryTerm, bool]]]:
    """What finds the trade words, and for each its term and whether it is a name itself."""
    forms = [
        (str(escape(word.strip())), each.term)
        for each in catalog.trade_words.values()
        for word in each.words.split(";")
    ]
    terms = {word.casefold(): (term, word != word.lower()) for word, term in forms if word}
    longest_first: Iterable[str] = sorted(terms, key=len, reverse=True)
    pattern = "|".join(map(re.escape, longest_first))
    return (re.compile(rf"(?<![\w-])(?:{pattern})(?![\w-])", re.IGNORECASE) if terms else None), terms


def _term(term: GlossaryTerm, base: str, words: str) -> Markup:
    return templating.part("inline.html", "term")(term, base, words)
