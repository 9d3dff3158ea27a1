"""Make invented but realistic data of any size: ``python -m scripts.synthesize OUT --partnerships N``.

The real data packages are copied, so that every reference and every page that
names a record still holds, and N invented partnerships are added with their
organizations, members, figures and sources. Every allowed word comes from the
copied vocabularies. Invented towns, the word "sample" with a number, and
addresses at example.org (RFC 2606) show that none of it is real.

The same seed and the same data give the same bytes: nothing reads the clock.
"""

from __future__ import annotations

import argparse
import csv
import re
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from macros.data import disk, packages, reading

Row = Mapping[str, str]
Item = TypeVar("Item")

SITE = "https://example.org"
ADDED = ("sources", "organizations", "organization_sources", "members", "figures")  # tables that get rows, in order

# A scalar that needs no quotes: the way people write words, dates and addresses.
PLAIN = re.compile(
    r"(?!(?:y|n|yes|no|on|off|true|false|null)$)[A-Za-z0-9](?:[\w ,.;()/'&@-]*[\w.)])?|https://[\w./-]+", re.I
)


def _phrases(text: str) -> list[str]:
    return [" ".join(phrase.split()) for phrase in text.split(",")]


TOWNS = [
    f"{first}{last}"
    for first in _phrases(
        """Alder, Bramble, Cinder, Dunlin, Eider, Fennel, Gannet, Hazel, Ivory, Juniper, Kelp, Lantern, Marl,
        Nettle, Osprey, Plover, Quill, Rowan, Sorrel, Teal, Umber, Vetch, Willet, Yarrow"""
    )
    for last in _phrases("fold, garth, haven, holt, mere, moor, reach, stead, strand, wick")
]
BODIES = _phrases("partnership, alliance, council, workforce group, road map, training program")
ORGANIZATIONS = _phrases(
    """Works, Group, Center, Alliance, Council, Company, Cooperative, Institute, Foundation, Association,
    Network, Services, Builders, Growers, Makers, Union Hall, Learning Center, Chamber, Mills,
    Boatyard"""
)
DOCUMENTS = _phrases("""Report, Meeting notes, Plan, Survey, Announcement, Course list, Grant summary, Newsletter""")
WHO = _phrases(
    """Employers, Trainers, The partners, Local colleges, Two high schools, Shop owners, Crew leaders,
    Career advisers, Adult education teachers, Union members, Steering group members, Small firms,
    Managers, Board members, Recent graduates, Plant supervisors, Town offices, Hospital leaders,
    Farm families, Fleet owners"""
)
DOES = _phrases(
    """agree on, plan, test, improve, write, offer, pay for, review, publish, compare, teach, host, open,
    share, measure, redesign, expand, arrange, promote, repair, translate, map, film, evaluate"""
)
WHAT = _phrases(
    """a short course, a welding lab, paid internships, evening classes, a list of skills, a hiring day,
    bus routes to work, a mentor program, safety lessons, a summer camp, job descriptions, a wage
    survey, an apprenticeship, starter tools, credit for earlier work, a career map, childcare
    hours, a practice kitchen, boat handling lessons, a nursing ladder, sawmill tours, English
    lessons at work, a recruiting video, forklift training, a data report, equipment loans, drone
    mapping classes, heat pump training, a shared calendar, bookkeeping help, a greenhouse module,
    laboratory practice, a driving license course, robot programming, customer service lessons"""
)
WITH = _phrases(
    """with the county's schools, with two neighboring towns, with a state office, with local unions, with
    new employers, with retired workers, with the regional library, with a community college, with
    health centers, with volunteers, with equipment makers, with the adult education center, with a
    tribal office, with a museum"""
)
WHY = _phrases(
    """so that new workers start sooner, because many people retire soon, for people who change careers, in
    the slow season, at no cost to learners, near home, for the first time, before the busy summer,
    so that fewer people leave, and give a credential at the end, after work and on weekends, in
    small groups, to fill open jobs, for parents who return to work, so that wages can rise, where
    few courses exist, during the winter months"""
)
COUNTED = _phrases(
    """in the first course, in the second course, at the spring meeting, at the hiring day, in the pilot
    year, by the end of the grant, in the summer program, across the region, after six months, with
    a credential, in rural towns, from partner schools"""
)
UNKNOWN = _phrases(
    """wages, the number of jobs filled, the budget, which schools take part, the next meeting, how many
    stayed"""
)


def synthesize(out: Path, partnerships: int, seed: int = 1, data: Path = Path("data")) -> None:
    """Copy the data packages under ``data`` to ``out`` and add as many invented partnerships.

    They come with twice as many organizations, three times as many members, five
    times as many figures and a tenth as many sources. How many records of these kinds the
    program expects is left out. Raises FileExistsError when ``out`` is there already.
    """
    shutil.copytree(data, out)
    tables = _tables(out)
    expected = tables["expectations"]
    kept = tuple(row for row in expected.rows if row["resource"] not in (*ADDED, "partnerships"))
    if kept != expected.rows:
        replace(expected, rows=kept).append_rows(iter(()))
    maker = RecordMaker(Random(seed), tables, partnerships)
    for name in ADDED:
        tables[name].append_rows(getattr(maker, name)())
    folder = tables["partnerships"].path.parent
    folder.mkdir(exist_ok=True)
    for record in maker.partnerships():
        text = "\n".join(yaml_lines(record)) + "\n"
        (folder / f"{record['id']}.yaml").write_bytes(text.encode())


# --- reading and adding to tables -------------------------------------------


@dataclass(frozen=True, slots=True)
class SourceTable:
    """A resource of a data package: its file or pattern, its fields' names, and its rows; of files, the ids alone."""

    path: Path
    fields: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def ids(self) -> list[str]:
        """The ids of the rows, in the table's order."""
        return [row["id"] for row in self.rows]

    def append_rows(self, rows: Iterator[Row]) -> None:
        """Write the table again with ``rows`` behind its own."""
        with self.path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, self.fields, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(self.rows)
            writer.writerows(rows)


def _tables(data: Path) -> dict[str, SourceTable]:
    """Every resource of the data packages under ``data``, by its name."""
    found = {}
    for folder, descriptor in packages.descriptions(data).items():
        for resource in reading.plain(descriptor)["resources"]:
            path = packages.place(data, f"{folder}/{resource['path']}")
            names = tuple(field["name"] for field in resource["schema"]["fields"])
            found[resource["name"]] = SourceTable(path, names, _rows(path))
    return found


def _rows(path: Path) -> tuple[Row, ...]:
    if path.stem == "*":
        return tuple({"id": file.stem} for file in sorted(path.parent.glob(path.name)))
    if path.suffix != ".csv" or not path.exists():
        return ()
    with path.open(encoding="utf-8-sig", newline="") as file:
        return tuple(csv.DictReader(file))


# --- writing YAML -----------------------------------------------------------


def yaml_lines(record: Mapping[str, Any], indent: str = "") -> Iterator[str]:
    """The lines of a YAML mapping of text, lists and mappings; what is empty is left out.

    Written by hand because ``yaml.dump`` takes six times as long, and forty without its C library.
    """
    for key, value in record.items():
        if isinstance(value, str):
            if value:
                yield f"{indent}{key}: {_scalar(value, indent)}"
        elif isinstance(value, Mapping):
            if value:
                yield f"{indent}{key}:"
                yield from yaml_lines(value, indent + "  ")
        elif value:
            yield f"{indent}{key}:"
            yield from _yaml_items(value, indent + "  ")


def _yaml_items(items: Sequence[Any], indent: str) -> Iterator[str]:
    for item in items:
        if isinstance(item, str):
            yield f"{indent}- {_scalar(item, indent)}"
        else:
            first, *rest = yaml_lines(item, indent + "  ")
            yield f"{indent}- {first.lstrip()}"
            yield from rest


def _scalar(text: str, indent: str) -> str:
    if "\n" in text:
        # In a folded block, two line breaks are written as three.
        lines = text.replace("\n\n", "\n\n\n").split("\n")
        return ">-\n" + "\n".join(f"{indent}  {line}" if line else "" for line in lines)
    return text if PLAIN.fullmatch(text) else "'" + text.replace("'", "''") + "'"


# --- inventing --------------------------------------------------------------


class RecordMaker:
    """Invents the records of one run; call the methods in any fixed order, each once."""

    def __init__(self, random: Random, tables: Mapping[str, SourceTable], number: int) -> None:
        self._random = random
        self._tables = tables
        self._number = number
        self._industries = [self.pick(tables["industries"].rows) for _ in range(number)]
        self._towns = [self.pick(TOWNS) for _ in range(number)]
        self._ids = [
            f"{town.lower()}-{industry['id'][:30].strip('-')}-{n}"
            for n, (town, industry) in enumerate(zip(self._towns, self._industries, strict=True), 1)
        ]
        self._sources = [f"sample-source-{n}" for n in range(1, number // 10 + 1)]
        self._source_pool = [*tables["sources"].ids, *self._sources]
        self._organizations = [(self.pick(TOWNS), self.pick(ORGANIZATIONS), n) for n in range(1, 2 * number + 1)]
        self._statuses = [row["id"] for row in tables["statuses"].rows if row["published"] == "true"]

    # Choosing.

    def pick(self, items: Sequence[Item]) -> Item:
        """One of ``items``, each as likely as the others."""
        return items[int(self._random.random() * len(items))]

    def chance(self, rate: float) -> bool:
        """True at the given rate."""
        return self._random.random() < rate

    def early(self, items: Sequence[Item]) -> Item:
        """One of ``items``, the first ones much likelier than the last."""
        return items[int(self._random.random() ** 3 * len(items))]

    def some(self, kind: str, least: int, most: int) -> list[str]:
        """Between ``least`` and ``most`` different ids of a vocabulary."""
        ids = self._tables[kind].ids
        return self._random.sample(ids, min(len(ids), self.number(least, most)))

    def maybe(self, rate: float, text: str) -> str:
        """``text`` at the given rate, else nothing."""
        return text if self.chance(rate) else ""

    def number(self, least: int, most: int) -> int:
        """A whole number from ``least`` to ``most``."""
        return least + int(self._random.random() * (most - least + 1))

    def each(self, least: int, most: int) -> range:
        """A range to make between ``least`` and ``most`` things with."""
        return range(self.number(least, most))

    # Wording.

    def sentence(self) -> str:
        """One sentence that nobody ever wrote before, most likely."""
        return f"{self.pick(WHO)} {self.pick(DOES)} {self.pick(WHAT)} {self.pick(WITH)} {self.pick(WHY)}."

    def prose(self) -> str:
        """Two paragraphs of two sentences."""
        return "\n\n".join(f"{self.sentence()} {self.sentence()}" for _ in range(2))

    def phrase(self) -> str:
        """A few words with a capital, like a heading."""
        return f"{self.pick(DOES)} {self.pick(WHAT)}".capitalize()

    def month(self, first: int, last: int) -> str:
        """A year, a month or a day between two years, as a partial date."""
        return self.day(first, last)[: self.pick((4, 7, 7, 10))]

    def day(self, first: int, last: int) -> str:
        """A day between the beginnings of two years, as ISO 8601 writes it."""
        return f"{self.number(first, last - 1)}-{self.number(1, 12):02}-{self.number(1, 28):02}"

    def source(self) -> str:
        """The id of any source."""
        return self.pick(self._source_pool)

    # Tables.

    def sources(self) -> Iterator[Row]:
        """Rows for the table of sources."""
        for number, name in enumerate(self._sources, 1):
            town = self.pick(TOWNS)
            yield {
                "id": name,
                "title": f"{self.pick(DOCUMENTS)} from {town}, sample {number}",
                "publisher": f"{town} {self.pick(ORGANIZATIONS)}",
                "date": self.month(2022, 2025),
                "url": self.maybe(0.8, f"{SITE}/sources/{number}"),
                "accessed": self.maybe(0.5, self.day(2025, 2026)),
                "grade": self.pick(self._tables["source_grades"].ids),
                "note": self.maybe(0.2, self.sentence()),
            }

    def organizations(self) -> Iterator[Row]:
        """Rows for the table of organizations."""
        for town, noun, number in self._organizations:
            yield {
                "id": self._organization_id(number),
                "name": f"{town} {noun}, sample {number}",
                "short_name": self.maybe(0.2, f"{town[0]}{noun[0]} {number}"),
                "type": self.pick(self._tables["organization_types"].ids),
                "website": self.maybe(0.6, f"{SITE}/organizations/{number}"),
                "place": self.maybe(0.7, town),
                "description": self.maybe(0.7, self.sentence()),
                "compiled": self.day(2025, 2026),
                "last_reviewed": self.maybe(0.6, self.day(2025, 2026)),
            }

    def organization_sources(self) -> Iterator[Row]:
        """Rows for the table of their sources: none, one or two for each organization."""
        for _, _, number in self._organizations:
            for place in range(1, 1 + number % 3):
                id = self._organization_id(number)
                yield {"id": f"{id}-{place}", "organization": id, "source": self.source()}

    def _organization_id(self, number: int) -> str:
        town, noun, _ = self._organizations[number - 1]
        return f"{town}-{noun}-{number}".lower().replace(" ", "-")

    def members(self) -> Iterator[Row]:
        """Rows for the table of members: one to five for each partnership, three on average."""
        roles = self._tables["roles"]
        leading = [row["id"] for row in roles.rows if row["leads"] == "true"]
        for index, partnership in enumerate(self._ids):
            numbers = dict.fromkeys(self._member() for _ in range(1 + index % 5))
            for place, number in enumerate(numbers):
                yield {
                    "id": f"{partnership}-{place + 1}",
                    "partnership": partnership,
                    "organization": self._organization_id(number),
                    "role": self.pick(roles.ids if place else leading),
                    "note": self.maybe(0.3, self.sentence()),
                    "source": self.source(),
                }

    def _member(self) -> int:
        """The number of an organization; one in fifty of them, like colleges, joins many partnerships."""
        last = len(self._organizations)
        return self.number(1, max(1, last // 50) if self.chance(0.3) else last)

    def figures(self) -> Iterator[Row]:
        """Rows for the table of figures: three to seven for each partnership, five on average."""
        for index, partnership in enumerate(self._ids):
            for place in range(3 + index % 5):
                unit = self.early(self._tables["units"].rows)
                yield {
                    "id": f"{partnership}-{place + 1}",
                    "partnership": partnership,
                    "metric": f"{unit['name']} {self.pick(COUNTED)}",
                    "value": self._value(unit["style"]),
                    "unit": unit["id"],
                    "qualifier": self.early(self._tables["qualifiers"].ids),
                    "period": self.maybe(0.6, f"{self.number(2021, 2024)}"),
                    "as_of": self.month(2023, 2025),
                    "source": self.source(),
                    "note": self.maybe(0.3, self.sentence()),
                }

    def _value(self, style: str) -> str:
        if style == "money":
            return str(1000 * self.number(5, 5000))
        return str(self.number(1, 100 if style == "share" else 2000))

    # Partnerships.

    def partnerships(self) -> Iterator[dict[str, Any]]:
        """The records of partnerships, their fields in the order of the schema."""
        order = self._tables["partnerships"].fields
        for index in range(self._number):
            record = {
                **self._identity(index),
                **self._places(),
                **self._progress(index),
                **self._work(),
                **self._contacts(index),
                **self._evidence(index),
            }
            yield {name: record[name] for name in order if name in record}

    def _identity(self, index: int) -> dict[str, Any]:
        town, industry, number = self._towns[index], self._industries[index], index + 1
        others = [name for name in self.some("industries", 0, 1) if name != industry["id"]]
        return {
            "id": self._ids[index],
            "title": f"{town} {industry['name']} {self.pick(BODIES)}, sample {number}",
            "short_title": f"{town} sample {number}",
            "summary": self.sentence(),
            "kind": self.pick(self._tables["partnership_kinds"].ids),
            "purpose": self.prose(),
            "industries": [industry["id"], *others],
        }

    def _places(self) -> dict[str, Any]:
        fields = {each: each.replace("-", "_") for each in self._tables["reaches"].ids}
        # A reach that has a list's name says where to look, and is of no use where there is nothing.
        reach = self.pick([each for each, name in fields.items() if name not in self._tables or self._tables[name].ids])
        field = fields[reach]
        named = {field: self.some(field, 1, 3)} if field in self._tables["partnerships"].fields else {}
        return {"reach": reach, "places_note": self.maybe(0.4, self.sentence()), **named}

    def _progress(self, index: int) -> dict[str, Any]:
        stages = self._tables["stages"].ids
        reached = stages[: self.number(0, len(stages))]
        status = self.early(self._statuses)
        return {
            "since": self.maybe(0.9, self.month(2010, 2019)),
            "stage": reached[-1] if reached else "",
            "stage_note": "" if reached else "No source states a stage.",
            "stage_history": [
                {"stage": stage, "date": self.month(2019 + year, 2020 + year), "source": self.source()}
                for year, stage in enumerate(reached)
            ],
            "status": status,
            **self._status_source(status),
            "status_note": self.maybe(0.5, self.sentence()),
            # Always an earlier one, so that successors never run in a circle.
            "successor": self.pick(self._ids[:index]) if status == "merged" and index else "",
            "funding_programs": self.some("funding_programs", 0, 1),
        }

    def _status_source(self, status: str) -> dict[str, str]:
        """The day and the source that a status needs which counts for some months only."""
        needs = next(row["holds_months"] for row in self._tables["statuses"].rows if row["id"] == status)
        return {"status_as_of": self.month(2023, 2026), "status_source": self.source()} if needs else {}

    def _work(self) -> dict[str, Any]:
        return {
            "priorities": [{"title": self.phrase(), "description": self.sentence()} for _ in self.each(1, 4)],
            "activities": [
                {"text": self.sentence(), "date": str(2020 + year), "source": self.source()} for year in self.each(2, 5)
            ],
            "outcomes": self.some("outcomes", 1, 5),
            "strategic_areas": self.some("strategic_areas", 1, 3),
            "services": [
                {
                    "service": service,
                    "state": self.early(self._tables["service_states"].ids),
                    "date": self.month(2023, 2026),
                    "source": self.source(),
                }
                for service in self.some("services", 0, 4)
            ],
            "populations": self.some("populations", 0, 3),
        }

    def _contacts(self, index: int) -> dict[str, Any]:
        page = f"{SITE}/partnerships/{index + 1}"
        town = self._towns[index]
        office = {"name": f"{town} Office", **self._allowed(), "url": f"{page}/contact"}
        return {
            "website": self.maybe(0.6, page),
            "links": [{"label": self.phrase(), "url": f"{page}/{n}"} for n in self.each(0, 2)],
            "join": [
                {"audience": audience, "text": self.sentence(), "url": self.maybe(0.3, f"{page}/join")}
                for audience in self.some("audiences", 1, 3)
            ],
            "contact": office if self.chance(0.6) else {},
        }

    def _allowed(self) -> dict[str, str]:
        """A mailbox and a phone, of those that the check for personal data lets pass."""
        rows = self._tables["allowed_contacts"].rows
        return {row["kind"]: row["value"] for row in rows if row["kind"] != "word" and self.chance(0.7)}

    def _evidence(self, index: int) -> dict[str, Any]:
        others = {self.pick(self._ids) for _ in self.each(0, 2)} - {self._ids[index]}
        unknown = self._random.sample(UNKNOWN, self.number(0, 3))
        year = self.pick((2025, 2026, 2026))
        return {
            "related": sorted(others),
            "not_known": [f"No source states {what}." for what in unknown],
            "sources": sorted({self.source() for _ in self.each(2, 6)}),
            "as_of": self.month(2023, 2025),
            "compiled": self.day(2025, 2026),
            "last_reviewed": self.maybe(0.7, f"{year}-{self.number(1, 10):02}-{self.number(1, 28):02}"),
        }


@disk.told
def main(arguments: list[str] | None = None) -> int:
    """Run the command; 0 when the data is written, 1 when the folder is there already."""
    parser = argparse.ArgumentParser(prog="python -m scripts.synthesize", description="Make invented data.")
    parser.add_argument("out", type=Path, help="the folder to make")
    parser.add_argument("--partnerships", type=int, required=True, help="how many partnerships to invent")
    parser.add_argument("--seed", type=int, default=1, help="another seed gives other data (1)")
    parser.add_argument("--data", type=Path, default=Path("data"), help="the real data packages (data)")
    options = parser.parse_args(arguments)
    try:
        synthesize(options.out, options.partnerships, options.seed, options.data)
    except FileExistsError:
        print(f"{options.out} is there already: name a new folder.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
