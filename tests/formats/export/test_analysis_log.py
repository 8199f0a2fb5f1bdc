"""The log of finished records: what it takes back, and what it does not trust."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecgviewer.formats.export.analysis_log import (
    LOG_NAME,
    FinishedRecord,
    append_to_log,
    digests,
    read_log,
)


def _entry(folder: Path, record: str, lead: str = "") -> FinishedRecord:
    table = folder / f"{record}.beats.csv"
    table.write_text(f"beats of {record}")
    return FinishedRecord(record, "c0ffee", "cnn-1", lead, "ecgv", 12, digests([table]))


def test_what_was_appended_is_read(tmp_path: Path) -> None:
    assert read_log(tmp_path).done == {}
    first, second = _entry(tmp_path, "100"), _entry(tmp_path, "Müller")
    append_to_log(tmp_path, first)
    append_to_log(tmp_path, second)
    later = _entry(tmp_path, "100", "V5")
    append_to_log(tmp_path, later)
    assert read_log(tmp_path).done == {"100": later, "Müller": second}
    (written,) = first.files.items()
    assert read_log(tmp_path).outputs["100"] == {written, *later.files.items()}


def test_a_torn_line_costs_its_own_record_only(tmp_path: Path) -> None:
    first, second, third = (_entry(tmp_path, name) for name in ("1", "2", "3"))
    append_to_log(tmp_path, first)
    append_to_log(tmp_path, second)
    log = tmp_path / LOG_NAME
    log.write_bytes(log.read_bytes()[:-20])
    append_to_log(tmp_path, third)
    assert read_log(tmp_path).done == {"1": first, "3": third}


def test_foreign_lines_are_passed_over(tmp_path: Path) -> None:
    entry = _entry(tmp_path, "100")
    (tmp_path / LOG_NAME).write_bytes(b'\xff\n[1]\n{}\n{"record": 1}\n')
    append_to_log(tmp_path, entry)
    assert read_log(tmp_path).done == {"100": entry}


def test_files_that_changed_or_went_are_not_whole(tmp_path: Path) -> None:
    entry = _entry(tmp_path, "100")
    table = tmp_path / "100.beats.csv"
    assert entry.is_whole(tmp_path)
    text = table.read_text()
    table.write_text(text[:-1])
    assert not entry.is_whole(tmp_path)
    table.write_text(text)
    assert entry.is_whole(tmp_path)
    table.unlink()
    assert not entry.is_whole(tmp_path)


def test_a_log_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / LOG_NAME).mkdir()
    with pytest.raises(OSError, match=LOG_NAME):
        append_to_log(tmp_path, _entry(tmp_path, "100"))
