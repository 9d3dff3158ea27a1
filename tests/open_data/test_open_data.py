"""The downloads: a package that the plain tools accept, and no cell that runs."""

from __future__ import annotations

import csv
import io
import json
import posixpath
import re
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

import jsonschema
import openpyxl
import pytest
from library import Library, copy_made_up
from made import SITE, URL, files, frictionless, keep_only, made_up, page, pages, published

from macros.build.page_macros import MACROS
from macros.data import faceting, tables
from macros.data.catalog import Catalog, load_catalog
from macros.data.models import KINDS, Term
from macros.data.tables import RelationalTable
from macros.formats import excel
from macros.pages import download_sizes, templating
from macros.pages.macro_context import Context
from macros.pages.outputs import Page, Site
from macros.sitewide import api, dictionary, feeds, open_data, readable_sheets

FOLDER = "data/files/"
DRAFT = "dulse"
HOSTILE = [
    "=1+1",
    "+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1",
    '=HYPERLINK("http://x.example","y")',
    "=cmd|' /C calc'!A0",
]


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """The package as a visitor unpacks it."""
    with zipfile.ZipFile(io.BytesIO(published()[f"{FOLDER}library.zip"])) as packed:
        packed.extractall(tmp_path)
    return tmp_path


def rows_of(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(published()[f"{FOLDER}{name}.csv"].decode(), newline="")))


# --- the package --------------------------------------------------------------


@pytest.mark.slow
def test_plain_frictionless_accepts_the_package(package: Path) -> None:
    done = frictionless(package)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count(" VALID ") == len(tables.tables(made_up()))


WRONG = {
    "partnerships_industries.csv": (",tides", ",tydes"),  # a reference into another package
    "partnerships_related.csv": ("boats,1,", "boots,1,"),  # the owner
    "members.csv": (",leader,", ",leaders,"),
    "figures.csv": (",27.5,", ",some,"),
}


@pytest.mark.slow
def test_plain_frictionless_sees_what_is_wrong(package: Path) -> None:
    """The keys and types are real ones: breaking one is found, each in its own table."""
    keep_only(package, (file.removesuffix(".csv") for file in WRONG))
    for file, (old, new) in WRONG.items():
        text = (package / file).read_text()
        assert old in text
        (package / file).write_text(text.replace(old, new, 1))
    done = frictionless(package)
    told = [line for line in done.stdout.splitlines() if " INVALID " in line]
    assert done.returncode == 1 and len(told) == len(WRONG), done.stdout
    assert [file for file in WRONG if not any(f" {file} " in line for line in told)] == [], done.stdout


def test_zip_holds_the_files_that_are_offered_one_by_one() -> None:
    with zipfile.ZipFile(io.BytesIO(published()[f"{FOLDER}library.zip"])) as packed:
        inside = {name: packed.read(name) for name in packed.namelist()}
    beside = {path.removeprefix(FOLDER): content for path, content in published().items() if path.startswith(FOLDER)}
    assert inside == {name: beside[name] for name in inside}
    assert set(beside) - set(inside) == {"library.zip", "library.xlsx"}
    assert next(iter(inside)) == "datapackage.json"


def test_every_reference_is_a_foreign_key() -> None:
    """As many as the schemas name, in lists, in groups and in lists of groups."""
    catalog = made_up()
    keys = [key for table in tables.tables(catalog) for key in table.foreign_keys]

    def references(fields: list[dict]) -> int:
        inner = (each.get("fields", []) + each.get("items", {}).get("fields", []) for each in fields)
        return sum("references" in each for each in fields) + sum(map(references, inner))

    lists = sum(table.primary_key != ["id"] for table in tables.tables(catalog))
    assert len(keys) == lists + sum(references(tables.own_fields(kind, catalog)) for kind in tables.kinds(catalog))


@pytest.mark.parametrize("kind", tables.kinds(made_up()))
def test_every_record_is_a_row(kind: str) -> None:
    assert [row["id"] for row in rows_of(kind)] == list(made_up().tables[kind])
    assert len(rows_of(kind)) == faceting.count(made_up(), kind)


def test_lists_keep_their_order_and_prose_its_paragraphs() -> None:
    record = made_up().partnerships["boats"]
    own = [row for row in rows_of("partnerships_sources") if row["partnership"] == record.id]
    assert [row["source"] for row in own] == [each.id for each in record.sources]
    assert [row["position"] for row in own] == [str(number) for number in range(1, len(own) + 1)]
    activities = [row for row in rows_of("partnerships_activities") if row["partnership"] == record.id]
    assert [row["text"] for row in activities] == [each.text for each in record.activities]
    assert next(row for row in rows_of("partnerships") if row["id"] == record.id)["purpose"] == record.purpose
    assert "\n\n" in record.purpose


def with_dulse(folder: Path, status: str) -> Catalog:
    """The made-up state with one more partnership, which has a member and a figure."""
    data = copy_made_up(folder)
    kelp = (data / "partnerships/records/kelp.yaml").read_text(encoding="utf-8")
    dulse = (
        kelp.replace("id: kelp\n", f"id: {DRAFT}\n")
        .replace("Kelp growers' table", "Dulse table")
        .replace("status: over", f"status: {status}\nstatus_as_of: 2026\nstatus_source: handout")
    )
    (data / f"partnerships/records/{DRAFT}.yaml").write_text(dulse, encoding="utf-8")
    for name, row in (
        ("partnerships/members", f"{DRAFT}-oar-works,{DRAFT},oar-works,leader,,handout"),
        ("partnerships/figures", f"{DRAFT}-boats,{DRAFT},Boats,3,people,exact,,2024,handout,"),
        ("metrics/figure_versions", f"{DRAFT}-boats-1,{DRAFT}-boats,2,exact,2023,2026-01-15,handout,Counted again."),
    ):
        with (data / f"{name}.csv").open("a", encoding="utf-8") as file:
            file.write(f"{row}\n")
    return load_catalog(data)


def test_what_belongs_to_a_draft_is_not_in_the_catalog(tmp_path: Path) -> None:
    """A row of a row of it neither: what a figure said before."""
    made, shown = (with_dulse(tmp_path / status, status) for status in ("draft", "going"))
    kinds = ("partnerships", "members", "figures", "figure_versions")
    assert [kind for kind in tables.kinds(shown) if any(id.startswith(DRAFT) for id in shown.tables[kind])] == sorted(
        kinds, key=tables.kinds(shown).index
    )
    assert not [id for table in made.tables.values() for id in table if id.startswith(DRAFT)]


@pytest.mark.slow
def test_nothing_of_a_draft_is_published(tmp_path: Path) -> None:
    """Its rows in other tables go too, so that every key still finds its record."""
    made, shown = (files(with_dulse(tmp_path / status, status)) for status in ("draft", "over"))
    sign = re.compile(rf'"{DRAFT}[a-z-]*"|(?:^|,){DRAFT}[a-z-]*(?:,|$)', re.MULTILINE)
    for path, content in made.items():
        if path.endswith(".csv") or (path.startswith("api/") and "schema" not in path and "openapi" not in path):
            assert sign.findall(content.decode()) == [], path
    assert f"api/v1/partnerships/{DRAFT}.json" not in made
    assert all(sign.search(shown[f"data/files/{name}.csv"].decode()) for name in ("partnerships", "members", "figures"))
    with zipfile.ZipFile(io.BytesIO(made[f"{FOLDER}library.zip"])) as packed:
        packed.extractall(tmp_path)
    keep_only(
        tmp_path, (Path(path).stem for path in shown if path.endswith(".csv") and sign.search(shown[path].decode()))
    )
    done = frictionless(tmp_path)
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
def test_made_twice_the_bytes_are_the_same(state: Path) -> None:
    assert files(load_catalog(state)) == published()


# --- tables in general ----------------------------------------------------------


@pytest.mark.parametrize(
    ("many", "one"),
    [
        ("counties", "county"),
        ("statuses", "status"),
        ("reaches", "reach"),
        ("workforce_areas", "workforce_area"),
        ("courses", "course"),
        ("businesses", "business"),
        ("boxes", "box"),
        ("related", "related"),
        ("process", "process"),
        ("services", "service"),
        ("program", "program"),
    ],
)
def test_singular(many: str, one: str) -> None:
    assert tables.singular(many) == one


def test_lists_within_lists_become_tables_with_keys_of_all_levels() -> None:
    """No real schema has one yet; a new kind may."""
    text = {"type": "string", "title": "T", "description": "D"}
    steps = {"name": "steps", "title": "Steps", "description": "D", "type": "array", "items": {"type": "string"}}
    units = {
        "name": "units",
        "title": "Units",
        "description": "D",
        "type": "array",
        "items": {"fields": [{"name": "title", **text}, steps]},
    }
    maker = tables._TableBuilder("courses", "courses", "Courses", "D", (), ())
    maker.take_fields([{"name": "id", **text}, units])
    maker.add((), {"id": "a", "units": [{"title": "x", "steps": ["1", "2"]}, {"title": "y", "steps": ["3"]}]})
    found = {table.name: table for table in maker.finished()}
    assert found["courses_units"].rows == [("a", 1, "x"), ("a", 2, "y")]
    deepest = found["courses_units_steps"]
    assert [each["name"] for each in deepest.fields] == ["course", "unit", "position", "step"]
    assert deepest.rows == [("a", 1, 1, "1"), ("a", 1, 2, "2"), ("a", 2, 1, "3")]
    assert deepest.foreign_keys[0]["reference"] == {"resource": "courses_units", "fields": ["course", "position"]}


# --- cells --------------------------------------------------------------------


def hostile_table() -> RelationalTable:
    names = ("id", "string"), ("text", "string"), ("value", "number"), ("day", "date"), ("yes", "boolean")
    fields = [{"name": name, "title": name, "description": name, "type": kind} for name, kind in names]
    rows = [(f"r{number}", text, Decimal("-2.50"), date(2026, 3, 5), True) for number, text in enumerate(HOSTILE)]
    rows.append(("last", 'plain "quoted", and\nmore', Decimal("0.0000001"), None, None))
    return RelationalTable("hostile", "hostile", "Hostile", "Hostile texts.", fields, ["id"], [], rows)


def test_groups_within_groups_become_columns_named_by_all_levels() -> None:
    def field(name: str, type: str, **more: object) -> dict[str, object]:
        return {"name": name, "title": name.capitalize(), "description": "D", "type": type, **more}

    must = {"constraints": {"required": True}}
    room = field(
        "room", "object", fields=[field("floor", "integer", **must), field("doors", "array", items={"type": "string"})]
    )
    maker = tables._TableBuilder("events", "events", "Events", "D", (), ())
    maker.take_fields(
        [
            field("id", "string", **must),
            field("place", "object", fields=[field("town", "string", **must), room], **must),
        ]
    )
    maker.add((), {"id": "fair", "place": {"town": "Alder", "room": {"floor": 2, "doors": ["east", "west"]}}})
    maker.add((), {"id": "walk", "place": {"town": "Birch", "room": None}})
    whole, doors = maker.finished()
    assert [each["name"] for each in whole.fields] == ["id", "place_town", "place_room_floor"]
    assert [each["title"] for each in whole.fields] == ["Id", "Place: town", "Place: room: floor"]
    # The room may be missing, so its floor is not required though the room requires it.
    assert [bool(each.get("constraints")) for each in whole.fields] == [True, True, False]
    assert whole.rows == [("fair", "Alder", 2), ("walk", "Birch", None)]
    assert (doors.name, doors.rows) == ("events_place_room_doors", [("fair", 1, "east"), ("fair", 2, "west")])


def test_no_cell_of_a_csv_file_runs_and_numbers_stay_numbers() -> None:
    text = excel.csv_bytes(hostile_table()).decode()
    found = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["text"] for row in found[:-1]] == [f"'{each}" for each in HOSTILE]
    assert {row["value"] for row in found[:-1]} == {"-2.50"} and {row["day"] for row in found[:-1]} == {"2026-03-05"}
    assert found[-1] == {"id": "last", "text": 'plain "quoted", and\nmore', "value": "0.0000001", "day": "", "yes": ""}
    assert "\r\n" in text and "true" in text


def test_no_cell_of_a_workbook_is_a_formula() -> None:
    content = excel.workbook([hostile_table()], [("=1+1", "=2+2")], "T", SITE.today)
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"] == []
    sheet = book["hostile"]
    assert [sheet.cell(2 + number, 2).value.lstrip("'\t\r\n") != "" for number in range(len(HOSTILE))]
    assert all(sheet.cell(2 + number, 2).value.startswith("'") for number in range(len(HOSTILE)))
    assert (sheet["C2"].value, sheet["D2"].value, sheet["E2"].value) == (-2.5, datetime(2026, 3, 5), True)
    assert not re.search(
        rb"<f>|<hyperlink [^>]*r:id",
        b"".join(
            zipfile.ZipFile(io.BytesIO(content)).read(each) for each in zipfile.ZipFile(io.BytesIO(content)).namelist()
        ),
    )


def test_published_files_hold_no_formula() -> None:
    for path, content in published().items():
        if path.endswith(".csv"):
            for row in csv.reader(io.StringIO(content.decode(), newline="")):
                cells = [cell for cell in row if cell[:1] in excel.FORMULA_SIGNS]
                assert [cell for cell in cells if not re.fullmatch(r"-?[\d.]+", cell)] == [], path


def test_workbook_opens_with_a_sheet_for_each_table() -> None:
    book = openpyxl.load_workbook(io.BytesIO(published()[f"{FOLDER}library.xlsx"]))
    found = tables.tables(made_up())
    names = excel.sheet_names(each.name for each in readable_sheets.in_order(found))
    assert book.sheetnames[:2] == ["Read me", "Contents"] and book.sheetnames[-1] == "Columns"
    readable = ["All partnerships", "Who takes part", "All sessions", "All funding", "All jobs"]
    assert book.sheetnames[2:-1] == [*readable, *(names[each.name] for each in readable_sheets.in_order(found))]
    last = [each for each in found if issubclass(KINDS[each.kind], Term)]
    assert book.sheetnames[-1 - len(last) : -1] == [names[each.name] for each in last]
    links = [row[0].hyperlink.location for row in book["Contents"].iter_rows(min_row=2)]
    assert links == [f"'{name}'!A1" for name in book.sheetnames[2:]]
    for table in found:
        sheet = book[names[table.name]]
        assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref.startswith("A1:")
        assert [cell.value for cell in sheet[1]] == [each["name"] for each in table.fields]
        assert sheet.max_row == len(table.rows) + 1
    words = {row[0].value: row[1].value for row in book["Read me"].iter_rows()}
    assert made_up().program.licence in words["License"] and "November 21, 2026" in words["As of"]
    assert isinstance(book["figures"]["D2"].value, (int, float))


def test_long_names_get_sheets_of_their_own() -> None:
    names = list(excel.sheet_names(f"{'x' * 40}{end}" for end in "ab").values())
    assert len(set(names)) == 2 and all(len(name) <= 31 for name in names)


# --- the page and the catalogs ------------------------------------------------------


def test_page_names_each_file_with_its_true_type_and_size(tmp_path: Path) -> None:
    files = {path: content for path, content in published().items() if path.startswith(FOLDER)}
    (tmp_path / FOLDER).mkdir(parents=True)
    for path, content in files.items():
        (tmp_path / path).write_bytes(content)
    html = download_sizes.filled(str(MACROS["downloads"](page())), tmp_path)
    for path, content in files.items():
        kind = {"csv": "CSV", "json": "JSON", "zip": "ZIP", "xlsx": "Excel"}[path.rpartition(".")[2]]
        after = html[html.index(f'href="../{path}"') :][:400]
        assert f"{kind}, {templating.file_size(len(content))}" in after, path


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1_000, "1.0 KB"),
        (9_960, "10 KB"),
        (123_456, "123 KB"),
        (999_499, "999 KB"),
        (999_500, "1.0 MB"),
        (12_345_678, "12 MB"),
    ],
)
def test_sizes_in_words(size: int, words: str) -> None:
    assert templating.file_size(size) == words


def dictionary_pages() -> dict[str, Page]:
    """The pages of the dictionary, by their addresses."""
    return {each.path: each for each in dictionary.outputs(made_up(), SITE) if isinstance(each, Page)}


def test_dictionary_has_a_page_for_each_subject_and_leads_to_every_table() -> None:
    index = str(MACROS["data_dictionary"](page()))
    pages = {path: each.make().body for path, each in dictionary_pages().items()}
    for table in tables.tables(made_up()):
        path = f"data/dictionary/{made_up().subjects[table.kind][0]}/"
        assert f'id="{table.name}"' in index and f'{path}#{table.name}"' in index
        assert [each for each, body in pages.items() if f'<h2 id="{table.name}">' in body] == [path]


def test_a_column_that_names_a_record_leads_to_its_table_on_its_page() -> None:
    pages = {path: each.make().body for path, each in dictionary_pages().items()}
    for path, body in pages.items():
        for href, table in re.findall(r'id in <a href="([^"#]*)#(\w+)"', body):
            assert f'<h2 id="{table}">' in pages[posixpath.normpath(f"{path}{href}") + "/"]


def test_dictionary_explains_every_column() -> None:
    html = "".join(each.make().body for each in dictionary_pages().values())
    for kind in tables.kinds(made_up()):
        for each in made_up().schemas[kind]["fields"]:
            for part in each.get("fields", [each]):
                is_told = str(templating.escape(part["description"])) in html
                assert is_told != part.get("internal", False), each["name"]


def test_catalogs_for_harvesters_have_what_dcat_us_requires() -> None:
    made = published()
    assert made["data.json"] == made["data/catalog.json"]
    catalog = json.loads(made["data.json"])
    assert catalog["conformsTo"] == "https://project-open-data.cio.gov/v1.1/schema"
    required = {
        "@type",
        "accessLevel",
        "contactPoint",
        "description",
        "identifier",
        "keyword",
        "modified",
        "publisher",
        "title",
    }
    (dataset,) = catalog["dataset"]
    assert required <= set(dataset) and dataset["contactPoint"]["hasEmail"].startswith("mailto:")
    addresses = [each.get("downloadURL") or each["accessURL"] for each in dataset["distribution"]]
    assert all(each.removeprefix(URL) in made for each in addresses) and len(addresses) > len(tables.kinds(made_up()))
    assert dataset["landingPage"].removeprefix(URL) in pages()


@pytest.mark.slow
def test_without_a_site_address_nothing_is_offered_to_harvesters() -> None:
    made = files(made_up(), Site(today=SITE.today), open_data)
    assert "data.json" not in made and f"{FOLDER}datapackage.json" in made
    assert "data.json" not in str(MACROS["downloads"](Context(made_up(), Site(today=SITE.today), "../")))


def test_data_set_is_described_for_search_engines() -> None:
    text = re.search(r'<script type="application/ld\+json">(.*?)</script>', str(MACROS["downloads"](page())))[1]
    data = json.loads(text)
    assert data["@type"] == "Dataset" and data["license"] == made_up().program.licence_url
    assert all(each["contentUrl"].removeprefix(URL) in published() for each in data["distribution"])


def test_descriptor_follows_version_2() -> None:
    made = json.loads(published()[f"{FOLDER}datapackage.json"])
    assert made["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert all(urlsplit(each["path"]).scheme == "https" for each in made["licenses"])
    ours = {"rule", "references", "owner", "expected", "items", "past"}
    assert not any(ours & set(each) for resource in made["resources"] for each in resource["schema"]["fields"])
    jsonschema.validate(made["created"], {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT00:00:00Z$"})


@pytest.mark.slow
def test_what_a_publisher_asks_for_is_in_each_download_and_on_the_page() -> None:
    wanted = (
        'This page includes the Job list 7: boats & "zones" by the Office of Lists. Used under the Sea 4.0 license.'
    )
    made = published()
    assert json.loads(made[f"{open_data.FOLDER}{open_data.PACKAGE}"])["notices"] == [wanted]
    assert json.loads(made[f"{tables.API}index.json"])["notices"] == [wanted]
    book = openpyxl.load_workbook(io.BytesIO(made[f"{open_data.FOLDER}{open_data.WORKBOOK}"]))
    assert ("Notice", wanted) in {tuple(row[:2]) for row in book.worksheets[0].iter_rows(values_only=True)}
    shown = re.sub(r"<[^>]+>", "", str(MACROS["downloads"](page())))
    assert wanted in templating.Markup(shown).unescape()


def test_guide_for_language_models_leads_to_what_is_there() -> None:
    text = published()["llms.txt"].decode()
    assert text.startswith(f"# {made_up().program.site_name}\n\n> ")
    addresses = [each.removeprefix(URL) for each in re.findall(rf"\(({re.escape(URL)}[^)]*)\)", text)]
    assert addresses and [each for each in addresses if each not in published() and each not in pages()] == []
    assert "&amp;" not in text and "{" not in text


@pytest.mark.slow
@pytest.mark.parametrize("decided", [True, False])
def test_a_license_that_is_only_proposed_is_never_stated_as_fact(decided: bool, tmp_path: Path) -> None:
    state = Library(copy_made_up(tmp_path / "data"))
    state.replace("program/program.yaml", "licence_decided: true", f"licence_decided: {str(decided).lower()}")
    catalog = load_catalog(state.folder)
    made = {
        path: content.decode("utf-8", "ignore") for path, content in files(catalog, SITE, open_data, api, feeds).items()
    }
    about = (
        "data.json",
        f"{FOLDER}datapackage.json",
        f"{tables.API}index.json",
        f"{tables.API}openapi.json",
        "feeds/all.atom",
    )
    assert [path for path in about if ("(proposed, not decided yet)" in made[path]) is decided] == []
    package, dcat = json.loads(made[f"{FOLDER}datapackage.json"]), json.loads(made["data.json"])
    assert ("licenses" in package, "license" in dcat["dataset"][0]) == (decided, decided)
    assert ('rel="license"' in made["feeds/all.atom"]) is decided
