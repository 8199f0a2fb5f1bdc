"""A review is opened as far as its journal can be read; what is missing is reported."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ecgviewer.analysis import open_review
from ecgviewer.analysis.analyse_record import analyse_session
from ecgviewer.analysis.open_record import open_record
from ecgviewer.analysis.opened_record import OpenedRecord
from ecgviewer.core.beats import new_beats
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.predictions import Predictions
from ecgviewer.core.record import Record
from ecgviewer.core.review.beat_editor import relabel
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.journal.end import end_path
from ecgviewer.formats.journal.errors import JournalError, JournalWriteError
from ecgviewer.formats.journal.header import reader_of
from ecgviewer.formats.journal.keeper import JournalKeeper
from ecgviewer.formats.journal.lines import line_hash
from ecgviewer.formats.journal.places import journal_path, namesake
from ecgviewer.formats.journal.reader import read_journal
from ecgviewer.formats.journal.restoring import restore
from ecgviewer.formats.wfdb.annotation_writer import write_annotations
from ecgviewer.formats.wfdb.annotations import new_annotations
from ecgviewer.formats.wfdb.record import read_record
from ecgviewer.formats.wfdb.writer import write_record
from tests.fakes import FakeClassifier
from tests.formats.small_records import small_session, write_small


@pytest.fixture
def header(tmp_path: Path) -> Path:
    return write_small(tmp_path, n=360 * 8)


def _open(header: Path, reader: str = "ada") -> OpenedRecord:
    opened = open_record(header, reader, header.parent / "journals")
    if not opened.session.keeps_beats:
        opened.session.add_detected(new_beats([100, 500, 900, 1300]))
    return opened


def _label(opened: OpenedRecord, beat_id: int) -> None:
    session = opened.session
    opened.journal.open(session)
    edit = relabel(session.beats, [beat_id], BeatClass.V, 7)
    opened.journal.append(session.edit(edit)[0])


@pytest.fixture
def journal(header: Path) -> Path:
    """Return a journal of three edits and a signature after the first."""
    opened = _open(header)
    _label(opened, 0)
    opened.journal.sign(opened.session, "Reviewed")
    _label(opened, 1)
    _label(opened, 2)
    opened.journal.close()
    return opened.journal.path


def test_a_journal_of_edits_that_do_not_fit_opens_up_to_them(
    header: Path, journal: Path
) -> None:
    """As a window of an earlier version left it that had not seen the last edits."""
    lines = [json.loads(line) for line in journal.read_bytes().splitlines()]
    lines[4]["before"]["symbol"] = "A"
    previous = ""
    with journal.open("wb") as file:
        for line in lines:
            text = json.dumps({**line, "previous": previous}).encode()
            previous = line_hash(text)
            file.write(text + b"\n")
    end_path(journal).unlink()
    before = journal.read_bytes()
    opened = _open(header)
    assert len(opened.session.history.done) == 1
    assert str(journal) not in opened.notices
    for words in ("does not fit together", "2 edits and", "without the 2", "line 5 on"):
        assert words in opened.read_only
    assert opened.signed is None
    assert journal.read_bytes() == before


def test_a_damaged_journal_opens_up_to_the_damage(header: Path, journal: Path) -> None:
    data = journal.read_bytes()
    lines = data.splitlines(keepends=True)
    journal.write_bytes(b"".join([*lines[:4], b"?\n", *lines[5:]]))
    opened = _open(header)
    assert len(opened.session.history.done) == 1
    assert opened.read_only.startswith(f"{journal}, line 5 cannot be understood")
    assert "2 edits and other entries, without the 2 after them" in opened.read_only


def test_a_journal_cut_as_told_goes_on(header: Path, journal: Path) -> None:
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join(lines[:-1]))
    assert "1 of its 6 lines are missing" in _open(header).read_only
    end_path(journal).unlink()
    opened = _open(header)
    assert opened.read_only == ""
    _label(opened, 3)
    opened.journal.close()
    assert len(_open(header).session.history.done) == 3


def test_a_journal_damaged_from_its_beginning_is_refused(
    header: Path, journal: Path
) -> None:
    journal.write_bytes(journal.read_bytes().replace(b"small", b"smell", 1))
    with pytest.raises(JournalError, match="changed before line 2"):
        _open(header)
    journal.unlink()
    journal.mkdir()
    with pytest.raises(JournalError, match="cannot be read"):
        _open(header)


@pytest.mark.parametrize("size", [0, 1, 400, -1])
def test_a_journal_without_edits_opens_with_a_notice(
    header: Path, journal: Path, size: int
) -> None:
    first, second, *_ = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes((first + second)[:size])
    end_path(journal).unlink()
    opened = _open(header)
    assert opened.read_only == ""
    assert any("holds no edits" in notice for notice in opened.notices)
    _label(opened, 3)
    opened.journal.close()
    again = _open(header)
    assert len(again.session.history.done) == 1
    assert not any("holds no edits" in notice for notice in again.notices)


def test_an_empty_journal_that_held_edits_is_not_written_over(
    header: Path, journal: Path
) -> None:
    journal.write_bytes(b"")
    opened = _open(header)
    assert "held 4 edits when it was last written" in opened.read_only
    end_path(journal).unlink()
    assert _open(header).read_only == ""


def test_where_names_ignore_case_each_reader_has_a_journal_of_their_own(
    header: Path, journal: Path
) -> None:
    """ "Ada" finds the file of "ada" under her own name there."""
    journal.rename(folded := journal.with_name("small.Ada.ecgedits.jsonl"))
    end_path(journal).rename(end_path(folded))
    before = folded.read_bytes()
    opened = _open(header, "Ada")
    assert opened.session.history.done == []
    assert any("The review of ada is another" in text for text in opened.notices)
    _label(opened, 3)
    opened.journal.close()
    assert opened.journal.path.name.startswith("small.Ada-")
    assert reader_of(opened.journal.path) == "Ada"
    assert folded.read_bytes() == before
    again = _open(header, "Ada")
    assert len(again.session.history.done) == 1
    assert again.journal.path == opened.journal.path
    assert not any("The review of ada" in text for text in again.notices)
    with pytest.raises(JournalError, match="journal of ada, not of Ada"):
        JournalKeeper(folded, "Ada").open(_restored(header, folded))
    _label(again, 1)


def _restored(header: Path, journal: Path) -> ReviewSession:
    return restore(read_record(header), read_journal(journal))


def test_the_same_holds_for_journals_elsewhere(tmp_path: Path) -> None:
    session = small_session(header=None)
    path = journal_path(session.record, "ada", tmp_path)
    JournalKeeper(path, "ada").sign(session, "Reviewed")
    path.rename(path.with_name(path.name.replace("ada", "Ada")))
    assert namesake(session.record, "Ada", tmp_path) == "ada"
    assert journal_path(session.record, "Ada", tmp_path).name != path.name
    assert namesake(session.record, "ben", tmp_path) == ""


def test_rescued_edits_are_found_where_the_drive_is_now(header: Path) -> None:
    folder, away = header.parent / "record", header.parent / "renamed"
    folder.mkdir()
    for path in (header, header.with_suffix(".dat")):
        path.rename(folder / path.name)
    journals = header.parent / "journals"
    for edits in range(3):
        record = (away if edits == 2 else folder) / header.name
        found = open_record(record, "ada", journals)
        if not edits:
            found.session.add_detected(new_beats([100, 500, 900, 1300]))
        found.journal.open(found.session)
        if edits == 1:
            folder.rename(away)
            with pytest.raises(JournalWriteError, match="Meanwhile"):
                _label(found, edits)
        else:
            _label(found, edits)
        found.journal.close()
    assert (
        len(open_record(away / header.name, "ada", journals).session.history.done) == 3
    )


def test_a_journal_that_cannot_be_read_is_named(
    header: Path, journal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Path) -> bool:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(open_review, "is_blank", refuse)
    with pytest.raises(JournalError, match=f"{journal.name} cannot be read: Perm"):
        _open(header)


def test_a_signature_stands_until_the_review_goes_on(header: Path) -> None:
    opened = _open(header)
    _label(opened, 0)
    opened.journal.sign(opened.session, "Reviewed")
    opened.journal.close()
    signed = _open(header)
    assert signed.signed is not None
    assert "Reviewed" in signed.notices[0]
    _label(signed, 1)
    signed.journal.close()
    assert "reopened by later edits" in _open(header).notices[0]


def test_a_review_of_annotations_begins_with_their_rhythms(header: Path) -> None:
    marks = new_annotations([50, 100, 500, 900, 1000], ["+", "N", "V", "~", "~"])
    aux = np.array([b"(AFIB\0", b"", b"", b"", b""], object)
    subtype = np.array([0, 0, 0, 0x33, 0])
    write_annotations(
        header.with_suffix(".atr"), replace(marks, aux=aux, subtype=subtype)
    )
    folder = header.parent / "journals"
    opened = open_record(header, "ada", folder, "atr")
    said = [(row.kind, row.start, row.stop) for row in opened.session.rhythms.rows]
    assert said == [(EpisodeKind.AF, 50, 2880), (EpisodeKind.NOISE, 900, 1000)]
    assert opened.session.unknown.n_samples(0, 2880) == 100
    _label(opened, 1)
    opened.journal.close()
    again = open_record(header, "ada", folder, "atr").session
    assert again.base_rhythms == opened.session.base_rhythms == again.rhythms


def test_a_review_of_one_lead_is_told_that_more_are_classified(tmp_path: Path) -> None:
    ecg = synthetic_record(30.0, name="two")
    header = write_record(tmp_path, ecg.record)
    opened = _open(header)
    session = opened.session
    session.lead = "MLII"
    session.start_predictions(Predictions.empty(classifier_id="cnn-1"))
    # As a program wrote it that knew of one lead only.
    _label(opened, 0)
    opened.journal.close()
    again = _open(header)
    assert "It was made with lead MLII alone; MLII and V1 are" in again.notices[-1]
    assert again.session.beats == session.beats
    again.session.leads = ("MLII", "V1")
    _label(again, 1)
    again.journal.close()
    assert not any("alone" in notice for notice in _open(header).notices)


def test_a_review_of_the_only_lead_is_told_nothing(tmp_path: Path) -> None:
    ecg = synthetic_record(30.0, name="one").record
    only = Record("one", ecg.fs, ecg.leads[:1], ecg.signal[:1])
    header = write_record(tmp_path, only)
    opened = _open(header)
    opened.session.lead = "MLII"
    opened.session.start_predictions(Predictions.empty(classifier_id="cnn-1"))
    _label(opened, 0)
    opened.journal.close()
    assert not any("alone" in notice for notice in _open(header).notices)


def test_a_review_knows_with_which_classifier_it_was_made(tmp_path: Path) -> None:
    header = write_record(tmp_path, synthetic_record(30.0, name="old").record)
    opened = _open(header)
    assert opened.session.made_with == ""
    opened.session.lead = "MLII"
    opened.session.leads = ("MLII", "V1")
    opened.session.start_predictions(Predictions.empty(classifier_id="cnn-1"))
    _label(opened, 0)
    opened.journal.close()
    again = _open(header)
    assert again.session.made_with == "cnn-1"
    notices: list[str] = []
    analyse_session(again.session, FakeClassifier(), notice=notices.append)
    assert any("made with cnn-1; fake-1 labels" in text for text in notices)
    assert again.session.columns.label[0] == opened.session.columns.label[0]
    _label(again, 1)
    again.journal.close()
    assert _open(header).session.made_with == "fake-1"


def test_a_review_that_was_signed_without_an_edit_restores_none(header: Path) -> None:
    opened = _open(header)
    opened.journal.open(opened.session)
    opened.journal.sign(opened.session, "Reviewed")
    opened.journal.close()
    (notice,) = _open(header).notices
    assert notice.startswith("Signed by ada, ")
