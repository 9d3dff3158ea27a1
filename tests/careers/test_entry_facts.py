"""How people start in a job: what is stated is shown with its edition, what is not stays apart, files are taken over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from pages_of_careers import SITE, bodies, wholes

from macros.data import validation
from macros.data.catalog import Catalog, load_catalog
from macros.pages.macro_context import Context
from macros.subjects.careers import lists, pages
from macros.subjects.careers import queries as careers
from scripts import entry_facts, official_files

JOBS = "careers/occupations/"


@pytest.fixture(scope="module")
def catalog(made_up: Catalog) -> Catalog:
    """The made-up state: a builder with school, a rigger without, and a manager about whose start nothing is stated."""
    return made_up


# --- pages ----------------------------------------------------------------------


def test_a_job_leads_with_what_most_people_start_with(catalog: Catalog) -> None:
    head = bodies(catalog)[f"{JOBS}boat-builder/"].split("</header>")[0]
    assert "Deck school, less than 5 years on boats, short training at sea" in head
    assert "(All the States, 2024-34)" in head and head.index("$30.75") < head.index("Deck school")


def test_a_job_says_whose_words_describe_it(own_state: Path) -> None:
    path = own_state / "careers/occupations/rigger.yaml"
    path.write_text(f"{path.read_text(encoding='utf-8')}summary_source: handout\n", encoding="utf-8")
    made = wholes(load_catalog(own_state))
    assert re.search(r"The description is from: [^.]*Handout", made[f"{JOBS}rigger/"])
    assert "Described in our own words." in made[f"{JOBS}boat-builder/"]
    assert "own words" not in made[f"{JOBS}rigger/"]


def test_a_job_of_which_nothing_is_stated_says_so(catalog: Catalog) -> None:
    whole = wholes(catalog)[f"{JOBS}yard-manager/"]
    assert "what most people start with" in re.search(r"Not on record: (.*?)\.", whole)[1]
    assert "<dt>Most people start with" not in whole and "Job Zone" not in whole


def test_the_zone_says_where_it_differs_and_when_it_is_of(catalog: Catalog) -> None:
    made = bodies(catalog)
    assert "Job Zone Four: much preparation (as of July 2019). That is more schooling" in made[f"{JOBS}boat-builder/"]
    assert "Job Zone 1-2: some preparation (as of January 2025).</p>" in made[f"{JOBS}rigger/"]


@pytest.mark.parametrize(
    ("education", "said"), [("no-school", "more"), ("captain-school", ""), ("deck-school", "more")]
)
def test_a_zone_is_held_against_the_education(education: str, said: str, catalog: Catalog) -> None:
    entry = SimpleNamespace(education=catalog.entry_education[education], job_zone=catalog.job_zones["zone-4"])
    assert careers.zone_differs(entry, catalog) == said


def test_less_schooling_is_told_too_and_silence_is_no_difference(catalog: Catalog) -> None:
    zone = catalog.job_zones["zone-2"]
    assert careers.zone_differs(
        SimpleNamespace(education=catalog.entry_education["deck-school"], job_zone=zone), catalog
    )
    assert careers.zone_differs(SimpleNamespace(education=None, job_zone=zone), catalog) == ""
    assert careers.zone_differs(None, catalog) == ""


def test_a_license_is_what_a_source_says_or_not_known(catalog: Catalog) -> None:
    made = wholes(catalog)
    assert "<strong>License:</strong> The harbor asks for a permit. <small>" in made[f"{JOBS}boat-builder/"]
    silent = "whether you need a license"
    assert silent in made[f"{JOBS}rigger/"] and silent not in made[f"{JOBS}boat-builder/"]
    assert silent in made["careers/credentials/master-badge/"]  # of a kind that a law asks for
    assert "license (ask" not in made["careers/credentials/rope-badge/"]


def test_an_attribution_stands_where_the_work_is_shown_with_its_links(catalog: Catalog) -> None:
    wanted = (
        'includes the <a class="external" href="https://lists.example/jobs?a=1&amp;b=2" rel="external noopener">'
        "Job list 7: boats &amp; &#34;zones&#34;</a> by the Office of Lists. Used under the "
        '<a class="external" href="https://sea.example/4.0/" rel="external noopener">Sea 4.0</a> license.'
    )
    made = wholes(catalog)
    assert wanted in made[f"{JOBS}boat-builder/"] and wanted in listed(catalog)
    assert wanted not in made[f"{JOBS}yard-manager/"]


def test_a_start_page_lists_jobs_by_what_is_stated_and_the_silent_ones_apart(catalog: Catalog) -> None:
    starting = catalog.starting_points["no-boat"]
    fitting, silent = careers.jobs_to_start_with(starting.education, catalog)
    assert ([each.id for each in fitting], [each.id for each in silent]) == (["rigger"], ["yard-manager"])
    body = bodies(catalog)[starting.path]
    section = re.search(r'<section aria-labelledby="jobs">(.*?)</section>', body, re.DOTALL)[1]
    known, apart = section.split("<h3 data-not-stated>May fit: not stated</h3>")
    assert "occupations/rigger/" in known and "occupations/yard-manager/" in apart and "boat-builder" not in section


# --- the list of jobs ----------------------------------------------------------------


def listed(catalog: Catalog) -> str:
    return str(lists.occupation_list(Context(catalog, SITE, "../../")))


def items(catalog: Catalog) -> Iterator[tuple[str, str, str]]:
    """Of each job in the list: its id, its options, its further words."""
    return re.findall(r'data-has="([^"]*)" data-words="([^"]*)"><a href="[^"]*/([\w-]+)/"', listed(catalog))


def test_the_list_of_jobs_filters_by_what_people_start_with(catalog: Catalog) -> None:
    has = {id: options.split() for options, _, id in items(catalog)}
    levels = {"education=no-school", "experience=no-experience", "training=no-training"}
    assert levels <= set(has["rigger"])
    assert {"education=not-stated", "experience=not-stated", "training=not-stated"} <= set(has["yard-manager"])
    form = listed(catalog)
    assert 'name="education" value="not-stated"' in form and 'name="training" value="short"' in form
    [nobody] = re.findall(r'<label class="facet__option"[^>]*><input[^>]* value="captain-school"[^>]*>', form)
    assert " hidden>" in nobody  # no job starts with it


def test_a_title_finds_every_job_that_has_it(catalog: Catalog) -> None:
    words = {id: words for _, words, id in items(catalog)}
    assert {id for id in words if "Boat Wright (BW)" in words[id]} == {"boat-builder", "rigger"}
    assert "Rope Monkey" in words["rigger"] and "shipwright" in words["boat-builder"]
    page = pages.occupation_page(catalog.occupations["rigger"], catalog, SITE).make()
    assert "Boat Wright (BW)" in page.search_words and "Boat Wright" not in str(page.body)


# --- the check ------------------------------------------------------------------------

ENTRY, WAY = "occupation_entry.csv", "pathways/boat-building.yaml"
RIGGER = "rigger,rigger,51-2200,no-school,no-experience,no-training,2024-34"
BUILDER = "    occupation: boat-builder\n"
FAULTS: dict[str, tuple[str, str, str, str]] = {
    "the source of the entry facts for what they don't say": (
        WAY,
        BUILDER,
        f"{BUILDER}    open_to:\n      - group: no-boat\n        basis: read\n        source: yearbook\n",
        "'steps[3].open_to[1].group' must not be 'no-boat': its job starts with 'deck-school'.",
    ),
    "two rows of a job": (ENTRY, "rigger,rigger,", "rigger,boat-builder,", "'occupation'"),
    "a level without the others": (
        ENTRY,
        RIGGER,
        RIGGER.replace("no-experience", ""),
        "occupation_entry.csv:3:33: 'experience' must be filled, since there is something in 'code', 'education'",
    ),
    "no code and no word on why": (
        ENTRY,
        "boat-builder,boat-builder,51-1111,deck-school,some,short,2024-34,All the States,yearbook,",
        "boat-builder,boat-builder,,,,,,,,",
        "'note' must say why there is no code.",
    ),
    "another group without a note": (
        ENTRY,
        "It is the figure of riggers & rope makers together.",
        "",
        "'code' must be 51-2222, the job's own SOC code, not '51-2200'.",
    ),
    "zone without an edition": (ENTRY, "zone-2,2025-01,30.3,", "zone-2,2025-01,,", "'zone_edition' must be filled"),
    "a row without titles": ("reported_titles.csv", "Boat Wright (BW); Hull Hand", "", "'titles' must have a title."),
    "a stated way in without a source": (
        WAY,
        "        source: handout\n        note",
        "        note",
        "'steps[1].open_to[1].source' must name the source that says so. Or choose another 'basis'.",
    ),
    "a source of our own view": (
        WAY,
        "basis: read",
        "basis: guess",
        "'steps[1].open_to[1].source' must be empty where the basis is 'guess'.",
    ),
    "our own view against silence": (
        WAY,
        "basis: read\n        source: handout\n",
        "basis: guess\n",
        "'steps[1].open_to[1].group' must not be 'no-boat': no entry fact says so.",
    ),
    "a way in for the same people twice": (
        WAY,
        "        note: Nobody asks for a boat.\n",
        "      - group: no-boat\n        basis: read\n        source: yearbook\n",
        "'steps[1].open_to[2].group' must stand once among the ways in of a step: 'no-boat'.",
    ),
    "a way in against the entry facts": (
        WAY,
        "    occupation: boat-builder\n",
        "    occupation: boat-builder\n    open_to:\n      - group: no-boat\n        basis: guess\n",
        "'steps[3].open_to[1].group' must not be 'no-boat': its job starts with 'deck-school'.",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_check_says_what_is_wrong(fault: str, own_state: Path) -> None:
    file, old, new, said = FAULTS[fault]
    path = own_state / "careers" / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    found = [str(each) for each in validation.check(own_state).problems]
    assert any(said in each for each in found), found


def become_a_part(data: Path) -> None:
    """Let the rigger be only a part of its SOC code."""
    for file, old, new in (
        ("onet_codes.csv", "51-2222-00,51-2222.00", "51-2222-03,51-2222.03"),
        ("occupations/rigger.yaml", "51-2222.00", "51-2222.03"),
    ):
        path = data / "careers" / file
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_a_part_of_a_group_has_no_values_of_the_group(own_state: Path) -> None:
    become_a_part(own_state)
    found = [str(each) for each in validation.check(own_state).problems]
    assert len(found) == 1 and "'code' must be empty, not '51-2200': the job, 51-2222.03, is only a part" in found[0]


def test_a_way_in_that_the_entry_facts_carry_is_right(own_state: Path) -> None:
    path = own_state / "careers" / WAY
    text = path.read_text(encoding="utf-8")
    new = text.replace(
        "    occupation: rigger\n",
        "    occupation: rigger\n    open_to:\n      - group: no-boat\n        basis: guess\n",
    )
    path.write_text(new, encoding="utf-8")
    assert new != text and validation.check(own_state).problems == ()


def test_our_own_view_stands_apart_from_what_a_source_says(own_state: Path) -> None:
    path = own_state / "careers" / WAY
    text = path.read_text(encoding="utf-8")
    ours = (
        "    occupation: rigger\n    open_to:\n      - group: no-boat\n        basis: guess\n        note: Just ask.\n"
    )
    path.write_text(text.replace("    occupation: rigger\n", ours), encoding="utf-8")
    catalog = load_catalog(own_state)
    pathway, starting = catalog.pathways["boat-building"], catalog.starting_points["no-boat"]
    ways = careers.entries(pathway, starting)
    assert ([each.id for each in ways.stated], [each.id for each in ways.ours]) == (["course"], ["rigger"])
    made = wholes(catalog)
    assert re.search(r"<dt>Open to</dt><dd><a [^>]*>No boat</a> <small>", made[pathway.path])
    assert re.search(r"<dt>We think that it is open to</dt><dd><a [^>]*>No boat</a></dd>", made[pathway.path])
    assert "Nobody asks for a boat." in made[pathway.path] and "Just ask." in made[pathway.path]
    assert re.findall(r'class="rung__tag">([^<]*)<', made[pathway.path]) == ["Gate", "Gate?"]
    assert [made[each.path].count("is our own view. Ask") for each in (pathway, starting)] == [1, 1]
    stated, ours = made[starting.path].split("Suggested ways in: ")
    assert "#step-course" in stated and "#step-rigger" not in stated and "#step-rigger" in ours
    card = str(lists.pathway_list(Context(catalog, SITE, "../../")))
    assert "2 ways in (1 suggested), 4 steps" in card


# --- the command ------------------------------------------------------------------------

BLS = """\
Table 1.2 Occupational projections,,,,
2034 National Employment Matrix title,2034 National Employment Matrix code,Typical education needed for entry,\
Work experience in a related occupation,Typical on-the-job training needed to attain competency in the occupation[1]
"Builders, of boats",51-1111,Deck credential,Less than 5 years,Short-term
Riggers and rope makers,51-2200,No credential,None,None
Managers,51-3333,"Captain credential, or more",None,None
"""
ZONES = "O*NET-SOC Code\tTitle\tJob Zone\tDate\tDomain Source\n51-1111.00\tBuilders\t4\t07/2019\tAnalyst\n"
REPORTED = "O*NET-SOC Code,Reported Job Title,Shown in My Next Move\n51-2222.00,Mast Hand,Y\n51-2222.00,Sail Hand,N\n"
BLS_EDITION = ("--edition", "2034-44", "--source", "yearbook")


@pytest.fixture
def data(own_state: Path) -> Path:
    return own_state


def run(data: Path, *texts: str | bytes, more: tuple[str, ...] = ()) -> int:
    files = [data.parent / f"official-{number}.csv" for number in range(len(texts))]
    for file, text in zip(files, texts, strict=True):
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return entry_facts.main([*map(str, files), "--data", str(data), *more])


def tables(data: Path) -> list[str]:
    return [(data / name).read_text(encoding="utf-8") for name in (entry_facts.ENTRY, entry_facts.TITLES)]


def test_new_files_change_their_cells_and_no_others(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = tables(data)
    changed = BLS.replace("51-2200,No credential", "51-2200,Deck credential")
    assert run(data, changed, more=(*BLS_EDITION, "--dry-run")) == 0
    assert tables(data) == before
    assert run(data, changed, more=BLS_EDITION) == 0
    told = capsys.readouterr().out
    assert "rigger: education no-school -> deck-school" in told
    assert "yard-manager: code empty -> 51-3333" in told and "yard-manager: education empty -> captain-school" in told
    assert "boat-builder: education" not in told and "titles" not in told
    entry = load_catalog(data).occupations["rigger"].entry
    assert (entry.education.id, entry.edition, entry.area) == ("deck-school", "2034-44", "United States")
    assert entry.job_zone.id == "zone-2" and entry.note.startswith("It is the figure")
    assert tables(data)[1] == before[1]


def test_the_same_files_change_nothing(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(data, BLS, more=BLS_EDITION) == 0
    assert run(data, ZONES, REPORTED, more=("--edition", "31.0", "--source", "job-list")) == 0
    before = tables(data)
    capsys.readouterr()
    assert run(data, BLS, ZONES, REPORTED) == 0
    assert capsys.readouterr().out == "Nothing changes.\n" and tables(data) == before


def test_titles_follow_the_file_and_what_was_picked_by_hand_stays(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(data, REPORTED, more=("--edition", "31.0", "--source", "job-list")) == 0
    assert "rigger: titles Mast Hand; Boat Wright (BW) -> Mast Hand; Sail Hand" in capsys.readouterr().out
    found = {each.id: each for each in load_catalog(data).reported_titles.values()}
    assert found["rigger"].each == ("Mast Hand", "Sail Hand", "Rope Monkey") and found["rigger"].edition == "31.0"
    assert found["boat-builder"].each == ("Boat Wright (BW)", "Hull Hand") and found["boat-builder"].edition == "30.3"


def test_other_cells_want_edition_and_source(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = tables(data)
    assert run(data, ZONES.replace("\t4\t", "\t2\t")) == 1
    assert "Cells differ. Say which edition the files are of: --edition E --source ID" in capsys.readouterr().err
    assert tables(data) == before


def test_a_job_within_a_group_wants_its_code(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    grouped = BLS.replace("51-3333", "51-3300")
    assert run(data, grouped, more=BLS_EDITION) == 1
    assert "yard-manager: the file has no row for 51-3333." in capsys.readouterr().err
    assert run(data, grouped, more=(*BLS_EDITION, "--code", "yard-manager=51-3300")) == 0
    entry = load_catalog(data).occupations["yard-manager"].entry
    assert entry.education.id == "captain-school" and "together with others, under 51-3300" in entry.note
    assert run(data, grouped, more=("--code", "nobody=51-3300")) == 1
    assert "There is no job 'nobody'." in capsys.readouterr().err


def test_a_part_of_a_group_gets_a_row_without_values(data: Path) -> None:
    become_a_part(data)
    path = data / entry_facts.ENTRY
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith("rigger")), encoding="utf-8")
    assert run(data, BLS, more=BLS_EDITION) == 0
    entry = load_catalog(data).occupations["rigger"].entry
    assert (entry.code, entry.levels, entry.note) == ("", (), entry_facts.PART)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n1,2\n", "The file must have the columns National Employment Matrix code, Typical education"),
        ("", "It has: none"),
        (b"PK\x03\x04\xff\xfe an Excel file", "In Excel, choose Save As, then CSV UTF-8."),
        (
            BLS.replace("Short-term", "On a ship"),
            "Line 3: 'On a ship' is not in 'official' of careers/entry_training.csv.",
        ),
        (ZONES.replace("\t4\t", "\t7\t"), "Line 2: zone '7' is not in careers/job_zones.csv."),
    ],
)
def test_another_file_is_refused(text: str | bytes, said: str, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = tables(data)
    assert run(data, text, more=BLS_EDITION) == 1
    assert said in capsys.readouterr().err and tables(data) == before


@pytest.mark.parametrize(
    ("texts", "more", "said"),
    [
        ((BLS, ZONES), BLS_EDITION, "--edition and --source are of one publisher."),
        ((ZONES, ZONES), (), "another file has the same columns."),
        ((ZONES,), ("--edition", "31", "--source", "nowhere"), "There is no source 'nowhere'"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    texts: tuple[str, ...], more: tuple[str, ...], said: str, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(data, *texts, more=more) == 1
    assert said in capsys.readouterr().err


def test_an_extract_of_the_files_is_read_too() -> None:
    kind, read = entry_facts.recognized(
        b"\xef\xbb\xbfonet_soc,title,list\n1,A,sample of reported titles\n1,B,other\n", "f"
    )
    assert kind == "titles" and read.rows[1] == (3, {"onet_soc": "1", "title": "B", "list": "other"})


def test_a_column_is_known_whatever_its_year_and_footnote() -> None:
    read = official_files.read_official(b'"1999 The  code",Pay[2]\nx\n', [{"code": "The code", "pay": "Pay"}])
    assert read.rows == [(2, {"The code": "x", "Pay": ""})]
