"""What partnerships can measure, and the program's own record: plans, figures, history and stories."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from macros.data.models.base import Record, Term, grouped
from macros.data.models.partnerships import Figure, Partnership
from macros.data.models.program import Organization, Qualifier, Source, Stage, StrategicArea, Unit


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MetricKind(Term):
    """Process or impact."""

    plural: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AnticipatedResult(Term):
    """One of the results that the program expects of partnerships."""

    source: Source


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Metric(Record):
    """Something that a partnership can measure, with all that it takes to measure it alike every time."""

    folder: ClassVar[str] = "metrics"
    list_path: ClassVar[str] = "metrics/dictionary/"

    name: str
    question: str
    kind: MetricKind
    audience: Term
    from_grid: bool
    like_wioa: bool
    definition: str
    formula: str
    unit: Unit | None = None  # none for a yes or no
    collect: str
    how_often: str
    whose_data: str
    pitfalls: str
    small_counts: str
    results: tuple[AnticipatedResult, ...] = ()
    strategic_areas: tuple[StrategicArea, ...] = ()
    stages: tuple[Stage, ...]
    survey_questions: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    sources: tuple[Source, ...] = ()
    compiled: dt.date | None = None
    last_reviewed: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Deliverable(Record):
    """Something that the program planned to deliver; the planned dates are for drawing."""

    name: str
    audience: str = ""
    plan: str = ""  # words, where the dates can't say it
    planned_start: str = ""  # partial date
    planned_end: str = ""  # partial date
    note: str = ""
    status: Term
    evidence: str = ""
    status_as_of: str = ""  # partial date
    status_source: Source | None = None
    source: Source
    compiled: dt.date | None = None
    last_reviewed: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CollaborativeMember(Record):
    """A body of the collaborative; without ``organization`` it is a group of several."""

    name: str
    organization: Organization | None = None
    note: str = ""
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ProgramTopic(Term):
    """A heading of the program's record; a page asks for it by the word in ``page``."""

    page: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ProgramPoint(Record):
    """One role, promise, rule or lesson, under its topic."""

    topic: ProgramTopic
    name: str = ""
    text: str
    source: Source
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Milestone(Record):
    """A step in the program's history; without a date where no source gives one."""

    date: str = ""  # partial date
    text: str
    source: Source
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BoardDate(Record):
    """A known meeting of the board."""

    date: dt.date
    name: str
    place: str = ""
    url: str = ""
    source: Source
    compiled: dt.date | None = None
    last_reviewed: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ProgramFigure(Record):
    """A number about the program or its setting, with its passport."""

    metric: str
    value: Decimal
    unit: Unit
    qualifier: Qualifier
    period: str = ""
    as_of: str = ""  # partial date
    source: Source
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FigureVersion(Record):
    """What a figure said before; ``figure`` is its id."""

    figure: str
    value: Decimal
    qualifier: Qualifier
    as_of: str = ""  # partial date
    replaced: dt.date
    source: Source
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ContradictionSide(Record):
    """What one source says."""

    contradiction: str
    text: str
    place: str = ""
    as_of: str = ""  # partial date
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Contradiction(Term):
    """Sources that say different things, side by side."""

    choice: str
    sides: tuple[ContradictionSide, ...] = grouped("contradiction_sides", by="contradiction")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Story(Record):
    """What a partnership achieved, with the figures that it is based on."""

    folder: ClassVar[str] = "program/stories"

    title: str
    summary: str
    partnership: Partnership
    date: str = ""  # partial date
    need: str
    work: str
    change: str
    not_known: str = ""
    figures: tuple[Figure, ...] = ()
    sources: tuple[Source, ...]
    compiled: dt.date | None = None
    last_reviewed: dt.date | None = None

    @property
    def name(self) -> str:
        """The title, under the word that every other kind of record uses."""
        return self.title


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ExpectedPartner(Record):
    """A kind of partner that the program wants in a partnership."""

    organization_type: Term
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReviewPeriod(Record):
    """How long a record of one kind may go without a review, and who looks after it."""

    kind: str
    months: int
    keeper: str
    by_lead: bool


KINDS: dict[str, type[Record]] = {
    "metric_kinds": MetricKind,
    "metric_audiences": Term,
    "anticipated_results": AnticipatedResult,
    "metrics": Metric,
    "deliverable_statuses": Term,
    "deliverables": Deliverable,
    "collaborative_members": CollaborativeMember,
    "program_topics": ProgramTopic,
    "program_points": ProgramPoint,
    "milestones": Milestone,
    "board_dates": BoardDate,
    "program_figures": ProgramFigure,
    "figure_versions": FigureVersion,
    "contradiction_sides": ContradictionSide,
    "contradictions": Contradiction,
    "stories": Story,
    "expected_partners": ExpectedPartner,
    "review_periods": ReviewPeriod,
}
