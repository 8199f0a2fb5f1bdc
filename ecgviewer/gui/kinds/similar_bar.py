"""How alike beats must be to count as similar, and how many are."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QToolButton, QWidget

from ecgviewer.core.arrays import Float32Array, IndexArray
from ecgviewer.core.kinds.beat_groups import BeatGroups
from ecgviewer.core.kinds.morphology import REACH
from ecgviewer.core.record import Samples
from ecgviewer.core.review.beat_columns import BeatColumns
from ecgviewer.gui.look.number_text import whole

_LEAST_PX = 80


class _Slider(QSlider):
    """A slider that hands Enter and Escape on."""

    entered = Signal()
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class SimilarBar(QWidget):
    """A threshold that is moved while the beats within it are shown.

    Signals
    -------
    threshold_changed()
        Other beats are similar now.
    closed()
        The reviewer is done with it.
    opened()
        The reviewer wants to go through the beats.
    """

    threshold_changed = Signal()
    closed = Signal()
    opened = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.beat_id: int | None = None
        self._distance: Float32Array = np.empty(0, np.float32)
        self._order: IndexArray = np.empty(0, np.intp)
        self.slider = _Slider(Qt.Orientation.Horizontal)
        self.slider.setRange(2, 100)
        self.slider.setMinimumWidth(_LEAST_PX)
        self.slider.setMaximumWidth(2 * _LEAST_PX)
        self.slider.setAccessibleName("How far similar beats may differ, in percent")
        self.count_label = QLabel()
        # How many beats of which class must not make the panel wider than its place.
        self.count_label.setWordWrap(True)
        self.count_label.setMinimumWidth(_LEAST_PX)
        close = QToolButton()
        close.setText("✕")
        close.setToolTip("Back to the kinds of beats (Esc)")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(QLabel("Similar within"))
        layout.addWidget(self.slider)
        layout.addWidget(self.count_label, 1)
        layout.addWidget(close)
        self.slider.valueChanged.connect(self.threshold_changed)
        self.slider.left.connect(self.closed)
        self.slider.entered.connect(self.opened)
        close.clicked.connect(self.closed)

    @property
    def threshold(self) -> float:
        """The largest distance of a similar beat."""
        return self.slider.value() / 100

    def start(self, beat_id: int, distance: Float32Array) -> None:
        """Begin with a beat, at the threshold by which groups are made."""
        # Sorted once, the similar beats of every threshold are the first ones.
        self._order = np.argsort(distance)
        self.beat_id, self._distance = beat_id, distance[self._order]
        self.slider.blockSignals(True)
        self.slider.setValue(round(REACH * 100))
        self.slider.blockSignals(False)
        self.show()

    def matching(self, groups: BeatGroups) -> Samples:
        """Return the similar beats, the least similar first: there errors would be."""
        if len(self._distance) != len(groups.shapes):
            return np.empty(0, np.int64)
        n = int(np.searchsorted(self._distance, self.threshold, side="right"))
        return groups.shapes.beat_id[self._order[:n][::-1]]

    def show_count(self, columns: BeatColumns | None, found: Samples) -> None:
        """Say how many beats are similar, and what they are labelled."""
        mix = ""
        if columns is not None:
            labels = columns.label[np.isin(columns.beat_id, found)]
            count = np.bincount(labels, minlength=256)
            names = enumerate(columns.scheme.names)
            mix = ", ".join(
                f"{whole(count[c])} {name}" for c, name in names if count[c]
            )
        text = f"{self.threshold * 100:.0f} %: {whole(len(found))} beats"
        self.count_label.setText(f"{text} ({mix})" if mix else text)
