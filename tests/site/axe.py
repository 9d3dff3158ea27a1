"""Runs axe on an open page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Page

# axe is compiled for old browsers: each of its thousands of colors keeps its private fields in seven weak maps, which take
# a fifth of its time. It gets maps that keep a value with the object itself.
FIELDS_WITH_THE_OBJECT = """(() => {
  class Fields {
    field = Symbol();
    has(object) { return this.field in object; }
    get(object) { return object[this.field]; }
    set(object, value) { object[this.field] = value; return this; }
    add(object) { object[this.field] = true; return this; }
    delete(object) { return delete object[this.field]; }
  }
  const [WeakMap, WeakSet] = [Fields, Fields];
  %s
})()"""
PLAIN_AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
AXE = FIELDS_WITH_THE_OBJECT % PLAIN_AXE
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Most of axe's time goes into parsing the same few colors for every text and all that lies behind it. What a color's
# text means depends on nothing else, so each is parsed once for a page.
PARSE_EACH_COLOR_ONCE = """(() => {
  const { prototype } = axe.commons.color.Color;
  const parse = prototype.parseString;
  const known = new Map();
  prototype.parseString = function (text) {
    if (!known.has(text)) {
      parse.call(this, text);
      known.set(text, [this.r, this.g, this.b, this.alpha]);
    }
    [this.r, this.g, this.b, this.alpha] = known.get(text);
    return this;
  };
})()"""
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
COLORS = ["color-contrast", "link-in-text-block"]  # the rules on colors


def violations(page: Page, rules: list[str] = TAGS) -> list[str]:
    """What axe finds by the rules, or those with a tag; a line for each element: the rule, what it asks for, the element."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
        page.evaluate(PARSE_EACH_COLOR_ONCE)
    found = page.evaluate(
        """async (rules) => {
          const options = {runOnly: rules, resultTypes: ["violations"], preload: false};
          const { violations } = await axe.run(document, options);
          return violations.map(({ id, help, nodes }) => [id, help, nodes.map((each) => each.html.slice(0, 120))]);
        }""",
        rules,
    )
    return [f"{rule}: {help}: {html}" for rule, help, nodes in found for html in nodes]


def in_both_schemes(page: Page) -> Iterator[str]:
    """What axe finds in light and in dark, which changes nothing but colors."""
    width = page.viewport_size["width"] if page.viewport_size else 0
    for scheme, rules in (("light", TAGS), ("dark", COLORS)):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        yield from (f"{width} pixels wide, {scheme}: {each}" for each in violations(page, rules))


def in_every_view(page: Page) -> Iterator[str]:
    """What axe finds on a desk and on a phone, in both schemes."""
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        yield from in_both_schemes(page)
