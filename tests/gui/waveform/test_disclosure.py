"""Full disclosure: a line a minute, only those in view, a click goes there."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ecgviewer.core.labels import BeatClass
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.core.trace.envelope import Envelope
from ecgviewer.gui.look.theme import colours
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.found_rhythms import FoundRhythms
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.waveform.strips import disclosure_lines
from ecgviewer.gui.waveform.strips.disclosure_rows import PLAIN, disclosure_row
from ecgviewer.gui.waveform.strips.disclosure_view import DisclosureView
from tests.builders import opened, spikes
from tests.gui.recording_painter import recorded

_LINE_PX = 30


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
    assert 0 < len(page.lines.rows) <= 15
    page.verticalScrollBar().setValue(page.verticalScrollBar().maximum())
    page.grab()
    assert 61 in page.lines.rows


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
    qtbot.waitUntil(lambda: not page.lines.rows)
    page.grab()
    assert BeatClass.V in page.lines.rows[0].label


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


def test_arrows_move_the_page_by_a_line(page: DisclosureView) -> None:
    QTest.keyClick(page, Qt.Key.Key_Down)
    assert page.verticalScrollBar().value() == _LINE_PX
    QTest.keyClick(page, Qt.Key.Key_PageDown)
    seen = page.viewport().height() - _LINE_PX
    assert page.verticalScrollBar().value() == _LINE_PX + seen


def test_a_click_on_a_page_that_was_moved_is_a_moment_of_its_lines(
    page: DisclosureView,
) -> None:
    page.verticalScrollBar().setValue(10 * _LINE_PX)
    middle = page._gutter_px() + page._trace_px() / 2
    assert page.seconds_at(QPointF(middle, 5.0)) == pytest.approx(630.0, abs=0.2)
    assert page.seconds_at(QPointF(page._gutter_px(), 5.0)) == pytest.approx(600.0)
    right = page._gutter_px() + page._trace_px()
    assert page.seconds_at(QPointF(right, 5.0)) == pytest.approx(660.0)
    assert page.seconds_at(QPointF(right + 1.0, 5.0)) is None


def test_there_is_no_moment_below_the_last_line(qtbot: QtBot) -> None:
    page = DisclosureView(opened(spikes(100)), Selection())
    qtbot.addWidget(page)
    page.resize(900, 400)
    middle = page._gutter_px() + page._trace_px() / 2
    assert page.seconds_at(QPointF(middle, 5.0)) == pytest.approx(30.0, abs=0.2)
    # The second line is a third of a minute, and blank after it.
    assert page.seconds_at(QPointF(middle, _LINE_PX + 5.0)) == pytest.approx(80.0)
    assert page.seconds_at(QPointF(middle, 2 * _LINE_PX + 5.0)) is None


def test_each_line_has_its_time_a_tick_every_ten_seconds_and_its_trace(
    page: DisclosureView,
) -> None:
    page.verticalScrollBar().setValue(5 * _LINE_PX)
    painted = recorded(page.paint_on, page.viewport().size())
    assert painted.written()[:3] == ["0:05:00", "0:06:00", "0:07:00"]
    assert [text.area.top() for text in painted.texts[:3]] == [0.0, 30.0, 60.0]
    ticks = [line.x1 for line in painted.lines if line.is_upright]
    left, width = page._gutter_px(), page._trace_px()
    assert ticks == pytest.approx([left + share * width / 6 for share in range(7)])
    levels = [line.y1 for line in painted.lines if line.is_level]
    assert levels[:3] == [29.5, 59.5, 89.5]
    image = page.grab().toImage()
    paper = colours(page.palette()).paper
    row = [image.pixelColor(x, 5) for x in range(round(left), page.width() - 10)]
    assert sum(colour != paper for colour in row) > 60


def test_the_stretch_of_the_trace_is_tinted_in_its_line(
    page: DisclosureView, selection: Selection
) -> None:
    selection.set_view(90.0, 105.0)
    painted = recorded(page.paint_on, page.viewport().size())
    left, width = page._gutter_px(), page._trace_px()
    [tinted] = [area.rect for area in painted.areas if 0 < area.ink.alpha() < 200]
    assert (tinted.left(), tinted.right()) == pytest.approx(
        (left + width / 2, left + width * 3 / 4)
    )
    assert (tinted.top(), tinted.height()) == (_LINE_PX, _LINE_PX)


def test_an_edit_does_not_have_the_record_measured_again(
    qtbot: QtBot, page: DisclosureView, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.grab()
    measured: list[int] = []
    monkeypatch.setattr(disclosure_lines, "survey_leads", lambda *_: measured.append(1))
    page._document.label([10], BeatClass.V)
    qtbot.waitUntil(lambda: not page.lines.rows)
    page.grab()
    assert not measured


def test_rhythms_are_drawn_on_its_lines(page: DisclosureView) -> None:
    without = page.grab().toImage()
    found = FoundRhythms(page._document, page._selection, page)
    page.follow(found)
    assert page._document.add_episode(EpisodeKind.AF, 1000, 20_000)
    assert page.grab().toImage() != without


def test_its_keys_change_height_and_lead_and_leave_it(
    qtbot: QtBot, page: DisclosureView
) -> None:
    before = page.grab().toImage()
    qtbot.keyClick(page, Qt.Key.Key_Plus)
    assert page.grab().toImage() != before
    qtbot.keyClick(page, Qt.Key.Key_Minus)
    assert page.grab().toImage() == before
    name = page.lead_name()
    assert name
    assert name in [text.text for text in recorded(page.paint_on, page.size()).texts]
    with qtbot.waitSignal(page.left):
        qtbot.keyClick(page, Qt.Key.Key_Escape)


def test_the_next_lead_is_disclosed_and_the_analysed_one_again(
    page: DisclosureView,
) -> None:
    session = page._document.session
    assert session is not None
    names = [lead.title for lead in session.record.leads]
    analysed = page.lead_name()
    seen = {analysed}
    for _ in range(len(names) - 1):
        page.step_lead(1)
        seen.add(page.lead_name())
    assert seen == set(names)
    page.step_lead(0)
    assert page.lead_name() == analysed


def test_the_page_is_on_paper(page: DisclosureView) -> None:
    painted = recorded(page.paint_on, page.viewport().size())
    paper = colours(page.palette()).paper
    assert painted.areas[0].rect == QRectF(page.viewport().rect())
    assert painted.areas[0].ink == paper
