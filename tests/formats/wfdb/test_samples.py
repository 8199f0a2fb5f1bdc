"""Every record of the WFDB sample files opens as wfdb-python reads it, or says why."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ecgviewer.core.errors import RecordError
from ecgviewer.formats.wfdb.record import (
    read_record,
)
from tests.data_folder import DATA, needs
from tests.formats.wfdb.oracle import wfdb, wfdb_signal

#: Takes longer than the others: 17 million samples.
_LONG = "flac_3_constant"
_HEADERS = sorted((DATA / "wfdb-samples").rglob("*.hea"))
#: What each record that cannot be opened says, and those of which a part is missing.
_REFUSED = {
    **dict.fromkeys(
        ("1003", "12726", "drive02", "drive02-no-len", "n16", "wave_4"),
        "does not exist",
    ),
    **dict.fromkeys(
        ("n8_evoked_raw_95_F1_R9", "3975656_0009", "3975656_0010", "3975656_0011"),
        "does not exist",
    ),
    **dict.fromkeys(
        ("3248903_layout", "3269321_layout", "3234460_layout", "3975656_layout"),
        "Open the header of the record itself",
    ),
    "s00001-2896-10-09-01-56": "no segment with signals",
}
_WITH_GAPS = {"p000878-2137-10-26-16-57": 30, "s00001-2896-10-10-00-31": 3}


@needs("wfdb-samples")
@pytest.mark.parametrize(
    "header",
    [
        pytest.param(path, marks=[pytest.mark.slow] if path.stem == _LONG else [])
        for path in _HEADERS
    ],
    ids=lambda path: path.stem,
)
def test_a_sample_record(header: Path) -> None:
    if header.stem in _REFUSED:
        with pytest.raises(RecordError, match=_REFUSED[header.stem]):
            read_record(header)
        return
    if header.stem in _WITH_GAPS:
        pytest.skip("wfdb-python does not open it; see the test of gaps")
    record = read_record(header)
    read = wfdb.rdrecord(str(header.with_suffix("")), smooth_frames=False)
    assert record.notices == ()
    assert record.fs == pytest.approx(read.fs * record.samples_per_frame)
    assert len(record.leads) == read.n_sig
    np.testing.assert_array_equal(record.signal, wfdb_signal(header))


@needs("wfdb-samples")
@pytest.mark.slow
@pytest.mark.parametrize("name", _WITH_GAPS)
def test_a_record_with_missing_segments_has_gaps(name: str) -> None:
    header = next(path for path in _HEADERS if path.stem == name)
    record = read_record(header)
    assert f"{_WITH_GAPS[name]} segments are shown as gaps" in record.notices[0]
    assert np.isnan(record.signal).any()
    assert np.isfinite(record.signal).any()


@needs("wfdb-samples")
def test_mixed_rates_are_not_smoothed_to_the_frame_rate() -> None:
    record = read_record(DATA / "wfdb-samples" / "mixedsignals.hea")
    assert record.samples_per_frame == 4
    assert record.fs == pytest.approx(4 * 62.4725)
    slow = record.signal[record.lead_index("Resp")].reshape(-1, 4)
    assert (slow == slow[:, :1]).all()


@needs("mitdb")
@pytest.mark.parametrize("name", ["100", "114", "232"])
def test_records_of_mitdb(name: str) -> None:
    record = read_record(DATA / "mitdb" / f"{name}.dat")
    read = wfdb.rdrecord(str(DATA / "mitdb" / name))
    np.testing.assert_array_equal(record.signal, read.p_signal.T.astype(np.float32))
    assert [lead.name for lead in record.leads] == read.sig_name
    assert record.notices == ()
