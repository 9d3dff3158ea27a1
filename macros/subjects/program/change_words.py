"""A change of a record in words, and as rows of a table: plain text, with the address of what it is about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from macros.data import change_kinds, tables
from macros.data.catalog import Catalog
from macros.data.change_kinds import CHANGED, MOVED, NEW, Change, NewsPeriod
from macros.pages import components, templating

DELIVERABLES = "program/deliverables/"  # the page that people write for them


@dataclass(frozen=True, slots=True)
class Statement:
    """One plain sentence; ``path`` is the address of what it is about, below the site's root."""

    text: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class States:
    """The two states of the data that a report compares; ``before`` is None where it is not known."""

    before: Catalog | None
    after: Catalog
    since: date
    until: date
    note: str = ""


def told(each: Change, states: States, span: NewsPeriod) -> Iterator[Statement]:
    """What is said about a change that is news: the staff's own words, what the record dates, or the fields."""
    called, path = name(each, states), path_of(each, states.after)
    texts = [each.text] if each.text else _dated(each, span) or [_words(each, states)]
    yield from (Statement(f"{called}: {text}", path) for text in texts)


def _dated(each: Change, span: NewsPeriod) -> list[str]:
    """The new entries of a changed record that have a day of their own, such as what a partnership did."""
    if each.change != CHANGED or not each.before or not each.after:
        return []
    found = []
    for name in each.fields:
        days = [day for day in change_kinds.new_days(each.before.get(name), each.after[name]) if span.is_news(day)]
        entries = each.after[name] if days else ()
        found += [entry["text"] for entry in entries if str(entry.get("date")) in days and entry.get("text")]
    return found


def _words(each: Change, states: States) -> str:
    catalog, record = states.after, states.after.tables[each.kind].get(each.id)
    if record is None or not each.after:
        return "no longer on record."
    if each.kind == "members":
        return f"{record.role.name.lower()}."
    if each.kind in ("figures", "program_figures"):
        return _quantity(each, states, record)
    if each.change == NEW:
        return f"new among the {catalog.resources[each.kind]['title'].lower()}."
    if each.change == MOVED:
        return _move("stage", each, states)
    if "status" in each.fields and states.before:
        goes_on = catalog.partnerships.get(getattr(record, "successor", ""))
        more = f" Its work goes on in {goes_on.title}." if goes_on else ""
        return _move("status", each, states) + more
    return _named(each, catalog)


def _named(each: Change, catalog: Catalog) -> str:
    """The fields that have changed, by their labels, and since when that is known."""
    names = [name for name in each.fields if name not in change_kinds.FACTS_AS_OF]
    labels = templating.together([catalog.label(each.kind, name).lower() for name in names]).unescape()
    as_of = next((day for name in change_kinds.FACTS_AS_OF if (day := (each.after or {}).get(name))), "")
    return f"{labels}{f', as of {templating.plain_date(as_of)}' if as_of else ''}."


def _quantity(each: Change, states: States, figure: Any) -> str:
    if each.change == NEW or not states.before:
        return f"{components.quantity(figure)}."
    old = states.before.tables[each.kind].get(each.id)
    before = components.quantity(old) if old else "not on record"
    period = f", {figure.period}" if figure.period and not (old and old.period == figure.period) else ""
    return f"now {components.quantity(figure)}{period}; before, {before}."


def _move(field: str, each: Change, states: States) -> str:
    """From one word of a vocabulary to another."""
    old, new = _term(field, each, states.before), _term(field, each, states.after)
    return f"from {old} to {new}." if old else f"now {new}; nothing was stated before."


def _term(field: str, each: Change, catalog: Catalog | None) -> str:
    """The word of a vocabulary that a record has in a field; empty for none."""
    record = catalog.tables.get(each.kind, {}).get(each.id) if catalog else None
    term = getattr(record, field, None)
    return str(term.name) if term else ""


def name(each: Change, states: States) -> str:
    """What the record is called, together with the partnership that it belongs to."""
    for catalog in filter(None, (states.after, states.before)):
        record = catalog.tables.get(each.kind, {}).get(each.id)
        if record is not None:
            return _called(each.kind, record, catalog)
    return each.id


def _called(kind: str, record: Any, catalog: Catalog) -> str:
    if kind not in ("figures", "members"):
        return str(tables.name_reader(kind, catalog)(record))
    partnership = catalog.partnerships[record.partnership]
    owner = partnership.short_title or partnership.title
    return f"{owner}. {record.metric}" if kind == "figures" else f"{owner}. {record.organization.name}"


def path_of(each: Change, after: Catalog) -> str:
    """The address that shows the record, below the site's root; empty where it has none."""
    record = after.tables.get(each.kind, {}).get(each.id)
    if record is None:
        return ""
    if each.kind == "figures":
        return components.figure_path(record)
    if each.kind == "members":
        return after.partnerships[record.partnership].path
    if each.kind == "deliverables":
        return f"{DELIVERABLES}#deliverable-{record.id}"
    return record.path if record.folder else ""


# --- in a table ------------------------------------------------------------------

COLUMNS = ("change", "kind", "id", "name", "field", "before", "after", "page")


def rows(each: Change, states: States) -> Iterator[tuple[Any, ...]]:
    """A row for each field that differs, or one for a record that came, went or has only a note."""
    path = path_of(each, states.after)
    start = (each.change, each.kind, each.id, name(each, states))
    if each.fields:
        for field in each.fields:
            yield (*start, field, _cell((each.before or {}).get(field)), _cell((each.after or {}).get(field)), path)
    else:
        yield (*start, None, None, each.text or None, path)


def _cell(value: Any) -> str | None:
    """A plain value in one cell: a list with semicolons, a group with commas; None for nothing."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, dict)):
        entries = value if isinstance(value, list) else value.values()
        joint = "; " if isinstance(value, list) else ", "
        return joint.join(filter(None, map(_cell, entries))) or None
    return None if value in (None, "") else str(value)
