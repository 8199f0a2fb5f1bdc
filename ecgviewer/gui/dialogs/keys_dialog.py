"""The sheet of all keys; it can stay open beside the window."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from ecgviewer.core.label_scheme import AAMI, LabelScheme
from ecgviewer.gui.actions.key_sheet import keys_html
from ecgviewer.gui.system.first_size import resize_on_screen


class KeysDialog(QDialog):
    """Shows every key and what the mouse does."""

    def __init__(
        self,
        parent: QWidget | None = None,
        changed: Iterable[str] = (),
        scheme: LabelScheme = AAMI,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys")
        text = QTextBrowser()
        text.setAccessibleName("Keys")
        text.setHtml(keys_html(changed, scheme))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        layout.addWidget(text)
        layout.addWidget(buttons)
        resize_on_screen(self, 560, 680)
