"""What the tools in the browser are made of: keeping, files, Word, Excel, calendars."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import docx
import icalendar
import openpyxl
import pytest
from docx.oxml.ns import qn
from playwright.sync_api import Page, expect
from visiting import Built, Contexts, Visitor, noon

from macros.formats import markdown_writer
from macros.formats.document_blocks import FormField, Heading, List, NewPage, Sum, Table, Text
from macros.pages import templating

ODD = "\u201cquotes\u201d & <tags> caf\u00e9 \U0001f600 \u05e9\u05dc\u05d5\u05dd"
SHELF = "new k.Shelf({kind: 'test-plan', noun: 'test plan', version: 2, check: (c) => typeof c?.text === 'string' ? [] : ['it has no text'], upgrade: (c) => ({text: c.old})})"


@pytest.fixture
def page(site: Built, visit: Visitor) -> Page:
    return visit(f"{site.url}about/")


def test_a_visitor_finds_nothing_of_the_one_before(site: Built, contexts: Contexts) -> None:
    """Visitors take turns in a context: what one kept, changed or stopped must not be there for the next."""
    one, other = Visitor(contexts), Visitor(contexts)
    page = one(f"{site.url}about/", viewport={"width": 320, "height": 400}, color_scheme="dark")
    context = page.context
    page.evaluate("localStorage.a = sessionStorage.a = document.cookie = 'a=1'")
    context.route("**/*", lambda route: route.abort())
    context.clock.set_fixed_time("2031-01-01T12:00:00-05:00")
    page.evaluate("console.error('mine')")
    assert one.leave() == ["mine"]
    page = other(f"{site.url}about/")
    assert page.context is context and len(context.pages) == 2
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie, innerWidth]") == [
        0,
        0,
        "",
        1280,
    ]
    assert page.evaluate("[Date.now(), matchMedia('(prefers-color-scheme: dark)').matches]") == [
        1000 * noon().timestamp(),
        False,
    ]
    assert other.leave() == []


def call(page: Page, site: Built, module: str, body: str, value: Any = None) -> Any:
    """Run a function body in the page, with the module as ``k`` and a value as ``value``."""
    address = f"{site.url}assets/ours/js/{module}.js"
    return page.evaluate(f"async ([address, value]) => {{ const k = await import(address); {body} }}", [address, value])


def file_of(page: Page, site: Built, module: str, made: str, value: Any) -> bytes:
    """The bytes of a Blob that a module makes."""
    body = f"const b = new Uint8Array(await (await k.{made}(value)).arrayBuffer()); let s = ''; for (const x of b) s += String.fromCharCode(x); return btoa(s);"
    return base64.b64decode(call(page, site, module, body, value))


# --- keeping --------------------------------------------------------------------


def test_nothing_is_kept_before_the_person_agrees(page: Page, site: Built) -> None:
    found = call(
        page,
        site,
        "storage",
        f"const s = {SHELF}; try {{ s.write('a', {{text: ''}}) }} catch (e) {{ return [e.code, localStorage.length] }}",
    )
    assert found == ["forbidden", 0]


def test_things_are_kept_renamed_and_cleared(page: Page, site: Built) -> None:
    body = f"const s = {SHELF}; s.agree(); s.write('b', {{text: value}}); s.write('a', {{text: '1'}}); const first = [s.names(), s.read('b').text, s.freeName('a'), k.howMany()]; k.clearAll(); return [first, s.names(), s.agreed(), localStorage.length];"
    assert call(page, site, "storage", body, ODD) == [[["a", "b"], ODD, "a (2)", 2], [], False, 0]


def envelope(**changes: Any) -> str:
    whole = {"format": "partnership-library", "kind": "test-plan", "version": 2, "name": "A", "content": {"text": "x"}}
    return json.dumps({**whole, **changes})


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "damaged"),
        ("{", "damaged"),
        (envelope()[:-9], "damaged"),
        ("[]", "foreign"),
        ('{"format": "other"}', "foreign"),
        ("null", "foreign"),
        (envelope(kind="launch-plan"), "foreign"),
        (envelope(version=3), "newer"),
        (envelope(version="2"), "damaged"),
        (envelope(content={}), "damaged"),
        (envelope(content=None), "damaged"),
        (" " * 2_000_001, "large"),
    ],
)
def test_files_that_are_not_ours_are_refused_with_a_sentence(text: str, code: str, page: Page, site: Built) -> None:
    body = f"try {{ k.fromFile({SHELF}, value); return 'taken' }} catch (e) {{ return [e.name, e.code, e.message] }}"
    name, found, message = call(page, site, "storage", body, text)
    assert (name, found) == ("StorageError", code) and message.endswith(".") and len(message) > 30


def test_files_come_back_and_old_ones_are_brought_up(page: Page, site: Built) -> None:
    body = f"const s = {SHELF}; return [k.opened(s, k.toFile(s, 'Plan \u00e9 1', {{text: value}}).text), k.toFile(s, 'Plan \u00e9 1', {{text: ''}}).name, k.fromFile(s, JSON.stringify({{format: 'partnership-library', kind: 'test-plan', version: 1, content: {{old: 'o'}}}}))];"
    assert call(page, site, "storage", body, ODD) == [
        {"name": "Plan \u00e9 1", "content": {"text": ODD}},
        "plan-e-1.test-plan.json",
        {"text": "o"},
    ]


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        ("Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError') }", "full"),
        ("Storage.prototype.setItem = () => { throw new DOMException('', 'SecurityError') }", "forbidden"),
        (
            "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('', 'SecurityError') }})",
            "forbidden",
        ),
    ],
)
def test_full_and_forbidden_storage_is_told(broken: str, code: str, page: Page, site: Built) -> None:
    body = f"const s = {SHELF}; {broken}; try {{ s.agree() }} catch (e) {{ return [e.code, s.agreed(), s.names()] }}"
    assert call(page, site, "storage", body) == [code, False, []]


# --- the panel --------------------------------------------------------------------


def waken(page: Page, site: Built) -> None:
    """Put the panel and a field for words on a page, and wake them as a tool does."""
    html = str(templating.part("_storage.html", "storage")("test plan", "../"))
    page.evaluate(
        "html => { document.querySelector('main').insertAdjacentHTML('afterbegin', html + '<textarea id=words aria-label=Words></textarea>') }",
        html,
    )
    call(
        page,
        site,
        "storage-panel",
        f"""
        const keeping = await import('./storage.js'.replace('.', new URL('.', address).href.slice(0, -1)));
        const words = document.querySelector('#words');
        const shelf = ((k) => {SHELF})(keeping);
        const panel = k.storagePanel(document.querySelector('[data-storage]'), shelf, {{
          get: () => ({{text: words.value}}), set: (c) => {{ words.value = c.text }}, empty: () => ({{text: ''}}), name: 'My plan'}});
        words.addEventListener('input', () => panel.changed());""",
    )


@pytest.fixture
def panel(page: Page, site: Built) -> Page:
    waken(page, site)
    return page


def kept(page: Page) -> dict[str, str]:
    found = page.evaluate("Object.entries(localStorage).filter(([k]) => k.includes('test-plan'))")
    return {key.rpartition(":")[2]: json.loads(text)["content"]["text"] for key, text in found}


def test_what_is_typed_stays_in_the_tab_until_it_is_cleared(panel: Page, site: Built) -> None:
    words = panel.get_by_label("Words")
    words.fill(ODD)
    panel.reload()  # at once, before the pause after typing is over
    waken(panel, site)
    assert words.input_value() == ODD
    panel.get_by_role("status").filter(has_text="What you typed is here again, kept in this tab.").wait_for()
    assert panel.evaluate("localStorage.length") == 0
    panel.get_by_role("button", name="Clear what I typed").click()
    panel.get_by_role("button", name="Clear it").click()
    panel.get_by_text("Nothing of it is left in this tab.").wait_for()
    assert words.input_value() == "" and panel.evaluate("sessionStorage.length") == 0
    panel.reload()
    waken(panel, site)
    assert words.input_value() == ""


def test_a_page_with_another_query_has_its_own_place_in_the_tab(panel: Page, site: Built) -> None:
    panel.get_by_label("Words").fill("one")
    here = panel.url
    panel.goto(f"{here}?other=1")
    waken(panel, site)
    assert panel.get_by_label("Words").input_value() == ""
    panel.goto(here)
    waken(panel, site)
    assert panel.get_by_label("Words").input_value() == "one"


def test_a_reload_opens_what_was_open_and_not_the_first_of_what_is_kept(panel: Page, site: Built) -> None:
    panel.get_by_role("button", name="Keep it on this device").click()
    panel.get_by_label("Words").fill("one")
    panel.get_by_label("Words").blur()
    panel.get_by_role("button", name="New", exact=True).click()
    panel.get_by_label("Words").fill("two")
    panel.reload()
    waken(panel, site)
    assert kept(panel) == {"My plan": "one", "My plan (2)": "two"}
    assert panel.get_by_label("Words").input_value() == "two"


def test_the_browser_asks_before_leaving_only_where_the_tab_keeps_nothing(panel: Page) -> None:
    asks = "() => { const leaving = new Event('beforeunload', {cancelable: true}); dispatchEvent(leaving); return leaving.defaultPrevented }"
    panel.get_by_label("Words").fill("one")
    assert panel.evaluate(asks) is False
    panel.evaluate("Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError') }; 0")
    panel.get_by_label("Words").fill("two")
    assert panel.evaluate(asks) is True
    panel.get_by_role("alert").filter(has_text="Save your work as a file").wait_for()


def test_typing_is_kept_after_agreeing_and_each_thing_has_its_name(panel: Page) -> None:
    panel.get_by_label("Words").fill("one")
    assert kept(panel) == {}
    panel.get_by_role("button", name="Keep it on this device").click()
    assert kept(panel) == {"My plan": "one"}
    panel.get_by_label("Words").fill("two")
    panel.get_by_text("Kept on this device.").wait_for()
    panel.get_by_role("button", name="New", exact=True).click()
    assert kept(panel) == {"My plan": "two"} and panel.get_by_label("Words").input_value() == ""
    panel.get_by_label("Words").fill("three")
    panel.wait_for_timeout(600)
    assert kept(panel) == {"My plan": "two", "My plan (2)": "three"}
    panel.get_by_label("Name of this test plan").fill("Other")
    panel.get_by_label("Name of this test plan").blur()
    assert kept(panel) == {"My plan": "two", "Other": "three"}


def test_deleting_asks_first_and_escape_keeps_all(panel: Page) -> None:
    panel.get_by_role("button", name="Keep it on this device").click()
    panel.get_by_role("button", name="Delete everything kept here").click()
    panel.keyboard.press("Escape")
    assert kept(panel) == {"My plan": ""}
    panel.get_by_role("button", name="Delete everything kept here").click()
    panel.get_by_role("button", name="Delete everything", exact=True).click()
    panel.get_by_text("Everything is deleted.").wait_for()
    assert panel.evaluate("localStorage.length") == 0


def test_export_and_import_by_file_and_a_bad_file_loses_nothing(panel: Page, tmp_path: Path) -> None:
    panel.get_by_label("Words").fill(ODD)
    with panel.expect_download(timeout=30_000) as waiting:
        panel.get_by_role("button", name="Save as a file").click()
    saved = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(saved)
    bad = tmp_path / "bad.json"
    bad.write_text(saved.read_text(encoding="utf-8")[:-20], encoding="utf-8")
    panel.locator("[data-storage-file]").set_input_files(bad)
    panel.get_by_role("alert").filter(has_text="can't be read").wait_for()
    assert panel.get_by_label("Words").input_value() == ODD
    panel.get_by_label("Words").evaluate("each => { each.value = '' }")
    panel.locator("[data-storage-file]").set_input_files(saved)
    panel.get_by_role("status").filter(has_text="Opened").wait_for()
    assert panel.get_by_label("Words").input_value() == ODD


# --- files --------------------------------------------------------------------------

BLOCKS = [
    {"kind": "heading", "level": 1, "text": "One"},
    {"kind": "text", "text": f"{ODD}\nnext", "style": ""},
    {"kind": "list", "items": ["a", "b"], "ordered": True},
    {"kind": "list", "items": ["c"], "ordered": True},
    {
        "kind": "table",
        "caption": "Sums",
        "header": ["A", "B"],
        "rows": [["1|2", {"kind": "field", "label": "x", "value": ODD}]],
        "widths": [1, 2],
    },
    {"kind": "field", "label": "Why", "value": "", "hint": "Say why"},
    {"kind": "field", "label": "Day", "value": "2026-11-21", "type": "date"},
    {"kind": "page"},
]


def test_word_file_has_headings_header_rows_fields_and_every_word(page: Page, site: Built) -> None:
    document = docx.Document(
        io.BytesIO(file_of(page, site, "word", "wordFile", {"title": "Pl\u00e1n", "blocks": BLOCKS}))
    )
    assert document.core_properties.title == "Pl\u00e1n" and document.core_properties.language == "en-US"
    assert [p.text for p in document.paragraphs if p.style.name in ("Title", "Heading 1")] == ["Pl\u00e1n", "One"]
    assert any(p.text == f"{ODD}\nnext" for p in document.paragraphs)
    numbers = [p._p.pPr.numPr.numId.val for p in document.paragraphs if p.style.name == "List Number"]
    assert numbers[0] == numbers[1] != numbers[2]
    assert document.tables[0].rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    shown = ["".join(t.text for t in each.iter(qn("w:t"))) for each in document.element.body.iter(qn("w:sdt"))]
    assert shown == [ODD, "Say why", "November 21, 2026"]


def test_word_files_of_both_makers_have_the_same_styles(page: Page, site: Built) -> None:
    blank = zipfile.ZipFile(site.folder / "assets/blank.docx")
    made = zipfile.ZipFile(io.BytesIO(file_of(page, site, "word", "wordFile", {"title": "T", "blocks": []})))
    assert made.testzip() is None and made.namelist() == blank.namelist()
    assert made.read("word/styles.xml") == blank.read("word/styles.xml")


def test_workbook_keeps_types_and_runs_only_what_is_a_formula(page: Page, site: Built) -> None:
    sheet = {
        "name": "Budget: [1]",
        "columns": [{"title": "What", "width": 30}, {"title": "How much"}],
        "rows": [
            ["=1+1", {"value": 12.5, "format": "money"}],
            [ODD, {"formula": "SUM(B2:B2)", "value": 12.5}],
            [{"value": "2026-11-21", "format": "day"}, None],
        ],
    }
    book = openpyxl.load_workbook(
        io.BytesIO(file_of(page, site, "workbook", "workbookFile", {"title": "T", "sheets": [sheet, sheet]}))
    )
    assert book.sheetnames == ["Budget 1", "Budget 1 2"] or len(set(book.sheetnames)) == 2
    cells = book.worksheets[0]
    assert (cells["A2"].value, cells["A2"].data_type) == ("=1+1", "s") or cells["A2"].data_type == "s"
    assert cells["B2"].value == 12.5 and "$" in cells["B2"].number_format
    assert cells["A3"].value == ODD and cells["B3"].value == "=SUM(B2:B2)" and cells["B3"].data_type == "f"
    assert str(cells["A4"].value)[:10] == "2026-11-21"


def test_calendar_parses_folds_and_reminds(page: Page, site: Built) -> None:
    entries = [{"id": "plan-1-a", "day": "2027-02-28", "title": f"{ODD}, and; more" * 4, "text": "a\nb", "remind": 7}]
    text = call(page, site, "ical", "return k.calendar('Plan', value)", entries)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    event = icalendar.Calendar.from_ical(text).walk("VEVENT")[0]
    assert str(event["SUMMARY"]) == f"{ODD}, and; more" * 4 and str(event["DESCRIPTION"]) == "a\nb"
    assert event["DTSTART"].dt.isoformat() == "2027-02-28" and event["DTEND"].dt.isoformat() == "2027-03-01"
    assert event.walk("VALARM")[0]["TRIGGER"].dt.days == -7


def test_days_are_counted_without_a_time_zone(site: Built, visit: Visitor) -> None:
    page = visit(f"{site.url}about/", timezone_id="Pacific/Auckland")
    assert call(page, site, "ical", "return [k.dayAfter('2027-03-13', 1), k.dayAfter('2028-03-01', -1)]") == [
        "2027-03-14",
        "2028-02-29",
    ]


def test_the_browser_writes_markdown_as_the_build_does(page: Page, site: Built) -> None:
    texts = [
        ODD,
        "# a",
        "1. a",
        "1) a",
        "- a",
        "3.5 -a",
        "a *b* _c_ `d` [e](f) | ~g~ \\",
        "R&D & &amp;",
        "a\nb",
        "a\r\n\n b",
        "",
        "---",
        "=",
        ":-",
    ]
    for text in texts:
        table = {
            "kind": "table",
            "caption": text,
            "header": ["A", text],
            "rows": [[text, {"formula": "SUM(A1)", "value": "1"}]],
        }
        given = [
            {"kind": "heading", "level": 2, "text": text},
            {"kind": "text", "text": text},
            {"kind": "text", "text": text, "style": "note"},
            {"kind": "list", "items": [text, "a"], "ordered": True},
            {"kind": "field", "label": "Why", "value": "", "hint": text, "type": "prose"},
            {"kind": "field", "label": text, "value": text, "type": "choice", "options": [[text, "One"]]},
            {"kind": "field", "label": "Day", "value": "2026-11-21", "type": "date"},
            {"kind": "field", "label": "Done", "value": "", "type": "check"},
            table,
            {"kind": "page"},
        ]
        expected = [
            Heading(text, 2),
            Text(text),
            Text(text, "note"),
            List([text, "a"], ordered=True),
            FormField("Why", hint=text, type="prose"),
            FormField(text, text, type="choice", options=[(text, "One")]),
            FormField("Day", "2026-11-21", type="date"),
            FormField("Done", type="check"),
            Table(["A", text], [[text, Sum("SUM(A1)", "1")]], text),
            NewPage(),
        ]
        made = call(page, site, "markdown", "return k.markdownText(value)", {"title": text, "blocks": given})
        assert made == markdown_writer.markdown_file(text, expected)


# --- the metric builder, and bars at the foot of a page ---------------------------------


def test_each_choice_is_counted_where_one_chooses_and_the_plan_is_one_step_away(site: Built, visit: Visitor) -> None:
    page = visit(f"{site.url}metrics/builder/", viewport={"width": 390, "height": 844})
    count, way = page.locator("[data-builder-count]"), page.get_by_role("link", name="See your plan")
    expect(count).to_have_text("No metric chosen yet.")
    expect(way).to_be_hidden()
    for number, box in enumerate(page.locator('input[name="metric"]').all()[:2], start=1):
        box.check()
        expect(count).to_have_text(f"{number} metric{'s' if number > 1 else ''} chosen.")
        expect(count).to_be_in_viewport()
    way.click()
    expect(page.get_by_role("heading", name="Your plan")).to_be_in_viewport()
    page.reload()
    expect(count).to_have_text("2 metrics chosen.")


HIDDEN_FOCUS = """bar => {
  const at = document.activeElement;
  const [own, { left, top }] = [at.getBoundingClientRect(), bar.getBoundingClientRect()]; // filters may be at its left
  return at !== document.body && !bar.contains(at) && bar.getClientRects().length > 0 && own.top >= top
    && own.top < innerHeight && own.right > left && bar.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_PRECEDING
    ? at.outerHTML.slice(0, 200) : "";
}"""


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize(
    ("path", "bar"),
    [
        ("grants/fill/", ".filler__bar"),
        ("metrics/builder/", ".metric-builder__bar"),
        ("partnerships/?compare={partnership}", ".compare-bar"),
    ],
)
def test_a_bar_at_the_foot_never_hides_the_focus(path: str, bar: str, width: int, site: Built, visit: Visitor) -> None:
    """WCAG 2.2, 2.4.11."""
    address = site.url + path.format(partnership=next(iter(site.catalog.partnerships)))
    page = visit(address, viewport={"width": width, "height": 844}, reduced_motion="reduce")
    page.locator(bar).wait_for(state="visible")
    hidden = []
    for _ in range(70):
        page.keyboard.press("Tab")
        hidden.append(page.locator(bar).evaluate(HIDDEN_FOCUS))
    assert [each for each in hidden if each] == []


def test_what_is_of_no_use_after_its_day_goes_and_a_note_says_so(page: Page, site: Built) -> None:
    day = noon().date()
    parts = "".join(f'<p data-until="{day + timedelta(days=number)}">{number}</p>' for number in (-1, 0))
    page.evaluate(
        "html => document.querySelector('main').insertAdjacentHTML('beforeend', html)",
        f"{parts}<p data-once-over hidden>It is over.</p>",
    )
    call(page, site, "record", "return 0")
    assert page.locator("[data-until]").all_inner_texts() == ["0"]
    assert page.get_by_text("It is over.").is_visible()
