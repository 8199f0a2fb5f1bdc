"""The views that the bench looks at: waveform and table, connected as in the app."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.trace.envelope import Envelope
from ecgviewer.formats.journal.keeper import JournalKeeper
from ecgviewer.gui.beat_table.beat_table_panel import BeatTablePanel
from ecgviewer.gui.look.theme import apply_style
from ecgviewer.gui.model.document import Document, DocumentState
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.waveform.waveform_view import WaveformView

_SETTLE_MS = 300


def make_application() -> QApplication:
    """Return the QApplication; the one there is, if there is one."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        application = QApplication(["ecgviewer.bench"])
        apply_style(application)
    return application


def settle() -> None:
    """Let everything happen that was put off for a moment."""
    loop = QEventLoop()
    QTimer.singleShot(_SETTLE_MS, loop.quit)
    loop.exec()


class Desk:
    """Waveform (1600 x 800) and beat table (1600 x 300) of one document, in a window.

    It is painted offscreen as a window is: what changed, when events are processed.
    """

    def __init__(self) -> None:
        self.document, self.selection = Document(), Selection()
        self.waveform = WaveformView(self.document, self.selection)
        self.table = BeatTablePanel(self.document, self.selection)
        self.waveform.setFixedSize(1600, 800)
        self.table.setFixedSize(1600, 300)
        self._window = QWidget()
        layout = QVBoxLayout(self._window)
        layout.addWidget(self.waveform)
        layout.addWidget(self.table)
        self._window.show()
        settle()

    def open(
        self, session: ReviewSession, envelopes: tuple[Envelope, ...], folder: Path
    ) -> None:
        """Put a review on the desk; its journal goes into a folder."""
        journal = JournalKeeper(folder / "bench.jsonl", "bench")
        self.document.open(session, envelopes, journal)
        self.document.set_state(DocumentState.READY)

    def paint(self) -> None:
        """Paint what has changed."""
        QApplication.processEvents()

    def clear(self) -> None:
        """Close the journal and the window."""
        self.document.close()
        self._window.close()
        self._window.deleteLater()
        settle()
