"""What can be done in a step of the random walk."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDropEvent
from PySide6.QtWidgets import QAbstractButton, QDockWidget

from ecgviewer.core.rhythm.kinds import RhythmThresholds
from ecgviewer.gui.actions.actions import ACTIONS
from ecgviewer.gui.main_window import MainWindow
from tests.faults.walk_gestures import (
    Choice,
    Do,
    Scene,
    alter_field,
    ask_for_menu,
    click,
    drag,
    hold_key,
    leaves_out_key,
    modal_widget,
    name_of,
    press_key,
    turn_wheel,
    type_text,
)
from tests.faults.walk_records import EXTREME

Move = Callable[[Scene, random.Random], Choice | None]

_SIZES_PX = (60, 61, 90, 150, 320, 640, 900, 1280, 1900)
_MOST_WINDOWS = 3
#: What these do is a move of its own.
_NOT_TRIGGERED = ("file.quit", "file.demo")


#: What `--leave-out` takes, and what is left out then.
LEAVE_OUT = {
    "closing": "closing a window while it analyses",
    "extremes": "records of tiny gains, rates and late years, and keys that zoom",
    "paint": "sizes below 320 px, Del, other leads and classifiers",
}


@dataclass(frozen=True)
class WeightedMove:
    """A move, and how often it is made in comparison."""

    move: Move
    weight: int


def choose(scene: Scene, dice: random.Random) -> Choice:
    """Return what the next step does, in words and as a function."""
    moves = _IN_DIALOG if modal_widget() else MOVES
    names, weights = list(moves), [each.weight for each in moves.values()]
    while True:
        name = dice.choices(names, weights)[0]
        choice = moves[name].move(scene, dice)
        if choice is not None:
            return f"{name}: {choice[0]}", choice[1]


def _any_window(scene: Scene, dice: random.Random) -> MainWindow:
    return dice.choice(scene.windows)


def _command(scene: Scene, dice: random.Random) -> Choice | None:
    window = _any_window(scene, dice)
    spec = dice.choice(ACTIONS)
    action = window.action_set.actions[spec.id]
    leaves_out = any(leaves_out_key(scene, key) for key in spec.keys)
    if spec.id in _NOT_TRIGGERED or leaves_out or not action.isEnabled():
        return None
    return spec.id, action.trigger


def _menu(scene: Scene, dice: random.Random) -> Choice | None:
    """Choose from a menu that is filled from records: leads, reviews, layers."""
    window = _any_window(scene, dice)
    menus = window._menus
    actions: list[QAction] = [*menus.review.actions(), *window._layers.menu.actions()]
    if "paint" not in scene.left_out:
        actions += menus.leads.actions()
    actions = [action for action in actions if action.isEnabled()]
    if not actions:
        return None
    action = dice.choice(actions)
    return action.text()[:40], action.trigger


def _settings(scene: Scene, dice: random.Random) -> Choice:
    window = _any_window(scene, dice)
    changes: dict[str, tuple[object, ...]] = {
        "bundle": ("", *window.commands.bundles),
        "blind": (False, True),
        "scheme": ("light", "dark", "system"),
        "auto_advance": (False, True),
        "reader": ("Ada", "ann", "R" * 300, "<b>é</b>"),
        "thresholds": (
            RhythmThresholds(),
            RhythmThresholds(run_beats=2, tachycardia_bpm=40.0, af_cells=1),
            RhythmThresholds(run_beats=20),
        ),
    }
    if "paint" in scene.left_out:
        del changes["bundle"]
    name = dice.choice(list(changes))
    value = dice.choice(changes[name])

    def change() -> None:
        settings = replace(window.settings, **{name: value})  # type: ignore[arg-type]
        window.kept.change(settings)

    return f"{name} {str(value)[:20]!r}", change


def _record(scene: Scene, dice: random.Random) -> tuple[str, Path]:
    names = list(scene.records)
    if "extremes" in scene.left_out:
        names = [name for name in names if name not in EXTREME]
    name = dice.choice(names)
    return name, scene.records[name]


def _open(scene: Scene, dice: random.Random) -> Choice:
    name, path = _record(scene, dice)
    new = dice.random() < 0.3 and len(scene.windows) < _MOST_WINDOWS
    window = _any_window(scene, dice)
    annotator = dice.choice((None, None, "", "atr", "edge", "gone"))
    open_ = partial(scene.open, path) if new else partial(window.open, path, annotator)
    return f"{name[:20]}{' beside' if new else f' {annotator}'}", open_


def _open_two(scene: Scene, dice: random.Random) -> Choice:
    window = _any_window(scene, dice)
    (first, one), (second, other) = _record(scene, dice), _record(scene, dice)

    def open_both() -> None:
        window.open(one)
        window.open(other)

    return f"{first[:20]} and {second[:20]}", open_both


def _drop(scene: Scene, dice: random.Random) -> Choice:
    window, (name, path) = _any_window(scene, dice), _record(scene, dice)

    def drop() -> None:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        none, copy = Qt.MouseButton.NoButton, Qt.DropAction.CopyAction
        modifier = Qt.KeyboardModifier.NoModifier
        window.dropEvent(QDropEvent(QPointF(9, 9), copy, data, none, modifier))

    return name[:20], drop


def _resize(scene: Scene, dice: random.Random) -> Choice:
    window = _any_window(scene, dice)
    sizes = [px for px in _SIZES_PX if px >= 320 or "paint" not in scene.left_out]
    width, height = dice.choice(sizes), dice.choice(sizes)
    return f"{width} x {height}", partial(window.resize, width, height)


def _dock(scene: Scene, dice: random.Random) -> Choice:
    window = _any_window(scene, dice)
    dock = dice.choice(window.findChildren(QDockWidget))
    size, way = dice.choice(_SIZES_PX), dice.choice(list(Qt.Orientation))
    changes: dict[str, Do] = {
        "float": partial(dock.setFloating, not dock.isFloating()),
        "raise": dock.raise_,
        "show or hide": dock.toggleViewAction().trigger,
        f"{size} px": partial(window.resizeDocks, [dock], [size], way),
        f"alone {size} px": partial(dock.resize, size, size),
    }
    name = dice.choice(list(changes))
    return f"{dock.objectName()} {name}", changes[name]


def _window_state(scene: Scene, dice: random.Random) -> Choice:
    window = _any_window(scene, dice)
    ways = (
        window.showNormal,
        window.showNormal,
        window.showMaximized,
        window.showMinimized,
        window.showFullScreen,
    )
    way = dice.choice(ways)
    return way.__name__, way


def _close(scene: Scene, dice: random.Random) -> Choice | None:
    window = _any_window(scene, dice)
    if "closing" in scene.left_out and scene.busy(window):
        return None
    return window.windowTitle()[:40], window.close


def _answer(scene: Scene, dice: random.Random) -> Choice | None:
    """Press a button of what is modal."""
    modal = modal_widget()
    if modal is None:
        return None
    buttons = [
        button
        for button in modal.findChildren(QAbstractButton)
        if button.isVisible() and button.isEnabled()
    ]
    if not buttons:
        return None
    button = dice.choice(buttons)
    return f"{button.text()} of {name_of(modal)}", button.click


def _dismiss(scene: Scene, dice: random.Random) -> Choice | None:
    modal = modal_widget()
    return None if modal is None else (name_of(modal), modal.close)


MOVES = {
    "key": WeightedMove(press_key, 30),
    "held key": WeightedMove(hold_key, 3),
    "text": WeightedMove(type_text, 3),
    "click": WeightedMove(click, 14),
    "drag": WeightedMove(drag, 5),
    "wheel": WeightedMove(turn_wheel, 5),
    "context menu": WeightedMove(ask_for_menu, 2),
    "command": WeightedMove(_command, 14),
    "menu": WeightedMove(_menu, 4),
    "field": WeightedMove(alter_field, 2),
    "settings": WeightedMove(_settings, 3),
    "open": WeightedMove(_open, 6),
    "open two": WeightedMove(_open_two, 1),
    "drop": WeightedMove(_drop, 1),
    "resize": WeightedMove(_resize, 4),
    "dock": WeightedMove(_dock, 4),
    "window": WeightedMove(_window_state, 1),
    "close": WeightedMove(_close, 1),
}
_IN_DIALOG = {
    "key": WeightedMove(press_key, 8),
    "text": WeightedMove(type_text, 6),
    "click": WeightedMove(click, 6),
    "field": WeightedMove(alter_field, 4),
    "answer": WeightedMove(_answer, 6),
    "dismiss": WeightedMove(_dismiss, 5),
    "open": WeightedMove(_open, 1),
    "close": WeightedMove(_close, 1),
}
