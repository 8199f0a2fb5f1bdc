"""Texts of annotation files that are neither beats nor rhythms are markers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.core.items.marker import Marker
from ecgviewer.core.record import Record
from ecgviewer.formats import record_markers
from ecgviewer.formats.record_markers import markers_of
from ecgviewer.formats.wfdb.annotation_writer import write_annotations
from ecgviewer.formats.wfdb.annotations import AnnotationError, new_annotations
from ecgviewer.formats.wfdb.record import read_record
from tests.formats.small_records import small_session, write_small


def write(
    record: Record, annotator: str, said: dict[int, tuple[str, bytes]], writer: str = ""
) -> None:
    marks = new_annotations(list(said), [symbol for symbol, _ in said.values()])
    aux = np.empty(len(said), object)
    aux[:] = [text for _, text in said.values()]
    assert record.path
    path = record.path.with_suffix(f".{annotator}")
    write_annotations(path, replace(marks, aux=aux, writer=writer))


def test_texts_are_markers_and_beats_and_rhythms_are_not(tmp_path: Path) -> None:
    record = read_record(write_small(tmp_path))
    beats = {5: ("N", b"said"), 9: ("+", b"(AFIB"), 30: ('"', b"Valsalva")}
    write(record, "atr", beats)
    events = {20: ('"', b" button \0"), 40: ("|", b""), 719: ("=", b"last"),
              720: ('"', b"outside")}  # fmt: skip
    write(record, "evt", events)
    button, last = Marker(20, "button", "evt"), Marker(719, "last", "evt")
    assert markers_of(record) == (button, Marker(30, "Valsalva", "atr"), last)
    assert markers_of(record, blind=True) == (button, last)


def test_our_own_files_and_those_that_are_gone_have_no_markers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = read_record(write_small(tmp_path))
    write(record, "evt", {20: ('"', b"note of a review")}, "ecgviewer 0.1")
    assert markers_of(record) == ()
    write(record, "gone", {20: ('"', b"button")})
    assert len(markers_of(record)) == 1

    def gone(record: Record, annotator: str) -> None:
        raise AnnotationError(f"{annotator} is gone.")

    monkeypatch.setattr(record_markers, "annotations_of", gone)
    assert markers_of(record) == ()


def test_a_record_in_memory_has_none() -> None:
    assert markers_of(small_session().record) == ()
