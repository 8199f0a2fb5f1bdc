"""Change keys: one action, one key, and no key for two actions."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ecgviewer.core.label_scheme import AAMI, LabelScheme
from ecgviewer.gui.actions.actions import MENUS, actions_of
from ecgviewer.gui.actions.key_map import (
    action_text,
    all_keys,
    key_lines,
    owner_of,
    parsed_keys,
    plain_text,
    portable,
)
from ecgviewer.gui.look.plain_text import PlainLabel
from ecgviewer.gui.system.first_size import resize_on_screen

_ID = Qt.ItemDataRole.UserRole
_TITLES = ("Menu", "Action", "Keys")


class ShortcutsDialog(QDialog):
    """Every action with its keys; choose one and press the key that it is to have.

    Parameters
    ----------
    lines : iterable of str
        Keys that were changed so far, as in the settings.
    scheme : LabelScheme
        The classes that beats can have; what was changed for others stays.
    """

    def __init__(
        self,
        lines: Iterable[str] = (),
        parent: QWidget | None = None,
        scheme: LabelScheme = AAMI,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Change keys")
        self._scheme, self._specs = scheme, actions_of(scheme)
        self._own = all_keys((), scheme)
        self._keys = all_keys(lines, scheme)
        changed = parsed_keys(lines)
        self._others = {i: keys for i, keys in changed.items() if i not in self._own}
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search")
        self.search.setAccessibleName("Search actions")
        self.search.textChanged.connect(self._filter)
        self.table = QTableWidget(len(self._specs), len(_TITLES))
        self.table.setTabKeyNavigation(False)
        self.table.setAccessibleName("Actions and their keys")
        self.table.setHorizontalHeaderLabels(list(_TITLES))
        self.table.verticalHeader().hide()
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.edit = QKeySequenceEdit()
        self.edit.setMaximumSequenceLength(1)
        self.edit.setAccessibleName("Key of the chosen action")
        self.problem = PlainLabel()
        self.problem.setWordWrap(True)
        self._fill()
        self._lay_out()
        self.table.currentCellChanged.connect(self._on_current)
        self.table.setCurrentCell(0, 1)

    def lines(self) -> list[str]:
        """Return the keys that are not the actions' own, for the settings."""
        return key_lines(self._keys | self._others, self._scheme)

    def _fill(self) -> None:
        for row, spec in enumerate(self._specs):
            texts = (
                MENUS[spec.menu].replace("&", ""),
                plain_text(spec),
                ", ".join(self._keys[spec.id]),
            )
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setData(_ID, spec.id)
                self.table.setItem(row, column, item)

    def _lay_out(self) -> None:
        give, add, own, none = (
            QPushButton(text) for text in ("&Set", "&Add", "&Default", "&None")
        )
        give.clicked.connect(self.set_key)
        add.clicked.connect(self.add_key)
        own.clicked.connect(self.restore)
        none.clicked.connect(self.clear)
        row = QHBoxLayout()
        row.addWidget(PlainLabel("Press a key:"))
        row.addWidget(self.edit, 1)
        for button in (give, add, own, none):
            button.setAutoDefault(False)
            row.addWidget(button)
        kinds = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(kinds.Ok | kinds.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.search)
        layout.addWidget(self.table, 1)
        layout.addLayout(row)
        layout.addWidget(self.problem)
        layout.addWidget(buttons)
        self.problem.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        resize_on_screen(self, 620, 640)

    def _filter(self, text: str) -> None:
        for row in range(self.table.rowCount()):
            words = " ".join(
                item.text()
                for column in range(len(_TITLES))
                if (item := self.table.item(row, column))
            )
            self.table.setRowHidden(row, text.lower() not in words.lower())

    @property
    def current_id(self) -> str:
        """The action that is chosen."""
        item = self.table.item(max(self.table.currentRow(), 0), 1)
        return str(item.data(_ID)) if item else self._specs[0].id

    def choose(self, action_id: str) -> None:
        """Choose an action."""
        rows = [row for row, spec in enumerate(self._specs) if spec.id == action_id]
        self.table.setCurrentCell(rows[0], 1)

    def _on_current(self) -> None:
        self.problem.clear()
        keys = self._keys[self.current_id]
        self.edit.setKeySequence(QKeySequence(keys[0] if keys else ""))

    def set_key(self) -> None:
        """Give the action the key that was pressed, and no other."""
        self._take((self._pressed(),))

    def add_key(self) -> None:
        """Give the action the key that was pressed as well."""
        own = [key for key in self._keys[self.current_id] if key != self._pressed()]
        self._take((*own, self._pressed()))

    def clear(self) -> None:
        """Take all keys from the action."""
        self._put(())

    def restore(self) -> None:
        """Give the action its own keys again."""
        own = self._own[self.current_id]
        taken = [key for key in own if owner_of(key, self._keys, self.current_id)]
        if taken:
            self._complain(taken[0])
        else:
            self._put(own)

    def _pressed(self) -> str:
        return portable(self.edit.keySequence().toString())

    def _take(self, keys: tuple[str, ...]) -> None:
        pressed = self._pressed()
        if not pressed:
            self.problem.setText("Click into the field and press a key first.")
        elif owner_of(pressed, self._keys, self.current_id):
            self._complain(pressed)
        else:
            self._put(keys)

    def _complain(self, key: str) -> None:
        owner = owner_of(key, self._keys, self.current_id)
        if owner is not None:
            text = action_text(owner, self._scheme)
            self.problem.setText(
                f"{key} is the key of “{text}”. Take it from that first."
            )

    def _put(self, keys: tuple[str, ...]) -> None:
        self._keys[self.current_id] = keys
        self.problem.clear()
        item = self.table.item(self.table.currentRow(), 2)
        if item:
            item.setText(", ".join(keys))
