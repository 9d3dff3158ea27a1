"""What the site's scripts import, and the scripts as classic ones for pages that are opened from a disk.

Browsers load no ES module from a ``file:`` address
(https://html.spec.whatwg.org/multipage/webappapis.html#fetch-a-single-module-script),
but they run classic scripts from there. So each module becomes a classic
script of the same name: a function whose exports go into one shared object.
Nothing is joined or renamed, and lines keep their numbers. A page loads the
scripts in the order of ``in_order``, with ``defer``.

Only the forms of import and export that the site's scripts use are known; any
other is refused.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from pathlib import Path

_IMPORT = re.compile(r'^import (?:\{ (?P<names>[\w, ]+) \} from )?"\./(?P<module>[\w-]+\.js)";$', re.MULTILINE)
_DECLARED = re.compile(r"^export (?=(?:async )?(?:function|class|const) (\w+))", re.MULTILINE)
_LISTED = re.compile(r"^export \{ ([\w, ]+) \};$", re.MULTILINE)
# What bundlers, too, take as a file that belongs to the module.
_BESIDE = re.compile(r'new URL\("([^"]+)", import\.meta\.url\)')
_UNKNOWN = re.compile(r"^(?:import|export)\b|\bimport\.meta\b", re.MULTILINE)
_FETCH = re.compile(r"\b(?:fetch|await import)\(")
# A symbol, since an element with an id would stand in the place of a plain name.
_SHARED = 'globalThis[Symbol.for("modules")] ??= {}'


def in_order(entries: Iterable[Path]) -> list[Path]:
    """The modules that ``entries`` import, and they themselves; each behind those that it imports.

    Raises ValueError for modules that import each other in a circle.
    """
    ordered: list[Path] = []
    for entry in entries:
        _add(entry, ordered, ())
    return ordered


def imported(entries: Iterable[Path]) -> list[Path]:
    """The modules that ``entries`` lead to and that are none of them; each behind those that it imports.

    A browser that knows them fetches all at once, and not each when it has read the one that imports it
    (https://html.spec.whatwg.org/multipage/links.html#link-type-modulepreload).
    """
    given = list(entries)
    return [module for module in in_order(given) if module not in given]


def _add(module: Path, ordered: list[Path], above: tuple[Path, ...]) -> None:
    if module in above:
        raise ValueError(f"{module.name} imports itself through {', '.join(each.name for each in above)}.")
    if module in ordered:
        return
    for found in _IMPORT.finditer(_read(module)):
        _add(module.with_name(found["module"]), ordered, (*above, module))
    ordered.append(module)


def needs_the_site(module: Path) -> bool:
    """Whether a module fetches more than the files that belong to it: from a disk, browsers fetch nothing."""
    source = _read(module)
    return bool(_FETCH.search(source)) and not _BESIDE.search(source)


def classic(module: Path) -> str:
    """A module as a classic script; a file that belongs to it is in the script, as a data URL.

    Raises ValueError, with the line, for an import or export of another form.
    """
    source = _read(module)
    exports = [*_DECLARED.findall(source), *(name for names in _LISTED.findall(source) for name in names.split(", "))]
    body = _LISTED.sub("", _DECLARED.sub("", _IMPORT.sub(_taken, source)))
    body = _BESIDE.sub(lambda found: f'"{_data_url(module.parent / found[1])}"', body)
    if unknown := _UNKNOWN.search(body):
        line = body.count("\n", 0, unknown.start()) + 1
        raise ValueError(
            f"{module.name}:{line}: must import and export by name on a line of its own, "
            f"not '{body.splitlines()[line - 1]}'."
        )
    returned = f'modules["{module.name}"] = {{ {", ".join(exports)} }};'
    return f'(function (modules) {{ "use strict"; {body}\n{returned}\n}})({_SHARED});\n'


def _taken(found: re.Match[str]) -> str:
    """An import, as it takes names out of the shared object."""
    return (
        f'const {{ {found["names"].replace(" as ", ": ")} }} = modules["{found["module"]}"];' if found["names"] else ""
    )


def _data_url(file: Path) -> str:
    return f"data:application/octet-stream;base64,{b64encode(file.read_bytes()).decode()}"


def _read(module: Path) -> str:
    return module.read_text(encoding="utf-8")
