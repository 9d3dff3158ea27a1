"""What a form that was filled in would change: the new texts of files, and each change in words.

Nothing is written here. A value is compared with the one that the file has, and only what differs is changed; what a
form leaves empty stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from macros.data import forms, packages, record_files, record_writer
from macros.data.forms import FormQuestion, RecordForm, Row, Rows, Unread
from macros.data.reading import near, quote
from macros.data.record_writer import CannotWrite, TableChange
from macros.data.validation import Checked
from macros.data.validation.values import is_id

Answers = Mapping[str, str]  # the texts below the labels
_SLUG = re.compile(r"[^a-z0-9]+")
_MOST_NAMED = 12  # records that a message lists
_CURES = {forms.SOURCES: "If it is new, add it as a new source, and write its id here."}


@dataclass(frozen=True, slots=True)
class AnswerFault:
    """What is wrong with an answer: the label of its question, and a sentence with the cure."""

    label: str
    message: str


@dataclass(frozen=True, slots=True)
class ValueChange:
    """One value that changes, in the words of the form. ``record`` is its kind, a slash, and its id."""

    record: str
    label: str
    before: str
    after: str


@dataclass(slots=True)
class Proposal:
    """What would change: texts of files by their paths below the data folder; or what is wrong with the answers."""

    texts: dict[str, str] = field(default_factory=dict)
    changes: list[ValueChange] = field(default_factory=list)
    faults: list[AnswerFault] = field(default_factory=list)


class Files:
    """The texts of a data folder's files, as they are and as they would be."""

    def __init__(self, data: Path, checked: Checked) -> None:
        self._data = data
        self._resources = {
            each["name"]: (folder, each)
            for folder, package in checked.packages.items()
            for each in package["resources"]
        }
        self.checked = checked
        self.texts: dict[str, str] = {}
        self._shared_records: dict[str, dict[str, Any]] = {}

    def resource(self, kind: str) -> Mapping[str, Any]:
        """The description of a kind. Raises KeyError for an unknown one."""
        return self._resources[kind][1]

    def is_table(self, kind: str) -> bool:
        """Whether the records of a kind are rows of one file."""
        return str(self.resource(kind)["path"]).endswith(".csv")

    def path(self, kind: str, id: str) -> str:
        """The file of a record below the data folder. ``id`` is one, so it leads to no other folder."""
        folder, resource = self._resources[kind]
        return f"{folder}/{resource['path'].replace('*', id)}"

    def text(self, path: str) -> str | None:
        """What a file says by now; None where there is none."""
        if path not in self.texts:
            file = self._data / path
            if not file.is_file():
                return None
            self.texts[path] = file.read_bytes().decode("utf-8")
        return self.texts[path]

    def record(self, kind: str, id: str) -> dict[str, Any] | None:
        """The values of a record as its files have them, None where there is no such record. Raises CannotWrite."""
        own, shared = self.own(kind, id), self._shared(kind).get(id)
        return packages.merged(shared or {}, own or {}) if own or shared else None

    def own(self, kind: str, id: str) -> dict[str, Any] | None:
        """The values of a record in the program's own file; None where it has none. Raises CannotWrite."""
        text = self.text(self.path(kind, id))
        if text is None:
            return None
        if not self.is_table(kind):
            return record_writer.read_record(text)
        found = next((row for row in record_writer.read_table(text)[1] if row["id"] == id), None)
        return record_writer.normal(found) if found else None

    def rows(self, kind: str) -> list[dict[str, str]]:
        """The rows of a table, the shared ones first. Raises CannotWrite."""
        own = {row["id"]: row for row in record_writer.read_table(self.text(self.path(kind, "")) or "")[1]}
        shared = self._shared(kind)
        together = [packages.merged(row, own.pop(id, {})) for id, row in shared.items()]
        names = [each["name"] for each in self.resource(kind)["schema"]["fields"]]
        return [{name: str(row.get(name) or "") for name in names} for row in (*together, *own.values())]

    def _shared(self, kind: str) -> Mapping[str, dict[str, Any]]:
        """The shared records of a kind that the program's own go over. Raises CannotWrite."""
        if kind not in self._shared_records:
            files = record_files.of_resource(*self._resources[kind])
            self._shared_records[kind] = files.records(files.shared_texts(self._data))
        return self._shared_records[kind]

    def write(self, kind: str, id: str, values: Mapping[str, Any], *, is_new: bool, behind: str | None = None) -> None:
        """Give a record other values in some fields. A new row goes ``behind`` another one. Raises CannotWrite."""
        path, fields = self.path(kind, id), self.resource(kind)["schema"]["fields"]
        text = self.text(path) or ""
        if (
            not is_new and self.own(kind, id) is None
        ):  # the program's own file gets no more of a shared record than this
            is_new, values = True, {"id": id, **values}
        if self.is_table(kind):
            text = text or record_writer.new_table(each["name"] for each in fields)
            text = record_writer.widened(text, list(values)) if packages.adds(self.resource(kind)) else text
            behind = behind if behind and self.own(kind, behind) else None
            change = TableChange(added=[(behind, values)]) if is_new else TableChange(changed={id: values})
            self.texts[path] = record_writer.change_table(text, change)
        elif is_new:
            self.texts[path] = record_writer.new_record(values, fields)
        else:
            self.texts[path] = record_writer.change_record(text, values, fields)

    def remove_row(self, kind: str, id: str) -> None:
        """Take a row out of a table. Raises CannotWrite."""
        if id in self._shared(kind):
            raise CannotWrite(record_files.is_shared(id))
        path = self.path(kind, id)
        self.texts[path] = record_writer.change_table(self.text(path) or "", TableChange(removed=[id]))

    def changed(self) -> dict[str, str]:
        """The files that would say something else, by their paths below the data folder."""
        return {path: text for path, text in self.texts.items() if not _is_in(self._data / path, text)}


def _is_in(path: Path, text: str) -> bool:
    return path.is_file() and path.read_bytes() == text.encode()


# --- a record ------------------------------------------------------------------------


def of_form(form: RecordForm, answers: Answers, files: Files, today: date, *, was_read: bool) -> Proposal:
    """What the answers to a form would change.

    ``was_read`` says that somebody compared the whole record with its sources.
    """
    made = Proposal()
    id = answers.get(form.key_label, "")
    if not is_id(id):
        made.faults.append(AnswerFault(form.key_label, _no_id(id)))
        return made
    try:
        _take(_Taking(form, id, files, made), answers, today, was_read=was_read)
    except CannotWrite as error:
        made.faults.append(AnswerFault(form.key_label, str(error)))
    made.texts = files.changed()
    return made


def _no_id(text: str) -> str:
    meant = _SLUG.sub("-", text.casefold()).strip("-")
    better = f" Did you mean {quote(meant)}?" if is_id(meant) else ""
    return f"must be lowercase words joined by hyphens, like oral-health, not {quote(text)}.{better}"


@dataclass(frozen=True, slots=True)
class _Taking:
    """One record whose answers are being taken up."""

    form: RecordForm
    id: str
    files: Files
    made: Proposal

    def resolve(self, kind: str, word: str) -> str:
        """The id that somebody means by an id or a name; the word itself where that is no record's."""
        known = forms.names(self.files.checked, kind)
        if word in known:
            return word
        meant = [id for id, name in known.items() if name.casefold() == word.casefold()]
        return meant[0] if len(meant) == 1 else word

    def read(self, question: FormQuestion, answers: Answers) -> Iterator[Any]:
        """The value of an answer, if there is one that can be read."""
        text = answers.get(question.label, "")
        unknown: list[str] = []

        def resolve(kind: str, word: str) -> str:
            id = self.resolve(kind, word)
            unknown.extend([] if is_id(id) else [self._unknown(kind, word)])
            return id

        found = forms.read(question, text, resolve) if text else Unread(question, "", "")
        wrong = unknown if not isinstance(found, Unread) else [found.why] if text else []
        self.made.faults += [AnswerFault(question.label, why) for why in wrong]
        if not isinstance(found, Unread) and not unknown:
            yield found

    def _unknown(self, kind: str, word: str) -> str:
        """What to say about a word that is neither an id nor a name of a kind of record."""
        known = forms.names(self.files.checked, kind)
        meant = near(word, known.values())
        if meant:
            cure = f"Did you mean {quote(meant)}?"
        elif len(known) <= _MOST_NAMED:
            cure = f"It is one of: {', '.join(known.values())}."
        else:
            cure = _CURES.get(kind, "") or self._first(kind)
        return f"must be an id or a name of {kind}, not {quote(word)}. {cure}".rstrip()

    def _first(self, kind: str) -> str:
        """How a record that a form names gets there first, where that kind has a form."""
        form = forms.of_checked(self.files.checked).get(kind)
        return f"If it is new, send the form {quote(form.name)} first." if form else ""

    def told(self, label: str, before: str | None, after: str | None, record: str = "") -> None:
        """Note a change in words."""
        self.made.changes.append(ValueChange(record or f"{self.form.kind}/{self.id}", label, before or "", after or ""))


def _take(taking: _Taking, answers: Answers, today: date, *, was_read: bool) -> None:
    kind, id = taking.form.kind, taking.id
    current = taking.files.record(kind, id)
    values = dict(_fields(taking, answers, current or {}))
    tables = [each for each in taking.form.questions if each.table]
    for question in sorted(tables, key=lambda each: each.table not in forms.SHARED):  # others need what is in these
        for rows in taking.read(question, answers):
            _take_rows(taking, question, rows)
    has_day = any(each["name"] == "compiled" for each in taking.files.resource(kind)["schema"]["fields"])
    if has_day and (was_read or current is None) and (current or {}).get("compiled") != today.isoformat():
        values["compiled"] = today.isoformat()
        taking.told("Compiled", (current or {}).get("compiled"), today.isoformat())
    if current is None:
        _refuse_a_slip(taking)
    if values:
        behind = _last_of_owner(taking, values) if current is None else None
        named = {"id": id, **values} if current is None else values
        taking.files.write(kind, id, named, is_new=current is None, behind=behind)


def _refuse_a_slip(taking: _Taking) -> None:
    """A new record whose id is nearly that of another is most likely that one."""
    known = [row.id for row in taking.files.checked.rows.get(taking.form.kind, ())]
    meant = near(taking.id, known)
    if meant and not any(each.label == _first_required(taking.form) for each in taking.made.changes):
        message = f"There is no {taking.form.word} with the id {quote(taking.id)}. Did you mean {quote(meant)}?"
        taking.made.faults.append(AnswerFault(taking.form.key_label, message))


def _first_required(form: RecordForm) -> str:
    return next((each.label for each in form.questions if each.is_required), "")


def _fields(taking: _Taking, answers: Answers, current: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The record's own fields that change, each with its whole new value."""
    found: dict[str, Any] = {}
    for question in (each for each in taking.form.questions if not each.table):
        for value in taking.read(question, answers):
            top, *inner = question.path
            before = _at(question.path, current)
            after = record_writer.normal(_in_order(value, before) if question.choices else value)
            if after != before:
                base = found.get(top, current.get(top))
                found[top] = _with(base, inner, after)
                taking.told(question.label, forms.written(question, before), forms.written(question, after))
    yield from found.items()


def _at(path: Sequence[str], values: Any) -> Any:
    for name in path:
        values = (values or {}).get(name)
    return record_writer.normal(values)


def _with(base: Any, path: Sequence[str], value: Any) -> Any:
    """A value with another one inside it, at a path of groups."""
    if not path:
        return value
    return {**(base or {}), path[0]: _with((base or {}).get(path[0]), path[1:], value)}


def _in_order(value: Any, before: Any) -> Any:
    """A choice of several keeps the order that the record has, because a menu knows none."""
    if not isinstance(value, list):
        return value
    kept = [each for each in before or () if each in value]
    return [*kept, *(each for each in dict.fromkeys(value) if each not in kept)]


# --- rows of other tables --------------------------------------------------------------


def _take_rows(taking: _Taking, question: FormQuestion, rows: Rows) -> None:
    owner = forms.owner_field(taking.files.resource(question.table)["schema"], taking.form.kind)
    for row in rows.set:
        own = {owner: taking.id, **row} if owner else dict(row)
        _take_row(taking, question, owner, own)
    for id in rows.removed:
        before = taking.files.record(question.table, id) if is_id(id) else None
        if before is None or (owner and before.get(owner) != taking.id) or not owner:
            message = f"There is no row {quote(id)} of this record to take out."
            taking.made.faults.append(AnswerFault(question.label, message))
            continue
        taking.files.remove_row(question.table, id)
        taking.told("Row", _cells(question, before), "", f"{question.table}/{id}")


def _take_row(taking: _Taking, question: FormQuestion, owner: str, row: Row) -> None:
    table, files = question.table, taking.files
    id = row.get("id") or _same_row(files, table, row) or _free_id(files, question, row, taking.id)
    if not is_id(id):
        taking.made.faults.append(AnswerFault(question.label, f"Id: {_no_id(id)}"))
        return
    before = files.record(table, id)
    after = {**(dict.fromkeys(before, None) if before else {}), **row, "id": id}
    if before == record_writer.normal(after):
        return
    if before and (fault := _not_ours(question, owner, before, taking.id)):
        taking.made.faults.append(AnswerFault(question.label, fault))
        return
    behind = next((each["id"] for each in reversed(files.rows(table)) if owner and each[owner] == taking.id), None)
    files.write(table, id, after, is_new=before is None, behind=behind)
    taking.told("Row", _cells(question, before), _cells(question, record_writer.normal(after)), f"{table}/{id}")


def _not_ours(question: FormQuestion, owner: str, before: Mapping[str, Any], id: str) -> str:
    """Why a row that is there may not be changed by this form; empty where it may."""
    if not owner:
        return f"There is a row {quote(before['id'])} already. Choose another id, or name that one without adding it."
    if before.get(owner) != id:
        return f"The row {quote(before['id'])} belongs to {quote(before.get(owner))}. Choose another id for a new row."
    return ""


def _same_row(files: Files, table: str, row: Row) -> str:
    """The id of the row that says the same in all columns, or in those that stand once; empty where there is none."""
    rows = files.rows(table)
    everything = [name for name in (rows[0] if rows else ()) if name != "id"]
    for key in (everything, *(files.resource(table)["schema"].get("uniqueKeys") or ())):
        wanted = [row.get(name) or "" for name in key]
        found = next((each["id"] for each in rows if [each[name] for name in key] == wanted), "")
        if found:
            return found
    return ""


def _free_id(files: Files, question: FormQuestion, row: Row, owner: str) -> str:
    """An id for a new row: that of its record, and the first words of the row."""
    first = next((row[each["name"]] for each in question.columns if row.get(each["name"])), "")
    most = int(question.columns[0].get("constraints", {}).get("maxLength", 60))
    stem = f"{owner}-{_SLUG.sub('-', first.casefold()).strip('-')}"[: most - 3].strip("-")
    taken = {each["id"] for each in files.rows(question.table)}
    return next(id for id in _numbered(stem) if id not in taken)


def _numbered(stem: str) -> Iterator[str]:
    yield stem
    number = 2
    while True:
        yield f"{stem}-{number}"
        number += 1


def _cells(question: FormQuestion, row: Mapping[str, Any] | None) -> str:
    return (forms.written(question, [row]) or "") if row else ""


def _last_of_owner(taking: _Taking, values: Mapping[str, Any]) -> str | None:
    """The last row of the record that a new row belongs to, so that the table stays in groups."""
    kind, files = taking.form.kind, taking.files
    owners = [each["name"] for each in files.resource(kind)["schema"]["fields"] if each.get("owner") in (True, "true")]
    if not owners or not files.is_table(kind):
        return None
    same = [row["id"] for row in files.rows(kind) if row[owners[0]] == values.get(owners[0])]
    return same[-1] if same else None


# --- still right -------------------------------------------------------------------------


def of_review(lines: Sequence[str], files: Files, today: date) -> Proposal:
    """What changes when records are found right: their day of the last review. A line is a kind, a slash, and an id."""
    made = Proposal()
    if len(lines) > forms.MOST_RECORDS:
        message = f"must name at most {forms.MOST_RECORDS} records, not {len(lines)}. Send the others in another form."
        made.faults.append(AnswerFault(forms.RECORDS.label, message))
        return made
    for line in dict.fromkeys(lines):
        message = _reviewed(line, files, today, made)
        if message:
            made.faults.append(AnswerFault(forms.RECORDS.label, message))
    made.texts = files.changed()
    return made


def _reviewed(line: str, files: Files, today: date, made: Proposal) -> str:
    """Set the day of one record; why it can't be done, else an empty text."""
    kind, _, id = line.partition("/")
    kinds = list(_reviewed_kinds(files.checked))
    if kind not in kinds or not is_id(id):
        return f"{quote(line)} must be a kind, a slash and an id. The kinds are: {', '.join(kinds)}."
    known = [row.id for row in files.checked.rows.get(kind, ())]
    if id not in known:
        meant = near(id, known)
        return f"There is no record {quote(line)}." + (f" Did you mean {quote(f'{kind}/{meant}')}?" if meant else "")
    try:
        before = (files.record(kind, id) or {}).get("last_reviewed")
        if before != today.isoformat():
            files.write(kind, id, {"last_reviewed": today.isoformat()}, is_new=False)
            made.changes.append(ValueChange(line, "Last reviewed", before or "", today.isoformat()))
    except CannotWrite as error:
        return f"{quote(line)}: {error}"
    return ""


def _reviewed_kinds(checked: Checked) -> Iterable[str]:
    return (kind for kind, schema in checked.schemas.items() if _has_review(schema))


def _has_review(schema: Mapping[str, Any]) -> bool:
    return any(each["name"] == "last_reviewed" for each in schema["fields"])
