"""Links the trade words of careers to the glossary, in finished HTML."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from markupsafe import Markup, escape

from macros import templating
from macros.catalog import Catalog
from macros.models import GlossaryTerm

# What a reader takes in as a label, a name or a control, and not as running text.
_NO_PROSE = frozenset(
    "a button caption cite code dt fieldset form h1 h2 h3 h4 label nav script small style summary svg th".split()
)
_PLAIN = "data-plain"  # what a template marks so stays without links: names, kinds, lists of sources
_VOID = frozenset("area br col hr img input link meta source wbr".split())
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>|<!--.*?-->", re.DOTALL)
_LINKED = re.compile(r"href=\"[^\"]*toolkit/glossary/#([\w-]+)\"")


def explained(html: str, catalog: Catalog, base: str) -> Markup:
    """A page's HTML with each trade word linked to the glossary where it first stands in running text.

    The words are those of the table trade_words. Links, headings, labels, names and what bears ``data-plain``
    stay as they are, and so does a word that the page links already. ``base`` leads to the site's root.
    """
    link = _linker(catalog, base, set(_LINKED.findall(html)))
    open_tags: list[tuple[str, bool]] = []
    done, parts = 0, []
    for tag in _TAG.finditer(html):
        parts += [_text(html[done : tag.start()], open_tags, link), tag[0]]
        done = tag.end()
        _follow(tag, open_tags)
    return Markup("".join([*parts, _text(html[done:], open_tags, link)]))


def _text(text: str, open_tags: list[tuple[str, bool]], link: Callable[[str], str]) -> str:
    return text if not text or (open_tags and open_tags[-1][1]) else link(text)


def _follow(tag: re.Match[str], open_tags: list[tuple[str, bool]]) -> None:
    """Note a tag that opens or closes, and whether the text in it stays plain."""
    closes, name, attributes = tag[1], (tag[2] or "").lower(), tag[3] or ""
    if not name or name in _VOID or attributes.endswith("/"):
        return
    if not closes:
        inside = bool(open_tags and open_tags[-1][1])
        open_tags.append((name, inside or name in _NO_PROSE or _PLAIN in attributes))
    elif any(each == name for each, _ in open_tags):
        while open_tags.pop()[0] != name:  # what HTML lets stand without its end
            pass


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
    """Whether a word is a part of a name, such as Maine Apprenticeship Program: it and its neighbor have capitals."""
    before, after = match.string[: match.start()], match.string[match.end() :]
    return match[0][0].isupper() and bool(re.search(r"\b[A-Z][\w&;#/-]* $", before) or re.match(r" [A-Z]", after))


@lru_cache(maxsize=2)
def _trade_words(catalog: Catalog) -> tuple[re.Pattern[str] | None, dict[str, tuple[GlossaryTerm, bool]]]:
    """What finds the trade words, and for each its term and whether it is a name itself."""
    forms = [(str(escape(word.strip())), each.term) for each in catalog.trade_words.values() for word in each.words.split(";")]
    terms = {word.casefold(): (term, word != word.lower()) for word, term in forms if word}
    longest_first: Iterable[str] = sorted(terms, key=len, reverse=True)
    pattern = "|".join(map(re.escape, longest_first))
    return (re.compile(rf"(?<![\w-])(?:{pattern})(?![\w-])", re.IGNORECASE) if terms else None), terms


def _term(term: GlossaryTerm, base: str, words: str) -> Markup:
    return templating.part("inline.html", "term")(term, base, words)
