"""Turn a form that somebody sent as an issue into a change of the data: ``python -m scripts.intake EVENT.json``.

EVENT.json is the file in which GitHub describes that an issue got a label. Nothing of it reaches a shell. With the
label "approved", the answers are taken over into the files with the least difference, and data and pages are checked
as ``scripts.validate`` does. Only what passes is written. ``--to`` gets two texts: ``answer.md`` for the issue, which
names each answer that is wrong and its cure, and ``proposal.md`` for the pull request.

For a workflow, GITHUB_OUTPUT gets ``result`` (changed, unchanged, refused or ignored), ``issue``, ``branch`` and
``title``, and GITHUB_STEP_SUMMARY the answer. One issue has one branch, so sent again it changes the same pull request.

Exit status: 0 when the answer is written, 1 when the event can't be read, 2 for wrong usage.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import unified_diff
from itertools import islice
from pathlib import Path
from typing import Any

from macros.build.build_date import day, the_day
from macros.data import disk, forms, issue_bodies, proposals, validation
from macros.data.disk import CommandFailed
from macros.data.forms import FormQuestion, RecordForm
from macros.data.proposals import AnswerFault, Proposal, ValueChange
from macros.data.reading import Problem, quote, shown
from macros.formats import markdown_writer
from scripts import job_summary, validate

ROOT = Path(__file__).resolve().parent.parent
APPROVED = "approved"  # the label by which staff say that a form is to become a change
LONGEST = 200_000  # characters of a body; GitHub's own limit is 65,536
Outcome = str
CHANGED, UNCHANGED, REFUSED, IGNORED = "changed", "unchanged", "refused", "ignored"


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What became of a form: the outcome, what changes, and what is wrong. ``title`` has no word of the sender's."""

    outcome: Outcome
    issue: int = 0
    title: str = ""
    changes: Sequence[ValueChange] = ()
    faults: Sequence[AnswerFault] = ()
    told: Sequence[tuple[str, str]] = ()  # what the form says besides, for who decides: a label and a text

    @property
    def branch(self) -> str:
        """The branch of the issue's pull request."""
        return f"intake/issue-{self.issue}"


@disk.told
def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status."""
    given = _parser().parse_args(arguments)
    done = take(_event(given.event), given.data, given.docs, given.today)
    given.to.mkdir(parents=True, exist_ok=True)
    answer = answer_text(done)
    disk.write_whole(given.to / "answer.md", answer.encode())
    disk.write_whole(given.to / "proposal.md", proposal_text(done).encode())
    _set_outputs(done)
    job_summary.tell(answer)
    print(answer, end="")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.intake", description="Turn a form that was sent as an issue into a change of the data."
    )
    parser.add_argument("event", type=Path, metavar="EVENT.json", help="the file that describes the event")
    parser.add_argument("--data", type=Path, default=ROOT / "data", metavar="DIR", help="the data folder")
    parser.add_argument("--docs", type=Path, default=ROOT / "docs", metavar="DIR", help="the folder of the pages")
    parser.add_argument("--to", type=Path, default=Path("intake"), metavar="DIR", help="where the answers go (intake)")
    parser.add_argument("--today", type=day, default=the_day(), metavar="YYYY-MM-DD", help="the day")
    return parser


def _event(path: Path) -> Mapping[str, Any]:
    try:
        event = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        event = None
    if not isinstance(event, dict):
        raise CommandFailed(f"{path} must be a file in which GitHub describes an event (JSON).")
    return event


def _set_outputs(done: Intake) -> None:
    """Give the steps and jobs that follow what they go by."""
    outputs = {"result": done.outcome, "issue": str(done.issue), "branch": done.branch, "title": done.title}
    if path := os.environ.get("GITHUB_OUTPUT"):
        with open(path, "a", encoding="utf-8") as stream:
            stream.writelines(f"{name}={value}\n" for name, value in outputs.items())


# --- from the event to a change ---------------------------------------------------------


def take(event: Mapping[str, Any], data: Path, docs: Path, today: date) -> Intake:
    """Write what an approved form changes into the data folder, once it is right. Raises CommandFailed."""
    label, issue = event.get("label"), event.get("issue")
    if event.get("action") != "labeled" or not isinstance(label, dict) or label.get("name") != APPROVED:
        return Intake(outcome=IGNORED)
    number, body = (issue.get("number"), issue.get("body")) if isinstance(issue, dict) else (None, None)
    if type(number) is not int or number < 1 or not isinstance(body, str | None):
        raise CommandFailed("The event names no issue.")
    checked = validation.check(data, today)
    if any(problem.severity == "error" for problem in checked.problems):
        raise CommandFailed("The data has problems of its own. Run: python -m scripts.validate")
    files = proposals.Files(data, checked)
    title, proposal, told, form = _proposal(body or "", files, today)
    faults = proposal.faults or _new_faults(proposal, data, docs, today, _FormWords(form, files))
    if not faults:
        for path, text in proposal.texts.items():
            disk.write_whole(data / path, text.encode())
    outcome = REFUSED if faults else CHANGED if proposal.texts else UNCHANGED
    return Intake(
        outcome=outcome,
        issue=number,
        title=f"{title} (issue {number})",
        changes=proposal.changes,
        faults=faults,
        told=told,
    )


# A title, what would change, what else the form says, and the form of a record.
_Read = tuple[str, Proposal, Sequence[tuple[str, str]], RecordForm | None]


def _proposal(body: str, files: proposals.Files, today: date) -> _Read:
    """What the body of an issue asks for."""
    if len(body) > LONGEST:
        return "Form", _refused("The issue", f"must have at most {LONGEST:,} characters."), (), None
    found = issue_bodies.headings(body)
    form = next((each for each in forms.of_checked(files.checked).values() if each.key_label in found), None)
    try:
        if form:
            return _of_record(form, body, files, today)
        if forms.RECORDS.label in found:
            return _of_review(body, files, today)
    except issue_bodies.Ambiguous as error:
        message = (
            "The heading must be there once. An answer must not have a line that reads like it, with ### before it."
        )
        return "Form", _refused(error.label, message), (), None
    message = (
        "It was not made with one of the forms, or its headings were changed. Choose New issue, and fill in a form."
    )
    return "Form", _refused("The issue", message), (), None


def _refused(label: str, message: str) -> Proposal:
    return Proposal(faults=[AnswerFault(label, message)])


def _of_record(form: RecordForm, body: str, files: proposals.Files, today: date) -> _Read:
    asked = (forms.EVIDENCE, forms.NOTE)
    labels = {form.key_label, forms.READ_LABEL, forms.SEND_LABEL, *(each.label for each in (*form.questions, *asked))}
    answers = issue_bodies.answers(body, labels)
    was_read = issue_bodies.is_checked(answers.get(forms.READ_LABEL, ""), forms.READ)
    proposal = proposals.of_form(form, answers, files, today, was_read=was_read)
    id = answers.get(form.key_label, "")
    title = form.word.capitalize() + ("" if proposal.faults else f" {id}")
    return title, proposal, [(each.label, text) for each in asked if (text := answers.get(each.label))], form


def _of_review(body: str, files: proposals.Files, today: date) -> _Read:
    answers = issue_bodies.answers(body, {forms.RECORDS.label, forms.NOTE.label})
    lines = [line.strip() for line in answers[forms.RECORDS.label].splitlines() if line.strip()]
    told = [(forms.NOTE.label, text) for text in [answers.get(forms.NOTE.label)] if text]
    return "Still right", proposals.of_review(lines, files, today), told, None


# --- the check -----------------------------------------------------------------------------


def _new_faults(proposal: Proposal, data: Path, docs: Path, today: date, words: _FormWords) -> list[AnswerFault]:
    """What the check of data and pages finds once the change is made, in a copy of the data."""
    if not proposal.texts:
        return []
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copytree(data, Path(folder) / "data"))
        for path, text in proposal.texts.items():
            (copy / path).write_bytes(text.encode())
        problems = validate.find_problems(copy, docs, today)
    return [words.fault(each, shown(copy)) for each in problems if each.severity == "error"]


class _FormWords:
    """Puts what the check says into the words of a form: its questions, in place of fields and files."""

    def __init__(self, form: RecordForm | None, files: proposals.Files) -> None:
        asked = form.questions if form else ()
        self.tables = {files.path(each.table, ""): each for each in asked if each.table}
        self.fields = {".".join(each.path): each for each in asked if not each.table}
        self.groups = {each.path[0]: each for each in reversed(asked) if not each.table}
        self.rows = {each.table: each.label for each in asked if each.table}

    def fault(self, problem: Problem, home: str) -> AnswerFault:
        """What is wrong with an answer; ``home`` is the folder that was checked."""
        file = problem.file.removeprefix(f"{home}/")
        match = _FIELD.match(problem.field)
        name, line, inner = match.groups("") if match else ("", "", "")
        question = self.tables.get(file) or self.fields.get(name) or self.groups.get(name.partition(".")[0])
        message = problem.message.removeprefix(f"'{problem.field}' ") if question else problem.message
        place = f"line {line}: " if line else ""
        if question and message != problem.message and (part := _title(question, name if question.table else inner)):
            place += f"{quote(part)} "
        said = f"{place}{self._in_labels(message)} {self._in_labels(self._cure(problem))}".rstrip()
        return AnswerFault(question.label if question else f"data/{file}:{problem.line}", said.replace(home, "data"))

    def _in_labels(self, text: str) -> str:
        """A sentence in which fields have the labels of their questions."""
        return _QUOTED.sub(
            lambda match: quote(self.fields[match[1]].label) if match[1] in self.fields else match[0], text
        )

    def _cure(self, problem: Problem) -> str:
        contacts, sources = self.rows.get(forms.CONTACTS), self.rows.get(forms.SOURCES)
        if contacts and f"{forms.CONTACTS}.csv" in problem.hint:
            return problem.hint.replace(f"{forms.CONTACTS}.csv", quote(contacts))
        if sources and problem.code == "reference" and f"{forms.SOURCES}.csv" in problem.hint:
            return f"If it is a new one, add it to {quote(sources)}."
        return problem.hint


_FIELD = re.compile(r"([^\[\]]*)(?:\[([0-9]+)\]\.?(.*))?")
_QUOTED = re.compile(r"'([a-z][a-z0-9_.]*)'")


def _title(question: FormQuestion, name: str) -> str:
    """What a part of an answer is called; empty for the answer as a whole."""
    return next((str(each["title"]) for each in question.columns if each["name"] == name), "")


# --- in words ---------------------------------------------------------------------------------


def answer_text(done: Intake) -> str:
    """What the issue is answered, as Markdown in which no word of the sender does anything."""
    return _markdown(_answer_parts(done))


def _answer_parts(done: Intake) -> Iterator[str]:
    if done.outcome == IGNORED:
        yield f"Nothing was done: the event is not that an issue got the label {APPROVED}."
    elif done.outcome == UNCHANGED:
        yield "Nothing has to change: the library says all of this already."
    elif done.outcome == REFUSED:
        yield "This form can't be taken over yet. Nothing was changed. Please correct these answers:"
        yield "\n".join(f"- {_said(each.label)}: {_said(each.message)}" for each in done.faults)
        yield (
            "Choose the three dots above the form, then Edit, and correct the text below each heading. Leave the "
            "headings as they are. An answer that is left empty changes nothing; to empty a field, write a hyphen. "
            f"Then staff take the label {APPROVED} off and set it again."
        )
    else:
        yield "Thank you. This changes the following:"
        yield from _changes(done.changes)
        yield _CHECKED


_CHECKED = (
    "Data, pages and lasting addresses were checked with this change, and nothing is wrong. A pull request that a "
    "workflow makes starts no checks by itself, so the same workflow checked it, and it starts the full check as well."
)


def proposal_text(done: Intake) -> str:
    """What the pull request says, as Markdown in which no word of the sender does anything."""
    if done.outcome != CHANGED:
        return ""
    head = f"From issue {done.issue}. Merging this closes it."
    told = [part for label, text in done.told for part in (f"{_said(label)}", markdown_writer.fenced(text))]
    return _markdown([head, *_changes(done.changes), *told, _CHECKED, f"Closes #{done.issue}"])


def _changes(changes: Iterable[ValueChange]) -> Iterator[str]:
    """Each record with what it says before and after, in a block of code: so no word of the sender does anything."""
    by_record: dict[str, list[str]] = {}
    for each in changes:
        by_record.setdefault(each.record, []).extend(_lines(each))
    lines = [line for record, told in by_record.items() for line in (f"@@ {record} @@", *told)]
    yield markdown_writer.fenced("\n".join(lines), "diff")


def _lines(change: ValueChange) -> Iterator[str]:
    """One value as a difference: of a list, the entries that differ."""
    yield f"  {change.label}"
    for line in islice(unified_diff(change.before.splitlines(), change.after.splitlines(), n=0, lineterm=""), 2, None):
        if not line.startswith("@@"):
            yield f"{line[0]} {line[1:]}"


def _said(text: str) -> str:
    """Words in a line, such that nobody is called by an @ in them."""
    return markdown_writer.inline(text).replace("@", "@\u200b")


def _markdown(parts: Iterable[str]) -> str:
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    sys.exit(main())
