"""The palette of WFDB beat symbols: type one or click it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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

from ecgviewer.core.label_class import Role
from ecgviewer.core.label_scheme import AAMI, LabelScheme
from ecgviewer.core.labels import SYMBOL_TITLES, UNSET
from ecgviewer.gui.look.theme import colours

#: What is in the two columns, of about equal height, from top to bottom.
_COLUMNS = (
    (Role.NORMAL, Role.PACED, Role.UNREADABLE),
    (Role.SUPRAVENTRICULAR, Role.VENTRICULAR, Role.FUSION),
)


class SymbolDialog(QDialog):
    """Every symbol with its meaning, under the class that it belongs to.

    Signals
    -------
    symbol_chosen(str)
        The reviewer typed or clicked a symbol; the dialog is closed.
    """

    symbol_chosen = Signal(str)

    def __init__(
        self, parent: QWidget | None = None, scheme: LabelScheme = AAMI
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("WFDB symbol")
        self._scheme = scheme
        self.buttons: dict[str, QPushButton] = {}
        columns = QHBoxLayout()
        columns.setSpacing(24)
        others = [s for s in SYMBOL_TITLES if s not in scheme.class_map]
        for roles, rest in zip(_COLUMNS, ((), others), strict=True):
            columns.addLayout(self._column(scheme.with_role(*roles), rest))
        cancel = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        cancel.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(QLabel("Type the symbol (case matters), or click it."))
        layout.addLayout(columns)
        layout.addWidget(cancel)
        self.buttons[next(iter(scheme.class_map))].setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() in self.buttons:
            self._choose(event.text())
        else:
            super().keyPressEvent(event)

    def _column(self, classes: Iterable[int], others: Sequence[str]) -> QVBoxLayout:
        column = QVBoxLayout()
        scheme = self._scheme
        groups = [
            (code, f"<b>{scheme.name(code)}</b>  {scheme.title(code)}", own)
            for code in classes
            if (own := [s for s in SYMBOL_TITLES if scheme.class_map.get(s) == code])
        ]
        if others:
            groups.append((UNSET, "Not in any class here", [*others]))
        for code, title, symbols in groups:
            column.addLayout(self._group(code, title, symbols))
            column.addSpacing(8)
        column.addStretch()
        return column

    def _group(self, code: int, title: str, symbols: Sequence[str]) -> QGridLayout:
        heading = QLabel(title)
        palette = QPalette(self.palette())
        colour = colours(self.palette(), self._scheme).beat[code]
        palette.setColor(QPalette.ColorRole.WindowText, colour)
        heading.setPalette(palette)
        grid = QGridLayout()
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        grid.addWidget(heading, 0, 0, 1, 2)
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
