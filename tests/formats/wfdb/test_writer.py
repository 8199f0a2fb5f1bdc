from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.core.record import Lead, Record, Steps
from ecgviewer.formats.wfdb.record import read_record
from ecgviewer.formats.wfdb.writer import write_record
from tests.formats.wfdb.oracle import wfdb


@pytest.mark.parametrize("fs", [100.0, 257.5, 128.123456789, 2000.0])
def test_what_is_written_is_read(tmp_path: Path, fs: float) -> None:
    rng = np.random.default_rng(4)
    signal = rng.normal(0, 1, (3, 500)).astype(np.float32)
    signal[1, 100:120] = np.nan
    leads = (Lead("MLII"), Lead("V1"), Lead("ABP", "mmHg"))
    back = read_record(write_record(tmp_path, Record("r1", fs, leads, signal)))
    assert (back.name, back.fs) == ("r1", fs)
    assert back.leads == tuple(replace(lead, steps=Steps(0.005)) for lead in leads)
    assert np.array_equal(np.isnan(back.signal), np.isnan(signal))
    assert np.nanmax(np.abs(back.signal - signal)) <= 0.0025 + 1e-6


def test_wfdb_reads_it_and_finds_the_checksums_right(tmp_path: Path) -> None:
    signal = np.linspace(-200, 200, 400, dtype=np.float32)[None]
    header = write_record(tmp_path, Record("r2", 360.0, (Lead("II"),), signal))
    record = wfdb.rdrecord(str(header.with_suffix("")), physical=False)
    assert record.checksum == record.calc_checksum()
    assert record.d_signal.max() == 32767, "values beyond the range are cut off"
