"""The public holidays of a state, out of the library ``holidays``.

They are worked out from the library's own rules, as the rules of time zones are
from another one: none of our sources lists them, and they are no official list.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import holidays

VERSION = holidays.__version__


def is_known(code: str) -> bool:
    """Whether there are rules for the state with this ISO 3166-2 code, such as ``US-ME``."""
    try:
        _of(code, ())
    except NotImplementedError:
        return False
    return True


def rest_days(code: str, years: Iterable[int]) -> dict[date, str]:
    """Return the holidays of these years with their names, in the order of days.

    A holiday on a weekend stands there twice where offices close on another day:
    on its own day, and on that one with "(observed)".

    Raises NotImplementedError when there are no rules for the code.
    """
    return dict(sorted(_of(code, years).items()))


def _of(code: str, years: Iterable[int]) -> holidays.HolidayBase:
    country, _, state = code.partition("-")
    return holidays.country_holidays(country, subdiv=state, years=years, language="en_US")
