"""The check of docs/: what a page may say, and what never gets as far as a build."""

from __future__ import annotations

import random
import time
from pathlib import Path

import jinja2
import pytest

from macros.build import page_check, page_macros
from macros.build.page_check import links
from macros.build.page_check.rules import WrittenPage, _jinja_is_calls
from macros.data.personal_data import Allowed
from macros.pages.macro_environment import PageEnvironment

MACROS = ("contact", "figure", "partnership_cards")
HEAD = "---\ntitle: A page\ndescription: A description that is long enough.\n---\n\n# A page\n\n"  # the body starts in line 8
PAGE = "docs/page.md"


@pytest.fixture
def docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A docs folder with one honest page, in the current folder."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "docs"
    (folder / "more").mkdir(parents=True)
    (folder / "assets").mkdir()
    (folder / "assets/map.png").write_bytes(b"x")
    (folder / "index.md").write_text(HEAD)
    (folder / "more/index.md").write_text(HEAD + "[Home](../index.md#a-page)\n")
    return folder


def messages(docs: Path, **known: object) -> list[str]:
    checked = page_check.check_docs(docs, MACROS, ("partnerships/layout/",))
    return [str(problem) for problem in [*checked.problems, *page_check.link_problems(checked, **known)]]


HONEST = {
    "macro": "{{ contact() }}\n\n{{ figure('a-b', 3, size=-1.5, of=[\"x\", 'y'], all=true) }}\n",
    "macro without spaces": "{{contact()}}",
    "macro over lines": '{{ partnership_cards(\n  "a",\n  "b",\n) }}',
    "safe HTML": '<div class="doors" markdown>\n<details open><summary>More</summary>x</details>\n</div>\n<br/>\n<!-- a remark -->\n',
    "attribute list": 'Text\n{ .lead }\n\n## Head {: #id .class lang=en title="x y" }\n',
    "picture in a link": "[![A map](assets/map.png)](https://example.org)\n",
    "links": "[a](index.md) [b](more/index.md#a-page) [c](https://example.org/a_(b)) <https://example.org> [d](mailto:office@example.org) [e](#a-page)\n\n[f]: https://example.org\n",
    "picture": "![A map](assets/map.png)\n",
    "signs": "5 < 7, a <- b, {x}, 3 > 2, AT&T, data: see below, javascript: a language\n",
    "code": "Write `<script>` or `onclick=` in code.\n",
    "tabs": "-\tone\n",
    "hash in code": "```\n# not a heading\n```\n",
}


@pytest.mark.parametrize("name", HONEST)
def test_honest_page_is_taken(docs: Path, name: str) -> None:
    (docs / "page.md").write_text(HEAD + HONEST[name])
    assert messages(docs) == []


JINJA = "The braces here are not the call of a macro"
ACTIVE = {
    # Jinja
    "minus before a text": (
        '{{ figure(-"a") }}',
        "8:1: The macro 'figure' must be given plain words, numbers or lists of them.",
    ),
    "macro in a tag": ('<div title="{{ contact() }}">x</div>', "8:1: A macro must not stand inside of the tag <div>."),
    "macro as an address": ("[x]({{ contact() }})", "8:5: A macro must not stand where a link's address must be."),
    "macro as an address by name": (
        "[x][y]\n\n[y]: {{ contact() }}",
        "10:6: A macro must not stand where a link's address must be.",
    ),
    "braces that never close": ("{{ contact() ", f"8:1: {JINJA}: they are not closed."),
    "shell": ("{{ cycler.__init__.__globals__.os.popen('id').read() }}", f"8:1: {JINJA}."),
    "attribute": ("x {{ contact.x }}", f"8:3: {JINJA}."),
    "method": ("{{ contact.x() }}", f"8:1: {JINJA}."),
    "variable": ("{{ config }}", f"8:1: {JINJA}."),
    "literal": ("{{ 7 * 7 }}", f"8:1: {JINJA}."),
    "filter": ("{{ contact()|safe }}", f"8:1: {JINJA}."),
    "test": ("{{ contact() is defined }}", f"8:1: {JINJA}."),
    "index": ("{{ contact()[0] }}", f"8:1: {JINJA}."),
    "condition": ("{{ contact() if 1 else 2 }}", f"8:1: {JINJA}."),
    "sum": ("{{ contact() ~ 'x' }}", f"8:1: {JINJA}."),
    "variable argument": ("{{ figure(config) }}", "8:1: The macro 'figure' must be given plain words"),
    "nested call": ("{{ figure(contact()) }}", "8:1: The macro 'figure' must be given plain words"),
    "variable in a list": ("{{ figure(['a', config]) }}", "8:1: The macro 'figure' must be given plain words"),
    "named variable": ("{{ figure(a=config) }}", "8:1: The macro 'figure' must be given plain words"),
    "star": ("{{ figure(*['a']) }}", "8:1: The macro 'figure' must be given plain words"),
    "two stars": ("{{ figure(**{'a': 1}) }}", "8:1: The macro 'figure' must be given plain words"),
    "unknown macro": ("a\n\n{{ contakt() }}", "10:1: There is no macro 'contakt'. Did you mean 'contact'?"),
    "global of Jinja": (
        "{{ lipsum() }}",
        "8:1: There is no macro 'lipsum'. The macros are: contact, figure, partnership_cards.",
    ),
    "global of Jinja with a macro": ("{{ contact() }}\n{{ range(9) }}", "9:1: There is no macro 'range'."),
    "statement": ("{% if true %}x{% endif %}", "8:1: A page must not have Jinja statements, like '{%'."),
    "set": ("{% set x = 1 %}", "8:1: A page must not have Jinja statements"),
    "include": ("{% include 'x' %}", "8:1: A page must not have Jinja statements"),
    "import": ("{% from 'x' import y %}", "8:1: A page must not have Jinja statements"),
    "raw": ("{% raw %}{{ x }}{% endraw %}", "8:1: A page must not have Jinja statements"),
    "comment": ("{# x #} y", "8:1: {# starts a Jinja comment"),
    "comment that is not closed": ("## Head {#id}", "8:9: {# starts a Jinja comment"),
    "in code": ("```\n{{ config }}\n```", f"9:1: {JINJA}."),
    "in code on a line": ("`{{ config }}`", f"8:2: {JINJA}."),
    "in a remark": ("<!-- {{ config }} -->", f"8:6: {JINJA}."),
    "not closed": ("{{ contact(", "8:1: The braces here are not the call of a macro: "),
    "deep": ("{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}", "The braces in this page cannot be read."),
    "long number": ("{{ figure(" + "9" * 5000 + ") }}", "The braces in this page cannot be read."),
    # HTML
    "script": ("<script>alert(1)</script>", "8:1: A page must not have the HTML tag <script>."),
    "script in capitals": ("<SCRIPT src=x></SCRIPT>", "8:1: A page must not have the HTML tag <SCRIPT>."),
    "script in a fence": ("```\n<script>alert(1)</script>\n```", "9:1: A page must not have the HTML tag <script>."),
    "script in code in a block": (
        "<div>\n`<script>alert(1)</script>`\n</div>",
        "9:2: A page must not have the HTML tag <script>.",
    ),
    "script in code over lines": (
        "`a\n<script>alert(1)</script>\n`",
        "9:1: A page must not have the HTML tag <script>.",
    ),
    "script in a remark": ("<!-- <script> -->", "8:6: A page must not have the HTML tag <script>."),
    "broken script": ("<script\n<b>x", "8:1: This is not a plain HTML tag"),
    "slash": ("<img/src=x/onerror=alert(1)>", "8:1: This is not a plain HTML tag"),
    "frame": ('<iframe src="https://example.org"></iframe>', "8:1: A page must not have the HTML tag <iframe>."),
    "object": ("<object data=x></object>", "8:1: A page must not have the HTML tag <object>."),
    "embed": ("<embed src=x>", "8:1: A page must not have the HTML tag <embed>."),
    "form": ("<form action=x>", "8:1: A page must not have the HTML tag <form>."),
    "style": ("<style>b{}</style>", "8:1: A page must not have the HTML tag <style>."),
    "link": ("<link rel=stylesheet href=x>", "8:1: A page must not have the HTML tag <link>."),
    "meta": ('<meta http-equiv="refresh" content="0">', "8:1: A page must not have the HTML tag <meta>."),
    "base": ("<base href=x>", "8:1: A page must not have the HTML tag <base>."),
    "drawing": ("<svg><script>x</script></svg>", "8:1: A page must not have the HTML tag <svg>."),
    "instruction": ("<?php x ?>", "8:1: This is not a plain HTML tag"),
    "handler": ('<p onclick="alert(1)">x</p>', "8:4: A page must not have the attribute 'onclick'."),
    "handler in capitals": ("<p OnClick=alert(1)>x</p>", "8:4: A page must not have the attribute 'onclick'."),
    "style attribute": ('<p style="x">x</p>', "8:4: A page must not have the attribute 'style'."),
    "handler in an attribute list": (
        'Text\n{: onclick="alert(1)" }',
        "9:4: A page must not have the attribute 'onclick'.",
    ),
    "handler without colon": ("# x {onclick=alert(1)}\n", "8:6: A page must not have the attribute 'onclick'."),
    "link in an attribute list": (
        "[x](y){href=javascript:alert(1)}",
        "8:13: A link must not have the scheme 'javascript'.",
    ),
    # links
    "script link": ("[x](javascript:alert(1))", "8:5: A link must not have the scheme 'javascript'."),
    "script link in capitals": ("[x](JavaScript:alert(1))", "8:5: A link must not have the scheme 'JavaScript'."),
    "script link with a space": ("[x]( javascript:alert(1))", "8:6: A link must not have the scheme 'javascript'."),
    "script link in brackets": ("[x](<javascript:alert(1)>)", "8:6: A link must not have the scheme 'javascript'."),
    "script link with an entity": (
        "[x](java&#115;cript:alert(1))",
        "8:5: A link must not have the scheme 'javascript'.",
    ),
    "script link with a hidden tab": (
        "[x](java&Tab;script:alert(1))",
        "8:5: A link must not have the scheme 'javascript'.",
    ),
    "script link over lines": ("[x](java\nscript:alert(1))", "8:5: A link must not have the scheme 'javascript'."),
    "script link by name": (
        "[x][y]\n\n[y]: javascript:alert(1)",
        "10:6: A link must not have the scheme 'javascript'.",
    ),
    "script link in HTML": (
        '<a href="javascript:alert(1)">x</a>',
        "8:9: A link must not have the scheme 'javascript'.",
    ),
    "script link in angles": ("<javascript:alert(1)>", "8:1: This is not a plain HTML tag"),
    "data link": ("[x](data:text/html,x)", "8:5: A link must not have the scheme 'data'."),
    "other script link": ("[x](vbscript:x)", "8:5: A link must not have the scheme 'vbscript'."),
    "file link": ("[x](file:///etc/passwd)", "8:5: A link must not have the scheme 'file'."),
    "remote picture": ("![x](https://example.org/x.png)", "8:6: A picture must be one of ours"),
    "remote picture without scheme": ("![x](//example.org/x.png)", "8:6: A picture must be one of ours"),
    "remote picture by name": ("![x][y]\n\n[y]: https://example.org/x.png", "10:6: A picture must be one of ours"),
    "remote picture in HTML": ('<img src="https://example.org/x.png">', "8:10: A picture must be one of ours"),
    "remote picture set": (
        '<img srcset="//example.org/x.png 2x">',
        "8:6: A page must not have the attribute 'srcset'.",
    ),
    "page that is not there": ("[x](gone.md)", "8:5: There is no page 'gone.md'."),
    "page outside": ("[x](../../secret.md)", "8:5: There is no page '../../secret.md'."),
    # headings and text
    "second heading": ("# Another", "8:1: The page must have only one heading of the first level."),
    "second heading underlined": ("Another\n=======", "8:1: The page must have only one heading of the first level."),
    "zero-width": ("a\u200bb", "8:2: The text must not have an invisible character (U+200B)"),
    "conflict": ("<<<<<<< HEAD\n", "8:1: The file has an unsolved merge conflict."),
}


@pytest.mark.parametrize("name", ACTIVE)
def test_active_page_is_refused(docs: Path, name: str) -> None:
    body, message = ACTIVE[name]
    (docs / "page.md").write_text(HEAD + body + "\n", encoding="utf-8")
    found = messages(docs)
    wanted = f"{PAGE}:{message}" if message[0].isdigit() else message
    assert any(each.startswith(wanted) or wanted in each for each in found), found


FRONTS = {
    "none": ("# A page\n", f"{PAGE}:1:1: The page must start with front matter"),
    "not closed": ("---\ntitle: x\n# A page\n", f"{PAGE}:1:1: The page must start with front matter"),
    "MultiMarkdown": ("render_macros: true\n\n# A page\n", f"{PAGE}:1:1: The page must start with front matter"),
    "not YAML": (
        "---\ntitle: a: b\n---\n# A page\n",
        f"{PAGE}:2:8: The text after 'title:' has a colon and needs quotes",
    ),
    "twice": (
        "---\ntitle: a\ntitle: b\ndescription: A description that is long.\n---\n# A page\n",
        f"{PAGE}:3:1: 'title' must stand once",
    ),
    "rendering": (
        "---\ntitle: a\nrender_macros: true\n---\n# A page\n",
        f"{PAGE}:3:1: The front matter must not have 'render_macros'.",
    ),
    "no rendering": (
        "---\ntitle: a\nignore_macros: true\n---\n# A page\n",
        f"{PAGE}:3:1: The front matter must not have 'ignore_macros'.",
    ),
    "template": (
        "---\ntitle: a\ntemplate: x.html\n---\n# A page\n",
        f"{PAGE}:3:1: The front matter must not have 'template'.",
    ),
    "slip": (
        "---\ntitle: a\ndescripton: b\n---\n# A page\n",
        f"{PAGE}:3:1: The front matter must not have 'descripton'. Did you mean 'description'?",
    ),
    "tag in a title": (
        "---\ntitle: a</title>\n---\n# A page\n",
        f"{PAGE}:2:8: 'title' must be plain text without < > {{ }}",
    ),
    "braces in a title": ("---\ntitle: 'a {{ 7*7 }}'\n---\n# A page\n", f"{PAGE}:2:8: 'title' must be plain text"),
    "layout that is none": (
        "---\ntitle: a\nlayout: wild\n---\n# A page\n",
        f"{PAGE}:3:9: 'layout' must be home, wide or read, not 'wild'.",
    ),
    "script that is none": (
        "---\ntitle: a\nscripts: [serch]\n---\n# A page\n",
        f"{PAGE}:3:11: 'scripts' must be the name of a script, not 'serch'. Did you mean 'search'?",
    ),
    "scripts that are a text": (
        "---\ntitle: a\nscripts: search\n---\n# A page\n",
        f"{PAGE}:3:10: 'scripts' must be a list. Write  scripts: [search]",
    ),
    "search that is on": (
        "---\ntitle: a\nsearch: true\n---\n# A page\n",
        f"{PAGE}:3:9: 'search' must be false, not 'true'.",
    ),
    "what no page reads": (
        "---\ntitle: a\nhide: toc\n---\n# A page\n",
        f"{PAGE}:3:1: The front matter must not have 'hide'.",
    ),
    "script that is a path": (
        "---\ntitle: a\nscripts: [../x]\n---\n# A page\n",
        f"{PAGE}:3:11: 'scripts' must be the name of a script, not '../x'.",
    ),
    "short description": (
        "---\ntitle: a\ndescription: Short.\n---\n# A page\n",
        f"{PAGE}:3:14: 'description' must have 20 to 200 characters, not 6.",
    ),
    "long description": (
        "---\ntitle: a\ndescription: " + "x" * 201 + "\n---\n# A page\n",
        f"{PAGE}:3:14: 'description' must have 20 to 200 characters, not 201.",
    ),
    "no description": (
        "---\ntitle: a\n---\n# A page\n",
        f"{PAGE}:1:1: 'description' is missing from the front matter.",
    ),
    "no heading": (
        "---\ntitle: a\ndescription: A description that is long.\n---\nText\n",
        f"{PAGE}:5:1: The page must have one heading of the first level.",
    ),
    "macro as heading": (
        "---\ntitle: a\ndescription: A description that is long.\n---\n# {{ contact() }}\n",
        f"{PAGE}:5:1: The first heading must be plain words",
    ),
    "hidden braces in a heading": (
        "---\ntitle: a\ndescription: A description that is long.\n---\n# &#123;{ x }}\n",
        f"{PAGE}:5:1: The first heading must be plain words",
    ),
}


@pytest.mark.parametrize("name", FRONTS)
def test_front_matter_and_heading(docs: Path, name: str) -> None:
    content, message = FRONTS[name]
    (docs / "page.md").write_text(content)
    assert any(each.startswith(message) for each in messages(docs)), messages(docs)


def test_other_files_of_docs(docs: Path) -> None:
    (docs / "a.html").write_text("<p>x")
    (docs / "b.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"><path d="M0"/></svg>')
    (docs / "c.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg">\n<path onclick="x"/></svg>')
    (docs / "d.md").symlink_to(docs / "index.md")
    (docs / "e.md").write_bytes(b"Caf\xe9")
    assert [each.split(": ")[0] for each in messages(docs)] == [
        "docs/a.html",
        "docs/c.svg:2:1",
        "docs/d.md",
        "docs/e.md:1:4",
    ]


def test_names_and_addresses_of_pages(docs: Path) -> None:
    for name in ("About Us.md", "README.md", ".x.md", "a-b.md", "Deep/a.md", "more.md"):
        (docs / name).parent.mkdir(exist_ok=True)
        (docs / name).write_text(HEAD)
    name = "The names of a page and its folders must be lowercase words joined by hyphens, not"
    assert [each.split(" They are")[0] for each in messages(docs)] == [
        f"docs/.x.md: {name} '.x.md'.",
        f"docs/About Us.md: {name} 'About Us.md'.",
        f"docs/Deep/a.md: {name} 'a.md'.",
        f"docs/README.md: {name} 'README.md'.",
        "docs/more/index.md: The page has the same address as docs/more.md. Delete one of the two.",
    ]


def test_a_home_page_must_be_there(docs: Path) -> None:
    (docs / "index.md").unlink()
    assert "docs: The folder must hold the home page, index.md." in messages(docs)


def test_files_that_a_browser_could_run_are_refused(docs: Path) -> None:
    for name in ("a.js", "b.MJS", "c.css", "d.xht", "e.svgz", "f.json", "g.pdf", "h.PNG", ".DS_Store"):
        (docs / name).write_bytes(b"x")
    assert [each.split(": ")[0] for each in messages(docs)] == [
        "docs/a.js",
        "docs/b.MJS",
        "docs/c.css",
        "docs/d.xht",
        "docs/e.svgz",
        "docs/f.json",
    ]


def test_line_ends_and_byte_order_mark_are_taken(docs: Path) -> None:
    (docs / "page.md").write_bytes(b"\xef\xbb\xbf" + (HEAD + "a\n{{ config }}\n").replace("\n", "\r\n").encode())
    assert [each.split(": ")[0] for each in messages(docs)] == [f"{PAGE}:9:1"]


def test_line_ends_of_windows_do_not_hide_the_front_matter_from_the_host(docs: Path) -> None:
    """The host is given the text that was checked, and finds front matter only behind plain line ends."""
    (docs / "page.md").write_bytes(b"\xef\xbb\xbf" + HEAD.replace("\n", "\r\n").encode())
    assert page_check.check_docs(docs, MACROS).contents["page.md"] == HEAD


def test_whatever_is_taken_renders_nothing_but_macro_calls(docs: Path) -> None:
    """Seeded mixtures of Jinja: what the check takes, a real environment renders without a surprise."""
    called: list[str] = []
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined)
    environment.globals = {name: lambda *given, name=name, **named: called.append(name) or "ok" for name in MACROS}
    chance = random.Random(20261121)
    pieces = [
        "{{",
        "}}",
        "{%",
        "{#",
        "#}",
        "}} text {{",
        " contact()",
        "figure(",
        "'a'",
        "config",
        ".x",
        "|e",
        "(",
        ")",
        ")",
        "'",
        "1",
        "-",
        "[",
        "]",
        ",",
        "\n",
        "~",
        "*",
    ]
    taken = 0
    for _ in range(3000):
        body = "{{" + "".join(chance.choice(pieces) for _ in range(chance.randrange(1, 6))) + "}}"
        page = WrittenPage(PAGE, MACROS, body + "\n", 1)
        if not list(_jinja_is_calls(page)) and "{{" in body:
            taken += 1
            environment.from_string(body).render()
    assert taken > 10
    assert called


def test_any_bytes_end_in_problems_not_in_exceptions(docs: Path) -> None:
    chance = random.Random(20261121)
    pieces = [
        b"---\n",
        b"{{",
        b"}}",
        b"<",
        b">",
        b"![",
        b"](",
        b"](javascript:",
        b"[x]: ",
        b"`",
        b"\xff",
        b"\x00",
        b"\n",
        b"{:",
        b"}",
        b"=",
        b"&#",
        b"# ",
        b"../",
        b"title: ",
    ]
    for _ in range(400):
        data = b"".join(chance.choice(pieces) for _ in range(chance.randrange(60)))
        (docs / "page.md").write_bytes(HEAD.encode() + data if chance.random() < 0.7 else data)
        assert all(each.startswith("docs") for each in messages(docs))


PIECES = [
    "<a ",
    "[",
    "![",
    "](",
    "{",
    "`",
    "``x",
    "<!--",
    "{{",
    "a=",
    "# x\n",
    "[x]: y\n",
    " \n",
    "<a b='",
    "```\n",
    " ```a",
    "&#1",
    "(",
    "> ",
    "1. ",
    "!!! a\n",
    "==\n",
    "[a](b ",
]


@pytest.mark.slow
@pytest.mark.parametrize("piece", PIECES)
def test_a_page_of_twice_the_size_takes_about_twice_the_time(docs: Path, piece: str) -> None:
    """The same sign over and over must not make the check slow, nor Markdown: a ratio of four would be quadratic."""

    def seconds(size: int) -> float:
        (docs / "page.md").write_text(HEAD + piece * (size // len(piece)) + "\n")
        before = time.process_time()
        messages(docs)
        return time.process_time() - before

    limit = 4 * 2.5 * max(seconds(page_check.PAGE_LIMIT // 4), 0.05)
    # Twice, since a busy machine may hold up the first.
    assert any(seconds(page_check.PAGE_LIMIT - 2 * len(HEAD)) < limit for _ in range(2))


# --- a page that can't be read is never taken ------------------------------------

SHELL = "{{ cycler.__init__.__globals__.os.popen('id').read() }}\n<script>alert(1)</script>\n"
UNREADABLE = ["\u2028", "\u2029", "\x0b", "\x0c", "\x85", "\x02", "\x00", "\rx"]


@pytest.mark.parametrize("sign", UNREADABLE, ids=ascii)
@pytest.mark.parametrize("before", ["\t", "a\tb ", "\t\n" * 50], ids=["tab", "tab in text", "fifty lines with tabs"])
def test_a_text_that_cannot_be_read_is_refused(docs: Path, before: str, sign: str) -> None:
    """A tab on the same line, or many before, once hid the problem, and the page was published unread."""
    (docs / "page.md").write_bytes((HEAD + before + sign + "\n" + SHELL).encode())
    checked = page_check.check_docs(docs, MACROS)
    assert [each for each in checked.problems if each.severity == "error" and each.file == PAGE]
    assert "page.md" not in checked.pages
    assert "page.md" not in checked.contents


def test_a_page_of_tabs_is_read_to_its_end(docs: Path) -> None:
    (docs / "page.md").write_text(HEAD + "a\tb\n" * 60 + SHELL)
    assert [each.partition(": ")[0] for each in messages(docs)] == [f"{PAGE}:68:1", f"{PAGE}:69:1", f"{PAGE}:69:17"]


# --- the second wall ---------------------------------------------------------------

BEYOND = [
    "{{ cycler }}",
    "{{ lipsum() }}",
    "{{ joiner() }}",
    "{{ namespace() }}",
    "{{ range(3) }}",
    "{{ dict() }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ ''.__class__ }}",
    "{{ contact.__globals__ }}",
    "{{ contact().upper() }}",
    "{{ contact()['x'] }}",
    "{{ contact()|safe }}",
    "{{ 'a'|upper }}",
    "{{ contact() is none }}",
    "{{ config }}",
    "{{ page }}",
    "{{ self }}",
    "{{ self._TemplateReference__context }}",
    "{{ environment }}",
    "{{ loop }}",
    "{{ caller() }}",
    "{% set x = 1 %}",
    "{% for x in [1] %}{{ x }}{% endfor %}",
    "{% if 1 %}{% endif %}",
    "{% include 'x' %}",
    "{% import 'x' as y %}",
    "{% macro m() %}{% endmacro %}",
    "{% filter upper %}x{% endfilter %}",
    "{{ 1 + 1 }}",
    "{{ 'a' ~ 'b' }}",
    "{{ 1 if 1 else 2 }}",
    "{{ figure(contact.x) }}",
]


@pytest.mark.parametrize("text", BEYOND)
def test_no_page_can_run_more_than_the_macros(text: str) -> None:
    """Were the check to miss a page, the environment that renders it would still run nothing."""
    environment = PageEnvironment({name: lambda *given, **named: "ok" for name in MACROS})
    with pytest.raises(jinja2.TemplateSyntaxError):
        environment.from_string(text).render(config="secret", page="secret", environment="secret")


def test_macros_run_in_that_environment() -> None:
    given: list[object] = []
    environment = PageEnvironment({"figure": lambda *args, **named: given.append((args, named)) or "<b>"})
    assert (
        environment.from_string("a {{ figure('x', -2, [1, 'y'], of=(2, true)) }} b\n").render(figure="no")
        == "a <b> b\n"
    )
    assert given == [(("x", -2, [1, "y"]), {"of": (2, True)})]


# --- links, pictures, anchors ---------------------------------------------------------

BROKEN = {
    "anchor on the page": (
        "[x](#nowhere)",
        "8:5: There is no part '#nowhere' in this page. Its headings are: #a-page.",
    ),
    "anchor nearly right": (
        "## Good news\n\n[x](#good-new)",
        "10:5: There is no part '#good-new' in this page. Did you mean '#good-news'?",
    ),
    "anchor of another page": ("[x](more/index.md#nowhere)", "8:5: There is no part '#nowhere' in more/index.md."),
    "page from the root": ("[x](/more/)", "8:5: A link must not start with a slash: '/more/'."),
    "page from the root in HTML": ('<a href="/more/">x</a>', "8:9: A link must not start with a slash: '/more/'."),
    "page that is not there": ("a\n\n[x](gone.md#a)", "10:5: There is no page 'gone.md#a'."),
    "page nearly right": ("[x](more/indx.md)", "8:5: There is no page 'more/indx.md'. Did you mean 'more/index.md'?"),
    "page by a long name": (f"[x]({'a' * 253}.md)", "8:5: There is no page 'aaaa"),
    "page by name": ("[x][y]\n\n[y]: gone.md", "10:6: There is no page 'gone.md'."),
    "file of a page in HTML": (
        '<a href="more/index.md">x</a>',
        "8:10: In an HTML tag, a link must name the page's address, not its file.",
    ),
    "nothing": ("[x](nothing/)", "8:5: There is nothing at 'nothing/'."),
    "link without an address": ("[x]()", "8:3: A link must have an address."),
    "link without words": ("[](more/index.md)", "8:4: A link must have words that say where it leads."),
    "second of two equal ones": ("[x](#a-page) [x](#b)\n\n[x](#b)", "10:5: There is no part '#b' in this page."),
    "picture that is not there": ("![A map](none.png)", "8:10: There is no picture 'none.png'."),
    "picture in HTML": ('<img src="none.png" alt="A map">', "8:11: There is no picture 'none.png'."),
    "picture without words": (
        "![](assets/map.png)",
        "8:5: A picture must have an alternative text: what it shows, in words.",
    ),
    "picture in HTML without words": ('<img src="../assets/map.png">', "8:11: A picture must have an alternative text"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_link_or_picture_is_told(docs: Path, name: str) -> None:
    body, message = BROKEN[name]
    (docs / "page.md").write_text(HEAD + body + "\n")
    found = messages(docs, made=("counties/york/",), macro_ids={})
    assert any(each.startswith(f"{PAGE}:{message}") for each in found), found


RIGHT = {
    "heading": "## Good news\n\n[x](#good-news) [y](more/index.md#a-page)",
    "id of an attribute list": "## Good news { #news }\n\n[x](#news)",
    "id of a tag": '<div id="news">\nx\n</div>\n\n[x](#news)',
    "id of a macro": "{{ contact() }}\n\n[x](#from-macro)",
    "page": "[x](more/index.md) [y](index.md)",
    "page in HTML": '<a href="../more/">x</a> <a href="../">y</a>',
    "record's page": "[x](../counties/york/)",
    "record's page in HTML": '<a href="../counties/york/">x</a>',
    "picture": '![A map](assets/map.png) <img src="../assets/map.png" alt="A map">',
    "picture that decorates": '<img src="../assets/map.png" alt="" role="presentation">',
    "picture as a link": "[![A map](assets/map.png)](more/index.md)",
    "file": "[The map](assets/map.png)",
    "footnote": "Words.[^1]\n\n[^1]: A note.\n",
    "elsewhere": "[x](https://example.org/#y) [z](mailto:office@example.org?subject=x)",
    "query": "[x](more/index.md?county=york)",
}


@pytest.mark.parametrize("name", RIGHT)
def test_right_link_or_picture_is_taken(docs: Path, name: str) -> None:
    (docs / "page.md").write_text(HEAD + RIGHT[name] + "\n")
    assert messages(docs, made=("counties/york/",), macro_ids={"page/": ("from-macro",)}) == []


def test_what_is_not_known_is_not_judged(docs: Path) -> None:
    """Without the data nobody knows what macros bring, nor what is made of it."""
    (docs / "page.md").write_text(HEAD + "{{ contact() }}\n\n[x](#from-macro) [y](../counties/york/)\n")
    assert messages(docs) == []


def test_a_page_that_would_not_be_shown_is_refused(docs: Path) -> None:
    for name in ("partnerships/layout.md", "counties/york.md", "templates/a.md"):
        (docs / name).parent.mkdir(exist_ok=True)
        (docs / name).write_text(HEAD)
    found = messages(docs, made=("counties/york/",))
    assert [each.partition(" Give")[0] for each in found] == [
        "docs/partnerships/layout.md: The site needs the address partnerships/layout/ for itself, so this page would not be shown.",
        "docs/templates: A folder named 'templates' is left out of the site.",
        "docs/counties/york.md: The site makes a page of its own at counties/york/.",
    ]


@pytest.mark.parametrize(
    ("path", "address"),
    [("index.md", ""), ("about.md", "about/"), ("grants/index.md", "grants/"), ("grants/fill.md", "grants/fill/")],
)
def test_address_of_a_page(path: str, address: str) -> None:
    assert links.address_of(path) == address


PERSONAL = {
    "mobile number": ("Call Pat: (207) 555-0188", "8:11: The text must not have the phone number '(207) 555-0188'."),
    "private mailbox": ("Write to pat@ gmail.com", "8:10: The text must not have the e-mail address 'pat@ gmail.com'."),
    "social security number": (
        "It is 219-09-9998",
        "8:7: The text must not have the social security number '219-09-9998'.",
    ),
    "profile": ("[Pat](https://www.LinkedIn.com/in/pat-example)", "8:7: The text must not have the person's profile"),
}


@pytest.mark.parametrize("name", PERSONAL)
def test_personal_data_in_a_page_is_told(docs: Path, name: str) -> None:
    body, message = PERSONAL[name]
    (docs / "page.md").write_text(HEAD + body + "\n")
    found = [
        str(each)
        for each in page_check.check_docs(
            docs, MACROS, allowed=Allowed(frozenset(), frozenset(("gmail.com",)))
        ).problems
    ]
    assert any(each.startswith(f"{PAGE}:{message}") for each in found), found


def test_personal_data_in_other_files_and_names_is_told(docs: Path) -> None:
    (docs / "assets/list.csv").write_text("name\nPat 207-555-0188\n")
    (docs / "assets/pat_207-555-0188.png").write_bytes(b"x")
    found = [str(each) for each in page_check.check_docs(docs, MACROS, allowed=Allowed()).problems]
    assert [each.partition("'")[0] for each in found] == [
        "docs/assets/list.csv:2:5: The text must not have the phone number ",
        "docs/assets/pat_207-555-0188.png: The file",
    ]


def test_a_contact_that_may_be_published_is_taken(docs: Path) -> None:
    (docs / "page.md").write_text(HEAD + "Call 207-555-0188\n")
    assert page_check.check_docs(docs, MACROS, allowed=Allowed(frozenset(("2075550188",)))).problems == []


def test_a_crowded_page_is_refused(docs: Path) -> None:
    (docs / "page.md").write_text(HEAD + "[x](#a-page) " * 401 + "\n\n" + "## x\n" * 200)
    assert [each.partition(" Part")[0].partition(" Make")[0] for each in messages(docs)] == [
        f"{PAGE}:5:1: The page must have at most 200 headings and notes, not 201.",
        f"{PAGE}:8:1: A paragraph must have at most 400 of the signs [ < ` together, not 401.",
    ]


def test_nested_lists_without_end_are_refused(docs: Path) -> None:
    (docs / "page.md").write_text(HEAD + "1. " * 5_000 + "x\n")
    assert messages(docs) == [f"{PAGE}:5:1: The page's lists or quotes are nested too deep. Start a new paragraph."]


def test_the_real_pages_have_no_problem(repo: Path) -> None:
    checked = page_check.check_docs(repo / "docs", page_macros.MACROS)
    assert [str(problem) for problem in [*checked.problems, *page_check.link_problems(checked)]] == []
