"""Overview, tachogram, full disclosure and median beats are drawn as they were."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ecgviewer.core.beats import new_beats
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.core.trace.median_beats import AFTER_S, BEFORE_S, MedianBeats
from ecgviewer.core.unknown import UnknownStretches
from ecgviewer.gui.look.theme import colours
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.found_rhythms import FoundRhythms
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.waveform.strips.disclosure_view import DisclosureView
from ecgviewer.gui.waveform.strips.median_view import MedianView
from ecgviewer.gui.waveform.strips.overview import OverviewStrip
from ecgviewer.gui.waveform.strips.tachogram import TachogramStrip
from tests.builders import opened
from tests.gui.drawing.listing_painter import listed
from tests.gui.drawing.square_font import square_font
from tests.gui.waveform.sheets import lane, small_sheet
from tests.kept import Kept

_FS = 100.0
_Paints = Callable[[QPainter], None]


def document_of(
    rr_s: list[float], symbols: str, start: datetime | None = None, n_leads: int = 2
) -> Document:
    """Return beats with these intervals before them, under R waves of 1 mV."""
    sample = np.round(np.cumsum(rr_s) * _FS).astype(np.int64)
    signal = np.zeros((n_leads, int(sample[-1]) + 50), np.float32)
    signal[0, sample], signal[1:, sample] = 1.0, -0.5
    leads = tuple(map(Lead, ("MLII", "V1", "V5")[:n_leads]))
    record = Record("r", _FS, leads, signal, start_time=start)
    beats = new_beats(sample, symbol=np.array(list(symbols)))
    return opened(ReviewSession(record, beats, "MLII"))


@pytest.fixture
def document() -> Document:
    """Two minutes and a half of about 75/min, V and S among them."""
    rr_s = [0.8, 0.8, 0.4, 1.2, 0.8, 0.6, 1.0, 0.8] * 23
    return document_of(rr_s, "NNVNNSNN" * 23)


@pytest.fixture
def found(document: Document, selection: Selection) -> FoundRhythms:
    """Episodes that are long, short, none of the heart; and what is suggested."""
    document.add_episode(EpisodeKind.AF, 1000, 5000)
    document.add_episode(EpisodeKind.VT, 6500, 6800)
    document.add_episode(EpisodeKind.SINUS, 7000, 9000)
    found = FoundRhythms(document, selection, document)
    found.refresh()
    return found


def shown(
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    widget: QWidget,
    size: QSize,
    palette: QPalette | None = None,
    ratio: float = 1.0,
) -> None:
    """Show a widget in the font of drawings, on a screen of so many dots a pixel."""
    monkeypatch.setattr(type(widget), "devicePixelRatioF", lambda _: ratio)
    qtbot.addWidget(widget)
    widget.setFont(square_font(20))
    widget.setPalette(palette or QPalette())
    widget.resize(size)
    widget.show()
    qtbot.waitExposed(widget)


def words(widget: QWidget) -> list[str]:
    own = colours(widget.palette())
    return listed(widget.paint_on, widget.size(), own, widget.font())  # type: ignore[attr-defined]


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_tachogram(
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    document: Document,
    selection: Selection,
    drawing: Kept,
    ratio: float,
) -> None:
    strip = TachogramStrip(document, selection, lambda: 60.0)
    shown(qtbot, monkeypatch, strip, QSize(180, 96), ratio=ratio)
    parts: dict[str, list[str]] = {}

    def draw(title: str, start_s: float, stop_s: float) -> None:
        selection.set_view(start_s, stop_s)
        parts[title] = words(strip)

    draw("ten seconds, not joined with what is before", 0.0, 10.0)
    draw("from 5.33 s on", 5.33, 9.33)
    selection.select(np.array([4, 6, 7]), 6)
    draw("selected", 0.0, 10.0)
    draw("small and joined", 0.0, 25.0)
    draw("small", 0.0, 60.0)
    QTest.mousePress(strip, Qt.MouseButton.LeftButton, pos=QPoint(120, 40))
    QTest.mouseMove(strip, QPoint(80, 40))
    draw("a band", 0.0, 5.0)
    QTest.mouseRelease(strip, Qt.MouseButton.LeftButton, pos=QPoint(80, 40))
    drawing.check(parts)


def test_tachogram_of_what_is_unknown(
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    document: Document,
    selection: Selection,
    drawing: Kept,
    palette: QPalette,
) -> None:
    document.know_missing(UnknownStretches.of([290], [350]))
    selection.set_view(0.0, 8.0)
    strip = TachogramStrip(document, selection, lambda: 40.0)
    shown(qtbot, monkeypatch, strip, QSize(160, 96), palette)
    nothing = TachogramStrip(Document(), selection, lambda: 40.0)
    shown(qtbot, monkeypatch, nothing, QSize(160, 96), palette)
    slow = TachogramStrip(
        document_of([1.0, 5.5, 1.0, 0.1] * 3, "N" * 12), selection, lambda: 40.0
    )
    shown(qtbot, monkeypatch, slow, QSize(160, 96), palette)
    drawing.check(
        {"a gap": words(strip), "nothing": words(nothing), "extremes": words(slow)}
    )


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_overview(
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    document: Document,
    selection: Selection,
    found: FoundRhythms,
    drawing: Kept,
    palette: QPalette,
    ratio: float,
) -> None:
    def overview(of: Document, width: int = 90) -> OverviewStrip:
        strip = OverviewStrip(of, selection)
        shown(qtbot, monkeypatch, strip, QSize(width, 72), palette, ratio)
        return strip

    def fresh(strip: OverviewStrip) -> list[str]:
        strip._refresh()
        return words(strip)

    selection.set_view(30.0, 60.0)
    strip = overview(document)
    parts = {"beats": fresh(strip)}
    strip.follow(found)
    selection.select(17)
    selection.set_view(100.0, 100.1)
    parts["rhythms, a current beat, a window that is narrow"] = fresh(strip)
    selection.set_view(147.0, 149.0)
    parts["at the end"] = fresh(strip)
    parts["nothing"] = fresh(overview(Document()))
    clock = document_of([0.9, 0.7] * 70, "N" * 140, datetime(2020, 1, 2, 23, 59, 30))
    clock.know_missing(UnknownStretches.of([4000], [6000]))
    selection.set_view(20.0, 30.0)
    parts["a gap, on the clock"] = fresh(overview(clock, 150))
    selection.set_view(0.0, 2.5)
    parts["one beat"] = fresh(overview(document_of([2.0], "V"), 60))
    drawing.check(parts)


def test_full_disclosure(
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    document: Document,
    selection: Selection,
    found: FoundRhythms,
    drawing: Kept,
    palette: QPalette,
) -> None:
    page = DisclosureView(document, selection)
    page.follow(found)
    shown(qtbot, monkeypatch, page, QSize(240, 100), palette)
    selection.set_view(50.0, 70.0)
    parts = {"at the top": words(page)}
    page.scale(2.0)
    page.step_lead(1)
    selection.set_view(-5.0, 200.0)
    page.verticalScrollBar().setRange(0, 35)
    page.verticalScrollBar().setValue(35)
    parts["the other lead, higher, further down"] = words(page)
    drawing.check(parts)


def test_full_disclosure_at_two_dots_a_pixel(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, selection: Selection, drawing: Kept
) -> None:
    start = datetime(2020, 1, 2, 23, 59, 30)
    page = DisclosureView(document_of([0.9] * 90, "NNV" * 30, start), selection)
    shown(qtbot, monkeypatch, page, QSize(180, 60), ratio=2.0)
    drawing.check({"on the clock": words(page)})


def test_median_beats(
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    document: Document,
    drawing: Kept,
    palette: QPalette,
) -> None:
    values = np.zeros((2, 8), np.float32)
    values[0, 1:5], values[1, 2] = (0.1, 1.0, -0.3, np.nan), -0.5
    view = MedianView(document)
    shown(qtbot, monkeypatch, view, QSize(160, 100), palette)
    view.hide()
    lanes = lane(30, 60, 0, right=0.5), lane(30, 60, 1, left=0.5, sign=-1)
    sheet = small_sheet(lanes=lanes, colours=colours(palette), width=160.0)
    parts = {"no page": words(view)}
    view._sheet = sheet
    parts["not known yet"] = words(view)
    view._take(MedianBeats(values, 10.0, 23))
    view._class_name = "N"
    parts["of 23 beats"] = words(view)
    view.setFixedWidth(round((BEFORE_S + AFTER_S) * 400 + 16))
    parts["where there is room"] = words(view)
    view._sheet = small_sheet(lanes=())
    parts["no leads"] = words(view)
    drawing.check(parts)
