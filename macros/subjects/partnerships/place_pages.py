"""A page for each place and each industry: what it is, and who works there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from markupsafe import Markup

from macros.data import faceting
from macros.data.catalog import Catalog, places
from macros.data.levels import Level, those
from macros.data.models import LEVELS, AnyPlace, County, Industry, IndustryCode, Partnership, Record, WorkforceArea
from macros.pages import components, templating
from macros.pages.outputs import Page, Site, base_of
from macros.pages.record_pages import RecordPage
from macros.subjects.careers import queries as careers

Group = tuple[str, str, Sequence[Partnership], bool]  # heading, note, partnerships, whether they are known to fit

# What the template shows of some of these pages only.
LEFT_OUT = MappingProxyType({"pictured": (), "careers": "", "training": "", "every": None, "panels": ()})
MOST = 60  # cards on a page; the directory, filtered, has the rest


def outputs(catalog: Catalog, site: Site) -> Iterator[Page]:
    """The pages of industries, and those of places level by level, in the data's order."""
    for industry in catalog.industries.values():
        yield _industry(industry, catalog, site)
    for level in places(catalog).levels:
        for place in level.places:
            yield _place(place, level, catalog, site)


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


def _place(place: AnyPlace, level: Level, catalog: Catalog, site: Site) -> Page:
    around = places(catalog).around(place)
    return _page(
        place,
        components.place_name(place, catalog.program.geography),
        catalog,
        site,
        kind=level.heading,
        above=(level.plural_heading, f"{level.address}/"),
        lead=getattr(place, "description", "") or _lead(place, catalog),
        query=f"{level.id}={place.id}",
        groups=_by_reach(place, level, catalog),
        facts=list(_facts(place, catalog)),
        panels=_panels(place, catalog),
        shown=those(County, around),
        facets=components.search_places(catalog, around),
        embed="" if isinstance(place, WorkforceArea) else f"partnerships/{level.id}/{place.id}",
        data=place_json_ld(place, catalog, site),
    )


def _facts(place: AnyPlace, catalog: Catalog) -> Iterator[tuple[str, Any]]:
    """What is known of a place: its board, what it lies in, of which counties it is made, its code and its website."""
    base = base_of(place.path)
    if isinstance(place, WorkforceArea):
        yield "Board", _link(place.board, base)
    for level, found in _beside(place, catalog):
        heading = level.heading if len(found) == 1 else level.plural_heading
        yield heading, templating.together(_link(each, base) for each in found)
        if isinstance(place, County) and place.workforce_area and place.workforce_area in found:
            yield "Board", _link(place.workforce_area.board, base)
    if code := getattr(place, "fips", ""):
        yield catalog.label("counties", "fips"), code
    if website := getattr(place, "website", ""):
        yield "Website", _external(website)


def _beside(place: AnyPlace, catalog: Catalog) -> Iterator[tuple[Level, Sequence[AnyPlace]]]:
    """What a place lies in, level by level, and the counties and workforce areas in it."""
    outer, inner = places(catalog).outer(place), places(catalog).inner(place)
    for level in places(catalog).levels:
        found = (*outer.get(level.id, ()), *(inner.get(level.id, ()) if level.kind in LEVELS else ()))
        if found:
            yield level, found


def _panels(place: AnyPlace, catalog: Catalog) -> list[tuple[Level, Sequence[AnyPlace]]]:
    """The places of further levels that lie in a place; there may be hundreds."""
    inner = places(catalog).inner(place)
    return [(each, inner[each.id]) for each in places(catalog).levels if each.kind not in LEVELS and each.id in inner]


def _lead(place: AnyPlace, catalog: Catalog) -> str:
    return f"{components.serving(catalog, place)}. {components.unplaced(catalog, place.level_id)}".strip()


def _by_reach(place: AnyPlace, level: Level, catalog: Catalog) -> list[Group]:
    """A place's own partnerships, the statewide ones, and those that state no place; with a line each."""
    found = components.who_serves(catalog, place)
    is_area, silence = isinstance(place, WorkforceArea), faceting.facet(catalog, level.id).silence
    every = (places(catalog).levels[0] if is_area else level).singular
    groups: list[Group] = [
        ("Local to this area" if is_area else f"Local to {place.name}", "", found.named, True),
        (catalog.program.geography.statewide, f"These serve every {every}.", found.everywhere, True),
        (f"May serve it: {silence} not stated", "Ask them where they work.", found.may_fit, False),
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
    words = {**LEFT_OUT, "kind": kind, "title": name, "codes": codes, **context}
    return RecordPage(
        record=record,
        template="place.html",
        above=(("Partnerships", "partnerships/"), above),
        context=lambda: _context(catalog, site, groups, shown, words),
        name=name,
        description=_description(name, record, catalog),
        kind=kind,
        facets=facets,
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


def place_json_ld(place: AnyPlace, catalog: Catalog, site: Site) -> dict[str, Any]:
    """The place as an AdministrativeArea of the state, a county with its FIPS code, with the counties in it."""
    words, inner = catalog.program.geography, those(County, places(catalog).inner(place))
    parts = [{"@type": "AdministrativeArea", "name": components.county_name(each, words)} for each in inner]
    code = {"@type": "PropertyValue", "propertyID": "FIPS 6-4", "value": getattr(place, "fips", "")}
    return {
        "@context": "https://schema.org",
        "@type": "AdministrativeArea",
        "name": components.place_name(place, words),
        "url": site.absolute(place.path),
        "containedInPlace": {"@type": "State", "name": catalog.program.state},
        **({"identifier": code} if code["value"] else {}),
        **({"containsPlace": parts} if isinstance(place, WorkforceArea) or parts else {}),
    }


def _description(title: str, record: Record, catalog: Catalog) -> str:
    number = len(catalog.partnerships_of(record))
    noun = "partnership" if number == 1 else "partnerships"
    return f"{title}, {catalog.program.state}: {number} industry {noun}, what they do and how to join."


def _link(record: Record, base: str) -> Markup:
    return templating.part("_parts.html", "record_link")(record, base)


def _external(url: str) -> Markup:
    return templating.part("_parts.html", "external")(url, templating.host(url))
