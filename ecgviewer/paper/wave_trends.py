"""QTc and ST over the recording, as panels of the page of trends."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ecgviewer.analysis.report.wave_sections import NOT_MEASURED
from ecgviewer.analysis.report.wave_values import Waves
from ecgviewer.core.arrays import Float64Array
from ecgviewer.paper.axes import Panel, TimeAxis
from ecgviewer.paper.canvas import BOLD, INK, SMALL, Canvas, text_width
from ecgviewer.paper.paper_size import MM, Area

#: Of leads whose ST deviates most; more lines cannot be told apart.
_COLOURS = ("#1f5fbf", "#b03a00", "#2f7d32")
_WIDE_MM = 0.3
_LEAST_MS, _LEAST_MV = 40.0, 0.2
_QT_TITLE = "QTc (Fridericia), ms, of five minutes each"
_ST_TITLE = "ST level, mV, of five minutes each"


def paint_qt(canvas: Canvas, area: Area, axis: TimeAxis, waves: Waves) -> None:
    """Paint how long QTc is over the record."""
    values = _values([each.qtc_fridericia_ms for each in waves.stretches])
    panel = _panel(area, values, _LEAST_MS)
    is_known = bool((~np.isnan(values)).any())
    panel.paint(canvas, _QT_TITLE, axis, most=4 if is_known else 0)
    if not is_known:
        _say(canvas, area, NOT_MEASURED.format(waves.qt_why_not))
    _paint_steps(canvas, panel, axis, (waves, values, INK))


def paint_st(canvas: Canvas, area: Area, axis: TimeAxis, waves: Waves) -> None:
    """Paint the ST level over the record, of three leads at most."""
    shown = _most_deviating(waves)
    by_lead = [
        _values([each.st_mv[number] for each in waves.stretches]) for number in shown
    ]
    every = np.concatenate([np.zeros(1), *by_lead])
    panel = _panel(area, every, _LEAST_MV)
    panel.paint(canvas, _ST_TITLE, axis, most=4 if shown else 0)
    if not shown:
        said = [f"{lead.name}: {lead.why_not}" for lead in waves.leads[:3]]
        _say(canvas, area, NOT_MEASURED.format("; ".join(said)))
    place = area.left + text_width(_ST_TITLE, BOLD) + 5 * MM
    top = area.top - 4 * MM
    for number, values, colour in zip(shown, by_lead, _COLOURS, strict=False):
        _paint_steps(canvas, panel, axis, (waves, values, colour))
        canvas.line((place, place + 4 * MM), (top + 1.5 * MM,) * 2, colour, 0.5)
        name = waves.leads[number].name
        place = canvas.text(place + 5 * MM, top, name, SMALL) + 4 * MM


def _most_deviating(waves: Waves) -> list[int]:
    """Return the leads whose ST deviates most, in their order."""
    deviating = [
        (max(abs(lead.highest.mv), abs(lead.lowest.mv)), number)
        for number, lead in enumerate(waves.leads)
        if lead.highest is not None and lead.lowest is not None
    ]
    chosen = sorted(deviating, reverse=True)[: len(_COLOURS)]
    return sorted(number for _, number in chosen)


def _values(values: Sequence[float | None]) -> Float64Array:
    return np.array([np.nan if each is None else each for each in values], float)


def _panel(area: Area, values: Float64Array, least: float) -> Panel:
    """Return a panel with room for values, and at least so much of them high."""
    known = values[~np.isnan(values)]
    if not len(known):
        return Panel(area, 0.0, least)
    low, high = float(known.min()), float(known.max())
    beside = max(0.1 * (high - low), (least - (high - low)) / 2)
    return Panel(area, low - beside, high + beside)


def _paint_steps(
    canvas: Canvas,
    panel: Panel,
    axis: TimeAxis,
    line: tuple[Waves, Float64Array, str],
) -> None:
    """Paint each stretch as a level of its own: what is not measured stays empty."""
    waves, values, colour = line
    edges = [
        (each.place.first_sample, each.place.last_sample + 1)
        for each in waves.stretches
    ]
    known = ~np.isnan(values)
    if known.any():
        x = axis.x(np.array(edges, float)[known].ravel())
        y = np.repeat(panel.y(values[known]), 2)
        canvas.path(x, y, colour, _WIDE_MM, "pairs")


def _say(canvas: Canvas, area: Area, text: str) -> None:
    canvas.text(area.left + MM, area.top + MM, text, SMALL, width=area.width - 2 * MM)
