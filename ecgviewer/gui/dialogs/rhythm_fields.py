"""Thresholds for listing rhythms: their part of the settings."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QFormLayout,
    QGroupBox,
    QHBoxLayout,
    QSpinBox,
    QWidget,
)

from ecgviewer.core.rhythm.kinds import RhythmThresholds

#: Threshold, caption, unit, lowest and highest value, decimals.
_FIELDS: tuple[tuple[str, str, str, float, float, int], ...] = (
    ("run_beats", "Ectopic beats of a r&un", " beats", 3, 30, 0),
    ("cycles", "Bi- and tri&geminy from", " cycles", 2, 20, 0),
    ("fast_run_bpm", "VT and SVT a&bove", " /min", 80, 150, 0),
    ("escape_bpm", "&Escape rhythm below", " /min", 20, 80, 0),
    ("sustained_s", "Sustained from", " s", 5, 120, 0),
    ("pause_s", "&Pause from", " s", 1.0, 10.0, 1),
    ("no_beats_s", "No beats for longer than", " s", 2.0, 30.0, 1),
    ("tachycardia_bpm", "&Tachycardia above", " /min", 60, 250, 0),
    ("bradycardia_bpm", "Bra&dycardia below", " /min", 20, 100, 0),
    ("rate_least_s", "Both for at least", " s", 0, 600, 0),
    ("af_cells", "Suspected AF, irregular &from", " of 64 beats", 20, 64, 0),
)
#: What is not plain from its caption.
_TIPS = {
    "af_cells": "How many of 64 beats in a row come at an interval that differs from "
    "all others in length or change, by 25 ms or more. In a regular rhythm these are "
    "few, in atrial fibrillation nearly all. A higher number suspects AF less often."
}
#: What the least value of a field is called.
_LEAST = {"rate_least_s": "any 8 beats"}
#: Fields below one another; the rest stands beside them.
_ROWS = 6


class RhythmFields(QGroupBox):
    """A field for each threshold."""

    def __init__(
        self, thresholds: RhythmThresholds, parent: QWidget | None = None
    ) -> None:
        super().__init__("Rhythm", parent)
        self.fields: dict[str, QSpinBox | QDoubleSpinBox] = {}
        sides = QHBoxLayout(self)
        for some in (_FIELDS[:_ROWS], _FIELDS[_ROWS:]):
            sides.addLayout(self._form(thresholds, some))

    def _form(
        self,
        thresholds: RhythmThresholds,
        some: tuple[tuple[str, str, str, float, float, int], ...],
    ) -> QFormLayout:
        form = QFormLayout()
        for name, caption, unit, low, high, decimals in some:
            value = getattr(thresholds, name)
            field: QSpinBox | QDoubleSpinBox
            if isinstance(value, int):
                field = QSpinBox()
                field.setRange(int(low), int(high))
                field.setValue(value)
            else:
                field = QDoubleSpinBox()
                field.setRange(low, high)
                field.setDecimals(decimals)
                field.setSingleStep(0.1 if decimals else 5.0)
                field.setValue(value)
            field.setSuffix(unit)
            field.setToolTip(_TIPS.get(name, ""))
            field.setSpecialValueText(_LEAST.get(name, ""))
            form.addRow(caption, field)
            self.fields[name] = field
        return form

    def thresholds(self) -> RhythmThresholds:
        """Return the thresholds as chosen."""
        values: dict[str, Any] = {n: each.value() for n, each in self.fields.items()}
        return RhythmThresholds(**values)
