"""Macros about careers: where to start, pathways, jobs, credentials, training and supports."""

from __future__ import annotations

from macros.pages.macro_context import Context
from macros.subjects.careers import lists


def career_starts(page: Context) -> str:
    """The start pages, by what one has and who one is: ``{{ career_starts() }}``."""
    return lists.starts_html(page.catalog, page.base)


def career_industries(page: Context) -> str:
    """The industries that have something on careers, each with its pathways: ``{{ career_industries() }}``."""
    return lists.industries_html(page.catalog, page.base)


def pathway_list(page: Context) -> str:
    """The career pathways as cards: ``{{ pathway_list() }}``."""
    return lists.pathways_html(page.catalog, page.base)


def occupation_list(page: Context) -> str:
    """The jobs with their pay, and filters: ``{{ occupation_list() }}``."""
    return lists.occupations_html(page.catalog, page.base)


def credential_list(page: Context) -> str:
    """The credentials, and filters: ``{{ credential_list() }}``."""
    return lists.credentials_html(page.catalog, page.base)


def training_list(page: Context) -> str:
    """The training options, and filters: ``{{ training_list() }}``."""
    return lists.training_html(page.catalog, page.base)


def support_list(page: Context) -> str:
    """The supports, and a filter of what might help: ``{{ support_list() }}``."""
    return lists.supports_html(page.catalog, page.base)


def compare_occupations(page: Context) -> str:
    """The table that compares up to three jobs: ``{{ compare_occupations() }}``."""
    return lists.compare_html(page.catalog, page.base)


def career_tools(page: Context) -> str:
    """Other sites that help with careers: ``{{ career_tools() }}``."""
    return lists.tools_html(page.catalog)


MACROS = (
    career_starts,
    career_industries,
    pathway_list,
    occupation_list,
    credential_list,
    training_list,
    support_list,
    compare_occupations,
    career_tools,
)
