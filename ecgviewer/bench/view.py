"""How long a day of ECG takes to be painted, scrolled, relabelled, filtered, sorted."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt

from ecgviewer.bench.desk import Desk, make_application, settle
from ecgviewer.bench.material import DAY_S, classified, day_ecg
from ecgviewer.bench.stopwatch import Figures, milliseconds, seconds
from ecgviewer.core.labels import BeatClass
from ecgviewer.core.synthetic_ecg import SyntheticEcg
from ecgviewer.core.trace.envelope import Envelope
from ecgviewer.gui.beat_table.beat_columns import COLUMNS
from ecgviewer.gui.beat_table.beat_filter import BeatFilter

_SPANS_S = (1, 10, 60, 600, 3600, 21_600, 86_400)
_FILTERS = (BeatFilter(frozenset({BeatClass.S, BeatClass.V})), BeatFilter())
_PAN = 0.05

#: The time in view: from and to, in seconds.
View = tuple[float, float]


def measure(
    _path: Path,
    *,
    duration_s: float = DAY_S,
    spans_s: Sequence[int] = _SPANS_S,
    n_frames: int = 60,
    n_relabelled: int = 1000,
    runs: int = 5,
) -> Figures:
    """Return how long the views take over 24 h, three leads, 104,000 beats.

    `first_paint_24h_s`: from a record in memory, its beats classified, to waveform and
    table painted in a window that is up already; envelopes and the columns of beats
    are made in this time. `frame_p95_ms`: span in view -> the 95th percentile of
    scrolling by a twentieth of it, layout and painting of the waveform together (all
    of the record cannot be scrolled: it is shortened by a second). `relabel_1000_ms`:
    scattered beats that are selected, from the edit to the journal on the disk and both
    views painted. `table_filter_100k_ms`: S and V alone, and all beats again.
    `table_sort_100k_ms`: the median column, both ways. Both to the table painted.
    """
    make_application()
    ecg = day_ecg(duration_s)
    desk = Desk()
    with tempfile.TemporaryDirectory() as name:
        first_s = [_first_paint_s(desk, ecg, Path(name)) for _ in range(runs)]
        settle()
        figures: Figures = {
            "first_paint_24h_s": round(statistics.median(first_s), 3),
            "frame_p95_ms": {
                str(span_s): frame_p95_ms(desk, views_of(span_s, duration_s, n_frames))
                for span_s in spans_s
            },
            "relabel_1000_ms": _relabel_ms(desk, n_relabelled, runs),
            "table_filter_100k_ms": _filter_ms(desk, runs),
            "table_sort_100k_ms": _sort_ms(desk),
        }
        desk.clear()
    return figures


def _first_paint_s(desk: Desk, ecg: SyntheticEcg, folder: Path) -> float:
    session = classified(ecg.record, ecg.beats)

    def paint() -> None:
        envelopes = tuple(Envelope.of(values) for values in ecg.record.signal)
        desk.open(session, envelopes, folder)
        desk.paint()

    return seconds(paint)


def frame_p95_ms(desk: Desk, views: list[View]) -> float:
    """Return the 95th percentile of the time that a view takes to be painted."""

    def frame(view: View) -> None:
        desk.selection.set_view(*view)
        desk.paint()

    # The first one is a jump from another zoom.
    frames_s = [seconds(partial(frame, view)) for view in views][1:]
    return round(1000 * float(np.percentile(frames_s, 95)), 1)


def views_of(span_s: float, duration_s: float, n: int) -> list[View]:
    """Return this many views of a span, scrolled by a twentieth of it."""
    step_s = min(_PAN * span_s, (duration_s - span_s) / n)
    if step_s <= 0:
        return [(0.0, duration_s - i) for i in range(1, n + 1)]
    return [(i * step_s, i * step_s + span_s) for i in range(n)]


def _relabel_ms(desk: Desk, n_beats: int, runs: int) -> float:
    columns = desk.document.columns
    assert columns is not None
    everyone = columns.beat_id
    some = everyone[np.linspace(0, len(everyone) - 1, n_beats).astype(int)]
    desk.selection.select(some)
    desk.waveform.show_span(10.0)

    def relabel(beat_class: BeatClass) -> None:
        if not desk.document.label(some, beat_class):
            raise RuntimeError("the edit was refused")
        desk.paint()

    times_s = []
    for run in range(runs + 1):
        settle()
        beat_class = (BeatClass.V, BeatClass.S)[run % 2]
        times_s.append(seconds(partial(relabel, beat_class)))
    # The first edit begins the journal: see the section `files`.
    return milliseconds(times_s[1:])


def _filter_ms(desk: Desk, runs: int) -> float:
    desk.selection.clear()

    def apply(beat_filter: BeatFilter) -> None:
        desk.table.filter_bar.filter_changed.emit(beat_filter)
        desk.paint()

    return milliseconds(seconds(partial(apply, each)) for each in _FILTERS * runs)


def _sort_ms(desk: Desk) -> float:
    def sort(column: int, order: Qt.SortOrder) -> None:
        desk.table.view.sortByColumn(column, order)
        desk.paint()

    return milliseconds(
        seconds(partial(sort, column, order))
        for column in range(len(COLUMNS))
        for order in Qt.SortOrder
    )
