"""The program's own record: who, what for, what was planned, what was learned, and stories."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from markupsafe import Markup, escape

from macros.data import faceting
from macros.data.catalog import Catalog
from macros.data.models.metrics import Deliverable, Story
from macros.formats import svg_charts
from macros.pages import components, fill_in, templating
from macros.pages.macro_context import Context, MacroError, nearest, page_macro
from macros.pages.outputs import Page, Site
from macros.pages.record_pages import RecordPage

SECTION = "program"


def outputs(catalog: Catalog, site: Site) -> Iterator[Page]:
    """A page for each story."""
    for story in catalog.stories.values():
        yield _page(story, catalog, site)


# --- stories --------------------------------------------------------------------


def _page(story: Story, catalog: Catalog, site: Site) -> Page:
    figures = [
        (each, components.figure_path(each), fill_in.record_url("figures", each, catalog, site))
        for each in story.figures
        if each.id in catalog.figures
    ]
    return RecordPage(
        record=story,
        template="story.html",
        above=(("Program", f"{SECTION}/"), ("Stories", f"{Story.folder}/")),
        context=lambda: {"story": story, "figures": figures},
        kind="Story",
        facets={"industry": [each.name for each in story.partnership.industries]},
        as_of=story.date,
    ).page(catalog, site)


@page_macro()
def stories(page: Context) -> Markup:
    """The stories of partnerships, the latest first."""
    found = sorted(page.catalog.stories.values(), key=lambda each: each.date, reverse=True)
    return templating.render("story_list.html", stories=found, base=page.base)


@page_macro("story_highlights(limit=2)")
def story_highlights(page: Context, limit: int = 2) -> Markup:
    """The latest stories that have a figure, each with that figure large."""
    told = sorted((each for each in page.catalog.stories.values() if each.figures), key=lambda each: each.date)
    return templating.render("story_highlights.html", stories=told[::-1][:limit], base=page.base)


# --- the program's own words ----------------------------------------------------


@page_macro()
def program_sources(page: Context) -> str:
    """The sources about the program itself, under one mark."""
    return templating.part("_parts.html", "about_mark")(page.catalog.program.sources)


@page_macro('program("tagline")')
def program(page: Context, field: str) -> str:
    """A field of the program's record."""
    value = getattr(page.catalog.program, field, None)
    if not isinstance(value, str):
        texts = list(type(page.catalog.program).__annotations__)
        raise MacroError(f"no text is named '{field}'.{nearest(field, texts)}")
    return escape(value)


@page_macro()
def contact(page: Context) -> str:
    """How to reach the program."""
    return templating.part("_parts.html", "contact_lines")(page.catalog.program.contact)


# --- who and what for -------------------------------------------------------------


@page_macro()
def collaborative_members(page: Context) -> Markup:
    """The bodies of the collaborative; a group names the local boards that are on record."""
    boards = [area.board for area in page.catalog.workforce_areas.values()]
    return templating.render(
        "collaborative.html", members=page.catalog.collaborative_members.values(), boards=boards, base=page.base
    )


@page_macro('program_points("lessons")')
def program_points(page: Context, about: str) -> Markup:
    """The points of the program's record that belong on one page, under headings if there are several topics."""
    found = (
        (topic, [each for each in page.catalog.program_points.values() if each.topic is topic])
        for topic in page.catalog.program_topics.values()
        if topic.page == about
    )
    return templating.render("program_points.html", topics=[(topic, points) for topic, points in found if points])


@page_macro()
def strategic_areas(page: Context) -> Markup:
    """The areas of focus with what belongs to them, and the partnerships that work in each."""
    catalog = page.catalog
    chosen = {each.option.id: each.count for each in faceting.spread(catalog, "strategic-area")}
    areas = [
        (
            area,
            chosen[area.id],
            faceting.chosen(catalog, strategic_area=area.id)[:MOST_NAMED],
            [each for each in catalog.metrics.values() if area in each.strategic_areas],
        )
        for area in catalog.strategic_areas.values()
    ]
    return templating.render("strategic_areas.html", areas=areas, base=page.base)


MOST_NAMED = 40  # partnerships named under one area


@page_macro()
def anticipated_results(page: Context) -> Markup:
    """The results that the program expects, with the metrics for each."""
    results = [
        (result, [each for each in page.catalog.metrics.values() if result in each.results])
        for result in page.catalog.anticipated_results.values()
    ]
    return templating.render("anticipated_results.html", results=results, base=page.base)


# --- plans and dates ----------------------------------------------------------------


@page_macro()
def deliverables(page: Context) -> Markup:
    """The first-stage deliverables with plan and state, drawn and as a table."""
    catalog = page.catalog
    found = list(catalog.deliverables.values())
    counts = [
        (status, sum(each.status is status for each in found)) for status in catalog.deliverable_statuses.values()
    ]
    rows = [(each, components.due(each.last_look, catalog, "deliverables")) for each in found]
    return templating.render(
        "deliverables.html",
        rows=rows,
        looked_at_once=len({(each.last_look, each.is_reviewed) for each in found}) == 1,
        counts=counts,
        chart=_timeline(found),
        today=page.site.today,
        base=page.base,
    )


def _timeline(deliverables: list[Deliverable]) -> svg_charts.Timeline:
    spans = [
        svg_charts.Span(each.name, each.planned_start, each.planned_end, each.status.id, each.status.name.lower())
        for each in deliverables
        if each.planned_start and each.planned_end
    ]
    return svg_charts.timeline("Planned dates of the deliverables, and what is known of each", spans)


@page_macro()
def board_dates(page: Context) -> Markup:
    """The known meetings of the board: those to come first, then those that were."""
    coming, past = _by_day(page.catalog, page.site.today)
    return templating.render("board_dates.html", coming=coming, past=past, program=page.catalog.program)


def _by_day(catalog: Catalog, today: date) -> tuple[list[object], list[object]]:
    days = sorted(catalog.board_dates.values(), key=lambda each: each.date)
    return [each for each in days if each.date >= today], [each for each in reversed(days) if each.date < today]


@page_macro()
def milestones(page: Context) -> Markup:
    """The history of the program, oldest first; what has no date is apart."""
    found = sorted(page.catalog.milestones.values(), key=lambda each: each.date)
    return templating.render(
        "milestones.html",
        dated=[each for each in found if each.date],
        undated=[each for each in found if not each.date],
    )
