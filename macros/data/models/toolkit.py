"""The toolkit: steps, worksheets, tools, the elements of the self-assessment, and what a launch needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from macros.data.models.base import Record, Term, grouped
from macros.data.models.grants import GrantTemplate
from macros.data.models.program import Outcome, Source, Stage

# Pages that people write, and that records have their places on.
TOOLS, ASSESSMENT = "toolkit/tools/", "toolkit/assessment/"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PartnerKind(Term):
    """A kind of partner that a team wants; ``inner`` marks those who set the agenda."""

    inner: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReviewQuestion(Record):
    """What a team asks itself before it leaves a step."""

    step: str
    text: str
    detail: str = ""
    source: Source | None = None

    @property
    def parts(self) -> tuple[str, ...]:
        """What belongs to the question, part by part."""
        return tuple(part.strip() for part in self.detail.split(";") if part.strip())


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StepRole:
    """Who takes part in a step, and what they do."""

    name: str
    part: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Action:
    """One thing to do in a step."""

    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ToolkitStep(Record):
    """A step of starting and running a partnership."""

    folder: ClassVar[str] = "toolkit/steps"

    number: int
    name: str
    summary: str
    purpose: str
    stage: Stage
    duration: str
    effort: int
    effort_note: str = ""
    who: tuple[StepRole, ...] = ()
    actions: tuple[Action, ...] = ()
    pitfalls: tuple[str, ...] = ()
    topics: tuple[Term, ...] = ()
    grant_templates: tuple[GrantTemplate, ...] = ()
    sources: tuple[Source, ...] = ()
    compiled: date | None = None
    last_reviewed: date | None = None
    review_questions: tuple[ReviewQuestion, ...] = grouped("review_questions", by="step")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a worksheet's table."""

    key: str
    label: str
    kind: str = "line"
    options: tuple[str, ...] = ()

    @classmethod
    def of(cls, text: str) -> Column:
        """A column as a worksheet's file writes it: ``who | Who does it | choice | Ann; Bea``."""
        key, label, kind, options, *_ = [part.strip() for part in text.split("|")] + ["", "", ""]
        return cls(key, label, kind or "line", tuple(each.strip() for each in options.split(";") if each.strip()))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ask:
    """What a worksheet asks for, or says, in one place; the kind ``part`` begins a part with its heading."""

    key: str
    kind: str
    label: str
    hint: str = ""
    starts_as: str = ""
    options: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    blank: int = 3

    @property
    def table(self) -> tuple[Column, ...]:
        """The columns of a table."""
        return tuple(map(Column.of, self.columns))

    @property
    def cells(self) -> tuple[tuple[str, ...], ...]:
        """The rows that stand in the table at first, each with a cell for each column."""
        width = len(self.columns)
        given = (tuple(cell.strip() for cell in row.split("|")) for row in self.rows)
        return tuple((row + ("",) * width)[:width] for row in given)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Worksheet(Record):
    """A form that a team fills in; page, print, Word file and saving follow from it.

    ``shelf`` says where it stands: ``tool`` or ``worksheet``.
    """

    folder: ClassVar[str] = "toolkit/worksheets"

    shelf: str
    version: int
    name: str
    summary: str
    how: str
    minutes: int = 0
    steps: tuple[ToolkitStep, ...] = ()
    start_from: str = ""
    overlap: str = ""
    asks: tuple[Ask, ...] = ()
    sources: tuple[Source, ...] = ()
    compiled: date | None = None
    last_reviewed: date | None = None

    @property
    def path(self) -> str:
        """The address of the worksheet's page: tools stand on a shelf of their own."""
        return f"{TOOLS if self.shelf == 'tool' else 'toolkit/worksheets/'}{self.id}/"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tool(Record):
    """A tool that the guides name: who owns it, and what this library has in its place."""

    name: str
    purpose: str
    step: ToolkitStep | None = None
    part: str = ""
    kind: Term
    owner: str
    worksheet: Worksheet | None = None
    page: str = ""
    url: str = ""
    licence: str
    source: Source | None = None

    @property
    def path(self) -> str:
        """The address of the tool's place in the tools library."""
        return f"{TOOLS}#{self.id}"

    @property
    def ours(self) -> str:
        """The page of this library that does the same job, or ``""``."""
        return self.worksheet.path if self.worksheet else self.page


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reflection(Record):
    """A question for the team's talk about an element."""

    element: str
    text: str
    source: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Component(Record):
    """What a team needs to have in place for an element."""

    element: str
    name: str
    text: str
    objective: str
    action: str
    outcome: str
    step: ToolkitStep
    worksheet: Worksheet | None = None
    topic: Term | None = None
    grant_template: GrantTemplate | None = None
    result: Outcome | None = None
    source: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Element(Record):
    """An element of a sector strategy, with its components and its reflection questions."""

    number: int
    name: str
    meaning: str
    source: Source | None = None
    components: tuple[Component, ...] = grouped("components", by="element")
    reflections: tuple[Reflection, ...] = grouped("reflections", by="element")

    @property
    def path(self) -> str:
        """The address of the element's place in the self-assessment."""
        return f"{ASSESSMENT}#{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Practice(Record):
    """A pair: what works well, and what works less well."""

    works: str
    works_less: str
    meaning: str
    source: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OutcomeExample(Record):
    """What a partnership in another state reported, and the results that we think it shows."""

    name: str
    place: str
    text: str
    outcome: Outcome
    second_outcome: Outcome | None = None
    source: Source

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """The one or two results."""
        return tuple(each for each in (self.outcome, self.second_outcome) if each)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PlanTask(Record):
    """A task of the sample project plan."""

    stage: Stage
    step: ToolkitStep | None = None
    task: str
    who: str
    from_month: int
    to_month: int | None = None  # None where it goes on
    sign: str
    source: Source | None = None

    @property
    def months(self) -> str:
        """When it is done: ``5``, ``9-18`` or ``24 and later``."""
        if self.to_month is None:
            return f"{self.from_month} and later"
        return f"{self.from_month}" if self.from_month == self.to_month else f"{self.from_month}-{self.to_month}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Question(Record):
    """A question that people ask about partnerships, with its answer."""

    question: str
    answer: str
    step: ToolkitStep | None = None
    source: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LaunchTask(Record):
    """What has to happen before or after a launch meeting, in days from it.

    ``stated`` is ``source`` where a source gives the timing, and ``ours`` elsewhere.
    """

    name: str
    detail: str
    from_day: int
    to_day: int
    who: str
    stated: str
    meeting: bool = False
    worksheet: Worksheet | None = None
    source: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RoomPack(Record):
    """What a team takes into a room without a network."""

    stage: Stage
    name: str
    summary: str
    steps: tuple[ToolkitStep, ...] = ()
    worksheets: tuple[Worksheet, ...] = ()
    pages: tuple[str, ...] = ()
    compiled: date | None = None
    last_reviewed: date | None = None

    @property
    def zip_file(self) -> str:
        """The address of the pack's zip file below the site's root."""
        return f"toolkit/packs/{self.id}.zip"


KINDS: dict[str, type[Record]] = {
    "tool_kinds": Term,
    "partner_kinds": PartnerKind,
    "review_questions": ReviewQuestion,
    "steps": ToolkitStep,
    "worksheets": Worksheet,
    "tools": Tool,
    "reflections": Reflection,
    "components": Component,
    "elements": Element,
    "practices": Practice,
    "outcome_examples": OutcomeExample,
    "project_plan": PlanTask,
    "faq": Question,
    "launch_tasks": LaunchTask,
    "room_packs": RoomPack,
}
