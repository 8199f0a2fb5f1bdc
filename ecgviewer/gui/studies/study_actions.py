"""The menus of the study list, and their keys."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu

from ecgviewer.studies.orders import WORK_ORDERS

if TYPE_CHECKING:
    from ecgviewer.gui.studies.study_window import StudyWindow


class StudyActions(QObject):
    """Makes the menus of a window."""

    def __init__(self, window: StudyWindow) -> None:
        super().__init__(window)
        self._window = window
        bar = window.menuBar()
        self._fill_studies(bar.addMenu("&Studies"))
        self._fill_study(bar.addMenu("S&tudy"))
        self._fill_view(bar.addMenu("&View"))

    def _fill_studies(self, menu: QMenu) -> None:
        window = self._window
        self._add(menu, "Add &folder…", "Ctrl+D", window.folders.add)
        self._folders = menu.addMenu("&Remove folder")
        self._folders.aboutToShow.connect(self._fill_folders)
        self._add(menu, "&Look through again", "F5", window.work.look_through)
        menu.addSeparator()
        self._add(menu, "&Analyse or pause", "Ctrl+A", window.toggle_work)
        self._fill_orders(menu.addMenu("&Order of analysis"))
        menu.addSeparator()
        commands = window.commands
        self._add(menu, "A&greement of readers…", "Ctrl+K", commands.agree)
        self._add(menu, "Reference &set…", "", commands.write_reference_set)
        menu.addSeparator()
        self._add(menu, "&Close", "Ctrl+W", window.close)

    def _fill_orders(self, menu: QMenu) -> None:
        group = QActionGroup(self)
        for name in WORK_ORDERS:
            action = self._add(menu, name, "", partial(self._set_order, name))
            action.setCheckable(True)
            group.addAction(action)
        group.actions()[0].setChecked(True)

    def _set_order(self, name: str) -> None:
        self._window.work.order = name

    def _fill_folders(self) -> None:
        self._folders.clear()
        for folder in self._window.work.roots:
            text = str(folder).replace("&", "&&")
            self._add(self._folders, text, "", partial(self._remove, folder))
        self._folders.setEnabled(bool(self._window.work.roots))

    def _remove(self, folder: Path) -> None:
        self._window.folders.unwatch(folder)

    def _fill_study(self, menu: QMenu) -> None:
        window = self._window
        # Enter in the table does the same; as a shortcut it would work no button.
        self._add(menu, "&Open", "Ctrl+O", window.open_current)
        self._add(menu, "Open the &next worth a look", "Ctrl+Tab", window.open_next)
        self._add(menu, "Only this &patient", "Ctrl+P", window.toggle_patient)
        compare = window.commands.compare
        self._add(menu, "&Compare with earlier recording…", "Ctrl+E", compare)
        menu.addSeparator()
        self._add(menu, "&Select all", "Ctrl+Shift+A", window.table.selectAll)
        self._add(menu, "Assign and &mark…", "Ctrl+M", window.commands.mark)
        self._add(menu, "&Report…", "Ctrl+R", window.commands.report)
        self._add(menu, "Analyse a&gain", "", window.count_again)

    def _fill_view(self, menu: QMenu) -> None:
        window = self._window
        self._add(menu, "&Search", "Ctrl+F", window.search.setFocus)
        self._add(menu, "To the &list", "F2", window.table.setFocus)
        columns = menu.addMenu("&Columns")
        columns.aboutToShow.connect(partial(window.table.fill_menu, columns))
        menu.addSeparator()
        at_start = self._add(menu, "Show at s&tart", "", _nothing)
        at_start.setCheckable(True)
        at_start.setChecked(window.shows_at_start)
        at_start.toggled.connect(window.show_at_start)

    def _add(
        self, menu: QMenu, text: str, key: str, do: Callable[[], object]
    ) -> QAction:
        action = menu.addAction(text)
        if key:
            action.setShortcut(QKeySequence(key))
        action.triggered.connect(lambda *_: do())
        return action


def _nothing() -> None:
    """Do nothing: the action is on or off."""
