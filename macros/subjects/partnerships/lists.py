"""Partnerships on pages that people write: as cards, compared, how to join, looked at last; a figure in a sentence."""

from __future__ import annotations

from macros.pages import components, templating
from macros.pages.macro_context import Context, chosen, find, page_macro


@page_macro('partnership_cards(industry="boats", limit=3)')
def partnership_cards(page: Context, limit: int = 0, **filters: str) -> str:
    """Cards of partnerships, narrowed by facets."""
    found = chosen(page, filters)
    return templating.render(
        "cards.html",
        cards=components.cards(found[:limit] if limit else found, page.catalog, page.site.today),
        base=page.base,
        stages=tuple(page.catalog.stages.values()),
        today=page.site.today,
    )


@page_macro('figure("boats-students")')
def figure(page: Context, id: str) -> str:
    """One figure in a sentence, linked to its passport."""
    found = find(page, "figures", id)
    return templating.part("inline.html", "figure")(found, page.base)


@page_macro()
def compare(page: Context) -> str:
    """The table that compares up to three partnerships."""
    return templating.render(
        "compare.html",
        base=page.base,
        records=page.catalog.partnerships.values(),
        most=components.MOST_IN_MENU,
        list="partnerships/",
        folder="partnerships/",
        one="partnership",
        many="partnerships",
        elsewhere="partnerships/table/",
        elsewhere_words="The table of all partnerships",
    )


MOST_TO_JOIN = 100  # partnerships under one audience; each one's own page says how to join it


@page_macro()
def join_guide(page: Context) -> str:
    """How to join, audience by audience, out of the partnerships' own records."""
    partnerships = page.catalog.partnerships.values()
    steps = [
        (audience, found)
        for audience in page.catalog.audiences.values()
        if (found := [(each, step) for each in partnerships for step in each.join if step.audience is audience])
    ]
    return templating.render("join_guide.html", steps=steps, most=MOST_TO_JOIN, base=page.base)
