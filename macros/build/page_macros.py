"""The macros that pages call, gathered from all subjects.

Only ``define_env`` knows mkdocs-macros. Every entry of ``MACROS`` takes the page's
context and literal arguments, checks them, and gives escaped HTML. What a macro gives
never passes through Markdown: the page carries a token in its place until Markdown is
done (see ``Stash``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from macros.pages.macro_context import Context, MacroError, PageMacro
from macros.pages.macro_environment import PageEnvironment
from macros.sitewide import (
    a_to_z,
    any_record,
    api,
    calendars,
    coming,
    dictionary,
    embeds,
    feeds,
    open_data,
    searching,
    spreadsheet_check,
)
from macros.subjects.careers import lists as career_lists
from macros.subjects.grants import fund_pages, joint_pages
from macros.subjects.grants import pages as grants
from macros.subjects.metrics import pages as metrics
from macros.subjects.partnerships import directory, organization_pages, place_lists
from macros.subjects.partnerships import lists as partnership_lists
from macros.subjects.program import pages as program
from macros.subjects.program import report_pages, setup_list, staff_pages
from macros.subjects.toolkit import glossary
from macros.subjects.toolkit import pages as toolkit
from macros.subjects.training import pages as training

__all__ = ["MACROS", "Context", "MacroError", "Mistake", "Stash", "call_macros", "define_env", "environment_for_pages"]

Mistake = tuple[str, list[Any], str]  # a macro's name, what it was given, and what is wrong


@dataclass(slots=True)
class Stash:
    """Finished HTML that waits until Markdown has run over the page around it."""

    pieces: list[str] = field(default_factory=list)

    def keep(self, html: str) -> str:
        """Keep a piece, and give the token that stands for it in the page."""
        self.pieces.append(html)
        return self._token(len(self.pieces) - 1)

    def ids(self) -> set[str]:
        """The ids of the elements in the pieces, which links can lead to."""
        return {id for piece in self.pieces for id in _ID.findall(piece)}

    def unpack(self, html: str) -> str:
        """The page's HTML with every token replaced by its piece, in one pass: pieces are not searched."""

        def piece(token: re.Match[str]) -> str:
            kept = self.pieces[int(token[2])]
            # A macro that stands alone makes a block, not a paragraph.
            return kept if not token[1] or _is_block(kept) else f"<p>{kept}</p>"

        return _STASHED.sub(lambda token: piece(token) if int(token[2]) < len(self.pieces) else token[0], html)

    @staticmethod
    def _token(number: int) -> str:
        return f"qzstash{number}zq"


_ID = re.compile(r'\sid="([^"]+)"')
_STASHED = re.compile(r"(<p>)?qzstash(\d{1,6})zq(?(1)</p>)")


def _is_block(html: str) -> bool:
    return not html.lstrip().startswith(("<a ", "<span", "<cite")) and html.lstrip().startswith("<")


def define_env(env: Any) -> None:
    """Give the macros to mkdocs-macros (https://mkdocs-macros-plugin.readthedocs.io/en/latest/macros/)."""
    for name in MACROS:
        env.variables[name] = partial(_call_for_host, env, name)


def environment_for_pages(env: Any) -> PageEnvironment:
    """The environment that takes the place of the plugin's own: it knows the macros of ``define_env`` alone."""
    return PageEnvironment({name: env.variables[name] for name in MACROS})


def _call_for_host(env: Any, name: str, *args: Any, **kwargs: Any) -> str:
    """Run a macro for the page at hand; a mistake is kept for the host, which tells all at once.

    A disk that fails is kept too: mkdocs-macros would end the program with a traceback.
    """
    meta, extra = env.page.meta, env.conf.extra
    context = Context(extra["catalog"], extra["site"], meta["base"])
    try:
        return _call(context, meta["stash"], meta["mistakes"], name, *args, **kwargs)
    except OSError as error:
        extra["disk_error"] = error
        return ""


def call_macros(body: str, context: Context) -> tuple[Stash, list[Mistake]]:
    """Run all macros of a page's text without a host; give their HTML, and the calls that are wrong."""
    stash = Stash()
    mistakes: list[Mistake] = []
    macros = {name: partial(_call, context, stash, mistakes, name) for name in MACROS}
    PageEnvironment(macros).from_string(body).render()
    return stash, mistakes


def _call(context: Context, stash: Stash, mistakes: list[Mistake], name: str, *args: Any, **kwargs: Any) -> str:
    try:
        return stash.keep(str(MACROS[name](context, *args, **kwargs)))
    except MacroError as error:
        mistakes.append((name, [*args, *kwargs.values()], str(error)))
        return ""


# A module with macros, marked ``@page_macro``, and one word here.
MODULES = (
    any_record,
    searching,
    a_to_z,
    open_data,
    dictionary,
    api,
    feeds,
    calendars,
    coming,
    embeds,
    program,
    report_pages,
    staff_pages,
    spreadsheet_check,
    setup_list,
    partnership_lists,
    directory,
    place_lists,
    organization_pages,
    career_lists,
    training,
    grants,
    fund_pages,
    joint_pages,
    toolkit,
    glossary,
    metrics,
)
MACROS: dict[str, PageMacro] = {
    each.name: each for module in MODULES for each in vars(module).values() if isinstance(each, PageMacro)
}
