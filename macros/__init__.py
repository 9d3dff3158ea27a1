"""The macros that pages call.

Only this module knows mkdocs-macros, and only ``define_env`` does. Every entry
of ``MACROS`` takes the page's context and literal arguments, and gives escaped
HTML. What a macro gives never passes through Markdown: the page carries a
token in its place until Markdown is done (see ``Stash``).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from macros import calls
from macros.calls.calling import Context, MacroError, checked

__all__ = ["MACROS", "Context", "MacroError", "Stash", "define_env"]


@dataclass(slots=True)
class Stash:
    """Finished HTML that waits until Markdown has run over the page around it."""

    pieces: list[str] = field(default_factory=list)

    def keep(self, html: str) -> str:
        """Keep a piece, and give the token that stands for it in the page."""
        self.pieces.append(html)
        return self._token(len(self.pieces) - 1)

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


_STASHED = re.compile(r"(<p>)?qzstash(\d{1,6})zq(?(1)</p>)")


def _is_block(html: str) -> bool:
    return not html.lstrip().startswith(("<a ", "<span", "<cite")) and html.lstrip().startswith("<")


def define_env(env: Any) -> None:
    """Give the macros to mkdocs-macros (https://mkdocs-macros-plugin.readthedocs.io/en/latest/macros/)."""
    for name, macro in MACROS.items():
        env.variables[name] = partial(_call, env, macro)


def _call(env: Any, macro: Callable[..., str], *args: Any, **kwargs: Any) -> str:
    """Run a macro for the page at hand; a mistake is kept for the host, which tells all at once."""
    meta, extra = env.page.meta, env.conf.extra
    context = Context(extra["catalog"], extra["site"], meta["base"])
    try:
        return meta["stash"].keep(str(macro(context, *args, **kwargs)))
    except MacroError as error:
        meta["mistakes"].append((macro.__name__, [*args, *kwargs.values()], str(error)))
        return ""


MACROS: dict[str, Callable[..., str]] = {
    macro.__name__: checked(macro) for subject in calls.SUBJECTS for macro in subject.MACROS
}
