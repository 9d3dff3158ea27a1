"""Templates and texts for grant applications as files to take away: Word, Excel, Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from macros.data import money
from macros.data.catalog import Catalog
from macros.data.models import GrantBlock, GrantTemplate, TemplateSection
from macros.formats import document_blocks, markdown_writer, word_writer
from macros.subjects.grants import budgets


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class File:
    """A file to take away: where it stands, what it is, and what makes it."""

    path: str
    title: str
    type: str
    note: str
    make: Callable[[], str | bytes]


def files(template: GrantTemplate, catalog: Catalog) -> list[File]:
    """What a template's page offers."""
    name = f"{template.path}{template.id}"
    return [
        File(
            path=f"{name}.docx",
            title="Word document",
            type="Word",
            note="With fields to fill in, and the budget as a table with sums.",
            make=partial(_word, template, catalog),
        ),
        File(
            path=f"{name}-budget.xlsx",
            title="Budget workbook",
            type="Excel",
            note="Lines, years and match. The sums and checks follow by themselves.",
            make=partial(budgets.workbook, template, catalog),
        ),
        File(
            path=f"{name}.md",
            title="Plain text",
            type="Markdown",
            note="The same for any text editor.",
            make=partial(_markdown, template, catalog),
        ),
    ]


def block_files(block: GrantBlock, catalog: Catalog) -> list[File]:
    """What the page of a text offers."""
    return [
        File(
            path=f"{block.path}{block.id}.docx",
            title="Word document",
            type="Word",
            note="With fields to fill in.",
            make=partial(_block_word, block, catalog),
        ),
        File(
            path=f"{block.path}{block.id}.md",
            title="Plain text",
            type="Markdown",
            note="The same for any text editor.",
            make=partial(_block_markdown, block, catalog),
        ),
    ]


# --- what is to be filled in ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a text; ``is_blank`` where they only say what to fill in."""

    text: str
    is_blank: bool = False


def pieces(text: str) -> list[Piece]:
    """A text cut at its square brackets: ``We hire [number] people.`` has three pieces."""
    parts = re.split(r"(\[[^\[\]]+\])", text)
    return [Piece(each[1:-1], True) if each.startswith("[") else Piece(each) for each in parts if each]


# --- Word --------------------------------------------------------------------------------


def _word(template: GrantTemplate, catalog: Catalog) -> bytes:
    return word_writer.word_file(
        _title(template),
        _template_blocks(template, catalog),
        made=template.last_look,
        subject=template.summary,
        author=catalog.program.name,
    )


def _title(template: GrantTemplate) -> str:
    return f"{template.title}: grant application"


# --- an application as blocks, which Word and Markdown both print --------------------------


def _template_blocks(template: GrantTemplate, catalog: Catalog) -> Iterator[document_blocks.Block]:
    yield document_blocks.Text(template.summary)
    yield document_blocks.Text(template.purpose)
    yield from _listed("When to use it", 1, template.use_when)
    yield from _listed("When to choose another", 1, template.use_other)
    yield from _listed("Rules to meet", 1, [f"{each.text} ({each.source.title})" for each in template.rules])
    if template.rules_note:
        yield document_blocks.Text(template.rules_note, "note")
    yield document_blocks.Heading("Your application", 1)
    yield document_blocks.Text(
        "Write into the fields. Delete the guidance and the examples before you send it.", "note"
    )
    yield document_blocks.FormField("Name of the partnership", tag="partnership")
    yield document_blocks.FormField("Funder and fund", tag="fund")
    yield document_blocks.FormField("Day of the deadline", tag="deadline", type="date", hint="Choose a day")
    for number, section in enumerate(template.sections, start=1):
        yield from _section_blocks(number, section)
        if section.section.takes_budget:
            yield from _budget_blocks(template, catalog)
    yield document_blocks.Text(_imprint(template, catalog), "note")


def _listed(title: str, level: int, items: Sequence[str]) -> Iterator[document_blocks.Block]:
    """A heading and a list; nothing where there are no items."""
    if items:
        yield document_blocks.Heading(title, level)
        yield document_blocks.List(items)


def _section_blocks(number: int, section: TemplateSection) -> Iterator[document_blocks.Block]:
    yield document_blocks.Heading(f"{number}. {section.section.heading}", 1)
    yield document_blocks.Text(f"At most {section.words} words. {section.guidance}", "note")
    yield from _listed("Questions to answer", 2, section.prompts)
    yield from _listed("What reviewers look for", 2, section.looks_for)
    yield from _listed("Data to bring", 2, section.data)
    yield document_blocks.Heading("Example, invented place", 2)
    yield document_blocks.Text(section.example, "example")
    hint = f"Write at most {section.words} words"
    yield document_blocks.FormField("Your text", hint=hint, tag=section.section.id, type="prose")


def _imprint(record: GrantTemplate | GrantBlock, catalog: Catalog) -> str:
    licence = f"{catalog.program.licence_words(record.licence)}, {record.licence_url}"
    return f"Version {record.version}. {licence}. From {catalog.program.site_name}."


# A cell with a sum names the cells that it adds, as columns by letters and rows by numbers from 1.


def _budget_blocks(template: GrantTemplate, catalog: Catalog) -> Iterator[document_blocks.Block]:
    sums = budgets.sums(template, catalog)
    years = template.budget.years
    last = chr(ord("C") + years - 1)
    rows: list[list[document_blocks.Cell]] = []
    found: list[int] = []  # the rows that hold the sums of a kind of money
    for part in sums.parts:
        first = len(rows) + 2
        for line in part.lines:
            number = len(rows) + 2
            whole = document_blocks.Sum(f"SUM(C{number}:{last}{number})", _amount(line.total))
            rows.append([line.source.item, part.money.name, *map(_amount, line.years), whole])
        end = len(rows) + 1
        found.append(len(rows) + 2)
        rows.append(_sum_row(f"Sum: {part.money.name}", f"{first}:{{0}}{end}", (*part.years, part.total), years))
    added = [
        document_blocks.Sum("+".join(f"{_column(place)}{row}" for row in found), _amount(amount))
        for place, amount in enumerate((*sums.years, sums.total))
    ]
    rows.append(["Whole project", "", *added])
    yield document_blocks.Table(
        header=["Item", "Whose money", *(f"Year {year}" for year in range(1, years + 1)), "All years"],
        rows=rows,
        caption="Example budget in dollars, invented place. Write your own over it.",
        widths=[4, 2, *([2] * (years + 1))],
    )
    how = [f"{line.source.item}: {line.source.basis}" for part in sums.parts for line in part.lines]
    yield from _listed("How the lines were calculated", 2, how)
    if template.match:
        yield document_blocks.Heading("Match", 2)
        yield document_blocks.Text(template.match.note, "note")
        yield document_blocks.List([_need(each) for each in sums.needs])


def _column(place: int) -> str:
    return chr(ord("C") + place)


def _sum_row(name: str, rows: str, amounts: Sequence[int], years: int) -> list[document_blocks.Cell]:
    cells: list[document_blocks.Cell] = [name, ""]
    for place, amount in enumerate(amounts):
        letter = _column(place)
        cells.append(document_blocks.Sum(f"SUM({letter}{rows.format(letter)})", _amount(amount)))
    return cells


def _amount(cents: int) -> str:
    return f"{cents // 100:,}.{cents % 100:02}"


def _need(need: money.Need) -> str:
    way = "Counted on the grant" if need.way == "grant" else "Counted on the whole project"
    enough = "It is enough." if need.is_met else "It is not enough."
    return f"{way}: {money.shown(need.needed)} needed, {money.shown(need.offered)} there. {enough}"


def _block_word(block: GrantBlock, catalog: Catalog) -> bytes:
    return word_writer.word_file(
        block.title,
        _block_blocks(block, catalog),
        made=block.last_look,
        subject=block.summary,
        author=catalog.program.name,
    )


def _block_blocks(block: GrantBlock, catalog: Catalog) -> Iterator[document_blocks.Block]:
    yield document_blocks.Text(block.summary)
    yield document_blocks.Text(block.guidance, "note")
    for part in block.parts:
        yield document_blocks.Heading(part.title, 1)
        if part.text:
            yield document_blocks.Mixed(_mixed(part.text))
        if part.items:
            yield document_blocks.List([document_blocks.Mixed(_mixed(item)) for item in part.items])
    for table in block.tables:
        yield document_blocks.Heading(table.title, 1)
        rows = [[document_blocks.Mixed(_mixed(cell)) for cell in row.each] for row in table.rows]
        yield document_blocks.Table(header=table.columns, rows=rows)
    yield from _listed("What reviewers look for", 1, block.looks_for)
    yield document_blocks.Text(_imprint(block, catalog), "note")


def _mixed(text: str) -> list[str | document_blocks.FormField]:
    return [_field(each.text) if each.is_blank else each.text for each in pieces(text)]


def _field(hint: str) -> document_blocks.FormField:
    """The field of a blank; an empty one is a box to tick."""
    if not hint.strip():
        return document_blocks.FormField("Done", type="check")
    return document_blocks.FormField(hint[:1].upper() + hint[1:], hint=f"[{hint}]")


# --- Markdown --------------------------------------------------------------------------


def _markdown(template: GrantTemplate, catalog: Catalog) -> str:
    return markdown_writer.markdown_file(_title(template), _template_blocks(template, catalog))


def _block_markdown(block: GrantBlock, catalog: Catalog) -> str:
    return markdown_writer.markdown_file(block.title, _block_blocks(block, catalog))
