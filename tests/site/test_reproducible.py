"""The same commit and day give the same bytes, and no failure leaves half a site.

But for one build of the real content, all are of the made-up state, which takes half the time.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import building
import pytest
from library import EXAMPLE
from markup import broken, pages
from visiting import Built

from macros.build import staging
from scripts import build

pytestmark = pytest.mark.slow


def epoch() -> str:
    """The day of the builds as the seconds of SOURCE_DATE_EPOCH."""
    return str(int(datetime.combine(building.the_day(), datetime.min.time(), UTC).timestamp()))


def differences(first: dict[str, str], other: Path) -> list[str]:
    """The files below a folder that have other digests than the first, or that only one of the two has."""
    second = building.digests(other)
    return sorted(path for path in first.keys() | second.keys() if first.get(path) != second.get(path))


@pytest.fixture(scope="module")
def digests(made_up_site: Built) -> dict[str, str]:
    """The digests of the site's files."""
    return building.digests(made_up_site.folder)


@pytest.fixture
def folders(made_up_site: Built) -> dict[str, Path]:
    """The data and the pages that the site is made of."""
    return {"data": made_up_site.data, "docs": made_up_site.data.with_name("docs")}


@pytest.fixture
def old(tmp_path: Path, made_up_site: Built) -> Path:
    """An old site in a folder with nothing else in it: what marks a site, and a page. To copy all takes as long as to build."""
    folder = tmp_path / "public" / "site"
    for name in (*staging.MARKS, "about"):
        copy = shutil.copytree if (made_up_site.folder / name).is_dir() else shutil.copy
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        copy(made_up_site.folder / name, folder / name)
    return folder


@pytest.fixture
def before(old: Path) -> dict[str, str]:
    """The digests of the old site's files."""
    return building.digests(old)


def surroundings(folder: Path) -> list[str]:
    """What lies beside a site."""
    return sorted(path.name for path in folder.parent.iterdir())


# --- the same bytes ---------------------------------------------------------


def test_another_path_zone_language_and_hash_seed_change_nothing(site: Built, tmp_path: Path):
    """Nor whether the day comes from the command line or from the environment."""
    project = building.copy_project(tmp_path / "another place" / "project")
    done = building.run(
        "scripts.build",
        "--site-dir",
        str(tmp_path / "site"),
        cwd=project,
        SITE_URL=building.URL,
        SOURCE_DATE_EPOCH=epoch(),
        TZ="Pacific/Kiritimati",
        LANG="C",
        LC_ALL="C",
        PYTHONHASHSEED="7",
    )
    assert done.returncode == 0, done.stderr
    assert differences(building.digests(site.folder), tmp_path / "site") == []


def test_plain_mkdocs_gives_the_same_site_without_a_warning(
    digests: dict[str, str], folders: dict[str, Path], tmp_path: Path
):
    project = building.copy_project(tmp_path / "project", **folders)
    done = building.run(
        "mkdocs",
        "build",
        "--strict",
        "--site-dir",
        str(tmp_path / "site"),
        cwd=project,
        SITE_URL=building.URL,
        SOURCE_DATE_EPOCH=epoch(),
        NO_MKDOCS_2_WARNING="1",  # the theme's notice
    )
    told = done.stdout + done.stderr
    assert done.returncode == 0, told
    assert [line for line in told.splitlines() if not line.startswith("INFO")] == []
    assert differences(digests, tmp_path / "site") == []
    assert surroundings(tmp_path / "site") == ["project", "site"]


# What takes MkDocs's place has to be imported first, and nothing else changes.
OTHER_HOST = "import properdocs.replacement, sys; from scripts.build import main; sys.exit(main(sys.argv[1:]))"


# Without the theme that mkdocs.yml names, which then can't even be imported, beside our own folder.
NO_THEME = """
import functools, sys
sys.modules["material"] = None
from macros.build import mkdocs_adapter
theme = {"name": None, "custom_dir": str(mkdocs_adapter.THEME), "static_templates": ["404.html"]}
mkdocs_adapter.load_config = functools.partial(mkdocs_adapter.load_config, theme=theme)
from scripts.build import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize("program", [OTHER_HOST, NO_THEME], ids=["properdocs", "no-theme"])
def test_another_host_gives_the_same_bytes(
    program: str, digests: dict[str, str], folders: dict[str, Path], tmp_path: Path
):
    """ProperDocs goes on where MkDocs 1 ends, and nothing on a page is of Material."""
    _, *words = building.words(tmp_path / "site", **folders)
    done = subprocess.run(
        [sys.executable, "-c", program, *words],
        cwd=building.ROOT,
        env=building.environment(),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert differences(digests, tmp_path / "site") == []


# --- other addresses --------------------------------------------------------


@pytest.mark.parametrize("url", ["http://localhost:8000/", "https://library.example/a/b"])
def test_the_site_works_at_any_address(url: str, folders: dict[str, Path], tmp_path: Path):
    built = building.build(tmp_path / "site", url=url, search=False, **folders)
    root = f"{url.rstrip('/')}/"
    assert list(broken(built, root)) == []
    found = pages(built).values()
    canonical = {each.get("href") for page in found for each in page.all("link", rel="canonical")}
    assert canonical == {root + path for path in pages(built) if path != "404.html"}
    assert f"Sitemap: {root}sitemap.xml" in (built / "robots.txt").read_text()


def test_without_an_address_nothing_claims_one(folders: dict[str, Path], tmp_path: Path):
    built = building.build(tmp_path / "site", url="", search=False, **folders)
    assert list(broken(built, "https://library.example/")) == []
    assert not (built / "sitemap.xml").exists()
    for page in pages(built).values():
        assert page.all("link", rel="canonical") == [] and page.meta("og:url") == "" == page.meta("og:image")
        assert '"None' not in page.html, page.path


# --- never half a site ------------------------------------------------------


def test_wrong_data_leaves_the_old_site_whole(
    made_up_site: Built, old: Path, before: dict[str, str], folders: dict[str, Path], tmp_path: Path
):
    data = Path(shutil.copytree(folders["data"], tmp_path / "data"))
    name = next(iter(made_up_site.catalog.partnerships.values())).file
    record = data / name
    record.write_text(record.read_text().replace("kind: ", "kind: no-such-", 1))
    done = building.run(*building.words(old, data=data, docs=folders["docs"]))
    assert done.returncode == 1
    assert f"{name}:" in done.stderr and "no-such-" in done.stderr
    assert "Traceback" not in done.stderr
    assert is_whole(old, before)


def test_a_wrong_page_leaves_the_old_site_whole(
    old: Path, before: dict[str, str], folders: dict[str, Path], tmp_path: Path
):
    docs = Path(shutil.copytree(folders["docs"], tmp_path / "docs"))
    with (docs / "about.md").open("a") as file:
        file.write('\n{{ link("counties", "yrok") }}\n')
    done = building.run(*building.words(old, data=folders["data"], docs=docs))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert is_whole(old, before)


def test_a_killed_build_leaves_the_old_site_whole_and_the_next_leaves_nothing_of_either(
    digests: dict[str, str], old: Path, before: dict[str, str], folders: dict[str, Path]
):
    process = subprocess.Popen(
        [sys.executable, "-m", *building.words(old, **folders)],
        cwd=building.ROOT,
        env=building.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while not any(old.parent.glob("site.building-*/*")):
        assert process.poll() is None, "the build ended before it could be killed"
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert differences(before, old) == []
    (old / "gone.html").write_text("an old page")
    building.build(old, **folders)
    assert differences(digests, old) == []
    assert surroundings(old) == ["site"], "the next build clears away what the killed one left"


@pytest.mark.parametrize("option", ["--data", "--docs"])
def test_a_folder_that_is_not_there_is_told(option: str, tmp_path: Path):
    nothing, site_dir = str(tmp_path / "nothing"), str(tmp_path / "site")
    done = building.run("scripts.build", "--site-dir", site_dir, option, nothing)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr and "nothing" in done.stderr
    assert list(tmp_path.iterdir()) == []


# --- circumstances -----------------------------------------------------------


def is_whole(old: Path, before: dict[str, str]) -> bool:
    """Whether the old site is as it was, with nothing beside it."""
    return differences(before, old) == [] and surroundings(old) == ["site"]


def failed(done: subprocess.CompletedProcess[str], why: str) -> None:
    """A build ended with one sentence, and with nothing for programmers."""
    sentence, last = done.stderr.strip().splitlines()
    assert done.returncode == 1 and done.stdout == ""
    assert re.fullmatch(
        r"(Error: )?A file could not be read or written.*: .*\. .*, then run the command again\.", sentence
    )
    assert why in sentence and last == "The site is as it was."


@pytest.mark.parametrize("command", ["scripts.build", "mkdocs"])
def test_a_file_that_finds_no_room_leaves_the_old_site_whole(
    command: str, old: Path, before: dict[str, str], tmp_path: Path
):
    """A limit on files is what every user may set, and fails like a full disk: in the midst of writing."""
    project = building.copy_project(tmp_path / "project", EXAMPLE / "data", EXAMPLE / "docs")
    words = building.words(old) if command == "scripts.build" else ["mkdocs", "build", "-q", "--site-dir", str(old)]
    done = subprocess.run(
        ["sh", "-c", 'ulimit -f 64; exec "$@"', "sh", sys.executable, "-m", *words],
        cwd=project,
        env=building.environment(NO_MKDOCS_2_WARNING="1"),
        capture_output=True,
        text=True,
    )
    failed(done, "larger than")
    assert is_whole(old, before)


def mounted(folder: Path, *steps: str) -> subprocess.CompletedProcess[str]:
    """Build into a small disk that only this command sees, after ``steps`` of a shell; skip where that isn't allowed."""
    folder.mkdir()
    mount = f"mount -t tmpfs -o size=3m none '{folder}'"
    if subprocess.run(["unshare", "-m", "sh", "-c", mount], capture_output=True).returncode:
        pytest.skip("this user may not mount a disk")
    words = building.words(folder / "site", data=EXAMPLE / "data", docs=EXAMPLE / "docs")
    script = " && ".join([mount, *steps, '"$@"; status=$?', f"ls -A '{folder}'; exit $status"])
    return subprocess.run(
        ["unshare", "-m", "sh", "-c", script, "sh", sys.executable, "-m", *words],
        cwd=building.ROOT,
        env=building.environment(),
        capture_output=True,
        text=True,
    )


@pytest.mark.skipif(shutil.which("unshare") is None, reason="the system can't give a command a disk of its own")
def test_a_full_disk_and_one_that_is_only_read_end_in_a_sentence(tmp_path: Path):
    failed(mounted(tmp_path / "full"), "the disk is full")
    read_only = f"mount -o remount,ro '{tmp_path / 'fixed'}'"
    failed(mounted(tmp_path / "fixed", read_only), "can only be read")


@pytest.mark.skipif(os.geteuid() == 0, reason="the rights of folders do not hold for root")
def test_a_folder_of_others_ends_in_a_sentence(tmp_path: Path):
    folder = tmp_path / "theirs"
    folder.mkdir(mode=0o555)
    failed(building.run(*building.words(folder / "site", data=EXAMPLE / "data", docs=EXAMPLE / "docs")), "no right")


@pytest.mark.parametrize("place", ["docs/site", "data", "data/site", "macros/theme/site", ".", "..", "README.md"])
def test_no_site_takes_the_place_of_something_else(place: str, capsys: pytest.CaptureFixture[str]):
    before = sorted(path.name for path in building.ROOT.iterdir())
    assert build.main(["--site-dir", str(building.ROOT / place)]) == 1
    assert re.fullmatch(r"The site can't be .*\. Choose .*\.\n", capsys.readouterr().err)
    assert sorted(path.name for path in building.ROOT.iterdir()) == before


def test_plain_mkdocs_does_not_replace_a_folder_of_papers(tmp_path: Path):
    (tmp_path / "letter.txt").write_text("mine")
    done = building.run("mkdocs", "build", "-q", "--site-dir", str(tmp_path), NO_MKDOCS_2_WARNING="1")
    assert done.returncode == 1 and "something else than a site" in done.stderr and "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_build_that_fails_puts_back_what_a_killed_one_moved(old: Path, before: dict[str, str], tmp_path: Path):
    old.rename(old.with_name("site.old-build-0a1b2c3d"))
    done = building.run(*building.words(old, data=tmp_path / "nothing"))
    assert done.returncode == 1 and is_whole(old, before)


def test_a_warning_in_strict_mode_leaves_the_old_site_whole(
    old: Path, before: dict[str, str], folders: dict[str, Path], tmp_path: Path
):
    """MkDocs counts warnings when all is written."""
    docs = Path(shutil.copytree(folders["docs"], tmp_path / "docs"))
    (docs / "not-in-the-menu.md").write_text(
        "---\ntitle: Lost\ndescription: In no menu.\n---\n\n# Lost\n\n[Part](#nowhere)\n"
    )
    done = building.run(*building.words(old, data=folders["data"], docs=docs))
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert is_whole(old, before)
