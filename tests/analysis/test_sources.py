"""Who has labelled a record is read from headers, and what they say from files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ecgviewer.analysis.sources import (
    beats_from,
    items_of_readers,
    layer_from,
    rhythms_from,
    sources_of,
)
from ecgviewer.core.items.note import Note
from ecgviewer.core.items.offered import OfferedItem
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.record import Record
from ecgviewer.core.review.beat_editor import relabel
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.review.source import Source, SourceKind
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.formats.journal import places
from ecgviewer.formats.journal.edit_journal import EditJournal
from ecgviewer.formats.journal.places import journal_path
from ecgviewer.formats.journal.reader import read_journal
from ecgviewer.formats.journal.restoring import restore
from ecgviewer.formats.record_formats import annotations_of
from ecgviewer.formats.wfdb.annotation_writer import write_annotations
from ecgviewer.formats.wfdb.annotations import Annotations, new_annotations
from ecgviewer.formats.wfdb.record import read_record
from ecgviewer.formats.wfdb.rhythm_marks import is_rhythm, marks_of
from ecgviewer.formats.wfdb.writer import write_record
from tests.data_folder import DATA, needs

ATR = Source(SourceKind.FILE, annotator="atr")


def _journal(reader: str, annotator: str = "") -> Source:
    return Source(SourceKind.JOURNAL, reader, annotator)


@pytest.fixture
def record(tmp_path: Path) -> Record:
    folder = tmp_path / "recordings"
    folder.mkdir()
    return read_record(write_record(folder, synthetic_record(20.0, name="r").record))


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    folder = tmp_path / "journals"
    folder.mkdir()
    return folder


def _review(
    record: Record, reader: str, folder: Path, at: int = 3, annotator: str = ""
) -> Path:
    beats = synthetic_record(20.0).beats
    session = ReviewSession(record, beats, annotator=annotator)
    path = journal_path(record, reader, folder, annotator)
    journal = EditJournal.create(path, session, reader)
    step, _ = session.edit(relabel(session.beats, [at], BeatClass.V, 0))
    journal.append(step)
    journal.close()
    return path


def _write_reference(record: Record) -> None:
    assert record.path is not None
    annotations = new_annotations([300, 100], ["V", "N"])
    path = record.path.with_suffix(".atr")
    write_annotations(path, annotations.take(np.array([1, 0])))


def test_annotators_that_are_known_are_not_looked_for_again(
    record: Record, elsewhere: Path
) -> None:
    _write_reference(record)
    assert sources_of(record, elsewhere) == (ATR,)
    assert sources_of(record, elsewhere, ()) == ()
    known = sources_of(record, elsewhere, ("qrs",))
    assert known == (Source(SourceKind.FILE, annotator="qrs"),)


def test_a_file_is_a_layer(record: Record) -> None:
    _write_reference(record)
    layer = layer_from(record, ATR)
    assert layer.name == "atr"
    assert layer.sample.tolist() == [100, 300]
    assert layer.symbol.tolist() == ["N", "V"]
    assert layer.labelled_by["[atr]"].all()


def test_a_layer_says_what_is_wrong_with_its_file(record: Record) -> None:
    assert record.path is not None
    path = record.path.with_suffix(".atr")
    n = record.n_samples
    write_annotations(path, new_annotations([-5, 100, n, n + 9], list("NVNN")))
    path.write_bytes(path.read_bytes()[:-2])
    layer = layer_from(record, ATR)
    assert layer.sample.tolist() == [100]
    cut, outside = layer.notices
    assert cut.startswith(f"{path} ends without an end mark")
    assert outside == (
        "atr: 3 of 4 annotations lie outside the record and are not shown: 1 before "
        "its start and 2 after its end."
    )
    assert beats_from(record, ATR, ReviewSession(record).predictions).notices == (
        cut,
        outside.removeprefix("atr: "),
    )


def test_readers_are_called_what_their_journals_say(
    record: Record, elsewhere: Path
) -> None:
    ada = _review(record, "Ada", elsewhere, 3)
    _review(record, "Dr. Bo", elsewhere, 4)
    _review(record, "Ada", elsewhere, 5, annotator="atr")
    (ada.with_name("r.broken.ecgedits.jsonl")).write_text("nothing")
    _write_reference(record)
    found = sources_of(record, elsewhere)
    assert found == (_journal("Ada"), _journal("Ada", "atr"), _journal("Dr. Bo"), ATR)
    layer = layer_from(record, found[0])
    assert layer.name == "Ada"
    assert layer.label[3] == BeatClass.V
    assert layer.label[4] != BeatClass.V
    assert np.flatnonzero(layer.labelled_by["Ada"]).tolist() == [3]


def test_readers_are_found_beside_a_record_in_a_read_only_folder(
    record: Record, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside = _review(record, "Dr Smith", elsewhere)
    assert beside.parent != elsewhere
    monkeypatch.setattr(places, "can_write", lambda _: False)
    away = _review(record, "Bo", elsewhere)
    assert away.parent == elsewhere
    found = sources_of(record, elsewhere)
    assert [source.path for source in found] == [away, beside]
    assert found == (_journal("Bo"), _journal("Dr Smith"))


def test_of_two_journals_of_a_review_the_one_beside_the_record_counts(
    record: Record, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(places, "can_write", lambda _: False)
        _review(record, "Ada", elsewhere)
    beside = _review(record, "Ada", elsewhere.parent / "none")
    (found,) = sources_of(record, elsewhere)
    assert found.path == beside


def test_a_journal_of_other_data_is_nobodys(record: Record, elsewhere: Path) -> None:
    path = _review(record, "Ada", elsewhere)
    text = path.read_text(encoding="utf-8").replace(record.identity, "0" * 64)
    path.write_text(text, encoding="utf-8")
    assert sources_of(record, elsewhere) == ()


def test_beats_to_compare_come_from_journals_and_files(
    record: Record, elsewhere: Path
) -> None:
    _review(record, "Ada", elsewhere)
    _write_reference(record)
    predictions = ReviewSession(record).predictions
    ada, atr = (
        beats_from(record, source, predictions)
        for source in sources_of(record, elsewhere)
    )
    assert (ada.name, ada.n_reviewed, ada.symbol[3]) == ("Ada", 1, "V")
    assert (atr.name, atr.n_reviewed) == ("annotations atr", 2)
    with pytest.raises(ValueError, match="Ada is not in any file"):
        beats_from(record, _journal("Ada"), predictions)


@needs("mitdb")
def test_the_reference_of_208_has_rhythms_and_noise() -> None:
    record = read_record(DATA / "mitdb" / "208.hea")
    layer = layer_from(record, ATR)
    assert len(layer.sample) == 2955
    codes = [band.code for band in layer.bands]
    assert codes.count("T") == 26
    assert "noise in V1" in {band.text for band in layer.bands}
    assert len(layer.flags) == 8


def test_rhythms_to_compare_come_from_journals_and_files(
    record: Record, elsewhere: Path
) -> None:
    path = _review(record, "Ada", elsewhere)
    session = restore(record, read_journal(path))
    journal = EditJournal.open_for_append(path, session)
    step, _ = session.edit(session.rhythm_editor("Ada").add(EpisodeKind.VT, 9, 99))
    journal.append(step)
    journal.close()
    _write_reference(record)
    ada, atr = sources_of(record, elsewhere)
    assert rhythms_from(record, ada) == session.rhythms
    assert rhythms_from(record, atr).rows == ()
    (band,) = layer_from(record, ada).bands
    assert (band.start, band.stop, band.code) == (9, 99, "VT")


@needs("mitdb")
def test_the_rhythms_of_the_reference_of_207_are_written_as_they_were() -> None:
    record = read_record(DATA / "mitdb" / "207.hea")
    original = annotations_of(record, "atr")
    rhythms = rhythms_from(record, ATR)
    assert len(rhythms.of_kind(EpisodeKind.VF)) == 6
    assert len(rhythms.of_kind(EpisodeKind.VENTRICULAR_FLUTTER)) == 6
    there, made = original.take(is_rhythm(original)), marks_of(rhythms.rows, 650_000)
    assert sorted(_content(there)) == sorted(_content(made))


def _content(found: Annotations) -> list[tuple[int, str, bytes]]:
    places = zip(found.sample.tolist(), found.symbol.tolist(), found.aux, strict=True)
    return [(at, symbol, text.rstrip(b"\0")) for at, symbol, text in places]


def test_items_of_all_other_reviews_are_read(record: Record, elsewhere: Path) -> None:
    _write_reference(record)
    note, mine = Note(40, "Stairs"), Note(50, "Mine")
    for reader, content in (("Ada", mine), ("Ben", note)):
        path = _review(record, reader, elsewhere)
        session = restore(record, read_journal(path))
        journal = EditJournal.open_for_append(path, session)
        journal.append(session.edit(session.item_editor(reader).add(content))[0])
        journal.close()
    broken = _review(record, "Cem", elsewhere)
    lines = broken.read_text("utf-8").splitlines(keepends=True)
    broken.write_text(lines[0] + "nothing\n" * 2 + lines[-1], "utf-8")
    found = items_of_readers(record, elsewhere, _journal("Ada"))
    assert found.offered == (OfferedItem(note, "Ben"),)
    (notice,) = found.notices
    assert str(broken) in notice
    both = items_of_readers(record, elsewhere, None).offered
    assert [each.source for each in both] == ["Ada", "Ben"]
