"""What lies inside EDF+ files: beats, rhythms and notes at their true times."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.analysis.sources import layer_from
from ecgviewer.core.annotation_layer import Band, BandKind, Flag
from ecgviewer.core.errors import RecordError
from ecgviewer.core.record import Record
from ecgviewer.core.review.source import Source, SourceKind
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.formats.edf import annotation_lists
from ecgviewer.formats.edf import annotations as edf_annotations
from ecgviewer.formats.edf.annotation_lists import read_lists
from ecgviewer.formats.edf.beat_texts import beat_symbol, rhythm_kind
from ecgviewer.formats.edf.header import read_header
from ecgviewer.formats.record_formats import (
    annotation_sources,
    annotations_of,
    read_record,
)
from ecgviewer.formats.wfdb.annotations import AnnotationError
from ecgviewer.formats.wfdb.rhythm_marks import rhythms_of
from tests.formats.edf.edf_files import EdfFile, Signal, clock, ramp, tal

_ONE = Signal(values=ramp(400))


def _record(folder: Path, kind: str, lists: dict[int, list[bytes]]) -> Record:
    file = EdfFile([_ONE], kind, lists=dict(lists))
    return read_record(file.write(folder / "x.edf"))


def test_beats_are_where_they_were_recorded(tmp_path: Path) -> None:
    more = {0: tal("+0.756", "N"), 1: tal("+1.5", "V") + tal("+61", "nonsense")}
    more[3] = tal("+61.25", "Premature ventricular contraction") + tal("+61.3", "PVC")
    lists = {0: clock(0.25, 1.25, 60.25, 61.25, more=more)}
    record = _record(tmp_path, "EDF+D", lists)
    assert annotation_sources(record).with_beats == ("atr",)
    beats = annotations_of(record, "atr").beats(record)
    assert beats.sample.tolist() == [51, 125, 6100, 6105], "gaps count"
    assert beats.symbol.tolist() == ["N", "V", "V", "V"]


def test_texts_are_notes_bands_and_rhythms(tmp_path: Path) -> None:
    more = {
        0: tal("+0.2", "Walking\x14uphill", "1.5") + tal("+0.3", "Lights off"),
        1: tal("+1", "Atrial fibrillation", "1.5") + tal("+1.2", "n\xf6te"),
        2: tal("+2.7", "(SVTA") + tal("+2.9", "artefact", "0.5") + tal("+3", "AF"),
    }
    record = _record(tmp_path, "EDF+C", {1: clock(0, 1, 2, 3, more=more)})
    sources = annotation_sources(record)
    assert (sources.with_beats, sources.others) == ((), ("atr",))
    layer = layer_from(record, Source(SourceKind.FILE, annotator="atr"))
    assert layer.flags == (
        Flag(20, "Walking (1.5 s)"),
        Flag(20, "uphill (1.5 s)"),
        Flag(30, "Lights off"),
        Flag(120, "nöte"),
        Flag(300, "AF"),
    )
    assert [band for band in layer.bands if band.kind is BandKind.RHYTHM] == [
        Band(100, 250, BandKind.RHYTHM, "atrial fibrillation", "AFIB"),
        Band(270, 400, BandKind.RHYTHM, "supraventricular tachycardia", "SVTA"),
    ]
    noise = [(b.start, b.stop) for b in layer.bands if b.kind is BandKind.NOISE]
    assert noise == [(290, 340)]
    episodes = rhythms_of(annotations_of(record, "atr"), record).episodes
    assert [(e.kind, e.start, e.stop) for e in episodes] == [
        (EpisodeKind.AF, 100, 250),
        (EpisodeKind.SVT, 270, 400),
        (EpisodeKind.NOISE, 290, 340),
    ]


def test_a_stage_of_sleep_is_not_a_beat(tmp_path: Path) -> None:
    more = {0: tal("+0", "R", "30") + tal("+0.5", "Sleep stage R", "30")}
    record = _record(tmp_path, "EDF+C", {0: clock(0, 1, 2, 3, more=more)})
    assert annotation_sources(record).with_beats == ()


def test_several_annotation_signals_anywhere(tmp_path: Path) -> None:
    lists = {
        0: clock(0, 1, 2, 3, more={1: tal("+1.5", "V")}),
        2: [tal("+0.5", "N"), b"", tal("-1", "N"), tal("+9", "N")],
    }
    record = _record(tmp_path, "EDF+C", lists)
    annotations = annotations_of(record, "atr")
    assert annotations.sample.tolist() == [-100, 50, 150, 900]
    assert annotations.beats(record).sample.tolist() == [50, 150]
    assert "2 of 4 annotations lie outside" in annotations.left_out(record)[0]


def test_bdf_has_them_too(tmp_path: Path) -> None:
    lists = {1: clock(0, 1, 2, 3, more={2: tal("+2.5", "A")})}
    file = EdfFile([_ONE], "BDF+C", lists=lists, width=3)
    record = read_record(file.write(tmp_path / "x.bdf"))
    assert annotations_of(record, "atr").beats(record).symbol.tolist() == ["A"]


def test_hostile_lists_are_read_as_far_as_they_make_sense(tmp_path: Path) -> None:
    odd = [
        b"+0\x14\x14\0garbage" + tal("+0.5", "N"),
        b"+1\x14\0" + tal("1.2", "V") + b"+1.5\x15\x14V\x14\0" + b"+1.6\x14V".ljust(30),
        b"\x14\x14\0+\x14\0" + tal("+2.5", "N") + b"x" * 200,
        b"\xff" * 120,
    ]
    record = _record(tmp_path, "EDF+C", {0: odd})
    annotations = annotations_of(record, "atr")
    beats = annotations.beats(record)
    assert beats.sample.tolist() == [50, 150, 160, 250]
    assert beats.symbol.tolist() == ["N", "V", "V", "N"]


def test_large_data_records_are_not_read_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lists = {1: clock(0, 1, 2, 3, more={2: tal("+2.5", "A")})}
    record = _record(tmp_path, "EDF+C", lists)
    usual = annotations_of(record, "atr")
    annotation_lists._read.cache_clear()
    edf_annotations._read.cache_clear()
    monkeypatch.setattr(annotation_lists, "_CHUNK", 10)
    assert annotations_of(record, "atr") == usual


def test_without_annotations_there_is_no_annotator(tmp_path: Path) -> None:
    record = _record(tmp_path, "", {})
    assert annotation_sources(record).all == ()
    with pytest.raises(AnnotationError, match=r"no annotations of atr"):
        annotations_of(record, "atr")
    record = _record(
        tmp_path, "EDF+C", {0: clock(0, 1, 2, 3, more={0: tal("+1", "V")})}
    )
    with pytest.raises(AnnotationError, match="no annotations of nobody"):
        annotations_of(record, "nobody")
    assert record.path is not None
    record.path.write_bytes(b"gone")
    with pytest.raises(AnnotationError, match="is not an EDF"):
        annotations_of(record, "atr")


def test_a_file_that_vanishes(tmp_path: Path) -> None:
    record = _record(tmp_path, "EDF+C", {0: clock(0, 1, 2, 3)})
    assert record.path is not None
    header = read_header(record.path)
    record.path.unlink()
    assert annotation_sources(record).all == ()
    with pytest.raises(RecordError, match="cannot be read"):
        read_lists(header)


def test_a_file_that_cannot_be_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise OSError(5, "Input/output error")

    path = tmp_path / "odd.edf"
    header = read_header(EdfFile([_ONE], "EDF+C", lists={0: clock(0)}).write(path))
    monkeypatch.setattr(annotation_lists, "_slots", refused)
    with pytest.raises(RecordError, match=r"odd\.edf cannot be read: Input/output"):
        read_lists(header)


def test_a_file_that_changes_has_other_annotations(tmp_path: Path) -> None:
    record = _record(
        tmp_path, "EDF+C", {0: clock(0, 1, 2, 3, more={0: tal("+1", "V")})}
    )
    assert annotations_of(record, "atr").symbol.tolist() == ["V"]
    assert record.path is not None
    data = record.path.read_bytes()
    record.path.write_bytes(data.replace(b"+1\x14V", b"+1\x14A"))
    os.utime(record.path, ns=(1, 1))
    assert annotations_of(record, "atr").symbol.tolist() == ["A"]


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("N", "N"),
        (" V ", "V"),
        ("/", "/"),
        ("Normal beat", "N"),
        ("R-wave", "?"),
        ("SVEB", "S"),
        ("n", "n"),
        ("Supraventricular premature or ectopic beat", "S"),
        ("Lights off", ""),
        ("+", ""),
        ("", ""),
    ],
)
def test_texts_of_beats(text: str, symbol: str) -> None:
    assert beat_symbol(text) == symbol


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("AF", EpisodeKind.AF),
        ("(AFIB", EpisodeKind.AF),
        ("(N", EpisodeKind.SINUS),
        ("Sinus rhythm", EpisodeKind.SINUS),
        ("N", None),
        ("other", None),
        ("(other", None),
    ],
)
def test_texts_of_rhythms(text: str, kind: EpisodeKind | None) -> None:
    assert rhythm_kind(text) is kind


def test_onsets_far_away_lie_outside(tmp_path: Path) -> None:
    more = {0: tal("+999999999999999", "V") + tal("-999999999999999", "V", "9")}
    record = _record(tmp_path, "EDF+C", {0: clock(0, 1, 2, 3, more=more)})
    annotations = annotations_of(record, "atr")
    assert not np.any(annotations.beats_in(record))
