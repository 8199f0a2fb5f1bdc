"""A review is opened as far as its journal can be read, and what is missing is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ecgviewer.analysis.open_record import open_record
from ecgviewer.analysis.opened_record import OpenedRecord
from ecgviewer.core.beats import new_beats
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.review.edits import relabel
from ecgviewer.formats.journal.end import end_path
from ecgviewer.formats.journal.lines import JournalError, line_hash
from tests.formats.small_records import write_small


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
