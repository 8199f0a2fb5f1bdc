"""WFDB to ISHNE and back keeps samples and beats, and says what it does not keep."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.commands.parser import parse
from ecgviewer.core.record import Record
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.export.copy_formats import COPY_FORMATS
from ecgviewer.formats.export.record_copy import (
    Hidden,
    files_of_copy,
    write_record_copy,
)
from ecgviewer.formats.ishne.annotation_writer import letter_of
from ecgviewer.formats.ishne.header import read_header
from ecgviewer.formats.record_formats import annotations_of, read_record
from ecgviewer.formats.wfdb.annotation_writer import write_annotations
from ecgviewer.formats.wfdb.annotations import (
    AnnotationError,
    Annotations,
    new_annotations,
)
from ecgviewer.formats.wfdb.writer import write_record
from tests.data_folder import DATA, needs
from tests.formats.ishne.ishne_files import IshneFile


def _there_and_back(record: Record, annotations: Annotations, folder: Path) -> None:
    there, back = folder / "x.ecg", folder / "y.hea"
    losses = write_record_copy(there, record, annotations)
    assert not [loss for loss in losses if "rounded" in loss], "whole nanovolts"
    ishne = read_record(there)
    write_record_copy(back, ishne, annotations_of(ishne, "ann"))
    again = read_record(back)
    beats = annotations.beats(record)
    for each, annotator in ((ishne, "ann"), (again, "atr")):
        assert each.notices == ()
        assert np.array_equal(each.signal, record.signal, equal_nan=True)
        assert (each.fs, each.n_samples) == (record.fs, record.n_samples)
        found = annotations_of(each, annotator).beats(each)
        assert np.array_equal(found.sample, beats.sample)
        letters = [*map(letter_of, beats.symbol.tolist())]
        assert [*map(letter_of, found.symbol.tolist())] == letters
    steps = [lead.steps.size for lead in again.leads if lead.steps]
    assert steps == pytest.approx([e.steps.size for e in record.leads if e.steps])


@needs("mitdb")
@pytest.mark.parametrize("name", ["100", "102", "203", "114"])
def test_real_records_there_and_back(tmp_path: Path, name: str) -> None:
    record = read_record(DATA / "mitdb" / f"{name}.hea")
    _there_and_back(record, annotations_of(record, "atr"), tmp_path)


@needs("ludb")
@pytest.mark.parametrize("name", ["1", "149"])
def test_steps_that_are_not_whole_nanovolts(tmp_path: Path, name: str) -> None:
    record = read_record(DATA / "ludb" / f"{name}.hea")
    annotations = annotations_of(record, "ii")
    losses = write_record_copy(tmp_path / "x.ecg", record, annotations)
    steps_uv: dict[str, float] = {}
    for leads, _, step in (e.partition(": rounded to ") for e in losses):
        if step:
            steps_uv |= dict.fromkeys(leads.split(", "), float(step.split()[0]))
    rounded = [steps_uv[lead.title] for lead in record.leads]
    again = read_record(tmp_path / "x.ecg")
    assert [each.name for each in again.leads] == [e.title for e in record.leads]
    off = np.abs(again.signal - record.signal).max(axis=1)
    assert np.all(off <= np.array(rounded) / 1000 * 0.51)
    beats = annotations_of(again, "ann").beats(again)
    assert np.array_equal(beats.sample, annotations.beats(record).sample)


def test_a_synthesised_record_there_and_back(tmp_path: Path) -> None:
    ecg = synthetic_record(60.0, n_leads=3, name="p1")
    record = read_record(write_record(tmp_path, ecg.record))
    symbols = ["NVSL/QFA"[n % 8] for n in range(len(ecg.beats))]
    made = new_annotations(ecg.beats.sample, symbols)
    _there_and_back(record, made, tmp_path)


@needs("formats/ishne")
def test_a_real_holter_recording_and_its_annotations(tmp_path: Path) -> None:
    record = read_record(DATA / "formats" / "ishne" / "p28.ecg")
    _there_and_back(record, annotations_of(record, "ann"), tmp_path)


def test_the_words_of_the_command_line_are_the_formats() -> None:
    names = [each.name for each in COPY_FORMATS]
    assert names == ["edf", "bdf", "wfdb", "ishne"]
    for name in names:
        assert parse(["convert", "100", "--to", name]).to == name
    endings = Counter(each.endings[0] for each in COPY_FORMATS)
    assert max(endings.values()) == 1


def test_the_files_of_a_copy() -> None:
    names = [path.name for path in files_of_copy(Path("x.ecg"))]
    assert names == ["x.ecg", "x.ann"]
    assert files_of_copy(Path("x.mat")) == (Path("x.mat"),)


def test_a_deidentified_copy_says_nothing_of_the_patient(tmp_path: Path) -> None:
    record = read_record(IshneFile(np.zeros((500, 2))).write(tmp_path / "in.ecg"))
    assert record.details
    assert record.start_time is not None
    made = new_annotations([10], ["N"])
    write_record_copy(tmp_path / "x.ecg", record, made, Hidden(-7))
    for name, magic in (("x.ecg", b"ISHNE1.0"), ("x.ann", b"ANN  1.0")):
        header = read_header(tmp_path / name, magic)
        assert header.details == ()
        assert header.start_time is not None
        assert (header.start_time - record.start_time).days == -7
        data = (tmp_path / name).read_bytes()
        assert not any(word in data for word in (b"Ada", b"M\xfcller", b"P 28"))


def test_annotations_of_another_program_stay(tmp_path: Path) -> None:
    record = synthetic_record(10.0).record
    (tmp_path / "x.ann").write_bytes(b"somebody's work")
    with pytest.raises(AnnotationError, match="not written by ecgviewer"):
        write_record_copy(tmp_path / "x.ecg", record, new_annotations([10], ["N"]))
    assert not (tmp_path / "x.ecg").exists()
    write_record_copy(tmp_path / "x.ecg", record)
    assert (tmp_path / "x.ann").read_bytes() == b"somebody's work"


def test_annotations_finer_than_the_record(tmp_path: Path) -> None:
    path = write_record(tmp_path, synthetic_record(10.0, name="p1").record)
    fine = replace(new_annotations([1000, 2001], ["N", "V"]), fs=720.0)
    write_annotations(path.with_suffix(".atr"), fine)
    record = read_record(path)
    copy = tmp_path / "x.ecg"
    write_record_copy(copy, record, annotations_of(record, "atr"))
    found = annotations_of(read_record(copy), "ann")
    assert found.sample.tolist() == [500, 1000]
