"""Check the addresses of other sites that data and pages name: ``python -m scripts.links [--to DIR]``.

An address counts as dead after four checks in a row that could not open it, on different days: sites are down for a
night, and a wrong alarm costs trust. The table ``data/program/link_checks.csv`` keeps the count. One request at a time
goes to a site, with a pause. A site that refuses programs, or asks to come back later, tells nothing about a page
and gives no strike.

``--to DIR`` gets an issue for each keeper of files with dead links: ``NAME.title`` and ``NAME.md``.

Exit status: 0 when all was checked, 1 when the data has problems, 2 for wrong usage.
"""

from __future__ import annotations

import argparse
import http.client
import re
import ssl
import sys
import time
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from macros.build.build_date import day, the_day
from macros.data import disk, packages, validation
from macros.data.catalog import DataProblems
from macros.data.models import LinkCheck
from macros.data.record_writer import TableChange, change_table
from macros.data.tables import Field
from macros.data.validation import Checked
from macros.formats.markdown_writer import escaped, link
from scripts.owners import keeper_of

ROOT = Path(__file__).resolve().parent.parent
TABLE = "program/link_checks.csv"
DEAD = LinkCheck.DEAD_AFTER
AGENT = "Mozilla/5.0 (compatible; link check of a public library)"
MOST_HOPS = 10
_IN_PAGES = re.compile(r"https?://[^\s<>\"'`)\]}]+")
# What a site answers that says nothing about the page: it wants a person, a sign-in, or less haste.
REFUSALS = frozenset((401, 403, 405, 407, 408, 425, 429, 451, 503, 999))
GONE = {404: "The page is not there (404).", 410: "The page is gone for good (410)."}


@dataclass(frozen=True, slots=True)
class LinkAnswer:
    """What a check found: nothing wrong, a reason why an address can't be opened, or that nobody can tell."""

    reason: str = ""
    is_known: bool = True


@dataclass(frozen=True, slots=True)
class Strike:
    """An address that could not be opened: how often in a row, since when, the last time, and why."""

    id: str
    url: str
    strikes: int
    since: date
    last: date
    reason: str


Places = Mapping[str, Sequence[str]]  # address -> the files that name it, below the repository's root


@disk.told
def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status."""
    given = _parser().parse_args(arguments)
    checked = validation.check(given.data, given.today)
    if any(each.severity == "error" for each in checked.problems):
        raise DataProblems(checked.problems)
    places = addresses(checked, given.docs)
    results = check_all(places, pause=given.pause, timeout=given.timeout)
    before = strikes(checked)
    after = counted(before, results, given.today)
    _write(given.data / TABLE, before, after)
    if given.to:
        _write_issues(given.to, issues(after, places, checked))
    print(_summary(results, after))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scripts.links", description="Check addresses of other sites.")
    parser.add_argument("--data", type=Path, default=ROOT / "data", metavar="DIR", help="the data folder")
    parser.add_argument("--docs", type=Path, default=ROOT / "docs", metavar="DIR", help="the folder of the pages")
    parser.add_argument("--to", type=Path, metavar="DIR", help="where the text of an issue for each keeper goes")
    parser.add_argument("--pause", type=float, default=2.0, metavar="S", help="seconds between requests to a site (2)")
    parser.add_argument("--timeout", type=float, default=30.0, metavar="S", help="seconds to wait for an answer (30)")
    parser.add_argument("--today", type=day, default=the_day(), metavar="YYYY-MM-DD", help="the day")
    return parser


# --- what is checked ---------------------------------------------------------------


def addresses(checked: Checked, docs: Path) -> dict[str, list[str]]:
    """The addresses of other sites in records and pages, each with the files that name it."""
    found: dict[str, list[str]] = defaultdict(list)
    for url, file in [*_in_records(checked), *_in_pages(docs)]:
        if file not in found[url]:
            found[url].append(file)
    return dict(sorted(found.items()))


def _in_records(checked: Checked) -> Iterator[tuple[str, str]]:
    for kind, rows in checked.rows.items():
        links = [each for each in checked.schemas[kind]["fields"] if kind != "link_checks"]
        for row in rows:
            for url in (url for each in links for url in _links(each, row.values.get(each["name"]))):
                yield url, packages.in_repository(row.file)


def _links(each: Field, value: Any) -> Iterator[str]:
    """The addresses in a value, however deep."""
    if isinstance(value, (list, tuple)):
        item = {**each, **each.get("items", {}), "type": "object" if "fields" in each.get("items", {}) else ""}
        yield from (url for one in value for url in _links(item, one))
    elif isinstance(value, Mapping):
        parts = each.get("fields", ())
        yield from (url for part in parts for url in _links(part, value.get(part["name"])))
    elif value and each.get("rule") == "link":
        yield str(value)


def _in_pages(docs: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(docs.rglob("*.md")):
        for url in _IN_PAGES.findall(path.read_text(encoding="utf-8")):
            yield url.rstrip(".,;:!?"), f"docs/{path.relative_to(docs).as_posix()}"


# --- asking -------------------------------------------------------------------------


def check_all(urls: Iterable[str], *, pause: float, timeout: float) -> dict[str, LinkAnswer]:
    """Ask for each address: sites side by side, the addresses of one site one after the other."""
    by_site: dict[str, list[str]] = defaultdict(list)
    for url in urls:
        by_site[urlsplit(url).netloc].append(url)
    with ThreadPoolExecutor(max_workers=8) as pool:
        asked = pool.map(lambda site: list(_of_site(site, pause, timeout)), by_site.values())
        return {url: found for each in asked for url, found in each}


def _of_site(urls: Sequence[str], pause: float, timeout: float) -> Iterator[tuple[str, LinkAnswer]]:
    for number, url in enumerate(urls):
        if number:
            time.sleep(pause)
        yield url, check_one(url, timeout)


def check_one(url: str, timeout: float) -> LinkAnswer:
    """Ask for one address: its head, or the page itself where a site does not give that."""
    found = _asked(url, "HEAD", timeout)
    return found if found == LinkAnswer() else _asked(url, "GET", timeout)


class _Hops(urllib.request.HTTPRedirectHandler):
    max_redirections = MOST_HOPS
    max_repeats = 2


def _asked(url: str, method: str, timeout: float) -> LinkAnswer:
    headers = {"User-Agent": AGENT, "Accept": "*/*"}
    try:
        request = urllib.request.Request(url.partition("#")[0], method=method, headers=headers)
        with urllib.request.build_opener(_Hops).open(request, timeout=timeout):
            return LinkAnswer()
    except urllib.error.HTTPError as error:
        error.close()
        return _of_status(error.code)
    except urllib.error.URLError as error:
        return LinkAnswer(_why(error.reason))
    except (OSError, http.client.HTTPException, ValueError) as error:
        return LinkAnswer(_why(error))


def _of_status(status: int) -> LinkAnswer:
    if status in REFUSALS:
        return LinkAnswer(f"The site refuses programs ({status}).", is_known=False)
    if 300 <= status < 400:
        return LinkAnswer("It leads in a circle, or on too many times.")
    return LinkAnswer(GONE.get(status) or f"The site has a fault ({status}).")


def _why(error: object) -> str:
    """Why a site gave no answer, in words."""
    if isinstance(error, TimeoutError):
        return "The site did not answer in time."
    if isinstance(error, ssl.SSLError):
        return "The site's certificate is not right."
    if isinstance(error, ConnectionRefusedError):
        return "The site takes no connections."
    if isinstance(error, (ConnectionError, http.client.HTTPException)):
        return "The site broke off."
    return "There is no site at this address." if isinstance(error, OSError) else "This is no address."


# --- counting -----------------------------------------------------------------------


def strikes(checked: Checked) -> list[Strike]:
    """The addresses that could not be opened the last time."""
    names = ("url", "strikes", "since", "last", "reason")
    return [Strike(row.id, *(row.values[name] for name in names)) for row in checked.rows.get("link_checks", ())]


def counted(before: Iterable[Strike], results: Mapping[str, LinkAnswer], today: date) -> list[Strike]:
    """The strikes after a check. What opens again, or is named nowhere now, has none; one day gives one at most."""
    old = {each.url: each for each in before}
    return [strike for url, found in results.items() if (strike := _counted(url, old.get(url), found, today))]


def _counted(url: str, old: Strike | None, found: LinkAnswer, today: date) -> Strike | None:
    if not found.is_known or (old and found.reason and old.last >= today):
        return old
    if not found.reason:
        return None
    number, since = (old.strikes + 1, old.since) if old else (1, today)
    return Strike(_id(url), url, number, since, today, found.reason)


def _id(url: str) -> str:
    return f"l-{sha256(url.encode()).hexdigest()[:12]}"


def _write(table: Path, before: Sequence[Strike], after: Sequence[Strike]) -> None:
    """Write the table with the least difference."""
    old, new = ({each.id: each for each in strikes} for strikes in (before, after))
    change = TableChange(
        changed={id: _cells(each) for id, each in new.items() if id in old and each != old[id]},
        added=[(None, {"id": id, **_cells(each)}) for id, each in new.items() if id not in old],
        removed=[id for id in old if id not in new],
    )
    disk.write_whole(table, change_table(table.read_bytes().decode("utf-8"), change).encode())


def _cells(strike: Strike) -> dict[str, Any]:
    return {name: getattr(strike, name) for name in ("url", "strikes", "since", "last", "reason")}


# --- telling ------------------------------------------------------------------------


def issues(after: Iterable[Strike], places: Places, checked: Checked) -> dict[str, str]:
    """The text of an issue for each keeper of files that name dead addresses, by the keeper's name."""
    kept: dict[str, list[Strike]] = defaultdict(list)
    for strike in (each for each in after if each.strikes >= DEAD):
        for keeper in sorted({keeper_of(checked, file) for file in places[strike.url]}):
            kept[keeper or "Nobody yet"].append(strike)
    return {keeper: "\n\n".join(_parts(found, places)) + "\n" for keeper, found in sorted(kept.items())}


def _title(keeper: str) -> str:
    return f"Dead links: {keeper}"


def _parts(found: Iterable[Strike], places: Places) -> Iterator[str]:
    """The parts of an issue, as Markdown."""
    yield (
        f"These addresses could not be opened in {DEAD} checks in a row or more. Look at each with a browser. Where "
        "the page has moved, change the address. Where it is gone, name the copy of an archive, or take it out."
    )
    for each in found:
        copies = link("copies in an archive", f"https://web.archive.org/web/*/{each.url}")
        since = f"{each.strikes} checks since {each.since}"
        yield f"- {link(each.url, each.url)}: {escaped(each.reason)} {since}. See {copies}."
        yield "\n".join(f"  - {escaped(file)}" for file in places[each.url])


def _write_issues(folder: Path, texts: Mapping[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for keeper, text in texts.items():
        name = f"links-{re.sub('[^a-z0-9]+', '-', keeper.casefold()).strip('-')}"
        disk.write_whole(folder / f"{name}.title", f"{_title(keeper)}\n".encode())
        disk.write_whole(folder / f"{name}.md", text.encode())


def _summary(results: Mapping[str, LinkAnswer], after: Sequence[Strike]) -> str:
    failed = sum(1 for each in results.values() if each.reason and each.is_known)
    unknown = sum(1 for each in results.values() if not each.is_known)
    dead = [each for each in after if each.strikes >= DEAD]
    lines = [
        f"{len(results)} addresses: {failed} could not be opened, {unknown} refuse programs, {len(dead)} are dead."
    ]
    return "\n".join([*lines, *(f"{each.url}: {each.reason} ({each.strikes} times)" for each in after)])


if __name__ == "__main__":
    sys.exit(main())
