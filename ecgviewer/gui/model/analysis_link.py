"""Between the document and the worker: asks for work and hands on what comes back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Signal

from ecgviewer.core.analysis_events import (
    BeatsDetected,
    Noticed,
    Prepared,
    Progress,
    SignalJudged,
    SignalKnown,
    Stage,
)
from ecgviewer.core.beats import BeatTable
from ecgviewer.core.explanation import Explanation
from ecgviewer.core.kinds.suggestions import Suggestions
from ecgviewer.core.predictions import PredictionBatch, Predictions
from ecgviewer.core.review.change import Change, ChangeKind
from ecgviewer.core.scheme_text import kept_text, other_classifier_text
from ecgviewer.gui.model.document import Document, DocumentState
from ecgviewer.gui.model.selection import Selection
from ecgviewer.worker.analysis_thread import AnalysisThread
from ecgviewer.worker.messages import (
    AnalyseRequest,
    CancelRequest,
    ClassifyRequest,
    ExplainRequest,
    Failed,
    Finished,
    OpenedRecord,
    Snapped,
    SnapRequest,
    SuggestRequest,
    ViewRequest,
)
from ecgviewer.worker.record_tasks import OpenRequest
from ecgviewer.worker.task import Background

_NOT_OPENED = "Opening the record was stopped. Open it again to see it."

_READ_AGAIN = (
    "The review was changed in another window. It has been read again; your last "
    "action was not carried out."
)


class AnalysisLink(QObject):
    """Opens records, has them analysed and answers the views' questions.

    Signals
    -------
    opening()
        A record was asked for, or another review of the one that is shown.
    opened(OpenedRecord)
        A record is in the document now.
    open_failed(str)
        A record could not be opened; the document is as it was.
    begun()
        An analysis begins: what another one said holds no longer.
    progressed(Progress)
        How far the analysis is.
    noticed(str)
        What the analysis found that the reader must know.
    prepared()
        Lead and classifier are known.
    finished()
        The analysis is done, was cancelled or failed.
    stopped()
        The reviewer has stopped the analysis, and it has finished.
    explained(Explanation)
        The answer to `explain`.
    suggested(Suggestions)
        The answer to `suggest`.
    failed(Failed)
        Something else went wrong.
    """

    opening = Signal()
    opened = Signal(object)
    open_failed = Signal(str)
    begun = Signal()
    progressed = Signal(object)
    noticed = Signal(str)
    prepared = Signal()
    finished = Signal()
    stopped = Signal()
    explained = Signal(object)
    suggested = Signal(object)
    failed = Signal(object)

    def __init__(
        self, document: Document, selection: Selection, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.bundle = ""
        #: Where analyses are kept; None keeps none.
        self.cache: Path | None = None
        self._document = document
        self._selection = selection
        self._job_id = self._n_analysed = 0
        self._thread = AnalysisThread(self)
        self._request: OpenRequest | None = None
        self._background = Background(self)
        self._handlers: dict[type, Callable[[Any], None]] = {
            Progress: self.progressed.emit,
            Prepared: self._on_prepared,
            SignalKnown: self._on_signal_known,
            BeatsDetected: self._on_detected,
            Noticed: lambda noticed: self.noticed.emit(noticed.text),
            SignalJudged: lambda judged: document.know_findings(judged.findings),
            PredictionBatch: document.add_predictions,
            Explanation: self.explained.emit,
            Snapped: self._on_snapped,
            Suggestions: self.suggested.emit,
            Finished: self._on_finished,
            Failed: self._on_failed,
        }
        self._thread.reported.connect(self._on_reported)
        document.beats_changed.connect(self._on_beats_changed)
        document.outdated.connect(self._on_outdated)
        selection.view_changed.connect(self._on_view_changed)

    def open(self, request: OpenRequest) -> None:
        """Open a record; the one before stays until the new one is whole."""
        self.opening.emit()
        self._open(request, ())

    def _open(self, request: OpenRequest, notices: tuple[str, ...]) -> None:
        self.progressed.emit(Progress(Stage.OPENING, detail=request.path.name))
        opened = partial(self._on_opened, request, notices)
        self._background.run_latest(request, opened, self._on_not_opened)

    def analyse_again(self) -> None:
        """Analyse the open record as before: one lead alone where one was chosen."""
        if session := self._document.session:
            alone = session.leads if len(session.leads) == 1 else ()
            self.analyse(session.lead, alone)

    def analyse_all(self) -> None:
        """Analyse all leads of the open record, or those that differ of many."""
        if session := self._document.session:
            # Beats that stay are where they are, on their lead.
            self.analyse(session.lead if session.keeps_beats else "")

    def analyse(self, lead: str = "", leads: tuple[str, ...] = ()) -> None:
        """Analyse the open record; beats that were edited or restored are kept.

        Beats are placed on `lead`, and the classifier looks at `leads`; see
        `AnalyseRequest`.
        """
        session = self._document.session
        if session is None:
            return
        self._job_id += 1
        self.begun.emit()
        self._document.prepare_analysis()
        beats = session.beats if session.keeps_beats else None
        self._n_analysed = session.record.n_samples
        self._thread.submit(
            AnalyseRequest(
                self._job_id,
                session.record,
                beats,
                lead,
                self.bundle,
                leads,
                self.cache,
            )
        )

    def cancel(self) -> None:
        """Stop the opening of a record, else the analysis; what was found stays."""
        if self._background.is_busy:
            self._background.drop()
            self.finished.emit()
            self.open_failed.emit(_NOT_OPENED)
            return
        self._thread.submit(CancelRequest(self._job_id))

    def explain(self, beat_id: int) -> None:
        """Ask why a beat has its label."""
        session = self._document.session
        if session and session.beats.contains(beat_id):
            request = ExplainRequest(self._job_id, session.beats, beat_id)
            self._thread.submit(request)

    def add_beat_near(self, sample: int) -> None:
        """Add a beat at the R-peak next to a sample."""
        self._snap(SnapRequest(self._job_id, sample))

    def move_beat_near(self, beat_id: int, sample: int) -> None:
        """Move a beat to the R-peak next to a sample."""
        self._snap(SnapRequest(self._job_id, sample, beat_id))

    def _snap(self, request: SnapRequest) -> None:
        if request.sample < self._n_analysed:
            self._thread.submit(request)
        else:
            # The record has grown since: the beat goes where it was put.
            self._on_snapped(Snapped(request, request.sample))

    def suggest(self, beats: BeatTable) -> None:
        """Ask what labels the beats reviewed so far speak for."""
        self._thread.submit(SuggestRequest(self._job_id, beats))

    def stop(self) -> None:
        """End the analysis thread; a record that is being read is not delivered."""
        self._background.drop()
        self._thread.stop()

    def _on_not_opened(self, failed: Failed) -> None:
        self.finished.emit()
        self.open_failed.emit(failed.message)

    def _on_opened(
        self, request: OpenRequest, notices: tuple[str, ...], opened: OpenedRecord
    ) -> None:
        if not self._document.close():
            self.finished.emit()
            return
        self._selection.clear()
        self._request = request
        self._document.open(
            opened.session,
            opened.envelopes,
            opened.journal,
            opened.signed,
            opened.read_only,
        )
        self.opened.emit(replace(opened, notices=(*notices, *opened.notices)))
        self.analyse_again()

    def _on_outdated(self) -> None:
        session = self._document.session
        if session and self._request:
            again = replace(self._request, annotator=session.annotator)
            self._open(again, (_READ_AGAIN,))

    def _on_reported(self, job_id: int, message: object) -> None:
        if job_id == self._job_id:
            self._handlers[type(message)](message)

    def _on_signal_known(self, known: SignalKnown) -> None:
        self._document.know_missing(known.unknown, known.n_samples, known.leads_off)

    def _on_prepared(self, prepared: Prepared) -> None:
        classes = prepared.classes or Predictions.empty().classes
        predictions = Predictions.empty(
            classes, prepared.classifier_id, prepared.scheme
        )
        self._document.start_predictions(predictions, prepared.lead, prepared.leads)
        session = self._document.session
        made_with = session.made_with if session else ""
        texts = (
            kept_text(self._document.scheme, predictions),
            other_classifier_text(made_with, predictions),
        )
        if any(texts):
            # At once: a notice takes the place of the one before.
            self.noticed.emit(" ".join(filter(None, texts)))
        self.prepared.emit()
        self._on_view_changed()

    def _on_detected(self, detected: BeatsDetected) -> None:
        if len(detected.beats):
            self._document.add_detected(detected.beats)
        if detected.last:
            self._document.set_state(DocumentState.CLASSIFYING)

    def _on_snapped(self, snapped: Snapped) -> None:
        beat_id = snapped.request.beat_id
        if beat_id is not None:
            self._document.move(beat_id, snapped.sample)
        elif self._document.add_beat(snapped.sample):
            columns = self._document.columns
            if columns is not None:
                row = int(np.searchsorted(columns.sample, snapped.sample))
                self._selection.select(columns.beat_id[row])

    def _on_finished(self, finished: Finished) -> None:
        self._document.set_state(DocumentState.READY)
        self.finished.emit()
        if finished.stopped:
            self.stopped.emit()

    def _on_failed(self, failed: Failed) -> None:
        if failed.ends_analysis:
            self._document.set_state(DocumentState.READY)
            self.finished.emit()
        self.failed.emit(failed)

    def _on_beats_changed(self, change: Change) -> None:
        """Have beats classified that were added or moved, and those beside an edit."""
        session = self._document.session
        if change.kind is ChangeKind.VALUES or session is None:
            return
        if not self._document.editable:
            return
        if session.beats.sample.max(initial=-1) >= self._n_analysed:
            self.analyse_again()
            return
        columns = session.columns
        edited = np.isnan(columns.confidence) & np.isin(
            columns.beat_id, change.beat_ids
        )
        # Not that of the columns, which tell the reviewer's view of noise, too.
        _, quality = session.predictions.of(session.beats)
        self._thread.submit(
            ClassifyRequest(self._job_id, session.beats, edited, quality)
        )

    def _on_view_changed(self) -> None:
        session = self._document.session
        if session:
            start, stop = (int(t * session.record.fs) for t in self._selection.view_s)
            self._thread.submit(ViewRequest(start, stop))
