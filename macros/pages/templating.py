"""The one Jinja environment, with HTML escaping on, and the filters that templates use."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup, escape

from macros.data.plain_dates import plain_date
from macros.data.quantities import number, quantity

# Each layer and each subject has its own; a name stands once among them all.
TEMPLATES = sorted(Path(__file__).parents[1].glob("**/templates"))
Plain = str | int | date
# Compiled templates, kept as Python keeps compiled modules: compiling them is a fifth of a small site's build. Jinja
# uses one only for the text and the Python that it was made of; the folder's name holds what else it depends on.
COMPILED = (
    Path(__file__).parent
    / "__pycache__"
    / f"jinja-{jinja2.__version__}-{sha256(Path(__file__).read_bytes()).hexdigest()[:12]}"
)


class CompiledTemplates(FileSystemBytecodeCache):
    """Keeps compiled templates where it can, and goes without where it can't."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write a compiled template, unless Python is told to write none or the folder can't be written."""
        if not sys.dont_write_bytecode:
            with suppress(OSError):
                Path(self.directory).mkdir(parents=True, exist_ok=True)
                super().dump_bytecode(bucket)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Read a compiled template; one that can't be read is compiled again."""
        with suppress(OSError):
            super().load_bytecode(bucket)


def render(template: str, **context: Any) -> Markup:
    """The HTML of the template with that name in any folder ``templates``; every value in it is escaped."""
    return Markup(environment().get_template(template).render(**context))


def text(template: str, **context: Any) -> str:
    """Plain text of a template: what the environment escaped for HTML is turned back."""
    return render(template, **context).unescape()


def part(template: str, name: str) -> Any:
    """A Jinja macro out of a template, to be called as a function that gives escaped HTML."""
    return getattr(environment().get_template(template).module, name)


@lru_cache(maxsize=20_000)
def piece(name: str, *values: Plain) -> Markup:
    """A macro of ``_parts.html``, rendered once for the same plain values.

    A large site shows the same track of stages and the same days on thousands of pages. Raises TypeError
    for a record: kept here, it would outlive its catalog.
    """
    if not all(isinstance(each, Plain) for each in values):
        raise TypeError(f"the piece {name} takes plain values only")
    return part("_parts.html", name)(*values)


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The environment that every view renders with."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=CompiledTemplates(str(COMPILED)),
    )
    made.globals |= {"piece": piece, "quantity_of": quantity}
    made.filters |= {
        "plain_date": plain_date,
        "number": number,
        "file_size": file_size,
        "duration": duration,
        "paragraphs": paragraphs,
        "together": together,
        "phone_link": phone_link,
        "host": host,
        "uncapitalized": uncapitalized,
        "json_script": json_script,
        "headings": headings,
    }
    return made


def file_size(size: int) -> str:
    """The size of a file as a reader would say it: ``870 bytes``, ``3.4 KB``, ``12 MB``; a KB is 1,000 bytes."""
    if size < 1_000:
        return f"{size} byte{'' if size == 1 else 's'}"
    unit, value = ("MB", size / 1_000_000) if size >= 999_500 else ("KB", size / 1_000)
    return f"{value:.1f} {unit}" if value < 9.95 else f"{value:,.0f} {unit}"


def duration(minutes: int) -> str:
    """A time that something takes: ``45 minutes``, ``1 hour 20 minutes``."""
    hours, rest = divmod(minutes, 60)
    parts = ((hours, "hour"), (rest, "minute"))
    return " ".join(f"{number} {word}{'' if number == 1 else 's'}" for number, word in parts if number)


def paragraphs(text: str) -> Markup:
    """The paragraphs of a prose field, which blank lines part, as escaped ``<p>`` elements."""
    parts = (part.strip() for part in re.split(r"\n\s*\n", text))
    return Markup("\n").join(Markup("<p>{}</p>").format(part) for part in parts if part)


def together(items: Iterable[Any], last: str = "and") -> Markup:
    """Words in a row as English joins them: ``a``, ``a and b``, ``a, b, and c``."""
    given: Sequence[Markup] = [escape(item) for item in items]
    if len(given) < 3:
        return Markup(f" {last} ").join(given)
    return Markup(", ").join([*given[:-1], Markup(f"{last} ") + given[-1]])


_BESIDE = re.compile(
    r'<(span|a) class="(?:count|anchor)"[^<>]*>(?:[^<>]|<(?!(?:span|a) class="(?:count|anchor)"|/\1>)[^<>]*>)*</\1>'
)


def headings(html: str) -> list[tuple[str, str]]:
    """The sections of a page, for its contents: the id and the words of each ``h2`` that has an id."""
    found = []
    for section in str(html).split('<h2 id="')[1:]:
        id, _, rest = section.partition('"')
        words = rest.partition(">")[2].partition("</h2>")[0]
        found.append((id, Markup(_BESIDE.sub("", words)).striptags()))
    return found


def uncapitalized(words: str) -> str:
    """Words as they stand within a sentence; names in them keep their capitals: ``active in March 2024``."""
    return words[:1].lower() + words[1:]


def phone_link(phone: str) -> str:
    """An RFC 3966 address for a U.S. number: ``tel:+1-800-555-0100``."""
    return f"tel:+1-{phone}"


def host(url: str) -> str:
    """The host name of a web address, as a reader would say it: ``mdf.org``."""
    return re.sub(r"^https?://(www\.)?", "", url).split("/")[0]


def json_script(value: Any) -> Markup:
    """JSON that is safe inside a ``<script>`` element, keys in the given order.

    Escapes what could end the element or open a comment, as the HTML standard
    advises (https://html.spec.whatwg.org/#restrictions-for-contents-of-script-elements).
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)
