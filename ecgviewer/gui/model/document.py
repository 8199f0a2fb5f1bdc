"""The open record under review, as Qt signals: the only code that edits a session."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import Enum, auto
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ecgviewer.core.beats import BeatTable
from ecgviewer.core.label_scheme import AAMI, LabelScheme
from ecgviewer.core.leads_off import LeadsOff
from ecgviewer.core.predictions import PredictionBatch, Predictions
from ecgviewer.core.record import Record
from ecgviewer.core.review.arrangement import (
    Arrangement,
    Dismissal,
    ViewHistory,
    ViewStep,
)
from ecgviewer.core.review.beat_columns import BeatColumns
from ecgviewer.core.review.change import Change
from ecgviewer.core.review.edits import EditError
from ecgviewer.core.review.history import AnyEdit, Step
from ecgviewer.core.review.item_edits import ItemEdit
from ecgviewer.core.review.rhythm_edits import RhythmEdit
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.review.source import Source, SourceKind
from ecgviewer.core.rhythm.surroundings import SignalFindings
from ecgviewer.core.trace.envelope import Envelope
from ecgviewer.core.unknown import UnknownStretches
from ecgviewer.formats.journal.errors import (
    JournalError,
    JournalOutdated,
    JournalWriteError,
)
from ecgviewer.formats.journal.lines import Signature
from ecgviewer.gui.model.journal import Journal
from ecgviewer.gui.model.signing import SignedReview, Signing

_UNDO = "; Ctrl+Z undoes"
_UNDONE, _REDONE = "Undone: ", "Redone: "
_WRITTEN = (
    "This review is being edited in another window, by {writer}. It is shown "
    "read-only; close it there and open the record again to edit it."
)


class DocumentState(Enum):
    """How far the open record is; actions say in which states they are enabled."""

    EMPTY = auto()
    DETECTING = auto()
    CLASSIFYING = auto()
    READY = auto()


class Document(SignedReview):
    """The review session, its journal and its state.

    Signals
    -------
    record_opened()
        Another record is under review.
    closing()
        The record under review is about to be closed.
    record_grew(int)
        The record under review is longer now, from this sample on.
    beats_changed(Change)
        Beats were found, classified or edited.
    rhythms_changed(RhythmEdit)
        The reader said something of the rhythm; this was done to episodes.
    items_changed(ItemEdit)
        Items were added, changed or removed.
    scheme_changed(LabelScheme)
        Beats are sorted into other classes from now on.
    rearranged(Arrangement)
        Beats are in other groups now.
    dismissals_changed(Dismissal)
        Suggestions were turned down, or stand again.
    state_changed()
        `state` has changed.
    edited(str)
        An edit or another step was made, undone or redone; what it did, in words.
    refused(str)
        An edit could not be made; why, in words for the reviewer.
    blind_changed()
        What the classifier and others say is hidden, or shown again.
    unsaved(str)
        The journal cannot be written now; what becomes of the edits, in words.
    outdated()
        The review was changed elsewhere and must be read again.
    """

    record_opened = Signal()
    closing = Signal()
    record_grew = Signal(int)
    beats_changed = Signal(object)
    rhythms_changed = Signal(object)
    items_changed = Signal(object)
    scheme_changed = Signal(object)
    rearranged = Signal(object)
    dismissals_changed = Signal(object)
    state_changed = Signal()
    edited = Signal(str)
    refused = Signal(str)
    unsaved = Signal(str)
    outdated = Signal()
    blind_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session: ReviewSession | None = None
        self.envelopes: tuple[Envelope, ...] = ()
        self.state = DocumentState.EMPTY
        self.blind = False
        self.read_only = ""
        self._journal: Journal | None = None
        self._view_steps = ViewHistory()
        self._shown_scheme = AAMI

    @property
    def scheme(self) -> LabelScheme:
        """The classes that beats are sorted into."""
        return self.session.scheme if self.session else AAMI

    @property
    def columns(self) -> BeatColumns | None:
        """What views show of the beats; None without a record."""
        return self.session.columns if self.session else None

    @property
    def reader(self) -> str:
        """Whose review this is; empty without a record."""
        return self._journal.reader if self._journal else ""

    @property
    def journal_path(self) -> Path | None:
        """Where the journal is, or will be; None without a record."""
        return self._journal.path if self._journal else None

    @property
    def source(self) -> Source | None:
        """Which review is open; None without a record."""
        journal, session = self._journal, self.session
        if journal is None or session is None:
            return None
        return Source(
            SourceKind.JOURNAL, journal.reader, session.annotator, author=journal.author
        )

    @property
    def editable(self) -> bool:
        """Return whether beats can be edited: all are found, and nobody else edits."""
        found = self.state in (DocumentState.CLASSIFYING, DocumentState.READY)
        return found and not self.read_only

    @property
    def to_undo(self) -> AnyEdit | ViewStep | None:
        """What undo would take back: the last thing done."""
        done = self.session.history.done if self.session else []
        return self._view_steps.to_undo(len(done)) or (done[-1] if done else None)

    @property
    def to_redo(self) -> AnyEdit | ViewStep | None:
        """What redo would do again."""
        if self.session is None:
            return None
        history = self.session.history
        step = self._view_steps.to_redo(len(history.done))
        return step or (history.undone[-1] if history.undone else None)

    def open(
        self,
        session: ReviewSession,
        envelopes: tuple[Envelope, ...],
        journal: Journal,
        signed: Signature | None = None,
        read_only: str = "",
    ) -> None:
        """Put another record under review, in place of one that was closed.

        `read_only` says why it must not be edited. A review that another window edits
        is read-only too.
        """
        self._close_journal()
        self.session, self.envelopes, self._journal = session, envelopes, journal
        self.signing, session.blind = Signing(signed, session.history), self.blind
        self.forget_arrangements()
        writer = journal.writer
        self.read_only = read_only or (writer and _WRITTEN.format(writer=writer))
        self._show_scheme()
        self.record_opened.emit()
        self.prepare_analysis()

    def extend(self, record: Record) -> None:
        """Put a longer record in place of the one under review; see `core.growth`.

        Raises
        ------
        ValueError
            If it does not go on where the present one ends.
        """
        if self.session is None:
            return
        first_new = self.session.extend(record)
        leads = map(record.lead_values, range(len(self.envelopes)))
        self.envelopes = tuple(map(Envelope.extended, self.envelopes, leads))
        self.record_grew.emit(first_new)

    def _show_scheme(self) -> None:
        if self.scheme != self._shown_scheme:
            self._shown_scheme = self.scheme
            self.scheme_changed.emit(self.scheme)

    def set_blind(self, *, blind: bool) -> None:
        """Hide what the classifier and others say, or show it again."""
        if blind == self.blind:
            return
        self.blind = blind
        if self.session:
            self.beats_changed.emit(self.session.set_blind(blind=blind))
        self.blind_changed.emit()

    def prepare_analysis(self) -> None:
        """Drop the beats that the analysis is about to find again, unless they stay."""
        if self.session is None:
            return
        if self.session.keeps_beats:
            self.set_state(DocumentState.CLASSIFYING)
            return
        self.set_state(DocumentState.DETECTING)
        if len(self.session.beats):
            self.beats_changed.emit(self.session.forget_detected())

    def close(self) -> bool:
        """Close the journal, if any; return whether every edit is on a disk."""
        self.closing.emit()
        return self._close_journal()

    def _close_journal(self) -> bool:
        try:
            if self._journal:
                self._journal.close()
        except (JournalWriteError, JournalError) as error:
            self.unsaved.emit(str(error))
            return False
        return True

    def set_state(self, state: DocumentState) -> None:
        """Say how far the analysis is."""
        if state != self.state:
            self.state = state
            self.state_changed.emit()

    def add_detected(self, beats: BeatTable) -> None:
        """Take in beats that were found."""
        if self.session:
            self.beats_changed.emit(self.session.add_detected(beats))

    def start_predictions(
        self, predictions: Predictions, lead: str, leads: tuple[str, ...] = ()
    ) -> None:
        """Make room for what a classifier says on some leads; beats lie on `lead`."""
        if self.session:
            self.session.lead, self.session.leads = lead, leads
            change = self.session.start_predictions(predictions)
            self._show_scheme()
            self.beats_changed.emit(change)

    def add_predictions(self, batch: PredictionBatch) -> None:
        """Take in what the classifier said."""
        if self.session:
            self.beats_changed.emit(self.session.add_predictions(batch))

    def know_missing(
        self, lost: UnknownStretches, n_samples: int | None = None, off: LeadsOff = ()
    ) -> None:
        """Take in where so much of the record, all of it by default, has no signal."""
        if self.session:
            self.beats_changed.emit(self.session.know_missing(lost, n_samples, off))

    def know_findings(self, findings: SignalFindings) -> None:
        """Take in what was found in the signal besides beats."""
        if self.session:
            self.beats_changed.emit(self.session.know_findings(findings))

    def arrange(self, arrangement: Arrangement) -> None:
        """Put beats into other groups; see `core.review.arrangement`."""
        if self.session is None or not len(arrangement.beat_ids):
            self.refused.emit("That does not change the kinds of beats.")
            return
        self._record(self.session, arrangement)

    def dismiss(self, dismissal: Dismissal) -> None:
        """Dismiss suggestions; nothing is written."""
        if self.session is not None:
            self._record(self.session, dismissal)

    def forget_arrangements(self) -> None:
        """Undo none of the arrangements of groups that no longer exist."""
        self._view_steps = ViewHistory()

    def undo(self) -> bool:
        """Take back the last edit or arrangement."""
        step, session = self.to_undo, self.session
        if step is None or session is None:
            return False
        if isinstance(step, ViewStep):
            return self._show_step(self._view_steps.undo(), f"{_UNDONE}{step.text}")
        return self._step(session, session.undo, self.undo, _UNDONE)

    def redo(self) -> bool:
        """Do again what was last taken back."""
        step, session = self.to_redo, self.session
        if step is None or session is None:
            return False
        if isinstance(step, ViewStep):
            return self._show_step(self._view_steps.redo(), f"{_REDONE}{step.text}")
        return self._step(session, session.redo, self.redo, _REDONE)

    def _record(self, session: ReviewSession, step: ViewStep) -> None:
        self._view_steps.record(step, len(session.history.done))
        self._show_step(step, f"{step.text}{_UNDO}")

    def _show_step(self, step: ViewStep, said: str) -> bool:
        arranges = isinstance(step, Arrangement)
        changed = self.rearranged if arranges else self.dismissals_changed
        changed.emit(step)
        self.edited.emit(said)
        return True

    def _edit(self, make: Callable[[ReviewSession], AnyEdit]) -> bool:
        session = self.session
        if session is None:
            return False
        done = self._step(
            session,
            lambda: session.edit(replace(make(session), by=self.author)),
            partial(self._edit, make),
            undoes=True,
        )
        if done:
            self._view_steps.forget_undone()
        return done

    def _step(
        self,
        session: ReviewSession,
        take: Callable[[], tuple[Step, Change]],
        again: Callable[[], object],
        prefix: str = "",
        *,
        undoes: bool = False,
    ) -> bool:
        if not self._may_edit() or self._asks_to_reopen(again):
            return False
        try:
            if self._journal:
                self._journal.open(session)
            step, change = take()
        except EditError as error:
            self.refused.emit(str(error))
            return False
        except (JournalError, JournalWriteError, OSError) as error:
            self.unsaved.emit(f"The edit was not made. {error}")
            self._look_again(error)
            return False
        self._write(step)
        self._follow_signature(session)
        if change.kind.is_of_beats:
            self.beats_changed.emit(change)
        if isinstance(step.edit, RhythmEdit):
            self.rhythms_changed.emit(step.edit)
        if isinstance(step.edit, ItemEdit):
            self.items_changed.emit(step.edit)
        self.edited.emit(f"{prefix}{change.text}{_UNDO if undoes else ''}")
        return True

    def _may_edit(self) -> bool:
        if not self.editable:
            found_first = "Beats can be edited once all have been found."
            self.refused.emit(self.read_only or found_first)
        return self.editable

    def _look_again(self, error: Exception) -> None:
        if isinstance(error, JournalOutdated):
            self.outdated.emit()

    def _write(self, step: Step) -> None:
        try:
            if self._journal:
                self._journal.append(step)
        except (JournalWriteError, JournalError) as error:
            self.unsaved.emit(str(error))
