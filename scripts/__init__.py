"""Commands that people run.

Where the tools that they need are not set up, they say so in a sentence.
"""

from __future__ import annotations

import sys
from types import TracebackType

NOT_SET_UP = (
    "The tools are not set up here. Run once: make setup. Then, in each new terminal: source .venv/bin/activate"
)


def _told(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Say what to do where a package is missing; anything else is shown as ever."""
    name = (error.name or "").partition(".")[0] if isinstance(error, ModuleNotFoundError) else ""
    if name and name not in ("macros", "scripts"):
        print(f"{NOT_SET_UP} ({name} is missing.)", file=sys.stderr)
    else:
        sys.__excepthook__(kind, error, trace)


if sys.argv[:1] == ["-m"]:  # python -m scripts.NAME imports this before the command; nothing else does so
    sys.excepthook = _told
