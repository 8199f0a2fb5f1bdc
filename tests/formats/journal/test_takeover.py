"""A renamed record's review is found by what the record is, and can be taken over."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ecgviewer.core.beats import new_beats
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.record import Record
from ecgviewer.core.review.beat_editor import relabel
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.formats.files.file_lock import FileLock
from ecgviewer.formats.journal.audit_trail import read_audit
from ecgviewer.formats.journal.edit_journal import EditJournal
from ecgviewer.formats.journal.errors import JournalError
from ecgviewer.formats.journal.identity import header_changes
from ecgviewer.formats.journal.lock import lock_path
from ecgviewer.formats.journal.places import journal_path
from ecgviewer.formats.journal.reader import read_journal
from ecgviewer.formats.journal.restoring import restore
from ecgviewer.formats.journal.takeover import reviews_elsewhere, take_over
from ecgviewer.formats.wfdb.record import read_record
from tests.core.review.random_edits import history_of
from tests.formats.small_records import write_small

_OLD_JOURNAL = Path(__file__).parent / "journals" / "version_0_1.jsonl"


def _review(record: Record, path: Path, reader: str = "Ada") -> ReviewSession:
    session = ReviewSession(record, new_beats(range(100, 7000, 150)), "MLII")
    journal = EditJournal.create(path, session, reader)
    for beat in (1, 2):
        journal.append(session.edit(relabel(session.beats, [beat], BeatClass.V, 7))[0])
    journal.append(session.undo()[0])
    journal.close()
    return session


def _renamed(folder: Path) -> tuple[ReviewSession, Path, Record]:
    """Review a record called old, and give it the name of new."""
    folder.mkdir(exist_ok=True)
    header = write_small(folder, "old", 7200)
    record = read_record(header)
    path = journal_path(record, "Ada", folder)
    session = _review(record, path)
    header.with_suffix(".dat").unlink()
    header.unlink()
    return session, path, read_record(write_small(folder, "new", 7200))


def test_it_is_found_beside_the_record_and_in_the_common_folder(tmp_path: Path) -> None:
    _, path, record = _renamed(tmp_path / "records")
    folder = tmp_path / "journals"
    folder.mkdir()
    moved = folder / "old-0123456789abcdef.Ada.ecgedits.jsonl"
    moved.write_bytes(path.read_bytes())
    (folder / "torn.Ada.ecgedits.jsonl").write_bytes(b"{")
    other = read_record(write_small(folder, "other", 720))
    _review(other, folder / "other.Ada.ecgedits.jsonl")
    found = reviews_elsewhere(record, "Ada", folder)
    assert [each.path for each in found] == [path, moved]
    assert found[0].title == "Ada's review of old"
    assert reviews_elsewhere(record, "Ben", folder) == ()
    assert reviews_elsewhere(other, "Ada", tmp_path / "none") == ()


def test_a_copy_goes_on_and_says_where_it_came_from(tmp_path: Path) -> None:
    session, path, record = _renamed(tmp_path)
    with path.open("ab") as file:
        file.write(b'{"torn')
    old = path.read_bytes()
    target = journal_path(record, "Ada", tmp_path)
    take_over(path, record, target)
    assert path.read_bytes() == old
    (notice,) = header_changes(record, read_journal(path).header)
    assert "(it was called old)" in notice
    contents = read_journal(target)
    assert header_changes(record, contents.header) == ()
    assert contents.header.record == "new"
    assert contents.notices == ()
    restored = restore(record, contents)
    assert history_of(restored) == history_of(session)
    last = json.loads(target.read_bytes().splitlines()[-1])
    assert (last["kind"], last["copied_from"]) == ("record", str(path))
    assert f"copied from {path}" in read_audit(target)[-1].what
    journal = EditJournal.open_for_append(target, restored)
    journal.append(restored.redo()[0])
    journal.close()
    assert len(read_journal(target).steps) == 4
    assert path.read_bytes() == old


def test_a_review_that_was_begun_is_not_replaced(tmp_path: Path) -> None:
    _, path, record = _renamed(tmp_path)
    target = journal_path(record, "Ada", tmp_path)
    _review(record, target)
    begun = target.read_bytes()
    with pytest.raises(JournalError, match="already exists"):
        take_over(path, record, target)
    assert target.read_bytes() == begun
    assert reviews_elsewhere(record, "Ben", tmp_path) == ()


def test_two_do_not_take_over_at_once(tmp_path: Path) -> None:
    _, path, record = _renamed(tmp_path)
    target = journal_path(record, "Ada", tmp_path)
    lock = FileLock(lock_path(target))
    with pytest.raises(JournalError, match="is being written by"):
        take_over(path, record, target)
    lock.release()
    take_over(path, record, target)


def test_the_journal_of_another_recording_is_not_taken_over(tmp_path: Path) -> None:
    _, path, _ = _renamed(tmp_path)
    other = read_record(write_small(tmp_path, "other", 720))
    with pytest.raises(JournalError, match="other data"):
        take_over(path, other, tmp_path / "x.jsonl")
    assert not (tmp_path / "x.jsonl").exists()


def test_a_journal_of_version_0_1_of_a_renamed_record_is_found(tmp_path: Path) -> None:
    record = read_record(write_small(tmp_path, "patient 7".replace(" ", "_"), 7200))
    path = tmp_path / "small.Ada.ecgedits.jsonl"
    path.write_bytes(_OLD_JOURNAL.read_bytes())
    (found,) = reviews_elsewhere(record, "Ada", tmp_path / "none")
    assert found.path == path
    target = journal_path(record, "Ada", tmp_path)
    take_over(path, record, target)
    assert len(restore(record, read_journal(target)).history.done) > 5


def test_a_review_of_annotations_says_whose(tmp_path: Path) -> None:
    record = read_record(write_small(tmp_path, "new", 7200))
    session = ReviewSession(record, new_beats([100, 900]), "MLII", "atr")
    journal = EditJournal.create(tmp_path / "old.x.ecgedits.jsonl", session, "Ada")
    journal.append(session.edit(relabel(session.beats, [1], BeatClass.V, 7))[0])
    journal.close()
    (found,) = reviews_elsewhere(record, "Ada", tmp_path)
    assert found.title == "Ada's review of new (atr)"
