"""Tests of the project itself: its walls, its manners, its documents and its workflows."""

from __future__ import annotations

import ast
import importlib
import json
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import commands
import pytest
import yaml
from library import newest

from macros.build import page_macros
from macros.build.page_macros import MACROS
from macros.data import reading, validation
from scripts import forms, guide_tables

ROOT = Path(__file__).resolve().parent.parent
CODE = sorted(path for folder in ("macros", "scripts") for path in (ROOT / folder).rglob("*.py"))
MODULES = {path.relative_to(ROOT).with_suffix("").as_posix().replace("/", "."): path for path in CODE}
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
GUIDES = tuple(
    path.relative_to(ROOT).as_posix()
    for path in sorted([*ROOT.glob("macros/**/README.md"), ROOT / "scripts/README.md", ROOT / "tests/README.md"])
)
DOCUMENTS = (
    "README.md",
    "CONTRIBUTING.md",
    "HACKING.md",
    "SECURITY.md",
    "LICENSE-QUESTION.md",
    "BENCHMARKS.md",
    *GUIDES,
)


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(document: str, language: str) -> list[str]:
    """The fenced blocks of a language in a Markdown file."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text_of(document), re.MULTILINE | re.DOTALL)


@cache
def files() -> tuple[Path, ...]:
    """The files that git keeps or would keep."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    paths = (ROOT / name for name in listed.stdout.decode().split("\0") if name)
    return tuple(path for path in paths if path.is_file())


def readable_files() -> Iterator[tuple[Path, str]]:
    for path in files():
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture, or a test's broken file


# --- layers -------------------------------------------------------------------

# Libraries that may change or go away are each known to one module alone.
ONLY_IN = {
    "mkdocs": {"macros.build.mkdocs_adapter"},
    "mkdocs_macros": set(),
    "material": set(),
    "markdown": {"macros.build.page_check.rendered"},
    "cbor2": {"macros.sitewide.pagefind_files"},
    "openpyxl": {"macros.formats.editing_book"},
    "docx": {"macros.formats.word_writer"},
    "icalendar": {"macros.formats.icalendar_writer"},
    "holidays": {"macros.data.public_holidays"},
    "frictionless": {"macros.data.validation.field_readers"},
}


@cache
def imports(path: Path) -> set[str]:
    """The full names of everything that a module imports, wherever in it."""
    found = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_each_layer_imports_only_those_below_it() -> None:
    """The rule stands in pyproject.toml; ``lint-imports`` shows what breaks it."""
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-logo"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout


def test_few_folders_stand_at_the_top() -> None:
    folders = {path.name for path in (ROOT / "macros").iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert folders == {"data", "formats", "pages", "subjects", "sitewide", "build", "theme"}
    assert {path.name for path in (ROOT / "macros").glob("*.py")} == {"__init__.py", "hooks.py"}


def test_a_template_s_name_stands_once() -> None:
    """Templates name each other without their folders."""
    names = [path.name for path in (ROOT / "macros").glob("**/templates/*")]
    assert len(names) == len(set(names))


def test_a_class_has_a_name_of_its_own() -> None:
    """So that an import or a search says which is meant. A class of one module alone is no exception."""
    found: dict[str, list[str]] = {}
    for module, path in MODULES.items():
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.ClassDef):
                found.setdefault(node.name.lstrip("_"), []).append(module)
    assert {name: modules for name, modules in found.items() if len(modules) > 1} == {}


def test_no_two_modules_of_a_folder_are_told_apart_by_an_ending() -> None:
    """``record`` and ``records``, ``braid`` and ``braiding``: what is in which?"""
    found: dict[tuple[Path, str], list[str]] = {}
    for path in files():
        if path.suffix in (".py", ".js"):
            found.setdefault((path.parent, re.sub(r"(s|ing)$", "", path.stem)), []).append(path.name)
    assert [names for names in found.values() if len(names) > 1] == []


@pytest.mark.parametrize("package", ["macros.data.models", "macros.data.validation.subjects"])
def test_no_subject_is_left_out(package: str) -> None:
    """A module that its package does not list would be silent: its rules would judge nothing."""
    there = {name.removeprefix(f"{package}.") for name in MODULES if name.startswith(f"{package}.")}
    listed = {each.__name__.removeprefix(f"{package}.") for each in importlib.import_module(package).SUBJECTS}
    assert listed == there - {"__init__", "base"}


def test_no_macro_is_left_out_and_no_name_is_given_twice() -> None:
    marked = [name for name, path in MODULES.items() for each in functions(path) if "page_macro" in decorators(each)]
    assert {each.__name__ for each in page_macros.MODULES} == set(marked)
    assert len(MACROS) == len(marked)


def decorators(function: Function) -> set[str]:
    return {ast.unparse(each).partition("(")[0] for each in function.decorator_list}


def test_record_pages_are_made_in_one_place() -> None:
    """What all record pages share (foot, linked data, search words) is decided in one module."""
    shared = {
        "macros.pages.components.foot",
        "macros.pages.search_words.words_of",
    }
    in_lists = {"macros.subjects.careers.lists"}  # the words that "Search by word" finds a job by
    users = {name for name, path in MODULES.items() if shared & used(path)}
    assert users - in_lists == {"macros.pages.record_pages"}


def used(path: Path) -> set[str]:
    """What a module uses of other modules of the project, by full names: ``components.foot`` with its package."""
    names = {each.split(".")[-1]: each for each in imports(path) if each.startswith("macros.")}
    return {
        f"{names[node.value.id]}.{node.attr}"
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in names
    } | set(names.values())


@pytest.mark.parametrize("library", ONLY_IN)
def test_library_is_known_to_one_module(library: str) -> None:
    users = {name for name, path in MODULES.items() if library in {each.split(".")[0] for each in imports(path)}}
    assert users <= ONLY_IN[library]


@pytest.mark.parametrize("path", sorted((ROOT / "macros").iterdir()), ids=lambda path: path.name)
def test_name_hides_no_standard_module(path: Path) -> None:
    """While MkDocs loads the hooks, ``macros/`` stands first on the path."""
    assert path.stem not in sys.stdlib_module_names or path.name.startswith("__")


# --- manners -------------------------------------------------------------------

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(path: Path) -> Iterator[Function]:
    return (node for node in ast.walk(parsed(path)) if isinstance(node, Function))


def length(function: Function) -> int:
    assert function.end_lineno
    return function.end_lineno - function.lineno + 1


def test_most_functions_are_under_12_lines() -> None:
    lengths = sorted(length(each) for path in CODE for each in functions(path))
    assert lengths[len(lengths) // 2] < 12
    assert lengths[len(lengths) * 9 // 10] < 35


def spoken(path: Path) -> Iterator[str]:
    """The texts in a module's code, formatted ones as a whole; docstrings are not among them."""
    tree = parsed(path)
    quiet = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in quiet:
            yield node.value


@pytest.mark.parametrize("module", MODULES)
def test_markup_stands_in_templates(module: str) -> None:
    """One end tag may be needed to look for; two are a piece of a page."""
    assert [text for text in spoken(MODULES[module]) if text.count("</") > 1] == []


# --- set-up ----------------------------------------------------------------------

PIN = re.compile(r"[a-z0-9][a-z0-9._-]*(\[[a-z0-9,_-]+\])?==\S+( ; [^\\]+?)?( --hash=sha256:[0-9a-f]{64})+")


@pytest.mark.parametrize("path", sorted(ROOT.glob("requirements*.txt")), ids=lambda path: path.name)
def test_requirements_are_exact_and_hashed(path: Path) -> None:
    joined = re.sub(r"\s*\\\n\s*", " ", path.read_text(encoding="utf-8"))
    lines = [line.strip() for line in joined.splitlines() if line.split("#")[0].strip()]
    assert lines
    assert [line[:60] for line in lines if not PIN.fullmatch(line)] == []


def test_every_requirements_file_has_its_source() -> None:
    made, sources = ({path.stem for path in ROOT.glob(f"requirements*.{end}")} for end in ("txt", "in"))
    assert made == sources


def test_npm_packages_are_exact_and_hashed() -> None:
    wanted = json.loads(text_of("tests/html_checker/package.json"))["dependencies"]
    packages = json.loads(text_of("tests/html_checker/package-lock.json"))["packages"]
    assert packages.pop("")["dependencies"] == wanted
    assert [name for name, version in wanted.items() if packages[f"node_modules/{name}"]["version"] != version] == []
    loose = [
        name for name, each in packages.items() if not each["integrity"].startswith("sha512-") or "resolved" in each
    ]
    assert loose == []


MACHINE = re.compile(
    r"""file:/{3}(?:home|root|Users|work|tmp)\b
      | (?<![\w.}/-])/(?:home|root|Users|mnt|work|tmp)/\w | [A-Z]:\\Users
      | \b(?:pypi|pythonhosted|npmjs|debian)\.(?:org|com)\b | --(?:extra-)?index-url\s\S """,
    re.VERBOSE,
)


def test_no_file_names_a_machine_or_a_registry() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path, text in readable_files()
        if path != Path(__file__)
        for match in MACHINE.finditer(text)
    ]
    assert found == []


def test_git_changes_no_line_end() -> None:
    """On Windows too, or the same commit would build another site there."""
    named = ["data/program/sources.csv", "docs/index.md", "macros/hooks.py", "tests/broken/messages.txt"]
    words = ["git", "check-attr", "text", "--", *named]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [f"{name}: text: unset" for name in named]


def test_the_code_knows_no_state() -> None:
    """Another state replaces data and docs, and nothing else; the forms of GitHub are written from its data."""
    program = yaml.safe_load(text_of("data/program/program.yaml"))
    contact = program["contact"]
    words = [program["state"], contact["email"], contact["phone"]]
    pattern = re.compile("|".join(map(re.escape, words)), re.IGNORECASE)
    found = {
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path, text in readable_files()
        for match in pattern.finditer(text)
        if path.relative_to(ROOT).parts[0] in ("macros", "scripts", ".github") and "ISSUE_TEMPLATE" not in path.parts
    }
    assert found == set()


def test_no_script_of_others_is_kept() -> None:
    """A minified file needs a record of where it comes from; there is none, so there is no such file."""
    minified = [
        path.relative_to(ROOT).as_posix()
        for path, text in readable_files()
        if path.suffix in (".js", ".css", ".mjs")
        and (".min." in path.name or max(map(len, text.splitlines()), default=0) > 1_000)
    ]
    assert minified == []


# --- documents -----------------------------------------------------------------------


def targets() -> set[str]:
    return set(re.findall(r"^\.PHONY: (.*)$", text_of("Makefile"), re.MULTILINE)[0].split())


def test_make_help_and_readme_list_every_task() -> None:
    command = ["make", "--no-print-directory", "help"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert set(re.findall(r"^  make ([a-z-]+) ", told.stdout, re.MULTILINE)) == targets()
    assert set(re.findall(r"^\| `make ([a-z-]+)` \|", text_of("README.md"), re.MULTILINE)) == targets()


def purpose(path: Path) -> str:
    return ast.get_docstring(parsed(path)) or ""


COMMANDS = [
    name.removesuffix(".__main__")
    for name, path in MODULES.items()
    if name.startswith("scripts.") and f"python -m {name.removesuffix('.__main__')}" in purpose(path)
]


def test_every_script_that_runs_says_how() -> None:
    runs = [path for path in CODE if 'if __name__ == "__main__"' in path.read_text(encoding="utf-8")]
    named = {path: path.parent.name if path.stem == "__main__" else path.stem for path in runs}
    silent = [
        name for path, name in named.items() if not re.search(rf"python3? (-m )?[\w./]*\b{name}\b", purpose(path))
    ]
    assert silent == []
    assert len(COMMANDS) >= 6


def command_text(name: str) -> str:
    return MODULES[module_of(name)].read_text(encoding="utf-8")


def module_of(name: str) -> str:
    """The module that ``python -m`` runs by a name."""
    return name if name in MODULES else f"{name}.__main__"


@pytest.mark.parametrize("name", COMMANDS)
def test_command_explains_itself(name: str) -> None:
    text = command_text(name)
    assert "ArgumentParser(" in text, "it has no --help, so asking for it would run it"
    assert re.search(r'\nif __name__ == "__main__":\n    (sys\.exit|raise SystemExit)\(main\(\)\)\n\Z', text)
    main = importlib.import_module(module_of(name)).main
    done = commands.in_process(main, ["--help"], ROOT, COLUMNS="80")
    assert (done.returncode, done.stderr) == (0, "")
    out = done.stdout
    assert out.startswith(f"usage: python -m {name}")
    options = set(re.findall(r"^  (?:-\w, )?(--[a-z-]+)", out, re.MULTILINE)) - {"--help"}
    described = r"\b[^\n]*(  +\S|\n {10,}\S)"
    assert [option for option in options if not re.search(option + described, out)] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_command_is_documented(name: str) -> None:
    assert f"python -m {name}" in text_of("scripts/README.md")


def test_tables_of_the_guides_follow_the_code() -> None:
    assert list(guide_tables.stale(ROOT)) == [], "run python -m scripts.guide_tables"


def test_a_table_that_is_not_current_is_told_and_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guide_tables, "ROOT", tmp_path)
    for name in (*guide_tables.GUIDES, "pyproject.toml", *(f"{path.relative_to(ROOT)}" for path in CODE)):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    guide = tmp_path / "HACKING.md"
    guide.write_text(text_of("HACKING.md").replace("| `macros/data/` |", "| `macros/facts/` |"), encoding="utf-8")
    assert (guide_tables.main(["--check"]), "macros/facts/" in guide.read_text(encoding="utf-8")) == (1, True)
    assert capsys.readouterr().out.startswith("HACKING.md: its table is not current.")
    assert (guide_tables.main([]), guide.read_text(encoding="utf-8")) == (0, text_of("HACKING.md"))
    assert guide_tables.main(["--check"]) == 0


def test_a_guide_without_the_table_that_it_should_have_is_refused(tmp_path: Path) -> None:
    """Comments that were deleted would otherwise leave a guide that is never written."""
    for name in guide_tables.GUIDES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("# A guide\n", encoding="utf-8")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with pytest.raises(SystemExit, match="HACKING.md must have the table 'layers'"):
        guide_tables.stale(tmp_path)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_lead_to_files_and_headings(document: str) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", text_of(document)):
        if link.startswith(("http://", "https://", "mailto:")):
            continue
        name, _, anchor = link.partition("#")
        assert not name or (ROOT / name).exists(), link
        assert not anchor or anchor in anchors(name or document), link


def anchors(document: str) -> set[str]:
    """The anchors that GitHub gives to headings: small letters, hyphens for spaces, no other signs."""
    headings = re.findall(r"^#+ (.+)$", text_of(document), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_files_that_a_document_names_are_there(document: str) -> None:
    folders = "macros|scripts|data|docs|tests|\\.github|\\.ci"
    named = re.findall(rf"`((?:{folders})/[\w./-]*)`", text_of(document))
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_guide_to_the_code_stays_short() -> None:
    assert (ROOT / "HACKING.md").stat().st_size <= 8 * 1024


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md"])
def test_pictures_are_small_and_described(document: str) -> None:
    pictures = re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", text_of(document))
    assert pictures
    for words, name in pictures:
        assert len(words) > 20
        assert (ROOT / name).read_bytes().startswith(b"\x89PNG")
        assert (ROOT / name).stat().st_size < 120_000


# --- the annotated record -------------------------------------------------------------


@pytest.fixture(scope="module")
def with_example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real data, and in it the record, the members and the figure that CONTRIBUTING.md shows."""
    folder = tmp_path_factory.mktemp("contributing")
    shutil.copytree(ROOT / "data", folder / "data")
    record = next(block for block in blocks("CONTRIBUTING.md", "yaml") if block.startswith("id: "))
    id = yaml.safe_load(record)["id"]
    (folder / "data" / "partnerships" / "records" / f"{id}.yaml").write_text(record, encoding="utf-8")
    for block in blocks("CONTRIBUTING.md", "csv"):
        header, rows = block.split("\n", 1)
        table = next(each for each in (folder / "data").rglob("*.csv") if first_line(each) == header)
        with table.open("a", encoding="utf-8") as file:
            file.write(rows)
    return folder


def first_line(path: Path) -> str:
    with path.open(encoding="utf-8-sig") as lines:
        return lines.readline().rstrip("\r\n")


def test_example_record_is_valid(with_example: Path) -> None:
    assert [str(each) for each in validation.check(with_example / "data").problems] == []


def test_example_record_shows_and_explains_every_field() -> None:
    record = next(block for block in blocks("CONTRIBUTING.md", "yaml") if block.startswith("id: "))
    schema = yaml.safe_load(text_of("macros/data/schemas/partnerships.yaml"))["resources"][0]["schema"]
    lines = record.splitlines()
    tops = [number for number, line in enumerate(lines) if re.match(r"[a-z_]+:", line)]
    shown = [lines[number].partition(":")[0] for number in tops]
    assert shown == [each["name"] for each in schema["fields"]]
    unexplained = [lines[number] for number in tops if "# " not in lines[number]]
    assert unexplained == []
    nested = {part["name"] for each in schema["fields"] for part in parts(each)}
    assert {name for name in nested if not re.search(rf"^[ -]+{name}:", record, re.MULTILINE)} == set()


def test_guide_names_the_fields_that_must_be_filled_in() -> None:
    schema = yaml.safe_load(text_of("macros/data/schemas/partnerships.yaml"))["resources"][0]["schema"]
    required = [each["name"] for each in schema["fields"] if each.get("constraints", {}).get("required")]
    (sentence,) = re.findall(r"Only (`id`.*?) must be filled in", text_of("CONTRIBUTING.md"))
    assert re.findall(r"`(\w+)`", sentence) == required


def parts(field: dict[str, Any]) -> list[dict[str, Any]]:
    return field.get("fields") or field.get("items", {}).get("fields") or []


# What CONTRIBUTING.md shows of the check's messages, and the mistakes that bring them about: what is put in a line's place.
MISTAKES = {
    "data/program/counties.csv": (r"^(penobscot,Penobscot),\d+,", r"\1,230,"),
    "data/partnerships/records/oral-health.yaml": (r"^status: ", "staus: "),
    "data/partnerships/records/sea-maine.yaml": (r"^compiled: .*$", "compiled: 11/21/26"),
    "data/partnerships/records/clean-energy.yaml": (r"^kind: .*$", "kind: partnerhsip"),
}


def test_messages_are_shown_as_the_check_writes_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    some_record = next((tmp_path / "data/partnerships/records").glob("*.yaml")).read_text(encoding="utf-8")
    for name, (right, wrong) in MISTAKES.items():
        file = (
            tmp_path / name
        )  # a record that has gone since is put there once more: the guide tells of mistakes, not of it
        text = (
            file.read_text(encoding="utf-8")
            if file.exists()
            else re.sub("^id: .*", f"id: {file.stem}", some_record, count=1)
        )
        assert re.search(right, text, re.MULTILINE), f"{name} no longer has {right!r}: choose another mistake"
        file.write_text(re.sub(right, wrong, text, count=1, flags=re.MULTILINE), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    said = {without_place(str(each)) for each in validation.check(Path("data")).problems}
    shown = [line for block in blocks("CONTRIBUTING.md", "text") for line in block.splitlines()]
    assert len(shown) >= len(MISTAKES)
    assert [line for line in shown if without_place(line) not in said] == []


@pytest.mark.slow
def test_forms_and_questions_that_the_guide_names_are_there() -> None:
    made = [yaml.safe_load(text) for text in forms.made(validation.check(ROOT / "data")).values()]
    asked = {each["attributes"].get("label") for form in made for each in form["body"]}
    named = set(re.findall(r'"([A-Z]\w+: add or change)"', text_of("CONTRIBUTING.md")))
    assert named and named <= {form["name"] for form in made}
    rows = set(re.findall(r'"(Rows: [\w ]+)"', text_of("CONTRIBUTING.md")))
    assert rows and rows <= asked


@pytest.mark.slow
def test_the_guide_s_lines_for_a_source_and_a_phone_number_are_right(tmp_path: Path) -> None:
    guide, data = text_of("CONTRIBUTING.md"), tmp_path / "data"
    shutil.copytree(ROOT / "data", data)
    (number,) = re.findall(r"`\| (\d{3}-\d{3}-\d{4}) \| phone \| (.+?) \| ([\d-]+)`", guide)
    (source,) = re.findall(r"`(spring-talk-page,.+?)`", guide)
    in_forms = [re.split(r" *\| *", line) for line in re.findall(r"`([a-z-]+ \| .+?)`", guide)]
    assert [row[0] for row in in_forms] == ["office-page", "spring-talk-page"]
    assert f"{','.join(in_forms[1])}," == source
    with (data / "program/allowed_contacts.csv").open("a", encoding="utf-8") as table:
        table.write(f'a-phone,{number[0]},phone,"{number[1]}",{number[2]}\n')
    with (data / "program/sources.csv").open("a", encoding="utf-8") as table:
        table.write(f"{source}\n{','.join(in_forms[0])},\n")
    found = validation.check(data, newest()).problems  # the day matters: nothing was written or read after it
    assert [str(each) for each in found if each.severity == "error"] == []


def without_place(message: str) -> str:
    """A message without what moves with every edit of the data: its line and column, and the words to choose from."""
    return re.sub(r":\d+:\d+: ", ": ", message).partition(" It is one of: ")[0]


def test_problems_are_shown_with_their_place() -> None:
    problem = reading.Problem("data/x.csv", 4, 12, "f", "v", "'f' must be.")
    assert str(problem).startswith("data/x.csv:4:12: ")


# --- workflows --------------------------------------------------------------------------


def jobs(path: Path) -> dict[str, Any]:
    return yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"]


def steps(path: Path) -> list[dict[str, Any]]:
    return [step for job in jobs(path).values() for step in job["steps"]]


def test_workflows_are_named_as_tasks() -> None:
    assert [path.stem for path in WORKFLOWS] == [
        "audit",
        "check",
        "intake",
        "look-after",
        "months",
        "publish",
        "renew",
    ]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_actions_are_pinned_by_hash(path: Path) -> None:
    used = re.findall(r"uses: (.*)", path.read_text(encoding="utf-8"))
    assert used
    assert [each for each in used if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", each)] == []


def test_one_version_of_an_action_is_used_everywhere() -> None:
    used = {step["uses"] for path in WORKFLOWS for step in steps(path) if "uses" in step}
    assert len({each.split("@")[0] for each in used}) == len(used)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_shell_lines_hold_no_expressions(path: Path) -> None:
    """Text from an event in a shell line can run; values go through the environment."""
    assert [step["run"] for step in steps(path) if "${{" in step.get("run", "")] == []
    lines = path.read_text(encoding="utf-8").splitlines()
    used = [line.strip() for line in lines if "github.event." in line]
    assert [line for line in used if not re.match(r"(if|group): ", line)] == [], (
        "nor does an environment hold such text"
    )


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_rights_are_least(path: Path) -> None:
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    given = workflow["permissions"]
    for job in workflow["jobs"].values():
        rights = job.get("permissions", given)
        ours = r"\b(make|python3?|pytest|scripts|pip)\b|\.venv|\./"
        runs_our_code = any(re.search(ours, step.get("run", "")) for step in job["steps"])
        assert not runs_our_code or rights == {"contents": "read"}
        assert job["timeout-minutes"] <= 45
    assert given in ({}, {"contents": "read"})


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_workflows_keep_no_secret_and_leave_no_key_behind(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "secrets." not in text and "pull_request_target" not in text
    checkouts = [step for step in steps(path) if "checkout" in step.get("uses", "")]
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


@pytest.mark.parametrize(("job", "command"), [("content", "make check-content"), ("all", "make test")])
def test_changes_are_checked_by_the_readmes_commands(job: str, command: str) -> None:
    """The data first, so that its problems are next to the lines that were changed."""
    commands = [
        step["run"] for step in jobs(ROOT / ".github" / "workflows" / "check.yml")[job]["steps"] if "run" in step
    ]
    first = commands.index(".venv/bin/python -m scripts.validate --format github")
    assert first < commands.index(command)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_every_step_runs_a_task_or_a_command_that_is_there(path: Path) -> None:
    runs = "\n".join(step.get("run", "") for step in steps(path))
    assert set(re.findall(r"\bmake ([a-z-]+)", runs)) <= targets()
    assert {f"scripts.{name}" for name in re.findall(r"-m scripts\.(\w+)", runs)} <= set(COMMANDS)
    assert subprocess.run(["bash", "-n"], input=runs, text=True).returncode == 0


def lines_of_workflows() -> list[str]:
    """Each line of a step, with values in place of what the shell puts in."""
    runs = "\n".join(step.get("run", "") for path in WORKFLOWS for step in steps(path)).replace("\\\n", " ")
    return [line.strip() for line in re.sub(r"\$\w+|\$\{\w+\}", "word", runs).splitlines()]


def called(lines: Iterable[str]) -> list[tuple[str, list[str]]]:
    """The commands that lines call, each with its words but for those that make puts in."""
    found = (re.search(r"-m scripts\.(\w+)([^>|;&#]*)", line) for line in lines)
    return [(match[1], shlex.split(re.sub(r"\$\(.*\)", "", match[2]))) for match in found if match]


def wrong_usage(calls: Iterable[tuple[str, list[str]]]) -> list[str]:
    """The calls with a word that their command does not know."""
    wrong = []
    for name, words in calls:
        module = importlib.import_module(f"scripts.{name}")
        try:
            _ = words and hasattr(module, "_parser") and module._parser().parse_args(words)
        except SystemExit as left:
            wrong += [f"{name} {' '.join(words)}"] if left.code else []
    return wrong


def test_every_command_of_a_workflow_takes_the_words_that_it_is_given() -> None:
    """The tests run each command; here, that a workflow asks it for nothing that it does not know."""
    calls = called([*lines_of_workflows(), *(line for line in text_of("Makefile").splitlines() if line[:1] == "\t")])
    assert {"choose_check", "freshness", "intake", "links", "validate", "permalinks"} <= {name for name, _ in calls}
    assert wrong_usage(calls) == []


@pytest.mark.parametrize(
    "guide", ["CONTRIBUTING.md", "docs/staff/index.md", "docs/staff/check.md", "docs/staff/training.md"]
)
def test_every_command_of_a_guide_takes_the_words_that_it_is_given(guide: str) -> None:
    text = text_of(guide)
    calls = called([*re.findall("`([^`\n]+)`", text), *"\n".join(blocks(guide, "")).splitlines()])
    assert calls and wrong_usage(calls) == []


def test_wrong_words_are_found() -> None:
    lines = ["python -m scripts.validate --data x", "python -m scripts.validate --nothing x", "make check"]
    assert wrong_usage(called(lines)) == ["validate --nothing x"]


def test_every_task_of_a_workflow_knows_what_it_is_given() -> None:
    known = set(re.findall(r"^([A-Z]+) \?=", text_of("Makefile"), re.MULTILINE))
    given = {word for line in lines_of_workflows() if line.startswith("make ") for word in re.findall(r"(\w+)=", line)}
    assert {"BASE"} <= given <= known


def test_other_runners_run_every_test() -> None:
    assert "make test" in text_of(".ci/run")


FORMS = [path for path in (ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml") if path.stem != "config"]


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_issue_form_is_complete(path: Path) -> None:
    form = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert form["name"] and form["description"]
    asked = [each for each in form["body"] if each["type"] != "markdown"]
    ids = [each["id"] for each in asked]
    assert len(ids) == len(set(ids))
    assert all(each["attributes"].get("label") or each["attributes"].get("options") for each in asked)
    boxes = [each["attributes"]["options"] for each in asked if each["type"] == "checkboxes"]
    assert boxes or path.stem == "still-right", "who sends it says that nothing private is in it"
    assert all(options[-1]["required"] for options in boxes[-1:])
