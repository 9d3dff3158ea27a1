"""Records that all programs share: what a program's own files say goes over them, is added, or leaves them out."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from macros.data import git_history, packages, proposals, reading, record_writer, validation
from macros.data.catalog import Catalog, load_catalog
from macros.data.record_files import of_packages
from macros.data.record_writer import CannotWrite
from macros.data.sheet_merge import CHANGED, REMOVED, RecordChange
from macros.pages import components
from macros.pages.outputs import Site
from scripts import new

WAGES, TIES = "metrics/dictionary/wages.yaml", "id: wages\nfigures:\n  - boats-students\n"
SOURCES = "program/sources.csv"


@pytest.fixture
def words(own_state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of shared records: the metric of wages and the sources of the made-up state, which has them no more."""
    folder = tmp_path / "words"
    for file in (WAGES, SOURCES):
        (folder / file).parent.mkdir(parents=True)
        (own_state / file).rename(folder / file)
    write(own_state, "program/left_out.csv", "id,kind,record,reason\n")
    monkeypatch.setattr(packages, "VOCABULARIES", folder)
    return folder


def write(folder: Path, file: str, text: str) -> None:
    (folder / file).write_text(text, encoding="utf-8")


def problems(data: Path) -> list[str]:
    return [str(each).removeprefix(f"{reading.shown(data)}/") for each in validation.check(data).problems]


def sharing(data: Path) -> Catalog:
    assert problems(data) == []
    return load_catalog(data)


# --- reading ----------------------------------------------------------------------


def test_a_program_without_a_file_has_the_shared_records(words: Path, own_state: Path, made_up: Catalog) -> None:
    catalog = sharing(own_state)
    assert catalog.metrics["wages"].definition == made_up.metrics["wages"].definition
    assert list(catalog.metrics) == list(made_up.metrics) and list(catalog.sources) == list(made_up.sources)


def test_the_fields_of_a_programs_own_file_go_over_the_shared_record(words: Path, own_state: Path) -> None:
    write(own_state, WAGES, TIES + "pitfalls: Few tell.\nformula:\n")
    wages = sharing(own_state).metrics["wages"]
    assert [each.id for each in wages.figures] == ["boats-students"]
    assert wages.pitfalls == "Few tell." and wages.definition == "Pay after a year."
    assert wages.formula == "After minus before.", "a field without a value says nothing"
    assert wages.file == WAGES


def test_the_cells_of_a_programs_own_row_go_over_the_shared_row(words: Path, own_state: Path, made_up: Catalog) -> None:
    """It needs no column but those that it fills; other rows come behind the shared ones."""
    write(own_state, SOURCES, "id,title,publisher,grade,note\nhandout,,,,Lost.\nmap,Map,Westland,paper,\n")
    sources = sharing(own_state).sources
    assert list(sources) == [*made_up.sources, "map"]
    assert sources["handout"].note == "Lost." and sources["handout"].title == "Handout of the first meeting"
    assert (sources["handout"].file, sources["yearbook"].file) == (SOURCES, packages.SHARED + SOURCES)


def test_a_new_row_without_what_it_needs_is_told(words: Path, own_state: Path) -> None:
    write(own_state, SOURCES, "id,title\nmap,Map\nhandout,Paper\nhandout,Sheet\n")
    told = problems(own_state)
    assert [each.split(" must ")[0] for each in told] == [
        f"{SOURCES}:2:1: 'grade'",
        f"{SOURCES}:2:1: 'publisher'",
        f"{SOURCES}:4:1: 'grade'",
        f"{SOURCES}:4:1: 'id'",
        f"{SOURCES}:4:1: 'publisher'",
    ]


@pytest.mark.parametrize(("record", "left"), [("wages", ["yards-at-the-table"]), ("", ["yards-at-the-table"])])
def test_a_program_does_without_what_it_leaves_out(record: str, left: list[str], words: Path, own_state: Path) -> None:
    write(own_state, "program/left_out.csv", f"id,kind,record,reason\nw,metrics,{record},Nobody asks.\n")
    assert list(sharing(own_state).metrics) == left


@pytest.mark.parametrize(
    ("kind", "record", "message"),
    [
        (
            "metric",
            "",
            "'kind' must be a kind of record that all programs share, not 'metric'. Did you mean 'metrics'?",
        ),
        ("roles", "", "'kind' must be a kind of record that all programs share, not 'roles'. Delete the row."),
        ("metrics", "wage", "'record' must be the id of a shared record of metrics, not 'wage'. Did you mean 'wages'?"),
    ],
)
def test_what_is_left_out_is_shared(kind: str, record: str, message: str, words: Path, own_state: Path) -> None:
    write(own_state, "program/left_out.csv", f"id,kind,record,reason\nw,{kind},{record},Nobody asks.\n")
    assert problems(own_state) == [f"program/left_out.csv:2:1: {message}"]


def test_a_fault_names_the_file_and_the_line_that_it_is_in(words: Path, own_state: Path) -> None:
    write(own_state, WAGES, TIES + "how_often: <b>Yearly</b>\n")
    shared = (words / WAGES).read_text(encoding="utf-8")
    write(words, WAGES, shared.replace("kind: impact", "kind: impakt"))
    write(own_state, SOURCES, "id,note\nyearbook,Lost.\n")
    write(words, SOURCES, (words / SOURCES).read_text(encoding="utf-8").replace(",page,", ",pag,"))
    told = problems(own_state)
    assert told[0].startswith(f"{WAGES}:4:12: 'how_often' must be plain text")
    assert told[1].startswith(f"{(words / WAGES).as_posix()}:4:7: 'kind' must be an id of metric_kinds")
    assert told[2].startswith(f"{(words / SOURCES).as_posix()}:2:") and "'grade' must be an id" in told[2]
    assert len(told) == 3


def test_what_a_shared_record_says_about_one_that_is_left_out_is_left_out(words: Path, own_state: Path) -> None:
    """A program's own reference to it is a fault all the same."""
    write(words, WAGES, (words / WAGES).read_text(encoding="utf-8").replace("- yearbook", "- yearbook\n  - map"))
    write(words, SOURCES, (words / SOURCES).read_text(encoding="utf-8") + "map,Map,Westland,,,,paper,\n")
    write(own_state, "program/left_out.csv", "id,kind,record,reason\nm,sources,map,Lost.\n")
    assert [each.id for each in sharing(own_state).metrics["wages"].sources] == ["yearbook"]
    write(own_state, WAGES, "id: wages\nsources:\n  - map\n")
    (told,) = problems(own_state)
    assert told.startswith(f"{WAGES}:3:5: 'sources[1]' must be an id of sources, not 'map'.")


def test_what_a_shared_record_says_about_a_subject_that_is_left_out_is_left_out(words: Path, own_state: Path) -> None:
    write(words, WAGES, (words / WAGES).read_text(encoding="utf-8") + "figures:\n  - boats-students\n")
    shutil.rmtree(own_state / "partnerships")
    assert not any(WAGES in each for each in problems(own_state))


def test_a_folder_that_describes_itself_has_what_both_say(words: Path, own_state: Path) -> None:
    write(own_state, WAGES, TIES)
    write(own_state, SOURCES, "id,note\nhandout,Lost.\n")
    before = validation.check(own_state)
    packages.describe(own_state)
    after = validation.check(own_state)
    assert after.problems == ()
    assert {kind: [row.values for row in rows] for kind, rows in after.rows.items()} == {
        kind: [row.values for row in rows] for kind, rows in before.rows.items()
    }


def test_no_shared_record_refers_to_what_is_a_programs_own() -> None:
    """Else a program would have to have records that only another one has."""
    described = {path.stem: reading.plain(path)["resources"] for path in packages.SCHEMAS.glob("*.yaml")}
    shared = {
        each["name"]: (folder, each)
        for folder, several in described.items()
        for each in several
        if any(packages.VOCABULARIES.glob(f"{folder}/{each['path']}"))
    }
    assert any(each["path"].endswith("*.yaml") for _, each in shared.values())
    for name, (folder, each) in shared.items():
        for file in packages.VOCABULARIES.glob(f"{folder}/{each['path']}"):
            text = file.read_text(encoding="utf-8")
            rows = record_writer.read_table(text)[1] if file.suffix == ".csv" else [record_writer.read_record(text)]
            given = {field for row in rows for field, value in row.items() if value}
            targets = {
                field["references"]
                for field in each["schema"]["fields"]
                if field["name"] in given and "references" in field
            }
            assert targets <= {*shared}, (name, file.name)


# --- writing ----------------------------------------------------------------------


def written(data: Path, kind: str, change: RecordChange) -> dict[str, str | None]:
    files, _ = of_packages(validation.described(data)[0])[kind]
    return files.written([change], files.texts(data), {}, files.shared_texts(data))


def record(data: Path, kind: str, id: str) -> dict[str, object]:
    files, _ = of_packages(validation.described(data)[0])[kind]
    found: dict[str, object] = files.records(files.texts(data), files.shared_texts(data))[id]
    return found


def test_a_workbook_s_change_of_a_shared_record_goes_into_the_programs_own_file(words: Path, own_state: Path) -> None:
    before = record(own_state, "metrics", "wages")
    change = RecordChange("metrics", "wages", CHANGED, before, {**before, "pitfalls": "Few tell."})
    assert written(own_state, "metrics", change) == {WAGES: "id: wages\npitfalls: Few tell.\n"}
    write(own_state, WAGES, TIES)
    assert record(own_state, "metrics", "wages") == {**before, "figures": ["boats-students"]}
    assert written(own_state, "metrics", change) == {
        WAGES: "id: wages\npitfalls: Few tell.\nfigures:\n  - boats-students\n"
    }


def test_a_workbook_s_change_of_a_shared_row_goes_into_the_programs_own_table(words: Path, own_state: Path) -> None:
    write(own_state, SOURCES, "id,url\nyearbook,https://example.org/b\n")
    before = record(own_state, "sources", "handout")
    change = RecordChange("sources", "handout", CHANGED, before, {**before, "note": "Lost."})
    assert written(own_state, "sources", change) == {
        SOURCES: "id,url,note\nyearbook,https://example.org/b,\nhandout,,Lost.\n"
    }


@pytest.mark.parametrize("what", ["removed", "emptied"])
def test_a_shared_record_can_t_be_taken_away_in_a_workbook(what: str, words: Path, own_state: Path) -> None:
    before = record(own_state, "metrics", "wages")
    after = {name: value for name, value in before.items() if name != "pitfalls"}
    change = RecordChange("metrics", "wages", CHANGED, before, after)
    gone = replace(change, what=REMOVED, after=None)
    told = (
        "'wages' is shared by all programs." if what == "removed" else "'pitfalls' of 'wages' is shared by all programs"
    )
    with pytest.raises(CannotWrite, match=told):
        written(own_state, "metrics", gone if what == "removed" else change)


def test_a_review_of_a_shared_record_is_the_programs_own(words: Path, own_state: Path) -> None:
    files = proposals.Files(own_state, validation.check(own_state))
    made = proposals.of_review(["metrics/wages"], files, date(2026, 2, 1))
    assert not made.faults and made.texts == {WAGES: "id: wages\nlast_reviewed: 2026-02-01\n"}


def test_a_form_changes_a_shared_row_in_the_programs_own_table(words: Path, own_state: Path) -> None:
    files = proposals.Files(own_state, validation.check(own_state))
    assert [row["id"] for row in files.rows("sources")][:2] == ["yearbook", "handout"]
    files.write("sources", "handout", {"note": "Lost."}, is_new=False)
    files.write("sources", "map", {"id": "map", "title": "Map"}, is_new=True, behind="handout")
    header = "id,title,publisher,date,url,accessed,grade,note"
    assert files.changed() == {SOURCES: f"{header}\nhandout,,,,,,,Lost.\nmap,Map,,,,,,\n"}
    with pytest.raises(CannotWrite, match="'handout' is shared by all programs"):
        files.remove_row("sources", "handout")


def test_a_new_file_for_a_shared_record_has_only_what_differs(
    words: Path, own_state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["metric", "wages", "--set", "pitfalls=Few tell.", "--data", str(own_state), "--today", "2026-02-01"]
    assert new.main(asked) == 0
    assert (own_state / WAGES).read_text(encoding="utf-8") == "id: wages\npitfalls: Few tell.\n"
    assert "Yours needs only the fields that differ." in capsys.readouterr().out


def test_edit_this_page_leads_to_the_file_that_is_there(words: Path, own_state: Path) -> None:
    site = Site(today=date(2026, 2, 1), edit_url="https://github.com/example/library/edit/main/data/")
    shared = components.edit_url(sharing(own_state).metrics["wages"], site)
    assert shared == f"https://github.com/example/library/edit/main/{packages.SHARED}{WAGES}"
    write(own_state, WAGES, TIES)
    own = components.edit_url(sharing(own_state).metrics["wages"], site)
    assert own == f"https://github.com/example/library/edit/main/data/{WAGES}"


@pytest.mark.slow
def test_an_earlier_day_has_no_shared_record_that_was_not_there(own_state: Path, tmp_path: Path) -> None:
    """The folder of shared records of an early revision may not be there at all."""
    packages.describe(own_state, packages.SCHEMAS, tmp_path / "none")
    git_history.complete(own_state, own_state)
    assert problems(own_state) == []
