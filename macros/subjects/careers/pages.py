"""A page for each pathway, with a handout to print, and for each job, credential, training, support and start."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import segno
from markupsafe import Markup

from macros.data import standing
from macros.data.catalog import Catalog, served
from macros.data.models import (
    Credential,
    Occupation,
    Pathway,
    PathwayStep,
    Source,
    StartingPoint,
    Support,
    TrainingOption,
)
from macros.pages import components, templating
from macros.pages.outputs import Page, Site, base_of
from macros.pages.record_pages import RecordPage
from macros.subjects.careers import pathway_drawing, trade_words
from macros.subjects.careers import queries as careers

MOST_NAMED = 40  # partnerships that name a group, on its page; the directory has the rest
SECTION = "careers"
_HOME, _PATHWAYS = ("Careers", "careers/"), ("Pathways", "careers/pathways/")
NARROW, WIDE = (1, 236), (3, 196)  # boxes in a row, and a box's width in px

Career = Pathway | Occupation | Credential | TrainingOption | Support | StartingPoint


def outputs(catalog: Catalog, site: Site) -> Iterator[Page]:
    """The pages of every kind, in the data's order."""
    for pathway in catalog.pathways.values():
        yield pathway_page(pathway, catalog, site)
        yield handout_page(pathway, catalog, site)
    for occupation in catalog.occupations.values():
        yield occupation_page(occupation, catalog, site)
    for credential in catalog.credentials.values():
        yield credential_page(credential, catalog, site)
    for option in catalog.training_options.values():
        yield training_page(option, catalog, site)
    for support in catalog.supports.values():
        yield support_page(support, catalog, site)
    for starting in catalog.starting_points.values():
        yield start_page(starting, catalog, site)


def pathway_page(pathway: Pathway, catalog: Catalog, site: Site) -> Page:
    """A pathway: its drawing, and the same as a list."""
    return _page(
        pathway,
        "Career pathway",
        _PATHWAYS,
        "career_pathway.html",
        catalog,
        site,
        lambda: {
            "narrow": pathway_drawing.draw(pathway, _notes(pathway), *NARROW),
            "wide": pathway_drawing.draw(pathway, _notes(pathway), *WIDE),
            "moves": lambda step: careers.moves_of(step, pathway),
            "openings": careers.openings,
            "entries": careers.entries(pathway),
            "has_entry": any(careers.start_words(step.occupation) for step in pathway.steps),
        },
        sources=lambda: _sources(pathway),
        json_ld=lambda: pathway_json_ld(pathway, site),
        embed=f"pathway/{pathway.id}",
    )


def _sources(pathway: Pathway) -> list[Source]:
    """The sources of all that a pathway's page shows, each once."""
    entry = (each.source for each in careers.editions(step.occupation for step in pathway.steps if step.occupation))
    return list(dict.fromkeys((*pathway.sources, *filter(None, entry))))


def _notes(pathway: Pathway) -> Mapping[str, str]:
    """The short line in each box: the pay, or how long one learns."""
    return {step.id: _note(step) for step in pathway.steps}


def _note(step: PathwayStep) -> str:
    if step.occupation:
        return careers.short_pay(step.occupation.wage)
    return step.typical_time if len(step.typical_time) < 20 else ""


def handout_page(pathway: Pathway, catalog: Catalog, site: Site) -> Page:
    """A pathway on one sheet of paper, with a code that a phone reads."""
    path = f"{pathway.path}handout/"
    return RecordPage(
        record=pathway,
        path=path,
        template="career_handout.html",
        above=(_HOME, _PATHWAYS, (pathway.title, pathway.path)),
        context=lambda: {
            "record": pathway,
            "wide": pathway_drawing.draw(pathway, _notes(pathway), *WIDE),
            "ways_in": careers.entries(pathway),
            "every": careers.every_job(catalog),
            "address": site.absolute(pathway.path) if site.url else "",
            "qr": qr_code(site.absolute(pathway.path)) if site.url else "",
        },
        title=f"{pathway.title}: one page to print",
        description=f"The career pathway {pathway.title} on one sheet of paper.",
        finish=lambda body: trade_words.explained(body, catalog, base_of(path)),
    ).page(catalog, site)


def qr_code(address: str) -> Markup:
    """An address as a QR code (ISO/IEC 18004) in SVG: the same bytes for the same address."""
    code = segno.make(address, error="m", micro=False, boost_error=False)
    rows = list(code.matrix_iter(border=2))
    path = "".join(f"M{x},{y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return templating.part("_qr.html", "qr")(path, len(rows), address)


def occupation_page(occupation: Occupation, catalog: Catalog, site: Site) -> Page:
    """A job: what it pays, how people get in, and where it leads."""
    return _page(
        occupation,
        "Job",
        ("Jobs", "careers/occupations/"),
        "career_occupation.html",
        catalog,
        site,
        lambda: {
            "bars": careers.bars("This job", occupation.wage, catalog),
            "training": careers.naming("training_options", "occupations", occupation, catalog),
            "credentials": careers.naming("credentials", "occupations", occupation, catalog),
            "ways": careers.ways_from(occupation, catalog),
            "places": careers.places_of(occupation, catalog),
            "tools": careers.links_by_code(occupation, catalog),
            "explain_mean": _mean(catalog, base_of(occupation.path)),
            "entry_label": lambda name: catalog.label("occupation_entry", name),
            "zone_differs": careers.zone_differs(occupation.entry, catalog),
        },
        sources=lambda: careers.sources_of(occupation),
        json_ld=lambda: occupation_json_ld(occupation, catalog, site),
        more_words=occupation.search_names,
    )


def _mean(catalog: Catalog, base: str) -> Markup:
    """What a mean is, and what it is not, with its word in the glossary where that has it."""
    return templating.part("career_mean.html", "mean")(catalog.glossary.get("mean-pay"), base)


def credential_page(credential: Credential, catalog: Catalog, site: Site) -> Page:
    """A credential: what it takes, what it builds on and what comes after."""
    pathways = [
        each for each in catalog.pathways.values() if any(credential in step.credentials for step in each.steps)
    ]
    return _page(
        credential,
        "Credential",
        ("Credentials", "careers/credentials/"),
        "career_credential.html",
        catalog,
        site,
        lambda: {
            "needs": careers.builds_on(credential, catalog),
            "leads": careers.leads_to(credential, catalog),
            "training": careers.naming("training_options", "credentials", credential, catalog),
            "pathways": pathways,
            "level_note": credential.level.description,
        },
        json_ld=lambda: credential_json_ld(credential, site),
        other_names=(credential.short_title,),
    )


def training_page(option: TrainingOption, catalog: Catalog, site: Site) -> Page:
    """A course or program, with what a source states of it."""
    pathways = [
        each for each in catalog.pathways.values() if any(option in step.training_options for step in each.steps)
    ]
    return _page(
        option,
        "Training option",
        ("Training options", "careers/training/"),
        "career_training.html",
        catalog,
        site,
        lambda: {
            "pathways": pathways,
            "services": standing.services(option.services, catalog, site.today),
        },
        json_ld=lambda: training_json_ld(option, site),
        facets=components.search_places(catalog, served(option, catalog)),
    )


def support_page(support: Support, catalog: Catalog, site: Site) -> Page:
    """A support: who it is for, and how to ask."""
    return _page(
        support,
        "Support",
        ("Supports", "careers/supports/"),
        "career_support.html",
        catalog,
        site,
        lambda: {"pathways": careers.naming("pathways", "supports", support, catalog)},
    )


def start_page(starting: StartingPoint, catalog: Catalog, site: Site) -> Page:
    """Where a person stands, what fits, and why it was chosen."""
    return _page(
        starting,
        "Start page",
        ("Where to start", "careers/start/"),
        "career_start.html",
        catalog,
        site,
        lambda: {
            "shelves": careers.shelves(starting, catalog),
            "jobs": careers.jobs_to_start_with(starting.education, catalog),
            "partnerships": careers.for_group(starting, "partnerships", catalog),
            "most": MOST_NAMED,
            "supports": _supports(starting, catalog),
            "opening": lambda step: careers.opening(step, starting),
            "paragraphs": re.split(r"\n\s*\n", starting.text),
            "moves_shown": lambda pathway: careers.moves_between_jobs(pathway, starting.moves_shown),
            "ladder": careers.ladder,
        },
    )


def _supports(starting: StartingPoint, catalog: Catalog) -> tuple[list[Support], list[Support]]:
    """The supports that name a group of the starting point, and the others that fit."""
    named = careers.for_group(starting, "supports", catalog)
    return named, [each for each in starting.supports if each not in named]


def _page(
    record: Career,
    kind: str,
    above: tuple[str, str],
    template: str,
    catalog: Catalog,
    site: Site,
    context: Callable[[], dict[str, Any]],
    **own: Any,
) -> Page:
    """The page of a record; ``own`` is what RecordPage takes besides."""
    shared: dict[str, Any] = {"record": record, "every": careers.every_job(catalog)}
    shared |= {"short_pay": careers.short_pay, "start_words": careers.start_words}
    industries = [each.name for each in getattr(record, "industries", ())]
    return RecordPage(
        record=record,
        template=template,
        above=(_HOME, above),
        context=lambda: shared | context(),
        title=_BEFORE_THE_TITLE.get(type(record), "") + record.title,
        kind=kind,
        facets={"industry": industries} | own.pop("facets", {}),
        finish=lambda body: trade_words.explained(body, catalog, base_of(record.path)),
        **own,
    ).page(catalog, site)


# A program may be a way to train, a support, a fund and an organization at once: each page's title is its own.
_BEFORE_THE_TITLE: dict[type, str] = {Support: "Support: ", TrainingOption: "Training: "}


# --- the same for machines (https://schema.org) -----------------------------------


def occupation_json_ld(occupation: Occupation, catalog: Catalog, site: Site) -> dict[str, Any]:
    """The job as an Occupation (https://schema.org/Occupation); its mean pay is a value, since a mean is no median."""
    wage = occupation.wage
    pay = {
        "@type": "MonetaryAmount",
        "currency": "USD",
        "value": {"@type": "QuantitativeValue", "value": float(wage.mean_hourly or 0), "unitText": "HOUR"},
        "validFrom": wage.period,
        "description": f"Mean pay, {wage.area}, {wage.period}. {wage.source.publisher}.",
    }
    return {
        "@context": "https://schema.org",
        "@type": "Occupation",
        "name": occupation.title,
        "description": occupation.summary,
        "url": site.absolute(occupation.path),
        "occupationalCategory": [
            _code(occupation.onet_code, occupation.onet_scheme.name, occupation.official_title),
            _code(occupation.soc_code, occupation.soc_scheme.name, ""),
        ],
        "occupationLocation": {"@type": "State", "name": catalog.program.state},
        **({"estimatedSalary": pay} if wage.mean_hourly is not None else {}),
    }


def _code(code: str, scheme: str, name: str) -> dict[str, Any]:
    found = {"@type": "CategoryCode", "inCodeSet": scheme, "codeValue": code}
    return found | ({"name": name} if name else {})


def credential_json_ld(credential: Credential, site: Site) -> dict[str, Any]:
    """The credential as an EducationalOccupationalCredential (https://schema.org/EducationalOccupationalCredential)."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "EducationalOccupationalCredential",
        "name": credential.title,
        "description": credential.summary,
        "credentialCategory": credential.level.name,
        "url": site.absolute(credential.path),
    }
    if credential.short_title:
        data["alternateName"] = credential.short_title
    if credential.issuer:
        data["recognizedBy"] = {"@type": "Organization", "name": credential.issuer.name}
    return data


def training_json_ld(option: TrainingOption, site: Site) -> dict[str, Any]:
    """The training as an EducationalOccupationalProgram (https://schema.org/EducationalOccupationalProgram)."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "EducationalOccupationalProgram",
        "name": option.title,
        "description": option.summary,
        "url": site.absolute(option.path),
    }
    if option.provider:
        data["provider"] = {"@type": "Organization", "name": option.provider.name}
    if option.credentials:
        data["occupationalCredentialAwarded"] = [each.title for each in option.credentials]
    if option.occupations:
        each_code = (_code(each.onet_code, each.onet_scheme.name, each.official_title) for each in option.occupations)
        data["occupationalCategory"] = list(each_code)
    return data


def pathway_json_ld(pathway: Pathway, site: Site) -> dict[str, Any]:
    """The pathway as an ItemList of its steps (https://schema.org/ItemList)."""
    address = site.absolute(pathway.path)
    return {
        "@context": "https://schema.org",
        "@type": "ItemList",
        "name": f"Career pathway: {pathway.title}",
        "description": pathway.summary,
        "url": address,
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": step.name, "url": f"{address}#step-{step.id}"}
            for number, step in enumerate(pathway.steps, start=1)
        ],
    }
