"""The palette of WFDB beat symbols: type one or click it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ecgviewer.core.labels import CLASS_TITLES, SYMBOL_TITLES, BeatClass, class_of
from ecgviewer.gui.look.theme import colours

#: Classes from top to bottom, in two columns of about equal height.
_COLUMNS = (
    (BeatClass.N, BeatClass.Q),
    (BeatClass.S, BeatClass.V, BeatClass.F),
)


class SymbolDialog(QDialog):
    """Every symbol with its meaning, under the class that it belongs to.

    Signals
    -------
    symbol_chosen(str)
        The reviewer typed or clicked a symbol; the dialog is closed.
    """

    symbol_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("WFDB symbol")
        self.buttons: dict[str, QPushButton] = {}
        columns = QHBoxLayout()
        columns.setSpacing(24)
        for classes in _COLUMNS:
            columns.addLayout(self._column(classes))
        cancel = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        cancel.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(QLabel("Type the symbol (case matters), or click it."))
        layout.addLayout(columns)
        layout.addWidget(cancel)
        self.buttons["N"].setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() in self.buttons:
            self._choose(event.text())
        else:
            super().keyPressEvent(event)

    def _column(self, classes: tuple[BeatClass, ...]) -> QVBoxLayout:
        column = QVBoxLayout()
        for beat_class in classes:
            column.addLayout(self._group(beat_class))
            column.addSpacing(8)
        column.addStretch()
        return column

    def _group(self, beat_class: BeatClass) -> QGridLayout:
        heading = QLabel(f"<b>{beat_class.name}</b>  {CLASS_TITLES[beat_class]}")
        palette = QPalette(self.palette())
        colour = colours(self.palette()).beat[beat_class]
        palette.setColor(QPalette.ColorRole.WindowText, colour)
        heading.setPalette(palette)
        grid = QGridLayout()
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        grid.addWidget(heading, 0, 0, 1, 2)
        symbols = [s for s in SYMBOL_TITLES if class_of(s) is beat_class]
        for line, symbol in enumerate(symbols, start=1):
            grid.addWidget(self._button(symbol), line, 0)
            grid.addWidget(QLabel(SYMBOL_TITLES[symbol]), line, 1)
        return grid

    def _button(self, symbol: str) -> QPushButton:
        button = QPushButton(symbol)
        button.setAccessibleName(f"{symbol}: {SYMBOL_TITLES[symbol]}")
        button.setFixedWidth(button.fontMetrics().horizontalAdvance("W") + 26)
        button.clicked.connect(partial(self._choose, symbol))
        self.buttons[symbol] = button
        return button

    def _choose(self, symbol: str) -> None:
        self.accept()
        self.symbol_chosen.emit(symbol)
