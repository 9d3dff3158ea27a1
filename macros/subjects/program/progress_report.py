"""Progress reports: what changed in the data between two days, in plain words, each with the address of its record.

A report says only what the two states of the data show. It is plain text with
addresses, so that a web page, Markdown and Word say the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from macros.data import catalog_diff, faceting
from macros.data.catalog import Catalog
from macros.data.models import Partnership
from macros.data.models.metrics import Deliverable
from macros.formats import document_blocks, markdown_writer, word_writer
from macros.pages import components, templating

NOTED = "last_reviewed"


@dataclass(frozen=True, slots=True)
class Statement:
    """One plain sentence; ``path`` is the address of what it is about, below the site's root."""

    text: str
    path: str = ""
    partnership: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report; ``empty`` is said where there is nothing to say, ``more`` statements are left out."""

    id: str
    title: str
    statements: tuple[Statement, ...]
    empty: str
    more: int = 0


@dataclass(frozen=True, slots=True)
class Number:
    """A count of the whole library at the end, and at the start where that is known."""

    id: str
    label: str
    before: int | None
    after: int
    path: str


@dataclass(frozen=True, slots=True)
class Part:
    """What the report says about one partnership."""

    title: str
    path: str
    facts: tuple[tuple[str, str], ...]
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report. ``note`` says what it could not be made from, if so; ``more`` parts are left out."""

    title: str
    program: str
    since: date
    until: date
    note: str
    numbers: tuple[Number, ...]
    sections: tuple[Section, ...]
    parts: tuple[Part, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class States:
    """The two states of the data that a report compares; ``before`` is None where it is not known."""

    before: Catalog | None
    after: Catalog
    since: date
    until: date
    note: str = ""


def make(title: str, states: States) -> Report:
    """The report on what changed from ``since`` to ``until``."""
    sections = tuple(_sections(states))
    found = [each for section in sections for each in section.statements]
    return Report(
        title,
        states.after.program.name,
        states.since,
        states.until,
        states.note,
        tuple(_numbers(states)),
        sections,
        tuple(_parts(found, states.after)),
    )


def _numbers(states: States) -> Iterator[Number]:
    before = {each.id: each.count for each in faceting.tallies(states.before)} if states.before else {}
    for tally in faceting.tallies(states.after):
        yield Number(tally.id, tally.label, before.get(tally.id), tally.count, tally.path)


def _sections(states: States) -> Iterator[Section]:
    for id, title, tell, empty in CHANGES:
        if states.before:
            found = tuple(tell(states.before, states.after))
            if found or empty:
                yield Section(id, title, found, empty)
    yield Section(
        "sessions",
        "Training held",
        tuple(_sessions(states)),
        "No session with a day in this time is on record as held.",
    )
    yield Section(
        "deliverables",
        "First-stage deliverables today",
        tuple(_deliverables(states.after)),
        "No deliverable is on record.",
    )
    yield Section("due", "Due for review", tuple(_overdue(states)), "No record is due for review.")


# --- what changed ---------------------------------------------------------------


def _new(before: Catalog, after: Catalog) -> Iterator[Statement]:
    for each in catalog_diff.difference("partnerships", before, after).added:
        yield _about(after.partnerships[each["id"]], "is new on the site.")


def _gone(before: Catalog, after: Catalog) -> Iterator[Statement]:
    for each in catalog_diff.difference("partnerships", before, after).removed:
        yield Statement(f"{each['title']} was taken off the site.", partnership=each["id"])


def _renamed(before: Catalog, after: Catalog) -> Iterator[Statement]:
    for each in _changes("partnerships", before, after, "title"):
        yield _about(after.partnerships[each.id], f"is the new name of {each.before['title']}.")


def _stages(before: Catalog, after: Catalog) -> Iterator[Statement]:
    for each in _changes("partnerships", before, after, "stage"):
        yield _about(after.partnerships[each.id], _move(each.before["stage"], each.after["stage"], before, after))


def _move(old: str | None, new: str | None, before: Catalog, after: Catalog) -> str:
    if not old:
        return f"is now at stage {_word(after, 'stages', new)}. No stage was stated before."
    if not new:
        return f"no longer states a stage. It was {_word(before, 'stages', old)}."
    return f"moved from stage {_word(before, 'stages', old)} to stage {_word(after, 'stages', new)}."


def _statuses(before: Catalog, after: Catalog) -> Iterator[Statement]:
    for each in _changes("partnerships", before, after, "status"):
        partnership = after.partnerships[each.id]
        old = _word(before, "statuses", each.before["status"])
        goes_on = after.partnerships.get(partnership.successor)
        more = f" Its work goes on in {goes_on.title}." if goes_on else ""
        yield _about(partnership, f"changed its status from {old} to {partnership.status.name}.{more}")


TOLD_APART = frozenset({"title", "stage", "status", NOTED})


def _other_changes(before: Catalog, after: Catalog) -> Iterator[Statement]:
    for each in catalog_diff.difference("partnerships", before, after).changed:
        names = [after.label("partnerships", name).lower() for name in each.fields if name not in TOLD_APART]
        if names:
            yield _about(after.partnerships[each.id], f"changed in: {', '.join(names)}.")


def _checked(before: Catalog, after: Catalog) -> Iterator[Statement]:
    touched = {each.partnership for tell in (_figures, _members) for each in tell(before, after)}
    for each in catalog_diff.difference("partnerships", before, after).changed:
        if each.fields == (NOTED,) and each.id not in touched:
            day = templating.plain_date(each.after[NOTED])
            yield _about(after.partnerships[each.id], f"was checked on {day}. Nothing had to be changed.")


def _members(before: Catalog, after: Catalog) -> Iterator[Statement]:
    found = catalog_diff.difference("members", before, after)
    for each in found.added:
        if each["partnership"] in before.partnerships:
            yield _member(each, after, after, "is new as")
    for each in found.removed:
        if each["partnership"] in after.partnerships:
            yield _member(each, before, after, "is no longer on record as")
    for change in found.changed:
        if "role" in change.fields:
            yield _member(change.after, after, after, "is now on record as")


def _member(member: catalog_diff.Plain, names: Catalog, after: Catalog, words: str) -> Statement:
    organization = names.organizations[member["organization"]].name
    role = _word(names, "roles", member["role"]).lower()
    partnership = after.partnerships[member["partnership"]]
    return Statement(f"{partnership.title}: {organization} {words} {role}.", partnership.path, partnership.id)


SAID = frozenset({"value", "unit", "qualifier"})


def _figures(before: Catalog, after: Catalog) -> Iterator[Statement]:
    found = catalog_diff.difference("figures", before, after)
    for each in found.added:
        figure = after.figures[each["id"]]
        yield _figure(figure, after, f"{components.quantity(figure)}. This figure is new.")
    for change in found.changed:
        figure = after.figures[change.id]
        if SAID.isdisjoint(change.fields):
            names = ", ".join(after.label("figures", name).lower() for name in change.fields)
            yield _figure(figure, after, f"{components.quantity(figure)}. The number is the same; changed in: {names}.")
        else:
            old, new = components.quantity(before.figures[change.id]), components.quantity(figure)
            yield _figure(figure, after, f"now {new}, before {old}.")
    for each in found.removed:
        if each["partnership"] in after.partnerships:
            partnership = after.partnerships[each["partnership"]]
            said = components.quantity(before.figures[each["id"]])
            text = f"{partnership.title}. {each['metric']}: taken out. It said {said}."
            yield Statement(text, partnership.path, partnership.id)


def _figure(figure: Any, after: Catalog, words: str) -> Statement:
    title = after.partnerships[figure.partnership].title
    return Statement(f"{title}. {figure.metric}: {words}", components.figure_path(figure), figure.partnership)


def _planned(before: Catalog, after: Catalog) -> Iterator[Statement]:
    found = catalog_diff.difference("deliverables", before, after)
    for each in found.added:
        yield _deliverable(after.deliverables[each["id"]], "was added to the list.")
    for change in found.changed:
        if "status" in change.fields:
            old = _word(before, "deliverable_statuses", change.before["status"]).lower()
            new = _word(after, "deliverable_statuses", change.after["status"]).lower()
            yield _deliverable(after.deliverables[change.id], f"changed from {old} to {new}.")
    for each in found.removed:
        yield Statement(f"{each['name']} was taken off the list.", "program/deliverables/")


def _stories(before: Catalog, after: Catalog) -> Iterator[Statement]:
    for each in catalog_diff.difference("stories", before, after).added:
        story = after.stories[each["id"]]
        yield Statement(f"{story.title}. {story.summary}", story.path, story.partnership.id)


Tell = Callable[[Catalog, Catalog], Iterable[Statement]]

# Each part of a report: its id, its title, what tells it, and what is said when there is nothing to tell.
CHANGES: tuple[tuple[str, str, Tell, str], ...] = (
    ("new", "New partnerships", _new, "No partnership is new."),
    ("gone", "Taken off the site", _gone, ""),
    ("renamed", "New names", _renamed, ""),
    ("stages", "Moves from stage to stage", _stages, "No partnership moved to another stage."),
    ("statuses", "Changes of status", _statuses, ""),
    ("figures", "Figures", _figures, "No figure changed."),
    ("members", "Partners", _members, ""),
    ("changed", "Other changes", _other_changes, ""),
    ("checked", "Checked and found right", _checked, ""),
    ("planned", "Changes in the deliverables", _planned, ""),
    ("stories", "New stories", _stories, ""),
)


# --- how things stand -------------------------------------------------------------


def _sessions(states: States) -> Iterator[Statement]:
    for each in states.after.tables.get("sessions", {}).values():
        day = (each.start or each.month)[:10]
        if each.status.is_over and len(day) == 10 and states.since.isoformat() <= day <= states.until.isoformat():
            yield Statement(f"{each.title}, {templating.plain_date(day)}.", each.path if each.folder else "")


def _deliverables(after: Catalog) -> Iterator[Statement]:
    for each in after.deliverables.values():
        yield _deliverable(each, f"Plan: {each.plan}. Today: {each.status.name.lower()}.", ". ")


def _deliverable(each: Deliverable, words: str, joint: str = " ") -> Statement:
    return Statement(f"{each.name}{joint}{words}", f"program/deliverables/#deliverable-{each.id}")


def _overdue(states: States) -> Iterator[Statement]:
    for each in components.overdue(states.after, states.until):
        path = each.record.path if each.record.folder else ""
        day, due = templating.plain_date(each.reviewed), templating.plain_date(each.due)
        owner = each.record.id if isinstance(each.record, Partnership) else ""
        yield Statement(f"{each.record.name}: last reviewed {day}, due {due}.", path, owner)


def _parts(statements: Sequence[Statement], after: Catalog) -> Iterator[Part]:
    """A part for each partnership that the report says something about."""
    by_id: dict[str, list[Statement]] = {}
    for each in statements:
        by_id.setdefault(each.partnership, []).append(each)
    for partnership in after.partnerships.values():
        if found := by_id.get(partnership.id):
            stage = partnership.stage.name if partnership.stage else "Not stated"
            facts = [
                ("Status", partnership.status.name),
                ("Stage", stage),
                ("Last reviewed", templating.plain_date(partnership.last_reviewed)),
            ]
            facts += [(figure.metric, components.quantity(figure)) for figure in partnership.figures]
            yield Part(partnership.title, partnership.path, tuple(facts), tuple(found))


# --- words --------------------------------------------------------------------------


def _changes(kind: str, before: Catalog, after: Catalog, field: str) -> Iterator[catalog_diff.Changed]:
    return (each for each in catalog_diff.difference(kind, before, after).changed if field in each.fields)


def _about(partnership: Partnership, words: str) -> Statement:
    return Statement(f"{partnership.title} {words}", partnership.path, partnership.id)


def _word(catalog: Catalog, kind: str, id: str | None) -> str:
    table: Mapping[str, Any] = catalog.tables[kind]
    return table[id].name if id else "not stated"


# --- times and forms ------------------------------------------------------------------


def quarter_start(day: date) -> date:
    """The first day of the calendar quarter that ``day`` is in."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def times(report: Report) -> str:
    """The time that a report is about: ``July 1, 2026 to September 30, 2026``."""
    return f"{templating.plain_date(report.since)} to {templating.plain_date(report.until)}"


def markdown(report: Report, site_url: str) -> str:
    """The report as Markdown (CommonMark)."""
    return templating.text("report.md", report=report, times=times(report), base=site_url, md=markdown_writer.escaped)


MOST = 300  # in a list, and partnerships with a part of their own, where people turn pages; Markdown has them all


def shortened(report: Report) -> Report:
    """The report as a page and a Word file have it: of thousands of records, the first of each list."""
    sections = (
        replace(each, statements=each.statements[:MOST], more=max(len(each.statements) - MOST, 0))
        for each in report.sections
    )
    return replace(report, sections=tuple(sections), parts=report.parts[:MOST], more=max(len(report.parts) - MOST, 0))


def page(report: Report, site_url: str) -> str:
    """The report as a web page of its own, which prints as it is."""
    return templating.render("report_alone.html", report=shortened(report), base=site_url)


def word(report: Report, site_url: str) -> bytes:
    """The report as a Word file; where the site's address is known, each sentence ends with its own."""
    blocks = _blocks(shortened(report), site_url)
    return word_writer.word_file(report.title, blocks, made=report.until, subject=report.program)


def _blocks(report: Report, site_url: str) -> Iterator[document_blocks.Block]:
    yield document_blocks.Text(f"{report.program}. {times(report)}.")
    if report.note:
        yield document_blocks.Text(report.note, "note")
    yield document_blocks.Heading("The library in numbers")
    yield document_blocks.Table(
        ("What was counted", "At the start", "At the end"),
        [
            (
                each.label,
                "not known" if each.before is None else templating.number(each.before),
                templating.number(each.after),
            )
            for each in report.numbers
        ],
        "Counts of published records, each once",
        (4, 1, 1),
    )
    for section in report.sections:
        yield document_blocks.Heading(section.title)
        yield from (
            _listed(section.statements, site_url) if section.statements else (document_blocks.Text(section.empty),)
        )
        if section.more:
            yield document_blocks.Text(f"And {templating.number(section.more)} more. The Markdown file has them all.")
    for part in report.parts:
        yield document_blocks.NewPage()
        yield document_blocks.Heading(part.title)
        yield document_blocks.Table(("Fact", "Today"), part.facts, "How it stands", (3, 2))
        yield document_blocks.Heading("In this time", 2)
        yield from _listed(part.statements, site_url)
    if report.more:
        yield document_blocks.Text(f"The Markdown file has {templating.number(report.more)} more partnerships.")


def _listed(statements: Iterable[Statement], site_url: str) -> Iterator[document_blocks.Block]:
    yield document_blocks.List(
        [f"{each.text} {site_url}{each.path}" if site_url and each.path else each.text for each in statements]
    )
