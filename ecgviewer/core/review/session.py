"""The review of one record: the single source of truth that every view shows."""

from __future__ import annotations

import copy
from collections.abc import Iterable

from ecgviewer.core.arrays import IntArray
from ecgviewer.core.beats import BeatTable, concatenate, new_beats
from ecgviewer.core.growth import check_growth
from ecgviewer.core.items.items import ReviewItems
from ecgviewer.core.label_scheme import AAMI, LabelScheme
from ecgviewer.core.leads_off import LeadsOff
from ecgviewer.core.predictions import PredictionBatch, Predictions
from ecgviewer.core.record import Record
from ecgviewer.core.review.beat_columns import BeatColumns, columns_of
from ecgviewer.core.review.change import CAUSES, Cause, Change, ChangeKind
from ecgviewer.core.review.edits import Action, Edit, apply
from ecgviewer.core.review.evidence import Evidence, evidence_of
from ecgviewer.core.review.history import AnyEdit, History, Step, StepKind
from ecgviewer.core.review.item_editor import ItemEditor
from ecgviewer.core.review.item_edits import ItemEdit, apply_items
from ecgviewer.core.review.machine_side import MachineSide
from ecgviewer.core.review.reader_marks import beats_around, paced_beats
from ecgviewer.core.review.rhythm_editor import RhythmEditor
from ecgviewer.core.review.rhythm_edits import RhythmEdit, apply_rhythm
from ecgviewer.core.rhythm.episodes import ReaderRhythms
from ecgviewer.core.rhythm.surroundings import SignalFindings, Surroundings
from ecgviewer.core.unknown import UnknownStretches


class ReviewSession:
    """A record, its beats, its predictions and the log of edits.

    Beats are written by edits only, predictions by the classifier only, so that a
    late batch can never overwrite a correction.

    Parameters
    ----------
    record : Record
        The recording under review.
    beats : BeatTable, optional
        The beats to begin with: those of a journal or of a reference.
    lead : str
        The lead that was analysed; empty if none was yet.
    annotator : str
        Whose annotations the beats are; empty for the detector's.
    scheme : LabelScheme, optional
        The classes that the review was begun with. By default it takes those of the
        classifier, until the first edit.
    rhythms : ReaderRhythms, optional
        The episodes to begin with: those of a reference.

    Attributes
    ----------
    log_end : str
        Names the last entry of the log that is kept of this session, so that nobody
        goes on with a log that was changed elsewhere; empty where none is kept.
    findings : SignalFindings
        What was found in the signal besides beats.
    leads_off : tuple of LeadOff
        Leads that are off while another one is not; none as long as nobody looked.
    base_rhythms, rhythms : ReaderRhythms
        What the reader said of the rhythm before the first edit, and says now.
    items : ReviewItems
        What the reader added besides: strips, measurements, notes, patient fields and
        the conclusion.
    n_searched : int
        This much of the record was searched for its beats; it may have grown since.
    leads : tuple of str
        The leads that the predictions are made of, that of the R-peaks first; none
        where it is not known.
    made_with : str
        The classifier in use when the review was last edited; empty where it is new.
    """

    def __init__(
        self,
        record: Record,
        beats: BeatTable | None = None,
        lead: str = "",
        annotator: str = "",
        scheme: LabelScheme | None = None,
        rhythms: ReaderRhythms | None = None,
    ) -> None:
        self.record = record
        self.lead = lead
        self.leads: tuple[str, ...] = ()
        self.made_with = ""
        self.annotator = annotator
        self.blind = False
        self.log_end = ""
        self.base = beats if beats is not None else new_beats([])
        self.beats = self.base
        self.findings = SignalFindings()
        self.leads_off: LeadsOff = ()
        self.n_searched = record.n_samples
        self.history = History()
        self.scheme = scheme or AAMI
        self._machine = MachineSide(record.fs, self.scheme)
        self.base_rhythms = rhythms or ReaderRhythms()
        self.rhythms = self.base_rhythms
        self.items = ReviewItems()
        self._machine.know_marked(self.rhythms.noise)
        self._given = beats is not None
        self._scheme_given = scheme is not None
        self._next_id = self.base.next_id
        self._columns: BeatColumns | None = None
        self._evidence: Evidence | None = None

    @property
    def predictions(self) -> Predictions:
        """What the classifier said; what later batches say is in others."""
        return self._machine.predictions

    @property
    def keeps_beats(self) -> bool:
        """Return whether the beats must stay: they were given, or have been edited."""
        return self._given or self._edited

    @property
    def keeps_scheme(self) -> bool:
        """Whether the classes must stay: the review was begun with them."""
        return self._scheme_given or self._edited

    @property
    def _edited(self) -> bool:
        return bool(self.history.done or self.history.undone)

    def forget_detected(self) -> Change:
        """Drop the beats that were detected, before they are searched for again.

        Raises
        ------
        ValueError
            If the beats must stay.
        """
        if self.keeps_beats:
            raise ValueError("these beats must not be forgotten")
        gone = self.beats.beat_id
        self.base = self.beats = new_beats([])
        self._next_id = 0
        return self._changed(ChangeKind.ROWS, Cause.DETECTED, gone)

    def add_detected(self, beats: BeatTable) -> Change:
        """Take in beats that the detector found, before the first edit.

        Raises
        ------
        ValueError
            If there are beats that must stay.
        """
        if self.keeps_beats:
            raise ValueError("beats were detected though there are some that stay")
        self.base = self.beats = concatenate([self.base, beats])
        self._next_id = self.base.next_id
        return self._changed(ChangeKind.ROWS, Cause.DETECTED, beats.beat_id)

    def extend(self, record: Record) -> int:
        """Continue with a longer record; beats, edits and predictions stay as they are.

        Returns
        -------
        int
            From which sample on it is new.

        Raises
        ------
        ValueError
            If it does not go on where the present one ends (`core.growth`).
        """
        check_growth(self.record, record)
        first_new, self.record = self.record.n_samples, record
        return first_new

    def start_predictions(self, predictions: Predictions) -> Change:
        """Start with empty predictions for another classifier.

        The review takes over its classes, unless it was begun with others.
        """
        if not self.keeps_scheme:
            self.scheme = predictions.scheme
        self._machine.start(predictions, self.scheme)
        return self._changed(ChangeKind.VALUES, Cause.PREDICTED, self.beats.beat_id)

    def set_blind(self, *, blind: bool) -> Change:
        """Show beats without what the classifier says of them, or with it."""
        self.blind = blind
        return self._changed(ChangeKind.VALUES, Cause.BLIND, self.beats.beat_id)

    def add_predictions(self, batch: PredictionBatch) -> Change:
        """Take in what the classifier said of some beats.

        A late batch says nothing of a beat that has been moved since: that beat is
        classified again where it is, and must keep that prediction.
        """
        rows = self.beats.find(batch.beat_id)
        fitting = rows < 0
        there = ~fitting
        fitting[there] = self.beats.sample[rows[there]] == batch.sample[there]
        self._machine.put(batch.take(fitting), self.beats)
        ids = batch.beat_id[fitting]
        return self._changed(ChangeKind.VALUES, Cause.PREDICTED, ids)

    def know_missing(
        self,
        missing: UnknownStretches,
        n_samples: int | None = None,
        leads_off: LeadsOff = (),
    ) -> Change:
        """Take in where this much of the record, by default all, has no signal.

        And which leads are off while another one is not.
        """
        if not self._edited:
            self.n_searched = self.record.n_samples if n_samples is None else n_samples
        elif self.n_searched < self.record.n_samples:
            end = self.n_searched
            missing = missing.joined(UnknownStretches.of([end], [end + 1]))
        self._machine.know_missing(missing)
        self.leads_off = leads_off
        return self._changed(ChangeKind.VALUES, Cause.SIGNAL, self.beats.beat_id)

    def know_findings(self, findings: SignalFindings) -> Change:
        """Take in what was found in the signal besides beats."""
        self.findings = findings
        return self._changed(ChangeKind.VALUES, Cause.SIGNAL, self.beats.beat_id)

    @property
    def missing(self) -> UnknownStretches:
        """Where the record has no signal; none as long as nobody looked."""
        return self._machine.missing

    @property
    def unknown(self) -> UnknownStretches:
        """Where nothing is known: no signal, or marked as noise by the reader."""
        return self._machine.columns(self.beats, blind=self.blind).unknown

    @property
    def surroundings(self) -> Surroundings:
        """What rhythms depend on besides the beats."""
        columns = self.columns
        return Surroundings(
            n_samples=self.n_searched,
            missing=self.missing,
            unknown=self.unknown,
            states=self.findings.states,
            leads_off=self.leads_off,
            paced=paced_beats(
                self.beats, columns.human, self.findings.spikes, self.record.fs
            ),
        )

    @property
    def evidence(self) -> Evidence:
        """How each beat was reviewed: looked at, or accepted among many."""
        if self._evidence is None:
            done = self.history.beat_edits
            self._evidence = evidence_of(self.beats, done, self.scheme)
        return self._evidence

    def snapshot(self) -> ReviewSession:
        """Return a copy that later edits leave as it is, for another thread to read."""
        # Made once, here, and not in both threads.
        _ = self.columns, self.evidence
        other = copy.copy(self)
        other.history = self.history.snapshot()
        other._machine = self._machine.snapshot()
        return other

    def rhythm_editor(self, reader: str = "") -> RhythmEditor:
        """Return what makes the edits of rhythms as they are now."""
        return RhythmEditor(self.rhythms, self.record.fs, self.record.n_samples, reader)

    def item_editor(self, reader: str = "") -> ItemEditor:
        """Return what makes the edits of items as they are now."""
        return ItemEditor(self.items, self.record.fs, self.record.n_samples, reader)

    def new_beat_id(self) -> int:
        """Return an id that no beat of the record had, not even a removed one."""
        return self._next_id

    def edit(self, edit: AnyEdit) -> tuple[Step, Change]:
        """Make a new edit.

        Raises
        ------
        EditError
            If it does not fit the present review; nothing has changed then.
        """
        return self._take(self.history.step(StepKind.EDIT, edit))

    def undo(self) -> tuple[Step, Change]:
        """Undo the last edit; IndexError if there is none."""
        return self._take(self.history.step(StepKind.UNDO))

    def redo(self) -> tuple[Step, Change]:
        """Redo the edit undone last; IndexError if there is none."""
        return self._take(self.history.step(StepKind.REDO))

    def replay(self, steps: Iterable[Step]) -> None:
        """Repeat the steps of a journal, undo history included.

        Raises
        ------
        EditError
            If a step does not fit; those before it have been applied.
        """
        for step in steps:
            self._take(step)

    def _take(self, step: Step) -> tuple[Step, Change]:
        edit = step.edit
        if isinstance(edit, ItemEdit):
            self.items = apply_items(self.items, edit)
            kind, beat_ids = ChangeKind.ITEMS, edit.beat_ids
        elif isinstance(edit, RhythmEdit):
            kind, beat_ids = self._say(edit)
        else:
            kind, beat_ids = self._make(edit)
        self.history.record(step)
        return step, self._changed(kind, CAUSES[step.kind], beat_ids, edit.text)

    def _make(self, edit: Edit) -> tuple[ChangeKind, IntArray]:
        self.beats = apply(self.beats, edit)
        added = int(edit.after.beat_id.max(initial=-1)) + 1
        self._next_id = max(self._next_id, added)
        rows_change = edit.action in (Action.ADD, Action.REMOVE, Action.MOVE)
        return ChangeKind.ROWS if rows_change else ChangeKind.VALUES, edit.beat_ids

    def _say(self, edit: RhythmEdit) -> tuple[ChangeKind, IntArray]:
        self.rhythms = apply_rhythm(self.rhythms, edit)
        if not self._machine.know_marked(self.rhythms.noise):
            return ChangeKind.RHYTHMS, edit.beat_ids
        return ChangeKind.VALUES, beats_around(self.beats, edit.span)

    def _changed(
        self,
        kind: ChangeKind,
        cause: Cause,
        beat_ids: IntArray,
        text: str = "",
    ) -> Change:
        self._columns = self._evidence = None
        return Change(kind, cause, beat_ids, text)

    @property
    def columns(self) -> BeatColumns:
        """What views show of the beats; computed once after each change."""
        if self._columns is None:
            self._columns = columns_of(
                self.beats,
                self._machine.columns(self.beats, blind=self.blind),
                self.rhythms.noise,
                self.scheme,
                self._machine.classes,
            )
        return self._columns
