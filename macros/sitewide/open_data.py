"""The whole data set to take away: a Data Package, a zip of it, an Excel workbook, and catalogs for harvesters.

Data Package v2: https://datapackage.org/standard/data-package/
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import chain, groupby
from typing import Any

from markupsafe import Markup

from macros.data import tables
from macros.data.catalog import Catalog, derived
from macros.formats import excel, sbom
from macros.formats.zip_writer import zipped
from macros.pages import components, templating
from macros.pages.macro_context import Context, page_macro
from macros.pages.outputs import Site, SiteFile
from macros.sitewide import readable_sheets

FOLDER = tables.DOWNLOADS
PACKAGE, ZIP, WORKBOOK = "datapackage.json", "library.zip", "library.xlsx"
PAGE, DICTIONARY = "data/", "data/dictionary/"
BILL = "data/bom.cdx.json"
NOTICES = "assets/ours/notices.txt"  # a file of the theme
# More rows than this make a workbook that is slow to make and slow to open.
WORKBOOK_ROWS = 50_000


@dataclass(frozen=True, slots=True)
class Download:
    """A file to take away, as the page names it."""

    path: str  # below the site's root
    title: str
    type: str
    note: str = ""
    rows: int = 0


def outputs(catalog: Catalog, site: Site) -> Iterator[SiteFile]:
    """The package, file by file and packed, the workbook, the bill of materials, and the harvesters' catalogs."""
    for name in (*(f"{each.name}.csv" for each in relations(catalog)), PACKAGE):
        yield SiteFile(FOLDER + name, partial(_member, catalog, site, name))
    yield SiteFile(FOLDER + ZIP, partial(_zip, catalog, site))
    if _has_workbook(catalog, site):
        yield SiteFile(FOLDER + WORKBOOK, partial(_workbook, catalog, site))
    if site.requirements:
        yield SiteFile(BILL, partial(_bill, catalog, site))
    if site.url:  # a harvester follows whole addresses only
        yield SiteFile("data.json", partial(_catalog, catalog, site))
        yield SiteFile("data/catalog.json", partial(_catalog, catalog, site))


def _member(catalog: Catalog, site: Site, name: str) -> bytes:
    return package(catalog, site)[name]


def _zip(catalog: Catalog, site: Site) -> bytes:
    return zipped(package(catalog, site), site.today)


def _workbook(catalog: Catalog, site: Site) -> bytes:
    found, first = readable_sheets.in_order(relations(catalog)), readable_sheets.sheets(catalog, site)
    return excel.workbook(found, _about(catalog, site), _title(catalog), site.today, first)


def _catalog(catalog: Catalog, site: Site) -> str:
    return _json(dcat(catalog, site))


def _has_workbook(catalog: Catalog, site: Site) -> bool:
    return not site.preview and sum(len(each.rows) for each in relations(catalog)) <= WORKBOOK_ROWS


@derived
def package(catalog: Catalog, site: Site) -> Mapping[str, bytes]:
    """The files of the Data Package by their names: each is a download, and all are in the zip."""
    found = relations(catalog)
    made = {f"{each.name}.csv": excel.csv_bytes(each) for each in found}
    return {PACKAGE: _json(_descriptor(catalog, site, found, made)).encode(), **made}


@derived
def relations(catalog: Catalog) -> tuple[tables.RelationalTable, ...]:
    """The tables of the package."""
    return tuple(tables.tables(catalog))


def _title(catalog: Catalog) -> str:
    return f"{catalog.program.site_name}: the data"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


# --- the package --------------------------------------------------------------


def _descriptor(
    catalog: Catalog, site: Site, found: tuple[tables.RelationalTable, ...], made: Mapping[str, bytes]
) -> dict[str, Any]:
    program = catalog.program
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": _slug(program.site_name),
        "title": _title(catalog),
        "description": " ".join(filter(None, (components.as_it_stood(site), program.description))),
        **({"id": f"{site.url}{FOLDER}{PACKAGE}", "homepage": f"{site.url}{PAGE}"} if site.url else {}),
        "created": f"{site.today}T00:00:00Z",
        **_licences(catalog),
        "notices": [each.text for each in catalog.attributions.values()],
        "contributors": [{"title": program.board.name, "roles": ["publisher"]}],
        "keywords": _keywords(catalog),
        "resources": [_resource(each, made[f"{each.name}.csv"]) for each in found],
    }


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _licences(catalog: Catalog) -> dict[str, Any]:
    """The license under the property that the standard has for it; what is only proposed under one of our own."""
    program = catalog.program
    said = {"title": program.licence_words(), "path": program.licence_url}
    return {"licenses": [said]} if program.licence_decided else {"proposedLicense": said}


def _rights(catalog: Catalog, decided: str, proposed: str) -> dict[str, str]:
    """The license's address under the property ``decided``; words under ``proposed`` while it is only proposed."""
    program = catalog.program
    if program.licence_decided:
        return {decided: program.licence_url}
    return {proposed: f"License: {program.licence_words()}, {program.licence_url}"}


def _keywords(catalog: Catalog) -> list[str]:
    return [catalog.program.state, catalog.program.name, *(each.name for each in catalog.industries.values())]


def _resource(table: tables.RelationalTable, content: bytes) -> dict[str, Any]:
    return {
        "name": table.name,
        "type": "table",
        "title": table.title,
        "description": table.description,
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": table.schema,
    }


def _about(catalog: Catalog, site: Site) -> list[tuple[str, str]]:
    """The lines of the workbook's first sheet."""
    program = catalog.program
    text = templating.text(
        "workbook_about.txt",
        program=program,
        site=site,
        today=site.today,
        notices=[each.text for each in catalog.attributions.values()],
        dictionary=site.absolute(DICTIONARY),
        page=site.absolute(PAGE),
    )
    lines = (line.partition(": ") for line in text.splitlines() if line.strip())
    return [(word, said) for word, _, said in lines]


# --- catalogs for harvesters --------------------------------------------------


def dcat(catalog: Catalog, site: Site) -> dict[str, Any]:
    """The catalog of this one data set in DCAT-US 1.1 (https://resources.data.gov/resources/dcat-us/)."""
    conforms = "https://project-open-data.cio.gov/v1.1/schema"
    return {
        "@context": f"{conforms}/catalog.jsonld",
        "@id": f"{site.url}data.json",
        "@type": "dcat:Catalog",
        "conformsTo": conforms,
        "describedBy": f"{conforms}/catalog.json",
        "dataset": [_dataset(catalog, site)],
    }


def _dataset(catalog: Catalog, site: Site) -> dict[str, Any]:
    program = catalog.program
    return {
        "@type": "dcat:Dataset",
        "identifier": f"{site.url}{PAGE}",
        "title": _title(catalog),
        "description": program.description,
        "keyword": _keywords(catalog),
        "modified": last_change(catalog, site).isoformat(),
        "publisher": {"@type": "org:Organization", "name": program.board.name},
        "contactPoint": {
            "@type": "vcard:Contact",
            "fn": program.contact.name,
            **({"hasEmail": f"mailto:{program.contact.email}"} if program.contact.email else {}),
        },
        "accessLevel": "public",
        **_rights(catalog, "license", "rights"),
        "spatial": program.state,
        "language": ["en-US"],
        "landingPage": f"{site.url}{PAGE}",
        "describedBy": f"{site.url}{FOLDER}{PACKAGE}",
        "describedByType": "application/json",
        "distribution": [*_distributions(catalog, site)],
    }


_MEDIA = {
    "zip": "application/zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "csv": "text/csv",
}


def _distributions(catalog: Catalog, site: Site) -> Iterator[dict[str, str]]:
    single = chain.from_iterable(several for _, several in table_downloads(catalog))
    for each in (*main_downloads(catalog, site), *single):
        media = _MEDIA[each.path.rpartition(".")[2]]
        yield {
            "@type": "dcat:Distribution",
            "title": each.title,
            "format": each.type,
            "mediaType": media,
            "downloadURL": f"{site.url}{each.path}",
        }
    yield {
        "@type": "dcat:Distribution",
        "title": "API",
        "format": "API",
        "accessURL": f"{site.url}{tables.API}index.json",
        "describedBy": f"{site.url}{tables.API}openapi.json",
        "describedByType": "application/json",
    }


def last_change(catalog: Catalog, site: Site) -> date:
    """The last day on which somebody compiled or reviewed a record; the day of the build where none tells."""
    records = (each for table in tables.published(catalog).values() for each in table.values())
    days = [day for each in records if (day := each.looked_at)]
    return max(days, default=site.today)


# --- the page -----------------------------------------------------------------


def main_downloads(catalog: Catalog, site: Site) -> list[Download]:
    """The files that hold everything."""
    wanted = (
        (
            WORKBOOK,
            "Everything as an Excel workbook",
            "Excel",
            "Partnerships, sessions, funding and jobs to read; then a sheet for each table.",
        ),
        (ZIP, "Everything as a Data Package", "ZIP", "All tables as CSV, with a description that programs can read."),
        (PACKAGE, "The description of the package", "JSON", "What each table and column means, with keys and types."),
    )
    return [
        Download(FOLDER + name, title, type, note)
        for name, title, type, note in wanted
        if name != WORKBOOK or _has_workbook(catalog, site)
    ]


@derived
def by_subject(catalog: Catalog) -> tuple[tuple[str, str, tuple[tables.RelationalTable, ...]], ...]:
    """The name, the title and the tables of each subject."""
    found = groupby(relations(catalog), lambda table: catalog.subjects[table.kind])
    return tuple((name, title, tuple(each)) for (name, title), each in found)


def table_downloads(catalog: Catalog) -> list[tuple[str, list[Download]]]:
    """The tables, one by one, under the title of their subject."""
    return [(title, [_table_download(each) for each in several]) for _, title, several in by_subject(catalog)]


def _table_download(table: tables.RelationalTable) -> Download:
    return Download(f"{FOLDER}{table.name}.csv", table.title, "CSV", rows=len(table.rows))


@page_macro()
def downloads(page: Context) -> Markup:
    """Everything to take away, with types and sizes.

    The data set is there as JSON-LD too, for search engines.
    """
    catalog, site = page.catalog, page.site
    return templating.render(
        "downloads.html",
        base=page.base,
        main=main_downloads(catalog, site),
        subjects=table_downloads(catalog),
        has_catalogs=bool(site.url),
        bill=_bill_download(site),
        notices=Download(NOTICES, "The notices of their licenses", "Text"),
        attributions=[(each, source) for source in catalog.sources.values() for each in source.attributions],
        program=catalog.program,
        data=json_ld(catalog, site),
    )


def _bill(catalog: Catalog, site: Site) -> bytes:
    return sbom.text(site.requirements, catalog.program.site_name).encode()


def _bill_download(site: Site) -> Download | None:
    title, type = "The packages that build this site, with versions and checksums", "JSON (CycloneDX 1.6)"
    return Download(BILL, title, type) if site.requirements else None


@page_macro()
def data_citation(page: Context) -> Markup:
    """How to name this library as a source."""
    site = page.site
    day = last_change(page.catalog, site)
    return templating.render(
        "citation.html", program=page.catalog.program, site=site, page=site.absolute(PAGE), day=day
    )


def json_ld(catalog: Catalog, site: Site) -> dict[str, Any]:
    """The data set as schema.org has it (https://schema.org/Dataset)."""
    program = catalog.program
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": _title(catalog),
        "description": program.description,
        "url": site.absolute(PAGE),
        **_rights(catalog, "license", "copyrightNotice"),
        "isAccessibleForFree": True,
        "keywords": _keywords(catalog),
        "dateModified": last_change(catalog, site).isoformat(),
        "spatialCoverage": {"@type": "AdministrativeArea", "name": program.state},
        "creator": {"@type": "GovernmentOrganization", "name": program.board.name, "url": program.board.website},
        "distribution": [
            {
                "@type": "DataDownload",
                "name": each.title,
                "encodingFormat": _MEDIA[each.path.rpartition(".")[2]],
                "contentUrl": site.absolute(each.path),
            }
            for each in main_downloads(catalog, site)
        ],
    }
