"""One page of each kind, found by what it shows."""

from __future__ import annotations

from pathlib import Path

from macros.data.catalog import Catalog
from macros.data.models import Pathway, Record

KINDS = (
    "home", "directory", "filtered", "table", "map", "compare", "join", "fullest record", "barest record",
    "industry", "county", "area", "organization", "lone organization", "industries", "counties", "areas",
    "organizations", "a to z", "about", "accessibility", "privacy", "missing",
    "downloads", "dictionary", "api", "embeds", "calendars", "feeds", "glossary",
    "careers", "pathways", "pathway", "handout", "jobs", "job", "job without pay", "compare jobs", "credentials", "credential",
    "training options", "training option", "supports", "support", "starts", "start", "audience",
    "toolkit", "two tables", "life cycle", "step", "assessment", "consensus", "plan", "launch", "worksheet", "tool", "tools", "questions",
    "room packs", "what works", "results", "success",
    "metrics", "metric", "metric builder", "figures", "statewide", "coverage", "program", "deliverables", "areas of focus",
    "story", "stories", "history", "collaborative", "anticipated results", "reports", "report", "metric dictionary", "guidance",
    "grants", "grant template", "grant text", "grant sheet", "funding", "fund", "joint", "joint fund", "due", "filler", "planner",
    "training", "training library", "training calendar", "session", "training series", "learning path", "run sheet", "training staff",
)  # fmt: skip


def paths(folder: Path, catalog: Catalog) -> dict[str, str]:
    """The address of a page of each kind, below the site's root."""
    records = list(catalog.partnerships.values())
    by_size = sorted(records, key=lambda each: (folder / each.path / "index.html").stat().st_size)
    organizations = sorted(catalog.organizations.values(), key=lambda org: len(catalog.partnerships_of(org)))
    asked = "&".join(f"ids={each.id}" for each in records[:3])
    found = {
        "home": "", "directory": "partnerships/", "table": "partnerships/table/", "map": "partnerships/map/",
        "filtered": f"partnerships/?q=maine&reach=statewide&compare={records[0].id}",
        "compare": f"partnerships/compare/?{asked}", "join": "partnerships/join/",
        "fullest record": by_size[-1].path, "barest record": by_size[0].path,
        "industry": _busiest(catalog, "industries").path, "county": _busiest(catalog, "counties").path,
        "area": _busiest(catalog, "workforce_areas").path,
        "organization": organizations[-1].path, "lone organization": organizations[0].path,
        "industries": "industries/", "counties": "counties/", "areas": "workforce-areas/",
        "organizations": "organizations/", "a to z": "a-to-z/", "about": "about/",
        "accessibility": "accessibility/", "privacy": "privacy/", "missing": "not/here/",
        "downloads": "data/", "dictionary": "data/dictionary/", "api": "data/api/", "embeds": "data/embeds/",
        "calendars": "data/calendars/", "feeds": "data/feeds/",
        "glossary": "toolkit/glossary/",
        "careers": "careers/", "pathways": "careers/pathways/", "pathway": widest(catalog).path,
        "handout": f"{widest(catalog).path}handout/", "jobs": "careers/occupations/",
        "job": next(each.path for each in catalog.occupations.values() if each.wage.is_released and each.ways_in),
        "job without pay": next(each.path for each in catalog.occupations.values() if not each.wage.is_released),
        "compare jobs": "careers/compare/?" + "&".join(f"ids={id}" for id in list(catalog.occupations)[:3]),
        "credentials": "careers/credentials/", "credential": next(iter(catalog.credentials.values())).path,
        "training options": "careers/training/", "training option": next(iter(catalog.training_options.values())).path,
        "supports": "careers/supports/", "support": next(iter(catalog.supports.values())).path,
        "starts": "careers/start/", "start": next(iter(catalog.starting_points.values())).path,
        "audience": next(each.path for each in catalog.starting_points.values() if each.ways_in_of and each.moves_shown),
        "toolkit": "toolkit/", "two tables": "toolkit/what-it-is/", "life cycle": "toolkit/life-cycle/", "questions": "toolkit/questions/",
        "what works": "toolkit/what-works/", "results": "toolkit/results/", "success": "toolkit/success/",
        "step": next(iter(catalog.steps.values())).path, "assessment": "toolkit/assessment/", "consensus": "toolkit/consensus/",
        "plan": "toolkit/plan/", "launch": "toolkit/launch/", "tools": "toolkit/tools/", "room packs": "toolkit/room-packs/",
        "worksheet": next(each.path for each in catalog.worksheets.values() if each.overlap),
        "tool": next(each.path for each in catalog.worksheets.values() if each.shelf == "tool"),
        "metrics": "metrics/", "metric": next(iter(catalog.metrics.values())).path, "metric builder": "metrics/builder/",
        "figures": "metrics/figures/", "statewide": "metrics/statewide/", "coverage": "metrics/coverage/",
        "program": "program/", "deliverables": "program/deliverables/", "areas of focus": "program/strategic-areas/",
        "story": next(iter(catalog.stories.values())).path, "stories": "program/stories/", "history": "program/history/",
        "collaborative": "program/collaborative/", "anticipated results": "program/results/",
        "reports": "reports/", "report": "reports/latest/", "metric dictionary": "metrics/dictionary/", "guidance": "metrics/choosing/",
        "grants": "grants/", "grant template": next(iter(catalog.grant_templates.values())).path,
        "grant text": next(iter(catalog.grant_blocks.values())).path,
        "grant sheet": f"grants/sheets/{next(iter(catalog.grant_templates))}/",
        "funding": "grants/funding/", "fund": next(iter(catalog.funds.values())).path,
        "due": "program/staff/", "joint": "grants/joint/", "joint fund": f"grants/joint/{next(iter(catalog.funds))}/",
        "filler": "grants/fill/", "planner": "grants/braid/",
        "training": "training/", "training library": "training/library/", "training calendar": "training/calendar/",
        "session": next(iter(catalog.sessions.values())).path, "training series": next(iter(catalog.training_series.values())).path,
        "learning path": next(iter(catalog.learning_paths.values())).path, "run sheet": f"training/run-sheets/{next(iter(catalog.sessions))}/", "training staff": "training/staff/",
    }  # fmt: skip
    assert found.keys() == set(KINDS)
    return found


def widest(catalog: Catalog) -> Pathway:
    """The pathway with the most moves, whose drawing is the fullest."""
    return max(catalog.pathways.values(), key=lambda each: sum(len(step.moves) for step in each.steps))


def _busiest(catalog: Catalog, kind: str) -> Record:
    return max(catalog.tables[kind].values(), key=lambda each: len(catalog.partnerships_of(each)))
