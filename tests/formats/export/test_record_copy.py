"""Copies of records keep samples, beats and rhythms, and say what they cannot hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pyedflib
import pytest

from ecgviewer.core.record import Lead, Record, Steps
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.edf.writer import RateError
from ecgviewer.formats.export.record_copy import (
    CopyError,
    Hidden,
    copy_name,
    files_of_copy,
    shifted,
    write_annotations_copy,
    write_record_copy,
)
from ecgviewer.formats.record_formats import annotations_of, read_record
from ecgviewer.formats.wfdb.annotations import Annotations, new_annotations
from ecgviewer.formats.wfdb.rhythm_marks import rhythms_of
from ecgviewer.formats.wfdb.writer import write_record
from tests.data_folder import DATA, needs
from tests.formats.edf.edf_files import EdfFile, Signal, ramp

_START = datetime(2020, 3, 2, 10, 20, 30, 250_000)


def _record(signal: np.ndarray, fs: float = 250.0) -> Record:
    leads = tuple(Lead(f"V{n}") for n in range(1, len(signal) + 1))
    return Record("any", fs, leads, signal.astype(np.float32), start_time=_START)


def _digital(steps: Steps, n: int = 1000, low: int = -2000) -> Record:
    digital = low + np.arange(n) * 3 % 4000
    record = _record(((digital - steps.zero) * steps.size)[None, :])
    return replace(record, leads=(Lead("V1", steps=steps),))


def _with_texts(annotations: Annotations, texts: list[bytes]) -> Annotations:
    aux = np.empty(len(annotations), object)
    aux[:] = texts
    return replace(annotations, aux=aux)


@needs("mitdb")
@needs("ludb")
@pytest.mark.parametrize("name", ["mitdb/100", "mitdb/203", "ludb/1", "ludb/149"])
def test_there_and_back_again_nothing_is_lost(tmp_path: Path, name: str) -> None:
    record = read_record(DATA / f"{name}.hea")
    annotations = annotations_of(record, "atr" if "mitdb" in name else "ii")
    first, second = tmp_path / "x.edf", tmp_path / "y.hea"
    assert write_record_copy(first, record, annotations) == ()
    edf = read_record(first)
    assert write_record_copy(second, edf, annotations_of(edf, "atr")) == ()
    back = read_record(second)
    rhythms = rhythms_of(annotations, record).episodes
    for each in (edf, back):
        assert np.array_equal(each.signal, record.signal)
        assert (each.fs, each.n_samples) == (record.fs, record.n_samples)
        assert [lead.name for lead in each.leads] == [e.name for e in record.leads]
        found = annotations_of(each, "atr")
        beats = found.beats(each)
        assert np.array_equal(beats.sample, annotations.beats(record).sample)
        assert np.array_equal(beats.symbol, annotations.beats(record).symbol)
        # Which lead is noisy is not kept.
        kept = [
            (e.kind, e.start, e.stop, e.note) for e in rhythms_of(found, each).episodes
        ]
        assert kept == [(e.kind, e.start, e.stop, e.note) for e in rhythms]
    digital = [lead.steps for lead in record.leads]
    assert [lead.steps for lead in back.leads] == digital


def test_a_synthetic_record_is_rounded_and_that_is_said(tmp_path: Path) -> None:
    ecg = synthetic_record(20.3, name="100")
    losses = write_record_copy(tmp_path / "x.edf", ecg.record)
    assert all("rounded to steps of" in loss for loss in losses)
    edf = read_record(tmp_path / "x.edf")
    assert edf.n_samples == ecg.record.n_samples, "the last data record is not full"
    assert np.max(np.abs(edf.signal - ecg.record.signal)) < 1e-4
    wfdb = read_record(write_record(tmp_path, ecg.record))
    assert write_record_copy(tmp_path / "y.edf", wfdb) == ()
    assert np.array_equal(read_record(tmp_path / "y.edf").signal, wfdb.signal)


def test_other_programs_read_what_is_written(tmp_path: Path) -> None:
    record = replace(
        _digital(Steps(0.005, 0.0), 750), details=(("Patient name", "Ada Löve"),)
    )
    notes = _with_texts(
        new_annotations([0, 251, 500], ["N", "V", '"']), [b"", b"", b"a note"]
    )
    path = tmp_path / "x.edf"
    assert write_record_copy(path, record, notes) == ()
    with pyedflib.EdfReader(str(path)) as other:
        assert other.readSignal(0) == pytest.approx(record.signal[0], abs=1e-6)
        assert other.getPatientName() == "Ada Love"
        onset, _, text = other.readAnnotations()
        assert text.tolist() == ["N", "V", "a note"]
        assert onset == pytest.approx([0, 1.004, 2.0], abs=1e-6)
    again = read_record(path)
    assert again.start_time == _START
    assert dict(again.details) == {"Patient name": "Ada Love"}
    assert annotations_of(again, "atr").sample.tolist() == [0, 251, 500]


def test_gaps_stay_as_far_as_a_target_can_hold_them(tmp_path: Path) -> None:
    record = _digital(Steps(0.005, 0.0), 2500)
    values = record.signal.copy()
    values[:, 300:1200] = np.nan
    gappy = replace(record, source=values)
    (loss,) = write_record_copy(tmp_path / "x.edf", gappy)
    assert "900 samples without a value" in loss
    edf = read_record(tmp_path / "x.edf")
    signal = edf.values(0)
    assert np.isnan(signal[500:1000]).all(), "data records without a value are left out"
    assert not signal[300:500].any(), "0 elsewhere"
    assert np.array_equal(signal[1200:], values[0, 1200:])
    assert write_record_copy(tmp_path / "y.hea", gappy) == ()
    wfdb = read_record(tmp_path / "y.hea")
    assert np.array_equal(wfdb.signal, values, equal_nan=True)
    silent = replace(record, source=np.full((1, 600), np.nan, np.float32))
    write_record_copy(tmp_path / "z.edf", silent)
    assert read_record(tmp_path / "z.edf").n_samples == 250, "one data record at least"


def test_more_than_16_bits_need_a_target_that_has_them(tmp_path: Path) -> None:
    wide = _digital(Steps(1e-4, 0.0, 24))
    signal = wide.signal * 2000
    wide = replace(wide, source=signal)
    (loss,) = write_record_copy(tmp_path / "x.edf", wide)
    assert "a copy as .bdf has room for more" in loss
    for name in ("x.bdf", "x.hea"):
        assert write_record_copy(tmp_path / name, wide) == ()
        again = read_record(tmp_path / name).signal
        assert again == pytest.approx(signal, rel=2**-22, abs=1e-6)


def test_integers_beyond_the_range_are_moved_into_it(tmp_path: Path) -> None:
    record = _digital(Steps(0.005, 40000.0), low=38000)
    assert write_record_copy(tmp_path / "x.edf", record) == ()
    found = read_record(tmp_path / "x.edf").signal
    assert found == pytest.approx(record.signal, abs=1e-6)


def test_steps_that_do_not_fit_are_said(tmp_path: Path) -> None:
    half = _digital(Steps(0.005, -0.5))
    (loss,) = write_record_copy(tmp_path / "x.hea", half)
    assert "0 lies between two steps" in loss
    twice = replace(half, leads=half.leads * 2, source=np.repeat(half.signal, 2, 0))
    (loss,) = write_record_copy(tmp_path / "x.hea", twice)
    assert loss.startswith("V1, V1: 0 lies between two steps"), "once for both"
    long = replace(half, leads=(replace(half.leads[0], name="a very long name of it"),))
    (loss,) = write_record_copy(tmp_path / "x.edf", long)
    assert "room for 16 characters" in loss
    odd = _digital(Steps(np.pi * 1e-6, 0.0))
    assert write_record_copy(tmp_path / "y.edf", odd) == (), "in another unit they fit"
    back = read_record(tmp_path / "y.edf").signal
    assert back == pytest.approx(odd.signal, abs=abs(np.pi * 1e-6))
    fine = _digital(Steps(np.pi * 1e-9, 0.0))
    pressure = replace(fine, leads=(replace(fine.leads[0], name="ABP", unit="mmHg"),))
    (loss,) = write_record_copy(tmp_path / "z.edf", pressure)
    assert "limits are rounded" in loss


def test_no_lead_becomes_an_annotation_signal(tmp_path: Path) -> None:
    record = _digital(Steps(0.005))
    for name in ("EDF Ann\x80otations", "bdf annotations", "EDF Annotations  of it"):
        odd = replace(record, leads=(replace(record.leads[0], name=name),))
        write_record_copy(tmp_path / "x.edf", odd)
        again = read_record(tmp_path / "x.edf")
        assert np.array_equal(again.signal, record.signal), name


def test_a_rate_that_is_no_whole_number(tmp_path: Path) -> None:
    for fs, said in ((128.5, 0), (249.9991, 1), (0.5, 0), (2e6, 0), (1.25e5, 0)):
        record = _record(np.zeros((1, 600)), fs)
        record = replace(record, leads=(Lead("V1", steps=Steps(0.005)),))
        losses = write_record_copy(tmp_path / "x.edf", record)
        assert len(losses) == said
        found = read_record(tmp_path / "x.edf")
        assert found.fs == pytest.approx(fs, rel=1e-4)
        assert found.n_samples == 600


def test_slow_signals_keep_their_rate_in_edf(tmp_path: Path) -> None:
    file = EdfFile([Signal("ECG", ramp(300)), Signal("Resp", ramp(15), 5, b"")])
    record = read_record(file.write(tmp_path / "x.edf"))
    assert write_record_copy(tmp_path / "y.edf", record) == ()
    again = read_record(tmp_path / "y.edf")
    assert again.leads == record.leads
    assert np.array_equal(again.signal, record.signal)
    losses = write_record_copy(tmp_path / "y.hea", record)
    assert any("Resp: recorded at 5 Hz" in loss for loss in losses)


def test_a_deidentified_copy_says_nothing_of_people(tmp_path: Path) -> None:
    details = (("Patient name", "Ada"), ("Technician", "Bob"))
    record = replace(_digital(Steps(0.005)), details=details, identity="0123456789")
    texts = [b"", b"call Ada", b"(AFIB\0"]
    notes = _with_texts(new_annotations([10, 20, 30], ["V", '"', "+"]), texts)
    hidden = Hidden(-7)
    assert copy_name(record, hidden) == "recording-01234567"
    write_record_copy(tmp_path / "x.edf", record, notes, hidden)
    write_record_copy(tmp_path / "x.hea", record, notes, hidden)
    write_annotations_copy(tmp_path / "notes.edf", record, notes, hidden)
    for path in tmp_path.iterdir():
        assert b"Ada" not in path.read_bytes()
        assert b"Bob" not in path.read_bytes()
    for name in ("x.edf", "x.hea"):
        copy = read_record(tmp_path / name)
        assert copy.start_time == _START.replace(month=2, day=24)
        assert annotations_of(copy, "atr").beats(copy).sample.tolist() == [10]
        assert len(rhythms_of(annotations_of(copy, "atr"), copy).episodes) == 1
    write_record_copy(tmp_path / "z.hea", record)
    assert b"# Patient name: Ada" in (tmp_path / "z.hea").read_bytes()


def test_annotations_alone_lie_beside_a_recording(tmp_path: Path) -> None:
    record = _digital(Steps(0.005), 750)
    texts = [b"", b"walks (1.5 s)", b"\x14\x15"]
    made = new_annotations([251, 300, 310], ["V", '"', '"'])
    notes = _with_texts(made, texts)
    path = tmp_path / "x.edf"
    write_annotations_copy(path, record, notes)
    with pyedflib.EdfReader(str(path)) as other:
        onset, duration, text = other.readAnnotations()
        assert onset == pytest.approx([1.004, 1.2])
        assert duration[1] == pytest.approx(1.5, abs=0.002)
        assert text.tolist() == ["V", "walks"]


@pytest.mark.parametrize(
    ("start", "days", "found"),
    [
        (None, 3, None),
        (datetime(1, 1, 1, 9), 3, datetime(1, 1, 1, 9)),
        (datetime(2020, 1, 1, 9), 3, datetime(2020, 1, 4, 9)),
        (datetime(9999, 12, 31, 9), 3, datetime(1, 1, 1, 9)),
    ],
)
def test_shifted_dates(
    start: datetime | None, days: int, found: datetime | None
) -> None:
    assert shifted(start, days) == found


def test_times_without_a_date_or_none(tmp_path: Path) -> None:
    for start in (None, datetime(1, 1, 1, 9, 30), datetime(2091, 3, 2, 1)):
        record = replace(_digital(Steps(0.005)), start_time=start)
        for name in ("x.edf", "x.hea"):
            write_record_copy(tmp_path / name, record)
            assert read_record(tmp_path / name).start_time == start


def test_a_recording_is_never_replaced_by_its_copy(tmp_path: Path) -> None:
    wfdb = read_record(write_record(tmp_path, synthetic_record(10.0).record))
    assert wfdb.path is not None
    with pytest.raises(CopyError, match="is the recording itself"):
        write_record_copy(wfdb.path, wfdb)
    link = tmp_path / "link.edf"
    edf = read_record(EdfFile([Signal(values=ramp(300))]).write(tmp_path / "x.edf"))
    link.symlink_to(tmp_path / "x.edf")
    for path in (tmp_path / "x.edf", link):
        with pytest.raises(CopyError, match="is the recording itself"):
            write_record_copy(path, edf)
    with pytest.raises(CopyError, match=r"a copy ends with \.edf, \.bdf, \.hea"):
        write_record_copy(tmp_path / "x.mat", edf)
    empty = _record(np.zeros((1, 0)))
    with pytest.raises(CopyError, match="has no samples"):
        write_record_copy(tmp_path / "y.edf", empty)


def test_names_of_copies(tmp_path: Path) -> None:
    record = _digital(Steps(0.005))
    assert copy_name(replace(record, name="Jörg 1.edf")) == "Jrg-1"
    assert copy_name(replace(record, name="ß")) == "copy"
    assert copy_name(replace(record, name="mitdb.zip#100")) == "mitdb-100"
    assert copy_name(replace(record, name="mitdb.zip")) == "mitdb"
    assert files_of_copy(tmp_path / "x.hea") == tuple(
        tmp_path / name for name in ("x.hea", "x.dat", "x.atr")
    )
    assert files_of_copy(tmp_path / "x.edf") == (tmp_path / "x.edf",)


@pytest.mark.parametrize("fs", [1e-5, 1e13])
def test_a_rate_that_edf_has_no_room_for(tmp_path: Path, fs: float) -> None:
    record = replace(_digital(Steps(0.005)), fs=fs)
    with pytest.raises(RateError, match="Write it as WFDB"):
        write_record_copy(tmp_path / "x.edf", record)
    assert not (tmp_path / "x.edf").exists()
    write_record_copy(tmp_path / "x.hea", record)
