"""What the filler in the browser reads: the templates, and each partnership's facts in sentences with their sources."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from macros.data.catalog import Catalog, served_areas, served_counties
from macros.data.models import (
    County,
    Credential,
    Figure,
    GrantSection,
    GrantTemplate,
    Membership,
    Occupation,
    Partnership,
    Source,
    TemplateSection,
    TrainingOption,
    WorkforceArea,
)
from macros.pages import components, templating
from macros.pages.paging import in_pages
from macros.subjects.careers import queries as careers
from macros.subjects.grants import budgets

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
        "sections": [_section(each, catalog) for each in template.sections],
        "match": {
            "percent": f"{asked.percent.normalize():f}" if asked else "",
            "of_grant": asked.basis.of_grant if asked else True,
            "of_project": asked.basis.of_project if asked else True,
            "note": asked.note if asked else "",
        },
        "years": template.budget.years,
        "lines": [
            {
                "item": line.source.item,
                "cost": line.source.cost.id,
                "money": line.source.money.id,
                "basis": line.source.basis,
                "years": list(line.years),
            }
            for part in budgets.sums(template, catalog).parts
            for line in part.lines
        ],
        "version": template.version,
        "licence": catalog.program.licence_words(template.licence),
    }


def _section(each: TemplateSection, catalog: Catalog) -> dict[str, Any]:
    kind = each.section
    find = [fact for fact in catalog.facts_to_find.values() if fact.section is kind]
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
        "takes": _takes(kind),
        "budget": kind.takes_budget,
        "find": [[fact.name, fact.description, fact.url] for fact in find],
        "find_text": _list("To look up, since our data has none of it:", [f"[{fact.name}]" for fact in find])
        if find
        else "",
    }


def _takes(kind: GrantSection) -> list[str]:
    """The names of the texts of a partnership that go into a section, in this order."""
    wanted = {
        "description": kind.takes_description,
        "partners": kind.takes_partners,
        "figures": kind.takes_figures,
        "places": kind.takes_places,
        "industries": kind.takes_industries,
        "pay": kind.takes_pay,
        "training": kind.takes_training,
        "sources": kind.takes_description and kind.takes_partners,  # the section that is about the partnership itself
    }
    return [name for name, is_taken in wanted.items() if is_taken]


# --- partnerships -----------------------------------------------------------------


def files(catalog: Catalog) -> Iterator[tuple[int, Sequence[Partnership]]]:
    """The partnerships in the order of titles, a run of them for each file, counted from 1."""
    if catalog.partnerships:
        yield from enumerate(in_pages(list(catalog.partnerships.values()), IN_A_FILE), start=1)


def partnerships_json(partnerships: Iterable[Partnership], catalog: Catalog) -> str:
    """The facts of some partnerships, each by its id."""
    return _text({"notice": NOTICE, "facts": {each.id: facts(each, catalog) for each in partnerships}})


def facts(partnership: Partnership, catalog: Catalog) -> dict[str, Any]:
    """What the data has on a partnership as texts by name, ready for a section, and what its record does not know.

    In a text, what is missing is in square brackets.
    """
    return {
        "title": partnership.title,
        "texts": {
            "description": "\n\n".join(_description(partnership)),
            "partners": _partners(partnership),
            "figures": _list(
                "Figures, each with its source:",
                _figures(partnership) or ["[Add figures with sources: our record has none.]"],
            ),
            "places": "\n".join(_places(partnership, catalog)),
            "industries": "\n".join(_industries(partnership)),
            "pay": "\n\n".join(_pay(partnership, catalog)),
            "training": "\n\n".join(_training(partnership, catalog)),
            "sources": _list("Sources of these facts:", map(_source, _sources(partnership))),
        },
        "missing": list(partnership.not_known),
    }


def _list(heading: str, lines: Iterable[str]) -> str:
    return "\n".join([heading, *(f"\u2022 {line}" for line in lines)])


def _description(partnership: Partnership) -> Iterator[str]:
    yield partnership.summary
    yield from (each.strip() for each in partnership.purpose.split("\n\n") if each.strip())
    if partnership.since:
        yield f"It began in {templating.plain_date(partnership.since)}."
    else:
        yield "It began in [year: our record does not say]."
    if partnership.as_of:
        yield f"(Facts as of {templating.plain_date(partnership.as_of)}.)"


def _partners(partnership: Partnership) -> str:
    """Those whose role takes part; a funder, a venue and the like are named apart, so that nobody counts them."""
    partners = partnership.partners
    others = [each for each in partnership.members if each not in partners]
    lines = [*map(_member, partners)] or ["[Name the partners: our record has none.]"]
    apart = _list("Also named in our sources, not as partners:", map(_member, others)) if others else ""
    return "\n\n".join(filter(None, [_list("Partners on record:", lines), apart]))


def _member(each: Membership) -> str:
    about = f"{each.organization.name} ({each.role.name.lower()}, {each.organization.type.name.lower()})."
    return f"{about} {each.note}" if each.note else about


def _figures(partnership: Partnership) -> list[str]:
    return [_figure(each) for each in partnership.figures]


def _figure(figure: Figure) -> str:
    """A figure in a sentence with period and source: ``People who came: over 140 people (2023). Source: ...``."""
    when = "; ".join(
        filter(None, [figure.period, f"as of {templating.plain_date(figure.as_of)}" if figure.as_of else ""])
    )
    said = f"{components.quantity(figure)} ({when})" if when else components.quantity(figure)
    return f"{figure.metric}: {said}. Source: {_source(figure.source)}"


def _places(partnership: Partnership, catalog: Catalog) -> Iterator[str]:
    words = catalog.program.geography
    if not partnership.is_placed:
        yield f"[Name the {words.counties}: our record does not say where the partnership works.]"
        return
    if partnership.is_statewide:
        yield f"It works {partnership.reach.name.lower()}."
    for county in () if partnership.is_statewide else served_counties(partnership, catalog.counties.values()):
        yield _county(county, catalog)
    for area in served_areas(partnership, catalog.workforce_areas.values()):
        yield _area(area)


def _area(area: WorkforceArea) -> str:
    served = ", ".join(filter(None, [area.board.name, area.website]))
    source = f" Source: {_source(area.source)}" if area.source else ""
    return f"{area.name}: {area.description} Served by {served}.{source}"


def _county(county: County, catalog: Catalog) -> str:
    """What the data has on a county: ``York County (FIPS code 23031), in the workforce area Coastal Counties. ...``."""
    words = catalog.program.geography
    about = f"{components.county_name(county, words)} ({catalog.label('counties', 'fips')} {county.fips})"
    served = f"{catalog.program.site_name} has {components.serving(catalog, county)}"
    return f"It serves {about}, in the {words.workforce_area} {county.workforce_area.name}. {served}."


def _industries(partnership: Partnership) -> Iterator[str]:
    for each in partnership.industries:
        codes = ", ".join(f"{code.code} {code.title}" for code in each.codes)
        yield f"Industry: {each.name}. {each.description}"
        if codes:
            yield f"Nearest NAICS 2022 codes: {codes}."


# --- jobs ---------------------------------------------------------------------------


def _jobs(partnership: Partnership, catalog: Catalog) -> tuple[list[Occupation], str]:
    """The jobs that name a partnership, or else those of its industries, and what to say of the choice."""
    own = careers.careers_of(partnership, catalog).occupations
    if own:
        return own, ""
    shared = [
        each
        for each in catalog.occupations.values()
        if any(industry in each.industries for industry in partnership.industries)
    ]
    return shared, "No job on record names the partnership, so these are the jobs of its industries." if shared else ""


def _pay(partnership: Partnership, catalog: Catalog) -> Iterator[str]:
    """The official pay of a partnership's jobs, a list for each area, period and source."""
    jobs, note = _jobs(partnership, catalog)
    if not jobs:
        yield "[Add the pay of the jobs: our data links no jobs to the partnership or its industries.]"
    if note:
        yield note
    files: dict[tuple[str, str, Source], list[Occupation]] = {}
    for job in jobs:
        files.setdefault((job.wage.area, job.wage.period, job.wage.source), []).append(job)
    for (area, period, source), found in files.items():
        every = careers.every_job(catalog)
        lines = [_job(each) for each in found]
        if every and (every.area, every.period, every.source) == (area, period, source):
            lines.append(f"To compare, all jobs together: {careers.full_pay(every)}.")
        yield _list(f"Mean pay in {area}, {templating.plain_date(period)}. Source: {_source(source)}", lines)


def _job(job: Occupation) -> str:
    """A job with its code and its pay: ``Sawyer (51-7041): $20.10 an hour, $41,810 a year.``."""
    return " ".join(
        filter(None, [f"{job.title} ({job.soc_code}): {careers.full_pay(job.wage)}.", job.wage_note, job.wage.note])
    )


def _training(partnership: Partnership, catalog: Catalog) -> Iterator[str]:
    """The credentials and the training options that name a partnership or one of its jobs."""
    jobs, _ = _jobs(partnership, catalog)

    def named(kind: str) -> list[Any]:
        return [
            each
            for each in catalog.tables[kind].values()
            if partnership in each.partnerships or any(job in each.occupations for job in jobs)
        ]

    credentials, options = named("credentials"), named("training_options")
    yield _list(
        "Credentials on record:",
        map(_credential, credentials) if credentials else ["[Name the credentials: our data has none.]"],
    )
    yield _list(
        "Training on record:", map(_option, options) if options else ["[Name the training: our data has none.]"]
    )


def _credential(each: Credential) -> str:
    issuer = f", from {each.issuer.name}" if each.issuer else ""
    asked = each.requirements or "What it asks for is not known."
    return f"{each.title} ({each.level.name.lower()}{issuer}). {asked} {_named(each.sources)}"


def _option(each: TrainingOption) -> str:
    provider = each.provider.name if each.provider else each.provider_note.rstrip(".")
    about = (("Format", each.format.name.lower()), ("Length", each.length), ("Cost", each.cost), ("Place", each.place))
    known = " ".join(f"{name}: {value.rstrip('.')}." for name, value in about if value)
    head = f"{each.title} ({provider})." if provider else f"{each.title}."
    return " ".join([head, known, each.status_note, _named(each.sources)])


def _named(sources: Sequence[Source]) -> str:
    return f"Source{'s' if len(sources) > 1 else ''}: {' '.join(map(_source, sources))}"


# --- sources -------------------------------------------------------------------------


def _sources(partnership: Partnership) -> list[Source]:
    found = [*partnership.sources, *(each.source for each in partnership.figures)]
    return list(dict.fromkeys(found))


def _source(source: Source) -> str:
    date = templating.plain_date(source.date) if source.date else "undated"
    return ", ".join(filter(None, [source.title, source.publisher, date, source.url])) + "."


def _text(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))
