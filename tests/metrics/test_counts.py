"""Every count of the library says the same wherever it stands: pages, drawings, tables, CSV, JSON, API and reports."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from functools import cache

import pytest
from library import real

from macros import charts, directory, models, publishing, reporting
from macros.outputs import Page, Site, SiteFile
from macros.views import api, metrics, program, reports

SITE = Site(url="https://example.org/library/", today=date(2026, 11, 21))


@cache
def files() -> dict[str, str]:
    found = {}
    for view in (metrics, reports, api):
        for each in view.outputs(real(), SITE):
            if isinstance(each, SiteFile) and not each.path.endswith((".xlsx", ".docx")):
                content = each.content() if callable(each.content) else each.content
                found[each.path] = content if isinstance(content, str) else content.decode()
    return found


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_counts_agree_everywhere() -> None:
    catalog = real()
    page = str(metrics.statewide_html(catalog, ""))
    rows = list(csv.DictReader(io.StringIO(files()["metrics/statewide.csv"])))
    by_csv = {(row["by"], row["id"]): int(row["count"]) for row in rows}
    by_json = {(row["by"], row["id"]): row["count"] for row in json.loads(files()["metrics/statewide.json"])["counts"]}
    assert by_csv == by_json and len(rows) == len(by_csv)

    report = next(each for each in reports.outputs(catalog, SITE) if isinstance(each, Page)).make().body
    for tally in directory.tallies(catalog):
        assert by_csv["all", tally.id] == tally.count
        assert re.search(rf'data-tally="{tally.id}">.*?<dd>(?:<a[^>]*>)?{tally.count:,}<', page, re.S)
        assert re.search(rf'data-number="{tally.id}">.*?>{tally.count:,}<.*?</tr>', report, re.S)
        assert f"| {tally.label} | not known | " in files()["reports/latest.md"]

    # What is counted is what the API gives away.
    for kind in ("partnerships", "organizations", "figures", "stories", "metrics", "sources"):
        given = json.loads(files()[f"api/v1/{kind}/index.json"])
        assert by_csv["all", kind] == given["count"]

    # The drawing, the table beside it, the filtered directory and the file say the same.
    for spread in metrics.spreads(catalog, ""):
        part = re.search(rf'data-spread="{spread.id}">(.*?)</section>', page, re.S)[1]
        drawn = [int(each) for each in re.findall(r'data-value="(\d+)"', part)]
        listed = [int(each.replace(",", "")) for each in re.findall(r'<td class="number">(?:<a[^>]*>)?([\d,]+)', part)]
        chosen = [len(directory.chosen(catalog, **{spread.id: row.id})) for row in spread.rows]
        assert drawn == listed == chosen == [by_csv[spread.id, row.id] for row in spread.rows]


def test_coverage_counts_what_the_filtered_directory_shows() -> None:
    catalog = real()
    rows = list(csv.DictReader(io.StringIO(files()["metrics/coverage.csv"])))
    page = str(metrics.coverage_html(catalog, ""))
    for row in rows:
        found = directory.chosen(catalog, industry=row["industry"], **{row["by"]: row["id"]})
        assert len(found) == int(row["count"])
        label = f"{row['industry_label']}, {row['label']}: {row['count']}".replace("&", "&amp;")
        assert f'aria-label="{label}"' in page
    without = [each.option.label for each in directory.spread(catalog, "industry") if not each.count]
    assert without and all(f"<li>{label}</li>" in page for label in without)


def test_every_figure_stands_once_with_its_passport_and_its_citation() -> None:
    catalog = real()
    pages = [str(metrics.figures_html(catalog, SITE, ""))]
    pages += [each.make().body for each in metrics.outputs(catalog, SITE) if isinstance(each, Page) and each.path.startswith(metrics.FIGURES)]
    whole = "\n".join(pages)
    for figure in catalog.figures.values():
        address = f"partnerships/{figure.partnership}/#figure-{figure.id}"
        assert whole.count(f'href="{address}"') + whole.count(f'href="../../../../{address}"') >= 1
        assert f"https://example.org/library/{address}" in whole
    assert whole.count('class="passport"') == len(catalog.figures)


# --- what the program promised ------------------------------------------------


def test_the_programs_record_is_whole() -> None:
    catalog = real()
    assert len(catalog.deliverables) == 11
    assert len(catalog.collaborative_members) == 8
    assert len(catalog.anticipated_results) == 7
    assert len(catalog.strategic_areas) == 4
    assert len([each for each in catalog.program_points.values() if each.topic.id == "roles"]) == 10
    assert len([each for each in catalog.program_points.values() if each.topic.id == "lessons"]) == 7
    assert all(each.source for each in [*catalog.milestones.values(), *catalog.deliverables.values()])


def test_a_deliverable_is_said_to_be_done_only_with_a_source() -> None:
    for each in real().deliverables.values():
        assert each.status.id == "not-reported" or (each.evidence and each.status_source), each.id


def test_the_grid_is_full_and_every_result_area_and_stage_has_a_metric() -> None:
    catalog = real()
    found = [each for each in catalog.metrics.values() if each.from_grid]
    cells = {(kind.id, group.id) for kind in catalog.metric_kinds.values() for group in catalog.metric_audiences.values()}
    assert len(cells) == 6 and {(each.kind.id, each.audience.id) for each in found} == cells
    for field, table in (("results", "anticipated_results"), ("strategic_areas", "strategic_areas"), ("stages", "stages")):
        spoken_to = {each.id for metric in catalog.metrics.values() for each in getattr(metric, field)}
        assert spoken_to == set(catalog.tables[table])
    like_wioa = [each for each in catalog.metrics.values() if each.like_wioa]
    assert len(like_wioa) == 6 and all("WIOA" in each.name for each in like_wioa)


def test_the_first_year_is_never_2020() -> None:
    assert not any(each.date == "2020" for each in real().milestones.values())
    assert "2020" in plain(str(metrics.contradictions_html(real(), "")))


def test_every_kind_that_is_reviewed_has_its_period() -> None:
    reviewed = {kind for kind, cls in models.KINDS.items() if "last_reviewed" in cls.__dataclass_fields__}
    assert {each.kind for each in real().review_periods.values()} == reviewed


# --- drawings -------------------------------------------------------------------


def test_bars_start_at_zero_and_keep_their_shares() -> None:
    drawn = charts.bars("Title", "things", [("One", 1), ("None", 0), ("Four", 4)])
    assert [bar.value for bar in drawn.rows] == [1, 0, 4]
    assert drawn.rows[1].length == 0
    assert drawn.rows[2].length == pytest.approx(4 * drawn.rows[0].length)
    assert all(bar.length + charts.ROOM <= drawn.width for bar in drawn.rows)
    assert charts.bars("Empty", "things", []).rows == ()


def test_a_line_of_months_keeps_order_and_length() -> None:
    spans = [charts.Span("Day", "2024-09-13", "2024-09-13", "a", "x"), charts.Span("Year", "2025", "2025", "b", "y"),
             charts.Span("Month", "2025-06", "2025-06", "a", "z")]  # fmt: skip
    day, year, month = charts.timeline("Title", spans).rows
    assert day.left < year.left < month.left
    assert year.length > month.length >= charts.THICK
    assert all(0 <= row.left and row.left + row.length <= charts.WIDTH for row in (day, year, month))


def test_the_timeline_says_each_state_in_words_and_as_a_shape() -> None:
    catalog = real()
    html = str(program.deliverables_html(catalog, SITE, ""))
    drawn = [each for each in catalog.deliverables.values() if each.planned_start]
    assert html.count('class="chart__span') == len(drawn)
    for status in catalog.deliverable_statuses.values():
        number = sum(each.status is status for each in drawn)
        assert html.count(f'chart__span--{status.id}"') == number
        assert html.count(f">{status.name.lower()}</text>") == number


def test_the_views_are_published() -> None:
    assert {metrics, program, reports} <= set(publishing.VIEWS)
    assert reporting.quarter_start(date(2026, 11, 21)) == date(2026, 10, 1)
