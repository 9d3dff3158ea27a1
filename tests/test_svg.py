"""Pictures in SVG: what draws is taken, what runs or loads is refused, each with its place."""

from __future__ import annotations

import pytest

from macros.build.page_check import svg

NS = 'xmlns="http://www.w3.org/2000/svg"'


def messages(text: str | bytes) -> list[str]:
    return [str(each) for each in svg.problems(text if isinstance(text, bytes) else text.encode(), "docs/x.svg")]


INKSCAPE = f"""<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<!-- Created with Inkscape (http://www.inkscape.org/) -->
<svg width="210mm" height="297mm" viewBox="0 0 210 297" version="1.1" id="svg1" inkscape:version="1.3"
   xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" xmlns:xlink="http://www.w3.org/1999/xlink"
   xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" {NS} xmlns:svg="http://www.w3.org/2000/svg"
   xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:cc="http://creativecommons.org/ns#" xmlns:dc="http://purl.org/dc/elements/1.1/">
  <sodipodi:namedview id="view" pagecolor="#ffffff" inkscape:zoom="0.7" inkscape:document-units="mm"/>
  <metadata><rdf:RDF><cc:Work rdf:about=""><dc:format>image/svg+xml</dc:format></cc:Work></rdf:RDF></metadata>
  <defs><linearGradient id="a"><stop style="stop-color:#000000;stop-opacity:1" offset="0"/></linearGradient>
    <linearGradient id="b" xlink:href="#a" gradientUnits="userSpaceOnUse"/>
    <style type="text/css">.k {{ fill: url(#a); font-family: sans-serif }}</style></defs>
  <g inkscape:label="Layer 1" inkscape:groupmode="layer" id="g1" transform="translate(1,2)">
    <path style="fill:url(#b);stroke:none" d="M 0,0 L 1,1" id="p" sodipodi:nodetypes="cc"/>
    <use href="#p" x="1"/><text xml:space="preserve" aria-label="A &amp; B \\ C"><tspan x="1" y="2">A &lt; B</tspan></text>
    <image width="1" height="1" xlink:href="data:image/png;base64,iVBORw0KGgo="/>
  </g>
</svg>
"""
HONEST = {
    "Inkscape": INKSCAPE,
    "document type": f'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd"><svg {NS}/>',
    "prefix": '<s:svg xmlns:s="http://www.w3.org/2000/svg"><s:path d="M0"/></s:svg>',
    "filter": f'<svg {NS}><filter id="f"><feGaussianBlur stdDeviation="2"/></filter><rect filter="url( #f )" width="1"/></svg>',
}


@pytest.mark.parametrize("name", HONEST)
def test_honest_picture_is_taken(name: str) -> None:
    assert messages(HONEST[name]) == []


XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"'
ELEMENT = "A picture must not have the element"
ATTRIBUTE = "A picture must not have the attribute"
LOADS = "A picture must load nothing, but"
ACTIVE = {
    "script": (f"<svg {NS}>\n<script>alert(1)</script></svg>", f"2:1: {ELEMENT} 'script'."),
    "script under another prefix": (
        f'<svg {NS} xmlns:s="http://www.w3.org/2000/svg"><s:script>alert(1)</s:script></svg>',
        f"{ELEMENT} 'script'.",
    ),
    "script among notes": (
        f'<svg {NS} xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><metadata><r:RDF><script/></r:RDF></metadata></svg>',
        f"{ELEMENT} 'script'.",
    ),
    "picture of HTML": (
        f'<svg {NS} xmlns:h="http://www.w3.org/1999/xhtml"><h:img src="x" onerror="alert(1)"/></svg>',
        f"{ELEMENT} 'img'.",
    ),
    "foreign object": (f"<svg {NS}><foreignObject/></svg>", f"{ELEMENT} 'foreignObject'."),
    "link": (f'<svg {NS}><a href="javascript:alert(1)"/></svg>', f"{ELEMENT} 'a'."),
    "animation": (f'<svg {NS}><set attributeName="href" to="javascript:alert(1)"/></svg>', f"{ELEMENT} 'set'."),
    "picture from elsewhere": (
        f'<svg {NS}><image href="https://example.org/x.png"/></svg>',
        f"{LOADS} it names 'https://example.org/x.png'.",
    ),
    "picture from elsewhere, as of old": (
        f'<svg {NS} {XLINK}><image xlink:href="//example.org/x.png"/></svg>',
        f"{LOADS} it names",
    ),
    "picture that is a picture": (
        f'<svg {NS}><image href="data:image/svg+xml;base64,PHN2Zz4="/></svg>',
        f"{LOADS} it names",
    ),
    "use from elsewhere": (f'<svg {NS}><use href="x.svg#a"/></svg>', f"{LOADS} it names 'x.svg#a'."),
    "data that is used": (f'<svg {NS}><use href="data:image/png;base64,AAAA"/></svg>', f"{LOADS} it names"),
    "handler": (f'<svg {NS} onload="alert(1)"/>', f"1:1: {ATTRIBUTE} 'onload'."),
    "colour from elsewhere": (f'<svg {NS}><rect fill="url(https://example.org/x#a)"/></svg>', f"{LOADS} 'fill' is"),
    "colour with a hidden sign": (
        f'<svg {NS}><rect fill="\\75rl(https://example.org/x)"/></svg>',
        f"{LOADS} 'fill' is",
    ),
    "style from elsewhere": (
        f"<svg {NS}><rect style=\"fill: URL( 'https://example.org/x')\"/></svg>",
        f"{LOADS} 'style' is",
    ),
    "import": (
        f"<svg {NS}><style>@import 'https://example.org/x.css';</style></svg>",
        "A picture's styles must load nothing.",
    ),
    "font": (
        f"<svg {NS}><style>@font-face {{ src: url(x.woff) }}</style></svg>",
        "A picture's styles must load nothing.",
    ),
    "import in character data": (
        f"<svg {NS}><style><![CDATA[@IMPORT 'x';]]></style></svg>",
        "A picture's styles must load nothing.",
    ),
    "stylesheet": (
        f'<?xml-stylesheet href="x.css"?><svg {NS}/>',
        "A picture must not have the instruction 'xml-stylesheet'.",
    ),
    "entity": (
        '<!DOCTYPE svg [<!ENTITY x "y">]><svg xmlns="http://www.w3.org/2000/svg">&x;</svg>',
        "A picture must not declare anything of its own in <!DOCTYPE>.",
    ),
    "other encoding": (f'<?xml version="1.0" encoding="utf-7"?><svg {NS}/>', "A picture must be UTF-8, not 'utf-7'."),
    "no namespace": ("<svg><path/></svg>", "1:1: A picture must begin with <svg xmlns="),
    "web page": ("<html xmlns='http://www.w3.org/1999/xhtml'/>", "1:1: A picture must begin with <svg xmlns="),
    "not closed": (f"<svg {NS}><g></svg>", "The picture is not well-formed XML: mismatched tag."),
    "base": (f'<svg {NS} xml:base="https://example.org/"/>', f"{ATTRIBUTE} 'base'."),
    "nothing": ("", "The picture is not well-formed XML: no element found."),
}


@pytest.mark.parametrize("name", ACTIVE)
def test_active_picture_is_refused(name: str) -> None:
    text, message = ACTIVE[name]
    found = messages(text)
    wanted = f"docs/x.svg:{message}"
    assert any(each.startswith(wanted) if message[0].isdigit() else message in each for each in found), found


def test_entities_within_entities_take_no_memory() -> None:
    inner = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    assert len(messages(f'<!DOCTYPE svg [<!ENTITY e0 "x">{inner}]><svg {NS}>&e11;</svg>')) == 1


def test_a_picture_of_many_faults_tells_the_first_twenty() -> None:
    assert len(messages(f"<svg {NS}>{'<script/>' * 100_000}</svg>")) == svg.PROBLEMS


@pytest.mark.parametrize("data", [b"\xff\xfe<\x00s\x00", b"\x00", b"<svg \xff", "\u2028".encode()])
def test_any_bytes_end_in_problems(data: bytes) -> None:
    assert messages(data)
