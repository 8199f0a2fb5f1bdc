"""Paints the class of a beat in the table as a letter in its colour."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ecgviewer.core.labels import UNSET
from ecgviewer.gui.beat_table.beat_table_model import BADGE_ROLE, SCHEME_ROLE
from ecgviewer.gui.look.badge_style import LabelSource, badge_colours
from ecgviewer.gui.look.font_scale import scaled_size
from ecgviewer.gui.look.guarded import Guard, saved
from ecgviewer.gui.look.theme import Colours, colours

Index = QModelIndex | QPersistentModelIndex


class ClassBadgeDelegate(QStyledItemDelegate):
    """A badge for each class: hollow, tinted or solid, by who set it."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        option.text = ""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index
    ) -> None:
        with Guard(self), saved(painter):
            super().paint(painter, option, index)
            self._paint_badge(painter, option, index)

    def _paint_badge(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index
    ) -> None:
        code, source = index.data(BADGE_ROLE)
        rect: QRectF = QRectF(option.rect)
        palette, scheme = option.palette, index.data(SCHEME_ROLE)
        if code == UNSET:
            role = palette.ColorRole.HighlightedText
            chosen = option.state & QStyle.StateFlag.State_Selected
            faint = palette.color(role) if chosen else colours(palette).beat[UNSET]
            painter.setPen(faint)
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, "\N{MIDDLE DOT}")
            return
        side = min(rect.height() - 4, rect.width() - 4)
        square = QRectF(0, 0, side * 1.15, side)
        square.moveCenter(rect.center())
        paint_badge(painter, square, code, source, colours(palette, scheme))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return super().sizeHint(option, index).expandedTo(scaled_size(QSize(28, 22)))


def paint_badge(
    painter: QPainter, rect: QRectF, code: int, source: LabelSource, theme: Colours
) -> None:
    """Paint the letter of a label code in a rounded rectangle of its colour."""
    ground, ink = badge_colours(source, code, theme)
    with saved(painter):
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.beat[code], 1.4))
        painter.setBrush(ground)
        painter.drawRoundedRect(rect.adjusted(0.7, 0.7, -0.7, -0.7), 4, 4)
        font = painter.font()
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(ink)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, theme.letter(code))
