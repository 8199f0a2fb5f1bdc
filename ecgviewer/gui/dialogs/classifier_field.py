"""Which classifier labels the beats: a list, and buttons to add and remove one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ecgviewer.gui.dialogs.retraining_dialog import RetrainingDialog
from ecgviewer.worker.bundle_shelf import BundleShelf

_NOTHING_CHOSEN = -1
_LINES, _MARGIN = 4, 3.0


class ClassifierField(QWidget):
    """A classifier, chosen from those there are.

    Parameters
    ----------
    chosen : str
        Name or folder of the bundle in use; empty for the default.
    bundles : sequence of str
        Names of those that can be chosen, besides those that the user added.
    """

    def __init__(
        self, chosen: str, bundles: Sequence[str] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._in_use = chosen
        self._shelf = BundleShelf(self)
        self._shelf.added.connect(self._take)
        self._shelf.failed.connect(self._refuse)
        self.box = QComboBox()
        self.box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.add = QPushButton("Add…")
        self.add.setToolTip("Use a classifier of your own: the folder of its bundle")
        self.add.clicked.connect(self._ask)
        self.remove = QPushButton("Re&move")
        self.remove.clicked.connect(self._ask_removal)
        self.learn = QPushButton("&Learn from my corrections…")
        self.learn.setToolTip(
            "Train this classifier further on beats that you reviewed"
        )
        self.learn.clicked.connect(self.learn_from_corrections)
        self.message = _message_box()
        self._fill(bundles)
        self._lay_out()
        self.box.currentIndexChanged.connect(self._show_state)
        self._show_state()
        self.setFocusProxy(self.box)

    @property
    def bundle(self) -> str:
        """Name or folder of the bundle chosen; empty for the default."""
        return str(self.box.currentData())

    def _fill(self, bundles: Sequence[str]) -> None:
        self.box.addItem("Default", "")
        added = (name for name in self._shelf.names() if self._shelf.is_the_users(name))
        for name in dict.fromkeys((*bundles, *added)):
            self.box.addItem(name, name)
        if self.box.findData(self._in_use) == _NOTHING_CHOSEN:
            # One that is not installed here stays chosen until another is.
            there = Path(self._in_use).is_dir()
            title = self._in_use if there else f"{self._in_use} (not found)"
            self.box.addItem(title, self._in_use)
        self.box.setCurrentIndex(self.box.findData(self._in_use))

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.add)
        buttons.addWidget(self.remove)
        buttons.addWidget(self.learn)
        buttons.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.box)
        layout.addLayout(buttons)
        layout.addWidget(self.message)
        layout.addStretch()

    def _show_state(self) -> None:
        name = self.bundle
        self.box.setToolTip(self.box.currentText())
        is_the_users = bool(name) and self._shelf.is_the_users(name)
        self.remove.setEnabled(is_the_users and name != self._in_use)
        if not is_the_users:
            reason = "Only a classifier that you added can be removed"
        elif name == self._in_use:
            reason = "In use: choose another one and press OK before you remove this"
        else:
            reason = "Remove this classifier from those that can be chosen"
        self.remove.setToolTip(reason)

    def _ask(self) -> None:
        """Ask for the folder of a bundle."""
        folder = QFileDialog.getExistingDirectory(self, "Add a classifier")
        if folder:
            self.add_bundle(Path(folder))

    def add_bundle(self, path: Path) -> None:
        """Check a bundle; it is chosen if it is good, and else a line says why not."""
        self.add.setEnabled(False)
        self._say(f"Checking {path} …")
        self._shelf.add(path)

    def learn_from_corrections(self) -> None:
        """Show what retrains the classifier that is chosen; the new one is added."""
        dialog = RetrainingDialog(self.bundle or self._shelf.default(), self)
        dialog.chosen.connect(self.add_bundle)
        dialog.open()

    def _take(self, name: str) -> None:
        self.add.setEnabled(True)
        self.box.addItem(name, name)
        self.box.setCurrentIndex(self.box.findData(name))
        self._say(f"{name} was checked and is kept in {self._shelf.folder()}.")

    def _refuse(self, reason: str) -> None:
        self.add.setEnabled(True)
        self._say(reason)

    def _say(self, text: str) -> None:
        self.message.setPlainText(text)
        if self.message.isHidden():
            # A dialog with wrapped lines elsewhere does not grow enough by itself.
            window, spacing = self.window(), self.fontMetrics().lineSpacing()
            height = window.height() + self.message.height() + spacing
            self.message.show()
            window.resize(window.width(), height)

    def _ask_removal(self) -> None:
        box = QMessageBox(self)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(f"Remove the classifier {self.bundle}?")
        box.setInformativeText(
            "Reviews that were made with it stay as they are, and are exported with "
            "another classifier or without one. The bundle you added it from stays."
        )
        remove = box.addButton("&Remove", QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        remove.clicked.connect(self.remove_chosen)
        box.open()

    def remove_chosen(self) -> None:
        """Remove the bundle that is chosen; the default one is chosen then."""
        name = self.bundle
        if reason := self._shelf.remove(name):
            self._say(reason)
            return
        index = self.box.currentIndex()
        self.box.setCurrentIndex(0)
        self.box.removeItem(index)
        self._say(f"{name} was removed.")


def _message_box() -> QPlainTextEdit:
    """Return a box for what comes from files: plain text of any length, to copy."""
    box = QPlainTextEdit()
    box.setReadOnly(True)
    box.setTabChangesFocus(True)
    box.setAccessibleName("Result of adding or removing a classifier")
    box.document().setDocumentMargin(_MARGIN)
    margins = 2 * (box.frameWidth() + round(_MARGIN))
    box.setFixedHeight(_LINES * box.fontMetrics().lineSpacing() + margins)
    box.hide()
    return box
