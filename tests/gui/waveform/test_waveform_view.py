"""The view shows the record, its beats and their labels."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ecgviewer.core.labels import BeatClass
from ecgviewer.core.predictions import Predictions
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.review.beat_columns import BeatColumns
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.gui.look.theme import colours
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.waveform.paper.sheet import Sheet
from ecgviewer.gui.waveform.waveform_view import WaveformView
from tests.builders import opened, spikes
from tests.gui.waveform.mouse import Mouse

#: The time axis, and what is written at the bottom of the paper.
_BELOW_PX = 60


def _sheet(view: WaveformView) -> Sheet:
    sheet = view._marks.sheet
    assert sheet is not None
    return sheet


def _image(view: WaveformView) -> QImage:
    image: QImage = view._plot.viewport().grab().toImage()
    return image


def _trace_pixels(view: WaveformView, x: float) -> list[int]:
    """Return the rows of a column of the sheet that are painted as trace."""
    image, sheet = _image(view), _sheet(view)
    origin = view._marks.mapToScene(0.0, 0.0)
    column = int(origin.x() + x)
    wanted = sheet.colours.trace
    return [
        row
        for row in range(int(origin.y() + sheet.band_px), image.height() - _BELOW_PX)
        if _near(QColor(image.pixel(column, row)), wanted)
    ]


def _near(a: QColor, b: QColor) -> bool:
    return (
        abs(a.red() - b.red()) + abs(a.green() - b.green()) + abs(a.blue() - b.blue())
        < 60
    )


def test_without_a_record_it_says_what_to_do(qtbot: QtBot) -> None:
    view = WaveformView(Document(), Selection())
    qtbot.addWidget(view)
    view.show()
    assert "Open a recording" in view._empty.text()
    assert view._empty.isVisible()
    for act in (view.show_all, view.zoom_back, view.fit_amplitude):
        act()
    view.scroll(1.0)
    view.zoom(0.5)
    view.show_span(3.0)
    view.scale_amplitude(2.0)
    view.centre_on_current()


def test_a_record_shows_its_first_ten_seconds(
    view: WaveformView, selection: Selection
) -> None:
    assert selection.view_s == (0.0, 10.0)
    assert not view._empty.isVisible()
    (left, right), _ = view._box.viewRange()
    assert (left, right) == pytest.approx((0.0, 10.0))


def test_a_short_record_is_shown_whole(qtbot: QtBot, selection: Selection) -> None:
    view = WaveformView(opened(spikes(n_beats=3)), selection)
    qtbot.addWidget(view)
    assert selection.view_s == pytest.approx((-0.048, 2.448))


@pytest.mark.parametrize("n", [0, 1, 30])
def test_records_of_next_to_nothing_are_drawn(
    qtbot: QtBot, selection: Selection, n: int
) -> None:
    source = spikes(n_beats=1).record
    record = Record("r", 250.0, source.leads, source.signal[:, :n].copy())
    view = WaveformView(opened(ReviewSession(record)), selection)
    qtbot.addWidget(view)
    view.resize(600, 300)
    view.show()
    _image(view)


@pytest.mark.parametrize("span_s", [0.5, 4.0, 40.0])
def test_a_spike_is_drawn_where_its_sample_is(
    qtbot: QtBot, selection: Selection, span_s: float
) -> None:
    view = WaveformView(opened(spikes()), selection)
    qtbot.addWidget(view)
    view.resize(1000, 400)
    view.show()
    view.fit_amplitude()
    selection.set_view(8.0, 8.0 + span_s)
    peak = 100 + 200 * 10
    x = float(_sheet(view).x(peak))
    tallest = max(
        (len(_trace_pixels(view, x + shift)), -abs(shift), shift)
        for shift in (-9, -3, -2, -1, 0, 1, 2, 3, 9)
    )
    assert abs(tallest[2]) <= 2
    lane = _sheet(view).lanes[0]
    top = lane.y(np.array([1.0]))[0]
    rows = [row for shift in (-1, 0, 1) for row in _trace_pixels(view, x + shift)]
    assert min(rows) == pytest.approx(top + view._marks.scenePos().y(), abs=3)


def test_missing_samples_leave_a_gap(qtbot: QtBot, selection: Selection) -> None:
    source = spikes()
    signal = source.record.signal.copy()
    signal[:, 2000:3000] = np.nan
    record = Record("gap", 250.0, source.record.leads, signal)
    view = WaveformView(opened(ReviewSession(record)), selection)
    qtbot.addWidget(view)
    view.resize(1000, 400)
    view.show()
    for span in ((6.0, 14.0), (0.0, 40.0)):
        selection.set_view(*span)
        sheet = _sheet(view)
        for sample, drawn in ((1950, True), (2100, False), (2900, False), (3050, True)):
            assert bool(_trace_pixels(view, float(sheet.x(sample)))) is drawn


def _view_of_a_gap(qtbot: QtBot, selection: Selection) -> WaveformView:
    """Return a view of two leads; neither is valid from 8 to 12 s, one alone to 14."""
    values = spikes().record.signal[0]
    signal = np.stack([values, values])
    signal[:, 2000:3000] = np.nan
    signal[0, 3000:3500] = np.nan
    record = Record("gap", 250.0, (Lead("MLII"), Lead("V1")), signal)
    view = WaveformView(opened(ReviewSession(record)), selection)
    qtbot.addWidget(view)
    view.resize(1000, 400)
    view.show()
    return view


def _words_in_the_middle(view: WaveformView) -> bool:
    image, sheet = _image(view), _sheet(view)
    origin = view._marks.mapToScene(0.0, 0.0)
    x, y = origin.x() + sheet.width / 2, origin.y() + (sheet.band_px + sheet.height) / 2
    faint = sheet.colours.faint_text
    return any(
        _near(QColor(image.pixel(int(x) + i, int(y) + j)), faint)
        for i in range(-40, 40)
        for j in range(-6, 6)
    )


@pytest.mark.parametrize(
    ("span", "there"),
    [
        ((0.0, 10.0), True),
        ((8.1, 11.9), False),
        ((8.1, 8.4), False),
        ((8.1, 12.1), True),
        ((12.1, 13.0), True),
        ((0.0, 48.0), True),
    ],
)
def test_where_no_lead_has_a_signal_it_says_so(
    qtbot: QtBot, selection: Selection, span: tuple[float, float], there: bool
) -> None:
    view = _view_of_a_gap(qtbot, selection)
    selection.set_view(*span)
    assert _words_in_the_middle(view) is not there


def test_where_there_is_no_signal_it_says_where_it_goes_on(
    qtbot: QtBot, selection: Selection
) -> None:
    view = _view_of_a_gap(qtbot, selection)
    selection.set_view(8.1, 8.4)
    text = view._trace._where_there_is(_sheet(view))
    assert text.startswith("No signal here; the next begins at ")
    assert text.endswith(("12 s", "0:12"))
    selection.set_view(47.0, 48.0)
    assert view._trace._where_there_is(_sheet(view)) == "No signal here"


def test_the_analysed_lead_is_marked_when_it_is_known(
    qtbot: QtBot, view: WaveformView, document: Document, session: ReviewSession
) -> None:
    first, second = (lead.name for lead in session.record.leads[:2])
    unmarked = [(lead.name, "") for lead in session.record.leads]
    assert view._names.texts() == unmarked
    before = _image(view)
    document.start_predictions(Predictions.empty(), second)
    marked = (second, "analysed")
    qtbot.waitUntil(lambda: view._names.texts()[1] == marked)
    assert _image(view) != before
    document.start_predictions(Predictions.empty(), first)
    qtbot.waitUntil(lambda: view._names.texts()[0] == (first, "analysed"))
    assert view._names.texts()[1:] == unmarked[1:]


def test_of_leads_with_one_name_the_first_is_marked(
    qtbot: QtBot, selection: Selection
) -> None:
    signal = np.zeros((3, 5000), np.float32)
    leads = (Lead("ECG"), Lead("ECG"), Lead(""))
    session = ReviewSession(Record("r", 250.0, leads, signal), lead="ECG")
    view = WaveformView(opened(session), selection)
    qtbot.addWidget(view)
    view.resize(600, 300)
    view.show()
    assert view._names.texts() == [
        ("ECG", "analysed"),
        ("ECG", ""),
        ("?", ""),
    ]


def test_the_cursor_tells_the_time_of_the_axis(
    qtbot: QtBot, selection: Selection
) -> None:
    source = spikes().record
    record = replace(source, start_time=datetime(2024, 5, 1, 9, 30))
    view = WaveformView(opened(ReviewSession(record)), selection)
    qtbot.addWidget(view)
    view.resize(800, 300)
    view.show()
    selection.set_cursor(1000)
    assert view.cursor_text == "09:30:04.000"
    assert view._time_axis.tickStrings([4.0], 1.0, 1.0) == ["09:30:04"]


def test_the_beats_shown_are_those_of_the_document(
    qtbot: QtBot, view: WaveformView, document: Document, session: ReviewSession
) -> None:
    document.label([int(session.beats.beat_id[2])], BeatClass.F)
    qtbot.waitUntil(lambda: view._marks.columns is session.columns)
    marks = view._marks.marks()
    assert marks is not None
    assert marks.label[2 - marks.rows.start] == BeatClass.F


def test_a_storm_of_changes_is_a_few_repaints(
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    view: WaveformView,
    document: Document,
    session: ReviewSession,
) -> None:
    shown: list[BeatColumns | None] = []
    show_beats = view._marks.show_beats

    def counted(columns: BeatColumns | None) -> None:
        shown.append(columns)
        show_beats(columns)

    monkeypatch.setattr(view._marks, "show_beats", counted)
    for _ in range(200):
        document.label([int(session.beats.beat_id[2])], BeatClass.V)
        document.label([int(session.beats.beat_id[2])], BeatClass.S)
    qtbot.waitUntil(lambda: view._marks.columns is session.columns)
    assert len(shown) == 2, "one at once, one after the interval"


def test_one_item_for_all_beats(qtbot: QtBot, selection: Selection) -> None:
    counts = []
    for n_beats in (3, 3000):
        view = WaveformView(opened(spikes(n_beats=n_beats)), Selection())
        qtbot.addWidget(view)
        view.resize(900, 300)
        view.show()
        view.show_all()
        _image(view)
        counts.append(len(view._plot.scene().items()))
    assert counts[0] == counts[1]


def test_amplitude_grows_and_is_fitted_again(view: WaveformView) -> None:
    view.show_all()
    view.fit_amplitude()
    before = _sheet(view).lanes[0].px_per_unit
    view.scale_amplitude(2.0)
    assert _sheet(view).lanes[0].px_per_unit == pytest.approx(2 * before)
    view.fit_amplitude()
    assert _sheet(view).lanes[0].px_per_unit == pytest.approx(before, rel=0.05)


def test_the_axes_tell_values_and_times(view: WaveformView, qtbot: QtBot) -> None:
    axis = view._amplitude_axis
    ((_, places),) = axis.tickValues(0.0, 500.0, 500.0)
    texts = dict(zip(places, axis.tickStrings(places, 1.0, 1.0), strict=True))
    for lane in _sheet(view).lanes:
        assert texts[lane.zero_y] == "0"
        half = lane.zero_y - 0.5 * lane.px_per_unit
        if half in texts:
            assert texts[half] == "0.5"
    ((step, times),) = view._time_axis.tickValues(0.0, 10.0, 900.0)
    assert step == 1.0
    assert view._time_axis.tickStrings(times[:3], 1.0, step) == ["0:00", "0:01", "0:02"]


def test_light_and_dark(qtbot: QtBot, view: WaveformView) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    old = app.palette()
    try:
        for window in ("#f4f4f4", "#202428"):
            palette = QPalette(QColor(window))
            app.setPalette(palette)
            QApplication.sendPostedEvents(view, QEvent.Type.PaletteChange.value)
            paper = colours(view.palette()).paper
            assert _sheet(view).colours.paper == paper
            image = _image(view)
            assert QColor(image.pixel(image.width() - 3, 3)) == paper
    finally:
        app.setPalette(old)


def test_the_current_beat_is_described_for_screen_readers(
    view: WaveformView, selection: Selection, session: ReviewSession
) -> None:
    selection.select([session.beats.beat_id[4]])
    text = view.accessibleDescription()
    assert text.startswith(f"Beat 5 of {len(session.beats)} at 0:0")
    assert "Classifier: " in text
    assert "RR " in text
    selection.clear()
    assert not view.accessibleDescription()


def test_another_record_starts_anew(
    qtbot: QtBot, view: WaveformView, document: Document, selection: Selection
) -> None:
    selection.set_view(30.0, 40.0)
    opened(spikes(n_beats=100), document)
    assert selection.view_s == (0.0, 10.0)
    assert len(_sheet(view).lanes) == 1
    view.zoom_back()
    assert selection.view_s == (0.0, 10.0)


def test_a_beat_that_is_gone_breaks_nothing(
    view: WaveformView,
    selection: Selection,
    document: Document,
    session: ReviewSession,
) -> None:
    beat = int(session.beats.beat_id[3])
    selection.select([beat])
    document.remove([beat])
    view.centre_on_current()
    view.zoom(0.5)
    _image(view)


def test_a_letter_changes_its_look_with_who_gave_it(
    qtbot: QtBot, view: WaveformView, document: Document, session: ReviewSession
) -> None:
    row = 3
    mouse = Mouse(view)
    at = mouse.place(mouse.in_band(int(session.beats.sample[row])))

    label = BeatClass(session.columns.label[row])
    colour = _sheet(view).colours.beat[label]

    def coloured() -> int:
        image, reach = _image(view), range(-7, 8)
        return sum(
            _near(QColor(image.pixel(at.x() + i, at.y() + j)), colour)
            for i in reach
            for j in reach
        )

    outline = coloured()
    document.label([int(session.beats.beat_id[row])], label)
    qtbot.waitUntil(lambda: view._marks.columns is session.columns)
    assert coloured() > 1.5 * outline > 0
