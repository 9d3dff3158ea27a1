"""The program's own record: who, what for, what was planned, what was learned, and stories."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from markupsafe import Markup

from macros.data import faceting
from macros.data.catalog import Catalog
from macros.data.models.metrics import Deliverable, Story
from macros.formats import svg_charts
from macros.pages import components, templating
from macros.pages.outputs import Page, Site
from macros.pages.record_pages import RecordPage

SECTION = "program"


def outputs(catalog: Catalog, site: Site) -> Iterator[Page]:
    """A page for each story."""
    for story in catalog.stories.values():
        yield _page(story, catalog, site)


# --- stories --------------------------------------------------------------------


def _page(story: Story, catalog: Catalog, site: Site) -> Page:
    figures = [(each, components.figure_path(each)) for each in story.figures if each.id in catalog.figures]
    return RecordPage(
        record=story,
        template="story.html",
        above=(("Program", f"{SECTION}/"), ("Stories", f"{Story.folder}/")),
        context=lambda: {"story": story, "figures": figures},
        kind="Story",
        facets={"industry": [each.name for each in story.partnership.industries]},
        as_of=story.date,
    ).page(catalog, site)


def stories_html(catalog: Catalog, base: str) -> Markup:
    """The stories, the latest first."""
    stories = sorted(catalog.stories.values(), key=lambda each: each.date, reverse=True)
    return templating.render("story_list.html", stories=stories, base=base)


# --- who and what for -------------------------------------------------------------


def members_html(catalog: Catalog, base: str) -> Markup:
    """The bodies of the collaborative; a group names the local boards that are on record."""
    boards = [area.board for area in catalog.workforce_areas.values()]
    return templating.render(
        "collaborative.html", members=catalog.collaborative_members.values(), boards=boards, base=base
    )


def points_html(page: str, catalog: Catalog) -> Markup:
    """The points of every topic that belongs on ``page``, under their headings; a single topic needs none."""
    found = (
        (topic, [each for each in catalog.program_points.values() if each.topic is topic])
        for topic in catalog.program_topics.values()
        if topic.page == page
    )
    return templating.render("program_points.html", topics=[(topic, points) for topic, points in found if points])


def areas_html(catalog: Catalog, base: str) -> Markup:
    """The areas of focus with what belongs to them, and the partnerships that work in each."""
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
    return templating.render("strategic_areas.html", areas=areas, base=base)


MOST_NAMED = 40  # partnerships named under one area


def results_html(catalog: Catalog, base: str) -> Markup:
    """The results that the program expects, each with the metrics that speak to it."""
    results = [
        (result, [each for each in catalog.metrics.values() if result in each.results])
        for result in catalog.anticipated_results.values()
    ]
    return templating.render("anticipated_results.html", results=results, base=base)


# --- plans and dates ----------------------------------------------------------------


def deliverables_html(catalog: Catalog, site: Site, base: str) -> Markup:
    """The deliverables with what was planned and what is known, drawn over the months."""
    found = list(catalog.deliverables.values())
    counts = [
        (status, sum(each.status is status for each in found)) for status in catalog.deliverable_statuses.values()
    ]
    rows = [(each, components.due(each.last_reviewed, catalog, "deliverables")) for each in found]
    return templating.render(
        "deliverables.html", rows=rows, counts=counts, chart=_timeline(found), today=site.today, base=base
    )


def _timeline(deliverables: list[Deliverable]) -> svg_charts.Timeline:
    spans = [
        svg_charts.Span(each.name, each.planned_start, each.planned_end, each.status.id, each.status.name.lower())
        for each in deliverables
        if each.planned_start and each.planned_end
    ]
    return svg_charts.timeline("Planned dates of the deliverables, and what is known of each", spans)


def board_html(catalog: Catalog, site: Site) -> Markup:
    """The known meetings of the board: those to come first, then those that were."""
    coming, past = _by_day(catalog, site.today)
    return templating.render("board_dates.html", coming=coming, past=past, program=catalog.program)


def _by_day(catalog: Catalog, today: date) -> tuple[list[object], list[object]]:
    days = sorted(catalog.board_dates.values(), key=lambda each: each.date)
    return [each for each in days if each.date >= today], [each for each in reversed(days) if each.date < today]


def milestones_html(catalog: Catalog) -> Markup:
    """The history, oldest first; what has no date stands apart."""
    found = sorted(catalog.milestones.values(), key=lambda each: each.date)
    return templating.render(
        "milestones.html",
        dated=[each for each in found if each.date],
        undated=[each for each in found if not each.date],
    )
