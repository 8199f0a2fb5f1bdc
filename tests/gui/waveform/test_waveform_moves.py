"""The view follows the selection and never moves by itself."""

from __future__ import annotations

import numpy as np
import pytest

from ecgviewer.core.labels import BeatClass
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.waveform.paper.sheet import Sheet
from ecgviewer.gui.waveform.waveform_view import WaveformView


def _sheet(view: WaveformView) -> Sheet:
    sheet = view._marks.sheet
    assert sheet is not None
    return sheet


def test_the_view_follows_the_selection(
    view: WaveformView, selection: Selection
) -> None:
    selection.set_view(20.0, 24.0)
    (left, right), _ = view._box.viewRange()
    assert (left, right) == pytest.approx((20.0, 24.0))
    assert _sheet(view).start_s == 20.0


def test_a_view_outside_the_record_is_brought_back(
    view: WaveformView, selection: Selection
) -> None:
    selection.set_view(500.0, 510.0)
    assert selection.view_s == pytest.approx((50.2, 60.2))
    assert _sheet(view).start_s == selection.view_s[0]


def test_scroll_zoom_and_back(view: WaveformView, selection: Selection) -> None:
    view.scroll(0.5)
    assert selection.view_s == pytest.approx((5.0, 15.0))
    view.zoom(0.5)
    assert selection.view_s == pytest.approx((7.5, 12.5))
    view.zoom_back()
    assert selection.view_s == pytest.approx((5.0, 15.0))
    view.show_all()
    assert selection.view_s == pytest.approx((-1.2, 61.2))
    view.show_span(2.0)
    assert selection.view_s[1] - selection.view_s[0] == pytest.approx(2.0)


def test_zoom_goes_about_the_current_beat(
    view: WaveformView, selection: Selection, session: ReviewSession
) -> None:
    row = 4
    selection.select([session.beats.beat_id[row]])
    before = _sheet(view).x(session.beats.sample[row])
    view.zoom(0.5)
    assert _sheet(view).x(session.beats.sample[row]) == pytest.approx(before)


def test_the_shortest_span(view: WaveformView, selection: Selection) -> None:
    view.zoom(1e-6)
    assert selection.view_s[1] - selection.view_s[0] == pytest.approx(0.2)


def test_a_beat_out_of_view_is_brought_in_at_the_same_zoom(
    view: WaveformView, selection: Selection, session: ReviewSession
) -> None:
    last = len(session.beats) - 3
    selection.select([session.beats.beat_id[last]])
    start, stop = selection.view_s
    at_s = session.beats.sample[last] / session.record.fs
    assert stop - start == pytest.approx(10.0)
    assert start + 0.5 < at_s < stop - 0.5


def test_a_beat_in_view_moves_nothing(
    view: WaveformView, selection: Selection, session: ReviewSession
) -> None:
    inside = np.flatnonzero(
        (session.beats.sample > 360) & (session.beats.sample < 9 * 360)
    )
    for row in inside:
        selection.select([session.beats.beat_id[row]])
        assert selection.view_s == (0.0, 10.0)


def test_centre_on_current(
    view: WaveformView, selection: Selection, session: ReviewSession
) -> None:
    row = len(session.beats) // 2
    selection.select([session.beats.beat_id[row]])
    view.centre_on_current()
    at_s = session.beats.sample[row] / session.record.fs
    assert sum(selection.view_s) / 2 == pytest.approx(at_s)


def test_no_edit_moves_the_view(
    view: WaveformView,
    selection: Selection,
    document: Document,
    session: ReviewSession,
) -> None:
    selection.set_view(12.0, 15.0)
    far = int(session.beats.beat_id[-1])
    assert document.label([far], BeatClass.V)
    assert document.move(far, int(session.beats.sample[-1]) - 40)
    assert document.add_beat(20)
    assert document.remove([far])
    assert document.undo()
    assert selection.view_s == (12.0, 15.0)
