"""How far two readers agree on rhythms, and the stretches on which they do not."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QVBoxLayout,
    QWidget,
)

from ecgviewer.core.record import Record
from ecgviewer.core.rhythm.episode_agreement import (
    KindAgreement,
    RhythmAgreement,
    RhythmDifference,
)
from ecgviewer.gui.look.number_text import count
from ecgviewer.gui.look.plain_text import PlainLabel
from ecgviewer.gui.look.rhythm_badge import RhythmLook, rhythm_badge
from ecgviewer.gui.look.sorted_item import SortedItem
from ecgviewer.gui.look.theme import colours
from ecgviewer.gui.look.time_text import day_of, elapsed_text, time_text

_TITLES = ("Time", "Rhythm", "Length", "Said by")
_RHYTHM, _LENGTH = 1, 2
_ROW_PX, _MOST_ROWS = 8, 6


class RhythmDifferences(QWidget):
    """A line for each kind, and a row for each stretch that only some call so.

    Signals
    -------
    place_chosen(int, int)
        First sample of a stretch, and the first after it.
    """

    place_chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label, self.table = PlainLabel(), QTableWidget(0, len(_TITLES))
        self.label.setWordWrap(True)
        self._differences: tuple[RhythmDifference, ...] = ()
        self.table.setHorizontalHeaderLabels(_TITLES)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.verticalHeader().hide()
        self.table.setAccessibleName("Rhythms on which the readers differ")
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(0, Qt.SortOrder.AscendingOrder)
        rows = self.table.verticalHeader()
        rows.setDefaultSectionSize(self.fontMetrics().height() + _ROW_PX)
        header.setHighlightSections(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.label)
        layout.addWidget(self.table, 1)
        self.table.cellClicked.connect(self._go)
        self.table.cellActivated.connect(self._go)
        self.table.currentCellChanged.connect(self._on_current)
        self.show_agreement(None, ("", ""), None)

    def show_agreement(
        self,
        agreement: RhythmAgreement | None,
        names: tuple[str, str],
        record: Record | None,
    ) -> None:
        """Show how far two readers agree; nothing where neither names a rhythm."""
        found = agreement if agreement and agreement.kinds else None
        self.setVisible(found is not None)
        self._differences = found.differences if found else ()
        self.label.setText(agreement_text(found, names) if found else "")
        # Rows must stay where they are while they are filled.
        self.table.setSortingEnabled(False)
        self.table.setRowCount(len(self._differences))
        if record is not None:
            for row, difference in enumerate(self._differences):
                self._fill(row, difference, names, record)
        self.table.setSortingEnabled(True)
        self.table.setVisible(bool(self._differences))
        rows = min(len(self._differences), _MOST_ROWS) + 1
        height = (self.fontMetrics().height() + _ROW_PX) * (rows + 1)
        self.table.setMinimumHeight(height)

    def _fill(
        self,
        row: int,
        difference: RhythmDifference,
        names: tuple[str, str],
        record: Record,
    ) -> None:
        said_by = ", ".join(names[number] for number in difference.said_by)
        length_s = (difference.stop - difference.start) / record.fs
        texts = (
            _place_text(difference.start / record.fs, record),
            difference.kind.title,
            elapsed_text(length_s, 1, length_s),
            said_by,
        )
        keys: tuple[float | str, ...]
        keys = difference.start, difference.kind.title, length_s, said_by
        for column, text in enumerate(texts):
            item = SortedItem(text, keys[column], row)
            if column == _LENGTH:
                item.setTextAlignment(
                    Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                )
            if column == _RHYTHM:
                theme, look = colours(self.palette()), RhythmLook.READER
                badge = rhythm_badge(difference.kind.role, look, theme)
                item.setData(Qt.ItemDataRole.DecorationRole, badge)
                item.setToolTip(text)
            self.table.setItem(row, column, item)

    def _on_current(self, row: int) -> None:
        if self.table.hasFocus():
            self._go(row)

    def _go(self, row: int, _column: int = 0) -> None:
        item = self.table.item(row, 0)
        if isinstance(item, SortedItem):
            difference = self._differences[item.row_of]
            self.place_chosen.emit(difference.start, difference.stop)


def agreement_text(agreement: RhythmAgreement, names: tuple[str, str]) -> str:
    """Return how far two readers agree on each kind, a line each."""
    return "\n".join(_kind_text(each, names) for each in agreement.kinds)


def _kind_text(kind: KindAgreement, names: tuple[str, str]) -> str:
    said = [
        f"{elapsed_text(said_s, 0, said_s)} in {count(n, 'episode')}"
        for said_s, n in zip(kind.said_s, kind.n_episodes, strict=True)
    ]
    for number in (0, 1):
        if not kind.said_s[1 - number]:
            return f"{kind.kind.title}: only {names[number]}, {said[number]}"
    return f"{kind.kind.title}: {100 * kind.share:.0f} % alike, {' and '.join(said)}"


def _place_text(at_s: float, record: Record) -> str:
    time = time_text(at_s, 0, record.duration_s, record.start_time)
    if day_of(record.duration_s, record.start_time) == 1:
        return time
    return f"day {day_of(at_s, record.start_time)}, {time}"
