"""No hidden state: what is derived from a catalog is kept in it and goes with it, and no module remembers anything."""

from __future__ import annotations

import ast
import gc
import weakref
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from macros.build import publishing
from macros.data.catalog import Catalog, derived, load_catalog
from macros.data.models import Record
from macros.pages import templating
from macros.pages.outputs import Page, Site, SiteFile

ROOT = Path(__file__).parents[1]
SITE = Site(url="https://example.org/library/", today=date(2026, 3, 5))


# --- the store --------------------------------------------------------------------


def test_each_catalog_keeps_its_own(made_up: Catalog) -> None:
    calls = []

    @derived
    def named(word: str, catalog: Catalog) -> list[str]:
        calls.append(word)
        return [word, catalog.program.site_name]

    other = replace(made_up, tables={**made_up.tables, "program": {"p": replace(made_up.program, site_name="Other")}})
    assert named("a", other) == ["a", "Other"] and named("a", made_up) == ["a", made_up.program.site_name]
    assert named("a", other) is named("a", other) and named("b", other) == ["b", "Other"]
    assert calls == ["a", "a", "b"]


def test_what_is_derived_says_from_which_catalog() -> None:
    with pytest.raises(ValueError, match="catalog"):

        @derived
        def lost(word: str) -> str:
            return word


def test_a_piece_takes_plain_values_only(made_up: Catalog) -> None:
    with pytest.raises(TypeError, match="plain"):
        templating.piece("source_line", next(iter(made_up.sources.values())))


# --- a whole site's worth of it -------------------------------------------------------


def content(output: Page | SiteFile) -> object:
    if isinstance(output, Page):
        return output.make()
    return output.content() if callable(output.content) else output.content


def alone(data: Path) -> dict[str, object]:
    return {each.path: content(each) for each in publishing.outputs(load_catalog(data), SITE)}


@pytest.mark.slow
def test_two_catalogs_at_once_do_not_mix(state: Path, own_state: Path) -> None:
    """Everything is made of both in turns; each gives what it gives by itself."""
    for file in own_state.rglob("*.csv"):  # the same ids with other words: whatever is kept under an id would show
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("Alder", "Elder").replace("Yearbook", "Almanac"), encoding="utf-8")
    ours, theirs = (publishing.outputs(load_catalog(folder), SITE) for folder in (state, own_state))
    mixed = [(content(one), content(other)) for one, other in zip(ours, theirs, strict=True)]
    first, second = alone(state), alone(own_state)
    assert first != second
    assert dict(zip([each.path for each in ours], [one for one, _ in mixed], strict=True)) == first
    assert dict(zip([each.path for each in theirs], [other for _, other in mixed], strict=True)) == second


def records_alive() -> int:
    """The records that were made since the collector was told to pass over what there was."""
    gc.collect()
    return sum(isinstance(each, Record) for each in gc.get_objects())


@pytest.mark.slow
def test_a_catalog_goes_with_all_that_was_made_of_it(state: Path) -> None:
    gc.freeze()  # or it looks at all that other tests keep, three times
    catalog = load_catalog(state)
    for each in publishing.outputs(catalog, SITE):
        content(each)
    seen = weakref.ref(catalog)
    assert records_alive() > 0
    del catalog, each
    assert records_alive() == 0 and seen() is None


# --- the code ---------------------------------------------------------------------------

_CACHES = ("cache", "lru_cache", "cached_property")
# What a cache of the whole program may be keyed by: values that say all there is about themselves.
_PLAIN = {"str", "int", "bool", "bytes", "date", "Decimal", "tuple", "type", "Plain"}
_CHANGES = {"append", "add", "update", "setdefault", "pop", "popitem", "clear", "extend", "insert", "remove", "discard"}


def hidden_state(tree: ast.Module) -> Iterator[str]:
    """What in a module outlives the catalog, the site or the command that it belongs to."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            yield from _caches(node)
        if isinstance(node, ast.Global):
            yield f"{node.lineno}: a function sets {', '.join(node.names)}"
    for statement in (each for each in tree.body if isinstance(each, ast.Assign | ast.AnnAssign)):
        if any(isinstance(each, ast.Call) and _name(each.func) in _CACHES for each in ast.walk(statement)):
            yield f"{statement.lineno}: a cache without a function of its own, whose key can't be seen"
    module = {name for each in tree.body for name in _named(each)}
    for function in (each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)):
        own = {each.arg for each in ast.walk(function.args) if isinstance(each, ast.arg)}
        own |= {
            each.id for each in ast.walk(function) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
        }
        for line, name in _filled(function):
            if name in module - own:
                yield f"{line}: a function fills {name}"


def _caches(function: ast.FunctionDef) -> Iterator[str]:
    for decorator in function.decorator_list:
        if _name(decorator.func if isinstance(decorator, ast.Call) else decorator) not in _CACHES:
            continue
        given = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
        given += filter(None, [function.args.vararg, function.args.kwarg])
        is_plain = all(each.annotation and _words(each.annotation) <= _PLAIN for each in given)
        if given and not (is_plain and _is_bounded(decorator)):
            yield f"{function.lineno}: {function.name} is cached by more than plain values, or without a bound"


def _name(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def _is_bounded(decorator: ast.expr) -> bool:
    given = {each.arg: each.value for each in getattr(decorator, "keywords", ())}
    return "maxsize" in given and ast.unparse(given["maxsize"]) != "None"


def _words(annotation: ast.expr) -> set[str]:
    return {each.id for each in ast.walk(annotation) if isinstance(each, ast.Name)}


def _named(statement: ast.stmt) -> Iterator[str]:
    """What a statement of a module gives a name to: values, and what it imports."""
    if isinstance(statement, ast.Import | ast.ImportFrom):
        yield from (each.asname or each.name.partition(".")[0] for each in statement.names)
    elif isinstance(statement, ast.Assign | ast.AnnAssign):
        yield from (each.id for each in ast.walk(statement) if isinstance(each, ast.Name))


def _filled(function: ast.FunctionDef) -> Iterator[tuple[int, str]]:
    """The names of what a function changes: ``name[...] = ...``, ``name.other[...] = ...``, ``name.append(...)``."""
    for node in ast.walk(function):
        changed: ast.expr | None = None
        if isinstance(node, ast.Subscript | ast.Attribute) and not isinstance(node.ctx, ast.Load):
            changed = node.value
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _CHANGES:
            changed = node.func.value
        while isinstance(changed, ast.Attribute | ast.Subscript):
            changed = changed.value
        if isinstance(changed, ast.Name):
            yield node.lineno, changed.id


@pytest.mark.parametrize("path", sorted((ROOT / "macros").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_remembers(path: Path) -> None:
    assert list(hidden_state(ast.parse(path.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize(
    "source",
    [
        "@lru_cache(maxsize=2)\ndef of(catalog: Catalog): ...",
        "@functools.lru_cache(maxsize=2)\ndef of(site: Site): ...",
        "@lru_cache(maxsize=2)\ndef of(about): ...",
        "@lru_cache(maxsize=2)\ndef of(*about: Any): ...",
        "@cache\ndef of(text: str): ...",
        "@lru_cache(maxsize=None)\ndef of(text: str): ...",
        "class A:\n    @cached_property\n    def of(self): ...",
        "of = lru_cache(maxsize=2)(render)",
        "made = {}\ndef of(text):\n    made[text] = 1",
        "made: list[str] = []\ndef of(text):\n    made.append(text)",
        "made = None\ndef of():\n    global made\n    made = 1",
        "from macros import a\ndef of(text):\n    a.made[text] = 1",
        "from macros import a\ndef of(text):\n    a.made = text",
    ],
)
def test_hidden_state_is_seen(source: str) -> None:
    assert len(list(hidden_state(ast.parse(source)))) == 1


@pytest.mark.parametrize(
    "source",
    [
        "@lru_cache(maxsize=2)\ndef of(text: str, days: tuple[date, ...]): ...",
        "@cache\ndef of(): ...",
        "@derived\ndef of(catalog: Catalog): ...",
        "made = {}\ndef of(text):\n    made = {}\n    made[text] = 1",
        "made = {1: 2}\ndef of(text):\n    return made[text]",
    ],
)
def test_what_is_no_hidden_state_passes(source: str) -> None:
    assert list(hidden_state(ast.parse(source))) == []
