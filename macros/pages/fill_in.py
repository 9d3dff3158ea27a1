"""Addresses that open a form of the repository, filled in with what a record says now.

GitHub fills a question in from the part of the address that has the question's name. It takes addresses of some
eight thousand signs; what does not fit is left out, and a sentence in the form says so. Nothing is lost by it, since a
question that is empty changes nothing.

https://docs.github.com/issues/tracking-your-work-with-issues/using-issues/creating-an-issue#creating-an-issue-from-a-url-query
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import quote

from macros.data import forms, record_writer, tables
from macros.data.catalog import Catalog, derived
from macros.data.forms import FormQuestion, RecordForm
from macros.data.models import Record
from macros.pages.outputs import Site

MOST = 8_000  # signs of an address
_ESCAPES = {code: quote(chr(code), safe="") for code in range(128)}
_ROOM_FOR_NOTE = 900  # of them
_LEFT_OUT = "Not filled in here, because it is too long: {}. Leave it empty, and it stays as it is."
Answer = tuple[str, str]  # the name of a question, and its text


def record_url(kind: str, record: Record, catalog: Catalog, site: Site) -> str:
    """Where a person changes a record; empty for a kind without a form, and without a repository.

    What else belongs to it has addresses of its own, so that each stays short.
    """
    form = forms.of_catalog(catalog).get(kind)
    if not form or not site.issue_url:
        return ""
    plain = _reader(catalog, kind)(record)
    answers = [(each, _written(each, _at(each.path, plain))) for each in form.questions if not each.table]
    return _address(form, record, catalog, site, answers)


def short_url(kind: str, record: Record, catalog: Catalog, site: Site) -> str:
    """The same with nothing but the record filled in, for lists of many."""
    form = forms.of_catalog(catalog).get(kind)
    return _address(form, record, catalog, site, []) if form and site.issue_url else ""


def rows_urls(kind: str, record: Record, catalog: Catalog, site: Site) -> list[tuple[str, str]]:
    """What else belongs to a record, such as its members, and where a person changes that."""
    form = forms.of_catalog(catalog).get(kind)
    if not form or not site.issue_url:
        return []
    asked = [each for each in form.questions if each.table not in ("", *forms.SHARED)]
    rows = (list(_rows(catalog, each.table, kind).get(record.id, ())) for each in asked)
    answers = [(each, _written(each, found)) for each, found in zip(asked, rows, strict=True)]
    return [
        (_short(each.about["title"], form), _address(form, record, catalog, site, [(each, text)]))
        for each, text in answers
    ]


def _short(title: str, form: RecordForm) -> str:
    """What rows are called beside their record: its sources, not the sources of organizations."""
    return title.removesuffix(f" of {form.title.lower()}")


def review_url(records: Iterable[tuple[str, Any]], site: Site) -> str:
    """Where staff say that records, given with their kinds, are still right; empty without a repository."""
    if not site.issue_url:
        return ""
    lines = [f"{kind}/{record.id}" for kind, record in records]
    title = f"Still right: {len(lines)} record{'' if len(lines) == 1 else 's'}"
    return "".join(_start(site, forms.STILL_RIGHT, title, (forms.RECORDS.name, "\n".join(lines))))


def _address(
    form: RecordForm, record: Record, catalog: Catalog, site: Site, answers: Sequence[tuple[FormQuestion, str | None]]
) -> str:
    title = f"{form.word.capitalize()}: {_names(catalog, form.kind)(record)}"
    parts = _start(site, form.template, title, ("record", record.id))
    left_out = []
    room = MOST - _ROOM_FOR_NOTE - sum(map(len, parts))
    for question, text in answers:
        part = _part(question.name, text or "")
        if text is None or len(part) > room:
            left_out.append(question.label)
        elif text:
            parts.append(part)
            room -= len(part)
    return "".join([*parts, _note(left_out)] if left_out else parts)


def _note(left_out: Sequence[str]) -> str:
    """The sentence on what is left out: by name, and of very much by number."""
    named = _part(forms.NOTE.name, _LEFT_OUT.format(", ".join(left_out)))
    if len(named) <= _ROOM_FOR_NOTE:
        return named
    return _part(forms.NOTE.name, _LEFT_OUT.format(f"{len(left_out)} questions"))


def _start(site: Site, template: str, title: str, *answers: Answer) -> list[str]:
    """The first parts of an address: the form, the title of the issue, and some answers."""
    return [f"{site.issue_url}?template={template}", _part("title", title), *(_part(*each) for each in answers)]


def _part(name: str, text: str) -> str:
    # Of most texts, which are ASCII, Python's own function looks at each sign: too slow for tens of thousands of pages.
    return f"&{name}={text.translate(_ESCAPES) if text.isascii() else quote(text, safe='')}"


def _written(question: FormQuestion, value: Any) -> str | None:
    return forms.written(question, record_writer.normal(value))


def _at(path: Sequence[str], plain: Any) -> Any:
    for name in path:
        plain = (plain or {}).get(name)
    return plain


@derived
def _reader(catalog: Catalog, kind: str) -> Any:
    return tables.reader(kind, catalog)


@derived
def _names(catalog: Catalog, kind: str) -> Any:
    return tables.name_reader(kind, catalog)


@derived
def _rows(catalog: Catalog, table: str, kind: str) -> dict[str, list[tables.Plain]]:
    """The rows of a table by the records of a kind that they belong to."""
    found: dict[str, list[tables.Plain]] = {}
    for owner, row in _owned(catalog, table, kind):
        found.setdefault(owner, []).append(row)
    return found


def _owned(catalog: Catalog, table: str, kind: str) -> Iterator[tuple[str, tables.Plain]]:
    owner = forms.owner_field(catalog.schemas[table], kind)
    if table in catalog.tables:
        read = tables.reader(table, catalog)
        for record in catalog.tables[table].values():
            row = read(record)
            yield row[owner], row
