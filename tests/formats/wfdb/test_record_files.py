"""What is named in place of a record's header is reported with what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecgviewer.core.errors import RecordError
from ecgviewer.formats.wfdb.header import read_header


def test_a_folder_in_place_of_a_record(tmp_path: Path) -> None:
    folder = tmp_path / "100"
    folder.mkdir()
    with pytest.raises(RecordError, match=r"100 is a folder\."):
        read_header(tmp_path / "100.hea")
    (tmp_path / "200.hea").mkdir()
    with pytest.raises(RecordError, match="not an ordinary file"):
        read_header(tmp_path / "200.hea")
    with pytest.raises(RecordError, match=r"300\.hea does not exist"):
        read_header(tmp_path / "300.hea")
