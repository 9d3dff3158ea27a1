"""The answers out of the body of an issue that was made with a form of GitHub.

GitHub writes each question's label as a heading, and the answer below it. The author may edit the body
afterwards, and an answer may hold lines that look like headings: a heading counts where it is the label of a question.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

NO_ANSWER = ("", "_No response_", "None")  # the last is that of a menu
_HEADING = re.compile(r"### (.+)")
_BOX = re.compile(r"- \[([ xX])\] (.*)")


class Ambiguous(ValueError):
    """A label stands twice, so that nobody can say which text is its answer; ``label`` is the label."""

    def __init__(self, label: str) -> None:
        super().__init__(label)
        self.label = label


def headings(body: str) -> list[str]:
    """All that stands as a heading in a body, in its order."""
    return [found[1].strip() for line in _lines(body) if (found := _HEADING.fullmatch(line))]


def answers(body: str, labels: Collection[str]) -> Mapping[str, str]:
    """The answer below each of the labels that the body has, empty where there is none. Raises Ambiguous."""
    found: dict[str, list[str]] = {}
    label = ""
    for line in _lines(body):
        heading = _HEADING.fullmatch(line)
        if heading and heading[1].strip() in labels:
            label = heading[1].strip()
            if label in found:
                raise Ambiguous(label)
            found[label] = []
        elif label:
            found[label].append(line)
    return {name: _answer("\n".join(lines).strip()) for name, lines in found.items()}


def is_checked(answer: str, option: str) -> bool:
    """Whether a box was checked in the answer to a question with boxes."""
    boxes = (_BOX.fullmatch(line.strip()) for line in answer.splitlines())
    return any(box and box[1] != " " and box[2].strip() == option for box in boxes)


def _answer(text: str) -> str:
    return "" if text in NO_ANSWER else text


def _lines(body: str) -> list[str]:
    return [line.rstrip() for line in body.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
