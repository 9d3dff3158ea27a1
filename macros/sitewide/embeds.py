"""What other sites can show of this one: small pages for an iframe, bare fragments, and oEmbed answers.

Everything that can be embedded is an ``Embed`` and gets three files::

    embed/v1/<path>/index.html      a small page of its own, for an iframe
    embed/v1/<path>/fragment.html   the same without a page around it, for a server to include
    oembed/v1/<path>.json           the answer to an oEmbed consumer (https://oembed.com)

A new kind of embed is a function that finds its embeds, a template, and one
entry in ``KINDS``. What version 1 promises stands in ``docs/data/embeds.md``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache, partial
from itertools import islice
from typing import Any

from markupsafe import Markup, escape

from macros.data import faceting
from macros.data.catalog import Catalog, derived, places
from macros.data.levels import Level
from macros.data.models import County, Figure, Industry, Partnership, Pathway, PathwayStep, Program
from macros.pages import components, templating
from macros.pages.macro_context import Context, page_macro
from macros.pages.outputs import Site, SiteFile, base_of
from macros.subjects.careers import queries as careers
from macros.subjects.grants import queries as funding
from macros.subjects.training import queries as sessions

VERSION = 1  # stands in the fragments too (_embed.html), and in the scripts
FOLDER = f"embed/v{VERSION}"
MOST = 12  # cards in a list; the directory has the rest
# Three files for each of 50,000 figures would double the time of a build. New rows stand at the table's end, so the
# figures that have embeds keep them.
MOST_FIGURES = 5_000
WIDTH = 600  # px that an oEmbed answer asks for
CACHE_AGE = 24 * 60 * 60  # seconds that an oEmbed consumer may keep an answer


COUNTY = "{county}"  # what a program calls a county, in the words of a kind
LEAD = "Industry partnerships: "  # before the name of a list in its title
CAREERS = "Career pathway: "


@dataclass(frozen=True, slots=True, eq=False)
class Embed:
    """One thing that another site can show.

    ``path`` is its address below ``embed/v1/``, without a slash at its end, and
    ``name`` tells it from others of its kind. ``full`` is the address of the
    page that says more, below the site's root, and ``full_name`` what that page
    is called. ``facts`` gives what the kind's template needs, ``facts_on`` what
    it needs on a day.
    """

    path: str
    name: str
    full: str
    full_name: str
    facts: Callable[[], dict[str, Any]] = dict
    facts_on: Callable[[date], dict[str, Any]] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class EmbedKind:
    """One kind of embed: its part of the address, its words in the builder, and how its embeds are found.

    ``which`` asks for the one that is wanted, and is ``""`` where there is one
    only. ``shape`` names the template; ``lead`` and an embed's name make its
    title. ``height`` is in px, for sites that can't let the frame size itself.
    """

    path: str
    label: str
    which: str
    shape: str
    height: int
    embeds: Callable[[Catalog], Iterator[Embed]]
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Signs:
    """The placeholders in a fragment for what differs from place to place; see ``_placed``."""

    # No text of the data can hold a NUL, so nothing in it is taken for a sign.
    root: str = "\0root"
    leave: str = "\0leave"
    past: str = "\0past"


SIGNS = Signs()


def outputs(catalog: Catalog, site: Site) -> Iterator[SiteFile]:
    """Three files for each embed, and for each kind the list that the builder chooses from.

    An oEmbed answer must hold full addresses, so there is none without the site's own.
    """
    # The page and the bare fragment, which come one after the other, share what is rendered.
    render = lru_cache(maxsize=1)(partial(rendered, program=catalog.program, today=site.today))
    for kind in kinds(catalog):
        embeds = list(kind.embeds(catalog))
        for embed in embeds:
            yield from _files(embed, kind, render, catalog, site)
        if kind.which:
            yield SiteFile(f"{FOLDER}/{kind.path}/index.json", partial(_choices, embeds))


def _files(
    embed: Embed, kind: EmbedKind, render: Callable[[Embed, EmbedKind], Markup], catalog: Catalog, site: Site
) -> Iterator[SiteFile]:
    folder = f"{FOLDER}/{embed.path}/"
    yield SiteFile(f"{folder}index.html", lambda: page(render(embed, kind), embed, kind, catalog, site))
    yield SiteFile(f"{folder}fragment.html", lambda: fragment(render(embed, kind), embed, site))
    if site.url:
        yield SiteFile(f"{components.OEMBED}/{embed.path}.json", partial(oembed, embed, kind, catalog, site))


def _choices(embeds: Sequence[Embed]) -> str:
    data = {
        "notice": "Private to this site's embed builder; its shape may change at any time.",
        "choices": [[each.path.rpartition("/")[2], each.name] for each in embeds],
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


# --- the three files ---------------------------------------------------------


def page(made: Markup, embed: Embed, kind: EmbedKind, catalog: Catalog, site: Site) -> str:
    """A whole page for an iframe around what is ``rendered``; its links open in the window around it."""
    root = base_of(f"{FOLDER}/{embed.path}/")
    leave = templating.part("_embed.html", "leave")()
    full = embed.full.partition("#")[0].partition("?")[0]
    return templating.part("embed_page.html", "page")(
        embed,
        kind.lead + embed.name,
        catalog.program,
        root,
        site.url and site.absolute(full),
        site.absolute(f"{components.OEMBED}/{embed.path}.json"),
        _placed(made, root, leave, site),
    )


def fragment(made: Markup, embed: Embed, site: Site) -> str:
    """What is ``rendered``, without a page around it; its links are full addresses where the site's own is known."""
    root = site.url or base_of(f"{FOLDER}/{embed.path}/")
    return _placed(made, escape(root), Markup(), site) + "\n"


def _placed(made: Markup, root: str, leave: Markup, site: Site) -> Markup:
    """A fragment as it is at its place: how its links begin, and the attributes that let them leave a frame.

    One with the data of an earlier day says so.
    """
    return (
        made.replace(SIGNS.past, components.past_line(site, leave))
        .replace(SIGNS.root, root)
        .replace(SIGNS.leave, leave)
    )


def rendered(embed: Embed, kind: EmbedKind, program: Program, today: date) -> Markup:
    """An embed's HTML, with signs where its links begin and may leave a frame (see ``_placed``)."""
    make = templating.part(f"embed_{kind.shape}.html", "fragment")
    return make(
        SIGNS,
        embed,
        kind.lead + embed.name,
        program,
        **(embed.facts_on(today) if embed.facts_on else embed.facts()),
    )


def oembed(embed: Embed, kind: EmbedKind, catalog: Catalog, site: Site) -> str:
    """A "rich" answer as https://oembed.com, section 2.3.4, wants it."""
    title = kind.lead + embed.name
    iframe = templating.part("embed_iframe.html", "iframe")
    data = {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "provider_name": catalog.program.site_name,
        "provider_url": site.url,
        "cache_age": CACHE_AGE,
        "width": WIDTH,
        "height": kind.height,
        "html": iframe(site.absolute(f"{FOLDER}/{embed.path}/"), title, WIDTH, kind.height),
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def link_of_page(path: str, catalog: Catalog, site: Site) -> Markup:
    """What leads an oEmbed consumer from the written page at ``path`` to its embed; empty where it has none.

    Records' pages bring their own. A list that is a filter's answer has no page for one.
    """
    for kind in kinds(catalog):
        for embed in () if kind.which else kind.embeds(catalog):
            if embed.full == path:
                return components.oembed_link(embed.path, kind.lead + embed.name, site)
    return Markup()


# --- the builder --------------------------------------------------------------


@page_macro()
def embed_builder(page: Context) -> Markup:
    """The form that makes code for embeds, and the table of their addresses."""
    shown = [(kind, example) for kind in kinds(page.catalog) if (example := next(kind.embeds(page.catalog), None))]
    return templating.render(
        "embed_builder.html",
        kinds=shown,
        base=page.base,
        site=page.site,
        folder=FOLDER,
        oembed=components.OEMBED,
    )


# --- the kinds ----------------------------------------------------------------


def _industries(catalog: Catalog) -> Iterator[Embed]:
    for each in catalog.industries.values():
        yield _list("industry", each.id, each.name, each.path, catalog.partnerships_of(each), catalog)


def _counties(catalog: Catalog) -> Iterator[Embed]:
    for level in places(catalog).levels:
        if level.id == County.level_id:
            yield from _of_level(level, catalog)


def _of_level(level: Level, catalog: Catalog) -> Iterator[Embed]:
    silent = components.unplaced(catalog, level.id)
    for each in level.places:
        # A place's own partnerships first, so that the statewide ones don't crowd them out.
        found = components.who_serves(catalog, each).known
        name = components.place_name(each, catalog.program.geography)
        yield _list(level.id, each.id, name, each.path, found, catalog, silent)


def _stages(catalog: Catalog) -> Iterator[Embed]:
    names = {each.id: f"{each.name} stage" for each in catalog.stages.values()}
    silent = components.not_stated(catalog, "stage", "may have reached it too")
    for id, name in {**names, faceting.NOT_STATED: "Stage not stated"}.items():
        found = faceting.chosen(catalog, stage=id)
        more = "" if id == faceting.NOT_STATED else silent
        yield _list("stage", id, name, _directory("stage", id), found, catalog, more)


def _list(
    facet: str, id: str, name: str, full: str, found: Sequence[Partnership], catalog: Catalog, more: str = ""
) -> Embed:
    """A list of partnerships; ``more`` says what may fit besides."""

    def facts(today: date) -> dict[str, Any]:
        return {
            "cards": components.cards(found[:MOST], catalog, today),
            "stages": tuple(catalog.stages.values()),
            "total": len(found),
            "all": _directory(facet, id),
            "more": more,
        }

    return Embed(f"partnerships/{facet}/{id}", name, full, name, facts_on=facts)


def _directory(facet: str, id: str) -> str:
    return f"{Partnership.folder}/?{facet}={id}"


def _partnerships(catalog: Catalog) -> Iterator[Embed]:
    stages = tuple(catalog.stages.values())

    def embed(each: Partnership) -> Embed:
        return Embed(
            f"partnership/{each.id}",
            each.title,
            each.path,
            each.title,
            facts_on=lambda today: {"card": components.card(each, catalog, today), "stages": stages},
        )

    return map(embed, catalog.partnerships.values())


def _map(catalog: Catalog) -> Iterator[Embed]:
    drawn = components.county_map(catalog)
    noun = catalog.program.geography.county.capitalize()
    if catalog.county_shapes:
        yield Embed("map", drawn.title, f"{Partnership.folder}/map/", "Map", lambda: {"map": drawn, "noun": noun})


def _figures(catalog: Catalog) -> Iterator[Embed]:
    def embed(each: Figure, owner: Partnership) -> Embed:
        return Embed(
            f"figure/{each.id}",
            f"{each.metric}: {owner.title}",
            f"{owner.path}#figure-{each.id}",
            owner.title,
            lambda: {"figure": each},
        )

    for each in islice(catalog.figures.values(), MOST_FIGURES):
        if owner := catalog.partnerships.get(each.partnership):  # none while it is a draft
            yield embed(each, owner)


def _pathways(catalog: Catalog) -> Iterator[Embed]:
    every = careers.every_job(catalog)

    def pay(step: PathwayStep) -> str:
        return careers.short_pay(step.occupation.wage) if step.occupation else ""

    def embed(each: Pathway) -> Embed:
        return Embed(
            f"pathway/{each.id}",
            each.title,
            each.path,
            each.title,
            lambda: {"pathway": each, "pay": pay, "every": every},
        )

    return map(embed, catalog.pathways.values())


def _pathways_of_industries(catalog: Catalog) -> Iterator[Embed]:
    def embed(each: Industry, found: Sequence[Pathway]) -> Embed:
        return Embed(f"pathways/industry/{each.id}", each.name, each.path, each.name, lambda: {"pathways": found})

    for each in catalog.industries.values():
        yield embed(each, careers.careers_of(each, catalog).pathways)


def _sessions(catalog: Catalog) -> Iterator[Embed]:
    def facts(today: date) -> dict[str, Any]:
        found = sessions.all_shown(catalog, today)
        return {"sessions": [each for each in found if each.time == sessions.COMING][:MOST]}

    if catalog.has("sessions"):
        yield Embed("training/upcoming", "Next training sessions", "training/", "Training", facts_on=facts)


def _funding(catalog: Catalog) -> Iterator[Embed]:
    def facts(today: date) -> dict[str, Any]:
        found = funding.by_deadline(catalog.funds.values(), catalog, today)
        shown = [
            (each, funding.status(each, catalog, today), funding.next_deadline(each, today)) for each in found[:MOST]
        ]
        return {"funds": shown, "more": len(found) > MOST}

    if catalog.funds:
        yield Embed("funding", "Funding for partnerships", "grants/funding/", "Funding", facts_on=facts)


KINDS = (
    EmbedKind("partnerships/industry", "Partnerships of an industry", "Industry", "list", 640, _industries, LEAD),
    EmbedKind("partnerships/county", f"Partnerships of a {COUNTY}", COUNTY, "list", 640, _counties, LEAD),
    EmbedKind("partnerships/stage", "Partnerships at a stage", "Stage", "list", 640, _stages, LEAD),
    EmbedKind("partnership", "One partnership", "Partnership", "card", 420, _partnerships),
    EmbedKind("map", "Map", "", "map", 860, _map, LEAD),
    EmbedKind("figure", "One figure", "Figure", "figure", 420, _figures),
    EmbedKind("pathway", "One career pathway", "Pathway", "pathway", 860, _pathways, CAREERS),
    EmbedKind(
        "pathways/industry",
        "Career pathways of an industry",
        "Industry",
        "pathways",
        480,
        _pathways_of_industries,
        "Career pathways: ",
    ),
    EmbedKind("training/upcoming", "Next training sessions", "", "sessions", 640, _sessions),
    EmbedKind("funding", "Funding for partnerships", "", "funds", 640, _funding),
)


@derived
def kinds(catalog: Catalog) -> tuple[EmbedKind, ...]:
    """The kinds of a program in its own words: those of all, and one for each further level of its geography."""
    word = catalog.program.geography.county
    usual = [
        replace(each, label=each.label.replace(COUNTY, word), which=each.which.replace(COUNTY, word)) for each in KINDS
    ]
    return (*usual, *(_level_kind(each) for each in places(catalog).levels if each.id in catalog.place_levels))


def _level_kind(level: Level) -> EmbedKind:
    label = f"Partnerships of a {level.singular}"
    return EmbedKind(f"partnerships/{level.id}", label, level.heading, "list", 640, partial(_of_level, level), LEAD)
