"""What may still be said on a day of a status and of a service: the one place that decides it.

A source describes its own day. The vocabulary says for how many months a word counts
after that, and which word counts from then on. Of a month or a year, the first
day decides, so that nothing counts for longer than its source can carry it.
Reads no clock: the day is given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from macros.data.catalog import Catalog
from macros.data.models import LastingTerm, Partnership, ServiceOnRecord, ServiceState, Source, Status, Term
from macros.data.plain_dates import in_time
from macros.data.validation.dates import last_day


@dataclass(frozen=True, slots=True)
class Standing:
    """What may be said about a status on a day: the word that counts, how pages say it, whether it is out of date."""

    status: Status
    words: str
    is_old: bool = False
    short: str = ""  # for a list, where there is no room for what is not known; empty where nothing is


def status(partnership: Partnership, catalog: Catalog, today: date) -> Standing:
    """A partnership's status on a day. ``Active`` that has grown old: ``Active in 2024, not known since``."""
    said, as_of = partnership.status, partnership.status_as_of
    word = _on(said, as_of, catalog.statuses, today)
    if word is said:
        return Standing(said, said.name, short="" if _says_nothing(said, catalog) else said.name)
    short = f"{said.name} {in_time(as_of)}"
    return Standing(word, f"{short}, not known since", is_old=True, short=short)


def _says_nothing(word: Status, catalog: Catalog) -> bool:
    """Whether a word is what others turn into once their time is over: that nothing is known."""
    return any(each.then == word.id for each in catalog.statuses.values())


@dataclass(frozen=True, slots=True)
class Services:
    """Services that one source describes in one way. ``lead`` begins the sentence: ``Planned in 2024``."""

    state: ServiceState
    lead: str
    services: tuple[Term, ...]
    source: Source


def services(listed: Sequence[ServiceOnRecord], catalog: Catalog, today: date) -> list[Services]:
    """Everything on record on a day, what is offered first, then by the order of the states."""
    groups: dict[tuple[ServiceState, str, Source], list[Term]] = {}
    for each in listed:
        groups.setdefault((_state(each, catalog, today), each.date, each.source), []).append(each.service)
    order = list(catalog.service_states)
    found = [Services(state, _lead(state, day), tuple(terms), source) for (state, day, source), terms in groups.items()]
    return sorted(found, key=lambda each: (not each.state.is_offered, order.index(each.state.id)))


def offered(listed: Sequence[ServiceOnRecord], catalog: Catalog, today: date) -> tuple[Term, ...]:
    """The services that count as offered on a day; what is planned, announced, ended or not known does not."""
    return tuple(each.service for each in listed if _state(each, catalog, today).is_offered)


def _lead(state: ServiceState, day: str) -> str:
    return f"{state.told} {in_time(day)}" if day else f"{state.told}, undated"


def _state(each: ServiceOnRecord, catalog: Catalog, today: date) -> ServiceState:
    found: ServiceState = _on(each.state, each.date, catalog.service_states, today)
    return found


def _on(said: LastingTerm, as_of: str, words: Mapping[str, Any], today: date) -> Any:
    """The word that counts on a day; what counts for some months has a day, or else the check would have said so."""
    if not said.holds_months or today <= last_day(as_of, said.holds_months):
        return said
    return words[said.then]
