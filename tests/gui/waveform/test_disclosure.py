"""Full disclosure: a line a minute, only those in view, a click goes there."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ecgviewer.core.labels import BeatClass
from ecgviewer.core.trace.envelope import Envelope
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.waveform.strips.disclosure_rows import PLAIN, disclosure_row
from ecgviewer.gui.waveform.strips.disclosure_view import DisclosureView
from tests.builders import opened, spikes


@pytest.fixture
def page(qtbot: QtBot, selection: Selection) -> DisclosureView:
    """An hour and a bit."""
    page = DisclosureView(opened(spikes(4600)), selection)
    qtbot.addWidget(page)
    page.resize(900, 400)
    page.show()
    qtbot.waitExposed(page)
    return page


def test_a_line_a_minute_and_only_those_in_view_are_made(page: DisclosureView) -> None:
    assert page.n_rows == 62
    page.grab()
    assert 0 < len(page._rows) <= 15
    page.verticalScrollBar().setValue(page.verticalScrollBar().maximum())
    page.grab()
    assert 61 in page._rows


def test_a_click_is_a_moment(qtbot: QtBot, page: DisclosureView) -> None:
    gutter, width = page._gutter_px(), page._trace_px()
    at = QPoint(round(gutter + width / 2), 2 * 30 + 15)
    with qtbot.waitSignal(page.place_chosen) as chosen:
        QTest.mouseClick(page.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert chosen.args == [pytest.approx(150.0, abs=0.2)]
    assert page.seconds_at(QPointF(2.0, 20.0)) is None


def test_it_opens_where_the_trace_is(
    page: DisclosureView, selection: Selection
) -> None:
    selection.set_view(2400.0, 2410.0)
    page.show_in_view()
    top = page.verticalScrollBar().value() // 30
    assert top < 40 < top + 13


def test_keys_turn_the_page(page: DisclosureView) -> None:
    bar = page.verticalScrollBar()
    QTest.keyClick(page, Qt.Key.Key_PageDown)
    assert bar.value() == bar.pageStep()
    QTest.keyClick(page, Qt.Key.Key_End)
    assert bar.value() == bar.maximum()
    QTest.keyClick(page, Qt.Key.Key_Up)
    assert bar.value() == bar.maximum() - bar.singleStep()


def test_an_edit_is_drawn(qtbot: QtBot, page: DisclosureView) -> None:
    page.grab()
    page._document.label([10], BeatClass.V)
    qtbot.waitUntil(lambda: not page._rows)
    page.grab()
    assert BeatClass.V in page._rows[0].label


def test_a_row_has_colour_around_ectopic_beats_alone() -> None:
    session = spikes(60)
    document = opened(session)
    document.label([5], BeatClass.V)
    envelope = Envelope.of(session.record.values(0))
    row = disclosure_row(envelope, session.columns, (0, 12_000), 1200, 250.0)
    coloured = row.x[row.label == BeatClass.V] * 10
    assert coloured.min() == pytest.approx(1100 - 62, abs=12)
    assert coloured.max() == pytest.approx(1100 + 100, abs=12)
    assert (row.label[row.label != BeatClass.V] == PLAIN).all()
    assert row.high.max() == 1.0
    assert np.all(row.low <= row.high)


def test_without_a_record_it_is_empty(qtbot: QtBot) -> None:
    page = DisclosureView(Document(), Selection())
    qtbot.addWidget(page)
    page.show()
    page.show_in_view()
    assert page.n_rows == 0
    assert page.lead_name() == ""
    page.grab()


def test_a_record_of_centuries_has_a_page(qtbot: QtBot, selection: Selection) -> None:
    page = DisclosureView(opened(spikes(4600, fs=1e-5)), selection)
    qtbot.addWidget(page)
    page.resize(900, 400)
    assert page.n_rows > 10**7
    page.grab()
