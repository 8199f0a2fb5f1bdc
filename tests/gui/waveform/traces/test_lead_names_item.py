"""Names of leads stand at their lanes, the scale at the foot of the paper."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QPixmap
from PySide6.QtWidgets import QGraphicsRectItem

from ecgviewer.core.record import Lead
from ecgviewer.gui.waveform.traces.lead_names_item import (
    LeadNamesItem,
    box_text,
    scale_rect,
    scale_text,
)
from ecgviewer.gui.waveform.traces.trace_colours import trace_colours
from tests.gui.waveform.sheets import lane, painted, sheet_of

_TWO = lane(26.0, 226.0), lane(226.0, 426.0, 1, lead=Lead("V1"))


def test_a_name_stands_at_the_top_left_of_its_lane(parent: QGraphicsRectItem) -> None:
    right = lane(26.0, 226.0, 1, left=0.5)
    *names, _ = painted(LeadNamesItem(parent), sheet_of(lanes=(*_TWO, right))).pictures
    places = [(name.left(), name.top()) for name in names]
    assert places == [(6.0, 27.0), (6.0, 227.0), (506.0, 27.0)]


def test_names_of_leads_over_each_other_stand_side_by_side(
    parent: QGraphicsRectItem,
) -> None:
    over = lane(26.0, 226.0), lane(26.0, 226.0, 1, lead=Lead("V1"))
    first, second, _ = painted(LeadNamesItem(parent), sheet_of(lanes=over)).pictures
    assert second.top() == first.top()
    assert second.left() == pytest.approx(first.right() + 6, abs=1.0)


def test_a_chip_is_as_wide_as_its_texts(parent: QGraphicsRectItem) -> None:
    in_microvolts = replace(_TWO[0], lead=Lead("MLII", "uV"))
    sheet = sheet_of(lanes=(in_microvolts,))
    name, _ = painted(LeadNamesItem(parent), sheet).pictures
    bold = QFont()
    bold.setBold(True)
    texts_px = QFontMetricsF(bold).horizontalAdvance("MLII")
    texts_px += QFontMetricsF(QFont()).horizontalAdvance("uV")
    assert name.width() == pytest.approx(texts_px + 16, abs=1.0)
    assert name.height() == pytest.approx(QFontMetricsF(QFont()).height() + 2, abs=1.0)


def test_the_scale_stands_at_the_right_of_the_foot(parent: QGraphicsRectItem) -> None:
    sheet = sheet_of()
    *_, scale = painted(LeadNamesItem(parent), sheet).pictures
    assert (scale.right(), scale.bottom()) == pytest.approx((994.0, 496.0), abs=1.5)
    width = QFontMetricsF(QFont()).horizontalAdvance(scale_text(sheet))
    assert scale_rect(sheet) == QRectF(
        1000.0 - width - 14,
        scale_rect(sheet).top(),
        width + 8,
        scale_rect(sheet).height(),
    )


def test_a_sheet_without_leads_has_no_scale(parent: QGraphicsRectItem) -> None:
    assert not painted(LeadNamesItem(parent), sheet_of(lanes=())).pictures


def test_chips_are_kept_while_style_and_names_are_the_same(
    parent: QGraphicsRectItem,
) -> None:
    item = LeadNamesItem(parent)
    painted(item, sheet_of())
    kept = dict(item._chips)
    assert len(kept) == 2
    painted(item, sheet_of())
    assert all(item._chips[key] is chip for key, chip in kept.items())
    painted(item, replace(sheet_of(), pixel_ratio=2.0))
    assert all(item._chips[key] is not chip for key, chip in kept.items())
    assert {chip.devicePixelRatio() for chip in item._chips.values()} == {2.0}


@pytest.mark.parametrize(("n_more", "n_kept"), [(198, 200), (199, 2)])
def test_chips_are_not_kept_without_end(
    parent: QGraphicsRectItem, n_more: int, n_kept: int
) -> None:
    item = LeadNamesItem(parent)
    painted(item, sheet_of())
    item._chips |= {(str(n), "", 0): QPixmap(1, 1) for n in range(n_more)}
    painted(item, sheet_of())
    assert len(item._chips) == n_kept


def test_speed_gain_and_filter_are_told(parent: QGraphicsRectItem) -> None:
    assert scale_text(sheet_of()) == "25 mm/s  ·  10 mm/mV  ·  raw"
    off = sheet_of(stop_s=8.0)
    assert scale_text(off).startswith("31.2 mm/s  ·  10 mm/mV  ·  box ")
    other = lane(26.0, 226.0, lead=Lead("ABP", "mmHg"))
    assert "mm/mV" not in scale_text(sheet_of(lanes=(other,)))


@pytest.mark.parametrize(
    ("stop_s", "text"),
    [(8.0, "box 0.2 s × 0.5 mV"), (80.0, "box 5 s × 0.5 mV"),
     (4000.0, "box 5 min × 0.5 mV"), (160_000.0, "box 1 h × 0.5 mV")],
)  # fmt: skip
def test_a_box_of_the_grid_is_told_in_units_one_can_read(
    parent: QGraphicsRectItem, stop_s: float, text: str
) -> None:
    sheet = sheet_of(stop_s=stop_s)
    assert box_text(sheet, sheet.lanes[0]) == text


def test_leads_over_each_other_have_colours_that_can_be_told_apart(
    parent: QGraphicsRectItem,
) -> None:
    over = tuple(lane(26.0, 226.0, number) for number in range(12))
    first, *others = trace_colours(sheet_of(lanes=over))
    assert first == sheet_of().colours.trace
    hues = sorted(colour.hslHue() for colour in others)
    apart = [b - a for a, b in pairwise(hues)]
    assert min([*apart, hues[0] + 360 - hues[-1]]) >= 10
    assert trace_colours(sheet_of(lanes=_TWO)) == [first, first]
