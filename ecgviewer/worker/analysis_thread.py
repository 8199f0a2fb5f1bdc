"""The GUI's handle of the analysis thread: ask, cancel, stop; listen to `reported`."""

from __future__ import annotations

from PySide6.QtCore import QObject, QThread, Signal

from ecgviewer.worker.analysis_worker import AnalysisWorker
from ecgviewer.worker.messages import (
    AnalyseRequest,
    ClassifyRequest,
    ExplainRequest,
    SnapRequest,
    SuggestRequest,
)

#: macOS gives other threads 512 kB, on which OpenBLAS has crashed (numpy#11551).
_STACK_BYTES = 16 * 1024 * 1024
_STOP_MS = 10_000


class AnalysisThread(QObject):
    """One thread for the life of the application, with one worker in it.

    Signals
    -------
    reported(int, object)
        Job id and event, in the GUI's thread. Connect bound methods of QObjects
        only: a lambda would run in the worker's thread.
    """

    reported = Signal(int, object)
    _analyse = Signal(object)
    _explain = Signal(object)
    _classify = Signal(object)
    _snap = Signal(object)
    _suggest = Signal(object)
    _cancel = Signal(int)
    _view = Signal(int, int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = QThread(self)
        self._thread.setStackSize(_STACK_BYTES)
        self._worker = AnalysisWorker()
        self._worker.moveToThread(self._thread)
        self._analyse.connect(self._worker.analyse)
        self._explain.connect(self._worker.explain)
        self._classify.connect(self._worker.classify)
        self._snap.connect(self._worker.snap)
        self._suggest.connect(self._worker.suggest)
        self._cancel.connect(self._worker.cancel)
        self._view.connect(self._worker.set_view)
        self._worker.reported.connect(self.reported)
        self._thread.start()

    def analyse(self, request: AnalyseRequest) -> None:
        """Begin an analysis; the one before is dropped."""
        self._analyse.emit(request)

    def explain(self, request: ExplainRequest) -> None:
        """Ask why a beat got its label."""
        self._explain.emit(request)

    def classify(self, request: ClassifyRequest) -> None:
        """Have some beats classified now."""
        self._classify.emit(request)

    def snap(self, request: SnapRequest) -> None:
        """Ask for the R-peak next to a sample."""
        self._snap.emit(request)

    def suggest(self, request: SuggestRequest) -> None:
        """Ask what labels the reviewed beats speak for."""
        self._suggest.emit(request)

    def cancel(self, job_id: int) -> None:
        """Drop the rest of an analysis."""
        self._cancel.emit(job_id)

    def set_view(self, start: int, stop: int) -> None:
        """Say which samples are in view."""
        self._view.emit(start, stop)

    def stop(self) -> None:
        """End the thread; the step at hand is finished first."""
        self._thread.quit()
        self._thread.wait(_STOP_MS)
