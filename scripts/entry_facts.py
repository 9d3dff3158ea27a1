"""Take over how people start in a job: ``python -m scripts.entry_facts FILE... [--edition E] [--source ID]``.

A FILE is an official table, saved as CSV UTF-8 or as the text that O*NET offers:

- of the U.S. Bureau of Labor Statistics, Employment Projections, table 1.2 or 5.4
  (education, experience and training of each occupation);
- of O*NET, Job Zones, or Sample of Reported Titles.

The command sees from the columns which one it is, shows each cell that changes,
and writes ``careers/occupation_entry.csv`` and ``careers/reported_titles.csv``;
``--dry-run`` only shows. A job without a row gets one. Other cells than before
need ``--edition`` and ``--source``, which are of one publisher. ``--code JOB=CODE``
says under which code a table has a job that it counts together with others.
Exit status: 0 when all is well, 1 when a file can't be used, 2 for wrong usage.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from macros.data import disk
from macros.data.catalog import Catalog, load_catalog
from macros.data.disk import CommandFailed
from macros.data.models import Occupation
from scripts.official_files import Layout, Official, Row, changes, read_official, read_table, write_table

ROOT = Path(__file__).resolve().parent.parent
ENTRY, TITLES = "careers/occupation_entry.csv", "careers/reported_titles.csv"
LEVELS = ("education", "experience", "training")
AREA = "United States"  # what the table of the Employment Projections describes
WHOLE = ".00"  # the end of an O*NET code that is all of its SOC code
PART = "The official table has this job only in a wider group of jobs, so what it says about the group is not shown."
GROUP = "The official table has this job together with others, under {code}."
SAMPLE = "sample of reported titles"  # O*NET's list of that name, in an extract that has others too

# Of each kind of file: the columns of the official one, and those of an extract.
LAYOUTS: Mapping[str, tuple[Layout, ...]] = {
    "levels": (
        {
            "code": "National Employment Matrix code",
            "education": "Typical education needed for entry",
            "experience": "Work experience in a related occupation",
            "training": "Typical on-the-job training needed to attain competency in the occupation",
        },
        {
            "code": "bls_code",
            "education": "typical_education",
            "experience": "work_experience",
            "training": "on_the_job_training",
        },
    ),
    "zones": (
        {"code": "O*NET-SOC Code", "zone": "Job Zone", "date": "Date"},
        {"code": "onet_soc", "zone": "job_zone", "date": "dated"},
    ),
    "titles": (
        {"code": "O*NET-SOC Code", "title": "Reported Job Title"},
        {"code": "onet_soc", "title": "title", "list": "list"},
    ),
}
PUBLISHER = {"levels": "the Bureau of Labor Statistics", "zones": "O*NET", "titles": "O*NET"}


@dataclass(frozen=True, slots=True)
class Edition:
    """What the new cells are of; empty where nobody said."""

    name: str
    source: str


@dataclass(slots=True)
class Take:
    """One run: the jobs and vocabularies, the tables as they become, and what is wrong with the files."""

    catalog: Catalog
    edition: Edition
    codes: Mapping[str, str]  # job -> the code of its group, where somebody said it
    entry: dict[str, Row]
    titles: dict[str, Row]
    problems: list[str] = field(default_factory=list)

    def whole(self) -> None:
        """Raise CommandFailed with all problems, where there are any."""
        if self.problems:
            raise CommandFailed("\n".join(self.problems))


@disk.told
def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status."""
    given = _parser().parse_args(arguments)
    catalog = load_catalog(given.data)
    if given.source and given.source not in catalog.sources:
        raise CommandFailed(f"There is no source '{given.source}' in program/sources.csv. Add its row first.")
    tables = {name: read_table(given.data / name) for name in (ENTRY, TITLES)}
    edition = Edition(given.edition or "", given.source or "")
    after = taken_over(_files(given.files), tables, catalog, edition, dict(given.code))
    lines = [line for name, (_, rows) in tables.items() for line in changes(rows, after[name])]
    print("\n".join(lines) if lines else "Nothing changes.")
    if given.dry_run or not lines:
        return 0
    for name, (header, rows) in tables.items():
        if after[name] != rows:
            write_table(given.data / name, header, after[name])
            print(f"{name} is written.", file=sys.stderr)
    print("Read the changes, then run  python -m scripts.validate", file=sys.stderr)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.entry_facts", description="Take over how people start in a job from official files."
    )
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help="an official table, as CSV UTF-8 or text")
    parser.add_argument("--edition", metavar="E", help="the edition of the files, such as 2024-34 or 30.3")
    parser.add_argument("--source", metavar="ID", help="the row of that edition in program/sources.csv")
    parser.add_argument(
        "--code", type=_job_and_code, action="append", default=[], metavar="JOB=CODE", help="the code of a job's group"
    )
    parser.add_argument("--dry-run", action="store_true", help="only show what would change")
    parser.add_argument("--data", type=Path, default=ROOT / "data", metavar="DIR", help="the data folder")
    return parser


def _job_and_code(text: str) -> tuple[str, str]:
    job, _, code = text.partition("=")
    if not re.fullmatch(r"[0-9]{2}-[0-9]{4}", code):
        raise argparse.ArgumentTypeError(f"must be a job's id and a code, like home-health-aide=31-1120, not '{text}'")
    return job, code


def _files(paths: Iterable[Path]) -> dict[str, Official]:
    """The files by their kind. Raises CommandFailed for one that is of no kind, or for two of one."""
    found: dict[str, Official] = {}
    for path in paths:
        kind, read = recognized(path.read_bytes(), path.name)
        if kind in found:
            raise CommandFailed(f"{path.name}: another file has the same columns. Give one of them.")
        found[kind] = read
    return found


def recognized(content: bytes, name: str) -> tuple[str, Official]:
    """A file's kind and what it holds. Raises CommandFailed when it is not text, or its columns are of no kind."""
    said = []
    for kind, layouts in LAYOUTS.items():
        try:
            return kind, read_official(content, layouts)
        except CommandFailed as error:
            said.append(str(error))
    if len(set(said)) == 1:  # it could not even be read
        raise CommandFailed(f"{name}: {said[0]}")
    wanted = "; or ".join(", ".join(layouts[0].values()) for layouts in LAYOUTS.values())
    raise CommandFailed(f"{name}: The file must have the columns {wanted}. It has: {said[0].rpartition('It has: ')[2]}")


def taken_over(
    files: Mapping[str, Official],
    tables: Mapping[str, tuple[list[str], list[Row]]],
    catalog: Catalog,
    edition: Edition,
    codes: Mapping[str, str],
) -> dict[str, list[Row]]:
    """The rows of both tables with the cells of the files. Raises CommandFailed with all that is wrong."""
    if (edition.name or edition.source) and len({PUBLISHER[kind] for kind in files}) > 1:
        raise CommandFailed("--edition and --source are of one publisher. Take over its files, then the others.")
    if strange := next((job for job in codes if job not in catalog.occupations), ""):
        raise CommandFailed(f"There is no job '{strange}'. --code wants the id of a job, as its file is named.")
    entry, titles = ({row["id"]: dict(row) for row in tables[name][1]} for name in (ENTRY, TITLES))
    take = Take(catalog, edition, codes, entry, titles)
    for kind, make in (("levels", _take_levels), ("zones", _take_zones), ("titles", _take_titles)):
        if kind in files:
            make(take, files[kind])
    take.whole()
    return {
        name: [{column: row.get(column, "") for column in tables[name][0]} for _, row in sorted(rows.items())]
        for name, rows in ((ENTRY, take.entry), (TITLES, take.titles))
    }


def _give_edition(take: Take, rows: Iterable[Row], has_changed: bool, edition: str, source: str) -> None:
    """Write edition and source into the columns of that name; other cells than before want both."""
    if has_changed and not (take.edition.name and take.edition.source):
        take.problems.append("Cells differ. Say which edition the files are of: --edition E --source ID")
    for row in rows:
        row[edition] = take.edition.name or row[edition]
        row[source] = take.edition.source or row[source]


def _by_code(file: Official) -> dict[str, tuple[int, Row]]:
    """The rows by code, with line and the cells that we know; of rows with one code, the first."""
    found: dict[str, tuple[int, Row]] = {}
    for line, cells in file.rows:
        row = {name: cells[column] for name, column in file.layout.items()}
        found.setdefault(row["code"], (line, row))
    return found


# --- education, experience and training -----------------------------------------------


def _take_levels(take: Take, file: Official) -> None:
    found = _by_code(file)
    for job in take.catalog.occupations.values():
        if job.id not in take.entry:
            take.entry[job.id] = _new_entry(job)
        if code := take.codes.get(job.id):
            row = take.entry[job.id]
            row.update(code=code, note=row.get("note") or GROUP.format(code=code))
    rows = [row for row in take.entry.values() if row.get("code")]
    before = [dict(row) for row in rows]
    for row in rows:
        if row["code"] in found:
            row.update(_levels(take, *found[row["code"]]))
            row["area"] = AREA
        else:
            take.problems.append(
                f"{row['id']}: the file has no row for {row['code']}. Look whether it has the job in a group with "
                f"others, and say so: --code {row['id']}=CODE"
            )
    _give_edition(take, rows, before != rows, "edition", "source")


def _new_entry(job: Occupation) -> Row:
    """A row for a job that has none: with its own code, or with a note that says why without."""
    own = {"code": job.soc_code} if job.onet_code.endswith(WHOLE) else {"note": PART}
    columns = ("edition", "source", "zone_edition", "zone_source")
    return {"id": job.id, "occupation": job.id} | dict.fromkeys(columns, "") | own


def _levels(take: Take, line: int, official: Row) -> Row:
    """The three levels as ids of their vocabularies; a word that these do not have is a problem."""
    made = {}
    for name in LEVELS:
        words = {each.official: each.id for each in take.catalog.tables[f"entry_{name}"].values()}
        if official[name] not in words:
            table = f"careers/entry_{name}.csv"
            take.problems.append(f"Line {line}: '{official[name]}' is not in 'official' of {table}. Add its row first.")
        made[name] = words.get(official[name], "")
    return made


# --- Job Zones and titles ---------------------------------------------------------------


def _take_zones(take: Take, file: Official) -> None:
    """Only jobs that have a row get a zone, and none loses one: O*NET leaves some jobs out."""
    found = _by_code(file)
    words = {str(each.number): each.id for each in take.catalog.job_zones.values()}
    rows, before = [], []
    for job in take.catalog.occupations.values():
        row = take.entry.get(job.id)
        if row is None or job.onet_code not in found:
            continue
        line, official = found[job.onet_code]
        if official["zone"] not in words:
            table = "careers/job_zones.csv"
            take.problems.append(f"Line {line}: zone '{official['zone']}' is not in {table}. Add its row first.")
        before.append(dict(row))
        row.update(job_zone=words.get(official["zone"], ""), zone_as_of=_month(official["date"]))
        rows.append(row)
    _give_edition(take, rows, before != rows, "zone_edition", "zone_source")


def _month(official: str) -> str:
    """A month as the data writes it: 2024-11, of 11/2024."""
    month, _, year = official.partition("/")
    return f"{year}-{month.zfill(2)}" if year else official


def _take_titles(take: Take, file: Official) -> None:
    """The titles that we picked from another list stay."""
    found: dict[str, list[str]] = {}
    for _, cells in file.rows:
        row = {name: cells[column] for name, column in file.layout.items()}
        if row.get("list", SAMPLE) == SAMPLE and row["title"]:
            found.setdefault(row["code"], []).append(row["title"].replace(";", ","))
    rows, before = [], []
    for job in take.catalog.occupations.values():
        if job.onet_code in found:
            blank = {"id": job.id, "occupation": job.id, "edition": "", "source": ""}
            row = take.titles.setdefault(job.id, blank)
            before.append(dict(row))
            row["titles"] = "; ".join(dict.fromkeys(found[job.onet_code]))
            rows.append(row)
    _give_edition(take, rows, before != rows, "edition", "source")


if __name__ == "__main__":
    raise SystemExit(main())
