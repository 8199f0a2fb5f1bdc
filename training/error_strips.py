"""Strips around errors as a cardiologist reads them: paper, leads, both labels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from ecgviewer.core.arrays import Float32Array
from ecgviewer.core.beats import BeatTable
from ecgviewer.core.record import Record
from ecgviewer.core.units import millivolts
from ecgviewer.preprocessing.ecg_leads import ecg_leads
from training.command_line import extra_packages
from training.records.dataset import lead_of, open_annotated
from training.scoring.judged_records import JudgedRecord

with extra_packages():
    from matplotlib.ticker import MultipleLocator

#: Large squares of ECG paper, at 25 mm/s and 10 mm/mV.
_SQUARE_S, _SQUARE_MV = 0.2, 0.5
_PAPER, _RIGHT, _WRONG = "#eeb4b4", "0.35", "tab:red"
#: A lead has at least this much room, and the letters above and below: in millivolts,
#: or as a part of the height of all leads.
_ROOM_MV, _EDGE_MV, _EDGE = 1.5, 0.5, 0.14


def draw_strip(
    ax: Any,  # noqa: ANN401
    judged: JudgedRecord,
    row: int,
    names: Sequence[str],
    around_s: float,
    leads: Sequence[str] = (),
) -> None:
    """Draw the leads around a beat, one below the other, on a grid of large squares.

    Above each beat stands its symbol in the reference, below what the classifier calls
    it; in red where they differ.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    judged : JudgedRecord
    row : int
        The beat, which is marked.
    names : sequence of str
        Of the classes.
    around_s : float
        Seconds before and after it.
    leads : sequence of str
        Names of those to draw; none for all that hold an ECG.
    """
    record, reference = open_annotated(judged.path)
    named = (lead_of(record, name) for name in leads)
    places = [place for place in named if place is not None] or ecg_leads(record)
    centre, reach = int(judged.sample[row]), round(around_s * record.fs)
    span = max(centre - reach, 0), min(centre + reach, record.n_samples)
    low, high = _draw_leads(ax, record, places, span)
    for at, symbol, answer, colour in _labels(reference, judged, span, names):
        look = {"fontsize": 8, "ha": "center", "color": colour, "clip_on": True}
        ax.text(at / record.fs, high, symbol, va="bottom", **look)
        ax.text(at / record.fs, low, answer, va="top", **look)
    ax.axvline(centre / record.fs, color=_WRONG, linewidth=0.4)
    start_s, stop_s = (at / record.fs for at in span)
    edge = max(_EDGE_MV, _EDGE * (high - low))
    _paper(ax, (start_s, stop_s), (low - edge, high + edge))


def _draw_leads(
    ax: Any,  # noqa: ANN401
    record: Record,
    places: Sequence[int],
    span: tuple[int, int],
) -> tuple[float, float]:
    """Draw leads one below the other; return the lowest and the highest value."""
    time_s = np.arange(*span) / record.fs
    low = high = 0.0
    for number, place in enumerate(places):
        scale = millivolts(record.leads[place].unit) or 1.0
        values = scale * _centred(record.values(place, *span))
        top, base = _height(values)
        shift = low - top if number else 0.0
        ax.plot(time_s, values + shift, "k", linewidth=0.6)
        name = f"{record.leads[place].name} "
        ax.text(time_s[0], shift, name, fontsize=7, ha="right", va="center")
        high, low = max(high, shift + top), shift + base
    return low, high


def _centred(values: Float32Array) -> Float32Array:
    found = values[np.isfinite(values)]
    return values - np.median(found) if len(found) else values


def _height(values: Float32Array) -> tuple[float, float]:
    """Return how far a lead goes up and down, at least by its room."""
    found = values[np.isfinite(values)]
    top = float(found.max(initial=_ROOM_MV / 2))
    return top, float(found.min(initial=-_ROOM_MV / 2))


def _labels(
    reference: BeatTable,
    judged: JudgedRecord,
    span: tuple[int, int],
    names: Sequence[str],
) -> Iterator[tuple[int, str, str, str]]:
    """Yield place, symbol, answer and colour of each beat; some have no answer."""
    rows = {int(sample): row for row, sample in enumerate(judged.sample)}
    near = (reference.sample >= span[0]) & (reference.sample < span[1])
    for beat in np.flatnonzero(near):
        sample, symbol = int(reference.sample[beat]), str(reference.symbol[beat])
        row = rows.get(sample)
        if row is None:
            yield sample, symbol, "", _RIGHT
        else:
            is_wrong = judged.label[row] != judged.said[row]
            answer = names[judged.said[row]]
            yield sample, symbol, answer, _WRONG if is_wrong else _RIGHT


def _paper(
    ax: Any,  # noqa: ANN401
    time_s: tuple[float, float],
    height_mv: tuple[float, float],
) -> None:
    ax.set_xlim(time_s)
    ax.set_ylim(height_mv)
    ax.xaxis.set_minor_locator(MultipleLocator(_SQUARE_S))
    ax.yaxis.set_minor_locator(MultipleLocator(_SQUARE_MV))
    ax.grid(which="minor", color=_PAPER, linewidth=0.5)
    ax.set_axisbelow(True)
    ax.tick_params(which="minor", length=0)
    ax.tick_params(labelsize=6)
    ax.set_yticks([])
    ax.xaxis.get_major_formatter().set_useOffset(False)
