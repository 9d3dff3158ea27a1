"""Zip files, read again."""

from __future__ import annotations

import io
import stat
import zipfile
from datetime import date

import pytest

from macros.formats.zip_writer import zipped

FILES = {"b.txt": b"bb" * 100, "a/\u00e9.txt": b""}


def test_files_stand_in_order_and_everyone_may_read_them() -> None:
    with zipfile.ZipFile(io.BytesIO(zipped(FILES))) as file:
        assert file.testzip() is None and {name: file.read(name) for name in file.namelist()} == FILES
        entries = file.infolist()
    assert [each.filename for each in entries] == list(FILES)
    assert {each.date_time for each in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {stat.filemode(each.external_attr >> 16) for each in entries} == {"?rw-r--r--"}


def test_the_same_files_of_the_same_day_are_the_same_bytes_on_every_system(monkeypatch: pytest.MonkeyPatch) -> None:
    made = zipped(FILES, date(2026, 11, 21))
    monkeypatch.setattr("sys.platform", "win32")
    assert zipped(FILES, date(2026, 11, 21)) == made != zipped(FILES)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_files_are_packed_as_asked(method: int) -> None:
    with zipfile.ZipFile(io.BytesIO(zipped(FILES, method=method))) as file:
        assert {each.compress_type for each in file.infolist()} == {method}
