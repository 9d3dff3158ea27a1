"""The toolkit: a page for each step and each worksheet, and what written pages show of its records."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from markupsafe import Markup

from macros.data import public_holidays
from macros.data.catalog import Catalog, places, served
from macros.data.models import Outcome, Partnership
from macros.data.models.toolkit import Component, OutcomeExample, ToolkitStep, Worksheet
from macros.data.plain_dates import distance
from macros.pages import fill_in, templating
from macros.pages.macro_context import Context, MacroError, nearest, page_macro
from macros.pages.outputs import Page, Site
from macros.pages.record_pages import RecordPage
from macros.subjects.toolkit import forms
from macros.subjects.toolkit.forms import Form

SECTION = "toolkit"
ABOVE = (("Toolkit", "toolkit/"),)
SHELVES = {"tool": ("Tools", "toolkit/tools/"), "worksheet": ("Worksheets", "toolkit/worksheets/")}
MOST_TO_START_FROM = 300  # partnerships whose rows a page can carry; a larger directory is filtered on its own page
MOST_NAMED = 40  # partnerships beside one result
YEARS_AHEAD = 5  # years whose holidays a page carries
MOST_HELP = 3  # sessions or partnerships beside one component


def outputs(catalog: Catalog, site: Site) -> Iterator[Page]:
    """The pages of steps and worksheets."""
    for step in _in_order(catalog):
        yield _step_page(step, catalog, site)
    for sheet in catalog.worksheets.values():
        yield _worksheet_page(sheet, catalog, site)


def _in_order(catalog: Catalog) -> list[ToolkitStep]:
    return sorted(catalog.steps.values(), key=lambda each: each.number)


# --- pages of records -------------------------------------------------------------


def _step_page(step: ToolkitStep, catalog: Catalog, site: Site) -> Page:
    return RecordPage(
        record=step,
        template="step.html",
        above=(*ABOVE, ("Steps", "toolkit/steps/")),
        context=lambda: _step(step, catalog),
        title=f"Step {step.number}: {step.name}",
        kind="Toolkit",
    ).page(catalog, site)


def _step(step: ToolkitStep, catalog: Catalog) -> dict[str, Any]:
    steps = _in_order(catalog)
    place = steps.index(step)
    return {
        "step": step,
        "before": steps[place - 1] if place else None,
        "after": steps[place + 1] if place + 1 < len(steps) else None,
        "total": len(steps),
        "tools": [each for each in catalog.tools.values() if each.step is step],
        "sheets": [each for each in catalog.worksheets.values() if step in each.steps],
        "sessions": _about(catalog, "sessions", step.topics),
        "templates": step.grant_templates,
    }


def _about(catalog: Catalog, kind: str, topics: Any) -> list[Any]:
    """The records of another subject that share a topic and have a page; none where it has no such kind."""
    wanted = {each.id for each in topics if each}
    found = [
        each
        for each in catalog.tables.get(kind, {}).values()
        if wanted & {topic.id for topic in getattr(each, "topics", ())}
    ]
    return [each for each in found if each.folder]


def _worksheet_page(sheet: Worksheet, catalog: Catalog, site: Site) -> Page:
    return RecordPage(
        record=sheet,
        template="worksheet.html",
        above=(*ABOVE, SHELVES[sheet.shelf]),
        context=lambda: _worksheet(sheet, catalog),
        kind="Toolkit",
        script="worksheet",
    ).page(catalog, site)


def _worksheet(sheet: Worksheet, catalog: Catalog) -> dict[str, Any]:
    form = forms.of_worksheet(sheet)
    return {
        "sheet": sheet,
        "form": form,
        "start": _start(form, catalog),
        "levels": places(catalog).levels[:1],
        "industries": catalog.industries.values(),
    }


# --- rows out of the directory ------------------------------------------------------


def _start(form: Form, catalog: Catalog) -> dict[str, Any]:
    """Rows that the directory has for the form's tables, and the names of those tables; empty without."""
    if not form.starts_with_directory or len(catalog.partnerships) > MOST_TO_START_FROM:
        return {}
    tables = [ask for part in form.parts for ask in part.asks if ask.kind == "table"]
    found = [(table, make) for table in tables if (make := _rows_for([column.key for column in table.table]))]
    records = [each | {"table": table.key} for table, make in found for each in make(catalog)]
    return {"labels": [table.label for table, _ in found], "records": records} if records else {}


def _rows_for(columns: list[str]) -> Callable[[Catalog], Iterator[dict[str, Any]]] | None:
    """What the directory knows for a table with these columns.

    Of visits to single companies it knows nothing: to take part in a partnership is no visit.
    """
    known = {
        ("name", "convened-by", "purpose", "businesses"): _partnership_rows,
        ("industry", "why"): _industry_rows,
    }
    return next((make for names, make in known.items() if set(names) <= set(columns)), None)


def _partnership_rows(catalog: Catalog) -> Iterator[dict[str, Any]]:
    """Partnerships as tables at which companies meet."""
    for each in catalog.partnerships.values():
        yield _reach_of((each,), catalog) | {
            "row": {
                "name": each.title,
                "convened-by": ", ".join(dict.fromkeys(member.organization.name for member in each.leads)),
                "purpose": each.summary,
                "businesses": ", ".join(industry.name for industry in each.industries),
            },
        }


def _reach_of(partnerships: Sequence[Any], catalog: Catalog) -> dict[str, Any]:
    """The industries, and the counties or other places of the first level, that partnerships serve, by their ids."""
    return {
        "counties": list(dict.fromkeys(place for one in partnerships for place in _places_of(one, catalog))),
        "industries": list(dict.fromkeys(industry.id for one in partnerships for industry in one.industries)),
    }


def _places_of(partnership: Partnership, catalog: Catalog) -> list[str]:
    """The places of the first level that a partnership serves."""
    return [each.id for level in places(catalog).levels[:1] for each in served(partnership, catalog).get(level.id, ())]


def _industry_rows(catalog: Catalog) -> Iterator[dict[str, Any]]:
    for each in catalog.industries.values():
        found = catalog.partnerships_of(each)
        names = ", ".join(partnership.title for partnership in found[:MOST_HELP])
        yield {
            "counties": _reach_of(found, catalog)["counties"],
            "industries": [each.id],
            "row": {
                "industry": each.name,
                "why": f"Partnerships on record: {names}" if found else "No partnership on record yet",
            },
        }


# --- what written pages show ----------------------------------------------------------


@page_macro()
def toolkit_steps(page: Context) -> Markup:
    """The steps of starting and running a partnership."""
    return templating.render("toolkit_steps.html", steps=_in_order(page.catalog), base=page.base)


@page_macro('worksheet_list(shelf="tool")')
def worksheet_list(page: Context, shelf: str = "worksheet") -> Markup:
    """The worksheets, or the sample texts and sheets of the shelf tool.

    Raises MacroError for a shelf that is not there.
    """
    if shelf not in SHELVES:
        raise MacroError(f"there is no shelf named '{shelf}'.{nearest(shelf, SHELVES)}")
    sheets = [each for each in page.catalog.worksheets.values() if each.shelf == shelf]
    return templating.render("worksheet_list.html", sheets=sheets, base=page.base)


@page_macro()
def tools_library(page: Context) -> Markup:
    """Every tool that the guides name, with its owner and our own version."""
    tools = page.catalog.tools.values()
    groups = [
        (f"Step {step.number}: {step.name}", [each for each in tools if each.step is step])
        for step in _in_order(page.catalog)
    ]
    parts = dict.fromkeys(each.part for each in tools if not each.step)
    groups += [(part, [each for each in tools if not each.step and each.part == part]) for part in parts]
    sources = {each.source.id: each.source for each in tools if each.source}
    return templating.render(
        "tools.html",
        groups=[each for each in groups if each[1]],
        sources=sources.values(),
        change_url=lambda tool: fill_in.record_url("tools", tool, page.catalog, page.site),
        base=page.base,
    )


@dataclass(frozen=True, slots=True)
class Help:
    """What helps with one component: pages, sessions, templates and partnerships."""

    component: Component
    sessions: list[Any]
    templates: list[Any]
    partnerships: list[Any]


@page_macro()
def self_assessment(page: Context) -> Markup:
    """The self-assessment with its result and what helps next."""
    catalog = page.catalog
    helps = [_help(each, catalog) for element in catalog.elements.values() for each in element.components]
    return templating.render(
        "assessment.html",
        form=forms.assessment(catalog),
        elements=catalog.elements.values(),
        helps=helps,
        model=assessment_model(catalog),
        sources={each.source.id: each.source for each in catalog.elements.values() if each.source}.values(),
        base=page.base,
    )


def _help(component: Component, catalog: Catalog) -> Help:
    topics = (component.topic,) if component.topic else ()
    partnerships = _working_for(component.result, catalog) if component.result else []
    return Help(
        component,
        _about(catalog, "sessions", topics)[:MOST_HELP],
        [component.grant_template] if component.grant_template else [],
        partnerships[:MOST_HELP],
    )


def _working_for(result: Any, catalog: Catalog) -> list[Any]:
    """The partnerships that name a result among those that they work for."""
    return [each for each in catalog.partnerships.values() if result in each.outcomes]


def assessment_model(catalog: Catalog) -> dict[str, Any]:
    """What the scripts of assessment and consensus know: ids and names, in the page's order.

    ``salt`` makes a short code fit only pages with the same components and partners.
    """
    elements = [
        {
            "id": each.id,
            "name": each.name,
            "components": [one.id for one in each.components],
            "names": [one.name for one in each.components],
        }
        for each in catalog.elements.values()
    ]
    partners = [each.name for each in catalog.partner_kinds.values()]
    salt = "/".join([*(id for each in elements for id in each["components"]), *catalog.partner_kinds])
    # Many leave the name that storage-panel.js offers; it tells nobody apart.
    unnamed = f"My {forms.assessment(catalog).noun}"
    return {"elements": elements, "partners": partners, "salt": salt, "unnamed": unnamed}


@page_macro()
def team_consensus(page: Context) -> Markup:
    """Several people's self-assessments put together."""
    catalog = page.catalog
    return templating.render(
        "consensus.html",
        elements=catalog.elements.values(),
        partners=catalog.partner_kinds.values(),
        model=assessment_model(catalog),
        form=forms.assessment(catalog),
        base=page.base,
    )


@page_macro()
def action_plan(page: Context) -> Markup:
    """The action plan with a table for each element."""
    catalog = page.catalog
    components = {
        each.id: {"element": element.id, "objective": each.objective, "action": each.action, "outcome": each.outcome}
        for element in catalog.elements.values()
        for each in element.components
    }
    model = {
        "elements": [{"id": each.id} for each in catalog.elements.values()],
        "components": components,
        "statuses": forms.STATUSES,
    }
    return templating.render("plan.html", form=forms.plan(catalog), model=model, base=page.base)


@page_macro()
def launch_schedule(page: Context) -> Markup:
    """The schedule of a launch, counted from its day.

    It knows the holidays of last year to some years ahead.
    """
    catalog, today = page.catalog, page.site.today
    tasks = [
        {"name": each.name, "from": each.from_day, "to": each.to_day, "meeting": each.meeting}
        for each in catalog.launch_tasks.values()
    ]
    years = range(today.year - 1, today.year + YEARS_AHEAD + 1)
    code = catalog.program.holidays
    days = public_holidays.rest_days(code, years) if code else {}
    holidays = {day.isoformat(): name for day, name in days.items()}
    coming = [(day.isoformat(), name) for day, name in days.items() if 0 <= (day - today).days < 365]
    return templating.render(
        "launch.html",
        form=forms.launch(catalog),
        tasks=catalog.launch_tasks.values(),
        when=distance,
        coming=coming,
        years=years,
        version=public_holidays.VERSION,
        model={"tasks": tasks, "holidays": holidays},
        program=catalog.program,
        base=page.base,
    )


@page_macro()
def what_works(page: Context) -> Markup:
    """What works well beside what works less well."""
    return templating.render("practices.html", practices=page.catalog.practices.values())


@page_macro()
def results_list(page: Context) -> Markup:
    """The results that partnerships work for, in their groups, each with the partnerships that name it."""
    catalog = page.catalog
    groups = [
        (
            group,
            [
                (each, _working_for(each, catalog)[:MOST_NAMED], _examples_of(each, catalog))
                for each in catalog.outcomes.values()
                if each.group is group
            ],
        )
        for group in catalog.outcome_groups.values()
    ]
    return templating.render("results.html", groups=groups, base=page.base)


def _examples_of(outcome: Outcome, catalog: Catalog) -> list[OutcomeExample]:
    return [each for each in catalog.outcome_examples.values() if outcome in each.outcomes]


@page_macro()
def outcome_examples(page: Context) -> Markup:
    """What partnerships in other states reported, each with the results that it shows."""
    examples = page.catalog.outcome_examples.values()
    return templating.render("outcome_examples.html", examples=examples, base=page.base)


@page_macro()
def project_plan(page: Context) -> Markup:
    """The sample project plan, stage by stage."""
    stages = [
        (stage, [each for each in page.catalog.project_plan.values() if each.stage is stage])
        for stage in page.catalog.stages.values()
    ]
    return templating.render("project_plan.html", stages=[each for each in stages if each[1]], base=page.base)


@page_macro()
def questions_and_answers(page: Context) -> Markup:
    """What people ask about partnerships, with answers."""
    return templating.render("faq.html", questions=page.catalog.faq.values(), base=page.base)


@page_macro()
def room_packs(page: Context) -> Markup:
    """What to take into a room without a network, as zip files."""
    return templating.render("room_packs.html", packs=page.catalog.room_packs.values(), base=page.base)


# --- drawings ---------------------------------------------------------------------------

LEFT, TOP, WIDE, HIGH, UNIT = 60, 84, 800, 200, 40
NAME, NAME_LINE, CLEAR = 15, 17, 12  # signs on a line of a step's name; from line to line; from a point to its name


@dataclass(frozen=True, slots=True)
class Point:
    """A step on the drawing of effort over time; its name is above it, or below where the line is above it."""

    step: ToolkitStep
    x: int
    y: int
    is_below: bool
    anchor: str  # start and end: beside the point, where the line comes from above on one side and leaves below

    @property
    def name(self) -> list[tuple[int, str]]:
        """The lines of the step's name, with the place of each."""
        lines = wrap(self.step.name, NAME)
        first = self.y + CLEAR + NAME if self.is_below else self.y - CLEAR - NAME_LINE * (len(lines) - 1)
        return [(first + place * NAME_LINE, line) for place, line in enumerate(lines)]


def effort_points(steps: Sequence[ToolkitStep]) -> list[Point]:
    """The steps from left to right, each with the place of its name that no line crosses."""
    gap = WIDE // max(len(steps), 1)
    found = []
    for place, each in enumerate(steps):
        before, after = (
            other.effort - each.effort if other else 0
            for other in (steps[place - 1] if place else None, steps[place + 1] if place + 1 < len(steps) else None)
        )
        anchor = "start" if before > 0 > after else "end" if before < 0 < after else "middle"
        is_below = anchor == "middle" and max(before, after) > 0
        found.append(Point(each, LEFT + gap * place + gap // 2, TOP + HIGH - each.effort * UNIT, is_below, anchor))
    return found


@page_macro()
def effort_drawing(page: Context) -> Markup:
    """The work of each step, drawn and as a list."""
    steps = _in_order(page.catalog)
    gap = WIDE // max(len(steps), 1)
    bands = []
    for stage in page.catalog.stages.values():
        places = [place for place, each in enumerate(steps) if each.stage is stage]
        if places:
            bands.append((stage, LEFT + gap * places[0], gap * (places[-1] - places[0] + 1)))
    return templating.render(
        "effort.html",
        points=effort_points(steps),
        bands=bands,
        left=LEFT,
        bottom=TOP + HIGH,
        wide=WIDE,
        top=TOP,
        base=page.base,
    )


@page_macro()
def two_tables(page: Context) -> Markup:
    """The inner table of employers and the outer table of partners, drawn and as a list."""
    kinds = list(page.catalog.partner_kinds.values())
    return templating.render(
        "two_tables.html",
        inner=[each for each in kinds if each.inner],
        outer=[each for each in kinds if not each.inner],
    )
