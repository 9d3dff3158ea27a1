"""Strict readers of transcripts: WebVTT, and Markdown with times.

WebVTT is what captions are kept in (https://www.w3.org/TR/webvtt1/). Of it, the
words, their times and their speakers are read; styles and positions are not,
since a page shows the words as text. A Markdown transcript looks like this::

    Language: en

    ## Welcome

    [0:00:05] Facilitator: Good morning.

Both give the same values as a YAML file would: an id, a language, and the parts
of what was said. Of WebVTT, what Zoom, Teams and YouTube write is read: a name
and a colon before the words is who speaks, and a line that automatic captions
show again as they roll on counts once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

from macros.data import reading
from macros.data.clock_times import clock_time, seconds
from macros.data.reading import Node, Problem, quote

LIMIT = 2 * 1024 * 1024  # bytes
ENDINGS = ("vtt", "md")
LANGUAGE = "en"

_ARROW = "-->"
_TIME = re.compile(r"((?:[0-9]{2,4}:)?[0-5][0-9]:[0-5][0-9])\.([0-9]{3})")
_LOOSE_TIME = re.compile(r"(?:([0-9]{1,4}):)?([0-9]{1,2}):([0-9]{1,2})(?:[.,]([0-9]{1,3}))?")
_STAMP = re.compile(r"\[([0-9]{1,2}:[0-5][0-9]:[0-5][0-9])\][ \t](.*)")
# A tag ends before the next one begins, so no part of a line is read for more than one of them; and where two
# repetitions follow each other, they share no character. So the time is a straight line.
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?[ \t]([^<>]+)>")
_TAG = re.compile(r"</?(?:[a-z]+(?:\.[^\s<>]+)?(?:[ \t][^<>]*)?|[0-9:.]+)?>")
_DASH = re.compile(r"^(?:>>|[-\u2010-\u2015](?![$.]?[0-9]))[ \t]*")  # a minus belongs to its number
_INLINE_TIME = re.compile(r"<[0-9]{2,4}:[0-9:.]{2,12}>")
_SPEAKER = re.compile(r"([^\W\d_][\w .,'’()/&-]{1,60}):[ \t](.+)")
_MOST_ROLLED = 4  # lines that captions show at once
_MOST_NAMES = 6  # words in what counts as the name of who speaks
_HEADER = re.compile(r"([A-Za-z][A-Za-z-]*):(.+)")


def read(path: Path, file: str) -> tuple[Node | None, list[Problem]]:
    """Read a transcript by its file's ending; return its node (or None) and the problems.

    ``file`` is the name that messages give.
    """
    text, found = reading.read_text(path, file, LIMIT)
    if text is None or found:
        return None, found
    made = _UnfinishedTranscript(file)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    (_read_vtt if path.suffix == ".vtt" else _read_markdown)(made, lines)
    if not made.cues and not made.problems:
        made.refuse(len(lines), "There must be something said in a transcript.", "Add a part with its time.")
    node = made.node(path.stem)
    return node, _bounded([*made.problems, *reading.hidden_by_codes(node, file, "code between & and ;")])


def _bounded(found: list[Problem]) -> list[Problem]:
    """The first problems of a file that is wrong all over, and one that says so."""
    if len(found) <= reading.FILE_PROBLEMS:
        return found
    message = f"The transcript has {len(found):,} problems, of which these are the first."
    more = replace(
        found[-1], line=0, column=0, value="", message=message, hint="Export it again, or correct these first."
    )
    return [*found[: reading.FILE_PROBLEMS - 1], more]


@dataclass(slots=True)
class _UnfinishedCue:
    """A part of what was said; ``start`` and ``end`` are in milliseconds."""

    line: int
    start: int
    end: int | None = None
    speaker: str = ""
    chapter: str = ""
    words: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _UnfinishedTranscript:
    """A transcript while it is read."""

    file: str
    language: str = LANGUAGE
    language_line: int = 1
    cues: list[_UnfinishedCue] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    _last: int = 0

    def refuse(self, line: int, message: str, hint: str = "", column: int = 1) -> None:
        """Report a problem."""
        self.problems.append(Problem(self.file, line, column, "", "", message, hint, code="transcript"))

    def take(self, cue: _UnfinishedCue) -> None:
        """Keep a part when it stands in the order of times."""
        if cue.start < self._last:
            shown = clock_time(cue.start // 1000)
            self.refuse(
                cue.line, f"The part must not start at {shown}, before the one above it.", "Put the parts in order."
            )
        self._last = max(self._last, cue.start)
        self.cues.append(cue)

    def node(self, name: str) -> Node:
        """The transcript as the values of a record."""
        cues = [_cue_node(cue) for cue in self.cues]
        values = {
            "id": _leaf(name, 1),
            "language": _leaf(self.language, self.language_line),
            "cues": Node(cues, 1, 1, 1, 1),
        }
        return Node(values, 1, 1, 1, 1)


def _leaf(text: str, line: int) -> Node:
    return Node(text, line, 1, line, 1)


def _cue_node(cue: _UnfinishedCue) -> Node:
    end = clock_time(cue.end // 1000) if cue.end is not None else ""
    parts = {
        "start": clock_time(cue.start // 1000),
        "end": end,
        "speaker": cue.speaker,
        "chapter": cue.chapter,
        "text": " ".join(" ".join(cue.words).split()),
    }
    return Node({name: _leaf(text, cue.line) for name, text in parts.items() if text}, cue.line, 1, cue.line, 1)


# --- WebVTT -----------------------------------------------------------------


def _read_vtt(made: _UnfinishedTranscript, lines: list[str]) -> None:
    if not re.fullmatch(r"WEBVTT(?:[ \t].*)?", lines[0]):
        hint = "Export the captions as WebVTT (.vtt)."
        made.refuse(1, f"The first line must be WEBVTT, not {quote(lines[0])}.", hint)
        return
    cues: list[_Said] = []
    for number, block in _blocks(lines):
        if number == 1:
            _read_header(made, block)
        elif not re.match(r"(?:NOTE|STYLE|REGION)(?:[ \t]|$)", block[0]):
            cues += filter(None, [_read_cue(made, number, block)])
    has_voices = any(_VOICE.search(line) for each in cues for line in each.lines)
    for each in _unrolled(cues) if _is_rolled(cues) else cues:
        for cue in _voices(each, has_voices):
            made.take(cue)


def _blocks(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """The blocks that blank lines part, each with the number of its first line.

    A line of spaces is a line of captions, unless the times of a part follow it.
    """
    block: list[str] = []
    for number, line in enumerate([*lines, ""], start=1):
        if line.strip() or (line and not _begins_part(lines[number : number + 2])):
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


def _begins_part(following: Sequence[str]) -> bool:
    """Whether the next two lines are a part's times, with or without its number."""
    first, second = (*following, "", "")[:2]
    return _ARROW in first or (first.strip().isdigit() and _ARROW in second)


def _read_header(made: _UnfinishedTranscript, block: list[str]) -> None:
    """The lines below WEBVTT: of it, the language is used."""
    for number, line in enumerate(block[1:], start=2):
        if _ARROW in line:
            made.refuse(number, "There must be a blank line after WEBVTT.", "Add one.")
        _take_language(made, number, line)


def _take_language(made: _UnfinishedTranscript, number: int, line: str) -> None:
    header = _HEADER.fullmatch(line)
    if header and header[1].casefold() == "language":
        made.language, made.language_line = header[2].strip(), number


@dataclass(frozen=True, slots=True)
class _Said:
    """A part of WebVTT: the line of its times, the times in milliseconds, and its lines as they are written."""

    line: int
    start: int
    end: int
    lines: Sequence[str]


def _read_cue(made: _UnfinishedTranscript, number: int, block: list[str]) -> _Said | None:
    if not any(line.strip() for line in block):
        return None
    at = 0 if _ARROW in block[0] else 1
    if at == len(block) or _ARROW not in block[at]:
        hint = "A part has a line like  00:00:05.000 --> 00:00:09.000  and right below it what is said; no blank line."
        made.refuse(number, f"There must be a line with the times, not {quote(block[0])}.", hint)
        return None
    times = _read_times(made, number + at, block[at])
    words = block[at + 1 :]
    for offset, line in enumerate(words, start=at + 1):
        if _ARROW in line:
            made.refuse(
                number + offset, "There must be a blank line before a part's times.", "Add one above this line."
            )
            return None
    if times and not words:
        made.refuse(number + at, "There must be words below the times.", "Add what is said, or delete the times.")
    return _Said(number + at, *times, words) if times and words else None


def _is_rolled(cues: Sequence[_Said]) -> bool:
    """Whether the captions roll, so that most parts begin with a line that the part before has shown.

    Automatic captions of YouTube have times within their lines, too.
    """
    words = [[*map(_plain, _shown(each))] for each in cues]
    rolled = sum(_shown_again(before, each) > 0 for before, each in pairwise(words))
    is_automatic = any(_INLINE_TIME.search(line) for each in cues for line in each.lines)
    return rolled > (0 if is_automatic else max(1, (len(cues) - 1) // 2))


def _unrolled(cues: Sequence[_Said]) -> Iterator[_Said]:
    """The parts without the lines that the part before has shown already; none for those that add nothing."""
    before: list[str] = []
    for each in cues:
        lines = _shown(each)
        words = [*map(_plain, lines)]
        new = lines[_shown_again(before, words) :]
        if new:
            yield replace(each, lines=new)
        before = words or before


def _shown(said: _Said) -> list[str]:
    """The lines of a part that show something."""
    return [line for line in said.lines if _plain(line)]


def _shown_again(before: Sequence[str], words: Sequence[str]) -> int:
    """How many lines at the beginning were the last ones before."""
    most = min(len(before), len(words), _MOST_ROLLED)
    return next((many for many in range(most, 0, -1) if before[-many:] == words[:many]), 0)


def _read_times(made: _UnfinishedTranscript, number: int, line: str) -> tuple[int, int] | None:
    """The start and the end of a part; the rest of the line is for players."""
    before, _, after = line.partition(_ARROW)
    written = (before.strip(), (after.split() or [""])[0])
    found = [_TIME.fullmatch(each) for each in written]
    for text, match in zip(written, found, strict=True):
        if match is None:
            column = line.find(text) + 1
            better = _time_meant(text)
            hint = f"Write {better}" if better else "Example: 00:05:30.000"
            made.refuse(
                number, f"A time must be hours, minutes, seconds and thousandths, not {quote(text)}.", hint, column
            )
    if found[0] is None or found[1] is None:
        return None
    start, end = _milliseconds(found[0]), _milliseconds(found[1])
    if end <= start:
        made.refuse(
            number, f"The part must end after it starts, but it ends at {written[1]}.", "Correct one of the two times."
        )
        return None
    return start, end


def _milliseconds(match: re.Match[str]) -> int:
    return seconds(match[1]) * 1000 + int(match[2])


def _time_meant(text: str) -> str:
    """The time as WebVTT has it, where it can be only one: ``0:0:2.5`` is 00:00:02.500, as Teams writes it."""
    match = _LOOSE_TIME.fullmatch(text)
    if match is None or int(match[2]) > 59 or int(match[3]) > 59 or not (match[1] or match[4]):
        return ""
    hours = f"{int(match[1]):02}:" if match[1] else ""
    return f"{hours}{int(match[2]):02}:{int(match[3]):02}.{match[4] or '':0<3}"


def _voices(said: _Said, has_voices: bool) -> Iterator[_UnfinishedCue]:
    """The words of a part, one cue for each speaker in it.

    In a file whose speakers have tags (``has_voices``), a word and a colon are only words.
    """
    cue = _UnfinishedCue(said.line, said.start, said.end)
    for number, line in enumerate(said.lines):
        begun, plain = _VOICE.search(line), _plain(line)
        words = _DASH.sub("", plain)
        dash = words != plain
        speaker = _plain(begun[1]) if begun else ""
        if not has_voices and (dash or not number):
            speaker, words = _speaker(words)
        if begun or dash or speaker:
            if any(cue.words):
                yield cue
            cue = _UnfinishedCue(said.line, said.start, said.end, speaker)
        cue.words.append(words)
    if any(cue.words):
        yield cue


def _speaker(text: str) -> tuple[str, str]:
    """Who speaks and the words, where a name and a colon stand before them; else an empty text and the words.

    Each word of a name begins with a capital, but for short ones: ``Jane van der Meer``, ``Department of Labor``.
    """
    match = _SPEAKER.fullmatch(text)
    if match is None:
        return "", text
    names = match[1].split()
    small = [name for name in names if name[0].islower()]
    has_digit = any(letter.isdigit() for letter in match[1])
    is_name = len(names) <= _MOST_NAMES and names[0][0].isupper() and not (small and has_digit)
    return (match[1], match[2].strip()) if is_name and all(len(name) < 4 for name in small) else ("", text)


def _plain(text: str) -> str:
    """Words without tags, and with their entities as signs."""
    return reading.unescaped(_TAG.sub("", text)).replace("\u200e", "").replace("\u200f", "").strip()


# --- Markdown ---------------------------------------------------------------


def _read_markdown(made: _UnfinishedTranscript, lines: list[str]) -> None:
    chapter, cue = "", None
    for number, line in enumerate(lines, start=1):
        stamp = _STAMP.fullmatch(line)
        heading = re.fullmatch(r"#{2,6}[ \t](.+)", line)
        if heading:
            chapter, cue = heading[1].strip(), None
        elif stamp:
            cue = _stamped(number, stamp, chapter)
            made.take(cue)
            chapter = ""
        elif cue and line.strip():
            _go_on(made, cue, number, line)
        elif line.strip() and not line.startswith("# "):
            _before_the_first(made, number, line)


def _stamped(number: int, stamp: re.Match[str], chapter: str) -> _UnfinishedCue:
    speaker, words = _speaker(stamp[2].strip())
    return _UnfinishedCue(number, seconds(stamp[1]) * 1000, None, speaker, chapter, [words])


def _go_on(made: _UnfinishedTranscript, cue: _UnfinishedCue, number: int, line: str) -> None:
    """A line without a time belongs to the part above it, unless it was meant to have one."""
    if not _is_bad_stamp(made, number, line):
        cue.words.append(line.strip())


def _is_bad_stamp(made: _UnfinishedTranscript, number: int, line: str) -> bool:
    if not line.lstrip().startswith("["):
        return False
    made.refuse(
        number,
        f"A time must be hours, minutes and seconds in brackets, not {quote(line)}.",
        "Example: [0:05:30] Words.",
    )
    return True


def _before_the_first(made: _UnfinishedTranscript, number: int, line: str) -> None:
    if _is_bad_stamp(made, number, line):
        return
    if _HEADER.fullmatch(line) and not made.cues:
        _take_language(made, number, line)
    else:
        hint = "Start it with its time, like  [0:05:30] Facilitator: Good morning."
        made.refuse(number, f"What is said must have a time, not {quote(line)}.", hint)
