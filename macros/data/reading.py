"""Strict readers: files become raw text values that remember their place.

Nothing is guessed. A YAML scalar stays text (``zip: 04101`` is five characters),
a CSV file must be UTF-8 with commas, and whatever is doubtful becomes a
``Problem`` with file, line and column instead of a wrong value. The readers stay
within bounded time and memory whatever the bytes: size and depth are limited, and
aliases are refused as events, before anything could be built from them.

Lines and columns count from 1, columns in characters. Standards: YAML 1.1
(https://yaml.org/spec/1.1/), RFC 4180 for CSV, RFC 3629 for UTF-8.
"""

from __future__ import annotations

import csv
import html
import os
import re
import stat
import unicodedata
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import islice
from pathlib import Path
from typing import Any

import yaml

# The C parser is about twelve times faster; both give the same events.
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

YAML_LIMIT = 256 * 1024  # bytes
CSV_LIMIT = 32 * 1024 * 1024
CELL_LIMIT = 128 * 1024  # characters in one CSV cell
LINE_LIMIT = 1024 * 1024  # characters in one CSV line
DEPTH_LIMIT = 14  # a schema with a list of objects needs 11
FILE_PROBLEMS = 50  # faults of YAML itself, after which a file is not read further
FIRST = 20  # problems of a file that are told in full: one spoiled file does not hide the others
KINDS = 20  # kinds of problem in a file that are counted for each field
LIMIT = 400  # problems of all files that are told in full
MOST = 1_000_000  # problems in all, after which counting takes too long
MOST_LINES = 200_000  # lines of a file with doubtful characters that are counted


def plain(path: Path) -> Any:
    """The values of a YAML file that nobody has to judge, such as the descriptor of a checked package.

    Raises OSError and yaml.YAMLError.
    """
    return yaml.load(path.read_bytes(), Loader=LOADER)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that must be fixed, in words for the person who edits the file.

    ``line`` and ``column`` are 0 where there is none. A problem whose ``severity``
    is ``warning`` does not stop a build. ``code`` is a short lasting word for the
    kind of problem, mostly the name of its rule: programs go by it, never by the wording.
    ``count`` is how many problems this one stands for.
    """

    file: str
    line: int
    column: int
    field: str
    value: str
    message: str
    hint: str = ""
    severity: str = "error"
    code: str = ""
    count: int = 1

    def __str__(self) -> str:
        """Give the line that people see: ``file:line:column: message hint``."""
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        word = "warning: " if self.severity == "warning" else ""
        return printable(" ".join(part for part in (f"{place}: {word}{self.message}", self.hint) if part))


class Node:
    """A raw value with the place of itself and of its key.

    ``value`` is text, None, a list of nodes or a dict of nodes.
    """

    __slots__ = ("column", "key_column", "key_line", "line", "value")

    def __init__(self, value: Any, line: int, column: int, key_line: int, key_column: int) -> None:
        self.value = value
        self.line = line
        self.column = column
        self.key_line = key_line
        self.key_column = key_column


class FileRefused(Exception):
    """Raised inside this module: the file cannot be read any further."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def coded(problems: Iterable[Problem], rule: Callable[..., object]) -> Iterator[Problem]:
    """Yield problems with the rule's name as their code, but for those that have one already."""
    code = code_of(rule)
    for problem in problems:
        yield problem if problem.code else replace(problem, code=code)


def code_of(rule: Callable[..., object]) -> str:
    """Return the code of what a rule finds: its name, with hyphens."""
    return rule.__name__.strip("_").replace("_", "-")


_NUMBERS = re.compile(r"\[[0-9]+\]")
_Kind = tuple[str, str, str]  # severity, code, field


class _Told:
    """What is reported about one file: the first problems, then one of each kind; the rest is counted."""

    __slots__ = ("kinds", "room")

    def __init__(self, room: int) -> None:
        self.room = room
        self.kinds: dict[_Kind, tuple[Problem, int]] = {}  # the last that was told, and how many more there are

    def kind_of(self, severity: str, code: str, field: str) -> _Kind:
        """Return the kind that a problem belongs to; after some, without the field, so that they stay few."""
        kind = (severity, code, _NUMBERS.sub("", field))
        return kind if kind in self.kinds or len(self.kinds) < KINDS else (severity, code, "")

    def has_enough(self, kind: _Kind, count: int = 1) -> bool:
        """Return whether a problem needs no line of its own; it is counted then."""
        if self.room > 0 or kind not in self.kinds:
            return False
        example, more = self.kinds[kind]
        self.kinds[kind] = example, more + count
        return True

    def take(self, kind: _Kind, problem: Problem) -> None:
        """Remember a problem that is told."""
        self.room -= 1
        self.kinds[kind] = problem, 0

    def rest(self, where: str = "") -> Iterator[Problem]:
        """Yield one problem for those of each kind that were only counted."""
        for example, more in self.kinds.values():
            like = f"line {example.line}" if example.line else "this"
            message = f"… and {more:,} more like {like}{where}: {example.message}"
            if more:
                yield replace(example, line=0, column=0, value="", message=message, hint="", count=more)


class Problems:
    """Problems as they are found, in bounded memory: the first of each file, then each kind once with its count."""

    def __init__(self) -> None:
        self.found = 0
        self._told: list[Problem] = []
        self._files: dict[str, _Told] = {}
        self._others = _Told(0)  # of all the files that came when enough was told

    def add(self, problem: Problem) -> None:
        """Take a problem up."""
        told = self._of(problem.file)
        kind = told.kind_of(problem.severity, problem.code, problem.field)
        self.found += problem.count
        if not told.has_enough(kind, problem.count):
            told.take(kind, problem)
            self._told.append(problem)

    def is_counted(self, file: str, code: str, field: str) -> bool:
        """Count an error that would not be told in full, and return whether that is so: then it is not made."""
        told = self._of(file)
        counted = told.room <= 0 and told.has_enough(told.kind_of("error", code, field))
        self.found += counted
        return counted

    def _of(self, file: str) -> _Told:
        told = self._files.get(file)
        if told is None:
            told = self._files[file] = _Told(FIRST) if len(self._told) < LIMIT else self._others
        return told

    def result(self) -> list[Problem]:
        """Return what is told, in the order of files and lines; what was only counted stands at the end of its file."""
        rest = [each for told in self._files.values() if told is not self._others for each in told.rest()]
        rest += self._others.rest(" in other files")
        ordered = sorted(self._told, key=lambda p: (p.file, p.line, p.column, p.field, p.message))
        return sorted([*ordered, *rest], key=lambda p: p.file)


def shortened(problems: Iterable[Problem]) -> list[Problem]:
    """Return the first problems of each file, then one line with a count for each kind of the others."""
    kept = Problems()
    for problem in problems:
        kept.add(problem)
    return kept.result()


def shown(path: Path) -> str:
    """Return a path as messages show it: relative to the current folder when below it."""
    absolute = path.absolute()
    here = Path.cwd()
    return (absolute.relative_to(here) if absolute.is_relative_to(here) else absolute).as_posix()


def printable(text: str) -> str:
    """Return text that a terminal can show: characters that nobody sees become their codes."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


def quote(value: object, limit: int = 60) -> str:
    """Return a found value for a message: in quotes, shortened, invisible characters escaped."""
    text = str(value)
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    return f"'{printable(text)}'"


# --- bytes ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Disguise:
    """What a file's first bytes give away."""

    start: re.Pattern[bytes]
    what: str
    hint: str


_AS_CSV = "Open it in its program and save it as CSV UTF-8 or plain text under this name."
_DISGUISES = (
    _Disguise(re.compile(rb"PK(\x03\x04|\x05\x06)"), "a workbook or a zip file", _AS_CSV),
    _Disguise(re.compile(rb"\xd0\xcf\x11\xe0"), "an old Excel or Word file", _AS_CSV),
    _Disguise(re.compile(rb"%PDF-"), "a PDF", _AS_CSV),
    _Disguise(re.compile(rb"\x1f\x8b"), "a compressed file", "Unpack it first."),
    _Disguise(
        re.compile(rb"(\xef\xbb\xbf)?\s*<(!doctype|html|\?xml|head|body)", re.IGNORECASE),
        "a web page",
        "Download the file itself (the raw file), not the page that shows it.",
    ),
)
_UTF16 = re.compile(rb"\xff\xfe|\xfe\xff|(?:[^\x00]\x00){4}|(?:\x00[^\x00]){4}")
_MERGE_MARK = re.compile(r"^(?:<{7}|>{7}|\|{7})(?= |\r?$)", re.MULTILINE)
_SAVE_UTF8 = "Save the file as CSV UTF-8 (in Excel: File, Save As, “CSV UTF-8”)."
_SAVE_YAML = "Save the file with the encoding UTF-8."


def _bytes(path: Path, file: str, limit: int) -> bytes:
    """Return a regular file's bytes; raise Refused for anything else."""
    try:
        # Not blocking: a named pipe would keep us waiting for ever.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        raise FileRefused(_whole(file, "The file is missing.")) from None
    except (OSError, ValueError) as error:
        if path.is_symlink():
            raise FileRefused(_symlink(file)) from None
        reason = getattr(error, "strerror", None) or "its name is not usable"
        raise FileRefused(_whole(file, f"The file cannot be read: {reason}.")) from None
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise FileRefused(_whole(file, "This must be a regular file."))
        if status.st_size > limit:
            message = f"The file must be at most {limit // 1024:,} KB, not {status.st_size // 1024:,} KB."
            raise FileRefused(_whole(file, message, "Split it, or look for text that was pasted twice."))
        return os.read(handle, status.st_size)
    except OSError as error:
        raise FileRefused(_whole(file, f"The file cannot be read: {error.strerror}.")) from None
    finally:
        os.close(handle)


def _whole(file: str, message: str, hint: str = "") -> Problem:
    """Return a problem of the file as a whole."""
    return Problem(file, 0, 0, "", "", message, hint, code="file")


def _symlink(file: str) -> Problem:
    return _whole(
        file,
        "This must be a real file or folder, not a link to another place.",
        "Put a copy of the file here.",
    )


def _decode(data: bytes, file: str) -> str:
    """Return the text of UTF-8 bytes, with or without byte order mark; raise Refused otherwise."""
    for disguise in _DISGUISES:
        if disguise.start.match(data):
            raise FileRefused(
                Problem(file, 1, 1, "", "", f"This is {disguise.what}, not text.", disguise.hint, code="not-text")
            )
    cure = _SAVE_UTF8 if file.endswith(".csv") else _SAVE_YAML
    if _UTF16.match(data):
        raise FileRefused(Problem(file, 1, 1, "", "", "The file must be UTF-8, not UTF-16.", cure, code="encoding"))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileRefused(_not_utf8(data, file, error.start, cure)) from None


def _not_utf8(data: bytes, file: str, at: int, cure: str) -> Problem:
    """Return the problem of a wrong encoding, with the line as it was probably meant."""
    start = data.rfind(b"\n", 0, at) + 1
    guess = data[start : start + 200].split(b"\n")[0].decode("cp1252", "replace").strip()
    column = len(data[start:at].decode("utf-8", "replace")) + 1
    message = f"The file must be UTF-8, but this line is not: {quote(guess)}."
    return Problem(file, data.count(b"\n", 0, at) + 1, column, "", guess, message, cure, code="encoding")


# --- text -------------------------------------------------------------------

# Characters that nobody sees or that change how the rest is read: controls (a tab
# and a lone CR too), soft hyphen, zero-width, bidirectional, line and paragraph
# separators, invisible fillers, interlinear marks, tags, U+FFFD, surrogates.
# Unicode Technical Report 36 and CVE-2021-42574 ("Trojan Source") say why.
HIDDEN = re.compile(
    "[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ud800-\udfff\ufdd0-\ufdef\ufeff\uffa0"
    "\ufff0-\uffff\U000e0000-\U000e0fff]|\r(?!\n)"
)
# No reader gets past these, or it would count lines in another way than an editor.
_FATAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]|\r(?!\n)")
_PLAIN_BYTES = bytes((10, 13, *range(32, 127)))
_KINDS = (  # (characters, the code of the problem, what they are)
    (re.compile("\ufffd"), "lost-letter", "a replacement mark (a letter was lost when the file was converted)"),
    (re.compile("\t"), "tab", "a tab"),
    (re.compile("\r"), "line-end", "a line end of an old Mac"),
    (re.compile("[\x00-\x1f\x7f-\x9f]"), "control-character", "a control character"),
    (
        re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"),
        "reading-direction",
        "a character that changes the reading direction",
    ),
    (re.compile("[\ud800-\udfff]"), "half-character", "half of a character"),
    (re.compile(""), "invisible", "an invisible character"),
)


def hidden_kind(character: str) -> tuple[str, str]:
    """Return what a character that HIDDEN finds is: the code of the problem, and words with the character's number."""
    code, kind = next((code, what) for pattern, code, what in _KINDS if pattern.match(character))
    return code, f"{kind} (U+{ord(character):04X})"


# What a spreadsheet shows in place of a value:
# https://support.microsoft.com/office/error-type-function-10958677-7c8d-44f7-ae77-b9a9ee6eefaa
CELL_ERROR = re.compile(
    r"#(?:REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|UNKNOWN!|BUSY!|N/A|GETTING_DATA)"
    r"|(?<![^\s(])#{4,}(?![^\s.,;)])"
)

# A character has a number of at most seven digits; Python's int refuses one of 4,301 with ValueError.
_NUMBERED = re.compile(r"&#0*([0-9]{8})[0-9]*")


def unescaped(text: str) -> str:
    """Return a text with HTML's character references as their signs; an impossible number is U+FFFD, as HTML has it."""
    return html.unescape(_NUMBERED.sub(r"&#\1", text))


def text_problems(text: str, file: str, allowed: str = "") -> list[Problem]:
    """Return what is wrong with the characters of a text, each with its place.

    Covers invisible characters, but for those ``allowed``, and text that is not in Unicode
    normal form C (https://unicode.org/reports/tr15/), which looks equal but does not match.
    """
    found = shortened(islice(_hidden_in(text, file, allowed), MOST_LINES))
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        found.extend(shortened(islice(_not_composed(text, file), MOST_LINES)))
    return found


def _hidden_in(text: str, file: str, allowed: str = "") -> Iterator[Problem]:
    """Every line with characters that nobody can see is a problem."""
    line, start, last = 1, 0, 0
    for match in HIDDEN.finditer(text):
        if match[0] in allowed:
            continue
        line += text.count("\n", start, match.start())
        start = match.start()
        if line != last:
            last = line
            yield _hidden(text, file, line, match.start())


def _hidden(text: str, file: str, line: int, at: int) -> Problem:
    """Return the problem of the invisible character at an offset."""
    column = at - text.rfind("\n", 0, at)
    before = text[at - min(column - 1, 20) : at].strip()
    after = f" after {quote(before)}" if before else " here"
    code, kind = hidden_kind(text[at])
    message = f"The text must not have {kind}{after}."
    hint = "Use spaces instead." if code == "tab" else "Delete it and type the text again."
    return Problem(file, line, column, "", text[at], message, hint, code=code)


def _not_composed(text: str, file: str) -> Iterator[Problem]:
    """Letters with accents must be one character each (normal form C)."""
    for number, line in enumerate(text.split("\n"), start=1):
        if line.isascii() or unicodedata.is_normalized("NFC", line):
            continue
        word = next(m for m in re.finditer(r"\S+", line) if not unicodedata.is_normalized("NFC", m[0]))
        better = unicodedata.normalize("NFC", word[0])
        message = f"{quote(word[0])} must be written with whole accented letters (Unicode NFC)."
        yield Problem(
            file, number, word.start() + 1, "", word[0], message, f"Type it again: {better}", code="not-composed"
        )


def merge_problem(text: str, file: str) -> Problem | None:
    """Return the problem of a merge conflict that was left in the text, if there is one."""
    mark = _MERGE_MARK.search(text) if "<<<<<<<" in text or ">>>>>>>" in text else None
    if mark is None:
        return None
    line = text.count("\n", 0, mark.start()) + 1
    hint = "Choose one of the two versions and delete the lines that start with <<<<<<<, ======= and >>>>>>>."
    return Problem(file, line, 1, "", mark[0], "The file has an unsolved merge conflict.", hint, code="merge-conflict")


def read_bytes(path: Path, file: str, limit: int) -> tuple[bytes | None, list[Problem]]:
    """Read a regular file of at most ``limit`` bytes; return its bytes (None when it can't be read) and the problems.

    ``file`` is the name that messages give.
    """
    try:
        return _bytes(path, file, limit), []
    except FileRefused as refused:
        return None, [refused.problem]


def read_text(path: Path, file: str, limit: int = YAML_LIMIT, allowed: str = "") -> tuple[str | None, list[Problem]]:
    """Read a UTF-8 file; return its text and the problems.

    The text is None when it can't be used; then the problems hold an error that says why.
    ``file`` is the name that messages give, ``allowed`` are invisible characters that this kind
    of file may have, such as a tab. A byte order mark is taken off.
    """
    try:
        data = _bytes(path, file, limit)
        text = _decode(data, file)
    except FileRefused as refused:
        return None, [refused.problem]
    if not text.strip():
        return None, [_whole(file, "The file is empty.", "Fill it, or delete it.")]
    conflict = merge_problem(text, file)
    if conflict:
        return None, [conflict]
    if text.isascii() and not data.translate(None, _PLAIN_BYTES) and data.count(b"\r") == data.count(b"\r\n"):
        return text, []  # the common case, at the speed of memory
    found = text_problems(text, file, allowed)
    match = _FATAL.search(text)
    if match is None:
        return text, found
    # The list of what is invisible ends early; what makes the text unusable is always told.
    fatal = _hidden(text, file, text.count("\n", 0, match.start()) + 1, match.start())
    return None, found if fatal in found else [*found, fatal]


# --- YAML -------------------------------------------------------------------

NULLS = frozenset(("", "~", "null"))
_STARTS = {yaml.MappingStartEvent: dict, yaml.SequenceStartEvent: list}
_ENDS = frozenset((yaml.MappingEndEvent, yaml.SequenceEndEvent))
_VALUES = frozenset((yaml.ScalarEvent, yaml.AliasEvent, *_STARTS))
_NO_KEY = "\0"  # no text of a file can be this


def read_yaml(path: Path, file: str) -> tuple[Node | None, list[Problem]]:
    """Read one YAML file that must be a mapping; return its node (or None) and the problems."""
    text, found = read_text(path, file)
    if text is None or "\t" in text:  # YAML takes no tab, and found says so
        return None, found
    node, more = parse_yaml(text, file)
    return node, found + more


def parse_yaml(text: str, file: str, first_line: int = 1) -> tuple[Node | None, list[Problem]]:
    """Parse YAML text that must be a mapping; return its node (or None) and the problems.

    ``first_line`` is the line of the file on which the text starts.
    """
    builder = _Builder(file, first_line)
    try:
        root = builder.build(LOADER(text))
    except yaml.MarkedYAMLError as error:
        line, column, message, hint = _explained(text.split("\n"), error)
        return None, [*builder.problems, builder.at(line, column, message, hint)]
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError):
        trouble = builder.at(0, 0, "The file cannot be read as YAML.", "Compare it with another record.")
        return None, [*builder.problems, trouble]
    except FileRefused as refused:
        return None, [*builder.problems, refused.problem]
    if type(root.value) is not dict:
        message = "The file must be lines like  title: Forest products."
        return None, [*builder.problems, builder.at(0, 0, message)]
    if "\\" in text:  # an escape can make any character
        builder.problems.extend(hidden_by_codes(root, file, "backslash code"))
    if _NO_NOTE.search(text):
        builder.problems.extend(_cut_short(text, builder))
    return root, builder.problems


# YAML takes a number sign after a space for the start of a note; who writes one puts a space behind it.
_NO_NOTE = re.compile(r" #+[^\s#]")
_REST_OF_LINE = re.compile(r"(?<! ) +(#+[^\s#].*)")


def _cut_short(text: str, builder: _Builder) -> Iterator[Problem]:
    """A number sign that belongs to an unquoted text cuts it off silently: ``IBEW Local #567``."""
    lines = text.split("\n")
    loader = LOADER(text)
    for event in islice((each for each in iter(loader.get_event, None) if _is_plain(each)), MOST_LINES):
        start, end = event.start_mark, event.end_mark
        line, column = end.line, end.column
        rest = _REST_OF_LINE.match(_line(lines, line), column)
        indent = len(_line(lines, start.line)) - len(_line(lines, start.line).lstrip(" "))
        if rest is None and event.value and not _line(lines, line)[column:].strip():
            line, column = line + 1, 0  # the text may have been meant to go on there
            rest = _REST_OF_LINE.match(_line(lines, line))
            rest = rest if rest and rest.start(1) > indent else None
        if rest:
            # where the value starts, if nothing is left of it, so that nothing is said about it twice
            line, column = (line, rest.start(1)) if event.value else (start.line, start.column)
            written = _line(lines, start.line)[start.column :].strip()
            message, hint = _told_cut(written, rest[1], event.value)
            yield builder.at(line, column, message, hint, rest[1])


def _is_plain(event: Any) -> bool:
    return type(event) is yaml.ScalarEvent and not event.style


def _told_cut(written: str, lost: str, kept: str) -> tuple[str, str]:
    """Return message and hint for a text that was cut off."""
    message = f"The text is cut off here: a space and # start a note, so {quote(lost)} would be lost."
    if CELL_ERROR.fullmatch(lost) and not kept:
        return message, "It is an error of a spreadsheet. Write the value itself."
    whole = f": {_in_quotes(written)}" if lost in written else ""
    return message, f"Put the whole text in quotes{whole}. If it is a note, write a space after the #."


def hidden_by_codes(node: Node, file: str, code: str) -> Iterator[Problem]:
    """Yield each value below a node in which codes have made characters that a text must not have.

    ``code`` is what messages call such a code.
    """
    value = node.value
    if isinstance(value, str):
        match = HIDDEN.search(value)
        if match:
            kind, words = hidden_kind(match[0])
            message = f"The text must not have {words}."
            yield Problem(file, node.line, node.column, "", match[0], message, f"Delete the {code}.", code=kind)
        elif not unicodedata.is_normalized("NFC", value):
            message = f"{quote(value)} must be written with whole accented letters (Unicode NFC)."
            better = unicodedata.normalize("NFC", value)
            yield Problem(
                file, node.line, node.column, "", value, message, f"Type it again: {better}", code="not-composed"
            )
    for child in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from hidden_by_codes(child, file, code)  # as deep as DEPTH_LIMIT at most


class _Builder:
    """Builds nodes from YAML events and notes what we do not take.

    It works on events because yaml.compose recurses in C: 200,000 opening
    brackets end the process there, and aliases make 2.9 GB of 425 bytes.
    """

    def __init__(self, file: str, first_line: int) -> None:
        self.file = file
        self.first_line = first_line
        self.documents = 0
        self.problems: list[Problem] = []

    def at(self, line: int, column: int, message: str, hint: str = "", value: str = "") -> Problem:
        """Return a problem at a place that YAML counts from 0."""
        return Problem(self.file, line + self.first_line, column + 1, "", value, message, hint, code="yaml")

    def refuse(self, mark: Any, message: str, hint: str = "", value: str = "") -> None:
        """Note a problem; raise Refused when the file has had enough of them."""
        problem = self.at(mark.line, mark.column, message, hint, value)
        if len(self.problems) >= FILE_PROBLEMS:
            raise FileRefused(problem)
        self.problems.append(problem)

    def build(self, loader: Any) -> Node:  # noqa: PLR0915 (one call for each value would take a third longer)
        """Return the root node of the one document; raise YAMLError or Refused."""
        # The open containers stand on a list, not on Python's stack. A plain scalar, of
        # which a big site has a million, makes no calls but one.
        first_line, scalar, nulls = self.first_line, yaml.ScalarEvent, NULLS
        content: Any = []  # of the open container
        root, is_map, key, key_line, key_column = content, False, None, first_line, 1
        stack: list[tuple[Any, bool, str | None, int, int]] = []
        for event in iter(loader.get_event, None):
            kind = type(event)
            if kind in _ENDS:
                content.pop(_NO_KEY, None) if is_map else None
                content, is_map, key, key_line, key_column = stack.pop()
                continue
            if kind not in _VALUES:
                self._count_document(event)
                continue
            mark = event.start_mark
            line, column = mark.line + first_line, mark.column + 1
            if event.anchor is not None or (kind is not yaml.AliasEvent and event.tag is not None):
                self._refuse_mark(event)
            value: Any = event.value if kind is scalar else self._container(event, len(stack))
            if kind is scalar:
                if value in nulls and event.implicit[0]:
                    value = None
                elif value[-1:] == "\n":
                    value = value.rstrip("\n")  # a block's last line end is not text
            if is_map and key is None:
                key, key_line, key_column = value, line, column
                if type(key) is not str or key in content:
                    key = self._refuse_key(mark, value, content)
            elif is_map:
                content.setdefault(key, Node(value, line, column, key_line, key_column))
                key = None
            else:
                content.append(Node(value, line, column, line, column))
            if kind in _STARTS:
                stack.append((content, is_map, key, key_line, key_column))
                content, is_map, key = value, kind is yaml.MappingStartEvent, None
        return root[0] if root else Node(None, first_line, 1, first_line, 1)

    def _container(self, event: Any, depth: int) -> dict[str, Node] | list[Node] | None:
        """Return what an opening container will hold; None for a (refused) alias."""
        container = _STARTS.get(type(event))
        if container is None:
            return None
        if depth >= DEPTH_LIMIT:
            mark = event.start_mark
            raise FileRefused(self.at(mark.line, mark.column, "The values are nested too deep here."))
        return container()

    def _count_document(self, event: Any) -> None:
        """A file is one document, without directives."""
        if type(event) is not yaml.DocumentStartEvent:
            return
        mark: Any = event.start_mark
        self.documents += 1
        if self.documents > 1:
            message = "The file must hold one record: a line of three hyphens starts a second one."
            raise FileRefused(self.at(mark.line, 0, message, "Put each record into a file of its own."))
        if event.version or event.tags:
            self.refuse(event.start_mark, "The file must not have a line that starts with %.", "Delete it.")

    def _refuse_mark(self, event: Any) -> None:
        """No anchors, aliases or tags: they can blow up memory or build objects."""
        if type(event) is yaml.AliasEvent:
            message, sign = "A value must not be an alias", f"*{event.anchor}"
        elif event.anchor is not None:
            message, sign = "A value must not have an anchor", "&" + event.anchor
        else:
            message, sign = "A value must not have a tag", event.tag.replace("tag:yaml.org,2002:", "!!")
        hint = f"Text that starts with {sign[0]} needs quotes. Otherwise write the value itself."
        self.refuse(event.start_mark, f"{message}, like {quote(sign)}.", hint, sign)

    def _refuse_key(self, mark: Any, key: Any, content: dict[str, Node]) -> str:
        """A name is text and stands once; return the key under which the value is dropped."""
        if type(key) is str:
            message = f"{quote(key)} must stand once, but it stands in line {content[key].key_line} too."
            self.refuse(mark, message, "Delete one of the two.", key)
        else:
            hint = "Text that has braces or starts with a bracket needs quotes."
            self.refuse(mark, "The name before a colon must be text.", hint)
        content.setdefault(_NO_KEY, Node(None, mark.line, mark.column, 0, 0))
        return _NO_KEY


# --- YAML's errors in plain words --------------------------------------------

_Words = tuple[int, int, str, str]  # line and column from 0, message, hint


def _explained(lines: list[str], error: yaml.MarkedYAMLError) -> _Words:
    """Return where a YAML text is wrong and what to do, for people who do not know YAML."""
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    for explain in _EXPLANATIONS:
        words = explain(lines, line, column, error)
        if words:
            return words
    return line, column, "This line cannot be read as YAML.", "Compare it with the lines around it."


def _in_quotes(text: str) -> str:
    """Return a text as YAML has it in double quotes, shortened where it is long."""
    text = text if len(text) < 80 else text[:79] + "…"
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _line(lines: list[str], number: int) -> str:
    return lines[number].rstrip("\r") if number < len(lines) else ""


def _open_quote(lines: list[str], line: int, column: int, error: yaml.MarkedYAMLError) -> _Words | None:
    """A quote that opens must close."""
    mark = error.context_mark
    if "quoted scalar" not in (error.context or "") or mark is None:
        return None
    if "end of stream" in (error.problem or "") or "document" in (error.problem or ""):
        return mark.line, mark.column, "The quote that opens here is never closed.", "Add it at the end of the text."
    hint = "Write the text in single quotes, or type two backslashes."
    return line, max(column - 1, 0), "A backslash in double quotes must start a known code.", hint


def _text_after_quote(lines: list[str], line: int, column: int, error: yaml.MarkedYAMLError) -> _Words | None:
    """A closing quote ends the value."""
    before = _line(lines, line)[:column].rstrip()
    if "expected key" not in (error.problem or "") and "<block end>" not in (error.problem or ""):
        return None
    if before[-1:] not in ("'", '"') or not before:
        return None
    sign = before[-1]
    cure = "''" if sign == "'" else '\\"'
    hint = f"For a quote inside the text write {cure}, or put the whole text in the other kind of quotes."
    return line, len(before) - 1, f"The quote {sign} ends the text here, but more text follows.", hint


def _colon(lines: list[str], line: int, column: int, error: yaml.MarkedYAMLError) -> _Words | None:
    """A text with a colon and a space needs quotes."""
    if "mapping values are not allowed" not in (error.problem or ""):
        return None
    text = _line(lines, line)
    match = re.match(r"[ ]*+(?:- ++)*+([^:]*):[ ]+", text)
    if match and column >= match.end():
        name, value = match[1].strip(), text[match.end() :].strip()
        message = f"The text after '{name}:' has a colon and needs quotes: {name}: {_in_quotes(value)}"
        return line, match.end(), message, ""
    above = _line(lines, line - 1) if line else ""
    glued = re.match(r"([ ]*)([\w-]+):(\S.*)", above)
    if glued:
        column = len(glued[1]) + len(glued[2])
        return line - 1, column, f"There must be a space after '{glued[2]}:'.", f"Write  {glued[2]}: {glued[3]}"
    message = "This line is indented deeper than the one above it, which already has a value."
    return line, len(text) - len(text.lstrip()), message, "Start it in the same column as the line above."


def _no_colon(lines: list[str], line: int, column: int, error: yaml.MarkedYAMLError) -> _Words | None:
    """A line is a name, a colon and a value."""
    mark = error.context_mark
    if "expected ':'" not in (error.problem or "") or mark is None:
        return None
    hint = "If it goes on from the line above, indent it two spaces more."
    return (
        mark.line,
        mark.column,
        f"This line must be  name: value, not {quote(_line(lines, mark.line).strip())}.",
        hint,
    )


def _first_character(lines: list[str], line: int, column: int, error: yaml.MarkedYAMLError) -> _Words | None:
    """Some characters cannot start a text without quotes."""
    mark = error.context_mark
    context = f"{error.context or ''} {error.problem or ''}"
    if not re.search(r"cannot start any token|scanning an? (alias|anchor|tag|directive|block scalar)", context):
        return None
    if mark is not None and "next token" not in context:
        line, column = mark.line, mark.column
    text = _line(lines, line)[column:].strip()
    hint = f'Write  "{text}"' if text and '"' not in text else ""
    return line, column, f"Text that starts with {text[:1] or 'this'} needs quotes.", hint


def _flow(lines: list[str], line: int, column: int, error: yaml.MarkedYAMLError) -> _Words | None:
    """Brackets and braces must close."""
    mark = error.context_mark
    if "flow" not in (error.context or "") or mark is None:
        return None
    sign = _line(lines, mark.line)[mark.column : mark.column + 1]
    hint = "Close it; if it is part of a text, put the text in quotes."
    return mark.line, mark.column, f"The {sign} that opens here is not closed properly.", hint


def _indentation(lines: list[str], line: int, column: int, error: yaml.MarkedYAMLError) -> _Words | None:
    """Values of one list or record start in the same column."""
    if not re.search(
        r"did not find expected|<block end>|not allowed in this context|not allowed here", error.problem or ""
    ):
        return None
    hint = "Start it in the same column as the lines that it belongs with."
    return line, column, "This line does not line up with the lines around it.", hint


_EXPLANATIONS = (_open_quote, _text_after_quote, _colon, _no_colon, _flow, _first_character, _indentation)


# --- CSV --------------------------------------------------------------------

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
CELL = re.compile(r'"[^"]*(?:""[^"]*)*"|[^,"\r\n][^,\r\n]*|')


def _lines(text: str) -> Iterator[str]:
    """Yield the lines of a text with their ends; raise csv.Error for one that would take too much memory."""
    for match in _LINE.finditer(text):
        if match.end() - match.start() > LINE_LIMIT:
            raise csv.Error("line larger than field limit")
        yield match[0]


class CsvTable:
    """A CSV file whose header has been read; its rows are read once, by ``rows``."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file
        self.header: list[str] = []
        self._starts: array[int] | None = None
        csv.field_size_limit(CELL_LIMIT)
        # One line at a time: io.StringIO would hold the text again, at four bytes a character.
        self._reader = csv.reader(_lines(text), strict=True)

    def place(self, line: int, index: int) -> tuple[int, int]:
        """Return line and column where a cell starts: the ``index``-th of the row that starts in ``line``."""
        at = self._offset(line)
        for _ in range(index):
            end = self._cell_end(at)
            if self.text[end : end + 1] != ",":
                break
            at = end + 1
        return line + self.text.count("\n", self._offset(line), at), at - self.text.rfind("\n", 0, at)

    def _offset(self, line: int) -> int:
        """Return the offset at which a line starts."""
        if self._starts is None:
            self._starts = array("q", [0])
            self._starts.extend(match.end() for match in re.finditer("\n", self.text))
        return self._starts[line - 1]

    def _cell_end(self, at: int) -> int:
        match = CELL.match(self.text, at)
        return match.end() if match else at

    def read_header(self, columns: Sequence[str], *, needs_all: bool = True) -> list[Problem]:
        """Read the first row; return what is wrong with it. Without a usable header ``header`` stays empty."""
        try:
            header = next(self._reader, [])
        except csv.Error as error:
            return [self._broken(1, error)]
        found = list(self._header_problems(header, columns, columns if needs_all else columns[:1]))
        if any(name in columns for name in header) and len(header) <= 2 * len(columns) + 20:
            self.header = header
        return found

    def _header_problems(self, header: list[str], columns: Sequence[str], needed: Sequence[str]) -> Iterator[Problem]:
        """A column that is needed stands once in the first row, another one at most once, and nothing else."""
        if len(header) > 2 * len(columns) + 20:
            message = f"The first row must have {len(columns)} columns, not {len(header):,}."
            yield Problem(self.file, 1, 1, "", "", message, f"The columns are: {', '.join(columns)}.", code="columns")
            return
        missing = [name for name in columns if name not in header]
        if "" in header:
            nameless = header.count("")
            message = "A column has no name." if nameless == 1 else f"{nameless} columns have no name."
            hint = "Delete the empty columns; in Excel, select them and choose Delete. Or give each a name."
            yield self._in_header(header.index(""), "", message, hint)
        for index, name in enumerate(header):
            if not name:
                continue
            if name in header[:index]:
                yield self._in_header(
                    index, name, f"The column {quote(name)} must stand once.", "Delete one of the two."
                )
            elif name not in columns:
                better = near(name, missing)
                hint = f"Did you mean '{better}'?" if better else f"The columns are: {', '.join(columns)}."
                missing = [other for other in missing if other != better]
                yield self._in_header(index, name, f"The column {quote(name)} is not known.", hint)
        for name in (each for each in missing if each in needed):
            hint = "Add it to the first row, and a cell to every row (it may be empty)."
            yield Problem(self.file, 1, 1, name, "", f"The column '{name}' is missing.", hint, code="columns")

    def _in_header(self, index: int, name: str, message: str, hint: str) -> Problem:
        line, column = self.place(1, index)
        return Problem(self.file, line, column, name, name, message, hint, code="columns")

    def rows(self, report: Callable[[Problem], None]) -> Iterator[tuple[int, list[str]]]:
        """Yield each row's first line and its cells; pass what is wrong to ``report``.

        Rows with more or fewer cells than the header are left out, as are blank rows
        at the end of the file, which Excel likes to leave.
        """
        width = len(self.header)
        blank = 0
        while True:
            line = self._reader.line_num + 1
            try:
                cells = next(self._reader, None)
            except csv.Error as error:
                report(self._broken(line, error))
                return
            if cells is None:
                return
            if not any(cells):
                blank = blank or line
                continue
            if blank:
                report(self._blank(blank))
                blank = 0
            if len(cells) == width:
                yield line, cells
            else:
                report(self._ragged(line, cells))

    def _blank(self, line: int) -> Problem:
        message = "A row between other rows must not be blank."
        return Problem(self.file, line, 1, "", "", message, "Delete the row.", code="blank-row")

    def _ragged(self, line: int, cells: list[str]) -> Problem:
        width = len(self.header)
        row, column = self.place(line, min(len(cells) - 1, width))
        message = f"The row must have {width} cells, like the first row, not {len(cells)}."
        more = 'A text with a comma needs quotes around it: "Bath, old town".'
        fewer = "Add the missing commas; or the file was cut off."
        if len(cells) > width and not any(cells[width:]):
            more = "Delete the empty cells at its end; in Excel, delete the columns that have no name."
        hint = more if len(cells) > width else fewer
        return Problem(self.file, row, column, "", cells[0], message, hint, code="cells")

    def _broken(self, line: int, error: csv.Error) -> Problem:
        """Return the problem of a row that the csv module gives up, at the quote that is to blame."""
        if "field limit" in str(error):
            message = f"The row is too long: a cell must have at most {CELL_LIMIT:,} characters."
            return Problem(self.file, line, 1, "", "", message, "Look for a quote that is never closed.", code="quote")
        at = self._offset(min(line, self.text.count("\n") + 1))
        while at < len(self.text):
            end = self._cell_end(at)
            if self.text[end : end + 1] != ",":
                break
            at = end + 1
        row = self.text.count("\n", 0, at) + 1
        column = at - self.text.rfind("\n", 0, at)
        message = "The quote that opens here is not closed properly."
        hint = 'Close it at the end of the cell; a quote inside a text is written twice: "the ""best"" one".'
        return Problem(self.file, row, column, "", "", message, hint, code="quote")


_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}


def read_csv(
    path: Path, file: str, columns: Sequence[str], *, needs_all: bool = True
) -> tuple[CsvTable | None, list[Problem]]:
    """Open a CSV file and compare its header with the expected columns, in any order.

    Without ``needs_all``, some may be missing, but not the first, which is the id.
    Return the table (None when no row can be used) and the problems so far.
    """
    text, found = read_text(path, file, CSV_LIMIT)
    if text is None:
        return None, found
    separator = _separator(text.split("\n", 1)[0])
    if separator:
        message = f"The cells must be parted by commas, not by {_SEPARATORS[separator]}."
        return None, [Problem(file, 1, 1, "", "", message, _SAVE_UTF8, code="separator")]
    if text.startswith("sep="):
        message = "The first row must have the names of the columns, not say what parts them."
        return None, [*found, Problem(file, 1, 1, "", text[:5], message, "Delete the row.", code="separator")]
    table = CsvTable(text, file)
    found.extend(table.read_header(columns, needs_all=needs_all))
    return (table if table.header else None), found


def _separator(header: str) -> str:
    """Return the wrong separator of a header line, or an empty text."""
    return "" if "," in header else next((sign for sign in _SEPARATORS if sign in header), "")


# How alike two words must be for one to be suggested for the other. A slip in a word leaves 0.8 (titel, title), while
# other names of the same kind have 0.4 (lincoln, franklin), and to suggest those would send people astray.
NEAR = 0.7


def near(word: str, words: Iterable[str]) -> str:
    """Return the known word that is spelled most like this one, or an empty text."""
    plain = re.sub(r"[\s_-]+", "-", word.strip().casefold())
    if not plain or len(plain) > 80:
        return ""
    known = {re.sub(r"[\s_-]+", "-", other.casefold()): other for other in words}
    match = get_close_matches(plain, known, 1, NEAR)
    return known[match[0]] if match else ""


# --- folders ----------------------------------------------------------------

_STRAYS = (  # (names, what such a file is, the cure)
    (re.compile(r"~\$|\.~lock"), "a lock file of an office program", "Close the program and delete the file."),
    (
        re.compile(r".* \(\d+\)\.[^.]*$|.*[ _-](?i:copy)\b"),
        "a second copy",
        "Delete it, or put its content into the real file.",
    ),
    (re.compile(r".*\.(xlsx?|xlsm|ods|numbers)$"), "a workbook", "Save it as CSV UTF-8 and delete it here."),
    (re.compile(r".*(\.(bak|old|orig|rej|tmp|swp|part)|~)$"), "a leftover", "Delete it."),
    (re.compile(r".*\.yml$"), "a file with another ending", "Rename it so that it ends in .yaml."),
    (re.compile(r".*\.(YAML|CSV)$"), "a file with an ending in capitals", "Write the ending in small letters."),
)


def _known_stray(name: str) -> tuple[str, str] | None:
    """Return what a file is that nobody put there on purpose, and the cure."""
    return next(((what, hint) for names, what, hint in _STRAYS if names.match(name)), None)


def is_stray(name: str) -> bool:
    """Return whether a file's name is one that programs leave behind."""
    return name.startswith(".") or _known_stray(name) is not None


def id_of_stray(name: str) -> str:
    """Return the id of the record in a file with a wrong name: ``a`` for ``a.yml``, ``A.YAML`` and ``a (1).yaml``."""
    return re.sub(r" \([0-9]+\)$|(?<![ _-])[ _-]+copy\b.*", "", name.partition(".")[0].casefold())


def twin_of(name: str, names: Iterable[str]) -> str:
    """Return the one of some names that differs from a name only by capitals, or an empty text."""
    plain = name.casefold()
    return next((other for other in names if other.casefold() == plain and other != name), "")


def stray(name: str, file: str, twin: str = "") -> Problem:
    """Return the problem of a file or folder that no description of the data names.

    ``twin`` is a name in a description that differs from it only by capitals.
    """
    if twin:
        message = f"The name must be {quote(twin)}, not {quote(name)}."
        return Problem(file, 0, 0, "", name, message, "Rename it: small and capital letters differ.", code="capitals")
    known = _known_stray(name)
    what, hint = known or ("a file that is no table or record of the library", "Delete it, or give it the right name.")
    # a computer makes files such as .DS_Store by itself; they are not published
    severity = "warning" if name.startswith(".") and known is None else "error"
    return Problem(file, 0, 0, "", name, f"This is {what}; it must not be here.", hint, severity, "stray")


def list_folder(folder: Path, file: str) -> tuple[list[str], list[str], list[Problem]]:
    """Return the sorted names of a folder's files and folders, and the problems.

    Links and whatever is neither a file nor a folder are refused, and so is the
    second of two names that differ only by capitals: Windows and macOS keep one of them.
    """
    files: list[str] = []
    folders: list[str] = []
    found: list[Problem] = []
    plain: dict[str, str] = {}
    try:
        # of two that differ only by capitals, the one in small letters first
        entries = sorted(os.scandir(folder), key=lambda entry: (entry.name != entry.name.casefold(), entry.name))
    except FileNotFoundError:
        return [], [], [_whole(file, "The folder is missing.")]
    except OSError as error:
        return [], [], [_whole(file, f"The folder cannot be read: {error.strerror}.")]
    for entry in entries:
        twin = plain.setdefault(entry.name.casefold(), entry.name)
        if twin != entry.name:
            message = f"The name must differ from {quote(twin)} by more than capitals."
            hint = "Delete one of the two, or give it another name."
            found.append(Problem(f"{file}/{entry.name}", 0, 0, "", entry.name, message, hint, code="capitals"))
        elif entry.is_symlink():
            found.append(_symlink(f"{file}/{entry.name}"))
        elif entry.is_file(follow_symlinks=False):
            files.append(entry.name)
        elif entry.is_dir(follow_symlinks=False):
            folders.append(entry.name)
        else:
            found.append(_whole(f"{file}/{entry.name}", "This must be a regular file or folder."))
    return sorted(files), sorted(folders), found
