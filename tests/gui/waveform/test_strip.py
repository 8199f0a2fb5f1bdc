"""A strip of paper is painted in true millimetres, without a window."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter
from pytestqt.qtbot import QtBot

from ecgviewer.core.beats import new_beats
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.review.beat_columns import BeatColumns
from ecgviewer.core.review.beat_editor import relabel
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.trace.montage import LeadLayout, LeadView, Montage
from ecgviewer.core.trace.trace_filter import FilterKind, TraceFilter
from ecgviewer.gui.look.theme import LIGHT
from ecgviewer.gui.waveform.paper.sheet import Sheet
from ecgviewer.gui.waveform.strip import Strip, StripLook, paint_strip
from tests.label_schemes import N_L_R_S_V_P

FS = 500.0
_PX_PER_MM = 4.0


def _record(wander_mv: float = 0.0) -> Record:
    """Return ten seconds with an R-peak of 1 mV at every second, in two leads."""
    at_s = np.arange(round(10 * FS)) / FS
    peaks = np.exp(-(((at_s + 0.5) % 1.0 - 0.5) ** 2) / (2 * 0.012**2))
    one = peaks + wander_mv * np.sin(2 * np.pi * 0.05 * at_s)
    signal = np.stack([one, 0.5 * peaks]).astype(np.float32)
    return Record("strip", FS, (Lead("I"), Lead("II")), signal)


def _painted(
    record: Record,
    leads: str | list[str],
    span_s: tuple[float, float],
    look: StripLook | None = None,
    marks: BeatColumns | None = None,
) -> tuple[Sheet, QImage]:
    sheet = Strip(record, leads, span_s, look, marks).sheet
    wide, high = sheet.width * sheet.pixel_ratio, sheet.height * sheet.pixel_ratio
    image = QImage(round(wide), round(high), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(sheet.pixel_ratio)
    image.fill(LIGHT.paper)
    with QPainter(image) as painter:
        paint_strip(painter, record, leads, span_s, look, marks)
    return sheet, image


def _pixels(image: QImage) -> npt.NDArray[np.int64]:
    raw = np.frombuffer(bytes(image.constBits()), np.uint8)
    dots = raw.reshape(image.height(), image.bytesPerLine() // 4, 4)
    return np.asarray(dots[:, : image.width(), 2::-1], np.int64)


def _like(image: QImage, colour: QColor, off: int = 60) -> npt.NDArray[np.bool_]:
    wanted = np.array([colour.red(), colour.green(), colour.blue()])
    near: npt.NDArray[np.bool_] = np.abs(_pixels(image) - wanted).sum(axis=2) <= off
    return near


@pytest.fixture(autouse=True)
def application(qtbot: QtBot) -> None:
    assert QGuiApplication.instance() is not None


def test_a_big_box_is_five_millimetres_both_ways() -> None:
    sheet, image = _painted(_record(), "I", (0.0, 4.0))
    assert image.width() == 4 * 25 * _PX_PER_MM
    assert sheet.speed_mm_s == 25.0
    heavy = _like(image, LIGHT.grid_major, 6)
    upright = np.flatnonzero(heavy[: round(sheet.lanes[0].bottom)].mean(axis=0) > 0.6)
    across = np.flatnonzero(heavy.mean(axis=1) > 0.6)
    box = 5 * _PX_PER_MM
    assert set(np.diff(upright)) == {box}
    assert len(upright) == 4 * 5
    # The baseline of the trace lies on one of the lines and hides it.
    assert set(np.diff(across) % box) == {0}
    assert box in np.diff(across)


def test_an_r_peak_of_a_millivolt_is_ten_millimetres_high() -> None:
    for gain in (10.0, 20.0):
        look = StripLook(gain_mm_mv=gain, row_mm=40.0)
        sheet, image = _painted(_record(), "I", (0.5, 4.5), look=look)
        ink = _like(image, LIGHT.trace, 120)
        ink[: round(sheet.lanes[0].top) + 24] = False
        ink[round(sheet.lanes[0].bottom) :] = False
        peak = round((1.0 - 0.5) * 25 * _PX_PER_MM)
        between = round((1.5 - 0.5) * 25 * _PX_PER_MM)
        top = np.flatnonzero(ink[:, peak - 1 : peak + 2].any(axis=1))[0]
        base = np.flatnonzero(ink[:, between]).mean()
        assert base - top == pytest.approx(gain * _PX_PER_MM, abs=1.5)


def test_two_dots_a_pixel_make_the_same_strip_sharper() -> None:
    _, plain = _painted(_record(), "I", (0.0, 2.0))
    sheet, sharp = _painted(_record(), "I", (0.0, 2.0), look=StripLook(pixel_ratio=2.0))
    assert sharp.width() == 2 * plain.width()
    heavy = _like(sharp, LIGHT.grid_major, 6)
    height = round(2 * sheet.lanes[0].bottom)
    upright = np.flatnonzero(heavy[:height].mean(axis=0) > 0.6)
    firsts = upright[np.append(True, np.diff(upright) > 1)]
    assert set(np.diff(firsts)) == {2 * 5 * _PX_PER_MM}


def test_leads_are_in_the_order_asked_for_and_laid_out_by_the_montage() -> None:
    record = _record()
    sheet, _ = _painted(record, ["II", "I"], (0.0, 3.0))
    assert [lane.lead.name for lane in sheet.lanes] == ["II", "I"]
    one, _ = _painted(record, "II", (0.0, 3.0))
    row_px = StripLook().row_mm * _PX_PER_MM
    assert sheet.height - one.height == row_px
    views = (LeadView(0), LeadView(1, inverted=True))
    look = StripLook(montage=Montage(views, LeadLayout.OVERLAY))
    over, _ = _painted(record, ["I", "II"], (0.0, 3.0), look=look)
    assert over.height == one.height
    assert [lane.sign for lane in over.lanes] == [1, -1]


def test_the_filter_is_applied_at_once_and_written_down() -> None:
    record, span_s = _record(wander_mv=0.5), (2.2, 3.8)
    kind = TraceFilter(FilterKind.BASELINE)
    _, raw = _painted(record, "I", span_s)
    sheet, level = _painted(record, "I", span_s, look=StripLook(trace_filter=kind))
    assert sheet.filter_text == kind.text
    middles = [_between_peaks(sheet, each) for each in (raw, level)]
    # 2 mV of wander would be 80 pixels high; what is left of it is a tenth.
    assert np.ptp(middles[0]) > 3 * np.ptp(middles[1])
    assert np.ptp(middles[1]) < 8
    lane = sheet.lanes[0]
    assert all(lane.top < middle < lane.bottom for middle in middles[1])


def _between_peaks(sheet: Sheet, image: QImage) -> list[float]:
    """Return how high the trace is half a second after each of some peaks."""
    ink = _like(image, LIGHT.trace, 120)
    ink[: round(sheet.lanes[0].top) + 24] = ink[round(sheet.lanes[0].bottom) :] = False
    places = [round((at + 0.5 - sheet.start_s) * sheet.px_per_s) for at in (2, 3)]
    return [float(np.flatnonzero(ink[:, x]).mean()) for x in places]


def test_marks_are_above_the_paper() -> None:
    record = _record()
    session = ReviewSession(record)
    session.add_detected(new_beats(np.arange(1, 10) * round(FS)))
    sheet, image = _painted(record, "I", (0.5, 3.5), marks=session.columns)
    assert sheet.band_px > 10
    pixels = _pixels(image)[: round(sheet.band_px)]
    drawn = np.flatnonzero((pixels != pixels[0, 0]).any(axis=(0, 2)))
    middles = [(at - 0.5) * 25 * _PX_PER_MM for at in (1, 2, 3)]
    assert all(np.abs(drawn - middle).min() <= 3 for middle in middles)
    bare, _ = _painted(record, "I", (0.5, 3.5))
    assert bare.band_px == 0


def test_marks_have_the_letters_and_colours_of_their_classes() -> None:
    session = ReviewSession(_record(), scheme=N_L_R_S_V_P)
    session.add_detected(new_beats([round(FS)]))
    paced = N_L_R_S_V_P.code("P")
    session.edit(relabel(session.beats, [0], paced, 1, scheme=N_L_R_S_V_P))
    sheet, image = _painted(session.record, "I", (0.5, 3.5), marks=session.columns)
    colour = LIGHT.of(N_L_R_S_V_P).beat[paced]
    assert sheet.colours.letter(paced) == "P"
    assert _like(image, colour, 60)[: round(sheet.band_px)].any()
    assert sheet.colours.paper == LIGHT.paper


def test_where_nothing_was_recorded_that_is_said() -> None:
    signal = np.full((1, 2000), np.nan, np.float32)
    record = Record("gap", FS, (Lead("I"),), signal)
    _, image = _painted(record, "I", (0.0, 4.0))
    assert _like(image, LIGHT.faint_text, 60).any()


def test_what_cannot_be_a_strip_is_refused() -> None:
    with pytest.raises(KeyError, match="has no lead V1"):
        Strip(_record(), "V1", (0.0, 1.0))
    with pytest.raises(ValueError, match="has no width"):
        Strip(_record(), "I", (2.0, 2.0))
