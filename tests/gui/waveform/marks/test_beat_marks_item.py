"""Badges, ticks, lines and RR intervals stand at their beats."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QGraphicsRectItem

from ecgviewer.core.beats import new_beats
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.waveform.marks.badges import BadgeSet
from ecgviewer.gui.waveform.marks.beat_marks_item import BeatMarksItem
from ecgviewer.gui.waveform.paper.sheet import Sheet
from ecgviewer.gui.waveform.paper.text_set import TextSet
from tests.gui.recording_painter import Line, RecordingPainter
from tests.gui.waveform.sheets import BAND_PX, FS, painted, sheet_of


def _session(symbols: str, rr: int = 250) -> ReviewSession:
    """Return beats at even distances, in samples, the first after one of them."""
    n = len(symbols)
    record = Record("r", FS, (Lead("I"),), np.zeros((1, rr * (n + 1)), np.float32))
    beats = new_beats(rr + rr * np.arange(n), symbol=np.array(list(symbols)))
    return ReviewSession(record, beats)


class Marked:
    """Beats on a sheet, a second apart if it is of ten seconds."""

    def __init__(self, parent: QGraphicsRectItem, session: ReviewSession) -> None:
        self.selection = Selection()
        self.item = BeatMarksItem(parent, self.selection)
        self.sheet = sheet_of()
        self.badges = BadgeSet(QFont(), self.sheet.colours, 1.0)
        self.item.restyle(self.badges)
        self.item.show_beats(session.columns)

    def painted(self, sheet: Sheet | None = None) -> RecordingPainter:
        return painted(self.item, sheet or self.sheet)


def _through(account: RecordingPainter, sheet: Sheet) -> list[Line]:
    """Return the lines through the traces."""
    return [line for line in account.lines if line.y2 == sheet.height]


def test_a_badge_is_in_the_middle_of_the_band_at_its_beat(
    parent: QGraphicsRectItem,
) -> None:
    marked = Marked(parent, _session("NVN"))
    middles = [picture.center() for picture in marked.painted().pictures]
    wanted = [QPointF(100.0 * second, BAND_PX / 2) for second in (1, 2, 3)]
    for middle, at in zip(middles, wanted, strict=True):
        assert middle.x() == pytest.approx(at.x(), abs=0.5)
        assert middle.y() == pytest.approx(at.y(), abs=0.5)


def test_a_badge_that_would_be_cut_off_is_not_drawn_unless_current(
    parent: QGraphicsRectItem,
) -> None:
    marked = Marked(parent, _session("N" * 9))
    half = marked.badges.size / 2
    for left_px, n_badges in ((half + 0.1, 9), (half - 0.5, 8)):
        start_s = 1.0 - left_px / 100
        sheet = sheet_of(start_s=start_s, stop_s=start_s + 10)
        assert len(marked.painted(sheet).pictures) == n_badges
        start_s = left_px / 100 - 1.0
        sheet = sheet_of(start_s=start_s, stop_s=start_s + 10)
        assert len(marked.painted(sheet).pictures) == n_badges
    marked.selection.select([8])
    marked.item.refresh()
    assert len(marked.painted(sheet).pictures) == 9


def test_the_current_badge_lies_over_its_neighbours(parent: QGraphicsRectItem) -> None:
    marked = Marked(parent, _session("N" * 9))
    marked.selection.select([3])
    marked.item.refresh()
    places = [picture.center().x() for picture in marked.painted().pictures]
    assert places[-1] == pytest.approx(400.0, abs=0.5)
    assert sorted(places[:-1]) == places[:-1]


def test_intervals_are_written_midway_between_badges_where_there_is_room(
    parent: QGraphicsRectItem,
) -> None:
    marked = Marked(parent, _session("N" * 9))
    account = marked.painted()
    assert account.written() == ["1000"] * 8
    assert account.texts[0].area.left() == pytest.approx(
        150.0 - TextSet(QFont()).width("1000") / 2
    )
    three = Marked(parent, _session("N" * 9, rr=200))
    assert three.painted().written() == ["800"] * 8


@pytest.mark.parametrize(("rr", "text"), [(250, "8888"), (200, "888")])
def test_an_interval_needs_room_for_its_digits(
    parent: QGraphicsRectItem, rr: int, text: str
) -> None:
    marked = Marked(parent, _session("N" * 9, rr=rr))
    room_px = marked.badges.size + TextSet(QFont()).width(text) + 7
    for px, n_written in ((room_px + 0.1, 8), (room_px - 0.1, 0)):
        stop_s = 1000.0 / (px / (rr / FS))
        assert len(marked.painted(sheet_of(stop_s)).texts) == n_written


def test_lines_go_from_the_paper_down_at_each_beat(parent: QGraphicsRectItem) -> None:
    marked = Marked(parent, _session("NVN"))
    lines = _through(marked.painted(), marked.sheet)
    assert sorted(line.x1 for line in lines) == [100.5, 200.5, 300.5]
    assert {line.y1 for line in lines} == {marked.sheet.top_px}
    by_place = {line.x1: line.ink for line in lines}
    inks = marked.sheet.colours.beat
    assert by_place[200.5].rgb() == inks[BeatClass.V].rgb()
    assert by_place[100.5].rgb() == inks[BeatClass.N].rgb()
    assert {ink.alpha() for ink in by_place.values()} == {70}


def test_the_line_of_the_current_beat_is_the_selections(
    parent: QGraphicsRectItem,
) -> None:
    marked = Marked(parent, _session("NVN"))
    marked.selection.select([1])
    marked.item.refresh()
    *_, last = _through(marked.painted(), marked.sheet)
    assert (last.x1, last.ink) == (200.5, marked.sheet.colours.selection)


def test_where_beats_are_near_only_ectopic_ones_have_lines(
    parent: QGraphicsRectItem,
) -> None:
    # 28 pixels a line: a sheet of 280 has room for ten.
    for n, lines in ((10, 10), (11, 1)):
        session = _session("V" + "N" * (n - 1), rr=20)
        marked = Marked(parent, session)
        sheet = sheet_of(1.0, width=280.0)
        assert len(_through(marked.painted(sheet), sheet)) == lines
    marked = Marked(parent, _session("V" * 11, rr=20))
    sheet = sheet_of(1.0, width=280.0)
    assert not _through(marked.painted(sheet), sheet)


def test_a_current_beat_is_tinted_more_than_one_that_is_selected(
    parent: QGraphicsRectItem,
) -> None:
    marked = Marked(parent, _session("N" * 9))
    marked.selection.select(np.array([2, 3, 6]), 6)
    marked.item.refresh()
    areas = marked.painted().areas
    places = [(area.rect.left(), area.rect.right()) for area in areas]
    # A tenth of a second on either side.
    assert places == [(289.0, 311.0), (389.0, 411.0), (689.0, 711.0)]
    assert all(area.rect.top() == 0.0 for area in areas)
    assert all(area.rect.bottom() == 500.0 for area in areas)
    alphas = [area.ink.alpha() for area in areas]
    assert 0 < alphas[0] == alphas[1] < alphas[2] < 128


def test_a_tint_is_wide_enough_to_be_seen_however_long_the_view(
    parent: QGraphicsRectItem,
) -> None:
    marked = Marked(parent, _session("N" * 9))
    marked.selection.select([4])
    marked.item.refresh()
    [area] = marked.painted(sheet_of(1000.0)).areas
    assert area.rect.width() == pytest.approx(4.0)


def _ticks(account: RecordingPainter, ink: QColor) -> list[Line]:
    return [
        line for line in account.lines if line.y2 == BAND_PX - 1 and line.ink == ink
    ]


def test_a_plain_tick_is_a_line_half_as_high_as_the_band(
    parent: QGraphicsRectItem,
) -> None:
    marked = Marked(parent, _session("N" * 300, rr=125))
    sheet = sheet_of(160.0)
    ticks = _ticks(marked.painted(sheet), sheet.colours.beat[BeatClass.N])
    assert {line.y1 for line in ticks} == {BAND_PX / 2}
    # Beats are three pixels apart, and more.
    assert np.diff([line.x1 for line in ticks]).min() >= 3.0
    assert len(ticks) == 300


def test_an_ectopic_tick_is_higher_and_two_lines_wide_where_there_are_few(
    parent: QGraphicsRectItem,
) -> None:
    sheet = sheet_of()
    ink = sheet.colours.beat[BeatClass.V]
    couplet = Marked(parent, _session("N" * 40 + "VV" + "N" * 40, rr=12))
    ticks = _ticks(couplet.painted(sheet), ink)
    # The first of them has the badge.
    left = (42 * 12) / FS * 100
    assert [line.x1 for line in ticks] == [int(left) + 0.5, int(left) + 1.5]
    assert {line.y1 for line in ticks} == {2.0}
    many = Marked(parent, _session("V" * 180, rr=12))
    places = [line.x1 for line in _ticks(many.painted(sheet), ink)]
    assert np.diff(places).min() > 1.0


def test_shares_of_many_beats_fill_the_band(parent: QGraphicsRectItem) -> None:
    marked = Marked(parent, _session("N" * 3000, rr=25))
    sheet = sheet_of(300.0)
    columns = [line for line in marked.painted(sheet).lines if line.is_upright]
    assert {(line.y1, line.y2) for line in columns} == {(3.0, BAND_PX - 1)}
    assert len(columns) >= 998


def test_a_beat_is_near_its_badge_in_the_band_and_its_line_below(
    parent: QGraphicsRectItem,
) -> None:
    marked = Marked(parent, _session("NNN"))
    item = marked.item
    item.lay(marked.sheet)
    reach = marked.badges.size / 2 + 2
    for y, px in ((BAND_PX, reach), (BAND_PX + 0.1, 5.0)):
        assert item.row_near(QPointF(200.0 + px, y)) == 1
        assert item.row_near(QPointF(200.0 - px, y)) == 1
        assert item.row_near(QPointF(200.0 + px + 0.5, y)) is None
    assert item.row_near(QPointF(290.0, 5.0)) == (2 if reach >= 10 else None)


def test_without_beats_or_badges_nothing_is_near(parent: QGraphicsRectItem) -> None:
    item = BeatMarksItem(parent, Selection())
    assert item.row_near(QPointF(10.0, 10.0)) is None
    assert not painted(item, sheet_of()).lines
    item.restyle(BadgeSet(QFont(), sheet_of().colours, 1.0))
    item.show_beats(_session("N" * 3).columns)
    far = replace(sheet_of(), start_s=100.0, stop_s=110.0)
    assert not painted(item, far).lines
    assert item.row_near(QPointF(10.0, 10.0)) is None
