"""The toolkit in the browser: a team's whole way, what is never sent, paper, and files that are not right."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import docx
import icalendar
import pytest
from axe import in_both_schemes
from playwright.sync_api import Page, expect
from visiting import Built, Visitor

from macros.data import public_holidays
from macros.data.models.toolkit import RoomPack, Worksheet
from macros.pages.templating import file_size

SECRET = "Xylophone works & <b>sons</b> ünïcödé"
FOOT = "[data-form-foot] [data-words]"  # how far one is, and where that is kept
ANSWERS = {"Ada": "In place", "Ben": "Not yet", "Cyd": "Don't know"}


@pytest.fixture
def sent(visit: Visitor) -> list[str]:
    """Every request of the test's pages: its address and its body."""
    seen: list[str] = []
    see = visit._see_request

    def watch(request: object) -> None:
        seen.append(f"{request.method} {request.url} {request.post_data or ''}")  # type: ignore[attr-defined]
        see(request)

    visit._see_request = watch  # type: ignore[method-assign]
    return seen


@pytest.fixture
def components(site: Built) -> list[str]:
    """What the self-assessment asks for."""
    return list(site.catalog.components)


def fillable(site: Built, *keys: str) -> Worksheet:
    """A worksheet that asks for all of these. Raises LookupError when there is none."""
    fit = (each for each in site.catalog.worksheets.values() if set(keys) <= {ask.key for ask in each.asks})
    found = next(fit, None)
    if found is None:
        raise LookupError(f"no worksheet asks for {keys}: let the test fill in others")
    return found


def downloaded(page: Page, name: str, folder: Path) -> Path:
    with page.expect_download(timeout=30_000) as waiting:
        page.get_by_role("button", name=name, exact=True).click()
    path = folder / f"{len(list(folder.iterdir()))}-{waiting.value.suggested_filename}"
    waiting.value.save_as(path)
    return path


def assess(page: Page, answer: str, partner: str, note: str = "") -> None:
    page.get_by_role("radio", name=partner, exact=True).check()
    for ask in page.locator("fieldset[data-ask]:not([data-ask=partner])").all():
        ask.get_by_role("radio", name=answer, exact=True).check()
    page.locator("[data-kind=prose] textarea").first.fill(note)


def test_a_team_goes_all_the_way(
    site: Built, visit: Visitor, sent: list[str], components: list[str], tmp_path: Path
) -> None:
    first, *_, last = components
    total = len(components)
    # Three people answer, each on a device of their own.
    files = []
    partners = [each.name for each in site.catalog.partner_kinds.values()]
    for place, (name, answer) in enumerate(ANSWERS.items()):
        page = visit(f"{site.url}toolkit/assessment/")
        expect(page.locator(FOOT)).to_have_text(f"0 of {total} answered")
        assess(page, answer, partners[place], SECRET)
        if name == "Ben":  # differs in one answer: a split with nobody but himself
            page.locator(f"[data-ask={last}]").get_by_role("radio", name="In place").check()
        expect(page.locator(FOOT)).to_have_text(f"{total} of {total} answered, kept in this tab")
        files.append(downloaded(page, "Save as a file", tmp_path))
    code = page.locator("[data-code]").inner_text()

    # The convener puts them together.
    page = visit(f"{site.url}toolkit/consensus/")
    page.locator("[data-input]").set_input_files(files)
    expect(page.locator("[data-people] li")).to_have_count(3)
    row = page.locator(f"[data-component={first}]")
    assert row.locator("td").all_inner_texts()[:4] == [
        f"1\n{partners[0]}",
        "0",
        f"1\n{partners[1]}",
        f"1\n{partners[2]}",
    ]
    expect(row.locator("td").last).to_contain_text("Split, and some don’t know")
    expect(page.locator(f"[data-component={last}] td").last).to_contain_text("Some don’t know")
    expect(page.locator("[data-partner].is-missing")).to_have_count(len(partners) - 3)
    page.get_by_label("Paste the codes").fill(code)
    page.get_by_role("button", name="Add the codes").click()
    expect(page.locator("[data-people] li")).to_have_count(4)

    # The plan starts from the gaps; nothing of that is in the address that a server sees.
    page.get_by_role("link", name="Start an action plan from the gaps").click()
    page.get_by_role("status").filter(has_text=f"The plan starts from {total - 1} gaps").wait_for()
    assert "gaps" not in page.url
    page.get_by_role("button", name="Keep it on this device").click()
    page.get_by_label("Partnership", exact=True).fill(SECRET)
    page.get_by_label("Timeline: done by, row 1").first.fill("2027-02-01")
    page.get_by_label("Lead person or organization, row 1").first.fill("Ada")
    page.get_by_label("Move row 1 down").first.click()
    expect(page.get_by_label("Lead person or organization, row 2").first).to_have_value("Ada")
    page.get_by_role("status").filter(has_text="Kept on this device").wait_for()
    plan = downloaded(page, "Save as a file", tmp_path)
    document = docx.Document(str(downloaded(page, "Word file", tmp_path)))
    assert document.core_properties.language == "en-US" and len(document.tables) >= 2
    assert any(
        "Ada" in "".join(cell._tc.itertext()) for table in document.tables for row in table.rows for cell in row.cells
    )
    events = icalendar.Calendar.from_ical(
        downloaded(page, "Calendar file with reminders", tmp_path).read_text(encoding="utf-8")
    ).walk("VEVENT")
    assert [event["DTSTART"].dt.isoformat() for event in events] == ["2027-02-01"] and events[0].walk("VALARM")
    assert SECRET in downloaded(page, "CSV file", tmp_path).read_text(encoding="utf-8-sig")
    assert "Ada" in downloaded(page, "Markdown file", tmp_path).read_text(encoding="utf-8")

    # The browser is closed. Another one opens the file, marks a row as done, and saves again.
    page = visit(f"{site.url}toolkit/plan/")
    page.locator("[data-storage-file]").set_input_files(plan)
    page.get_by_role("status").filter(has_text="Opened").wait_for()
    expect(page.get_by_label("Lead person or organization, row 2").first).to_have_value("Ada")
    page.get_by_label("Status, row 2").first.select_option("Done")
    expect(page.locator(FOOT)).to_contain_text("1 done")
    again = json.loads(downloaded(page, "Save as a file", tmp_path).read_text(encoding="utf-8"))
    rows = again["content"]["tables"][f"rows-{next(iter(site.catalog.elements))}"]
    assert [row["status"] for row in rows].count("Done") == 1 and again["content"]["answers"]["partnership"] == SECRET
    page.get_by_role("button", name="Start the next quarter").click()
    page.get_by_role("button", name="Start the next quarter").last.click()
    expect(page.locator(FOOT)).to_contain_text(f"{total - 2} actions")

    # Nothing that was typed went anywhere.
    assert sent and all(each.startswith("GET ") for each in sent)
    assert not any(word in each for each in sent for word in ("Xylophone", "gaps", "Ada"))


NOT_RIGHT = {
    "half": (lambda text: text[: len(text) // 2], "can't be read"),
    "another kind": (lambda text: text.replace('"assessment"', '"action-plan"'), "something else"),
    "newer": (lambda text: text.replace('"version": 1', '"version": 9'), "newer version"),
    "foreign": (lambda text: "{}", "not saved by this library"),
    "wrong shape": (lambda text: text.replace('"answers": {', '"answers": {"FIRST": 5, '), "can't be read"),
}


def test_a_file_that_is_not_right_is_refused_and_nothing_is_lost(
    site: Built, visit: Visitor, components: list[str], tmp_path: Path
) -> None:
    first = components[0]
    page = visit(f"{site.url}toolkit/assessment/")
    ask = page.locator(f"[data-ask={first}]")
    ask.get_by_role("radio", name="Partly").check()
    saved = downloaded(page, "Save as a file", tmp_path)
    bad = {name: tmp_path / f"{name}.json" for name in NOT_RIGHT}
    for name, (change, words) in NOT_RIGHT.items():
        text = change(saved.read_text(encoding="utf-8")).replace('"FIRST"', f'"{first}"')
        bad[name].write_text(
            re.sub(rf'("{first}": 5, .*?)"{first}": "Partly",?', r"\1", text, flags=re.DOTALL), "utf-8"
        )
        page.locator("[data-storage-file]").set_input_files(bad[name])
        expect(page.locator("[role=alert]:visible")).to_contain_text(words)  # in the place of the one before
        expect(ask.get_by_role("radio", name="Partly")).to_be_checked()
    # The consensus page refuses them as well, and goes on with those that are right.
    page = visit(f"{site.url}toolkit/consensus/")
    page.locator("[data-input]").set_input_files([*bad.values(), saved])
    for file in bad.values():
        page.get_by_role("alert").filter(has_text=file.name).wait_for()
    expect(page.locator("[data-people] li")).to_have_count(1)


def test_storage_that_is_full_is_told_and_the_page_goes_on(site: Built, visit: Visitor, tmp_path: Path) -> None:
    page = visit(f"{site.url}{fillable(site, 'place').path}")
    page.get_by_role("button", name="Keep it on this device").click()
    page.evaluate("Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError') }; 0")
    page.get_by_label("Place", exact=True).fill(SECRET)
    page.get_by_role("alert").filter(has_text="no room left").wait_for()
    assert (
        SECRET
        in json.loads(downloaded(page, "Save as a file", tmp_path).read_text(encoding="utf-8"))["content"]["answers"][
            "place"
        ]
    )


def test_nothing_is_kept_before_the_person_agrees(site: Built, visit: Visitor) -> None:
    page = visit(f"{site.url}toolkit/plan/")
    page.get_by_label("Partnership", exact=True).fill(SECRET)
    page.wait_for_timeout(600)
    assert page.evaluate("JSON.stringify(localStorage)") == "{}"


# --- one by one -------------------------------------------------------------------


def test_codes_bring_back_the_answers_and_find_slips(site: Built, visit: Visitor) -> None:
    page = visit(f"{site.url}toolkit/")
    body = """async address => {
      const k = await import(address);
      const answers = Array.from({length: 19}, (_, place) => [...k.ANSWERS, ''][place % 5]);
      const code = k.toCode(answers, 3, 'salt');
      const back = k.fromCode(code.toLowerCase().replaceAll('-', ' '), 19, 'salt');
      const slips = [...code].map((sign, place) => code.slice(0, place) + (sign === 'A' ? 'B' : 'A') + code.slice(place + 1)).filter((each) => !each.includes('--') && each.length === code.length);
      const taken = slips.filter((slip) => { try { k.fromCode(slip, 19, 'salt'); return true } catch { return false } });
      let other = ''; try { k.fromCode(code, 19, 'pepper') } catch (error) { other = error.message }
      return {same: JSON.stringify(back.answers) === JSON.stringify(answers) && back.partner === 3, code, taken: taken.length, other};
    }"""
    found = page.evaluate(body, f"{site.url}assets/ours/js/answers.js")
    assert found["same"] and len(found["code"]) <= 20 and found["taken"] == 0 and "another version" in found["other"]


def test_launch_counts_days_and_flags_holidays(site: Built, visit: Visitor) -> None:
    page = visit(f"{site.url}toolkit/launch/", timezone_id="Pacific/Auckland")
    page.get_by_label("Day of the launch meeting").fill("2027-07-05")
    page.get_by_role("status").filter(has_text="tasks have new dates").wait_for()
    dates = page.locator("[data-ask=tasks] tbody tr").evaluate_all(
        "rows => Object.fromEntries(rows.map(r => [r.cells[4].querySelector('textarea').value, [...r.querySelectorAll('input[type=date]')].map(d => d.value)]))"
    )
    by = {
        each.id: next(dates[text] for text in dates if text.startswith(each.name))
        for each in site.catalog.launch_tasks.values()
    }
    day = date(2027, 7, 5)
    for each in site.catalog.launch_tasks.values():
        assert by[each.id] == [str(day + timedelta(days=number)) for number in (each.from_day, each.to_day)], each.id
    assert len(by) > 1
    expect(page.locator("[data-flags] li").filter(has_text="Independence Day")).not_to_have_count(0)


def schedule(page: Page, day: str) -> None:
    page.get_by_label("Day of the launch meeting").fill(day)
    page.get_by_role("status").filter(has_text="tasks have new dates").wait_for()


def test_every_date_on_a_weekend_is_flagged(site: Built, visit: Visitor) -> None:
    page = visit(f"{site.url}toolkit/launch/")
    schedule(page, "2027-06-02")  # a Wednesday
    rests = public_holidays.rest_days(site.catalog.program.holidays, [2027])
    free = [
        (each.name, day)
        for each in site.catalog.launch_tasks.values()
        for day in dict.fromkeys(date(2027, 6, 2) + timedelta(days=number) for number in (each.from_day, each.to_day))
        if day.weekday() > 4 or day in rests
    ]
    assert len(free) > 3
    told = page.locator("[data-flags] li").all_inner_texts()
    assert len(told) == len(free)
    for (name, day), text in zip(free, told, strict=True):
        assert text.startswith(f"{name}. {day:%A}, {day:%B} {day.day}, {day.year}: "), text
    expect(page.locator(FOOT)).to_have_text(f"{len(free)} dates on a weekend or holiday, kept in this tab")
    assert page.locator("td[data-flag]").count() >= len(free)
    schedule(page, "2027-06-06")
    expect(page.locator("[data-flags] li").filter(has_text="Hold the launch meeting. Sunday, June 6")).to_have_count(1)


def uids(page: Page, folder: Path) -> list[str]:
    text = downloaded(page, "Calendar file with reminders", folder).read_text(encoding="utf-8")
    return [str(event["UID"]) for event in icalendar.Calendar.from_ical(text).walk("VEVENT")]


def test_a_schedule_has_its_own_uids_and_keeps_them(site: Built, visit: Visitor, tmp_path: Path) -> None:
    page = visit(f"{site.url}toolkit/launch/")
    schedule(page, "2027-06-02")
    first = uids(page, tmp_path)
    assert len(set(first)) == len(first) == len(site.catalog.launch_tasks)
    saved = downloaded(page, "Save as a file", tmp_path)
    schedule(page, "2027-06-09")
    page.get_by_label("Move row 1 down").click()
    page.reload()
    assert sorted(uids(page, tmp_path)) == sorted(first), "moved, in time and in the table, it is the same schedule"
    other = visit(f"{site.url}toolkit/launch/")
    schedule(other, "2027-06-02")
    assert not set(uids(other, tmp_path)) & set(first), "another one of the same name"
    other.locator("[data-storage-file]").set_input_files(saved)
    other.get_by_role("button", name="Replace it").click()
    other.get_by_text("Opened").wait_for()
    assert uids(other, tmp_path) == first


def csv_of(page: Page, folder: Path) -> list[list[str]]:
    text = downloaded(page, "CSV file", folder).read_text(encoding="utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def test_a_csv_file_is_the_table_that_a_person_expects(site: Built, visit: Visitor, tmp_path: Path) -> None:
    component, *others = site.catalog.components.values()
    element = next(iter(site.catalog.elements.values()))
    page = visit(f"{site.url}toolkit/plan/#gaps={component.id}.{others[-1].id}")
    page.get_by_label("Timeline: done by, row 1").first.fill("2027-02-01")
    page.get_by_label("Quarter or period").fill("=1+1")
    header, first, last = csv_of(page, tmp_path)
    assert header == ["Element", "Strategic objective", "Key actions", "Timeline: done by", "Lead person or organization", "Resources or help needed", "Desired outcomes", "Status", "Quarter or period"]  # fmt: skip
    name = f"{element.number}. {element.name}"
    assert first == [
        name,
        component.objective,
        component.action,
        "2027-02-01",
        "",
        "",
        component.outcome,
        "New",
        "'=1+1",
    ]
    assert last[1] == others[-1].objective

    page = visit(f"{site.url}toolkit/launch/")
    schedule(page, "2027-06-02")
    header, *rows = csv_of(page, tmp_path)
    assert header[:7] == ["Done", "From", "To", "When", "Task", "Who", "Note"] and len(rows) == len(
        site.catalog.launch_tasks
    )
    task = next(iter(site.catalog.launch_tasks.values()))
    assert rows[0][1] == str(date(2027, 6, 2) + timedelta(days=task.from_day)) and rows[0][5] == task.who

    page = visit(f"{site.url}toolkit/assessment/")
    page.locator(f"[data-ask={component.id}]").get_by_role("radio", name="Partly").check()
    page.locator(f"[data-ask={component.id}-obstacle] input").fill("No money, no time")
    page.get_by_label("Region or partnership").fill("North")
    header, first, *rest = csv_of(page, tmp_path)
    assert header == ["Element", "Component", "Answer", "Obstacles", "Region or partnership"]
    assert first == [element.name, component.name, "Partly", "No money, no time", "North"]
    assert len(rest) == len(others)


def test_a_file_that_was_made_is_told_and_lies_on_its_side(site: Built, visit: Visitor, tmp_path: Path) -> None:
    page = visit(f"{site.url}toolkit/plan/#gaps={next(iter(site.catalog.components))}")
    section = docx.Document(str(downloaded(page, "Word file", tmp_path))).sections[0]
    assert section.page_width > section.page_height
    expect(page.locator("[data-made]")).to_have_text("Made my-action-plan.docx. Look for it among your downloads.")
    page.get_by_role("button", name="Calendar file with reminders").click()
    page.get_by_role("alert").filter(has_text="There is no date in it yet").wait_for()
    expect(page.locator("[data-made]")).to_have_text("")


def test_gaps_are_added_to_a_plan_that_is_there(site: Built, visit: Visitor) -> None:
    """The way from assessment to plan replaces nothing that was typed, and asks nothing."""
    first, second, *_ = site.catalog.components.values()
    page = visit(f"{site.url}toolkit/plan/#gaps={first.id}")
    page.get_by_label("Lead person or organization, row 1").first.fill("Ada")
    page.goto(f"{site.url}toolkit/assessment/")
    for each in (first, second):
        page.locator(f"[data-ask={each.id}]").get_by_role("radio", name="Not yet").check()
    page.get_by_role("link", name="Start an action plan from these gaps").click()
    page.get_by_role("status").filter(has_text="Added 1 gap to your plan.").wait_for()
    expect(page.locator(FOOT)).to_have_text("2 actions: 2 new, kept in this tab")
    expect(page.get_by_label("Lead person or organization, row 1").first).to_have_value("Ada")
    page.go_back()
    expect(page.locator(FOOT)).to_have_text("2 of 19 answered, kept in this tab")


# --- several people ----------------------------------------------------------------


TOGETHER = (
    (["In place", "In place", ""], "Agreed", "In place"),
    (["In place", "Don't know", "Don't know"], "Only one knows", "In place"),
    (["Partly", "Partly", "Don't know"], "Some don’t know", "Partly"),
    (["In place", "Partly", "Don't know"], "Split", "Partly"),
    (["Don't know", "Don't know"], "Nobody knows", "Don't know"),
    (["Not yet", ""], "One answer", "Not yet"),
    (["", ""], "No answer", ""),
)


def test_only_those_who_know_can_agree(site: Built, visit: Visitor) -> None:
    page = visit(f"{site.url}about/")
    body = "async ([address, all]) => { const { together } = await import(address); return all.map((given) => together(given)); }"
    found = page.evaluate(body, [f"{site.url}assets/ours/js/answers.js", [given for given, *_ in TOGETHER]])
    assert [(given, each["words"], each["careful"]) for (given, *_), each in zip(TOGETHER, found, strict=True)] == [
        *TOGETHER
    ]


def answered(name: str, folder: Path, **answers: str) -> Path:
    """A file of a person's answers, with the name that everyone's file has unless they change it."""
    file = folder / f"{name}.json"
    content = {"answers": {"name": name, **answers}, "tables": {}}
    file.write_text(json.dumps({"format": "partnership-library", "kind": "assessment", "version": 1, "name": "My self-assessment", "content": content}))  # fmt: skip
    return file


def test_a_team_sees_who_knows_and_what_holds_it_back(site: Built, visit: Visitor, tmp_path: Path) -> None:
    component, element = next(iter(site.catalog.components)), next(iter(site.catalog.elements))
    files = [
        answered("Ada", tmp_path, **{component: "In place", f"{component}-obstacle": SECRET}),
        answered("Ben", tmp_path, **{component: "Don't know", f"{element}-notes": "We talked"}),
        answered("Cyd", tmp_path, **{component: "Don't know"}),
    ]
    page = visit(f"{site.url}toolkit/consensus/")
    row = page.locator(f"[data-component={component}]")
    expect(page.get_by_label("Paste the codes")).to_be_visible()
    expect(row).to_be_hidden()  # nothing to put together yet
    page.locator("[data-input]").set_input_files(files)
    expect(row.locator("td").nth(0)).to_have_text("1Ada")
    expect(row.locator("td").nth(3)).to_have_text("2Ben, Cyd")
    expect(row.locator("td").last).to_have_text(f"Only Ada knowsAda: {SECRET}")
    expect(page.locator(f"[data-notes={element}]")).to_have_text("Ben: We talked")
    page.get_by_label("Name", exact=True).nth(1).fill("Bea")
    page.get_by_label("Name", exact=True).nth(1).blur()
    page.reload()
    expect(row.locator("td").nth(3)).to_have_text("2Bea, Cyd")
    header, first, *_ = csv_of(page, tmp_path)
    told = dict(zip(header, first, strict=True))
    assert (told["In place"], told["Who: don't know"], told["Together"]) == ("1", "Bea, Cyd", "Only Ada knows")
    assert told["Obstacles"] == f"Ada: {SECRET}"
    words = words_of(downloaded(page, "Word file", tmp_path))
    assert f"Ada: {SECRET}" in words and "Bea: We talked" in words
    expect(page.locator("[data-made]")).to_contain_text("Made team-consensus.docx.")
    page.set_viewport_size(PHONE)  # an answer that nobody gave takes no line there
    assert row.locator("td:visible").count() == 3
    page.get_by_role("button", name="Clear all answers").click()
    page.get_by_role("button", name="Clear them").click()
    page.reload()
    expect(page.locator("[data-people] li")).to_have_count(0)


def test_one_box_takes_several_codes_and_a_files_text(
    site: Built, visit: Visitor, components: list[str], tmp_path: Path
) -> None:
    page = visit(f"{site.url}toolkit/consensus/")
    body = """async (address) => {
      const k = await import(address);
      const model = JSON.parse(document.querySelector('#assessment-model').dataset.json);
      return [0, 1].map((partner) => k.toCode(COUNT.map(() => 'Partly'), partner, model.salt));
    }""".replace("COUNT", json.dumps(components))
    codes = page.evaluate(body, f"{site.url}assets/ours/js/answers.js")
    box = page.get_by_label("Paste the codes")
    box.fill(f"{codes[0].lower()}\nwrong\n\n{codes[1]}")
    page.get_by_role("button", name="Add the codes").click()
    expect(page.locator("[data-people] li")).to_have_count(2)
    page.get_by_role("alert").filter(has_text="wrong: The code has a typo").wait_for()
    box.fill(answered("Ada", tmp_path, **{components[0]: "Partly"}).read_text())
    page.get_by_role("button", name="Add the codes").click()
    expect(page.locator("[data-people] li")).to_have_count(3)
    expect(page.locator(f"[data-component={components[-1]}] td").last).to_have_text("Agreed")


def test_holidays_come_with_the_page(site: Built, visit: Visitor) -> None:
    page = visit(f"{site.url}toolkit/launch/")
    body = """async ([address, days]) => {
      const { special } = await import(address);
      const model = JSON.parse(document.querySelector('#launch-model').dataset.json);
      return days.map((day) => special(day, model.holidays));
    }"""
    days = public_holidays.rest_days(site.catalog.program.holidays, range(2026, 2031))
    asked = [*(day.isoformat() for day in days), "2027-03-06", "2027-03-07", "2027-03-08"]
    assert page.evaluate(body, [f"{site.url}assets/ours/js/holidays.js", asked]) == [
        *days.values(),
        "Saturday",
        "Sunday",
        "",
    ]


def test_worksheet_starts_from_the_directory_and_draws_overlaps(site: Built, visit: Visitor) -> None:
    industry = max(site.catalog.industries.values(), key=lambda each: len(site.catalog.partnerships_of(each)))
    page = visit(f"{site.url}{fillable(site, 'tables', 'knocks').path}")
    page.get_by_text("Start from the directory").click()
    page.get_by_label("Industry", exact=True).select_option(industry.id)
    page.get_by_role("button", name="Add rows").click()
    titles = [each.title for each in site.catalog.partnerships.values() if industry in each.industries]
    filled = page.locator("[data-ask=tables] tbody tr td:first-child textarea").evaluate_all(
        "all => all.map(each => each.value)"
    )
    assert sorted(filled) == sorted(titles) and titles
    knocks = page.locator("[data-ask=knocks]")
    who = knocks.locator("tbody tr td:first-child textarea").evaluate_all("all => all.map(each => each.value)")
    assert who and set(who) == {""}  # to take part in a partnership is no visit: no source says who calls on companies
    knocks.get_by_label("Which businesses, row 1", exact=True).fill("Hospitals, Clinics")
    knocks.get_by_label("Who, row 1", exact=True).fill("Career center")
    knocks.get_by_label("Which businesses, row 2", exact=True).fill("hospitals")
    knocks.get_by_label("Who, row 2", exact=True).fill("College")
    expect(page.locator("[data-overlaps] li").filter(has_text="Hospitals: 2 (Career center, College)")).to_have_count(1)
    expect(page.locator("[data-overlaps] svg rect")).not_to_have_count(0)


def test_rows_can_be_added_moved_and_removed_by_keyboard(site: Built, visit: Visitor) -> None:
    page = visit(f"{site.url}{fillable(site, 'steps').path}")
    table = page.locator("[data-ask=steps]")
    before = table.locator("tbody tr").count()
    table.get_by_role("button", name="Add a row").press("Enter")
    page.keyboard.type("Last")
    expect(table.get_by_label(f"Step, row {before + 1}")).to_have_value("Last")
    table.get_by_label(f"Move row {before + 1} up").press("Enter")
    expect(table.get_by_label(f"Step, row {before}")).to_have_value("Last")
    table.get_by_label(f"Remove row {before}", exact=True).press("Enter")
    expect(table.locator("tbody tr")).to_have_count(before)
    assert page.evaluate("document.activeElement.matches('[data-ask=steps] textarea')")


# --- without JavaScript, and on paper --------------------------------------------


def test_forms_are_whole_without_javascript(site: Built, visit: Visitor) -> None:
    page = visit(f"{site.url}toolkit/assessment/", java_script_enabled=False)
    html = (site.folder / "toolkit/assessment/index.html").read_text(encoding="utf-8")
    assert (
        "<form"
        not in re.sub(r"<header.*?</header>|<dialog.*?</dialog>", "", html, flags=re.DOTALL)
        .partition("<main")[2]
        .partition("</main>")[0]
    )
    assert (
        page.locator("fieldset[data-ask]:visible").count() == len(site.catalog.components) + 1
    )  # and the kind of partner
    assert page.locator(".storage:visible").count() == 0 and page.locator("[data-storage-without]:visible").count() == 1
    page.goto(f"{site.url}toolkit/plan/")
    assert page.locator("[data-ask] tbody tr:visible").count() == 2 * len(site.catalog.elements)
    assert page.locator("button:visible").filter(has_text="Add a row").count() == 0


def test_paper_shows_questions_answers_and_no_buttons(site: Built, visit: Visitor) -> None:
    page = visit(f"{site.url}{fillable(site, 'place', 'day').path}")
    page.get_by_label("What happens, row 1", exact=True).fill("One line\n" * 9)
    page.emulate_media(media="print")
    assert page.locator(".form-sheet:visible").count() == 1
    assert page.locator("main button:visible").count() == 0
    cut = page.locator(".form-sheet textarea").evaluate_all(
        "all => all.filter(each => each.scrollHeight > each.clientHeight + 4).map(each => each.value)"
    )
    assert cut == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    wide = "all => all.filter(each => each.scrollWidth > each.clientWidth + 1).length"
    assert page.locator(".form-sheet :is(input, textarea)").evaluate_all(wide) == 0


def test_forms_fit_a_small_phone(site: Built, visit: Visitor) -> None:
    page = visit(viewport={"width": 320, "height": 700})
    widths = {}
    for path in (*TOOLS, next(iter(site.catalog.worksheets.values())).path):
        page.goto(site.url + path)
        widths[path] = page.evaluate("document.documentElement.scrollWidth")
    assert {path: width for path, width in widths.items() if width != 320} == {}


def test_going_back_or_reloading_brings_all_of_a_form(site: Built, visit: Visitor) -> None:
    """Browsers put boxes back as they were, but no texts, and after the page has drawn its result."""
    page = visit(f"{site.url}toolkit/assessment/")
    assess(page, "In place", site.catalog.partner_kinds[next(iter(site.catalog.partner_kinds))].name, "A note")
    total = len(site.catalog.components)
    page.goto(f"{site.url}toolkit/")
    page.go_back()
    expect(page.locator(FOOT)).to_have_text(f"{total} of {total} answered, kept in this tab")
    page.wait_for_timeout(300)
    page.reload()
    expect(page.locator(FOOT)).to_have_text(f"{total} of {total} answered, kept in this tab")
    assert page.locator("article input:checked").count() == total + 1
    expect(page.locator("[data-kind=prose] textarea").first).to_have_value("A note")
    page.get_by_role("button", name="Clear what I typed").click()
    page.get_by_role("button", name="Clear it").click()
    expect(page.locator(FOOT)).to_have_text(f"0 of {total} answered")
    page.reload()
    expect(page.locator(FOOT)).to_have_text(f"0 of {total} answered")


# --- the order of a page, and a phone ------------------------------------------------

PHONE = {"width": 390, "height": 844}
TOOLS = ["toolkit/assessment/", "toolkit/consensus/", "toolkit/plan/", "toolkit/launch/"]


@pytest.mark.parametrize("width", [390, 1280])
def test_a_tool_begins_with_its_first_question(width: int, site: Built, visit: Visitor) -> None:
    first = ".form-sheet :is(input, textarea, select), .gather textarea"
    for path in TOOLS:
        page = visit(f"{site.url}{path}", viewport={"width": width, "height": 844})
        assert page.locator(first).first.bounding_box()["y"] < 700, path  # type: ignore[index]
        behind = "(first) => [...document.querySelectorAll('.storage, .takeaway')].every((each) => !(each.compareDocumentPosition(document.querySelector(first)) & Node.DOCUMENT_POSITION_FOLLOWING))"
        assert page.evaluate(behind, first), f"{path}: files and keeping come last"


def test_a_phone_shows_one_part_and_back_leads_to_the_one_before(site: Built, visit: Visitor) -> None:
    page = visit(f"{site.url}toolkit/assessment/", viewport=PHONE)
    names = [f"{each.number}. {each.name}" for each in site.catalog.elements.values()]
    headings = page.locator(".form-sheet h2:visible")
    expect(headings).to_have_text([names[0]])
    assert page.locator(".storage:visible, .takeaway:visible, .result:visible, #ways:visible").count() == 0
    page.get_by_role("radio", name="Partly").first.check()
    page.get_by_role("button", name="Next", exact=True).click()
    expect(headings).to_have_text([names[1]])
    assert page.evaluate("document.activeElement.textContent") == names[1]
    expect(page.locator("[data-form-foot]")).to_contain_text("1 of 19 answered, kept in this tab")
    page.go_back()
    expect(headings).to_have_text([names[0]])
    expect(page.get_by_role("radio", name="Partly").first).to_be_checked()
    following = page.get_by_role("button", name="Next", exact=True)
    following.evaluate("button => { button.click(); button.click(); }")  # no tap is lost, however quick
    expect(headings).to_have_text([names[2]])
    for name in (*names[3:], "About this answer"):
        following.click()
        expect(headings).to_have_text([name])
    page.get_by_role("button", name="Finish").click()
    expect(headings).to_have_count(0)
    expect(page.get_by_role("heading", name="Your result")).to_be_in_viewport()
    assert page.locator(".storage:visible, .takeaway:visible, #ways:visible").count() == 3
    page.reload()
    expect(page.get_by_role("heading", name="Your result")).to_be_visible()
    page.get_by_role("button", name="Back").click()
    expect(headings).to_have_text(["About this answer"])


def test_wide_screens_and_paper_show_every_part(site: Built, visit: Visitor) -> None:
    page = visit(f"{site.url}toolkit/plan/")
    parts = len(site.catalog.elements) + 1
    assert page.locator(".form-sheet h2:visible").count() == parts
    assert page.get_by_role("button", name="Next", exact=True).count() == 0
    page.set_viewport_size(PHONE)
    assert page.locator(".form-sheet h2:visible").count() == 1
    page.emulate_media(media="print")
    assert page.locator(".form-sheet h2:visible").count() == parts


def test_a_plan_on_a_phone_is_a_card_for_each_element(site: Built, visit: Visitor) -> None:
    first, second, *_ = site.catalog.components.values()
    page = visit(f"{site.url}toolkit/plan/#gaps={first.id}.{second.id}", viewport=PHONE)
    cards = page.get_by_role("navigation", name="Elements").get_by_role("link")
    assert cards.count() == len(site.catalog.elements)
    expect(cards.first).to_contain_text("2 actions")
    expect(cards.last).to_contain_text("Nothing yet")
    cards.first.click()
    expect(page.locator(".form-sheet tbody tr:visible")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollHeight") < 4_000
    page.get_by_role("button", name="Next", exact=True).click()
    assert page.locator(".form-sheet tbody tr:visible").count() == 1  # empty


HIDDEN = """() => {
  const bar = [...document.querySelectorAll('.form-foot, .compare-bar')].find((each) => each.checkVisibility());
  const each = document.activeElement;
  const [rect, top] = [each.getBoundingClientRect(), bar.getBoundingClientRect().top];
  return !bar.contains(each) && each !== document.body && rect.height < innerHeight / 2 && rect.top < innerHeight && rect.bottom > top && bar.getBoundingClientRect().bottom > rect.top ? each.outerHTML.slice(0, 80) : '';
}"""


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("path", ["toolkit/assessment/", "toolkit/plan/", "partnerships/"])
def test_a_bar_at_the_foot_hides_nothing_that_has_the_focus(path: str, width: int, site: Built, visit: Visitor) -> None:
    page = visit(f"{site.url}{path}", viewport={"width": width, "height": 700})
    page.emulate_media(reduced_motion="reduce")
    if path == "partnerships/":
        page.locator("[data-compare] input, input[data-compare]").first.check()
    hidden = []
    for key in ["Tab"] * 60 + ["Shift+Tab"] * 10:
        page.keyboard.press(key)
        hidden.append(page.evaluate(HIDDEN))
    assert [each for each in hidden if each] == []


# --- room packs --------------------------------------------------------------------


def packed(site: Built) -> RoomPack:
    """The first pack that holds the worksheet that the tests fill in."""
    return next(each for each in site.catalog.room_packs.values() if fillable(site, "place", "day") in each.worksheets)


@pytest.fixture
def pack(site: Built, visit: Visitor, tmp_path: Path) -> Iterator[Path]:
    """A pack in a folder on the disk; the test fails when a page of it asks for anything else."""
    asked: list[str] = []
    visit._see_request = lambda request: asked.append(request.url)  # type: ignore[method-assign]
    folder = tmp_path / "stick"
    with zipfile.ZipFile(site.folder / packed(site).zip_file) as file:
        file.extractall(folder)
    yield folder
    assert asked and [each for each in asked if not each.startswith((folder.as_uri(), "data:", "blob:"))] == []


def test_a_room_pack_opens_from_a_disk_and_stays_in_it(pack: Path, site: Built, visit: Visitor) -> None:
    sheet = fillable(site, "place", "day")
    page = visit((pack / "index.html").as_uri())
    links = page.locator("main a").evaluate_all("all => all.map(each => each.href)")
    inside = [link for link in links if not link.startswith("https://")]
    assert len(inside) > 30
    for link in inside:
        assert (pack / Path(link.removeprefix(pack.as_uri() + "/"))).is_file(), link
    found = [*in_both_schemes(page)]
    page.get_by_role("link", name=sheet.name, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(sheet.name)
    found += in_both_schemes(page)
    assert found == []
    page.get_by_role("link", name="contents").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(packed(site).name)


def words_of(path: Path) -> str:
    return "".join(docx.Document(str(path)).element.body.itertext())


def test_a_team_fills_in_a_room_pack_without_a_network(
    pack: Path, site: Built, visit: Visitor, components: list[str], tmp_path: Path
) -> None:
    sheet, total = fillable(site, "place", "day"), len(components)
    taken = tmp_path / "taken"
    taken.mkdir()

    # A worksheet: typed, saved, taken along, and opened again on another computer.
    page = visit((pack / sheet.path / "index.html").as_uri(), offline=True)
    page.get_by_label("Place", exact=True).fill(SECRET)
    page.get_by_label("Day", exact=True).fill("2027-02-01")
    page.get_by_role("button", name="Add a row").first.click()
    saved = downloaded(page, "Save as a file", taken)
    assert SECRET in words_of(downloaded(page, "Word file", taken))
    assert SECRET in downloaded(page, "CSV file", taken).read_text(encoding="utf-8-sig")
    assert "Xylophone" in downloaded(page, "Markdown file", taken).read_text(encoding="utf-8")
    assert "20270201" in downloaded(page, "Calendar file with reminders", taken).read_text(encoding="utf-8")
    page = visit((pack / sheet.path / "index.html").as_uri(), offline=True)
    page.locator("[data-storage-file]").set_input_files(saved)
    expect(page.get_by_label("Place", exact=True)).to_have_value(SECRET)

    # The self-assessment leads to the consensus and to the plan, all within the pack.
    page = visit((pack / "toolkit/assessment/index.html").as_uri(), offline=True)
    assess(page, "Not yet", page.locator("[data-ask=partner] input").first.get_attribute("value") or "", SECRET)
    expect(page.locator(FOOT)).to_have_text(f"{total} of {total} answered, kept in this tab")
    answers, code = downloaded(page, "Save as a file", taken), page.locator("[data-code]").inner_text()
    assert SECRET in words_of(downloaded(page, "Word file", taken))
    page.get_by_role("link", name="Put several answers together").click()
    page.locator("[data-input]").set_input_files(answers)
    page.get_by_label("Paste the codes").fill(code)
    page.get_by_role("button", name="Add the codes").click()
    expect(page.locator("[data-people] li")).to_have_count(2)
    expect(page.locator(f"[data-component={components[-1]}] td").last).to_have_text("Agreed")
    page.get_by_role("link", name="Start an action plan from the gaps").click()
    page.get_by_role("status").filter(has_text=f"The plan starts from {total} gaps").wait_for()
    assert page.url == (pack / "toolkit/plan/index.html").as_uri()
    page.get_by_label("Lead person or organization, row 1").first.fill(SECRET)
    page.get_by_role("button", name="Keep it on this device").click()
    page.get_by_role("status").filter(has_text="Kept on this device").wait_for()
    assert SECRET in words_of(downloaded(page, "Word file", taken))
    page.reload()
    expect(page.get_by_label("Lead person or organization, row 1").first).to_have_value(SECRET)

    page.goto((pack / "toolkit/launch/index.html").as_uri())
    page.get_by_label("Day of the launch meeting").fill("2027-07-05")
    page.get_by_role("status").filter(has_text="tasks have new dates").wait_for()
    expect(page.locator("[data-flags] li").filter(has_text="Monday, July 5, 2027")).not_to_have_count(0)


def test_a_room_pack_says_so_when_the_browser_keeps_nothing(pack: Path, visit: Visitor, tmp_path: Path) -> None:
    page = visit()
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('', 'SecurityError') } })"
    )
    page.goto((pack / "toolkit/plan/index.html").as_uri())
    page.get_by_label("Partnership", exact=True).fill(SECRET)
    page.get_by_role("button", name="Keep it on this device").click()
    page.get_by_role("alert").filter(has_text="Save your work as a file").wait_for()
    assert SECRET in downloaded(page, "Save as a file", tmp_path).read_text(encoding="utf-8")


def test_pages_of_a_room_pack_run_no_script_but_the_packs_own(pack: Path, visit: Visitor) -> None:
    visit.expected = "Content Security Policy"
    page = visit((pack / "toolkit/plan/index.html").as_uri())
    page.evaluate("""() => {
      const inline = Object.assign(document.createElement('script'), { textContent: 'window.ran = 1' });
      const packed = Object.assign(document.createElement('script'), { src: 'data:text/javascript,window.ran = 1' });
      document.body.append(inline, packed);
      document.body.insertAdjacentHTML('beforeend', '<img src="data:image/png,x" onerror="window.ran = 1">');
    }""")
    assert page.evaluate("fetch('https://example.org/').then(() => 'asked', () => 'refused')") == "refused"
    assert page.evaluate("fetch(location.href).then(() => 'read', () => 'refused')") == "refused"
    assert page.evaluate("window.ran") is None


# --- axe in each state ----------------------------------------------------------------


def test_axe_finds_nothing_while_the_tools_are_in_use(site: Built, visit: Visitor, tmp_path: Path) -> None:
    page = visit(f"{site.url}toolkit/assessment/")
    page.get_by_role("button", name="Keep it on this device").click()
    for ask in page.locator("fieldset[data-ask]:not([data-ask=partner])").all()[:10]:
        ask.get_by_role("radio", name="Not yet").check()
    found = [*in_both_schemes(page)]
    saved = downloaded(page, "Save as a file", tmp_path)
    page.get_by_role("link", name="Start an action plan from these gaps").click()
    page.get_by_role("status").filter(has_text="The plan starts from").wait_for()
    page.get_by_label("Timeline: done by, row 1").first.fill("2026-01-02")
    page.get_by_label("Status, row 2").first.select_option("Done")
    found += in_both_schemes(page)
    page.get_by_role("button", name="Start the next quarter").click()
    found += in_both_schemes(page)
    page = visit(f"{site.url}toolkit/consensus/")
    page.locator("[data-input]").set_input_files(saved)
    page.get_by_label("Paste the codes").fill("wrong")
    page.get_by_role("button", name="Add the codes").click()
    found += in_both_schemes(page)
    page = visit(f"{site.url}toolkit/launch/")
    page.get_by_label("Day of the launch meeting").fill("2027-07-05")
    found += in_both_schemes(page)
    page.set_viewport_size({"width": 390, "height": 844})
    found += in_both_schemes(page)
    assert found == []


def test_packs_are_offered_with_their_sizes(site: Built) -> None:
    offer = (site.folder / "toolkit/room-packs/index.html").read_text(encoding="utf-8")
    packs = site.catalog.room_packs.values()
    sizes = [file_size((site.folder / pack.zip_file).stat().st_size) for pack in packs]
    assert [
        f'{pack.zip_file}" download>{pack.name} (zip file, {size})<' in offer
        for pack, size in zip(packs, sizes, strict=True)
    ] == [True] * len(packs)
    assert "data-size-of" not in offer
