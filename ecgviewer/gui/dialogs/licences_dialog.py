"""Versions and licences of every part of the program, with the licences' texts."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QUrl
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from ecgviewer.gui.system.first_size import resize_on_screen
from ecgviewer.licences import Part, parts

_QT_NOTE = "Qt and PySide6 are used under the LGPL; their libraries can be replaced."


class LicencesDialog(QDialog):
    """A table of the parts; each leads to the text of its licence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Parts and licences")
        self.parts = parts()
        self.text = QTextBrowser()
        self.text.setAccessibleName("Parts and licences")
        self.text.setOpenLinks(False)
        self.text.setHtml(_html(self.parts))
        self.text.anchorClicked.connect(self._follow)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.text)
        layout.addWidget(buttons)
        resize_on_screen(self, 640, 560)

    def _follow(self, url: QUrl) -> None:
        self.text.scrollToAnchor(url.fragment())


def _html(found: list[Part]) -> str:
    rows = "".join(
        f"<tr><td>{_link(part)}&nbsp;&nbsp;</td><td>{escape(part.version)}&nbsp;&nbsp;"
        f"</td><td>{escape(part.licence)}</td></tr>"
        for part in found
    )
    texts = "".join(
        f"<h4><a name='{escape(part.name)}'></a>{escape(part.name)}</h4>"
        f"<pre style='white-space: pre-wrap'>{escape(part.text)}</pre>"
        for part in found
        if part.text
    )
    return f"<table cellspacing='2'>{rows}</table><p>{_QT_NOTE}</p>{texts}"


def _link(part: Part) -> str:
    name = escape(part.name)
    return f"<a href='#{name}'>{name}</a>" if part.text else name
