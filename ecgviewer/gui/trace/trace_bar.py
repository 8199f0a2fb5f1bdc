"""The bar above the trace: speed, gain, filter, leads, second row, calipers, pages."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from ecgviewer.gui.actions.action_set import ActionSet
from ecgviewer.gui.actions.trace_actions import FILTER, GAIN, LEADS, SPEED

_MARGIN_PX, _GAP_PX = 4, 2
_MENUS = (SPEED, GAIN, FILTER, LEADS)
_BUTTONS = ("view.calipers", "view.march", "view.tachogram", "view.disclosure")


class TraceBar(QWidget):
    """Buttons for what the menu View holds, so that it can be found by mouse.

    Those on the right go where they have no room, the last first: no text is cut off.
    """

    def __init__(self, actions: ActionSet, layers: QMenu) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(_MARGIN_PX, 2, _MARGIN_PX, 2)
        row.setSpacing(_GAP_PX)
        for name in _MENUS:
            row.addWidget(_menu_button(actions.submenus[name], name))
        row.addWidget(_menu_button(layers, layers.title()))
        row.addStretch(1)
        self._buttons = [_button(actions.actions[action_id]) for action_id in _BUTTONS]
        for button in self._buttons:
            row.addWidget(button)
        self.setAccessibleName("Trace")

    def minimumSizeHint(self) -> QSize:
        return QSize(1, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        gap_px = _GAP_PX
        buttons_px = [each.sizeHint().width() + gap_px for each in self._buttons]
        shown_px = [
            each.sizeHint().width() + gap_px
            for each in self.findChildren(QToolButton)
            if each not in self._buttons
        ]
        spare_px = self.width() - sum(shown_px) - 2 * _MARGIN_PX
        for button, button_px in zip(self._buttons, buttons_px, strict=True):
            spare_px -= button_px
            button.setVisible(spare_px >= 0)


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
