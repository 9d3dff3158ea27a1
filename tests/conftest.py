"""What several test files share."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import building
import pytest
from building import Shared
from library import CONTENT, DATA, DOCS, ROOT, Library, copy_made_up, real
from library import made_up as read_made_up
from playwright.sync_api import Browser, sync_playwright
from visiting import Contexts

from macros.data.catalog import Catalog

# Commands that tests start are as quick as they are without the packages that only tests bring.
os.environ["PYTHONPATH"] = str(building.AS_BUILT)
# What a command tells a job of GitHub is not told the job that runs the tests.
for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "COMMENT"):
    os.environ.pop(name, None)


@pytest.fixture(scope="session")
def repo() -> Path:
    """The project's root folder."""
    return ROOT


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The real data."""
    return DATA


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    """The catalog of the real data: for tests marked ``data``, and for those that open the real site."""
    return real()


@pytest.fixture(scope="session")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the made-up state; nobody may change it."""
    return copy_made_up(tmp_path_factory.mktemp("made-up") / "data")


@pytest.fixture(scope="session")
def made_up() -> Catalog:
    """The catalog of the made-up state, on which tests of code run."""
    return read_made_up()


@pytest.fixture
def own_state(state: Path, tmp_path: Path) -> Path:
    """A copy of the made-up state that a test may change."""
    return Path(shutil.copytree(state, tmp_path / "state"))


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Shared:
    """Has a function fill a folder, once for all processes of a run; nobody may change it then.

    Every fixture that builds a site does so by this, and what uses one is marked ``slow``.
    """
    return partial(building.once, tmp_path_factory.getbasetemp())


@pytest.fixture(scope="session")
def real_site(shared: Shared) -> Path:
    """The site of the real data."""
    return shared("real", _build_real) / "site"


@pytest.fixture(scope="session")
def made_up_built(shared: Shared) -> Path:
    """A folder with the site of the made-up state, its ``data``, and ``docs`` that name none of the real records."""
    return shared("made-up-site", building.made_up_site)


@pytest.fixture(scope="session")
def large(shared: Shared) -> Path:
    """A folder with the site and the data of many invented partnerships besides the real ones."""
    return shared("large", building.large_site)


def _build_real(folder: Path) -> None:
    elsewhere = {} if CONTENT == ROOT else {"data": DATA, "docs": DOCS}
    building.build(folder / "site", **elsewhere)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests: Playwright can run only once in a process."""
    from scripts import browser as chromium  # found once the root is on the path

    path = chromium.find()
    if path is None and not os.environ.get("CI"):
        pytest.skip("there is no Chromium: python -m scripts.browser --install")
    with sync_playwright() as playwright:
        # A process for each page takes a tenth of the time of a visit; those of one context can share theirs.
        arguments = [*chromium.arguments(), "--renderer-process-limit=1"]
        opened = playwright.chromium.launch(executable_path=path, args=arguments)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def contexts(browser: Browser) -> Contexts:
    """What visitors open pages in."""
    return Contexts(browser)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what opens a browser or needs a built site, so that the quick tests can leave it out."""
    for item in items:
        names = set(getattr(item, "fixturenames", ()))
        if "browser" in names:
            item.add_marker("browser")
        if "shared" in names:
            item.add_marker("slow")


def pytest_collection_finish() -> None:
    """Let the collector pass over the thousands of tests and modules, which all stay: a tenth of the time of a run."""
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in words what was checked, for people who changed the content; tests record it as a property."""
    reports = (each for outcome in ("passed", "failed") for each in terminalreporter.stats.get(outcome, ()))
    for line in sorted(
        {
            words
            for report in reports
            if report.when == "call"
            for name, words in report.user_properties
            if name == "checked"
        }
    ):
        terminalreporter.write_line(f"Checked {line}")


# A data folder as small as one can be that still has every kind of field. Tests
# change one thing in it, so that they do not depend on the real schemas.
_SMALL = {
    "program/datapackage.yaml": """\
name: program
title: Program
description: A small package.
resources:
  - name: program
    title: Program
    description: The program.
    path: program.yaml
    schema:
      fields:
        - {name: id, title: Id, description: The id., type: string, rule: id, constraints: {required: true}}
        - {name: name, title: Name, description: Its name., type: string, constraints: {required: true}}
        - {name: email, title: Mailbox, description: A mailbox., type: string, rule: email, expected: 'a mailbox, like office@example.org'}
        - {name: phone, title: Phone, description: A phone., type: string, rule: phone, expected: 'a phone number, like 207-555-0100'}
  - name: statuses
    title: Statuses
    description: The statuses.
    path: statuses.csv
    schema:
      fields:
        - {name: id, title: Id, description: The id., type: string, rule: id, constraints: {required: true}}
        - {name: published, title: Published, description: Whether it is shown., type: boolean}
  - name: reaches
    title: Reaches
    description: The reaches.
    path: reaches.csv
    schema:
      fields:
        - {name: id, title: Id, description: The id., type: string, rule: id, constraints: {required: true}}
  - name: counties
    title: Counties
    description: The counties.
    path: counties.csv
    schema:
      fields:
        - {name: id, title: Id, description: The id., type: string, rule: id, constraints: {required: true}}
        - {name: name, title: Name, description: Its name., type: string, constraints: {required: true, maxLength: 20}}
        - {name: fips, title: FIPS code, description: The FIPS code., type: string, expected: 'five digits, like 23019', constraints: {required: true, unique: true, pattern: '[0-9]{5}'}}
  - name: allowed_contacts
    title: Allowed contacts
    description: Contacts that may be published.
    path: allowed_contacts.csv
    schema:
      fields:
        - {name: id, title: Id, description: The id., type: string, rule: id, constraints: {required: true}}
        - {name: value, title: Value, description: The contact., type: string, constraints: {required: true}}
        - {name: reason, title: Reason, description: Why., type: string}
        - {name: expires, title: Expires, description: Its last day., type: date}
  - name: personal_email_domains
    title: Personal domains
    description: Domains of personal mailboxes.
    path: personal_email_domains.csv
    schema:
      fields:
        - {name: id, title: Id, description: The id., type: string, rule: id, constraints: {required: true}}
        - {name: domain, title: Domain, description: The domain., type: string}
  - name: units
    title: Units
    description: What numbers count.
    path: units.csv
    schema:
      fields:
        - {name: id, title: Id, description: The id., type: string, rule: id, constraints: {required: true}}
        - {name: whole, title: Whole, description: Whether there is no half of it., type: boolean}
        - {name: negative, title: Negative, description: Whether it may be below zero., type: boolean}
  - name: reserved_ids
    title: Reserved ids
    description: Words that the site needs.
    path: reserved_ids.csv
    schema:
      fields:
        - {name: id, title: Id, description: The id., type: string, rule: id, constraints: {required: true}}
        - {name: reason, title: Reason, description: Why., type: string}
""",
    "program/program.yaml": "id: program\nname: Small program\nemail: office@example.org\nphone: 207-555-0100\n",
    "program/statuses.csv": "id,published\nactive,true\ndraft,false\n",
    "program/reaches.csv": "id\nstatewide\ncounties\n",
    "program/counties.csv": "id,name,fips\nkennebec,Kennebec,23011\npenobscot,Penobscot,23019\n",
    "program/allowed_contacts.csv": (
        "id,value,reason,expires\noffice,office@example.org,The office's mailbox.,2027-12-31\n"
        "phone,207-555-0100,The office's phone.,\n"
    ),
    "program/personal_email_domains.csv": "id,domain\nmailbox-example,mailbox.example\n",
    "program/units.csv": "id,whole,negative\nstudents,true,false\nhours,false,false\npercent,false,true\n",
    "program/reserved_ids.csv": "id,reason\ntable,The table view stands there.\n",
    "partnerships/datapackage.yaml": """\
name: partnerships
title: Partnerships
description: A small package.
resources:
  - name: partnerships
    title: Partnerships
    description: The partnerships.
    path: records/*.yaml
    schema:
      fields:
        - {name: id, title: Id, description: The id., type: string, rule: id, constraints: {required: true}}
        - {name: title, title: Title, description: The full name., type: string, constraints: {required: true, unique: true, maxLength: 40}}
        - {name: purpose, title: Purpose, description: What for., type: string, rule: prose}
        - {name: status, title: Status, description: What became of it., type: string, rule: id, references: statuses, constraints: {required: true}}
        - {name: reach, title: Reach, description: How far it reaches., type: string, rule: id, references: reaches, constraints: {required: true}}
        - {name: counties, title: Counties, description: Where it works., type: array, references: counties, items: {type: string, rule: id}}
        - {name: website, title: Website, description: Its website., type: string, rule: link}
        - {name: successor, title: Successor, description: What came after., type: string, rule: id, references: partnerships}
        - {name: related, title: Related, description: Others., type: array, references: partnerships, items: {type: string, rule: id}}
        - name: stage_history
          title: Stages
          description: The stages.
          type: array
          items:
            fields:
              - {name: stage, title: Stage, description: The stage., type: string, constraints: {required: true}}
              - {name: date, title: Date, description: When., type: string, rule: partial-date, past: true}
        - name: contact
          title: Contact
          description: Who to ask.
          type: object
          fields:
            - {name: name, title: Name, description: The office., type: string, constraints: {required: true}}
        - {name: as_of, title: As of, description: When., type: string, rule: partial-date, past: true}
        - {name: compiled, title: Compiled, description: When., type: date, expected: 'a day, like 2026-11-21', past: true}
        - {name: last_reviewed, title: Reviewed, description: When., type: date, expected: 'a day, like 2026-11-21', past: true}
  - name: figures
    title: Figures
    description: The figures.
    path: figures.csv
    schema:
      fields:
        - {name: id, title: Id, description: The id., type: string, rule: id, constraints: {required: true}}
        - {name: partnership, title: Partnership, description: Whose., type: string, rule: id, references: partnerships, owner: true, constraints: {required: true}}
        - {name: value, title: Value, description: The number., type: number, constraints: {minimum: 0}}
        - {name: count, title: Count, description: A count., type: integer}
        - {name: note, title: Note, description: What to know., type: string}
      uniqueKeys: [[partnership, value]]
  - name: measures
    title: Measures
    description: Numbers with a unit.
    path: measures.csv
    schema:
      fields:
        - {name: id, title: Id, description: The id., type: string, rule: id, constraints: {required: true}}
        - {name: label, title: Label, description: What is counted., type: string, constraints: {required: true}}
        - {name: value, title: Value, description: The number., type: number, constraints: {required: true}}
        - {name: unit, title: Unit, description: What it counts., type: string, rule: id, references: units, constraints: {required: true}}
        - {name: qualifier, title: Qualifier, description: How exact it is., type: string}
  - name: earlier_measures
    title: Earlier measures
    description: What a measure said before.
    path: earlier_measures.csv
    schema:
      fields:
        - {name: id, title: Id, description: The id., type: string, rule: id, constraints: {required: true}}
        - {name: measure, title: Measure, description: Whose., type: string, rule: id, references: measures, owner: true, constraints: {required: true}}
        - {name: value, title: Value, description: The number., type: number}
""",
    "partnerships/records/forest.yaml": """\
id: forest
title: Forest products
purpose: |
  One paragraph.

  Another one.
status: active
reach: counties
counties:
  - penobscot
website: https://www.example.org/a?b=c
related: [wood]
stage_history:
  - stage: Emerging
    date: 2022
  - stage: Active
    date: 2022-11
contact:
  name: The office
as_of: 2024
last_reviewed: 2026-05-13
""",
    "partnerships/records/wood.yaml": "id: wood\ntitle: Wood\nstatus: active\nreach: statewide\nsuccessor: forest\ncompiled: 2026-05-13\n",
    "partnerships/figures.csv": "id,partnership,value,count,note\nf-one,forest,12.5,3,About a dozen\nf-two,wood,0,,\n",
    "partnerships/measures.csv": "id,label,value,unit,qualifier\nm-one,New students,43,students,exact\nm-two,Lessons,7.5,hours,about\n",
    "partnerships/earlier_measures.csv": "id,measure,value\ne-one,m-one,40\n",
}


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """A small data folder without a problem."""
    made = Library(tmp_path / "data")
    for file, content in _SMALL.items():
        made.write(file, content)
    return made
