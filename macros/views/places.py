"""A page for each county, each workforce area and each industry: what it is, and who works there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from markupsafe import Markup

from macros import presenting, templating
from macros.catalog import Catalog
from macros.models import County, Industry, IndustryCode, Partnership, Record, WorkforceArea
from macros.outputs import Content, Page, Site, base_of

MOST = 60  # cards on a page; the directory, filtered, has the rest


def outputs(catalog: Catalog, site: Site) -> Iterator[Page]:
    """The pages of industries, counties and workforce areas, in the data's order."""
    for industry in catalog.industries.values():
        yield _industry(industry, catalog, site)
    for county in catalog.counties.values():
        yield _county(county, catalog, site)
    for area in catalog.workforce_areas.values():
        yield _area(area, catalog, site)


def _industry(industry: Industry, catalog: Catalog, site: Site) -> Page:
    found = catalog.partnerships_of(industry)
    nothing = "" if found else "No partnership of this industry is on record yet."
    return _page(
        industry, industry.name, catalog, site,
        kind="Industry",
        above=("Industries", "industries/"),
        lead=industry.description,
        query=f"industry={industry.id}",
        groups=[("Partnerships", nothing, found)],
        facts=[(catalog.label("industries", "tier"), industry.tier.name), ("Partnerships", str(len(found)))],
        codes=industry.codes,
    )  # fmt: skip


def _county(county: County, catalog: Catalog, site: Site) -> Page:
    words = catalog.program.geography
    area = county.workforce_area
    return _page(
        county, presenting.county_name(county, words), catalog, site,
        kind=words.county.capitalize(),
        above=(words.counties.capitalize(), "counties/"),
        lead=f"{presenting.serving(catalog, county)}.",
        query=f"county={county.id}",
        groups=_by_reach(county, f"In {county.name} in particular", catalog),
        facts=[
            (words.workforce_area.capitalize(), _link(area, base_of(county.path))),
            ("Board", _link(area.board, base_of(county.path))),
            ("FIPS code", county.fips),
        ],
        shown=(county,),
    )  # fmt: skip


def _area(area: WorkforceArea, catalog: Catalog, site: Site) -> Page:
    words = catalog.program.geography
    base = base_of(area.path)
    counties = [each for each in catalog.counties.values() if each.workforce_area is area]
    facts: list[tuple[str, Any]] = [
        ("Board", _link(area.board, base)),
        (words.counties.capitalize(), templating.together(_link(each, base) for each in counties)),
    ]
    if area.website:
        facts.append(("Website", _external(area.website)))
    return _page(
        area, area.name, catalog, site,
        kind=words.workforce_area.capitalize(),
        above=(words.workforce_areas.capitalize(), "workforce-areas/"),
        lead=area.description or f"{presenting.serving(catalog, area)}.",
        query=f"area={area.id}",
        groups=_by_reach(area, "In this area in particular", catalog),
        facts=facts,
        shown=tuple(counties),
    )  # fmt: skip


def _by_reach(
    record: Record, heading: str, catalog: Catalog
) -> list[tuple[str, str, Sequence[Partnership]]]:
    """A place's own partnerships, then the statewide ones; each with a line where there is none."""
    words = catalog.program.geography
    own = presenting.named(catalog, record)
    everywhere = [each for each in catalog.partnerships_of(record) if each.is_statewide]
    nothing = "" if own else "No partnership on record names this place. Those below may still serve it."
    note = f"These serve every {words.county}."
    return [(heading, nothing, own), (words.statewide, note if everywhere else "None on record.", everywhere)]


def _page(
    record: Record,
    title: str,
    catalog: Catalog,
    site: Site,
    *,
    kind: str,
    above: tuple[str, str],
    groups: Sequence[tuple[str, str, Sequence[Partnership]]],
    shown: tuple[County, ...] = (),
    codes: tuple[IndustryCode, ...] = (),
    **context: Any,
) -> Page:
    def make() -> Content:
        body = templating.render(
            "place.html",
            base=base_of(record.path),
            kind=kind,
            title=title,
            groups=[(name, note, presenting.cards(found[:MOST], catalog), len(found)) for name, note, found in groups],
            stages=tuple(catalog.stages.values()),
            today=site.today,
            program=catalog.program,
            small_map=presenting.small_map(catalog, shown, f"Map of {catalog.program.state} with {title} marked"),
            codes=codes,
            **context,
        )
        return Content(body, foot=presenting.foot(record, title, catalog, site))

    return Page(
        path=record.path,
        section=record.folder,
        title=title,
        description=_description(title, record, catalog),
        make=make,
        breadcrumb=(("Partnerships", "partnerships/"), above),
    )


def _description(title: str, record: Record, catalog: Catalog) -> str:
    number = len(catalog.partnerships_of(record))
    noun = "partnership" if number == 1 else "partnerships"
    return f"{title}, {catalog.program.state}: {number} industry {noun}, what they do and how to join."


def _link(record: Record, base: str) -> Markup:
    return templating.part("_parts.html", "record_link")(record, base)


def _external(url: str) -> Markup:
    return templating.part("_parts.html", "external")(url, templating.host(url))
