"""Zip files without a clock's or a system's mark: the same files give the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import date

# The first day that a zip file can hold.
FIRST_DAY = date(1980, 1, 1)
UNIX, READABLE = 3, 0o644 << 16  # who may read a file once it is taken out: everyone


def zipped(files: Mapping[str, bytes], day: date = FIRST_DAY, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The files in one zip file, in the given order, each dated ``day``; ``method`` is one of ``zipfile``."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            entry.compress_type, entry.create_system, entry.external_attr = method, UNIX, READABLE
            made.writestr(entry, content)
    return buffer.getvalue()
