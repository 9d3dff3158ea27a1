"""What other subjects ask of the toolkit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from macros.data.catalog import Catalog
from macros.data.models import Term
from macros.data.models.grants import GrantTemplate
from macros.data.models.toolkit import ToolkitStep, Worksheet

MOST = 5  # pages that are named for a subject


@dataclass(frozen=True, slots=True)
class StartPage:
    """A page with which people can start by themselves: ``kind`` says what it is."""

    kind: str
    title: str
    path: str
    summary: str


def pages_on(topics: Iterable[Term], catalog: Catalog) -> list[StartPage]:
    """The steps, worksheets and grant templates on one of the topics; without any, the steps in their order."""
    wanted = {each.id for each in topics}
    found = list(dict.fromkeys(_on(wanted, catalog)))[:MOST]
    return found or [_page(each) for each in _steps(catalog)]


def _on(wanted: set[str], catalog: Catalog) -> Iterator[StartPage]:
    yield from (_page(each) for each in _steps(catalog) if wanted & {topic.id for topic in each.topics})
    parts = [each for each in catalog.components.values() if each.topic and each.topic.id in wanted]
    yield from (_page(each.worksheet) for each in parts if each.worksheet)
    yield from (_page(each.grant_template) for each in parts if each.grant_template)


def _steps(catalog: Catalog) -> list[ToolkitStep]:
    return sorted(catalog.steps.values(), key=lambda each: each.number)


def _page(record: ToolkitStep | Worksheet | GrantTemplate) -> StartPage:
    if isinstance(record, ToolkitStep):
        return StartPage(f"Step {record.number}", record.name, record.path, record.summary)
    if isinstance(record, Worksheet):
        return StartPage("Worksheet", record.name, record.path, record.summary)
    return StartPage("Grant template", record.title, record.path, record.summary)
