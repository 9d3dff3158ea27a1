"""Finds every regular expression of the code, and makes the texts that are worst for it.

The texts come from the expression itself: for each repetition what leads to it, what it repeats, many
times, and what stops it; and from pieces that have been trouble before. ``steepest`` measures how the time
grows, in one run and on one machine, so that no speed stands in a test.
"""

from __future__ import annotations

import ast
import gc
import importlib
import re
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import islice, pairwise
from pathlib import Path
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from types import FrameType
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
CODE = sorted(path for folder in ("macros", "scripts") for path in (ROOT / folder).rglob("*.py"))

# --- what there is ------------------------------------------------------------------

# How an expression is used; "scan" is at every place of a text, one after the other.
WAYS = {
    "match": "match",
    "fullmatch": "fullmatch",
    "search": "search",
    **dict.fromkeys(("sub", "subn", "split", "findall", "finditer"), "scan"),
}
# Of the functions of re: where the flags stand.
_FLAGS_AT = {"compile": 1, "split": 3, "sub": 4, "subn": 4} | dict.fromkeys(
    ("match", "fullmatch", "search", "findall", "finditer"), 2
)


@dataclass(frozen=True, slots=True)
class Expression:
    """A regular expression as it stands in the code, and the ways in which it is used."""

    place: str  # file and line
    source: str  # the Python that makes it
    ways: frozenset[str]
    pattern: re.Pattern[Any] | None  # None when it is made of what only a call knows


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def uses_expressions(path: Path) -> bool:
    """Whether a module names the library of regular expressions."""
    text = path.read_text(encoding="utf-8")  # to parse it takes a hundred times as long
    return bool(re.search(r"^\s*(?:import|from)\b[^#\n]*\bre\b", text, re.MULTILINE))


def other_names(path: Path) -> list[str]:
    """What a module takes out of the library by other names, so that ``expressions`` would not see it."""
    found = [node for node in ast.walk(_tree(path)) if isinstance(node, ast.ImportFrom) and node.module == "re"]
    renamed = [
        each.asname
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Import)
        for each in node.names
        if each.name == "re"
    ]
    return [each.name for node in found for each in node.names] + [name for name in renamed if name]


def expressions(path: Path) -> Iterator[Expression]:
    """Every regular expression of a module, in the order of its lines."""
    names = _named(path)
    for call in ast.walk(_tree(path)):
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and _text(call.func.value) == "re"):
            continue
        if call.func.attr in _FLAGS_AT:
            ways = (
                frozenset((WAYS[call.func.attr],)) if call.func.attr != "compile" else _ways(path, names.get(call, ""))
            )
            place = f"{path.relative_to(ROOT).as_posix()}:{call.lineno}"
            yield Expression(place, _text(call.args[0]), ways, _compiled(path, call))


def _text(node: ast.AST) -> str:
    return ast.unparse(node)


def _compiled(path: Path, call: ast.Call) -> re.Pattern[Any] | None:
    """The expression of a call, when it is made of literals and of the module's constants."""
    assert isinstance(call.func, ast.Attribute)
    given = [*call.args[_FLAGS_AT[call.func.attr] :], *(each.value for each in call.keywords if each.arg == "flags")]
    parts = [call.args[0], *given[:1]]
    words = {node.id for part in parts for node in ast.walk(part) if isinstance(node, ast.Name)}
    if not all(word == "re" or word.isupper() for word in words):
        return None
    module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))
    return re.compile(*(eval(compile(ast.Expression(part), str(path), "eval"), vars(module)) for part in parts))


@cache
def _named(path: Path) -> dict[ast.Call, str]:
    """The compiled expressions that have a name of their own."""
    assigned = (
        node for node in ast.walk(_tree(path)) if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    )
    return {node.value: node.targets[0].id for node in assigned if isinstance(node.value, ast.Call)}  # type: ignore[attr-defined]


def _ways(path: Path, name: str) -> frozenset[str]:
    """How a compiled expression is used: by its name; where it is handed on, as any expression without a name is."""
    users = [path] if name.startswith("_") or not name else CODE
    found = {way for user in users for word, way in _uses(user) if name and word == name}
    is_handed_on = not name or any(name in _handed_on(user) for user in users)
    if is_handed_on:
        known = set(_named(path).values())
        found |= {way for word, way in _uses(path) if word not in known and word != "re" and way != "split"}
    return frozenset(WAYS.get(way, "scan") for way in found) or frozenset(("scan",))


@cache
def _uses(path: Path) -> list[tuple[str, str]]:
    """Each use of a method that expressions have: the last word of what has it, and the method; ``scan`` with a place in the text."""
    at_a_place = {id(node.func) for node in ast.walk(_tree(path)) if isinstance(node, ast.Call) and len(node.args) > 1}
    return [
        (
            _text(node.value).rpartition(".")[2],
            "scan" if id(node) in at_a_place and node.attr not in ("sub", "subn", "split") else node.attr,
        )
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Attribute) and node.attr in WAYS
    ]


@cache
def _handed_on(path: Path) -> frozenset[str]:
    """The names that stand somewhere else than before one of those methods."""
    receivers = {
        id(node.value) for node in ast.walk(_tree(path)) if isinstance(node, ast.Attribute) and node.attr in WAYS
    }
    names = (node for node in ast.walk(_tree(path)) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load))
    return frozenset(node.id for node in names if id(node) not in receivers)


# --- what is worst for it -----------------------------------------------------------

PIECES = (
    *"a0 .\n\t,-_:=/<>{}[]()!`\"'\\&#@|*~",
    "a.",
    "a-",
    "-a",
    "a b",
    "a:",
    ": ",
    "- ",
    ",,",
    "\n ",
    " \n",
    "\na",
    "a\n\n",
    "<c.a",
    "<c.a.a",
    "<a ",
    "<a a=",
    '<a "',
    "</",
    "<b></i>",
    "<!--",
    "-->",
    "--",
    "<script",
    "<main",
    "<h1 ",
    'href="',
    "='a'",
    '"a',
    '""',
    "'a",
    "![",
    "](",
    "](<",
    "[a]:",
    "{a",
    "{:a=",
    "{{",
    "a=",
    "a =",
    "```a\n",
    "```\n",
    "~~~a\n",
    "``",
    "` ",
    "`a",
    "# a\n",
    "a\n=",
    "&#1",
    "&#0",
    "&a",
    "%7b",
    "https://",
    "www.",
    "a@",
    "a.a@",
    "@a",
    "1-",
    "1 ",
    "(1) ",
    "207-",
    "555",
    "2026-",
)
STOPS = ("", "\n", "\x00", "!", "<", '"')
_CANDIDATES = "a0 .\n-_A:=/\t<>\"'`{}[](),;!?#&%+*~@|\\^$Zz9é\u00a0\x00\x0b\u2028"
_SAMPLES = 5
_MANY = 16  # a repetition up to here can cost no more than a factor


class Attack(NamedTuple):
    """A text as its beginning, a piece that is repeated, and its end."""

    start: str
    body: str
    stop: str = ""
    rises: bool = False  # the body once, twice, three times, with a space between

    def text(self, size: int) -> str:
        """The text with so many characters, about."""
        times = size // len(self.body)
        middle = " ".join(self.body * n for n in range(1, int((2 * times) ** 0.5))) if self.rises else self.body * times
        return self.start + middle + self.stop


KNOWN = (
    *(Attack("", piece, stop) for piece in PIECES for stop in STOPS[:2]),
    *(Attack("", sign, rises=True) for sign in "`~-*<[({"),
    Attack("&#", "1", ";"),
    Attack("{", "a", "}"),
    Attack("<a", " a=b", ">"),
    Attack("<!--", "<a", "-->"),
)


def attacks(pattern: re.Pattern[Any]) -> Iterator[Attack]:
    """The texts that are worst for an expression."""
    source = pattern.pattern.decode("latin-1") if isinstance(pattern.pattern, bytes) else pattern.pattern
    loops = _loops(parser.parse(source, pattern.flags & ~re.UNICODE), [""])
    made = (attack for before, body in loops for start in before for attack in _against(start, body))
    return iter(dict.fromkeys((*KNOWN, *made)))


def _against(start: str, body: str) -> Iterator[Attack]:
    """The texts that are worst for one repetition: long in itself, begun again and again, or both."""
    yield from (Attack(start, body, stop) for stop in STOPS)
    if start:
        yield from (
            Attack("", start + body),
            Attack("", start + body, "\n"),
            Attack("", start, body),
            Attack(start + body, start),
        )


def using(pattern: re.Pattern[Any], way: str) -> Callable[[str], object]:
    """The use of an expression, of one that takes bytes too."""
    if way == "scan":
        use: Callable[[Any], object] = lambda text: deque(pattern.finditer(text), maxlen=0)  # noqa: E731
    else:
        use = getattr(pattern, way)
    return (lambda text: use(text.encode("utf-8"))) if isinstance(pattern.pattern, bytes) else use


def _loops(items: Any, before: list[str]) -> Iterator[tuple[list[str], str]]:
    """Each repetition of a parsed expression: texts that lead to it, and what it repeats."""
    for code, value in items:
        for inner in _inside(code, value):
            yield from _loops(inner, before)
        if code in _REPEATS and value[1] > _MANY:
            yield from ((before, body) for body in _samples(value[2]) if body)
        before = _joined(before, _one(code, value))


_REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)


def _inside(code: Any, value: Any) -> list[Any]:
    if code in _REPEATS:
        return [value[2]]
    if code is codes.SUBPATTERN:
        return [value[3]]
    if code is codes.BRANCH:
        return list(value[1])
    if code is codes.GROUPREF_EXISTS:
        return [each for each in value[1:] if each]
    if code in (codes.ASSERT, codes.ASSERT_NOT):
        return [value[1]]
    return [value] if code is codes.ATOMIC_GROUP else []


def _samples(items: Any) -> list[str]:
    """A few texts that match a sequence."""
    found = [""]
    for code, value in items:
        found = _joined(found, _one(code, value))
    return found


def _joined(before: Sequence[str], after: Sequence[str]) -> list[str]:
    # Side by side, not each with each: a few samples that together show every choice.
    longer = max(len(before), len(after))
    return (
        list(dict.fromkeys(before[n % len(before)] + after[n % len(after)] for n in range(longer)))
        if before and after
        else list(before)
    )


def _one(code: Any, value: Any) -> list[str]:
    """A few texts that match one part of an expression."""
    if code in _REPEATS:
        once = _samples(value[2])
        fewest = [each * value[0] for each in once[:1]]
        return list(dict.fromkeys([*fewest, *(each * max(value[0], 1) for each in once)]))[:_SAMPLES]
    if code is codes.BRANCH:
        return [text for branch in value[1] for text in _samples(branch)[:2]][: 2 * _SAMPLES]
    if code in (codes.SUBPATTERN, codes.ATOMIC_GROUP):
        return _samples(value[3] if code is codes.SUBPATTERN else value)
    if code in (codes.LITERAL, codes.NOT_LITERAL, codes.ANY, codes.IN):
        return list(islice(_members(code, value), _SAMPLES))
    return [""]  # what takes no character, and what repeats a group


def _members(code: Any, value: Any) -> Iterator[str]:
    if code is codes.LITERAL:
        yield chr(value)
    elif code is codes.IN:
        is_none_of = value[0][0] is codes.NEGATE
        named = [chr(each) for kind, each in value if kind is codes.LITERAL] + [
            chr(each[0]) for kind, each in value if kind is codes.RANGE
        ]
        yield from (
            c for c in dict.fromkeys((*_CANDIDATES, *named)) if any(_is_in(c, *each) for each in value) != is_none_of
        )
    else:
        yield from (c for c in _CANDIDATES if code is codes.ANY or ord(c) != value)


def _is_in(character: str, kind: Any, value: Any) -> bool:
    if kind is codes.LITERAL:
        return ord(character) == value
    if kind is codes.RANGE:
        return value[0] <= ord(character) <= value[1]
    return kind is codes.CATEGORY and bool(re.match(_CATEGORIES[value], character))


_CATEGORIES = {
    codes.CATEGORY_DIGIT: r"\d",
    codes.CATEGORY_NOT_DIGIT: r"\D",
    codes.CATEGORY_SPACE: r"\s",
    codes.CATEGORY_NOT_SPACE: r"\S",
    codes.CATEGORY_WORD: r"\w",
    codes.CATEGORY_NOT_WORD: r"\W",
}

# --- how long it takes --------------------------------------------------------------

FIRST = 48  # characters: what never ends takes seconds here already
SIZES = (1024, 4 * 1024, 16 * 1024, 64 * 1024, 256 * 1024)
STEEP = 11  # for four times the text: a straight line takes 4 times as long, a square 16 times
FLOOR = 0.015  # seconds of the processor's time: below, chance is as large
ENOUGH = 0.1  # seconds: a square would have shown itself
NEARLY = 5.5  # for four times the text: what is STEEP for the longest takes seven times as long just before
SAFETY = 1.5  # seconds for one text: the end of what never ends
FURTHER = 4  # so many of the slowest texts are made longer


class Endless(Exception):
    """It took longer than SAFETY."""


def steepest(use: Callable[[str], object], attacks: Iterable[Attack]) -> str:
    """Why a use of texts takes more than a straight line of time, with the text; empty when it takes no more."""
    attacks = list(attacks)
    try:
        with _watch():
            for attack in attacks:
                _try(use, attack, FIRST)
            timed = sorted(((_seconds(use, attack, SIZES[0]), attack) for attack in attacks), reverse=True)
            return next(filter(None, (_climb(use, attack) for _, attack in timed[:FURTHER])), "")
    except Endless as endless:
        return str(endless)


@contextmanager
def _watch() -> Iterator[None]:
    """Without the garbage collector, whose turns come when they will, and with an alarm that raises Endless."""
    gc.disable()
    earlier = signal.signal(signal.SIGVTALRM, _stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGVTALRM, earlier)
        gc.enable()


def _climb(use: Callable[[str], object], attack: Attack) -> str:
    before = _seconds(use, attack, SIZES[0])
    for shorter, size in pairwise(SIZES):
        now = _seconds(use, attack, size)
        if now > max(FLOOR, STEEP * before):  # again, since a processor is shared
            before, now = (min(_seconds(use, attack, each) for _ in range(2)) for each in (shorter, size))
            if now > max(FLOOR, STEEP * before):
                return f"{attack}: {1000 * before:.1f} ms for {shorter:,} characters, {1000 * now:.1f} ms for {size:,}"
        if now > ENOUGH or (size == SIZES[-2] and now < NEARLY * before):
            break
        before = now
    return ""


def _seconds(use: Callable[[str], object], attack: Attack, size: int) -> float:
    """The processor's time for one use. Raises Endless."""
    return _try(use, attack, size, time.thread_time)


def _try(use: Callable[[str], object], attack: Attack, size: int, clock: Callable[[], float] = lambda: 0.0) -> float:
    """Use a text once; gives the time by a clock, to read which takes longer than most uses. Raises Endless."""
    text = attack.text(size)
    signal.setitimer(signal.ITIMER_VIRTUAL, SAFETY)
    try:
        began = clock()
        use(text)
        return clock() - began
    except Endless:
        raise Endless(f"{attack}: not ended after {SAFETY} s at {size:,} characters") from None
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _stop(number: int, frame: FrameType | None) -> None:
    raise Endless
