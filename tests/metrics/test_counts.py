"""Every count of the library says the same wherever it stands: pages, drawings, tables, CSV, JSON, API and reports."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from library import real

from macros.build import publishing
from macros.data import faceting, models, validation
from macros.data.catalog import Catalog, load_catalog
from macros.formats import svg_charts
from macros.pages.macro_context import Context
from macros.pages.outputs import Page, Site, SiteFile
from macros.sitewide import api
from macros.subjects.metrics import pages as metrics
from macros.subjects.program import pages as program
from macros.subjects.program import progress_report, report_pages

SITE = Site(url="https://example.org/library/", today=date(2026, 11, 21))


@pytest.fixture(scope="module")
def catalog(made_up: Catalog) -> Catalog:
    """The made-up state."""
    return made_up


@pytest.fixture(scope="module")
def files(catalog: Catalog) -> dict[str, str]:
    return written(catalog)


def written(catalog: Catalog) -> dict[str, str]:
    found = {}
    for view in (metrics, report_pages, api):
        for each in view.outputs(catalog, SITE):
            if isinstance(each, SiteFile) and not each.path.endswith((".xlsx", ".docx")):
                content = each.content() if callable(each.content) else each.content
                found[each.path] = content if isinstance(content, str) else content.decode()
    return found


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_counts_agree_everywhere(catalog: Catalog, files: dict[str, str]) -> None:
    page = str(metrics.statewide(Context(catalog, SITE, "")))
    rows = list(csv.DictReader(io.StringIO(files["metrics/statewide.csv"])))
    by_csv = {(row["by"], row["id"]): int(row["count"]) for row in rows}
    by_json = {(row["by"], row["id"]): row["count"] for row in json.loads(files["metrics/statewide.json"])["counts"]}
    assert by_csv == by_json and len(rows) == len(by_csv)

    report = next(each for each in report_pages.outputs(catalog, SITE) if isinstance(each, Page)).make().body
    for tally in faceting.tallies(catalog):
        assert by_csv["all", tally.id] == tally.count
        assert re.search(rf'data-tally="{tally.id}">.*?<dd>(?:<a[^>]*>)?{tally.count:,}<', page, re.S)
        assert re.search(rf'data-number="{tally.id}">.*?<dd>(?:<a[^>]*>)?{tally.count:,}<', report, re.S)
        assert f"| {tally.label} | not known | " in files["reports/latest.md"]

    # What is counted is what the API gives away.
    for kind in ("partnerships", "organizations", "figures", "stories", "metrics", "sources"):
        given = json.loads(files[f"api/v1/{kind}/index.json"])
        assert by_csv["all", kind] == given["count"]

    # The table, its bars, the filtered directory and the file say the same.
    spreads = {each.id: each for each in metrics.spreads(catalog, "", SITE.today)}
    shown = re.findall(r'data-spread="([\w-]+)"', page)
    found = catalog.partnerships.values()
    of_use = [id for id in spreads if faceting.tells_apart(faceting.facet(catalog, id, SITE.today), found)]
    assert shown == of_use and shown
    for spread in (spreads[id] for id in shown):
        part = re.search(rf'data-spread="{spread.id}">(.*?)</section>', page, re.S)[1]
        cells = re.findall(r'class="measure__number">(.*?)</td>', part)
        listed = [int(re.match("(?:<a[^>]*>)?([0-9,]+)", cell)[1].replace(",", "")) for cell in cells]
        bars = [float((re.findall('<rect width="([0-9.]+)"', cell) or [0])[0]) for cell in cells]
        chosen = [len(faceting.chosen(catalog, SITE.today, **{spread.id: row.id})) for row in spread.rows]
        assert listed == chosen == [by_csv[spread.id, row.id] for row in spread.rows]
        assert bars == [round(100 * number / max(listed), 1) if number else 0 for number in listed]


def test_coverage_counts_what_the_filtered_directory_shows(catalog: Catalog, files: dict[str, str]) -> None:
    rows = list(csv.DictReader(io.StringIO(files["metrics/coverage.csv"])))
    page = str(metrics.coverage(Context(catalog, SITE, "")))
    shown = re.findall(r'data-crossing="([\w-]+)"', page)
    assert shown and len(shown) < len({row["by"] for row in rows})  # one of them tells no partnership from another
    for row in rows:
        found = faceting.chosen(catalog, industry=row["industry"], **{row["by"]: row["id"]})
        assert len(found) == int(row["count"])
        label = f"{row['industry_label']}, {row['label']}: {row['count']}".replace("&", "&amp;")
        assert f'aria-label="{label}"' in page or row["by"] not in shown or row["count"] == "0"
    assert rows and "<li>Boat building</li>" not in page


def test_an_industry_without_a_partnership_is_named(own_state: Path) -> None:
    with (own_state / "program/industries.csv").open("a", encoding="utf-8") as file:
        file.write("salt,Salt,Salt from the sea.,new,\n")
    assert "<li>Salt</li>" in str(metrics.coverage(Context(load_catalog(own_state), SITE, "")))


def test_an_organization_counts_as_a_kind_of_partner_only_where_its_role_takes_part(own_state: Path) -> None:
    members = own_state / "partnerships/members.csv"
    rows = members.read_text(encoding="utf-8")

    def counted(role: str) -> tuple[int, list[str], str]:
        members.write_text(rows.replace("oar-works,leader", f"oar-works,{role}"), encoding="utf-8")
        catalog = load_catalog(own_state)
        page = plain(metrics.coverage(Context(catalog, SITE, "")))
        found = [each.id for each in faceting.chosen(catalog, organization="company")]
        return {each.option.id: each.count for each in faceting.spread(catalog, "organization")}["company"], found, page

    number, found, page = counted("leader")
    assert (number, found) == (1, ["boats"]) and "Company 1 2" in page and "Boats Company 1" in page
    assert "These roles don’t: host." in page
    number, found, page = counted("host")
    assert (number, found) == (0, []) and "Company 0 3" in page and "3 more partnerships have no partner" in page


def test_a_role_that_leads_takes_part(own_state: Path) -> None:
    roles = own_state / "program/roles.csv"
    roles.write_text(roles.read_text(encoding="utf-8").replace("Leaders,true,true", "Leaders,true,false"), "utf-8")
    (problem,) = validation.check(own_state, date(2026, 11, 21)).problems
    assert "roles.csv:2:" in str(problem) and "'takes_part' must be true for a role that leads, but" in str(problem)


def test_every_figure_stands_once_with_its_passport_and_its_citation(catalog: Catalog) -> None:
    pages = [str(metrics.all_figures(Context(catalog, SITE, "")))]
    pages += [
        each.make().body
        for each in metrics.outputs(catalog, SITE)
        if isinstance(each, Page) and each.path.startswith(metrics.FIGURES)
    ]
    whole = "\n".join(pages)
    for figure in catalog.figures.values():
        address = f"partnerships/{figure.partnership}/#figure-{figure.id}"
        assert whole.count(f'href="{address}"') + whole.count(f'href="../../../../{address}"') >= 1
        assert f"https://example.org/library/{address}" in whole
    assert whole.count('class="passport"') == len(catalog.figures)


# --- the program's record ------------------------------------------------------


def test_both_sides_of_a_contradiction_are_shown(catalog: Catalog) -> None:
    words = plain(str(metrics.contradictions(Context(catalog, SITE, ""))))
    assert "It began in 2023." in words and "It began in 2024." in words and "We follow the yearbook." in words


@pytest.mark.data
def test_every_kind_of_which_a_record_is_reviewed_can_have_a_period() -> None:
    """A period for a kind that has no reviews would never be used."""
    reviewed = {kind for kind, cls in models.KINDS.items() if "last_reviewed" in cls.__dataclass_fields__}
    assert {each.kind for each in real().review_periods.values()} <= reviewed


# --- drawings -------------------------------------------------------------------


def test_a_line_of_months_keeps_order_and_length() -> None:
    spans = [
        svg_charts.Span("Day", "2024-09-13", "2024-09-13", "a", "x"),
        svg_charts.Span("Year", "2025", "2025", "b", "y"),
        svg_charts.Span("Month", "2025-06", "2025-06", "a", "z"),
    ]
    day, year, month = svg_charts.timeline("Title", spans).rows
    assert day.left < year.left < month.left
    assert year.length > month.length >= svg_charts.THICK
    assert all(row.left >= 0 and row.left + row.length <= svg_charts.WIDTH for row in (day, year, month))


def test_a_long_name_is_whole_on_several_lines_that_push_the_rest_down() -> None:
    name = "Best practices of the convening partners, in four webinars with a recording of each"
    drawn = svg_charts.timeline("Title", [svg_charts.Span(each, "2025", "2025", "a", "x") for each in (name, "Short")])
    long, short = drawn.rows
    assert " ".join(long.label) == name
    assert len(long.label) == 2 and all(len(line) <= svg_charts.SIGNS for line in long.label)
    places = [svg_charts.TOP, *(y for y, _ in long.lines), long.mark_at, short.top, short.mark_at, drawn.height]
    assert places == sorted(set(places))
    assert short.top - long.top == short.end - short.top + svg_charts.LINE


def test_the_timeline_says_each_state_in_words_and_as_a_shape(catalog: Catalog) -> None:
    html = str(program.deliverables(Context(catalog, SITE, "")))
    drawn = [each for each in catalog.deliverables.values() if each.planned_start]
    assert html.count('class="chart__span') == len(drawn)
    for status in catalog.deliverable_statuses.values():
        number = sum(each.status is status for each in drawn)
        assert html.count(f'chart__span--{status.id}"') == number
        assert html.count(f">{status.name.lower()}</text>") == number


def test_deliverables_say_once_when_all_were_looked_at(catalog: Catalog) -> None:
    html = str(program.deliverables(Context(catalog, SITE, "")))
    assert html.count('"freshness__look"') == len(catalog.deliverables) > 1  # on different days
    changed = [replace(each, last_reviewed=date(2026, 1, 15)) for each in catalog.deliverables.values()]
    alike = replace(catalog, tables=catalog.tables | {"deliverables": {each.id: each for each in changed}})
    assert str(program.deliverables(Context(alike, SITE, ""))).count('"freshness__look"') == 1


def test_the_views_are_published() -> None:
    assert {metrics, program, report_pages} <= set(publishing.VIEWS)
    assert progress_report.quarter_start(date(2026, 11, 21)) == date(2026, 10, 1)
