"""Choosing, ordering and counting partnerships: the one place that decides what fits, and that counts.

A record that says nothing on a facet is neither a yes nor a no. It holds the
option NOT_STATED, is counted there, and may fit every other option.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, TypeVar

from macros.data import standing
from macros.data.catalog import Catalog, derived, places, served
from macros.data.levels import Level
from macros.data.models import County, Geography, Partnership, Record

Filters = Mapping[str, frozenset[str]]  # facet id -> chosen options; no entry: no filter
Item = TypeVar("Item")

NOT_STATED = "not-stated"
_NOT_STATED_LABEL = "Not stated"
LOOKED_AT = "Last looked at"  # the label of the day on which a record was compiled or reviewed


@dataclass(frozen=True, slots=True)
class Option:
    """One choice within a facet; ``group`` is its heading.

    ``also`` are other addresses that choose it, such as one from before two facets became one. ``is_quiet``: no list
    shows it, and it answers an address only.
    """

    id: str
    label: str
    group: str = ""
    also: tuple[str, ...] = ()
    is_quiet: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow a list down: its choices, and which of them hold for an item (a partnership, a fund).

    ``values`` gives the ids of the options that an item names. Where an item may
    name none because its sources are silent, ``silence`` is what they don't
    state, as a noun: ``place``; ``is_silent`` tells those of which it is known that
    they fit none. ``everywhere`` says that an item fits every option though it names
    none of them, as a statewide partnership does.
    ``keeps_all``: a list shows each option, also one that holds for nothing on
    the day of the build.
    """

    id: str
    label: str
    named: tuple[Option, ...]
    values: Callable[[Any], Iterable[str]]
    note: str = ""
    keeps_all: bool = False
    silence: str = ""
    everywhere: Callable[[Any], bool] = lambda _: False
    is_silent: Callable[[Any], bool] = lambda _: True

    def address(self, option: Option) -> str:
        """How an address names an option: ``industry=forestry``. An id such as ``county=york`` is one by itself."""
        return option.id if "=" in option.id else f"{self.id}={option.id}"

    @property
    def options(self) -> tuple[Option, ...]:
        """The choices; the last one is for items that state nothing, where that can be."""
        has_one = not self.silence or any(each.id == NOT_STATED for each in self.named)
        return self.named if has_one else (*self.named, Option(NOT_STATED, _NOT_STATED_LABEL))

    def holds(self, item: Any) -> tuple[str, ...]:
        """The ids of the options that hold for an item, each once; NOT_STATED where it states nothing."""
        found = tuple(dict.fromkeys(self.values(item)))
        return found or ((NOT_STATED,) if self.silence and self.is_silent(item) else ())


def tells_apart(facet: Facet, items: Iterable[Any]) -> bool:
    """Whether a facet is of use: two of the items that state something on it don't state the same."""
    return len({facet.holds(each) for each in items} - {(NOT_STATED,)}) > 1


@dataclass(frozen=True, slots=True)
class Answer:
    """The items that fit an option, in three parts, each in the order in which they were given.

    ``named``: the item names the option. ``everywhere``: it fits every option.
    ``may_fit``: it states nothing, so it may fit.
    """

    named: tuple[Any, ...] = ()
    everywhere: tuple[Any, ...] = ()
    may_fit: tuple[Any, ...] = ()

    @property
    def known(self) -> tuple[Any, ...]:
        """What is known to fit, that which names the option first."""
        return self.named + self.everywhere


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


@derived  # each page of a place asks for the facet of its level
def facets(catalog: Catalog, today: date | None = None) -> tuple[Facet, ...]:
    """What partnerships are chosen and counted by; labels come from the schemas.

    What counts as a status and as a service depends on the day, so without one their facets are left out.
    """
    label = catalog.label
    return (
        Facet(
            "industry",
            label("partnerships", "industries"),
            tuple(Option(each.id, each.name, each.tier.name) for each in catalog.industries.values()),
            lambda each: _ids(each.industries),
        ),
        *(level_facet(each, catalog) for each in places(catalog).levels),
        by_field(catalog, "partnerships", "reach", silence="place"),
        by_field(catalog, "partnerships", "stage", silence="stage"),
        *([_status_facet(catalog, today)] if today else []),
        by_field(catalog, "partnerships", "kind"),
        Facet(
            "tier",
            label("industries", "tier"),
            _options(catalog, "tiers"),
            lambda each: (industry.tier.id for industry in each.industries),
        ),
        Facet(
            "organization",
            label("organizations", "type"),
            _options(catalog, "organization_types"),
            lambda each: (member.organization.type.id for member in each.partners),
            silence="member",
        ),
        *([_service_facet(catalog, today)] if today else []),
        by_field(catalog, "partnerships", "populations", "population", silence="group of people"),
        by_field(catalog, "partnerships", "funding_programs", "funding", silence="source of money"),
        by_field(catalog, "partnerships", "strategic_areas", "strategic-area", silence="area of focus"),
    )


def form_facets(catalog: Catalog, today: date) -> tuple[Facet, ...]:
    """The facets of the directory in the order of its form: those that ask for a place are one.

    Addresses stay as they are, and who chooses two places finds what serves either.
    """
    every = {each.id: each for each in facets(catalog, today)}
    levels = [every.pop(each.id) for each in places(catalog).levels]
    place = _joined_place(every.pop("reach"), *levels)
    return (every.pop("industry"), place, *every.values())


def _joined_place(reach: Facet, *lists: Facet) -> Facet:
    """One facet of how far a partnership reaches and of lists of places, each option called as in its own facet.

    A reach that is named like a list of places says no more than that list does, so it answers addresses only. Every
    place is kept: readers ask for their own, and have an answer also where nobody names it.
    """
    parts = (reach, *lists)
    field_names = {each.name.replace("_", "-") for each in fields(Partnership)}
    reaches = (replace(each, is_quiet=each.id in field_names) for each in reach.named)
    listed = (_called(part, replace(each, group=part.label)) for part in lists for each in part.named)
    silent = Option(NOT_STATED, _NOT_STATED_LABEL, also=tuple(f"{part.id}={NOT_STATED}" for part in parts))
    return Facet(
        "place",
        reach.label,
        (*(_called(reach, each) for each in reaches if each.id != NOT_STATED), silent, *listed),
        lambda item: (f"{part.id}={value}" for part in parts for value in part.holds(item) if value != NOT_STATED),
        lists[0].note if lists else "",
        keeps_all=True,
        silence=reach.silence,
    )


def _called(part: Facet, option: Option) -> Option:
    """An option of a facet that became part of another one, under the address that it had."""
    return replace(option, id=part.address(option))


def by_field(
    catalog: Catalog, kind: str, field: str, id: str = "", record: Callable[[Any], Any] = lambda item: item, **more: Any
) -> Facet:
    """A facet by a field that names one word of a vocabulary, or several: the schema knows its label and its choices.

    ``id`` is what addresses call it, the field's name if empty. ``record`` gives the record of an item where the two
    differ. ``more`` are further parts of a Facet, such as ``silence``. Raises KeyError for a field that names no
    vocabulary.
    """
    [schema] = (each for each in catalog.schemas[kind]["fields"] if each["name"] == field)
    choices = _options(catalog, schema["references"])
    return Facet(
        id or field, catalog.label(kind, field), choices, lambda item: _named(getattr(record(item), field)), **more
    )


def _named(value: Record | tuple[Record, ...] | None) -> Iterator[str]:
    return _ids(value if isinstance(value, tuple) else (value,) if value else ())


def level_facet(level: Level, catalog: Catalog) -> Facet:
    """The facet of a level's places, for what names places; one that serves all of them is counted in each."""
    everywhere = catalog.program.geography.statewide.lower()
    return Facet(
        level.id,
        level.heading,
        tuple(Option(each.id, each.name) for each in level.places),
        lambda each: _ids(served(each, catalog).get(level.id, ())),
        f"A {everywhere} partnership serves every {level.singular}, so it is counted in each.",
        # One that names a town states a place, but may leave open in which county it is.
        silence=level.singular if catalog.place_levels else "place",
        everywhere=lambda each: getattr(each, "is_statewide", False),
        is_silent=lambda each: places(catalog).leaves_open(each, level.id),
    )


def _status_facet(catalog: Catalog, today: date) -> Facet:
    """By the status on a day: one that has grown old counts as the word that it has become."""
    held = [each for each in catalog.statuses.values() if each.holds_months]
    notes = (
        f"{each.name} counts for {each.holds_months} months after the time that its source describes." for each in held
    )
    return Facet(
        "status",
        catalog.label("partnerships", "status"),
        _options(catalog, "statuses"),
        lambda each: (standing.status(each, catalog, today).status.id,),
        " ".join(notes),
    )


def _service_facet(catalog: Catalog, today: date) -> Facet:
    """By what is offered on a day; a record that offers nothing as far as is known states no service."""
    return Facet(
        "service",
        catalog.label("partnerships", "services"),
        _options(catalog, "services"),
        lambda each: _ids(standing.offered(each.services, catalog, today)),
        "Only what is known to be offered counts. What was planned, announced or offered once is on the record's page.",
        silence="service",
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
        Sorting("reviewed", LOOKED_AT, lambda each: each.last_look, reverse=True),
    )


def _options(catalog: Catalog, kind: str) -> tuple[Option, ...]:
    return tuple(Option(each.id, each.name) for each in catalog.tables[kind].values())


def _ids(records: Iterable[Record]) -> Iterator[str]:
    return (record.id for record in records)


# --- choosing and counting --------------------------------------------------


def select(items: Iterable[Item], by: Sequence[Facet], filters: Filters, may_fit: bool = False) -> list[Item]:
    """Those that have one of the chosen options in every facet that is filtered.

    With ``may_fit``, an item that states nothing on a facet passes its filter.
    """
    return [each for each in items if not _misses(each, by, filters, may_fit)]


@derived
def answers(catalog: Catalog, id: str, today: date | None = None) -> Mapping[str, Answer]:
    """What fits each option of a facet of partnerships, in three parts, in the order of titles.

    Raises KeyError for an unknown facet, and for one that needs the day where none is given.
    """
    by = facet(catalog, id, today)
    named: dict[str, list[Partnership]] = {each.id: [] for each in by.named}
    everywhere, silent = [], []
    for each in catalog.partnerships.values():
        if by.everywhere(each):
            everywhere.append(each)
        elif (held := by.holds(each)) == (NOT_STATED,):
            silent.append(each)
        else:
            for option in held:
                named[option].append(each)
    return {option: Answer(tuple(found), tuple(everywhere), tuple(silent)) for option, found in named.items()}


def choices(
    items: Iterable[Any], by: Sequence[Facet], filters: Filters, may_fit: bool = False
) -> dict[str, tuple[Choice, ...]]:
    """For each facet its options with the number of items for which they hold, among those that pass the other filters.

    An item that fails one facet alone still counts for that facet's other
    options: choosing one of them would bring it back. ``may_fit`` is as in ``select``.
    """
    counts: dict[str, Counter[str]] = {facet.id: Counter() for facet in by}
    for each in items:
        misses = _misses(each, by, filters, may_fit)
        if len(misses) > 1:
            continue
        for facet in misses or by:
            counts[facet.id].update(facet.holds(each))
    return {
        facet.id: tuple(
            Choice(option, counts[facet.id][option.id], option.id in filters.get(facet.id, ()))
            for option in facet.options
        )
        for facet in by
    }


def count(catalog: Catalog, kind: str, today: date | None = None, /, **filters: str) -> int:
    """How many records of a kind there are; partnerships can be narrowed by facets, as in ``industry="forestry"``.

    ``today`` is needed for facets that depend on the day. Raises KeyError for an
    unknown kind or facet, ValueError for an unknown option.
    """
    if kind != "partnerships":
        if filters:
            raise KeyError(next(iter(filters)))
        return len(catalog.tables[kind])
    return len(chosen(catalog, today, **filters))


def chosen(catalog: Catalog, today: date | None = None, /, **filters: str) -> list[Partnership]:
    """The partnerships that are known to pass every filter, in the order of titles.

    ``today`` is needed for facets that depend on the day. Raises KeyError for an
    unknown facet, ValueError for an unknown option.
    """
    by = {facet.id: facet for facet in facets(catalog, today)}
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


def _misses(each: Any, by: Sequence[Facet], filters: Filters, may_fit: bool = False) -> list[Facet]:
    return [facet for facet in by if facet.id in filters and not _passes(facet.holds(each), filters[facet.id], may_fit)]


def _passes(held: tuple[str, ...], wanted: frozenset[str], may_fit: bool) -> bool:
    return not wanted.isdisjoint(held) or (may_fit and NOT_STATED in held)


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
        *(_named_places(place, len(named)) if catalog.counties else ()),
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


def _named_places(words: Geography, number: int) -> Iterator[Tally]:
    label = f"{words.counties.capitalize()} that a partnership names"
    yield Tally("counties", label, number, f"{words.address('counties')}/")


def _named_counties(each: Partnership, catalog: Catalog) -> Iterable[Record]:
    """The counties that a partnership names, none for one that serves all."""
    return () if each.is_statewide else served(each, catalog).get(County.level_id, ())


def facet(catalog: Catalog, id: str, today: date | None = None) -> Facet:
    """The facet of that id. Raises KeyError where there is none, and for one that needs the day where none is given."""
    return {each.id: each for each in facets(catalog, today)}[id]


def spread(catalog: Catalog, id: str, today: date | None = None) -> tuple[Choice, ...]:
    """How many partnerships there are for each option of a facet."""
    by = [facet(catalog, id, today)]
    return choices(catalog.partnerships.values(), by, {})[id]


def crossed(partnerships: Iterable[Partnership], one: Facet, other: Facet) -> Counter[tuple[str, str]]:
    """How many partnerships there are for each pair of options of two facets."""
    found: Counter[tuple[str, str]] = Counter()
    for each in partnerships:
        others = other.holds(each)
        found.update((first, second) for first in one.holds(each) for second in others)
    return found
