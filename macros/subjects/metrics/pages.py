"""Metrics, figures, the view of the whole state, and the coverage with its gaps."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from markupsafe import Markup

from macros.data import faceting
from macros.data.catalog import Catalog, derived, places
from macros.data.models import Figure, Partnership, Term
from macros.data.models.metrics import Metric, MetricKind
from macros.formats import excel
from macros.pages import components, fill_in, paging, templating
from macros.pages.macro_context import Context, page_macro
from macros.pages.outputs import Content, Page, Site, SiteFile, base_of
from macros.pages.record_pages import RecordPage

SECTION = Metric.folder
FIGURES = f"{SECTION}/figures/"
SIZE = 100  # figures on a page
MOST_LISTED = 300  # partnerships in the table of their kinds of partner
WORKBOOK = f"{SECTION}/data-collection.xlsx"


def outputs(catalog: Catalog, site: Site) -> Iterator[Page | SiteFile]:
    """A page for each metric, the further pages of figures, and the counts as files; nothing without the subject."""
    if not catalog.has("metrics"):
        return
    for metric in catalog.metrics.values():
        yield _page(metric, catalog, site)
    pages = paging.in_pages(list(catalog.figures.values()), SIZE)
    for number, figures in enumerate(pages[1:], start=2):
        yield _figures_page(figures, number, len(pages), catalog, site)
    yield SiteFile(f"{SECTION}/statewide.csv", partial(_statewide_csv, catalog, site.today))
    yield SiteFile(f"{SECTION}/statewide.json", partial(_statewide_json, catalog, site.today))
    yield SiteFile(f"{SECTION}/coverage.csv", partial(_coverage_csv, catalog))
    yield SiteFile(f"{SECTION}/builder.json", partial(_builder_json, catalog))
    if not site.preview:
        yield SiteFile(WORKBOOK, partial(_workbook, catalog, site))


# --- the dictionary -----------------------------------------------------------


def _page(metric: Metric, catalog: Catalog, site: Site) -> Page:
    figures = [each for each in metric.figures if each.id in catalog.figures]
    return RecordPage(
        record=metric,
        template="metric.html",
        above=(("Metrics", f"{SECTION}/"), ("Dictionary", f"{SECTION}/dictionary/")),
        context=lambda: {"metric": metric, "figures": shown_figures(figures, catalog, site)},
        description=f"{metric.question} {metric.definition}",
        kind="Metric",
    ).page(catalog, site)


@page_macro()
def metric_grid(page: Context) -> Markup:
    """The guide's grid: process and impact metrics for each group that a partnership serves."""
    catalog = page.catalog
    named = [each for each in catalog.metrics.values() if each.from_grid]
    rows = [
        (kind, [[each for each in named if each.kind is kind and each.audience is group] for group in _groups(catalog)])
        for kind in catalog.metric_kinds.values()
    ]
    return templating.render("metric_grid.html", rows=rows, groups=_groups(catalog), base=page.base)


def _groups(catalog: Catalog) -> Sequence[Term]:
    return tuple(catalog.metric_audiences.values())


@page_macro()
def metric_list(page: Context) -> Markup:
    """Every metric of the dictionary, under process and impact."""
    catalog = page.catalog
    groups = [
        (kind, [each for each in catalog.metrics.values() if each.kind is kind and not each.like_wioa])
        for kind in catalog.metric_kinds.values()
    ]
    like_wioa = [each for each in catalog.metrics.values() if each.like_wioa]
    return templating.render("metric_list.html", groups=groups, like_wioa=like_wioa, base=page.base)


@page_macro()
def metric_stages(page: Context) -> Markup:
    """What to measure at each stage of a partnership."""
    rows = [
        (stage, [each for each in page.catalog.metrics.values() if stage in each.stages and not each.like_wioa])
        for stage in page.catalog.stages.values()
    ]
    return templating.render("metric_stages.html", rows=rows, base=page.base)


@page_macro()
def metric_builder(page: Context) -> Markup:
    """The form that makes a measurement plan out of chosen metrics; without a script it leads to the whole workbook."""
    catalog = page.catalog
    kinds: dict[tuple[MetricKind, Term], list[Metric]] = {
        (kind, group): [each for each in catalog.metrics.values() if each.kind is kind and each.audience is group]
        for group in _groups(catalog)
        for kind in catalog.metric_kinds.values()
    }
    return templating.render(
        "metric_builder.html",
        kinds=kinds,
        program=catalog.program,
        workbook=WORKBOOK,
        base=page.base,
    )


def _builder_json(catalog: Catalog) -> str:
    notice = "Private: this file serves the page metrics/builder/ and may change at any time."
    metrics = [_for_builder(each) for each in catalog.metrics.values()]
    return json.dumps({"notice": notice, "metrics": metrics}, ensure_ascii=False, separators=(",", ":"))


def _for_builder(metric: Metric) -> dict[str, Any]:
    return {
        "id": metric.id,
        "name": metric.name,
        "question": metric.question,
        "definition": metric.definition,
        "formula": metric.formula,
        "unit": metric.unit.plural or metric.unit.name if metric.unit else "",
        "collect": metric.collect,
        "often": metric.how_often,
        "whose": metric.whose_data,
        "pitfalls": metric.pitfalls,
        "small": metric.small_counts,
        "survey": list(metric.survey_questions),
        "columns": list(metric.columns),
        "kind": metric.kind.name,
    }


def _workbook(catalog: Catalog, site: Site) -> bytes:
    about = [
        ("What this is", "A sheet for each metric of the dictionary. Keep those that you chose, delete the others."),
        ("Whose it is", catalog.program.name),
        ("How to use it", "Each sheet says what is counted and how. Write one line each time, below the headings."),
        (
            "Privacy",
            "Write no names of people. Give each person a number and keep the list of names elsewhere, locked.",
        ),
        ("More", site.absolute(f"{SECTION}/") if site.url else f"{SECTION}/"),
    ]
    sheets = [
        excel.FormSheet(
            each.name,
            [
                ("Question", each.question),
                ("Definition", each.definition),
                ("How to work it out", each.formula),
                ("How to collect it", each.collect),
                ("How often", each.how_often),
                ("Small numbers", each.small_counts),
            ],
            each.columns,
        )
        for each in catalog.metrics.values()
    ]
    return excel.forms(sheets, about, f"{catalog.program.site_name}: data collection", site.today)


# --- figures --------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFigure:
    """A figure with where it stands and what it said before."""

    figure: Any
    path: str
    about: str
    about_path: str
    earlier: Sequence[Any]
    metrics: Sequence[Metric]
    citation: str
    change_url: str = ""


def shown_figures(figures: Sequence[Figure], catalog: Catalog, site: Site) -> list[ShownFigure]:
    """Partnerships' figures as the page of all figures shows them."""
    return [_shown(each, catalog, site) for each in figures]


def _shown(figure: Figure, catalog: Catalog, site: Site) -> ShownFigure:
    partnership = catalog.partnerships[figure.partnership]
    path = components.figure_path(figure)
    return ShownFigure(
        figure=figure,
        path=path,
        about=partnership.title,
        about_path=partnership.path,
        earlier=components.earlier_values(catalog).get(figure.id, ()),
        metrics=_metrics_of(catalog).get(figure.id, ()),
        citation=components.figure_citation(figure, partnership.title, path, catalog, site),
        change_url=fill_in.record_url("figures", figure, catalog, site),
    )


@derived
def _metrics_of(catalog: Catalog) -> Mapping[str, Sequence[Metric]]:
    found: dict[str, list[Metric]] = {}
    for metric in catalog.metrics.values():
        for figure in metric.figures:
            found.setdefault(figure.id, []).append(metric)
    return found


@page_macro()
def all_figures(page: Context) -> Markup:
    """Every figure of every partnership, with its passport."""
    pages = paging.in_pages(list(page.catalog.figures.values()), SIZE)
    return _figures(pages[0], 1, len(pages), page.catalog, page.site, page.base)


def _figures(figures: Sequence[Figure], number: int, pages: int, catalog: Catalog, site: Site, base: str) -> Markup:
    groups: dict[tuple[str, str], list[ShownFigure]] = {}
    for each in shown_figures(figures, catalog, site):
        groups.setdefault((each.about, each.about_path), []).append(each)
    return templating.render(
        "figure_list.html",
        groups=groups,
        number=number,
        pages=pages,
        base=base,
        level=3 if number == 1 else 2,
        total=faceting.count(catalog, "figures"),
        page_href=lambda each: base + paging.page_path(FIGURES, each),
    )


def _figures_page(figures: Sequence[Figure], number: int, pages: int, catalog: Catalog, site: Site) -> Page:
    path, title = paging.page_path(FIGURES, number), f"Figures, page {number}"

    def make() -> Content:
        listing = _figures(figures, number, pages, catalog, site, base_of(path))
        return Content(templating.render("listing.html", title=title, listing=listing))

    return Page(
        path=path,
        title=title,
        description=f"{title} of {pages}.",
        make=make,
        breadcrumb=(("Metrics", f"{SECTION}/"), ("Figures", FIGURES)),
    )


@page_macro()
def program_figures(page: Context) -> Markup:
    """The figures of the program itself, with their passports."""
    catalog = page.catalog
    shown = [
        ShownFigure(
            figure=each,
            path=f"{FIGURES}#figure-{each.id}",
            about=catalog.program.name,
            about_path="",
            earlier=(),
            metrics=(),
            citation=components.figure_citation(
                each, catalog.program.name, f"{FIGURES}#figure-{each.id}", catalog, page.site
            ),
        )
        for each in catalog.program_figures.values()
    ]
    return templating.render("program_figures.html", shown=shown, base=page.base)


@page_macro()
def contradictions(page: Context) -> Markup:
    """Where sources disagree, side by side."""
    return templating.render("contradictions.html", contradictions=page.catalog.contradictions.values(), base=page.base)


# --- the whole state --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Count:
    """One row of a table of counts, with the list that it counts."""

    id: str
    label: str
    count: int
    href: str


@dataclass(frozen=True, slots=True)
class Spread:
    """The partnerships by one facet."""

    id: str
    title: str
    label: str
    note: str
    rows: tuple[Count, ...]


def spreads(catalog: Catalog, base: str, today: date) -> list[Spread]:
    """Partnerships by tier, industry, stage, county and more; their statuses are those of the day."""
    ids = ("tier", "industry", "stage", "status", "reach", *_place_facets(catalog))
    return [_spread(catalog, id, base, today) for id in ids]


def _place_facets(catalog: Catalog) -> list[str]:
    """The facets of the levels of the geography; of counties and workforce areas the larger come first."""
    return [each.id for each in reversed(places(catalog).levels)]


def _spread(catalog: Catalog, id: str, base: str, today: date) -> Spread:
    facet = faceting.facet(catalog, id, today)
    rows = tuple(
        Count(each.option.id, each.option.label, each.count, f"{base}partnerships/?{id}={each.option.id}")
        for each in faceting.spread(catalog, id, today)
        if id != "status" or catalog.statuses[each.option.id].published
    )
    return Spread(id, f"Partnerships by {facet.label.lower()}", facet.label, facet.note, rows)


@page_macro()
def statewide(page: Context) -> Markup:
    """The counts of the whole library, in tables with bars."""
    catalog = page.catalog
    return templating.render(
        "statewide.html",
        tallies=faceting.tallies(catalog),
        spreads=[each for each in spreads(catalog, page.base, page.site.today) if _is_of_use(each, page)],
        base=page.base,
        program=catalog.program,
    )


def _is_of_use(spread: Spread, page: Context) -> bool:
    facet = faceting.facet(page.catalog, spread.id, page.site.today)
    return faceting.tells_apart(facet, page.catalog.partnerships.values())


def _counts(catalog: Catalog, today: date) -> Iterator[tuple[str, str, str, int]]:
    for tally in faceting.tallies(catalog):
        yield "all", tally.id, tally.label, tally.count
    for spread in spreads(catalog, "", today):
        for row in spread.rows:
            yield spread.id, row.id, row.label, row.count


def _statewide_csv(catalog: Catalog, today: date) -> str:
    return _csv(("by", "id", "label", "count"), _counts(catalog, today))


def _statewide_json(catalog: Catalog, today: date) -> str:
    names = ("by", "id", "label", "count")
    rows = [dict(zip(names, row, strict=True)) for row in _counts(catalog, today)]
    return json.dumps({"counted": "published records, each once", "counts": rows}, ensure_ascii=False, indent=1) + "\n"


def _csv(header: Sequence[str], rows: Iterator[Sequence[Any]]) -> str:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([excel.inert(each) if isinstance(each, str) else each for each in row] for row in rows)
    return buffer.getvalue()


# --- coverage -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cell:
    """How many partnerships stand at one crossing, and the list of them."""

    count: int
    href: str
    words: str


@dataclass(frozen=True, slots=True)
class Crossing:
    """Industries against places or stages, as far as partnerships are there; ``empty`` are the columns without any."""

    id: str
    title: str
    columns: tuple[faceting.Option, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    empty: tuple[str, ...]
    unplaced: tuple[tuple[str, Cell], ...]  # the industries of which no partnership names a column


MOST_COLUMNS = 40  # places in a table of crossings; the file has the larger levels too


def _crossed_with(catalog: Catalog) -> list[str]:
    return [*_place_facets(catalog), "stage"]


def crossings(catalog: Catalog, base: str) -> list[Crossing]:
    """The industries by place, level by level, and by stage, where these tell partnerships apart."""
    found = catalog.partnerships.values()
    facets = [faceting.facet(catalog, id) for id in _crossed_with(catalog)]
    small = [each for each in facets if len(each.named) <= MOST_COLUMNS]
    return [_crossing(catalog, each.id, base) for each in small if faceting.tells_apart(each, found)]


def _crossing(catalog: Catalog, id: str, base: str) -> Crossing:
    one, other = faceting.facet(catalog, "industry"), faceting.facet(catalog, id)
    found = faceting.crossed(catalog.partnerships.values(), one, other)

    def cell(first: faceting.Option, second: faceting.Option) -> Cell:
        number = found[first.id, second.id]
        href = f"{base}partnerships/?industry={first.id}&{id}={second.id}"
        return Cell(number, href, f"{first.label}, {second.label}: {number}")

    without = {each.option.id for each in faceting.spread(catalog, id) if not each.count}
    columns = tuple(option for option in other.options if option.id not in without)
    there = [each for each in one.options if any(found[each.id, option.id] for option in other.named)]
    rows = tuple((each.label, tuple(cell(each, option) for option in columns)) for each in there)
    silent = next((option for option in columns if option.id == faceting.NOT_STATED), None)
    rest = [each for each in one.options if each not in there and silent and found[each.id, silent.id]]
    unplaced = tuple((each.label, cell(each, silent)) for each in rest if silent)
    empty = tuple(option.label for option in other.named if option.id in without)
    return Crossing(id, f"Industry by {other.label.lower()}", columns, rows, empty, unplaced)


@dataclass(frozen=True, slots=True)
class Partners:
    """A partnership, and the expected kinds of partner of which its record names one that takes part."""

    partnership: Partnership
    kinds: tuple[str, ...]


@page_macro()
def coverage(page: Context) -> Markup:
    """Which industries, places and kinds of partner have nothing yet."""
    catalog = page.catalog
    expected = [each.organization_type for each in catalog.expected_partners.values()]
    by_kind = {each.option.id: each.count for each in faceting.spread(catalog, "organization")}
    total = faceting.count(catalog, "partnerships")
    kinds = [
        (
            Count(each.id, each.name, by_kind[each.id], f"{page.base}partnerships/?organization={each.id}"),
            total - by_kind[each.id],
        )
        for each in expected
    ]
    there = [each for record in catalog.partnerships.values() if (each := _partners(record, expected)).kinds]
    return templating.render(
        "coverage.html",
        crossings=crossings(catalog, page.base),
        no_industry=[each.option for each in faceting.spread(catalog, "industry") if not each.count],
        kinds=kinds,
        there=there[:MOST_LISTED],
        left_out=max(len(there) - MOST_LISTED, 0),
        without=total - len(there),
        not_counted=[each for each in catalog.roles.values() if not each.takes_part],
        program=catalog.program,
        base=page.base,
    )


def _partners(partnership: Partnership, expected: Sequence[Term]) -> Partners:
    there = {member.organization.type.id for member in partnership.partners}
    return Partners(partnership, tuple(each.name for each in expected if each.id in there))


def _coverage_csv(catalog: Catalog) -> str:
    one = faceting.facet(catalog, "industry")

    def rows() -> Iterator[Sequence[Any]]:
        for id in _crossed_with(catalog):
            other = faceting.facet(catalog, id)
            found = faceting.crossed(catalog.partnerships.values(), one, other)
            for first in one.options:
                for second in other.options:
                    yield first.id, first.label, id, second.id, second.label, found[first.id, second.id]

    return _csv(("industry", "industry_label", "by", "id", "label", "count"), rows())
