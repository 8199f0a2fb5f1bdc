"""A reader copies and saves pictures of what is in view."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from ecgviewer.core.items.strip import Strip
from ecgviewer.core.trace.trace_filter import FilterKind, TraceFilter
from ecgviewer.gui.items.items_view import ItemsView
from ecgviewer.gui.main_window import MainWindow
from ecgviewer.gui.rhythm.rhythm_view import RhythmView
from ecgviewer.gui.window.picture import (
    PlotPicture,
    StripPicture,
    TracePicture,
)
from ecgviewer.gui.window.picture_files import image_of
from tests.paper.pdf_reader import sizes_mm, texts

_MM_PER_INCH = 25.4


def _dots(image: QImage) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    bits = np.frombuffer(image.constBits(), np.uint8)
    rows = bits.reshape(image.height(), image.bytesPerLine())
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3)


def test_the_trace_is_copied_as_large_as_on_the_screen(window: MainWindow) -> None:
    window.waveform.show_span(5.0)
    window.waveform.setFocus()
    sheet = window.waveform.sheet
    assert sheet
    window.pictures.copy()
    image = QGuiApplication.clipboard().image()
    assert image.dotsPerMeterX() == round(300 / _MM_PER_INCH * 1000)
    wide_mm = image.width() / 300 * _MM_PER_INCH
    assert wide_mm == pytest.approx(5.0 * sheet.speed_mm_s, rel=0.02)
    assert (_dots(image) < 90).all(axis=2).mean() > 0.001
    assert "clipboard" in window.statusBar().currentMessage()


def test_it_says_what_it_shows(window: MainWindow, tmp_path: Path) -> None:
    window.waveform.show_span(5.0)
    window.waveform.show_filter(TraceFilter(FilterKind.RAW))
    window.waveform.setFocus()
    picture = window.pictures.picture()
    assert isinstance(picture, TracePicture)
    session = window.document.session
    assert session
    assert session.record.name in picture.caption
    assert "Research use only" in picture.caption
    window.pictures.save(picture, tmp_path / "v.pdf")
    data = (tmp_path / "v.pdf").read_bytes()
    (width_mm, _), (text,) = sizes_mm(data)[0], texts(data)
    assert session.record.name in text
    sheet = window.waveform.sheet
    assert sheet
    assert width_mm == pytest.approx(5.0 * sheet.speed_mm_s, rel=0.02)


def test_files_of_each_kind(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.waveform.setFocus()
    begins = {".png": b"\x89PNG", ".svg": b"<?xml", ".pdf": b"%PDF"}
    for ending, first in begins.items():
        path = tmp_path / f"view{ending}"
        answer = str(path), ""
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, a=answer: a)
        window.pictures.ask()
        assert path.read_bytes().startswith(first)
        assert f"Saved {path}" in window.statusBar().currentMessage()
    answer = str(tmp_path / "named"), "SVG (*.svg)"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, a=answer: a)
    window.pictures.ask()
    assert (tmp_path / "named.svg").is_file()


def test_a_view_with_the_keyboard_is_the_picture(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    view = window.view(RhythmView)
    view.show()
    widget = view.widget
    window.activateWindow()
    view.focus()
    picture = window.pictures.picture()
    assert isinstance(picture, PlotPicture)
    assert picture.size.width() >= widget.width()
    window.pictures.save(picture, tmp_path / "rhythm.png")
    image = QImage(str(tmp_path / "rhythm.png"))
    assert image.width() == pytest.approx(picture.size.width() * 300 / 96, abs=2)
    assert len(np.unique(_dots(image).reshape(-1, 3), axis=0)) > 5


def test_what_cannot_be_written_is_said(window: MainWindow, tmp_path: Path) -> None:
    picture = window.pictures.picture()
    assert picture
    window.pictures.save(picture, tmp_path / "missing" / "v.png")
    assert "v.png" in window.statusBar().currentMessage()


def test_nothing_to_be_seen_no_picture(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    QGuiApplication.clipboard().clear()
    monkeypatch.setattr(window.document, "session", None)
    assert window.pictures.picture() is None
    window.pictures.copy()
    window.pictures.ask()
    assert QGuiApplication.clipboard().image().isNull()


def test_a_strip_that_is_chosen_is_the_picture(window: MainWindow) -> None:
    document = window.document
    assert document.session
    lead = document.session.record.leads[0].name
    fs = document.session.record.fs
    strip = Strip(0, round(3 * fs), (lead,), "Palpitations", 50.0, 5.0)
    document.add_items(lambda: [strip])
    (view,) = [each for each in window.pictures.views if each.id == "items"]
    view.show()
    view.focus()
    assert isinstance(window.pictures.picture(), PlotPicture)
    panel = cast(ItemsView, view).panel
    panel.table.setCurrentIndex(panel.model.index(0, 0))
    picture = window.pictures.picture()
    assert isinstance(picture, StripPicture)
    assert "Palpitations" in picture.caption
    # Three seconds at its own speed.
    image = image_of(picture)
    paper = (_dots(image) < 250).any(axis=2).sum(axis=0) > image.height() // 2
    wide_mm = int(paper.nonzero()[0].max()) / 300 * _MM_PER_INCH
    assert wide_mm == pytest.approx(3 * 50.0, rel=0.02)
    assert (_dots(image) < 90).all(axis=2).mean() > 0.001
