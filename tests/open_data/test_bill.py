"""The bill of materials: out of made-up pins, against the official schema."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from importlib import metadata
from pathlib import Path

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from library import real

from macros.formats import sbom
from macros.pages import download_sizes
from macros.pages.macro_context import Context
from macros.pages.outputs import Site
from macros.sitewide import open_data

A, B, C = ("a" * 64, "b" * 64, "c" * 64)
PINS = f"""\
boat==1.0 \\
    --hash=sha256:{A} \\
    --hash=sha256:{B}
    # via -r requirements.in
Kelp_Farm[net]==2.5.post1 ; python_version < "3.13" \\
    --hash=sha256:{C}
    # via
    #   -r requirements.in
    #   boat
rope==3 \\
    --hash=sha256:{C}
    # via
    #   boat
    #   kelp-farm

# The following packages are considered to be unsafe in a requirements file:
"""


def test_pins_are_read_with_their_hashes_and_users() -> None:
    assert sbom.pins(PINS) == (
        sbom.Pin(name="boat", version="1.0", hashes=(A, B), needed_by=(), is_wanted=True),
        sbom.Pin(name="kelp-farm", version="2.5.post1", hashes=(C,), needed_by=("boat",), is_wanted=True),
        sbom.Pin(name="rope", version="3", hashes=(C,), needed_by=("boat", "kelp-farm"), is_wanted=False),
    )


def test_bill_says_what_needs_what() -> None:
    made = json.loads(sbom.text(PINS, "Boats"))
    boat, kelp, rope = "pkg:pypi/boat@1.0", "pkg:pypi/kelp-farm@2.5.post1", "pkg:pypi/rope@3"
    assert made["metadata"]["component"]["name"] == "Boats"
    assert [each["purl"] for each in made["components"]] == [boat, kelp, rope]
    assert made["components"][0]["hashes"] == [{"alg": "SHA-256", "content": A}, {"alg": "SHA-256", "content": B}]
    assert {each["ref"]: each["dependsOn"] for each in made["dependencies"]} == {
        "site": [boat, kelp],
        boat: [kelp, rope],
        kelp: [rope],
        rope: [],
    }


def complaints(text: str) -> object:
    return JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)


def test_bill_keeps_the_official_schema() -> None:
    assert complaints(sbom.text(PINS, "Boats")) is None
    assert complaints(sbom.text("", "Boats")) is None
    assert complaints(sbom.text(PINS, "Boats").replace("SHA-256", "SHA-257")) is not None


def test_bill_of_the_real_pins_names_every_one(repo) -> None:
    text = (repo / "requirements.txt").read_text(encoding="utf-8")
    made = sbom.pins(text)
    assert len(made) == sum("==" in line for line in text.splitlines())
    assert sum(len(each.hashes) for each in made) == text.count("--hash=sha256:")
    assert complaints(sbom.text(text, "Boats")) is None


def test_bill_is_the_same_on_every_day() -> None:
    assert '"timestamp"' not in sbom.text(PINS, "Boats") and '"serialNumber"' not in sbom.text(PINS, "Boats")
    days = (date(2026, 1, 2), date(2027, 3, 4))
    assert len({published(Site(today=day, requirements=PINS)) for day in days}) == 1


def published(site: Site) -> bytes | None:
    files = {each.path: each.content for each in open_data.outputs(real(), replace(site, preview=True))}
    return files[open_data.BILL]() if open_data.BILL in files else None


def test_page_offers_the_bill_with_type_and_size() -> None:
    site = Site(today=date(2026, 1, 2), requirements=PINS, preview=True)
    html = open_data.downloads(Context(real(), site, "../"))
    assert f'href="../{open_data.BILL}" download' in html
    assert "JSON (CycloneDX 1.6)" in html and download_sizes.offered(html)[-1] == open_data.BILL


def test_page_has_no_bill_where_the_pins_are_not_known() -> None:
    site = Site(today=date(2026, 1, 2), preview=True)
    assert "bom.cdx.json" not in open_data.downloads(Context(real(), site, "../")) and published(site) is None


def test_the_notices_are_those_of_what_the_site_brings_with_it(repo: Path) -> None:
    """Material's notice is the one of the package that is installed; Pagefind's package has none."""
    text = (repo / "macros/theme" / open_data.NOTICES).read_text(encoding="utf-8")
    files = metadata.files("mkdocs-material") or []
    [license] = [each for each in files if "licenses" in each.parts]
    assert license.read_text().strip() in text
    assert "pagefind/" in text and "Copyright 2022 CloudCannon" in text
    assert f'href="../{open_data.NOTICES}" download' in open_data.downloads(
        Context(real(), Site(today=date(2026, 1, 2)), "../")
    )
