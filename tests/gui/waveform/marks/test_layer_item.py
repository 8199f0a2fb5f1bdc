"""The second row takes room when there is one, and shows where the review differs."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRectF

from ecgviewer.core.annotation_layer import AnnotationLayer, Band, BandKind, Flag
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.gui.waveform.marks.layer_item import _between_flags
from ecgviewer.gui.waveform.waveform_view import WaveformView


@pytest.fixture
def layer(session: ReviewSession) -> AnnotationLayer:
    """Return the review's own beats, moved a little, one of them a V."""
    label = session.columns.label.copy()
    label[2] = BeatClass.N if label[2] == BeatClass.V else BeatClass.V
    return AnnotationLayer(
        "atr",
        session.columns.sample + 5,
        label,
        np.array([BeatClass(code).name for code in label.tolist()]),
        (
            Band(0, 1000, BandKind.RHYTHM, "sinus rhythm", "N"),
            Band(500, 900, BandKind.NOISE, "noise in MLII", "noise"),
        ),
        (Flag(1500, "TS"), Flag(1501, "close to it")),
    )


def test_a_layer_takes_room_and_gives_it_back(
    view: WaveformView, layer: AnnotationLayer
) -> None:
    sheet = view.sheet
    assert sheet is not None
    assert sheet.layer_px == 0
    view.show_layer(layer)
    after = view.sheet
    assert after is not None
    assert after.layer_px > 20
    assert after.lanes[0].top == pytest.approx(after.top_px)
    without = view.grab().toImage()
    view.show_layer(None)
    assert view.sheet is not None
    assert view.sheet.layer_px == 0
    assert view.grab().toImage() != without


def test_only_beats_that_differ_stand_out(
    view: WaveformView, layer: AnnotationLayer
) -> None:
    view.show_layer(layer)
    sheet = view.sheet
    assert sheet is not None
    differs = view._layer._differs(sheet, layer, slice(0, 6))
    assert differs.tolist() == [False, False, True, False, False, False]
    far = AnnotationLayer("far", layer.sample + 80, layer.label, layer.symbol)
    assert view._layer._differs(sheet, far, slice(0, 2)).all()


@pytest.mark.parametrize("span_s", [2.0, 10.0, 60.0])
def test_it_is_drawn_at_every_zoom(
    view: WaveformView, layer: AnnotationLayer, span_s: float
) -> None:
    view.show_layer(layer)
    view.show_span(span_s)
    assert not view.grab().isNull()


@pytest.mark.parametrize(
    ("flags", "left", "right"),
    [
        ([], 100.0, 300.0),
        ([(99.0, 110.0)], 110.0, 300.0),
        ([(90.0, 99.0), (310.0, 330.0)], 100.0, 300.0),
        ([(110.0, 117.0), (250.0, 270.0)], 117.0, 250.0),
        ([(110.0, 200.0), (120.0, 140.0)], 200.0, 300.0),
        ([(290.0, 340.0)], 100.0, 290.0),
        ([(90.0, 340.0)], 0.0, 0.0),
    ],
)
def test_names_of_bands_are_written_beside_flags(
    flags: list[tuple[float, float]], left: float, right: float
) -> None:
    room = _between_flags(QRectF(100.0, 0.0, 200.0, 16.0), flags)
    assert (room.left(), room.right()) == (left, right)
