"""Who gave a beat its label, and how a badge shows it: the same in every view."""

from __future__ import annotations

from enum import Enum

from PySide6.QtGui import QColor

from ecgviewer.core.review.beat_columns import BeatColumns
from ecgviewer.gui.look.theme import Colours

# Tint strength that is clearly neither paper nor solid, and ink strength that keeps a
# letter on it as readable as one on paper.
_TINT = 0.24
_INK = 0.35


class LabelSource(Enum):
    """Who gave a beat the label that counts now."""

    CLASSIFIER = "the classifier's"
    REFERENCE = "from the reference"
    REVIEWER = "set by a reviewer"


def label_source(columns: BeatColumns, row: int) -> LabelSource:
    """Return who gave the beat in a row its label."""
    if columns.reviewed[row]:
        return LabelSource.REVIEWER
    return LabelSource.REFERENCE if columns.human[row] else LabelSource.CLASSIFIER


def badge_colours(
    source: LabelSource, label: int, theme: Colours
) -> tuple[QColor, QColor]:
    """Return the colours of a badge's ground and of its letter.

    The classifier's is hollow, a reference's tinted, a reviewer's solid.
    """
    colour = theme.beat[label]
    if source is LabelSource.REVIEWER:
        return colour, theme.paper
    if source is LabelSource.REFERENCE:
        return mixed(theme.paper, colour, _TINT), mixed(colour, theme.text, _INK)
    return theme.paper, colour


def mixed(one: QColor, other: QColor, share: float) -> QColor:
    pairs = (
        (one.red(), other.red()),
        (one.green(), other.green()),
        (one.blue(), other.blue()),
    )
    return QColor(*(round(a + share * (b - a)) for a, b in pairs))
