"""Careers: jobs, their pay, credentials, training, supports, and the pathways that join them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from macros.data.models.base import Record, Term, grouped
from macros.data.models.partnerships import Partnership
from macros.data.models.program import County, GlossaryTerm, Industry, Organization, Place, ServiceOnRecord, Source


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CodeScheme(Term):
    """An official list of occupation codes, in one version."""

    version: str
    publisher: str
    terms: str = ""
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Wage(Record):
    """A row of the official wage file; the id is its SOC code, and what was not released is None."""

    title: str
    scope: str
    mean_hourly: Decimal | None = None
    mean_annual: Decimal | None = None
    period: str  # partial date
    area: str
    source: Source
    note: str = ""

    @property
    def is_released(self) -> bool:
        """Whether the file gives any pay for the row."""
        return self.mean_hourly is not None or self.mean_annual is not None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CareerLink(Term):
    """Another site that helps with choosing or finding work."""

    url: str = ""
    occupation_url: str = ""  # with CODE, DIGITS and TITLE in it
    source: Source
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TradeWord(Record):
    """A word of the glossary with its forms, semicolons between them, to link where it first stands on a page."""

    term: GlossaryTerm
    words: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WayIn:
    """A way into a job that a source names."""

    text: str
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class License:
    """What a source says of whether the law asks for a license."""

    text: str
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CredentialLevel(Term):
    """A kind of credential; ``by_law`` where it is of the kind that a law asks for."""

    by_law: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EntryLevel(Term):
    """A level of education, experience or training that people start a job with; ``official`` as published."""

    official: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class JobZone(Term):
    """How much preparation a job needs, as O*NET says, and the education that fits it, in our own reading."""

    plain: str
    number: int
    education_from: EntryLevel
    education_to: EntryLevel
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OccupationEntry(Record):
    """What most people start a job with; the three levels are all there, or none where ``code`` is empty."""

    occupation: str
    code: str = ""
    education: EntryLevel | None = None
    experience: EntryLevel | None = None
    training: EntryLevel | None = None
    edition: str = ""
    area: str = ""
    source: Source | None = None
    job_zone: JobZone | None = None
    zone_as_of: str = ""  # partial date
    zone_edition: str = ""
    zone_source: Source | None = None
    note: str = ""

    @property
    def levels(self) -> tuple[EntryLevel, ...]:
        """Education, experience and training, in this order; empty where they are not stated."""
        return tuple(filter(None, (self.education, self.experience, self.training)))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReportedTitles(Record):
    """What people call their job: words to search with, semicolons between them."""

    occupation: str
    titles: str = ""
    alternate_titles: str = ""
    edition: str
    source: Source

    @property
    def each(self) -> tuple[str, ...]:
        """The titles one by one."""
        found = f"{self.titles};{self.alternate_titles}".split(";")
        return tuple(title.strip() for title in found if title.strip())


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Titled(Record):
    """A record with a title, which lists call its name."""

    title: str
    summary: str

    @property
    def name(self) -> str:
        """The title, under the word that every other kind of record uses."""
        return self.title


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Occupation(Titled):
    """A job, with its codes in the official lists."""

    folder: ClassVar[str] = "careers/occupations"

    summary_source: Source | None = None
    official_title: str
    onet_code: str
    onet_scheme: CodeScheme
    soc_code: str
    soc_scheme: CodeScheme
    code_note: str = ""
    also_called: tuple[str, ...] = ()
    industries: tuple[Industry, ...]
    partnerships: tuple[Partnership, ...] = ()
    wage: Wage
    wage_note: str = ""
    ways_in: tuple[WayIn, ...] = ()
    license: License | None = None
    not_known: tuple[str, ...] = ()
    sources: tuple[Source, ...]
    compiled: date | None = None
    last_reviewed: date | None = None
    entry_facts: tuple[OccupationEntry, ...] = grouped("occupation_entry", "occupation")
    reported_titles: tuple[ReportedTitles, ...] = grouped("reported_titles", "occupation")

    @property
    def entry(self) -> OccupationEntry | None:
        """What most people start the job with, and its Job Zone; None where nothing is on record."""
        return next(iter(self.entry_facts), None)

    @property
    def education(self) -> EntryLevel | None:
        """The education that most people start the job with; None where that is not stated."""
        return self.entry.education if self.entry else None

    @property
    def search_names(self) -> tuple[str, ...]:
        """What people call the job when they search: our own words, then the reported titles."""
        return (*self.also_called, *(title for each in self.reported_titles for title in each.each))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Credential(Titled):
    """A certificate, badge or license. ``builds_on`` holds ids of credentials that one needs first."""

    folder: ClassVar[str] = "careers/credentials"

    short_title: str = ""
    level: CredentialLevel
    issuer: Organization | None = None
    issuer_note: str = ""
    requirements: str = ""
    license: License | None = None
    builds_on: tuple[str, ...] = ()
    occupations: tuple[Occupation, ...] = ()
    industries: tuple[Industry, ...]
    partnerships: tuple[Partnership, ...] = ()
    url: str = ""
    not_known: tuple[str, ...] = ()
    sources: tuple[Source, ...]
    as_of: str = ""  # partial date
    compiled: date | None = None
    last_reviewed: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TrainingOption(Titled):
    """A course or program; what no source states is empty."""

    folder: ClassVar[str] = "careers/training"

    provider: Organization | None = None
    provider_note: str = ""
    format: Term
    length: str = ""
    cost: str = ""
    place: str = ""
    counties: tuple[County, ...] = ()
    places: tuple[Place, ...] = ()
    language: str = ""
    evening: str = ""
    childcare: str = ""
    tuition_help: str = ""
    who_for: str = ""
    services: tuple[ServiceOnRecord, ...] = ()
    credentials: tuple[Credential, ...] = ()
    occupations: tuple[Occupation, ...] = ()
    industries: tuple[Industry, ...] = ()
    partnerships: tuple[Partnership, ...] = ()
    status_note: str
    how_to_ask: str
    url: str = ""
    not_known: tuple[str, ...] = ()
    sources: tuple[Source, ...]
    as_of: str = ""  # partial date
    compiled: date | None = None
    last_reviewed: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Support(Titled):
    """Help that makes learning and work possible."""

    folder: ClassVar[str] = "careers/supports"

    needs: tuple[Term, ...] = ()
    who_for: str = ""
    populations: tuple[Term, ...] = ()
    provider: Organization | None = None
    how_to_ask: str
    url: str = ""
    status_note: str = ""
    partnerships: tuple[Partnership, ...] = ()
    not_known: tuple[str, ...] = ()
    sources: tuple[Source, ...]
    as_of: str = ""  # partial date
    compiled: date | None = None
    last_reviewed: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StartingPoint(Titled):
    """Where a person stands who looks for a way into an industry.

    ``populations`` are the groups that the page is for; ``ways_in_of`` holds ids of the
    starting points by which it groups the pathways; ``moves_shown`` is a kind of move.
    Jobs that most people start with one of the levels in ``education`` fit it.
    """

    folder: ClassVar[str] = "careers/start"

    short_title: str
    group: Term
    position: int
    text: str
    first_steps: tuple[str, ...] = ()
    populations: tuple[Term, ...] = ()
    education: tuple[EntryLevel, ...] = ()
    why: str = ""
    ways_in_of: tuple[str, ...] = ()
    moves_shown: str = ""
    supports: tuple[Support, ...] = ()
    training_options: tuple[TrainingOption, ...] = ()
    career_links: tuple[CareerLink, ...] = ()
    not_known: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    compiled: date | None = None
    last_reviewed: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Move:
    """A move to another step: ``next`` is up or on, ``sideways`` at about the same level.

    Without a source it is the library's own suggestion.
    """

    to: str
    kind: str
    source: Source | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WayInBasis(Term):
    """What a way in is based on: a source, or our own view. Pages say ``told`` first, and mark steps with ``tag``."""

    is_sourced: bool = False
    told: str
    tag: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Opening:
    """People who can begin at a step, and who says so."""

    group: StartingPoint
    basis: WayInBasis
    source: Source | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PathwayStep:
    """A job or a course on a pathway."""

    id: str
    occupation: Occupation | None = None
    title: str = ""
    text: str = ""
    open_to: tuple[Opening, ...] = ()
    credentials: tuple[Credential, ...] = ()
    training_options: tuple[TrainingOption, ...] = ()
    typical_time: str = ""
    time_source: Source | None = None
    moves: tuple[Move, ...] = ()
    sources: tuple[Source, ...]

    @property
    def name(self) -> str:
        """The step's own title, or else its job's."""
        return self.title or (self.occupation.title if self.occupation else self.id)

    @property
    def way_in(self) -> WayInBasis | None:
        """What the step is based on as a way in, the best that it has; None where it is none."""
        bases = sorted((each.basis for each in self.open_to), key=lambda each: not each.is_sourced)
        return next(iter(bases), None)

    @property
    def is_learning(self) -> bool:
        """Whether the step is a course, not a job."""
        return self.occupation is None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pathway(Titled):
    """Steps of learning and work that lead into an industry and upward in it."""

    folder: ClassVar[str] = "careers/pathways"

    purpose: str
    industries: tuple[Industry, ...]
    partnerships: tuple[Partnership, ...] = ()
    basis: str
    steps: tuple[PathwayStep, ...]
    supports: tuple[Support, ...] = ()
    not_known: tuple[str, ...] = ()
    sources: tuple[Source, ...]
    as_of: str = ""  # partial date
    compiled: date | None = None
    last_reviewed: date | None = None

    @property
    def move_kinds(self) -> frozenset[str]:
        """The kinds of its moves: ``next``, ``sideways`` or both."""
        return frozenset(move.kind for step in self.steps for move in step.moves)

    @property
    def has_learning(self) -> bool:
        """Whether a step of it is a course."""
        return any(step.is_learning for step in self.steps)


# The table onet_codes is no kind here: it only serves the check, and the API
# would have a file for each of its thousand rows.
KINDS: dict[str, type[Record]] = {
    "code_schemes": CodeScheme,
    "wages": Wage,
    "credential_levels": CredentialLevel,
    "training_formats": Term,
    "start_groups": Term,
    "way_in_bases": WayInBasis,
    "career_links": CareerLink,
    "trade_words": TradeWord,
    "entry_education": EntryLevel,
    "entry_experience": EntryLevel,
    "entry_training": EntryLevel,
    "job_zones": JobZone,
    "occupation_entry": OccupationEntry,
    "reported_titles": ReportedTitles,
    "occupations": Occupation,
    "credentials": Credential,
    "training_options": TrainingOption,
    "supports": Support,
    "starting_points": StartingPoint,
    "pathways": Pathway,
}
