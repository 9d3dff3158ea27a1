"""Of the underlying theme's stylesheet, visitors load what can match something."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from macros.build import mkdocs_adapter, theme_style


@pytest.mark.parametrize(
    ("style", "kept"),
    [
        (".md-typeset a{color:red}", ".md-typeset a{color:red}"),
        (".md-nav a{color:red}", ""),
        (".md-nav a,.md-typeset a,b{color:red}", ".md-typeset a,b{color:red}"),
        (".md-typeset__table{color:red}", ""),
        (".md-typeset:is(a,b:not(.md-nav,i)) c,.md-x{top:0}", ".md-typeset:is(a,b:not(.md-nav,i)) c{top:0}"),
        ("@media print{.md-nav{top:0}a{top:0}}", "@media print{a{top:0}}"),
        ("@media print{.md-nav{top:0}}a{top:0}", "a{top:0}"),
        ("@keyframes x{from{top:0}}@charset 'a';", "@keyframes x{from{top:0}}@charset 'a';"),
        ("a::before{content:'}.md-nav{'}/* } */.md-nav{top:0}", "a::before{content:'}.md-nav{'}"),
    ],
)
def test_a_rule_that_matches_nothing_is_left_out(style: str, kept: str) -> None:
    assert theme_style.used(style) == kept


def test_no_page_has_another_of_the_themes_classes(made_up_site) -> None:
    pages = [*Path(made_up_site.folder).rglob("*.html")]
    found = {name for page in pages for name in re.findall(r'(?<=[" ])md-[\w-]+', page.read_text("utf-8"))}
    assert pages and found == {"md-typeset"}
    style = next(Path(made_up_site.folder).glob("assets/stylesheets/main.*.min.css"))
    whole = mkdocs_adapter.THEME / "assets/stylesheets" / style.name
    assert 10_000 < style.stat().st_size < whole.stat().st_size / 2
