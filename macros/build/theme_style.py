"""The underlying theme's stylesheet without the rules that match nothing here: four of five of them.

Our frame has one of the theme's classes, ``md-typeset``. A rule for any other, such as those of
its menus and its dialog, would only be loaded by every visitor before a page is painted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_TOKEN = re.compile(r""" "(?:[^"\\]|\\.)*" | '(?:[^'\\]|\\.)*' | /\*.*?\*/ | [{};] """, re.DOTALL | re.VERBOSE)
_IN_BRACKETS = r"\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)"
_SELECTOR = re.compile(rf"(?:[^,()]|{_IN_BRACKETS})+")
_FOREIGN = re.compile(r"\.md-(?!typeset(?![\w-]))|\.tabbed-")


def used(style: str) -> str:
    """The stylesheet ``style`` with the rules alone that can match an element of our pages, in their order."""
    return "".join(_kept(rule) for rule in _rules(style))


def _rules(style: str) -> Iterator[str]:
    """The rules of a stylesheet, or of what a rule with a condition holds."""
    depth = start = 0
    for token in _TOKEN.finditer(style):
        depth += (token[0] == "{") - (token[0] == "}")
        if depth == 0 and token[0] in "};":
            yield style[start : token.end()]
            start = token.end()


def _kept(rule: str) -> str:
    head, opened, rest = rule.partition("{")
    if head.lstrip().startswith(("@media", "@supports")):
        inside = used(rest.rpartition("}")[0])
        return f"{head}{{{inside}}}" if inside else ""
    if not opened or head.lstrip().startswith("@"):
        return rule
    selectors = ",".join(each for each in _SELECTOR.findall(head) if _can_match(each))
    return f"{selectors}{{{rest}" if selectors else ""


def _can_match(selector: str) -> bool:
    """Whether a selector asks for no class that only the theme's frame has; what is in brackets may say "not"."""
    return not _FOREIGN.search(re.sub(_IN_BRACKETS, "", selector))
