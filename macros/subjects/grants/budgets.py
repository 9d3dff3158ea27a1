"""An application's budget: its sums in cents, and the same as an Excel workbook that adds up by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from macros.data import money
from macros.data.catalog import Catalog
from macros.data.models import BudgetLine, GrantTemplate, MoneyKind
from macros.formats.excel import inert, new_book


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LineInCents:
    """A line of a budget with its amounts in cents."""

    source: BudgetLine
    years: tuple[int, ...]

    @property
    def total(self) -> int:
        """The sum of all years."""
        return sum(self.years)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MoneyPart:
    """The lines that one kind of money pays, with their sums."""

    money: MoneyKind
    lines: tuple[LineInCents, ...]
    years: tuple[int, ...]

    @property
    def total(self) -> int:
        """The sum of all years."""
        return sum(self.years)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sums:
    """A budget added up."""

    parts: tuple[MoneyPart, ...]
    years: tuple[int, ...]
    grant: int
    match: int
    needs: tuple[money.Need, ...]

    @property
    def total(self) -> int:
        """The whole project."""
        return self.grant + self.match


def sums(template: GrantTemplate, catalog: Catalog) -> Sums:
    """A template's example budget, added up in cents."""
    count = template.budget.years
    lines = [
        LineInCents(source=each, years=tuple(map(money.cents, each.dollars(count)))) for each in template.budget.lines
    ]
    parts = tuple(_part(kind, lines, count) for kind in catalog.money_kinds.values())
    grant = sum(part.total for part in parts if not part.money.is_match)
    match = sum(part.total for part in parts if part.money.is_match)
    asked = template.match
    return Sums(
        parts=tuple(part for part in parts if part.lines),
        years=tuple(sum(line.years[year] for line in lines) for year in range(count)),
        grant=grant,
        match=match,
        needs=money.needs(grant, match, asked.percent, of_grant=asked.basis.of_grant, of_project=asked.basis.of_project)
        if asked
        else (),
    )


def _part(kind: MoneyKind, lines: Sequence[LineInCents], count: int) -> MoneyPart:
    own = tuple(line for line in lines if line.source.money is kind)
    return MoneyPart(money=kind, lines=own, years=tuple(sum(line.years[year] for line in own) for year in range(count)))


# --- the workbook -----------------------------------------------------------------

SPARE_LINES = 16  # empty lines below the example's
FIRST = 5  # the row of the first line, counted from 0
NUMBER = "#,##0.00;[Red]-#,##0.00"
WIDTHS = (38, 30, 16, 44)  # of the columns before the years
LINE = 15  # points that a line of text takes


def workbook(template: GrantTemplate, catalog: Catalog) -> bytes:
    """The budget as an Excel workbook: lines, years, sums and the checks of the match.

    Every formula is written with its right value, so that a program which does not
    calculate shows it too. The day on which the template was last looked at is used, not the clock.
    """
    buffer, book = new_book(f"Budget: {template.title}", template.last_look, catalog.program.name)
    writer = _WorkbookWriter(book, template, catalog)
    writer.lines()
    writer.checks()
    writer.read_me()
    book.close()
    return buffer.getvalue()


class _WorkbookWriter:
    """Writes the sheets of one budget."""

    def __init__(self, book: Any, template: GrantTemplate, catalog: Catalog) -> None:
        self.template, self.catalog = template, catalog
        self.sums = sums(template, catalog)
        self.years = template.budget.years
        self.budget = book.add_worksheet("Budget")
        self.match = book.add_worksheet("Match")
        self.about = book.add_worksheet("Read me")
        self.last = FIRST + len(template.budget.lines) + SPARE_LINES - 1
        self.formats: Mapping[str, Any] = {
            "title": book.add_format({"bold": True, "font_size": 16}),
            "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
            "money": book.add_format({"num_format": NUMBER, "valign": "top"}),
            "sum": book.add_format({"num_format": NUMBER, "bold": True, "top": 1}),
            "bold": book.add_format({"bold": True, "top": 1}),
            "strong": book.add_format({"bold": True}),
            "share": book.add_format({"num_format": "0.0%"}),
            "asked": book.add_format({"num_format": "0.00%", "bg_color": "#FFF6DD", "border": 1}),
        }

    # The budget: one line below the other, each with its own sum.

    def lines(self) -> None:
        """Write the first sheet."""
        sheet, formats = self.budget, self.formats
        sheet.write_string(0, 0, _text(f"Budget: {self.template.title}"), formats["title"])
        sheet.write_string(1, 0, "The lines below are an example for an invented place. Write your own over them.")
        sheet.write_string(2, 0, "Whose money: " + "; ".join(each.name for each in self.catalog.money_kinds.values()))
        heads = ["Item", "Kind of cost", "Whose money", "How it was calculated"]
        heads += [f"Year {year}" for year in range(1, self.years + 1)] + ["All years", "Check"]
        for place, head in enumerate(heads):
            sheet.write_string(FIRST - 1, place, head, formats["head"])
        for number in range(FIRST, self.last + 1):
            self._line(number)
        self._totals()
        self._choices()
        for place, width in enumerate(WIDTHS):
            sheet.set_column(place, place, width)
        sheet.set_column(4, 4 + self.years, 14)
        sheet.set_column(5 + self.years, 5 + self.years, 22)
        sheet.freeze_panes(FIRST, 1)
        sheet.repeat_rows(FIRST - 1)
        _on_paper(sheet)

    def _line(self, number: int) -> None:
        sheet, formats = self.budget, self.formats
        lines = self.template.budget.lines
        given = lines[number - FIRST] if number - FIRST < len(lines) else None
        amounts = [money.cents(each) for each in given.dollars(self.years)] if given else []
        if given:
            texts = (given.item, given.cost.name, given.money.name, given.basis)
            for place, text in enumerate(texts):
                sheet.write_string(number, place, _text(text), formats["text"])
            sheet.set_row(number, _height(zip(texts, WIDTHS, strict=True)))
            for year, amount in enumerate(amounts):
                sheet.write_number(number, 4 + year, amount / 100, formats["money"])
        else:
            for place in range(4 + self.years):
                sheet.write_blank(number, place, None, formats["text" if place < 4 else "money"])
        years = f"{self._cell(number, 4)}:{self._cell(number, 3 + self.years)}"
        formula = f'=IF(COUNT({years})=0,"",ROUND(SUM({years}),2))'
        sheet.write_formula(number, 4 + self.years, formula, formats["money"], sum(amounts) / 100 if given else "")
        kind, whole = self._cell(number, 2), self._cell(number, 4 + self.years)
        problem = f'=IF(AND(N({whole})<>0,COUNTIF({self._kinds()},{kind})=0),"Whose money is it?","")'
        sheet.write_formula(number, 5 + self.years, problem, formats["text"], "")

    def _totals(self) -> None:
        """Below the lines: the sums of each kind of money, then of everything."""
        number = self.last + 2
        self.rows: dict[str, int] = {}
        known = {part.money.id: part for part in self.sums.parts}
        for kind in self.catalog.money_kinds.values():
            part = known.get(kind.id)
            self._sum_row(number, kind.name, part.years if part else (0,) * self.years, kind)
            self.rows[kind.id] = number
            number += 1
        self._sum_row(number, "Whole project", self.sums.years, None)
        self.rows[""] = number

    def _sum_row(self, number: int, name: str, years: Sequence[int], kind: MoneyKind | None) -> None:
        sheet, formats = self.budget, self.formats
        sheet.write_string(number, 0, _text(name), formats["bold"])
        for place in (1, 2, 3):
            sheet.write_blank(number, place, None, formats["bold"])
        for year in range(self.years + 1):
            place = 4 + year
            amounts = f"{self._fixed(FIRST, place)}:{self._fixed(self.last, place)}"
            formula = f"SUMIF({self._column(2)},{self._cell(number, 0)},{amounts})" if kind else f"SUM({amounts})"
            value = years[year] if year < self.years else sum(years)
            sheet.write_formula(number, place, f"=ROUND({formula},2)", formats["sum"], value / 100)

    def _choices(self) -> None:
        """The words that the second and third column take, offered in each cell."""
        sheet = self.about
        kinds, costs = list(self.catalog.money_kinds.values()), list(self.catalog.cost_kinds.values())
        for number, each in enumerate(kinds):
            sheet.write_string(number + 1, 3, _text(each.name))
        for number, each in enumerate(costs):
            sheet.write_string(number + 1, 4, _text(each.name))
        rule = {
            "validate": "list",
            "source": f"='Read me'!$E$2:$E${len(costs) + 1}",
            "error_type": "warning",
            "error_title": "Kind of cost",
            "error_message": "Choose one of the kinds of cost, so that sums come out right.",
        }
        self.budget.data_validation(FIRST, 1, self.last, 1, rule)
        rule = {
            **rule,
            "source": f"={self._kinds()}",
            "error_type": "stop",
            "error_title": "Whose money",
            "error_message": "Choose one of the kinds of money. The sums depend on it.",
        }
        self.budget.data_validation(FIRST, 2, self.last, 2, rule)

    def _kinds(self) -> str:
        return f"'Read me'!$D$2:$D${len(self.catalog.money_kinds) + 1}"

    # The match: what is needed in each way of counting, and whether it is there.

    def checks(self) -> None:
        """Write the second sheet."""
        sheet, formats, asked = self.match, self.formats, self.template.match
        percent = asked.percent if asked else Decimal(0)
        sheet.set_column(0, 0, 60)
        sheet.set_column(1, 2, 30)
        _on_paper(sheet)
        sheet.write_string(0, 0, "Does the match reach its share?", formats["title"])
        note = asked.note if asked else "No match is asked for. Write a share to see one."
        sheet.write_string(1, 0, _text(note), formats["text"])
        sheet.set_row(1, _height([(note, 60)]))
        sheet.write_string(3, 0, "Share that the funder asks for (write yours here)", formats["strong"])
        sheet.write_number(3, 1, float(percent / 100), formats["asked"])
        grant, match = self._sum_of(is_match=False), self._sum_of(is_match=True)
        sheet.write_string(4, 0, "Grant")
        sheet.write_formula(4, 1, f"=ROUND({grant},2)", formats["money"], self.sums.grant / 100)
        sheet.write_string(5, 0, "Match that you have")
        sheet.write_formula(5, 1, f"=ROUND({match},2)", formats["money"], self.sums.match / 100)
        for place, head in enumerate(("", "Counted on the grant", "Counted on the whole project")):
            sheet.write_string(7, place, head, formats["head"])
        self._ways(percent)
        ask = "Ask the funder which way counts. Amounts are rounded up to a cent, never down."
        sheet.write_string(13, 0, ask, formats["text"])
        sheet.set_row(13, _height([(ask, 60)]))

    def _ways(self, percent: Decimal) -> None:
        sheet, formats = self.match, self.formats
        rows = ("Match that you need", "Match that is missing", "Share that you have", "Is it enough?")
        for number, name in enumerate(rows, start=8):
            sheet.write_string(number, 0, name)
        # Calculating in binary fractions leaves dust behind the sixth place, which must not be rounded up.
        formulas = (
            ("ROUNDUP(ROUND(B5*B4,6),2)", "B6/B5", "B5>0"),
            ("ROUNDUP(ROUND(B5*B4/(1-B4),6),2)", "B6/(B5+B6)", "(B5+B6)>0"),
        )
        needs = money.needs(self.sums.grant, self.sums.match, percent)
        wholes = (self.sums.grant, self.sums.grant + self.sums.match)
        for place, ((needed, share, sure), need, whole) in enumerate(
            zip(formulas, needs, wholes, strict=True), start=1
        ):
            column = xl_col_to_name(place)
            missing = max(need.needed - need.offered, 0)
            sheet.write_formula(8, place, f"={needed}", formats["money"], need.needed / 100)
            sheet.write_formula(9, place, f"=MAX(0,ROUND({column}9-$B$6,2))", formats["money"], missing / 100)
            value = self.sums.match / whole if whole else 0
            sheet.write_formula(10, place, f"=IF({sure},{share},0)", formats["share"], value)
            answer = "Yes" if need.is_met else "No"
            sheet.write_formula(11, place, f'=IF({column}10=0,"Yes","No")', formats["strong"], answer)

    def _sum_of(self, *, is_match: bool) -> str:
        place = 4 + self.years
        cells = [
            f"Budget!{self._fixed(self.rows[kind.id], place)}"
            for kind in self.catalog.money_kinds.values()
            if kind.is_match is is_match
        ]
        return "+".join(cells) or "0"

    # Where it comes from.

    def read_me(self) -> None:
        """Write the last sheet, which also holds the words to choose from."""
        sheet, formats, template = self.about, self.formats, self.template
        sheet.set_column(0, 0, 80)
        sheet.set_column(3, 4, 28)
        lines = (
            f"Budget for the template {template.title}",
            template.budget.note,
            "Example amounts are invented. They are no one's prices.",
            "Change lines on the sheet Budget. The sums and the sheet Match follow by themselves.",
            "The funder's own form and rules come first.",
            f"Version {template.version}. {self.catalog.program.licence_words(template.licence)}.",
            f"From {self.catalog.program.site_name}.",
        )
        for number, line in enumerate(lines):
            sheet.write_string(number, 0, _text(line), formats["title" if number == 0 else "text"])
            if number:
                sheet.set_row(number, _height([(line, 80)]))
        sheet.print_area(0, 0, len(lines) - 1, 1)
        _on_paper(sheet)
        sheet.write_string(0, 3, "Whose money", formats["head"])
        sheet.write_string(0, 4, "Kind of cost", formats["head"])

    def _cell(self, row: int, place: int) -> str:
        return xl_rowcol_to_cell(row, place)

    def _fixed(self, row: int, place: int) -> str:
        return xl_rowcol_to_cell(row, place, row_abs=True, col_abs=True)

    def _column(self, place: int) -> str:
        return f"{self._fixed(FIRST, place)}:{self._fixed(self.last, place)}"


def _on_paper(sheet: Any) -> None:
    """Letter, across, as wide as one sheet of paper."""
    sheet.set_paper(1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _height(cells: Iterable[tuple[str, int]]) -> int:
    """The height of a row in points, from each text and its width in letters: a program that opens it wraps nothing."""
    return LINE * max(1 + len(text) // (width - 2) for text, width in cells)


def _text(text: str) -> str:
    return inert(text)
