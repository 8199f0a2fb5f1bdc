"""Recordings in XDF: their values and times, and what is wrong with them."""

from __future__ import annotations

import os
import struct
import sys
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.core.errors import RecordError
from ecgviewer.core.record import Record, Steps
from ecgviewer.formats import record_formats
from ecgviewer.formats.csv.options import VARIABLE, parse_options
from ecgviewer.formats.csv.remembered import remember_pattern
from ecgviewer.formats.record_formats import XDF
from ecgviewer.formats.xdf.record import pattern_of
from tests.formats.xdf.xdf_files import (
    START_S,
    chunk,
    file,
    good,
    header,
    length,
    samples,
    stream,
    values,
)

pytest.importorskip("pyxdf", reason="pip install ecgviewer[lsl]")


def _opened(folder: Path, data: bytes) -> Record:
    path = folder / "x.xdf"
    path.write_bytes(data)
    return record_formats.read_record(path)


@pytest.mark.parametrize("stamped", [False, True])
@pytest.mark.parametrize("kind", ["int16", "float32"])
def test_an_ecg(tmp_path: Path, kind: str, stamped: bool) -> None:
    record = _opened(tmp_path, good(300, kind, stamped=stamped))
    assert (record.fs, record.n_samples) == (250, 300)
    assert [lead.title for lead in record.leads] == ["II", "V1"]
    np.testing.assert_allclose(record.signal.T, values(300, kind) / 1000, rtol=1e-6)
    steps = Steps(1e-3) if kind == "int16" else None
    assert record.leads[0].steps == steps
    assert record.start_time == datetime(2024, 5, 6, 7, 8, 9)
    assert dict(record.details) == {
        "Stream": "heart", "Recorder": "Maker", "Computer": "lab",
    }  # fmt: skip
    assert record.notices == ("x.xdf: not read are the streams markers.",)
    outline = record_formats.read_outline(tmp_path / "x.xdf")
    assert (outline.length, outline.annotation_fs) == (300, 250)
    assert record_formats.format_of(tmp_path / "x.xdf") is XDF


def test_a_pause_is_a_gap(tmp_path: Path) -> None:
    data = file(
        stream(1, header()),
        samples(1, values(100), START_S),
        samples(1, values(50, first=100), START_S + 1.4),
    )
    record = _opened(tmp_path, data)
    assert record.n_samples == 400
    known = np.flatnonzero(~np.isnan(record.signal[0]))
    assert known.tolist() == [*range(100), *range(350, 400)]


def test_times_of_arrival_do_not_move_samples(tmp_path: Path) -> None:
    late = [0.0, 0.2, 0.19, 0.41]
    chunks = [
        samples(1, values(50, first=50 * n), START_S + at) for n, at in enumerate(late)
    ]
    record = _opened(tmp_path, file(stream(1, header()), *chunks))
    assert record.n_samples == 200
    assert not np.isnan(record.signal).any()


def test_channels_by_their_labels(tmp_path: Path) -> None:
    eeg = header(("Cz", "ECG"), type_="EEG")
    record = _opened(tmp_path, file(stream(1, eeg), samples(1, values(9), START_S)))
    assert [lead.title for lead in record.leads] == ["ECG"]
    bare = header((), type_="ECG", n_channels=2)
    data = file(stream(1, bare), samples(1, values(9), START_S))
    with pytest.raises(RecordError, match=r"unit of heart.*--csv unit=uV"):
        _opened(tmp_path, data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, "gain=200")
        record = _opened(tmp_path, data)
    assert [lead.title for lead in record.leads] == ["ECG 1", "ECG 2"]
    assert record.signal[0, 1] == np.float32(values(9)[1, 0] / 200)


def test_what_was_said_of_the_unit_is_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    data = file(stream(1, header(unit="")), samples(1, values(9), START_S))
    (tmp_path / "x.xdf").write_bytes(data)
    pattern = pattern_of(tmp_path / "x.xdf")
    assert XDF.reader.pattern
    assert (
        pattern
        == XDF.reader.pattern(tmp_path / "x.xdf")
        == "XDF with heart, 2 channels"
    )
    remember_pattern(pattern, parse_options("unit=uV"))
    assert "read with unit=uV, as you said" in _opened(tmp_path, data).notices[0]


def test_a_file_that_was_not_closed(tmp_path: Path) -> None:
    data = file(
        stream(1, header()),
        samples(1, values(20), START_S),
        samples(1, values(20, first=20), START_S + 0.08)[:-7],
    )
    record = _opened(tmp_path, data)
    assert record.n_samples == 20
    assert "was not closed: its last 111 bytes" in record.notices[0]
    assert (
        _opened(tmp_path, data.replace(b"2024-05-06T", b"yesterday..")).start_time
        is None
    )
    bare = b"XDF:" + stream(1, header()) + samples(1, values(20), START_S)
    assert _opened(tmp_path, bare).start_time is None


def _stream_of(number: int = 1) -> bytes:
    return stream(number, header())


@pytest.mark.parametrize(
    ("chunks", "expected"),
    [
        ([b"\x02\x00"], r"no length of a chunk stands at byte \d"),
        ([b"\x01\x01\x00"], "a chunk at byte .* is empty"),
        ([chunk(3, b"\x01")], "of no known stream"),
        ([chunk(3, struct.pack("<I", 7))], "of no known stream"),
        ([_stream_of(), _stream_of()], "stream 1 is there twice"),
        ([stream(1, b"<a>")], "a header is not XML"),
        ([stream(1, b"<!DOCTYPE a>" + header())], "declares entities"),
        ([stream(1, b"<info/>")], "stream 1 has no usable header"),
        ([stream(1, header(kind="int3"))], "has 2 channels of 'int3' at 250"),
        ([stream(1, header(n_channels=10**6))], "has 1000000 channels"),
        ([_stream_of(), chunk(4, struct.pack("<Id", 1, 0))], "has another size"),
        (
            [_stream_of(), chunk(3, struct.pack("<I", 1) + length(10**9))],
            "claims 1,000,000,000 samples and has 5 bytes",
        ),
        (
            [_stream_of(), chunk(3, struct.pack("<I", 1) + length(1) + bytes(7))],
            "claims 1 samples",
        ),
        (
            [_stream_of(), chunk(3, struct.pack("<I", 1) + length(1) + bytes(40))],
            "claims 1 samples",
        ),
        ([_stream_of(), chunk(3, struct.pack("<I", 1))], "no length of a chunk"),
        ([], "has no stream: nothing was recorded"),
        ([stream(1, header(("Cz",), type_="EEG"))], r"only heart \(EEG\)"),
        ([stream(1, header(type_="", labels=("a",)))], r"only heart \(no type\)"),
        ([_stream_of()], "has no samples"),
        ([_stream_of(), samples(1, values(9), np.nan)], "have no times"),
        ([_stream_of(), samples(1, values(9), 1e300)], "have no times"),
        (
            [_stream_of(), samples(1, values(9), 1.0), samples(1, values(9), 1e9)],
            "would be spread over 2",
        ),
    ],
)
def test_damaged_files_are_refused(
    tmp_path: Path, chunks: list[bytes], expected: str
) -> None:
    with pytest.raises(RecordError, match=expected) as caught:
        _opened(tmp_path, file(*chunks))
    assert str(caught.value).startswith(str(tmp_path / "x.xdf"))


def test_errors_of_the_library_are_put_into_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pyxdf

    def fail(*_: object, **__: object) -> None:
        raise KeyError

    with monkeypatch.context() as patch:
        patch.setattr(pyxdf, "load_xdf", fail)
        with pytest.raises(RecordError, match=r"x\.xdf is damaged: KeyError"):
            _opened(tmp_path, good(9))
    monkeypatch.setitem(sys.modules, "pyxdf", None)
    with pytest.raises(RecordError, match=r"pip install ecgviewer\[lsl\]"):
        _opened(tmp_path, good(9))


def test_it_is_not_an_ordinary_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.xdf")
    with pytest.raises(RecordError, match="not an ordinary file"):
        XDF.reader.read(tmp_path / "x.xdf")
