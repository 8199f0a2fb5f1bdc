"""Whether the study list is shown when the program starts."""

from __future__ import annotations

from PySide6.QtCore import QSettings

_KEY = "studies/at_start"


def shows_at_start(store: QSettings) -> bool:
    """Return whether the reader wants to begin with the list."""
    return store.value(_KEY) in (True, "true")


def set_at_start(store: QSettings, at_start: bool) -> None:
    """Keep whether the reader wants to begin with the list."""
    store.setValue(_KEY, at_start)
    store.sync()
