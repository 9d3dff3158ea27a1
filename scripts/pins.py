"""Write the pinned requirements anew, with hashes: ``python -m scripts.pins``.

The files name no registry: whoever installs takes packages from where their own
pip is set to, and the hashes say whether they are the right ones.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

PIP_TOOLS = "pip-tools==7.6.2"


def main() -> int:
    """Compile every requirements*.in; 0 when all are written."""
    argparse.ArgumentParser(prog="python -m scripts.pins", description=__doc__).parse_args()
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        python = str(Path(folder) / "bin" / "python")
        subprocess.run([python, "-m", "pip", "install", "-q", PIP_TOOLS], check=True)
        for source in sorted(Path().glob("requirements*.in")):
            print(f"{source} -> {source.with_suffix('.txt')}")
            subprocess.run([python, "-m", "piptools", "compile", *_options(source)], check=True)
    return 0


def _options(source: Path) -> list[str]:
    hidden = ["--no-emit-index-url", "--no-emit-find-links", "--no-emit-trusted-host", "--no-header"]
    # pip itself is pinned too where something needs it, or --require-hashes would refuse the file.
    return ["-q", "--generate-hashes", "--strip-extras", "--allow-unsafe", *hidden, "-o", str(source.with_suffix(".txt")), str(source)]


if __name__ == "__main__":
    sys.exit(main())
