"""The second row takes room when there is one, and shows where the review differs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtWidgets import QGraphicsRectItem

from ecgviewer.core.annotation_layer import AnnotationLayer, Band, BandKind, Flag
from ecgviewer.core.beats import new_beats
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.gui.waveform.marks.layer_item import LayerItem, _between
from ecgviewer.gui.waveform.paper.sheet import Sheet
from ecgviewer.gui.waveform.waveform_view import WaveformView
from tests.gui.recording_painter import Line
from tests.gui.waveform.sheets import BAND_PX, painted, sheet_of


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
    view.show_layers((layer,))
    after = view.sheet
    assert after is not None
    assert after.layer_px > 20
    assert after.lanes[0].top == pytest.approx(after.top_px)
    without = view.grab().toImage()
    view.show_layers(())
    assert view.sheet is not None
    assert view.sheet.layer_px == 0
    assert view.grab().toImage() != without


def _first(view: WaveformView) -> LayerItem:
    return view._layers._items[0]


def test_only_beats_that_differ_stand_out(
    view: WaveformView, layer: AnnotationLayer
) -> None:
    view.show_layers((layer,))
    sheet = view.sheet
    assert sheet is not None
    differs = _first(view)._differs(sheet, layer, slice(0, 6))
    assert differs.tolist() == [False, False, True, False, False, False]
    far = AnnotationLayer("far", layer.sample + 80, layer.label, layer.symbol)
    assert _first(view)._differs(sheet, far, slice(0, 2)).all()


@pytest.mark.parametrize("span_s", [2.0, 10.0, 60.0])
def test_it_is_drawn_at_every_zoom(
    view: WaveformView, layer: AnnotationLayer, span_s: float
) -> None:
    view.show_layers((layer,))
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
    room = _between(QRectF(100.0, 0.0, 200.0, 16.0), flags)
    assert (room.left(), room.right()) == (left, right)


def _layer(
    bands: tuple[Band, ...] = (), flags: tuple[Flag, ...] = (), symbols: str = ""
) -> AnnotationLayer:
    """Return beats a second apart from the first second on, with these letters."""
    sample = 250 + 250 * np.arange(len(symbols))
    label = np.array([BeatClass[symbol] for symbol in symbols], np.uint8)
    return AnnotationLayer("atr", sample, label, np.array(list(symbols)), bands, flags)


def _item(parent: QGraphicsRectItem, layer: AnnotationLayer) -> tuple[LayerItem, Sheet]:
    item = LayerItem(parent)
    item.show_layer(layer)
    return item, sheet_of(layer_px=item.height_px(QFont()))


def _line_px() -> float:
    return QFontMetricsF(QFont()).height()


@pytest.mark.parametrize(
    ("layer", "rows"),
    [
        (_layer(symbols="N"), (1, 0)),
        (_layer((Band(0, 10, BandKind.RHYTHM, "x", "N"),)), (0, 1)),
        (_layer(flags=(Flag(10, "x"),), symbols="N"), (1, 1)),
        (_layer(), (0, 0)),
    ],
)
def test_what_a_layer_has_takes_a_row_each(
    parent: QGraphicsRectItem, layer: AnnotationLayer, rows: tuple[int, int]
) -> None:
    item, sheet = _item(parent, layer)
    beats, bands = rows
    height = beats * (_line_px() + 4) + bands * (_line_px() + 2)
    assert sheet.layer_px == pytest.approx(height)
    painted(item, sheet)


def test_beats_are_letters_in_their_row_and_those_that_differ_are_filled(
    parent: QGraphicsRectItem, session: ReviewSession
) -> None:
    item, sheet = _item(parent, _layer(symbols="NVN"))
    record = Record("r", 250.0, (Lead("MLII"),), np.zeros((1, 5000), np.float32))
    beats = new_beats(np.array([250, 500, 750]), symbol="N")
    item.show_beats(ReviewSession(record, beats).columns)
    account = painted(item, sheet)
    row = QRectF(0.0, BAND_PX, 1000.0, _line_px() + 4)
    inks = sheet.colours.beat
    assert account.written() == ["N", "V", "N"]
    for text, second in zip(account.texts, (1, 2, 3), strict=True):
        assert text.area.center().x() == pytest.approx(100.0 * second)
        assert row.contains(text.area)
        assert text.area.center().y() == pytest.approx(row.center().y(), abs=1.0)
    assert [text.ink for text in account.texts] == [
        inks[BeatClass.N], sheet.colours.paper, inks[BeatClass.N],
    ]  # fmt: skip
    [filled] = account.areas
    assert filled.ink == inks[BeatClass.V]
    assert filled.rect == account.texts[1].area


def test_the_rows_are_bounded_by_lines(parent: QGraphicsRectItem) -> None:
    item, sheet = _item(parent, _layer(symbols="N"))
    levels = [line for line in painted(item, sheet).lines if line.is_level]
    assert [line.y1 for line in levels] == [BAND_PX - 0.5, sheet.top_px - 0.5]
    assert {(line.x1, line.x2) for line in levels} == {(0.0, 1000.0)}


def test_the_name_of_a_rhythm_is_written_beside_noise_within_it(
    parent: QGraphicsRectItem,
) -> None:
    bands = (
        Band(0, 5000, BandKind.RHYTHM, "sinus rhythm", "N"),
        Band(0, 500, BandKind.NOISE, "", "n"),
    )
    item, sheet = _item(parent, _layer(bands))
    name, noise = painted(item, sheet).texts
    assert (name.text, noise.text) == ("sinus rhythm", "n")
    assert name.area.left() >= sheet.x(500)
    later = replace(sheet, start_s=4.0, stop_s=14.0)
    item.lay(later)
    [text] = painted(item, later).texts
    assert text.area.left() < 10.0


def test_beats_without_room_for_letters_are_ticks_in_their_row(
    parent: QGraphicsRectItem,
) -> None:
    item, sheet = _item(parent, _layer(symbols="N" * 400))
    item.lay(sheet := replace(sheet, stop_s=400.0))
    account = painted(item, sheet)
    ticks = [line for line in account.lines if line.is_upright]
    assert len(ticks) + len(account.texts) == 399
    bottom = BAND_PX + _line_px() + 4 - 2
    assert {line.y2 for line in ticks} == {bottom}
    assert {line.y1 for line in ticks} == {bottom - (_line_px() + 4) / 2}


def test_many_beats_are_shares_that_fill_their_row(parent: QGraphicsRectItem) -> None:
    item, sheet = _item(parent, _layer(symbols="N" * 5000))
    sheet = replace(sheet, stop_s=5000.0, n_samples=5001 * 250)
    account = painted(item, sheet)
    assert not account.texts
    columns = [line for line in account.lines if line.is_upright]
    assert len(columns) == 1000
    assert {line.y2 for line in columns} == {BAND_PX + _line_px() + 4 - 2}
    assert {line.y1 for line in columns} == {BAND_PX + 2}
    item, _ = _item(parent, _layer(symbols="NNV" * 1667))
    by_place: dict[float, list[Line]] = {}
    for line in painted(item, sheet).lines:
        if line.is_upright:
            by_place.setdefault(line.x1, []).append(line)
    shared = [lines for lines in by_place.values() if len(lines) == 2]
    assert len(shared) > 900
    # One class ends where the other begins.
    for above, below in (sorted(lines, key=lambda each: each.y1) for lines in shared):
        assert above.y2 == pytest.approx(below.y1)


def test_a_rhythm_is_a_bar_with_its_name_and_noise_goes_all_the_way_down(
    parent: QGraphicsRectItem,
) -> None:
    bands = (
        Band(250, 1250, BandKind.RHYTHM, "fibrillation", "AFIB"),
        Band(1500, 2000, BandKind.NOISE, "noise", "n"),
    )
    item, sheet = _item(parent, _layer(bands))
    account = painted(item, sheet)
    rhythm, tint, noise = (area.rect for area in account.areas)
    assert (rhythm.left(), rhythm.right()) == (100.0, 499.0)
    assert (noise.left(), noise.right()) == (600.0, 799.0)
    for bar in (rhythm, noise):
        assert (bar.top(), bar.bottom()) == (BAND_PX + 1, sheet.top_px - 1)
    assert (tint.left(), tint.right(), tint.top()) == (600.0, 800.0, BAND_PX)
    assert tint.bottom() >= sheet.height
    assert 0 < account.areas[1].ink.alpha() < 64
    assert account.written() == ["fibrillation", "noise"]
    assert all(text.ink == sheet.colours.text for text in account.texts)
    assert [text.area.left() for text in account.texts] == [104.0, 604.0]
    assert [text.area.right() for text in account.texts] == [496.0, 796.0]


def test_a_band_too_narrow_for_its_name_has_its_code_or_nothing(
    parent: QGraphicsRectItem,
) -> None:
    width = QFontMetricsF(QFont()).horizontalAdvance("fibrillation") + 8
    for px, text in (
        (width + 1, ["fibrillation"]), (width, ["fibrillation"]),
        (width - 1, ["AF"]), (12.0, []),
    ):  # fmt: skip
        band = Band(250, 250 + 1000, BandKind.RHYTHM, "fibrillation", "AF")
        item, sheet = _item(parent, _layer((band,)))
        # A thousand samples are as wide as that.
        seconds = 4.0 * 1000.0 / px
        sheet = replace(sheet, start_s=1.0, stop_s=1.0 + seconds)
        assert painted(item, sheet).written() == text


def test_bands_out_of_view_are_not_drawn_and_others_end_at_its_edges(
    parent: QGraphicsRectItem,
) -> None:
    bands = (
        Band(0, 249, BandKind.RHYTHM, "before", "B"),
        Band(0, 5000, BandKind.RHYTHM, "across", "A"),
        Band(2750, 5000, BandKind.RHYTHM, "after", "C"),
        Band(1000, 1000, BandKind.RHYTHM, "moment", "M"),
    )
    item, sheet = _item(parent, _layer(bands))
    account = painted(item, replace(sheet, start_s=1.0, stop_s=11.0))
    assert account.written() == ["across"]
    across, moment = (area.rect for area in account.areas)
    assert (across.left(), across.right()) == (-1.0, 1000.0)
    assert account.texts[0].area.left() == 4.0
    assert moment.left() == 300.0


def test_flags_are_poles_with_their_text_unless_one_is_too_near(
    parent: QGraphicsRectItem,
) -> None:
    flags = (Flag(250, "TS"), Flag(252, "hidden"), Flag(750, "note"))
    item, sheet = _item(parent, _layer(flags=flags))
    account = painted(item, sheet)
    assert account.written() == ["TS", "note"]
    assert all(text.ink == sheet.colours.text for text in account.texts)
    assert all(
        line.ink == sheet.colours.cursor for line in account.lines if line.is_upright
    )
    assert [text.area.left() for text in account.texts] == pytest.approx([108.0, 308.0])
    assert {text.area.top() for text in account.texts} == {sheet.top_px - 4}
    poles = [line for line in account.lines if line.is_upright]
    assert [line.x1 for line in poles] == pytest.approx([100.0, 100.8, 300.0])
    assert {(line.y1, line.y2) for line in poles} == {(BAND_PX, sheet.top_px + 6)}
    # The text of the next one begins where that of the first has ended.
    end = 100.0 + 8 + QFontMetricsF(QFont()).horizontalAdvance("TS") + 14
    for at_px, count in ((end + 0.5, 2), (end - 0.5, 1)):
        near = (Flag(250, "TS"), Flag(round(at_px * 2.5), "near"))
        item, sheet = _item(parent, _layer(flags=near))
        assert len(painted(item, sheet).texts) == count


def test_a_hedge_of_flags_is_not_drawn(parent: QGraphicsRectItem) -> None:
    for n, drawn in ((400, True), (401, False)):
        item, sheet = _item(parent, _layer(flags=tuple(Flag(i, "x") for i in range(n))))
        assert any(line.is_upright for line in painted(item, sheet).lines) is drawn


def test_names_of_bands_stand_beside_the_flags_over_them(
    parent: QGraphicsRectItem,
) -> None:
    band = Band(0, 2500, BandKind.RHYTHM, "sinus rhythm", "N")
    item, sheet = _item(parent, _layer((band,), (Flag(100, "TS"),)))
    account = painted(item, sheet)
    end = 40.0 + 8 + QFontMetricsF(QFont()).horizontalAdvance("TS")
    assert account.texts[0].text == "sinus rhythm"
    assert account.texts[0].area.left() == pytest.approx(end + 4)


def test_lines_of_the_grid_are_above_and_below_the_layer(
    parent: QGraphicsRectItem, layer: AnnotationLayer
) -> None:
    item, sheet = LayerItem(parent), sheet_of(layer_px=60.0)
    item.show_layer(layer)
    above, below = painted(item, sheet).lines[-2:]
    for line, y in ((above, sheet.own_px), (below, sheet.top_px)):
        assert (line.x1, line.y1, line.x2, line.y2) == (
            0,
            y - 0.5,
            sheet.width,
            y - 0.5,
        )
        assert line.ink == sheet.colours.grid_major


def test_each_of_several_layers_has_a_line_with_its_name(
    view: WaveformView, layer: AnnotationLayer
) -> None:
    bare = replace(layer, name="kim", bands=(), flags=())
    view.show_layers((layer, bare))
    sheet, items = view.sheet, view._layers._items
    assert sheet is not None
    assert [name for name, _ in sheet.layers] == ["atr", "kim"]
    first, second = (item.sheet for item in items)
    assert first is not None
    assert second is not None
    assert first.own_px == sheet.own_px
    assert second.own_px == pytest.approx(first.top_px)
    assert second.top_px == pytest.approx(sheet.top_px)
    assert sheet.lanes[0].top == pytest.approx(sheet.top_px)
    # One goes, and its line with it.
    view.show_layers((bare,))
    after = view.sheet
    assert after is not None
    assert after.layer_px < sheet.layer_px
    assert [item.layer for item in items] == [bare, None]


def test_a_layer_that_comes_later_is_held_against_the_review(
    view: WaveformView, layer: AnnotationLayer
) -> None:
    view.show_layers((layer,))
    view.show_layers((layer, replace(layer, name="kim")))
    for item in view._layers._items:
        assert item.sheet is not None
        differs = item._differs(item.sheet, layer, slice(0, 4))
        assert differs.tolist() == [False, False, True, False]
