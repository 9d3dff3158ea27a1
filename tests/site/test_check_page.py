"""The page that checks a spreadsheet says the same as the command, on spreadsheets made here, and sends nothing."""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import issue_forms
import openpyxl
import pytest
from building import ROOT
from library import made_up as read_made_up
from playwright.sync_api import Browser, Page, Route
from visiting import Built, Visitor

from macros.data import forms, issue_bodies, proposals, sheet_check, validation
from macros.data.validation import values
from macros.data.validation.descriptors import load_packages
from macros.data.validation.running import Run
from macros.formats import editing_book
from macros.pages.outputs import Site
from macros.sitewide import spreadsheet_check
from scripts import forms as form_command
from scripts import workbook
from scripts.workbook import DataFolder

SCRIPTS = ROOT / "macros/theme/assets/ours/js"
HOST = "http://spreadsheets.test/"
LONG = "a" * 3_000
TODAY = date(2026, 3, 5)
ISSUES = "https://git.example/owner/name/issues/new"
SITE = Site(
    url="https://example.org/", today=TODAY, issue_url=ISSUES, edit_url="https://git.example/owner/name/edit/main/data/"
)


class Edit(NamedTuple):
    """A sheet, a column, and what somebody writes into the first row's cell."""

    sheet: str
    head: str
    value: Any


VALUES: dict[tuple[str, str], list[Any]] = {
    ("figures", "id"): ["boats-students", "Boats Students", "18-Sep", "0012", "", "boats-grant", "a_b", "x" * 70],
    ("figures", "partnership"): ["boats", "boat", ""],
    ("figures", "value"): ["27.5", "27,5", "1e5", "", "$5", "#DIV/0!", "-3", 12.0, 0.1],
    ("figures", "unit"): ["people", "persons", "People"],
    ("figures", "as_of"): ["2025", "2025-13", "2025-02-30", "2024-02-29", "Sep-24", "9/13/24", "#REF!", "0999"],
    ("figures", "period"): ["18-Sep", "Nov-51", "45-Abc", "1.10", "0012", "Spring", "1.2E+11", "13/45/2024", "9/13/24"],
    ("figures", "metric"): ["--", "", "#N/A", "#####", LONG, "Łódź 語 😀", "two\nlines", "(5)", "=1+1"],
    ("sources", "url"): [
        "https://example.org/a b",
        "example.org",
        "HTTPS://EXAMPLE.ORG/x",
        "ftp://x.org",
        "javascript:x",
    ],
    ("sources", "accessed"): ["2026-02-29", "2026-02-28", "5.3.2026", "2026-1-5", "3026-01-01"],
    ("sources", "title"): ["A", "Yearbook", "“Quoted”"],
    ("organizations", "name"): ["East Workforce Board", "Another"],
    ("project_plan", "from_month"): ["9", "9-18", "0", "1.5", "-1", True],
    ("metrics", "like_wioa"): ["true", "TRUE", "True", "yes", "no", True],
    ("occupations", "soc_code"): ["11-9051", "Nov-51", "11-905", "51-4121"],
    ("sessions", "start"): [
        "2026-04-10 13:00",
        "2026-04-10 25:00",
        "4/10/2026 1 pm",
        "2026-02-30 10:00",
        datetime(2026, 4, 10, 13),
    ],
    ("sessions", "topics"): ["starting", "starting\nending", "ending\n\nnothing", "Starting"],
    ("sessions", "last_reviewed"): [datetime(2026, 3, 1), "2026-03-32", "March 1, 2026"],
    ("sessions", "recording.length"): ["0:20:00", "20", "0:75:00"],
    ("partnerships", "contact.email"): ["office@", "office@example.org", "Office <a@b.org>"],
    ("partnerships", "contact.phone"): ["207-621-5165", "(207) 621-5165", "2076215165"],
    ("partnerships", "summary"): ["Short.", "a" * 400, ""],
    ("partnerships", "counties"): ["alder\nbirch", "alder\nbrich"],
    ("partnerships.stage_history", "date"): ["2024", "May 2024", date(2024, 5, 1)],
    ("partnerships.stage_history", "(record)"): ["boats", "boat", ""],
}
CASES = [Edit(sheet, head, value) for (sheet, head), values in VALUES.items() for value in values]


@pytest.fixture(scope="module")
def data(state: Path) -> DataFolder:
    return DataFolder.read(state)


def rows_of(data: DataFolder, name: str) -> list[dict[str, str]]:
    """The rows of a sheet, as the workbook has them."""
    layout = data.layouts[data.sheets[name].kind]
    filled = workbook._filled(layout, data.records[layout.kind])
    return [dict(row) for row in next(each.rows for each in filled if each.layout.name == name)]


def as_workbook(data: DataFolder, edit: Edit) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = edit.sheet
    heads = data.sheets[edit.sheet].heads
    sheet.append(heads)
    for row in rows_of(data, edit.sheet):
        sheet.append([row.get(head) or None for head in heads])
    cell = sheet.cell(2, heads.index(edit.head) + 1)
    cell.value = edit.value if edit.value != "" else None
    if isinstance(edit.value, str) and edit.value:
        cell.data_type = "s"
    if isinstance(edit.value, date):
        cell.number_format = (
            "mmm-yy" if edit.value.day == 1 and not isinstance(edit.value, datetime) else "m/d/yyyy h:mm"
        )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_table(data: DataFolder, edit: Edit) -> bytes:
    rows = rows_of(data, edit.sheet)
    rows[0][edit.head] = str(edit.value)
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, data.sheets[edit.sheet].heads, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def files(data: DataFolder) -> Iterator[tuple[str, bytes]]:
    """Each case as a workbook, and as a CSV file where its kind has one and the value is text."""
    for number, edit in enumerate(CASES):
        yield f"case-{number}.xlsx", as_workbook(data, edit)
        if isinstance(edit.value, str) and data.files[data.sheets[edit.sheet].kind].is_table:
            yield f"{edit.sheet}.csv", as_table(data, edit)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that has the scripts and the rules, and nothing else."""
    rules = spreadsheet_check.rules(read_made_up(), SITE)

    def answer(route: Route) -> None:
        name = route.request.url.removeprefix(HOST)
        if name == "check.json":
            route.fulfill(body=rules, content_type="application/json")
        elif (SCRIPTS / name).is_file():
            route.fulfill(path=SCRIPTS / name, content_type="text/javascript")
        else:
            route.fulfill(body="<!doctype html><title>Check</title>", content_type="text/html")

    context = browser.new_context()
    opened = context.new_page()
    opened.route("**/*", answer)
    opened.goto(HOST)
    yield opened
    context.close()


CHECK_ALL = """async (files) => {
  const { readSpreadsheet } = await import("/spreadsheet-file.js");
  const { known, problems } = await import("/spreadsheet-rules.js");
  const rules = await (await fetch("/check.json")).json();
  const found = [];
  for (const [name, content] of files) {
    const bytes = Uint8Array.from(atob(content), (each) => each.charCodeAt(0));
    const { sheets } = known(await readSpreadsheet(bytes.buffer, name), rules);
    found.push(problems(sheets, rules).map(({ sheet, row, head, code, message, hint }) => [sheet, row, head, code, message, hint]));
  }
  return found;
}"""


DRAFT = "hidden, "  # nothing of a draft is public, so the page does not list its id


def command_says(data: DataFolder, name: str, content: bytes) -> list[list[Any]]:
    read = editing_book.read_table(content, name.removesuffix(".csv"), data.sheets) if name.endswith(".csv") else None
    found = read or editing_book.read(content, data.sheets)
    return [
        [each.sheet, each.row, each.head, each.code, each.message, each.hint.replace(DRAFT, "")]
        for each in workbook.cell_problems(data, found)
    ]


def test_the_page_and_the_command_agree(data: DataFolder, page: Page) -> None:
    given = list(files(data))
    assert len(given) > 150
    shown = page.evaluate(CHECK_ALL, [[name, base64.b64encode(content).decode()] for name, content in given])
    told = [command_says(data, name, content) for name, content in given]
    differ = [
        (name, [each for each in here if each not in there], [each for each in there if each not in here])
        for (name, _), here, there in zip(given, shown, told, strict=True)
        if sorted(here) != sorted(there)
    ]
    assert not differ, "\n".join(map(str, differ))
    assert sum(1 for each in told if each) > 80 and sum(1 for each in told if not each) > 40
    assert len({code for each in told for _, _, _, code, *_ in each}) > 15


# Each notation of a day, right and wrong ones, and with the times that may be behind it.
DAYS = [
    *(
        "3/5/2026",
        "3/5/26",
        "3/5/51",
        "13/5/2026",
        "31.4.2026",
        "2026.3.5",
        "20260305",
        "2026-3-5T10:00",
        "45000",
        "54999",
    ),
    *(
        "Sept 5, 2026",
        "sep 5 2026",
        "May. 5, 2026",
        "5 March 26",
        "5-Mar-2026",
        "31 Feb 2026",
        "Ma 5, 2026",
        "Foo 5, 2026",
    ),
    *(
        "Sep-24",
        "September 2024",
        "mar. 51",
        "2026-02-30",
        "2026-00-10",
        "0999-01-01",
        "3000",
        "2026-13",
        "soon",
        "1/2/3/4",
    ),
]
TIMES = ["13:30", "9:05 am", "12:00 AM", "12:15 pm", "0:30 pm", "13:30 am", "24:00", "25:61", "9:05:30"]
# What Excel made of something, slips in ids, links, phone numbers and amounts.
OTHERS = {
    ("figures", "period"): [f"{day}-{rest}" for day in ("1-Sep", "30-Feb") for rest in ("24", "51", "2024")]
    + [
        "18-Sep",
        "Nov-51",
        "Nov-24",
        "Feb-31",
        "Feb-32",
        "3/5/26",
        "7.25E+15",
        "7E+11",
        "(12)",
        "1.50",
        "a\nb",
        "#NAME? x",
    ],
    ("figures", "unit"): ["peopel", "Persons", "dollar", "x", "percent.", "two people"],
    ("sources", "id"): ["Straße 5", "a, b", "a;b", "O'Neill's Page", "Élan  Vital", "St. John", "x" * 120, "a--b", "-"],
    ("sources", "url"): [
        *(
            "example.org",
            "example.org/a b",
            "https://example.org/ä|b^c",
            "http//example.org",
            "https://exa mple.org",
            "x",
        ),
    ],
    ("partnerships", "contact.phone"): [
        *("(207) 555-0100", "2075550100", "+1 207.555.0100", "207-555-0100 ext. 12", "207-555-0100 x7", "555-0100"),
        *("107-555-0100", "207-555-0100 or so", "call us"),
    ],
    ("figures", "value"): ["$1,200", "1 200", "1,20", "12 %", "1.200,5", "-1,234,567.5", "$", "3.7M", "12abc"],
    ("figures", "as_of"): DAYS,
    ("sources", "accessed"): DAYS,
    ("sessions", "start"): [f"{day} {time}" for day in DAYS[:12] for time in TIMES] + ["2026-03-05", "13:30"],
}

CHECK_VALUES = """async (given) => {
  const { judge } = await import("/spreadsheet-rules.js");
  const { cure } = await import("/spreadsheet-cures.js");
  const rules = await (await fetch("/check.json")).json();
  const ids = new Map(Object.entries(rules.ids).map(([kind, list]) => [kind, new Set(list)]));
  return given.map(([sheet, head, text]) => {
    const column = rules.sheets[sheet].columns.find((each) => each.head === head);
    const of = ids.get(column.reference?.kind) ?? [];
    return judge(text, column, rules, ids).map(([code, message]) => [code, message, cure(code, text, column, rules, of)]);
  });
}"""


def test_the_page_and_the_command_say_the_same_of_what_was_meant(data: DataFolder, page: Page) -> None:
    given = [(sheet, head, text) for (sheet, head), texts in OTHERS.items() for text in texts]
    run = Run(data.folder, None)
    load_packages(run)
    for kind, resource in run.resources.items():
        resource.ids, resource.known = {id: id for id in data.records.get(kind, {})}, True
    told = [faults_of(data, run, *each) for each in given]
    shown = page.evaluate(CHECK_VALUES, given)
    differ = [each for each in zip(given, shown, told, strict=True) if sorted(each[1]) != sorted(each[2])]
    assert not differ, "\n".join(map(str, differ))
    assert len(given) > 200 and sum(1 for each in told for _, _, hint in each if hint) > 180


def faults_of(data: DataFolder, run: Run, sheet: str, head: str, text: str) -> list[list[str]]:
    """What the command says of one value."""
    layout = data.sheets[sheet]
    column = next(each for each in layout.columns if each.head == head)
    field = sheet_check.field_of(column, run.resources[layout.kind].fields)
    found = values.judge(run, field, text)[1]
    return [
        [each.code, f"{each.message}", each.hint.replace(DRAFT, "")] for each in found if each.code in sheet_check.CODES
    ]


def test_every_pattern_is_one_that_a_browser_knows(page: Page) -> None:
    """Those of the real schemas are those of the made-up state."""
    broken = page.evaluate("""async () => {
      const rules = await (await fetch("/check.json")).json();
      const columns = Object.values(rules.sheets).flatMap((sheet) => sheet.columns);
      const patterns = [
        ...columns.flatMap(({ shape }) => (shape ? [[shape.match, shape.flags]] : [])),
        ...columns.flatMap(({ constraints }) => (constraints ?? []).filter(({ name }) => name === "pattern").map(({ value }) => [value, "u"])),
        [rules.cell_errors.find, "u"], ...rules.excel.days.map((each) => [each, "u"]), [rules.excel.scientific, "u"], [rules.excel.loses, "u"],
      ];
      return [patterns.length, patterns.filter(([pattern, flags]) => { try { new RegExp(pattern, flags); } catch { return true; } return false; })];
    }""")
    assert broken[0] > 100 and broken[1] == []


def test_a_changed_table_is_shown_and_comes_back_with_that_change_alone(
    site: Built, visit: Visitor, tmp_path: Path
) -> None:
    file = tmp_path / "members.xlsx"
    assert workbook.main(["export", str(file), "members", "--data", str(site.data)]) == 0
    book = openpyxl.load_workbook(file)
    sheet = book["members"]
    heads = [cell.value for cell in sheet[1]]
    sheet.cell(2, heads.index("note") + 1).value = "Somebody wrote this."
    book.save(file)
    page = visit(f"{site.url}staff/check/")
    page.get_by_label("Choose a spreadsheet").set_input_files(file)
    page.get_by_text("0 problems were found. 1 rows differ").wait_for()
    assert page.get_by_role("cell", name="Somebody wrote this.").is_visible()
    with page.expect_download(timeout=30_000) as waiting:
        page.get_by_role("button", name="Download members.csv").click()
    made = Path(waiting.value.path()).read_bytes().decode().splitlines()
    before = (site.data / "partnerships/members.csv").read_bytes().decode().splitlines()
    assert [at for at, (old, new) in enumerate(zip(before, made, strict=True)) if old != new] == [1]
    assert "Somebody wrote this." in made[1]


# --- records that have a file each ------------------------------------------------------

Cells = dict[str, Any]


class Change(NamedTuple):
    """What somebody does to a sheet of partnerships: other cells in rows that have some, new rows, rows that go."""

    sheet: str
    where: Cells
    cells: Cells | None = None  # None: the rows go


BOATS, OF_BOATS = {"id": "boats"}, {"(record)": "boats"}
RECORD_CHANGES: dict[str, list[Change]] = {
    "texts, one with a colon and one with a number": [
        Change("partnerships", BOATS, {"title": "Boats: a plan", "short_title": "1.10", "status_as_of": "2025-06"})
    ],
    "prose of two paragraphs": [Change("partnerships", BOATS, {"purpose": "Yards need people.\n\nThey 'teach' them."})],
    "a list of words grows, and another shrinks": [
        Change("partnerships", BOATS, {"counties": "alder\ncedar\nbirch", "outcomes": "courses"})
    ],
    "sentences of a list": [Change("partnerships", BOATS, {"not_known": "What the course costs.\nWho # pays."})],
    "parts of a group": [Change("partnerships", BOATS, {"contact.name": "Boat desk", "contact.url": None})],
    "emptied fields, one of them a menu": [Change("partnerships", BOATS, {"places_note": None, "populations": None})],
    "a new row of a list": [
        Change(
            "partnerships.activities", {}, {**OF_BOATS, "text": "They | met.", "date": "2026-02", "source": "yearbook"}
        )
    ],
    "a row of a list changes": [
        Change("partnerships.services", {**OF_BOATS, "(number)": "2"}, {"state": "offered", "date": "2025-11"})
    ],
    "a row of a list goes": [Change("partnerships.activities", {**OF_BOATS, "(number)": "1"})],
    "all rows of a list go": [Change("partnerships.links", OF_BOATS)],
    "two records": [
        Change("partnerships", BOATS, {"since": "2024-04"}),
        Change("partnerships", {"id": "kelp"}, {"stage_note": "The handout says so."}),
    ],
}

FORMS_OF = """async (content) => {
  const { readSpreadsheet } = await import("/spreadsheet-file.js");
  const { difference, known } = await import("/spreadsheet-rules.js");
  const { changedRecords } = await import("/spreadsheet-forms.js");
  const rules = await (await fetch("/check.json")).json();
  const read = await readSpreadsheet(Uint8Array.from(atob(content), (each) => each.charCodeAt(0)).buffer, "book.xlsx");
  const { sheets } = known(read, rules);
  return changedRecords(sheets, difference(read, sheets, rules), rules);
}"""


@pytest.fixture(scope="module")
def exported(state: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    file = tmp_path_factory.mktemp("exported") / "book.xlsx"
    assert workbook.main(["export", str(file), "partnerships", "--data", str(state), "--today", f"{TODAY}"]) == 0
    return file.read_bytes()


def edited(content: bytes, changes: list[Change]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet, where, cells in changes:
        heads = [cell.value for cell in book[sheet][1]]
        if not where:
            book[sheet].append([(cells or {}).get(head) for head in heads])
            continue
        rows = [
            row for row in book[sheet].iter_rows(2) if all(row[heads.index(k)].value == v for k, v in where.items())
        ]
        assert rows
        for row in reversed(rows):
            if cells is None:
                book[sheet].delete_rows(row[0].row)
            for head, value in (cells or {}).items():
                row[heads.index(head)].value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def from_forms(page: Page, content: bytes, state: Path) -> dict[str, str]:
    """The files as the forms write them that the page offers for a workbook, each sent as it opens."""
    checked = validation.check(state, TODAY)
    made, files = form_command.made(checked), proposals.Files(state, checked)
    for record in page.evaluate(FORMS_OF, base64.b64encode(content).decode()):
        assert record["left"] == [] and record["what"] == "changed"
        opened, answers = issue_forms.opened(record["url"], made)
        assert answers.pop("record") == record["id"]
        labels = [each["attributes"]["label"] for each in opened["body"] if "id" in each]
        sent = issue_bodies.answers(issue_forms.body(opened, {**answers, "record": record["id"]}), labels)
        form = forms.of_checked(checked)[record["kind"]]
        assert proposals.of_form(form, sent, files, TODAY, was_read=False).faults == []
    return files.changed()


@pytest.mark.parametrize("case", RECORD_CHANGES)
def test_what_the_page_sends_of_a_record_is_what_the_import_writes(
    case: str, page: Page, data: DataFolder, exported: bytes, state: Path
) -> None:
    content = edited(exported, RECORD_CHANGES[case])
    wanted = workbook.outcome_of(data, content, "", TODAY)
    assert wanted.errors == [] and wanted.texts
    assert from_forms(page, content, state) == wanted.texts


def test_records_that_were_found_right_are_in_one_form(page: Page, exported: bytes, state: Path) -> None:
    day = {"last_reviewed": "2026-03-05"}
    changes = [Change("partnerships", {"id": id}, day) for id in ("boats", "kelp")]
    changes += [Change("partnerships", {"id": "boats"}, {"since": "2024-04"})]
    content = base64.b64encode(edited(exported, changes)).decode()
    ((url, count),) = page.evaluate(
        FORMS_OF.replace("return changedRecords(sheets, difference(read, sheets, rules), rules);", REVIEWS_OF), content
    )
    opened, answers = issue_forms.opened(url, form_command.made(validation.check(state, TODAY)))
    assert (opened["name"], answers["records"], count) == ("Still right?", "partnerships/boats\npartnerships/kelp", 2)


REVIEWS_OF = """const { reviewForms } = await import("/spreadsheet-forms.js");
  const forms = (records) => reviewForms(records, rules).map(({ url, count }) => [url, count]);
  return forms(changedRecords(sheets, difference(read, sheets, rules), rules));"""


def test_a_row_that_goes_over_shared_ones_is_no_table_to_upload(page: Page, state: Path, tmp_path: Path) -> None:
    """The program's own file has no more than what differs, and the workbook shows all of it."""
    file = tmp_path / "book.xlsx"
    assert workbook.main(["export", str(file), "glossary", "--data", str(state), "--today", f"{TODAY}"]) == 0
    content = edited(file.read_bytes(), [Change("glossary", {"id": "tide"}, {"definition": "Who calls the meeting."})])
    (found,) = page.evaluate(FORMS_OF, base64.b64encode(content).decode())
    assert (found["id"], found["path"], found["left"]) == ("tide", "program/glossary.csv", ["definition"])


def test_what_no_form_asks_for_is_named_with_its_file(page: Page, exported: bytes) -> None:
    changes = [Change("partnerships", BOATS, {"last_reviewed": "2026-03-05"}), Change("partnerships", {"id": "kelp"})]
    boats, kelp = page.evaluate(FORMS_OF, base64.b64encode(edited(exported, changes)).decode())
    assert (boats["id"], boats["url"], boats["left"]) == ("boats", "", ["last_reviewed"])
    assert (kelp["what"], kelp["path"]) == ("removed", "partnerships/records/kelp.yaml")


def test_a_file_that_is_none_is_told_in_words(site: Built, visit: Visitor, tmp_path: Path) -> None:
    page = visit(f"{site.url}staff/check/")
    for name, content, told in (
        ("old.xls", b"\xd0\xcf\x11\xe0", "This is an old Excel file. Save it as an Excel workbook (.xlsx)."),
        ("cut.xlsx", b"PK\x03\x04cut off", "The file is cut off. Save it again."),
        ("latin.csv", "id,name\na,Andr\u00e9\n".encode("cp1252"), "The file must be UTF-8."),
        ("open.csv", b'id,name\na,"b\n', "The quote in line 2 is not closed properly."),
        ("other.csv", b"a,b\n1,2\n", "No sheet of this file is known."),
    ):
        (tmp_path / name).write_bytes(content)
        page.get_by_label("Choose a spreadsheet").set_input_files(tmp_path / name)
        page.get_by_text(told).wait_for()


def test_a_changed_record_is_shown_with_what_to_do(site: Built, visit: Visitor, tmp_path: Path) -> None:
    """This site knows no repository, so no form can be opened: the page names the file."""
    file = tmp_path / "book.xlsx"
    assert workbook.main(["export", str(file), "partnerships", "--data", str(site.data)]) == 0
    id = openpyxl.load_workbook(file)["partnerships"].cell(2, 1).value
    file.write_bytes(
        edited(file.read_bytes(), [Change("partnerships", {"id": id}, {"status_note": "Somebody wrote this."})])
    )
    page = visit(f"{site.url}staff/check/")
    page.get_by_label("Choose a spreadsheet").set_input_files(file)
    item = page.locator('[data-part="forms"] li')
    item.wait_for()
    told = f"{id} (partnerships). No form has this: status_note. Write it into data/partnerships/records/{id}.yaml"
    assert item.inner_text() == told and page.locator('[data-part="files"]').is_hidden()
