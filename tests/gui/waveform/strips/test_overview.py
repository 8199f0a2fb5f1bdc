"""The overview shows the whole record and takes the view along."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ecgviewer.core.beats import new_beats
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind, RhythmRole
from ecgviewer.core.unknown import UnknownStretches
from ecgviewer.gui.look.rhythm_badge import rhythm_colour
from ecgviewer.gui.look.theme import colours
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.found_rhythms import FoundRhythms
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.waveform.strips.overview import OverviewStrip
from ecgviewer.gui.waveform.strips.overview_columns import bpm_range, overview_columns
from tests.builders import opened, spikes

_LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def strip(qtbot: QtBot, document: Document, selection: Selection) -> OverviewStrip:
    overview = OverviewStrip(document, selection)
    qtbot.addWidget(overview)
    overview.resize(1200, 72)
    overview.show()
    return overview


def test_columns_count_every_beat(session: ReviewSession) -> None:
    columns = overview_columns(session.columns, session.record.n_samples, 37)
    total = np.sum(list(columns.counts.values()), axis=0)
    places = session.beats.sample * 37 // session.record.n_samples
    np.testing.assert_array_equal(total, np.bincount(places, minlength=37))


def test_heart_rate_of_a_steady_rhythm() -> None:
    session = spikes(n_beats=100)
    columns = overview_columns(session.columns, session.record.n_samples, 10)
    np.testing.assert_allclose(columns.bpm, 75.0)
    low, high = bpm_range(columns.bpm)
    assert low < 75.0 < high


def test_a_stretch_without_beats_has_no_heart_rate() -> None:
    sample = np.r_[np.arange(0, 5000, 200), np.arange(20000, 25000, 200)]
    record = Record("r", 250.0, (Lead("I"),), np.zeros((1, 25000), np.float32))
    session = ReviewSession(record, new_beats(sample))
    columns = overview_columns(session.columns, 25000, 5)
    assert np.isnan(columns.bpm).tolist() == [False, True, True, True, False]
    np.testing.assert_allclose(columns.bpm[[0, 4]], 75.0)


def test_no_line_is_drawn_across_lost_signal_or_a_stretch_without_beats() -> None:
    session = spikes(n_beats=100)
    n_samples = session.record.n_samples
    whole = overview_columns(session.columns, n_samples, 10)
    assert len(set(whole.part.tolist())) == 1
    lost = int(session.beats.sample[55])
    session.know_missing(UnknownStretches.of([lost + 50], [lost + 60]))
    part = overview_columns(session.columns, n_samples, 10).part
    assert np.flatnonzero(np.diff(part)).tolist() == [4]
    sample = np.r_[np.arange(0, 5000, 200), np.arange(20000, 25000, 200)]
    record = Record("r", 250.0, (Lead("I"),), np.zeros((1, 25000), np.float32))
    pause = overview_columns(ReviewSession(record, new_beats(sample)).columns, 25000, 5)
    assert pause.part[0] != pause.part[4]


def test_the_line_is_not_in_the_gap(qtbot: QtBot, selection: Selection) -> None:
    session = spikes(n_beats=100)
    document = opened(session)
    strip = OverviewStrip(document, selection)
    qtbot.addWidget(strip)
    strip.resize(600, 72)
    ink = colours(strip.palette()).trace

    def inked() -> set[int]:
        image = strip.grab().toImage()
        near = range(30)
        return {
            x
            for x in range(150, 450)
            if any(image.pixelColor(x, y).lightness() < 128 for y in near)
        }

    assert ink.lightness() < 128
    assert inked() >= set(range(250, 350))
    sample = session.beats.sample
    document.remove(session.beats.beat_id[40:60])
    document.know_missing(UnknownStretches.of([sample[40]], [sample[59]]))
    qtbot.waitUntil(lambda: not inked() & set(range(250, 350)))


def test_the_window_is_the_stretch_in_view(
    strip: OverviewStrip, selection: Selection
) -> None:
    selection.set_view(15.0, 30.0)
    assert strip.window_rect().left() == pytest.approx(300.0)
    assert strip.window_rect().right() == pytest.approx(600.0)


def test_the_window_of_a_moment_can_still_be_seen(
    strip: OverviewStrip, selection: Selection
) -> None:
    selection.set_view(30.0, 30.05)
    assert strip.window_rect().width() >= 4.0


def test_a_click_jumps(
    qtbot: QtBot, strip: OverviewStrip, selection: Selection
) -> None:
    selection.set_view(0.0, 10.0)
    qtbot.mouseClick(strip, _LEFT, pos=QPoint(800, 30))
    assert sum(selection.view_s) / 2 == pytest.approx(40.0, abs=0.05)
    assert selection.view_s[1] - selection.view_s[0] == pytest.approx(10.0)


def test_a_click_at_the_end_stays_in_the_record(
    qtbot: QtBot, strip: OverviewStrip, selection: Selection
) -> None:
    selection.set_view(0.0, 10.0)
    qtbot.mouseClick(strip, _LEFT, pos=QPoint(1199, 30))
    assert selection.view_s == pytest.approx((50.2, 60.2))


def test_the_window_can_be_dragged(
    qtbot: QtBot, strip: OverviewStrip, selection: Selection
) -> None:
    selection.set_view(10.0, 20.0)
    qtbot.mousePress(strip, _LEFT, pos=QPoint(240, 30))
    assert selection.view_s == (10.0, 20.0)
    qtbot.mouseMove(strip, QPoint(640, 30))
    assert selection.view_s == pytest.approx((30.0, 40.0), abs=0.05)
    qtbot.mouseRelease(strip, _LEFT, pos=QPoint(640, 30))
    qtbot.mouseMove(strip, QPoint(100, 30))
    assert selection.view_s == pytest.approx((30.0, 40.0), abs=0.05)


def test_a_single_ectopic_beat_can_be_seen(qtbot: QtBot, selection: Selection) -> None:
    n = 5000
    symbol = np.full(n, "N")
    symbol[2500] = "V"
    record = Record("r", 250.0, (Lead("I"),), np.zeros((1, 200 * n), np.float32))
    session = ReviewSession(record, new_beats(200 * np.arange(n), symbol=symbol))
    strip = OverviewStrip(opened(session), selection)
    qtbot.addWidget(strip)
    strip.resize(900, 72)
    image = strip.grab().toImage()
    wanted = colours(strip.palette()).beat[BeatClass.V]
    seen = [
        x
        for x in range(440, 460)
        if any(QColor(image.pixel(x, y)) == wanted for y in range(72))
    ]
    assert 450 in seen


def test_it_is_recomputed_after_a_change_but_not_for_a_scroll(
    qtbot: QtBot,
    strip: OverviewStrip,
    document: Document,
    selection: Selection,
    session: ReviewSession,
) -> None:
    strip.grab()
    picture = strip._picture
    assert picture is not None
    selection.set_view(20.0, 25.0)
    strip.grab()
    assert strip._picture is picture
    document.label([int(session.beats.beat_id[3])], BeatClass.V)
    strip.grab()
    assert strip._picture is not picture


def test_it_is_recomputed_seldom_while_predictions_stream_in(
    qtbot: QtBot, strip: OverviewStrip, document: Document, session: ReviewSession
) -> None:
    calls = []
    strip._beats._call = lambda: calls.append(1)
    for _ in range(50):
        document.label([int(session.beats.beat_id[3])], BeatClass.V)
        document.undo()
    qtbot.waitUntil(lambda: len(calls) >= 2)
    assert len(calls) < 50


def test_without_a_record_it_is_blank(qtbot: QtBot, selection: Selection) -> None:
    strip = OverviewStrip(Document(), selection)
    qtbot.addWidget(strip)
    strip.show()
    qtbot.mouseClick(strip, _LEFT, pos=QPoint(30, 30))
    assert selection.view_s == (0.0, 10.0)
    image = strip.grab().toImage()
    assert QColor(image.pixel(5, 5)) == colours(strip.palette()).paper


def test_the_wheel_turns_half_pages(strip: OverviewStrip, selection: Selection) -> None:
    selection.set_view(20.0, 30.0)
    at = QPointF(300.0, 30.0)
    for angle, start in ((QPoint(0, -120), 25.0), (QPoint(120, 0), 20.0)):
        event = QWheelEvent(
            at,
            QPointF(strip.mapToGlobal(at.toPoint())),
            QPoint(),
            angle,
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(strip, event)
        assert selection.view_s == pytest.approx((start, start + 10.0))


def test_the_current_beat_is_marked(
    strip: OverviewStrip, selection: Selection, session: ReviewSession
) -> None:
    row = len(session.beats) // 2
    before = strip.grab().toImage()
    selection.select([session.beats.beat_id[row]])
    after = strip.grab().toImage()
    x = int(session.beats.sample[row] / session.record.n_samples * 1200)
    accent = colours(strip.palette()).selection
    assert QColor(after.pixel(x, 20)) == accent
    assert QColor(before.pixel(x, 20)) != accent


def test_a_trend_has_room_and_no_rate_below_zero() -> None:
    assert bpm_range(np.array([70.0, 80.0])) == pytest.approx((51.0, 99.0), abs=0.2)
    low, high = bpm_range(np.array([40.0, 200.0]))
    assert (low, high) == pytest.approx((37.6, 202.4), abs=0.1)
    assert bpm_range(np.array([10.0, 12.0]))[0] == 0.0
    assert bpm_range(np.array([np.nan])) == (40.0, 120.0)


def test_rhythms_are_bars_along_the_upper_edge(
    qtbot: QtBot, strip: OverviewStrip, document: Document, selection: Selection
) -> None:
    selection.set_view(50.0, 60.0)
    strip.follow(FoundRhythms(document, selection, strip))
    document.add_episode(EpisodeKind.AF, 10 * 360, 20 * 360)
    wanted = rhythm_colour(RhythmRole.ATRIAL, colours(strip.palette())).name()

    def at(seconds: float) -> str:
        x = round(seconds / 60 * strip.width())
        return strip.grab().toImage().pixelColor(x, 2).name()

    qtbot.waitUntil(lambda: at(15) == wanted)
    assert at(25) != wanted
    document.undo()
    qtbot.waitUntil(lambda: at(15) != wanted)


def test_no_line_is_drawn_across_many_beats_that_cannot_be_read() -> None:
    columns = spikes(n_beats=100).columns
    joined = []
    for n_unreadable in (10, 11):
        rr_s = columns.rr_readable_s.copy()
        rr_s[40 : 40 + n_unreadable] = np.nan
        part = overview_columns(replace(columns, rr_readable_s=rr_s), 10_000, 10).part
        joined.append(len(set(part.tolist())) == 1)
    assert joined == [True, False]


@pytest.mark.parametrize(
    ("kind", "again"),
    [
        (QEvent.Type.PaletteChange, True),
        (QEvent.Type.FontChange, True),
        (QEvent.Type.EnabledChange, False),
    ],
)
def test_other_colours_and_fonts_are_drawn_anew_and_nothing_else(
    strip: OverviewStrip, kind: QEvent.Type, again: bool
) -> None:
    strip.grab()
    picture = strip._picture
    assert picture is not None
    strip.changeEvent(QEvent(kind))
    assert (strip._picture is not picture) == again
