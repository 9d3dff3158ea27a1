"""The records that the library knows, as frozen typed values: one module for each subject.

Every class is one resource of a data package under ``data/``. Its fields bear
the names of the Table Schema's fields; a field that the schema marks with
``references`` holds the record itself, not its id. Empty means not known: a
``str`` is then ``""``, a tuple is ``()``, anything else is ``None``.

A partial date is an ISO 8601 calendar date that may stop at the month or the
year: ``2023``, ``2023-11`` or ``2023-11-21``.

Records are compared by identity: the catalog holds each one once.
"""

from __future__ import annotations

from macros.data.models import careers, grants, metrics, partnerships, program, toolkit, training
from macros.data.models.base import Record, Term, grouped
from macros.data.models.careers import (
    CareerLink,
    CodeScheme,
    Credential,
    Move,
    Occupation,
    Pathway,
    StartingPoint,
    Step,
    Support,
    TradeWord,
    TrainingOption,
    Wage,
    WayIn,
)
from macros.data.models.grants import (
    BlockPart,
    BlockRow,
    BlockTable,
    Budget,
    BudgetLine,
    FactToFind,
    Fund,
    FundStatus,
    GrantBlock,
    GrantSection,
    GrantTemplate,
    Match,
    MatchBasis,
    MoneyKind,
    Round,
    Rule,
    Seen,
    TemplateSection,
)
from macros.data.models.partnerships import (
    Activity,
    Figure,
    JoinStep,
    Link,
    Membership,
    Partnership,
    Priority,
    StageChange,
)
from macros.data.models.program import (
    ChangeNote,
    Contact,
    County,
    CountyShape,
    FundingProgram,
    Geography,
    GlossaryTerm,
    HostSite,
    Industry,
    IndustryCode,
    Organization,
    Outcome,
    Permalink,
    Program,
    Qualifier,
    Role,
    Source,
    Stage,
    StageIndicator,
    Status,
    StrategicArea,
    StrategicAreaComponent,
    Synonyms,
    Unit,
    WorkforceArea,
)
from macros.data.models.training import LearningPath, Meeting, RunSheetTask, Series, Session, Transcript

__all__ = [
    "KINDS",
    "Activity",
    "BlockPart",
    "BlockRow",
    "BlockTable",
    "Budget",
    "BudgetLine",
    "CareerLink",
    "ChangeNote",
    "CodeScheme",
    "Contact",
    "County",
    "CountyShape",
    "Credential",
    "FactToFind",
    "Figure",
    "Fund",
    "FundStatus",
    "FundingProgram",
    "Geography",
    "GlossaryTerm",
    "GrantBlock",
    "GrantSection",
    "GrantTemplate",
    "HostSite",
    "Industry",
    "IndustryCode",
    "JoinStep",
    "LearningPath",
    "Link",
    "Match",
    "MatchBasis",
    "Meeting",
    "Membership",
    "MoneyKind",
    "Move",
    "Occupation",
    "Organization",
    "Outcome",
    "Partnership",
    "Pathway",
    "Permalink",
    "Priority",
    "Program",
    "Qualifier",
    "Record",
    "Role",
    "Round",
    "Rule",
    "RunSheetTask",
    "Seen",
    "Series",
    "Session",
    "Source",
    "Stage",
    "StageChange",
    "StageIndicator",
    "StartingPoint",
    "Status",
    "Step",
    "StrategicArea",
    "StrategicAreaComponent",
    "Support",
    "Synonyms",
    "TemplateSection",
    "Term",
    "TradeWord",
    "TrainingOption",
    "Transcript",
    "Unit",
    "Wage",
    "WayIn",
    "WorkforceArea",
    "grouped",
]

# The subjects, each below those that it refers to; within a subject, a kind
# stands below every kind that it refers to. So the catalog can be linked in one
# pass from top to bottom.
SUBJECTS = (program, partnerships, careers, metrics, training, grants, toolkit)

KINDS: dict[str, type[Record]] = {kind: cls for subject in SUBJECTS for kind, cls in subject.KINDS.items()}
