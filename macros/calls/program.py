"""Macros about any record, and about the program itself."""

from __future__ import annotations

from markupsafe import escape

from macros import beginning, templating
from macros.calls.calling import Context, MacroError, chosen, find, nearest, table
from macros.views import indexes


def count(page: Context, kind: str, **filters: str) -> str:
    """How many records there are: ``{{ count("partnerships", industry="boats") }}``."""
    if kind == "partnerships":
        return templating.number(len(chosen(page, filters)))
    if filters:
        raise MacroError(f"only partnerships can be counted by filters, not '{kind}'")
    return templating.number(len(table(page, kind)))


def link(page: Context, kind: str, id: str, text: str = "") -> str:
    """A link to a record's page: ``{{ link("counties", "alder") }}``."""
    record = find(page, kind, id)
    if not record.folder:
        raise MacroError(f"link: records of the kind '{kind}' have no page of their own")
    return templating.part("inline.html", "link")(record, page.base, text)


def sources(page: Context, *ids: str) -> str:
    """A list of sources with their dates and links: ``{{ sources("handout") }}``."""
    return templating.part("_parts.html", "source_list")([find(page, "sources", each) for each in ids])


def program_sources(page: Context) -> str:
    """The list of sources about the program itself: ``{{ program_sources() }}``."""
    return templating.part("_parts.html", "source_list")(page.catalog.program.sources)


def program(page: Context, field: str) -> str:
    """A field of the program's record: ``{{ program("tagline") }}``."""
    value = getattr(page.catalog.program, field, None)
    if not isinstance(value, str):
        texts = [name for name in type(page.catalog.program).__annotations__]
        raise MacroError(f"program: there is no text named '{field}'.{nearest(field, texts)}")
    return escape(value)


def contact(page: Context) -> str:
    """How to reach the program: ``{{ contact() }}``."""
    return templating.part("_parts.html", "contact_lines")(page.catalog.program.contact)


def a_to_z(page: Context) -> str:
    """Every record that has a page, by name: ``{{ a_to_z() }}``."""
    return indexes.list_html(indexes.A_TO_Z, page.catalog, base=page.base)


def new_record(page: Context, word: str) -> str:
    """The beginning of a record with a note on every field, to copy: ``{{ new_record("session") }}``."""
    resources = {each["singular"]: each for each in page.catalog.resources.values() if each.get("singular")}
    if word not in resources:
        raise MacroError(f"new_record: there is no kind of record called '{word}'.{nearest(word, resources)}")
    known = {kind: list(records) for kind, records in page.catalog.tables.items()}
    kind = beginning.Kind.of(resources[word], "")
    return templating.render("new_record.html", text=beginning.record(kind, _as_draft(kind, page), known))


def _as_draft(kind: beginning.Kind, page: Context) -> dict[str, str]:
    """The status that keeps a new record off the site, where its vocabulary has one."""
    targets = [each.get("references") for each in kind.fields if each["name"] == "status"]
    words = [each for target in targets if target for each in page.catalog.tables[target].values()]
    return {"status": each.id for each in words if not getattr(each, "published", True)}


MACROS = (
    count, link, sources, program_sources, program, contact, a_to_z, new_record,
)  # fmt: skip
