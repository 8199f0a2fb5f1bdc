"""Signals of FLAC files: of every width, in frames, and files that do not fit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import soundfile

from ecgviewer.core.errors import RecordError
from ecgviewer.formats.wfdb import flac
from ecgviewer.formats.wfdb.record import read_record
from tests.formats.small_records import write_files

#: The first bytes of a FLAC file that announces 500 samples and holds none.
_START = b"fLaC\x00\x00\x00\x22" + bytes(13) + (500).to_bytes(5, "big") + bytes(16)
_SUBTYPES = {8: "PCM_S8", 16: "PCM_16", 24: "PCM_24"}


def _write(folder: Path, header: str, values: npt.ArrayLike, bits: int = 16) -> Path:
    """Write a FLAC file of some values, a column for each channel, and its header."""
    path = write_files(folder, header)
    stored = np.left_shift(np.array(values, np.int32), 32 - bits)
    soundfile.write(folder / "x.dat", stored, 96000, _SUBTYPES[bits], format="FLAC")
    return path


@pytest.mark.parametrize("bits", _SUBTYPES)
def test_values_of_every_width(tmp_path: Path, bits: int) -> None:
    most = 2 ** (bits - 1) - 1
    header = _write(
        tmp_path, f"x 1 360 4\nx.dat {500 + bits} 1(0)/mV\n", [1, -most, most, 0], bits
    )
    assert read_record(header).signal.tolist() == [[1, -most, most, 0]]


def test_fewer_bits_than_the_header_allows(tmp_path: Path) -> None:
    header = _write(tmp_path, "x 1 360 3\nx.dat 524 1(0)/mV\n", [1, -2, 3])
    assert read_record(header).signal.tolist() == [[1, -2, 3]]


def test_it_is_read_whatever_the_header_and_the_path(tmp_path: Path) -> None:
    folder = tmp_path / "a::b"
    folder.mkdir()
    # A vertical tab ends a line for wfdb-python; the second signal has a skew.
    lines = "x.dat 516 1(0)/mV\nx.dat 516:1 1(2)/mV 16 0 0 0 0 II\x0bx\n"
    values = [[1, 10], [2, -32768], [3, 30]]
    header = _write(folder, f"x 2 360 3\n{lines}", values)
    expected = [[1, 2, 3], [np.nan, 28, np.nan]]
    np.testing.assert_array_equal(read_record(header).signal, expected)


def test_frames_of_several_samples_that_begin_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Read in several pieces, of which the last is shorter.
    monkeypatch.setattr(flac, "_CHUNK_VALUES", 8)
    values = np.arange(30).reshape(15, 2)
    lines = "x.dat 516x2+1 1(0)/mV\n" * 2
    header = _write(tmp_path, f"x 2 100 7\n{lines}", values)
    record = read_record(header)
    assert record.fs == 200
    np.testing.assert_array_equal(record.signal, values[1:].T)


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("x.dat 508 1(0)/mV\n" * 2, "samples of PCM_16 and not of 8 bits"),
        ("x.dat 516 1(0)/mV\n", "has 2 signals, and the header 1"),
        (
            "x.dat 516x2 1(0)/mV\nx.dat 516 1(0)/mV\n",
            "the header gives its signals several rates",
        ),
    ],
)
def test_a_header_that_does_not_fit(tmp_path: Path, lines: str, why: str) -> None:
    n_signals = lines.count("\n")
    header = _write(tmp_path, f"x {n_signals} 360 2\n{lines}", np.ones((9, 2)))
    with pytest.raises(RecordError, match=rf"x\.dat cannot be read \(.*{why}"):
        read_record(header)


def test_damaged_files_give_a_message(tmp_path: Path) -> None:
    lines = "x 1 360 500\nx.dat 516 1\n"
    path = write_files(tmp_path, lines, _START)
    with pytest.raises(RecordError, match=r"x\.dat cannot be read.*may be damaged"):
        read_record(path)
    noise = np.random.default_rng(1).integers(-(2**15), 2**15, 20_000)
    header = _write(tmp_path, "x 1 360 20000\nx.dat 516 1(0)/mV\n", noise)
    data = (tmp_path / "x.dat").read_bytes()
    (tmp_path / "x.dat").write_bytes(data[: len(data) // 2])
    with pytest.raises(RecordError, match=r"x\.dat cannot be read.*may be damaged"):
        read_record(header)


def test_signals_beyond_the_memory_are_refused_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_files(tmp_path, "x 1 360 500\nx.dat 516 1\n", _START)

    def fail(*arguments: object, **options: object) -> None:
        raise MemoryError

    monkeypatch.setattr(soundfile, "SoundFile", fail)
    with pytest.raises(RecordError, match="does not fit into the memory"):
        read_record(path)


def test_fewer_samples_than_are_announced_are_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    header = _write(tmp_path, "x 1 360 3\nx.dat 516 1(0)/mV\n", [1, 2, 3])
    monkeypatch.setattr(soundfile.SoundFile, "read", lambda _, out: out[:2])
    with pytest.raises(RecordError, match="it ends after 2 of 3 samples"):
        read_record(header)
