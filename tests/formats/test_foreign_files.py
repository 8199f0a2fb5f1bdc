"""A file of another kind is called by its name, with what to do about it."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest

from ecgviewer.core.errors import RecordError
from ecgviewer.formats.foreign_files import foreign_text
from ecgviewer.formats.record_formats import find_record, read_record
from tests.formats.small_records import write_small


@pytest.mark.parametrize(
    ("name", "first", "said"),
    [
        ("report.pdf", b"%PDF-1.7\n", "is a PDF, not a .*recording. A picture"),
        ("night.hea", b"%PDF-1.7\n", "is a PDF"),
        ("a.tar", b"x" * 257 + b"ustar", "an archive .tar"),
    ],
)
def test_it_is_said_what_a_wrong_file_is(
    tmp_path: Path, name: str, first: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(first)
    with pytest.raises(RecordError, match=said) as error:
        read_record(path)
    assert str(path) in str(error.value)


def test_archives_without_records_and_those_that_are_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    with ZipFile(path, "w") as archive:
        archive.writestr("letter.txt", "Dear Ada")
    with pytest.raises(RecordError, match=r"is an archive \(ZIP\), or .*Unpack it"):
        read_record(path)
    path.write_bytes(path.read_bytes()[:-9])
    cut_off = r"all\.zip is an archive \(ZIP\) that is damaged: .*stopped early\. Down"
    with pytest.raises(RecordError, match=cut_off):
        read_record(path)


def test_signals_of_a_record_may_begin_as_they_like(tmp_path: Path) -> None:
    header = write_small(tmp_path)
    signals = header.with_suffix(".dat")
    signals.write_bytes(b"PK\x03\x04" + signals.read_bytes()[4:])
    assert find_record(signals).path == header


def test_what_is_not_known_is_left_to_the_formats() -> None:
    assert foreign_text(b"") is None
    assert foreign_text(b"100 2 360 650000\n") is None
