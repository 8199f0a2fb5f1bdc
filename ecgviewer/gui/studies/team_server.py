"""The team's server while the program runs: what comes of it, for the windows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ecgviewer.studies.places import StudyPlaces
from ecgviewer.worker.task import Background
from ecgviewer.worker.team_tasks import KeepAlike

if TYPE_CHECKING:
    from ecgviewer.server.team_sync import SyncStep


class TeamServer(QObject):
    """Keeps journals and a server alike in the background, if one is named.

    Parameters
    ----------
    places : StudyPlaces
    parent : QObject

    Attributes
    ----------
    text : str
        How it stands, in words; empty without a server.

    Signals
    -------
    changed()
        Journals or team files beside records were added to.
    said(str)
        `text` is another.
    faulted(str)
        What keeps a journal from being sent or fetched.
    """

    changed = Signal()
    said = Signal(str)
    faulted = Signal(str)

    def __init__(self, places: StudyPlaces, parent: QObject) -> None:
        super().__init__(parent)
        self._places, self._background = places, Background(self)
        self._conninfo, self.text = "", ""

    def follow(self, conninfo: str) -> None:
        """Keep alike with this server from now on, in place of any other.

        Parameters
        ----------
        conninfo : str
            What names it, without a password; empty for none.
        """
        if conninfo == self._conninfo:
            return
        self._conninfo = conninfo
        self._background.drop()
        self._say("")
        if conninfo:
            task = KeepAlike(self._places, conninfo)
            self._background.run_steps(task, self._on_step)

    def stop(self) -> None:
        """Give up: the program ends. What was not sent is in the journals."""
        self.blockSignals(True)
        self._background.drop()

    def _on_step(self, step: SyncStep) -> None:
        self._say(step.text)
        if step.changed:
            self.changed.emit()
        for text in step.faults:
            self.faulted.emit(text)

    def _say(self, text: str) -> None:
        if text != self.text:
            self.text = text
            self.said.emit(text)
