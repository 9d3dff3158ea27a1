"""The macros that pages call.

Only this module knows mkdocs-macros, and only ``define_env`` does. Every entry
of ``MACROS`` takes the page's context and literal arguments, and gives escaped
HTML. What a macro gives never passes through Markdown: the page carries a
token in its place until Markdown is done (see ``Stash``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import partial, wraps
from inspect import signature
from typing import Any

from markupsafe import escape

from macros import directory, presenting, searching, templating
from macros.catalog import Catalog
from macros.outputs import Site
from macros.views import api, embeds, indexes, listing, open_data
from macros.views import calendars as calendar_view
from macros.views import feeds as feed_view


@dataclass(slots=True)
class Stash:
    """Finished HTML that waits until Markdown has run over the page around it."""

    pieces: list[str] = field(default_factory=list)

    def keep(self, html: str) -> str:
        """Keep a piece, and give the token that stands for it in the page."""
        self.pieces.append(html)
        return self._token(len(self.pieces) - 1)

    def unpack(self, html: str) -> str:
        """The page's HTML with every token replaced by its piece, in one pass: pieces are not searched."""

        def piece(token: re.Match[str]) -> str:
            kept = self.pieces[int(token[2])]
            # A macro that stands alone makes a block, not a paragraph.
            return kept if not token[1] or _is_block(kept) else f"<p>{kept}</p>"

        return _STASHED.sub(lambda token: piece(token) if int(token[2]) < len(self.pieces) else token[0], html)

    @staticmethod
    def _token(number: int) -> str:
        return f"qzstash{number}zq"


_STASHED = re.compile(r"(<p>)?qzstash(\d{1,6})zq(?(1)</p>)")


def _is_block(html: str) -> bool:
    return not html.lstrip().startswith(("<a ", "<span", "<cite")) and html.lstrip().startswith("<")


@dataclass(frozen=True, slots=True)
class Context:
    """What a macro knows: the catalog, the site, and the way from the page to the site's root."""

    catalog: Catalog
    site: Site
    base: str


class MacroError(ValueError):
    """A macro was called with something that does not exist; the message names the nearest that does."""


def define_env(env: Any) -> None:
    """Give the macros to mkdocs-macros (https://mkdocs-macros-plugin.readthedocs.io/en/latest/macros/)."""
    for name, macro in MACROS.items():
        env.variables[name] = partial(_call, env, macro)


def _call(env: Any, macro: Callable[..., str], *args: Any, **kwargs: Any) -> str:
    """Run a macro for the page at hand; a mistake is kept for the host, which tells all at once."""
    meta, extra = env.page.meta, env.conf.extra
    context = Context(extra["catalog"], extra["site"], meta["base"])
    try:
        return meta["stash"].keep(str(macro(context, *args, **kwargs)))
    except MacroError as error:
        meta["mistakes"].append((macro.__name__, [*args, *kwargs.values()], str(error)))
        return ""


def _checked(macro: Callable[..., str]) -> Callable[..., str]:
    """The macro, with a MacroError for arguments that are too many, too few or of a wrong kind."""
    expected = signature(macro)

    @wraps(macro)
    def call(*args: Any, **kwargs: Any) -> str:
        try:
            given = expected.bind(*args, **kwargs)
        except TypeError as error:
            raise MacroError(f"{error}; it is used like this: {_usage(macro)}") from error
        for name, value in given.arguments.items():
            kind = KINDS_OF_ARGUMENTS.get(expected.parameters[name].annotation)
            if kind and not all(_fits(each, kind) for each in _each(value)):
                raise MacroError(f"'{name}' can't be {value!r}; it is used like this: {_usage(macro)}")
        return macro(*args, **kwargs)

    return call


KINDS_OF_ARGUMENTS = {"str": str, "int": int}


def _each(value: Any) -> Iterable[Any]:
    """The arguments behind one name: several for ``*ids`` and ``**filters``."""
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, tuple) else (value,)


def _fits(value: Any, kind: type) -> bool:
    return isinstance(value, kind) and not (kind is int and value < 0)


def _usage(macro: Callable[..., str]) -> str:
    return (macro.__doc__ or "").partition(": ")[2]


# --- the macros -------------------------------------------------------------


def partnership_directory(page: Context) -> str:
    """The whole directory of partnerships with its filters: ``{{ partnership_directory() }}``."""
    return listing.directory_html(page.catalog, page.site, base=page.base)


def partnership_cards(page: Context, limit: int = 0, **filters: str) -> str:
    """Cards of partnerships, narrowed by facets: ``{{ partnership_cards(industry="forestry", limit=3) }}``."""
    found = _chosen(page, filters)
    return templating.render(
        "cards.html",
        cards=presenting.cards(found[:limit] if limit else found, page.catalog),
        base=page.base,
        stages=tuple(page.catalog.stages.values()),
        today=page.site.today,
    )


def figure(page: Context, id: str) -> str:
    """One figure in a sentence, linked to its passport: ``{{ figure("retail-career-pathways-employers") }}``."""
    found = _find(page, "figures", id)
    return templating.part("inline.html", "figure")(found, page.base)


def count(page: Context, kind: str, **filters: str) -> str:
    """How many records there are: ``{{ count("partnerships", industry="forestry") }}``."""
    if kind == "partnerships":
        return templating.number(len(_chosen(page, filters)))
    if filters:
        raise MacroError(f"only partnerships can be counted by filters, not '{kind}'")
    return templating.number(len(_table(page, kind)))


def link(page: Context, kind: str, id: str, text: str = "") -> str:
    """A link to a record's page: ``{{ link("counties", "york") }}``."""
    record = _find(page, kind, id)
    if not record.folder:
        raise MacroError(f"link: records of the kind '{kind}' have no page of their own")
    return templating.part("inline.html", "link")(record, page.base, text)


def sources(page: Context, *ids: str) -> str:
    """A list of sources with their dates and links: ``{{ sources("jobs-plan-page") }}``."""
    return templating.part("_parts.html", "source_list")([_find(page, "sources", each) for each in ids])


def program_sources(page: Context) -> str:
    """The list of sources about the program itself: ``{{ program_sources() }}``."""
    return templating.part("_parts.html", "source_list")(page.catalog.program.sources)


def program(page: Context, field: str) -> str:
    """A field of the program's record: ``{{ program("tagline") }}``."""
    value = getattr(page.catalog.program, field, None)
    if not isinstance(value, str):
        texts = [name for name in type(page.catalog.program).__annotations__]
        raise MacroError(f"program: there is no text named '{field}'.{_nearest(field, texts)}")
    return escape(value)


def contact(page: Context) -> str:
    """How to reach the program: ``{{ contact() }}``."""
    return templating.part("_parts.html", "contact_lines")(page.catalog.program.contact)


def county_map(page: Context) -> str:
    """The map of counties, and the same facts as a list: ``{{ county_map() }}``."""
    return indexes.map_html(page.catalog, page.base)


def industry_list(page: Context) -> str:
    """The industries under their tiers: ``{{ industry_list() }}``."""
    return indexes.industries_html(page.catalog, page.base)


def county_list(page: Context) -> str:
    """The counties, each with its partnerships in words: ``{{ county_list() }}``."""
    return indexes.places_html(page.catalog, "counties", page.base)


def workforce_area_list(page: Context) -> str:
    """The local workforce areas, each with its partnerships in words: ``{{ workforce_area_list() }}``."""
    return indexes.places_html(page.catalog, "workforce_areas", page.base)


def organization_list(page: Context) -> str:
    """The organizations by name: ``{{ organization_list() }}``."""
    return indexes.list_html(indexes.ORGANIZATIONS, page.catalog, base=page.base)


def a_to_z(page: Context) -> str:
    """Every record that has a page, by name: ``{{ a_to_z() }}``."""
    return indexes.list_html(indexes.A_TO_Z, page.catalog, base=page.base)


def compare(page: Context) -> str:
    """The table that compares up to three partnerships: ``{{ compare() }}``."""
    return templating.render("compare.html", base=page.base, partnerships=page.catalog.partnerships.values())


def join_guide(page: Context) -> str:
    """How to join, audience by audience, out of the partnerships' own records: ``{{ join_guide() }}``."""
    partnerships = page.catalog.partnerships.values()
    steps = [
        (audience, found)
        for audience in page.catalog.audiences.values()
        if (found := [(each, step) for each in partnerships for step in each.join if step.audience is audience])
    ]
    return templating.render("join_guide.html", steps=steps, base=page.base)


def recent_changes(page: Context, limit: int = 5) -> str:
    """The partnerships that were reviewed last: ``{{ recent_changes(limit=5) }}``."""
    newest = sorted(page.catalog.partnerships.values(), key=lambda each: each.last_reviewed, reverse=True)
    return templating.render("recent.html", partnerships=newest[:limit], base=page.base)


def search_box(page: Context) -> str:
    """A text search that leads to the search page: ``{{ search_box() }}``."""
    return templating.render("search_box.html", base=page.base)


def search_page(page: Context) -> str:
    """The search over the whole site with its facets: ``{{ search_page() }}``."""
    return templating.render(
        "search_page.html",
        base=page.base,
        facets=searching.facets(page.catalog),
        industries=page.catalog.industries.values(),
        program=page.catalog.program,
    )


def embed_builder(page: Context) -> str:
    """The form that makes code for embeds, and the table of their addresses: ``{{ embed_builder() }}``."""
    return embeds.builder_html(page.catalog, page.site, page.base)


def downloads(page: Context) -> str:
    """Everything to take away, with types and sizes: ``{{ downloads() }}``."""
    return open_data.downloads_html(page.catalog, page.site, page.base)


def data_dictionary(page: Context) -> str:
    """What each table and each column means: ``{{ data_dictionary() }}``."""
    return open_data.dictionary_html(page.catalog, page.base)


def data_citation(page: Context) -> str:
    """How to name this library as a source: ``{{ data_citation() }}``."""
    return open_data.citation_html(page.catalog, page.site)


def api_kinds(page: Context) -> str:
    """The kinds of record that the API has: ``{{ api_kinds() }}``."""
    return api.kinds_html(page.catalog, page.site, page.base)


def api_examples(page: Context) -> str:
    """Examples for the API that work as they stand: ``{{ api_examples() }}``."""
    return api.examples_html(page.catalog, page.site, page.base)


def feeds(page: Context) -> str:
    """The feeds of what is new or changed, with their addresses: ``{{ feeds() }}``."""
    return feed_view.feeds_html(page.catalog, page.site, page.base)


def calendars(page: Context) -> str:
    """The calendars to subscribe to, and what comes next in them: ``{{ calendars() }}``."""
    return calendar_view.calendars_html(page.catalog, page.site, page.base)


MACROS: dict[str, Callable[..., str]] = {
    macro.__name__: _checked(macro)
    for macro in (
        partnership_directory, partnership_cards, figure, count, link, sources, program_sources, program,
        contact, county_map, industry_list, county_list, workforce_area_list, organization_list, a_to_z,
        compare, join_guide, recent_changes, search_box, search_page, embed_builder,
        downloads, data_dictionary, data_citation, api_kinds, api_examples, feeds, calendars,
    )
}  # fmt: skip


# --- finding what a page names ----------------------------------------------


def _chosen(page: Context, filters: dict[str, str]) -> list[Any]:
    by = {facet.id: facet for facet in directory.facets(page.catalog)}
    for name, option in filters.items():
        facet = by.get(name.replace("_", "-"))
        if facet is None:
            raise MacroError(f"there is no filter named '{name}'.{_nearest(name, by)}")
        options = [each.id for each in facet.options]
        if option not in options:
            raise MacroError(f"'{name}' has no option '{option}'.{_nearest(option, options)}")
    return directory.chosen(page.catalog, **filters)


def _table(page: Context, kind: str) -> Any:
    tables = page.catalog.tables
    if kind not in tables:
        raise MacroError(f"there is no kind of record named '{kind}'.{_nearest(kind, tables)}")
    return tables[kind]


def _find(page: Context, kind: str, id: str) -> Any:
    table = _table(page, kind)
    if id not in table:
        raise MacroError(f"there is no record '{id}' among the {kind}.{_nearest(id, table)}")
    return table[id]


def _nearest(word: str, known: Iterable[str]) -> str:
    near = get_close_matches(str(word), list(known), n=1, cutoff=0.4)
    return f" Did you mean '{near[0]}'?" if near else ""
