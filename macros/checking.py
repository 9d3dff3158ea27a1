"""The one check of data and pages together, as staff see it and as the host repeats it while it builds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from macros import MACROS, Context, Mistake, call_macros, page_check, publishing, validation
from macros.catalog import Catalog, DataProblems, link
from macros.outputs import Site, base_of
from macros.page_check import CheckedDocs, CheckedPage
from macros.reading import Problem


def check(data_dir: Path, docs_dir: Path, today: date) -> list[Problem]:
    """Return all problems of a data folder, of a docs folder, and of what the pages say of the data.

    Where the data has errors, pages are checked without it. Raises nothing, whatever the bytes.
    """
    checked = validation.check(data_dir, today)
    docs = page_check.check_docs(docs_dir, MACROS, publishing.reserved())
    problems = [*checked.problems, *docs.problems]
    if any(problem.severity == "error" for problem in checked.problems):
        return problems + page_check.link_problems(docs)
    try:
        return [*problems, *_with_data(docs, link(checked), Site(today=today))]
    except DataProblems as error:
        return [*problems, *error.problems, *page_check.link_problems(docs)]


def _with_data(docs: CheckedDocs, catalog: Catalog, site: Site) -> Iterator[Problem]:
    """Pages call macros with what is there, and their links lead to what is made out of the data."""
    ids = {}
    for page in docs.pages.values():
        if page.page.calls:
            stash, mistakes = call_macros(page.page.body, Context(catalog, site, base_of(page.address)))
            ids[page.address] = stash.ids()
            yield from (of_macro(page, mistake) for mistake in mistakes)
    yield from page_check.link_problems(docs, publishing.made(catalog, site), ids)


def of_macro(page: CheckedPage, mistake: Mistake) -> Problem:
    """A macro's mistake with the place where it is called."""
    name, given, message = mistake
    body, words = page.page.body, [name, *map(str, given)]
    calls = [start for start, end in page.page.calls if all(word in body[start:end] for word in words)]
    return page.page.at(calls[0] if calls else 0, f"The macro '{name}': {message}", "", name)
