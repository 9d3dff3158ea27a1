"""The rules of the schemas for the cells of a spreadsheet, and what is wrong with one by them.

The page "Check a spreadsheet" has the same rules as JSON, which ``rules`` makes of the same
fields, and of the same sentences: whatever is said about a value is said by ``validation.values``
here, once with a mark in place of the value. What needs the other files, such as personal data,
dates in order and references from other records, is checked when the change is sent.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from macros.data.reading import CELL_ERROR, NEAR, quote
from macros.data.sheets import Placed, SheetColumn, SheetLayout
from macros.data.validation import dates, values
from macros.data.validation.running import Fields, Resource, Run, SchemaField

MARK = "⟦value⟧"  # in place of a value
ROW = "⟦row⟧"  # in place of a row, and of how many characters there are
TWICE = "must stand once: {} is in row {} too."
REQUIRED = "must be filled."
# What the page can say by itself; all other rules need more than the spreadsheet and the ids of the site.
CODES = frozenset(
    "required twice reference boolean number integer date partial-date moment id link email phone text prose has-words"
    " pattern enum minlength maxlength minimum maximum no-cell-error no-date-of-excel no-long-number-of-excel"
    " no-number-that-excel-changes".split()
)
Rule = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SheetProblem:
    """Something wrong with a cell: its sheet's name, its row, the head of its column, and the sentence."""

    sheet: str
    row: int
    head: str
    code: str
    message: str
    hint: str = ""


# --- the fields behind the columns --------------------------------------------------


def field_of(column: SheetColumn, fields: Fields) -> SchemaField:
    """The compiled field of a column, or of the entries where its cells hold several."""
    for name in column.path[:-1]:
        fields = fields[name].fields or fields
    found = fields[column.path[-1]]
    return found.items or found


def fields_of(sheet: SheetLayout, fields: Fields) -> Iterator[tuple[str, Fields]]:
    """The compiled fields of the rows of a sheet, and of those of its lists, by the sheets' names."""
    yield sheet.name, fields
    for inner in sheet.lists:
        found: Any = fields
        for name in inner.path[:-1]:
            found = found[name].fields
        yield from fields_of(inner, found[inner.path[-1]].items.fields)


def _all_fields(layouts: Iterable[SheetLayout], fields: Mapping[str, Fields]) -> dict[str, Fields]:
    """The compiled fields of each sheet; ``fields`` are those of each kind of record."""
    records = (sheet for sheet in layouts if not sheet.keys)
    return dict(pair for sheet in records for pair in fields_of(sheet, fields[sheet.kind]))


# --- the check here --------------------------------------------------------------------


def problems(
    given: Mapping[str, Sequence[Placed]],
    columns: Mapping[str, Collection[str]],
    layouts: Mapping[str, SheetLayout],
    run: Run,
    ids: Mapping[str, Collection[str]],
) -> list[SheetProblem]:
    """What is wrong with the rows of some sheets, by ``CODES`` alone, in the order of sheets, rows and columns.

    ``columns`` are the heads that each sheet has, ``ids`` those of the records that there are besides.
    """
    for name, resource in run.resources.items():
        own = {row.cells.get("id", "") for row in given.get(name, ())} - {""}
        resource.ids = {id: id for id in (*ids.get(name, ()), *sorted(own))}
        resource.known = name in ids
    fields = _all_fields(layouts.values(), {name: each.fields for name, each in run.resources.items()})
    found = [
        each
        for name, rows in given.items()
        for each in _of_sheet(layouts[name], rows, columns[name], fields[name], run)
    ]
    return [each for each in found if each.code in CODES]


def _of_sheet(
    sheet: SheetLayout, rows: Sequence[Placed], heads: Collection[str], fields: Fields, run: Run
) -> Iterator[SheetProblem]:
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        if sheet.keys and "(record)" in heads:
            yield from _key(sheet, row, run.resources[sheet.kind])
        for column in sheet.columns:
            if column.head in heads:
                yield from _of_cell(sheet, column, row, field_of(column, fields), run, seen)


def _key(sheet: SheetLayout, row: Placed, resource: Resource) -> Iterator[SheetProblem]:
    id = row.cells.get("(record)", "")
    if not id:
        yield SheetProblem(sheet.name, row.row, "(record)", "required", f"'(record)' {REQUIRED}")
    elif id not in resource.ids:
        message = f"'(record)' must be an id of {sheet.kind}, not {quote(id)}."
        yield SheetProblem(sheet.name, row.row, "(record)", "reference", message)


def _of_cell(
    sheet: SheetLayout, column: SheetColumn, row: Placed, each: SchemaField, run: Run, seen: dict[tuple[str, str], int]
) -> Iterator[SheetProblem]:
    text = row.cells.get(column.head, "")
    place = (sheet.name, row.row, column.head)
    if not text:
        if _is_required(column, row, sheet):
            yield SheetProblem(*place, "required", f"'{column.head}' {REQUIRED}", each.description)
        return
    for entry in re.split(r"\n(?!  )", text) if column.is_list else (text,):
        entry = re.sub(r"\n  ", "\n", entry) if column.is_list else entry
        for fault in values.judge(run, each, entry)[1] if entry.strip() else ():
            yield SheetProblem(*place, fault.code, f"'{column.head}' {fault.message}", fault.hint)
    if column.about.get("constraints", {}).get("unique"):
        first = seen.setdefault((column.head, text), row.row)
        if first != row.row:
            yield SheetProblem(*place, "twice", f"'{column.head}' {TWICE.format(quote(text), first)}")


def _is_required(column: SheetColumn, row: Placed, sheet: SheetLayout) -> bool:
    """Whether a cell must be filled: in a group, only where something else of the group is."""
    if column.about.get("constraints", {}).get("required") is not True:
        return False
    return not column.path[1:] or any(row.cells.get(head) for head in _group(column, sheet))


def _group(column: SheetColumn, sheet: SheetLayout) -> list[str]:
    """The columns of the group that a column is a part of."""
    above = column.path[:-1]
    return [each.head for each in sheet.columns if above and each.path[: len(above)] == above]


# --- the same for the browser -------------------------------------------------------------


def rules(
    layouts: Mapping[str, SheetLayout],
    fields: Mapping[str, Fields],
    paths: Mapping[str, str],
    ids: Mapping[str, Sequence[str]],
) -> Rule:
    """Everything that the page checks by, as JSON has it. ``paths`` are those of each kind's files."""
    compiled = _all_fields(layouts.values(), fields)
    sheets = {
        name: {
            "kind": sheet.kind,
            "title": sheet.title,
            "path": paths[sheet.kind],
            "keys": sheet.keys,
            "at": sheet.path,
            "columns": [_column(column, field_of(column, compiled[name]), sheet) for column in sheet.columns],
        }
        for name, sheet in layouts.items()
    }
    sentences = {"twice": TWICE.format(f"'{MARK}'", ROW), "required": REQUIRED}
    return {
        "sheets": sheets,
        "ids": ids,
        "paths": paths,
        "sentences": sentences,
        "cell_errors": _cell_errors(),
        "excel": _excel(),
        "cures": _cures(),
    }


def _column(column: SheetColumn, each: SchemaField, sheet: SheetLayout) -> Rule:
    return _without_blanks(
        {
            "head": column.head,
            "path": column.path,
            "list": column.is_list,
            "required": column.about.get("constraints", {}).get("required") is True,
            "group": _group(column, sheet),
            "unique": column.about.get("constraints", {}).get("unique") is True,
            "hint": each.description,
            "type": each.type,
            "rule": each.rule,
            "free": each.rule in values.FREE,
            "one_line": _said(values.SHAPE_RULES["text"](each, "a\nb")) if each.rule in values.FREE - {"prose"} else "",
            "in_table": each.in_table and "pattern" not in each.constraints,
            "shape": _shape(each),
            "constraints": [*_constraints(each)],
            "words": _words(each),
            "reference": each.references and {"kind": each.references, "message": _reference(each)},
        }
    )


def _without_blanks(rule: Rule) -> Rule:
    """A rule without what says nothing."""
    return {name: value for name, value in rule.items() if value or value == 0}


def _said(faults: Iterator[Any]) -> str:
    """The sentence of the first fault; empty where there is none."""
    return next((str(fault.message) for fault in faults), "")


def _words(each: SchemaField) -> str:
    """What is said about a text that has no letter and no digit."""
    return _said(values.has_words(each, "--")).replace("'--'", f"'{MARK}'") if each.rule in values.FREE else ""


def _reference(each: SchemaField) -> str:
    return f"must be an id of {each.references}, not '{MARK}'."


def _shape(each: SchemaField) -> Rule | None:
    """What a value must look like before anything else is asked."""
    if each.type != "string":
        pattern = values.TYPE_SHAPES.get(each.type)
        return _match(each.type, pattern, values.must(each, MARK).message, day=each.type == "date") if pattern else None
    pattern = values.TEXT_SHAPES.get(each.rule)
    said = _said(values.SHAPE_RULES[each.rule](each, MARK))
    return _match(each.rule, pattern, said, day=each.rule in values.DAYS) if pattern else None


def _match(code: str, pattern: re.Pattern[str], message: str, day: bool = False) -> Rule:
    source, flags = _for_browser(pattern)
    return {"code": code, "match": source, "flags": flags, "message": message, "day": day}


def _for_browser(pattern: re.Pattern[str]) -> tuple[str, str]:
    """A regular expression as JavaScript has it: no flags inside, which few browsers know, nor needless backslashes."""
    source = pattern.pattern.replace("(?i:", "(?:")
    flags = "iu" if source != pattern.pattern else "u"
    return _NEEDLESS.sub(r"\1", source), flags


_NEEDLESS = re.compile(r"\\([^\w\s\\^$.*+?()\[\]{}|/-])")


def _constraints(each: SchemaField) -> Iterator[Rule]:
    for name, value in each.constraints.items():
        if name in ("pattern", "enum", "minimum", "maximum"):
            bound = _whole(value) if name == "pattern" else value
            yield {"name": name, "code": name, "value": bound, "message": values.SENTENCES[name](each, MARK).message}
        elif name in ("minLength", "maxLength"):
            said = values.SENTENCES[name](each, "x" * 7).message.replace("not 7.", f"not {ROW}.")
            yield {"name": name, "code": name.casefold(), "value": int(value), "message": said}


def _whole(pattern: str) -> str:
    """A schema's pattern, which every value must match as a whole, as the browser reads it."""
    return _for_browser(re.compile(pattern))[0]


def _cures() -> Rule:
    """What the page says about the value that was most likely meant: the notations, and each sentence with its mark."""
    return {**_cures_of_days(), **_cures_of_texts(), **_cures_of_excel(), **_cures_of_names()}


def _cures_of_days() -> Rule:
    day, days = "2026-03-05", dates.date_hint("3/5/2026", whole=True)
    write, _, rest = days.partition(day)
    or_, _, whichever = rest.partition("2026-05-03")
    return {
        "write": f"{write}{MARK}",
        "or": or_,
        "whichever": whichever,
        "notations": [{"match": _for_browser(pattern)[0], "orders": orders} for pattern, orders in dates.NOTATIONS],
        "counted": dates.EXCEL_DAY.pattern,
        "years": [dates.FIRST_YEAR, dates.LAST_YEAR],
        "year": dates.date_hint("0999-01-01", whole=True),
        "last_day": dates.date_hint("2026-02-30", whole=True).replace("February 2026", MARK).replace("28", ROW),
        "months": list(dates.MONTHS.values()),
        "moment": _loose(values.LOOSE_MOMENT),
        "clock": values.moment_meant("2026-03-05 25:00"),
        "no_time": values.moment_meant("2026-03-05 13:30 am").replace("13:30 am", MARK),
    }


def _cures_of_texts() -> Rule:
    phone, link, site = "207-555-0100", values.SHAPE_RULES["link"], "https://example.org/"
    return {
        "amount": _loose(values.AMOUNT),
        "id": _loose(values.LOOSE_ID),
        "one_id": values.id_hint("a, b"),
        "phone": _loose(values.LOOSE_PHONE),
        "extension": _loose(values.EXTENSION),
        "with_extension": values.phone_hint(f"{phone} ext. 7").replace(phone, MARK).replace("7 in", f"{ROW} in"),
        "a_phone": values.phone_hint(""),
        "email": _hint_of(values.SHAPE_RULES["email"](_SAMPLE, "a")),
        "in_links": values.IN_LINKS,
        "encode": _hint_of(link(_SAMPLE, f"{site}a b")).replace(f"{site}a%20b", ROW).replace("a space as %20", MARK),
        "signs": values.SIGN_NAMES,
        "address_bar": _hint_of(link(_SAMPLE, "a b")),
        "one_paragraph": _hint_of(values.SHAPE_RULES["text"](_SAMPLE, "a\nb")),
        "shorten": values.SENTENCES["maxLength"](replace(_SAMPLE, constraints={"maxLength": 1}), "ab").hint,
    }


def _cures_of_excel() -> Rule:
    two_days = dates.made_by_excel("2-Sep-51")
    return {
        "likely": _hint_of(values.no_date_of_excel(_SAMPLE, "2-Sep-51")).replace(" or ".join(two_days), MARK),
        "code": dates.made_by_excel("Nov-51")[-1].replace("11-", f"{MARK}-").replace("51", ROW),
        "long": _hint_of(values.no_long_number_of_excel(_SAMPLE, "7.2E+11")).replace("12", ROW).replace("72", MARK),
        "beside": _hint_of(values.no_number_that_excel_changes(_SAMPLE, "0012")).replace("0012", MARK),
        "narrow": _hint_of(values.no_cell_error(_NO_RUN, _SAMPLE, _ERRORS["narrow"])),
        "failed": _hint_of(values.no_cell_error(_NO_RUN, _SAMPLE, _ERRORS["failed"])),
    }


def _cures_of_names() -> Rule:
    return {
        "meant": values.reference_hint(MARK, ["a"] * 99, ""),
        "one_of": values.reference_hint("", [MARK], ""),
        "where": values.reference_hint("", ["a"] * 99, MARK),
        "most_named": values.MOST_NAMED,
        "near": NEAR,
    }


def _loose(pattern: re.Pattern[str]) -> list[str]:
    """A pattern and its flags, with which a cure is looked for."""
    ignores = pattern.flags & re.IGNORECASE
    return [_NEEDLESS.sub(r"\1", pattern.pattern), "iu" if ignores else "u"]


def _hint_of(faults: Iterator[Any]) -> str:
    return next((str(fault.hint) for fault in faults), "")


_NO_RUN = Run(Path(), None)
_SAMPLE = SchemaField("", "string", "text", False, "", False, "text", "", {}, in_table=True)


def _cell_errors() -> Rule:
    said = {name: _said(values.no_cell_error(_NO_RUN, _SAMPLE, text)) for name, text in _ERRORS.items()}
    marked = {name: said[name].replace(f"'{text}'", f"'{MARK}'") for name, text in _ERRORS.items()}
    return {"find": _for_browser(CELL_ERROR)[0], **marked}


_ERRORS = {"narrow": "####", "failed": "#REF!"}


def _excel() -> Rule:
    day, number = "18-Sep", "1.2E+11"
    return {
        "longest": values.LONGEST_OF_EXCEL,
        "days": [pattern.pattern for pattern in dates.MADE_BY_EXCEL],
        "day": _said(values.no_date_of_excel(_SAMPLE, day)).replace(day, MARK),
        "scientific": values.SCIENTIFIC.pattern,
        "number": _said(values.no_long_number_of_excel(_SAMPLE, number)).replace(number, MARK),
        "loses": values.LOSES_DIGITS.pattern,
        "bare": values.BARE_NUMBER.format(f"'{MARK}'"),
    }
