"""The check of data and pages tells which published addresses they lose: changes of a made-up state, one by one."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from library import Library, copy_made_up

from macros.build import checking, lost_addresses, page_check, publishing
from macros.build.page_macros import MACROS
from macros.data import validation
from macros.data.catalog import load_catalog
from macros.pages.outputs import Site
from macros.sitewide import permalinks
from macros.sitewide.permalinks import PermalinkRow
from scripts import validate

pytestmark = pytest.mark.slow  # each is quick, all of them are not

DAY = date(2026, 3, 5)
HEAD = "---\ntitle: A page\ndescription: A description that is long enough.\n---\n\n# A page\n\n"
EBB = "ebb,Ebb,The water that goes.,\n"
GLOSSARY, FIGURES = "program/glossary.csv", "partnerships/figures.csv"


class State(Library):
    """The made-up state with three written pages, all of whose addresses are listed."""

    @property
    def docs(self) -> Path:
        return self.folder.parent / "docs"

    @property
    def rows(self) -> list[PermalinkRow]:
        return permalinks.rows_of(validation.check(self.folder, DAY))

    def list_rows(self, rows: list[PermalinkRow]) -> None:
        permalinks.write(rows, self.folder / permalinks.TABLE)

    def told(self) -> list[str]:
        """What the check says, with paths from the data folder on."""
        problems = validate.find_problems(self.folder, self.docs, DAY)
        return [str(each).replace(f"{self.folder}/", "").replace(f"{self.docs}/", "") for each in problems]

    def line(self, address: str) -> int:
        return next(row.line for row in self.rows if row.address == address)


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The state as it was published: what its views make is written into a folder and listed."""
    home = tmp_path_factory.mktemp("published")
    copy_made_up(home / "data")
    with (home / "data" / GLOSSARY).open("a", encoding="utf-8") as table:
        table.write(EBB)
    for name, text in {"index.md": HEAD, "about.md": HEAD, "words/index.md": f"{HEAD}{{{{ glossary() }}}}\n"}.items():
        (home / "docs" / name).parent.mkdir(parents=True, exist_ok=True)
        (home / "docs" / name).write_text(text)
    site = Site(url=permalinks.ANY_ADDRESS, today=DAY, requirements="boat==1\n")
    catalog, docs = load_catalog(home / "data", DAY), page_check.check_docs(home / "docs", MACROS)
    drawn = {path: "".join(stash.pieces) for path, stash in checking._run_macros(docs, catalog, site)[0].items()}
    for file, make in lost_addresses.made_files(publishing.outputs(catalog, site), docs, drawn, catalog).items():
        (home / "site" / file).parent.mkdir(parents=True, exist_ok=True)
        (home / "site" / file).write_bytes(make())
    permalinks.write(permalinks.updated([], permalinks.found_in(home / "site"), DAY), home / "data" / permalinks.TABLE)
    return home


@pytest.fixture
def state(listed: Path, tmp_path: Path) -> State:
    shutil.copytree(listed / "data", tmp_path / "data")
    shutil.copytree(listed / "docs", tmp_path / "docs")
    return State(tmp_path / "data")


def test_every_kind_of_address_is_listed_and_nothing_is_lost(state: State) -> None:
    assert {row.kind for row in state.rows} == {"page", "fragment", "file", "column", "feed", "uid"}
    addresses_of = {row.address for row in state.rows}
    assert {
        "words/#ebb",
        "partnerships/boats/#figure-boats-grant",
        "api/v1/glossary/ebb.json",
        "data/bom.cdx.json",
    } <= addresses_of
    assert state.told() == []


# --- a record is gone: one problem, with all that it was published as ---------------


def test_a_removed_row_is_told(state: State) -> None:
    state.replace(GLOSSARY, EBB, "")
    fragment, file = state.line("words/#ebb"), state.line("api/v1/glossary/ebb.json")
    assert state.told() == [
        f"{GLOSSARY}: 'id' must not lose 'ebb', which is published: words/#ebb and api/v1/glossary/ebb.json. "
        f"Put the record back if it went by mistake. If it is gone for good, write what took its place into 'redirect' in "
        f"lines {fragment} and {file} of program/permalinks.csv, or let python -m scripts.permalinks retire do so."
    ]


def test_a_removed_figure_is_told_with_the_page_that_shows_it(state: State) -> None:
    state.write(FIGURES, "".join(line for line in lines_of(state, FIGURES) if not line.startswith("boats-grant,")))
    (told,) = state.told()
    assert told.startswith(
        f"{FIGURES}: 'id' must not lose 'boats-grant', which is published: embed/v1/figure/boats-grant/, "
    )
    lines = re.findall(r"\d+", told.partition("'redirect' in lines")[2].partition(" of ")[0])
    assert str(state.line("partnerships/boats/#figure-boats-grant")) in lines


def lines_of(state: State, file: str) -> list[str]:
    return (state.folder / file).read_text(encoding="utf-8").splitlines(keepends=True)


def test_a_changed_id_is_told_at_its_row_with_the_old_one(state: State) -> None:
    state.replace(GLOSSARY, "ebb,Ebb", "ebbs,Ebb")
    (told,) = state.told()
    assert told.startswith(f"{GLOSSARY}:3: 'id' must not lose 'ebb', which is published: words/#ebb and ")
    assert "If 'ebbs' is the same record, give it its old id back." in told


def test_a_removed_file_is_told_with_its_calendar_entry(state: State) -> None:
    (state.folder / "training" / "sessions" / "in-may.yaml").unlink()
    (told,) = state.told()
    assert told.startswith(
        "training/sessions/in-may.yaml: 'id' must not lose 'in-may', which is published: staff/run-sheets/in-may/, training/sessions/in-may/, "
    )
    uids = [row for row in state.rows if row.kind == "uid" and "/in-may.ics" in row.note]
    gone = [row for row in state.rows if "in-may" in row.address or row in uids]
    assert uids and f" and {len(gone) - lost_addresses.SHOWN} more. " in told


def test_a_table_whose_file_is_gone_is_one_problem_at_the_file(state: State) -> None:
    ids = [line.partition(",")[0] for line in lines_of(state, "partnerships/members.csv")[1:]]
    assert len(ids) > 3
    (state.folder / "partnerships/members.csv").unlink()
    (told,) = state.told()
    assert told.startswith(
        f"partnerships/members.csv: All {len(ids)} records of members are missing, and they are published: "
    )
    assert ": Put the file back" not in told and " Put the file back if it was deleted or emptied by mistake." in told


def test_each_record_that_is_gone_is_told(state: State) -> None:
    state.replace(GLOSSARY, EBB, "")
    (state.folder / "training" / "sessions" / "in-may.yaml").unlink()
    assert len(state.told()) == 2


# --- an address is gone and its record is not ------------------------------------------


ALONE: dict[str, tuple[Callable[[State], None], list[str]]] = {
    "a figure that moved to another partnership": (
        lambda state: state.replace(FIGURES, "boats-grant,boats,", "boats-grant,kelp,"),
        ["fragment that the site no longer has: partnerships/boats/#figure-boats-grant"],
    ),
    "a word list that left its page": (
        lambda state: (state.docs / "words" / "index.md").write_text(HEAD),
        ["fragment that the site no longer has: words/#ebb", "fragment that the site no longer has: words/#tide"],
    ),
    "a page that was removed": (
        lambda state: (state.docs / "about.md").unlink(),
        ["page that the site no longer has: about/"],
    ),
    "a column that got another name": (
        lambda state: state.list_rows(
            [*state.rows, PermalinkRow(kind="column", address="data/files/glossary.csv#word", since=DAY)]
        ),
        ["column that the site no longer has: data/files/glossary.csv#word"],
    ),
}


@pytest.mark.parametrize("case", ALONE)
def test_an_address_that_is_gone_alone_is_told_at_its_line(case: str, state: State) -> None:
    change, expected = ALONE[case]
    change(state)
    told = state.told()
    assert len(told) == len(expected)
    for line, words in zip(told, expected, strict=True):
        assert words in line and line.startswith(
            f"program/permalinks.csv:{state.line(words.rpartition(' ')[2])}: 'address'"
        )


def test_a_changed_namespace_loses_every_id_of_feeds_and_calendars(state: State) -> None:
    old = next(line for line in lines_of(state, "program/program.yaml") if line.startswith("id_namespace:"))
    state.replace("program/program.yaml", old, "id_namespace: 00000000-0000-4000-8000-000000000000\n")
    told = state.told()
    assert len(told) == sum(row.kind in ("feed", "uid") for row in state.rows) > 2
    assert all("names a feed" in line or "names a uid" in line for line in told)


# --- what is no problem -----------------------------------------------------------------


FINE: dict[str, Callable[[State], None]] = {
    "a new row": lambda state: state.write(GLOSSARY, "".join(lines_of(state, GLOSSARY)) + EBB.replace("bb", "ddy")),
    "a new page": lambda state: (state.docs / "new.md").write_text(HEAD),
    "another name": lambda state: state.replace(GLOSSARY, "tide,Tide,", "tide,The tide,"),
    "an empty table of addresses": lambda state: state.list_rows([]),
    "an asset that a build adds": lambda state: state.list_rows(
        [PermalinkRow(kind="file", address="assets/x.js", since=DAY)]
    ),
    "a list of a whole build": lambda state: state.list_rows(
        [PermalinkRow(kind="file", address="sitemap.xml", since=DAY)]
    ),
}


@pytest.mark.parametrize("case", FINE)
def test_what_loses_no_address_is_no_problem(case: str, state: State) -> None:
    FINE[case](state)
    assert state.told() == []


def test_what_is_gone_and_leads_on_is_no_problem(state: State) -> None:
    state.replace(GLOSSARY, EBB, "")
    (state.docs / "about.md").unlink()
    leads = {"words/#ebb": "words/", "api/v1/glossary/ebb.json": "words/", "about/": "./"}
    state.list_rows([replace(row, redirect=leads.get(row.address, "")) for row in state.rows])
    assert state.told() == []


def test_addresses_wait_until_the_data_is_right(state: State) -> None:
    """A row with an error is not there for now; that it were gone would be a second, false problem."""
    state.replace(GLOSSARY, "tide,Tide,", "tide,,")
    (told,) = state.told()
    assert told.startswith(f"{GLOSSARY}:2:") and "published" not in told


def test_a_mistaken_macro_is_told_before_the_addresses_that_it_loses(state: State) -> None:
    (state.docs / "words" / "index.md").write_text(HEAD + '{{ glossary(letter="t") }}\n')
    (told,) = state.told()
    assert told.startswith("words/index.md:8:1: The macro 'glossary':")


def test_many_pages_with_anchors_are_left_to_the_full_check(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    state.replace(FIGURES, "boats-grant,boats,", "boats-grant,kelp,")
    assert len(state.told()) == 1
    monkeypatch.setattr(lost_addresses, "MOST_PAGES", 1)
    assert state.told() == []
