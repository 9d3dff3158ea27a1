"""Macros about partnerships, the places and industries that they serve, and their figures."""

from __future__ import annotations

from macros.pages import alphabetical_lists, components, templating
from macros.pages.macro_context import Context, chosen, find
from macros.subjects.partnerships import directory, organization_pages, place_lists


def partnership_directory(page: Context) -> str:
    """The whole directory of partnerships with its filters: ``{{ partnership_directory() }}``."""
    return directory.directory_html(page.catalog, page.site, base=page.base)


def partnership_cards(page: Context, limit: int = 0, **filters: str) -> str:
    """Cards of partnerships, narrowed by facets: ``{{ partnership_cards(industry="boats", limit=3) }}``."""
    found = chosen(page, filters)
    return templating.render(
        "cards.html",
        cards=components.cards(found[:limit] if limit else found, page.catalog),
        base=page.base,
        stages=tuple(page.catalog.stages.values()),
        today=page.site.today,
    )


def figure(page: Context, id: str) -> str:
    """One figure in a sentence, linked to its passport: ``{{ figure("boats-students") }}``."""
    found = find(page, "figures", id)
    return templating.part("inline.html", "figure")(found, page.base)


def county_map(page: Context) -> str:
    """The map of counties, and the same facts as a list: ``{{ county_map() }}``."""
    return place_lists.map_html(page.catalog, page.base)


def industry_list(page: Context) -> str:
    """The industries under their tiers: ``{{ industry_list() }}``."""
    return place_lists.industries_html(page.catalog, page.base)


def county_list(page: Context) -> str:
    """The counties, each with its partnerships in words: ``{{ county_list() }}``."""
    return place_lists.places_html(page.catalog, "counties", page.base)


def workforce_area_list(page: Context) -> str:
    """The local workforce areas, each with its partnerships in words: ``{{ workforce_area_list() }}``."""
    return place_lists.places_html(page.catalog, "workforce_areas", page.base)


def organization_list(page: Context) -> str:
    """The organizations by name: ``{{ organization_list() }}``."""
    return alphabetical_lists.list_html(organization_pages.ORGANIZATIONS, page.catalog, base=page.base)


def compare(page: Context) -> str:
    """The table that compares up to three partnerships: ``{{ compare() }}``."""
    return templating.render(
        "compare.html",
        base=page.base,
        records=page.catalog.partnerships.values(),
        folder="partnerships/",
        one="partnership",
        many="partnerships",
        elsewhere="partnerships/table/",
        elsewhere_words="The table of all partnerships",
    )


MOST_TO_JOIN = 100  # partnerships under one audience; each one's own page says how to join it


def join_guide(page: Context) -> str:
    """How to join, audience by audience, out of the partnerships' own records: ``{{ join_guide() }}``."""
    partnerships = page.catalog.partnerships.values()
    steps = [
        (audience, found)
        for audience in page.catalog.audiences.values()
        if (found := [(each, step) for each in partnerships for step in each.join if step.audience is audience])
    ]
    return templating.render("join_guide.html", steps=steps, most=MOST_TO_JOIN, base=page.base)


def recent_changes(page: Context, limit: int = 5) -> str:
    """The partnerships that were reviewed last: ``{{ recent_changes(limit=5) }}``."""
    newest = sorted(page.catalog.partnerships.values(), key=lambda each: each.last_reviewed, reverse=True)
    return templating.render("recent.html", partnerships=newest[:limit], base=page.base)


MACROS = (
    partnership_directory,
    partnership_cards,
    figure,
    county_map,
    industry_list,
    county_list,
    workforce_area_list,
    organization_list,
    compare,
    join_guide,
    recent_changes,
)
