"""Which review a record is opened with, and what the reader is told of others."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.analysis.open_record import open_record
from ecgviewer.analysis.opened_record import OpenedRecord
from ecgviewer.core.beats import new_beats
from ecgviewer.core.errors import RecordError
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.record import Record
from ecgviewer.core.review.beat_editor import relabel
from ecgviewer.formats.journal.errors import JournalError, JournalWriteError
from ecgviewer.formats.wfdb.annotation_writer import write_annotations
from ecgviewer.formats.wfdb.annotations import AnnotationError, new_annotations
from tests.formats.small_records import small_session, write_small

READER = "Dr Smith"
_BEATS = [100, 500, 900, 1300]


@pytest.fixture
def header(tmp_path: Path) -> Path:
    folder = tmp_path / "records"
    folder.mkdir()
    return write_small(folder, n=360 * 8)


def _open(
    header: Path, reader: str = READER, annotator: str | None = None
) -> OpenedRecord:
    opened = open_record(header, reader, header.parent.parent / "journals", annotator)
    if not opened.session.keeps_beats:
        opened.session.add_detected(new_beats(_BEATS))
    return opened


def _label(opened: OpenedRecord, beat_id: int) -> None:
    opened.journal.open(opened.session)
    edit = relabel(opened.session.beats, [beat_id], BeatClass.V, 7)
    opened.journal.append(opened.session.edit(edit)[0])
    opened.journal.close()


def _n_edits(opened: OpenedRecord) -> int:
    return len(opened.session.history.done)


def _annotate(header: Path, annotator: str = "atr") -> None:
    annotations = new_annotations(_BEATS, ["N", "N", "V", "N"])
    write_annotations(header.with_suffix(f".{annotator}"), annotations)


def test_a_record_that_nobody_reviewed_begins_without_beats(header: Path) -> None:
    _annotate(header)
    opened = open_record(header.with_suffix(".dat"), READER, header.parent)
    assert len(opened.session.beats) == 0
    assert opened.session.annotator == ""
    assert opened.annotators == ("atr",)
    assert len(opened.envelopes) == 2
    assert (opened.read_only, opened.signed, opened.elsewhere) == ("", None, ())
    assert opened.journal.path.parent == header.parent


def test_edits_of_the_reader_come_back_and_those_of_others_do_not(
    header: Path,
) -> None:
    _label(_open(header), 1)
    again = _open(header)
    assert _n_edits(again) == 1
    assert again.session.beats.label.tolist() == [255, int(BeatClass.V), 255, 255]
    assert any("1 earlier edit of Dr Smith" in notice for notice in again.notices)
    assert _n_edits(_open(header, "Ada")) == 0
    assert not _open(header, "Ada").notices


def test_the_review_that_the_reader_was_at_last_is_opened(header: Path) -> None:
    _annotate(header)
    _label(_open(header), 1)
    _label(_open(header, annotator="atr"), 2)
    detected, annotated = _open(header, annotator=""), _open(header, annotator="atr")
    os.utime(detected.journal.path, (1000, 1000))
    assert _open(header).session.annotator == "atr"
    os.utime(annotated.journal.path, (500, 500))
    assert _open(header).session.annotator == ""
    assert _open(header, annotator="atr").session.beats.symbol[2] == "V"


def test_a_reader_with_the_name_of_another_is_told_where_edits_go(
    header: Path,
) -> None:
    _label(first := _open(header, "ada"), 1)
    journal = first.journal.path
    # As where names of files ignore case.
    journal.rename(journal.with_name(journal.name.replace("ada", "Ada")))
    opened = _open(header, "Ada")
    (told,) = opened.notices
    assert told.startswith("The review of ada is another reader's")
    assert opened.journal.path.name in told
    _label(opened, 2)
    assert not any("another reader's" in text for text in _open(header, "Ada").notices)


def test_a_review_of_the_recording_under_another_name_is_offered_and_taken_over(
    header: Path,
) -> None:
    _label(old := _open(header), 1)
    copy = header.with_name("renamed.hea")
    copy.write_text(header.read_text().replace("small", "renamed"))
    shutil.copy(header.with_suffix(".dat"), copy.with_suffix(".dat"))
    opened = _open(copy)
    (found,) = opened.elsewhere
    assert found.path == old.journal.path
    taken = open_record(
        copy, READER, header.parent.parent / "journals", taken_over=found.path
    )
    assert _n_edits(taken) == 1
    assert taken.elsewhere == ()
    assert taken.journal.path != old.journal.path
    assert old.journal.path.exists()


def test_edits_that_were_kept_elsewhere_are_put_back_when_the_drive_is(
    header: Path,
) -> None:
    _label(opened := _open(header), 0)
    opened = _open(header)
    opened.journal.open(opened.session)
    away = header.parent.with_name("away")
    header.parent.rename(away)
    edit = relabel(opened.session.beats, [1], BeatClass.V, 7)
    with pytest.raises(JournalWriteError, match="Meanwhile"):
        opened.journal.append(opened.session.edit(edit)[0])
    opened.journal.close()
    away.rename(header.parent)
    again = _open(header)
    assert _n_edits(again) == 2
    assert again.read_only == ""


def test_a_first_edit_that_was_kept_elsewhere_finds_its_record_on_another_drive(
    header: Path,
) -> None:
    opened = _open(header)
    opened.journal.open(opened.session)
    away = header.parent.with_name("away")
    header.parent.rename(away)
    edit = relabel(opened.session.beats, [1], BeatClass.V, 7)
    with pytest.raises(JournalWriteError, match="Meanwhile"):
        opened.journal.append(opened.session.edit(edit)[0])
    opened.journal.close()
    assert _n_edits(_open(away / header.name, "Ada")) == 0
    assert _n_edits(_open(away / header.name)) == 1


def test_edits_that_cannot_be_put_back_yet_leave_the_review_read_only(
    header: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ecgviewer.analysis import open_record as module
    from ecgviewer.formats.journal.rescue import EditsWaitingError

    def refuse(*_: object) -> tuple[str, ...]:
        raise EditsWaitingError("2 edits wait in another place.")

    monkeypatch.setattr(module, "put_back", refuse)
    assert _open(header).read_only == "2 edits wait in another place."


def test_a_record_in_memory_has_its_journal_in_the_folder_of_journals(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ecgviewer.analysis import open_record as module

    record: Record = small_session(header=None).record
    monkeypatch.setattr(module, "read_record", lambda _: record)
    opened = open_record(Path("none"), READER, tmp_path)
    assert opened.journal.path.parent == tmp_path
    assert opened.annotators == ()


def test_what_cannot_be_opened_is_named(header: Path) -> None:
    with pytest.raises(RecordError, match=r"nothing\.hea"):
        _open(header.with_name("nothing.hea"))
    with pytest.raises(AnnotationError, match=r"small\.atr"):
        _open(header, annotator="atr")
    _label(_open(header), 1)
    samples = np.fromfile(header.with_suffix(".dat"), "<i2") + 1
    samples.tofile(header.with_suffix(".dat"))
    with pytest.raises(JournalError, match="Dr Smith for record small belongs"):
        _open(header)
