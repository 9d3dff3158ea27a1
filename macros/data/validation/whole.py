"""What the records must keep together: references back and forth, circles, drafts."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from macros.data import packages
from macros.data.reading import Problem, quote
from macros.data.validation.circles import circles, in_a_circle
from macros.data.validation.deadlines import exceptions_end
from macros.data.validation.descriptors import text_of
from macros.data.validation.running import (
    CHANGE_NOTES,
    EXPECTATIONS,
    LEFT_OUT,
    PERMALINKS,
    PROGRAM,
    CheckedRow,
    CollectionRule,
    Reference,
    Resource,
    Run,
    SchemaField,
    targets_of,
)
from macros.data.validation.subjects import SUBJECTS
from macros.data.validation.undated import rows_without_a_day
from macros.data.validation.values import no_markup, no_personal_data, reference_rule


def _at(reference: Reference, message: str, hint: str, code: str = "") -> Problem:
    """Return a problem at a reference."""
    file, line, column = reference.place
    message = f"'{reference.path}' {message}"
    return Problem(file, line, column, reference.path, reference.value, message, hint, code=code)


def _references_meet(run: Run) -> Iterator[Problem]:
    """A reference within a table, too, is the id of a record that is there."""
    for each in run.references:
        plain = SchemaField("", "string", "id", False, each.target, False, "", "", {})
        for fault in reference_rule(run, plain, each.value):
            yield _at(each, fault.message, fault.hint, fault.code)


def _no_record_names_itself(run: Run) -> Iterator[Problem]:
    """A record is not its own successor, nor related to itself."""
    for each in run.references:
        if each.resource == each.target and each.row == each.value:
            yield _at(each, "must not be the record itself.", "Name another record, or delete it.")


def _no_circles(run: Run) -> Iterator[Problem]:
    """Records that follow each other do not come back to the first."""
    named = {(e.resource, e.path, e.row): e for e in run.references if e.single and e.resource == e.target}
    for circle in circles({at: (*at[:2], e.value) for at, e in sorted(named.items())}):
        if len(circle) > 1:  # a record that names itself is told by itself
            shown = in_a_circle([each[2] for each in circle])
            yield _at(named[circle[0]], f"must not lead in a circle: {shown}.", "Delete one step of it.")


def _nothing_public_names_a_draft(run: Run) -> Iterator[Problem]:
    """What is published refers only to what is published."""
    for each in run.references:
        target, source = run.resources[each.target], run.resources[each.resource]
        if each.value in target.drafts and each.row not in source.drafts and not each.owner:
            hint = "Publish that record first, or take the reference out."
            yield _at(each, f"must not be {quote(each.value)}, which is a draft.", hint)


def _vocabularies_have_words(run: Run) -> Iterator[Problem]:
    """A table of which records name a row has at least one."""
    for resource in run.resources.values():
        for name in sorted({*targets_of(resource.fields.values())} & run.empty if resource.ids else ()):
            run.empty.discard(name)  # say it once
            target = run.resources[name]
            path = f"{target.folder}/{target.path}"
            file = run.name(path)
            if os.path.lexists(packages.place(run.data_dir, path)):
                message = f"The table must have at least one record, since {resource.name} refers to it."
                yield Problem(file, 1, 1, "", "", message, "Add a row.")
            else:
                message = f"The file is missing, and {resource.name} refers to its records."
                yield Problem(file, 0, 0, "", "", message, "Put it back.")


def _one_program(run: Run) -> Iterator[Problem]:
    """There is exactly one program record."""
    program = run.resources.get(PROGRAM)
    if program is None:
        if PROGRAM not in run.unsound and run.resources and run.is_complete:
            message = f"One data package must have the resource '{PROGRAM}'."
            yield Problem(run.root, 0, 0, "", "", message, "It says whose library this is.")
    elif len(program.ids) > 1 or (not program.ids and program.is_sound):
        file = run.name(program.folder, program.path)
        yield Problem(file, 0, 0, "", "", f"There must be exactly one program record, not {len(program.ids)}.")


def _expectations_hold(run: Run) -> Iterator[Problem]:
    """The content holds what it must hold as a whole, as the table of expectations says."""
    table = run.resources.get(EXPECTATIONS)
    for row in table.rows if table else ():
        name, field = row.values["resource"], row.values["field"]
        counted = run.resources.get(name)
        file = run.name(row.file)
        if counted is None:
            if name not in run.unsound and run.is_complete:
                near = run.near(name, run.resources)
                hint = f"Did you mean '{near}'?" if near else "The page Data dictionary lists all tables."
                yield Problem(
                    file,
                    row.line,
                    1,
                    "resource",
                    name,
                    f"'resource' must be the name of a table, not {quote(name)}.",
                    hint,
                )
        elif bool(field) != bool(row.values["value"]) or (field and field not in counted.fields):
            shown = quote(field or "")
            hint = f"The columns are: {', '.join(counted.fields)}. Fill in 'value' too, or empty both."
            yield Problem(
                file, row.line, 1, "field", field or "", f"'field' must be a column of {name}, not {shown}.", hint
            )
        elif counted.is_whole:  # else its own problems come first
            yield from _counted(run, row, counted)


def _counted(run: Run, row: CheckedRow, counted: Resource) -> Iterator[Problem]:
    """Yield the problem when there are fewer records than expected, or more than exactly as many."""
    field, value = row.values["field"], row.values["value"]
    public = (each for each in counted.rows if each.id not in counted.drafts)
    found = sum(not field or value in _words(each.values[field]) for each in public)
    number, exactly = row.values["number"], row.values["how_many"] == "exactly"
    if found < number or (exactly and found > number):
        which = f" with {value} in '{field}'" if field else ""
        records = f"{number} record{'' if number == 1 else 's'}{which}"
        message = f"{counted.name} must have {'exactly' if exactly else 'at least'} {records}, not {found}."
        cure = "Put back what is missing in" if found < number else "Take out what is too much in"
        place = run.name(counted.folder, counted.path)
        hint = f"{row.values['reason']} {cure} {place}. If the reason no longer holds, change this row."
        yield Problem(run.name(row.file), row.line, 1, "number", str(number), message, hint)


def _notes_name_records(run: Run) -> Iterator[Problem]:
    """A note on a change names a record that is there, or one that was published once."""
    table, published = run.resources.get(CHANGE_NOTES), run.resources.get(PERMALINKS)
    for row in table.rows if table else ():
        kind, record = row.values["kind"], row.values["record"]
        named = run.resources.get(kind)
        if named is None and kind not in run.unsound and run.is_complete:
            near = run.near(kind, run.resources)
            hint = f"Did you mean '{near}'?" if near else "The page Data dictionary lists all tables."
            message = f"'kind' must be the name of a table, not {quote(kind)}."
            yield Problem(run.name(row.file), row.line, 1, "kind", kind, message, hint)
        elif named and named.is_sound and record not in named.ids and not _was_published(kind, record, published):
            near = run.near(record, named.ids)
            hint = f"Did you mean '{near}'?" if near else "Copy the id from its file or its row."
            message = f"'record' must be the id of a record of {kind}, not {quote(record)}."
            yield Problem(run.name(row.file), row.line, 1, "record", record, message, hint)


def _left_out_is_shared(run: Run) -> Iterator[Problem]:
    """What a program leaves out is a record that all programs share."""
    table = run.resources.get(LEFT_OUT)
    for row in table.rows if table and not run.is_self_described else ():
        kind, record = row.values["kind"], row.values["record"]
        named = run.resources.get(kind)
        ids = packages.shared_ids(named.folder, named.descriptor) if named else []
        if not ids and kind not in run.unsound:
            near = run.near(kind, run.resources)
            hint = f"Did you mean '{near}'?" if near and near != kind else "Delete the row."
            message = f"'kind' must be a kind of record that all programs share, not {quote(kind)}."
            yield Problem(run.name(row.file), row.line, 1, "kind", kind, message, hint)
        elif record and record not in ids:
            near = run.near(record, ids)
            hint = f"Did you mean '{near}'?" if near else "Copy its id from its page, or delete the row."
            message = f"'record' must be the id of a shared record of {kind}, not {quote(record)}."
            yield Problem(run.name(row.file), row.line, 1, "record", record, message, hint)


def _was_published(kind: str, record: str, published: Resource | None) -> bool:
    """Whether the table of lasting addresses has a record's own file in the API."""
    rows = published.rows if published else ()
    return any(str(row.values["address"]).endswith(f"/{kind}/{record}.json") for row in rows)


def _words(value: object) -> list[str]:
    """Return a value, or each entry of a list, as people write it in a cell."""
    entries = value if isinstance(value, list) else [value]
    return [str(each).lower() if isinstance(each, bool) else str(each) for each in entries if each is not None]


# Examples that are nobody's: the phone numbers that are kept for fiction, and mailboxes at example.org (RFC 2606).
_NOBODYS = re.compile(r"\b[2-9][0-9]{2}-555-01[0-9]{2}\b|\b[a-z]+@example\.org\b")


def _descriptions_are_safe(run: Run) -> Iterator[Problem]:
    """The words of a folder's own descriptions are published too: no markup and no personal data.

    Those of the shared descriptions came with the code, and the tests look at them.
    """
    for folder, (root, _) in run.descriptors.items() if run.is_self_described else ():
        waiting = [root]
        while waiting:
            waited = waiting.pop()
            value = waited.value
            if type(value) is list:
                waiting.extend(value)
            # the example of a place for addresses is one
            plain = SchemaField("", "string", text_of(waited, "rule"), False, "", False, "", "", {})
            for key, node in value.items() if type(value) is dict else ():
                if type(node.value) is not str:
                    waiting.append(node)
                elif key not in ("pattern", "$schema", "path"):
                    text = _NOBODYS.sub("", node.value)
                    for fault in (*no_markup(run, plain, text), *no_personal_data(run, plain, text)):
                        file = run.description(folder)
                        message = f"'{key}' {fault.message}"
                        yield Problem(file, node.line, node.column, key, "", message, fault.hint, code=fault.code)


COLLECTION_RULES: tuple[CollectionRule, ...] = (
    _references_meet,
    _no_record_names_itself,
    _no_circles,
    _nothing_public_names_a_draft,
    _vocabularies_have_words,
    _one_program,
    _expectations_hold,
    _notes_name_records,
    _left_out_is_shared,
    _descriptions_are_safe,
    exceptions_end,
    rows_without_a_day,
    *(rule for subject in SUBJECTS for rule in subject.COLLECTION_RULES),
)
