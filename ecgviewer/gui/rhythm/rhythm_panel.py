"""Rhythm events, heart rate and the Poincaré plot of the record under review."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from ecgviewer.core.record import Samples
from ecgviewer.core.review.change import Change
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.rhythm.events import rhythms_of
from ecgviewer.core.rhythm.heart_rate import HeartRate, heart_rate
from ecgviewer.core.rhythm.kinds import (
    ECTOPIC,
    RhythmEvent,
    RhythmKind,
    RhythmThresholds,
)
from ecgviewer.core.rhythm.series import BeatSeries
from ecgviewer.core.rhythm.summary import RhythmSummary, summarise
from ecgviewer.gui.look.plain_text import PlainLabel
from ecgviewer.gui.model.document import Document, DocumentState
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.rhythm.event_order import fits, next_at
from ecgviewer.gui.rhythm.poincare_plot import PoincarePlot
from ecgviewer.gui.rhythm.rhythm_summary import SummaryLabel
from ecgviewer.gui.rhythm.rhythm_table import RhythmModel, RhythmTable

#: An edit shows at once; what a running analysis finds, four times a second.
_EDIT_MS, _ANALYSIS_MS = 10, 250
_ALL = "All rhythms"
_LONGEST_VIEW_S, _BEFORE_S = 30.0, 1.0
_WIDEST_PX = 230
_KNOWN = (DocumentState.CLASSIFYING, DocumentState.READY)


class RhythmPanel(QWidget):
    """A list to go through, a plot to lasso, and what the beats say in numbers.

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
        self.summary = SummaryLabel()
        self.kinds = QComboBox()
        self.kinds.setAccessibleName("Kind of rhythm")
        self.kinds.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.kinds.setMaximumWidth(_WIDEST_PX)
        self.search = QLineEdit()
        self.search.setPlaceholderText("Find: pause, sustained, 12:30")
        self.search.setAccessibleName("Find among the rhythm events")
        self.search.setClearButtonEnabled(True)
        self.rate_label = PlainLabel()
        self.rate_label.setToolTip(
            "In brackets the slowest and the fastest eight NN intervals in a row"
        )
        self.rate_label.setWordWrap(True)
        self._events: list[RhythmEvent] = []
        #: The event gone to last, and the beat that was current then.
        self._gone: tuple[RhythmEvent, int | None] | None = None
        self._timer = QTimer(self, singleShot=True)
        self._lay_out()
        self._connect()
        self.refresh()

    def _lay_out(self) -> None:
        upper, chosen = QWidget(), QHBoxLayout()
        chosen.addWidget(self.kinds)
        chosen.addWidget(self.search, 1)
        lines = QVBoxLayout(upper)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(4)
        lines.addWidget(self.summary)
        lines.addLayout(chosen)
        lines.addWidget(self.table, 1)
        lines.addWidget(self.rate_label)
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.addWidget(upper)
        splitter.addWidget(self.plot)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addWidget(splitter)
        self.setFocusProxy(self.table)

    def _connect(self) -> None:
        self._document.record_opened.connect(self._on_opened)
        self._document.record_grew.connect(self._on_grown)
        self._document.beats_changed.connect(self._on_beats_changed)
        self._timer.timeout.connect(self.refresh)
        self.kinds.activated.connect(self._show_chosen)
        self.search.textChanged.connect(self._show_chosen)
        self.table.selectionModel().currentRowChanged.connect(self._on_row_changed)
        self.table.clicked.connect(self._on_clicked)
        self.table.activated.connect(self._on_clicked)
        self.summary.place_chosen.connect(self._show_place)
        self.plot.lassoed.connect(self._on_lassoed)

    def _on_grown(self) -> None:
        self._refresh_soon()

    def set_thresholds(self, thresholds: RhythmThresholds) -> None:
        """List rhythms from other thresholds on."""
        if thresholds != self.thresholds:
            self.thresholds = thresholds
            self.refresh()

    @property
    def awaits_refresh(self) -> bool:
        """Return whether something has changed since the list was made."""
        return self._timer.isActive()

    def refresh(self) -> None:
        """Find the rhythms of the beats as they are now."""
        self._timer.stop()
        session = self._document.session
        self.plot.show_beats(session.columns if session else None)
        if session is None or self._document.state not in _KNOWN:
            self._events = []
            self.rate_label.setText("")
            self._show_summary(None)
        else:
            self._find(session)
        self._fill_kinds()
        self._show_chosen()

    def _find(self, session: ReviewSession) -> None:
        columns, around = session.columns, session.surroundings
        place = columns.sample, columns.aami, columns.readable, session.record.fs
        series = BeatSeries.of(*place, around)
        self._events = rhythms_of(series, self.thresholds, around)
        self._show_summary(summarise(series, around, self._events, session.rhythms))
        self.rate_label.setText(heart_rate_text(heart_rate(*place, around.unknown)))

    def _show_summary(self, summary: RhythmSummary | None) -> None:
        session = self._document.session
        if session is None:
            self.summary.clear()
        else:
            self.summary.show_summary(summary, session.record)

    def step(self, step: int) -> None:
        """Go to the event after or before the one gone to last, or the current beat.

        After the one gone to last, in the order of the list, as long as its beat is the
        current one; else from the current beat on, in order of time.
        """
        events = self.model.events
        if not events:
            self.remarked.emit("No rhythm event is listed.")
            return
        row = self._next_row(step)
        if row is None or not 0 <= row < len(events):
            self.remarked.emit("No further rhythm event; wrapped around.")
            row = 0 if step > 0 else len(events) - 1
        self.table.selectRow(row)
        self._go(row)

    def _next_row(self, step: int) -> int | None:
        events, current = self.model.events, self._selection.current
        if self._gone and self._gone[1] == current and self._gone[0] in events:
            return events.index(self._gone[0]) + step
        session = self._document.session
        if session is None or current is None:
            return 0 if step > 0 else None
        row = session.columns.row_of(current)
        if row is None:
            return 0 if step > 0 else None
        return next_at(events, int(session.columns.sample[row]), step)

    def _on_opened(self) -> None:
        self._gone = None
        self.search.clear()
        self.refresh()

    def _on_beats_changed(self, _: Change) -> None:
        self._refresh_soon()

    def _refresh_soon(self) -> None:
        edited = self._document.state is DocumentState.READY
        if not edited and self._timer.isActive():
            return
        self._timer.start(_EDIT_MS if edited else _ANALYSIS_MS)

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

    def _show_chosen(self) -> None:
        """List the kind and what fits the words, the cursor where it was."""
        session, kind = self._document.session, self.kinds.currentData()
        shown = [e for e in self._events if kind is None or e.kind is kind]
        record = session.record if session else None
        if words := self.search.text():
            shown = [e for e in shown if fits(self.model.texts(e), words)]
        self.model.show_events(record, shown)
        if self._gone and self._gone[0] in self.model.events:
            # Nobody has gone there again: the trace stays.
            with QSignalBlocker(self.table.selectionModel()):
                self.table.selectRow(self.model.events.index(self._gone[0]))

    def _on_row_changed(self, index: QModelIndex) -> None:
        if index.isValid() and self.table.hasFocus():
            self._go(index.row())

    def _on_clicked(self, index: QModelIndex) -> None:
        self._go(index.row())

    def _go(self, row: int) -> None:
        event = self.model.events[row]
        all_of_them = event.kind in ECTOPIC
        self._show_place(event.start, event.stop, all_of_them=all_of_them)
        self._gone = event, self._selection.current

    def _show_place(self, start: int, stop: int, *, all_of_them: bool = False) -> None:
        """Show a stretch, and select its beats or the first of them."""
        session = self._document.session
        if session is None:
            return
        start_s, stop_s = start / session.record.fs, stop / session.record.fs
        span_s = self._selection.view_s[1] - self._selection.view_s[0]
        shown_s = min(max(span_s, stop_s - start_s + 2), max(span_s, _LONGEST_VIEW_S))
        # In the middle, or from a moment before its beginning on.
        left_s = max(min((start_s + stop_s - shown_s) / 2, start_s - _BEFORE_S), 0.0)
        self._selection.set_view(left_s, left_s + shown_s)
        first, beyond = np.searchsorted(session.beats.sample, (start, stop + 1))
        ids = session.beats.beat_id[first:beyond]
        if len(ids):
            self._selection.select(ids if all_of_them else ids[:1], int(ids[0]))

    def _on_lassoed(self, beat_ids: Samples) -> None:
        if not len(beat_ids):
            self.remarked.emit("No beat is inside the lasso.")
            return
        self._selection.select(beat_ids, int(beat_ids[0]))
        self.remarked.emit(f"{len(beat_ids):,} beats selected by the lasso.")


def heart_rate_text(rate: HeartRate) -> str:
    """Return heart rate and variability of NN intervals in two lines."""
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
