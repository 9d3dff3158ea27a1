"""The public JSON API, version 1: static files under ``api/v1/``.

An index, a list for each kind of record, a file for each record, and the
documents that say what is in them. What stays stable is promised on the page
docs/data/api.md; whoever changes a shape here writes it into the changelog there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from markupsafe import Markup

from macros.data import standing, tables
from macros.data.catalog import Catalog
from macros.data.models import PLACE_KINDS
from macros.pages import components, templating
from macros.pages.macro_context import Context, page_macro
from macros.pages.outputs import Site, SiteFile
from macros.pages.paging import in_pages
from macros.sitewide import openapi

LIST_SIZE = 200  # records in one file of a list
RELATED_AT_MOST = 100  # partnerships named in the file of a place, an industry or an organization


def outputs(catalog: Catalog, site: Site) -> Iterator[SiteFile]:
    """The whole API; each file is made when its turn comes."""
    api = Api(catalog, site)
    yield SiteFile(f"{tables.API}index.json", partial(api.text, api.index))
    yield SiteFile(f"{tables.API}openapi.json", partial(api.text, partial(openapi.openapi, catalog, site)))
    yield from api.schemas()
    for kind in tables.kinds(catalog):
        yield from api.lists(kind)
        yield from api.records(kind)


@page_macro()
def api_kinds(page: Context) -> Markup:
    """The kinds of record that the API has, with their numbers and the addresses of their lists."""
    api = Api(page.catalog, page.site)
    rows = [(each, page.catalog.resources[each["kind"]]) for each in api.index()["kinds"]]
    return templating.render("api_kinds.html", rows=rows, api=tables.API, base=page.base)


@page_macro()
def api_examples(page: Context) -> Markup:
    """Examples for the API that work as they stand, with this site's own address."""
    return templating.render(
        "api_examples.html",
        address=page.site.absolute(tables.API),
        base=page.base,
        api=tables.API,
        partnership=next(iter(tables.published(page.catalog)["partnerships"].values()), None),
        industry=next(iter(page.catalog.industries.values()), None),
    )


class Api:
    """The API of one catalog: the contents of its files."""

    def __init__(self, catalog: Catalog, site: Site) -> None:
        self._catalog = catalog
        self._site = site
        self._public = tables.published(catalog)
        self._read = {kind: tables.reader(kind, catalog) for kind in self._public}
        self._name = {kind: tables.name_reader(kind, catalog) for kind in self._public}
        self._groups = {kind: tables.groups(kind) for kind in self._public}
        self._references = {kind: _reference_finder(tables.own_fields(kind, catalog)) for kind in self._public}
        self._stubs: dict[tuple[str, str], str] = {}
        self._past = {"as_of": site.as_of} if site.as_of else {}  # in every document of a site of an earlier day

    def text(self, make: Callable[[], Any]) -> str:
        """A document as JSON in one line, with keys in the order that it was made in."""
        return _json(make())

    # --- the index and the contracts

    def index(self) -> dict[str, Any]:
        """What the API holds and where."""
        program = self._catalog.program
        return {
            "schema_version": openapi.VERSION,
            "title": program.site_name,
            "description": program.tagline,
            "generated": self._site.today,
            **self._past,
            "license": {"name": program.licence_words(), "url": program.licence_url},
            "notices": [each.text for each in self._catalog.attributions.values()],
            "links": {
                "self": self._at("index.json"),
                "schema": self._at("schemas/index.json"),
                "openapi": self._at("openapi.json"),
                "documentation": self._site.absolute("data/api/"),
                "data_package": self._site.absolute(f"{tables.DOWNLOADS}datapackage.json"),
            },
            "kinds": [self._about(kind) for kind in self._public],
        }

    def _about(self, kind: str) -> dict[str, Any]:
        resource = self._catalog.resources[kind]
        return {
            "kind": kind,
            "title": resource["title"],
            "description": resource["description"],
            "count": len(self._public[kind]),
            "links": {
                "list": self._at(f"{kind}/index.json"),
                "schema": self._at(f"schemas/{kind}.json"),
                "csv": self._site.absolute(f"{tables.DOWNLOADS}{kind}.csv"),
            },
        }

    def schemas(self) -> Iterator[SiteFile]:
        """The JSON Schemas: of the index, and of each kind's files and lists."""
        found = openapi.definitions(self._catalog, "#/$defs/")
        for kind in self._public:
            yield self._schema(f"{kind}.json", kind, found)
            yield self._schema(f"{kind}-list.json", f"{kind}_list", found)
        yield self._schema("index.json", "index", found)

    def _schema(self, file: str, name: str, found: Mapping[str, Any]) -> SiteFile:
        path = f"schemas/{file}"
        return SiteFile(
            f"{tables.API}{path}", partial(self.text, partial(openapi.schema_file, name, found, self._at(path)))
        )

    # --- lists

    def lists(self, kind: str) -> Iterator[SiteFile]:
        """The list of a kind's records, in as many files as it needs."""
        pages = in_pages(tuple(self._public[kind].values()), LIST_SIZE)
        for number, records in enumerate(pages, start=1):
            make = partial(self._list, kind, records, number, len(pages))
            yield SiteFile(f"{tables.API}{_list_file(kind, number)}", partial(self.text, make))

    def _list(self, kind: str, records: Iterable[Any], number: int, pages: int) -> dict[str, Any]:
        about = self._about(kind)
        links = {
            "self": self._at(_list_file(kind, number)),
            "schema": self._at(f"schemas/{kind}-list.json"),
            "index": self._at("index.json"),
            "csv": about["links"]["csv"],
        }
        if number > 1:
            links["previous"] = self._at(_list_file(kind, number - 1))
        if number < pages:
            links["next"] = self._at(_list_file(kind, number + 1))
        entries = [
            {
                "id": each.id,
                "name": self._called(kind, each),
                "links": self._links(kind, each),
                "record": self._read[kind](each),
                **self._standing(kind, each),
            }
            for each in records
        ]
        return {
            "schema_version": openapi.VERSION,
            **self._past,
            **about,
            "page": number,
            "pages": pages,
            "links": links,
            "records": entries,
        }

    # --- records

    def records(self, kind: str) -> Iterator[SiteFile]:
        """A file for each record of a kind."""
        for id, record in self._public[kind].items():
            yield SiteFile(f"{tables.API}{kind}/{id}.json", partial(self._record, kind, record))

    def _record(self, kind: str, record: Any) -> str:
        plain = self._read[kind](record)
        found = list(self._references[kind](plain))
        contains = {}
        for name, rows_kind in self._groups[kind].items():
            public = self._public[rows_kind]
            contains[name] = [self._read[rows_kind](each) for each in getattr(record, name) if each.id in public]
            for row in contains[name]:
                found += self._references[rows_kind](row)
        links = {
            **self._links(kind, record),
            "list": self._at(f"{kind}/index.json"),
            "schema": self._at(f"schemas/{kind}.json"),
        }
        unique = dict.fromkeys(each for each in found if each != (kind, record.id))
        document = {
            "schema_version": openapi.VERSION,
            **self._past,
            "kind": kind,
            "id": record.id,
            "name": self._called(kind, record),
            "links": links,
            "record": plain,
            "contains": contains,
            **self._standing(kind, record),
            **self._partnership_count(kind, record),
        }
        related = {"references": [self._stub(*each) for each in unique], **self._partnerships(kind, record)}
        return _with_lists(_json(document), related)

    def _standing(self, kind: str, record: Any) -> dict[str, Any]:
        """What a record says about its day, as it holds on the day of the build: status and services."""
        if kind not in openapi.STANDING:
            return {}
        catalog, today = self._catalog, self._site.today
        found: dict[str, Any] = {"day": today}
        if kind == "partnerships":
            status = standing.status(record, catalog, today)
            found |= {"status": status.status.id, "status_words": status.words}
        offered = standing.offered(record.services, catalog, today)
        return {"standing": found | {"services_offered": [each.id for each in offered]}}

    def _partnership_count(self, kind: str, record: Any) -> dict[str, int]:
        """How many partnerships touch a record; of a place also how many state none, and so may serve it."""
        if not record.folder or kind == "partnerships":
            return {}
        count = {"partnership_count": len(self._catalog.partnerships_of(record))}
        if kind not in PLACE_KINDS:
            return count
        may_serve = components.who_serves(self._catalog, record).may_fit
        return count | {"partnerships_that_state_no_place": len(may_serve)}

    def _partnerships(self, kind: str, record: Any) -> dict[str, list[str]]:
        """The first of the partnerships that touch an industry, a place or an organization."""
        if not record.folder or kind == "partnerships":
            return {}
        found = self._catalog.partnerships_of(record)[:RELATED_AT_MOST]
        return {"partnerships": [self._stub("partnerships", each.id) for each in found]}

    # --- pieces

    def _called(self, kind: str, record: Any) -> str:
        return self._name[kind](record) or record.id

    def _links(self, kind: str, record: Any) -> dict[str, str]:
        links = {"self": self._at(f"{kind}/{record.id}.json")}
        if record.folder:
            links |= {"page": self._site.absolute(record.path), "path": record.path}
        return links

    def _stub(self, kind: str, id: str) -> str:
        """How other records name a record, as JSON; made once, as thousands may name the same one."""
        if (kind, id) not in self._stubs:
            name = self._called(kind, self._public[kind][id])
            self._stubs[kind, id] = _json({"kind": kind, "id": id, "name": name, "json": self._at(f"{kind}/{id}.json")})
        return self._stubs[kind, id]

    def _at(self, path: str) -> str:
        return self._site.absolute(tables.API + path)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain)


def _with_lists(document: str, lists: Mapping[str, Iterable[str]]) -> str:
    """A JSON object with lists added at its end, whose entries are JSON already."""
    added = (f',"{name}":[{",".join(entries)}]' for name, entries in lists.items())
    return f"{document[:-1]}{''.join(added)}}}"


def _list_file(kind: str, number: int) -> str:
    return f"{kind}/index.json" if number == 1 else f"{kind}/page/{number}.json"


def _reference_finder(
    schema_fields: Iterable[Mapping[str, Any]],
) -> Callable[[Mapping[str, Any]], Iterator[tuple[str, str]]]:
    """A function that yields kind and id of everything that a record's plain values refer to."""
    plan = [(each["name"], find) for each in schema_fields if (find := _finder(each))]

    def find_all(plain: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        for name, find in plan:
            if plain[name]:
                yield from find(plain[name])

    return find_all


def _finder(each: Mapping[str, Any]) -> Callable[[Any], Iterator[tuple[str, str]]] | None:
    if each["type"] == "array":
        find = _finder(tables.item_of(each))
        return find and (lambda values: (found for value in values for found in find(value)))
    if each["type"] == "object":
        return _reference_finder(each["fields"])
    target = each.get("references")
    return target and (lambda value: iter(((target, value),)))


def _plain(value: Any) -> Any:
    """What JSON has no word for: dates as ISO 8601, exact numbers as the shortest number."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(f"{type(value).__name__} is not plain")
