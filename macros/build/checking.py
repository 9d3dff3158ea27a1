"""The one check of data and pages together, as staff see it and as the host repeats it while it builds."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from macros.build import lost_addresses, page_check, publishing
from macros.build.page_check import CheckedDocs, CheckedPage
from macros.build.page_macros import MACROS, Mistake, Stash, call_macros
from macros.data import personal_data, reading, sections, validation
from macros.data.catalog import Catalog, DataProblems, link, sections_of, sections_of_checked
from macros.data.models import address_field
from macros.data.reading import Problem, near, quote
from macros.formats import sbom
from macros.pages.macro_context import Context
from macros.pages.outputs import Site, base_of
from macros.sitewide import permalinks


def check(data_dir: Path, docs_dir: Path, today: date) -> list[Problem]:
    """Return all problems of a data folder, of a docs folder, and of what the pages say about the data.

    Where the data has errors, pages are checked without it. The published addresses that are lost can be told
    only of data and pages without an error. Raises nothing, whatever the bytes.
    """
    checked = validation.check(data_dir, today)
    docs = page_check.check_docs(
        docs_dir, MACROS, publishing.reserved(sections_of_checked(checked)), personal_data.load_allowed(data_dir)
    )
    problems = [*checked.problems, *docs.problems]
    if _has_error(checked.problems):
        return problems + page_check.link_problems(docs)
    rows = permalinks.rows_of(checked)  # linking empties the rows
    try:
        catalog = link(checked)
    except DataProblems as error:
        return [*problems, *error.problems, *page_check.link_problems(docs)]
    return problems + _of_both(docs, catalog, rows, today, reading.shown(data_dir), _has_error(problems))


def _has_error(problems: Iterable[Problem]) -> bool:
    return any(problem.severity == "error" for problem in problems)


def _of_both(
    docs: CheckedDocs,
    catalog: Catalog,
    rows: Sequence[permalinks.PermalinkRow],
    today: date,
    home: str,
    is_broken: bool,
) -> list[Problem]:
    """Pages call macros with what is there, links lead to what is made, and nothing that was published is lost."""
    site = Site(url=permalinks.ANY_ADDRESS, today=today, requirements=sbom.pinned())
    stashes, problems = _run_macros(docs, catalog, site)
    outputs = publishing.outputs(catalog, site)
    ids = {docs.pages[path].address: stash.ids() for path, stash in stashes.items()}
    problems += page_check.link_problems(docs, {each.path for each in outputs}, ids)
    problems += [*picture_problems(catalog, docs, home), *level_problems(catalog, docs)]
    if is_broken or _has_error(problems):
        return problems
    drawn = {path: "".join(stash.pieces) for path, stash in stashes.items()}
    return problems + lost_addresses.lost(rows, lost_addresses.made_files(outputs, docs, drawn, catalog), catalog, home)


def _run_macros(docs: CheckedDocs, catalog: Catalog, site: Site) -> tuple[dict[str, Stash], list[Problem]]:
    """The HTML of each page's macros, by the page's path, and the calls that name what is not there."""
    stashes: dict[str, Stash] = {}
    problems: list[Problem] = []
    for path, page in docs.pages.items():
        if page.page.calls:
            stashes[path], mistakes = call_macros(page.page.body, Context(catalog, site, base_of(page.address)))
            problems += [of_macro(page, mistake) for mistake in mistakes]
    return stashes, problems


def picture_problems(catalog: Catalog, docs: CheckedDocs, home: str) -> list[Problem]:
    """Return the problems of the pictures that records name; ``home`` is the data folder's name in messages."""
    return list(reading.coded(_pictures_are_there(catalog, docs.files, home), _pictures_are_there))


def _pictures_are_there(catalog: Catalog, files: Collection[str], home: str) -> Iterator[Problem]:
    """A picture that a record names is a file in docs."""
    for each in catalog.industries.values():
        if each.picture and each.picture not in files:
            message = f"'picture' must be the path of a file in docs, not {quote(each.picture)}."
            better = near(each.picture, files)
            hint = f"Did you mean {quote(better)}?" if better else "Put the file there, or empty the field."
            yield Problem(f"{home}/{each.file}", each.line, 1, "picture", each.picture, message, hint)


def level_problems(catalog: Catalog, docs: CheckedDocs) -> list[Problem]:
    """Return the problems of written lists of places that are not where the program says that they are."""
    return list(reading.coded(_lists_are_at_their_address(catalog, docs), _lists_are_at_their_address))


def _lists_are_at_their_address(catalog: Catalog, docs: CheckedDocs) -> Iterator[Problem]:
    """The written list of a level's places is at the address that the program gives the level."""
    geography = catalog.program.geography
    for usual, level in sections.LEVEL_OF.items():
        page, address = docs.pages.get(f"{usual}/index.md"), geography.address(level)
        if page and usual not in sections_of(catalog):
            field = f"'geography.{address_field(level)}' of the program"
            yield _elsewhere(page, field, getattr(geography, level), address)
    for each in catalog.place_levels.values():
        pages = docs.pages.values() if f"{each.address}/index.md" not in docs.pages else ()
        for page in pages:
            if any(_lists(each.id, page.page.body[start:end]) for start, end in page.page.calls):
                yield _elsewhere(page, f"'address' of the level {quote(each.id)}", each.plural, each.address)


def _lists(level: str, call: str) -> bool:
    return re.findall(r"[\w-]+", call) == ["place_list", level]


def _elsewhere(page: CheckedPage, field: str, places: str, address: str) -> Problem:
    message = f"By {field}, the list of {places} is at {address}/, so no menu has this page."
    return Problem(page.page.file, 0, 0, "", page.path, message, f"Move it to  {address}/index.md")


def of_macro(page: CheckedPage, mistake: Mistake) -> Problem:
    """A macro's mistake with the place where it is called."""
    name, given, message = mistake
    body, words = page.page.body, [name, *map(str, given)]
    calls = [start for start, end in page.page.calls if all(word in body[start:end] for word in words)]
    return page.page.at(calls[0] if calls else 0, f"The macro '{name}': {message}", "", name)
