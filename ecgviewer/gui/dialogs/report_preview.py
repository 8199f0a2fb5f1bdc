"""Pages of a report on the screen, one at a time, painted beside the window."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QScrollArea,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ecgviewer.gui.look.guarded import Painted
from ecgviewer.gui.look.plain_text import PlainLabel
from ecgviewer.paper.tasks import ShowPage
from ecgviewer.worker.messages import Failed
from ecgviewer.worker.task import Background

if TYPE_CHECKING:
    from ecgviewer.paper.pdf_file import PaperReport

_LEAST_PX, _MARGIN_PX = 200, 4
#: How far a page that is not the one asked for is covered, of 255.
_VEIL = 215
_DRAWING = "Drawing page {number}…"
_FAILED = "This page cannot be shown: {message}"


class PagePicture(Painted, QWidget):
    """A page as it was painted; `image` is None until it is there.

    `awaited` says, over the page that is shown, that another one is being drawn.
    """

    def __init__(self) -> None:
        super().__init__()
        self.image: QImage | None = None
        self.awaited = ""
        self.setAccessibleName("Page of the report")

    def wait_for(self, text: str) -> None:
        """Say that another page is being drawn; nothing where none is any more."""
        self.awaited = text
        self.update()

    def show_image(self, image: QImage) -> None:
        self.image, self.awaited = image, ""
        size = image.deviceIndependentSize().toSize()
        self.setFixedSize(size)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(600, 800)

    def paint_on(self, painter: QPainter) -> None:
        if self.image is not None:
            painter.drawImage(0, 0, self.image)
        if self.awaited:
            self._paint_awaited(painter)

    def _paint_awaited(self, painter: QPainter) -> None:
        """Dim the page that is shown, where it is seen, and say what is drawn."""
        seen = self.visibleRegion().boundingRect()
        palette = self.palette()
        veil = palette.color(palette.ColorRole.Window)
        veil.setAlpha(_VEIL)
        painter.fillRect(self.rect(), veil)
        painter.setPen(palette.color(palette.ColorRole.WindowText))
        painter.drawText(seen, Qt.AlignmentFlag.AlignCenter, self.awaited)


class ReportPreview(QWidget):
    """Shows the pages of a report as wide as there is room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._report: PaperReport | None = None
        self._background = Background(self)
        self._asked: tuple[int, int] = (0, 0)
        self.picture, self.number = PagePicture(), QSpinBox()
        self._total = PlainLabel()
        self.back, self.forward = QToolButton(), QToolButton()
        self._scroll = QScrollArea()
        self._scroll.setAccessibleName("Page of the report")
        self._scroll.setWidget(self.picture)
        self._scroll.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        # Else a bar that comes and goes changes the room, and the page again.
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._lay_out()
        self._set_enabled(enabled=False)

    def _lay_out(self) -> None:
        for button, arrow, step, name in (
            (self.back, Qt.ArrowType.LeftArrow, -1, "Page before"),
            (self.forward, Qt.ArrowType.RightArrow, 1, "Next page"),
        ):
            button.setArrowType(arrow)
            button.setToolTip(name)
            button.setAccessibleName(name)
            button.clicked.connect(partial(self._step, step))
        self.number.setAccessibleName("Number of the page")
        self.number.valueChanged.connect(self._ask)
        row = QHBoxLayout()
        row.addStretch()
        for widget in (self.back, self.number, self._total, self.forward):
            row.addWidget(widget)
        row.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._scroll, 1)
        layout.addLayout(row)

    def show_report(self, report: PaperReport) -> None:
        """Show another report from its first page on."""
        self._report, self._asked = report, (0, 0)
        total = len(report.pages)
        self.number.setRange(1, total)
        self.number.setValue(1)
        self._total.setText(f"of {total}")
        self._set_enabled(enabled=True)
        self._ask()

    def say(self, text: str) -> None:
        """Say something in place of how many pages there are."""
        self._total.setText(text)

    def _set_enabled(self, *, enabled: bool) -> None:
        for widget in (self.back, self.number, self.forward):
            widget.setEnabled(enabled)

    def _step(self, step: int) -> None:
        self.number.setValue(self.number.value() + step)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._ask()

    def _ask(self) -> None:
        if self._report is None:
            return
        ratio = self.devicePixelRatioF()
        room = self._scroll.viewport().width() - _MARGIN_PX
        wanted = self.number.value(), round(max(room, _LEAST_PX) * ratio)
        if wanted != self._asked:
            if wanted[0] != self._asked[0]:
                self.picture.wait_for(_DRAWING.format(number=wanted[0]))
            self._asked = wanted
            task = ShowPage(self._report, *wanted)
            show = partial(self._show, ratio)
            self._background.run_latest(task, show, self._say_failed)

    def _show(self, ratio: float, image: QImage) -> None:
        image.setDevicePixelRatio(ratio)
        self.picture.show_image(image)
        self._scroll.verticalScrollBar().setValue(0)

    def _say_failed(self, failed: Failed) -> None:
        self.picture.wait_for("")
        self.say(_FAILED.format(message=failed.message))
