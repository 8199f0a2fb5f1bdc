"""A journal is appended to at exactly the end that was read; its last line counts."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import pytest

from ecgviewer.core.labels import BeatClass
from ecgviewer.core.review.beat_editor import relabel
from ecgviewer.core.review.history import Step
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.formats.journal.audit_trail import read_audit
from ecgviewer.formats.journal.edit_journal import EditJournal
from ecgviewer.formats.journal.end import JournalEnd, end_path, read_end, write_end
from ecgviewer.formats.journal.errors import (
    JournalError,
    JournalOutdated,
    JournalWriteError,
)
from ecgviewer.formats.journal.header import is_blank
from ecgviewer.formats.journal.keeper import JournalKeeper
from ecgviewer.formats.journal.reader import read_as_far, read_journal
from ecgviewer.formats.journal.restoring import restore, restore_as_far
from tests.core.review.random_edits import history_of
from tests.formats.small_records import small_session


def _edited(session: ReviewSession, beat_id: int = 0) -> Step:
    return session.edit(relabel(session.beats, [beat_id], BeatClass.V, 7))[0]


@pytest.fixture
def written(path: Path, journal: EditJournal, session: ReviewSession) -> ReviewSession:
    """Return a session whose three edits are in the journal, which is closed."""
    for beat_id in range(3):
        journal.append(_edited(session, beat_id))
    journal.close()
    return session


def test_nothing_is_appended_to_other_edits_of_the_same_number(
    path: Path, written: ReviewSession
) -> None:
    stale = restore(written.record, read_journal(path))
    other = EditJournal.open_for_append(path, written)
    other.append(written.undo()[0])
    other.append(_edited(written, 5))
    other.close()
    before = path.read_bytes()
    with pytest.raises(JournalOutdated, match="Open the record again"):
        EditJournal.open_for_append(path, stale)
    with pytest.raises(JournalOutdated):
        JournalKeeper(path, "Ada").open(stale)
    assert path.read_bytes() == before


def test_a_journal_that_is_gone_is_not_begun_again_without_its_edits(
    path: Path, written: ReviewSession
) -> None:
    path.rename(path.with_name("away"))
    with pytest.raises(JournalError, match="no longer exists"):
        JournalKeeper(path, "Ada").open(written)
    assert not path.exists()


def test_a_last_line_of_the_same_length_is_not_taken_for_ours(
    path: Path, journal: EditJournal, session: ReviewSession
) -> None:
    journal.append(_edited(session))
    foreign = path.read_bytes().replace(b'"seq":1', b'"seq":2')
    path.write_bytes(foreign)
    with pytest.raises(JournalError, match="changed by another program"):
        journal.append(_edited(session, 1))
    assert path.read_bytes() == foreign
    path.write_bytes(foreign.replace(b'"seq":2', b'"seq":1'))


@pytest.mark.parametrize("beyond", [0, 3])
def test_a_change_of_the_last_line_is_found(
    path: Path, written: ReviewSession, beyond: int
) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    lines[-1] = lines[-1].replace(b"Label", b"Lapel")
    path.write_bytes(b"".join(lines) + b"{" * beyond)
    with pytest.raises(JournalError, match="line 5"):
        read_journal(path)
    with pytest.raises(JournalError, match="line 5"):
        read_audit(path)
    contents = read_as_far(path)
    assert len(contents.steps) == 2
    assert contents.fault is not None
    assert (contents.fault.line, contents.fault.n_missing) == (5, 1)


@pytest.mark.parametrize("n_cut", [1, 2])
def test_lines_cut_off_the_end_are_missed(
    path: Path, written: ReviewSession, n_cut: int
) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-n_cut]))
    with pytest.raises(JournalError, match=f"{n_cut} of its 5 lines are missing"):
        read_journal(path)
    contents = read_as_far(path)
    session, fault = restore_as_far(written.record, contents)
    assert len(session.history.done) == 3 - n_cut
    assert fault is contents.fault
    end_path(path).unlink()
    assert len(read_journal(path).steps) == 3 - n_cut


def test_a_line_cut_short_and_one_before_it_are_missed(
    path: Path, written: ReviewSession
) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-2]) + lines[-2][:20])
    with pytest.raises(JournalError, match="2 of its 5 lines are missing"):
        read_journal(path)


def test_a_journal_is_read_up_to_where_it_is_damaged(
    path: Path, written: ReviewSession
) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    for changed, n_fitting in ((lines[3].replace(b"Label", b"Lapel"), 1), (b"?\n", 1)):
        path.write_bytes(b"".join([*lines[:3], changed, *lines[4:]]))
        contents = read_as_far(path)
        session, fault = restore_as_far(written.record, contents)
        assert len(session.history.done) == n_fitting
        assert fault is not None
        assert fault.n_missing == 2
        with pytest.raises(JournalError, match=path.name):
            read_journal(path)
        with pytest.raises(JournalError, match=path.name):
            restore(written.record, contents)


def test_an_old_journal_has_no_such_file(path: Path, written: ReviewSession) -> None:
    end_path(path).unlink()
    session = restore(written.record, read_journal(path))
    assert history_of(session) == history_of(written)
    resumed = EditJournal.open_for_append(path, session)
    assert read_end(path) is None
    resumed.append(session.undo()[0])
    resumed.close()
    assert read_end(path) == JournalEnd(
        6, read_journal(path).ending.first, read_journal(path).last_hash
    )


def test_what_is_said_of_another_journal_counts_for_nothing(
    path: Path, written: ReviewSession
) -> None:
    said = read_end(path)
    path.unlink()
    journal = EditJournal.create(path, fresh := small_session(), "Ada")
    journal.append(_edited(fresh))
    journal.close()
    assert said is not None
    write_end(path, said)
    assert len(read_journal(path).steps) == 1


def test_an_older_count_says_nothing_of_what_came_after(
    path: Path, written: ReviewSession
) -> None:
    before = end_path(path).read_bytes()
    resumed = EditJournal.open_for_append(path, written)
    resumed.append(_edited(written, 4))
    resumed.close()
    end_path(path).write_bytes(before)
    assert len(read_journal(path).steps) == 4


@pytest.mark.parametrize(
    "data", [b"", b"x", b"[]", b"{}", b'{"lines":"x"}', b"[" * 4096]
)
def test_a_damaged_count_counts_for_nothing(
    path: Path, written: ReviewSession, data: bytes
) -> None:
    end_path(path).write_bytes(data)
    assert read_end(path) is None
    assert len(read_journal(path).steps) == 3


def test_a_count_written_in_part_over_the_one_before_counts_for_nothing(
    path: Path, written: ReviewSession
) -> None:
    before = end_path(path).read_bytes()
    resumed = EditJournal.open_for_append(path, written)
    resumed.append(_edited(written, 4))
    resumed.close()
    after = end_path(path).read_bytes()
    assert len(before) == len(after)
    for n in range(len(after)):
        end_path(path).write_bytes(after[:n] + before[n:])
        assert len(read_journal(path).steps) == 4


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_the_count_is_never_written_through_a_link(
    path: Path, written: ReviewSession, tmp_path: Path
) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(end_path(path).read_bytes())
    before = victim.read_bytes()
    end_path(path).unlink()
    end_path(path).symlink_to(victim)
    resumed = EditJournal.open_for_append(path, written)
    resumed.append(_edited(written, 4))
    resumed.close()
    assert victim.read_bytes() == before
    assert read_end(path) is None


def test_what_a_failed_sync_wrote_is_cut_off_again(
    path: Path,
    journal: EditJournal,
    session: ReviewSession,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    journal.append(_edited(session))
    whole = path.read_bytes()

    def fail(descriptor: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail)
        with pytest.raises(JournalWriteError):
            journal.append(_edited(session, 1))
    assert path.read_bytes() == whole
    journal.append(_edited(session, 2))
    assert len(read_journal(path).steps) == 3


def test_a_journal_that_was_made_though_it_was_said_to_fail_is_ours(
    path: Path,
    journal: EditJournal,
    session: ReviewSession,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    replace = Path.replace

    def unsure(self: Path, target: Path) -> None:
        replace(self, target)
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", unsure)
        with pytest.raises(JournalWriteError):
            journal.append(_edited(session))
    journal.append(_edited(session, 1))
    assert len(read_journal(path).steps) == 2


@pytest.mark.parametrize(
    ("cut", "blank"),
    [(0, True), (9, True), (300, True), (-1, True), (None, False)],
)
def test_a_journal_without_edits_is_begun_again(
    path: Path, written: ReviewSession, cut: int | None, *, blank: bool
) -> None:
    header, base, *_ = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(header + base if cut is None else (header + base)[:cut])
    end_path(path).unlink()
    assert is_blank(path) is blank
    if not blank:
        return
    keeper = JournalKeeper(path, "Ada")
    fresh = small_session()
    keeper.open(fresh)
    keeper.append(_edited(fresh))
    keeper.close()
    assert len(read_journal(path).steps) == 1


def test_zeros_hold_no_review_and_other_text_may(path: Path) -> None:
    path.write_bytes(bytes(4096))
    assert is_blank(path)
    path.write_bytes(b"my notes")
    assert not is_blank(path)
