"""The rules of one page as text: its front matter, its Jinja, its HTML and its links.

These rules know no Markdown: they take a superset of what any Markdown parser would
see, code blocks included, since extensions decide what is code. Every pattern takes
time in proportion to the page, whatever stands in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from itertools import groupby, islice
from pathlib import Path

import jinja2
from jinja2 import nodes

from macros.data import reading
from macros.data.reading import Node, Problem, quote

RULE_PROBLEMS = 50  # of one rule in one page
# Markdown parsers take quadratic time for these, within a paragraph and within a page.
SIGNS, HEADINGS = 400, 200

# What front matter may say, and in which shape. This list is code, not data: it is
# the boundary that keeps a page from choosing its template or switching rendering
# on (render_macros), both of which can run code.
_PLAIN = (re.compile(r"[^<>{}]*"), "plain text without < > { }")
FRONT_MATTER = {
    "title": _PLAIN,
    "description": _PLAIN,
    "layout": (re.compile("home|wide|read"), "home, wide or read"),
    "scripts": (re.compile(r"[a-z][a-z0-9-]*"), "the name of a script"),
    "search": (re.compile("false"), "false"),
}
_LISTS = frozenset(("scripts",))
SCRIPTS = Path(__file__).parents[2] / "theme/assets/ours/js"

# HTML that does nothing by itself. Allow-lists, because the list of what is active
# grows with every browser (https://cheatsheetseries.owasp.org, XSS prevention).
TAGS = frozenset(
    "a abbr address article aside b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div"
    " dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li mark nav ol p pre q rp rt"
    " ruby s samp section small span strong sub summary sup table tbody td tfoot th thead time tr u ul var wbr".split()
)
ATTRIBUTES = frozenset(
    "alt class colspan datetime dir height hidden href id lang markdown open rel reversed role rowspan scope src"
    " start title width".split()
)
SCHEMES = frozenset(("http", "https", "mailto", "tel"))


# --- one page -----------------------------------------------------------------


@dataclass(slots=True)
class WrittenPage:
    """A page as the rules see it."""

    file: str  # as messages name it
    macro_names: Collection[str]
    body: str  # without front matter
    first_line: int  # of the body
    front: dict[str, Node] = field(default_factory=dict)
    calls: list[tuple[int, int]] = field(default_factory=list)  # where in the body macros are called: start and end

    def with_calls_as(self, word: str) -> str:
        """Return the body with a word in the place of each call of a macro."""
        ends = [0, *(end for _, end in self.calls)]
        starts = [*(start for start, _ in self.calls), len(self.body)]
        return word.join(self.body[end:start] for end, start in zip(ends, starts, strict=True))

    def at(self, offset: int, message: str, hint: str = "", value: str = "") -> Problem:
        """Return a problem at an offset of the body."""
        line = self.body.count("\n", 0, offset) + self.first_line
        column = offset - self.body.rfind("\n", 0, offset)
        return Problem(self.file, line, column, "", value, message, hint)


# The front matter as MkDocs finds it, MultiMarkdown's kind included (mkdocs/utils/meta.py).
_FRONT = re.compile(r"-{3}[ \t]*\n(.*?\n)(?:\.{3}|-{3})[ \t]*\n", re.DOTALL)
_MULTIMARKDOWN = re.compile(r"[ ]{0,3}[A-Za-z0-9_-]+:")


def read_page(text: str, file: str, macro_names: Collection[str]) -> tuple[WrittenPage, list[Problem]]:
    """Return a page's parts, and every problem of its text, in the order of the rules."""
    if not text.endswith("\n"):
        text += "\n"
    match = _FRONT.match(text)
    body = text[match.end() :] if match else text
    page = WrittenPage(file, macro_names, body, text.count("\n", 0, match.end()) + 1 if match else 1)
    found = list(reading.coded(_front_matter(page, match[1] if match else ""), _front_matter))
    for rule in RULES:
        found.extend(islice(reading.coded(rule(page), rule), RULE_PROBLEMS))
    return page, found


def _front_matter(page: WrittenPage, front: str) -> Iterator[Problem]:
    """A page starts with front matter that can be read and says only what it may."""
    if not front:
        message = "The page must start with front matter: a title and a description between two lines of ---."
        broken = page.body.startswith("---") or _MULTIMARKDOWN.match(page.body)
        hint = "The lines at the top are not closed by ---, or have none above them." if broken else ""
        yield Problem(page.file, 1, 1, "", "", message, hint)
        return
    if "\t" in front:
        yield Problem(page.file, 2, 1, "", "", "The front matter must not have tabs.", "Use spaces.")
        return
    root, found = reading.parse_yaml(front, page.file, 2)
    yield from found
    if root is None:
        return
    page.front = root.value
    for name, node in root.value.items():
        yield from _front_value(page, name, node)
    for name in ("title", "description"):
        if name not in root.value:
            yield Problem(page.file, 1, 1, name, "", f"'{name}' is missing from the front matter.")
    text = root.value["description"].value if "description" in root.value else None
    if isinstance(text, str) and not 20 <= len(text) <= 200:
        node = root.value["description"]
        message = f"'description' must have 20 to 200 characters, not {len(text)}."
        hint = "Search engines and shared links show it."
        yield Problem(page.file, node.line, node.column, "description", text, message, hint)


def _front_value(page: WrittenPage, name: str, node: Node) -> Iterator[Problem]:
    """A value of the front matter has a known name and the shape that belongs to it."""
    shape = FRONT_MATTER.get(name)
    if shape is None:
        near = reading.near(name, FRONT_MATTER)
        hint = f"Did you mean '{near}'?" if near else f"It may have: {', '.join(FRONT_MATTER)}."
        message = f"The front matter must not have {quote(name)}."
        yield Problem(page.file, node.key_line, node.key_column, name, "", message, hint)
        return
    if name in _LISTS and not isinstance(node.value, list):
        yield Problem(
            page.file,
            node.line,
            node.column,
            name,
            "",
            f"'{name}' must be a list.",
            f"Write  {name}: [{node.value or ''}]",
        )
        return
    pattern, wanted = shape
    for each in node.value if name in _LISTS else [node]:
        if not isinstance(each.value, str):
            message = f"'{name}' must be text."
            yield Problem(page.file, each.line, each.column, name, "", message)
        elif not pattern.fullmatch(each.value) or (name == "scripts" and not (SCRIPTS / f"{each.value}.js").is_file()):
            message = f"'{name}' must be {wanted}, not {quote(each.value)}."
            near = reading.near(each.value, [path.stem for path in SCRIPTS.glob("*.js")]) if name == "scripts" else ""
            hint = f"Did you mean '{near}'?" if near else ""
            yield Problem(page.file, each.line, each.column, name, each.value, message, hint)


# --- Jinja ----------------------------------------------------------------------

_ENVIRONMENT = jinja2.Environment()
_CALLS_ONLY = "A page may only call macros, like {{ contact() }}, with plain words and numbers."


def _jinja_is_calls(page: WrittenPage) -> Iterator[Problem]:
    """Jinja in a page is calls of the documented macros with literal arguments, nothing else."""
    if not any(sign in page.body for sign in ("{{", "{%", "{#")):
        return
    try:
        tokens = list(_ENVIRONMENT.lex(page.body))
        template = _ENVIRONMENT.parse(page.body)
    except jinja2.TemplateSyntaxError as error:
        if "{#" in page.body:
            yield _comment(page, page.body.index("{#"))
            return
        offset = _line_offset(page.body, error.lineno)
        why = "they are not closed" if "end of" in (error.message or "") else (error.message or "").rstrip(".")
        yield page.at(offset, f"The braces here are not the call of a macro: {why}.", _CALLS_ONLY)
        return
    except (RecursionError, ValueError, OverflowError, MemoryError):
        yield page.at(0, "The braces in this page cannot be read.", _CALLS_ONLY)
        return
    starts: list[int] = []
    offset = 0
    for _, kind, value in tokens:
        if kind == "variable_begin":
            starts.append(offset)
        elif kind == "variable_end":
            page.calls.append((starts[-1], offset + len(value)))
        elif kind == "comment_begin":
            yield _comment(page, offset)
        elif kind in ("block_begin", "raw_begin"):
            yield page.at(offset, f"A page must not have Jinja statements, like {quote(value.strip())}.", _CALLS_ONLY)
        offset += len(value)
    yield from _expressions(page, template, starts)


def _comment(page: WrittenPage, offset: int) -> Problem:
    message = "{# starts a Jinja comment, which drops the text after it."
    return page.at(offset, message, "Put a space between { and #.")


def _line_offset(text: str, line: int) -> int:
    """Return the offset at which a line starts."""
    offset = 0
    for _ in range(line - 1):
        offset = text.find("\n", offset) + 1
    return offset


def _expressions(page: WrittenPage, template: nodes.Template, starts: list[int]) -> Iterator[Problem]:
    """Each expression is one call; ``starts`` are where the expressions stand, in order."""
    if not all(type(node) is nodes.Output for node in template.body):
        return  # a statement, which has been refused
    written = [part for node in template.body for part in node.nodes if type(part) is not nodes.TemplateData]  # type: ignore[attr-defined]
    if len(written) != len(starts):
        yield page.at(starts[0] if starts else 0, "The braces in this page cannot be read.", _CALLS_ONLY)
        return
    for part, offset in zip(written, starts, strict=True):
        yield from _call(page, part, offset)


def _call(page: WrittenPage, part: nodes.Node, offset: int) -> Iterator[Problem]:
    """A call names a documented macro and has literal arguments."""
    if type(part) is not nodes.Call or type(part.node) is not nodes.Name:
        yield page.at(offset, "The braces here are not the call of a macro.", _CALLS_ONLY)
        return
    name = part.node.name
    if name not in page.macro_names:
        near = reading.near(name, page.macro_names)
        hint = (
            f"Did you mean '{near}'?" if near else f"The macros are: {', '.join(sorted(page.macro_names)) or 'none'}."
        )
        yield page.at(offset, f"There is no macro {quote(name)}.", hint, name)
    arguments = [*part.args, *(keyword.value for keyword in part.kwargs)]
    if part.dyn_args is not None or part.dyn_kwargs is not None or not all(map(_is_literal, arguments)):
        message = f"The macro {quote(name)} must be given plain words, numbers or lists of them."
        yield page.at(offset, message, 'Example: {{ figure("oral-health-students") }}', name)


def _is_literal(node: nodes.Node) -> bool:
    """Return whether an argument is a text, a number, a negative number or a list of those."""
    if type(node) in (nodes.List, nodes.Tuple):
        return all(map(_is_literal, node.items))  # type: ignore[attr-defined]
    if type(node) is nodes.Neg:
        return type(node.node) is nodes.Const and type(node.node.value) in (int, float)
    return type(node) is nodes.Const


# --- HTML -----------------------------------------------------------------------

_NAME_VALUE = r"""[A-Za-z_:][\w:.-]*(?:\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>=`]+))?"""
_TAG = re.compile(rf"</?([A-Za-z][A-Za-z0-9-]*)((?:\s+{_NAME_VALUE}){{0,30}})\s*/?>")
_PAIR = re.compile(r"""([A-Za-z_:@.][\w:.-]*)\s*(?:=\s*("[^"<>]*"|'[^'<>]*'|[^\s"'<>=`]+))?""")
_ADDRESS = re.compile(r"<(?:https?://|mailto:|[\w.+-]+@)[^\s<>\"']*>", re.IGNORECASE)
_OPENING = re.compile(r"<(?=[A-Za-z/!?])")
_BACKQUOTES = re.compile("`+")


def _without_code(page: WrittenPage) -> str:
    """Return the body with inline code blanked, of the same length.

    Only where the page has no tags outside of code: inside of a block of HTML,
    backquotes are ordinary characters and a tag between them is a tag.
    """
    blank = "".join(map(_blank_code, page.body.splitlines(keepends=True)))
    return page.body if _TAG.search(blank) or "<!" in blank else blank


def _blank_code(line: str) -> str:
    """Return a line in which spaces take the place of the text between equal runs of backquotes."""
    runs = [] if "`" not in line else list(_BACKQUOTES.finditer(line))
    closing: dict[int, int] = {}  # a run's place in the list -> that of the next one of the same length
    latest: dict[int, int] = {}
    for place in reversed(range(len(runs))):
        length = len(runs[place][0])
        closing[place] = latest.get(length, 0)
        latest[length] = place
    parts, done, place = [], 0, 0
    while place < len(runs):
        start, end = runs[place].start(), closing[place]
        if end and line[start - 1 : start] != "\\":
            parts += [line[done:start], " " * (runs[end].end() - start)]
            done, place = runs[end].end(), end
        place += 1
    return "".join([*parts, line[done:]])


def _html_is_inert(page: WrittenPage) -> Iterator[Problem]:
    """HTML in a page is plain tags with plain attributes; nothing that runs, loads or takes input."""
    text = _without_code(page)
    last_remark = text.rfind("-->")
    for opening in _OPENING.finditer(text):
        at = opening.start()
        if _ADDRESS.match(text, at) or (text.startswith("<!--", at) and last_remark > at):
            continue  # the text inside a comment is checked all the same
        tag = _TAG.match(text, at)
        if tag is None:
            hint = "For the sign itself write &lt;"
            yield page.at(at, f"This is not a plain HTML tag: {quote(text[at : at + 20])}.", hint)
        elif tag[1].casefold() not in TAGS:
            hint = "Use Markdown, a macro or a plain tag such as div, span, details or table."
            yield page.at(at, f"A page must not have the HTML tag <{tag[1]}>.", hint, tag[1])
        elif "{{" in tag[2]:
            yield page.at(
                at, f"A macro must not stand inside of the tag <{tag[1]}>.", "Put it before or after the tag."
            )
        else:
            yield from _attributes(page, tag[2], tag.start(2))


def _attributes(page: WrittenPage, text: str, at: int) -> Iterator[Problem]:
    """An attribute is one that does nothing by itself, and its address leads to a page."""
    for pair in _PAIR.finditer(text):
        name = pair[1].casefold()
        if name not in ATTRIBUTES and not name.startswith("aria-"):
            hint = f"The attributes are: {', '.join(sorted(ATTRIBUTES))}."
            yield page.at(at + pair.start(), f"A page must not have the attribute {quote(name)}.", hint, name)
        elif name in ("href", "src") and pair[2]:
            yield from _address(page, pair[2].strip("\"'"), at + pair.start(2), media=name == "src")


_BRACES = re.compile(r"(?<!\{)\{(?![{%#])([^{}]*)\}(?!\})")
_PART = re.compile(r"""[^\s="'{}]+|=|"[^"]*"|'[^']*'""")


def _attribute_lists_are_inert(page: WrittenPage) -> Iterator[Problem]:
    """A Markdown attribute list, {: .class key=value }, holds plain attributes too.

    https://python-markdown.github.io/extensions/attr_list/
    """
    text = _without_code(page)
    for braces in _BRACES.finditer(text):
        parts = list(_PART.finditer(braces[1]))
        for name, sign, value in zip(parts, parts[1:], [*parts[2:], None], strict=False):
            if sign[0] == "=" and name[0].lstrip(":.#") and name[0] != "=":
                yield from _attributes(
                    page, f"{name[0].lstrip(':.#')}={value[0] if value else '0'}", braces.start(1) + name.start()
                )


# --- links ------------------------------------------------------------------------

# Anchored at what ends a link's text, and bounded: nothing here may take quadratic time.
_TARGET = re.compile(r"\]\(\s*<?\s*([^\s<>()]*)")
_DEFINITION = re.compile(r"^[ ]{0,3}\[([^\]\n]+)\]:\s*<?([^\s>]*)", re.MULTILINE)
_PICTURE_BY_NAME = re.compile(r"!\[([^\[\]]{0,300})\](?:\s?\[([^\[\]]{0,300})\])?")
_RUNS = re.compile(
    r"(?:\]\(<?|\]:<?|(?:href|src)=[\"']?|<)(javascript|vbscript|data|file|blob|filesystem):", re.IGNORECASE
)


def _address(page: WrittenPage, target: str, at: int, media: bool = False) -> Iterator[Problem]:
    """An address is a page of ours, or http, https, mailto or tel; pictures are ours."""
    plain = re.sub(r"[\x00-\x20\\\u00a0]", "", reading.unescaped(reading.unescaped(target)))
    scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", plain)
    if "{{" in target:
        yield page.at(at, "A macro must not stand where a link's address must be.", "Write the address itself.", target)
    elif scheme and scheme[1].casefold() not in SCHEMES:
        hint = "A link starts with https:// or is the path of a page."
        yield page.at(at, f"A link must not have the scheme {quote(scheme[1])}.", hint, target)
    elif media and (scheme or plain.startswith("//")):
        hint = "Put the file into docs/assets: the site asks no other site for anything."
        yield page.at(at, f"A picture must be one of ours, not {quote(target)}.", hint, target)
    elif not scheme and plain.startswith("/"):
        hint = "Write the path as seen from this page's folder, like  ../partnerships/index.md"
        yield page.at(at, f"A link must not start with a slash: {quote(target)}.", hint, target)


def _links_are_safe(page: WrittenPage) -> Iterator[Problem]:
    """A Markdown link has a plain address, however it is written."""
    text = _without_code(page)
    for link in _TARGET.finditer(text):
        yield from _address(page, link[1], link.start(1), media=_is_picture(text, link.start()))
    pictures = {(match[2] or match[1]).casefold() for match in _PICTURE_BY_NAME.finditer(text)}
    for definition in _DEFINITION.finditer(text):
        media = definition[1].casefold() in pictures
        yield from _address(page, definition[2], definition.start(2), media=media)


def _is_picture(text: str, end: int) -> bool:
    """Return whether the bracket that closes at ``end`` was opened by ![ and not by [."""
    depth = 0
    for at in range(end, max(end - 300, -1), -1):
        depth += {"]": 1, "[": -1}.get(text[at], 0)
        if depth == 0:
            return at > 0 and text[at - 1] == "!"
    return False


def _no_hidden_scheme(page: WrittenPage) -> Iterator[Problem]:
    """No spaces, line ends or entities hide a scheme that runs."""
    unescaped = reading.unescaped(reading.unescaped(_without_code(page)))
    squeezed = re.sub(r"[\x00-\x20\\]", "", unescaped)
    match = _RUNS.search(squeezed)
    if match is None:
        return
    where = _squeezed_place(page.body, match[1])
    yield page.at(where, f"A link must not have the scheme {quote(match[1])}.", "Take it out.")


_SMALL = {ord(letter): letter.lower() for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}


def _squeezed_place(text: str, word: str) -> int:
    """Return the offset at which a word stands in a text, whatever spaces are in it; 0 where it is not found."""
    kept = [(at, sign) for at, sign in enumerate(text.translate(_SMALL)) if not sign.isspace()]
    found = "".join(sign for _, sign in kept).find(word.translate(_SMALL))
    return kept[found][0] if found >= 0 else 0


# --- headings -----------------------------------------------------------------------

_FENCE = re.compile(r"(```+|~~~+)[^`]*")
_UNDERLINE = re.compile(r"=+[ \t]*")
_BRACE = re.compile(r"&(?:#0*123|#x0*7b|lbrace|lcub);?", re.IGNORECASE)


def _first_headings(body: str) -> Iterator[tuple[int, str]]:
    """Yield the offset and the text of each heading of the first level that stands outside of fenced code."""
    offset, fence, above = 0, "", ""
    for line in body.split("\n"):
        if fence:
            fence = "" if line.rstrip(" \t") == fence else fence
        elif opened := _FENCE.fullmatch(line):
            fence = opened[1]
        elif line.startswith("# ") or "<h1" in line.casefold():
            yield offset, line
        elif above and above[0] not in " \t#>|" and _UNDERLINE.fullmatch(line):
            yield offset - len(above) - 1, above
        above = line
        offset += len(line) + 1


def _one_heading(page: WrittenPage) -> Iterator[Problem]:
    """A page has one first heading, in plain words: the theme makes the page's title of it."""
    found = list(_first_headings(page.body))
    if not found:
        yield page.at(0, "The page must have one heading of the first level.", "Write  # The title of the page")
    for again, _ in found[1:]:
        yield page.at(again, "The page must have only one heading of the first level.", "Write ## here.")
    for offset, heading in found:
        if "{{" in heading or _BRACE.search(heading):
            yield page.at(offset, "The first heading must be plain words, without braces.", "")


def _within_bounds(page: WrittenPage) -> Iterator[Problem]:
    """A page is not so crowded that a Markdown parser would take minutes for it."""
    offset, headings = 0, 0
    for is_blank, block in groupby(page.body.splitlines(keepends=True), lambda line: not line.strip()):
        lines = list(block)
        text = "".join(lines)
        signs = 0 if is_blank else sum(map(text.count, "[<`"))
        if signs > SIGNS:
            message = f"A paragraph must have at most {SIGNS} of the signs [ < ` together, not {signs:,}."
            yield page.at(offset, message, "Part it with a blank line.")
        headings += sum(
            line.lstrip(" ").startswith(("#", "!!!")) or not line.strip("=- \t\n") for line in lines if not is_blank
        )
        offset += len(text)
    if headings > HEADINGS:
        message = f"The page must have at most {HEADINGS} headings and notes, not {headings:,}."
        yield page.at(0, message, "Make two pages of it.")


RULES: tuple[Callable[[WrittenPage], Iterator[Problem]], ...] = (
    _jinja_is_calls,
    _html_is_inert,
    _attribute_lists_are_inert,
    _links_are_safe,
    _no_hidden_scheme,
    _one_heading,
    _within_bounds,
)
