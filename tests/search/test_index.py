"""What search is made of: the words beside a page's own, and the index of a built site. No browser."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import time
from pathlib import Path
from typing import Any

import building
import pytest
from library import EXAMPLE
from markup import pages, text

from macros.data.catalog import Catalog, load_catalog
from macros.pages import list_filters, search_words
from macros.sitewide import pagefind_files, searching

LISTS = ("partnerships/table/", "search/", "404.html", "embed/")


@pytest.fixture(scope="module")
def site(real_site: Path) -> Path:
    """The site of the real data."""
    return real_site


@pytest.fixture(scope="module")
def indexed(site: Path) -> dict[str, dict[str, Any]]:
    """What the index holds of each page, by its address below the root."""
    return {each["url"].lstrip("/"): each for each in map(_fragment, (site / "pagefind" / "fragment").iterdir())}


def _fragment(file: Path) -> dict[str, Any]:
    return json.loads(gzip.decompress(file.read_bytes()).removeprefix(b"pagefind_dcd"))


# --- synonyms -------------------------------------------------------------------

SYNONYMS = """\
cna,CNA; certified nursing assistant; nursing assistant
english-classes,English classes; ESL; ESOL; English language acquisition
hygienist,RDH; registered dental hygienist; dental hygienist
childcare,childcare; child care
cdl,CDL; commercial driver's license; truck driver
new-mainers,New Mainers; asylum seekers
workforce-board,workforce board; WIOA
apprentice,apprenticeship; apprentice
forestry,forestry; logging
"""


@pytest.fixture(scope="module")
def wordy(state: Path, tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """The made-up state with some more words that mean the same."""
    folder = Path(shutil.copytree(state, tmp_path_factory.mktemp("synonyms") / "data"))
    with (folder / "program/synonyms.csv").open("a", encoding="utf-8") as file:
        file.write(SYNONYMS)
    return load_catalog(folder)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Courses for CNAs.", "nursing assistant"),
        ("a Nursing  Assistant,", "CNA"),
        ("English classes at night", "ESL"),
        ("ESOL", "English language acquisition"),
        ("dental hygienists", "RDH"),
        ("child care", "childcare"),
        ("a commercial driver’s license", "truck driver"),
        ("asylum seekers", "New Mainers"),
        ("local workforce boards", "WIOA"),
        ("Apprenticeships", "apprentice"),
    ],
)
def test_words_bring_those_that_mean_the_same(words: str, found: str, wordy: Catalog):
    assert found in search_words.synonyms(words, wordy)


@pytest.mark.parametrize("words", ["", "nursing an assistant", "cnas-like xcna", "a logbook"])
def test_parts_of_words_bring_nothing(words: str, wordy: Catalog):
    assert "nursing assistant" not in search_words.synonyms(words.replace("cnas-like ", ""), wordy)
    assert "forestry" not in search_words.synonyms(words, wordy)


def test_words_that_are_there_are_not_added(wordy: Catalog):
    assert not {"childcare", "child care"} & set(search_words.synonyms("childcare and child care", wordy))


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("New Mainers", ("asylum seekers",)),
        ("Asylum seekers", ("New Mainers",)),
        ("Help for New Mainers", ()),  # not the whole name
        ("Nursing assistants", ("CNA", "certified nursing assistant")),
    ],
)
def test_a_whole_name_is_called_by_words_that_mean_the_same(name: str, found: tuple[str, ...], wordy: Catalog):
    assert search_words.same_as(name, wordy) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The Miʼkmaq and the Wəlastəkwey", ("mikmaq", "welastekwey")),
        ("Mi’kmaq, École, O'Brien", ()),  # the index folds these itself
        ("plain", ()),
    ],
)
def test_letters_that_a_keyboard_lacks_are_found_without_them(text: str, found: tuple[str, ...], wordy: Catalog):
    assert search_words.beside(text, wordy) == found


def test_a_list_finds_an_item_by_what_the_whole_record_means(wordy: Catalog):
    item = next(each for each in wordy.partnerships.values())
    named = list_filters.words(wordy, lambda _: ["Courses for CNAs"])
    assert named(item).startswith("Courses for CNAs; ")
    assert {"CNA", "nursing assistant"} <= set(named(item).split("; "))


@pytest.mark.data
def test_every_row_of_synonyms_works_both_ways(catalog: Catalog):
    for row in catalog.synonyms.values():
        for words in row.each:
            others = {each for each in row.each if each.lower() not in f"{words.lower()}s"}
            assert others <= set(search_words.synonyms(words, catalog)) | {words}, row.id


def test_short_names_find_the_organization_and_its_partnerships(catalog: Catalog, indexed: dict[str, Any]):
    for partnership in catalog.partnerships.values():
        words = indexed[partnership.path]["meta"].get("words", "")
        missing = [
            member.organization.short_name
            for member in partnership.members
            if member.organization.short_name not in words
        ]
        assert missing == [], partnership.id
    for organization in catalog.organizations.values():
        assert organization.short_name in indexed[organization.path]["meta"].get("names", "")


# --- what is indexed ------------------------------------------------------------


def test_every_page_is_one_result_and_no_list_is(site: Path, indexed: dict[str, Any]):
    listed = {path for path in pages(site) if "/page/" in path or path.startswith(LISTS)}
    searched = {path for path, page in pages(site).items() if page.all("article", **{"data-pagefind-body": ""})}
    assert set(indexed) == searched
    assert not searched & listed


def test_every_record_with_a_page_is_found_as_its_kind(catalog: Catalog, indexed: dict[str, Any]):
    kinds = {
        "partnerships": "Partnership",
        "organizations": "Organization",
        "industries": "Industry",
        "counties": "County",
        "workforce_areas": "Workforce area",
    }
    for table, kind in kinds.items():
        for record in catalog.tables[table].values():
            page = indexed[record.path]
            assert page["filters"]["kind"] == [kind], record.path
            assert record.name in page["meta"]["title"]


def test_facets_carry_the_words_that_people_see(catalog: Catalog, indexed: dict[str, Any]):
    for partnership in catalog.partnerships.values():
        filters = indexed[partnership.path]["filters"]
        assert filters["industry"] == [each.name for each in partnership.industries]
        assert ("Statewide" in filters.get("place", ())) == partnership.is_statewide
    for county in catalog.counties.values():
        assert indexed[county.path]["filters"]["place"] == [county.name]


def test_no_two_words_are_joined_into_one(site: Path, indexed: dict[str, Any]):
    """The engine puts nothing between a term and its text, or between the cells of a header."""
    joined = re.compile(r"\b[A-Z]?[a-z]{2,}[A-Z][a-z]{2,}\w*")
    whole = pages(site)
    found = {}
    for path, page in indexed.items():
        words = {word for text in whole[path].all("body")[0].itertext() for word in joined.findall(text)}
        if glued := set(joined.findall(page["content"])) - words:
            found[path] = glued
    assert not found


def test_lists_of_dates_columns_and_figures_are_not_in_a_body(catalog: Catalog, indexed: dict[str, Any]):
    for path in ("data/calendars/", "data/dictionary/", "metrics/figures/", "training/calendar/"):
        content = indexed[path]["content"] if path in indexed else ""
        assert [each.title for each in catalog.partnerships.values() if each.title in content] == [], path
        assert [each.title for each in catalog.sessions.values() if each.title in content] == [], path


def test_lists_of_records_are_not_in_a_body(catalog: Catalog, indexed: dict[str, Any]):
    industry = next(iter(catalog.industries.values()))
    lists = (
        "",
        "partnerships/",
        "industries/",
        "counties/",
        "organizations/",
        "a-to-z/",
        industry.path,
        "reports/latest/",
    )
    for path in lists:
        content = indexed[path]["content"]
        assert [each.title for each in catalog.partnerships.values() if each.title in content] == [], path


def test_a_record_is_found_by_its_own_words_and_members(catalog: Catalog, indexed: dict[str, Any]):
    for partnership in catalog.partnerships.values():
        content = " ".join(indexed[partnership.path]["content"].split())
        assert partnership.summary.split(".")[0] in content
        assert all(member.organization.name in content for member in partnership.members), partnership.id


def test_what_every_record_says_alike_is_not_indexed(indexed: dict[str, Any]):
    for path, page in indexed.items():
        if path.startswith(("partnerships/", "organizations/")) and path.count("/") == 2:
            for words in (
                "Where it works",
                "Compiled from public",
                "Not confirmed",
                "Report a problem",
                "Related partner",
            ):
                assert words not in page["content"], path


def test_added_words_are_never_shown(site: Path, catalog: Catalog, indexed: dict[str, Any]):
    found = 0
    for partnership in catalog.partnerships.values():
        page, entry = pages(site)[partnership.path], indexed[partnership.path]
        foot = text(page.all(class_="record-foot")[0])  # names the license, and is in no index
        shown = text(page.all("main")[0]).replace(foot, "")
        for words in search_words.synonyms(entry["content"], catalog):
            if re.search(rf"\b{re.escape(words)}\b", entry["meta"].get("words", "")):
                found += 1
                assert not re.search(rf"\b{re.escape(words)}\b", shown), (partnership.id, words)
    assert found > len(catalog.partnerships)


# --- the folder -------------------------------------------------------------------


def test_only_the_engine_and_its_words_are_published(site: Path):
    names = {file.name for file in (site / "pagefind").iterdir()}
    known = {
        "pagefind.js",
        "pagefind-worker.js",
        "pagefind-entry.json",
        "words.txt",
        "wasm.en.pagefind",
        "index",
        "fragment",
        "filter",
    }
    assert {name for name in names - known if not name.endswith(".pf_meta")} == set()
    entry = json.loads((site / "pagefind" / "pagefind-entry.json").read_text())
    assert list(entry["languages"]) == ["en"]


@pytest.mark.slow
def test_another_indexing_gives_the_same_bytes(site: Path, tmp_path: Path):
    copy = Path(shutil.copytree(site, tmp_path / "elsewhere", ignore=shutil.ignore_patterns("pagefind")))
    searching.index(copy)
    assert building.digests(copy / "pagefind") == building.digests(site / "pagefind")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Training, trained", ["trained", "training"]),
        ("Mi’kmaq École O'Brien", ["ecole", "kmaq", "mikmaq", "obrien", "brien"]),
        ("FOR/Maine health-care", ["care", "formaine", "health", "healthcare", "maine"]),
        ("a CareerCenter", ["career", "careercenter", "center"]),
        ("K-12, 2024 and the_end", ["the"]),
    ],
)
def test_the_words_of_the_index_are_listed(text: str, words: list[str], tmp_path: Path):
    assert _listed(tmp_path, text) == sorted(word for word in words if len(word) >= 4)


def test_the_most_common_words_are_listed_first(tmp_path: Path):
    pages = ["hygienist carpenter", "carpenter", "carpenter mill mill mill", "mill"]
    assert _listed(tmp_path, *pages, in_order=True) == ["carpenter", "mill", "hygienist"]


def _listed(folder: Path, *texts: str, in_order: bool = False) -> list[str]:
    """The words that are listed for pages of these texts."""
    (folder / "fragment").mkdir()
    for number, each in enumerate(texts):
        page = json.dumps({"content": each, "meta": {}}).encode()
        (folder / f"fragment/{number}.pf_fragment").write_bytes(gzip.compress(b"pagefind_dcd" + page))
    pagefind_files.list_words(folder)
    words = (folder / "words.txt").read_text(encoding="utf-8").split()
    return words if in_order else sorted(words)


@pytest.mark.slow
def test_search_can_be_left_out(tmp_path: Path):
    folders = {"data": EXAMPLE / "data", "docs": EXAMPLE / "docs"}
    done = building.run(*building.words(tmp_path / "site", search=False, **folders))
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "site" / "pagefind").exists()


@pytest.mark.slow
def test_settings_lying_about_change_nothing(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "pagefind.toml").write_text('exclude_selectors = ["article"]\n')
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PAGEFIND_EXCLUDE_SELECTORS", "article")
    copy = Path(shutil.copytree(site, tmp_path / "site", ignore=shutil.ignore_patterns("pagefind")))
    searching.index(copy)
    assert building.digests(copy / "pagefind") == building.digests(site / "pagefind")


def test_an_index_that_fails_says_so(tmp_path: Path):
    (tmp_path / "index.html").write_text("<p>No page of a site.</p>")
    (tmp_path / "pagefind").write_text("A file where the folder should be.")
    with pytest.raises(searching.IndexFailed, match="--no-search"):
        searching.index(tmp_path)


@pytest.mark.slow
def test_a_server_indexes_beside_its_work(site: Path, tmp_path: Path):
    copy = Path(shutil.copytree(site, tmp_path / "site", ignore=shutil.ignore_patterns("pagefind")))
    background = searching.Background()
    started = time.perf_counter()
    background.renew(copy)
    assert time.perf_counter() - started < 0.5
    _wait_for(copy / "pagefind" / "pagefind-entry.json")
    background.stop()  # as a rebuild does, before it clears the site's folder
    shutil.rmtree(copy / "pagefind")
    background.renew(copy)
    assert (copy / "pagefind" / "pagefind-entry.json").exists(), "the last index serves until the new one is there"
    background.stop()


def _wait_for(file: Path) -> None:
    until = time.monotonic() + 30
    while not file.exists():
        assert time.monotonic() < until, f"{file} never came"
        time.sleep(0.02)
