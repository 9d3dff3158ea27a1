"""Short lists that lead to pages: industries under their tiers, places, and the map of counties."""

from __future__ import annotations

from markupsafe import Markup

from macros.data.catalog import Catalog
from macros.data.models import Record
from macros.pages import components, templating
from macros.pages.macro_context import Context, page_macro


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
    return _places("counties", page)


@page_macro()
def workforce_area_list(page: Context) -> Markup:
    """The local workforce areas, each with its partnerships in words."""
    return _places("workforce_areas", page)


def _places(kind: str, page: Context) -> Markup:
    catalog, words = page.catalog, page.catalog.program.geography
    rows = [
        (
            each,
            components.county_name(each, words) if kind == "counties" else each.name,
            components.serving(catalog, each),
        )
        for each in catalog.tables[kind].values()
    ]
    return templating.render("place_list.html", rows=rows, unplaced=components.unplaced(catalog), base=page.base)


@page_macro()
def county_map(page: Context) -> Markup:
    """The map of counties, and the same facts as a list."""
    catalog = page.catalog
    rows = [
        (each, components.county_name(each, catalog.program.geography), components.serving(catalog, each))
        for each in catalog.counties.values()
    ]
    return templating.render(
        "county_map.html",
        map=components.county_map(catalog),
        noun=catalog.program.geography.county.capitalize(),
        program=catalog.program,
        rows=rows,
        base=page.base,
    )


@page_macro()
def small_county_map(page: Context) -> Markup:
    """The map of counties alone, with a link to the page that has the same facts as a list."""
    return templating.render(
        "small_county_map.html",
        all=components.level_list(page.catalog, page.site, "counties"),
        map=components.county_map(page.catalog),
        noun=page.catalog.program.geography.county.capitalize(),
        program=page.catalog.program,
        base=page.base,
    )


def _with_count(record: Record, catalog: Catalog) -> tuple[Record, int]:
    return record, len(catalog.partnerships_of(record))
