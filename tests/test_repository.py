"""Tests of what surrounds the code: workflows, proposals of newer versions, the audit of the pins."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import check_jsonschema
import pytest
import yaml
from click.testing import CliRunner, Result
from library import EXAMPLE, ROOT

from scripts import audit, job_summary

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


# --- what the workflows propose ------------------------------------------------

GH = """\
#!/bin/sh
echo "$@" >> "$CALLS"
case "$1 $2" in
  "pr list") cat "$OPEN" ;;
  "api repos/"*) echo "$MAY" ;;
  "issue list") [ "$TITLE" = "$KNOWN" ] && echo 7 || true ;;
esac
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout of a repository with some content, as a job has it, and a stand-in for GitHub's command."""
    for name, text in {"data/x.csv": "id\na\n", ".github/workflows/check.yml": "safe\n", ".vscode/x": ""}.items():
        (tmp_path / "work" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "work" / name).write_text(text)
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", "origin.git")
    work = tmp_path / "work"
    for words in ("init --quiet --initial-branch=main", "add --all", "commit --quiet --message Begin"):
        git(work, *words.split())
    git(work, "remote", "add", "origin", str(tmp_path / "origin.git"))
    git(work, "push", "--quiet", "origin", "main")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "gh").write_text(GH)
    (tmp_path / "bin" / "gh").chmod(0o755)
    (tmp_path / "open").write_text("")
    return work


def git(folder: Path, *words: str) -> str:
    name = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.org"]
    return subprocess.run(["git", *name, *words], cwd=folder, check=True, capture_output=True, text=True).stdout


def run_step(name: str, job: str, step: str, checkout: Path, **variables: str) -> tuple[list[str], dict[str, str]]:
    """Run a step's shell lines as GitHub does; return what ``gh`` was asked, and the step's outputs."""
    (found,) = [each for each in workflow(name)["jobs"][job]["steps"] if each["name"] == step]
    home = checkout.parent
    files = {"CALLS": home / "calls", "OPEN": home / "open", "GITHUB_OUTPUT": home / "output"}
    environment = {"PATH": f"{home / 'bin'}:{os.environ['PATH']}", "HOME": str(home), **variables}
    environment |= {key: str(path) for key, path in files.items()}
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", found["run"]]
    subprocess.run(command, cwd=checkout, env=environment, check=True, capture_output=True, text=True)
    calls, output = (
        path.read_text().splitlines() if path.exists() else [] for path in (home / "calls", home / "output")
    )
    return calls, dict(line.split("=", 1) for line in output)


PROPOSED = {
    "intake": ("read", "Write the change down for the next job", "intake", "data/x.csv"),
    "renew": ("write", "Write the difference down for the next job", "renewed", "data/program/permalinks.csv"),
    "look-after": ("look", "Write the count down for the next job", "look", "data/program/link_checks.csv"),
}
LAST = {"intake": "propose", "renew": "propose", "look-after": "tell"}


@pytest.mark.parametrize("name", PROPOSED)
def test_what_a_workflow_proposes_is_the_content_and_one_pull_request(name: str, checkout: Path) -> None:
    job, step, folder, file = PROPOSED[name]
    (checkout / file).parent.mkdir(parents=True, exist_ok=True)
    (checkout / file).write_text("id\nb\n")
    if name == "intake":
        (checkout / folder).mkdir()
    run_step(name, job, step, checkout)
    evil = "diff --git a/.github/workflows/check.yml b/.github/workflows/check.yml\n--- a/.github/workflows/check.yml\n"
    evil += "+++ b/.github/workflows/check.yml\n@@ -1 +1 @@\n-safe\n+evil\n"
    patch = (checkout / folder / "change.patch").read_text() + evil
    given = {"BRANCH": f"{name}/one", "TITLE": "A change; $(touch hacked)", "BODY": "Words", "RESULT": "changed"}
    given["SUBJECT"] = given["TITLE"]
    for number in (1, 2):  # a form is sent again, or more is merged
        git(checkout, "reset", "--quiet", "--hard")
        git(checkout, "switch", "--quiet", "--detach", "origin/main")
        subprocess.run(["git", "branch", "-D", given["BRANCH"]], cwd=checkout, capture_output=True)
        (checkout / folder).mkdir(exist_ok=True)
        (checkout / folder / "change.patch").write_text(patch)
        calls, _ = run_step(name, LAST[name], "Propose the change", checkout, **given)
        (checkout.parent / "open").write_text("5\n")
        created = [call for call in calls if call.startswith("pr create --base main --head")]
        assert len(created) == 1 and calls[-1] == f"workflow run check.yml --ref {name}/one"
        assert len([call for call in calls if call.startswith("pr edit")]) == (number - 1 if name == "intake" else 0)
    changed = git(checkout, "diff", "--name-only", "origin/main", f"origin/{name}/one").split()
    assert changed == [file], "nothing but content, whatever the patch says"
    assert git(checkout, "log", "-1", "--format=%s", f"origin/{name}/one").strip() == given["TITLE"]
    assert not (checkout / "hacked").exists()


@pytest.mark.parametrize(
    ("may", "outputs"), [("write", {"allowed": "yes"}), ("admin", {"allowed": "yes"}), ("read", {}), ("none", {})]
)
def test_only_who_may_write_begins_an_intake(may: str, outputs: dict[str, str], checkout: Path) -> None:
    given = {"MAY": may, "GITHUB_REPOSITORY": "o/r", "GITHUB_ACTOR": "someone"}
    calls, found = run_step("intake", "allow", "Ask what the person may do here", checkout, **given)
    assert calls == ["api repos/o/r/collaborators/someone/permission --jq .permission"]
    assert found == outputs


def test_nothing_to_renew_proposes_nothing(checkout: Path) -> None:
    assert run_step("renew", "write", "Write the difference down for the next job", checkout)[1] == {}


def test_each_keeper_has_one_issue_which_is_changed_while_it_is_open(checkout: Path) -> None:
    (checkout / "look").mkdir()
    titles = {"a": "Due for review: $(touch hacked)", "b": "Dead links: Engineers"}
    for name, title in titles.items():
        (checkout / "look" / f"{name}.md").write_text("Words\n")
        (checkout / "look" / f"{name}.title").write_text(f"{title}\n")
    step = "Open an issue for each keeper, or change the open one"
    calls, _ = run_step("look-after", "tell", step, checkout, KNOWN=titles["b"])
    assert [call for call in calls if "issue list" not in call] == [
        f"issue create --title {titles['a']} --body-file look/a.md",
        "issue edit 7 --body-file look/b.md",
    ]
    assert not (checkout / "hacked").exists()


def test_the_count_of_failed_links_goes_on_from_what_is_not_merged(checkout: Path) -> None:
    step, table = "Go on from the last count, where it is not merged yet", checkout / "data/program/link_checks.csv"
    table.parent.mkdir(parents=True)
    table.write_text("main\n")
    git(checkout, "add", "--all")
    git(checkout, "commit", "--quiet", "--message", "A table")
    run_step("look-after", "look", step, checkout, BRANCH="look-after/links")
    assert table.read_text() == "main\n", "there is no branch yet"
    git(checkout, "switch", "--quiet", "--create", "look-after/links")
    table.write_text("counted\n")
    git(checkout, "commit", "--quiet", "--all", "--message", "Count")
    git(checkout, "push", "--quiet", "origin", "look-after/links")
    git(checkout, "switch", "--quiet", "main")
    run_step("look-after", "look", step, checkout, BRANCH="look-after/links")
    assert table.read_text() == "counted\n"


def test_an_issue_is_answered_by_its_number(checkout: Path) -> None:
    assert run_step("intake", "propose", "Answer the issue", checkout, ISSUE="12")[0] == [
        "issue comment 12 --body-file intake/answer.md"
    ]


@pytest.mark.parametrize(
    ("event", "ref", "opened", "number"),
    [("pull_request", "12/merge", "", "12"), ("workflow_dispatch", "intake/issue-3", "5\n", "5")],
)
def test_what_changes_is_one_comment_on_the_pull_request(
    event: str, ref: str, opened: str, number: str, checkout: Path
) -> None:
    """A person's pull request starts the check itself; a workflow starts it by hand, on the branch."""
    (checkout.parent / "open").write_text(opened)
    given = {"GITHUB_EVENT_NAME": event, "GITHUB_REF_NAME": ref, "COMMENT": "comment.md"}
    calls, _ = run_step("check", "comment", "Write the comment, or write it again", checkout, **given)
    assert calls[-1] == f"pr comment {number} --edit-last --create-if-none --body-file comment.md"


def test_a_branch_without_a_pull_request_gets_no_comment(checkout: Path) -> None:
    given = {"GITHUB_EVENT_NAME": "workflow_dispatch", "GITHUB_REF_NAME": "trial", "COMMENT": "comment.md"}
    calls, _ = run_step("check", "comment", "Write the comment, or write it again", checkout, **given)
    assert [call for call in calls if "comment" in call] == []


CLOCKS = "Go by the program's clocks, not the runner's"


@pytest.mark.parametrize("name", ["check", "intake", "look-after", "publish", "renew"])
def test_a_day_is_that_of_the_programs_clocks(name: str, checkout: Path) -> None:
    """Of any state's program: no workflow knows one."""
    found = [
        (job, step["run"])
        for job, each in workflow(name)["jobs"].items()
        for step in each["steps"]
        if step.get("name") == CLOCKS
    ]
    assert found and "TZ=" not in "".join(path.read_text() for path in GITHUB.rglob("*.yml")).replace("/TZ=/p", "")
    shutil.copytree(EXAMPLE / "data/program", checkout / "data/program")
    for job, _ in found:
        variables = checkout.parent / "variables"
        run_step(name, job, CLOCKS, checkout, GITHUB_ENV=str(variables))
        assert variables.read_text() == "TZ=America/Denver\n"
        variables.unlink()


@pytest.mark.parametrize("variables", [(), ("GITHUB_STEP_SUMMARY",), ("GITHUB_STEP_SUMMARY", "COMMENT")])
def test_a_comment_is_cut_after_a_line_where_the_summary_is_whole(
    variables: Sequence[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GITHUB_STEP_SUMMARY", "COMMENT"):
        monkeypatch.delenv(name, raising=False)
    for name in variables:
        monkeypatch.setenv(name, str(tmp_path / "preview" / name))
    line = f"| {'é' * 500} |\n"
    for lines in (10, 100):
        job_summary.tell(line * lines)
    assert sorted(path.name for path in tmp_path.glob("*/*")) == sorted({*variables})
    if "COMMENT" in variables:
        assert (tmp_path / "preview/GITHUB_STEP_SUMMARY").read_text() == line * 110
        comment = (tmp_path / "preview/COMMENT").read_text()
        assert comment == line * 59 + job_summary.REST


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
def test_audit_names_the_hole_and_where_to_fix_it(name: str, version: str, files: str) -> None:
    text, status = audit.report([WELL, {"name": name, "version": version, "vulns": [HOLE]}], PINNED)
    assert status == 1
    assert f"- {name} {version} ({files}): PYSEC-1, CVE-2026-1. Fixed in: 2.1." in text
    assert "make pins" in text and "No hole is known" not in text


def test_audit_says_when_there_is_no_fixed_version() -> None:
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
