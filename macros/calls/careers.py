"""Macros about careers: where to start, pathways, jobs, credentials, training and supports."""

from __future__ import annotations

from macros.calls.calling import Context
from macros.views import career_lists


def career_starts(page: Context) -> str:
    """The start pages, by what one has and who one is: ``{{ career_starts() }}``."""
    return career_lists.starts_html(page.catalog, page.base)


def career_industries(page: Context) -> str:
    """The industries that have something on careers, each with its pathways: ``{{ career_industries() }}``."""
    return career_lists.industries_html(page.catalog, page.base)


def pathway_list(page: Context) -> str:
    """The career pathways as cards: ``{{ pathway_list() }}``."""
    return career_lists.pathways_html(page.catalog, page.base)


def occupation_list(page: Context) -> str:
    """The jobs with their pay, and filters: ``{{ occupation_list() }}``."""
    return career_lists.occupations_html(page.catalog, page.base)


def credential_list(page: Context) -> str:
    """The credentials, and filters: ``{{ credential_list() }}``."""
    return career_lists.credentials_html(page.catalog, page.base)


def training_list(page: Context) -> str:
    """The training options, and filters: ``{{ training_list() }}``."""
    return career_lists.training_html(page.catalog, page.base)


def support_list(page: Context) -> str:
    """The supports, and a filter of what might help: ``{{ support_list() }}``."""
    return career_lists.supports_html(page.catalog, page.base)


def compare_occupations(page: Context) -> str:
    """The table that compares up to three jobs: ``{{ compare_occupations() }}``."""
    return career_lists.compare_html(page.catalog, page.base)


def career_tools(page: Context) -> str:
    """Other sites that help with careers: ``{{ career_tools() }}``."""
    return career_lists.tools_html(page.catalog)


MACROS = (
    career_starts, career_industries, pathway_list, occupation_list, credential_list,
    training_list, support_list, compare_occupations, career_tools,
)  # fmt: skip
