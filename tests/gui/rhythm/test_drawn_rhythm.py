"""The plot of RR intervals is drawn as it was."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QPalette
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ecgviewer.core.labels import UNSET
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.rhythm.poincare_plot import PoincarePlot
from tests.gui.waveform.strips.test_drawn_strips import document_of, shown, words
from tests.kept import Kept


def test_rr_intervals(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, palette: QPalette, drawing: Kept
) -> None:
    selection = Selection()
    plot = PoincarePlot(selection)
    shown(qtbot, monkeypatch, plot, QSize(200, 160), palette)
    parts = {"nothing": words(plot)}
    session = document_of(
        [0.8, 0.8, 0.4, 1.2, 0.8, 0.6, 1.0, 0.9, 0.7] * 2, "NNVNNSFQN" * 2
    ).session
    assert session is not None
    session.columns.label[1] = UNSET
    plot.show_beats(session.columns)
    parts["beats of every class"] = words(plot)
    selection.select(np.array([3, 4, 5]), 4)
    QTest.mousePress(plot, Qt.MouseButton.LeftButton, pos=QPoint(60, 40))
    for at in ((90, 40), (75, 90)):
        QTest.mouseMove(plot, QPoint(*at))
    parts["selected, a lasso on its way"] = words(plot)
    plot.resize(168, 140)
    slow = document_of([1.0, 2.5, 4.0, 3.0] * 3, "N" * 12).session
    assert slow is not None
    plot.show_beats(slow.columns)
    parts["slow, in less room"] = words(plot)
    drawing.check(parts)
