"""What no generator in Python goes below: ``python -m scripts.bench.limits parse|write|compress FOLDER [OUT]``.

``parse`` reads the bytes of all data and parses them, without checking or linking anything; ``write`` writes the
files of a site that was built, from memory, into an empty folder; ``compress`` compresses them as a server does.
Reading a site into memory is not measured: the seconds that are printed are those of the work alone.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import yaml

from macros.data import disk

Files = dict[str, bytes]


def parse(files: Files, _: Path) -> None:
    """Parse YAML and CSV into plain values."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for name, content in files.items():
        if name.endswith(".yaml"):
            yaml.load(content, loader)
        elif name.endswith(".csv"):
            list(csv.reader(io.StringIO(content.decode(), newline="")))


def write(files: Files, out: Path) -> None:
    """Write each file, and the folders that they need."""
    for folder in {os.path.dirname(name) for name in files}:
        os.makedirs(out / folder, exist_ok=True)
    for name, content in files.items():
        with open(f"{out}/{name}", "wb") as file:
            file.write(content)


def compress(files: Files, _: Path) -> None:
    """Compress each file by itself."""
    for content in files.values():
        zlib.compress(content, 6)


LIMITS: dict[str, Callable[[Files, Path], None]] = {"parse": parse, "write": write, "compress": compress}


def read(folder: Path) -> Files:
    """The files below a folder, by their names."""
    return {str(each.relative_to(folder)): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


@disk.told
def main(arguments: list[str] | None = None) -> int:
    """Print the seconds on the clock and of work, as JSON."""
    parser = argparse.ArgumentParser(prog="python -m scripts.bench.limits", description="Measure a limit.")
    parser.add_argument("limit", choices=LIMITS)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path, nargs="?", default=Path())
    given = parser.parse_args(arguments)
    files = read(given.folder)
    wall, cpu = time.perf_counter(), time.process_time()
    LIMITS[given.limit](files, given.out)
    print(json.dumps({"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
