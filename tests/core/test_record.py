"""A recording and the places in it."""

from __future__ import annotations

import numpy as np
import pytest

from ecgviewer.core.record import Lead, Record


def _record(fs: float = 100.0) -> Record:
    signal = np.arange(20, dtype=np.float32).reshape(2, 10)
    return Record("r", fs, (Lead("II"), Lead("ABP", "mmHg")), signal)


def test_length_follows_from_signal_and_rate() -> None:
    record = _record()
    assert (record.n_samples, record.duration_s) == (10, 0.1)
    assert (record.notices, record.annotation_fs) == ((), 100.0)


def test_the_signal_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="read-only"):
        _record().signal[0, 0] = 1


@pytest.mark.parametrize("shape", [(3, 10), (20,), (2, 5, 2)])
def test_the_signal_has_one_row_a_lead(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="for 2 leads"):
        Record("r", 1.0, (Lead("II"), Lead("V1")), np.zeros(shape, np.float32))


@pytest.mark.parametrize("fs", [0.0, -1.0, float("nan")])
def test_the_rate_is_positive(fs: float) -> None:
    with pytest.raises(ValueError, match="fs must be positive"):
        _record(fs)


def test_leads_are_found_by_exact_name() -> None:
    assert _record().lead_index("ABP") == 1
    with pytest.raises(KeyError, match="no lead abp: II, ABP"):
        _record().lead_index("abp")


def test_values_are_a_half_open_interval_cut_to_the_record() -> None:
    record = _record()
    np.testing.assert_array_equal(record.values(1, 2, 4), [12, 13])
    np.testing.assert_array_equal(record.values(0, -5, 2), [0, 1])
    np.testing.assert_array_equal(record.values(0, 8, 99), [8, 9])
    assert len(record.values(0)) == 10
    np.testing.assert_array_equal(record.lead_values(1)[3:5], [13, 14])


def test_a_block_holds_all_leads_of_a_stretch() -> None:
    record = _record()
    np.testing.assert_array_equal(record.block(2, 4), [[2, 3], [12, 13]])
    assert record.block(8, 99).shape == (2, 2)
    assert record.block(-9, -5).shape == (2, 0)


def test_it_knows_of_no_former_checksum() -> None:
    assert not _record().had_checksum("c" * 64, "former")


@pytest.mark.parametrize(
    ("in_file", "title"),
    [("avr", "aVR"), ("AVF", "aVF"), (" v1 ", "V1"), ("mlii", "MLII"), ("v4r", "V4R"),
     ("ii", "II"), ("ECG1", "ECG1"), ("ecg ", "ecg"), ("", "?"), ("  ", "?")],
)  # fmt: skip
def test_a_lead_is_called_as_people_write_it(in_file: str, title: str) -> None:
    assert Lead(in_file).title == title
