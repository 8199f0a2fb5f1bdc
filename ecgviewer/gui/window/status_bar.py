"""The status bar: what stands in it always makes room for what was just done."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QStatusBar

from ecgviewer.gui.look.plain_text import plain_tip
from ecgviewer.gui.window.progress_bar import AnalysisProgress

_RESEARCH_USE = "Research use only – not a medical device"
#: Around a message, and between the widgets beside it.
_MARGIN_PX, _GAP_PX = 24, 8


class StatusBar(QStatusBar):
    """Messages on the left; queue, analysis and facts of the record on the right.

    Where a message has no room, the facts go first, then the queue, then the name of
    the stage of the analysis, until the message goes. That this is for research stays.
    """

    def __init__(
        self,
        queue: QLabel,
        progress: AnalysisProgress,
        facts: QLabel,
        place: QLabel | None = None,
    ) -> None:
        super().__init__()
        self._queue, self._progress, self._facts = queue, progress, facts
        self._research = QLabel(_RESEARCH_USE)
        # A bar without a size grip ends at the edge of the screen.
        self._research.setContentsMargins(0, 0, _GAP_PX, 0)
        self._place = place or QLabel()
        for widget in (self._place, queue, progress, facts, self._research):
            self.addPermanentWidget(widget)
        self.messageChanged.connect(self._make_room)
        self.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            self._make_room()
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        text = self.currentMessage()
        self.setToolTip(plain_tip(text))
        wanted = self.fontMetrics().horizontalAdvance(text) + _MARGIN_PX if text else 0
        room = self.width() - self._research.sizeHint().width() - 2 * _GAP_PX
        working = not self._progress.isHidden()
        progress_px = self._progress.width_px(narrow=False) if working else 0
        queue_px = self._queue.sizeHint().width() + _GAP_PX
        spare = room - wanted - progress_px - queue_px
        with_facts = spare >= self._facts.sizeHint().width() + _GAP_PX
        with_queue = spare >= 0
        self._facts.setVisible(with_facts)
        facts_px = self._facts.sizeHint().width() + _GAP_PX if with_facts else 0
        place_px = self._place.sizeHint().width() + _GAP_PX
        self._place.setVisible(spare - facts_px >= place_px)
        self._queue.setVisible(with_queue)
        self._progress.set_narrow(narrow=room - wanted - progress_px < 0)
