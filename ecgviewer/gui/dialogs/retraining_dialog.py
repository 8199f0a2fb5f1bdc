"""Learn from corrections: what to learn from, how far it is, before and after."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QFontDatabase, QTextCursor
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ecgviewer.core.retraining import (
    RetrainingEvent,
    RetrainingFailure,
    RetrainingOrder,
    RetrainingProgress,
    RetrainingResult,
)
from ecgviewer.gui.dialogs.retraining_fields import RetrainingFields
from ecgviewer.gui.look.plain_text import PlainLabel
from ecgviewer.worker.retraining_tasks import Retrain, new_place, why_not
from ecgviewer.worker.task import Background

_STEPS = 1000
_MINUTE_S = 60.0
_INTRODUCTION = (
    "The classifier learns from beats that you reviewed, among those that it was "
    "trained on, so that it forgets less. It takes minutes to hours; this dialog stays "
    "open meanwhile. First, patients are held out to see whether others gain or lose. "
    "The classifier in use stays as it is."
)
_ENDED = "There is no new classifier. The reason is below."
_INCOMPLETE = "First choose corrections, and files and folders that are there."


class RetrainingDialog(QDialog):
    """Retrains in a process of its own and offers the new classifier.

    Parameters
    ----------
    bundle : str
        Name or folder of the classifier to begin with.

    Signals
    -------
    chosen(Path)
        The folder of the new classifier, which is to be used.
    """

    chosen = Signal(object)

    def __init__(self, bundle: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Learn from my corrections")
        self._bundle = bundle
        self._made: Path | None = None
        self._background = Background(self)
        self.introduction = PlainLabel(_INTRODUCTION)
        self.introduction.setWordWrap(True)
        self.fields = RetrainingFields()
        self.bar = QProgressBar()
        self.bar.setRange(0, _STEPS)
        self.state = PlainLabel("")
        self.state.setWordWrap(True)
        self.outcome = _result_box()
        self.start = QPushButton("&Start")
        self.use = QPushButton("&Use the new classifier")
        self.close_button = QPushButton("Close")
        self._lay_out()
        self._show_reason()
        if application := QCoreApplication.instance():
            application.aboutToQuit.connect(self._background.drop)

    @property
    def is_running(self) -> bool:
        """Return whether a training runs."""
        return self._background.is_busy

    def begin(self) -> None:
        """Start the process."""
        corrections, records, data = self.fields.values()
        order = RetrainingOrder(
            self._bundle,
            corrections,
            records,
            data,
            new_place(self._bundle),
            self.fields.whose,
        )
        self.outcome.clear()
        self._made = None
        self.use.setEnabled(False)
        self._set_running(True)
        self.state.setText("Starting …")
        self._background.run_steps(Retrain(order), self._hear)

    def reject(self) -> None:
        """Stop what runs; else close."""
        if not self.is_running:
            super().reject()
            return
        self._background.drop()
        self._set_running(False)
        self.state.setText("Stopped. Nothing was written.")

    def _hear(self, event: RetrainingEvent) -> None:
        if isinstance(event, RetrainingProgress):
            self._show_progress(event)
            return
        if isinstance(event, RetrainingResult):
            self.outcome.setPlainText(event.text)
            self._made = event.out
            if event.out is None:
                return
            self.state.setText("The new classifier is ready.")
            self.outcome.appendPlainText(f"\nThe new classifier is in {event.out}.")
            self.outcome.moveCursor(QTextCursor.MoveOperation.Start)
        elif isinstance(event, RetrainingFailure):
            self.state.setText(_ENDED)
            # It may be long, and stands after what was compared, if anything was.
            self.outcome.appendPlainText(event.message)
        self.use.setEnabled(self._made is not None)
        self._background.drop()
        self._set_running(False)

    def _show_progress(self, event: RetrainingProgress) -> None:
        if not event.doing:
            return
        self.bar.setValue(round(_STEPS * event.share))
        left = "" if event.left_s is None else f", {_left(event.left_s)}"
        self.state.setText(f"{event.doing}{left}")

    def _use(self) -> None:
        if self._made is not None:
            self.chosen.emit(self._made)
            self.accept()

    def _set_running(self, running: bool) -> None:
        self.fields.setEnabled(not running)
        self._allow_start()
        self.bar.setVisible(running)
        self.bar.setValue(0)
        self.close_button.setText("Stop" if running else "Close")

    def _allow_start(self) -> None:
        complete = self.fields.is_complete
        self.start.setEnabled(complete and self.fields.isEnabled())
        self.start.setToolTip("" if complete else _INCOMPLETE)

    def _show_reason(self) -> None:
        reason = why_not()
        self._set_running(False)
        if reason:
            self.fields.setEnabled(False)
            self.start.setEnabled(False)
            self.outcome.setPlainText(reason)

    def _lay_out(self) -> None:
        self.use.setEnabled(False)
        buttons = QDialogButtonBox()
        role = QDialogButtonBox.ButtonRole
        buttons.addButton(self.start, role.ActionRole)
        buttons.addButton(self.use, role.ActionRole)
        buttons.addButton(self.close_button, role.RejectRole)
        self.start.clicked.connect(self.begin)
        self.use.clicked.connect(self._use)
        buttons.rejected.connect(self.reject)
        self.fields.changed.connect(self._allow_start)
        layout = QVBoxLayout(self)
        for widget in (self.introduction, self.fields, self.bar, self.state):
            layout.addWidget(widget)
        layout.addWidget(self.outcome, 1)
        layout.addWidget(buttons)
        self.setMinimumSize(640, 560)


def _left(seconds: float) -> str:
    if seconds < _MINUTE_S:
        return "less than a minute left"
    return f"about {round(seconds / _MINUTE_S)} min left"


def _result_box() -> QPlainTextEdit:
    box = QPlainTextEdit()
    box.setReadOnly(True)
    box.setTabChangesFocus(True)
    box.setAccessibleName("Before and after, by patient")
    box.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
    box.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    return box
