"""Everything the site knows: typed records, linked to each other, nothing invalid among them."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from functools import wraps
from inspect import signature
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from macros.data import levels, models, sections, validation
from macros.data.disk import CommandFailed

Table = Mapping[str, Any]  # id -> record, in the order of the data
Derived = TypeVar("Derived", bound=Callable[..., Any])


class DataProblems(CommandFailed):
    """The data has problems; ``problems`` holds all of them in the order of files and lines."""

    def __init__(self, problems: Iterable[validation.Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True, slots=True, weakref_slot=True, eq=False, repr=False)
class Catalog:
    """The linked records of every kind, and the schemas that describe them.

    ``tables`` maps a resource's name to its records by id. Each kind is an
    attribute too: ``catalog.counties["york"]``. ``resources`` has the titles and
    descriptions of the kinds, out of their data packages, and ``subjects`` the
    names and titles of those packages. ``redirects`` are the lasting addresses that lead
    elsewhere now; ``listed`` says about the pages and of what is in calendars since
    when their addresses last. ``failed_links`` are addresses of other sites that could not be opened, ``drafts`` counts
    what is not published by kinds, and ``warnings`` are those of the check.
    """

    tables: Mapping[str, Table]
    schemas: Mapping[str, Mapping[str, Any]]
    resources: Mapping[str, Mapping[str, Any]]
    subjects: Mapping[str, tuple[str, str]]
    redirects: tuple[models.Permalink, ...] = ()
    listed: Mapping[str, date] = field(default_factory=dict)
    failed_links: tuple[models.LinkCheck, ...] = ()
    drafts: Mapping[str, int] = field(default_factory=dict)
    warnings: tuple[validation.Problem, ...] = ()
    _derived: dict[tuple[Any, ...], Any] = field(default_factory=dict, init=False)  # see ``derived``

    def __getattr__(self, kind: str) -> Table:
        try:
            return self.tables[kind]
        except KeyError:
            raise AttributeError(f"the catalog has no kind of record named {kind!r}") from None

    def __repr__(self) -> str:
        """Short, since a host that logs its settings would write out every record."""
        return f"<Catalog of {sum(map(len, self.tables.values()))} records>"

    @property
    def program(self) -> models.Program:
        """The one record that says whose library this is."""
        return next(iter(self.tables["program"].values()))

    def has(self, kind: str) -> bool:
        """Whether the library has records of that kind at all: a program may leave a subject out."""
        return kind in self.resources

    def label(self, kind: str, name: str, count: int = 1) -> str:
        """The title that the schema of ``kind`` gives to the field ``name``, as it stands above ``count`` values."""
        about = _field(self.schemas[kind], name)
        return about["title"] if count == 1 else about.get("plural", about["title"])

    def partnerships_of(self, record: models.Record) -> tuple[models.Partnership, ...]:
        """The published partnerships that touch an industry, a place or an organization.

        A place is touched by those that serve it; see ``macros.data.levels``.
        """
        return _index(self).get((record.folder, record.id), ())


def derived(function: Derived) -> Derived:
    """Run a function once for each catalog: what it gives is kept in the catalog, and goes with it.

    The parameter ``catalog`` says which; all arguments are given by place, and the others must be hashable.
    """
    place = list(signature(function).parameters).index("catalog")

    @wraps(function)
    def kept(*args: Any) -> Any:
        store = args[place]._derived
        key = (function, *args[:place], *args[place + 1 :])
        if key not in store:
            store.setdefault(key, function(*args))  # of two threads that come at once, both get what is there first
        return store[key]

    return kept  # type: ignore[return-value]


@derived
def places(catalog: Catalog) -> levels.Places:
    """All places of the program, level by level, with what lies in what."""
    return levels.places_of(catalog.tables, catalog.program.geography)


@derived  # lists, filters and counts ask it of each partnership again and again
def served(record: Any, catalog: Catalog) -> levels.ByLevel:
    """The places that a partnership, a fund or a training option serves, by the ids of their levels."""
    return places(catalog).served(record)


def load_catalog(data_dir: Path, today: date | None = None) -> Catalog:
    """Read, check and link every data package under ``data_dir``.

    Raises DataProblems, with all problems at once, when the data has an error.
    ``today`` is the day that what has happened may not come after; None leaves that out.
    """
    return link(validation.check(data_dir, today=today))


def link(checked: validation.Checked) -> Catalog:
    """Link what was checked; ``checked.rows`` is empty after that, or both would fill the memory at once.

    Raises DataProblems, with all problems at once, when the data has an error, and when the data packages
    describe the records in another way than the site's kinds want.
    """
    errors = [problem for problem in checked.problems if problem.severity == "error"]
    if errors:
        raise DataProblems(checked.problems)
    # Linking makes hundreds of thousands of objects and no garbage at all, so
    # letting the collector look at them again and again would double the time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _link(checked)
    except (KeyError, TypeError, AttributeError) as error:
        message = (
            f"The data packages do not describe the records as the site needs them: {type(error).__name__} {error}."
        )
        hint = "Compare each datapackage.yaml with the schema of its subject that came with the code."
        raise DataProblems([validation.Problem("datapackage.yaml", 0, 0, "", "", message, hint)]) from error
    finally:
        if collecting:
            gc.enable()


# --- linking ----------------------------------------------------------------


def _link(checked: validation.Checked) -> Catalog:
    """Turn rows into records.

    A state that leaves a subject out has no records of its kinds.
    """
    schemas = {**{key: {"fields": []} for key in models.KINDS}, **checked.schemas}
    tables: dict[str, dict[str, Any]] = {}
    geography = geography_of(checked)
    for kind, cls in models.KINDS.items():
        given = {"level_address": geography.address(kind)} if geography and kind in models.LEVELS else {}
        make = _maker(cls, kind, schemas[kind], tables, given)
        rows = checked.rows.pop(kind, [])
        rows.reverse()  # so that each row can go as soon as its record is there
        tables[kind] = {}
        while rows:
            row = rows.pop()
            tables[kind][row.id] = make(row)
    drafts = _leave_out_drafts(tables, schemas)
    return Catalog(
        tables=MappingProxyType(tables),
        schemas=schemas,
        resources=MappingProxyType({each["name"]: each for _, each in _resources(checked)}),
        subjects=MappingProxyType(
            {each["name"]: (package["name"], package["title"]) for package, each in _resources(checked)}
        ),
        redirects=_redirects(checked),
        listed=MappingProxyType(_listed(checked)),
        failed_links=_failed_links(checked),
        drafts=MappingProxyType(drafts),
        warnings=checked.problems,
    )


def geography_of(checked: validation.Checked) -> models.Geography | None:
    """The levels of geography as the program describes them; None where its record is not right, or linked already."""
    rows = checked.rows.get("program")
    if not rows:
        return None
    schema_fields = [each for each in checked.schemas["program"]["fields"] if each["name"] == "geography"]
    return _converter(models.Program, schema_fields, {})(rows[0].values).get("geography")


def sections_of_checked(checked: validation.Checked) -> tuple[str, ...]:
    """The sections of a program's site, as checked data has them that is not linked yet."""
    rows = checked.rows.get("place_levels", ())
    return sections.of_program(geography_of(checked), [row.values["address"] for row in rows])


def sections_of(catalog: Catalog) -> tuple[str, ...]:
    """The sections of a program's site."""
    return sections.of_program(catalog.program.geography, [each.address for each in catalog.place_levels.values()])


def _resources(checked: validation.Checked) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Each resource after its package, in their order."""
    return ((package, each) for package in checked.packages.values() for each in package["resources"])


def _redirects(checked: validation.Checked) -> tuple[models.Permalink, ...]:
    """Only the rows that lead elsewhere: there may be thousands that do not, and no page shows those."""
    moved = [row for row in checked.rows.get("permalinks", ()) if row.values.get("redirect")]
    if not moved:
        return ()
    make = _maker(models.Permalink, "permalinks", checked.schemas["permalinks"], {})
    return tuple(map(make, moved))


def _failed_links(checked: validation.Checked) -> tuple[models.LinkCheck, ...]:
    rows = checked.rows.get("link_checks", ())
    return tuple(map(_maker(models.LinkCheck, "link_checks", checked.schemas["link_checks"], {}), rows)) if rows else ()


def _listed(checked: validation.Checked) -> dict[str, date]:
    rows = (row.values for row in checked.rows.get("permalinks", ()))
    return {each["address"]: each["since"] for each in rows if each["kind"] in ("page", "uid")}


def _leave_out_drafts(tables: dict[str, dict[str, Any]], schemas: Mapping[str, Mapping[str, Any]]) -> dict[str, int]:
    """Take out the records whose status is not published, and whatever cannot be without one that goes.

    Returns how many of each kind have such a status. Partnerships then stand by title, the order of every list
    unless it says otherwise.
    """
    drafts = {}
    for kind, cls in models.KINDS.items():
        if "status" in (each.name for each in fields(cls)):
            public = {id: each for id, each in tables[kind].items() if getattr(each.status, "published", True)}
            drafts[kind], tables[kind] = len(tables[kind]) - len(public), public
    needs = [each for kind in models.KINDS for each in _needs(kind, schemas[kind]["fields"])]
    is_settled = False
    while not is_settled:  # what needs a record that goes, goes too
        before = sum(map(len, tables.values()))
        for kind, name, target in needs:
            tables[kind] = {id: each for id, each in tables[kind].items() if _id_in(each, name) in tables[target]}
        is_settled = sum(map(len, tables.values())) == before
    by_title = sorted(tables["partnerships"].values(), key=lambda each: (each.title.casefold(), each.id))
    tables["partnerships"] = {each.id: each for each in by_title}
    return {kind: number for kind, number in drafts.items() if number}


def _needs(kind: str, schema_fields: Iterable[Mapping[str, Any]]) -> list[tuple[str, str, str]]:
    """The fields that name a record which those of a kind cannot be without: kind, field, and the other's kind."""
    held = {each.name for each in fields(models.KINDS[kind])}
    return [
        (kind, each["name"], each["references"])
        for each in schema_fields
        if each["name"] in held
        and each.get("references") in models.KINDS
        and each["type"] == "string"
        and (each.get("owner") or each.get("constraints", {}).get("required"))
    ]


def _id_in(record: Any, name: str) -> str:
    """The id that a field holds, whether as text or as the record itself."""
    value = getattr(record, name)
    return getattr(value, "id", value)


@derived
def _index(catalog: Catalog) -> dict[tuple[str, str], tuple[models.Partnership, ...]]:
    """For each industry, place and organization, its partnerships in the order of titles."""
    found: dict[tuple[str, str], list[models.Partnership]] = defaultdict(list)
    for partnership in catalog.partnerships.values():
        touched: list[models.Record] = [*partnership.industries]
        touched += [place for places_there in served(partnership, catalog).values() for place in places_there]
        touched += [member.organization for member in partnership.members]
        for folder_and_id in {(record.folder, record.id): None for record in touched}:
            found[folder_and_id].append(partnership)
    return {key: tuple(partnerships) for key, partnerships in found.items()}


# --- from a checked row to a record -----------------------------------------


def _maker(
    cls: type,
    kind: str,
    schema: Mapping[str, Any],
    tables: Mapping[str, Table],
    for_all: Mapping[str, Any] = MappingProxyType({}),
) -> Callable[[validation.CheckedRow], Any]:
    """A function that turns a checked row of ``kind`` into a record of ``cls``; ``for_all`` is given to each."""
    convert = _converter(cls, schema["fields"], tables)
    groups = [
        (each.name, _by_owner(tables[each.metadata["resource"]], each.metadata["by"]))
        for each in fields(cls)
        if each.metadata
    ]
    blanks = {**_not_yet(cls, schema), **for_all}

    def make(row: validation.CheckedRow) -> Any:
        given = {**blanks, **convert(row.values)}
        given["id"] = row.id
        for name, rows in groups:
            given[name] = rows.get(row.id, ())
        return cls(file=row.file, line=row.line, **given)

    return make


def _not_yet(cls: type, schema: Mapping[str, Any]) -> dict[str, Any]:
    """Empty values for what every record has today and an older schema did not have yet."""
    known = {each["name"] for each in schema["fields"]}
    hints = get_type_hints(cls)
    missing = (each for each in fields(cls) if each.default is MISSING and not each.metadata and each.name not in known)
    return {each.name: _empty(hints[each.name]) for each in missing}


def _empty(hint: Any) -> Any:
    if get_origin(hint) is tuple:
        return ()
    return "" if hint is str else None


def _by_owner(table: Table, by: str) -> dict[str, tuple[Any, ...]]:
    owned: dict[str, list[Any]] = defaultdict(list)
    for record in table.values():
        owned[getattr(record, by)].append(record)
    return {owner: tuple(records) for owner, records in owned.items()}


def _converter(
    cls: type, schema_fields: Iterable[Mapping[str, Any]], tables: Mapping[str, Table]
) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """A function from checked values to keyword arguments of ``cls``; what is empty is left to the default."""
    hints = get_type_hints(cls)
    wanted = {each.name for each in fields(cls)}
    plan = [
        (each["name"], _value_converter(hints[each["name"]], each, tables))
        for each in schema_fields
        if each["name"] in wanted
    ]

    def convert(values: Mapping[str, Any]) -> dict[str, Any]:
        given = {}
        for name, change in plan:
            value = values.get(name)
            if value is not None:
                given[name] = value if change is None else change(value)
        return given

    return convert


def _value_converter(
    hint: Any, schema_field: Mapping[str, Any], tables: Mapping[str, Table]
) -> Callable[[Any], Any] | None:
    """How one value becomes what ``hint`` says; None where it stays as it is."""
    if get_origin(hint) is tuple:
        items = {**schema_field, **schema_field.get("items", {})}
        each = _value_converter(get_args(hint)[0], items, tables)
        return tuple if each is None else lambda values: tuple(map(each, values))
    cls = next((arg for arg in (hint, *get_args(hint)) if hasattr(arg, "__dataclass_fields__")), None)
    if cls is None:
        return None
    if "references" in schema_field:
        return tables[schema_field["references"]].__getitem__
    convert = _converter(cls, schema_field["fields"], tables)
    return lambda value: cls(**convert(value))


def _field(schema: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    # A subject that a state leaves out has no fields, but pages may ask for a label all the same.
    unknown = {"title": name.replace("_", " ").capitalize()}
    return next((each for each in schema["fields"] if each["name"] == name), unknown)
