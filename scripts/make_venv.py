"""Make a virtual environment with nothing but a bare Python: ``python3 scripts/make_venv.py .venv``.

Debian keeps the module that puts pip into an environment in a package of its
own. Where it is missing, this installs it when it may, and says how otherwise.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys


def main(folder: str) -> int:
    """Make the environment; 0 when it is ready."""
    if not _has_pip_for_environments() and not _install_package():
        print("Python cannot make environments here. Run: sudo apt-get install python3-venv", file=sys.stderr)
        return 1
    if subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=False).returncode:
        print(f"The environment {folder} could not be made. The lines above say why.", file=sys.stderr)
        return 1
    return 0


def _has_pip_for_environments() -> bool:
    finished = subprocess.run([sys.executable, "-c", "import ensurepip, venv"], capture_output=True, check=False)
    return finished.returncode == 0


def _install_package() -> bool:
    if not shutil.which("apt-get"):
        return False
    first = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if first and not shutil.which("sudo"):
        return False
    print("Installing python3-venv ...", file=sys.stderr)
    for arguments in (["update", "-q"], ["install", "-q", "-y", "python3-venv"]):
        if subprocess.run([*first, "apt-get", *arguments], stdout=subprocess.DEVNULL, check=False).returncode:
            return False
    return _has_pip_for_environments()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
