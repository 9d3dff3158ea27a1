"""What a reader wants of the workbook: partnerships, sessions, funds and jobs, each on a sheet in words.

What counts on the day of the build is told by the same queries as on the pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from macros.data import models, standing
from macros.data.catalog import Catalog
from macros.data.levels import named
from macros.data.models import Term
from macros.data.plain_dates import plain_date
from macros.data.tables import RelationalTable
from macros.formats.excel import ReadableSheet
from macros.pages.outputs import Site
from macros.subjects.careers import queries as careers
from macros.subjects.grants import queries as grants
from macros.subjects.training import queries as training

_Cells = Mapping[str, Any]  # what a row says, by the heads of the columns


def sheets(catalog: Catalog, site: Site) -> list[ReadableSheet]:
    """The sheets that have a row."""
    made = (
        _sheet("All partnerships", catalog.partnerships.values(), _partnership, catalog, site),
        _sheet("Who takes part", catalog.members.values(), _member, catalog, site),
        _sheet(
            "All sessions", [each.session for each in training.all_shown(catalog, site.today)], _session, catalog, site
        ),
        _sheet("All funding", catalog.funds.values(), _fund, catalog, site),
        _sheet("All jobs", catalog.occupations.values(), _job, catalog, site),
    )
    return [each for each in made if each.rows]


def _sheet(
    name: str, records: Iterable[Any], row: Callable[[Any, Catalog, date], _Cells], catalog: Catalog, site: Site
) -> ReadableSheet:
    found = [{**row(each, catalog, site.today), **_page(each, site)} for each in records]
    heads = list(found[0]) if found else []
    return ReadableSheet(name, heads, [[each[head] for head in heads] for each in found])


def _page(record: Any, site: Site) -> _Cells:
    path = getattr(record, "path", "")
    return {"Page": site.absolute(path)} if site.url and path else {}


def _names(records: Iterable[Any]) -> str:
    return "; ".join(str(each.name) for each in records)


def _name(record: Any) -> str:
    return str(record.name) if record else ""


def _day(value: object) -> str:
    return plain_date(str(value)) if value else ""


def _labelled(records: str, catalog: Catalog, /, **cells: Any) -> _Cells:
    """Cells under the words that the schema has for their fields."""
    return {catalog.label(records, name): value for name, value in cells.items()}


def _partnership(each: Any, catalog: Catalog, today: date) -> _Cells:
    contact = each.contact or catalog.program.contact
    return {
        **_labelled(
            "partnerships",
            catalog,
            title=each.title,
            summary=each.summary,
            industries=_names(each.industries),
            kind=each.kind.name,
            reach=_names(named(each)) or each.reach.name,
            stage=_name(each.stage) or "Not stated",
            status=standing.status(each, catalog, today).words,
            services=_names(standing.offered(each.services, catalog, today)),
            website=each.website,
            links="; ".join(f"{link.label}: {link.url}" for link in each.links),
        ),
        "Led by": "; ".join(member.organization.name for member in each.leads),
        "Contact": contact.name,
        "E-mail": contact.email,
        "Phone": contact.phone,
        "Contact page": contact.url,
        "Whose contact": "its own" if each.contact else "the program's: no source names one of its own",
        "Last looked at": _day(each.looked_at),
    }


def _member(each: Any, catalog: Catalog, today: date) -> _Cells:
    return {
        **_labelled(
            "members",
            catalog,
            partnership=catalog.partnerships[each.partnership].title,
            organization=each.organization.name,
            role=each.role.name,
            note=each.note,
        ),
        **_labelled("organizations", catalog, type=_name(each.organization.type), website=each.organization.website),
    }


def _session(each: Any, catalog: Catalog, today: date) -> _Cells:
    return {
        **_labelled(
            "sessions",
            catalog,
            title=each.title,
            status=each.status.name,
            summary=each.summary,
            series=each.series.title,
            format=_name(each.format),
            topics=_names(each.topics),
            audiences=_names(each.audiences),
        ),
        "When": training.when(each),
        "Sign up": each.registration.url if each.registration else "",
        "Watch": each.recording.url if each.recording else "",
    }


def _fund(each: Any, catalog: Catalog, today: date) -> _Cells:
    coming = grants.next_deadline(each, today)
    return {
        **_labelled(
            "funds",
            catalog,
            name=each.name,
            status=grants.status(each, catalog, today).name,
            last_checked=_day(each.last_checked),
            summary=each.summary,
            funder=_name(each.funder),
            level=each.level.name,
            uses=_names(each.uses) or "Not stated",
            applicants=_names(each.applicants) or "Not stated",
            largest_award=each.largest_award,
            match_percent=each.match_percent,
            url=each.url,
        ),
        "Next deadline": _day(coming.closes) if coming else "",
    }


def _job(each: Any, catalog: Catalog, today: date) -> _Cells:
    wage = each.wage
    return {
        **_labelled(
            "occupations",
            catalog,
            title=each.title,
            summary=each.summary,
            industries=_names(each.industries),
            also_called="; ".join(each.also_called),
            partnerships=_names(each.partnerships),
            onet_code=each.onet_code,
        ),
        **_labelled("wages", catalog, mean_hourly=wage.mean_hourly, mean_annual=wage.mean_annual),
        "Pay of": f"{wage.area}, {_day(wage.period)}" if wage.is_released else careers.full_pay(wage),
        "Most people start with": _name(each.education) or "Not stated",
    }


def in_order(tables: Sequence[RelationalTable]) -> list[RelationalTable]:
    """The tables with those of vocabularies last: their words are what other tables choose from."""
    return sorted(tables, key=lambda table: issubclass(models.KINDS[table.kind], Term))
