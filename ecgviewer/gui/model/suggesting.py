"""Suggestions of the adapted classifier: asked for after edits, decided by people."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from ecgviewer.core.kinds.suggestions import NO_SUGGESTIONS, Suggestions
from ecgviewer.core.record import Samples
from ecgviewer.core.review.arrangement import Dismissal
from ecgviewer.core.review.suggestion_groups import (
    SuggestionGroup,
    counted_in,
    standing,
    suggestion_groups,
    taken,
)
from ecgviewer.gui.model.analysis_link import AnalysisLink
from ecgviewer.gui.model.document import Document, DocumentState
from ecgviewer.gui.model.groups import Groups

#: After this long without an edit; the fit takes a fraction of a second.
_QUIET_MS = 700


class Suggesting(QObject):
    """Keeps the suggestions that stand; none is ever applied unless it is accepted.

    Signals
    -------
    changed()
        Other suggestions stand now.
    """

    changed = Signal()

    def __init__(
        self,
        document: Document,
        groups: Groups,
        link: AnalysisLink,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document, self._groups, self._link = document, groups, link
        self._all = NO_SUGGESTIONS
        self._dismissed: set[int] = set()
        #: Whether edits were learned from, and whether all of them were undone since.
        self._learned = self._undone = False
        self._timer = QTimer(self, singleShot=True, interval=_QUIET_MS)
        self._timer.timeout.connect(self._ask)
        document.record_opened.connect(self._forget)
        document.dismissals_changed.connect(self._on_dismissed)
        document.edited.connect(self._on_edited)
        document.state_changed.connect(self._on_edited)
        document.blind_changed.connect(self.changed)
        link.suggested.connect(self._on_suggested)

    @property
    def standing(self) -> Suggestions:
        """The suggestions that the reviewer has yet to decide."""
        columns = self._document.columns
        if columns is None or not len(self._all) or self._document.blind:
            return NO_SUGGESTIONS
        return standing(self._all, columns, sorted(self._dismissed))

    def groups(self) -> list[SuggestionGroup]:
        """Return the standing suggestions by what they would change."""
        columns = self._document.columns
        if columns is None:
            return []
        codes = self._groups.codes(columns)
        return suggestion_groups(self.standing, columns, codes)

    def accept(self, beat_ids: Samples) -> bool:
        """Give beats the labels suggested for them, in one edit."""
        stand = self.standing
        rows = np.flatnonzero(np.isin(stand.beat_id, beat_ids))
        if not len(rows):
            return False
        mine = taken(stand, rows)
        done = self._document.take_labels(mine.beat_id, mine.label)
        self.changed.emit()
        return done

    def dismiss(self, beat_ids: Samples) -> bool:
        """Dismiss what is suggested for beats; nothing is written."""
        stand = self.standing
        mine = stand.beat_id[np.isin(stand.beat_id, beat_ids)]
        if len(mine):
            self._document.dismiss(Dismissal(mine))
        return bool(len(mine))

    def _on_dismissed(self, dismissal: Dismissal) -> None:
        ids = dismissal.beat_ids.tolist()
        change = (
            self._dismissed.update
            if dismissal.dismissed
            else self._dismissed.difference_update
        )
        change(ids)
        self.changed.emit()

    def _forget(self) -> None:
        self._all = NO_SUGGESTIONS
        self._dismissed.clear()
        self._learned = self._undone = False
        self._timer.stop()
        self.changed.emit()

    def _on_edited(self) -> None:
        self.changed.emit()
        if self._document.state is DocumentState.READY:
            self._timer.start()

    def _ask(self) -> None:
        session = self._document.session
        if session is None:
            return
        reviewed = bool(session.beats.reviewed.any())
        self._undone = self._learned and not reviewed
        if reviewed:
            self._learned = True
            self._link.suggest(session.beats)
        elif self._undone:
            self._all = NO_SUGGESTIONS
            self.changed.emit()

    def _on_suggested(self, suggestions: Suggestions) -> None:
        session = self._document.session
        if session is not None and not self._undone:
            own = session.predictions.scheme
            self._all = counted_in(suggestions, session.scheme, own)
        self.changed.emit()
