"""Progress reports: what is new between two days, in plain words, each with the address of its record.

A report says only what the two states of the data show, and tells as news only what
happened in the world: corrections and other edits are counted in one line, and listed
in a table beside the report. It is plain text with addresses, so that a web page,
Markdown and Word say the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from markupsafe import Markup

from macros.data import change_kinds, faceting, tables
from macros.data.catalog import Catalog
from macros.data.change_kinds import CHANGED, CORRECTION, ENDED, MOVED, NEW, REVIEW, REWORDING, Change, NewsPeriod
from macros.formats import excel, markdown_writer, word_writer
from macros.formats.document_blocks import Block, Heading, Hyperlink, List, Mixed, NumberCell, Table, Text
from macros.pages import components, templating
from macros.subjects.program import change_words
from macros.subjects.program.change_words import DELIVERABLES, Statement, States

TITLES = {
    NEW: "New in the library",
    MOVED: "Moved to another stage",
    CHANGED: "Changed",
    ENDED: "Ended",
}
HELD = ("held", "Training held")
QUIET = {CORRECTION: "corrected", REWORDING: "reworded", REVIEW: "looked at again, with nothing to change"}
# Readers look for these first; the other kinds follow in the order of the data.
FIRST = ("partnerships", "figures", "members", "stories", "sessions", "funds", "deliverables")


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of news; ``count`` is of all statements, of which a short form has only the first."""

    id: str
    title: str
    statements: tuple[Statement, ...]
    count: int

    @property
    def more(self) -> int:
        """How many statements are left out here."""
        return self.count - len(self.statements)


@dataclass(frozen=True, slots=True)
class Number:
    """A count of the whole library at the end, and at the start where that is known."""

    id: str
    label: str
    before: int | None
    after: int
    path: str


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report. ``note`` says what it could not be made from, if so.

    ``is_cut`` is true where the time that was asked about begins before the library's baseline day.
    ``quiet`` are the numbers of edits that are no news, with words for them. ``rows`` are of the table beside it.
    """

    title: str
    program: str
    since: date
    until: date
    is_cut: bool
    note: str
    sections: tuple[Section, ...]
    quiet: tuple[tuple[str, int, str], ...]
    numbers: tuple[Number, ...]
    rows: tuple[tuple[Any, ...], ...]

    @property
    def is_before_baseline(self) -> bool:
        """Whether the whole time lies before the first day that may have news."""
        return self.until < self.since

    @property
    def times(self) -> str:
        """The time that it is about, in words."""
        return times(self.since, self.until, self.is_cut)

    @property
    def news(self) -> int:
        """How many statements there are in all."""
        return sum(each.count for each in self.sections)


def start(since: date, catalog: Catalog) -> date:
    """The day that a report which is to begin on ``since`` begins on: none is about a time before the baseline."""
    baseline = catalog.program.baseline
    return max(since, baseline) if baseline else since


def make(title: str, states: States) -> Report:
    """The report on what is new from ``since`` to ``until``."""
    since = start(states.since, states.after)
    span = NewsPeriod(since, states.until, states.after.program.baseline)
    found = _changes(states, span)
    told = Counter(each.change for each in found)
    return Report(
        title,
        states.after.program.name,
        since,
        states.until,
        since > states.since,
        states.note,
        tuple(_sections(found, states, span)),
        tuple((id, told[id], words) for id, words in QUIET.items() if told[id]),
        tuple(_numbers(states, span)),
        tuple(row for each in found for row in change_words.rows(each, states)),
    )


def _changes(states: States, span: NewsPeriod) -> list[Change]:
    if span.until < span.since:
        return []
    if states.before is None:
        return list(change_kinds.noted(states.after, span))
    order = {kind: place for place, kind in enumerate(FIRST)}
    found = change_kinds.changes(states.before, states.after, span)
    return sorted(found, key=lambda each: order.get(each.kind, len(FIRST)))


def _sections(found: Sequence[Change], states: States, span: NewsPeriod) -> Iterator[Section]:
    for id, title in TITLES.items():
        changes = (each for each in found if each.change == id)
        yield _section(id, title, (one for each in changes for one in change_words.told(each, states, span)))
    if states.after.tables.get("sessions"):
        yield _section(*HELD, _held(states.after, span))


def _section(id: str, title: str, statements: Iterable[Statement]) -> Section:
    found = tuple(statements)
    return Section(id, title, found, len(found))


# --- how things stand -------------------------------------------------------------

STAFF = "staff/"  # the page that people write for what is due


def _held(after: Catalog, span: NewsPeriod) -> Iterator[Statement]:
    for each in after.sessions.values():
        day = (each.start or each.month)[:10]
        if each.status.is_over and len(day) == 10 and span.has(date.fromisoformat(day)):
            yield Statement(f"{each.title}, {templating.plain_date(day)}.", each.path if each.folder else "")


def _numbers(states: States, span: NewsPeriod) -> Iterator[Number]:
    before = {each.id: each.after for each in _counts(states.before, span.since)} if states.before else {}
    for each in _counts(states.after, span.until):
        yield replace(each, before=before.get(each.id))


def _counts(catalog: Catalog, day: date) -> Iterator[Number]:
    """The counts of a state of the library; ``day`` decides what is due."""
    for tally in faceting.tallies(catalog):
        yield Number(tally.id, tally.label, None, tally.count, tally.path)
    found = Counter(each.status.id for each in catalog.deliverables.values())
    for status in catalog.tables.get("deliverable_statuses", {}).values():
        if found[status.id]:
            label = f"Deliverables: {status.name.lower()}"
            yield Number(f"deliverables-{status.id}", label, None, found[status.id], DELIVERABLES)
    yield Number("due", "Records due for review", None, len(components.overdue(catalog, day)), STAFF)


def table(report: Report) -> bytes:
    """Every change of the report's time as CSV, with what is not news: kind of change, record, field, before, after."""
    fields = [{"name": name, "type": "string"} for name in change_words.COLUMNS]
    made = tables.RelationalTable("changes", "", report.title, "", fields, (), (), [tuple(row) for row in report.rows])
    return excel.csv_bytes(made)


# --- times and forms ------------------------------------------------------------------


def quarter_start(day: date) -> date:
    """The first day of the calendar quarter that ``day`` is in."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def times(since: date, until: date, is_cut: bool) -> str:
    """The time of a report: ``July 1, 2026 to September 30, 2026``, or ``Since`` the baseline day where that cut it."""
    first, last = templating.plain_date(since), templating.plain_date(until)
    if until < since:
        return f"How things stand on {last}"
    return f"Since {first}, up to {last}" if is_cut else f"{first} to {last}"


MOST_ON_PAGE = 3  # statements of one kind, so that the page fits on two screens
MOST = 300  # where people turn pages; the table has them all


def shortened(report: Report, most: int) -> Report:
    """The report with the first statements of each kind."""
    sections = (replace(each, statements=each.statements[:most]) for each in report.sections)
    return replace(report, sections=tuple(sections))


def markdown(report: Report, site_url: str, csv: str) -> str:
    """The report as Markdown (CommonMark); ``csv`` is where its table of changes is."""
    return markdown_writer.markdown_file(report.title, _blocks(shortened(report, MOST), site_url, csv))


def page(report: Report, site_url: str, csv: str) -> str:
    """The report as a web page of its own, which prints as it is; ``csv`` is where its table of changes is."""
    return templating.render("report_alone.html", **_shown(report, MOST), base=site_url, csv=csv)


def body(report: Report, base: str, csv: str) -> Markup:
    """The report as a page of the site has it, on two screens; ``base`` leads to the site's root."""
    return templating.render("report_page.html", **_shown(report, MOST_ON_PAGE), base=base, csv=csv)


def _shown(report: Report, most: int) -> dict[str, Any]:
    """What every form shows: the report with the first statements of each kind, its time, and its notes."""
    return {"report": shortened(report, most), "times": report.times, "notes": tuple(_notes(report))}


def word(report: Report, site_url: str, csv: str) -> bytes:
    """The report as a Word file, with links where the site's address is known: it is read far from the site."""
    blocks = _blocks(shortened(report, MOST), *((site_url, csv) if site_url else (None, None)))
    return word_writer.word_file(report.title, blocks, made=report.until, subject=report.program)


def _blocks(report: Report, base: str | None, csv: str | None) -> Iterator[Block]:
    """The report as Markdown and Word both print it. ``base`` leads to the site's root; None leads nowhere."""
    table = _linked("table of changes", csv)
    yield Text(f"{report.program}. {report.times}.")
    yield from (Text(note, "note") for note in _notes(report))
    for section in report.sections:
        if section.count:
            yield Heading(f"{section.title}: {templating.number(section.count)}")
            yield List([Mixed((_led(each.text, each.path, base),)) for each in section.statements])
        if section.more:
            yield Mixed((f"And {templating.number(section.more)} more in the ", table, "."))
    if quiet := quiet_words(report):
        yield Mixed((f"{quiet} The ", table, " has each of them."))
    yield Heading("The library in numbers")
    yield _numbers_table(report, base)


def _numbers_table(report: Report, base: str | None) -> Table:
    header = ("What was counted", "At the start", "At the end")
    rows = [
        (
            each.label,
            NumberCell("not known" if each.before is None else templating.number(each.before)),
            NumberCell(_led(templating.number(each.after), each.path, base)),
        )
        for each in report.numbers
    ]
    return Table(header, rows, "Counts of published records, each once", (4, 1, 1))


def _led(words: str, path: str, base: str | None) -> str | Hyperlink:
    """Words that lead to a page of the site, where they have one and the way is known."""
    return _linked(words, f"{base}{path}" if path and base is not None else None)


def _linked(words: str, url: str | None) -> str | Hyperlink:
    return words if url is None else Hyperlink(words, url)


NOTHING = "Nothing in the data is news of this time."


def _notes(report: Report) -> Iterator[str]:
    """What a reader must know first: where news begins, what could not be told, that there is none."""
    if report.is_before_baseline:
        since = templating.plain_date(report.since)
        yield f"Reports tell what is new from {since} on. Before that day, this library was being put together."
    elif report.note:
        yield report.note
    elif not report.news:
        yield NOTHING


def quiet_words(report: Report) -> str:
    """The edits that are no news, counted in one sentence; empty without any."""
    counts = [f"{templating.number(count)} {words}" for _, count, words in report.quiet]
    return f"In the records themselves: {', '.join(counts)}. These are not news." if counts else ""
