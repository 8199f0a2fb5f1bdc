"""The settings of a window: what they are now, and kept between runs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, QSettings, Signal

from ecgviewer.gui.system.settings import Settings, load_settings, save_settings


class KeptSettings(QObject):
    """Knows the settings, and keeps each change.

    Parameters
    ----------
    store : QSettings
        Where they are kept.

    Attributes
    ----------
    now : Settings

    Signals
    -------
    changed(Settings)
        All parts of the window are to take them over.
    """

    changed = Signal(object)

    def __init__(self, store: QSettings, parent: QObject) -> None:
        super().__init__(parent)
        self._store, self.now = store, load_settings(store)

    def change(self, settings: Settings) -> None:
        """Take over and keep what a reader set."""
        self.now = settings
        save_settings(self._store, settings)
        self.changed.emit(settings)

    def note(self, name: str, value: object) -> None:
        """Keep what a part of the window has set for itself."""
        changed: dict[str, Any] = {name: value}
        self.now = replace(self.now, **changed)
        self._store.setValue(name, value)
