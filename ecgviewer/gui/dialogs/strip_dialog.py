"""Ask for caption, paper and leads of a strip."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ecgviewer.core.items.strip import GAINS_MM_MV, SPEEDS_MM_S, Strip
from ecgviewer.core.record import Lead
from ecgviewer.gui.look.answer_buttons import ok_and_cancel
from ecgviewer.gui.look.number_text import short

_MAX_LENGTH = 500
_ROWS = 6
_CHECKED, _UNCHECKED = Qt.CheckState.Checked, Qt.CheckState.Unchecked


class StripDialog(QDialog):
    """A strip as it is to be printed; where it is stays as it is.

    Parameters
    ----------
    strip : Strip
        As it is now.
    leads : sequence of Lead
        Of the record.
    """

    def __init__(
        self, strip: Strip, leads: Sequence[Lead], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Strip")
        self._strip = strip
        self.caption = QLineEdit(strip.caption)
        self.caption.setMaxLength(_MAX_LENGTH)
        self.speed = _values(SPEEDS_MM_S, strip.speed_mm_s, "mm/s")
        self.gain = _values(GAINS_MM_MV, strip.gain_mm_mv, "mm/mV")
        self.leads = QListWidget()
        self.leads.setTabKeyNavigation(False)
        self.leads.setAccessibleName("Leads of the strip")
        for lead in leads:
            _add_lead(self.leads, lead, shown=lead.name in strip.leads)
        rows = min(len(leads), _ROWS)
        self.leads.setFixedHeight(rows * (self.fontMetrics().height() + 8) + 4)
        form = QFormLayout()
        form.addRow("&Caption", self.caption)
        form.addRow("&Speed", self.speed)
        form.addRow("&Gain", self.gain)
        form.addRow("&Leads", self.leads)
        buttons = ok_and_cancel(self)
        self.ok = buttons.button(QDialogButtonBox.StandardButton.Ok)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(buttons)
        self.leads.itemChanged.connect(self._allow)
        self.setMinimumWidth(440)

    def _allow(self) -> None:
        self.ok.setEnabled(bool(self._chosen_leads()))

    def _chosen_leads(self) -> tuple[str, ...]:
        """Return the leads that are ticked, those of the strip in its order."""
        items = (self.leads.item(row) for row in range(self.leads.count()))
        ticked = [
            str(item.data(Qt.ItemDataRole.UserRole))
            for item in items
            if item.checkState() == _CHECKED
        ]
        kept = [name for name in self._strip.leads if name in ticked]
        return (*kept, *(name for name in ticked if name not in kept))

    def strip(self) -> Strip:
        """Return the strip as it is filled in."""
        return replace(
            self._strip,
            caption=self.caption.text().strip(),
            speed_mm_s=self.speed.currentData(),
            gain_mm_mv=self.gain.currentData(),
            leads=self._chosen_leads(),
        )


def _values(usual: Iterable[float], now: float, unit: str) -> QComboBox:
    """Return a choice of usual values, and of the one that there is."""
    box = QComboBox()
    for value in sorted({*usual, now}):
        box.addItem(f"{short(value)} {unit}", value)
    box.setCurrentIndex(box.findData(now))
    return box


def _add_lead(leads: QListWidget, lead: Lead, *, shown: bool) -> None:
    item = QListWidgetItem(lead.title, leads)
    item.setData(Qt.ItemDataRole.UserRole, lead.name)
    item.setCheckState(_CHECKED if shown else _UNCHECKED)
