from __future__ import annotations

from pathlib import Path

import pytest

from ecgviewer.formats.export.date_shift import DateShiftError, kept_shift_days


def test_it_is_drawn_once_and_kept(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    days = kept_shift_days(folder)
    assert kept_shift_days(folder) == days
    assert days % 7 == 0
    assert -3640 <= days <= -364


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b'{"shift_days": 0}', b'{"shift_days": "7"}', b"7"]
)
def test_a_damaged_number_is_not_replaced(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "deidentification.json"
    path.write_bytes(data)
    with pytest.raises(DateShiftError, match="Put it back from a copy"):
        kept_shift_days(tmp_path)
    assert path.read_bytes() == data
