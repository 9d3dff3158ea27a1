"""Money in whole cents, and the arithmetic of match. No floating point number comes near it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def cents(dollars: Decimal) -> int:
    """Dollars as whole cents; half a cent goes up."""
    return int(dollars.quantize(CENT, ROUND_HALF_UP) * 100)


def shown(amount: int) -> str:
    """Cents as people write them: ``$1,200``, ``$33,333.34``, ``−$5``."""
    dollars, rest = divmod(abs(amount), 100)
    return f"{'−' if amount < 0 else ''}${dollars:,}{f'.{rest:02}' if rest else ''}"


def percent_of(part: int, whole: int) -> Decimal | None:
    """A share in percent with one place, half a place up; None of nothing."""
    return Decimal((2000 * part + whole) // (2 * whole)) / 10 if whole else None


def match_of_grant(grant: int, percent: Decimal) -> int:
    """The least match whose share of the grant reaches ``percent``, in cents."""
    return _up(grant * _whole(percent), 100 * SCALE)


def match_of_project(grant: int, percent: Decimal) -> int:
    """The least match whose share of grant and match together reaches ``percent``, in cents.

    Raises ValueError for the whole: no match makes a grant vanish.
    """
    if percent >= 100:
        raise ValueError("a match can't be the whole of a project that has a grant")
    share = _whole(percent)
    return _up(grant * share, 100 * SCALE - share)


SCALE = 10_000  # percent are exact to four places


def _whole(percent: Decimal) -> int:
    scaled = percent * SCALE
    if scaled != int(scaled):
        raise ValueError(f"{percent} percent has more than four places")
    return int(scaled)


def _up(number: int, by: int) -> int:
    return -(-number // by)


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One way to count a match: what is needed, what is there, and whether that is enough."""

    way: str  # grant or project
    needed: int
    offered: int
    share: Decimal | None

    @property
    def is_met(self) -> bool:
        """Whether the offered match is enough."""
        return self.offered >= self.needed


def needs(
    grant: int, match: int, percent: Decimal, *, of_grant: bool = True, of_project: bool = True
) -> tuple[Need, ...]:
    """What a match share asks for in each way of counting that holds."""
    found: list[Need] = []
    if of_grant:
        needed = match_of_grant(grant, percent)
        found.append(Need(way="grant", needed=needed, offered=match, share=percent_of(match, grant)))
    if of_project and percent < 100:
        needed = match_of_project(grant, percent)
        found.append(Need(way="project", needed=needed, offered=match, share=percent_of(match, grant + match)))
    return tuple(found)


def total(amounts: Iterable[Decimal]) -> int:
    """The sum of dollars in cents, each amount made whole first."""
    return sum(map(cents, amounts))
