"""The beat table with its filter and its counts: a list of work for the reviewer."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from ecgviewer.gui.beat_table.beat_filter import BeatFilter
from ecgviewer.gui.beat_table.beat_table_model import BeatTableModel
from ecgviewer.gui.beat_table.beat_table_view import BeatTableView
from ecgviewer.gui.beat_table.filter_bar import FilterBar
from ecgviewer.gui.beat_table.selection_link import SelectionLink
from ecgviewer.gui.look.number_text import whole
from ecgviewer.gui.look.when_seen import WhenSeen
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.groups import Groups
from ecgviewer.gui.model.selection import Selection


class BeatTablePanel(QWidget):
    """Every beat of the record, a row each."""

    def __init__(
        self,
        document: Document,
        selection: Selection,
        groups: Groups | None = None,
        when_seen: WhenSeen | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._when_seen = when_seen or WhenSeen()
        self.model = BeatTableModel(document, self, groups)
        self.view = BeatTableView(self.model)
        self.filter_bar = FilterBar()
        self._selection = selection
        self.count_label = QLabel()
        self.selected_label = QLabel()
        self.progress_label = QLabel()
        self._progress_bar = QProgressBar()
        self._top_beat: int | None = None
        self._lay_out()
        self._link = SelectionLink(self.view, self.model, selection, self._when_seen)
        self._connect(document)
        self._note_listed()
        self._show_counts()

    def _lay_out(self) -> None:
        self._progress_bar.setTextVisible(False)
        self._progress_bar.setFixedHeight(6)
        self._progress_bar.setMinimumWidth(30)
        footer = QHBoxLayout()
        footer.setSpacing(12)
        footer.addWidget(self.count_label)
        footer.addWidget(self.selected_label)
        footer.addWidget(self._progress_bar, 1)
        footer.addWidget(self.progress_label)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.setSpacing(4)
        layout.addWidget(self.filter_bar)
        layout.addWidget(self.view, 1)
        layout.addLayout(footer)
        self.setFocusProxy(self.view)

    def _connect(self, document: Document) -> None:
        self.model.modelAboutToBeReset.connect(self._remember_top)
        self.model.modelReset.connect(self._note_listed)
        wait = self._when_seen.do
        self.model.modelReset.connect(partial(wait, self._restore_place))
        self.model.counts_changed.connect(partial(wait, self._show_counts))
        self._selection.beats_changed.connect(partial(wait, self._show_selected))
        document.state_changed.connect(self.view.viewport().update)
        document.record_opened.connect(self.filter_bar.clear_search)
        document.scheme_changed.connect(self.filter_bar.show_classes)
        self.filter_bar.filter_changed.connect(self._on_filter_changed)
        self.filter_bar.refresh_requested.connect(self._on_refresh_requested)
        self.filter_bar.search.returnPressed.connect(self.view.setFocus)
        header = self.view.horizontalHeader()
        header.sortIndicatorChanged.connect(self._on_sorted)

    def _on_filter_changed(self, beat_filter: BeatFilter) -> None:
        self.model.set_filter(beat_filter)
        self._after_filtering()

    def _on_refresh_requested(self) -> None:
        self.model.refresh()
        self._after_filtering()

    def _after_filtering(self) -> None:
        self._link.drop_hidden()
        if self._link.current_index().isValid():
            self._link.scroll_to_current()
        else:
            self.view.scrollToTop()

    def _on_sorted(self, column: int) -> None:
        """Show the head of a list just sorted; in order of time, the current beat."""
        self.view.scrollToTop()
        if column < 0:
            self._link.scroll_to_current()

    def _note_listed(self) -> None:
        self._selection.listed = self.model.listed

    def _remember_top(self) -> None:
        row = self.view.rowAt(0)
        self._top_beat = int(self.model.beat_ids([row])[0]) if row >= 0 else None

    def _restore_place(self) -> None:
        self._link.show_selection()
        top = [] if self._top_beat is None else [self._top_beat]
        found = self.model.positions_of(top)
        if len(found):
            # The scroll bar learns of the new number of rows with the next layout.
            self.view.doItemsLayout()
            self.view.verticalScrollBar().setValue(int(found[0]))

    def _show_counts(self) -> None:
        shown, total = self.model.rowCount(), self.model.n_beats
        reviewed = self.model.n_reviewed
        some = "" if shown == total else f"{whole(shown)} of "
        self.count_label.setText(f"{some}{whole(total)} beats")
        self.progress_label.setText(f"reviewed {whole(reviewed)} of {whole(total)}")
        self._progress_bar.setRange(0, max(total, 1))
        self._progress_bar.setValue(reviewed)
        self.filter_bar.set_held(self.model.n_held)
        self._show_selected()

    def _show_selected(self) -> None:
        n_selected = self.model.n_there(self._selection.selected)
        self.selected_label.setVisible(n_selected > 1)
        self.selected_label.setText(f"{whole(n_selected)} selected")
