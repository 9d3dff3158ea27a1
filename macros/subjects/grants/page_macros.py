"""Macros about grants and funding."""

from __future__ import annotations

from macros.pages.macro_context import Context
from macros.subjects.grants import fund_pages
from macros.subjects.grants import pages as grants


def grant_templates(page: Context) -> str:
    """The templates for grant applications as cards: ``{{ grant_templates() }}``."""
    return grants.templates_html(page.catalog, page.base)


def grant_blocks(page: Context) -> str:
    """The texts that most applications need, in a list: ``{{ grant_blocks() }}``."""
    return grants.blocks_html(page.catalog, page.base)


def match_examples(page: Context) -> str:
    """The two ways of counting a match, worked out: ``{{ match_examples() }}``."""
    return grants.match_examples_html()


def funding_list(page: Context) -> str:
    """All funds with their filters, and the rounds that are over: ``{{ funding_list() }}``."""
    return fund_pages.list_html(page.catalog, page.site, page.base)


def joint_applications(page: Context) -> str:
    """The funds, each with the partnerships that could apply together: ``{{ joint_applications() }}``."""
    return fund_pages.joint_html(page.catalog, page.site, page.base)


def grant_filler(page: Context) -> str:
    """The form that writes an application out of a template and a partnership: ``{{ grant_filler() }}``."""
    return grants.filler_html(page.catalog, page.base)


def braid_planner(page: Context) -> str:
    """The form that puts several funds together for one project: ``{{ braid_planner() }}``."""
    return fund_pages.braid_html(page.catalog, page.site, page.base)


MACROS = (
    grant_filler,
    braid_planner,
    grant_templates,
    grant_blocks,
    match_examples,
    funding_list,
    joint_applications,
)
