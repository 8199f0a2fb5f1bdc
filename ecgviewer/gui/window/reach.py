"""How far an edit of the selected beats reaches, and what to ask first."""

from __future__ import annotations

import numpy as np

from ecgviewer.core.review.beat_columns import BeatColumns
from ecgviewer.gui.look.number_text import count
from ecgviewer.gui.look.time_text import elapsed_text
from ecgviewer.gui.model.selection import Selection

_FAR = (
    "{beats} are selected, from {start} to {stop} of the record: more than is in view."
)


def reach_question(selection: Selection, columns: BeatColumns, fs: float) -> str:
    """Return what to ask before the selected beats are edited; empty for nothing.

    A view that frames beats says itself what to ask of them. Others are on the
    trace: more of them than a page of it holds cannot have been seen.
    """
    if selection.is_framed:
        return selection.asks
    places = columns.sample[np.isin(columns.beat_id, selection.selected)]
    start_s, stop_s = selection.view_s
    if len(places) < 2 or (places[-1] - places[0]) / fs <= stop_s - start_s:
        return ""
    first_s, last_s = float(places[0]) / fs, float(places[-1]) / fs
    longest_s = max(last_s, 60.0)
    return _FAR.format(
        beats=count(len(places), "beat"),
        start=elapsed_text(first_s, 0, longest_s),
        stop=elapsed_text(last_s, 0, longest_s),
    )
