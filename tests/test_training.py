"""Training: transcripts as they are read, times in words, run sheets."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

import pytest
from test_views import SITE

from macros.data import reading, transcripts
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


ZOOM = """WEBVTT

1
00:00:02.000 --> 00:00:05.000
Jane van der Meer: Good morning,
Note: this line is hers.

2
00:00:06.000 --> 00:00:09.000
10:30 Meeting: starts

3
00:00:10.000 --> 00:00:12.000
Émile O’Neil (MDOL): -20 degrees

4
00:00:13.000 --> 00:00:14.000
what matters is this: the people
"""


def test_a_name_and_a_colon_say_who_speaks(tmp_path: Path) -> None:
    assert said(tmp_path, "zoom.vtt", ZOOM) == [
        ("0:00:02", "Jane van der Meer", "", "Good morning, Note: this line is hers."),
        ("0:00:06", "", "", "10:30 Meeting: starts"),
        ("0:00:10", "Émile O’Neil (MDOL)", "", "-20 degrees"),
        ("0:00:13", "", "", "what matters is this: the people"),
    ]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Jane: Hello", "Jane"),
        ("Speaker 2: Hello", "Speaker 2"),
        ("Department of Labor: Hello", "Department of Labor"),
        ("Meeting at 10: Hello", ""),  # a small word and a number are no name
        ("What counts here: Hello", ""),
        ("Ja Je Ji Jo Ju Jy Jane: Hello", ""),  # seven words are a sentence
        ("10:30 Meeting: Hello", ""),
        ("Jane:Hello", ""),
    ],
)
def test_what_counts_as_a_name_is_the_same_in_both_formats(text: str, speaker: str, tmp_path: Path) -> None:
    words = "Hello" if speaker else text
    assert said(tmp_path, "x.vtt", f"{VTT}{text}\n") == [("0:00:05", speaker, "", words)]
    assert said(tmp_path, "x.md", f"[0:00:05] {text}\n") == [("0:00:05", speaker, "", words)]


def test_where_speakers_have_tags_a_colon_is_only_a_colon(tmp_path: Path) -> None:
    text = f"{VTT}<v Ann Lee>Hello</v>\n\n00:00:10.000 --> 00:00:11.000\nRemember: ask\n"
    assert said(tmp_path, "x.vtt", text)[1] == ("0:00:10", "", "", "Remember: ask")


YOUTUBE = """WEBVTT
Kind: captions
Language: en

00:00:00.080 --> 00:00:02.790 align:start position:0%
{space}
good<00:00:00.320><c> morning</c><00:00:00.640><c> Maine</c>

00:00:02.790 --> 00:00:02.800 align:start position:0%
good morning Maine
{space}

00:00:02.800 --> 00:00:05.000 align:start position:0%
good morning Maine
welcome<00:00:03.000><c> to</c><00:00:03.500><c> all</c>

00:00:05.000 --> 00:00:07.000 align:start position:0%
welcome to all
&gt;&gt; thank<00:00:05.200><c> you</c>
"""


@pytest.mark.parametrize("drop", ["", r"<[^>]*>"], ids=["with tags", "without tags"])
def test_lines_of_rolling_captions_count_once(drop: str, tmp_path: Path) -> None:
    text = YOUTUBE.format(space=" ")
    assert said(tmp_path, "x.vtt", re.sub(drop, "", text) if drop else text) == [
        ("0:00:00", "", "", "good morning Maine"),
        ("0:00:02", "", "", "welcome to all"),
        ("0:00:05", "", "", "thank you"),
    ]


def test_who_says_a_word_twice_said_it_twice(tmp_path: Path) -> None:
    parts = [f"00:00:0{second}.000 --> 00:00:0{second + 1}.000\n{word}\n" for second, word in enumerate("AABC")]
    assert [each[3] for each in said(tmp_path, "x.vtt", "WEBVTT\n\n" + "\n".join(parts))] == ["A", "A", "B", "C"]


def test_a_line_of_spaces_before_times_is_a_blank_line(tmp_path: Path) -> None:
    text = f"{VTT}One\n  \n00:00:10.000 --> 00:00:11.000\nTwo\n \n3\n00:00:12.000 --> 00:00:13.000\nThree\n"
    assert [each[3] for each in said(tmp_path, "x.vtt", text)] == ["One", "Two", "Three"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("-20 degrees", ["-20 degrees"]),
        ("\u2013 20 degrees", ["20 degrees"]),
        ("- Yes.\n- -$5", ["Yes.", "-$5"]),
        (">>20 people", ["20 people"]),
        ("It was\n-.5 below", ["It was -.5 below"]),
    ],
)
def test_a_minus_stays_with_its_number(line: str, words: list[str], tmp_path: Path) -> None:
    assert [each[3] for each in said(tmp_path, "x.vtt", f"{VTT}{line}\n")] == words


@pytest.mark.parametrize(
    ("written", "cure"),
    [
        ("0:0:0.0", "Write 00:00:00.000"),
        ("0:0:2.89", "Write 00:00:02.890"),
        ("00:00:05,000", "Write 00:00:05.000"),
        ("1:02:03", "Write 01:02:03.000"),
        ("5:30.5", "Write 05:30.500"),
        ("5:30", "Example: 00:05:30.000"),  # minutes or hours
        ("0:75:00.0", "Example: 00:05:30.000"),
    ],
)
def test_a_time_in_another_notation_is_refused_with_the_right_one(written: str, cure: str, tmp_path: Path) -> None:
    file = tmp_path / "x.vtt"
    file.write_text(f"WEBVTT\n\n{written} --> 09:59:59.000\nHello\n", encoding="utf-8")
    [problem, *_] = transcripts.read(file, "x.vtt")[1]
    assert (problem.line, problem.column, problem.hint) == (3, 1, cure)
    assert problem.message == f"A time must be hours, minutes, seconds and thousandths, not '{written}'."


def test_a_transcript_that_is_wrong_all_over_has_at_most_fifty_problems(tmp_path: Path) -> None:
    file = tmp_path / "x.vtt"
    parts = "".join(f"0:0:{second % 60}.0 --> 09:59:59.000\nHello\n\n" for second in range(1_000))
    file.write_text(f"WEBVTT\n\n{parts}", encoding="utf-8")
    found = transcripts.read(file, "x.vtt")[1]
    assert len(found) == reading.FILE_PROBLEMS == 50
    assert found[0].line == 3
    assert "1,000 problems" in found[-1].message


def test_a_number_that_python_refuses_is_a_replacement_mark(tmp_path: Path) -> None:
    file = tmp_path / "x.vtt"
    file.write_text(f"{VTT}&#{'1' * 4301};\n", encoding="utf-8")
    [problem] = transcripts.read(file, "x.vtt")[1]
    assert "a replacement mark" in problem.message and problem.line == 3


@pytest.mark.parametrize(
    ("hour", "minute", "words"),
    [(12, 0, "12 noon"), (12, 30, "12:30 p.m."), (0, 0, "12:00 a.m."), (0, 5, "12:05 a.m."), (13, 30, "1:30 p.m.")],
)
def test_noon_is_neither_in_the_morning_nor_after(hour: int, minute: int, words: str) -> None:
    assert sessions.clock(datetime(2027, 3, 10, hour, minute)) == words


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
    rows = run_sheets.sheet(catalog.sessions["two-day-workshop"], catalog, SITE.url, SITE.today).rows
    assert [(row.task.id, row.when, str(row.day)) for row in rows] == [
        ("invite", "4 weeks before", "2026-05-05"),
        ("room", "1 day before", "2026-06-01"),
        ("day", "On the day", "2026-06-02"),
        ("post", "1 week after", "2026-06-10"),
    ]
    online = run_sheets.sheet(catalog.sessions["spring-forward"], catalog, SITE.url, SITE.today).rows
    assert "room" not in [row.task.id for row in online]


@pytest.mark.parametrize(
    ("day", "has_words", "asks_to_sign_up"),
    [
        (date(2026, 5, 20), True, True),  # the last day to sign up
        (date(2026, 5, 21), True, False),
        (date(2026, 6, 3), True, False),  # the last day of the session
        (date(2026, 6, 4), False, False),
    ],
)
def test_no_day_that_is_past_is_announced(day: date, has_words: bool, asks_to_sign_up: bool, catalog: Catalog) -> None:
    made = run_sheets.sheet(catalog.sessions["two-day-workshop"], catalog, SITE.url, day)
    told = run_sheets.markdown(made)
    assert (made.kit is not None, "## Words for announcements" in told) == (has_words, has_words)
    assert ("Sign up by" in told, run_sheets.OVER in told) == (asks_to_sign_up, not has_words)


def test_the_command_prints_the_sheet_as_markdown(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["spring-forward", "--data", str(state), "--site-url", "https://example.org/x"]
    assert runsheet.main([*command, "--today", "2026-03-01"]) == 0
    told = capsys.readouterr().out
    assert told.startswith('# Run sheet: Clocks & "change": a talk\n')
    assert "- [ ] **4 weeks before (February 7, 2026): Send the invitation.** Use the words below." in told
    assert "https://example.org/x/s/spring-forward/" in told
    short = re.search(r"### Short text\n\n    (.+)", told)
    assert short and len(short[1]) <= run_sheets.SHORT
    assert runsheet.main(["spring-forwards", "--data", str(state)]) == 1
    assert "Did you mean spring-forward?" in capsys.readouterr().err
