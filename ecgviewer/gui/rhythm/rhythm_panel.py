"""Rhythm events, heart rate and the Poincaré plot of the record under review."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QSplitter, QVBoxLayout, QWidget

from ecgviewer.core.record import Record, Samples
from ecgviewer.core.review.session import BeatColumns, Change
from ecgviewer.core.rhythm.events import (
    RhythmEvent,
    RhythmKind,
    RhythmThresholds,
    find_rhythms,
)
from ecgviewer.core.rhythm.heart_rate import HeartRate, heart_rate
from ecgviewer.gui.look.plain_text import PlainLabel
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.rhythm.poincare_plot import PoincarePlot
from ecgviewer.gui.rhythm.rhythm_table import RhythmModel, RhythmTable

_REFRESH_MS = 250
_ALL = "All rhythms"
#: Their beats are all of one class, and are selected together.
_ECTOPIC = (
    RhythmKind.VT,
    RhythmKind.V_COUPLET,
    RhythmKind.SVT,
    RhythmKind.S_COUPLET,
)
_LONGEST_VIEW_S = 30.0


class RhythmPanel(QWidget):
    """A list to go through, a plot to lasso, and what the NN intervals say.

    Signals
    -------
    remarked(str)
        Something the reviewer should know, that changed nothing.
    """

    remarked = Signal(str)

    def __init__(
        self, document: Document, selection: Selection, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.thresholds = RhythmThresholds()
        self._document, self._selection = document, selection
        self.model = RhythmModel(self)
        self.table = RhythmTable(self.model)
        self.plot = PoincarePlot(selection)
        self.kinds = QComboBox()
        self.kinds.setAccessibleName("Kind of rhythm")
        self.rate_label = PlainLabel()
        self.rate_label.setToolTip(
            "In brackets the slowest and the fastest eight NN intervals in a row"
        )
        self.rate_label.setWordWrap(True)
        self._events: list[RhythmEvent] = []
        #: What the events were found in: until the next time, as they were.
        self._record: Record | None = None
        self._columns: BeatColumns | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_REFRESH_MS)
        self._lay_out()
        self._connect()
        self.refresh()

    def _lay_out(self) -> None:
        upper = QWidget()
        lines = QVBoxLayout(upper)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(4)
        lines.addWidget(self.kinds)
        lines.addWidget(self.table, 1)
        lines.addWidget(self.rate_label)
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.addWidget(upper)
        splitter.addWidget(self.plot)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addWidget(splitter)
        self.setFocusProxy(self.table)

    def _connect(self) -> None:
        self._document.record_opened.connect(self.refresh)
        self._document.record_grew.connect(self._on_grown)
        self._document.beats_changed.connect(self._on_beats_changed)
        self._timer.timeout.connect(self.refresh)
        self.kinds.activated.connect(self._show_kind)
        self.table.selectionModel().currentRowChanged.connect(self._on_row_changed)
        self.table.clicked.connect(self._on_clicked)
        self.table.activated.connect(self._on_clicked)
        self.plot.lassoed.connect(self._on_lassoed)

    def _on_grown(self) -> None:
        self._timer.start()

    def set_thresholds(self, thresholds: RhythmThresholds) -> None:
        """List rhythms from other thresholds on."""
        if thresholds != self.thresholds:
            self.thresholds = thresholds
            self.refresh()

    def refresh(self) -> None:
        """Find the rhythms of the beats as they are now."""
        session = self._document.session
        columns = session.columns if session else None
        self.plot.show_beats(columns)
        self._record, self._columns = session.record if session else None, columns
        if session is None or columns is None or not self._document.editable:
            self._events = []
            self.rate_label.setText("")
        else:
            place = columns.sample, columns.aami, columns.readable, session.record.fs
            self._events = find_rhythms(*place, self.thresholds)
            self.rate_label.setText(heart_rate_text(heart_rate(*place)))
        self._fill_kinds()
        self._show_kind()

    def step(self, step: int) -> None:
        """Go to the event after or before the selected beats."""
        columns, events = self._columns, self.model.events
        if columns is None or not events:
            self.remarked.emit("No rhythm event is listed.")
            return
        current = self._selection.current
        found = None if current is None else columns.row_of(current)
        at = -1 if found is None else found
        firsts = np.array([event.first for event in events])
        if step > 0:
            row = int(np.searchsorted(firsts, at, side="right"))
        else:
            row = int(np.searchsorted(firsts, at, side="left")) - 1
        if not 0 <= row < len(events):
            self.remarked.emit("No further rhythm event; round again.")
            row %= len(events)
        self.table.selectRow(row)
        self._go(row)

    def _on_beats_changed(self, _: Change) -> None:
        self._timer.start()

    def _fill_kinds(self) -> None:
        before = self.kinds.currentData()
        counts = Counter(event.kind for event in self._events)
        self.kinds.blockSignals(True)
        self.kinds.clear()
        self.kinds.addItem(f"{_ALL} ({len(self._events):,})", None)
        for kind in RhythmKind:
            if counts[kind]:
                self.kinds.addItem(f"{kind.value} ({counts[kind]:,})", kind)
        self.kinds.setCurrentIndex(max(self.kinds.findData(before), 0))
        self.kinds.blockSignals(False)

    def _show_kind(self) -> None:
        kind = self.kinds.currentData()
        shown = [e for e in self._events if kind is None or e.kind is kind]
        self.model.show_events(self._record, self._columns, shown)

    def _on_row_changed(self, index: QModelIndex) -> None:
        if index.isValid() and self.table.hasFocus():
            self._go(index.row())

    def _on_clicked(self, index: QModelIndex) -> None:
        self._go(index.row())

    def _go(self, row: int) -> None:
        record, columns, event = self._record, self._columns, self.model.events[row]
        present = self._document.columns
        if record is None or columns is None or present is None:
            return
        fs, ids = record.fs, columns.beat_id[event.first : event.last + 1]
        start_s, stop_s = columns.sample[[event.first, event.last]] / fs
        span_s = self._selection.view_s[1] - self._selection.view_s[0]
        shown_s = min(max(span_s, stop_s - start_s + 2), max(span_s, _LONGEST_VIEW_S))
        left_s = max((start_s + min(stop_s, start_s + shown_s) - shown_s) / 2, 0.0)
        self._selection.set_view(left_s, left_s + shown_s)
        ids = ids[np.isin(ids, present.beat_id)]
        if len(ids):
            chosen = ids if event.kind in _ECTOPIC else ids[:1]
            self._selection.select(chosen, int(ids[0]))

    def _on_lassoed(self, beat_ids: Samples) -> None:
        if not len(beat_ids):
            self.remarked.emit("No beat is inside the lasso.")
            return
        self._selection.select(beat_ids, int(beat_ids[0]))
        self.remarked.emit(f"{len(beat_ids):,} beats selected by the lasso.")


def heart_rate_text(rate: HeartRate) -> str:
    """Return heart rate and variability in two lines."""
    if not rate.n_intervals:
        return "No NN intervals."

    def number(value: float, unit: str) -> str:
        return "–" if math.isnan(value) else f"{value:.0f} {unit}"

    return (
        f"Heart rate {number(rate.mean_bpm, '/min')} "
        f"({number(rate.lowest_bpm, 'to')} {number(rate.highest_bpm, '/min')}), "
        f"{rate.n_intervals:,} NN intervals\n"
        f"SDNN {number(rate.sdnn_ms, 'ms')}, SDANN {number(rate.sdann_ms, 'ms')}, "
        f"RMSSD {number(rate.rmssd_ms, 'ms')}, pNN50 {number(rate.pnn50_percent, '%')}"
    )
