"""A page for each organization: what it is, and the partnerships that it takes part in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from macros.data.catalog import Catalog
from macros.data.models import Membership, Organization, Partnership, WorkforceArea
from macros.pages import templating
from macros.pages.alphabetical_lists import Index, ListEntry, by_name, further_pages, list_html
from macros.pages.macro_context import Context, page_macro
from macros.pages.outputs import Page, Site
from macros.pages.record_pages import RecordPage

Memberships = list[tuple[Partnership, list[Membership]]]


def outputs(catalog: Catalog, site: Site) -> Iterator[Page]:
    """The organizations' pages, in the data's order."""
    areas = list(catalog.workforce_areas.values())
    for organization in catalog.organizations.values():
        served = [area for area in areas if area.board is organization]
        yield _page(organization, served, catalog, site)
    yield from further_pages(ORGANIZATIONS, catalog)


@page_macro()
def organization_list(page: Context) -> Markup:
    """The organizations by name."""
    return list_html(ORGANIZATIONS, page.catalog, page.base)


def _page(organization: Organization, areas: list[WorkforceArea], catalog: Catalog, site: Site) -> Page:
    memberships = parts_in(organization, catalog)
    return RecordPage(
        record=organization,
        template="organization.html",
        above=(("Partnerships", "partnerships/"), ("Organizations", f"{Organization.folder}/")),
        context=lambda: {"organization": organization, "memberships": memberships, "areas": areas},
        description=_description(organization, memberships, catalog),
        kind="Organization",
        other_names=(organization.short_name,),
        more_words=(organization.place,),
        json_ld=lambda: json_ld(organization, site),
    ).page(catalog, site)


def parts_in(organization: Organization, catalog: Catalog) -> Memberships:
    """The organization's partnerships, by title, with its own rows in each."""
    return [
        (partnership, [each for each in partnership.members if each.organization is organization])
        for partnership in catalog.partnerships_of(organization)
    ]


def _description(organization: Organization, memberships: Memberships, catalog: Catalog) -> str:
    if not memberships:
        return f"{organization.name}: {organization.type.name.lower()} named in the records of {catalog.program.name}."
    titles = templating.together([partnership.title for partnership, _ in memberships[:2]])
    more = f" and {len(memberships) - 2} more" if len(memberships) > 2 else ""
    return f"{organization.name} takes part in {titles.unescape()}{more}."


def json_ld(organization: Organization, site: Site) -> dict[str, Any]:
    """The organization as a schema.org Organization (https://schema.org/Organization)."""
    data = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": organization.name,
        "alternateName": organization.short_name,
        "description": organization.description,
        "url": organization.website or site.absolute(organization.path),
    }
    return {key: value for key, value in data.items() if value}


# --- the list of them all ------------------------------------------------------


def _entries(catalog: Catalog) -> list[ListEntry]:
    """The organizations by name, with their type and how many partnerships they take part in."""
    return sorted(
        (
            ListEntry(each.name, each.path, each.type.name, _number(len(catalog.partnerships_of(each))))
            for each in catalog.organizations.values()
        ),
        key=by_name,
    )


def _number(count: int) -> str:
    return f"{count} partnership{'' if count == 1 else 's'}" if count else ""


ORGANIZATIONS = Index(f"{Organization.folder}/", "Organizations", _entries)
