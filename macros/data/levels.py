"""The levels of a state's geography, what lies in what, and so which places a record serves.

There is one rule for all levels. A county lies in its workforce area, a place of a further level in what its record
names. A record that names a place serves it, what it lies in, and what lies in it, at any depth; so it serves all
that have a part in common with what it names, as far as the data tells. A statewide one serves every place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from macros.data.models import PLACE_KINDS, AnyPlace, County, Geography, Place, WorkforceArea

Tables = Mapping[str, Mapping[str, Any]]  # kind -> id -> record
Key = str  # of a place: its kind's folder and its id, since places of two kinds may have the same id
Kind = TypeVar("Kind", County, WorkforceArea)
_Steps = tuple[Mapping[Key, list[Key]], Mapping[Key, list[Key]]]
ByLevel = Mapping[str, tuple[AnyPlace, ...]]  # places by the ids of their levels, each level's in the data's order


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Level:
    """One level of the geography: what its places are called, and where their pages are.

    ``id`` is that of its facet, ``kind`` the kind of its records, which is also the field of others that name them.
    ``address`` is the first part of the addresses of their pages.
    """

    id: str
    kind: str
    singular: str
    plural: str
    address: str
    places: tuple[AnyPlace, ...]

    @property
    def heading(self) -> str:
        """What one place is called, with a capital."""
        return self.singular[:1].upper() + self.singular[1:]

    @property
    def plural_heading(self) -> str:
        """What several places are called, with a capital."""
        return self.plural[:1].upper() + self.plural[1:]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Places:
    """All places of a program. A level without places is none.

    ``_above`` has for each place itself and what it lies in, ``_below`` what lies in it, ``_around`` all with which it
    has a part in common. ``_known`` has the levels that tell where a place is, and ``_told`` for each level those by
    which all its places tell where they are: a record's place is compared with the places of a level by these.
    """

    levels: tuple[Level, ...]
    _of: Mapping[Key, AnyPlace]  # in the order of levels and data
    _above: Mapping[Key, frozenset[Key]]
    _below: Mapping[Key, frozenset[Key]]
    _around: Mapping[Key, frozenset[Key]]
    _known: Mapping[Key, frozenset[str]]
    _told: Mapping[str, frozenset[str]]
    _rank: Mapping[Key, int]

    def around(self, place: AnyPlace) -> ByLevel:
        """A place and all that have a part in common with it: what it lies in, what lies in it, what crosses it."""
        return self._by_level(self._around[key(place)])

    def outer(self, place: AnyPlace) -> ByLevel:
        """What a place lies in."""
        return self._by_level(self._above[key(place)] - {key(place)})

    def inner(self, place: AnyPlace) -> ByLevel:
        """What lies in a place."""
        return self._by_level(self._below[key(place)])

    def served(self, record: Any) -> ByLevel:
        """The places that a record serves."""
        if getattr(record, "is_statewide", False):
            return {each.id: each.places for each in self.levels}
        return self._by_level({found for each in named(record) for found in self._around[key(each)]})

    def serves_one(self, record: Any, keys: Collection[Key]) -> bool | None:
        """Whether a record serves one of some places; None where that is not known."""
        if getattr(record, "is_statewide", False):
            return True
        if any(not self._around[key(each)].isdisjoint(keys) for each in named(record)):
            return True
        levels = {self._of[each].level_id for each in keys}
        return None if any(self.leaves_open(record, level) for level in levels) else False

    def leaves_open(self, record: Any, level: str) -> bool:
        """Whether a record that is not known to serve a place of a level may serve one all the same.

        So it is where it names no place, and where the data does not tell how one that it names lies to the level: a
        town without a county on record may be in any. But it is in no district that is made of other counties.
        """
        places = named(record)
        return not places or any(self._known[key(each)].isdisjoint(self._told[level]) for each in places)

    def _by_level(self, keys: Iterable[Key]) -> ByLevel:
        found: dict[str, list[AnyPlace]] = {}
        for each in sorted(keys, key=self._rank.__getitem__):
            found.setdefault(self._of[each].level_id, []).append(self._of[each])
        return {level: tuple(places) for level, places in found.items()}


def key(place: AnyPlace) -> Key:
    """What no other place is called."""
    return f"{place.folder}/{place.id}"


def named(record: Any) -> tuple[AnyPlace, ...]:
    """The places that a partnership, a fund or a training option names itself."""
    return tuple(place for kind in PLACE_KINDS for place in getattr(record, kind, ()))


def those(cls: type[Kind], found: ByLevel) -> tuple[Kind, ...]:
    """The counties, or the workforce areas, among places."""
    return tuple(each for each in found.get(cls.level_id, ()) if isinstance(each, cls))


def places_of(tables: Tables, words: Geography) -> Places:
    """All places of the tables, with what lies in what; the time that it takes grows with the number of places."""
    levels = tuple(each for each in _levels(tables, words) if each.places)
    places = {key(place): place for level in levels for place in level.places}
    steps, parts = _lies_in(tables, places)
    whole = {each: _all_above(each, steps) for each in places}
    above = {each: whole[each].union(*(whole[outer] for outer in parts[each])) for each in places}
    below = _below(above)
    tells = {each: frozenset((*_level_ids(found, places), *_made_of(places[each]))) for each, found in above.items()}
    told = {each.id: frozenset.intersection(*(tells[key(place)] for place in each.places)) for each in levels}
    return Places(
        levels=levels,
        _of=places,
        _above=above,
        _below=below,
        _around=_around(whole, above),
        # What tells how all its places lie to a place tells where that place is, too.
        _known={
            id: found.union(each for each in _level_ids(below[id], places) if places[id].level_id in told[each])
            for id, found in tells.items()
        },
        _told=told,
        _rank={each: number for number, each in enumerate(places)},
    )


def _levels(tables: Tables, words: Geography) -> Iterator[Level]:
    """Counties and workforce areas, then the program's own levels in their order."""
    for cls, kind, one, several in (
        (County, "counties", words.county, words.counties),
        (WorkforceArea, "workforce_areas", words.workforce_area, words.workforce_areas),
    ):
        places = tuple(tables[kind].values())
        address = words.address(kind)
        yield Level(id=cls.level_id, kind=kind, singular=one, plural=several, address=address, places=places)
    found: dict[str, list[Place]] = {id: [] for id in tables["place_levels"]}
    for place in tables["places"].values():
        found[place.level.id].append(place)
    for id, each in tables["place_levels"].items():
        words_of = {"singular": each.name, "plural": each.plural, "address": each.address}
        yield Level(id=id, kind="places", places=tuple(found[id]), **words_of)


def _lies_in(tables: Tables, places: Iterable[Key]) -> _Steps:
    """What each place lies in, one step up: as a whole, and in part, where it names several places of one level."""
    whole: dict[Key, list[Key]] = {each: [] for each in places}
    part: dict[Key, list[Key]] = {each: [] for each in places}
    for county in tables["counties"].values():
        whole[key(county)] += [key(county.workforce_area)] if county.workforce_area else []
    for place in tables["places"].values():
        outer = [*place.counties, *place.workforce_areas, *(tables["places"][id] for id in place.within)]
        number = Counter(each.level_id for each in outer)
        for each in outer:
            (whole if number[each.level_id] == 1 else part)[key(place)].append(key(each))
        for inner in (*place.whole_counties, *place.whole_workforce_areas):
            whole[key(inner)].append(key(place))
    return whole, part


def _all_above(place: Key, steps: Mapping[Key, Iterable[Key]]) -> frozenset[Key]:
    """A place and all that it lies in as a whole, at any depth."""
    found, waiting = {place}, [place]
    while waiting:
        new = set(steps[waiting.pop()]) - found
        found |= new
        waiting += new
    return frozenset(found)


def _around(whole: Mapping[Key, frozenset[Key]], above: Mapping[Key, frozenset[Key]]) -> dict[Key, frozenset[Key]]:
    """For each place those that have a part in common with it: what lies wholly in one, and at all in the other.

    A village in a town that lies in two counties may be in either, so it has nothing in common with one for sure.
    """
    around: dict[Key, set[Key]] = {each: set() for each in above}
    for place, found in above.items():
        for one in whole[place]:
            around[one] |= found
        for other in found:
            around[other] |= whole[place]
    return {each: frozenset(found) for each, found in around.items()}


def _below(above: Mapping[Key, frozenset[Key]]) -> dict[Key, frozenset[Key]]:
    """What lies in each place, wholly or in part."""
    below: dict[Key, set[Key]] = {each: set() for each in above}
    for inner, found in above.items():
        for outer in found - {inner}:
            below[outer].add(inner)
    return {each: frozenset(found) for each, found in below.items()}


def _level_ids(keys: Iterable[Key], places: Mapping[Key, AnyPlace]) -> set[str]:
    return {places[each].level_id for each in keys}


def _made_of(place: AnyPlace) -> Iterator[str]:
    """The ids of the levels of which a place is made."""
    if isinstance(place, Place):
        yield from (each.level_id for each in place.whole_counties)
        yield from (each.level_id for each in place.whole_workforce_areas)
