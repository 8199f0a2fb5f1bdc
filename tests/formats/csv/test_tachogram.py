"""Lists of RR intervals open as a tachogram, with the beats between the intervals."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.core.errors import RecordError
from ecgviewer.core.record import Lead, Record
from ecgviewer.formats import record_formats
from ecgviewer.formats.csv.options import VARIABLE
from ecgviewer.formats.csv.tachogram import TachogramSource
from ecgviewer.formats.record_formats import CSV
from ecgviewer.formats.wfdb.annotations import AnnotationError
from tests.formats.csv.csv_files import POLAR, layout, opened, table


def _length(n: int) -> int:
    """Return an interval in ms."""
    return 800 + n * 37 % 90


_POLAR_RR = table(
    lambda n: f"2026-04-24T14:10:{n % 60:02d}.000;{_length(n)}",
    20,
    "Phone timestamp;RR-interval [ms]",
)
_LISTS = {
    "polar": _POLAR_RR,
    "hrv logger": table(
        lambda n: f"2025-03-15 09:00:{n:02d}.123,{_length(n)},{n * 800}",
        20,
        "date,rr,since start",
    ),
    "elite": table(lambda n: f"{_length(n)}", 20, "RR"),
    "seconds": table(lambda n: f"{_length(n) / 1000:.3f}", 20, "RR [s]"),
    "guessed seconds": table(lambda n: f"{n},{_length(n) / 1000:.3f}", 20, "beat,ibi"),
}


@pytest.mark.parametrize("name", _LISTS)
def test_a_list_opens_as_a_tachogram(tmp_path: Path, name: str) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(_LISTS[name])
    assert record_formats.format_of(path) is CSV
    record = record_formats.read_record(path)
    assert record.leads == (Lead("RR", "ms", is_ecg=False),)
    beats = np.cumsum([0, *(_length(n) for n in range(20))])
    assert (record.fs, record.n_samples) == (1000, beats[-1] + 1)
    for n in (0, 7, 19):
        inside = record.values(0, int(beats[n]), int(beats[n + 1]))
        np.testing.assert_allclose(inside, _length(n), rtol=1e-5)
    found = record_formats.annotation_sources(record)
    assert (found.with_beats, found.others) == (("rr",), ())
    annotations = record_formats.annotations_of(record, "rr")
    assert annotations.sample.tolist() == beats.tolist()
    assert set(annotations.symbol.tolist()) == {"N"}
    assert "is a list of RR intervals" in record.notices[0]
    outline = record_formats.read_outline(path)
    assert (outline.length, outline.annotation_fs) == (record.n_samples, 1000)


def test_its_clock(tmp_path: Path) -> None:
    assert opened(tmp_path, _POLAR_RR).start_time == datetime(2026, 4, 24, 14, 10)


def test_the_options_say_that_rows_are_intervals(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = table(lambda n: f"{_length(n)}", 20)
    assert layout(bare).missing == ("fs", "unit")
    assert (layout(bare, "rr=ms").missing, layout(bare, "rr=ms").rr) == ((), "ms")
    assert opened(tmp_path, bare, "rr=ms").n_samples > 16_000
    monkeypatch.setenv(VARIABLE, "rr=ms")
    record = opened(tmp_path, bare)
    assert record_formats.annotation_sources(record).with_beats == ("rr",)
    two = table(lambda n: f"{n}\t{_length(n)}", 20, "a\tb")
    assert opened(tmp_path, two, "rr=ms").values(0, 0, 1)[0] == _length(0)
    named = table(lambda n: f"{_length(n)}\t{n}", 20, "rr\tpressure")
    assert layout(named).rr == ""
    assert layout(named, "rr=ms").leads[0].number == 0
    empty = table(lambda n: f"{n},,{n}", 20, "time [s],,time [s]")
    assert layout(empty, "rr=s").leads[0].number == 2


def test_what_is_not_an_interval_is_left_out(tmp_path: Path) -> None:
    rows = ["800", "0", "nan", "900", "70000"] * 4
    record = opened(tmp_path, table(lambda n: rows[n], 20, "RR [ms]"))
    assert record.n_samples == 4 * 1700 + 1
    assert "12 rows without an interval of up to 30 s are left out" in record.notices[1]
    one = opened(tmp_path, table(lambda n: "0" if n == 3 else "800", 9, "RR [ms]"))
    assert "1 row without an interval of up to 30 s is left out" in one.notices[1]
    path = tmp_path / "x.csv"
    path.write_bytes(table(lambda n: "800", 20, "RR [s]"))
    with pytest.raises(RecordError, match=r"has no RR intervals of up to 30 s.*rr=ms"):
        record_formats.read_record(path)
    with pytest.raises(AnnotationError, match="has no RR intervals"):
        CSV.reader.read_annotations(path, "rr")


def test_other_files_have_no_beats(tmp_path: Path) -> None:
    record = opened(tmp_path, POLAR)
    assert CSV.reader.annotators(record) == ()
    assert record.path
    with pytest.raises(AnnotationError, match="has no annotations of rr"):
        CSV.reader.read_annotations(record.path, "rr")
    with pytest.raises(AnnotationError, match="has no annotations of atr"):
        CSV.reader.read_annotations(record.path, "atr")
    assert CSV.reader.annotators(_nowhere(record)) == ()
    record.path.unlink()
    assert CSV.reader.annotators(record) == ()


def _nowhere(record: Record) -> Record:
    return Record(record.name, record.fs, record.leads, record.signal)


def test_the_identity_is_that_of_the_beats(tmp_path: Path) -> None:
    one, other = (opened(tmp_path, _LISTS[name]) for name in ("elite", "seconds"))
    assert one.identity == other.identity
    assert one.checksum != other.checksum


def test_windows_of_a_tachogram() -> None:
    source = TachogramSource(np.array([0, 3, 5]), np.array([3, 2], np.float32))
    whole = [3, 3, 3, 2, 2, 2]
    assert source.shape == (1, 6)
    for start in range(6):
        for stop in range(start, 7):
            assert source.read(start, stop)[0].tolist() == whole[start:stop]
