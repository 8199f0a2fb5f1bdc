"""Episodes and suggestions, heart rate and the Poincaré plot of the open record."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial

import numpy as np
from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QSignalBlocker,
    Qt,
    Signal,
)
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSplitter, QVBoxLayout, QWidget

from ecgviewer.core.record import Samples
from ecgviewer.core.review.beat_columns import BeatColumns
from ecgviewer.core.rhythm.heart_rate import HeartRate
from ecgviewer.core.rhythm.kinds import ECTOPIC, RhythmThresholds
from ecgviewer.gui.look.number_text import whole
from ecgviewer.gui.look.plain_text import PlainLabel
from ecgviewer.gui.look.when_seen import WhenSeen
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.found_rhythms import FoundRhythms
from ecgviewer.gui.model.rhythm_entries import RhythmEntry
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.model.whereabouts import Whereabouts
from ecgviewer.gui.rhythm.entry_order import next_at
from ecgviewer.gui.rhythm.poincare_plot import PoincarePlot
from ecgviewer.gui.rhythm.rhythm_bar import RhythmBar
from ecgviewer.gui.rhythm.rhythm_model import RhythmModel
from ecgviewer.gui.rhythm.rhythm_summary import SummaryLabel
from ecgviewer.gui.rhythm.rhythm_table import RhythmTable

#: Their beats are all of one class.
_ECTOPIC = frozenset(kind.name for kind in ECTOPIC)
_FLAGS = QItemSelectionModel.SelectionFlag
_CHOSEN = _FLAGS.ClearAndSelect | _FLAGS.Rows


class RhythmPanel(QWidget):
    """A list to go through, a plot to lasso, and what the beats say in numbers.

    Signals
    -------
    remarked(str)
        Something the reviewer should know, that changed nothing.
    """

    remarked = Signal(str)

    def __init__(
        self,
        document: Document,
        selection: Selection,
        found: FoundRhythms | None = None,
        when_seen: WhenSeen | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._when_seen = when_seen or WhenSeen()
        self.found = found or FoundRhythms(document, selection, self)
        self._document, self._selection = document, selection
        self.model = RhythmModel(self)
        self.table = RhythmTable(self.model)
        self.plot = PoincarePlot(selection)
        self.summary, self.bar = SummaryLabel(), RhythmBar()
        self.menu = QMenu(self)
        self.rate_label = PlainLabel()
        self.rate_label.setToolTip(
            "In brackets the slowest and the fastest eight NN intervals in a row"
        )
        self.rate_label.setWordWrap(True)
        self._here = Whereabouts(document, selection, self)
        self._plotted: BeatColumns | None = None
        self._lay_out()
        self._connect()
        self._show()

    def _lay_out(self) -> None:
        upper = QWidget()
        lines = QVBoxLayout(upper)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(4)
        lines.addWidget(self.summary)
        lines.addWidget(self.bar)
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
        wait = self._when_seen.do
        self.found.changed.connect(partial(wait, self._show))
        self._selection.rhythms_changed.connect(partial(wait, self._show_chosen))
        self.bar.changed.connect(self._list)
        self.bar.left.connect(self._go_on_in_list)
        self.table.typed.connect(self.bar.type)
        self.table.selectionModel().selectionChanged.connect(self._on_selected)
        self.table.selectionModel().currentRowChanged.connect(self._on_row_changed)
        self.table.clicked.connect(self._on_clicked)
        self.table.activated.connect(self._on_clicked)
        self.table.customContextMenuRequested.connect(self._show_menu)
        self.summary.place_chosen.connect(self._show_place)
        self.plot.lassoed.connect(self._on_lassoed)

    def bind(self, actions: Mapping[str, QAction]) -> None:
        """Offer what can be done to rhythms, in a menu of the list."""
        of_rhythms = (a for i, a in actions.items() if i.startswith("rhythm."))
        self.menu.addActions(list(of_rhythms))

    def set_thresholds(self, thresholds: RhythmThresholds) -> None:
        """List rhythms from other thresholds on."""
        self.found.set_thresholds(thresholds)

    @property
    def awaits_refresh(self) -> bool:
        """Return whether something has changed since the list was made."""
        return self.found.awaits_refresh

    def refresh(self) -> None:
        """Find the rhythms of the beats as they are now."""
        self.found.refresh()

    def step(self, step: int) -> None:
        """Go to the rhythm that begins next after the time cursor, or before it."""
        self._when_seen.catch_up()
        entries = self.model.entries
        if not entries:
            self.remarked.emit("No rhythm event is listed.")
            return
        chosen = next(iter(self._selection.rhythms), None)
        row = next_at(entries, self._here.at(step), step, chosen)
        if row is None:
            self.remarked.emit("No further rhythm event; wrapped around.")
            row = next_at(entries, -1, 1) if step > 0 else self._last_row()
        if row is not None:
            self._choose_row(row)
            self._go(row)

    def _last_row(self) -> int | None:
        entries = self.model.entries
        return next_at(entries, max(entry.start for entry in entries) + 1, -1)

    def _on_opened(self) -> None:
        self.bar.search.clear()

    def _show(self) -> None:
        """Show what was found."""
        session, rate = self._document.session, self.found.rate
        columns = session.columns if session else None
        if columns is not self._plotted:
            self._plotted = columns
            self.plot.show_beats(columns)
        self.rate_label.setText(heart_rate_text(rate) if rate else "")
        if session is None:
            self.summary.clear()
        else:
            self.summary.show_summary(self.found.summary, session.record)
        self.bar.show_counts(self.found.entries)
        self._list()

    def _list(self) -> None:
        """List what was asked for, what is chosen where it was."""
        session = self._document.session
        record = session.record if session else None
        self.model.know(record)
        shown = self.bar.listed(self.found.entries, self.model.texts)
        with QSignalBlocker(self.table.selectionModel()):
            self.model.show_entries(record, shown)
        self._show_chosen()

    def _show_chosen(self) -> None:
        """Select the rows of the rhythms that are chosen; the trace stays."""
        keys = self._selection.rhythms
        if [self.model.entries[r].key for r in self.table.chosen_rows] == list(keys):
            return
        wanted, chosen = dict.fromkeys(keys), QItemSelection()
        rows = [r for r, e in enumerate(self.model.entries) if e.key in wanted]
        for row in rows:
            index = self.model.index(row, 0)
            chosen.select(index, index)
        first = next((r for r in rows if self.model.entries[r].key == keys[0]), None)
        chooser = self.table.selectionModel()
        with QSignalBlocker(chooser):
            if first is not None:
                chooser.setCurrentIndex(self.model.index(first, 0), _FLAGS.NoUpdate)
            chooser.select(chosen, _CHOSEN)
        if first is not None:
            self.table.scrollTo(self.model.index(first, 0))
        self.table.viewport().update()

    def _go_on_in_list(self) -> None:
        """Give the keyboard to the list, and go to its first row."""
        self.table.setFocus()
        if self.model.entries:
            self._choose_row(0)
            self._go(0)

    def _choose_row(self, row: int) -> None:
        self._selection.choose_rhythms([self.model.entries[row].key])

    def _on_selected(self) -> None:
        entries = self.model.entries
        self._selection.choose_rhythms(
            [entries[row].key for row in self.table.chosen_rows]
        )

    def _on_row_changed(self, index: QModelIndex) -> None:
        if index.isValid() and self.table.hasFocus():
            self._go(index.row())

    def _on_clicked(self, index: QModelIndex) -> None:
        self._on_selected()
        self._go(index.row())

    def _show_menu(self, at: QPoint) -> None:
        self.menu.popup(self.table.viewport().mapToGlobal(at))

    def _go(self, row: int) -> None:
        entry = self.model.entries[row]
        self._show_place(entry.start, entry.stop - 1, all_of_them=_is_ectopic(entry))
        self._selection.set_cursor(entry.start)
        self._here.stay_at(entry.start)

    def _show_place(self, start: int, stop: int, *, all_of_them: bool = False) -> None:
        """Show a stretch, and select its beats or the first of them."""
        session = self._document.session
        if session is None:
            return
        self._selection.show_place(start / session.record.fs, stop / session.record.fs)
        first, beyond = np.searchsorted(session.beats.sample, (start, stop + 1))
        ids = session.beats.beat_id[first:beyond]
        if len(ids):
            self._selection.select(ids if all_of_them else ids[:1], int(ids[0]))

    def _on_lassoed(self, beat_ids: Samples) -> None:
        if not len(beat_ids):
            self.remarked.emit("No beat is inside the lasso.")
            return
        self._selection.select(beat_ids, int(beat_ids[0]))
        self.remarked.emit(f"{whole(len(beat_ids))} beats selected by the lasso.")


def _is_ectopic(entry: RhythmEntry) -> bool:
    return entry.kind.name in _ECTOPIC


def heart_rate_text(rate: HeartRate) -> str:
    """Return heart rate and variability of NN intervals in two lines."""
    if not rate.n_intervals:
        return "No NN intervals."

    def number(value: float, unit: str) -> str:
        return "–" if math.isnan(value) else f"{value:.0f} {unit}"

    return (
        f"Heart rate {number(rate.mean_bpm, '/min')} "
        f"({number(rate.lowest_bpm, 'to')} {number(rate.highest_bpm, '/min')}), "
        f"{whole(rate.n_intervals)} NN intervals\n"
        f"SDNN {number(rate.sdnn_ms, 'ms')}, SDANN {number(rate.sdann_ms, 'ms')}, "
        f"RMSSD {number(rate.rmssd_ms, 'ms')}, pNN50 {number(rate.pnn50_percent, '%')}"
    )
