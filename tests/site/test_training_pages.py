"""Training pages with made-up sessions, in other time zones and on other days than that of the build."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import building
import icalendar
import pytest
from axe import DESK, PHONE, violations
from building import Shared
from library import DATA
from playwright.sync_api import Page, expect
from serving import serving
from visiting import Built, Visitor

from macros.data.catalog import load_catalog

HERE = Path(__file__).parent / "training"
MADE_UP = "training/sessions/made-up-"
DAY = date(2026, 11, 21)  # on which the made-up sessions of "this morning" are
WEST, EAST = "America/Los_Angeles", "America/New_York"
pytestmark = pytest.mark.usefixtures("browser")


@pytest.fixture(scope="module")
def trained(shared: Shared) -> Iterator[Built]:
    """The site of the real data with the made-up sessions, and its search index."""
    folder = shared("trained", _make_trained)
    with serving(folder / "site") as url:
        yield Built(folder / "site", folder / "data", load_catalog(folder / "data", DAY), url)


def _make_trained(folder: Path) -> None:
    data = folder / "data"
    shutil.copytree(DATA, data)
    building.as_of(data, DAY)
    shutil.copytree(HERE, data / "training", dirs_exist_ok=True)
    _list_sessions(data / "program")
    building.build(folder / "site", data=data, today=DAY)


def _list_sessions(program: Path) -> None:
    """Let the made-up sessions be listed on the day of the tests, and let that day have news."""
    record = program / "program.yaml"
    text = re.sub(r"(?m)^baseline: .*", f"baseline: {DAY}", record.read_text(encoding="utf-8"))
    record.write_text(text, encoding="utf-8")
    addresses = [f"training/sessions/{each.stem}/" for each in sorted((HERE / "sessions").glob("*.yaml"))]
    rows = [f"made-up-{number},page,{address},,{DAY},\n" for number, address in enumerate(addresses)]
    with (program / "permalinks.csv").open("a", encoding="utf-8", newline="") as file:
        file.writelines(rows)


def open_at(visit: Visitor, trained: Built, path: str, moment: str = "", zone: str = EAST, **options: object) -> Page:
    """A page as it is at a moment, for a visitor in a time zone."""
    page = visit(timezone_id=zone, **options)
    if moment:
        page.context.clock.set_fixed_time(moment)
    page.goto(trained.url + path)
    return page


# --- time zones ---------------------------------------------------------------


def test_a_visitor_of_another_zone_sees_the_own_time_beside_it(visit: Visitor, trained: Built) -> None:
    page = open_at(visit, trained, f"{MADE_UP}soon/", zone=WEST)
    when = page.locator(".facts .fact").first
    expect(when).to_contain_text("Tuesday, December 1, 2026, 1:00 to 2:30 p.m. ET")
    expect(when).to_contain_text("In your time zone: Tuesday, December 1, 10:00 a.m. to 11:30 a.m. PST")
    assert open_at(visit, trained, f"{MADE_UP}soon/").locator("[data-own-time]:visible").count() == 0


def test_a_night_with_a_clock_change_is_told_in_both_zones(visit: Visitor, trained: Built) -> None:
    page = open_at(visit, trained, f"{MADE_UP}clock-change/", zone="America/Phoenix")
    when = page.locator(".facts .fact").first
    expect(when).to_contain_text("Saturday, March 13, 2027, 10:00 p.m. ET, to Sunday, March 14, 2027, 4:00 a.m. ET")
    expect(when).to_contain_text("Saturday, March 13, 8:00 p.m. MST, to Sunday, March 14, 1:00 a.m. MST")


def test_a_workshop_says_each_of_its_days(visit: Visitor, trained: Built) -> None:
    page = open_at(visit, trained, f"{MADE_UP}workshop/")
    when = page.locator(".facts .fact").first
    expect(when).to_contain_text("Wednesday, June 2, 2027, 9:00 a.m. to 4:00 p.m. ET: Understand")
    expect(when).to_contain_text("Thursday, June 3, 2027, 9:00 a.m. to 4:00 p.m. ET: Try out")
    expect(page.get_by_role("link", name="Add day 2 to your calendar")).to_be_visible()


# --- days -----------------------------------------------------------------------


def titles(page: Page, time: str) -> list[str]:
    return page.locator(f"[data-time={time}] .card__title:visible").all_inner_texts()


def test_what_has_ended_since_the_build_is_past(visit: Visitor, trained: Built) -> None:
    morning = "Made-up session of this morning"
    before = open_at(visit, trained, "training/library/", "2026-11-21T10:59:00-05:00")
    assert titles(before, "coming")[0] == morning
    after = open_at(visit, trained, "training/library/", "2026-11-21T11:00:00-05:00")
    assert morning not in titles(after, "coming") and titles(after, "past")[0] == morning
    after.get_by_text("When", exact=True).first.click()
    later = open_at(visit, trained, "training/library/", "2027-03-01T12:00:00-05:00")
    assert "Made-up session planned for a month" not in titles(later, "coming")
    assert titles(later, "coming") == [
        "Made-up session in the night of the clock change",
        "Made-up workshop on two days",
    ]


def test_a_page_without_scripts_says_what_held_on_the_day_of_the_build(visit: Visitor, trained: Built) -> None:
    page = open_at(visit, trained, "training/library/", java_script_enabled=False)
    assert len(titles(page, "coming")) == 6
    calendar = open_at(visit, trained, "training/calendar/", java_script_enabled=False)
    expect(calendar.get_by_role("heading", name="February 2027")).to_be_visible()
    expect(calendar.get_by_role("heading", name="April 2025")).to_be_visible()


@pytest.mark.parametrize(
    ("moment", "is_closing", "is_closed"),
    [
        ("2026-11-17T12:00:00-05:00", False, False),
        ("2026-11-21T12:00:00-05:00", True, False),
        ("2026-11-25T16:59:00-05:00", True, False),
        ("2026-11-25T17:01:00-05:00", False, True),
    ],
)
def test_a_deadline_that_is_near(
    moment: str, is_closing: bool, is_closed: bool, visit: Visitor, trained: Built
) -> None:
    page = open_at(visit, trained, f"{MADE_UP}soon/", moment)
    assert page.locator("#sign-up ~ p [data-closing]").is_visible() == is_closing
    assert page.get_by_text("Registration has closed.").is_visible() == is_closed
    assert page.get_by_role("link", name="Sign up", exact=True).is_visible() != is_closed


def test_a_cancelled_session_cannot_be_mistaken(visit: Visitor, trained: Built) -> None:
    page = open_at(visit, trained, f"{MADE_UP}cancelled/")
    assert page.title().startswith("Cancelled: Made-up session that is off")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Cancelled")
    expect(page.locator(".alert")).to_contain_text("This session does not take place. The speaker is ill.")
    assert page.get_by_role("link", name="Add it to your calendar").count() == 0
    card = open_at(visit, trained, "training/library/").locator(".session-card", has_text="that is off")
    expect(card.locator(".flag--cancelled")).to_be_visible()


# --- the library's filters --------------------------------------------------------


def test_filters_narrow_the_library_down_and_stand_in_the_address(visit: Visitor, trained: Built) -> None:
    page = open_at(visit, trained, "training/library/?has=transcript")
    expect(page.get_by_role("status").first).to_have_text("1 of 20 sessions")
    assert titles(page, "past") == ["Made-up session with a recording"]
    page.get_by_role("button", name="Remove filter: Recordings, Has a transcript").click()
    expect(page.get_by_role("status").first).to_have_text("20 sessions")
    page.get_by_label("Search by word").fill("seaweed clock")
    expect(page.locator("[data-empty]")).to_be_visible()
    page.locator("[data-clear]").click()
    page.locator("[data-facet=when]").get_by_text("Coming up").click()
    expect(page).to_have_url(re.compile(r"\?when=coming$"))
    assert titles(page, "past") == [] and not page.locator("#time-past").is_visible()
    page.go_back()
    expect(page.get_by_role("status").first).to_have_text("20 sessions")


# --- recordings ------------------------------------------------------------------


def test_a_search_result_opens_a_transcript_at_its_moment(visit: Visitor, trained: Built) -> None:
    page = open_at(visit, trained, "search/?q=holdfast")
    hit = page.get_by_role("link", name="Made-up session with a recording")
    expect(hit).to_have_attribute("href", f"/library/{MADE_UP}recorded/#t-0-25-36-1")
    hit.click()
    said = page.locator(".said:target")
    expect(said).to_contain_text("Presenter: That is the holdfast.")
    expect(said).to_be_in_viewport()


def test_a_transcript_has_chapters_stamps_and_speakers(visit: Visitor, trained: Built) -> None:
    page = open_at(visit, trained, f"{MADE_UP}recorded/")
    chapters = page.get_by_role("navigation", name="Chapters").get_by_role("link")
    assert chapters.all_inner_texts() == ["Welcome", "Under water"]
    chapters.last.click()
    expect(page.locator("h3:target")).to_have_text("Under water")
    assert page.locator("iframe, video").count() == 0
    watch = page.get_by_role("link", name="Watch on video.example.org")
    expect(watch).to_have_attribute("href", "https://video.example.org/watch")


# --- learning paths -------------------------------------------------------------------


def test_marks_on_a_path_are_kept_only_on_request(visit: Visitor, trained: Built) -> None:
    path = next(iter(trained.catalog.learning_paths.values()))
    page = open_at(visit, trained, path.path)
    first = page.get_by_label(f"Done: {path.steps[0].title}", exact=True)
    first.check()
    expect(page.locator("[data-progress-words]")).to_contain_text("1 of")
    assert page.evaluate("localStorage.length") == 0
    page.reload()
    assert not first.is_checked()
    first.check()
    page.get_by_role("button", name="Keep them on this device").click()
    page.reload()
    assert first.is_checked()
    page.get_by_role("button", name="Forget them").click()
    page.reload()
    assert not first.is_checked()


# --- everyone --------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", [f"{MADE_UP}{id}/" for id in ("soon", "cancelled", "recorded", "workshop")] + ["training/library/"]
)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(path: str, visit: Visitor, trained: Built) -> None:
    page = open_at(visit, trained, path, zone=WEST, reduced_motion="reduce", viewport=DESK)
    faults = []
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            faults += violations(page)
    page.set_viewport_size({"width": 320, "height": 640})
    assert faults == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


# --- what other programs get ------------------------------------------------------


def events(trained: Built, file: str) -> dict[str, icalendar.Event]:
    read = icalendar.Calendar.from_ical((trained.folder / file).read_text(encoding="utf-8"))
    made_up = (
        each for each in read.walk("VEVENT") if "Made-up" in str(each["SUMMARY"])
    )  # beside those of the real data
    return {str(each["SUMMARY"]): each for each in made_up}


def test_calendars_have_what_has_a_day_and_nothing_else(trained: Built) -> None:
    found = events(trained, "calendars/sessions.ics")
    assert sorted(found) == [
        "Cancelled: Made-up session that is off",
        "Made-up session in the night of the clock change",
        "Made-up session of this morning",
        "Made-up session that comes soon",
        "Made-up session with a recording",
        "Made-up workshop on two days (day 1 of 2)",
        "Made-up workshop on two days (day 2 of 2)",
    ]
    night = found["Made-up session in the night of the clock change"]
    assert (
        str(night["DTEND"].dt - night["DTSTART"].dt) == "6:00:00"
        or night["DTEND"].dt.isoformat() == "2027-03-14T04:00:00-04:00"
    )
    assert night["DTSTART"].dt.isoformat() == "2027-03-13T22:00:00-05:00"
    assert found["Cancelled: Made-up session that is off"]["STATUS"] == "CANCELLED"
    assert list(events(trained, "calendars/training/topic/design-thinking.ics")) == [
        "Made-up workshop on two days (day 1 of 2)",
        "Made-up workshop on two days (day 2 of 2)",
    ]
    assert len(events(trained, "calendars/training/series/hands-on-data.ics")) == len(found)
    assert events(trained, "calendars/training/format/report-out.ics") == {}


def test_feeds_say_when_and_what_is_off(trained: Built) -> None:
    feed = json.loads((trained.folder / "feeds/training/sessions.json").read_text(encoding="utf-8"))
    entries = {each["title"]: each["content_html"] for each in feed["items"]}
    assert "Cancelled. It was to be: Thursday, December 10, 2026" in entries["Cancelled: Made-up session that is off"]
    assert "Planned for February 2027" in entries["Made-up session planned for a month"]
    assert "Thursday, June 3, 2027, 9:00 a.m. to 4:00 p.m. ET" in entries["Made-up workshop on two days"]


def test_an_embed_shows_the_next_sessions(visit: Visitor, trained: Built) -> None:
    page = open_at(visit, trained, "embed/v1/training/upcoming/", "2026-11-21T12:00:00-05:00")
    found = page.locator(".mip-item-title").all_inner_texts()
    assert found[:2] == ["Made-up session that comes soon", "Cancelled: Made-up session that is off"]
    assert len(found) == 5
    gone = open_at(visit, trained, "embed/v1/training/upcoming/", "2028-01-01T12:00:00-05:00")
    assert gone.locator(".mip-item-title").count() == 1  # a month has no end in the frame; the next build takes it out


def test_search_engines_are_told_the_offset_and_the_way_to_take_part(trained: Built) -> None:
    text = (trained.folder / f"{MADE_UP}soon/index.html").read_text(encoding="utf-8")
    data = json.loads(text.partition('<script type="application/ld+json">')[2].partition("</script>")[0])
    assert data["startDate"] == "2026-12-01T13:00:00-05:00"
    assert data["eventAttendanceMode"] == "https://schema.org/OnlineEventAttendanceMode"


def test_the_next_session_goes_from_the_front_page_into_a_calendar(visit: Visitor, trained: Built) -> None:
    page = open_at(visit, trained, "", viewport={"width": 390, "height": 844})
    coming = page.locator("[aria-labelledby='coming-up'] li a").first
    name = coming.inner_text()
    coming.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    with page.expect_download(timeout=30_000) as started:
        page.get_by_role("link", name=re.compile("to your calendar")).first.click()
    calendar = icalendar.Calendar.from_ical(Path(started.value.path()).read_text(encoding="utf-8"))
    assert name in str(calendar.walk("VEVENT")[0]["summary"])


def test_the_short_address_leads_to_the_session(visit: Visitor, trained: Built) -> None:
    page = open_at(visit, trained, "s/made-up-soon/")
    page.wait_for_url(f"**/{MADE_UP}soon/")
