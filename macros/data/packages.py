"""Where the data packages of a folder are described, and where their tables are.

All programs share one description of every subject, ``schemas/SUBJECT.yaml`` beside this
module, and the words of the field, ``vocabularies/SUBJECT/NAME.csv``: a program's folder
holds only what is its own. A table of that name in the program's folder takes the place of
the shared one as a whole.

A data folder may also describe itself, with a ``datapackage.yaml`` in each subject's folder, as
the data of earlier days does. Then nothing that is shared counts for it.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

DESCRIPTOR = "datapackage.yaml"
SCHEMAS = Path(__file__).resolve().parent / "schemas"
VOCABULARIES = Path(__file__).resolve().parent / "vocabularies"


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


def is_shared(data_dir: Path, file: str) -> bool:
    """Whether a file, by its path below the data folder, is a shared vocabulary that the program has no own one for."""
    own, shared = data_dir / file, VOCABULARIES / file
    return shared.is_file() and own.parent.is_dir() and not os.path.lexists(own) and not describes_itself(data_dir)


def place(data_dir: Path, file: str) -> Path:
    """Where a file of the data is, by its path below the data folder."""
    return (VOCABULARIES if is_shared(data_dir, file) else data_dir) / file


def describe(data_dir: Path, schemas: Path | None = None, vocabularies: Path | None = None) -> None:
    """Put a copy of all that is shared into a data folder, which describes itself then. Raises OSError.

    A subject that the program leaves out is described too, since others refer to it, and has no words of the field.
    """
    vocabularies = vocabularies or VOCABULARIES
    for path in (schemas or SCHEMAS).glob("*.yaml"):
        folder = data_dir / path.stem
        for table in (vocabularies / path.stem).glob("*.csv") if folder.is_dir() else ():
            if not (folder / table.name).exists():
                shutil.copyfile(table, folder / table.name)
        folder.mkdir(exist_ok=True)
        shutil.copyfile(path, folder / DESCRIPTOR)
