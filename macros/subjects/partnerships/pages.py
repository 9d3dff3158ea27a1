"""A page for each partnership."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from macros.data import faceting, standing
from macros.data.catalog import Catalog, places, served
from macros.data.levels import named, those
from macros.data.models import County, Membership, Outcome, Partnership, Role, Term
from macros.pages import components, fill_in
from macros.pages.outputs import Page, Site
from macros.pages.record_pages import RecordPage
from macros.subjects.careers import queries as careers

SECTION = Partnership.folder


def outputs(catalog: Catalog, site: Site) -> Iterator[Page]:
    """The record pages, in the order of titles."""
    for partnership in catalog.partnerships.values():
        yield page(partnership, catalog, site)


def page(partnership: Partnership, catalog: Catalog, site: Site) -> Page:
    """A partnership's page."""
    members = dict.fromkeys(member.organization.short_name for member in partnership.members)
    return RecordPage(
        record=partnership,
        template="partnership.html",
        above=(("Partnerships", f"{SECTION}/"),),
        context=lambda: _context(partnership, catalog, site),
        kind="Partnership",
        facets=_facets(partnership, catalog),
        other_names=(partnership.short_title,),
        more_words=tuple(members),
        json_ld=lambda: json_ld(partnership, catalog, site),
        embed=f"partnership/{partnership.id}",
    ).page(catalog, site)


def _facets(partnership: Partnership, catalog: Catalog) -> dict[str, list[str]]:
    return {
        "industry": [each.name for each in partnership.industries],
        **_place_facets(partnership, catalog),
        "audience": list(dict.fromkeys(step.audience.name for step in partnership.join)),
    }


def _place_facets(partnership: Partnership, catalog: Catalog) -> dict[str, list[str]]:
    """Under which places a search finds it; where it names none of a level, under how far it reaches."""
    found = components.search_places(catalog, served(partnership, catalog))
    if partnership.is_statewide:
        return {id: [catalog.program.geography.statewide] for id in found}
    reach = [partnership.reach.name]
    is_open = not partnership.is_placed
    return {id: names or (reach if is_open or id == components.PLACE else []) for id, names in found.items()}


def _context(partnership: Partnership, catalog: Catalog, site: Site) -> dict[str, Any]:
    words = catalog.program.geography
    place = components.place_words(partnership, words)
    return {
        "partnership": partnership,
        "stages": tuple(catalog.stages.values()),
        "place": place,
        "named": [(each, components.place_name(each, words)) for each in named(partnership)],
        "every": places(catalog).levels[:1],
        "small_map": components.small_map(
            catalog, those(County, served(partnership, catalog)), f"Map of {catalog.program.state}: {place}"
        ),
        "successor": catalog.partnerships.get(partnership.successor),
        "roles": by_role(partnership, catalog),
        "outcomes": by_group(partnership, catalog),
        "word_fields": [
            (name, getattr(partnership, name)) for name in ("strategic_areas", "populations", "funding_programs")
        ],
        "standing": standing.status(partnership, catalog, site.today),
        "services": standing.services(partnership.services, catalog, site.today),
        "related": faceting.related(catalog, partnership),
        "earlier": components.earlier_values(catalog),
        "change_figure": lambda figure: fill_in.record_url("figures", figure, catalog, site),
        "stories": [each for each in catalog.stories.values() if each.partnership is partnership],
        "citation": lambda figure: components.figure_citation(
            figure, partnership.title, components.figure_path(figure), catalog, site
        ),
        "careers": careers.careers_of(partnership, catalog),
        "sessions": [each for each in catalog.sessions.values() if partnership in each.partnerships],
    }


def by_role(partnership: Partnership, catalog: Catalog) -> list[tuple[Role, list[Membership]]]:
    """The members under their roles, in the vocabulary's order of roles."""
    return [
        (role, members)
        for role in catalog.roles.values()
        if (members := [each for each in partnership.members if each.role is role])
    ]


def by_group(partnership: Partnership, catalog: Catalog) -> list[tuple[Term, list[Outcome]]]:
    """The outcomes under their groups, in the vocabulary's order of groups."""
    return [
        (group, outcomes)
        for group in catalog.outcome_groups.values()
        if (outcomes := [each for each in partnership.outcomes if each.group is group])
    ]


def json_ld(partnership: Partnership, catalog: Catalog, site: Site) -> dict[str, Any]:
    """The partnership as a schema.org Organization (https://schema.org/Organization)."""
    program = catalog.program
    contact = partnership.contact or program.contact
    where = named(partnership) if partnership.places else those(County, served(partnership, catalog))
    served_there = (
        [program.state]
        if partnership.is_statewide
        else [f"{components.place_name(place, program.geography)}, {program.state}" for place in where]
    )
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": partnership.title,
        "description": partnership.summary,
        "url": partnership.website or site.absolute(partnership.path),
        "knowsAbout": [industry.name for industry in partnership.industries],
        "areaServed": [{"@type": "AdministrativeArea", "name": place} for place in served_there],
        "foundingDate": partnership.since,
        "member": [
            {"@type": "Organization", "name": name}
            for name in dict.fromkeys(member.organization.name for member in partnership.members)
        ],
        "contactPoint": {
            "@type": "ContactPoint",
            "name": contact.name,
            "email": contact.email,
            "telephone": contact.phone and f"+1-{contact.phone}",
        },
        "subjectOf": {
            "@type": "WebPage",
            "url": site.absolute(partnership.path),
            "dateModified": partnership.last_look.isoformat(),
        },
    }
    return _without_empty(data)


def _without_empty(data: dict[str, Any]) -> dict[str, Any]:
    kept = {key: _without_empty(value) if isinstance(value, dict) else value for key, value in data.items()}
    return {key: value for key, value in kept.items() if value}
