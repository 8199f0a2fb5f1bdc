"""Asks for the explanation of the current beat, once, and knows how far it is."""

from __future__ import annotations

from enum import Enum, auto

from PySide6.QtCore import QObject, QTimer, Signal

from ecgviewer.core.explanation import Explanation
from ecgviewer.core.labels import UNSET
from ecgviewer.gui.explanation.explanation_cache import ExplanationCache
from ecgviewer.gui.model.document import Document, DocumentState
from ecgviewer.gui.model.selection import Selection

# Stepping through beats with a key held down asks for the beat it ends on only.
_DEBOUNCE_MS = 80


class EnquiryState(Enum):
    """How far the explanation of the current beat is."""

    NO_BEAT = auto()
    UNCLASSIFIED = auto()
    WAITING = auto()
    SHOWN = auto()
    FAILED = auto()


class Enquiry(QObject):
    """The current beat at its present R-peak, and its explanation when there is one.

    Signals
    -------
    changed()
        The beat, the state or the explanation has changed.
    explain_requested(int, int)
        Beat id and sample of a beat to be explained.
    """

    changed = Signal()
    explain_requested = Signal(int, int)

    def __init__(
        self, document: Document, selection: Selection, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._selection = document, selection
        self._cache = ExplanationCache()
        self._beat: tuple[int, int] | None = None
        self.row: int | None = None
        self.state = EnquiryState.NO_BEAT
        self.explanation: Explanation | None = None
        self.failure = ""
        self._asked_again: Explanation | None = None
        self._timer = QTimer(self, singleShot=True, interval=_DEBOUNCE_MS)
        self._timer.timeout.connect(self._ask)
        selection.beats_changed.connect(self._look)
        document.beats_changed.connect(self._look)
        document.record_opened.connect(self.start_over)
        document.state_changed.connect(self._ask_again_when_ready)
        self._look()

    def start_over(self) -> None:
        """Forget all explanations, and ask again for that of the current beat."""
        self._cache.clear()
        self._beat = None
        self.state = EnquiryState.NO_BEAT
        self._look()

    def take_explanation(self, explanation: Explanation) -> None:
        """Take in an explanation; it is shown if it is of the current beat."""
        self._cache.put(explanation)
        if (explanation.beat_id, explanation.sample) == self._beat:
            self._timer.stop()
            self._set_state(EnquiryState.SHOWN, explanation)

    def take_failure(self, text: str) -> None:
        """Take in that the beat asked for cannot be explained."""
        asked = not self._timer.isActive()
        if self.state is EnquiryState.WAITING and asked:
            self.failure = text
            self._set_state(EnquiryState.FAILED)

    def _look(self) -> None:
        beat = self._current_beat()
        open_still = self.state in (EnquiryState.NO_BEAT, EnquiryState.UNCLASSIFIED)
        if beat is None:
            self._beat = None
            self._timer.stop()
            self._set_state(EnquiryState.NO_BEAT)
        elif beat != self._beat or open_still:
            self._beat = beat
            self._begin(beat)
        else:
            self.changed.emit()
        if self._is_outdated():
            self._asked_again = self.explanation
            self._timer.start()

    def _ask_again_when_ready(self) -> None:
        """Ask again for what was explained before all beats were known."""
        if self._document.state is not DocumentState.READY:
            return
        self._cache.clear()
        if self.state is EnquiryState.SHOWN:
            self._timer.start()

    def _is_outdated(self) -> bool:
        """Return whether the classifier has another answer since it explained this.

        One that compares all beats of the record has it once it knows all of them.
        """
        session, shown = self._document.session, self.explanation
        if session is None or self.row is None or shown is None:
            return False
        if shown is self._asked_again or session.scheme != shown.scheme:
            return False
        predicted = int(session.columns.predicted[self.row])
        said = shown.classes[int(shown.probabilities.argmax())]
        return predicted not in (UNSET, said)

    def _begin(self, beat: tuple[int, int]) -> None:
        self._timer.stop()
        kept = self._cache.get(*beat)
        if kept:
            self._set_state(EnquiryState.SHOWN, kept)
        elif self._explainable():
            self._timer.start()
            self._set_state(EnquiryState.WAITING)
        else:
            self._set_state(EnquiryState.UNCLASSIFIED)

    def _current_beat(self) -> tuple[int, int] | None:
        session, current = self._document.session, self._selection.current
        self.row = None
        if session is None or current is None or not session.beats.contains(current):
            return None
        self.row = int(session.beats.rows_of(current)[0])
        return current, int(session.beats.sample[self.row])

    def _explainable(self) -> bool:
        """Return whether a classifier is at work; it can explain beats in any order."""
        session = self._document.session
        if session is None or self.row is None:
            return False
        classified = bool(session.columns.predicted[self.row] != UNSET)
        return classified or bool(session.predictions.classifier_id)

    def _ask(self) -> None:
        if self._beat is not None:
            self.explain_requested.emit(*self._beat)

    def _set_state(
        self, state: EnquiryState, explanation: Explanation | None = None
    ) -> None:
        self.state, self.explanation = state, explanation
        self.changed.emit()
