"""A row of ECG paper: grid in millimetres, the trace of a lead, labels of its beats."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ecgviewer.core.arrays import Float32Array, Float64Array
from ecgviewer.core.labels import UNSET
from ecgviewer.core.review.beat_columns import BeatColumns
from ecgviewer.paper.canvas import FAINT, INK, Canvas, Style, text_width
from ecgviewer.paper.paper_size import MM, Area

MINOR, MAJOR, PAPER = "#f7d3ce", "#e79f95", "#fffdfc"
_MINOR_MM, _MAJOR_MM, _TRACE_MM = 0.08, 0.16, 0.22
#: Finer than this no printer draws a trace.
MOST_COLUMNS = 950
#: The usual gain, and smaller ones for what would not fit.
GAINS_MM_MV = (10.0, 5.0, 2.5, 1.0)
_LETTER, _RR = Style(7.0, bold=True), Style(6.0, colour=FAINT)


@dataclass(frozen=True)
class Scale:
    """How a row is drawn: speed in mm/s, gain in mm/mV."""

    speed_mm_s: float = 25.0
    gain_mm_mv: float = 10.0

    @property
    def text(self) -> str:
        """Speed and gain in words."""
        return f"{self.speed_mm_s:g} mm/s, {self.gain_mm_mv:g} mm/mV"


def paint_grid(canvas: Canvas, area: Area, box_mm: float = 1.0) -> None:
    """Paint paper with a line every millimetre and a heavy one every five.

    Parameters
    ----------
    box_mm : float
        Distance of the fine lines.
    """
    canvas.fill(area, PAPER)
    for every, colour, width in ((1, MINOR, _MINOR_MM), (5, MAJOR, _MAJOR_MM)):
        step = box_mm * MM * every
        x = area.left + np.arange(int(area.width / step + 1e-6) + 1) * step
        y = area.top + np.arange(int(area.height / step + 1e-6) + 1) * step
        ends_x = np.concatenate(
            [np.repeat(x, 2), np.tile([area.left, area.right], len(y))]
        )
        ends_y = np.concatenate(
            [np.tile([area.top, area.bottom], len(x)), np.repeat(y, 2)]
        )
        canvas.path(ends_x, ends_y, colour, width, "pairs")


def thinned(values: Float32Array, most: int = MOST_COLUMNS) -> Float64Array:
    """Return where and how high a trace is, at most `most` columns of it.

    Parameters
    ----------
    values : ndarray of float32, shape (n_samples,)
    most : int

    Returns
    -------
    ndarray of float64, shape (2, n_points)
        Indexes of samples and their values: all of few, else lowest and highest of
        each column in the order in which they come. NaN where there is no signal.
    """
    n = len(values)
    step = -(-n // most) if n else 1
    if step <= 2:
        return np.stack([np.arange(n, dtype=float), values])
    whole = np.full(-(-n // step) * step, np.nan)
    whole[:n] = values
    columns = whole.reshape(-1, step)
    gap = np.isnan(columns)
    ends = np.stack(
        [
            np.where(gap, np.inf, columns).argmin(axis=1),
            np.where(gap, -np.inf, columns).argmax(axis=1),
        ],
        axis=1,
    )
    ends.sort(axis=1)
    rows = (ends + np.arange(len(columns))[:, None] * step).ravel()
    found = whole[rows]
    return np.stack([rows.astype(float), found])


def middle_of(values: Float32Array, room: float) -> float:
    """Return the level in the middle of a row: the baseline, if the trace fits so.

    Parameters
    ----------
    values : ndarray of float32
    room : float
        How much of the unit of the values the row shows.
    """
    known = values[np.isfinite(values)]
    if not len(known):
        return 0.0
    low, high = float(known.min()), float(known.max())
    least, most = high - room / 2, low + room / 2
    if least > most:
        return (low + high) / 2
    return min(max(float(np.median(known)), least), most)


def gain_for(values: Float32Array, height: float) -> float:
    """Return the largest usual gain in mm/mV at which a trace fits a height."""
    fitting = (gain for gain in GAINS_MM_MV if fits(values, gain, height))
    return next(fitting, GAINS_MM_MV[-1])


def fits(values: Float32Array, gain_mm_mv: float, height: float) -> bool:
    """Return whether a trace fits a height at a gain."""
    known = values[np.isfinite(values)]
    return not len(known) or float(np.ptp(known)) * gain_mm_mv * MM <= height


def paint_trace(
    canvas: Canvas,
    area: Area,
    values: Float32Array,
    px_per_sample: float,
    gain_mm_mv: float,
    *,
    colour: str = INK,
    width_mm: float = _TRACE_MM,
) -> None:
    """Paint a trace about the middle of an area, and nothing beyond it."""
    x, y = thinned(values)
    middle = middle_of(values, area.height / (gain_mm_mv * MM))
    high = area.top + area.height / 2 - (y - middle) * gain_mm_mv * MM
    inside = np.clip(high, area.top, area.bottom)
    inside = np.where(np.isnan(high), np.nan, inside)
    # Hundredths of a millimetre: a PDF writes every digit.
    canvas.path(
        np.round(area.left + x * px_per_sample, 1),
        np.round(inside, 1),
        colour,
        width_mm,
    )


def paint_labels(
    canvas: Canvas, area: Area, columns: BeatColumns, span: tuple[int, int]
) -> None:
    """Write the letter of each beat over its R-peak, and RR intervals in ms between.

    Parameters
    ----------
    area : Area
        As wide as the span.
    span : tuple of int
        Samples [start, stop).
    """
    start, stop = span
    first, beyond = np.searchsorted(columns.sample, (start, stop)).tolist()
    per_sample = area.width / max(stop - start, 1)
    before = area.left
    for row in range(first, beyond):
        x = area.left + (int(columns.sample[row]) - start) * per_sample
        label = int(columns.label[row])
        letter = columns.scheme.name(label, "\N{MIDDLE DOT}")
        colour = FAINT if label == UNSET else columns.scheme.classes[label].light
        wide = text_width(letter, _LETTER)
        # The letter of a beat at the edge stays on the paper.
        left = min(max(x - wide / 2, area.left), area.right - wide)
        canvas.text(left, area.top, letter, _LETTER._replace(colour=colour))
        foot = area.bottom
        canvas.line((x, x), (foot - 0.8 * MM, foot), colour, 0.25)
        rr_s = float(columns.rr_previous_s[row])
        _paint_interval(canvas, (before, left), area.top, rr_s)
        before = left + wide


def _paint_interval(
    canvas: Canvas, between: tuple[float, float], top: float, rr_s: float
) -> None:
    if np.isnan(rr_s):
        return
    text = f"{rr_s * 1000:.0f}"
    left, right = between
    room, wide = right - left, text_width(text, _RR)
    if room >= wide + 1.5 * MM:
        canvas.text(left + (room - wide) / 2, top + 0.2 * MM, text, _RR)
