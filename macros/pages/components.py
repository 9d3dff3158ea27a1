"""Records as several pages show them: cards, words for places, the map, the foot of a page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from macros.data import faceting, packages, quantities, standing, tables
from macros.data.catalog import Catalog, derived, places
from macros.data.levels import ByLevel, Level, named
from macros.data.models import (
    AnyPlace,
    County,
    CountyShape,
    Figure,
    Geography,
    Industry,
    Partnership,
    Record,
    Source,
    Stage,
    WorkforceArea,
)
from macros.data.models.metrics import FigureVersion
from macros.data.plain_dates import months_later
from macros.pages import fill_in, templating
from macros.pages.outputs import Site, base_of
from macros.pages.record_facts import AboutRecord

MOST_IN_MENU = 1_000  # records that a menu offers; more are chosen in their list


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One partnership in a list, in words."""

    id: str = ""
    path: str = ""
    title: str = ""
    summary: str = ""
    industries: tuple[str, ...] = ()
    place: str = ""
    stage: Stage | None = None
    status: str = ""
    kind: str = ""
    looked_at: date
    is_reviewed: bool
    due: date
    shows_day: bool = True


def card(partnership: Partnership, catalog: Catalog, today: date) -> Card:
    """What a list shows of a partnership on a day: what is known of it, and what differs from others."""
    return Card(
        id=partnership.id,
        path=partnership.path,
        title=partnership.title,
        summary=partnership.summary,
        industries=tuple(each.name for each in partnership.industries),
        place=place_words(partnership, catalog.program.geography) if partnership.is_placed else "",
        stage=partnership.stage,
        status=standing.status(partnership, catalog, today).short,
        kind=partnership.kind.name if _kinds_differ(catalog) else "",
        looked_at=partnership.last_look,
        is_reviewed=partnership.is_reviewed,
        due=due(partnership.last_look, catalog, "partnerships"),
        shows_day=looks_differ(catalog),
    )


@derived
def _kinds_differ(catalog: Catalog) -> bool:
    return tells_apart(each.kind for each in catalog.partnerships.values())


@derived
def looks_differ(catalog: Catalog) -> bool:
    """Whether partnerships were looked at on different days, or in different ways: else a list has no use for it."""
    return tells_apart((each.last_look, each.is_reviewed) for each in catalog.partnerships.values())


def tells_apart(values: Iterable[object]) -> bool:
    """Whether there are two values or more, without the empty ones: a list shows, sorts and filters by such only."""
    return len({each for each in values if each}) > 1


def cards(partnerships: Iterable[Partnership], catalog: Catalog, today: date) -> list[Card]:
    """A card for each partnership, in the given order."""
    return [card(each, catalog, today) for each in partnerships]


def due(looked_at: date, catalog: Catalog, kind: str = "") -> date:
    """The day on which a record wants to be looked at again, by the review period of its kind."""
    return months_later(looked_at, _review_months(catalog).get(kind, catalog.program.review_months))


@derived
def _review_months(catalog: Catalog) -> dict[str, int]:
    return {each.kind: each.months for each in catalog.review_periods.values()}


def as_it_stood(site: Site) -> str:
    """The sentence that marks what a site of an earlier day gives away; empty for a site of today."""
    return _past("sentence", site.as_of).striptags() if site.as_of else ""


def past_banner(site: Site) -> Markup:
    """The same above a page, with the way to the site of today."""
    return _past("banner", site) if site.as_of else Markup()


def past_line(site: Site, leave: Markup) -> Markup:
    """The same at the end of an embed; ``leave`` are the attributes of a link that leaves a frame."""
    return _past("line", site, leave) if site.as_of else Markup()


def _past(part: str, *given: Any) -> Markup:
    return templating.part("_as_it_stood.html", part)(*given)


@dataclass(frozen=True, slots=True)
class Review:
    """The day on which a record wants to be looked at again, and who looks after it."""

    kind: str
    record: Any
    reviewed: date
    due: date
    keeper: str


def reviews(catalog: Catalog) -> list[Review]:
    """The next review of each published record that has a day of review, the earliest first."""
    keepers = {each.kind: each for each in catalog.review_periods.values()}
    found = [
        Review(kind, record, reviewed, due(reviewed, catalog, kind), _keeper(record, keepers.get(kind), catalog))
        for kind, records in tables.published(catalog).items()
        for record in records.values()
        if (reviewed := record.looked_at)
    ]
    return sorted(found, key=lambda each: each.due)


def overdue(catalog: Catalog, today: date) -> list[Review]:
    """The reviews that are past due on ``today``, the longest first."""
    return [each for each in reviews(catalog) if each.due < today]


def by_keeper(found: Iterable[Review]) -> dict[str, list[Review]]:
    """Reviews under who looks after the records, by the keepers' names."""
    kept: dict[str, list[Review]] = {}
    for each in found:
        kept.setdefault(each.keeper, []).append(each)
    return dict(sorted(kept.items()))


def keeper_of(kind: str, catalog: Catalog) -> str:
    """Who looks after the records of a kind: the one that its review period names, else the office."""
    found = next((each.keeper for each in catalog.review_periods.values() if each.kind == kind), "")
    return found or catalog.program.contact.name


def _keeper(record: Any, period: Any, catalog: Catalog) -> str:
    """Who looks after a record: the lead of its partnership where that is asked, else the office."""
    if period is None:
        return catalog.program.contact.name
    if period.by_lead:
        partnership = record if isinstance(record, Partnership) else getattr(record, "partnership", None)
        if partnership and partnership.leads:
            return partnership.leads[0].organization.name
    return period.keeper


def place_words(partnership: Partnership, words: Geography) -> str:
    """Where a partnership works, in a few words: ``York and Waldo Counties``, ``Statewide``."""
    if partnership.is_statewide:
        return partnership.reach.name
    found = named(partnership)
    if not found:
        return partnership.reach.name
    if len(found) > 3:
        return f"{len(found)} {_called(partnership, words)}"
    return templating.together(place_name(each, words) for each in found).unescape()


def _called(partnership: Partnership, words: Geography) -> str:
    """What the places together are called that a partnership names."""
    lists = ((words.counties, partnership.counties), (words.workforce_areas, partnership.workforce_areas))
    several = {called for called, found in lists if found} | {each.level.plural for each in partnership.places}
    return several.pop() if len(several) == 1 else "places"


PLACE = "place"  # what the search page calls the facet of the first level


@derived
def searched_levels(catalog: Catalog) -> Mapping[str, Level]:
    """The levels that the search page can narrow by, by the ids of its facets.

    Workforce areas are asked for only where there is no other level.
    """
    levels = places(catalog).levels
    asked = [each for each in levels if each.id != WorkforceArea.level_id] or levels
    return {each.id if number else PLACE: each for number, each in enumerate(asked)}


def search_places(catalog: Catalog, found: ByLevel) -> dict[str, list[str]]:
    """Under which places a search finds a page that is about those in ``found``."""
    return {id: [each.name for each in found.get(level.id, ())] for id, level in searched_levels(catalog).items()}


def level_list(site: Site, level: Level) -> str:
    """The address of the page that lists a level of the geography; empty without that page."""
    path = f"{level.address}/"
    return path if site.has(path) else ""


def place_name(place: AnyPlace, words: Geography) -> str:
    """A place's full name."""
    return county_name(place, words) if isinstance(place, County) else place.name


def county_name(county: County, words: Geography) -> str:
    """A county's full name: ``York County``; ``Region 3`` has the word already."""
    has_word = words.county.casefold() in county.name.casefold().split()
    return county.name if has_word else f"{county.name} {words.county.capitalize()}"


# --- the map ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shape:
    """A county on the map: its outline, its label, and the number that it shows."""

    county: County
    outline: str
    label_x: Decimal
    label_y: Decimal
    count: int
    words: str
    step: int


@dataclass(frozen=True, slots=True)
class Map:
    """All counties' outlines in one drawing; ``view_box`` is the SVG attribute."""

    title: str
    view_box: str
    shapes: tuple[Shape, ...]
    unplaced: str  # the sentence on those that state no place


@derived
def county_map(catalog: Catalog) -> Map:
    """The map of counties with the partnerships of each.

    ``step`` (0 to 3) grows with the number of partnerships that name the county
    themselves, so that statewide ones, which are everywhere, don't hide them.
    """
    local = {each.id: len(who_serves(catalog, each).named) for each in catalog.counties.values()}
    most = max(local.values(), default=0)
    shapes = tuple(
        Shape(
            county=county,
            outline=shape.outline,
            label_x=shape.label_x,
            label_y=shape.label_y,
            count=len(who_serves(catalog, county).known),
            words=serving(catalog, county),
            step=-(-3 * local[county.id] // most) if most else 0,
        )
        for county, shape in _drawn(catalog)
    )
    return Map(
        f"{catalog.program.state} by {catalog.program.geography.county}",
        _view_box(shape.outline for shape in shapes),
        shapes,
        unplaced(catalog, County.level_id) if shapes else "",
    )


@derived
def small_map(catalog: Catalog, shown: tuple[County, ...], words: str) -> Markup:
    """A small picture of the state with some counties marked; empty where none of them has a shape."""
    ids = {county.id for county in shown}
    if catalog.county_shapes.keys().isdisjoint(ids):
        return Markup()
    return templating.part("_map.html", "small")(county_map(catalog), ids, words)


def _drawn(catalog: Catalog) -> Iterable[tuple[County, CountyShape]]:
    shapes = catalog.county_shapes
    return ((each, shapes[each.id]) for each in catalog.counties.values() if each.id in shapes)


def who_serves(catalog: Catalog, place: AnyPlace) -> faceting.Answer:
    """The partnerships that serve a place: that name it, that work everywhere, and that state no place."""
    return faceting.answers(catalog, place.level_id)[place.id]


def unplaced(catalog: Catalog, level: str) -> str:
    """How many partnerships state no place, which is the same for every place of a level; empty where all do."""
    return not_stated(catalog, level, "may serve it too")


@derived  # the same for each place of a level
def not_stated(catalog: Catalog, id: str, may: str) -> str:
    """How many partnerships state nothing on a facet, and what they ``may`` do then; empty where all state it."""
    facet = faceting.facet(catalog, id)
    silent = sum(facet.holds(each) == (faceting.NOT_STATED,) for each in catalog.partnerships.values())
    number = f"{silent} more partnership{' states' if silent == 1 else 's state'}"
    return f"{number} no {facet.silence}, and {may}." if silent else ""


@derived  # each partnership's filler says it of its counties
def serving(catalog: Catalog, record: AnyPlace) -> str:
    """How many partnerships are known to serve a place, and how many of them are local."""
    found = who_serves(catalog, record)
    number = f"{len(found.known)} partnership{'' if len(found.known) == 1 else 's'}"
    if not found.known:
        return number
    own = len(found.named)
    statewide = "statewide" if len(found.known) == 1 else "all of them statewide"
    return f"{number}, {own} of them local" if own else f"{number}, {statewide}"


def _view_box(outlines: Iterable[str], margin: int = 4) -> str:
    numbers = [float(each) for outline in outlines for each in re.findall(r"-?\d+(?:\.\d+)?", outline)]
    if not numbers:
        return "0 0 1 1"
    left, top = min(numbers[::2]) - margin, min(numbers[1::2]) - margin
    width, height = max(numbers[::2]) + margin - left, max(numbers[1::2]) + margin - top
    return f"{left:g} {top:g} {width:g} {height:g}"


# --- figures ----------------------------------------------------------------


def figure_path(figure: Figure) -> str:
    """The lasting address of a partnership's figure, below the site's root."""
    return f"partnerships/{figure.partnership}/#figure-{figure.id}"


@derived
def earlier_values(catalog: Catalog) -> dict[str, list[FigureVersion]]:
    """What each figure said before, the latest first."""
    found: dict[str, list[FigureVersion]] = {}
    for each in sorted(catalog.figure_versions.values(), key=lambda version: version.replaced, reverse=True):
        found.setdefault(each.figure, []).append(each)
    return found


def quantity(figure: Any) -> str:
    """A figure in words, as its page has it: ``over 300 people``, ``$3,500,000``."""
    return str(quantities.quantity(figure.value, figure.unit, figure.qualifier))


def figure_citation(figure: Any, about: str, path: str, catalog: Catalog, site: Site) -> str:
    """One line that names a figure with its passport and its lasting address."""
    as_of = f" As of {templating.plain_date(figure.as_of)}." if figure.as_of else ""
    period = f" {figure.period}." if figure.period else ""
    source = ", ".join(filter(None, (figure.source.title, figure.source.publisher)))
    return (
        f"{about}. {figure.metric}: {quantity(figure)}.{period}{as_of} Source: {source}. "
        f"In: {catalog.program.site_name}, {site.absolute(path)}"
    )


# --- what other sites show --------------------------------------------------

OEMBED = "oembed/v1"  # the folder of the answers to oEmbed consumers


def oembed_link(embed: str, title: str, site: Site) -> Markup:
    """What leads an oEmbed consumer from a page to the answer for ``embed`` (https://oembed.com, section 4).

    Empty where nothing can be embedded, and without a site address: an answer needs full addresses.
    """
    if not (embed and site.url):
        return Markup()
    return templating.render("_oembed_link.html", href=site.absolute(f"{OEMBED}/{embed}.json"), title=title)


def feed_of(industry: Industry) -> str:
    """The address of an industry's feeds below the site's root, without the form's ending."""
    return f"feeds/industry/{industry.id}"


def feed_link(name: str, path: str, base: str) -> Markup:
    """What leads a feed reader from a page to the feeds of what has ``name``, at ``path`` without their endings."""
    return templating.render("_feed_link.html", title=f"What is new in {name}", path=path, base=base)


# --- the foot of a page -----------------------------------------------------


def foot(
    record: Record,
    title: str,
    catalog: Catalog,
    site: Site,
    *,
    about: AboutRecord | None = None,
    sources: Sequence[Source] = (),
    as_of: str | None = None,
    base: str = "",
) -> Markup:
    """What is not on record, how fresh a record is, where it comes from, how to correct it and how to cite it.

    ``about`` is what the page's body gave to its foot, ``sources`` are those of what the page shows.
    ``as_of`` is the partial date of its facts, unless the record has a field for it; such a field is ``""`` where
    the sources give none. ``base`` is the way to the site's root from a page that isn't the record's own.
    """
    looked_at, kind = record.looked_at, tables.kind_of(record)
    return templating.render(
        "_foot.html",
        program=catalog.program,
        title=title,
        kind=kind,
        looked_at=looked_at,
        missing=about.missing if about else (),
        notes=about.notes if about else (),
        doubts=doubts(record),
        sources=sources,
        is_reviewed=record.is_reviewed,
        was_reviewed=bool(getattr(record, "last_reviewed", None)),
        due=due(looked_at, catalog, kind) if looked_at else None,
        as_of=getattr(record, "as_of", as_of),
        today=site.today,
        is_table=record.file.endswith(".csv"),
        **_ways_to_correct(record, title, catalog, site),
        address=site.absolute(record.path) if site.url else "",
        json=(base or base_of(record.path)) + tables.json_path(record),
    )


def _ways_to_correct(record: Record, title: str, catalog: Catalog, site: Site) -> dict[str, Any]:
    """The addresses by which a reader changes a record and its rows, edits its file or reports a problem."""
    kind = tables.kind_of(record)
    return {
        "change_url": fill_in.record_url(kind, record, catalog, site),
        "rows_urls": fill_in.rows_urls(kind, record, catalog, site),
        "edit_url": edit_url(record, site),
        "report_url": report_url(record, title, catalog, site),
    }


def doubts(record: Record) -> tuple[str, ...]:
    """What a record says that nobody knows: a sentence each."""
    said = getattr(record, "not_known", ())
    return (said,) if isinstance(said, str) and said else tuple(said)


def edit_url(record: Record, site: Site) -> str:
    """Where a person edits the file that a record stands in; ``""`` without a repository."""
    start = site.edit_url.removesuffix("data/")
    return f"{start}{quote(packages.in_repository(record.file))}" if start and record.file else ""


def report_url(record: Record, title: str, catalog: Catalog, site: Site) -> str:
    """Where a person says that something is wrong with a record: an issue, or else a letter to the program."""
    return page_report_url(record.path, title, catalog, site)


def page_report_url(path: str, title: str, catalog: Catalog, site: Site) -> str:
    """Where a person says that something is wrong with the page at ``path``."""
    subject = quote(f"Correction: {title}")
    page = quote(f"Page: {site.absolute(path)}\n\nWhat is wrong, and how do you know?\n\n")
    if site.issue_url:
        form = "template=correction.yml"
        return f"{site.issue_url}?{form}&title={subject}&page={quote(site.absolute(path), safe='')}"
    contact = catalog.program.contact
    return f"mailto:{contact.email}?subject={subject}&body={page}" if contact.email else contact.url
