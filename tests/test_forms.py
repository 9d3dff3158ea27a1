"""The issue forms: what GitHub wants of them, that they follow the schemas, and that links fill them in right."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import date
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import check_jsonschema
import issue_forms
import pytest
import yaml
from click.testing import CliRunner
from library import DATA, ROOT, made_up_checked

from macros.data import forms, issue_bodies, proposals, record_writer, validation
from macros.data.catalog import Catalog, link
from macros.data.validation import Checked
from macros.pages import components, fill_in
from macros.pages.macro_context import Context
from macros.pages.outputs import Site
from macros.subjects.metrics import pages as metric_pages
from macros.subjects.toolkit import pages as toolkit_pages
from scripts import forms as command

TODAY = date(2026, 11, 21)
SITE = Site(url="https://example.org/library/", today=TODAY, issue_url="https://git.example/owner/name/issues/new")


@pytest.fixture(scope="module")
def checked(state: Path) -> Checked:
    return validation.check(state, TODAY)


@cache
def of_made_up() -> dict[str, str]:
    return command.made(made_up_checked())


NAMES = sorted(of_made_up())


def form(name: str) -> dict[str, Any]:
    return yaml.safe_load(of_made_up()[name])


# --- what GitHub wants ------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_github_takes_the_form(name: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_text(of_made_up()[name], encoding="utf-8")
    options = ["--builtin-schema", "vendor.github-issue-forms", str(file)]
    done = CliRunner().invoke(check_jsonschema.main, options)
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize("name", NAMES)
def test_the_form_keeps_what_the_schema_of_github_does_not_say(name: str) -> None:
    """https://docs.github.com/communities/using-templates-to-encourage-useful-issues-and-pull-requests/common-validation-errors-when-creating-issue-forms"""
    made = form(name)
    asked = [each for each in made["body"] if each["type"] != "markdown"]
    ids = [each["id"] for each in asked]
    assert ids and len(set(ids)) == len(ids)
    assert [id for id in ids if not re.fullmatch(r"[A-Za-z0-9_-]+", id)] == []
    labels = [re.sub(r"\W+", "-", each["attributes"]["label"].casefold()).strip("-") for each in asked]
    assert len(set(labels)) == len(labels), "GitHub also refuses labels that differ in signs or capitals alone"
    for each in asked:
        attributes = each["attributes"]
        assert isinstance(attributes["label"], str) and attributes["label"].strip()
        options = attributes.get("options", [])
        told = [option if each["type"] == "dropdown" else option["label"] for option in options]
        assert all(isinstance(option, str) and option.strip() for option in told)
        assert len(set(told)) == len(told)
        assert "none" not in [option.casefold() for option in told], "GitHub keeps the word for itself"
        assert bool(options) == (each["type"] in ("dropdown", "checkboxes"))


TAKEN = {"assignees", "body", "labels", "milestone", "projects", "template", "title", "type"}


@pytest.mark.parametrize("name", NAMES)
def test_no_question_has_the_name_of_a_part_of_an_address_that_github_uses(name: str) -> None:
    assert TAKEN & {each.get("id") for each in form(name)["body"]} == set()


# --- they follow the schemas ---------------------------------------------------------


def test_every_field_is_asked_once_and_in_its_own_words(checked: Checked) -> None:
    (package,) = [each for each in checked.packages.values() if each["name"] == "training"]
    (sessions,) = [each for each in package["resources"] if each["name"] == "sessions"]
    asked = {each["id"]: each for each in form("session.yml")["body"] if "id" in each}
    for each in sessions["schema"]["fields"]:
        parts = each["fields"] if each["type"] == "object" else []
        names = [f"f_{each['name']}_{part['name']}" for part in parts] or [f"f_{each['name']}"]
        if each["name"] in forms.SET_BY_US:
            assert asked.keys().isdisjoint(names)
        else:
            assert asked.keys() >= set(names)
    assert asked["f_summary"]["attributes"]["description"].startswith(
        next(each["description"] for each in sessions["schema"]["fields"] if each["name"] == "summary")
    )


def test_a_vocabulary_is_a_menu_and_a_growing_table_is_not() -> None:
    asked = {each["id"]: each for each in form("partnership.yml")["body"] if "id" in each}
    assert asked["f_industries"]["type"] == "dropdown"
    assert asked["f_industries"]["attributes"]["multiple"] is True
    assert asked["f_related"]["type"] == "textarea"
    assert asked["f_stage"]["attributes"]["options"][-1] == forms.EMPTIED
    assert forms.EMPTIED not in asked["f_status"]["attributes"]["options"], "a record can't be without a status"


def test_a_partnership_s_form_asks_for_its_rows_and_a_new_source() -> None:
    names = [each["id"] for each in form("partnership.yml")["body"] if each.get("id", "").startswith("rows_")]
    assert names == ["rows_members", "rows_figures", "rows_sources", "rows_allowed_contacts"]
    assert "rows_sources" in [each.get("id") for each in form("session.yml")["body"]]


def test_a_name_that_two_words_share_is_told_apart() -> None:
    offered = forms._choices(
        {"type": "string", "references": "roles"}, lambda kind: {"a": "Host", "b": "Host", "c": "Lead"}
    )
    assert offered == {"a": "Host (a)", "b": "Host (b)", "c": "Lead"}


# --- they are current ----------------------------------------------------------------


def without_what_editors_add(text: str) -> Any:
    """A form without the words of vocabularies: those change with the content, and a workflow writes them then."""
    made = yaml.safe_load(text)
    asked = [(each.get("id"), each["attributes"].get("label"), each.get("validations")) for each in made["body"]]
    return asked, made["name"], made["description"], made["title"]


@pytest.mark.parametrize("name", NAMES)
def test_the_forms_of_the_repository_follow_the_schemas(name: str) -> None:
    text = (ROOT / command.FOLDER / name).read_text(encoding="utf-8")
    assert without_what_editors_add(text) == without_what_editors_add(of_made_up()[name]), "python -m scripts.forms"


@pytest.mark.slow
def test_a_form_that_is_not_current_is_told_and_written(
    state: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--data", str(state), "--to", str(tmp_path)]
    assert command.main(words) == 0
    assert command.main([*words, "--check"]) == 0
    (tmp_path / "tool.yml").write_text("name: Old\n", encoding="utf-8")
    capsys.readouterr()
    assert command.main([*words, "--check"]) == 1
    assert capsys.readouterr().out == (
        ".github/ISSUE_TEMPLATE/tool.yml: the form is not current. Run: python -m scripts.forms\n"
    )
    assert command.main(words) == 0
    assert (tmp_path / "tool.yml").read_text(encoding="utf-8") == of_made_up()["tool.yml"]


@pytest.mark.slow
def test_the_form_of_a_subject_that_is_left_out_goes_and_one_written_by_hand_stays(
    own_state: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--data", str(own_state), "--to", str(tmp_path)]
    assert command.main(words) == 0 and (tmp_path / "session.yml").exists()
    (tmp_path / "correction.yml").write_text("name: Correct a fact\n", encoding="utf-8")
    shutil.rmtree(own_state / "training")
    capsys.readouterr()
    assert command.main([*words, "--check"]) == 1 and (tmp_path / "session.yml").exists()
    assert capsys.readouterr().out == (
        ".github/ISSUE_TEMPLATE/session.yml: the form is of a subject without data. Run: python -m scripts.forms\n"
    )
    assert command.main(words) == 0 and command.main([*words, "--check"]) == 0
    assert not (tmp_path / "session.yml").exists() and (tmp_path / "correction.yml").exists()


# --- links that fill a form in ---------------------------------------------------------


def differences(catalog: Catalog, kind: str, record: Any, files: proposals.Files, made: dict[str, str]) -> list[str]:
    """What would change when the forms that a record's links open are sent as they are."""
    found = []
    links = [fill_in.record_url(kind, record, catalog, SITE)]
    links += [address for _, address in fill_in.rows_urls(kind, record, catalog, SITE)]
    asked = forms.of_catalog(catalog)[kind]
    for address in links:
        opened, answers = issue_forms.opened(address, made)
        labels = [each["attributes"]["label"] for each in opened["body"] if "id" in each]
        sent = issue_bodies.answers(issue_forms.body(opened, answers), labels)
        got = proposals.of_form(asked, sent, files, TODAY, was_read=False)
        found += [f"{kind}/{record.id}: {each}" for each in (*got.faults, *got.changes)]
    return found


def given(catalog: Catalog, kind: str, record: Any) -> set[str]:
    _, answers = issue_forms.opened(fill_in.record_url(kind, record, catalog, SITE), of_made_up())
    return {name for name in answers if name.startswith("f_")}


@pytest.mark.parametrize("kind", forms.KINDS)
def test_a_link_fills_in_what_the_record_says_and_comes_back_the_same(kind: str, state: Path, made_up: Catalog) -> None:
    files = proposals.Files(state, validation.check(state, TODAY))
    for record in made_up.tables[kind].values():
        assert differences(made_up, kind, record, files, of_made_up()) == []
        known = record_writer.normal(files.record(kind, record.id)) or {}
        asked = [each for each in forms.of_catalog(made_up)[kind].questions if not each.table]
        told = {each.name for each in asked if proposals._at(each.path, known) is not None}
        assert told <= given(made_up, kind, record) | {each.name for each in asked if is_long(each, known)}


def is_long(question: forms.FormQuestion, known: dict[str, Any]) -> bool:
    return len(forms.written(question, proposals._at(question.path, known)) or "") > 1_500


@pytest.mark.slow
@pytest.mark.data
def test_every_link_of_a_real_record_comes_back_the_same(catalog: Catalog) -> None:
    checked = validation.check(DATA, TODAY)
    made = command.made(checked)
    files = proposals.Files(DATA, checked)
    wrong = [
        each
        for kind in forms.KINDS
        for record in catalog.tables[kind].values()
        for each in differences(catalog, kind, record, files, made)
    ]
    assert wrong == []


def test_what_is_too_long_is_left_out_and_named(own_state: Path) -> None:
    record = own_state / "partnerships" / "records" / "boats.yaml"
    text = record.read_text(encoding="utf-8")
    fields = next(
        each["schema"]["fields"]
        for package in validation.described(own_state)[0].values()
        for each in package["resources"]
        if each["name"] == "partnerships"
    )
    long = "Die Werften suchen Leute ααααααααααα. " * 95
    record.write_text(record_writer.change_record(text, {"purpose": long.strip()}, fields), encoding="utf-8")
    checked = validation.check(own_state, TODAY)
    assert [str(each) for each in checked.problems if each.severity == "error"] == []
    files = proposals.Files(own_state, checked)
    catalog = link(checked)
    boats = catalog.partnerships["boats"]
    _, answers = issue_forms.opened(fill_in.record_url("partnerships", boats, catalog, SITE), of_made_up())
    assert "f_purpose" not in answers
    assert "f_sources" in answers, "shorter fields behind it are filled in"
    assert answers["note"].startswith("Not filled in here, because it is too long: Purpose")
    assert differences(catalog, "partnerships", boats, files, of_made_up()) == []


def test_a_record_of_a_table_leads_to_its_form_and_one_of_a_file_to_both(made_up: Catalog) -> None:
    site = Site(
        url=SITE.url, today=TODAY, issue_url=SITE.issue_url, edit_url="https://git.example/owner/name/edit/main/data/"
    )
    organization = next(iter(made_up.organizations.values()))
    foot = components.foot(organization, "x", made_up, site)
    assert "Change this record" in foot and "Edit" not in foot
    foot = components.foot(made_up.partnerships["boats"], "x", made_up, site)
    assert re.findall(r">((?:Change|Edit) [^<]*)<", foot) == [
        "Change this record",
        "Change members",
        "Change figures",
        "Edit this file",
    ]
    county = next(iter(made_up.counties.values()))
    assert re.findall(r">((?:Change|Edit) [^<]*)<", components.foot(county, "x", made_up, site)) == ["Edit its table"]


def test_without_a_repository_there_is_no_link(made_up: Catalog) -> None:
    site = Site(url=SITE.url, today=TODAY)
    boats = made_up.partnerships["boats"]
    assert not re.search(r">(?:Change|Edit) ", components.foot(boats, "x", made_up, site))
    assert fill_in.review_url([("partnerships", boats)], site) == ""


def test_a_link_for_reviews_names_its_records(made_up: Catalog) -> None:
    kelp, wind = made_up.partnerships["kelp"], made_up.partnerships["wind"]
    opened, answers = issue_forms.opened(
        fill_in.review_url([("partnerships", kelp), ("partnerships", wind)], SITE), of_made_up()
    )
    assert opened["name"] == "Still right?"
    assert answers == {"title": "Still right: 2 records", "records": "partnerships/kelp\npartnerships/wind"}


# --- where a record has no page of its own ------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "show"),
    [("figures", metric_pages.all_figures), ("tools", toolkit_pages.tools_library)],
    ids=["figures", "tools"],
)
def test_a_figure_and_a_tool_lead_to_their_form_where_they_are_shown(
    kind: str, show: Callable[[Context], str], made_up: Catalog
) -> None:
    shown = [unescape(each) for each in re.findall('href="([^"]*template=[^"]*)"', show(Context(made_up, SITE, "../")))]
    assert shown == [fill_in.record_url(kind, each, made_up, SITE) for each in made_up.tables[kind].values()]
    assert shown and "template=" not in show(Context(made_up, Site(today=TODAY), "../"))
