"""What may be said about a fund on a day, and its rounds.

Reads no clock: the day is given. The browser decides the same again on its own
day (``theme/assets/ours/js/funding.js``), and is given the days that it needs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from macros.data.catalog import Catalog, derived
from macros.data.event_times import whole_day
from macros.data.models import Fund, FundStatus, Industry, Round

FRESH_DAYS = 60  # how long a check of an open fund holds
OVER = "closed"  # the word of the vocabulary for a fund whose last day is over


# --- whether a fund takes applications ------------------------------------------


def status(fund: Fund, catalog: Catalog, today: date) -> FundStatus:
    """The word that may be shown: what needs a check holds for 60 days after it.

    An open fund whose last confirmed day is over is closed. A fund that was to open
    is no more than a question once that day has come.
    """
    said = fund.status
    if not said.needs_check:
        return said
    if not is_fresh(fund, today):
        return words(catalog).ask
    if said.is_open and fund.rounds and not any(_may_be_open(each, today) for each in fund.rounds):
        return words(catalog).over
    if not said.is_open and any(_has_begun(each, today) for each in fund.rounds):
        return words(catalog).ask
    return said


def is_fresh(fund: Fund, today: date) -> bool:
    """Whether someone checked a fund within the last 60 days; a check in the future is none."""
    return fund.last_checked is not None and fund.last_checked <= today <= fund.last_checked + timedelta(
        days=FRESH_DAYS
    )


def fresh_until(fund: Fund) -> date | None:
    """The last day on which a fund's check holds."""
    return fund.last_checked + timedelta(days=FRESH_DAYS) if fund.last_checked else None


def by_freshness(catalog: Catalog) -> list[Fund]:
    """All funds, those first that nobody has checked, then by the last day on which a check holds."""
    return sorted(catalog.funds.values(), key=lambda each: (fresh_until(each) or date.min, each.name.casefold()))


@dataclass(frozen=True, slots=True)
class Words:
    """What is said about a fund whose check is old, and of one whose last day is over."""

    ask: FundStatus
    over: FundStatus

    def fresh_until(self, fund: Fund) -> str:
        """The last day on which a fund's check holds, as ISO 8601; empty without a check."""
        day = fresh_until(fund)
        return day.isoformat() if day else ""


@derived
def words(catalog: Catalog) -> Words:
    """The two words that the build gives by itself, out of the vocabulary."""
    known = list(catalog.fund_statuses.values())
    ask = next(each for each in known if each.is_derived)
    return Words(ask, catalog.fund_statuses.get(OVER, ask))


def _may_be_open(round: Round, today: date) -> bool:
    closes = whole_day(round.closes) if round.closes else None
    return closes is None or closes >= today


def _has_begun(round: Round, today: date) -> bool:
    opens = whole_day(round.opens) if round.opens else None
    return opens is not None and opens <= today


# --- rounds -----------------------------------------------------------------------


def next_deadline(fund: Fund, today: date) -> Round | None:
    """The round that closes next, today included; None where no day is confirmed."""
    coming = [each for each in fund.rounds if (day := whole_day(each.closes or "")) and day >= today]
    return min(coming, key=lambda each: each.closes, default=None)


def over(fund: Fund, today: date) -> list[Round]:
    """The rounds that have closed, the latest first."""
    gone = [each for each in fund.rounds if (day := whole_day(each.closes or "")) and day < today]
    return sorted(gone, key=lambda each: each.closes, reverse=True)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Deadline:
    """The last day of a round, which someone confirmed on the day ``checked``. ``path`` is the fund's page."""

    fund: Fund
    round: Round
    day: date

    @property
    def title(self) -> str:
        """What a calendar and a feed call it."""
        return f"Deadline: {self.fund.name}, {self.round.name}"

    @property
    def path(self) -> str:
        """The page about it."""
        return self.fund.path

    @property
    def industries(self) -> tuple[Industry, ...]:
        """The industries that the fund is for."""
        return self.fund.industries

    @property
    def checked(self) -> date:
        """The day on which someone confirmed it."""
        return self.round.checked


def deadlines(catalog: Catalog) -> list[Deadline]:
    """Every confirmed last day of a round, in the order of the funds; a month or a year alone is no deadline."""
    return [
        Deadline(fund=fund, round=each, day=day)
        for fund in catalog.funds.values()
        for each in fund.rounds
        if (day := whole_day(each.closes))
    ]


def by_deadline(funds: Iterable[Fund], catalog: Catalog, today: date) -> list[Fund]:
    """The funds in the order in which one would act: next deadline, then open ones, then by name.

    Where no deadline is confirmed, by name alone: that is what the list calls its order.
    """
    funds = list(funds)
    if not any(next_deadline(each, today) for each in funds):
        return sorted(funds, key=lambda each: each.name.casefold())
    order = list(catalog.fund_statuses)

    def key(fund: Fund) -> tuple[str, int, str]:
        coming = next_deadline(fund, today)
        place = order.index(status(fund, catalog, today).id)
        return (coming.closes if coming else "9999", place, fund.name.casefold())

    return sorted(funds, key=key)
