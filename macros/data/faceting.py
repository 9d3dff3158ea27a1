"""Choosing, ordering and counting partnerships: the one place that counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from macros.data.catalog import Catalog, served_areas, served_counties
from macros.data.models import Partnership, Record

Filters = Mapping[str, frozenset[str]]  # facet id -> chosen options; no entry: no filter
Item = TypeVar("Item")

NOT_STATED = "not-stated"


@dataclass(frozen=True, slots=True)
class Option:
    """One choice within a facet; ``group`` is the heading that it stands under."""

    id: str
    label: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow a list down: its choices, and which of them hold for an item (a partnership, a fund).

    ``keeps_all``: a list shows each option, also one that holds for nothing on the day of the build.
    """

    id: str
    label: str
    options: tuple[Option, ...]
    values: Callable[[Any], Iterable[str]]
    note: str = ""
    keeps_all: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """An option with the number of partnerships that it would leave."""

    option: Option
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Sorting:
    """One order of the directory."""

    id: str
    label: str
    key: Callable[[Partnership], object]
    reverse: bool = False


def facets(catalog: Catalog) -> tuple[Facet, ...]:
    """The facets of the directory in the order of the form; labels come from the schemas."""
    label = catalog.label
    counties, areas = tuple(catalog.counties.values()), tuple(catalog.workforce_areas.values())
    place = catalog.program.geography
    statewide = f"A {place.statewide.lower()} partnership serves every {place.county}, so it is counted in each."
    return (
        Facet(
            "tier",
            label("industries", "tier"),
            _options(catalog, "tiers"),
            lambda each: (industry.tier.id for industry in each.industries),
        ),
        Facet(
            "industry",
            label("partnerships", "industries"),
            tuple(Option(each.id, each.name, each.tier.name) for each in catalog.industries.values()),
            lambda each: _ids(each.industries),
        ),
        Facet(
            "county",
            place.county.capitalize(),
            _options(catalog, "counties"),
            lambda each: _ids(served_counties(each, counties)),
            statewide,
        ),
        Facet(
            "area",
            place.workforce_area.capitalize(),
            _options(catalog, "workforce_areas"),
            lambda each: _ids(served_areas(each, areas)),
            statewide.replace(place.county, place.workforce_area),
        ),
        Facet("reach", label("partnerships", "reach"), _options(catalog, "reaches"), lambda each: (each.reach.id,)),
        Facet(
            "stage",
            label("partnerships", "stage"),
            (*_options(catalog, "stages"), Option(NOT_STATED, "Not stated")),
            lambda each: (each.stage.id if each.stage else NOT_STATED,),
        ),
        Facet("status", label("partnerships", "status"), _options(catalog, "statuses"), lambda each: (each.status.id,)),
        Facet(
            "kind", label("partnerships", "kind"), _options(catalog, "partnership_kinds"), lambda each: (each.kind.id,)
        ),
        Facet(
            "organization",
            label("organizations", "type"),
            _options(catalog, "organization_types"),
            lambda each: (member.organization.type.id for member in each.members),
        ),
        Facet(
            "service",
            label("partnerships", "services"),
            _options(catalog, "services"),
            lambda each: _ids(each.services),
        ),
        Facet(
            "population",
            label("partnerships", "populations"),
            _options(catalog, "populations"),
            lambda each: _ids(each.populations),
        ),
        Facet(
            "funding",
            label("partnerships", "funding_programs"),
            _options(catalog, "funding_programs"),
            lambda each: _ids(each.funding_programs),
        ),
        Facet(
            "strategic-area",
            label("partnerships", "strategic_areas"),
            _options(catalog, "strategic_areas"),
            lambda each: _ids(each.strategic_areas),
        ),
    )


def sortings(catalog: Catalog) -> tuple[Sorting, ...]:
    """The orders of the directory; the first is the catalog's own."""
    rank = {stage: number for number, stage in enumerate(catalog.stages)}
    return (
        Sorting("name", "Name", lambda each: 0),
        Sorting(
            "stage",
            catalog.label("partnerships", "stage"),
            lambda each: rank[each.stage.id] if each.stage else -1,
            reverse=True,
        ),
        Sorting(
            "reviewed", catalog.label("partnerships", "last_reviewed"), lambda each: each.last_reviewed, reverse=True
        ),
    )


def _options(catalog: Catalog, kind: str) -> tuple[Option, ...]:
    return tuple(Option(each.id, each.name) for each in catalog.tables[kind].values())


def _ids(records: Iterable[Record]) -> Iterator[str]:
    return (record.id for record in records)


# --- choosing and counting --------------------------------------------------


def select(partnerships: Iterable[Partnership], by: Sequence[Facet], filters: Filters) -> list[Partnership]:
    """Those that have one of the chosen options in every facet that is filtered."""
    return [each for each in partnerships if not _misses(each, by, filters)]


def choices(
    partnerships: Iterable[Partnership], by: Sequence[Facet], filters: Filters
) -> dict[str, tuple[Choice, ...]]:
    """For each facet its options with counts that follow the other facets' filters.

    A partnership that fails one facet alone still counts for that facet's other
    options: choosing one of them would bring it back.
    """
    counts: dict[str, Counter[str]] = {facet.id: Counter() for facet in by}
    for each in partnerships:
        misses = _misses(each, by, filters)
        if len(misses) > 1:
            continue
        for facet in misses or by:
            counts[facet.id].update(set(facet.values(each)))
    return {
        facet.id: tuple(
            Choice(option, counts[facet.id][option.id], option.id in filters.get(facet.id, ()))
            for option in facet.options
        )
        for facet in by
    }


def count(catalog: Catalog, kind: str, **filters: str) -> int:
    """How many records of a kind there are; partnerships can be narrowed by facets, as in ``industry="forestry"``.

    Raises KeyError for an unknown kind or facet, ValueError for an unknown option.
    """
    if kind != "partnerships":
        if filters:
            raise KeyError(next(iter(filters)))
        return len(catalog.tables[kind])
    return len(chosen(catalog, **filters))


def chosen(catalog: Catalog, **filters: str) -> list[Partnership]:
    """The partnerships that pass every filter, in the order of titles.

    Raises KeyError for an unknown facet, ValueError for an unknown option.
    """
    by = {facet.id: facet for facet in facets(catalog)}
    wanted: dict[str, frozenset[str]] = {}
    for name, option in filters.items():
        facet = by[name.replace("_", "-")]
        if option not in {each.id for each in facet.options}:
            raise ValueError(option)
        wanted[facet.id] = frozenset([option])
    return select(catalog.partnerships.values(), [by[name] for name in wanted], wanted)


def related(catalog: Catalog, partnership: Partnership, most: int = 4) -> list[Partnership]:
    """Partnerships to look at next: those that the record names, then those that share most with it."""
    named = [catalog.partnerships[each] for each in partnership.related if each in catalog.partnerships]
    if len(named) >= most:
        return named[:most]
    shared: Counter[str] = Counter()
    touched: list[Record] = [*partnership.industries, *(member.organization for member in partnership.members)]
    for record in touched:
        # A partner that is nearly everywhere says nothing about likeness.
        neighbours = catalog.partnerships_of(record)
        if len(neighbours) <= RELATED_AT_MOST:
            shared.update(each.id for each in neighbours)
    known = {partnership.id, *(each.id for each in named)}
    ranked = sorted((-number, each) for each, number in shared.items() if each not in known)
    return named + [catalog.partnerships[each] for _, each in ranked[: most - len(named)]]


RELATED_AT_MOST = 60


def _misses(each: Partnership, by: Sequence[Facet], filters: Filters) -> list[Facet]:
    return [facet for facet in by if facet.id in filters and filters[facet.id].isdisjoint(facet.values(each))]


def in_pages(items: Sequence[Item], size: int) -> list[Sequence[Item]]:
    """The items cut into pages of ``size``; one empty page when there are none."""
    return [items[start : start + size] for start in range(0, len(items), size)] or [items]


# --- counts that pages, downloads and reports share ---------------------------


@dataclass(frozen=True, slots=True)
class Tally:
    """One count of the whole library: what was counted, and the page that lists it.

    Only records are counted, each once. Figures are never added up: they count
    different things at different times.
    """

    id: str
    label: str
    count: int
    path: str


def tallies(catalog: Catalog) -> tuple[Tally, ...]:
    """The counts of the whole library."""
    place = catalog.program.geography
    served = spread(catalog, "industry")
    named = {county.id for each in catalog.partnerships.values() for county in _named_counties(each, catalog)}
    found = [
        Tally("partnerships", "Partnerships and industry groups", count(catalog, "partnerships"), "partnerships/"),
        Tally(
            "industries",
            "Highlighted industries with a partnership",
            sum(1 for each in served if each.count),
            "industries/",
        ),
        Tally("counties", f"{place.counties.capitalize()} that a partnership names", len(named), "counties/"),
        Tally("organizations", "Organizations on record", count(catalog, "organizations"), "organizations/"),
        Tally("figures", "Figures of partnerships on record", count(catalog, "figures"), "metrics/figures/"),
        Tally("stories", "Stories of partnerships", count(catalog, "stories"), "program/stories/"),
        Tally("metrics", "Metrics in the dictionary", count(catalog, "metrics"), "metrics/dictionary/"),
        Tally("sources", "Sources named", count(catalog, "sources"), "data/dictionary/"),
    ]
    if "sessions" in catalog.tables:
        held = sum(each.status.is_over for each in catalog.sessions.values())
        found.append(Tally("sessions", "Training sessions on record", count(catalog, "sessions"), "training/library/"))
        found.append(
            Tally("sessions-held", "Training sessions that a source reports as held", held, "training/library/")
        )
    return tuple(found)


def _named_counties(each: Partnership, catalog: Catalog) -> Iterable[Record]:
    """The counties that a partnership serves in particular."""
    return () if each.is_statewide else served_counties(each, catalog.counties.values())


def facet(catalog: Catalog, id: str) -> Facet:
    """The facet of that id. Raises KeyError where there is none."""
    return {each.id: each for each in facets(catalog)}[id]


def spread(catalog: Catalog, id: str) -> tuple[Choice, ...]:
    """How many partnerships there are for each option of a facet."""
    by = [facet(catalog, id)]
    return choices(catalog.partnerships.values(), by, {})[id]


def crossed(partnerships: Iterable[Partnership], one: Facet, other: Facet) -> Counter[tuple[str, str]]:
    """How many partnerships there are for each pair of options of two facets."""
    found: Counter[tuple[str, str]] = Counter()
    for each in partnerships:
        others = set(other.values(each))
        found.update((first, second) for first in set(one.values(each)) for second in others)
    return found
