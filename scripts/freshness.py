"""Say which records are due for review, by who looks after them, and which are drafts: ``python -m scripts.freshness``.

``--to DIR`` gets the text of an issue for each keeper, ``NAME.title`` and ``NAME.md``, with links to the form by
which up to 50 records at once are found right, and the funds that nobody has checked lately.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from macros.build.build_date import day, the_day
from macros.data import disk, forms, packages, validation
from macros.data.catalog import Catalog
from macros.data.catalog import link as link_records
from macros.data.models import Fund
from macros.formats.markdown_writer import escaped, link
from macros.pages import components, fill_in, templating
from macros.pages.components import Review
from macros.pages.outputs import Site
from macros.subjects.grants import queries as funding

MOST = 100  # records in an issue, whose text GitHub limits


@disk.told
def main(arguments: list[str] | None = None) -> int:
    """Print the list and a ready message for each; 0, or 1 when the data has problems."""
    options = _parser().parse_args(arguments)
    checked = validation.check(options.data, options.today)
    hidden = drafts(checked)  # before linking, which takes the rows
    catalog = link_records(checked)
    site = _site(catalog, options.site_url or catalog.program.site_url, options.today)
    print("\n".join([told(catalog, site), *(["", "Drafts, which are not on the site:", *hidden] if hidden else [])]))
    if options.to:
        options.to.mkdir(parents=True, exist_ok=True)
        for name, (title, text) in issues(catalog, site).items():
            disk.write_whole(options.to / f"{name}.title", f"{title}\n".encode())
            disk.write_whole(options.to / f"{name}.md", text.encode())
    return 0


def _site(catalog: Catalog, url: str, today: date) -> Site:
    repository = (os.environ.get("REPOSITORY_URL") or catalog.program.repository_url).rstrip("/")
    issue_url = f"{repository}/issues/new" if repository else ""
    return Site(url=f"{url.rstrip('/')}/" if url else "", today=today, issue_url=issue_url)


def drafts(checked: validation.Checked) -> list[str]:
    """A line for each record whose status is not published, with its file: the site says only how many there are."""
    return [line for kind in checked.schemas for line in _drafts_of(kind, checked)]


def _drafts_of(kind: str, checked: validation.Checked) -> Iterator[str]:
    status: Mapping[str, Any] = next((each for each in checked.schemas[kind]["fields"] if each["name"] == "status"), {})
    hidden = {
        row.id for row in checked.rows.get(status.get("references", ""), ()) if row.values.get("published") is False
    }
    found = [row for row in checked.rows.get(kind, ()) if row.values.get("status") in hidden]
    names = forms.names(checked, kind) if found else {}
    for row in found:
        yield f"- {names[row.id]} ({row.id}, in {row.file})"


# --- a message for each keeper ----------------------------------------------------


def told(catalog: Catalog, site: Site) -> str:
    """All that is overdue, under who looks after it, each part ready to send."""
    found = components.overdue(catalog, site.today)
    if not found:
        return f"No record is due for review on {templating.plain_date(site.today)}."
    parts = [_message(keeper, records, catalog, site) for keeper, records in components.by_keeper(found).items()]
    count = f"{_records(found)} due for review on {templating.plain_date(site.today)}."
    return "\n\n".join([count, *parts])


def _records(found: Sequence[Review]) -> str:
    return f"{len(found)} record{'' if len(found) == 1 else 's'}"


def _message(keeper: str, records: Sequence[Review], catalog: Catalog, site: Site) -> str:
    many = len(records) > 1
    program = catalog.program
    links = _review_links(records, site)
    return "\n".join(
        [
            f"--- {keeper} ---",
            f"Subject: Please check {_records(records)} in {program.site_name}",
            "",
            f"Hello {keeper},",
            "",
            f"{'These records have' if many else 'This record has'} not been checked for a while. "
            "Could you read each one and tell us if it is still right?",
            "",
            *(_line(each, site) for each in records),
            "",
            *(["All is right? This form says so, for up to 50 records at once:", *links, ""] if links else []),
            f"Write to {program.contact.email or program.contact.name}. If all is right, a short yes is enough.",
            program.contact.name,
        ]
    )


def _line(each: Review, site: Site) -> str:
    address = f" {site.absolute(each.record.path)}" if site.url and each.record.folder else ""
    looked_at, due = templating.plain_date(each.reviewed), templating.plain_date(each.due)
    file = packages.in_repository(each.record.file)
    return f"- {each.record.name} (last looked at {looked_at}, due {due}, in {file}){address}"


def _review_links(records: Sequence[Review], site: Site) -> list[str]:
    """Forms that are filled in with the records, up to 50 each; none without a repository."""
    if not site.issue_url:
        return []
    named = [(each.kind, each.record) for each in records]
    starts = range(0, len(named), forms.MOST_RECORDS)
    return [fill_in.review_url(named[start : start + forms.MOST_RECORDS], site) for start in starts]


# --- an issue for each keeper ---------------------------------------------------------


def issues(catalog: Catalog, site: Site) -> Mapping[str, tuple[str, str]]:
    """A title and a text for each keeper of something that is due, by a name for the files."""
    found = components.by_keeper(components.overdue(catalog, site.today))
    made = {keeper: list(_overdue(records, catalog, site)) for keeper, records in found.items()}
    stale = [each for each in funding.by_freshness(catalog) if not funding.is_fresh(each, site.today)]
    if stale:
        keeper = components.keeper_of("funds", catalog)
        made.setdefault(keeper, []).extend(_unchecked(stale, catalog, site))
    titles = {keeper: f"Due for review: {keeper}" for keeper in made}
    return {_slug(titles[each]): (titles[each], "\n\n".join(parts) + "\n") for each, parts in made.items()}


def _slug(title: str) -> str:
    return re.sub("[^a-z0-9]+", "-", title.casefold()).strip("-")


def _overdue(records: Sequence[Review], catalog: Catalog, site: Site) -> Iterator[str]:
    """The part of an issue, as Markdown, that lists records to look at."""
    yield f"## {_records(records)} to look at"
    yield "Read each one on the site. For what is wrong, open its form and correct it."
    yield "\n".join(_item(each, catalog, site) for each in records[:MOST])
    if len(records) > MOST:
        yield f"These are the first {MOST}, the longest due first. The others come once these are looked at."
    links = _review_links(records[:MOST], site)
    if links:
        yield "Are they right? These forms say so. Take out the lines of records that are not."
        yield "\n".join(f"- {link(f'Still right? Form {number}', url)}" for number, url in enumerate(links, start=1))


def _item(each: Review, catalog: Catalog, site: Site) -> str:
    """A record in the list: its page, the day on which it was due, and its form."""
    has_page = site.url and each.record.folder
    name = link(each.record.name, site.absolute(each.record.path)) if has_page else escaped(each.record.name)
    return f"- {name}, due {templating.plain_date(each.due)}{_change(each.kind, each.record, catalog, site)}"


def _change(kind: str, record: Any, catalog: Catalog, site: Site) -> str:
    url = fill_in.short_url(kind, record, catalog, site)
    return f" ({link('change it', url)})" if url else ""


def _unchecked(funds: Sequence[Fund], catalog: Catalog, site: Site) -> Iterator[str]:
    """The part of an issue, as Markdown, that lists funds to ask about."""
    yield f"## {len(funds)} fund{'' if len(funds) == 1 else 's'} without a check of {funding.FRESH_DAYS} days"
    yield "The site calls none of them open. Look at the funder's page, then write the day into Last checked."
    yield "\n".join(_fund(each, catalog, site) for each in funds)


def _fund(fund: Fund, catalog: Catalog, site: Site) -> str:
    name = link(fund.name, fund.url) if fund.url else escaped(fund.name)
    checked = f"checked {templating.plain_date(fund.last_checked)}" if fund.last_checked else "never checked"
    return f"- {name}, {checked}{_change('funds', fund, catalog, site)}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scripts.freshness", description="List what is due for review.")
    parser.add_argument("--data", type=Path, default=Path("data"), help="the folder of data packages (data)")
    parser.add_argument("--today", type=day, default=the_day(), help="the day to judge by, YYYY-MM-DD")
    parser.add_argument("--site-url", default="", help="the site's address, if not the program's")
    parser.add_argument("--to", type=Path, metavar="DIR", help="where the text of an issue for each keeper goes")
    return parser


if __name__ == "__main__":
    sys.exit(main())
