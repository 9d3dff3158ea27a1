"""Forms that people fill in: one model, from which page, print, Word file and saved answers follow.

A worksheet is a form as it stands; the self-assessment, the action plan and the
launch schedule are forms made out of other records. The page is drawn by
``_form.html`` and woken by ``form-page.js``; here is what both must agree on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from macros.data.catalog import Catalog
from macros.data.models.toolkit import Ask, Column, Element, Worksheet
from macros.data.plain_dates import distance
from macros.formats import document_blocks

ANSWERS = ("In place", "Partly", "Not yet", "Don't know")
STATUSES = ("New", "Under way", "Done", "Slipped", "Dropped")
# The six columns of the action planning tool's table, and where the row stands.
PLAN_COLUMNS = (
    "objective | Strategic objective | prose",
    "actions | Key actions | prose",
    "by | Timeline: done by | date",
    "lead | Lead person or organization | line",
    "resources | Resources or help needed | prose",
    "outcomes | Desired outcomes | prose",
    f"status | Status | choice | {'; '.join(STATUSES)}",
)
# How wide the columns of a Word table are beside each other; forms.js has the same.
WIDTHS = {"check": 2, "number": 3, "date": 3, "line": 3, "choice": 3, "prose": 4}
LAUNCH_COLUMNS = (
    "done | Done | check",
    "from | From | date",
    "to | To | date",
    "when | When | line",
    "task | Task | prose",
    "who | Who | line",
    "note | Note | line",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPart:
    """A part of a form under its own heading; ``questions`` are for a team's talk."""

    key: str
    name: str
    text: str = ""
    questions: Sequence[str] = ()
    asks: Sequence[Ask] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form: ``kind`` and ``version`` stand in every saved file, ``noun`` is what people call one."""

    kind: str
    version: int
    title: str
    noun: str
    parts: Sequence[FormPart]
    file: str = ""  # of the Word document, below the site's root
    starts_with_directory: bool = False
    overlap: str = ""
    has_calendar: bool = False
    contents: str = ""  # what the parts behind the first one are, to lead to each from there
    is_landscape: bool = False  # on paper and in Word: its tables have many columns


def of_worksheet(sheet: Worksheet) -> Form:
    """A worksheet as a form."""
    return Form(
        kind=f"worksheet-{sheet.id}",
        version=sheet.version,
        title=sheet.name,
        noun="worksheet",
        parts=tuple(_parts(sheet.asks)),
        file=f"{sheet.path}{sheet.id}.docx",
        starts_with_directory=sheet.start_from == "directory",
        overlap=sheet.overlap,
        has_calendar=any(_has_date(each) for each in sheet.asks),
    )


def _parts(asks: Sequence[Ask]) -> Iterator[FormPart]:
    """The asks under the headings that begin the parts; the asks above the first have none."""
    head: Ask | None = None
    held: list[Ask] = []
    for each in asks:
        if each.kind == "part":
            if held or head:
                yield _part(head, held)
            head, held = each, []
        else:
            held.append(each)
    if held or head:
        yield _part(head, held)


def _part(head: Ask | None, asks: Sequence[Ask]) -> FormPart:
    return (
        FormPart(key=head.key, name=head.label, text=head.hint, asks=tuple(asks))
        if head
        else FormPart(key="part-first", name="", asks=tuple(asks))
    )


def _has_date(ask: Ask) -> bool:
    return ask.kind == "date" or any(column.kind == "date" for column in ask.table)


# --- forms out of other records ---------------------------------------------------


def assessment(catalog: Catalog) -> Form:
    """The self-assessment: each component of each element, with its obstacles."""
    kinds = tuple(each.name for each in catalog.partner_kinds.values())
    about = FormPart(
        key="about",
        name="About this answer",
        asks=(
            Ask(
                key="name", kind="line", label="Your name, if you like", hint="Your team's result shows who knows what."
            ),
            Ask(key="region", kind="line", label="Region or partnership"),
            Ask(
                key="partner",
                kind="choice",
                label="I answer for",
                hint="The kind of partner that you are. The consensus page shows which kinds are missing.",
                options=kinds,
            ),
            Ask(key="day", kind="date", label="Day"),
        ),
    )
    parts = tuple(_element_part(each) for each in catalog.elements.values())
    return Form(
        kind="assessment",
        version=1,
        title="Self-assessment",
        noun="self-assessment",
        parts=(*parts, about),
        file="toolkit/assessment/self-assessment.docx",
    )


def _element_part(element: Element) -> FormPart:
    asks = [
        ask
        for component in element.components
        for ask in (
            Ask(key=component.id, kind="choice", label=component.text, options=ANSWERS),
            Ask(key=f"{component.id}-obstacle", kind="line", label=f"Obstacles: {component.name.lower()}"),
        )
    ]
    return FormPart(
        key=element.id,
        name=f"{element.number}. {element.name}",
        text=element.meaning,
        questions=tuple(each.text for each in element.reflections),
        asks=(*asks, Ask(key=f"{element.id}-notes", kind="prose", label="Notes from our talk")),
    )


def plan(catalog: Catalog) -> Form:
    """The action plan: a table with six columns for each element."""
    about = FormPart(
        key="about",
        name="About this plan",
        asks=(
            Ask(key="partnership", kind="line", label="Partnership"),
            Ask(key="quarter", kind="line", label="Quarter or period", hint="For instance: first quarter of 2027."),
            Ask(key="next-review", kind="date", label="We look at this plan again on"),
        ),
    )
    parts = [
        FormPart(
            key=each.id,
            name=f"{each.number}. {each.name}",
            text=each.meaning,
            asks=(
                Ask(key=f"rows-{each.id}", kind="table", label=f"Plan for: {each.name}", columns=PLAN_COLUMNS, blank=2),
            ),
        )
        for each in catalog.elements.values()
    ]
    return Form(
        kind="action-plan",
        version=1,
        title="Action plan",
        noun="action plan",
        parts=(about, *parts),
        file="toolkit/plan/action-plan.docx",
        contents="Elements",
        has_calendar=True,
        is_landscape=True,
    )


def launch(catalog: Catalog) -> Form:
    """The launch schedule: tasks in days from the launch, which the page turns into dates."""
    rows = tuple(
        " | ".join(map(_without_bars, ("", "", "", when, f"{each.name}. {each.detail}", each.who, "")))
        for each in catalog.launch_tasks.values()
        for when in [distance(each.from_day, each.to_day)]
    )
    parts = (
        FormPart(
            key="about",
            name="The launch",
            asks=(
                Ask(key="launch-day", kind="date", label="Day of the launch meeting"),
                Ask(key="partnership", kind="line", label="Partnership"),
            ),
        ),
        FormPart(
            key="schedule",
            name="Schedule",
            asks=(
                Ask(
                    key="tasks", kind="table", label="What to do, and when", columns=LAUNCH_COLUMNS, rows=rows, blank=2
                ),
            ),
        ),
    )
    return Form(
        kind="launch-schedule",
        version=1,
        title="Launch schedule",
        noun="launch schedule",
        parts=parts,
        file="toolkit/launch/launch-schedule.docx",
        has_calendar=True,
        is_landscape=True,
    )


def _without_bars(text: str) -> str:
    return text.replace("|", "/")


# --- Word ---------------------------------------------------------------------------


def blocks(form: Form, note: str = "") -> Iterator[document_blocks.Block]:
    """A form as the blocks of a Word document, with fields to fill in."""
    if note:
        yield document_blocks.Text(note, "note")
    for part in form.parts:
        if part.name:
            yield document_blocks.Heading(part.name, 1)
        if part.text:
            yield document_blocks.Text(part.text)
        if part.questions:
            yield document_blocks.Text("To talk about:")
            yield document_blocks.List(part.questions)
        for ask in part.asks:
            yield from _blocks_of(ask)


def _blocks_of(ask: Ask) -> Iterator[document_blocks.Block]:
    if ask.kind == "text":
        yield document_blocks.Text(ask.label)
    elif ask.kind == "table":
        columns = ask.table
        given = [[_cell(column, text, ask) for column, text in zip(columns, row, strict=True)] for row in ask.cells]
        empty = [[_cell(column, "", ask) for column in columns] for _ in range(ask.blank)]
        widths = [WIDTHS[each.kind] for each in columns]
        yield document_blocks.Table(
            [each.label for each in columns], [*given, *empty], caption=ask.label, widths=widths
        )
    else:
        yield document_blocks.FormField(
            ask.label,
            value=ask.starts_as,
            hint=_hint(ask),
            tag=ask.key,
            type=_word_type(ask.kind),
            options=_pairs(ask.options),
        )


def _hint(ask: Ask) -> str:
    """What an empty field shows: on paper the answers of a choice must be seen."""
    answers = f"Choose: {' / '.join(ask.options)}" if ask.options else ""
    return f"{answers}. {ask.hint}" if answers and ask.hint else answers or ask.hint


def _cell(column: Column, text: str, ask: Ask) -> document_blocks.FormField:
    return document_blocks.FormField(
        column.label,
        value=text,
        hint=" ",
        tag=f"{ask.key}-{column.key}",
        type=_word_type(column.kind),
        options=_pairs(column.options),
    )


def _word_type(kind: str) -> str:
    return kind if kind in ("date", "choice", "check") else "text"


def _pairs(options: Sequence[str]) -> Sequence[tuple[str, str]]:
    return tuple((each, each) for each in options)
