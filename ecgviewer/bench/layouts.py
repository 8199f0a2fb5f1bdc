"""How long twelve leads take to be laid out otherwise, and to be scrolled so."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from ecgviewer.bench.desk import Desk, make_application, settle
from ecgviewer.bench.material import classified
from ecgviewer.bench.stopwatch import Figures, milliseconds, seconds
from ecgviewer.bench.view import frame_p95_ms, views_of
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.synthetic_ecg import synthetic_record
from ecgviewer.core.trace.envelope import Envelope
from ecgviewer.core.trace.montage import STANDARD_LEADS, LeadLayout, all_leads

_FS, _SPAN_S = 500.0, 10.0


def measure(
    _path: Path, *, duration_s: float = 3600.0, n_frames: int = 60, runs: int = 3
) -> Figures:
    """Return how long layouts of an hour of twelve leads at 500 Hz take.

    `layout_switch_ms`: from each layout to the next, and one lead alone, to painted;
    the slowest of their medians. `layout_frame_p95_ms`: layout -> the 95th percentile
    of scrolling 10 s by a twentieth of it, layout and painting together.
    """
    make_application()
    ecg = synthetic_record(duration_s, _FS, n_leads=2, name="twelve")
    signal = ecg.record.signal[np.arange(len(STANDARD_LEADS)) % 2]
    leads = tuple(Lead(name) for name in STANDARD_LEADS)
    record = Record("twelve", _FS, leads, signal)
    desk = Desk()
    with tempfile.TemporaryDirectory() as name:
        envelopes = tuple(Envelope.of(values) for values in signal)
        desk.open(classified(record, ecg.beats), envelopes, Path(name))
        desk.paint()
        settle()
        figures: Figures = {
            "layout_switch_ms": max(_switch_ms(desk, record, runs)),
            "layout_frame_p95_ms": _frames(desk, duration_s, n_frames),
        }
        desk.clear()
    return figures


def _show(desk: Desk, record: Record, layout: LeadLayout, alone: int | None) -> None:
    montage = replace(all_leads(record.leads), layout=layout, alone=alone)
    desk.waveform.paper.show_montage(montage)
    desk.paint()


def _switch_ms(desk: Desk, record: Record, runs: int) -> list[float]:
    shown: list[tuple[LeadLayout, int | None]]
    shown = [*((layout, None) for layout in LeadLayout), (LeadLayout.STACK, 1)]
    times_s: dict[int, list[float]] = {}
    for _ in range(runs):
        for number, (layout, alone) in enumerate(shown):
            took_s = seconds(partial(_show, desk, record, layout, alone))
            times_s.setdefault(number, []).append(took_s)
    return [milliseconds(times) for times in times_s.values()]


def _frames(desk: Desk, duration_s: float, n_frames: int) -> dict[str, float]:
    session = desk.document.session
    assert session is not None
    found = {}
    for layout in LeadLayout:
        _show(desk, session.record, layout, None)
        views = views_of(round(_SPAN_S), duration_s, n_frames)
        found[layout.value] = frame_p95_ms(desk, views)
    return found
