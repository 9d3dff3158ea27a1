"""``make serve`` as the person who edits meets it: a change is seen, a mistake is told, and the pages stay."""

from __future__ import annotations

import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import building
import pytest
from library import made_up

from macros.data.models import Partnership

pytestmark = pytest.mark.slow


def changed() -> Partnership:
    """The record that is changed."""
    return next(iter(made_up().partnerships.values()))


def _hear_ctrl_c() -> None:
    """A run of the tests in the background of a shell ignores Ctrl+C, and so would what it starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Served:
    """A server over copies of the made-up state's data and pages."""

    def __init__(self, made_up_built: Path, folder: Path) -> None:
        self.data, self.docs = (Path(shutil.copytree(made_up_built / name, folder / name)) for name in ("data", "docs"))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}/"
        self.log = folder / "log.txt"
        words = [
            sys.executable,
            "-m",
            "scripts.serve",
            "--port",
            str(port),
            "--data",
            str(self.data),
            "--docs",
            str(self.docs),
        ]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                words, cwd=building.ROOT, env=building.environment(), stdout=log, stderr=log, preexec_fn=_hear_ctrl_c
            )

    def get(self, path: str) -> str:
        """A page, without the server's own script, or a file; empty where there is none."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=60) as answer:
                return re.sub("<script>.*?</script>", "", answer.read().decode(), flags=re.DOTALL)
        except urllib.error.URLError:
            return ""

    def wait(self, holds: Callable[[], object]) -> None:
        """Wait until something holds, as long as the server runs."""
        until = time.monotonic() + 90
        while not holds():
            assert time.monotonic() < until and self.process.poll() is None, self.log.read_text()
            time.sleep(0.05)

    def wait_for(self, path: str, words: str) -> None:
        """Wait until the page has the words."""
        self.wait(lambda: words in self.get(path))


@pytest.fixture(scope="module")
def served(made_up_built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    made = Served(made_up_built, tmp_path_factory.mktemp("served"))
    try:
        made.wait_for("", "</html>")
        yield made
    finally:
        made.process.send_signal(signal.SIGINT)
        try:
            status = made.process.wait(60)
        finally:
            made.process.kill()  # or it would go on for ever where it doesn't end by itself
    assert status == 0 and "Traceback" not in made.log.read_text()


def test_every_kind_of_address_is_served_before_and_after_its_turn(served: Served):
    paths = (
        changed().path,
        "partnerships/table/",
        "careers/",
        "grants/funding/",
        "partnerships/directory.json",
        "api/v1/index.json",
    )
    at_once = {path: served.get(path) for path in paths}
    assert [path for path in paths if not at_once[path]] == []
    served.wait_for("sitemap.xml", changed().path)  # the last that is written
    assert {path: served.get(path) for path in paths} == at_once
    assert served.get(changed().path.rstrip("/")) == at_once[changed().path], "an address without its slash leads on"
    assert served.get("no/such/page/") == ""
    served.wait_for("pagefind/pagefind-entry.json", "languages")


def test_a_changed_record_is_seen_and_a_broken_one_is_told(served: Served):
    record = served.data / changed().file
    text = record.read_text(encoding="utf-8")
    record.write_text(text.replace("title: ", "title: Changed ", 1), encoding="utf-8")
    served.wait_for(changed().path, "Changed ")
    served.wait_for("partnerships/", "Changed ")
    record.write_text(text.replace("title: ", "titel: ", 1), encoding="utf-8")
    served.wait(lambda: "The pages stay as they were until this is fixed." in served.log.read_text())
    assert changed().file in served.log.read_text() and "titel" in served.log.read_text()
    for path in (changed().path, changed().industries[0].path, "api/v1/index.json"):
        assert served.get(path), f"{path} stays"
    assert "Changed " in served.get(changed().path)
    record.write_text(text, encoding="utf-8")
    served.wait(lambda: "Changed " not in served.get(changed().path))


class Tab:
    """A page that is open in a browser, and waits there to be told that it is to load again."""

    def __init__(self, served: Served, path: str) -> None:
        self.url = served.url + path
        with urllib.request.urlopen(self.url, timeout=60) as answer:
            [self.version] = re.findall(r"livereload\(([0-9]+), ", answer.read().decode())
        self.told = 0.0  # when it was
        self._asked = f"{served.url}livereload/{self.version}/1"
        self._thread = threading.Thread(target=self._ask, daemon=True)
        self._thread.start()

    def _ask(self) -> None:
        question = urllib.request.Request(self._asked, headers={"Referer": self.url})
        with suppress(OSError), urllib.request.urlopen(question, timeout=90) as answer:
            if int(answer.read()) > int(self.version):
                self.told = time.monotonic()


def test_a_changed_record_is_shown_before_the_written_pages_and_its_page_loads_once(served: Served):
    record = served.data / changed().file
    text = record.read_text(encoding="utf-8")
    page, listed = Tab(served, changed().path), Tab(served, "partnerships/")
    record.write_text(text.replace("title: ", "title: At once ", 1), encoding="utf-8")
    served.wait(lambda: page.told)
    assert "At once " in served.get(changed().path)
    again = Tab(served, changed().path)
    served.wait(lambda: listed.told)
    assert "At once " in served.get("partnerships/") and listed.told > page.told
    assert not again.told, "what it shows has not changed since"
    record.write_text(text, encoding="utf-8")
    served.wait(lambda: again.told)
    served.wait(lambda: "At once " not in served.get("partnerships/"))


def test_a_change_that_a_written_page_does_not_allow_is_told(served: Served):
    """The data is right without the record, and is shown so; the page that names it stays."""
    record, page = served.data / "partnerships/records/newcomer.yaml", served.docs / "about.md"
    known = (served.data / changed().file).read_text(encoding="utf-8")
    record.write_text(re.sub("^id: .*\ntitle: .*", "id: newcomer\ntitle: Newcomer", known), encoding="utf-8")
    text = page.read_text(encoding="utf-8")
    page.write_text(f'{text}\n{{{{ link("partnerships", "newcomer") }}}}\n', encoding="utf-8")
    served.wait_for("about/", "partnerships/newcomer/")
    record.unlink()
    served.wait(lambda: "The pages that people write stay as they were" in served.log.read_text())
    assert "about.md" in served.log.read_text() and "partnerships/newcomer/" in served.get("about/")
    page.write_text(text, encoding="utf-8")
    served.wait(lambda: "partnerships/newcomer/" not in served.get("about/"))
    assert served.get("partnerships/newcomer/") == ""


def test_a_page_with_a_macro_that_fails_leaves_the_pages_as_they_were(served: Served):
    page = served.docs / "about.md"
    text = page.read_text(encoding="utf-8")
    told = served.log.read_text().count("The pages stay as they were")
    page.write_text(f'{text}\n{{{{ figure("no-such-figure") }}}}\n', encoding="utf-8")
    served.wait(lambda: served.log.read_text().count("The pages stay as they were") > told)
    assert "no-such-figure" in served.log.read_text()
    assert served.get("about/") and served.get(changed().path) and served.get(changed().industries[0].path)
    page.write_text(f"{text}\nMended words of this test.\n", encoding="utf-8")
    served.wait_for("about/", "Mended words of this test.")
