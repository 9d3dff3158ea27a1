"""The lists of careers, each for a page that people write: starts, pathways, jobs, credentials, training, supports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from macros.data.catalog import Catalog
from macros.pages import list_filters, templating
from macros.pages.list_filters import Facet
from macros.subjects.careers import queries as careers


def starts_html(catalog: Catalog, base: str) -> Markup:
    """The start pages under their groups."""
    groups = [
        (
            group,
            sorted(
                (each for each in catalog.starting_points.values() if each.group is group),
                key=lambda each: each.position,
            ),
        )
        for group in catalog.start_groups.values()
    ]
    return templating.render("career_starts.html", groups=groups, base=base)


def industries_html(catalog: Catalog, base: str) -> Markup:
    """The industries that have something on careers, each with its pathways."""
    found = [(each, careers.careers_of(each, catalog)) for each in catalog.industries.values()]
    rows = [(each, about) for each, about in found if not about.is_empty]
    return templating.render("career_industries.html", rows=rows, base=base)


def pathways_html(catalog: Catalog, base: str) -> Markup:
    """The pathways as cards."""
    cards = [(each, careers.entries(each)) for each in catalog.pathways.values()]
    return templating.render("career_pathways.html", cards=cards, base=base)


def occupations_html(catalog: Catalog, base: str) -> Markup:
    """The jobs by name, with pay and filters."""
    items = sorted(catalog.occupations.values(), key=lambda each: each.title.casefold())
    on_pathway = {step.occupation: each for each in catalog.pathways.values() for step in each.steps if step.occupation}
    facets = (
        _industry(catalog),
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
        base,
        every=careers.every_job(catalog),
        short_pay=careers.short_pay,
        on_pathway=on_pathway,
    )


def credentials_html(catalog: Catalog, base: str) -> Markup:
    """The credentials by name, with filters."""
    items = sorted(catalog.credentials.values(), key=lambda each: each.title.casefold())
    facets = (
        _industry(catalog),
        Facet(
            "level",
            catalog.label("credentials", "level"),
            list_filters.options(catalog.credential_levels.values()),
            lambda each: (each.level.id,),
        ),
    )
    return _list(
        "career_credentials.html",
        items,
        facets,
        "credential",
        "credentials",
        base,
        builds_on=lambda each: careers.builds_on(each, catalog),
    )


def training_html(catalog: Catalog, base: str) -> Markup:
    """The training options by name, with filters."""
    items = sorted(catalog.training_options.values(), key=lambda each: each.title.casefold())
    label = catalog.label
    facets = (
        _industry(catalog),
        Facet(
            "offers",
            label("training_options", "services"),
            list_filters.options(catalog.services.values()),
            lambda each: (word.id for word in each.services),
        ),
        Facet(
            "format",
            label("training_options", "format"),
            list_filters.options(catalog.training_formats.values()),
            lambda each: (each.format.id,),
        ),
        Facet(
            "county",
            catalog.program.geography.county.capitalize(),
            list_filters.options(catalog.counties.values()),
            lambda each: (county.id for county in each.counties),
        ),
    )
    return _list("career_trainings.html", items, facets, "training option", "training options", base)


def supports_html(catalog: Catalog, base: str) -> Markup:
    """The supports, with a filter of what might help and for whom."""
    items = sorted(catalog.supports.values(), key=lambda each: each.title.casefold())
    label = catalog.label
    facets = (
        Facet(
            "need",
            label("supports", "needs"),
            list_filters.options(catalog.services.values()),
            lambda each: (word.id for word in each.needs),
        ),
        Facet(
            "group",
            label("supports", "populations"),
            list_filters.options(catalog.populations.values()),
            lambda each: (word.id for word in each.populations),
        ),
    )
    return _list("career_supports.html", items, facets, "support", "supports", base)


def compare_html(catalog: Catalog, base: str) -> Markup:
    """The table that compares up to three jobs."""
    items = sorted(catalog.occupations.values(), key=lambda each: each.title.casefold())
    return templating.render(
        "compare.html",
        base=base,
        records=items,
        folder="careers/occupations/",
        one="job",
        many="jobs",
        elsewhere="careers/occupations/",
        elsewhere_words="The list of all jobs",
    )


def tools_html(catalog: Catalog) -> Markup:
    """Other sites that help with careers."""
    return templating.render("career_tools.html", tools=tuple(catalog.career_links.values()))


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


def _industry(catalog: Catalog) -> Facet:
    return Facet(
        "industry",
        catalog.label("partnerships", "industries"),
        list_filters.options(catalog.industries.values()),
        lambda each: (industry.id for industry in each.industries),
    )


def _titles(records: Any) -> tuple[list_filters.Option, ...]:
    return tuple(list_filters.Option(each.id, each.title) for each in records)
