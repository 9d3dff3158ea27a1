"""Macros about the toolkit: its guide, its forms and its glossary."""

from __future__ import annotations

from itertools import groupby

from macros.pages import templating
from macros.pages.macro_context import Context, MacroError, find, nearest
from macros.subjects.toolkit import pages as toolkit


def term(page: Context, id: str, text: str = "") -> str:
    """A word with a link to what it means: ``{{ term("tide", "tides") }}``."""
    found = find(page, "glossary", id)
    return templating.part("inline.html", "term")(found, page.base, text or _in_a_sentence(found.term))


def _in_a_sentence(word: str) -> str:
    """A term as it stands within a sentence; names such as WIOA keep their capitals."""
    return word[:1].lower() + word[1:] if word[1:2].islower() or word[1:2] == "-" else word


def glossary(page: Context) -> str:
    """Every word of the glossary, letter by letter: ``{{ glossary() }}``."""
    terms = sorted(page.catalog.glossary.values(), key=lambda each: each.term.casefold())
    letters = [(letter, list(found)) for letter, found in groupby(terms, key=lambda each: each.term[:1].upper())]
    return templating.render("glossary.html", letters=letters)


def toolkit_steps(page: Context) -> str:
    """The steps of starting and running a partnership: ``{{ toolkit_steps() }}``."""
    return toolkit.steps_html(page.catalog, page.base)


def worksheet_list(page: Context, shelf: str = "worksheet") -> str:
    """The worksheets, or the sample texts and sheets of the shelf tool: ``{{ worksheet_list(shelf="tool") }}``."""
    if shelf not in toolkit.SHELVES:
        raise MacroError(f"worksheet_list: there is no shelf named '{shelf}'.{nearest(shelf, toolkit.SHELVES)}")
    return toolkit.sheets_html(page.catalog, shelf, page.base)


def tools_library(page: Context) -> str:
    """Every tool that the guides name, with its owner and our own version: ``{{ tools_library() }}``."""
    return toolkit.tools_html(page.catalog, page.base)


def self_assessment(page: Context) -> str:
    """The self-assessment with its result and what helps next: ``{{ self_assessment() }}``."""
    return toolkit.assessment_html(page.catalog, page.base)


def team_consensus(page: Context) -> str:
    """Several people's self-assessments put together: ``{{ team_consensus() }}``."""
    return toolkit.consensus_html(page.catalog, page.base)


def action_plan(page: Context) -> str:
    """The action plan with a table for each element: ``{{ action_plan() }}``."""
    return toolkit.plan_html(page.catalog, page.base)


def launch_schedule(page: Context) -> str:
    """The schedule of a launch, counted from its day: ``{{ launch_schedule() }}``."""
    return toolkit.launch_html(page.catalog, page.site.today, page.base)


def what_works(page: Context) -> str:
    """What works well beside what works less well: ``{{ what_works() }}``."""
    return toolkit.practices_html(page.catalog)


def results_list(page: Context) -> str:
    """The results that partnerships work for, in their groups: ``{{ results_list() }}``."""
    return toolkit.results_html(page.catalog, page.base)


def project_plan(page: Context) -> str:
    """The sample project plan, stage by stage: ``{{ project_plan() }}``."""
    return toolkit.project_plan_html(page.catalog, page.base)


def questions_and_answers(page: Context) -> str:
    """What people ask about partnerships, with answers: ``{{ questions_and_answers() }}``."""
    return toolkit.questions_html(page.catalog, page.base)


def room_packs(page: Context) -> str:
    """What to take into a room without a network, as zip files: ``{{ room_packs() }}``."""
    return toolkit.packs_html(page.catalog, page.base)


def effort_drawing(page: Context) -> str:
    """The work of each step, drawn and as a list: ``{{ effort_drawing() }}``."""
    return toolkit.effort_html(page.catalog, page.base)


def two_tables(page: Context) -> str:
    """The inner table of employers and the outer table of partners, drawn and as a list: ``{{ two_tables() }}``."""
    return toolkit.tables_html(page.catalog)


MACROS = (
    term,
    glossary,
    toolkit_steps,
    worksheet_list,
    tools_library,
    self_assessment,
    team_consensus,
    action_plan,
    launch_schedule,
    what_works,
    results_list,
    project_plan,
    questions_and_answers,
    room_packs,
    effort_drawing,
    two_tables,
)
