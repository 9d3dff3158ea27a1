"""The API: every file keeps the contract that is published beside it, and every link leads somewhere."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openapi_spec_validator
import pytest
from jsonschema import Draft202012Validator, FormatChecker
from made import SITE, URL, files, made_up, page, pages, published

from macros.build.page_macros import MACROS
from macros.data import faceting, tables
from macros.pages.outputs import Site
from macros.sitewide import api, openapi

API = "api/v1/"


def document(path: str) -> Any:
    return json.loads(published()[API + path])


def documents() -> dict[str, Any]:
    """Every file of records: not the contracts themselves."""
    return {
        path: json.loads(content)
        for path, content in published().items()
        if path.startswith(API) and not path.startswith((f"{API}schemas/", f"{API}openapi"))
    }


def addresses(value: Any, name: str = "") -> Iterator[str]:
    """The library's own addresses in a document."""
    if isinstance(value, str):
        if value.startswith(URL):
            yield value.removeprefix(URL)
        elif name == "path":
            yield value
    for key, child in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from addresses(child, str(key))


def closed(schema: Any) -> Any:
    """The schema with room for nothing that it does not name; the published one lets later versions add things."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: closed(value) for key, value in schema.items()}
    if isinstance(made.get("properties"), dict) and "type" in made and "additionalProperties" not in made:
        made["additionalProperties"] = False
    return made


# --- the contract ---------------------------------------------------------------


@pytest.mark.slow
def test_every_document_conforms_to_the_schema_that_it_names() -> None:
    validators: dict[str, Draft202012Validator] = {}
    checked = 0
    for path, made in documents().items():
        name = made["links"]["schema"].removeprefix(URL)
        if name not in validators:
            schema = json.loads(published()[name])
            assert schema["$id"] == URL + name and schema["$schema"] == openapi.DIALECT
            Draft202012Validator.check_schema(schema)
            validators[name] = Draft202012Validator(closed(schema), format_checker=FormatChecker())
        faults = [f"{each.json_path}: {each.message}" for each in validators[name].iter_errors(made)]
        assert faults == [], path
        checked += 1
    assert checked > sum(map(len, made_up().tables.values()))


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (lambda made: made.pop("references"), "partnerships/boats.json"),
        (lambda made: made["record"].pop("stage"), "partnerships/boats.json"),
        (lambda made: made["record"].update(as_of="Spring"), "partnerships/boats.json"),
        (lambda made: made["record"].update(industries=[None]), "partnerships/boats.json"),
        (lambda made: made["contains"]["figures"][0].update(value="43"), "partnerships/boats.json"),
        (lambda made: made["records"][0]["record"].update(fips="1"), "counties/index.json"),
        (lambda made: made.update(count=-1), "counties/index.json"),
    ],
)
def test_schemas_refuse_what_is_wrong(change: Any, where: str) -> None:
    made = copy.deepcopy(document(where))
    schema = json.loads(published()[made["links"]["schema"].removeprefix(URL)])
    change(made)
    assert list(Draft202012Validator(schema).iter_errors(made))


@pytest.mark.slow
def test_openapi_document_is_valid_and_names_every_file() -> None:
    made = document("openapi.json")
    openapi_spec_validator.validate(made)
    assert made["openapi"].startswith("3.1") and made["info"]["version"] == openapi.VERSION
    assert made["servers"] == [{"url": URL.rstrip("/")}]
    patterns = [
        re.compile(re.sub(r"\\\{\w+\\\}", "[a-z0-9-]+", re.escape(path.removeprefix("/")))) for path in made["paths"]
    ]
    unnamed = [path for path in documents() if not any(each.fullmatch(path) for each in patterns)]
    assert unnamed == []


def test_openapi_and_schema_files_say_the_same() -> None:
    def turned(value: Any) -> Any:
        return json.loads(json.dumps(value).replace("#/components/schemas/", "#/$defs/"))

    schemas = turned(document("openapi.json")["components"]["schemas"])
    for kind in tables.kinds(made_up()):
        file = document(f"schemas/{kind}.json")
        assert {key: file[key] for key in schemas[kind]} == schemas[kind]
        assert all(part == schemas[name] for name, part in file["$defs"].items())


def test_every_document_says_its_version_and_its_own_address() -> None:
    for path, made in documents().items():
        assert made["schema_version"] == openapi.VERSION
        assert made["links"]["self"] == URL + path


def test_every_link_leads_to_a_file_or_a_page() -> None:
    there = set(published()) | pages()
    lost = {path: [each for each in addresses(made) if each not in there] for path, made in documents().items()}
    assert {path: found for path, found in lost.items() if found} == {}


# --- what stands in it ------------------------------------------------------------


def test_index_counts_what_is_there() -> None:
    made = document("index.json")
    assert made["generated"] == "2026-11-21"
    assert [each["kind"] for each in made["kinds"]] == tables.kinds(made_up())
    for each in made["kinds"]:
        assert each["count"] == faceting.count(made_up(), each["kind"])


@pytest.mark.parametrize("kind", tables.kinds(made_up()))
def test_kind_has_a_list_and_a_file_for_each_record(kind: str) -> None:
    ids = list(made_up().tables[kind])
    made = document(f"{kind}/index.json")
    assert [each["id"] for each in made["records"]] == ids and made["count"] == len(ids)
    for entry in made["records"]:
        alone = document(f"{kind}/{entry['id']}.json")
        assert alone["record"] == entry["record"] and alone["name"] == entry["name"] != ""


def test_record_carries_what_belongs_to_it_and_names_what_it_refers_to() -> None:
    made, record = document("partnerships/boats.json"), made_up().partnerships["boats"]
    assert [each["id"] for each in made["contains"]["members"]] == [each.id for each in record.members]
    named = {(each["kind"], each["id"]): each["name"] for each in made["references"]}
    assert {id for kind, id in named if kind == "sources"} >= {each.id for each in record.sources}
    assert named["industries", "kelp"] == "Kelp & seaweed"
    assert all(("organizations", each.organization.id) in named for each in record.members)
    assert made["record"]["purpose"] == record.purpose and made["record"]["last_reviewed"] == str(record.last_reviewed)
    assert made["links"]["page"] == URL + record.path and made["links"]["path"] == record.path


def test_place_names_its_partnerships() -> None:
    alder = made_up().counties["alder"]
    made = document("counties/alder.json")
    assert made["partnership_count"] == len(made_up().partnerships_of(alder))
    assert [each["id"] for each in made["partnerships"]] == [each.id for each in made_up().partnerships_of(alder)]
    assert made["partnerships_that_state_no_place"] == len(faceting.answers(made_up(), "county")["alder"].may_fit) == 1


def test_numbers_are_numbers() -> None:
    for each in document("figures/index.json")["records"]:
        assert type(each["record"]["value"]) in (int, float)
        assert each["record"]["value"] == float(made_up().figures[each["id"]].value)


def test_long_lists_go_on_in_further_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "LIST_SIZE", 2)
    made = {path: json.loads(content) for path, content in files(made_up(), SITE, api).items()}
    address, seen = f"{API}counties/index.json", []
    while address:
        seen += [each["id"] for each in made[address]["records"]]
        assert made[address]["pages"] == 2
        previous, address = address, made[address]["links"].get("next", "").removeprefix(URL)
        assert not address or made[address]["links"]["previous"] == URL + previous
    assert seen == list(made_up().counties)
    schema = made[f"{API}schemas/counties-list.json"]
    assert list(Draft202012Validator(schema).iter_errors(made[f"{API}counties/page/2.json"])) == []


def test_each_record_of_each_kind_has_a_file() -> None:
    made = set(files(made_up(), SITE, api))
    for kind, records in tables.published(made_up()).items():
        assert {f"{API}{kind}/{id}.json" for id in records} <= made, kind


@pytest.mark.slow
def test_without_a_site_address_links_start_at_the_sites_root() -> None:
    made = {
        path: json.loads(content) for path, content in files(made_up(), Site(today=date(2026, 11, 21)), api).items()
    }
    assert made[f"{API}partnerships/boats.json"]["links"]["self"] == f"{API}partnerships/boats.json"
    openapi_spec_validator.validate(made[f"{API}openapi.json"])


# --- the page ---------------------------------------------------------------------


def test_examples_name_files_that_are_there() -> None:
    html = str(MACROS["api_examples"](page()))
    named = re.findall(rf"{re.escape(URL)}([\w./-]+)", html)
    assert len(named) >= 4 and [each for each in named if each not in published()] == []


def test_python_example_works(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    import io
    import urllib.request
    from html import unescape

    def urlopen(address: str) -> io.BytesIO:
        return io.BytesIO(published()[address.removeprefix(URL)])

    monkeypatch.setattr(urllib.request, "urlopen", urlopen)
    code = re.search(r"<code>(import json.*?)</code>", str(MACROS["api_examples"](page())), re.DOTALL)[1]
    exec(unescape(code), {})
    industry = next(iter(made_up().industries.values()))
    expected = [each.title for each in made_up().partnerships.values() if industry in each.industries]
    assert capsys.readouterr().out.splitlines() == expected != []


def test_kinds_on_the_page_are_those_of_the_index() -> None:
    html = str(MACROS["api_kinds"](page()))
    for kind in tables.kinds(made_up()):
        assert f'href="../{API}{kind}/index.json"' in html


def test_changelog_names_the_present_version() -> None:
    guide = (Path(__file__).resolve().parents[2] / "docs" / "data" / "api.md").read_text()
    assert re.search(rf"^{re.escape(openapi.VERSION)}, ", guide.partition("## What has changed")[2], re.MULTILINE)


def test_private_file_says_that_it_is_private() -> None:
    from macros.subjects.partnerships import directory as listing

    made = {each.path: each.content for each in listing.outputs(made_up(), SITE) if hasattr(each, "content")}
    content = made["partnerships/directory.json"]
    assert "Private" in json.loads(content() if callable(content) else content)["notice"]
