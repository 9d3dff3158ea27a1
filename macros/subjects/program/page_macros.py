"""Macros about any record, and about the program itself."""

from __future__ import annotations

from markupsafe import escape

from macros.data import record_template
from macros.pages import templating
from macros.pages.macro_context import Context, MacroError, chosen, find, nearest, table
from macros.subjects.program import pages as program_view
from macros.subjects.program import report_pages as report_view
from macros.subjects.program import staff_pages as staff_view


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
        texts = list(type(page.catalog.program).__annotations__)
        raise MacroError(f"program: there is no text named '{field}'.{nearest(field, texts)}")
    return escape(value)


def contact(page: Context) -> str:
    """How to reach the program: ``{{ contact() }}``."""
    return templating.part("_parts.html", "contact_lines")(page.catalog.program.contact)


def new_record(page: Context, word: str) -> str:
    """The beginning of a record with a note on every field, to copy: ``{{ new_record("session") }}``."""
    resources = {each["singular"]: each for each in page.catalog.resources.values() if each.get("singular")}
    if word not in resources:
        raise MacroError(f"new_record: there is no kind of record called '{word}'.{nearest(word, resources)}")
    known = {kind: list(records) for kind, records in page.catalog.tables.items()}
    kind = record_template.Kind.of(resources[word], "")
    return templating.render("new_record.html", text=record_template.record(kind, _as_draft(kind, page), known))


def _as_draft(kind: record_template.Kind, page: Context) -> dict[str, str]:
    """The status that keeps a new record off the site, where its vocabulary has one."""
    targets = [each.get("references") for each in kind.fields if each["name"] == "status"]
    words = [each for target in targets if target for each in page.catalog.tables[target].values()]
    drafts = [each.id for each in words if not getattr(each, "published", True)]
    return {"status": drafts[-1]} if drafts else {}


def collaborative_members(page: Context) -> str:
    """The bodies of the collaborative: ``{{ collaborative_members() }}``."""
    return program_view.members_html(page.catalog, page.base)


def program_points(page: Context, about: str) -> str:
    """The points of the program's record that belong on one page: ``{{ program_points("lessons") }}``."""
    return program_view.points_html(about, page.catalog)


def strategic_areas(page: Context) -> str:
    """The areas of focus, and the partnerships that work in each: ``{{ strategic_areas() }}``."""
    return program_view.areas_html(page.catalog, page.base)


def anticipated_results(page: Context) -> str:
    """The results that the program expects, with the metrics for each: ``{{ anticipated_results() }}``."""
    return program_view.results_html(page.catalog, page.base)


def deliverables(page: Context) -> str:
    """The first-stage deliverables with plan and state, drawn and as a table: ``{{ deliverables() }}``."""
    return program_view.deliverables_html(page.catalog, page.site, page.base)


def board_dates(page: Context) -> str:
    """The known meetings of the board: ``{{ board_dates() }}``."""
    return program_view.board_html(page.catalog, page.site)


def milestones(page: Context) -> str:
    """The history of the program: ``{{ milestones() }}``."""
    return program_view.milestones_html(page.catalog)


def stories(page: Context) -> str:
    """The stories of partnerships: ``{{ stories() }}``."""
    return program_view.stories_html(page.catalog, page.base)


def latest_report(page: Context) -> str:
    """Where the report on the quarter so far is, in all its forms: ``{{ latest_report() }}``."""
    return report_view.links_html(page.site, page.base)


def staff_report(page: Context) -> str:
    """What staff must look at, on the day of the build: ``{{ staff_report() }}``."""
    return staff_view.report_html(page.catalog, page.site, page.base)


MACROS = (
    count,
    link,
    sources,
    program_sources,
    program,
    contact,
    new_record,
    collaborative_members,
    program_points,
    strategic_areas,
    anticipated_results,
    deliverables,
    board_dates,
    milestones,
    stories,
    latest_report,
    staff_report,
)
