"""What a command tells in a job of GitHub Actions: the job's summary, and the comment on its pull request."""

from __future__ import annotations

import os
from pathlib import Path

COMMENT_LIMIT = 60_000  # bytes; GitHub takes 65,536 characters
REST = "\nThe rest is in the summary of the run.\n"


def tell(text: str) -> None:
    """Append Markdown to the job's summary, and to the file that a later job sends as a comment; each where it is.

    The environment names both files, by GITHUB_STEP_SUMMARY and COMMENT. What is too long for a comment is cut
    after a line.
    """
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        _append(Path(summary), text)
    if comment := os.environ.get("COMMENT"):
        _append(Path(comment), _cut(text, COMMENT_LIMIT - _size(Path(comment))))


def _append(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8", errors="backslashreplace") as stream:
        stream.write(text)


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _cut(text: str, limit: int) -> str:
    """As many lines as fit into so many bytes, with a word where some are left out."""
    kept: list[str] = []
    for line in text.splitlines(keepends=True):
        limit -= len(line.encode("utf-8", "backslashreplace"))
        if limit < 0:
            return "".join([*kept, REST])
        kept.append(line)
    return text
