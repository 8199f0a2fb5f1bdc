"""Prints a report by the system's dialog, a page each time the window is idle."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from ecgviewer.paper.paper_size import MM

if TYPE_CHECKING:
    from ecgviewer.paper.pdf_file import PaperReport

_MM_PER_INCH = 25.4
_FAILED = "The printer does not take the report. Save it as PDF and print that."


def ask_for_printer(
    report: PaperReport, parent: QWidget, print_on: Callable[[QPrinter], object]
) -> QPrintDialog:
    """Show the system's dialog; what prints is given the printer if it is accepted."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(f"ECG report {report.frame.facts.head.record}")
    printer.setPageLayout(report.layout(1))
    printer.setFromTo(1, len(report.pages))
    dialog = QPrintDialog(printer, parent)
    dialog.setMinMax(1, len(report.pages))
    dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)
    dialog.accepted.connect(lambda: print_on(printer))
    dialog.finished.connect(dialog.deleteLater)
    # That of QPrintDialog wants to be told whom to call.
    QDialog.open(dialog)
    return dialog


class Printing(QObject):
    """Prints pages one by one, so that the window lives and printing can be stopped.

    Signals
    -------
    progressed(int, int)
        Pages printed, and all that will be.
    ended(str)
        All are printed, or why not.
    """

    progressed = Signal(int, int)
    ended = Signal(str)

    def __init__(
        self, report: PaperReport, printer: QPrinter, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._report, self._printer = report, printer
        first = max(printer.fromPage(), 1)
        last = printer.toPage() or len(report.pages)
        self._pages = list(range(first, min(last, len(report.pages)) + 1))
        self._done = 0
        self._painter = QPainter()
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._print_next)

    def start(self) -> None:
        """Begin with the first page."""
        self._printer.setPageLayout(self._report.layout(self._pages[0]))
        if not self._painter.begin(self._printer):
            self.ended.emit(_FAILED)
            return
        self._timer.start()

    def stop(self) -> None:
        """Print no further page."""
        self._timer.stop()
        if self._painter.isActive():
            self._printer.abort()
            self._painter.end()

    def _print_next(self) -> None:
        number = self._pages[self._done]
        if self._done:
            self._printer.setPageLayout(self._report.layout(number))
            self._printer.newPage()
        scale = self._printer.resolution() / _MM_PER_INCH / MM
        self._painter.save()
        self._painter.scale(scale, scale)
        self._report.paint(self._painter, number)
        self._painter.restore()
        self._done += 1
        self.progressed.emit(self._done, len(self._pages))
        if self._done == len(self._pages):
            self._timer.stop()
            self._painter.end()
            self.ended.emit("")
