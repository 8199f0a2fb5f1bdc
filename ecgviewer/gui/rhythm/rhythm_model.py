"""The rhythms as a model: an episode or a suggestion a row, in any order."""

from __future__ import annotations

import math
from operator import attrgetter
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QPalette, QPixmap

from ecgviewer.core.record import Record
from ecgviewer.core.rhythm.episode_kinds import EpisodeKind
from ecgviewer.gui.look.guarded import Guard
from ecgviewer.gui.look.number_text import whole
from ecgviewer.gui.look.plain_text import plain_tip
from ecgviewer.gui.look.rhythm_badge import rhythm_badge
from ecgviewer.gui.look.theme import colours
from ecgviewer.gui.look.time_text import day_of, elapsed_text, time_text
from ecgviewer.gui.model.rhythm_entries import RhythmEntry
from ecgviewer.gui.rhythm.entry_order import in_order

Index = QModelIndex | QPersistentModelIndex
TITLES = ("Time", "Rhythm", "Beats", "/min", "Length", "Day")
_TIPS = (
    "When it begins", "What it is called", "Beats from the first to the last",
    "Rate: mean of most, extreme of tachycardia and bradycardia", "How long it lasts",
    "Day of the recording",
)  # fmt: skip
RHYTHM, DAY = 1, 5
_RATE = attrgetter("rate_bpm")
_NOWHERE = QModelIndex()
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
ASCENDING = Qt.SortOrder.AscendingOrder


class RhythmModel(QAbstractTableModel):
    """Entries in the order that was chosen: at first what is gravest, then by time.

    Signals
    -------
    listed()
        Other entries are shown, of this record or another one.
    """

    listed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.entries: list[RhythmEntry] = []
        self._given: list[RhythmEntry] = []
        #: Those among which the widest texts are.
        self._wide: list[RhythmEntry] = []
        self._order = -1, ASCENDING
        self._record: Record | None = None
        self._shown: Record | None = None
        self.palette, self.pixel_ratio = QPalette(), 1.0

    def know(self, record: Record | None) -> None:
        """Write times as they are in another record."""
        self._record = record

    def show_entries(self, record: Record | None, entries: list[RhythmEntry]) -> None:
        """Show other entries."""
        if record is self._shown and entries == self._given:
            return
        same_record = record is self._shown
        self._record = self._shown = record
        self._given = entries
        ordered = in_order(entries, self._order[0], self._descending)
        first, gone, new = _difference(self.entries, ordered)
        if same_record and 2 * max(gone, new) <= max(len(self.entries), len(ordered)):
            # Columns stay as wide as they are when the widest text goes.
            self._wide += ordered[first : first + new]
            self._replace(ordered, first, gone, new)
        else:
            self._wide = list(entries)
            self.beginResetModel()
            self.entries = ordered
            self.endResetModel()
        self.listed.emit()

    def _replace(
        self, entries: list[RhythmEntry], first: int, gone: int, new: int
    ) -> None:
        """Show other entries where some rows are gone and others are new."""
        if gone:
            self.beginRemoveRows(_NOWHERE, first, first + gone - 1)
            del self.entries[first : first + gone]
            self.endRemoveRows()
        if new:
            self.beginInsertRows(_NOWHERE, first, first + new - 1)
            self.entries = entries
            self.endInsertRows()
        self.entries = entries

    @property
    def spans_days(self) -> bool:
        """Return whether the record goes on after midnight, or after 24 hours."""
        record = self._record
        return record is not None and day_of(record.duration_s, record.start_time) > 1

    @property
    def _descending(self) -> bool:
        return self._order[1] is not ASCENDING

    def sort(self, column: int, order: Qt.SortOrder = ASCENDING) -> None:
        """Sort by a column, or as the entries were found by column -1."""
        self._order = column, order
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        entries = [self.entries[index.row()] for index in before]
        self.entries = in_order(self._given, column, self._descending)
        rows = {id(entry): row for row, entry in enumerate(self.entries)}
        for index, entry in zip(before, entries, strict=True):
            moved = self.index(rows[id(entry)], index.column())
            self.changePersistentIndex(index, moved)
        self.layoutChanged.emit()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.entries)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(TITLES)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:  # noqa: ANN401
        horizontal = orientation is Qt.Orientation.Horizontal
        if horizontal and role == Qt.ItemDataRole.DisplayRole:
            return TITLES[section]
        if horizontal and role == Qt.ItemDataRole.ToolTipRole:
            return _TIPS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        with Guard(self):
            return self._answer(index, role)
        return None

    def _answer(self, index: Index, role: int) -> Any:  # noqa: ANN401
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() > RHYTHM:
            return _RIGHT
        if role == Qt.ItemDataRole.DisplayRole:
            return self.texts(self.entries[index.row()])[index.column()]
        if index.column() != RHYTHM:
            return None
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self.entries[index.row()].tip)
        if role == Qt.ItemDataRole.DecorationRole:
            return self._badge(self.entries[index.row()])
        return None

    def _badge(self, entry: RhythmEntry) -> QPixmap:
        ratio = self.pixel_ratio
        return rhythm_badge(entry.role, entry.look, colours(self.palette), ratio)

    def widest_texts(self) -> tuple[tuple[str, ...], ...]:
        """Return the texts of each column that may be the widest."""
        given, record = self._wide, self._record
        if record is None or not given:
            return ((),) * len(TITLES)
        numbers = (
            max(given, key=attrgetter("n_beats")),
            max([e for e in given if e.rate_bpm > 0] or given, key=_RATE),
            max(given, key=attrgetter("duration_s")),
            max(given, key=attrgetter("start")),
        )
        beats, rate, length, last = map(self.texts, numbers)
        # A reader's own words may be of any length, and are whole in the tip.
        titles = {e.title: e for e in given if e.kind is not EpisodeKind.OTHER}
        times = (last[0], self.texts(given[0])[0])
        # After an edit only these, and what is new, need a look.
        self._wide = [given[0], *numbers, *titles.values()]
        return times, tuple(titles), (beats[2],), (rate[3],), (length[4],), (last[5],)

    def texts(self, entry: RhythmEntry) -> tuple[str, ...]:
        """Return what each column says of an entry."""
        record = self._record
        if record is None:
            return ("",) * len(TITLES)
        at_s, start = entry.start / record.fs, record.start_time
        rate = "" if math.isnan(entry.rate_bpm) else f"{entry.rate_bpm:.0f}"
        return (
            time_text(at_s, 0, record.duration_s, start),
            entry.title,
            f"{whole(entry.n_beats)}",
            rate,
            elapsed_text(entry.duration_s, 1, entry.duration_s),
            str(day_of(at_s, start)),
        )


def _difference(
    before: list[RhythmEntry], now: list[RhythmEntry]
) -> tuple[int, int, int]:
    """Return the first row that differs, and how many rows are gone and are new."""
    first = _n_alike(before, now)
    before, now = before[first:], now[first:]
    n_last = _n_alike(before[::-1], now[::-1])
    return first, len(before) - n_last, len(now) - n_last


def _n_alike(before: list[RhythmEntry], now: list[RhythmEntry]) -> int:
    """Return how many entries are the same, from the first on."""
    pairs = enumerate(zip(before, now, strict=False))
    differs = (row for row, (one, other) in pairs if one is not other and one != other)
    return next(differs, min(len(before), len(now)))
