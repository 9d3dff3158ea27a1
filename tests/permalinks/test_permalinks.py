"""No published address is lost: the check of a small site, and of the real one."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import building
import commands
import pytest
from building import Shared
from library import DATA, EXAMPLE

from macros.data.catalog import Catalog, load_catalog
from macros.data.disk import CommandFailed
from macros.sitewide import permalinks
from macros.sitewide.permalinks import PermalinkRow
from scripts import permalinks as command

DAY = date(2026, 1, 2)
PAGE = "<!doctype html><h1>Page</h1>"
FILES = {
    "index.html": PAGE,
    "404.html": PAGE,
    "about/index.html": PAGE,
    "boats/index.html": PAGE,
    "boats/kelp/index.html": f'{PAGE}<p id="figure-one">1 <a class="anchor" href="#figure-one">#</a></p>',
    "boats/page/2/index.html": PAGE,
    "boats/filter.json": '{"notice": "Private to this page.", "id": []}',
    "api/v1/boats.json": '{"boats": []}',
    "api/v1/boats/page/2.json": "{}",
    "data/boats.csv": '\ufeffid,"name, in full"\r\nkelp,Kelp\r\n',
    "feeds/all.atom": "<feed>\n  <id>urn:uuid:feed</id>\n <entry><id>urn:uuid:entry</id></entry></feed>",
    "calendars/all.ics": (
        "BEGIN:VCALENDAR\r\nUID:calendar\r\nBEGIN:VEVENT\r\nUID:event-with-a-lo\r\n ng-name\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    ),
    "assets/ours/js/embed.js": "",
    "pagefind/pagefind.js": "",
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for name, content in FILES.items():
        write(tmp_path / "site" / name, content)
    return tmp_path / "site"


def write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode())


def listed(site: Path) -> list[PermalinkRow]:
    rows = permalinks.updated([], permalinks.found_in(site), DAY)
    return [replace(row, line=number) for number, row in enumerate(rows, start=2)]


def leading(rows: list[PermalinkRow], **where: str) -> list[PermalinkRow]:
    """The rows with redirects; an address is written with low lines for its other signs."""
    return [replace(row, redirect=where.get(_word(row.address), row.redirect)) for row in rows]


def _word(address: str) -> str:
    return "".join(sign if sign.isalnum() else "_" for sign in address).strip("_") or "home"


def told(rows: list[PermalinkRow], site: Path) -> list[str]:
    return [each.message for each in permalinks.broken(rows, permalinks.found_in(site, rows), "permalinks.csv")]


# --- what is listed -----------------------------------------------------------


def test_what_a_site_publishes(site: Path):
    assert list(permalinks.found_in(site)) and {(row.kind, row.address) for row in listed(site)} == {
        ("page", "./"),
        ("page", "about/"),
        ("page", "boats/"),
        ("page", "boats/kelp/"),
        ("fragment", "boats/kelp/#figure-one"),
        ("file", "api/v1/boats.json"),
        ("file", "data/boats.csv"),
        ("file", "feeds/all.atom"),
        ("file", "calendars/all.ics"),
        ("column", "data/boats.csv#id"),
        ("column", "data/boats.csv#name, in full"),
        ("feed", "urn:uuid:feed"),
        ("uid", "calendar"),
        ("uid", "event-with-a-long-name"),
    }


def test_an_asset_is_promised_when_somebody_lists_it(site: Path):
    row = PermalinkRow(kind="file", address="assets/ours/js/embed.js", since=DAY, line=2)
    assert told([row], site) == []
    (site / row.address).unlink()
    assert "no longer has: assets/ours/js/embed.js" in told([row], site)[0]


def test_update_adds_and_never_removes(site: Path, tmp_path: Path):
    before = listed(site)
    write(site / "new/index.html", PAGE)
    shutil.rmtree(site / "about")
    after = permalinks.updated(before, permalinks.found_in(site, before), date(2026, 5, 6))
    assert set(before) < set(after)
    (new,) = set(after) - set(before)
    assert (new.kind, new.address, new.since) == ("page", "new/", date(2026, 5, 6))
    assert permalinks.updated(after, permalinks.found_in(site, after), date(2027, 1, 1)) == after
    permalinks.write(after, tmp_path / "one.csv")
    permalinks.write(permalinks.updated(list(reversed(after)), {}, DAY), tmp_path / "other.csv")
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "other.csv").read_bytes()


def test_ids_follow_from_the_address_and_differ(site: Path):
    ids = [row.id for row in listed(site)]
    assert len(set(ids)) == len(ids)
    assert ids == [row.id for row in listed(site)]


# --- what is wrong -------------------------------------------------------------


def test_a_site_that_keeps_its_promise_has_no_problem(site: Path):
    assert told(listed(site), site) == []


def change(name: str, old: str, new: str) -> Callable[[Path], None]:
    def made(site: Path) -> None:
        text = (site / name).read_bytes().decode()
        assert old in text
        write(site / name, text.replace(old, new))

    return made


def remove(name: str) -> Callable[[Path], None]:
    return lambda site: (site / name).unlink()


GONE: dict[str, tuple[Callable[[Path], None], list[str]]] = {
    "a removed page": (remove("about/index.html"), ["page", "about/"]),
    "a removed fragment": (
        change("boats/kelp/index.html", "figure-one", "figure-two"),
        ["fragment", "boats/kelp/#figure-one"],
    ),
    "a removed file": (remove("api/v1/boats.json"), ["file", "api/v1/boats.json"]),
    "a renamed column": (change("data/boats.csv", "id,", "key,"), ["column", "data/boats.csv#id"]),
    "a changed id of a feed": (
        change("feeds/all.atom", "uuid:feed", "uuid:other"),
        ["feed", "urn:uuid:feed", "feeds/all.atom"],
    ),
    "a changed UID": (
        change("calendars/all.ics", "UID:event", "UID:other"),
        ["uid", "event-with-a-long-name", "calendars/all.ics"],
    ),
}


@pytest.mark.parametrize("case", GONE)
def test_what_went_away_is_told(case: str, site: Path):
    rows = listed(site)
    alter, words = GONE[case]
    alter(site)
    problems = permalinks.broken(rows, permalinks.found_in(site, rows), "data/program/permalinks.csv")
    assert len(problems) == 1
    text = str(problems[0])
    assert all(word in text for word in words) and "'redirect' in line" in text
    assert text.startswith(f"data/program/permalinks.csv:{problems[0].line}:")
    assert rows[problems[0].line - 2].address == words[1]


@pytest.mark.parametrize("case", GONE)
def test_what_went_away_may_lead_on(case: str, site: Path):
    rows = listed(site)
    alter, words = GONE[case]
    alter(site)
    assert told([replace(row, redirect="boats/") if row.address == words[1] else row for row in rows], site) == []


def test_parts_go_where_the_whole_goes(site: Path):
    rows = listed(site)
    shutil.rmtree(site / "boats" / "kelp")
    (site / "data" / "boats.csv").unlink()
    assert len(told(rows, site)) == 5
    assert told(leading(rows, boats_kelp="boats/", data_boats_csv="api/v1/boats.json"), site) == []


def test_a_circle_is_told(site: Path):
    rows = listed(site)
    shutil.rmtree(site / "boats" / "kelp")
    shutil.rmtree(site / "about")
    found = told(leading(rows, boats_kelp="about/", about="boats/kelp/"), site)
    assert "goes in a circle: about/ > boats/kelp/ > about/." in found[0] and len(found) == 2
    assert "goes in a circle: about/ > about/." in told(leading(rows, about="about/", boats_kelp="boats/"), site)[0]


def test_a_chain_is_told_with_its_end(site: Path):
    rows = listed(site)
    shutil.rmtree(site / "boats" / "kelp")
    shutil.rmtree(site / "about")
    rows = leading(rows, boats_kelp="about/", about="boats/")
    (problem,) = permalinks.broken(rows, permalinks.found_in(site, rows), "x")
    assert "leads to another redirect: boats/kelp/ > about/ > boats/." in problem.message
    assert problem.hint == "Write boats/ here."


def test_a_redirect_to_nothing_is_told(site: Path):
    rows = listed(site)
    shutil.rmtree(site / "about")
    assert "leads to nothing: the site has no aboot/." in told(leading(rows, about="aboot/"), site)[0]


def test_a_redirect_that_collides_with_a_page_is_told(site: Path):
    rows = leading(listed(site), about="boats/", api_v1_boats_json="data/boats.csv")
    found = told(rows, site)
    assert ["page there: about/" in found[0], "file there: api/v1/boats.json" in found[1], len(found)] == [
        True,
        True,
        2,
    ]


def test_what_is_gone_for_good_leads_to_the_nearest_page(site: Path):
    rows = listed(site)
    for name in ("boats/kelp/index.html", "data/boats.csv", "calendars/all.ics"):
        (site / name).unlink()
    found = permalinks.found_in(site, rows)
    after = permalinks.retired(rows, found)
    leads = {row.address: row.redirect for row in after if row.redirect}
    assert leads["boats/kelp/"] == "boats/" == leads["boats/kelp/#figure-one"]
    assert leads["data/boats.csv"] == leads["event-with-a-long-name"] == "./"
    assert permalinks.broken(after, found, "x") == []


# --- the command, on the real site ------------------------------------------------


@pytest.fixture(scope="session")
def real(real_site: Path) -> Path:
    return real_site


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the example's data, of which a site is built in a third of the time."""
    return Path(shutil.copytree(EXAMPLE / "data", tmp_path / "data"))


@pytest.fixture(scope="module")
def example() -> Catalog:
    """The catalog of the example."""
    return load_catalog(EXAMPLE / "data")


def build(site: Path, data: Path) -> subprocess.CompletedProcess[str]:
    return building.run(*building.words(site, data=data, docs=EXAMPLE / "docs", search=False))


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return commands.in_process(command.main, list(words), building.ROOT)


@pytest.mark.content
def test_the_present_site_keeps_every_promise(real: Path, record_property: Callable[[str, object], None]):
    done = run("check", "--site", str(real), "--data", str(DATA))
    record_property("checked", f"the lasting addresses: {done.stderr.splitlines()[-1]}")
    if done.returncode:
        pytest.fail(done.stdout + done.stderr, pytrace=False)


@pytest.mark.slow
def test_a_lost_address_fails_the_command(moved_site: Path, tmp_path: Path):
    site, data = (Path(shutil.copytree(moved_site / name, tmp_path / name)) for name in ("site", "data"))
    done = run("update", "--site", str(site), "--data", str(data))
    assert done.returncode == 0, done.stderr
    shutil.rmtree(site / "privacy")
    columns = site / "data" / "files" / "counties.csv"
    columns.write_text(columns.read_text(encoding="utf-8-sig").replace("fips", "code", 1), encoding="utf-8")
    done = run("check", "--site", str(site), "--data", str(data))
    assert done.returncode == 1
    assert "no longer has: privacy/" in done.stdout and "counties.csv#fips" in done.stdout
    assert "Traceback" not in done.stderr and "2 problems" in done.stderr


@pytest.mark.slow
def test_the_command_says_when_there_is_no_site(tmp_path: Path):
    done = run("check", "--site", str(tmp_path))
    assert done.returncode == 1 and "There is no built site" in done.stderr


# --- redirects that are published ---------------------------------------------------


def add_rows(data: Path, *rows: PermalinkRow) -> None:
    path = data / "program" / "permalinks.csv"
    permalinks.write([*command.read(data), *rows], path)


def moved(kind: str, address: str, redirect: str) -> PermalinkRow:
    return PermalinkRow(kind=kind, address=address, redirect=redirect, since=DAY)


@pytest.fixture(scope="module")
def figure(example: Catalog) -> str:
    """The address of a figure, to which a page that has moved leads."""
    found = next(iter(example.figures.values()))
    return f"partnerships/{found.partnership}/#figure-{found.id}"


@pytest.fixture(scope="module")
def moved_site(shared: Shared, figure: str) -> Path:
    """A folder with data that has redirects, and the site of it."""
    return shared("redirects", partial(_build_with_redirects, figure))


def _build_with_redirects(figure: str, folder: Path) -> None:
    data = Path(shutil.copytree(EXAMPLE / "data", folder / "data"))
    add_rows(
        data,
        moved("page", "old/place/", figure),
        moved("file", "old/feed.atom", "feeds/all.atom"),
        moved("file", "old/record.json", "about/"),
        moved("uid", "an-old-event", "./"),
    )
    done = build(folder / "site", data)
    assert done.returncode == 0, done.stderr


def test_a_page_that_has_moved_leads_on(moved_site: Path, figure: str):
    html = (moved_site / "site" / "old" / "place" / "index.html").read_text()
    target = f"../../{figure}"
    assert f'<meta http-equiv="refresh" content="0; url={target}">' in html
    assert f'<a href="{target}">' in html
    assert f'<link rel="canonical" href="https://example.org/library/{figure.partition("#")[0]}">' in html
    assert '<meta name="robots" content="noindex">' in html and "Content-Security-Policy" in html
    assert "old/place" not in (moved_site / "site" / "sitemap.xml").read_text()


def test_a_file_that_has_moved_goes_on_answering(moved_site: Path):
    site = moved_site / "site"
    assert (site / "old/feed.atom").read_bytes() == (site / "feeds/all.atom").read_bytes()
    assert not (site / "old/record.json").exists(), "a page is no JSON"


def test_the_check_knows_what_only_leads_on(moved_site: Path, tmp_path: Path):
    data = Path(shutil.copytree(moved_site / "data", tmp_path / "data"))
    done = run("check", "--site", str(moved_site / "site"), "--data", str(data))
    assert done.returncode == 0, done.stdout
    run("update", "--site", str(moved_site / "site"), "--data", str(data))
    with (data / "program" / "permalinks.csv").open(newline="") as file:
        found = [row["address"] for row in csv.DictReader(file) if row["address"].startswith("old/")]
    assert sorted(found) == ["old/feed.atom", "old/place/", "old/record.json"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("{county}", "Two pages want the address {county}"),
        ("robots.txt/", "A page wants a folder where the file robots.txt stands."),
    ],
)
def test_a_redirect_in_the_place_of_something_else_stops_the_build(
    address: str, told: str, data: Path, example: Catalog, tmp_path: Path
):
    county = next(iter(example.counties.values())).path
    address, told = address.format(county=county), told.format(county=county)
    rows = [row for row in command.read(data) if row.address != address]
    permalinks.write([*rows, moved("page", address, "about/")], data / "program" / "permalinks.csv")
    done = build(tmp_path / "site", data)
    assert done.returncode == 1
    assert told in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "site").exists()


OUTSIDE = [
    "../up/",
    "a/../../b/",
    "/etc/",
    "javascript:alert(1)",
    "javascript:x",
    "https://example.org/",
    "a b/",
    "a//b/",
]


@pytest.mark.slow
def test_an_address_stays_below_the_root(data: Path):
    add_rows(data, *(moved("page", address, "about/") for address in OUTSIDE))
    with pytest.raises(CommandFailed) as failed:
        command.read(data)
    told = re.findall(r"'address' must be an address below the site's root, .*, not '(.*)'\.", str(failed.value))
    assert sorted(told) == sorted(OUTSIDE)
