"""The lists of careers, each for a page that people write: starts, pathways, jobs, credentials, training, supports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from macros.data import faceting, standing
from macros.data.catalog import Catalog, places
from macros.data.faceting import NOT_STATED
from macros.data.models import Occupation, Source, TrainingOption
from macros.pages import components, list_filters, templating
from macros.pages.list_filters import Facet, Option
from macros.pages.macro_context import Context, page_macro
from macros.subjects.careers import queries as careers


@page_macro()
def career_starts(page: Context) -> Markup:
    """The start pages, by what one has and who one is."""
    groups = [
        (
            group,
            sorted(
                (each for each in page.catalog.starting_points.values() if each.group is group),
                key=lambda each: each.position,
            ),
        )
        for group in page.catalog.start_groups.values()
    ]
    return templating.render("career_starts.html", groups=groups, base=page.base)


@page_macro()
def career_industries(page: Context) -> Markup:
    """The industries that have something on careers, each with its pathways."""
    found = [(each, careers.careers_of(each, page.catalog)) for each in page.catalog.industries.values()]
    rows = [(each, about) for each, about in found if not about.is_empty]
    return templating.render("career_industries.html", rows=rows, base=page.base)


@page_macro()
def pathway_list(page: Context) -> Markup:
    """The career pathways as cards."""
    cards = [(each, careers.entries(each)) for each in page.catalog.pathways.values()]
    return templating.render("career_pathways.html", cards=cards, base=page.base)


@page_macro()
def occupation_list(page: Context) -> Markup:
    """The jobs with their pay, and filters."""
    catalog = page.catalog
    items = sorted(catalog.occupations.values(), key=lambda each: each.title.casefold())
    facets = (
        _industry(catalog),
        *(_entry_level(name, catalog) for name in ("education", "experience", "training")),
        Facet(
            "pathway",
            "Pathway",
            _titles(catalog.pathways.values()),
            lambda each: (
                pathway.id
                for pathway in catalog.pathways.values()
                if any(step.occupation is each for step in pathway.steps)
            ),
        ),
    )
    return _list(
        "career_occupations.html",
        items,
        facets,
        "job",
        "jobs",
        page.base,
        every=careers.every_job(catalog),
        short_pay=careers.short_pay,
        start_words=careers.start_words,
        editions=careers.editions(items),
        words=list_filters.words(catalog, lambda each: each.search_names),
        sources=_sources(items),
    )


@page_macro()
def credential_list(page: Context) -> Markup:
    """The credentials, and filters."""
    catalog = page.catalog
    items = sorted(catalog.credentials.values(), key=lambda each: each.title.casefold())
    facets = (
        _industry(catalog),
        faceting.by_field(catalog, "credentials", "level"),
    )
    return _list(
        "career_credentials.html",
        items,
        facets,
        "credential",
        "credentials",
        page.base,
        words=list_filters.words(catalog, lambda each: filter(None, [each.short_title])),
        builds_on=lambda each: careers.builds_on(each, catalog),
    )


@page_macro()
def training_list(page: Context) -> Markup:
    """The training options, and filters."""
    catalog = page.catalog
    items = sorted(catalog.training_options.values(), key=lambda each: each.title.casefold())
    label = catalog.label
    facets = (
        _industry(catalog),
        Facet(
            "offers",
            label("training_options", "services"),
            list_filters.options(catalog.services.values()),
            lambda each: (word.id for word in standing.offered(each.services, catalog, page.site.today)),
            silence="service",
        ),
        faceting.by_field(catalog, "training_options", "format", silence="format"),
        *_place_facets(catalog),
    )
    words = list_filters.words(catalog)
    return _list("career_trainings.html", items, facets, "training option", "training options", page.base, words=words)


def _place_facets(catalog: Catalog) -> Iterator[Facet]:
    """The facets of the levels whose places a training option can name; none of them is everywhere."""
    for level in places(catalog).levels:
        if level.kind in TrainingOption.__dataclass_fields__:
            yield replace(faceting.level_facet(level, catalog), note="")


@page_macro()
def support_list(page: Context) -> Markup:
    """The supports, and a filter of what might help."""
    catalog = page.catalog
    items = sorted(catalog.supports.values(), key=lambda each: each.title.casefold())
    facets = (
        faceting.by_field(catalog, "supports", "needs", "need", silence="kind of help"),
        faceting.by_field(catalog, "supports", "populations", "group", silence="group of people"),
    )
    words = list_filters.words(page.catalog)
    return _list("career_supports.html", items, facets, "support", "supports", page.base, words=words)


@page_macro()
def compare_occupations(page: Context) -> Markup:
    """The table that compares up to three jobs."""
    items = sorted(page.catalog.occupations.values(), key=lambda each: each.title.casefold())
    return templating.render(
        "compare.html",
        base=page.base,
        records=items,
        most=components.MOST_IN_MENU,
        list="careers/occupations/",
        folder="careers/occupations/",
        one="job",
        many="jobs",
        elsewhere="careers/occupations/",
        elsewhere_words="The list of all jobs",
    )


@page_macro()
def career_tools(page: Context) -> Markup:
    """Other sites that help with careers."""
    return templating.render("career_tools.html", tools=tuple(page.catalog.career_links.values()))


def _list(
    template: str, items: Sequence[Any], facets: Sequence[Facet], one: str, many: str, base: str, **context: Any
) -> Markup:
    return templating.render(
        template,
        items=items,
        form=list_filters.form(items, facets, many),
        has=list_filters.has(facets),
        one=one,
        many=many,
        base=base,
        **context,
    )


def _sources(items: Sequence[Occupation]) -> list[Source]:
    """The sources of what the list says of how people start, and of the words that find a job, each once."""
    entry = (each.source for each in careers.editions(items))
    titles = (each.source for item in items for each in item.reported_titles)
    return list(dict.fromkeys(filter(None, (*entry, *titles))))


def _entry_level(name: str, catalog: Catalog) -> Facet:
    """A facet of what most people start a job with; a job of which that is not stated has an option of its own."""
    return Facet(
        name,
        catalog.label("occupation_entry", name),
        (*list_filters.options(catalog.tables[f"entry_{name}"].values()), Option(NOT_STATED, "Not stated")),
        lambda each: (level.id if each.entry and (level := getattr(each.entry, name)) else NOT_STATED,),
    )


def _industry(catalog: Catalog) -> Facet:
    return faceting.by_field(catalog, "partnerships", "industries", "industry", silence="industry")


def _titles(records: Any) -> tuple[list_filters.Option, ...]:
    return tuple(list_filters.Option(each.id, each.title) for each in records)
