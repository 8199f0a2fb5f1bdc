"""Rhythms of a review in its exports: the table of episodes, and annotations."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.core.labels import BeatClass
from ecgviewer.core.record import Record
from ecgviewer.core.review.beat_editor import mark_noise, relabel
from ecgviewer.core.review.rhythm_editor import RhythmEditor
from ecgviewer.core.review.rhythm_edits import RhythmEdit
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.core.rhythm.kinds import RhythmEvent, RhythmKind
from ecgviewer.formats.export.annotation_csv import CsvError
from ecgviewer.formats.export.annotation_review import merge_review
from ecgviewer.formats.export.deidentified import deidentified
from ecgviewer.formats.export.export_formats import EXPORT_FORMATS, paths_of_export
from ecgviewer.formats.export.output_guard import OutputGuard, ReplaceError, work_in
from ecgviewer.formats.export.review_export import (
    ExportError,
    export_rhythms,
    export_wfdb,
    refuse_to_replace,
    replaced_work,
)
from ecgviewer.formats.export.rhythm_csv import COLUMNS, work_in_rhythms
from ecgviewer.formats.wfdb.annotation_reader import read_annotations
from ecgviewer.formats.wfdb.annotation_writer import write_annotations
from ecgviewer.formats.wfdb.annotations import Annotations, new_annotations
from ecgviewer.formats.wfdb.record import read_record
from ecgviewer.formats.wfdb.rhythm_marks import rhythms_of
from tests.formats.small_records import small_session, write_small

AF = RhythmEvent(RhythmKind.AF, 100, 820, 360.0, 3, 60.0)
Mark = tuple[int, str, int, bytes]


def _files(record: Record, folder: Path) -> tuple[Path, ...]:
    usual = [each for each in EXPORT_FORMATS if each.is_usual]
    return paths_of_export(usual, record, folder, "mine")


def say(session: ReviewSession, make: Callable[[RhythmEditor], RhythmEdit]) -> None:
    session.edit(make(session.rhythm_editor("Ada")))


def rows_in(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def a_file(*marks: Mark) -> Annotations:
    made = new_annotations([m[0] for m in marks], [m[1] for m in marks])
    aux = np.empty(len(marks), object)
    aux[:] = [mark[3] for mark in marks]
    return replace(made, aux=aux, subtype=np.array([mark[2] for mark in marks]))


def marks_in(found: Annotations) -> list[Mark]:
    return [
        (int(found.sample[n]), str(found.symbol[n]), int(found.subtype[n]), text)
        for n in range(len(found))
        for text in [bytes(found.aux[n])]
        if not found.is_beat[n]
    ]


def test_the_table_has_a_row_an_episode(tmp_path: Path) -> None:
    session = small_session(6)
    say(session, lambda e: e.confirm(AF, note="=1+1"))
    say(session, lambda e: e.add(EpisodeKind.OTHER, 1500, 1600, "wandering, slow"))
    say(session, lambda e: e.dismiss(replace(AF, start=1800, stop=1900)))
    path = export_rhythms(session, tmp_path)
    assert path == tmp_path / "small.rhythms.csv"
    assert rows_in(path) == [
        list(COLUMNS),
        [
            "small", "100", "821", "0.277778", "2.002778", "AF", "3", "60.0",
            "confirmed", "Ada", "'=1+1",
        ],
        [
            "small", "1500", "1600", "4.166667", "0.277778", "other", "1", "",
            "added", "Ada", "wandering, slow",
        ],
    ]  # fmt: skip
    assert path.read_bytes().endswith(b"\r\n")
    assert work_in(path) == "2 episodes by Ada"


def test_no_table_is_written_of_no_rhythm_unless_one_is_there(tmp_path: Path) -> None:
    session = small_session(6)
    assert export_rhythms(session, tmp_path) is None
    assert list(tmp_path.iterdir()) == []
    say(session, lambda e: e.confirm(AF))
    export_rhythms(session, tmp_path)
    session.undo()
    path = export_rhythms(session, tmp_path)
    assert path is not None
    assert rows_in(path) == [list(COLUMNS)]
    assert work_in(path) == ""


def test_a_table_of_rhythms_is_not_replaced_by_the_way(tmp_path: Path) -> None:
    session = small_session(6)
    say(session, lambda e: e.confirm(AF))
    path = export_rhythms(session, tmp_path)
    assert path is not None
    with pytest.raises(ExportError, match=r"lose 1 episode by Ada in small\.rhythms"):
        refuse_to_replace(_files(session.record, tmp_path))
    assert replaced_work(_files(session.record, tmp_path)) == (
        f"{path} is replaced, which held 1 episode by Ada.",
    )
    say(session, lambda e: e.move_start(0, 200))
    with pytest.raises(ReplaceError, match="1 episode by Ada"):
        export_rhythms(session, tmp_path, OutputGuard())


@pytest.mark.parametrize(
    "content", [b"", b"a,b\r\n1,2\r\n", b"\xff", b'"', b"\0" * 9, b"record\r\n"]
)
def test_something_else_is_not_a_table_of_rhythms(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "small.rhythms.csv"
    path.write_bytes(content)
    with pytest.raises(CsvError, match=r"small\.rhythms\.csv"):
        work_in_rhythms(path)
    assert "is not a table of ecgviewer" in work_in(path)
    path.write_bytes((",".join(COLUMNS) + "\r\n1,2\r\n").encode())
    with pytest.raises(CsvError, match="not a table of rhythms"):
        work_in_rhythms(path)


def test_an_episode_of_a_file_is_by_nobody(tmp_path: Path) -> None:
    record = read_record(write_small(tmp_path))
    marks = a_file((10, "+", 0, b"(AFIB\0"))
    session = ReviewSession(record, rhythms=rhythms_of(marks, record))
    path = export_rhythms(session, tmp_path)
    assert path is not None
    assert rows_in(path)[1][-3:] == ["imported", "", ""]
    assert work_in(path) == "1 episode"


def test_a_de_identified_export_has_no_names_and_no_words(tmp_path: Path) -> None:
    record = read_record(write_small(tmp_path))
    original = a_file(
        (10, "+", 0, b"(MADEUP\0"), (100, "+", 0, b"(Mrs Smith\0"), (300, "+", 0, b"(N")
    )
    session = ReviewSession(record, rhythms=rhythms_of(original, record))
    say(session, lambda e: e.add(EpisodeKind.OTHER, 500, 520, "SMITH"))
    say(session, lambda e: e.add(EpisodeKind.VT, 540, 560, "as in Mrs Smith"))
    hidden = deidentified(session)
    path = export_rhythms(hidden, tmp_path)
    assert path is not None
    assert [row[-2:] for row in rows_in(path)[1:]] == [
        ["", "MADEUP"], ["", ""], ["", ""], ["", ""], ["", ""],
    ]  # fmt: skip
    written = read_annotations(export_wfdb(hidden, tmp_path, "mine", texts=False))
    assert [mark[3] for mark in marks_in(written)] == [
        b"(MADEUP\0", b"(OTHER\0", b"(N\0", b"(OTHER\0", b"(N\0", b"(VT\0", b"(N\0",
    ]  # fmt: skip
    assert session.rhythms.by_id[3].note == "SMITH"


@pytest.fixture
def record(tmp_path: Path) -> Record:
    return read_record(write_small(tmp_path, n=3600))


ORIGINAL = (
    (5, "~", 0, b""), (10, "+", 7, b"(N"), (100, "N", 0, b""),
    (300, "+", 0, b"(AFIB\0"), (350, "+", 0, b"MISSB"), (400, "V", 0, b""),
    (500, "~", 1, b""), (600, "[", 0, b""), (640, "]", 0, b""),
    (700, '"', 0, b"a note"), (900, "+", 0, b"(N\0"),
)  # fmt: skip


def test_rhythms_that_nobody_edited_stay_as_they_are(record: Record) -> None:
    original = a_file(*ORIGINAL)
    rhythms = rhythms_of(original, record)
    session = ReviewSession(
        record, original.beats(record), annotator="atr", rhythms=rhythms
    )
    session.edit(relabel(session.beats, [1], BeatClass.S, 5))
    say(session, lambda e: e.add(EpisodeKind.VT, 5, 50))
    session.undo()
    merged = merge_review(original, session)
    assert marks_in(merged) == marks_in(original)


def test_an_edited_rhythm_is_written_among_the_others(record: Record) -> None:
    original = a_file(*ORIGINAL)
    rhythms = rhythms_of(original, record)
    session = ReviewSession(
        record, original.beats(record), annotator="atr", rhythms=rhythms
    )
    (af,) = session.rhythms.of_kind(EpisodeKind.AF)
    say(session, lambda e: e.move_stop(af.episode_id, 800))
    say(session, lambda e: e.add(EpisodeKind.V_BIGEMINY, 1000, 1200))
    merged = merge_review(original, session)
    assert marks_in(merged) == [
        (10, "+", 0, b"(N\0"), (300, "+", 0, b"(AFIB\0"), (350, "+", 0, b"MISSB"),
        (500, "~", 1, b""), (600, "[", 0, b""), (640, "]", 0, b""),
        (700, '"', 0, b"a note"), (800, "+", 0, b"(N\0"), (900, "+", 0, b"(N\0"),
        (1000, "+", 0, b"(B\0"), (1200, "+", 0, b"(N\0"),
    ]  # fmt: skip
    again = rhythms_of(merged, record)
    assert [e.kind for e in again.rows].count(EpisodeKind.V_BIGEMINY) == 1


def test_rhythms_of_a_review_that_began_without_those_of_its_file_are_within_them(
    record: Record,
) -> None:
    original = a_file((10, "+", 0, b"(SBR\0"), (100, "N", 0, b""))
    session = ReviewSession(record, original.beats(record), annotator="atr")
    assert marks_in(merge_review(original, session)) == [(10, "+", 0, b"(SBR\0")]
    say(session, lambda e: e.add(EpisodeKind.V_BIGEMINY, 1000, 1200))
    assert marks_in(merge_review(original, session)) == [
        (10, "+", 0, b"(SBR\0"), (1000, "+", 0, b"(B\0"), (1200, "+", 0, b"(SBR\0"),
    ]  # fmt: skip


def test_noise_of_beats_and_of_episodes_is_written_together(record: Record) -> None:
    session = ReviewSession(record, small_session(6).beats)
    session.edit(mark_noise(session.beats, [1, 2], noise=True))
    beats_alone = [(280, "~", 0x33, b""), (1000, "~", 0, b"")]
    assert marks_in(merge_review(None, session)) == beats_alone
    say(session, lambda e: e.add(EpisodeKind.NOISE, 900, 1300))
    assert marks_in(merge_review(None, session)) == [
        (280, "~", 0x33, b""), (900, "~", 0x33, b""), (1000, "~", 0x33, b""),
        (1300, "~", 0, b""),
    ]  # fmt: skip


def test_what_is_written_is_read_again(tmp_path: Path, record: Record) -> None:
    session = ReviewSession(record, small_session(6).beats)
    say(session, lambda e: e.confirm(AF))
    say(session, lambda e: e.add(EpisodeKind.VF, 1500, 1700))
    say(session, lambda e: e.add(EpisodeKind.NOISE, 2000, 2100))
    path = export_wfdb(session, tmp_path, "mine")
    again = rhythms_of(read_annotations(path), record)
    said = [row for row in again.rows if row.kind is not EpisodeKind.SINUS]
    assert [(row.kind, row.start, row.stop, row.lead_quality) for row in said] == [
        (row.kind, row.start, row.stop, row.lead_quality)
        for row in session.rhythms.episodes
    ]
    write_annotations(tmp_path / "copy.mine", read_annotations(path))
    assert read_annotations(tmp_path / "copy.mine") == read_annotations(path)
