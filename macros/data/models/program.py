"""The program, its surroundings and its vocabularies."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import ClassVar
from uuid import UUID, uuid5

from macros.data.models.base import Record, Term, grouped

# --- vocabularies -----------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LastingTerm(Term):
    """A word that counts for ``holds_months`` after the day of its source, and for good where that is None.

    ``then`` is the id of the word that counts from then on; see ``macros.data.standing``.
    """

    holds_months: int | None = None
    then: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Status(LastingTerm):
    """What has become of a partnership; ``published`` is false for drafts only, ``is_over`` where it has ended."""

    published: bool = True
    is_over: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ServiceState(LastingTerm):
    """Whether a service can be had; pages say ``told``, the day, and then the ``remark``."""

    is_offered: bool = False
    told: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stage(Term):
    """A stage of a partnership's growth; stages are in the table's order."""

    meaning: str = ""
    indicators: tuple[StageIndicator, ...] = grouped("stage_indicators", by="stage")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StageIndicator(Record):
    """One early sign by which a stage is recognised."""

    stage: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Role(Term):
    """What an organization does in a partnership.

    ``leads`` marks conveners and the like; ``takes_part`` those who work with the others, as a venue does not.
    """

    plural: str = ""
    leads: bool = False
    takes_part: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outcome(Term):
    """One of the results that partnerships work for."""

    group: Term


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StrategicArea(Term):
    """One of the program's areas of focus, with what belongs to it."""

    components: tuple[StrategicAreaComponent, ...] = grouped("strategic_area_components", by="strategic_area")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StrategicAreaComponent(Record):
    """One thing that partnerships do within a strategic area."""

    strategic_area: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Unit(Term):
    """What a figure counts, in the singular and the plural; ``style`` is ``count``, ``money`` or ``share``.

    ``whole`` and ``negative`` say which numbers it may have: only whole ones, also those below zero.
    """

    singular: str = ""
    plural: str = ""
    style: str = "count"
    whole: bool = False
    negative: bool = True


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Synonyms(Record):
    """Words that mean the same to people who search, with semicolons between them."""

    words: str

    @property
    def each(self) -> tuple[str, ...]:
        """The words and phrases one by one."""
        return tuple(word.strip() for word in self.words.split(";"))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Qualifier(Term):
    """How exact a figure is; ``prefix`` stands before the number, ``suffix`` behind the unit."""

    prefix: str = ""
    suffix: str = ""


# --- the program and its surroundings --------------------------------------

GLOSSARY = "toolkit/glossary/"  # the page that people write for the glossary


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Attribution(Record):
    """A sentence that the publisher of a source asks for where its work is shown."""

    source: str
    text: str
    terms: str = ""
    terms_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Source(Record):
    """A document or page that a fact comes from."""

    title: str
    publisher: str
    date: str = ""  # partial date of the document itself
    url: str = ""
    accessed: dt.date | None = None
    grade: Term | None = None
    note: str = ""
    attributions: tuple[Attribution, ...] = grouped("attributions", "source")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ServiceOnRecord:
    """A service that a source offers, announces, plans or ends. ``date`` is partial, and empty where it gives none."""

    service: Term
    state: ServiceState
    date: str = ""
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GlossaryTerm(Record):
    """A word of the field, explained in plain English."""

    term: str
    definition: str
    source: Source | None = None

    @property
    def path(self) -> str:
        """The address of the word's place on the glossary's page."""
        return f"{GLOSSARY}#{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OrganizationSource(Record):
    """One of the sources of the facts about an organization."""

    organization: str
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Organization(Record):
    """An organization that takes part, leads, funds or governs."""

    folder: ClassVar[str] = "organizations"

    name: str
    short_name: str = ""
    type: Term
    website: str = ""
    place: str = ""
    description: str = ""
    compiled: dt.date | None = None
    last_reviewed: dt.date | None = None
    sourced: tuple[OrganizationSource, ...] = grouped("organization_sources", by="organization")

    @property
    def sources(self) -> tuple[Source, ...]:
        """Where the facts about it were read, the main source first."""
        return tuple(each.source for each in self.sourced)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WorkforceArea(Term):
    """A local workforce area under WIOA, and the board that serves it."""

    folder: ClassVar[str] = "workforce-areas"
    level_id: ClassVar[str] = "area"

    board: Organization
    website: str = ""
    source: Source | None = None
    level_address: str = folder  # of the pages of its level, as the program's geography says

    @property
    def path(self) -> str:
        """The address of its page, below the site's root."""
        return f"{self.level_address}/{self.id}/"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class County(Record):
    """A county (or what another state calls so) with its FIPS 6-4 code."""

    folder: ClassVar[str] = "counties"
    level_id: ClassVar[str] = "county"

    name: str
    fips: str = ""
    workforce_area: WorkforceArea | None = None
    level_address: str = folder  # of the pages of its level, as the program's geography says

    @property
    def path(self) -> str:
        """The address of its page, below the site's root."""
        return f"{self.level_address}/{self.id}/"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CountyShape(Record):
    """A county's outline as SVG path data, and where its label stands, in the map's own units."""

    outline: str
    label_x: Decimal
    label_y: Decimal


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PlaceLevel(Term):
    """A further level of the geography; ``name`` is what one of its places is called, and ``plural`` several.

    ``address`` is the first part of the addresses of their pages.
    """

    plural: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Place(Record):
    """A place of a further level, with what it lies in; the whole counties and workforce areas lie in it."""

    folder: ClassVar[str] = "places"
    list_path: ClassVar[str] = "partnerships/"  # each level has its own list; only the directory has all

    level: PlaceLevel
    name: str
    counties: tuple[County, ...] = ()
    workforce_areas: tuple[WorkforceArea, ...] = ()
    within: tuple[str, ...] = ()  # places' ids
    whole_counties: tuple[County, ...] = ()
    whole_workforce_areas: tuple[WorkforceArea, ...] = ()
    description: str = ""
    website: str = ""
    source: Source | None = None

    @property
    def level_id(self) -> str:
        """The id of its level."""
        return self.level.id

    @property
    def path(self) -> str:
        """The address of its page, below the site's root."""
        return f"{self.level.address}/{self.id}/"


AnyPlace = County | WorkforceArea | Place


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class IndustryCode(Record):
    """One NAICS 2022 code that describes an industry."""

    industry: str
    code: str
    title: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Industry(Term):
    """An industry that the program highlights, in its tier."""

    folder: ClassVar[str] = "industries"

    tier: Term
    picture: str = ""  # the path of a file below the docs folder
    codes: tuple[IndustryCode, ...] = grouped("industry_codes", by="industry")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FundingProgram(Term):
    """The public program that paid for a partnership's start."""

    agency: Organization | None = None
    source: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Contact:
    """An institutional way to ask: never a person's own telephone or mailbox."""

    name: str
    email: str = ""
    phone: str = ""
    url: str = ""
    note: str = ""  # what the address is for


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HostSite:
    """The site that this library belongs to; without ``url`` it is named, not linked."""

    name: str
    url: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Geography:
    """What the whole state, counties and workforce areas are called here, and the addresses of their pages."""

    statewide: str
    county: str = "county"
    counties: str = "counties"
    counties_address: str = County.folder
    workforce_area: str = "workforce area"
    workforce_areas: str = "workforce areas"
    workforce_areas_address: str = WorkforceArea.folder

    def address(self, kind: str) -> str:
        """The first part of the addresses of a level's pages: ``regions`` for those at ``regions/region-3/``.

        ``kind`` is one of ``LEVELS``. Raises AttributeError for any other.
        """
        return str(getattr(self, address_field(kind)))


LEVELS = ("counties", "workforce_areas")  # the kinds of record that are a level of the geography each
PLACE_KINDS = (*LEVELS, "places")  # with the kind that holds the places of all further levels


def address_field(level: str) -> str:
    """The name of the field of the geography that says where a level's pages are."""
    return f"{level}_address"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Program(Record):
    """The one record that says whose library this is; another state replaces it."""

    site_name: str
    name: str
    state: str
    tagline: str
    description: str
    agency: Organization
    board: Organization
    contact: Contact
    accommodation: str
    host: HostSite | None = None
    geography: Geography
    site_url: str = ""
    repository_url: str = ""
    id_namespace: str
    holidays: str = ""
    time_zone: str
    review_months: int
    baseline: dt.date
    licence: str
    licence_url: str
    licence_decided: bool
    sources: tuple[Source, ...] = ()

    def licence_words(self, licence: str = "") -> str:
        """A license as it may be named: what is only proposed says so. Without ``licence``, the data's own."""
        name = licence or self.licence
        is_open = name == self.licence and not self.licence_decided
        return f"{name} (proposed, not decided yet)" if is_open else name

    def lasting_id(self, name: str) -> str:
        """The UUID of what is called ``name``, the same for ever (RFC 9562 section 5.5).

        It depends on no web address, so feeds and calendars keep their ids when
        the site moves.
        """
        return str(uuid5(_namespace(self.id_namespace), name))


@lru_cache(maxsize=4)
def _namespace(text: str) -> UUID:
    return UUID(text)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Permalink(Record):
    """An address that was published once, and where it leads when it is gone.

    It is no kind of record that the site shows (see ``KINDS``): a file for each
    address would be a new address.
    """

    kind: str
    address: str
    redirect: str = ""
    since: dt.date
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LinkCheck(Record):
    """An address of another site that could not be opened, how often in a row, and why. No kind that the site shows."""

    DEAD_AFTER: ClassVar[int] = 4  # checks in a row: sites are down for a night, and a wrong alarm costs trust

    url: str
    strikes: int
    since: dt.date
    last: dt.date
    reason: str

    @property
    def is_dead(self) -> bool:
        """Whether it failed so often in a row that it is most likely gone."""
        return self.strikes >= self.DEAD_AFTER


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ChangeNote(Record):
    """How a change of a record is to be told; ``kind`` and ``record`` name it, and it may be gone."""

    day: dt.date
    kind: str
    record: str
    change: str
    text: str = ""


KINDS: dict[str, type[Record]] = {
    "source_grades": Term,
    "attributions": Attribution,
    "sources": Source,
    "glossary": GlossaryTerm,
    "organization_types": Term,
    "organization_sources": OrganizationSource,
    "organizations": Organization,
    "workforce_areas": WorkforceArea,
    "counties": County,
    "county_shapes": CountyShape,
    "place_levels": PlaceLevel,
    "places": Place,
    "tiers": Term,
    "industry_codes": IndustryCode,
    "industries": Industry,
    "stage_indicators": StageIndicator,
    "stages": Stage,
    "statuses": Status,
    "roles": Role,
    "outcome_groups": Term,
    "outcomes": Outcome,
    "strategic_area_components": StrategicAreaComponent,
    "strategic_areas": StrategicArea,
    "synonyms": Synonyms,
    "topics": Term,
    "audiences": Term,
    "services": Term,
    "service_states": ServiceState,
    "populations": Term,
    "funding_programs": FundingProgram,
    "partnership_kinds": Term,
    "reaches": Term,
    "units": Unit,
    "qualifiers": Qualifier,
    "change_notes": ChangeNote,
    "program": Program,
}
