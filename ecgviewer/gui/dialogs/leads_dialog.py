"""Choose which leads are shown, in which order, upside down or larger."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ecgviewer.core.record import Lead
from ecgviewer.core.trace.montage import LeadView, Montage
from ecgviewer.gui.look.plain_text import PlainLabel
from ecgviewer.gui.system.first_size import resize_on_screen

_LEAD, _INVERTED, _GAIN = range(3)
_TITLES = ("Lead", "Inverted", "Gain ×")
_GAINS = (0.1, 10.0)
_STATE = Qt.CheckState


class LeadsDialog(QDialog):
    """A list of all leads: ticked ones are shown, from the top to the bottom.

    Signals
    -------
    chosen(Montage)
        How the reader wants them.
    """

    chosen = Signal(object)

    def __init__(
        self, leads: Sequence[Lead], montage: Montage, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Leads")
        self._leads, self._montage = leads, montage
        self.table = QTableWidget(0, len(_TITLES))
        self.table.setTabKeyNavigation(False)
        self.table.setAccessibleName("Leads")
        self.table.setHorizontalHeaderLabels(list(_TITLES))
        self.table.verticalHeader().hide()
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.horizontalHeader().setSectionResizeMode(
            _LEAD, QHeaderView.ResizeMode.Stretch
        )
        shown = {view.number for view in montage.views}
        rest = [LeadView(n) for n in range(len(leads)) if n not in shown]
        for view in (*montage.views, *rest):
            self._add(view, shown=view.number in shown)
        self.problem = PlainLabel()
        self._lay_out()
        self.table.setCurrentCell(0, _LEAD)

    def _lay_out(self) -> None:
        up, down = QPushButton("&Up"), QPushButton("&Down")
        up.clicked.connect(self.move_up)
        down.clicked.connect(self.move_down)
        side = QVBoxLayout()
        side.addWidget(up)
        side.addWidget(down)
        side.addStretch()
        middle = QHBoxLayout()
        middle.addWidget(self.table, 1)
        middle.addLayout(side)
        kinds = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(kinds.Ok | kinds.Cancel)
        buttons.accepted.connect(self._take)
        buttons.rejected.connect(self.reject)
        note = PlainLabel(
            "Inverted and larger leads are marked on the paper; the data stay as they "
            "are, and the classifier sees them as they were recorded."
        )
        note.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.addLayout(middle)
        layout.addWidget(note)
        layout.addWidget(self.problem)
        layout.addWidget(buttons)
        resize_on_screen(self, 420, 420)

    def _add(self, view: LeadView, *, shown: bool) -> None:
        row = self.table.rowCount()
        self.table.insertRow(row)
        lead = self._leads[view.number]
        name = QTableWidgetItem(f"{lead.title} ({lead.unit})")
        name.setData(Qt.ItemDataRole.UserRole, view.number)
        name.setFlags(name.flags() & ~Qt.ItemFlag.ItemIsEditable)
        name.setCheckState(_STATE.Checked if shown else _STATE.Unchecked)
        inverted = QTableWidgetItem()
        inverted.setFlags(inverted.flags() & ~Qt.ItemFlag.ItemIsEditable)
        inverted.setCheckState(_STATE.Checked if view.inverted else _STATE.Unchecked)
        self.table.setItem(row, _LEAD, name)
        self.table.setItem(row, _INVERTED, inverted)
        self.table.setItem(row, _GAIN, QTableWidgetItem(f"{view.gain:g}"))

    def move_up(self) -> None:
        """Move the chosen lead one place up."""
        self._move(-1)

    def move_down(self) -> None:
        """Move the chosen lead one place down."""
        self._move(1)

    def _move(self, step: int) -> None:
        row = self.table.currentRow()
        other = row + step
        if row < 0 or not 0 <= other < self.table.rowCount():
            return
        for column in range(len(_TITLES)):
            mine = self.table.takeItem(row, column)
            theirs = self.table.takeItem(other, column)
            self.table.setItem(row, column, theirs)
            self.table.setItem(other, column, mine)
        self.table.setCurrentCell(other, _LEAD)

    def montage(self) -> Montage | None:
        """Return what was chosen; None where a gain is not a number, or no lead is."""
        views = []
        for row in range(self.table.rowCount()):
            items = [self.table.item(row, column) for column in range(len(_TITLES))]
            name, inverted, typed = (item or QTableWidgetItem() for item in items)
            gain = _gain(typed.text())
            if gain is None:
                return None
            if name.checkState() == _STATE.Checked:
                number = int(name.data(Qt.ItemDataRole.UserRole))
                upside_down = inverted.checkState() == _STATE.Checked
                views.append(LeadView(number, upside_down, gain))
        return Montage(tuple(views), self._montage.layout) if views else None

    def _take(self) -> None:
        montage = self.montage()
        if montage is None:
            low, high = _GAINS
            self.problem.setText(
                f"Tick at least one lead; gains are numbers from {low:g} to {high:g}."
            )
            return
        self.accept()
        self.chosen.emit(montage)


def _gain(text: str) -> float | None:
    try:
        gain = float(text.replace(",", "."))
    except ValueError:
        return None
    return gain if _GAINS[0] <= gain <= _GAINS[1] else None
