"""Progress of the analysis in the status bar, with its stage and a stop button."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QToolButton, QWidget

from ecgviewer.core.analysis_events import Progress, Stage
from ecgviewer.gui.look.number_text import whole
from ecgviewer.gui.look.plain_text import PlainLabel, plain_tip
from ecgviewer.gui.model.analysis_link import AnalysisLink
from ecgviewer.gui.window.time_left import TimeLeft

_STEPS = 1000
_WIDE_PX, _NARROW_PX, _GAP_PX = 160, 60, 6


class AnalysisProgress(QWidget):
    """Shown while an analysis runs.

    Signals
    -------
    cancelled()
        The reviewer wants the analysis stopped.
    resumed()
        The reviewer wants an analysis that was stopped to go on.
    """

    cancelled = Signal()
    resumed = Signal()

    def __init__(
        self, parent: QWidget | None = None, clock: Callable[[], float] = monotonic
    ) -> None:
        super().__init__(parent)
        self._left, self._is_stopped = TimeLeft(clock), False
        self._stage = PlainLabel()
        self._bar = QProgressBar()
        self._bar.setFixedWidth(_WIDE_PX)
        self._bar.setMaximumHeight(14)
        self._bar.setTextVisible(False)
        self._stop = stop = QToolButton()
        stop.clicked.connect(self._on_clicked)
        self._offer_stop()
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
        link.begun.connect(self._offer_stop)
        link.stopped.connect(self._offer_to_resume)
        self.cancelled.connect(link.cancel)
        self.resumed.connect(link.analyse_again)

    def _on_clicked(self) -> None:
        (self.resumed if self._is_stopped else self.cancelled).emit()

    def _offer_stop(self) -> None:
        self._is_stopped = False
        self._stop.setText("Stop")
        self._stop.setToolTip("Stop the analysis; what was found stays")
        self._bar.show()

    def _offer_to_resume(self) -> None:
        """Say that the analysis is not whole, and let it go on where it stopped."""
        self._is_stopped = True
        self._stage.setText("Analysis stopped")
        self._stop.setText("Resume")
        self._stop.setToolTip("Go on with the analysis where it stopped")
        self._bar.hide()
        self.show()

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
        left = self._left.text(progress)
        said = progress.text + (counts if beats else "…")
        self._stage.setText(f"{said}, {left}" if left else said)
        self._offer_stop()
        self._bar.setRange(0, _STEPS if counted else 0)
        if counted:
            self._bar.setValue(round(_STEPS * progress.done / progress.total))
        self.show()
