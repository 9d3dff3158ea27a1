"""What the filler in the browser reads: the templates, and each partnership's facts in sentences with their sources."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from macros import budgets, presenting, templating
from macros.catalog import Catalog, served_areas, served_counties
from macros.models import Figure, GrantTemplate, Partnership, Source, TemplateSection

NOTICE = "Private to this site's filler; its shape may change at any time."
IN_A_FILE = 50  # partnerships whose facts stand in one file


# --- templates --------------------------------------------------------------------


def templates_json(catalog: Catalog) -> str:
    """All templates, the words of their budgets, and where each partnership's facts stand."""
    return _text(
        {
            "notice": NOTICE,
            "site": catalog.program.site_name,
            "money": [[each.id, each.name, each.is_match] for each in catalog.money_kinds.values()],
            "costs": [[each.id, each.name] for each in catalog.cost_kinds.values()],
            "templates": [_template(each, catalog) for each in catalog.grant_templates.values()],
            "partnerships": [[each.id, each.title] for each in catalog.partnerships.values()],
            "in_a_file": IN_A_FILE,
        }
    )


def _template(template: GrantTemplate, catalog: Catalog) -> dict[str, Any]:
    asked = template.match
    return {
        "id": template.id,
        "title": template.title,
        "rules": [each.text for each in template.rules],
        "sections": [_section(each) for each in template.sections],
        "match": {
            "percent": f"{asked.percent.normalize():f}" if asked else "",
            "of_grant": asked.basis.of_grant if asked else True,
            "of_project": asked.basis.of_project if asked else True,
            "note": asked.note if asked else "",
        },
        "years": template.budget.years,
        "lines": [
            {"item": line.source.item, "cost": line.source.cost.id, "money": line.source.money.id,
             "basis": line.source.basis, "years": list(line.years)}
            for part in budgets.sums(template, catalog).parts
            for line in part.lines
        ],
        "version": template.version,
        "licence": template.licence,
    }  # fmt: skip


def _section(each: TemplateSection) -> dict[str, Any]:
    kind = each.section
    takes = {
        "description": kind.takes_description, "partners": kind.takes_partners, "figures": kind.takes_figures,
        "places": kind.takes_places, "industries": kind.takes_industries, "budget": kind.takes_budget,
    }  # fmt: skip
    return {
        "id": kind.id,
        "name": kind.name,
        "heading": kind.heading,
        "words": each.words,
        "guidance": each.guidance,
        "prompts": each.prompts,
        "looks_for": each.looks_for,
        "data": each.data,
        "example": each.example,
        "takes": [name for name, is_taken in takes.items() if is_taken],
    }


# --- partnerships -----------------------------------------------------------------


def files(catalog: Catalog) -> Iterator[tuple[int, Sequence[Partnership]]]:
    """The partnerships in the order of titles, a run of them for each file, counted from 1."""
    found = list(catalog.partnerships.values())
    for start in range(0, len(found), IN_A_FILE):
        yield start // IN_A_FILE + 1, found[start : start + IN_A_FILE]


def partnerships_json(partnerships: Iterable[Partnership], catalog: Catalog) -> str:
    """The facts of some partnerships, each by its id."""
    return _text({"notice": NOTICE, "facts": {each.id: facts(each, catalog) for each in partnerships}})


def facts(partnership: Partnership, catalog: Catalog) -> dict[str, Any]:
    """A partnership's record as paragraphs and lines; what is missing stands in square brackets."""
    return {
        "title": partnership.title,
        "description": list(_description(partnership)),
        "partners": list(_partners(partnership)) or ["[Name the partners: our record has none.]"],
        "figures": [_figure(each) for each in partnership.figures] or ["[Add figures with sources: our record has none.]"],
        "places": list(_places(partnership, catalog)),
        "industries": list(_industries(partnership)),
        "sources": [_source(each) for each in _sources(partnership)],
        "missing": list(partnership.not_known),
    }


def _description(partnership: Partnership) -> Iterator[str]:
    yield partnership.summary
    yield from (each.strip() for each in partnership.purpose.split("\n\n") if each.strip())
    if partnership.since:
        yield f"It began in {templating.plain_date(partnership.since)}."
    else:
        yield "It began in [year: our record does not say]."
    if partnership.as_of:
        yield f"(Facts as of {templating.plain_date(partnership.as_of)}.)"


def _partners(partnership: Partnership) -> Iterator[str]:
    for each in partnership.members:
        note = f" {each.note}" if each.note else ""
        yield f"{each.organization.name} ({each.role.name.lower()}, {each.organization.type.name.lower()}).{note}"


def _figure(figure: Figure) -> str:
    """A figure in a sentence with its period and its source: ``People who came: over 140 people (2023). Source: ...``."""
    unit = figure.unit
    number = templating.number(figure.value)
    number = {"money": f"${number}", "share": f"{number}%"}.get(unit.style, number)
    word = (unit.singular if figure.value == 1 else unit.plural) if unit.style == "count" else ""
    quantity = " ".join(filter(None, [figure.qualifier.prefix, number, word, figure.qualifier.suffix]))
    when = "; ".join(filter(None, [figure.period, f"as of {templating.plain_date(figure.as_of)}" if figure.as_of else ""]))
    return f"{figure.metric}: {quantity}{f' ({when})' if when else ''}. Source: {_source(figure.source)}"


def _places(partnership: Partnership, catalog: Catalog) -> Iterator[str]:
    words = catalog.program.geography
    if not partnership.is_placed:
        yield f"[Name the {words.counties}: our record does not say where the partnership works.]"
        return
    if not partnership.is_statewide:
        counties = served_counties(partnership, catalog.counties.values())
        yield f"It serves {templating.together([presenting.county_name(each, words) for each in counties]).unescape()}."
    else:
        yield f"It works {partnership.reach.name.lower()}."
    for area in served_areas(partnership, catalog.workforce_areas.values()):
        yield f"{area.name}, served by {area.board.name}."


def _industries(partnership: Partnership) -> Iterator[str]:
    for each in partnership.industries:
        codes = ", ".join(f"{code.code} {code.title}" for code in each.codes)
        yield f"Industry: {each.name}. {each.description}"
        if codes:
            yield f"Nearest NAICS 2022 codes: {codes}."


def _sources(partnership: Partnership) -> list[Source]:
    found = [*partnership.sources, *(each.source for each in partnership.figures)]
    return list(dict.fromkeys(found))


def _source(source: Source) -> str:
    date = templating.plain_date(source.date) if source.date else ""
    return ", ".join(filter(None, [source.title, source.publisher, date, source.url])) + "."


def _text(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))
