"""The GUI's handle of the analysis thread: submit, stop; listen to `reported`."""

from __future__ import annotations

import atexit

from PySide6.QtCore import QDeadlineTimer, QObject, QThread, Signal, Slot

from ecgviewer.worker.analysis_worker import AnalysisWorker
from ecgviewer.worker.messages import AnalyseRequest, CancelRequest, Request
from ecgviewer.worker.stop_orders import StopOrders

#: macOS gives other threads 512 kB, on which OpenBLAS has crashed (numpy#11551).
_STACK_BYTES = 16 * 1024 * 1024
#: Threads of windows that are closed, which leave the step at hand; kept until they
#: have: Qt ends the program where one is destroyed that runs.
_ending: list[tuple[QThread, AnalysisWorker]] = []


class AnalysisThread(QObject):
    """The thread of one window, with one worker in it.

    Signals
    -------
    reported(int, object)
        Job id and event, in the GUI's thread. Connect bound methods of QObjects
        only: a lambda would run in the worker's thread.
    """

    reported = Signal(int, object)
    _submitted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = QThread()
        self._thread.setStackSize(_STACK_BYTES)
        self._stopped = False
        self._orders = StopOrders()
        self._worker = AnalysisWorker(self._orders)
        self._worker.moveToThread(self._thread)
        self._submitted.connect(self._worker.serve)
        self._worker.reported.connect(self._relay)
        # In the thread that ends, where the classifier was made.
        self._thread.finished.connect(self._worker.release)
        self._thread.start()

    def submit(self, request: Request) -> None:
        """Ask for something; what comes of it is reported.

        An analysis takes the place of the one before, which leaves its step at hand.
        """
        match request:
            case AnalyseRequest():
                self._orders.want(request.job_id)
            case CancelRequest():
                self._orders.cancel(request.job_id)
        self._submitted.emit(request)

    @Slot(int, object)
    def _relay(self, job_id: int, message: object) -> None:
        # What was on its way when the window closed comes none the less.
        if not self._stopped:
            self.reported.emit(job_id, message)

    def stop(self) -> None:
        """Report nothing more; the thread ends as soon as it can and holds nothing."""
        if self._stopped:
            return
        self._stopped = True
        self._orders.stop_all()
        self._thread.quit()
        _ending[:] = [each for each in _ending if each[0].isRunning()]
        _ending.append((self._thread, self._worker))


def wait_for_threads(limit_ms: int) -> bool:
    """Wait for threads that are ending, and return whether they have."""
    deadline = QDeadlineTimer(limit_ms)
    return all(thread.wait(deadline) for thread, _ in _ending)


# A program that ends destroys all threads, those that run too.
atexit.register(wait_for_threads, -1)
