"""A line of the full disclosure as a picture, made once and kept while it is read."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage

from ecgviewer.core.label_class import Role
from ecgviewer.gui.look.dots import image_of
from ecgviewer.gui.look.theme import Colours
from ecgviewer.gui.waveform.paper.lead_spans import LeadSpan
from ecgviewer.gui.waveform.strips.disclosure_rows import PLAIN, DisclosureRow

#: Paper above and below the usual reach of a lead, as a share of a line.
_MARGIN = 0.07
#: A baseline that is off by more than this share of the reach is brought back.
_DRIFT = 0.25


def row_picture(
    row: DisclosureRow,
    span: LeadSpan,
    size: tuple[int, int],
    inks: npt.NDArray[np.uint32],
) -> QImage:
    """Return a line of trace, whatever lies below it in sight.

    Parameters
    ----------
    row : DisclosureRow
        What is drawn, one column a dot.
    span : LeadSpan
        What the lead reaches over all of the record.
    size : tuple of int
        Width and height in dots.
    inks : ndarray of uint32
        The colour of each label code, as `inks_of` returns them.
    """
    wide, high = size
    first, last = _heights(row, span, high)
    top = np.full(wide, high, np.int16)
    bottom, ink = np.full(wide, -1, np.int16), np.zeros(wide, np.uint32)
    top[row.x], bottom[row.x], ink[row.x] = first, last, inks[row.label]
    line = np.arange(high, dtype=np.int16)[:, np.newaxis]
    dots = ((line >= top) & (line <= bottom)) * ink
    # A copy, since the picture outlives the array.
    return image_of(dots).copy()


def _heights(
    row: DisclosureRow, span: LeadSpan, high: int
) -> tuple[npt.NDArray[np.int16], npt.NDArray[np.int16]]:
    """Return the first and last dot of each column, counted from the top."""
    dots_per_unit = high * (1 - 2 * _MARGIN) / span.size
    middle = high * _MARGIN + (span.baseline + span.above) * dots_per_unit
    # A baseline that wanders off is brought back, line by line.
    levels, half = (row.low + row.high) / 2, len(row.low) // 2
    usual = np.partition(levels, half)[half] if half else span.baseline
    drift = float(usual) - span.baseline
    if abs(drift) > _DRIFT * span.size:
        middle += drift * dots_per_unit
    heights = np.stack([row.high, row.low])
    heights *= -dots_per_unit
    # Half a dot more, since what follows cuts off.
    heights += middle + 0.5
    np.minimum(np.maximum(heights, 0, out=heights), high - 1, out=heights)
    first, last = heights.astype(np.int16)
    return first, last


def inks_of(own: Colours) -> npt.NDArray[np.uint32]:
    """Return the colour of each label code: the trace's, but for ectopic beats."""
    inks = np.full(256, own.trace.rgb(), np.uint32)
    normal = own.scheme.with_role(Role.NORMAL)
    for code, colour in own.beat.items():
        if code not in (*normal, PLAIN):
            inks[code] = colour.rgb()
    return inks
