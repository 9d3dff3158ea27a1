"""A right edit never fails the check, and never a test that a change of content runs.

Each function here is an edit as CONTRIBUTING.md teaches it, or another that is right.
Each is made on a copy of the content, a few at a time, and the data is checked and linked. Then all
are made in one copy, one after another: ``scripts.validate`` finds nothing in it, with its
pages and addresses, the tests marked ``data`` run on it, and the site is built.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

import building
import pytest
from content import Content
from library import CONTENT, ROOT
from markup import broken, orphans

from macros.build.build_date import the_day
from macros.data import validation
from macros.data.catalog import link
from macros.data.models import KINDS
from scripts import wages
from scripts.validate import find_problems, repair

Edit = Callable[[Content], object]


class NothingToEdit(Exception):
    """The content has nothing of which this edit could be made; the message says so."""


# --- correct a record -------------------------------------------------------------


def review_a_record_and_change_nothing(content: Content) -> None:
    content.set(content.file(content.first("partnerships")), last_reviewed=content.day)


def review_every_record(content: Content) -> None:
    for path in content.data.rglob("*.yaml"):
        if re.search(r"^(compiled|last_reviewed): ", path.read_text(encoding="utf-8"), re.MULTILINE):
            content.set(path, last_reviewed=content.day)


def give_a_partnership_a_new_title(content: Content) -> None:
    content.set(content.file(content.first("partnerships")), title="A new title, for good", last_reviewed=content.day)


def say_less_than_before(content: Content) -> None:
    """Only the required fields of a partnership are filled in."""
    record = content.first("partnerships", lambda each: each.reach.id == "statewide")
    required = {
        field["name"]
        for field in content.catalog.schemas["partnerships"]["fields"]
        if field.get("constraints", {}).get("required")
    }
    others = [
        field["name"] for field in content.catalog.schemas["partnerships"]["fields"] if field["name"] not in required
    ]
    content.set(content.file(record), status="unknown")  # one that counts for some months needs more
    content.set(content.file(record), **{**dict.fromkeys(others, ""), "compiled": content.day})


def a_partnership_reaches_a_stage(content: Content) -> None:
    content.set(
        content.file(content.first("partnerships")), stage=[*content.catalog.stages][-1], stage_note="The plan says so."
    )


def a_partnership_ends(content: Content) -> None:
    over = next(id for id, each in content.catalog.statuses.items() if id not in ("active", "draft") and each.published)
    content.set(content.file(content.first("partnerships", lambda each: each.status.id == "active")), status=over)


def a_partnership_offers_a_service(content: Content) -> None:
    service, source = content.first("services").id, content.first("sources").id
    entry = f"\n  - service: {service}\n    state: offered\n    date: 2026-02\n    source: {source}"
    content.set(content.file(content.first("partnerships")), services=entry)


def a_partnership_begins_in_2020(content: Content) -> None:
    content.set(content.file(content.first("partnerships")), since="2020", stage_history="")


# --- add a partnership --------------------------------------------------------------


def add_a_partnership(content: Content) -> None:
    """With its source, its organization, its convener and its figure, as the guide shows it."""
    content.add_row(
        "program/sources",
        id="birch-plan",
        title="Plan of the birch growers",
        publisher="Birch Growers' Office",
        date="2026-01",
        url="https://example.com/birch/plan",
        accessed="2026-03-05",
        grade=content.first("source_grades").id,
    )
    content.add_row(
        "program/organizations",
        id="birch-growers-office",
        name="Birch Growers' Office",
        type=content.first("organization_types").id,
        last_reviewed=content.day,
    )
    content.add_row(
        "program/organization_sources",
        id="birch-growers-office-1",
        organization="birch-growers-office",
        source="birch-plan",
    )
    bare(content, "birch-tapping", "birch-plan")
    content.add_row(
        "partnerships/members",
        id="birch-tapping-office",
        partnership="birch-tapping",
        organization="birch-growers-office",
        role=content.first("roles", lambda each: each.leads).id,
        source="birch-plan",
    )
    content.add_row(
        "partnerships/figures",
        id="birch-tapping-makers",
        partnership="birch-tapping",
        metric="Sugar makers at the first meeting",
        value="12",
        unit=content.first("units", lambda each: each.style == "count").id,
        qualifier="exact",
        as_of="2026-01",
        source="birch-plan",
    )


def bare(content: Content, id: str, source: str, **more: str) -> None:
    """A partnership with the required fields alone."""
    given = {
        "id": id,
        "title": id.replace("-", " ").capitalize(),
        "summary": "Sugar makers and schools teach people to run a sugarhouse",
        "kind": content.first("partnership_kinds", lambda each: "funded" not in each.id).id,
        "purpose": "They teach it together.",
        "industries": f"\n  - {content.first('industries').id}",
        "reach": "statewide",
        "status": "active",
        "status_as_of": "2026-01",
        "status_source": source,
        "sources": f"\n  - {source}",
        "last_reviewed": content.day,
        **more,
    }
    path = content.data / f"partnerships/records/{id}.yaml"
    content.write(path, "")
    content.set(path, **given)


def an_organization_gets_a_second_source(content: Content) -> None:
    organization, source = content.first("organizations", lambda each: each.sources), content.first("sources")
    content.add_row(
        "program/organization_sources", id="one-more-source", organization=organization.id, source=source.id
    )


def write_a_draft(content: Content) -> None:
    bare(content, "not-ready-yet", content.first("sources").id, status="draft")


def fund_a_seventh_partnership(content: Content) -> None:
    like = content.first("partnerships", lambda each: each.kind.id == "funded-partnership")
    content.add_record_like(like, "seventh-funded", title="The seventh that was funded", short_title="")


def an_organization_joins_a_partnership(content: Content) -> None:
    content.add_row(
        "partnerships/members",
        id="one-more-member",
        partnership=content.first("partnerships").id,
        organization=content.first("organizations", lambda each: not content.catalog.partnerships_of(each)).id,
        role=content.first("roles", lambda each: not each.leads).id,
        source=content.first("sources").id,
    )


# --- figures -----------------------------------------------------------------------


def correct_a_figure(content: Content) -> None:
    """The old value is kept beside the new one."""
    figure = content.first("figures", lambda each: each.unit.style == "count" and each.value > 1)
    content.change_row("partnerships/figures", figure.id, value=str(figure.value + 5))
    content.add_row(
        "metrics/figure_versions",
        id=f"{figure.id}-before"[:60],
        figure=figure.id,
        value=str(figure.value),
        qualifier=figure.qualifier.id,
        replaced=content.day,
        source=figure.source.id,
        reason="The office counted again.",
    )


def correct_a_figure_without_its_history(content: Content) -> None:
    figure = content.first("figures", lambda each: each.unit.style == "count")
    content.change_row("partnerships/figures", figure.id, value="145")


def a_share_grows_to_more_than_all(content: Content) -> None:
    figure = content.first("figures", lambda each: each.unit.style == "share")
    content.change_row("partnerships/figures", figure.id, value="140")


def a_figure_is_newer_than_the_review(content: Content) -> None:
    figure = content.first("figures")
    content.change_row("partnerships/figures", figure.id, as_of=content.day, period="", note="")


# --- sources, contacts, words -------------------------------------------------------


def cite_an_official_page_that_has_no_note(content: Content) -> None:
    content.add_row(
        "program/sources",
        id="page-without-note",
        title="A page of the state",
        publisher="State of Maine",
        url="https://example.com/page",
        accessed=content.day,
        grade="official-page",
    )


def cite_a_paper_that_is_not_on_the_web(content: Content) -> None:
    content.add_row(
        "program/sources", id="letter", title="A letter", publisher="An office", grade=content.first("source_grades").id
    )


def publish_an_offices_mailbox(content: Content) -> None:
    content.add_row(
        "program/allowed_contacts",
        id="birch-mailbox",
        value="office@birch.example.org",
        kind="email",
        reason="Its public mailbox.",
        expires="2031-01-01",
    )
    content.set(
        content.file(content.first("partnerships")),
        contact="\n  name: Birch Growers' Office\n  email: office@birch.example.org",
    )


def explain_one_more_word(content: Content) -> None:
    content.add_row(
        "program/glossary", id="sugarhouse", term="Sugarhouse", definition="The house in which sap is boiled."
    )


def link_one_more_trade_word(content: Content) -> None:
    content.add_row(
        "program/glossary", id="evaporator", term="Evaporator", definition="The pan in which sap is boiled."
    )
    content.add_row("careers/trade_words", id="evaporator", term="evaporator", words="evaporators; evaporator")


def let_people_search_by_another_word(content: Content) -> None:
    content.add_row("program/synonyms", id="birch", words="birch sugar; sugarhouse")


def most_people_start_a_job_with_other_training(content: Content) -> None:
    row = content.first("occupation_entry", lambda each: each.training)
    other = next(id for id in content.catalog.entry_training if id != row.training.id)
    content.change_row("careers/occupation_entry", row.id, training=other)


def nobody_says_what_people_start_a_job_with(content: Content) -> None:
    """Where no way in rests on it, the row may go; the job is then not stated."""
    kept = {level for each in content.catalog.starting_points.values() for level in each.education}
    row = content.first("occupation_entry", lambda each: each.education not in kept)
    content.remove_rows("careers/occupation_entry", lambda each: each["id"] == row.id)


def a_source_mentions_a_license(content: Content) -> None:
    record = content.first("occupations", lambda each: each.license is None)
    license = f"\n  text: You need a license.\n  source: {content.first('sources').id}"
    content.set(content.file(record), license=license)


def a_step_is_a_way_in_for_more_people(content: Content) -> None:
    """In our own view."""
    pathway = content.first("pathways", lambda each: any(step.open_to for step in each.steps))
    groups = {each.group.id for step in pathway.steps for each in step.open_to}
    group = content.first("starting_points", lambda each: not each.education and each.id not in groups).id
    path = content.file(pathway)
    text = path.read_text(encoding="utf-8")
    content.write(
        path, text.replace("    open_to:\n", f"    open_to:\n      - group: {group}\n        basis: ours\n", 1)
    )


def no_source_says_what_a_support_helps_with(content: Content) -> None:
    content.set(content.file(content.first("supports", lambda each: each.needs)), needs="")


def a_source_describes_a_job(content: Content) -> None:
    content.set(content.file(content.first("occupations")), summary_source=content.first("sources").id)


def a_publisher_asks_for_a_sentence(content: Content) -> None:
    source = content.first("sources", lambda each: not each.attributions)
    content.add_row("program/attributions", id=source.id, source=source.id, text="This is the work of others.")


# A word of a vocabulary: its table, and what a new word needs beside id, name and description.
VOCABULARIES: dict[str, dict[str, str]] = {
    "program/organization_types": {},
    "program/audiences": {},
    "program/services": {},
    "program/populations": {},
    "program/topics": {},
    "program/partnership_kinds": {},
    "program/source_grades": {},
    "program/tiers": {},
    "program/industries": {"tier": "tiers"},
    "program/outcomes": {"group": "outcome_groups"},
    "program/outcome_groups": {},
    "program/funding_programs": {},
    "training/formats": {},
    "training/material_types": {},
    "training/presenter_roles": {},
    "grants/fund_levels": {},
    "grants/cost_kinds": {},
    "careers/credential_levels": {},
    "careers/training_formats": {},
    "careers/start_groups": {},
    "toolkit/tool_kinds": {},
    "metrics/deliverable_statuses": {},
    "metrics/metric_audiences": {},
}


def _one_more_word(table: str, needs: dict[str, str]) -> Edit:
    def edit(content: Content) -> None:
        found = {field: content.first(kind).id for field, kind in needs.items()}
        content.add_row(table, id="brand-new", name="Brand new", description="It is brand new.", **found)

    edit.__name__ = f"add_a_word_to_{table.partition('/')[2]}"
    return edit


# Rows of other tables, as copies of the last row: the table, and what differs.
ROWS: dict[str, dict[str, str]] = {
    "program/service_states": {"name": "Talked about"},
    "toolkit/review_questions": {"text": "Did we ask everyone?"},
    "toolkit/faq": {"question": "And then?", "answer": "Then you meet."},
    "toolkit/tools": {"name": "One more tool", "worksheet": ""},
    "toolkit/outcome_examples": {"name": "One more example"},
    "toolkit/practices": {"works": "Asking", "works_less": "Guessing"},
    "toolkit/launch_tasks": {"name": "Say thank you"},
    "toolkit/reflections": {"text": "Who is missing?"},
    "toolkit/project_plan": {"task": "Say thank you"},
    "toolkit/components": {"name": "One more component", "text": "We have one more component."},
    "training/run_sheet": {"task": "Say thank you"},
    "training/process": {"text": "Everyone was asked."},
    "training/needs": {"said": "It was said twice."},
    "careers/career_links": {"name": "One more site", "url": "https://example.com/jobs"},
    "program/stage_indicators": {"text": "There is one more sign"},
    "program/strategic_area_components": {"text": "One more part."},
    "metrics/program_points": {"name": "One more", "text": "One more point."},
    "metrics/program_topics": {"name": "One more topic"},
    "metrics/milestones": {"text": "One more milestone."},
    "metrics/deliverables": {"name": "One more deliverable"},
    "metrics/anticipated_results": {"name": "One more result"},
    "metrics/collaborative_members": {"name": "A ninth body", "organization": ""},
    "metrics/program_figures": {"metric": "Another amount", "value": "12"},
    "grants/facts_to_find": {"name": "One more fact"},
}


def _one_more_row(table: str, values: dict[str, str]) -> Edit:
    def edit(content: Content) -> None:
        content.add_row_like(table, id="one-more-row", **values)

    edit.__name__ = f"add_a_row_to_{table.partition('/')[2]}"
    return edit


# Records with a file of their own, as copies of one that is there: the kind, and what differs.
RECORDS: dict[str, dict[str, str]] = {
    "occupations": {"title": "One more job"},
    "credentials": {"title": "One more credential"},
    "training_options": {"title": "One more course"},
    "supports": {"title": "One more support"},
    "starting_points": {"title": "One more start", "short_title": "One more"},
    "pathways": {"title": "One more pathway"},
    "funds": {"name": "A nineteenth fund"},
    "grant_templates": {"title": "One more template"},
    "grant_blocks": {"title": "One more text"},
    "worksheets": {"name": "One more worksheet"},
    "stories": {"title": "One more story"},
    "metrics": {"name": "One more metric"},
    "training_series": {"title": "One more series"},
    "learning_paths": {"title": "One more path"},
    "sessions": {"title": "One more session"},
    "room_packs": {"name": "One more pack"},
}


def _one_more_record(kind: str, values: dict[str, str]) -> Edit:
    def edit(content: Content) -> None:
        content.add_record_like(content.first(kind), f"brand-new-{kind.replace('_', '-')}", **values)

    edit.__name__ = f"add_one_to_{kind}"
    return edit


# --- grants and funding --------------------------------------------------------------


def _fund_is_found(status: str) -> Edit:
    def edit(content: Content) -> None:
        content.set(content.file(content.first("funds")), status=status, last_checked=content.day)

    edit.__name__ = f"keep_a_fund_fresh_as_{status.replace('-', '_')}"
    return edit


def add_a_round_to_a_fund(content: Content) -> None:
    fund = content.first("funds", lambda each: not each.rounds)
    lines = f"\n  - name: Spring round\n    opens: {content.day}\n    closes: 2031-04-01\n    checked: {content.day}\n    source: {fund.sources[0].id}"
    content.set(content.file(fund), status="open", last_checked=content.day, rounds=lines)


def a_round_of_a_fund_is_over(content: Content) -> None:
    fund = content.first("funds", lambda each: not each.rounds)
    lines = f"\n  - name: Old round\n    closes: 2021-04-01\n    checked: 2021-03-01\n    source: {fund.sources[0].id}"
    content.set(content.file(fund), rounds=lines)


# --- training -----------------------------------------------------------------------


def _session(content: Content, id: str, **values: str) -> None:
    """Announce a session of one's own, with a source of its own."""
    source = f"page-of-{id}"
    content.add_row(
        "program/sources",
        id=source,
        title=f"Announcement of {id}",
        publisher="The program",
        url="https://example.com/talk",
        accessed=content.day,
        grade="official-page",
    )
    given = {
        "id": id,
        "title": id.replace("-", " ").capitalize(),
        "summary": "An hour for questions.",
        "series": content.first("training_series").id,
        "date_state": "planned",
        "status": "planned",
        "sources": f"\n  - {source}",
        "last_reviewed": content.day,
    }
    path = content.data / f"training/sessions/{id}.yaml"
    content.write(path, "")
    content.set(path, **{**given, **values})


def _dated(day: str) -> dict[str, str]:
    return {"date_state": "scheduled", "start": f"{day} 13:30", "end": f"{day} 15:00", "time_zone": "eastern"}


def announce_a_session(content: Content) -> None:
    registration = "\n  url: https://example.com/sign-up\n  deadline: 2031-03-08 17:00\n  capacity: 40"
    _session(content, "spring-talk", **_dated("2031-03-10"), status="open", registration=registration)


def a_session_was_held(content: Content) -> None:
    _session(content, "talk-that-was-held", **_dated("2026-03-10"), status="held")


def a_session_that_was_announced_is_held(content: Content) -> None:
    """Of one that has no day yet, the day is written down too."""
    session = content.first("sessions")
    nothing = dict.fromkeys(("month", "days", "status_note", "registration", "recording", "date_note"), "")
    content.set(content.file(session), **_dated("2026-03-10"), **nothing, status="held", last_reviewed=content.day)


def a_session_was_held_and_recorded(content: Content) -> None:
    recording = f"\n  url: https://example.com/watch\n  length: 0:20:00\n  published: {content.day}\n  captions: true\n  transcript: recorded-talk"
    content.write(
        content.data / "training/transcripts/recorded-talk.md",
        "Language: en\n\n## Welcome\n\n[0:00:05] Facilitator: Good morning.\n",
    )
    _session(content, "recorded-talk", **_dated("2026-03-10"), status="held", recording=recording)


def a_workshop_takes_two_days(content: Content) -> None:
    days = "".join(f"\n  - start: 2031-06-0{day} 09:00\n    end: 2031-06-0{day} 15:00" for day in (2, 3))
    times = {"date_state": "scheduled", "start": "2031-06-02 09:00", "end": "2031-06-03 15:00", "time_zone": "eastern"}
    _session(content, "two-days", **times, status="full", days=days)


def a_session_is_called_off(content: Content) -> None:
    _session(content, "called-off", **_dated("2031-04-10"), status="cancelled", status_note="The speaker is ill.")


def plan_a_session_for_a_month(content: Content) -> None:
    _session(content, "some-day-in-may", date_state="planned-month", month="2031-05")


def plan_a_session_without_a_date(content: Content) -> None:
    _session(content, "some-day")


def a_person_agrees_to_be_named(content: Content) -> None:
    content.add_row(
        "training/presenters",
        id="alex-reed",
        name="Alex Reed",
        is_person="true",
        affiliation="Teacher at a college",
        consent_given=content.day,
        consent_for="Name and position on this site",
    )


# --- metrics and the program -----------------------------------------------------------


def a_deliverable_is_done(content: Content) -> None:
    each = content.first("deliverables", lambda each: each.status.id == "not-reported")
    content.change_row(
        "metrics/deliverables",
        each.id,
        status="reported",
        evidence="The letter says so.",
        status_as_of=content.day,
        status_source=content.first("sources").id,
    )


def say_that_a_change_was_a_correction(content: Content) -> None:
    each = content.first("figures")
    content.add_row(
        "program/change_notes", id="note-1", day=content.day, kind="figures", record=each.id, change="correction"
    )


def the_library_opens(content: Content) -> None:
    content.set(content.file(content.first("program")), baseline=content.day)


def a_board_meeting_is_set(content: Content) -> None:
    for day in ("2031-04-02", "2020-04-02"):
        content.add_row(
            "metrics/board_dates",
            id=f"meeting-of-{day}",
            date=day,
            name="Meeting of the board",
            place="Online",
            source=content.first("sources").id,
            last_reviewed=content.day,
        )


def two_sources_disagree(content: Content) -> None:
    first, second, *_ = content.catalog.sources
    content.add_row(
        "metrics/contradictions",
        id="how-many",
        name="How many there are",
        description="Two papers differ.",
        choice="We show both.",
    )
    for source, words in ((first, "There are two."), (second, "There are three.")):
        content.add_row(
            "metrics/contradiction_sides",
            id=f"how-many-{source}"[:60],
            contradiction="how-many",
            text=words,
            source=source,
        )


def a_kind_of_record_is_checked_more_often(content: Content) -> None:
    content.change_row("metrics/review_periods", content.first("review_periods").id, months="3")


def an_industry_loses_its_picture(content: Content) -> None:
    content.change_row("program/industries", content.first("industries", lambda each: each.picture).id, picture="")


def the_program_gets_another_tagline(content: Content) -> None:
    content.set(content.file(content.catalog.program), tagline="One table for one industry.")


def rewrite_a_page(content: Content) -> None:
    path = content.docs / "about.md"
    content.write(path, f"{path.read_text(encoding='utf-8').rstrip()}\n\nThis page was changed. It is still right.\n")


# --- careers -----------------------------------------------------------------------


def take_over_the_pay_of_another_year(content: Content) -> None:
    """By the command, out of the state file."""
    table = content.data / wages.TABLE
    content.write(table, table.read_bytes())
    assert (
        wages.main(
            [str(ROOT / "tests/careers/maine_oews_may_2023.csv"), "--data", str(content.data), "--period", "2024-05"]
        )
        == 0
    )
    assert b",2024-05," in table.read_bytes()


# --- spreadsheets ------------------------------------------------------------------


def save_every_table_in_a_spreadsheet(content: Content) -> None:
    """With a byte order mark and Windows' ends of lines, and nothing else."""
    for path in content.data.rglob("*.csv"):
        table = path.relative_to(content.data).with_suffix("").as_posix()
        content.save(table, content.rows(table), ending="\r\n", mark="\ufeff")


def save_a_table_with_empty_columns_and_repair_it(content: Content) -> None:
    """With spaces at the ends of cells, too; ``--fix`` takes them off."""
    path = content.data / "partnerships/members.csv"
    lines = [f"{line} ,,\r\n" for line in path.read_text(encoding="utf-8").splitlines()]
    content.write(path, "\ufeff" + "".join(lines) + ",,\r\n")
    assert [each for each in repair(content.data) if each.file.endswith("members.csv")]


def sort_a_table(content: Content) -> None:
    content.save(
        "partnerships/members", sorted(content.rows("partnerships/members"), key=lambda row: row["organization"])
    )


# --- when a record goes away --------------------------------------------------------


# Kinds of which no record may go: rules, pages or expectations rest on each, or other records do.
FIXED = {
    "entry_education",
    "entry_experience",
    "entry_training",
    "job_zones",
    "program",
    "reaches",
    "statuses",
    "stages",
    "units",
    "qualifiers",
    "tiers",
    "outcome_groups",
    "code_schemes",
    "date_states",
    "session_statuses",
    "time_zones",
    "attendance_modes",
    "fund_statuses",
    "match_bases",
    "money_kinds",
    "grant_sections",
    "metric_kinds",
    "metric_audiences",
    "deliverable_statuses",
    "program_topics",
    "transcripts",
    "wages",
    "partner_kinds",
    "source_grades",
    "organization_types",
    "workforce_areas",
    "counties",
    "county_shapes",
    "outcomes",
    "strategic_areas",
    "partnership_kinds",
    "credential_levels",
    "training_formats",
    "start_groups",
    "cost_kinds",
    "fund_levels",
    "tool_kinds",
    "steps",
    "elements",
    "components",
    "review_questions",
    "anticipated_results",
    "deliverables",
    "collaborative_members",
}


def _one_goes_away(kind: str) -> Edit:
    def edit(content: Content) -> None:
        record = content.may_go(kind)
        if record is None:
            raise NothingToEdit(f"the content must hold each record of {kind}, or has none")
        content.take_away(kind, record)
        if kind == "occupations":  # nobody has the pay any more
            others = {each.wage for each in content.catalog.occupations.values() if each is not record}
            content.remove_rows("careers/wages", lambda row: record.wage not in others and row["id"] == record.wage.id)

    edit.__name__ = f"one_of_{kind}_goes_away"
    return edit


ADDED_OR_CHANGED: tuple[Edit, ...] = (
    an_industry_loses_its_picture,
    review_a_record_and_change_nothing,
    review_every_record,
    give_a_partnership_a_new_title,
    say_less_than_before,
    a_partnership_reaches_a_stage,
    a_partnership_ends,
    a_partnership_offers_a_service,
    a_partnership_begins_in_2020,
    add_a_partnership,
    an_organization_gets_a_second_source,
    write_a_draft,
    fund_a_seventh_partnership,
    an_organization_joins_a_partnership,
    correct_a_figure,
    correct_a_figure_without_its_history,
    a_share_grows_to_more_than_all,
    a_figure_is_newer_than_the_review,
    cite_an_official_page_that_has_no_note,
    cite_a_paper_that_is_not_on_the_web,
    publish_an_offices_mailbox,
    explain_one_more_word,
    link_one_more_trade_word,
    let_people_search_by_another_word,
    a_step_is_a_way_in_for_more_people,
    no_source_says_what_a_support_helps_with,
    a_source_describes_a_job,
    *(_fund_is_found(status) for status in ("open", "rolling", "closed", "not-checked")),
    add_a_round_to_a_fund,
    a_round_of_a_fund_is_over,
    announce_a_session,
    a_session_was_held,
    a_session_that_was_announced_is_held,
    a_session_was_held_and_recorded,
    a_workshop_takes_two_days,
    a_session_is_called_off,
    plan_a_session_for_a_month,
    plan_a_session_without_a_date,
    a_person_agrees_to_be_named,
    a_deliverable_is_done,
    say_that_a_change_was_a_correction,
    the_library_opens,
    a_board_meeting_is_set,
    two_sources_disagree,
    a_kind_of_record_is_checked_more_often,
    the_program_gets_another_tagline,
    rewrite_a_page,
    take_over_the_pay_of_another_year,
    *(_one_more_word(table, needs) for table, needs in VOCABULARIES.items()),
    *(_one_more_row(table, values) for table, values in ROWS.items()),
    *(_one_more_record(kind, values) for kind, values in RECORDS.items()),
    sort_a_table,
    save_every_table_in_a_spreadsheet,
    save_a_table_with_empty_columns_and_repair_it,
)
GONE: tuple[Edit, ...] = tuple(_one_goes_away(kind) for kind in KINDS if kind not in FIXED)


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Content:
    return Content(tmp_path_factory.mktemp("content"), CONTENT)


def problems(content: Content) -> list[str]:
    """What keeps a pull request from being merged."""
    return [str(each) for each in find_problems(content.data, content.docs, None) if each.severity == "error"]


def without_lost_addresses(found: list[str]) -> list[str]:
    """The other problems of a removal: that its addresses must lead on is right, and the guide says how."""
    return [each for each in found if "scripts.permalinks retire" not in each]


def groups(edits: Sequence[Edit], size: int = 8) -> list[tuple[Edit, ...]]:
    """Edits in groups, each of edits that are far from each other in the list, so of different kinds."""
    number = -(-len(edits) // size)
    return [tuple(edits[first::number]) for first in range(number)]


def name_of(edits: tuple[Edit, ...]) -> str:
    """A group's first edit says which group it is."""
    return edits[0].__name__


def faults(edits: Iterable[Edit], content: Content) -> list[str]:
    """What must be fixed after the edits; where nothing must, the records are linked too."""
    with content.undone():
        _make(edits, content)
        checked = validation.check(content.data, the_day())
    found = [str(each) for each in checked.problems if each.severity == "error"]
    if not found:
        link(checked)
    return found


def wrong_edits(edits: tuple[Edit, ...], content: Content) -> dict[str, list[str]]:
    """The edits of a group that the check refuses, each with what it finds.

    Nearly all of a check goes into what no edit touches, so a group is checked at once. Only where that finds
    something is each edit made alone, and the group told as a whole where none is wrong by itself.
    """
    together = faults(edits, content)
    if not together:
        return {}
    alone = {each.__name__: faults([each], content) for each in edits}
    return {name: found for name, found in alone.items() if found} or {"together": together}


@pytest.mark.slow
@pytest.mark.parametrize("edits", [*groups(ADDED_OR_CHANGED), *groups(GONE)], ids=name_of)
def test_right_edits_pass_the_check(edits: tuple[Edit, ...], content: Content) -> None:
    assert wrong_edits(edits, content) == {}


@pytest.mark.slow
def test_a_wrong_edit_is_named(content: Content) -> None:
    def forget_a_title(content: Content) -> None:
        content.set(content.file(content.first("partnerships")), title="")

    told = wrong_edits((forget_a_title, review_a_record_and_change_nothing), content)
    assert [*told] == ["forget_a_title"] and "'title'" in told["forget_a_title"][0]


def test_every_edit_is_in_one_group() -> None:
    for edits in (ADDED_OR_CHANGED, GONE):
        assert sorted(each.__name__ for group in groups(edits) for each in group) == sorted(
            each.__name__ for each in edits
        )


@pytest.mark.slow
def test_records_of_many_kinds_may_go(content: Content) -> None:
    """Or the edits above would be skipped without a word."""
    assert len([kind for kind in KINDS if kind not in FIXED and content.may_go(kind)]) > 15


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The content with a record of each kind gone, and then with all that was added or changed."""
    folder = tmp_path_factory.mktemp("edited")
    fewer = Content(folder / "fewer", CONTENT)
    _make(GONE, fewer)
    assert without_lost_addresses(problems(fewer)) == []
    done = building.run("scripts.permalinks", "retire", "--data", str(fewer.data), "--docs", str(fewer.docs))
    assert done.returncode == 0, done.stdout + done.stderr
    content = Content(folder / "content", fewer.folder)
    _make(ADDED_OR_CHANGED, content)
    assert problems(content) == []
    return content.folder


def _make(edits: Iterable[Edit], content: Content) -> None:
    for edit in edits:
        with suppress(NothingToEdit):
            edit(content)


@pytest.mark.slow
def test_edits_together_pass_the_tests_of_the_content(edited: Path) -> None:
    """What a pull request runs that touches only ``data`` and ``docs``."""
    # Only the files that have such a test, since to collect the others takes longer than to run these.
    files = [str(path) for path in (ROOT / "tests").rglob("test_*.py") if "mark.data" in path.read_text("utf-8")]
    command = [sys.executable, "-m", "pytest", "-m", "data", "-p", "no:cacheprovider", "-n", "0", *files]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "CONTENT_DIR": str(edited)}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
def test_edits_together_make_a_whole_site(edited: Path, tmp_path: Path) -> None:
    done = building.run(*building.words(tmp_path / "site", data=edited / "data", docs=edited / "docs", search=False))
    assert done.returncode == 0, done.stdout + done.stderr
    assert list(broken(tmp_path / "site", building.URL)) == []
    assert orphans(tmp_path / "site", building.URL) == []
