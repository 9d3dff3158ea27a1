"""The same commit and day give the same bytes, and no failure leaves half a site."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import building
import pytest
from visiting import Built
from markup import broken, pages

pytestmark = pytest.mark.slow
EPOCH = str(int(datetime.combine(building.TODAY, datetime.min.time(), UTC).timestamp()))


def differences(one: Path, other: Path) -> list[str]:
    """The files that are not the same below two folders."""
    first, second = building.digests(one), building.digests(other)
    return sorted(path for path in first.keys() | second.keys() if first.get(path) != second.get(path))


@pytest.fixture
def old(tmp_path: Path, site: Built) -> Path:
    """A built site in a folder with nothing else in it."""
    return Path(shutil.copytree(site.folder, tmp_path / "public" / "site"))


def surroundings(folder: Path) -> list[str]:
    """What lies beside a site."""
    return sorted(path.name for path in folder.parent.iterdir())


# --- the same bytes ---------------------------------------------------------


def test_another_path_zone_language_and_hash_seed_change_nothing(site: Built, tmp_path: Path):
    project = building.copy_project(tmp_path / "another place" / "project")
    built = building.build(
        tmp_path / "site", cwd=project, TZ="Pacific/Kiritimati", LANG="C", LC_ALL="C", PYTHONHASHSEED="7"
    )
    assert differences(site.folder, built) == []


def test_the_day_can_come_from_the_environment(site: Built, tmp_path: Path):
    done = building.run(
        "scripts.build", "--site-dir", str(tmp_path / "site"), SITE_URL=building.URL, SOURCE_DATE_EPOCH=EPOCH
    )
    assert done.returncode == 0, done.stderr
    assert differences(site.folder, tmp_path / "site") == []


def test_plain_mkdocs_gives_the_same_site_without_a_warning(site: Built, tmp_path: Path):
    done = building.run(
        "mkdocs", "build", "--strict", "--site-dir", str(tmp_path / "site"),
        SITE_URL=building.URL, SOURCE_DATE_EPOCH=EPOCH, NO_MKDOCS_2_WARNING="1",  # the theme's notice
    )  # fmt: skip
    told = done.stdout + done.stderr
    assert done.returncode == 0, told
    assert [line for line in told.splitlines() if not line.startswith("INFO")] == []
    assert differences(site.folder, tmp_path / "site") == []
    assert surroundings(tmp_path / "site") == ["site"]


def test_a_rebuild_leaves_nothing_of_the_old_site(site: Built, old: Path):
    (old / "gone.html").write_text("an old page")
    building.build(old)
    assert differences(site.folder, old) == []
    assert surroundings(old) == ["site"]


# --- other addresses --------------------------------------------------------


@pytest.mark.parametrize("url", ["https://example.org/", "https://example.org/a/b", "http://localhost:8000/x/"])
def test_the_site_works_at_any_address(url: str, tmp_path: Path):
    built = building.build(tmp_path / "site", url=url)
    root = f"{url.rstrip('/')}/"
    assert list(broken(built, root)) == []
    found = pages(built).values()
    canonical = {each.get("href") for page in found for each in page.all("link", rel="canonical")}
    assert canonical == {root + path for path in pages(built) if path != "404.html"}
    assert f"Sitemap: {root}sitemap.xml" in (built / "robots.txt").read_text()


def test_without_an_address_nothing_claims_one(tmp_path: Path):
    built = building.build(tmp_path / "site", url="")
    assert list(broken(built, "https://example.org/")) == []
    assert not (built / "sitemap.xml").exists()
    for page in pages(built).values():
        assert page.all("link", rel="canonical") == [] and page.meta("og:url") == "" == page.meta("og:image")
        assert '"None' not in page.html, page.path


# --- never half a site ------------------------------------------------------


def test_wrong_data_leaves_the_old_site_whole(site: Built, old: Path, tmp_path: Path):
    data = Path(shutil.copytree(site.data, tmp_path / "data"))
    record = data / "partnerships" / "records" / "forest-products.yaml"
    record.write_text(record.read_text().replace("kind: ", "kind: no-such-", 1))
    done = building.run(*building.words(old, data=data))
    assert done.returncode == 1
    assert "records/forest-products.yaml:" in done.stderr and "no-such-" in done.stderr
    assert "Traceback" not in done.stderr
    assert differences(site.folder, old) == [] and surroundings(old) == ["site"]


def test_a_wrong_page_leaves_the_old_site_whole(site: Built, old: Path, tmp_path: Path):
    docs = Path(shutil.copytree(building.ROOT / "docs", tmp_path / "docs"))
    with (docs / "about.md").open("a") as file:
        file.write('\n{{ link("counties", "yrok") }}\n')
    done = building.run(*building.words(old, docs=docs))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert differences(site.folder, old) == []
    assert surroundings(old) == ["site"]


def test_a_killed_build_leaves_the_old_site_whole(site: Built, old: Path):
    process = subprocess.Popen(
        [sys.executable, "-m", *building.words(old)], cwd=building.ROOT, env=building.environment(),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    while not any(old.parent.glob("site.building-*/*")):
        assert process.poll() is None, "the build ended before it could be killed"
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert differences(site.folder, old) == []
    building.build(old)
    assert differences(site.folder, old) == []
    assert surroundings(old) == ["site"], "the next build clears away what the killed one left"


@pytest.mark.parametrize("option", ["--data", "--docs"])
def test_a_folder_that_is_not_there_is_told(option: str, tmp_path: Path):
    nothing, site_dir = str(tmp_path / "nothing"), str(tmp_path / "site")
    done = building.run("scripts.build", "--site-dir", site_dir, option, nothing)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr and "nothing" in done.stderr
    assert list(tmp_path.iterdir()) == []
