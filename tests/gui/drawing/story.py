"""What becomes of the state of a view, gesture by gesture, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, SignalInstance


class Story:
    """Notes what each step changed, and which signals were sent.

    Parameters
    ----------
    watched : mapping of str to callable
        What is looked at after each step.
    signals : mapping of str to Signal
        What is listened to all the time.
    """

    def __init__(
        self,
        watched: Mapping[str, Callable[[], object]],
        signals: Mapping[str, SignalInstance],
    ) -> None:
        self.lines: list[str] = []
        self._watched = watched
        self._sent: list[str] = []
        self._before = self._state()
        for name, signal in signals.items():
            signal.connect(self._noted(name))

    def _noted(self, name: str) -> Callable[..., None]:
        def note(*arguments: object) -> None:
            said = ", ".join(map(said_of, arguments))
            self._sent.append(f"sent {name}({said})" if arguments else f"sent {name}")

        return note

    def _state(self) -> dict[str, str]:
        return {name: said_of(look()) for name, look in self._watched.items()}

    def step(self, title: str, act: Callable[[], object]) -> None:
        """Do something, and note what it changed."""
        self._sent.clear()
        act()
        now = self._state()
        changed = [
            f"{name} {now[name]}" for name in now if now[name] != self._before[name]
        ]
        self._before = now
        sent = [
            each if self._sent.count(each) == 1 else f"{each} {self._sent.count(each)}x"
            for each in dict.fromkeys(self._sent)
        ]
        self.lines.append(f"{title}: {'; '.join([*changed, *sent]) or 'nothing'}")


def said_of(value: object) -> str:
    """Return a value in words, numbers as far as they do not depend on rounding."""
    match value:
        case bool() | None | str():
            return str(value)
        case float() | np.floating():
            return f"{float(value):.4g}"
        case QPointF() | QPoint():
            return f"{value.x():.4g},{value.y():.4g}"
        case QRectF() | QRect():
            size = f"{value.width():.4g}x{value.height():.4g}"
            return f"{value.x():.4g},{value.y():.4g} {size}"
        case tuple() | list() | np.ndarray():
            return f"({' '.join(said_of(each) for each in value)})"
        case _:
            return str(value)
