"""The window has the views of one tuple: docks, menus, keys, messages and layouts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QDockWidget, QLabel
from pytestqt.qtbot import QtBot

from ecgviewer import app
from ecgviewer.core.analysis_events import Stage
from ecgviewer.core.beats import new_beats
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.trace.envelope import Envelope
from ecgviewer.gui.actions.action_spec import ActionSpec, Needs
from ecgviewer.gui.actions.view_actions import VIEW_ACTIONS
from ecgviewer.gui.explanation.explanation_view import ExplanationView
from ecgviewer.gui.kinds.kinds_view import KindsView
from ecgviewer.gui.main_window import MainWindow
from ecgviewer.gui.model.document import Document, DocumentState
from ecgviewer.gui.readers.readers_view import ReadersView
from ecgviewer.gui.rhythm.rhythm_view import RhythmView
from ecgviewer.gui.system.settings import Settings
from ecgviewer.gui.views import VIEWS
from ecgviewer.gui.window.view import Commands, Parts, View
from ecgviewer.worker.messages import Failed
from tests.fakes import FakeJournal


def fill(document: Document, n_beats: int) -> None:
    """Open a record with a beat a second, ready to be edited."""
    fs = 250
    signal = np.zeros((1, (n_beats + 2) * fs), np.float32)
    session = ReviewSession(Record("test", fs, (Lead("MLII"),), signal))
    envelopes = (Envelope.of(signal[0]),)
    document.open(session, envelopes, cast(Any, FakeJournal()))
    document.add_detected(new_beats(np.arange(1, n_beats + 1) * fs))
    document.set_state(DocumentState.READY)


class CountView(View):
    """A view as a newcomer writes it: counts beats, and labels the first one."""

    id, title, beside = "count", "Count", "explanation"
    actions = (
        ActionSpec("view.count", "To the c&ount", ("F11",)),
        ActionSpec("beat.label_first", "Label the first", (), Needs.EDITABLE),
    )

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts)
        self.widget = self.label = QLabel()
        self.reader = parts.settings.reader
        parts.document.beats_changed.connect(self._count)

    def by_id(self) -> Commands:
        return {"view.count": self.show, "beat.label_first": self._label}

    def apply_settings(self, settings: Settings) -> None:
        self.reader = settings.reader

    def _count(self) -> None:
        columns = self.parts.document.columns
        self.label.setText(str(len(columns.beat_id)) if columns else "")

    def _label(self) -> None:
        columns = self.parts.document.columns
        if columns and self.parts.document.label(columns.beat_id[:1], BeatClass.V):
            self.remarked.emit("The first beat is V.")


@pytest.fixture
def store(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)


class Windows:
    """Windows over one store, closed at the end."""

    def __init__(self, store: QSettings) -> None:
        app.make_application()
        self._store = store
        self._made: list[MainWindow] = []

    def make(self, *views: type[View]) -> MainWindow:
        window = MainWindow(self._store, views=(*VIEWS, *views))
        window.show()
        self._made.append(window)
        return window

    def close(self) -> None:
        for window in self._made:
            window.close()
            window.deleteLater()


@pytest.fixture
def windows(qtbot: QtBot, store: QSettings) -> Iterator[Windows]:
    made = Windows(store)
    yield made
    made.close()


def test_a_view_is_docked_in_menus_and_keys(windows: Windows) -> None:
    window = windows.make(CountView)
    dock = window.docks.by_id["count"]
    assert dock.windowTitle() == "Count"
    assert dock in window.tabifiedDockWidgets(window.docks.by_id["explanation"])
    in_view = window.action_set.menus["view"].actions()
    assert dock.toggleViewAction() in in_view
    action = window.action_set.actions["view.count"]
    assert action in in_view
    assert action.shortcut().toString() == "F11"
    assert not action.isEnabled()
    view = window.view(CountView)
    fill(window.document, 5)
    assert action.isEnabled()
    action.trigger()
    assert not view.label.visibleRegion().isEmpty()


class LazyView(View):
    """A view whose count waits until somebody sees it."""

    id, title, beside = "lazy", "Lazy", "explanation"

    def __init__(self, parts: Parts) -> None:
        super().__init__(parts)
        self.widget, self.counts = QLabel(), list[int]()
        wait = partial(self.when_seen.do, self._count)
        parts.document.beats_changed.connect(lambda _: wait())

    def _count(self) -> None:
        columns = self.parts.document.columns
        self.counts.append(len(columns.beat_id) if columns else 0)


def test_what_a_hidden_view_shows_waits_until_it_comes_to_the_front(
    windows: Windows, qtbot: QtBot
) -> None:
    window = windows.make(LazyView)
    qtbot.waitExposed(window)
    view, front = window.view(LazyView), window.view(RhythmView)
    front.show()
    fill(window.document, 5)
    columns = window.document.columns
    assert columns is not None
    window.document.label(columns.beat_id[:1], BeatClass.V)
    assert view.counts == []
    view.show()
    assert view.counts == [5]
    window.document.label(columns.beat_id[1:2], BeatClass.V)
    assert view.counts == [5, 5]
    window.docks.by_id["lazy"].hide()
    window.document.label(columns.beat_id[2:3], BeatClass.V)
    assert view.counts == [5, 5]
    window.docks.by_id["lazy"].show()
    assert view.counts[2:] == [5]


def test_kinds_behind_another_view_are_counted_when_they_are_seen(
    windows: Windows, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = windows.make()
    qtbot.waitExposed(window)
    counted: list[object] = []

    def summaries() -> list[object]:
        counted.append(None)
        return []

    monkeypatch.setattr(window.view(KindsView).panel, "_summaries", summaries)
    window.view(RhythmView).show()
    fill(window.document, 5)
    window.groups.changed.emit(None)
    assert counted == []
    window.view(KindsView).raise_requested.emit()
    assert counted


def test_a_view_edits_through_the_document_and_is_heard(windows: Windows) -> None:
    window = windows.make(CountView)
    fill(window.document, 5)
    window.action_set.actions["beat.label_first"].trigger()
    session = window.document.session
    assert session is not None
    assert session.beats.label[0] == BeatClass.V
    assert window.statusBar().currentMessage() == "The first beat is V."
    window.document.undo()
    assert session.beats.label[0] != BeatClass.V
    view = window.view(CountView)
    view.failed.emit(Failed(Stage.FINDING_BEATS, "no fingers", ""))
    assert window.notice.text == "Finding beats failed: no fingers"
    view.retitled.emit("Count (5)")
    assert window.docks.by_id["count"].windowTitle() == "Count (5)"
    view.kept.emit("tachogram", False)
    assert not window.settings.tachogram
    window.kept.change(replace(window.settings, reader="Dr Smith"))
    assert view.reader == "Dr Smith"


@pytest.mark.parametrize("view", [ReadersView, RhythmView])
def test_what_a_panel_remarks_is_said_in_the_window(
    windows: Windows, view: type[ReadersView] | type[RhythmView]
) -> None:
    window = windows.make()
    window.view(view).panel.remarked.emit("Nothing to go to.")
    assert window.statusBar().currentMessage() == "Nothing to go to."


def test_every_action_of_a_view_is_in_the_lists_of_keys(windows: Windows) -> None:
    with_actions = [view.actions for view in VIEWS if view.actions]
    assert tuple(with_actions) == VIEW_ACTIONS
    window = windows.make()
    for view in window.views:
        assert set(view.by_id()) == {spec.id for spec in view.actions}
        room = window.docks.by_id[view.id].body.widget()
        assert view.widget.parentWidget() is room


def _where(window: MainWindow) -> dict[str, tuple[bool, bool]]:
    docks = window.findChildren(QDockWidget)
    return {d.objectName(): (d.isHidden(), d.isFloating()) for d in docks}


def test_a_layout_comes_back(windows: Windows) -> None:
    window = windows.make()
    window.docks.by_id["beats"].hide()
    window.docks.by_id["rhythm"].setFloating(True)
    before = _where(window)
    window.close()
    assert _where(windows.make()) == before


def test_a_layout_without_a_view_is_not_restored_halfway(windows: Windows) -> None:
    window = windows.make()
    window.docks.by_id["beats"].hide()
    window.resize(window.width(), window.height() - 50)
    height = window.height()
    window.close()
    again = windows.make(CountView)
    assert not again.docks.by_id["beats"].isHidden()
    beside = again.tabifiedDockWidgets(again.docks.by_id["explanation"])
    assert again.docks.by_id["count"] in beside
    assert again.height() == height


def test_a_layout_of_a_version_before_is_not_restored(
    windows: Windows, store: QSettings
) -> None:
    window = windows.make()
    window.docks.by_id["beats"].hide()
    window.close()
    store.setValue("window_state", window.saveState())
    assert not windows.make().docks.by_id["beats"].isHidden()


def test_what_a_reader_closed_stays_closed(windows: Windows) -> None:
    window = windows.make()
    window.docks.by_id["explanation"].hide()
    window.kept.change(replace(window.settings, reader="Dr Smith"))
    assert window.docks.by_id["explanation"].isHidden()


def test_what_shows_the_classifier_is_hidden_from_a_blind_reader(
    windows: Windows,
) -> None:
    window = windows.make()
    dock = window.docks.by_id["explanation"]
    assert ExplanationView.shows_classifier
    window.kept.change(replace(window.settings, blind=True))
    assert dock.isHidden()
    window.kept.change(replace(window.settings, blind=False))
    assert not dock.isHidden()
