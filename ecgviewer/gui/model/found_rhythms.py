"""The rhythms of the open record, found again after each edit, for lists and lanes."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer, Signal

from ecgviewer.core.review.change import Change
from ecgviewer.core.review.rhythm_edits import RhythmAction, RhythmEdit
from ecgviewer.core.review.session import ReviewSession
from ecgviewer.core.rhythm.ectopic_search import EctopicSearch
from ecgviewer.core.rhythm.episodes import Episode, Suggested
from ecgviewer.core.rhythm.events import rhythms_of
from ecgviewer.core.rhythm.heart_rate import HeartRate, heart_rate
from ecgviewer.core.rhythm.kinds import RhythmEvent, RhythmThresholds
from ecgviewer.core.rhythm.series import BeatSeries
from ecgviewer.core.rhythm.suggested import same_suggestion
from ecgviewer.core.rhythm.summary import RhythmSummary, summarise
from ecgviewer.gui.model.document import Document, DocumentState
from ecgviewer.gui.model.rhythm_entries import RhythmEntry, RhythmKey, entries_of
from ecgviewer.gui.model.rhythm_places import RhythmPlaces
from ecgviewer.gui.model.selection import Selection

#: An edit shows at once; what a running analysis finds, four times a second.
_EDIT_MS, _ANALYSIS_MS = 10, 250
_KNOWN = (DocumentState.CLASSIFYING, DocumentState.READY)


class FoundRhythms(QObject):
    """Episodes and open suggestions as they are now.

    What an edit of rhythms was made to is chosen in the selection afterwards, also when
    it is undone.

    Signals
    -------
    changed()
        Others were found, or the reader said something of them.

    Attributes
    ----------
    entries : list of RhythmEntry
        What has no rhythm first, then in order of time.
    summary : RhythmSummary or None
        None as long as nothing is known.
    rate : HeartRate or None
        Of normal beats.
    """

    changed = Signal()

    def __init__(
        self, document: Document, selection: Selection, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.thresholds = RhythmThresholds()
        self.entries: list[RhythmEntry] = []
        self._by_key: dict[RhythmKey, RhythmEntry] | None = None
        self._places: RhythmPlaces | None = None
        self.summary: RhythmSummary | None = None
        self.rate: HeartRate | None = None
        self._document, self._selection = document, selection
        self._events: list[RhythmEvent] = []
        self._series: BeatSeries | None = None
        self._search = EctopicSearch()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.refresh)
        document.record_opened.connect(self._on_opened)
        document.record_grew.connect(self._refresh_soon)
        document.beats_changed.connect(self._on_beats_changed)
        document.rhythms_changed.connect(self._on_rhythms_changed)
        self.refresh()

    def set_thresholds(self, thresholds: RhythmThresholds) -> None:
        """Find rhythms from other thresholds on."""
        if thresholds != self.thresholds:
            self.thresholds = thresholds
            self.refresh()

    @property
    def awaits_refresh(self) -> bool:
        """Return whether something has changed since the rhythms were found."""
        return self._timer.isActive()

    @property
    def by_key(self) -> dict[RhythmKey, RhythmEntry]:
        """Each entry by its key."""
        if self._by_key is None:
            self._by_key = {entry.key: entry for entry in self.entries}
        return self._by_key

    @property
    def places(self) -> RhythmPlaces:
        """Where they are drawn, for all that draws them."""
        if self._places is None:
            self._places = RhythmPlaces(self.entries)
        return self._places

    @property
    def chosen(self) -> list[RhythmEntry]:
        """The entries that are chosen, in the order in which they were."""
        keys = self._selection.rhythms
        return [self.by_key[key] for key in keys if key in self.by_key]

    def refresh(self) -> None:
        """Find the rhythms of the beats as they are now."""
        self._timer.stop()
        session = self._document.session
        if session is None or self._document.state not in _KNOWN:
            self._events, self._series, self.rate = [], None, None
            self._search = EctopicSearch()
        else:
            self._find(session)
        self._combine()

    def _find(self, session: ReviewSession) -> None:
        columns, around = session.columns, session.surroundings
        place = columns.sample, columns.aami, columns.readable, session.record.fs
        self._series = BeatSeries.of(*place, around)
        self._events = rhythms_of(self._series, self.thresholds, around, self._search)
        self.rate = heart_rate(*place, around.unknown)

    def _combine(self) -> None:
        """Put together what was found and what the reader says."""
        session, series, entries = self._document.session, self._series, []
        self.summary = None
        if session is not None and series is not None:
            said, fs = session.rhythms, session.record.fs
            of_beats = series.sample, series.rr_s, fs
            entries = entries_of(self._events, said, *of_beats, self.entries)
            around = session.surroundings
            self.summary = summarise(series, around, self._events, said)
        self.entries = entries
        self._by_key = self._places = None
        self._selection.choose_rhythms(self._still_chosen())
        self.changed.emit()

    def _still_chosen(self) -> Iterator[RhythmKey]:
        """Yield what was chosen and is there, a suggestion with other edges, too."""
        for key in self._selection.rhythms:
            if key in self.by_key:
                yield key
            elif isinstance(key, Suggested):
                suggested = (k for k in self.by_key if isinstance(k, Suggested))
                yield from (k for k in suggested if same_suggestion(key, k))

    def _on_opened(self) -> None:
        self._selection.choose_rhythms([])
        self.refresh()

    def _on_beats_changed(self, _: Change) -> None:
        self._refresh_soon()

    def _refresh_soon(self) -> None:
        edited = self._document.state is DocumentState.READY
        if not edited and self._timer.isActive():
            return
        self._timer.start(_EDIT_MS if edited else _ANALYSIS_MS)

    def _on_rhythms_changed(self, edit: RhythmEdit) -> None:
        self._combine()
        # Of all that was taken over the first is enough to go on from.
        one = edit.action is RhythmAction.IMPORT
        after = edit.after[:1] if one else edit.after
        there = [key for row in after for key in self._keys_of(row)]
        if not there:
            # Nothing is left of it but what was suggested before.
            there = [key for row in edit.before for key in self._keys_of(row)]
        self._selection.choose_rhythms(there)

    def _keys_of(self, row: Episode) -> list[RhythmKey]:
        keys: tuple[RhythmKey, ...] = (row.episode_id, *row.answers)
        return [key for key in keys if key in self.by_key]
