"""ISHNE annotations: read beside a recording, and written for Holter programs."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.core.record import Lead, Record, Steps
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.ishne import annotations as ishne_annotations
from ecgviewer.formats.ishne.annotation_writer import letter_of, write_annotations
from ecgviewer.formats.ishne.annotations import read_beside
from ecgviewer.formats.ishne.header import ANN_MAGIC, read_header
from ecgviewer.formats.ishne.record import read_record
from ecgviewer.formats.ishne.writer import IshneError, write_record
from ecgviewer.formats.record_formats import annotations_of, annotators_of
from ecgviewer.formats.record_formats import read_record as read_any
from ecgviewer.formats.wfdb.annotation_reader import read_annotations as read_wfdb
from ecgviewer.formats.wfdb.annotations import AnnotationError, new_annotations
from tests.data_folder import DATA, needs
from tests.formats.ishne.ishne_files import IshneFile, write_ann


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return IshneFile(np.zeros((300_100, 2))).write(tmp_path / "day.ecg")


def test_letters_are_beats_where_they_are(path: Path) -> None:
    rows = [("N", 100), ("V", 50), ("!", 400), ("S", 20), ("P", 30), ("C", 5)]
    write_ann(path.with_suffix(".ann"), [*rows, ("B", 1), ("X", 1), ("U", 1)], first=7)
    record = read_any(path)
    assert annotators_of(record) == ("ann",)
    found = annotations_of(record, "ann")
    assert found.symbol.tolist() == ["N", "V", "S", "/", '"', "B", "|", "Q"]
    assert found.sample.tolist() == [107, 157, 577, 607, 612, 613, 614, 615]
    assert found.text(4) == "calibration pulse"
    assert found.notices == ()


def test_a_letter_of_a_program_is_told(path: Path) -> None:
    write_ann(path.with_suffix(".ann"), [("N", 1), ("z", 2), ("é", 3)])
    found = read_beside(path, "ann")
    assert found.symbol.tolist() == ["N", "Q", "Q"]
    assert "'z', 'é' are not letters of the standard" in found.notices[0]


@pytest.mark.parametrize("n_bytes", [522, 524, 526, 529])
def test_annotations_that_are_cut_off(path: Path, n_bytes: int) -> None:
    ann = write_ann(path.with_suffix(".ann"), [("N", 1), ("V", 2)])
    ann.write_bytes(ann.read_bytes()[:n_bytes])
    assert len(read_beside(path, "ann")) == 0


def test_annotations_that_cannot_be_read(path: Path) -> None:
    assert annotators_of(read_any(path)) == ()
    with pytest.raises(AnnotationError, match="has no annotations of ann"):
        read_beside(path, "ann")
    ann = write_ann(path.with_suffix(".ann"), [("N", 1)])
    with pytest.raises(AnnotationError, match="has no annotations of atr"):
        read_beside(path, "atr")
    ann.write_bytes(b"ANN  1.0")
    with pytest.raises(AnnotationError, match="ends after 8 bytes"):
        read_beside(path, "ann")


def test_annotations_that_the_system_does_not_give(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_: Path) -> bytes:
        raise OSError(5, "Input/output error")

    write_ann(path.with_suffix(".ann"), [("N", 1)])
    monkeypatch.setattr(ishne_annotations, "read_ordinary", refused)
    with pytest.raises(AnnotationError, match="Input/output error"):
        read_beside(path, "ann")


def test_large_letters(tmp_path: Path) -> None:
    path = IshneFile().write(tmp_path / "DAY.ECG")
    write_ann(tmp_path / "DAY.ANN", [("N", 3)])
    assert len(annotations_of(read_any(path), "ann")) == 1


@pytest.mark.parametrize(
    ("symbols", "letter"),
    [
        ("Nejn", "N"),
        ("LRB", "B"),
        ("AaJS", "S"),
        ("VEr", "V"),
        ("/f", "P"),
        ("|", "X"),
        ("FQ", "U"),
        ('+~"x', ""),
    ],
)
def test_the_letters_of_beats(symbols: str, letter: str) -> None:
    assert {letter_of(symbol) for symbol in symbols} == {letter}


def test_what_was_written_is_read(path: Path) -> None:
    record = read_any(path)
    samples = [5, 70_000, 70_100, 300_000, 300_050]
    write_annotations(
        path.with_suffix(".ann"), record, new_annotations(samples, list("NV+AF"))
    )
    found = read_beside(path, "ann")
    assert found.sample.tolist() == [5, 70_000, 300_000, 300_050]
    assert found.symbol.tolist() == ["N", "V", "S", "Q"]
    head, own = (
        read_header(path.with_suffix(".ann"), ANN_MAGIC),
        read_header(path),
    )
    assert head.details == own.details
    assert head.notices == ()


def test_annotations_of_a_record_of_another_format(tmp_path: Path) -> None:
    ecg = synthetic_record(20.0)
    ann = tmp_path / "x.ann"
    made = new_annotations(ecg.beats.sample, ecg.beats.symbol)
    write_annotations(ann, ecg.record, made)
    head = read_header(ann, ANN_MAGIC)
    assert (head.leads, head.fs) == (("ECG 1", "V1"), 360)
    elsewhere = replace(ecg.record, path=tmp_path / "none.hea")
    write_annotations(ann, elsewhere, made)
    assert read_header(ann, ANN_MAGIC).leads == head.leads


def _record(values: np.ndarray, *leads: Lead, fs: float = 250.0) -> Record:
    return Record("r", fs, leads, np.asarray(values, np.float32))


def test_a_record_is_written_and_read_to_the_bit(tmp_path: Path) -> None:
    steps = np.random.default_rng(1).integers(-2000, 2000, (2, 400))
    values = (steps / np.array([[200], [1000]])).astype(np.float32)
    values[0, 7:9] = np.nan
    record = replace(
        _record(
            values,
            *(Lead(n, steps=Steps(s)) for n, s in (("II", 0.005), ("V1", 0.001))),
        ),
        start_time=datetime(2020, 3, 2, 1, 2, 3),
        details=(("Patient name", "Ada Müller"), ("Sex", "female")),
    )
    assert write_record(tmp_path / "x.ecg", record) == ()
    again = read_record(tmp_path / "x.ecg")
    assert np.array_equal(again.signal, values, equal_nan=True)
    assert [lead.name for lead in again.leads] == ["II", "V1"]
    assert (again.start_time, again.fs) == (record.start_time, 250.0)
    assert again.notices == ()
    assert dict(again.details) == dict(record.details)


def test_what_the_format_cannot_hold_is_told(tmp_path: Path) -> None:
    values = np.array([[0.0004, -40.0], [1, 2], [3, 4], [0, 0.5]])
    record = _record(
        values,
        Lead("II"),
        Lead("ABP", "mmHg"),
        Lead("Resp", is_ecg=False),
        Lead("V1", steps=Steps(0.0000005)),
    )
    told = write_record(tmp_path / "x.ecg", record)
    assert told == (
        "ABP, Resp: left out, since ISHNE has ECG leads in mV only.",
        "II: rounded to 1.221 µV.",
        "V1: rounded to 1 µV.",
    )
    again = read_record(tmp_path / "x.ecg").signal
    assert np.abs(again - values[[0, 3]]).max() < 0.000611 + 1e-6


def test_a_time_without_a_date_stays_one(tmp_path: Path) -> None:
    record = replace(
        _record(np.zeros((1, 5)), Lead("II")), start_time=datetime(1, 1, 1, 5)
    )
    write_record(tmp_path / "x.ecg", record)
    assert read_record(tmp_path / "x.ecg").start_time == datetime(1, 1, 1, 5)


@pytest.mark.parametrize("fs", [249.5, 40_000.0, 0.4])
def test_a_rate_that_the_format_has_no_room_for(tmp_path: Path, fs: float) -> None:
    with pytest.raises(IshneError, match="samples per second"):
        write_record(tmp_path / "x.ecg", _record(np.zeros((1, 5)), Lead("II"), fs=fs))


@pytest.mark.parametrize("leads", [[Lead("ABP", "mmHg")], [Lead("II")] * 13])
def test_leads_that_the_format_has_no_room_for(
    tmp_path: Path, leads: list[Lead]
) -> None:
    with pytest.raises(IshneError, match="ECG leads in mV, and ISHNE has 1 to 12"):
        write_record(tmp_path / "x.ecg", _record(np.zeros((len(leads), 5)), *leads))
    assert not (tmp_path / "x.ecg").exists()


def test_what_is_written_of_annotations_is_told(tmp_path: Path) -> None:
    record = _record(np.zeros((1, 900)), Lead("II"))
    # In steps of half a sample, one of them outside, the first two out of order.
    found = replace(
        new_annotations([300, 100, 500, 700, 5000], list("L+FVN")), fs=500.0
    )
    told = write_annotations(tmp_path / "x.ann", record, found)
    assert told == (
        "Other letters in ISHNE for 2 beats: F as U, L as B.",
        "Not written: 2 annotations; ISHNE has beats within the recording only.",
    )
    IshneFile(np.zeros((900, 1))).write(tmp_path / "x.ecg")
    again = read_beside(tmp_path / "x.ecg", "ann")
    assert again.sample.tolist() == [150, 250, 350]
    assert again.symbol.tolist() == ["B", "Q", "V"]
    plain = new_annotations([1], ["N"])
    assert write_annotations(tmp_path / "x.ann", record, plain) == ()


def test_annotations_of_another_program_are_left_alone(path: Path) -> None:
    record, made = read_any(path), new_annotations([1], ["N"])
    ann = write_ann(path.with_suffix(".ann"), [("N", 1)])
    for data in (ann.read_bytes(), b"anything"):
        ann.write_bytes(data)
        with pytest.raises(AnnotationError, match="not written by ecgviewer"):
            write_annotations(ann, record, made)
        assert ann.read_bytes() == data
    kept = path.with_name("kept.ann")
    ann.rename(kept)
    ann.symlink_to(kept)
    write_annotations(ann, record, made)
    assert kept.read_bytes() == b"anything", "a link is replaced, never followed"
    write_annotations(ann, record, new_annotations([2], ["V"]))
    assert read_beside(path, "ann").symbol.tolist() == ["V"]
    uneven = replace(record, fs=249.5)
    with pytest.raises(IshneError, match="samples per second"):
        write_annotations(ann, uneven, made)


def test_annotations_of_a_record_without_ecg_in_mv(tmp_path: Path) -> None:
    record = _record(np.zeros((1, 900)), Lead("ABP", "mmHg"))
    write_annotations(tmp_path / "x.ann", record, new_annotations([1], ["N"]))
    IshneFile(np.zeros((900, 1))).write(tmp_path / "x.ecg")
    assert len(read_beside(tmp_path / "x.ecg", "ann")) == 1


def test_what_a_lead_loses(tmp_path: Path) -> None:
    values = np.array([[-40.0, 32.0], [0.5, 1.5], [2000, -1], [0.25, 0]])
    leads = (
        Lead("II", steps=Steps(0.001)),
        Lead("V1", steps=Steps(1 / 2048)),
        Lead("V2", steps=Steps(1.0)),
        Lead("MLII", steps=Steps(0.001, 0.5), own_fs=50.0),
    )
    record = replace(
        _record(values, *leads), start_time=datetime(2020, 3, 2, 1, 2, 3, 500_000)
    )
    assert write_record(tmp_path / "x.ecg", record) == (
        "II: rounded to 1.221 µV.",
        "V1: rounded to 0.488 µV.",
        "V2: rounded to 32.767 µV.",
        "V2: what is beyond 1074 mV was cut off.",
        "MLII: rounded to 1 µV.",
        "MLII is called ECG 1: ISHNE has no such name.",
        "MLII: recorded at 50 Hz, written at the 250 Hz of the record.",
        "The start is written in whole seconds, which is what ISHNE has.",
    )
    again = read_record(tmp_path / "x.ecg")
    assert again.start_time == datetime(2020, 3, 2, 1, 2, 3)
    assert np.abs(again.signal[[0, 1, 3]] - values[[0, 1, 3]]).max() < 0.000611 + 1e-6


def test_what_a_header_says_of_the_patient_stays(tmp_path: Path) -> None:
    record = replace(
        read_record(IshneFile().write(tmp_path / "x.ecg")), start_time=None
    )
    write_record(tmp_path / "y.ecg", record)
    again = read_header(tmp_path / "y.ecg")
    assert again.details == record.details
    assert dict(again.details)["Birthdate"] == "1815-12-10"
    assert again.start_time is None


@needs("formats/ishne")
def test_real_annotations() -> None:
    record = read_any(DATA / "formats" / "ishne" / "p28.ecg")
    found = annotations_of(record, "ann")
    assert len(found) == 97
    assert set(found.symbol.tolist()) == {"N", "|"}
    # Each beat is where the lead is steep.
    rise = np.abs(np.gradient(record.values(1)))
    near = [rise[s - 60 : s + 60].max() for s in found.sample[2:-2].tolist()]
    assert np.median(near) > 10 * np.median(rise)


@needs("mitdb")
def test_a_real_record_there_and_back(tmp_path: Path) -> None:
    record = read_any(DATA / "mitdb" / "100.hea")
    beats = read_wfdb(DATA / "mitdb" / "100.atr")
    path = tmp_path / "100.ecg"
    write_record(path, record)
    write_annotations(path.with_suffix(".ann"), record, beats)
    again = read_any(path)
    assert np.array_equal(again.signal, record.signal)
    found = annotations_of(again, "ann")
    counts = [bool(letter_of(symbol)) for symbol in beats.symbol.tolist()]
    assert np.array_equal(found.sample, beats.sample[counts])
