"""How soon a changed record is seen in a browser: ``python -m scripts.bench.serving [--data DIR] [--rounds N]``.

A copy of the data is served as ``scripts.serve`` does. A partnership's page stays open in Chromium while its record
is written again and again; the page reloads by itself. The seconds run from the end of the writing to the moment
that the new words are on the page.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from macros.data import disk
from macros.data.disk import CommandFailed
from scripts import browser

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 600_000  # milliseconds that a page may take, with a large library
TITLE = re.compile(r"^title: .*$", re.MULTILINE)


@disk.told
def main(arguments: list[str] | None = None) -> int:
    """Print the median of the seconds and each of them, as JSON."""
    parser = argparse.ArgumentParser(prog="python -m scripts.bench.serving", description="Measure a live change.")
    parser.add_argument("--data", type=Path, default=ROOT / "data", metavar="DIR", help="the data folder")
    parser.add_argument("--docs", type=Path, default=ROOT / "docs", metavar="DIR", help="the folder of the pages")
    parser.add_argument("--rounds", type=int, default=10, metavar="N", help="how often the record is changed (10)")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        data = Path(shutil.copytree(given.data, Path(folder) / "data"))
        with served(data, given.docs) as address:
            seconds = measure(data, address, given.rounds)
    print(json.dumps({"median": round(statistics.median(seconds), 2), "all": [round(each, 2) for each in seconds]}))
    return 0


@contextmanager
def served(data: Path, docs: Path) -> Iterator[str]:
    """The address of the site, from when it is served on. Raises CommandFailed when it can't be."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = free.getsockname()
    words = ["-m", "scripts.serve", "--port", str(address[1]), "--data", str(data), "--docs", str(docs)]
    command = [sys.executable, *words]
    server = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL, preexec_fn=_hear_ctrl_c)
    try:
        _wait_for(address, server)
        yield f"http://127.0.0.1:{address[1]}/"
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(60)


def _hear_ctrl_c() -> None:
    """What the background of a shell starts ignores Ctrl+C, by which the server clears away what it wrote."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _wait_for(address: tuple[str, int], server: subprocess.Popen[bytes]) -> None:
    while server.poll() is None:
        with socket.socket() as line:
            if line.connect_ex(address) == 0:
                return
        time.sleep(0.1)
    raise CommandFailed("The site can't be served. Run: python -m scripts.serve")


def measure(data: Path, address: str, rounds: int) -> list[float]:
    """The seconds that each change of the first partnership takes until it is seen."""
    from playwright.sync_api import sync_playwright  # only those who measure have it

    record = min((data / "partnerships/records").glob("*.yaml"))
    with sync_playwright() as playwright:
        page = playwright.chromium.launch(executable_path=browser.find(), args=browser.arguments()).new_page()
        page.add_init_script(TELL_WHEN_SHOWN)
        page.goto(f"{address}partnerships/{record.stem}/", timeout=LONGEST)
        return [_seen_after(page, record, f"Changed {number} times") for number in range(1, rounds + 1)]


# The page itself says when: whoever asks from outside, again and again, is told up to half a second late.
TELL_WHEN_SHOWN = """new MutationObserver((_, observer) => {
  const heading = document.querySelector("h1");
  if (!heading?.textContent) return;
  observer.disconnect();
  requestAnimationFrame(() => console.debug(Date.now(), heading.textContent));
}).observe(document, { childList: true, subtree: true });"""


def _seen_after(page: Any, record: Path, title: str) -> float:
    text = TITLE.sub(f"title: {title}", record.read_text(encoding="utf-8"), count=1)
    with page.expect_console_message(lambda message: title in message.text, timeout=LONGEST) as shown:
        record.write_text(text, encoding="utf-8")
        begun = time.time()
    return int(shown.value.text.split()[0]) / 1000 - begun


if __name__ == "__main__":
    sys.exit(main())
