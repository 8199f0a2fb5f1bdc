"""What mouse, wheel and keys do on the strips, gesture by gesture, as it was."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.rhythm.poincare_plot import PoincarePlot
from ecgviewer.gui.waveform.strips.disclosure_view import DisclosureView
from ecgviewer.gui.waveform.strips.overview import OverviewStrip
from ecgviewer.gui.waveform.strips.tachogram import TachogramStrip
from tests.gui.drawing.story import Story
from tests.gui.waveform.strips.test_drawn_strips import document_of, shown
from tests.kept import Kept

_LEFT, _RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
_NONE, _SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def document() -> Document:
    """Two and a half minutes of 100/min, every third a V, a little early."""
    return document_of([0.6, 0.7, 0.5] * 83, "NNV" * 83)


class Hand:
    """The mouse over a widget, each gesture a step of a story."""

    def __init__(self, widget: QWidget, story: Story) -> None:
        self._widget, self._story = widget, story

    def click(self, x: int, y: int, button: Qt.MouseButton = _LEFT) -> None:
        at = QPoint(x, y)
        self._story.step(
            f"{button.name} {x},{y}",
            lambda: QTest.mouseClick(self._widget, button, _NONE, at),
        )

    def drag(self, *places: tuple[int, int]) -> None:
        first, *others = [QPoint(*place) for place in places]
        step, widget = self._story.step, self._widget
        step(
            f"press {first.x()}", lambda: QTest.mousePress(widget, _LEFT, _NONE, first)
        )
        for at in others:
            step(f"  to {at.x()}", lambda at=at: QTest.mouseMove(widget, at))  # type: ignore[misc]
        last = others[-1]
        step("  let go", lambda: QTest.mouseRelease(widget, _LEFT, _NONE, last))

    def wheel(self, x: int, y: int) -> None:
        none, at = Qt.MouseButton.NoButton, QPointF(50, 40)
        phase = Qt.ScrollPhase.NoScrollPhase
        event = QWheelEvent(at, at, QPoint(), QPoint(x, y), none, _NONE, phase, False)
        self._story.step(
            f"wheel {x},{y}", lambda: QApplication.sendEvent(self._widget, event)
        )


def _story(widget: QWidget, selection: Selection) -> Story:
    return Story(
        {
            "view": lambda: selection.view_s,
            "selected": lambda: selection.selected,
            "current": lambda: selection.current,
            "shape": lambda: widget.cursor().shape().name,
        },
        {"view changed": selection.view_changed},
    )


def test_tachogram_gestures(
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    document: Document,
    selection: Selection,
    drawing: Kept,
) -> None:
    strip = TachogramStrip(document, selection, lambda: 60.0)
    shown(qtbot, monkeypatch, strip, QSize(260, 96))
    selection.set_view(0.0, 10.0)
    story = _story(strip, selection)
    hand = Hand(strip, story)
    points = strip.points()
    assert points is not None
    x, y = round(60 + points.x[3]), round(4 + points.y[3])
    for off in (0, 7, 8, 9):
        hand.click(x + off, y)
    hand.click(x, y + 7, _RIGHT)
    hand.drag((100, 40), (103, 40))
    hand.drag((100, 40), (104, 40))
    hand.drag((200, 40), (150, 40), (90, 40))
    hand.drag((250, 40), (255, 40))
    hand.wheel(0, -120)
    hand.wheel(240, 0)
    hand.wheel(-120, 60)
    tips = [strip._text_at(QPoint(x + off, y)) for off in (0, 8, 9)]
    drawing.check({"gestures": story.lines, "tips": [repr(tip) for tip in tips]})


def test_overview_gestures(
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    document: Document,
    selection: Selection,
    drawing: Kept,
) -> None:
    strip = OverviewStrip(document, selection)
    shown(qtbot, monkeypatch, strip, QSize(300, 72))
    selection.set_view(60.0, 80.0)
    story = _story(strip, selection)
    hand = Hand(strip, story)
    for x in (111, 115, 140, 165, 170, 10, 299):
        hand.click(x, 30)
    hand.click(100, 30, _RIGHT)
    hand.drag((150, 30), (160, 30), (200, 30))
    hand.drag((205, 30), (100, 30), (-50, 30))
    hand.drag((10, 30), (299, 30))
    hand.wheel(0, -120)
    hand.wheel(240, 0)
    empty = OverviewStrip(Document(), selection)
    shown(qtbot, monkeypatch, empty, QSize(300, 72))
    Hand(empty, story).click(100, 30)
    Hand(empty, story).wheel(0, 120)
    drawing.check({"gestures": story.lines})


def test_disclosure_gestures(
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    document: Document,
    selection: Selection,
    drawing: Kept,
) -> None:
    page = DisclosureView(document, selection)
    shown(qtbot, monkeypatch, page, QSize(240, 50))
    bar = page.verticalScrollBar()
    story = Story(
        {
            "at": bar.value,
            "range": lambda: (bar.minimum(), bar.maximum(), bar.pageStep()),
            "lead": page.lead_name,
            "height": lambda: page.lines.height,
        },
        {"place": page.place_chosen, "left": page.left},
    )
    hand = Hand(page.viewport(), story)
    gutter = round(page._gutter_px())
    for x, y in ((gutter - 2, 5), (gutter + 1, 5), (150, 5), (150, 35), (238, 35)):
        hand.click(x, y)
    hand.click(150, 5, _RIGHT)
    keys = Qt.Key
    for key in (
        *(keys.Key_Down, keys.Key_PageDown, keys.Key_Up, keys.Key_PageUp),
        *(keys.Key_End, keys.Key_Home, keys.Key_Plus, keys.Key_Equal, keys.Key_Minus),
        keys.Key_Escape,
    ):
        story.step(key.name, lambda key=key: QTest.keyClick(page, key))  # type: ignore[misc]
    for factor in (20.0, 1000.0, 1e-9):
        story.step(f"times {factor:g}", lambda factor=factor: page.scale(factor))  # type: ignore[misc]
    for step in (1, 1, -1, 0):
        story.step(f"lead {step}", lambda step=step: page.step_lead(step))  # type: ignore[misc]
    for start_s in (-1.0, 59.0, 61.0, 149.0):
        selection.set_view(start_s, start_s + 10)
        story.step(f"in view {start_s}", page.show_in_view)
    drawing.check({"gestures": story.lines, "rows": [str(page.n_rows)]})


def test_lasso_gestures(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, document: Document, drawing: Kept
) -> None:
    plot = PoincarePlot(Selection())
    shown(qtbot, monkeypatch, plot, QSize(200, 160))
    plot.show_beats(document.columns)
    story = Story({"corners": lambda: len(plot._lasso)}, {"lassoed": plot.lassoed})
    hand = Hand(plot, story)
    hand.drag((60, 20), (120, 20))
    hand.drag((50, 10), (190, 10), (190, 60), (50, 60))
    hand.click(60, 20, _RIGHT)
    drawing.check({"gestures": [line[:200] for line in story.lines]})
