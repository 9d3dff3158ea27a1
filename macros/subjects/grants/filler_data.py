"""What the filler in the browser reads: the templates, and each partnership's facts in sentences with their sources."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from macros.data.catalog import Catalog, places, served
from macros.data.faceting import NOT_STATED
from macros.data.levels import those
from macros.data.models import (
    County,
    Credential,
    Figure,
    GrantSection,
    GrantTemplate,
    Industry,
    Membership,
    Occupation,
    Partnership,
    Place,
    Source,
    TemplateSection,
    TrainingOption,
    Wage,
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
        "find_text": "\n".join(f"[{fact.name}]" for fact in find),
    }


def _takes(kind: GrantSection) -> list[str]:
    """The names of the facts of a partnership that go into a section, in this order."""
    wanted = {
        "description": kind.takes_description,
        "partners": kind.takes_partners,
        "figures": kind.takes_figures,
        "places": kind.takes_places,
        "industries": kind.takes_industries,
        "pay": kind.takes_pay,
        "training": kind.takes_training,
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


@dataclass(frozen=True, slots=True)
class Fact:
    """Whole sentences that say one thing, and the sources behind them; what is missing is in square brackets."""

    text: str
    sources: tuple[Source, ...] = ()

    @property
    def note(self) -> str:
        """The endnote of the fact; empty without a source."""
        return " ".join(map(_source, self.sources))


def facts(partnership: Partnership, catalog: Catalog) -> dict[str, Any]:
    """What the data has on a partnership, and what its record does not know.

    ``facts`` has sentences by name, each with the place of its endnote in ``notes`` or None.
    """
    found = {
        "description": [*_description(partnership)],
        "partners": [*_partners(partnership)],
        "figures": [*map(_figure, partnership.figures)] or [Fact("[Add figures with sources: our record has none.]")],
        "places": [*_places(partnership, catalog)],
        "industries": [*map(_industry, partnership.industries)],
        "pay": [*_pay(partnership, catalog)],
        "training": [*_training(partnership, catalog)],
    }
    notes = list(dict.fromkeys(each.note for several in found.values() for each in several if each.sources))
    place = {note: number for number, note in enumerate(notes)}
    return {
        "title": partnership.title,
        "facts": {name: [[each.text, place.get(each.note)] for each in several] for name, several in found.items()},
        "notes": notes,
        "missing": list(partnership.not_known),
    }


def _description(partnership: Partnership) -> Iterator[Fact]:
    yield Fact(partnership.summary, tuple(partnership.sources))
    for paragraph in filter(None, map(str.strip, partnership.purpose.split("\n\n"))):
        yield Fact(paragraph, tuple(partnership.sources))
    began = templating.plain_date(partnership.since) if partnership.since else "[year: our record does not say]"
    yield Fact(f"It began in {began}.", tuple(partnership.sources) if partnership.since else ())
    if partnership.as_of:
        yield Fact(f"These facts are as of {templating.plain_date(partnership.as_of)}.")


def _partners(partnership: Partnership) -> Iterator[Fact]:
    """Those whose role takes part; a funder, a venue and the like are named apart, so that nobody counts them."""
    partners = partnership.partners
    if not partners:
        yield Fact("[Name the partners: our record has none.]")
    for each in partners:
        yield Fact(f"{each.organization.name} takes part as {_role(each)}.", _own(each.source))
    for each in partnership.members:
        if each not in partners:
            yield Fact(f"Our sources also name {each.organization.name} as {_role(each)}.", _own(each.source))


def _role(each: Membership) -> str:
    """A role, and what is noted of it: ``training partner (Gave the course)``."""
    note = f" ({each.note.rstrip('.')})" if each.note else ""
    return f"{templating.uncapitalized(each.role.name)}{note}"


def _own(source: Source | None) -> tuple[Source, ...]:
    return (source,) if source else ()


def _figure(figure: Figure) -> Fact:
    """A figure in a sentence: ``The figure for “People who came” is over 140 people (2023).``."""
    when = "; ".join(
        filter(None, [figure.period, f"as of {templating.plain_date(figure.as_of)}" if figure.as_of else ""])
    )
    said = f"{components.quantity(figure)} ({when})" if when else components.quantity(figure)
    return Fact(f"The figure for “{figure.metric}” is {said}.", (figure.source,))


def _places(partnership: Partnership, catalog: Catalog) -> Iterator[Fact]:
    if not partnership.is_placed:
        several = next((each.plural for each in places(catalog).levels), "places")
        yield Fact(f"[Name the {several}: our record does not say where the partnership works.]")
        return
    if partnership.is_statewide:
        yield Fact(f"It works {partnership.reach.name.lower()}.", tuple(partnership.sources))
    area_word = catalog.program.geography.workforce_area
    for place in partnership.places:
        yield Fact(_place(place, catalog), tuple(partnership.sources))
    found = served(partnership, catalog)
    # Of a county in which it serves a town, the line on the town tells.
    counties = partnership.counties if partnership.places else those(County, found)
    for county in counties if not partnership.is_statewide else ():
        yield Fact(_county(county, catalog), tuple(partnership.sources))
    for area in those(WorkforceArea, found):
        yield Fact(f"{area.board.name} serves the {area_word} {area.name}.", _own(area.source))


def _place(place: Place, catalog: Catalog) -> str:
    """``It serves Kittery (town), in York County.``."""
    words = catalog.program.geography
    counties = [components.county_name(each, words) for each in those(County, places(catalog).around(place))]
    where = f", {'with' if place.whole_counties else 'in'} {templating.together(counties)}" if counties else ""
    return f"It serves {place.name} ({place.level.name}){where}."


def _county(county: County, catalog: Catalog) -> str:
    """``It serves York County (FIPS code 23031), in the workforce area Coastal Counties.``."""
    words = catalog.program.geography
    code = f" ({catalog.label('counties', 'fips')} {county.fips})" if county.fips else ""
    area = f", in the {words.workforce_area} {county.workforce_area.name}" if county.workforce_area else ""
    return f"It serves {components.county_name(county, words)}{code}{area}."


def _industry(industry: Industry) -> Fact:
    """``Its industry is Healthcare (NAICS 2022: 621 Ambulatory Health Care Services).``."""
    codes = ", ".join(f"{code.code} {code.title}" for code in industry.codes)
    return Fact(f"Its industry is {industry.name}{f' (NAICS 2022: {codes})' if codes else ''}.")


# --- jobs ---------------------------------------------------------------------------


def _jobs(partnership: Partnership, catalog: Catalog) -> tuple[list[Occupation], str]:
    """The jobs that name a partnership, or else those of its industries, and what to say about the choice."""
    own = careers.careers_of(partnership, catalog).occupations
    if own:
        return own, ""
    shared = [
        each
        for each in catalog.occupations.values()
        if any(industry in each.industries for industry in partnership.industries)
    ]
    return shared, "No job on record names the partnership, so these are the jobs of its industries." if shared else ""


def _pay(partnership: Partnership, catalog: Catalog) -> Iterator[Fact]:
    """The official pay of a partnership's jobs, and that of all jobs together where it can be compared."""
    jobs, note = _jobs(partnership, catalog)
    if not jobs:
        yield Fact("[Add the pay of the jobs: our data links no jobs to the partnership or its industries.]")
    if note:
        yield Fact(note)
    for job in jobs:
        said = _mean_pay(f"for the job “{job.title}” ({job.soc_code})", job.wage)
        yield Fact(" ".join(filter(None, [said, job.wage_note, job.wage.note])), (job.wage.source,))
    every = careers.every_job(catalog)
    if every and any(_file(job.wage) == _file(every) for job in jobs):
        yield Fact(_mean_pay("for all jobs together", every), (every.source,))


def _mean_pay(what: str, wage: Wage) -> str:
    """``In the state, mean pay for all jobs together in May 2023 is $28.85 an hour, $60,000 a year.``."""
    said = f"In {wage.area}, mean pay {what} in {templating.plain_date(wage.period)}"
    if not wage.is_released:
        return f"{said} was not released."
    if wage.mean_hourly is not None and wage.mean_annual is not None:
        return f"{said} is {careers.full_pay(wage)}."
    unknown = "year" if wage.mean_annual is None else "hour"
    return f"{said} is {careers.short_pay(wage)}; pay by the {unknown} was not released."


def _file(wage: Wage) -> tuple[str, str, Source]:
    """What two wages have alike that can be compared."""
    return wage.area, wage.period, wage.source


def _training(partnership: Partnership, catalog: Catalog) -> Iterator[Fact]:
    """The credentials and the training options that name a partnership or one of its jobs."""
    jobs, _ = _jobs(partnership, catalog)

    def named(kind: str) -> list[Any]:
        return [
            each
            for each in catalog.tables[kind].values()
            if partnership in each.partnerships or any(job in each.occupations for job in jobs)
        ]

    credentials, options = named("credentials"), named("training_options")
    yield from map(_credential, credentials)
    yield from map(_option, options)
    if not credentials:
        yield Fact("[Name the credentials: our data has none.]")
    if not options:
        yield Fact("[Name the training: our data has none.]")


def _credential(each: Credential) -> Fact:
    issuer = f" from {each.issuer.name}" if each.issuer else ""
    said = f"A credential for these jobs is “{each.title}”, {_a(each.level.name)}{issuer}."
    return Fact(" ".join(filter(None, [said, each.requirements])), each.sources)


def _a(name: str) -> str:
    """A name within a sentence, with its article: ``an entry badge``."""
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {templating.uncapitalized(name)}"


def _option(each: TrainingOption) -> Fact:
    provider = each.provider.name if each.provider else each.provider_note.rstrip(".")
    format = "" if each.format.id == NOT_STATED else each.format.name
    place = "" if each.place.lower() in format.lower() else each.place  # "Online" once
    known = "; ".join(value.rstrip(".") for value in (format, each.length, each.cost, place) if value)
    about = f"{f' from {provider}' if provider else ''}{f' ({known})' if known else ''}"
    return Fact(f"Training on record is \u201c{each.title}\u201d{about}. {each.status_note}".strip(), each.sources)


# --- sources -------------------------------------------------------------------------


def _source(source: Source) -> str:
    """A source in one line; a publisher that the title names already is not named again."""
    date = templating.plain_date(source.date) if source.date else "undated"
    publisher = "" if source.publisher in source.title else source.publisher
    return ", ".join(filter(None, [source.title, publisher, date, source.url])) + "."


def _text(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))
