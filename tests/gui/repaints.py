"""Waits for real paints: a picture that is grabbed is painted, asked for or not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot


class Repaints:
    """Counts how often the items of a class are painted.

    Parameters
    ----------
    kind : type
        Whose method paints.
    method : str
        The name of that method.
    """

    def __init__(
        self, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, kind: type, method: str
    ) -> None:
        self.count = 0
        self._qtbot = qtbot
        paint = getattr(kind, method)

        def counted(*arguments: object) -> None:
            self.count += 1
            paint(*arguments)

        monkeypatch.setattr(kind, method, counted)

    def after(self, act: Callable[[], object]) -> bool:
        """Return whether something is painted because of what is done, and that alone.

        What was asked for before is painted first.
        """
        self._settle()
        before = self.count
        act()
        self._settle()
        return self.count > before

    def _settle(self) -> None:
        """Let everything be painted that was asked for."""
        before = -1
        while before != self.count:
            before = self.count
            for _ in range(3):
                QApplication.processEvents()
