"""What the records must keep together: references back and forth, circles, drafts."""

from __future__ import annotations

from collections.abc import Iterator

from macros.reading import Problem, quote
from macros.validation.deadlines import exceptions_end
from macros.validation.descriptors import text_of
from macros.validation.running import DESCRIPTOR, PROGRAM, CollectionRule, Field, Reference, Run, targets_of
from macros.validation.subjects import SUBJECTS
from macros.validation.values import no_markup, no_personal_data, reference_rule


def _at(reference: Reference, message: str, hint: str, code: str = "") -> Problem:
    """Return a problem at a reference."""
    file, line, column = reference.place
    message = f"'{reference.path}' {message}"
    return Problem(file, line, column, reference.path, reference.value, message, hint, code=code)


def _references_meet(run: Run) -> Iterator[Problem]:
    """A reference within a table, too, is the id of a record that is there."""
    for each in run.references:
        plain = Field("", "string", "id", False, each.target, False, "", "", {})
        for fault in reference_rule(run, plain, each.value):
            yield _at(each, fault.message, fault.hint, fault.code)


def _no_record_names_itself(run: Run) -> Iterator[Problem]:
    """A record is not its own successor, nor related to itself."""
    for each in run.references:
        if each.resource == each.target and each.row == each.value:
            yield _at(each, "must not be the record itself.", "Name another record, or delete it.")


def _no_circles(run: Run) -> Iterator[Problem]:
    """Records that follow each other do not come back to the first."""
    steps = {(e.resource, e.path, e.row): e for e in run.references if e.single and e.resource == e.target}
    done: set[tuple[str, str, str]] = set()
    for start in sorted(steps):
        chain: dict[tuple[str, str, str], None] = {}
        at = start
        while at in steps and at not in done and at not in chain:
            chain[at] = None
            at = (*at[:2], steps[at].value)
        if at in chain and steps[at].value != at[2]:
            circle = [key[2] for key in chain][list(chain).index(at) :]
            shown = " > ".join([*circle[:8], circle[0]])
            yield _at(steps[at], f"must not lead in a circle: {shown}.", "Delete one step of it.")
        done.update(chain)


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
            message = f"The table must have at least one record, since {resource.name} refers to it."
            yield Problem(run.name(target.folder, target.path), 1, 1, "", "", message, "Add a row.")


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


def _descriptions_are_safe(run: Run) -> Iterator[Problem]:
    """The words of a description are published too: no markup and no personal data."""
    for folder, (root, _) in run.descriptors.items():
        waiting = [root]
        while waiting:
            waited = waiting.pop()
            value = waited.value
            if type(value) is list:
                waiting.extend(value)
            # the example of a place for addresses is one
            plain = Field("", "string", text_of(waited, "rule"), False, "", False, "", "", {})
            for key, node in value.items() if type(value) is dict else ():
                if type(node.value) is not str:
                    waiting.append(node)
                elif key not in ("pattern", "$schema", "path"):
                    for fault in (*no_markup(run, plain, node.value), *no_personal_data(run, plain, node.value)):
                        file = run.name(folder, DESCRIPTOR)
                        message = f"'{key}' {fault.message}"
                        yield Problem(file, node.line, node.column, key, "", message, fault.hint, code=fault.code)


COLLECTION_RULES: tuple[CollectionRule, ...] = (
    _references_meet,
    _no_record_names_itself,
    _no_circles,
    _nothing_public_names_a_draft,
    _vocabularies_have_words,
    _one_program,
    _descriptions_are_safe,
    exceptions_end,
    *(rule for subject in SUBJECTS for rule in subject.COLLECTION_RULES),
)
