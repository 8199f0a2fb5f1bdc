"""Looks through the folders of the list, and analyses what is new, meanwhile."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from ecgviewer.core.time_text import left_text
from ecgviewer.core.wording import count
from ecgviewer.studies.orders import Orders
from ecgviewer.studies.places import StudyPlaces
from ecgviewer.studies.study import Study
from ecgviewer.worker.messages import Failed
from ecgviewer.worker.study_tasks import (
    CountAgain,
    CountStudies,
    ReportStudies,
    SayOfStudies,
    ScanFolders,
)
from ecgviewer.worker.task import Background

if TYPE_CHECKING:
    from ecgviewer.studies.scan import ScanStep
    from ecgviewer.studies.worklist import WorkStep

#: How often folders are looked through while the list is open.
SCAN_MS = 60_000
#: How often the table shows what has come meanwhile.
_SHOW_MS = 1000
_RUNNING = "Analyses what is new, and what arrives, until paused"


class StudyWork(QObject):
    """What goes on for the list.

    Signals
    -------
    changed()
        The index says something else.
    said(str)
        How far it is, in words.
    failed(str)
        What went wrong, in words.
    running_changed(bool)
        Studies are being analysed, or not any more.
    """

    changed = Signal()
    said = Signal(str)
    failed = Signal(str)
    running_changed = Signal(bool)

    def __init__(self, places: StudyPlaces, parent: QObject) -> None:
        super().__init__(parent)
        self._places, self.roots = places, tuple[Path, ...]()
        self.bundle, self.order = "", ""
        self._scan, self._count = Background(self), Background(self)
        self._other = Background(self)
        self._orders: Orders | None = None
        self._wanted = self._scanning = self._scan_again = False
        self._scan_said = False
        self._rescan = QTimer(self, interval=SCAN_MS)
        self._rescan.timeout.connect(self.look_through)
        self._shown = QTimer(self, singleShot=True, interval=_SHOW_MS)
        self._shown.timeout.connect(self.changed)
        self._later = QTimer(self, singleShot=True, interval=_SHOW_MS)
        self._later.timeout.connect(self._begin_later)

    @property
    def is_running(self) -> bool:
        """Return whether studies are being analysed, or are to be as they arrive."""
        return self._wanted

    def look_through(self) -> None:
        """Bring the index up to what lies in the folders, now and each minute."""
        self._rescan.start()
        if self._scanning:
            self._scan_again = True
            return
        self._scanning, self._scan_again = True, False
        task = ScanFolders(self._places, self.roots)
        self._scan.run_steps(task, self._on_scanned, self._on_scan_failed)

    def _on_scanned(self, step: ScanStep) -> None:
        if step.folder:
            if step.n_read:
                looked = count(step.n_looked, "record")
                self._tell(f"{looked} looked at in {step.folder}")
                self._scan_said = True
            self._show_soon()
            return
        if self._scan_said:
            said = f"{count(step.n_looked, 'record')} looked at, {step.n_read:,} read"
            self._tell(said)
        self._scanning = self._scan_said = False
        self.changed.emit()
        if self._scan_again:
            self.look_through()
        if self._wanted:
            self._begin()

    def _on_scan_failed(self, failed: Failed) -> None:
        """Say what went wrong; it is tried again in a minute."""
        self._scanning = False
        self._on_failed(failed)

    @property
    def is_looking(self) -> bool:
        """Return whether the folders are being looked through."""
        return self._scanning

    def _tell(self, text: str) -> None:
        """Say how far it is; what a scan said is then no more what stands there."""
        self._scan_said = False
        self.said.emit(text)

    def _show_soon(self) -> None:
        if not self._shown.isActive():
            self._shown.start()

    def start(self) -> None:
        """Analyse what is new, and what arrives, until paused."""
        self._wanted = True
        self._tell(_RUNNING)
        self.running_changed.emit(True)
        self._begin()

    def _begin_later(self) -> None:
        if self._wanted:
            self._begin()

    def _begin(self) -> None:
        if self._count.is_busy:
            # It may be about to end, and know nothing of what has come.
            self._later.start()
            return
        self._orders = Orders()
        task = CountStudies(
            self._places, self.roots, self.bundle, self.order, self._orders
        )
        self._count.run_steps(task, self._on_counted, self._on_count_failed)

    def _on_counted(self, step: WorkStep) -> None:
        left = left_text(step.seconds_left) if step.seconds_left else ""
        said = f"{step.n_done:,} analysed, {step.n_left:,} to do"
        self._tell("   ".join(filter(None, (said, left))))
        if step.done.failure:
            self.failed.emit(f"{step.done.item.path}: {step.done.failure}")
        self._show_soon()

    def _on_count_failed(self, failed: Failed) -> None:
        """Say what went wrong; the folders are looked through, and it goes on."""
        self._count.drop()
        self._on_failed(failed)
        self.look_through()

    def pause(self) -> None:
        """Begin no other study; the one at work is finished first."""
        self._wanted = False
        if self._orders:
            self._orders.pause()
        self._tell("Paused")
        self.running_changed.emit(False)

    def stop(self) -> None:
        """Give up what is at work: the program ends."""
        self._wanted = False
        self._rescan.stop()
        self._shown.stop()
        self._later.stop()
        self.blockSignals(True)
        if self._orders:
            self._orders.stop()
        self._scan.drop()
        self._count.drop()

    def say(
        self, studies: tuple[Study, ...], by: str, said: tuple[tuple[str, str], ...]
    ) -> None:
        """Write down what somebody says of some studies."""
        task = SayOfStudies(self._places, studies, by, said)
        self._other.run(task, self._on_done, self._on_failed)

    def count_again(self, studies: tuple[Study, ...]) -> None:
        """Have some studies analysed again."""
        task = CountAgain(self._places, studies)
        self._other.run(task, self._on_again, self._on_failed)

    def _on_again(self, _: None) -> None:
        self.changed.emit()
        self.start()

    def report(self, studies: tuple[Study, ...], output: Path) -> None:
        """Write the reports of some studies into a folder."""
        self._n_written, self._n_reports = 0, len(studies)
        self._output = output
        task = ReportStudies(self._places, studies, output)
        self._other.run_steps(task, self._on_reported, self._on_failed)

    def _on_reported(self, failure: str) -> None:
        self._n_written += 1
        n, every = self._n_written, self._n_reports
        self._tell(f"{n:,} of {every:,} reports written into {self._output}")
        if failure:
            self.failed.emit(failure)

    def _on_done(self, _: None) -> None:
        self.changed.emit()

    def _on_failed(self, failed: Failed) -> None:
        self.changed.emit()
        self.failed.emit(failed.message)
