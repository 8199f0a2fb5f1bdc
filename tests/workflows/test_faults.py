"""Drives that vanish, disks that are full, two windows, clocks that go back."""

from __future__ import annotations

import errno
import os
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from ecgviewer.core.labels import BeatClass
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.formats.journal import edit_journal
from ecgviewer.formats.journal import rescue as journal_rescue
from ecgviewer.formats.journal.reader import read_journal
from ecgviewer.gui.main_window import MainWindow
from ecgviewer.gui.model import beat_edits
from tests.workflows.conftest import OpenWindow


def _session(window: MainWindow) -> ReviewSession:
    assert window.document.session is not None
    return window.document.session


def _label(window: MainWindow, row: int) -> bool:
    ids = _session(window).beats.beat_id
    return window.document.label(ids[row : row + 1], BeatClass.V)


def _journal(record_path: Path) -> Path:
    return next(record_path.parent.glob("*.ecgedits.jsonl"))


def test_a_drive_that_is_removed_and_comes_back(
    window: MainWindow, open_window: OpenWindow, record_path: Path
) -> None:
    assert _label(window, 2)
    drive = record_path.parent
    away = drive.rename(drive.with_name("away"))
    assert _label(window, 4)
    assert "Meanwhile they are in" in window.notice.text
    window.close()
    away.rename(drive)
    again = open_window(record_path)
    assert _session(again).beats == _session(window).beats
    assert "have now been saved to it" in again.notice.text
    assert _label(again, 6)


def _full(*_: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_disk_keeps_the_window_from_being_closed(
    qtbot: QtBot,
    window: MainWindow,
    open_window: OpenWindow,
    record_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert _label(window, 2)
    with monkeypatch.context() as patch:
        patch.setattr(edit_journal.EditJournal, "_extend", _full)
        patch.setattr(journal_rescue, "replace_file", _full)
        assert _label(window, 4)
        assert os.strerror(errno.ENOSPC) in window.notice.text
        QTimer.singleShot(0, lambda: _press("Go back"))
        assert not window.close()
        assert window.isVisible()
        opened = _session(window)
        with qtbot.waitSignal(window.link.finished):
            window.open(record_path)
        assert _session(window) is opened, "it is not put away either"
    assert window.close()
    assert _session(open_window(record_path)).beats == opened.beats


def test_edits_are_given_up_only_when_asked(
    window: MainWindow, record_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _label(window, 2)
    with monkeypatch.context() as patch:
        patch.setattr(edit_journal.EditJournal, "_extend", _full)
        patch.setattr(journal_rescue, "replace_file", _full)
        assert _label(window, 4)
        QTimer.singleShot(0, lambda: _press("Close and lose them"))
        assert window.close()
    assert len(read_journal(_journal(record_path)).steps) == 1


def _press(text: str) -> None:
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    button = next(b for b in box.findChildren(QPushButton) if b.text() == text)
    button.click()


def test_the_second_window_on_a_review_is_read_only(
    window: MainWindow,
    open_window: OpenWindow,
    record_path: Path,
) -> None:
    assert _label(window, 2)
    second = open_window(record_path)
    assert "read-only" in second.notice.text
    assert f"process {os.getpid()}" in second.notice.text
    assert "read-only" in second.windowTitle()
    assert not second.action_set.actions["beat.label_V"].isEnabled()
    assert not _label(second, 4)
    assert not second.document.undo()
    assert _session(second).beats == _session(window).beats
    assert _label(window, 6)
    window.close()
    third = open_window(record_path)
    assert "read-only" not in third.windowTitle()
    assert _label(third, 8)
    assert len(read_journal(_journal(record_path)).steps) == 3


def test_two_windows_opened_before_the_first_edit(
    qtbot: QtBot, window: MainWindow, open_window: OpenWindow, record_path: Path
) -> None:
    second = open_window(record_path)
    assert _label(window, 2)
    before = _session(second).beats
    assert not _label(second, 4)
    assert _session(second).beats == before
    assert "Close the record there first" in second.notice.text
    window.close()
    assert not _label(second, 4)
    assert "Open the record again" in second.notice.text
    assert len(read_journal(_journal(record_path)).steps) == 1
    _wait_until_read_again(qtbot, second)
    assert _session(second).beats == _session(window).beats


def _wait_until_read_again(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitSignal(window.link.finished, timeout=20_000).wait()
    assert "has been read again" in window.notice.text


def test_a_stale_window_reads_the_review_again_and_spoils_nothing(
    qtbot: QtBot, window: MainWindow, open_window: OpenWindow, record_path: Path
) -> None:
    assert _label(window, 2)
    window.close()
    second, first = open_window(record_path), open_window(record_path)
    assert first.document.undo()
    assert _label(first, 4)
    first.close()
    journal = _journal(record_path).read_bytes()
    assert len(_session(second).history.done) == 1
    assert not _label(second, 6)
    assert _journal(record_path).read_bytes() == journal
    _wait_until_read_again(qtbot, second)
    assert _session(second).beats == _session(first).beats
    assert _label(second, 6)
    second.close()
    assert _session(open_window(record_path)).beats == _session(second).beats


def test_a_stale_window_cannot_sign(
    qtbot: QtBot, window: MainWindow, open_window: OpenWindow, record_path: Path
) -> None:
    assert _label(window, 2)
    window.close()
    second, first = open_window(record_path), open_window(record_path)
    assert first.document.sign("Reviewed")
    first.close()
    assert not second.document.sign("Reviewed as well")
    _wait_until_read_again(qtbot, second)
    assert second.document.signed == first.document.signed


def test_a_record_opened_again_in_its_window_is_not_read_only(
    qtbot: QtBot, window: MainWindow, record_path: Path
) -> None:
    assert _label(window, 2)
    with qtbot.waitSignal(window.link.finished, timeout=20_000):
        window.open(record_path)
    assert window.document.read_only == ""
    assert _label(window, 4)


def test_edits_that_wait_make_the_review_read_only(
    window: MainWindow,
    open_window: OpenWindow,
    record_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert _label(window, 2)
    drive = record_path.parent
    away = drive.rename(drive.with_name("away"))
    assert _label(window, 4)
    window.close()
    away.rename(drive)
    with monkeypatch.context() as patch:
        patch.setattr(journal_rescue, "replace_file", _full)
        again = open_window(record_path)
    assert "holds edits" in again.notice.text
    assert not _label(again, 6)
    assert not again.document.sign("Reviewed")
    again.close()
    assert len(_session(open_window(record_path)).history.done) == 2


@pytest.mark.parametrize("step_s", [-3600, -86400 * 400])
def test_a_clock_that_goes_back_loses_nothing(
    window: MainWindow,
    open_window: OpenWindow,
    record_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    step_s: int,
) -> None:
    now = int(time.time())
    assert _label(window, 2)
    monkeypatch.setattr(beat_edits, "_now", lambda: now + step_s)
    assert _label(window, 4)
    assert window.document.undo()
    window.close()
    journal = _journal(record_path)
    os.utime(journal, (now + step_s, now + step_s))
    again = open_window(record_path)
    assert _session(again).beats == _session(window).beats
    assert again.document.redo()
    assert len(read_journal(journal).steps) == 4
