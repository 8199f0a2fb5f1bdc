"""Python's garbage is collected between two events of the windows, and never else.

Whoever happens to allocate starts the collector, which destroys the widgets that it
finds in the garbage: in a worker's thread or in the middle of a paint Qt crashes.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_PERIOD_MS = 1000
#: Collections of a generation that one of the next follows, as in CPython.
_NEXT = (10, 10)


class GarbageCollector(QObject):
    """Collects when there is enough, while the event loop runs.

    Once it is made, Python collects nothing by itself.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # What there is at the start stays, little garbage among it: it need not be
        # looked through.
        gc.freeze()
        gc.disable()
        self._done = [0, 0]
        self._timer = QTimer(self, interval=_PERIOD_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> None:
        """Collect the youngest generations that are due, if any is."""
        if gc.get_count()[0] < gc.get_threshold()[0]:
            return
        generation = 0
        while generation < len(_NEXT) and self._done[generation] >= _NEXT[generation]:
            self._done[generation] = 0
            generation += 1
        if generation < len(_NEXT):
            self._done[generation] += 1
        gc.collect(generation)
