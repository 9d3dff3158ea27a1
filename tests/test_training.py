"""Training: transcripts as they are read, times in words, run sheets."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from test_views import SITE

from macros.data import transcripts
from macros.data.catalog import Catalog
from macros.subjects.training import queries as sessions
from macros.subjects.training import run_sheets
from scripts import runsheet


@pytest.fixture(scope="module")
def catalog(made_up: Catalog) -> Catalog:
    """The made-up state."""
    return made_up


# --- transcripts --------------------------------------------------------------


def said(folder: Path, name: str, text: str) -> list[tuple[str, ...]]:
    """What a transcript holds: start, speaker, chapter and words of each part."""
    file = folder / name
    file.write_text(text, encoding="utf-8")
    node, problems = transcripts.read(file, name)
    assert problems == [] and node is not None
    names = ("start", "speaker", "chapter", "text")
    return [
        tuple(cue.value[name].value if name in cue.value else "" for name in names) for cue in node.value["cues"].value
    ]


def test_webvtt_gives_words_times_and_speakers(tmp_path: Path) -> None:
    text = (
        "WEBVTT - A title\nLanguage: en\n\nSTYLE\n::cue { color: lime }\n\nNOTE nobody said this\n\n"
        "intro\n00:05.000 --> 00:09.500 align:start\n<v.loud Host>Hello &amp; <i>welcome</i>,\nall.\n\n"
        "1:00:00.000 --> 01:00:02.000\n- Yes.\n- No.\n"
    )
    with pytest.raises(AssertionError):
        said(tmp_path, "x.vtt", text)  # an hour has two digits
    assert said(tmp_path, "x.vtt", text.replace("\n1:00:00", "\n01:00:00")) == [
        ("0:00:05", "Host", "", "Hello & welcome, all."),
        ("1:00:00", "", "", "Yes."),
        ("1:00:00", "", "", "No."),
    ]


def test_markdown_gives_the_same_with_chapters(tmp_path: Path) -> None:
    text = "# A talk\nLanguage: fr-CA\n\n## Bonjour\n\n[0:00:05] Host: Hello,\nall.\n\n[0:01:00] At 10:30 we begin.\n"
    assert said(tmp_path, "x.md", text) == [
        ("0:00:05", "Host", "Bonjour", "Hello, all."),
        ("0:01:00", "", "", "At 10:30 we begin."),
    ]


VTT = "WEBVTT\n\n00:00:05.000 --> 00:00:09.000\n"


@pytest.mark.parametrize(
    ("line", "speaker", "words"),
    [
        ("<c" + ".a" * 28, "", "<c" + ".a" * 28),  # classes without end
        ("Well <um" + "." * 40, "", "Well <um" + "." * 40),
        ("<c.loud.red>Yes</c>, <00:00:06.000><i>now</i>", "", "Yes, now"),
        ("<v.first.loud Ann Lee>3 <5 and a < b > c", "Ann Lee", "3 <5 and a < b > c"),
        ("<v" + "\u00a0" * 40, "", "<v"),
        ("<v  Host >Hello", "Host", "Hello"),
        ("<lang en-GB>Tea</lang> <>&lt;i&gt;", "", "Tea <i>"),
        ("1 <b 2 <i>3</i>", "", "1 <b 2 3"),  # a tag ends before the next one begins
        ("&#65;&#00000000066;&amp;", "", "AB&"),
    ],
    ids=range(9),  # the words themselves would be long names
)
def test_tags_and_codes_of_webvtt_are_read_or_left_as_they_are(
    line: str, speaker: str, words: str, tmp_path: Path
) -> None:
    assert said(tmp_path, "x.vtt", f"{VTT}{line}\n") == [("0:00:05", speaker, "", words)]


@pytest.mark.parametrize(
    ("code", "sign"),
    [
        ("&#8203;", "an invisible character (U+200B)"),
        ("&#x202e;", "a character that changes the reading direction (U+202E)"),
    ],
)
def test_a_code_of_webvtt_hides_no_sign(code: str, sign: str, tmp_path: Path) -> None:
    file = tmp_path / "x.vtt"
    file.write_text(f"{VTT}Hello{code}.\n", encoding="utf-8")
    [problem] = transcripts.read(file, "x.vtt")[1]
    assert str(problem) == f"x.vtt:3:1: The text must not have {sign}. Delete the code between & and ;."


def test_a_number_that_python_refuses_is_a_replacement_mark(tmp_path: Path) -> None:
    file = tmp_path / "x.vtt"
    file.write_text(f"{VTT}&#{'1' * 4301};\n", encoding="utf-8")
    [problem] = transcripts.read(file, "x.vtt")[1]
    assert "a replacement mark" in problem.message and problem.line == 3


def test_a_transcript_is_shown_in_its_chapters(catalog: Catalog) -> None:
    found = sessions.chapters(catalog.sessions["last-january"])
    assert [(each.id, each.title, len(each.paragraphs)) for each in found] == [
        ("t-0-00-00", "Welcome", 1),
        ("t-0-05-30", "What a keel is", 1),
    ]
    first = found[0].paragraphs[0]
    assert (first.at, first.speaker) == ("0:00:02", "Host")
    assert first.text == "Welcome, everyone, to this talk of <5 minutes. We begin with boats & with what holds them up."


# --- when -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("id", "words"),
    [
        ("spring-forward", "March 7, 2026, 10:00 p.m. MT, to Sunday, March 8, 2026, 4:00 a.m. MT"),
        ("two-day-workshop", "June 2 to June 3, 2026 (2 days)"),
        ("called-off", "April 10, 2026, 1:00 to 2:00 p.m. PT"),
        ("in-may", "Planned for May 2026"),
        ("some-time-ago", "Held, date not recorded"),
    ],
)
def test_when_in_words(id: str, words: str, catalog: Catalog) -> None:
    assert sessions.when(catalog.sessions[id]) == words


def test_another_zone_is_told_in_the_programs_time_too(catalog: Catalog) -> None:
    [words] = sessions.every_time(catalog.sessions["called-off"], catalog)
    assert words == "Cancelled. It was to be: Friday, April 10, 2026, 1:00 to 2:00 p.m. PT (2:00 p.m. MT)"


def test_a_night_with_a_clock_change_is_as_long_as_it_is(catalog: Catalog) -> None:
    [night] = catalog.sessions["spring-forward"].meetings
    assert (night.end.timestamp() - night.start.timestamp()) / 3600 == 5


@pytest.mark.parametrize(
    ("day", "coming"),
    [
        (date(2026, 1, 20), ["last-january", "spring-forward", "called-off", "in-may", "two-day-workshop"]),
        (date(2026, 3, 8), ["spring-forward", "called-off", "in-may", "two-day-workshop"]),
        (date(2026, 5, 31), ["in-may", "two-day-workshop"]),
        (date(2026, 6, 4), []),
    ],
)
def test_what_comes_up_follows_the_day(day: date, coming: list[str], catalog: Catalog) -> None:
    found = sessions.all_shown(catalog, day)
    shown = [each.session.id for each in found if each.time == sessions.COMING]
    assert shown == [id for id in coming if id != "last-january"]  # held is held, on any day
    assert {each.session.id for each in found} == set(catalog.sessions)


# --- run sheets ------------------------------------------------------------------


def test_a_run_sheet_has_the_days_of_its_session(catalog: Catalog) -> None:
    rows = run_sheets.sheet(catalog.sessions["two-day-workshop"], catalog, SITE.url).rows
    assert [(row.task.id, row.when, str(row.day)) for row in rows] == [
        ("invite", "4 weeks before", "2026-05-05"),
        ("room", "1 day before", "2026-06-01"),
        ("day", "On the day", "2026-06-02"),
        ("post", "1 week after", "2026-06-10"),
    ]
    online = run_sheets.sheet(catalog.sessions["spring-forward"], catalog, SITE.url).rows
    assert "room" not in [row.task.id for row in online]


def test_the_command_prints_the_sheet_as_markdown(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert runsheet.main(["spring-forward", "--data", str(state), "--site-url", "https://example.org/x"]) == 0
    told = capsys.readouterr().out
    assert told.startswith('# Run sheet: Clocks & "change": a talk\n')
    assert "- [ ] **4 weeks before (February 7, 2026): Send the invitation.** Use the words below." in told
    assert "https://example.org/x/s/spring-forward/" in told
    short = re.search(r"### Short text\n\n    (.+)", told)
    assert short and len(short[1]) <= run_sheets.SHORT
    assert runsheet.main(["spring-forwards", "--data", str(state)]) == 1
    assert "Did you mean spring-forward?" in capsys.readouterr().err
