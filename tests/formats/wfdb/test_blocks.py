"""What is read in blocks is what is read at once."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ecgviewer.core import signal_source
from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.errors import RecordError
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.signal_source import BlockedSignal
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.wfdb import record as wfdb_record
from ecgviewer.formats.wfdb import samples as wfdb_samples
from ecgviewer.formats.wfdb.blocks import LayoutSignal, can_be_read_in_blocks
from ecgviewer.formats.wfdb.header import (
    read_header,
)
from ecgviewer.formats.wfdb.layout import layout_of
from ecgviewer.formats.wfdb.record import read_record
from ecgviewer.formats.wfdb.writer import write_record
from tests.data_folder import DATA, needs
from tests.formats.small_records import write_files, write_small
from tests.formats.wfdb.oracle import wfdb_signal


def _in_blocks(header: Path) -> LayoutSignal:
    layout = layout_of(read_header(header))
    assert can_be_read_in_blocks(layout)
    return LayoutSignal(layout, header)


_RECORDS = (
    *("mitdb/100", "svdb/800", "wfdb-samples/100_3chan", "wfdb-samples/100skew"),
    *("wfdb-samples/mixedsignals", "wfdb-samples/s0010_re", "wfdb-samples/v102s"),
    *("wfdb-samples/test01_00s", "wfdb-samples/test01_00s_skewframe"),
    *("wfdb-samples/test_generator_2", "wfdb-samples/a103l"),
    *("wfdb-samples/310derive", "wfdb-samples/310derive_2", "wfdb-samples/310derive_3"),
    *("wfdb-samples/311derive", "wfdb-samples/311derive_2", "wfdb-samples/311derive_3"),
    *("wfdb-samples/311derive_4", "wfdb-samples/binformats"),
)


@needs("mitdb")
@needs("svdb")
@needs("wfdb-samples")
@pytest.mark.parametrize("name", _RECORDS)
def test_real_records_are_the_same_in_blocks(name: str) -> None:
    header = DATA / f"{name}.hea"
    if not header.exists():
        pytest.fail(f"{header} does not exist")
    layout = layout_of(read_header(header))
    whole = wfdb_signal(header)
    source = BlockedSignal(LayoutSignal(layout, header))
    in_blocks = can_be_read_in_blocks(layout)
    assert in_blocks == (name != "wfdb-samples/mixedsignals")
    assert source.shape == whole.shape
    n = whole.shape[1]
    for start, stop in ((0, n), (1, 2), (997, 4001), (n - 7, n), (n // 2, n // 2 + 9)):
        np.testing.assert_array_equal(source.read(start, stop), whole[:, start:stop])


@needs("wfdb-samples")
def test_segments_are_the_same_in_blocks() -> None:
    found = sorted((DATA / "wfdb-samples" / "multi-segment").rglob("*.hea"))
    compared = 0
    for header in found:
        try:
            layout = layout_of(read_header(header))
        except RecordError:
            continue
        if layout.n_frames > 200_000 or not can_be_read_in_blocks(layout):
            continue
        whole = wfdb_signal(header)
        n = whole.shape[1]
        source = LayoutSignal(layout, header)
        for start, stop in ((0, n), (n // 3, 2 * n // 3)):
            np.testing.assert_array_equal(
                source.read(start, stop), whole[:, start:stop]
            )
        compared += 1
    assert compared


@pytest.mark.parametrize(
    "fmt", ["8", "16", "24", "32", "61", "80", "160", "212", "310", "311"]
)
@pytest.mark.parametrize("frames", [(1, 1, 1), (1,), (2, 1), (3, 1, 4)])
def test_every_format_is_decoded_as_wfdb_does(
    tmp_path: Path, fmt: str, frames: tuple[int, ...]
) -> None:
    data = bytearray(np.random.default_rng(int(fmt)).bytes(1600))
    if fmt == "311":
        # The two bits that the format leaves unused are 0 when the WFDB library writes.
        data[3::4] = bytes(byte & 0x3F for byte in data[3::4])
    (tmp_path / "r.dat").write_bytes(bytes(3) + data)
    lines = "".join(
        f"r.dat {fmt}x{spf}+3 200(3)/mV 12 0 {7 - lead} 0 0 L{lead}\n"
        for lead, spf in enumerate(frames)
    )
    header = tmp_path / "r.hea"
    header.write_text(f"r {len(frames)} 250 40\n{lines}", encoding="ascii")
    source, whole = _in_blocks(header), wfdb_signal(header)
    last = whole.shape[1]
    for start, stop in ((0, last), (1, 4), (13, last), (last - 1, last)):
        np.testing.assert_array_equal(source.read(start, stop), whole[:, start:stop])


def test_bits_that_format_311_does_not_use_are_not_read(tmp_path: Path) -> None:
    """wfdb-python takes one of them for a part of the sample, the C library none."""
    header = "x 1 250 3\nx.dat 311 1(0)/mV\n"
    signal = read_record(write_files(tmp_path, header, b"\xff" * 4)).signal
    np.testing.assert_array_equal(signal, [[-1, -1, -1]])


def test_differences_are_summed_up_from_a_place_nearby(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wfdb_samples, "_STRIDE", 8)
    header = "x 2 250 50\nx.dat 8x2{} 1(0)/mV 8 0 9\nx.dat 8 1(0)/mV 8 0 -500\n"
    data = np.random.default_rng(8).bytes(3 * 50)
    # wfdb-python cannot take a skew out of this format; here it is 3 samples.
    whole = wfdb_signal(write_files(tmp_path, header.format(""), data))
    whole[0] = np.append(whole[0, 3:], [np.nan] * 3)
    source = _in_blocks(write_files(tmp_path, header.format(":3"), data))
    for start, stop in itertools.combinations(range(0, 101, 4), 2):
        np.testing.assert_array_equal(source.read(start, stop), whole[:, start:stop])


def test_a_skew_beyond_the_end_of_differences_leaves_nothing(tmp_path: Path) -> None:
    header = "x 1 250 3\nx.dat 8:90000 1(0)/mV 8 0 9\n"
    assert np.isnan(read_record(write_files(tmp_path, header, bytes(3))).signal).all()


def test_a_file_of_differences_that_shrinks_is_named(tmp_path: Path) -> None:
    header = write_files(tmp_path, "x 1 250 90\nx.dat 8 1(0)/mV\n", bytes(90))
    source = _in_blocks(header)
    (tmp_path / "x.dat").write_bytes(bytes(50))
    np.testing.assert_array_equal(source.read(40, 50), np.zeros((1, 10)))
    with pytest.raises(RecordError, match=r"x\.dat has become shorter"):
        source.read(40, 51)


def test_long_records_stay_in_their_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ecg = synthetic_record(400.0, 250.0, n_leads=3, name="long")
    header = write_record(tmp_path, ecg.record)
    eager = read_record(header)
    monkeypatch.setattr(wfdb_record, "LARGEST_IN_MEMORY", 1000)
    lazy = read_record(header)
    assert isinstance(eager.source, np.ndarray)
    assert isinstance(lazy.source, BlockedSignal)
    assert lazy.checksum == eager.checksum
    assert (lazy.n_samples, lazy.leads) == (eager.n_samples, eager.leads)
    np.testing.assert_array_equal(lazy.signal, eager.signal)
    for lead, start, stop in ((0, 0, None), (2, 16_000, 70_000), (1, -5, 3), (1, 9, 9)):
        np.testing.assert_array_equal(
            lazy.values(lead, start, stop), eager.values(lead, start, stop)
        )


def test_beats_are_found_in_files_as_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ecgviewer.preprocessing import pipeline
    from ecgviewer.preprocessing.spec import PreprocessingSpec

    ecg = synthetic_record(200.0, 250.0, n_leads=2, name="long")
    header = write_record(tmp_path, ecg.record)
    eager = read_record(header)
    monkeypatch.setattr(wfdb_record, "LARGEST_IN_MEMORY", 1000)
    lazy, spec = read_record(header), PreprocessingSpec()
    found = pipeline.detect_beats(lazy, 1, spec)
    assert len(found) > 150
    np.testing.assert_array_equal(found, pipeline.detect_beats(eager, 1, spec))
    for sample in (3, 20_000, lazy.n_samples - 2):
        snapped = pipeline.snap_to_r_peak(lazy, 1, sample)
        assert snapped == pipeline.snap_to_r_peak(eager, 1, sample)


class _Counting:
    """Values that tell lead and sample, and how often they were read."""

    shape = (2, 600_000)

    def __init__(self) -> None:
        self.read_samples = 0

    def read(self, start: int, stop: int) -> np.ndarray:
        self.read_samples += stop - start
        at = np.arange(start, stop, dtype=np.float32)
        return np.stack([at, -at])


def test_what_was_read_is_not_read_again() -> None:
    source = _Counting()
    record = Record("r", 250.0, (Lead("a"), Lead("b")), BlockedSignal(source))
    record.values(0, 100_000, 130_000)
    before = source.read_samples
    record.values(1, 100_100, 129_400)
    record.values(0, 110_000, 110_010)
    assert source.read_samples == before


def test_a_block_of_all_leads_is_read_as_it_lies() -> None:
    record = Record("r", 250.0, (Lead("a"), Lead("b")), BlockedSignal(_Counting()))
    np.testing.assert_array_equal(record.block(5, 7), [[5, 6], [-5, -6]])
    assert record.block(599_999, 700_000).shape == (2, 1)


def test_what_was_used_last_is_kept_and_the_rest_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Room for two blocks of two leads of four bytes.
    monkeypatch.setattr(signal_source, "_MAX_BYTES", 2 * 2 * 4 * 2**14)
    source = _Counting()
    signal = BlockedSignal(source)
    for first in (0, 2**14, 0, 2 * 2**14):
        signal.lead(0, first, first + 2**14)
    assert source.read_samples == 3 * 2**14
    signal.lead(1, 0, 2**14)
    assert source.read_samples == 3 * 2**14
    signal.lead(1, 2**14, 2 * 2**14)
    assert source.read_samples == 4 * 2**14


def test_a_probe_reads_what_it_needs() -> None:
    source = _Counting()
    signal = BlockedSignal(source)
    np.testing.assert_array_equal(signal.lead(0, 500, 503), [500, 501, 502])
    assert source.read_samples < 30
    np.testing.assert_array_equal(signal.lead(1, 499, 505), -np.arange(499.0, 505.0))
    np.testing.assert_array_equal(signal.lead(1, 0, 3), [0, -1, -2])
    assert source.read_samples < 60
    # Wherever it is.
    np.testing.assert_array_equal(signal.lead(0, 400_000, 400_001), [400_000])
    assert source.read_samples < 90


def test_a_scan_keeps_nothing() -> None:
    signal = BlockedSignal(_Counting())
    values = signal.lead(1, 0, 600_000)
    np.testing.assert_array_equal(values, -np.arange(600_000, dtype=np.float32))
    assert not signal._blocks


@given(
    places=st.lists(st.integers(0, 599_999), min_size=2, max_size=40),
    bounds=st.tuples(st.integers(-10, 600_010), st.integers(-10, 600_010)),
)
@example(places=[3, 400_000, 4], bounds=(-5, 600_005))
def test_a_lead_is_sliced_and_indexed_as_an_array(
    places: list[int], bounds: tuple[int, int]
) -> None:
    record = Record("r", 250.0, (Lead("a"), Lead("b")), BlockedSignal(_Counting()))
    lead, array = record.lead_values(0), np.arange(600_000, dtype=np.float32)
    assert lead[np.empty((2, 0), np.int64)].shape == (2, 0)
    at = np.array([places, places[::-1]])
    np.testing.assert_array_equal(lead[at], array[at])
    start, stop = sorted(bounds)
    np.testing.assert_array_equal(
        record.values(0, start, max(stop, 0)), array[max(start, 0) : max(stop, 0)]
    )
    assert len(lead) == 600_000


def test_of_places_far_apart_only_what_is_near_them_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    signal = BlockedSignal(_Counting())
    record = Record("r", 250.0, (Lead("a"), Lead("b")), signal)
    asked: list[tuple[int, int]] = []
    read = signal.lead

    def noted(lead: int, start: int, stop: int) -> Float32Array:
        asked.append((start, stop))
        return read(lead, start, stop)

    monkeypatch.setattr(signal, "lead", noted)
    places = np.array([10, 11, 11 + 2**12, 12 + 2**13, 400_000, 400_001])
    np.testing.assert_array_equal(record.lead_values(0)[places], places)
    # So far apart and no farther they are read as one.
    assert asked == [(10, 12 + 2**12), (12 + 2**13, 13 + 2**13), (400_000, 400_002)]


def test_a_file_that_shrinks_is_named(tmp_path: Path) -> None:
    header = write_small(tmp_path, n=50)
    source = _in_blocks(header)
    (tmp_path / "small.dat").write_bytes(b"123")
    with pytest.raises(RecordError, match=r"small\.dat has become shorter"):
        source.read(0, 50)
    (tmp_path / "small.dat").unlink()
    with pytest.raises(RecordError, match=r"small\.dat cannot be read"):
        source.read(0, 50)
