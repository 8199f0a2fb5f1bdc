"""The bar above the trace: speed, gain, filter, leads, second row, calipers, pages."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from ecgviewer.gui.actions.action_set import ActionSet
from ecgviewer.gui.actions.trace_actions import FILTER, GAIN, LEADS, SPEED

_MENUS = (SPEED, GAIN, FILTER, LEADS)
_BUTTONS = ("view.calipers", "view.march", "view.tachogram", "view.disclosure")


class TraceBar(QWidget):
    """Buttons for what the menu View holds, so that it can be found by mouse."""

    def __init__(self, actions: ActionSet, layers: QMenu) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 2, 4, 2)
        row.setSpacing(2)
        for name in _MENUS:
            row.addWidget(_menu_button(actions.submenus[name], name))
        row.addWidget(_menu_button(layers, layers.title()))
        row.addStretch(1)
        for action_id in _BUTTONS:
            row.addWidget(_button(actions.actions[action_id]))
        self.setAccessibleName("Trace")


def _menu_button(menu: QMenu, title: str) -> QToolButton:
    button = QToolButton()
    button.setText(title.replace("&", ""))
    button.setMenu(menu)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setAutoRaise(True)
    # Keys go on to belong to the trace.
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return button


def _button(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setAutoRaise(True)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return button
