"""Waves are found as near to cardiologists' marks as the guide says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ecgviewer.bench import waves
from tests.data_folder import DATA, needs

#: What cardiologists differ by: CSE Working Party, Eur Heart J 6 (1985) 815.
_CSE_SD_MS = {"onset": 6.5, "j": 11.6, "t_end": 30.6}


def test_a_day_is_timed_without_ludb(tmp_path: Path) -> None:
    figures = waves.measure(tmp_path, folder=tmp_path, day_s=60.0)
    assert set(figures) == {"waves_day_s"}


@pytest.mark.slow
@needs("ludb")
def test_errors_of_records_that_chose_nothing() -> None:
    figures = waves.measure(DATA, day_s=60.0)
    for wave, most_ms in _CSE_SD_MS.items():
        said = re.fullmatch(
            r"([+-][\d.]+) ± ([\d.]+) ms, n (\d+)",
            str(figures[f"waves_record_{wave}_500_hz"]),
        )
        assert said is not None
        mean, sd, n = (float(each) for each in said.groups())
        assert n > 65
        assert abs(mean) < 5.0
        assert sd < 1.25 * most_ms
