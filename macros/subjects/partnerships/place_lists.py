"""Short lists that lead to pages: industries under their tiers, the places of a level, and the map of counties."""

from __future__ import annotations

from markupsafe import Markup

from macros.data.catalog import Catalog, places
from macros.data.levels import Level
from macros.data.models import County, Record, WorkforceArea
from macros.pages import components, templating
from macros.pages.macro_context import Context, MacroError, nearest, page_macro


@page_macro()
def industry_list(page: Context) -> Markup:
    """The industries under their tiers, each with its number of partnerships."""
    catalog = page.catalog
    tiers = [
        (tier, [_with_count(each, catalog) for each in catalog.industries.values() if each.tier is tier])
        for tier in catalog.tiers.values()
    ]
    return templating.render("industry_list.html", tiers=tiers, base=page.base)


@page_macro()
def industry_tiles(page: Context) -> Markup:
    """The industries as tiles with their drawings, each with its number of partnerships."""
    catalog = page.catalog
    industries = [_with_count(each, catalog) for each in catalog.industries.values()]
    return templating.render("industry_tiles.html", industries=industries, base=page.base)


@page_macro()
def county_list(page: Context) -> Markup:
    """The counties, each with its partnerships in words."""
    return _places(County.level_id, page)


@page_macro()
def workforce_area_list(page: Context) -> Markup:
    """The local workforce areas, each with its partnerships in words."""
    return _places(WorkforceArea.level_id, page)


@page_macro('place_list("county")')
def place_list(page: Context, level: str) -> Markup:
    """The places of a level of the geography, each with its partnerships in words.

    Raises MacroError for a level that is not there.
    """
    known = {County.level_id, WorkforceArea.level_id, *page.catalog.place_levels}
    if level not in known:
        raise MacroError(f"there is no level of places named '{level}'.{nearest(level, known)}")
    return _places(level, page)


def _places(level: str, page: Context) -> Markup:
    """The list of a level's places; empty where it has none."""
    for each in places(page.catalog).levels:
        if each.id == level:
            unplaced = components.unplaced(page.catalog, level)
            return templating.render(
                "place_list.html", rows=_rows(each, page.catalog), unplaced=unplaced, base=page.base
            )
    return Markup()


def _rows(level: Level, catalog: Catalog) -> list[tuple[Record, str, str]]:
    words = catalog.program.geography
    return [(each, components.place_name(each, words), components.serving(catalog, each)) for each in level.places]


@page_macro()
def county_map(page: Context) -> Markup:
    """The map of counties, and the same facts as a list; the list alone where no county has a shape."""
    catalog = page.catalog
    if not catalog.county_shapes:
        return _places(County.level_id, page)
    [counties] = (each for each in places(catalog).levels if each.id == County.level_id)
    return templating.render(
        "county_map.html",
        map=components.county_map(catalog),
        noun=counties.heading,
        program=catalog.program,
        rows=_rows(counties, catalog),
        base=page.base,
    )


@page_macro()
def small_county_map(page: Context) -> Markup:
    """The map of counties alone, with a link to the page that has the same facts as a list; empty without shapes."""
    if not page.catalog.county_shapes:
        return Markup()
    [counties] = (each for each in places(page.catalog).levels if each.id == County.level_id)
    return templating.render(
        "small_county_map.html",
        all=components.level_list(page.site, counties),
        map=components.county_map(page.catalog),
        noun=counties.heading,
        program=page.catalog.program,
        base=page.base,
    )


def _with_count(record: Record, catalog: Catalog) -> tuple[Record, int]:
    return record, len(catalog.partnerships_of(record))
