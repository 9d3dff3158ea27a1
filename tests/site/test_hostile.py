"""Hostile text is shown inert and literally, or refused with the file and line that it stands on."""

from __future__ import annotations

import csv
import json
import re
import shutil
import zipfile
from collections.abc import Callable, Iterable
from functools import cache, partial
from pathlib import Path, PurePath
from typing import Any

import building
import pytest
import yaml
from building import Shared
from library import made_up
from markup import Page, broken, pages, text
from playwright.sync_api import expect
from serving import serving
from test_files import RULES
from visiting import Visitor

from macros.data import packages, reading, validation

# Valid, since it is only text, and harmful wherever somebody forgets to escape it.
PIECES = (
    "\"quoted\" & 'ticked' & R&D",
    "&lt script &gt alert(1) &copy &amp amp &#60 b &#62",
    "@@title@@ @@body@@ @@root@@",
    "qzstash0zq qzstash3zq",
    "} }} %} ${1+1} $(id) `id` %s %(x)s \\1 \\u003cb\\u003e",
    "*bold* _it_ [a](b) ![c](d) ~~e~~ # f",
    "Supercalifragilisticexpialidocious" * 2,
    "שלום עולם",
    "🌲🛟 日本語 Ünïcödé",
    "a < b > c <3 -- --> ]]> */ //",
)
IN_EACH = "\"a\" 'b' &c <3"  # what ends an attribute or begins an element, in a name of 26 characters too
PROSE_LIMIT = 1_500


@cache
def fullest() -> str:
    """The id of the partnership with the most rows of its own, so that as much as can be is filled in."""
    return max(made_up().partnerships.values(), key=lambda each: len(each.figures) + len(each.members)).id


Text = Callable[[int, int], str]  # a number and the most characters allowed -> text


def hostile(number: int, most: int) -> str:
    """What is in each and some of the pieces, others for each number, behind words that keep the order of names."""
    made = f"Sample {number:03}"
    for piece in (IN_EACH, *PIECES[number % len(PIECES) :], *PIECES[: number % len(PIECES)]):
        if len(made) + 1 + len(piece) <= most:
            made = f"{made} {piece}"
    return made


def harmless(number: int, most: int) -> str:
    """Plain words in the hostile text's place."""
    return f"Sample {number:03} of plain words"[:most].strip()


# --- filling in -------------------------------------------------------------


class Filler:
    """Fills every field of free text in a copy of the data, and remembers what it wrote."""

    def __init__(self, data: Path, make: Text, formed: Iterable[tuple[str, str]] = ()) -> None:
        self._data, self._make, self._formed = data, make, frozenset(formed)
        self.written: dict[str, list[tuple[str, str]]] = {}  # resource -> field and text
        self._number = 0

    def fill(self) -> None:
        for resource in self._resources("program"):
            if resource["name"] in ("organizations", "sources"):
                self._fill_table(self._data / "program", resource)
        for resource in self._resources("partnerships"):
            if resource["path"].endswith(".csv"):
                self._fill_table(self._data / "partnerships", resource)
            else:
                office = made_up().program.contact.email
                more = {"contact": {"name": "Office", "email": office, "url": "https://example.com/"}}
                path = self._data / "partnerships" / "records" / f"{fullest()}.yaml"
                self._fill_record(path, resource, more)
        for package in sorted(
            path.name for path in self._data.iterdir() if path.name not in ("program", "partnerships")
        ):
            for resource in self._resources(package):
                self._fill_subject(package, resource)

    def _fill_subject(self, package: str, resource: dict[str, Any]) -> None:
        """Whole tables, and the first record of each folder: a page of each kind.

        The official list of occupations stays: what names its titles would be wrong.
        """
        if resource["name"] == "onet_codes":
            return
        folder, _, pattern = resource["path"].rpartition("/")
        if pattern.endswith(".csv"):
            self._fill_table(self._data / package, resource)
        elif pattern.endswith(".yaml"):
            for path in sorted((self._data / package / folder).glob(pattern))[:1]:
                self._fill_record(path, resource)

    def _resources(self, package: str) -> list[dict[str, Any]]:
        return reading.plain(packages.descriptions(self._data)[package])["resources"]

    def _fill_table(self, folder: Path, resource: dict[str, Any]) -> None:
        shared_or_own = packages.place(self._data, f"{folder.name}/{resource['path']}")
        with shared_or_own.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        if not rows:
            return
        for row in rows:
            if row.get("partnership") in (fullest(), None):
                row |= self._filled(resource["name"], resource["schema"]["fields"], row)
        with (folder / resource["path"]).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)

    def _fill_record(self, path: Path, resource: dict[str, Any], more: dict[str, Any] | None = None) -> None:
        record = yaml.load(path.read_text(), Loader=yaml.BaseLoader) | (more or {})
        record |= self._filled(resource["name"], resource["schema"]["fields"], record)
        path.write_text(yaml.safe_dump(record, allow_unicode=True, sort_keys=False), encoding="utf-8")

    def _filled(self, kind: str, fields: list[dict[str, Any]], given: dict[str, Any]) -> dict[str, Any]:
        """Every free text that a record may have, whether or not this one has it, and what it has of lists and parts."""
        made: dict[str, Any] = {}
        for field in fields:
            value = given.get(field["name"])
            if (kind, field["name"]) in self._formed:
                continue
            if is_free_text(field):
                made[field["name"]] = self._write(kind, field)
            elif field["type"] == "object" and value:
                made[field["name"]] = value | self._filled(kind, field["fields"], value)
            elif field["type"] == "array" and (value or is_free_text(field["items"])):
                made[field["name"]] = [self._item(kind, field["items"], each) for each in value or [""]]
        return made

    def _item(self, kind: str, items: dict[str, Any], value: Any) -> Any:
        if "fields" in items:
            return value | self._filled(kind, items["fields"], value)
        return self._write(kind, {"name": "item", **items}) if is_free_text(items) else value

    def _write(self, kind: str, field: dict[str, Any]) -> str:
        self._number += 1
        most = field.get("constraints", {}).get("maxLength", PROSE_LIMIT)
        made = self._make(self._number, min(most, PROSE_LIMIT))
        self.written.setdefault(kind, []).append((field["name"], made))
        return made


def is_free_text(field: dict[str, Any]) -> bool:
    """Whether people write what they want into a field."""
    bound = field.get("references") or not {"pattern", "enum"}.isdisjoint(field.get("constraints", {}))
    is_list = "semicolon" in field.get("description", "") + field.get("expected", "")
    return (
        field.get("type") == "string"
        and field.get("rule", "text") in ("text", "prose", "address")
        and not bound
        and not is_list
    )


def _fill_sites(data: Path, docs: Path, folder: Path) -> None:
    """Build the site of hostile text in ``ours`` and that of plain words in ``theirs``, and note what was written."""
    trial, _ = _filled_data(data, folder / "trial", hostile, ())
    formed = _formed(trial)
    for name, make in (("ours", hostile), ("theirs", harmless)):
        filled, filler = _filled_data(data, folder / f"data of {name}", make, formed)
        building.build(folder / name, data=filled, docs=docs, search=False)
        (folder / f"{name}.json").write_text(json.dumps(filler.written), encoding="utf-8")


def _filled_data(data: Path, target: Path, make: Text, formed: Iterable[tuple[str, str]]) -> tuple[Path, Filler]:
    filler = Filler(Path(shutil.copytree(data, target)), make, formed)
    filler.fill()
    _move_elsewhere(target)
    return target, filler


def _move_elsewhere(data: Path) -> None:
    """Let what records name be on another host than the site, so that a link to its host leads into the site."""
    for path in (*data.rglob("*.yaml"), *data.rglob("*.csv")):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("https://example.org/", "https://example.com/"), encoding="utf-8")


def _formed(data: Path) -> set[tuple[str, str]]:
    """Fields of text that must have a form of its own, such as a time zone: the check refuses ours in them."""
    described = {name: reading.plain(path) for name, path in packages.descriptions(data).items()}
    found = {("pathways", "typical_time")}  # a time has to have its source beside it
    for problem in validation.check(data, building.the_day()).problems:
        package, _, file = problem.file.removeprefix(f"{data}/").partition("/")
        [kind] = [each["name"] for each in described[package]["resources"] if PurePath(file).match(each["path"])]
        found.add((kind, re.sub(r".*\.|\[\d+\]", "", problem.field)))
    assert not found & {("partnerships", "summary"), ("partnerships", "title")}
    return found


Attacked = tuple[Path, dict[str, list[list[str]]]]  # a site, and by resource what was written: field and text


@pytest.fixture(scope="module")
def docs(made_up_built: Path) -> Path:
    """Written pages that name no real record."""
    return made_up_built / "docs"


@pytest.fixture(scope="module")
def filled(shared: Shared, made_up_built: Path, docs: Path) -> Path:
    return shared("hostile", partial(_fill_sites, made_up_built / "data", docs))


@pytest.fixture(scope="module")
def attacked(filled: Path) -> Attacked:
    return filled / "ours", json.loads((filled / "ours.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def peaceful(filled: Path) -> Path:
    return filled / "theirs"


# --- shown inert ------------------------------------------------------------


def test_hostile_text_makes_no_element_and_no_attribute(attacked: Attacked, peaceful: Path):
    """Every page has the same elements and attributes as with plain words in the same places."""
    ours, theirs = pages(attacked[0]), pages(peaceful)
    assert ours.keys() == theirs.keys()
    assert [path for path in ours if _skeleton(ours[path]) != _skeleton(theirs[path])] == []


def test_hostile_text_makes_no_element_and_no_attribute_in_a_room_pack(
    attacked: Attacked, peaceful: Path, tmp_path: Path
):
    ours, theirs = (
        pages(_unpacked(folder, tmp_path / name)) for name, folder in (("ours", attacked[0]), ("theirs", peaceful))
    )
    assert ours.keys() == theirs.keys() and any(path.endswith("toolkit/plan/") for path in ours)
    assert [path for path in ours if _skeleton(ours[path]) != _skeleton(theirs[path])] == []


def _unpacked(site: Path, folder: Path) -> Path:
    for each in sorted((site / "toolkit/packs").glob("*.zip")):
        with zipfile.ZipFile(each) as pack:
            pack.extractall(folder / each.stem)
    return folder


def _skeleton(page: Page) -> list[tuple[str, ...]]:
    # Texts to use again mark what stands in square brackets, and drawings break their lines, whatever the words are.
    drawn = ("text", "tspan")
    found = [each for each in page.elements if each.get("class") != "blank" and each.tag not in drawn]
    return [(each.tag, *each.attrib) for each in found]


def test_hostile_text_is_shown_literally(attacked: Attacked):
    folder, texts = attacked
    page = pages(folder)[f"partnerships/{fullest()}/"]
    shown = text(page.all("body")[0])
    written = [pair for kind in ("partnerships", "figures", "members") for pair in texts[kind]]
    assert {name for name, made in written if made not in shown} == {"short_title"}, "which is only searched"


def test_hostile_names_of_organizations_are_shown_literally(attacked: Attacked):
    folder, texts = attacked
    shown = "\n".join(text(page.all("main")[0]) for page in pages(folder).values())
    assert [name for name, made in texts["organizations"] if made not in shown] == []


def test_the_head_holds_the_text_literally(attacked: Attacked):
    folder, texts = attacked
    page = pages(folder)[f"partnerships/{fullest()}/"]
    written = dict(texts["partnerships"][:3])
    assert text(page.all("title")[0]).startswith(written["title"])
    assert page.meta("og:title") == text(page.all("h1")[0]) == written["title"]
    assert page.meta("description") == page.meta("og:description") == written["summary"]


def test_machine_readable_text_is_the_same_text(attacked: Attacked):
    folder, texts = attacked
    page = pages(folder)[f"partnerships/{fullest()}/"]
    written = dict(texts["partnerships"][:3])
    data = json.loads("".join(page.all("script", type="application/ld+json")[0].itertext()))
    assert (data["name"], data["description"]) == (written["title"], written["summary"])
    index = json.loads((folder / "partnerships" / "directory.json").read_text())
    assert index["title"][index["id"].index(fullest())] == written["title"]
    assert index["summary"][index["id"].index(fullest())] == written["summary"]


def test_every_page_still_keeps_its_promises(attacked: Attacked):
    rules = [rule for rule in RULES if rule.__name__ != "_has_description"]  # long words make it long
    found = pages(attacked[0]).values()
    assert [(rule.__name__, page.path) for rule in rules for page in found if not rule(page)] == []
    assert list(broken(attacked[0], building.URL)) == []


@pytest.mark.slow
def test_hostile_text_does_nothing_in_a_browser(attacked: Attacked, visit: Visitor):
    folder, texts = attacked
    title = dict(texts["partnerships"][:3])["title"]
    with serving(folder) as url:
        page = visit(f"{url}partnerships/{fullest()}/")
        assert page.locator("h1").inner_text() == title
        page.goto(f"{url}partnerships/compare/?ids={fullest()}")
        expect(page.locator("thead a")).to_have_text(title)
        page.goto(f"{url}partnerships/?q={title.split()[1]}&sort=reviewed")
        expect(page.locator(f"[data-record={fullest()}] h3")).to_have_text(title)
        page.goto(f"{url}partnerships/table/?sort=stage")
        expect(page.locator(f"[data-record={fullest()}] th")).to_have_text(title)


# --- refused: in the data ---------------------------------------------------

REFUSED = {
    "summary": "Employers <script>alert(1)</script> and schools",
    "purpose": "It wants {{ 7*7 }} jobs",
    "places_note": "</title><b>",
    "stage_note": "{% include 'x' %}",
    "status_note": "=HYPERLINK(1)",
    "short_title": "@SUM(A1)",
    "website": "javascript:alert(1)",
    "title": "Names\u202e that turn around",
    "successor": "../../etc/passwd",
    "since": "1/5/26",
}
REFUSED_CELLS = {
    "figures": {"metric": "<img src=x onerror=alert(1)>", "note": "+1+cmd|' /C calc'!A0"},
    "members": {"note": "{# a comment #} Call 207-555-0142 at night"},
}


@pytest.fixture(scope="module")
def refused(made_up_built: Path, docs: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """What a build says of a record, a figure and a member with text that must not pass."""
    folder = tmp_path_factory.mktemp("refused")
    data = Path(shutil.copytree(made_up_built / "data", folder / "data"))
    path = data / "partnerships" / "records" / f"{fullest()}.yaml"
    record = yaml.load(path.read_text(), Loader=yaml.BaseLoader) | REFUSED
    path.write_text(yaml.safe_dump(record, allow_unicode=True, width=10_000), encoding="utf-8")
    for table, cells in REFUSED_CELLS.items():
        _change_last_row(data / "partnerships" / f"{table}.csv", cells)
    done = building.run(*building.words(folder / "site", data=data, docs=docs))
    assert (done.returncode, (folder / "site").exists()) == (1, False), done.stdout
    return data, done.stderr


def _change_last_row(path: Path, cells: dict[str, str]) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[-1] |= cells
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.slow
@pytest.mark.parametrize("field", REFUSED)
def test_a_record_is_refused_at_its_line(field: str, refused: tuple[Path, str]):
    data, told = refused
    file = data / "partnerships" / "records" / f"{fullest()}.yaml"
    lines = file.read_text(encoding="utf-8").split("\n")
    line = next(number for number, each in enumerate(lines, 1) if each.startswith(f"{field}:"))
    assert re.search(rf"records/{fullest()}\.yaml:{line}:\d+: .* must ", told), told


@pytest.mark.slow
@pytest.mark.parametrize(("table", "field"), [(name, each) for name, cells in REFUSED_CELLS.items() for each in cells])
def test_a_row_is_refused_at_its_line(table: str, field: str, refused: tuple[Path, str]):
    data, told = refused
    last = len((data / "partnerships" / f"{table}.csv").read_text(encoding="utf-8").splitlines())
    assert re.search(rf"{table}\.csv:{last}:\d+: '{field}' must ", told), told


@pytest.mark.slow
def test_a_refusal_is_plain_words(refused: tuple[Path, str]):
    told = refused[1]
    assert "Traceback" not in told and "frictionless" not in told.lower()
    number = int(re.search(r"^(\d+) problems\.", told, re.MULTILINE)[1])  # type: ignore[index]
    problems = [line for line in told.splitlines() if ": warning: " not in line]
    assert number == len(problems) - 1 >= len(REFUSED)


# --- refused: in pages ------------------------------------------------------

REFUSED_LINES = (
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ count.__class__ }}",
    "{{ countt('partnerships') }}",
    "{{ count('partnerships' | upper) }}",
    "<script>alert(1)</script>",
    '<p onclick="alert(1)">x</p>',
    "[x](javascript:alert(1))",
    "![x](https://example.com/x.png)",
    "<iframe src='x'></iframe>",
)


def _append(page: Path, lines: Iterable[str]) -> int:
    """Write lines at the end of a page; gives the number of the first of them."""
    start = len(page.read_text(encoding="utf-8").splitlines()) + 2
    with page.open("a", encoding="utf-8") as file:
        file.write("\n" + "".join(f"{line}\n" for line in lines))
    return start


@pytest.fixture(scope="module")
def refused_page(made_up_built: Path, docs: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, str]:
    folder = tmp_path_factory.mktemp("page")
    own = Path(shutil.copytree(docs, folder / "docs"))
    start = _append(own / "about.md", (line for each in REFUSED_LINES for line in (each, "")))
    _append(own / "privacy.md", ["{% for x in range(9) %}x{% endfor %}"])
    (own / "raw.html").write_text("<p>a page that no check of Markdown sees</p>")
    done = building.run(*building.words(folder / "site", data=made_up_built / "data", docs=own))
    assert (done.returncode, (folder / "site").exists()) == (1, False), done.stdout
    return start, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("number", range(len(REFUSED_LINES)), ids=lambda number: REFUSED_LINES[number][:24])
def test_a_page_is_refused_at_its_line(number: int, refused_page: tuple[int, str]):
    start, told = refused_page
    assert re.search(rf"about\.md:{start + 2 * number}:\d+: ", told), told


@pytest.mark.slow
def test_statements_and_raw_pages_are_refused(refused_page: tuple[int, str]):
    told = refused_page[1]
    assert re.search(r"privacy\.md:\d+:\d+: ", told) and "raw.html" in told
    assert "Traceback" not in told


# What a page calls, and what the message must name: the wrong word, and the nearest that is right.
CALLS = {
    '{{ link("counties", "aldre") }}': ("'aldre'", "'alder'"),
    '{{ figure("no-such-figure-at-all") }}': ("'no-such-figure-at-all'",),
    '{{ count("partnership") }}': ("'partnership'", "'partnerships'"),
    '{{ partnership_cards(industry="tide") }}': ("'tide'", "'tides'"),
    '{{ program("taglin") }}': ("'taglin'", "'tagline'"),
    '{{ link("counties") }}': ("link", "{{ link("),
}


@pytest.fixture(scope="module")
def wrong_calls(made_up_built: Path, docs: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, str]:
    folder = tmp_path_factory.mktemp("calls")
    own = Path(shutil.copytree(docs, folder / "docs"))
    start = _append(own / "about.md", (line for each in CALLS for line in (each, "")))
    done = building.run(*building.words(folder / "site", data=made_up_built / "data", docs=own))
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr and list(folder.iterdir()) == [own]
    return start, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("call", CALLS)
def test_a_wrong_call_names_page_line_id_and_the_nearest(call: str, wrong_calls: tuple[int, str]):
    start, told = wrong_calls
    line = start + 2 * list(CALLS).index(call)
    found = next((each for each in told.splitlines() if re.search(rf"about\.md:{line}\b", each)), told)
    assert all(each in found for each in CALLS[call]), told
