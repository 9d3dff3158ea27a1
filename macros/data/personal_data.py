"""What identifies a person: phone numbers, mailboxes, profiles, social security numbers, birth dates, street addresses.

One checker for data, pages, transcripts and file names. People and programs write
such things in many ways, so a text is first made plain: every space, dash, digit and
full-width sign of Unicode becomes its ASCII one, entities and percent codes become
signs. Places always count in the text as it was given.

Every pattern is bounded, so that no text takes longer than its length.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from macros.data import packages, reading
from macros.data.reading import Node, Problem, quote

ALLOWED, DOMAINS = "allowed_contacts", "personal_email_domains"
CODE = "personal-data"


@dataclass(frozen=True, slots=True)
class Found:
    """Something personal in a text: where, what it is in words, as it is written, and its plain form for comparing."""

    offset: int
    length: int
    kind: str
    text: str
    key: str


@dataclass(frozen=True, slots=True)
class Allowed:
    """The contacts that may be published, in their plain form, and the domains of personal mailboxes."""

    keys: Collection[str] = field(default_factory=frozenset)
    domains: Collection[str] = field(default_factory=frozenset)


# --- a text made plain ---------------------------------------------------------


class _Plain(dict[int, str]):
    """Each character's ASCII form: spaces, dashes, digits and full-width signs; any other stays."""

    def __missing__(self, number: int) -> str:
        self[number] = made = _plain_sign(chr(number))
        return made


def _plain_sign(sign: str) -> str:
    """Return one character for one, so that places stay."""
    kind = unicodedata.category(sign)
    digit = unicodedata.decimal(sign, None)
    if digit is not None:
        return str(digit)
    if kind == "Zs" or sign in "\t\u2028\u2029":
        return " "
    if kind == "Pd" or sign in "\u2212\u2043\u00ad":
        return "-"
    folded = unicodedata.normalize("NFKC", sign)
    return folded if kind not in ("No", "Lm") and len(folded) == 1 else sign


_PLAIN = _Plain()
_CODED = re.compile(
    r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,31});|%[2-7][0-9a-fA-F]|[\u200b-\u200f\u2060\ufeff]"
)


def _plain_text(text: str) -> tuple[str, Sequence[int] | None]:
    """Return a text made plain, and where each of its characters stood when that is another place."""
    plain = text if text.isascii() and "\t" not in text else text.translate(_PLAIN)
    if (plain.isascii() and "&" not in plain and "%" not in plain) or not _CODED.search(plain):
        return plain, None
    pieces: list[str] = []
    places: list[int] = []
    at = 0
    for code in _CODED.finditer(plain):
        sign = _decoded(code[0])
        pieces += (plain[at : code.start()], sign)
        places += range(at, code.start())
        places += [code.start()] * len(sign)
        at = code.end()
    pieces.append(plain[at:])
    places += range(at, len(plain) + 1)
    return "".join(pieces), places


def _decoded(code: str) -> str:
    if code[0] == "%":
        return chr(int(code[1:], 16))
    return html.unescape(code).translate(_PLAIN) if code[0] == "&" else ""


# --- what is looked for --------------------------------------------------------

_TAIL = r"(?:,? ?(?:x|ext\.?|extension|#) ?[0-9]{1,6})?(?!\w)(?!-[0-9])(?![.,][0-9])"
_PHONE = re.compile(
    r"(?<!\w)(?<![0-9][.,/-])(?<![$€£])(?:\+?1[ .-]{0,3})?(?:\( ?[2-9][0-9]{2} ?\)[ .-]{0,3}|[2-9][0-9]{2}[ ./-]{0,3})"
    rf"[2-9][0-9]{{2}}[ .-]{{0,3}}[0-9]{{4}}{_TAIL}",
    re.IGNORECASE,
)
_ABROAD = re.compile(r"(?<!\w)(?:\+|00(?=[1-9][0-9]{0,2} ))[0-9][0-9 ().-]{7,18}[0-9](?![0-9])")
_ANNOUNCED = re.compile(
    r"\b(?:call|phone|tel|telephone|mobile|cell|cellphone|text|fax|sms|dial|whatsapp|voicemail)s?"
    r"(?:[ .:,]{1,3}(?:us|me|her|him|them|at|on|or|and|text|call|number|no|is)\b){0,3}[ .:,#(-]{0,4}"
    rf"([0-9]{{3}}[ .-]{{0,3}}[0-9]{{4}}{_TAIL})",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"(?<![\w.-])([0-9]{3}[ .-]{0,3}[0-9]{4}) ?\((?:cell|mobile|phone|tel|home|work|office|fax)\)", re.IGNORECASE
)

_NAME = r"(?<!\w)(?<!\w[.%+-])\w[\w.%+-]{0,63}"  # begins where a word does, so that a long word is read once
_MAILBOX = re.compile(
    _NAME + r" {0,2}(?:@|[\[({<] {0,2}(?:at|@) {0,2}[\])}>]) {0,2}"
    r"(?:[\w-]{1,63}(?:\.| {0,2}[\[({<] {0,2}(?:dot|\.) {0,2}[\])}>] {0,2})){1,8}[A-Za-z]{2,24}(?![\w-])",
    re.IGNORECASE,
)
_SPELLED = re.compile(
    _NAME + r" at (?!(?:the|a|an|this|that)\b)(?:[\w-]{1,63} dot ){1,4}"
    r"(?:com|org|net|edu|gov|us|me|io|info|biz|ca|uk|co)\b",
    re.IGNORECASE,
)
_AT_DOMAIN = re.compile(_NAME + r" at ((?:[\w-]{1,63}\.){1,4}[A-Za-z]{2,24})(?![\w-])", re.IGNORECASE)

_PROFILE = re.compile(
    r"(?:https?://)?(?:[a-z]{2,3}\.){0,2}(?:linkedin\.com/(?:in|pub)|facebook\.com/people)/[^\s\"'<>()\[\]]{1,200}",
    re.IGNORECASE,
)

# Numbers that the Social Security Administration gives: https://www.ssa.gov/employer/randomization.html
_SSN = re.compile(
    r"(?<!\w)(?<![0-9][.,/-])(?!000|666|9)[0-9]{3}( {0,2}- {0,2}| )(?!00)[0-9]{2}( {0,2}- {0,2}| )(?!0000)[0-9]{4}"
    r"(?![0-9])(?!-[0-9])(?![.,][0-9])"
)
_ANNOUNCED_SSN = re.compile(
    r"\b(?:ssn|social security(?: number| no\.?| #)?)[ .:#=-]{0,4}(?:is |are )?"
    r"([0-9]{3}[ .-]{0,3}[0-9]{2}[ .-]{0,3}[0-9]{4})"
    r"(?![0-9])",
    re.IGNORECASE,
)

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_DAY = r"[0-9]{1,2}(?:st|nd|rd|th)?"
_BIRTH = re.compile(
    r"\b(?:born(?: on)?|birth ?date|date of birth|d\.?o\.?b\.?|birthday ?[:=-])[ :.,=-]{0,4}(?:is |was |the ){0,2}"
    rf"([0-9]{{4}}-[0-9]{{1,2}}-[0-9]{{1,2}}|[0-9]{{1,2}}([/.-])[0-9]{{1,2}}\2[0-9]{{2,4}}"
    rf"|{_MONTH} {_DAY},? [0-9]{{4}}|{_DAY} (?:of )?{_MONTH},? [0-9]{{4}})(?![0-9])",
    re.IGNORECASE,
)

_ROADS = (
    "Street|St|Road|Rd|Avenue|Ave|Drive|Dr|Lane|Ln|Court|Ct|Circle|Cir|Boulevard|Blvd|Way|Terrace|Ter|Place|Pl"
    "|Parkway|Pkwy|Square|Sq|Trail|Trl|Highway|Hwy|Alley"
)
_FLAT = r"(?:,? (?:Apt|Apartment|Unit|Suite|Ste|No|#)\.? ?#?[0-9A-Za-z-]{1,6}(?!\w))?"
_STREET = re.compile(
    r"(?<![\w.,$€£#/-])[0-9]{1,6}[A-Za-z]?(?:-[0-9]{1,5})?,? "
    rf"(?:(?:[A-Z][\w.'’-]{{0,30}}|[0-9]{{1,3}}(?:st|nd|rd|th)) ){{1,4}}(?:{_ROADS}|{_ROADS.upper()})\b\.?{_FLAT}"
)
_ROUTE = re.compile(
    r"(?<![\w.,$€£#/-])[0-9]{1,6} (?:U\.?S\.? |State |County )?"
    r"(?:Route|Rte\.?|Highway|Hwy\.?) [0-9]{1,3}(?![0-9])(?!\.[0-9])"
)
_HOME = re.compile(
    r"\b(?:lives?|living|resides?|residing|home(?: address)?)[ :]{1,2}(?:(?:at|is|in) )?"
    rf"([0-9]{{1,6}}[a-z]? (?:[\w.'’-]{{1,30}} ){{1,4}}(?:{_ROADS})\b\.?{_FLAT})",
    re.IGNORECASE,
)
_BOX = re.compile(r"\bP\.? ?O\.? Box [0-9]{1,6}\b", re.IGNORECASE)

_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"')\]]{1,2000}", re.IGNORECASE)


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)


def _number_key(text: str) -> str:
    """Return the digits of a phone number, without the 1 of the country, and its extension."""
    number, mark, extension = text.casefold().partition("#")
    if not mark:
        number, mark, extension = re.sub("ext(?:ension)?", "x", number).partition("x")
    digits = _digits(number)
    digits = digits[1:] if len(digits) == 11 and digits[0] == "1" else digits
    return f"{digits}x{_digits(extension)}" if mark else digits


def _mailbox_key(text: str) -> str:
    plain = re.sub(
        r" ?[\[({<]? ?\b(at|dot)\b ?[\])}>]? ?", lambda m: "@" if m[1].casefold() == "at" else ".", text, flags=re.I
    )
    return re.sub(r"[\s\[\](){}<>]", "", plain).casefold()


def _profile_key(text: str) -> str:
    return re.sub(r"^(?:https?://)?(?:[a-z]{2,3}\.){0,2}(?=linkedin|facebook)", "", text.casefold()).rstrip("/.,;")


def _words_key(text: str) -> str:
    return " ".join(text.casefold().replace(".", "").split())


PHONE, MAILBOX, PROFILE = "phone number", "e-mail address", "person's profile"
SSN, BIRTH, STREET = "social security number", "birth date", "street address"


@dataclass(frozen=True, slots=True)
class _PersonalKind:
    """A kind of thing: its name, a glance that says whether a text may have one, its patterns, its plain form.

    A pattern's first group is the thing where ``group`` is 1: what announces it is no part of it.
    """

    name: str
    glance: Callable[[str, int], bool]  # of the text in small letters, and the number of its digits
    key: Callable[[str], str]
    patterns: tuple[tuple[re.Pattern[str], int], ...]


_BRACKETED_AT = re.compile(r"[\[({<] {0,2}at {0,2}[\])}>]")
_HOST_AFTER_AT = re.compile(r" at [\w-]{1,63}\.[a-z]")
_ROAD_WORDS = re.compile(rf"\b(?:{_ROADS}|route|rte|box)\b".lower())


def _may_be_mailbox(lower: str, digits: int) -> bool:
    if "@" in lower:
        return True
    if " at " in lower and (" dot " in lower or _HOST_AFTER_AT.search(lower)):
        return True
    return "at" in lower and any(sign in lower for sign in "([{<") and bool(_BRACKETED_AT.search(lower))


# What each pattern of these numbers holds, whatever stands around it: a text with digits here and there has none.
_SEVEN_DIGITS = re.compile(r"[0-9]{3}[ .-]{0,3}[0-9]{4}")
_NINE_DIGITS = re.compile(r"[0-9]{3}[ .-]{0,5}[0-9]{2}[ .-]{0,5}[0-9]{4}")


def _may_be_phone(lower: str, digits: int) -> bool:
    return digits > 6 and bool(_SEVEN_DIGITS.search(lower) or "+" in lower or "00" in lower)


def _may_be_ssn(lower: str, digits: int) -> bool:
    return digits > 8 and bool(_NINE_DIGITS.search(lower))


def _may_be_birth(lower: str, digits: int) -> bool:
    return digits > 3 and ("born" in lower or "birth" in lower or "dob" in lower or "d.o" in lower)


_KINDS = (  # the first one is taken first, where two overlap
    _PersonalKind(MAILBOX, _may_be_mailbox, _mailbox_key, ((_MAILBOX, 0), (_SPELLED, 0))),
    _PersonalKind(
        PROFILE, lambda lower, digits: "linkedin" in lower or "facebook" in lower, _profile_key, ((_PROFILE, 0),)
    ),
    _PersonalKind(SSN, _may_be_ssn, _digits, ((_ANNOUNCED_SSN, 1), (_SSN, 0))),
    _PersonalKind(BIRTH, _may_be_birth, _words_key, ((_BIRTH, 1),)),
    _PersonalKind(
        PHONE,
        _may_be_phone,
        _number_key,
        ((_PHONE, 0), (_ABROAD, 0), (_ANNOUNCED, 1), (_LABELLED, 1)),
    ),
    _PersonalKind(
        STREET,
        lambda lower, digits: digits > 0 and " " in lower and bool(_ROAD_WORDS.search(lower)),
        _words_key,
        ((_STREET, 0), (_ROUTE, 0), (_HOME, 1), (_BOX, 0)),
    ),
)
_NO_DIGITS = bytes(sorted(set(range(256)) - set(b"0123456789")))


def _kinds_in(plain: str) -> list[_PersonalKind]:
    """Return the kinds of which a glance says that a text may have one, at a fraction of the patterns' cost."""
    lower = plain.lower()
    digits = len(lower.encode("ascii", "ignore").translate(None, _NO_DIGITS))
    if not digits and not ("@" in lower or "at" in lower or "/" in lower):
        return []  # most words and names
    return [kind for kind in _KINDS if kind.glance(lower, digits)]


def could_have(text: str) -> bool:
    """Return whether ``find`` may find anything in a text: a glance, since a big site has a million values."""
    return bool(_kinds_in(_plain_text(text)[0]))


def find(text: str, domains: Collection[str] = ()) -> Iterator[Found]:
    """Yield what identifies a person in a text, in the order of the text; nothing is told twice.

    ``domains`` are those of personal mailboxes: with them, ``pat at gmail.com`` is one too.
    """
    plain, places = _plain_text(text)
    matches = list(_matches(plain, domains))
    if not matches:
        return
    in_link, taken = bytearray(len(plain)), bytearray(len(plain))
    for match in _ADDRESS.finditer(plain):
        in_link[match.start() : match.end()] = b"\1" * len(match[0])
    found: list[Found] = []
    for kind, start, end in matches:
        if any(taken[start:end]) or _is_honest(plain, kind.name, start, end, bool(in_link[start])):
            continue
        taken[start:end] = b"\1" * (end - start)
        first, last = (places[start], places[end]) if places else (start, end)
        found.append(Found(first, last - first, kind.name, text[first:last], kind.key(plain[start:end])))
    yield from sorted(found, key=lambda each: each.offset)


def _matches(plain: str, domains: Collection[str]) -> Iterator[tuple[_PersonalKind, int, int]]:
    """Yield whatever looks like something personal: its kind and its place."""
    for kind in _kinds_in(plain):
        for pattern, group in kind.patterns:
            for match in pattern.finditer(plain):
                yield kind, *match.span(group)
        for match in _AT_DOMAIN.finditer(plain) if kind.name == MAILBOX and domains else ():
            if match[1].casefold() in domains:
                yield kind, *match.span()


_PREPOSITION = re.compile(r"\b(?:in|since|by|until|from|during|of|for|before|after|and|to) $")
_YEAR = re.compile(r"(?:19|20)[0-9]{2} ")
_BOOK = re.compile(r"\bisbn(?:-10)?[ :-]{0,3}$")


def _is_honest(plain: str, kind: str, start: int, end: int, in_link: bool) -> bool:
    """Return whether something only looks personal: a year before a name, a book's number, a number in a link."""
    text, before = plain[start:end], plain[max(start - 20, 0) : start].casefold()
    if kind == STREET:
        return in_link or bool(_YEAR.match(text) and _PREPOSITION.search(before))
    if kind in (PHONE, SSN):
        return bool(_BOOK.search(before)) or (in_link and (text.isdigit() or before[-1:] in tuple("/-=_.")))
    return False


# --- what is allowed, and what to say -----------------------------------------


def key_of(text: str) -> str:
    """Return the plain form of a contact, in which contacts are compared."""
    found = next(find(text), None)
    if found and found.length > len(text.strip()) - 3:
        return found.key
    digits = _digits(text)
    return _number_key(text) if len(digits) >= 7 and not re.search(r"[@/]", text) else _words_key(text)


def sentence(found: Found, allowed: Allowed) -> tuple[str, str]:
    """Return what is wrong with something personal, and what to do."""
    message = f"must not have the {found.kind} {quote(found.text)}."
    if found.kind in (SSN, BIRTH):
        return message, "Delete it; such a thing is never published."
    if found.kind == MAILBOX and found.key.rpartition("@")[2] in allowed.domains:
        return message, "This is a personal mailbox. Name the institution's shared mailbox instead."
    return message, f"If it is an institution's, not a person's, add it to {ALLOWED}.csv with a reason."


def not_allowed(text: str, allowed: Allowed) -> Iterator[Found]:
    """Yield what identifies a person in a text and what no allowed contact names."""
    yield from (found for found in find(text, allowed.domains) if found.key not in allowed.keys)


def problems_in(text: str, allowed: Allowed | None, file: str, first_line: int = 1) -> Iterator[Problem]:
    """Yield a problem with its place for whatever personal a text has; none where it is not known what is allowed.

    ``first_line`` is the line of the file on which the text starts.
    """
    at, line = 0, first_line
    if allowed is None:
        return
    for found in not_allowed(text, allowed):
        message, hint = sentence(found, allowed)
        line += text.count("\n", at, found.offset)
        at = found.offset
        column = at - text.rfind("\n", 0, at)
        yield Problem(file, line, column, "", found.text, f"The text {message}", hint, code=CODE)


def problems_of_name(name: str, allowed: Allowed | None, file: str) -> Iterator[Problem]:
    """Yield a problem for whatever personal the name of a file has; ``file`` is how messages name it."""
    if allowed is None:
        return
    for found in not_allowed(re.sub(r"_+", " ", name), allowed):
        message, hint = sentence(found, allowed)
        yield Problem(file, 0, 0, "", found.text, f"The file's name {message}", hint, code=CODE)


def load_allowed(data_dir: Path) -> Allowed | None:
    """Return what a data folder allows; None where that can't be read, which the check of the data tells.

    A folder without a table of allowed contacts allows none. Raises nothing.
    """
    tables: dict[str, set[str]] = {ALLOWED: set(), DOMAINS: set()}
    for folder, descriptor in packages.descriptions(data_dir).items():
        text, _ = reading.read_text(descriptor, descriptor.name)
        if text is None:
            return None
        named = [pair for pair in ((ALLOWED, "value"), (DOMAINS, "domain")) if f"name: {pair[0]}" in text]
        root = reading.parse_yaml(text, descriptor.name)[0] if named else None
        for name, column in named if (data_dir / folder).is_dir() else ():
            values = _column_of(data_dir, folder, root, name, column)
            if values is None:
                return None
            tables[name] |= values
    return Allowed(frozenset(map(key_of, tables[ALLOWED])), frozenset(map(str.casefold, tables[DOMAINS])))


def _column_of(data_dir: Path, folder: str, root: Node | None, name: str, column: str) -> set[str] | None:
    """Return the values in a column of a resource's table; None if unreadable, an empty set where there is no table."""
    if root is None:
        return None
    path = next((_text(each, "path") for each in _nodes(root, "resources") if _text(each, "name") == name), "")
    if not path:
        return set()
    if not re.fullmatch(r"[a-z0-9_-]+\.csv", path):
        return None
    place = packages.place(data_dir, f"{folder}/{path}")
    if not place.exists() and not packages.describes_itself(data_dir):
        return set()
    table, _ = reading.read_csv(place, path, [column])
    if table is None or column not in table.header:
        return None
    at = table.header.index(column)
    return {cells[at] for _, cells in table.rows(lambda problem: None) if cells[at]}


def _nodes(node: Node, key: str) -> list[Node]:
    child = node.value.get(key)
    return [each for each in child.value if type(each.value) is dict] if child and type(child.value) is list else []


def _text(node: Node, key: str) -> str:
    child = node.value.get(key)
    return child.value if child and type(child.value) is str else ""
