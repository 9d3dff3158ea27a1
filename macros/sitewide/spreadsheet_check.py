"""The page that checks a spreadsheet in the browser, and the rules that it checks by, made of the schemas."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from markupsafe import Markup

from macros.data import forms, packages, sheet_check, sheets
from macros.data.catalog import Catalog
from macros.data.forms import RecordForm
from macros.data.validation.descriptors import fields_of_resource
from macros.pages import fill_in, templating
from macros.pages.macro_context import Context, page_macro
from macros.pages.outputs import Site, SiteFile

RULES = "staff/check.json"


def outputs(catalog: Catalog, site: Site) -> Iterator[SiteFile]:
    """The rules for the page's script."""
    yield SiteFile(RULES, partial(rules, catalog, site))


def rules(catalog: Catalog, site: Site) -> str:
    """The rules as JSON, with the ids of everything that is published, and the forms that change what has a file."""
    resources = _resources(catalog)
    layouts = {sheet.name: sheet for each in resources.values() for sheet in sheets.layout(each).all()}
    made = sheet_check.rules(
        layouts,
        {kind: fields_of_resource(each) for kind, each in resources.items()},
        {kind: f"{catalog.subjects[kind][0]}/{each['path']}" for kind, each in resources.items()},
        {kind: _ids(kind, catalog) for kind in _named(layouts.values()) if kind in resources},
    )
    notice = "Private to this site's page that checks spreadsheets; its shape may change at any time."
    asked = {kind: _form(each, site) for kind, each in forms.of_catalog(catalog).items() if site.issue_url}
    layered = [kind for kind, each in resources.items() if packages.has_shared(catalog.subjects[kind][0], each)]
    made |= {"forms": asked, "edit_url": site.edit_url, "layered": layered}
    if site.issue_url:
        url = f"{site.issue_url}?template={forms.STILL_RIGHT}"
        made["review"] = {"url": url, "name": forms.RECORDS.name, "most": forms.MOST_RECORDS}
    return json.dumps({"notice": notice, **made}, ensure_ascii=False, separators=(",", ":"))


def _form(form: RecordForm, site: Site) -> Mapping[str, Any]:
    """A form, and what its questions for the record's own fields are called."""
    questions = [
        {
            "name": each.name,
            "path": each.path,
            "list": each.is_list,
            "columns": [column["name"] for column in each.columns],
            **({"choices": each.choices, "emptied": forms.EMPTIED} if each.choices else {}),
        }
        for each in form.questions
        if not each.table
    ]
    url = f"{site.issue_url}?template={form.template}"
    return {"url": url, "title": form.word.capitalize(), "most": fill_in.MOST, "questions": questions}


def _ids(kind: str, catalog: Catalog) -> list[str]:
    """The ids of a kind in the order of the files, in which a message lists them."""
    return [each.id for each in sorted(catalog.tables[kind].values(), key=lambda each: (each.file, each.line))]


def _named(layouts: Iterable[sheets.SheetLayout]) -> list[str]:
    """The kinds of record that a cell may name."""
    found = dict.fromkeys(column.references for sheet in layouts for column in sheet.columns)
    found |= dict.fromkeys(sheet.kind for sheet in layouts if sheet.keys)
    return [kind for kind in found if kind]


def _resources(catalog: Catalog) -> Mapping[str, Mapping[str, Any]]:
    """The kinds of record whose files are tables or YAML."""
    return {kind: each for kind, each in catalog.resources.items() if each["path"].endswith((".csv", ".yaml"))}


@page_macro()
def spreadsheet_checker(page: Context) -> Markup:
    """Where a visitor chooses a spreadsheet, and reads what is wrong with it. Nothing is sent anywhere."""
    return templating.render("spreadsheet_checker.html", base=page.base, rules=RULES)
