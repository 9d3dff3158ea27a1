"""The walls between a page and the machine that builds the site, each tried with the ones before it taken away."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import building
import pytest
from library import EXAMPLE

HEAD = "---\ntitle: A page\ndescription: A description that is long enough.\n---\n\n# A page\n\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project, which a test may spoil."""
    return building.copy_project(tmp_path / "project", EXAMPLE / "data", EXAMPLE / "docs")


def build_after(project: Path, spoil: str) -> subprocess.CompletedProcess[str]:
    """Build the project by its command, in a process in which ``spoil`` has run before."""
    code = (
        f"import sys\nfrom pathlib import Path\n{spoil}\nfrom scripts.build import main\nsys.exit(main(sys.argv[1:]))"
    )
    words = building.words(project / "site")[1:]
    return subprocess.run(
        [sys.executable, "-c", code, *words, "--no-search"],
        cwd=project,
        env=building.environment(),
        capture_output=True,
        text=True,
    )


@pytest.mark.slow
def test_without_the_check_a_page_still_runs_nothing(project: Path) -> None:
    mark = project / "ran"
    shell = "{{ cycler.__init__.__globals__.os.popen('touch ran').read() }}\n"
    (project / "docs/about.md").write_text(HEAD + shell)
    done = build_after(project, "from macros.build.page_check import rules, rendered\nrules.RULES = ()")
    assert not mark.exists()
    assert done.returncode != 0
    assert "a page may only call macros" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (project / "site").exists()


CHANGE = """
from macros.build import page_check
real = page_check.check_docs
def check_docs(docs_dir, *given):
    checked = real(docs_dir, *given)
    for path in (docs_dir / "about.md", docs_dir / "assets/plan.svg"):
        path.write_text("changed since {{ cycler }} <script>alert(1)</script>")
    return checked
page_check.check_docs = check_docs
"""


@pytest.mark.slow
def test_what_was_checked_is_what_is_published(project: Path) -> None:
    """A file that changes between the check and the rendering is published as it was checked."""
    picture = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0"/></svg>'
    (project / "docs/assets").mkdir(exist_ok=True)
    (project / "docs/assets/plan.svg").write_text(picture)
    about = project / "docs/about.md"
    about.write_text(about.read_text() + "\nAs it was checked.\n")
    done = build_after(project, CHANGE)
    assert done.returncode == 0, done.stderr
    assert "As it was checked." in (project / "site/about/index.html").read_text()
    assert (project / "site/assets/plan.svg").read_text() == picture


@pytest.mark.slow
def test_a_page_that_comes_after_the_check_is_refused(project: Path) -> None:
    done = build_after(project, CHANGE.replace("about.md", "new.md").replace("assets/plan.svg", "new.md"))
    assert done.returncode == 1
    assert "new.md came while the site was being built. Build it again." in done.stderr
    assert not (project / "site").exists()
