"""The words that people read are those that people say today: tests/plain_words.csv names the others, and what to say instead."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
READ_BY_PEOPLE = (
    "docs/**/*.md",
    "data/**/*.yaml",
    "data/**/*.csv",
    "macros/data/vocabularies/**/*.*",
    "macros/**/templates/**/*",
    "macros/**/*.py",
    "macros/**/*.md",
    "scripts/**/*.py",
    "scripts/*.md",
    "tests/*.md",
    "HACKING.md",
    "macros/theme/**/*.html",
    "macros/theme/**/*.js",
    "macros/theme/**/*.css",
    "README.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "LICENSE-QUESTION.md",
    "Makefile",
    "mkdocs.yml",
    ".github/**/*.yml",
    ".github/**/*.md",
    ".github/CODEOWNERS",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A row of the table: what not to say, what to say instead, a sentence that shows it, and where it is right."""

    pattern: str
    instead: str
    why: str
    example: str
    exception: str
    reason: str

    def found(self, text: str) -> Iterator[re.Match[str]]:
        """Yield each place where the text says it, but for its exceptions."""
        allowed = [each.span() for each in _whole(self.exception).finditer(text)] if self.exception else []
        for each in _whole(self.pattern).finditer(text):
            if not any(start <= each.start() and each.end() <= end for start, end in allowed):
                yield each


def _whole(pattern: str) -> re.Pattern[str]:
    # A line may break in a phrase, in a comment too. A hyphen belongs to an id or an address, whose words never change.
    spaced = pattern.replace(" ", r"[\s#*]+")
    return re.compile(rf"(?<![\w/-])(?:{spaced})(?![\w-])", re.IGNORECASE)


def _table() -> tuple[Word, ...]:
    with (ROOT / "tests/plain_words.csv").open(encoding="utf-8", newline="") as file:
        return tuple(Word(**row) for row in csv.DictReader(file))


WORDS = _table()


# All at once, since most files say none of them.
ANY_WORD = _whole("|".join(f"(?:{word.pattern})" for word in WORDS))


def findings(text: str, name: str) -> list[str]:
    """What a text says that people would say otherwise, as ``file:line: words`` with the cure."""
    if not ANY_WORD.search(text):
        return []
    found = [(each.start(), each[0], word) for word in WORDS for each in word.found(text)]
    return [
        f"{name}:{text.count(chr(10), 0, start) + 1}: '{' '.join(said.split())}'. Say {word.instead}. {word.why}."
        for start, said, word in sorted(found, key=lambda each: each[0])
    ]


@pytest.mark.data
def test_people_read_plain_words() -> None:
    paths = sorted({path for pattern in READ_BY_PEOPLE for path in ROOT.glob(pattern) if path.is_file()})
    # In a transcript are the words of those who spoke.
    ours = [path for path in paths if "transcripts" not in path.parts]
    found = [
        line for path in ours for line in findings(path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix())
    ]
    assert not found, "\n".join(["These words are old-fashioned or unclear:", *found])


CODE = ("macros/**/*.py", "scripts/**/*.py", "tests/**/*.py", "macros/theme/**/*.js")
_NAMED = re.compile(r"\b(?:def|class|function|const|let)\s+(\w+)|^(\w+)\s*(?::[^=\n]+)?=\s", re.MULTILINE)


def names(text: str) -> str:
    """The names that a program gives, each on its line, with spaces between their words."""
    spaced = (re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_", " ", each[0] or each[1]) for each in _NAMED.findall(text))
    return ".\n".join(each.strip() for each in spaced)


def test_programs_have_names_of_plain_words() -> None:
    paths = sorted({path for pattern in CODE for path in ROOT.glob(pattern)})
    found = [
        line
        for path in paths
        for line in findings(names(path.read_text(encoding="utf-8")), path.relative_to(ROOT).as_posix())
    ]
    assert not found, "\n".join(["These names are old-fashioned or unclear; lines are counted by name:", *found])


def test_a_name_is_read_word_by_word() -> None:
    text = f"def _is_{'reckoned'}(): ...\nclass AskAnew:\n  const lineOfText = 1\nRECKONS: int = 2\n"
    assert names(text) == "is reckoned.\nAsk Anew.\nline Of Text.\nRECKONS"
    assert len(findings(names(text), "a.py")) == 3


@pytest.mark.parametrize("word", WORDS, ids=lambda each: each.pattern)
def test_each_word_is_found_and_has_a_plain_replacement(word: Word) -> None:
    assert list(word.found(word.example)), "its example doesn't show it"
    assert list(word.found(word.example.upper()))
    assert word.instead and word.why
    assert not findings(word.instead, ""), "what to say instead is in the table too"
    assert bool(word.exception) == bool(word.reason), "an exception needs a reason"


def test_a_phrase_is_found_over_the_end_of_a_line_with_file_and_line() -> None:
    text = "Plain.\nSmall firms may be let\n  off.\n"
    assert findings(text, "docs/a.md") == ["docs/a.md:2: 'let off'. Say excused. Too casual for a rule."]


@pytest.mark.parametrize(
    "text", ["A recommendation", "whom-to-ask", "#whom-to-ask", "Maine's black bears", "To whom it may concern"]
)
def test_other_words_ids_and_exceptions_are_left_alone(text: str) -> None:
    assert not findings(text, "")


def test_an_exception_doesn_t_hide_the_word_elsewhere() -> None:
    assert len(findings("Black bears bear young.", "")) == 1
