"""The check of the pages that people write: docs/ is code until this has seen it.

A Markdown page can run a shell while the site is built, through the Jinja of the macros
plugin, and scripts in every visitor's browser, through HTML. So each page is read once,
before any host gets it, and what was read is what is rendered:

1. its bytes are text that can be read at all (``macros.data.reading``);
2. its text keeps the rules (``rules``), and its pictures draw and do nothing else (``svg``);
3. rendered, it holds nothing active either (``rendered``);
4. its links and pictures lead to what is there (``links``).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from macros.build.page_check import links, rendered, svg
from macros.build.page_check.links import CheckedPage, address_of
from macros.build.page_check.rules import read_page
from macros.data import personal_data, reading
from macros.data.personal_data import Allowed
from macros.data.reading import Problem, quote

__all__ = ["CheckedDocs", "CheckedPage", "address_of", "check_docs", "link_problems"]

PAGE_LIMIT = 64 * 1024  # bytes; the longest page has a fifth of it
TEXT_LIMIT = 2 * 1024 * 1024  # of a file beside the pages
FOLDER_DEPTH = 12

_PAGE_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\.md")
_FOLDER_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PAGES = (".md", ".markdown", ".mkd", ".mkdn")
# Beside the pages: pictures and documents, nothing that a browser runs.
_OTHERS = "avif csv docx gif ico jpeg jpg pdf png svg txt vtt webp xlsx".split()
_TEXTS = (".csv", ".txt", ".vtt")
# Folders that the host passes over without a word (mkdocs/config/defaults.py, exclude_docs).
_UNSEEN = ("templates",)


@dataclass(slots=True)
class CheckedDocs:
    """What a docs folder holds.

    ``problems`` stand in the order of files and lines. By path below the folder: ``pages`` are
    those without an error, ``contents`` the text or bytes that were checked and are to be
    rendered or published in the file's place, ``files`` everything that is there.
    """

    problems: list[Problem] = field(default_factory=list)
    pages: dict[str, CheckedPage] = field(default_factory=dict)
    contents: dict[str, str | bytes] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)


def check_docs(
    docs_dir: Path, macro_names: Collection[str], reserved: Collection[str] = (), allowed: Allowed | None = None
) -> CheckedDocs:
    """Read and check every file below ``docs_dir``, but for where links lead: see ``link_problems``.

    ``macro_names`` are the macros that a page may call, ``reserved`` the addresses that no page
    may have, such as ``partnerships/layout/``, and ``allowed`` the contacts that may be published;
    where they are not known, None, personal data is not looked for. Raises nothing, whatever the bytes.
    """
    docs, home = CheckedDocs(), reading.shown(docs_dir)
    for file, problems in _walk(docs_dir, home):
        docs.problems.extend(problems)
        if file:
            path = file.removeprefix(f"{home}/")
            docs.files.append(path)
            docs.problems.extend(_check_file(docs, docs_dir / path, file, path, macro_names, allowed))
    docs.problems.extend(_addresses(docs, home, reserved))
    if docs_dir.is_dir() and "index.md" not in docs.files:
        docs.problems.append(Problem(home, 0, 0, "", "", "The folder must hold the home page, index.md."))
    docs.problems = _in_order(docs.problems)
    return docs


def _in_order(problems: Iterable[Problem]) -> list[Problem]:
    """The problems in the order of files and lines; of many in one file, the first, and each kind with its count."""
    return reading.shortened(sorted(problems, key=lambda p: (p.file, p.line, p.column, p.message)))


def link_problems(
    docs: CheckedDocs,
    made: Collection[str] | None = None,
    macro_ids: Mapping[str, Collection[str]] | None = None,
) -> list[Problem]:
    """Return the problems of the links and pictures of pages without another problem.

    ``made`` are the addresses that the site makes out of the data, ``macro_ids`` the ids that
    macros put into each page, by its address; None where they are not known.
    """
    site = links.LinkTargets(docs.pages, set(docs.files), made, macro_ids)
    return _in_order([*reading.coded(links.problems(site), links.problems), *links.collisions(docs.pages, made or ())])


def _walk(folder: Path, file: str, depth: int = 0) -> Iterator[tuple[str, list[Problem]]]:
    """Yield each file below a folder, by its name in messages; problems of folders come without a name."""
    files, folders, found = reading.list_folder(folder, file)
    if depth > FOLDER_DEPTH:
        found.append(Problem(file, 0, 0, "", "", "The folders are nested too deep here."))
        folders = []
    for name in set(folders) & set(_UNSEEN) if depth == 0 else ():
        message = f"A folder named {quote(name)} is left out of the site."
        found.append(Problem(f"{file}/{name}", 0, 0, "", name, message, "Give it another name."))
    yield "", found
    for name in files:
        yield f"{file}/{name}", []
    for name in folders:
        yield from _walk(folder / name, f"{file}/{name}", depth + 1)


def _addresses(docs: CheckedDocs, home: str, reserved: Collection[str]) -> Iterator[Problem]:
    """No two files have the same address, and none has one that the site needs."""
    taken: dict[str, str] = {}
    for path in docs.files:
        address = (address_of(path) if path.endswith(".md") else path).rstrip("/")
        first = taken.setdefault(address, path)
        if first != path:
            message = f"The page has the same address as {home}/{first}."
            yield Problem(f"{home}/{path}", 0, 0, "", "", message, "Delete one of the two.")
        if f"{address}/" in reserved:
            message = f"The site needs the address {address}/ for itself, so this page would not be shown."
            yield Problem(f"{home}/{path}", 0, 0, "", path, message, "Give the file another name.")


def _check_file(
    docs: CheckedDocs, path: Path, file: str, below: str, macro_names: Collection[str], allowed: Allowed | None
) -> Iterator[Problem]:
    """A page is checked whole; of the other files, whether a browser could run them, and any personal details."""
    ending = path.suffix.casefold()
    yield from personal_data.problems_of_name(path.name, allowed, file)
    if ending in _PAGES:
        if not (_PAGE_NAME.fullmatch(path.name) and all(map(_FOLDER_NAME.fullmatch, below.split("/")[:-1]))):
            rule = "The names of a page and its folders must be lowercase words joined by hyphens"
            message = f"{rule}, not {quote(path.name)}."
            yield Problem(file, 0, 0, "", path.name, message, "They are its address. Write for instance  about-us.md")
        yield from _check_page(docs, path, file, below, macro_names, allowed)
    elif ending in (".html", ".htm", ".xhtml", ".shtml", ".xml", ".xsl"):
        yield Problem(file, 0, 0, "", "", "A page must be Markdown, not HTML.", "Write it as a .md file.")
    elif ending[1:] not in _OTHERS and not path.name.startswith("."):  # the host leaves those out
        hint = f"Beside pages there may be files that end in {', '.join(_OTHERS)}."
        yield Problem(file, 0, 0, "", path.name, f"A file of this kind must not be here: {quote(path.name)}.", hint)
    elif ending == ".svg":
        data, found = reading.read_bytes(path, file, svg.LIMIT)
        yield from found
        if data is not None:
            docs.contents[below] = data
            yield from svg.problems(data, file)
    elif ending in _TEXTS:
        text, found = reading.read_text(path, file, TEXT_LIMIT, allowed="\t")
        yield from found
        yield from personal_data.problems_in(text or "", allowed, file)


def _check_page(
    docs: CheckedDocs, path: Path, file: str, below: str, macro_names: Collection[str], allowed: Allowed | None
) -> Iterator[Problem]:
    """A page can be read, keeps the rules of its text, and renders to HTML that does nothing."""
    text, found = reading.read_text(path, file, PAGE_LIMIT, allowed="\t")
    yield from found
    if text is None:
        return
    text = text.replace("\r\n", "\n")  # as hosts read it: with others, they would not see the front matter
    page, faults = read_page(text, file, macro_names)
    docs.contents[below] = text
    yield from faults
    yield from personal_data.problems_in(text, allowed, file)
    if any(each.severity == "error" for each in (*found, *faults)):
        return
    try:
        result = rendered.read(rendered.render(page.with_calls_as("qzmacroqz")))
    except RecursionError:
        yield page.at(0, "The page's lists or quotes are nested too deep.", "Start a new paragraph.")
        return
    for fault in dict.fromkeys(result.faults):
        yield page.at(0, f"The page must not make {fault}.", "Write it as text, in backquotes.")
    docs.pages[below] = CheckedPage(below, page, result)
