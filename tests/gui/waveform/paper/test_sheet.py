from __future__ import annotations

import logging

import pytest
from PySide6.QtCore import QCoreApplication, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QGraphicsScene
from pytestqt.qtbot import QtBot

from ecgviewer.gui.look.theme import colours
from ecgviewer.gui.waveform.paper.sheet import Sheet, SheetItem


class _Broken(SheetItem):
    def paint_sheet(self, painter: QPainter, sheet: Sheet) -> None:
        painter.setOpacity(0.1)
        raise ValueError("a fault in drawing")


def test_an_error_in_drawing_is_reported_once_and_ends_nothing(
    qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    scene = QGraphicsScene()
    root = scene.addRect(QRectF(0, 0, 50, 50))
    item = _Broken(root, 1.0)
    image = QImage(50, 50, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    palette, font = scene.palette(), scene.font()
    item.lay(Sheet(50, 50, 5, 1.0, 0.0, 1.0, 360.0, 360, (), colours(palette), font))
    with caplog.at_level(logging.ERROR), qtbot.captureExceptions() as errors:
        for _ in range(3):
            scene.render(painter)
        QCoreApplication.processEvents()
    assert painter.opacity() == 1.0
    painter.end()
    assert "_Broken cannot be painted" in caplog.text
    assert "a fault in drawing" in caplog.text
    assert [str(error[1]) for error in errors] == ["a fault in drawing"]
