"""Page macros: how a function becomes one, what it knows of its page, and how it finds what a page names.

A function that written pages may call is marked where it is written. The page's context
comes first, for every macro; then what the page says, which is words and numbers:

    @page_macro('figure("boats-students")')
    def figure(page: Context, id: str) -> str:
        "One figure in a sentence, linked to its passport."

Its name is the macro's name. The first paragraph of its docstring and the example, which names
records of the made-up state in ``tests/views/data/``, make its line in the guide (``scripts.guide_tables``).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Concatenate

from macros.data import faceting, reading
from macros.data.catalog import Catalog
from macros.pages.outputs import Site


@dataclass(frozen=True, slots=True)
class Context:
    """What a macro knows: the catalog, the site, and the way from the page to the site's root."""

    catalog: Catalog
    site: Site
    base: str


class MacroError(ValueError):
    """A macro was called with something that does not exist; the message names the nearest that does."""


@dataclass(frozen=True, slots=True)
class PageMacro:
    """A function that written pages call, with an example of a call."""

    function: Callable[Concatenate[Context, ...], str]
    example: str

    @property
    def name(self) -> str:
        """What pages call it."""
        return self.function.__name__

    @property
    def description(self) -> str:
        """What it gives, in a sentence."""
        return " ".join((inspect.getdoc(self.function) or "").partition("\n\n")[0].split())

    def __call__(self, page: Context, *args: Any, **kwargs: Any) -> str:
        """What the macro gives for ``page``, as escaped HTML.

        Raises MacroError for arguments that are too many, too few or of a wrong kind, and whatever the function raises.
        """
        expected = inspect.signature(self.function)
        usage = f"it is used like this: {{{{ {self.example} }}}}."
        try:
            given = expected.bind(page, *args, **kwargs)
        except TypeError as error:
            raise MacroError(f"{error}; {usage}") from error
        for name, value in given.arguments.items():
            kind = KINDS_OF_ARGUMENTS.get(expected.parameters[name].annotation)
            if kind and not all(_fits(each, kind) for each in _each(value)):
                raise MacroError(f"'{name}' can't be {value!r}; {usage}")
        return self.function(page, *args, **kwargs)


def page_macro(example: str = "") -> Callable[[Callable[Concatenate[Context, ...], str]], PageMacro]:
    """Mark a function as one that pages call; ``example`` is a call that works, where the bare name needs arguments."""
    return lambda function: PageMacro(function, example or f"{function.__name__}()")


KINDS_OF_ARGUMENTS = {"str": str, "int": int}


def _each(value: Any) -> Iterable[Any]:
    """The arguments behind one name: several for ``*ids`` and ``**filters``."""
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, tuple) else (value,)


def _fits(value: Any, kind: Any) -> bool:
    return isinstance(value, kind) and not (kind is int and value < 0)


# --- finding what a page names ----------------------------------------------


def chosen(page: Context, filters: dict[str, str]) -> list[Any]:
    """The partnerships that facets leave. Raises MacroError for a facet or an option that is not there."""
    by = {facet.id: facet for facet in faceting.facets(page.catalog, page.site.today)}
    for name, option in filters.items():
        facet = by.get(name.replace("_", "-"))
        if facet is None:
            raise MacroError(f"there is no filter named '{name}'.{nearest(name, by)}")
        options = [each.id for each in facet.options]
        if option not in options:
            raise MacroError(f"'{name}' has no option '{option}'.{nearest(option, options)}")
    return faceting.chosen(page.catalog, page.site.today, **filters)


def table(page: Context, kind: str) -> Any:
    """The records of a kind by id. Raises MacroError when there is no such kind."""
    tables = page.catalog.tables
    if kind not in tables:
        raise MacroError(f"there is no kind of record named '{kind}'.{nearest(kind, tables)}")
    return tables[kind]


def find(page: Context, kind: str, id: str) -> Any:
    """The record that a page names. Raises MacroError, with the nearest id, when there is none."""
    known = table(page, kind)
    if id not in known:
        raise MacroError(f"there is no record '{id}' among the {kind}.{nearest(id, known)}")
    return known[id]


def nearest(word: str, known: Iterable[str]) -> str:
    """The nearest word that is known, as a question; empty when none is near."""
    near = reading.near(str(word), known)
    return f" Did you mean '{near}'?" if near else ""
