"""One value: its shape, its type and constraints, its safety, and the record that it names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator
from datetime import date
from typing import Any
from urllib.parse import quote as percent_encoded

from macros.data import mangled_text, personal_data
from macros.data.reading import CELL_ERROR, code_of, quote
from macros.data.validation.dates import (
    DAY,
    PARTIAL,
    date_hint,
    dates_meant,
    earliest,
    is_day,
    is_partial,
    made_by_excel,
)
from macros.data.validation.running import ALLOWED, PROSE_LIMIT, TEXT_LIMIT, Fault, Run, SchemaField

SHAPES = {  # type -> what a value must be, where the schema has no words of its own
    "string": "text",
    "number": "a plain number, like 140 or 27.5",
    "integer": "a whole number, like 140",
    "boolean": "true or false",
    "date": "a day, like 2026-11-21",
    "year": "a year, like 2026",
    "yearmonth": "a month, like 2026-11",
    "time": "a time, like 09:30:00",
    "datetime": "a day and a time, like 2026-11-21T09:30:00",
    "array": "a list",
    "object": "a group of values",
}


# --- one value --------------------------------------------------------------


def judge(run: Run, each: SchemaField, text: str) -> tuple[Any, list[Fault]]:
    """Return a value's typed form and what is wrong with it.

    This runs a million times in a big site, so the rules that hardly ever find
    something are asked only when a glance says that they might.
    """
    faults: list[Fault] = []
    is_text = each.type == "string"
    if not is_text:
        faults.extend(_type_rule(each, text))
    elif each.rule not in FREE:
        faults.extend(_shape_faults(each, text))
    if len(text) > TEXT_LIMIT:
        faults.extend(_length_rule(each, text))
    if faults:
        spoiled = [named(fault, no_cell_error) for fault in no_cell_error(run, each, text)]
        spoiled = spoiled or (_excel_faults(each, text) if is_text else [])
        # what a spreadsheet has spoiled tells nothing of the value, so nothing else is said about it
        return None, spoiled or (faults + _safety_faults(run, each, text) if is_text else faults)
    assert each.read is not None
    value, notes = each.read(text)
    if notes:
        spoiled = _excel_faults(each, text) if is_text and len(text) < LONGEST_OF_EXCEL else []
        return None, spoiled or [SENTENCES[note](each, text)._replace(code=_code_of_note(each, note)) for note in notes]
    if is_text:
        if each.rule in FREE:
            faults.extend(_shape_faults(each, text))
            faults.extend(named(fault, has_words) for fault in has_words(each, text))
        if each.rule in FREE or each.rule == "id":
            faults.extend(_excel_faults(each, text) if len(text) < LONGEST_OF_EXCEL else ())
        if each.rule not in DAYS:  # a day that is right holds nothing else
            faults.extend(_safety_faults(run, each, text))
    if each.is_past and run.today:
        faults.extend(named(fault, _not_after_today) for fault in _not_after_today(run.today, text))
    if each.references and not faults:
        faults.extend(reference_rule(run, each, text))
    return value, faults


def _safety_faults(run: Run, each: SchemaField, text: str) -> list[Fault]:
    """Return what the safety rules find, when a glance says that they might find something."""
    if _looks_harmless(text):
        return []
    return [named(fault, rule) for rule in SAFETY_RULES for fault in rule(run, each, text)]


def _excel_faults(each: SchemaField, text: str) -> list[Fault]:
    """Return what Excel has made of a text, or would make of it, unless the field is for days."""
    if each.rule in DAYS:
        return []
    return [named(fault, rule) for rule in _EXCEL_RULES for fault in rule(each, text)]


def _shape_faults(each: SchemaField, text: str) -> list[Fault]:
    """Return what is wrong with the shape of a text; the shape's name is the code."""
    return [fault._replace(code=each.rule) for fault in SHAPE_RULES[each.rule](each, text)]


def named(fault: Fault, rule: Callable[..., Any]) -> Fault:
    """Return a fault with the rule's name as its code, unless it has one."""
    return fault if fault.code else fault._replace(code=code_of(rule))


def _code_of_note(each: SchemaField, note: str) -> str:
    """Return the code of what a reader notes: the type, or the constraint."""
    return each.type if note == "type" else note.casefold()


def must(each: SchemaField, text: str, hint: str = "", code: str = "") -> Fault:
    """Return the usual fault: what a value must be and what it is."""
    return Fault(f"must be {each.expected}, not {quote(text)}.", hint, code)


def _not_after_today(today: date, text: str) -> Iterator[Fault]:
    """What has happened does not lie in the future. A later day can't make it wrong."""
    if earliest(text)[:10] > today.isoformat():
        yield Fault(f"must not be after today, {today}, but it is {text}.", "Write the day on which it happened.")


SENTENCES: dict[str, Callable[[SchemaField, str], Fault]] = {
    "type": lambda each, text: must(each, text),
    "pattern": lambda each, text: (
        must(each, text)
        if each.expected != SHAPES["string"]
        else Fault(f"must have the form {each.constraints['pattern']}, not {quote(text)}.")
    ),
    "enum": lambda each, text: Fault(f"must be one of {', '.join(each.constraints['enum'])}, not {quote(text)}."),
    "minLength": lambda each, text: Fault(
        f"must have at least {each.constraints['minLength']:,} characters, not {len(text):,}.", each.description
    ),
    "maxLength": lambda each, text: Fault(
        f"must have at most {each.constraints['maxLength']:,} characters, not {len(text):,}.", "Shorten it."
    ),
    **{
        name: lambda each, text, name=name, words=words: (  # type: ignore[misc]
            must(each, text)
            if each.expected != SHAPES[each.type]
            else Fault(f"must be {words} {each.constraints[name]}, not {quote(text)}.")
        )
        for name, words in (
            ("minimum", "at least"),
            ("maximum", "at most"),
            ("exclusiveMinimum", "more than"),
            ("exclusiveMaximum", "less than"),
        )
    },
}

_NUMBER = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,9})?")
_WHOLE = re.compile(r"-?[0-9]{1,18}")


def _type_rule(each: SchemaField, text: str) -> Iterator[Fault]:
    """Numbers are plain digits, days are year, month and day: frictionless takes more (NaN, 1_000, 2026-1-5)."""
    if each.type == "number" and not _NUMBER.fullmatch(text):
        yield must(each, text, _number_hint(text, _NUMBER), each.type)
    elif each.type == "integer" and not _WHOLE.fullmatch(text):
        yield must(each, text, _number_hint(text, _WHOLE), each.type)
    elif each.type == "date" and not is_day(text):
        yield must(each, text, date_hint(text, whole=True), each.type)
    elif each.type != "string" and text != text.strip():
        yield must(each, text, f"Write {text.strip()}", each.type)


AMOUNT = re.compile(
    r"[$\s]*(-?(?:[0-9]{1,18}|[0-9]{1,3}(?:,[0-9]{3}){1,5}|[0-9]{1,3}(?: [0-9]{3}){1,5})(?:\.[0-9]{1,9})?)[\s%]*"
)


def _number_hint(text: str, shape: re.Pattern[str]) -> str:
    plain = _number_meant(text, shape)
    return f"Write {plain}" if plain else ""


def _number_meant(text: str, shape: re.Pattern[str]) -> str:
    """Return the number that was meant, where it can be only one: a comma or a space before three digits is none."""
    match = AMOUNT.fullmatch(text)
    plain = re.sub("[, ]", "", match[1]) if match else ""
    return plain if shape.fullmatch(plain) else ""


def _length_rule(each: SchemaField, text: str) -> Iterator[Fault]:
    """A text that names no limit of its own has one all the same."""
    limit = PROSE_LIMIT if each.rule == "prose" else TEXT_LIMIT
    if each.type != "string" or (len(text) > limit and "maxLength" not in each.constraints):
        yield Fault(f"must have at most {limit:,} characters, not {len(text):,}.", "Shorten it.", "maxlength")


# --- shapes of text: what a schema names as a rule ----------------------------

ID_PATTERN = "[a-z0-9]+(?:-[a-z0-9]+)*"
_ID = re.compile(ID_PATTERN)
_HOST = r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}"
# RFC 3986, http and https only, without user names; the host in ASCII (RFC 1123)
_LINK = re.compile(rf"(?i:https?://{_HOST})(?::[0-9]{{1,5}})?(?:[/?#][^\s<>\"\\^`{{|}}]*)?")
_EMAIL = re.compile(rf"[A-Za-z0-9._%+-]{{1,64}}@(?i:{_HOST})")
_PHONE = re.compile(r"[2-9][0-9]{2}-[2-9][0-9]{2}-[0-9]{4}")


def _one_line(each: SchemaField, text: str) -> Iterator[Fault]:
    """A text is one line, without spaces at its ends."""
    if "\n" in text:
        yield Fault("must be one line.", "Put it into one paragraph.")
    if text != text.strip():
        yield Fault(f"must not start or end with a space, as {quote(text)} does.", "Delete the space.")


def has_words(each: SchemaField, text: str) -> Iterator[Fault]:
    """A text that must be filled has a letter or a digit, unless its pattern says otherwise: dashes say nothing."""
    if each.required and not any(map(str.isalnum, text)) and "pattern" not in each.constraints:
        yield Fault(f"must be filled with words, not with {quote(text)}.", each.description)


def _paragraphs(each: SchemaField, text: str) -> Iterator[Fault]:
    """Prose is paragraphs with one blank line between them."""
    if text != text.strip():
        yield Fault("must not start or end with a space or a blank line.", "Delete it.")


def is_id(text: str) -> bool:
    """Return whether a text has the shape of an id."""
    return _ID.fullmatch(text) is not None


def _id_shape(each: SchemaField, text: str) -> Iterator[Fault]:
    """An id is lowercase words joined by hyphens."""
    if not is_id(text):
        shape = "lowercase words joined by hyphens, like forest-products"
        yield Fault(f"must be {shape}, not {quote(text)}.", id_hint(text))


LOOSE_ID = re.compile(r"[a-z0-9]+(?:(?:['’ _-]+|\. )[a-z0-9]+)*")


def id_hint(text: str) -> str:
    """Return the id that was meant, where it can be only one."""
    if re.search(r"[,;|\n]", text):
        return "Write one id. For another one, add a row or an entry."
    plain = "".join(
        c for c in unicodedata.normalize("NFKD", text.strip("./ ")) if not unicodedata.combining(c)
    ).casefold()
    if len(text) >= 100 or not LOOSE_ID.fullmatch(plain):
        return ""
    words = re.findall("[a-z0-9]+", re.sub("['’.]", "", plain))
    return f"Write {'-'.join(words)}"


IN_LINKS = "%:/?#[]@!$&'()*+,;=-._~<>\\"  # stays as it is; angle brackets and backslashes are in no address
SIGN_NAMES = {" ": "a space"}


def _to_encode(link: str) -> list[str]:
    """Return the signs of a link that must be written as their codes, each once."""
    return [sign for sign in dict.fromkeys(link) if sign.isascii() and percent_encoded(sign, IN_LINKS) != sign]


def _link_shape(each: SchemaField, text: str) -> Iterator[Fault]:
    """A link is a web address; other schemes can run or show what they want."""
    if _LINK.fullmatch(text) and len(text) <= TEXT_LIMIT:
        return
    shape = "a web address that starts with http:// or https://"
    bare = text.strip()
    if bare != text and _LINK.fullmatch(bare):
        hint = f"Delete the space: {bare}"
    elif _LINK.fullmatch(f"https://{bare}"):
        hint = f"Write https://{bare}"
    elif _LINK.fullmatch(encoded := percent_encoded(bare, IN_LINKS)):
        signs = ", ".join(f"{SIGN_NAMES.get(sign, sign)} as {percent_encoded(sign)}" for sign in _to_encode(bare))
        hint = f"In an address, write {signs}: {encoded}"
    else:
        hint = "Copy the address from the browser's address bar."
    yield Fault(f"must be {shape}, not {quote(text)}.", hint)


def _email_shape(each: SchemaField, text: str) -> Iterator[Fault]:
    """A mailbox is a name, an at sign and a domain."""
    if not _EMAIL.fullmatch(text):
        yield must(each, text, "Example: office@example.org")


def _phone_shape(each: SchemaField, text: str) -> Iterator[Fault]:
    """A phone number is written in one way, so that it can be compared and linked."""
    if not _PHONE.fullmatch(text):
        yield must(each, text, phone_hint(text))


LOOSE_PHONE = re.compile(r"(?:\+?1[ .-]{0,2})?(\(?[2-9][0-9]{2}\)?[ ./-]{0,3}[0-9]{3}[ .-]{0,3}[0-9]{4})(.*)")
EXTENSION = re.compile(r"[ ,;]*(?:x|ext\.?|extension)[ .:#]*([0-9]{1,6})", re.IGNORECASE)


def phone_hint(text: str) -> str:
    """Return the number that was meant, where it can be only one; an extension has no place in it."""
    match = LOOSE_PHONE.fullmatch(text.strip())
    digits = re.sub(r"\D", "", match[1]) if match else ""
    better = f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
    extension = EXTENSION.fullmatch(match[2]) if match else None
    if match is None or not _PHONE.fullmatch(better) or (match[2] and not extension):
        return "Example: 800-555-0100"
    return f"Write {better}" + (f", and extension {extension[1]} in words elsewhere." if extension else "")


def _partial_date_shape(each: SchemaField, text: str) -> Iterator[Fault]:
    """A partial date is a year, a month or a day that exists (ISO 8601)."""
    if not is_partial(text):
        shape = "a year, a month or a day, like 2023, 2023-11 or 2023-11-21"
        yield Fault(f"must be {shape}, not {quote(text)}.", date_hint(text, whole=False))


_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}) (?:[01][0-9]|2[0-3]):[0-5][0-9]")
LOOSE_MOMENT = re.compile(r"(.{6,20}?)[ T,]+([0-9]{1,2}):([0-5][0-9])(?::[0-9]{2})? ?(am|pm)?", re.IGNORECASE)


def _moment_shape(each: SchemaField, text: str) -> Iterator[Fault]:
    """A moment is a day that exists and a time on the clock; its zone stands in a field of its own."""
    match = _MOMENT.fullmatch(text)
    if match is None or not is_day(match[1]):
        shape = "a day and a time, like 2027-03-10 13:30"
        yield Fault(f"must be {shape}, not {quote(text)}.", moment_meant(text))


def moment_meant(text: str) -> str:
    """Return the corrected moment, each that is possible, or why there is none."""
    meant = _moments(text)
    if meant:
        return f"Write {' or '.join(meant)}" + (", whichever is meant." if len(meant) > 1 else "")
    match = LOOSE_MOMENT.fullmatch(text.strip())
    if match is None or not (match[4] or int(match[2]) < 24):
        return "Hours are counted from 00 to 23, and minutes from 00 to 59."
    if _hour(match) is None:
        return f"{match[2]}:{match[3]} {match[4].casefold()} is no time: write it from 00:00 to 23:59."
    return date_hint(match[1], whole=True)


def _moments(text: str) -> list[str]:
    """Return each moment that a text in another notation can mean."""
    match = LOOSE_MOMENT.fullmatch(text.strip())
    hour = _hour(match) if match else None
    if match is None or hour is None:
        return []
    days = [match[1]] if is_day(match[1]) else [each for each in dates_meant(match[1]) if len(each) == 10]
    return [f"{day} {hour:02}:{match[3]}" for day in days]


def _hour(match: re.Match[str]) -> int | None:
    """Return the hour that a time has on a clock of 24 hours, or None where there is no such time."""
    hour, half = int(match[2]), (match[4] or "").casefold()
    if (half and not hour) or (half == "am" and hour > 12):
        return None
    hour = hour % 12 + (12 if half == "pm" else 0) if half else hour
    return hour if hour < 24 else None


# What a value of a type, and of a shape, looks like; whether a day exists is asked besides.
TYPE_SHAPES = {"number": _NUMBER, "integer": _WHOLE, "date": DAY, "boolean": re.compile("true|TRUE|false|FALSE")}
TEXT_SHAPES = {
    "id": _ID,
    "link": _LINK,
    "email": _EMAIL,
    "phone": _PHONE,
    "moment": _MOMENT,
    "partial-date": re.compile(f"{PARTIAL.pattern}|{DAY.pattern}"),
}
DAYS = frozenset(("partial-date", "moment"))  # texts that are days
FREE = frozenset(("text", "prose", "address"))  # their shape says little, so the constraints come first
SHAPE_RULES: dict[str, Callable[[SchemaField, str], Iterator[Fault]]] = {
    "text": _one_line,
    "prose": _paragraphs,
    "address": _one_line,
    "id": _id_shape,
    "link": _link_shape,
    "email": _email_shape,
    "phone": _phone_shape,
    "partial-date": _partial_date_shape,
    "moment": _moment_shape,
}


# --- safety of text -----------------------------------------------------------

_MARKUP = re.compile(r"\{\{|\{%|\{#|<[A-Za-z/!?]")
_FORMULA = re.compile(r"[=+\-@\t\r\uff0b\uff0d\uff1d\uff20]")


def _looks_harmless(text: str) -> bool:
    """Return whether no safety rule can find anything in a text: a glance without the rules' cost."""
    return not (
        "<" in text
        or "{" in text
        or ("#" in text and CELL_ERROR.search(text))
        or "&" in text
        or not text.isascii()
        or _FORMULA.match(text)
        or personal_data.could_have(text)
    )


def no_markup(run: Run, each: SchemaField, text: str) -> Iterator[Fault]:
    """Data is text: no HTML and no template code, which a page could run."""
    match = _MARKUP.search(text) if "<" in text or "{" in text else None
    if match:
        found = text[match.start() : match.start() + 20]
        yield Fault(
            f"must be plain text without markup, not {quote(found)}.", "Write the words without tags and braces."
        )


def _no_formula(run: Run, each: SchemaField, text: str) -> Iterator[Fault]:
    """No text starts like a formula: spreadsheets would run it (CWE-1236)."""
    if _FORMULA.match(text) and not _NUMBER.fullmatch(text):
        hint = "Start it with a word."
        yield Fault(f"must not start with {quote(text[0])}, as a formula does: {quote(text)}.", hint)


def no_cell_error(run: Run, each: SchemaField, text: str) -> Iterator[Fault]:
    """No text holds what a spreadsheet shows in place of a value."""
    match = CELL_ERROR.search(text) if "#" in text else None
    if match and match[0].startswith("##"):
        hint = "Excel shows it where a column is too narrow. Widen the column and copy the value again."
        yield Fault(f"must be the value itself, not {quote(match[0])}.", hint)
    elif match:
        hint = "The formula behind it failed in the spreadsheet. Write the value itself."
        yield Fault(f"must not have {quote(match[0])}, an error of a spreadsheet.", hint)


LONGEST_OF_EXCEL = 20  # characters


_AS_TEXT = "In Excel, format the column as Text, then write it again."


def no_date_of_excel(each: SchemaField, text: str) -> Iterator[Fault]:
    """No text is what Excel makes of another one when it takes it for a day: 18-Sep of 9-18."""
    meant = made_by_excel(text) if len(text) < LONGEST_OF_EXCEL else []
    if meant:
        hint = f"It was most likely {' or '.join(meant)}. {_AS_TEXT}"
        yield Fault(f"must be the text that was meant, not {quote(text)}, which Excel makes of other text.", hint)


SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]{1,5})?E\+[0-9]{2}")


def no_long_number_of_excel(each: SchemaField, text: str) -> Iterator[Fault]:
    """No text is what Excel makes of a long number: 1.23457E+11."""
    if SCIENTIFIC.fullmatch(text):
        first, _, power = text.replace(".", "").partition("E+")
        hint = f"It was most likely a number of {int(power) + 1} digits that starts with {first}. {_AS_TEXT}"
        yield Fault(f"must be the whole number, not {quote(text)}, which Excel makes of a long one.", hint)


LOSES_DIGITS = re.compile(
    r"\([0-9]+\)|0[0-9]+(?:\.[0-9]*)?|[0-9]+\.(?:[0-9]*0)?|\.[0-9]+|[0-9]{12,}|[0-9]+(?:\.[0-9]+)?[eE][0-9]{1,2}"
)


def no_number_that_excel_changes(each: SchemaField, text: str) -> Iterator[Fault]:
    """A free text in a table is no number that Excel writes in another way: 0012, 1.10.

    A field with a pattern, such as a code, is told apart by that.
    """
    if each.in_table and not each.constraints.get("pattern") and LOSES_DIGITS.fullmatch(text):
        yield Fault(BARE_NUMBER.format(quote(text)), f"Write a word beside it, such as: Number {text}")


BARE_NUMBER = "must not be the bare number {}, of which Excel keeps only a part."
_EXCEL_RULES = (no_date_of_excel, no_long_number_of_excel, no_number_that_excel_changes)


def _no_code_of_html(run: Run, each: SchemaField, text: str) -> Iterator[Fault]:
    """Text has the signs themselves, not HTML's codes for them."""
    code = mangled_text.html_code(text) if "&" in text else ""
    if code:
        yield Fault(f"must have the sign itself, not {quote(code)}, its code in HTML.", _text_hint(text, code))


def _no_misread_letters(run: Run, each: SchemaField, text: str) -> Iterator[Fault]:
    """No letters that a program read in the wrong encoding."""
    wrong = mangled_text.misread(text)
    if wrong:
        message = f"must not have {quote(wrong)}, which a program made of another letter: the encoding was wrong."
        yield Fault(message, _text_hint(text, wrong))


def _text_hint(text: str, wrong: str) -> str:
    """Return the right text, or the right word of a long one; nothing where it would be markup."""
    at = text.index(wrong)
    start, end = text.rfind(" ", 0, at) + 1, text.find(" ", at + len(wrong))
    whole = text if len(text) <= 100 else text[start : end if end > 0 else len(text)]
    right = mangled_text.right_text(whole)
    return "" if _MARKUP.search(right) or len(right) > 200 else f"Write {right}"


def no_personal_data(run: Run, each: SchemaField, text: str) -> Iterator[Fault]:
    """Only institutional contacts that the allowed contacts name are published.

    A street address may stand where the schema has a place for an institution's (rule: address).
    """
    allowed = run.resources.get(ALLOWED)
    if each.is_exempt or ALLOWED in run.unsound or not run.is_complete or (allowed and not allowed.is_sound):
        return  # nothing can be said without the exceptions
    for found in personal_data.not_allowed(text, run.allowed):
        if found.kind != personal_data.STREET or each.rule != "address":
            yield Fault(*personal_data.sentence(found, run.allowed), personal_data.CODE)


def the_one_meant(kind: str, rule: str, text: str) -> str:
    """Return the value that a text can only mean, as a file has it: 2026-03-15 for 3/15/2026. A right one is itself.

    ``kind`` is a type of the schema. Empty where more than one could be meant, or none.
    """
    plain = text.strip()
    if kind == "boolean":
        return plain.casefold() if plain.casefold() in ("true", "false") else ""
    if kind in ("number", "integer"):
        return "" if "%" in plain else _number_meant(plain, _NUMBER if kind == "number" else _WHOLE)
    if kind == "date" or rule == "partial-date":
        is_right = is_day if kind == "date" else is_partial
        found = [plain] if is_right(plain) else [each for each in dates_meant(plain) if is_right(each)]
    elif rule == "moment":
        found = [plain] if _MOMENT.fullmatch(plain) else _moments(plain)
    else:
        return ""
    return found[0] if len(found) == 1 else ""


SAFETY_RULES = (no_markup, _no_formula, no_cell_error, _no_code_of_html, _no_misread_letters, no_personal_data)


def reference_rule(run: Run, each: SchemaField, text: str) -> Iterator[Fault]:
    """A reference is the id of a record that is there."""
    target = run.resources.get(each.references)
    if target is None or not target.known or not target.is_sound or text in target.ids:
        return
    if not target.ids and target.path.endswith(".csv"):
        run.empty.add(target.name)  # said once, of the table
        return
    near = run.near(text, target.ids)
    where = f"{target.folder}/{target.path}"
    hint = reference_hint(near, list(target.ids), where)
    yield Fault(f"must be an id of {each.references}, not {quote(text)}.", hint, "reference")


MOST_NAMED = 12  # ids that a message lists


def reference_hint(near: str, ids: Collection[str], where: str) -> str:
    """Return which record was most likely meant, and which there are, or where they are."""
    if not ids:
        return f"There is no record in {where} yet."
    meant = f"Did you mean '{near}'?" if near else ""
    if len(ids) <= MOST_NAMED:
        return f"{meant} It is one of: {', '.join(ids)}.".lstrip()
    return meant or f"The ids are in {where}."
