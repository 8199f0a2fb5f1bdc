"""What is drawn of the whole record stands where it happens."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPalette
from pytestqt.qtbot import QtBot

from ecgviewer.core.beats import new_beats
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.gui.look.theme import LIGHT, colours
from ecgviewer.gui.waveform.strips.overview_picture import _Painting
from tests.gui.recording_painter import Line, RecordingPainter, recorded

_FS, _HEIGHT = 250.0, 72


@pytest.fixture(autouse=True)
def _app(qtbot: QtBot) -> None:
    """Fonts and palettes need an application."""


def _session(beats_s: list[float], duration_s: float, symbols: str) -> ReviewSession:
    signal = np.zeros((1, round(duration_s * _FS)), np.float32)
    sample = np.round(np.array(beats_s) * _FS).astype(np.int64)
    beats = new_beats(sample, symbol=np.array(list(symbols)))
    return ReviewSession(Record("r", _FS, (Lead("I"),), signal), beats)


def _painted(session: ReviewSession, width: int) -> RecordingPainter:
    def paint(painter: RecordingPainter) -> None:
        own = colours(QPalette(), session.scheme)
        _Painting(painter, session, QSize(width, _HEIGHT), own).draw()

    return recorded(paint, QSize(width, _HEIGHT))


def _hour(n_slow: int = 0) -> ReviewSession:
    """Return an hour of 75 beats a minute, of which the first are half as fast."""
    rr_s = np.r_[np.full(n_slow, 1.6), np.full(4490 - 2 * n_slow, 0.8)]
    beats_s = np.cumsum(rr_s).tolist()
    return _session(beats_s, 3600.0, "N" * len(beats_s))


def test_round_times_are_written_beside_their_lines() -> None:
    account = _painted(_hour(), 1200)
    times = [line for line in account.lines if line.ink == LIGHT.grid_minor]
    texts = [text for text in account.texts if ":" in text.text]
    assert [text.text for text in texts[:3]] == ["0:00:00", "0:05:00", "0:10:00"]
    assert times[1].x1 - times[0].x1 == 100.0
    assert all(line.is_upright and line.y1 == 0.0 for line in times)
    # The text of the last line would be cut off.
    for text, line in zip(texts, times[:-1], strict=True):
        assert text.area.left() == line.x1 + 3
        assert text.area.top() > line.y2


def test_times_are_as_dense_as_thirty_pixels_between_them_allow() -> None:
    picture = QImage(1, 1, QImage.Format.Format_RGB32)
    longest = QFontMetricsF(QFont(), picture).horizontalAdvance("1:00:00")
    # Twelve steps of five minutes, a time and what is between in each.
    width = int(np.ceil(12 * (longest + 30)))
    for px, step_s in ((width, 300.0), (width - 12, 600.0)):
        lines = _painted(_hour(), px).lines
        times = [line.x1 for line in lines if line.ink == LIGHT.grid_minor]
        assert times[1] - times[0] == pytest.approx(px / 3600 * step_s, abs=1.0)


def test_classes_are_columns_where_their_beats_are() -> None:
    beats_s = [0.5 + second for second in range(60)]
    symbols = "N" * 30 + "V" * 10 + "N" * 20
    # Columns of three pixels, of a beat each.
    account = _painted(_session(beats_s, 60.0, symbols), 180)
    ink = colours(QPalette()).beat[BeatClass.V]
    v = [line for line in account.lines if line.ink == ink]
    assert [line.x1 for line in v] == [x + 0.5 for x in range(90, 120)]
    assert {line.y1 - line.y2 for line in v} == {20.0}


def test_one_ectopic_beat_among_thousands_is_high_enough_to_be_seen() -> None:
    beats_s = [0.1 * n + 0.5 for n in range(5000)]
    symbols = "N" * 2500 + "V" + "N" * 2499
    account = _painted(_session(beats_s, 501.0, symbols), 20)
    ink = colours(QPalette()).beat[BeatClass.V]
    v = [line for line in account.lines if line.ink == ink]
    assert len(v) >= 1
    assert all(line.y1 - line.y2 >= 3.0 for line in v)


def _trend(account: RecordingPainter) -> list[Line]:
    return [line for line in account.lines if line.ink == LIGHT.trace]


def test_the_trend_goes_through_the_middles_of_its_columns() -> None:
    session = _session([0.4 + 0.8 * n for n in range(75)], 60.0, "N" * 75)
    account = _painted(session, 40)
    trend = _trend(account)
    n_columns = len(trend) + 1
    wide = 40 / n_columns
    assert trend[0].x1 == pytest.approx(wide / 2)
    assert trend[-1].x2 == pytest.approx(40 - wide / 2)
    assert {round(line.y1, 6) for line in trend} == {round(trend[0].y1, 6)}


def test_a_faster_rate_is_higher_and_all_are_above_the_classes() -> None:
    account = _painted(_hour(n_slow=1000), 600)
    trend = _trend(account)
    heights = [line.y1 for line in trend]
    assert heights[0] == pytest.approx(max(heights))
    assert heights[-1] == pytest.approx(min(heights))
    assert heights[0] > heights[-1] >= 3.0
    classes = [line for line in account.lines if 0 < line.ink.alphaF() < 1]
    assert max(heights) < min(line.y2 for line in classes)


def test_the_rates_between_which_a_trend_is_drawn_stand_at_its_ends() -> None:
    account = _painted(_hour(), 1200)
    high, low = account.texts[-2:]
    assert (high.text, low.text) == ("99 bpm", "51")
    assert (high.area.left(), low.area.left()) == (3.0, 3.0)
    trend = [line.y1 for line in _trend(account)]
    assert high.area.top() < min(trend) < max(trend) < low.area.bottom()
    # They stand on paper, which hides lines behind them.
    assert [area.rect for area in account.areas] == [high.area, low.area]
