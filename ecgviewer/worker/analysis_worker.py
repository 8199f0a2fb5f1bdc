"""The object that lives in the analysis thread: a pump for a headless analysis.

It takes one step of the analysis per turn of the thread's event loop and serves other
requests between the steps. Heavy imports happen here, after the window is up.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, TypeVar, assert_never

from PySide6.QtCore import QObject, Qt, Signal, Slot

from ecgviewer.core.analysis_events import Progress, Stage
from ecgviewer.core.stopping import Stopped
from ecgviewer.worker.messages import (
    AnalyseRequest,
    CancelRequest,
    ClassifyRequest,
    ExplainRequest,
    Failed,
    Finished,
    Question,
    Request,
    Snapped,
    SnapRequest,
    SuggestRequest,
    ViewRequest,
)
from ecgviewer.worker.stop_orders import StopOrders

if TYPE_CHECKING:
    from ecgviewer.analysis.record_analysis import Event, RecordAnalysis
    from ecgviewer.classifier.runtime import Classifier

_log = logging.getLogger(__name__)
T = TypeVar("T")
_STAGES: dict[type, Stage] = {
    ExplainRequest: Stage.EXPLAINING,
    ClassifyRequest: Stage.CLASSIFYING,
    SnapRequest: Stage.SNAPPING,
    SuggestRequest: Stage.SUGGESTING,
}


class AnalysisWorker(QObject):
    """Runs one analysis at a time; a new one takes the place of the one before.

    Signals
    -------
    reported(int, object)
        Job id and an event of the analysis or a message of `worker.messages`.
    """

    reported = Signal(int, object)
    _turn = Signal(int)
    _explain_turn = Signal()

    def __init__(self, orders: StopOrders) -> None:
        super().__init__()
        self._orders = orders
        self._job_id = -1
        self._in_step = False
        self._analysis: RecordAnalysis | None = None
        self._steps: Iterator[Event] | None = None
        self._explain_request: ExplainRequest | None = None
        self._waits_for_beats = False
        self._view = (0, 0)
        self._bundle = ""
        self._classifier: Classifier | None = None
        # Queued, so that each step is a turn of its own and requests come between.
        queued = Qt.ConnectionType.QueuedConnection
        self._turn.connect(self._step, queued)
        self._explain_turn.connect(self._explain, queued)

    @Slot(object)
    def serve(self, request: Request) -> None:
        """Do what is asked, as far as somebody still waits for it."""
        match request:
            case AnalyseRequest():
                self._analyse(request)
            case CancelRequest():
                self._cancel(request.job_id)
            case ViewRequest():
                self._view = (request.start, request.stop)
            case ExplainRequest():
                self._explain_soon(request)
            case ClassifyRequest() | SuggestRequest():
                if self._classifier:
                    self._answer(request)
            case SnapRequest():
                self._answer(request)
            case _:
                assert_never(request)

    def _analyse(self, request: AnalyseRequest) -> None:
        self._job_id = request.job_id
        self._analysis = self._steps = self._explain_request = None
        self._guarded(Stage.PREPARING, self._begin, request, ends_analysis=True)

    def _begin(self, request: AnalyseRequest) -> None:
        from ecgviewer.analysis.record_analysis import RecordAnalysis  # noqa: PLC0415
        from ecgviewer.formats.files.analysis_cache import (  # noqa: PLC0415
            AnalysisCache,
        )

        self.reported.emit(self._job_id, Progress(Stage.LOADING))
        classifier = self._loaded(request.bundle)
        self._analysis = RecordAnalysis(
            request.record,
            classifier,
            request.lead,
            self._stops,
            leads=request.leads,
            cache=AnalysisCache(request.cache) if request.cache else None,
        )
        self._steps = self._analysis.run(request.beats, lambda: self._view)
        self._turn.emit(self._job_id)

    def _loaded(self, bundle: str) -> Classifier | None:
        """Return the classifier, or None, reported, where it cannot be loaded."""
        if self._classifier is None or bundle != self._bundle:
            self._classifier = None
            self._guarded(Stage.LOADING, self._load, bundle)
            self._bundle = bundle
        return self._classifier

    def _load(self, bundle: str) -> None:
        from ecgviewer.classifier.runtime import load_classifier  # noqa: PLC0415

        self._classifier = load_classifier(bundle)

    @Slot(int)
    def _step(self, job_id: int) -> None:
        if job_id == self._job_id and self._steps is not None:
            self._in_step = True
            steps = self._steps
            self._guarded(Stage.ANALYSING, self._take_step, steps, ends_analysis=True)
            self._in_step = False

    def _stops(self) -> bool:
        """Return whether to leave what is done right now."""
        orders, job_id = self._orders, self._job_id
        return orders.over(job_id) or (self._in_step and orders.cancelled(job_id))

    def _take_step(self, steps: Iterator[Event]) -> None:
        event = next(steps, None)
        if event is None:
            self._steps = None
            self.reported.emit(self._job_id, Finished())
            return
        self.reported.emit(self._job_id, event)
        self._turn.emit(self._job_id)
        self._resume_explaining()

    def _cancel(self, job_id: int) -> None:
        """Drop the rest of an analysis; what was found stays."""
        if job_id == self._job_id and self._steps is not None:
            self._steps = None
            self.reported.emit(job_id, Finished(stopped=True))
            self._resume_explaining()

    def _explain_soon(self, request: ExplainRequest) -> None:
        """Explain a beat when waiting requests were read and all beats are found."""
        if self._explain_request is None:
            self._explain_turn.emit()
        self._explain_request = request

    def _resume_explaining(self) -> None:
        """Come to the request that waited for all beats to be found."""
        if self._waits_for_beats and not self._searching():
            self._waits_for_beats = False
            self._explain_turn.emit()

    def _searching(self) -> bool:
        if self._steps is None or self._analysis is None:
            return False
        return self._analysis.searching

    @Slot()
    def _explain(self) -> None:
        if self._searching():
            self._waits_for_beats = True
            return
        request, self._explain_request = self._explain_request, None
        if request:
            self._answer(request)

    def _answer(self, question: Question) -> None:
        """Answer a question about the record that is analysed, and no other."""
        if question.job_id == self._job_id and self._analysis is not None:
            report = partial(self._report, self._analysis)
            self._guarded(_STAGES[type(question)], report, question)

    def _report(self, analysis: RecordAnalysis, question: Question) -> None:
        answer = _answer_to(question, analysis)
        if answer is not None:
            self.reported.emit(question.job_id, answer)

    @Slot()
    def release(self) -> None:
        """Drop the classifier, whose threads end with it, and the record."""
        self._analysis = self._steps = self._explain_request = None
        self._classifier = None

    def _guarded(
        self,
        stage: Stage,
        work: Callable[[T], None],
        argument: T,
        *,
        ends_analysis: bool = False,
    ) -> None:
        """Do some work; a failure is reported, and the thread lives on."""
        try:
            work(argument)
        except Stopped:
            # Nobody waits for what is left where another analysis was asked for.
            if not self._orders.over(self._job_id):
                self._cancel(self._job_id)
        except Exception as error:
            _log.exception("%s failed", stage.value)
            message = str(error.args[0]) if error.args else type(error).__name__
            failed = Failed(stage, message, traceback.format_exc(), ends_analysis)
            self.reported.emit(self._job_id, failed)


def _answer_to(question: Question, analysis: RecordAnalysis) -> object:
    """Return the answer; None where there is nothing to say."""
    match question:
        case ExplainRequest():
            return analysis.explain(question.beats, question.beat_id)
        case ClassifyRequest():
            return analysis.classify_edited(
                question.beats, question.edited, question.quality
            )
        case SnapRequest():
            return Snapped(question, analysis.snap(question.sample))
        case SuggestRequest():
            return analysis.suggest(question.beats)
