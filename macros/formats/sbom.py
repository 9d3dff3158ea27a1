"""What the site is built with, as a bill of materials in CycloneDX 1.6.

Made of the pins alone, so that the same commit gives the same bytes: the standard
allows a bill without a serial number and without a time, and this one has neither.
Licenses are not in it, because the pins don't say them.

https://cyclonedx.org/docs/1.6/json/
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_PIN = re.compile(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)")
_HASH = re.compile(r"\s--hash=sha256:([0-9a-f]{64})\b")
_VIA = re.compile(r" +#(?: via)? *([^ ].*)?")
_SITE = "site"
_PINNED = Path(__file__).resolve().parents[2] / "requirements.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """One package at one version, the hashes of its files, and the packages that need it.

    ``is_wanted`` where the site itself asks for it.
    """

    name: str
    version: str
    hashes: tuple[str, ...]
    needed_by: tuple[str, ...]
    is_wanted: bool

    @property
    def purl(self) -> str:
        """The package URL (https://github.com/package-url/purl-spec)."""
        return f"pkg:pypi/{self.name}@{self.version}"


def pinned() -> str:
    """The pins that this site is built with, as pip-compile wrote them; empty where that file was not taken along."""
    return _PINNED.read_text(encoding="utf-8") if _PINNED.is_file() else ""


def pins(requirements: str) -> tuple[Pin, ...]:
    """The pins of a file that pip-compile wrote, in its order."""
    return tuple(_pin(lines) for lines in _entries(requirements))


def _entries(requirements: str) -> Iterator[list[str]]:
    """The lines of each pin: the one that names it, and the indented ones below."""
    entry: list[str] = []
    for line in requirements.splitlines():
        if _PIN.match(line):
            if entry:
                yield entry
            entry = [line]
        elif entry and line[:1].isspace():
            entry.append(line)
    if entry:
        yield entry


def _pin(lines: list[str]) -> Pin:
    name, version = _PIN.match(lines[0]).groups()  # type: ignore[union-attr]
    text = "\n".join(lines)
    users = [match[1] for line in lines[1:] if (match := _VIA.fullmatch(line)) and match[1]]
    return Pin(
        name=_normal(name),
        version=version,
        hashes=tuple(_HASH.findall(text)),
        needed_by=tuple(_normal(each) for each in users if not each.startswith("-r ")),
        is_wanted=any(each.startswith("-r ") for each in users),
    )


def _normal(name: str) -> str:
    """A package's name as indexes compare it (https://packaging.python.org/specifications/name-normalization/)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def text(requirements: str, site_name: str) -> str:
    """The bill of materials of ``site_name`` as JSON."""
    return json.dumps(document(pins(requirements), site_name), ensure_ascii=False, indent=1) + "\n"


def document(found: Iterable[Pin], site_name: str) -> dict[str, Any]:
    """The bill of materials of ``site_name`` as plain values."""
    every = list(found)
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "lifecycles": [{"phase": "build"}],
            "component": {"type": "application", "bom-ref": _SITE, "name": site_name},
        },
        "components": [_component(each) for each in every],
        "dependencies": [
            {"ref": _SITE, "dependsOn": [each.purl for each in every if each.is_wanted]},
            *(
                {"ref": each.purl, "dependsOn": [one.purl for one in every if each.name in one.needed_by]}
                for each in every
            ),
        ],
    }


def _component(pin: Pin) -> dict[str, Any]:
    return {
        "type": "library",
        "bom-ref": pin.purl,
        "name": pin.name,
        "version": pin.version,
        "purl": pin.purl,
        # One for each file of this version that may be installed.
        "hashes": [{"alg": "SHA-256", "content": each} for each in pin.hashes],
    }
