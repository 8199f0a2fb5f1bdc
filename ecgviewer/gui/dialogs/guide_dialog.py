"""The user guide inside the application: contents, search, pages."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QImage,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QTextBrowser,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from ecgviewer.gui.look.guide_pages import FOLDER, pages
from ecgviewer.gui.system.first_size import resize_on_screen
from ecgviewer.resources import resource_path

_CONTENTS_PX = 210
_MARGIN_PX = 40
#: Dark on amber, which reads in the light and in the dark scheme.
_MARK, _MARKED = "#ffd98a", "#3b2a00"
_NOTHING = "No page contains these words."


class _PageView(QTextBrowser):
    """A browser whose pictures are as wide as it is, at most."""

    def loadResource(self, kind: int, url: QUrl | str) -> object:
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return super().loadResource(kind, url)
        picture = QImage(str(resource_path(f"{FOLDER}/{QUrl(url).path()}")))
        room = max(self.viewport().width() - _MARGIN_PX, 1)
        if picture.width() <= room:
            return picture
        return picture.scaledToWidth(room, Qt.TransformationMode.SmoothTransformation)


class GuideDialog(QDialog):
    """Pages on the right, their titles on the left, and a line to search them all."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("User guide")
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search the guide")
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName("Search the guide")
        self.contents = QListWidget()
        self.contents.setAccessibleName("Pages of the guide")
        self.page = _PageView()
        self.page.setOpenExternalLinks(False)
        self.page.setAccessibleName("Page of the guide")
        left = QVBoxLayout()
        left.addWidget(self.search)
        left.addWidget(self.contents)
        layout = QHBoxLayout(self)
        layout.addLayout(left)
        layout.addWidget(self.page, 1)
        for widget in (self.search, self.contents):
            widget.setFixedWidth(_CONTENTS_PX)
        resize_on_screen(self, 980, 720)
        self._shown = list(pages())
        self.search.textChanged.connect(self._find)
        self.contents.currentRowChanged.connect(self._show)
        self._find("")

    def _find(self, words: str) -> None:
        """List the pages that hold all the words, and show the first of them."""
        self._shown = [page for page in pages() if page.holds(words)]
        self.contents.clear()
        self.contents.addItems([page.title for page in self._shown])
        if self._shown:
            self.contents.setCurrentRow(0)
        else:
            self.page.setPlainText(_NOTHING)

    def _show(self, row: int) -> None:
        if 0 <= row < len(self._shown):
            self.page.setMarkdown(self._shown[row].text)
            self._mark(self.search.text().split())

    def _mark(self, words: list[str]) -> None:
        """Mark every place of the words, and bring the first into view."""
        marks: list[QTextEdit.ExtraSelection] = []
        shade = QTextCharFormat()
        shade.setBackground(QColor(_MARK))
        shade.setForeground(QColor(_MARKED))
        for word in words:
            found = self.page.document().find(word)
            while not found.isNull():
                mark = QTextEdit.ExtraSelection()
                mark.cursor = found
                mark.format = shade
                marks.append(mark)
                found = self.page.document().find(word, found)
        self.page.setExtraSelections(marks)
        self.page.moveCursor(QTextCursor.MoveOperation.Start)
