from __future__ import annotations

import logging
from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QGraphicsRectItem, QGraphicsScene
from pytestqt.qtbot import QtBot

from ecgviewer.gui.look.theme import colours
from ecgviewer.gui.waveform.paper.sheet import Sheet, SheetItem
from tests.gui.waveform.sheets import painted, sheet_of


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


def test_samples_of_a_share_of_the_width_are_those_in_it(qtbot: QtBot) -> None:
    sheet = replace(sheet_of(), start_s=100.0, stop_s=110.0)
    assert sheet.samples == (25_000, 27_501)
    assert sheet.samples_between(0.5, 0.75) == (26_250, 26_876)
    assert sheet.samples_between(0.25, 0.5) == (25_625, 26_251)


def test_samples_in_view_are_of_the_record(qtbot: QtBot) -> None:
    before = replace(sheet_of(), start_s=-2.0, stop_s=8.0, n_samples=1500)
    assert before.samples == (0, 1500)
    after = replace(sheet_of(), start_s=20.0, stop_s=30.0, n_samples=1500)
    assert after.samples == (1500, 1500)


def test_places_times_and_samples_belong_together(qtbot: QtBot) -> None:
    sheet = replace(sheet_of(), start_s=100.0, stop_s=110.0, pixel_ratio=2.0)
    assert (sheet.px_per_s, sheet.samples_per_px, sheet.samples_per_dot) == (
        100.0, 2.5, 1.25,
    )  # fmt: skip
    assert sheet.speed_mm_s == 25.0
    assert sheet.x(25_250) == pytest.approx(100.0)
    assert sheet.seconds(250.0) == pytest.approx(102.5)
    assert sheet.sample(250.0) == 25_625
    assert replace(sheet, start_s=-1.0, stop_s=9.0).sample(50.0) == 0
    assert replace(sheet, n_samples=25_100).sample(250.0) == 25_099


def test_an_item_that_paints_nothing_of_its_own_is_a_fault(
    parent: QGraphicsRectItem,
) -> None:
    item = SheetItem(parent, 1.0)
    with pytest.raises(NotImplementedError):
        painted(item, sheet_of())


def test_an_item_is_all_over_its_sheet(parent: QGraphicsRectItem) -> None:
    item = SheetItem(parent, 3.0)
    assert item.zValue() == 3.0
    item.lay(sheet_of())
    assert item.boundingRect() == QRectF(0.0, 0.0, 1000.0, 500.0)
    item.lay(sheet_of(width=300.0))
    assert item.boundingRect() == QRectF(0.0, 0.0, 300.0, 500.0)
