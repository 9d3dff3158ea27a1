"""Careers: pay equals the official file, the drawing says what the list says, and the check finds what is wrong."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations, pairwise
from pathlib import Path

import pytest
import segno
from library import ids, real
from pages_of_careers import HERE, SITE, bodies, wholes

from macros.data import validation
from macros.data.catalog import Catalog, load_catalog
from macros.data.models import Pathway, StartingPoint
from macros.pages.macro_context import Context
from macros.pages.outputs import Page
from macros.subjects.careers import lists, pages, pathway_drawing, trade_words
from macros.subjects.careers import queries as careers
from scripts import wages

BLS = HERE / "maine_oews_may_2023.csv"
BLS_MONTH = "2023-05"
# The official file of the made-up state.
OFFICIAL = """\
soc_code,soc_title,mean_hourly_usd,mean_annual_usd
00-0000,All Jobs,20.5,42640
51-1111,Boat Builders,30.75,63960
51-2222,Riggers,,35000
"""


@pytest.fixture(scope="module")
def catalog(made_up: Catalog) -> Catalog:
    """The made-up state."""
    return made_up


def each_pathway():
    return pytest.mark.parametrize("pathway", ids("careers/pathways/*.yaml"), indirect=True)


@pytest.fixture
def pathway(request: pytest.FixtureRequest) -> Pathway:
    return real().pathways[request.param]


def test_a_page_says_before_its_name_what_a_name_alone_leaves_open(catalog: Catalog) -> None:
    """A program may be a support, a way to train and an organization: titles differ, and no word hangs on behind."""
    titles = {each.path: each.title for each in pages.outputs(catalog, SITE) if isinstance(each, Page)}
    for kind, word in (("supports", "Support"), ("training_options", "Training")):
        for each in catalog.tables[kind].values():
            assert titles[each.path] == f"{word}: {each.title}"
    assert len(set(titles.values())) == len(titles)


# --- pay -----------------------------------------------------------------------


@pytest.mark.data
def test_wages_are_the_cells_of_the_official_file() -> None:
    """Pay comes from the file by command, so a cell that differs was typed in."""
    with BLS.open(encoding="utf-8", newline="") as file:
        official = {row["soc_code"]: row for row in csv.DictReader(file)}
    assert official["00-0000"]["mean_hourly_usd"] == "28.85"
    same_month = [each for each in real().wages.values() if (each.period, each.area) == (BLS_MONTH, "Maine")]
    if not same_month:
        pytest.skip(f"no pay is of {BLS_MONTH} any more: put the file that the data has now beside this test")
    for wage in same_month:
        row = official.get(wage.id, {"mean_hourly_usd": "", "mean_annual_usd": ""})
        assert (wage.mean_hourly, wage.mean_annual) == tuple(
            Decimal(row[name]) if row[name] else None for name in ("mean_hourly_usd", "mean_annual_usd")
        ), wage.id
        assert wage.title == row.get("soc_title", wage.title)


def test_every_number_of_pay_stands_with_its_month_and_source(catalog: Catalog) -> None:
    paid = [body for body in wholes(catalog).values() if re.search(r"\$\d+\.\d\d an hour", body)]
    assert paid and all("May 2025" in body and "State of Westland" in body for body in paid)


def test_pay_that_was_not_released_says_so(catalog: Catalog) -> None:
    assert not catalog.occupations["yard-manager"].wage.is_released
    assert "was not released for May 2025" in bodies(catalog)["careers/occupations/yard-manager/"]
    assert "was not released for May 2025" not in bodies(catalog)["careers/occupations/boat-builder/"]


@pytest.fixture
def data(own_state: Path) -> Path:
    return own_state


def run(data: Path, file: Path, *more: str) -> int:
    return wages.main([str(file), "--data", str(data), *more])


def saved(tmp_path: Path, text: str) -> Path:
    made = tmp_path / "import.csv"
    made.write_text(text, encoding="utf-8")
    return made


def test_wages_command_changes_nothing_for_the_same_file(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(data, saved(tmp_path, OFFICIAL)) == 0  # two notes are worded otherwise than the command does
    before = (data / wages.TABLE).read_bytes()
    assert run(data, saved(tmp_path, OFFICIAL)) == 0
    assert (data / wages.TABLE).read_bytes() == before
    assert "Nothing changes." in capsys.readouterr().out


@pytest.mark.parametrize("content", [b"PK\x03\x04\xff\xfe an Excel file", b'"a","b\x00\n"' + b'"' * 5 + b"x" * 200_000])
def test_wages_command_says_what_is_wrong_with_a_file_that_is_no_table(
    content: bytes, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "import.csv"
    file.write_bytes(content)
    before = (data / wages.TABLE).read_bytes()
    assert run(data, file) == 1
    assert "In Excel, choose Save As, then CSV UTF-8." in capsys.readouterr().err
    assert (data / wages.TABLE).read_bytes() == before


def test_wages_command_shows_what_changes_and_wants_the_month(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new = saved(tmp_path, OFFICIAL.replace("30.75,63960", "40.00,*"))
    before = (data / wages.TABLE).read_bytes()
    assert run(data, new) == 1
    assert "--period YYYY-MM" in capsys.readouterr().err
    assert run(data, new, "--period", "2024-05", "--dry-run") == 0
    assert (data / wages.TABLE).read_bytes() == before
    assert run(data, new, "--period", "2024-05") == 0
    told = capsys.readouterr().out
    assert "51-1111 Boat Builders: mean_hourly 30.75 -> 40.00" in told
    assert "51-1111 Boat Builders: mean_annual 63960 -> empty" in told
    assert [str(each) for each in validation.check(data).problems] == []
    assert (
        b"51-1111,Boat Builders,occupation,40.00,,2024-05,Westland,handout,The official file leaves"
        in (data / wages.TABLE).read_bytes()
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("code,pay\n1,2\n", "The file must have the columns OCC_CODE, OCC_TITLE, H_MEAN, A_MEAN."),
        ("AREA_TITLE,OCC_CODE,OCC_TITLE,H_MEAN,A_MEAN\nOhio,00-0000,All,1,2\n", "no row for Westland"),
        (
            "AREA_TITLE,OCC_CODE,OCC_TITLE,H_MEAN,A_MEAN\nWestland,00-0000,All,x,2\n",
            "Line 2: pay must be a number, not 'x'.",
        ),
        ("", "The file must have the columns"),
    ],
)
def test_wages_command_refuses_another_file(
    text: str, said: str, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "import.csv").write_text(text, encoding="utf-8")
    assert run(data, tmp_path / "import.csv") == 1
    assert said in capsys.readouterr().err


def test_official_layout_is_read_too() -> None:
    content = b'\xef\xbb\xbfAREA_TITLE,OCC_CODE,OCC_TITLE,O_GROUP,H_MEAN,A_MEAN\nMaine,11-1011,Chief Executives,detailed,*,"123,450"\n'
    assert wages.official(content, "Maine")["11-1011"] == {
        "code": "11-1011",
        "title": "Chief Executives",
        "hourly": "",
        "annual": "123450",
    }


# --- pathways ------------------------------------------------------------------


def moves(html: str) -> list[tuple[str, str, str]]:
    return re.findall(r'data-from="([^"]+)" data-to="([^"]+)" data-kind="([^"]+)"', html)


def steps(html: str) -> list[str]:
    return re.findall(r'data-step="([^"]+)"', html)


@pytest.mark.data
@each_pathway()
def test_drawing_and_list_say_the_same(pathway) -> None:
    """Their steps and their moves, on the page and on the sheet to print."""
    made = bodies(real())
    page, sheet = made[pathway.path], made[f"{pathway.path}handout/"]
    drawings = dict(re.findall(r'data-drawing="(\w+)">(.*?)</svg>', page + sheet, re.DOTALL))
    assert set(drawings) == {"narrow", "wide", "sheet"}
    listed = re.search(r'<ol class="rungs">(.*?)</ol>\n</section>', page, re.DOTALL)[1]
    graph = {(step.id, move.to, move.kind) for step in pathway.steps for move in step.moves}
    assert set(moves(listed)) == graph and len(moves(listed)) == len(graph) > 0
    for svg in drawings.values():
        assert set(moves(svg)) == graph and len(moves(svg)) == len(graph)
        assert steps(svg) == steps(listed) == [step.id for step in pathway.steps]
    assert {id for id, html in re.findall(r'<li class="rung is-way-in"[^>]* data-step="([^"]+)"()', listed)} == {
        step.id for step in pathway.steps if step.open_to
    }


@pytest.mark.data
@each_pathway()
def test_the_legend_explains_what_is_drawn_and_nothing_else(pathway) -> None:
    words = {"next": "ine with an arrow", "sideways": "ashes", "learning": "ound box"}
    for path in (pathway.path, f"{pathway.path}handout/"):
        page = bodies(real())[path]
        legend = re.search(r"<p [^>]*data-legend>(.*?)</p>", page, re.DOTALL)[1]
        drawn = {kind for _, _, kind in moves(page)} | ({"learning"} if "is-learning" in page else set())
        assert {kind for kind, part in words.items() if part in legend} == drawn


@pytest.mark.data
@each_pathway()
def test_steps_up_go_down_the_page(pathway) -> None:
    for columns, width in (pages.NARROW, pages.WIDE):
        made = pathway_drawing.draw(pathway, {}, columns, width)
        row = {box.step.id: box.row for box in made.boxes}
        assert all(row[line.edge.start] < row[line.edge.end] for line in made.lines if line.edge.kind == "next")


def corners(path: str) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    points = [tuple(map(float, point.split(","))) for point in re.findall(r"-?[\d.]+,-?[\d.]+", path)]
    return pairwise(points)  # type: ignore[return-value]


@pytest.mark.data
@each_pathway()
def test_boxes_stand_apart_and_no_line_passes_one(pathway) -> None:
    for columns, width in (pages.NARROW, pages.WIDE):
        made = pathway_drawing.draw(pathway, {step.id: "note" for step in pathway.steps}, columns, width)
        assert made.width <= (360 if columns == 1 else 780)
        for one, other in combinations(made.boxes, 2):
            assert (
                one.x + one.width <= other.x
                or other.x + other.width <= one.x
                or (one.y + one.height <= other.y or other.y + other.height <= one.y)
            ), (one.step.id, other.step.id)
        for line in made.lines:
            for (x1, y1), (x2, y2) in corners(line.path):
                assert min(x1, x2) >= 0 and max(x1, x2) <= made.width and max(y1, y2) <= made.height
                for box in made.boxes:
                    inside = max(x1, x2) > box.x + 0.1 and min(x1, x2) < box.x + box.width - 0.1
                    inside = inside and max(y1, y2) > box.y + 0.1 and min(y1, y2) < box.y + box.height - 0.1
                    assert not inside, (line.edge, box.step.id)


def test_code_on_the_sheet_is_that_of_the_lasting_address(catalog: Catalog) -> None:
    pathway = catalog.pathways["boat-building"]
    address = SITE.absolute(pathway.path)
    code = segno.make(address, error="m", micro=False, boost_error=False)
    dark = {(x, y) for y, row in enumerate(code.matrix_iter(border=2)) for x, sign in enumerate(row) if sign}
    drawn = {
        (int(x), int(y)) for x, y in re.findall(r"M(\d+),(\d+)h1v1h-1z", bodies(catalog)[f"{pathway.path}handout/"])
    }
    assert drawn == dark and len(dark) > 200


# --- supports ------------------------------------------------------------------


def test_a_support_helps_with_what_a_source_says_and_with_nothing_else(catalog: Catalog) -> None:
    listed = str(lists.support_list(Context(catalog, SITE, "../../")))
    has = dict(re.findall(r'data-has="([^"]*)"[^>]*><a href="[^"]*/([\w-]+)/"', listed))
    needs = {id: [word for word in words.split() if word.startswith("need=")] for words, id in has.items()}
    assert needs == {"ride": ["need=bus"], "bunk": ["need=not-stated"]}
    whole = wholes(catalog)[catalog.supports["bunk"].path]
    assert "<dt>What it helps with</dt>" not in whole
    assert "what it helps with" in re.search(r"Not on record: (.*?)\.", whole)[1]


# --- start pages ---------------------------------------------------------------

each_start = pytest.mark.parametrize("starting", ids("careers/start/*.yaml"), indirect=True)


@pytest.fixture
def starting(request: pytest.FixtureRequest) -> StartingPoint:
    found = real().starting_points[request.param]
    if found.group.id != "who-you-are":
        pytest.skip("only pages for people who are something say why each pathway is there")
    return found


@pytest.mark.data
@each_start
def test_a_start_page_has_every_pathway_once_for_a_reason_that_holds(starting) -> None:
    found = careers.shelves(starting, real())
    listed = [fit.pathway.id for shelf in found for fit in shelf.fitting]
    assert sorted(listed) == sorted(real().pathways)
    for shelf in found:
        for fit in shelf.fitting:
            if shelf.reason == "named":
                assert any(set(each.populations) & set(starting.populations) for each in fit.pathway.partnerships)
            elif shelf.reason == "training":
                assert fit.steps and all(
                    set(step.training_options) & set(starting.training_options) for step in fit.steps
                )
            elif shelf.starting:
                assert fit.ours if shelf.reason.endswith("ours") else fit.steps
                assert all(careers.opening(step, shelf.starting).basis.is_sourced for step in fit.steps)
                assert not any(careers.opening(step, shelf.starting).basis.is_sourced for step in fit.ours)


@pytest.mark.data
@each_start
def test_a_start_page_says_why_and_puts_first_what_names_its_readers(starting) -> None:
    body = bodies(real())[starting.path]
    assert "How we chose" in wholes(real())[starting.path]
    naming = [each for each in real().supports.values() if set(each.populations) & set(starting.populations)]
    places = [
        body.index(f'href="../../../{each.path}"')
        for each in (*naming, *(x for x in starting.supports if x not in naming))
    ]
    assert places == sorted(places)
    for each in real().partnerships.values():
        if set(each.populations) & set(starting.populations):
            assert f'href="../../../{each.path}"' in body, each.id


def test_the_ladder_goes_up_from_job_to_job(catalog: Catalog) -> None:
    assert [step.name for step in careers.ladder(catalog.pathways["boat-building"])] == ["Rigger", "Yard manager"]


@pytest.mark.data
@each_pathway()
def test_each_rung_of_a_ladder_leads_to_the_next(pathway) -> None:
    rungs = careers.ladder(pathway)
    assert all(any(to is above for _, to in careers.moves_of(below, pathway)) for below, above in pairwise(rungs))
    assert not any(step.is_learning for step in rungs)


# --- words ---------------------------------------------------------------------


GLOSSARY = """\
apprenticeship,Apprenticeship,A paid job with a mentor.,
registered-apprenticeship,Registered apprenticeship,One that the government has listed.,
license,License,A paper from the state.,
tuition,Tuition,The price of a course.,
"""
TRADE_WORDS = """\
registered-apprenticeship,registered-apprenticeship,registered apprenticeships; registered apprenticeship
apprenticeship,apprenticeship,apprenticeships; apprenticeship
license,license,licenses; license
tuition,tuition,tuition
"""


@pytest.fixture(scope="module")
def wordy(state: Path, tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """The made-up state with some more words of the trade."""
    folder = Path(shutil.copytree(state, tmp_path_factory.mktemp("words") / "data"))
    for name, rows in (("program/glossary.csv", GLOSSARY), ("careers/trade_words.csv", TRADE_WORDS)):
        with (folder / name).open("a", encoding="utf-8") as file:
            file.write(rows)
    return load_catalog(folder)


def explained(html: str, catalog: Catalog) -> str:
    return str(trade_words.explained(html, catalog, "../"))


def test_trade_words_lead_to_the_glossary_once_on_a_page(wordy: Catalog) -> None:
    made = explained(
        "<p>A registered apprenticeship &amp; a &lt;license&gt;. An <b>apprenticeship</b>. A license.</p>", wordy
    )
    assert made.count("<a ") == 3
    assert (
        '<a class="term" href="../toolkit/glossary/#registered-apprenticeship">registered apprenticeship</a> &amp; a &lt;'
        in made
    )
    assert made.endswith("</b>. A license.</p>")


@pytest.mark.parametrize(
    "plain",
    [
        "<h2>License</h2>",
        "<a href='x'>A license</a>",
        '<p data-plain title="a > b">license <b>license</b></p>',
        "<p>Ask the Maine Apprenticeship Program.</p>",
        "<p>The Tuition Remission Program</p>",
        "<svg><text>license</text></svg>",
        "<form><p>license</p></form>",
        "<p>unlicensed, license-free</p>",
        "<!-- <p>license</p> -->",
        '<img alt="license">',
    ],
)
def test_names_labels_and_controls_stay_without_links(plain: str, wordy: Catalog) -> None:
    assert explained(plain, wordy) == plain
    after = explained(f"{plain}<p>License and tuition: an apprenticeship.<br>A</p>", wordy)
    assert after.startswith(plain) and after.count("<a class=") == 3


def test_a_word_that_a_page_links_already_is_left_alone(wordy: Catalog) -> None:
    html = '<p>A license.</p><p><a class="term" href="../toolkit/glossary/#license">the paper</a></p>'
    assert explained(html, wordy) == html


def test_tools_are_linked_by_code_and_title(catalog: Catalog) -> None:
    body = bodies(catalog)["careers/occupations/rigger/"]
    assert 'href="https://jobs.example/?c=51-2222.00&amp;d=51222200&amp;t=Riggers%20%26%20%22Rope%22%20Workers"' in body


# --- the check ------------------------------------------------------------------

JOB, WAY, BADGE, PAY = (
    "occupations/rigger.yaml",
    "pathways/boat-building.yaml",
    "credentials/rope-badge.yaml",
    "wages.csv",
)
# name: (file, what stands there, what is put there, what is said)
FAULTS: dict[str, tuple[str, str, str, str]] = {
    "code not in the list": (
        JOB,
        "onet_code: 51-2222.00",
        "onet_code: 51-2229.00",
        "rigger.yaml:4:12: 'onet_code' must be a code of the official list, not '51-2229.00'. Did you mean 51-2222.00?",
    ),
    "other title": (
        JOB,
        "'Riggers & \"Rope\" Workers'",
        "Riggers",
        "'official_title' must be the title that the official list gives to 51-2222.00, not 'Riggers'.",
    ),
    "codes differ": (
        JOB,
        "soc_code: 51-2222",
        "soc_code: 51-2221",
        "'soc_code' must be the first seven signs of 'onet_code', not '51-2221'. Write 51-2222",
    ),
    "pay of another job": (
        JOB,
        "wage: 51-2222",
        "wage: 51-1111",
        "'wage' must be 51-2222, the occupation's own SOC code, not '51-1111'.",
    ),
    "pay of no job": (
        PAY,
        "51-3333,Boatyard",
        "11-1111,Nobody,occupation,1,2,2025-05,Westland,handout,\n51-3333,Boatyard",
        "'id' must be the pay of an occupation, but none has '11-1111'.",
    ),
    "empty without a word": (PAY, "The file leaves the hourly cell empty.", "", "'note' must say why a cell is empty."),
    "no pay of all jobs": (
        PAY,
        "00-0000,All Jobs,all",
        "00-0000,All Jobs,occupation",
        "Exactly one row must have the scope all, not 0.",
    ),
    "credential needs itself": (
        BADGE,
        "level: badge",
        "level: badge\nbuilds_on:\n  - master-badge",
        "must not lead in a circle: ",
    ),
    "move to nowhere": (
        WAY,
        "to: builder\n        kind: sideways",
        "to: bilder\n        kind: sideways",
        "'steps[2].moves[1].to' must be a step of this pathway, not 'bilder'. Did you mean 'builder'?",
    ),
    "move to itself": (
        WAY,
        "to: builder\n        kind: sideways",
        "to: rigger\n        kind: sideways",
        "'steps[2].moves[1].to' must not be the step itself.",
    ),
    "circle upward": (
        WAY,
        "  - id: manager\n",
        "  - id: manager\n    moves:\n      - to: course\n        kind: next\n",
        "must not lead in a circle: ",
    ),
    "step out of reach": (
        WAY,
        "    open_to:\n      - group: no-boat\n        basis: read\n        source: handout\n        note: Nobody asks for a boat.\n",
        "",
        "'steps' must have a way in.",
    ),
    "step without a name": (
        WAY,
        "    title: Knots & ropes course\n",
        "",
        "'steps[1].title' must be filled when the step is no job.",
    ),
    "time without a source": (
        WAY,
        "    time_source: handout\n",
        "",
        "'steps[1].time_source' must name where the time was read.",
    ),
    "step twice": (WAY, "  - id: builder\n", "  - id: rigger\n", "'steps[3].id' must stand once: 'rigger'."),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_check_says_what_is_wrong(fault: str, own_state: Path) -> None:
    file, old, new, said = FAULTS[fault]
    path = own_state / "careers" / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    assert validation.check(own_state).problems == ()
    path.write_text(text.replace(old, new), encoding="utf-8")
    found = [str(each) for each in validation.check(own_state).problems]
    assert any(said in each for each in found), found


def test_sideways_moves_may_come_back(own_state: Path) -> None:
    path = own_state / "careers" / WAY
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace(
            "  - id: builder\n    occupation: boat-builder\n    moves:\n",
            "  - id: builder\n    occupation: boat-builder\n    moves:\n      - to: rigger\n        kind: sideways\n",
        ),
        encoding="utf-8",
    )
    assert "to: rigger\n        kind: sideways" in path.read_text(encoding="utf-8")
    assert validation.check(own_state).problems == ()


def test_a_fault_of_a_job_is_not_reported_for_its_pay_too(catalog: Catalog, own_state: Path) -> None:
    job = next(each for each in catalog.occupations.values() if each.wage)
    file = own_state / "careers" / "occupations" / f"{job.id}.yaml"
    file.write_text(f"{file.read_text(encoding='utf-8')}nonsense: x\n", encoding="utf-8")
    (told,) = validation.check(own_state).problems
    assert "'nonsense' is not a known field" in str(told)
