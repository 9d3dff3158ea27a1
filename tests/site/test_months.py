"""Nothing in the data goes off: the site can be built on the first day of each month of the next three years.

36 builds take minutes, so that only ``make months`` runs them, which a workflow does each week. What a
rule says on each day on which it can change its mind is in ``tests/test_validation.py``, in every run.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import building
import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif("EVERY_MONTH" not in os.environ, reason="make months builds the site of each month"),
]


def first_of(months: int) -> date:
    """The first day of a month, ``months`` after the next one."""
    today = building.the_day()
    years, month = divmod(today.month + months, 12)
    return date(today.year + years, month + 1, 1)


@pytest.mark.parametrize("months", range(36))
def test_the_site_can_be_built_on_the_first_of_the_month(months: int, tmp_path: Path) -> None:
    day = first_of(months)
    done = building.run(*building.words(tmp_path / "site", today=day, search=False))
    assert done.returncode == 0, f"{day}: {done.stderr}"
    assert (tmp_path / "site" / "index.html").is_file()
