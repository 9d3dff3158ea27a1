"""Compiled from public sources, or reviewed by staff: which day counts, and what people read of it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from macros.data.catalog import Catalog
from macros.pages import components, templating
from macros.pages.outputs import Site
from macros.subjects.partnerships import directory

SITE = Site(today=date(2026, 3, 5))
JANUARY, FEBRUARY = date(2026, 1, 10), date(2026, 2, 1)

# compiled, last_reviewed; the day that counts, what a card says, what a record's foot says
LOOKS = {
    "compiled": (
        JANUARY,
        None,
        JANUARY,
        "Compiled January 10, 2026",
        "Compiled from public sources, January 10, 2026; not yet confirmed by the partnership.",
    ),
    "reviewed": (None, JANUARY, JANUARY, "Reviewed January 10, 2026", "Reviewed January 10, 2026."),
    "reviewed later": (JANUARY, FEBRUARY, FEBRUARY, "Reviewed February 1, 2026", "Reviewed February 1, 2026."),
    "reviewed on that day": (JANUARY, JANUARY, JANUARY, "Reviewed January 10, 2026", "Reviewed January 10, 2026."),
    "compiled again since": (
        FEBRUARY,
        JANUARY,
        FEBRUARY,
        "Compiled February 1, 2026",
        "Compiled from public sources, February 1, 2026; not reviewed by the program since.",
    ),
}
each_look = pytest.mark.parametrize("name", LOOKS)


def looked(record: Any, name: str) -> Any:
    compiled, reviewed, *_ = LOOKS[name]
    return replace(record, compiled=compiled, last_reviewed=reviewed)


def words(html: str) -> str:
    """What is read: without the remark that a record is due, which is hidden."""
    shown = re.sub(r"<span[^>]* hidden>[^<]*</span>", "", html)
    return " ".join(re.sub(r"<[^>]+>", "", shown).split())


@each_look
def test_the_later_day_counts(made_up: Catalog, name: str) -> None:
    record = looked(made_up.partnerships["boats"], name)
    assert record.looked_at == record.last_look == LOOKS[name][2]


@each_look
def test_the_card_and_the_foot_say_what_was_done(made_up: Catalog, name: str) -> None:
    record = looked(made_up.partnerships["boats"], name)
    card = components.card(record, made_up, SITE.today)
    shown = templating.piece("freshness", card.looked_at, card.is_reviewed, card.due, SITE.today)
    assert words(shown) == LOOKS[name][3]
    foot = words(components.foot(record, record.title, made_up, SITE))
    assert f"{LOOKS[name][4]} Facts as of" in foot
    assert f"{LOOKS[name][3]}." in foot.partition("Cite or reuse")[2]


def test_other_records_wait_for_the_program(made_up: Catalog) -> None:
    record = looked(made_up.organizations["oar-works"], "compiled")
    foot = words(components.foot(record, record.name, made_up, SITE))
    assert "Compiled from public sources, January 10, 2026; not yet reviewed by the program." in foot


@each_look
def test_the_index_has_the_same_word_for_the_script(made_up: Catalog, name: str) -> None:
    record = looked(made_up.partnerships["boats"], name)
    tables = {**made_up.tables, "partnerships": {record.id: record}}
    index = json.loads(directory.index(replace(made_up, tables=tables), SITE.today))
    assert index["reviewed"] == [LOOKS[name][2].isoformat()] and index["due"].keys() == set(index["reviewed"])
    assert index["looks"][index["is_reviewed"][0]] == LOOKS[name][3].split()[0]


def test_a_kind_without_such_days_has_none(made_up: Catalog) -> None:
    county = made_up.counties["alder"]
    assert county.looked_at is None and not county.is_reviewed
    with pytest.raises(ValueError, match="County alder"):
        _ = county.last_look
