"""Partnerships, their members and their figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from macros.data.models.base import Record, Term, grouped
from macros.data.models.program import (
    Contact,
    County,
    FundingProgram,
    Industry,
    Organization,
    Outcome,
    Place,
    Qualifier,
    Role,
    ServiceOnRecord,
    Source,
    Stage,
    Status,
    StrategicArea,
    Unit,
    WorkforceArea,
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StageChange:
    """The day, as far as known, on which a partnership reached a stage."""

    stage: Stage
    date: str
    source: Source | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Priority:
    """A priority, goal or task force of a partnership."""

    title: str
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Activity:
    """Something a partnership did, does or planned."""

    text: str
    date: str = ""
    source: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class JoinStep:
    """How one audience can take part."""

    audience: Term
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Link:
    """A further page about a record."""

    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Membership(Record):
    """An organization's part in a partnership."""

    partnership: str
    organization: Organization
    role: Role
    note: str = ""
    source: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Figure(Record):
    """A number with its passport: unit, qualifier, period, day and source."""

    partnership: str
    metric: str
    value: Decimal
    unit: Unit
    qualifier: Qualifier
    period: str = ""
    as_of: str = ""  # partial date
    source: Source
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Partnership(Record):
    """An industry partnership, or a body that does a partnership's work.

    ``status`` and ``services`` are what the record says; what may be said on a day is in ``macros.data.standing``.
    """

    folder: ClassVar[str] = "partnerships"

    title: str
    short_title: str = ""
    summary: str
    kind: Term
    purpose: str
    industries: tuple[Industry, ...]
    reach: Term
    counties: tuple[County, ...] = ()
    workforce_areas: tuple[WorkforceArea, ...] = ()
    places: tuple[Place, ...] = ()
    places_note: str = ""
    since: str = ""  # partial date
    stage: Stage | None = None
    stage_note: str = ""
    stage_history: tuple[StageChange, ...] = ()
    status: Status
    status_as_of: str = ""  # partial date
    status_source: Source | None = None
    status_note: str = ""
    successor: str = ""  # a partnership's id
    funding_programs: tuple[FundingProgram, ...] = ()
    priorities: tuple[Priority, ...] = ()
    activities: tuple[Activity, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    strategic_areas: tuple[StrategicArea, ...] = ()
    services: tuple[ServiceOnRecord, ...] = ()
    populations: tuple[Term, ...] = ()
    website: str = ""
    links: tuple[Link, ...] = ()
    join: tuple[JoinStep, ...] = ()
    contact: Contact | None = None
    related: tuple[str, ...] = ()  # partnerships' ids
    not_known: tuple[str, ...] = ()
    sources: tuple[Source, ...]
    as_of: str = ""  # partial date
    compiled: date | None = None
    last_reviewed: date | None = None
    members: tuple[Membership, ...] = grouped("members", by="partnership")
    figures: tuple[Figure, ...] = grouped("figures", by="partnership")

    @property
    def name(self) -> str:
        """The title, under the word that every other kind of record uses."""
        return self.title

    @property
    def leads(self) -> tuple[Membership, ...]:
        """The members whose role is to lead."""
        return tuple(member for member in self.members if member.role.leads)

    @property
    def partners(self) -> tuple[Membership, ...]:
        """The members whose role says that they take part: what counts by kind of partner counts these."""
        return tuple(member for member in self.members if member.role.takes_part)

    @property
    def is_placed(self) -> bool:
        """Whether a source says where the partnership works."""
        return self.reach.id != "not-stated"

    @property
    def is_statewide(self) -> bool:
        """Whether the partnership serves every county."""
        return self.reach.id == "statewide"


KINDS: dict[str, type[Record]] = {
    "members": Membership,
    "figures": Figure,
    "partnerships": Partnership,
}
