"""Traces and the names of leads are drawn as they were."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QGraphicsRectItem

from ecgviewer.core.record import Lead
from ecgviewer.core.trace.envelope import Envelope
from ecgviewer.gui.look.theme import colours
from ecgviewer.gui.waveform.paper.sheet import Sheet
from ecgviewer.gui.waveform.traces.lead_names_item import LeadNamesItem
from ecgviewer.gui.waveform.traces.trace_item import TraceItem
from tests.gui.waveform.sheets import drawn, lane, sheet_of, small_sheet
from tests.kept import Kept

#: 250 Hz; R waves of 1 mV every 0.4 s, a gap, and one of 3 mV that is cut off.
_ECG = np.zeros(750, np.float32)
_ECG[20::100], _ECG[21::100], _ECG[120], _ECG[60:64] = 1.0, -0.25, 3.0, np.nan


class _Filtered:
    """A filter that has come as far as its samples."""

    is_raw: bool = False

    def __init__(self, there: tuple[int, Envelope] | None) -> None:
        self.there = there
        self.asked: list[tuple[int, int, int, float]] = []

    def drawn(
        self, lead: int, start: int, stop: int, samples_per_dot: float
    ) -> tuple[int, Envelope] | None:
        self.asked.append((lead, start, stop, samples_per_dot))
        return self.there


def _traces(
    parent: QGraphicsRectItem,
    sheet: Sheet,
    *values: np.ndarray,
    filtered: _Filtered | None = None,
) -> list[str]:
    item = TraceItem(parent)
    envelopes = tuple(Envelope.of(each) for each in values or (_ECG,))
    item.show_leads(envelopes, filtered)
    return drawn(item, sheet)


def _near(**changes: object) -> Sheet:
    return small_sheet(stop_s=0.6, n_samples=750, **changes)


def _far(**changes: object) -> Sheet:
    return small_sheet(
        **({"width": 80.0, "height": 60.0, "lanes": (lane(22, 60),)} | changes),
        stop_s=3.0,
        n_samples=750,
    )


def test_samples(parent: QGraphicsRectItem, palette: QPalette, drawing: Kept) -> None:
    own = colours(palette)
    over = lane(22, 86), lane(22, 86, 1), lane(22, 86, 0)
    beside = lane(22, 86, right=0.5), lane(22, 86, 1, left=0.5)
    named = (lane(22, 86, name_px=14.0),)
    half = _ECG / 2
    drawing.check(
        {
            "near": _traces(parent, _near(colours=own)),
            "a dot for each sample": _traces(parent, replace(_near(), stop_s=0.1)),
            "no dots": _traces(parent, replace(_near(), stop_s=0.11)),
            "not smooth": _traces(parent, sheet_of(
                width=40.0, height=60.0, band_px=22.0, stop_s=0.6, n_samples=750,
                lanes=(lane(22, 60),),
            )),
            "from 0.4 s on": _traces(parent, replace(_near(), start_s=0.4, stop_s=0.5)),
            "at two dots a pixel": _traces(
                parent, replace(_near(colours=own), stop_s=0.2, pixel_ratio=2.0)
            ),
            "one over the other": _traces(
                parent, replace(_near(colours=own, lanes=over), stop_s=0.2), _ECG, half
            ),
            "one beside the other": _traces(
                parent, replace(_near(lanes=beside), stop_s=0.4), _ECG, half
            ),
            "upside down": _traces(
                parent, replace(_near(lanes=(replace(over[0], sign=-1),)), stop_s=0.2)
            ),
            "below a name": _traces(parent, replace(_near(lanes=named), stop_s=0.2)),
        }
    )  # fmt: skip


def test_columns(parent: QGraphicsRectItem, palette: QPalette, drawing: Kept) -> None:
    own = colours(palette)
    over = lane(22, 60), lane(22, 60, 1)
    beside = lane(22, 60, right=0.5), lane(22, 60, 1, left=0.5)
    drawing.check(
        {
            "far": _traces(parent, _far(colours=own)),
            "from 0.31 s on": _traces(parent, replace(_far(), start_s=0.31)),
            "at two dots a pixel": _traces(
                parent, replace(_far(width=40.0), pixel_ratio=2.0)
            ),
            "one over the other": _traces(
                parent, _far(colours=own, lanes=over), _ECG, _ECG / 2
            ),
            "one beside the other": _traces(parent, _far(lanes=beside), _ECG, _ECG / 2),
            "upside down": _traces(parent, _far(lanes=(replace(over[0], sign=-1),))),
            "flat": _traces(parent, _far(), np.zeros(750, np.float32)),
            "below the edge": _traces(
                parent, _far(lanes=(replace(lane(22, 80), zero_y=70.0),), height=60.0)
            ),
        }
    )


def test_filtered(parent: QGraphicsRectItem, drawing: Kept) -> None:
    came = _Filtered((100, Envelope.of(_ECG[100:400] / np.float32(2))))
    drawing.check(
        {
            "not yet": _traces(
                parent, replace(_near(), stop_s=0.2), filtered=_Filtered(None)
            ),
            "not yet, far": _traces(parent, _far(), filtered=_Filtered(None)),
            "there": _traces(
                parent, replace(_near(), start_s=0.41, stop_s=0.6), filtered=came
            ),
        }
    )
    ((lead, start, stop, width),) = came.asked
    assert (lead, start, stop) == (0, 102 - 3, 151 + 3)
    assert width == pytest.approx(0.19 * 250 / 240)


def test_where_nothing_is(parent: QGraphicsRectItem, drawing: Kept) -> None:
    nothing = np.full(15_000, np.nan, np.float32)
    later = nothing.copy()
    later[10_000] = 1.0
    reading = TraceItem(parent)
    reading.show_leads((Envelope.of(nothing),))
    reading.show_filling(0.424)
    sheet = replace(_near(), n_samples=15_000)
    drawing.check(
        {
            "at all": _traces(parent, sheet, nothing),
            "here": _traces(parent, sheet, later),
            "here, far": _traces(parent, replace(_far(), n_samples=15_000), later),
            "yet": drawn(reading, sheet),
        }
    )


def _names(parent: QGraphicsRectItem, sheet: Sheet, *analysed: str) -> list[str]:
    item = LeadNamesItem(parent)
    item.show_analysed(analysed)
    return drawn(item, sheet)


def test_names(parent: QGraphicsRectItem, palette: QPalette, drawing: Kept) -> None:
    own = colours(palette)
    sheet = small_sheet(width=480.0, stop_s=4.8, colours=own)
    pressure = lane(54, 86, 2, lead=Lead("ABP", "mmHg"))
    turned = replace(lane(22, 54, 1, left=0.5, lead=Lead("aVR")), sign=-1)
    other = replace(lane(22, 54, 3, left=0.5, lead=Lead("V1")), sign=-1)
    page = replace(sheet, is_page=True, true_px_per_mm=5.0)
    lanes = lane(22, 54, right=0.5), turned, other, pressure
    drawing.check(
        {
            "analysed": _names(parent, sheet, "MLII"),
            "many": _names(parent, replace(sheet, lanes=lanes), "V1"),
            "at two dots a pixel": _names(parent, replace(sheet, pixel_ratio=2.0)),
            "a page that has shrunk": _names(
                parent, replace(page, lanes=(lane(22, 86, name_px=14.0),))
            ),
            "names beside": _names(parent, page),
            "as recorders write": _names(
                parent, replace(sheet, stop_s=4.8, filter_text="0.5-40 Hz")
            ),
            "filtered, no paper of recorders": _names(
                parent, replace(sheet, stop_s=9000.0, filter_text="0.5-40 Hz")
            ),
            "nothing": _names(parent, replace(sheet, lanes=())),
        }
    )
