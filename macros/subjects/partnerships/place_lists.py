"""Short lists that lead to pages: industries under their tiers, places, and the map of counties."""

from __future__ import annotations

from markupsafe import Markup

from macros.data.catalog import Catalog
from macros.data.models import Record
from macros.pages import components, templating


def industries_html(catalog: Catalog, base: str) -> Markup:
    """The industries under their tiers, each with its number of partnerships."""
    tiers = [
        (tier, [_with_count(each, catalog) for each in catalog.industries.values() if each.tier is tier])
        for tier in catalog.tiers.values()
    ]
    return templating.render("industry_list.html", tiers=tiers, base=base)


def places_html(catalog: Catalog, kind: str, base: str) -> Markup:
    """The counties or the workforce areas, each with the partnerships that serve it, in words."""
    words = catalog.program.geography
    rows = [
        (
            each,
            components.county_name(each, words) if kind == "counties" else each.name,
            components.serving(catalog, each),
        )
        for each in catalog.tables[kind].values()
    ]
    return templating.render("place_list.html", rows=rows, base=base)


def map_html(catalog: Catalog, base: str) -> Markup:
    """The map of counties with the same facts as a list beside it."""
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
        base=base,
    )


def _with_count(record: Record, catalog: Catalog) -> tuple[Record, int]:
    return record, len(catalog.partnerships_of(record))
