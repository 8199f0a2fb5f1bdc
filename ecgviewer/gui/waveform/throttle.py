"""Calls that come thick and fast, merged: one at once, one after each interval."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


class Throttle(QObject):
    """Call something now, or after the interval if it was called just before."""

    def __init__(
        self, interval_ms: int, call: Callable[[], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._call = call
        self._waiting = False
        self._timer = QTimer(self, singleShot=True, interval=interval_ms)
        self._timer.timeout.connect(self._on_timeout)

    def trigger(self) -> None:
        """Call once, soon; several triggers within an interval are one call."""
        if self._timer.isActive():
            self._waiting = True
            return
        self._timer.start()
        self._call()

    def _on_timeout(self) -> None:
        if self._waiting:
            self._waiting = False
            self.trigger()
