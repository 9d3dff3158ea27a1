"""Macros about metrics, figures, the view of the whole state and the program's own record."""

from __future__ import annotations

from macros.calls.calling import Context
from macros.views import metrics as metric_view
from macros.views import program as program_view
from macros.views import reports as report_view
from macros.views import staff as staff_view


def metric_grid(page: Context) -> str:
    """Process and impact metrics for each group that a partnership serves: ``{{ metric_grid() }}``."""
    return metric_view.grid_html(page.catalog, page.base)


def metric_list(page: Context) -> str:
    """Every metric of the dictionary: ``{{ metric_list() }}``."""
    return metric_view.list_html(page.catalog, page.base)


def metric_stages(page: Context) -> str:
    """What to measure at each stage of a partnership: ``{{ metric_stages() }}``."""
    return metric_view.stages_html(page.catalog, page.base)


def metric_builder(page: Context) -> str:
    """The form that makes a measurement plan out of chosen metrics: ``{{ metric_builder() }}``."""
    return metric_view.builder_html(page.catalog, page.base)


def all_figures(page: Context) -> str:
    """Every figure of every partnership, with its passport: ``{{ all_figures() }}``."""
    return metric_view.figures_html(page.catalog, page.site, page.base)


def program_figures(page: Context) -> str:
    """The figures of the program itself, with their passports: ``{{ program_figures() }}``."""
    return metric_view.program_figures_html(page.catalog, page.site, page.base)


def contradictions(page: Context) -> str:
    """Where sources disagree, side by side: ``{{ contradictions() }}``."""
    return metric_view.contradictions_html(page.catalog, page.base)


def statewide(page: Context) -> str:
    """The counts of the whole library, drawn and as tables: ``{{ statewide() }}``."""
    return metric_view.statewide_html(page.catalog, page.base)


def coverage(page: Context) -> str:
    """Which industries, places and kinds of partner have nothing yet: ``{{ coverage() }}``."""
    return metric_view.coverage_html(page.catalog, page.base)


def collaborative_members(page: Context) -> str:
    """The bodies of the collaborative: ``{{ collaborative_members() }}``."""
    return program_view.members_html(page.catalog, page.base)


def program_points(page: Context, about: str) -> str:
    """The points of the program's record that belong on one page: ``{{ program_points("lessons") }}``."""
    return program_view.points_html(about, page.catalog)


def strategic_areas(page: Context) -> str:
    """The areas of focus, and the partnerships that work in each: ``{{ strategic_areas() }}``."""
    return program_view.areas_html(page.catalog, page.base)


def anticipated_results(page: Context) -> str:
    """The results that the program expects, with the metrics for each: ``{{ anticipated_results() }}``."""
    return program_view.results_html(page.catalog, page.base)


def deliverables(page: Context) -> str:
    """The first-stage deliverables with plan and state, drawn and as a table: ``{{ deliverables() }}``."""
    return program_view.deliverables_html(page.catalog, page.site, page.base)


def board_dates(page: Context) -> str:
    """The known meetings of the board: ``{{ board_dates() }}``."""
    return program_view.board_html(page.catalog, page.site)


def milestones(page: Context) -> str:
    """The history of the program: ``{{ milestones() }}``."""
    return program_view.milestones_html(page.catalog)


def stories(page: Context) -> str:
    """The stories of partnerships: ``{{ stories() }}``."""
    return program_view.stories_html(page.catalog, page.base)


def latest_report(page: Context) -> str:
    """Where the report on the quarter so far is, in all its forms: ``{{ latest_report() }}``."""
    return report_view.links_html(page.site, page.base)


def staff_report(page: Context) -> str:
    """What staff must look at, on the day of the build: ``{{ staff_report() }}``."""
    return staff_view.report_html(page.catalog, page.site, page.base)


MACROS = (
    metric_grid, metric_list, metric_stages, metric_builder, all_figures, program_figures, contradictions,
    statewide, coverage, collaborative_members, program_points, strategic_areas, anticipated_results,
    deliverables, board_dates, milestones, stories, latest_report, staff_report,
)  # fmt: skip
