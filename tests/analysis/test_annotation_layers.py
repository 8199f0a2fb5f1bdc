"""Layers are read from annotation files and from the journals of other readers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ecgviewer.analysis.annotation_layers import file_layer, reader_layer, readers_of
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.record import Record
from ecgviewer.core.review.edits import relabel
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.journal.edit_journal import EditJournal
from ecgviewer.formats.journal.places import journal_path
from ecgviewer.formats.wfdb.annotations import new_annotations, write_annotations
from ecgviewer.formats.wfdb.record import read_record
from ecgviewer.formats.wfdb.writer import write_record
from tests.data_folder import DATA, needs


@pytest.fixture
def record(tmp_path: Path) -> Record:
    return read_record(write_record(tmp_path, synthetic_record(20.0, name="r").record))


def _review(record: Record, reader: str, folder: Path, at: int) -> Path:
    beats = synthetic_record(20.0).beats
    session = ReviewSession(record, beats)
    path = journal_path(record, reader, folder)
    journal = EditJournal.create(path, session, reader)
    step, _ = session.edit(relabel(session.beats, [at], BeatClass.V, 0))
    journal.append(step)
    journal.close()
    return path


def test_a_file_is_a_layer(record: Record, tmp_path: Path) -> None:
    annotations = new_annotations([300, 100], ["V", "N"])
    write_annotations(tmp_path / "r.atr", annotations.take(np.array([1, 0])))
    layer = file_layer(record, "atr")
    assert layer.name == "atr"
    assert layer.sample.tolist() == [100, 300]
    assert layer.symbol.tolist() == ["N", "V"]
    assert layer.labelled_by["[atr]"].all()


def test_other_readers_are_found_with_what_they_said(
    record: Record, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "journals"
    elsewhere.mkdir()
    ada = _review(record, "Ada", elsewhere, 3)
    _review(record, "Dr. Bo", elsewhere, 4)
    (tmp_path / "r.broken.ecgedits.jsonl").write_text("nothing")
    found = readers_of(record, elsewhere)
    assert set(found) == {"Ada", "Dr. Bo"}
    layer = reader_layer(record, "Ada", ada)
    assert layer.label[3] == BeatClass.V
    assert layer.label[4] != BeatClass.V
    assert np.flatnonzero(layer.labelled_by["Ada"]).tolist() == [3]


@needs("mitdb")
def test_the_reference_of_208_has_rhythms_and_noise() -> None:
    record = read_record(DATA / "mitdb" / "208.hea")
    layer = file_layer(record, "atr")
    assert len(layer.sample) == 2955
    codes = [band.code for band in layer.bands]
    assert codes.count("T") == 26
    assert "noise in V1" in {band.text for band in layer.bands}
    assert len(layer.flags) == 8
