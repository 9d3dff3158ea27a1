"""The toolkit: a page for each step and each worksheet, and what written pages show of its records."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from macros.data import public_holidays
from macros.data.catalog import Catalog
from macros.data.models.toolkit import Component, Step, Worksheet
from macros.pages import templating
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


def _in_order(catalog: Catalog) -> list[Step]:
    return sorted(catalog.steps.values(), key=lambda each: each.number)


# --- pages of records -------------------------------------------------------------


def _step_page(step: Step, catalog: Catalog, site: Site) -> Page:
    return RecordPage(
        record=step,
        template="step.html",
        above=(*ABOVE, ("Steps", "toolkit/steps/")),
        context=lambda: _step(step, catalog),
        title=f"Step {step.number}: {step.name}",
        kind="Toolkit",
    ).page(catalog, site)


def _step(step: Step, catalog: Catalog) -> dict[str, Any]:
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
        "counties": catalog.counties.values(),
        "industries": catalog.industries.values(),
        "words": catalog.program.geography,
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
    """What the directory knows for a table with these columns."""
    known = {
        ("name", "convened-by", "purpose", "businesses"): _partnership_rows,
        ("who", "program", "purpose", "businesses"): _organization_rows,
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


def _organization_rows(catalog: Catalog) -> Iterator[dict[str, Any]]:
    """Organizations that take part in partnerships, and so may call on the companies of their industries."""
    for each in catalog.organizations.values():
        found = catalog.partnerships_of(each)
        if found and each.type.id != "employer":
            industries = dict.fromkeys(industry.name for one in found for industry in one.industries)
            yield _reach_of(found, catalog) | {
                "row": {
                    "who": each.name,
                    "program": each.type.name,
                    "purpose": "",
                    "businesses": ", ".join(industries),
                },
            }


def _reach_of(partnerships: Sequence[Any], catalog: Catalog) -> dict[str, Any]:
    """The counties and industries that partnerships serve together, by their ids."""
    served = _counties_of(catalog)
    return {
        "counties": list(dict.fromkeys(county for one in partnerships for county in served.get(one.id, ()))),
        "industries": list(dict.fromkeys(industry.id for one in partnerships for industry in one.industries)),
    }


@lru_cache(maxsize=1)
def _counties_of(catalog: Catalog) -> dict[str, list[str]]:
    """The counties that each partnership serves."""
    served: dict[str, list[str]] = {}
    for county in catalog.counties.values():
        for each in catalog.partnerships_of(county):
            served.setdefault(each.id, []).append(county.id)
    return served


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


def steps_html(catalog: Catalog, base: str) -> Markup:
    """The steps in their order, with their stage and how long they take."""
    return templating.render("toolkit_steps.html", steps=_in_order(catalog), base=base)


def sheets_html(catalog: Catalog, shelf: str, base: str) -> Markup:
    """The worksheets of a shelf as cards."""
    sheets = [each for each in catalog.worksheets.values() if each.shelf == shelf]
    return templating.render("worksheet_list.html", sheets=sheets, base=base)


def tools_html(catalog: Catalog, base: str) -> Markup:
    """Every tool that the guides name, step by step, then by the other parts of the guide."""
    tools = catalog.tools.values()
    groups = [
        (f"Step {step.number}: {step.name}", [each for each in tools if each.step is step])
        for step in _in_order(catalog)
    ]
    parts = dict.fromkeys(each.part for each in tools if not each.step)
    groups += [(part, [each for each in tools if not each.step and each.part == part]) for part in parts]
    sources = {each.source.id: each.source for each in tools if each.source}
    return templating.render(
        "tools.html", groups=[each for each in groups if each[1]], sources=sources.values(), base=base
    )


@dataclass(frozen=True, slots=True)
class Help:
    """What helps with one component: pages, sessions, templates and partnerships."""

    component: Component
    sessions: list[Any]
    templates: list[Any]
    partnerships: list[Any]


def assessment_html(catalog: Catalog, base: str) -> Markup:
    """The self-assessment as a form, with its result and what helps next."""
    helps = [_help(each, catalog) for element in catalog.elements.values() for each in element.components]
    return templating.render(
        "assessment.html",
        form=forms.assessment(catalog),
        elements=catalog.elements.values(),
        helps=helps,
        model=assessment_model(catalog),
        sources={each.source.id: each.source for each in catalog.elements.values() if each.source}.values(),
        base=base,
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
    return {"elements": elements, "partners": partners, "salt": salt}


def consensus_html(catalog: Catalog, base: str) -> Markup:
    """The page on which a convener puts several people's answers together."""
    return templating.render(
        "consensus.html",
        elements=catalog.elements.values(),
        partners=catalog.partner_kinds.values(),
        model=assessment_model(catalog),
        form=forms.assessment(catalog),
        base=base,
    )


def plan_html(catalog: Catalog, base: str) -> Markup:
    """The action plan as a form."""
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
    return templating.render("plan.html", form=forms.plan(catalog), model=model, base=base)


def launch_html(catalog: Catalog, today: date, base: str) -> Markup:
    """The launch schedule as a form, and the holidays that it knows: those of last year to some years ahead."""
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
        when=forms.when,
        coming=coming,
        years=years,
        version=public_holidays.VERSION,
        model={"tasks": tasks, "holidays": holidays},
        program=catalog.program,
        base=base,
    )


def practices_html(catalog: Catalog) -> Markup:
    """What works well beside what works less well."""
    return templating.render("practices.html", practices=catalog.practices.values())


def results_html(catalog: Catalog, base: str) -> Markup:
    """The results that partnerships work for, in their groups, each with the partnerships that name it."""
    groups = [
        (
            group,
            [
                (each, _working_for(each, catalog)[:MOST_NAMED])
                for each in catalog.outcomes.values()
                if each.group is group
            ],
        )
        for group in catalog.outcome_groups.values()
    ]
    return templating.render("results.html", groups=groups, base=base)


def project_plan_html(catalog: Catalog, base: str) -> Markup:
    """The sample project plan, stage by stage."""
    stages = [
        (stage, [each for each in catalog.project_plan.values() if each.stage is stage])
        for stage in catalog.stages.values()
    ]
    return templating.render("project_plan.html", stages=[each for each in stages if each[1]], base=base)


def questions_html(catalog: Catalog, base: str) -> Markup:
    """Questions and answers."""
    return templating.render("faq.html", questions=catalog.faq.values(), base=base)


def packs_html(catalog: Catalog, base: str) -> Markup:
    """The room packs, each with what is in it."""
    return templating.render("room_packs.html", packs=catalog.room_packs.values(), base=base)


# --- drawings ---------------------------------------------------------------------------

LEFT, TOP, WIDE, HIGH, UNIT = 60, 64, 800, 220, 40


@dataclass(frozen=True, slots=True)
class Point:
    """A step on the drawing of effort over time."""

    step: Step
    x: int
    y: int


def effort_html(catalog: Catalog, base: str) -> Markup:
    """The drawing of effort over time, and the same facts as a list."""
    steps = _in_order(catalog)
    gap = WIDE // max(len(steps), 1)
    points = [
        Point(each, LEFT + gap * place + gap // 2, TOP + HIGH - each.effort * UNIT) for place, each in enumerate(steps)
    ]
    bands = []
    for stage in catalog.stages.values():
        places = [place for place, each in enumerate(steps) if each.stage is stage]
        if places:
            bands.append((stage, LEFT + gap * places[0], gap * (places[-1] - places[0] + 1)))
    return templating.render(
        "effort.html", points=points, bands=bands, left=LEFT, bottom=TOP + HIGH, wide=WIDE, top=TOP, base=base
    )


def tables_html(catalog: Catalog) -> Markup:
    """The drawing of the inner and the outer table, and the same facts as a list."""
    kinds = list(catalog.partner_kinds.values())
    return templating.render(
        "two_tables.html",
        inner=[each for each in kinds if each.inner],
        outer=[each for each in kinds if not each.inner],
    )
