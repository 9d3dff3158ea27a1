"""Feeds of what is new, in two forms: Atom and JSON Feed. An entry has the day of its news, not of an edit."""

from __future__ import annotations

import heapq
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from markupsafe import Markup

from macros.data import event_times, models, tables
from macros.data.catalog import Catalog, derived
from macros.pages import components, templating
from macros.pages.macro_context import Context, page_macro
from macros.pages.outputs import Site, SiteFile, base_of
from macros.sitewide import calendars, news
from macros.subjects.grants import queries as funding
from macros.subjects.training import queries as sessions

MOST, MOST_NEWS = 50, 5  # entries in a feed, and the news of one record
_RFC_3339 = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A record or a deadline that is in a feed, and what is new about it, the latest first."""

    record: Any
    news: tuple[news.News, ...]

    @property
    def day(self) -> date:
        """The day of the latest news: the one thing that a feed goes by."""
        return self.news[0].day


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One feed: ``path`` below the site's root, without the form's ending, and its entries, newest first.

    ``page`` is the address of the page that shows all of them.
    """

    path: str
    group: str
    name: str
    title: str
    description: str
    page: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """One record or deadline as a feed shows it. ``content`` is escaped HTML."""

    id: str
    url: str
    title: str
    summary: str
    content: Markup
    updated: str
    categories: tuple[Any, ...]  # records that have a name


# --- which feeds there are --------------------------------------------------


def links_of_page(path: str, catalog: Catalog, site: Site) -> Markup:
    """What leads a feed reader from the written page at ``path`` to the feeds of what it lists; empty where none are.

    The home page brings that of everything, as every page does, and industries' pages bring their own.
    """
    if not site.url or not path:
        return Markup()
    found = [each for each in every_feed(catalog, site.today) if each.page == path]
    return Markup("\n").join(components.feed_link(each.name, each.path, base_of(path)) for each in found)


@derived
def every_feed(catalog: Catalog, today: date) -> tuple[Feed, ...]:
    """Every feed: of everything, of each kind of record that is looked after, and of each industry.

    Deadlines of funds stand in the feed of funds and in those of the funds' industries.

    A kind or an industry without news has a feed too, since its address lasts.
    """
    found = _items(catalog, today)
    by_industry: dict[str, list[Item]] = {id: [] for id in catalog.industries}
    for item in (item for items in found.values() for item in items):
        for industry in getattr(item.record, "industries", ()):
            by_industry[industry.id].append(item)
    everything = [item for items in found.values() for item in items]
    made = [_feed("feeds/all", "The whole library", "Everything", "", everything, catalog)]
    for kind, items in found.items():
        title, cls = catalog.resources[kind]["title"], models.KINDS[kind]
        made.append(_feed(f"feeds/{cls.folder}", "By kind of record", title, cls.listed_at(), items, catalog))
    for industry in catalog.industries.values():
        path, items = components.feed_of(industry), by_industry[industry.id]
        made.append(_feed(path, "By industry", industry.name, industry.path, items, catalog))
    return tuple(made)


def _items(catalog: Catalog, today: date) -> dict[str, list[Item]]:
    """What is in the feeds, by kind of record; the kinds that refer to most others come first."""
    found = {}
    for kind, records in reversed(list(tables.published(catalog).items())):
        cls = models.KINDS[kind]
        if cls.folder and "last_reviewed" in cls.__dataclass_fields__:
            told = ((each, news.of_record(each, kind, catalog, today)) for each in records.values())
            found[kind] = [Item(record=each, news=new) for each, new in told if new]
    if "funds" in found:
        found["funds"] = [*_deadlines(catalog, today), *found["funds"]]
    return found


def _deadlines(catalog: Catalog, today: date) -> Iterator[Item]:
    """The deadlines of funds, by the day on which each was listed: to confirm one again is not news."""
    for each in funding.deadlines(catalog):
        day = catalog.listed.get(catalog.program.lasting_id(calendars.deadline_path(each)))
        if day and news.is_news(day, catalog, today):
            yield Item(record=each, news=(news.News(day, each.title),))


def _feed(path: str, group: str, name: str, page: str, items: Iterable[Item], catalog: Catalog) -> Feed:
    site_name = catalog.program.site_name
    about = "" if path == "feeds/all" else f"{name}, "
    return Feed(
        path=path,
        group=group,
        name=name,
        page=page,
        title=f"{about}{site_name}",
        description="What is new, the latest first.",
        # What is of one day keeps the order in which it comes.
        items=tuple(heapq.nsmallest(MOST, items, key=lambda each: -each.day.toordinal())),
    )


# --- the two forms ----------------------------------------------------------


def outputs(catalog: Catalog, site: Site) -> Iterator[SiteFile]:
    """The feeds. Their readers need full addresses, so without the site's own address there are none."""
    if not site.url:
        return
    for feed in every_feed(catalog, site.today):
        yield SiteFile(f"{feed.path}.atom", partial(atom, feed, catalog, site))
        yield SiteFile(f"{feed.path}.json", partial(json_feed, feed, catalog, site))


def atom(feed: Feed, catalog: Catalog, site: Site) -> str:
    """A feed as Atom (RFC 4287)."""
    return templating.render(
        "feed.atom",
        feed=feed,
        description=_description(feed, site),
        id=f"urn:uuid:{catalog.program.lasting_id(f'{feed.path}.atom')}",
        address=site.absolute(f"{feed.path}.atom"),
        other=site.absolute(f"{feed.path}.json"),
        home=site.absolute(feed.page),
        icon=site.absolute("assets/ours/img/favicon.png"),
        updated=_moment(_newest(feed, catalog, site), catalog),
        entries=[_entry(each, catalog, site) for each in feed.items],
        program=catalog.program,
    )


def json_feed(feed: Feed, catalog: Catalog, site: Site) -> str:
    """A feed as JSON Feed (https://www.jsonfeed.org/version/1.1/)."""
    made = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": site.absolute(feed.page),
        "feed_url": site.absolute(f"{feed.path}.json"),
        "description": _description(feed, site),
        "icon": site.absolute("assets/ours/img/touch-icon.png"),
        "favicon": site.absolute("assets/ours/img/favicon.png"),
        "authors": [{"name": catalog.program.board.name, "url": site.url}],
        "language": "en-US",
        "items": [_item(_entry(each, catalog, site)) for each in feed.items],
    }
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def _description(feed: Feed, site: Site) -> str:
    return " ".join(filter(None, (components.as_it_stood(site), feed.description)))


def _item(entry: FeedEntry) -> dict[str, Any]:
    item = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "summary": entry.summary,
        "content_html": str(entry.content),
        "date_modified": entry.updated,
        "tags": [each.name for each in entry.categories],
    }
    return {name: value for name, value in item.items() if value}


def _entry(item: Item, catalog: Catalog, site: Site) -> FeedEntry:
    record = item.record
    if isinstance(record, funding.Deadline):
        return _deadline(record, item.day, catalog, site)
    program = catalog.program
    summary = getattr(record, "summary", "") or getattr(record, "description", "")
    session = record if isinstance(record, models.Session) else None
    return FeedEntry(
        id=f"urn:uuid:{program.lasting_id(record.path)}",
        url=site.absolute(record.path),
        title=sessions.title(session) if session else record.name,
        summary=summary,
        content=templating.render(
            "feed_entry.html",
            news=item.news[:MOST_NEWS],
            summary=summary,
            purpose=getattr(record, "purpose", ""),
            when=sessions.every_time(session, catalog) if session else (),
        ),
        updated=_moment(item.day, catalog),
        categories=getattr(record, "industries", ()),
    )


def _deadline(each: funding.Deadline, day: date, catalog: Catalog, site: Site) -> FeedEntry:
    """A deadline; its id is of the fund and the day, so that a day that moved is news."""
    return FeedEntry(
        id=f"urn:uuid:{catalog.program.lasting_id(f'{each.path}deadline/{each.day}')}",
        url=site.absolute(each.path),
        title=f"{each.title}, {templating.plain_date(each.day)}",
        summary=f"The last day of the round is {templating.plain_date(each.day)}.",
        content=templating.render("feed_deadline.html", deadline=each),
        updated=_moment(day, catalog),
        categories=each.industries,
    )


def _moment(day: date, catalog: Catalog) -> str:
    """The beginning of a day there, as RFC 3339 has it."""
    return f"{event_times.midnight(day, catalog.program.time_zone):{_RFC_3339}}"


def _newest(feed: Feed, catalog: Catalog, site: Site) -> date:
    """The day of the latest news; the first day that may have some where a feed is still empty."""
    return feed.items[0].day if feed.items else min(catalog.program.baseline, site.today)


# --- on a page --------------------------------------------------------------


@page_macro("latest_news(limit=3)")
def latest_news(page: Context, limit: int = 3) -> Markup:
    """What is new in the library, under a heading; nothing where there is not news."""
    everything = every_feed(page.catalog, page.site.today)[0]
    return templating.render("latest_news.html", items=everything.items[:limit], base=page.base)


@page_macro()
def feeds(page: Context) -> Markup:
    """The feeds of what is new or changed, with their addresses, or why there are none."""
    groups: dict[str, list[Feed]] = {}
    for feed in every_feed(page.catalog, page.site.today):
        groups.setdefault(feed.group, []).append(feed)
    return templating.render("feeds.html", groups=groups, site=page.site, base=page.base)
