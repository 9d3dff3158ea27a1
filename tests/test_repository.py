"""Tests of what surrounds the code: workflows, proposals of newer versions, the audit of the pins."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import check_jsonschema
import pytest
import yaml
from click.testing import CliRunner, Result
from library import ROOT

from scripts import audit

GITHUB = ROOT / ".github"
TOOLS = Path(sys.executable).parent
LEAKY = """\
name: Leaky
on: pull_request_target
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - run: echo "${{ github.event.pull_request.title }}"
"""


# --- workflows ----------------------------------------------------------------


def zizmor(*inputs: Path) -> list[dict[str, Any]]:
    """What zizmor finds, at its strictest and without the network."""
    command = [TOOLS / "zizmor", "--pedantic", "--offline", "--no-exit-codes", "--format", "json-v1", *inputs]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def test_zizmor_has_no_finding_that_is_not_explained() -> None:
    assert [(each["ident"], each["desc"]) for each in zizmor(GITHUB)] == []


def test_zizmor_would_tell(tmp_path: Path) -> None:
    workflow = tmp_path / ".github" / "workflows" / "leaky.yml"
    workflow.parent.mkdir(parents=True)
    workflow.write_text(LEAKY)
    assert {"dangerous-triggers", "template-injection"} <= {each["ident"] for each in zizmor(tmp_path)}


def test_what_zizmor_ignores_has_a_reason() -> None:
    ignored = [line for path in GITHUB.rglob("*.yml") for line in path.read_text().splitlines() if "zizmor:" in line]
    assert [line for line in ignored if not re.search(r"# zizmor: ignore\[[\w-]+\] \w.{20,}", line)] == []


SCHEMAS = {
    "github-workflows": "workflows/*.yml",
    "dependabot": "dependabot.yml",
    "github-issue-forms": "ISSUE_TEMPLATE/*.yml",
    "github-issue-config": "ISSUE_TEMPLATE/config.yml",
}


def fits(schema: str, *files: Path) -> Result:
    """Hold files against one of GitHub's schemas, which come with check-jsonschema."""
    return CliRunner().invoke(check_jsonschema.main, ["--builtin-schema", f"vendor.{schema}", *map(str, files)])


@pytest.mark.parametrize("schema", SCHEMAS)
def test_files_for_github_fit_its_schemas(schema: str, tmp_path: Path) -> None:
    files = sorted(GITHUB.glob(SCHEMAS[schema]))
    if schema == "github-issue-forms":
        files = [path for path in files if path.name != "config.yml"]
    done = fits(schema, *files)
    assert files and done.exit_code == 0, done.output
    wrong = tmp_path / "wrong.yml"
    wrong.write_text("jobs: 1\nupdates: 1\nname: 1\nblank_issues_enabled: maybe\n")
    assert fits(schema, wrong).exit_code == 1


def workflow(name: str) -> dict[str, Any]:
    return yaml.safe_load((GITHUB / "workflows" / f"{name}.yml").read_text(encoding="utf-8"))


def test_an_older_build_cannot_replace_a_newer_one() -> None:
    """Whole runs are serialized, and each takes main as it is when its build begins."""
    publish = workflow("publish")
    assert publish["concurrency"] == {"group": "publish", "cancel-in-progress": False}
    assert not any("concurrency" in job for job in publish["jobs"].values())
    (checkout,) = [step for step in publish["jobs"]["build"]["steps"] if "checkout" in step.get("uses", "")]
    assert checkout["with"]["ref"] == "main"


def test_newer_versions_of_all_that_is_pinned_are_proposed() -> None:
    updates = yaml.safe_load((GITHUB / "dependabot.yml").read_text(encoding="utf-8"))["updates"]
    told = {(each["package-ecosystem"], each["directory"]) for each in updates}
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    folders = {f"/{Path(name).parent.as_posix()}" for name in listed.splitlines() if Path(name).name == "package.json"}
    assert told == {("pip", "/"), ("github-actions", "/"), *(("npm", folder) for folder in folders)}
    assert all(each["cooldown"]["default-days"] >= 7 and each["groups"] for each in updates)


def test_owners_are_accounts_or_nobody() -> None:
    """A rule names an owner as GitHub knows one; what is only a template is a comment."""
    lines = (GITHUB / "CODEOWNERS").read_text(encoding="utf-8").splitlines()
    rules = [line.split() for line in lines if line and not line.startswith("#")]
    assert [each for each in rules if "OWNER" in " ".join(each) or len(each) < 2] == []


# --- the audit ----------------------------------------------------------------

PINNED = {
    "requirements-audit.txt": "alpha==1.0 \\\n",
    "requirements-test.txt": "alpha==1.0 \\\nbeta==2.0 \\\ngamma==3.0 \\\n",
    "requirements.txt": "beta==2.0 \\\n",
}
HOLE = {"id": "PYSEC-1", "aliases": ["CVE-2026-1"], "fix_versions": ["2.1"], "description": "Reads too much."}
WELL = {"name": "alpha", "version": "1.0", "vulns": []}


def test_audit_without_a_hole() -> None:
    text, status = audit.report([WELL], PINNED)
    assert status == 0
    assert text == "Pins looked up: 1. Not looked up: 0.\n\nNo hole is known in any of them.\n"


@pytest.mark.parametrize(
    ("name", "version", "files"),
    [
        ("alpha", "1.0", "`requirements-audit.in` and `requirements-test.in`"),
        ("beta", "2.0", "`requirements.in`"),
        ("gamma", "3.0", "`requirements-test.in`"),
    ],
)
def test_audit_names_the_hole_and_where_to_mend_it(name: str, version: str, files: str) -> None:
    text, status = audit.report([WELL, {"name": name, "version": version, "vulns": [HOLE]}], PINNED)
    assert status == 1
    assert f"- {name} {version} ({files}): PYSEC-1, CVE-2026-1. Fixed in: 2.1." in text
    assert "make pins" in text and "No hole is known" not in text


def test_audit_says_when_there_is_no_mended_version() -> None:
    text, status = audit.report([{**WELL, "vulns": [{**HOLE, "fix_versions": []}]}], PINNED)
    assert status == 1 and "Fixed in: no version yet." in text


@pytest.mark.parametrize("looked_up", [[], [WELL, {"name": "beta", "skip_reason": "not found"}]])
def test_audit_that_could_not_look_is_not_green(looked_up: list[dict[str, Any]]) -> None:
    text, status = audit.report(looked_up, PINNED)
    assert status == 2
    assert "says nothing about them" in text and "No hole is known" not in text


def test_audit_looks_every_pin_up_and_installs_nothing() -> None:
    command = audit.command(Path("requirements.txt"))
    assert command[:3] == [sys.executable, "-m", "pip_audit"]
    assert {"--disable-pip", "--require-hashes"} <= set(command)
    assert command[-2:] == ["-r", "requirements.txt"]


@pytest.mark.parametrize("printed", ["", "Traceback", "{}"])
def test_audit_that_failed_for_a_file_is_not_green(printed: str) -> None:
    text, status = audit.report([WELL, *audit.read(printed, "requirements.txt")], PINNED)
    assert status == 2 and "- requirements.txt: nothing of this file could be looked up" in text


def test_audit_runs_each_week_and_by_hand_with_its_own_pins() -> None:
    triggers = workflow("audit")[True]  # "on" is a word for true in YAML 1.1
    assert set(triggers) == {"schedule", "workflow_dispatch"}
    assert "pip-audit==" in (ROOT / "requirements-audit.txt").read_text(encoding="utf-8")
    told = subprocess.run(
        ["make", "--no-print-directory", "-n", "audit"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert told.splitlines()[-1] == ".venv-audit/bin/python -m scripts.audit"
