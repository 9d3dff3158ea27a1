"""Addresses that open a form of the repository, filled in with what a record says now.

GitHub fills a question in from the part of the address that has the question's name. It takes addresses of some
eight thousand signs; what does not fit is left out, and a sentence in the form says so. Nothing is lost by it, since a
question that is empty changes nothing.

https://docs.github.com/issues/tracking-your-work-with-issues/using-issues/creating-an-issue#creating-an-issue-from-a-url-query
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from macros.data import forms, record_writer, tables
from macros.data.catalog import Catalog, derived
from macros.data.forms import FormQuestion, RecordForm
from macros.data.models import Record
from macros.pages.outputs import Site

MOST = 8_000  # signs of an address
_LEFT_OUT = "Not filled in here, because it is too long: {}. Leave it empty, and it stays as it is."
Answer = tuple[str, str]  # the name of a question, and its text


def record_url(kind: str, record: Record, catalog: Catalog, site: Site) -> str:
    """Where a person changes a record; empty for a kind without a form, and without a repository.

    What else belongs to it has addresses of its own, so that each stays short.
    """
    form = forms.of_catalog(catalog).get(kind)
    if not form or not site.issue_url:
        return ""
    answers = [(each, _answer(each, kind, record, catalog)) for each in form.questions if not each.table]
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
    addresses = (
        _address(form, record, catalog, site, [(each, _answer(each, kind, record, catalog))]) for each in asked
    )
    return [(_short(each.about["title"], form), address) for each, address in zip(asked, addresses, strict=True)]


def _short(title: str, form: RecordForm) -> str:
    """What rows are called beside their record: its sources, not the sources of organizations."""
    return title.removesuffix(f" of {form.title.lower()}")


def review_url(records: Iterable[tuple[str, Any]], site: Site) -> str:
    """Where staff say that records, given with their kinds, are still right; empty without a repository."""
    if not site.issue_url:
        return ""
    lines = [f"{kind}/{record.id}" for kind, record in records]
    answers = [(forms.RECORDS.name, "\n".join(lines))]
    return _joined(
        site, "still-right.yml", f"Still right: {len(lines)} record{'' if len(lines) == 1 else 's'}", answers
    )


def _address(
    form: RecordForm, record: Record, catalog: Catalog, site: Site, answers: Sequence[tuple[FormQuestion, str | None]]
) -> str:
    title = f"{form.word.capitalize()}: {_names(catalog, form.kind)(record)}"
    given: list[Answer] = [("record", record.id)]
    left_out = []
    room = MOST - len(_joined(site, form.template, title, given)) - _size((forms.NOTE.name, _LEFT_OUT * 4))
    for question, text in answers:
        size = _size((question.name, text or ""))
        if text is None or size > room:
            left_out.append(question.label)
        elif text:
            given.append((question.name, text))
            room -= size
    if left_out:
        given.append((forms.NOTE.name, _LEFT_OUT.format(", ".join(left_out))))
    return _joined(site, form.template, title, given)


def _joined(site: Site, template: str, title: str, answers: Iterable[Answer]) -> str:
    query = urlencode([("template", template), ("title", title), *answers], quote_via=quote)
    return f"{site.issue_url}?{query}"


def _size(answer: Answer) -> int:
    return len(urlencode([answer], quote_via=quote)) + 1


def _answer(question: FormQuestion, kind: str, record: Record, catalog: Catalog) -> str | None:
    if question.table:
        value: Any = list(_rows(catalog, question.table, kind).get(record.id, ()))
    else:
        value = _reader(catalog, kind)(record)
        for name in question.path:
            value = (value or {}).get(name)
    return forms.written(question, record_writer.normal(value))


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
