"""What a new library still has to say: facts of the program, examples to replace, subjects without data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from macros.data import packages, tables
from macros.data.catalog import Catalog
from macros.pages import templating
from macros.pages.macro_context import Context, page_macro

EXAMPLE = "Example"  # how the name of a record begins that only shows how one looks
PROGRAM_FILE = "program/program.yaml"


@dataclass(frozen=True, slots=True)
class Open:
    """What is still to do in one file or folder of the data: names of fields or records, or what to begin."""

    file: str
    what: Sequence[str]


@page_macro()
def setup_list(page: Context) -> Markup:
    """What a new library still has to say: facts of the program, examples to replace, subjects without data."""
    catalog = page.catalog
    return templating.render(
        "setup_list.html",
        program=Open(packages.in_repository(PROGRAM_FILE), empty_facts(catalog)),
        examples=list(examples(catalog)),
        subjects=[name for name in packages.shared_subjects() if name not in _subjects(catalog)],
    )


def empty_facts(catalog: Catalog) -> list[str]:
    """The titles of the program's fields that are empty, with those of its contact."""
    program = tables.reader("program", catalog)(catalog.program)
    fields = {each["name"]: each for each in catalog.schemas["program"]["fields"]}
    inner = fields["contact"]["fields"]
    found = [each["title"] for name, each in fields.items() if program.get(name) in (None, [])]
    return [*found, *(each["title"] for each in inner if (program["contact"] or {}).get(each["name"]) is None)]


def examples(catalog: Catalog) -> Iterator[Open]:
    """The records that only show how one looks, by their files."""
    for kind in tables.kinds(catalog):
        named = tables.name_reader(kind, catalog)
        found: dict[str, list[str]] = {}
        for each in catalog.tables[kind].values():
            words = (str(named(each)), each.id.capitalize(), getattr(each, "note", ""))
            if any(word.startswith(EXAMPLE) for word in words):
                found.setdefault(each.file, []).append(str(named(each)))
        yield from (Open(packages.in_repository(file), names) for file, names in found.items())


def _subjects(catalog: Catalog) -> set[str]:
    return {name for name, _ in catalog.subjects.values()}
