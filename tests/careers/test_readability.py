"""Careers are written for everyone: no page asks for more than eight years of school.

The grade is Flesch-Kincaid's, as the library textstat counts it, over a page's
sentences with the proper names taken out.
"""

from __future__ import annotations

import re
from functools import cache

import pytest
import textstat
from library import CONTENT, real
from library import DOCS as ALL_DOCS
from pages_of_careers import HERE, Prose, bodies

GRADE = 8
DOCS = sorted((ALL_DOCS / "careers").rglob("*.md"))


@cache
def names() -> re.Pattern[str]:
    """The allow-list: the names that stand in the data, and those of proper_names.txt."""
    catalog = real()
    lines = (HERE / "proper_names.txt").read_text(encoding="utf-8").splitlines()
    found = {line for line in lines if line and not line.startswith("#")}
    for kind in (
        "organizations",
        "partnerships",
        "industries",
        "counties",
        "credentials",
        "training_options",
        "supports",
        "pathways",
    ):
        found |= {each.name for each in catalog.tables[kind].values()}
    found |= {each.title for each in catalog.wages.values()} | {
        each.official_title for each in catalog.occupations.values()
    }
    return re.compile("|".join(re.escape(each) for each in sorted(found, key=len, reverse=True)))


def grade(sentences: list[str]) -> float:
    text = " ".join(names().sub("It", each) for each in sentences)
    return textstat.flesch_kincaid_grade(text)


@pytest.mark.data
def test_pages_need_eight_years_of_school_at_most() -> None:
    pages = {path: Prose(body).sentences for path, body in bodies(real()).items()}
    assert pages and [path for path, sentences in pages.items() if len(sentences) < 3] == []
    hard = {path: sentences for path, sentences in pages.items() if grade(sentences) > GRADE}
    assert hard == {}


@pytest.mark.data
@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.relative_to(CONTENT).as_posix())
def test_written_page_needs_eight_years_of_school_at_most(path) -> None:
    text = re.sub(
        r"^---\n.*?\n---\n|\{\{.*?\}\}|\{ \.lead \}|^#.*$|\]\([^)]*\)|[\[*]",
        "",
        path.read_text(encoding="utf-8"),
        flags=re.DOTALL | re.MULTILINE,
    )
    assert grade(re.findall(r"[^.!?]+[.!?]", text)) <= GRADE


def test_the_grade_can_fail() -> None:
    hard = "Organizational interdependencies necessitate comprehensive interdisciplinary professional qualification architectures."
    assert grade([hard]) > GRADE
