"""What belongs together in careers: who leads where, and what a job pays in words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from macros.data.catalog import Catalog
from macros.data.models import (
    CareerLink,
    Credential,
    EntryLevel,
    Industry,
    Move,
    Occupation,
    OccupationEntry,
    Opening,
    Partnership,
    Pathway,
    PathwayStep,
    Source,
    StartingPoint,
    TrainingOption,
    Wage,
    WayInBasis,
)
from macros.pages import templating


@dataclass(frozen=True, slots=True)
class StepPlace:
    """A step where it stands: in its pathway."""

    pathway: Pathway
    step: PathwayStep


@dataclass(frozen=True, slots=True)
class Way:
    """A move out of a job, on one pathway, to another step."""

    pathway: Pathway
    move: Move
    step: PathwayStep


# --- what belongs together ------------------------------------------------------


def places_of(occupation: Occupation, catalog: Catalog) -> list[StepPlace]:
    """The steps of all pathways that are this job."""
    return [
        StepPlace(each, step)
        for each in catalog.pathways.values()
        for step in each.steps
        if step.occupation is occupation
    ]


def ways_from(occupation: Occupation, catalog: Catalog) -> list[Way]:
    """Where the job can lead on the pathways, each place once."""
    found = [
        Way(place.pathway, move, target)
        for place in places_of(occupation, catalog)
        for move, target in moves_of(place.step, place.pathway)
        if target.occupation is not occupation or target.title
    ]
    return list({(way.step.name, way.move.kind): way for way in reversed(found)}.values())[::-1]


def moves_of(step: PathwayStep, pathway: Pathway) -> list[tuple[Move, PathwayStep]]:
    """The moves of a step, each with the step that it leads to."""
    steps = {each.id: each for each in pathway.steps}
    return [(move, steps[move.to]) for move in step.moves]


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways in to a pathway: those that a source states, and those that are our own view alone."""

    stated: list[PathwayStep]
    ours: list[PathwayStep]

    def __len__(self) -> int:
        """How many there are."""
        return len(self.stated) + len(self.ours)


def entries(pathway: Pathway, starting: StartingPoint | None = None) -> Ways:
    """The ways in to a pathway, all of them or those of one starting point."""
    found = Ways([], [])
    for step in pathway.steps:
        bases = [each.basis for each in step.open_to if starting in (None, each.group)]
        if bases:
            (found.stated if any(each.is_sourced for each in bases) else found.ours).append(step)
    return found


@dataclass(frozen=True, slots=True)
class WayInLine:
    """People who can begin at a step, for the same reason."""

    basis: WayInBasis
    source: Source | None
    note: str
    groups: list[StartingPoint]


def openings(step: PathwayStep) -> list[WayInLine]:
    """The people who can begin at a step, by what that is based on; what a source states comes first."""
    lines: dict[tuple[WayInBasis, Source | None, str], list[StartingPoint]] = {}
    for each in step.open_to:
        lines.setdefault((each.basis, each.source, each.note), []).append(each.group)
    found = [WayInLine(*why, groups) for why, groups in lines.items()]
    return sorted(found, key=lambda each: not each.basis.is_sourced)


def opening(step: PathwayStep, starting: StartingPoint) -> Opening | None:
    """Why a step is a way in for a starting point; None where it is none."""
    return next((each for each in step.open_to if each.group is starting), None)


def moves_between_jobs(pathway: Pathway, kind: str) -> list[tuple[PathwayStep, PathwayStep]]:
    """The moves of a kind that lead from one job to another, each with both steps."""
    found = ((step, move, to) for step in pathway.steps for move, to in moves_of(step, pathway))
    return [(step, to) for step, move, to in found if move.kind == kind and not step.is_learning and not to.is_learning]


def ladder(pathway: Pathway) -> list[PathwayStep]:
    """The longest way up from job to job on a pathway; the first where several are as long, empty without a job."""
    upward = moves_between_jobs(pathway, "next")
    longest = {step.id: [step] for step in pathway.steps if not step.is_learning}
    for _ in longest:  # a way up has no more rungs than there are jobs, since it leads in no circle
        for below, above in upward:
            if len(longest[above.id]) >= len(longest[below.id]):
                longest[below.id] = [below, *longest[above.id]]
    return max(longest.values(), key=len, default=[])


@dataclass(frozen=True, slots=True)
class Fitting:
    """A pathway on a start page, with the steps to begin at; ``ours`` are steps that are so in our own view alone."""

    pathway: Pathway
    steps: list[PathwayStep]
    ours: list[PathwayStep]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Pathways that fit a starting point for the same reason.

    ``reason`` is ``own`` (a source states a way in for it), ``ours`` (they have one in our
    own view), ``named`` (a partnership names the group), ``training`` (the page's training
    leads into them), ``like`` (a source states a way in for ``starting``), ``like-ours``
    (they have one in our own view), or ``other``.
    """

    reason: str
    starting: StartingPoint | None
    fitting: list[Fitting]


def shelves(starting: StartingPoint, catalog: Catalog) -> list[Shelf]:
    """Every pathway once, under the first reason that holds for it; reasons without a pathway are left out.

    A starting point that groups by nothing has only its own ways in.
    """
    others = [catalog.starting_points[id] for id in starting.ways_in_of]
    reasons: list[tuple[str, StartingPoint | None]] = [("own", starting), ("ours", starting)]
    if others:
        like = [(reason, each) for each in others for reason in ("like", "like-ours")]
        reasons += [("named", None), ("training", None), *like, ("other", None)]
    left, found = list(catalog.pathways.values()), []
    for reason, whose in reasons:
        here = [fit for pathway in left if (fit := _fitting(pathway, reason, whose, starting))]
        taken = {fit.pathway.id for fit in here}
        left = [pathway for pathway in left if pathway.id not in taken]
        found.append(Shelf(reason, whose, here))
    return [each for each in found if each.fitting]


def _fitting(pathway: Pathway, reason: str, whose: StartingPoint | None, starting: StartingPoint) -> Fitting | None:
    """The pathway, when the reason holds for it."""
    if reason == "training":
        steps = [each for each in pathway.steps if set(each.training_options) & set(starting.training_options)]
        return Fitting(pathway, steps, []) if steps else None
    ways = entries(pathway, whose)
    groups = {group for each in pathway.partnerships for group in each.populations}
    holds = {
        "named": bool(groups & set(starting.populations)),
        "other": True,
        "ours": bool(ways.ours),
        "like-ours": bool(ways.ours),
    }
    return Fitting(pathway, ways.stated, ways.ours) if holds.get(reason, bool(ways.stated)) else None


def for_group(starting: StartingPoint, kind: str, catalog: Catalog) -> list[Any]:
    """The records of a kind that name a group of the starting point among the people they serve."""
    groups = set(starting.populations)
    return [each for each in catalog.tables[kind].values() if groups & set(each.populations)]


def naming(kind: str, field: str, record: Any, catalog: Catalog) -> list[Any]:
    """The records of a kind that name a record in one of their lists."""
    return [each for each in catalog.tables[kind].values() if record in getattr(each, field)]


def builds_on(credential: Credential, catalog: Catalog) -> list[Credential]:
    """The credentials that one needs before this one."""
    return [catalog.credentials[id] for id in credential.builds_on]


def leads_to(credential: Credential, catalog: Catalog) -> list[Credential]:
    """The credentials that ask for this one first."""
    return [each for each in catalog.credentials.values() if credential.id in each.builds_on]


@dataclass(frozen=True, slots=True)
class Careers:
    """What careers has on an industry or a partnership."""

    pathways: list[Pathway]
    occupations: list[Occupation]
    training: list[TrainingOption]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing."""
        return not (self.pathways or self.occupations or self.training)


def careers_of(record: Industry | Partnership, catalog: Catalog) -> Careers:
    """The pathways, jobs and training of an industry or a partnership."""
    field = "industries" if isinstance(record, Industry) else "partnerships"
    return Careers(*(naming(kind, field, record, catalog) for kind in ("pathways", "occupations", "training_options")))


# --- how people start in a job ----------------------------------------------------


def start_words(occupation: Occupation | None) -> str:
    """What most people start a job with, as a sentence goes on; empty where that is not stated, or there is no job."""
    names = (each.name for each in occupation.entry.levels) if occupation and occupation.entry else ()
    return ", ".join(f"{name[:1].lower()}{name[1:]}" for name in names)


def zone_differs(entry: OccupationEntry | None, catalog: Catalog) -> str:
    """Whether O*NET's zone means ``more`` or ``less`` schooling than most people start with; empty for neither."""
    if not entry or not entry.job_zone or not entry.education:
        return ""
    rank = list(catalog.entry_education.values()).index
    if rank(entry.education) < rank(entry.job_zone.education_from):
        return "more"
    return "less" if rank(entry.education) > rank(entry.job_zone.education_to) else ""


def jobs_to_start_with(education: Iterable[EntryLevel], catalog: Catalog) -> tuple[list[Occupation], list[Occupation]]:
    """The jobs that most people start with one of the levels, and those of which that is not stated; by title."""
    jobs = sorted(catalog.occupations.values(), key=lambda each: each.title.casefold())
    return [each for each in jobs if each.education in set(education)], [each for each in jobs if not each.education]


def editions(occupations: Iterable[Occupation]) -> list[OccupationEntry]:
    """Of the rows that say what most people start with, one of each source and edition."""
    found = (each.entry for each in occupations if each.entry and each.entry.source)
    return list({(each.source, each.edition): each for each in found}.values())


def sources_of(record: Occupation) -> list[Source]:
    """The sources of all that a job's page shows, each once."""
    entry = (record.entry.source, record.entry.zone_source) if record.entry else ()
    titles = (each.source for each in record.reported_titles)
    license = (record.license.source,) if record.license else ()
    return list(dict.fromkeys(filter(None, (record.summary_source, *record.sources, *entry, *titles, *license))))


# --- pay ---------------------------------------------------------------------------


def every_job(catalog: Catalog) -> Wage | None:
    """The pay of all jobs together, which a job's pay is compared with."""
    return next((each for each in catalog.wages.values() if each.scope == "all"), None)


def short_pay(wage: Wage) -> str:
    """Pay in a few words, for a picture whose year and source stand beneath; empty where none was released."""
    if wage.mean_hourly is not None:
        return f"${wage.mean_hourly:,.2f} an hour"
    return f"${templating.number(wage.mean_annual)} a year" if wage.mean_annual is not None else ""


def full_pay(wage: Wage) -> str:
    """Pay by the hour and by the year, for a text whose year and source come with it; says what was not released."""
    if not wage.is_released:
        return "pay not released"
    hourly = f"${wage.mean_hourly:,.2f} an hour" if wage.mean_hourly is not None else "pay by the hour not released"
    annual = (
        f"${templating.number(wage.mean_annual)} a year"
        if wage.mean_annual is not None
        else "pay by the year not released"
    )
    return f"{hourly}, {annual}"


@dataclass(frozen=True, slots=True)
class PayBar:
    """A bar of the picture of pay, ``share`` of the longest."""

    name: str
    pay: str
    share: int
    is_own: bool


def bars(name: str, wage: Wage, catalog: Catalog) -> list[PayBar]:
    """A job's pay beside that of all jobs, by the hour or else by the year; empty where it can't be compared."""
    every = every_job(catalog)
    if every is None:
        return []
    for field in ("mean_hourly", "mean_annual"):
        own, all_jobs = getattr(wage, field), getattr(every, field)
        if own is not None and all_jobs is not None:
            most = max(own, all_jobs) or Decimal(1)
            form = "${:,.2f} an hour" if field == "mean_hourly" else "${:,.0f} a year"
            rows = ((name, own, True), (f"All jobs in {every.area}", all_jobs, False))
            return [PayBar(each, form.format(pay), round(100 * pay / most), is_own) for each, pay, is_own in rows]
    return []


# --- other sites -----------------------------------------------------------------------


def links_by_code(occupation: Occupation, catalog: Catalog) -> list[tuple[CareerLink, str]]:
    """The tools that have a page on the job, each with that page's address."""
    signs = {
        "CODE": occupation.onet_code,
        "DIGITS": re.sub(r"\D", "", occupation.onet_code),
        "TITLE": quote(occupation.official_title, safe=""),
    }
    return [
        (each, re.sub("|".join(signs), lambda sign: signs[sign[0]], each.occupation_url))
        for each in catalog.career_links.values()
        if each.occupation_url
    ]
