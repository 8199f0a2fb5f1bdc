"""The mouse on the lane of rhythms: choose one, drag an end of it, ask what it is."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QPoint, QPointF, Signal
from PySide6.QtGui import QFont

from ecgviewer.gui.look.number_text import count
from ecgviewer.gui.look.time_text import elapsed_text
from ecgviewer.gui.model.document import Document
from ecgviewer.gui.model.found_rhythms import FoundRhythms
from ecgviewer.gui.model.rhythm_entries import EntryState, RhythmEntry
from ecgviewer.gui.model.selection import Selection
from ecgviewer.gui.waveform.marks.rhythm_item import RhythmItem

_HOW = {
    EntryState.OPEN: "Right-click to confirm or dismiss it",
    EntryState.CONFIRMED: "Drag an end to move it",
}


@dataclass(frozen=True)
class _Drag:
    entry: RhythmEntry
    is_last: bool
    #: From the mouse to the end, in samples.
    offset: int


class RhythmTool(QObject):
    """Shows the rhythms that are found in a lane, and lets the mouse edit them.

    An end that is dragged is drawn where it would be; letting it go is one edit.

    Signals
    -------
    menu_requested(QPoint)
        A right click on a rhythm, which is chosen now; where on the screen.
    followed()
        There are rhythms to show from now on, in a lane.
    """

    menu_requested = Signal(QPoint)
    followed = Signal()

    def __init__(
        self,
        item: RhythmItem,
        document: Document,
        selection: Selection,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.item = item
        self._document, self._selection = document, selection
        self._found: FoundRhythms | None = None
        self._drag: _Drag | None = None
        selection.rhythms_changed.connect(self._show_chosen)

    def height_px(self, font: QFont) -> float:
        """Return how much room the lane needs: none until rhythms are followed."""
        return 0.0 if self._found is None else self.item.height_px(font)

    def follow(self, found: FoundRhythms) -> None:
        """Show these rhythms from now on."""
        self._found = found
        found.changed.connect(self._show)
        self.followed.emit()
        self._show()

    def _show(self) -> None:
        if self._found is not None:
            self.item.show_places(self._found.places)
        self._show_chosen()

    def _show_chosen(self) -> None:
        self.item.show_chosen(self._selection.rhythms, self._selection.stretch)

    def holds(self, at: QPointF) -> bool:
        """Return whether a rhythm is at a place of the sheet."""
        return self.item.entry_at(at) is not None or self.grasps(at)

    def grasps(self, at: QPointF) -> bool:
        """Return whether an end is at a place that can be dragged."""
        return self._document.editable and self.item.end_at(at) is not None

    def press(self, at: QPointF) -> None:
        """Take hold of what is at a place: an end, if it is one."""
        found, sheet = self.item.end_at(at), self.item.sheet
        self._drag = None
        if found is not None and sheet is not None and self.grasps(at):
            entry, is_last = found
            end = entry.stop if is_last else entry.start
            self._drag = _Drag(entry, is_last, end - round(self._place(at.x())))

    def drag(self, at: QPointF) -> None:
        """Show the end that is held where the mouse is."""
        if self._drag is not None:
            self.item.show_preview((self._drag.entry.key, *self._moved(self._drag, at)))

    def drop(self, at: QPointF) -> None:
        """Leave the end that was held where the mouse is: one edit."""
        drag, self._drag = self._drag, None
        self.item.show_preview(None)
        if drag is None or not isinstance(drag.entry.key, int):
            return
        start, stop = self._moved(drag, at)
        if drag.is_last and stop != drag.entry.stop:
            self._document.move_episode_stop(drag.entry.key, stop)
        elif not drag.is_last and start != drag.entry.start:
            self._document.move_episode_start(drag.entry.key, start)

    def let_go(self) -> None:
        """Leave everything as it was before something was held."""
        self.item.show_preview(None)

    def choose(self, at: QPointF, *, more: bool = False) -> None:
        """Choose the rhythm at a place; with others, if `more`."""
        end = self.item.end_at(at)
        entry = self.item.entry_at(at) or (end[0] if end else None)
        if entry is None:
            return
        others = self._selection.rhythms if more else ()
        kept = [key for key in others if key != entry.key]
        self._selection.choose_rhythms([entry.key, *kept])

    def tip(self, at: QPointF) -> str:
        """Return what is said of the rhythm at a place; empty where there is none."""
        entry, session = self.item.entry_at(at), self._document.session
        if entry is None or session is None:
            return ""
        lines = [entry.tip]
        rate = "" if entry.rate_bpm != entry.rate_bpm else f", {entry.rate_bpm:.0f}/min"
        length = elapsed_text(entry.duration_s, 1, entry.duration_s)
        lines.append(f"{length}, {count(entry.n_beats, 'beat')}{rate}")
        if self._document.editable and entry.state in _HOW:
            lines.append(_HOW[entry.state])
        return "\n".join(lines)

    def _place(self, x: float) -> float:
        sheet = self.item.sheet
        return sheet.seconds(x) * sheet.fs if sheet else 0.0

    def _moved(self, drag: _Drag, at: QPointF) -> tuple[int, int]:
        """Return where the episode would be, at least one sample of it left."""
        sheet, entry = self.item.sheet, drag.entry
        end = round(self._place(at.x())) + drag.offset
        if drag.is_last:
            last = sheet.n_samples if sheet else end
            return entry.start, max(min(end, last), entry.start + 1)
        return min(max(end, 0), entry.stop - 1), entry.stop
