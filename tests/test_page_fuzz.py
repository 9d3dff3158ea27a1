"""Pages that nobody thought of: whatever the check takes renders to HTML that a browser finds inert.

Hypothesis makes the pages and finds the smallest one that fails; what it has found stands
below as an example, so that it is tried again in every run. The judge is an HTML parser
that the check itself does not use.
"""

from __future__ import annotations

from pathlib import Path

import html5lib
import markdown
import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from macros.build import page_check
from macros.build.page_check import rendered
from macros.pages.macro_environment import PageEnvironment

pytestmark = pytest.mark.slow  # each is quick, all of them are not

HEAD = "---\ntitle: A page\ndescription: A description that is long enough.\n---\n\n# A page\n\n"
MACROS = ("contact", "figure")
PIECES = [
    "{{ contact() }}",
    "{{ figure('a') }}",
    "{{",
    "}}",
    "{%",
    "%}",
    "{#",
    "#}",
    "contact()",
    ".x",
    "|safe",
    "cycler",
    "__class__",
    "<",
    ">",
    "/",
    "</",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?",
    "?>",
    "<!DOCTYPE x>",
    "&lt;",
    "&#60;",
    "&#x3c;script&#62;",
    "&amp;",
    "<script>",
    "</script>",
    "alert(1)",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<iframe src=x>",
    "<style>",
    "<div>",
    "</div>",
    "<div markdown>",
    '<p markdown="span">',
    "<span",
    " onclick=alert(1)",
    ' onclick="alert(1)"',
    " style=x",
    " href=",
    "javascript:",
    "java\nscript:",
    "JavaScript&colon;",
    "data:text/html,x",
    "vbscript:x",
    "https://example.org",
    "//example.org",
    "mailto:a@example.org",
    "[x](",
    "[x][y]",
    "[y]: ",
    "![x](",
    ")",
    "](",
    "[",
    "]",
    "<javascript:alert(1)>",
    "<a href='",
    "'>",
    '"',
    "'",
    "`",
    "``",
    "```\n",
    "~~~\n",
    "\n```\n",
    "{: onclick=alert(1) }",
    "{ .x }",
    "{: ",
    " }",
    "{",
    "}",
    "=",
    "#x",
    ".y",
    "# ",
    "\n# Head\n",
    "\n\n",
    "\n",
    "    ",
    "\t",
    "  \n",
    "> ",
    "- ",
    "1. ",
    '!!! note "',
    "\n!!! note\n    ",
    "[^1]",
    "[^1]: ",
    "Term\n:   ",
    "|a|b|\n|-|-|\n|c|d|\n",
    "*",
    "**",
    "_",
    "\\",
    "\\<",
    "\\`",
    "x",
    "a b",
    "é",
    "\u00a0",
    "0",
]
# Elements and attributes that run, load, embed or take something, or change the page around them
# (https://html.spec.whatwg.org/multipage/indices.html), in the judge's own words.
ACTIVE = set(
    "script noscript template slot style link meta base title iframe frame frameset object embed applet param video audio source"
    " track canvas map area form input button textarea select option optgroup datalist output fieldset dialog portal marquee"
    " svg math picture noembed noframes plaintext xmp listing image html head body".split()
)
PLAIN = set(
    "align alt class colspan dir href id lang open rel reversed role rowspan scope src start title width height hidden cite datetime markdown".split()
)
SCHEMES = {"http", "https", "mailto", "tel", ""}


def render(text: str) -> str:
    """The page's HTML, out of the same steps as the host's."""
    environment = PageEnvironment({name: lambda *given, **named: "qzstash0zq" for name in MACROS})
    names, options = rendered._extensions()
    return markdown.markdown(environment.from_string(text).render(), extensions=list(names), extension_configs=options)


def faults(html: str) -> list[str]:
    """What a browser could run, load or follow elsewhere."""
    found = []
    for element in list(html5lib.parseFragment(html, container="div", treebuilder="etree").iter())[1:]:
        if not isinstance(element.tag, str):
            continue  # a comment
        space, _, name = element.tag[1:].partition("}")
        if space != "http://www.w3.org/1999/xhtml" or name in ACTIVE:
            found.append(f"<{name}>")
        for attribute, value in element.attrib.items():
            if attribute == "style" and value in ("text-align: left;", "text-align: center;", "text-align: right;"):
                continue
            if attribute not in PLAIN and not attribute.startswith("aria-"):
                found.append(f"{name} {attribute}={value}")
            if attribute in ("href", "src") and scheme_of(value) not in (SCHEMES if attribute == "href" else {""}):
                found.append(f"{name} {attribute}={value}")
            if attribute == "src" and value.lstrip().replace("\\", "/").startswith("//"):
                found.append(f"{name} {attribute}={value}")
    return found


def scheme_of(address: str) -> str:
    """The scheme as browsers read it: tabs, line ends and leading controls are passed over (https://url.spec.whatwg.org/)."""
    plain = "".join(c for c in address if c not in "\t\r\n").lstrip("".join(map(chr, range(33))))
    before, colon, _ = plain.partition(":")
    return (
        before.casefold() if colon and before[:1].isalpha() and all(c.isalnum() or c in "+-." for c in before) else ""
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all pages, each in the place of the one before: folders that come and go take longer than the check."""
    return tmp_path_factory.mktemp("pages")


def taken(text: str, folder: Path) -> bool:
    """Whether the check has nothing to say against a page with this text."""
    (folder / "page.md").write_bytes((HEAD + text).encode("utf-8", "surrogatepass"))
    checked = page_check.check_docs(folder, MACROS)
    return "page.md" in checked.pages and not [each for each in checked.problems if each.file.endswith("page.md")]


@settings(max_examples=1_500, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(PIECES) | st.text(st.characters(codec="utf-8"), max_size=3), max_size=8).map("".join))
@example("a\tb\u2028\n{{ cycler.__init__.__globals__.os.popen('id').read() }}<script>alert(1)</script>")
@example("\t\n" * 50 + "\u2028\n<script>alert(1)</script>")
@example("<div>\n`<script>alert(1)</script>`\n</div>")
@example("[x](java\nscript:alert(1))")
@example("# x {onclick=alert(1)}")
@example('{: x"onclick=alert(1) }')
@example("<div markdown>\n[x](javascript:alert(1))\n</div>")
def test_whatever_is_taken_is_inert(folder: Path, text: str) -> None:
    if taken(text, folder):
        assert faults(render((HEAD + text).split("---\n", 2)[2])) == []


def test_the_judge_finds_what_is_active() -> None:
    """A fuzz test whose judge sees nothing can't fail."""
    active = [
        "<script>x</script>",
        "<p onclick=x>",
        "<a href='java\tscript:x'>y</a>",
        "<svg/>",
        "<img src=//example.org/x>",
        "<p style=x>",
    ]
    assert [text for text in active if not faults(text)] == []
    assert faults(render("# x\n\n|a|\n|:-|\n|b|\n\n[x](https://example.org)\n\n!!! note\n    x[^1]\n\n[^1]: y\n")) == []


def test_many_pages_are_taken(folder: Path) -> None:
    """So that the fuzz test says something about pages that pass."""
    pieces = [each for each in PIECES if each not in ("{{", "{%", "{#")]
    assert sum(taken(each, folder) for each in pieces) > len(pieces) // 3


def test_the_site_names_its_markdown_extensions() -> None:
    settings_of_site = yaml.load(rendered.SETTINGS.read_bytes(), Loader=rendered._Settings)
    names, _ = rendered._extensions()
    assert set(names) >= {"toc", "tables", "fenced_code", *map(str, settings_of_site["markdown_extensions"][:2])}
