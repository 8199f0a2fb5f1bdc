"""The study list as a reader uses it, with the keyboard alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from ecgviewer.gui.studies.study_columns import COLUMNS
from ecgviewer.gui.studies.study_window import StudyWindow
from ecgviewer.gui.studies.team_dialog import TeamDialog
from ecgviewer.studies.team_files import say
from tests.gui.studies.conftest import Windows
from tests.gui.studies.looks import differing, listed, wait
from tests.studies.desk import Desk, review

_Key, _Modifier = Qt.Key, Qt.KeyboardModifier
_NAMES = [column.name for column in COLUMNS]


def _shown(window: StudyWindow, row: int, name: str) -> str:
    return str(window.model.index(row, _NAMES.index(name)).data())


def _analyse(qtbot: QtBot, window: StudyWindow, desk: Desk) -> None:
    qtbot.keyClick(window, _Key.Key_A, _Modifier.ControlModifier)
    desk_done = lambda: not desk.index.studies("needs_work = 1")  # noqa: E731
    wait(qtbot, desk_done)
    with qtbot.waitSignal(window.work.changed):
        qtbot.keyClick(window, _Key.Key_F5)


def test_records_are_analysed_and_what_is_worst_comes_first(
    qtbot: QtBot, desk: Desk, windows: Windows
) -> None:
    review(desk.record("a", 60.0), sign=True)
    desk.record("b", 90.0)
    desk.record("c", 20.0)
    window = windows.make()
    assert listed(window) == ["b", "c", "a"]
    assert window.count_label.text() == "3 studies"
    assert _shown(window, 0, "status_text") == "new"
    _analyse(qtbot, window, desk)
    assert window.pause_button.text() == "&Pause"
    rows = [window.model.study(row) for row in range(3)]
    ranks = [study.rank for study in rows if study]
    assert ranks[0] >= ranks[1]
    assert listed(window)[-1] == "a", "what is signed is last"
    assert _shown(window, 0, "status_text") == "analysed"
    qtbot.keyClick(window, _Key.Key_A, _Modifier.ControlModifier)
    assert window.pause_button.text() == "&Analyse"


def test_what_arrives_is_analysed_until_paused(
    qtbot: QtBot, desk: Desk, windows: Windows
) -> None:
    desk.record("a")
    window = windows.make()
    _analyse(qtbot, window, desk)
    desk.record("b", 30.0)
    qtbot.keyClick(window, _Key.Key_F5)
    wait(qtbot, lambda: "b" in listed(window))
    wait(qtbot, lambda: desk.study("b").status == "analysed")
    window.toggle_work()
    desk.record("c", 40.0)
    qtbot.keyClick(window, _Key.Key_F5)
    wait(qtbot, lambda: "c" in listed(window))
    assert desk.study("c").status == "new"


def test_enter_opens_and_next_goes_to_what_is_worth_a_look(
    qtbot: QtBot, desk: Desk, windows: Windows
) -> None:
    paths = [desk.record(name, 20.0 + at) for at, name in enumerate("abc")]
    review(desk.record("d", 30.0), sign=True)
    window = windows.make()
    opened: list[Path] = []
    window.open_requested.connect(opened.append)
    qtbot.keyClick(window.table, _Key.Key_Return)
    assert opened == [paths[0]]
    for _ in range(3):
        window.open_next()
    assert opened[1:] == [paths[1], paths[2], paths[0]]
    assert window.next_after(paths[1]) == paths[2]
    assert window.table.current is not None
    assert window.table.current.name == "c"
    assert window.next_after(None) == paths[0]


def test_the_list_begins_where_one_was(desk: Desk, windows: Windows) -> None:
    for at, name in enumerate("abc"):
        desk.record(name, 20.0 + at)
    window = windows.make()
    window.table.go_to(1)
    window.close()
    again = windows.make().table.current
    assert again is not None
    assert again.name == "b"


def test_two_readers_are_followed_by_who_decides(
    qtbot: QtBot, desk: Desk, windows: Windows
) -> None:
    record = desk.record("a")
    review(record, "Ada", sign=True)
    desk.scan()
    said = [("reader", "Ada"), ("second", "Bob"), ("adjudicator", "Eve")]
    say([desk.records], "a", desk.study("a").identity, "Eve", said)
    desk.scan()
    assert desk.study("a").status_text == "signed by Ada, not begun by Bob"
    assert not desk.study("a").waits_for("Ada")
    assert desk.study("a").waits_for("Bob")
    review(record, "Bob", sign=True)
    desk.scan()
    study = desk.study("a")
    assert study.status_text == "signed by Ada and Bob, to be decided by Eve"
    assert [study.waits_for(name) for name in ("Ada", "Bob", "Eve")] == [0, 0, 1]
    review(record, "consensus", sign=True)
    desk.scan()
    assert not desk.study("a").waits_for("Eve")
    assert windows.make().next_after(None) is None


def test_nothing_is_worth_a_look_when_all_is_signed(
    desk: Desk, windows: Windows
) -> None:
    review(desk.record("a"), sign=True)
    window = windows.make()
    window.open_next()
    assert window.note.text() == "No other study is worth a look."


def test_search_and_status_filter(qtbot: QtBot, desk: Desk, windows: Windows) -> None:
    review(desk.record("a"), sign=True)
    desk.record("b", 30.0)
    window = windows.make()
    qtbot.keyClick(window, _Key.Key_F, _Modifier.ControlModifier)
    qtbot.keyClicks(window.search, "signed")
    qtbot.keyClick(window.search, _Key.Key_Return)
    assert listed(window) == ["a"]
    assert window.count_label.text() == "1 of 2 studies"
    window.search.clear()
    window.status.setCurrentText("new")
    wait(qtbot, lambda: listed(window) == ["b"])


def test_sorting_keeps_the_study_the_keyboard_is_at(
    desk: Desk, windows: Windows
) -> None:
    for name, length_s in (("a", 40.0), ("b", 20.0), ("c", 30.0)):
        desk.record(name, length_s)
    window = windows.make()
    window.table.go_to(1)
    section = _NAMES.index("length_s")
    window.table.sortByColumn(section, Qt.SortOrder.DescendingOrder)
    assert listed(window) == ["a", "c", "b"]
    window.table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
    assert listed(window) == ["a", "b", "c"]


def test_columns_that_were_chosen_are_kept(desk: Desk, windows: Windows) -> None:
    desk.record("a")
    window = windows.make()
    header, tags = window.table.horizontalHeader(), _NAMES.index("tags")
    window.table.setColumnHidden(tags, True)
    header.moveSection(header.visualIndex(_NAMES.index("start")), 0)
    window.close()
    again = windows.make()
    assert again.table.isColumnHidden(tags)
    assert again.table.horizontalHeader().visualIndex(_NAMES.index("start")) == 0


def test_what_is_said_of_studies_is_written_and_shown(
    qtbot: QtBot, desk: Desk, windows: Windows
) -> None:
    desk.record("a")
    desk.record("b", 30.0)
    window = windows.make()
    window.table.selectAll()
    window.commands.mark()
    dialog = window.findChild(TeamDialog)
    assert isinstance(dialog, TeamDialog)
    for name, text in (("reader", "Bob"), ("priority", "stat")):
        field = dialog.fields[name]
        assert isinstance(field, QComboBox)
        field.setCurrentText(text)
    due, tags = dialog.fields["due"], dialog.fields["tag"]
    assert isinstance(due, QLineEdit)
    assert isinstance(tags, QLineEdit)
    tags.setText("child, holter")
    due.setText("soon")
    dialog.accept()
    assert dialog.isVisible()
    due.setText("2026-01-02")
    with qtbot.waitSignal(window.work.changed):
        dialog.accept()
    for row in (0, 1):
        assert _shown(window, row, "reader") == "Bob"
        assert _shown(window, row, "tags") == "child, holter"
        assert _shown(window, row, "reason").startswith("stat · overdue since")
    files = sorted(desk.records.glob("*.ecgteam.jsonl"))
    assert [file.name for file in files] == [
        "a.Ada.ecgteam.jsonl", "b.Ada.ecgteam.jsonl",
    ]  # fmt: skip
    said = [json.loads(line) for line in files[0].read_text().splitlines()]
    assert {each["what"] for each in said} == {"reader", "priority", "due", "tag"}


def test_a_dialog_in_which_nothing_is_changed_says_nothing(
    desk: Desk, windows: Windows
) -> None:
    desk.record("a")
    window = windows.make()
    window.commands.mark()
    dialog = window.findChild(TeamDialog)
    assert isinstance(dialog, TeamDialog)
    dialog.accept()
    assert list(desk.records.glob("*.ecgteam.jsonl")) == []


def test_a_blind_reader_does_not_see_what_was_found(
    qtbot: QtBot, desk: Desk, windows: Windows, store: QSettings
) -> None:
    desk.record("a", 60.0)
    store.setValue("blind", True)
    window = windows.make()
    _analyse(qtbot, window, desk)
    for name in ("n_beats", "v_percent", "errors_left", "reason"):
        assert _shown(window, 0, name) == "–"
    assert not window.pane.findings.isVisibleTo(window.pane)


def test_the_preview_shows_the_worst_and_other_recordings_of_the_patient(
    qtbot: QtBot, desk: Desk, windows: Windows
) -> None:
    for name in ("a", "b"):
        record = desk.record(name, 60.0 if name == "a" else 70.0)
        record.write_text(f"{record.read_text()}#Patient: P1\n")
    desk.record("c", 20.0)
    window = windows.make()
    _analyse(qtbot, window, desk)
    row = window.model.row_of(str(desk.records / "a.hea"))
    assert row is not None
    window.table.go_to(row)
    assert window.pane.title.text().startswith("a")
    assert window.pane.findings.text()
    picture = window.pane.picture.grab().toImage()
    plain = picture.copy()
    plain.fill(picture.pixelColor(2, picture.height() - 1))
    assert differing(picture, plain) > 300
    study = window.table.current
    assert study is not None
    assert study.patient == "P1"
    assert window.pane.others.count() == 1
    window.toggle_patient()
    assert sorted(listed(window)) == ["a", "b"]
    window.toggle_patient()
    assert len(listed(window)) == 3
    window.pane.others.itemActivated.emit(window.pane.others.item(0))
    assert window.table.current is not None
    assert window.table.current.name == "b"


def test_a_missing_record_is_not_opened(desk: Desk, windows: Windows) -> None:
    desk.record("a").unlink()
    record = desk.record("a")
    desk.scan()
    record.unlink()
    window = windows.make()
    opened: list[Path] = []
    window.open_requested.connect(opened.append)
    window.open_current()
    assert opened == []
    assert "is missing" in window.note.text()


def test_folders_are_added_and_removed(
    qtbot: QtBot, desk: Desk, windows: Windows, tmp_path: Path
) -> None:
    desk.record("a")
    window = windows.make()
    window.folders.unwatch(desk.records)
    wait(qtbot, lambda: listed(window) == [])
    assert "Add a folder" in window.note.text()
    window.folders.watch(desk.records)
    wait(qtbot, lambda: listed(window) == ["a"])
    assert desk.places.watched() == (desk.records,)


def test_what_is_selected_stays_while_others_arrive(
    qtbot: QtBot, desk: Desk, windows: Windows
) -> None:
    desk.record("b")
    desk.record("c", 30.0)
    window = windows.make()
    window.table.selectAll()
    desk.record("a", 40.0)
    with qtbot.waitSignal(window.work.changed):
        qtbot.keyClick(window, _Key.Key_F5)
    wait(qtbot, lambda: len(listed(window)) == 3)
    assert [study.name for study in window.table.selected] == ["b", "c"]


def test_reports_are_written_of_what_is_selected(
    qtbot: QtBot, desk: Desk, windows: Windows, tmp_path: Path
) -> None:
    desk.record("a")
    review(desk.record("b", 30.0))
    window = windows.make()
    window.table.selectAll()
    said: list[str] = []
    window.work.said.connect(said.append)
    window.work.report(window.table.selected, tmp_path / "out")
    wait(qtbot, lambda: bool(said) and said[-1].startswith("2 of 2"))
    written = {path.name for path in (tmp_path / "out").glob("*.json")}
    assert written == {"a.report.json", "b.Ada.report.json"}


def test_a_failure_is_shown_and_can_be_tried_again(
    qtbot: QtBot,
    desk: Desk,
    windows: Windows,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk.record("a")
    window = windows.make()
    with monkeypatch.context() as patched:
        patched.setattr("ecgviewer.studies.work.report_facts", _fail)
        _analyse(qtbot, window, desk)
    assert _shown(window, 0, "status_text") == "RuntimeError: no luck"
    window.count_again()
    wait(qtbot, lambda: desk.study("a").status == "analysed")


def _fail(*_: object, **__: object) -> None:
    raise RuntimeError("no luck")


def test_the_list_is_shown_at_start_if_asked(
    desk: Desk, windows: Windows, store: QSettings
) -> None:
    window = windows.make()
    assert not window.shows_at_start
    window.show_at_start(True)
    assert windows.make().shows_at_start
