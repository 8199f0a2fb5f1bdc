"""Opens a record where its reader left it, and remembers where that was."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, QTimer

from ecgviewer.core.record import Record
from ecgviewer.gui.model.document import Document, DocumentState
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.trace.left_places import LeftPlace, LeftPlaces
from ecgviewer.gui.trace.look_keeper import LookKeeper
from ecgviewer.gui.waveform.waveform_view import WaveformView

#: A place is kept once the reader has stayed there, so that a crash loses little.
_STAYED_MS = 2000
#: A beat that is found again may be a little beside where it was.
_SAME_BEAT_S = 0.05


class PlaceKeeper(QObject):
    """Follows view and current beat from when a record is opened until it is closed.

    The beat is selected as soon as it is there: an analysis may have to find it first.
    Until then it stays the one that is kept, unless the reader selects another.
    """

    def __init__(
        self,
        document: Document,
        selection: Selection,
        waveform: WaveformView,
        looks: LookKeeper,
        places: LeftPlaces,
    ) -> None:
        super().__init__(waveform)
        self._document, self._selection = document, selection
        self._waveform, self._looks, self._places = waveform, looks, places
        self._record: Record | None = None
        self._awaited: int | None = None
        self._stayed = QTimer(self, singleShot=True, interval=_STAYED_MS)
        self._stayed.timeout.connect(self.keep)
        document.record_opened.connect(self._on_record_opened)
        document.closing.connect(self._on_closing)
        document.beats_changed.connect(self._find_awaited)
        document.state_changed.connect(self._find_awaited)
        selection.beats_changed.connect(self._on_moved)
        selection.view_changed.connect(self._on_moved)
        waveform.laid.connect(self._on_moved)

    def keep(self) -> None:
        """Keep where the reader is."""
        record, document = self._record, self._document
        if record is None or not record.identity:
            return
        zoomed = self._waveform.paper.speed is None
        beat = self._current_sample if self._awaited is None else self._awaited
        place = LeftPlace(self._selection.view_s, zoomed, beat, self._looks.look)
        self._places.keep(record.identity, document.reader, record.leads, place)

    @property
    def _current_sample(self) -> int | None:
        columns, current = self._document.columns, self._selection.current
        row = None if columns is None or current is None else columns.row_of(current)
        return None if columns is None or row is None else int(columns.sample[row])

    def _on_moved(self) -> None:
        if self._record is not None:
            self._stayed.start()

    def _on_closing(self) -> None:
        """Keep the place while the selection is still that of this record."""
        self.keep()
        self._stayed.stop()

    def _on_record_opened(self) -> None:
        session = self._document.session
        if session is None:
            return
        record = session.record
        place = self._places.find(record.identity, self._document.reader, record.leads)
        self._awaited = None
        if place is not None and record.identity:
            self._looks.show(place.look)
            self._show_view(place)
            self._awaited = place.beat
        self._record = record

    def _show_view(self, place: LeftPlace) -> None:
        start_s, stop_s = place.view_s
        if not place.zoomed:
            left_s, right_s = self._selection.view_s
            stop_s = start_s + right_s - left_s
        self._selection.set_view(start_s, stop_s)

    def _find_awaited(self) -> None:
        """Select the beat that was current, without going anywhere."""
        session, columns = self._document.session, self._document.columns
        if self._awaited is None or session is None or columns is None:
            return
        if self._selection.current is not None:
            self._awaited = None
            return
        away = np.abs(columns.sample - self._awaited)
        if len(away) and away.min() <= _SAME_BEAT_S * session.record.fs:
            self._awaited, view_s = None, self._selection.view_s
            self._selection.select(columns.beat_id[int(away.argmin())])
            self._selection.set_view(*view_s)
        elif self._document.state is DocumentState.READY:
            self._awaited = None
