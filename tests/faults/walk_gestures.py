"""Keys, clicks, drags and text: what hands do in a step of the random walk."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QSpinBox,
    QWidget,
)

from ecgviewer.gui.actions.actions import ACTIONS
from ecgviewer.gui.main_window import MainWindow

Do = Callable[[], object]
Choice = tuple[str, Do]

_TEXTS = (
    "", " ", "0", "-1", "1e400", "#1", "#99999999", "0:30", "1:75", "23:59:59", "v",
    "conf<80", "rr<500", "group:1", "time:0-5", "by:", "by:ann", '"', "((", "x" * 300,
    "é漢字", "<img src='x'>", "=1+1", "nan", "no/such/folder", "reviewed", "\\", "%s",
)  # fmt: skip
_OTHER_KEYS = (
    "Tab", "Shift+Tab", "Return", "Esc", "Space", "Up", "Down", "Left", "Right",
    "Shift+Up", "Shift+Down", "Ctrl+A", "Ctrl+Home", "Ctrl+End", "Alt+F", "Menu", "F10",
    "Ctrl+Tab", "Ctrl+W", "F2", "F5", "PgUp", "PgDown", "Home", "End", "Alt+Down",
)  # fmt: skip
_KEYS = (*(key for spec in ACTIONS for key in spec.keys), *_OTHER_KEYS)
#: Keys that a reviewer holds down.
_HELD = ("Del", "Right", "Left", "N", "V", "Space", "Ctrl+Z", "+", "-", "Ctrl++", "U")
_HELD_TIMES = 25
_BUTTONS = (Qt.MouseButton.LeftButton,) * 4 + (Qt.MouseButton.RightButton,)
_MODIFIERS = (Qt.KeyboardModifier.NoModifier,) * 4 + (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)
#: PySide takes the children of a dialog that Qt made from Python with its wrapper.
_seen: list[QWidget] = []


class Scene(Protocol):
    """What a move is made on.

    Attributes
    ----------
    records : dict of str to Path
        Headers by the name of the record.
    left_out : frozenset of str
        Names from `LEAVE_OUT`.
    """

    records: dict[str, Path]
    left_out: frozenset[str]

    @property
    def windows(self) -> list[MainWindow]:
        """The windows that are open."""

    def open(self, path: Path) -> None:
        """Open a record as the desk does: where it is shown, or in a new window."""

    def busy(self, window: MainWindow) -> bool:
        """Return whether a record is being opened or analysed."""


def modal_widget() -> QWidget | None:
    modal = QApplication.activePopupWidget() or QApplication.activeModalWidget()
    if modal is not None and modal not in _seen:
        _seen.append(modal)
    return modal


def _top(scene: Scene, dice: random.Random) -> QWidget:
    """Return what takes keys and clicks: what is modal, else one of the windows."""
    others = [
        widget
        for widget in QApplication.topLevelWidgets()
        if isinstance(widget, QDialog) and widget.isVisible()
    ]
    return modal_widget() or dice.choice([*scene.windows, *others])


def _widget(scene: Scene, dice: random.Random) -> QWidget:
    top = _top(scene, dice)
    below = [w for w in top.findChildren(QWidget) if w.isVisible() and w.isEnabled()]
    return dice.choice([top, *below])


def name_of(widget: QWidget) -> str:
    named = widget.objectName() or widget.accessibleName()
    return f"{type(widget).__name__} {named}".strip()


def _point(widget: QWidget, dice: random.Random) -> QPoint:
    across, down = dice.random(), dice.random()
    return QPoint(int(across * widget.width()), int(down * widget.height()))


def _keyboard(top: QWidget) -> QWidget:
    top.activateWindow()
    return top.focusWidget() or top


def _press(top: QWidget, key: str, times: int = 1) -> None:
    combined = QKeySequence(key)[0]  # type: ignore[index]
    for _ in range(times):
        target = _keyboard(top)
        QTest.keyClick(target, combined.key(), combined.keyboardModifiers())


def press_key(scene: Scene, dice: random.Random) -> Choice | None:
    top, key = _top(scene, dice), dice.choice(_KEYS)
    if not scene.windows or leaves_out_key(scene, key):
        return None
    return f"{key} in {name_of(top)}", partial(_press, top, key)


def leaves_out_key(scene: Scene, key: str) -> bool:
    closes = key in ("Ctrl+Q", "Ctrl+W")
    zooms = "extremes" in scene.left_out and key in ("+", "-", "=", "Ctrl+F", "Ctrl++")
    return closes or zooms or (key == "Del" and "paint" in scene.left_out)


def hold_key(scene: Scene, dice: random.Random) -> Choice | None:
    top, key = _top(scene, dice), dice.choice(_HELD)
    if leaves_out_key(scene, key):
        return None
    return f"{key} in {name_of(top)}", partial(_press, top, key, _HELD_TIMES)


def type_text(scene: Scene, dice: random.Random) -> Choice | None:
    top, text = _top(scene, dice), dice.choice(_TEXTS)
    lines = [w for w in top.findChildren(QLineEdit) if w.isVisible() and w.isEnabled()]
    if not lines:
        return None
    line = dice.choice(lines)

    def type_() -> None:
        line.setFocus()
        line.selectAll()
        # One event for all, since QTest types ASCII only.
        none = Qt.KeyboardModifier.NoModifier
        event = QKeyEvent(QEvent.Type.KeyPress, 0, none, text)
        QApplication.sendEvent(line, event)

    return f"{text[:20]!r} in {name_of(line)}", type_


def click(scene: Scene, dice: random.Random) -> Choice:
    widget = _widget(scene, dice)
    button, modifier = dice.choice(_BUTTONS), dice.choice(_MODIFIERS)
    at, twice = _point(widget, dice), dice.random() < 0.2
    act = QTest.mouseDClick if twice else QTest.mouseClick
    said = f"{button.name} at {at.x()},{at.y()} of {name_of(widget)}"
    return said, partial(act, widget, button, modifier, at)


def drag(scene: Scene, dice: random.Random) -> Choice:
    widget, button = _widget(scene, dice), dice.choice(_BUTTONS)
    modifier = dice.choice(_MODIFIERS)
    places = [_point(widget, dice) for _ in range(4)]

    def move() -> None:
        QTest.mousePress(widget, button, modifier, places[0])
        for place in places[1:]:
            QTest.mouseMove(widget, place)
        QTest.mouseRelease(widget, button, modifier, places[-1])

    return f"{button.name} over {name_of(widget)}", move


def turn_wheel(scene: Scene, dice: random.Random) -> Choice:
    widget = _widget(scene, dice)
    at, modifier = QPointF(_point(widget, dice)), dice.choice(_MODIFIERS)
    turn = QPoint(0, dice.choice((-1200, -120, -3, 3, 120, 1200)))

    def roll() -> None:
        place = QPointF(widget.mapToGlobal(at.toPoint()))
        none, phase = Qt.MouseButton.NoButton, Qt.ScrollPhase.NoScrollPhase
        event = QWheelEvent(at, place, QPoint(), turn, none, modifier, phase, False)
        QApplication.sendEvent(widget, event)

    return f"{turn.y()} over {name_of(widget)}", roll


def ask_for_menu(scene: Scene, dice: random.Random) -> Choice:
    widget = _widget(scene, dice)
    at = _point(widget, dice)

    def ask() -> None:
        place = widget.mapToGlobal(at)
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, place)
        QApplication.sendEvent(widget, event)

    return name_of(widget), ask


def alter_field(scene: Scene, dice: random.Random) -> Choice | None:
    """Change a field of what is modal."""
    top = _top(scene, dice)
    boxes: list[QComboBox | QSpinBox]
    boxes = [*top.findChildren(QComboBox), *top.findChildren(QSpinBox)]
    fields = [box for box in boxes if box.isVisible() and box.isEnabled()]
    if not fields:
        return None
    field, part = dice.choice(fields), dice.random()
    if isinstance(field, QSpinBox):
        value = round(field.minimum() + part * (field.maximum() - field.minimum()))
        return f"{name_of(field)} to {value}", partial(field.setValue, value)
    row = int(part * field.count())
    return f"{name_of(field)} to row {row}", partial(field.setCurrentIndex, row)
