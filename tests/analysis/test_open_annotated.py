"""What a reader is told when a record is opened with annotations."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ecgviewer.analysis.open_record import open_record
from ecgviewer.analysis.opened_record import OpenedRecord
from ecgviewer.analysis.record_analysis import RecordAnalysis
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.predictions import PredictionBatch
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.review.beat_editor import relabel
from ecgviewer.core.review.edits import Edit
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.wfdb import annotation_files
from ecgviewer.formats.wfdb.annotation_look import Contents, contents_of
from ecgviewer.formats.wfdb.annotation_writer import write_annotations
from ecgviewer.formats.wfdb.annotations import new_annotations
from ecgviewer.formats.wfdb.writer import write_record
from tests.data_folder import CASES, needs_case
from tests.fakes import FakeClassifier


@pytest.fixture
def header(tmp_path: Path) -> Path:
    header = write_record(tmp_path, synthetic_record(20.0, name="r").record)
    beats = new_annotations([-5, 500, 900, 90_000], list("NVNN"))
    write_annotations(tmp_path / "r.atr", beats)
    write_annotations(tmp_path / "r.rhythm", new_annotations([0], ["+"]))
    return header


def _open(header: Path, folder: Path, annotator: str | None = None) -> OpenedRecord:
    return open_record(header, "Ada", folder, annotator)


def _labelled(session: ReviewSession) -> Edit:
    return relabel(session.beats, [0], BeatClass.V, 0)


def test_files_without_beats_are_layers(header: Path, tmp_path: Path) -> None:
    opened = _open(header, tmp_path)
    assert opened.annotators == ("atr",)
    assert opened.layers == ("atr", "rhythm")
    assert opened.notices == ()


def test_annotations_outside_are_counted_and_the_rest_is_reviewed(
    header: Path, tmp_path: Path
) -> None:
    opened = _open(header, tmp_path, "atr")
    assert opened.session.beats.sample.tolist() == [500, 900]
    (notice,) = opened.notices
    assert notice.startswith("r.atr: 2 of 4 annotations lie outside the record")
    assert notice.endswith("after its end. An export keeps them.")


def test_a_file_that_is_cut_off_is_told_of(header: Path, tmp_path: Path) -> None:
    path = header.with_suffix(".atr")
    path.write_bytes(path.read_bytes()[:-3])
    cut, outside = _open(header, tmp_path, "atr").notices
    assert cut.startswith(f"{path} ends without an end mark")
    assert "lie outside" in outside


def test_a_record_of_blood_pressure_is_said_to_hold_no_ecg(tmp_path: Path) -> None:
    time_s = np.arange(7200) / 360
    signal = (90 + 20 * np.sin(2 * np.pi * 1.2 * time_s))[None].astype(np.float32)
    record = Record("bp", 360.0, (Lead("ABP", "mmHg"),), signal)
    (notice,) = _open(write_record(tmp_path, record), tmp_path).notices
    assert notice.startswith("bp holds no ECG: ABP (mmHg).")


def test_a_journal_outlives_the_file_under_review(header: Path, tmp_path: Path) -> None:
    opened = _open(header, tmp_path, "atr")
    opened.journal.open(opened.session)
    opened.journal.append(opened.session.edit(_labelled(opened.session))[0])
    opened.journal.close()
    header.with_suffix(".atr").unlink()
    again = _open(header, tmp_path, "atr")
    assert again.session.beats.sample.tolist() == [500, 900]
    (notice,) = again.notices
    assert "1 earlier edit of Ada restored" in notice


@needs_case("annotations-beyond")
@pytest.mark.parametrize(
    ("name", "n_inside", "told"),
    [
        ("trunc", 36, "36 of 72 annotations lie outside"),
        ("stray", 72, "1 after its end"),
        ("negat", 72, "1 before its start"),
    ],
)
def test_beats_inside_a_record_are_classified(
    tmp_path: Path, name: str, n_inside: int, told: str
) -> None:
    opened = _open(CASES / "annotations-beyond" / f"{name}.hea", tmp_path, "atr")
    session = opened.session
    assert len(session.beats) == n_inside
    assert told in " ".join(opened.notices)
    events = RecordAnalysis(session.record, FakeClassifier()).run(session.beats)
    batches = [event for event in events if isinstance(event, PredictionBatch)]
    assert sum(len(batch.beat_id) for batch in batches) == n_inside


def test_the_folder_is_searched_once_for_annotations(
    header: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[Path] = []

    def look(path: Path, record: Record) -> Contents:
        looked.append(path)
        return contents_of(path, record)

    monkeypatch.setattr(annotation_files, "contents_of", look)
    assert _open(header, tmp_path).layers == ("atr", "rhythm")
    assert [path.name for path in looked] == ["r.atr", "r.rhythm"]
