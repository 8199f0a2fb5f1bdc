"""Ask for a time or a beat to go to."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from ecgviewer.gui.dialogs.place import PlaceError, parse_place
from ecgviewer.gui.look.plain_text import PlainLabel
from ecgviewer.gui.look.time_text import clock_text, day_of

_CAPTION = "&Time from the start (s, m:ss, h:mm:ss) or #beat number"
_CLOCK_CAPTION = (
    "&Time of day (h:mm, h:mm:ss), time from the start (s, m:ss, h:mm:ss) "
    "or #beat number"
)


class GoToDialog(QDialog):
    """One line to type in; what cannot be understood is said below it.

    Where the record has a start, times of day within it are understood, too.

    Signals
    -------
    time_chosen(float)
        Seconds from the start of the record.
    beat_chosen(int)
        Number of a beat, from 1 on.
    """

    time_chosen = Signal(float)
    beat_chosen = Signal(int)

    def __init__(
        self,
        duration_s: float,
        n_beats: int,
        parent: QWidget | None = None,
        start: datetime | None = None,
        in_view_s: float = 0.0,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Go to")
        self._duration_s, self._n_beats, self._start = duration_s, n_beats, start
        self._in_view_s = in_view_s
        self.place = QLineEdit()
        clock = "" if start is None else f"{clock_text(0.0, 0, start)}   "
        if day_of(duration_s, start) > 1:
            clock += "d2 14:30   "
        self.place.setPlaceholderText(f"{clock}75.5   1:15   0:01:15   #123")
        self.place.textEdited.connect(self._forget_problem)
        self.problem = PlainLabel()
        self.problem.setWordWrap(True)
        caption = PlainLabel(_CAPTION if start is None else _CLOCK_CAPTION)
        caption.setWordWrap(True)
        caption.setBuddy(self.place)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.button(QDialogButtonBox.StandardButton.Ok).setText("&Go")
        buttons.accepted.connect(self._go)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for widget in (caption, self.place, self.problem, buttons):
            layout.addWidget(widget)
        # Room for a problem of two lines, so that the dialog does not jump.
        self.problem.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        self.setMinimumWidth(400)

    def _go(self) -> None:
        try:
            place = parse_place(
                self.place.text(),
                self._duration_s,
                self._n_beats,
                self._start,
                self._in_view_s,
            )
        except PlaceError as error:
            self.problem.setText(str(error))
            self.place.selectAll()
            self.place.setFocus()
            return
        self.accept()
        if place.beat is not None:
            self.beat_chosen.emit(place.beat)
        elif place.time_s is not None:
            self.time_chosen.emit(place.time_s)

    def _forget_problem(self) -> None:
        self.problem.clear()
