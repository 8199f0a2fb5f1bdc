"""The steps of grids, axes and scales at every zoom are those that they were."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QFontMetricsF

from ecgviewer.core.items.strip import GAINS_MM_MV, SPEEDS_MM_S
from ecgviewer.core.record import Lead
from ecgviewer.gui.waveform.paper import axes, lead_stack, time_steps
from ecgviewer.gui.waveform.paper.axes import TimeAxis, gutter_px, pulses
from ecgviewer.gui.waveform.paper.paper import (
    next_gain,
    number_text,
    same,
    speed_text,
    standard,
    time_grid_s,
    value_grid,
)
from ecgviewer.gui.waveform.paper.time_steps import label_step_s, step_for
from ecgviewer.gui.waveform.strips import tachogram
from ecgviewer.gui.waveform.traces.lead_names_item import box_text
from tests.gui.drawing.square_font import square_font
from tests.gui.waveform.sheets import lane, small_sheet
from tests.kept import Kept

#: From far to near, four to a decade.
_SCALES = 10.0 ** np.arange(-5, 4.1, 0.25)


def _table(*columns: object) -> str:
    return " ".join(
        f"{each:.4g}" if isinstance(each, float) else str(each) for each in columns
    )


def test_steps(drawing: Kept) -> None:
    drawing.check(
        {
            "seconds: px/s, labels 50 px apart, lines on 4 px/mm": [
                _table(px, label_step_s(px, 50.0), *time_grid_s(px, 4.0))
                for px in _SCALES.tolist()
            ],
            "amplitudes: px/unit, labels, lines": [
                _table(
                    px,
                    step_for(axes._AMPLITUDE_STEPS, px, axes._MIN_TICK_PX),
                    *value_grid(px, 4.0, lead_stack._GRID_STEPS, 1.0),
                    *value_grid(px, 4.0, lead_stack._steps("mmHg", px), 0.0),
                )
                for px in _SCALES.tolist()
            ],
            "RR intervals: px/ms, labels": [
                _table(px, step_for(tachogram._RR_STEPS_MS, px, tachogram._MIN_STEP_PX))
                for px in np.geomspace(0.002, 1.0, 24).tolist()
            ],
            "steps themselves": [
                _table(*map(float, steps))
                for steps in (
                    time_steps._LABEL_STEPS_S,
                    time_steps.GRID_STEPS_S,
                    axes._AMPLITUDE_STEPS,
                    lead_stack._GRID_STEPS,
                    tachogram._RR_STEPS_MS,
                )
            ],
        }
    )


def test_speeds_and_gains(drawing: Kept) -> None:
    values = (
        0.1,
        0.4999,
        0.5,
        0.51,
        1.0,
        2.5,
        9.97,
        9.98,
        10.0,
        10.02,
        10.03,
        60.0,
        80.0,
    )
    sheet = small_sheet()
    spans_s = (0.1, 1.0, 2.4, 20.0, 300.0, 9000.0, 90_000.0)
    drawing.check(
        {
            "gains: next above and below, the standard one, in words": [
                _table(
                    gain, next_gain(gain, 1), next_gain(gain, -1),
                    standard(gain, GAINS_MM_MV), number_text(gain),
                )
                for gain in values
            ],
            "speeds in words": [
                f"{speed:g}: {speed_text(speed)}, {standard(speed, SPEEDS_MM_S)}"
                for speed in (50.0, 25.04, 12.6, 1.0, 0.999, 1 / 60, 0.0166, 0.001)
            ],
            "the same": [str(same(1.0, b)) for b in (0.998, 0.9979, 1.002, 1.0021)],
            "boxes": [
                f"{span:g} s: {box_text(replace(sheet, stop_s=span), sheet.lanes[0])}"
                for span in spans_s
            ],
        }
    )  # fmt: skip


@pytest.mark.usefixtures("qapp")
def test_room(drawing: Kept) -> None:
    sheet = small_sheet(px_per_mm=2.0)
    (one,) = sheet.lanes
    lanes = {
        "below": replace(one, zero_y=84.0),
        "at the bottom": replace(one, zero_y=90.0),
        "high": replace(one, zero_y=30.0),
        "microvolts": replace(one, lead=Lead("I", "uV"), px_per_unit=0.02),
        "mmHg": replace(one, lead=Lead("ABP", "mmHg")),
        "right": replace(one, left=0.5),
    }
    axis = TimeAxis()
    drawing.check(
        {
            "gutter": [
                f"{mm:g} px/mm: {gutter_px(QFontMetricsF(square_font()), mm):g}"
                for mm in (1.0, 3.78, 5.25)
            ],
            "pulses": [
                f"{name}: {pulses(replace(sheet, lanes=(lane,)))}"
                for name, lane in lanes.items()
            ],
            "two rows": [
                str(pulses(replace(sheet, lanes=(lane(22, 54), lane(54, 86)))))
            ],
            "labels of time": [_times(axis, width) for width in range(40, 400, 9)],
        }
    )


def _times(axis: TimeAxis, width: int) -> str:
    """Return the times on an axis of this many pixels, for 2.4 s."""
    axis.longest_s = 2.4
    axis.lay(small_sheet(width=float(width)))
    ((step, times),) = axis.tickValues(0.0, 2.4, width)
    return f"{width} px: {step:g} s, {' '.join(axis.tickStrings(times, 1.0, step))}"
