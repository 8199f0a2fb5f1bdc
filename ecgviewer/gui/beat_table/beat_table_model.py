"""The beats as a Qt table, filtered and sorted by NumPy through an index array."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from ecgviewer.core.annotation_layer import AnnotationLayer
from ecgviewer.core.arrays import IndexArray, IntArray
from ecgviewer.core.review.beat_search import asks_for_readers, unknown_reader
from ecgviewer.core.review.change import Change, ChangeKind
from ecgviewer.core.review.labelled_by import LabelledBy, labelled_by, with_layer
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.gui.beat_table.beat_columns import (
    CLASS_COLUMN,
    COLUMNS,
    BeatRows,
    label_by_text,
    label_title,
    other_time_text,
    symbol_title,
)
from ecgviewer.gui.beat_table.beat_filter import BeatFilter
from ecgviewer.gui.beat_table.beat_order import BeatOrder
from ecgviewer.gui.beat_table.type_ahead import next_fitting
from ecgviewer.gui.look.badge_style import label_source
from ecgviewer.gui.look.guarded import Guard
from ecgviewer.gui.look.plain_text import plain_tip
from ecgviewer.gui.model.document import Document, DocumentState
from ecgviewer.gui.model.groups import Groups

Index = QModelIndex | QPersistentModelIndex

#: For the class: its label code and who set it (a LabelSource).
BADGE_ROLE = Qt.ItemDataRole.UserRole
#: The label scheme whose code a badge shows.
SCHEME_ROLE = BADGE_ROLE + 1
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_ALIGNMENT = int(Qt.ItemDataRole.TextAlignmentRole)
_TIP = int(Qt.ItemDataRole.ToolTipRole)
_SPOKEN = int(Qt.ItemDataRole.AccessibleTextRole)
#: A view asks each cell for many more.
_ANSWERED = frozenset(
    {_DISPLAY, _ALIGNMENT, _TIP, _SPOKEN, int(BADGE_ROLE), int(SCHEME_ROLE)}
)
_NOWHERE = QModelIndex()
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter
# Batches arrive faster than anybody reads; sorting them takes longer than painting.
_REPAINT_MS = 33
_REORDER_MS = 250


class BeatTableModel(QAbstractTableModel):
    """A snapshot of the beats; `rows` says which of them are shown, and in what order.

    Edits are taken over at once, what the analysis brings in bursts. Values that
    change are announced with one `dataChanged` over their span, of which the view
    repaints what is in sight; rows that come or go reset the model.

    Signals
    -------
    counts_changed()
        The number of beats, of those shown or of those reviewed may be another.
    """

    counts_changed = Signal()

    def __init__(
        self,
        document: Document,
        parent: QObject | None = None,
        groups: Groups | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._groups = groups
        self._layer: AnnotationLayer | None = None
        self._order = BeatOrder()
        self._now: BeatRows | None = None
        self._pending: list[Change] = []
        self._position: IndexArray | None = None
        self.rows: IndexArray = np.empty(0, np.intp)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._take_changes)
        document.record_opened.connect(self.refresh)
        document.beats_changed.connect(self._on_beats_changed)
        if groups is not None:
            groups.changed.connect(self._on_grouped)
        self.refresh()

    @property
    def filter(self) -> BeatFilter:
        """What a beat must be to be shown."""
        return self._order.filter

    @property
    def has_record(self) -> bool:
        """Return whether a record is open."""
        return self._now is not None

    @property
    def searching(self) -> bool:
        """Return whether beats are still being searched for."""
        return self._document.state is DocumentState.DETECTING

    @property
    def listed(self) -> IntArray | None:
        """Ids of the beats shown, in their order; None for all in order of time."""
        if self._now is None or self._order.plain:
            return None
        return self._now.beats.beat_id[self.rows]

    @property
    def n_beats(self) -> int:
        """Number of beats, shown or not."""
        return len(self._now.beats) if self._now else 0

    @property
    def n_reviewed(self) -> int:
        """Number of beats, shown or not, that a person has confirmed."""
        return int(np.count_nonzero(self._now.columns.reviewed)) if self._now else 0

    @property
    def n_held(self) -> int:
        """Number of edited beats that stay only until the filter is applied again."""
        return self._order.n_held

    def set_filter(self, beat_filter: BeatFilter) -> None:
        """Show other beats."""
        self._order.filter = beat_filter
        self.refresh()

    def refresh(self) -> None:
        """Apply filter and sorting to the beats as they are now."""
        session = self._document.session
        now = self._rows_of(session) if session else None
        self._timer.stop()
        self._pending.clear()
        if now:
            self._order.apply(now)
        self._reset(now)

    def beat_ids(self, positions: npt.ArrayLike) -> IntArray:
        """Return the beats at places in the table, in order of time."""
        if self._now is None:
            return np.empty(0, np.int64)
        chosen = np.zeros(len(self._now.beats), bool)
        chosen[self.rows[np.asarray(positions, np.intp)]] = True
        return self._now.beats.beat_id[chosen]

    def n_there(self, beat_ids: IntArray) -> int:
        """Return how many of these beats there are, shown or not."""
        if self._now is None:
            return 0
        return int(np.count_nonzero(np.isin(beat_ids, self._now.beats.beat_id)))

    def positions_of(self, beat_ids: npt.ArrayLike) -> IndexArray:
        """Return where beats are in the table, less those it does not show."""
        ids = np.atleast_1d(np.asarray(beat_ids, np.int64))
        places = self._places()
        found = places[ids[ids < len(places)]]
        return found[found >= 0]

    def next_fitting(self, typed: str, at: int, *, stay: bool) -> int | None:
        """Return where the next beat is that typed text fits; see `type_ahead`."""
        if self._now is None or not len(self.rows):
            return None
        return next_fitting(self._now, self.rows, typed, at, stay=stay)

    def _places(self) -> IndexArray:
        if self._position is None:
            beats = self._now.beats if self._now else None
            self._position = np.full(beats.next_id if beats else 0, -1, np.intp)
            if beats:
                self._position[beats.beat_id[self.rows]] = np.arange(len(self.rows))
        return self._position

    def _on_beats_changed(self, change: Change) -> None:
        self._pending.append(change)
        # Edits are seen at once, and beats that are forgotten must not be listed on.
        if change.cause.is_edit or self._beats_are_fewer():
            self._take_changes()
        elif not self._timer.isActive():
            late = self._order.follows_values
            self._timer.start(_REORDER_MS if late else _REPAINT_MS)

    def _rows_of(self, session: ReviewSession) -> BeatRows:
        search, now = self._order.filter.search, BeatRows.of(session)
        # Only a search asks for groups, and for readers.
        if search and self._groups is not None:
            now = replace(now, codes=self._groups.codes(session.columns))
        if asks_for_readers(search):
            now = replace(now, labelled_by=self._labelled_by(session))
        return now

    def _labelled_by(self, session: ReviewSession) -> LabelledBy:
        known, layer = labelled_by(session), self._layer
        if layer is None or session.blind:
            return known
        return with_layer(known, layer, session.beats.sample, session.record.fs)

    def set_layer(self, layer: AnnotationLayer | None) -> None:
        """Search for those too who labelled beats in a layer beside the review."""
        self._layer = layer
        if asks_for_readers(self._order.filter.search):
            self.refresh()

    @property
    def search_remark(self) -> str:
        """What the reviewer should know of a search that finds nothing."""
        search = self._order.filter.search
        return unknown_reader(search, self._now.searched) if self._now else ""

    def _on_grouped(self) -> None:
        if "group" in self._order.filter.search.lower():
            self.refresh()

    def _beats_are_fewer(self) -> bool:
        session = self._document.session
        return session is not None and len(session.beats) < self.n_beats

    def _take_changes(self) -> None:
        self._timer.stop()
        changes, self._pending = self._pending, []
        session = self._document.session
        if session is None:
            return
        now = self._rows_of(session)
        for change in changes:
            edited, order = change.cause.is_edit, self._order
            judge = order.on_edited if edited else order.on_analysed
            judge(now, change.beat_ids)
        values_only = all(change.kind is ChangeKind.VALUES for change in changes)
        rows = self._order.rows(now)
        if values_only and np.array_equal(rows, self.rows):
            self._now = now
            self._announce(np.concatenate([change.beat_ids for change in changes]))
        else:
            self._reset(now)

    def _announce(self, beat_ids: IntArray) -> None:
        positions = self.positions_of(beat_ids)
        if len(positions):
            first = self.index(int(positions.min()), 0)
            last = self.index(int(positions.max()), len(COLUMNS) - 1)
            self.dataChanged.emit(first, last)
        self.counts_changed.emit()

    def _reset(self, now: BeatRows | None) -> None:
        self.beginResetModel()
        self._now, self._position = now, None
        self.rows = self._order.rows(now) if now else np.empty(0, np.intp)
        self.endResetModel()
        self.counts_changed.emit()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:  # noqa: ANN401
        if orientation is Qt.Orientation.Vertical:
            return None
        column = COLUMNS[section]
        texts = {
            int(Qt.ItemDataRole.DisplayRole): column.title,
            int(Qt.ItemDataRole.ToolTipRole): column.tip + ". Click to sort.",
        }
        return texts.get(role)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        if role in _ANSWERED:
            with Guard(self):
                return self._answer(index, role)
        return None

    def _answer(self, index: Index, role: int) -> Any:  # noqa: ANN401
        if self._now is None or not index.isValid():
            return None
        row, column = int(self.rows[index.row()]), index.column()
        if role == _DISPLAY:
            return COLUMNS[column].text(self._now, row)
        if role == _ALIGNMENT:
            return _alignment(column)
        if role == BADGE_ROLE and column == CLASS_COLUMN:
            columns = self._now.columns
            return int(columns.label[row]), label_source(columns, row)
        if role == SCHEME_ROLE:
            return self._now.columns.scheme
        if role == _TIP:
            return plain_tip(_words(self._now, row, column) or "")
        return _words(self._now, row, column) if role == _SPOKEN else None

    def sort(
        self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder
    ) -> None:
        self._order.column = COLUMNS[column] if column >= 0 else None
        self._order.descending = column >= 0 and order == Qt.SortOrder.DescendingOrder
        self.refresh()


def _alignment(column: int) -> Qt.AlignmentFlag:
    if COLUMNS[column].number:
        return _RIGHT
    return _LEFT if COLUMNS[column].title == "Comment" else _CENTRE


def _words(now: BeatRows, row: int, column: int) -> str | None:
    words: dict[str, Callable[[], str]] = {
        "Time": lambda: other_time_text(now, row),
        "Class": lambda: label_by_text(now, row),
        "Symbol": lambda: symbol_title(now, row),
        "Classifier": lambda: label_title(
            int(now.columns.predicted[row]), now.columns.scheme
        ),
        "Reviewed": lambda: "Reviewed" if now.columns.reviewed[row] else "",
        "Comment": lambda: str(now.beats.comment[row]),
    }
    say = words.get(COLUMNS[column].title)
    return say() if say else None
