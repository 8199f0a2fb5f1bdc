"""The values of large text recordings take no memory that the system could use."""

from __future__ import annotations

import mmap
from pathlib import Path

import pytest

from ecgviewer.formats.csv import kept_rows, record
from tests.formats.csv.csv_files import opened, table, value


@pytest.mark.parametrize("advice", [kept_rows._UNUSED, None])
def test_values_of_large_files_are_let_go_after_each_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, advice: int | None
) -> None:
    monkeypatch.setattr(kept_rows, "SMALL_BYTES", 100)
    monkeypatch.setattr(record, "_LARGEST_IN_MEMORY", 10)
    monkeypatch.setattr(kept_rows, "_UNUSED", advice)
    asked: list[int] = []
    let_go = kept_rows._let_go

    def noted(mapped: mmap.mmap) -> None:
        asked.append(len(mapped))
        let_go(mapped)

    monkeypatch.setattr(kept_rows, "_let_go", noted)
    data = table(lambda n: f"{n / 250:.3f},{value(n)}", 300, "time_s,ecg [uV]")
    found = opened(tmp_path, data)
    for _ in range(2):
        assert found.block(7, 9)[0] == pytest.approx([value(7) / 1e3, value(8) / 1e3])
    assert asked
    assert min(asked) > 300 * 4
