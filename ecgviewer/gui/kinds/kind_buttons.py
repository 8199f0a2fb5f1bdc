"""The buttons that split, merge, move and look: each shows the key of its action."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget


class KindButtons(QWidget):
    """Split a group in two, merge the chosen ones, move and look at beats.

    Signals
    -------
    split_requested(), merge_requested(), look_requested()
        A button was pressed.
    """

    split_requested = Signal()
    merge_requested = Signal()
    look_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._narrow, self._shows = False, list[Callable[[], None]]()
        self.split_button = _button("Split")
        self.merge_button = _button("Merge")
        self.move_button = _button("Move to")
        self.look_button = _button("Look at some")
        self.move_menu = QMenu(self)
        self.move_button.setMenu(self.move_menu)
        self.move_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for button in (
            *(self.split_button, self.merge_button, self.move_button),
            self.look_button,
        ):
            layout.addWidget(button)
        self.split_button.clicked.connect(self.split_requested)
        self.merge_button.clicked.connect(self.merge_requested)
        self.look_button.clicked.connect(self.look_requested)

    def bind(self, actions: Mapping[str, QAction]) -> None:
        """Show the keys of the actions that do the same, as they are now and later."""
        for action_id, button in (
            ("beat.split_kind", self.split_button),
            ("beat.merge_kinds", self.merge_button),
            ("beat.move_to_kind", self.move_button),
            ("go.look_at_kind", self.look_button),
        ):
            show = partial(self._show_key, button, button.text(), actions[action_id])
            actions[action_id].changed.connect(show)
            self._shows.append(show)
            show()
        self.look_requested.connect(actions["go.look_at_kind"].trigger)

    def set_narrow(self, *, narrow: bool) -> None:
        """Leave the keys to the tool tips where they have no room."""
        if narrow != self._narrow:
            self._narrow = narrow
            for show in self._shows:
                show()

    def _show_key(self, button: QToolButton, text: str, action: QAction) -> None:
        key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        button.setText(f"{text} ({key})" if key and not self._narrow else text)
        button.setToolTip(action.toolTip())

    def show_move_menu(self) -> None:
        """Ask where the selected beats belong."""
        below = self.move_button.rect().bottomLeft()
        self.move_menu.popup(self.move_button.mapToGlobal(below))


def _button(text: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return button
