"""How long twelve leads, the tachogram and the full disclosure take to be painted."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QApplication

from ecgviewer.bench.desk import Desk, make_application, settle
from ecgviewer.bench.material import DAY_S, classified, day_ecg
from ecgviewer.bench.stopwatch import Figures, milliseconds, seconds
from ecgviewer.bench.view import frame_p95_ms, views_of
from ecgviewer.core.record import Lead, Record
from ecgviewer.core.synthetic_ecg import SyntheticEcg, synthetic_record
from ecgviewer.core.trace.envelope import Envelope
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.waveform.strips.disclosure_view import DisclosureView
from ecgviewer.gui.waveform.strips.tachogram import TachogramStrip

_TWELVE = ("I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6")
_FS = 500.0
_HOUR_S = 3600.0


def measure(
    _path: Path,
    *,
    duration_s: float = DAY_S,
    hour_s: float = _HOUR_S,
    spans_s: Sequence[int] = (10, 60, 3600),
    n_frames: int = 40,
) -> Figures:
    """Return how long pages beside the trace of one or three leads take.

    `twelve_leads_p95_ms`: span in view -> the 95th percentile of scrolling an hour of
    twelve leads at 500 Hz, 3 x 4 and a rhythm strip. `tachogram_p95_ms`: the tachogram
    of a day, at an hour in view and at all of it. `disclosure_page_ms`: a page of the
    full disclosure of a day, lines that were not in view before, 1600 x 800.
    """
    make_application()
    with tempfile.TemporaryDirectory() as name:
        desk = Desk()
        record = twelve_leads(hour_s)
        envelopes = tuple(Envelope.of(values) for values in record.signal)
        ecg = synthetic_record(hour_s, _FS, n_leads=1)
        desk.open(classified(record, ecg.beats), envelopes, Path(name))
        settle()
        frames = {
            str(span): frame_p95_ms(desk, views_of(min(span, hour_s), hour_s, n_frames))
            for span in spans_s
        }
        day = day_ecg(duration_s)
        desk.open(classified(day.record, day.beats), _envelopes(day), Path(name))
        figures: Figures = {
            "twelve_leads_p95_ms": frames,
            "tachogram_p95_ms": _tachogram_ms(desk, duration_s, n_frames),
            "disclosure_page_ms": _disclosure_ms(desk, n_frames),
        }
        desk.clear()
    return figures


def twelve_leads(duration_s: float) -> Record:
    """Return a record of the twelve standard leads at 500 Hz."""
    three = synthetic_record(duration_s, _FS, n_leads=3).record.signal
    leads = tuple(Lead(name) for name in _TWELVE)
    return Record("twelve", _FS, leads, np.tile(three, (4, 1)))


def _envelopes(ecg: SyntheticEcg) -> tuple[Envelope, ...]:
    return tuple(Envelope.of(values) for values in ecg.record.signal)


def _tachogram_ms(desk: Desk, duration_s: float, n_frames: int) -> dict[str, float]:
    strip = TachogramStrip(desk.document, desk.selection, lambda: 60.0)
    strip.setFixedSize(1600, 96)
    strip.show()
    frames = {}
    for span_s in (min(_HOUR_S, duration_s), duration_s):
        views = views_of(span_s, duration_s, n_frames)
        times_s = [seconds(partial(_scroll, desk.selection, view)) for view in views]
        frames[f"{span_s:g}"] = round(1000 * float(np.percentile(times_s[1:], 95)), 1)
    strip.close()
    return frames


def _scroll(selection: Selection, view: tuple[float, float]) -> None:
    selection.set_view(*view)
    QApplication.processEvents()


def _disclosure_ms(desk: Desk, n_pages: int) -> float:
    page = _page(desk.document, desk.selection)
    bar = page.verticalScrollBar()
    step = max(bar.maximum() // n_pages, 1)
    times_s = [
        seconds(partial(_turn, page, place * step)) for place in range(1, n_pages)
    ]
    page.close()
    return milliseconds(times_s)


def _page(document: Document, selection: Selection) -> DisclosureView:
    page = DisclosureView(document, selection)
    page.setFixedSize(1600, 800)
    page.show()
    QApplication.processEvents()
    return page


def _turn(page: DisclosureView, value: int) -> None:
    page.verticalScrollBar().setValue(value)
    page.viewport().repaint()
