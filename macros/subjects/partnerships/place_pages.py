"""A page for each county, each workforce area and each industry: what it is, and who works there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from markupsafe import Markup

from macros.data.catalog import Catalog
from macros.data.models import County, Industry, IndustryCode, Partnership, Record, WorkforceArea
from macros.pages import components, templating
from macros.pages.outputs import Page, Site, base_of
from macros.pages.record_pages import RecordPage
from macros.subjects.careers import queries as careers

Group = tuple[str, str, Sequence[Partnership], bool]  # heading, note, partnerships, whether they are known to fit

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
        industry,
        industry.name,
        catalog,
        site,
        kind="Industry",
        above=("Industries", "industries/"),
        lead=industry.description,
        query=f"industry={industry.id}",
        groups=[("Partnerships", nothing, found, True)],
        facts=[(catalog.label("industries", "tier"), industry.tier.name), ("Partnerships", str(len(found)))],
        codes=industry.codes,
        pictured=(industry,),
        careers=templating.part("_careers_of.html", "part")(
            careers.careers_of(industry, catalog), base_of(industry.path), careers.short_pay
        ),
        training=templating.part("_training_of.html", "part")(
            [each for each in catalog.sessions.values() if industry in each.industries], base_of(industry.path)
        ),
        every=careers.every_job(catalog),
        facets={"industry": [industry.name]},
        embed=f"partnerships/industry/{industry.id}",
        feed_link=_feed_link(industry, site),
        data=industry_json_ld(industry, catalog, site),
    )


def _feed_link(industry: Industry, site: Site) -> Markup:
    """Empty where there are no feeds: they need the site's address."""
    path = components.feed_of(industry)
    return components.feed_link(industry.name, path, base_of(industry.path)) if site.url else Markup()


def _county(county: County, catalog: Catalog, site: Site) -> Page:
    words = catalog.program.geography
    area = county.workforce_area
    return _page(
        county,
        components.county_name(county, words),
        catalog,
        site,
        kind=words.county.capitalize(),
        above=(words.counties.capitalize(), f"{words.address('counties')}/"),
        lead=_lead(county, catalog),
        query=f"county={county.id}",
        groups=_by_reach(county, f"Local to {county.name}", catalog),
        facts=[
            *(_facts_of_area(area, words.workforce_area.capitalize(), base_of(county.path)) if area else ()),
            *([(catalog.label("counties", "fips"), county.fips)] if county.fips else ()),
        ],
        shown=(county,),
        embed=f"partnerships/county/{county.id}",
        data=county_json_ld(county, catalog, site),
    )


def _facts_of_area(area: WorkforceArea, word: str, base: str) -> list[tuple[str, Any]]:
    return [(word, _link(area, base)), ("Board", _link(area.board, base))]


def _area(area: WorkforceArea, catalog: Catalog, site: Site) -> Page:
    words = catalog.program.geography
    base = base_of(area.path)
    counties = [each for each in catalog.counties.values() if each.workforce_area is area]
    facts: list[tuple[str, Any]] = [
        ("Board", _link(area.board, base)),
    ]
    if counties:
        facts.append((words.counties.capitalize(), templating.together(_link(each, base) for each in counties)))
    if area.website:
        facts.append(("Website", _external(area.website)))
    return _page(
        area,
        area.name,
        catalog,
        site,
        kind=words.workforce_area.capitalize(),
        above=(words.workforce_areas.capitalize(), f"{words.address('workforce_areas')}/"),
        lead=area.description or _lead(area, catalog),
        query=f"area={area.id}",
        groups=_by_reach(area, "Local to this area", catalog),
        facts=facts,
        shown=tuple(counties),
        data=area_json_ld(area, counties, catalog, site),
    )


def _lead(place: County | WorkforceArea, catalog: Catalog) -> str:
    return f"{components.serving(catalog, place)}. {components.unplaced(catalog)}".strip()


def _by_reach(place: County | WorkforceArea, heading: str, catalog: Catalog) -> list[Group]:
    """A place's own partnerships, the statewide ones, and those that state no place; with a line each."""
    words = catalog.program.geography
    found = components.who_serves(catalog, place)
    everywhere = f"These serve every {words.county if catalog.counties else words.workforce_area}."
    groups: list[Group] = [
        (heading, "", found.named, True),
        (words.statewide, everywhere, found.everywhere, True),
        ("May serve it: place not stated", "Ask them where they work.", found.may_fit, False),
    ]
    return [group for group in groups if group[2]]


def _page(
    record: Record,
    name: str,
    catalog: Catalog,
    site: Site,
    *,
    kind: str,
    above: tuple[str, str],
    groups: Sequence[Group],
    shown: tuple[County, ...] = (),
    codes: tuple[IndustryCode, ...] = (),
    facets: Mapping[str, Sequence[str]] = MappingProxyType({}),
    embed: str = "",
    feed_link: Markup | None = None,
    data: Mapping[str, Any],
    **context: Any,
) -> Page:
    words = {
        "kind": kind,
        "title": name,
        "codes": codes,
        "pictured": (),
        "careers": "",
        "training": "",
        "every": None,
        **context,
    }
    return RecordPage(
        record=record,
        template="place.html",
        above=(("Partnerships", "partnerships/"), above),
        context=lambda: _context(catalog, site, groups, shown, words),
        name=name,
        description=_description(name, record, catalog),
        kind=kind,
        facets={"place": [each.name for each in shown], **facets},
        json_ld=lambda: data,
        embed=embed,
        head=feed_link,
    ).page(catalog, site)


def _context(
    catalog: Catalog,
    site: Site,
    groups: Sequence[Group],
    shown: tuple[County, ...],
    words: Mapping[str, Any],
) -> dict[str, Any]:
    picture = f"Map of {catalog.program.state} with {words['title']} marked"
    return {
        "groups": [
            (name, note, components.cards(found[:MOST], catalog, site.today), len(found), is_known)
            for name, note, found, is_known in groups
        ],
        "stages": tuple(catalog.stages.values()),
        "today": site.today,
        "small_map": components.small_map(catalog, shown, picture),
        **words,
    }


# --- the same for machines (https://schema.org) -----------------------------


def industry_json_ld(industry: Industry, catalog: Catalog, site: Site) -> dict[str, Any]:
    """The industry as a DefinedTerm of the program's list of industries."""
    return {
        "@context": "https://schema.org",
        "@type": "DefinedTerm",
        "name": industry.name,
        "description": industry.description,
        "termCode": industry.id,
        "url": site.absolute(industry.path),
        "inDefinedTermSet": {
            "@type": "DefinedTermSet",
            "name": catalog.resources["industries"]["title"],
            "url": site.absolute(f"{Industry.folder}/"),
        },
    }


def county_json_ld(county: County, catalog: Catalog, site: Site) -> dict[str, Any]:
    """The county as an AdministrativeArea of the state, with its FIPS code."""
    code = {"@type": "PropertyValue", "propertyID": "FIPS 6-4", "value": county.fips}
    return {
        **_place(components.county_name(county, catalog.program.geography), county, catalog, site),
        **({"identifier": code} if county.fips else {}),
    }


def area_json_ld(area: WorkforceArea, counties: Sequence[County], catalog: Catalog, site: Site) -> dict[str, Any]:
    """The workforce area as an AdministrativeArea that holds its counties."""
    words = catalog.program.geography
    parts = [{"@type": "AdministrativeArea", "name": components.county_name(each, words)} for each in counties]
    return {**_place(area.name, area, catalog, site), "containsPlace": parts}


def _place(name: str, record: Record, catalog: Catalog, site: Site) -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": "AdministrativeArea",
        "name": name,
        "url": site.absolute(record.path),
        "containedInPlace": {"@type": "State", "name": catalog.program.state},
    }


def _description(title: str, record: Record, catalog: Catalog) -> str:
    number = len(catalog.partnerships_of(record))
    noun = "partnership" if number == 1 else "partnerships"
    return f"{title}, {catalog.program.state}: {number} industry {noun}, what they do and how to join."


def _link(record: Record, base: str) -> Markup:
    return templating.part("_parts.html", "record_link")(record, base)


def _external(url: str) -> Markup:
    return templating.part("_parts.html", "external")(url, templating.host(url))
