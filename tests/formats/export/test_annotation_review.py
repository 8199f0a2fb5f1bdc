"""A review written among the annotations that were there before."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.core.beats import new_beats
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.review.beat_editor import (
    add_beat,
    mark_noise,
    move_beat,
    relabel,
    remove_beats,
)
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.formats.export.annotation_review import merge_review
from ecgviewer.formats.wfdb.annotation_reader import read_annotations
from ecgviewer.formats.wfdb.annotation_writer import write_annotations
from ecgviewer.formats.wfdb.annotations import COLUMNS, Annotations, new_annotations
from ecgviewer.formats.wfdb.record import read_record
from ecgviewer.formats.wfdb.wfdb_record import WfdbRecord
from tests.data_folder import DATA, needs
from tests.formats.small_records import small_session


def _original() -> Annotations:
    """Return a rhythm, four beats, two of them at one sample, and a comment."""
    annotations = new_annotations(
        [10, 500, 900, 900, 1500, 1600], ["+", "L", "V", "N", "A", '"']
    )
    aux = annotations.aux.copy()
    aux[0], aux[1], aux[5] = b"(N\0", b"\xff", b"end"
    return replace(
        annotations,
        subtype=np.array([0, 1, 2, 3, 4, 0]),
        chan=np.array([0, 1, 1, 0, 2, 0]),
        num=np.array([0, 5, -1, 0, 3, 0]),
        aux=aux,
    )


def _session(
    original: Annotations, fs: float = 360.0, samples_per_frame: int = 1
) -> ReviewSession:
    record = WfdbRecord(
        "r",
        fs,
        (Lead("II"),),
        np.zeros((1, 20000), np.float32),
        samples_per_frame=samples_per_frame,
    )
    return ReviewSession(record, original.beats(record), "II")


def _rows(annotations: Annotations) -> list[tuple[object, ...]]:
    return list(zip(*(getattr(annotations, name) for name in COLUMNS), strict=True))


def test_an_unedited_review_is_the_original() -> None:
    original = _original()
    merged = merge_review(original, _session(original))
    assert _rows(merged) == _rows(original)
    assert merged.writer.startswith("ecgviewer ")
    assert merged.fs is None


@needs("mitdb")
@pytest.mark.parametrize("name", ["mitdb/207", "svdb/865", "svdb/801"])
def test_a_real_file_is_kept_whole(name: str) -> None:
    original = read_annotations(DATA / f"{name}.atr")
    record = read_record(DATA / f"{name}.hea")
    session = ReviewSession(record, original.beats(record), record.leads[0].name)
    merged = merge_review(original, session)
    assert replace(merged, writer="") == original


def test_only_what_was_edited_changes() -> None:
    original = _original()
    session = _session(original)
    session.edit(relabel(session.beats, [1], BeatClass.S, 1))
    session.edit(move_beat(session.beats, 3, 1400, 360.0, 20000))
    session.edit(add_beat(session.beats, 3000, session.new_beat_id(), 360.0, 20000))
    session.edit(relabel(session.beats, [4], BeatClass.V, 1))
    session.edit(remove_beats(session.beats, [0]))
    assert _rows(merge_review(original, session)) == [
        (10, "+", 0, 0, 0, b"(N\0"),
        (900, "S", 0, 1, -1, b""),
        (900, "N", 3, 0, 0, b""),
        (1400, "A", 4, 2, 3, b""),
        (1600, '"', 0, 0, 0, b"end"),
        (3000, "V", 0, 0, 0, b""),
    ]


def test_without_an_original_beats_have_the_label_they_show(tmp_path: Path) -> None:
    session = small_session(4)
    session.edit(add_beat(session.beats, 1700, 99, 360.0, 1800))
    merged = merge_review(None, session)
    assert merged.symbol.tolist() == ["N", "N", "V", "V", "?"]
    assert merged.sample.tolist() == [100, 460, 820, 1180, 1700]
    write_annotations(tmp_path / "r.x", merged)
    assert read_annotations(tmp_path / "r.x") == merged


def test_a_session_without_beats_keeps_the_rest() -> None:
    original = _original()
    empty = ReviewSession(_session(original).record)
    merged = merge_review(original, empty)
    assert merged.symbol.tolist() == ["+", '"']
    assert len(merge_review(None, empty)) == 0


def test_frames_become_samples_of_the_record() -> None:
    original = _original()
    session = _session(original, 1440.0, samples_per_frame=4)
    merged = merge_review(original, session)
    assert merged.fs == 1440.0
    assert merged.sample.tolist() == [4 * sample for sample in original.sample]
    assert merge_review(None, session).fs == 1440.0


def test_a_finer_resolution_of_the_file_is_kept() -> None:
    original = replace(_original(), fs=1000.0)
    session = _session(original)
    session.edit(move_beat(session.beats, 0, 36, 360.0, 20000))
    merged = merge_review(original, session)
    assert merged.fs == 1000.0
    assert sorted(merged.sample.tolist()) == [10, 100, 900, 900, 1500, 1600]


def test_stretches_of_noise_begin_and_end_between_the_beats() -> None:
    record = Record("test", 360.0, (Lead("II"),), np.zeros((1, 900), np.float32))
    session = ReviewSession(record, new_beats([100, 300, 500, 700], symbol="N"))
    session.edit(mark_noise(session.beats, [1, 2], noise=True))
    merged = merge_review(None, session)
    noise = merged.take(np.flatnonzero(merged.symbol == "~"))
    assert noise.sample.tolist() == [200, 600]
    assert noise.subtype.tolist() == [0x33, 0]


def test_beats_outside_the_record_are_not_reviewed_and_stay_in_the_export() -> None:
    original = new_annotations([-40, 500, 900, 20_000, 20_500], list("NNVNV"))
    session = _session(original)
    assert session.beats.sample.tolist() == [500, 900]
    session.edit(remove_beats(session.beats, [0]))
    session.edit(relabel(session.beats, [1], BeatClass.S, 0))
    merged = merge_review(original, session)
    assert merged.sample.tolist() == [-40, 900, 20_000, 20_500]
    assert merged.symbol.tolist() == ["N", "S", "N", "V"]


def test_a_beat_at_the_end_that_an_earlier_review_took_in_stays_in_it() -> None:
    original = new_annotations([500, 20_000, 20_500], list("NNV"))
    record = _session(original).record
    session = ReviewSession(record, new_beats([500, 20_000], symbol="N"), "II")
    merged = merge_review(original, session)
    assert merged.sample.tolist() == [500, 20_000, 20_500]
    session.edit(remove_beats(session.beats, [1]))
    assert merge_review(original, session).sample.tolist() == [500, 20_500]
