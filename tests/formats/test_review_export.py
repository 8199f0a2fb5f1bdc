from __future__ import annotations

from pathlib import Path

import pytest

from ecgviewer.core.edits import relabel
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.session import ReviewSession
from ecgviewer.formats.annotation_csv import read_csv
from ecgviewer.formats.review_export import export_csv, export_wfdb
from ecgviewer.formats.wfdb_annotations import (
    AnnotationError,
    new_annotations,
    read_annotations,
    write_annotations,
)
from ecgviewer.formats.wfdb_record import read_record
from tests.formats.small_records import small_session, write_small


def test_a_review_of_annotations_takes_over_what_was_not_edited(tmp_path: Path) -> None:
    record = read_record(write_small(tmp_path))
    original = new_annotations([10, 200, 400], ["N", '"', "V"])
    write_annotations(tmp_path / "small.atr", original)
    session = ReviewSession(record, original.beats(record), "MLII", "atr")
    session.edit(relabel(session.beats, [0], BeatClass.S, 5))
    written = read_annotations(export_wfdb(session, tmp_path, "mine"))
    assert written.symbol.tolist() == ["S", '"', "V"]
    assert read_annotations(tmp_path / "small.atr") == original
    (tmp_path / "small.atr").unlink()
    with pytest.raises(AnnotationError, match="not there"):
        export_wfdb(session, tmp_path, "mine")


def test_a_review_of_detected_beats_is_written_anew(tmp_path: Path) -> None:
    session = small_session(3)
    session.edit(relabel(session.beats, [1], BeatClass.V, 5))
    path = export_csv(session, tmp_path, "Ada")
    assert path == tmp_path / "small.beats.csv"
    assert read_csv(path).sample.tolist() == [100, 460, 820]
    written = read_annotations(export_wfdb(session, tmp_path, "mine"))
    assert written.symbol.tolist() == ["N", "V", "V"]
