"""The Jinja environment in which a page's macros run: the second wall behind the check of pages.

The check refuses a page that says more than the calls of macros. A page that should slip
past it still can't run anything: this environment knows the macros and no other name, no
filter and no test, and it compiles nothing but calls with literal arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

# Everything that {{ name("a", 1, [2], key=-3) }} is parsed into besides the call itself, and text.
_ALLOWED = frozenset(
    (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Keyword, nodes.Const, nodes.List, nodes.Tuple, nodes.Neg)
)


class PageTemplate(jinja2.Template):
    """A page's template; it takes no variables, so the host can't hand it any."""

    def render(self, *args: Any, **kwargs: Any) -> str:
        """Return the page with its macros' results. What is passed is left out of account."""
        return super().render()


class PageEnvironment(ImmutableSandboxedEnvironment):
    """Renders pages that call ``macros`` (name -> function that returns text).

    Compiling raises jinja2.TemplateSyntaxError for whatever is not such a call.
    """

    template_class = PageTemplate

    def __init__(self, macros: Mapping[str, Callable[..., str]]) -> None:
        super().__init__(undefined=jinja2.StrictUndefined, keep_trailing_newline=True)
        self.globals, self.filters, self.tests = dict(macros), {}, {}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        template = super()._parse(source, name, filename)
        called = {id(call.node) for call in template.find_all(nodes.Call)}
        for node in template.find_all(nodes.Node):
            is_macro = self._is_macro(node.node if type(node) is nodes.Call else node)
            if type(node) not in _ALLOWED and not (is_macro and (type(node) is nodes.Call or id(node) in called)):
                raise jinja2.TemplateSyntaxError("a page may only call macros", getattr(node, "lineno", 1))
        return template

    def _is_macro(self, node: nodes.Node) -> bool:
        return type(node) is nodes.Name and node.name in self.globals
