"""Markdown, read again by a renderer of CommonMark: a text comes back as the text that it was."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from macros.formats.document_blocks import (
    FormField,
    Heading,
    Hyperlink,
    List,
    Mixed,
    NewPage,
    NumberCell,
    Sum,
    Table,
    Text,
)
from macros.formats.markdown_writer import escaped, inline, markdown_file, prose

# Every sign that means something to CommonMark or GitHub, with what can stand between.
TEXTS = st.text(st.sampled_from("\\`*_{}[]()<>#|~!&;:=+-.'\"/^$ \n\tab19é"), max_size=40)

examples = settings(deadline=None, derandomize=True, database=None)


def rendered(text: str) -> Element:
    """The HTML of a text, with what GitHub adds to CommonMark."""
    html = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text)
    return html5lib.parseFragment(html, namespaceHTMLElements=False)


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def tags(element: Element) -> set[str]:
    return {each.tag for each in element.iter()} - {element.tag}


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("# a *b* <i> [x](y) | `c` ~d~ \\", r"\# a \*b\* \<i\> \[x\](y) \| \`c\` \~d\~ \\"),
        ("&amp; R&D & &#35;", r"\&amp; R\&D & \&#35;".replace("&#35", r"&\#35")),
        ("- a", r"\- a"),
        ("+ a", r"\+ a"),
        ("1. a", r"1\. a"),
        ("12) a", r"12\) a"),
        ("---", r"\---"),
        ("===", r"\==="),
        (" a\n b ", "a b"),
        # What means nothing stays as it is, for those who read the file itself.
        ("3.5 percent (or -5, or $5 & more): yes! {a}", "3.5 percent (or -5, or $5 & more): yes! {a}"),
        ("-5 degrees", "-5 degrees"),
    ],
)
def test_only_what_markdown_would_read_gets_a_backslash(text: str, made: str) -> None:
    assert escaped(text) == made


@examples
@given(text=TEXTS)
@pytest.mark.parametrize("before", ["", "- ", "> ", "1. "])
def test_a_text_comes_back_as_itself(before: str, text: str) -> None:
    html = rendered(before + escaped(text))
    assert words(html) == " ".join(text.split())
    assert tags(html) <= {"p", "ul", "ol", "li", "blockquote"}


@examples
@given(text=TEXTS.filter(str.strip))
@pytest.mark.parametrize("around", ["# so {}", "**so {}**", "| so |\n| --- |\n| {} |", "[so {}](https://example.org/)"])
def test_a_text_comes_back_from_within_a_line(around: str, text: str) -> None:
    html = rendered(around.format(inline(text)))
    assert words(html) == f"so {' '.join(text.split())}"
    assert tags(html) <= {"h1", "p", "strong", "a", "table", "thead", "tbody", "tr", "th", "td"}


@examples
@given(text=TEXTS)
def test_paragraphs_and_line_breaks_stay(text: str) -> None:
    html = rendered(prose(text))
    parts = [part for part in re.split(r"\n[ \t\n]*\n", text) if part.strip()]
    assert [words(each) for each in html] == [" ".join(part.split()) for part in parts]
    assert [len(each.findall("br")) for each in html] == [part.strip().count("\n") for part in parts]


def test_links_stand_among_words_and_numbers_to_the_right() -> None:
    link = Hyperlink("What [is] *new*", "a/b/#c")
    blocks = [
        Mixed(["- See ", link, " and\0 ", link, "."]),
        Table(
            ["What", "How many"], [["Rent", NumberCell(Hyperlink("1,000", "a/"))], ["Food", NumberCell("not known")]]
        ),
    ]
    assert (
        markdown_file("T", blocks)
        == """# T

\\- See [What \\[is\\] \\*new\\*](<a/b/#c>) and [What \\[is\\] \\*new\\*](<a/b/#c>).

| What | How many |
| --- | ---: |
| Rent | [1,000](<a/>) |
| Food | not known |
"""
    )


def test_a_document_has_every_kind_of_block() -> None:
    number = FormField("How many", hint="[number]")
    blocks = [
        Heading("1. One *star*", 2),
        Text("Two\nlines"),
        Text("A note\n\nof two parts", "note"),
        List(["a\nb", Mixed(["We hire ", number, " people."])]),
        List(["a", "b"], ordered=True),
        FormField("Name"),
        FormField("Day", "2026-11-21", type="date"),
        FormField("One", "b", type="choice", options=[("a", "Apple"), ("b", "Pear")]),
        FormField("Why", hint="At most 5 words"),
        NewPage(),
        Table(
            ["What", "How much"],
            [["Rent | food\nand rides", Sum("SUM(B1)", "5.00")], [FormField("x"), number]],
            "Budget",
        ),
    ]
    assert (
        markdown_file("A_plan", blocks)
        == """# A\\_plan

### 1. One \\*star\\*

Two\\
lines

> A note
>
> of two parts

- a\\
  b
- We hire \\[number\\] people.

1. a
2. b

**Name**

\\_\\_\\_\\_\\_

**Day**

November 21, 2026

**One**

Pear

**Why**

At most 5 words

---

Budget

| What | How much |
| --- | ---: |
| Rent \\| food<br>and rides | 5.00 |
|  | \\[number\\] |
"""
    )


@pytest.mark.parametrize(("value", "shown"), [("", r"\[ \]"), ("yes", r"\[x\]")])
def test_a_box_is_ticked_or_not(value: str, shown: str) -> None:
    assert markdown_file("T", [FormField("Done", value, type="check")]).endswith(f"**Done**\n\n{shown}\n")
