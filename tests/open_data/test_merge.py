"""Several programs in one Data Package: every row of each, keys that hold in the whole, and no constraint too many."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from library import ROOT
from made import frictionless, keep_only

from macros.data import tables
from macros.data.catalog import Catalog, load_catalog
from macros.pages.outputs import Site
from macros.sitewide import open_data
from scripts import merge

COLORADO = ROOT / "examples/colorado/data"


@pytest.fixture(scope="module")
def merged(state: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up state and Colorado."""
    folder = tmp_path_factory.mktemp("merged") / "both"
    assert merge.main([str(state), str(COLORADO), "--out", str(folder), "--today", "2026-11-27"]) == 0
    return folder


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def resources(folder: Path) -> dict[str, Any]:
    package = json.loads((folder / open_data.PACKAGE).read_text(encoding="utf-8"))
    return {each["name"]: each for each in package["resources"]}


@pytest.mark.slow
def test_plain_frictionless_accepts_the_package_of_both(merged: Path) -> None:
    done = frictionless(merged)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count(" VALID ") == len(resources(merged))


@pytest.mark.slow
def test_plain_frictionless_sees_a_reference_to_another_program(merged: Path, tmp_path: Path) -> None:
    """Keys are real ones: a member of one program can't be in a partnership that only the other one has."""
    for path in merged.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    members = (tmp_path / "members.csv").read_text(encoding="utf-8")
    assert ",colorado:metro-denver-retail," in members
    key = rows(merged, "members")[0]["from_program"]
    wrong = members.replace(",colorado:metro-denver-retail,", f",{key}:metro-denver-retail,")
    (tmp_path / "members.csv").write_text(wrong, encoding="utf-8")
    keep_only(tmp_path, ["members"])
    done = frictionless(tmp_path)
    assert done.returncode == 1 and "foreign-key" in done.stdout


def test_every_row_of_each_program_is_there_with_its_program(merged: Path, made_up: Catalog) -> None:
    both = [made_up, load_catalog(COLORADO)]
    numbers: dict[str, int] = {}
    for catalog in both:
        for table in tables.tables(catalog):
            numbers[table.name] = numbers.get(table.name, 0) + len(table.rows)
    assert {name: len(rows(merged, name)) for name in numbers} == numbers
    assert list(resources(merged)) == list(numbers)
    found = {each["id"] for each in rows(merged, "partnerships")}
    key = next(each["from_program"] for each in rows(merged, "partnerships") if each["from_program"] != "colorado")
    assert {f"{key}:boats", "colorado:wells-center"} <= found
    for each in rows(merged, "partnerships_counties"):
        assert {each["partnership"].split(":")[0], each["county"].split(":")[0]} == {each["from_program"]}


def test_what_only_one_program_promises_is_not_promised(merged: Path) -> None:
    fields = {each["name"]: each for each in resources(merged)["partnerships"]["schema"]["fields"]}
    assert fields["id"]["constraints"] == {"required": True}
    assert "unique" not in fields["title"]["constraints"] and fields["title"]["constraints"]["required"]
    assert fields["from_program"]["constraints"] == {"required": True}


@pytest.mark.slow
def test_a_published_package_counts_as_its_data_does(
    state: Path, merged: Path, made_up: Catalog, tmp_path: Path
) -> None:
    site = Site(today=date(2026, 11, 27))
    published = tmp_path / "published"
    published.mkdir()
    for name, content in open_data.package(made_up, site).items():
        (published / name).write_bytes(content)
    packed = next(each for each in open_data.outputs(made_up, site) if each.path.endswith(".zip")).content
    (tmp_path / "library.zip").write_bytes(packed() if callable(packed) else packed)  # type: ignore[arg-type]
    for number, given in enumerate((published, tmp_path / "library.zip")):
        out = tmp_path / f"out{number}"
        assert merge.main([str(given), str(COLORADO), "--out", str(out), "--today", "2026-11-27"]) == 0
        assert {path.name: path.read_bytes() for path in out.iterdir()} == {
            path.name: path.read_bytes() for path in merged.iterdir()
        }


def test_what_cannot_be_merged_is_told_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "datapackage.json").write_text("{}", encoding="utf-8")
    (tmp_path / "text.zip").write_text("x", encoding="utf-8")
    new = ["--out", str(tmp_path / "new")]
    for words, told in (
        ([str(tmp_path), *new], "is no Data Package of a program"),
        ([str(tmp_path / "text.zip"), *new], "is neither a folder nor a ZIP file."),
        ([str(COLORADO), str(COLORADO), *new], "Two packages are of the same program: colorado."),
        ([str(COLORADO), "--out", str(tmp_path)], "is there already. Choose a new folder."),
    ):
        assert merge.main(words) == 1
        assert told in capsys.readouterr().err
    assert not (tmp_path / "new").exists()
