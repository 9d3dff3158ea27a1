"""The intake: every kind of form, as GitHub sends it, becomes a right change or an answer, and nothing else."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import issue_forms
import pytest

from macros.data import forms, validation
from scripts import forms as form_command
from scripts import intake, validate

TODAY = date(2026, 11, 21)
HOME = "---\ntitle: Home\ndescription: A description that is long enough.\n---\n\n# Home\n"


@cache
def made(folder: Path) -> Mapping[str, str]:
    """GitHub's forms of the made-up state."""
    return form_command.made(validation.check(folder))


@dataclass
class Desk:
    """A data folder that forms are sent to."""

    data: Path
    docs: Path
    folder: Path
    forms: Mapping[str, str]

    def send(self, template: str, answers: Mapping[str, str], *checked: str, **event: Any) -> intake.Intake:
        form = issue_forms.loaded(self.forms[template])
        unknown = answers.keys() - {each.get("id") for each in form["body"]}
        assert not unknown, "the form has no such question"
        return self.take(issue_forms.body(form, answers, ("public", *checked)), **event)

    def take(self, body: Any, **event: Any) -> intake.Intake:
        file = issue_forms.event(self.folder / "event.json", body, **event)
        return intake.take(json.loads(file.read_bytes()), self.data, self.docs, TODAY)

    def difference(self, state: Path) -> list[str]:
        """The lines that differ from the made-up state."""
        found = []
        names = {path.relative_to(home) for home in (state, self.data) for path in home.rglob("*") if path.is_file()}
        for name in sorted(names):
            before, after = (lines(home / name) for home in (state, self.data))
            found += [line for line in difflib.unified_diff(before, after, n=0) if re.match(r"[-+](?![-+])", line)]
        return found


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.is_file() else []


@pytest.fixture
def desk(state: Path, own_state: Path, tmp_path: Path) -> Desk:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "index.md").write_text(HOME, encoding="utf-8")
    return Desk(own_state, docs, tmp_path, made(state))


@pytest.fixture(autouse=True)
def quick(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Check the data alone, but where a test is marked slow: pages and addresses have tests of their own."""
    if not request.node.get_closest_marker("slow"):
        look = lambda data, docs, today: list(validation.check(data, today).problems)  # noqa: E731
        monkeypatch.setattr(validate, "find_problems", look)


# --- every kind of form, right -----------------------------------------------------------

NEW_SOURCE = "letter | Letter of the kelp growers | Kelp growers | 2026-02 | | 2026-11-01 | Paper"
RIGHT = {
    "partnership, changed": (
        "partnership.yml",
        {"record": "kelp", "f_status_note": "The letter calls it done.", "f_sources": "handout\nletter"}
        | {"rows_sources": NEW_SOURCE, "rows_members": "| Oar & Sons Boat Works | Helper | Lends a boat. | letter"},
        [
            "+kelp-oar-works,kelp,oar-works,helper,Lends a boat.,letter",
            "-status_note: The handout calls it done.",
            "+status_note: The letter calls it done.",
            "+  - letter",
            "+letter,Letter of the kelp growers,Kelp growers,2026-02,,2026-11-01,paper,",
        ],
    ),
    "organization, changed": (
        "organization.yml",
        {"record": "labor-office", "f_place": "Alder", "f_short_name": "-"},
        [
            "-labor-office,Westland Labor Office,WLO,office,https://example.org/labor,,The state office for work and training.,,2026-01-10",
            "+labor-office,Westland Labor Office,,office,https://example.org/labor,Alder,The state office for work and training.,,2026-01-10",
        ],
    ),
    "session, new, with its source": (
        "session.yml",
        {"record": "kelp-talk", "f_title": "Kelp talk", "f_summary": "Growers tell how they dry kelp."}
        | {
            "f_series": "First steps & more",
            "f_date_state": "Planned, no day stated",
            "f_status": "Planned",
            "f_sources": "letter",
        }
        | {"rows_sources": NEW_SOURCE},
        [
            "+letter,Letter of the kelp growers,Kelp growers,2026-02,,2026-11-01,paper,",
            "+id: kelp-talk",
            "+title: Kelp talk",
            "+summary: Growers tell how they dry kelp.",
            "+series: first-steps",
            "+date_state: open-plan",
            "+status: planned",
            "+sources:",
            "+  - letter",
            "+compiled: 2026-11-21",
        ],
    ),
    "funding, changed": (
        "funding.yml",
        {
            "record": "kelp-fund",
            "f_last_checked": "2026-11-20",
            "f_uses_note": "Seed, says the handout.",
            "f_stages": "Steady",
        },
        [
            "-last_checked: 2025-11-01",
            "+last_checked: 2026-11-20",
            "+uses_note: Seed, says the handout.",
            "+stages:",
            "+  - steady",
        ],
    ),
    "figure, corrected, with its earlier value": (
        "figure.yml",
        {"record": "boats-students", "f_value": "2"}
        | {"rows_figure_versions": "| 1 | exact | 2025-05 | 2026-11-21 | yearbook | The yearbook was wrong."},
        None,
    ),
    "tool, new": (
        "tool.yml",
        {"record": "oar-list", "f_name": "Oar list", "f_purpose": "Lists the oars.", "f_kind": "Sample text"}
        | {"f_owner": "Oar Works", "f_licence": "Not known"},
        ["+oar-list,Oar list,Lists the oars.,,,sample,Oar Works,,,,Not known,"],
    ),
    "story, changed": (
        "story.yml",
        {"record": "first-boat", "f_need": "Yards had no hands.\n\nNobody knew how to bend a plank."},
        None,
    ),
}


@pytest.mark.parametrize("case", RIGHT)
def test_a_right_form_becomes_its_change_and_nothing_else(case: str, desk: Desk, state: Path) -> None:
    template, answers, expected = RIGHT[case]
    done = desk.send(template, answers)
    assert (done.outcome, done.faults) == (intake.CHANGED, [])
    if expected is not None:
        assert desk.difference(state) == expected
    before = desk.difference(state)
    assert desk.send(template, answers).outcome == intake.UNCHANGED, "sent again, it changes nothing more"
    assert desk.difference(state) == before


def test_a_correction_keeps_the_figure_s_place_and_tells_what_it_said_before(desk: Desk, state: Path) -> None:
    template, answers, _ = RIGHT["figure, corrected, with its earlier value"]
    desk.send(template, answers)
    gone, came = ([line for line in desk.difference(state) if line.startswith(sign)] for sign in ("-", "+"))
    assert gone == ["-boats-students,boats,Students in the first course,1,people,exact,Spring term,2025-05,yearbook,"]
    assert came == [
        "+boats-students-1-2,boats-students,1,exact,2025-05,2026-11-21,yearbook,The yearbook was wrong.",
        "+boats-students,boats,Students in the first course,2,people,exact,Spring term,2025-05,yearbook,",
    ]


def test_still_right_sets_the_day_of_the_review_in_files_and_tables(desk: Desk, state: Path) -> None:
    done = desk.send(
        "still-right.yml", {"records": "partnerships/kelp\n\norganizations/labor-office\npartnerships/kelp"}
    )
    assert (done.outcome, done.title) == (intake.CHANGED, "Still right (issue 12)")
    assert desk.difference(state) == [
        "-last_reviewed: 2024-06-30",
        "+last_reviewed: 2026-11-21",
        "-labor-office,Westland Labor Office,WLO,office,https://example.org/labor,,The state office for work and training.,,2026-01-10",
        "+labor-office,Westland Labor Office,WLO,office,https://example.org/labor,,The state office for work and training.,,2026-11-21",
    ]


def test_who_read_the_whole_record_sets_the_day_of_its_compilation(desk: Desk, state: Path) -> None:
    assert desk.send("partnership.yml", {"record": "kelp"}, "read").outcome == intake.CHANGED
    assert desk.difference(state) == ["+compiled: 2026-11-21"]


def test_a_new_phone_number_and_why_it_may_be_published_come_in_one_form(desk: Desk, state: Path) -> None:
    """The first task of CONTRIBUTING.md: an unknown number is refused, and its reason is asked in the same form."""
    number = {"record": "boats", "f_contact_phone": "555-555-0177"}
    refused = desk.send("partnership.yml", number)
    assert refused.outcome == intake.REFUSED and "allowed" in refused.faults[0].message
    reason = "| 555-555-0177 | phone | The council's own office line, on its page. | 2028-01-01"
    done = desk.send("partnership.yml", {**number, "rows_allowed_contacts": reason})
    assert (done.outcome, done.faults) == (intake.CHANGED, [])
    came = [line for line in desk.difference(state) if line.startswith("+")]
    assert '+boats-555-555-0177,555-555-0177,phone,"The council\'s own office line, on its page.",2028-01-01' in came


# --- edited, empty, long, from elsewhere ---------------------------------------------------


def test_an_empty_form_changes_nothing(desk: Desk, state: Path) -> None:
    assert desk.send("partnership.yml", {"record": "kelp"}).outcome == intake.UNCHANGED
    assert desk.difference(state) == []


def test_line_ends_of_windows_and_an_edited_body_are_the_same_form(desk: Desk, state: Path) -> None:
    form = issue_forms.loaded(desk.forms["story.yml"])
    text = issue_forms.body(form, {"record": "first-boat", "f_summary": "Students rowed."})
    edited = "Hello! I changed the summary.\n\n" + text.replace("### Title\n\n_No response_\n\n", "")
    done = desk.take(edited.replace("\n", "\r\n"))
    assert (done.outcome, [each.after for each in done.changes]) == (intake.CHANGED, ["Students rowed."])
    assert b"\r" not in (desk.data / "metrics/stories/first-boat.yaml").read_bytes()


def test_letters_of_every_script_arrive_whole(desk: Desk, state: Path) -> None:
    text = "Ħaġar, 日本語, עברית, Ñandú \N{GRINNING FACE}: “#1” & 'yes'"
    assert desk.send("story.yml", {"record": "first-boat", "f_summary": text}).faults == []
    assert [line for line in desk.difference(state) if line.startswith("+")] == [f'+summary: "{text}"']


def test_a_long_text_is_refused_by_the_rule_of_its_field(desk: Desk, state: Path) -> None:
    done = desk.send("story.yml", {"record": "first-boat", "f_summary": "word " * 12_000})
    assert [(each.label, each.message[:40]) for each in done.faults] == [
        ("Summary", "must have at most 220 characters, not 59")
    ]
    assert desk.difference(state) == []
    done = desk.take("### Id of the story\n\nfirst-boat\n" + "x" * intake.LONGEST)
    assert done.outcome == intake.REFUSED


def test_a_menu_that_github_left_empty_changes_nothing(desk: Desk) -> None:
    form = issue_forms.loaded(desk.forms["partnership.yml"])
    text = issue_forms.body(form, {"record": "kelp"}).replace("### Status\n\n_No response_", "### Status\n\nNone")
    assert desk.take(text).outcome == intake.UNCHANGED


def test_a_choice_of_several_keeps_the_order_of_the_record(desk: Desk, state: Path) -> None:
    chosen = ["kelp", "boats"]
    names = forms.names(validation.check(desk.data), "industries")
    done = desk.send("partnership.yml", {"record": "boats", "f_industries": ", ".join(names[id] for id in chosen)})
    assert done.outcome == intake.UNCHANGED


def test_of_a_list_only_what_differs_is_told(desk: Desk) -> None:
    answers = {"record": "kelp", "f_sources": "handout\nletter", "rows_sources": NEW_SOURCE}
    told = intake.answer_text(desk.send("partnership.yml", answers))
    assert "  Sources\n+ letter\n@@ sources/letter @@\n" in told


def test_a_new_organization_can_bring_its_source(desk: Desk, state: Path) -> None:
    """It names its sources in rows of another table only."""
    answers = {
        "record": "kelp-union",
        "f_name": "Kelp Union",
        "f_type": "Public office",
        "rows_organization_sources": "| letter",
    }
    done = desk.send("organization.yml", {**answers, "rows_sources": NEW_SOURCE})
    assert (done.outcome, done.faults) == (intake.CHANGED, [])
    assert "+kelp-union-letter,kelp-union,letter" in desk.difference(state)


def test_rows_that_are_not_named_stay_and_one_can_be_taken_out(desk: Desk, state: Path) -> None:
    done = desk.send("partnership.yml", {"record": "boats", "rows_members": "remove boats-harbor-college"})
    assert done.outcome == intake.CHANGED
    assert desk.difference(state) == ["-boats-harbor-college,boats,harbor-college,helper,,yearbook"]


# --- wrong: each answer and its cure ---------------------------------------------------------

WRONG = {
    "an id with capitals": (
        "partnership.yml",
        {"record": "Oral Health"},
        [
            "Id of the partnership: must be lowercase words joined by hyphens, like oral-health, not 'Oral Health'. Did you mean 'oral-health'?"
        ],
    ),
    "a slip in the id": (
        "partnership.yml",
        {"record": "kelpp", "f_stage_note": "No source says."},
        ["Id of the partnership: There is no partnership with the id 'kelpp'. Did you mean 'kelp'?"],
    ),
    "a day as Excel writes it, and a status that is none": (
        "partnership.yml",
        {"record": "boats", "f_status_as_of": "11/21/25", "f_status_source": "yearbok"},
        [
            "Status as of: must be a year, a month or a day, like 2023, 2023-11 or 2023-11-21, not '11/21/25'. Write 2025-11-21",
            "Source of the status: must be an id of sources, not 'yearbok'. Did you mean 'yearbook'?",
        ],
    ),
    "a required field emptied": (
        "story.yml",
        {"record": "first-boat", "f_title": "-"},
        ["Title: must be filled. The story in one line."],
    ),
    "too many parts on a line": (
        "partnership.yml",
        {"record": "boats", "f_links": "A | https://example.org | B"},
        [
            "Further pages: must have at most 2 parts between bars on a line, not 3. They are: Label | Web address. "
            r"Write \| for a bar that belongs to the text."
        ],
    ),
    "commas between the parts of a row": (
        "partnership.yml",
        {"record": "kelp", "rows_sources": "letter,Letter of the kelp growers,Kelp growers,2026-02,,,paper,"},
        [
            "Rows: new sources: must have bars between its parts: Id | Title | Publisher | Date | Web address"
            " | Read on | Grade | Note."
        ],
    ),
    "names that nobody has, of a few and of a kind with a form": (
        "partnership.yml",
        {"record": "kelp", "rows_members": "| Harbour Collage | helper | | letter\n| Kelp Union | Boss | | handout"},
        [
            "Rows: members: must be an id or a name of organizations, not 'Harbour Collage'. Did you mean 'Harbor College'?",
            "Rows: members: must be an id or a name of organizations, not 'Kelp Union'.",
            "Rows: members: must be an id or a name of roles, not 'Boss'.",
        ],
    ),
    "entries of a list and cells of rows": (
        "partnership.yml",
        {"record": "kelp", "f_sources": "handout\nleter-2026", "rows_sources": "letter | L | We | 3/15/26 | | | paper"}
        | {"f_activities": "They met. | March | handout"},
        [
            "Activities: line 1: 'Date' must be a year, a month or a day, like 2023, 2023-11 or 2023-11-21, not 'March'.",
            "Sources: line 2: must be an id of sources, not 'leter-2026'.",
            "Rows: new sources: 'Date' must be a year, a month or a day, like 2023, 2023-11 or 2023-11-21, not '3/15/26'. Write 2026-03-15",
        ],
    ),
    "fields and groups by their labels": (
        "session.yml",
        {"record": "in-may", "f_status": "Open", "f_date_state": "Held, date not recorded"},
        [
            "Registration: link: must say how people sign up when 'Status' is open."
            " Fill in a link, or say in the note how people sign up.",
            "Month: must be empty when 'What is known of the date' is once."
            " Empty it, or correct 'What is known of the date'.",
            "Status: must not be open when 'What is known of the date' is once. Choose the status of a session that was held.",
            "Status: must not be open while there is no day and time. Set the date, or choose another status.",
        ],
    ),
    "a phone that is not allowed yet": (
        "partnership.yml",
        {"record": "kelp", "f_contact_phone": "207-555-0199", "f_contact_name": "The office"},
        [
            "Contact: phone: must not have the phone number '207-555-0199'. If it is an institution's,"
            " not a person's, add it to 'Rows: new allowed contacts' with a reason.",
        ],
    ),
    "a row of another record": (
        "partnership.yml",
        {
            "record": "kelp",
            "rows_members": "boats-oar-works | oar-works | leader | Ours now. | yearbook\nremove boats-oar-works",
        },
        [
            "Rows: members: The row 'boats-oar-works' belongs to 'boats'. Choose another id for a new row.",
            "Rows: members: There is no row 'boats-oar-works' of this record to take out.",
        ],
    ),
    "a source that is there": (
        "partnership.yml",
        {"record": "kelp", "rows_sources": "handout | Another paper | We | | | | paper"},
        ["Rows: new sources: There is a row 'handout' already. Choose another id, or name that one without adding it."],
    ),
    "records that are none": (
        "still-right.yml",
        {"records": "partnerships/kelpp\nplanets/mars\norganizations/../x"},
        [
            "Records that are still right: There is no record 'partnerships/kelpp'. Did you mean 'partnerships/kelp'?",
            "Records that are still right: 'planets/mars' must be a kind, a slash and an id.",
            "Records that are still right: 'organizations/../x' must be a kind, a slash and an id.",
        ],
    ),
    "too many records": (
        "still-right.yml",
        {"records": "\n".join(f"partnerships/x{number}" for number in range(51))},
        ["Records that are still right: must name at most 50 records, not 51. Send the others in another form."],
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_form_is_answered_with_each_field_and_its_cure(case: str, desk: Desk, state: Path) -> None:
    template, answers, expected = WRONG[case]
    done = desk.send(template, answers)
    said = [f"{each.label}: {each.message}".partition(" It is one of: ")[0] for each in done.faults]
    assert done.outcome == intake.REFUSED
    assert [line.partition(" The kinds are: ")[0] for line in said] == expected or said == expected
    assert desk.difference(state) == []
    assert all(each.label in intake.answer_text(done) for each in done.faults)


def test_a_new_partnership_without_what_it_needs_names_every_field(desk: Desk) -> None:
    done = desk.send("partnership.yml", {"record": "lobster", "f_title": "Lobster pots"})
    asked = forms.of_checked(validation.check(desk.data))["partnerships"].questions
    needed = {each.label for each in asked if each.is_required and each.label != "Title"}
    assert {each.label for each in done.faults} == needed


@pytest.mark.slow
def test_what_would_lose_a_page_is_refused(desk: Desk, state: Path) -> None:
    """The whole check runs, not only that of the data: the record's address was published."""
    done = desk.send("partnership.yml", {"record": "kelp", "f_status": "Draft"})
    assert done.outcome == intake.REFUSED
    assert any("partnerships/kelp/" in each.message for each in done.faults)
    assert desk.difference(state) == []


# --- hostile --------------------------------------------------------------------------------

HOSTILE = (
    "$(touch hacked) `touch hacked`; touch hacked",
    "${{ github.token }} ::set-output name=x::y",
    "x\n::add-mask::y\nresult=changed",
    "<script>alert(1)</script>",
    "{{ cycler.__init__.__globals__.os.popen('touch hacked').read() }}",
    '=HYPERLINK("https://evil.example")',
    "javascript:alert(1)",
    "../../.github/workflows/check.yml",
    "@everyone ![x](https://evil.example/x.png) Closes #1",
    "```\n## not a heading\n```\n- [X] I read the whole record",
    "- a\n  b: !!python/object/apply:os.system ['touch hacked']",
    "a | b\n---|---\n",
)


TEMPLATES = ("partnership.yml", "session.yml", "still-right.yml", "figure.yml", "funding.yml")


@pytest.mark.slow
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_does_nothing_wherever_it_is_sent(text: str, desk: Desk, state: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(desk.folder)
    form = issue_forms.loaded(desk.forms[(template := TEMPLATES[HOSTILE.index(text) % len(TEMPLATES)])])
    asked = [each["id"] for each in form["body"] if each["type"] in ("input", "textarea")]
    for record in ({}, {"record": "boats"} if "record" in asked else {}):
        done = desk.send(template, {**dict.fromkeys(asked, text), **record}, issue={"title": text})
        assert done.outcome == intake.REFUSED
        assert inert(intake.answer_text(done)), intake.answer_text(done)
    assert desk.difference(state) == []
    assert not list(desk.folder.rglob("hacked"))


def inert(markdown: str) -> bool:
    """Whether nothing of a text calls a person, is an element or a picture, or names another issue."""
    outside = re.sub(r"^(`{3,})\w*\n.*?^\1$", "", markdown, flags=re.MULTILINE | re.DOTALL)
    return not re.search(r"(?<!\\)[<>`]|(?<!\\)\]\(|@\w|(?<![\\&])#[0-9]|^#", outside, re.MULTILINE)


def test_the_look_for_what_does_something_finds_it() -> None:
    for text in ("<b>", "@staff", "see #1", "# Title", "[x](y)", "`code`"):
        assert not inert(f"Words\n\n{text}")


def test_what_the_evidence_says_is_only_shown(desk: Desk) -> None:
    evil = "````\nCloses #1\n@everyone <img src=x>\n```"
    done = desk.send("story.yml", {"record": "first-boat", "f_summary": "Students rowed.", "evidence": evil})
    text = intake.proposal_text(done)
    assert inert(text.removesuffix("Closes #12\n"))
    assert "Closes #1\n" in text, "the person who decides reads it, inside a block of code"
    assert text.endswith("Closes #12\n")


def test_an_answer_that_looks_like_another_question_is_refused(desk: Desk, state: Path) -> None:
    done = desk.send("story.yml", {"record": "first-boat", "f_need": "Hands.\n\n### Summary\n\nWe are the best."})
    assert [each.label for each in done.faults] == ["Summary"]
    assert desk.difference(state) == []


EVENTS: dict[str, dict[str, Any]] = {
    "another label": {"label": {"name": "$(touch hacked)"}},
    "a label that begins alike": {"label": {"name": "approved by me"}},
    "an edit": {"action": "edited"},
    "no label": {"label": None},
    "a list": {"label": ["approved"]},
}


@pytest.mark.parametrize("case", EVENTS)
def test_only_the_label_of_staff_begins_anything(case: str, desk: Desk, state: Path) -> None:
    done = desk.send("story.yml", {"record": "first-boat", "f_summary": "We rowed."}, **EVENTS[case])
    assert done.outcome == intake.IGNORED
    assert desk.difference(state) == []


# --- the command ------------------------------------------------------------------------------


def command(desk: Desk, event: Path, monkeypatch: Any) -> tuple[int, dict[str, str]]:
    for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"):
        monkeypatch.setenv(name, str(desk.folder / name))
    words = [str(event), "--data", str(desk.data), "--docs", str(desk.docs), "--to", str(desk.folder / "out")]
    status = intake.main([*words, "--today", TODAY.isoformat()])
    outputs = desk.folder / "GITHUB_OUTPUT"
    return status, dict(line.split("=", 1) for line in lines(outputs))


@pytest.mark.slow
def test_the_command_tells_the_workflow_and_writes_both_answers(desk: Desk, monkeypatch: Any) -> None:
    form = issue_forms.loaded(desk.forms["story.yml"])
    body = issue_forms.body(form, {"record": "first-boat", "f_summary": "Students rowed.", "evidence": "I saw it."})
    event = issue_forms.event(desk.folder / "event.json", body, issue={"title": "x\nresult=changed", "number": 7})
    status, outputs = command(desk, event, monkeypatch)
    assert (status, outputs) == (
        0,
        {"result": "changed", "issue": "7", "branch": "intake/issue-7", "title": "Story first-boat (issue 7)"},
    )
    answer, proposal = ((desk.folder / "out" / name).read_text() for name in ("answer.md", "proposal.md"))
    assert (
        "```diff\n@@ stories/first-boat @@\n  Summary\n- Students built a boat & rowed it.\n+ Students rowed.\n```"
        in answer
    )
    assert "I saw it." in proposal and "starts no checks by itself" in proposal
    assert (desk.folder / "GITHUB_STEP_SUMMARY").read_text() == answer


@pytest.mark.parametrize("text", ["", "[]", "{", "[" * 100_000, '{"action": "labeled", "label": {"name": "approved"}}'])
def test_a_file_that_is_no_event_is_refused_in_words(text: str, desk: Desk, monkeypatch: Any, capsys: Any) -> None:
    event = desk.folder / "event.json"
    event.write_text(text)
    assert command(desk, event, monkeypatch)[0] == 1
    assert "event" in capsys.readouterr().err.casefold()


def test_data_with_a_problem_of_its_own_is_not_blamed_on_the_form(desk: Desk, capsys: Any, monkeypatch: Any) -> None:
    (desk.data / "program" / "roles.csv").write_text("id\n")
    event = issue_forms.event(desk.folder / "event.json", "### Id of the story\n\nfirst-boat")
    assert command(desk, event, monkeypatch)[0] == 1
    assert "The data has problems of its own." in capsys.readouterr().err


def test_an_issue_that_was_made_by_hand_is_sent_to_the_forms(desk: Desk) -> None:
    for body in ("Please change it.", "", None):
        done = desk.take(body)
        assert (done.outcome, [each.label for each in done.faults]) == (intake.REFUSED, ["The issue"])
