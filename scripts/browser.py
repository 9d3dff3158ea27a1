"""Find a Chromium for the tests, or install one: ``python -m scripts.browser --install``."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from macros.data import disk

# The first is Chromium without a window: it takes two thirds of the time for the same page.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
INSTALL = ("install", "-q", "-y", "--no-install-recommends")


def find() -> str | None:
    """The path of an installed Chromium, or of the one that Playwright keeps; None where there is none.

    The environment variable CHROMIUM names another one.
    """
    named = os.environ.get("CHROMIUM")
    candidates = [named] if named else [shutil.which(name) for name in NAMES]
    found = next((each for each in candidates if each), None)
    return found or _playwrights()


def arguments() -> list[str]:
    """What Chromium is started with, so that it is quiet and works for root."""
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return [
        *sandbox,
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]


def install() -> bool:
    """Install Chromium by the system's package manager when root, else by Playwright."""
    print("Installing Chromium for the tests ...", file=sys.stderr)
    if os.geteuid() == 0 and shutil.which("apt-get"):
        # Older systems have Chromium as a whole only.
        if _apt("update", "-q") and not _apt(*INSTALL, NAMES[0]):
            _apt(*INSTALL, NAMES[1])
    else:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    return find() is not None


def _apt(*words: str) -> bool:
    return subprocess.run(["apt-get", *words], stdout=subprocess.DEVNULL, check=False).returncode == 0


@disk.told
def main(arguments: Sequence[str] | None = None) -> int:
    """Print where the browser is; 1 when there is none and none could be installed."""
    parser = argparse.ArgumentParser(prog="python -m scripts.browser", description="Find or install Chromium.")
    parser.add_argument("--install", action="store_true", help="install one where there is none")
    options = parser.parse_args(arguments)
    if find() is None and not (options.install and install()):
        print("There is no Chromium. Install it, or name one in the variable CHROMIUM.", file=sys.stderr)
        return 1
    print(find())
    return 0


def _playwrights() -> str | None:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return None
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


if __name__ == "__main__":
    sys.exit(main())
