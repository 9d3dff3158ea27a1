"""What version 1 of the embeds promises to other sites, held against a tiny made-up state.

``contract-v1.json`` lists every element of the fragments with its class and its
place, the message's shape and the parts of an oEmbed answer. Something new may
be added: write it in with UPDATE_GOLDEN=1. What stands there may not go: a
change that needs that is a version 2, beside this one.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from macros.data.catalog import Catalog
from macros.pages.macro_context import Context
from macros.pages.outputs import Site, SiteFile
from macros.sitewide import embeds

HERE = Path(__file__).parent
CONTRACT = HERE / "contract-v1.json"
SITE = Site(url="https://example.org/library/", today=date(2026, 3, 5))
ROOT = Path(__file__).parents[2]
ASSETS = ROOT / "macros" / "theme" / "assets" / "ours"
VOID = frozenset({"br", "img", "meta", "link", "hr"})


@pytest.fixture(scope="module")
def catalog(made_up: Catalog) -> Catalog:
    """The made-up state."""
    return made_up


def made(catalog: Catalog, site: Site = SITE) -> dict[str, str]:
    """Every file of the view by its path."""

    def text(file: SiteFile) -> str:
        content = file.content() if callable(file.content) else file.content
        return content if isinstance(content, str) else content.decode()

    return {file.path: text(file) for file in embeds.outputs(catalog, site)}


def fragments(files: dict[str, str]) -> dict[str, str]:
    return {path: text for path, text in files.items() if path.endswith("/fragment.html")}


class Outline(HTMLParser):
    """Where each element stands, as ``div.mip.mip-list > p.mip-from > a.mip-link[href]``."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self._open: list[str] = []
        self.lines: set[str] = set()
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        # The step of a county's color and the like differ from record to record: a class is a name without numbers.
        classes = [f".{each}" for each in (given.pop("class", "") or "").split() if not re.search(r"\d", each)]
        names = "".join(f"[{name}]" for name in sorted(given))
        self._open.append(tag + "".join(classes))
        self.lines.add(" > ".join(self._open) + names)
        if tag in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop().split(".")[0] == tag


def shape(files: dict[str, str]) -> dict[str, object]:
    """What the contract holds of these files."""
    lines = {line for text in fragments(files).values() for line in Outline(text).lines}
    answers = [json.loads(text) for path, text in files.items() if path.startswith("oembed/")]
    return {
        "fragments": sorted(lines),
        "message": {"type": "str", "version": "int", "id": "str", "height": "int"},
        "oembed": {name: type(value).__name__ for name, value in answers[0].items()},
        "addresses": sorted(
            {_pattern(path) for path in files if not path.endswith("index.json") and not path.startswith("cut/")}
        ),
    }


def _pattern(path: str) -> str:
    """An address with ``*`` for what names the record."""
    named = re.fullmatch(r"(.*/(?:partnership|figure|industry|county|stage|pathway))/[^/.]+(.*)", path)
    return f"{named[1]}/*{named[2]}" if named else path


@pytest.fixture(scope="module")
def present(catalog: Catalog) -> dict[str, object]:
    """What there is now, of short lists and of lists that are cut."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(embeds, "MOST", 1)
        cut = made(catalog)
    return shape(made(catalog) | {f"cut/{path}": text for path, text in fragments(cut).items()})


def test_nothing_of_the_contract_is_gone(present: dict[str, object]) -> None:
    if os.environ.get("UPDATE_GOLDEN"):
        _add(present)
    promised = json.loads(CONTRACT.read_text(encoding="utf-8"))
    for part, wanted in promised.items():
        missing = [each for each in wanted if each not in present[part]]  # type: ignore[operator]
        assert missing == [], f"{part}: this would break the sites that use version 1"


def test_the_contract_is_complete(present: dict[str, object]) -> None:
    assert present == json.loads(CONTRACT.read_text(encoding="utf-8")), "write what is new in, with UPDATE_GOLDEN=1"


def _add(present: dict[str, object]) -> None:
    """Write what is new beside what stands there; what stands there stays."""
    kept = json.loads(CONTRACT.read_text(encoding="utf-8")) if CONTRACT.exists() else {}
    for part, found in present.items():
        old = kept.get(part)
        if isinstance(found, dict):
            kept[part] = {**found, **(old or {})}
        else:
            kept[part] = sorted({*found, *(old or [])})  # type: ignore[misc]
    CONTRACT.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


# --- fragments ------------------------------------------------------------------


def test_every_class_has_the_prefix(catalog: Catalog) -> None:
    found = {
        name
        for text in made(catalog).values()
        for names in re.findall(r'class="([^"]*)"', text)
        for name in names.split()
    }
    assert {name for name in found if not re.fullmatch(r"mip(-[a-z0-9]+)*", name)} == set()


def test_a_fragment_is_inert_and_can_stand_many_times(catalog: Catalog) -> None:
    for path, text in fragments(made(catalog)).items():
        assert text.startswith('<div class="mip mip-'), path
        assert (
            re.search(r"<(script|style|link|iframe|html|head|body|form)\b|\s(id|style|target|on\w+)=", text) is None
        ), path


def test_no_sign_is_left(catalog: Catalog) -> None:
    assert [path for path, text in made(catalog).items() if "\0" in text or "\\u0000" in text] == []


def test_page_and_fragment_say_the_same(catalog: Catalog) -> None:
    files = made(catalog)
    for path, text in fragments(files).items():
        page = files[path.replace("fragment.html", "index.html")].partition("<main>\n")[2].partition("\n</main>")[0]
        assert _words(page) == _words(text), path


def _words(html: str) -> list[str]:
    return re.sub("<[^>]*>", "", html).split()


def test_drafts_have_no_embed(catalog: Catalog) -> None:
    assert not [path for path in made(catalog) if "hidden" in path]


def test_every_kind_has_files_of_its_own(catalog: Catalog) -> None:
    files = made(catalog)
    for kind in embeds.KINDS:
        for each in kind.embeds(catalog):
            assert {f"embed/v1/{each.path}/index.html", f"embed/v1/{each.path}/fragment.html"} <= set(files)
            assert f"oembed/v1/{each.path}.json" in files


# --- without the site's address -----------------------------------------------------


def test_without_the_sites_address_there_is_no_oembed(catalog: Catalog) -> None:
    site = Site(today=SITE.today)
    files = made(catalog, site)
    assert [path for path in files if path.startswith("oembed/")] == []
    assert [path for path, text in files.items() if "json+oembed" in text or "canonical" in text] == []
    assert "oEmbed:</strong> not there" in embeds.embed_builder(Context(catalog, site, "../../"))
    assert 'data-copy="embed-oembed"' not in embeds.embed_builder(Context(catalog, site, "../../"))


# --- hostile text ---------------------------------------------------------------------


def test_hostile_titles_are_inert(catalog: Catalog) -> None:
    hostile = "\"><script>alert(1)</script> '{src}' </title> root leave"
    kind = embeds.KINDS[3]
    one = next(kind.embeds(catalog))
    embed = replace(one, name=hostile, full_name=hostile)
    made = embeds.rendered(embed, kind, catalog.program, SITE.today)
    for text in (embeds.page(made, embed, kind, catalog, SITE), embeds.fragment(made, embed, SITE)):
        assert "<script>" not in text and text.count("<script") <= 1
    answer = json.loads(embeds.oembed(embed, kind, catalog, SITE))
    frame = Outline(answer["html"])
    assert frame.lines == {"iframe[height][loading][src][style][title][width]"}
    assert answer["title"] == hostile


# --- the style sheet and the scripts ----------------------------------------------------


def test_colors_are_those_of_the_site() -> None:
    """embed.css stands alone, so it repeats the tokens that it needs."""
    tokens = (ASSETS / "css" / "tokens.css").read_text(encoding="utf-8")
    light, dark = _schemes(tokens)
    own = re.findall(
        r"--mip-([\w-]+): light-dark\((#\w+), (#\w+)\);", (ASSETS / "css" / "embed.css").read_text(encoding="utf-8")
    )
    assert len(own) > 10
    assert [(name, *pair) for name, *pair in own if pair != [light[name], dark[name]]] == []


def _schemes(tokens: str) -> tuple[dict[str, str], dict[str, str]]:
    first, _, rest = tokens.partition("@media (prefers-color-scheme: dark)")
    light, dark = (dict(re.findall(r"--c-([\w-]+): (#\w+);", part)) for part in (first, rest))
    return light, dark


def test_every_rule_keeps_to_our_own_elements() -> None:
    """A site that loads the style sheet for its fragments must not see anything else change."""
    css = re.sub(r"/\*.*?\*/", "", (ASSETS / "css" / "embed.css").read_text(encoding="utf-8"), flags=re.DOTALL)
    selectors = [each.strip() for rule in re.findall(r"([^{}]+)\{", css) for each in rule.split(",") if "@" not in rule]
    assert len(selectors) > 30
    assert [each for each in selectors if not each.startswith((".mip", "dt", "dd", "li", "h3", "p", "ul", "dl"))] == []


@pytest.mark.parametrize("name", ["embed.js", "embed-frame.js"])
def test_scripts_are_a_few_lines(name: str) -> None:
    lines = [each for each in (ASSETS / "js" / name).read_text(encoding="utf-8").splitlines() if each.strip()]
    assert len(lines) < 100
    text = "\n".join(lines)
    assert re.search(r"cookie|localStorage|sessionStorage|indexedDB|innerHTML|eval\(", text) is None
