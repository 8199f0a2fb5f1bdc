"""A record that was renamed, or whose header was corrected, keeps its review."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QToolButton
from pytestqt.qtbot import QtBot

from ecgviewer.core.labels import BeatClass
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.gui.main_window import MainWindow
from tests.workflows.conftest import OpenWindow

_TAKE_OVER = "Take over"


def _session(window: MainWindow) -> ReviewSession:
    assert window.document.session is not None
    return window.document.session


def _reviewed(window: MainWindow) -> ReviewSession:
    session = _session(window)
    assert window.document.label(session.beats.beat_id[2:40], BeatClass.V)
    window.close()
    return session


def _rename(record_path: Path, name: str = "renamed") -> Path:
    renamed = record_path.with_name(f"{name}.hea")
    text = record_path.read_text(encoding="utf-8")
    record_path.with_suffix(".dat").rename(renamed.with_suffix(".dat"))
    renamed.write_text(text.replace(record_path.stem, name), encoding="utf-8")
    record_path.unlink()
    return renamed


def _journals(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.ecgedits.jsonl")}


def _offer(window: MainWindow) -> QToolButton:
    buttons = window.notice.findChildren(QToolButton)
    return next(button for button in buttons if button.text() == _TAKE_OVER)


def test_a_review_under_another_name_is_offered_and_taken_over(
    open_window: OpenWindow, record_path: Path, qtbot: QtBot
) -> None:
    session = _reviewed(open_window(record_path))
    before = _journals(record_path.parent)
    renamed = _rename(record_path)
    window = open_window(renamed)
    assert not _session(window).history.done
    assert "review of patient1" in window.notice.text
    with qtbot.waitSignal(window.link.finished, timeout=20_000):
        qtbot.mouseClick(_offer(window), Qt.MouseButton.LeftButton)
    assert _session(window).beats == session.beats
    assert "1 earlier edit" in window.notice.text
    assert not _offer(window).isVisible()
    window.document.undo()
    window.close()
    after = _journals(record_path.parent)
    assert set(after) == {*before, next(n for n in after if n.startswith("renamed."))}
    assert all(after[name] == data for name, data in before.items())


def test_it_can_be_taken_over_from_the_menu_of_reviews(
    open_window: OpenWindow, record_path: Path, qtbot: QtBot
) -> None:
    session = _reviewed(open_window(record_path))
    window = open_window(_rename(record_path))
    window.notice.hide()
    menu = window.findChild(QMenu, "reviews")
    assert menu is not None
    assert menu.isEnabled()
    (entry,) = (a for a in menu.actions() if a.text().startswith(_TAKE_OVER))
    with qtbot.waitSignal(window.link.finished, timeout=20_000):
        entry.trigger()
    assert _session(window).beats == session.beats
    assert not any(a.text().startswith(_TAKE_OVER) for a in menu.actions())


def test_a_review_that_was_begun_here_is_kept(
    open_window: OpenWindow, record_path: Path, qtbot: QtBot
) -> None:
    _reviewed(open_window(record_path))
    window = open_window(_rename(record_path))
    beats = _session(window).beats
    assert window.document.label(beats.beat_id[:1], BeatClass.S)
    own = _session(window).beats
    with qtbot.waitSignal(window.link.open_failed, timeout=20_000):
        qtbot.mouseClick(_offer(window), Qt.MouseButton.LeftButton)
    assert "already exists" in window.notice.text
    assert _session(window).beats == own


def test_a_corrected_header_is_told_and_the_review_goes_on(
    open_window: OpenWindow, record_path: Path
) -> None:
    session = _reviewed(open_window(record_path))
    with record_path.open("ab") as header:
        header.write(b"# <age>: 69 <sex>: M\r\n")
    window = open_window(record_path)
    assert _session(window).beats == session.beats
    assert "header of patient1 was changed" in window.notice.text
    assert window.document.undo()
    window.close()
    assert "was changed" not in open_window(record_path).notice.text


def test_a_review_left_where_the_record_was_before_is_offered(
    open_window: OpenWindow, record_path: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    session = _reviewed(open_window(record_path))
    before = _journals(record_path.parent)
    moved = tmp_path / "archive" / record_path.name
    moved.parent.mkdir()
    for suffix in (".hea", ".dat"):
        record_path.with_suffix(suffix).rename(moved.with_suffix(suffix))
    window = open_window(moved)
    qtbot.waitUntil(lambda: _offer(window).isVisible(), timeout=20_000)
    assert str(record_path.parent) in window.notice.text
    with qtbot.waitSignal(window.link.finished, timeout=20_000):
        qtbot.mouseClick(_offer(window), Qt.MouseButton.LeftButton)
    assert _session(window).beats == session.beats
    assert _journals(record_path.parent) == before
    assert len(_journals(moved.parent)) == 1
