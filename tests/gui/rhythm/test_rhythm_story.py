"""What commands, list, boxes and links do to rhythms, step by step, as it was."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.gui.dialogs.rhythm_dialog import RhythmDialog
from ecgviewer.gui.model.document import Document, DocumentState
from ecgviewer.gui.model.found_rhythms import FoundRhythms
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.rhythm.rhythm_commands import RhythmCommands
from ecgviewer.gui.rhythm.rhythm_model import ASCENDING, TITLES
from ecgviewer.gui.rhythm.rhythm_panel import RhythmPanel
from tests.gui.drawing.story import Story
from tests.gui.waveform.strips.test_drawn_strips import document_of
from tests.kept import Kept

_DOWN = Qt.SortOrder.DescendingOrder


@pytest.fixture
def document() -> Document:
    """A run, two couplets, and two episodes, in a minute."""
    rr_s = [0.8] * 10 + [0.4] * 4 + [0.8] * 5 + [0.5] * 2 + [0.8] * 40
    letters = "N" * 10 + "VVVV" + "N" * 5 + "SS" + "N" * 10 + "VV" + "N" * 28
    document = document_of(rr_s, letters)
    document.set_state(DocumentState.READY)
    document.add_episode(EpisodeKind.AF, 1500, 2000)
    document.add_episode(EpisodeKind.AF, 2500, 3000)
    return document


@pytest.fixture
def found(document: Document, selection: Selection) -> FoundRhythms:
    selection.choose_rhythms([])
    return FoundRhythms(document, selection, document)


@pytest.fixture
def selection() -> Selection:
    return Selection()


def _rows(found: FoundRhythms) -> list[str]:
    return [
        f"{e.title} {e.start}-{e.stop} {e.state.value}{'*' * (e in found.chosen)}"
        for e in found.entries
    ]


class Bench:
    """Commands on rhythms, and the story of what they do."""

    def __init__(
        self, window: QWidget, document: Document, selection: Selection
    ) -> None:
        self.document, self.selection = document, selection
        self.found = FoundRhythms(document, selection, document)
        self.commands = RhythmCommands(document, selection, self.found, window)
        self.step = self._watch().step

    def _watch(self) -> Story:
        selection, commands = self.selection, self.commands
        self.story = Story(
            {"rhythms": lambda: _rows(self.found), "view": lambda: selection.view_s},
            {"remarked": commands.remarked},
        )
        return self.story

    def choose(self, title: str, nth: int = 0) -> None:
        """Choose the rhythm of a title, as a step."""
        key = [e for e in self.found.entries if e.title == title][nth].key
        self.step(f"choose {title}", lambda: self.selection.choose_rhythms([key]))


@pytest.fixture
def bench(qtbot: QtBot, document: Document, selection: Selection) -> Bench:
    window = QWidget()
    qtbot.addWidget(window)
    selection.choose_rhythms([])
    selection.set_view(0.0, 40.0)
    return Bench(window, document, selection)


def test_suggestions(bench: Bench, drawing: Kept) -> None:
    commands, step = bench.commands, bench.step
    by_id = commands.by_id()
    for name in (n for n in by_id if n != "rhythm.add"):
        step(f"{name} of nothing", by_id[name])
    bench.choose("V run (VT)")
    for name in ("delete", "join", "split", "start_here", "end_here"):
        step(f"{name} a suggestion", by_id[f"rhythm.{name}"])
    step("confirm", commands.confirm)
    step("confirm again", commands.confirm)
    step("dismiss an episode", commands.dismiss)
    step("undo", bench.document.undo)
    bench.choose("V run (VT)")
    step("dismiss", commands.dismiss)
    step("confirm a dismissed one", commands.confirm)
    step("dismiss again", commands.dismiss)
    drawing.check({"suggestions": bench.story.lines})


def test_episodes(bench: Bench, drawing: Kept) -> None:
    commands, step, af = bench.commands, bench.step, "Atrial fibrillation"
    bench.choose(af)
    step("split without cursor", commands.split)
    bench.selection.set_cursor(1700)
    step("split", commands.split)
    step("undo", bench.document.undo)
    bench.choose(af)
    step("start here", commands.start_here)
    bench.choose(af)
    bench.selection.set_cursor(1800)
    step("end here", commands.end_here)
    bench.choose(af)
    step("join with the next", commands.join)
    step("join with none", commands.join)
    step("delete", commands.delete)
    step("undo all", lambda: [bench.document.undo() for _ in range(4)])
    bench.selection.set_view(30.0, 40.0)
    bench.choose(af, 1)
    bench.selection.set_view(35.0, 45.0)
    step("delete", commands.delete)
    step("again", commands.delete)
    drawing.check({"episodes": bench.story.lines})


def test_stretches(bench: Bench, drawing: Kept) -> None:
    commands, selection = bench.commands, bench.selection
    selection.set_view(20.0, 35.0)
    stretches: dict[str, object] = {"view": commands._stretch()}
    selection.select(np.array([3, 5, 9]), 3)
    stretches["beats"] = commands._stretch()
    selection.select(np.array([3]), 3)
    stretches["one beat"] = commands._stretch()
    selection.set_view(-5.0, 4000.0)
    stretches["beyond"] = commands._stretch()
    said = [f"{name}: {stretch}" for name, stretch in stretches.items()]
    drawing.check({"stretches": said, "place": [commands._place_text(1234, 2345)]})


def test_list(
    qtbot: QtBot,
    document: Document,
    selection: Selection,
    found: FoundRhythms,
    drawing: Kept,
) -> None:
    panel = RhythmPanel(document, selection, found)
    qtbot.addWidget(panel)
    panel.resize(400, 700)
    panel.show()
    qtbot.waitExposed(panel)
    table, bar, model = panel.table, panel.bar, panel.model
    story = Story(
        {
            "listed": lambda: [f"{e.title} {e.start}" for e in model.entries],
            "chosen": lambda: [e.start for e in found.chosen],
            "rows": lambda: table.chosen_rows,
            "view": lambda: selection.view_s,
            "beats": lambda: selection.selected,
            "cursor": lambda: selection.cursor_sample,
            "words": bar.search.text,
        },
        {"remarked": panel.remarked},
    )
    for column, title in enumerate(TITLES):
        for order in (ASCENDING, _DOWN):
            story.step(
                f"sort by {title}, {order.name}",
                lambda column=column, order=order: table.sortByColumn(column, order),  # type: ignore[misc]
            )
    story.step("as found", lambda: table.sortByColumn(-1, ASCENDING))
    for step in (1, 1, 1, 1, 1, 1, -1, -1):
        story.step(f"step {step}", lambda step=step: panel.step(step))  # type: ignore[misc]
    cell = table.visualRect(model.index(1, 1)).center()
    click = QTest.mouseClick
    story.step(
        "click the second row",
        lambda: click(table.viewport(), Qt.MouseButton.LeftButton, pos=cell),
    )
    story.step("down", lambda: QTest.keyClick(table, Qt.Key.Key_Down))
    story.step("type", lambda: QTest.keyClicks(table, "v"))
    story.step("type on", lambda: bar.search.setText("v run"))
    story.step("Return", lambda: QTest.keyClick(bar.search, Qt.Key.Key_Return))
    story.step("nothing fits", lambda: bar.search.setText("zzz"))
    story.step("step", lambda: panel.step(1))
    story.step("Return", lambda: QTest.keyClick(bar.search, Qt.Key.Key_Return))
    story.step("clear", bar.search.clear)
    for i in range(bar.groups.count()):
        bar.groups.setCurrentIndex(i)
        story.step(
            f"group {bar.groups.currentText()}",
            lambda i=i: bar.groups.activated.emit(i),  # type: ignore[misc]
        )
    bar.groups.setCurrentIndex(0)
    for i in range(bar.states.count()):
        bar.states.setCurrentIndex(i)
        story.step(
            f"state {bar.states.currentText()}",
            lambda i=i: bar.states.activated.emit(i),  # type: ignore[misc]
        )
    bar.states.setCurrentIndex(0)
    bar.states.activated.emit(0)
    story.step("a link", lambda: panel.summary.linkActivated.emit("880-1000"))
    story.step("lasso", lambda: panel.plot.lassoed.emit(np.array([4, 7, 9])))
    story.step("empty lasso", lambda: panel.plot.lassoed.emit(np.array([], np.int64)))
    story.step(
        "another is chosen", lambda: selection.choose_rhythms(list(found.by_key)[-1:])
    )
    story.step(
        "edit", lambda: (document.delete_episodes([0]), QApplication.processEvents())
    )
    drawing.check({"list": story.lines})


def test_the_menu_of_the_list_opens_where_it_was_asked_for(
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    document: Document,
    selection: Selection,
    found: FoundRhythms,
) -> None:
    panel = RhythmPanel(document, selection, found)
    qtbot.addWidget(panel)
    panel.show()
    places: list[QPoint] = []
    monkeypatch.setattr(panel.menu, "popup", places.append)
    panel.table.customContextMenuRequested.emit(QPoint(7, 9))
    assert places == [panel.table.viewport().mapToGlobal(QPoint(7, 9))]


def test_kinds_are_asked_for_in_words(bench: Bench, drawing: Kept) -> None:
    bench.selection.choose_rhythms([bench.found.entries[0].key])
    bench.commands.change_kind()
    bench.commands.add()
    dialogs = bench.commands._window.findChildren(RhythmDialog)
    said = [
        f"{d.windowTitle()}: {[c.text() for c in d.children() if hasattr(c, 'text')]}"
        for d in dialogs
    ]
    for dialog in dialogs:
        bench.step(f"accept {dialog.kind}", dialog.accept)
    drawing.check({"dialogs": said, "accepted": bench.story.lines})
