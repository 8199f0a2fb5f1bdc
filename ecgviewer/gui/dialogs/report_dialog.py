"""See, print and save the report of a review."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ecgviewer.core.analysis_events import Progress
from ecgviewer.gui.dialogs.report_preview import ReportPreview
from ecgviewer.gui.look.plain_text import PlainLabel
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.system.first_size import resize_on_screen
from ecgviewer.paper.paper_size import PageChoice, PaperSize
from ecgviewer.paper.tasks import MakeReport, Saved, SaveReport
from ecgviewer.worker.messages import Failed
from ecgviewer.worker.task import Background

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from ecgviewer.gui.dialogs.report_printing import Printing
    from ecgviewer.paper.pdf_file import PaperReport

_MAKING = "Counting and drawing…"
_SIZE = (760, 900)


class ReportDialog(QDialog):
    """Pages of the report of the open review, to be printed or saved as PDF.

    Signals
    -------
    saved(str)
        What was saved or printed, in words.
    """

    saved = Signal(str)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Report")
        resize_on_screen(self, *_SIZE)
        self._document = document
        self._making, self._saving = Background(self), Background(self)
        self.report: PaperReport | None = None
        self._printing: Printing | None = None
        self.preview = ReportPreview()
        self.paper, self.full = QComboBox(), QCheckBox("Full &disclosure")
        self.full.setToolTip("Every minute of a lead, an hour to a page")
        for size in PaperSize:
            self.paper.addItem(size.title, size)
        self.paper.setAccessibleName("Paper")
        self.print_button = QPushButton("&Print…")
        self.save_button = QPushButton("&Save as PDF…")
        self.stop_button = QPushButton("S&top")
        self.close_button = QPushButton("&Close")
        self.bar, self.message = QProgressBar(), PlainLabel()
        self.message.setWordWrap(True)
        self._lay_out()
        self.paper.currentIndexChanged.connect(self.make)
        self.full.toggled.connect(self.make)
        self.print_button.clicked.connect(self.print_report)
        self.save_button.clicked.connect(self._ask_where)
        self.stop_button.clicked.connect(self.stop)
        self.close_button.clicked.connect(self.reject)
        self.make()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        for widget in (self.paper, self.full):
            row.addWidget(widget)
        row.addStretch()
        buttons = self.print_button, self.save_button, self.stop_button
        for button in (*buttons, self.close_button):
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.addWidget(self.preview, 1)
        layout.addWidget(self.message)
        layout.addWidget(self.bar)
        layout.addLayout(row)
        self.message.hide()

    @property
    def choice(self) -> PageChoice:
        """What is to be printed."""
        return PageChoice(self.paper.currentData(), self.full.isChecked())

    def make(self) -> None:
        """Make the pages again, of the review as it is now."""
        session, document = self._document.session, self._document
        if session is None:
            return
        self.report = None
        self._show_busy(_MAKING, can_stop=False)
        self.preview.picture.wait_for(_MAKING)
        task = MakeReport(
            session.snapshot(),
            document.reader,
            document.signed is not None,
            document.journal_path,
            self.choice,
        )
        self._making.run_latest(task, self._take, self._say_failed)

    def _take(self, report: PaperReport) -> None:
        self.report = report
        self._show_idle()
        self.preview.show_report(report)

    def _say_failed(self, failed: Failed) -> None:
        self.preview.picture.wait_for("")
        self._show_idle(failed.message)

    def _ask_where(self) -> None:
        session = self._document.session
        if session is None:
            return
        source, name = session.record.path, session.record.name
        folder = source.parent if source else Path.home()
        reader = f".{self._document.reader}" if self._document.reader else ""
        stem = "".join(c if c.isalnum() or c in "._-" else "_" for c in name + reader)
        asked, _ = QFileDialog.getSaveFileName(
            self,
            "Save the report",
            str(folder / f"{stem}.report.pdf"),
            "PDF (*.pdf)",
        )
        if asked:
            path = Path(asked)
            self.save(path if path.suffix else path.with_suffix(".pdf"))

    def save(self, path: Path) -> None:
        """Save the report as PDF; a file that is there is replaced."""
        if self.report is not None:
            self._show_busy(f"Writing {path.name}")
            self._saving.run_steps(SaveReport(self.report, path), self._take_step)

    def _take_step(self, step: Progress | Saved) -> None:
        if isinstance(step, Progress):
            self._show_progress(step.done, step.total)
            return
        if step.failure:
            self._show_idle(step.failure)
            return
        self._show_idle(f"Saved {step.path}")
        self.saved.emit(f"Saved {step.path}")

    def print_report(self) -> None:
        """Ask for a printer, and print."""
        # Looks for printers in the network, which takes time on some systems.
        from ecgviewer.gui.dialogs import report_printing  # noqa: PLC0415

        if self.report is not None:
            report_printing.ask_for_printer(self.report, self, self._print_on)

    def _print_on(self, printer: QPrinter) -> None:
        from ecgviewer.gui.dialogs.report_printing import Printing  # noqa: PLC0415

        if self.report is None:
            return
        self._printing = Printing(self.report, printer, self)
        self._printing.progressed.connect(self._show_progress)
        self._printing.ended.connect(self._end_printing)
        self._show_busy("Printing")
        self._printing.start()

    def _end_printing(self, problem: str) -> None:
        self._show_idle(problem or "Sent to the printer")
        self._printing = None

    def stop(self) -> None:
        """Stop writing or printing; what is half written is dropped."""
        self._saving.drop()
        if self._printing is not None:
            self._printing.stop()
            self._printing = None
        self._show_idle("Stopped")

    def done(self, result: int) -> None:
        self._making.drop()
        self.stop()
        super().done(result)

    def _show_busy(self, text: str, *, can_stop: bool = True) -> None:
        self.message.setText(text)
        self.message.show()
        self.bar.setRange(0, 0)
        self.bar.show()
        self.stop_button.setEnabled(can_stop)
        self._enable(ready=False)

    def _show_progress(self, done: int, total: int) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _show_idle(self, text: str = "") -> None:
        self.message.setText(text)
        self.message.setVisible(bool(text))
        self.bar.hide()
        self.stop_button.setEnabled(False)
        self._enable(ready=self.report is not None)

    def _enable(self, *, ready: bool) -> None:
        for button in (self.print_button, self.save_button):
            button.setEnabled(ready)
        for choice in (self.paper, self.full):
            choice.setEnabled(not self.stop_button.isEnabled())
