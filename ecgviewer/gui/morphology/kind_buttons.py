"""The buttons that split, merge and move: each shows its key."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

_SPLIT, _MERGE, _MOVE = "Ctrl+P", "Ctrl+M", "Ctrl+G"


class KindButtons(QWidget):
    """Split a group in two, merge the chosen ones, move the selected beats.

    Signals
    -------
    split_requested(), merge_requested()
        A button or its key was pressed.
    """

    split_requested = Signal()
    merge_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.split_button = _button("Split", _SPLIT, "Divide the group by shape in two")
        self.merge_button = _button("Merge", _MERGE, "Make the chosen groups one")
        self.move_button = _button("Move to", _MOVE, "Put the selected beats elsewhere")
        self.move_menu = QMenu(self)
        self.move_button.setMenu(self.move_menu)
        self.move_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 0, 0, 0)
        for button in (self.split_button, self.merge_button, self.move_button):
            layout.addWidget(button)
        self.split_button.clicked.connect(self.split_requested)
        self.merge_button.clicked.connect(self.merge_requested)

    def bind_keys(self, panel: QWidget) -> None:
        """Have the keys work while the focus is in a panel."""
        for keys, button in (
            (_SPLIT, self.split_button),
            (_MERGE, self.merge_button),
            (_MOVE, self.move_button),
        ):
            shortcut = QShortcut(QKeySequence(keys), panel)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(button.click)


def _button(text: str, keys: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setText(f"{text} ({keys})")
    button.setToolTip(f"{tip} ({keys})")
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return button
