"""Which beats get letters and which ticks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QFont, QPalette
from pytestqt.qtbot import QtBot

from ecgviewer.core.beats import new_beats
from ecgviewer.core.labels import UNSET, BeatClass
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.review.beat_columns import BeatColumns
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.gui.look.theme import colours
from ecgviewer.gui.waveform.marks.marks import (
    Marks,
    density_columns,
    is_dense,
    marks_in_view,
    runs,
    tick_columns,
)
from ecgviewer.gui.waveform.paper.sheet import Sheet

_FS = 250.0
_BADGE_PX = 18.0
_NOBODY = np.empty(0, np.int64)


def _columns(n: int, symbols: dict[int, str] | None = None) -> BeatColumns:
    symbol = np.full(n, "N")
    for row, letter in (symbols or {}).items():
        symbol[row] = letter
    record = Record("r", _FS, (Lead("I"),), np.zeros((1, 200 * n + 200), np.float32))
    beats = new_beats(100 + 200 * np.arange(n), symbol=symbol)
    return ReviewSession(record, beats).columns


def _sheet(start_s: float, stop_s: float, ratio: float = 1.0) -> Sheet:
    return Sheet(
        width=1000.0,
        height=500.0,
        band_px=26.0,
        pixel_ratio=ratio,
        start_s=start_s,
        stop_s=stop_s,
        fs=_FS,
        n_samples=10**8,
        lanes=(),
        colours=colours(QPalette()),
        font=QFont(),
    )


def _marks(columns: BeatColumns, sheet: Sheet, current: int | None = None) -> Marks:
    return marks_in_view(columns, sheet, _BADGE_PX, _NOBODY, current)


@pytest.fixture(autouse=True)
def _app(qtbot: QtBot) -> None:
    """Fonts and palettes need an application."""


def test_marks_are_those_of_the_beats_in_view() -> None:
    columns, sheet = _columns(100), _sheet(16.0, 24.0)
    marks = _marks(columns, sheet)
    shown = np.flatnonzero((marks.x >= 0) & (marks.x <= 1000)) + marks.rows.start
    expected = np.flatnonzero((columns.sample >= 4000) & (columns.sample <= 6000))
    np.testing.assert_array_equal(shown, expected)
    np.testing.assert_allclose(
        marks.x, (columns.sample[marks.rows] / _FS - 16.0) * 125.0
    )


def test_all_beats_have_letters_where_there_is_room() -> None:
    marks = _marks(_columns(100), _sheet(0.0, 10.0))
    assert marks.lettered.all()
    assert not list(tick_columns(marks, _sheet(0.0, 10.0)))


@pytest.mark.parametrize("span_s", [20.0, 60.0, 100.0, 600.0, 4000.0])
def test_letters_never_overlap(span_s: float) -> None:
    marks = _marks(_columns(6000, {7: "V", 300: "A"}), _sheet(0.0, span_s))
    x = marks.x[marks.lettered]
    assert (np.diff(x) >= _BADGE_PX - 1).all()


def test_no_beat_is_without_a_mark() -> None:
    for span_s in (5.0, 50.0, 100.0):
        sheet = _sheet(0.0, span_s)
        marks = _marks(_columns(1000), sheet)
        inside = marks.lettered & (marks.x >= 0) & (marks.x < 1000)
        ticks = sum(len(x) for _, x in tick_columns(marks, sheet))
        in_view = np.count_nonzero((marks.x >= 0) & (marks.x < 1000))
        assert np.count_nonzero(inside) + ticks == in_view


def test_letters_turn_into_ticks_when_there_is_no_room() -> None:
    marks = _marks(_columns(6000), _sheet(0.0, 4000.0))
    assert not marks.lettered.any()


def test_a_single_ectopic_beat_among_thousands_has_its_letter() -> None:
    sheet = _sheet(0.0, 4000.0)
    marks = _marks(_columns(5000, {2500: "V"}), sheet)
    assert np.flatnonzero(marks.lettered).tolist() == [2500]


def test_ectopic_colours_win_in_a_pixel_column() -> None:
    sheet = _sheet(0.0, 8000.0)
    symbols = dict.fromkeys(range(5, 10000, 20), "V")
    ticks = dict(tick_columns(_marks(_columns(10000, symbols), sheet), sheet))
    # Ten beats a column, a V among twenty: half of all columns are the V's.
    assert len(ticks[BeatClass.V]) == 500
    assert len(ticks[BeatClass.N]) == 500
    assert not set(ticks[BeatClass.V]) & set(ticks[BeatClass.N])


def test_ticks_use_every_dot_of_a_fine_screen() -> None:
    coarse, fine = _sheet(0.0, 1600.0), _sheet(0.0, 1600.0, ratio=2.0)
    marks = _marks(_columns(2000), coarse)
    assert sum(len(x) for _, x in tick_columns(marks, coarse)) == 1000
    assert sum(len(x) for _, x in tick_columns(marks, fine)) == 2000


def test_the_current_beat_always_has_its_letter() -> None:
    marks = _marks(_columns(6000), _sheet(0.0, 4000.0), current=77)
    assert np.flatnonzero(marks.lettered).tolist() == [77]
    assert np.flatnonzero(marks.current).tolist() == [77]


def test_unlabelled_beats_have_a_tick_of_their_own() -> None:
    record = Record("r", _FS, (Lead("I"),), np.zeros((1, 10**6), np.float32))
    columns = ReviewSession(record, new_beats(np.arange(0, 10**6, 200))).columns
    sheet = _sheet(0.0, 4000.0)
    assert [code for code, _ in tick_columns(_marks(columns, sheet), sheet)] == [UNSET]


def test_no_beats_no_marks() -> None:
    marks = _marks(_columns(0), _sheet(0.0, 10.0), current=3)
    assert len(marks) == 0


def test_highlights_that_touch_are_one() -> None:
    assert runs(np.array([10.0, 14.0, 50.0]), 3.0, 100.0) == [(7.0, 17.0), (47.0, 53.0)]
    assert runs(np.array([1.0, 99.0]), 3.0, 100.0) == [(0.0, 4.0), (96.0, 100.0)]
    assert runs(np.array([]), 3.0, 100.0) == []


def test_crowded_beats_become_shares_in_which_the_rare_one_is_seen() -> None:
    columns, sheet = _columns(6000, {300: "V"}), _sheet(0.0, 4800.0)
    marks = _marks(columns, sheet)
    assert is_dense(marks, sheet)
    assert not is_dense(marks, replace(sheet, width=9000.0))
    shares = {code: rest for code, *rest in density_columns(marks, sheet)}
    assert set(shares) == {BeatClass.N, BeatClass.V}
    x, low, high = shares[BeatClass.V]
    assert x.tolist() == [50.5]
    assert high[0] == 1.0
    assert 0.2 < high[0] - low[0] < 0.35
    plain_x, plain_low, plain_high = shares[BeatClass.N]
    assert len(plain_x) == 1000
    assert (plain_low < 0.01).all()
    assert plain_high[50] == pytest.approx(low[0])


def test_places_that_touch_are_one_stretch() -> None:
    x = np.array([1.0, 3.0, 6.5, 9.5])
    assert runs(x, 1.0, 10.0) == [(0.0, 4.0), (5.5, 7.5), (8.5, 10.0)]
    assert runs(np.empty(0), 1.0, 10.0) == []
