"""Which partnerships fit a fund, point by point.

A point is something that the fund's sources ask for. By a partnership's record
it is met, not met, or to find out. Silence is never a yes: what a record does
not state, and what a fund states in words alone, is to find out. So a
partnership is known to fit, may fit, or does not fit. A fund of which no source
says who can apply is matched with nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum

from macros.data import standing
from macros.data.catalog import Catalog, derived, places
from macros.data.levels import key, named
from macros.data.models import Fund, Industry, Membership, Organization, Partnership, Source
from macros.pages import components, templating


class PointAnswer(Enum):
    """What a record says to one point of a fund."""

    MET = "met"
    FIND_OUT = "to find out"
    NOT_MET = "not met"


def worst(answers: Iterable[PointAnswer]) -> PointAnswer:
    """What several answers say together: one that is not met decides, then one that is to find out."""
    given = set(answers)
    return next((each for each in (PointAnswer.NOT_MET, PointAnswer.FIND_OUT) if each in given), PointAnswer.MET)


class Verdict(Enum):
    """What the points say together. ``UNSAID`` is for a fund of which no source says who can apply."""

    KNOWN = "known to fit"
    MAY = "may fit"
    NOT = "does not fit"
    UNSAID = "no source says who can apply"


_VERDICTS = {PointAnswer.MET: Verdict.KNOWN, PointAnswer.FIND_OUT: Verdict.MAY, PointAnswer.NOT_MET: Verdict.NOT}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FundPoint:
    """Something that a fund's sources ask for: what it is about, the fund's field that states it, and what that says.

    ``about`` is the field that could list it: whatever is said of places is about the counties. A record is compared
    with the ids in ``options``, or with the keys of places. Without any, the point is stated in words alone.
    """

    about: str
    field: str
    words: str
    sources: tuple[Source, ...]
    options: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Check:
    """A point of a fund beside a partnership: the answer, the fact behind it, and the fact's sources.

    A point that is stated in words alone has no fact.
    """

    point: FundPoint
    answer: PointAnswer
    fact: str = ""
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fit:
    """A partnership beside a fund: a check for each of the fund's points."""

    partnership: Partnership
    checks: tuple[Check, ...]

    @property
    def verdict(self) -> Verdict:
        """Known to fit when all points are met, out when one is not met."""
        return _VERDICTS[worst(each.answer for each in self.checks)]

    @property
    def met(self) -> tuple[Check, ...]:
        """The points that its record is known to meet."""
        return tuple(each for each in self.checks if each.answer is PointAnswer.MET)

    @property
    def applicants(self) -> tuple[Organization, ...]:
        """Its members of a type that can apply, where their role says that they take part."""
        asked = (each.point for each in self.checks if each.point.about == "applicants")
        return tuple(dict.fromkeys(each.organization for point in asked for each in _able(point, self.partnership)))

    @property
    def silent(self) -> tuple[Check, ...]:
        """The points that a record could answer and that this one leaves open."""
        return tuple(each for each in self.checks if each.answer is PointAnswer.FIND_OUT and each.point.options)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FundMatch:
    """A fund with its points, and the partnerships in three parts: those with most points met come first."""

    fund: Fund
    points: tuple[FundPoint, ...]
    known: tuple[Fit, ...] = ()
    may_fit: tuple[Fit, ...] = ()
    ruled_out: tuple[Fit, ...] = ()

    @property
    def says_who(self) -> bool:
        """Whether a source says who can apply; where none does, nobody is matched."""
        return any(each.about == "applicants" for each in self.points)

    @property
    def compared(self) -> tuple[FundPoint, ...]:
        """The points that a record can answer."""
        return tuple(each for each in self.points if each.options)

    @property
    def in_words(self) -> tuple[FundPoint, ...]:
        """The points that are stated in words alone: they are to find out for each partnership."""
        return tuple(each for each in self.points if not each.options)

    @property
    def unchecked(self) -> tuple[Check, ...]:
        """The points beside no partnership, for a fund that is matched with nobody."""
        return tuple(Check(point=each, answer=PointAnswer.FIND_OUT) for each in self.points)

    @property
    def partly(self) -> tuple[Fit, ...]:
        """Those that may fit and meet a point."""
        return tuple(each for each in self.may_fit if each.met)

    @property
    def unknown(self) -> tuple[Fit, ...]:
        """Those that may fit, and of which no point is known."""
        return tuple(each for each in self.may_fit if not each.met)


@derived  # asked for by the fund's page, the list and the table; thousands of partnerships take a while
def match(fund: Fund, catalog: Catalog) -> FundMatch:
    """The partnerships beside a fund; none where no source says who can apply."""
    points = tuple(_points(fund))
    found = FundMatch(fund=fund, points=points)
    if not found.says_who:
        return found
    shared = {each: Check(point=each, answer=PointAnswer.FIND_OUT) for each in found.in_words}
    fits = [_fit(each, points, shared, catalog) for each in catalog.partnerships.values()]
    fits.sort(key=lambda each: -len(each.met))  # the catalog has them by title
    parts: dict[Verdict, list[Fit]] = {each: [] for each in Verdict}
    for fit in fits:
        parts[fit.verdict].append(fit)
    known, may_fit, ruled_out = (tuple(parts[each]) for each in (Verdict.KNOWN, Verdict.MAY, Verdict.NOT))
    return FundMatch(fund=fund, points=points, known=known, may_fit=may_fit, ruled_out=ruled_out)


def by_industry(fits: Iterable[Fit], catalog: Catalog) -> list[tuple[Industry, int]]:
    """The main industries that two or more of the partnerships share, in the vocabulary's order."""
    found = Counter(each.partnership.industries[0].id for each in fits)
    return [(each, found[each.id]) for each in catalog.industries.values() if found[each.id] > 1]


# --- what a fund asks for -------------------------------------------------------

_PLACES = "counties"
# A field that lists what is allowed, and the field with what the sources say about it in words.
_LISTS = (("applicants", "applicants_note"), ("industries", "industries_note"), (_PLACES, "places_note"))


def _points(fund: Fund) -> Iterator[FundPoint]:
    for field, note in (*_LISTS, ("stages", "")):
        if field == _PLACES:
            yield from _limit_to_places(fund)
        elif allowed := getattr(fund, field):
            words, options = ", ".join(each.name for each in allowed), frozenset(each.id for each in allowed)
            yield FundPoint(about=field, field=field, words=words, sources=fund.sources, options=options)
        if said := getattr(fund, note, ""):
            yield FundPoint(about=field, field=note, words=said, sources=fund.sources)
    if said := _match_words(fund):
        yield FundPoint(about="match_percent", field="match_percent", words=said, sources=fund.sources)
    for rule in fund.rules:
        yield FundPoint(about="rules", field="rules", words=rule.text, sources=(rule.source,))


def _limit_to_places(fund: Fund) -> Iterator[FundPoint]:
    """The places of all levels that a fund is limited to: one of them is enough."""
    if allowed := named(fund):
        words, options = ", ".join(each.name for each in allowed), frozenset(map(key, allowed))
        field = _PLACES if fund.counties else "places"
        yield FundPoint(about=_PLACES, field=field, words=words, sources=fund.sources, options=options)


def _match_words(fund: Fund) -> str:
    if fund.match_percent is None:
        return fund.match_note
    share = f"{templating.number(fund.match_percent)} percent."
    return f"{share} {fund.match_note}".strip() if fund.match_percent else ""


# --- what a record answers ----------------------------------------------------------


def _fit(
    partnership: Partnership, points: Iterable[FundPoint], shared: Mapping[FundPoint, Check], catalog: Catalog
) -> Fit:
    checks = (shared.get(each) or _JUDGES[each.about](each, partnership, catalog) for each in points)
    return Fit(partnership=partnership, checks=tuple(checks))


def _able(point: FundPoint, partnership: Partnership) -> list[Membership]:
    """The members of a type that can apply; a venue, a funder and the like do not take part, so they don't apply."""
    return [each for each in partnership.partners if each.organization.type.id in point.options]


def _by_applicants(point: FundPoint, partnership: Partnership, catalog: Catalog) -> Check:
    able = _able(point, partnership)
    if not able:
        return Check(
            point=point, answer=PointAnswer.FIND_OUT, fact="No member of such a type is on record as taking part."
        )
    facts = [f"{each.organization.name} ({each.role.name.lower()})" for each in able]
    sources = [source for each in able for source in (each.source, *each.organization.sources) if source]
    return Check(point=point, answer=PointAnswer.MET, fact="; ".join(facts), sources=tuple(dict.fromkeys(sources)))


def _by_industry(point: FundPoint, partnership: Partnership, catalog: Catalog) -> Check:
    shared = [each.name for each in partnership.industries if each.id in point.options]
    fact = ", ".join(shared or [each.name for each in partnership.industries])
    return _stated(point, bool(shared), fact, partnership.sources)


def _by_place(point: FundPoint, partnership: Partnership, catalog: Catalog) -> Check:
    if not partnership.is_placed:
        return Check(point=point, answer=PointAnswer.FIND_OUT, fact="Its record states no place.")
    fact = components.place_words(partnership, catalog.program.geography)
    is_met = places(catalog).serves_one(partnership, point.options)
    if is_met is None:
        fact = f"{fact}: whether that is within the limit is not on record."
        return Check(point=point, answer=PointAnswer.FIND_OUT, fact=fact, sources=partnership.sources)
    return _stated(point, is_met, fact, partnership.sources)


def _by_stage(point: FundPoint, partnership: Partnership, catalog: Catalog) -> Check:
    stage = partnership.stage
    if stage is None:
        return Check(point=point, answer=PointAnswer.FIND_OUT, fact="Its record states no stage.")
    dated = tuple(each.source for each in partnership.stage_history if each.stage is stage and each.source)
    return _stated(point, stage.id in point.options, stage.name, dated or partnership.sources)


def _stated(point: FundPoint, is_met: bool, fact: str, sources: tuple[Source, ...]) -> Check:
    return Check(point=point, answer=PointAnswer.MET if is_met else PointAnswer.NOT_MET, fact=fact, sources=sources)


_JUDGES: Mapping[str, Callable[[FundPoint, Partnership, Catalog], Check]] = {
    "applicants": _by_applicants,
    "industries": _by_industry,
    "counties": _by_place,
    "stages": _by_stage,
}


# --- what a partnership has for an application --------------------------------------


def brings(partnership: Partnership, catalog: Catalog, today: date) -> Iterator[str]:
    """What its record can show in an application on a day."""
    leads = list(dict.fromkeys(each.organization.name for each in partnership.leads))
    if leads:
        yield f"Led by {', '.join(leads)}"
    if number := len({each.organization.id for each in partnership.partners}):
        yield f"{number} organization{'s take' if number > 1 else ' takes'} part"
    if partnership.figures:
        yield f"{len(partnership.figures)} figure{'s' if len(partnership.figures) > 1 else ''} with sources"
    if services := standing.offered(partnership.services, catalog, today):
        yield "Services: " + ", ".join(each.name for each in services)


def lacks(partnership: Partnership) -> Iterator[str]:
    """What an application needs and its record does not state."""
    if not partnership.leads:
        yield "no lead organization on record"
    if not partnership.is_placed:
        yield "place not stated"
    if partnership.stage is None:
        yield "stage not stated"
    if not partnership.figures:
        yield "no figures on record"
