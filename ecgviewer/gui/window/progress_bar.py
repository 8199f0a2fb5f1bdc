"""Progress of the analysis in the status bar, with its stage and a stop button."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QToolButton, QWidget

from ecgviewer.core.analysis_events import Progress, Stage
from ecgviewer.gui.look.number_text import whole
from ecgviewer.gui.look.plain_text import PlainLabel, plain_tip
from ecgviewer.gui.model.analysis_link import AnalysisLink

_STEPS = 1000
_WIDE_PX, _NARROW_PX, _GAP_PX = 160, 60, 6


class AnalysisProgress(QWidget):
    """Shown while an analysis runs.

    Signals
    -------
    cancelled()
        The reviewer wants the analysis stopped.
    """

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stage = PlainLabel()
        self._bar = QProgressBar()
        self._bar.setFixedWidth(_WIDE_PX)
        self._bar.setMaximumHeight(14)
        self._bar.setTextVisible(False)
        self._stop = stop = QToolButton()
        stop.setText("Stop")
        stop.setToolTip("Stop the analysis; what was found stays")
        stop.clicked.connect(self.cancelled)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(_GAP_PX)
        for widget in (self._stage, self._bar, stop):
            layout.addWidget(widget)
        self.hide()

    def follow(self, link: AnalysisLink) -> None:
        """Show how far an analysis is, and let it be stopped."""
        link.progressed.connect(self.show_progress)
        link.finished.connect(self.hide)
        self.cancelled.connect(link.cancel)

    def width_px(self, *, narrow: bool) -> int:
        """Return how wide it is, with the stage in words or narrow."""
        bar = _NARROW_PX if narrow else _WIDE_PX + self._stage.sizeHint().width()
        return bar + self._stop.sizeHint().width() + 2 * _GAP_PX

    def set_narrow(self, *, narrow: bool) -> None:
        """Leave the stage out, and show a shorter bar."""
        self._stage.setHidden(narrow)
        self._bar.setFixedWidth(_NARROW_PX if narrow else _WIDE_PX)
        self.setToolTip(plain_tip(self._stage.text()) if narrow else "")

    def show_progress(self, progress: Progress) -> None:
        """Show a stage and how much of it is done."""
        counted = progress.total > 0
        counts = (
            f" {whole(progress.done)} of {whole(progress.total)}" if counted else "…"
        )
        # Samples mean nothing to a reader; beats do.
        beats = progress.stage is Stage.CLASSIFYING
        self._stage.setText(progress.text + (counts if beats else "…"))
        self._bar.setRange(0, _STEPS if counted else 0)
        if counted:
            self._bar.setValue(round(_STEPS * progress.done / progress.total))
        self.show()
