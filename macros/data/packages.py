"""Where the data packages of a folder are described.

All programs share one description of every subject, ``schemas/SUBJECT.yaml`` beside this
module: a program's folder then holds nothing but its tables and records. A data folder may
also describe itself, with a ``datapackage.yaml`` in each subject's folder, as the data of
earlier days does. It is one or the other for the whole folder, so that no table is described twice.
"""

from __future__ import annotations

import shutil
from pathlib import Path

DESCRIPTOR = "datapackage.yaml"
SCHEMAS = Path(__file__).resolve().parent / "schemas"


def describes_itself(data_dir: Path) -> bool:
    """Whether a data folder has descriptions of its own."""
    return any(data_dir.glob(f"*/{DESCRIPTOR}"))


def shared_subjects() -> list[str]:
    """The names of the subjects that all programs share, which are those of their folders, in order."""
    return sorted(path.stem for path in SCHEMAS.glob("*.yaml"))


def descriptions(data_dir: Path) -> dict[str, Path]:
    """Each subject's folder below ``data_dir``, by its name, and the file that describes it; no file is read."""
    if describes_itself(data_dir):
        return {path.parent.name: path for path in sorted(data_dir.glob(f"*/{DESCRIPTOR}"))}
    return {name: SCHEMAS / f"{name}.yaml" for name in shared_subjects()}


def describe(data_dir: Path, schemas: Path = SCHEMAS) -> None:
    """Put a copy of the shared descriptions into a data folder, which describes itself then. Raises OSError."""
    for path in schemas.glob("*.yaml"):
        if (data_dir / path.stem).is_dir():
            shutil.copyfile(path, data_dir / path.stem / DESCRIPTOR)
