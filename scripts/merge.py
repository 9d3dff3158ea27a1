"""Read several programs together: ``python -m scripts.merge A B ... --out DIR``.

Each of A and B is what a program publishes (the folder or the ZIP file of its Data Package) or a data folder. DIR
gets one Data Package of all: every table has the rows of each program, and a column ``from_program`` in front that says
whose they are. Ids of several programs may be the same, so each id, and each reference to one, has its program before
it: ``colorado:retail``. So keys hold in the whole, and frictionless validates it as it does each part.

Exit status: 0 when the package is there, 1 when it can't be made, 2 for wrong usage.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import re
import sys
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from macros.build.build_date import day, the_day
from macros.data import disk
from macros.data.catalog import load_catalog
from macros.data.disk import CommandFailed
from macros.pages.outputs import Site
from macros.sitewide import open_data

PROGRAM: Mapping[str, Any] = {
    "name": "from_program",
    "title": "Program",
    "description": "The program that the row comes from: its state, in small letters.",
    "type": "string",
    "constraints": {"required": True},
}
Descriptor = Mapping[str, Any]
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Package:
    """What one program publishes: its key, its description, and what reads a file of it."""

    key: str
    descriptor: Descriptor
    read: Callable[[str], bytes]

    def resource(self, name: str) -> Descriptor | None:
        """The description of a table; None where the program has none of that name."""
        return next((each for each in self.descriptor["resources"] if each["name"] == name), None)

    def rows(self, resource: Descriptor) -> list[Row]:
        """The rows of a table."""
        return list(csv.DictReader(io.StringIO(self.read(resource["path"]).decode("utf-8-sig"), newline="")))


@disk.told
def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status."""
    given = _parser().parse_args(arguments)
    merge([load(path, given.today) for path in given.packages], given.out)
    print(f"{given.out} has the data of {len(given.packages)} programs in one Data Package.")
    return 0


def _parser() -> argparse.ArgumentParser:
    purpose = "Make one Data Package out of those of several programs."
    parser = argparse.ArgumentParser(prog="python -m scripts.merge", description=purpose)
    told = "a program's Data Package, as a folder or ZIP file, or its data folder"
    parser.add_argument("packages", nargs="+", metavar="PACKAGE", type=Path, help=told)
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="a new folder for the package of all")
    parser.add_argument("--today", type=day, default=the_day(), metavar="YYYY-MM-DD", help="the day, for data folders")
    return parser


# --- reading --------------------------------------------------------------------


def load(path: Path, today: date) -> Package:
    """What a program publishes, or would publish. Raises CommandFailed where there is no such thing, and OSError."""
    read = _reader(path, today)
    try:
        descriptor = json.loads(read(open_data.PACKAGE))
        probe = Package("", descriptor, read)
        program = probe.resource("program")
        [row] = probe.rows(program) if program else [{}]
        return Package(re.sub(r"[^a-z0-9]+", "-", row["state"].lower()).strip("-"), descriptor, read)
    except (KeyError, ValueError, TypeError, FileNotFoundError) as error:
        raise CommandFailed(f"{path} is no Data Package of a program: {error}.") from error


def _reader(path: Path, today: date) -> Callable[[str], bytes]:
    if path.is_dir() and not (path / open_data.PACKAGE).exists():
        return open_data.package(load_catalog(path, today), Site(today=today)).__getitem__
    if path.is_dir():
        return lambda name: (path / Path(name).name).read_bytes()
    if not zipfile.is_zipfile(path):
        raise CommandFailed(f"{path} is neither a folder nor a ZIP file.")
    return zipfile.ZipFile(path).read


# --- merging --------------------------------------------------------------------


def merge(packages: Sequence[Package], out: Path) -> None:
    """Write one package of several into a new folder. Raises CommandFailed and OSError."""
    keys = [each.key for each in packages]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise CommandFailed(f"Two packages are of the same program: {', '.join(twice)}. Name each once.")
    if out.exists():
        raise CommandFailed(f"{out} is there already. Choose a new folder.")
    out.mkdir(parents=True)
    names = dict.fromkeys(each["name"] for package in packages for each in package.descriptor["resources"])
    resources = [_merged(name, packages, out) for name in names]
    text = json.dumps(_descriptor(packages, resources), ensure_ascii=False, indent=1)
    (out / open_data.PACKAGE).write_text(f"{text}\n", encoding="utf-8")


def _descriptor(packages: Sequence[Package], resources: Sequence[Descriptor]) -> dict[str, Any]:
    titles = [each.descriptor["title"] for each in packages]
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "-".join(each.key for each in packages),
        "title": f"Industry partnerships of {len(packages)} programs",
        "description": f"One package of these: {'; '.join(titles)}. Each keeps its own license and notices.",
        "sources": [{"title": each.descriptor["title"], **_path(each.descriptor)} for each in packages],
        "programs": [{"program": each.key, **_terms(each.descriptor)} for each in packages],
        "resources": list(resources),
    }


def _path(descriptor: Descriptor) -> dict[str, str]:
    return {"path": descriptor["homepage"]} if "homepage" in descriptor else {}


def _terms(descriptor: Descriptor) -> dict[str, Any]:
    """Under which terms a program's part stands, as it says itself."""
    said = ("licenses", "proposedLicense", "notices", "created")
    return {name: descriptor[name] for name in said if name in descriptor}


def _merged(name: str, packages: Sequence[Package], out: Path) -> dict[str, Any]:
    """Write a table with the rows of every program, and describe it."""
    parts = [(each, found) for each in packages if (found := each.resource(name))]
    schema = _schema([found["schema"] for _, found in parts])
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, [each["name"] for each in schema["fields"]], restval="", lineterminator="\n")
    writer.writeheader()
    keys = _key_columns(schema)
    for package, found in parts:
        writer.writerows(_row(row, keys, package.key) for row in package.rows(found))
    (out / f"{name}.csv").write_text(file.getvalue(), encoding="utf-8", newline="")
    told = {word: parts[0][1][word] for word in ("name", "type", "title", "description", "format", "mediatype")}
    return {**told, "path": f"{name}.csv", "encoding": "utf-8", "schema": schema}


def _row(row: Row, keys: Iterable[str], program: str) -> dict[str, str]:
    """A row with its program, put before each of its keys too."""
    own = {name: f"{program}:{row[name]}" for name in keys if row.get(name)}
    return {**row, **own, PROGRAM["name"]: program}


# --- one schema out of several --------------------------------------------------------


def _key_columns(schema: Descriptor) -> list[str]:
    """The columns that hold an id or refer to one; places in a list are numbers, and stay."""
    named = {*schema["primaryKey"], *(name for key in schema.get("foreignKeys", ()) for name in key["fields"])}
    return [each["name"] for each in schema["fields"] if each["name"] in named and each["type"] == "string"]


def _schema(schemas: Sequence[Descriptor]) -> dict[str, Any]:
    """A table's schema that holds for all programs: every field of any, and no constraint that one lacks."""
    names = dict.fromkeys(each["name"] for schema in schemas for each in schema["fields"])
    made: dict[str, Any] = {"fields": [_field(name, schemas) for name in names], "primaryKey": schemas[0]["primaryKey"]}
    foreign = {json.dumps(key, sort_keys=True): key for schema in schemas for key in schema.get("foreignKeys", ())}
    if foreign:
        made["foreignKeys"] = list(foreign.values())
    keys = _key_columns(made)
    made["fields"] = [PROGRAM, *(_as_key(each) if each["name"] in keys else each for each in made["fields"])]
    return made


def _field(name: str, schemas: Sequence[Descriptor]) -> dict[str, Any]:
    """A field with the constraints that every program has for it; what is unique in one program may be in two."""
    said = [next((each for each in schema["fields"] if each["name"] == name), None) for schema in schemas]
    first: dict[str, Any] = next(each for each in said if each)
    shared = {
        word: limit
        for word, limit in first.get("constraints", {}).items()
        if word != "unique" and all(each and each.get("constraints", {}).get(word) == limit for each in said)
    }
    plain = {word: value for word, value in first.items() if word != "constraints"}
    return {**plain, "constraints": shared} if shared else plain


def _as_key(each: Mapping[str, Any]) -> dict[str, Any]:
    """A field whose values have their program before them: no length and no form of the bare id holds for them."""
    is_required = each.get("constraints", {}).get("required")
    plain = {word: value for word, value in each.items() if word not in ("constraints", "example")}
    return {**plain, "constraints": {"required": True}} if is_required else plain


if __name__ == "__main__":
    sys.exit(main())
