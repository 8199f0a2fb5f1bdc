"""The rhythms on the lines of the full disclosure: a bar each, and its short name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from ecgviewer.core.rhythm.episode_kinds import RhythmRole
from ecgviewer.gui.look.rhythm_badge import RhythmLook, rhythm_colour
from ecgviewer.gui.look.theme import Colours
from ecgviewer.gui.model.rhythm_entries import RhythmEntry
from ecgviewer.gui.model.rhythm_places import RhythmPlaces

#: As in the overview: episodes are bars, suggestions thinner ones.
_EPISODE_PX, _SUGGESTION_PX, _LEAST_PX = 5.0, 3.0, 3.0
_BESIDE_PX, _PAPER_ALPHA = 2.0, 200
#: Seconds that begin and end a line, and the rhythm.
Piece = tuple[RhythmEntry, float, float]


class DisclosureRhythms:
    """What is drawn of the rhythms, over the trace of each line."""

    def __init__(self) -> None:
        self._entries: Sequence[RhythmEntry] = ()
        self._known: RhythmPlaces | None = None

    def show_entries(self, entries: Sequence[RhythmEntry]) -> None:
        """Show other rhythms; sinus rhythm is what has no bar."""
        self._entries, self._known = entries, None

    @property
    def _places(self) -> RhythmPlaces:
        """Where they are, once they are drawn: the view may be hidden."""
        if self._known is None:
            drawn = [e for e in self._entries if e.role is not RhythmRole.NORMAL]
            self._known = RhythmPlaces(drawn)
        return self._known

    def pieces(self, stretch: tuple[int, int], width: float) -> Iterator[Piece]:
        """Yield the rhythms of a line, and where they are in pixels from its left.

        The long ones come first, so that short ones are in front.
        """
        (start, stop), places = stretch, self._places
        px_per_sample = width / max(stop - start, 1)
        left = np.asarray((places.start - start) * px_per_sample, np.float64)
        right = np.asarray((places.stop - start) * px_per_sample, np.float64)
        right = np.where(right > 0, np.maximum(right, left + _LEAST_PX), right)
        for row in places.seen(left, right, width, _LEAST_PX):
            edges = max(float(left[row]), 0.0), min(float(right[row]), width)
            yield places.entries[row], *edges

    def paint(
        self,
        painter: QPainter,
        own: Colours,
        stretch: tuple[int, int],
        area: QRectF,
    ) -> None:
        """Paint the rhythms of a line: samples [start, stop) over an area."""
        metrics = QFontMetricsF(painter.font())
        named: list[QRectF] = []
        for entry, left, right in self.pieces(stretch, area.width()):
            is_open = entry.look is RhythmLook.SUGGESTED
            height = _SUGGESTION_PX if is_open else _EPISODE_PX
            colour = rhythm_colour(entry.role, own)
            bar = QRectF(area.left() + left, area.top(), right - left, height)
            painter.fillRect(bar, colour)
            name = entry.kind.code
            width = metrics.horizontalAdvance(name) + 2 * _BESIDE_PX
            room = QRectF(bar.left(), bar.bottom(), width, metrics.ascent())
            # No name over another one, nor beyond its rhythm.
            if width <= bar.width() and not any(map(room.intersects, named)):
                named.append(room)
                _paint_name(painter, name, room, (own.paper, colour))


def _paint_name(
    painter: QPainter, name: str, room: QRectF, inks: tuple[QColor, QColor]
) -> None:
    paper = QColor(inks[0])
    paper.setAlpha(_PAPER_ALPHA)
    painter.fillRect(room, paper)
    painter.setPen(inks[1])
    painter.drawText(QPointF(room.left() + _BESIDE_PX, room.bottom() - 1), name)
