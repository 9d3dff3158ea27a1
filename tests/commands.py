"""Runs a command of the project in this process, as ``python -m`` runs it in one of its own: a second faster each time."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from subprocess import CompletedProcess
from unittest.mock import patch


def in_process(
    main: Callable[[list[str]], int], words: list[str], folder: Path, encoding: str = "utf-8", **variables: str
) -> CompletedProcess[str]:
    """What ``main`` does and prints in a folder, with ``variables`` in its environment."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding, write_through=True) for _ in range(2))
    with chdir(folder), patch.dict(os.environ, variables), redirect_stdout(out), redirect_stderr(err):
        status = _status(main, words)
    return CompletedProcess(words, status, *(each.buffer.getvalue().decode(encoding) for each in (out, err)))


def _status(main: Callable[[list[str]], int], words: list[str]) -> int:
    """The exit status, as the interpreter finds it."""
    try:
        return main(words)
    except SystemExit as end:
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
            return 1
        return end.code or 0
