"""The colour of a rhythm, and its badge: hollow while it is only suggested."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from functools import lru_cache
from types import MappingProxyType

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from ecgviewer.core.rhythm.episode_kinds import RhythmRole
from ecgviewer.gui.look.badge_style import mixed
from ecgviewer.gui.look.theme import Colours

_HALFLIGHT = 128
_SIDE_PX, _TINT = 13, 0.24
#: On light and on dark paper; those of ectopic beats are the colours of their classes.
_COLOURS: Mapping[RhythmRole, tuple[str, str]] = MappingProxyType(
    {
        RhythmRole.NORMAL: ("#00785a", "#3fcf9f"),
        RhythmRole.ATRIAL: ("#7b3fa0", "#cf9ff0"),
        RhythmRole.SUPRAVENTRICULAR: ("#0064a8", "#62bdf2"),
        RhythmRole.VENTRICULAR: ("#c24a00", "#ff8a4c"),
        RhythmRole.LETHAL: ("#b00020", "#ff7585"),
        RhythmRole.CONDUCTION: ("#7a5c00", "#e0bd4f"),
        RhythmRole.PACED: ("#006d77", "#5ccfd6"),
        RhythmRole.RATE: ("#8a3b62", "#e8a0c0"),
        RhythmRole.UNREADABLE: ("#5f6670", "#b3bac1"),
        RhythmRole.OTHER: ("#44505c", "#c9d1d8"),
    }
)


class RhythmLook(Enum):
    """Who says so, as badges of beats show it."""

    SUGGESTED = "hollow"
    REFERENCE = "tinted"
    READER = "solid"
    DISMISSED = "struck out"

    # By identity: a day's rhythms are sorted and counted after each edit.
    __hash__ = object.__hash__


def rhythm_colour(role: RhythmRole, theme: Colours) -> QColor:
    """Return the colour of a rhythm on the paper of a theme."""
    light, dark = _COLOURS[role]
    return QColor(dark if theme.paper.lightness() < _HALFLIGHT else light)


def rhythm_colours(
    role: RhythmRole, look: RhythmLook, theme: Colours
) -> tuple[QColor, QColor]:
    """Return the colours of a rhythm's ground and of the text on it."""
    colour = rhythm_colour(role, theme)
    if look is RhythmLook.READER:
        return colour, theme.paper
    if look is RhythmLook.REFERENCE:
        return mixed(theme.paper, colour, _TINT), theme.text
    return theme.paper, colour


def rhythm_badge(
    role: RhythmRole, look: RhythmLook, theme: Colours, ratio: float = 1.0
) -> QPixmap:
    """Return the badge of a rhythm in a list."""
    ground, _ = rhythm_colours(role, look, theme)
    names = rhythm_colour(role, theme).name(), ground.name()
    return _painted(*names, look is RhythmLook.DISMISSED, ratio)


@lru_cache(maxsize=128)
def _painted(colour: str, ground: str, struck: bool, ratio: float) -> QPixmap:
    picture = QPixmap(round(_SIDE_PX * ratio), round(_SIDE_PX * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colour), 1.6))
        painter.setBrush(QColor(ground))
        box = QRectF(1.0, 1.0, _SIDE_PX - 2.0, _SIDE_PX - 2.0)
        painter.drawRoundedRect(box, 3.0, 3.0)
        if struck:
            painter.drawLine(QPointF(3.0, _SIDE_PX - 3.0), QPointF(_SIDE_PX - 3.0, 3.0))
    return picture
