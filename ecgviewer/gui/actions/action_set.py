"""QActions and menus made from the list of actions, enabled as the document allows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from ecgviewer.core.label_scheme import AAMI, LabelScheme
from ecgviewer.core.review.arrangement import ViewStep
from ecgviewer.core.review.history import AnyEdit
from ecgviewer.gui.actions.actions import ACTIONS, MENUS, ActionSpec, Needs
from ecgviewer.gui.actions.class_actions import class_actions
from ecgviewer.gui.actions.key_map import all_keys
from ecgviewer.gui.look.number_text import of_edit
from ecgviewer.gui.model.document import Document, DocumentState
from ecgviewer.gui.model.selection import Selection


class ActionSet(QObject):
    """The actions of a window.

    Parameters
    ----------
    window : QMainWindow
        Gets the menus.
    commands : mapping of str to callable
        What each action does, by its id; every action must have one.
    specs : sequence of ActionSpec
        The actions in the order of the menus.
    """

    def __init__(
        self,
        window: QMainWindow,
        commands: Mapping[str, Callable[[], object]],
        document: Document,
        selection: Selection,
        specs: Sequence[ActionSpec] = ACTIONS,
    ) -> None:
        super().__init__(window)
        self._document = document
        self._selection = selection
        self.menus: dict[str, QMenu] = {
            name: window.menuBar().addMenu(text) for name, text in MENUS.items()
        }
        self.submenus: dict[str, QMenu] = {}
        self.actions: dict[str, QAction] = {}
        for spec in specs:
            self._add(spec, commands[spec.id])
        self._scheme = AAMI
        for menu in self.menus.values():
            menu.menuAction().setVisible(not menu.isEmpty())
        self._classes = {spec.id: spec for spec in class_actions(AAMI)}
        self._specs = {s.id: s for s in specs if s.id not in self._classes}
        self._key_lines: tuple[str, ...] = ()
        self.set_keys(())
        document.record_opened.connect(self.refresh)
        document.state_changed.connect(self.refresh)
        document.edited.connect(self.refresh)
        selection.beats_changed.connect(self.refresh)
        selection.rhythms_changed.connect(self.refresh)
        self.refresh()

    def _add(self, spec: ActionSpec, command: Callable[[], object]) -> None:
        menu = self._menu(spec)
        if spec.separator:
            menu.addSeparator()
        action = QAction(spec.text, self)
        action.setCheckable(spec.checkable)
        action.setStatusTip(spec.tip or spec.text.replace("&", ""))
        action.triggered.connect(command)
        menu.addAction(action)
        self.actions[spec.id] = action

    def _menu(self, spec: ActionSpec) -> QMenu:
        menu = self.menus[spec.menu]
        if not spec.submenu:
            return menu
        if spec.submenu not in self.submenus:
            submenu = menu.addMenu(spec.submenu)
            submenu.setToolTipsVisible(True)
            self.submenus[spec.submenu] = submenu
        return self.submenus[spec.submenu]

    def follow_classes(
        self, commands_of: Callable[[LabelScheme], Mapping[str, Callable[[], object]]]
    ) -> None:
        """Offer the classes of the review that is open, and do what is said of them.

        Parameters
        ----------
        commands_of : callable
            Returns what the action of each class of a scheme does, by its id.
        """
        self._commands_of = commands_of
        self._document.scheme_changed.connect(self._on_scheme_changed)

    def _on_scheme_changed(self, scheme: LabelScheme) -> None:
        self.show_classes(scheme, self._commands_of(scheme))

    def show_classes(
        self, scheme: LabelScheme, commands: Mapping[str, Callable[[], object]]
    ) -> None:
        """Offer the classes of another scheme to label beats and to go to.

        Parameters
        ----------
        scheme : LabelScheme
        commands : mapping of str to callable
            What the action of each of its classes does, by its id.
        """
        for action_id in self._classes:
            self.actions[action_id].setVisible(False)
            self.actions[action_id].setShortcuts([])
        self._scheme = scheme
        self._classes = {spec.id: spec for spec in class_actions(scheme)}
        for action_id, spec in self._classes.items():
            if action_id not in self.actions:
                self._add(spec, commands[action_id])
                self._move_to_classes(spec)
            self.actions[action_id].setText(spec.text)
            self.actions[action_id].setVisible(True)
        self.set_keys(self._key_lines)
        self.refresh()

    def _move_to_classes(self, spec: ActionSpec) -> None:
        """Put a new action of a class with the others of its kind."""
        if not spec.submenu:
            action = self.actions[spec.id]
            self.menus[spec.menu].insertAction(self.actions["beat.accept"], action)

    def set_keys(self, lines: Iterable[str]) -> None:
        """Give actions the keys that the reader wants; see `key_map`."""
        self._key_lines = tuple(lines)
        wanted = all_keys(self._key_lines, self._scheme)
        for action_id, spec in (self._specs | self._classes).items():
            action, keys = self.actions[action_id], wanted.get(action_id, spec.keys)
            action.setShortcuts([QKeySequence(key) for key in keys])
            action.setToolTip(tool_tip(spec, keys))

    def check(self, checked: Mapping[str, bool]) -> None:
        """Show which of the actions that can be on or off are on."""
        for action_id, on in checked.items():
            self.actions[action_id].setChecked(on)

    def refresh(self) -> None:
        """Enable what can be done now, and name what undo and redo would do."""
        there = self._conditions()
        for spec in (self._specs | self._classes).values():
            self.actions[spec.id].setEnabled(there[spec.needs])
        document = self._document
        for name, step in (("undo", document.to_undo), ("redo", document.to_redo)):
            text = of_edit(step.text) if step else ""
            self.actions[f"edit.{name}"].setText(f"&{name.title()} {text}".strip())

    def _conditions(self) -> dict[Needs, bool]:
        session, document = self._document.session, self._document
        running = document.state in (DocumentState.DETECTING, DocumentState.CLASSIFYING)
        return {
            Needs.NOTHING: True,
            Needs.RECORD: session is not None,
            Needs.EDITABLE: document.editable,
            Needs.BEAT: document.editable and bool(len(self._selection.selected)),
            Needs.RHYTHM: document.editable and bool(self._selection.rhythms),
            Needs.UNDO: self._can(document.to_undo),
            Needs.REDO: self._can(document.to_redo),
            Needs.RUNNING: running,
        }

    def _can(self, step: AnyEdit | ViewStep | None) -> bool:
        """Return whether a step can be undone or redone, as what edits no beat can."""
        return step is not None and (
            self._document.editable or not isinstance(step, AnyEdit)
        )


def tool_tip(spec: ActionSpec, keys: tuple[str, ...]) -> str:
    """Return what a button of an action says when the mouse rests on it."""
    text = spec.tip or spec.text.replace("&", "").rstrip("…")
    return f"{text} ({', '.join(keys)})" if keys else text
