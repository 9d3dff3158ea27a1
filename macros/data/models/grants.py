"""Grants and funding: templates for applications, texts to use again, and sources of money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from macros.data.models.base import Record, Term
from macros.data.models.program import County, Industry, Organization, Place, Source, Stage


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MoneyKind(Term):
    """Where the money of a budget line comes from."""

    is_match: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MatchBasis(Term):
    """What a match share is a share of; both where nobody has said which."""

    of_grant: bool = False
    of_project: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FundStatus(Term):
    """Whether a fund takes applications; ``is_derived`` words come from the build alone."""

    needs_check: bool = False
    is_open: bool = False
    is_derived: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GrantSection(Term):
    """A part of an application, and which of a partnership's facts the filler puts into it."""

    heading: str
    takes_description: bool = False
    takes_partners: bool = False
    takes_figures: bool = False
    takes_places: bool = False
    takes_industries: bool = False
    takes_pay: bool = False
    takes_training: bool = False
    takes_budget: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FactToFind(Term):
    """A fact that a section needs and that is not in the data; ``url`` only where ``source`` says that it is there."""

    section: GrantSection
    url: str = ""
    source: Source | None = None


# --- funding ------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Round:
    """A round whose dates someone confirmed with the funder on the day ``checked``."""

    name: str
    opens: str = ""  # partial date
    closes: str = ""  # partial date
    checked: date
    source: Source
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rule:
    """Something that an application must meet, as a source states it."""

    text: str
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Seen:
    """Something that a source reports about a fund's past."""

    text: str
    date: str = ""  # partial date
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fund(Record):
    """A source of money. Its ``status`` is what the record says; see ``funding.status`` for what may be shown."""

    folder: ClassVar[str] = "grants/funding"

    name: str
    short_name: str = ""
    summary: str
    status: FundStatus
    last_checked: date | None = None
    funder: Organization | None = None
    through: tuple[Organization, ...] = ()
    level: Term
    program: str = ""
    uses: tuple[Term, ...] = ()
    uses_note: str = ""
    applicants: tuple[Term, ...] = ()
    applicants_note: str = ""
    industries: tuple[Industry, ...] = ()
    industries_note: str = ""
    counties: tuple[County, ...] = ()
    places: tuple[Place, ...] = ()
    places_note: str = ""
    stages: tuple[Stage, ...] = ()
    largest_award: Decimal | None = None
    size_note: str = ""
    match_percent: Decimal | None = None
    match_basis: MatchBasis | None = None
    match_note: str = ""
    cycle: str = ""
    rounds: tuple[Round, ...] = ()
    rules: tuple[Rule, ...] = ()
    history: tuple[Seen, ...] = ()
    not_known: tuple[str, ...] = ()
    url: str = ""
    sources: tuple[Source, ...]
    compiled: date | None = None
    last_reviewed: date | None = None


# --- texts to use again ---------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BlockPart:
    """A part of a text, with words, with a list, or with both."""

    title: str
    text: str = ""
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BlockRow:
    """A row of a table: its cells with semicolons between them."""

    cells: str

    @property
    def each(self) -> tuple[str, ...]:
        """The cells one by one."""
        return tuple(cell.strip() for cell in self.cells.split(";"))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BlockTable:
    """A table of a text, with a header row."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[BlockRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GrantBlock(Record):
    """A text that most applications need; text in square brackets is to be filled in."""

    folder: ClassVar[str] = "grants/blocks"
    list_path: ClassVar[str] = "grants/"

    title: str
    summary: str
    sections: tuple[GrantSection, ...]
    guidance: str
    parts: tuple[BlockPart, ...] = ()
    tables: tuple[BlockTable, ...] = ()
    looks_for: tuple[str, ...] = ()
    version: str
    licence: str
    licence_url: str
    sources: tuple[Source, ...] = ()
    compiled: date | None = None
    last_reviewed: date | None = None

    @property
    def name(self) -> str:
        """The title, under the word that every other kind of record uses."""
        return self.title


# --- templates --------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TemplateSection:
    """One section of a template: how to write it, an example, and how it is read."""

    section: GrantSection
    words: int
    guidance: str
    prompts: tuple[str, ...]
    example: str
    looks_for: tuple[str, ...]
    data: tuple[str, ...]
    blocks: tuple[GrantBlock, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Match:
    """The share that partners must add; without a source it is an example of ours."""

    percent: Decimal
    basis: MatchBasis
    note: str
    source: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BudgetLine:
    """A line of an example budget with its dollars for each year."""

    item: str
    cost: Term
    money: MoneyKind
    basis: str
    year_1: Decimal
    year_2: Decimal | None = None
    year_3: Decimal | None = None
    year_4: Decimal | None = None
    year_5: Decimal | None = None

    def dollars(self, years: int) -> tuple[Decimal, ...]:
        """The dollars of each of the first ``years``; a year that is not given has none."""
        each = (self.year_1, self.year_2, self.year_3, self.year_4, self.year_5)
        return tuple(amount or Decimal(0) for amount in each[:years])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Budget:
    """An example budget for an invented place."""

    years: int
    note: str
    lines: tuple[BudgetLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GrantTemplate(Record):
    """A template for a grant application, section by section."""

    folder: ClassVar[str] = "grants/templates"
    list_path: ClassVar[str] = "grants/"

    title: str
    summary: str
    purpose: str
    use_when: tuple[str, ...]
    use_other: tuple[str, ...] = ()
    funds: tuple[Fund, ...] = ()
    funds_note: str = ""
    rules: tuple[Rule, ...] = ()
    rules_note: str = ""
    sections: tuple[TemplateSection, ...]
    match: Match | None = None
    budget: Budget
    version: str
    licence: str
    licence_url: str
    sources: tuple[Source, ...] = ()
    compiled: date | None = None
    last_reviewed: date | None = None

    @property
    def name(self) -> str:
        """The title, under the word that every other kind of record uses."""
        return self.title


KINDS: dict[str, type[Record]] = {
    "cost_kinds": Term,
    "money_kinds": MoneyKind,
    "match_bases": MatchBasis,
    "fund_levels": Term,
    "fund_statuses": FundStatus,
    "grant_sections": GrantSection,
    "facts_to_find": FactToFind,
    "funds": Fund,
    "grant_blocks": GrantBlock,
    "grant_templates": GrantTemplate,
}
