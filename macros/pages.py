"""The check of the pages that people write: docs/ is code until this has seen it.

A Markdown page can run a shell while the site is built, through the Jinja of the
macros plugin, and scripts in every visitor's browser, through HTML. So each page
is read as text before any host gets it: its front matter, its Jinja (nothing but
calls of the documented macros with literal arguments), its HTML and its links. The
check knows no Markdown: it takes a superset of what any Markdown parser would see,
code blocks included, since extensions decide what is code.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path, PurePosixPath

import jinja2
from jinja2 import nodes

from macros import reading
from macros.reading import Node, Problem, quote

PAGE_LIMIT = 256 * 1024  # bytes
FOLDER_DEPTH = 12
RULE_PROBLEMS = 50  # of one rule in one page

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
SCRIPTS = Path(__file__).parent / "theme/assets/ours/js"

# HTML that does nothing by itself. Allow-lists, because the list of what is active
# grows with every browser (https://cheatsheetseries.owasp.org, XSS prevention).
_TAGS = frozenset(
    "a abbr address article aside b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div"
    " dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li mark nav ol p pre q rp rt"
    " ruby s samp section small span strong sub summary sup table tbody td tfoot th thead time tr u ul var wbr".split()
)
_ATTRIBUTES = frozenset(
    "alt class colspan datetime dir height hidden href id lang markdown open rel reversed role rowspan scope src"
    " start title width".split()
)
_SCHEMES = frozenset(("http", "https", "mailto", "tel"))

_PAGE_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\.md")
_FOLDER_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# Beside the pages: pictures and documents, nothing that a browser runs.
_OTHERS = "avif csv docx gif ico jpeg jpg pdf png svg txt vtt webp xlsx".split()


def check_pages(docs_dir: Path, macro_names: Collection[str]) -> list[Problem]:
    """Return every problem of the pages below ``docs_dir``, in the order of files and lines.

    ``macro_names`` are the macros that a page may call. Raises nothing, whatever the bytes.
    """
    found: list[Problem] = []
    home = reading.shown(docs_dir)
    addresses: dict[str, str] = {}
    for path, file, problems in _walk(docs_dir, home):
        found.extend(problems)
        if path is not None:
            found.extend(_check_file(path, file, docs_dir, macro_names))
            first = addresses.setdefault(_address_of(path.relative_to(docs_dir)), file)
            if first != file:
                found.append(Problem(file, 0, 0, "", "", f"The page has the same address as {first}.", "Delete one of the two."))
    if docs_dir.is_dir() and "" not in addresses:
        found.append(Problem(home, 0, 0, "", "", "The folder must hold the home page, index.md."))
    return sorted(found, key=lambda p: (p.file, p.line, p.column, p.message))


def _walk(folder: Path, file: str, depth: int = 0) -> Iterator[tuple[Path | None, str, list[Problem]]]:
    """Yield each file below a folder with its name in messages; problems come without a path."""
    files, folders, found = reading.list_folder(folder, file)
    if depth > FOLDER_DEPTH:
        found.append(Problem(file, 0, 0, "", "", "The folders are nested too deep here."))
        folders = []
    yield None, file, found
    for name in files:
        yield folder / name, f"{file}/{name}", []
    for name in folders:
        yield from _walk(folder / name, f"{file}/{name}", depth + 1)


def _address_of(path: Path) -> str:
    """Return what no two files below the docs folder may share: a page's address, without its last slash."""
    place = path.with_suffix("") if path.suffix == ".md" else path
    address = (place.parent if path.name == "index.md" else place).as_posix()
    return "" if address == "." else address


def _check_file(path: Path, file: str, docs_dir: Path, macro_names: Collection[str]) -> Iterator[Problem]:
    """A page is checked whole; of the other files, whether a browser could run them."""
    ending = path.suffix.casefold()
    if ending in (".md", ".markdown", ".mkd", ".mkdn"):
        if not (_PAGE_NAME.fullmatch(path.name) and all(map(_FOLDER_NAME.fullmatch, path.relative_to(docs_dir).parts[:-1]))):
            message = f"The names of a page and its folders must be lowercase words joined by hyphens, not {quote(path.name)}."
            yield Problem(file, 0, 0, "", path.name, message, "They are its address. Write for instance  about-us.md")
        yield from check_page(path, file, docs_dir, macro_names)
    elif ending in (".html", ".htm", ".xhtml", ".shtml", ".xml", ".xsl"):
        yield Problem(file, 0, 0, "", "", "A page must be Markdown, not HTML.", "Write it as a .md file.")
    elif ending[1:] not in _OTHERS and not path.name.startswith("."):  # the host leaves those out
        hint = f"Beside pages there may be files that end in {', '.join(_OTHERS)}."
        yield Problem(file, 0, 0, "", path.name, f"A file of this kind must not be here: {quote(path.name)}.", hint)
    elif ending == ".svg":
        text, found = reading.read_text(path, file)
        yield from found
        active = re.search(r"<script|<foreignObject|\son\w+\s*=|javascript:|<!ENTITY", text or "", re.IGNORECASE)
        if text is not None and active:
            line = text.count("\n", 0, active.start()) + 1
            yield Problem(file, line, 1, "", active[0], "A picture must not hold a script.", "Save it as plain SVG.")


# --- one page -----------------------------------------------------------------


@dataclass(slots=True)
class Page:
    """A page as the rules see it."""

    file: str
    folder: PurePosixPath  # of the page, below the docs folder
    docs_dir: Path
    macro_names: Collection[str]
    body: str  # without front matter
    first_line: int  # of the body
    front: dict[str, Node] = field(default_factory=dict)

    def at(self, offset: int, message: str, hint: str = "", value: str = "") -> Problem:
        """Return a problem at an offset of the body."""
        line = self.body.count("\n", 0, offset) + self.first_line
        column = offset - self.body.rfind("\n", 0, offset)
        return Problem(self.file, line, column, "", value, message, hint)


# The front matter as MkDocs finds it, MultiMarkdown's kind included (mkdocs/utils/meta.py).
_FRONT = re.compile(r"-{3}[ \t]*\n(.*?\n)(?:\.{3}|-{3})[ \t]*\n", re.DOTALL)
_MULTIMARKDOWN = re.compile(r"[ ]{0,3}[A-Za-z0-9_-]+:")


def check_page(path: Path, file: str, docs_dir: Path, macro_names: Collection[str]) -> Iterator[Problem]:
    """Yield every problem of one Markdown page."""
    text, found = reading.read_text(path, file, PAGE_LIMIT)
    yield from (problem for problem in found if problem.value != "\t")  # Markdown may have tabs
    if text is None:
        return
    text = text.replace("\r\n", "\n")
    if not text.endswith("\n"):
        text += "\n"
    match = _FRONT.match(text)
    body = text[match.end() :] if match else text
    folder = PurePosixPath(path.relative_to(docs_dir).as_posix()).parent
    page = Page(file, folder, docs_dir, macro_names, body, text.count("\n", 0, match.end()) + 1 if match else 1)
    yield from _front_matter(page, match[1] if match else "")
    for rule in RULES:
        yield from islice(rule(page), RULE_PROBLEMS)


def _front_matter(page: Page, front: str) -> Iterator[Problem]:
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


def _front_value(page: Page, name: str, node: Node) -> Iterator[Problem]:
    """A value of the front matter has a known name and the shape that belongs to it."""
    shape = FRONT_MATTER.get(name)
    if shape is None:
        near = reading.near(name, FRONT_MATTER)
        hint = f"Did you mean '{near}'?" if near else f"It may have: {', '.join(FRONT_MATTER)}."
        message = f"The front matter must not have {quote(name)}."
        yield Problem(page.file, node.key_line, node.key_column, name, "", message, hint)
        return
    if name in _LISTS and not isinstance(node.value, list):
        yield Problem(page.file, node.line, node.column, name, "", f"'{name}' must be a list.", f"Write  {name}: [{node.value or ''}]")
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

_ENVIRONMENT = jinja2.Environment()  # noqa: S701 - it parses and never renders
_CALLS_ONLY = "A page may only call macros, like {{ contact() }}, with plain words and numbers."


def _jinja_is_calls(page: Page) -> Iterator[Problem]:
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
        elif kind == "comment_begin":
            yield _comment(page, offset)
        elif kind in ("block_begin", "raw_begin"):
            yield page.at(offset, f"A page must not have Jinja statements, like {quote(value.strip())}.", _CALLS_ONLY)
        offset += len(value)
    yield from _expressions(page, template, starts)


def _comment(page: Page, offset: int) -> Problem:
    message = "{# starts a Jinja comment, which drops the text after it."
    return page.at(offset, message, "Put a space between { and #.")


def _line_offset(text: str, line: int) -> int:
    """Return the offset at which a line starts."""
    offset = 0
    for _ in range(line - 1):
        offset = text.find("\n", offset) + 1
    return offset


def _expressions(page: Page, template: nodes.Template, starts: list[int]) -> Iterator[Problem]:
    """Each expression is one call; ``starts`` are where the expressions stand, in order."""
    if not all(type(node) is nodes.Output for node in template.body):
        return  # a statement, which has been refused
    written = [part for node in template.body for part in node.nodes if type(part) is not nodes.TemplateData]  # type: ignore[attr-defined]
    if len(written) != len(starts):
        yield page.at(starts[0] if starts else 0, "The braces in this page cannot be read.", _CALLS_ONLY)
        return
    for part, offset in zip(written, starts, strict=True):
        yield from _call(page, part, offset)


def _call(page: Page, part: nodes.Node, offset: int) -> Iterator[Problem]:
    """A call names a documented macro and has literal arguments."""
    if type(part) is not nodes.Call or type(part.node) is not nodes.Name:
        yield page.at(offset, "The braces here are not the call of a macro.", _CALLS_ONLY)
        return
    name = part.node.name
    if name not in page.macro_names:
        near = reading.near(name, page.macro_names)
        hint = f"Did you mean '{near}'?" if near else f"The macros are: {', '.join(sorted(page.macro_names)) or 'none'}."
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
_TAG = re.compile(rf"</?([A-Za-z][A-Za-z0-9-]*)((?:\s+{_NAME_VALUE})*)\s*/?>")
_PAIR = re.compile(r"""([A-Za-z_:@.][\w:.-]*)\s*(?:=\s*("[^"<>]*"|'[^'<>]*'|[^\s"'<>=`]+))?""")
_ADDRESS = re.compile(r"<(?:https?://|mailto:|[\w.+-]+@)[^\s<>\"']*>", re.IGNORECASE)
_OPENING = re.compile(r"<(?=[A-Za-z/!?])")
_CODE = re.compile(r"(?<![`\\])(`+)(?!`)([^\n]*?[^`\n])\1(?!`)")


def _without_code(page: Page) -> str:
    """Return the body with inline code blanked, of the same length.

    Only where the page has no tags outside of code: inside of a block of HTML,
    backquotes are ordinary characters and a tag between them is a tag.
    """
    blank = _CODE.sub(lambda match: " " * len(match[0]), page.body)
    return page.body if _TAG.search(blank) or "<!" in blank else blank


def _html_is_inert(page: Page) -> Iterator[Problem]:
    """HTML in a page is plain tags with plain attributes; nothing that runs, loads or takes input."""
    text = _without_code(page)
    last_remark = text.rfind("-->")
    for opening in _OPENING.finditer(text):
        at = opening.start()
        if _ADDRESS.match(text, at) or (text.startswith("<!--", at) and last_remark > at):
            continue  # what stands inside of a comment is looked at all the same
        tag = _TAG.match(text, at)
        if tag is None:
            hint = "For the sign itself write &lt;"
            yield page.at(at, f"This is not a plain HTML tag: {quote(text[at : at + 20])}.", hint)
        elif tag[1].casefold() not in _TAGS:
            hint = "Use Markdown, a macro or a plain tag such as div, span, details or table."
            yield page.at(at, f"A page must not have the HTML tag <{tag[1]}>.", hint, tag[1])
        elif "{{" in tag[2]:
            yield page.at(at, f"A macro must not stand inside of the tag <{tag[1]}>.", "Put it before or after the tag.")
        else:
            yield from _attributes(page, tag[2], tag.start(2))


def _attributes(page: Page, text: str, at: int) -> Iterator[Problem]:
    """An attribute is one that does nothing by itself, and its address leads to a page."""
    for pair in _PAIR.finditer(text):
        name = pair[1].casefold()
        if name not in _ATTRIBUTES and not name.startswith("aria-"):
            hint = f"The attributes are: {', '.join(sorted(_ATTRIBUTES))}."
            yield page.at(at + pair.start(), f"A page must not have the attribute {quote(name)}.", hint, name)
        elif name in ("href", "src") and pair[2]:
            yield from _address(page, pair[2].strip("\"'"), at + pair.start(2), media=name == "src")


def _attribute_lists_are_inert(page: Page) -> Iterator[Problem]:
    """A Markdown attribute list, {: .class key=value }, holds plain attributes too.

    https://python-markdown.github.io/extensions/attr_list/
    """
    text = _without_code(page)
    for braces in re.finditer(r"(?<!\{)\{(?![{%#])([^{}]*)\}(?!\})", text):
        for pair in re.finditer(r"""([^\s=.#"'{}][^\s="'{}]*)\s*=\s*("[^"]*"|'[^']*'|[^\s}]*)""", braces[1]):
            yield from _attributes(page, f"{pair[1].lstrip(':')}={pair[2] or '0'}", braces.start(1) + pair.start())


# --- links ------------------------------------------------------------------------

# Anchored at what ends a link's text, and bounded: nothing here may take quadratic time.
_TARGET = re.compile(r"\]\(\s*<?\s*([^\s<>()]*)")
_DEFINITION = re.compile(r"^[ ]{0,3}\[([^\]\n]+)\]:\s*<?([^\s>]*)", re.MULTILINE)
_PICTURE_BY_NAME = re.compile(r"!\[([^\[\]]{0,300})\](?:\s?\[([^\[\]]{0,300})\])?")
_RUNS = re.compile(r"(?:\]\(<?|\]:<?|(?:href|src)=[\"']?|<)(?:javascript|vbscript|data|file|blob|filesystem):", re.IGNORECASE)


def _address(page: Page, target: str, at: int, media: bool = False) -> Iterator[Problem]:
    """An address is a page of ours, or http, https, mailto or tel; pictures are ours."""
    plain = re.sub(r"[\x00-\x20\\\u00a0]", "", html.unescape(html.unescape(target)))
    scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", plain)
    if "{{" in target:
        yield page.at(at, "A macro must not stand where a link's address must be.", "Write the address itself.", target)
    elif scheme and scheme[1].casefold() not in _SCHEMES:
        hint = "A link starts with https:// or is the path of a page."
        yield page.at(at, f"A link must not have the scheme {quote(scheme[1])}.", hint, target)
    elif media and (scheme or plain.startswith("//")):
        hint = "Put the file into docs/assets: the site asks no other site for anything."
        yield page.at(at, f"A picture must be one of ours, not {quote(target)}.", hint, target)
    elif not scheme and not media and plain.partition("#")[0].endswith(".md"):
        yield from _page_is_there(page, plain.partition("#")[0], at)


def _page_is_there(page: Page, target: str, at: int) -> Iterator[Problem]:
    """A link to a page leads to a file below docs."""
    parts: list[str] = [] if target.startswith("/") else list(page.folder.parts)
    for part in target.lstrip("/").split("/"):
        if part == ".." and not parts:
            break
        parts = parts[:-1] if part == ".." else parts if part in ("", ".") else [*parts, part]
    else:
        if len(target) < 1000 and page.docs_dir.joinpath(*parts).is_file():
            return
    yield page.at(at, f"There is no page {quote(target)}.", "The path is as seen from this page's folder.", target)


def _links_are_safe(page: Page) -> Iterator[Problem]:
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


def _no_hidden_scheme(page: Page) -> Iterator[Problem]:
    """No spaces, line ends or entities hide a scheme that runs."""
    unescaped = html.unescape(html.unescape(_without_code(page)))
    squeezed = re.sub(r"[\x00-\x20\\]", "", unescaped)
    match = _RUNS.search(squeezed)
    if match is None:
        return
    scheme = re.search(r"\w+(?=:$)", match[0])
    letters = r"\s*".join(scheme[0]) if scheme else ""
    where = re.search(letters, page.body, re.IGNORECASE)
    at = where.start() if where else 0
    yield page.at(at, f"A link must not have the scheme {quote(scheme[0] if scheme else match[0])}.", "Take it out.")


# --- headings -----------------------------------------------------------------------

_FENCE = re.compile(r"^(```+|~~~+)[^\n`]*\n.*?^\1[ \t]*$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^# .+$|^[^\s#>|].*\n=+[ \t]*$|<h1\b", re.MULTILINE)
_BRACE = re.compile(r"&(?:#0*123|#x0*7b|lbrace|lcub);?", re.IGNORECASE)


def _one_heading(page: Page) -> Iterator[Problem]:
    """A page has one first heading, in plain words: the theme makes the page's title of it."""
    text = _FENCE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), page.body)
    found = list(_HEADING.finditer(text))
    if not found:
        yield page.at(0, "The page must have one heading of the first level.", "Write  # The title of the page")
    for again in found[1:]:
        yield page.at(again.start(), "The page must have only one heading of the first level.", "Write ## here.")
    for heading in found:
        if "{{" in heading[0] or _BRACE.search(heading[0]):
            yield page.at(heading.start(), "The first heading must be plain words, without braces.", "")


RULES: tuple[Callable[[Page], Iterator[Problem]], ...] = (
    _jinja_is_calls,
    _html_is_inert,
    _attribute_lists_are_inert,
    _links_are_safe,
    _no_hidden_scheme,
    _one_heading,
)
