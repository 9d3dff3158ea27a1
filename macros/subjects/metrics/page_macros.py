"""Macros about metrics, figures, the view of the whole state and the program's own record."""

from __future__ import annotations

from macros.pages.macro_context import Context
from macros.subjects.metrics import pages as metric_view


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


MACROS = (
    metric_grid,
    metric_list,
    metric_stages,
    metric_builder,
    all_figures,
    program_figures,
    contradictions,
    statewide,
    coverage,
)
