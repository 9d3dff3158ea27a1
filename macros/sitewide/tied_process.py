"""Runs a command that ends when whoever asked for it ends: ``python tied_process.py COMMAND ...``.

Linux can kill a child with its parent (prctl), other systems can't, and Python
can only ask for it in a way that is unsafe beside threads. A pipe does the same
everywhere: standard input is one that the asker holds open, and the system
closes it however the asker ends, so its end means that the command is to end.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading


def main(words: list[str]) -> int:
    """Run the command, with no input of its own; its exit status, or another than 0 when it was ended."""
    with subprocess.Popen(words, stdin=subprocess.DEVNULL) as process:
        try:
            threading.Thread(target=_watch, args=(process,), daemon=True).start()
            return process.wait()
        finally:
            process.kill()


def _watch(process: subprocess.Popen[bytes]) -> None:
    os.read(0, 1)  # not through sys.stdin, whose lock Python wants when it ends
    process.kill()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
