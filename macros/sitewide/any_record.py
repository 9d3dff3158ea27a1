"""Macros about a record of any kind: how many there are, a link, sources, the beginning of a new one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from macros.data import record_template
from macros.pages import templating
from macros.pages.macro_context import Context, MacroError, chosen, find, nearest, page_macro, table


@page_macro('count("partnerships", industry="boats")')
def count(page: Context, kind: str, **filters: str) -> str:
    """How many records there are."""
    if kind == "partnerships":
        return templating.number(len(chosen(page, filters)))
    if filters:
        raise MacroError(f"only partnerships can be counted by filters, not '{kind}'")
    return templating.number(len(table(page, kind)))


@page_macro('link("counties", "alder")')
def link(page: Context, kind: str, id: str, text: str = "") -> str:
    """A link to a record's page."""
    record = find(page, kind, id)
    if not record.folder:
        raise MacroError(f"records of the kind '{kind}' have no page of their own")
    return templating.part("inline.html", "link")(record, page.base, text)


@page_macro('sources("yearbook", "handout")')
def sources(page: Context, *ids: str) -> str:
    """A list of sources with their dates and links."""
    return templating.part("_parts.html", "source_list")([find(page, "sources", each) for each in ids])


@page_macro('new_record("session")')
def new_record(page: Context, word: str) -> str:
    """The beginning of a record with a note on every field, to copy."""
    resources = {each["singular"]: each for each in page.catalog.resources.values() if each.get("singular")}
    if word not in resources:
        raise MacroError(f"there is no kind of record called '{word}'.{nearest(word, resources)}")
    known = {kind: list(records) for kind, records in page.catalog.tables.items()}
    kind = record_template.RecordKind.of(resources[word], "")
    values = {
        "compiled": page.site.today.isoformat(),
        **record_template.draft_status(kind, lambda name: _published(page.catalog.tables[name])),
    }
    return templating.render("new_record.html", text=record_template.record(kind, values, known))


def _published(statuses: Mapping[str, Any]) -> dict[str, bool]:
    """The statuses of a vocabulary, and whether a record with each is published."""
    return {id: getattr(each, "published", True) for id, each in statuses.items()}
