"""Pictures in SVG: XML that a browser runs when it is opened by itself, so only what draws may stand in it.

The file is parsed, and every element, attribute and address is held against a list of
what draws and nothing else (https://www.w3.org/TR/SVG2/). Entities stay off: a picture
that declares one is refused before anything is put together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.parsers import expat

from macros.data.reading import Problem, quote

LIMIT = 2 * 1024 * 1024  # bytes
PROBLEMS = 20  # of one picture
SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_XML = "http://www.w3.org/XML/1998/namespace"
# What drawing programs note for themselves; a browser does nothing with it.
_NOTES = (
    "http://www.inkscape.org/namespaces/inkscape",
    "http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://creativecommons.org/ns#",
    "http://purl.org/dc/elements/1.1/",
)
_ELEMENTS = frozenset(
    "svg g defs symbol use title desc metadata path rect circle ellipse line polyline polygon text tspan textPath"
    " linearGradient radialGradient stop pattern clipPath mask marker image style switch filter feBlend"
    " feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap"
    " feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode"
    " feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence".split()
)
_ATTRIBUTES = frozenset(
    # structure and words
    "id class style lang version baseProfile role tabindex viewBox preserveAspectRatio x y dx dy width height"
    " aria-label aria-labelledby aria-describedby aria-hidden focusable systemLanguage requiredFeatures"
    # shapes, text, gradients
    " d cx cy r rx ry x1 y1 x2 y2 points pathLength transform rotate textLength lengthAdjust startOffset method"
    " spacing side fx fy fr offset gradientUnits gradientTransform spreadMethod patternUnits patternContentUnits"
    " patternTransform clipPathUnits maskUnits maskContentUnits markerUnits markerWidth markerHeight refX refY orient"
    # filters
    " filterUnits primitiveUnits in in2 result mode values type operator k1 k2 k3 k4 order kernelMatrix divisor bias"
    " targetX targetY edgeMode preserveAlpha surfaceScale diffuseConstant specularConstant specularExponent scale"
    " xChannelSelector yChannelSelector azimuth elevation z stdDeviation radius baseFrequency numOctaves seed"
    " stitchTiles tableValues slope intercept amplitude exponent limitingConeAngle pointsAtX pointsAtY pointsAtZ"
    # how it looks
    " alignment-baseline baseline-shift clip clip-path clip-rule color color-interpolation"
    " color-interpolation-filters color-rendering cursor direction display dominant-baseline enable-background fill"
    " fill-opacity fill-rule filter flood-color flood-opacity font font-family font-size font-size-adjust"
    " font-stretch font-style font-variant font-weight image-rendering isolation letter-spacing lighting-color"
    " marker marker-end marker-mid marker-start mask mask-type mix-blend-mode opacity overflow paint-order"
    " pointer-events shape-rendering solid-color solid-opacity stop-color stop-opacity stroke stroke-dasharray"
    " stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width text-anchor"
    " text-decoration text-rendering transform-box transform-origin unicode-bidi vector-effect visibility"
    " white-space word-spacing writing-mode".split()
)
_DATA_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*")
# In a style sheet as in an attribute, which browsers read as CSS too; a backslash could write any other sign.
_LOADS = re.compile(
    r"""url\((?!\s*["']?#)|@import|@font-face|expression\(|-moz-binding|image-set\(|\b(?:src|image)\(|\\""",
    re.IGNORECASE,
)
_HINT = "In Inkscape, save it as “Plain SVG”; or delete this part of the file."


class _Stop(Exception):
    """Raised inside this module: what follows needs no look."""


class _Picture:
    """A picture while it is parsed."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._path: list[str] = []
        self._style = ""
        self.problems: list[Problem] = []
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.XmlDeclHandler = self._declaration
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.EntityDeclHandler = self._entity
        self.parser.ProcessingInstructionHandler = self._instruction
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def refuse(self, message: str, value: str = "", hint: str = _HINT) -> None:
        """Note a problem at the parser's place; raise _Stop when there have been enough."""
        place = (self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)
        self.problems.append(Problem(self._file, *place, "", value, message, hint))
        if len(self.problems) >= PROBLEMS:
            raise _Stop

    def _declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        if (encoding or "utf-8").casefold() not in ("utf-8", "us-ascii"):
            self.refuse(f"A picture must be UTF-8, not {quote(encoding)}.", encoding or "", "Save it as UTF-8.")
            raise _Stop  # a browser would read other signs than we do

    def _doctype(self, name: str, system: str | None, public: str | None, has_inner: int) -> None:
        if has_inner:
            self.refuse("A picture must not declare anything of its own in <!DOCTYPE>.", name)
            raise _Stop

    def _entity(self, *args: object) -> None:
        self.refuse("A picture must not declare entities.")
        raise _Stop

    def _instruction(self, target: str, data: str) -> None:
        self.refuse(f"A picture must not have the instruction {quote(target)}.", target)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, plain = name.rpartition(" ")
        if not self._path and (space, plain) != (SVG, "svg"):
            self.refuse(f'A picture must begin with <svg xmlns="{SVG}">, not {quote(plain)}.', plain)
        elif space not in _NOTES and (space != SVG or plain not in _ELEMENTS):
            self.refuse(f"A picture must not have the element {quote(plain)}.", plain)
        self._path.append(plain if space == SVG else "")
        for each, value in () if space in _NOTES else attributes.items():
            self._attribute(each, value)

    def _attribute(self, name: str, value: str) -> None:
        space, _, plain = name.rpartition(" ")
        if space in _NOTES or (space == _XML and plain in ("space", "lang")):
            return
        if plain == "href" and space in ("", _XLINK):
            self._href(value)
        elif (space == _XLINK and plain in ("type", "title", "show", "actuate", "role")) or (
            not space and plain.startswith("data-")
        ):
            return
        elif space or plain not in _ATTRIBUTES:
            self.refuse(f"A picture must not have the attribute {quote(plain)}.", plain)
        elif not plain.startswith("aria-") and _LOADS.search(value):
            self.refuse(f"A picture must load nothing, but '{plain}' is {quote(value)}.", value)

    def _href(self, value: str) -> None:
        """What is used is a part of the picture itself, or a photograph that is in the file."""
        is_inside = value.startswith("#") or (self._path[-1] == "image" and _DATA_PICTURE.fullmatch(value))
        if not is_inside:
            self.refuse(f"A picture must load nothing, but it names {quote(value)}.", value)

    def _text(self, text: str) -> None:
        if self._path and self._path[-1] == "style":
            self._style += text

    def _end(self, name: str) -> None:
        if self._path.pop() == "style":
            if _LOADS.search(self._style):
                self.refuse(
                    "A picture's styles must load nothing.", "", "Delete @import, @font-face and url(...) from <style>."
                )
            self._style = ""


def problems(data: bytes, file: str) -> Iterator[Problem]:
    """Yield every problem of a picture's bytes; ``file`` is the name that messages give."""
    picture = _Picture(file)
    try:
        picture.parser.Parse(data, True)
    except _Stop:
        pass
    except (expat.ExpatError, ValueError, UnicodeError):
        picture.problems.append(_not_xml(picture, file))
    yield from picture.problems


def _not_xml(picture: _Picture, file: str) -> Problem:
    line, column = picture.parser.ErrorLineNumber, picture.parser.ErrorColumnNumber + 1
    why = expat.ErrorString(picture.parser.ErrorCode) or "it cannot be read"
    return Problem(
        file, line, column, "", "", f"The picture is not well-formed XML: {why}.", "Save it again in its program."
    )
